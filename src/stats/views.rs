//! Buckets of counters: by agency, group, level, time, signer or kind; ranks; and the shape that is shown.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use super::agencies::{Agencies, Level, codes};
use super::dates::Period;
use super::figures::{figures, rank};
use super::indicators::{Counts, Rate};
use super::tally::{Bucket, Tally, Who};
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
}

/// One row of figures, as `kyso stats --format json` gives it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[allow(missing_docs)] // The contract of the command line names them.
pub struct Figures {
    pub agency: Option<String>,
    pub name: Option<String>,
    pub level: Option<&'static str>,
    pub group: Option<String>,
    pub period: String,
    pub documents: u64,
    pub electronic: u64,
    pub signed: u64,
    pub leader_signed: u64,
    pub agency_signed: u64,
    pub fully_signed: u64,
    pub declared_leader_signed: u64,
    pub declared_agency_signed: u64,
    pub timestamped: u64,
    pub valid: u64,
    pub invalid: u64,
    pub unreadable: u64,
    pub missing: u64,
    pub dossiers: u64,
    pub dossiers_electronic: u64,
    pub electronic_rate: Option<Rate>,
    pub signed_rate: Option<Rate>,
    pub fully_signed_rate: Option<Rate>,
    pub dossier_rate: Option<Rate>,
    pub median_days_to_sign: Option<f64>,
    pub median_hours_leader_to_agency: Option<f64>,
    pub certs_expiring_90d: Option<u64>,
    pub score: Option<f64>,
    pub rank: Option<u64>,
    pub previous: Option<Rate>,
    pub delta: Option<f64>,
}

/// What could not be put to an agency or a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Unmatched {
    /// Files of the archive.
    pub files: u64,
    /// Rows of registers and records of the ledger.
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
    /// As `--by`.
    pub by: &'static str,
    /// What each figure means.
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
            let text = |cell: &Option<String>| cell.as_deref().map(plain);
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

