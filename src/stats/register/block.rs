//! A block of a CSV file, and where its records and cells are.
//!
//! [`Block::index`] goes over the bytes once and stops only at delimiters, quotes and ends of lines. Cells are not copied:
//! what is quoted with quotes inside is put together where it stands, so that every cell is a piece of the text. It reads
//! what the crate `csv` reads, in the same way (RFC 4180, and beyond it: a lone CR ends a record, empty lines are none, a
//! quote within an unquoted cell is itself, and so is what follows a closing one), but where a quote is missing: rows that would
//! be swallowed up to the end, or up to the next quote, which then closes in the middle of a cell, are a fault.

/// Whole records, and what is wrong after the last of them.
#[derive(Debug, Default)]
pub(in crate::stats) struct Block {
    text: String,
    /// Start and end of every cell.
    cells: Vec<(u32, u32)>,
    records: Vec<Record>,
    /// Ends of lines in it.
    lines: u32,
    flaw: Option<(u32, Flaw)>,
}

#[derive(Clone, Copy, Debug)]
struct Record {
    /// Its first cell; the next record's is after its last.
    first: u32,
    /// Ends of lines before it.
    line: u32,
}

/// Why a record cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::stats) enum Flaw {
    /// It is no UTF-8.
    Encoding,
    /// A quote is not closed where its cell ends.
    Quote,
    /// It is longer than any row is.
    Long,
}

impl Block {
    /// Finds the records of `bytes`, which start with one and end after one.
    pub(in crate::stats) fn index(bytes: Vec<u8>, delimiter: u8) -> Self {
        let mut scan = Scan::new(bytes, delimiter);
        scan.all();
        let Scan { bytes, mut cells, records, lines, flaw, .. } = scan;
        if let Some((record, _)) = flaw {
            cells.truncate(record.first as usize);
        }
        let flaw = flaw.map(|(record, flaw)| (record.line, flaw));
        if simdutf8::basic::from_utf8(&bytes).is_ok() {
            // SAFETY: it is UTF-8, as was found just now.
            let text = unsafe { String::from_utf8_unchecked(bytes) };
            return Self { text, cells, records, lines, flaw };
        }
        let text: String = bytes.utf8_chunks().map(|chunk| chunk.valid()).take(1).collect();
        let valid = text.len();
        let mut block = Self { text, cells, records, lines, flaw };
        block.drop_broken(valid);
        block
    }

    /// Drops the record that holds the byte at `valid`, which is no UTF-8, and all after it.
    fn drop_broken(&mut self, valid: usize) {
        let broken = self.cells.partition_point(|(_, end)| *end as usize <= valid);
        if broken == self.cells.len() {
            return; // It is after the last record, in the one that has another flaw.
        }
        let last = self.records.partition_point(|record| record.first as usize <= broken) - 1;
        let Record { first, line } = self.records[last];
        self.records.truncate(last);
        self.cells.truncate(first as usize);
        self.flaw = Some((line, Flaw::Encoding));
    }

    /// No record, and this instead.
    pub(super) fn broken(flaw: Flaw) -> Self {
        Self { flaw: Some((0, flaw)), ..Self::default() }
    }

    /// Adds a record on this line.
    pub(super) fn push(&mut self, line: u32, cells: &[&str]) {
        self.records.push(Record { first: self.cells.len() as u32, line });
        for cell in cells {
            let start = self.text.len() as u32;
            self.text.push_str(cell);
            self.cells.push((start, self.text.len() as u32));
        }
    }

    /// Is it as large as blocks are to be?
    pub(super) fn is_full(&self) -> bool {
        self.records.len() >= 2048 || self.text.len() >= 1 << 18
    }

    /// Without its first `records`.
    pub(super) fn skip(&mut self, records: usize) {
        self.records.drain(..records.min(self.records.len()));
    }

    /// Ends of lines in it.
    pub(in crate::stats) fn lines(&self) -> u64 {
        u64::from(self.lines)
    }

