//! Append-only updates (ISO 32000-2 §7.5.6).
//!
//! A signed file may only grow: a byte once covered must stay where it is. An [`Update`] borrows the old
//! bytes, gathers new objects and edits of old ones as text, and writes them with one cross-reference section
//! of the kind the file's last one has (a hybrid's is a plain table: what only its /XRefStm shows stays
//! reachable through /Prev, and a stale /XRefStm is never written). It knows nothing of what a signature
//! means; it only keeps the place for one. In encrypted files strings and streams are encrypted on the way.

use super::appended::Appended;
use super::document::Document;
use super::edit;
use super::encrypt::{Encryption, is_signature};
use super::error::Error;
use super::object::{Dictionary, Object, ObjectId, Span};
use super::parser::Parser;
use super::revision::XrefKind;
use super::view::View;
use super::write::{self, Dict};
use std::collections::BTreeMap;

/// Bytes of the ByteRange array while its numbers are not known: room for three of 19 digits.
const BYTE_RANGE_WIDTH: usize = 66;
/// Highest offset that a table's ten digits can say.
const TABLE_LIMIT: u64 = 9_999_999_999;

/// Changes to append to a document.
#[derive(Debug)]
pub struct Update<'d, 'a> {
    view: View<'d, 'a>,
    /// Bodies as they will stand in the file, by object number.
    objects: BTreeMap<u32, (ObjectId, Vec<u8>)>,
    next: u32,
    signature: Option<ObjectId>,
    /// Further pairs of the trailer.
    trailer: Vec<(&'static str, Vec<u8>)>,
}

impl<'d, 'a> Update<'d, 'a> {
    /// An empty update of `document`.
    ///
    /// # Errors
    /// [`Error::Update`] where no object number is left.
    pub fn new(document: &'d Document<'a>) -> Result<Self, Error> {
        let view = document.latest();
        let said = view.trailer().get(b"Size").and_then(Object::as_integer).and_then(|size| u32::try_from(size).ok());
        let said = said.filter(|&size| size < document.limits().object_number).unwrap_or(0);
        let next = view.highest().max(said).max(1);
        Ok(Self { view, objects: BTreeMap::new(), next, signature: None, trailer: Vec::new() })
    }

    /// The document as it is before this update.
    pub fn view(&self) -> View<'d, 'a> {
        self.view
    }

    /// A number for an object to be [`put`](Self::put) later.
    pub fn reserve(&mut self) -> ObjectId {
        let id = ObjectId::new(self.next, 0);
        self.next = self.next.saturating_add(1);
        id
    }

    /// Adds an object; `body` is its text without `obj` and `endobj`, no stream.
    ///
    /// # Errors
    /// [`Error::Syntax`] if `body` is no object.
    pub fn add(&mut self, body: &[u8]) -> Result<ObjectId, Error> {
        let id = self.reserve();
        self.put(id, body)?;
        Ok(id)
    }

    /// Gives `id` (reserved or existing) a new body, no stream.
    ///
    /// # Errors
    /// As [`Update::add`].
    pub fn put(&mut self, id: ObjectId, body: &[u8]) -> Result<(), Error> {
        let body = self.encrypted(id, body)?;
        self.objects.insert(id.number, (id, body));
        Ok(())
    }

    /// Adds a stream of `data`; /Length is set here, a /Filter must be true of `data` already.
    ///
    /// # Errors
    /// [`Error::Filter`] where encryption fails.
    pub fn add_stream(&mut self, dictionary: Dict, data: &[u8]) -> Result<ObjectId, Error> {
        let id = self.reserve();
        let sealed = self.encryption().map(|encryption| encryption.encrypt_stream(id, data)).transpose()?;
        let data = sealed.as_deref().unwrap_or(data);
        let length = i64::try_from(data.len()).map_err(|_| Error::Update { what: "a stream too long" })?;
        let head = self.encrypted(id, &dictionary.integer("Length", length).finish())?;
        let body = [&head[..], b"\nstream\n", data, b"\nendstream"].concat();
        self.objects.insert(id.number, (id, body));
        Ok(id)
    }

