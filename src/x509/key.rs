//! Public keys and the signatures they verify (RFC 3279, RFC 4055, RFC 5480, RFC 8410).
//!
//! RSA from 512 to 16384 bits, P-256, P-384, P-521, Ed25519. Whether a key is long enough is policy, not judged here.
//! Not computed: DSA, Ed448, Brainpool, explicit curve parameters, ML-DSA ([`Error::UnsupportedKey`]).

use std::fmt;

use rsa::BoxedUint;
use rsa::traits::PublicKeyParts;
use signature::hazmat::PrehashVerifier;

use super::algorithm::{identifier, pss_parameters};
use super::tlv::{self, oid_text};
use super::{Error, Scheme, oids, rsa_value};

/// What kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// rsaEncryption: any RSA scheme.
    Rsa,
    /// id-RSASSA-PSS: only PSS (RFC 4055 §1.2).
    RsaPss,
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// Ed25519.
    Ed25519,
}

impl KeyType {
    /// The name in reports: `rsa`, `rsa-pss`, `p256`, …
    pub fn name(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::RsaPss => "rsa-pss",
            Self::P256 => "p256",
            Self::P384 => "p384",
            Self::P521 => "p521",
            Self::Ed25519 => "ed25519",
        }
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[derive(Clone)]
enum Kind {
    Rsa(rsa::PublicKey),
    /// With the parameters it is bound to, if it is.
    RsaPss(rsa::PublicKey, Option<Scheme>),
    P256(Box<p256::ecdsa::VerifyingKey>),
    P384(Box<p384::ecdsa::VerifyingKey>),
    P521(Box<p521::ecdsa::VerifyingKey>),
    Ed25519(Box<ed25519_dalek::VerifyingKey>),
}

/// A public key out of a SubjectPublicKeyInfo.
#[derive(Clone)]
pub struct PublicKey {
    spki: Vec<u8>,
    kind: Kind,
}

impl PublicKey {
    /// Reads the DER of one SubjectPublicKeyInfo (RFC 5280 §4.1.2.7), with nothing after it.
    ///
    /// # Errors
    /// [`Error::UnsupportedKey`] with the algorithm or curve, [`Error::MalformedKey`] with what is wrong.
    pub fn from_spki(der: &[u8]) -> Result<Self, Error> {
        let Parts { oid, parameters, key } = split(der)
            .ok_or_else(|| Error::MalformedKey { oid: "?".into(), reason: "no SubjectPublicKeyInfo".into() })?;
        let malformed = |reason: &str| Error::MalformedKey { oid: oid.clone(), reason: reason.to_owned() };
        let kind = match oid.as_str() {
            oids::RSA_ENCRYPTION => Kind::Rsa(rsa_key(key).map_err(|reason| malformed(&reason))?),
            oids::RSASSA_PSS => {
                let bound = match parameters {
                    None => None,
                    Some(der) => Some(pss_parameters(der).ok_or_else(|| malformed("PSS parameters unknown"))?),
                };
                Kind::RsaPss(rsa_key(key).map_err(|reason| malformed(&reason))?, bound)
            }
            oids::EC_PUBLIC_KEY => ec_key(parameters, key)?,
            oids::ED25519 => {
                let bytes = key.try_into().map_err(|_| malformed("not 32 bytes"))?;
                let point = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| malformed("not a point"))?;
                Kind::Ed25519(Box::new(point))
            }
            _ => return Err(Error::UnsupportedKey { oid }),
        };
        Ok(Self { spki: der.to_vec(), kind })
    }

    /// What kind of key.
    pub fn key_type(&self) -> KeyType {
        match &self.kind {
            Kind::Rsa(_) => KeyType::Rsa,
            Kind::RsaPss(..) => KeyType::RsaPss,
            Kind::P256(_) => KeyType::P256,
            Kind::P384(_) => KeyType::P384,
            Kind::P521(_) => KeyType::P521,
            Kind::Ed25519(_) => KeyType::Ed25519,
        }
    }

    /// Length of the modulus, or of the curve's field, in bits.
    pub fn bits(&self) -> u32 {
        match &self.kind {
            Kind::Rsa(key) | Kind::RsaPss(key, _) => key.n().bit_width(),
            Kind::P256(_) | Kind::Ed25519(_) => 256,
            Kind::P384(_) => 384,
            Kind::P521(_) => 521,
        }
    }

