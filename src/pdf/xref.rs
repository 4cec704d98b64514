//! One cross-reference section: a table, a stream, or a table with its /XRefStm (ISO 32000-2 §7.5.4, §7.5.8).
//!
//! A section is found and its shape checked; single entries are read when an object is asked for, so that a
//! file of a million objects costs its cross-reference and not more.

use super::budget::Budget;
use super::document::keep;
use super::error::{Error, Finding, FindingKind};
use super::lexer::is_space;
use super::limits::Limits;
use super::object::{Dictionary, Object};
use super::parser::Parser;
use super::revision::XrefKind;
use super::scan;
use super::xref_stream::{self, StreamEntries};
use super::xref_table::{self, TableEntries};

/// Where a section says that an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// Free, or of a type that is to be read as null.
    Free,
    /// At an offset, still relative to the base of offsets.
    At { offset: u64, generation: u16 },
    /// In an object stream, at an index.
    In { container: u32, index: u32 },
    /// The section has an entry, but its twenty bytes say nothing. Older sections must not answer in its place.
    Damaged { at: usize },
}

/// The numbers `first..first + count`, their entries starting at `at` (bytes or index, by kind).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Subsection {
    pub(crate) first: u32,
    pub(crate) count: u32,
    pub(crate) at: usize,
}

/// Subsections in the order of the file, which decides where two hold the same number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Subsections {
    pub(crate) list: Vec<Subsection>,
    /// By first number, to be searched by halves; empty if some overlap (they never should) and the list is searched.
    sorted: Vec<Subsection>,
}

/// Subsections of a section in which some overlap: each lookup reads all of them.
const OVERLAPPING: usize = 64;

impl Subsections {
    /// # Errors
    /// [`Error::Limit`] where many overlap.
    pub(crate) fn new(mut list: Vec<Subsection>) -> Result<Self, Error> {
        list.retain(|sub| sub.count > 0);
        let mut sorted = list.clone();
        sorted.sort_by_key(|sub| sub.first);
        if overlap(&sorted) {
            if list.len() > OVERLAPPING {
                return Err(Error::Limit {
                    what: "overlapping subsections of a cross-reference",
                    limit: OVERLAPPING as u64,
                });
            }
            sorted.clear();
        }
        Ok(Self { list, sorted })
    }

    /// The subsection with `number` and the number's place in it.
    pub(crate) fn find(&self, number: u32) -> Option<(Subsection, usize)> {
        let holds = |sub: &Subsection| number >= sub.first && number - sub.first < sub.count;
        let sub = if self.sorted.is_empty() {
            self.list.iter().find(|sub| holds(sub))?
        } else {
            let after = self.sorted.partition_point(|sub| sub.first <= number);
            self.sorted.get(after.checked_sub(1)?).filter(|sub| holds(sub))?
        };
        Some((*sub, (number - sub.first) as usize))
    }

    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        self.list.iter().flat_map(|sub| sub.first..sub.first.saturating_add(sub.count))
    }

    /// Whether two of them hold the same number.
    pub(crate) fn overlap(&self) -> bool {
        self.sorted.is_empty() && !self.list.is_empty()
    }

    /// How many entries they have.
    fn count(&self) -> usize {
        self.list.iter().map(|sub| sub.count as usize).sum()
    }
}

fn overlap(sorted: &[Subsection]) -> bool {
    sorted.windows(2).any(|pair| pair[0].first.saturating_add(pair[0].count) > pair[1].first)
}

#[derive(Clone, Debug)]
pub(crate) enum Entries {
    Table(TableEntries),
    Stream(StreamEntries),
}

impl Entries {
    pub(crate) fn lookup(&self, bytes: &[u8], number: u32) -> Option<Entry> {
        match self {
            Self::Table(table) => table.lookup(bytes, number),
            Self::Stream(stream) => stream.lookup(number),
        }
    }

    pub(crate) fn subsections(&self) -> &Subsections {
        match self {
            Self::Table(table) => &table.subsections,
            Self::Stream(stream) => &stream.subsections,
        }
    }
}

/// One section with its trailer.
#[derive(Clone, Debug)]
pub(crate) struct Section {
    /// Where `xref` or the stream object begins in the file.
    pub(crate) start: usize,
    /// After its trailer dictionary or its `endobj`.
    pub(crate) end: usize,
    pub(crate) entries: Entries,
    /// The entries of /XRefStm and where that stream begins.
    pub(crate) hidden: Option<(usize, StreamEntries)>,
    pub(crate) trailer: Dictionary,
}

