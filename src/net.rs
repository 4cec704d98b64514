//! One HTTP client: connect and total timeouts, a size cap, few redirects, http and https only.
//!
//! Every address that comes here was configured or typed by the user; addresses named by documents are not followed yet.
//! A redirected question is asked again as it was (RFC 9110 §15.4 leaves that to the client for 301 and 302), never from
//! https to http, and the password stays with the first host. A password inside an address appears in no error.

mod proxy;

use std::io::Read;
use std::time::{Duration, Instant};

use base64::Engine;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;
use ureq::http::{HeaderMap, Uri, header};
use zeroize::Zeroizing;

use proxy::Proxies;

/// Redirects that are followed.
const MAX_REDIRECTS: usize = 3;
/// A host that is there answers a connection within seconds; the rest of the time is for the answer.
const LONGEST_CONNECT: Duration = Duration::from_secs(10);

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

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    /// The body.
    pub body: Vec<u8>,
    /// Its media type in lower case, without parameters; empty if it says none.
    pub media_type: String,
}

/// The client.
pub struct Client {
    agent: ureq::Agent,
    proxies: Proxies,
    timeout: Duration,
    limit: u64,
}

impl Client {
    /// A client whose every question ends within `timeout`, with answers of at most `limit` bytes, through `proxy` if one is
    /// given, else through what the environment names.
    ///
    /// # Errors
    /// [`Error::Address`] if `proxy`, or what the environment names, is none.
    pub fn new(timeout: Duration, limit: u64, proxy: Option<&str>) -> Result<Self, Error> {
        let proxies = Proxies::new(proxy, &|name| std::env::var(name).ok())?;
        let config = ureq::Agent::config_builder()
            .timeout_connect(Some(timeout.min(LONGEST_CONNECT)))
            .http_status_as_error(false)
            .max_redirects(0)
            .user_agent(concat!("kyso/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Self { agent: config.into(), proxies, timeout, limit })
    }

    /// Posts `body` and returns the answer.
    ///
    /// # Errors
    /// [`Error`]; every status but 200 is one.
    pub fn post(
        &self,
        url: &str,
        content_type: &str,
        body: &[u8],
        credentials: Option<&Credentials>,
    ) -> Result<Answer, Error> {
        let deadline = Instant::now() + self.timeout;
        let first = address(url)?;
        let mut uri = first.clone();
        for _ in 0..=MAX_REDIRECTS {
            let credentials = credentials.filter(|_| same_host(&uri, &first));
            let response = self.send(&uri, content_type, body, credentials, deadline);
            let response = response.map_err(|error| self.explain(url, &error))?;
            match response.status().as_u16() {
                200 => return self.read(url, response),
                301 | 302 | 307 | 308 => uri = redirected(url, &uri, response.headers())?,
                status => {
                    let retry_after = retry_after(response.headers());
                    return Err(Error::Status { url: shown(url), status, retry_after });
                }
            }
        }
        Err(Error::Connection { url: shown(url), reason: format!("more than {MAX_REDIRECTS} redirects") })
    }

    /// One request, by the way that leads to its host.
    fn send(
        &self,
        uri: &Uri,
        content_type: &str,
        body: &[u8],
        credentials: Option<&Credentials>,
        deadline: Instant,
    ) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ureq::Error::Timeout(ureq::Timeout::Global));
        }
        let config = self.agent.post(uri).content_type(content_type).config();
        let mut request = config.timeout_global(Some(left)).proxy(self.proxies.towards(uri)).build();
        if let Some(Credentials { user, password }) = credentials {
            let pair = Zeroizing::new(format!("{user}:{}", password.as_str()));
            let encoded = Zeroizing::new(base64::engine::general_purpose::STANDARD.encode(pair.as_bytes()));
            request = request.header(header::AUTHORIZATION, format!("Basic {}", encoded.as_str()));
        }
        request.send(body)
    }

    fn read(&self, url: &str, mut response: ureq::http::Response<ureq::Body>) -> Result<Answer, Error> {
        let media_type = text_of(response.headers(), header::CONTENT_TYPE).unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let mut body = Vec::new();
        let reader = response.body_mut().as_reader();
        let read = reader.take(self.limit.saturating_add(1)).read_to_end(&mut body);
        read.map_err(|error| self.explain(url, &error.into()))?;
        if body.len() as u64 > self.limit {
            return Err(Error::TooLarge { url: shown(url), limit: self.limit });
        }
        Ok(Answer { body, media_type })
    }

    fn explain(&self, url: &str, error: &ureq::Error) -> Error {
        let timed_out = match error {
            ureq::Error::Timeout(_) => true,
            ureq::Error::Io(error) => error.kind() == std::io::ErrorKind::TimedOut,
            _ => false,
        };
        if timed_out {
            Error::Timeout { url: shown(url), seconds: self.timeout.as_secs() }
        } else {
            Error::Connection { url: shown(url), reason: error.to_string() }
        }
    }
}

