//! The ledger of what was signed, time-stamped and verified: one record a document.
//!
//! It is what statistics count when no archive is looked at, and it keeps the first verdict of each file under each
//! policy with the day it was given: certificates expire, but what was valid in 2018 stays counted as it was judged.
//! It holds names from certificates and hashes of files, never a document, key or PIN; of incoming documents also what the
//! register of Decree 30/2020/ND-CP has columns for: author, number, date, subject, and to whom it was passed on.
//!
//! A ledger is named by a URL: `sqlite:PATH` is one file without a server; `none` is no ledger. `postgres://…` is part
//! of the contract, but this build does not have it and says so.

mod arrivals;
mod counted;
mod entry;
mod record;
mod sqlite;

use std::path::{Path, PathBuf};

use time::OffsetDateTime;

pub use arrivals::{Arrival, Incoming, Receipt};
pub use counted::{Counted, Flags, Kind};
pub use entry::Entry;
pub use record::{Action, Record, SignatureRecord};
pub use sqlite::Sqlite;

/// A period of recording times: `from` inclusive, `to` exclusive; nothing is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Range {
    /// The first moment.
    pub from: Option<OffsetDateTime>,
    /// The first moment after it.
    pub to: Option<OffsetDateTime>,
}

/// Where records are kept.
pub trait Ledger: Send {
    /// Writes one document's record in one transaction; nothing written is changed later.
    ///
    /// Of the verdicts on the same bytes under the same policy the first conclusive one stands, with its `judged_on`:
    /// no verification is written after it. `indeterminate` and `error` are no last word, so that a run without trust
    /// anchors does not settle anything; each is written once. Signing and time-stamping always are; what they found
    /// is a verdict unless the record says `no_check`.
    ///
    /// # Errors
    ///
    /// The store cannot be written.
    fn record(&self, record: &Record) -> Result<(), Error>;

    /// The records of a period, in the order of writing.
    ///
    /// # Errors
    ///
    /// The store cannot be read, or holds what this version did not write.
    fn records(&self, range: Range) -> Result<Vec<Record>, Error>;

    /// The first verdict on a file with this SHA-256 (lower-case hex) under this policy (name and version): the
    /// conclusive one, otherwise `indeterminate`; an error is none.
    ///
    /// # Errors
    ///
    /// As for [`Ledger::records`].
    fn verdict_of(&self, sha256: &str, policy: &str) -> Result<Option<Record>, Error>;

    /// Registers an incoming document with the next number of its year, or notes that it was refused; in one transaction, so
    /// that no number is given twice and none is left out. What was registered before keeps its number, and what its entry
    /// left open is filled in from this one; what was refused before for the same reasons is not noted again.
    ///
    /// # Errors
    ///
    /// The store cannot be written.
    fn arrive(&self, incoming: &Incoming) -> Result<Receipt, Error>;

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
}

/// Why a ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A URL of no known kind.
    #[error("no such kind of ledger: {0}")]
    Url(String),
    /// `postgres://…`, which this build does not have.
    #[error("this build has no PostgreSQL; use sqlite:PATH")]
    NoPostgres,
    /// The folder of the ledger cannot be made.
    #[error("the folder {path} cannot be made")]
    Folder {
        /// Of the folder.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file cannot be opened as a ledger.
    #[error("the ledger {path} cannot be opened")]
    Open {
        /// Of the file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// Another program's database, or a later version's ledger.
    #[error("the ledger {path} has schema version {found}; this version of kyso knows {known}")]
    Schema {
        /// Of the file.
        path: PathBuf,
        /// `user_version` of the file.
        found: i64,
        /// `user_version` of this build.
        known: i64,
    },
    /// Another process kept the ledger for longer than the time limit.
    #[error("the ledger is kept busy by another process")]
    Busy(#[source] rusqlite::Error),
    /// A statement failed.
    #[error("the ledger cannot be read or written")]
    Store(#[source] rusqlite::Error),
    /// A record that no version of kyso wrote.
    #[error("record {id} of the ledger is damaged: {column}")]
    Damaged {
        /// Row number.
        id: i64,
        /// Which column.
        column: &'static str,
    },
}

impl Error {
    /// Stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Url(_) => "LEDGER_URL_UNKNOWN",
            Self::NoPostgres => "LEDGER_NO_POSTGRES",
            Self::Folder { .. } => "LEDGER_FOLDER",
            Self::Open { .. } => "LEDGER_CANNOT_BE_OPENED",
            Self::Schema { .. } => "LEDGER_SCHEMA_UNKNOWN",
            Self::Busy(_) => "LEDGER_BUSY",
            Self::Store(_) => "LEDGER_STORE",
            Self::Damaged { .. } => "LEDGER_DAMAGED",
        }
    }
}

/// Opens the ledger that `url` names, making its folder and file; `none` is no ledger.
///
/// # Errors
///
/// [`Error::Url`], [`Error::NoPostgres`], or what opening the file says.
pub fn open(url: &str) -> Result<Option<Box<dyn Ledger>>, Error> {
    if url == "none" {
        return Ok(None);
    }
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Err(Error::NoPostgres);
    }
    match url.strip_prefix("sqlite:") {
        Some(path) if !path.is_empty() => Ok(Some(Box::new(Sqlite::open(Path::new(path))?))),
        _ => Err(Error::Url(url.to_owned())),
    }
}
