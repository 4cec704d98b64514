//! Revocation of one certificate in a chain: who may speak of it, what is fresh (EN 319 102-1 §5.2.5), and what long-term
//! validation makes of it (§5.5.4).
//!
//! The rules of lists and answers are `x509`'s, and `hearing` says who may speak; here is decided what counts when.

use time::{Duration, OffsetDateTime};

use crate::x509::{
    Certificate, Error, Evidence, Exemption, Outcome, Path, Reason, RevocationAnswer, Scheme, Unusable,
    revocation_exemption,
};

use super::fault::Fault;
use super::policy::{Revocation, RevocationFreshness};
use super::rules;
use super::terms::SubIndication;
use super::xcv::{Link, Purpose, Question};

/// Clocks of signers, authorities and responders may differ by so much.
pub(super) const CLOCK_TOLERANCE: Duration = Duration::minutes(5);

/// An answer asked for just before the signature was made and stamped still tells of it.
pub(super) const FRESHNESS_TOLERANCE: Duration = Duration::seconds(30);

/// What is known is from before the end of the policy's grace.
const WITHIN_GRACE: &str = "WITHIN_GRACE";

/// What is known of one certificate.
#[derive(Default)]
pub(super) struct StatusOf {
    /// What is wrong or missing.
    pub(super) fault: Option<Fault>,
    /// Is the answer missing, and the policy soft?
    pub(super) unknown: bool,
    /// What was asked; nothing where nobody has to be.
    pub(super) answer: Option<RevocationAnswer>,
}

/// Is nobody to be asked about `certificate` of a chain (RFC 9608, EN 319 412-1 §5.2)?
pub(super) fn is_exempt(certificate: &Certificate) -> bool {
    revocation_exemption(certificate).is_some_and(|exemption| exemption != Exemption::OcspNoCheck)
}

/// Since when a revoked certificate was not to be relied on: with a key compromised, since that is suspected (RFC 5280 §5.3.2).
pub(super) fn revoked_since(
    time: OffsetDateTime,
    reason: Option<Reason>,
    invalidity_date: Option<OffsetDateTime>,
) -> OffsetDateTime {
    let compromise = matches!(reason, Some(Reason::KeyCompromise | Reason::CaCompromise | Reason::AaCompromise));
    invalidity_date.filter(|_| compromise).map_or(time, |suspected| suspected.min(time))
}

/// How the evidence was signed.
pub(super) fn scheme(evidence: &Evidence) -> Result<Scheme, Error> {
    match evidence {
        Evidence::Crl(crl) => crl.scheme(),
        Evidence::Ocsp(answer) => answer.scheme(),
    }
}

