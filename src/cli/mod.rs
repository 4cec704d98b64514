//! What users type: clap structs only; their doc comments are the English help and man page.
//!
//! The Vietnamese twin of each text is in `messages::vi`, applied by [`localise`]. An option is declared here only
//! when something reads it: what is accepted and ignored would be a lie.

mod agencies;
mod bundle;
mod cert;
mod extend;
mod ledger;
mod localise;
mod measures;
mod parse;
mod receive;
mod shared;
mod sign;
mod trust;
mod values;
mod verify;

use std::path::PathBuf;

use clap::{ArgAction, Parser, Subcommand};

pub use agencies::{AgenciesCommand, AgenciesMatchArgs, AgenciesTreeArgs};
pub use bundle::{BundleCommand, BundleMakeArgs};
pub use cert::{CertCommand, CertRevocation, CertUsage, CertVerifyArgs};
pub use extend::ExtendArgs;
pub use ledger::{
    LedgerArg, LedgerCheckArgs, LedgerCommand, LedgerExportArgs, LedgerFormat, LedgerImportArgs, LedgerRecountArgs,
    LedgerSchemaArgs, LedgerSealArgs,
};
pub use localise::{command, walk};
pub use measures::MeasureArgs;
pub use parse::{Early, Refusal, parse};
pub use receive::ReceiveArgs;
pub use shared::{KeyArgs, MaterialArgs, ModuleArgs, OutputArgs, PasswordArgs, TrustArgs, TsaArgs};
pub use sign::{SignArgs, TimestampArgs};
pub use trust::{TrustAddArgs, TrustCommand, TrustUse};
pub use values::{ColorWhen, Digest, ExtendLevel, Permission, Rate, SignLevel, StatsFormat, rate, zone_offset};
pub use verify::{ExtractArgs, InspectArgs, ReportFormat, StatsArgs, VerifyArgs};

use crate::messages::Lang;

