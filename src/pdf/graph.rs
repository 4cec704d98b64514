//! Who refers to whom, over all revisions of a file.
//!
//! A judge of changes has to look wherever a changed object shows, and nowhere else. So every version of every object
//! is read once, and its references are kept as pairs of numbers: from there the objects that lead to a changed one
//! are found in the time that they cost, for as many signatures as the file has.
//!
//! Links lead back or across — from an annotation to its page, from a bookmark to its destination — and show nothing
//! of what they point to. They are no way in, as long as what they point to is a plain dictionary.

use super::document::Document;
use super::error::Error;
use super::object::{Dictionary, Object};
use super::view::View;
use super::xref::Entry;
use std::collections::HashSet;

/// Keys that link: the parent, the page, the annotation, the catalog (/Data of a signature reference) that an object
/// belongs to (ISO 32000-2 Tables 30, 166, 173, 226, 256, 355, 358).
const LINKS: [&[u8]; 7] = [b"Parent", b"P", b"Pg", b"Obj", b"Popup", b"IRT", b"Data"];

/// Whether `key` links to an object that shows elsewhere.
pub(crate) fn is_link(key: &[u8]) -> bool {
    LINKS.contains(&key)
}

/// All references between objects, whichever revision makes them.
#[derive(Clone, Debug, Default)]
pub struct References {
    /// Target and source, sorted.
    ways: Vec<(u32, u32)>,
    /// The same for links.
    links: Vec<(u32, u32)>,
}

/// Bound of the index: sixteen references for each of a million objects.
const REFERENCES: usize = 16 << 20;

impl References {
    /// Reads every version of every object. What cannot be read refers to nothing.
    ///
    /// # Errors
    /// [`Error::Limit`] where there are more references, or more data to decode, than allowed.
    pub fn of(document: &Document<'_>) -> Result<Self, Error> {
        let mut index = Self::default();
        // What is a stream or an array in any revision shows by itself, whatever key leads to it.
        let mut others = HashSet::new();
        for revision in 0..document.revisions().len() {
            let view = document.at(revision);
            for (number, in_use) in document.touched(revision) {
                if !in_use {
                    continue;
                }
                // Who changes an object stream changes every object in it, though no entry says so (§7.5.7).
                if let Some((_, Entry::In { container, .. })) = view.locate(number) {
                    index.ways.push((container, number));
                }
                match view.get_number(number) {
                    Ok(Some(object)) => {
                        if !matches!(object.value, Object::Dictionary(_)) {
                            others.insert(number);
                        }
                        index.read(number, &object.value, 0);
                    }
                    Err(limit @ Error::Limit { .. }) => return Err(limit),
                    Ok(None) | Err(_) => drop(others.insert(number)),
                }
                if index.ways.len() + index.links.len() > REFERENCES {
                    return Err(Error::Limit { what: "references", limit: REFERENCES as u64 });
                }
            }
        }
        let (showing, links) = std::mem::take(&mut index.links).into_iter().partition(|(to, _)| others.contains(to));
        index.links = links;
        index.ways.extend::<Vec<_>>(showing);
        index.ways.sort_unstable();
        index.ways.dedup();
        index.links.sort_unstable();
        Ok(index)
    }

    /// The objects `targets`, and all from which ways lead to one of them.
    pub fn leading_to(&self, targets: impl IntoIterator<Item = u32>) -> HashSet<u32> {
        let mut found: HashSet<u32> = targets.into_iter().collect();
        let mut queue: Vec<u32> = found.iter().copied().collect();
        while let Some(target) = queue.pop() {
            queue.extend(sources(&self.ways, target).filter(|source| found.insert(*source)));
        }
        found
    }

    /// Whether, in `view`, something that the trailer leads to links to `number`.
    ///
    /// # Errors
    /// [`Error::Limit`] where more objects than `budget` would have to be read; else as [`View::get`].
    pub fn is_linked(&self, view: &View<'_, '_>, number: u32, budget: &mut usize) -> Result<bool, Error> {
        for source in sources(&self.links, number) {
            if refers(view, source, number, budget)? && self.is_reached(view, source, budget)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn is_reached(&self, view: &View<'_, '_>, number: u32, budget: &mut usize) -> Result<bool, Error> {
        let mut heads = Self::default();
        heads.read(0, &Object::Dictionary(view.trailer().clone()), 0);
        let (mut seen, mut queue) = (HashSet::from([number]), vec![number]);
        while let Some(target) = queue.pop() {
            if heads.ways.iter().any(|(to, _)| *to == target) {
                return Ok(true);
            }
            for source in sources(&self.ways, target).chain(sources(&self.links, target)) {
                if !seen.contains(&source) && refers(view, source, target, budget)? {
                    seen.insert(source);
                    queue.push(source);
                }
            }
        }
        Ok(false)
    }

    /// Gathers the references in `object`, which is or belongs to the object `from`.
    fn read(&mut self, from: u32, object: &Object, depth: usize) {
        // Deeper than any parser's limit.
        if depth > 1024 {
            return;
        }
        match object {
            Object::Reference(id) => self.ways.push((id.number, from)),
            Object::Array(items) => {
                let destination = is_destination(object);
                for (place, item) in items.iter().enumerate() {
                    match item.value {
                        Object::Reference(id) if destination && place == 0 => self.links.push((id.number, from)),
                        _ => self.read(from, &item.value, depth + 1),
                    }
                }
            }
            Object::Dictionary(dictionary) => self.read_pairs(from, dictionary, depth),
            Object::Stream(stream) => self.read_pairs(from, &stream.dictionary, depth),
            _ => {}
        }
    }

    fn read_pairs(&mut self, from: u32, dictionary: &Dictionary, depth: usize) {
        for entry in &dictionary.entries {
            match entry.value {
                Object::Reference(id) if is_link(entry.key.as_bytes()) => self.links.push((id.number, from)),
                _ => self.read(from, &entry.value, depth + 1),
            }
        }
    }
}

/// An explicit destination: a page, then how to show it (ISO 32000-2 §12.3.2.2).
pub(crate) fn is_destination(object: &Object) -> bool {
    const HOW: [&[u8]; 8] = [b"XYZ", b"Fit", b"FitH", b"FitV", b"FitR", b"FitB", b"FitBH", b"FitBV"];
    let Some([page, how, ..]) = object.as_array() else { return false };
    page.value.as_reference().is_some() && how.value.as_name().is_some_and(|how| HOW.contains(&how))
}

/// Whether the version of `source` in `view` refers to `target`: an older one may have, and this one no longer does.
fn refers(view: &View<'_, '_>, source: u32, target: u32, budget: &mut usize) -> Result<bool, Error> {
    *budget = budget.checked_sub(1).ok_or(Error::Limit { what: "links followed", limit: 0 })?;
    let mut own = References::default();
    if let Some(object) = view.get_number(source)? {
        own.read(source, &object.value, 0);
    }
    Ok(own.ways.iter().chain(&own.links).any(|(to, _)| *to == target))
}

fn sources(sorted: &[(u32, u32)], target: u32) -> impl Iterator<Item = u32> + '_ {
    let start = sorted.partition_point(|(to, _)| *to < target);
    sorted[start..].iter().take_while(move |(to, _)| *to == target).map(|(_, from)| *from)
}
