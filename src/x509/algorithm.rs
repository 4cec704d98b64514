//! AlgorithmIdentifiers and what they mean (RFC 4055, RFC 5758, RFC 8410, RFC 8692, RFC 9688, RFC 9881).
//!
//! Reading is generous where the standards leave room (NULL or absent parameters) and exact where they do not:
//! PSS without parameters is no algorithm at all. Writing follows RFC 5754 and RFC 8017: NULL for PKCS#1, absent for
//! hashes, ECDSA and Ed25519.

use der::asn1::Null;
use der::{Any, Encode};
use spki::{AlgorithmIdentifierOwned, ObjectIdentifier};

use super::tlv::{self, Reader, oid_text};
use super::{Error, Scheme, oids};
use crate::hash::Hash;

/// Each hash with its own identifier, and the PKCS#1 and ECDSA schemes named after it; nothing where there is none.
const TABLE: [(Hash, &str, &str, &str); 11] = [
    (Hash::Md5, "1.2.840.113549.2.5", "1.2.840.113549.1.1.4", ""),
    (Hash::Ripemd160, "1.3.36.3.2.1", "1.3.36.3.3.1.2", ""),
    (Hash::Sha1, "1.3.14.3.2.26", "1.2.840.113549.1.1.5", "1.2.840.10045.4.1"),
    (Hash::Sha224, "2.16.840.1.101.3.4.2.4", "1.2.840.113549.1.1.14", "1.2.840.10045.4.3.1"),
    (Hash::Sha256, "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"),
    (Hash::Sha384, "2.16.840.1.101.3.4.2.2", "1.2.840.113549.1.1.12", "1.2.840.10045.4.3.3"),
    (Hash::Sha512, "2.16.840.1.101.3.4.2.3", "1.2.840.113549.1.1.13", "1.2.840.10045.4.3.4"),
    (Hash::Sha3_256, "2.16.840.1.101.3.4.2.8", "2.16.840.1.101.3.4.3.14", "2.16.840.1.101.3.4.3.10"),
    (Hash::Sha3_384, "2.16.840.1.101.3.4.2.9", "2.16.840.1.101.3.4.3.15", "2.16.840.1.101.3.4.3.11"),
    (Hash::Sha3_512, "2.16.840.1.101.3.4.2.10", "2.16.840.1.101.3.4.3.16", "2.16.840.1.101.3.4.3.12"),
    (Hash::Shake256, "2.16.840.1.101.3.4.2.12", "", "1.3.6.1.5.5.7.6.33"),
];

/// id-shake256-len (RFC 8702 §2): its parameter is the length, of which RFC 8419 §2.3 allows one, 512.
const SHAKE256_LEN: (&str, &[u8]) = ("2.16.840.1.101.3.4.2.18", &[0x02, 0x02, 0x02, 0x00]);

/// The schemes that are named by one identifier and have no parameters.
const WHOLE_MESSAGE: [(&str, Scheme); 5] = [
    (oids::ED25519, Scheme::Ed25519),
    (oids::ED448, Scheme::Ed448),
    (oids::ML_DSA_44, Scheme::MlDsa44),
    (oids::ML_DSA_65, Scheme::MlDsa65),
    (oids::ML_DSA_87, Scheme::MlDsa87),
];

/// DSA by its hash (RFC 3279 §2.2.2, RFC 5758 §3.1).
const DSA: [(&str, Hash); 5] = [
    ("1.2.840.10040.4.3", Hash::Sha1),
    ("2.16.840.1.101.3.4.3.1", Hash::Sha224),
    ("2.16.840.1.101.3.4.3.2", Hash::Sha256),
    ("2.16.840.1.101.3.4.3.3", Hash::Sha384),
    ("2.16.840.1.101.3.4.3.4", Hash::Sha512),
];

/// sha1WithRSASignature of the OIW, an old second name (also for writers of the 1990s).
const OIW_SHA1_RSA: &str = "1.3.14.3.2.29";

/// The hash that `oid` names, in dotted decimal.
pub fn hash_from_oid(oid: &str) -> Option<Hash> {
    TABLE.iter().find(|row| row.1 == oid).map(|row| row.0)
}

