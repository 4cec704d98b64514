//! CSV: bytes to rows.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use csv::StringRecord;

use super::super::Error;
use super::delimiter::{delimiter, said};
use super::fault::{Fault, FaultKind, Place};
use super::sheet::{Grid, Sheet};
use super::{Line, Reading, encoding, heading};

/// Bytes of one row: a register's is a few hundred, a quotation mark that is not closed takes all the rest.
const LIMIT: usize = 1 << 20;

/// Calls `each` with every line of the register.
///
/// # Errors
///
/// [`Error::Read`], [`Error::Csv`], [`Error::Register`], and what `each` returns.
pub(super) fn read(
    path: &Path,
    reading: &Reading<'_>,
    each: &mut dyn FnMut(&Line<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut text = BufReader::with_capacity(1 << 16, encoding::text(path)?);
    let bytes = text.fill_buf().map_err(|error| encoding::raised(path, error))?;
    let (delimiter, told) = said(bytes).unwrap_or_else(|| (delimiter(bytes), 0));
    text.consume(told);
    let watched = Watched { rest: text, row: 0 };
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .flexible(true)
        .has_headers(false)
        .buffer_capacity(1 << 16)
        .from_reader(watched);
    let place = Place { path: path.to_owned(), sheet: None };
    let mut next = |record: &mut StringRecord| -> Result<Option<u64>, Error> {
        reader.get_mut().row = 0;
        let more = reader.read_record(record).map_err(|error| broken(&place, error))?;
        Ok(more.then(|| record.position().map_or(0, csv::Position::line) + u64::from(told > 0)))
    };
    let mut first = Vec::new();
    let mut record = StringRecord::new();
    while first.len() < heading::ROWS
        && let Some(line) = next(&mut record)?
    {
        first.push((line, record.iter().map(str::to_owned).collect::<Vec<_>>()));
    }
    let rows: Vec<_> = first.iter().map(|(_, cells)| cells.clone()).collect();
    let (sheet, begins) = Sheet::of(place.clone(), &rows, Grid::default(), reading)?;
    for (line, cells) in &first[begins..] {
        let cells: Vec<_> = cells.iter().map(String::as_str).collect();
        each(&sheet.row(&cells, *line)?)?;
    }
    while let Some(line) = next(&mut record)? {
        let cells: Vec<_> = record.iter().collect();
        each(&sheet.row(&cells, line)?)?;
    }
    Ok(())
}

fn broken(place: &Place, error: csv::Error) -> Error {
    let row = error.position().map_or(0, csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(error) if error.kind() == io::ErrorKind::FileTooLarge => {
            let kind = FaultKind::TooLong { limit: LIMIT as u64 };
            Fault { place: place.clone(), row: (row > 0).then_some(row), column: None, kind }.into()
        }
        csv::ErrorKind::Io(error) => encoding::raised(&place.path, error),
        other => Error::Csv { path: place.path.clone(), row, why: format!("{other:?}") },
    }
}

/// A stream that ends where a row has no end.
struct Watched<R> {
    rest: R,
    row: usize,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.rest.read(buffer)?;
        self.row += read;
        if self.row > LIMIT + (1 << 16) { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(read) }
    }
}
