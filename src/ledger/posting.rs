//! A record on its way into a ledger, with its columns and their digest.

use super::row::{COLUMNS, Digest, Row};
use super::seen::Glimpse;
use super::{Counted, Error, Facts, Kind, Record};
use crate::text::unhex;

/// A record ready to be kept: everything that needs no store is done, so that it can be done beside writing.
#[derive(Clone, Debug)]
pub struct Posting {
    pub(super) row: Row,
    pub(super) content: Digest,
    /// What it counts as, if it counts, and did not come in.
    pub(super) counted: Counted,
    pub(super) glimpses: Vec<Glimpse>,
}

impl Posting {
    /// What a record says.
    ///
    /// # Errors
    ///
    /// [`Error::Unfit`].
    pub fn of(record: &Record) -> Result<Self, Error> {
        let row = Row::of(record)?;
        let content = row.content();
        Ok(Self::new(record, row, content))
    }

    fn new(record: &Record, row: Row, content: Digest) -> Self {
        let counted = Facts::of_record(record).counted(record, Kind::Document);
        Self { counted, glimpses: Glimpse::all(record), row, content }
    }

    /// # Errors
    ///
    /// The column that says nothing a record can say.
    pub(super) fn of_row(row: Row) -> Result<Self, &'static str> {
        let content = row.content();
        Self::stored(row, content)
    }

    /// Of texts in the order of [`COLUMNS`], as another ledger gave them.
    ///
    /// # Errors
    ///
    /// The column that says nothing a record can say.
    pub(super) fn of_cells(cells: [Option<String>; 13]) -> Result<Self, &'static str> {
        let [
            time,
            action,
            file,
            sha256_in,
            sha256_out,
            status,
            level,
            no_check,
            judged_on,
            policy,
            signatures,
            tool,
            agencies,
        ] = cells;
        let text = |cell: Option<String>, column: usize| cell.ok_or(COLUMNS[column]);
        let seconds = |cell: Option<String>, column| text(cell, column)?.parse().map_err(|_| COLUMNS[column]);
        let digest = |digits: String, column: usize| unhex(&digits).ok_or(COLUMNS[column]);
        Self::of_row(Row {
            time: seconds(time, 0)?,
            action: text(action, 1)?,
            file: text(file, 2)?,
            sha256_in: digest(text(sha256_in, 3)?, 3)?,
            sha256_out: sha256_out.map(|digits| digest(digits, 4)).transpose()?,
            status: text(status, 5)?,
            level,
            no_check: match text(no_check, 7)?.as_str() {
                "0" => false,
                "1" => true,
                _ => return Err(COLUMNS[7]),
            },
            judged_on: seconds(judged_on, 8)?,
            policy: text(policy, 9)?,
            signatures: text(signatures, 10)?,
            tool: text(tool, 11)?,
            agencies: agencies.map(|digits| digest(digits, 12)).transpose()?,
        })
    }

    /// As a store keeps it.
    ///
    /// # Errors
    ///
    /// The column that says nothing a record can say.
    pub(super) fn stored(row: Row, content: Digest) -> Result<Self, &'static str> {
        Ok(Self::new(&row.record()?, row, content))
    }

    /// The record.
    ///
    /// # Errors
    ///
    /// [`Error::Unfit`]; there is none where it was made of one.
    pub fn record(&self) -> Result<Record, Error> {
        self.row.record().map_err(|column| Error::Unfit { column })
    }
}
