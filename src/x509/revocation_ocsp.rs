//! What one OCSP answer says of a certificate (RFC 6960 §3.2, §4.2.2).
//!
//! An answer counts if the key that issued the certificate signed it, or a responder whose certificate that key issued
//! with id-kp-OCSPSigning and that was valid when it answered. Responders trusted by configuration alone do not exist here.

use time::OffsetDateTime;

use super::memory::Memory;
use super::ocsp_single::{CertStatus, SingleResponse};
use super::revocation::{Considered, Evidence, Outcome, Silence, Unusable};
use super::{Certificate, OcspResponse, Reason, oids};

/// Certificates of the responder's name that are tried: an honest answer carries one or two.
const MOST_CANDIDATES: usize = 8;

/// What `answer` says of `certificate` alone; nothing if it is about others.
pub(super) fn ask(
    certificate: &Certificate,
    issuer: &Certificate,
    answer: &OcspResponse,
    pool: &[Certificate],
    at: OffsetDateTime,
    memory: &Memory,
) -> Option<Considered> {
    let singles: Vec<_> = answer.singles().iter().filter(|s| s.cert_id.names(certificate, issuer)).collect();
    if singles.is_empty() {
        return None;
    }
    let (outcome, signer) = match responder(answer, issuer, pool, memory) {
        Ok(signer) => (said(certificate, answer, &singles, signer.as_ref(), at), signer),
        Err(unusable) => (Outcome::Unusable(unusable), None),
    };
    Some(Considered { evidence: Evidence::Ocsp(answer.clone()), outcome, signer })
}

/// What the parts about `certificate` say together.
fn said(
    certificate: &Certificate,
    answer: &OcspResponse,
    singles: &[&SingleResponse],
    signer: Option<&Certificate>,
    at: OffsetDateTime,
) -> Outcome {
    if let Some(oid) = answer.unknown_critical().first() {
        return Outcome::Unusable(Unusable::CriticalExtension(oid.clone()));
    }
    let outcomes: Vec<_> = singles.iter().map(|single| one(certificate, answer, single, at)).collect();
    let revoked = outcomes.iter().find(|outcome| matches!(outcome, Outcome::Revoked { .. }));
    if let Some(revoked) = revoked {
        return revoked.clone();
    }
    if outcomes.iter().any(|outcome| *outcome != outcomes[0]) {
        return Outcome::Unusable(Unusable::Contradictory);
    }
    let own = signer.is_some_and(|signer| signer.spki() == certificate.spki());
    match &outcomes[0] {
        Outcome::Good { .. } | Outcome::Stale { .. } if own => Outcome::Unusable(Unusable::OwnWord),
        outcome => outcome.clone(),
    }
}

/// What one part says.
fn one(certificate: &Certificate, answer: &OcspResponse, single: &SingleResponse, at: OffsetDateTime) -> Outcome {
    let SingleResponse { this_update, next_update, .. } = *single;
    let named = single.cert_hash.as_ref().and_then(|hash| hash.fits(certificate));
    let ends_early = next_update.is_some_and(|next| next < this_update);
    if let Some(oid) = single.unknown_critical.first() {
        return Outcome::Unusable(Unusable::CriticalExtension(oid.clone()));
    }
    if named == Some(false) {
        return Outcome::Unusable(Unusable::OtherCertificate);
    }
    // What is revoked is so whatever the dates; «good» of a moment that had not come when it was signed is none.
    match single.status {
        CertStatus::Revoked { time, reason: Some(Reason::CertificateHold) } => Outcome::OnHold { time, this_update },
        CertStatus::Revoked { time, reason } => {
            Outcome::Revoked { time, reason, invalidity_date: single.invalidity_date }
        }
        _ if ends_early || this_update > answer.produced_at() => Outcome::Unusable(Unusable::Dates),
        CertStatus::Unknown => Outcome::Unknown,
        CertStatus::Good => {
            let kept_since = single.archive_cutoff;
            Silence { this_update, next_update, kept_since, positive: named == Some(true) }.means(certificate, at)
        }
    }
}

/// Who signed `answer`: nobody else than `issuer`, or its delegate (RFC 6960 §4.2.2.2).
fn responder(
    answer: &OcspResponse,
    issuer: &Certificate,
    pool: &[Certificate],
    memory: &Memory,
) -> Result<Option<Certificate>, Unusable> {
    let named = |certificate: &&Certificate| answer.responder().names(certificate);
    let mut failure = Unusable::NoResponder;
    if named(&issuer) {
        match signed(answer, issuer, memory) {
            Ok(()) => return Ok(None),
            Err(unusable) => failure = unusable,
        }
    }
    let candidates = answer.certificates().iter().chain(pool).filter(named);
    for candidate in candidates.filter(|candidate| candidate.spki() != issuer.spki()).take(MOST_CANDIDATES) {
        match delegated(answer, candidate, issuer, memory) {
            Ok(()) => return Ok(Some(candidate.clone())),
            Err(unusable) => failure = unusable,
        }
    }
    Err(failure)
}

fn delegated(
    answer: &OcspResponse,
    candidate: &Certificate,
    issuer: &Certificate,
    memory: &Memory,
) -> Result<(), Unusable> {
    let usage = candidate.extensions().key_usage;
    let may_sign = usage.is_none_or(|usage| usage.digital_signature() || usage.non_repudiation());
    if !candidate.has_extended_key_usage(oids::EKU_OCSP_SIGNING) || !may_sign {
        return Err(Unusable::ResponderUsage);
    }
    if !candidate.is_valid_at(answer.produced_at()) {
        return Err(Unusable::ResponderValidity);
    }
    signed(answer, candidate, memory)?;
    // By the key, not by the certificate: a CA may have several certificates for one key.
    let by_issuer = candidate.issuer() == issuer.subject() && memory.signed_by(candidate, issuer).unwrap_or(false);
    if by_issuer { Ok(()) } else { Err(Unusable::ResponderNotDelegated) }
}

fn signed(answer: &OcspResponse, by: &Certificate, memory: &Memory) -> Result<(), Unusable> {
    match memory.once(answer.fingerprint(), by, || answer.signed_by(by.public_key()?)) {
        Ok(true) => Ok(()),
        Ok(false) => Err(Unusable::Signature),
        Err(error) => Err(Unusable::Algorithm(error.to_string())),
    }
}
