//! Everything that a judge or a DSS needs about one certificate: its path, the revocation of each link, and the same for
//! whoever signed that revocation data in an issuer's place.
//!
//! What is known already is used first. The network is asked where that does not suffice: for an issuer where no path
//! reaches an anchor, for revocation where the state is not known, or not from late enough. A certificate whose path is not
//! sound is asked nothing about: its addresses are a stranger's.

use std::collections::HashSet;

use time::OffsetDateTime;

use crate::x509::{
    Budget, Certificate, Evidence, Memory, Outcome, PathInputs, PathReport, PathStatus, RevocationAnswer, build_path,
    check_revocation, revocation_exemption,
};

use super::material::absorb;
use super::{FetchProblem, Fetched, Material, Online, Sources};

/// Issuers that are looked for one after another, each named by the last: a path has no more certificates.
const MOST_ISSUERS: usize = 10;
/// A responder's certificate may have a responder; that one's has a list, or need not be asked about.
const DEEPEST: usize = 3;

/// What was found for one certificate.
#[derive(Clone, Debug)]
pub struct Gathered {
    /// Its path.
    pub path: PathReport,
    /// Every certificate below an anchor that was asked about, the responders' included, and what is known of it.
    pub links: Vec<Link>,
    /// What path and answers are made of: certificates without the leaf, lists, OCSP answers.
    pub used: Material,
    /// Where what was fetched came from; the rest was known.
    pub sources: Sources,
    /// What could not be fetched.
    pub problems: Vec<FetchProblem>,
}

/// A certificate, its issuer, and what is known of its revocation.
#[derive(Clone, Debug)]
pub struct Link {
    /// The certificate.
    pub certificate: Certificate,
    /// Who issued it.
    pub issuer: Certificate,
    /// What is known; nothing for one that revocation is not asked about ([`revocation_exemption`]).
    pub answer: Option<RevocationAnswer>,
}

/// Gathers for `leaf` at `at`, from `known` and, where given, from `online`.
///
/// `fresh_since` is for the leaf alone: authorities publish their own lists monthly or yearly, and an answer that is current
/// will do for them.
pub fn gather(
    leaf: &Certificate,
    known: &Material,
    anchors: &[Certificate],
    at: OffsetDateTime,
    fresh_since: Option<OffsetDateTime>,
    online: Option<&Online>,
    memory: &Memory,
) -> Gathered {
    let mut search = Search::new(known, anchors, at, online, memory);
    let path = search.path(leaf);
    search.revocation(&path, fresh_since, DEEPEST);
    search.finish(leaf, path)
}

/// Gathers a path for `leaf` alone, where nobody asks about revocation.
pub fn gather_path(
    leaf: &Certificate,
    known: &Material,
    anchors: &[Certificate],
    at: OffsetDateTime,
    online: Option<&Online>,
    memory: &Memory,
) -> Gathered {
    let mut search = Search::new(known, anchors, at, online, memory);
    let path = search.path(leaf);
    search.note(&path);
    search.finish(leaf, path)
}

struct Search<'a> {
    anchors: &'a [Certificate],
    at: OffsetDateTime,
    online: Option<&'a Online>,
    memory: &'a Memory,
    known: Material,
    /// Certificates whose issuer was looked for, or whose revocation was asked about.
    asked: HashSet<(&'static str, [u8; 32])>,
    links: Vec<Link>,
    used: Material,
    sources: Sources,
    problems: Vec<FetchProblem>,
}

impl<'a> Search<'a> {
    fn new(
        known: &Material,
        anchors: &'a [Certificate],
        at: OffsetDateTime,
        online: Option<&'a Online>,
        memory: &'a Memory,
    ) -> Self {
        let (asked, sources) = (HashSet::new(), Sources::default());
        let (links, used, problems) = (Vec::new(), Material::default(), Vec::new());
        Self { anchors, at, online, memory, known: known.clone(), asked, links, used, sources, problems }
    }

    fn finish(mut self, leaf: &Certificate, path: PathReport) -> Gathered {
        self.used.certificates.retain(|certificate| certificate != leaf);
        let Self { links, used, sources, problems, .. } = self;
        Gathered { path, links, used, sources, problems }
    }

    /// The path of `leaf` through what is known.
    fn build(&self, leaf: &Certificate) -> PathReport {
        let (pool, inputs) = (&self.known.certificates, PathInputs::default());
        build_path(leaf, pool, self.anchors, self.at, &inputs, self.memory, &mut Budget::default())
    }

