//! Changing a dictionary or array as text: one value is replaced, every other byte stays.
//!
//! Rewriting parsed objects would round reals and lose what we do not know; other validators call that an
//! illegal change of what was signed. A path names keys from the object's own dictionary inwards, through
//! direct dictionaries only; where a step is a reference, the caller edits that object instead. Of a key that
//! stands there twice the last pair counts, as in [`Dictionary::get`]; an edit of it takes the others away, so
//! that every reader reads the same.

use super::error::Error;
use super::lexer::is_regular;
use super::object::{Dictionary, Entry, Item, Object, Span};
use super::parser::Parser;
use super::write;

const DEPTH: usize = 256;

fn parse(body: &[u8]) -> Result<Item, Error> {
    Parser::new(body, 0, DEPTH).object()
}

/// `body` with the value at `path` set to `value`; absent steps become new dictionaries at the end.
///
/// # Errors
/// [`Error::Syntax`] if `body` is no object, [`Error::WrongType`] if a step on the way is no dictionary.
pub fn set(body: &[u8], path: &[&[u8]], value: &[u8]) -> Result<Vec<u8>, Error> {
    let item = parse(body)?;
    let Place { dictionary, rest, stale } = innermost(&item.value, path)?;
    let Some((key, inner)) = rest.split_first() else {
        return Err(Error::Update { what: "an edit without a key" });
    };
    // Keys that are not there yet are built from the inside out.
    let mut value = value.to_vec();
    for missing in inner.iter().rev() {
        value = [b"<<", &write::name(missing)[..], separator(&value), &value, b">>"].concat();
    }
    if let Some(entry) = dictionary.entry(key) {
        return Ok(without(splice(body, entry.span.start, entry.span.end, &value), &stale));
    }
    let end = dictionary.span.end.saturating_sub(2);
    // A last key without a value would take the new key for it.
    let open = dictionary.entries.last().is_some_and(|entry| entry.span.is_empty());
    let null: &[u8] = if open { b" null" } else { b"" };
    let pair = [null, &write::name(key), separator(&value), &value].concat();
    Ok(without(splice(body, end, end, &pair), &stale))
}

/// `body` without the pairs whose key ends `path`; unchanged if there is none.
///
/// # Errors
/// As [`set`].
pub fn remove(body: &[u8], path: &[&[u8]]) -> Result<Vec<u8>, Error> {
    let item = parse(body)?;
    let Place { dictionary, rest, mut stale } = innermost(&item.value, path)?;
    let [key] = rest else { return Ok(body.to_vec()) };
    stale.extend(dictionary.entry(key).map(pair));
    Ok(without(body.to_vec(), &stale))
}

/// `body` with `value` appended to the array at `path` (the object itself for an empty path); an absent array
/// is made.
///
/// # Errors
/// As [`set`]; [`Error::WrongType`] where something else than an array stands.
pub fn push(body: &[u8], path: &[&[u8]], value: &[u8]) -> Result<Vec<u8>, Error> {
    let item = parse(body)?;
    if path.is_empty() {
        return appended(body, &item.value, item.span, value).ok_or_else(|| wrong(path, "array", &item.value));
    }
    let Place { dictionary, rest, stale } = innermost(&item.value, path)?;
    let entry = if let [key] = rest { dictionary.entry(key) } else { None };
    let Some(entry) = entry.filter(|entry| !entry.value.is_null()) else {
        return set(body, path, &[b"[", value, b"]"].concat());
    };
    let result = appended(body, &entry.value, entry.span, value).ok_or_else(|| wrong(path, "array", &entry.value))?;
    Ok(without(result, &stale))
}

/// As [`push`] for a key that holds one value or an array of such (/K of structure elements): one value becomes the
/// first of an array.
///
/// # Errors
/// As [`set`].
pub fn join(body: &[u8], path: &[&[u8]], value: &[u8]) -> Result<Vec<u8>, Error> {
    let item = parse(body)?;
    let Place { dictionary, rest, .. } = innermost(&item.value, path)?;
    let entry = if let [key] = rest { dictionary.entry(key) } else { None };
    match entry.filter(|entry| !matches!(entry.value, Object::Array(_) | Object::Null)) {
        Some(one) => set(body, path, &[b"[", one.span.of(body), b" ", value, b"]"].concat()),
        None => push(body, path, value),
    }
}

