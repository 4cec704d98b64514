//! A reader of BER elements and a writer of DER ones (X.690).
//!
//! One in ten real signatures is BER: indefinite lengths, octet strings in pieces. Elements are slices of the input, so
//! that what was signed can be hashed as it was received; [`to_der`] re-encodes where the standard asks for DER. Depth and
//! size are bounded by [`MAX_DEPTH`] and the input itself.

use std::borrow::Cow;

/// How deep elements may nest. A time-stamp token inside a signature with a certificate inside is about 20 deep.
pub const MAX_DEPTH: usize = 64;

/// INTEGER.
pub const INTEGER: u8 = 0x02;
/// OCTET STRING, primitive.
pub const OCTET_STRING: u8 = 0x04;
/// NULL.
pub const NULL: u8 = 0x05;
/// OBJECT IDENTIFIER.
pub const OID: u8 = 0x06;
/// SEQUENCE.
pub const SEQUENCE: u8 = 0x30;
/// SET.
pub const SET: u8 = 0x31;
/// The bit that tells a constructed element.
pub const CONSTRUCTED: u8 = 0x20;
/// BIT STRING in pieces.
const CONSTRUCTED_BIT_STRING: u8 = 0x23;

/// A context-specific, constructed tag: `[n]`.
pub const fn context(n: u8) -> u8 {
    0xa0 | n
}

/// One element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Element<'a> {
    /// The identifier octet; tags above 30 keep its low bits set.
    pub tag: u8,
    /// The content octets, without the end-of-contents octets of an indefinite length.
    pub content: &'a [u8],
    /// The whole encoding.
    pub raw: &'a [u8],
    /// Was the length definite and as short as can be?
    pub der_length: bool,
}

impl<'a> Element<'a> {
    /// The elements inside.
    pub fn inside(self) -> Reader<'a> {
        Reader(self.content)
    }

    /// Is it made of elements?
    pub fn is_constructed(self) -> bool {
        self.tag & CONSTRUCTED != 0
    }

    /// The octets of a string, its pieces joined; nothing if a piece cannot be read.
    pub fn octets(self) -> Option<Cow<'a, [u8]>> {
        if !self.is_constructed() {
            return Some(Cow::Borrowed(self.content));
        }
        let mut joined = Vec::with_capacity(self.content.len());
        let mut open = vec![self.inside()];
        while let Some(pieces) = open.last_mut() {
            if pieces.is_empty() {
                open.pop();
                continue;
            }
            let piece = pieces.read()?;
            if piece.is_constructed() {
                (open.len() < MAX_DEPTH).then_some(())?;
                open.push(piece.inside());
            } else {
                joined.extend_from_slice(piece.content);
            }
        }
        Some(Cow::Owned(joined))
    }

    /// An OBJECT IDENTIFIER in dotted decimal.
    pub fn oid(self) -> Option<String> {
        (self.tag == OID).then(|| crate::x509::oid_text(self.content))
    }

    /// The identifier octets: more than one for tags above 30.
    fn identifier(self) -> &'a [u8] {
        header_tag(self.raw).map_or(&[], |(_, rest)| &self.raw[..self.raw.len() - rest.len()])
    }

    /// A small INTEGER; nothing if it is negative or above 2⁶³.
    pub fn small_integer(self) -> Option<u64> {
        let digits = self.content;
        let fits = self.tag == INTEGER && !digits.is_empty() && digits.len() <= 8 && digits[0] < 0x80;
        fits.then(|| digits.iter().fold(0, |value, &digit| value << 8 | u64::from(digit)))
    }
}

/// Elements one after another.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a>(pub &'a [u8]);

impl<'a> Reader<'a> {
    /// The next element; nothing at the end or where the bytes are no element.
    pub fn read(&mut self) -> Option<Element<'a>> {
        let (element, rest) = read(self.0)?;
        self.0 = rest;
        Some(element)
    }

    /// The next element, which must carry `tag`.
    pub fn expect(&mut self, tag: u8) -> Option<Element<'a>> {
        let element = self.read()?;
        (element.tag == tag).then_some(element)
    }

    /// The next element if it carries `tag`; else nothing is consumed.
    pub fn take(&mut self, tag: u8) -> Option<Element<'a>> {
        if self.0.first() == Some(&tag) { self.read() } else { None }
    }

    /// Is everything read?
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// All elements; nothing if some bytes are none.
    pub fn all(mut self) -> Option<Vec<Element<'a>>> {
        let mut elements = Vec::new();
        while !self.is_empty() {
            elements.push(self.read()?);
        }
        Some(elements)
    }
}

