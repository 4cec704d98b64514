//! The document as of one revision: objects resolved through its own sections and those before it.

use super::document::Document;
use super::error::{Error, FindingKind};
use super::filter::{self, Decoded};
use super::indirect::{Contained, Indirect, Source, Value};
use super::lexer::is_space;
use super::object::{Dictionary, Item, Object, ObjectId, Span, Stream};
use super::object_stream::{ObjectStream, stream_data};
use super::parser::Parser;
use super::revision::Revision;
use super::xref::{Entry, Section};
use super::xref_stream;
use std::sync::Arc;

static NULL: Object = Object::Null;
/// References that lead to references are forbidden (§7.3.10) and followed only so far.
const CHAIN: usize = 8;
/// Values in what is resolved as a whole: /Encrypt, /ID, /Filter, a seed value. The longest have some hundreds.
const COPIED: usize = 10_000;

/// A [`Document`] as of one revision. Cheap to copy.
#[derive(Clone, Copy, Debug)]
pub struct View<'d, 'a> {
    pub(crate) document: &'d Document<'a>,
    index: usize,
}

impl<'d, 'a> View<'d, 'a> {
    pub(crate) fn new(document: &'d Document<'a>, index: usize) -> Self {
        Self { document, index }
    }

    /// The document.
    pub fn document(&self) -> &'d Document<'a> {
        self.document
    }

    /// Which revision this is, oldest is 0.
    pub fn index(&self) -> usize {
        self.index
    }

