//! One run through all sources, in their order: what is counted once, what belongs together, and what is wrong.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::evidence::{Document, Documents, Search};
use super::indicators::{Found, flags_of};
use super::register::{At, Count, Line, Part, Row};
use super::sift::{Entry, Sieve, Sifted};
use super::tally::{Bucket, Slots, Tally, Who};
use super::unique::{Keys, Seen};
use super::views::{Unmatched, Views, Warning};
use super::{By, Error, Order, day};
use crate::ledger::{Flags, Kind};

/// What has been counted so far.
pub(super) struct Course<'o> {
    order: &'o Order,
    /// An archive was looked at.
    sought: bool,
    documents: Documents,
    keys: Arc<Keys>,
    seen: Seen,
    pub(super) views: Views,
    pub(super) tally: Tally,
    pub(super) unmatched: Unmatched,
    warnings: BTreeMap<&'static str, Warning>,
}

impl<'o> Course<'o> {
    /// Nothing is counted yet. `documents` are of an archive where `sought` says so, else of a ledger.
    pub(super) fn new(order: &'o Order, views: Views, documents: Documents, sought: bool) -> Self {
        let mut course = Self {
            order,
            sought,
            documents: Documents::default(),
            keys: Arc::default(),
            seen: Seen::default(),
            views,
            tally: Tally::default(),
            unmatched: Unmatched::default(),
            warnings: BTreeMap::new(),
        };
        // Signers whom the rules of several agencies fit.
        for document in &documents.all {
            if let Some(cn) = &document.facts.ambiguous {
                course.warn("AMBIGUOUS_SIGNER", || format!("{}: {cn}", document.path));
            }
        }
        course.documents = documents;
        course
    }

