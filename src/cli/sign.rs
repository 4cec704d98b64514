//! `kyso sign` and `kyso timestamp`.

use std::num::NonZeroUsize;
use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;

use super::shared::{KeyArgs, OutputArgs, PasswordArgs, TrustArgs, TsaArgs};
use super::values::{Digest, Permission, SignLevel, jobs};

/// `kyso sign`
#[derive(Debug, Args)]
#[allow(clippy::struct_excessive_bools)] // Each is a flag that somebody types.
pub struct SignArgs {
    /// PDF files, folders, @list.txt, or - for stdin.
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
    /// Which key.
    #[command(flatten)]
    pub key: KeyArgs,
    /// The signer's certificate, PEM or DER.
    ///
    /// For tokens that hold no readable certificate (HSMs, compressed objects).
    #[arg(long, value_name = "FILE")]
    pub cert: Option<PathBuf>,
    /// CA certificates to embed, PEM or DER.
    #[arg(long, value_name = "FILE")]
    pub chain: Option<PathBuf>,
    /// How locked documents are opened.
    #[command(flatten)]
    pub password: PasswordArgs,
    /// Where results go.
    #[command(flatten)]
    pub output: OutputArgs,
    /// PAdES baseline level.
    ///
    /// By default b-t where a time-stamping authority is set, else b-b. For b-lt and b-lta what proves the certificates is
    /// gathered after the time-stamp, from --online or the files given.
    #[arg(long, value_name = "LEVEL", value_enum)]
    pub level: Option<SignLevel>,
    /// Time-stamping.
    #[command(flatten)]
    pub tsa: TsaArgs,
    /// What is trusted.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// By which policy.
    #[arg(long, value_name = "default|nd30|FILE.toml")]
    pub policy: Option<String>,
    /// Where a network service fails, sign at the honest lower level and note it for 'kyso extend --deferred'.
    ///
    /// Without it, that is an error and nothing is written.
    #[arg(long)]
    pub defer: bool,
    /// Write /VRI too, for older viewers (b-lt, b-lta).
    #[arg(long)]
    pub vri: bool,
    /// Do not look at one's own certificate before signing.
    ///
    /// Else its dates, usage, path and revocation are looked at: what is wrong refuses, what cannot be known warns. The
    /// omission is recorded.
    #[arg(long)]
    pub no_check: bool,
    /// Sign also what is damaged: where the cross-reference is lost, make it anew.
    ///
    /// The bytes there are stay; what is appended holds a whole cross-reference. Another program may have read
    /// the damaged file differently: look at the result before handing it on. A file that carries signatures
    /// is not repaired.
    #[arg(long)]
    pub repair: bool,
    /// Hash of the document and of the signature.
    #[arg(long, value_name = "HASH", value_enum, default_value = "sha256")]
    pub digest: Digest,
    /// Sign with RSASSA-PSS in place of PKCS#1 v1.5.
    #[arg(long)]
    pub pss: bool,
    /// Sign this empty field, or make it.
    #[arg(long, value_name = "NAME")]
    pub field: Option<String>,
    /// Why it is signed.
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    /// Where it is signed.
    #[arg(long, value_name = "TEXT")]
    pub location: Option<String>,
    /// How the signer can be reached.
    #[arg(long, value_name = "TEXT")]
    pub contact: Option<String>,
    /// The signer's name in the signature dictionary.
    #[arg(long, value_name = "TEXT")]
    pub name: Option<String>,
    /// Certify the document, and say what may change later.
    ///
    /// Only the first signature of a document can.
    #[arg(long, value_name = "PERMISSION", value_enum)]
    pub certify: Option<Permission>,
    /// Lock form fields: all, or names with commas between.
    #[arg(long, value_name = "all|NAME,…", value_delimiter = ',', value_parser = NonEmptyStringValueParser::new())]
    pub lock_fields: Vec<String>,
    /// Documents side by side; one login serves all.
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
    /// Check inputs, key, certificate and authority; sign nothing.
    #[arg(long)]
    pub dry_run: bool,
    /// Ledger to record in: sqlite:PATH, postgres://… or none.
    #[arg(long, value_name = "URL")]
    pub ledger: Option<String>,
    /// The agencies file, by which signers are matched.
    #[arg(long, value_name = "FILE")]
    pub agencies: Option<PathBuf>,
}

/// `kyso timestamp`
#[derive(Debug, Args)]
pub struct TimestampArgs {
    /// PDF files, folders, @list.txt, or - for stdin.
    #[arg(value_name = "INPUT", required = true)]
    pub inputs: Vec<PathBuf>,
    /// How locked documents are opened.
    #[command(flatten)]
    pub password: PasswordArgs,
    /// Where results go.
    #[command(flatten)]
    pub output: OutputArgs,
    /// Time-stamping.
    #[command(flatten)]
    pub tsa: TsaArgs,
    /// What is trusted.
    #[command(flatten)]
    pub trust: TrustArgs,
    /// By which policy.
    #[arg(long, value_name = "default|nd30|FILE.toml")]
    pub policy: Option<String>,
    /// Stamp also what is damaged: where the cross-reference is lost, make it anew.
    ///
    /// A file that carries signatures is not repaired.
    #[arg(long)]
    pub repair: bool,
    /// Documents side by side.
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
}
