//! The register of a year: as a table, as JSON, as CSV.

use std::io::{IsTerminal, Write};
use std::path::Path;

use comfy_table::Table;

use crate::cli::ReceiveArgs;
use crate::commands::Call;
use crate::commands::outputs::Target;
use crate::commands::record::Book;
use crate::ledger::Arrival;
use crate::messages::{Lang, Problem};
use crate::report::receive::{NumberingLine, RegisterLine, csv, table};

pub(super) fn of_year(book: &Book, year: i32) -> anyhow::Result<Vec<Arrival>> {
    Ok(book.with(|ledger| ledger.arrivals(Some(year))).ok_or(Problem::LedgerNeeded)??)
}

/// Lets the numbers of `year` begin at `first`.
pub(super) fn begin(call: &Call, book: &Book, year: i32, first: u32) -> anyhow::Result<()> {
    book.with(|ledger| ledger.number_from(year, first)).ok_or(Problem::LedgerNeeded)??;
    let (line, mut console) = (NumberingLine::of(year, first), call.console());
    if console.json {
        console.json_line(&line)?;
    }
    Ok(console.result(&format!("{}\n", line.text(call.lang)))?)
}

pub(super) fn list(call: &Call, args: &ReceiveArgs, book: &Book, year: i32) -> anyhow::Result<()> {
    let arrivals = of_year(book, year)?;
    let mut console = call.console();
    if console.json {
        for arrival in &arrivals {
            console.json_line(&RegisterLine::of(arrival))?;
        }
        return Ok(());
    }
    if args.csv {
        return write(call.lang, Path::new("-"), false, &arrivals);
    }
    let first = book.with(|ledger| ledger.first_number(year)).ok_or(Problem::LedgerNeeded)??;
    let width = std::io::stdout().is_terminal().then(|| Table::new().width()).flatten();
    console.print(&table(&arrivals, &NumberingLine::of(year, first), call.lang, width))?;
    Ok(())
}

/// As CSV; a file gets a byte order mark, by which spreadsheets know UTF-8.
pub(super) fn write(lang: Lang, path: &Path, force: bool, arrivals: &[Arrival]) -> anyhow::Result<()> {
    let to_stdout = path.as_os_str() == "-";
    let mut bytes = Vec::new();
    if !to_stdout {
        bytes.write_all(b"\xEF\xBB\xBF")?;
    }
    csv(arrivals, lang, &mut bytes)?;
    let target = if to_stdout { Target::Stdout } else { Target::File { path: path.to_path_buf(), replace: force } };
    target.write(&bytes, None, || Ok(()))
}
