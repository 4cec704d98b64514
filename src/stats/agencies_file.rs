//! Reading and checking a file of agencies: CSV, or TOML with `[[agency]]` tables of the same keys.
//!
//! Every fault is found in one reading, each with its line, its column and what to do.

use std::collections::HashMap;
use std::fmt;
use std::fs;
use std::path::Path;

use serde::Deserialize;
use time::Date;

use super::Error;
use super::agencies::{Agencies, Level};
use super::dates::date;
use super::text::{bare, folded};

/// What is wrong at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// From 1; in TOML the number of the `[[agency]]`.
    pub line: u64,
    /// As in the heading.
    pub column: &'static str,
    /// What.
    pub kind: FaultKind,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum FaultKind {
    /// The file is no CSV or TOML.
    Syntax(String),
    /// The heading lacks it.
    NoColumn,
    Empty,
    DuplicateCode(String, u64),
    UnknownParent(String),
    UnknownSuccessor(String),
    /// The codes from the agency up to itself.
    Cycle(Vec<String>),
    Level(String),
    Date(String),
    /// The last day is before the first.
    EndsBeforeItBegins,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, {}: ", self.line, self.column)?;
        match &self.kind {
            FaultKind::Syntax(why) => write!(f, "{why}; save it as CSV in UTF-8, or as TOML with [[agency]] tables"),
            FaultKind::NoColumn => write!(f, "the heading has no such column; add it, it may be empty"),
            FaultKind::Empty => write!(f, "nothing is given; fill it in"),
            FaultKind::DuplicateCode(code, line) => write!(f, "{code} is on line {line} too; give each agency its own"),
            FaultKind::UnknownParent(code) | FaultKind::UnknownSuccessor(code) => {
                write!(f, "no agency has the code {code}; add it or leave this empty")
            }
            FaultKind::Cycle(codes) => write!(f, "{} is a circle; leave one parent empty", codes.join(" → ")),
            FaultKind::Level(level) => {
                write!(f, "{level:?} is no level; use {}", Level::ALL.map(Level::code).join(", "))
            }
            FaultKind::Date(text) => write!(f, "{text:?} is no date; write 2018-12-31 or 31/12/2018"),
            FaultKind::EndsBeforeItBegins => write!(f, "the last day is before valid_from; correct one of them"),
        }
    }
}

/// One checked row.
#[derive(Debug)]
pub(super) struct Entry {
    pub(super) code: String,
    pub(super) name: String,
    pub(super) parent: Option<String>,
    pub(super) level: Level,
    pub(super) group: Option<String>,
    pub(super) valid_from: Option<Date>,
    pub(super) valid_to: Option<Date>,
    pub(super) successor: Option<String>,
    pub(super) match_cn: String,
    pub(super) match_o: String,
    pub(super) match_ou: String,
}

/// One row as written.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Raw {
    #[serde(skip)]
    line: u64,
    code: String,
    name: String,
    parent: String,
    level: String,
    group: String,
    valid_from: String,
    valid_to: String,
    successor: String,
    match_cn: String,
    match_o: String,
    match_ou: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Toml {
    #[serde(default)]
    agency: Vec<Raw>,
}

impl Agencies {
    /// Reads a file; TOML where its name ends in `.toml`, otherwise CSV.
    ///
    /// # Errors
    ///
    /// [`Error::Read`], or [`Error::Agencies`] with every fault.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let bytes = fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
        let toml = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
        Self::parse(&bytes, toml).map_err(|faults| Error::Agencies { path: path.to_owned(), faults })
    }

    /// Reads and checks `bytes`.
    ///
    /// # Errors
    ///
    /// Every fault, in the order of lines.
    pub fn parse(bytes: &[u8], toml: bool) -> Result<Self, Vec<Fault>> {
        let rows = if toml { of_toml(bytes) } else { of_csv(bytes) }?;
        let mut faults = Vec::new();
        let entries: Vec<_> = rows.iter().filter_map(|row| entry(row, &mut faults)).collect();
        check_codes(&rows, &mut faults);
        if faults.is_empty() {
            return Ok(Self::new(entries));
        }
        faults.sort_by_key(|fault| fault.line);
        Err(faults)
    }
}

fn syntax(line: u64, why: &dyn fmt::Display) -> Vec<Fault> {
    vec![Fault { line, column: "", kind: FaultKind::Syntax(why.to_string()) }]
}