impl Section {
    pub(crate) fn kind(&self) -> XrefKind {
        match (&self.entries, self.trailer.get(b"XRefStm")) {
            (Entries::Stream(_), _) => XrefKind::Stream,
            (Entries::Table(_), Some(_)) => XrefKind::Hybrid,
            (Entries::Table(_), None) => XrefKind::Table,
        }
    }

    /// Table first, then /XRefStm (§7.5.8.4): free or absent in the table and given by the stream is normal.
    pub(crate) fn lookup(&self, bytes: &[u8], number: u32) -> Option<Entry> {
        let open = self.entries.lookup(bytes, number);
        if let Some(Entry::At { .. } | Entry::In { .. } | Entry::Damaged { .. }) = open {
            return open;
        }
        let hidden = self.hidden.as_ref().and_then(|(_, stream)| stream.lookup(number));
        match hidden {
            Some(Entry::At { .. } | Entry::In { .. }) => hidden,
            _ => open.or(hidden),
        }
    }

    /// Every number that the section speaks of; some may come twice.
    pub(crate) fn numbers(&self) -> impl Iterator<Item = u32> + '_ {
        let hidden = self.hidden.iter().flat_map(|(_, stream)| stream.subsections.numbers());
        self.entries.subsections().numbers().chain(hidden)
    }

    /// One above the highest number spoken of.
    pub(crate) fn highest(&self) -> u32 {
        let hidden = self.hidden.iter().flat_map(|(_, stream)| &stream.subsections.list);
        let subs = self.entries.subsections().list.iter().chain(hidden).filter(|sub| sub.count > 0);
        subs.map(|sub| sub.first.saturating_add(sub.count)).max().unwrap_or(0)
    }

    /// Whether any of its objects lies in an object stream.
    pub(crate) fn packs(&self) -> bool {
        matches!(&self.entries, Entries::Stream(stream) if stream.packs())
    }

    pub(crate) fn previous(&self) -> Option<u64> {
        self.trailer.get(b"Prev").and_then(Object::as_integer).and_then(|at| u64::try_from(at).ok())
    }
}

/// What a section is read with.
pub(crate) struct Reader<'a, 'f> {
    pub(crate) bytes: &'a [u8],
    /// Added to every offset in the file: 0, or the bytes before `%PDF-`.
    pub(crate) shift: usize,
    pub(crate) limits: &'f Limits,
    pub(crate) budget: &'f Budget,
    pub(crate) findings: &'f mut Vec<Finding>,
    /// Entries of all sections so far.
    entries: usize,
    /// Bytes of all rows of cross-reference streams so far.
    rows: usize,
    /// Memory of all trailers so far.
    memory: usize,
}

impl<'a, 'f> Reader<'a, 'f> {
    pub(crate) fn new(bytes: &'a [u8], limits: &'f Limits, budget: &'f Budget, findings: &'f mut Vec<Finding>) -> Self {
        Self { bytes, shift: 0, limits, budget, findings, entries: 0, rows: 0, memory: 0 }
    }
}

impl Reader<'_, '_> {
    pub(crate) fn find(&mut self, offset: usize, kind: FindingKind) {
        keep(self.findings, Finding { offset: offset as u64, object: None, kind }, self.limits.findings);
    }

    /// Counts what a section keeps in memory.
    fn keep(&mut self, entries: &Subsections) -> Result<(), Error> {
        self.entries = self.entries.saturating_add(entries.count());
        let limit = self.limits.entries;
        if self.entries > limit {
            return Err(Error::Limit { what: "cross-reference entries", limit: limit as u64 });
        }
        Ok(())
    }

    /// Counts the rows of a cross-reference stream, which stay in memory.
    pub(crate) fn keep_rows(&mut self, bytes: usize) -> Result<(), Error> {
        self.rows = self.rows.saturating_add(bytes);
        let limit = self.limits.stream_bytes;
        if self.rows > limit {
            return Err(Error::Limit { what: "bytes of all cross-reference streams", limit: limit as u64 });
        }
        Ok(())
    }

    /// Counts what reading a dictionary cost, from `start` on.
    pub(crate) fn charge(&mut self, parser: &Parser<'_>, start: usize) -> Result<(), Error> {
        self.budget.text(parser.pos().saturating_sub(start))?;
        self.memory = self.memory.saturating_add(parser.memory());
        let limit = self.limits.object_bytes;
        if self.memory > limit {
            return Err(Error::Limit { what: "memory of all trailers", limit: limit as u64 });
        }
        Ok(())
    }

