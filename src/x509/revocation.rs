//! What is known of a certificate's revocation (RFC 5280 §6.3, RFC 6960), without collapsing the answers into yes and no.
//!
//! Lists and OCSP answers are heard alike: each piece of [`Evidence`] is asked alone, then the most definite and newest
//! speaks. The judge gets facts: the time of revocation is returned as it stands, and whether it lies before the
//! signature is asked elsewhere. Who signed the evidence in the issuer's place is returned too, and is to be judged like
//! any other certificate; nobody vouches for himself.

use time::OffsetDateTime;

use super::memory::Memory;
use super::{Certificate, Crl, OcspResponse, Reason, oids, revocation_crl, revocation_ocsp};

/// Lists and answers at hand.
#[derive(Clone, Debug, Default)]
pub struct RevocationData {
    /// Revocation lists.
    pub crls: Vec<Crl>,
    /// OCSP answers.
    pub ocsps: Vec<OcspResponse>,
}

/// One piece of revocation data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A revocation list.
    Crl(Crl),
    /// An OCSP answer.
    Ocsp(OcspResponse),
}

impl Evidence {
    /// The name in reports.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Crl(_) => "crl",
            Self::Ocsp(_) => "ocsp",
        }
    }

    /// The newest moment it knows of.
    pub fn this_update(&self) -> OffsetDateTime {
        match self {
            Self::Crl(crl) => crl.this_update(),
            Self::Ocsp(answer) => answer.this_update(),
        }
    }

    /// Until when it is current.
    pub fn next_update(&self) -> Option<OffsetDateTime> {
        match self {
            Self::Crl(crl) => crl.next_update(),
            Self::Ocsp(answer) => answer.next_update(),
        }
    }

    /// When it was signed, if it says (OCSP only).
    pub fn produced_at(&self) -> Option<OffsetDateTime> {
        match self {
            Self::Crl(_) => None,
            Self::Ocsp(answer) => Some(answer.produced_at()),
        }
    }

    /// SHA-256 of the encoding.
    pub fn fingerprint(&self) -> &[u8; 32] {
        match self {
            Self::Crl(crl) => crl.fingerprint(),
            Self::Ocsp(answer) => answer.fingerprint(),
        }
    }

    /// The whole encoding.
    pub fn der(&self) -> &[u8] {
        match self {
            Self::Crl(crl) => crl.der(),
            Self::Ocsp(answer) => answer.der(),
        }
    }
}

/// What is known about a certificate's revocation. None of these may be folded into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Current evidence says that it is not revoked.
    Good {
        /// The moment that the evidence speaks of.
        this_update: OffsetDateTime,
        /// Until when it is current.
        next_update: Option<OffsetDateTime>,
    },
    /// It is revoked, for good.
    Revoked {
        /// When it was revoked.
        time: OffsetDateTime,
        /// Why; nothing where the evidence does not say.
        reason: Option<Reason>,
        /// Since when the key is suspect.
        invalidity_date: Option<OffsetDateTime>,
    },
    /// Suspended (certificateHold): it may come back. In 1970: never issued, says the responder (RFC 6960 §4.4.8).
    OnHold {
        /// Since when.
        time: OffsetDateTime,
        /// The moment that the evidence speaks of.
        this_update: OffsetDateTime,
    },
    /// The responder does not know it (OCSP only).
    Unknown,
    /// The newest evidence does not call it revoked, but is no longer current.
    Stale {
        /// The moment that the evidence speaks of.
        this_update: OffsetDateTime,
        /// Until when it was current; nothing where it does not say, which counts as never.
        next_update: Option<OffsetDateTime>,
    },
    /// The evidence says nothing about it: from before it was issued, or after it expired.
    NoInformation {
        /// The moment that the evidence speaks of.
        this_update: OffsetDateTime,
    },
    /// There is evidence about it, and it may not be used.
    Unusable(Unusable),
    /// There is nothing.
    None,
}