    /// Adds a signature dictionary: `dictionary` with a /ByteRange to be filled by [`finish`](Self::finish) and
    /// a /Contents of `size` zero bytes. One per update.
    ///
    /// # Errors
    /// [`Error::Update`] for a second one.
    pub fn add_signature(&mut self, dictionary: Dict, size: usize) -> Result<ObjectId, Error> {
        if self.signature.is_some() {
            return Err(Error::Update { what: "two signatures in one update" });
        }
        let range = format!("{:<width$}]", "[0 0 0 0", width = BYTE_RANGE_WIDTH - 1);
        let body = dictionary.raw("ByteRange", range).raw("Contents", write::hex_string(&vec![0; size])).finish();
        let id = self.add(&body)?;
        self.signature = Some(id);
        Ok(id)
    }

    /// Sets the value at `path` in the object `id`. References on the way are followed, the one at the end is
    /// replaced; absent dictionaries are made.
    ///
    /// # Errors
    /// [`Error::Missing`] if `id` is not there, [`Error::WrongType`] if a step is no dictionary.
    pub fn set(&mut self, id: ObjectId, path: &[&[u8]], value: &[u8]) -> Result<(), Error> {
        let (owner, rest) = self.owner(id, path, false)?;
        let value = self.encrypted(owner, value)?;
        self.rewrite(owner, |body| edit::set(body, rest, &value))
    }

    /// Appends `value` to the array at `path`, which may be direct, indirect or absent (then it is made).
    ///
    /// # Errors
    /// As [`Update::set`].
    pub fn push(&mut self, id: ObjectId, path: &[&[u8]], value: &[u8]) -> Result<(), Error> {
        let (owner, rest) = self.owner(id, path, true)?;
        let value = self.encrypted(owner, value)?;
        self.rewrite(owner, |body| edit::push(body, rest, &value))
    }

    /// Removes the value at `path`.
    ///
    /// # Errors
    /// As [`Update::set`].
    pub fn remove(&mut self, id: ObjectId, path: &[&[u8]]) -> Result<(), Error> {
        let (owner, rest) = self.owner(id, path, false)?;
        self.rewrite(owner, |body| edit::remove(body, rest))
    }

    /// Adds a pair to the trailer, whose strings are never encrypted; it does not pass on to later updates.
    pub fn set_trailer(&mut self, key: &'static str, value: Vec<u8>) {
        self.trailer.push((key, value));
    }

    /// The text of `id` as it stands in this update, or before it.
    ///
    /// # Errors
    /// [`Error::Missing`] if there is no such object.
    pub fn body(&self, id: ObjectId) -> Result<Vec<u8>, Error> {
        if let Some((_, body)) = self.objects.get(&id.number) {
            return Ok(body.clone());
        }
        let object = self.view.get(id)?.ok_or_else(|| Error::Missing { place: format!("object {id}") })?;
        let raw = object.raw(self.view.document().bytes());
        // Strings of an object stream are encrypted with it; on their own they have to be encrypted one by one.
        if object.in_file() { Ok(raw.to_vec()) } else { self.encrypted(id, raw) }
    }

    fn rewrite(&mut self, id: ObjectId, change: impl FnOnce(&[u8]) -> Result<Vec<u8>, Error>) -> Result<(), Error> {
        let body = change(&self.body(id)?)?;
        self.objects.insert(id.number, (id, body));
        Ok(())
    }

