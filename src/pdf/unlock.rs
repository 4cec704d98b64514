//! From a password to the file's key (ISO 32000-2 §7.6.4.3, §7.6.4.4), with lopdf's algorithms.
//!
//! A password that was given is tried as the owner's, then as the user's; then the empty one. What somebody types can stand
//! in the file in several encodings: PDFDocEncoding up to R4 and SASLprep'd UTF-8 from R5 on (§7.6.4.3.2, §7.6.4.3.3),
//! but also the very bytes, which some producers take. R7 (ISO/TS 32003) derives its key as R6 does.

use super::error::Error;
use super::object::{Dictionary, Object};
use super::text;
use aes::Aes256;
use aes::cipher::{BlockCipherDecrypt, KeyInit};
use lopdf::encryption::PasswordAlgorithm;
use lopdf::{Object as Plain, StringFormat};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The file encryption key, and who has opened the document.
pub(super) struct Unlocked {
    pub(super) key: Zeroizing<Vec<u8>>,
    pub(super) owner: bool,
}

/// Finds the key of the encryption `dictionary` (fully resolved); `first_id` is the first string of /ID.
///
/// # Errors
/// [`Error::NeedsPassword`], [`Error::WrongPassword`]; [`Error::UnsupportedEncryption`] for what cannot be computed.
pub(super) fn unlock(dictionary: &Dictionary, first_id: &[u8], password: Option<&[u8]>) -> Result<Unlocked, Error> {
    let lock = Lock::new(dictionary, first_id)?;
    for candidate in password.map(|password| lock.candidates(password)).unwrap_or_default() {
        let owner = lock.algorithm.authenticate_owner_password(&lock.document, &*candidate).is_ok();
        if owner || lock.algorithm.authenticate_user_password(&lock.document, &*candidate).is_ok() {
            return Ok(Unlocked { key: lock.key(&candidate)?, owner });
        }
    }
    // Nobody proves to be the owner by an empty password, though a file without an owner's password would let them.
    if lock.algorithm.authenticate_user_password(&lock.document, b"").is_ok()
        || lock.algorithm.authenticate_owner_password(&lock.document, b"").is_ok()
    {
        return Ok(Unlocked { key: lock.key(b"")?, owner: false });
    }
    Err(if password.is_some() { Error::WrongPassword } else { Error::NeedsPassword })
}

/// What lopdf's algorithms work on.
struct Lock {
    revision: i64,
    permissions: i64,
    confirmation: Vec<u8>,
    document: lopdf::Document,
    algorithm: PasswordAlgorithm,
}

impl Lock {
    fn new(dictionary: &Dictionary, first_id: &[u8]) -> Result<Self, Error> {
        let integer = |key: &[u8]| dictionary.get(key).and_then(Object::as_integer).unwrap_or(0);
        let mut document = lopdf::Document::new();
        // lopdf looks for the dictionary behind a reference only.
        document.objects.insert((1, 0), Plain::Dictionary(plain(dictionary)));
        document.trailer.set("Encrypt", Plain::Reference((1, 0)));
        let id = Plain::String(first_id.to_vec(), StringFormat::Hexadecimal);
        document.trailer.set("ID", Plain::Array(vec![id.clone(), id]));
        let algorithm = PasswordAlgorithm::try_from(&document).map_err(|error| match error {
            lopdf::Error::Decryption(reason) => unsupported(&reason),
            other => unsupported(&other),
        })?;
        let confirmation = dictionary.get(b"Perms").and_then(Object::as_string).unwrap_or_default().to_vec();
        Ok(Self { revision: integer(b"R").min(6), permissions: integer(b"P"), confirmation, document, algorithm })
    }

    /// The bytes that `password` may stand for, the likeliest first.
    fn candidates(&self, password: &[u8]) -> Vec<Zeroizing<Vec<u8>>> {
        let mut list = Vec::new();
        if let Ok(typed) = std::str::from_utf8(password) {
            let composed = Zeroizing::new(typed.nfc().collect::<String>());
            if self.revision >= 5 {
                list.extend(self.algorithm.sanitize_password(typed).ok());
            } else {
                // lopdf's would leave out what the encoding has not, and open with half a password.
                list.extend(text::encode_doc(&composed));
            }
            list.push(composed.as_bytes().to_vec());
        }
        list.push(password.to_vec());
        list.dedup();
        list.into_iter().map(Zeroizing::new).collect()
    }

    /// The key behind a password that was found right.
    fn key(&self, password: &[u8]) -> Result<Zeroizing<Vec<u8>>, Error> {
        let algorithm = &self.algorithm;
        let resolved = algorithm.resolve_password_for_key_derivation(&self.document, password);
        let resolved = Zeroizing::new(resolved.map_err(|error| unsupported(&error))?);
        let key = algorithm.compute_file_encryption_key(&self.document, &*resolved);
        // The password was right: what lopdf calls a wrong one here is a /P that /Perms does not confirm.
        let key = Zeroizing::new(key.map_err(|_| unconfirmed())?);
        if self.revision >= 5 {
            self.confirm(&key)?;
        }
        Ok(key)
    }

    /// Algorithm 13: /Perms, enciphered with the key, says what /P should be. Else anybody could change /P.
    fn confirm(&self, key: &[u8]) -> Result<(), Error> {
        let cipher = Aes256::new_from_slice(key).map_err(|error| unsupported(&error))?;
        let block = <[u8; 16]>::try_from(&self.confirmation[..]).map_err(|_| unconfirmed())?;
        let mut block = block.into();
        cipher.decrypt_block(&mut block);
        let same = block[..4] == self.permissions.to_le_bytes()[..4];
        if same && block[9..12] == *b"adb" { Ok(()) } else { Err(unconfirmed()) }
    }
}

fn unconfirmed() -> Error {
    unsupported(&"/Perms does not confirm /P")
}

fn unsupported(what: &dyn std::fmt::Display) -> Error {
    Error::UnsupportedEncryption { what: what.to_string() }
}

/// The dictionary as lopdf wants it: R7 as the R6 that it is here, /Length only where it says something, /O and /U without
/// the padding that some producers add.
fn plain(dictionary: &Dictionary) -> lopdf::Dictionary {
    let integer = |key: &[u8]| dictionary.get(key).and_then(Object::as_integer);
    let (version, revision) = (integer(b"V").unwrap_or(0).min(5), integer(b"R").unwrap_or(0).min(6));
    let mut plain = lopdf::Dictionary::new();
    plain.set("Filter", Plain::Name(b"Standard".to_vec()));
    plain.set("V", version);
    plain.set("R", revision);
    if let (2 | 3, Some(length)) = (version, integer(b"Length")) {
        // Some say bytes where bits are meant, or bits that fill no byte.
        plain.set("Length", if length < 40 { length * 8 } else { length / 8 * 8 });
    }
    if let Some(permissions) = integer(b"P") {
        plain.set("P", permissions);
    }
    if let Some(metadata) = dictionary.get(b"EncryptMetadata").and_then(Object::as_bool) {
        plain.set("EncryptMetadata", metadata);
    }
    let width = if revision >= 5 { 48 } else { 32 };
    for (key, width) in [("O", width), ("U", width), ("OE", 32), ("UE", 32), ("Perms", 16)] {
        if let Some(bytes) = dictionary.get(key.as_bytes()).and_then(Object::as_string) {
            let bytes = bytes[..bytes.len().min(width)].to_vec();
            plain.set(key, Plain::String(bytes, StringFormat::Hexadecimal));
        }
    }
    plain
}
