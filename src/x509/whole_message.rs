//! Keys whose scheme takes the message itself, not a digest: Ed25519 and Ed448 (RFC 8032), ML-DSA (FIPS 204).
//!
//! All are judged strictly: one encoding of a point, no point of small order, an empty context (RFC 8419 §3, RFC 9882 §3).

use ml_dsa::{KeyInit, MlDsa44, MlDsa65, MlDsa87, MlDsaParams};
use signature::Verifier;

use super::{Error, KeyType, Scheme, oids};

/// A key of one of these schemes; each has exactly one.
#[derive(Clone)]
pub(super) enum WholeMessageKey {
    Ed25519(Box<ed25519_dalek::VerifyingKey>),
    Ed448(Box<ed448_goldilocks::VerifyingKey>),
    MlDsa44(Box<ml_dsa::VerifyingKey<MlDsa44>>),
    MlDsa65(Box<ml_dsa::VerifyingKey<MlDsa65>>),
    MlDsa87(Box<ml_dsa::VerifyingKey<MlDsa87>>),
}

impl WholeMessageKey {
    /// Reads the content of the BIT STRING under the algorithm `oid` (RFC 8410 §4, RFC 9881 §4).
    pub(super) fn read(oid: &str, key: &[u8]) -> Result<Self, Error> {
        let malformed = |reason: &str| Error::MalformedKey { oid: oid.to_owned(), reason: reason.to_owned() };
        let length = || malformed("another length");
        Ok(match oid {
            oids::ED25519 => {
                let bytes = key.try_into().map_err(|_| malformed("not 32 bytes"))?;
                let point = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| malformed("not a point"))?;
                Self::Ed25519(Box::new(point))
            }
            oids::ED448 => {
                let bytes: [u8; 57] = key.try_into().map_err(|_| malformed("not 57 bytes"))?;
                // RFC 8032 §5.2.2: of the last octet only the sign bit may be set.
                let sign_alone = matches!(bytes[56], 0 | 0x80);
                let point = sign_alone.then(|| ed448_goldilocks::VerifyingKey::from_bytes(&bytes));
                Self::Ed448(Box::new(point.and_then(Result::ok).ok_or_else(|| malformed("not a point"))?))
            }
            oids::ML_DSA_44 => Self::MlDsa44(Box::new(KeyInit::new_from_slice(key).map_err(|_| length())?)),
            oids::ML_DSA_65 => Self::MlDsa65(Box::new(KeyInit::new_from_slice(key).map_err(|_| length())?)),
            oids::ML_DSA_87 => Self::MlDsa87(Box::new(KeyInit::new_from_slice(key).map_err(|_| length())?)),
            _ => return Err(Error::UnsupportedKey { oid: oid.to_owned() }),
        })
    }

    pub(super) fn key_type(&self) -> KeyType {
        match self {
            Self::Ed25519(_) => KeyType::Ed25519,
            Self::Ed448(_) => KeyType::Ed448,
            Self::MlDsa44(_) => KeyType::MlDsa44,
            Self::MlDsa65(_) => KeyType::MlDsa65,
            Self::MlDsa87(_) => KeyType::MlDsa87,
        }
    }

    /// The scheme it signs with.
    pub(super) fn scheme(&self) -> Scheme {
        match self {
            Self::Ed25519(_) => Scheme::Ed25519,
            Self::Ed448(_) => Scheme::Ed448,
            Self::MlDsa44(_) => Scheme::MlDsa44,
            Self::MlDsa65(_) => Scheme::MlDsa65,
            Self::MlDsa87(_) => Scheme::MlDsa87,
        }
    }

    pub(super) fn verify(&self, message: &[u8], value: &[u8]) -> bool {
        match self {
            // Strict: a point of small order would accept one signature for many messages.
            Self::Ed25519(key) => ed25519_dalek::Signature::from_slice(value)
                .is_ok_and(|value| key.verify_strict(message, &value).is_ok()),
            Self::Ed448(key) => ed448_goldilocks::Signature::from_slice(value)
                .is_ok_and(|value| key.verify_raw(&value, message).is_ok()),
            Self::MlDsa44(key) => ml_dsa_fits(key, message, value),
            Self::MlDsa65(key) => ml_dsa_fits(key, message, value),
            Self::MlDsa87(key) => ml_dsa_fits(key, message, value),
        }
    }
}

/// ML-DSA.Verify (FIPS 204 §5.3) with an empty context.
fn ml_dsa_fits<P: MlDsaParams>(key: &ml_dsa::VerifyingKey<P>, message: &[u8], value: &[u8]) -> bool {
    ml_dsa::Signature::<P>::try_from(value).is_ok_and(|value| key.verify(message, &value).is_ok())
}
