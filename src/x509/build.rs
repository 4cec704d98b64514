//! Finds a path from a certificate to a trust anchor (RFC 4158), depth first, within a [`Budget`].
//!
//! An issuer is a certificate of the right name whose key made the signature; key identifiers only say which to try
//! first. Several certificates of one name (renewed, cross-signed) are all tried. The first path with nothing wrong
//! ends the search; else the best one is reported.

use std::collections::HashMap;

use time::OffsetDateTime;

use super::path::{Budget, Element, Failure, Path, PathReport, PathStatus, Role};
use super::{Certificate, Error};

/// Builds and judges a path from `leaf` through `pool` to one of `anchors`, at `at`.
///
/// `budget` is used up; pass one per signature, so that a file's chain and its time-stamps' share nothing.
pub fn build_path(
    leaf: &Certificate,
    pool: &[Certificate],
    anchors: &[Certificate],
    at: OffsetDateTime,
    budget: &mut Budget,
) -> PathReport {
    let mut search = Search {
        at,
        limits: *budget,
        budget,
        by_subject: by_subject(pool, anchors),
        checked: HashMap::new(),
        best: None,
        longest: vec![leaf.clone()],
        no_path: None,
        exhausted: false,
    };
    let mut chain = vec![leaf.clone()];
    if anchors.contains(leaf) {
        search.complete(&chain);
    } else {
        search.extend(&mut chain);
    }
    search.report()
}

/// A certificate that may be an issuer, and whether it ends the path.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    certificate: &'a Certificate,
    anchor: bool,
}

fn by_subject<'a>(pool: &'a [Certificate], anchors: &'a [Certificate]) -> HashMap<&'a str, Vec<Candidate<'a>>> {
    let mut map: HashMap<_, Vec<Candidate<'a>>> = HashMap::new();
    let anchored = anchors.iter().map(|certificate| Candidate { certificate, anchor: true });
    let pooled = pool.iter().map(|certificate| Candidate { certificate, anchor: false });
    for candidate in anchored.chain(pooled) {
        let same_name = map.entry(candidate.certificate.subject().comparable()).or_default();
        // A certificate that is given twice is tried once, and as an anchor if it is one.
        if !same_name.iter().any(|other| other.certificate == candidate.certificate) {
            same_name.push(candidate);
        }
    }
    map
}

struct Search<'a> {
    at: OffsetDateTime,
    limits: Budget,
    budget: &'a mut Budget,
    by_subject: HashMap<&'a str, Vec<Candidate<'a>>>,
    /// Signatures already computed: the certificate and the key's certificate.
    checked: HashMap<([u8; 32], [u8; 32]), Result<bool, Error>>,
    best: Option<Path>,
    longest: Vec<Certificate>,
    /// Why the longest chain went no further.
    no_path: Option<Failure>,
    exhausted: bool,
}

impl<'a> Search<'a> {
    /// Tries every issuer of the chain's end. Recursion is bounded by [`Budget::depth`].
    fn extend(&mut self, chain: &mut Vec<Certificate>) {
        let Some(subject) = chain.last().cloned() else { return };
        if chain.len() >= self.limits.depth {
            self.note(chain, Failure::TooLong { limit: self.limits.depth });
            return;
        }
        let mut dead_end = None;
        let mut extended = false;
        for candidate in self.candidates(&subject) {
            if self.done() {
                return;
            }
            let Some(steps) = self.budget.steps.checked_sub(1) else {
                self.exhausted = true;
                return;
            };
            self.budget.steps = steps;
            if repeats(chain, candidate.certificate) {
                continue;
            }
            match self.signed(&subject, candidate.certificate) {
                Some(Ok(true)) => {
                    extended = true;
                    chain.push(candidate.certificate.clone());
                    if candidate.anchor {
                        self.complete(chain)
                    } else {
                        self.extend(chain)
                    }
                    chain.pop();
                }
                Some(Ok(false)) => dead_end = dead_end.or_else(|| Some(bad_signature(&subject))),
                Some(Err(error)) => {
                    dead_end = Some(Failure::Algorithm { subject: subject.subject().clone(), error });
                }
                None => return,
            }
        }
        if !extended {
            let failure = dead_end.unwrap_or_else(|| no_issuer(&subject));
            self.note(chain, failure);
        }
    }

