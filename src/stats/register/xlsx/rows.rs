//! The rows of one sheet, one after the other (ISO/IEC 29500-1 §18.3.1).
//!
//! A row is written into buffers that are used again. Numbers that a cell shows as a date become one, whole numbers lose the
//! `.0` that programs give them, the result of a formula stands for it, and an error keeps its name for whoever complains.

use std::collections::BTreeMap;

use quick_xml::events::{BytesStart, Event};

use super::super::blocks::LONGEST;
use super::super::dates::Epoch;
use super::super::fault::FaultKind;
use super::merged::Merged;
use super::package::{Xml, add, attribute, next};
use super::strings::{Strings, Styles, unescaped};

/// Columns that are looked at; no register has more.
const WIDE: u32 = 1024;
/// §18.3.1.73: rows of a sheet.
const LONG: u32 = 1 << 20;

/// Bytes of one cell: 32,767 characters are what a spreadsheet lets in.
const CELL: usize = 128 << 10;
/// Memory that a cell of the next row may find.
const KEPT: usize = 4 << 10;

/// What all cells of a workbook share.
#[derive(Default)]
pub(super) struct Shared {
    pub(super) strings: Strings,
    pub(super) styles: Styles,
    pub(super) epoch: Epoch,
}

/// One row after the other.
pub(super) struct Rows<'p> {
    xml: Xml<'p>,
    shared: &'p Shared,
    buffer: Vec<u8>,
    cells: Vec<String>,
    /// Rows read; a row that does not say its number is the next.
    row: u32,
    column: u32,
    /// Bytes of its cells.
    length: usize,
    /// The last row was read; what comes after it is none.
    over: bool,
    merged: std::iter::Peekable<std::vec::IntoIter<Merged>>,
    /// Columns that go on from above, to which row, with what.
    above: BTreeMap<u32, (u32, String)>,
}

/// One row.
pub(super) struct RowAt {
    /// From 1.
    pub(super) line: u32,
    pub(super) hidden: bool,
}

impl<'p> Rows<'p> {
    pub(super) fn new(xml: Xml<'p>, shared: &'p Shared, merged: Vec<Merged>) -> Self {
        let (buffer, cells, above) = (Vec::new(), Vec::new(), BTreeMap::new());
        let merged = merged.into_iter().peekable();
        Self { xml, shared, buffer, cells, row: 0, column: 0, length: 0, over: false, merged, above }
    }

    /// The row that was read last, or began.
    pub(super) fn line(&self) -> u32 {
        self.row
    }

    /// The next row that is written.
    ///
    /// # Errors
    ///
    /// The sheet is no sheet, is cut off, or has a row longer than any.
    pub(super) fn next(&mut self) -> Result<Option<RowAt>, FaultKind> {
        loop {
            let event = next(&mut self.xml, &mut self.buffer)?;
            let (element, empty) = match &event {
                Event::Start(element) => (element, false),
                Event::Empty(element) => (element, true),
                Event::End(element) => {
                    self.over |= element.local_name().as_ref() == b"sheetData";
                    continue;
                }
                Event::Eof => return Ok(None),
                _ => continue,
            };
            // Drawings and the like have rows of their own.
            if self.over {
                continue;
            }
            if element.local_name().as_ref() == b"row" {
                let row = attribute(element, "r").map_or(Some(self.row + 1), |row| row.parse().ok());
                let hidden = attribute(element, "hidden").is_some_and(|hidden| matches!(&*hidden, "1" | "true"));
                drop(event);
                self.row = row.filter(|row| *row > self.row && *row <= LONG).ok_or_else(|| damaged("row", self.row))?;
                self.cells.iter_mut().for_each(emptied);
                (self.column, self.length) = (0, 0);
                if !empty {
                    self.cells()?;
                }
                self.fill()?;
                return Ok(Some(RowAt { line: self.row, hidden }));
            }
        }
    }

    /// The cells of the last row.
    pub(super) fn texts(&self) -> Vec<&str> {
        let mut cells: Vec<_> = self.cells.iter().map(String::as_str).collect();
        for (column, (_, text)) in &self.above {
            let column = *column as usize;
            if cells.len() <= column {
                cells.resize(column + 1, "");
            }
            if cells[column].is_empty() {
                cells[column] = text;
            }
        }
        cells
    }

    /// Takes note of merged cells that begin or end here.
    fn fill(&mut self) -> Result<(), FaultKind> {
        let row = self.row - 1;
        self.above.retain(|_, (last, _)| *last >= row);
        let above = self.above.values().map(|(_, text)| text.len()).sum();
        self.xml.unfold(above)?;
        long(self.length + above)?;
        while let Some(merged) = self.merged.next_if(|merged| merged.first <= row) {
            let text = self.cells.get(merged.column as usize).filter(|text| !text.is_empty());
            if let Some(text) = text.filter(|_| merged.first == row && merged.column < WIDE) {
                self.above.insert(merged.column, (merged.last, text.clone()));
            }
        }
        Ok(())
    }

    fn cells(&mut self) -> Result<(), FaultKind> {
        loop {
            let event = next(&mut self.xml, &mut self.buffer)?;
            match &event {
                Event::Start(element) if element.local_name().as_ref() == b"c" => {
                    let cell = Cell::of(element, self.column, self.row)?;
                    self.column = cell.column + 1;
                    self.value(&cell)?;
                }
                Event::Empty(element) if element.local_name().as_ref() == b"c" => {
                    self.column = Cell::of(element, self.column, self.row)?.column + 1;
                }
                Event::End(element) if element.local_name().as_ref() == b"row" => return Ok(()),
                Event::Eof => return Err(damaged("row", self.row)),
                _ => {}
            }
        }
    }

