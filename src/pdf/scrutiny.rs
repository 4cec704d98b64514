//! What a revision shows, read object by object for a judge: can another reader understand the same bytes differently?
//!
//! A signature fixes bytes, not what a reader makes of them. A wrong /Length, a key that occurs twice with two
//! values, an object that is not where its entry points: each lets two readers show two documents under one valid
//! digest. So everything that the page tree, the form and the optional content lead to is parsed here, and what was
//! read past on the way is told with its place. Whatever all readers take alike is told, too, but is not
//! [ambiguous](FindingKind::is_ambiguous).
//!
//! Costs every object that is shown, so only judges ask.

use super::error::{Error, Finding, FindingKind};
use super::indirect::{Indirect, Source};
use super::object::{Dictionary, Object, ObjectId, Span, Stream};
use super::scan;
use super::view::View;
use std::collections::HashMap;

/// Keys of the catalog under which the visible document hangs.
const SHOWN: [&[u8]; 3] = [b"Pages", b"AcroForm", b"OCProperties"];
/// Keys that lead back, or to what no page shows (ISO 32000-2 Tables 31, 166, 266).
const PASSED_BY: [&[u8]; 7] = [b"Parent", b"P", b"Metadata", b"PieceInfo", b"StructParents", b"Thumb", b"Dest"];

impl View<'_, '_> {
    /// Findings of this revision and those before it in the cross-references and in every object that is shown.
    ///
    /// # Errors
    /// Where there is no catalog, or beyond the limits.
    pub fn scrutinize(&self) -> Result<Vec<Finding>, Error> {
        let catalog = self.catalog()?;
        let mut walk = Walk { view: *self, places: HashMap::new(), lost: Vec::new(), stack: Vec::new() };
        walk.enter(catalog.id)?;
        for key in SHOWN {
            if let Some(value) = catalog.dictionary().get(key) {
                walk.references(value, 0);
            }
        }
        while let Some(id) = walk.stack.pop() {
            walk.visit(id)?;
        }
        let end = self.revision().end as u64;
        let mut findings = self.document().findings();
        findings.retain(|finding| match finding.object {
            Some(id) => walk.places.get(&id).is_some_and(|place| place.holds(finding.offset)),
            None => finding.offset < end,
        });
        let mut checked = Vec::with_capacity(findings.len());
        for finding in findings {
            checked.push(self.settled(finding)?);
        }
        checked.extend(walk.lost);
        Ok(checked)
    }

    /// A wrong /Length of which both readings give the same data is no ambiguity.
    fn settled(&self, mut finding: Finding) -> Result<Finding, Error> {
        if let (FindingKind::WrongLength { said: Some(said), same }, Some(id)) = (&mut finding.kind, finding.object)
            && let Some(object) = self.get(id)?
            && let Some(stream) = object.value.as_stream()
        {
            *same = self.reads_alike(id, stream, *said)?;
        }
        Ok(finding)
    }

    fn reads_alike(&self, id: ObjectId, stream: &Stream, said: i64) -> Result<bool, Error> {
        let bytes = self.document().bytes();
        let start = stream.data.start;
        let end = usize::try_from(said).ok().and_then(|said| start.checked_add(said));
        // A length beyond the next object cannot be followed: there is only one way to read that.
        let Some(end) = end.filter(|&end| scan::find(bytes, b"endobj", stream.data.end, end).is_none()) else {
            return Ok(true);
        };
        if end > bytes.len() {
            return Ok(true);
        }
        let other = Stream { dictionary: stream.dictionary.clone(), data: Span { start, end } };
        let raw = |stream: &Stream| self.raw_data(stream).trim_ascii_end().to_vec();
        match (self.decode(id, stream), self.decode(id, &other)) {
            (Ok(one), Ok(two)) => Ok(one.trim_ascii_end() == two.trim_ascii_end()),
            (Err(limit @ Error::Limit { .. }), _) | (_, Err(limit @ Error::Limit { .. })) => Err(limit),
            _ => Ok(raw(stream) == raw(&other)),
        }
    }
}

/// Where a visited object stands.
#[derive(Clone, Copy)]
enum Place {
    File(Span),
    Container,
}

impl Place {
    fn of(object: &Indirect) -> Self {
        match &object.source {
            // `endobj` and what stands in its place come after the value.
            Source::File(start) => Self::File(Span { start: *start, end: object.span.end.max(*start) + 64 }),
            Source::Container(..) => Self::Container,
        }
    }

    /// Whether a finding at `offset` belongs to the object as this revision has it, and not to another version.
    fn holds(self, offset: u64) -> bool {
        match self {
            Self::File(span) => offset >= span.start as u64 && offset <= span.end as u64,
            Self::Container => true,
        }
    }
}

struct Walk<'d, 'a> {
    view: View<'d, 'a>,
    places: HashMap<ObjectId, Place>,
    /// Objects that the cross-reference promises and that are not there.
    lost: Vec<Finding>,
    stack: Vec<ObjectId>,
}

impl Walk<'_, '_> {
    fn visit(&mut self, id: ObjectId) -> Result<(), Error> {
        if self.places.contains_key(&id) {
            return Ok(());
        }
        if let Some(object) = self.enter(id)? {
            self.references(&object.value, 0);
        }
        Ok(())
    }

    fn enter(&mut self, id: ObjectId) -> Result<Option<std::sync::Arc<Indirect>>, Error> {
        let limit = self.view.document().limits().visited;
        if self.places.len() >= limit {
            return Err(Error::Limit { what: "objects shown", limit: limit as u64 });
        }
        match self.view.get(id) {
            Ok(Some(object)) => {
                self.places.insert(id, Place::of(&object));
                // An object stream's own faults are its objects' faults.
                if let Source::Container(container, _) = object.source {
                    self.stack.push(ObjectId::new(container, 0));
                }
                Ok(Some(object))
            }
            // An undefined object is null for everybody (§7.3.10).
            Ok(None) => {
                self.places.insert(id, Place::Container);
                Ok(None)
            }
            Err(limit @ Error::Limit { .. }) => Err(limit),
            Err(error) => {
                self.places.insert(id, Place::Container);
                let offset = match error {
                    Error::ObjectNotAtOffset { offset, .. } | Error::Syntax { offset, .. } => offset,
                    _ => 0,
                };
                if self.lost.len() < self.view.document().limits().findings {
                    self.lost.push(Finding { offset, object: Some(id), kind: FindingKind::ObjectLost });
                }
                Ok(None)
            }
        }
    }

    fn references(&mut self, object: &Object, depth: usize) {
        if depth > self.view.document().limits().depth {
            return;
        }
        match object {
            Object::Reference(id) if !self.places.contains_key(id) => self.stack.push(*id),
            Object::Array(items) => items.iter().for_each(|item| self.references(&item.value, depth + 1)),
            Object::Dictionary(dictionary) => self.pairs(dictionary, depth),
            Object::Stream(stream) => self.pairs(&stream.dictionary, depth),
            _ => {}
        }
    }

    fn pairs(&mut self, dictionary: &Dictionary, depth: usize) {
        let shown = dictionary.entries.iter().filter(|entry| !PASSED_BY.contains(&entry.key.as_bytes()));
        shown.for_each(|entry| self.references(&entry.value, depth + 1));
    }
}

#[cfg(test)]
#[path = "scrutiny_tests.rs"]
mod tests;
