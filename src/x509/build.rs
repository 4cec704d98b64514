//! Finds a path from a certificate to a trust anchor (RFC 4158), depth first, within a [`Budget`].
//!
//! An issuer is a certificate of the right name whose key made the signature; key identifiers only say which to try
//! first. Several certificates of one name (renewed, cross-signed) are all tried. The first path with nothing wrong
//! ends the search; else the best one is reported.

use std::collections::{HashMap, HashSet};

use time::OffsetDateTime;

use super::path::{Budget, Element, Path, PathReport, PathStatus, Role};
use super::process::{by_itself, judge};
use super::{Certificate, Error, Failure, Memory, PathInputs};

/// Builds and judges a path from `leaf` through `pool` to one of `anchors`, at `at`.
///
/// `budget` is used up; pass one per signature, so that a file's chain and its time-stamps' share nothing. What `memory`
/// knows already costs as much of it.
pub fn build_path(
    leaf: &Certificate,
    pool: &[Certificate],
    anchors: &[Certificate],
    at: OffsetDateTime,
    inputs: &PathInputs,
    memory: &Memory,
    budget: &mut Budget,
) -> PathReport {
    let mut search = Search {
        at,
        inputs,
        limits: *budget,
        budget,
        memory,
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
    // A certificate that is given twice is tried once, and as an anchor if it is one.
    let mut seen = HashSet::new();
    for candidate in anchored.chain(pooled).filter(|candidate| seen.insert(candidate.certificate.fingerprint())) {
        map.entry(candidate.certificate.subject().comparable()).or_default().push(candidate);
    }
    map
}

struct Search<'a> {
    at: OffsetDateTime,
    inputs: &'a PathInputs,
    limits: Budget,
    budget: &'a mut Budget,
    memory: &'a Memory,
    by_subject: HashMap<&'a str, Vec<Candidate<'a>>>,
    /// Signatures already paid for: the certificate and the key's certificate.
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
                        self.complete(chain);
                    } else {
                        self.extend(chain);
                    }
                    chain.pop();
                }
                Some(Ok(false)) => dead_end = dead_end.or_else(|| Some(bad_signature(&subject))),
                // Its parameters are known once the path is whole.
                Some(Err(Error::ParametersInherited { .. })) if !candidate.anchor => {
                    extended = true;
                    chain.push(candidate.certificate.clone());
                    self.extend(chain);
                    chain.pop();
                }
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
        let result = self.memory.signed_by(subject, issuer);
        self.checked.insert(pair, result.clone());
        Some(result)
    }

    /// Judges a chain that reached an anchor and keeps it if it is better.
    fn complete(&mut self, chain: &[Certificate]) {
        let Some(chain) = self.with_parameters(chain) else { return };
        let chain = &chain[..];
        let Ok(path) = judge(chain, self.at, self.inputs, &mut self.budget.comparisons) else {
            self.exhausted = true;
            return;
        };
        let rank = |path: &Path| (path.status(), path.failures().count());
        if self.best.as_ref().is_none_or(|best| rank(&path) < rank(best)) {
            self.best = Some(path);
        }
    }

    /// Gives keys without parameters those of their issuers, from the anchor downwards, and checks what they signed.
    fn with_parameters(&mut self, chain: &[Certificate]) -> Option<Vec<Certificate>> {
        let mut chain = chain.to_vec();
        for place in (0..chain.len().saturating_sub(1)).rev() {
            let issuer = chain[place + 1].clone();
            if issuer.is_inheriting() && !self.signed_anew(&chain[place], &issuer)? {
                self.note(&chain[..=place], bad_signature(&chain[place]));
                return None;
            }
            if let Some(whole) = issuer.public_key().ok().and_then(|key| chain[place].inheriting(key)) {
                chain[place] = whole;
            } else if place > 0
                && let Err(error @ Error::ParametersInherited { .. }) = chain[place].public_key()
            {
                let subject = chain[place - 1].subject().clone();
                self.note(&chain[..place], Failure::Algorithm { subject, error });
                return None;
            }
        }
        Some(chain)
    }

    /// Did `issuer`, whose parameters are of this path, sign `subject`? Nothing when the budget is used up.
    fn signed_anew(&mut self, subject: &Certificate, issuer: &Certificate) -> Option<bool> {
        let Some(left) = self.budget.signatures.checked_sub(1) else {
            self.exhausted = true;
            return None;
        };
        self.budget.signatures = left;
        Some(self.memory.signed_by(subject, issuer) == Ok(true))
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
        let Budget { signatures, steps, comparisons, .. } = self.limits;
        let exceeded = Failure::BudgetExceeded { signatures, steps, comparisons };
        let failure = if self.exhausted { Some(exceeded) } else { self.no_path };
        PathReport { status: PathStatus::NoPath, path: unanchored(&self.longest, self.at), no_path: failure }
    }
}

