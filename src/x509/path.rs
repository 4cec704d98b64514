//! What is known about a certification path (RFC 5280 §6.1): its certificates, and what fails or was not processed.
//!
//! [`super::build_path`] finds paths; this module judges one. Facts are gathered per certificate instead of stopping at the first,
//! so that a report can show the whole chain and a judge can tell «out of its dates» from «no path at all».
//!
//! Not processed yet, reported as [`Unprocessed`]: name constraints, policy constraints, policy mappings,
//! inhibitAnyPolicy, unknown critical extensions. Revocation is asked elsewhere.

use time::OffsetDateTime;

use super::{Certificate, Error, Name, oids};

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

/// What is wrong with one certificate of a path, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// No certificate of the issuer's name is at hand, or none that made this signature.
    #[error("no certificate at hand of the issuer {issuer} of {subject}")]
    NoIssuerFound {
        /// Whose issuer is missing.
        subject: Name,
        /// The name looked for.
        issuer: Name,
        /// Where the certificate says its issuer's can be had, in order.
        ca_issuer_urls: Vec<String>,
    },
    /// The path ends in a self-signed certificate that is no anchor.
    #[error("{subject} is not a trust anchor")]
    UntrustedRoot {
        /// Its subject.
        subject: Name,
    },
    /// The signature on `subject` was not made by any certificate of the issuer's name (§6.1.3 (a)(1)).
    #[error("the signature on {subject} was not made by {issuer}")]
    BadSignature {
        /// Whose signature it is.
        subject: Name,
        /// Who should have made it.
        issuer: Name,
    },
    /// The signature on `subject` could not be computed.
    #[error("the signature on {subject} cannot be computed: {error}")]
    Algorithm {
        /// Whose signature it is.
        subject: Name,
        /// Why.
        error: Error,
    },
    /// After its last day (§6.1.3 (a)(2)).
    #[error("{subject} expired on {not_after}, before {at}")]
    Expired {
        /// Whose certificate.
        subject: Name,
        /// Last moment of validity.
        not_after: OffsetDateTime,
        /// The moment asked about.
        at: OffsetDateTime,
    },
    /// Before its first day (§6.1.3 (a)(2)).
    #[error("{subject} is valid from {not_before}, after {at}")]
    NotYetValid {
        /// Whose certificate.
        subject: Name,
        /// First moment of validity.
        not_before: OffsetDateTime,
        /// The moment asked about.
        at: OffsetDateTime,
    },
    /// It issued another and is no CA (§6.1.4 (k)).
    #[error("{subject} issued a certificate and is no CA")]
    NotCa {
        /// Whose certificate.
        subject: Name,
    },
    /// More intermediates below it than it allows (§6.1.4 (l), (m)).
    #[error("{subject} allows {limit} intermediates below it, there are {below}")]
    PathLength {
        /// Whose certificate.
        subject: Name,
        /// Its pathLenConstraint.
        limit: u32,
        /// Intermediates below it that are not self-issued.
        below: u32,
    },
    /// It issued another without keyCertSign (§6.1.4 (n)).
    #[error("{subject} issued a certificate without keyCertSign")]
    KeyUsage {
        /// Whose certificate.
        subject: Name,
    },
    /// An extension is malformed or occurs twice (§4.2).
    #[error("extension {oid} of {subject} is malformed or occurs twice")]
    MalformedExtension {
        /// Whose certificate.
        subject: Name,
        /// Its type.
        oid: String,
    },
    /// The search was given up before it ended.
    #[error("no path found within {signatures} signature checks and {steps} steps")]
    BudgetExceeded {
        /// Signature checks that were allowed.
        signatures: u32,
        /// Steps that were allowed.
        steps: u32,
    },
    /// Every path is longer than allowed.
    #[error("path is longer than {limit} certificates")]
    TooLong {
        /// Certificates that were allowed, anchor included.
        limit: usize,
    },
}

impl Failure {
    /// A stable code for reports.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoIssuerFound { .. } => "NO_ISSUER_FOUND",
            Self::UntrustedRoot { .. } => "UNTRUSTED_ROOT",
            Self::BadSignature { .. } => "CERTIFICATE_SIGNATURE",
            Self::Algorithm { .. } => "CERTIFICATE_ALGORITHM",
            Self::Expired { .. } => "EXPIRED",
            Self::NotYetValid { .. } => "NOT_YET_VALID",
            Self::NotCa { .. } => "NOT_CA",
            Self::PathLength { .. } => "PATH_LENGTH",
            Self::KeyUsage { .. } => "CA_KEY_USAGE",
            Self::MalformedExtension { .. } => "EXTENSION_MALFORMED",
            Self::BudgetExceeded { .. } => "PATH_BUDGET",
            Self::TooLong { .. } => "PATH_TOO_LONG",
        }
    }

    /// Is it a matter of dates only (OUT_OF_BOUNDS), the path being otherwise whole?
    pub fn is_validity(&self) -> bool {
        matches!(self, Self::Expired { .. } | Self::NotYetValid { .. })
    }
}

/// What a certificate asks that is not processed here yet; a path with any of these is no proof either way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unprocessed {
    /// Name constraints (§4.2.1.10).
    NameConstraints,
    /// Policy constraints (§4.2.1.11).
    PolicyConstraints,
    /// Policy mappings (§4.2.1.5).
    PolicyMappings,
    /// Inhibit anyPolicy (§4.2.1.14).
    InhibitAnyPolicy,
    /// A critical extension of this type, in dotted decimal.
    CriticalExtension(String),
}

impl Unprocessed {
    /// A stable code for reports.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NameConstraints => "NAME_CONSTRAINTS",
            Self::PolicyConstraints => "POLICY_CONSTRAINTS",
            Self::PolicyMappings => "POLICY_MAPPINGS",
            Self::InhibitAnyPolicy => "INHIBIT_ANY_POLICY",
            Self::CriticalExtension(_) => "UNKNOWN_CRITICAL_EXTENSION",
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