/// `body` with `value` as the last item of the array `found` at `span`; nothing if it is none.
fn appended(body: &[u8], found: &Object, span: Span, value: &[u8]) -> Option<Vec<u8>> {
    let items = found.as_array()?;
    let end = span.end.saturating_sub(1);
    let gap: &[u8] = if items.is_empty() { b"" } else { b" " };
    Some(splice(body, end, end, &[gap, value].concat()))
}

/// Where a path leads.
struct Place<'o, 'p, 'k> {
    /// The dictionary at the deepest step that exists.
    dictionary: &'o Dictionary,
    /// The steps left, at least one.
    rest: &'p [&'k [u8]],
    /// Pairs of the keys met that a later pair of the same dictionary overrides, in the order of the text.
    stale: Vec<Span>,
}

fn innermost<'o, 'p, 'k>(object: &'o Object, path: &'p [&'k [u8]]) -> Result<Place<'o, 'p, 'k>, Error> {
    let mut dictionary = object.as_dict().ok_or_else(|| wrong(&[], "dictionary", object))?;
    let (mut rest, mut stale) = (path, Vec::new());
    while let [key, deeper @ ..] = rest {
        let mut pairs: Vec<Span> = dictionary.entries.iter().filter(|entry| entry.key == **key).map(pair).collect();
        pairs.pop();
        stale.extend(pairs);
        match dictionary.get(key) {
            _ if deeper.is_empty() => break,
            Some(Object::Dictionary(inner)) => dictionary = inner,
            Some(other) => return Err(wrong(path, "dictionary", other)),
            None => break,
        }
        rest = deeper;
    }
    Ok(Place { dictionary, rest, stale })
}

fn pair(entry: &Entry) -> Span {
    Span { start: entry.key_span.start, end: entry.span.end }
}

/// `body` without these parts, all of which stand before what was edited.
fn without(body: Vec<u8>, parts: &[Span]) -> Vec<u8> {
    parts.iter().rev().fold(body, |body, part| splice(&body, part.start, part.end, b""))
}

fn wrong(path: &[&[u8]], expected: &'static str, found: &Object) -> Error {
    let keys: Vec<_> = path.iter().map(|key| String::from_utf8_lossy(key)).collect();
    Error::WrongType { place: keys.join("/"), expected, found: found.kind() }
}

fn separator(value: &[u8]) -> &'static [u8] {
    if value.first().is_some_and(|&byte| is_regular(byte)) { b" " } else { b"" }
}

fn ends_regular(bytes: &[u8]) -> bool {
    bytes.last().is_some_and(|&byte| is_regular(byte))
}

