//! Why a document was not signed.

use crate::verify::{IntegrityCodeError, Level};
use crate::{cms, content, pdf, token, tsa, x509};

use super::evidence::EvidenceError;

/// What stopped the signing of one document.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The document cannot be read or extended.
    #[error(transparent)]
    Pdf(#[from] pdf::Error),
    /// The CMS cannot be made.
    #[error(transparent)]
    Cms(#[from] cms::BuildError),
    /// The key.
    #[error(transparent)]
    Token(#[from] token::Error),
    /// The time-stamp.
    #[error(transparent)]
    Tsa(#[from] tsa::Error),
    /// The certificate cannot be read.
    #[error("the signing certificate cannot be read: {0}")]
    Certificate(#[from] x509::Error),
    /// The document does not allow it.
    #[error("the document forbids it: {0}")]
    Forbidden(#[from] Forbidden),
    /// There is no field of that name that could be signed, or it cannot be made.
    #[error("field «{field}» cannot be signed: {reason}")]
    Field {
        /// Fully qualified name.
        field: String,
        /// Why not.
        reason: FieldProblem,
    },
    /// The key cannot sign that way.
    #[error("a key of type {key} cannot sign that way")]
    Scheme {
        /// Type of the key.
        key: String,
    },
    /// Our own verifier does not accept what was made; nothing was written.
    #[error("the signed document does not pass its own check: {finding}")]
    SelfCheck {
        /// What it found.
        finding: String,
    },
    /// The file changed between reading and writing.
    #[error("the input changed while it was read")]
    InputChanged,
    /// The draft cannot grow.
    #[error(transparent)]
    Draft(#[from] content::Error),
    /// There is neither a signature nor a time-stamp to be raised.
    #[error("the document carries no signature")]
    NothingSigned,
    /// The authority that stamped is none that is trusted for it.
    #[error("the time-stamping authority has no path to a trusted root")]
    UntrustedTsa,
    /// What makes a signature provable for ever is not to be had.
    #[error(transparent)]
    Evidence(Box<EvidenceError>),
    /// Everything was done, and still a signature is not at the level.
    #[error("«{field}» has not reached level {wanted:?}: {finding}")]
    Unreached {
        /// Fully qualified name.
        field: String,
        /// The level asked for.
        wanted: Level,
        /// What our own verifier finds.
        reached: Option<Level>,
        /// Why not, by its code.
        finding: String,
    },
}

/// Why a document may not be signed (exit code 8).
#[derive(Debug, thiserror::Error)]
pub enum Forbidden {
    /// Encryption permissions (ISO 32000-2 Table 22).
    #[error("its permissions (/P {permissions}) allow no further signature")]
    Permissions {
        /// The value of /P.
        permissions: i64,
    },
    /// Certified with P 1 (ISO 32000-2 §12.8.2.2).
    #[error("it is certified by «{field}» and allows no changes")]
    DocMdp {
        /// The certifying field.
        field: String,
    },
    /// Certifying after others have signed (ISO 32000-2 §12.8.2.2).
    #[error("it already carries a signature; only the first signature can certify")]
    CertifyAfterSignature,
    /// The field is locked by an earlier signature (ISO 32000-2 §12.8.2.4).
    #[error("field «{field}» was locked by the signature in «{by}»")]
    Locked {
        /// The field to sign.
        field: String,
        /// The locking one.
        by: String,
    },
    /// A seed value that the order does not fit (ISO 32000-2 §12.7.5.5).
    #[error("the seed value of field «{field}» asks for {wants}")]
    SeedValue {
        /// The field to sign.
        field: String,
        /// The key of the seed value dictionary.
        wants: String,
    },
    /// The ISO/TS 32004 integrity code that the document promises does not hold.
    #[error("its integrity code (ISO/TS 32004) does not hold: {0}")]
    Mac(IntegrityCodeError),
}

/// Why a field cannot be signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FieldProblem {
    /// It carries a signature.
    #[error("it is signed already")]
    Signed,
    /// It is a field of another type.
    #[error("it is no signature field")]
    OtherType,
    /// It is no object of its own, so it cannot be changed without changing others.
    #[error("it is a direct object of the form")]
    Direct,
    /// A name with a period would be a child of another field.
    #[error("the name of a new field holds no period")]
    Name,
}

impl Error {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Pdf(error) => error.code(),
            Self::Cms(_) => "CMS_BUILD",
            Self::Token(error) => error.code(),
            Self::Tsa(error) => error.code(),
            Self::Certificate(error) => error.code(),
            Self::Forbidden(forbidden) => forbidden.code(),
            Self::Field { .. } => "FIELD",
            Self::Scheme { .. } => "KEY_SCHEME",
            Self::SelfCheck { .. } => "SELF_CHECK",
            Self::InputChanged | Self::Draft(content::Error::Changed) => "INPUT_CHANGED",
            Self::Draft(_) => "OUTPUT_UNWRITABLE",
            Self::NothingSigned => "NOTHING_SIGNED",
            Self::UntrustedTsa => "TSA_UNTRUSTED",
            Self::Evidence(error) => error.missing.code(),
            Self::Unreached { .. } => "LEVEL_NOT_REACHED",
        }
    }

    /// Can the same step succeed later: when a server answers again, or an authority publishes its next list?
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Tsa(error) => !matches!(error, tsa::Error::NoTsa | tsa::Error::Random(_)),
            Self::Evidence(error) => error.missing.is_passing() || error.is_passing,
            _ => false,
        }
    }
}

impl Forbidden {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Permissions { .. } => "FORBIDDEN_PERMISSIONS",
            Self::DocMdp { .. } => "FORBIDDEN_DOCMDP",
            Self::CertifyAfterSignature => "FORBIDDEN_CERTIFY",
            Self::Locked { .. } => "FORBIDDEN_LOCK",
            Self::SeedValue { .. } => "FORBIDDEN_SEED_VALUE",
            Self::Mac(_) => "FORBIDDEN_MAC",
        }
    }
}