    /// The curve, for keys that have one: `P-256`, …
    pub fn curve(&self) -> Option<&'static str> {
        match &self.kind {
            Kind::Rsa(_) | Kind::RsaPss(..) => None,
            Kind::P256(_) => Some("P-256"),
            Kind::P384(_) => Some("P-384"),
            Kind::P521(_) => Some("P-521"),
            Kind::Ed25519(_) => Some("Ed25519"),
        }
    }

    /// The SubjectPublicKeyInfo it came in.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// Modulus and public exponent of an RSA key, big-endian without leading zeros.
    pub fn rsa(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        match &self.kind {
            Kind::Rsa(key) | Kind::RsaPss(key, _) => Some((key.n_bytes().into(), key.e_bytes().into())),
            _ => None,
        }
    }

    /// The uncompressed point of an elliptic-curve key (SEC 1 §2.3.3), or the 32 bytes of an Ed25519 key.
    pub fn point(&self) -> Option<Vec<u8>> {
        match &self.kind {
            Kind::Rsa(_) | Kind::RsaPss(..) => None,
            Kind::P256(key) => Some(key.to_sec1_point(false).as_bytes().to_vec()),
            Kind::P384(key) => Some(key.to_sec1_point(false).as_bytes().to_vec()),
            Kind::P521(key) => Some(key.to_sec1_point(false).as_bytes().to_vec()),
            Kind::Ed25519(key) => Some(key.to_bytes().to_vec()),
        }
    }

    /// Is it the same key, whatever the encoding or the algorithm identifier around it?
    pub fn same_key(&self, other: &Self) -> bool {
        self.spki == other.spki
            || (self.curve() == other.curve() && self.rsa() == other.rsa() && self.point() == other.point())
    }

    /// Is `signature` this key's value over `message` under `scheme`?
    ///
    /// # Errors
    /// [`Error::KeyMismatch`] or [`Error::KeyRestriction`] if this key makes no such signatures.
    pub fn verify(&self, scheme: Scheme, message: &[u8], signature: &[u8]) -> Result<bool, Error> {
        match (scheme.hash(), &self.kind) {
            (Some(hash), _) => self.verify_digest(scheme, &hash.digest(message), signature),
            // Strict: a point of small order would accept one signature for many messages.
            (None, Kind::Ed25519(key)) => Ok(ed25519_dalek::Signature::from_slice(signature)
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok())),
            (None, _) => Err(self.mismatch(scheme)),
        }
    }

    /// The same over the digest of the message.
    ///
    /// # Errors
    /// As [`PublicKey::verify`]; [`Error::WholeMessage`] for Ed25519, [`Error::DigestLength`] for a digest that is none.
    pub fn verify_digest(&self, scheme: Scheme, digest: &[u8], signature: &[u8]) -> Result<bool, Error> {
        let hash = scheme.hash().ok_or(Error::WholeMessage { scheme })?;
        if digest.len() != hash.len() {
            return Err(Error::DigestLength { hash, got: digest.len() });
        }
        self.admits(scheme)?;
        match (scheme, &self.kind) {
            (Scheme::RsaPkcs1(hash), Kind::Rsa(key)) => Ok(rsa_value::pkcs1(key, hash, digest, signature)),
            (Scheme::RsaPss { hash, mgf, salt }, Kind::Rsa(key) | Kind::RsaPss(key, _)) => {
                Ok(rsa_value::pss(key, hash, mgf, salt, digest, signature))
            }
            (Scheme::Ecdsa(_), Kind::P256(key)) => Ok(p256::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok())),
            (Scheme::Ecdsa(_), Kind::P384(key)) => Ok(p384::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok())),
            (Scheme::Ecdsa(_), Kind::P521(key)) => Ok(p521::ecdsa::Signature::from_der(signature)
                .is_ok_and(|signature| key.verify_prehash(digest, &signature).is_ok())),
            _ => Err(self.mismatch(scheme)),
        }
    }

    /// RFC 4055 §3.3: hash and mask as the key says, the salt at least as long.
    fn admits(&self, scheme: Scheme) -> Result<(), Error> {
        let Kind::RsaPss(_, Some(required)) = self.kind else { return Ok(()) };
        let (Scheme::RsaPss { hash, mgf, salt }, Scheme::RsaPss { hash: h, mgf: m, salt: least }) = (scheme, required)
        else {
            return Err(self.mismatch(scheme));
        };
        if hash == h && mgf == m && salt >= least {
            Ok(())
        } else {
            Err(Error::KeyRestriction { required, got: scheme })
        }
    }

    fn mismatch(&self, scheme: Scheme) -> Error {
        Error::KeyMismatch { key: self.key_type(), scheme }
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.same_key(other)
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({} {})", self.key_type(), self.bits())
    }
}

