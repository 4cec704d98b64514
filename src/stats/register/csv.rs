//! CSV: a file to blocks of rows.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::super::Error;
use super::block::{Block, Fault};
use super::blocks::{Blocks, LONGEST, Raw};
use super::columns::Field;
use super::delimiter::{delimiter, said};
use super::rounds::rounds;
use super::sheet::Sheet;
use super::{Part, Place};

/// So much of a file's start says what stands between its cells.
const START: u64 = 1 << 16;

/// Sifts the register's blocks side by side, and calls `take` with each block and what was made of it, in the file's order.
///
/// # Errors
///
/// [`Error::Read`], [`Error::Csv`], [`Error::Column`], [`Error::Cell`], and what `take` returns: of several the first in the
/// file.
pub(super) fn read<M: Send>(
    path: &Path,
    columns: &[(String, Field)],
    sift: &(dyn Fn(&Sheet, &Block) -> M + Sync),
    take: &mut dyn FnMut(&Part<'_>, M) -> Result<(), Error>,
) -> Result<(), Error> {
    let cannot = |source| Error::Read { path: path.to_owned(), source };
    let broken = |line, fault| Error::Csv { path: path.to_owned(), row: line, why: why(fault) };
    let mut input = File::open(path).map_err(cannot)?;
    let mut start = Vec::new();
    (&mut input).take(START).read_to_end(&mut start).map_err(cannot)?;
    let mark = usize::from(start.starts_with(b"\xEF\xBB\xBF")) * 3;
    let (delimiter, told) = said(&start[mark..]).unwrap_or_else(|| (delimiter(&start[mark..]), 0));
    start.drain(..mark + told);
    let mut blocks = Blocks::new(start, input, delimiter);
    let index = |raw| match raw {
        Raw::Records(bytes) => Block::index(bytes, delimiter),
        Raw::Long => Block::broken(Fault::Long),
    };
    let mut first = blocks.next().map_err(cannot)?.map(index).unwrap_or_default();
    let mut line = 1 + u64::from(told > 0);
    if let (0, Some((before, fault))) = (first.len(), first.fault()) {
        return Err(broken(line + before, fault));
    }
    let place = Place { path: path.to_owned(), sheet: None };
    let heading = if first.len() > 0 { first.cells(0, Vec::new()) } else { Vec::new() };
    let sheet = Sheet::new(place, heading.into_iter().map(str::to_owned).collect(), columns)?;
    first.skip(1);
    // Only the first was cut into rows before.
    let mut first = Some(Ok(first));
    rounds(
        || first.take().map(|block| block.map(Err)).or_else(|| blocks.next().transpose().map(|raw| raw.map(Ok))),
        |raw| {
            raw.map(|raw| {
                let block = raw.map_or_else(|block| block, index);
                (sift(&sheet, &block), block)
            })
        },
        |made| {
            let (made, block) = made.map_err(cannot)?;
            take(&Part { sheet: &sheet, block: &block, line }, made)?;
            if let Some((before, fault)) = block.fault() {
                return Err(broken(line + before, fault));
            }
            line += block.lines();
            Ok(())
        },
    )
}

fn why(fault: Fault) -> String {
    match fault {
        Fault::Encoding => "its letters are no UTF-8".to_owned(),
        Fault::Quote => "a quotation mark begins a cell and is never closed".to_owned(),
        Fault::Long => format!("it does not end within {} MiB", LONGEST >> 20),
    }
}
