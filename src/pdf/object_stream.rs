//! Stream data and object streams (ISO 32000-2 §7.3.8, §7.5.7).

use super::error::{Error, FindingKind};
use super::lexer::{Lexer, is_space};
use super::object::Span;
use super::parser::Parser;
use super::scan;
use std::collections::HashMap;

/// The raw data of the stream whose dictionary ends where `parser` stands; `None` if no stream follows.
///
/// `said` is the resolved /Length. Where `endstream` does not follow it, the next `endstream` decides.
pub(crate) fn stream_data(parser: &mut Parser<'_>, said: Option<i64>) -> Option<Span> {
    let lexer = &mut parser.lexer;
    let back = lexer.pos;
    lexer.skip_space();
    if !lexer.take(b"stream") {
        lexer.pos = back;
        return None;
    }
    // CRLF or LF (§7.3.8.1); a lone CR and spaces before the end of line occur.
    if !lexer.take(b"\r\n") && !lexer.take(b"\n") {
        lexer.find(FindingKind::StreamEol);
        while lexer.peek() == Some(b' ') {
            lexer.pos += 1;
        }
        let _ = lexer.take(b"\r\n") || lexer.take(b"\n") || lexer.take(b"\r");
    }
    let start = lexer.pos;
    if let Some(end) = said.and_then(|said| usize::try_from(said).ok()).and_then(|said| start.checked_add(said)) {
        let mut after = Lexer::new(lexer.data, end);
        while after.peek().is_some_and(is_space) {
            after.pos += 1;
        }
        if end <= lexer.data.len() && (after.take(b"endstream") || after.take(b"endobj")) {
            if lexer.data[..after.pos].ends_with(b"endobj") {
                after.pos -= 6;
                lexer.find(FindingKind::WrongLength { said, same: true });
            }
            lexer.pos = after.pos;
            return Some(Span { start, end });
        }
    }
    lexer.find(FindingKind::WrongLength { said, same: said.is_none() });
    let found = scan::find(lexer.data, b"endstream", start, lexer.data.len());
    let stop = found.or_else(|| scan::find(lexer.data, b"endobj", start, lexer.data.len()));
    lexer.searched += found.unwrap_or(lexer.data.len()).saturating_sub(start);
    let stop = stop?;
    lexer.pos = if found.is_some() { stop + 9 } else { stop };
    let data = &lexer.data[start..stop];
    let trimmed = data.strip_suffix(b"\r\n").or(data.strip_suffix(b"\n")).or(data.strip_suffix(b"\r")).unwrap_or(data);
    Some(Span { start, end: start + trimmed.len() })
}

/// The place after `endstream` and `endobj`, as far as they follow `pos`.
pub(crate) fn after_object(bytes: &[u8], pos: usize) -> usize {
    let mut lexer = Lexer::new(bytes, pos);
    let mut end = pos;
    for word in [&b"endstream"[..], b"endobj"] {
        lexer.skip_space();
        if lexer.take(word) {
            end = lexer.pos;
        }
    }
    end
}

/// Objects of one object stream; producers put 100 to 200 into each.
const OBJECTS: usize = 1 << 20;

/// A decoded object stream: numbers and places of its objects.
#[derive(Debug)]
pub(crate) struct ObjectStream {
    pub(crate) data: Vec<u8>,
    /// Object number and start in `data`, in the order of the head.
    index: Vec<(u32, usize)>,
    /// The first start of each number, for entries whose index is wrong.
    first: HashMap<u32, usize>,
}

impl ObjectStream {
    /// `count` pairs stand before `first` (/N and /First of Table 16).
    pub(crate) fn new(data: Vec<u8>, count: usize, first: usize) -> Result<Self, Error> {
        if count > OBJECTS {
            return Err(Error::Limit { what: "objects of an object stream", limit: OBJECTS as u64 });
        }
        let mut lexer = Lexer::new(&data, 0);
        // Each pair takes at least four bytes, so /N cannot make us reserve more than the data.
        let mut index = Vec::with_capacity(count.min(data.len() / 4 + 1));
        for _ in 0..count {
            lexer.skip_space();
            let Some(number) = lexer.digits() else { break };
            lexer.skip_space();
            let Some(offset) = lexer.digits() else { break };
            let start = usize::try_from(offset).ok().and_then(|offset| offset.checked_add(first));
            match (u32::try_from(number), start) {
                (Ok(number), Some(start)) => index.push((number, start)),
                _ => return Err(Error::Syntax { offset: lexer.pos as u64, what: "bad head of an object stream" }),
            }
        }
        // Backwards, so that the first of several stays.
        let first = index.iter().rev().copied().collect();
        Ok(Self { data, index, first })
    }

    /// The numbers in it, each with its index.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = (u32, u32)> + '_ {
        self.index.iter().zip(0..).map(|((number, _), index)| (*number, index))
    }

    /// Where `number` starts. The cross-reference gives the index; where that is wrong the number decides.
    pub(crate) fn find(&self, number: u32, index: u32) -> Option<usize> {
        let exact = self.index.get(index as usize).filter(|(found, _)| *found == number);
        exact.map(|(_, start)| *start).or_else(|| self.first.get(&number).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_length_gives_way_to_endstream() {
        for (said, raw) in
            [(Some(3), &b" stream\nabc\nendstream"[..]), (Some(99), b" stream\r\nabc\r\nendstream endobj")]
        {
            let mut parser = Parser::new(raw, 0, 8);
            let span = stream_data(&mut parser, said).unwrap();
            assert_eq!(span.of(raw), b"abc");
            assert_eq!(parser.lexer.findings.is_empty(), said == Some(3));
        }
        assert_eq!(stream_data(&mut Parser::new(b" endobj", 0, 8), None), None);
    }
}
