//! Signing rates of agencies: what a register says was sent, what the documents prove was signed.
//!
//! [`run`] reads the agencies, looks at the documents (an archive, or what the ledger remembers of them), goes through
//! the registers row by row, and gives [`Statistics`]. Declared figures are kept apart from verified ones; what cannot be
//! put to a row or an agency is reported, never guessed. Everything is gone through once, for a period and the one that it is
//! compared with; rows, ranks, scores and targets are made of the sums afterwards.

pub mod agencies;
mod compare;
mod complete;
mod counts;
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
mod statistics;
mod tally;
mod targets;
mod text;
mod views;
mod yardstick;

use std::collections::{BTreeMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use time::Date;

use crate::ledger::Ledger;
pub use crate::ledger::day;
pub use crate::ledger::{Counted, Flags, Kind};
use crate::verify;

pub use agencies::Agencies;
pub use counts::Count;
pub use dates::Period;
pub use decimal::Decimal;
pub use drill::{Asked, Drilled, Figure, LISTED, Traced};
pub use error::Error;
pub use expiring::{DAYS, Expiring};
pub use facts::{Facts, attribute, counted, policy_of, record_of};
pub use figures::Figures;
pub use indicators::{Indicator, Rate};
pub use register::{Expected, Fault, FaultKind, Field, Place};
pub use score::{Criterion, Earned, Empty, Score, Scoring};
pub use statistics::{Statistics, Unmatched, Warning};
pub use targets::{Miss, Target};
pub use views::By;
pub use yardstick::{Slip, SlipKind};

use agencies::Agency;
use complete::{Yardsticks, complete};
use counts::{Found, flags_of};
use drill::Drill;
use evidence::{Document, Documents, Search};
use expiring::Certificates;
use register::{Line, Offices, Reading, Row};
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

/// Counts. Without a ledger nothing is remembered; without a judge an archive is not looked at.
///
/// # Errors
///
/// See [`Error`]; a file of the archive that cannot be judged is counted as unreadable.
pub fn run(order: &Order, ledger: Option<&dyn Ledger>, judge: Option<&Judge<'_>>) -> Result<Statistics, Error> {
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
    let documents = match (archive, ledger) {
        (Some((folder, judge)), _) => {
            Documents::of_archive(folder, agencies.as_ref(), order.policy.as_deref(), ledger, judge)?
        }
        (None, Some(_)) if sums => Documents::default(),
        (None, Some(ledger)) => Documents::of_ledger(ledger, agencies.as_ref())?,
        (None, None) => Documents::default(),
    };
    let looked = archive.is_some() || ledger.is_some();
    let seen = if sums { &Certificates::of_ledger(&certificates) } else { &documents.certificates };
    let expiring = order.as_of.filter(|_| looked).map(|day| seen.expiring(day));
    let views = Views::new(order.by, agencies.as_ref(), &order.period, order.compare.as_ref());
    let mut run = Run {
        order,
        agencies: agencies.as_ref(),
        sought: archive.is_some(),
        drill: order.drill.as_ref().map(|asked| Drill::new(asked, order.trust_register)),
        views,
        documents,
        tally: Tally::default(),
        seen: HashSet::new(),
        unmatched: Unmatched::default(),
        warnings: BTreeMap::new(),
    };
    if let Some(ledger) = sole.filter(|_| sums) {
        run.rolled(ledger, &certificates)?;
    } else if sole.is_some() {
        run.warn("LEDGER_COUNTED_SLOWLY", || order.agencies.iter().map(|path| path.display().to_string()).collect());
    }
    run.signers();
    let offices = Offices::new(agencies.as_ref());
    let reading = Reading { columns: &order.columns, constants: &order.constants, offices };
    for path in &order.registers {
        register::read(path, &reading, &mut |line| {
            match line {
                Line::Row(row) => run.row(row),
                Line::Blank => {}
                Line::Passed(code, at) => run.warn(code, || at.to_string()),
            }
            Ok(())
        })?;
    }
    run.rest();
    run.finish(yardsticks, expiring)
}

/// One thing, ready to be counted.
struct Thing<'a> {
    who: Who,
    day: Date,
    kind: Kind,
    flags: Flags,
    days: Option<i32>,
    minutes: Option<i64>,
    signer: Option<&'a str>,
    row: Option<&'a Row<'a>>,
    document: Option<&'a Document>,
}

