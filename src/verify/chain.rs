//! X.509 certificate validation (EN 319 102-1 §5.2.6): path, dates, revocation, strength.
//!
//! A path is judged at the current time; where a proof of an earlier existence is at hand and only the dates fail, at the
//! time proven (§5.5.4). Revocation is asked of lists and OCSP answers; what cannot be processed is never read as good.

use time::OffsetDateTime;

use crate::online::Online;
use crate::text::hex;
use crate::x509::{
    Budget, Certificate, Evidence, Exemption, Failure, Memory, Outcome, Path, PathInputs, PathReport, PathStatus,
    RevocationAnswer, RevocationData, Unusable, build_path, check_revocation, revocation_exemption,
};

use super::findings::Findings;
use super::policy::{Policy, Revocation};
use super::rules;
use super::verdict::{ChainElement, Indication, RevocationReport, SubIndication};

/// A CRL or OCSP answer and where it was found.
#[derive(Clone, Debug)]
pub struct SourcedEvidence {
    /// `dss`, `cms`, `file`, `cache`, `online`.
    pub source: &'static str,
    /// The list or answer.
    pub evidence: Evidence,
}

/// What is judged, with what, and when.
#[derive(Clone, Copy)]
pub(super) struct Question<'a> {
    pub(super) leaf: &'a Certificate,
    pub(super) pool: &'a [Certificate],
    pub(super) anchors: &'a [Certificate],
    pub(super) evidence: &'a [SourcedEvidence],
    pub(super) at: OffsetDateTime,
    /// The earliest time at which the signature is proven to have existed, if that is before `at`.
    pub(super) proven: Option<OffsetDateTime>,
    pub(super) policy: &'a Policy,
    pub(super) memory: &'a Memory,
}

/// What the report shows of it.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub(super) elements: Vec<ChainElement>,
    pub(super) revocation: Vec<RevocationReport>,
}

