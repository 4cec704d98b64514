//! What revocation lists say of a certificate (RFC 5280 §6.3), without collapsing the answers into yes and no.
//!
//! Direct lists only: named like the certificate's issuer and signed with the key that signed the certificate. Delta
//! and indirect lists, and lists for some reasons only, are [`Unusable`] with the reason. The judge gets facts: the
//! time of revocation is returned as it stands, and whether it lies before the signature is asked elsewhere.

use time::OffsetDateTime;

use super::{Certificate, Crl, DistributionPoint, GeneralName, Name, Reason, RevokedEntry};

/// What is known about a certificate's revocation. None of these may be folded into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A current list does not name it.
    Good {
        /// When the list was issued.
        this_update: OffsetDateTime,
        /// Until when it is current.
        next_update: Option<OffsetDateTime>,
    },
    /// A list names it, for good.
    Revoked {
        /// When it was revoked.
        time: OffsetDateTime,
        /// Why; nothing where the list does not say.
        reason: Option<Reason>,
        /// Since when the key is suspect.
        invalidity_date: Option<OffsetDateTime>,
    },
    /// Suspended (certificateHold): it may come back.
    OnHold {
        /// Since when.
        time: OffsetDateTime,
        /// When the list that says so was issued.
        this_update: OffsetDateTime,
    },
    /// The responder does not know it (OCSP only).
    Unknown,
    /// The newest list does not name it, but is no longer current.
    Stale {
        /// When the list was issued.
        this_update: OffsetDateTime,
        /// Until when it was current; nothing where it does not say, which counts as never.
        next_update: Option<OffsetDateTime>,
    },
    /// The issuer's lists say nothing about it: issued before it was, or after it expired.
    NoInformation {
        /// When the list was issued.
        this_update: OffsetDateTime,
    },
    /// There is a list of this issuer's name, and it may not be used.
    Unusable(Unusable),
    /// There is nothing of this issuer.
    None,
}

/// Why a list may not be used for a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// The certificate's issuer did not sign it.
    Signature,
    /// Its signature algorithm, or the issuer's key, is not computed here: the error's text.
    Algorithm(String),
    /// The issuer's key usage lacks cRLSign (RFC 5280 §6.3.3 (f)).
    IssuerMayNotSign,
    /// It lists changes only (§5.2.4).
    Delta,
    /// It lists revocations of other issuers (§5.2.5).
    Indirect,
    /// It covers some reasons only (§5.2.5).
    SomeReasons,
    /// It is for attribute certificates (§5.2.5).
    AttributeCertificates,
    /// It is for end entities, and this is a CA (§6.3.3 (b)(2)(ii)).
    UserCertificatesOnly,
    /// It is for CAs, and this is none (§6.3.3 (b)(2)(iii)).
    CaCertificatesOnly,
    /// It is for another distribution point (§6.3.3 (b)(2)(i)).
    OtherDistributionPoint,
    /// A critical extension of the list or an entry is not known (§5.2, §5.3): its type.
    CriticalExtension(String),
}

/// One list and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered {
    /// The list.
    pub crl: Crl,
    /// What it says of the certificate.
    pub outcome: Outcome,
}

/// The answer of all lists together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationAnswer {
    /// What is known.
    pub outcome: Outcome,
    /// The list it comes from.
    pub crl: Option<Crl>,
    /// Every list of this issuer's name, with what it says alone.
    pub considered: Vec<Considered>,
}

/// What `crls` say of `certificate`, issued by `issuer`, at `at`.
///
/// A final revocation in any usable list wins, however old the list: it is never taken back. Else the newest usable
/// list speaks. A list issued after `at` is used: it knows more. `at` decides only whether a list is current.
pub fn check_with_crls(
    certificate: &Certificate,
    issuer: &Certificate,
    crls: &[Crl],
    at: OffsetDateTime,
) -> RevocationAnswer {
    let named = crls.iter().filter(|crl| crl.issuer() == certificate.issuer());
    let considered: Vec<_> =
        named.map(|crl| Considered { crl: crl.clone(), outcome: ask(certificate, issuer, crl, at) }).collect();
    let best = newest(considered.iter());
    // The newest list is no longer current and does not name it; an older one that still is says the same.
    let current = || newest(considered.iter().filter(|c| matches!(c.outcome, Outcome::Good { .. })));
    let best =
        best.map(|best| if matches!(best.outcome, Outcome::Stale { .. }) { current().unwrap_or(best) } else { best });
    RevocationAnswer {
        outcome: best.map_or(Outcome::None, |best| best.outcome.clone()),
        crl: best.map(|best| best.crl.clone()),
        considered,
    }
}

fn newest<'a>(considered: impl Iterator<Item = &'a Considered>) -> Option<&'a Considered> {
    considered.max_by_key(|c| (weight(&c.outcome), c.crl.this_update()))
}

