//! CSV (RFC 4180, UTF-8): a row a document, its signatures as JSON in one column.
//!
//! A cell that a spreadsheet would take for a formula gets an apostrophe before it (CWE-1236), and so does one that begins
//! with an apostrophe: whoever takes one off gets back what was there. An empty cell is an absent value; an empty text that is
//! there is an apostrophe alone.

use std::borrow::Cow;
use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use super::super::row::{COLUMNS, Row};
use super::super::{Error, Posting};
use super::{LONGEST, MOMENTS, Raw, Raws, WritePosting, columns, import_error, moment, seconds};

/// Columns that may have no value.
const OPTIONAL: [usize; 3] = [4, 6, 12];

pub(super) struct Writer<W: Write>(csv::Writer<W>);

impl<W: Write> Writer<W> {
    pub(super) fn new(out: W) -> Result<Self, Error> {
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        writer.write_record(COLUMNS).map_err(failed)?;
        Ok(Self(writer))
    }
}

fn failed(error: csv::Error) -> Error {
    Error::Write(match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => std::io::Error::other(format!("{other:?}")),
    })
}

impl<W: Write> WritePosting for Writer<W> {
    fn write(&mut self, row: &Row) -> Result<(), Error> {
        let mut cells = row.cells();
        for (column, time) in MOMENTS.into_iter().zip([row.time, row.judged_on]) {
            cells[column] = moment(time);
        }
        for (column, cell) in cells.iter().enumerate() {
            let cell = cell.as_deref().map(|cell| guarded(cell, OPTIONAL.contains(&column)));
            self.0.write_field(cell.unwrap_or_default().as_bytes()).map_err(failed)?;
        }
        self.0.write_record(None::<&[u8]>).map_err(failed)
    }

    fn finish(mut self: Box<Self>) -> Result<(), Error> {
        self.0.flush().map_err(Error::Write)
    }
}

fn guarded(cell: &str, optional: bool) -> Cow<'_, str> {
    let formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'']);
    if formula || (optional && cell.is_empty()) { format!("'{cell}").into() } else { cell.into() }
}

/// Stops a record that never ends: `since` are the bytes that were read since the last one ended.
struct Bounded {
    file: File,
    since: Arc<AtomicU64>,
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        let since = self.since.fetch_add(read as u64, Ordering::Relaxed);
        if since > LONGEST { Err(std::io::ErrorKind::FileTooLarge.into()) } else { Ok(read) }
    }
}

pub(super) fn raws(path: &Path, file: File) -> Result<Raws, Error> {
    let (path, since) = (Arc::<Path>::from(path), Arc::new(AtomicU64::new(0)));
    let bounded = BufReader::with_capacity(1 << 16, Bounded { file, since: since.clone() });
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bounded);
    let heading = reader.headers().map_err(|error| unreadable(&path, &error, 1))?;
    // A mark of UTF-8 at the beginning, as spreadsheets write it.
    let places = columns(&path, heading.iter().map(|name| name.trim_start_matches('\u{feff}')))?;
    let mut number = 1;
    let mut sizes = (0, 0);
    Ok(Box::new(std::iter::from_fn(move || {
        since.store(0, Ordering::Relaxed);
        number += 1;
        let mut record = csv::StringRecord::with_capacity(sizes.0, sizes.1);
        match reader.read_record(&mut record) {
            Ok(false) => None,
            Ok(true) => {
                sizes = (record.as_slice().len(), record.len());
                let (path, number) = (path.clone(), number);
                let posting = Box::new(move || posting(&path, number, &record, &places));
                Some(Ok(Raw { bytes: sizes.0, posting }))
            }
            Err(error) => Some(Err(unreadable(&path, &error, number))),
        }
    })))
}

fn posting(path: &Path, number: u64, record: &csv::StringRecord, places: &[usize; 13]) -> Result<Posting, Error> {
    let mut cells: [Option<String>; 13] = Default::default();
    for (column, cell) in cells.iter_mut().enumerate() {
        let text = record.get(places[column]).ok_or_else(|| import_error(path, number, COLUMNS[column]))?;
        if text.is_empty() && OPTIONAL.contains(&column) {
            continue;
        }
        let text = text.strip_prefix('\'').unwrap_or(text);
        let text = if MOMENTS.contains(&column) { seconds(text) } else { Some(text.to_owned()) };
        *cell = Some(text.ok_or_else(|| import_error(path, number, COLUMNS[column]))?);
    }
    Posting::of_cells(cells).map_err(|column| import_error(path, number, column))
}

fn unreadable(path: &Path, error: &csv::Error, record: u64) -> Error {
    let source = match error.kind() {
        csv::ErrorKind::Io(error) => error.kind().into(),
        _ => return import_error(path, record, "UTF-8"),
    };
    Error::Read { path: path.to_owned(), source }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_guarded_cell_is_no_formula_and_comes_back(cell in "[=+@'\\-\t a\"]{0,6}") {
            let guarded = guarded(&cell, true);
            prop_assert!(!guarded.starts_with(['=', '+', '-', '@', '\t', '\r']));
            prop_assert!(!guarded.is_empty());
            prop_assert_eq!(guarded.strip_prefix('\'').unwrap_or(&guarded), &cell);
        }
    }
}
