//! From the facts of a CMS to findings: identification (EN 319 102-1 §5.2.3), cryptographic verification (§5.2.7) and
//! signature acceptance (§5.2.8).

use time::OffsetDateTime;

use crate::cms::{Facts, ID_DATA, Oddity, SignedData};
use crate::hash::Hash;
use crate::x509::{SigningRules, UsageFailure, document_signing};

use super::findings::{Findings, Rule};
use super::policy::Policy;
use super::rules;
use super::terms::{Indication, Integrity, SubIndication};

/// How strict a sub-filter is about attributes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Profile {
    /// ETSI.CAdES.detached: EN 319 142-1 §6.3.
    Pades,
    /// adbe.pkcs7.detached.
    Pkcs7,
    /// adbe.pkcs7.sha1: the content is the SHA-1 of the covered bytes.
    Pkcs7Sha1,
}

/// The one signer's CMS must be detached, or hold what its sub-filter says (VERDICT §5).
pub(super) fn content(
    data: &SignedData,
    profile: Profile,
    covered_sha1: &dyn Fn() -> Vec<u8>,
    findings: &mut Findings,
) {
    match profile {
        Profile::Pkcs7Sha1 => {
            let fits = data.content.as_deref() == Some(&covered_sha1()[..]);
            findings.check(rules::MESSAGE_DIGEST, fits);
        }
        Profile::Pades | Profile::Pkcs7 => {
            let detached = data.content_type == ID_DATA && data.content.as_ref().is_none_or(Vec::is_empty);
            findings.check(rules::ENCAPSULATED_CONTENT, detached);
            if detached && data.content.is_some() {
                findings.warn(rules::EMPTY_CONTENT);
            }
        }
    }
    if !data.is_der {
        findings.warn(rules::NOT_DER);
    }
}

/// Turns facts into findings; the certificate's path is judged elsewhere.
pub(super) fn facts(facts: &Facts, profile: Profile, policy: &Policy, findings: &mut Findings) {
    let pades = profile == Profile::Pades;
    match &facts.certificate {
        Some(_) => findings.pass(rules::SIGNING_CERTIFICATE),
        None => findings.break_rule(rules::SIGNING_CERTIFICATE, None),
    }
    identification(facts, pades, findings);
    arithmetic(facts, findings);
    attributes(facts, pades || policy.rules.require_signed_attributes, findings);
    if pades && facts.has(Oddity::SigningTime) {
        findings.warn(rules::SIGNING_TIME_ATTRIBUTE);
    }
}

/// RFC 5035: in PAdES the ESS attribute is mandatory; elsewhere it is checked where it stands.
fn identification(facts: &Facts, pades: bool, findings: &mut Findings) {
    if pades && facts.has(Oddity::EssTwice) {
        findings.warn(rules::ESS_REPEATED);
    }
    if facts.has(Oddity::EssDiffers) {
        findings.break_rule(rules::ESS_SIGNING_CERTIFICATE, None);
    } else if facts.has(Oddity::EssAbsent) && pades {
        findings.break_as(
            rules::ESS_SIGNING_CERTIFICATE,
            Indication::Indeterminate,
            SubIndication::SigConstraintsFailure,
            None,
            None,
        );
    } else if !facts.has(Oddity::EssAbsent) && !facts.has(Oddity::NoSignedAttributes) {
        findings.pass(rules::ESS_SIGNING_CERTIFICATE);
    }
}

fn arithmetic(facts: &Facts, findings: &mut Findings) {
    if let Some(fits) = facts.digest_ok {
        findings.check(rules::MESSAGE_DIGEST, fits);
    }
    match facts.value_ok {
        Some(fits) => findings.check(rules::SIGNATURE_VALUE, fits),
        None if facts.certificate.is_none() => {}
        None => findings.break_rule(rules::ALGORITHM_KNOWN, None),
    }
    if facts.has(Oddity::AttributeConfusion) {
        findings.break_rule(rules::ATTRIBUTE_CONFUSION, None);
    }
    if facts.has(Oddity::MessageDigestLength) {
        findings.break_rule(rules::MESSAGE_DIGEST, None);
    }
}