struct Run<'o> {
    order: &'o Order,
    agencies: Option<&'o Agencies>,
    sought: bool,
    drill: Option<Drill>,
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
        self.warn_times(code, 1, example);
    }

    fn warn_times(&mut self, code: &'static str, times: u64, example: impl FnOnce() -> String) {
        let warning = self.warnings.entry(code).or_insert(Warning { code, count: 0, examples: Vec::new() });
        warning.count += times;
        if warning.examples.len() < 5 {
            warning.examples.push(example());
        }
    }

    fn row(&mut self, row: &Row<'_>) {
        if self.views.slots(row.date) == Slots::default() {
            // Its file is known, although it may have been signed within the period.
            self.documents.take(row);
            return;
        }
        let place = || format!("{} {}/{} {}", row.at, row.number, row.notation, row.organ);
        let who = self.views.office(row.organ).map(|office| Who::Known(office as u32));
        let who = who.unwrap_or_else(|| Who::Unknown(Some(self.tally.place(row.organ))));
        let mut hasher = DefaultHasher::new();
        // Decree 30 writes 05 for the fifth document, many registers 5.
        (who, row.kind, row.date.year(), row.number.trim_start_matches('0'), row.year, row.notation).hash(&mut hasher);
        if !self.seen.insert(hasher.finish()) {
            return self.warn("DUPLICATE_ROW", place);
        }
        match who {
            Who::Known(office) => {
                self.outside(self.agencies.and_then(|agencies| agencies.at(office as usize)), row.date, &place);
            }
            Who::Unknown(_) => self.warn("UNKNOWN_AGENCY", place),
        }
        let declared = row.signed_leader == Some(true) || row.signed_agency == Some(true);
        if declared && row.electronic == Some(false) && row.kind == Kind::Document {
            self.warn("PAPER_DECLARED_SIGNED", place);
        }
        if row.electronic.is_none() && row.kind == Kind::Document {
            self.warn("MEDIUM_NOT_SAID", place);
        }
        let search = if row.kind == Kind::Document { self.documents.take(row) } else { Search::None };
        let documents = std::mem::take(&mut self.documents);
        let document = if let Search::One(index) = search { Some(&documents.all[index]) } else { None };
        let found = match document {
            Some(document) => Found::Judged(&document.facts),
            None if self.sought && row.file.is_some() => Found::Missing,
            None => Found::NotSought,
        };
        let flags = flags_of(row, found);
        let facts = document.map(|document| &document.facts);
        let delayed = facts.filter(|_| flags.has(Flags::ELECTRONIC));
        self.count(&Thing {
            who,
            day: row.date,
            kind: row.kind,
            flags,
            days: delayed.and_then(|facts| facts.days_since(row.date)),
            minutes: delayed.and_then(Facts::minutes),
            signer: row.signer.or(facts.and_then(|facts| facts.signer.as_deref())),
            row: Some(row),
            document,
        });
        self.documents = documents;
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

    fn count(&mut self, thing: &Thing<'_>) {
        let slots = self.views.slots(thing.day);
        let signer = (self.order.by == By::Signer).then(|| self.tally.place(thing.signer.unwrap_or_default()));
        let bucket = Bucket { slots, who: thing.who, month: Bucket::month_of(thing.day), signer };
        self.tally.add(bucket, thing.kind, thing.flags, 1);
        self.tally.delay(bucket, thing.kind, thing.days, thing.minutes);
        if let Some(drill) = self.drill.as_mut().filter(|_| slots.has(Slots::PERIOD)) {
            let asked = match thing.who {
                Who::Known(office) => drill.asks(self.views.named(office as usize)),
                Who::Unknown(text) => text.is_some_and(|text| drill.asks(("", self.tally.text(text)))),
            };
            if asked {
                drill.offer(thing);
            }
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
            if self.views.slots(day) == Slots::default() {
                continue;
            }
            if !self.order.registers.is_empty() {
                if self.sought {
                    self.unmatched.files += 1;
                } else {
                    self.unmatched.records += 1;
                }
                self.warn("NOT_IN_REGISTER", || document.path.clone());
                continue;
            }
            self.file(document, day);
        }
    }

    /// A document of an office that the agencies file lacks is counted by the office's name.
    fn file(&mut self, document: &Document, day: Date) {
        let facts = &document.facts;
        let known = facts.organ.as_deref().and_then(|code| self.views.office(code));
        let who = if let Some(office) = known {
            Who::Known(office as u32)
        } else {
            self.warn("NO_AGENCY", || document.path.clone());
            let name = facts.office.as_deref().or(facts.organ.as_deref());
            Who::Unknown(name.map(|name| self.tally.place(name)))
        };
        self.count(&Thing {
            who,
            day,
            kind: Kind::Document,
            flags: facts.flags.with(Flags::ELECTRONIC, true).with(Flags::MEDIUM_SAID, true),
            days: None,
            minutes: facts.minutes(),
            signer: facts.signer.as_deref(),
            row: None,
            document: Some(document),
        });
    }

    fn finish(mut self, yardsticks: Yardsticks, expiring: Option<Vec<Expiring>>) -> Result<Statistics, Error> {
        let trust = self.order.trust_register;
        let ranked = self.order.rank && self.order.by == By::Agency;
        let lines = self.views.lines(&self.tally, trust);
        let scoring = yardsticks.scoring.clone();
        let complete = complete(&self.views, lines, yardsticks, expiring.as_deref(), (trust, ranked));
        let drill = self.drill.take().map(|drill| drill.finish(&self.views)).transpose()?;
        Ok(Statistics {
            period: self.order.period.name(),
            compared: self.order.compare.as_ref().map(Period::name),
            by: self.order.by.code(),
            definitions: BTreeMap::new(),
            rows: complete.rows,
            groups: complete.groups,
            total: complete.total,
            unmatched: self.unmatched,
            warnings: self.warnings.into_values().collect(),
            targets: complete.targets,
            scoring,
            scores: complete.scores,
            expiring,
            drill,
            declared: trust,
        })
    }
}
