//! Signing rates of agencies: what a register says was sent, what the documents prove was signed.
//!
//! [`run`] reads the agencies, looks at the documents (an archive, or what the ledger remembers of them), goes through
//! the registers row by row, and gives [`Statistics`]. Declared figures are kept apart from verified ones; what cannot be
//! put to a row or an agency is reported, never guessed. Everything is gone through once, for a period and the one that it is
//! compared with; rows, ranks, scores and targets are made of the sums afterwards.

pub mod agencies;
mod archive;
mod compare;
mod complete;
mod counts;
mod course;
mod dates;
mod decimal;
mod drill;
mod error;
mod evidence;
mod expiring;
mod facts;
mod figures;
mod indicators;
mod rank;
mod register;
mod rolled;
mod score;
mod sift;
mod statistics;
mod tally;
mod targets;
mod text;
mod unique;
mod views;
mod yardstick;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use time::Date;

use crate::hash::Hash;
use crate::ledger::Ledger;
pub use crate::ledger::day;
pub use crate::ledger::{Counted, Flags, Kind};
use crate::text::hex;

pub use agencies::Agencies;
pub use archive::Judge;
pub use counts::Count;
pub use dates::Period;
pub use decimal::Decimal;
pub use drill::{Asked, Drilled, Figure, LISTED, Traced};
pub use error::Error;
pub use expiring::{DAYS, Expiring};
pub use facts::{Facts, attribute, policy_of, record_of};
pub use figures::Figures;
pub use indicators::{Indicator, Rate};
pub use register::{Expected, Fault, FaultKind, Field, Many, Place};
pub use score::{Criterion, Earned, Empty, Score, Scoring};
pub use statistics::{Statistics, Unmatched, Warning};
pub use targets::{Miss, Target};
pub use views::By;
pub use yardstick::{Slip, SlipKind};

use archive::Archive;
use complete::{Yardsticks, complete};
use course::Course;
use evidence::Documents;
use expiring::Certificates;
use register::{Offices, Reading};

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
    /// The file that keeps what is known of the archive between runs; nothing where there is no ledger.
    pub memory: Option<PathBuf>,
    /// How many files of the archive are judged at a time.
    pub jobs: usize,
    /// Name and version of the policy in force, as [`policy_of`] has it: finds verdicts of the ledger again.
    pub policy: Option<String>,
    /// Which days count.
    pub period: Period,
    /// The period that is compared with.
    pub compare: Option<Period>,
    /// What rows are made of.
    pub by: By,
    /// Are rows of agencies ranked?
    pub rank: bool,
    /// What is to be reached (kyso-stats(5)).
    pub targets: Option<PathBuf>,
    /// How rates become points (kyso-stats(5)).
    pub scores: Option<PathBuf>,
    /// Whose documents are listed.
    pub drill: Option<Asked>,
    /// From which day on certificates are about to expire: today.
    pub as_of: Option<Date>,
}

impl Order {
    fn archive<'a>(
        &'a self,
        folder: &'a Path,
        agencies: Option<&'a Agencies>,
        judge: &'a dyn Judge,
    ) -> Result<Archive<'a>, Error> {
        let digest = |path: &PathBuf| match fs::read(path) {
            Ok(bytes) => Ok(hex(&Hash::Sha256.digest(&bytes))),
            Err(source) => Err(Error::Read { path: path.clone(), source }),
        };
        let agencies = agencies.zip(self.agencies.as_ref().map(digest).transpose()?);
        let (memory, policy) = (self.memory.as_deref(), self.policy.as_deref());
        Ok(Archive { folder, memory, policy, agencies, judge, jobs: self.jobs })
    }
}

/// Counts. Without a ledger nothing is remembered; without a judge an archive is not looked at.
///
/// # Errors
///
/// See [`Error`]; a file of the archive that cannot be judged is counted as unreadable.
pub fn run(order: &Order, ledger: Option<&dyn Ledger>, judge: Option<&dyn Judge>) -> Result<Statistics, Error> {
    for period in [Some(&order.period), order.compare.as_ref()].into_iter().flatten() {
        if !period.is_possible() {
            return Err(Error::NoDays(period.name()));
        }
    }
    let agencies = order.agencies.as_deref().map(Agencies::read).transpose()?;
    let yardsticks = Yardsticks::read(order.targets.as_deref(), order.scores.as_deref(), agencies.as_ref())?;
    let archive = order.archive.as_deref().zip(judge);
    // Where nothing but the ledger is counted, and no document listed, its sums say everything.
    let sole = ledger.filter(|_| archive.is_none() && order.registers.is_empty() && order.drill.is_none());
    let certificates = sole.map(Ledger::certificates).transpose()?.unwrap_or_default();
    let sums = sole.is_some() && agencies.as_ref().is_none_or(|agencies| rolled::agree(&certificates, agencies));
    let none = Documents::new(!order.registers.is_empty());
    let (documents, told) = match (archive, ledger) {
        (Some((folder, judge)), _) => order.archive(folder, agencies.as_ref(), judge)?.documents(ledger, none)?,
        (None, Some(ledger)) if !sums => (none.of_ledger(ledger, agencies.as_ref())?, Vec::new()),
        (None, _) => (none, Vec::new()),
    };
    let looked = archive.is_some() || ledger.is_some();
    let seen = if sums { &Certificates::of_ledger(&certificates) } else { &documents.certificates };
    let expiring = order.as_of.filter(|_| looked).map(|day| seen.expiring(day));
    let mut course = Course::new(order, agencies.as_ref(), documents, archive.is_some())?;
    for (code, example) in told {
        course.warn(code, || example);
    }
    match sole {
        Some(ledger) if sums => course.rolled(ledger, &certificates)?,
        Some(_) => course.counted_slowly(),
        None => {}
    }
    let sieve = course.sieve();
    let offices = Offices::new(agencies.as_ref());
    let reading = Reading { columns: &order.columns, constants: &order.constants, offices };
    for path in &order.registers {
        register::read(path, &reading, &sieve, &mut course)?;
    }
    course.mapped()?;
    course.rest();
    finish(order, course, yardsticks, expiring)
}

fn finish(
    order: &Order,
    mut course: Course<'_>,
    yardsticks: Yardsticks,
    expiring: Option<Vec<Expiring>>,
) -> Result<Statistics, Error> {
    let trust = order.trust_register;
    let ranked = order.rank && order.by == By::Agency;
    let lines = course.views.lines(&course.tally, trust);
    let scoring = yardsticks.scoring.clone();
    let complete = complete(&course.views, lines, yardsticks, expiring.as_deref(), (trust, ranked));
    let drill = course.drill.take().map(|drill| drill.finish(&course.views)).transpose()?;
    Ok(Statistics {
        period: order.period.name(),
        compared: order.compare.as_ref().map(Period::name),
        by: order.by.code(),
        definitions: BTreeMap::new(),
        rows: complete.rows,
        groups: complete.groups,
        total: complete.total,
        unmatched: course.unmatched,
        warnings: course.warnings(),
        targets: complete.targets,
        scoring,
        scores: complete.scores,
        expiring,
        drill,
        declared: trust,
    })
}
