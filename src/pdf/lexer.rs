//! Characters and tokens (ISO 32000-2 §7.2, §7.3.2–7.3.5), over borrowed bytes and without recursion.

use super::error::FindingKind;
use super::object::{Name, PdfString};

/// White space of Table 1: NUL, TAB, LF, FF, CR, SPACE.
pub(crate) fn is_space(byte: u8) -> bool {
    CLASSES[usize::from(byte)] == SPACE
}

/// Delimiters of Table 2.
pub(crate) fn is_delimiter(byte: u8) -> bool {
    CLASSES[usize::from(byte)] == DELIMITER
}

/// Neither white space nor delimiter.
pub(crate) fn is_regular(byte: u8) -> bool {
    CLASSES[usize::from(byte)] == REGULAR
}

const REGULAR: u8 = 0;
const SPACE: u8 = 1;
const DELIMITER: u8 = 2;

/// The class of every character: asked for each byte of every object.
static CLASSES: [u8; 256] = {
    let mut classes = [REGULAR; 256];
    let (spaces, delimiters) = (b"\0\t\n\x0C\r ", b"()<>[]{}/%");
    let mut at = 0;
    while at < spaces.len() {
        classes[spaces[at] as usize] = SPACE;
        at += 1;
    }
    at = 0;
    while at < delimiters.len() {
        classes[delimiters[at] as usize] = DELIMITER;
        at += 1;
    }
    classes
};

/// A position in bytes, with what was read past on the way.
#[derive(Debug)]
pub(crate) struct Lexer<'b> {
    pub(crate) data: &'b [u8],
    pub(crate) pos: usize,
    pub(crate) findings: Vec<(usize, FindingKind)>,
    /// Bytes searched for an end that was not where it should be.
    pub(crate) searched: usize,
}

impl<'b> Lexer<'b> {
    pub(crate) fn new(data: &'b [u8], pos: usize) -> Self {
        Self { data, pos, findings: Vec::new(), searched: 0 }
    }

    pub(crate) fn peek(&self) -> Option<u8> {
        self.data.get(self.pos).copied()
    }

    pub(crate) fn peek_at(&self, ahead: usize) -> Option<u8> {
        self.data.get(self.pos.checked_add(ahead)?).copied()
    }

    pub(crate) fn find(&mut self, kind: FindingKind) {
        self.find_at(self.pos, kind);
    }

    pub(crate) fn find_at(&mut self, at: usize, kind: FindingKind) {
        // One object with more oddities than this is garbage; the first ones say so, and what is ambiguous must.
        if self.findings.len() < 64 {
            self.findings.push((at, kind));
        } else if kind.is_ambiguous()
            && let Some(place) = self.findings.iter().position(|(_, old)| !old.is_ambiguous())
        {
            self.findings[place] = (at, kind);
        }
    }

