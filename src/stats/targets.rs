//! Targets: the percentage that a group, a level, an agency or everybody is to reach, and who misses it.
//!
//! A target is met by the exact fraction, not by what is shown of it: 94.96 % reads 95.0 and misses 95 by the documents that
//! are still short. Where several targets for one rate apply to an office the nearest is taken: its own, its group's, its
//! level's, everybody's.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Error;
use super::agencies::{Agencies, Level, codes};
use super::counts::Counts;
use super::decimal::{Decimal, Written};
use super::figures::Figures;
use super::indicators::{Indicator, Rate};
use super::text::folded;
use super::yardstick::{self, Entry, Slip, SlipKind, slips, text};

/// One target of the file, and what came of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Target {
    /// For this agency alone.
    pub agency: Option<String>,
    /// For the agencies of this group.
    pub group: Option<String>,
    /// For the agencies of this level.
    pub level: Option<&'static str>,
    /// Which rate.
    pub indicator: &'static str,
    /// What is to be reached.
    pub percent: Decimal,
    /// How many rows it applies to that have something to count.
    pub measured: u64,
    /// Those below it, in the order of rows.
    pub missed: Vec<Miss>,
    #[serde(skip)]
    rate: Indicator,
}

/// A row below its target.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Miss {
    /// Code of the agency.
    pub agency: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// What was reached.
    pub rate: Option<Rate>,
    /// The target less the rate as shown, in points.
    pub points: Decimal,
    /// How many documents more would have met it.
    pub short: u64,
}

/// One entry as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    #[serde(default)]
    agency: String,
    #[serde(default)]
    group: String,
    #[serde(default)]
    level: String,
    indicator: String,
    percent: Written,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    target: Vec<Raw>,
}

/// Reads a file: TOML with `[[target]]` tables where its name ends in `.toml`, otherwise CSV with the same names as heading.
///
/// # Errors
///
/// [`Error::Read`], or [`Error::Yardstick`] with every fault.
pub(super) fn read(path: &Path, agencies: Option<&Agencies>) -> Result<Vec<Target>, Error> {
    let (text, toml) = text(path)?;
    let (raws, first) =
        if toml { (yardstick::toml::<File>(path, &text)?.target, 1) } else { (yardstick::rows(path, &text)?, 2) };
    let mut faults = Vec::new();
    let mut targets: Vec<(u64, Target)> = Vec::new();
    for (place, raw) in (first..).zip(&raws) {
        let Some(target) = target(raw, agencies, &mut Entry { place, slips: &mut faults }) else { continue };
        let same = |(_, known): &&(u64, Target)| {
            let scope = |target: &Target| (target.agency.clone(), target.group.clone(), target.level);
            known.rate == target.rate && scope(known) == scope(&target)
        };
        match targets.iter().find(same) {
            Some((earlier, _)) => faults.push(Slip { place, key: "", kind: SlipKind::Twice(*earlier) }),
            None => targets.push((place, target)),
        }
    }
    if raws.is_empty() {
        faults.push(Slip { place: 0, key: "target", kind: SlipKind::Nothing });
    }
    if faults.is_empty() {
        Ok(targets.into_iter().map(|(_, target)| target).collect())
    } else {
        Err(slips(path, faults))
    }
}

fn target(raw: &Raw, agencies: Option<&Agencies>, entry: &mut Entry<'_>) -> Option<Target> {
    let before = entry.slips.len();
    let rate = entry.indicator(&raw.indicator);
    let percent = entry.number("percent", &raw.percent, Decimal(0), Decimal::HUNDRED);
    let given = [&raw.agency, &raw.group, &raw.level].iter().filter(|text| !text.is_empty()).count();
    if given > 1 {
        entry.slip("", SlipKind::TwoScopes);
    }
    let mut target = Target {
        agency: None,
        group: None,
        level: None,
        indicator: rate.map_or("", Indicator::key),
        percent,
        measured: 0,
        missed: Vec::new(),
        rate: rate?,
    };
    if !raw.agency.is_empty() {
        let known = agencies.map(|agencies| agencies.get(&raw.agency).map(|agency| agency.code.clone()));
        match known.unwrap_or_else(|| Some(raw.agency.clone())) {
            Some(code) => target.agency = Some(code),
            None => entry.slip("agency", SlipKind::UnknownAgency(raw.agency.clone())),
        }
    }
    if !raw.group.is_empty() {
        let groups = agencies.into_iter().flat_map(Agencies::iter).filter_map(|agency| agency.group.as_ref());
        match groups.into_iter().find(|group| folded(group) == folded(&raw.group)) {
            Some(group) => target.group = Some(group.clone()),
            None => entry.slip("group", SlipKind::UnknownGroup(raw.group.clone())),
        }
    }
    if !raw.level.is_empty() {
        target.level = Level::ALL.map(Level::code).into_iter().find(|code| *code == folded(&raw.level));
        if target.level.is_none() {
            entry.slip("level", SlipKind::Level(raw.level.clone()));
        }
    }
    (entry.slips.len() == before).then_some(target)
}

impl Target {
    /// How near it is to this row; nothing where it does not apply.
    fn nearness(&self, row: &Figures) -> Option<u8> {
        let same = |one: &str, other: &Option<String>| other.as_deref().is_some_and(|o| folded(o) == folded(one));
        match (&self.agency, &self.group, self.level) {
            (Some(code), ..) => row.agency.as_deref().is_some_and(|of| codes::key(of) == codes::key(code)).then_some(3),
            (_, Some(group), _) => same(group, &row.group).then_some(2),
            (_, _, Some(level)) => (row.level == Some(level)).then_some(1),
            (None, None, None) => Some(0),
        }
    }

    /// How many more of `whole` would meet it.
    fn short(&self, part: u64, whole: u64) -> u64 {
        let needed = (u128::from(self.percent.0) * u128::from(whole)).div_ceil(u128::from(Decimal::HUNDRED.0));
        u64::try_from(needed).unwrap_or(u64::MAX).saturating_sub(part)
    }
}

/// Measures one row by every target that applies to it; `listed` says whether it is named among those who miss.
pub(super) fn measure(targets: &mut [Target], row: &mut Figures, counts: &Counts, trust: bool, listed: bool) {
    for rate in Indicator::ALL {
        let near = |target: &Target| target.nearness(row).filter(|_| target.rate == rate);
        let nearest =
            (0..targets.len()).filter(|at| near(&targets[*at]).is_some()).max_by_key(|at| near(&targets[*at]));
        let Some(target) = nearest.map(|at| &mut targets[at]) else { continue };
        let Some((part, whole)) = rate.fraction(counts, trust) else { continue };
        let short = target.short(part, whole);
        let misses = row.misses.get_or_insert(0);
        *misses += u64::from(short > 0);
        // Of several the one that the table is about: what is ranked by, else the first of the rates.
        if row.target.is_none() || rate == Indicator::SignedRate {
            row.target = Some(target.percent.value());
        }
        target.measured += u64::from(listed);
        if short > 0 && listed {
            let shown = Rate::of(part, whole);
            let points = target.percent.0.saturating_sub(shown.map_or(0, |rate| rate.0) * 100);
            let (agency, name) = (row.agency.clone(), row.name.clone());
            target.missed.push(Miss { agency, name, rate: shown, points: Decimal(points), short });
        }
    }
}
