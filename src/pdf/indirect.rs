//! Indirect objects and resolved values (ISO 32000-2 §7.3.10).

use super::object::{Object, ObjectId, Span};
use super::object_stream::ObjectStream;
use std::ops::Deref;
use std::sync::Arc;

/// Where an indirect object was found.
#[derive(Clone, Debug)]
pub enum Source {
    /// In the file itself; its header begins at this offset.
    File(usize),
    /// In the object stream with this number.
    Container(u32, Arc<Contained>),
}

/// The decoded object stream behind [`Source::Container`].
#[derive(Debug)]
pub struct Contained(pub(super) Arc<ObjectStream>);

/// An indirect object with where it stands.
#[derive(Clone, Debug)]
pub struct Indirect {
    /// Its number and generation.
    pub id: ObjectId,
    /// The value; strings decrypted.
    pub value: Object,
    /// The value's bytes, in the file or the decoded object stream.
    pub span: Span,
    /// Where that is.
    pub source: Source,
    /// The revision whose section locates it (oldest is 0).
    pub revision: usize,
    /// Bytes of memory that the value takes, roughly.
    pub(crate) memory: usize,
}

impl Indirect {
    /// The raw bytes of the value; `file` is the document's bytes. A stream's include its data and `endstream`.
    pub fn raw<'r>(&'r self, file: &'r [u8]) -> &'r [u8] {
        match &self.source {
            Source::File(_) => self.span.of(file),
            Source::Container(_, contained) => self.span.of(&contained.0.data),
        }
    }

    /// Whether spans count in the file.
    pub fn in_file(&self) -> bool {
        matches!(self.source, Source::File(_))
    }
}

/// A resolved value: the direct object itself, or the indirect one that it stood for.
#[derive(Clone, Debug)]
pub enum Value<'o> {
    /// Was there already.
    Direct(&'o Object),
    /// Was referred to.
    Indirect(Arc<Indirect>),
}

impl Value<'_> {
    /// The object it lives in, if it was a reference.
    pub fn id(&self) -> Option<ObjectId> {
        if let Self::Indirect(object) = self { Some(object.id) } else { None }
    }
}

impl Deref for Value<'_> {
    type Target = Object;

    fn deref(&self) -> &Object {
        match self {
            Self::Direct(object) => object,
            Self::Indirect(object) => &object.value,
        }
    }
}
