//! A flat reader of DER elements: tag, length, content, by slices of the input.
//!
//! Used where a certificate's bytes are needed as they stand (names, extension values, CRL entries) and where an
//! owned tree would cost too much. It never recurses. Definite lengths only; tags above 30 do not occur in X.509.

/// One element: its identifier octet, its content and its whole encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tlv<'a> {
    pub(super) tag: u8,
    pub(super) content: &'a [u8],
    pub(super) raw: &'a [u8],
}

impl<'a> Tlv<'a> {
    /// A reader of what is inside.
    pub(super) fn inside(self) -> Reader<'a> {
        Reader(self.content)
    }

    /// This element, if it carries `tag`.
    pub(super) fn expect(self, tag: u8) -> Option<Self> {
        (self.tag == tag).then_some(self)
    }
}

/// Elements one after another.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    /// The next element; nothing at the end or where the bytes are not DER.
    pub(super) fn read(&mut self) -> Option<Tlv<'a>> {
        let (&tag, rest) = self.0.split_first()?;
        if tag & 0x1f == 0x1f {
            return None;
        }
        let (len, rest) = length(rest)?;
        if len > rest.len() {
            return None;
        }
        let (content, rest) = rest.split_at(len);
        let raw = &self.0[..self.0.len() - rest.len()];
        self.0 = rest;
        Some(Tlv { tag, content, raw })
    }

    /// The next element if it carries `tag`, else nothing is consumed.
    pub(super) fn read_if(&mut self, tag: u8) -> Option<Tlv<'a>> {
        if self.0.first() == Some(&tag) { self.read() } else { None }
    }

    /// Is everything read?
    pub(super) fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// All elements, or nothing if some bytes are not an element.
    pub(super) fn all(mut self) -> Option<Vec<Tlv<'a>>> {
        let mut elements = Vec::new();
        while !self.is_empty() {
            elements.push(self.read()?);
        }
        Some(elements)
    }
}

/// The one element that `bytes` are, with nothing after it.
pub(super) fn single(bytes: &[u8]) -> Option<Tlv<'_>> {
    let mut reader = Reader(bytes);
    reader.read().filter(|_| reader.is_empty())
}

/// One element out of the parts of its content, its length in the shortest form.
pub(super) fn wrap(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let len: usize = parts.iter().map(|part| part.len()).sum();
    let mut element = vec![tag];
    if let Ok(short @ 0..0x80) = u8::try_from(len) {
        element.push(short);
    } else {
        let digits = len.to_be_bytes();
        let digits = &digits[len.leading_zeros() as usize / 8..];
        element.push(0x80 | digits.len() as u8);
        element.extend(digits);
    }
    for part in parts {
        element.extend(*part);
    }
    element
}

fn length(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let (&first, rest) = bytes.split_first()?;
    if first < 0x80 {
        return Some((usize::from(first), rest));
    }
    let count = usize::from(first & 0x7f);
    if count == 0 || count > 4 || count > rest.len() {
        return None;
    }
    let (digits, rest) = rest.split_at(count);
    Some((digits.iter().fold(0, |len, &b| len << 8 | usize::from(b)), rest))
}

/// An OBJECT IDENTIFIER's content in dotted decimal; arcs too long for 128 bits as hexadecimal.
pub fn oid_text(content: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(content.len() * 3);
    let mut arc: u128 = 0;
    for (at, &byte) in content.iter().enumerate() {
        if arc >> 121 != 0 || (byte & 0x80 != 0 && at + 1 == content.len()) {
            return format!("0x{}", crate::text::hex(content));
        }
        arc = arc << 7 | u128::from(byte & 0x7f);
        if byte & 0x80 != 0 {
            continue;
        }
        if text.is_empty() {
            let first = (arc / 40).min(2);
            let _ = write!(text, "{first}.{}", arc - first * 40);
        } else {
            let _ = write!(text, ".{arc}");
        }
        arc = 0;
    }
    text
}

/// An INTEGER's content without the sign octets that say nothing: two encodings of one number become equal.
pub(super) fn shortest(mut integer: &[u8]) -> &[u8] {
    while let [first @ (0 | 0xff), second, ..] = integer {
        if (*first == 0) != (second & 0x80 == 0) {
            break;
        }
        integer = &integer[1..];
    }
    integer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn object_identifiers_in_dotted_decimal() {
        assert_eq!(oid_text(&[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b]), "1.2.840.113549.1.1.11");
        assert_eq!(oid_text(&[0x55, 0x04, 0x03]), "2.5.4.3");
        assert_eq!(oid_text(&[0x88, 0x37, 0x03]), "2.999.3");
        assert_eq!(oid_text(&[0x55, 0x84]), "0x5584", "an arc that does not end");
        assert_eq!(oid_text(&[0xff; 30]), format!("0x{}", "ff".repeat(30)), "an arc beyond measure");
    }

    #[test]
    fn lengths_beyond_the_input_are_refused() {
        assert_eq!(single(&[0x30, 0x84, 0xff, 0xff, 0xff, 0xff, 0x00]), None);
        assert_eq!(single(&[0x30, 0x80, 0x00, 0x00]), None, "indefinite");
        assert_eq!(single(&[0x05, 0x00, 0x00]), None, "something after it");
        assert_eq!(single(&[0x30, 0x81, 0x01, 0x07]).unwrap().content, [7]);
    }

    #[test]
    fn one_number_has_one_shortest_form() {
        assert_eq!(shortest(&[0, 0, 0x80]), [0, 0x80]);
        assert_eq!(shortest(&[0, 0x7f]), [0x7f]);
        assert_eq!(shortest(&[0xff, 0xff, 0x80]), [0x80]);
        assert_eq!(shortest(&[0xff, 0x7f]), [0xff, 0x7f]);
        assert_eq!(shortest(&[0]), [0]);
    }
}