impl Question<'_> {
    /// Is missing revocation data a mere warning?
    pub(super) fn soft(&self) -> bool {
        self.context.policy.rules.revocation == Revocation::Soft
    }

    /// The time proven for a document's signature, which long-term validation goes by (§5.5.4).
    fn long_term(&self) -> Option<OffsetDateTime> {
        self.proven.filter(|_| self.purpose == Purpose::Signature)
    }

    /// The dates of one certificate (§5.2.6.4 step 1), with a proof for the signature if there is one.
    pub(super) fn dates(&self, link: Link<'_>, path: &Path) -> Option<Fault> {
        let certificate = link.certificate;
        let fault = |sub| Fault::timely(rules::CERTIFICATE_VALIDITY, sub, certificate);
        let early = |proven: OffsetDateTime| proven.saturating_add(CLOCK_TOLERANCE) < certificate.not_before();
        if link.leaf && self.proven.is_some_and(early) {
            return Some(fault(SubIndication::NotYetValid).at(certificate.not_before()).proven());
        }
        if certificate.is_valid_at(link.used) {
            return None;
        }
        if link.used < certificate.not_before() {
            return Some(fault(SubIndication::OutOfBoundsNoPoe).at(certificate.not_before()));
        }
        // §5.5.4 (d) is about the signer; an issuer that has ended is for past validation.
        let to_the_end = link.leaf.then(|| self.ask(link, certificate.not_after(), path).outcome);
        let known = to_the_end
            .as_ref()
            .is_some_and(|outcome| is_exempt(certificate) || matches!(outcome, Outcome::Good { .. }));
        // Softly, it is enough that nobody says otherwise.
        let unless_revoked = to_the_end.is_some_and(|outcome| self.soft() && !is_revocation(&outcome));
        let then = |best| {
            let outcome = || self.ask(link, best, path).outcome;
            certificate.is_valid_at(best) && self.is_fresh_enough(link, &outcome(), best)
        };
        if (known || unless_revoked) && self.long_term().is_some_and(then) {
            return None;
        }
        let made_later = link.leaf && self.not_before.is_some_and(|earliest| earliest >= certificate.not_after());
        let sub = if known { SubIndication::OutOfBoundsNotRevoked } else { SubIndication::OutOfBoundsNoPoe };
        let ended = if made_later { fault(SubIndication::Expired).proven() } else { fault(sub) };
        Some(ended.at(certificate.not_after()))
    }

    /// Is the certificate revoked, and who says so?
    pub(super) fn status(&self, link: Link<'_>, path: &Path) -> StatusOf {
        let certificate = link.certificate;
        if !self.asks.revocation {
            return StatusOf::default();
        }
        if is_exempt(certificate) {
            let misplaced = certificate.is_ca().then(|| {
                Fault::lasting(rules::PATH_CONSTRAINTS, SubIndication::CertificateChainGeneralFailure, certificate)
            });
            return StatusOf { fault: misplaced, ..StatusOf::default() };
        }
        // Of a certificate that has ended, nobody answers for later: its dates are what is wrong with it.
        let ended = !certificate.is_valid_at(link.used);
        let at = link.used.min(certificate.not_after());
        let answer = self.ask(link, at, path);
        let revoked = self.revoked(link, &answer.outcome);
        if ended || is_revocation(&answer.outcome) {
            return StatusOf { fault: revoked, answer: Some(answer), unknown: false };
        }
        let waits = self.graced(link.leaf).filter(|_| is_known(&answer.outcome, at));
        let current = self.telling(link, at, path, answer);
        if is_known(&current.outcome, at) {
            return StatusOf { answer: Some(current), ..StatusOf::default() };
        }
        match self.long_term().map(|best| (best, self.ask(link, best, path))) {
            Some((best, then)) if self.is_fresh(link, &then.outcome, best) => {
                StatusOf { answer: Some(then), ..StatusOf::default() }
            }
            _ => {
                let expired = matches!(current.outcome, Outcome::Unusable(Unusable::SignerExpired));
                let sub = if expired { SubIndication::RevocationOutOfBoundsNoPoe } else { SubIndication::TryLater };
                let missing = Fault::timely(rules::REVOCATION_DATA, sub, certificate);
                let missing = waits.map_or(missing.clone(), |since| missing.saying(WITHIN_GRACE).at(since));
                StatusOf { fault: (!self.soft()).then_some(missing), unknown: self.soft(), answer: Some(current) }
            }
        }
    }

    /// Of what is current, that which tells of the signature. What the file itself brings about its signer must not be older
    /// than the time-stamp over the signature, if the policy wants that: it was chosen by whoever made the file. What the
    /// judge brings must be current, and no more, unless the policy sets a grace.
    fn telling(&self, link: Link<'_>, at: OffsetDateTime, path: &Path, answer: RevocationAnswer) -> RevocationAnswer {
        let graced = self.graced(link.leaf);
        let stamped = || self.proven.filter(|_| self.stamped && self.is_strict(link));
        let Some(since) = graced.or_else(|| stamped().map(|best| self.telling_since(best))) else { return answer };
        let tells = |evidence: &Evidence| {
            graced.is_none() && self.store.is_brought(evidence.fingerprint()) || evidence.this_update() >= since
        };
        if answer.evidence.as_ref().is_none_or(tells) { answer } else { self.ask_among(link, at, path, &tells) }
    }

    /// Must the answers about this certificate be no older than the signature is proven to be?
    fn is_strict(&self, link: Link<'_>) -> bool {
        let freshness = self.context.policy.rules.revocation_freshness;
        link.leaf && self.long_term().is_some() && freshness == RevocationFreshness::AfterSignature
    }

    /// From when on an answer about the signer tells of what was made by `best`.
    fn telling_since(&self, best: OffsetDateTime) -> OffsetDateTime {
        match self.context.policy.rules.revocation_grace {
            grace if grace.is_none() => best.saturating_sub(FRESHNESS_TOLERANCE),
            grace => grace.after(best),
        }
    }

    /// Revoked or on hold, and not only after the signature was proven to exist.
    fn revoked(&self, link: Link<'_>, outcome: &Outcome) -> Option<Fault> {
        let since = bad_since(outcome)?;
        // §5.5.4 (a): revoked, or suspended, only after the signature was proven to exist. Not so an issuer whose key others may
        // have: they make lists of any date, so what it says of the signer needs a proof of its own, in past validation.
        let healed = (link.leaf || ceased(outcome)) && self.long_term().is_some_and(|best| best < since);
        // For the same reason such an issuer is not excused by a validity model that asks about an earlier time.
        let spared = link.leaf || ceased(outcome) || self.now() < since;
        if link.used < since && spared || healed || link.leaf && self.stamped_before_it_ceased(outcome) {
            return None;
        }
        if matches!(outcome, Outcome::OnHold { .. }) {
            return Some(Fault::timely(rules::ON_HOLD, SubIndication::TryLater, link.certificate).at(since));
        }
        let fault = |sub| Fault::timely(rules::NOT_REVOKED, sub, link.certificate).at(since);
        Some(match link.leaf {
            true if self.not_before.is_some_and(|earliest| earliest >= since) => fault(SubIndication::Revoked).proven(),
            true => fault(SubIndication::RevokedNoPoe),
            false => fault(SubIndication::RevokedCaNoPoe),
        })
    }

    /// RFC 3161 §4 (1): a TSA that ceased, and whose key is safe, says so in the reason; what it stamped before stays valid.
    fn stamped_before_it_ceased(&self, outcome: &Outcome) -> bool {
        let unspecified = matches!(outcome, Outcome::Revoked { reason: Some(Reason::Unspecified), .. });
        let before = |made| bad_since(outcome).is_some_and(|since| made < since);
        (unspecified || ceased(outcome)) && self.made.is_some_and(before)
    }

    /// The revocation freshness checker (§5.2.5) for a signature made by `at`: what it says of an issuer was current then; what
    /// it says of the signer is also not older than the signature, if the policy wants that.
    pub(super) fn is_fresh(&self, link: Link<'_>, outcome: &Outcome, at: OffsetDateTime) -> bool {
        let strict = self.is_strict(link);
        let is_fresh = match outcome {
            Outcome::Good { this_update, .. } | Outcome::Stale { this_update, .. } if strict => {
                *this_update >= self.telling_since(at)
            }
            // Good until then at least.
            Outcome::Revoked { .. } | Outcome::OnHold { .. } => bad_since(outcome).is_some_and(|since| at < since),
            outcome => is_known(outcome, at),
        };
        is_fresh || is_exempt(link.certificate)
    }

    /// The same; without usable data, a soft policy is content.
    pub(super) fn is_fresh_enough(&self, link: Link<'_>, outcome: &Outcome, at: OffsetDateTime) -> bool {
        self.is_fresh(link, outcome, at) || self.soft() && !is_revocation(outcome)
    }
}

