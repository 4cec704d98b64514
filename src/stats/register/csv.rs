//! CSV: bytes to rows.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use csv::StringRecord;

use super::super::Error;
use super::columns::Field;
use super::delimiter::{delimiter, said};
use super::sheet::Sheet;
use super::{Line, Place};

/// Calls `each` with every line of the register.
///
/// # Errors
///
/// [`Error::Read`], [`Error::Csv`], [`Error::Column`], [`Error::Cell`], and what `each` returns.
pub(super) fn read(
    path: &Path,
    columns: &[(String, Field)],
    each: &mut dyn FnMut(&Line<'_>) -> Result<(), Error>,
) -> Result<(), Error> {
    let cannot = |source| Error::Read { path: path.to_owned(), source };
    let mut input = BufReader::with_capacity(1 << 16, File::open(path).map_err(cannot)?);
    let start = input.fill_buf().map_err(cannot)?;
    let mark = usize::from(start.starts_with(b"\xEF\xBB\xBF")) * 3;
    let (delimiter, told) = said(&start[mark..]).unwrap_or_else(|| (delimiter(&start[mark..]), 0));
    input.consume(mark + told);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(input);
    let broken = |error: csv::Error| Error::Csv {
        path: path.to_owned(),
        row: error.position().map_or(0, csv::Position::line),
        why: error.to_string(),
    };
    let headings = reader.headers().map_err(broken)?.iter().map(str::to_owned).collect();
    let sheet = Sheet::new(Place { path: path.to_owned(), sheet: None }, headings, columns)?;
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(broken)? {
        let cells: Vec<_> = record.iter().collect();
        each(&sheet.row(&cells, record.position().map_or(0, csv::Position::line))?)?;
    }
    Ok(())
}
