//! Path processing from the anchor down to the leaf (RFC 5280 §6.1.2–§6.1.5, with RFC 5937 and RFC 9618).
//!
//! Names and signatures were found to fit when the path was built; here is everything else but revocation. A failure does
//! not end it: each certificate gets what is wrong with it. Only what follows from a failure above is not said again.

use std::collections::BTreeSet;

use time::OffsetDateTime;

use super::name_constraints::{NameState, OutOfWork};
use super::path::{Element, Path, Role};
use super::path_inputs::{Counters, PathInputs};
use super::policy_graph::PolicyGraph;
use super::{Certificate, Failure, oids};

/// Extensions of an anchor that limit what is below it; one that cannot be read would not be heard.
const OF_ANCHORS: [&str; 6] = [
    oids::KEY_USAGE,
    oids::BASIC_CONSTRAINTS,
    oids::NAME_CONSTRAINTS,
    oids::CERTIFICATE_POLICIES,
    oids::POLICY_CONSTRAINTS,
    oids::INHIBIT_ANY_POLICY,
];

/// Judges a chain whose signatures and names fit, leaf first, at `at`. `work` is left of what may be compared; nothing
/// comes back where it does not suffice.
pub(super) fn judge(
    chain: &[Certificate],
    at: OffsetDateTime,
    inputs: &PathInputs,
    work: &mut u32,
) -> Result<Path, OutOfWork> {
    let Some((anchor, below)) = chain.split_last() else {
        return Ok(Path { elements: Vec::new(), valid_policies: Vec::new(), authorities_policies: Vec::new() });
    };
    // A leaf that is trusted itself is its own path: names and policies that the caller asks for are asked of it.
    let below = if below.is_empty() { chain } else { below };
    let mut state = State::new(anchor, below.len(), inputs);
    let mut elements = vec![judge_anchor(chain)];
    for (place, certificate) in below.iter().enumerate().rev() {
        let role = if place == 0 { Role::Leaf } else { Role::Intermediate };
        let mut failures = state.process(certificate, place, work)?;
        if chain.len() == 1 {
            elements[0].failures.append(&mut failures);
            break;
        }
        failures.splice(0..0, by_itself(certificate, place, chain, at));
        elements.push(Element { certificate: certificate.clone(), role, failures });
    }
    elements.reverse();
    let (valid_policies, authorities_policies) = state.policies();
    Ok(Path { elements, valid_policies, authorities_policies })
}

/// The variables of §6.1.2.
struct State<'a> {
    /// Nothing is any-policy.
    policy_set: Option<BTreeSet<&'a str>>,
    graph: PolicyGraph<'a>,
    counters: Counters,
    names: NameState<'a>,
    /// Was it said already that no policy is valid?
    said: bool,
}

impl<'a> State<'a> {
    fn new(anchor: &'a Certificate, n: usize, inputs: &'a PathInputs) -> Self {
        let mut names = NameState::default();
        names.add(&inputs.permitted, &inputs.excluded, true);
        names.add_from(anchor);
        Self {
            policy_set: inputs.policy_set(anchor),
            graph: PolicyGraph::new(),
            counters: inputs.counters(anchor, n as u32),
            names,
            said: false,
        }
    }

    /// One certificate with `after` of them below it.
    fn process(
        &mut self,
        certificate: &'a Certificate,
        after: usize,
        work: &mut u32,
    ) -> Result<Vec<Failure>, OutOfWork> {
        let mut failures = Vec::new();
        let passing = after > 0 && certificate.is_self_issued();
        if !passing {
            failures.extend(self.names.judge(certificate, work)?);
        }
        self.take_policies(certificate, passing, work)?;
        if after > 0 {
            failures.extend(self.require_policy(certificate));
            failures.extend(self.prepare(certificate, work)?);
        } else {
            self.wrap_up(certificate, &mut failures);
        }
        Ok(failures)
    }

    /// §6.1.3 (d), (e).
    fn take_policies(&mut self, certificate: &'a Certificate, passing: bool, work: &mut u32) -> Result<(), OutOfWork> {
        let extensions = certificate.extensions();
        if extensions.get(oids::CERTIFICATE_POLICIES).is_none() {
            self.graph.end();
            return Ok(());
        }
        self.graph.descend(&extensions.policies, passing || self.counters.inhibit_any_policy > 0, work)
    }

    /// §6.1.3 (f).
    fn require_policy(&mut self, certificate: &Certificate) -> Option<Failure> {
        let missing = self.counters.explicit_policy == 0 && self.graph.is_null() && !self.said;
        self.said |= missing;
        missing.then(|| Failure::NoValidPolicy { subject: certificate.subject().clone() })
    }