/// Text that a spreadsheet does not take for a formula: a name from a certificate is a stranger's (CWE-1236).
fn plain(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

/// Who is counted: an agency of the file, or where there is no file, a code as found.
#[derive(Clone, Debug)]
pub(super) struct Office {
    pub(super) code: String,
    name: String,
    level: Option<Level>,
    group: Option<usize>,
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Index(usize),
    Level(Option<Level>),
    Span(i32, u8),
    Text(String),
}

/// All buckets of one run.
pub(super) struct Views {
    by: By,
    open: bool,
    offices: Vec<Office>,
    by_code: HashMap<String, usize>,
    groups: Vec<String>,
    rows: BTreeMap<Key, Counts>,
    by_group: BTreeMap<usize, Counts>,
    total: Counts,
}

impl Views {
    /// With no agencies every code that is met becomes an office of its own.
    pub(super) fn new(by: By, agencies: Option<&Agencies>, period: &Period) -> Self {
        let mut views = Self {
            by,
            open: agencies.is_none(),
            offices: Vec::new(),
            by_code: HashMap::new(),
            groups: Vec::new(),
            rows: BTreeMap::new(),
            by_group: BTreeMap::new(),
            total: Counts::default(),
        };
        for agency in agencies.into_iter().flat_map(Agencies::iter) {
            let group = agency.group.as_ref().map(|name| views.group(name));
            let (code, name) = (agency.code.clone(), agency.name.clone());
            let index = views.add(Office { code, name, level: Some(agency.level), group });
            let gone = agency.valid_to.zip(period.from).is_some_and(|(last, from)| last < from);
            let unborn = agency.valid_from.zip(period.to).is_some_and(|(first, to)| to < first);
            if by == By::Agency && !gone && !unborn {
                views.rows.insert(Key::Index(index), Counts::default());
            }
        }
        views
    }

    fn group(&mut self, name: &str) -> usize {
        let known = self.groups.iter().position(|group| folded(group) == folded(name));
        known.unwrap_or_else(|| {
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

    /// The office with this code.
    pub(super) fn office(&mut self, code: &str) -> Option<usize> {
        let known = self.by_code.get(code).or_else(|| self.by_code.get(&codes::key(code))).copied();
        known.or_else(|| {
            let office = Office { code: code.to_owned(), name: code.to_owned(), level: None, group: None };
            self.open.then(|| self.add(office))
        })
    }

    /// Sums the cells of known offices.
    pub(super) fn take(&mut self, tally: &Tally) {
        for (bucket, kind, flags, n) in tally.cells() {
            self.count(tally, bucket, kind, &|counts| counts.add(kind, flags, n));
        }
        for (bucket, kind, delays) in tally.delays() {
            self.count(tally, bucket, kind, &|counts| counts.delayed(delays));
        }
    }

    /// Lets `each` count wherever this bucket belongs.
    fn count(&mut self, tally: &Tally, bucket: Bucket, kind: Kind, each: &dyn Fn(&mut Counts)) {
        let Who::Known(office) = bucket.who else { return };
        let (office, (year, month)) = (office as usize, bucket.year_month());
        let at = &self.offices[office];
        let key = match self.by {
            By::Agency => Key::Index(office),
            By::Group => Key::Index(at.group.unwrap_or(usize::MAX)),
            By::Level => Key::Level(at.level),
            By::Month => Key::Span(year, month),
            By::Quarter => Key::Span(year, month.div_ceil(3)),
            By::Half => Key::Span(year, month.div_ceil(6)),
            By::Year => Key::Span(year, 0),
            By::Signer => Key::Text(bucket.signer.map_or("", |place| tally.text(place)).to_owned()),
            By::Kind => Key::Text(kind.code().to_owned()),
        };
        each(self.rows.entry(key).or_default());
        if let Some(group) = at.group {
            each(self.by_group.entry(group).or_default());
        }
        each(&mut self.total);
    }

    /// Rows, groups and total.
    pub(super) fn finish(&mut self, period: &str, trust: bool, ranked: bool) -> (Vec<Figures>, Vec<Figures>, Figures) {
        let rows = std::mem::take(&mut self.rows).into_iter();
        let mut rows: Vec<_> = rows.map(|(key, counts)| self.labelled(&key, figures(&counts, trust), period)).collect();
        if ranked {
            rank(&mut rows);
        }
        let groups = std::mem::take(&mut self.by_group).into_iter().map(|(group, counts)| {
            let group = Some(self.groups[group].clone());
            Figures { name: group.clone(), group, period: period.to_owned(), ..figures(&counts, trust) }
        });
        let groups = groups.collect();
        let total = Figures { period: period.to_owned(), ..figures(&std::mem::take(&mut self.total), trust) };
        (rows, groups, total)
    }

    fn labelled(&self, key: &Key, mut row: Figures, period: &str) -> Figures {
        let group = |index: usize| self.groups.get(index).cloned();
        period.clone_into(&mut row.period);
        match (self.by, key) {
            (By::Agency, Key::Index(index)) => {
                let office = &self.offices[*index];
                row.agency = Some(office.code.clone());
                row.name = Some(office.name.clone());
                row.level = office.level.map(Level::code);
                row.group = office.group.and_then(group);
            }
            (_, Key::Index(index)) => {
                row.group = group(*index);
                row.name.clone_from(&row.group);
            }
            (_, Key::Level(level)) => {
                row.level = level.map(Level::code);
                row.name = row.level.map(str::to_owned);
            }
            (by, Key::Span(year, part)) => {
                row.period = match by {
                    By::Month => format!("{year}-{part:02}"),
                    By::Quarter => format!("{year}-Q{part}"),
                    By::Half => format!("{year}-H{part}"),
                    _ => year.to_string(),
                };
                row.name = Some(row.period.clone());
            }
            (_, Key::Text(text)) => row.name = (!text.is_empty()).then(|| text.clone()),
        }
        row
    }
}