/// The first element of `bytes` and what follows it.
fn read(bytes: &[u8]) -> Option<(Element<'_>, &[u8])> {
    let (tag, after_tag) = header_tag(bytes)?;
    let (length, after_length, minimal) = header_length(after_tag)?;
    let (content, rest) = match length {
        Some(length) => (length <= after_length.len()).then(|| after_length.split_at(length))?,
        None if tag & CONSTRUCTED == 0 => return None,
        None => {
            let length = indefinite_length(after_length)?;
            (&after_length[..length], &after_length[length + 2..])
        }
    };
    let raw = &bytes[..bytes.len() - rest.len()];
    Some((Element { tag, content, raw, der_length: length.is_some() && minimal }, rest))
}

/// The identifier octet; of a tag above 30 the further octets are passed over (at most four, X.690 §8.1.2.4).
fn header_tag(bytes: &[u8]) -> Option<(u8, &[u8])> {
    let (&tag, mut rest) = bytes.split_first()?;
    if tag & 0x1f == 0x1f {
        let more = rest.iter().take(4).position(|octet| octet & 0x80 == 0)?;
        rest = &rest[more + 1..];
    }
    Some((tag, rest))
}

/// The length (nothing: indefinite), what follows, and whether it was as short as can be.
fn header_length(bytes: &[u8]) -> Option<(Option<usize>, &[u8], bool)> {
    let (&first, rest) = bytes.split_first()?;
    match first {
        0x80 => Some((None, rest, false)),
        0..0x80 => Some((Some(usize::from(first)), rest, true)),
        _ => {
            let count = usize::from(first & 0x7f);
            let digits = rest.get(..count)?;
            let significant = digits.iter().position(|&digit| digit != 0).map_or(&digits[..0], |at| &digits[at..]);
            (significant.len() <= 4).then_some(())?;
            let length = significant.iter().fold(0_usize, |length, &digit| length << 8 | usize::from(digit));
            Some((Some(length), &rest[count..], length >= 0x80 && significant.len() == count))
        }
    }
}

/// The content length of an indefinite element whose content begins `bytes`, its end-of-contents left out.
fn indefinite_length(bytes: &[u8]) -> Option<usize> {
    let (mut rest, mut open) = (bytes, 1_usize);
    loop {
        if let [0, 0, after @ ..] = rest {
            open -= 1;
            if open == 0 {
                return Some(bytes.len() - rest.len());
            }
            rest = after;
            continue;
        }
        let (tag, after_tag) = header_tag(rest)?;
        match header_length(after_tag)? {
            (Some(length), after, _) => rest = after.get(length..)?,
            (None, after, _) if tag & CONSTRUCTED != 0 && open < MAX_DEPTH => (rest, open) = (after, open + 1),
            _ => return None,
        }
    }
}

/// Is the whole element DER, but for the order of SET OFs? Lengths shortest, strings in one piece.
pub fn is_der(element: Element<'_>) -> bool {
    let mut open = vec![element];
    while let Some(element) = open.pop() {
        // EXTERNAL, EMBEDDED PDV and tags above 30 are constructed by nature.
        let string_in_pieces =
            element.tag & 0xe0 == CONSTRUCTED && !matches!(element.tag, SEQUENCE | SET | 0x28 | 0x2b | 0x3f);
        if !element.der_length || string_in_pieces {
            return false;
        }
        if element.is_constructed() {
            match element.inside().all() {
                Some(inside) if open.len() + inside.len() <= 1 << 20 => open.extend(inside),
                _ => return false,
            }
        }
    }
    true
}

/// The element in definite, shortest lengths, strings in one piece; the order of SET OFs is kept. Nothing beyond [`MAX_DEPTH`].
pub fn to_der(element: Element<'_>) -> Option<Vec<u8>> {
    fn encode(element: Element<'_>, depth: usize) -> Option<Vec<u8>> {
        match element.tag {
            tag if !element.is_constructed() => Some(tagged(element.identifier(), tag, &[element.content])),
            CONSTRUCTED_BIT_STRING => Some(tlv(element.tag & !CONSTRUCTED, &[&bits(element)?])),
            0x24 | 0x2c..=0x2e | 0x32..=0x3e => Some(tlv(element.tag & !CONSTRUCTED, &[&element.octets()?])),
            tag => {
                (depth < MAX_DEPTH).then_some(())?;
                let parts = element.inside().all()?.into_iter().map(|part| encode(part, depth + 1));
                Some(tagged(element.identifier(), tag, &[&parts.collect::<Option<Vec<_>>>()?.concat()]))
            }
        }
    }
    encode(element, 0)
}

