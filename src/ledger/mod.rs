//! The ledger of what was signed, time-stamped, verified and received: one record a document.
//!
//! It is what statistics count when no archive is looked at, and it keeps the first verdict of each file under each
//! policy with the day it was given: certificates expire, but what was valid in 2018 stays counted as it was judged.
//! It holds names from certificates and hashes of files, never a document, key or PIN; of incoming documents also what the
//! register of Decree 30/2020/ND-CP has columns for: author, number, date, subject, and to whom it was passed on.
//!
//! Records are chained by hashes (`chain`), so that `check` names the first one that was changed, removed, inserted or moved.
//! What counts (`standing`) is summed up as records arrive (`rollup`), so that a report costs the sums and not the records.
//! How a record gets in is the same for every store (`store`); `sqlite` is one, `postgres` the other.
//!
//! A ledger is named by a URL: `sqlite:PATH` is one file without a server, `postgres://…` a database of a server (a build without
//! the feature `postgres` says that it has none); `none` is no ledger.

mod arrivals;
mod chain;
mod check;
#[cfg(test)]
mod check_tests;
mod counted;
mod entry;
mod error;
pub mod exchange;
mod facts;
mod histogram;
mod lineage;
#[cfg(feature = "postgres")]
mod postgres;
mod posting;
mod record;
mod report;
mod rollup;
mod row;
mod schema;
mod seen;
mod sqlite;
mod standing;
mod store;
#[cfg(test)]
mod testing;

use std::path::Path;

use time::OffsetDateTime;

pub use arrivals::{Arrival, Incoming, Receipt};
pub use chain::Head;
pub use check::{Attribute, Break, Checked, Damage, Link, Mark, Neighbour, WrongSums, check};
pub use counted::{Counted, Flags, Kind};
pub use entry::{Correction, Entry};
pub use error::Error;
pub use facts::{Facts, Signed, day};
pub use histogram::Histogram;
#[cfg(feature = "postgres")]
pub use postgres::Postgres;
pub use posting::Posting;
pub use record::{Action, Record, SignatureRecord};
pub use report::{Added, Cell, Certificate, Delay, Office, Seal, Sum};
pub use rollup::{Grain, Span, Split};
pub use sqlite::Sqlite;

/// A period of recording times: `from` inclusive, `to` exclusive; nothing is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The first moment.
    pub from: Option<OffsetDateTime>,
    /// The first moment after it.
    pub to: Option<OffsetDateTime>,
}

/// Takes one record, ready for another ledger, with its number.
pub type EachPosting<'a> = dyn FnMut(i64, Posting) -> Result<(), Error> + 'a;

/// Takes one record with its number.
pub type Each<'a> = dyn FnMut(i64, Record) -> Result<(), Error> + 'a;

/// Takes the record of one document that counts, with its number and what it counts as.
pub type EachStanding<'a> = dyn FnMut(i64, Kind, Record) -> Result<(), Error> + 'a;

/// Takes one kept delay.
pub type EachDelay<'a> = dyn FnMut(Grain, i32, &Office, i64, u64) -> Result<(), Error> + 'a;

/// Where records are kept: [`Sqlite`], `Postgres`.
pub trait Ledger: Send {
    /// Writes one document's record, and what it changes of the sums, in one transaction; nothing written is changed later.
    ///
    /// Of the verdicts on the same bytes under the same policy the first conclusive one stands, with its `judged_on`:
    /// no verification is written after it. `indeterminate` and `error` are no last word, so that a run without trust
    /// anchors does not settle anything; each is written once. Signing, time-stamping and receiving always are; what they
    /// found is a verdict unless the record says `no_check`.
    ///
    /// # Errors
    ///
    /// The store cannot be written.
    fn record(&self, record: &Record) -> Result<(), Error>;

    /// [`Ledger::record`] for each of them, in one transaction where the store has a way. Gives the end of the chain as it was
    /// before them, and as it is now: whoever knew the former, and wrote what is in between, knows everything that is there.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::record`].
    fn record_batch(&self, records: &[Record]) -> Result<[Head; 2], Error> {
        records.iter().try_for_each(|record| self.record(record))?;
        // Others may have written in between, so nobody knows all of it.
        self.head().map(|head| [head; 2])
    }

