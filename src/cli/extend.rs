//! `kyso extend`.

use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;

use super::shared::{OutputArgs, PasswordArgs, TrustArgs, TsaArgs};
use super::values::{ExtendLevel, days, jobs};

/// `kyso extend`
#[derive(Debug, Args)]
pub struct ExtendArgs {
    /// PDF files, folders, @list.txt, or - for stdin.
    #[arg(value_name = "INPUT", required_unless_present = "deferred")]
    pub inputs: Vec<PathBuf>,
    /// PAdES baseline level to reach; a file at b-lta is renewed.
    #[arg(long, value_name = "LEVEL", value_enum, required_unless_present_any = ["due", "deferred"])]
    pub level: Option<ExtendLevel>,
    /// Renew only what ends within this time, to b-lta; list when the rest does.
    ///
    /// For example 90d. A file ends with its last time-stamp: with the certificate of its authority, or with an algorithm
    /// that the policy's table gives a last day.
    #[arg(long, value_name = "DAYS", value_parser = days, conflicts_with = "deferred")]
    pub due: Option<Duration>,
    /// Raise what --defer has noted, each file to the level asked for then, if its time has come.
    #[arg(long, conflicts_with_all = ["inputs", "level"])]
    pub deferred: bool,
    /// What cannot be reached now is noted for --deferred.
    ///
    /// A file is raised as far as possible and says so. Without it, that is an error and nothing is written.
    #[arg(long)]
    pub defer: bool,
    /// Write /VRI too, for older viewers.
    #[arg(long)]
    pub vri: bool,
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
    /// Documents side by side.
    #[arg(short, long, value_name = "N", value_parser = jobs)]
    pub jobs: Option<NonZeroUsize>,
    /// Ledger to record in: sqlite:PATH, postgres://… or none.
    #[arg(long, value_name = "URL")]
    pub ledger: Option<String>,
    /// The agencies file, by which signers are matched.
    #[arg(long, value_name = "FILE")]
    pub agencies: Option<PathBuf>,
}
