//! Signing rates of agencies: what a register says was sent, what the documents prove was signed.
//!
//! [`run`] reads the agencies, looks at the documents (an archive, or what the ledger remembers of them), goes through
//! the registers row by row, and gives [`Statistics`]. Declared figures are kept apart from verified ones; what cannot be
//! put to a row or an agency is reported, never guessed. Not yet here: comparison of periods, scores, expiring
//! certificates, successors of agencies: their columns are null.

pub mod agencies;
mod dates;
mod error;
mod evidence;
mod facts;
mod figures;
mod indicators;
mod register;
mod tally;
mod text;
mod views;

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use time::Date;

use crate::ledger::Ledger;
pub use crate::ledger::day;
pub use crate::ledger::{Counted, Flags, Kind};
use crate::verify;

pub use agencies::Agencies;
pub use dates::Period;
pub use error::Error;
pub use facts::{Facts, attribute, counted, policy_of, record_of};
pub use indicators::Rate;
pub use register::{Field, Place};
pub use views::{By, Figures, Statistics, Unmatched, Warning};

use agencies::Agency;
use evidence::{Document, Documents, Search};
use indicators::{Found, flags_of};
use register::{Line, Row};
use tally::{Bucket, Slots, Tally, Who};
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
    let mut run = Run {
        order,
        agencies: agencies.as_ref(),
        sought: archive.is_some(),
        views: Views::new(order.by, agencies.as_ref(), &order.period),
        documents,
        tally: Tally::default(),
        seen: HashSet::new(),
        unmatched: Unmatched::default(),
        warnings: BTreeMap::new(),
    };
    run.signers();
    for path in &order.registers {
        register::read(path, &order.columns, &mut |line| {
            match line {
                Line::Row(row) => run.row(path, row),
                Line::Blank => {}
                Line::Passed(code) => run.warn(code, || path.display().to_string()),
            }
            Ok(())
        })?;
    }
    run.rest();
    Ok(run.finish())
}

/// Of an office that is known, within the period.
fn bucket(office: usize, day: Date, signer: Option<u32>) -> Bucket {
    Bucket { slots: Slots::PERIOD, who: Who::Known(office as u32), month: Bucket::month_of(day), signer }
}

struct Run<'o> {
    order: &'o Order,
    agencies: Option<&'o Agencies>,
    sought: bool,
    views: Views,
    documents: Documents,
    tally: Tally,
    /// Hashes of what makes a row unique: a million rows in eight megabytes.
    seen: HashSet<u64>,
    unmatched: Unmatched,
    warnings: BTreeMap<&'static str, Warning>,
}

