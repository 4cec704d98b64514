//! What one OCSP answer says of a certificate (RFC 6960 §3.2, §4.2.2).
//!
//! An answer counts if the key that issued the certificate signed it, or a responder whose certificate that key issued
//! with id-kp-OCSPSigning and that was valid when it answered. Responders trusted by configuration alone do not exist here.

use super::ocsp_single::{CertStatus, SingleResponse};
use super::revocation::{Considered, Evidence, Outcome, Unusable};
use super::revocation_check::{Asked, Silence};
use super::{Certificate, OcspResponse, Reason, oids};

/// What `answer` says of the certificate alone; nothing if it is about others.
pub(super) fn ask(asked: &Asked<'_>, answer: &OcspResponse) -> Option<Considered> {
    let names = |single: &&SingleResponse| single.cert_id.names(asked.certificate, asked.issuer);
    let singles: Vec<_> = answer.singles().iter().filter(names).collect();
    let first = singles.first()?;
    let (outcome, signer) = match responder(asked, answer) {
        Ok(signer) => (said(asked, answer, first, &singles, signer.as_ref()), signer),
        Err(why) => (Outcome::Unusable(why), None),
    };
    Some(Considered { evidence: Evidence::Ocsp(answer.clone()), outcome, signer, also: Vec::new() })
}

/// What the parts about the certificate say together.
fn said(
    asked: &Asked<'_>,
    answer: &OcspResponse,
    first: &SingleResponse,
    all: &[&SingleResponse],
    signer: Option<&Certificate>,
) -> Outcome {
    if let Some(oid) = answer.unknown_critical().first() {
        return Outcome::Unusable(Unusable::CriticalExtension(oid.clone()));
    }
    let outcomes = all.iter().map(|single| one(asked, answer, single));
    if let Some(revoked) = outcomes.clone().find(|outcome| matches!(outcome, Outcome::Revoked { .. })) {
        return revoked;
    }
    let outcome = one(asked, answer, first);
    if outcomes.into_iter().any(|other| other != outcome) {
        return Outcome::Unusable(Unusable::Contradictory);
    }
    match outcome {
        Outcome::Good { .. } | Outcome::Stale { .. } if asked.is_own_word(signer) => {
            Outcome::Unusable(Unusable::OwnWord)
        }
        outcome => outcome,
    }
}

/// What one part says.
fn one(asked: &Asked<'_>, answer: &OcspResponse, single: &SingleResponse) -> Outcome {
    let SingleResponse { this_update, next_update, .. } = *single;
    let named = single.cert_hash.as_ref().and_then(|hash| hash.fits(asked.certificate));
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
            Silence { this_update, next_update, kept_since, positive: named == Some(true) }
                .means(asked.certificate, asked.at)
        }
    }
}

/// Who signed `answer`, if not the issuer: its delegate, and nobody else (RFC 6960 §4.2.2.2).
fn responder(asked: &Asked<'_>, answer: &OcspResponse) -> Result<Option<Certificate>, Unusable> {
    let mut failure = Unusable::NoResponder;
    if answer.responder().names(asked.issuer) {
        match signed(asked, answer, asked.issuer) {
            Ok(()) => return Ok(None),
            Err(why @ Unusable::TooMuch) => return Err(why),
            Err(why) => failure = why,
        }
    }
    let others = answer.certificates().iter().chain(asked.pool);
    let others = others.filter(|other| other.spki() != asked.issuer.spki() && answer.responder().names(other));
    for candidate in others {
        match delegated(asked, answer, candidate) {
            Ok(()) => return Ok(Some(candidate.clone())),
            Err(why @ Unusable::TooMuch) => return Err(why),
            Err(why) => failure = why,
        }
    }
    Err(failure)
}

fn delegated(asked: &Asked<'_>, answer: &OcspResponse, candidate: &Certificate) -> Result<(), Unusable> {
    let usage = candidate.extensions().key_usage;
    let may_sign = usage.is_none_or(|usage| usage.digital_signature() || usage.non_repudiation());
    if !candidate.has_extended_key_usage(oids::EKU_OCSP_SIGNING) || !may_sign {
        return Err(Unusable::ResponderUsage);
    }
    if !candidate.is_valid_at(answer.produced_at()) {
        return Err(Unusable::ResponderValidity);
    }
    signed(asked, answer, candidate)?;
    // By the key, not by the certificate: a CA may have several certificates for one key.
    let by_issuer = || candidate.signed_by(asked.issuer.public_key()?);
    if candidate.issuer() != asked.issuer.subject() {
        return Err(Unusable::ResponderNotDelegated);
    }
    asked.signed(candidate.fingerprint(), asked.issuer, by_issuer).map_err(|why| match why {
        Unusable::TooMuch => why,
        _ => Unusable::ResponderNotDelegated,
    })
}

fn signed(asked: &Asked<'_>, answer: &OcspResponse, by: &Certificate) -> Result<(), Unusable> {
    asked.signed(answer.fingerprint(), by, || answer.signed_by(by.public_key()?))
}
