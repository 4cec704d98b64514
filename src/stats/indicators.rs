//! Rates: a part of a whole, exact until it is shown.

use std::cmp::Ordering;

use num_bigint::BigUint;
use serde::{Serialize, Serializer};

use super::counts::{Count, Counts};

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

    /// From `before` to this one, in points: what a reader finds with a pencil from the two figures that he sees.
    pub fn since(self, before: Self) -> f64 {
        tenths(i64::try_from(self.0).unwrap_or(i64::MAX) - i64::try_from(before.0).unwrap_or(i64::MAX))
    }
}

/// A count of tenths below 2^53 divided by 10 prints with one decimal.
#[allow(clippy::cast_precision_loss)]
pub(super) fn tenths(tenths: i64) -> f64 {
    tenths as f64 / 10.0
}

impl Serialize for Rate {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(tenths(i64::try_from(self.0).unwrap_or(i64::MAX)))
    }
}

impl std::fmt::Display for Rate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}", self.0 / 10, self.0 % 10)
    }
}

/// A rate that tables show, targets are set for, and scores are made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // kyso-stats(1) says what each is.
pub enum Indicator {
    ElectronicRate,
    SignedRate,
    LeaderSignedRate,
    AgencySignedRate,
    FullySignedRate,
    TimestampedRate,
    DossierRate,
}

impl Indicator {
    /// All.
    pub const ALL: [Self; 7] = [
        Self::ElectronicRate,
        Self::SignedRate,
        Self::LeaderSignedRate,
        Self::AgencySignedRate,
        Self::FullySignedRate,
        Self::TimestampedRate,
        Self::DossierRate,
    ];

    /// Its name as a column.
    pub fn key(self) -> &'static str {
        match self {
            Self::ElectronicRate => "electronic_rate",
            Self::SignedRate => "signed_rate",
            Self::LeaderSignedRate => "leader_signed_rate",
            Self::AgencySignedRate => "agency_signed_rate",
            Self::FullySignedRate => "fully_signed_rate",
            Self::TimestampedRate => "timestamped_rate",
            Self::DossierRate => "dossier_rate",
        }
    }

    /// By its name as a column.
    pub fn of_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|indicator| indicator.key() == key)
    }

    /// What is divided by what, where registers are taken at their word or not.
    pub fn parts(self, trust: bool) -> (Count, Count) {
        let part = match self {
            Self::ElectronicRate => return (Count::Electronic, Count::Documents),
            Self::DossierRate => return (Count::DossiersElectronic, Count::Dossiers),
            Self::SignedRate => Count::Signed.trusting(trust),
            Self::FullySignedRate => Count::FullySigned.trusting(trust),
            Self::LeaderSignedRate if trust => Count::DeclaredLeader,
            Self::LeaderSignedRate => Count::LeaderSigned,
            Self::AgencySignedRate if trust => Count::DeclaredAgency,
            Self::AgencySignedRate => Count::AgencySigned,
            Self::TimestampedRate => Count::Timestamped,
        };
        (part, Count::Electronic)
    }

    /// Part and whole; nothing where the whole is 0, or where it is not known which documents are electronic.
    pub(super) fn fraction(self, counts: &Counts, trust: bool) -> Option<(u64, u64)> {
        let (part, whole) = self.parts(trust);
        let known = self != Self::ElectronicRate || counts.get(Count::MediumNotSaid) == 0;
        Some((counts.get(part), counts.get(whole))).filter(|(_, whole)| known && *whole > 0)
    }

    /// As it is shown.
    pub(super) fn rate(self, counts: &Counts, trust: bool) -> Option<Rate> {
        self.fraction(counts, trust).and_then(|(part, whole)| Rate::of(part, whole))
    }
}

/// An exact number not below 0: ranks and scores are compared by it, never by what is shown of it.
#[derive(Clone, Debug)]
pub(super) struct Fraction {
    part: BigUint,
    whole: BigUint,
}

impl Fraction {
    /// `part` ÷ `whole`, which is not 0.
    pub(super) fn new(part: impl Into<BigUint>, whole: impl Into<BigUint>) -> Self {
        Self { part: part.into(), whole: whole.into() }
    }

    pub(super) fn plus(&self, other: &Self) -> Self {
        Self::new(&self.part * &other.whole + &other.part * &self.whole, &self.whole * &other.whole)
    }

    pub(super) fn times(&self, part: u64, whole: u64) -> Self {
        Self::new(&self.part * part, &self.whole * whole)
    }

    /// Times `scale` as a whole number, half up; nothing above `u64`.
    pub(super) fn rounded(&self, scale: u64) -> Option<u64> {
        ((&self.part * scale * 2_u32 + &self.whole) / (&self.whole * 2_u32)).try_into().ok()
    }
}

impl Ord for Fraction {
    fn cmp(&self, other: &Self) -> Ordering {
        (&self.part * &other.whole).cmp(&(&other.part * &self.whole))
    }
}

impl PartialOrd for Fraction {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Fraction {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Fraction {}

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
    fn a_change_is_that_of_the_figures_that_are_read() {
        // 66.64 → 66.6 and 66.66 → 66.7: a change of two hundredths reads as 0.1, as the printed figures do.
        let (before, now) = (Rate::of(6664, 10_000).unwrap(), Rate::of(6666, 10_000).unwrap());
        assert!((now.since(before) - 0.1).abs() < f64::EPSILON);
        assert!((before.since(now) + 0.1).abs() < f64::EPSILON);
    }

    #[test]
    fn fractions_are_equal_where_their_values_are() {
        let fraction = |part: u64, whole: u64| Fraction::new(part, whole);
        assert_eq!(fraction(1, 3), fraction(2, 6));
        assert!(fraction(u64::MAX - 1, u64::MAX) < fraction(1, 1));
        assert_eq!(fraction(1, 3).plus(&fraction(1, 6)), fraction(1, 2));
        assert_eq!(fraction(1, 8).rounded(100), Some(13), "12.5 goes up");
    }
}