    /// Takes in what another ledger recorded, many in one transaction. A record that is here already is not added again.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::record`], and those of `postings`; what was taken in before stays.
    fn record_all(&self, postings: &mut dyn Iterator<Item = Result<Posting, Error>>) -> Result<Added, Error>;

    /// The records of a period, in the order of writing, with their numbers.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or holds what this version did not write; those of `each`.
    fn each_posting(&self, range: Range, each: &mut EachPosting<'_>) -> Result<(), Error>;

    /// One record.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn posting(&self, id: i64) -> Result<Option<Posting>, Error>;

    /// The first verdict on a file with this SHA-256 (lower-case hex) under this policy (name and version): the
    /// conclusive one, otherwise `indeterminate`; an error is none.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn verdict_of(&self, sha256: &str, policy: &str) -> Result<Option<Record>, Error>;

    /// Registers an incoming document with the next number of its year, or notes that it was refused; in one transaction, so
    /// that no number is given twice and none is left out. What was registered before keeps its number, and what its entry
    /// left open is filled in from this one; what was refused before for the same reasons is not noted again.
    ///
    /// # Errors
    ///
    /// The store cannot be written.
    fn arrive(&self, incoming: &Incoming) -> Result<Receipt, Error>;

    /// Lets the numbers of a year's incoming documents begin at `first`, where the register on paper ended before it.
    ///
    /// # Errors
    ///
    /// [`Error::NumbersGiven`] where the year has numbers, unless they begin there; the store cannot be written.
    fn number_from(&self, year: i32, first: u32) -> Result<(), Error>;

    /// Where the numbers of a year's incoming documents begin.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn first_number(&self, year: i32) -> Result<u32, Error> {
        Ok(arrivals::begins(self.note(&arrivals::first_number_note(year))?))
    }

    /// What arrived in a year, or in all, in the order of writing: registered and refused.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::records`].
    fn arrivals(&self, year: Option<i32>) -> Result<Vec<Arrival>, Error>;

    /// What is registered with this content ([`Incoming::content`]).
    ///
    /// # Errors
    ///
    /// As for [`Ledger::records`].
    fn registered(&self, content: &str) -> Result<Option<Arrival>, Error>;

    /// What counted on the days of `span`, by office, kind and properties, and by what `split` says, in that order.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn cells(&self, span: Span, split: Split) -> Result<Vec<Cell>, Error>;

    /// The delays of what counted, told apart in the same way.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn delays(&self, span: Span, split: Split) -> Result<Vec<Delay>, Error>;

    /// The records that counted for an office (its code, or the name of one without a code) on the days of `span`.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn each_counted(&self, office: &Office, span: Span, each: &mut Each<'_>) -> Result<(), Error>;

    /// The record of each document that counts, in the order of writing.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn each_standing(&self, each: &mut EachStanding<'_>) -> Result<(), Error>;

    /// The certificates that signatures were made with, passed or not.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn certificates(&self) -> Result<Vec<Certificate>, Error>;

    /// Counts everything anew, where `by` gives the signatures of each record other roles and agencies. The note `recounted` says
    /// by which agencies file (`digest`; empty: that of each record's day) and up to which record: later ones count by their
    /// own. Nobody writes meanwhile.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::record`]; then nothing is changed.
    fn recount(&self, digest: &str, by: &mut dyn FnMut(&mut Record)) -> Result<u64, Error>;

    /// What is known of the ledger itself: `older` (records from before the chain), `recounted` (by what).
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn note(&self, name: &str) -> Result<Option<String>, Error>;

    /// The end of the chain.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn head(&self) -> Result<Head, Error>;

    /// The end of a chain without records.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn beginning(&self) -> Result<Head, Error>;

    /// What this record counts as; nothing where another one counts for its document.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn counts(&self, record: &Link) -> Result<Option<Kind>, Error>;

