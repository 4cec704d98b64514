//! One run through all sources, in their order: what is counted once, what belongs together, and what is wrong.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use time::Date;

use super::agencies::{Agencies, Agency};
use super::counts::{Found, flags_of};
use super::drill::Drill;
use super::evidence::{Document, Documents, Search};
use super::register::{At, Count, Line, Part, Row, Sheet};
use super::sift::{Entry, Sieve, Sifted};
use super::statistics::{Unmatched, Warning};
use super::tally::{Bucket, Slots, Tally, Who};
use super::unique::{Keys, Seen};
use super::views::Views;
use super::{By, Error, Facts, Order, day};
use crate::ledger::{Flags, Kind};

/// Headings that are remembered: more than anybody reads.
const HEADINGS: usize = 200;

/// One thing, ready to be counted.
pub(super) struct Thing<'a> {
    pub(super) who: Who,
    pub(super) day: Date,
    pub(super) kind: Kind,
    pub(super) flags: Flags,
    pub(super) days: Option<i32>,
    pub(super) minutes: Option<i64>,
    pub(super) signer: Option<&'a str>,
    pub(super) row: Option<&'a Row<'a>>,
    pub(super) document: Option<&'a Document>,
    /// Why its row has no document: the code of a warning.
    pub(super) without: Option<&'static str>,
}

/// What has been counted so far.
pub(super) struct Course<'o> {
    pub(super) order: &'o Order,
    pub(super) agencies: Option<&'o Agencies>,
    /// An archive was looked at.
    sought: bool,
    documents: Documents,
    keys: Arc<Keys>,
    seen: Seen,
    pub(super) drill: Option<Drill>,
    pub(super) views: Views,
    pub(super) tally: Tally,
    pub(super) unmatched: Unmatched,
    /// Of [`Order::columns`] those that a register has.
    mapped: BTreeSet<usize>,
    headings: BTreeSet<String>,
    warnings: BTreeMap<&'static str, Warning>,
}

impl<'o> Course<'o> {
    /// Nothing is counted yet. `documents` are of an archive where `sought` says so, else of a ledger.
    ///
    /// # Errors
    ///
    /// As [`Drill::new`].
    pub(super) fn new(
        order: &'o Order,
        agencies: Option<&'o Agencies>,
        documents: Documents,
        sought: bool,
    ) -> Result<Self, Error> {
        let drill = order.drill.as_ref().map(|asked| Drill::new(asked, agencies, order.trust_register)).transpose()?;
        let mut course = Self {
            order,
            agencies,
            sought,
            documents: Documents::default(),
            keys: Arc::default(),
            seen: Seen::default(),
            drill,
            views: Views::new(order.by, agencies, &order.period, order.compare.as_ref()),
            tally: Tally::default(),
            unmatched: Unmatched::default(),
            mapped: BTreeSet::new(),
            headings: BTreeSet::new(),
            warnings: BTreeMap::new(),
        };
        course.signers(&documents);
        course.documents = documents;
        Ok(course)
    }

