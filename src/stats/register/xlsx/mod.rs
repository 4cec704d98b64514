//! Workbooks of spreadsheets: XLSX (ISO/IEC 29500, ECMA-376), row by row.
//!
//! The package is unpacked within bounds ([`package`]), what cells share is read first ([`strings`]), then each sheet as a
//! stream of rows ([`rows`]), merged cells filled downwards ([`merged`]). Every visible sheet with the heading of a register is
//! read, one after the other: a book of twelve months has twelve. Other sheets are passed over and told; hidden rows are rows,
//! and told too: a filter hides what was sent.
//!
//! Read here and not by a crate: the readers there are load what cells share whatever its size, keep no count of what they
//! unpack, and say nothing of hidden rows; a register comes from strangers.

mod merged;
mod package;
mod rows;
mod strings;

use std::collections::HashMap;
use std::path::Path;

use quick_xml::events::Event;

use self::package::{Package, attribute, next};
use self::rows::{RowAt, Rows, Shared};
use self::strings::{Strings, Styles};
use super::super::Error;
use super::dates::Epoch;
use super::fault::{Fault, FaultKind, Many, Place};
use super::rounds::rounds;
use super::sheet::{Grid, Sheet};
use super::{At, Block, Count, Line, Part, Reading, Sift, heading};

/// One sheet of the workbook.
struct Entry {
    name: String,
    part: String,
    hidden: bool,
}