/// A BIT STRING in pieces as one: every piece counts its unused bits, and only the last may have some (X.690 §8.6.4).
fn bits(string: Element<'_>) -> Option<Vec<u8>> {
    let mut joined = vec![0];
    for piece in string.inside().all()? {
        let (&unused, octets) = piece.content.split_first().filter(|_| piece.tag == 0x03 && joined[0] == 0)?;
        joined[0] = unused;
        joined.extend_from_slice(octets);
    }
    Some(joined)
}

/// [`tlv`] under the identifier octets of another element, which may be several.
fn tagged(identifier: &[u8], tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut encoded = tlv(tag, parts);
    encoded.splice(..1, identifier.iter().copied());
    encoded
}

/// A DER element: `tag`, the length of all `parts`, the parts.
pub fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut out = Vec::with_capacity(length + 6);
    out.push(tag);
    if length < 0x80 {
        out.push(length as u8);
    } else {
        let digits = length.to_be_bytes();
        let significant = &digits[digits.iter().position(|&digit| digit != 0).unwrap_or(0)..];
        out.push(0x80 | significant.len() as u8);
        out.extend_from_slice(significant);
    }
    parts.iter().for_each(|part| out.extend_from_slice(part));
    out
}

/// A SET OF in DER: its elements in ascending order of their encodings (X.690 §11.6).
pub fn set_of(tag: u8, mut elements: Vec<Vec<u8>>) -> Vec<u8> {
    elements.sort();
    tlv(tag, &[&elements.concat()])
}

/// An OBJECT IDENTIFIER from dotted decimal.
///
/// # Panics
/// If `dotted` is none: it is written in this program.
pub fn oid(dotted: &str) -> Vec<u8> {
    let parsed = const_oid::ObjectIdentifier::new(dotted);
    #[allow(clippy::expect_used)]
    tlv(OID, &[parsed.expect("an identifier that is written in this program").as_bytes()])
}

#[cfg(test)]
mod tests {
    use super::*;

    const PIECES: [u8; 13] = [0x24, 0x80, 0x04, 0x02, 1, 2, 0x04, 0x03, 3, 4, 5, 0, 0];

    #[test]
    fn a_string_in_pieces_is_one_string() {
        let element = Reader(&PIECES).read().unwrap();
        assert_eq!(element.octets().unwrap().as_ref(), [1, 2, 3, 4, 5]);
        assert_eq!(to_der(element).unwrap(), [4, 5, 1, 2, 3, 4, 5]);
        assert!(!is_der(element));
    }

    #[test]
    fn every_cut_of_an_indefinite_element_is_refused() {
        for length in 0..PIECES.len() {
            assert_eq!(Reader(&PIECES[..length]).read(), None, "{length}");
        }
    }

    #[test]
    fn indefinite_elements_nest_only_so_deep() {
        let deep = [0x30, 0x80].repeat(1_000_000);
        assert_eq!(Reader(&deep).read(), None);
    }

    #[test]
    fn bit_strings_in_pieces_and_high_tags_survive_re_encoding() {
        let bits = [0x23, 0x80, 0x03, 2, 0, 0xaa, 0x03, 2, 4, 0xf0, 0, 0];
        assert_eq!(to_der(Reader(&bits).read().unwrap()).unwrap(), [0x03, 3, 4, 0xaa, 0xf0]);
        let unused_in_the_middle = [0x23, 8, 0x03, 2, 4, 0xa0, 0x03, 2, 0, 0xf0];
        assert_eq!(to_der(Reader(&unused_in_the_middle).read().unwrap()), None);
        let high = [0xbf, 0x81, 0x01, 0x80, 0x9f, 0x1f, 1, 7, 0, 0];
        assert_eq!(to_der(Reader(&high).read().unwrap()).unwrap(), [0xbf, 0x81, 0x01, 4, 0x9f, 0x1f, 1, 7]);
        assert_eq!(Reader(&[0x1f, 0x80, 0x80, 0x80, 0x80, 0x80, 1, 0]).read(), None, "a tag without end");
    }

    #[test]
    fn long_lengths_there_and_back() {
        for length in [0, 0x7f, 0x80, 0xff, 0x100, 0x1_0000] {
            let encoded = tlv(OCTET_STRING, &[&vec![7; length]]);
            let element = Reader(&encoded).read().unwrap();
            assert!(element.der_length && element.content.len() == length);
        }
        assert_eq!(Reader(&[0x04, 0x81, 0x01, 7]).read().map(|element| element.der_length), Some(false));
    }
}