/// `body[..start] + value + body[end..]`, kept apart where two regular characters would meet.
fn splice(body: &[u8], start: usize, end: usize, value: &[u8]) -> Vec<u8> {
    let (head, tail) = (&body[..start], &body[end..]);
    let starts = |bytes: &[u8]| bytes.first().is_some_and(|&byte| is_regular(byte));
    let mut result = Vec::with_capacity(head.len() + value.len() + tail.len() + 2);
    result.extend_from_slice(head);
    if ends_regular(&result) && starts(value) {
        result.push(b' ');
    }
    result.extend_from_slice(value);
    if ends_regular(&result) && starts(tail) {
        result.push(b' ');
    }
    result.extend_from_slice(tail);
    result
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(result: Result<Vec<u8>, Error>) -> String {
        String::from_utf8(result.unwrap()).unwrap()
    }

    #[test]
    fn a_value_is_set_and_the_rest_keeps_its_bytes() {
        let page = b"<< /Type /Page % A4\n /MediaBox [0 0 595.2755905512 842] /Annots[5 0 R]>>";
        assert_eq!(
            shown(push(page, &[b"Annots"], b"9 0 R")),
            "<< /Type /Page % A4\n /MediaBox [0 0 595.2755905512 842] /Annots[5 0 R 9 0 R]>>"
        );
        assert_eq!(shown(set(b"<</A 1/B 2>>", &[b"A"], b"33 0 R")), "<</A 33 0 R/B 2>>");
        assert_eq!(shown(set(b"<</A/B/C 2>>", &[b"A"], b"7")), "<</A 7/C 2>>");
        assert_eq!(shown(set(b"<</A 1>>", &[b"V"], b"null")), "<</A 1/V null>>");
        assert_eq!(shown(remove(b"<</A 1/B(x)/A 3>>", &[b"A"])), "<</B(x)>>");
    }

    #[test]
    fn a_key_that_stands_there_twice_is_made_one() {
        assert_eq!(shown(set(b"<</A 1/B 2/A 3/C 4>>", &[b"A"], b"5")), "<</B 2/A 5/C 4>>");
        assert_eq!(shown(push(b"<</A[1]/A[2]>>", &[b"A"], b"3")), "<</A[2 3]>>");
        assert_eq!(shown(set(b"<</F<</X 1>>/F<</X 2/X 3>>>>", &[b"F", b"X"], b"4")), "<</F<</X 4>>>>");
        assert_eq!(shown(set(b"<</A[1]/A null>>", &[b"A"], b"[2]")), "<</A [2]>>");
    }

    #[test]
    fn escaped_names_are_the_names_they_stand_for() {
        assert_eq!(shown(push(b"<</Ann#6Fts[1 0 R]>>", &[b"Annots"], b"2 0 R")), "<</Ann#6Fts[1 0 R 2 0 R]>>");
        assert_eq!(shown(set(b"<</A#20B 1>>", &[b"A B"], b"2")), "<</A#20B 2>>");
    }

    #[test]
    fn one_value_becomes_the_first_of_an_array() {
        assert_eq!(shown(join(b"<</K 3 0 R>>", &[b"K"], b"4 0 R")), "<</K [3 0 R 4 0 R]>>");
        assert_eq!(shown(join(b"<</K[3 0 R]>>", &[b"K"], b"4 0 R")), "<</K[3 0 R 4 0 R]>>");
        assert_eq!(shown(join(b"<</S/P>>", &[b"K"], b"4 0 R")), "<</S/P/K[4 0 R]>>");
    }

    #[test]
    fn nested_and_absent_steps() {
        assert_eq!(
            shown(push(b"<</AcroForm<</DA()>>>>", &[b"AcroForm", b"Fields"], b"4 0 R")),
            "<</AcroForm<</DA()/Fields[4 0 R]>>>>"
        );
        assert_eq!(shown(set(b"<<>>", &[b"Extensions", b"ESIC"], b"<</X 1>>")), "<</Extensions<</ESIC<</X 1>>>>>>");
        assert_eq!(shown(push(b"[]", &[], b"4 0 R")), "[4 0 R]");
        assert_eq!(set(b"<</A 3 0 R>>", &[b"A", b"B"], b"1").unwrap_err().code(), "PDF_WRONG_TYPE");
    }

    /// Found by the fuzzer: the last key of a damaged dictionary has no value.
    #[test]
    fn a_key_without_a_value_does_not_swallow_the_new_pair() {
        assert_eq!(shown(set(b"<</A 1/B\n>>", &[b"C"], b"2")), "<</A 1/B\n null/C 2>>");
        assert_eq!(shown(set(b"<</A 1/B>>", &[b"B"], b"2")), "<</A 1/B 2>>");
    }

    #[test]
    fn a_comment_at_the_end_does_not_swallow_the_new_pair() {
        let edited = set(b"<</A 1 %end\n>>", &[b"B"], b"2").unwrap();
        assert_eq!(parse(&edited).unwrap().value.as_dict().unwrap().get(b"B"), Some(&Object::Integer(2)));
    }
}
