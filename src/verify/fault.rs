//! What keeps a chain of certificates from passing at the current time (EN 319 102-1 §5.2.6), each with its object and time.
//!
//! The standard ends at the first of them; here all are kept, because a proof of existence must heal every one. Those that are
//! matters of time (dates, revocation, missing answers) may be healed by past validation (§5.6.2.4), the others never.

use time::OffsetDateTime;

use crate::x509::Certificate;

use super::findings::{Findings, Rule};
use super::rules;
use super::terms::{Indication, SubIndication};

/// One thing that is wrong or not known.
#[derive(Clone, Debug)]
pub(super) struct Fault {
    /// What does not hold.
    pub(super) rule: Rule,
    /// How bad that is.
    pub(super) indication: Indication,
    /// The standard's word for it.
    pub(super) sub: SubIndication,
    /// What it is about, for people.
    pub(super) object: String,
    /// The time that matters: of the revocation, of the end of validity.
    pub(super) time: Option<OffsetDateTime>,
    /// Whose certificate.
    pub(super) certificate: Option<Certificate>,
    /// Is it a matter of time?
    pub(super) timely: bool,
}

impl Fault {
    /// A fault of `certificate` that no later proof heals.
    pub(super) fn lasting(rule: Rule, sub: SubIndication, certificate: &Certificate) -> Self {
        Self {
            rule,
            indication: Indication::Indeterminate,
            sub,
            object: certificate.subject().to_rfc4514(),
            time: None,
            certificate: Some(certificate.clone()),
            timely: false,
        }
    }

    /// A fault of `certificate` that past validation may heal.
    pub(super) fn timely(rule: Rule, sub: SubIndication, certificate: &Certificate) -> Self {
        Self { timely: true, ..Self::lasting(rule, sub, certificate) }
    }

    /// It is proven that the signature was made when it could not be: certainly wrong, whatever is found later (§5.3.4,
    /// §5.5.4).
    pub(super) fn proven(self) -> Self {
        Self { indication: Indication::TotalFailed, timely: false, ..self }
    }

    /// With the time that matters.
    pub(super) fn at(self, time: OffsetDateTime) -> Self {
        Self { time: Some(time), ..self }
    }

    /// About something more, said before the certificate's subject.
    pub(super) fn saying(self, what: &str) -> Self {
        Self { object: format!("{what}: {}", self.object), ..self }
    }

    /// Which fault names the whole (§5.2.6.4): a path that breaks a rule, then dates and revocation, then what is not known
    /// yet, then strength. Of equals, the leaf's.
    pub(super) fn rank(&self) -> u8 {
        match self.rule {
            rules::CERTIFICATE_VALIDITY | rules::NOT_REVOKED => 1,
            rule if is_about_revocation(rule) => 2,
            rules::ALGORITHM_STRENGTH => 3,
            _ => 0,
        }
    }

    /// Records it.
    pub(super) fn report(self, findings: &mut Findings) {
        findings.break_as(self.rule, self.indication, self.sub, self.object, self.time);
    }
}

/// The rules of the block that hold unless a fault says otherwise.
const BLOCK: [Rule; 5] = [
    rules::CERTIFICATE_PATH,
    rules::CERTIFICATE_VALIDITY,
    rules::PATH_CONSTRAINTS,
    rules::NOT_REVOKED,
    rules::ALGORITHM_STRENGTH,
];

/// Records every fault, and that what has none passed, of `demanded` too.
pub(super) fn report_all(faults: Vec<Fault>, demanded: &[Rule], findings: &mut Findings) {
    let no_path = faults.iter().any(|fault| fault.rule == rules::CERTIFICATE_PATH);
    let unknown = faults.iter().any(|fault| is_about_revocation(fault.rule));
    for rule in BLOCK.into_iter().chain(demanded.iter().copied()) {
        let unsaid = no_path || unknown && rule == rules::NOT_REVOKED;
        if !unsaid && !faults.iter().any(|fault| fault.rule == rule) {
            findings.pass(rule);
        }
    }
    for fault in faults {
        fault.report(findings);
    }
}

fn is_about_revocation(rule: Rule) -> bool {
    rule == rules::REVOCATION_DATA || rule == rules::ON_HOLD
}
