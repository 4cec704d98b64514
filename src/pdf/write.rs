//! Writing new objects (ISO 32000-2 §7.3): the only place that does. What exists is edited in [`super::edit`].

use super::lexer::{is_delimiter, is_regular};
use super::object::ObjectId;
use super::text;

/// A dictionary being written, pair by pair.
///
/// ```
/// use kyso::pdf::{Dict, ObjectId};
/// let widget = Dict::new().name("Subtype", "Widget").integer("F", 132).reference("P", ObjectId::new(3, 0)).finish();
/// assert_eq!(widget, b"<</Subtype/Widget/F 132/P 3 0 R>>");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Dict {
    bytes: Vec<u8>,
}

impl Dict {
    /// An empty dictionary.
    pub fn new() -> Self {
        Self::default()
    }

    /// A value written already: `[0 0 0 0]`, `true`, a nested dictionary.
    #[must_use]
    pub fn raw(self, key: &str, value: impl AsRef<[u8]>) -> Self {
        self.pair(&name(key.as_bytes()), value.as_ref())
    }

    /// Key and value both written already, the key with its slash.
    #[must_use]
    pub(crate) fn pair(mut self, key: &[u8], value: &[u8]) -> Self {
        self.bytes.extend_from_slice(key);
        if value.first().is_some_and(|&byte| is_regular(byte)) {
            self.bytes.push(b' ');
        }
        self.bytes.extend_from_slice(value);
        self
    }

    /// A name.
    #[must_use]
    pub fn name(self, key: &str, value: &str) -> Self {
        self.raw(key, name(value.as_bytes()))
    }

    /// An integer.
    #[must_use]
    pub fn integer(self, key: &str, value: i64) -> Self {
        self.raw(key, value.to_string())
    }

    /// A boolean.
    #[must_use]
    pub fn boolean(self, key: &str, value: bool) -> Self {
        self.raw(key, value.to_string())
    }

    /// A reference.
    #[must_use]
    pub fn reference(self, key: &str, id: ObjectId) -> Self {
        self.raw(key, format!("{id} R"))
    }

    /// A text string (§7.9.2.2).
    #[must_use]
    pub fn text(self, key: &str, value: &str) -> Self {
        let bytes = string(&text::encode_text(value));
        self.raw(key, bytes)
    }

    /// A byte string.
    #[must_use]
    pub fn bytes(self, key: &str, value: &[u8]) -> Self {
        self.raw(key, string(value))
    }

    /// A nested dictionary.
    #[must_use]
    pub fn dict(self, key: &str, value: Dict) -> Self {
        self.raw(key, value.finish())
    }

    /// An array of references.
    #[must_use]
    pub fn references(self, key: &str, ids: &[ObjectId]) -> Self {
        self.raw(key, reference_array(ids))
    }

    /// The dictionary with its delimiters.
    #[must_use]
    pub fn finish(self) -> Vec<u8> {
        [&b"<<"[..], &self.bytes, b">>"].concat()
    }
}

/// A text string as a token: literal ASCII or UTF-16BE (§7.9.2.2).
pub fn text_string(value: &str) -> Vec<u8> {
    string(&text::encode_text(value))
}

/// `[1 0 R 2 0 R]`.
pub fn reference_array(ids: &[ObjectId]) -> Vec<u8> {
    let list: Vec<String> = ids.iter().map(|id| format!("{id} R")).collect();
    format!("[{}]", list.join(" ")).into_bytes()
}

/// A name with its slash, escaped where it must be (§7.3.5).
pub(crate) fn name(value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(value.len() + 1);
    bytes.push(b'/');
    for &byte in value {
        if byte == b'#' || is_delimiter(byte) || !(0x21..=0x7E).contains(&byte) {
            bytes.extend_from_slice(format!("#{byte:02X}").as_bytes());
        } else {
            bytes.push(byte);
        }
    }
    bytes
}

/// A string: `(…)` where it is printable ASCII, `<…>` otherwise.
pub(crate) fn string(value: &[u8]) -> Vec<u8> {
    if !value.iter().all(|byte| (0x20..=0x7E).contains(byte)) {
        return hex_string(value);
    }
    let mut bytes = vec![b'('];
    for &byte in value {
        if matches!(byte, b'(' | b')' | b'\\') {
            bytes.push(b'\\');
        }
        bytes.push(byte);
    }
    bytes.push(b')');
    bytes
}

/// `<…>` in lower case.
pub(crate) fn hex_string(value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(value.len() * 2 + 2);
    bytes.push(b'<');
    hex_into(&mut bytes, value);
    bytes.push(b'>');
    bytes
}

pub(crate) fn hex_into(bytes: &mut Vec<u8>, value: &[u8]) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for &byte in value {
        bytes.push(DIGITS[usize::from(byte >> 4)]);
        bytes.push(DIGITS[usize::from(byte & 15)]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::object::Object;
    use super::super::parser::Parser;
    use super::*;

    #[test]
    fn what_is_written_reads_back() {
        for value in [&b"plain"[..], b"pa(re)n\\s", b"\xFE\xFF\x1E\xBD", b"line\nbreak", b""] {
            let raw = string(value);
            let Object::String(read) = Parser::new(&raw, 0, 4).object().unwrap().value else { panic!("a string") };
            assert_eq!(read.bytes, value);
        }
        for value in [&b"Sig"[..], b"A B", b"#", b"t\xC3\xAA/n", b"\0"] {
            let raw = name(value);
            assert_eq!(Parser::new(&raw, 0, 4).object().unwrap().value.as_name(), Some(value));
        }
    }
}
