//! Objects from bytes (ISO 32000-2 §7.3): tolerant where only one reading is possible, honest about it.

use super::error::{Error, FindingKind};
use super::lexer::{Lexer, is_regular};
use super::limits::Limits;
use super::object::{Dictionary, Entry, Item, Name, Object, ObjectId, Span};

/// Where `n g obj` has to end, counted from its first byte: comments may stand in it, books may not.
const HEADER: usize = 256;
/// Keys that occur twice and are named, of one dictionary; and how much of each: ISO 32000-1 Annex C ends names at 127 bytes.
const DUPLICATES: usize = 16;
const SHOWN: usize = 127;
/// Memory of a value in an array; a pair of a dictionary takes twice that.
const VALUE: usize = 64;

/// Reads objects from `data`, nested at most `depth` deep and of bounded size.
pub(crate) struct Parser<'b> {
    pub(crate) lexer: Lexer<'b>,
    depth: usize,
    memory: usize,
    memory_limit: usize,
    /// Values of the arrays, and pairs of the dictionaries, that are not complete yet, the innermost last: each becomes one
    /// piece of memory of just its size.
    items: Vec<Item>,
    entries: Vec<Entry>,
}

impl<'b> Parser<'b> {
    pub(crate) fn new(data: &'b [u8], pos: usize, depth: usize) -> Self {
        Self::within(data, pos, &Limits { depth, ..Limits::default() })
    }

    pub(crate) fn within(data: &'b [u8], pos: usize, limits: &Limits) -> Self {
        Self {
            lexer: Lexer::new(data, pos),
            depth: limits.depth,
            memory: 0,
            memory_limit: limits.object_bytes,
            items: Vec::new(),
            entries: Vec::new(),
        }
    }

    pub(crate) fn pos(&self) -> usize {
        self.lexer.pos
    }

    /// Memory that the values read so far take.
    pub(crate) fn memory(&self) -> usize {
        self.memory
    }

    fn take_memory(&mut self, bytes: usize) -> Result<(), Error> {
        self.memory = self.memory.saturating_add(bytes);
        if self.memory > self.memory_limit {
            return Err(Error::Limit { what: "memory of one object", limit: self.memory_limit as u64 });
        }
        Ok(())
    }

    pub(crate) fn syntax(&self, what: &'static str) -> Error {
        Error::Syntax { offset: self.lexer.pos as u64, what }
    }

    /// `n g obj`, the head of an indirect object (§7.3.10).
    pub(crate) fn header(&mut self) -> Option<ObjectId> {
        let data = self.lexer.data;
        self.lexer.data = &data[..data.len().min(self.lexer.pos.saturating_add(HEADER))];
        let header = self.short_header();
        self.lexer.data = data;
        header
    }

    fn short_header(&mut self) -> Option<ObjectId> {
        self.lexer.skip_space();
        let number = u32::try_from(self.lexer.digits()?).ok()?;
        self.lexer.skip_space();
        let generation = u16::try_from(self.lexer.digits()?).ok()?;
        self.lexer.skip_space();
        // `1 0 obj<<` and even `1 0 obj5` occur; the keyword alone decides.
        self.lexer.take(b"obj").then_some(ObjectId { number, generation })
    }

    /// Whether no object stands here: `n g obj endobj`, which reads as null.
    pub(crate) fn at_endobj(&mut self) -> bool {
        self.lexer.skip_space();
        self.lexer.data.get(self.lexer.pos..).is_some_and(|rest| rest.starts_with(b"endobj"))
    }

    /// Whether an object can only have ended here: another one, a section or nothing follows.
    pub(crate) fn at_next_object(&mut self) -> bool {
        let at = self.lexer.pos;
        let words = [&b"xref"[..], b"trailer", b"startxref", b"%%EOF", b"endstream"];
        let rest = self.lexer.data.get(at..).unwrap_or_default();
        let ended = rest.is_empty() || words.iter().any(|word| rest.starts_with(word)) || self.header().is_some();
        self.lexer.pos = at;
        ended
    }

    /// The next object, white space before it skipped.
    pub(crate) fn object(&mut self) -> Result<Item, Error> {
        self.nested(self.depth)
    }

