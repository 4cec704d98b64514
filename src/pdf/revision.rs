//! The chain of cross-reference sections and the revisions they close (ISO 32000-2 §7.5.5–7.5.6).
//!
//! From the last startxref the sections are followed through /Prev. Each closes a revision at its `%%EOF`;
//! a linearized file has two sections for one revision, its first-page section standing before the main one.

use super::error::{Error, FindingKind};
use super::lexer::{Lexer, is_space};
use super::scan;
use super::xref::{Reader, Section, section_start};

/// How a section is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum XrefKind {
    /// `xref` with 20-byte entries.
    Table,
    /// A cross-reference stream (PDF 1.5).
    Stream,
    /// A table whose trailer names a stream with further entries (§7.5.8.4).
    Hybrid,
}

/// What one save of the file added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// First byte: the end of the revision before, 0 for the oldest.
    pub start: usize,
    /// After its `%%EOF` and at most one end of line.
    pub end: usize,
    /// After its `%%EOF`, without the end of line.
    pub eof: usize,
    /// Kind of its newest section.
    pub kind: XrefKind,
    /// Where its newest section stands, as /Prev of a later update has to say it (base of offsets subtracted).
    pub xref_offset: u64,
    /// The document's sections (newest first) that are its own.
    pub(crate) sections: std::ops::Range<usize>,
}

/// The sections, newest first, and the place of the last `startxref`.
pub(crate) struct Chain {
    pub(crate) sections: Vec<Section>,
    pub(crate) startxref: usize,
}

/// Follows /Prev from the last startxref.
pub(crate) fn chain(reader: &mut Reader<'_, '_>, base: usize) -> Result<Chain, Error> {
    let (startxref, said) = last_startxref(reader.bytes).ok_or(Error::NoStartxref)?;
    // Offsets count from %PDF- where something was put before it afterwards (mail gateways, downloads); which of
    // the two holds is shown by where a section stands.
    let at = usize::try_from(said).unwrap_or(usize::MAX);
    let moved = at.checked_add(base).filter(|_| base > 0 && section_start(reader.bytes, at).is_none());
    if moved.is_some_and(|moved| section_start(reader.bytes, moved).is_some()) {
        reader.shift = base;
    }
    let newest = reader.section(said)?;
    let mut sections = vec![newest];
    while let Some(said) = sections.last().and_then(Section::previous) {
        let newer = sections.last().map_or(0, |section| section.start);
        if said == 0 {
            // «/Prev 0» of some producers: there is never a section at the header.
            reader.find(newer, FindingKind::XrefMoved { said });
            break;
        }
        if sections.len() >= reader.limits.sections {
            return Err(Error::Limit { what: "cross-reference sections", limit: reader.limits.sections as u64 });
        }
        let section = reader.section(said)?;
        if sections.iter().any(|seen| seen.start == section.start) {
            return Err(Error::XrefLoop { offset: section.start as u64 });
        }
        sections.push(section);
    }
    Ok(Chain { sections, startxref })
}

/// The last `startxref` that a number follows: its place and the number.
fn last_startxref(bytes: &[u8]) -> Option<(usize, u64)> {
    let mut to = bytes.len();
    loop {
        let at = scan::rfind(bytes, b"startxref", 0, to)?;
        // Not further than a number and some white space: a comment may be as long as the file, and so may the search.
        let near = bytes.len().min(at + 128);
        let mut lexer = Lexer::new(&bytes[..near], at + 9);
        lexer.skip_space();
        if let Some(said) = lexer.digits() {
            return Some((at, said));
        }
        to = at;
    }
}

/// Groups sections into revisions, oldest first.
pub(crate) fn revisions(reader: &mut Reader<'_, '_>, chain: &Chain) -> Vec<Revision> {
    let sections = &chain.sections;
    // Groups of section indexes, oldest first; a section standing before the one it follows joins its group.
    let mut groups: Vec<std::ops::Range<usize>> = Vec::new();
    for index in (0..sections.len()).rev() {
        let joins = sections.get(index + 1).is_some_and(|older| older.start > sections[index].start);
        let oldest = groups.len() == 1;
        match groups.last_mut().filter(|_| joins) {
            Some(group) => {
                group.start = index;
                if !oldest || !linearized(reader.bytes) {
                    reader.find(sections[index].start, FindingKind::PrevForward);
                }
            }
            None => groups.push(index..index + 1),
        }
    }
    let mut revisions: Vec<Revision> = Vec::new();
    let mut to_search = reader.bytes.len().saturating_mul(4);
    for (place, group) in groups.iter().enumerate() {
        let own = &sections[group.clone()];
        let last_end = own.iter().map(|section| section.end).max().unwrap_or(0);
        let (from, to) = match groups.get(place + 1) {
            Some(next) => {
                (last_end, sections[next.clone()].iter().map(|section| section.start).min().unwrap_or(last_end))
            }
            None => (chain.startxref.max(last_end), reader.bytes.len()),
        };
        // Sections out of order may share what follows them; it is not searched for each of them anew.
        let to = to.max(from).min(from.saturating_add(to_search));
        let (eof, end) = ending(reader, from, to);
        to_search = to_search.saturating_sub(if eof > from { eof.min(to) } else { to } - from);
        let start = revisions.last().map_or(0, |before| before.end);
        let newest = &own[0];
        let xref_offset = newest.start.saturating_sub(reader.shift) as u64;
        revisions.push(Revision {
            start,
            end: end.max(start),
            eof,
            kind: newest.kind(),
            xref_offset,
            sections: group.clone(),
        });
    }
    revisions
}

pub(crate) fn linearized(bytes: &[u8]) -> bool {
    scan::find(bytes, b"/Linearized", 0, 2048).is_some()
}

/// After the first `%%EOF` in `from..to`: without and with one end of line.
fn ending(reader: &mut Reader<'_, '_>, from: usize, to: usize) -> (usize, usize) {
    let Some(mark) = scan::find(reader.bytes, b"%%EOF", from, to) else {
        reader.find(from, FindingKind::MissingEof);
        let end = without_mark(reader.bytes, from);
        return (end, end + end_of_line(reader.bytes, end));
    };
    let eof = mark + 5;
    (eof, eof + end_of_line(reader.bytes, eof))
}

/// The end of `startxref n` at `from`, or `from`.
fn without_mark(bytes: &[u8], from: usize) -> usize {
    let mut lexer = Lexer::new(bytes, from);
    lexer.skip_space();
    if lexer.take(b"startxref") {
        lexer.skip_space();
        if lexer.digits().is_some() {
            return lexer.pos;
        }
    }
    from
}

/// Length of the end of line at `at`: 0, 1, or 2 for CRLF.
pub(crate) fn end_of_line(bytes: &[u8], at: usize) -> usize {
    match (bytes.get(at), bytes.get(at.saturating_add(1))) {
        (Some(b'\r'), Some(b'\n')) => 2,
        (Some(b'\r' | b'\n'), _) => 1,
        _ => 0,
    }
}

/// Bytes after `end` that are not white space.
pub(crate) fn trailing(bytes: &[u8], end: usize) -> usize {
    bytes.get(end..).map_or(0, |rest| rest.iter().filter(|&&byte| !is_space(byte)).count())
}
