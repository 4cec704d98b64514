//! Whether a value of one revision is the same in another, whatever the objects are numbered and however they are written.
//!
//! Two values are the same if nothing that can be reached from them differs: numbers compare by value, strings by their
//! bytes, dictionaries regardless of order, streams by their data, references by what they lead to. So an object that
//! was only written anew, renumbered, or moved into an object stream is no change. Links ([`super::graph`]) are the same if
//! they lead to the same object; who holds that object judges it in its own place.

use super::changes::{CODING, same_number};
use super::error::Error;
use super::graph::{is_destination, is_link};
use super::object::{Dictionary, Object, ObjectId};
use super::view::View;
use std::collections::{BTreeMap, BTreeSet, HashSet};

static NULL: Object = Object::Null;
/// Steps for each object that a walk may visit: a dictionary has some sixteen entries.
const STEPS: usize = 16;
/// Direct values within direct values; the parser's own limit is lower.
const DEPTH: usize = 600;

/// Two views of one file, side by side.
#[derive(Debug)]
pub struct Comparison<'d, 'a> {
    /// The earlier one.
    pub before: View<'d, 'a>,
    /// The later one.
    pub after: View<'d, 'a>,
    /// Objects that differ or lead to such.
    affected: HashSet<u32>,
    /// Pairs that were found to be the same, or are judged in a place of their own.
    equal: HashSet<(ObjectId, ObjectId)>,
    /// Objects of the later view that were met by links only.
    linked: BTreeSet<ObjectId>,
    /// Numbers of the later view that were compared.
    compared: HashSet<u32>,
    /// Comparisons still allowed.
    budget: usize,
}

/// How a reference was met.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Met {
    Plainly,
    /// Under a key that links.
    AsLink,
    /// In a list that may name fields: /Fields of an action, /CO (ISO 32000-2 §12.7.6).
    AsField,
}

impl<'d, 'a> Comparison<'d, 'a> {
    /// Compares `before` with `after`, which differ at most in what leads to `affected`.
    pub fn new(before: View<'d, 'a>, after: View<'d, 'a>, affected: HashSet<u32>) -> Self {
        // Entries count, not objects only.
        let budget = before.document().limits().visited.saturating_mul(STEPS);
        let (equal, linked, compared) = (HashSet::new(), BTreeSet::new(), HashSet::new());
        Self { before, after, affected, equal, linked, compared, budget }
    }

    /// Whether both are one reference that leads to no difference.
    pub fn untouched(&self, old: &Object, new: &Object) -> bool {
        matches!((old, new), (Object::Reference(one), Object::Reference(other))
            if one == other && !self.affected.contains(&one.number))
    }

    /// Whether `number` leads to a difference.
    pub fn is_affected(&self, number: u32) -> bool {
        self.affected.contains(&number)
    }

    /// Notes that the object `new` is judged by whoever asks, so that links to it need not be followed.
    pub fn judged(&mut self, new: &Object) {
        self.compared.extend(new.as_reference().map(|id| id.number));
    }

    /// Notes that a page is judged as a page, whoever else refers to it: web capture lists the pages it made (ISO 32000-2
    /// §14.10.4), a thread those it runs over (§12.4.3).
    pub fn judged_page(&mut self, old: &Object, new: &Object) {
        self.equal.extend(old.as_reference().zip(new.as_reference()));
    }

    /// Whether `number` was judged or compared anywhere.
    pub fn was_met(&self, number: u32) -> bool {
        self.compared.contains(&number)
    }

    /// Counts one step of a walk.
    ///
    /// # Errors
    /// [`Error::Limit`] beyond what the limits allow.
    pub fn step(&mut self) -> Result<(), Error> {
        self.steps(1)
    }

    /// Counts so many steps of a walk.
    ///
    /// # Errors
    /// As [`step`](Self::step).
    pub fn steps(&mut self, count: usize) -> Result<(), Error> {
        let limit = self.before.document().limits().visited.saturating_mul(STEPS) as u64;
        self.budget = self.budget.checked_sub(count).ok_or(Error::Limit { what: "steps of a comparison", limit })?;
        Ok(())
    }

    /// The next object that was met by a link and by nothing else so far.
    pub fn next_linked(&mut self) -> Option<ObjectId> {
        let next = self.linked.pop_first()?;
        if self.compared.insert(next.number) { Some(next) } else { self.next_linked() }
    }

