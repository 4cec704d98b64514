//! `kyso agencies`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use time::Date;

use super::shared::PasswordArgs;
use super::values::{day, level};
use crate::stats::agencies::Level;

/// `kyso agencies …`
#[derive(Debug, Subcommand)]
pub enum AgenciesCommand {
    /// Checks a file of agencies: every fault with its line and column.
    ///
    /// Exit code 0: it can be used, perhaps with warnings. 7: it has errors, or cannot be read. How it is written: kyso-agencies(5).
    Check {
        /// The file (CSV or TOML); by default the one that is configured.
        #[arg(value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Draws the tree of agencies.
    ///
    /// Those that have ended, or have not begun, are dimmed, with where they went.
    Tree(AgenciesTreeArgs),
    /// Tells which agency a certificate belongs to, and by which rule.
    ///
    /// Of a signed PDF: the agency of each signer, on the day of the signature. Exit code 0: each belongs to one agency. 3: one
    /// belongs to none, to several, or to one that did not exist on that day. 7: a file could not be read.
    Match(AgenciesMatchArgs),
}

/// `kyso agencies tree`
#[derive(Debug, Args)]
pub struct AgenciesTreeArgs {
    /// The tree of agencies (CSV or TOML).
    #[arg(long, value_name = "FILE")]
    pub agencies: Option<PathBuf>,
    /// Only those that existed on this day (2025-06-30).
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub on: Option<Date>,
    /// Only agencies of this level, and those above them.
    #[arg(long, value_name = "LEVEL", value_parser = level)]
    pub level: Option<Level>,
}

/// `kyso agencies match`
#[derive(Debug, Args)]
pub struct AgenciesMatchArgs {
    /// Certificates (PEM, DER or PKCS#7) and signed PDF documents.
    #[arg(value_name = "CERT", required = true)]
    pub files: Vec<PathBuf>,
    /// The tree of agencies (CSV or TOML).
    #[arg(long, value_name = "FILE")]
    pub agencies: Option<PathBuf>,
    /// As of this day (2025-06-30).
    ///
    /// By default today for a certificate, and the day of the signature for a signer.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub on: Option<Date>,
    /// How locked documents are opened.
    #[command(flatten)]
    pub password: PasswordArgs,
}
