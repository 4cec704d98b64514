//! What rows are made of: agencies, groups, levels, spans of time, signers, kinds; and the sums over the cells of each.
//!
//! An office that the agencies file does not know is counted all the same: it has a row of its own by its name, without a
//! code, after the known ones, and is in the total. Nothing that was counted is left out of the total.

use std::collections::{BTreeMap, HashMap};

use super::agencies::{Agencies, Level, codes};
use super::counts::Counts;
use super::dates::Period;
use super::figures::Figures;
use super::tally::{Bucket, Slots, Tally, Who};
use super::text::folded;
use crate::ledger::Kind;

/// What rows are made of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum By {
    #[default]
    Agency,
    Group,
    Level,
    Month,
    Quarter,
    Half,
    Year,
    Signer,
    Kind,
}

impl By {
    /// As `--by` spells it.
    pub fn code(self) -> &'static str {
        ["agency", "group", "level", "month", "quarter", "half", "year", "signer", "kind"][self as usize]
    }

    /// Months in one row, where rows are spans of time.
    fn months(self) -> Option<i32> {
        match self {
            Self::Month => Some(1),
            Self::Quarter => Some(3),
            Self::Half => Some(6),
            Self::Year => Some(12),
            _ => None,
        }
    }
}

/// Who is counted: an agency of the file, or where there is no file, a code as found.
#[derive(Clone, Debug)]
struct Office {
    code: String,
    name: String,
    level: Option<Level>,
    group: Option<usize>,
}

/// An office in the order of rows: the known ones as in their file, then names, then the nameless.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Known(usize),
    /// Folded: `SỞ TƯ PHÁP` is «Sở Tư pháp».
    Named(String),
    Nameless,
}

/// One row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    Office(Place),
    Group(usize),
    Level(Level),
    /// The number of months since the year 0, divided by those of a row.
    Span(i32),
    /// Namesakes of two offices are two people.
    Signer(Place, String),
    Kind(Kind),
    /// What has no group or level.
    Rest,
}

/// Sums over the cells of one period.
#[derive(Debug, Default)]
struct Sums {
    rows: BTreeMap<Key, Counts>,
    groups: BTreeMap<usize, Counts>,
    total: Counts,
}

/// A row's figures and what they were made of.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) key: Key,
    pub(super) figures: Figures,
    pub(super) counts: Counts,
    /// In the period that it is compared with, if it was counted there.
    pub(super) before: Option<Counts>,
}

/// Rows, groups and total.
#[derive(Debug)]
pub(super) struct Lines {
    pub(super) rows: Vec<Line>,
    pub(super) groups: Vec<Line>,
    pub(super) total: Line,
}

/// Who there is, and what rows are made of them.
#[derive(Debug)]
pub(super) struct Views {
    by: By,
    open: bool,
    offices: Vec<Office>,
    by_code: HashMap<String, usize>,
    groups: Vec<String>,
    by_group: HashMap<String, usize>,
    period: Period,
    compared: Option<Period>,
    /// Offices that are listed although nothing was counted.
    listed: Vec<usize>,
}

impl Views {
    /// With no agencies every code that is met becomes an office of its own.
    pub(super) fn new(by: By, agencies: Option<&Agencies>, period: &Period, compared: Option<&Period>) -> Self {
        let mut views = Self {
            by,
            open: agencies.is_none(),
            offices: Vec::new(),
            by_code: HashMap::new(),
            groups: Vec::new(),
            by_group: HashMap::new(),
            period: period.clone(),
            compared: compared.cloned(),
            listed: Vec::new(),
        };
        for agency in agencies.into_iter().flat_map(Agencies::iter) {
            let group = agency.group.as_ref().map(|name| views.group(name));
            let (code, name) = (agency.code.clone(), agency.name.clone());
            let index = views.add(Office { code, name, level: Some(agency.level), group });
            let gone = agency.valid_to.zip(period.from).is_some_and(|(last, from)| last < from);
            let unborn = agency.valid_from.zip(period.to).is_some_and(|(first, to)| to < first);
            if by == By::Agency && !gone && !unborn {
                views.listed.push(index);
            }
        }
        views
    }

