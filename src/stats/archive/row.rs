//! What came of one file: the documents in it, and what each counts for.

use time::OffsetDateTime;

use super::super::agencies::Agencies;
use super::super::expiring::Sighted;
use super::super::facts::{Facts, attribute};
use super::Told;
use super::stamp::Stamp;
use super::walk::text_of;
use crate::ledger::Record;
use crate::text::unhex;

/// One file below the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// As [`Found::below`](super::walk::Found).
    pub(super) below: Vec<u8>,
    pub(super) stamp: Stamp,
    /// A change since would show in the stamp, and the file was read: the row is good for the next run.
    pub(super) settled: bool,
    /// One, or those of a package.
    pub(super) documents: Vec<Known>,
}

/// One document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    /// Its name in a package.
    pub(super) inner: Option<String>,
    /// Of the bytes that were judged; nothing where they could not be read.
    pub(super) sha256: Option<[u8; 32]>,
    /// The verdict may become another without a change of the file.
    pub(super) open: bool,
    /// Code of the error, where it could not be judged.
    pub(super) reason: Option<String>,
    pub(super) facts: Facts,
    pub(super) recorded: OffsetDateTime,
    pub(super) judged_on: OffsetDateTime,
    /// Places in the memory's certificates.
    pub(super) certificates: Vec<u32>,
}

/// A document that was looked at just now.
#[derive(Clone, Debug)]
pub(super) struct Made {
    pub(super) known: Known,
    pub(super) certificates: Vec<Sighted>,
    /// What is to be written into the ledger.
    pub(super) record: Option<Record>,
}

impl Row {
    /// Documents that could not be judged, with the reason.
    pub(super) fn told(&self) -> impl Iterator<Item = Told> {
        let unreadable = |known: &Known| {
            let reason = known.reason.as_deref()?;
            Some(("UNREADABLE_FILE", format!("{}: {reason}", known.path(text_of(self.below.clone())))))
        };
        self.documents.iter().filter_map(unreadable)
    }
}

impl Known {
    /// The document's path, where that of its file is `path`.
    pub(super) fn path(&self, path: String) -> String {
        match &self.inner {
            Some(inner) => format!("{path}#{inner}"),
            None => path,
        }
    }
}

impl Made {
    /// What `record` says of a document, by the agencies of today.
    pub(super) fn of(record: &Record, inner: Option<&str>, agencies: Option<&Agencies>) -> Self {
        let mut today = record.clone();
        let ambiguous = agencies.and_then(|agencies| attribute(&mut today, agencies));
        let known = Known {
            inner: inner.map(str::to_owned),
            sha256: unhex(record.sha256()).and_then(|digest| digest.try_into().ok()),
            open: matches!(record.status.as_str(), "indeterminate" | "error"),
            reason: None,
            facts: Facts { ambiguous, ..Facts::of_record(&today) },
            recorded: record.time,
            judged_on: record.judged_on,
            certificates: Vec::new(),
        };
        Self { known, certificates: Sighted::of(&today).collect(), record: None }
    }
}
