//! Cross-reference tables (ISO 32000-2 §7.5.4): `nnnnnnnnnn ggggg n`, twenty bytes an entry.
//!
//! Tables of exact shape are not read but addressed. Others (19 or 21 bytes, wrong counts) are read one
//! entry after the other, with a finding.

use super::error::{Error, FindingKind};
use super::lexer::{Lexer, is_space};
use super::parser::Parser;
use super::xref::{Entry, Reader, Subsection, Subsections};

const ENTRY: usize = 20;

#[derive(Clone, Debug)]
pub(crate) struct TableEntries {
    pub(crate) subsections: Subsections,
    /// Entries of a table that is not of exact shape; `Subsection::at` then counts entries, not bytes.
    loose: Option<Vec<Entry>>,
}

impl TableEntries {
    pub(crate) fn lookup(&self, bytes: &[u8], number: u32) -> Option<Entry> {
        let (sub, place) = self.subsections.find(number)?;
        if let Some(entries) = &self.loose {
            return entries.get(sub.at.checked_add(place)?).copied();
        }
        let at = sub.at.checked_add(place.checked_mul(ENTRY)?)?;
        Some(exact(bytes, at).unwrap_or(Entry::Damaged { at }))
    }
}

/// The entry of twenty bytes at `at`.
fn exact(bytes: &[u8], at: usize) -> Option<Entry> {
    let raw = bytes.get(at..at.checked_add(18)?)?;
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0u64, |value, byte| byte.is_ascii_digit().then(|| value * 10 + u64::from(byte - b'0')))
    };
    let (offset, generation) = (number(&raw[..10])?, number(&raw[11..16])?);
    Some(entry(offset, generation, raw[17]))
}

fn entry(offset: u64, generation: u64, kind: u8) -> Entry {
    match (kind, u16::try_from(generation)) {
        // An entry in use at offset 0 is how some producers write a free one.
        (b'n', Ok(generation)) if offset > 0 => Entry::At { offset, generation },
        _ => Entry::Free,
    }
}

/// Reads the table whose `xref` stands at `start`; returns it and the place after `trailer`.
pub(crate) fn read(reader: &mut Reader<'_, '_>, start: usize) -> Result<(TableEntries, usize), Error> {
    let lost = |reason| Error::XrefLost { offset: start as u64, reason };
    let mut lexer = Lexer::new(reader.bytes, start + 4);
    let Some((subs, end)) = addressed(&mut lexer) else { return read_loosely(reader, start) };
    if subs.iter().any(|sub| sub.first.checked_add(sub.count).is_none_or(|end| end > reader.limits.object_number)) {
        return Err(lost("object numbers beyond all bounds"));
    }
    let mut table = TableEntries { subsections: Subsections::new(subs)?, loose: None };
    shift_by_header(reader, start, &mut table)?;
    Ok((table, end))
}

/// The subsections of a table of exact shape, and the place after `trailer`.
fn addressed(lexer: &mut Lexer<'_>) -> Option<(Vec<Subsection>, usize)> {
    let mut subs = Vec::new();
    loop {
        lexer.skip_space();
        if lexer.take(b"trailer") {
            return Some((subs, lexer.pos));
        }
        let first = u32::try_from(lexer.digits()?).ok()?;
        lexer.skip_space();
        let count = u32::try_from(lexer.digits()?).ok()?;
        if !lexer.peek().is_some_and(is_space) {
            return None;
        }
        lexer.skip_space();
        let at = lexer.pos;
        if count > 0 {
            let length = (count as usize).checked_mul(ENTRY)?;
            let last = at.checked_add(length)?.checked_sub(ENTRY)?;
            for place in [at, last] {
                let raw = lexer.data.get(place..place.checked_add(ENTRY)?)?;
                let shaped = raw[10] == b' '
                    && raw[16] == b' '
                    && matches!(raw[17], b'n' | b'f')
                    && raw[18..].iter().all(|&byte| is_space(byte))
                    && exact(lexer.data, place).is_some();
                if !shaped {
                    return None;
                }
            }
            lexer.pos = last + ENTRY;
        }
        subs.push(Subsection { first, count, at });
    }
}