    fn group(&mut self, name: &str) -> usize {
        *self.by_group.entry(folded(name)).or_insert_with(|| {
            self.groups.push(name.to_owned());
            self.groups.len() - 1
        })
    }

    fn add(&mut self, office: Office) -> usize {
        // As written too: most registers spell a code as the agencies file does, and need no folding.
        self.by_code.insert(office.code.clone(), self.offices.len());
        self.by_code.insert(codes::key(&office.code), self.offices.len());
        self.offices.push(office);
        self.offices.len() - 1
    }

    /// The office with this code, where it is known already.
    pub(super) fn known(&self, code: &str) -> Option<usize> {
        self.by_code.get(code).or_else(|| self.by_code.get(&codes::key(code))).copied()
    }

    /// The office with this code; without an agencies file every code is one.
    pub(super) fn office(&mut self, code: &str) -> Option<usize> {
        self.known(code).or_else(|| {
            let office = Office { code: code.to_owned(), name: code.to_owned(), level: None, group: None };
            self.open.then(|| self.add(office))
        })
    }

    /// In which of the asked periods a day lies.
    pub(super) fn slots(&self, day: time::Date) -> Slots {
        Slots::of(day, &self.period, self.compared.as_ref())
    }

    /// Code and name of a known office.
    pub(super) fn named(&self, office: usize) -> (&str, &str) {
        self.offices.get(office).map_or(("", ""), |office| (&office.code, &office.name))
    }

    /// Code and name of every known office.
    pub(super) fn offices(&self) -> impl Iterator<Item = (&str, &str)> {
        self.offices.iter().map(|office| (office.code.as_str(), office.name.as_str()))
    }

    fn key(&self, place: Place, bucket: Bucket, kind: Kind, tally: &Tally) -> Key {
        let office = if let Place::Known(index) = place { self.offices.get(index) } else { None };
        match self.by {
            By::Agency => Key::Office(place),
            By::Group => office.and_then(|office| office.group).map_or(Key::Rest, Key::Group),
            By::Level => office.and_then(|office| office.level).map_or(Key::Rest, Key::Level),
            By::Signer => Key::Signer(place, bucket.signer.map_or("", |text| tally.text(text)).to_owned()),
            By::Kind => Key::Kind(kind),
            By::Month | By::Quarter | By::Half | By::Year => {
                Key::Span(bucket.month.div_euclid(self.by.months().unwrap_or(1)))
            }
        }
    }

    /// Everything that was counted, in rows; without figures beyond the counters' own.
    pub(super) fn lines(&self, tally: &Tally, trust: bool) -> Lines {
        let (mut now, mut then) = (Sums::default(), Sums::default());
        let mut names = BTreeMap::new();
        for index in &self.listed {
            now.rows.entry(Key::Office(Place::Known(*index))).or_default();
        }
        let mut each = |bucket: Bucket, kind: Kind, count: &dyn Fn(&mut Counts)| {
            if kind == Kind::Incoming {
                return; // The receiver's register; no work of its signer's agency.
            }
            let stands = place(bucket.who, tally, &mut names);
            let group = if let Place::Known(index) = stands { self.offices.get(index) } else { None };
            let group = group.and_then(|office| office.group);
            let key = self.key(stands, bucket, kind, tally);
            for (slot, sums) in [(Slots::PERIOD, &mut now), (Slots::COMPARED, &mut then)] {
                if bucket.slots.has(slot) {
                    count(sums.rows.entry(key.clone()).or_default());
                    if let Some(group) = group {
                        count(sums.groups.entry(group).or_default());
                    }
                    count(&mut sums.total);
                }
            }
        };
        for (bucket, kind, flags, n) in tally.cells() {
            each(bucket, kind, &|counts| counts.add(kind, flags, n));
        }
        for (bucket, kind, delays) in tally.delays() {
            each(bucket, kind, &|counts| counts.delayed(delays));
        }
        let compared = self.compared.is_some();
        let line = |key: Key, counts: Counts, before: Option<Counts>| {
            let figures = Figures { period: self.period.name(), ..Figures::of(&counts, trust) };
            Line { figures: self.labelled(&key, figures, &names), key, counts, before }
        };
        let rows = now.rows.into_iter().map(|(key, counts)| {
            let before = self.shifted(&key).and_then(|earlier| then.rows.remove(&earlier));
            line(key, counts, before)
        });
        let rows = rows.collect();
        let groups = now.groups.into_iter().map(|(group, counts)| {
            let before = then.groups.remove(&group);
            line(Key::Group(group), counts, before)
        });
        let groups = groups.collect();
        Lines { rows, groups, total: line(Key::Rest, now.total, compared.then_some(then.total)) }
    }

