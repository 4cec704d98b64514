//! Reading a file of agencies: CSV, or TOML with `[[agency]]` tables of the same keys.
//!
//! What is read is cells with their lines; what they mean is [`super::check`]'s. Columns of CSV that are not ours are the
//! office's own; an unknown key of TOML is a slip.

use std::fmt::Display;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::fault::{Fault, FaultKind};
use crate::stats::register::delimiter::delimiter;
use crate::stats::text::bare;
use crate::text::nearest;

/// The columns of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Code,
    Name,
    Parent,
    Level,
    Group,
    ValidFrom,
    ValidTo,
    Successor,
    MatchCn,
    MatchO,
    MatchOu,
}

impl Column {
    const ALL: [Self; 11] = [
        Self::Code,
        Self::Name,
        Self::Parent,
        Self::Level,
        Self::Group,
        Self::ValidFrom,
        Self::ValidTo,
        Self::Successor,
        Self::MatchCn,
        Self::MatchO,
        Self::MatchOu,
    ];

    /// As in the heading.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Code => "code",
            Self::Name => "name",
            Self::Parent => "parent",
            Self::Level => "level",
            Self::Group => "group",
            Self::ValidFrom => "valid_from",
            Self::ValidTo => "valid_to",
            Self::Successor => "successor",
            Self::MatchCn => "match_cn",
            Self::MatchO => "match_o",
            Self::MatchOu => "match_ou",
        }
    }
}

/// One agency as written; blanks around a cell are no part of it.
#[derive(Debug)]
pub(super) struct Row {
    cells: [String; 11],
    lines: [u64; 11],
    line: u64,
}

impl Row {
    fn new(line: u64) -> Self {
        Self { cells: Default::default(), lines: [line; 11], line }
    }

    /// What stands in `column`; empty where nothing does.
    pub(super) fn get(&self, column: Column) -> &str {
        &self.cells[column as usize]
    }

    /// What stands in `column`, unless it is empty.
    pub(super) fn given(&self, column: Column) -> Option<&str> {
        Some(self.get(column)).filter(|text| !text.is_empty())
    }

    /// Where the row begins.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// What is wrong with `column`.
    pub(super) fn fault(&self, column: Column, kind: FaultKind) -> Fault {
        Fault { line: self.lines[column as usize], column: column.name(), kind }
    }
}

fn syntax(line: u64, why: &dyn Display) -> Vec<Fault> {
    vec![Fault { line, column: "", kind: FaultKind::Syntax(why.to_string()) }]
}

/// The rows of CSV, between commas, semicolons or tabs.
pub(super) fn of_csv(bytes: &[u8]) -> Result<Vec<Row>, Vec<Fault>> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter(bytes)).flexible(true).from_reader(bytes);
    let headings = reader.headers().map_err(|error| syntax(1, &error))?;
    let column = |heading: &str| Column::ALL.into_iter().find(|column| bare(column.name()) == bare(heading));
    let columns: Vec<_> = headings.iter().map(column).collect();
    let faults = headings_of(&columns);
    if !faults.is_empty() {
        return Err(faults);
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| syntax(error.position().map_or(0, csv::Position::line), &error))?;
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        let mut row = Row::new(record.position().map_or(0, csv::Position::line));
        for (column, cell) in columns.iter().zip(record.iter()) {
            if let Some(column) = column {
                cell.trim().clone_into(&mut row.cells[*column as usize]);
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The columns that every file has, and none twice.
fn headings_of(columns: &[Option<Column>]) -> Vec<Fault> {
    let fault = |column: Column, kind| Fault { line: 1, column: column.name(), kind };
    let count = |wanted: Column| columns.iter().filter(|column| **column == Some(wanted)).count();
    let missing = [Column::Code, Column::Name, Column::Level].into_iter().filter(|column| count(*column) == 0);
    let twice = Column::ALL.into_iter().filter(|column| count(*column) > 1);
    let missing = missing.map(|column| fault(column, FaultKind::NoColumn));
    missing.chain(twice.map(|column| fault(column, FaultKind::ColumnTwice))).collect()
}

/// The rows of TOML.
pub(super) fn of_toml(bytes: &[u8]) -> Result<Vec<Row>, Vec<Fault>> {
    let text = std::str::from_utf8(bytes).map_err(|error| syntax(1, &error))?;
    let lines = Lines::of(text);
    let table = DeTable::parse(text)
        .map_err(|error| syntax(lines.at(error.span().map_or(0, |span| span.start)), &error.message()))?;
    let mut faults = Vec::new();
    let mut rows = Vec::new();
    for (key, value) in table.get_ref() {
        let agencies = value.get_ref().as_array().filter(|_| key.get_ref() == "agency");
        let Some(agencies) = agencies else {
            faults.extend(syntax(lines.at(key.span().start), &format!("{:?} is no [[agency]]", key.get_ref())));
            continue;
        };
        for agency in agencies {
            match agency.get_ref().as_table() {
                Some(table) => rows.push(row(table, lines.at(agency.span().start), &lines, &mut faults)),
                None => faults.extend(syntax(lines.at(agency.span().start), &"an agency is a table")),
            }
        }
    }
    if faults.is_empty() { Ok(rows) } else { Err(faults) }
}

fn row(table: &DeTable<'_>, line: u64, lines: &Lines, faults: &mut Vec<Fault>) -> Row {
    let mut row = Row::new(line);
    for (key, value) in table {
        let line = lines.at(key.span().start);
        let Some(column) = Column::ALL.into_iter().find(|column| column.name() == key.get_ref()) else {
            let nearest = nearest(key.get_ref(), Column::ALL.into_iter().map(Column::name)).unwrap_or_default();
            let kind = FaultKind::UnknownKey(key.get_ref().to_string(), nearest);
            faults.push(Fault { line, column: "", kind });
            continue;
        };
        row.lines[column as usize] = line;
        match text(value) {
            Some(text) => row.cells[column as usize] = text,
            None => faults.push(row.fault(column, FaultKind::Syntax("no text in quotes".to_owned()))),
        }
    }
    row
}

/// A text, or a date as TOML has them.
fn text(value: &Spanned<DeValue<'_>>) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(text.trim().to_owned()),
        DeValue::Datetime(day) => Some(day.to_string()),
        _ => None,
    }
}

/// Where the lines of a text begin.
struct Lines(Vec<usize>);

impl Lines {
    fn of(text: &str) -> Self {
        Self(text.match_indices('\n').map(|(at, _)| at).collect())
    }

    /// The line of the byte at `offset`, from 1.
    fn at(&self, offset: usize) -> u64 {
        self.0.partition_point(|end| *end < offset) as u64 + 1
    }
}