    /// How many records.
    pub(in crate::stats) fn len(&self) -> usize {
        self.records.len()
    }

    /// The cells of one record, in the memory of `cells`.
    pub(in crate::stats) fn cells<'a>(&'a self, record: usize, mut cells: Vec<&'a str>) -> Vec<&'a str> {
        let first = self.records[record].first as usize;
        let end = self.records.get(record + 1).map_or(self.cells.len(), |next| next.first as usize);
        cells.clear();
        // Every cell lies between ASCII characters.
        cells.extend(self.cells[first..end].iter().map(|(from, to)| &self.text[*from as usize..*to as usize]));
        cells
    }

    /// Ends of lines before this record.
    pub(in crate::stats) fn line(&self, record: usize) -> u64 {
        u64::from(self.records[record].line)
    }

    /// What is wrong after the last record, and the ends of lines before it.
    pub(in crate::stats) fn flaw(&self) -> Option<(u64, Flaw)> {
        self.flaw.map(|(line, flaw)| (u64::from(line), flaw))
    }
}

/// One pass over a block.
struct Scan {
    bytes: Vec<u8>,
    delimiter: u8,
    cells: Vec<(u32, u32)>,
    records: Vec<Record>,
    lines: u32,
    /// The first record that cannot be read.
    flaw: Option<(Record, Flaw)>,
    /// Of the record that is being read: its first cell, and the ends of lines before it.
    record: Record,
    /// Where the cell begins, quote and all.
    raw: usize,
    /// Where its text begins.
    start: usize,
    /// Up to where its text has been put together.
    end: usize,
    /// From where on bytes belong to its text too.
    from: usize,
    quoted: bool,
    /// The last closing quote.
    closed: usize,
    /// Ends of lines before the cell, and before its closing quote.
    around: (u32, u32),
}

impl Scan {
    fn new(bytes: Vec<u8>, delimiter: u8) -> Self {
        let (cells, records) = (Vec::with_capacity(bytes.len() / 8), Vec::with_capacity(bytes.len() / 64));
        Self {
            bytes,
            delimiter,
            cells,
            records,
            lines: 0,
            flaw: None,
            record: Record { first: 0, line: 0 },
            raw: 0,
            start: 0,
            end: 0,
            from: 0,
            quoted: false,
            closed: usize::MAX - 1,
            around: (0, 0),
        }
    }

    fn all(&mut self) {
        let special = Special::new(self.delimiter);
        let length = self.bytes.len();
        for at in (0..length).step_by(WIDE) {
            let mut found = match self.bytes[at..].first_chunk() {
                Some(bytes) => special.of(bytes),
                None => special.of(&padded(&self.bytes[at..])),
            };
            while found != 0 {
                self.stop(at + found.trailing_zeros() as usize);
                found &= found - 1;
            }
        }
        if self.quoted {
            self.missing_quote();
        } else if self.raw < length || self.cells.len() > self.record.first as usize {
            self.end_cell(length);
            self.end_record(length);
        }
    }

    /// A delimiter, a quote or an end of a line.
    #[inline]
    fn stop(&mut self, at: usize) {
        match self.bytes[at] {
            b'"' => self.quote(at),
            // Both are one end.
            b'\r' if self.bytes.get(at + 1) == Some(&b'\n') => self.end_line(at, 0),
            b'\n' | b'\r' => self.end_line(at, 1),
            _ if self.quoted => {}
            _ => {
                self.end_cell(at);
                self.begin_cell(at + 1);
            }
        }
    }

    fn quote(&mut self, at: usize) {
        if self.quoted {
            self.append(at);
            (self.quoted, self.closed, self.from, self.around.1) = (false, at, at + 1, self.lines);
        } else if at == self.raw {
            (self.quoted, self.around.0) = (true, self.lines);
            (self.start, self.end, self.from) = (at + 1, at + 1, at + 1);
        } else if at == self.closed + 1 {
            // Two quotes are one.
            (self.quoted, self.from) = (true, at);
        }
    }