/// Why a piece of evidence may not be used for a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// The signature is not of the one who should have made it.
    Signature,
    /// Its signature algorithm, or the key, is not computed here: the error's text.
    Algorithm(String),
    /// The issuer's key usage lacks cRLSign (RFC 5280 §6.3.3 (f)).
    IssuerMayNotSign,
    /// No certificate at hand is the list issuer's.
    NoCrlIssuer,
    /// It lists changes only (§5.2.4), and no list at hand is the one they complete.
    Delta,
    /// Its issuer is another than the certificate's, and it does not say that it lists others' certificates (§5.2.5).
    NotIndirect,
    /// It covers some reasons only (§5.2.5), and no other list at hand covers the rest.
    SomeReasons,
    /// It is for attribute certificates (§5.2.5).
    AttributeCertificates,
    /// It is for end entities, and this is a CA (§6.3.3 (b)(2)(ii)).
    UserCertificatesOnly,
    /// It is for CAs, and this is none (§6.3.3 (b)(2)(iii)).
    CaCertificatesOnly,
    /// It is for another distribution point (§6.3.3 (b)(2)(i)).
    OtherDistributionPoint,
    /// A critical extension of the whole or of an entry is not known (§5.2, §5.3, RFC 6960 §4.4): its type.
    CriticalExtension(String),
    /// No certificate at hand is the responder's, and the issuer is not (RFC 6960 §4.2.2.2).
    NoResponder,
    /// The responder's certificate is not issued with the key that issued this one (RFC 6960 §4.2.2.2).
    ResponderNotDelegated,
    /// The responder's certificate lacks id-kp-OCSPSigning, or its key usage allows no signatures (RFC 6960 §4.2.2.2).
    ResponderUsage,
    /// The responder's certificate was outside its validity when it answered.
    ResponderValidity,
    /// It speaks of another certificate with this number (certHash).
    OtherCertificate,
    /// It is signed before the moment it speaks of, or its end lies before its beginning (RFC 6960 §2.4).
    Dates,
    /// It says two things of this certificate.
    Contradictory,
    /// The certificate's own key signed it: nobody vouches for himself.
    OwnWord,
    /// Who signed it in the issuer's place is not good himself: no path, revoked, or nothing is known of him.
    SignerNotGood,
    /// The certificate of who signed it in the issuer's place has ended, and nothing proves that the evidence is older.
    SignerExpired,
}

impl Unusable {
    /// The name in reports.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Signature => "EVIDENCE_SIGNATURE",
            Self::Algorithm(_) => "EVIDENCE_ALGORITHM",
            Self::CriticalExtension(_) => "EVIDENCE_CRITICAL_EXTENSION",
            Self::OwnWord => "EVIDENCE_OWN_WORD",
            Self::SignerNotGood => "EVIDENCE_SIGNER_NOT_GOOD",
            Self::SignerExpired => "EVIDENCE_SIGNER_EXPIRED",
            Self::IssuerMayNotSign => "CRL_SIGN_NOT_ALLOWED",
            Self::NoCrlIssuer => "CRL_NO_ISSUER",
            Self::Delta => "CRL_DELTA_WITHOUT_BASE",
            Self::NotIndirect => "CRL_NOT_INDIRECT",
            Self::SomeReasons => "CRL_SOME_REASONS",
            Self::AttributeCertificates => "CRL_ATTRIBUTE_CERTIFICATES",
            Self::UserCertificatesOnly => "CRL_USER_CERTIFICATES",
            Self::CaCertificatesOnly => "CRL_CA_CERTIFICATES",
            Self::OtherDistributionPoint => "CRL_OTHER_POINT",
            Self::NoResponder => "OCSP_NO_RESPONDER",
            Self::ResponderNotDelegated => "OCSP_NOT_DELEGATED",
            Self::ResponderUsage => "OCSP_RESPONDER_USAGE",
            Self::ResponderValidity => "OCSP_RESPONDER_VALIDITY",
            Self::OtherCertificate => "OCSP_OTHER_CERTIFICATE",
            Self::Dates => "OCSP_DATES",
            Self::Contradictory => "OCSP_CONTRADICTORY",
        }
    }
}

/// One piece of evidence and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered {
    /// The list or answer.
    pub evidence: Evidence,
    /// What it says of the certificate.
    pub outcome: Outcome,
    /// Who signed it in the issuer's place: a delegated responder, another CRL issuer. To be judged itself;
    /// two who sign for each other are the judge's to find.
    pub signer: Option<Certificate>,
    /// What else that outcome stands on: the list that a delta completes, the lists for other reasons.
    pub also: Vec<Companion>,
}

/// Evidence that other evidence cannot do without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// The list.
    pub evidence: Evidence,
    /// Who signed it in the issuer's place; to be judged itself.
    pub signer: Option<Certificate>,
}

/// What all evidence together says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationAnswer {
    /// What is known.
    pub outcome: Outcome,
    /// The evidence it comes from.
    pub evidence: Option<Evidence>,
    /// Who signed that evidence in the issuer's place.
    pub signer: Option<Certificate>,
    /// What else it stands on.
    pub also: Vec<Companion>,
    /// Every piece that is about this certificate, with what it says alone.
    pub considered: Vec<Considered>,
}

impl RevocationAnswer {
    /// Each who signed in the issuer's place something that the outcome stands on, with what he signed: all of them must be
    /// good themselves for the outcome to hold.
    pub fn signers(&self) -> impl Iterator<Item = (&Evidence, &Certificate)> {
        let others = self.also.iter().map(|other| (&other.evidence, &other.signer));
        let all = self.evidence.iter().map(|evidence| (evidence, &self.signer)).chain(others);
        all.filter_map(|(evidence, signer)| Some((evidence, signer.as_ref()?)))
    }
}

