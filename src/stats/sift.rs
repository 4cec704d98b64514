//! What rows say by themselves, block by block and side by side.
//!
//! Which rows are there twice, and which documents are theirs, depends on the rows before them, and [`super::course`] settles it
//! in the register's order. All that a row says without the others is worked out here, and is a few numbers.

use std::collections::HashMap;
use std::sync::Arc;

use time::Date;

use super::counts::{Found, flags_of};
use super::dates::Period;
use super::register::{Block, Line, Sheet, Sift};
use super::tally::Slots;
use super::unique::{Key, Keys};
use crate::ledger::{Flags, Kind};

/// What is asked of every row.
pub(super) struct Sieve<'o> {
    pub(super) period: &'o Period,
    /// That it is compared with.
    pub(super) compared: Option<&'o Period>,
    /// Rows of other periods too: they may take documents.
    pub(super) all: bool,
    pub(super) keys: Arc<Keys>,
}

/// One row.
pub(super) struct Entry {
    /// In its block.
    pub(super) record: u32,
    /// In [`Sifted::organs`].
    pub(super) organ: u32,
    /// None at all in another period.
    pub(super) slots: Slots,
    pub(super) date: Date,
    pub(super) kind: Kind,
    /// Without documents.
    pub(super) flags: Flags,
    pub(super) key: Key,
}

/// The rows of one block.
#[derive(Default)]
pub(super) struct Sifted {
    /// Codes of agencies, as written.
    pub(super) organs: Vec<Box<str>>,
    pub(super) entries: Vec<Entry>,
    /// Rows that are no entries, and the code of the warning that says so.
    pub(super) passed: Vec<(u32, &'static str)>,
    /// A row that is not understood; those after it are not read.
    pub(super) failed: Option<u32>,
}

impl Sift for Sieve<'_> {
    type Made = Sifted;

    fn sift(&self, sheet: &Sheet<'_>, block: &Block) -> Sifted {
        let mut sifted = Sifted { entries: Vec::with_capacity(block.len()), ..Sifted::default() };
        let (mut cells, mut organs, mut bytes) = (Vec::new(), Organs::default(), Vec::new());
        for record in 0..block.len() {
            cells = block.cells(record, cells);
            match sheet.row(&cells, block.line(record)) {
                Ok(Line::Row(row)) => {
                    let slots = Slots::of(row.date, self.period, self.compared);
                    if self.all || slots != Slots::default() {
                        sifted.entries.push(Entry {
                            record: record as u32,
                            organ: organs.place(row.organ),
                            slots,
                            date: row.date,
                            kind: row.kind,
                            flags: flags_of(&row, Found::NotSought),
                            key: self.keys.of_row(&row, &mut bytes),
                        });
                    }
                }
                Ok(Line::Blank) => {}
                Ok(Line::Passed(code, _)) => sifted.passed.push((record as u32, code)),
                Err(_) => {
                    sifted.failed = Some(record as u32);
                    break;
                }
            }
        }
        sifted.organs = organs.all.into_iter().map(Box::from).collect();
        sifted
    }
}

/// The agencies of one block: a register is mostly in their order.
#[derive(Default)]
struct Organs<'a> {
    all: Vec<&'a str>,
    places: HashMap<&'a str, u32, foldhash::fast::RandomState>,
    last: Option<(&'a str, u32)>,
}

impl<'a> Organs<'a> {
    fn place(&mut self, organ: &'a str) -> u32 {
        if let Some((_, place)) = self.last.filter(|(last, _)| *last == organ) {
            return place;
        }
        let place = *self.places.entry(organ).or_insert_with(|| {
            self.all.push(organ);
            self.all.len() as u32 - 1
        });
        self.last = Some((organ, place));
        place
    }
}