fn of_toml(bytes: &[u8]) -> Result<Vec<Raw>, Vec<Fault>> {
    let text = std::str::from_utf8(bytes).map_err(|error| syntax(1, &error))?;
    let mut file: Toml = toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        syntax(before.matches('\n').count() as u64 + 1, &error.message())
    })?;
    (1..).zip(&mut file.agency).for_each(|(line, row)| row.line = line);
    Ok(file.agency)
}

fn of_csv(bytes: &[u8]) -> Result<Vec<Raw>, Vec<Fault>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let delimiter = super::register::delimiter::delimiter(bytes);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let headings: Vec<_> = reader.headers().map_err(|error| syntax(1, &error))?.iter().map(bare).collect();
    for column in ["code", "name", "level"] {
        if !headings.iter().any(|heading| heading == column) {
            return Err(vec![Fault { line: 1, column, kind: FaultKind::NoColumn }]);
        }
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| syntax(error.position().map_or(0, csv::Position::line), &error))?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let mut row = Raw { line: record.position().map_or(0, csv::Position::line), ..Raw::default() };
        for (heading, cell) in headings.iter().zip(record.iter()) {
            let cell = cell.trim().to_owned();
            match heading.as_str() {
                "code" => row.code = cell,
                "name" => row.name = cell,
                "parent" => row.parent = cell,
                "level" => row.level = cell,
                "group" => row.group = cell,
                "validfrom" => row.valid_from = cell,
                "validto" => row.valid_to = cell,
                "successor" => row.successor = cell,
                "matchcn" => row.match_cn = cell,
                "matcho" => row.match_o = cell,
                "matchou" => row.match_ou = cell,
                _ => {} // A column of the office's own.
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

fn entry(row: &Raw, faults: &mut Vec<Fault>) -> Option<Entry> {
    let before = faults.len();
    let mut fault = |column, kind| faults.push(Fault { line: row.line, column, kind });
    for (column, value) in [("code", &row.code), ("name", &row.name), ("level", &row.level)] {
        if value.is_empty() {
            fault(column, FaultKind::Empty);
        }
    }
    let level = Level::ALL.into_iter().find(|level| level.code() == folded(&row.level));
    if level.is_none() && !row.level.is_empty() {
        fault("level", FaultKind::Level(row.level.clone()));
    }
    let mut day = |column, text: &str| {
        let day = date(text);
        if day.is_none() && !text.is_empty() {
            fault(column, FaultKind::Date(text.to_owned()));
        }
        day
    };
    let (valid_from, valid_to) = (day("valid_from", &row.valid_from), day("valid_to", &row.valid_to));
    if valid_from.zip(valid_to).is_some_and(|(from, to)| to < from) {
        fault("valid_to", FaultKind::EndsBeforeItBegins);
    }
    let given = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Some(Entry {
        code: row.code.clone(),
        name: row.name.clone(),
        parent: given(&row.parent),
        level: level.filter(|_| faults.len() == before)?,
        group: given(&row.group),
        valid_from,
        valid_to,
        successor: given(&row.successor),
        match_cn: row.match_cn.clone(),
        match_o: row.match_o.clone(),
        match_ou: row.match_ou.clone(),
    })
}

/// Codes are unique; parents and successors exist; nobody is above themselves.
fn check_codes(rows: &[Raw], faults: &mut Vec<Fault>) {
    let mut by_code: HashMap<String, &Raw> = HashMap::new();
    for row in rows.iter().filter(|row| !row.code.is_empty()) {
        if let Some(first) = by_code.get(&folded(&row.code)) {
            let kind = FaultKind::DuplicateCode(row.code.clone(), first.line);
            faults.push(Fault { line: row.line, column: "code", kind });
        } else {
            by_code.insert(folded(&row.code), row);
        }
    }
    for row in rows {
        let unknown = |code: &str| !code.is_empty() && !by_code.contains_key(&folded(code));
        if unknown(&row.successor) {
            let kind = FaultKind::UnknownSuccessor(row.successor.clone());
            faults.push(Fault { line: row.line, column: "successor", kind });
        }
        if unknown(&row.parent) {
            let kind = FaultKind::UnknownParent(row.parent.clone());
            faults.push(Fault { line: row.line, column: "parent", kind });
        } else if let Some(codes) = circle(row, &by_code) {
            faults.push(Fault { line: row.line, column: "parent", kind: FaultKind::Cycle(codes) });
        }
    }
}

/// The way up from `row` back to itself. Bounded: a way longer than all agencies does not end at the row.
fn circle(row: &Raw, by_code: &HashMap<String, &Raw>) -> Option<Vec<String>> {
    let mut codes = vec![row.code.clone()];
    let mut above = by_code.get(&folded(&row.parent))?;
    while codes.len() <= by_code.len() {
        codes.push(above.code.clone());
        if folded(&above.code) == folded(&row.code) {
            return Some(codes);
        }
        above = by_code.get(&folded(&above.parent))?;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::agencies::Match;
    use crate::verify::Role;

    const HEADING: &str = "code,name,parent,level,group,valid_from,valid_to,successor,match_cn,match_o,match_ou\n";

    fn faults(rows: &str) -> Vec<String> {
        let faults = Agencies::parse(format!("{HEADING}{rows}").as_bytes(), false).unwrap_err();
        faults.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_fault_is_told_with_its_line_its_column_and_what_to_do() {
        let found = faults(
            "H02,UBND tỉnh,H02.02,province,,,,,,,\nH02.01,Sở A,H99,sở,,,,,,,\nH02.02,Sở B,H02,department,,,,,,,\n\
             H02.01,Sở C,,department,,31/02/2018,,,,,\nH02.03,Sở D,,department,,2018-05-01,2018-04-30,,,,\n",
        );
        assert_eq!(
            found,
            [
                "line 2, parent: H02 → H02.02 → H02 is a circle; leave one parent empty",
                "line 3, level: \"sở\" is no level; use central, province, department, district, commune, unit",
                "line 3, parent: no agency has the code H99; add it or leave this empty",
                "line 4, parent: H02.02 → H02 → H02.02 is a circle; leave one parent empty",
                "line 5, valid_from: \"31/02/2018\" is no date; write 2018-12-31 or 31/12/2018",
                "line 5, code: H02.01 is on line 3 too; give each agency its own",
                "line 6, valid_to: the last day is before valid_from; correct one of them",
            ]
        );
        let no_level = Agencies::parse(b"code;name\n1;a\n", false).unwrap_err();
        assert_eq!(no_level[0].to_string(), "line 1, level: the heading has no such column; add it, it may be empty");
        assert_eq!(Agencies::parse(b"[[agency]]\ncode = 1\n", true).unwrap_err()[0].line, 2);
    }

    #[test]
    fn certificates_find_their_one_agency() {
        let rows = "H1,Sở Tư pháp,,department,,,,,Sở Tư pháp|So Tu phap,Sở Tư pháp,\n\
                    H2,Sở Y tế,,department,,,,,Sở Y tế,UBND tỉnh,Sở Y tế|SYT\n\
                    H3,Văn phòng,,department,,,,,,UBND tỉnh,Văn phòng\n\
                    H4,Không rõ,,department,,,,,,,\n";
        let agencies = Agencies::parse(format!("{HEADING}{rows}").as_bytes(), false).unwrap();
        let find = |cn, o, ou: &[&str]| match agencies.find(Some(cn), o, ou) {
            Match::One(agency, role) => format!("{} {}", agency.code, role.code()),
            Match::Ambiguous(several) => format!("{} fit", several.len()),
            Match::None => "none".to_owned(),
        };
        // Decomposed and in capitals is the same name.
        assert_eq!(find("SƠ\u{309} TƯ PHÁP", Some("Sở Tư pháp"), &[]), "H1 agency");
        assert_eq!(find("Nguyễn Văn A", Some("sở tư pháp"), &["Thanh tra"]), "H1 person");
        assert_eq!(find("Sở Tư pháp", None, &[]), "none", "match_o is given and must hold");
        assert_eq!(find("Trần B", Some("UBND tỉnh"), &["x", "SYT"]), "H2 person");
        assert_eq!(find("Trần B", Some("UBND tỉnh"), &[]), "none");
        assert_eq!(find("Trần B", Some("UBND tỉnh"), &["SYT", "Văn phòng"]), "2 fit");
        assert_eq!(find("Sở Tư", Some("Sở Tư"), &[]), "none", "names are compared whole");
        assert_eq!(find("Sơ Tư pháp", Some("Sơ Tư pháp"), &[]), "none", "a mark makes another name");
        assert_eq!(Role::Person.code(), "person");
    }

    #[test]
    fn toml_is_the_same_tree() {
        let text = "[[agency]]\ncode = \"H1\"\nname = \"Sở A\"\nlevel = \"department\"\nmatch_o = \"Sở A\"\n";
        let agencies = Agencies::parse(text.as_bytes(), true).unwrap();
        assert!(
            matches!(agencies.find(None, Some("SỞ A"), &[]), Match::One(agency, Role::Person) if agency.code == "H1")
        );
    }
}
