//! What may be wrong with a certification path (RFC 5280 §6.1).

use time::OffsetDateTime;

use super::{Error, Name};

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
    /// A critical extension that is not known (§6.1.4 (o), §6.1.5 (f)).
    #[error("critical extension {oid} of {subject} is not known")]
    UnknownCriticalExtension {
        /// Whose certificate.
        subject: Name,
        /// Its type.
        oid: String,
    },
    /// A name outside the permitted subtrees (§6.1.3 (b)).
    #[error("name {name} of {subject} is not among those permitted")]
    NameNotPermitted {
        /// Whose certificate.
        subject: Name,
        /// The name.
        name: String,
    },
    /// A name inside an excluded subtree (§6.1.3 (c)).
    #[error("name {name} of {subject} is among those excluded")]
    NameExcluded {
        /// Whose certificate.
        subject: Name,
        /// The name.
        name: String,
    },
    /// A name that a critical constraint may concern, which cannot be told (§4.2.1.10).
    #[error("name {name} of {subject} cannot be compared with the constraints on its form")]
    NameConstraintUnknown {
        /// Whose certificate.
        subject: Name,
        /// The name.
        name: String,
    },
    /// A policy is required and none is valid (§6.1.3 (f), §6.1.5 (g)).
    #[error("no policy is valid for {subject}, and one is required")]
    NoValidPolicy {
        /// Whose certificate.
        subject: Name,
    },
    /// anyPolicy mapped from or to (§6.1.4 (a)).
    #[error("{subject} maps anyPolicy")]
    AnyPolicyMapped {
        /// Whose certificate.
        subject: Name,
    },
    /// The anchor has no name (RFC 5937 §3.2).
    #[error("the trust anchor has no name")]
    AnchorWithoutName,
    /// The search was given up before it ended.
    #[error("no path found within {signatures} signature checks, {steps} steps and {comparisons} comparisons")]
    BudgetExceeded {
        /// Signature checks that were allowed.
        signatures: u32,
        /// Steps that were allowed.
        steps: u32,
        /// Comparisons of names and policies that were allowed.
        comparisons: u32,
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
            Self::UnknownCriticalExtension { .. } => "UNKNOWN_CRITICAL_EXTENSION",
            Self::NameNotPermitted { .. } => "NAME_NOT_PERMITTED",
            Self::NameExcluded { .. } => "NAME_EXCLUDED",
            Self::NameConstraintUnknown { .. } => "NAME_CONSTRAINT_UNKNOWN",
            Self::NoValidPolicy { .. } => "NO_VALID_POLICY",
            Self::AnyPolicyMapped { .. } => "ANY_POLICY_MAPPED",
            Self::AnchorWithoutName => "ANCHOR_WITHOUT_NAME",
            Self::BudgetExceeded { .. } => "PATH_BUDGET",
            Self::TooLong { .. } => "PATH_TOO_LONG",
        }
    }

    /// Is it a matter of dates only (OUT_OF_BOUNDS), the path being otherwise whole?
    pub fn is_validity(&self) -> bool {
        matches!(self, Self::Expired { .. } | Self::NotYetValid { .. })
    }
}