    /// Does `work`, whose questions are all of one moment, whatever others write meanwhile.
    ///
    /// # Errors
    ///
    /// Those of `work`, and as for [`Ledger::each_posting`].
    fn at_once(&self, work: &mut dyn FnMut() -> Result<(), Error>) -> Result<(), Error>;

    /// Every sum that is kept.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn each_sum(&self, each: &mut dyn FnMut(Sum<'_>) -> Result<(), Error>) -> Result<(), Error>;

    /// Every delay that is kept: grain, first day, whose, minutes, how often.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn each_delay(&self, each: &mut EachDelay<'_>) -> Result<(), Error>;

    /// Every record as it is stored, in the order of the numbers.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn walk(&self, each: &mut dyn FnMut(Link) -> Result<(), Error>) -> Result<(), Error>;

    /// Keeps a time-stamp over a head.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::record`].
    fn seal(&self, seal: &Seal) -> Result<(), Error>;

    /// The time-stamps that are kept, in the order in which they came.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::each_posting`].
    fn seals(&self) -> Result<Vec<Seal>, Error>;

    /// [`Ledger::each_posting`] without what a store keeps beside the record.
    ///
    /// # Errors
    ///
    /// As there.
    fn each(&self, range: Range, each: &mut Each<'_>) -> Result<(), Error> {
        self.each_posting(range, &mut |id, posting| each(id, posting.record()?))
    }

    /// [`Ledger::each`] in memory.
    ///
    /// # Errors
    ///
    /// As there.
    fn records(&self, range: Range) -> Result<Vec<Record>, Error> {
        let mut records = Vec::new();
        self.each(range, &mut |_, record| {
            records.push(record);
            Ok(())
        })?;
        Ok(records)
    }
}

/// Opens the ledger that `url` names, making its folder and file, or its tables; `none` is no ledger.
///
/// # Errors
///
/// [`Error::Url`], [`Error::NoPostgres`], or what opening the file, or the connection to the server, says.
pub fn open(url: &str) -> Result<Option<Box<dyn Ledger>>, Error> {
    if url == "none" {
        return Ok(None);
    }
    if is_postgres(url) {
        return open_postgres(url).map(Some);
    }
    match url.strip_prefix("sqlite:") {
        Some(path) if !path.is_empty() => Ok(Some(Box::new(Sqlite::open(Path::new(path))?))),
        _ => Err(Error::Url(shown(url))),
    }
}

#[cfg(feature = "postgres")]
fn open_postgres(url: &str) -> Result<Box<dyn Ledger>, Error> {
    Ok(Box::new(Postgres::open(url)?))
}

#[cfg(not(feature = "postgres"))]
fn open_postgres(_: &str) -> Result<Box<dyn Ledger>, Error> {
    Err(Error::NoPostgres)
}

/// A new ledger on PostgreSQL as SQL, for an administrator: `partitioned` by the years in which records were written, `roles`
/// with a role that may write and one that may read.
///
/// # Errors
///
/// [`Error::NoPostgres`].
pub fn schema(partitioned: bool, roles: bool) -> Result<String, Error> {
    #[cfg(feature = "postgres")]
    return Ok(postgres::script(partitioned, roles));
    #[cfg(not(feature = "postgres"))]
    {
        let _ = (partitioned, roles);
        Err(Error::NoPostgres)
    }
}

/// Does `url` name a database on a PostgreSQL server?
pub fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// Could `url` name a ledger, or none?
pub fn is_url(url: &str) -> bool {
    url == "none" || is_postgres(url) || url.strip_prefix("sqlite:").is_some_and(|path| !path.is_empty())
}

/// `url` as it may be seen: without user and password, however badly it is written.
pub fn shown(url: &str) -> String {
    match (url.split_once("//"), url.rfind('@')) {
        (Some((scheme, rest)), Some(at)) if !url.starts_with("sqlite:") => {
            let after = (at + 1).checked_sub(scheme.len() + 2).and_then(|from| rest.get(from..));
            format!("{scheme}//{}", after.unwrap_or_default())
        }
        _ => url.to_owned(),
    }
}
