//! Who is first: 1-1-3 within level and group, by exact fractions.

use super::figures::Figures;
use super::indicators::Fraction;

/// Numbers the rows that are worth something; `worth` stands beside them.
///
/// The highest is first; equals share a rank and the next ranks are left out. Who has nothing to compare has no rank, nor
/// has an office that the agencies file does not know: nobody vouches for what it is compared with.
pub(super) fn rank(rows: &mut [&mut Figures], worth: &[Option<Fraction>]) {
    let mut order: Vec<_> = (0..rows.len()).filter(|index| rows[*index].agency.is_some()).collect();
    order.retain(|index| worth[*index].is_some());
    order.sort_by(|a, b| {
        let (one, other) = (&rows[*a], &rows[*b]);
        let circle = one.level.cmp(&other.level).then_with(|| one.group.cmp(&other.group));
        circle.then_with(|| worth[*b].cmp(&worth[*a]))
    });
    let (mut place, mut rank) = (0, 0);
    for (at, index) in order.iter().enumerate() {
        let same = |before: &&usize| {
            let (this, before) = (&rows[*index], &rows[**before]);
            this.level == before.level && this.group == before.group
        };
        match at.checked_sub(1).map(|before| &order[before]).filter(same) {
            None => (place, rank) = (1, 1),
            Some(before) => {
                place += 1;
                rank = if worth[*before] == worth[*index] { rank } else { place };
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
        let row = |group: &str, part: u64, whole: u64| {
            let row = Figures { agency: Some("H1".into()), group: Some(group.to_owned()), ..Figures::default() };
            (row, (whole > 0).then(|| Fraction::new(part, whole)))
        };
        let (mut rows, worth): (Vec<_>, Vec<_>) = [
            row("UBND huyện", 1, 2),
            row("sở, ngành", 9_990, 10_000),
            row("sở, ngành", 9_991, 10_000),
            row("sở, ngành", 19_982, 20_000),
            row("sở, ngành", 0, 0),
            row("sở, ngành", 0, 5),
            (Figures::default(), Some(Fraction::new(1_u32, 1_u32))),
        ]
        .into_iter()
        .unzip();
        rank(&mut rows.iter_mut().collect::<Vec<_>>(), &worth);
        let ranks: Vec<_> = rows.iter().map(|row| row.rank).collect();
        assert_eq!(ranks, [Some(1), Some(3), Some(1), Some(1), None, Some(4), None]);
    }
}
