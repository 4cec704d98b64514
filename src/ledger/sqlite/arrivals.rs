//! The register of incoming documents in the file.

use rusqlite::{Connection, OptionalExtension, Params, Row as Stored, params};

use super::super::arrivals::{Register, Row, begins, first_number_note};
use super::super::{Arrival, Error};
use super::failed;

/// `number` is null for what was refused; `content` is `Incoming::content`; `code` is `Entry::code`; `reasons` and `entry` are JSON.
pub(super) const SCHEMA: &str = "
CREATE TABLE arrivals (
    id INTEGER PRIMARY KEY, year INTEGER NOT NULL, number INTEGER CHECK (number > 0), received INTEGER NOT NULL,
    arrived TEXT NOT NULL, file TEXT NOT NULL, sha256 TEXT NOT NULL, content TEXT NOT NULL, policy TEXT NOT NULL,
    reasons TEXT NOT NULL, entry TEXT NOT NULL, code TEXT
) STRICT;
CREATE UNIQUE INDEX arrivals_number ON arrivals (year, number) WHERE number IS NOT NULL;
CREATE UNIQUE INDEX arrivals_content ON arrivals (content) WHERE number IS NOT NULL;
CREATE INDEX arrivals_refused ON arrivals (content) WHERE number IS NULL;
CREATE INDEX arrivals_code ON arrivals (code) WHERE number IS NOT NULL;
";
const COLUMNS: &str = "id, year, number, received, arrived, file, sha256, content, policy, reasons, entry";

/// A connection, in a transaction where it is written.
pub(super) struct Arrivals<'c>(pub(super) &'c Connection);

impl Arrivals<'_> {
    pub(super) fn all(&self, year: Option<i32>) -> Result<Vec<Arrival>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM arrivals WHERE ?1 IS NULL OR year = ?1 ORDER BY id");
        let mut select = self.0.prepare_cached(&sql).map_err(failed)?;
        let mut rows = select.query(params![year]).map_err(failed)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            all.push(arrival(row)?);
        }
        Ok(all)
    }

    fn one(&self, condition: &str, values: impl Params) -> Result<Option<Arrival>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM arrivals WHERE {condition} LIMIT 1");
        let mut select = self.0.prepare_cached(&sql).map_err(failed)?;
        select.query_row(values, |row| Ok(arrival(row))).optional().map_err(failed)?.transpose()
    }
}

impl Register for Arrivals<'_> {
    fn registered(&mut self, content: &str) -> Result<Option<Arrival>, Error> {
        self.one("content = ?1 AND number IS NOT NULL", params![content])
    }

    fn refused(&mut self, content: &str, reasons: &str, policy: &str) -> Result<Option<Arrival>, Error> {
        self.one("content = ?1 AND number IS NULL AND reasons = ?2 AND policy = ?3", params![content, reasons, policy])
    }

    fn last_number(&mut self, year: i32) -> Result<Option<u32>, Error> {
        let sql = "SELECT max(number) FROM arrivals WHERE year = ?1 AND number IS NOT NULL";
        self.0.query_row(sql, [year], |row| row.get(0)).map_err(failed)
    }

    fn first_number(&mut self, year: i32) -> Result<u32, Error> {
        let sql = "SELECT value FROM notes WHERE name = ?";
        let note = self.0.query_row(sql, [first_number_note(year)], |row| row.get(0)).optional();
        Ok(begins(note.map_err(failed)?))
    }

    fn begin_at(&mut self, year: i32, first: u32) -> Result<(), Error> {
        let sql = "INSERT INTO notes (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
        self.0.execute(sql, params![first_number_note(year), first.to_string()]).map(drop).map_err(failed)
    }

    fn of_code(&mut self, code: &str) -> Result<Option<(u32, i32)>, Error> {
        let sql = "SELECT number, year FROM arrivals WHERE code = ?1 AND number IS NOT NULL ORDER BY id LIMIT 1";
        self.0.query_row(sql, [code], |row| Ok((row.get(0)?, row.get(1)?))).optional().map_err(failed)
    }

    fn add(&mut self, row: &Row, code: Option<&str>) -> Result<(), Error> {
        let Row { year, number, received, arrived, file, sha256, content, policy, reasons, entry } = row;
        let sql =
            "INSERT INTO arrivals (year, number, received, arrived, file, sha256, content, policy, reasons, entry, code)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";
        let values = params![year, number, received, arrived, file, sha256, content, policy, reasons, entry, code];
        self.0.execute(sql, values).map(drop).map_err(failed)
    }

    fn complete(&mut self, content: &str, entry: &str, code: Option<&str>) -> Result<(), Error> {
        let update = "UPDATE arrivals SET entry = ?1, code = ?2 WHERE content = ?3 AND number IS NOT NULL";
        self.0.execute(update, params![entry, code, content]).map(drop).map_err(failed)
    }
}

fn arrival(stored: &Stored<'_>) -> Result<Arrival, Error> {
    let read = || {
        Ok(Row {
            year: stored.get(1)?,
            number: stored.get(2)?,
            received: stored.get(3)?,
            arrived: stored.get(4)?,
            file: stored.get(5)?,
            sha256: stored.get(6)?,
            content: stored.get(7)?,
            policy: stored.get(8)?,
            reasons: stored.get(9)?,
            entry: stored.get(10)?,
        })
    };
    read().map_err(failed)?.arrival(stored.get(0).map_err(failed)?)
}
