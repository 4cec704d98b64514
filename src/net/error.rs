//! Why there is no answer.

use std::net::IpAddr;

/// The code of an address that documents may not lead to.
pub const REFUSED: &str = "NET_REFUSED";

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Not an http or https address.
    #[error("{url}: not an http:// or https:// address")]
    Address {
        /// As given.
        url: String,
    },
    /// A document named it, and it leads where documents may not send anybody.
    #[error("{url}: leads to {target} ({what}), where an address out of a document is not followed")]
    Refused {
        /// Where.
        url: String,
        /// The address that would be connected to; behind a proxy the host's name.
        target: String,
        /// What kind of address that is.
        what: &'static str,
    },
    /// No answer within the time allowed.
    #[error("{url}: no answer within {seconds} s")]
    Timeout {
        /// Where.
        url: String,
        /// The time allowed.
        seconds: u64,
    },
    /// An answer, but no success.
    #[error("{url}: answered with HTTP status {status}")]
    Status {
        /// Where.
        url: String,
        /// HTTP status.
        status: u16,
        /// Seconds of Retry-After, where given so.
        retry_after: Option<u64>,
    },
    /// The answer is larger than it may be.
    #[error("{url}: the answer is larger than {limit} bytes")]
    TooLarge {
        /// Where.
        url: String,
        /// Bytes.
        limit: u64,
    },
    /// No connection, or it broke.
    #[error("{url}: {reason}")]
    Connection {
        /// Where.
        url: String,
        /// What the transport says.
        reason: String,
    },
}

impl Error {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Address { .. } => "NET_ADDRESS",
            Self::Refused { .. } => REFUSED,
            Self::Timeout { .. } => "NET_TIMEOUT",
            Self::Status { .. } => "NET_STATUS",
            Self::TooLarge { .. } => "NET_TOO_LARGE",
            Self::Connection { .. } => "NET_CONNECTION",
        }
    }

    /// May the same question be answered a little later? Refusals (4xx but 408, 425, 429) and broken addresses may not.
    pub fn is_passing(&self) -> bool {
        match self {
            Self::Status { status, .. } => *status >= 500 || matches!(status, 408 | 425 | 429),
            Self::Timeout { .. } | Self::Connection { .. } => true,
            Self::Address { .. } | Self::Refused { .. } | Self::TooLarge { .. } => false,
        }
    }
}

/// A refusal on its way through the HTTP library, which knows no address it came from.
#[derive(Debug, thiserror::Error)]
#[error("{address} ({what}) is refused")]
pub(super) struct Refusal {
    pub(super) address: IpAddr,
    pub(super) what: &'static str,
}