    /// Follows references along `path` (through the last step too, if `through`): the object to edit and the rest.
    fn owner<'p, 'k>(
        &mut self,
        id: ObjectId,
        path: &'p [&'k [u8]],
        through: bool,
    ) -> Result<(ObjectId, &'p [&'k [u8]]), Error> {
        let (mut id, mut rest) = (id, path);
        for _ in 0..32 {
            let body = self.body(id)?;
            let item = Parser::new(&body, 0, self.view.document().limits().depth).object()?;
            let Some((steps, next)) = first_reference(&item.value, rest, through) else { return Ok((id, rest)) };
            let known = self.objects.contains_key(&next.number);
            if !known && self.view.get(next)?.is_none_or(|object| object.value.is_null()) {
                // A dangling reference is null (§7.3.10); what is set there is made anew.
                self.rewrite(id, |body| edit::set(body, &rest[..steps], b"null"))?;
                return Ok((id, rest));
            }
            (id, rest) = (next, &rest[steps..]);
        }
        Err(Error::Limit { what: "references to references", limit: 32 })
    }

    fn encryption(&self) -> Option<&'d Encryption> {
        self.view.document().encryption()
    }

    /// `body` with its strings as the object `id` has to hold them.
    fn encrypted(&self, id: ObjectId, body: &[u8]) -> Result<Vec<u8>, Error> {
        let Some(encryption) = self.encryption().filter(|it| it.encrypts_strings()) else { return Ok(body.to_vec()) };
        let item = Parser::new(body, 0, self.view.document().limits().depth).object()?;
        let mut strings = Vec::new();
        collect_strings(&item.value, item.span, &mut strings);
        let mut result = body.to_vec();
        for (span, bytes) in strings.into_iter().rev() {
            let sealed = write::hex_string(&encryption.encrypt_string(id, &bytes)?);
            result.splice(span.start..span.end, sealed);
        }
        Ok(result)
    }

    /// Writes the update.
    ///
    /// # Errors
    /// [`Error::Update`] where an offset does not fit.
    pub fn finish(mut self) -> Result<Appended<'a>, Error> {
        let document = self.view.document();
        let (old, shift) = (document.bytes(), document.shift);
        let mut tail = Vec::new();
        if !matches!(old.last(), Some(b'\n' | b'\r')) {
            tail.push(b'\n');
        }
        let mut offsets = BTreeMap::new();
        for (id, body) in self.objects.values() {
            offsets.insert(*id, (old.len() + tail.len()) as u64);
            tail.extend_from_slice(format!("{id} obj\n").as_bytes());
            tail.extend_from_slice(body);
            tail.extend_from_slice(b"\nendobj\n");
        }
        let at = (old.len() + tail.len() - shift) as u64;
        let as_stream = self.view.revision().kind == XrefKind::Stream || at > TABLE_LIMIT;
        let mut rows: Vec<(ObjectId, u64)> = offsets.iter().map(|(id, offset)| (*id, offset - shift as u64)).collect();
        if as_stream {
            let own = self.reserve();
            rows.push((own, at));
            self.stream_section(&mut tail, own, &rows);
        } else {
            self.table_section(&mut tail, &rows);
        }
        tail.extend_from_slice(format!("startxref\n{at}\n%%EOF\n").as_bytes());
        Appended::new(old, tail, offsets, self.signature)
    }

    fn table_section(&self, tail: &mut Vec<u8>, rows: &[(ObjectId, u64)]) {
        tail.extend_from_slice(b"xref\n");
        for run in rows.chunk_by(|one, next| one.0.number + 1 == next.0.number) {
            tail.extend_from_slice(format!("{} {}\n", run[0].0.number, run.len()).as_bytes());
            for (id, offset) in run {
                tail.extend_from_slice(format!("{offset:010} {:05} n \n", id.generation).as_bytes());
            }
        }
        if rows.is_empty() {
            tail.extend_from_slice(b"0 0\n");
        }
        tail.extend_from_slice(b"trailer\n");
        tail.extend_from_slice(&self.trailer().finish());
        tail.push(b'\n');
    }

    /// §7.5.8: rows without filter, so that the section reads as plainly as a table.
    fn stream_section(&self, tail: &mut Vec<u8>, own: ObjectId, rows: &[(ObjectId, u64)]) {
        let highest = rows.iter().map(|row| row.1).max().unwrap_or(0);
        let width = (8 - highest.leading_zeros() as usize / 8).max(4);
        let mut data = Vec::with_capacity(rows.len() * (width + 3));
        for (id, offset) in rows {
            data.push(1);
            data.extend_from_slice(&offset.to_be_bytes()[8 - width..]);
            data.extend_from_slice(&id.generation.to_be_bytes());
        }
        let runs = rows.chunk_by(|one, next| one.0.number + 1 == next.0.number);
        let index: Vec<String> = runs.map(|run| format!("{} {}", run[0].0.number, run.len())).collect();
        let head = self
            .trailer()
            .name("Type", "XRef")
            .raw("W", format!("[1 {width} 2]"))
            .raw("Index", format!("[{}]", index.join(" ")))
            .raw("Length", data.len().to_string());
        tail.extend_from_slice(format!("{own} obj\n").as_bytes());
        tail.extend_from_slice(&head.finish());
        tail.extend_from_slice(b"\nstream\n");
        tail.extend_from_slice(&data);
        tail.extend_from_slice(b"\nendstream\nendobj\n");
    }

    /// The old trailer's pairs as their bytes, with /Size and /Prev of this section.
    fn trailer(&self) -> Dict {
        let bytes = self.view.document().bytes();
        let old = self.view.trailer();
        let said = old.get(b"Size").and_then(Object::as_integer).unwrap_or(0);
        let believable = said < i64::from(self.view.document().limits().object_number);
        let size = i64::from(self.next).max(if believable { said } else { 0 });
        let prev = self.view.revision().xref_offset;
        let mut dict = Dict::new().integer("Size", size).raw("Prev", prev.to_string());
        for entry in kept(old) {
            dict = dict.raw(&String::from_utf8_lossy(entry.key.as_bytes()), entry.span.of(bytes));
        }
        self.trailer.iter().fold(dict, |dict, (key, value)| dict.raw(key, value))
    }
}

