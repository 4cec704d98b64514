//! What one revocation list says of a certificate (RFC 5280 §6.3.3).
//!
//! Direct lists only: named like the certificate's issuer and signed with the key that signed the certificate. Delta
//! and indirect lists, and lists for some reasons only, are [`Unusable`] with the reason.

use time::OffsetDateTime;

use super::memory::Memory;
use super::revocation::{Considered, Evidence, Outcome, Silence, Unusable};
use super::{Certificate, Crl, DistributionPoint, GeneralName, Name, Reason, RevokedEntry};

/// What `crl` says of `certificate` alone; nothing if it is another issuer's.
pub(super) fn ask(
    certificate: &Certificate,
    issuer: &Certificate,
    crl: &Crl,
    at: OffsetDateTime,
    memory: &Memory,
) -> Option<Considered> {
    let outcome = || {
        if let Some(unusable) = scope_excludes(certificate, crl).or_else(|| not_of_issuer(issuer, crl, memory)) {
            return Outcome::Unusable(unusable);
        }
        match crl.find(certificate.serial()) {
            Some(entry) if entry.reason == Some(Reason::RemoveFromCrl) => silence(crl).means(certificate, at),
            Some(entry) if entry.is_hold() => Outcome::OnHold { time: entry.time, this_update: crl.this_update() },
            Some(RevokedEntry { time, reason, invalidity_date }) => Outcome::Revoked { time, reason, invalidity_date },
            None => silence(crl).means(certificate, at),
        }
    };
    let named = crl.issuer() == certificate.issuer();
    named.then(|| Considered { evidence: Evidence::Crl(crl.clone()), outcome: outcome(), signer: None })
}

fn silence(crl: &Crl) -> Silence {
    Silence {
        this_update: crl.this_update(),
        next_update: crl.next_update(),
        kept_since: crl.expired_certs_from(),
        positive: false,
    }
}

/// RFC 5280 §6.3.3 (f), (g): the issuer's own key, allowed to sign lists.
fn not_of_issuer(issuer: &Certificate, crl: &Crl, memory: &Memory) -> Option<Unusable> {
    if issuer.extensions().key_usage.is_some_and(|usage| !usage.crl_sign()) {
        return Some(Unusable::IssuerMayNotSign);
    }
    match memory.once(crl.fingerprint(), issuer, || crl.signed_by(issuer.public_key()?)) {
        Ok(true) => None,
        Ok(false) => Some(Unusable::Signature),
        Err(error) => Some(Unusable::Algorithm(error.to_string())),
    }
}

/// RFC 5280 §6.3.3 (b): does the list cover this certificate, whole?
fn scope_excludes(certificate: &Certificate, crl: &Crl) -> Option<Unusable> {
    if let Some(oid) = crl.unknown_critical().first() {
        return Some(Unusable::CriticalExtension(oid.clone()));
    }
    if crl.is_delta() {
        return Some(Unusable::Delta);
    }
    let scope = crl.scope()?;
    let is_ca = certificate.is_ca();
    let rules = [
        (scope.indirect, Unusable::Indirect),
        (scope.some_reasons, Unusable::SomeReasons),
        (scope.attribute_only, Unusable::AttributeCertificates),
        (scope.user_only && is_ca, Unusable::UserCertificatesOnly),
        (scope.ca_only && !is_ca, Unusable::CaCertificatesOnly),
        (!point_matches(certificate, scope.names.as_deref()), Unusable::OtherDistributionPoint),
    ];
    rules.into_iter().find_map(|(excluded, why)| excluded.then_some(why))
}

/// RFC 5280 §6.3.3 (b)(2)(i). A certificate without distribution points is taken to name its issuer's.
fn point_matches(certificate: &Certificate, names: Option<&[GeneralName]>) -> bool {
    let Some(names) = names else { return true };
    match &certificate.extensions().crl_distribution_points {
        Some(points) => points.iter().any(|point| point_has(point, names)),
        None => names.iter().any(|name| is_directory(name, certificate.issuer())),
    }
}

fn point_has(point: &DistributionPoint, names: &[GeneralName]) -> bool {
    let own = point.names.as_ref().or(point.crl_issuer.as_ref());
    own.is_some_and(|own| own.iter().any(|name| names.contains(name)))
}

fn is_directory(name: &GeneralName, wanted: &Name) -> bool {
    matches!(name, GeneralName::Directory(name) if name == wanted)
}