/// Why revocation is not asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exemption {
    /// noRevAvail (RFC 9608): never on a CA's certificate.
    NoRevAvail,
    /// Validity assured, short term (EN 319 412-1 §5.2).
    ShortTerm,
    /// A responder's id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1).
    OcspNoCheck,
}

/// Is `certificate` one that revocation is not asked about?
///
/// id-pkix-ocsp-nocheck counts only beside id-kp-OCSPSigning. What an exemption means on a CA is the judge's to say.
pub fn revocation_exemption(certificate: &Certificate) -> Option<Exemption> {
    let extensions = certificate.extensions();
    let has = |oid| extensions.get(oid).is_some();
    let responder = extensions.ocsp_nocheck && certificate.has_extended_key_usage(oids::EKU_OCSP_SIGNING);
    let rules = [
        (has(oids::NO_REV_AVAIL), Exemption::NoRevAvail),
        (has(oids::VALIDITY_ASSURED_SHORT_TERM), Exemption::ShortTerm),
        (responder, Exemption::OcspNoCheck),
    ];
    rules.into_iter().find_map(|(holds, exemption)| holds.then_some(exemption))
}

/// What `data` says of `certificate`, issued by `issuer`, at `at`. `pool` holds candidates for those who may sign in the
/// issuer's place.
///
/// A final revocation in any usable evidence wins, however old: it is never taken back. Else the newest usable speaks.
/// Evidence issued after `at` is used: it knows more. `at` decides only whether it is current.
pub fn check_revocation(
    certificate: &Certificate,
    issuer: &Certificate,
    data: &RevocationData,
    pool: &[Certificate],
    at: OffsetDateTime,
    memory: &Memory,
) -> RevocationAnswer {
    let asked = Asked { certificate, issuer, pool, at, memory };
    let mut considered = revocation_crl::ask(&asked, &data.crls);
    considered.extend(data.ocsps.iter().filter_map(|answer| revocation_ocsp::ask(&asked, answer)));
    for considered in &mut considered {
        // It is being judged already.
        considered.signer.take_if(|signer| signer == certificate);
        considered.also.iter_mut().for_each(|other| drop(other.signer.take_if(|signer| signer == certificate)));
    }
    combine(considered)
}

/// One question.
pub(super) struct Asked<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) issuer: &'a Certificate,
    pub(super) pool: &'a [Certificate],
    pub(super) at: OffsetDateTime,
    pub(super) memory: &'a Memory,
}

impl Asked<'_> {
    /// Is the one who signed, `signer` or else the issuer, the holder of the certificate's own key?
    pub(super) fn is_own_word(&self, signer: Option<&Certificate>) -> bool {
        signer.unwrap_or(self.issuer).spki() == self.certificate.spki()
    }
}

fn combine(considered: Vec<Considered>) -> RevocationAnswer {
    let best = weightiest(considered.iter());
    // The newest evidence is no longer current and does not call it revoked; an older one that still is says the same.
    let current = || weightiest(considered.iter().filter(|c| matches!(c.outcome, Outcome::Good { .. })));
    let best =
        best.map(|best| if matches!(best.outcome, Outcome::Stale { .. }) { current().unwrap_or(best) } else { best });
    RevocationAnswer {
        outcome: best.map_or(Outcome::None, |best| best.outcome.clone()),
        evidence: best.map(|best| best.evidence.clone()),
        signer: best.and_then(|best| best.signer.clone()),
        also: best.map_or(Vec::new(), |best| best.also.clone()),
        considered,
    }
}

/// Equal weights are decided by the newer evidence, equal dates by the graver word.
fn weightiest<'a>(considered: impl Iterator<Item = &'a Considered>) -> Option<&'a Considered> {
    considered.max_by_key(|c| {
        let (weight, this_update) = weight(&c.outcome);
        (weight, this_update.unwrap_or_else(|| c.evidence.this_update()), !matches!(c.outcome, Outcome::Good { .. }))
    })
}

/// How much an outcome counts against others, and of which moment it speaks.
fn weight(outcome: &Outcome) -> (u8, Option<OffsetDateTime>) {
    match *outcome {
        Outcome::Revoked { .. } => (5, None),
        // A hold may be lifted by newer evidence, and newer stale evidence still knows more than older.
        Outcome::Good { this_update, .. }
        | Outcome::OnHold { this_update, .. }
        | Outcome::Stale { this_update, .. } => (4, Some(this_update)),
        Outcome::Unknown => (3, None),
        Outcome::NoInformation { this_update } => (2, Some(this_update)),
        Outcome::Unusable(_) => (1, None),
        Outcome::None => (0, None),
    }
}