    /// What is to be asked of the rows of registers.
    pub(super) fn sieve(&self) -> Sieve<'o> {
        Sieve { period: &self.order.period, all: self.looks(), keys: self.keys.clone() }
    }

    /// Must rows be looked at as they stand?
    fn looks(&self) -> bool {
        self.sought || !self.documents.all.is_empty() || self.order.by == By::Signer
    }

    fn warn(&mut self, code: &'static str, example: impl FnOnce() -> String) {
        let warning = self.warnings.entry(code).or_insert(Warning { code, count: 0, examples: Vec::new() });
        warning.count += 1;
        if warning.examples.len() < 5 {
            warning.examples.push(example());
        }
    }

    fn entry(&mut self, part: &Part<'_>, entry: &Entry, office: Option<usize>, key: [u32; 3]) -> Result<(), Error> {
        let place = || place(part, entry.record);
        if entry.slots == Slots::default() {
            // Its file is known, although it may have been signed within the period.
            if let Line::Row(row) = part.line(entry.record)? {
                self.documents.take(&row);
            }
            return Ok(());
        }
        let Some(office) = office else {
            self.unmatched.records += 1;
            self.warn("UNKNOWN_AGENCY", place);
            return Ok(());
        };
        if !self.seen.first(key, entry.key) {
            self.warn("DUPLICATE_ROW", place);
            return Ok(());
        }
        if entry.kind == Kind::Document {
            let Entry { flags, .. } = entry;
            let declared = flags.has(Flags::DECLARED_LEADER) || flags.has(Flags::DECLARED_AGENCY);
            if !flags.has(Flags::MEDIUM_SAID) {
                self.warn("MEDIUM_NOT_SAID", place);
            } else if declared && !flags.has(Flags::ELECTRONIC) {
                self.warn("PAPER_DECLARED_SIGNED", place);
            }
        }
        if !self.looks() {
            self.tally.add(bucket(office, entry), entry.kind, entry.flags, 1);
        } else if let Line::Row(row) = part.line(entry.record)? {
            self.look(&row, bucket(office, entry), &place);
        }
        Ok(())
    }

    /// Counts a row with its document.
    fn look(&mut self, row: &Row<'_>, bucket: Bucket, place: &dyn Fn() -> String) {
        let search = if row.kind == Kind::Document { self.documents.take(row) } else { Search::None };
        let found = match search {
            Search::One(index) => Found::Judged(&self.documents.all[index].facts),
            _ if self.sought && row.file.is_some() => Found::Missing,
            _ => Found::NotSought,
        };
        let flags = flags_of(row, found);
        let (mut signer, mut delays) = (row.signer, (None, None));
        if let Found::Judged(facts) = found {
            signer = signer.or(facts.signer.as_deref());
            if flags.has(Flags::ELECTRONIC) {
                delays = (facts.days_since(row.date), facts.minutes());
            }
        }
        let signer = (self.order.by == By::Signer).then(|| self.tally.place(signer.unwrap_or_default()));
        let bucket = Bucket { signer, ..bucket };
        self.tally.add(bucket, row.kind, flags, 1);
        self.tally.delay(bucket, row.kind, delays.0, delays.1);
        let lost = self.sought && row.file.is_none() && row.electronic != Some(false) && row.kind == Kind::Document;
        let told = match search {
            Search::Several => "SEVERAL_FILES_FIT",
            Search::None if lost => "NO_FILE_FITS",
            Search::One(_) | Search::None => return,
        };
        self.unmatched.records += 1;
        self.warn(told, place);
    }

    /// Documents that no register has: with registers unmatched, without them what is counted.
    pub(super) fn rest(&mut self) {
        let documents = std::mem::take(&mut self.documents);
        for document in documents.left() {
            let facts = &document.facts;
            let day = day(facts.time.unwrap_or(document.recorded));
            if !self.order.period.contains(day) {
                continue;
            }
            let office = facts.organ.as_deref().and_then(|code| self.views.office(code));
            let Some(office) = office.filter(|_| self.order.registers.is_empty()) else {
                self.left(document);
                continue;
            };
            let signer = facts.signer.as_deref().unwrap_or_default();
            let signer = (self.order.by == By::Signer).then(|| self.tally.place(signer));
            let who = Who::Known(office as u32);
            let bucket = Bucket { slots: Slots::PERIOD, who, month: Bucket::month_of(day), signer };
            let flags = facts.flags.with(Flags::ELECTRONIC, true).with(Flags::MEDIUM_SAID, true);
            self.tally.add(bucket, Kind::Document, flags, 1);
            self.tally.delay(bucket, Kind::Document, None, facts.minutes());
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

    /// Everything that a reader of the figures must know, by code.
    pub(super) fn warnings(&mut self) -> Vec<Warning> {
        std::mem::take(&mut self.warnings).into_values().collect()
    }
}

impl Count<Sifted> for Course<'_> {
    fn take(&mut self, part: &Part<'_>, sifted: Sifted) -> Result<(), Error> {
        for (record, code) in &sifted.passed {
            self.told(code, part.at(*record));
        }
        let offices: Vec<_> = sifted.organs.iter().map(|organ| self.views.office(organ)).collect();
        let keys: Vec<_> =
            offices.iter().map(|office| self.keys.of_office(office.unwrap_or_default() as u32)).collect();
        for entry in &sifted.entries {
            let organ = entry.organ as usize;
            self.entry(part, entry, offices[organ], keys[organ])?;
        }
        // It says why.
        sifted.failed.map_or(Ok(()), |record| part.line(record).map(drop))
    }

    fn told(&mut self, code: &'static str, at: At<'_>) {
        self.warn(code, || at.to_string());
    }
}

/// The signer is added where rows are made of signers.
fn bucket(office: usize, entry: &Entry) -> Bucket {
    Bucket { slots: entry.slots, who: Who::Known(office as u32), month: Bucket::month_of(entry.date), signer: None }
}

/// Where a row is, and what it is called.
fn place(part: &Part<'_>, record: u32) -> String {
    match part.line(record) {
        Ok(Line::Row(row)) => format!("{} {}/{} {}", row.at, row.number, row.notation, row.organ),
        _ => part.at(record).to_string(),
    }
}
