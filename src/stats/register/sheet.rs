//! One register whose heading was found: what its rows mean.
//!
//! [`Sheet::row`] is the one place where cells become a [`Row`], whatever they were read from. It is the inner loop of a
//! report: it borrows, allocates nothing where a register is kept plainly, and is shared by threads.

use std::borrow::Cow;

use super::super::Error;
use super::super::dates::date;
use super::columns::{Columns, Field};
use super::words::{self, Words};
use super::{Line, Place, Row};
use crate::ledger::Kind;

/// One register's columns.
pub(super) struct Sheet {
    place: Place,
    headings: Vec<String>,
    columns: Columns,
    kinds: Words<Kind>,
    media: Words<bool>,
    answers: Words<bool>,
}

/// The cells of one row, as they stand under the headings.
struct Cells<'c, 'a> {
    sheet: &'c Sheet,
    cells: &'c [&'a str],
    line: u64,
}

impl Sheet {
    /// The heading is `headings`; `columns` are headings of the office's own that stand for fields.
    pub(super) fn new(place: Place, headings: Vec<String>, columns: &[(String, Field)]) -> Result<Self, Error> {
        let found = Columns::of(headings.iter().map(String::as_str), columns);
        if let Some(field) = found.lacking().next() {
            return Err(Error::Column { path: place.path, column: field.name(), headings: headings.join(", ") });
        }
        Ok(Self {
            place,
            headings,
            columns: found,
            kinds: Words::new(words::kind),
            media: Words::new(words::medium),
            answers: Words::new(words::yes),
        })
    }

    /// What the row on this line of the file says. Missing cells at its end are empty ones.
    ///
    /// # Errors
    ///
    /// [`Error::Cell`].
    pub(super) fn row<'a>(&'a self, cells: &[&'a str], line: u64) -> Result<Line<'a>, Error> {
        match (Cells { sheet: self, cells, line }).row() {
            Ok(row) => Ok(Line::Row(row)),
            Err(_) if cells.iter().all(|cell| cell.trim().is_empty()) => Ok(Line::Blank),
            Err(_) if self.is_heading(cells) => Ok(Line::Passed("HEADING_REPEATED")),
            Err(error) => Err(error),
        }
    }

    /// Printed pages repeat it.
    fn is_heading(&self, cells: &[&str]) -> bool {
        cells.iter().zip(&self.headings).all(|(cell, heading)| cell.trim() == heading.trim())
    }
}

impl<'a> Cells<'_, 'a> {
    fn row(&self) -> Result<Row<'a>, Error> {
        let (number, notation) = self.code()?;
        let day = "a date, as in 31/12/2018 or 2018-12-31";
        let issued = date(self.needed(Field::IssuedDate, day)?).ok_or_else(|| self.wrong(Field::IssuedDate, day))?;
        let kind = self.word(Field::Kind, "văn bản or hồ sơ", &self.sheet.kinds)?.unwrap_or(Kind::Document);
        let yes = |field| self.word(field, "1 or 0, có or không, x or nothing", &self.sheet.answers);
        Ok(Row {
            line: self.line,
            organ: self.needed(Field::OrganId, "the code of an agency")?,
            number: Cow::Borrowed(number.trim()),
            year: None,
            notation: notation.trim(),
            date: issued,
            signer: self.cell(Field::SignerInfo),
            kind,
            electronic: self.electronic(kind)?,
            signed_leader: yes(Field::SignedLeader)?,
            signed_agency: yes(Field::SignedAgency)?,
            file: self.cell(Field::File),
        })
    }

    fn code(&self) -> Result<(&'a str, &'a str), Error> {
        match self.cell(Field::Code) {
            Some(code) => Ok(code.split_once('/').unwrap_or((code, ""))),
            None if self.cell(Field::CodeNumber).is_none() && self.sheet.columns.get(Field::Code).is_some() => {
                Err(self.wrong(Field::Code, "a number and notation, as in 15/STP-VP"))
            }
            None => {
                Ok((self.needed(Field::CodeNumber, "a number")?, self.cell(Field::CodeNotation).unwrap_or_default()))
            }
        }
    }

    /// Nothing where no column says it; an empty cell of such a column is paper.
    fn electronic(&self, kind: Kind) -> Result<Option<bool>, Error> {
        let via = |field| -> Result<Option<bool>, Error> {
            let said = self.word(field, "điện tử or giấy", &self.sheet.media)?;
            Ok(self.sheet.columns.get(field).map(|_| said.unwrap_or(false)))
        };
        if kind == Kind::Dossier {
            match (via(Field::ReceivedVia)?, via(Field::ResolvedVia)?) {
                (None, None) => {}
                (received, resolved) => return Ok(Some(received.unwrap_or(true) && resolved.unwrap_or(true))),
            }
        }
        via(Field::Medium)
    }

    fn cell(&self, field: Field) -> Option<&'a str> {
        self.cells.get(self.sheet.columns.get(field)?).map(|cell| cell.trim()).filter(|cell| !cell.is_empty())
    }

    fn needed(&self, field: Field, expected: &'static str) -> Result<&'a str, Error> {
        self.cell(field).ok_or_else(|| self.wrong(field, expected))
    }

    fn word<T: Copy>(&self, field: Field, expected: &'static str, words: &Words<T>) -> Result<Option<T>, Error> {
        let Some(cell) = self.cell(field) else { return Ok(None) };
        words.read(cell).map(Some).ok_or_else(|| self.wrong(field, expected))
    }

    #[cold]
    fn wrong(&self, field: Field, expected: &'static str) -> Error {
        let heading = self.sheet.columns.get(field).and_then(|index| self.sheet.headings.get(index));
        Error::Cell {
            path: self.sheet.place.path.clone(),
            row: self.line,
            column: heading.map_or(field.name(), String::as_str).to_owned(),
            value: self.cell(field).unwrap_or_default().chars().take(60).collect(),
            expected,
        }
    }
}