/// An absolute http or https address.
fn address(url: &str) -> Result<Uri, Error> {
    let uri: Option<Uri> = url.parse().ok();
    let uri = uri.filter(|uri| matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some());
    uri.ok_or_else(|| Error::Address { url: shown(url) })
}

/// `url` as it may be shown: without the user and password that may stand before the host.
pub fn shown(url: &str) -> String {
    let start = url.find("//").map_or(0, |at| at + 2);
    let (scheme, rest) = url.split_at(start);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rfind('@').map_or(0, |at| at + 1);
    format!("{scheme}{}", &rest[host..])
}

/// Where an answer sends the question: absolute, or a path on the same host (RFC 9110 §10.2.2).
fn redirected(url: &str, from: &Uri, headers: &HeaderMap) -> Result<Uri, Error> {
    let refused = |reason: &str| Error::Connection { url: shown(url), reason: reason.to_owned() };
    let location = text_of(headers, header::LOCATION).ok_or_else(|| refused("a redirect to nowhere"))?;
    let scheme = from.scheme_str().unwrap_or_default();
    let target = match &location {
        path if path.starts_with('/') && !path.starts_with("//") => {
            let authority = from.authority().map_or("", |authority| authority.as_str());
            format!("{scheme}://{authority}{path}")
        }
        absolute => (*absolute).to_owned(),
    };
    let target = address(&target).map_err(|_| refused("a redirect to what is no http or https address"))?;
    if scheme == "https" && target.scheme_str() != Some("https") {
        return Err(refused("a redirect from https to http"));
    }
    Ok(target)
}

fn same_host(one: &Uri, other: &Uri) -> bool {
    (one.scheme_str(), one.host(), one.port_u16()) == (other.scheme_str(), other.host(), other.port_u16())
}

fn text_of(headers: &HeaderMap, name: header::HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// Seconds of Retry-After (RFC 9110 §10.2.3); a date counts from the answer's own Date, so that no clock here matters.
fn retry_after(headers: &HeaderMap) -> Option<u64> {
    let text = text_of(headers, header::RETRY_AFTER)?.trim();
    let date = |text: &str| OffsetDateTime::parse(text.trim(), &Rfc2822).ok();
    text.parse().ok().or_else(|| {
        let wait = date(text)? - date(text_of(headers, header::DATE)?)?;
        u64::try_from(wait.whole_seconds()).ok()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent_to(from: &str, location: &str) -> Result<String, Error> {
        let headers = HeaderMap::from_iter([(header::LOCATION, location.parse().unwrap())]);
        redirected(from, &from.parse().unwrap(), &headers).map(|uri| uri.to_string())
    }

    #[test]
    fn a_redirect_leads_to_no_weaker_place() {
        assert_eq!(sent_to("http://tsa.vn:81/a?b", "/c").unwrap(), "http://tsa.vn:81/c");
        assert_eq!(sent_to("http://tsa.vn/", "https://tsa.gov.vn/c").unwrap(), "https://tsa.gov.vn/c");
        for worse in ["http://tsa.vn/", "//tsa.vn/", "c", "file:///etc/passwd", "https:///"] {
            assert_eq!(sent_to("https://tsa.vn/", worse).unwrap_err().code(), "NET_CONNECTION", "{worse}");
        }
    }

    #[test]
    fn an_address_is_shown_without_its_password() {
        assert_eq!(shown("https://lan:se@cret@tsa.vn/a@b?c@d"), "https://tsa.vn/a@b?c@d");
        assert_eq!(shown("lan:secret@tsa.vn"), "tsa.vn");
        assert_eq!(shown("http://tsa.vn"), "http://tsa.vn");
    }
}
