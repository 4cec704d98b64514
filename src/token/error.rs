//! Why a module, token, PIN or key could not be used.
//!
//! Nothing here can hold a PIN, nor tell its length: sources are named, never quoted.

use std::io;
use std::path::PathBuf;

use super::{PinState, ReturnValue, UriError};
use crate::x509::{self, KeyType, Scheme};

/// Why a key could not be found or used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is not there or may not be read.
    #[error("cannot open PKCS#11 module {path}: {reason}")]
    ModuleMissing {
        /// As it was named.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// A 32-bit module for a 64-bit program, or another processor's.
    #[error("PKCS#11 module {path} is built for {found}, this program for {needed}")]
    ModuleArchitecture {
        /// Real path of the module.
        path: PathBuf,
        /// What the module is built for: `32-bit x86`, …
        found: String,
        /// What this process is: `64-bit x86-64`, …
        needed: &'static str,
    },
    /// The dynamic linker refused it, mostly for a library it needs.
    #[error("cannot load PKCS#11 module {path}: {reason}")]
    ModuleLoad {
        /// Real path of the module.
        path: PathBuf,
        /// What the dynamic linker said.
        reason: String,
    },
    /// A library, but not a PKCS#11 module.
    #[error("{path} is no PKCS#11 module: {reason}")]
    NotPkcs11 {
        /// Real path of the library.
        path: PathBuf,
        /// What is missing.
        reason: &'static str,
    },
    /// No module is installed where modules are looked for.
    #[error("no PKCS#11 module was found ({failed} could not be loaded)")]
    NoModules {
        /// How many were found but failed to load.
        failed: usize,
    },
    /// The module leaves a function out that is needed now.
    #[error("the PKCS#11 module has no {name}")]
    FunctionMissing {
        /// The function.
        name: &'static str,
    },
    /// A call failed in a way that has no variant of its own.
    #[error("{function} failed: {rv}")]
    Call {
        /// The function.
        function: &'static str,
        /// What it answered.
        rv: ReturnValue,
    },

    /// No slot holds a token.
    #[error("no token is present in {slots} slots of {modules} modules")]
    NoToken {
        /// Modules asked.
        modules: usize,
        /// Slots they have.
        slots: usize,
    },
    /// Tokens are present, but none the URI names.
    #[error("none of {present} tokens matches {uri}")]
    NoTokenMatches {
        /// The URI asked for, without its query.
        uri: String,
        /// Tokens present.
        present: usize,
    },
    /// Several tokens could hold the key of a certificate that came from a file.
    #[error("several tokens could hold the key: {}", .uris.join(", "))]
    AmbiguousToken {
        /// One URI a token.
        uris: Vec<String>,
    },
    /// The token was pulled out.
    #[error("the token was removed ({function}: {rv})")]
    DeviceRemoved {
        /// The call that noticed.
        function: &'static str,
        /// What it answered.
        rv: ReturnValue,
    },
    /// The session is gone, mostly because the token was pulled out and put in again.
    #[error("the session with the token was lost ({function}: {rv})")]
    SessionLost {
        /// The call that noticed.
        function: &'static str,
        /// What it answered.
        rv: ReturnValue,
    },

    /// No certificate object that could be meant.
    #[error("no certificate on {tokens} tokens{}", .uri.as_ref().map(|uri| format!(" matches {uri}")).unwrap_or_default())]
    NoCertificate {
        /// Tokens looked at.
        tokens: usize,
        /// The URI asked for, without its query.
        uri: Option<String>,
    },
    /// Certificates are there, but none that is valid now, may sign and has its private key.
    #[error("none of {found} certificates is valid now, may sign, and has its private key on the token")]
    NoUsableCertificate {
        /// Readable certificates looked at.
        found: usize,
    },
    /// The certificate object has no readable value: empty, compressed, or no X.509.
    #[error("the certificate {uri} cannot be read: {reason}")]
    UnreadableCertificate {
        /// Which.
        uri: String,
        /// What is wrong with its value.
        reason: String,
    },
    /// A certificate given as a file is none.
    #[error("the given certificate cannot be read: {0}")]
    GivenCertificate(#[source] x509::Error),
    /// Several keys could be meant.
    #[error("several keys could be meant: {}", .uris.join(", "))]
    AmbiguousKey {
        /// One URI each, ready to paste.
        uris: Vec<String>,
    },
    /// The certificate's private key is not on the token.
    #[error("the private key of {certificate} is not on the token ({keys} private keys seen)")]
    NoKey {
        /// URI of the certificate, or what else names it.
        certificate: String,
        /// Private keys seen.
        keys: usize,
    },
    /// The certificate's key is of a kind that is not known here.
    #[error("the certificate's key cannot be used: {0}")]
    KeyUnsupported(#[source] x509::Error),
    /// The scheme needs another kind of key.
    #[error("a key of type {key} cannot sign under {scheme:?}")]
    SchemeMismatch {
        /// What the key is.
        key: KeyType,
        /// What was asked.
        scheme: Scheme,
    },
    /// The token offers no mechanism for the scheme.
    #[error("the token offers no mechanism for {scheme:?}")]
    MechanismMissing {
        /// What was asked.
        scheme: Scheme,
    },
    /// The token's answer cannot be a signature of this key.
    #[error("the token returned {got} bytes, a signature of this key has {expected}")]
    SignatureLength {
        /// Bytes returned.
        got: usize,
        /// Bytes expected.
        expected: usize,
    },
    /// The system's random number generator failed.
    #[error("no random numbers: {0}")]
    Random(String),

    /// The PIN is wrong. It was presented once.
    #[error("wrong PIN for token {token:?}")]
    PinIncorrect {
        /// Label of the token.
        token: String,
        /// How the token describes its PIN after this try.
        state: PinState,
    },
    /// The PIN is locked; nothing was presented.
    #[error("the PIN of token {token:?} is locked")]
    PinLocked {
        /// Label of the token.
        token: String,
    },
    /// One try is left, and it was not allowed to be used; nothing was presented.
    #[error("only one PIN try is left on token {token:?}")]
    PinFinalTry {
        /// Label of the token.
        token: String,
    },
    /// An unattended PIN was wrong before (or its outcome is unknown); nothing was presented.
    #[error(
        "the {source_kind} PIN was wrong before for token {token:?} and is not used again until somebody logs in by hand"
    )]
    PinSourceSpent {
        /// Label of the token.
        token: String,
        /// `file`, `descriptor` or `environment`.
        source_kind: &'static str,
        /// The marker that says so.
        marker: PathBuf,
    },
    /// This process has seen the PIN fail for the key already; nothing was presented.
    #[error("the PIN failed before for token {token:?} and is not presented again")]
    PinFailedBefore {
        /// Label of the token.
        token: String,
    },
    /// The token has no user PIN yet.
    #[error("token {token:?} has no user PIN yet")]
    PinNotInitialised {
        /// Label of the token.
        token: String,
    },
    /// The PIN must be changed before the token can be used.
    #[error("the PIN of token {token:?} has expired and must be changed")]
    PinExpired {
        /// Label of the token.
        token: String,
    },
    /// Somebody pressed cancel, at the prompt or on the PIN pad.
    #[error("the login to token {token:?} was cancelled")]
    LoginCancelled {
        /// Label of the token.
        token: String,
    },
    /// A PIN is needed and no source was given.
    #[error("token {token:?} needs a PIN and none was given")]
    NoPin {
        /// Label of the token.
        token: String,
    },
    /// The source holds nothing.
    #[error("the PIN from the {source_kind} is empty")]
    PinEmpty {
        /// `file`, `descriptor`, `environment` or `prompt`.
        source_kind: &'static str,
    },
    /// The source holds more than a PIN can be.
    #[error("the PIN from the {source_kind} is longer than {limit} bytes")]
    PinTooLong {
        /// `file`, `descriptor`, `environment` or `prompt`.
        source_kind: &'static str,
        /// Most bytes accepted.
        limit: usize,
    },
    /// The source could not be read.
    #[error("cannot read the PIN from {origin}: {reason}")]
    PinUnreadable {
        /// The file's path, the descriptor's number, or `the terminal`.
        origin: String,
        /// What the system said.
        reason: io::Error,
    },
    /// What is kept between runs could not be read or written; an unattended PIN is then not used.
    #[error(transparent)]
    State(#[from] crate::state::Error),

    /// The PKCS#11 URI is wrong.
    #[error(transparent)]
    Uri(#[from] UriError),

    /// The key file could not be read.
    #[error("cannot read {path}: {reason}")]
    KeyFile {
        /// The file.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// The passphrase does not open the key file.
    #[error("wrong passphrase for {path}")]
    PassphraseIncorrect {
        /// The file.
        path: PathBuf,
    },
    /// Not a PKCS#12 file, or one of a kind that is not read.
    #[error("{path} is no PKCS#12 file that can be read: {reason}")]
    KeyFileMalformed {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        reason: String,
    },
    /// The file holds no private key with its certificate.
    #[error("{path} holds no private key with its certificate ({keys} keys, {certificates} certificates)")]
    KeyFileIncomplete {
        /// The file.
        path: PathBuf,
        /// Private keys in it.
        keys: usize,
        /// Certificates in it.
        certificates: usize,
    },
    /// The file holds several keys with certificates that could sign.
    #[error("{path} holds {count} keys that could sign")]
    KeyFileAmbiguous {
        /// The file.
        path: PathBuf,
        /// How many.
        count: usize,
    },
    /// The software key refused.
    #[error("the key in {path} cannot sign: {reason}")]
    KeyFileSigning {
        /// The file.
        path: PathBuf,
        /// What the computation said.
        reason: String,
    },
}

impl Error {
    /// A stable name for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::ModuleMissing { .. } => "MODULE_MISSING",
            Self::ModuleArchitecture { .. } => "MODULE_ARCHITECTURE",
            Self::ModuleLoad { .. } => "MODULE_LOAD",
            Self::NotPkcs11 { .. } => "MODULE_NOT_PKCS11",
            Self::NoModules { .. } => "NO_MODULES",
            Self::FunctionMissing { .. } => "MODULE_FUNCTION_MISSING",
            Self::Call { .. } => "TOKEN_CALL_FAILED",
            Self::NoToken { .. } => "NO_TOKEN",
            Self::NoTokenMatches { .. } => "NO_TOKEN_MATCHES",
            Self::AmbiguousToken { .. } => "AMBIGUOUS_TOKEN",
            Self::DeviceRemoved { .. } => "DEVICE_REMOVED",
            Self::SessionLost { .. } => "SESSION_LOST",
            Self::NoCertificate { .. } => "NO_CERTIFICATE",
            Self::NoUsableCertificate { .. } => "NO_USABLE_CERTIFICATE",
            Self::UnreadableCertificate { .. } => "CERTIFICATE_UNREADABLE",
            Self::GivenCertificate(_) => "GIVEN_CERTIFICATE_MALFORMED",
            Self::AmbiguousKey { .. } => "AMBIGUOUS_KEY",
            Self::NoKey { .. } => "NO_PRIVATE_KEY",
            Self::KeyUnsupported(_) => "KEY_UNSUPPORTED",
            Self::SchemeMismatch { .. } => "SCHEME_MISMATCH",
            Self::MechanismMissing { .. } => "MECHANISM_MISSING",
            Self::SignatureLength { .. } => "SIGNATURE_LENGTH",
            Self::Random(_) => "NO_RANDOM",
            Self::PinIncorrect { .. } => "PIN_INCORRECT",
            Self::PinLocked { .. } => "PIN_LOCKED",
            Self::PinFinalTry { .. } => "PIN_FINAL_TRY",
            Self::PinSourceSpent { .. } => "PIN_SOURCE_SPENT",
            Self::PinFailedBefore { .. } => "PIN_FAILED_BEFORE",
            Self::PinNotInitialised { .. } => "PIN_NOT_INITIALISED",
            Self::PinExpired { .. } => "PIN_EXPIRED",
            Self::LoginCancelled { .. } => "LOGIN_CANCELLED",
            Self::NoPin { .. } => "NO_PIN",
            Self::PinEmpty { .. } => "PIN_EMPTY",
            Self::PinTooLong { .. } => "PIN_TOO_LONG",
            Self::PinUnreadable { .. } => "PIN_UNREADABLE",
            Self::State(error) => error.code(),
            Self::Uri(error) => error.code(),
            Self::KeyFile { .. } => "KEY_FILE_UNREADABLE",
            Self::PassphraseIncorrect { .. } => "PASSPHRASE_INCORRECT",
            Self::KeyFileMalformed { .. } => "KEY_FILE_MALFORMED",
            Self::KeyFileIncomplete { .. } => "KEY_FILE_INCOMPLETE",
            Self::KeyFileAmbiguous { .. } => "KEY_FILE_AMBIGUOUS",
            Self::KeyFileSigning { .. } => "KEY_FILE_SIGNING",
        }
    }
}
