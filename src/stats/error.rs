//! What stops statistics.

use std::path::PathBuf;

use super::agencies;
use super::register::Fault;
use super::yardstick::Slip;

/// Why there are no statistics.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file of agencies, or a register, cannot be read.
    #[error("{path} cannot be read")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The archive is no folder that can be walked.
    #[error("the archive {path} cannot be read: {why}")]
    Archive {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        why: String,
    },
    /// The agencies file is not right: every fault found.
    #[error("the agencies file {path} has {}", first_of(faults))]
    Agencies {
        /// The file.
        path: PathBuf,
        /// At least one, in the order of lines.
        faults: Vec<agencies::Fault>,
    },
    /// A register cannot be understood.
    #[error(transparent)]
    Register(#[from] Box<Fault>),
    /// A period that is none of 2018, 2018-H1, 2018-Q3, 2018-05.
    #[error("{0:?} is no period; write 2018, 2018-H1, 2018-Q3 or 2018-05")]
    Period(String),
    /// A period that ends before it begins.
    #[error("the period {0} ends before it begins")]
    NoDays(String),
    /// An open period has none before it.
    #[error("the period {0} is open: no period of the same length comes before it")]
    NoPrevious(String),
    /// A file of targets or scores is not right: every fault found.
    #[error("{path} has {} faults; the first: {}", slips.len(), slips.first().map(ToString::to_string).unwrap_or_default())]
    Yardstick {
        /// The file.
        path: PathBuf,
        /// At least one, in the order of entries.
        slips: Vec<Slip>,
    },
    /// A heading that was mapped is in no register.
    #[error("no register has the heading {heading:?}; there are: {}", headings.join(", "))]
    NoHeading {
        /// As it was given.
        heading: String,
        /// Those that there are.
        headings: Vec<String>,
    },
    /// Several agencies are called so.
    #[error("{} agencies are called {name:?}: {}", codes.len(), codes.join(", "))]
    SeveralOffices {
        /// As it was given.
        name: String,
        /// Their codes, with their days where they have an end.
        codes: Vec<String>,
    },
    /// Nobody of this code or name was counted.
    #[error(
        "nothing of an office {0:?} is known: neither its code in the agencies file, nor its name among those counted"
    )]
    NoOffice(String),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] crate::ledger::Error),
}

/// How many errors, and the first.
fn first_of(faults: &[agencies::Fault]) -> String {
    let mut errors = faults.iter().filter(|fault| !fault.kind.is_warning());
    let first = errors.next().map(ToString::to_string).unwrap_or_default();
    format!("{} errors; the first: {first}; 'kyso agencies check' tells all", errors.count() + 1)
}

impl Error {
    /// Stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "STATS_CANNOT_READ",
            Self::Archive { .. } => "STATS_ARCHIVE",
            Self::Agencies { .. } => "AGENCIES_FAULTS",
            Self::Register(fault) => fault.kind.code(),
            Self::Period(_) | Self::NoDays(_) | Self::NoPrevious(_) => "STATS_PERIOD",
            Self::Yardstick { .. } => "STATS_YARDSTICK",
            Self::NoHeading { .. } => "COLUMN_NOT_FOUND",
            Self::SeveralOffices { .. } => "STATS_SEVERAL_OFFICES",
            Self::NoOffice(_) => "STATS_NO_OFFICE",
            Self::Ledger(error) => error.code(),
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Register(Box::new(fault))
    }
}