    /// Certificates of the issuer's name, the likeliest first.
    fn candidates(&self, subject: &Certificate) -> Vec<Candidate<'a>> {
        let mut found = self.by_subject.get(subject.issuer().comparable()).cloned().unwrap_or_default();
        let key_id = subject.extensions().authority_key_id.as_ref().and_then(|id| id.key_id.as_ref());
        found.sort_by_key(|candidate| {
            let own = candidate.certificate.extensions().subject_key_id.as_ref();
            let mismatch = key_id.is_some() && own.is_some() && key_id != own;
            (mismatch, !candidate.anchor, !candidate.certificate.is_valid_at(self.at))
        });
        found
    }

    /// Did `issuer` sign `subject`? Nothing when the budget is used up.
    fn signed(&mut self, subject: &Certificate, issuer: &Certificate) -> Option<Result<bool, Error>> {
        let pair = (*subject.fingerprint(), *issuer.fingerprint());
        if let Some(known) = self.checked.get(&pair) {
            return Some(known.clone());
        }
        let Some(left) = self.budget.signatures.checked_sub(1) else {
            self.exhausted = true;
            return None;
        };
        self.budget.signatures = left;
        let result = issuer.public_key().and_then(|key| subject.signed_by(key));
        self.checked.insert(pair, result.clone());
        Some(result)
    }

    /// Judges a chain that reached an anchor and keeps it if it is better.
    fn complete(&mut self, chain: &[Certificate]) {
        let path = Path::judge(chain, self.at);
        let rank = |path: &Path| (path.status(), path.failures().count());
        if self.best.as_ref().is_none_or(|best| rank(&path) < rank(best)) {
            self.best = Some(path);
        }
    }

    fn done(&self) -> bool {
        self.exhausted || self.best.as_ref().is_some_and(|best| best.status() == PathStatus::Valid)
    }

    /// Remembers why a chain ended, for the longest one.
    fn note(&mut self, chain: &[Certificate], failure: Failure) {
        if self.no_path.is_none() || chain.len() > self.longest.len() {
            self.longest = chain.to_vec();
            self.no_path = Some(failure);
        }
    }

    fn report(self) -> PathReport {
        if let Some(path) = self.best {
            return PathReport { status: path.status(), path, no_path: None };
        }
        let Budget { signatures, steps, .. } = self.limits;
        let failure = if self.exhausted { Some(Failure::BudgetExceeded { signatures, steps }) } else { self.no_path };
        PathReport { status: PathStatus::NoPath, path: unanchored(&self.longest, self.at), no_path: failure }
    }
}

/// A chain that reached no anchor, judged as far as it goes.
fn unanchored(chain: &[Certificate], at: OffsetDateTime) -> Path {
    let mut path = Path::judge(chain, at);
    if let Some(Element { role, .. }) = path.elements.last_mut() {
        *role = if chain.len() == 1 { Role::Leaf } else { Role::Intermediate };
    }
    path
}

/// RFC 4158 §2.4.2 (loop detection): the same name with the same key, however it is certified.
fn repeats(chain: &[Certificate], certificate: &Certificate) -> bool {
    chain.iter().any(|other| other.spki() == certificate.spki() && other.subject() == certificate.subject())
}

fn bad_signature(subject: &Certificate) -> Failure {
    Failure::BadSignature { subject: subject.subject().clone(), issuer: subject.issuer().clone() }
}

fn no_issuer(subject: &Certificate) -> Failure {
    if subject.is_self_issued() {
        return Failure::UntrustedRoot { subject: subject.subject().clone() };
    }
    Failure::NoIssuerFound {
        subject: subject.subject().clone(),
        issuer: subject.issuer().clone(),
        ca_issuer_urls: subject.extensions().ca_issuer_urls.clone(),
    }
}