    /// The path of `leaf`, with issuers fetched where it does not reach an anchor or one of them fails.
    fn path(&mut self, leaf: &Certificate) -> PathReport {
        let mut report = self.build(leaf);
        let Some(online) = self.online else { return report };
        for _ in 0..MOST_ISSUERS {
            let Some(orphan) = orphan(&report) else { break };
            if !self.asked.insert(("issuer", *orphan.fingerprint())) {
                break;
            }
            let Fetched { found, sources, problems } = online.issuers(&orphan);
            self.known.absorb(&found);
            self.sources.extend(sources);
            self.problems.extend(problems);
            report = self.build(leaf);
        }
        report
    }

    /// What is known of each link of `path`, and of those who say so.
    fn revocation(&mut self, path: &PathReport, fresh_since: Option<OffsetDateTime>, depth: usize) {
        if !matches!(path.status, PathStatus::Valid | PathStatus::OutOfBounds) {
            return;
        }
        self.note(path);
        let Some(found) = path.found() else { return };
        for (place, (certificate, issuer)) in found.links().enumerate() {
            if self.asked.insert(("revocation", *certificate.fingerprint())) {
                self.link(certificate, issuer, fresh_since.filter(|_| place == 0), depth);
            }
        }
    }

    /// The path's certificates are of use.
    fn note(&mut self, path: &PathReport) {
        let elements = path.found().into_iter().flat_map(|found| &found.elements);
        let certificates: Vec<_> = elements.map(|element| element.certificate.clone()).collect();
        absorb(&mut self.used.certificates, &certificates);
    }

    fn link(
        &mut self,
        certificate: &Certificate,
        issuer: &Certificate,
        fresh_since: Option<OffsetDateTime>,
        depth: usize,
    ) {
        let exempt = revocation_exemption(certificate).is_some();
        let answer = (!exempt).then(|| self.ask(certificate, issuer, fresh_since));
        let mut signers = Vec::new();
        if let Some(answer) = &answer {
            let others = answer.also.iter().map(|other| &other.evidence);
            for evidence in answer.evidence.iter().chain(others) {
                match evidence {
                    Evidence::Crl(crl) => absorb(&mut self.used.crls, std::slice::from_ref(crl)),
                    Evidence::Ocsp(ocsp) => absorb(&mut self.used.ocsps, std::slice::from_ref(ocsp)),
                }
            }
            signers.extend(answer.signers().map(|(_, signer)| signer.clone()));
        }
        self.links.push(Link { certificate: certificate.clone(), issuer: issuer.clone(), answer });
        // Nobody vouches for himself: a signer that stands in the path already is asked about there.
        for signer in signers.into_iter().filter(|signer| depth > 0 && signer != certificate) {
            absorb(&mut self.known.certificates, std::slice::from_ref(&signer));
            let path = self.path(&signer);
            self.revocation(&path, None, depth - 1);
        }
    }

    /// What is known of one certificate, from the network where what is at hand does not suffice.
    fn ask(
        &mut self,
        certificate: &Certificate,
        issuer: &Certificate,
        fresh_since: Option<OffsetDateTime>,
    ) -> RevocationAnswer {
        let check = |known: &Material| {
            check_revocation(certificate, issuer, &known.revocation(), &known.certificates, self.at, self.memory)
        };
        let answer = check(&self.known);
        // What somebody signed in the issuer's place counts only if a path leads to him; else the network is asked too.
        let stands = |signer| matches!(self.build(signer).status, PathStatus::Valid | PathStatus::OutOfBounds);
        let enough = is_enough(&answer, fresh_since) && answer.signers().all(|(_, signer)| stands(signer));
        let Some(online) = self.online.filter(|_| !enough) else { return answer };
        let Fetched { found, sources, problems } = online.revocation(certificate, issuer, fresh_since);
        self.known.absorb(&found);
        self.sources.extend(sources);
        self.problems.extend(problems);
        check(&self.known)
    }
}

/// Is the state known, and from after `fresh_since`? A revocation is final.
pub(super) fn is_enough(answer: &RevocationAnswer, fresh_since: Option<OffsetDateTime>) -> bool {
    let since = answer.evidence.as_ref().map(Evidence::this_update);
    let is_fresh = fresh_since.is_none_or(|fresh| since.is_some_and(|since| since >= fresh));
    match answer.outcome {
        Outcome::Revoked { .. } => true,
        Outcome::Good { .. } | Outcome::OnHold { .. } => is_fresh,
        _ => false,
    }
}

/// The certificate whose issuer is missing, or is no good.
fn orphan(report: &PathReport) -> Option<Certificate> {
    let elements = &report.path.elements;
    let place = match report.found() {
        None => elements.len().checked_sub(1)?,
        Some(_) => elements.iter().skip(1).position(|element| !element.failures.is_empty())?,
    };
    let certificate = &elements.get(place)?.certificate;
    // A root that nobody trusts has no issuer to look for.
    (!certificate.is_self_issued()).then(|| certificate.clone())
}
