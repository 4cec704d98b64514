//! The kinds of keys whose signatures are verified, by name.

use std::fmt;

/// What kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// rsaEncryption: any RSA scheme.
    Rsa,
    /// id-RSASSA-PSS: only PSS (RFC 4055 §1.2).
    RsaPss,
    /// DSA.
    Dsa,
    /// NIST P-256.
    P256,
    /// NIST P-384.
    P384,
    /// NIST P-521.
    P521,
    /// brainpoolP256r1 (RFC 5639 §3.4).
    BrainpoolP256r1,
    /// brainpoolP384r1 (RFC 5639 §3.6).
    BrainpoolP384r1,
    /// Ed25519.
    Ed25519,
    /// Ed448.
    Ed448,
    /// ML-DSA-44 (FIPS 204).
    MlDsa44,
    /// ML-DSA-65 (FIPS 204).
    MlDsa65,
    /// ML-DSA-87 (FIPS 204).
    MlDsa87,
}

impl KeyType {
    /// The name in reports: `rsa`, `rsa-pss`, `p256`, …
    pub fn name(self) -> &'static str {
        match self {
            Self::Rsa => "rsa",
            Self::RsaPss => "rsa-pss",
            Self::Dsa => "dsa",
            Self::P256 => "p256",
            Self::P384 => "p384",
            Self::P521 => "p521",
            Self::BrainpoolP256r1 => "brainpool-p256r1",
            Self::BrainpoolP384r1 => "brainpool-p384r1",
            Self::Ed25519 => "ed25519",
            Self::Ed448 => "ed448",
            Self::MlDsa44 => "ml-dsa-44",
            Self::MlDsa65 => "ml-dsa-65",
            Self::MlDsa87 => "ml-dsa-87",
        }
    }

    /// The curve, for keys that have one: `P-256`, …
    pub fn curve(self) -> Option<&'static str> {
        match self {
            Self::Rsa | Self::RsaPss | Self::Dsa | Self::MlDsa44 | Self::MlDsa65 | Self::MlDsa87 => None,
            Self::P256 => Some("P-256"),
            Self::P384 => Some("P-384"),
            Self::P521 => Some("P-521"),
            Self::BrainpoolP256r1 => Some("brainpoolP256r1"),
            Self::BrainpoolP384r1 => Some("brainpoolP384r1"),
            Self::Ed25519 => Some("Ed25519"),
            Self::Ed448 => Some("Ed448"),
        }
    }

    /// Does it make ECDSA signatures?
    pub fn is_ecdsa(self) -> bool {
        matches!(self, Self::P256 | Self::P384 | Self::P521 | Self::BrainpoolP256r1 | Self::BrainpoolP384r1)
    }
}

impl fmt::Display for KeyType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
