//! The methods of crypt filters (ISO 32000-2 §7.6.6, Table 25; ISO/TS 32003): one string or stream, enciphered or in the clear.
//!
//! RC4 and AES-CBC are lopdf's. AES-GCM is here: nonce, ciphertext and tag one after another, the file's key as it is. A
//! tag that does not fit is an error, never a plaintext; AES-CBC has nothing of the kind, and its padding proves little.

use super::error::Error;
use super::object::ObjectId;
use aes_gcm::aead::{Aead, KeyInit};
use aes_gcm::{Aes256Gcm, Nonce};
use lopdf::encryption::DecryptionError;
use lopdf::encryption::crypt_filters::{Aes128CryptFilter, Aes256CryptFilter, CryptFilter, Rc4CryptFilter};

/// Bytes of the nonce before the ciphertext (ISO/TS 32003).
const NONCE: usize = 12;

/// /CFM of a crypt filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Method {
    /// In the clear.
    Identity,
    /// RC4 with a key for each object.
    V2,
    /// AES-128-CBC with a key for each object.
    AesV2,
    /// AES-256-CBC.
    AesV3,
    /// AES-256-GCM.
    AesV4,
}

impl Method {
    /// The method of this name; `None` (the security handler's own) is none of ours.
    pub(crate) fn of_name(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"Identity" => Self::Identity,
            b"V2" => Self::V2,
            b"AESV2" => Self::AesV2,
            b"AESV3" => Self::AesV3,
            b"AESV4" => Self::AesV4,
            _ => return None,
        })
    }

    /// Whether it takes a file key of that many bytes.
    pub(crate) fn takes(self, key: usize) -> bool {
        match self {
            Self::Identity => true,
            Self::V2 => (5..=16).contains(&key),
            Self::AesV2 => key == 16,
            Self::AesV3 | Self::AesV4 => key == 32,
        }
    }

    /// `plain` as the object `id` has to hold it, under the file's `key`.
    pub(crate) fn encrypt(self, key: &[u8], id: ObjectId, plain: &[u8]) -> Result<Vec<u8>, Error> {
        match self {
            Self::Identity => Ok(plain.to_vec()),
            Self::V2 => by_lopdf(&Rc4CryptFilter, key, id, |filter, key| filter.encrypt(key, plain)),
            Self::AesV2 => by_lopdf(&Aes128CryptFilter, key, id, |filter, key| filter.encrypt(key, plain)),
            Self::AesV3 => by_lopdf(&Aes256CryptFilter, key, id, |filter, key| filter.encrypt(key, plain)),
            Self::AesV4 => seal(key, plain),
        }
    }

    /// What the object `id` holds as `sealed`, under the file's `key`.
    pub(crate) fn decrypt(self, key: &[u8], id: ObjectId, sealed: &[u8]) -> Result<Vec<u8>, Error> {
        match self {
            Self::Identity => Ok(sealed.to_vec()),
            Self::V2 => by_lopdf(&Rc4CryptFilter, key, id, |filter, key| filter.decrypt(key, sealed)),
            Self::AesV2 => by_lopdf(&Aes128CryptFilter, key, id, |filter, key| filter.decrypt(key, sealed)),
            Self::AesV3 => by_lopdf(&Aes256CryptFilter, key, id, |filter, key| filter.decrypt(key, sealed)),
            Self::AesV4 => open(key, sealed),
        }
    }
}

fn by_lopdf(
    filter: &dyn CryptFilter,
    key: &[u8],
    id: ObjectId,
    work: impl FnOnce(&dyn CryptFilter, &[u8]) -> Result<Vec<u8>, DecryptionError>,
) -> Result<Vec<u8>, Error> {
    let key = filter.compute_key(key, (id.number, id.generation)).map_err(|error| damaged(&error))?;
    work(filter, &key).map_err(|error| damaged(&error))
}

/// A nonce must never come twice under one key: 96 random bits are safe for 2³² strings (NIST SP 800-38D §8.3).
fn seal(key: &[u8], plain: &[u8]) -> Result<Vec<u8>, Error> {
    let mut nonce = [0; NONCE];
    getrandom::fill(&mut nonce).map_err(|error| damaged(&error))?;
    let cipher = Aes256Gcm::new_from_slice(key).map_err(|error| damaged(&error))?;
    let sealed = cipher.encrypt(&Nonce::from(nonce), plain).map_err(|error| damaged(&error))?;
    Ok([&nonce[..], &sealed].concat())
}

fn open(key: &[u8], sealed: &[u8]) -> Result<Vec<u8>, Error> {
    let (nonce, sealed) = sealed.split_first_chunk::<NONCE>().ok_or_else(|| damaged(&"too short for AES-GCM"))?;
    let cipher = Aes256Gcm::new_from_slice(key).map_err(|error| damaged(&error))?;
    cipher.decrypt(&Nonce::from(*nonce), sealed).map_err(|_| damaged(&"the AES-GCM tag does not fit"))
}

fn damaged(reason: &dyn std::fmt::Display) -> Error {
    Error::Filter { filter: "Crypt".to_owned(), reason: reason.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: [(Method, usize); 6] = [
        (Method::Identity, 16),
        (Method::V2, 5),
        (Method::V2, 16),
        (Method::AesV2, 16),
        (Method::AesV3, 32),
        (Method::AesV4, 32),
    ];

    #[test]
    fn every_method_opens_what_it_sealed_for_the_same_object_only() {
        for (method, length) in KEYS {
            let (key, id) = (vec![7; length], ObjectId::new(12, 3));
            assert!(method.takes(length));
            for plain in [&b""[..], b"x", b"sixteen bytes...", &[0xE1; 1000]] {
                let sealed = method.encrypt(&key, id, plain).unwrap();
                assert_eq!(method.decrypt(&key, id, &sealed).unwrap(), plain, "{method:?}");
                let other = method.decrypt(&key, ObjectId::new(13, 3), &sealed);
                let bound = matches!(method, Method::V2 | Method::AesV2) && plain.len() > 8;
                assert!(!bound || other.as_deref() != Ok(plain), "{method:?}");
            }
        }
    }

    #[test]
    fn no_flipped_bit_passes_aes_gcm_and_no_nonce_comes_twice() {
        let (key, id) = ([9; 32], ObjectId::new(1, 0));
        let sealed = Method::AesV4.encrypt(&key, id, b"Nguyen Van A").unwrap();
        assert_ne!(sealed, Method::AesV4.encrypt(&key, id, b"Nguyen Van A").unwrap());
        for at in 0..sealed.len() {
            let mut flipped = sealed.clone();
            flipped[at] ^= 1;
            assert!(Method::AesV4.decrypt(&key, id, &flipped).is_err());
            assert!(Method::AesV4.decrypt(&key, id, &sealed[..at]).is_err());
        }
    }
}
