//! One register whose heading was found: what its rows mean.
//!
//! [`Sheet::row`] is the one place where cells become a [`Row`], whatever they were read from. It is the inner loop of a
//! report: it borrows, allocates nothing where a register is kept plainly, and is shared by threads.

use super::super::Error;
use super::cells::{self, Code};
use super::columns::{Columns, FIELDS, Field};
use super::dates::{Epoch, day};
use super::fault::{Expected, Fault, FaultKind, Place};
use super::heading::{self, Heading};
use super::offices::Offices;
use super::passed::{Passed, passed};
use super::words::{self, Words};
use super::{At, Line, Reading, Row};
use crate::ledger::Kind;

/// What a workbook knows beyond its cells.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Grid {
    /// Its columns have letters.
    pub(super) letters: bool,
    pub(super) epoch: Epoch,
}

/// One register's columns.
pub(in crate::stats) struct Sheet<'r> {
    place: Place,
    names: Vec<String>,
    texts: Vec<String>,
    columns: Columns,
    /// What stands where the register says nothing.
    constants: [Option<&'r str>; FIELDS],
    offices: &'r Offices<'r>,
    grid: Grid,
    kinds: Words<Kind>,
    media: Words<bool>,
    answers: Words<bool>,
}

/// The cells of one row, as they stand under the headings.
struct Cells<'c, 'a> {
    sheet: &'a Sheet<'a>,
    all: &'c [&'a str],
    line: u64,
}

impl<'r> Sheet<'r> {
    /// The register that these first rows begin, and how many of them stand before its entries.
    ///
    /// # Errors
    ///
    /// [`Error::Register`]: no heading, a column that is nowhere, an agency that nothing names.
    pub(super) fn of(
        place: Place,
        first: &[Vec<String>],
        grid: Grid,
        reading: &'r Reading<'r>,
    ) -> Result<(Self, usize), Error> {
        let fault = |kind| Fault { place: place.clone(), row: None, column: None, kind }.into();
        let Some(Heading { rows, titles, names, texts, columns }) = heading::find(first, reading.columns) else {
            let seen = heading::seen(first);
            return Err(fault(FaultKind::NoHeading { garbled: super::encoding::garbled(&seen), seen }));
        };
        let lacks = |field| fault(FaultKind::NoColumn { field, headings: names.join(", ") });
        if let Some(field) = columns.lacking() {
            return Err(lacks(field));
        }
        if columns.incoming {
            return Err(fault(FaultKind::Incoming));
        }
        let mut constants = [None; FIELDS];
        for (field, value) in reading.constants {
            constants[*field as usize] = Some(value.as_str());
        }
        let organ = &mut constants[Field::OrganId as usize];
        if columns.get(Field::OrganId).is_none() && organ.is_none() {
            *organ = reading.offices.titled(&titles).map_err(|names| fault(FaultKind::SeveralAgencies(names)))?;
            if organ.is_none() {
                return Err(lacks(Field::OrganId));
            }
        }
        let sheet = Self {
            place,
            names,
            texts,
            columns,
            constants,
            offices: &reading.offices,
            grid,
            kinds: Words::new(words::kind),
            media: Words::new(words::medium),
            answers: Words::new(words::yes),
        };
        Ok((sheet, rows))
    }

    /// Headings that may mean the same; of several one was taken.
    pub(in crate::stats) fn unsure(&self) -> Vec<&str> {
        // A kind that somebody gave says whose numbers they are.
        let kind = self.constants[Field::Kind as usize].is_some();
        let unsure = self.columns.unsure.iter().filter(|_| !kind);
        unsure.filter_map(|index| self.names.get(*index)).map(String::as_str).collect()
    }

