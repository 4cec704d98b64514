//! The report of one signature or document time-stamp (TS 119 102-2 §4.3).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::cms::SignedData;
use crate::hash::Hash;
use crate::text::unhex;
use crate::verify::{CheckResult, Report, SignatureReport};

use super::names::{self, APPLIED};
use super::objects::{Objects, digest_of_document, document_id, poe};
use super::xml::Node;
use super::{attributes, status};

/// The ID of the signature at `index`.
pub(super) fn id(index: usize) -> String {
    format!("S-{}", index + 1)
}

/// Everything about the entry at `index`, under `name`.
pub(super) fn report(name: &'static str, report: &Report, index: usize, objects: &Objects<'_>) -> Node {
    let signature = &report.signatures[index];
    let cms = objects.cms(index);
    let best = signature.best_time.unwrap_or(report.at);
    let best = poe("BestSignatureTime", best, objects.proof(best, Some(index)));
    let times = Node::new("ValidationTimeInfo").with(Node::time("ValidationTime", report.at)).with(best);
    let process = Node::text("SignatureValidationProcessID", names::process(signature.process));
    Node::new(name)
        .with(identifier(signature, index, cms.as_ref()))
        .with(constraints(report, signature))
        .with(times)
        .all(signers_document(report, index))
        .with(attributes::of(signature, index, cms.as_ref(), objects))
        .all(signer(signature, objects))
        .with(Node::new("SignatureValidationProcess").with(process))
        .with(status::of_signature(report, index, objects))
}

/// Which signature it is: by the digest of what was signed, and by its value (§4.3.3).
fn identifier(signature: &SignatureReport, index: usize, cms: Option<&SignedData>) -> Node {
    let signer = cms.and_then(|data| data.signers.first());
    let hash = signature.digest.as_deref().and_then(names::hash);
    let attributes = signer.and_then(|signer| signer.signed.as_ref());
    let digest = attributes.zip(hash).map(|(attributes, hash)| {
        Node::new("DigestAlgAndValue").all(names::digest(hash, &hash.digest(&attributes.as_received())))
    });
    Node::new("SignatureIdentifier")
        .attribute("id", &id(index))
        .all(digest)
        .all(signer.map(|signer| Node::bytes("ds:SignatureValue", &signer.signature)))
        .with(Node::text("HashOnly", "false"))
        .with(Node::text("DocHashOnly", "false"))
}

/// By which policy, and every check (§4.3.5); what the policy asks of the whole file beside them.
fn constraints(report: &Report, signature: &SignatureReport) -> Node {
    let checks = signature.checks.iter().map(|check| {
        let main = match check.result {
            CheckResult::Passed | CheckResult::Warning => names::PASSED,
            CheckResult::Indeterminate => names::INDETERMINATE,
            CheckResult::Failed => names::FAILED,
        };
        constraint(check.code, main)
    });
    let requirements = report.policy.requirements.iter();
    let requirements = requirements.map(|it| constraint(it.code, if it.met { names::PASSED } else { names::FAILED }));
    Node::new("ValidationConstraintsEvaluationReport").with(policy(report)).all(checks).all(requirements)
}

fn constraint(code: &str, main: &'static str) -> Node {
    Node::new("ValidationConstraint")
        .with(Node::text("ValidationConstraintIdentifier", code))
        .with(Node::new("ConstraintStatus").with(Node::text("Status", APPLIED)))
        .with(Node::new("ValidationStatus").with(Node::text("MainIndication", main)))
}

/// The policy by the hash of its text (RFC 6920), and by its name.
fn policy(report: &Report) -> Node {
    let policy = &report.policy;
    let digest = unhex(&policy.sha256).unwrap_or_default();
    let identifier = format!("ni:///sha-256;{}", URL_SAFE_NO_PAD.encode(&digest));
    let identifier = Node::text("xades:Identifier", &identifier);
    let id = Node::new("xades:SignaturePolicyId")
        .with(Node::new("xades:SigPolicyId").with(identifier))
        .with(Node::new("xades:SigPolicyHash").all(names::digest(Hash::Sha256, &digest)));
    Node::new("SignatureValidationPolicy")
        .with(Node::new("SignaturePolicyIdentifier").with(id))
        .with(Node::text("PolicyName", &format!("{} {}", policy.name, policy.version)))
}

/// What was signed (§4.3.7).
fn signers_document(report: &Report, index: usize) -> Option<Node> {
    let digest = digest_of_document(report, index)?;
    let reference = Node::reference("SignersDocumentRepresentation", &[&document_id(index)]);
    Some(Node::new("SignersDocument").with(digest).with(reference))
}

/// Who signed (§4.3.8).
fn signer(signature: &SignatureReport, objects: &Objects<'_>) -> Option<Node> {
    let signer = signature.signer.as_ref()?;
    let certificate = objects.id(&signer.fingerprint_sha256)?;
    let node = Node::new("SignerInformation").with(Node::reference("SignerCertificate", &[certificate]));
    Some(node.with(Node::text("Signer", &signer.subject)))
}
