//! Why a ledger cannot be used.

use std::path::PathBuf;

/// What a store says.
pub(super) type Source = Box<dyn std::error::Error + Send + Sync>;

/// Why a ledger cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A URL of no known kind.
    #[error("no such kind of ledger: {0}")]
    Url(String),
    /// `postgres://…`, which this build does not have.
    #[error("this build has no PostgreSQL; use sqlite:PATH")]
    NoPostgres,
    /// A part of `postgres://…` that is none, or says what cannot be done.
    #[error("the address of the ledger: {part}")]
    Address {
        /// Which part; nothing of its content but the name of a parameter.
        part: String,
    },
    /// A file of passwords that others may read.
    #[error("others may read {path}, which holds passwords (mode {mode:o})")]
    PasswordFile {
        /// Of the file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// Nobody answers.
    #[error("no connection to the ledger {server}: {source}")]
    Connect {
        /// Host, port and database.
        server: String,
        /// What the system or the server says.
        source: Source,
    },
    /// No connection that can be trusted.
    #[error("no trusted connection to the ledger {server}: {source}")]
    Tls {
        /// Host, port and database.
        server: String,
        /// What is wrong with the certificate, or its roots.
        source: Source,
    },
    /// A connection that must be checked, and nothing to check it with.
    #[error("no root certificates to check the server of the ledger {server} with")]
    NoRoot {
        /// Host, port and database.
        server: String,
    },
    /// A wrong password, none, or a user who may not come in.
    #[error("the ledger {server} does not let {user} in: {source}")]
    Login {
        /// Host, port and database.
        server: String,
        /// Who asked.
        user: String,
        /// What the server says.
        source: Source,
    },
    /// The user may not do this.
    #[error("the user of the ledger may not do this: {0}")]
    Rights(#[source] Source),
    /// A database without a ledger, in which the user may not make one.
    #[error("there is no ledger in the database {server}, or an older one, and this user may not make it")]
    NotMade {
        /// Host, port and database.
        server: String,
        /// What the server says.
        source: Source,
    },
    /// A database that cannot hold every name.
    #[error("the database {server} is in {encoding}; a ledger needs UTF8")]
    Encoding {
        /// Host, port and database.
        server: String,
        /// What it is in.
        encoding: String,
    },
    /// The server went away.
    #[error("the connection to the ledger was lost")]
    Lost(#[source] Source),
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
        /// What the store says.
        source: Source,
    },
    /// Another program's database, or a later version's ledger.
    #[error("the ledger {ledger} has schema version {found}; this version of kyso knows {known}")]
    Schema {
        /// Path of the file; of a database its server.
        ledger: String,
        /// Version of the ledger.
        found: i64,
        /// Version of this build.
        known: i64,
    },
    /// Another process kept the ledger for longer than the time limit.
    #[error("the ledger is kept busy by another process")]
    Busy(#[source] Source),
    /// A statement failed.
    #[error("the ledger cannot be read or written: {0}")]
    Store(#[source] Source),
    /// A record that no version of kyso wrote.
    #[error("record {id} of the ledger is damaged: {column}")]
    Damaged {
        /// Row number.
        id: i64,
        /// Which column.
        column: &'static str,
    },
    /// A sum that no version of kyso wrote.
    #[error("the sums of the ledger are damaged: {table}")]
    Sums {
        /// Which table.
        table: &'static str,
    },
    /// A year's incoming documents have numbers already: where they begin can no longer be chosen.
    #[error("the register of {year} begins at {first} and has numbers to {last} already")]
    NumbersGiven {
        /// Of the register.
        year: i32,
        /// Where it begins.
        first: u32,
        /// The greatest number that was given.
        last: u32,
    },
    /// An export cannot be written.
    #[error("the export cannot be written")]
    Write(#[source] std::io::Error),
    /// A file that was to be taken in cannot be read.
    #[error("{path} cannot be read")]
    Read {
        /// Of the file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// A file without a column that records have.
    #[error("{path} has no column {column}: it is no export of a ledger")]
    Column {
        /// Of the file.
        path: PathBuf,
        /// The name of the column.
        column: &'static str,
    },
    /// A record in a file that was to be taken in.
    #[error("{path}: record {record} is none: {column}")]
    Import {
        /// Of the file.
        path: PathBuf,
        /// Its number; in CSV the heading is 1.
        record: u64,
        /// What is wrong with it.
        column: &'static str,
    },
    /// A Parquet file, which this build does not know.
    #[error("this build has no Parquet")]
    NoParquet,
    /// A record that is none: a digest has to be an even number of hexadecimal digits.
    #[error("not fit for a ledger: {column}")]
    Unfit {
        /// Which of its parts.
        column: &'static str,
    },
}

impl Error {
    /// Stable.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Url(_) => "LEDGER_URL_UNKNOWN",
            Self::NoPostgres => "LEDGER_NO_POSTGRES",
            Self::Address { .. } => "LEDGER_ADDRESS",
            Self::PasswordFile { .. } => "LEDGER_PASSWORD_FILE",
            Self::Connect { .. } => "LEDGER_CONNECTION",
            Self::Tls { .. } => "LEDGER_TLS",
            Self::NoRoot { .. } => "LEDGER_TLS_ROOT",
            Self::Login { .. } => "LEDGER_LOGIN",
            Self::Rights(_) => "LEDGER_RIGHTS",
            Self::NotMade { .. } => "LEDGER_NOT_MADE",
            Self::Encoding { .. } => "LEDGER_ENCODING",
            Self::Lost(_) => "LEDGER_CONNECTION_LOST",
            Self::Folder { .. } => "LEDGER_FOLDER",
            Self::Open { .. } => "LEDGER_CANNOT_BE_OPENED",
            Self::Schema { .. } => "LEDGER_SCHEMA_UNKNOWN",
            Self::Busy(_) => "LEDGER_BUSY",
            Self::Store(_) => "LEDGER_STORE",
            Self::Damaged { .. } => "LEDGER_DAMAGED",
            Self::Sums { .. } => "LEDGER_SUMS_DAMAGED",
            Self::NumbersGiven { .. } => "LEDGER_NUMBERS_GIVEN",
            Self::Write(_) => "LEDGER_EXPORT",
            Self::Read { .. } => "LEDGER_IMPORT_UNREADABLE",
            Self::Column { .. } => "LEDGER_IMPORT_COLUMN",
            Self::Import { .. } => "LEDGER_IMPORT_RECORD",
            Self::NoParquet => "LEDGER_NO_PARQUET",
            Self::Unfit { .. } => "LEDGER_RECORD_UNFIT",
        }
    }
}
