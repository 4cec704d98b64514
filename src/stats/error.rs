//! What stops statistics.

use std::path::PathBuf;

use super::agencies;
use super::register::Fault;

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
    #[error("the agencies file {path} has {} faults; the first: {}", faults.len(), faults.first().map(ToString::to_string).unwrap_or_default())]
    Agencies {
        /// The file.
        path: PathBuf,
        /// At least one, in the order of lines.
        faults: Vec<agencies::Fault>,
    },
    /// A register cannot be understood.
    #[error(transparent)]
    Register(#[from] Box<Fault>),
    /// A register is no CSV.
    #[error("{path}, row {row}: no CSV ({why})")]
    Csv {
        /// The file.
        path: PathBuf,
        /// Line of the file, from 1.
        row: u64,
        /// What the reader says.
        why: String,
    },
    /// A period that is none of 2018, 2018-H1, 2018-Q3, 2018-05.
    #[error("{0:?} is no period; write 2018, 2018-H1, 2018-Q3 or 2018-05")]
    Period(String),
    /// The ledger.
    #[error(transparent)]
    Ledger(#[from] crate::ledger::Error),
}

impl Error {
    /// Stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Read { .. } => "STATS_CANNOT_READ",
            Self::Archive { .. } => "STATS_ARCHIVE",
            Self::Agencies { .. } => "AGENCIES_FAULTS",
            Self::Register(fault) => fault.kind.code(),
            Self::Csv { .. } => "REGISTER_CSV",
            Self::Period(_) => "STATS_PERIOD",
            Self::Ledger(error) => error.code(),
        }
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Register(Box::new(fault))
    }
}
