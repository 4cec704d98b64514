//! `kyso verify`, `stats`, `inspect` and `extract`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use time::{Date, OffsetDateTime};

use super::measures::MeasureArgs;
use super::shared::{PasswordArgs, TrustArgs};
use super::values::{StatsBy, StatsFormat, day, instant, jobs};

/// `kyso verify`
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("writes").multiple(true).args(["report_dir", "evidence"])))]
pub struct VerifyArgs {
    /// PDF files, folders, @list.txt, or - for stdin.
    #[arg(value_name = "INPUT", required_unless_present = "evidence")]
    pub inputs: Vec<PathBuf>,
    /// How locked documents are opened.
    #[command(flatten)]
    pub password: PasswordArgs,
    /// What is trusted.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// Judge as of this time (RFC 3339), by default now.
    ///
    /// For example 2026-11-23T10:33:36+07:00. Later proofs are not used.
    #[arg(long, value_name = "TIME", value_parser = instant)]
    pub at: Option<OffsetDateTime>,
    /// By which policy.
    ///
    /// nd30 asks for a person's and their agency's signature (Decree 30/2020/ND-CP). A file is described in kyso-policy(5).
    #[arg(long, value_name = "default|nd30|FILE.toml")]
    pub policy: Option<String>,
    /// How the result is shown.
    ///
    /// etsi is one document a file: of several files with --report-dir only, where a.pdf has a.pdf.xml.
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "text")]
    pub report: ReportFormat,
    /// Write each report into this folder; what is shown stays as it is.
    ///
    /// A report is named after its document: a.pdf has a.pdf.html. What was found in a folder keeps its relative path.
    #[arg(long, value_name = "DIR")]
    pub report_dir: Option<PathBuf>,
    /// Keep all that the verdict stands on in this file; without INPUT, judge such a file again.
    ///
    /// One line of JSON, kyso.evidence/1: the signatures, certificates, lists and OCSP answers with where each is from, what
    /// was found in the document, the anchors and the verdict of now. There is no page of the document in it and no PIN, but
    /// the names of fields and what the signature dictionaries say (name, reason, place, contact). With several inputs a folder:
    /// a.pdf has a.pdf.evidence.json. What could not be opened as a PDF leaves none. A file is judged again offline, under
    /// the --policy, --at and --trust of now; its own anchors are a record and are not relied on. Its digest finds damage and
    /// no forgery, and nothing is looked at but the file: every report says so, and no ledger records it.
    #[arg(long, value_name = "FILE|DIR")]
    pub evidence: Option<PathBuf>,
    /// Replace reports and evidence files that exist.
    #[arg(long, requires = "writes")]
    pub force: bool,
    /// Ledger to record in: sqlite:PATH, postgres://… or none.
    #[arg(long, value_name = "URL")]
    pub ledger: Option<String>,
    /// The agencies file, by which signers are matched.
    #[arg(long, value_name = "FILE")]
    pub agencies: Option<PathBuf>,
    /// Documents side by side; by default as many as the machine has processors.
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
}

/// How a verdict is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, ValueEnum)]
pub enum ReportFormat {
    /// For people.
    #[default]
    Text,
    /// As --json.
    Json,
    /// A page for a browser, self-contained.
    Html,
    /// ETSI TS 119 102-2 (XML), with every certificate, list, answer and time-stamp.
    Etsi,
}