/// SubjectPublicKeyInfo in parts.
struct Parts<'a> {
    oid: String,
    parameters: Option<&'a [u8]>,
    key: &'a [u8],
}

fn split(der: &[u8]) -> Option<Parts<'_>> {
    let mut fields = tlv::single(der)?.expect(0x30)?.inside();
    let (oid, parameters) = identifier(fields.read()?.raw)?;
    let (unused, key) = fields.read()?.expect(0x03)?.content.split_first()?;
    (*unused == 0 && fields.is_empty()).then_some(Parts { oid, parameters, key })
}

/// RSAPublicKey (RFC 8017 §A.1.1). A modulus written as a negative number is read as it was meant, like OpenSSL does.
fn rsa_key(der: &[u8]) -> Result<rsa::PublicKey, String> {
    let numbers = tlv::single(der).and_then(|seq| seq.expect(0x30)).and_then(|seq| seq.inside().all());
    let Some([n, e]) = numbers.as_deref().filter(|numbers| numbers.iter().all(|number| number.tag == 0x02)) else {
        return Err("not two numbers".into());
    };
    let [n, e] = [n, e].map(|number| BoxedUint::from_be_slice_vartime(trimmed(number.content)));
    // OpenSSL's bounds on what is worth computing (OPENSSL_RSA_MAX_MODULUS_BITS); what is strong enough is policy.
    rsa::PublicKey::new_with_size_limits(n, e, 512..=16384).map_err(|error| error.to_string())
}

fn trimmed(number: &[u8]) -> &[u8] {
    let zeros = number.iter().take_while(|&&b| b == 0).count();
    &number[zeros..]
}

