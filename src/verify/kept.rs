//! Does the file itself keep what the validation of a chain needs, and does a document time-stamp cover it? That is what
//! makes B-LT and B-LTA of B-T (EN 319 142-1 §6.3, Table 1).

use time::OffsetDateTime;

use crate::x509::{Evidence, Path};

use super::poe::Place;
use super::revocation::is_exempt;
use super::xcv::Question;

/// What the file keeps of one chain or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    /// Every certificate below the anchor.
    pub(super) certificates: bool,
    /// Revocation data about each that was fresh at the time.
    pub(super) revocation: bool,
    /// All of that stands before a document time-stamp that passed.
    pub(super) covered: bool,
}

impl Kept {
    /// Both chains'.
    pub(super) fn and(self, other: Self) -> Self {
        Self {
            certificates: self.certificates && other.certificates,
            revocation: self.revocation && other.revocation,
            covered: self.covered && other.covered,
        }
    }
}

/// What the file keeps of `path` for a signature or time-stamp made by `time`; `sources` names the homes that count.
pub(super) fn kept(question: &Question<'_>, path: &Path, time: OffsetDateTime, sources: &[&str]) -> Kept {
    let store = question.store;
    let mut kept = Kept { certificates: true, revocation: true, covered: true };
    let need = |place: Place, covered: &mut bool| {
        *covered &= question.proofs.proven(place).is_some();
        place.is_some()
    };
    for link in question.links(path) {
        let place = store.origin(link.certificate.fingerprint()).place;
        kept.certificates &= need(place, &mut kept.covered);
        if is_exempt(link.certificate) {
            continue;
        }
        let home = |evidence: &Evidence| sources.contains(&store.origin(evidence.fingerprint()).source);
        let answer = question.ask_among(link, time, path, &home);
        kept.revocation &= question.is_fresh(link, &answer.outcome, time);
        if let Some(evidence) = &answer.evidence {
            need(store.origin(evidence.fingerprint()).place, &mut kept.covered);
        }
    }
    kept
}