    /// The section at `said` (as the file says it), or close by.
    pub(crate) fn section(&mut self, said: u64) -> Result<Section, Error> {
        let lost = |reason| Error::XrefLost { offset: said, reason };
        let at = usize::try_from(said).ok().and_then(|at| at.checked_add(self.shift)).ok_or(lost("beyond the file"))?;
        if at >= self.bytes.len() {
            return Err(lost("beyond the file"));
        }
        let start = if let Some(start) = section_start(self.bytes, at) {
            start
        } else {
            let near = nearby(self.bytes, at).ok_or(lost("no cross-reference section here"))?;
            self.find(near, FindingKind::XrefMoved { said });
            near
        };
        if self.bytes[start..].starts_with(b"xref") { self.table(start) } else { self.stream(start) }
    }

    fn table(&mut self, start: usize) -> Result<Section, Error> {
        let (table, end) = xref_table::read(self, start)?;
        let mut parser = Parser::within(self.bytes, end, self.limits);
        let object = parser.object();
        self.charge(&parser, start)?;
        let Object::Dictionary(trailer) = object?.value else {
            return Err(Error::XrefLost { offset: start as u64, reason: "no trailer dictionary" });
        };
        self.keep(&table.subsections)?;
        let end = parser.pos();
        for (offset, kind) in parser.lexer.findings {
            self.find(offset, kind);
        }
        if table.subsections.overlap() {
            self.find(start, FindingKind::XrefOverlap);
        }
        let hidden = trailer.get(b"XRefStm").and_then(Object::as_integer).map(|said| self.hidden(said));
        let hidden = hidden.transpose()?.flatten();
        if trailer.get(b"XRefStm").is_some() && hidden.is_none() {
            self.find(start, FindingKind::XrefStmLost);
        }
        Ok(Section { start, end, entries: Entries::Table(table), hidden, trailer })
    }

    fn hidden(&mut self, said: i64) -> Result<Option<(usize, StreamEntries)>, Error> {
        let at = usize::try_from(said).ok().and_then(|at| at.checked_add(self.shift));
        let start = at.and_then(|at| Some((at, section_start(self.bytes, at).or_else(|| nearby(self.bytes, at))?)));
        let Some((at, start)) = start else { return Ok(None) };
        let entries = match xref_stream::read(self, start) {
            Ok((entries, _, _)) => entries,
            Err(limit @ Error::Limit { .. }) => return Err(limit),
            Err(_) => return Ok(None),
        };
        self.keep(&entries.subsections)?;
        if self.bytes[at.min(start)..start].iter().any(|&byte| !is_space(byte)) || start < at {
            self.find(start, FindingKind::XrefMoved { said: said.unsigned_abs() });
        }
        Ok(Some((start, entries)))
    }

    fn stream(&mut self, start: usize) -> Result<Section, Error> {
        let (entries, trailer, end) = xref_stream::read(self, start)?;
        self.keep(&entries.subsections)?;
        if entries.subsections.overlap() {
            self.find(start, FindingKind::XrefOverlap);
        }
        Ok(Section { start, end, entries: Entries::Stream(entries), hidden: None, trailer })
    }
}

/// Past white space at `at`: `xref` or the head of an object that calls itself a cross-reference stream?
pub(crate) fn section_start(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = bytes.get(at..)?;
    let start = at + rest.iter().position(|&byte| !is_space(byte))?;
    if bytes[start..].starts_with(b"xref") {
        return Some(start);
    }
    if start > 0 && bytes[start - 1].is_ascii_digit() {
        return None;
    }
    let mut parser = Parser::new(bytes, start, 64);
    parser.header()?;
    let item = parser.object().ok()?;
    item.value.as_dict().filter(|dictionary| dictionary.is_name(b"Type", b"XRef")).map(|_| start)
}

/// How far a wrong startxref may be off: line ends converted on the way shift it by some dozens of bytes.
const NEARBY: usize = 128;

fn nearby(bytes: &[u8], at: usize) -> Option<usize> {
    let from = at.saturating_sub(NEARBY);
    let to = at.saturating_add(NEARBY);
    let mut search = from;
    while let Some(found) = scan::find(bytes, b"xref", search, to) {
        let standalone = found == 0 || !bytes[found - 1].is_ascii_alphabetic();
        if standalone {
            return Some(found);
        }
        search = found + 4;
    }
    let mut search = from;
    // Each candidate is read as an object; more than a few so close together are no accident.
    for _ in 0..4 {
        let Some(found) = scan::find(bytes, b" obj", search, to) else { break };
        let back = found.saturating_sub(NEARBY);
        let line = bytes[back..found].iter().rposition(|byte| matches!(byte, b'\n' | b'\r'));
        let line = line.map_or(back, |end| back + end + 1);
        if let Some(start) = section_start(bytes, line) {
            return Some(start);
        }
        search = found + 4;
    }
    None
}
