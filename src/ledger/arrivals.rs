//! The register of incoming documents (Decree 30/2020/ND-CP, Article 22 and Annex IV), kept in the ledger.
//!
//! The number of an incoming document («số đến») runs through the year in the order of reception, from 1 on 1 January by Viet Nam's
//! days (Article 22.2). It is given inside the transaction that writes the row, as one more than the greatest of the year: whoever
//! is killed before the commit has taken no number, and two at once wait for each other. The index over year and number would
//! refuse a second one even so. An office that kept its register on paper until then begins where that ended
//! ([`number_from`]).
//!
//! A document is known by its content, so the same bytes have one number for ever. Its row is not changed later, but for columns
//! that nobody has filled in yet.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use serde::Serialize;
use time::{Date, OffsetDateTime};

use super::Error;
use super::entry::{Entry, day};
use super::sqlite::failed;

/// `number` is null for what was refused; `content` is [`Incoming::content`]; `code` is [`Entry::code`]; `reasons` and `entry` are JSON.
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

/// The day in Viet Nam, which has one zone and no daylight saving time.
pub(super) fn day_of(time: OffsetDateTime) -> Date {
    super::day(time)
}

/// What is to be written down.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// When it was received: gives day and year.
    pub received: OffsetDateTime,
    /// The day it came in; not later than the day of reception.
    pub arrived: Date,
    /// As it was named.
    pub file: String,
    /// SHA-256 of the file as it came, lower-case hex.
    pub sha256: String,
    /// What tells documents apart: SHA-256 of the PDF, also where it came in a package; of all files of a package of several.
    pub content: String,
    /// Name and version of the policy it was judged by.
    pub policy: String,
    /// Codes of the reasons for which it is refused; without one it is registered.
    pub reasons: Vec<String>,
    /// The columns.
    pub entry: Entry,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// In the year; nothing for what was refused.
    pub number: Option<u32>,
    /// Of the number.
    pub year: i32,
    /// When it was received.
    pub received: OffsetDateTime,
    /// The day it came in.
    pub arrived: Date,
    /// As it was named.
    pub file: String,
    /// SHA-256 of the file as it came.
    pub sha256: String,
    /// See [`Incoming::content`].
    pub content: String,
    /// Name and version of the policy it was judged by.
    pub policy: String,
    /// Why it was refused.
    pub reasons: Vec<String>,
    /// The columns.
    pub entry: Entry,
}

impl Arrival {
    /// The day of reception, in Viet Nam.
    pub fn received_on(&self) -> Date {
        day_of(self.received)
    }
}

/// What came of it.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The row, new or old.
    pub arrival: Arrival,
    /// It was there already.
    pub was_known: bool,
    /// Another document of the same author, number, notation and year is registered: its number and year.
    pub same_code: Option<(u32, i32)>,
}

pub(super) fn arrive(connection: &Connection, incoming: &Incoming) -> Result<Receipt, Error> {
    // The lock is taken first, so that what is read here is still so when the row is written.
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate).map_err(failed)?;
    let receipt = match registered(&transaction, &incoming.content)? {
        Some(arrival) => complete(&transaction, arrival, &incoming.entry)?,
        None => match refused_before(&transaction, incoming)? {
            Some(arrival) => Receipt { arrival, was_known: true, same_code: None },
            None => write(&transaction, incoming)?,
        },
    };
    transaction.commit().map_err(failed)?;
    Ok(receipt)
}

/// Fills in what the row of a registered document leaves open.
fn complete(connection: &Connection, mut arrival: Arrival, entry: &Entry) -> Result<Receipt, Error> {
    let before = arrival.entry.clone();
    arrival.entry.fill(entry);
    if arrival.entry != before {
        let update = "UPDATE arrivals SET entry = ?1, code = ?2 WHERE content = ?3 AND number IS NOT NULL";
        let values = params![json(&arrival.entry), arrival.entry.code(), arrival.content];
        connection.execute(update, values).map_err(failed)?;
    }
    Ok(Receipt { arrival, was_known: true, same_code: None })
}

/// The note that says where the numbers of a year begin.
pub(super) fn first_number_note(year: i32) -> String {
    format!("arrivals_from_{year}")
}

/// Where they begin, by that note.
pub(super) fn begins(note: Option<String>) -> u32 {
    note.and_then(|note| note.parse().ok()).unwrap_or(1)
}

/// Lets the numbers of a year begin at `first`, as long as none is given.
pub(super) fn number_from(connection: &Connection, year: i32, first: u32) -> Result<(), Error> {
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate).map_err(failed)?;
    let begun = first_number(&transaction, year)?;
    match last_number(&transaction, year)? {
        Some(last) if begun != first => return Err(Error::NumbersGiven { year, first: begun, last }),
        Some(_) => return Ok(()),
        None => {}
    }
    let note = "INSERT INTO notes (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
    transaction.execute(note, params![first_number_note(year), first.to_string()]).map_err(failed)?;
    transaction.commit().map_err(failed)
}

