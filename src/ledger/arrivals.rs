//! The register of incoming documents (Decree 30/2020/ND-CP, Article 22 and Annex IV), kept in the ledger.
//!
//! The number of an incoming document («số đến») runs through the year in the order of reception, from 1 on 1 January by Viet Nam's
//! days (Article 22.2). It is given inside the transaction that writes the row, as one more than the greatest of the year: whoever
//! is killed before the commit has taken no number, and two at once wait for each other. The index over year and number would
//! refuse a second one even so. An office that kept its register on paper until then begins where that ended
//! ([`number_from`]).
//!
//! A document is known by its content, so the same bytes have one number for ever. Its row is not changed later, but for columns
//! that nobody has filled in yet, and for corrections, which keep what stood there.
//!
//! The rules are the same for every store; what a store has to be able to do is a [`Register`].

use serde::Serialize;
use time::{Date, OffsetDateTime};

use super::Error;
use super::entry::{Entry, day};

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

/// One transaction of a store that nobody else writes arrivals beside.
pub(super) trait Register {
    /// What is registered with this content.
    fn registered(&mut self, content: &str) -> Result<Option<Arrival>, Error>;
    /// What was refused with this content, for these reasons by this policy.
    fn refused(&mut self, content: &str, reasons: &str, policy: &str) -> Result<Option<Arrival>, Error>;
    /// The greatest number of a year.
    fn last_number(&mut self, year: i32) -> Result<Option<u32>, Error>;
    /// Where the numbers of a year begin.
    fn first_number(&mut self, year: i32) -> Result<u32, Error>;
    /// Lets them begin there.
    fn begin_at(&mut self, year: i32, first: u32) -> Result<(), Error>;
    /// Number and year of the first that is registered with this [`Entry::code`].
    fn of_code(&mut self, code: &str) -> Result<Option<(u32, i32)>, Error>;
    /// Writes a row.
    fn add(&mut self, row: &Row, code: Option<&str>) -> Result<(), Error>;
    /// Gives what is registered with this content another entry.
    fn complete(&mut self, content: &str, entry: &str, code: Option<&str>) -> Result<(), Error>;
}

/// An arrival in columns: moments in seconds, days and lists as texts.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) year: i32,
    pub(super) number: Option<u32>,
    pub(super) received: i64,
    pub(super) arrived: String,
    pub(super) file: String,
    pub(super) sha256: String,
    pub(super) content: String,
    pub(super) policy: String,
    /// JSON.
    pub(super) reasons: String,
    /// JSON.
    pub(super) entry: String,
}

impl Row {
    fn of(arrival: &Arrival) -> Self {
        Self {
            year: arrival.year,
            number: arrival.number,
            received: arrival.received.unix_timestamp(),
            arrived: arrival.arrived.to_string(),
            file: arrival.file.clone(),
            sha256: arrival.sha256.clone(),
            content: arrival.content.clone(),
            policy: arrival.policy.clone(),
            reasons: json(&arrival.reasons),
            entry: json(&arrival.entry),
        }
    }

    /// # Errors
    ///
    /// [`Error::Damaged`] with the number of the row.
    pub(super) fn arrival(self, id: i64) -> Result<Arrival, Error> {
        let damaged = |column| Error::Damaged { id, column };
        Ok(Arrival {
            number: self.number,
            year: self.year,
            received: OffsetDateTime::from_unix_timestamp(self.received).map_err(|_| damaged("received"))?,
            arrived: day(&self.arrived).ok_or_else(|| damaged("arrived"))?,
            file: self.file,
            sha256: self.sha256,
            content: self.content,
            policy: self.policy,
            reasons: serde_json::from_str(&self.reasons).map_err(|_| damaged("reasons"))?,
            entry: serde_json::from_str(&self.entry).map_err(|_| damaged("entry"))?,
        })
    }
}

/// Registers, or notes that it is refused; what is known already stays as it is.
pub(super) fn arrive(register: &mut impl Register, incoming: &Incoming) -> Result<Receipt, Error> {
    if let Some(arrival) = register.registered(&incoming.content)? {
        return complete(register, arrival, &incoming.entry);
    }
    match refused_before(register, incoming)? {
        Some(arrival) => Ok(Receipt { arrival, was_known: true, same_code: None }),
        None => write(register, incoming),
    }
}

/// Fills in what the row of a registered document leaves open, or corrects it.
fn complete(register: &mut impl Register, mut arrival: Arrival, entry: &Entry) -> Result<Receipt, Error> {
    let before = arrival.entry.clone();
    arrival.entry.fill(entry);
    let code = arrival.entry.code();
    let same_code = match &code {
        Some(code) if before.code().as_ref() != Some(code) => register.of_code(code)?,
        _ => None,
    };
    if arrival.entry != before {
        register.complete(&arrival.content, &json(&arrival.entry), code.as_deref())?;
    }
    Ok(Receipt { arrival, was_known: true, same_code })
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
pub(super) fn number_from(register: &mut impl Register, year: i32, first: u32) -> Result<(), Error> {
    let begun = register.first_number(year)?;
    match register.last_number(year)? {
        Some(last) if begun != first => Err(Error::NumbersGiven { year, first: begun, last }),
        Some(_) => Ok(()),
        None => register.begin_at(year, first),
    }
}

fn refused_before(register: &mut impl Register, incoming: &Incoming) -> Result<Option<Arrival>, Error> {
    if incoming.reasons.is_empty() {
        return Ok(None);
    }
    register.refused(&incoming.content, &json(&incoming.reasons), &incoming.policy)
}

fn next_number(register: &mut impl Register, year: i32) -> Result<u32, Error> {
    match register.last_number(year)? {
        Some(last) => Ok(last + 1),
        None => register.first_number(year),
    }
}

fn write(register: &mut impl Register, incoming: &Incoming) -> Result<Receipt, Error> {
    let Incoming { received, arrived, file, sha256, content, policy, reasons, entry } = incoming.clone();
    let (year, code) = (day_of(received).year(), entry.code());
    let is_registered = reasons.is_empty();
    let number = if is_registered { Some(next_number(register, year)?) } else { None };
    // Decree 30/2020, Annex VI: the system warns of a second document with the same author, number, notation and year.
    let same_code = match &code {
        Some(code) if is_registered => register.of_code(code)?,
        _ => None,
    };
    let received = received.replace_nanosecond(0).unwrap_or(received);
    let arrival = Arrival { number, year, received, arrived, file, sha256, content, policy, reasons, entry };
    register.add(&Row::of(&arrival), code.as_deref())?;
    Ok(Receipt { arrival, was_known: false, same_code })
}

/// Strings and days: serialising them cannot fail.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

#[cfg(test)]
#[path = "arrivals_tests.rs"]
mod tests;
