//! X.509 certificate validation (EN 319 102-1 §5.2.6): path, dates, revocation, strength of one chain, and what proofs of
//! existence make good again (§5.5.4, §5.6.2.4).
//!
//! A chain is judged at the current time. What fails there is a [`Fault`]. Where a signature is proven to have existed
//! earlier, long-term validation heals what came later: a revocation of the signer, the end of a certificate known not to
//! have been revoked, an answer that was fresh then. What is left of the matters of time is for past validation, whole or
//! not at all. A time-stamp has only the latter.

use std::cell::RefCell;
use std::collections::HashMap;

use time::OffsetDateTime;

use crate::x509::{
    Budget, Certificate, Error, Failure, Path, PathInputs, PathReport, RevocationAnswer, Scheme, Unusable, build_path,
};

use super::chain_report::{elements, revocation};
use super::fault::Fault;
use super::findings::{Findings, Rule};
use super::poe::Proofs;
use super::policy::ValidityModel;
use super::store::Store;
use super::terms::SubIndication;
use super::verdict::{ChainElement, RevocationReport};
use super::{Context, past, rules};

/// Paths that are tried around an issuer at fault: cross-certificates are few.
const DETOURS: usize = 4;

/// What the leaf signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    /// A document.
    Signature,
    /// A time-stamp token.
    Timestamp,
    /// Nothing: it is asked about by itself.
    Nothing,
}

/// What is judged, with what, and for when.
pub(super) struct Question<'a> {
    pub(super) context: &'a Context,
    pub(super) store: &'a Store,
    pub(super) proofs: &'a Proofs,
    pub(super) leaf: &'a Certificate,
    pub(super) anchors: &'a [Certificate],
    pub(super) purpose: Purpose,
    /// Does what was signed name the leaf, so that the leaf is as old as the signature (RFC 5035)?
    pub(super) bound: bool,
    /// By when what the leaf signed is proven to have existed; nothing where no time-stamp says so.
    pub(super) proven: Option<OffsetDateTime>,
    /// Is that the time of a time-stamp over the signature itself, made when it was?
    pub(super) stamped: bool,
    /// When a time-stamp says that it was made.
    pub(super) made: Option<OffsetDateTime>,
    /// Before when it was not made, if a content time-stamp says so.
    pub(super) not_before: Option<OffsetDateTime>,
    /// What else is asked.
    pub(super) asks: &'a Asks,
    /// Which signers of evidence stand, by both fingerprints: the same are asked about again for other times.
    pub(super) standing: RefCell<HashMap<[[u8; 32]; 2], Standing>>,
}

/// What is asked of a path beyond what every signature is asked.
pub(super) struct Asks {
    /// RFC 5280 §6.1.1: policies and names.
    pub(super) inputs: PathInputs,
    /// Certificate policies of the policy of signatures, of which one must be valid; none where nothing is asked.
    pub(super) policies: Vec<String>,
    /// Is revocation asked about?
    pub(super) revocation: bool,
    /// Is the strength of the signatures on certificates and evidence judged?
    pub(super) strength: bool,
}

/// What is asked of every time-stamp: any policy, any name; revocation, and strength.
pub(super) static OF_TIMESTAMPS: Asks =
    Asks { inputs: PathInputs::ANY, policies: Vec::new(), revocation: true, strength: true };

/// May a signer of evidence be relied on, or why not?
type Standing = Result<(), Unusable>;

/// One chain, judged.
pub(super) struct Chain {
    /// What is wrong or not known.
    pub(super) faults: Vec<Fault>,
    /// Is revocation data missing that the policy only asks for softly?
    pub(super) revocation_unknown: bool,
    /// Does one of its certificates name an address that documents may not lead to?
    pub(super) fetch_refused: bool,
    /// Did past validation decide?
    pub(super) past: bool,
    /// The path; nothing where none leads to an anchor.
    pub(super) path: Option<Path>,
    /// What the policy asks of it beyond the rules that every path is judged by.
    pub(super) demanded: Vec<Rule>,
    /// For the report.
    pub(super) elements: Vec<ChainElement>,
    /// For the report.
    pub(super) revocation: Vec<RevocationReport>,
}

/// One certificate below the anchor and its issuer.
#[derive(Clone, Copy)]
pub(super) struct Link<'p> {
    pub(super) certificate: &'p Certificate,
    pub(super) issuer: &'p Certificate,
    /// Is it the one the path is for?
    pub(super) leaf: bool,
    /// When it must have been valid, by the validity model.
    pub(super) used: OffsetDateTime,
}

