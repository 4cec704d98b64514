//! The words of a verdict: closed sets, by the standards' names. In JSON they are codes and are never translated.

use serde::{Deserialize, Serialize};

/// EN 319 102-1 §5.1.3: the main indications of a validation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Indication {
    /// Every check passed.
    TotalPassed,
    /// Not enough is known to say passed or failed.
    Indeterminate,
    /// Something is certainly wrong.
    TotalFailed,
}

/// EN 319 102-1 §5.1.3, table 5: why, in the standard's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[allow(missing_docs)] // The names are the standard's; their meanings are its table 5.
pub enum SubIndication {
    FormatFailure,
    HashFailure,
    SigCryptoFailure,
    Revoked,
    Expired,
    NotYetValid,
    SigConstraintsFailure,
    ChainConstraintsFailure,
    CertificateChainGeneralFailure,
    CryptoConstraintsFailure,
    PolicyProcessingError,
    SignaturePolicyNotAvailable,
    TimestampOrderFailure,
    NoSigningCertificateFound,
    NoCertificateChainFound,
    NoCertificateChainFoundNoPoe,
    RevokedNoPoe,
    RevokedCaNoPoe,
    OutOfBoundsNotRevoked,
    OutOfBoundsNoPoe,
    RevocationOutOfBoundsNoPoe,
    CryptoConstraintsFailureNoPoe,
    NoPoe,
    TryLater,
    SignedDataNotFound,
    Custom,
}

/// What a file is, from its entries of type `signature` only (VERDICT §2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Every signature is total-passed and the policy's requirements are met.
    TotalPassed,
    /// Nothing failed, but something is not known or a requirement is not met.
    Indeterminate,
    /// At least one signature is total-failed.
    TotalFailed,
    /// No signature: nothing, or only time-stamps, empty fields or usage rights.
    NoSignature,
    /// The file could not be judged.
    Error,
}

/// The policy's reading for people.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Decision {
    /// Hợp lệ.
    Valid,
    /// Không đủ thông tin.
    NotEnoughInformation,
    /// Không hợp lệ.
    Invalid,
}

/// What kind of entry a signature dictionary is; from SubFilter and eContentType, never from /Type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EntryType {
    /// A person's or an agency's signature.
    Signature,
    /// A document time-stamp (ISO 32000-2 §12.8.5).
    DocTimestamp,
    /// /Perms /UR3 (ISO 32000-2 §12.8.6).
    UsageRights,
}

/// The form of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// ETSI.CAdES.detached by EN 319 142-1.
    PadesBaseline,
    /// ETSI.CAdES.detached outside the baseline.
    PadesExtended,
    /// adbe.pkcs7.detached, adbe.pkcs7.sha1.
    Pkcs7,
    /// adbe.x509.rsa_sha1.
    X509Rsa,
    /// None of these.
    Unknown,
}

/// PAdES baseline levels (EN 319 142-1 §6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[allow(missing_docs)]
pub enum Level {
    #[serde(rename = "B-B")]
    BB,
    #[serde(rename = "B-T")]
    BT,
    #[serde(rename = "B-LT")]
    BLt,
    #[serde(rename = "B-LTA")]
    BLta,
}

/// Do covered bytes, message-digest and signature value fit?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Integrity {
    /// The covered bytes hash to message-digest and the value fits the signer's key.
    Intact,
    /// One of them does not.
    Broken,
    /// It could not be computed.
    Unreadable,
}

/// How far a signature reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// Nothing after it but white space or NUL.
    WholeFile,
    /// A complete earlier revision.
    WholeRevision,
    /// Bytes of its revision, or after it outside any revision, are uncovered.
    Partial,
    /// The range breaks ISO 32000-2 §12.8.1.
    Invalid,
}

/// What changed after a signature, at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Modifications {
    /// Nothing.
    None,
    /// DSS and document time-stamps.
    LtaUpdates,
    /// Further signatures and what they need.
    Signatures,
    /// Form fields filled in.
    FormFilling,
    /// Annotations.
    Annotations,
    /// Anything else.
    Other,
    /// Something that this version does not judge; never beside total-passed.
    NotChecked,
}

/// The building blocks (EN 319 102-1 §5.2.2–5.2.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum Block {
    FormatChecking,
    IdentificationOfTheSigningCertificate,
    ValidationContextInitialization,
    X509CertificateValidation,
    CryptographicVerification,
    SignatureAcceptance,
    Timestamps,
}

/// What a check says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub enum CheckResult {
    Passed,
    Warning,
    Indeterminate,
    Failed,
}