    /// Whether `old` in the earlier view is the same as `new` in the later one.
    ///
    /// # Errors
    /// [`Error::Limit`]; else as [`View::get`].
    pub fn same(&mut self, old: &Object, new: &Object) -> Result<bool, Error> {
        let mut run = Run { assumed: HashSet::new(), queue: Vec::new() };
        let mut same = self.values(old, new, Met::Plainly, 0, &mut run)?;
        while same {
            let Some((old, new)) = run.queue.pop() else { break };
            self.step()?;
            self.compared.insert(new.number);
            let (one, other) = (self.before.get(old)?, self.after.get(new)?);
            let (one, other) = (
                one.as_ref().map_or(&NULL, |object| &object.value),
                other.as_ref().map_or(&NULL, |object| &object.value),
            );
            same = self.resolved((Some(old), one), (Some(new), other), 0, &mut run)?;
        }
        if same {
            self.equal.extend(run.assumed);
        }
        Ok(same)
    }

    /// As [`same`](Self::same), for two dictionaries without the keys `aside`.
    ///
    /// # Errors
    /// As [`same`](Self::same).
    pub fn same_but(&mut self, old: &Dictionary, new: &Dictionary, aside: &[&[u8]]) -> Result<bool, Error> {
        self.steps(old.entries.len() + new.entries.len())?;
        for (key, old, new) in pairs(old, new) {
            if !aside.contains(&key) && !self.same_entry(key, old, new)? {
                return Ok(false);
            }
        }
        Ok(twice(old) == twice(new))
    }

    /// As [`same`](Self::same), for what stands under `key`.
    ///
    /// # Errors
    /// As [`same`](Self::same).
    pub fn same_entry(&mut self, key: &[u8], old: &Object, new: &Object) -> Result<bool, Error> {
        if is_link(key) && self.link(old, new)? {
            return Ok(true);
        }
        self.same(old, new)
    }

    /// Whether both refer to one object, a plain dictionary.
    fn link(&mut self, old: &Object, new: &Object) -> Result<bool, Error> {
        let (Object::Reference(one), Object::Reference(other)) = (old, new) else { return Ok(false) };
        if one != other {
            return Ok(false);
        }
        if self.untouched(old, new) {
            return Ok(true);
        }
        let (old, new) = (self.before.get(*one)?, self.after.get(*other)?);
        let plain = |object: Option<&Object>| matches!(object, Some(Object::Dictionary(_)));
        let plain = plain(old.as_ref().map(|object| &object.value)) && plain(new.as_ref().map(|object| &object.value));
        if plain {
            self.linked.insert(*other);
        }
        Ok(plain)
    }

    /// Two values as they stand; references to be compared are queued.
    fn values(&mut self, old: &Object, new: &Object, met: Met, depth: usize, run: &mut Run) -> Result<bool, Error> {
        if depth > DEPTH {
            return Err(Error::Limit { what: "nesting of values compared", limit: DEPTH as u64 });
        }
        if self.untouched(old, new) {
            return Ok(true);
        }
        if let (Object::Reference(one), Object::Reference(other)) = (old, new) {
            let pair = (*one, *other);
            if met == Met::AsLink && self.link(old, new)? || met == Met::AsField && self.field(old, new)? {
                return Ok(true);
            }
            if !self.equal.contains(&pair) && run.assumed.insert(pair) {
                run.queue.push(pair);
            }
            return Ok(true);
        }
        let (one, other) = (self.before.resolve(old)?, self.after.resolve(new)?);
        if let Some(id) = other.id() {
            self.compared.insert(id.number);
        }
        self.resolved((one.id(), &one), (other.id(), &other), depth, run)
    }

    /// Whether both refer to one form field.
    fn field(&mut self, old: &Object, new: &Object) -> Result<bool, Error> {
        let object = old.as_reference().map(|id| self.before.get(id)).transpose()?.flatten();
        let dictionary = object.as_ref().and_then(|object| object.value.as_dict());
        let is_field =
            dictionary.is_some_and(|field| [&b"FT"[..], b"T", b"Kids"].iter().any(|key| field.get(key).is_some()));
        Ok(is_field && self.link(old, new)?)
    }

