//! A CSV file in blocks of whole records.
//!
//! A line's end within quotes ends no record, and whether a quote opens or closes depends on all before it. So one reader goes
//! over the quotes of the file, in its order and fast, and cuts it where a record ends; what the records say is worked out
//! block by block, side by side.

use std::io::{self, Read};
use std::mem;

use memchr::{memchr_iter, memrchr2_iter};

/// Of what is read at once. A few thousand rows: they fit into a processor's cache, and are many enough to be worth a thread.
const BLOCK: usize = 1 << 18;
/// No row is longer. A quote that is never closed makes one row of all that follows.
pub(super) const LONGEST: usize = 1 << 20;

/// A file that is read block by block.
pub(super) struct Blocks<R> {
    input: R,
    delimiter: u8,
    /// Bytes of a block.
    size: usize,
    /// Read, but not yet given out: the start of a record.
    rest: Vec<u8>,
    /// Where quotes open and close, in turns.
    quotes: Vec<usize>,
    ended: bool,
}

/// What comes out of a file.
pub(super) enum Raw {
    /// Whole records, the last of the file perhaps without an end of line.
    Records(Vec<u8>),
    /// The start of a row that is longer than any.
    Long,
}

impl<R: Read> Blocks<R> {
    /// `rest` was read of `input` before.
    pub(super) fn new(rest: Vec<u8>, input: R, delimiter: u8) -> Self {
        Self { input, delimiter, size: BLOCK, rest, quotes: Vec::new(), ended: false }
    }

    /// The next block; nothing at the end.
    pub(super) fn next(&mut self) -> io::Result<Option<Raw>> {
        let mut bytes = mem::take(&mut self.rest);
        let mut wanted = self.size;
        while !self.ended {
            bytes.reserve_exact(wanted.saturating_sub(bytes.len()));
            let more = wanted.saturating_sub(bytes.len());
            self.ended = (&mut self.input).take(more as u64).read_to_end(&mut bytes)? < more;
            if self.ended {
                break;
            }
            if let Some(end) = self.end_of_last(&bytes) {
                self.rest = bytes[end..].to_vec();
                bytes.truncate(end);
                return Ok(Some(Raw::Records(bytes)));
            }
            if bytes.len() > LONGEST {
                self.ended = true;
                return Ok(Some(Raw::Long));
            }
            wanted = bytes.len() * 2;
        }
        Ok((!bytes.is_empty()).then_some(Raw::Records(bytes)))
    }

    /// Where the last whole record ends: after the last end of a line that is in no quotes.
    fn end_of_last(&mut self, bytes: &[u8]) -> Option<usize> {
        self.quotes.clear();
        let mut quoted = false;
        for at in memchr_iter(b'"', bytes) {
            let begins = at == 0 || matches!(bytes[at - 1], b'\n' | b'\r') || bytes[at - 1] == self.delimiter;
            // The second of two is a quote of the text; so is one in the middle of a cell.
            if quoted || begins || self.quotes.last() == Some(&(at - 1)) {
                quoted = !quoted;
                self.quotes.push(at);
            }
        }
        let mut end = bytes.len();
        if quoted {
            end = self.quotes.pop().unwrap_or_default();
        }
        loop {
            let closed = self.quotes.pop();
            let start = closed.map_or(0, |closed| closed + 1);
            for at in memrchr2_iter(b'\n', b'\r', &bytes[start..end]).map(|at| start + at) {
                // What follows a CR must be known: the two are one end.
                if bytes[at] == b'\n' || bytes.get(at + 1).is_some_and(|next| *next != b'\n') {
                    return Some(at + 1);
                }
            }
            closed?;
            end = self.quotes.pop().unwrap_or_default();
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::block::{Block, Flaw};
    use super::*;

    type Rows = Vec<(u64, Vec<String>)>;

    /// Every record with the line it begins on, read in blocks of `size` bytes; and what is wrong after them.
    fn read(bytes: &[u8], size: usize) -> (Rows, Option<(u64, Flaw)>) {
        let (start, rest) = bytes.split_at(bytes.len().min(size) / 2);
        let mut blocks = Blocks::new(start.to_vec(), rest, b',');
        blocks.size = size;
        let (mut rows, mut line) = (Vec::new(), 1);
        while let Some(Raw::Records(bytes)) = blocks.next().unwrap() {
            let block = Block::index(bytes, b',');
            for record in 0..block.len() {
                let cells = block.cells(record, Vec::new()).into_iter().map(str::to_owned).collect();
                rows.push((line + block.line(record), cells));
            }
            if let Some((before, flaw)) = block.flaw() {
                return (rows, Some((line + before, flaw)));
            }
            line += block.lines();
        }
        (rows, None)
    }

    fn peer(bytes: &[u8]) -> Result<Vec<Vec<String>>, Vec<Vec<String>>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let mut rows = Vec::new();
        for record in reader.records() {
            match record {
                Ok(record) => rows.push(record.iter().map(str::to_owned).collect()),
                Err(_) => return Err(rows),
            }
        }
        Ok(rows)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(3000))]