/// A chain that reached no anchor: each certificate by itself, and as an issuer of those below it.
fn unanchored(chain: &[Certificate], at: OffsetDateTime) -> Path {
    let element = |(place, certificate): (usize, &Certificate)| {
        let role = if place == 0 { Role::Leaf } else { Role::Intermediate };
        Element { certificate: certificate.clone(), role, failures: by_itself(certificate, place, chain, at) }
    };
    let elements = chain.iter().enumerate().map(element).collect();
    Path { elements, valid_policies: Vec::new(), authorities_policies: Vec::new() }
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

#[cfg(test)]
mod tests {
    use std::slice::from_ref;

    use super::super::testing::{Draft, Key, basic_constraints, extension, key_usage, year};
    use super::*;

    /// Root (key 1) → sub-CA (key 2) → Lan (key 3), all of 2020 to 2030; the parts that a story changes are passed in.
    fn chain(root: &Draft, sub: &Draft, leaf: &Draft) -> [Certificate; 3] {
        [
            leaf.issue(&Key::new(3), ("Sub", &Key::new(2))),
            sub.issue(&Key::new(2), ("Root", &Key::new(1))),
            root.self_signed(&Key::new(1)),
        ]
    }

    fn drafts() -> (Draft, Draft, Draft) {
        (Draft::ca("Root"), Draft::ca("Sub"), Draft::leaf("Lan"))
    }

    fn judged([leaf, sub, root]: &[Certificate; 3], at: i32) -> PathReport {
        build_path(
            leaf,
            from_ref(sub),
            from_ref(root),
            year(at),
            &PathInputs::default(),
            &Memory::default(),
            &mut Budget::default(),
        )
    }

    /// From `leaf` at the start of 2025.
    fn reach(leaf: &Certificate, pool: &[Certificate], anchors: &[Certificate]) -> PathReport {
        build_path(leaf, pool, anchors, year(2025), &PathInputs::default(), &Memory::default(), &mut Budget::default())
    }

    fn codes(report: &PathReport) -> Vec<&'static str> {
        report.no_path.iter().chain(report.path.failures()).map(Failure::code).collect()
    }

    #[test]
    fn a_signer_below_a_sub_ca_reaches_the_root() {
        let (root, sub, leaf) = drafts();
        // An anchor's own dates are not judged.
        let report = judged(&chain(&root.valid(2010, 2011), &sub, &leaf), 2025);
        assert_eq!(report.status, PathStatus::Valid);
        let roles: Vec<_> = report.path.elements.iter().map(|element| element.role.name()).collect();
        assert_eq!(roles, ["leaf", "intermediate", "root"]);
        assert_eq!(report.path.links().count(), 2);
    }

    #[test]
    fn a_path_out_of_its_dates_is_still_a_path() {
        let (root, sub, leaf) = drafts();
        let report = judged(&chain(&root, &sub, &leaf.clone().valid(2020, 2024)), 2025);
        assert_eq!(report.status, PathStatus::OutOfBounds);
        let expired = Failure::Expired {
            subject: report.path.elements[0].certificate.subject().clone(),
            not_after: year(2024),
            at: year(2025),
        };
        assert_eq!(report.failure(), Some(&expired));
        assert_eq!(
            expired.to_string(),
            "CN=Lan expired on 2024-01-01 0:00:00.0 +00:00:00, before 2025-01-01 0:00:00.0 +00:00:00"
        );
        let early = judged(&chain(&root, &sub.valid(2026, 2030), &leaf), 2025);
        assert_eq!((early.status, codes(&early)), (PathStatus::OutOfBounds, vec!["NOT_YET_VALID"]));
    }

    #[test]
    fn without_its_sub_ca_the_missing_issuer_is_named() {
        let (root, sub, leaf) = drafts();
        let [leaf, _, root] = chain(&root, &sub, &leaf);
        let report = reach(&leaf, &[], from_ref(&root));
        assert_eq!((report.status, report.found()), (PathStatus::NoPath, None));
        assert_eq!(report.failure().unwrap().to_string(), "no certificate at hand of the issuer CN=Sub of CN=Lan");
        assert_eq!(report.path.elements[0].role, Role::Leaf);
        let own = reach(&root, &[], &[]);
        assert_eq!(codes(&own), ["UNTRUSTED_ROOT"]);
    }

    #[test]
    fn what_a_ca_may_not_do_fails_the_path() {
        let (root, sub, leaf) = drafts();
        let plain = Draft::new("Sub");
        for (root, sub, code) in [
            (&root, &plain.clone().with(key_usage(&[5])), "NOT_CA"),
            (&root, &plain.clone().with(basic_constraints(false, None)), "NOT_CA"),
            (&root, &plain.clone().with(basic_constraints(true, None)).with(key_usage(&[0])), "CA_KEY_USAGE"),
            (&Draft::new("Root").with(basic_constraints(true, Some(0))), &sub, "PATH_LENGTH"),
            (&Draft::new("Root").with(basic_constraints(false, None)), &sub, "NOT_CA"),
            (&root, &sub.clone().with(key_usage(&[5])), "EXTENSION_MALFORMED"),
        ] {
            let report = judged(&chain(root, sub, &leaf), 2025);
            assert_eq!((report.status, codes(&report)), (PathStatus::Invalid, vec![code]));
        }
        let silent = judged(&chain(&Draft::new("Root"), &sub, &leaf), 2025);
        assert_eq!(silent.status, PathStatus::Valid, "an old root says nothing of itself");
        let enough = Draft::new("Sub").with(basic_constraints(true, Some(0)));
        assert_eq!(judged(&chain(&root, &enough, &leaf), 2025).status, PathStatus::Valid);
    }

    #[test]
    fn what_is_critical_and_not_known_fails_the_path() {
        let (root, sub, leaf) = drafts();
        let odd = leaf.clone().with(extension("1.2.3", true, &[]));
        let report = judged(&chain(&root, &sub, &odd), 2025);
        assert_eq!((report.status, codes(&report)), (PathStatus::Invalid, vec!["UNKNOWN_CRITICAL_EXTENSION"]));
        let harmless = leaf.with(extension("1.2.3", false, &[]));
        assert_eq!(judged(&chain(&root, &sub, &harmless), 2025).status, PathStatus::Valid);
    }

    #[test]
    fn a_path_is_valid_while_all_below_the_anchor_are() {
        let (root, sub, leaf) = drafts();
        let [leaf, sub, root] = chain(&root.valid(2010, 2011), &sub.valid(2022, 2040), &leaf.valid(2020, 2026));
        let window = |leaf, anchors| reach(leaf, from_ref(&sub), anchors).path.window();
        assert_eq!(window(&leaf, from_ref(&root)), Some((year(2022), year(2026))));
        assert!(window(&leaf, from_ref(&leaf)).unwrap().1 > year(9000), "trusted itself");
        let late = Draft::ca("Sub").valid(2027, 2030).issue(&Key::new(2), ("Root", &Key::new(1)));
        assert_eq!(reach(&leaf, &[late], from_ref(&root)).path.window(), None);
    }

    #[test]
    fn a_forged_certificate_of_the_right_name_is_no_issuer() {
        let (root, sub, leaf) = drafts();
        let [leaf, sub, root] = chain(&root, &sub, &leaf);
        let forged = Draft::ca("Sub").issue(&Key::new(8), ("Root", &Key::new(1)));
        let alone = reach(&leaf, from_ref(&forged), from_ref(&root));
        assert_eq!(codes(&alone), ["CERTIFICATE_SIGNATURE"]);
        let both = reach(&leaf, &[forged, sub], from_ref(&root));
        assert_eq!(both.status, PathStatus::Valid);
        let false_root = Draft::ca("Root").self_signed(&Key::new(9));
        let fooled = reach(&leaf, from_ref(&false_root), from_ref(&false_root));
        assert_eq!(fooled.status, PathStatus::NoPath);
    }

    #[test]
    fn of_two_certificates_of_one_ca_the_current_one_is_taken() {
        let (root, sub, leaf) = drafts();
        let [leaf, old, root] = chain(&root, &sub.clone().valid(2010, 2021), &leaf);
        let renewed = sub.serial(&[2]).issue(&Key::new(2), ("Root", &Key::new(1)));
        for pool in [[old.clone(), renewed.clone()], [renewed, old]] {
            let report = reach(&leaf, &pool, from_ref(&root));
            assert_eq!(report.status, PathStatus::Valid);
        }
    }

    #[test]
    fn two_cas_that_certify_each_other_end() {
        let (a, b) = (Key::new(1), Key::new(2));
        let pool = [Draft::ca("A").issue(&a, ("B", &b)), Draft::ca("B").issue(&b, ("A", &a))];
        let leaf = Draft::leaf("Lan").issue(&Key::new(3), ("A", &a));
        let report = reach(&leaf, &pool, &[]);
        assert_eq!((report.status, codes(&report)), (PathStatus::NoPath, vec!["NO_ISSUER_FOUND"]));
    }

    #[test]
    fn two_hundred_issuers_of_one_name_cost_a_hundred_checks() {
        let pool: Vec<_> = (4..204).map(|seed| Draft::ca("Sub").self_signed(&Key::new(seed))).collect();
        let leaf = Draft::leaf("Lan").issue(&Key::new(3), ("Sub", &Key::new(2)));
        let mut budget = Budget::default();
        let report = build_path(&leaf, &pool, &[], year(2025), &PathInputs::default(), &Memory::default(), &mut budget);
        assert_eq!((codes(&report), budget.signatures), (vec!["PATH_BUDGET"], 0));
    }

    /// A mesh in which everybody certified everybody has more paths than signatures.
    #[test]
    fn a_mesh_of_cross_certificates_is_bounded_by_steps() {
        let names = ["A", "B", "C", "D", "E", "F", "G", "H", "I"];
        let key = |n: usize| Key::new(n as u8 + 1);
        let pairs = (0..9).flat_map(|of| (0..9).map(move |by| (of, by))).filter(|(of, by)| of != by);
        let pool: Vec<_> = pairs.map(|(of, by)| Draft::ca(names[of]).issue(&key(of), (names[by], &key(by)))).collect();
        let leaf = Draft::leaf("Lan").issue(&Key::new(30), ("A", &key(0)));
        let mut budget = Budget { signatures: 1000, ..Budget::default() };
        let report = build_path(&leaf, &pool, &[], year(2025), &PathInputs::default(), &Memory::default(), &mut budget);
        assert_eq!((codes(&report), budget.steps), (vec!["PATH_BUDGET"], 0));
        assert!(budget.signatures > 0);
    }

    #[test]
    fn a_chain_longer_than_ten_is_not_followed() {
        let name = |n: u8| format!("CA {n}");
        let pool: Vec<_> =
            (1..20).map(|n| Draft::ca(&name(n)).issue(&Key::new(n), (&name(n + 1), &Key::new(n + 1)))).collect();
        let leaf = Draft::leaf("Lan").issue(&Key::new(50), (&name(1), &Key::new(1)));
        let anchor = |n: u8| Draft::ca(&name(n)).self_signed(&Key::new(n));
        let to = |n| reach(&leaf, &pool, &[anchor(n)]);
        assert_eq!(to(9).status, PathStatus::Valid, "ten certificates");
        assert_eq!(codes(&to(10)), ["PATH_TOO_LONG"]);
    }
}
