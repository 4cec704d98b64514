//! Asking all evidence at hand about one certificate (RFC 5280 §6.3, RFC 6960 §3.2).
//!
//! Lists and OCSP answers are heard alike: each is asked alone, then the most definite and newest speaks. Nobody vouches
//! for himself.

use std::cell::Cell;

use time::OffsetDateTime;

use super::memory::Memory;
use super::revocation::{Considered, Outcome, RevocationAnswer, RevocationData, Unusable};
use super::{Certificate, Error, revocation_crl, revocation_ocsp};

/// Signatures looked at for one question: ten signers renewed every year for twenty years, and as many again.
const MOST_SIGNATURES: u32 = 500;

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
    let asked = Asked { certificate, issuer, pool, at, memory, signatures: Cell::new(MOST_SIGNATURES) };
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
    /// How many signatures may still be looked at.
    signatures: Cell<u32>,
}

impl Asked<'_> {
    /// Did the key of `by` sign the thing with this fingerprint? `compute` tells, where it is not remembered.
    pub(super) fn signed(
        &self,
        fingerprint: &[u8; 32],
        by: &Certificate,
        compute: impl FnOnce() -> Result<bool, Error>,
    ) -> Result<(), Unusable> {
        let left = self.signatures.get().checked_sub(1).ok_or(Unusable::TooMuch)?;
        self.signatures.set(left);
        match self.memory.once(fingerprint, by, compute) {
            Ok(true) => Ok(()),
            Ok(false) => Err(Unusable::Signature),
            Err(error) => Err(Unusable::Algorithm(error.to_string())),
        }
    }

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
    // Whoever buries a revocation under a heap of lists gains nothing: what was not looked at may have said so.
    let heap = considered.iter().find(|one| one.outcome == Outcome::Unusable(Unusable::TooMuch));
    let best = match best {
        Some(best) if matches!(best.outcome, Outcome::Revoked { .. } | Outcome::OnHold { .. }) => Some(best),
        best => heap.or(best),
    };
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
    use super::super::{Crl, Evidence, Reason, Unusable, oids, read_certificates, read_crls};
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
