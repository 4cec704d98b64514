//! Signing rates of agencies: what a register says was sent, what the documents prove was signed.
//!
//! [`run`] reads the agencies, looks at the documents (an archive, or what the ledger remembers of them), goes through
//! the registers row by row, and gives [`Statistics`]. Declared figures are kept apart from verified ones; what cannot be
//! put to a row or an agency is reported, never guessed. Not yet here: comparison of periods, scores, expiring
//! certificates, successors of agencies: their columns are null.

pub mod agencies;
mod agencies_file;
mod course;
mod dates;
mod error;
mod evidence;
mod facts;
mod figures;
mod indicators;
mod register;
mod sift;
mod tally;
mod text;
mod unique;
mod views;

use std::path::{Path, PathBuf};

use time::macros::offset;
use time::{Date, OffsetDateTime};

use crate::ledger::Ledger;
pub use crate::ledger::{Counted, Flags, Kind};
use crate::verify;

pub use agencies::Agencies;
pub use dates::Period;
pub use error::Error;
pub use facts::{Facts, counted, policy_of, record_of};
pub use indicators::Rate;
pub use register::{Expected, Fault, FaultKind, Field, Place};
pub use views::{By, Figures, Statistics, Unmatched, Warning};

use course::Course;
use evidence::Documents;
use register::{Offices, Reading};
use views::Views;

/// Judges one file of the archive.
pub type Judge<'a> = dyn Fn(&Path) -> verify::Report + 'a;

/// What is counted, and how it is shown.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// The file of agencies; without it every code is an agency.
    pub agencies: Option<PathBuf>,
    /// Read one after the other.
    pub registers: Vec<PathBuf>,
    /// Headings of the registers that stand for fields.
    pub columns: Vec<(String, Field)>,
    /// What a field is where a register does not say it.
    pub constants: Vec<(Field, String)>,
    /// A register's own word counts as signed.
    pub trust_register: bool,
    /// The folder of the documents.
    pub archive: Option<PathBuf>,
    /// Name and version of the policy in force, as [`policy_of`] has it: finds verdicts of the ledger again.
    pub policy: Option<String>,
    /// Which days count.
    pub period: Period,
    /// What rows are made of.
    pub by: By,
    /// Are rows of agencies ranked?
    pub rank: bool,
}

/// Days are those of Viet Nam.
fn day(time: OffsetDateTime) -> Date {
    time.to_offset(offset!(+7)).date()
}

/// Counts. Without a ledger nothing is remembered; without a judge an archive is not looked at.
///
/// # Errors
///
/// See [`Error`]; a file of the archive that cannot be judged is counted as unreadable.
pub fn run(order: &Order, ledger: Option<&dyn Ledger>, judge: Option<&Judge<'_>>) -> Result<Statistics, Error> {
    let agencies = order.agencies.as_deref().map(Agencies::read).transpose()?;
    let archive = order.archive.as_deref().zip(judge);
    let documents = match (archive, ledger) {
        (Some((folder, judge)), _) => {
            Documents::of_archive(folder, agencies.as_ref(), order.policy.as_deref(), ledger, judge)?
        }
        (None, Some(ledger)) => Documents::of_ledger(ledger, agencies.as_ref())?,
        (None, None) => Documents::default(),
    };
    let views = Views::new(order.by, agencies.as_ref(), &order.period);
    let mut course = Course::new(order, views, documents, archive.is_some());
    let sieve = course.sieve();
    let reading =
        Reading { columns: &order.columns, constants: &order.constants, offices: Offices::new(agencies.as_ref()) };
    for path in &order.registers {
        register::read(path, &reading, &sieve, &mut course)?;
    }
    course.rest();
    Ok(finish(order, course))
}

fn finish(order: &Order, mut course: Course<'_>) -> Statistics {
    let trust = order.trust_register;
    let period = order.period.name();
    let ranked = order.rank && order.by == By::Agency;
    course.views.take(&course.tally);
    let (rows, groups, total) = course.views.finish(&period, trust, ranked);
    let definitions = DEFINITIONS
        .iter()
        .map(|(name, verified, declared)| (*name, if trust && !declared.is_empty() { *declared } else { *verified }));
    Statistics {
        period,
        by: order.by.code(),
        definitions: definitions.collect(),
        rows,
        groups,
        total,
        unmatched: course.unmatched,
        warnings: course.warnings(),
        declared: trust,
    }
}

/// Each figure: as verified, and as declared where that differs.
const DEFINITIONS: &[(&str, &str, &str)] = &[
    ("documents", "rows of the registers that are documents; without registers, documents looked at", ""),
    ("electronic", "documents that the register says are electronic; without that column, those with a file", ""),
    ("leader_signed", "electronic documents with a total-passed signature of a person of an agency", ""),
    ("agency_signed", "electronic documents with a total-passed signature of an agency", ""),
    ("timestamped", "electronic documents with a total-passed signature that has a passed time-stamp", ""),
    ("valid", "electronic documents whose every signature is total-passed", ""),
    ("invalid", "electronic documents with a total-failed signature", ""),
    ("unreadable", "electronic documents whose file could not be judged", ""),
    ("missing", "electronic documents whose row names a file that is not in the archive", ""),
    ("dossiers_electronic", "dossiers received and, where the register says so, resolved electronically", ""),
    ("median_days_to_sign", "days from the document's date to the leader's signature, in Viet Nam's time", ""),
    ("median_hours_leader_to_agency", "hours from the leader's signature to the agency's", ""),
    (
        "signed",
        "electronic documents with at least one signature that is total-passed under the policy in force",
        "declared, not verified: electronic documents that the register says the leader or the agency signed",
    ),
    (
        "fully_signed",
        "electronic documents with a passed signature of a person and of their agency",
        "declared, not verified: electronic documents that the register says the leader and the agency signed",
    ),
    ("electronic_rate", "electronic / documents; null where a register does not say which are electronic", ""),
    ("signed_rate", "signed / electronic", "declared, not verified: signed / electronic"),
    ("fully_signed_rate", "fully_signed / electronic", "declared, not verified: fully_signed / electronic"),
    ("dossier_rate", "dossiers_electronic / dossiers", ""),
    ("rank", "by signed_rate within level and group; equals share a rank and the next ranks are left out", ""),
];