/// How much an outcome counts against others. Equal weights are decided by the newer list.
fn weight(outcome: &Outcome) -> u8 {
    match outcome {
        Outcome::Revoked { .. } => 4,
        // A hold may be lifted by a newer list, and a newer stale list still knows more than an older one.
        Outcome::Good { .. } | Outcome::OnHold { .. } | Outcome::Stale { .. } => 3,
        Outcome::NoInformation { .. } => 2,
        Outcome::Unknown | Outcome::Unusable(_) => 1,
        Outcome::None => 0,
    }
}

/// One list alone.
fn ask(certificate: &Certificate, issuer: &Certificate, crl: &Crl, at: OffsetDateTime) -> Outcome {
    if let Some(unusable) = scope_excludes(certificate, crl).or_else(|| not_of_issuer(issuer, crl)) {
        return Outcome::Unusable(unusable);
    }
    match crl.find(certificate.serial()) {
        Some(entry) if entry.reason == Some(Reason::RemoveFromCrl) => silence(certificate, crl, at),
        Some(entry) if entry.is_hold() => Outcome::OnHold { time: entry.time, this_update: crl.this_update() },
        Some(RevokedEntry { time, reason, invalidity_date }) => Outcome::Revoked { time, reason, invalidity_date },
        None => silence(certificate, crl, at),
    }
}

/// What it means that a list does not name the certificate.
fn silence(certificate: &Certificate, crl: &Crl, at: OffsetDateTime) -> Outcome {
    let (this_update, next_update) = (crl.this_update(), crl.next_update());
    // A list drops what has expired (RFC 5280 §3.3), unless it says from when on it keeps them.
    let dropped = this_update > certificate.not_after()
        && crl.expired_certs_from().is_none_or(|from| certificate.not_after() < from);
    if dropped || this_update < certificate.not_before() {
        return Outcome::NoInformation { this_update };
    }
    let current = this_update >= at || next_update.is_some_and(|next| at <= next);
    if current { Outcome::Good { this_update, next_update } } else { Outcome::Stale { this_update, next_update } }
}