    fn resolved(
        &mut self,
        (old_id, old): (Option<ObjectId>, &Object),
        (new_id, new): (Option<ObjectId>, &Object),
        depth: usize,
        run: &mut Run,
    ) -> Result<bool, Error> {
        match (old, new) {
            (Object::Reference(_), _) | (_, Object::Reference(_)) => {
                self.values(old, new, Met::Plainly, depth + 1, run)
            }
            (Object::Integer(_) | Object::Real(_), Object::Integer(_) | Object::Real(_)) => Ok(same_number(old, new)),
            (Object::String(one), Object::String(other)) => Ok(one.bytes == other.bytes),
            (Object::Array(one), Object::Array(other)) => {
                if one.len() != other.len() {
                    return Ok(false);
                }
                self.steps(one.len())?;
                let destination = is_destination(old) && is_destination(new);
                for (place, (one, other)) in one.iter().zip(other).enumerate() {
                    let met = if destination && place == 0 { Met::AsLink } else { Met::Plainly };
                    if !self.values(&one.value, &other.value, met, depth + 1, run)? {
                        return Ok(false);
                    }
                }
                Ok(true)
            }
            (Object::Dictionary(one), Object::Dictionary(other)) => self.dictionaries(one, other, &[], depth, run),
            (Object::Stream(one), Object::Stream(other)) => {
                let raw = self.before.raw_data(one) == self.after.raw_data(other);
                // Encrypted data depends on the object's number (ISO 32000-2 §7.6.3).
                let plain = old_id == new_id || self.before.document().encryption().is_none();
                if raw && plain {
                    return self.dictionaries(&one.dictionary, &other.dictionary, &[b"Length"], depth, run);
                }
                let (Some(old_id), Some(new_id)) = (old_id, new_id) else { return Ok(false) };
                match (self.before.decode(old_id, one), self.after.decode(new_id, other)) {
                    (Ok(one), Ok(other)) if one == other => {}
                    (Err(limit @ Error::Limit { .. }), _) | (_, Err(limit @ Error::Limit { .. })) => return Err(limit),
                    _ => return Ok(false),
                }
                self.dictionaries(&one.dictionary, &other.dictionary, &CODING, depth, run)
            }
            _ => Ok(old == new),
        }
    }

    fn dictionaries(
        &mut self,
        old: &Dictionary,
        new: &Dictionary,
        aside: &[&[u8]],
        depth: usize,
        run: &mut Run,
    ) -> Result<bool, Error> {
        self.steps(old.entries.len() + new.entries.len())?;
        // Readers differ in which of two values they take: the same keys have to stand twice in both.
        if twice(old) != twice(new) {
            return Ok(false);
        }
        for (key, old, new) in pairs(old, new) {
            if aside.contains(&key) {
                continue;
            }
            let met = match key {
                _ if is_link(key) => Met::AsLink,
                b"T" => Met::AsField,
                _ => Met::Plainly,
            };
            let same = match (key, old, new) {
                (b"Fields" | b"T" | b"CO", Object::Array(one), Object::Array(other)) => {
                    one.len() == other.len()
                        && one.iter().zip(other).try_fold(true, |same, (one, other)| {
                            Ok::<_, Error>(same && self.values(&one.value, &other.value, Met::AsField, depth + 1, run)?)
                        })?
                }
                _ => self.values(old, new, met, depth + 1, run)?,
            };
            if !same {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// One question: pairs taken for the same until the contrary is found, and those still to be looked at.
struct Run {
    assumed: HashSet<(ObjectId, ObjectId)>,
    queue: Vec<(ObjectId, ObjectId)>,
}

/// Every key of either dictionary with its two values, null where it is absent.
pub fn pairs<'o>(old: &'o Dictionary, new: &'o Dictionary) -> impl Iterator<Item = (&'o [u8], &'o Object, &'o Object)> {
    // The last of several values counts, as for Dictionary::get; one pass, since dictionaries may be large.
    let mut values: BTreeMap<&[u8], (&Object, &Object)> = BTreeMap::new();
    for entry in &old.entries {
        values.entry(entry.key.as_bytes()).or_insert((&NULL, &NULL)).0 = &entry.value;
    }
    for entry in &new.entries {
        values.entry(entry.key.as_bytes()).or_insert((&NULL, &NULL)).1 = &entry.value;
    }
    values.into_iter().map(|(key, (old, new))| (key, old, new))
}

/// Keys that stand more than once, with all their values but the last, which [`pairs`] gives.
fn twice(dictionary: &Dictionary) -> Vec<(&[u8], &Object)> {
    let mut sorted: Vec<_> = dictionary.entries.iter().map(|entry| (entry.key.as_bytes(), &entry.value)).collect();
    sorted.sort_by_key(|(key, _)| *key);
    sorted.windows(2).filter(|pair| pair[0].0 == pair[1].0).map(|pair| pair[0]).collect()
}
