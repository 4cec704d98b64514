//! What reports show of a chain: its certificates, and every revocation answer that was looked at.

use crate::text::hex;
use crate::x509::{Certificate, Evidence, Outcome, Path, RevocationAnswer};

use super::fault::Fault;
use super::store::Store;
use super::terms::Indication;
use super::verdict::{ChainElement, RevocationReport};

/// The certificates of `path`, each with the first of `faults` that is about it.
pub(super) fn elements(path: &Path, faults: &[Fault]) -> Vec<ChainElement> {
    let element = |element: &crate::x509::Element| {
        let certificate = &element.certificate;
        let fault = faults.iter().find(|fault| fault.certificate.as_ref() == Some(certificate));
        ChainElement {
            role: element.role.name(),
            subject: certificate.subject().to_rfc4514(),
            serial: certificate.serial_hex(),
            sha256: hex(certificate.fingerprint()),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            indication: fault.map_or(Indication::TotalPassed, |fault| fault.indication),
            sub_indication: fault.map(|fault| fault.sub),
        }
    };
    path.elements.iter().map(element).collect()
}

/// Everything that was considered for `certificate`, and what was used.
pub(super) fn revocation(certificate: &Certificate, answer: &RevocationAnswer, store: &Store) -> Vec<RevocationReport> {
    let report = |considered: &crate::x509::Considered| {
        let evidence = &considered.evidence;
        let same = |other: &Evidence| other.fingerprint() == evidence.fingerprint();
        let (reason, revocation_time) = match &considered.outcome {
            Outcome::Revoked { time, reason, .. } => (reason.map(|reason| reason.name().to_owned()), Some(*time)),
            Outcome::OnHold { time, .. } => (None, Some(*time)),
            Outcome::Unusable(why) => (Some(why.code().to_owned()), None),
            _ => (None, None),
        };
        RevocationReport {
            cert: hex(certificate.fingerprint()),
            kind: evidence.kind(),
            source: store.origin(evidence.fingerprint()).source,
            this_update: Some(evidence.this_update()),
            next_update: evidence.next_update(),
            produced_at: evidence.produced_at(),
            outcome: outcome_name(&considered.outcome),
            reason,
            revocation_time,
            fresh: matches!(considered.outcome, Outcome::Good { .. }),
            used: answer.evidence.as_ref().is_some_and(same),
            sha256: hex(evidence.fingerprint()),
        }
    };
    answer.considered.iter().map(report).collect()
}

fn outcome_name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Good { .. } => "good",
        Outcome::Revoked { .. } => "revoked",
        Outcome::OnHold { .. } => "on-hold",
        Outcome::Unknown => "unknown",
        Outcome::Stale { .. } => "stale",
        Outcome::NoInformation { .. } => "no-information",
        Outcome::Unusable(_) => "unusable",
        Outcome::None => "none",
    }
}