    /// The headings as they stand there.
    pub(in crate::stats) fn headings(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str).filter(|name| !name.is_empty())
    }

    /// Which of [`Reading::columns`] it has.
    pub(in crate::stats) fn mapped(&self) -> &[usize] {
        &self.columns.mapped
    }

    /// Where it is.
    pub(in crate::stats) fn place(&self) -> &Place {
        &self.place
    }

    /// What the row on this line of the file says. Missing cells at its end are empty ones.
    ///
    /// # Errors
    ///
    /// [`Error::Register`] with the place of the cell.
    pub(in crate::stats) fn row<'a>(&'a self, cells: &[&'a str], line: u64) -> Result<Line<'a>, Error> {
        let read = Cells { sheet: self, all: cells, line };
        match read.row() {
            Ok(row) => Ok(Line::Row(row)),
            Err(fault) => match passed(cells, read.is_entry(), &self.texts) {
                Some(Passed::Blank) => Ok(Line::Blank),
                Some(Passed::Told(code)) => Ok(Line::Passed(code, At { place: &self.place, line })),
                None => Err(fault),
            },
        }
    }
}

impl<'a> Cells<'_, 'a> {
    fn row(&self) -> Result<Row<'a>, Error> {
        let issued = self.needed(Field::IssuedDate, Expected::Date)?;
        let date = day(issued, self.sheet.grid.epoch).ok_or_else(|| self.wrong(Field::IssuedDate, Expected::Date))?;
        let dossiers = if self.sheet.columns.dossiers { Kind::Dossier } else { Kind::Document };
        let kind = self.word(Field::Kind, Expected::Kind, &self.sheet.kinds)?.unwrap_or(dossiers);
        let Code { number, year, notation } = self.code(kind)?;
        let yes = |field| self.word(field, Expected::Answer, &self.sheet.answers);
        let organ = || self.wrong(Field::OrganId, Expected::Agency);
        Ok(Row {
            at: At { place: &self.sheet.place, line: self.line },
            organ: self.sheet.offices.code(self.sound(Field::OrganId)?.ok_or_else(organ)?, date),
            number,
            year,
            notation,
            date,
            signer: self.sound(Field::SignerInfo)?,
            kind,
            electronic: self.electronic(kind)?,
            signed_leader: yes(Field::SignedLeader)?,
            signed_agency: yes(Field::SignedAgency)?,
            file: self.sound(Field::File)?,
        })
    }

    fn code(&self, kind: Kind) -> Result<Code<'a>, Error> {
        let one = self.sound(Field::Code)?;
        let notation = self.sound(Field::CodeNotation)?.unwrap_or_default();
        // Numbers of dossiers are made by programs, and mean nothing in their parts.
        if kind == Kind::Dossier {
            let numbers = [Field::DossierCode, Field::Code, Field::CodeNumber];
            let has = |field: &Field| self.sheet.columns.get(*field).is_some();
            let field = numbers.into_iter().find(|field| self.written(*field).is_some());
            let field = field.or_else(|| numbers.into_iter().find(has)).unwrap_or(Field::CodeNumber);
            let whole = self.needed(field, Expected::Number)?;
            return Ok(Code { number: whole.into(), year: None, notation });
        }
        if let Some(code) = one {
            return cells::code(code).ok_or_else(|| self.wrong(Field::Code, Expected::Code));
        }
        if self.cell(Field::CodeNumber).is_none() && self.sheet.columns.get(Field::Code).is_some() {
            return Err(self.wrong(Field::Code, Expected::Code));
        }
        if self.sheet.columns.get(Field::CodeNumber).is_none() {
            let code = self.needed(Field::DossierCode, Expected::Code)?;
            return cells::code(code).ok_or_else(|| self.wrong(Field::DossierCode, Expected::Code));
        }
        let number = self.needed(Field::CodeNumber, Expected::Number)?;
        cells::pair(number, notation).ok_or_else(|| self.wrong(Field::CodeNumber, Expected::Number))
    }

    /// Has it a number or a date? A fault is sought in an entry alone.
    fn is_entry(&self) -> bool {
        let numbers = [Field::Code, Field::CodeNumber, Field::DossierCode];
        let number = numbers.into_iter().filter_map(|field| self.written(field));
        let dated = self.written(Field::IssuedDate).is_some_and(|cell| day(cell, self.sheet.grid.epoch).is_some());
        dated || number.into_iter().any(|cell| cell.bytes().any(|byte| byte.is_ascii_digit()))
    }

    /// Nothing where no column says it; an empty cell of such a column is paper.
    fn electronic(&self, kind: Kind) -> Result<Option<bool>, Error> {
        let via = |field| -> Result<Option<bool>, Error> {
            let said = self.word(field, Expected::Medium, &self.sheet.media)?;
            Ok(said.or_else(|| self.sheet.columns.get(field).map(|_| false)))
        };
        if kind == Kind::Dossier {
            match (via(Field::ReceivedVia)?, via(Field::ResolvedVia)?) {
                (None, None) => {}
                (received, resolved) => return Ok(Some(received.unwrap_or(true) && resolved.unwrap_or(true))),
            }
        }
        via(Field::Medium)
    }

    /// What is written in the register itself.
    #[inline]
    fn written(&self, field: Field) -> Option<&'a str> {
        let cell = *self.all.get(self.sheet.columns.get(field)?)?;
        // Most cells show at their ends that there is nothing to trim.
        if let [first, .., last] = cell.as_bytes()
            && first.is_ascii_graphic()
            && last.is_ascii_graphic()
        {
            return Some(cell);
        }
        let cell = cell.trim();
        if cell.is_empty() { None } else { Some(cell) }
    }

    #[inline]
    fn cell(&self, field: Field) -> Option<&'a str> {
        self.written(field).or(self.sheet.constants[field as usize])
    }

    /// A cell of any text: all but a spreadsheet's error.
    #[inline]
    fn sound(&self, field: Field) -> Result<Option<&'a str>, Error> {
        let cell = self.cell(field);
        match cell {
            Some(error) if is_error(error) => Err(self.wrong(field, Expected::Agency)),
            cell => Ok(cell),
        }
    }

    #[inline]
    fn needed(&self, field: Field, expected: Expected) -> Result<&'a str, Error> {
        self.sound(field)?.ok_or_else(|| self.wrong(field, expected))
    }

    fn word<T: Copy>(&self, field: Field, expected: Expected, words: &Words<T>) -> Result<Option<T>, Error> {
        let Some(cell) = self.cell(field) else { return Ok(None) };
        words.read(cell).map(Some).ok_or_else(|| self.wrong(field, expected))
    }

    #[cold]
    fn wrong(&self, field: Field, expected: Expected) -> Error {
        let index = self.sheet.columns.get(field);
        let heading = index.and_then(|index| self.sheet.names.get(index)).map_or(field.name(), String::as_str);
        let lettered = index.filter(|_| self.sheet.grid.letters).map(|index| format!("{} ({heading})", letters(index)));
        let value = self.cell(field).unwrap_or_default();
        let kind = match value {
            error if is_error(error) => FaultKind::ErrorValue(error.chars().take(60).collect()),
            value => FaultKind::Cell { value: value.chars().take(60).collect(), expected },
        };
        let column = Some(lettered.unwrap_or_else(|| heading.to_owned()));
        Fault { place: self.sheet.place.clone(), row: Some(self.line), column, kind }.into()
    }
}

