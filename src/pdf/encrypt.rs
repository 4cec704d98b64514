//! The Standard security handler, R2 to R6 (ISO 32000-2 §7.6), with lopdf's algorithms.
//!
//! Strings and streams are decrypted as objects are resolved; spans keep pointing at the raw bytes. Strings
//! inside object streams are not encrypted on their own, cross-reference streams never are, and neither is
//! the /Contents of a signature (§7.6.2). AES-GCM (ISO/TS 32003) and other handlers are refused by name.

use super::error::Error;
use super::object::{Dictionary, Object, ObjectId};
use lopdf::encryption::crypt_filters::CryptFilter;
use lopdf::{EncryptionState, Object as Plain};
use std::sync::Arc;

/// What the user may do with the document (§7.6.4.2, Table 22).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Permissions(pub i64);

impl Permissions {
    fn bit(self, position: u32) -> bool {
        self.0 >> (position - 1) & 1 == 1
    }

    /// Bit 4: change the document by other than the operations below.
    pub fn modify(self) -> bool {
        self.bit(4)
    }

    /// Bit 6: annotations and form fields; with bit 4, new fields too.
    pub fn annotate(self) -> bool {
        self.bit(6)
    }

    /// Bit 9: fill in existing fields, signature fields among them.
    pub fn fill(self) -> bool {
        self.bit(9) || self.bit(6)
    }

    /// Whether an existing signature field may be signed.
    pub fn sign_existing(self) -> bool {
        self.fill()
    }

    /// Whether a new signature field may be made.
    pub fn add_field(self) -> bool {
        self.modify() && self.annotate()
    }
}

/// An encrypted document that was opened.
#[derive(Clone)]
pub struct Encryption {
    /// /V: version of the algorithm.
    pub version: i64,
    /// /R: revision of the handler.
    pub revision: i64,
    /// /P as it stands in the file.
    pub permissions: Permissions,
    /// Whether the file has an ISO/TS 32004 MAC (/AuthCode in the trailer, or /KDFSalt).
    pub has_mac: bool,
    /// The /Encrypt dictionary's own object, whose strings are not encrypted.
    pub(crate) object: Option<ObjectId>,
    key: Vec<u8>,
    strings: Arc<dyn CryptFilter>,
    streams: Arc<dyn CryptFilter>,
    metadata: bool,
}

impl std::fmt::Debug for Encryption {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The key stays out of logs.
        write!(f, "Encryption(V {}, R {}, {:?})", self.version, self.revision, self.permissions)
    }
}

impl Encryption {
    /// Opens /Encrypt with `password`, or with the empty one first when none is given.
    ///
    /// `dictionary` and `first_id` (the first string of /ID) are fully resolved.
    pub(crate) fn open(dictionary: &Dictionary, first_id: &[u8], password: Option<&[u8]>) -> Result<Self, Error> {
        let integer = |key: &[u8]| dictionary.get(key).and_then(Object::as_integer);
        let unsupported = |what: String| Error::UnsupportedEncryption { what };
        let handler = dictionary.get(b"Filter").and_then(Object::as_name).unwrap_or_default();
        if handler != b"Standard" {
            return Err(unsupported(format!("handler {}", String::from_utf8_lossy(handler))));
        }
        let version = integer(b"V").unwrap_or(0);
        if !matches!(version, 1 | 2 | 4 | 5) {
            return Err(unsupported(format!("/V {version}")));
        }
        let mut document = lopdf::Document::new();
        // lopdf looks for the dictionary behind a reference only.
        document.objects.insert((1, 0), plain(&Object::Dictionary(dictionary.clone()), 8));
        document.trailer.set("Encrypt", Plain::Reference((1, 0)));
        let id = Plain::String(first_id.to_vec(), lopdf::StringFormat::Hexadecimal);
        document.trailer.set("ID", Plain::Array(vec![id.clone(), id]));
        let state = decode(&document, b"", password)?;
        Ok(Self {
            version,
            revision: integer(b"R").unwrap_or(0),
            permissions: Permissions(integer(b"P").unwrap_or(-1)),
            has_mac: dictionary.get(b"KDFSalt").is_some(),
            object: None,
            key: state.file_encryption_key().to_vec(),
            strings: state.get_string_filter(),
            streams: state.get_stream_filter(),
            metadata: state.encrypt_metadata(),
        })
    }

    /// Decrypts the strings of `object`, whose id is `id`, in place.
    pub(crate) fn decrypt_strings(&self, id: ObjectId, object: &mut Object) -> Result<(), Error> {
        let key = self.object_key(&*self.strings, id)?;
        self.strings_in(&key, object, 0);
        Ok(())
    }

