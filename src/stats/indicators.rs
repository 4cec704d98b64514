//! Counters, and the figures made of them.

use time::Date;

use super::facts::Facts;
use super::register::{Kind, Row};

/// A percentage with one decimal, in tenths: `927` is 92.7 %.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rate(pub u64);

impl Rate {
    /// `part` of `whole`, half up, from integers; nothing where `whole` is 0.
    pub fn of(part: u64, whole: u64) -> Option<Self> {
        let (part, whole) = (u128::from(part), u128::from(whole));
        // (1000 × part ÷ whole) + ½, without a fraction on the way. Never above u64: part and whole are counts.
        (part * 2000 + whole).checked_div(whole * 2).map(|tenths| Self(tenths as u64))
    }
}

impl serde::Serialize for Rate {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A count of tenths below 2^53 divided by 10 prints with one decimal.
        #[allow(clippy::cast_precision_loss)]
        serializer.serialize_f64(self.0 as f64 / 10.0)
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// What a file is to a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found<'a> {
    /// No documents were looked at.
    NotSought,
    /// Looked for, not there.
    Missing,
    /// Judged.
    Judged(&'a Facts),
}

/// The counters of one bucket. Columns as in `kyso stats`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub(super) struct Counts {
    pub documents: u64,
    pub electronic: u64,
    pub signed: u64,
    pub leader_signed: u64,
    pub agency_signed: u64,
    pub fully_signed: u64,
    pub declared_leader_signed: u64,
    pub declared_agency_signed: u64,
    /// Electronic, and declared signed by the leader or the agency.
    pub declared_signed: u64,
    /// Electronic, and declared signed by both.
    pub declared_fully_signed: u64,
    pub timestamped: u64,
    pub valid: u64,
    pub invalid: u64,
    pub unreadable: u64,
    pub missing: u64,
    /// Rows of registers that have no column for it.
    pub medium_not_said: u64,
    pub dossiers: u64,
    pub dossiers_electronic: u64,
    /// Days from the document's date to the leader's signature.
    pub days: Vec<i32>,
    /// Minutes from the leader's signature to the agency's.
    pub minutes: Vec<i64>,
}

impl Counts {
    /// Counts a row of a register.
    pub(super) fn row(&mut self, row: &Row<'_>, found: Found<'_>) {
        if row.kind == Kind::Dossier {
            self.dossiers += 1;
            self.dossiers_electronic += u64::from(row.electronic == Some(true));
            return;
        }
        let judged = matches!(found, Found::Judged(_));
        // A register without the column says nothing of paper: what has a file is electronic.
        let electronic = row.electronic.unwrap_or(judged || row.file.is_some());
        self.documents += 1;
        self.electronic += u64::from(electronic);
        self.medium_not_said += u64::from(row.electronic.is_none());
        let (leader, agency) = (row.signed_leader == Some(true), row.signed_agency == Some(true));
        self.declared_leader_signed += u64::from(leader);
        self.declared_agency_signed += u64::from(agency);
        self.declared_signed += u64::from(electronic && (leader || agency));
        self.declared_fully_signed += u64::from(electronic && leader && agency);
        match found {
            Found::Judged(facts) if electronic => self.facts(facts, Some(row.date)),
            Found::Missing if electronic => self.missing += 1,
            _ => {}
        }
    }

    /// Counts a judged file that is in no register.
    pub(super) fn file(&mut self, facts: &Facts) {
        self.documents += 1;
        self.electronic += 1;
        self.facts(facts, None);
    }

    fn facts(&mut self, facts: &Facts, date: Option<Date>) {
        self.signed += u64::from(facts.signed);
        self.leader_signed += u64::from(facts.leader);
        self.agency_signed += u64::from(facts.agency);
        self.fully_signed += u64::from(facts.fully);
        self.timestamped += u64::from(facts.timestamped);
        self.valid += u64::from(facts.valid);
        self.invalid += u64::from(facts.invalid);
        self.unreadable += u64::from(facts.unreadable);
        if let (Some(date), Some(signed)) = (date, facts.leader_time) {
            self.days.push(super::day(signed).to_julian_day() - date.to_julian_day());
        }
        if let (Some(leader), Some(agency)) = (facts.leader_time, facts.agency_time) {
            self.minutes.push((agency - leader).whole_minutes());
        }
    }
}

/// The middle one; of an even number the mean of the two in the middle. In tenths, half up.
pub(super) fn median_tenths(values: &mut [i64], unit: i64) -> Option<i64> {
    values.sort_unstable();
    let middle = values.len() / 2;
    let upper = *values.get(middle)?;
    let lower = if values.len().is_multiple_of(2) { *values.get(middle.checked_sub(1)?)? } else { upper };
    Some(((lower + upper) * 10 + unit).div_euclid(2 * unit))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_half_up_from_integers_and_null_over_nothing() {
        let shown = |part, whole| Rate::of(part, whole).map(|rate| rate.to_string());
        assert_eq!(shown(63_744, 77_855).as_deref(), Some("81.9"));
        assert_eq!(shown(114_438, 123_049).as_deref(), Some("93.0"));
        assert_eq!(shown(1, 2000).as_deref(), Some("0.1"), "0.05 goes up");
        assert_eq!(shown(2, 3).as_deref(), Some("66.7"));
        assert_eq!(shown(7, 7).as_deref(), Some("100.0"));
        assert_eq!(shown(0, 0), None);
        assert_eq!(serde_json::to_string(&Rate::of(927, 1000)).ok().as_deref(), Some("92.7"));
    }

    #[test]
    fn the_median_of_an_even_number_is_between() {
        assert_eq!(median_tenths(&mut [3, 1, 2], 1), Some(20));
        assert_eq!(median_tenths(&mut [1, 2], 1), Some(15));
        assert_eq!(median_tenths(&mut [90], 60), Some(15), "ninety minutes are 1.5 hours");
        assert_eq!(median_tenths(&mut [], 1), None);
    }
}
