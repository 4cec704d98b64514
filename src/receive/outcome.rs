//! From verdicts to what the clerk does: accept, return with reasons, or wait.

use std::borrow::Cow;

use serde::Serialize;

use crate::verify::{Decision, EntryType, Indication, Policy, SignatureReport, Status, SubIndication, decision_on};

use super::entry::signed_by;
use super::{Judged, Seen};

/// What the sender is asked to do about a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ask {
    /// Sign it, both the person and the agency.
    Sign,
    /// Have it signed by the person who may.
    SignByPerson,
    /// Have it signed by the agency.
    SignByAgency,
    /// Send the file as it was signed.
    SendAsSigned,
    /// Sign the original once more with a certificate and algorithms that are good.
    SignAnew,
    /// Send a file that can be read.
    SendReadable,
    /// Pack it once more by QCVN 102:2016/BTTTT.
    PackAnew,
    /// Nothing: it is for the receiver to act.
    Nothing,
}

/// One reason.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Ground {
    /// Stable; kyso-codes(7).
    pub code: Cow<'static, str>,
    /// The PDF it is about, by its name.
    pub document: Option<String>,
    /// The field of the signature it is about.
    pub field: Option<String>,
    /// What else it is about: a subject, a name, a date.
    pub object: Option<String>,
    /// What the sender is asked to do.
    pub ask: Ask,
}

impl Ground {
    /// About the whole file.
    pub fn of(code: &'static str, object: Option<String>, ask: Ask) -> Self {
        Self { code: code.into(), document: None, field: None, object, ask }
    }
}

/// What the clerk does with an incoming file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is taken in.
    Accepted,
    /// It is returned to its sender, for these reasons.
    Refused(Vec<Ground>),
    /// It waits until this is known.
    Held(Vec<Ground>),
}

/// Errors that say nothing of the document: the receiver lacks something, or this program does.
const OURS: [&str; 7] = [
    "NEEDS_PASSWORD",
    "WRONG_PASSWORD",
    "UNSUPPORTED_ENCRYPTION",
    "UNSUPPORTED_FILTER",
    "LIMIT_EXCEEDED",
    "INTERNAL",
    "EDXML_LIMIT",
];

/// By the verdicts of all documents in it. `knows_agencies`: was there a file of agencies to match signers with?
pub fn outcome(seen: &Seen, policy: &Policy, knows_agencies: bool) -> Outcome {
    if let Some(error) = &seen.broken {
        let ground = Ground::of(error.code(), error.object(), Ask::PackAnew);
        return if OURS.contains(&error.code()) { Outcome::Held(vec![ground]) } else { Outcome::Refused(vec![ground]) };
    }
    if let Some(ground) = seen.package.as_ref().and_then(|package| message(&package.header)) {
        return Outcome::Held(vec![ground]);
    }
    if seen.documents.is_empty() {
        return Outcome::Refused(vec![Ground::of("NO_PDF_IN_PACKAGE", None, Ask::PackAnew)]);
    }
    let main = seen.main();
    let seal = |judged: &Judged| signed_by(&judged.report, "agency").next().map(str::to_owned);
    let (mut refused, mut held) = (Vec::new(), Vec::new());
    for judged in &seen.documents {
        // What another agency sealed is no enclosure of this document: it has to meet the whole policy by itself.
        let is_enclosure = main
            .is_some_and(|main| !std::ptr::eq(main, judged) && seal(judged).is_none_or(|own| Some(own) == seal(main)));
        let look = Look { judged, policy, knows_agencies, is_enclosure };
        match look.outcome() {
            Outcome::Accepted => {}
            Outcome::Refused(grounds) => refused.extend(grounds),
            Outcome::Held(grounds) => held.extend(grounds),
        }
    }
    match (refused.is_empty(), held.is_empty()) {
        (false, _) => Outcome::Refused(refused),
        (true, false) => Outcome::Held(held),
        (true, true) => Outcome::Accepted,
    }
}

/// A package that speaks of another document and brings none to register.
pub(super) fn message(header: &crate::edxml::Header) -> Option<Ground> {
    if let Some(status) = &header.status_code {
        return Some(Ground::of("STATUS_MESSAGE", Some(status.clone()), Ask::Nothing));
    }
    let recalled = header.business.as_deref() == Some("1");
    recalled.then(|| Ground::of("RECALLED", header.document_id.clone(), Ask::Nothing))
}

/// One document.
struct Look<'a> {
    judged: &'a Judged,
    policy: &'a Policy,
    knows_agencies: bool,
    is_enclosure: bool,
}

