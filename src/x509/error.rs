//! Why a certificate, key, list or signature value could not be looked at.

use super::{KeyType, Scheme};
use crate::hash::Hash;

/// What could not be read or computed. A signature that does not match is not an error but `false`.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not a certificate (RFC 5280 §4.1).
    #[error("not a certificate: {reason}")]
    Certificate {
        /// What the parser met.
        reason: String,
    },
    /// Not a certificate revocation list (RFC 5280 §5.1).
    #[error("not a CRL: {reason}")]
    Crl {
        /// What the parser met.
        reason: String,
    },
    /// Not an OCSP answer (RFC 6960 §4.2.1).
    #[error("not an OCSP response: {reason}")]
    Ocsp {
        /// What the parser met.
        reason: String,
    },
    /// The responder did not answer (RFC 6960 §4.2.1).
    #[error("the OCSP responder did not answer: {name} ({code})")]
    OcspStatus {
        /// OCSPResponseStatus.
        code: u8,
        /// Its name.
        name: &'static str,
    },
    /// Something follows where one object was expected.
    #[error("{len} bytes follow the {object}")]
    TrailingData {
        /// What was read.
        object: &'static str,
        /// Bytes after it.
        len: usize,
    },
    /// The algorithm inside the signed part is another than the one outside (RFC 5280 §4.1.1.2, §5.1.1.2).
    #[error("signature algorithm is {outer} outside but {inner} inside the signed part")]
    AlgorithmMismatch {
        /// Object identifier in the signed part.
        inner: String,
        /// Object identifier beside the signature value.
        outer: String,
    },
    /// Not a distinguished name (RFC 5280 §4.1.2.4).
    #[error("not a distinguished name ({len} bytes)")]
    Name {
        /// Length of what stood there, in bytes.
        len: usize,
    },
    /// Neither PEM nor DER nor PKCS#7 of what was asked for.
    #[error("no {object} in {len} bytes")]
    Nothing {
        /// `certificate`, `CRL` or `OCSP response`.
        object: &'static str,
        /// Length of the input in bytes.
        len: usize,
    },
    /// A PEM block that is not one (RFC 7468).
    #[error("PEM block {block}: {reason}")]
    Pem {
        /// Which block, from 1.
        block: usize,
        /// What is wrong with it.
        reason: String,
    },
    /// A key algorithm or curve that is not computed here.
    #[error("key algorithm {oid} is not supported")]
    UnsupportedKey {
        /// Object identifier of the algorithm, or of the curve.
        oid: String,
    },
    /// A key that is none (RFC 3279 §2.3, RFC 5480, RFC 8410).
    #[error("key of algorithm {oid} is malformed: {reason}")]
    MalformedKey {
        /// Object identifier of the algorithm.
        oid: String,
        /// What is wrong with it.
        reason: String,
    },
    /// A key without parameters, which are those of its issuer's key (RFC 5280 §6.1.4 (e)).
    #[error("key of algorithm {oid} has the parameters of its issuer's key, which is not at hand")]
    ParametersInherited {
        /// Object identifier of the algorithm.
        oid: String,
    },
    /// A signature algorithm that is not computed here, or parameters that are not its own.
    #[error("signature algorithm {oid} is not supported: {reason}")]
    UnsupportedAlgorithm {
        /// Object identifier.
        oid: String,
        /// Unknown, or what is wrong with its parameters.
        reason: String,
    },
    /// This kind of key makes no such signatures.
    #[error("a key of type {key} makes no {scheme:?} signatures")]
    KeyMismatch {
        /// The key.
        key: KeyType,
        /// What was asked of it.
        scheme: Scheme,
    },
    /// An id-RSASSA-PSS key that is bound to other parameters (RFC 4055 §1.2, §3.3).
    #[error("key is bound to PSS with {required:?}, the signature has {got:?}")]
    KeyRestriction {
        /// The key's own parameters; `salt` is the least length.
        required: Scheme,
        /// The signature's.
        got: Scheme,
    },
    /// Ed25519 signs the message itself: a digest is not enough (RFC 8032 §5.1).
    #[error("{scheme:?} needs the whole message, not its digest")]
    WholeMessage {
        /// The scheme.
        scheme: Scheme,
    },
    /// A digest of another length than its hash gives.
    #[error("digest has {got} bytes, {hash} gives {}", hash.len())]
    DigestLength {
        /// The hash.
        hash: Hash,
        /// Length in bytes.
        got: usize,
    },
}

impl Error {
    /// A stable code for reports.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Certificate { .. } => "CERTIFICATE_MALFORMED",
            Self::Crl { .. } => "CRL_MALFORMED",
            Self::Ocsp { .. } => "OCSP_MALFORMED",
            Self::OcspStatus { .. } => "OCSP_STATUS",
            Self::TrailingData { .. } => "TRAILING_DATA",
            Self::AlgorithmMismatch { .. } => "ALGORITHM_MISMATCH",
            Self::Name { .. } => "NAME_MALFORMED",
            Self::Nothing { .. } => "NOTHING_FOUND",
            Self::Pem { .. } => "PEM_MALFORMED",
            Self::UnsupportedKey { .. } => "KEY_UNSUPPORTED",
            Self::MalformedKey { .. } => "KEY_MALFORMED",
            Self::ParametersInherited { .. } => "KEY_PARAMETERS_INHERITED",
            Self::UnsupportedAlgorithm { .. } => "ALGORITHM_UNSUPPORTED",
            Self::KeyMismatch { .. } => "KEY_MISMATCH",
            Self::KeyRestriction { .. } => "KEY_RESTRICTION",
            Self::WholeMessage { .. } => "WHOLE_MESSAGE_NEEDED",
            Self::DigestLength { .. } => "DIGEST_LENGTH",
        }
    }
}