/// Has every line of every sheet that is a register sifted and counted.
///
/// # Errors
///
/// [`Error::Read`], [`Error::Register`], and what `count` returns.
pub(super) fn read<S: Sift>(
    path: &Path,
    reading: &Reading<'_>,
    sieve: &S,
    count: &mut dyn Count<S::Made>,
) -> Result<(), Error> {
    let fault = |kind| Error::from(fault(path, None, kind));
    let package = Package::open(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let mut package = package.map_err(fault)?;
    let (entries, shared) = book(&mut package).map_err(fault)?;
    let mut refused = Vec::new();
    for entry in &entries {
        let place = Place { path: path.to_owned(), sheet: Some(entry.name.clone()) };
        match one(&mut package, entry, &shared, &place, reading, sieve, count)? {
            Outcome::Read => {}
            Outcome::Refused(why) => refused.push((entry, place, why)),
        }
    }
    if refused.len() == entries.len() {
        let mut visible = refused.iter().filter(|(entry, ..)| !entry.hidden);
        if let (Some((_, place, Some(kind))), None) = (visible.next(), visible.next()) {
            return Err(Fault { place: place.clone(), row: None, column: None, kind: kind.clone() }.into());
        }
        let sheets = entries.iter().map(|entry| (entry.name.clone(), entry.hidden));
        return Err(fault(FaultKind::NoSheet(sheets.collect())));
    }
    for (_, place, why) in refused {
        // An empty sheet is nothing to tell.
        if why.is_some() {
            count.told("SHEET_SKIPPED", At { place: &place, line: 1 });
        }
    }
    Ok(())
}

fn fault(path: &Path, sheet: Option<&str>, kind: FaultKind) -> Fault {
    let place = Place { path: path.to_owned(), sheet: sheet.map(str::to_owned) };
    Fault { place, row: None, column: None, kind }
}

/// What became of a sheet.
enum Outcome {
    Read,
    /// It is no register: why; nothing if it is empty.
    Refused(Option<FaultKind>),
}

fn one<S: Sift>(
    package: &mut Package,
    entry: &Entry,
    shared: &Shared,
    place: &Place,
    reading: &Reading<'_>,
    sieve: &S,
    count: &mut dyn Count<S::Made>,
) -> Result<Outcome, Error> {
    let fault = |kind| Fault { place: place.clone(), row: None, column: None, kind };
    let at = |(line, kind): Broken| Fault { row: line, ..fault(kind) };
    let merged = merged::read(package, &entry.part).map_err(fault)?;
    let mut rows = Rows::new(package.xml(&entry.part).map_err(fault)?, shared, merged);
    let (mut first, mut lines) = (Vec::<Vec<String>>::new(), Vec::new());
    while first.len() < heading::ROWS {
        let Some(row) = rows.next().map_err(|kind| at(broken(&rows, kind)))? else { break };
        first.push(rows.texts().into_iter().map(str::to_owned).collect());
        lines.push(row);
    }
    if first.iter().flatten().all(|cell| cell.trim().is_empty()) {
        return Ok(Outcome::Refused(None));
    }
    let (sheet, begins) = match Sheet::of(place.clone(), &first, Grid { letters: true, epoch: shared.epoch }, reading) {
        Ok(_) if entry.hidden => return Ok(Outcome::Refused(Some(FaultKind::NoSheet(Vec::new())))),
        Ok(found) => found,
        Err(Error::Register(why)) if entry.hidden || why.kind.is_other_sheet() => {
            return Ok(Outcome::Refused(Some(why.kind)));
        }
        Err(other) => return Err(other),
    };
    count.headed(&sheet);
    let mut filled = Filled::default();
    for (row, texts) in lines.iter().zip(&first).skip(begins) {
        filled.push(row, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    }
    let mut filled = Some(filled);
    rounds(
        || filled.take().or_else(|| Filled::of(&mut rows)),
        |filled| (sieve.sift(&sheet, &filled.block), filled),
        |(made, filled)| {
            let part = Part { sheet: &sheet, block: &filled.block, line: 0 };
            for record in filled.hidden {
                if matches!(part.line(record), Ok(Line::Row(_))) {
                    count.told("HIDDEN_ROW_COUNTED", part.at(record));
                }
            }
            count.take(&part, made)?;
            filled.fault.map_or(Ok(()), |broken| Err(Error::from(at(broken))))
        },
    )?;
    Ok(Outcome::Read)
}

/// The row that is wrong, and what is; nothing where the sheet is.
type Broken = (Option<u64>, FaultKind);

fn broken(rows: &Rows<'_>, kind: FaultKind) -> Broken {
    (matches!(kind, FaultKind::TooLong { .. }).then(|| u64::from(rows.line())), kind)
}

/// Rows of a sheet.
#[derive(Default)]
struct Filled {
    block: Block,
    hidden: Vec<u32>,
    /// What is wrong after them.
    fault: Option<Broken>,
}

impl Filled {
    /// The next rows; nothing at the end.
    fn of(rows: &mut Rows<'_>) -> Option<Self> {
        let mut filled = Self::default();
        while !filled.block.is_full() {
            match rows.next() {
                Ok(Some(row)) => filled.push(&row, &rows.texts()),
                Ok(None) => break,
                Err(kind) => {
                    filled.fault = Some(broken(rows, kind));
                    return Some(filled);
                }
            }
        }
        (filled.block.len() > 0).then_some(filled)
    }

    fn push(&mut self, row: &RowAt, cells: &[&str]) {
        if row.hidden {
            self.hidden.push(self.block.len() as u32);
        }
        self.block.push(row.line, cells);
    }
}

/// The sheets, and what their cells share.
fn book(package: &mut Package) -> Result<(Vec<Entry>, Shared), FaultKind> {
    let Some(main) = relations(package, "")?.into_iter().find(|(_, (kind, _))| kind.ends_with("/officeDocument"))
    else {
        let other = package.has("content.xml");
        return Err(FaultKind::Format(if other { "OpenDocument (.ods)" } else { "ZIP" }));
    };
    let main = main.1.1;
    // The same workbook in another notation ([MS-XLSB]).
    if main.rsplit('.').next() == Some("bin") {
        return Err(FaultKind::Format("Excel (.xlsb)"));
    }
    let related = relations(package, &main)?;
    let of_kind = |kind: &str| related.values().find(|(found, _)| found.ends_with(kind)).map(|(_, part)| part.clone());
    let (mut entries, mut shared) = (Vec::new(), Shared::default());
    let mut xml = package.xml(&main)?;
    let mut buffer = Vec::new();
    loop {
        match next(&mut xml, &mut buffer)? {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                b"workbookPr" => {
                    let later = attribute(&element, "date1904").is_some_and(|said| matches!(&*said, "1" | "true"));
                    shared.epoch = if later { Epoch::Y1904 } else { Epoch::Y1900 };
                }
                b"sheet" if entries.len() == SHEETS => {
                    return Err(FaultKind::TooMany { what: Many::Sheets, limit: SHEETS as u64 });
                }
                b"sheet" => {
                    let name = attribute(&element, "name").unwrap_or_default();
                    let id = attribute(&element, "id").unwrap_or_default();
                    // What cannot be found may be the register.
                    let lost = || FaultKind::Workbook(format!("{name}: r:id {id:?}"));
                    let (kind, part) = related.get(&id).ok_or_else(lost)?;
                    // Sheets that are charts or macros have no rows.
                    if kind.ends_with("/worksheet") {
                        let hidden = attribute(&element, "state").is_some_and(|state| state != "visible");
                        entries.push(Entry { name, part: part.clone(), hidden });
                    }
                }
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    drop(xml);
    if let Some(part) = of_kind("/sharedStrings") {
        shared.strings = Strings::read(package, &part)?;
    }
    if let Some(part) = of_kind("/styles") {
        shared.styles = Styles::read(package, &part)?;
    }
    Ok((entries, shared))
}

/// Sheets of one workbook.
const SHEETS: usize = 1000;
/// Relations of one part.
const RELATIONS: usize = 10_000;

/// What a part is related to, by identifier: the kind, and the part's name (ISO/IEC 29500-2 §9.3).
fn relations(package: &mut Package, part: &str) -> Result<HashMap<String, (String, String)>, FaultKind> {
    let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
    let folder = if folder.is_empty() { String::new() } else { format!("{folder}/") };
    let relations = format!("{folder}_rels/{name}.rels");
    let mut all = HashMap::new();
    if !package.has(&relations) {
        return Ok(all);
    }
    let mut xml = package.xml(&relations)?;
    let mut buffer = Vec::new();
    loop {
        match next(&mut xml, &mut buffer)? {
            Event::Start(element) | Event::Empty(element) if element.local_name().as_ref() == b"Relationship" => {
                let found = [attribute(&element, "Id"), attribute(&element, "Type"), attribute(&element, "Target")];
                let [Some(id), Some(kind), Some(target)] = found else { continue };
                all.insert(id, (kind, resolved(&folder, &target)));
                if all.len() > RELATIONS {
                    return Err(FaultKind::TooMany { what: Many::Relations, limit: RELATIONS as u64 });
                }
            }
            Event::Eof => return Ok(all),
            _ => {}
        }
    }
}

/// The name of a part that `target` means in a folder.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(whole) = target.strip_prefix('/') {
        return whole.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            ".." => drop(steps.pop()),
            "." | "" => {}
            step => steps.push(step),
        }
    }
    steps.join("/")
}
