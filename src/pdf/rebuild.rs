//! A cross-reference made anew from the objects that stand in the file, for whoever asks for a repair.
//!
//! Where the chain of sections is lost, the objects are still there. The file is read once from its header to its
//! end: each `n g obj` is noted and passed over as a whole (what stands inside a stream is not the document's own),
//! trailers and object streams are gathered. Of several definitions of a number the last one in the file holds, as
//! it does where updates are appended (ISO 32000-2 §7.5.6).
//!
//! That is a guess, if a good one: another reader may guess otherwise. [`Document::open`] never comes here, so no
//! verdict stands on it, and a file that carries signatures is refused: their revisions are lost with the chain.
//! An [`Update`](super::Update) of such a document writes a whole cross-reference, without /Prev.

use super::budget::Budget;
use super::document::{Document, Parts};
use super::error::{Error, Finding, FindingKind};
use super::lexer::{is_regular, is_space};
use super::limits::Limits;
use super::object::{Dictionary, Entry as Pair, Name, Object, ObjectId, Span};
use super::object_stream::stream_data;
use super::parser::Parser;
use super::revision::{Revision, XrefKind};
use super::scan;
use super::xref::{Entries, Entry, Section};
use super::xref_stream::StreamEntries;
use std::collections::{BTreeMap, HashMap};

/// Bytes read for each byte of the file before the repair is given up: broken objects are read more than once.
const PASSES: u64 = 16;

impl<'a> Document<'a> {
    /// As [`Document::open_with`]; where the cross-reference does not lead to a catalog, a page and the form, it is
    /// made anew ([`Document::is_rebuilt`]).
    ///
    /// # Errors
    /// As [`Document::open_with`]; [`Error::RepairSigned`] where there are signatures, [`Error::BeyondRepair`]
    /// where the objects do not make a document either.
    pub fn open_repairing(bytes: &'a [u8], limits: Limits, password: Option<&[u8]>) -> Result<Self, Error> {
        let usable = |document: Self| document.is_usable().map(|()| document);
        let lost = match Self::open_with(bytes, limits, password).and_then(usable) {
            Err(error) if error.is_repairable() => error,
            other => return other,
        };
        match Self::rebuild(bytes, limits, password).and_then(usable) {
            Err(error) if error.is_repairable() => Err(Error::BeyondRepair { lost: Box::new(lost) }),
            other => other,
        }
    }

    /// What every signature needs: the catalog, a page, the form.
    fn is_usable(&self) -> Result<(), Error> {
        let view = self.latest();
        view.page(1)?;
        view.fields().map(drop)
    }

    fn rebuild(bytes: &'a [u8], limits: Limits, password: Option<&[u8]>) -> Result<Self, Error> {
        let base = Self::header(bytes)?;
        let sweep = Sweep::over(bytes, base, &limits)?;
        if sweep.signed {
            return Err(Error::RepairSigned);
        }
        let trailer = sweep.trailer().ok_or(Error::Missing { place: "Root".to_owned() })?;
        let mut places = sweep.places;
        let parts = |places: &BTreeMap<u32, Place>| -> Result<Parts, Error> {
            let section = section(bytes.len(), base, places, trailer.clone())?;
            let revision = whole_file(bytes.len(), places);
            let finding = Finding { offset: base as u64, object: None, kind: FindingKind::XrefRebuilt };
            let budget = Budget::new(&limits, bytes.len());
            let (sections, revisions, findings) = (vec![section], vec![revision], vec![finding]);
            Ok(Parts { base, shift: base, sections, revisions, findings, budget })
        };
        // Object streams can only be read once the document is open, encrypted ones not before.
        let outline = Self::assemble(bytes, parts(&places)?, limits, password)?;
        for (number, at) in sweep.containers {
            if places.get(&number).is_some_and(|place| place.at == at) {
                outline.contents(number, at, &mut places)?;
            }
        }
        let mut document = Self::assemble(bytes, parts(&places)?, limits, password)?;
        document.rebuilt = true;
        Ok(document)
    }

    /// Adds what the object stream `container` at `at` holds, unless it is defined again further on.
    fn contents(&self, container: u32, at: usize, places: &mut BTreeMap<u32, Place>) -> Result<(), Error> {
        let stream = match self.latest().container(container, 0) {
            Ok(stream) => stream,
            Err(limit @ Error::Limit { .. }) => return Err(limit),
            // Its objects are lost with it; whether the document needs them is seen later.
            Err(_) => return Ok(()),
        };
        for (number, index) in stream.numbers() {
            if places.get(&number).is_none_or(|place| place.at < at) {
                places.insert(number, Place { at, entry: Entry::In { container, index } });
            }
        }
        Ok(())
    }
}

