//! What differs between two revisions, object by object.
//!
//! Only objects that sections after the older view speak of can differ, so the cost is that of the later
//! updates. An object written anew with the same value is no change: reals compare by value, strings by their
//! bytes, streams by their data, decoded where the filters differ. What a change means is judged in `verify`.

use super::indirect::Indirect;
use super::object::{Dictionary, Object, ObjectId};
use super::view::View;
use super::xref::Section;
use std::collections::BTreeSet;

/// How an object differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// Was not there.
    Added,
    /// Has another value.
    Replaced,
    /// Is no longer there.
    Freed,
    /// Could not be read in one of the two; the judge has to assume the worst.
    Unreadable,
}

/// One object that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The object, as in the later view where it is there.
    pub id: ObjectId,
    /// How.
    pub kind: ChangeKind,
}

/// Objects that differ from `before` to `after`, by number; the views may be of two documents, as `file[..end]`
/// and the file are.
pub fn changed_objects(before: &View<'_, '_>, after: &View<'_, '_>) -> Vec<Change> {
    let known: BTreeSet<usize> = before.sections().iter().map(|section| section.start).collect();
    let mine: BTreeSet<usize> = after.sections().iter().map(|section| section.start).collect();
    let later = after.sections().iter().filter(|section| !known.contains(&section.start));
    let lost = before.sections().iter().filter(|section| !mine.contains(&section.start));
    let numbers: BTreeSet<u32> = later.chain(lost).flat_map(Section::numbers).filter(|&number| number > 0).collect();
    numbers.into_iter().filter_map(|number| change(before, after, number)).collect()
}

fn change(before: &View<'_, '_>, after: &View<'_, '_>, number: u32) -> Option<Change> {
    let of = |id, kind| Some(Change { id, kind });
    let (Ok(old), Ok(new)) = (before.get_number(number), after.get_number(number)) else {
        return of(ObjectId::new(number, 0), ChangeKind::Unreadable);
    };
    match (old, new) {
        (None, None) => None,
        (None, Some(new)) => of(new.id, ChangeKind::Added),
        (Some(old), None) => of(old.id, ChangeKind::Freed),
        (Some(old), Some(new)) if old.id == new.id && same_object((before, &old), (after, &new)) => None,
        (Some(_), Some(new)) => of(new.id, ChangeKind::Replaced),
    }
}

/// Keys that say how a stream is written, not what it holds.
pub(super) const CODING: [&[u8]; 4] = [b"Length", b"Filter", b"DecodeParms", b"DL"];

fn same_object(old: (&View<'_, '_>, &Indirect), new: (&View<'_, '_>, &Indirect)) -> bool {
    let ((before, old), (after, new)) = (old, new);
    let (Object::Stream(one), Object::Stream(other)) = (&old.value, &new.value) else {
        return same_value(&old.value, &new.value);
    };
    if before.raw_data(one) == after.raw_data(other)
        && same_dictionary(&one.dictionary, &other.dictionary, &[b"Length"])
    {
        return true;
    }
    same_dictionary(&one.dictionary, &other.dictionary, &CODING)
        && matches!((before.decode(old.id, one), after.decode(new.id, other)), (Ok(one), Ok(other)) if one == other)
}

/// Whether two values are the same: numbers by value, strings by bytes, dictionaries regardless of order and of
/// null values, references by number and generation. Streams compare by their dictionaries only.
pub fn same_value(one: &Object, other: &Object) -> bool {
    match (one, other) {
        (Object::Integer(_) | Object::Real(_), Object::Integer(_) | Object::Real(_)) => same_number(one, other),
        (Object::String(one), Object::String(other)) => one.bytes == other.bytes,
        (Object::Array(one), Object::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same_value(&one.value, &other.value))
        }
        (Object::Dictionary(one), Object::Dictionary(other)) => same_dictionary(one, other, &[]),
        (Object::Stream(one), Object::Stream(other)) => same_dictionary(&one.dictionary, &other.dictionary, &[]),
        _ => one == other,
    }
}

/// A dictionary with a key twice equals none: readers differ in which one they take.
fn same_dictionary(one: &Dictionary, other: &Dictionary, aside: &[&[u8]]) -> bool {
    let (Some(one), Some(other)) = (by_key(one, aside), by_key(other, aside)) else { return false };
    one.len() == other.len()
        && one.iter().zip(&other).all(|(one, other)| one.0 == other.0 && same_value(one.1, other.1))
}

/// The values by key, null ones and those of `aside` left out; `None` if a key of the others occurs twice.
fn by_key<'o>(dictionary: &'o Dictionary, aside: &[&[u8]]) -> Option<Vec<(&'o [u8], &'o Object)>> {
    let pairs = dictionary.entries.iter().map(|entry| (entry.key.as_bytes(), &entry.value));
    let mut pairs: Vec<_> = pairs.filter(|(key, _)| !aside.contains(key)).collect();
    pairs.sort_by_key(|(key, _)| *key);
    let once = pairs.windows(2).all(|pair| pair[0].0 != pair[1].0);
    pairs.retain(|(_, value)| !value.is_null());
    once.then_some(pairs)
}

/// Exact: `1`, `1.0` and `+01.00` are the same, `0.1` and `0.10000001` are not.
pub(super) fn same_number(one: &Object, other: &Object) -> bool {
    match (canonical(one), canonical(other)) {
        (Some(one), Some(other)) => one == other,
        _ => one == other,
    }
}

/// Sign, digits before and after the point, without superfluous zeros; `None` for what is no clean number.
fn canonical(number: &Object) -> Option<(bool, String, String)> {
    let text = match number {
        Object::Integer(value) => value.to_string(),
        Object::Real(text) => String::from_utf8(text.to_vec()).ok()?,
        _ => return None,
    };
    let (negative, digits) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    if !(whole.bytes().chain(fraction.bytes()).all(|byte| byte.is_ascii_digit())) {
        return None;
    }
    let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
    let zero = whole.is_empty() && fraction.is_empty();
    Some((negative && !zero, whole.to_owned(), fraction.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::super::parser::Parser;
    use super::*;

    fn parse(raw: &[u8]) -> Object {
        Parser::new(raw, 0, 16).object().unwrap().value
    }

    #[test]
    fn rewriting_is_no_change_but_rounding_is() {
        for (one, other, same) in [
            (&b"<</A 1/B[1.0 (x)]>>"[..], &b"<</B [1 <78>] /A +1.00/C null>>"[..], true),
            (b"595.2755905512", b"595.27557", false),
            (b"-0.0", b"0", true),
            (b"<</A 1/A 1>>", b"<</A 1/A 1>>", false),
            (b"[1 0 R]", b"[1 1 R]", false),
            (b"/A#20B", b"/A#20B", true),
        ] {
            assert_eq!(same_value(&parse(one), &parse(other)), same, "{}", String::from_utf8_lossy(one));
        }
    }
}
