//! Revocation of one certificate in a chain: who may speak of it, what is fresh (EN 319 102-1 §5.2.5), and what long-term
//! validation makes of it (§5.5.4).
//!
//! The rules of lists and answers are `x509`'s; here is decided what counts when. A delegated responder or another issuer of
//! lists is a signer like any other and is validated itself, as of when its evidence is proven to have existed.

use time::{Duration, OffsetDateTime};

use crate::x509::{
    Certificate, Considered, Error, Evidence, Exemption, Outcome, Path, PathStatus, Reason, RevocationAnswer,
    RevocationData, Scheme, Unusable, check_revocation, revocation_exemption,
};

use super::fault::Fault;
use super::policy::{Revocation, RevocationFreshness};
use super::rules;
use super::verdict::SubIndication;
use super::xcv::{Link, Purpose, Question};

/// Clocks of signers, authorities and responders may differ by so much.
pub(super) const CLOCK_TOLERANCE: Duration = Duration::minutes(5);

/// An answer asked for just before the signature was made and stamped still tells of it.
pub(super) const FRESHNESS_TOLERANCE: Duration = Duration::seconds(30);

/// Pieces of evidence by signers that do not stand, before the search is given up.
const STRANGERS: usize = 8;

/// Responders of responders: an answer about a responder may have one of its own.
const DEPTH: u8 = 2;

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
    fn soft(&self) -> bool {
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
        let early = |proven| proven + CLOCK_TOLERANCE < certificate.not_before();
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
        let known = link.leaf && self.was_good_to_the_end(link, path);
        let then = |best| {
            certificate.is_valid_at(best) && self.is_fresh_enough(link, &self.ask(link, best, path).outcome, best)
        };
        if known && self.long_term().is_some_and(then) {
            return None;
        }
        let made_later = link.leaf && self.not_before.is_some_and(|earliest| earliest >= certificate.not_after());
        let sub = if known { SubIndication::OutOfBoundsNotRevoked } else { SubIndication::OutOfBoundsNoPoe };
        let ended = if made_later { fault(SubIndication::Expired).proven() } else { fault(sub) };
        Some(ended.at(certificate.not_after()))
    }

    /// Is it known that the certificate was not revoked as long as it was valid?
    fn was_good_to_the_end(&self, link: Link<'_>, path: &Path) -> bool {
        let outcome = || self.ask(link, link.certificate.not_after(), path).outcome;
        is_exempt(link.certificate)
            || match outcome() {
                Outcome::Good { .. } => true,
                Outcome::Revoked { .. } | Outcome::OnHold { .. } => false,
                _ => self.soft(),
            }
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
        let long_term = self.long_term().map(|best| (best, self.ask(link, best, path)));
        let current = self.telling(link, at, path, answer);
        match long_term {
            _ if is_known(&current.outcome, at) => StatusOf { answer: Some(current), ..StatusOf::default() },
            Some((best, then)) if self.is_fresh(link, &then.outcome, best) => {
                StatusOf { answer: Some(then), ..StatusOf::default() }
            }
            _ => {
                let expired = matches!(current.outcome, Outcome::Unusable(Unusable::SignerExpired));
                let sub = if expired { SubIndication::RevocationOutOfBoundsNoPoe } else { SubIndication::TryLater };
                let missing = Fault::timely(rules::REVOCATION_DATA, sub, certificate);
                StatusOf { fault: (!self.soft()).then_some(missing), unknown: self.soft(), answer: Some(current) }
            }
        }
    }

    /// Of what is current, that which tells of the signature. What the file itself brings about its signer must not be older
    /// than the time-stamp over the signature, if the policy wants that: it was chosen by whoever made the file. What the
    /// judge brings must be current, and no more.
    fn telling(&self, link: Link<'_>, at: OffsetDateTime, path: &Path, answer: RevocationAnswer) -> RevocationAnswer {
        let Some(best) = self.proven.filter(|_| self.is_strict(link)) else { return answer };
        let tells = |evidence: &Evidence| {
            let brought = self.store.origin(evidence.fingerprint()).place.is_none();
            brought || evidence.this_update() + FRESHNESS_TOLERANCE >= best
        };
        if answer.evidence.as_ref().is_none_or(tells) { answer } else { self.ask_among(link, at, path, &tells) }
    }

    /// Must the answers about this certificate be no older than the signature?
    fn is_strict(&self, link: Link<'_>) -> bool {
        let freshness = self.context.policy.rules.revocation_freshness;
        link.leaf && self.stamped && freshness == RevocationFreshness::AfterSignature
    }

    /// Revoked or on hold, and not only after the signature was proven to exist.
    fn revoked(&self, link: Link<'_>, outcome: &Outcome) -> Option<Fault> {
        let since = bad_since(outcome)?;
        // §5.5.4 (a): revoked, or suspended, only after the signature was proven to exist.
        let healed = self.long_term().is_some_and(|best| best < since);
        if link.used < since || healed || link.leaf && self.ceased(outcome) {
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
    fn ceased(&self, outcome: &Outcome) -> bool {
        let Outcome::Revoked { time, reason: Some(reason), .. } = outcome else { return false };
        let safe = matches!(
            reason,
            Reason::Unspecified | Reason::AffiliationChanged | Reason::Superseded | Reason::CessationOfOperation
        );
        safe && self.made.is_some_and(|made| made < *time)
    }

    /// The revocation freshness checker (§5.2.5) for a signature made by `at`: what it says of an issuer was current then; what
    /// it says of the signer is also not older than the signature, if the policy wants that.
    pub(super) fn is_fresh(&self, link: Link<'_>, outcome: &Outcome, at: OffsetDateTime) -> bool {
        let strict = self.is_strict(link);
        let is_fresh = match outcome {
            Outcome::Good { this_update, .. } | Outcome::Stale { this_update, .. } if strict => {
                *this_update + FRESHNESS_TOLERANCE >= at
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

    /// What is known at `at`, by evidence whose signers stand themselves.
    pub(super) fn ask(&self, link: Link<'_>, at: OffsetDateTime, path: &Path) -> RevocationAnswer {
        // VERDICT §1: of evidence from after the current time only revocations up to it are heard.
        let later = &self.store.later;
        if !(later.crls.is_empty() && later.ocsps.is_empty()) {
            let answer = self.ask_of(link, at, path, later.clone(), 0);
            if matches!(answer.outcome, Outcome::Revoked { time, .. } if time <= self.now()) {
                return answer;
            }
        }
        self.ask_of(link, at, path, self.store.data.clone(), 0)
    }

    /// The same, of such evidence alone as `admits`.
    pub(super) fn ask_among(
        &self,
        link: Link<'_>,
        at: OffsetDateTime,
        path: &Path,
        admits: &dyn Fn(&Evidence) -> bool,
    ) -> RevocationAnswer {
        let mut data = self.store.data.clone();
        data.crls.retain(|crl| admits(&Evidence::Crl(crl.clone())));
        data.ocsps.retain(|answer| admits(&Evidence::Ocsp(answer.clone())));
        self.ask_of(link, at, path, data, 0)
    }

    fn ask_of(
        &self,
        link: Link<'_>,
        at: OffsetDateTime,
        path: &Path,
        mut data: RevocationData,
        depth: u8,
    ) -> RevocationAnswer {
        let (pool, memory) = (&self.store.pool, &self.context.memory);
        let mut struck = Vec::new();
        for _ in 0..STRANGERS {
            let mut answer = check_revocation(link.certificate, link.issuer, &data, pool, at, memory);
            let fails = answer.signers().find_map(|(evidence, signer)| {
                self.stands(signer, evidence, path, depth).err().map(|why| (evidence, why))
            });
            let Some((evidence, why)) = fails else {
                // With nothing else to go by, why the last one does not count is the answer.
                if let (Outcome::None, Some(last)) = (&answer.outcome, struck.last()) {
                    answer.outcome = Considered::clone(last).outcome;
                }
                answer.considered.append(&mut struck);
                return answer;
            };
            let print = *evidence.fingerprint();
            let of = |evidence: &Evidence| *evidence.fingerprint() == print;
            data.crls.retain(|crl| crl.fingerprint() != &print);
            data.ocsps.retain(|answer| answer.fingerprint() != &print);
            let unusable =
                |considered: Considered| Considered { outcome: Outcome::Unusable(why.clone()), ..considered };
            struck.extend(answer.considered.into_iter().filter(|one| of(&one.evidence)).map(unusable));
        }
        let outcome = Outcome::Unusable(Unusable::SignerNotGood);
        RevocationAnswer { outcome, evidence: None, signer: None, also: Vec::new(), considered: struck }
    }

    /// Is the signer of `evidence` good itself, as of when the evidence is proven to have existed (VERDICT §7)? The
    /// certificates that it has in common with `path` are judged there.
    fn stands(&self, signer: &Certificate, evidence: &Evidence, path: &Path, depth: u8) -> Result<(), Unusable> {
        let key = [*signer.fingerprint(), *evidence.fingerprint()];
        if let Some(known) = self.standing.borrow().get(&key) {
            return known.clone();
        }
        let stands = self.would_stand(signer, evidence, path, depth);
        self.standing.borrow_mut().insert(key, stands.clone());
        stands
    }

    fn would_stand(&self, signer: &Certificate, evidence: &Evidence, path: &Path, depth: u8) -> Result<(), Unusable> {
        let then = self.proof_of_evidence(evidence);
        let report = self.path_of(signer, then, &self.store.pool_with(evidence));
        match report.status {
            PathStatus::Valid if depth < DEPTH => {}
            PathStatus::OutOfBounds => return Err(Unusable::SignerExpired),
            _ => return Err(Unusable::SignerNotGood),
        }
        let own = |certificate: &Certificate| !path.elements.iter().any(|element| element.certificate == *certificate);
        let good = report.path.links().filter(|(certificate, _)| own(certificate)).all(|(certificate, issuer)| {
            let link = Link { certificate, issuer, leaf: false, used: then };
            let outcome = || self.ask_of(link, then, path, self.store.data.clone(), depth + 1).outcome;
            revocation_exemption(certificate).is_some()
                || match outcome() {
                    outcome @ (Outcome::Revoked { .. } | Outcome::OnHold { .. }) => {
                        bad_since(&outcome).is_some_and(|since| then < since)
                    }
                    outcome => is_known(&outcome, then) || self.soft(),
                }
        });
        if good { Ok(()) } else { Err(Unusable::SignerNotGood) }
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

/// §5.2.5 without a constraint: is the answer current at `at`?
fn is_known(outcome: &Outcome, at: OffsetDateTime) -> bool {
    match outcome {
        Outcome::Good { .. } => true,
        // Without nextUpdate an answer is as good as it is young.
        Outcome::Stale { this_update, .. } => *this_update + CLOCK_TOLERANCE >= at,
        _ => false,
    }
}
