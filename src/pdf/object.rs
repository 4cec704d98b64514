//! PDF objects as they stand in the file (ISO 32000-2 §7.3).
//!
//! Nothing is lost that a judge needs: dictionaries keep every pair in order, duplicates included, each with
//! its span; reals keep their text; strings remember whether they were hexadecimal.

use super::short::Short;
use std::fmt;

/// An indirect object's number and generation (§7.3.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId {
    /// Object number, from 1.
    pub number: u32,
    /// Generation number; 0 for objects in object streams.
    pub generation: u16,
}

impl ObjectId {
    /// The object `number generation`.
    pub fn new(number: u32, generation: u16) -> Self {
        Self { number, generation }
    }
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.generation)
    }
}

/// Bytes from `start` up to `end`, of the file or of a decoded object stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One after the last byte.
    pub end: usize,
}

impl Span {
    /// Number of bytes.
    pub fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Whether it holds no byte.
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The bytes themselves; empty when the span is not of `data`.
    pub fn of(self, data: &[u8]) -> &[u8] {
        data.get(self.start..self.end).unwrap_or_default()
    }
}

/// A name, `#xx` decoded, without the slash (§7.3.5).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Name(Short);

impl Name {
    /// The name of these bytes.
    pub fn new(bytes: &[u8]) -> Self {
        Self(bytes.into())
    }

    /// The bytes of the name.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }

    /// For people and paths; bytes that are no UTF-8 are replaced.
    pub fn to_text(&self) -> String {
        String::from_utf8_lossy(&self.0).into_owned()
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", self.to_text())
    }
}

impl PartialEq<[u8]> for Name {
    fn eq(&self, other: &[u8]) -> bool {
        self.as_bytes() == other
    }
}

/// A string object, decoded (and decrypted) bytes (§7.3.4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PdfString {
    /// The bytes it stands for.
    pub bytes: Vec<u8>,
    /// Written as `<…>`, not `(…)`.
    pub hex: bool,
}

/// A value with where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// The value.
    pub value: Object,
    /// From its first to its last byte, delimiters included.
    pub span: Span,
}

/// One pair of a dictionary.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: Name,
    /// The key with its slash.
    pub key_span: Span,
    /// The value.
    pub value: Object,
    /// The value's bytes, delimiters included.
    pub span: Span,
}

/// Pairs up to which comparing each with each takes less than sorting them.
const FEW: usize = 16;

/// A dictionary with all pairs in order, duplicates included (§7.3.7).
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Dictionary {
    /// The pairs as found.
    pub entries: Vec<Entry>,
    /// From `<<` to `>>`, both included.
    pub span: Span,
}

impl Dictionary {
    /// The value of `key`; of duplicates the last, as most readers do. `None` also for an explicit null,
    /// which is the same as absence (§7.3.7).
    pub fn get(&self, key: &[u8]) -> Option<&Object> {
        self.entry(key).map(|entry| &entry.value).filter(|value| !matches!(value, Object::Null))
    }

    /// The last pair with `key`, null or not.
    pub fn entry(&self, key: &[u8]) -> Option<&Entry> {
        self.entries.iter().rev().find(|entry| entry.key == *key)
    }

    /// How often `key` occurs.
    pub fn count(&self, key: &[u8]) -> usize {
        self.entries.iter().filter(|entry| entry.key == *key).count()
    }

    /// Keys that occur more than once, each named once.
    pub fn duplicates(&self) -> Vec<Name> {
        // Nearly all dictionaries are small, and have none.
        let repeats = |(at, entry): (usize, &Entry)| self.entries[..at].iter().any(|other| other.key == entry.key);
        if self.entries.len() <= FEW && !self.entries.iter().enumerate().any(repeats) {
            return Vec::new();
        }
        let mut keys: Vec<&Name> = self.entries.iter().map(|entry| &entry.key).collect();
        keys.sort_unstable();
        let mut twice: Vec<Name> =
            keys.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0].clone()).collect();
        twice.dedup();
        twice
    }

    /// Whether /`key` is the name `value`.
    pub fn is_name(&self, key: &[u8], value: &[u8]) -> bool {
        matches!(self.get(key), Some(Object::Name(name)) if *name == *value)
    }
}

/// A stream: its dictionary and where its raw data stands in the file (§7.3.8).
#[derive(Clone, Debug, PartialEq)]
pub struct Stream {
    /// The stream dictionary.
    pub dictionary: Dictionary,
    /// Raw (encoded, perhaps encrypted) data in the file.
    pub data: Span,
}

/// A PDF object (§7.3).
#[derive(Clone, Debug, PartialEq)]
pub enum Object {
    /// `null`, also what an undefined reference stands for.
    Null,
    /// `true` or `false`.
    Boolean(bool),
    /// An integer.
    Integer(i64),
    /// A real, as its text: rewriting must not round it.
    Real(Short),
    /// A string.
    String(PdfString),
    /// A name.
    Name(Name),
    /// An array.
    Array(Vec<Item>),
    /// A dictionary.
    Dictionary(Dictionary),
    /// A stream.
    Stream(Box<Stream>),
    /// `n g R`.
    Reference(ObjectId),
}

impl Object {
    /// The type's name, for errors.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean(_) => "boolean",
            Self::Integer(_) => "integer",
            Self::Real(_) => "real",
            Self::String(_) => "string",
            Self::Name(_) => "name",
            Self::Array(_) => "array",
            Self::Dictionary(_) => "dictionary",
            Self::Stream(_) => "stream",
            Self::Reference(_) => "reference",
        }
    }

    /// Whether it is null.
    pub fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    /// The dictionary, also that of a stream.
    pub fn as_dict(&self) -> Option<&Dictionary> {
        match self {
            Self::Dictionary(dictionary) => Some(dictionary),
            Self::Stream(stream) => Some(&stream.dictionary),
            _ => None,
        }
    }

    /// The items of an array.
    pub fn as_array(&self) -> Option<&[Item]> {
        if let Self::Array(items) = self { Some(items) } else { None }
    }

    /// The name's bytes.
    pub fn as_name(&self) -> Option<&[u8]> {
        if let Self::Name(name) = self { Some(name.as_bytes()) } else { None }
    }

    /// The string's bytes.
    pub fn as_string(&self) -> Option<&[u8]> {
        if let Self::String(string) = self { Some(&string.bytes) } else { None }
    }

    /// The integer; a real without fraction (`12.0`, as some producers write) counts.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            Self::Real(text) => {
                let text = std::str::from_utf8(text).ok()?;
                let (whole, fraction) = text.split_once('.')?;
                if fraction.bytes().all(|digit| digit == b'0') { whole.parse().ok() } else { None }
            }
            _ => None,
        }
    }

    /// The number as a float: for geometry, never for rewriting.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            #[expect(clippy::cast_precision_loss, reason = "coordinates are far below 2^53")]
            Self::Integer(value) => Some(*value as f64),
            Self::Real(text) => std::str::from_utf8(text).ok()?.parse().ok(),
            _ => None,
        }
    }

    /// The boolean.
    pub fn as_bool(&self) -> Option<bool> {
        if let Self::Boolean(value) = self { Some(*value) } else { None }
    }

    /// The reference, unresolved.
    pub fn as_reference(&self) -> Option<ObjectId> {
        if let Self::Reference(id) = self { Some(*id) } else { None }
    }

    /// The stream.
    pub fn as_stream(&self) -> Option<&Stream> {
        if let Self::Stream(stream) = self { Some(stream) } else { None }
    }
}