        /// What the crate `csv` reads, wherever the file is cut into blocks; but a quote that is never closed is a fault.
        #[test]
        fn rows_are_those_of_the_crate_csv(
            pieces in prop::collection::vec(
                prop::sample::select(vec![&b","[..], b"\"", b"\n", b"\r", b"\r\n", b"a", b"\xC4\x90", b" ", b"\",\"", b"\"\"", b"\xC4"]),
                0..60,
            ),
            size in 1..40_usize,
        ) {
            let bytes = pieces.concat();
            let (rows, flaw) = read(&bytes, size);
            let cells: Vec<_> = rows.iter().map(|(_, cells)| cells.clone()).collect();
            match (peer(&bytes), flaw.map(|(_, flaw)| flaw)) {
                (Ok(peer), None) => prop_assert_eq!(cells, peer),
                (Ok(peer), Some(Flaw::Quote)) => {
                    prop_assert!(cells.len() < peer.len());
                    prop_assert_eq!(&cells[..], &peer[..cells.len()]);
                }
                (Err(peer), Some(Flaw::Encoding)) => prop_assert_eq!(cells, peer),
                (Err(peer), Some(Flaw::Quote)) => prop_assert_eq!(&cells[..], &peer[..cells.len()]),
                (peer, flaw) => prop_assert!(false, "{:?} {:?} {:?}", cells, peer, flaw),
            }
            prop_assert_eq!(rows, read(&bytes, 1 << 16).0, "lines are the same wherever it is cut");
        }
    }

    #[test]
    fn lines_are_counted_as_an_editor_shows_them() {
        let text = "a,b\r\n\r\n\"two\r\nlines\",c\r\rd\n\n\ne,\"x";
        for size in 1..40 {
            let (rows, flaw) = read(text.as_bytes(), size);
            let lines: Vec<_> = rows.iter().map(|(line, cells)| (*line, cells[0].as_str())).collect();
            assert_eq!(lines, [(1, "a"), (3, "two\r\nlines"), (6, "d")], "{size}");
            assert_eq!(flaw, Some((9, Flaw::Quote)), "{size}");
        }
    }

    /// A clerk forgets a closing quotation mark; the next one that is written would swallow the row between.
    #[test]
    fn a_forgotten_quote_swallows_no_row() {
        let rows = |text: &str| read(text.as_bytes(), 1 << 16);
        let text = "a,\"b\",1\nc,\"d,2\ne,\"f\",3\n";
        let (sound, flaw) = rows(text);
        assert_eq!((sound.len(), flaw), (1, Some((2, Flaw::Quote))));
        // Two lines in a cell, and a space after it, are as somebody wants them.
        assert_eq!(rows("a,\"b\nc\" ,1\n\"d\"e,2\n").1, None);
    }

    /// One quotation mark too many in a file of gigabytes.
    #[test]
    fn a_row_without_an_end_is_told_before_memory_is_full() {
        let mut blocks = Blocks::new(b"a,b\n".to_vec(), io::repeat(b'x'), b',');
        assert!(matches!(blocks.next().unwrap(), Some(Raw::Records(bytes)) if bytes == b"a,b\n"));
        assert!(matches!(blocks.next().unwrap(), Some(Raw::Long)));
        assert!(blocks.next().unwrap().is_none());
    }
}
