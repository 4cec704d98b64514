//! Scores: rates turned into points by an office's own rules, with the evidence beside them.
//!
//! A criterion gives its points in proportion to a rate: all of them from `full` on, none below `from`. The score is their
//! exact sum; it is rounded once, at the end, and ranks are made before that.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::Error;
use super::counts::Counts;
use super::decimal::{Decimal, Written};
use super::figures::Figures;
use super::indicators::{Fraction, Indicator, Rate};
use super::yardstick::{self, Entry, Slip, SlipKind, slips, text};

/// The rules of one file.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Scoring {
    /// What they are called, as in the decision that made them.
    pub name: Option<String>,
    /// The sum of all points that there are.
    pub maximum: Decimal,
    /// Decimals of a score, half up.
    pub decimals: u8,
    /// In the file's order.
    pub criteria: Vec<Criterion>,
}

/// One criterion.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Criterion {
    /// The rate.
    pub indicator: &'static str,
    /// At most so many points.
    pub points: Decimal,
    /// Below this percentage there are none.
    pub from: Decimal,
    /// From this percentage on there are all.
    pub full: Decimal,
    /// What an office gets that has nothing to count.
    pub empty: Empty,
    /// Where the evidence is, in the office's words.
    pub source: Option<String>,
    #[serde(skip)]
    rate: Indicator,
}

/// What becomes of a criterion with nothing to count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Empty {
    /// Left out: the other criteria stand for the whole.
    #[default]
    Skip,
    /// No points.
    None,
    /// All points.
    Full,
}

/// How one row came to its score.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Score {
    /// Code of the agency.
    pub agency: Option<String>,
    /// What the row is called.
    pub name: Option<String>,
    /// As in the row.
    pub score: Option<f64>,
    /// One for each criterion, in the same order.
    pub criteria: Vec<Earned>,
}

/// What one criterion gave.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Earned {
    /// The rate.
    pub indicator: &'static str,
    /// So many…
    pub part: u64,
    /// …of so many.
    pub whole: u64,
    /// As shown.
    pub rate: Option<Rate>,
    /// Nothing where it is left out.
    pub points: Option<f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: Option<String>,
    decimals: Option<u8>,
    #[serde(default)]
    criterion: Vec<Raw>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    indicator: String,
    points: Written,
    from: Option<Written>,
    full: Option<Written>,
    #[serde(default)]
    empty: String,
    source: Option<String>,
}

/// Reads a file (TOML).
///
/// # Errors
///
/// [`Error::Read`], or [`Error::Yardstick`] with every fault.
pub(super) fn read(path: &Path) -> Result<Scoring, Error> {
    let (text, _) = text(path)?;
    let file: File = yardstick::toml(path, &text)?;
    let mut faults = Vec::new();
    let decimals = file.decimals.unwrap_or(2);
    if decimals > 3 {
        let kind = SlipKind::Number { found: decimals.to_string(), least: Decimal(0), most: Decimal(3000) };
        faults.push(Slip { place: 0, key: "decimals", kind });
    }
    let mut criteria: Vec<Criterion> = Vec::new();
    for (place, raw) in (1..).zip(file.criterion) {
        let Some(criterion) = criterion(raw, &mut Entry { place, slips: &mut faults }) else { continue };
        if let Some(earlier) = (1..).zip(&criteria).find(|(_, known)| known.rate == criterion.rate) {
            faults.push(Slip { place, key: "indicator", kind: SlipKind::Twice(earlier.0) });
        }
        criteria.push(criterion);
    }
    if criteria.is_empty() && faults.is_empty() {
        faults.push(Slip { place: 0, key: "criterion", kind: SlipKind::Nothing });
    }
    if !faults.is_empty() {
        return Err(slips(path, faults));
    }
    let maximum = Decimal(criteria.iter().map(|criterion| criterion.points.0).sum());
    Ok(Scoring { name: file.name, maximum, decimals, criteria })
}

fn criterion(raw: Raw, entry: &mut Entry<'_>) -> Option<Criterion> {
    let rate = entry.indicator(&raw.indicator);
    let least = Decimal(1);
    let points = entry.number("points", &raw.points, least, Decimal(1_000_000_000));
    let full = raw.full.map_or(Decimal::HUNDRED, |full| entry.number("full", &full, least, Decimal::HUNDRED));
    let from = raw.from.map_or(Decimal(0), |from| entry.number("from", &from, Decimal(0), full));
    let empty = match raw.empty.as_str() {
        "" | "skip" => Empty::Skip,
        "none" => Empty::None,
        "full" => Empty::Full,
        _ => {
            entry.slip("empty", SlipKind::Word { found: raw.empty, known: "skip, none, full" });
            Empty::Skip
        }
    };
    let rate = rate?;
    Some(Criterion { indicator: rate.key(), points, from, full, empty, source: raw.source, rate })
}