impl Question<'_> {
    /// The current time of the process.
    pub(super) fn now(&self) -> OffsetDateTime {
        self.proofs.now()
    }

    /// Best-signature-time (§5.5.4): the current time, or what is proven.
    pub(super) fn best(&self) -> OffsetDateTime {
        self.proven.unwrap_or_else(|| self.now())
    }

    /// Judges the chain: of the paths there are, the one with the fewest faults.
    pub(super) fn judge(&self) -> Chain {
        let mut pool = self.store.pool.above(self.leaf);
        let mut best = self.along(&self.find(self.now(), &pool));
        if best.faults.iter().any(|fault| fault.rule == rules::ANCHOR_SUNSET) {
            // §5.2.6.4, step 2: another anchor may still be relied on.
            let inputs = &self.asks.inputs;
            let other = self.path_under(inputs, self.leaf, &self.lasting_anchors(), self.now(), &pool);
            best = better(best, self.along(&other));
        }
        if let Some(proven) = self.proven.filter(|_| !best.faults.is_empty()) {
            // Another path may have been the valid one then.
            best = better(best, self.along(&self.find(proven, &pool)));
        }
        for _ in 0..DETOURS {
            // §5.2.6.4: an issuer at fault may have been certified by another as well.
            let Some(bad) = best.issuer_at_fault().cloned() else { break };
            pool.retain(|certificate| *certificate != bad);
            let other = self.along(&self.find(self.now(), &pool));
            if other.path.is_none() || !other.faults.is_empty() && other.issuer_at_fault() == Some(&bad) {
                break;
            }
            best = better(best, other);
        }
        self.blame_network(&mut best);
        best
    }

    pub(super) fn find(&self, at: OffsetDateTime, pool: &[Certificate]) -> PathReport {
        self.path_under(&self.asks.inputs, self.leaf, self.anchors, at, pool)
    }

    /// The path of any certificate to `anchors`.
    pub(super) fn path_of(
        &self,
        leaf: &Certificate,
        anchors: &[Certificate],
        at: OffsetDateTime,
        pool: &[Certificate],
    ) -> PathReport {
        self.path_under(&PathInputs::ANY, leaf, anchors, at, pool)
    }

    fn path_under(
        &self,
        inputs: &PathInputs,
        leaf: &Certificate,
        anchors: &[Certificate],
        at: OffsetDateTime,
        pool: &[Certificate],
    ) -> PathReport {
        build_path(leaf, pool, anchors, at, inputs, &self.context.memory, &mut Budget::default())
    }

    fn along(&self, report: &PathReport) -> Chain {
        // Who stands beside one path, to its anchor, may not beside another.
        self.standing.borrow_mut().clear();
        let Some(path) = report.found() else {
            let sub = SubIndication::NoCertificateChainFound;
            let missing = Fault::lasting(rules::CERTIFICATE_PATH, sub, self.leaf);
            let why = report.no_path.as_ref().map_or("NO_ISSUER_FOUND", Failure::code);
            let missing = Fault { object: self.leaf.issuer().to_rfc4514(), ..missing }.saying(why);
            let elements = elements(&report.path, std::slice::from_ref(&missing));
            return Chain { path: None, elements, ..Chain::of(vec![missing]) };
        };
        let mut chain = Chain::of(self.unmet(path));
        chain.faults.extend(self.constraints(path));
        chain.demanded = self.demanded(path);
        for link in self.links(path) {
            self.weigh(link, path, &mut chain);
        }
        let timely = chain.faults.iter().any(|fault| fault.timely);
        if timely && self.proven.is_some() && past::holds(self, path) {
            chain.faults.retain(|fault| !fault.timely);
            chain.past = true;
        }
        chain.faults.sort_by_key(Fault::rank);
        chain.elements = elements(path, &chain.faults);
        chain.path = Some(path.clone());
        chain
    }

    /// The certificates below the anchor, the leaf first, each with the time for which it is judged.
    pub(super) fn links<'p>(&self, path: &'p Path) -> Vec<Link<'p>> {
        let mut below: Option<&Certificate> = None;
        let link = |(certificate, issuer): (&'p Certificate, &'p Certificate)| {
            let leaf = below.is_none();
            let used = match (self.context.policy.rules.validity_model, below) {
                (ValidityModel::Shell, _) => self.now(),
                (ValidityModel::Hybrid, _) | (ValidityModel::Chain, None) => self.best(),
                // It was used to issue the one below it.
                (ValidityModel::Chain, Some(below)) => below.not_before(),
            };
            below = Some(certificate);
            Link { certificate, issuer, leaf, used }
        };
        path.links().map(link).collect()
    }

    /// What RFC 5280 §6.1 finds wrong beside the dates.
    fn constraints(&self, path: &Path) -> Vec<Fault> {
        let mut faults = Vec::new();
        for element in &path.elements {
            let own = element.failures.iter().filter(|failure| !failure.is_validity() && !self.is_demand(failure));
            let sub = SubIndication::CertificateChainGeneralFailure;
            let fault = |failure: &Failure| {
                Fault::lasting(rules::PATH_CONSTRAINTS, sub, &element.certificate).saying(failure.code())
            };
            faults.extend(own.map(fault));
        }
        faults
    }

    fn weigh(&self, link: Link<'_>, path: &Path, chain: &mut Chain) {
        chain.faults.extend(self.dates(link, path));
        let status = self.status(link, path);
        chain.faults.extend(status.fault);
        chain.revocation_unknown |= status.unknown;
        if let Some(answer) = &status.answer {
            chain.faults.extend(self.asks.strength.then(|| self.evidence_strength(link, answer)).flatten());
            chain.revocation.extend(revocation(link.certificate, answer, self.store));
        }
        chain.faults.extend(self.asks.strength.then(|| self.certificate_strength(link)).flatten());
    }

    /// The signature on the certificate: its hash, and the issuer's key under that scheme, as of when it is proven to have
    /// existed. The leaf's own key is judged with what it signed.
    fn certificate_strength(&self, link: Link<'_>) -> Option<Fault> {
        let time = self.proof_of(link.certificate);
        let weakness = match (link.certificate.scheme(), link.issuer.public_key()) {
            (Ok(scheme), Ok(key)) => self.context.policy.algorithms.weakness(scheme, key, time),
            // A signature that cannot be computed is found by the path; it is not strong either.
            _ => Some("?".to_owned()),
        };
        weak(link, weakness, time)
    }

    /// The signatures on all that the answer stands on, and on the certificates of those who signed it in the issuer's place.
    fn evidence_strength(&self, link: Link<'_>, answer: &RevocationAnswer) -> Option<Fault> {
        let companions = answer.also.iter().map(|other| (&other.evidence, &other.signer));
        let all = answer.evidence.iter().map(|evidence| (evidence, &answer.signer)).chain(companions);
        let mut faults = all.filter_map(|(evidence, signer)| {
            let time = self.proof_of_evidence(evidence);
            let said = (super::revocation::scheme(evidence), signer.as_ref().unwrap_or(link.issuer));
            // A delegate is certified with the issuer's own key (RFC 6960 §4.2.2.2).
            let delegate = signer.as_ref().filter(|signer| signer.issuer() == link.issuer.subject());
            let certified = delegate.map(|delegate| (delegate.scheme(), link.issuer));
            let weakness = |(scheme, key): (Result<Scheme, Error>, &Certificate)| match (scheme, key.public_key()) {
                (Ok(scheme), Ok(key)) => self.context.policy.algorithms.weakness(scheme, key, time),
                _ => None,
            };
            let weakness = weakness(said).or_else(|| certified.and_then(weakness));
            weak(link, weakness.map(|what| format!("{what}, {}", evidence.kind())), time)
        });
        faults.next()
    }

    /// By when a certificate of the path is proven to have existed.
    pub(super) fn proof_of(&self, certificate: &Certificate) -> OffsetDateTime {
        let stands = self.proofs.of(self.store.origin(certificate.fingerprint()).place);
        if self.bound && certificate == self.leaf { stands.min(self.best()) } else { stands }
    }

    /// By when a CRL or an OCSP answer is proven to have existed.
    pub(super) fn proof_of_evidence(&self, evidence: &crate::x509::Evidence) -> OffsetDateTime {
        self.proofs.of(self.store.origin(evidence.fingerprint()).place)
    }
}

