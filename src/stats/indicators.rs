//! Counters, and the figures made of them.

use super::facts::Facts;
use super::register::Row;
use super::tally::{Delays, Histogram};
use crate::ledger::{Flags, Kind};

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
    pub days: Histogram,
    /// Minutes from the leader's signature to the agency's.
    pub minutes: Histogram,
}

/// What a row counts as.
pub(super) fn flags_of(row: &Row<'_>, found: Found<'_>) -> Flags {
    if row.kind == Kind::Dossier {
        return Flags::default().with(Flags::ELECTRONIC, row.electronic == Some(true));
    }
    let judged = matches!(found, Found::Judged(_));
    // A register without the column says nothing of paper: what has a file is electronic.
    let electronic = row.electronic.unwrap_or(judged || row.file.is_some());
    let flags = Flags::default()
        .with(Flags::ELECTRONIC, electronic)
        .with(Flags::MEDIUM_SAID, row.electronic.is_some())
        .with(Flags::DECLARED_LEADER, row.signed_leader == Some(true))
        .with(Flags::DECLARED_AGENCY, row.signed_agency == Some(true));
    match found {
        Found::Judged(facts) => flags.with(facts.flags, electronic),
        Found::Missing => flags.with(Flags::MISSING, electronic),
        Found::NotSought => flags,
    }
}

impl Counts {
    /// Counts `n` things of one kind and the same properties. What came in is the receiver's register, no work of an agency.
    pub(super) fn add(&mut self, kind: Kind, flags: Flags, n: u64) {
        let (leader, agency) = (flags.has(Flags::DECLARED_LEADER), flags.has(Flags::DECLARED_AGENCY));
        let electronic = flags.has(Flags::ELECTRONIC);
        let all = |given: bool| if given { n } else { 0 };
        match kind {
            Kind::Incoming => return,
            Kind::Dossier => {
                self.dossiers += n;
                self.dossiers_electronic += all(electronic);
                return;
            }
            Kind::Document => {}
        }
        self.documents += n;
        self.electronic += all(electronic);
        self.medium_not_said += all(!flags.has(Flags::MEDIUM_SAID));
        self.declared_leader_signed += all(leader);
        self.declared_agency_signed += all(agency);
        self.declared_signed += all(electronic && (leader || agency));
        self.declared_fully_signed += all(electronic && leader && agency);
        self.signed += all(flags.has(Flags::SIGNED));
        self.leader_signed += all(flags.has(Flags::LEADER));
        self.agency_signed += all(flags.has(Flags::AGENCY));
        self.fully_signed += all(flags.has(Flags::FULLY));
        self.timestamped += all(flags.has(Flags::TIMESTAMPED));
        self.valid += all(flags.has(Flags::VALID));
        self.invalid += all(flags.has(Flags::INVALID));
        self.unreadable += all(flags.has(Flags::UNREADABLE));
        self.missing += all(flags.has(Flags::MISSING));
    }

    /// Counts delays.
    pub(super) fn delayed(&mut self, delays: &Delays) {
        for (histogram, values) in [(&mut self.days, &delays.days), (&mut self.minutes, &delays.minutes)] {
            values.iter().for_each(|(value, n)| *histogram.entry(*value).or_default() += n);
        }
    }
}

/// The middle one; of an even number the mean of the two in the middle. In tenths, half up.
pub(super) fn median_tenths(values: &Histogram, unit: i64) -> Option<i64> {
    let total: u64 = values.values().sum();
    let at = |place: u64| {
        let mut before = 0;
        values.iter().find_map(|(value, n)| {
            before += n;
            (before > place).then_some(*value)
        })
    };
    let upper = at(total / 2)?;
    let lower = if total.is_multiple_of(2) { at((total / 2).checked_sub(1)?)? } else { upper };
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
        let median = |values: &[i64], unit| {
            let mut histogram = Histogram::new();
            for value in values {
                *histogram.entry(*value).or_default() += 1;
            }
            median_tenths(&histogram, unit)
        };
        assert_eq!(median(&[3, 1, 2], 1), Some(20));
        assert_eq!(median(&[1, 2], 1), Some(15));
        assert_eq!(median(&[5, 5, 9, 5], 1), Some(50));
        assert_eq!(median(&[90], 60), Some(15), "ninety minutes are 1.5 hours");
        assert_eq!(median(&[], 1), None);
    }
}