/// Evidence that does not call a certificate revoked.
pub(super) struct Silence {
    pub(super) this_update: OffsetDateTime,
    pub(super) next_update: Option<OffsetDateTime>,
    /// Since when it keeps what has expired (expiredCertsOnCRL, archiveCutoff).
    pub(super) kept_since: Option<OffsetDateTime>,
    /// It has this very certificate before it (certHash).
    pub(super) positive: bool,
}

impl Silence {
    /// What that means for `certificate` at `at`.
    pub(super) fn means(&self, certificate: &Certificate, at: OffsetDateTime) -> Outcome {
        let Self { this_update, next_update, .. } = *self;
        // A list drops what has expired (RFC 5280 §3.3), a responder may (RFC 6960 §4.4.4), unless they say otherwise.
        let kept = self.positive || self.kept_since.is_some_and(|since| since <= certificate.not_after());
        let dropped = this_update > certificate.not_after() && !kept;
        if dropped || this_update < certificate.not_before() {
            return Outcome::NoInformation { this_update };
        }
        let current = this_update >= at || next_update.is_some_and(|next| at <= next);
        if current { Outcome::Good { this_update, next_update } } else { Outcome::Stale { this_update, next_update } }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Draft, Key, ListDraft, distribution_point, extension, key_usage, point, wrap, year};
    use super::super::{oids, read_certificates, read_crls};
    use super::*;

    fn check(certificate: &Certificate, issuer: &Certificate, crls: &[Crl], at: OffsetDateTime) -> RevocationAnswer {
        let data = RevocationData { crls: crls.to_vec(), ocsps: Vec::new() };
        check_revocation(certificate, issuer, &data, &[], at, &Memory::default())
    }

    /// The department's CA, and Lan's certificate number 7 of 2020 to 2030.
    fn lan(leaf: Draft) -> (Certificate, Certificate) {
        let ca = Draft::ca("CA").self_signed(&Key::new(1));
        (leaf.serial(&[7]).issue(&Key::new(2), ("CA", &Key::new(1))), ca)
    }

    /// What one list says of Lan at the start of 2025.
    fn says(list: &ListDraft) -> Outcome {
        let (leaf, ca) = lan(Draft::leaf("Lan").with(distribution_point("http://ca/1.crl")));
        check(&leaf, &ca, &[list.issue(("CA", &Key::new(1)))], year(2025)).outcome
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
        assert_eq!(check(&leaf, &ca, &[], year(2025)).outcome, Outcome::None);
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
            (ListDraft::new(2024, 2026).scoped(&[0x83, 2, 6, 0x40]), Unusable::SomeReasons),
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
        assert_eq!(check(&leaf, &ca, &[forged], year(2025)).outcome, Outcome::Unusable(Unusable::Signature));
        let mute = Draft::new("CA").with(key_usage(&[5])).self_signed(&Key::new(1));
        let list = ListDraft::new(2024, 2026).issue(("CA", &Key::new(1)));
        let answer = check(&leaf, &mute, &[list], year(2025));
        assert_eq!(answer.outcome, Outcome::Unusable(Unusable::IssuerMayNotSign));
        let stranger = ListDraft::new(2024, 2026).issue(("Other", &Key::new(1)));
        assert_eq!(check(&leaf, &ca, &[stranger], year(2025)).outcome, Outcome::None);
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
        assert_eq!(check(&leaf, &ca, &[lifted.clone(), hold.clone()], at).outcome, good(2024, 2026));
        let answer = check(&leaf, &ca, &[lifted, hold.clone(), revoked.clone()], at);
        assert!(matches!(answer.outcome, Outcome::Revoked { .. }));
        assert_eq!((answer.evidence, answer.considered.len()), (Some(Evidence::Crl(revoked)), 3));
        let older = ListDraft::new(2023, 2026).issue(by_ca);
        assert_eq!(check(&leaf, &ca, &[stale.clone(), older], at).outcome, good(2023, 2026));
        assert!(matches!(check(&leaf, &ca, &[stale, hold], at).outcome, Outcome::Stale { .. }));
    }

    #[test]
    fn what_openssl_revoked_is_revoked() {
        let certificates = read_certificates(include_bytes!("../../fixtures/x509/certificates.pem")).unwrap();
        let crls = read_crls(include_bytes!("../../fixtures/x509/crl.pem")).unwrap();
        let answer = check(&certificates[1], &certificates[0], &crls, crls[0].this_update());
        let Outcome::Revoked { reason, invalidity_date, .. } = answer.outcome else { panic!("{answer:?}") };
        assert_eq!(reason, Some(Reason::KeyCompromise));
        assert_eq!(invalidity_date, Some(time::macros::datetime!(2025-06-01 12:00 UTC)));
        assert!(matches!(
            check(&certificates[2], &certificates[0], &crls, crls[0].this_update()).outcome,
            Outcome::Good { .. }
        ));
    }
}
