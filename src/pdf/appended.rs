//! A written update: the old bytes, untouched, and what comes after them.
//!
//! Every offset is known, so /ByteRange is filled in at once and /Contents later in place; the covered bytes
//! are handed out in pieces, for a digest that went over the input before and goes on with the rest. An integrity code by
//! itself (ISO/TS 32004) has the same open places in the trailer.

use super::error::Error;
use super::object::{Object, ObjectId, Span};
use super::parser::Parser;
use super::write;
use std::collections::BTreeMap;

/// What has open places: a /ByteRange and what it leaves out.
#[derive(Clone, Copy, Debug)]
pub(super) enum Open {
    /// The signature dictionary of this id: /Contents.
    Signature(ObjectId),
    /// /AuthCode of the trailer dictionary, which begins at this byte of the tail: /MAC.
    AuthCode {
        /// In bytes.
        trailer: usize,
    },
}

/// Where the open places are, in bytes from the start of the new file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Placeholder {
    /// The /Contents or /MAC token, `<` and `>` included: the gap of the ByteRange.
    pub contents: Span,
    /// The /ByteRange array with its brackets.
    pub byte_range: Span,
}

/// The old bytes and what comes after them. The input is never copied.
#[derive(Clone, Debug)]
pub struct Appended<'a> {
    old: &'a [u8],
    tail: Vec<u8>,
    offsets: BTreeMap<ObjectId, u64>,
    placeholder: Option<Placeholder>,
}

impl<'a> Appended<'a> {
    pub(super) fn new(
        old: &'a [u8],
        tail: Vec<u8>,
        offsets: BTreeMap<ObjectId, u64>,
        open: Option<Open>,
    ) -> Result<Self, Error> {
        let mut appended = Self { old, tail, offsets, placeholder: None };
        if let Some(open) = open {
            appended.place(open)?;
        }
        Ok(appended)
    }

    /// The input.
    pub fn old(&self) -> &'a [u8] {
        self.old
    }

    /// What comes after it.
    pub fn tail(&self) -> &[u8] {
        &self.tail
    }

    /// Length of the new file.
    pub fn len(&self) -> u64 {
        self.old.len() as u64 + self.tail.len() as u64
    }

    /// Whether the new file would be empty; it never is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Where each object of the update begins in the new file.
    pub fn offsets(&self) -> &BTreeMap<ObjectId, u64> {
        &self.offsets
    }

    /// The open places, if the update has any.
    pub fn placeholder(&self) -> Option<&Placeholder> {
        self.placeholder.as_ref()
    }

    /// The ByteRange as written: `[0 head tail rest]`.
    pub fn byte_range(&self) -> Option<[u64; 4]> {
        let gap = self.placeholder?.contents;
        Some([0, gap.start as u64, gap.end as u64, self.len() - gap.end as u64])
    }

    /// The covered bytes in order, for hashing without copying: input, tail before and after /Contents.
    pub fn covered(&self) -> Option<[&[u8]; 3]> {
        let gap = self.placeholder?.contents;
        let base = self.old.len();
        Some([self.old, self.tail.get(..gap.start - base)?, self.tail.get(gap.end - base..)?])
    }

    /// Puts `cms` into /Contents (or an integrity code into /MAC), the rest stays zero.
    ///
    /// # Errors
    /// [`Error::ContentsTooSmall`]; nothing is written then.
    pub fn fill(&mut self, cms: &[u8]) -> Result<(), Error> {
        let gap = self.placeholder.ok_or(Error::Update { what: "no place for a signature" })?.contents;
        let reserved = (gap.len().saturating_sub(2)) / 2;
        if cms.len() > reserved {
            return Err(Error::ContentsTooSmall { needed: cms.len(), reserved });
        }
        let mut hex = Vec::with_capacity(cms.len() * 2);
        write::hex_into(&mut hex, cms);
        let start = gap.start + 1 - self.old.len();
        self.tail[start..start + hex.len()].copy_from_slice(&hex);
        Ok(())
    }

    /// The whole new file in memory.
    pub fn to_vec(&self) -> Vec<u8> {
        [self.old, &self.tail].concat()
    }

    /// What comes after the input, for good.
    pub fn into_tail(self) -> Vec<u8> {
        self.tail
    }

    /// Finds the open places and fills in the ByteRange.
    fn place(&mut self, open: Open) -> Result<(), Error> {
        let lost = Error::Update { what: "the signature dictionary was replaced" };
        let base = self.old.len();
        let (at, key): (_, &[u8]) = match open {
            Open::Signature(id) => (*self.offsets.get(&id).ok_or(lost.clone())? as usize - base, b"Contents"),
            Open::AuthCode { trailer } => (trailer, b"MAC"),
        };
        let mut parser = Parser::new(&self.tail, at, 64);
        if matches!(open, Open::Signature(_)) {
            parser.header();
        }
        let item = parser.object()?;
        let mut dictionary = item.value.as_dict().ok_or(lost.clone())?;
        if let Open::AuthCode { .. } = open {
            dictionary = dictionary.get(b"AuthCode").and_then(Object::as_dict).ok_or(lost.clone())?;
        }
        let span = |key: &[u8]| dictionary.entry(key).map(|entry| entry.span).ok_or(lost.clone());
        let (contents, range) = (span(key)?, span(b"ByteRange")?);
        let moved = |span: Span| Span { start: span.start + base, end: span.end + base };
        self.placeholder = Some(Placeholder { contents: moved(contents), byte_range: moved(range) });
        let [start, head, tail, rest] = self.byte_range().ok_or(lost.clone())?;
        let width = range.len().checked_sub(1).ok_or(lost)?;
        let text = format!("{:<width$}]", format!("[{start} {head} {tail} {rest}"));
        if text.len() != range.len() {
            return Err(Error::Update { what: "a ByteRange too wide" });
        }
        self.tail[range.start..range.end].copy_from_slice(text.as_bytes());
        Ok(())
    }
}
