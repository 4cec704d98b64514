//! How a signature value is computed: the key's algorithm, its padding and its hash.

use crate::hash::Hash;

use super::KeyType;

/// A signature scheme, whole: nothing is left to a default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).
    RsaPkcs1(Hash),
    /// RSASSA-PSS (RFC 8017 §8.1); the mask generation function is MGF1 over `mgf`, `salt` in bytes.
    RsaPss {
        /// Hash of the message.
        hash: Hash,
        /// Hash inside MGF1.
        mgf: Hash,
        /// Length of the salt in bytes.
        salt: usize,
    },
    /// DSA (FIPS 186-4), the value a DER `Dss-Sig-Value` (RFC 3279 §2.2.2).
    Dsa(Hash),
    /// ECDSA (FIPS 186-5), the value a DER `ECDSA-Sig-Value` (RFC 3279 §2.2.3).
    Ecdsa(Hash),
    /// Ed25519 (RFC 8032), pure.
    Ed25519,
    /// Ed448 (RFC 8032), pure.
    Ed448,
    /// ML-DSA-44 (FIPS 204), pure.
    MlDsa44,
    /// ML-DSA-65 (FIPS 204), pure.
    MlDsa65,
    /// ML-DSA-87 (FIPS 204), pure.
    MlDsa87,
}

impl Scheme {
    /// The scheme that a key of this kind signs with where nothing else is asked for.
    pub fn usual(key: KeyType) -> Self {
        match key {
            KeyType::Rsa => Self::RsaPkcs1(Hash::Sha256),
            KeyType::RsaPss => Self::RsaPss { hash: Hash::Sha256, mgf: Hash::Sha256, salt: Hash::Sha256.len() },
            KeyType::Ed25519 => Self::Ed25519,
            KeyType::Ed448 => Self::Ed448,
            KeyType::MlDsa44 => Self::MlDsa44,
            KeyType::MlDsa65 => Self::MlDsa65,
            KeyType::MlDsa87 => Self::MlDsa87,
            _ => Self::Ecdsa(Hash::Sha256),
        }
    }

    /// The name in reports: `rsa-pkcs1`, `rsa-pss`, `dsa`, `ecdsa`, `ed25519`, `ml-dsa-65`, …
    pub fn name(self) -> &'static str {
        match self {
            Self::RsaPkcs1(_) => "rsa-pkcs1",
            Self::RsaPss { .. } => "rsa-pss",
            Self::Dsa(_) => "dsa",
            Self::Ecdsa(_) => "ecdsa",
            Self::Ed25519 => "ed25519",
            Self::Ed448 => "ed448",
            Self::MlDsa44 => "ml-dsa-44",
            Self::MlDsa65 => "ml-dsa-65",
            Self::MlDsa87 => "ml-dsa-87",
        }
    }

    /// The hash that is applied to the message first; nothing where the scheme takes the message itself.
    pub fn hash(self) -> Option<Hash> {
        match self {
            Self::RsaPkcs1(hash) | Self::RsaPss { hash, .. } | Self::Dsa(hash) | Self::Ecdsa(hash) => Some(hash),
            Self::Ed25519 | Self::Ed448 | Self::MlDsa44 | Self::MlDsa65 | Self::MlDsa87 => None,
        }
    }

    /// May CMS signed attributes carry a message-digest by `hash` under this scheme?
    ///
    /// Ed25519 goes with SHA-512 and Ed448 with SHAKE256 (RFC 8419 §3.1), ML-DSA with any hash of twice its strength
    /// (RFC 9882 §3.3); every other scheme names its own hash.
    pub fn goes_with(self, hash: Hash) -> bool {
        match self {
            Self::RsaPkcs1(own) | Self::RsaPss { hash: own, .. } | Self::Dsa(own) | Self::Ecdsa(own) => own == hash,
            Self::Ed25519 => hash == Hash::Sha512,
            Self::Ed448 => hash == Hash::Shake256,
            Self::MlDsa44 => hash.len() >= 32,
            Self::MlDsa65 => hash.len() >= 48,
            Self::MlDsa87 => hash.len() >= 64,
        }
    }
}