/// Where the definition that holds stands in the file, and the entry it makes.
#[derive(Clone, Copy)]
struct Place {
    at: usize,
    entry: Entry,
}

/// The one section: rows as a cross-reference stream has them.
fn section(length: usize, base: usize, places: &BTreeMap<u32, Place>, trailer: Dictionary) -> Result<Section, Error> {
    let rows = places.iter().map(|(&number, place)| (number, place.entry));
    let entries = Entries::Stream(StreamEntries::of(rows)?);
    Ok(Section { start: base, end: length, entries, hidden: None, trailer })
}

fn whole_file(length: usize, places: &BTreeMap<u32, Place>) -> Revision {
    let packed = places.values().any(|place| matches!(place.entry, Entry::In { .. }));
    let kind = if packed { XrefKind::Stream } else { XrefKind::Table };
    Revision { start: 0, end: length, eof: length, kind, xref_offset: 0, sections: 0..1 }
}

/// What one pass over the file finds.
struct Sweep<'b> {
    bytes: &'b [u8],
    limits: Limits,
    base: usize,
    /// Bytes that may still be read.
    budget: u64,
    /// The last place where a stream can end; none needs to look for its end beyond.
    ends: usize,
    /// Values of objects that are integers: indirect /Length.
    lengths: HashMap<u32, i64>,
    places: BTreeMap<u32, Place>,
    /// Object streams and where they stand, in the order of the file.
    containers: Vec<(u32, usize)>,
    /// Trailers and dictionaries of cross-reference streams, in the order of the file.
    trailers: Vec<Dictionary>,
    catalog: Option<ObjectId>,
    signed: bool,
}

impl<'b> Sweep<'b> {
    fn over(bytes: &'b [u8], base: usize, limits: &Limits) -> Result<Self, Error> {
        let mut sweep = Self {
            bytes,
            limits: *limits,
            base,
            budget: (bytes.len() as u64).saturating_mul(PASSES).saturating_add(1 << 16),
            ends: last_end(bytes),
            lengths: integers(bytes, base),
            places: BTreeMap::new(),
            containers: Vec::new(),
            trailers: Vec::new(),
            catalog: None,
            signed: false,
        };
        let end = bytes.len();
        let (mut at, mut trailer) = (base, scan::find(bytes, b"trailer", base, end));
        while let Some(word) = scan::find(bytes, b"obj", at, end) {
            if trailer.is_some_and(|trailer| trailer < at) {
                trailer = scan::find(bytes, b"trailer", at, end);
            }
            at = match trailer {
                Some(trailer) if trailer < word => sweep.trailer_at(trailer + 7)?,
                _ => sweep.object_at(word, at)?,
            };
        }
        while let Some(trailer) = scan::find(bytes, b"trailer", at, end) {
            at = sweep.trailer_at(trailer + 7)?;
        }
        Ok(sweep)
    }

    fn spend(&mut self, bytes: usize) -> Result<(), Error> {
        let limit = (self.bytes.len() as u64).saturating_mul(PASSES);
        self.budget =
            self.budget.checked_sub(bytes as u64).ok_or(Error::Limit { what: "bytes read to repair", limit })?;
        Ok(())
    }

    fn trailer_at(&mut self, at: usize) -> Result<usize, Error> {
        let mut parser = Parser::within(self.bytes, at, &self.limits);
        let item = parser.object();
        self.spend(parser.pos() - at)?;
        match item.map(|item| item.value) {
            Ok(Object::Dictionary(trailer)) => {
                self.trailers.push(trailer);
                Ok(parser.pos())
            }
            _ => Ok(at),
        }
    }

    /// Notes the object whose keyword `obj` stands at `word`; where to go on.
    fn object_at(&mut self, word: usize, floor: usize) -> Result<usize, Error> {
        let after = word + 3;
        let Some((start, id)) = head(self.bytes, word, floor) else { return Ok(after) };
        let mut parser = Parser::within(self.bytes, after, &self.limits);
        let object = self.body(&mut parser);
        self.spend(parser.pos() - after + parser.lexer.searched)?;
        let Some(object) = object.filter(|_| id.number > 0 && id.number < self.limits.object_number) else {
            return Ok(after);
        };
        self.note(id, start, object);
        Ok(parser.pos().max(after))
    }

