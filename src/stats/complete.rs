//! From sums to the whole answer: change, score, rank, targets, certificates.

use std::path::Path;

use super::Error;
use super::agencies::Agencies;
use super::counts::Counts;
use super::expiring::Expiring;
use super::figures::Figures;
use super::indicators::{Fraction, Indicator};
use super::rank::rank;
use super::score::{self, Score, Scoring};
use super::targets::{self, Target, measure};
use super::views::{Line, Lines, Views};

/// What offices are measured by: read before anything is counted, so that a slip is told at once.
#[derive(Debug, Default)]
pub(super) struct Yardsticks {
    pub(super) targets: Vec<Target>,
    pub(super) scoring: Option<Scoring>,
}

impl Yardsticks {
    pub(super) fn read(
        targets: Option<&Path>,
        scores: Option<&Path>,
        agencies: Option<&Agencies>,
    ) -> Result<Self, Error> {
        let targets = targets.map(|path| targets::read(path, agencies)).transpose()?.unwrap_or_default();
        Ok(Self { targets, scoring: scores.map(score::read).transpose()? })
    }
}

/// Everything that is said of sums.
#[derive(Debug)]
pub(super) struct Complete {
    pub(super) rows: Vec<Figures>,
    pub(super) groups: Vec<Figures>,
    pub(super) total: Figures,
    pub(super) targets: Vec<Target>,
    pub(super) scores: Vec<Score>,
}

/// Completes rows, groups and total; only rows are ranked and named among those who miss a target.
pub(super) fn complete(
    views: &Views,
    mut lines: Lines,
    mut yardsticks: Yardsticks,
    expiring: Option<&[Expiring]>,
    (trust, ranked): (bool, bool),
) -> Complete {
    let mut worth = Vec::new();
    let mut evidence = Vec::new();
    let mut say = |line: &mut Line, of_rows: bool| {
        let Line { figures, counts, before, .. } = line;
        change(figures, before.as_ref(), trust);
        let scored = yardsticks.scoring.as_ref().map(|scoring| scoring.score(figures, counts, trust));
        measure(&mut yardsticks.targets, figures, counts, trust, of_rows);
        if of_rows {
            worth.push(match &scored {
                Some((exact, _)) => exact.clone(),
                None => signed(counts, trust),
            });
            evidence.extend(scored.map(|(_, points)| points));
        }
    };
    lines.rows.iter_mut().for_each(|line| say(line, true));
    lines.groups.iter_mut().for_each(|line| say(line, false));
    say(&mut lines.total, false);
    if ranked {
        rank(&mut lines.rows.iter_mut().map(|line| &mut line.figures).collect::<Vec<_>>(), &worth);
    }
    if let Some(expiring) = expiring {
        certificates(views, &mut lines, expiring);
    }
    let figures = |lines: Vec<Line>| lines.into_iter().map(|line| line.figures).collect();
    Complete {
        rows: figures(lines.rows),
        groups: figures(lines.groups),
        total: lines.total.figures,
        targets: yardsticks.targets,
        scores: evidence,
    }
}

fn signed(counts: &Counts, trust: bool) -> Option<Fraction> {
    Indicator::SignedRate.fraction(counts, trust).map(|(part, whole)| Fraction::new(part, whole))
}

fn change(row: &mut Figures, before: Option<&Counts>, trust: bool) {
    row.previous = before.and_then(|before| Indicator::SignedRate.rate(before, trust));
    row.delta = row.signed_rate.zip(row.previous).map(|(now, then)| now.since(then));
}

/// Puts certificates to the offices they belong to; a row that is no office's has no such figure, the total has all.
fn certificates(views: &Views, lines: &mut Lines, expiring: &[Expiring]) {
    let offices: Vec<_> = expiring.iter().map(|c| c.agency.as_deref().and_then(|code| views.known(code))).collect();
    let rows = lines.rows.iter_mut().filter(|_| views.of_offices());
    for line in rows.chain(&mut lines.groups) {
        let theirs = offices.iter().filter(|office| views.holds(&line.key, **office)).count();
        line.figures.certs_expiring_90d = Some(theirs as u64);
    }
    lines.total.figures.certs_expiring_90d = Some(expiring.len() as u64);
}
