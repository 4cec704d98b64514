//! What `kyso stats` holds figures against, and what it lists beside them.

use std::path::PathBuf;

use clap::Args;
use clap::builder::NonEmptyStringValueParser;
use time::Date;

use super::values::{day, figure};

/// Comparison, targets, scores, drill, certificates.
#[derive(Debug, Args)]
pub struct MeasureArgs {
    /// Beside an earlier period: 2017, 2017-H1, …, or previous.
    ///
    /// previous is the period of the same length that ends the day before. Spans of time are compared with those that lie as
    /// far from the beginning.
    #[arg(long, value_name = "PERIOD")]
    pub compare: Option<String>,
    /// What is to be reached (kyso-stats(5)): who misses it, and by how much.
    #[arg(long, value_name = "FILE")]
    pub targets: Option<PathBuf>,
    /// How rates become points (kyso-stats(5)).
    #[arg(long, value_name = "FILE")]
    pub scores: Option<PathBuf>,
    /// List the documents behind the figures of this agency, by its code or name.
    #[arg(long, value_name = "AGENCY", conflicts_with = "expiring", value_parser = NonEmptyStringValueParser::new())]
    pub drill: Option<String>,
    /// Only the documents behind this figure, as JSON names it.
    ///
    /// For a rate those of the whole that is divided by, for a median those that have the delay.
    #[arg(long, value_name = "NAME", requires = "drill", value_parser = figure())]
    pub indicator: Option<String>,
    /// List the certificates that expire within 90 days.
    #[arg(long)]
    pub expiring: bool,
    /// The day from which those days are counted; by default today.
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub as_of: Option<Date>,
}