/// RFC 5280 §6.3.3 (f), (g): the issuer's own key, allowed to sign lists.
fn not_of_issuer(issuer: &Certificate, crl: &Crl) -> Option<Unusable> {
    if issuer.extensions().key_usage.is_some_and(|usage| !usage.crl_sign()) {
        return Some(Unusable::IssuerMayNotSign);
    }
    match issuer.public_key().and_then(|key| crl.signed_by(key)) {
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

#[cfg(test)]
mod tests {
    use super::super::testing::{Draft, Key, ListDraft, distribution_point, extension, key_usage, point, wrap, year};
    use super::super::{oids, read_certificates, read_crls};
    use super::*;

    /// The department's CA, and Lan's certificate number 7 of 2020 to 2030.
    fn lan(leaf: Draft) -> (Certificate, Certificate) {
        let ca = Draft::ca("CA").self_signed(&Key::new(1));
        (leaf.serial(&[7]).issue(&Key::new(2), ("CA", &Key::new(1))), ca)
    }

    /// What one list says of Lan at the start of 2025.
    fn says(list: &ListDraft) -> Outcome {
        let (leaf, ca) = lan(Draft::leaf("Lan").with(distribution_point("http://ca/1.crl")));
        check_with_crls(&leaf, &ca, &[list.issue(("CA", &Key::new(1)))], year(2025)).outcome
    }

    fn good(issued: i32, next: i32) -> Outcome {
        Outcome::Good { this_update: year(issued), next_update: Some(year(next)) }
    }

    #[test]
    fn each_outcome_is_told_from_the_others() {
        let listed = ListDraft::new(2024, 2026).revoking(&[6], 2022, None).revoking(&[0, 7], 2023, Some(1));
        let reason = Some(Reason::KeyCompromise);
        assert_eq!(says(&listed), Outcome::Revoked { time: year(2023), reason, invalidity_date: None });
        let hold = ListDraft::new(2024, 2026).revoking(&[7], 2023, Some(6));
        assert_eq!(says(&hold), Outcome::OnHold { time: year(2023), this_update: year(2024) });
        let removed = ListDraft::new(2024, 2026).revoking(&[7], 2023, Some(8));
        assert_eq!(says(&removed), good(2024, 2026));
        assert_eq!(says(&ListDraft::new(2024, 2026).revoking(&[8], 2023, None)), good(2024, 2026));
        let next_update = Some(year(2024));
        assert_eq!(says(&ListDraft::new(2023, 2024)), Outcome::Stale { this_update: year(2023), next_update });
        let endless = ListDraft { next: None, ..ListDraft::new(2023, 2024) };
        assert_eq!(says(&endless), Outcome::Stale { this_update: year(2023), next_update: None });
        let (leaf, ca) = lan(Draft::leaf("Lan"));
        assert_eq!(check_with_crls(&leaf, &ca, &[], year(2025)).outcome, Outcome::None);
    }

    #[test]
    fn a_list_from_after_the_certificate_expired_or_before_it_began_says_nothing() {
        assert_eq!(says(&ListDraft::new(2031, 2032)), Outcome::NoInformation { this_update: year(2031) });
        assert_eq!(says(&ListDraft::new(2019, 2032)), Outcome::NoInformation { this_update: year(2019) });
        let kept_from = |when: &[u8]| extension(oids::EXPIRED_CERTS_ON_CRL, false, &wrap(0x18, &[when]));
        let kept = ListDraft::new(2031, 2032).with(kept_from(b"20290101000000Z"));
        assert_eq!(says(&kept), good(2031, 2032));
        let later = ListDraft::new(2031, 2032).with(kept_from(b"20300601000000Z"));
        assert_eq!(says(&later), Outcome::NoInformation { this_update: year(2031) });
    }

    #[test]
    fn a_list_for_others_is_unusable_and_says_why() {
        let list = || ListDraft::new(2024, 2026).revoking(&[7], 2023, None);
        let delta = extension(oids::DELTA_CRL_INDICATOR, true, &[2, 1, 1]);
        let mine = [&point("http://ca/1.crl")[..], &[0x81, 1, 0xff]].concat();
        for (list, why) in [
            (list().scoped(&[0x84, 1, 0xff]), Unusable::Indirect),
            (list().scoped(&[0x83, 2, 6, 0x40]), Unusable::SomeReasons),
            (list().scoped(&[0x85, 1, 0xff]), Unusable::AttributeCertificates),
            (list().scoped(&[0x82, 1, 0xff]), Unusable::CaCertificatesOnly),
            (list().scoped(&point("http://ca/2.crl")), Unusable::OtherDistributionPoint),
            (list().with(delta), Unusable::Delta),
            (list().with(extension("1.2.3", true, &[])), Unusable::CriticalExtension("1.2.3".into())),
        ] {
            assert_eq!(says(&list), Outcome::Unusable(why));
        }
        assert!(matches!(says(&list().scoped(&mine)), Outcome::Revoked { .. }));
        assert!(matches!(says(&list().with(extension("1.2.3", false, &[]))), Outcome::Revoked { .. }));
    }

    #[test]
    fn only_the_issuers_own_key_speaks() {
        let (leaf, ca) = lan(Draft::leaf("Lan"));
        let forged = ListDraft::new(2024, 2026).issue(("CA", &Key::new(9)));
        assert_eq!(check_with_crls(&leaf, &ca, &[forged], year(2025)).outcome, Outcome::Unusable(Unusable::Signature));
        let mute = Draft::new("CA").with(key_usage(&[5])).self_signed(&Key::new(1));
        let list = ListDraft::new(2024, 2026).issue(("CA", &Key::new(1)));
        let answer = check_with_crls(&leaf, &mute, &[list], year(2025));
        assert_eq!(answer.outcome, Outcome::Unusable(Unusable::IssuerMayNotSign));
        let stranger = ListDraft::new(2024, 2026).issue(("Other", &Key::new(1)));
        assert_eq!(check_with_crls(&leaf, &ca, &[stranger], year(2025)).outcome, Outcome::None);
    }

    #[test]
    fn of_several_lists_a_final_revocation_wins_then_the_newest() {
        let (leaf, ca) = lan(Draft::leaf("Lan"));
        let by_ca = ("CA", &Key::new(1));
        let hold = ListDraft::new(2023, 2026).revoking(&[7], 2022, Some(6)).issue(by_ca);
        let lifted = ListDraft::new(2024, 2026).issue(by_ca);
        let revoked = ListDraft::new(2021, 2022).revoking(&[7], 2021, Some(4)).issue(by_ca);
        let stale = ListDraft { next: None, ..ListDraft::new(2024, 2025) }.issue(by_ca);
        let at = year(2025);
        assert_eq!(check_with_crls(&leaf, &ca, &[lifted.clone(), hold.clone()], at).outcome, good(2024, 2026));
        let answer = check_with_crls(&leaf, &ca, &[lifted, hold.clone(), revoked.clone()], at);
        assert!(matches!(answer.outcome, Outcome::Revoked { .. }));
        assert_eq!((answer.crl, answer.considered.len()), (Some(revoked), 3));
        let older = ListDraft::new(2023, 2026).issue(by_ca);
        assert_eq!(check_with_crls(&leaf, &ca, &[stale.clone(), older], at).outcome, good(2023, 2026));
        assert!(matches!(check_with_crls(&leaf, &ca, &[stale, hold], at).outcome, Outcome::Stale { .. }));
    }

    #[test]
    fn what_openssl_revoked_is_revoked() {
        let certificates = read_certificates(include_bytes!("../../fixtures/x509/certificates.pem")).unwrap();
        let crls = read_crls(include_bytes!("../../fixtures/x509/crl.pem")).unwrap();
        let answer = check_with_crls(&certificates[1], &certificates[0], &crls, crls[0].this_update());
        let Outcome::Revoked { reason, invalidity_date, .. } = answer.outcome else { panic!("{answer:?}") };
        assert_eq!(reason, Some(Reason::KeyCompromise));
        assert_eq!(invalidity_date, Some(time::macros::datetime!(2025-06-01 12:00 UTC)));
        assert!(matches!(
            check_with_crls(&certificates[2], &certificates[0], &crls, crls[0].this_update()).outcome,
            Outcome::Good { .. }
        ));
    }
}
