//! How a signature value is computed: the key's algorithm, its padding and its hash.

use crate::hash::Hash;

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
    /// ECDSA (FIPS 186-5), the value a DER `ECDSA-Sig-Value` (RFC 3279 §2.2.3).
    Ecdsa(Hash),
    /// Ed25519 (RFC 8032), pure.
    Ed25519,
}

impl Scheme {
    /// The name in reports: `rsa-pkcs1`, `rsa-pss`, `ecdsa`, `ed25519`.
    pub fn name(self) -> &'static str {
        match self {
            Self::RsaPkcs1(_) => "rsa-pkcs1",
            Self::RsaPss { .. } => "rsa-pss",
            Self::Ecdsa(_) => "ecdsa",
            Self::Ed25519 => "ed25519",
        }
    }

    /// The hash that is applied to the message first; nothing where the scheme takes the message itself.
    pub fn hash(self) -> Option<Hash> {
        match self {
            Self::RsaPkcs1(hash) | Self::RsaPss { hash, .. } | Self::Ecdsa(hash) => Some(hash),
            Self::Ed25519 => None,
        }
    }
}