/// RFC 5480 §2.1.1: named curves only.
fn ec_key(parameters: Option<&[u8]>, point: &[u8]) -> Result<Kind, Error> {
    let named = parameters.and_then(tlv::single).and_then(|curve| curve.expect(0x06));
    let oid = named.map_or_else(|| oids::EC_PUBLIC_KEY.to_owned(), |curve| oid_text(curve.content));
    let kind = match oid.as_str() {
        oids::P256 => p256::ecdsa::VerifyingKey::from_sec1_bytes(point).map(|key| Kind::P256(Box::new(key))),
        oids::P384 => p384::ecdsa::VerifyingKey::from_sec1_bytes(point).map(|key| Kind::P384(Box::new(key))),
        oids::P521 => p521::ecdsa::VerifyingKey::from_sec1_bytes(point).map(|key| Kind::P521(Box::new(key))),
        _ => return Err(Error::UnsupportedKey { oid }),
    };
    kind.map_err(|_| Error::MalformedKey { oid, reason: "not a point of the curve".into() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::Hash;
    use crate::text::unhex;

    /// Scheme, key and value of each line that OpenSSL wrote; the message is `kyso`.
    fn signatures() -> Vec<(Scheme, PublicKey, Vec<u8>)> {
        let lines = include_str!("../../fixtures/x509/signatures.txt").lines();
        let read = lines.map(|line| {
            let [scheme, spki, value] = line.split(' ').collect::<Vec<_>>().try_into().unwrap();
            (scheme_of(scheme), PublicKey::from_spki(&unhex(spki).unwrap()).unwrap(), unhex(value).unwrap())
        });
        read.collect()
    }

    fn scheme_of(text: &str) -> Scheme {
        let hash = |name: &str| Hash::ALL.into_iter().find(|hash| hash.name() == name).unwrap();
        match text.split(':').collect::<Vec<_>>()[..] {
            ["pkcs1", name] => Scheme::RsaPkcs1(hash(name)),
            ["ecdsa", name] => Scheme::Ecdsa(hash(name)),
            ["pss", name, mgf, salt] => {
                Scheme::RsaPss { hash: hash(name), mgf: hash(mgf), salt: salt.parse().unwrap() }
            }
            _ => Scheme::Ed25519,
        }
    }

    #[test]
    fn what_openssl_signs_verifies_and_nothing_else_does() {
        let signatures = signatures();
        assert_eq!(signatures.len(), 41);
        for (scheme, key, value) in &signatures {
            assert_eq!(key.verify(*scheme, b"kyso", value), Ok(true), "{scheme:?} {key:?}");
            assert_eq!(key.verify(*scheme, b"kysO", value), Ok(false), "{scheme:?}: another message");
            for at in [0, value.len() / 2, value.len() - 1] {
                let mut flipped = value.clone();
                flipped[at] ^= 1;
                assert_eq!(key.verify(*scheme, b"kyso", &flipped), Ok(false), "{scheme:?}: byte {at} flipped");
            }
            assert_eq!(key.verify(*scheme, b"kyso", &value[1..]), Ok(false), "{scheme:?}: too short");
            assert_eq!(
                key.verify(*scheme, b"kyso", &[&[0], value.as_slice()].concat()),
                Ok(false),
                "{scheme:?}: padded"
            );
        }
    }

    #[test]
    fn a_pss_value_verifies_only_with_its_own_parameters() {
        for (scheme, key, value) in signatures() {
            let Scheme::RsaPss { hash, mgf, salt } = scheme else { continue };
            if key.key_type() == KeyType::RsaPss {
                continue;
            }
            let other = if mgf == Hash::Sha1 { Hash::Sha256 } else { Hash::Sha1 };
            for wrong in [
                Scheme::RsaPss { hash, mgf: other, salt },
                Scheme::RsaPss { hash, mgf, salt: salt + 1 },
                Scheme::RsaPss { hash, mgf, salt: salt.saturating_sub(1) + usize::from(salt == 0) },
                Scheme::RsaPss { hash, mgf, salt: usize::MAX },
                Scheme::RsaPkcs1(hash),
            ] {
                assert_eq!(key.verify(wrong, b"kyso", &value), Ok(false), "{wrong:?}");
            }
        }
    }

    #[test]
    fn a_pss_key_makes_no_other_signatures_than_it_is_bound_to() {
        let (_, key, value) = signatures().into_iter().find(|(_, key, _)| key.key_type() == KeyType::RsaPss).unwrap();
        let short = Scheme::RsaPss { hash: Hash::Sha256, mgf: Hash::Sha256, salt: 31 };
        assert_eq!(key.verify(short, b"kyso", &value).unwrap_err().code(), "KEY_RESTRICTION");
        assert_eq!(key.verify(Scheme::RsaPkcs1(Hash::Sha256), b"kyso", &value).unwrap_err().code(), "KEY_MISMATCH");
    }

    #[test]
    fn ed25519_refuses_a_digest() {
        let (scheme, key, value) = signatures().pop().unwrap();
        assert_eq!(key.verify_digest(scheme, &[0; 64], &value), Err(Error::WholeMessage { scheme }));
    }

    #[test]
    fn keys_that_are_none_are_errors() {
        let spki = |algorithm: &[u8], key: &[u8]| {
            let bits = [&[3, key.len() as u8 + 1, 0], key].concat();
            [&[0x30, (algorithm.len() + bits.len()) as u8], algorithm, &bits].concat()
        };
        let rsa = [0x30, 0x0d, 6, 9, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 1, 1, 1, 5, 0];
        let p256 = [0x30, 0x13, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7];
        let dsa = [0x30, 9, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x38, 4, 1];
        for (algorithm, key, code) in [
            (&rsa[..], &[0x30, 6, 2, 1, 0, 2, 1, 0][..], "KEY_MALFORMED"),
            (&rsa[..], &[0x30, 6, 2, 1, 0x80, 2, 1, 3], "KEY_MALFORMED"),
            (&rsa[..], &[], "KEY_MALFORMED"),
            (&p256[..], &[4; 65], "KEY_MALFORMED"),
            (&p256[..], &[0], "KEY_MALFORMED"),
            (&dsa[..], &[2, 1, 5], "KEY_UNSUPPORTED"),
        ] {
            assert_eq!(PublicKey::from_spki(&spki(algorithm, key)).unwrap_err().code(), code);
        }
    }
}
