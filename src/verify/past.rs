//! Past certificate validation (EN 319 102-1 §5.6.2.1) with validation time sliding (§5.6.2.2), for past signature validation
//! (§5.6.2.4): was the chain good when the signature is proven to have existed, although it is not now?
//!
//! The control time starts at the current time and slides down the chain, from the anchor to the leaf, to the last moment
//! for which each certificate is known to have been good: its revocation, the end of what an answer covers, the end of an
//! algorithm; a day on which the reliance on the anchor ended. Evidence counts only if it is proven to have existed by the control time, so that nobody can have made it with
//! a key that was no longer safe.
//!
//! One departure: where an answer no longer covers the control time, the standard falls back to the moment the answer was
//! issued; here, to the end of what it covers. A renewed archive holds the answer *before* the time-stamp over it, by
//! minutes or by a day, and could never pass otherwise; pyHanko reads it in the same way, EU DSS holds every answer fresh.

use time::{Duration, OffsetDateTime};

use crate::x509::{Certificate, Evidence, Outcome, Path, Scheme};

use super::policy::ValidityModel;
use super::revocation::{CLOCK_TOLERANCE, bad_since, is_exempt, scheme};
use super::xcv::{Link, Question};

/// Before, and not at, a time.
const MOMENT: Duration = Duration::NANOSECOND;

/// Does past validation heal every matter of time along `path` for what is proven to have existed by [`Question::best`]?
pub(super) fn holds(question: &Question<'_>, path: &Path) -> bool {
    let best = question.best();
    in_window(question, path, best) && slide(question, path).is_some_and(|control| best <= control)
}

/// §5.6.2.1: were the certificates valid then, by the validity model?
fn in_window(question: &Question<'_>, path: &Path, best: OffsetDateTime) -> bool {
    let chain = question.context.policy.rules.validity_model == ValidityModel::Chain;
    question.links(path).iter().all(|link| {
        let used = if chain { link.used } else { best };
        link.certificate.is_valid_at(used)
    })
}

/// §5.6.2.2: the last moment at which all certificates of `path` are known to have been good; nothing without proofs.
fn slide(question: &Question<'_>, path: &Path) -> Option<OffsetDateTime> {
    // Step 1: the day on which the reliance on the anchor ends, or the current time.
    let sunset = question.sunset(path).map(|(_, until)| until.saturating_sub(MOMENT));
    let mut control = sunset.map_or(question.now(), |sunset| sunset.min(question.now()));
    for link in question.links(path).into_iter().rev() {
        // (b) The certificate existed by then.
        if question.proof_of(link.certificate) > control {
            return None;
        }
        if !is_exempt(link.certificate) {
            control = slide_by_status(question, link, path, control)?;
        }
        control = by_strength(question, link.certificate.scheme().ok()?, link.issuer, control);
        // Nobody looks after the key of an issuer that has ended.
        if !link.leaf {
            control = control.min(link.certificate.not_after());
        }
    }
    Some(control)
}

fn slide_by_status(
    question: &Question<'_>,
    link: Link<'_>,
    path: &Path,
    mut control: OffsetDateTime,
) -> Option<OffsetDateTime> {
    // What is revoked once is so for good, whoever says so and when.
    if let Some(since) = bad_since(&question.ask(link, control, path).outcome) {
        control = control.min(since.saturating_sub(MOMENT));
    }
    // (a) Issued by the control time, (b) and proven to have existed by then.
    let horizon = control;
    let admits =
        |evidence: &Evidence| evidence.this_update() <= horizon && question.proof_of_evidence(evidence) <= horizon;
    let best = question.best();
    // About the signer nothing older than the signature counts (§5.2.5).
    if !question.is_fresh_enough(link, &question.ask_among(link, best, path, &admits).outcome, best) {
        return None;
    }
    let answer = question.ask_among(link, control, path, &admits);
    // (c)
    let until = match answer.outcome {
        Outcome::Good { this_update, next_update } | Outcome::Stale { this_update, next_update } => {
            next_update.unwrap_or(this_update).max(this_update.saturating_add(CLOCK_TOLERANCE))
        }
        Outcome::Revoked { .. } | Outcome::OnHold { .. } => control,
        _ if question.soft() => control,
        _ => return None,
    };
    control = control.min(until);
    // (d)
    if let Some(evidence) = &answer.evidence
        && let Ok(scheme) = scheme(evidence)
    {
        control = by_strength(question, scheme, answer.signer.as_ref().unwrap_or(link.issuer), control);
    }
    Some(control)
}

/// (d) Not beyond the end of an algorithm.
fn by_strength(
    question: &Question<'_>,
    scheme: Scheme,
    signer: &Certificate,
    control: OffsetDateTime,
) -> OffsetDateTime {
    let end = signer.public_key().ok().and_then(|key| question.context.policy.algorithms.end(scheme, key));
    end.map_or(control, |end| control.min(end.saturating_sub(MOMENT)))
}
