//! One HTTP client: total timeout, size cap, few redirects, http and https only.
//!
//! Proxies come from HTTPS_PROXY, HTTP_PROXY and NO_PROXY or from the configuration. Every address that comes here was
//! configured or typed by the user; addresses named by documents are not followed yet.

use std::io::Read;
use std::time::Duration;

use base64::Engine;
use zeroize::Zeroizing;

/// Redirects that are followed.
const MAX_REDIRECTS: u32 = 3;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not an http or https address.
    #[error("{url}: not an http:// or https:// address")]
    Address {
        /// As given.
        url: String,
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
            Self::Address { .. } | Self::TooLarge { .. } => false,
        }
    }
}

/// A name and password for HTTP basic authentication (RFC 7617).
pub struct Credentials {
    /// The user.
    pub user: String,
    /// Wiped when dropped.
    pub password: Zeroizing<String>,
}

/// The client.
pub struct Client {
    agent: ureq::Agent,
    timeout: Duration,
    limit: u64,
}

impl Client {
    /// A client whose every request ends within `timeout`, with answers of at most `limit` bytes, through `proxy` if one is
    /// given, else through what the environment names.
    ///
    /// # Errors
    /// [`Error::Address`] if `proxy` is none.
    pub fn new(timeout: Duration, limit: u64, proxy: Option<&str>) -> Result<Self, Error> {
        let proxy = match proxy {
            Some(url) => Some(ureq::Proxy::new(url).map_err(|_| Error::Address { url: url.to_owned() })?),
            None => ureq::Proxy::try_from_env(),
        };
        let config = ureq::Agent::config_builder()
            .timeout_global(Some(timeout))
            .http_status_as_error(false)
            .max_redirects(MAX_REDIRECTS)
            .proxy(proxy)
            .user_agent(concat!("kyso/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Self { agent: config.into(), timeout, limit })
    }

    /// Posts `body` and returns the answer's body.
    ///
    /// # Errors
    /// [`Error`]; every status but 200 is one.
    pub fn post(
        &self,
        url: &str,
        content_type: &str,
        body: &[u8],
        credentials: Option<&Credentials>,
    ) -> Result<Vec<u8>, Error> {
        if !(url.starts_with("http://") || url.starts_with("https://")) {
            return Err(Error::Address { url: url.to_owned() });
        }
        let mut request = self.agent.post(url).content_type(content_type);
        if let Some(Credentials { user, password }) = credentials {
            let pair = Zeroizing::new(format!("{user}:{}", password.as_str()));
            let encoded = Zeroizing::new(base64::engine::general_purpose::STANDARD.encode(pair.as_bytes()));
            request = request.header("Authorization", format!("Basic {}", encoded.as_str()));
        }
        let mut response = request.send(body).map_err(|error| self.explain(url, &error))?;
        let status = response.status().as_u16();
        if status != 200 {
            let header = response.headers().get("retry-after").and_then(|value| value.to_str().ok());
            return Err(Error::Status {
                url: url.to_owned(),
                status,
                retry_after: header.and_then(|text| text.trim().parse().ok()),
            });
        }
        let mut answer = Vec::new();
        let reader = response.body_mut().as_reader();
        reader.take(self.limit + 1).read_to_end(&mut answer).map_err(|error| self.explain(url, &error.into()))?;
        if answer.len() as u64 > self.limit {
            return Err(Error::TooLarge { url: url.to_owned(), limit: self.limit });
        }
        Ok(answer)
    }

    fn explain(&self, url: &str, error: &ureq::Error) -> Error {
        let timed_out = match error {
            ureq::Error::Timeout(_) => true,
            ureq::Error::Io(error) => {
                error.kind() == std::io::ErrorKind::TimedOut || error.to_string().contains("timeout")
            }
            _ => false,
        };
        if timed_out {
            Error::Timeout { url: url.to_owned(), seconds: self.timeout.as_secs() }
        } else {
            Error::Connection { url: url.to_owned(), reason: error.to_string() }
        }
    }
}
