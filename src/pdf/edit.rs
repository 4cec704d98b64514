//! Changing a dictionary or array as text: one value is replaced, every other byte stays.
//!
//! Rewriting parsed objects would round reals and lose what we do not know; other validators call that an
//! illegal change of what was signed. A path names keys from the object's own dictionary inwards, through
//! direct dictionaries only; where a step is a reference, the caller edits that object instead.

use super::error::Error;
use super::lexer::is_regular;
use super::object::{Dictionary, Item, Object};
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
    let (dictionary, rest) = innermost(&item.value, path)?;
    let Some((key, inner)) = rest.split_first() else {
        return Err(Error::Update { what: "an edit without a key" });
    };
    // Keys that are not there yet are built from the inside out.
    let mut value = value.to_vec();
    for missing in inner.iter().rev() {
        value = [b"<<", &write::name(missing)[..], separator(&value), &value, b">>"].concat();
    }
    if let Some(entry) = dictionary.entry(key) {
        return Ok(splice(body, entry.span.start, entry.span.end, &value));
    }
    let end = dictionary.span.end.saturating_sub(2);
    let pair = [&write::name(key)[..], separator(&value), &value].concat();
    Ok(splice(body, end, end, &pair))
}

/// `body` without the pairs whose key ends `path`; unchanged if there is none.
///
/// # Errors
/// As [`set`].
pub fn remove(body: &[u8], path: &[&[u8]]) -> Result<Vec<u8>, Error> {
    let item = parse(body)?;
    let (dictionary, rest) = innermost(&item.value, path)?;
    let [key] = rest else { return Ok(body.to_vec()) };
    let mut result = body.to_vec();
    for entry in dictionary.entries.iter().rev().filter(|entry| entry.key.as_bytes() == *key) {
        result = splice(&result, entry.key_span.start, entry.span.end, b"");
    }
    Ok(result)
}

/// `body` with `value` appended to the array at `path` (the object itself for an empty path); an absent array
/// is made.
///
/// # Errors
/// As [`set`]; [`Error::WrongType`] where something else than an array stands.
pub fn push(body: &[u8], path: &[&[u8]], value: &[u8]) -> Result<Vec<u8>, Error> {
    let item = parse(body)?;
    let (found, span) = if path.is_empty() {
        (&item.value, item.span)
    } else {
        let (dictionary, rest) = innermost(&item.value, path)?;
        let entry = if let [key] = rest { dictionary.entry(key) } else { None };
        let Some(entry) = entry.filter(|entry| !entry.value.is_null()) else {
            return set(body, path, &[b"[", value, b"]"].concat());
        };
        (&entry.value, entry.span)
    };
    let Object::Array(items) = found else {
        return Err(wrong(path, "array", found));
    };
    let end = span.end.saturating_sub(1);
    let gap: &[u8] = if items.is_empty() { b"" } else { b" " };
    Ok(splice(body, end, end, &[gap, value].concat()))
}

/// The dictionary at the deepest step of `path` that exists, and the steps left (at least one).
fn innermost<'o, 'p, 'k>(object: &'o Object, path: &'p [&'k [u8]]) -> Result<(&'o Dictionary, &'p [&'k [u8]]), Error> {
    let mut dictionary = object.as_dict().ok_or_else(|| wrong(&[], "dictionary", object))?;
    let mut rest = path;
    while let [key, _, ..] = rest {
        match dictionary.get(key) {
            Some(Object::Dictionary(inner)) => dictionary = inner,
            Some(other) => return Err(wrong(path, "dictionary", other)),
            None => break,
        }
        rest = &rest[1..];
    }
    Ok((dictionary, rest))
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
    fn nested_and_absent_steps() {
        assert_eq!(
            shown(push(b"<</AcroForm<</DA()>>>>", &[b"AcroForm", b"Fields"], b"4 0 R")),
            "<</AcroForm<</DA()/Fields[4 0 R]>>>>"
        );
        assert_eq!(shown(set(b"<<>>", &[b"Extensions", b"ESIC"], b"<</X 1>>")), "<</Extensions<</ESIC<</X 1>>>>>>");
        assert_eq!(shown(push(b"[]", &[], b"4 0 R")), "[4 0 R]");
        assert_eq!(set(b"<</A 3 0 R>>", &[b"A", b"B"], b"1").unwrap_err().code(), "PDF_WRONG_TYPE");
    }

    #[test]
    fn a_comment_at_the_end_does_not_swallow_the_new_pair() {
        let edited = set(b"<</A 1 %end\n>>", &[b"B"], b"2").unwrap();
        assert_eq!(parse(&edited).unwrap().value.as_dict().unwrap().get(b"B"), Some(&Object::Integer(2)));
    }
}