fn attributes(facts: &Facts, required: bool, findings: &mut Findings) {
    let missing = facts.has(Oddity::ContentTypeAbsent)
        || facts.has(Oddity::MessageDigestAbsent)
        || facts.has(Oddity::AttributeRepeated)
        || (facts.has(Oddity::NoSignedAttributes) && required);
    findings.check(rules::SIGNED_ATTRIBUTES, !missing);
    let broken: [(Oddity, Rule); 2] =
        [(Oddity::ContentTypeDiffers, rules::CONTENT_TYPE), (Oddity::ProtectionDiffers, rules::ALGORITHM_PROTECTION)];
    for (oddity, rule) in broken {
        if facts.has(oddity) {
            findings.break_rule(rule, None);
        }
    }
    if facts.has(Oddity::HashesDiffer) {
        findings.break_as(
            rules::ALGORITHM_PROTECTION,
            Indication::Indeterminate,
            SubIndication::SigConstraintsFailure,
            Some("signatureAlgorithm".to_owned()),
            None,
        );
    }
    let odd = [
        (Oddity::DigestAlgorithmUnlisted, rules::DIGEST_ALGORITHM_LISTED),
        (Oddity::SidEncoding, rules::UNSIGNED_PART),
        (Oddity::AttributesNotDer, rules::SIGNED_ATTRIBUTES_NOT_DER),
        (Oddity::ForeignAttribute, rules::FOREIGN_ATTRIBUTE),
        (Oddity::CertificateOutside, rules::CERTIFICATE_OUTSIDE_CMS),
        (Oddity::NoSignedAttributes, rules::NO_SIGNED_ATTRIBUTES),
    ];
    for (oddity, rule) in odd {
        if facts.has(oddity) {
            findings.warn(rule);
        }
    }
    if facts.re_encoded {
        findings.warn(rules::SIGNED_ATTRIBUTES_RE_ENCODED);
    }
}

/// The signer's certificate is for signing documents (VERDICT §8). Without a key usage extension anything goes (RFC 5280 §4.2.1.3).
pub(super) fn usage(facts: &Facts, policy: &Policy, findings: &mut Findings) {
    let Some(certificate) = &facts.certificate else { return };
    let failures =
        document_signing(certificate, SigningRules { require_non_repudiation: policy.rules.require_non_repudiation });
    let failures: Vec<_> = failures.into_iter().filter(|failure| *failure != UsageFailure::KeyUsageAbsent).collect();
    if failures.is_empty() {
        findings.pass(rules::KEY_USAGE);
    }
    for failure in failures {
        findings.break_rule(rules::KEY_USAGE, failure.code().to_owned());
    }
}

/// Hashes, scheme and key of a signature, at the time by which it is proven to have existed. `digests` are those between the
/// covered bytes and what was signed; `earliest` is before when it was not made, if that is known.
pub(super) fn strength(
    facts: &Facts,
    digests: &[Hash],
    policy: &Policy,
    time: OffsetDateTime,
    earliest: Option<OffsetDateTime>,
    findings: &mut Findings,
) {
    let algorithms = &policy.algorithms;
    let key = facts.certificate.as_ref().and_then(|certificate| certificate.public_key().ok());
    let weakness = |at| {
        let mut digests = digests.iter().copied().chain(facts.hash);
        let digest = digests.find(|hash| !algorithms.accepts_digest(*hash, at)).map(|hash| hash.name().to_owned());
        let value = || facts.scheme.zip(key).and_then(|(scheme, key)| algorithms.weakness(scheme, key, at));
        digest.or_else(value)
    };
    // Made when it was too weak already, or not proven to have been made before (§5.2.8.4.2).
    let sub = match earliest.and_then(weakness) {
        Some(_) => SubIndication::CryptoConstraintsFailure,
        None => SubIndication::CryptoConstraintsFailureNoPoe,
    };
    match weakness(time) {
        None => findings.pass(rules::ALGORITHM_STRENGTH),
        Some(what) => findings.break_as(rules::ALGORITHM_STRENGTH, Indication::Indeterminate, sub, what, Some(time)),
    }
}

/// Arithmetic alone (CLI.md): do covered bytes, message-digest and value fit?
pub(super) fn integrity(hash_ok: Option<bool>, value_ok: Option<bool>) -> Integrity {
    match (hash_ok, value_ok) {
        (Some(false), _) | (_, Some(false)) => Integrity::Broken,
        (Some(true), Some(true)) => Integrity::Intact,
        _ => Integrity::Unreadable,
    }
}
