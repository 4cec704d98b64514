//! TSAs over HTTP (RFC 3161 §3.4): several in order, each with tries, back-off and a rate.

use std::collections::VecDeque;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use tracing::{info, warn};

use crate::cms::Facts;
use crate::hash::Hash;
use crate::net::{self, Client, Credentials};
use crate::text::{Untrusted, hex};

use super::message::{Request, integer, token_of};
use super::{Error, TimestampSource, Token};

/// Media types of question and answer (RFC 3161 §3.4).
const QUERY_TYPE: &str = "application/timestamp-query";
const ANSWER_TYPE: &str = "application/timestamp-reply";
/// A first wait between two tries; each further one is twice as long.
const BACK_OFF: Duration = Duration::from_millis(500);
/// A signer waits no longer than this between two tries, whatever Retry-After says.
const LONGEST_WAIT: Duration = Duration::from_mins(1);
/// A token with a chain is below 20 KiB; this leaves room for the largest.
pub(super) const LARGEST_ANSWER: u64 = 256 * 1024;

/// At most `requests` in any span of `per`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// How many.
    pub requests: usize,
    /// In which time.
    pub per: Duration,
}

/// How TSAs are asked.
pub struct Settings {
    /// Tried in order.
    pub urls: Vec<String>,
    /// For HTTP basic authentication.
    pub credentials: Option<Credentials>,
    /// For one request, start to end.
    pub timeout: Duration,
    /// For each address; at least 1.
    pub tries: u32,
    /// Over all addresses and threads.
    pub rate: Option<Rate>,
    /// Instead of what the environment names.
    pub proxy: Option<String>,
}

/// Time as the pool needs it, so that tests need not wait.
pub trait Clock: Send + Sync {
    /// A moment.
    fn now(&self) -> Instant;
    /// Waits.
    fn sleep(&self, time: Duration);
}

/// The real one.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, time: Duration) {
        std::thread::sleep(time);
    }
}

/// Several TSAs, asked in order until one answers well.
pub struct Pool {
    settings: Settings,
    client: Client,
    clock: Box<dyn Clock>,
    asked: Mutex<VecDeque<Instant>>,
}

impl Pool {
    /// A pool by `settings`.
    ///
    /// # Errors
    /// [`Error::NoTsa`] without an address; [`Error::Net`] for a proxy that is none.
    pub fn new(settings: Settings, clock: Box<dyn Clock>) -> Result<Self, Error> {
        if settings.urls.is_empty() {
            return Err(Error::NoTsa);
        }
        let client = Client::new(settings.timeout, settings.proxy.as_deref())?;
        Ok(Self { settings, client, clock, asked: Mutex::default() })
    }

    /// One address, as often as allowed.
    fn ask(&self, url: &str, hash: Hash, digest: &[u8]) -> Result<Vec<u8>, Error> {
        let shown = net::shown(url);
        let mut wait = BACK_OFF;
        let mut tries_left = self.settings.tries.max(1);
        loop {
            let error = match self.ask_once(url, hash, digest) {
                Ok(token) => return Ok(token),
                Err(error) => error,
            };
            tries_left -= 1;
            warn!(url = %shown, error = %Untrusted(&error.to_string()), tries_left, "no time-stamp");
            let asked_to_wait = retry_after(&error);
            // Who asks again before the time it was told is shut out for longer: then rather the next address.
            if tries_left == 0 || !is_passing(&error) || asked_to_wait > Some(LONGEST_WAIT) {
                return Err(error);
            }
            self.clock.sleep(asked_to_wait.map_or(wait, |asked| asked.max(BACK_OFF)));
            wait = wait.saturating_mul(2).min(LONGEST_WAIT);
        }
    }

    /// A new nonce each time: a late answer to an earlier question is no answer to this one.
    fn ask_once(&self, url: &str, hash: Hash, digest: &[u8]) -> Result<Vec<u8>, Error> {
        self.wait_for_turn();
        let mut random = [0; 8];
        getrandom::fill(&mut random).map_err(|error| Error::Random(error.to_string()))?;
        let request = Request { hash, digest, nonce: u64::from_be_bytes(random) };
        let credentials = self.settings.credentials.as_ref();
        let answer = self.client.post(url, QUERY_TYPE, &request.to_der(), credentials, LARGEST_ANSWER)?;
        if answer.media_type != ANSWER_TYPE {
            // Harmless in itself, and what a captive portal or a wrong address looks like (RFC 3161 §3.4).
            warn!(url = %net::shown(url), media_type = %Untrusted(&answer.media_type), "not {ANSWER_TYPE}");
        }
        let token = token_of(&answer.body)?;
        check(&token, &request)?;
        info!(url = %net::shown(url), bytes = token.len(), "time-stamped");
        Ok(token)
    }

    /// Waits until the rate allows one more request.
    fn wait_for_turn(&self) {
        let Some(Rate { requests, per }) = self.settings.rate else { return };
        loop {
            let now = self.clock.now();
            let wait = {
                let mut asked = self.asked.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                while asked.front().is_some_and(|first| now.duration_since(*first) >= per) {
                    asked.pop_front();
                }
                match asked.front() {
                    Some(first) if asked.len() >= requests => per.saturating_sub(now.duration_since(*first)),
                    _ => return asked.push_back(now),
                }
            };
            self.clock.sleep(wait);
        }
    }
}

impl TimestampSource for Pool {
    fn timestamp(&self, hash: Hash, digest: &[u8]) -> Result<Vec<u8>, Error> {
        let mut last = Error::NoTsa;
        for url in &self.settings.urls {
            match self.ask(url, hash, digest) {
                Ok(token) => return Ok(token),
                Err(error) => last = error,
            }
        }
        Err(last)
    }
}

/// Is the token an answer to this request, and good in itself (RFC 3161 §2.2)?
fn check(token: &[u8], request: &Request) -> Result<(), Error> {
    let token = Token::parse(token)?;
    let asked = integer(request.nonce);
    if token.info.nonce.as_deref() != Some(&asked[..]) {
        let got = token.info.nonce.as_deref().map_or("none".to_owned(), hex);
        return Err(Error::WrongNonce { asked: hex(&asked), got });
    }
    let facts: Option<Facts> = token.facts(&[]);
    // The same hash as asked, so that a TSA cannot answer with a weaker one.
    let imprint = |hash: Hash| if hash == request.hash { request.digest.to_vec() } else { Vec::new() };
    match token.problems(facts.as_ref(), &imprint).into_iter().next() {
        Some(problem) => Err(Error::Token { problem }),
        None => Ok(()),
    }
}

/// Network faults pass, and so may a server's broken answer; a refusal in words does not.
fn is_passing(error: &Error) -> bool {
    match error {
        Error::Net(error) => error.is_passing(),
        Error::Refused { failure, .. } => matches!(failure, Some("timeNotAvailable" | "systemFailure")),
        Error::Malformed { .. }
        | Error::Cms(_)
        | Error::WrongNonce { .. }
        | Error::Token { .. }
        | Error::NotATimestamp { .. } => true,
        Error::Random(_) | Error::NoTsa => false,
    }
}

fn retry_after(error: &Error) -> Option<Duration> {
    match error {
        Error::Net(net::Error::Status { retry_after, .. }) => retry_after.map(Duration::from_secs),
        _ => None,
    }
}
