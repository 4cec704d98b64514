//! What came of incoming documents: JSON (`kyso.receive/1`), a text for the clerk, and the register of the year.

mod register;
mod text;

use serde::Serialize;
use time::{Date, OffsetDateTime};

use crate::edxml::Package;
use crate::ledger::{Arrival, Entry};
use crate::messages::Lang;
use crate::messages::letter::{Letter, LetterKind};
use crate::receive::{Ground, Seen};
use crate::verify::{ErrorReport, Report};

pub use register::{NumberingLine, RegisterLine, csv, table};

/// What came of one file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// It has a number now.
    Registered,
    /// It has had one.
    AlreadyRegistered,
    /// It is returned.
    Refused,
    /// It waits: too little is known.
    Held,
    /// It could not be read.
    Error,
}

/// One file: a line of `kyso receive --json`.
#[derive(Clone, Debug, Serialize)]
pub struct ReceiveLine {
    /// `kyso.receive/1`.
    pub schema: &'static str,
    /// Name and version of this program.
    pub tool: &'static str,
    /// As it was named.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: Option<String>,
    /// Bytes.
    pub size: Option<u64>,
    /// What came of it.
    pub status: Standing,
    /// The state that the sender is told: `01`, `02`, `03`.
    pub status_code: Option<&'static str>,
    /// In the register of its year.
    pub number: Option<u32>,
    /// Of the number.
    pub year: Option<i32>,
    /// When it was received; of an old number, then.
    #[serde(with = "time::serde::rfc3339::option")]
    pub received_at: Option<OffsetDateTime>,
    /// The same day in Viet Nam.
    pub received_on: Option<String>,
    /// The day it came in.
    pub arrived_on: Option<String>,
    /// The last day to tell the sender (Article 21.2c): today.
    pub acknowledge_by: Option<String>,
    /// Days between its arrival and its reception.
    pub days_late: Option<i64>,
    /// The columns, by the names of Annex VI.
    pub entry: Option<Entry>,
    /// Why it is returned.
    pub reasons: Vec<Ground>,
    /// What is not known, so that it waits.
    pub missing: Vec<Ground>,
    /// What the clerk should look at.
    pub remarks: Vec<Ground>,
    /// What is sent back.
    pub letter: Option<Letters>,
    /// The file that it was written to.
    pub letter_file: Option<String>,
    /// The verdict on each PDF in it (`kyso.verify/1`).
    pub documents: Vec<DocumentLine>,
    /// What an edXML package is, beside its files.
    pub package: Option<PackageLine>,
    /// Why it could not be read.
    pub error: Option<ErrorReport>,
}

/// A letter in both languages.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Letters {
    pub vi: String,
    pub en: String,
}

/// One PDF.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct DocumentLine {
    pub name: String,
    pub verdict: Report,
}

/// What a package says of itself.
#[derive(Clone, Debug, Serialize)]
pub struct PackageLine {
    /// Which edXML.
    pub namespace: &'static str,
    /// `DocumentId`.
    pub document_id: Option<String>,
    /// `Bussiness`: 0 new, 1 recalled, 2 updated, 3 replaced.
    pub business: Option<String>,
    /// An XML signature is in it; it was not checked.
    pub xml_signature: bool,
    /// Files that are no PDF; they were not judged.
    pub other_files: Vec<String>,
}

impl PackageLine {
    fn of(package: &Package, others: &[String]) -> Self {
        Self {
            namespace: package.dialect.namespace(),
            document_id: package.header.document_id.clone(),
            business: package.header.business.clone(),
            xml_signature: package.xml_signature,
            other_files: others.to_vec(),
        }
    }
}

impl ReceiveLine {
    /// A file of which nothing is known yet.
    pub fn blank(file: &str, status: Standing) -> Self {
        Self {
            schema: "kyso.receive/1",
            tool: concat!("kyso ", env!("CARGO_PKG_VERSION")),
            file: file.to_owned(),
            sha256: None,
            size: None,
            status,
            status_code: None,
            number: None,
            year: None,
            received_at: None,
            received_on: None,
            arrived_on: None,
            acknowledge_by: None,
            days_late: None,
            entry: None,
            reasons: Vec::new(),
            missing: Vec::new(),
            remarks: Vec::new(),
            letter: None,
            letter_file: None,
            documents: Vec::new(),
            package: None,
            error: None,
        }
    }

    /// A file that could not be read.
    pub fn failed(file: &str, error: ErrorReport) -> Self {
        Self { error: Some(error), ..Self::blank(file, Standing::Error) }
    }

    /// With what was seen in it, and why it could not be judged.
    #[must_use]
    pub fn with(self, seen: Seen, error: Option<ErrorReport>) -> Self {
        let line = |judged: crate::receive::Judged| DocumentLine { name: judged.name, verdict: judged.report };
        Self {
            sha256: Some(seen.sha256),
            size: Some(seen.size),
            package: seen.package.as_ref().map(|package| PackageLine::of(package, &seen.others)),
            documents: seen.documents.into_iter().map(line).collect(),
            error,
            ..self
        }
    }

    /// With what the ledger holds of it; the digest stays that of the file that came.
    #[must_use]
    pub fn at(self, arrival: &Arrival) -> Self {
        let line = self.on(arrival.received_on(), arrival.arrived);
        Self {
            number: arrival.number,
            year: arrival.number.map(|_| arrival.year),
            received_at: Some(arrival.received),
            entry: Some(arrival.entry.clone()),
            ..line
        }
    }

    /// With the days of reception and arrival.
    #[must_use]
    pub fn on(self, received: Date, arrived: Date) -> Self {
        Self {
            received_on: Some(received.to_string()),
            arrived_on: Some(arrived.to_string()),
            days_late: Some((received - arrived).whole_days()),
            ..self
        }
    }

    /// With the letter that the sender gets, on the day it was received.
    #[must_use]
    pub fn telling(self, kind: LetterKind, received: Date, arrived: Date) -> Self {
        let nothing = Entry::default();
        let letter = Letter {
            kind,
            entry: self.entry.as_ref().unwrap_or(&nothing),
            file: &self.file,
            sha256: self.sha256.as_deref().unwrap_or_default(),
            received,
            arrived,
            number: self.number,
            grounds: &self.reasons,
        };
        let letters = Letters { vi: Lang::Vi.words().letter(&letter), en: Lang::En.words().letter(&letter) };
        Self {
            letter: Some(letters),
            status_code: Some(kind.code()),
            // Of a number that was given before, the sender was told then.
            acknowledge_by: (self.status != Standing::AlreadyRegistered).then(|| received.to_string()),
            ..self
        }
    }
}