fn first_number(connection: &Connection, year: i32) -> Result<u32, Error> {
    let select = "SELECT value FROM notes WHERE name = ?";
    let note: Option<String> =
        connection.query_row(select, [first_number_note(year)], |row| row.get(0)).optional().map_err(failed)?;
    Ok(begins(note))
}

fn last_number(connection: &Connection, year: i32) -> Result<Option<u32>, Error> {
    let select = "SELECT max(number) FROM arrivals WHERE year = ?1 AND number IS NOT NULL";
    connection.query_row(select, [year], |row| row.get(0)).map_err(failed)
}

fn refused_before(connection: &Connection, incoming: &Incoming) -> Result<Option<Arrival>, Error> {
    if incoming.reasons.is_empty() {
        return Ok(None);
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM arrivals WHERE content = ?1 AND number IS NULL AND reasons = ?2 AND policy = ?3 LIMIT 1"
    );
    one(connection, &sql, params![incoming.content, json(&incoming.reasons), incoming.policy])
}

fn write(connection: &Connection, incoming: &Incoming) -> Result<Receipt, Error> {
    let year = day_of(incoming.received).year();
    let (number, same_code) = if incoming.reasons.is_empty() {
        let number = match last_number(connection, year)? {
            Some(last) => last + 1,
            None => first_number(connection, year)?,
        };
        (Some(number), same_code(connection, &incoming.entry)?)
    } else {
        (None, None)
    };
    let Incoming { received, arrived, file, sha256, content, policy, reasons, entry } = incoming;
    connection
        .execute(
            "INSERT INTO arrivals (year, number, received, arrived, file, sha256, content, policy, reasons, entry, code)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
            params![
                year,
                number,
                received.unix_timestamp(),
                arrived.to_string(),
                file,
                sha256,
                content,
                policy,
                json(reasons),
                json(entry),
                entry.code()
            ],
        )
        .map_err(failed)?;
    let arrival = Arrival {
        number,
        year,
        received: received.replace_nanosecond(0).unwrap_or(*received),
        arrived: *arrived,
        file: file.clone(),
        sha256: sha256.clone(),
        content: content.clone(),
        policy: policy.clone(),
        reasons: reasons.clone(),
        entry: entry.clone(),
    };
    Ok(Receipt { arrival, was_known: false, same_code })
}

/// The number of a registered document with the same author, number, notation and year (Decree 30/2020, Annex VI: the system warns).
fn same_code(connection: &Connection, entry: &Entry) -> Result<Option<(u32, i32)>, Error> {
    let Some(code) = entry.code() else { return Ok(None) };
    let select = "SELECT number, year FROM arrivals WHERE code = ?1 AND number IS NOT NULL ORDER BY id LIMIT 1";
    connection.query_row(select, [code], |row| Ok((row.get(0)?, row.get(1)?))).optional().map_err(failed)
}

pub(super) fn registered(connection: &Connection, content: &str) -> Result<Option<Arrival>, Error> {
    one(
        connection,
        &format!("SELECT {COLUMNS} FROM arrivals WHERE content = ?1 AND number IS NOT NULL"),
        params![content],
    )
}

pub(super) fn all(connection: &Connection, year: Option<i32>) -> Result<Vec<Arrival>, Error> {
    let sql = format!("SELECT {COLUMNS} FROM arrivals WHERE ?1 IS NULL OR year = ?1 ORDER BY id");
    rows(connection, &sql, params![year])
}

fn one(connection: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<Option<Arrival>, Error> {
    let mut select = connection.prepare_cached(sql).map_err(failed)?;
    select.query_row(params, |row| Ok(read(row))).optional().map_err(failed)?.transpose()
}

fn rows(connection: &Connection, sql: &str, params: impl rusqlite::Params) -> Result<Vec<Arrival>, Error> {
    let mut select = connection.prepare_cached(sql).map_err(failed)?;
    let mut rows = select.query(params).map_err(failed)?;
    let mut all = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        all.push(read(row)?);
    }
    Ok(all)
}

/// Strings and days: serialising them cannot fail.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn read(row: &Row<'_>) -> Result<Arrival, Error> {
    let id = row.get(0).map_err(failed)?;
    let damaged = |column| Error::Damaged { id, column };
    let text = |index| row.get::<_, String>(index).map_err(failed);
    Ok(Arrival {
        year: row.get(1).map_err(failed)?,
        number: row.get(2).map_err(failed)?,
        received: OffsetDateTime::from_unix_timestamp(row.get(3).map_err(failed)?).map_err(|_| damaged("received"))?,
        arrived: day(&text(4)?).ok_or_else(|| damaged("arrived"))?,
        file: text(5)?,
        sha256: text(6)?,
        content: text(7)?,
        policy: text(8)?,
        reasons: serde_json::from_str(&text(9)?).map_err(|_| damaged("reasons"))?,
        entry: serde_json::from_str(&text(10)?).map_err(|_| damaged("entry"))?,
    })
}

#[cfg(test)]
#[path = "arrivals_tests.rs"]
mod tests;