    /// The object that stands here; `None` where it is cut off or is none.
    fn body(&self, parser: &mut Parser<'_>) -> Option<Object> {
        if parser.at_endobj() {
            return Some(Object::Null);
        }
        let Object::Dictionary(dictionary) = parser.object().ok()?.value else { return Some(Object::Null) };
        let said = match dictionary.get(b"Length") {
            Some(Object::Reference(id)) => self.lengths.get(&id.number).copied(),
            direct => direct.and_then(Object::as_integer),
        };
        let may_be_stream = parser.pos() < self.ends;
        Some(match may_be_stream.then(|| stream_data(parser, said)).flatten() {
            Some(data) => Object::Stream(Box::new(super::object::Stream { dictionary, data })),
            None => Object::Dictionary(dictionary),
        })
    }

    fn note(&mut self, id: ObjectId, at: usize, object: Object) {
        let is = |value: &[u8]| object.as_dict().is_some_and(|dictionary| dictionary.is_name(b"Type", value));
        let has = |key: &[u8]| object.as_dict().is_some_and(|dictionary| dictionary.get(key).is_some());
        self.signed |= has(b"ByteRange") && has(b"Contents");
        if is(b"Catalog") && has(b"Pages") {
            self.catalog = Some(id);
        }
        match object {
            Object::Stream(stream) if stream.dictionary.is_name(b"Type", b"XRef") => {
                self.trailers.push(stream.dictionary);
                return;
            }
            Object::Stream(stream) if stream.dictionary.is_name(b"Type", b"ObjStm") => {
                self.containers.push((id.number, at));
            }
            _ => {}
        }
        let entry = Entry::At { offset: (at - self.base) as u64, generation: id.generation };
        self.places.insert(id.number, Place { at, entry });
    }

    /// The newest trailer with a /Root, what it lacks from the others; the catalog found where no trailer names one.
    fn trailer(&self) -> Option<Dictionary> {
        let named =
            self.trailers.iter().rev().find(|trailer| matches!(trailer.get(b"Root"), Some(Object::Reference(_))));
        let mut trailer = named.cloned().unwrap_or_default();
        for key in [&b"Encrypt"[..], b"ID", b"Info"] {
            if trailer.get(key).is_none() {
                let other = self.trailers.iter().rev().find_map(|other| other.entry(key));
                trailer.entries.extend(other.filter(|other| !other.value.is_null()).cloned());
            }
        }
        if named.is_none() {
            let (key, nowhere) = (Name::new(b"Root"), Span::default());
            trailer.entries.push(Pair {
                key,
                key_span: nowhere,
                value: Object::Reference(self.catalog?),
                span: nowhere,
            });
        }
        Some(trailer)
    }
}

/// The head `n g` before the keyword at `word`, not reaching before `floor`.
fn head(bytes: &[u8], word: usize, floor: usize) -> Option<(usize, ObjectId)> {
    let back = |from: usize, of: fn(&u8) -> bool| {
        let run = bytes[floor..from].iter().rev().take(64).take_while(|byte| of(byte)).count();
        from - run
    };
    let generation = back(word, |byte| is_space(*byte));
    let gap = back(generation, u8::is_ascii_digit);
    let number = back(gap, |byte| is_space(*byte));
    let start = back(number, u8::is_ascii_digit);
    let apart = start == 0 || start == floor || !is_regular(bytes[start - 1]) || bytes[..start].ends_with(b"endobj");
    if !apart || gap == number {
        return None;
    }
    Some((start, Parser::new(bytes, start, 1).header()?))
}

fn last_end(bytes: &[u8]) -> usize {
    let last = |word| scan::rfind(bytes, word, 0, bytes.len());
    last(b"endstream").max(last(b"endobj")).unwrap_or(0)
}

/// All objects that are plain integers, wherever they stand; the last of a number counts.
fn integers(bytes: &[u8], base: usize) -> HashMap<u32, i64> {
    let (mut found, mut at) = (HashMap::new(), base);
    while let Some(word) = scan::find(bytes, b"obj", at, bytes.len()) {
        let mut parser = Parser::new(bytes, word + 3, 1);
        parser.lexer.skip_space();
        if parser.lexer.peek().is_some_and(|byte| byte.is_ascii_digit())
            && let (Some((_, id)), Ok(item)) = (head(bytes, word, at), parser.object())
            && let Object::Integer(value) = item.value
        {
            found.insert(id.number, value);
        }
        at = word + 3;
    }
    found
}

#[cfg(test)]
#[path = "rebuild_tests.rs"]
mod tests;