/// The hash that an AlgorithmIdentifier names: `oid` in dotted decimal, `parameters` as DER.
///
/// Parameters that are not its own are left to the caller, but for the length of id-shake256-len.
pub fn hash_from_algorithm(oid: &str, parameters: Option<&[u8]>) -> Option<Hash> {
    if oid == SHAKE256_LEN.0 {
        return (parameters == Some(SHAKE256_LEN.1)).then_some(Hash::Shake256);
    }
    hash_from_oid(oid)
}

/// Are these the parameters that the hash `oid` has? Only id-shake256-len has any; NULL is none (RFC 5754 §2).
pub fn hash_parameters_fit(oid: &str, parameters: Option<&[u8]>) -> bool {
    match parameters {
        None | Some([0x05, 0x00]) => oid != SHAKE256_LEN.0,
        Some(length) => (oid, length) == SHAKE256_LEN,
    }
}

/// The identifier of `hash`, in dotted decimal.
pub fn hash_oid(hash: Hash) -> &'static str {
    row(hash).1
}

fn row(hash: Hash) -> &'static (Hash, &'static str, &'static str, &'static str) {
    &TABLE[hash as usize]
}

/// The scheme that an AlgorithmIdentifier names.
///
/// `oid` in dotted decimal, `parameters` as DER with tag and length. `digest` is CMS's digestAlgorithm, used where
/// the identifier names a key only: rsaEncryption (RFC 3370 §3.2), id-dsa (§3.1), and id-ecPublicKey, which some writers
/// put there.
///
/// # Errors
/// [`Error::UnsupportedAlgorithm`] with what is unknown about it.
pub fn scheme_from_algorithm(oid: &str, parameters: Option<&[u8]>, digest: Option<Hash>) -> Result<Scheme, Error> {
    let unsupported = |reason: &str| Error::UnsupportedAlgorithm { oid: oid.to_owned(), reason: reason.to_owned() };
    let scheme = match oid {
        oids::RSASSA_PSS => {
            let parameters = parameters.ok_or_else(|| unsupported("PSS without parameters"))?;
            return pss_parameters(parameters).ok_or_else(|| unsupported("PSS parameters unknown or malformed"));
        }
        oids::RSA_ENCRYPTION => match digest {
            Some(Hash::Shake256) => return Err(unsupported("PKCS#1 v1.5 with SHAKE256")),
            digest => Scheme::RsaPkcs1(digest.ok_or_else(|| unsupported("no hash named"))?),
        },
        oids::EC_PUBLIC_KEY => Scheme::Ecdsa(digest.ok_or_else(|| unsupported("no hash named"))?),
        oids::DSA => Scheme::Dsa(digest.ok_or_else(|| unsupported("no hash named"))?),
        OIW_SHA1_RSA => Scheme::RsaPkcs1(Hash::Sha1),
        _ => {
            let found = TABLE.iter().find_map(|row| match oid {
                _ if row.2 == oid => Some(Scheme::RsaPkcs1(row.0)),
                _ if row.3 == oid => Some(Scheme::Ecdsa(row.0)),
                _ => None,
            });
            let whole = || WHOLE_MESSAGE.iter().find(|(name, _)| *name == oid).map(|(_, scheme)| *scheme);
            let dsa = || DSA.iter().find(|(name, _)| *name == oid).map(|(_, hash)| Scheme::Dsa(*hash));
            found.or_else(whole).or_else(dsa).ok_or_else(|| unsupported("unknown"))?
        }
    };
    // NULL where it should be absent, or the other way, is common and harmless; anything else is not this algorithm.
    let keyed = matches!(oid, oids::EC_PUBLIC_KEY | oids::DSA);
    if keyed || matches!(parameters, None | Some([] | [0x05, 0x00])) {
        Ok(scheme)
    } else {
        Err(unsupported("parameters where there are none"))
    }
}