    /// The row of the other period that a row is compared with: of a span of time the one that lies as far from the beginning.
    fn shifted(&self, key: &Key) -> Option<Key> {
        let compared = self.compared.as_ref()?;
        let Key::Span(span) = key else { return Some(key.clone()) };
        let (apart, months) = (self.period.months_after(compared)?, self.by.months()?);
        (apart % months == 0).then(|| Key::Span(span - apart / months))
    }

    fn labelled(&self, key: &Key, mut row: Figures, names: &BTreeMap<String, String>) -> Figures {
        match key {
            Key::Office(place) => self.office_of(place, &mut row, names),
            Key::Signer(place, name) => {
                self.office_of(place, &mut row, names);
                row.name = (!name.is_empty()).then(|| name.clone());
            }
            Key::Group(index) => {
                row.group = self.groups.get(*index).cloned();
                row.name.clone_from(&row.group);
            }
            Key::Level(level) => {
                row.level = Some(level.code());
                row.name = row.level.map(str::to_owned);
            }
            Key::Span(span) => {
                row.period = self.span(*span);
                row.name = Some(row.period.clone());
            }
            Key::Kind(kind) => row.name = Some(kind.code().to_owned()),
            Key::Rest => {}
        }
        row
    }

    fn office_of(&self, place: &Place, row: &mut Figures, names: &BTreeMap<String, String>) {
        match place {
            Place::Known(index) => {
                let Some(office) = self.offices.get(*index) else { return };
                row.agency = Some(office.code.clone());
                row.name = Some(office.name.clone());
                row.level = office.level.map(Level::code);
                row.group = office.group.and_then(|group| self.groups.get(group).cloned());
            }
            Place::Named(folded) => row.name = names.get(folded).cloned(),
            Place::Nameless => {}
        }
    }

    /// `2018-05`, `2018-Q2`, `2018-H1`, `2018`.
    fn span(&self, span: i32) -> String {
        let months = self.by.months().unwrap_or(1);
        let (year, part) = ((span * months).div_euclid(12), (span * months).rem_euclid(12) / months + 1);
        match self.by {
            By::Month => format!("{year}-{part:02}"),
            By::Quarter => format!("{year}-Q{part}"),
            By::Half => format!("{year}-H{part}"),
            _ => year.to_string(),
        }
    }

    /// Does what belongs to this office stand in this row? Only where rows are made of offices.
    pub(super) fn holds(&self, key: &Key, office: Option<usize>) -> bool {
        let at = office.and_then(|index| self.offices.get(index));
        match key {
            Key::Office(Place::Known(index)) => office == Some(*index),
            Key::Group(group) => at.is_some_and(|office| office.group == Some(*group)),
            Key::Level(level) => at.is_some_and(|office| office.level == Some(*level)),
            _ => false,
        }
    }

    /// Are rows made of offices?
    pub(super) fn of_offices(&self) -> bool {
        matches!(self.by, By::Agency | By::Group | By::Level)
    }
}

/// Where an office stands; a name is remembered as it was written.
fn place(who: Who, tally: &Tally, names: &mut BTreeMap<String, String>) -> Place {
    match who {
        Who::Known(index) => Place::Known(index as usize),
        Who::Unknown(text) => {
            let name = text.map(|text| tally.text(text)).filter(|name| !name.trim().is_empty());
            let Some(name) = name else { return Place::Nameless };
            // Of several spellings the first in order: the same whatever was met first.
            let known = names.entry(folded(name)).or_insert_with(|| name.to_owned());
            if name < known.as_str() {
                name.clone_into(known);
            }
            Place::Named(folded(name))
        }
    }
}