impl Look<'_> {
    fn outcome(&self) -> Outcome {
        let report = &self.judged.report;
        if report.status == Status::TotalPassed {
            return Outcome::Accepted;
        }
        if let (Status::Error, Some(error)) = (report.status, &report.error) {
            let ground = vec![self.ground(error.code.clone(), None, None, Ask::SendReadable)];
            return if OURS.contains(&error.code.as_str()) { Outcome::Held(ground) } else { Outcome::Refused(ground) };
        }
        if report.status == Status::NoSignature {
            let ask = if self.is_enclosure { Ask::SignByAgency } else { Ask::Sign };
            return Outcome::Refused(vec![self.ground("NO_SIGNATURE", None, None, ask)]);
        }
        let mut refused = self.invalid();
        refused.extend(self.unmet().filter(|role| self.nobody_could(role)).map(|role| {
            let (code, ask) = match role {
                "person" => ("PERSON_SIGNATURE_MISSING", Ask::SignByPerson),
                _ => ("AGENCY_SIGNATURE_MISSING", Ask::SignByAgency),
            };
            self.ground(code, None, None, ask)
        }));
        if !refused.is_empty() {
            return Outcome::Refused(refused);
        }
        let mut held = self.unknown();
        let is_good = self.signatures().all(|signature| signature.indication == Indication::TotalPassed)
            && self.unmet().next().is_none();
        if held.is_empty() && is_good {
            return Outcome::Accepted;
        }
        if held.is_empty() {
            held.push(self.ground("NOT_ENOUGH_KNOWN", None, None, Ask::Nothing));
        }
        Outcome::Held(held)
    }

    fn ground(
        &self,
        code: impl Into<Cow<'static, str>>,
        field: Option<&str>,
        object: Option<String>,
        ask: Ask,
    ) -> Ground {
        let document = Some(self.judged.name.clone());
        Ground { code: code.into(), document, field: field.map(str::to_owned), object, ask }
    }

    fn signatures(&self) -> impl Iterator<Item = &SignatureReport> {
        self.judged.report.signatures.iter().filter(|entry| entry.entry_type == EntryType::Signature)
    }

    /// Roles that the policy requires and nobody holds. A leader signs the document, not each of its enclosures.
    fn unmet(&self) -> impl Iterator<Item = &'static str> {
        let unmet = self.judged.report.policy.requirements.iter().filter(|requirement| !requirement.met);
        let role = |code| if code == "PERSON_SIGNATURE" { "person" } else { "agency" };
        unmet.map(move |requirement| role(requirement.code)).filter(|role| !(self.is_enclosure && *role == "person"))
    }

    /// No signature is of this role, and none is of an unknown one.
    fn nobody_could(&self, role: &str) -> bool {
        self.signatures().all(|signature| {
            let theirs = signature.signer.as_ref().and_then(|signer| signer.role);
            theirs.is_some_and(|theirs| theirs != role)
        })
    }

    /// What is certainly wrong with a signature.
    fn invalid(&self) -> Vec<Ground> {
        let invalid = self.signatures().filter(|signature| decision_on(signature, self.policy) == Decision::Invalid);
        invalid.flat_map(|signature| self.reasons(signature)).collect()
    }

    /// What is not known.
    fn unknown(&self) -> Vec<Ground> {
        let open = self.signatures().filter(|signature| signature.indication != Indication::TotalPassed);
        let mut held: Vec<_> = open.flat_map(|signature| self.reasons(signature)).collect();
        for ground in &mut held {
            ground.ask = Ask::Nothing;
        }
        if self.unmet().next().is_none() {
            return held;
        }
        let strangers = self.signatures().filter(|signature| {
            signature.indication == Indication::TotalPassed
                && signature.signer.as_ref().is_none_or(|signer| signer.role.is_none())
        });
        let code = if self.knows_agencies { "SIGNER_NOT_IN_AGENCIES" } else { "AGENCIES_FILE_MISSING" };
        held.extend(strangers.map(|signature| {
            let subject = signature.signer.as_ref().map(|signer| signer.subject.clone());
            self.ground(code, Some(&signature.field), subject, Ask::Nothing)
        }));
        held
    }

    /// The reasons of one signature; its sub-indication speaks through them.
    fn reasons(&self, signature: &SignatureReport) -> Vec<Ground> {
        let ask = match signature.sub_indication {
            Some(SubIndication::FormatFailure | SubIndication::HashFailure | SubIndication::SigCryptoFailure) => {
                Ask::SendAsSigned
            }
            _ => Ask::SignAnew,
        };
        let ground = |reason: &crate::verify::Reason| {
            self.ground(reason.code, Some(&signature.field), reason.object.clone(), ask)
        };
        signature.reasons.iter().map(ground).collect()
    }
}
