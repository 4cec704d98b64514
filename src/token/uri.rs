//! PKCS#11 URIs (RFC 7512): which module, slot, token and object is meant.
//!
//! Path attributes select, query attributes help to get there. An attribute that is unknown selects nothing (§2.3), so
//! it is an error here, where the user can see it; an unknown query attribute is ignored, as §2.3 asks. `pin-value`
//! is refused: a PIN in a command line or a script is read by everybody. No error quotes a value, for the same reason.
//!
//! Printing encodes every octet that RFC 7512 §2.3 does not allow, and all octets of an `id`, as p11tool does.

use std::fmt;
use std::path::{Path, PathBuf};

use super::percent;
use super::{ModuleInfo, Slot, TokenInfo, Version};

/// A PKCS#11 URI. What is `None` was not said and matches anything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uri {
    /// `token`: label of the token.
    pub token: Option<String>,
    /// `manufacturer` of the token.
    pub manufacturer: Option<String>,
    /// `serial` number of the token.
    pub serial: Option<String>,
    /// `model` of the token.
    pub model: Option<String>,
    /// `library-manufacturer`.
    pub library_manufacturer: Option<String>,
    /// `library-description`.
    pub library_description: Option<String>,
    /// `library-version`.
    pub library_version: Option<Version>,
    /// `slot-manufacturer`.
    pub slot_manufacturer: Option<String>,
    /// `slot-description`.
    pub slot_description: Option<String>,
    /// `slot-id`.
    pub slot_id: Option<u64>,
    /// `object`: CKA_LABEL.
    pub object: Option<String>,
    /// `type`: CKA_CLASS.
    pub object_type: Option<ObjectType>,
    /// `id`: CKA_ID.
    pub id: Option<Vec<u8>>,
    /// `pin-source`, a file (query).
    pub pin_source: Option<PathBuf>,
    /// `module-path` (query).
    pub module_path: Option<PathBuf>,
    /// `module-name` (query).
    pub module_name: Option<String>,
}

/// The classes of objects that a URI can name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ObjectType {
    /// `cert`
    Certificate,
    /// `data`
    Data,
    /// `private`
    PrivateKey,
    /// `public`
    PublicKey,
    /// `secret-key`
    SecretKey,
}

impl ObjectType {
    pub(super) const ALL: [(Self, &'static str); 5] = [
        (Self::Certificate, "cert"),
        (Self::Data, "data"),
        (Self::PrivateKey, "private"),
        (Self::PublicKey, "public"),
        (Self::SecretKey, "secret-key"),
    ];

    /// As the URI writes it.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }
}

impl Uri {
    /// Could the module be meant? `info` is nothing where the module does not say what it is.
    pub fn matches_module(&self, path: &Path, info: Option<&ModuleInfo>) -> bool {
        let says = |wanted: &Option<String>, has: fn(&ModuleInfo) -> &str| {
            wanted.as_deref().is_none_or(|wanted| info.is_some_and(|info| has(info) == wanted))
        };
        says(&self.library_manufacturer, |info| &info.manufacturer)
            && says(&self.library_description, |info| &info.description)
            && self.library_version.is_none_or(|wanted| info.is_some_and(|info| info.version == wanted))
            && self.module_path.as_ref().is_none_or(|wanted| same_file(wanted, path))
            && self.module_name.as_ref().is_none_or(|wanted| module_name(path) == *wanted)
    }

    /// Could the slot be meant, by its own attributes?
    pub fn matches_slot(&self, slot: &Slot) -> bool {
        self.slot_id.is_none_or(|id| id == slot.id())
            && same(self.slot_manufacturer.as_ref(), &slot.manufacturer)
            && same(self.slot_description.as_ref(), &slot.description)
    }

    /// Could the token be meant?
    pub fn matches_token(&self, token: &TokenInfo) -> bool {
        same(self.token.as_ref(), &token.label)
            && same(self.manufacturer.as_ref(), &token.manufacturer)
            && same(self.serial.as_ref(), &token.serial)
            && same(self.model.as_ref(), &token.model)
    }

