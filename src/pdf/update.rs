//! Append-only updates (ISO 32000-2 §7.5.6).
//!
//! A signed file may only grow: a byte once covered must stay where it is. An [`Update`] borrows the old
//! bytes, gathers new objects and edits of old ones as text, and writes them with one cross-reference section
//! of the kind the file's last one has. A hybrid's is a plain table: what only its /XRefStm shows stays
//! reachable through /Prev, what the update holds is seen by readers with and without cross-reference streams,
//! and a stale /XRefStm is never written.
//!
//! Where the newest revision keeps objects in object streams, new ones and those that were in one go into one
//! too (§7.5.7): never streams, never the signature dictionary, whose bytes have to be found. An object that
//! stands in the file stays there. In encrypted files strings and streams are encrypted on the way, those of an
//! object stream with it and not on their own (§7.6.2). What a signature means is not known here; an update
//! only keeps the place for one.

use super::appended::{Appended, Open};
use super::document::Document;
use super::edit;
use super::encrypt::{Encryption, is_signature};
use super::error::Error;
use super::indirect::Value;
use super::object::{Object, ObjectId, Span};
use super::parser::Parser;
use super::revision::XrefKind;
use super::section::{self, TABLE_LIMIT, Tail};
use super::view::View;
use super::write::{self, Dict};
use super::xref::Section;
use std::collections::BTreeMap;

/// Bytes of the ByteRange array while its numbers are not known: room for three of 19 digits.
const BYTE_RANGE_WIDTH: usize = 66;
/// Objects in one object stream: enough for any update of ours, little to read for one of them.
const PACKED: usize = 256;
/// References that lead to references are forbidden (§7.3.10) and followed only so far.
const CHAIN: usize = 32;

/// An object as it will stand in the file.
#[derive(Debug)]
struct New {
    id: ObjectId,
    body: Vec<u8>,
    /// Goes into an object stream; `body` is in the clear then.
    packed: bool,
}

