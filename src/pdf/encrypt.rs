//! The Standard security handler (ISO 32000-2 §7.6) at work: R2 to R6, and R7 (ISO/TS 32003).
//!
//! Strings and streams are decrypted as objects are resolved; spans keep pointing at the raw bytes. Strings
//! inside object streams are not encrypted on their own, cross-reference streams never are, and neither is
//! the /Contents of a signature (§7.6.2). How a password becomes the key is `unlock`'s matter, the methods are `cipher`'s.
//! Other handlers, the one for certificates' owners (§7.6.5) among them, are refused by name.

use super::cipher::Method;
use super::error::Error;
use super::filter::Filter;
use super::object::{Dictionary, Object, ObjectId};
use super::permissions::Permissions;
use super::unlock::{Unlocked, unlock};
use std::borrow::Cow;
use std::collections::BTreeMap;
use zeroize::Zeroizing;

/// An encrypted document that was opened.
#[derive(Clone)]
pub struct Encryption {
    /// /V: version of the algorithm.
    pub version: i64,
    /// /R: revision of the handler.
    pub revision: i64,
    /// /P as it stands in the file.
    pub permissions: Permissions,
    /// Whether the owner's password opened it: permissions are for users (§7.6.4.1).
    pub is_owner: bool,
    /// /KDFSalt, from which the key of the integrity code is derived (ISO/TS 32004).
    pub kdf_salt: Option<Vec<u8>>,
    /// The /Encrypt dictionary's own object, whose strings are not encrypted.
    pub(crate) object: Option<ObjectId>,
    key: Zeroizing<Vec<u8>>,
    filters: CryptFilters,
    metadata: bool,
}

impl std::fmt::Debug for Encryption {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The key stays out of logs.
        write!(f, "Encryption(V {}, R {}, {:?})", self.version, self.revision, self.permissions)
    }
}

/// Which method is for what (§7.6.6).
#[derive(Clone)]
struct CryptFilters {
    named: BTreeMap<Vec<u8>, Method>,
    strings: Method,
    streams: Method,
    /// Of embedded files.
    files: Method,
}

impl CryptFilters {
    fn read(dictionary: &Dictionary, version: i64) -> Result<Self, Error> {
        if version < 4 {
            return Ok(Self { named: BTreeMap::new(), strings: Method::V2, streams: Method::V2, files: Method::V2 });
        }
        let entries = dictionary.get(b"CF").and_then(Object::as_dict).map(|all| &all.entries[..]).unwrap_or_default();
        let method = |filter: &Object| Method::of_name(filter.as_dict()?.get(b"CFM")?.as_name()?);
        let named = entries.iter().filter_map(|entry| Some((entry.key.as_bytes().to_vec(), method(&entry.value)?)));
        let mut filters = Self {
            named: named.collect(),
            strings: Method::Identity,
            streams: Method::Identity,
            files: Method::Identity,
        };
        let of = |key: &[u8]| dictionary.get(key).and_then(Object::as_name).map(|name| filters.named(name)).transpose();
        let streams = of(b"StmF")?.unwrap_or(Method::Identity);
        (filters.strings, filters.files) = (of(b"StrF")?.unwrap_or(Method::Identity), of(b"EFF")?.unwrap_or(streams));
        filters.streams = streams;
        Ok(filters)
    }

    /// The method of a crypt filter by its name; Identity need not be declared (Table 26).
    fn named(&self, name: &[u8]) -> Result<Method, Error> {
        let known = if name == b"Identity" { Some(Method::Identity) } else { self.named.get(name).copied() };
        known.ok_or_else(|| unsupported(format!("crypt filter {}", String::from_utf8_lossy(name))))
    }
}

impl Encryption {
    /// Opens /Encrypt with `password`, or else with the empty one.
    ///
    /// `dictionary` and `first_id` (the first string of /ID) are fully resolved.
    pub(crate) fn open(dictionary: &Dictionary, first_id: &[u8], password: Option<&[u8]>) -> Result<Self, Error> {
        let integer = |key: &[u8]| dictionary.get(key).and_then(Object::as_integer).unwrap_or(0);
        let handler = dictionary.get(b"Filter").and_then(Object::as_name).unwrap_or_default();
        if handler != b"Standard" {
            return Err(unsupported(format!("security handler {}", String::from_utf8_lossy(handler))));
        }
        let (version, revision) = (integer(b"V"), integer(b"R"));
        if !matches!((version, revision), (1 | 2, 2 | 3) | (4, 4) | (5, 5 | 6) | (6, 7)) {
            return Err(unsupported(format!("/V {version} with /R {revision}")));
        }
        let filters = CryptFilters::read(dictionary, version)?;
        let Unlocked { key, owner } = unlock(dictionary, first_id, password)?;
        for method in [filters.strings, filters.streams, filters.files].iter().chain(filters.named.values()) {
            if !method.takes(key.len()) {
                return Err(unsupported(format!("{method:?} with a key of {} bits", key.len() * 8)));
            }
        }
        Ok(Self {
            version,
            revision,
            permissions: Permissions(integer(b"P")),
            is_owner: owner,
            kdf_salt: dictionary.get(b"KDFSalt").and_then(Object::as_string).map(<[u8]>::to_vec),
            object: None,
            key,
            filters,
            metadata: version < 4 || dictionary.get(b"EncryptMetadata").and_then(Object::as_bool) != Some(false),
        })
    }