    #[inline]
    fn end_line(&mut self, at: usize, ends: u32) {
        self.lines += ends;
        if self.quoted {
            return;
        }
        if self.raw < at || self.cells.len() > self.record.first as usize {
            self.end_cell(at);
            self.end_record(at + 1);
        } else {
            self.begin_cell(at + 1);
            self.record.line = self.lines;
        }
    }

    #[inline]
    fn begin_cell(&mut self, at: usize) {
        (self.raw, self.start, self.end, self.from) = (at, at, at, at);
    }

    #[inline]
    fn end_cell(&mut self, at: usize) {
        if self.from < at {
            if self.start > self.raw {
                self.after_quotes(at);
            }
            self.append(at);
        }
        self.cells.push((self.start as u32, self.end as u32));
    }

    /// What follows a closing quote; where that is on another line than the opening one, it is none.
    #[cold]
    fn after_quotes(&mut self, at: usize) {
        if self.around.0 < self.around.1 && !self.bytes[self.from..at].trim_ascii().is_empty() {
            self.missing_quote();
        }
    }

    #[cold]
    fn missing_quote(&mut self) {
        self.flaw.get_or_insert((self.record, Flaw::Quote));
    }

    fn end_record(&mut self, next: usize) {
        if self.flaw.is_none() {
            self.records.push(self.record);
        }
        self.record = Record { first: self.cells.len() as u32, line: self.lines };
        self.begin_cell(next);
    }

    /// What is between `from` and `to` is the cell's too.
    #[inline]
    fn append(&mut self, to: usize) {
        let gap = self.from - self.end;
        if gap > 0 {
            self.bytes.copy_within(self.from..to, self.end);
            self.bytes[to - gap..to].fill(b' ');
        }
        self.end = to - gap;
    }
}

/// So many bytes are looked at at once: as many as a mask has bits.
const WIDE: usize = 64;

/// The last bytes, and zeros, which are not special.
fn padded(rest: &[u8]) -> [u8; WIDE] {
    let mut bytes = [0; WIDE];
    bytes[..rest.len()].copy_from_slice(rest);
    bytes
}

/// Finds special bytes.
struct Special([u8; 4]);

impl Special {
    fn new(delimiter: u8) -> Self {
        Self([delimiter, b'"', b'\n', b'\r'])
    }

    /// A bit for each byte, the first the lowest.
    #[cfg(target_arch = "x86_64")]
    #[inline]
    fn of(&self, bytes: &[u8; WIDE]) -> u64 {
        use std::arch::x86_64::{_mm_cmpeq_epi8, _mm_movemask_epi8, _mm_or_si128, _mm_set_epi64x, _mm_set1_epi8};
        let mut mask = 0;
        for sixteen in bytes.as_chunks().0.iter().rev() {
            let sixteen = u128::from_le_bytes(*sixteen).cast_signed();
            // SAFETY: these need SSE2, which every x86_64 has, and touch no memory.
            let found = unsafe {
                let mut found = _mm_set1_epi8(0);
                for byte in self.0 {
                    let equal = _mm_cmpeq_epi8(
                        _mm_set_epi64x((sixteen >> 64) as i64, sixteen as i64),
                        _mm_set1_epi8(byte.cast_signed()),
                    );
                    found = _mm_or_si128(found, equal);
                }
                _mm_movemask_epi8(found)
            };
            mask = mask << 16 | u64::from(found.cast_unsigned());
        }
        mask
    }

    /// A bit for each byte, the first the lowest.
    #[cfg(not(target_arch = "x86_64"))]
    fn of(&self, bytes: &[u8; WIDE]) -> u64 {
        (0..).zip(bytes).fold(0, |mask, (at, byte)| mask | u64::from(self.0.contains(byte)) << at)
    }
}