/// RSASSA-PSS-params (RFC 4055 §3.1): every field has a default, and the defaults are SHA-1, MGF1 with SHA-1, 20.
pub(super) fn pss_parameters(der: &[u8]) -> Option<Scheme> {
    let mut fields = tlv::single(der)?.expect(0x30)?.inside();
    let mut scheme = (Hash::Sha1, Hash::Sha1, 20);
    if let Some(field) = fields.read_if(0xa0) {
        scheme.0 = hash_identifier(field.content)?;
    }
    if let Some(field) = fields.read_if(0xa1) {
        scheme.1 = mask_generation(field.content)?;
    }
    if let Some(field) = fields.read_if(0xa2) {
        scheme.2 = small_integer(field.content)?;
    }
    if let Some(field) = fields.read_if(0xa3) {
        // trailerField: 1 is 0xbc; there is no other.
        (small_integer(field.content)? == 1).then_some(())?;
    }
    fields.is_empty().then_some(Scheme::RsaPss { hash: scheme.0, mgf: scheme.1, salt: scheme.2 })
}

fn hash_identifier(der: &[u8]) -> Option<Hash> {
    let (oid, parameters) = identifier(der)?;
    matches!(parameters, None | Some([0x05, 0x00])).then(|| hash_from_oid(&oid))?
}

fn mask_generation(der: &[u8]) -> Option<Hash> {
    let (oid, parameters) = identifier(der)?;
    (oid == oids::MGF1).then(|| hash_identifier(parameters?))?
}

/// An AlgorithmIdentifier as identifier and parameters.
pub(super) fn identifier(der: &[u8]) -> Option<(String, Option<&[u8]>)> {
    let mut fields = tlv::single(der)?.expect(0x30)?.inside();
    let oid = oid_text(fields.read()?.expect(0x06)?.content);
    let parameters = if fields.is_empty() { None } else { Some(fields.read()?.raw) };
    fields.is_empty().then_some((oid, parameters))
}

fn small_integer(der: &[u8]) -> Option<usize> {
    let mut reader = Reader(der);
    match tlv::shortest(reader.read()?.expect(0x02)?.content) {
        [one @ 0..0x80] => Some(usize::from(*one)),
        [high @ 0..0x80, low] => Some(usize::from(*high) << 8 | usize::from(*low)),
        _ => None,
    }
}

/// The AlgorithmIdentifier to write for `scheme`.
///
/// # Errors
/// For a scheme that nobody has named, as PKCS#1 v1.5 with SHAKE256; DER's own limits.
pub fn scheme_to_algorithm(scheme: Scheme) -> der::Result<AlgorithmIdentifierOwned> {
    match scheme {
        Scheme::RsaPkcs1(hash) => algorithm(row(hash).2, Some(Any::encode_from(&Null)?)),
        Scheme::Ecdsa(hash) => algorithm(row(hash).3, None),
        Scheme::Dsa(hash) => {
            let named = DSA.iter().find(|(_, other)| *other == hash).map(|(name, _)| *name);
            algorithm(named.unwrap_or_default(), None)
        }
        Scheme::RsaPss { hash, mgf, salt } => algorithm(oids::RSASSA_PSS, Some(pss_to_any(hash, mgf, salt)?)),
        whole => {
            let name = WHOLE_MESSAGE.iter().find(|(_, scheme)| *scheme == whole).map(|(name, _)| *name);
            algorithm(name.unwrap_or_default(), None)
        }
    }
}

/// The AlgorithmIdentifier to write for `hash`, its parameters absent (RFC 5754 §2).
///
/// # Errors
/// Never for the hashes there are; DER's own limits.
pub fn hash_to_algorithm(hash: Hash) -> der::Result<AlgorithmIdentifierOwned> {
    algorithm(hash_oid(hash), None)
}

fn algorithm(oid: &str, parameters: Option<Any>) -> der::Result<AlgorithmIdentifierOwned> {
    Ok(AlgorithmIdentifierOwned { oid: ObjectIdentifier::new(oid).map_err(der::Error::from)?, parameters })
}