fn is_revocation(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Revoked { .. } | Outcome::OnHold { .. })
}

/// Since when the outcome says that the certificate is revoked or on hold.
pub(super) fn bad_since(outcome: &Outcome) -> Option<OffsetDateTime> {
    match *outcome {
        Outcome::Revoked { time, reason, invalidity_date } => Some(revoked_since(time, reason, invalidity_date)),
        Outcome::OnHold { time, .. } => Some(time),
        _ => None,
    }
}

/// Revoked for a reason that leaves the key safe?
fn ceased(outcome: &Outcome) -> bool {
    let Outcome::Revoked { reason, .. } = outcome else { return false };
    matches!(reason, Some(Reason::AffiliationChanged | Reason::Superseded | Reason::CessationOfOperation))
}

/// §5.2.5 without a constraint: is the answer current at `at`?
pub(super) fn is_known(outcome: &Outcome, at: OffsetDateTime) -> bool {
    match outcome {
        Outcome::Good { .. } => true,
        // Without nextUpdate an answer is as good as it is young.
        Outcome::Stale { this_update, .. } => this_update.saturating_add(CLOCK_TOLERANCE) >= at,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::PrimitiveDateTime;
    use time::macros::datetime;

    const REVOKED: OffsetDateTime = datetime!(2026-03-01 0:00 UTC);
    const SUSPECT: OffsetDateTime = datetime!(2026-02-01 0:00 UTC);

    /// Stolen in February, told in March: what was made in between is not to be relied on.
    #[test]
    fn a_stolen_key_is_not_trusted_since_the_theft() {
        let since = |reason, suspect| revoked_since(REVOKED, reason, suspect);
        assert_eq!(since(Some(Reason::KeyCompromise), Some(SUSPECT)), SUSPECT);
        assert_eq!(since(Some(Reason::CaCompromise), Some(SUSPECT)), SUSPECT);
        assert_eq!(since(Some(Reason::KeyCompromise), None), REVOKED);
        assert_eq!(since(Some(Reason::Superseded), Some(SUSPECT)), REVOKED, "nobody else had the key");
        assert_eq!(since(None, Some(SUSPECT)), REVOKED);
        let after = REVOKED + Duration::DAY;
        assert_eq!(since(Some(Reason::KeyCompromise), Some(after)), REVOKED, "never later than the revocation");
    }

    /// RFC 6960 §4.2.2.1: without nextUpdate there is always something newer.
    #[test]
    fn an_answer_without_an_end_is_as_good_as_it_is_young() {
        let answer = Outcome::Stale { this_update: REVOKED, next_update: None };
        assert!(is_known(&answer, REVOKED + Duration::minutes(5)));
        assert!(!is_known(&answer, REVOKED + Duration::minutes(6)));
        for outcome in [Outcome::Unknown, Outcome::None, Outcome::NoInformation { this_update: REVOKED }] {
            assert!(!is_known(&outcome, SUSPECT), "{outcome:?}");
        }
    }

    /// Strangers write the dates: the last there is, too.
    #[test]
    fn the_end_of_time_is_no_crash() {
        let end = PrimitiveDateTime::MAX.assume_utc();
        assert!(is_known(&Outcome::Stale { this_update: end, next_update: Some(end) }, end));
    }
}