/// Any other shape: token by token.
fn read_loosely(reader: &mut Reader<'_, '_>, start: usize) -> Result<(TableEntries, usize), Error> {
    let lost = |reason| Error::XrefLost { offset: start as u64, reason };
    reader.find(start, FindingKind::XrefEntries);
    let mut lexer = Lexer::new(reader.bytes, start + 4);
    let mut subs: Vec<Subsection> = Vec::new();
    let mut entries = Vec::new();
    loop {
        lexer.skip_space();
        if lexer.take(b"trailer") {
            break;
        }
        let first = lexer.digits().ok_or(lost("table without trailer"))?;
        lexer.skip_space();
        let second = lexer.digits().ok_or(lost("table without trailer"))?;
        lexer.skip_space();
        if let Some(kind @ (b'n' | b'f')) = lexer.peek() {
            // More entries than the count said: they belong to the subsection before.
            lexer.pos += 1;
            let sub = subs.last_mut().ok_or(lost("entries without a subsection"))?;
            sub.count = sub.count.checked_add(1).ok_or(lost("too many entries"))?;
            entries.push(entry(first, second, kind));
            continue;
        }
        let first = u32::try_from(first).map_err(|_| lost("object number too high"))?;
        let said = usize::try_from(second).unwrap_or(usize::MAX);
        let at = entries.len();
        read_entries(&mut lexer, said, &mut entries);
        let count = u32::try_from(entries.len() - at).map_err(|_| lost("too many entries"))?;
        subs.push(Subsection { first, count, at });
        if first.checked_add(count).is_none_or(|end| end > reader.limits.object_number) {
            return Err(lost("object numbers beyond all bounds"));
        }
    }
    let end = lexer.pos;
    let mut table = TableEntries { subsections: Subsections::new(subs)?, loose: Some(entries) };
    shift_by_header(reader, start, &mut table)?;
    Ok((table, end))
}

/// Up to `count` entries; fewer when what follows is none.
fn read_entries(lexer: &mut Lexer<'_>, count: usize, entries: &mut Vec<Entry>) {
    for _ in 0..count {
        lexer.skip_space();
        let back = lexer.pos;
        let one = (|| {
            let offset = lexer.digits()?;
            lexer.skip_space();
            let generation = lexer.digits()?;
            lexer.skip_space();
            let kind = lexer.peek().filter(|kind| matches!(kind, b'n' | b'f'))?;
            lexer.pos += 1;
            Some(entry(offset, generation, kind))
        })();
        let Some(one) = one else {
            lexer.pos = back;
            return;
        };
        entries.push(one);
    }
}

/// `1 n` written for `0 n` (or the reverse): the first object in use says its own number.
fn shift_by_header(reader: &mut Reader<'_, '_>, start: usize, table: &mut TableEntries) -> Result<(), Error> {
    let Some(&sub) = table.subsections.list.first() else { return Ok(()) };
    if sub.first > 1 {
        return Ok(());
    }
    let used = (sub.first..sub.first.saturating_add(sub.count.min(64))).find_map(|number| {
        match table.lookup(reader.bytes, number) {
            Some(Entry::At { offset, .. }) => Some((number, usize::try_from(offset).ok()?.checked_add(reader.shift)?)),
            _ => None,
        }
    });
    let Some((number, at)) = used else { return Ok(()) };
    let Some(found) = Parser::new(reader.bytes, at, 1).header() else { return Ok(()) };
    let shifted = match (number.checked_add(1), number.checked_sub(1)) {
        (Some(next), _) if next == found.number => sub.first.checked_add(1),
        (_, Some(before)) if before == found.number => sub.first.checked_sub(1),
        _ => None,
    };
    if let Some(first) = shifted {
        reader.find(start, FindingKind::XrefOffByOne);
        let mut list = std::mem::take(&mut table.subsections.list);
        list[0].first = first;
        table.subsections = Subsections::new(list)?;
    }
    Ok(())
}
