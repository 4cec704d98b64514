//! What is known about a certification path (RFC 5280 §6.1): its certificates, what fails, and the policies it is valid for.
//!
//! [`super::build_path`] finds paths, `process` judges one. Facts are gathered per certificate instead of stopping at the
//! first, so that a report can show the whole chain and a judge can tell «out of its dates» from «no path at all».
//! Revocation is asked elsewhere.

use time::{OffsetDateTime, PrimitiveDateTime};

use super::{Certificate, Failure};

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
    /// Names compared with constraints, policies and mappings followed. 250,000: the bound of Go and webpki for names.
    pub comparisons: u32,
}

impl Default for Budget {
    fn default() -> Self {
        Self { signatures: 100, steps: 10_000, depth: 10, comparisons: 250_000 }
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
}

/// Certificates from the leaf to the trust anchor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The leaf first, the anchor last; one element if the leaf itself is an anchor.
    pub elements: Vec<Element>,
    /// user-constrained-policy-set: the policies, in the anchor's terms, that hold and were asked for; anyPolicy where every
    /// one does. Empty is no failure unless a policy was required.
    pub valid_policies: Vec<String>,
    /// authorities-constrained-policy-set: those that hold, whoever asks.
    pub authorities_policies: Vec<String>,
}

impl Path {
    /// Everything that is wrong, the leaf's first.
    pub fn failures(&self) -> impl Iterator<Item = &Failure> {
        self.elements.iter().flat_map(|element| &element.failures)
    }

    /// When all certificates below the anchor are valid, first and last moment; nothing where they never are together.
    /// A leaf that is an anchor itself is trusted at all times.
    pub fn window(&self) -> Option<(OffsetDateTime, OffsetDateTime)> {
        let always = (PrimitiveDateTime::MIN.assume_utc(), PrimitiveDateTime::MAX.assume_utc());
        let below = self.elements.iter().filter(|element| element.role != Role::Root);
        let (from, to) = below.fold(always, |(from, to), Element { certificate, .. }| {
            (from.max(certificate.not_before()), to.min(certificate.not_after()))
        });
        (from <= to).then_some((from, to))
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
        } else {
            PathStatus::Valid
        }
    }
}

/// What a path amounts to, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum PathStatus {
    /// Everything asked holds.
    Valid,
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

    /// user-constrained-policy-set of a path that was found.
    pub fn valid_policies(&self) -> &[String] {
        self.found().map_or(&[], |path| &path.valid_policies)
    }

    /// The first thing that is wrong.
    pub fn failure(&self) -> Option<&Failure> {
        self.no_path.as_ref().or_else(|| self.path.failures().next())
    }
}
