//! What a signer declared with the signature (EN 319 122-1 §5.2): policy, commitment, roles. Read, never skipped.

use crate::cms::{
    COMMITMENT_TYPE, SIGNATURE_POLICY, SIGNER_ATTRIBUTES, SignaturePolicy, SignedAttributes, commitment_type,
};
use crate::text::hex;

use super::findings::Findings;
use super::policy::{AcceptedPolicies, AcceptedPolicy, Policy};
use super::rules;
use super::terms::{Indication, SubIndication};

/// Judges the declarations among `signed`; `reason` says whether the dictionary has a /Reason.
pub(super) fn judge(signed: &SignedAttributes, reason: bool, policy: &Policy, findings: &mut Findings) {
    for value in signed.values(SIGNATURE_POLICY) {
        signature_policy(SignaturePolicy::read(value), &policy.rules.signature_policies, findings);
    }
    let commitments = signed.values(COMMITMENT_TYPE);
    if commitments.iter().any(|value| commitment_type(value).is_none()) {
        findings.break_rule(rules::SIGNED_ATTRIBUTES, "commitment-type-indication".to_owned());
    }
    // EN 319 142-1 §6.3: one or the other says why the document was signed.
    if !commitments.is_empty() && reason {
        findings.warn(rules::COMMITMENT_AND_REASON);
    }
    if !signed.values(SIGNER_ATTRIBUTES).is_empty() {
        findings.warn(rules::SIGNER_ATTRIBUTES);
    }
}

/// EN 319 102-1 §5.2.4: a named policy must be one that the verifier accepts, with the digest that it has.
fn signature_policy(found: Option<SignaturePolicy>, accepted: &AcceptedPolicies, findings: &mut Findings) {
    let Some(found) = found else {
        return findings.break_rule(rules::SIGNED_ATTRIBUTES, "signature-policy-identifier".to_owned());
    };
    let SignaturePolicy::Explicit { oid, digest, .. } = found else {
        // EN 319 122-1 §5.2.9 no longer knows it, and it binds to nothing.
        return findings.warn(rules::SIGNATURE_POLICY);
    };
    match accepted {
        AcceptedPolicies::Any => findings.warn(rules::SIGNATURE_POLICY),
        AcceptedPolicies::Listed(list) => match list.iter().find(|policy| policy.oid == oid) {
            None => findings.break_rule(rules::SIGNATURE_POLICY_NOT_ACCEPTED, oid),
            Some(policy) if is_other(policy, &digest) => {
                let sub = SubIndication::PolicyProcessingError;
                findings.break_as(
                    rules::SIGNATURE_POLICY_NOT_ACCEPTED,
                    Indication::Indeterminate,
                    sub,
                    format!("{oid}: {}", hex(&digest)),
                    None,
                );
            }
            Some(_) => findings.pass(rules::SIGNATURE_POLICY_NOT_ACCEPTED),
        },
    }
}

/// Is the policy document another than the one accepted? All zero means «not given» (TS 101 733 §5.8.1).
fn is_other(policy: &AcceptedPolicy, digest: &[u8]) -> bool {
    let given = digest.iter().any(|&octet| octet != 0);
    policy.digest.as_ref().is_some_and(|expected| !given || !expected.eq_ignore_ascii_case(&hex(digest)))
}