/// Changes to append to a document.
#[derive(Debug)]
pub struct Update<'d, 'a> {
    view: View<'d, 'a>,
    /// By object number.
    objects: BTreeMap<u32, New>,
    /// Whether the newest revision uses object streams.
    packs: bool,
    next: u32,
    signature: Option<ObjectId>,
    /// Whether the trailer has an open place for an integrity code.
    auth_code: bool,
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
        // Some trailers refer to what was never there (/AdditionalStreams); nothing of ours may take its place.
        let limit = document.limits().object_number;
        let spoken_of = view.trailer().entries.iter().filter_map(|entry| highest_in(&entry.value, limit)).max();
        let next = view.highest().max(said).max(spoken_of.map_or(1, |number| number + 1));
        if next >= document.limits().object_number {
            return Err(Error::Update { what: "no object number is left" });
        }
        let own = &document.sections[view.revision().sections.clone()];
        let packs = view.revision().kind == XrefKind::Stream && own.iter().any(Section::packs);
        Ok(Self { view, objects: BTreeMap::new(), packs, next, signature: None, auth_code: false, trailer: Vec::new() })
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
        let packed = self.is_packed(id)?;
        self.insert(id, self.sealed(id, packed, body)?, packed);
        Ok(())
    }

    /// Adds a stream of `data`; /Length is set here, a /Filter must be true of `data` already.
    ///
    /// # Errors
    /// [`Error::Filter`] where encryption fails.
    pub fn add_stream(&mut self, dictionary: Dict, data: &[u8]) -> Result<ObjectId, Error> {
        let id = self.reserve();
        let body = self.stream_body(id, dictionary, data)?;
        self.insert(id, body, false);
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
        let body = open(dictionary, "Contents", size).finish();
        let id = self.reserve();
        self.insert(id, self.sealed(id, false, &body)?, false);
        self.signature = Some(id);
        Ok(id)
    }

    /// Sets the value at `path` in the object `id`. References on the way are followed, the one at the end is
    /// replaced; absent dictionaries are made.
    ///
    /// # Errors
    /// [`Error::Missing`] if `id` is not there, [`Error::WrongType`] if a step is no dictionary.
    pub fn set(&mut self, id: ObjectId, path: &[&[u8]], value: &[u8]) -> Result<(), Error> {
        let (owner, rest) = self.owner(id, path)?;
        let value = self.sealed(owner, self.is_packed(owner)?, value)?;
        self.rewrite(owner, |body| edit::set(body, rest, &value))
    }

    /// Appends `value` to the array at `path`, which may be direct, indirect or absent (then it is made).
    ///
    /// An indirect array is replaced by a direct one: others may refer to it too (pages that share their /Annots, a
    /// form whose /Fields are a page's /Annots), and to find them would cost reading the whole file.
    ///
    /// # Errors
    /// As [`Update::set`].
    pub fn push(&mut self, id: ObjectId, path: &[&[u8]], value: &[u8]) -> Result<(), Error> {
        self.append(id, path, value, edit::push)
    }

    /// As [`Update::push`], where one value may stand in place of an array (§14.7.2: /K).
    ///
    /// # Errors
    /// As [`Update::set`].
    pub fn join(&mut self, id: ObjectId, path: &[&[u8]], value: &[u8]) -> Result<(), Error> {
        self.append(id, path, value, edit::join)
    }

    fn append(
        &mut self,
        id: ObjectId,
        path: &[&[u8]],
        value: &[u8],
        edit: impl FnOnce(&[u8], &[&[u8]], &[u8]) -> Result<Vec<u8>, Error>,
    ) -> Result<(), Error> {
        let (owner, rest) = self.owner(id, path)?;
        let body = self.body(owner)?;
        let object = self.parse(&body)?;
        if let Some(list) = at(&object, rest).and_then(Object::as_reference)
            && let Some(list) = self.list(list)?
        {
            self.set(owner, rest, &list)?;
        }
        let value = self.sealed(owner, self.is_packed(owner)?, value)?;
        self.rewrite(owner, |body| edit(body, rest, &value))
    }

    /// The array (or null, where a reference dangles) behind `id` in the clear; nothing if it is something else.
    fn list(&self, id: ObjectId) -> Result<Option<Vec<u8>>, Error> {
        let reference = Object::Reference(id);
        let value = self.view.resolve(&reference)?;
        let Value::Indirect(object) = value else { return Ok(Some(b"null".to_vec())) };
        if object.value.is_null() {
            return Ok(Some(b"null".to_vec()));
        }
        let mut raw = object.raw(self.view.document().bytes()).to_vec();
        if self.encryption().is_some() && object.in_file() {
            splice_strings(&mut raw, object.span.start, &object.value, object.span, |bytes| Ok(bytes.to_vec()))?;
        }
        Ok(matches!(object.value, Object::Array(_)).then_some(raw))
    }

    /// Removes the value at `path`.
    ///
    /// # Errors
    /// As [`Update::set`].
    pub fn remove(&mut self, id: ObjectId, path: &[&[u8]]) -> Result<(), Error> {
        let (owner, rest) = self.owner(id, path)?;
        self.rewrite(owner, |body| edit::remove(body, rest))
    }

    /// Adds a pair to the trailer, whose strings are never encrypted; it does not pass on to later updates.
    pub fn set_trailer(&mut self, key: &'static str, value: Vec<u8>) {
        self.trailer.push((key, value));
    }

    /// Leaves a place of `size` zero bytes for an integrity code of its own (ISO/TS 32004), for an update without a signature
    /// that could carry it.
    ///
    /// # Errors
    /// [`Error::Update`] beside a signature: one update has one open place.
    pub fn add_auth_code(&mut self, size: usize) -> Result<(), Error> {
        if self.signature.is_some() {
            return Err(Error::Update { what: "two open places in one update" });
        }
        self.auth_code = true;
        self.set_trailer("AuthCode", open(Dict::new().name("MACLocation", "Standalone"), "MAC", size).finish());
        Ok(())
    }

    /// The text of `id` as it stands in this update, or before it.
    ///
    /// # Errors
    /// [`Error::Missing`] if there is no such object.
    pub fn body(&self, id: ObjectId) -> Result<Vec<u8>, Error> {
        if let Some(object) = self.objects.get(&id.number) {
            return Ok(object.body.clone());
        }
        let object = self.view.get(id)?.ok_or_else(|| Error::Missing { place: format!("object {id}") })?;
        let raw = object.raw(self.view.document().bytes());
        // Strings of an object stream are encrypted with it; outside of one each has to be encrypted.
        if object.in_file() { Ok(raw.to_vec()) } else { self.sealed(id, self.packs, raw) }
    }

    fn insert(&mut self, id: ObjectId, body: Vec<u8>, packed: bool) {
        self.objects.insert(id.number, New { id, body, packed });
    }

    fn rewrite(&mut self, id: ObjectId, change: impl FnOnce(&[u8]) -> Result<Vec<u8>, Error>) -> Result<(), Error> {
        let (body, packed) = (change(&self.body(id)?)?, self.is_packed(id)?);
        self.insert(id, body, packed);
        Ok(())
    }

    /// Whether `id` goes into an object stream: what was in one, and what is new.
    fn is_packed(&self, id: ObjectId) -> Result<bool, Error> {
        if let Some(object) = self.objects.get(&id.number) {
            return Ok(object.packed);
        }
        let fits = self.packs && id.generation == 0;
        Ok(fits && self.view.get(id)?.is_none_or(|object| !object.in_file()))
    }

    /// Follows references along `path` but its last step: the object to edit and the rest.
    fn owner<'p, 'k>(&mut self, id: ObjectId, path: &'p [&'k [u8]]) -> Result<(ObjectId, &'p [&'k [u8]]), Error> {
        let (mut id, mut rest) = (id, path);
        for _ in 0..CHAIN {
            let body = self.body(id)?;
            let object = self.parse(&body)?;
            let Some((steps, next)) = first_reference(&object, rest) else { return Ok((id, rest)) };
            let known = self.objects.contains_key(&next.number);
            if !known && self.view.get(next)?.is_none_or(|object| object.value.is_null()) {
                // A dangling reference is null (§7.3.10); what is set there is made anew.
                self.rewrite(id, |body| edit::set(body, &rest[..steps], b"null"))?;
                return Ok((id, rest));
            }
            (id, rest) = (next, &rest[steps..]);
        }
        Err(Error::Limit { what: "references to references", limit: CHAIN as u64 })
    }

    fn parse(&self, body: &[u8]) -> Result<Object, Error> {
        Ok(Parser::new(body, 0, self.view.document().limits().depth).object()?.value)
    }

    fn encryption(&self) -> Option<&'d Encryption> {
        self.view.document().encryption()
    }

    /// `body` with its strings as the object `id` has to hold them.
    fn sealed(&self, id: ObjectId, packed: bool, body: &[u8]) -> Result<Vec<u8>, Error> {
        let mut sealed = body.to_vec();
        if let Some(encryption) = self.encryption().filter(|it| !packed && it.encrypts_strings()) {
            let item = Parser::new(body, 0, self.view.document().limits().depth).object()?;
            splice_strings(&mut sealed, 0, &item.value, item.span, |bytes| encryption.encrypt_string(id, bytes))?;
        }
        Ok(sealed)
    }

    fn stream_body(&self, id: ObjectId, dictionary: Dict, data: &[u8]) -> Result<Vec<u8>, Error> {
        let sealed = self.encryption().map(|encryption| encryption.encrypt_stream(id, data)).transpose()?;
        let data = sealed.as_deref().unwrap_or(data);
        let dictionary = self.sealed(id, false, &dictionary.raw("Length", data.len().to_string()).finish())?;
        Ok(section::stream(&dictionary, data))
    }

    /// Writes the update.
    ///
    /// # Errors
    /// [`Error::Filter`] where encryption fails.
    pub fn finish(mut self) -> Result<Appended<'a>, Error> {
        let document = self.view.document();
        let mut tail = Tail::after(document);
        let mut packed = Vec::new();
        for (number, object) in std::mem::take(&mut self.objects) {
            if object.packed { packed.push((number, object.body)) } else { tail.object(object.id, &object.body) }
        }
        for part in packed.chunks(PACKED) {
            let container = self.reserve();
            let (dictionary, data) = section::pack(part.iter().map(|(number, body)| (*number, &body[..])));
            let body = self.stream_body(container, dictionary, &data)?;
            tail.object(container, &body);
            tail.contained(container, part.iter().map(|(number, _)| *number));
        }
        let as_stream = self.view.revision().kind == XrefKind::Stream || tail.position() > TABLE_LIMIT;
        let own = as_stream.then(|| self.reserve());
        let (bytes, offsets, trailer) = tail.close(self.view, self.next, &self.trailer, own);
        let open = match self.signature {
            Some(id) => Some(Open::Signature(id)),
            None => self.auth_code.then_some(Open::AuthCode { trailer }),
        };
        Appended::new(document.bytes(), bytes, offsets, open)
    }
}

