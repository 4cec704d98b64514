//! One HTTP client: connect and total timeouts, a size cap, few redirects, http and https only.
//!
//! Two kinds of address come here. What the user configured or typed is asked as it stands ([`Client::new`]). What a document
//! names was chosen by a stranger ([`Client::guarded`]): it may lead to the public Internet and to what the user allows by
//! name, judged by the address that is really connected to, on every redirect. Behind a proxy, which looks names up itself,
//! such a host is judged by its name alone.
//!
//! A redirected question is asked again as it was (RFC 9110 §15.4 leaves that to the client for 301 and 302), never from
//! https to http, and the password stays with the first host. A password inside an address appears in no error.

mod address;
mod error;
mod guard;
mod proxy;
mod rules;

use std::io::Read;
use std::time::{Duration, Instant};

use base64::Engine;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc2822;
use ureq::http::{HeaderMap, Uri, header};
use ureq::unversioned::transport::DefaultConnector;
use zeroize::Zeroizing;

pub use address::shown;
pub use error::{Error, REFUSED};
pub use rules::Allowed;

use address::{address, host, redirected, same_host};
use error::Refusal;
use guard::Guard;
use proxy::Proxies;

/// Redirects that are followed.
const MAX_REDIRECTS: usize = 3;
/// A host that is there answers a connection within seconds; the rest of the time is for the answer.
const LONGEST_CONNECT: Duration = Duration::from_secs(10);

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

/// What is sent to an address.
enum Question<'a> {
    Get,
    Post { content_type: &'a str, body: &'a [u8], credentials: Option<&'a Credentials> },
}

/// The client.
pub struct Client {
    agent: ureq::Agent,
    /// Strangers' addresses on the direct way, and what they may lead to; the proxy's own address is the user's.
    guarded: Option<(ureq::Agent, Allowed)>,
    proxies: Proxies,
    timeout: Duration,
}

impl Client {
    /// A client for addresses of the user's own, whose every question ends within `timeout`, through `proxy` if one is given,
    /// else through what the environment names.
    ///
    /// # Errors
    /// [`Error::Address`] if `proxy`, or what the environment names, is none.
    pub fn new(timeout: Duration, proxy: Option<&str>) -> Result<Self, Error> {
        let proxies = Proxies::new(proxy, &|name| std::env::var(name).ok())?;
        Ok(Self { agent: config(timeout).into(), guarded: None, proxies, timeout })
    }

    /// A client for addresses that documents name: to the public Internet, and to what is `allowed`.
    ///
    /// # Errors
    /// As [`Client::new`].
    pub fn guarded(timeout: Duration, proxy: Option<&str>, allowed: Allowed) -> Result<Self, Error> {
        let guard = Guard::new(allowed.clone());
        let agent = ureq::Agent::with_parts(config(timeout), DefaultConnector::default(), guard);
        Ok(Self { guarded: Some((agent, allowed)), ..Self::new(timeout, proxy)? })
    }

    /// Posts `body` and returns the answer, of at most `limit` bytes.
    ///
    /// # Errors
    /// [`Error`]; every status but 200 is one.
    pub fn post(
        &self,
        url: &str,
        content_type: &str,
        body: &[u8],
        credentials: Option<&Credentials>,
        limit: u64,
    ) -> Result<Answer, Error> {
        self.ask(url, &Question::Post { content_type, body, credentials }, limit)
    }

    /// Gets what is at `url`, of at most `limit` bytes.
    ///
    /// # Errors
    /// [`Error`]; every status but 200 is one.
    pub fn get(&self, url: &str, limit: u64) -> Result<Answer, Error> {
        self.ask(url, &Question::Get, limit)
    }

