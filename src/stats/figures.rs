//! From counters to a row, and rows against each other.

use std::cmp::Ordering;

use super::indicators::{Counts, Rate, median_tenths};
use super::views::Figures;

/// Under `trust` what registers declare is what counts as signed.
pub(super) fn figures(counts: &Counts, trust: bool) -> Figures {
    let signed = if trust { counts.declared_signed } else { counts.signed };
    let fully_signed = if trust { counts.declared_fully_signed } else { counts.fully_signed };
    // Tenths below 2^53.
    #[allow(clippy::cast_precision_loss)]
    let tenths = |tenths: i64| tenths as f64 / 10.0;
    Figures {
        documents: counts.documents,
        electronic: counts.electronic,
        signed,
        leader_signed: counts.leader_signed,
        agency_signed: counts.agency_signed,
        fully_signed,
        declared_leader_signed: counts.declared_leader_signed,
        declared_agency_signed: counts.declared_agency_signed,
        timestamped: counts.timestamped,
        valid: counts.valid,
        invalid: counts.invalid,
        unreadable: counts.unreadable,
        missing: counts.missing,
        dossiers: counts.dossiers,
        dossiers_electronic: counts.dossiers_electronic,
        electronic_rate: Rate::of(counts.electronic, counts.documents).filter(|_| counts.medium_not_said == 0),
        signed_rate: Rate::of(signed, counts.electronic),
        fully_signed_rate: Rate::of(fully_signed, counts.electronic),
        dossier_rate: Rate::of(counts.dossiers_electronic, counts.dossiers),
        median_days_to_sign: median_tenths(&counts.days, 1).map(tenths),
        median_hours_leader_to_agency: median_tenths(&counts.minutes, 60).map(tenths),
        ..Figures::default()
    }
}

/// Signed of electronic as fractions, the higher first; never as rounded percentages.
fn higher(a: &Figures, b: &Figures) -> Ordering {
    let cross = |x: u64, y: u64| u128::from(x) * u128::from(y);
    cross(b.signed, a.electronic).cmp(&cross(a.signed, b.electronic))
}

/// 1-1-3 by signed_rate within level and group; who has nothing to sign has no rank.
pub(super) fn rank(rows: &mut [Figures]) {
    let mut order: Vec<_> = (0..rows.len()).filter(|index| rows[*index].electronic > 0).collect();
    order.sort_by(|a, b| {
        let (a, b) = (&rows[*a], &rows[*b]);
        a.level.cmp(&b.level).then_with(|| a.group.cmp(&b.group)).then_with(|| higher(a, b))
    });
    let (mut place, mut rank) = (0, 0);
    for (at, index) in order.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &rows[order[before]]);
        let this = &rows[*index];
        match before.filter(|before| before.level == this.level && before.group == this.group) {
            None => (place, rank) = (1, 1),
            Some(before) => {
                place += 1;
                rank = if higher(before, this) == Ordering::Equal { rank } else { place };
            }
        }
        rows[*index].rank = Some(rank);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_1_1_3_within_a_group_and_not_by_rounded_figures() {
        let row = |group: &str, signed, electronic| Figures {
            group: Some(group.to_owned()),
            signed,
            electronic,
            ..Figures::default()
        };
        let mut rows = [
            row("UBND huyện", 1, 2),
            row("sở, ngành", 9_990, 10_000),
            row("sở, ngành", 9_991, 10_000),
            row("sở, ngành", 19_982, 20_000),
            row("sở, ngành", 0, 0),
            row("sở, ngành", 0, 5),
        ];
        rank(&mut rows);
        assert_eq!(rows.map(|row| row.rank), [Some(1), Some(3), Some(1), Some(1), None, Some(4)]);
    }
}