    /// Skips white space and comments.
    pub(crate) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if is_space(byte) {
                self.pos += 1;
            } else if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.pos += 1;
                }
            } else {
                break;
            }
        }
    }

    /// Takes `word` if it stands here.
    pub(crate) fn take(&mut self, word: &[u8]) -> bool {
        let here = self.data.get(self.pos..).is_some_and(|rest| rest.starts_with(word));
        if here {
            self.pos += word.len();
        }
        here
    }

    /// Takes `word` if it stands here and ends here.
    pub(crate) fn take_keyword(&mut self, word: &[u8]) -> bool {
        let start = self.pos;
        if self.take(word) && self.peek().is_none_or(|byte| !is_regular(byte)) {
            return true;
        }
        self.pos = start;
        false
    }

    /// A run of regular characters, perhaps empty.
    pub(crate) fn regular(&mut self) -> &'b [u8] {
        let start = self.pos;
        while self.peek().is_some_and(is_regular) {
            self.pos += 1;
        }
        &self.data[start..self.pos]
    }

    /// An unsigned integer of digits alone, at most 20 of them.
    pub(crate) fn digits(&mut self) -> Option<u64> {
        let start = self.pos;
        let mut value: u64 = 0;
        while let Some(byte @ b'0'..=b'9') = self.peek() {
            value = value.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
            self.pos += 1;
        }
        (self.pos > start).then_some(value)
    }

    /// A name; the slash stands here.
    pub(crate) fn name(&mut self) -> Name {
        self.pos += 1;
        let raw = self.regular();
        if !raw.contains(&b'#') {
            return Name::new(raw);
        }
        let mut bytes = Vec::with_capacity(raw.len());
        let mut at = 0;
        while at < raw.len() {
            let pair = (raw.get(at + 1).copied().and_then(hex), raw.get(at + 2).copied().and_then(hex));
            if let (b'#', (Some(high), Some(low))) = (raw[at], pair) {
                bytes.push(high << 4 | low);
                at += 3;
            } else {
                bytes.push(raw[at]);
                at += 1;
            }
        }
        Name::new(&bytes)
    }

    /// A hexadecimal string; `<` stands here. `None` if it never ends.
    pub(crate) fn hex_string(&mut self) -> Option<PdfString> {
        self.pos += 1;
        let rest = self.data.get(self.pos..)?;
        let length = memchr::memchr(b'>', rest)?;
        if let Some(bytes) = hex_pairs(&rest[..length]) {
            self.pos += length + 1;
            return Some(PdfString { bytes, hex: true });
        }
        let mut bytes = Vec::with_capacity(length / 2 + 1);
        let mut high: Option<u8> = None;
        let mut clean = true;
        for &byte in &rest[..length] {
            match (hex(byte), high) {
                (Some(digit), None) => high = Some(digit),
                (Some(digit), Some(first)) => {
                    bytes.push(first << 4 | digit);
                    high = None;
                }
                (None, _) => clean &= is_space(byte),
            }
        }
        if let Some(first) = high {
            bytes.push(first << 4);
        }
        if !clean {
            self.find(FindingKind::BadHexString);
        }
        self.pos += length + 1;
        Some(PdfString { bytes, hex: true })
    }

    /// A literal string; `(` stands here. `None` if it never ends.
    pub(crate) fn literal_string(&mut self) -> Option<PdfString> {
        self.pos += 1;
        let mut bytes = Vec::new();
        let mut open = 1usize;
        loop {
            let byte = self.peek()?;
            self.pos += 1;
            match byte {
                b'(' => open += 1,
                b')' if open == 1 => return Some(PdfString { bytes, hex: false }),
                b')' => open -= 1,
                b'\\' => {
                    self.escape(&mut bytes)?;
                    continue;
                }
                b'\r' => {
                    // An end of line inside a literal is a single LF, however it is written (§7.3.4.2).
                    self.take(b"\n");
                    bytes.push(b'\n');
                    continue;
                }
                _ => {}
            }
            bytes.push(byte);
        }
    }

    fn escape(&mut self, bytes: &mut Vec<u8>) -> Option<()> {
        let byte = self.peek()?;
        self.pos += 1;
        match byte {
            b'n' => bytes.push(b'\n'),
            b'r' => bytes.push(b'\r'),
            b't' => bytes.push(b'\t'),
            b'b' => bytes.push(8),
            b'f' => bytes.push(12),
            b'\n' => {}
            b'\r' => {
                self.take(b"\n");
            }
            b'0'..=b'7' => {
                let mut value = u32::from(byte - b'0');
                for _ in 0..2 {
                    let Some(digit @ b'0'..=b'7') = self.peek() else { break };
                    value = value * 8 + u32::from(digit - b'0');
                    self.pos += 1;
                }
                bytes.push((value & 0xFF) as u8);
            }
            other => bytes.push(other),
        }
        Some(())
    }
}

/// The value of a hexadecimal digit.
pub(crate) fn hex(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// What an even number of hexadecimal digits and nothing else spells, as /Contents is written: tens of thousands of them.
fn hex_pairs(digits: &[u8]) -> Option<Vec<u8>> {
    // Four bits, and nine more for a letter, of both digits at once, and of many pairs: no branch, no table.
    let value = |pair: &[u8; 2]| {
        let pair = u16::from_be_bytes(*pair);
        let values = (pair & 0x0F0F) + 9 * (pair >> 6 & 0x0101);
        (values >> 4 | values & 0xF) as u8
    };
    match digits.as_chunks() {
        (pairs, []) if all_hex(digits) => Some(pairs.iter().map(value).collect()),
        _ => None,
    }
}

/// Are they all hexadecimal digits? Each is looked at, whatever was found before: many at a time.
pub(crate) fn all_hex(digits: &[u8]) -> bool {
    digits.iter().fold(true, |all, digit| all & digit.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_decode_as_the_standard_says() {
        for (raw, bytes) in [
            (&b"(a(b)c)"[..], &b"a(b)c"[..]),
            (b"(\\053\\53\\0053)", b"++\x053"),
            (b"(a\\\r\nb\r\nc)", b"ab\nc"),
            (b"(\\(\\)\\\\\\q)", b"()\\q"),
        ] {
            assert_eq!(Lexer::new(raw, 0).literal_string().unwrap().bytes, bytes);
        }
        for (raw, bytes) in
            [(&b"<4 1 4>"[..], &b"A@"[..]), (b"<414>", b"A@"), (b"<4f4A>", b"OJ"), (b"<>", b""), (b"<4x14g1>", b"AA")]
        {
            let mut lexer = Lexer::new(raw, 0);
            assert_eq!(lexer.hex_string().unwrap().bytes, bytes);
            assert_eq!((lexer.pos, lexer.findings.is_empty()), (raw.len(), !raw.contains(&b'x')));
        }
        assert!(Lexer::new(b"(never", 0).literal_string().is_none());
    }

    #[test]
    fn every_pair_of_digits_is_its_number() {
        for byte in 0..=u8::MAX {
            for digits in [format!("{byte:02x}"), format!("{byte:02X}")] {
                assert_eq!(hex_pairs(digits.as_bytes()), Some(vec![byte]), "{digits}");
            }
            assert_eq!(all_hex(&[byte]), hex(byte).is_some());
        }
    }

    #[test]
    fn names_undo_their_escapes() {
        for (raw, name) in [(&b"/A#20B "[..], &b"A B"[..]), (b"/A#2", b"A#2"), (b"/", b""), (b"/#41#zz]", b"A#zz")] {
            assert_eq!(Lexer::new(raw, 0).name().as_bytes(), name);
        }
    }
}
