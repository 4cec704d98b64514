//! Hash functions by name, for every layer above.
//!
//! Which of them may be relied on, and until when, is policy and lives in `verify`; here they only compute.

mod prefixes;

use std::fmt;

use digest::consts::U64;
use digest::{DynDigest, XofFixedWrapper};

pub use prefixes::{Prefixes, Trails};

/// A hash function that occurs in PDF signatures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Hash {
    /// Broken; computed for verdicts on the oldest files only.
    Md5,
    /// No longer relied on; a digest of PDF 1.7 all the same.
    Ripemd160,
    /// Broken; computed for verdicts on old files only.
    Sha1,
    /// FIPS 180-4.
    Sha224,
    /// FIPS 180-4.
    Sha256,
    /// FIPS 180-4.
    Sha384,
    /// FIPS 180-4.
    Sha512,
    /// FIPS 202; in PDF since ISO/TS 32001.
    Sha3_256,
    /// FIPS 202; in PDF since ISO/TS 32001.
    Sha3_384,
    /// FIPS 202; in PDF since ISO/TS 32001.
    Sha3_512,
    /// FIPS 202 with an output of 512 bits; in PDF since ISO/TS 32001, beside Ed448.
    Shake256,
}

impl Hash {
    /// Every function, weakest first.
    pub const ALL: [Self; 11] = [
        Self::Md5,
        Self::Ripemd160,
        Self::Sha1,
        Self::Sha224,
        Self::Sha256,
        Self::Sha384,
        Self::Sha512,
        Self::Sha3_256,
        Self::Sha3_384,
        Self::Sha3_512,
        Self::Shake256,
    ];

    /// The digest of `bytes`, [`Hash::len`] bytes long.
    pub fn digest(self, bytes: &[u8]) -> Vec<u8> {
        let mut hasher = self.hasher();
        hasher.update(bytes);
        hasher.finish()
    }

    /// A running digest.
    pub fn hasher(self) -> Hasher {
        Hasher(match self {
            Self::Md5 => Box::new(md5::Md5::default()),
            Self::Ripemd160 => Box::new(ripemd::Ripemd160::default()),
            Self::Sha1 => Box::new(sha1::Sha1::default()),
            Self::Sha224 => Box::new(sha2::Sha224::default()),
            Self::Sha256 => Box::new(sha2::Sha256::default()),
            Self::Sha384 => Box::new(sha2::Sha384::default()),
            Self::Sha512 => Box::new(sha2::Sha512::default()),
            Self::Sha3_256 => Box::new(sha3::Sha3_256::default()),
            Self::Sha3_384 => Box::new(sha3::Sha3_384::default()),
            Self::Sha3_512 => Box::new(sha3::Sha3_512::default()),
            Self::Shake256 => Box::new(XofFixedWrapper::<shake::Shake256, U64>::default()),
        })
    }

    /// Length of a digest in bytes.
    #[allow(clippy::len_without_is_empty)]
    pub fn len(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Ripemd160 | Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 | Self::Sha3_256 => 32,
            Self::Sha384 | Self::Sha3_384 => 48,
            Self::Sha512 | Self::Sha3_512 | Self::Shake256 => 64,
        }
    }

    /// The name in reports and options: `sha256`, `sha3-256`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Ripemd160 => "ripemd160",
            Self::Sha1 => "sha1",
            Self::Sha224 => "sha224",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
            Self::Sha3_256 => "sha3-256",
            Self::Sha3_384 => "sha3-384",
            Self::Sha3_512 => "sha3-512",
            Self::Shake256 => "shake256",
        }
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// A running digest, finished by value; a clone goes on from the same place.
pub struct Hasher(Box<dyn DynDigest>);

impl Clone for Hasher {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

impl Hasher {
    /// Adds `bytes`.
    pub fn update(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    /// The digest of all that was added.
    pub fn finish(self) -> Vec<u8> {
        self.0.finalize().into_vec()
    }
}
