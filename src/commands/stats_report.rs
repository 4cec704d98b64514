//! The report of `kyso stats`: in which form, and where to.
//!
//! What cannot be written is refused before anything is counted, which may take hours.

use std::io::{self, IsTerminal};
use std::{env, fs};

use comfy_table::Table;
use rust_xlsxwriter::XlsxError;
use time::OffsetDateTime;

use crate::appearance::{self, Font};
use crate::cli::{StatsArgs, StatsFormat};
use crate::config::Key;
use crate::messages::Problem;
use crate::report::lists;
use crate::report::stats::Report;
use crate::stats::Statistics;

use super::Call;
use super::outputs::Target;

/// A report that will be written.
pub(super) struct Delivery {
    format: Form,
    target: Target,
    /// `--expiring`: the certificates are what is asked for.
    expiring: bool,
}

/// The form, with what it needs.
enum Form {
    Text(StatsFormat),
    Workbook,
    Paper(Box<[Font; 2]>),
}

impl Delivery {
    /// As the command line wants it.
    ///
    /// # Errors
    /// A file that exists, a terminal that cannot show it, a machine without a font.
    pub(super) fn planned(call: &Call, args: &StatsArgs) -> anyhow::Result<Self> {
        let format = if call.args.global.json { StatsFormat::Json } else { args.format };
        let target = match &args.output {
            Some(path) if !args.force && fs::symlink_metadata(path).is_ok() => {
                return Err(Problem::OutputExists { path: path.clone() }.into());
            }
            Some(path) => Target::File { path: path.clone(), replace: args.force },
            None if format.is_binary() && io::stdout().is_terminal() => return Err(Problem::BinaryToTerminal.into()),
            None => Target::Stdout,
        };
        let format = match format {
            StatsFormat::Xlsx => Form::Workbook,
            StatsFormat::Pdf => {
                let folders = appearance::folders(|name| env::var_os(name));
                Form::Paper(Box::new(appearance::find(call.config.path(Key::Font).as_deref(), &folders)?))
            }
            text => Form::Text(text),
        };
        Ok(Self { format, target, expiring: args.measures.expiring })
    }

    /// Draws and writes it.
    ///
    /// # Errors
    /// What cannot be drawn or written.
    pub(super) fn write(&self, call: &Call, statistics: &Statistics) -> anyhow::Result<()> {
        let report = Report::new(statistics, call.lang, OffsetDateTime::now_utc());
        let bytes = match &self.format {
            Form::Text(StatsFormat::Table) => {
                let lists = lists::text(statistics, call.lang, self.expiring);
                if self.target == Target::Stdout {
                    return Ok(call.console().print(&(report.text(width()) + &lists))?);
                }
                // A file has no colours.
                anstream::adapter::strip_str(&(report.text(None) + &lists)).to_string().into_bytes()
            }
            Form::Text(StatsFormat::Csv) => self.csv(statistics)?,
            Form::Text(StatsFormat::Svg) => report.svg().into_bytes(),
            Form::Text(StatsFormat::Html) => report.html().into_bytes(),
            Form::Text(_) => [serde_json::to_vec(statistics)?, b"\n".to_vec()].concat(),
            Form::Paper(fonts) => report.pdf(fonts)?,
            Form::Workbook => report.xlsx().map_err(|error| match error {
                XlsxError::RowColumnLimitError => Problem::SheetFull { rows: statistics.rows.len() }.into(),
                error => anyhow::Error::from(error),
            })?,
        };
        self.target.write(&bytes, None, || Ok(()))
    }

    fn csv(&self, statistics: &Statistics) -> anyhow::Result<Vec<u8>> {
        let mut csv = Vec::new();
        match &statistics.drill {
            Some(drill) => drill.csv(&mut csv)?,
            None if self.expiring => statistics.csv_expiring(&mut csv)?,
            None => statistics.csv(&mut csv)?,
        }
        Ok(csv)
    }
}

/// Columns of the terminal that the table is for; in a file or a pipe it is as wide as it is.
fn width() -> Option<u16> {
    io::stdout().is_terminal().then(|| Table::new().width()).flatten()
}