    fn nested(&mut self, depth: usize) -> Result<Item, Error> {
        if depth == 0 {
            return Err(Error::Limit { what: "nesting of objects", limit: self.depth as u64 });
        }
        self.lexer.skip_space();
        let start = self.lexer.pos;
        let value = match self.lexer.peek().ok_or_else(|| self.syntax("unexpected end"))? {
            b'/' => Object::Name(self.lexer.name()),
            b'(' => Object::String(self.lexer.literal_string().ok_or_else(|| self.syntax("string never ends"))?),
            b'<' if self.lexer.peek_at(1) == Some(b'<') => Object::Dictionary(self.dictionary(depth)?),
            b'<' => Object::String(self.lexer.hex_string().ok_or_else(|| self.syntax("string never ends"))?),
            b'[' => Object::Array(self.array(depth)?),
            byte if is_regular(byte) => self.word()?,
            _ => return Err(self.syntax("no object starts like this")),
        };
        // As written, not as kept: what is edited later is edited as text.
        let own = match &value {
            Object::String(_) | Object::Name(_) | Object::Real(_) => self.lexer.pos - start,
            _ => 0,
        };
        self.take_memory(VALUE + own)?;
        Ok(Item { value, span: Span { start, end: self.lexer.pos } })
    }

    fn array(&mut self, depth: usize) -> Result<Vec<Item>, Error> {
        self.lexer.pos += 1;
        let first = self.items.len();
        loop {
            self.lexer.skip_space();
            if self.lexer.take(b"]") {
                return Ok(self.items.drain(first..).collect());
            }
            if matches!(self.lexer.peek(), Some(b')' | b'>' | b'{' | b'}')) {
                self.lexer.find(FindingKind::UnknownToken);
                self.lexer.pos += 1;
                continue;
            }
            let item = self.nested(depth - 1)?;
            self.items.push(item);
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Dictionary, Error> {
        let start = self.lexer.pos;
        self.lexer.pos += 2;
        let first = self.entries.len();
        loop {
            self.lexer.skip_space();
            if self.lexer.take(b">>") {
                break;
            }
            let key_start = self.lexer.pos;
            match self.lexer.peek() {
                Some(b'/') => {}
                Some(byte) => {
                    self.lexer.find(FindingKind::BadDictionary);
                    self.skip_stray(byte, depth)?;
                    continue;
                }
                None => return Err(self.syntax("dictionary never ends")),
            }
            let key = self.lexer.name();
            let key_span = Span { start: key_start, end: self.lexer.pos };
            self.take_memory(VALUE + key_span.len())?;
            let pair = self.pair(key, key_span, depth)?;
            self.entries.push(pair);
        }
        let entries = self.entries.drain(first..).collect();
        let dictionary = Dictionary { entries, span: Span { start, end: self.lexer.pos } };
        for key in dictionary.duplicates().iter().take(DUPLICATES) {
            let values = dictionary.entries.iter().filter(|entry| entry.key == *key);
            let mut texts = values.map(|entry| entry.span.of(self.lexer.data));
            let first = texts.next();
            let same = texts.all(|text| Some(text) == first);
            let shown = Name::new(&key.as_bytes()[..key.as_bytes().len().min(SHOWN)]);
            self.lexer.find_at(start, FindingKind::DuplicateKey { key: shown.to_text(), same });
        }
        Ok(dictionary)
    }

    fn pair(&mut self, key: Name, key_span: Span, depth: usize) -> Result<Entry, Error> {
        self.lexer.skip_space();
        if self.lexer.peek() == Some(b'>') && self.lexer.peek_at(1) == Some(b'>') {
            self.lexer.find(FindingKind::BadDictionary);
            let span = Span { start: self.lexer.pos, end: self.lexer.pos };
            return Ok(Entry { key, key_span, value: Object::Null, span });
        }
        let Item { value, span } = self.nested(depth - 1)?;
        Ok(Entry { key, key_span, value, span })
    }

    /// Passes over what is no key; a keyword that ends objects means that the dictionary was never closed.
    fn skip_stray(&mut self, byte: u8, depth: usize) -> Result<(), Error> {
        if is_regular(byte) || matches!(byte, b'(' | b'<' | b'[') {
            self.nested(depth - 1)?;
        } else {
            self.lexer.pos += 1;
        }
        Ok(())
    }

    /// A number, a reference, `true`, `false`, `null`.
    fn word(&mut self) -> Result<Object, Error> {
        let start = self.lexer.pos;
        let word = self.lexer.regular();
        if let Some(value) = integer(word) {
            return Ok(self.reference(value).unwrap_or(Object::Integer(value)));
        }
        match word {
            b"true" => Ok(Object::Boolean(true)),
            b"false" => Ok(Object::Boolean(false)),
            b"null" => Ok(Object::Null),
            b"obj" | b"endobj" | b"stream" | b"endstream" | b"xref" | b"trailer" | b"startxref" => {
                self.lexer.pos = start;
                Err(self.syntax("object ends before it is complete"))
            }
            _ if is_real(word) => Ok(Object::Real(word.into())),
            _ => {
                self.lexer.find(FindingKind::UnknownToken);
                Ok(Object::Null)
            }
        }
    }

    /// After an integer: `g R`?
    fn reference(&mut self, number: i64) -> Option<Object> {
        let number = u32::try_from(number).ok()?;
        let back = self.lexer.pos;
        let id = (|| {
            self.lexer.skip_space();
            self.lexer.peek().filter(u8::is_ascii_digit)?;
            let generation = u16::try_from(self.lexer.digits()?).ok()?;
            self.lexer.skip_space();
            self.lexer.take_keyword(b"R").then_some(ObjectId { number, generation })
        })();
        if id.is_none() {
            self.lexer.pos = back;
        }
        id.map(Object::Reference)
    }
}

/// `[+-]?[0-9]+` within 64 bits.
fn integer(word: &[u8]) -> Option<i64> {
    let (digits, sign) = match word {
        [b'-', digits @ ..] => (digits, -1),
        [b'+', digits @ ..] | digits => (digits, 1),
    };
    // The sign goes with each digit: the lowest number has no positive twin.
    let next = |value: i64, digit: &u8| {
        let digit = digit.is_ascii_digit().then(|| sign * i64::from(digit - b'0'))?;
        value.checked_mul(10)?.checked_add(digit)
    };
    if digits.is_empty() { None } else { digits.iter().try_fold(0, next) }
}

/// Anything made of digits, signs and points: `--5`, `1.2.3` and `12-3` occur, their text is kept.
fn is_real(word: &[u8]) -> bool {
    word.iter().any(u8::is_ascii_digit) && word.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.'))
        || matches!(word, b"." | b"-" | b"-.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(raw: &[u8]) -> Object {
        Parser::new(raw, 0, 16).object().unwrap().value
    }

    #[test]
    fn numbers_and_references_are_told_apart() {
        assert_eq!(parse(b"12 0 R"), Object::Reference(ObjectId::new(12, 0)));
        assert_eq!(parse(b"12 0 Rx"), Object::Integer(12));
        assert_eq!(parse(b"595.2755905512"), Object::Real(b"595.2755905512"[..].into()));
        assert_eq!(parse(b"-9223372036854775808"), Object::Integer(i64::MIN));
        assert_eq!(parse(b"+9223372036854775807"), Object::Integer(i64::MAX));
        for text in [&b"9223372036854775808"[..], b"-9223372036854775809"] {
            assert_eq!(parse(text), Object::Real(text.into()));
        }
        assert_eq!(parse(b"99999999999999999999"), Object::Real(b"99999999999999999999"[..].into()));
        assert_eq!(parse(b"[1 0 R 2 0 3 0 R]").as_array().unwrap().len(), 4);
    }

    #[test]
    fn a_dictionary_keeps_duplicates_in_order_with_their_spans() {
        let raw = b"<</A 1/B(x)/A [2 3]/C>>";
        let mut parser = Parser::new(raw, 0, 16);
        let Object::Dictionary(dictionary) = parser.object().unwrap().value else { panic!("a dictionary") };
        assert_eq!(dictionary.count(b"A"), 2);
        assert_eq!(dictionary.entry(b"A").unwrap().span.of(raw), b"[2 3]");
        assert_eq!(dictionary.entries[0].key_span.of(raw), b"/A");
        let kinds: Vec<_> = parser.lexer.findings.iter().map(|(_, kind)| kind.code()).collect();
        assert_eq!(kinds, ["BAD_DICTIONARY", "DUPLICATE_KEY"]);
    }

    #[test]
    fn nesting_ends_at_the_limit() {
        let deep = vec![b'['; 100_000];
        assert_eq!(
            Parser::new(&deep, 0, 64).object().unwrap_err(),
            Error::Limit { what: "nesting of objects", limit: 64 }
        );
    }
}
