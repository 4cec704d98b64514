//! From entries to the file's status and the decision for people (VERDICT §2, §3).

use super::policy::{Policy, Role};
use super::rules;
use super::terms::{Decision, EntryType, Indication, Status, SubIndication};
use super::verdict::{Report, Requirement, SignatureReport};

/// Fills in status, decision and the policy's requirements.
pub(super) fn conclude(report: &mut Report, policy: &Policy) {
    let signatures: Vec<_> =
        report.signatures.iter().filter(|entry| entry.entry_type == EntryType::Signature).collect();
    let requirements: Vec<_> = policy.rules.require.iter().map(|role| requirement(*role, &signatures)).collect();
    let worst = signatures.iter().map(|signature| signature.indication).max();
    let unmet = requirements.iter().any(|requirement| !requirement.met);
    report.status = match worst {
        Some(Indication::TotalFailed) => Status::TotalFailed,
        _ if report.error.is_some() => Status::Error,
        None => Status::NoSignature,
        Some(Indication::Indeterminate) => Status::Indeterminate,
        Some(Indication::TotalPassed) if unmet => Status::Indeterminate,
        Some(Indication::TotalPassed) => Status::TotalPassed,
    };
    report.decision = match report.status {
        Status::Error | Status::NoSignature => None,
        Status::TotalPassed => Some(Decision::Valid),
        Status::TotalFailed => Some(Decision::Invalid),
        Status::Indeterminate => signatures
            .iter()
            .map(|signature| decision(signature, policy))
            .max()
            .map(|decision| if unmet { decision.max(Decision::NotEnoughInformation) } else { decision }),
    };
    report.policy.requirements = requirements;
}

fn requirement(role: Role, signatures: &[&SignatureReport]) -> Requirement {
    let by_role = |signature: &&&SignatureReport| {
        let theirs = signature.signer.as_ref().and_then(|signer| signer.role);
        signature.indication == Indication::TotalPassed && theirs == Some(role.code())
    };
    let fields: Vec<_> = signatures.iter().filter(by_role).map(|signature| signature.field.clone()).collect();
    let code = match role {
        Role::Person => "PERSON_SIGNATURE",
        Role::Agency => "AGENCY_SIGNATURE",
    };
    Requirement { code, met: !fields.is_empty(), fields }
}

/// The policy's reading of one signature.
pub(crate) fn decision(signature: &SignatureReport, policy: &Policy) -> Decision {
    use SubIndication::{
        ChainConstraintsFailure, CryptoConstraintsFailure, CryptoConstraintsFailureNoPoe, RevokedCaNoPoe, RevokedNoPoe,
        SigConstraintsFailure,
    };
    match signature.indication {
        Indication::TotalPassed => Decision::Valid,
        Indication::TotalFailed => Decision::Invalid,
        Indication::Indeterminate => match signature.sub_indication {
            Some(
                RevokedNoPoe
                | RevokedCaNoPoe
                | CryptoConstraintsFailure
                | CryptoConstraintsFailureNoPoe
                | SigConstraintsFailure
                | ChainConstraintsFailure,
            ) if policy.rules.doubts_are_invalid && signature.modifications != super::Modifications::NotChecked => {
                Decision::Invalid
            }
            // Whatever else is not known yet: what is too weak today proves nothing, and nobody is not sure of a revoked signer.
            _ if policy.rules.doubts_are_invalid && is_weak_or_revoked(signature) => Decision::Invalid,
            _ => Decision::NotEnoughInformation,
        },
    }
}

fn is_weak_or_revoked(signature: &SignatureReport) -> bool {
    let codes = [rules::ALGORITHM_STRENGTH.code, rules::NOT_REVOKED.code];
    signature.reasons.iter().any(|reason| codes.contains(&reason.code))
}