    /// The file encryption key, from which ISO/TS 32004 derives others.
    pub fn file_key(&self) -> &[u8] {
        &self.key
    }

    /// Whether the dictionary promises an integrity code (ISO/TS 32004): by /KDFSalt, or by /P, which /Perms confirms.
    pub fn promises_integrity_code(&self) -> bool {
        self.kdf_salt.is_some() || (self.version >= 5 && self.permissions.promise_integrity_code())
    }

    /// Decrypts the strings of `object`, whose id is `id`, in place; says whether all could be.
    ///
    /// # Errors
    /// Where a tag of AES-GCM does not fit: nothing else was ever written there.
    pub(crate) fn decrypt_strings(&self, id: ObjectId, object: &mut Object) -> Result<bool, Error> {
        if !self.encrypts_strings() || object.as_dict().is_some_and(|it| it.is_name(b"Type", b"XRef")) {
            return Ok(true);
        }
        self.strings_in(id, object, 0)
    }

    fn strings_in(&self, id: ObjectId, object: &mut Object, depth: usize) -> Result<bool, Error> {
        // The parser's own limit bounds the depth; this one bounds the stack whatever that is set to.
        if depth > 1024 {
            return Ok(false);
        }
        match object {
            Object::String(string) => match self.filters.strings.decrypt(&self.key, id, &string.bytes) {
                Ok(bytes) => string.bytes = bytes,
                Err(error) if self.filters.strings == Method::AesV4 => return Err(error),
                // Some producers leave strings in the clear.
                Err(_) => return Ok(false),
            },
            Object::Array(items) => {
                let mut all = true;
                for item in items {
                    all &= self.strings_in(id, &mut item.value, depth + 1)?;
                }
                return Ok(all);
            }
            Object::Dictionary(dictionary) => return self.strings_of(id, dictionary, depth),
            Object::Stream(stream) => return self.strings_of(id, &mut stream.dictionary, depth),
            _ => {}
        }
        Ok(true)
    }

    fn strings_of(&self, id: ObjectId, dictionary: &mut Dictionary, depth: usize) -> Result<bool, Error> {
        // §7.6.2: the Contents of a signature dictionary are not encrypted.
        let signature = is_signature(dictionary);
        let mut all = true;
        for entry in &mut dictionary.entries {
            if !(signature && *entry.key.as_bytes() == *b"Contents") {
                all &= self.strings_in(id, &mut entry.value, depth + 1)?;
            }
        }
        Ok(all)
    }

    /// The raw data of the stream `id`, decrypted; `filters` are its own.
    pub(crate) fn decrypt_stream<'r>(
        &self,
        id: ObjectId,
        dictionary: &Dictionary,
        filters: &[Filter],
        raw: &'r [u8],
    ) -> Result<Cow<'r, [u8]>, Error> {
        match self.of_stream(dictionary, filters)? {
            Method::Identity => Ok(Cow::Borrowed(raw)),
            method => method.decrypt(&self.key, id, raw).map(Cow::Owned),
        }
    }

    /// A stream's own crypt filter goes first (§7.4.10); cross-reference streams and, by /EncryptMetadata, metadata stay clear.
    fn of_stream(&self, dictionary: &Dictionary, filters: &[Filter]) -> Result<Method, Error> {
        if let Some(filter) = filters.iter().find(|filter| filter.is_crypt()) {
            return self.filters.named(filter.crypt.as_ref().map_or(b"Identity", |name| name.as_bytes()));
        }
        let is = |kind: &[u8]| dictionary.is_name(b"Type", kind);
        Ok(if is(b"XRef") || (is(b"Metadata") && !self.metadata) {
            Method::Identity
        } else if is(b"EmbeddedFile") {
            self.filters.files
        } else {
            self.filters.streams
        })
    }

    /// Whether strings are encrypted at all; a crypt filter may leave them in the clear.
    pub(crate) fn encrypts_strings(&self) -> bool {
        self.filters.strings != Method::Identity
    }

    /// `bytes` as a string of the object `id` has to hold them.
    pub(crate) fn encrypt_string(&self, id: ObjectId, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        self.filters.strings.encrypt(&self.key, id, bytes)
    }

    /// `bytes` as the stream `id` has to hold them.
    pub(crate) fn encrypt_stream(&self, id: ObjectId, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        self.filters.streams.encrypt(&self.key, id, bytes)
    }
}

fn unsupported(what: String) -> Error {
    Error::UnsupportedEncryption { what }
}

/// A signature dictionary by its shape: /Type may be absent (Table 255).
pub(crate) fn is_signature(dictionary: &Dictionary) -> bool {
    dictionary.entry(b"ByteRange").is_some()
        || dictionary.is_name(b"Type", b"Sig")
        || dictionary.is_name(b"Type", b"DocTimeStamp")
}
