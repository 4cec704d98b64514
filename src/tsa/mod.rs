//! Time-stamp protocol (RFC 3161): what is asked, what comes back, and whether it is an answer to what was asked.
//!
//! [`Token`] reads and checks a token for the client and for `verify` alike. [`Pool`] asks several TSAs in order, each as
//! often and as fast as it is allowed. Trust in the TSA's certificate is the verifier's business.

mod http;
mod message;
mod token;

pub use http::{Clock, Pool, Rate, Settings, SystemClock};
pub use message::{Request, TstInfo, token_of};
pub use token::{Problem, Token};

use crate::hash::Hash;
use crate::text::Untrusted;
use crate::{cms, net};

/// Where time-stamp tokens come from: TSAs over HTTP, or a test's clock.
pub trait TimestampSource: Sync {
    /// A time-stamp token (the ContentInfo, bytes as received) over `digest`, fully checked against the request.
    ///
    /// # Errors
    /// What the last TSA asked answered, or why none could be asked.
    fn timestamp(&self, hash: Hash, digest: &[u8]) -> Result<Vec<u8>, Error>;
}

/// Why no time-stamp was had.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The network.
    #[error(transparent)]
    Net(#[from] net::Error),
    /// The token is no CMS.
    #[error("the time-stamp token cannot be read: {0}")]
    Cms(#[from] cms::Error),
    /// The answer cannot be read.
    #[error("the TSA's answer is malformed at {at}")]
    Malformed {
        /// The field by its name in RFC 3161.
        at: &'static str,
    },
    /// The TSA said no.
    #[error("the TSA refused with status {status}{}{}", failure.map(|name| format!(" ({name})")).unwrap_or_default(), if text.is_empty() { String::new() } else { format!(": {}", Untrusted(text)) })]
    Refused {
        /// PKIStatus.
        status: u64,
        /// PKIFreeText: a stranger's words.
        text: String,
        /// PKIFailureInfo.
        failure: Option<&'static str>,
    },
    /// A CMS, but no time-stamp.
    #[error("the token holds content of type {content_type}, not TSTInfo")]
    NotATimestamp {
        /// eContentType.
        content_type: String,
    },
    /// A replayed answer or a broken server (RFC 3161 §2.4.2).
    #[error("the TSA answered with nonce {got}, not the {asked} it was asked with")]
    WrongNonce {
        /// In hex.
        asked: String,
        /// In hex, or `none`.
        got: String,
    },
    /// The token does not pass its checks.
    #[error("the TSA's token is not good: {}", problem.code())]
    Token {
        /// The first that failed.
        problem: Problem,
    },
    /// No random numbers for the nonce.
    #[error("no random numbers: {0}")]
    Random(String),
    /// No TSA is configured.
    #[error("no TSA is configured")]
    NoTsa,
}

impl Error {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Net(error) => error.code(),
            Self::Cms(error) => error.code(),
            Self::Malformed { .. } => "TSA_MALFORMED",
            Self::Refused { .. } => "TSA_REFUSED",
            Self::NotATimestamp { .. } => "TSA_NOT_A_TIMESTAMP",
            Self::WrongNonce { .. } => "TSA_WRONG_NONCE",
            Self::Token { .. } => "TSA_TOKEN",
            Self::Random(_) => "RANDOM",
            Self::NoTsa => "TSA_NONE",
        }
    }
}
