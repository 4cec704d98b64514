//! The shape that is shown: rows, groups and total with everything that is said of them.

use std::collections::BTreeMap;

use serde::Serialize;
use time::format_description::well_known::Rfc3339;

use super::drill::Drilled;
use super::expiring::Expiring;
use super::figures::Figures;
use super::score::{Score, Scoring};
use super::targets::Target;

use crate::text::no_formula;

/// What could not be put to an agency or a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Unmatched {
    /// Files of the archive that are in no register.
    pub files: u64,
    /// Rows of registers without the file that they should have, and records of the ledger that are in no register.
    pub records: u64,
}

/// Something that a reader of the figures must know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// Stable.
    pub code: &'static str,
    /// How often.
    pub count: u64,
    /// The first five places.
    pub examples: Vec<String>,
}

/// Everything that `kyso stats` says.
#[derive(Clone, Debug, Serialize)]
pub struct Statistics {
    /// `2018-01-01/2018-12-31`.
    pub period: String,
    /// The period of [`Figures::previous`].
    pub compared: Option<String>,
    /// As `--by`.
    pub by: &'static str,
    /// What each figure means, in the language of the run; the command fills it in.
    pub definitions: BTreeMap<&'static str, &'static str>,
    /// By what was asked for.
    pub rows: Vec<Figures>,
    /// One for each group of agencies.
    pub groups: Vec<Figures>,
    /// Of everything.
    pub total: Figures,
    /// Not counted in any row.
    pub unmatched: Unmatched,
    /// By code.
    pub warnings: Vec<Warning>,
    /// What was to be reached, and who did not.
    pub targets: Vec<Target>,
    /// How scores are made.
    pub scoring: Option<Scoring>,
    /// How each row came to its score.
    pub scores: Vec<Score>,
    /// Certificates to be renewed, where documents were looked at.
    pub expiring: Option<Vec<Expiring>>,
    /// The documents behind the figures of one office.
    pub drill: Option<Drilled>,
    /// `signed` is what registers say of themselves.
    #[serde(skip)]
    pub declared: bool,
}

impl Statistics {
    /// The rows as CSV (RFC 4180, UTF-8), headed by the names of the JSON; empty where JSON has null.
    ///
    /// # Errors
    ///
    /// The writer's.
    pub fn csv(&self, out: &mut dyn std::io::Write) -> std::io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        for row in &self.rows {
            let text = |cell: &Option<String>| cell.as_deref().map(no_formula);
            writer.serialize(Figures {
                agency: text(&row.agency),
                name: text(&row.name),
                group: text(&row.group),
                ..row.clone()
            })?;
        }
        writer.flush()
    }
}

impl Statistics {
    /// The certificates to be renewed as CSV, headed by the names of the JSON.
    ///
    /// # Errors
    ///
    /// The writer's.
    pub fn csv_expiring(&self, out: &mut dyn std::io::Write) -> std::io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(["agency", "cn", "serial", "issuer", "not_after", "days"])?;
        for one in self.expiring.iter().flatten() {
            let text = |cell: &Option<String>| cell.as_deref().map(no_formula).unwrap_or_default();
            let not_after = one.not_after.format(&Rfc3339).unwrap_or_default();
            let serial = one.serial.clone().unwrap_or_default();
            let days = one.days.to_string();
            writer.write_record([text(&one.agency), text(&one.cn), serial, text(&one.issuer), not_after, days])?;
        }
        writer.flush()
    }
}
