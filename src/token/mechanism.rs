//! Which mechanism makes a signature of a scheme, and how its input and output look (PKCS#11 Mechanisms v2.40 §2.1, §2.3).
//!
//! Tokens differ: some offer the hash and the padding in one (CKM_SHA256_RSA_PKCS), some the padding only
//! (CKM_RSA_PKCS over a DigestInfo), some both but one of them for verifying. What the token lists decides; the hash is
//! otherwise computed here. SHA-1 is not offered for new signatures; SHA-3 only where the hash is computed here.

use pkcs11::types::{
    CK_MECHANISM_TYPE, CK_RSA_PKCS_MGF_TYPE, CK_RSA_PKCS_PSS_PARAMS, CK_ULONG, CKG_MGF1_SHA224, CKG_MGF1_SHA256,
    CKG_MGF1_SHA384, CKG_MGF1_SHA512, CKM_ECDSA, CKM_ECDSA_SHA224, CKM_ECDSA_SHA256, CKM_ECDSA_SHA384,
    CKM_ECDSA_SHA512, CKM_RSA_PKCS, CKM_RSA_PKCS_PSS, CKM_SHA224, CKM_SHA224_RSA_PKCS, CKM_SHA224_RSA_PKCS_PSS,
    CKM_SHA256, CKM_SHA256_RSA_PKCS, CKM_SHA256_RSA_PKCS_PSS, CKM_SHA384, CKM_SHA384_RSA_PKCS, CKM_SHA384_RSA_PKCS_PSS,
    CKM_SHA512, CKM_SHA512_RSA_PKCS, CKM_SHA512_RSA_PKCS_PSS,
};

use der::asn1::{Null, OctetStringRef, UintRef};
use der::{Any, Encode, SliceReader};

use super::Error;
use crate::hash::Hash;
use crate::x509::{PublicKey, Scheme, hash_to_algorithm};

/// PKCS#11 3.0, §2.3.14: Ed25519 without parameters.
const CKM_EDDSA: CK_MECHANISM_TYPE = 0x1057;

/// What is given to C_SignInit.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mechanism {
    pub(super) kind: CK_MECHANISM_TYPE,
    pub(super) pss: Option<CK_RSA_PKCS_PSS_PARAMS>,
}

/// What is given to C_Sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Input {
    Message,
    Digest(Hash),
    DigestInfo(Hash),
    /// At most this many bytes of the digest: the order of the curve takes no more (FIPS 186-5 §6.4.1).
    LeftDigest(Hash, usize),
}

/// One way to make a signature of a scheme.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) mechanism: Mechanism,
    input: Input,
}

struct Row {
    hash: Hash,
    kind: CK_MECHANISM_TYPE,
    pkcs1: CK_MECHANISM_TYPE,
    pss: CK_MECHANISM_TYPE,
    ecdsa: CK_MECHANISM_TYPE,
    mgf: CK_RSA_PKCS_MGF_TYPE,
}

#[rustfmt::skip]
const ROWS: [Row; 4] = [
    Row { hash: Hash::Sha224, kind: CKM_SHA224, pkcs1: CKM_SHA224_RSA_PKCS, pss: CKM_SHA224_RSA_PKCS_PSS, ecdsa: CKM_ECDSA_SHA224, mgf: CKG_MGF1_SHA224 },
    Row { hash: Hash::Sha256, kind: CKM_SHA256, pkcs1: CKM_SHA256_RSA_PKCS, pss: CKM_SHA256_RSA_PKCS_PSS, ecdsa: CKM_ECDSA_SHA256, mgf: CKG_MGF1_SHA256 },
    Row { hash: Hash::Sha384, kind: CKM_SHA384, pkcs1: CKM_SHA384_RSA_PKCS, pss: CKM_SHA384_RSA_PKCS_PSS, ecdsa: CKM_ECDSA_SHA384, mgf: CKG_MGF1_SHA384 },
    Row { hash: Hash::Sha512, kind: CKM_SHA512, pkcs1: CKM_SHA512_RSA_PKCS, pss: CKM_SHA512_RSA_PKCS_PSS, ecdsa: CKM_ECDSA_SHA512, mgf: CKG_MGF1_SHA512 },
];

fn row(hash: Hash) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.hash == hash)
}

/// The ways to sign under `scheme` with `key`, best first; `offers` says whether the token signs with a mechanism.
///
/// # Errors
/// [`Error::SchemeMismatch`] if the key makes no such signatures, [`Error::MechanismMissing`] if the token has no way.
pub(super) fn plans(
    scheme: Scheme,
    key: &PublicKey,
    offers: impl Fn(CK_MECHANISM_TYPE) -> bool,
) -> Result<Vec<Plan>, Error> {
    if !fits(scheme, key) {
        return Err(Error::SchemeMismatch { key: key.key_type(), scheme });
    }
    let bare = |kind, input| Plan { mechanism: Mechanism { kind, pss: None }, input };
    let known = scheme.hash().and_then(row);
    let mut plans = Vec::new();
    match scheme {
        Scheme::RsaPkcs1(hash) => {
            plans.extend(known.map(|row| bare(row.pkcs1, Input::Message)));
            if hash != Hash::Sha1 {
                plans.push(bare(CKM_RSA_PKCS, Input::DigestInfo(hash)));
            }
        }
        Scheme::RsaPss { hash, mgf, salt } => {
            if let Some((row, mgf)) = known.zip(row(mgf)) {
                let parameters = CK_RSA_PKCS_PSS_PARAMS { hashAlg: row.kind, mgf: mgf.mgf, sLen: salt as CK_ULONG };
                let with = |kind, input| Plan { mechanism: Mechanism { kind, pss: Some(parameters) }, input };
                plans.push(with(row.pss, Input::Message));
                plans.push(with(CKM_RSA_PKCS_PSS, Input::Digest(hash)));
            }
        }
        Scheme::Ecdsa(hash) => {
            if hash != Hash::Sha1 {
                plans.push(bare(CKM_ECDSA, Input::LeftDigest(hash, field_bytes(key))));
            }
            plans.extend(known.map(|row| bare(row.ecdsa, Input::Message)));
        }
        Scheme::Ed25519 => plans.push(bare(CKM_EDDSA, Input::Message)),
        // Verified, but no token signs with them here.
        Scheme::Dsa(_) | Scheme::Ed448 | Scheme::MlDsa44 | Scheme::MlDsa65 | Scheme::MlDsa87 => {}
    }
    plans.retain(|plan| offers(plan.mechanism.kind));
    if plans.is_empty() { Err(Error::MechanismMissing { scheme }) } else { Ok(plans) }
}