impl Run<'_> {
    fn warn(&mut self, code: &'static str, example: impl FnOnce() -> String) {
        let warning = self.warnings.entry(code).or_insert(Warning { code, count: 0, examples: Vec::new() });
        warning.count += 1;
        if warning.examples.len() < 5 {
            warning.examples.push(example());
        }
    }

    fn row(&mut self, path: &Path, row: &Row<'_>) {
        if !self.order.period.contains(row.date) {
            // Its file is known, although it may have been signed within the period.
            self.documents.take(row);
            return;
        }
        let place = || format!("{}:{} {}/{} {}", path.display(), row.line, row.number, row.notation, row.organ);
        let Some(office) = self.views.office(row.organ) else {
            self.unmatched.records += 1;
            return self.warn("UNKNOWN_AGENCY", place);
        };
        let mut hasher = DefaultHasher::new();
        // Decree 30 writes 05 for the fifth document, many registers 5.
        (office, row.kind, row.date.year(), row.number.trim_start_matches('0'), row.year, row.notation)
            .hash(&mut hasher);
        if !self.seen.insert(hasher.finish()) {
            return self.warn("DUPLICATE_ROW", place);
        }
        self.outside(self.agencies.and_then(|agencies| agencies.at(office)), row.date, &place);
        let declared = row.signed_leader == Some(true) || row.signed_agency == Some(true);
        if declared && row.electronic == Some(false) && row.kind == Kind::Document {
            self.warn("PAPER_DECLARED_SIGNED", place);
        }
        if row.electronic.is_none() && row.kind == Kind::Document {
            self.warn("MEDIUM_NOT_SAID", place);
        }
        let search = if row.kind == Kind::Document { self.documents.take(row) } else { Search::None };
        let found = match search {
            Search::One(index) => Found::Judged(&self.documents.all[index].facts),
            _ if self.sought && row.file.is_some() => Found::Missing,
            _ => Found::NotSought,
        };
        let signer = match found {
            Found::Judged(facts) => row.signer.or(facts.signer.as_deref()),
            _ => row.signer,
        };
        let flags = flags_of(row, found);
        let delays = match found {
            Found::Judged(facts) if flags.has(Flags::ELECTRONIC) => (facts.days_since(row.date), facts.minutes()),
            _ => (None, None),
        };
        let signer = self.order.by.eq(&By::Signer).then(|| self.tally.place(signer.unwrap_or_default()));
        let bucket = bucket(office, row.date, signer);
        self.tally.add(bucket, row.kind, flags, 1);
        self.tally.delay(bucket, row.kind, delays.0, delays.1);
        let lost = self.sought && row.file.is_none() && row.electronic != Some(false) && row.kind == Kind::Document;
        match search {
            Search::Several => {
                self.unmatched.records += 1;
                self.warn("SEVERAL_FILES_FIT", place);
            }
            Search::None if lost => {
                self.unmatched.records += 1;
                self.warn("NO_FILE_FITS", place);
            }
            Search::One(_) | Search::None => {}
        }
    }

    /// Signers whom the rules of several agencies fit, and those of agencies that did not exist when they signed.
    fn signers(&mut self) {
        let documents = std::mem::take(&mut self.documents);
        for document in &documents.all {
            let facts = &document.facts;
            if let Some(cn) = &facts.ambiguous {
                self.warn("AMBIGUOUS_SIGNER", || format!("{}: {cn}", document.path));
            }
            let ended = facts.ended.as_ref().and_then(|(code, day)| Some((self.agencies?.get(code), *day)));
            if let Some((agency, day)) = ended {
                self.outside(agency, day, &|| document.path.clone());
            }
        }
        self.documents = documents;
    }

    /// What happened in the name of an agency on a day that is none of its own is counted as its, and told with where it went.
    fn outside(&mut self, agency: Option<&Agency>, day: Date, place: &dyn Fn() -> String) {
        let Some(agency) = agency.filter(|agency| !agency.life().contains(day)) else { return };
        match agency.valid_to.filter(|last| *last < day) {
            Some(last) => {
                let heir = agency.successor.as_deref().map(|heir| format!(" → {heir}")).unwrap_or_default();
                self.warn("ENDED_AGENCY", || format!("{}: {} ({last}{heir})", place(), agency.code));
            }
            None => self.warn("AGENCY_NOT_BEGUN", || format!("{}: {}", place(), agency.code)),
        }
    }

    /// Documents that no register has: with registers unmatched, without them what is counted.
    fn rest(&mut self) {
        let documents = std::mem::take(&mut self.documents);
        for document in documents.left() {
            let day = day(document.facts.time.unwrap_or(document.recorded));
            if !self.order.period.contains(day) {
                continue;
            }
            let code = document.facts.organ.as_deref();
            let office = code.and_then(|code| self.views.office(code));
            match office.filter(|_| self.order.registers.is_empty()) {
                Some(office) => {
                    let facts = &document.facts;
                    let signer = facts.signer.as_deref().unwrap_or_default();
                    let bucket = bucket(office, day, self.order.by.eq(&By::Signer).then(|| self.tally.place(signer)));
                    let flags = facts.flags.with(Flags::ELECTRONIC, true).with(Flags::MEDIUM_SAID, true);
                    self.tally.add(bucket, Kind::Document, flags, 1);
                    self.tally.delay(bucket, Kind::Document, None, facts.minutes());
                }
                None => self.left(document),
            }
        }
    }

    fn left(&mut self, document: &Document) {
        if self.sought {
            self.unmatched.files += 1;
        } else {
            self.unmatched.records += 1;
        }
        let unregistered = self.order.registers.is_empty();
        self.warn(if unregistered { "NO_AGENCY" } else { "NOT_IN_REGISTER" }, || document.path.clone());
    }

    fn finish(mut self) -> Statistics {
        let trust = self.order.trust_register;
        let period = self.order.period.name();
        let ranked = self.order.rank && self.order.by == By::Agency;
        self.views.take(&self.tally);
        let (rows, groups, total) = self.views.finish(&period, trust, ranked);
        let definitions = DEFINITIONS.iter().map(|(name, verified, declared)| {
            (*name, if trust && !declared.is_empty() { *declared } else { *verified })
        });
        Statistics {
            period,
            by: self.order.by.code(),
            definitions: definitions.collect(),
            rows,
            groups,
            total,
            unmatched: self.unmatched,
            warnings: self.warnings.into_values().collect(),
            declared: trust,
        }
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