impl Chain {
    fn of(faults: Vec<Fault>) -> Self {
        let (demanded, elements, revocation) = Default::default();
        let (revocation_unknown, fetch_refused, past, path) = (false, false, false, None);
        Self { faults, revocation_unknown, fetch_refused, past, path, demanded, elements, revocation }
    }

    /// What is to be known of it, whatever else is wrong.
    pub(super) fn warn(&self, findings: &mut Findings) {
        if self.revocation_unknown {
            findings.warn(rules::REVOCATION_UNKNOWN);
        }
        if self.fetch_refused {
            findings.warn(rules::FETCH_REFUSED);
        }
    }

    /// An issuer between leaf and anchor that something is wrong with.
    fn issuer_at_fault(&self) -> Option<&Certificate> {
        let path = self.path.as_ref()?;
        let between = path.elements.get(1..path.elements.len().saturating_sub(1)).unwrap_or_default();
        let at_fault = self.faults.iter().filter_map(|fault| fault.certificate.as_ref());
        at_fault.into_iter().find(|bad| between.iter().any(|element| element.certificate == **bad))
    }
}

fn better(first: Chain, second: Chain) -> Chain {
    let weight = |chain: &Chain| (chain.path.is_none(), chain.faults.len());
    if weight(&second) < weight(&first) { second } else { first }
}

/// §5.2.8.4.2: too weak at a time by which it is not proven to have existed before.
fn weak(link: Link<'_>, weakness: Option<String>, time: OffsetDateTime) -> Option<Fault> {
    let sub = SubIndication::CryptoConstraintsFailureNoPoe;
    let fault = Fault::lasting(rules::ALGORITHM_STRENGTH, sub, link.certificate).at(time);
    weakness.map(|what| fault.saying(&what))
}