    fn strings_in(&self, key: &[u8], object: &mut Object, depth: usize) {
        // The parser's own limit bounds the depth; this one bounds the stack whatever that is set to.
        if depth > 1024 {
            return;
        }
        match object {
            Object::String(string) => {
                if let Ok(bytes) = self.strings.decrypt(key, &string.bytes) {
                    string.bytes = bytes;
                }
            }
            Object::Array(items) => {
                for item in items {
                    self.strings_in(key, &mut item.value, depth + 1);
                }
            }
            Object::Dictionary(dictionary) => self.strings_of(key, dictionary, depth),
            Object::Stream(stream) => self.strings_of(key, &mut stream.dictionary, depth),
            _ => {}
        }
    }

    fn strings_of(&self, key: &[u8], dictionary: &mut Dictionary, depth: usize) {
        // §7.6.2: the Contents of a signature dictionary are not encrypted.
        let signature = is_signature(dictionary);
        for entry in &mut dictionary.entries {
            if !(signature && *entry.key.as_bytes() == *b"Contents") {
                self.strings_in(key, &mut entry.value, depth + 1);
            }
        }
    }

    /// The raw data of the stream `id`, decrypted.
    pub(crate) fn decrypt_stream(&self, id: ObjectId, dictionary: &Dictionary, raw: &[u8]) -> Result<Vec<u8>, Error> {
        if dictionary.is_name(b"Type", b"XRef") || self.is_clear(dictionary) {
            return Ok(raw.to_vec());
        }
        let key = self.object_key(&*self.streams, id)?;
        self.streams.decrypt(&key, raw).map_err(|error| damaged(&error))
    }

    /// Streams left in the clear: metadata by /EncryptMetadata, and those with an Identity crypt filter.
    fn is_clear(&self, dictionary: &Dictionary) -> bool {
        let crypt = match dictionary.get(b"Filter") {
            Some(Object::Name(name)) => name.as_bytes() == b"Crypt",
            Some(Object::Array(items)) => items.first().is_some_and(|item| item.value.as_name() == Some(b"Crypt")),
            _ => false,
        };
        crypt || (!self.metadata && dictionary.is_name(b"Type", b"Metadata"))
    }

    /// `bytes` as a string of the object `id` has to hold them.
    pub(crate) fn encrypt_string(&self, id: ObjectId, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let key = self.object_key(&*self.strings, id)?;
        self.strings.encrypt(&key, bytes).map_err(|error| damaged(&error))
    }

    /// `bytes` as the stream `id` has to hold them.
    pub(crate) fn encrypt_stream(&self, id: ObjectId, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let key = self.object_key(&*self.streams, id)?;
        self.streams.encrypt(&key, bytes).map_err(|error| damaged(&error))
    }

    fn object_key(&self, filter: &dyn CryptFilter, id: ObjectId) -> Result<Vec<u8>, Error> {
        filter.compute_key(&self.key, (id.number, id.generation)).map_err(|error| damaged(&error))
    }
}

/// A signature dictionary by its shape: /Type may be absent (Table 255).
pub(crate) fn is_signature(dictionary: &Dictionary) -> bool {
    dictionary.entry(b"ByteRange").is_some()
        || dictionary.is_name(b"Type", b"Sig")
        || dictionary.is_name(b"Type", b"DocTimeStamp")
}

fn decode(document: &lopdf::Document, empty: &[u8], password: Option<&[u8]>) -> Result<EncryptionState, Error> {
    let first = EncryptionState::decode(document, empty);
    let result = match (first, password) {
        (Err(_), Some(password)) => EncryptionState::decode(document, password),
        (first, _) => first,
    };
    result.map_err(|error| match error {
        lopdf::Error::Decryption(lopdf::encryption::DecryptionError::IncorrectPassword) if password.is_some() => {
            Error::WrongPassword
        }
        lopdf::Error::Decryption(lopdf::encryption::DecryptionError::IncorrectPassword) => Error::NeedsPassword,
        other => Error::UnsupportedEncryption { what: other.to_string() },
    })
}

fn damaged(error: &lopdf::encryption::DecryptionError) -> Error {
    Error::Filter { filter: "Crypt".to_owned(), reason: error.to_string() }
}

/// A resolved object as lopdf's.
fn plain(object: &Object, depth: usize) -> Plain {
    match object {
        Object::Boolean(value) => Plain::Boolean(*value),
        Object::Integer(value) => Plain::Integer(*value),
        Object::String(string) => Plain::String(string.bytes.clone(), lopdf::StringFormat::Hexadecimal),
        Object::Name(name) => Plain::Name(name.as_bytes().to_vec()),
        Object::Dictionary(dictionary) if depth > 0 => {
            let mut plain_dictionary = lopdf::Dictionary::new();
            for entry in &dictionary.entries {
                plain_dictionary.set(entry.key.as_bytes().to_vec(), plain(&entry.value, depth - 1));
            }
            Plain::Dictionary(plain_dictionary)
        }
        _ => Plain::Null,
    }
}