/// Values that spreadsheets show where a formula fails (ISO/IEC 29500-1 §18.17.3, and those that came after it).
const ERRORS: [&str; 17] = [
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#DIV/0!",
    "#NAME?",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
    "#EXTERNAL!",
    "#PYTHON!",
    "#BUSY!",
    "#GETTING_DATA",
];

/// Is it such a value? LibreOffice has numbers for some, `Err:502`.
#[inline]
fn is_error(cell: &str) -> bool {
    match cell.as_bytes().first() {
        Some(b'#') => ERRORS.iter().any(|error| cell.eq_ignore_ascii_case(error)),
        Some(b'E') => cell
            .strip_prefix("Err:")
            .is_some_and(|number| number.len() == 3 && number.bytes().all(|byte| byte.is_ascii_digit())),
        _ => false,
    }
}

/// `A`, `Z`, `AA`: as spreadsheets name columns.
fn letters(index: usize) -> String {
    let last = char::from(b'A' + (index % 26) as u8);
    if index < 26 { last.to_string() } else { letters(index / 26 - 1) + &last.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_named_as_in_spreadsheets() {
        assert_eq!([0, 3, 25, 26, 701, 702, 16_383].map(letters), ["A", "D", "Z", "AA", "ZZ", "AAA", "XFD"]);
    }
}
