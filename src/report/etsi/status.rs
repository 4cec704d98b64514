//! What came out, and the objects and facts that it rests on (TS 119 102-2 §4.3.12).

use crate::verify::{CheckResult, EntryType, Report, RevocationReport, SignatureReport};

use super::names;
use super::objects::Objects;
use super::signature::id;
use super::xml::Node;

/// The status of the entry at `index`.
pub(super) fn of_signature(report: &Report, index: usize, objects: &Objects<'_>) -> Node {
    let signature = &report.signatures[index];
    // A time-stamp is an object, where it can be one.
    let is_object = signature.entry_type == EntryType::DocTimestamp && objects.token_of(index).is_some();
    let main =
        if is_object { names::of_object(signature.indication) } else { names::of_signature(signature.indication) };
    let sub = signature.sub_indication.and_then(names::sub);
    let data = Node::new("AssociatedValidationReportData")
        .all(chain(signature, objects))
        .all(related(signature, index, objects))
        .all(revoked(signature, objects))
        .all(crypto(signature, index))
        .all(said(evidence(report).into_iter().chain(reasons(signature))));
    status(main, sub, Some(data))
}

/// Indications and what they rest on.
pub(super) fn status(main: &'static str, sub: Option<String>, data: Option<Node>) -> Node {
    let sub = sub.map(|sub| Node::text("SubIndication", &format!("urn:etsi:019102:subindication:{sub}")));
    Node::new("SignatureValidationStatus").with(Node::text("MainIndication", main)).all(sub).all(data)
}

/// That nobody looked at the document, but at what an evidence file says of it.
pub(super) fn evidence(report: &Report) -> Option<(String, String)> {
    let evidence = report.evidence.as_ref()?;
    Some(("EVIDENCE_FILE".to_owned(), format!("sha256 {}; the document was not looked at", evidence.sha256)))
}

/// Why it is no better, and what to know beside: a check that warns has passed.
fn reasons(signature: &SignatureReport) -> Vec<(String, String)> {
    let reasons = signature.reasons.iter().map(|reason| {
        let about = reason.object.as_ref().map(|object| format!(": {object}")).unwrap_or_default();
        (reason.code.to_owned(), format!("{}{about}", reason.clause))
    });
    reasons.chain(signature.warnings.iter().map(|&code| (code.to_owned(), "warning".to_owned()))).collect()
}

/// Codes and what they are about.
pub(super) fn said(reasons: impl IntoIterator<Item = (String, String)>) -> Option<Node> {
    let data = |(code, text): (String, String)| {
        Node::new("ReportData").with(Node::text("Type", &code)).with(Node::text("Value", &text))
    };
    let reasons: Vec<_> = reasons.into_iter().map(data).collect();
    (!reasons.is_empty()).then(|| Node::new("AdditionalValidationReportData").all(reasons))
}

/// The anchor and the path to it (§4.3.12.3, §4.3.12.4).
fn chain(signature: &SignatureReport, objects: &Objects<'_>) -> Vec<Node> {
    let ids: Option<Vec<_>> = signature.chain.iter().map(|element| objects.id(&element.sha256)).collect();
    let Some((leaf, above)) = ids.as_deref().and_then(<[_]>::split_first) else { return Vec::new() };
    let rooted = signature.chain.last().is_some_and(|last| objects.is_anchor(&last.sha256));
    let (anchor, between) = match above.split_last() {
        Some((anchor, between)) if rooted => (Some(anchor), between),
        _ => (None, above),
    };
    let reference = |name| anchor.map(|id| Node::reference(name, &[id]));
    let chain = Node::new("CertificateChain")
        .with(Node::reference("SigningCertificate", &[leaf]))
        .all(between.iter().map(|id| Node::reference("IntermediateCertificate", &[id])))
        .all(reference("TrustAnchor"));
    reference("TrustAnchor").into_iter().chain([chain]).collect()
}

/// Revocation data and time-stamps that it rests on, each once (§4.3.12.5).
fn related(signature: &SignatureReport, index: usize, objects: &Objects<'_>) -> Vec<Node> {
    let used = signature.revocation.iter().filter(|answer| answer.used);
    let mut ids: Vec<_> = used.filter_map(|answer| objects.id(&answer.sha256)).collect();
    for kind in ["signature", "content", "document"] {
        ids.extend(objects.stamps_of(index, kind).iter().map(|stamp| stamp.id));
    }
    let mut seen = std::collections::HashSet::new();
    ids.retain(|id| seen.insert(*id));
    ids.into_iter().map(|id| Node::reference("RelatedValidationObject", &[id])).collect()
}

/// Which certificate was revoked, when and why (§4.3.12.6).
fn revoked(signature: &SignatureReport, objects: &Objects<'_>) -> Option<Node> {
    let is_revoked = |answer: &&RevocationReport| answer.used && matches!(answer.outcome, "revoked" | "on-hold");
    let answer = signature.revocation.iter().find(is_revoked)?;
    let reason = if answer.outcome == "on-hold" { Some("certificateHold") } else { answer.reason.as_deref() };
    let reason = reason.map(|reason| format!("urn:etsi:019102:revocationReason:{reason}"));
    let object = objects.id(&answer.sha256).map(|id| Node::reference("RevocationObject", &[id]));
    Some(
        Node::new("RevocationStatusInformation")
            .with(Node::reference("ValidationObjectId", &[objects.id(&answer.cert)?]))
            .with(Node::time("RevocationTime", answer.revocation_time?))
            .all(reason.map(|reason| Node::text("RevocationReason", &reason)))
            .all(object),
    )
}

/// The algorithm, and whether it may be relied on (§4.3.12.7); nothing where nobody asked.
fn crypto(signature: &SignatureReport, index: usize) -> Option<Node> {
    let asked = |code: &str| code == "ALGORITHM_STRENGTH" || code == "ALGORITHM_KNOWN";
    let mut results = signature.checks.iter().filter(|check| asked(check.code)).map(|check| check.result).peekable();
    results.peek()?;
    let secure = results.all(|result| result == CheckResult::Passed);
    let algorithm = names::signature_method(signature.algorithm.as_deref()?, signature.digest.as_deref())?;
    let until = signature.key.as_ref().and_then(|key| key.relied_on_until);
    Some(
        Node::new("CryptoInformation")
            .with(Node::reference("ValidationObjectId", &[&id(index)]))
            .with(Node::text("Algorithm", &algorithm))
            .with(Node::text("SecureAlgorithm", if secure { "true" } else { "false" }))
            .all(until.map(|until| Node::time("NotAfter", until))),
    )
}
