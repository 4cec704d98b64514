//! Bodies of objects that stand in the file and that no cross-reference section names, in any revision (*Shadow Attacks*,
//! NDSS 2021: hide and replace).
//!
//! A second version of an object costs its author nothing: the signer's reader follows the cross-reference and does not
//! see it, and a later section of twenty bytes brings it in. The file is read once for `n g obj`; what stands where a
//! section says, or inside of an object that does, is the document's own. Of the rest, copies of what is in force are left
//! alone, and what no reader could show.
//!
//! Limits: what is hidden inside a stream (an attached document has objects, too) is not looked for.

use memchr::memmem;

use super::document::Document;
use super::error::Error;
use super::lexer::is_space;
use super::object::{Object, ObjectId, Span, Stream};
use super::object_stream::stream_data;
use super::parser::Parser;
use super::unshown::{is_showable, paints};
use super::view::View;
use super::xref::{Entry, Section};

/// Places that are kept.
const PLACES: usize = 1 << 20;
/// Bodies looked at, at the most, and bytes read for it, in lengths of the file.
const BODIES: usize = 4096;
const PASSES: usize = 4;

/// What an unnamed body is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unnamed {
    /// Another version of an object that is in force.
    Version(ObjectId),
    /// A page, a page tree, a catalog or content under a number of its own.
    Page(ObjectId),
}

impl View<'_, '_> {
    /// The unnamed bodies of the file.
    ///
    /// # Errors
    /// [`Error::Limit`] where there are too many to look at.
    pub(super) fn unnamed_bodies(&self) -> Result<Vec<Unnamed>, Error> {
        let document = self.document();
        // A cross-reference that was made anew names whatever was found.
        if document.is_rebuilt() {
            return Ok(Vec::new());
        }
        let bytes = document.bytes();
        let too_many = |what, limit: usize| Error::Limit { what, limit: limit as u64 };
        let named = Named::of(document).ok_or_else(|| too_many("places that cross-references name", PLACES))?;
        let (mut found, mut looked, mut read, mut inside) = (Vec::new(), 0, 0, 0);
        for word in memmem::find_iter(bytes, b"obj") {
            if word < inside || word == 0 || bytes[word - 1] == b'd' {
                continue;
            }
            let Some((start, id)) = head(bytes, word) else { continue };
            if named.stands_at(start) || named.is_near(self, id, start) {
                continue;
            }
            if let Some(end) = named.end_around(document, start) {
                inside = end;
                continue;
            }
            let mut parser = Parser::within(bytes, word + 3, document.limits());
            let object = body(&mut parser);
            (looked, read) = (looked + 1, read + parser.pos() - word + parser.lexer.searched);
            if looked > BODIES || read > bytes.len().saturating_mul(PASSES) {
                return Err(too_many("objects that no cross-reference names", BODIES));
            }
            if let Some((value, span)) = object {
                inside = span.end;
                found.extend(self.judge_unnamed(id, &value, span));
            }
        }
        Ok(found)
    }

    fn judge_unnamed(&self, id: ObjectId, value: &Object, span: Span) -> Option<Unnamed> {
        let is = |kind: &[u8]| value.as_dict().is_some_and(|dictionary| dictionary.is_name(b"Type", kind));
        // What holds objects or cross-references is read by nobody whom no section sends there.
        if value.is_null() || is(b"XRef") || is(b"ObjStm") {
            return None;
        }
        let bytes = self.document().bytes();
        match self.get_number(id.number) {
            Ok(Some(object)) if !object.value.is_null() => {
                let copy = object.raw(bytes) == span.of(bytes);
                (!copy).then_some(Unnamed::Version(id))
            }
            _ => {
                let paints = value.as_stream().is_none_or(|stream| paints(self, id, stream));
                (is_showable(value) && paints).then_some(Unnamed::Page(id))
            }
        }
    }
}

/// The object that `parser` stands at, with where it stands; nothing if there is none.
fn body(parser: &mut Parser<'_>) -> Option<(Object, Span)> {
    let item = parser.object().ok()?;
    let mut value = item.value;
    if let Object::Dictionary(dictionary) = value {
        let said = dictionary.get(b"Length").and_then(Object::as_integer);
        value = match stream_data(parser, said) {
            Some(data) => Object::Stream(Box::new(Stream { dictionary, data })),
            None => Object::Dictionary(dictionary),
        };
    }
    Some((value, Span { start: item.span.start, end: parser.pos() }))
}

/// Where the sections of a file say that objects are.
struct Named {
    /// Place, number and section, by place.
    by_place: Vec<(usize, u32, usize)>,
}