    /// What is to be asked of the rows of registers.
    pub(super) fn sieve(&self) -> Sieve<'o> {
        let (period, compared) = (&self.order.period, self.order.compare.as_ref());
        Sieve { period, compared, all: self.looks(), keys: self.keys.clone() }
    }

    /// Must rows be looked at as they stand?
    fn looks(&self) -> bool {
        self.sought || !self.documents.all.is_empty() || self.order.by == By::Signer || self.drill.is_some()
    }

    pub(super) fn warn(&mut self, code: &'static str, example: impl FnOnce() -> String) {
        self.warn_times(code, 1, example);
    }

    pub(super) fn warn_times(&mut self, code: &'static str, times: u64, example: impl FnOnce() -> String) {
        let warning = self.warnings.entry(code).or_insert(Warning { code, count: 0, examples: Vec::new() });
        warning.count += times;
        if warning.examples.len() < 5 {
            warning.examples.push(example());
        }
    }

    fn entry(&mut self, part: &Part<'_>, entry: &Entry, who: Who, key: [u32; 3]) -> Result<(), Error> {
        let Entry { record, slots, date, kind, flags, .. } = *entry;
        if slots == Slots::default() {
            // Its file is known, although it may have been signed within the period.
            if let Line::Row(row) = part.line(record)? {
                self.search(&row);
            }
            return Ok(());
        }
        let place = || place(part, record);
        if !self.seen.first(key, entry.key) {
            self.warn("DUPLICATE_ROW", place);
            return Ok(());
        }
        match who {
            Who::Known(office) => {
                self.outside(self.agencies.and_then(|agencies| agencies.at(office as usize)), date, &place);
            }
            Who::Unknown(_) => self.warn("UNKNOWN_AGENCY", place),
        }
        if kind == Kind::Document {
            let declared = flags.has(Flags::DECLARED_LEADER) || flags.has(Flags::DECLARED_AGENCY);
            if !flags.has(Flags::MEDIUM_SAID) {
                self.warn("MEDIUM_NOT_SAID", place);
            } else if declared && !flags.has(Flags::ELECTRONIC) {
                self.warn("PAPER_DECLARED_SIGNED", place);
            }
        }
        if !self.looks() {
            self.tally.add(Bucket { slots, who, month: Bucket::month_of(date), signer: None }, kind, flags, 1);
        } else if let Line::Row(row) = part.line(record)? {
            self.row(&row, who, slots, &place);
        }
        Ok(())
    }

    fn search(&mut self, row: &Row<'_>) -> Search {
        if row.kind == Kind::Document { self.documents.take(row, self.agencies) } else { Search::None }
    }

    /// Counts a row with its document.
    fn row(&mut self, row: &Row<'_>, who: Who, slots: Slots, place: &dyn Fn() -> String) {
        let search = self.search(row);
        let documents = std::mem::take(&mut self.documents);
        let (document, found) = match search {
            Search::One(index, proven) => (Some(&documents.all[index]), Found::Judged(proven)),
            Search::None if self.sought && row.file.is_some() => (None, Found::Missing),
            _ => (None, Found::NotSought),
        };
        let flags = flags_of(row, found);
        let lost = self.sought && row.file.is_none() && row.electronic != Some(false) && row.kind == Kind::Document;
        let without = match search {
            Search::Several => Some("SEVERAL_FILES_FIT"),
            Search::Taken => Some("FILE_OF_ANOTHER_ROW"),
            Search::Anothers => Some("FILE_OF_ANOTHER_AGENCY"),
            Search::None if lost => Some("NO_FILE_FITS"),
            Search::One(..) | Search::None => None,
        };
        let facts = document.map(|document| &document.facts);
        let delayed = facts.filter(|_| flags.has(Flags::ELECTRONIC) && flags.has(Flags::LEADER));
        self.count(&Thing {
            who,
            day: row.date,
            kind: row.kind,
            flags,
            days: delayed.and_then(|facts| facts.days_since(row.date)),
            minutes: delayed.filter(|_| flags.has(Flags::AGENCY)).and_then(Facts::minutes),
            signer: row.signer.or(facts.and_then(|facts| facts.signer.as_deref())),
            row: Some(row),
            document,
            without,
        });
        self.documents = documents;
        // What is missing in the period that is compared with is that period's own report to tell.
        if let Some(told) = without.filter(|_| slots.has(Slots::PERIOD)) {
            self.unmatched.records += 1;
            self.warn(told, place);
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
    fn signers(&mut self, documents: &Documents) {
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
    }

    /// What happened in the name of an agency on a day that is none of its own is counted as its, and told with where it went.
    pub(super) fn outside(&mut self, agency: Option<&Agency>, day: Date, place: &dyn Fn() -> String) {
        let Some(agency) = agency.filter(|agency| !agency.life().contains(day)) else { return };
        match agency.valid_to.filter(|last| *last < day) {
            Some(last) => {
                let heirs = agency.successors.join(", ");
                let heirs = if heirs.is_empty() { heirs } else { format!(" → {heirs}") };
                self.warn("ENDED_AGENCY", || format!("{}: {} ({last}{heirs})", place(), agency.code));
            }
            None => self.warn("AGENCY_NOT_BEGUN", || format!("{}: {}", place(), agency.code)),
        }
    }

    /// Documents that no register has: with registers unmatched, without them what is counted.
    pub(super) fn rest(&mut self) {
        let documents = std::mem::take(&mut self.documents);
        for document in documents.left() {
            let day = day(document.facts.time.unwrap_or(document.recorded));
            let slots = self.views.slots(day);
            if self.order.registers.is_empty() && slots != Slots::default() {
                self.file(document, day);
            }
            if self.order.registers.is_empty() || !slots.has(Slots::PERIOD) {
                continue;
            }
            if self.sought {
                self.unmatched.files += 1;
            } else {
                self.unmatched.records += 1;
            }
            self.warn("NOT_IN_REGISTER", || document.path.clone());
        }
        for (copy, original) in documents.copies() {
            self.warn("FILE_COPIED", || format!("{} = {original}", copy.path));
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
            without: None,
        });
    }

    /// A heading that somebody mapped is in one of the registers.
    ///
    /// # Errors
    ///
    /// [`Error::NoHeading`]: a misspelt heading must not leave its column out in silence.
    pub(super) fn mapped(&self) -> Result<(), Error> {
        let mut given = self.order.columns.iter().enumerate();
        let Some((_, (heading, _))) = given.find(|(at, _)| !self.mapped.contains(at)) else { return Ok(()) };
        Err(Error::NoHeading { heading: heading.clone(), headings: self.headings.iter().cloned().collect() })
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
        let offices = sifted.organs.iter().map(|organ| {
            let known = self.views.office(organ).map(|office| Who::Known(office as u32));
            let who = known.unwrap_or_else(|| Who::Unknown(Some(self.tally.place(organ))));
            (who, self.keys.of_office(who))
        });
        let offices: Vec<_> = offices.collect();
        for entry in &sifted.entries {
            let (who, key) = offices[entry.organ as usize];
            self.entry(part, entry, who, key)?;
        }
        // It says why.
        sifted.failed.map_or(Ok(()), |record| part.line(record).map(drop))
    }

    fn headed(&mut self, sheet: &Sheet<'_>) {
        self.mapped.extend(sheet.mapped());
        let room = HEADINGS.saturating_sub(self.headings.len());
        self.headings.extend(sheet.headings().take(room).map(str::to_owned));
        let unsure = sheet.unsure();
        if !unsure.is_empty() {
            self.warn("HEADING_AMBIGUOUS", || format!("{}: {}", sheet.place(), unsure.join(", ")));
        }
    }

    fn told(&mut self, code: &'static str, at: At<'_>) {
        self.warn(code, || at.to_string());
    }
}

/// Where a row is, and what it is called.
fn place(part: &Part<'_>, record: u32) -> String {
    match part.line(record) {
        Ok(Line::Row(row)) => format!("{} {}/{} {}", row.at, row.number, row.notation, row.organ),
        _ => part.at(record).to_string(),
    }
}