fn fits(scheme: Scheme, key: &PublicKey) -> bool {
    use crate::x509::KeyType;
    matches!(
        (scheme, key.key_type()),
        (Scheme::RsaPkcs1(_), KeyType::Rsa)
            | (Scheme::RsaPss { .. }, KeyType::Rsa | KeyType::RsaPss)
            | (Scheme::Ecdsa(_), KeyType::P256 | KeyType::P384 | KeyType::P521)
            | (Scheme::Ed25519, KeyType::Ed25519)
    )
}

fn field_bytes(key: &PublicKey) -> usize {
    key.bits().unwrap_or(0).div_ceil(8) as usize
}

impl Plan {
    /// What C_Sign is given for `message`.
    ///
    /// # Errors
    /// DER's own limits, which no DigestInfo meets.
    pub(super) fn input(&self, message: &[u8]) -> der::Result<Vec<u8>> {
        Ok(match self.input {
            Input::Message => message.to_vec(),
            Input::Digest(hash) => hash.digest(message),
            Input::DigestInfo(hash) => digest_info(hash, &hash.digest(message))?,
            Input::LeftDigest(hash, most) => {
                let mut digest = hash.digest(message);
                digest.truncate(most);
                digest
            }
        })
    }
}

/// DigestInfo ::= SEQUENCE { AlgorithmIdentifier with NULL, OCTET STRING } (RFC 8017 §9.2, note 1).
fn digest_info(hash: Hash, digest: &[u8]) -> der::Result<Vec<u8>> {
    let mut algorithm = hash_to_algorithm(hash)?;
    algorithm.parameters = Some(Any::encode_from(&Null)?);
    let mut content = algorithm.to_der()?;
    content.extend(OctetStringRef::new(digest)?.to_der()?);
    Any::new(der::Tag::Sequence, content)?.to_der()
}

/// The value as a signature has it: ECDSA as DER (RFC 3279 §2.2.3), all else as it came.
///
/// # Errors
/// [`Error::SignatureLength`] if it cannot be a value of this key.
pub(super) fn output(scheme: Scheme, key: &PublicKey, value: Vec<u8>) -> Result<Vec<u8>, Error> {
    let field = field_bytes(key);
    let expected = match scheme {
        Scheme::Ecdsa(_) | Scheme::Ed25519 => 2 * field,
        _ => field,
    };
    let wrong = Error::SignatureLength { got: value.len(), expected };
    match scheme {
        Scheme::Ecdsa(_) if value.len() == expected => ecdsa_value(&value).map_err(|_| wrong),
        // Against the standard, some modules give what OpenSSL gave them.
        Scheme::Ecdsa(_) if is_ecdsa_value(&value) => Ok(value),
        _ if value.len() == expected => Ok(value),
        _ => Err(wrong),
    }
}

/// r and s side by side, as PKCS#11 has them (§2.3.1), into ECDSA-Sig-Value.
fn ecdsa_value(value: &[u8]) -> der::Result<Vec<u8>> {
    let (r, s) = value.split_at(value.len() / 2);
    let mut content = UintRef::new(r)?.to_der()?;
    content.extend(UintRef::new(s)?.to_der()?);
    Any::new(der::Tag::Sequence, content)?.to_der()
}

fn is_ecdsa_value(value: &[u8]) -> bool {
    use der::{Decode, Reader};
    SliceReader::new(value).is_ok_and(|mut reader| {
        let read = reader.sequence(|inside| {
            UintRef::decode(inside)?;
            UintRef::decode(inside)?;
            Ok::<_, der::Error>(())
        });
        read.is_ok() && reader.is_finished()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r_and_s_become_the_shortest_integers() {
        let der = ecdsa_value(&[0, 0, 0, 5, 0x80, 0, 0, 1]).unwrap();
        assert_eq!(der, [0x30, 10, 2, 1, 5, 2, 5, 0, 0x80, 0, 0, 1]);
        assert!(is_ecdsa_value(&der));
        assert!(!is_ecdsa_value(&[0x30, 3, 2, 1, 5]));
        assert!(!is_ecdsa_value(&[0; 64]));
    }

    #[test]
    fn a_digest_info_begins_as_the_standard_prints_it() {
        // RFC 8017 §9.2, note 1.
        let prefix = [
            0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01, 0x05, 0x00, 0x04,
            0x20,
        ];
        let info = digest_info(Hash::Sha256, &[7; 32]).unwrap();
        assert_eq!((&info[..19], info.len()), (&prefix[..], 51));
    }
}
