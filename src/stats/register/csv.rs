//! CSV: a file to blocks of rows.

use std::io::Read;
use std::path::Path;

use super::super::Error;
use super::block::{Block, Flaw};
use super::blocks::{Blocks, LONGEST, Raw};
use super::delimiter::{delimiter, said};
use super::fault::{Fault, FaultKind, Place};
use super::rounds::rounds;
use super::sheet::{Grid, Sheet};
use super::{Count, Part, Reading, Sift, encoding, heading};

/// So much of a file's start says what stands between its cells.
const START: u64 = 1 << 16;

/// Sifts the register's blocks side by side, and has them counted in the file's order.
///
/// # Errors
///
/// [`Error::Read`], [`Error::Register`], and what `count` returns: of several the first in the file.
pub(super) fn read<S: Sift>(
    path: &Path,
    reading: &Reading<'_>,
    sieve: &S,
    count: &mut dyn Count<S::Made>,
) -> Result<(), Error> {
    let place = Place { path: path.to_owned(), sheet: None };
    let cannot = |error| encoding::raised(path, error);
    let broken =
        |line, flaw| Error::from(Fault { place: place.clone(), row: Some(line), column: None, kind: kind(flaw) });
    let mut text = encoding::text(path)?;
    let mut start = Vec::new();
    text.by_ref().take(START).read_to_end(&mut start).map_err(cannot)?;
    let (delimiter, told) = said(&start).unwrap_or_else(|| (delimiter(&start), 0));
    start.drain(..told);
    let mut blocks = Blocks::new(start, text, delimiter);
    let index = |raw| match raw {
        Raw::Records(bytes) => Block::index(bytes, delimiter),
        Raw::Long => Block::broken(Flaw::Long),
    };
    let mut line = 1 + u64::from(told > 0);
    let mut first = blocks.next().map_err(cannot)?.map(index).unwrap_or_default();
    let rows: Vec<Vec<String>> = (0..first.len().min(heading::ROWS))
        .map(|record| first.cells(record, Vec::new()).into_iter().map(str::to_owned).collect())
        .collect();
    if let ([], Some((before, flaw))) = (&rows[..], first.flaw()) {
        return Err(broken(line + before, flaw));
    }
    let (sheet, begins) = Sheet::of(place.clone(), &rows, Grid::default(), reading)?;
    count.headed(&sheet);
    first.skip(begins);
    let mut first = Some(Ok(Err(first)));
    rounds(
        || first.take().or_else(|| blocks.next().transpose().map(|raw| raw.map(Ok))),
        |raw| {
            raw.map(|raw| {
                let block = raw.map_or_else(|indexed| indexed, index);
                (sieve.sift(&sheet, &block), block)
            })
        },
        |made| {
            let (made, block) = made.map_err(cannot)?;
            count.take(&Part { sheet: &sheet, block: &block, line }, made)?;
            if let Some((before, flaw)) = block.flaw() {
                return Err(broken(line + before, flaw));
            }
            line += block.lines();
            Ok(())
        },
    )
}

fn kind(flaw: Flaw) -> FaultKind {
    match flaw {
        Flaw::Encoding => FaultKind::Encoding("UTF-8"),
        Flaw::Quote => FaultKind::OpenQuote,
        Flaw::Long => FaultKind::TooLong { limit: LONGEST as u64 },
    }
}
