//! `kyso receive`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use time::Date;

use super::shared::{PasswordArgs, TrustArgs};
use super::values::{day, jobs};

/// `kyso receive`
#[derive(Debug, Args)]
pub struct ReceiveArgs {
    /// PDF files, edXML packages, folders, @list.txt, or - for stdin.
    ///
    /// Folders are searched for *.pdf and *.edxml.
    #[arg(value_name = "INPUT", required_unless_present_any = ["list", "register", "first_number"])]
    pub inputs: Vec<PathBuf>,
    /// The day it came in, where it is received later; by default today.
    #[arg(long, value_name = "DAY", value_parser = day, requires = "inputs")]
    pub arrived: Option<Date>,
    /// What is written down of it.
    #[command(flatten)]
    pub entry: EntryArgs,
    /// The first number of this year, where the register was kept on paper until now: one more than the last number there.
    ///
    /// Possible as long as no document of the year has a number. Next year begins at 1 again.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=9_999_999), conflicts_with = "year")]
    pub first_number: Option<u32>,
    /// Write what is sent back about each document into this folder, a text file each.
    ///
    /// In the language of --lang: that it was received, with its number; why it is returned; or that it has arrived. A file of a
    /// folder among the inputs keeps its relative path: a.pdf has a.pdf.txt.
    #[arg(long, value_name = "DIR", requires = "inputs")]
    pub letters: Option<PathBuf>,
    /// Print the register of incoming documents.
    ///
    /// A table with the ten columns of Annex IV; with --json one object a document, those returned too.
    #[arg(long, conflicts_with = "inputs")]
    pub list: bool,
    /// The register of this year, with --list or --register; by default of the current one.
    #[arg(long, value_name = "YEAR", value_parser = clap::value_parser!(i32).range(1..=9999))]
    pub year: Option<i32>,
    /// Print the register as CSV.
    #[arg(long, requires = "list", conflicts_with = "json")]
    pub csv: bool,
    /// Write the register as CSV to this file, after receiving; - is stdout.
    ///
    /// With a byte order mark, by which spreadsheets know UTF-8; without one on stdout.
    #[arg(long, value_name = "FILE|-", conflicts_with = "list")]
    pub register: Option<PathBuf>,
    /// Replace the files of --register and --letters that exist.
    #[arg(long)]
    pub force: bool,
    /// Ledger that keeps the register, and the verdicts: sqlite:PATH or postgres://….
    ///
    /// By default the user's own.
    #[arg(long, value_name = "URL")]
    pub ledger: Option<String>,
    /// The agencies file, by which signers are matched.
    ///
    /// The author is the agency whose signature the document bears. Without this file nobody can tell it from a person's.
    #[arg(long, value_name = "FILE")]
    pub agencies: Option<PathBuf>,
    /// By which policy, by default nd30; a policy of the configuration does not count here.
    #[arg(long, value_name = "default|nd30|FILE.toml")]
    pub policy: Option<String>,
    /// How locked documents are opened.
    #[command(flatten)]
    pub password: PasswordArgs,
    /// What is trusted.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// Documents that are judged side by side; numbers are given in the order of the inputs.
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
}

/// What the clerk types of a document.
#[derive(Debug, Default, Args)]
pub struct EntryArgs {
    /// The document's number, or number and notation: 15, 15/QĐ-SNV.
    ///
    /// Like --notation, --date, --type and --subject for a single input. What is not given is taken from the edXML package; what
    /// is left open can be filled in by receiving the same file again.
    #[arg(long, value_name = "NUMBER", requires = "inputs")]
    pub number: Option<String>,
    /// The document's notation: QĐ-SNV.
    #[arg(long, value_name = "NOTATION", requires = "inputs")]
    pub notation: Option<String>,
    /// The document's own date.
    #[arg(long, value_name = "DAY", value_parser = day, requires = "inputs")]
    pub date: Option<Date>,
    /// The kind of document: Quyết định, Công văn.
    #[arg(long = "type", value_name = "KIND", requires = "inputs")]
    pub type_name: Option<String>,
    /// What it is about.
    #[arg(long, value_name = "TEXT", requires = "inputs")]
    pub subject: Option<String>,
    /// The unit or person it is passed on to, today.
    #[arg(long, value_name = "UNIT", requires = "inputs")]
    pub to: Option<String>,
    /// A note for the register.
    #[arg(long, value_name = "TEXT", requires = "inputs")]
    pub note: Option<String>,
    /// Correct columns of a document that is registered; what stood there is kept in the notes.
    ///
    /// Without it what is written stays, and only open columns are filled in.
    #[arg(long, requires = "inputs")]
    pub correct: bool,
}