/// RSASSA-PSS-params, as DER: what equals a default is left out. Hash parameters are NULL (RFC 4055 §2.1).
fn pss_to_any(hash: Hash, mgf: Hash, salt: usize) -> der::Result<Any> {
    let named = |hash| algorithm(hash_oid(hash), Some(Any::encode_from(&Null)?));
    let mut fields = Vec::new();
    if hash != Hash::Sha1 {
        fields.extend(explicit(0, &named(hash)?)?);
    }
    if mgf != Hash::Sha1 {
        fields.extend(explicit(1, &algorithm(oids::MGF1, Some(Any::encode_from(&named(mgf)?)?))?)?);
    }
    if salt != 20 {
        fields.extend(explicit(2, &u32::try_from(salt).map_err(|_| der::ErrorKind::Overflow)?)?);
    }
    Any::new(der::Tag::Sequence, fields)
}

fn explicit(number: u32, value: &impl Encode) -> der::Result<Vec<u8>> {
    let tag = der::Tag::ContextSpecific { constructed: true, number: der::TagNumber(number) };
    Any::new(tag, value.to_der()?)?.to_der()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_back(scheme: Scheme) -> Result<Scheme, Error> {
        let unnamed = |_| Error::UnsupportedAlgorithm { oid: String::new(), reason: "it has no name".to_owned() };
        let der = scheme_to_algorithm(scheme).map_err(unnamed)?.to_der().unwrap();
        let (oid, parameters) = identifier(&der).unwrap();
        scheme_from_algorithm(&oid, parameters, None)
    }

    #[test]
    fn what_is_written_is_read_back() {
        for hash in Hash::ALL {
            assert_eq!(row(hash).0, hash, "the table is in the order of the enum");
            assert_eq!(hash_from_oid(hash_oid(hash)), Some(hash));
            let named = row(hash);
            for (scheme, oid) in [(Scheme::RsaPkcs1(hash), named.2), (Scheme::Ecdsa(hash), named.3)] {
                assert_eq!(read_back(scheme).ok(), (!oid.is_empty()).then_some(scheme), "{scheme:?}");
            }
            for scheme in [
                Scheme::RsaPss { hash, mgf: hash, salt: hash.len() },
                Scheme::RsaPss { hash, mgf: Hash::Sha1, salt: 300 },
            ] {
                assert_eq!(read_back(scheme), Ok(scheme));
            }
        }
        let others = WHOLE_MESSAGE.map(|(_, scheme)| scheme).into_iter().chain(DSA.map(|(_, hash)| Scheme::Dsa(hash)));
        for scheme in others {
            assert_eq!(read_back(scheme), Ok(scheme));
        }
    }

    #[test]
    fn pss_defaults_are_sha1_and_no_parameters_are_no_algorithm() {
        let defaults = Scheme::RsaPss { hash: Hash::Sha1, mgf: Hash::Sha1, salt: 20 };
        assert_eq!(scheme_from_algorithm(oids::RSASSA_PSS, Some(&[0x30, 0]), Some(Hash::Sha256)), Ok(defaults));
        assert!(scheme_from_algorithm(oids::RSASSA_PSS, None, Some(Hash::Sha256)).is_err());
        let other_trailer = [0x30, 5, 0xa3, 3, 2, 1, 2];
        assert!(scheme_from_algorithm(oids::RSASSA_PSS, Some(&other_trailer), None).is_err());
    }

    #[test]
    fn shake256_with_a_length_is_one_length_only() {
        let named = |parameters| hash_from_algorithm("2.16.840.1.101.3.4.2.18", parameters);
        assert_eq!(named(Some(&[2, 2, 2, 0])), Some(Hash::Shake256));
        assert_eq!([named(None), named(Some(&[2, 2, 1, 0])), named(Some(&[5, 0]))], [None; 3]);
        assert_eq!(hash_from_algorithm("2.16.840.1.101.3.4.2.12", None), Some(Hash::Shake256));
    }

    #[test]
    fn a_key_identifier_takes_the_hash_of_the_message() {
        let scheme = scheme_from_algorithm(oids::RSA_ENCRYPTION, Some(&[5, 0]), Some(Hash::Sha384));
        assert_eq!(scheme, Ok(Scheme::RsaPkcs1(Hash::Sha384)));
        assert!(scheme_from_algorithm(oids::RSA_ENCRYPTION, None, None).is_err());
        assert!(scheme_from_algorithm("1.2.840.113549.1.1.11", Some(&[4, 0]), None).is_err(), "parameters not its own");
    }
}
