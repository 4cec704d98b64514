//! Who may speak of a certificate's revocation: evidence is heard if whoever signed it stands himself (VERDICT §7).
//!
//! The issuer is judged in the path. A delegated responder, or another issuer of lists, is a signer like any other and is
//! validated here, as of when its evidence is proven to have existed: path, dates, and its own revocation by others.

use time::OffsetDateTime;

use crate::x509::{
    Certificate, Considered, Evidence, Failure, Outcome, Path, PathStatus, RevocationAnswer, RevocationData, Unusable,
    check_revocation, revocation_exemption,
};

use super::revocation::{bad_since, is_known};
use super::xcv::{Link, Question};

/// Pieces of evidence by signers that do not stand, before the search is given up.
const STRANGERS: usize = 8;

/// Responders of responders: an answer about a responder may have one of its own.
const DEPTH: u8 = 2;

impl Question<'_> {
    /// What is known at `at`, by evidence whose signers stand themselves.
    pub(super) fn ask(&self, link: Link<'_>, at: OffsetDateTime, path: &Path) -> RevocationAnswer {
        // VERDICT §1: of evidence from after the current time only revocations up to it are heard.
        let later = self.store.later.about(link.certificate);
        if !(later.crls.is_empty() && later.ocsps.is_empty()) {
            let answer = self.ask_of(link, at, path, later, 0);
            if matches!(answer.outcome, Outcome::Revoked { time, .. } if time <= self.now()) {
                return answer;
            }
        }
        self.ask_of(link, at, path, self.store.data.about(link.certificate), 0)
    }

    /// The same, of such evidence alone as `admits`.
    pub(super) fn ask_among(
        &self,
        link: Link<'_>,
        at: OffsetDateTime,
        path: &Path,
        admits: &dyn Fn(&Evidence) -> bool,
    ) -> RevocationAnswer {
        let mut data = self.store.data.about(link.certificate);
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
        let (pool, memory) = (self.store.pool.all(), &self.context.memory);
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
            if why == Unusable::TooMuch {
                answer.outcome = Outcome::Unusable(why);
                answer.considered.append(&mut struck);
                return answer;
            }
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
        // RFC 5280 §6.3.3 (f): to the anchor of the path itself. Another's authority may bear any name.
        let anchor = path.elements.last().map(|anchor| std::slice::from_ref(&anchor.certificate)).unwrap_or_default();
        let report = self.path_of(signer, anchor, then, &self.store.above(signer, evidence));
        match report.status {
            // The answer was not looked into: what it says may be a revocation.
            _ if matches!(report.no_path, Some(Failure::BudgetExceeded { .. })) => return Err(Unusable::TooMuch),
            PathStatus::Valid if depth < DEPTH => {}
            PathStatus::OutOfBounds => return Err(Unusable::SignerExpired),
            _ => return Err(Unusable::SignerNotGood),
        }
        let own = |certificate: &Certificate| !path.elements.iter().any(|element| element.certificate == *certificate);
        let good = report.path.links().filter(|(certificate, _)| own(certificate)).all(|(certificate, issuer)| {
            let link = Link { certificate, issuer, leaf: false, used: then };
            let outcome = || self.ask_of(link, then, path, self.store.data.about(certificate), depth + 1).outcome;
            // On a CA an exemption is a fault of its own (RFC 9608 §4): it is asked about.
            (!certificate.is_ca() && revocation_exemption(certificate).is_some())
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