    /// §6.1.4 (a), (b), (g)–(j).
    fn prepare(&mut self, certificate: &'a Certificate, work: &mut u32) -> Result<Option<Failure>, OutOfWork> {
        let mappings = &certificate.extensions().policy_mappings;
        let any =
            mappings.iter().any(|mapping| mapping.issuer == oids::ANY_POLICY || mapping.subject == oids::ANY_POLICY);
        if !mappings.is_empty() {
            self.graph.map(mappings, self.counters.policy_mapping > 0, work)?;
        }
        self.names.add_from(certificate);
        self.counters.prepare(certificate);
        Ok(any.then(|| Failure::AnyPolicyMapped { subject: certificate.subject().clone() }))
    }

    /// §6.1.3 (f) and §6.1.5 (a), (b), (g) of the last certificate.
    fn wrap_up(&mut self, certificate: &Certificate, failures: &mut Vec<Failure>) {
        failures.extend(self.require_policy(certificate));
        self.counters.wrap_up(certificate);
        if self.counters.explicit_policy == 0 && !self.said && self.policies().0.is_empty() {
            failures.push(Failure::NoValidPolicy { subject: certificate.subject().clone() });
        }
    }

    /// The user's and the authorities' constrained policy sets (RFC 9618 §5.5).
    fn policies(&self) -> (Vec<String>, Vec<String>) {
        let authorities = self.graph.authorities_set();
        let user = match &self.policy_set {
            None => authorities.clone(),
            Some(asked) if authorities.contains(oids::ANY_POLICY) => asked.clone(),
            Some(asked) => authorities.intersection(asked).copied().collect(),
        };
        let owned = |set: BTreeSet<&str>| set.into_iter().map(str::to_owned).collect();
        (owned(user), owned(authorities))
    }
}

fn judge_anchor(chain: &[Certificate]) -> Element {
    let anchor = &chain[chain.len() - 1];
    let mut failures = Vec::new();
    if chain.len() > 1 {
        failures.extend(malformed(anchor).filter(limits));
        failures.extend(as_issuer(anchor, Role::Root, &chain[1..chain.len() - 1]));
        // RFC 5937 §3.2: an anchor without a name starts no path.
        failures.extend(anchor.subject().is_empty().then_some(Failure::AnchorWithoutName));
    }
    Element { certificate: anchor.clone(), role: Role::Root, failures }
}

fn limits(failure: &Failure) -> bool {
    matches!(failure, Failure::MalformedExtension { oid, .. } if OF_ANCHORS.contains(&oid.as_str()))
}

/// What is asked of a certificate below the anchor without the variables of §6.1.2: dates, extensions, and if it issued
/// the one before it in `chain`, whether it may.
pub(super) fn by_itself(
    certificate: &Certificate,
    place: usize,
    chain: &[Certificate],
    at: OffsetDateTime,
) -> Vec<Failure> {
    let unknown = certificate.extensions().unknown_critical().into_iter();
    let unknown = unknown
        .map(|oid| Failure::UnknownCriticalExtension { subject: certificate.subject().clone(), oid: oid.to_owned() });
    let mut failures: Vec<_> =
        validity(certificate, at).into_iter().chain(malformed(certificate)).chain(unknown).collect();
    if place > 0 {
        failures.extend(as_issuer(certificate, Role::Intermediate, &chain[1..place]));
    }
    failures
}

/// §6.1.3 (a)(2).
fn validity(certificate: &Certificate, at: OffsetDateTime) -> Option<Failure> {
    let subject = || certificate.subject().clone();
    if at > certificate.not_after() {
        Some(Failure::Expired { subject: subject(), not_after: certificate.not_after(), at })
    } else if at < certificate.not_before() {
        Some(Failure::NotYetValid { subject: subject(), not_before: certificate.not_before(), at })
    } else {
        None
    }
}

fn malformed(certificate: &Certificate) -> impl Iterator<Item = Failure> {
    let malformed = certificate.extensions().malformed.iter();
    malformed.map(|oid| Failure::MalformedExtension { subject: certificate.subject().clone(), oid: oid.clone() })
}

/// §6.1.4 (k)–(n), for a certificate that issued the one before it; `below` are the intermediates under it.
fn as_issuer(certificate: &Certificate, role: Role, below: &[Certificate]) -> Vec<Failure> {
    let subject = || certificate.subject().clone();
    let extensions = certificate.extensions();
    let mut failures = Vec::new();
    // An anchor is a name and a key (§6.1.1 (d)): one that says nothing of itself may issue, one that says no may not.
    let silent_anchor = role == Role::Root && extensions.basic_constraints.is_none();
    if !certificate.is_ca() && !silent_anchor {
        failures.push(Failure::NotCa { subject: subject() });
    }
    if extensions.key_usage.is_some_and(|usage| !usage.key_cert_sign()) {
        failures.push(Failure::KeyUsage { subject: subject() });
    }
    let count = below.iter().filter(|certificate| !certificate.is_self_issued()).count() as u32;
    let limit = extensions.basic_constraints.and_then(|constraints| constraints.path_len);
    if let Some(limit) = limit.filter(|limit| count > *limit) {
        failures.push(Failure::PathLength { subject: subject(), limit, below: count });
    }
    failures
}
