//! Elliptic-curve keys of ECDSA (RFC 5480, RFC 5639): NIST's curves and Brainpool's r1 curves of 256 and 384 bits.
//!
//! The value is a DER `ECDSA-Sig-Value` (RFC 3279 §2.2.3) and nothing else: another length form, a leading zero too many,
//! r or s of 0 or not below the order are no signature. Points off the curve and at infinity are no keys.

use bp256::BrainpoolP256r1;
use bp384::BrainpoolP384r1;
use ecdsa::VerifyingKey;
use p256::NistP256;
use p384::NistP384;
use p521::NistP521;
use signature::hazmat::PrehashVerifier;

use super::tlv::{self, oid_text};
use super::{Error, KeyType, oids};

/// A named curve, with the point on it.
#[derive(Clone)]
pub(super) enum EcKey {
    P256(Box<VerifyingKey<NistP256>>),
    P384(Box<VerifyingKey<NistP384>>),
    P521(Box<VerifyingKey<NistP521>>),
    Brainpool256(Box<VerifyingKey<BrainpoolP256r1>>),
    Brainpool384(Box<VerifyingKey<BrainpoolP384r1>>),
}

impl EcKey {
    /// RFC 5480 §2.1.1: named curves only; `point` by SEC 1 §2.3.4.
    pub(super) fn read(parameters: Option<&[u8]>, point: &[u8]) -> Result<Self, Error> {
        let named = parameters.and_then(tlv::single).and_then(|curve| curve.expect(0x06));
        let oid = named.map_or_else(|| oids::EC_PUBLIC_KEY.to_owned(), |curve| oid_text(curve.content));
        let key = match oid.as_str() {
            oids::P256 => VerifyingKey::from_sec1_bytes(point).map(|key| Self::P256(Box::new(key))),
            oids::P384 => VerifyingKey::from_sec1_bytes(point).map(|key| Self::P384(Box::new(key))),
            oids::P521 => VerifyingKey::from_sec1_bytes(point).map(|key| Self::P521(Box::new(key))),
            oids::BRAINPOOL_P256R1 => VerifyingKey::from_sec1_bytes(point).map(|key| Self::Brainpool256(Box::new(key))),
            oids::BRAINPOOL_P384R1 => VerifyingKey::from_sec1_bytes(point).map(|key| Self::Brainpool384(Box::new(key))),
            _ => return Err(Error::UnsupportedKey { oid }),
        };
        key.map_err(|_| Error::MalformedKey { oid, reason: "not a point of the curve".into() })
    }

    pub(super) fn key_type(&self) -> KeyType {
        match self {
            Self::P256(_) => KeyType::P256,
            Self::P384(_) => KeyType::P384,
            Self::P521(_) => KeyType::P521,
            Self::Brainpool256(_) => KeyType::BrainpoolP256r1,
            Self::Brainpool384(_) => KeyType::BrainpoolP384r1,
        }
    }

    /// The uncompressed point (SEC 1 §2.3.3).
    pub(super) fn point(&self) -> Vec<u8> {
        match self {
            Self::P256(key) => key.to_sec1_point(false).as_bytes().to_vec(),
            Self::P384(key) => key.to_sec1_point(false).as_bytes().to_vec(),
            Self::P521(key) => key.to_sec1_point(false).as_bytes().to_vec(),
            Self::Brainpool256(key) => key.to_sec1_point(false).as_bytes().to_vec(),
            Self::Brainpool384(key) => key.to_sec1_point(false).as_bytes().to_vec(),
        }
    }

    /// FIPS 186-5 §6.4.2.
    pub(super) fn verify(&self, digest: &[u8], value: &[u8]) -> bool {
        macro_rules! fits {
            ($key:ident, $curve:ty) => {
                ecdsa::Signature::<$curve>::from_der(value)
                    .is_ok_and(|value| $key.verify_prehash(digest, &value).is_ok())
            };
        }
        match self {
            Self::P256(key) => fits!(key, NistP256),
            Self::P384(key) => fits!(key, NistP384),
            Self::P521(key) => fits!(key, NistP521),
            Self::Brainpool256(key) => fits!(key, BrainpoolP256r1),
            Self::Brainpool384(key) => fits!(key, BrainpoolP384r1),
        }
    }
}
