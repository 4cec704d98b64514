//! `kyso ledger`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use time::Date;

use super::shared::{TrustArgs, TsaArgs};
use super::values::day;
use crate::ledger::Head;

/// `kyso ledger …`
#[derive(Debug, Subcommand)]
pub enum LedgerCommand {
    /// Looks whether the ledger is as it was written.
    ///
    /// All records are gone through, and the first one that was changed, removed, inserted or moved is named with its
    /// neighbours; the sums that reports are made of are compared with the records. Exit code 1: something is wrong. 3: a seal
    /// cannot be judged. Whoever can write the ledger can also cut off its last records: only a seal (kyso ledger seal) or a head that
    /// was written down (--head) shows that.
    Check(Box<LedgerCheckArgs>),
    /// Prints the end of the chain, COUNT:SHA256, to be written down elsewhere.
    Head(LedgerArg),
    /// Has the end of the chain time-stamped, and keeps the token in the ledger.
    ///
    /// From then on no record before it can be changed or cut off without 'kyso ledger check' seeing it.
    Seal(LedgerSealArgs),
    /// Writes the records to a file that other programs read.
    ///
    /// Nothing is lost: 'kyso ledger import' makes the same ledger of it.
    Export(LedgerExportArgs),
    /// Takes in the records of other ledgers.
    ///
    /// What 'kyso ledger export' wrote. A record that is here already is not added again, so the same file may be taken in twice.
    Import(LedgerImportArgs),
    /// Counts everything anew, by the agencies file of today.
    ///
    /// A ledger counts each record by the agencies file of its day. After a change of that file reports by it go through all
    /// records; after this they are fast again. Records are not changed.
    Recount(LedgerRecountArgs),
    /// Prints a new ledger on PostgreSQL as SQL.
    ///
    /// kyso makes the tables by itself where it may. Elsewhere an administrator looks at this, and runs it as whoever is to own
    /// them. It may be run again: what is there stays as it is.
    Schema(LedgerSchemaArgs),
}

/// `kyso ledger schema`
#[derive(Clone, Copy, Debug, Args)]
pub struct LedgerSchemaArgs {
    /// Keep the records in partitions, one for each year in which they were written.
    #[arg(long)]
    pub partitioned: bool,
    /// Make the roles kyso_writer and kyso_reader too.
    ///
    /// A writer adds records and may not change or remove one; a reader reads. Both are to be granted to users.
    #[arg(long)]
    pub roles: bool,
}

/// Which ledger.
#[derive(Debug, Default, Args)]
pub struct LedgerArg {
    /// The ledger: sqlite:PATH or postgres://….
    #[arg(long, value_name = "URL")]
    pub ledger: Option<String>,
}

/// `kyso ledger check`
#[derive(Debug, Args)]
pub struct LedgerCheckArgs {
    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerArg,
    /// A head that was written down, as 'kyso ledger head' prints it; may be repeated.
    #[arg(long = "head", value_name = "COUNT:SHA256")]
    pub heads: Vec<Head>,
    /// The agencies file by which the ledger was counted anew.
    #[arg(long, value_name = "FILE")]
    pub agencies: Option<PathBuf>,
    /// What seals are judged with.
    #[command(flatten)]
    pub trust: TrustArgs,
}

/// `kyso ledger seal`
#[derive(Debug, Args)]
pub struct LedgerSealArgs {
    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerArg,
    /// Who stamps.
    #[command(flatten)]
    pub tsa: TsaArgs,
}

/// `kyso ledger export`
#[derive(Debug, Args)]
pub struct LedgerExportArgs {
    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerArg,
    /// The format.
    #[arg(long, value_name = "FORMAT", value_enum, default_value_t)]
    pub format: LedgerFormat,
    /// Write to this file; with --partition, into this folder.
    ///
    /// Without it CSV goes to stdout.
    #[arg(short, long, value_name = "FILE|DIR")]
    pub output: Option<PathBuf>,
    /// Replace the file if it exists.
    #[arg(long)]
    pub force: bool,
    /// One file for each year and agency: year=2026/agency=H02.05/….
    #[arg(long, requires = "output")]
    pub partition: bool,
    /// Only what was recorded from this day on.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub from: Option<Date>,
    /// Only what was recorded up to this day.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub to: Option<Date>,
}

/// What is exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum LedgerFormat {
    /// RFC 4180 in UTF-8, signatures as JSON in one column.
    #[default]
    Csv,
    /// Apache Parquet, for DuckDB, Spark and their like.
    Parquet,
}

/// `kyso ledger import`
#[derive(Debug, Args)]
pub struct LedgerImportArgs {
    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerArg,
    /// Files, or folders with files of a partitioned export.
    #[arg(value_name = "FILE|DIR", required = true)]
    pub files: Vec<PathBuf>,
}

/// `kyso ledger recount`
#[derive(Debug, Args)]
pub struct LedgerRecountArgs {
    /// Which ledger.
    #[command(flatten)]
    pub ledger: LedgerArg,
    /// The tree of agencies (CSV or TOML); without it by the agencies file of each record's day again.
    #[arg(long, value_name = "FILE")]
    pub agencies: Option<PathBuf>,
}