/// The highest object number below `limit` that `value` refers to directly.
fn highest_in(value: &Object, limit: u32) -> Option<u32> {
    match value {
        Object::Reference(id) => Some(id.number).filter(|number| *number < limit.saturating_sub(1)),
        Object::Array(items) => items.iter().filter_map(|item| highest_in(&item.value, limit)).max(),
        _ => None,
    }
}

/// `dictionary` with a /ByteRange and, under `key`, `size` bytes to be filled in later.
fn open(dictionary: Dict, key: &str, size: usize) -> Dict {
    let range = format!("{:<width$}]", "[0 0 0 0", width = BYTE_RANGE_WIDTH - 1);
    dictionary.raw("ByteRange", range).raw(key, write::hex_string(&vec![0; size]))
}

/// The first reference met along `path` but its last step: how many steps lead to it, and to where.
fn first_reference(object: &Object, path: &[&[u8]]) -> Option<(usize, ObjectId)> {
    if let Object::Reference(id) = object {
        return Some((0, *id));
    }
    let mut object = object;
    for (place, key) in path.iter().take(path.len().saturating_sub(1)).enumerate() {
        object = object.as_dict()?.get(key)?;
        if let Object::Reference(id) = object {
            return Some((place + 1, *id));
        }
    }
    None
}

/// The value at `path`, through direct dictionaries.
fn at<'o>(object: &'o Object, path: &[&[u8]]) -> Option<&'o Object> {
    path.iter().try_fold(object, |object, key| object.as_dict()?.get(key))
}

/// Replaces the strings of `object`, whose text begins at `start`, in `text`.
fn splice_strings(
    text: &mut Vec<u8>,
    start: usize,
    object: &Object,
    span: Span,
    change: impl Fn(&[u8]) -> Result<Vec<u8>, Error>,
) -> Result<(), Error> {
    let mut strings = Vec::new();
    collect_strings(object, span, &mut strings);
    for (span, bytes) in strings.into_iter().rev() {
        text.splice(span.start - start..span.end - start, write::hex_string(&change(bytes)?));
    }
    Ok(())
}

/// Every string but a signature's /Contents, in the order of the text.
fn collect_strings<'o>(object: &'o Object, span: Span, found: &mut Vec<(Span, &'o [u8])>) {
    match object {
        Object::String(string) => found.push((span, &string.bytes)),
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