/// Signs, verifies and timestamps PDF documents with PKCS#11 tokens, and counts what each agency signs.
///
/// A document is signed at PAdES B-B to B-LTA, verified by ETSI EN 319 102-1, and counted per agency from a ledger and
/// registers. Results are for people (Vietnamese or English) or, with --json, for programs.
#[derive(Debug, Parser)]
#[command(name = "kyso", version, subcommand_required = true, arg_required_else_help = true)]
pub struct Args {
    /// What every command has.
    #[command(flatten)]
    pub global: Global,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Options of every command.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Global options")]
pub struct Global {
    /// Language of people's text.
    ///
    /// By default from LC_ALL, LC_MESSAGES and LANG; anything not Vietnamese is English. Machine text (JSON, codes)
    /// never changes.
    #[arg(long, global = true, value_name = "LANG", value_parser = ["vi", "en"])]
    pub lang: Option<String>,
    /// JSON Lines on stdout, one object per input.
    ///
    /// In input order, each flushed as it is done. People's text and progress go to stderr.
    #[arg(long, global = true)]
    pub json: bool,
    /// Print errors only; the exit code says the rest.
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say more; twice for still more.
    ///
    /// Reports show certificate paths, time-stamps and reasons, and what happens is logged to stderr; never a PIN or a
    /// document's content.
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub verbose: u8,
    /// When to use colours.
    ///
    /// `auto` means on a terminal, unless NO_COLOR is set.
    #[arg(long, global = true, value_name = "WHEN", value_enum)]
    pub color: Option<ColorWhen>,
    /// Read the configuration from this file only.
    ///
    /// By default $XDG_CONFIG_HOME/kyso/config.toml and then /etc/kyso/config.toml; never from the current folder.
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Tokens, their certificates and keys.
    #[command(subcommand, arg_required_else_help = true)]
    Token(TokenCommand),
    /// Signs PDF documents.
    ///
    /// Every earlier byte stays as it was: earlier signatures remain valid. The result is verified before it appears
    /// under its name. Inputs are files, folders (searched for *.pdf), @list.txt (one path a line) and - for stdin.
    Sign(Box<SignArgs>),
    /// Adds a document time-stamp.
    ///
    /// Inputs are files, folders (searched for *.pdf), @list.txt (one path a line) and - for stdin.
    Timestamp(Box<TimestampArgs>),
    /// Raises signed documents to a higher level, or renews them.
    ///
    /// By appending alone: a document time-stamp, what proves every certificate, and a document time-stamp over it. A level
    /// that cannot be reached is an error, and nothing is written. Inputs are files, folders (searched for *.pdf), @list.txt
    /// (one path a line) and - for stdin.
    Extend(Box<ExtendArgs>),
    /// Judges every signature and time-stamp of PDF documents.
    ///
    /// Exit code 0: every signature of every file is valid. 1: one failed. 3: not enough information. 4: not signed.
    /// 7: a file could not be read. Without --online no connection is made.
    Verify(Box<VerifyArgs>),
    /// Receives incoming documents: judges, registers or returns them.
    ///
    /// Each file, a PDF or an edXML package, is judged under the policy nd30. What passes gets the next number of the year in the
    /// register of incoming documents (Decree 30/2020/ND-CP, Article 22); what fails is returned, with a letter that says why; of
    /// what too little is known waits, and gets neither. The same file received again keeps its number. Exit codes are those of
    /// verify; 0: everything is registered.
    Receive(Box<ReceiveArgs>),
    /// Counts what each agency signs.
    ///
    /// From the ledger that sign and verify write, and from registers of outgoing documents or dossiers.
    Stats(Box<StatsArgs>),
    /// The tree of agencies, and which certificate is whose.
    ///
    /// A file of agencies says who existed from when to when, what became of them, and how their certificates are known:
    /// kyso-agencies(5).
    #[command(subcommand, arg_required_else_help = true)]
    Agencies(AgenciesCommand),
    /// The ledger of what was signed, verified and received.
    ///
    /// It keeps for each document the name and SHA-256 of the file, the verdict, and of each signature what its certificate says: CN, O
    /// and OU of the signer, serial, issuer, times. No document, no PIN, no personal number.
    #[command(subcommand, arg_required_else_help = true)]
    Ledger(LedgerCommand),
    /// Shows what is in a PDF: revisions, fields, signatures.
    ///
    /// Looks, and judges nothing; for a judgement use verify.
    Inspect(InspectArgs),
    /// Takes a signature's CMS or the revision it signed out of a PDF.
    Extract(ExtractArgs),
    /// Certificates by themselves: what they say, and whether they are valid.
    #[command(subcommand, arg_required_else_help = true)]
    Cert(CertCommand),
    /// Which certificates are relied on.
    ///
    /// Where --trust names none, verify relies on these. The operating system's store is never looked at.
    #[command(subcommand, arg_required_else_help = true)]
    Trust(TrustCommand),
    /// What an air-gapped room needs, as one signed file.
    ///
    /// Anchors, intermediates, revocation lists, OCSP answers and the table of algorithms; verify takes it with --bundle.
    #[command(subcommand, arg_required_else_help = true)]
    Bundle(BundleCommand),
    /// The configuration.
    #[command(subcommand, arg_required_else_help = true)]
    Config(ConfigCommand),
    /// Prints a completion script for a shell.
    ///
    /// The descriptions are in the language of --lang.
    Completions {
        /// For which shell.
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    /// Writes the manual pages into a folder.
    ///
    /// English pages directly, Vietnamese ones below vi/.
    Man {
        /// The folder; made if it is not there.
        #[arg(value_name = "DIR")]
        folder: PathBuf,
        /// Replace pages that exist.
        #[arg(long)]
        force: bool,
    },
    /// Prints the help of a command.
    Help {
        /// The command, for example: token list.
        #[arg(value_name = "COMMAND")]
        command: Vec<String>,
    },
}

/// `kyso token …`
#[derive(Debug, Subcommand)]
pub enum TokenCommand {
    /// Lists modules, slots and tokens, and what state they are in.
    List {
        /// Where to look.
        #[command(flatten)]
        modules: ModuleArgs,
    },
    /// Lists certificates with the URI of each, ready to paste after --key.
    Certs {
        /// Where to look.
        #[command(flatten)]
        modules: ModuleArgs,
    },
    /// Signs a random value with a key and verifies it.
    Check {
        /// Which key.
        #[command(flatten)]
        key: KeyArgs,
    },
}

/// `kyso config …`
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Prints every setting and where its value comes from.
    Show,
}

impl Args {
    /// The language asked for on the command line.
    pub fn lang(&self) -> Option<Lang> {
        self.global.lang.as_deref().and_then(Lang::of_code)
    }
}