    fn ask(&self, url: &str, question: &Question<'_>, limit: u64) -> Result<Answer, Error> {
        let deadline = Instant::now() + self.timeout;
        let first = address(url)?;
        let mut uri = first.clone();
        for _ in 0..=MAX_REDIRECTS {
            let response = self.send(url, &uri, question, same_host(&uri, &first), deadline)?;
            match (response.status().as_u16(), question) {
                (200, _) => return self.read(url, response, limit),
                // 303 asks to get something else (RFC 9110 §15.4.4): no answer to what was posted.
                (301 | 302 | 307 | 308, _) | (303, Question::Get) => uri = redirected(url, &uri, response.headers())?,
                (status, _) => {
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
        url: &str,
        uri: &Uri,
        question: &Question<'_>,
        first_host: bool,
        deadline: Instant,
    ) -> Result<ureq::http::Response<ureq::Body>, Error> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(self.explain(url, &ureq::Error::Timeout(ureq::Timeout::Global)));
        }
        let proxy = self.proxies.towards(uri);
        let agent = self.agent_towards(url, uri, proxy.is_some())?;
        let sent = match question {
            Question::Get => agent.get(uri).config().timeout_global(Some(left)).proxy(proxy).build().call(),
            Question::Post { content_type, body, credentials } => {
                let config = agent.post(uri).content_type(*content_type).config();
                let mut request = config.timeout_global(Some(left)).proxy(proxy).build();
                if let Some(credentials) = credentials.filter(|_| first_host) {
                    request = request.header(header::AUTHORIZATION, credentials.basic().as_str());
                }
                request.send(*body)
            }
        };
        sent.map_err(|error| self.explain(url, &error))
    }

    /// Who asks: for a stranger's address on the direct way, whoever looks at what the name leads to.
    fn agent_towards(&self, url: &str, uri: &Uri, by_proxy: bool) -> Result<&ureq::Agent, Error> {
        let Some((agent, allowed)) = &self.guarded else { return Ok(&self.agent) };
        if !by_proxy {
            return Ok(agent);
        }
        match allowed.against_name(&host(uri)) {
            Some(what) => Err(Error::Refused { url: shown(url), target: host(uri), what }),
            None => Ok(&self.agent),
        }
    }

    fn read(&self, url: &str, mut response: ureq::http::Response<ureq::Body>, limit: u64) -> Result<Answer, Error> {
        let media_type = text_of(response.headers(), header::CONTENT_TYPE).unwrap_or_default();
        let media_type = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let mut body = Vec::new();
        let reader = response.body_mut().as_reader();
        let read = reader.take(limit.saturating_add(1)).read_to_end(&mut body);
        read.map_err(|error| self.explain(url, &error.into()))?;
        if body.len() as u64 > limit {
            return Err(Error::TooLarge { url: shown(url), limit });
        }
        Ok(Answer { body, media_type })
    }

    fn explain(&self, url: &str, error: &ureq::Error) -> Error {
        let timed_out = match error {
            ureq::Error::Timeout(_) => true,
            ureq::Error::Io(error) => error.kind() == std::io::ErrorKind::TimedOut,
            _ => false,
        };
        let refusal = match error {
            ureq::Error::Other(error) => error.downcast_ref::<Refusal>(),
            _ => None,
        };
        match refusal {
            Some(refusal) => {
                Error::Refused { url: shown(url), target: refusal.address.to_string(), what: refusal.what }
            }
            None if timed_out => Error::Timeout { url: shown(url), seconds: self.timeout.as_secs() },
            None => Error::Connection { url: shown(url), reason: error.to_string() },
        }
    }
}

impl Credentials {
    /// The value of the header (RFC 7617 §2).
    fn basic(&self) -> Zeroizing<String> {
        let pair = Zeroizing::new(format!("{}:{}", self.user, self.password.as_str()));
        let encoded = Zeroizing::new(base64::engine::general_purpose::STANDARD.encode(pair.as_bytes()));
        Zeroizing::new(format!("Basic {}", encoded.as_str()))
    }
}

fn config(timeout: Duration) -> ureq::config::Config {
    ureq::Agent::config_builder()
        .timeout_connect(Some(timeout.min(LONGEST_CONNECT)))
        .http_status_as_error(false)
        .max_redirects(0)
        .user_agent(concat!("kyso/", env!("CARGO_PKG_VERSION")))
        .build()
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