    /// Could an object of this class, label and id be meant?
    pub fn matches_object(&self, kind: ObjectType, label: &str, id: &[u8]) -> bool {
        self.object_type.is_none_or(|wanted| wanted == kind)
            && same(self.object.as_ref(), label)
            && self.id.as_deref().is_none_or(|wanted| wanted == id)
    }

    /// The URI of a token.
    pub fn of_token(token: &TokenInfo) -> Self {
        let said = |text: &String| (!text.is_empty()).then(|| text.clone());
        Self {
            model: said(&token.model),
            manufacturer: said(&token.manufacturer),
            serial: said(&token.serial),
            token: said(&token.label),
            ..Self::default()
        }
    }

    /// The URI of an object on that token.
    #[must_use]
    pub fn with_object(mut self, kind: ObjectType, label: &str, id: &[u8]) -> Self {
        self.id = (!id.is_empty()).then(|| id.to_vec());
        self.object = (!label.is_empty()).then(|| label.to_owned());
        self.object_type = Some(kind);
        self
    }

    /// Without `pin-source`, `module-path` and `module-name`: what is meant, without how to get there.
    #[must_use]
    pub fn without_query(&self) -> Self {
        Self { pin_source: None, module_path: None, module_name: None, ..self.clone() }
    }
}

fn same(wanted: Option<&String>, has: &str) -> bool {
    wanted.is_none_or(|wanted| wanted == has)
}

fn same_file(a: &Path, b: &Path) -> bool {
    a == b || matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

/// The name of a module without folder, `lib` and suffix (RFC 7512 §2.3, `module-name`).
fn module_name(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.split_once('.').map_or(&*name, |(name, _)| name);
    name.strip_prefix("lib").unwrap_or(name).to_owned()
}

impl fmt::Display for Uri {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = |text: &Option<String>| text.as_ref().map(|text| percent::encode(text.as_bytes(), false));
        let query = |text: &str| percent::encode(text.as_bytes(), true);
        let file = |path: &PathBuf| query(&path.to_string_lossy());
        let attributes = [
            ("library-manufacturer", path(&self.library_manufacturer)),
            ("library-description", path(&self.library_description)),
            ("library-version", self.library_version.map(|version| version.to_string())),
            ("slot-manufacturer", path(&self.slot_manufacturer)),
            ("slot-description", path(&self.slot_description)),
            ("slot-id", self.slot_id.map(|id| id.to_string())),
            ("model", path(&self.model)),
            ("manufacturer", path(&self.manufacturer)),
            ("serial", path(&self.serial)),
            ("token", path(&self.token)),
            ("id", self.id.as_deref().map(percent::encode_all)),
            ("object", path(&self.object)),
            ("type", self.object_type.map(|kind| kind.name().to_owned())),
        ];
        let queries = [
            ("pin-source", self.pin_source.as_ref().map(|path| format!("file:{}", file(path)))),
            ("module-path", self.module_path.as_ref().map(file)),
            ("module-name", self.module_name.as_deref().map(query)),
        ];
        let joined = |attributes: &[(&str, Option<String>)], separator: &str| {
            let said = attributes.iter().filter_map(|(name, value)| Some(format!("{name}={}", value.as_ref()?)));
            said.collect::<Vec<_>>().join(separator)
        };
        let query = joined(&queries, "&");
        let mark = if query.is_empty() { "" } else { "?" };
        write!(f, "pkcs11:{}{mark}{query}", joined(&attributes, ";"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_is_known_by_its_name_without_lib_and_suffix() {
        let uri: Uri = "pkcs11:?module-name=softhsm2".parse().unwrap();
        assert!(uri.matches_module(Path::new("/usr/lib/softhsm/libsofthsm2.so"), None));
        assert!(!uri.matches_module(Path::new("/usr/lib/opensc-pkcs11.so"), None));
        let uri: Uri = "pkcs11:library-version=2".parse().unwrap();
        assert!(!uri.matches_module(Path::new("/usr/lib/opensc-pkcs11.so"), None), "unknown is not equal");
    }
}