impl Criterion {
    /// Its points for these counters, in thousandths; nothing where it is left out.
    fn earned(&self, counts: &Counts, trust: bool) -> Option<Fraction> {
        let all = Fraction::new(self.points.0, 1_u32);
        let Some((part, whole)) = self.rate.fraction(counts, trust) else {
            return match self.empty {
                Empty::Skip => None,
                Empty::None => Some(Fraction::new(0_u32, 1_u32)),
                Empty::Full => Some(all),
            };
        };
        let reaches = |percent: Decimal| {
            u128::from(part) * u128::from(Decimal::HUNDRED.0) >= u128::from(percent.0) * u128::from(whole)
        };
        Some(if !reaches(self.from) {
            Fraction::new(0_u32, 1_u32)
        } else if reaches(self.full) {
            all
        } else {
            all.times(part, whole).times(Decimal::HUNDRED.0, self.full.0)
        })
    }
}

impl Scoring {
    /// The row's score as it is ranked, and how it came about; its figure is set. Nothing where every criterion is left out.
    pub(super) fn score(&self, row: &mut Figures, counts: &Counts, trust: bool) -> (Option<Fraction>, Score) {
        let earned: Vec<_> = self.criteria.iter().map(|criterion| criterion.earned(counts, trust)).collect();
        let zero = Fraction::new(0_u32, 1_u32);
        let sum = earned.iter().flatten().fold(zero, |sum, points| sum.plus(points));
        let scored = self.criteria.iter().zip(&earned).filter(|(_, points)| points.is_some());
        let available: u64 = scored.map(|(criterion, _)| criterion.points.0).sum();
        let exact = (available > 0).then(|| sum.times(self.maximum.0, available));
        row.score = exact.as_ref().and_then(|exact| self.shown(exact));
        let criteria = self.criteria.iter().zip(&earned).map(|(criterion, points)| {
            let (part, whole) = criterion.rate.fraction(counts, trust).unwrap_or_default();
            let points = points.as_ref().and_then(|points| self.shown(points));
            Earned { indicator: criterion.indicator, part, whole, rate: Rate::of(part, whole), points }
        });
        let evidence = Score {
            agency: row.agency.clone(),
            name: row.name.clone(),
            score: row.score,
            criteria: criteria.collect(),
        };
        (exact, evidence)
    }

    /// Thousandths as points with the file's decimals, half up.
    #[allow(clippy::cast_precision_loss)] // Below 2^53.
    fn shown(&self, thousandths: &Fraction) -> Option<f64> {
        let scale = 10_u64.pow(u32::from(self.decimals));
        Some(thousandths.times(1, 1000).rounded(scale)? as f64 / scale as f64)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::ledger::{Flags, Kind};

    fn scoring(text: &str) -> Result<Scoring, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("diem.toml");
        fs::write(&path, text).unwrap();
        read(&path).map_err(|error| match error {
            Error::Yardstick { slips, .. } => slips.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "),
            other => other.to_string(),
        })
    }

    fn counts(signed: u64, electronic: u64) -> Counts {
        let mut counts = Counts::default();
        counts.add(Kind::Document, Flags::ELECTRONIC.with(Flags::MEDIUM_SAID, true), electronic - signed);
        counts.add(Kind::Document, Flags(3).with(Flags::SIGNED, true), signed);
        counts
    }

    fn score(rules: &str, signed: u64, electronic: u64) -> Option<f64> {
        let mut row = Figures::default();
        scoring(rules).unwrap().score(&mut row, &counts(signed, electronic), false);
        row.score
    }

    #[test]
    fn points_are_in_proportion_between_from_and_full() {
        let rules = "[[criterion]]\nindicator = \"signed_rate\"\npoints = 40\nfrom = 50\nfull = 90\n";
        assert_eq!(score(rules, 90, 100), Some(40.0), "full from 90 on");
        assert_eq!(score(rules, 100, 100), Some(40.0), "and no more than that");
        assert_eq!(score(rules, 45, 100), Some(0.0), "none below 50");
        assert_eq!(score(rules, 50, 100), Some(22.22), "40 × 50 ÷ 90");
        assert_eq!(score(rules, 0, 0), None, "nothing to score");
    }

    #[test]
    fn what_has_nothing_to_count_is_left_out_or_as_the_rules_say() {
        let rules = |empty: &str| {
            format!(
                "[[criterion]]\nindicator = \"signed_rate\"\npoints = 60\n\
                 [[criterion]]\nindicator = \"dossier_rate\"\npoints = 40\n{empty}"
            )
        };
        assert_eq!(score(&rules(""), 3, 4), Some(75.0), "45 of 60 is 75 of 100");
        assert_eq!(score(&rules("empty = \"none\""), 3, 4), Some(45.0));
        assert_eq!(score(&rules("empty = \"full\""), 3, 4), Some(85.0));
    }

    #[test]
    fn every_fault_of_the_rules_is_told() {
        let faults = scoring(
            "decimals = 9\n[[criterion]]\nindicator = \"rate\"\npoints = -1\n[[criterion]]\n\
             indicator = \"signed_rate\"\npoints = 1\nfull = 80\nfrom = 90\nempty = \"half\"\n",
        )
        .unwrap_err();
        for part in ["decimals", "entry 1, indicator", "entry 1, points", "entry 2, from", "entry 2, empty"] {
            assert!(faults.contains(part), "{part} in {faults}");
        }
        assert!(scoring("").unwrap_err().contains("nothing is given"));
        assert!(scoring("points = 3").is_err());
    }
}