/// `kyso stats`
#[derive(Debug, Args)]
pub struct StatsArgs {
    /// Ledger to count: sqlite:PATH or postgres://….
    #[arg(long, value_name = "URL")]
    pub ledger: Option<String>,
    /// The tree of agencies (CSV or TOML).
    #[arg(long, value_name = "FILE")]
    pub agencies: Option<PathBuf>,
    /// A register of outgoing documents or of dossiers (CSV or XLSX); may be repeated.
    ///
    /// CSV in UTF-8, UTF-16 or Windows-1258, between commas, semicolons, tabs or bars; of a workbook every visible sheet that is a
    /// register. The heading is sought among the first 60 rows, in one to three rows: an agency's code or name (else the
    /// agency's name stands above the heading, or --columns gives it), number and notation in one column or two, date; and where
    /// they are there, medium, signer, file, what is declared signed. The day stands before the month; years 00-79 are
    /// 2000-2079, 80-99 are 1980-1999; numbers from 19725 (1/1/1954) on are days as spreadsheets count them. Totals, headings
    /// once more, notes and signatures are passed over and counted as warnings; anything else that is not understood stops the
    /// counting with its place.
    #[arg(long = "register", value_name = "FILE")]
    pub registers: Vec<PathBuf>,
    /// Take a register's own word for what is signed.
    ///
    /// The figures are marked as declared.
    #[arg(long, requires = "registers")]
    pub trust_register: bool,
    /// The documents themselves: each PDF below this folder, and each in an edXML package there, is judged and counted.
    ///
    /// Several at a time; a file that did not change since the last time is not opened again, as long as a ledger keeps the
    /// verdicts. What cannot be judged (encrypted, broken, changed meanwhile) is counted as unreadable and named; links are not
    /// followed. A verdict that may still change, as one without revocation data, is sought again when material, policy or day
    /// are others.
    #[arg(long, value_name = "DIR")]
    pub archive: Option<PathBuf>,
    /// Another heading of the register for a field; may be repeated.
    ///
    /// For example --columns 'Mã đơn vị=OrganId'. With == it is a value: --columns 'OrganId==H02.05' says whose register
    /// it is, --columns 'Kind==hồ sơ' that it is one of dossiers; it stands where a register has no such column, or an
    /// empty cell in it. 'Mã hồ sơ=DossierCode' are numbers of dossiers. A heading that no register has is an error.
    #[arg(long, value_name = "HEADING=FIELD", requires = "registers")]
    pub columns: Vec<String>,
    /// Only this period: 2018, 2018-H1, 2018-Q3 or 2018-05.
    #[arg(long, value_name = "PERIOD")]
    pub period: Option<String>,
    /// Only from this day on (2018-01-31).
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub from: Option<Date>,
    /// Only up to this day.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub to: Option<Date>,
    /// What a row of the table is.
    #[arg(long, value_name = "WHAT", value_enum)]
    pub by: Option<StatsBy>,
    /// Rank agencies of one level and group by their signing rate, or by their score.
    #[arg(long)]
    pub rank: bool,
    /// What figures are held against, and what is listed beside them.
    #[command(flatten)]
    pub measures: MeasureArgs,
    /// How locked documents are opened.
    #[command(flatten)]
    pub password: PasswordArgs,
    /// What is trusted, where documents are judged.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// By which policy documents are judged.
    #[arg(long, value_name = "default|nd30|FILE.toml")]
    pub policy: Option<String>,
    /// How the report is written.
    #[arg(long, value_name = "FORMAT", value_enum, default_value = "table", conflicts_with = "json")]
    pub format: StatsFormat,
    /// Write the report to this file.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the file if it exists.
    #[arg(long, requires = "output")]
    pub force: bool,
}

/// `kyso inspect`
#[derive(Debug, Args)]
pub struct InspectArgs {
    /// A PDF file, or - for stdin.
    #[arg(value_name = "INPUT")]
    pub input: PathBuf,
    /// How locked documents are opened.
    #[command(flatten)]
    pub password: PasswordArgs,
}

/// `kyso extract`
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("what").required(true).args(["cms", "revision"])))]
pub struct ExtractArgs {
    /// A PDF file, or - for stdin.
    #[arg(value_name = "INPUT")]
    pub input: PathBuf,
    /// How locked documents are opened.
    #[command(flatten)]
    pub password: PasswordArgs,
    /// The signature's field.
    #[arg(long, value_name = "NAME")]
    pub field: String,
    /// The signature itself (CMS, DER).
    #[arg(long)]
    pub cms: bool,
    /// The document exactly as it was signed.
    #[arg(long)]
    pub revision: bool,
    /// Write to this file; by default stdout.
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Replace the file if it exists.
    #[arg(long, requires = "output")]
    pub force: bool,
}
