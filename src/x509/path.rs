//! What is known about a certification path (RFC 5280 §6.1): its certificates, and what fails or was not processed.
//!
//! [`super::build_path`] finds paths; this module judges one. Facts are gathered per certificate instead of stopping at the first,
//! so that a report can show the whole chain and a judge can tell «out of its dates» from «no path at all».
//!
//! Not processed yet, reported as [`Unprocessed`]: name constraints, policy constraints, policy mappings,
//! inhibitAnyPolicy, unknown critical extensions. Revocation is asked elsewhere.

use time::OffsetDateTime;

use super::{Certificate, Failure, Unprocessed, oids};

/// Bounds on the work of one search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Budget {
    /// Signature checks left. 100: the bound Go took after CVE-2018-16875.
    pub signatures: u32,
    /// Candidates left to look at; a mesh of cross-certificates has more paths than it has signatures.
    /// 10,000, a twentieth of what mozilla::pkix allows for the whole Web.
    pub steps: u32,
    /// Most certificates in a path, anchor included.
    pub depth: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { signatures: 100, steps: 10_000, depth: 10 }
    }
}

/// Where in the path a certificate stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// The one the path is for.
    Leaf,
    /// Between leaf and anchor.
    Intermediate,
    /// The trust anchor. Its own signature, hash and dates are not judged.
    Root,
}

impl Role {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Leaf => "leaf",
            Self::Intermediate => "intermediate",
            Self::Root => "root",
        }
    }
}

/// One certificate of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// The certificate; its dates and names are for the report.
    pub certificate: Certificate,
    /// Where it stands.
    pub role: Role,
    /// What is wrong with it.
    pub failures: Vec<Failure>,
    /// What it asks that was not processed.
    pub unprocessed: Vec<Unprocessed>,
}

/// Certificates from the leaf to the trust anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The leaf first, the anchor last; one element if the leaf itself is an anchor.
    pub elements: Vec<Element>,
}

impl Path {
    /// Everything that is wrong, the leaf's first.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.elements.iter().flat_map(|element| &element.failures)
    }

    /// Everything that was not processed, the leaf's first.
    pub fn unprocessed(&self) -> impl Iterator<Item = &Unprocessed> {
        self.elements.iter().flat_map(|element| &element.unprocessed)
    }

    /// Each certificate below the anchor with its issuer: what revocation is to be asked about.
    pub fn links(&self) -> impl Iterator<Item = (&Certificate, &Certificate)> {
        self.elements.windows(2).map(|pair| (&pair[0].certificate, &pair[1].certificate))
    }

    /// What the failures amount to.
    pub fn status(&self) -> PathStatus {
        if self.failures().any(|failure| !failure.is_validity()) {
            PathStatus::Invalid
        } else if self.failures().next().is_some() {
            PathStatus::OutOfBounds
        } else if self.unprocessed().next().is_some() {
            PathStatus::Unprocessed
        } else {
            PathStatus::Valid
        }
    }

    /// Judges a chain whose signatures and names were found to fit, leaf first, at `at` (§6.1.3, §6.1.4).
    pub(super) fn judge(chain: &[Certificate], at: OffsetDateTime) -> Self {
        let anchor = chain.len().saturating_sub(1);
        let elements = chain.iter().enumerate().map(|(place, certificate)| {
            let role = match place {
                _ if place == anchor => Role::Root,
                0 => Role::Leaf,
                _ => Role::Intermediate,
            };
            let mut element =
                Element { certificate: certificate.clone(), role, failures: Vec::new(), unprocessed: Vec::new() };
            if role != Role::Root {
                element.failures.extend(validity(certificate, at).into_iter().chain(malformed(certificate)));
                element.unprocessed = unprocessed(certificate);
            }
            if place > 0 {
                element.failures.extend(as_issuer(certificate, role, &chain[1..place]));
            }
            element
        });
        Self { elements: elements.collect() }
    }
}

/// What a path amounts to, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathStatus {
    /// Everything asked was processed and holds.
    Valid,
    /// Nothing fails, but something was not processed: no proof either way.
    Unprocessed,
    /// Whole, but a certificate is outside its dates.
    OutOfBounds,
    /// It reaches an anchor, and something other than dates fails.
    Invalid,
    /// No anchor was reached.
    NoPath,
}

/// The end of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathReport {
    /// What it amounts to.
    pub status: PathStatus,
    /// The best path; without one, the longest chain that was found, and no element is a root.
    pub path: Path,
    /// Why there is no path; nothing where there is one (its elements say what fails).
    pub no_path: Option<Failure>,
}

impl PathReport {
    /// The path, if it reached an anchor.
    pub fn found(&self) -> Option<&Path> {
        (self.status != PathStatus::NoPath).then_some(&self.path)
    }

    /// The first thing that is wrong.
    pub fn failure(&self) -> Option<&Failure> {
        self.no_path.as_ref().or_else(|| self.path.failures().next())
    }
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

fn malformed(certificate: &Certificate) -> Vec<Failure> {
    let subject = certificate.subject();
    let malformed = certificate.extensions().malformed.iter();
    malformed.map(|oid| Failure::MalformedExtension { subject: subject.clone(), oid: oid.clone() }).collect()
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

fn unprocessed(certificate: &Certificate) -> Vec<Unprocessed> {
    let extensions = certificate.extensions();
    let known = [
        (oids::NAME_CONSTRAINTS, Unprocessed::NameConstraints),
        (oids::POLICY_CONSTRAINTS, Unprocessed::PolicyConstraints),
        (oids::POLICY_MAPPINGS, Unprocessed::PolicyMappings),
        (oids::INHIBIT_ANY_POLICY, Unprocessed::InhibitAnyPolicy),
    ];
    let known = known.into_iter().filter(|(oid, _)| extensions.get(oid).is_some()).map(|(_, unprocessed)| unprocessed);
    let unknown = extensions.unknown_critical().into_iter().map(|oid| Unprocessed::CriticalExtension(oid.to_owned()));
    known.chain(unknown).collect()
}