/// Pairs of a trailer that go into the next one: each key once, none that describes a section (Tables 15, 17).
fn kept(trailer: &Dictionary) -> impl Iterator<Item = &super::object::Entry> {
    const OWN: [&[u8]; 11] = [
        b"Size",
        b"Prev",
        b"XRefStm",
        b"Type",
        b"W",
        b"Index",
        b"Filter",
        b"DecodeParms",
        b"DP",
        b"Length",
        b"AuthCode",
    ];
    trailer.entries.iter().enumerate().filter_map(|(place, entry)| {
        let last = !trailer.entries[place + 1..].iter().any(|later| later.key == entry.key);
        (last && !entry.value.is_null() && !OWN.contains(&entry.key.as_bytes())).then_some(entry)
    })
}

/// The first reference met along `path`: how many steps lead to it, and to where.
fn first_reference(object: &Object, path: &[&[u8]], through: bool) -> Option<(usize, ObjectId)> {
    let mut object = object;
    let last = if through { path.len() } else { path.len().saturating_sub(1) };
    for (place, key) in path.iter().take(last).enumerate() {
        object = object.as_dict()?.get(key)?;
        if let Object::Reference(id) = object {
            return Some((place + 1, *id));
        }
    }
    None
}

/// Every string but a signature's /Contents, in the order of the text.
fn collect_strings(object: &Object, span: Span, found: &mut Vec<(Span, Vec<u8>)>) {
    match object {
        Object::String(string) => found.push((span, string.bytes.clone())),
        Object::Array(items) => items.iter().for_each(|item| collect_strings(&item.value, item.span, found)),
        Object::Dictionary(dictionary) => {
            let signature = is_signature(dictionary);
            for entry in &dictionary.entries {
                if !(signature && entry.key.as_bytes() == b"Contents") {
                    collect_strings(&entry.value, entry.span, found);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
#[path = "update_tests.rs"]
mod tests;