    /// The revision itself.
    pub fn revision(&self) -> &'d Revision {
        &self.document.revisions()[self.index]
    }

    /// The sections seen from here, newest first.
    pub(crate) fn sections(&self) -> &'d [Section] {
        &self.document.sections[self.revision().sections.start..]
    }

    /// The trailer dictionary in force; the newest one with a /Root.
    pub fn trailer(&self) -> &'d Dictionary {
        let from = self.revision().sections.start;
        let (trailer, own) = self.document.trailer_from(from);
        if !own {
            self.document.say(self.document.sections[from].start, None, FindingKind::RootFromOlderTrailer);
        }
        trailer
    }

    /// A limit that was met, remembered.
    pub(crate) fn limit(&self, what: &'static str, limit: usize) -> Error {
        let error = Error::Limit { what, limit: limit as u64 };
        self.document.budget.remember(&error);
        error
    }

    /// Where `number` is, and the index of the section that says so.
    pub(crate) fn locate(&self, number: u32) -> Option<(usize, Entry)> {
        let first = self.revision().sections.start;
        let found = self.sections().iter().enumerate();
        found.into_iter().find_map(|(at, section)| Some((first + at, section.lookup(self.document.bytes, number)?)))
    }

    /// One above the highest object number any section seen from here speaks of.
    pub fn highest(&self) -> u32 {
        self.sections().iter().map(Section::highest).max().unwrap_or(0)
    }

    /// The object `id`; null (with no place) if it is free, undefined or of another generation (§7.3.10).
    ///
    /// # Errors
    /// Where the cross-reference promises an object and it is not there or is no object.
    pub fn get(&self, id: ObjectId) -> Result<Option<Arc<Indirect>>, Error> {
        self.load(id, 0)
    }

    /// The object with this number, whatever its generation.
    ///
    /// # Errors
    /// As [`View::get`].
    pub fn get_number(&self, number: u32) -> Result<Option<Arc<Indirect>>, Error> {
        match self.locate(number) {
            Some((_, Entry::At { generation, .. })) => self.get(ObjectId::new(number, generation)),
            Some((_, Entry::In { .. })) => self.get(ObjectId::new(number, 0)),
            Some((_, Entry::Damaged { at })) => Err(damaged(at)),
            Some((_, Entry::Free)) | None => Ok(None),
        }
    }

    fn load(&self, id: ObjectId, depth: usize) -> Result<Option<Arc<Indirect>>, Error> {
        let key = (self.index, id.number);
        if let Some(object) = self.document.cached(key) {
            return Ok(Some(object).filter(|object| object.id.generation == id.generation));
        }
        if depth > CHAIN {
            return Err(Error::Limit { what: "objects needed to read one object", limit: CHAIN as u64 });
        }
        let Some((section, entry)) = self.locate(id.number) else { return Ok(None) };
        let mut object = match entry {
            Entry::Free => return Ok(None),
            Entry::Damaged { at } => return Err(damaged(at)),
            Entry::At { generation, .. } if generation != id.generation => {
                self.document.say(self.document.sections[section].start, Some(id), FindingKind::Generation);
                return Ok(None);
            }
            Entry::At { offset, .. } => self.in_file(id, offset, depth)?,
            Entry::In { .. } if id.generation != 0 => return Ok(None),
            Entry::In { container, index } => self.in_container(id, container, index, depth)?,
        };
        object.revision = self.revision_of(section);
        let object = Arc::new(object);
        self.document.cache(key, &object);
        Ok(Some(object))
    }

    fn revision_of(&self, section: usize) -> usize {
        self.document.revisions().iter().position(|revision| revision.sections.contains(&section)).unwrap_or(self.index)
    }

    fn in_file(&self, id: ObjectId, offset: u64, depth: usize) -> Result<Indirect, Error> {
        let bytes = self.document.bytes;
        let said = usize::try_from(offset).ok().and_then(|at| at.checked_add(self.document.shift));
        let lost = Error::ObjectNotAtOffset { id, offset };
        let said = said.filter(|&at| at < bytes.len()).ok_or(lost.clone())?;
        let at = self.header_near(id, said).ok_or(lost)?;
        if at != said && !bytes[said.min(at)..at].iter().all(|&byte| is_space(byte)) {
            self.document.say(at, Some(id), FindingKind::ObjectMoved { said: offset });
        }
        let mut parser = Parser::within(bytes, at, &self.document.limits);
        parser.header();
        let item = if parser.at_endobj() {
            Item { value: Object::Null, span: Span::default() }
        } else {
            self.object(&mut parser, at)?
        };
        let (mut value, mut span) = (item.value, item.span);
        if let Object::Dictionary(dictionary) = value {
            let said = self.length(&dictionary, depth)?;
            let data = stream_data(&mut parser, said);
            self.document.budget.text(parser.lexer.searched)?;
            value = match data {
                Some(data) => Object::Stream(Box::new(Stream { dictionary, data })),
                None => Object::Dictionary(dictionary),
            };
            span.end = parser.pos();
        }
        parser.lexer.skip_space();
        if !parser.lexer.take(b"endobj") {
            let ended = parser.at_next_object();
            parser.lexer.find(if ended { FindingKind::MissingEndobj } else { FindingKind::ObjectTail });
        }
        for (offset, kind) in std::mem::take(&mut parser.lexer.findings) {
            self.document.say(offset, Some(id), kind);
        }
        if let Some(encryption) = &self.document.encryption
            && encryption.object != Some(id)
        {
            let all = encryption.decrypt_strings(id, &mut value)?;
            if !all {
                self.document.say(at, Some(id), FindingKind::StringsNotEncrypted);
            }
        }
        Ok(Indirect { id, value, span, source: Source::File(at), revision: self.index, memory: parser.memory() })
    }

    /// The object that `parser` stands at, charged from `start` on.
    fn object(&self, parser: &mut Parser<'_>, start: usize) -> Result<Item, Error> {
        let budget = &self.document.budget;
        budget.text(0)?;
        let item = parser.object().inspect_err(|error| budget.remember(error));
        budget.text(parser.pos().saturating_sub(start))?;
        item
    }

    /// `id`'s header at `said`, or so close that only one object can be meant.
    pub(super) fn header_near(&self, id: ObjectId, said: usize) -> Option<usize> {
        let bytes = self.document.bytes;
        let at_head = |at: usize| {
            let clean = at == 0 || !bytes[at - 1].is_ascii_digit();
            clean && bytes.get(at).is_some_and(u8::is_ascii_digit) && Parser::new(bytes, at, 1).header() == Some(id)
        };
        let start = said + bytes[said..].iter().take(64).position(|&byte| !is_space(byte))?;
        let window = said.saturating_sub(32)..(said + 64).min(bytes.len());
        std::iter::once(start).chain(window).find(|&at| at_head(at))
    }

    /// /Length, resolved; `None` where it is of no use.
    fn length(&self, dictionary: &Dictionary, depth: usize) -> Result<Option<i64>, Error> {
        match dictionary.get(b"Length") {
            Some(Object::Reference(id)) => match self.load(*id, depth + 1) {
                Ok(object) => Ok(object.and_then(|object| object.value.as_integer())),
                Err(limit @ Error::Limit { .. }) => Err(limit),
                Err(_) => Ok(None),
            },
            direct => Ok(direct.and_then(Object::as_integer)),
        }
    }

    fn in_container(&self, id: ObjectId, container: u32, index: u32, depth: usize) -> Result<Indirect, Error> {
        let stream = self.container(container, depth)?;
        let start = stream.find(id.number, index).ok_or(Error::NotInObjectStream { id, container })?;
        let mut parser = Parser::within(&stream.data, start, &self.document.limits);
        let item = self.object(&mut parser, start)?;
        for (offset, kind) in std::mem::take(&mut parser.lexer.findings) {
            self.document.say(offset, Some(id), kind);
        }
        let memory = parser.memory();
        let source = Source::Container(container, Arc::new(Contained(stream)));
        Ok(Indirect { id, value: item.value, span: item.span, source, revision: self.index, memory })
    }

    pub(crate) fn container(&self, number: u32, depth: usize) -> Result<Arc<ObjectStream>, Error> {
        let key = (self.index, number);
        if let Some(container) = self.document.cached_container(key) {
            return Ok(container);
        }
        let id = ObjectId::new(number, 0);
        let lost = || Error::Missing { place: format!("object stream {number}") };
        // An object stream inside an object stream is forbidden and would loop (§7.5.7).
        if !matches!(self.locate(number), Some((_, Entry::At { .. }))) {
            return Err(lost());
        }
        let object = self.load(id, depth + 1)?.ok_or_else(lost)?;
        let stream = object.value.as_stream().ok_or_else(lost)?;
        let data = self.decode(id, stream)?;
        let size = |key: &[u8]| -> Result<usize, Error> {
            let value = stream.dictionary.get(key).map(|value| self.resolve(value)).transpose()?;
            value.and_then(|value| usize::try_from(value.as_integer()?).ok()).ok_or_else(lost)
        };
        let container = Arc::new(ObjectStream::new(data, size(b"N")?, size(b"First")?)?);
        self.document.cache_container(key, &container);
        Ok(container)
    }

    /// What `object` stands for: itself, or the object it refers to (null if undefined).
    ///
    /// # Errors
    /// As [`View::get`].
    pub fn resolve<'o>(&self, object: &'o Object) -> Result<Value<'o>, Error> {
        let Object::Reference(first) = object else { return Ok(Value::Direct(object)) };
        let mut id = *first;
        for _ in 0..CHAIN {
            let Some(found) = self.get(id)? else { return Ok(Value::Direct(&NULL)) };
            match &found.value {
                Object::Reference(next) => id = *next,
                _ => return Ok(Value::Indirect(found)),
            }
        }
        Err(Error::Limit { what: "references to references", limit: CHAIN as u64 })
    }

    /// The resolved value of `key`; null if absent.
    ///
    /// # Errors
    /// As [`View::get`].
    pub fn lookup<'o>(&self, dictionary: &'o Dictionary, key: &[u8]) -> Result<Value<'o>, Error> {
        dictionary.get(key).map_or(Ok(Value::Direct(&NULL)), |value| self.resolve(value))
    }

    /// A copy of `object` with references replaced by what they stand for, `depth` levels deep.
    ///
    /// # Errors
    /// As [`View::get`]; [`Error::Limit`] where it comes to more than any value that is read whole.
    pub fn resolve_deep(&self, object: &Object, depth: usize) -> Result<Object, Error> {
        self.copied(object, depth, &mut 0)
    }

    fn copied(&self, object: &Object, depth: usize, copied: &mut usize) -> Result<Object, Error> {
        let value = self.resolve(object)?;
        // Arrays that refer to each other are few bytes in the file and could be copied without end.
        *copied += 1 + value.as_array().map_or(0, <[_]>::len) + value.as_dict().map_or(0, |it| it.entries.len());
        if *copied > COPIED {
            return Err(self.limit("values of one resolved object", COPIED));
        }
        let mut copy: Object = (*value).clone();
        if depth > 0 {
            match &mut copy {
                Object::Array(items) => {
                    for item in items {
                        item.value = self.copied(&item.value, depth - 1, copied)?;
                    }
                }
                Object::Dictionary(dictionary) => {
                    for entry in &mut dictionary.entries {
                        entry.value = self.copied(&entry.value, depth - 1, copied)?;
                    }
                }
                _ => {}
            }
        }
        Ok(copy)
    }

    /// The stream's raw data as in the file, perhaps encrypted.
    pub fn raw_data(&self, stream: &Stream) -> &'a [u8] {
        self.document.bytes.get(stream.data.start..stream.data.end).unwrap_or_default()
    }

    /// The decoded data of the stream object `id`, decrypted and every filter undone.
    ///
    /// # Errors
    /// [`Error::UnsupportedFilter`] for image filters; [`Error::Limit`] beyond the limits.
    pub fn decode(&self, id: ObjectId, stream: &Stream) -> Result<Vec<u8>, Error> {
        // Nothing is begun that could not be paid for.
        self.document.budget.decoded(0)?;
        let dictionary = &stream.dictionary;
        let filter = dictionary.get(b"Filter").map(|value| self.resolve_deep(value, 2)).transpose()?;
        let parameters = dictionary.get(b"DecodeParms").or(dictionary.get(b"DP"));
        let parameters = parameters.map(|value| self.resolve_deep(value, 3)).transpose()?;
        let filters = xref_stream::filters(filter.as_ref(), parameters.as_ref());
        let limit = self.document.limits.stream_bytes;
        let raw = self.raw_data(stream);
        let (decoded, spent) = match &self.document.encryption {
            Some(encryption) => {
                filter::decode(&filters, &encryption.decrypt_stream(id, dictionary, &filters, raw)?, limit)
            }
            None => filter::decode(&filters, raw, limit),
        };
        self.document.budget.decoded(spent)?;
        let Decoded { bytes, damaged } = decoded.inspect_err(|error| self.document.budget.remember(error))?;
        if damaged {
            let structure = dictionary.is_name(b"Type", b"ObjStm") || dictionary.is_name(b"Type", b"XRef");
            self.document.say(stream.data.start, Some(id), FindingKind::StreamData { structure });
        }
        Ok(bytes)
    }
}

fn damaged(at: usize) -> Error {
    Error::XrefLost { offset: at as u64, reason: "damaged entry" }
}