    /// Reads to the end of the cell.
    fn value(&mut self, cell: &Cell) -> Result<(), FaultKind> {
        let (column, wide) = (cell.column as usize, cell.column < WIDE);
        if wide && self.cells.len() <= column {
            self.cells.resize_with(column + 1, String::new);
        }
        let mut aside = String::new();
        let text = if wide { &mut self.cells[column] } else { &mut aside };
        // `v` is the value, `t` a text in the cell itself; `f` is how the value was come by.
        let (mut inside, mut spoken) = (false, false);
        loop {
            let event = next(&mut self.xml, &mut self.buffer)?;
            match &event {
                Event::Start(element) => match element.local_name().as_ref() {
                    b"v" | b"t" => inside = !spoken,
                    b"rPh" => spoken = true,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    b"v" | b"t" => inside = false,
                    b"rPh" => spoken = false,
                    b"c" => break,
                    _ => {}
                },
                Event::Eof => return Err(damaged("cell", self.row)),
                event if inside => add(text, event)?,
                _ => {}
            }
            if text.len() > CELL {
                return Err(damaged("text without end in row", self.row));
            }
        }
        match cell.kind {
            Kind::Shared => {
                let shared = text.trim().parse().ok().and_then(|index| self.shared.strings.get(index));
                let shared = shared.ok_or_else(|| damaged("shared text in row", self.row))?;
                self.xml.unfold(shared.len())?;
                text.clear();
                text.push_str(shared);
            }
            Kind::Number => number(text, self.shared.styles.shows_dates(cell.style).then_some(self.shared.epoch)),
            Kind::Text => {
                if let Some(plain) = unescaped(text) {
                    *text = plain;
                }
            }
        }
        self.length += text.len();
        long(self.length)
    }
}

/// As the row of a CSV file.
fn long(bytes: usize) -> Result<(), FaultKind> {
    if bytes > LONGEST { Err(FaultKind::TooLong { limit: LONGEST as u64 }) } else { Ok(()) }
}

/// Keeps little memory of a row of long texts.
fn emptied(cell: &mut String) {
    cell.clear();
    cell.shrink_to(KEPT);
}

fn damaged(what: &str, row: u32) -> FaultKind {
    FaultKind::Workbook(format!("{what} {row}"))
}

/// What a number is in words.
fn number(text: &mut String, dates: Option<Epoch>) {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit());
    if plain && dates.is_none() {
        return;
    }
    let Ok(value) = text.trim().parse::<f64>() else { return };
    if let Some(day) = dates.and_then(|epoch| epoch.day(value)) {
        *text = day.to_string();
    // Below 2^53 a float that is whole is that number.
    } else if value.fract() == 0.0 && value.abs() < 9e15 {
        *text = (value as i64).to_string();
    }
}

#[derive(Clone, Copy)]
enum Kind {
    Shared,
    Number,
    /// Also of booleans, `1` and `0`, and of errors, `#N/A`.
    Text,
}

/// `<c r="D7" s="3" t="s">`.
struct Cell {
    column: u32,
    style: usize,
    kind: Kind,
}

impl Cell {
    /// A cell that does not say where it is stands at `column`.
    fn of(element: &BytesStart<'_>, column: u32, row: u32) -> Result<Self, FaultKind> {
        let mut cell = Self { column, style: 0, kind: Kind::Number };
        for attribute in element.attributes().with_checks(false).flatten() {
            let value = &*attribute.value;
            match attribute.key.as_ref() {
                b"r" => {
                    let at = str::from_utf8(value).ok().and_then(reference);
                    let (at, column) = at.ok_or_else(|| damaged("cell of row", row))?;
                    if at + 1 != row || column < cell.column {
                        return Err(damaged("cell of row", row));
                    }
                    cell.column = column;
                }
                b"s" => {
                    cell.style = str::from_utf8(value).ok().and_then(|style| style.parse().ok()).unwrap_or_default();
                }
                b"t" => {
                    cell.kind = match value {
                        b"s" => Kind::Shared,
                        b"n" => Kind::Number,
                        _ => Kind::Text,
                    }
                }
                _ => {}
            }
        }
        Ok(cell)
    }
}

/// Row and column of `D7`, from 0.
pub(super) fn reference(text: &str) -> Option<(u32, u32)> {
    let text = text.as_bytes();
    let letters = text.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let (letters, digits) = text.split_at(letters);
    if !(1..=3).contains(&letters.len()) || !(1..=7).contains(&digits.len()) {
        return None;
    }
    let column =
        letters.iter().fold(0, |column, letter| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = str::from_utf8(digits).ok()?.parse().ok()?;
    Some((row.checked_sub(1).filter(|row| *row < LONG)?, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_where_they_say() {
        assert_eq!(
            ["A1", "D7", "AA10", "XFD1048576"].map(reference),
            [Some((0, 0)), Some((6, 3)), Some((9, 26)), Some((1_048_575, 16_383))]
        );
        assert_eq!(["", "A", "7", "A0", "A1048577", "ABCD1", "A-1", "Đ1"].map(reference), [None; 8]);
    }

    #[test]
    fn numbers_are_written_as_a_person_reads_them() {
        let shown = |text: &str, dates| {
            let mut text = text.to_owned();
            number(&mut text, dates);
            text
        };
        let dates = Some(Epoch::Y1900);
        for (text, dates, expected) in [
            ("15", None, "15"),
            ("15.0", None, "15"),
            ("1.234E3", None, "1234"),
            ("43224", None, "43224"),
            ("43224", dates, "2018-05-04"),
            ("43224.5", dates, "2018-05-04"),
            ("15", dates, "15"),
            ("1.5", None, "1.5"),
            ("NaN", dates, "NaN"),
        ] {
            assert_eq!(shown(text, dates), expected, "{text}");
        }
    }
}