impl Named {
    /// Nothing where there are too many.
    fn of(document: &Document<'_>) -> Option<Self> {
        let mut by_place = Vec::new();
        for (index, section) in document.sections.iter().enumerate() {
            // A cross-reference stream is an object; sections need not name their own.
            by_place.push((section.start, 0, index));
            by_place.extend(section.hidden.as_ref().map(|(start, _)| (*start, 0, index)));
            for number in section.numbers() {
                let places = [section.entries.lookup(document.bytes(), number), hidden(section, number)];
                by_place.extend(places.into_iter().flatten().filter_map(|entry| match entry {
                    Entry::At { offset, .. } => {
                        Some((usize::try_from(offset).ok()?.checked_add(document.shift)?, number, index))
                    }
                    _ => None,
                }));
                if by_place.len() > PLACES {
                    return None;
                }
            }
        }
        by_place.sort_unstable();
        Some(Self { by_place })
    }

    fn stands_at(&self, start: usize) -> bool {
        self.by_place.binary_search_by_key(&start, |&(place, ..)| place).is_ok()
    }

    /// Does a section mean the object `id` at `start`, and point only close to it?
    fn is_near(&self, view: &View<'_, '_>, id: ObjectId, start: usize) -> bool {
        let from = self.by_place.partition_point(|&(place, ..)| place + 64 < start);
        let near = self.by_place[from..].iter().take_while(|&&(place, ..)| place <= start + 32);
        near.filter(|&&(_, number, _)| number == id.number)
            .any(|&(place, ..)| place < view.document().bytes().len() && view.header_near(id, place) == Some(start))
    }

    /// Where the object ends that a section names before `at`, if that is after `at`.
    fn end_around(&self, document: &Document<'_>, at: usize) -> Option<usize> {
        let before = self.by_place.partition_point(|&(place, ..)| place <= at);
        let &(_, number, section) = self.by_place[..before].last()?;
        let end = if number == 0 {
            document.sections[section].end
        } else {
            let revision = document.revisions().iter().position(|it| it.sections.contains(&section))?;
            let object = document.at(revision).get_number(number).ok()??;
            object.in_file().then_some(object.span.end)?
        };
        (end > at).then_some(end)
    }
}

fn hidden(section: &Section, number: u32) -> Option<Entry> {
    section.hidden.as_ref().and_then(|(_, stream)| stream.lookup(number))
}

/// The head `n g` before the keyword `obj` at `word`.
fn head(bytes: &[u8], word: usize) -> Option<(usize, ObjectId)> {
    let back = |from: usize, of: fn(&u8) -> bool| {
        from - bytes[..from].iter().rev().take(32).take_while(|byte| of(byte)).count()
    };
    let generation_end = back(word, |byte| is_space(*byte));
    let generation = back(generation_end, u8::is_ascii_digit);
    let number_end = back(generation, |byte| is_space(*byte));
    let start = back(number_end, u8::is_ascii_digit);
    if generation == generation_end || number_end == generation || start == number_end {
        return None;
    }
    Some((start, Parser::new(bytes, start, 1).header()?))
}

#[cfg(test)]
mod tests {
    use super::super::samples::{Sample, hybrid, packed};
    use super::*;

    fn found(file: &[u8]) -> Vec<Unnamed> {
        Document::open(file).unwrap().latest().unnamed_bodies().unwrap()
    }

    /// The page is there twice; the table knows one of them.
    #[test]
    fn a_second_version_of_an_object_is_found() {
        let mut sample = Sample::new();
        sample.raw("3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 9 0 R>>\nendobj\n");
        let head = sample.bytes.split_off(9);
        let mut file = Sample::one_page();
        file.raw(std::str::from_utf8(&head).unwrap());
        file.object(7, "null");
        file.table("/Root 1 0 R");
        assert_eq!(found(&file.bytes), [Unnamed::Version(ObjectId::new(3, 0))]);
    }

    #[test]
    fn a_copy_and_what_no_page_shows_are_not() {
        let mut file = Sample::one_page();
        file.raw("3 0 obj\n<</Type/Page/Parent 2 0 R/Rotate -90>>\nendobj\n8 0 obj\n[1 2]\nendobj\n9 0 obj");
        file.object(7, "null");
        file.table("/Root 1 0 R");
        assert_eq!(found(&file.bytes), []);
        file.raw("8 0 obj\n<</Type/Page/Parent 2 0 R>>\nendobj\n");
        file.object(7, "1");
        file.table("/Root 1 0 R");
        assert_eq!(found(&file.bytes), [Unnamed::Page(ObjectId::new(8, 0))]);
    }

    /// Updates, object streams and hybrids: older versions are named by older sections.
    #[test]
    fn honest_updates_have_none() {
        let mut file = Sample::one_page();
        file.object(3, "<</Type/Page/Parent 2 0 R/Rotate 90>>");
        file.table("/Root 1 0 R");
        for file in [file.bytes, packed().bytes, hybrid().bytes] {
            assert_eq!(found(&file), []);
        }
    }

    #[test]
    fn objects_in_an_attached_document_are_not_the_documents_own() {
        let inner = String::from_utf8(Sample::one_page().bytes).unwrap();
        let mut file = Sample::one_page();
        file.object(7, &format!("<</Length {}>>\nstream\n{inner}\nendstream", inner.len()));
        file.table("/Root 1 0 R");
        assert_eq!(found(&file.bytes), []);
    }
}