impl Question<'_> {
    /// Judges the path into `findings`, with what `online` has for it where the user lets us ask.
    pub(super) fn judge_with(&self, online: Option<&Online>, findings: &mut Findings) -> Answer {
        match online {
            Some(online) => self.judge_online(online, findings),
            None => self.judge(findings),
        }
    }

    /// Judges the path into `findings`, with what is at hand.
    pub(super) fn judge(&self, findings: &mut Findings) -> Answer {
        let (report, time) = self.path();
        let Some(path) = report.found() else {
            findings.break_rule(rules::CERTIFICATE_PATH, self.leaf.issuer().to_rfc4514());
            return Answer { elements: elements(Some(&report.path)), revocation: Vec::new() };
        };
        findings.pass(rules::CERTIFICATE_PATH);
        let mut revocation = Vec::new();
        self.judge_elements(path, findings);
        for (certificate, issuer) in path.links() {
            self.judge_strength(certificate, issuer, time, findings);
            self.judge_revocation(certificate, issuer, time, findings, &mut revocation);
        }
        Answer { elements: elements(Some(path)), revocation }
    }

    /// The path, and the time for which it was judged.
    fn path(&self) -> (PathReport, OffsetDateTime) {
        let build = |at| {
            let inputs = PathInputs::default();
            build_path(self.leaf, self.pool, self.anchors, at, &inputs, self.memory, &mut Budget::default())
        };
        let now = build(self.at);
        match self.proven {
            Some(proven) if now.status == PathStatus::OutOfBounds => {
                let then = build(proven);
                if then.status == PathStatus::OutOfBounds { (now, self.at) } else { (then, proven) }
            }
            Some(proven) => (now, proven),
            None => (now, self.at),
        }
    }

    fn judge_elements(&self, path: &Path, findings: &mut Findings) {
        let mut sound = true;
        for element in &path.elements {
            let subject = || Some(element.certificate.subject().to_rfc4514());
            for failure in &element.failures {
                sound = false;
                if failure.is_validity() {
                    let sub = self.out_of_bounds(path, &element.certificate);
                    let not_after = Some(element.certificate.not_after());
                    findings.break_as(
                        rules::CERTIFICATE_VALIDITY,
                        Indication::Indeterminate,
                        sub,
                        subject(),
                        not_after,
                    );
                } else {
                    findings.break_rule(
                        rules::PATH_CONSTRAINTS,
                        format!("{}: {}", failure.code(), element.certificate.subject()),
                    );
                }
            }
        }
        if sound {
            findings.pass(rules::CERTIFICATE_VALIDITY);
            findings.pass(rules::PATH_CONSTRAINTS);
        }
    }

    /// EN 319 102-1 §5.2.6.4: expired, but known not to have been revoked before; or nothing known.
    fn out_of_bounds(&self, path: &Path, certificate: &Certificate) -> SubIndication {
        let expiry = certificate.not_after();
        let issuer = path.links().find(|(subject, _)| *subject == certificate).map(|(_, issuer)| issuer);
        let answer = issuer.map(|issuer| self.ask(certificate, issuer, expiry).outcome);
        let known = self.at > expiry && matches!(answer, Some(Outcome::Good { .. }));
        if known { SubIndication::OutOfBoundsNotRevoked } else { SubIndication::OutOfBoundsNoPoe }
    }

    /// The signature on the certificate: its hash, and the issuer's key under that scheme. The leaf's own key is judged with
    /// what it signed.
    fn judge_strength(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        time: OffsetDateTime,
        findings: &mut Findings,
    ) {
        let weakness = match (certificate.scheme(), issuer.public_key()) {
            (Ok(scheme), Ok(key)) => self.policy.algorithms.weakness(scheme, key, time),
            // A signature that cannot be computed is found by the path; it is not strong either.
            _ => Some("?".to_owned()),
        };
        let about = |what| format!("{what}: {}", certificate.subject());
        findings.judge_strength(weakness.map(about), self.proven.is_some(), time);
    }

    fn judge_revocation(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        time: OffsetDateTime,
        findings: &mut Findings,
        reports: &mut Vec<RevocationReport>,
    ) {
        let subject = || Some(certificate.subject().to_rfc4514());
        if revocation_exemption(certificate).is_some_and(|exemption| exemption != Exemption::OcspNoCheck) {
            return if certificate.is_ca() {
                findings.break_rule(rules::PATH_CONSTRAINTS, subject());
            } else {
                findings.pass(rules::NOT_REVOKED);
            };
        }
        let answer = self.ask(certificate, issuer, time);
        self.report(certificate, &answer, reports);
        let proven = self.proven;
        match answer.outcome {
            Outcome::Good { .. } => findings.pass(rules::NOT_REVOKED),
            // Revoked or suspended only after the signature was proven to exist (EN 319 102-1 §5.5.4).
            Outcome::Revoked { time, .. } | Outcome::OnHold { time, .. }
                if proven.is_some_and(|proven| proven < time) =>
            {
                findings.pass(rules::NOT_REVOKED);
            }
            Outcome::Revoked { time, .. } => {
                let sub = if certificate.is_ca() { SubIndication::RevokedCaNoPoe } else { SubIndication::RevokedNoPoe };
                findings.break_as(rules::NOT_REVOKED, Indication::Indeterminate, sub, subject(), Some(time));
            }
            Outcome::OnHold { time, .. } => findings.break_at(rules::ON_HOLD, subject(), Some(time)),
            Outcome::Unknown
            | Outcome::Stale { .. }
            | Outcome::NoInformation { .. }
            | Outcome::Unusable(_)
            | Outcome::None => match self.policy.rules.revocation {
                Revocation::Hard => findings.break_rule(rules::REVOCATION_DATA, subject()),
                Revocation::Soft => findings.warn(rules::REVOCATION_UNKNOWN),
            },
        }
    }

    /// VERDICT §1: of evidence from after the current time only revocations up to it are heard.
    fn ask(&self, certificate: &Certificate, issuer: &Certificate, time: OffsetDateTime) -> RevocationAnswer {
        let ask = |later: bool| {
            let mut data = RevocationData::default();
            for sourced in self.evidence.iter().filter(|sourced| (sourced.evidence.this_update() > self.at) == later) {
                match &sourced.evidence {
                    Evidence::Crl(crl) => data.crls.push(crl.clone()),
                    Evidence::Ocsp(answer) => data.ocsps.push(answer.clone()),
                }
            }
            check_revocation(certificate, issuer, &data, self.pool, time, self.memory)
        };
        let later = ask(true);
        match later.outcome {
            Outcome::Revoked { time: revoked, .. } if revoked <= self.at => later,
            _ => self.heard(ask(false), certificate, issuer, time),
        }
    }

    /// A delegated responder is heard if nobody has to be asked about it, or if others say that it is good
    /// (RFC 6960 §4.2.2.2.1).
    fn heard(
        &self,
        answer: RevocationAnswer,
        certificate: &Certificate,
        issuer: &Certificate,
        time: OffsetDateTime,
    ) -> RevocationAnswer {
        let good = matches!(answer.outcome, Outcome::Good { .. });
        let Some(signer) = answer.signer.as_ref().filter(|signer| good && *signer != certificate) else {
            return answer;
        };
        let stands = revocation_exemption(signer).is_some()
            || matches!(self.ask(signer, issuer, time).outcome, Outcome::Good { .. });
        if stands { answer } else { RevocationAnswer { outcome: Outcome::Unusable(Unusable::NoResponder), ..answer } }
    }

    fn report(&self, certificate: &Certificate, answer: &RevocationAnswer, reports: &mut Vec<RevocationReport>) {
        for considered in &answer.considered {
            let evidence = &considered.evidence;
            let same = |other: &Evidence| other.fingerprint() == evidence.fingerprint();
            let sourced = self.evidence.iter().find(|sourced| same(&sourced.evidence));
            let (reason, revocation_time) = match &considered.outcome {
                Outcome::Revoked { time, reason, .. } => (reason.map(|reason| reason.name().to_owned()), Some(*time)),
                Outcome::OnHold { time, .. } => (None, Some(*time)),
                Outcome::Unusable(why) => (Some(why.code().to_owned()), None),
                _ => (None, None),
            };
            reports.push(RevocationReport {
                cert: hex(certificate.fingerprint()),
                kind: evidence.kind(),
                source: sourced.map_or("file", |sourced| sourced.source),
                this_update: Some(evidence.this_update()),
                next_update: evidence.next_update(),
                produced_at: evidence.produced_at(),
                outcome: outcome_name(&considered.outcome),
                reason,
                revocation_time,
                fresh: matches!(considered.outcome, Outcome::Good { .. }),
                used: answer.evidence.as_ref().is_some_and(same),
                sha256: hex(evidence.fingerprint()),
            });
        }
    }
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

fn elements(path: Option<&Path>) -> Vec<ChainElement> {
    let elements = path.map(|path| &path.elements[..]).unwrap_or_default();
    let element = |element: &crate::x509::Element| {
        let certificate = &element.certificate;
        let sub = match &element.failures[..] {
            [] => None,
            failures if failures.iter().all(Failure::is_validity) => Some(SubIndication::OutOfBoundsNoPoe),
            _ => Some(SubIndication::CertificateChainGeneralFailure),
        };
        ChainElement {
            role: element.role.name(),
            subject: certificate.subject().to_rfc4514(),
            serial: certificate.serial_hex(),
            sha256: hex(certificate.fingerprint()),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
            indication: if sub.is_some() { Indication::Indeterminate } else { Indication::TotalPassed },
            sub_indication: sub,
        }
    };
    elements.iter().map(element).collect()
}
