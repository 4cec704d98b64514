//! A record as stores keep it, and the canonical bytes that its digest is over.
//!
//! The canonical form of a row is its columns in their order, each as a netstring (`5:hello,`), numbers in decimal digits, an
//! empty column as `-,`; before them stands the name of the form. Digests are bytes in stores and hexadecimal digits in the
//! canonical form. The text of the signatures is hashed as it is kept, so that a later version which knows more of a
//! signature leaves old records as they were. Anybody can compute it again with a few lines and SHA-256.

use std::fmt::Write as _;

use time::OffsetDateTime;

use super::{Action, Error, Record, SignatureRecord};
use crate::hash::Hash;
use crate::text::{hex, unhex};

/// SHA-256.
pub(super) type Digest = [u8; 32];

/// The digest of `bytes`.
pub(super) fn sha256(bytes: &[u8]) -> Digest {
    let mut digest = Digest::default();
    digest.copy_from_slice(&Hash::Sha256.digest(bytes));
    digest
}

const FORM: &str = "kyso ledger record 1";

/// The names of the columns, in their order.
pub(super) const COLUMNS: [&str; 13] = [
    "time",
    "action",
    "file",
    "sha256_in",
    "sha256_out",
    "status",
    "level",
    "no_check",
    "judged_on",
    "policy",
    "signatures",
    "tool",
    "agencies",
];

/// A record in columns.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    /// Seconds since 1970.
    pub(super) time: i64,
    pub(super) action: String,
    pub(super) file: String,
    pub(super) sha256_in: Vec<u8>,
    pub(super) sha256_out: Option<Vec<u8>>,
    pub(super) status: String,
    pub(super) level: Option<String>,
    pub(super) no_check: bool,
    /// Seconds since 1970.
    pub(super) judged_on: i64,
    pub(super) policy: String,
    /// JSON.
    pub(super) signatures: String,
    pub(super) tool: String,
    pub(super) agencies: Option<Vec<u8>>,
}

impl Row {
    /// # Errors
    ///
    /// [`Error::Unfit`] where a digest is none.
    pub(super) fn of(record: &Record) -> Result<Self, Error> {
        let digest = |digits: &str, column| unhex(digits).ok_or(Error::Unfit { column });
        Ok(Self {
            time: record.time.unix_timestamp(),
            action: record.action.name().to_owned(),
            file: record.file.clone(),
            sha256_in: digest(&record.sha256_in, "sha256_in")?,
            sha256_out: record.sha256_out.as_deref().map(|digits| digest(digits, "sha256_out")).transpose()?,
            status: record.status.clone(),
            level: record.level.clone(),
            no_check: record.no_check,
            judged_on: record.judged_on.unix_timestamp(),
            policy: record.policy.clone(),
            signatures: serde_json::to_string(&record.signatures).map_err(|_| Error::Unfit { column: "signatures" })?,
            tool: record.tool.clone(),
            agencies: record.agencies.as_deref().map(|digits| digest(digits, "agencies")).transpose()?,
        })
    }

    /// # Errors
    ///
    /// The name of the column that no version of kyso wrote.
    pub(super) fn record(&self) -> Result<Record, &'static str> {
        let moment = |seconds, column| OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| column);
        Ok(Record {
            time: moment(self.time, "time")?,
            action: Action::of_name(&self.action).ok_or("action")?,
            file: self.file.clone(),
            sha256_in: hex(&self.sha256_in),
            sha256_out: self.sha256_out.as_deref().map(hex),
            status: self.status.clone(),
            level: self.level.clone(),
            no_check: self.no_check,
            judged_on: moment(self.judged_on, "judged_on")?,
            policy: self.policy.clone(),
            signatures: self.signatures().map_err(|_| "signatures")?,
            tool: self.tool.clone(),
            agencies: self.agencies.as_deref().map(hex),
        })
    }

    pub(super) fn signatures(&self) -> Result<Vec<SignatureRecord>, serde_json::Error> {
        serde_json::from_str(&self.signatures)
    }

    /// The digest of the bytes that the verdict is about: the output's, or the input's where there is none.
    pub(super) fn sha256(&self) -> &[u8] {
        self.sha256_out.as_deref().unwrap_or(&self.sha256_in)
    }

    /// The digest of the bytes that are no longer the last state of their document. Where it is not known (an empty one), it is
    /// no other file's either.
    pub(super) fn superseded(&self) -> Option<&[u8]> {
        let other = |out: &&Vec<u8>| **out != self.sha256_in && !self.sha256_in.is_empty();
        self.sha256_out.as_ref().filter(other).map(|_| self.sha256_in.as_slice())
    }

    /// As texts, in the order of [`COLUMNS`].
    pub(super) fn cells(&self) -> [Option<String>; 13] {
        [
            Some(self.time.to_string()),
            Some(self.action.clone()),
            Some(self.file.clone()),
            Some(hex(&self.sha256_in)),
            self.sha256_out.as_deref().map(hex),
            Some(self.status.clone()),
            self.level.clone(),
            Some(u8::from(self.no_check).to_string()),
            Some(self.judged_on.to_string()),
            Some(self.policy.clone()),
            Some(self.signatures.clone()),
            Some(self.tool.clone()),
            self.agencies.as_deref().map(hex),
        ]
    }

    /// SHA-256 of the canonical form: what the record says, wherever it is kept.
    pub(super) fn content(&self) -> Digest {
        let mut form = String::with_capacity(1024 + self.signatures.len());
        let mut say = |text: Option<&str>| netstring(&mut form, text);
        say(Some(FORM));
        say(Some(&self.time.to_string()));
        say(Some(&self.action));
        say(Some(&self.file));
        say(Some(&hex(&self.sha256_in)));
        say(self.sha256_out.as_deref().map(hex).as_deref());
        say(Some(&self.status));
        say(self.level.as_deref());
        say(Some(if self.no_check { "1" } else { "0" }));
        say(Some(&self.judged_on.to_string()));
        say(Some(&self.policy));
        say(Some(&self.signatures));
        say(Some(&self.tool));
        say(self.agencies.as_deref().map(hex).as_deref());
        sha256(form.as_bytes())
    }
}

/// Appends a text with its length in bytes before it, so that no two rows of columns look the same.
pub(super) fn netstring(form: &mut String, text: Option<&str>) {
    // Writing to a String cannot fail.
    let _ = match text {
        Some(text) => write!(form, "{}:{text},", text.len()),
        None => write!(form, "-,"),
    };
}
