//! What documents do not carry: issuers' certificates, revocation lists and OCSP answers, from the addresses in certificates.
//!
//! Whoever made the document made the addresses, too. So nothing is asked unless the user wants it, no address leads into the
//! user's own network ([`crate::net`]), and what one document may cost is bounded: [`MOST_FETCHES`] questions, [`LONGEST`] of
//! waiting, [`MOST_ADDRESSES`] for one question. Revocation is asked only of certificates whose path reaches an anchor, so that a
//! stranger chooses at most where an issuer's certificate is looked for. Nothing that comes back is believed here: paths are
//! built and answers judged by [`crate::x509`] as if they had been in the file.
//!
//! | question | where |
//! |---|---|
//! | everything for one certificate: path, revocation, the responders' own | [`gather`] |
//! | who issued it (RFC 5280 §4.2.2.1), is it revoked (§4.2.1.13, RFC 6960) | [`Online`] |
//! | several addresses, the first of which may hang | `race` |
//! | the same question again: in this run, in the next | `memo`, `cache` |

mod cache;
mod gather;
mod material;
mod memo;
mod question;
mod race;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use time::OffsetDateTime;
use tracing::info;

use crate::net::{self, Allowed, Client};
use crate::x509::{Certificate, Crl, Memory, check_revocation};

pub use gather::{Gathered, Link, gather, gather_path};
pub use material::{FetchProblem, Fetched, Material, Source, Sources};

use cache::Cache;
use memo::Memo;
use question::Question;
use race::race;

/// Questions that one document may put to the network. Ten signers with their time-stamping authorities and responders, none of them seen
/// before, need about eighty.
pub const MOST_FETCHES: u64 = 100;
/// Waiting that one document may cause.
pub const LONGEST: Duration = Duration::from_mins(2);
/// Addresses that are asked for one thing; certificates name one to three.
pub const MOST_ADDRESSES: usize = 8;
/// How long an address is alone before the next is asked beside it.
const HEAD_START: Duration = Duration::from_millis(500);

/// How the network is used.
pub struct Settings {
    /// For one request, start to end.
    pub timeout: Duration,
    /// Instead of what the environment names.
    pub proxy: Option<String>,
    /// What documents may lead to beside the public Internet.
    pub allowed: Allowed,
    /// The folder of what was fetched before; without one nothing is kept.
    pub cache: Option<PathBuf>,
    /// What time it is: whether something kept is still current.
    pub clock: fn() -> OffsetDateTime,
    /// Signatures computed before.
    pub memory: Arc<Memory>,
}

/// The network as certificates use it. Cloning shares everything; [`Online::for_document`] gives a new allowance.
#[derive(Clone)]
pub struct Online {
    shared: Arc<Shared>,
    allowance: Arc<Allowance>,
}

struct Shared {
    client: Client,
    cache: Cache,
    memo: Memo,
    timeout: Duration,
    clock: fn() -> OffsetDateTime,
    memory: Arc<Memory>,
}

/// What one document may still cost.
#[derive(Default)]
struct Allowance {
    fetches: AtomicU64,
    /// In milliseconds.
    waited: AtomicU64,
}

impl Allowance {
    /// Takes one question from it.
    fn take(&self) -> bool {
        let in_time = u128::from(self.waited.load(Ordering::Relaxed)) < LONGEST.as_millis();
        in_time && self.fetches.fetch_add(1, Ordering::Relaxed) < MOST_FETCHES
    }

    fn waited(&self, since: Instant) {
        let milliseconds = u64::try_from(since.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.waited.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

impl Online {
    /// The network by `settings`.
    ///
    /// # Errors
    /// [`net::Error::Address`] for a proxy that is none.
    pub fn new(settings: Settings) -> Result<Self, net::Error> {
        let client = Client::guarded(settings.timeout, settings.proxy.as_deref(), settings.allowed)?;
        let shared = Shared {
            client,
            cache: Cache::new(settings.cache),
            memo: Memo::default(),
            timeout: settings.timeout,
            clock: settings.clock,
            memory: settings.memory,
        };
        Ok(Self { shared: Arc::new(shared), allowance: Arc::default() })
    }

    /// The same network for the next document, which may cost as much as the last.
    #[must_use]
    pub fn for_document(&self) -> Self {
        Self { shared: self.shared.clone(), allowance: Arc::default() }
    }

    /// Certificates of whoever issued `certificate`, from the addresses it names (RFC 5280 §4.2.2.1).
    pub fn issuers(&self, certificate: &Certificate) -> Fetched {
        let mut fetched = Fetched::default();
        let urls = some(certificate.extensions().ca_issuer_urls.iter().map(String::as_str), &mut fetched);
        let questions: Vec<_> = urls.into_iter().map(Question::Issuers).collect();
        let memory = &self.shared.memory;
        let enough = |found: &Material| {
            let mut issuers = found.certificates.iter().filter(|issuer| issuer.subject() == certificate.issuer());
            issuers.any(|issuer| memory.signed_by(certificate, issuer) == Ok(true))
        };
        self.collect(questions, None, &enough, &mut fetched);
        fetched
    }

    /// What OCSP responders and lists at the addresses that `certificate` names say of it, until one answer is enough; with
    /// `fresh_since` nothing older is, but for a revocation, which is final. Lists of changes (RFC 5280 §5.2.6) are asked for too.
    pub fn revocation(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        fresh_since: Option<OffsetDateTime>,
    ) -> Fetched {
        let mut fetched = Fetched::default();
        let extensions = certificate.extensions();
        let mut questions = Vec::new();
        for url in some(extensions.ocsp_urls.iter().map(String::as_str), &mut fetched) {
            questions.push(Question::Ocsp { url, certificate: certificate.clone(), issuer: issuer.clone() });
        }
        questions.extend(some(extensions.crl_urls(), &mut fetched).into_iter().map(Question::Crl));
        let enough = |found: &Material| self.is_enough(certificate, issuer, found, fresh_since);
        self.collect(questions, fresh_since, &enough, &mut fetched);
        let changes = changes_of(certificate, &fetched.found);
        let changes = some(changes.iter().map(String::as_str), &mut fetched);
        let now = (self.shared.clock)();
        let is_current = |crl: &Crl| crl.is_delta() && crl.next_update().is_some_and(|next| now <= next);
        let enough = |found: &Material| found.crls.iter().any(is_current);
        self.collect(changes.into_iter().map(Question::Crl).collect(), fresh_since, &enough, &mut fetched);
        fetched
    }

    /// The lists that `authority` names, one for each of its distribution points (RFC 5280 §4.2.1.13, §4.2.1.15): of several
    /// addresses of one, the first whose list `counts`. Where one is to be had, the others are no problems.
    pub fn lists(&self, authority: &Certificate, counts: &dyn Fn(&Crl) -> bool) -> Fetched {
        let mut all = Fetched::default();
        let extensions = authority.extensions();
        for point in extensions.crl_distribution_points.iter().flatten().chain(&extensions.freshest_crl) {
            let mut fetched = Fetched::default();
            let urls = some(point.urls(), &mut fetched);
            let enough = |found: &Material| found.crls.iter().any(counts);
            self.collect(urls.iter().cloned().map(Question::Crl).collect(), None, &enough, &mut fetched);
            if enough(&fetched.found) {
                fetched.problems.clear();
            } else if let Some(url) = urls.first().filter(|_| !fetched.found.crls.is_empty()) {
                let what = "the list is not current, or signed by none of the authorities";
                fetched.problems.push(FetchProblem::other_answer(url, "ONLINE_LIST_REFUSED", what));
            }
            all.found.absorb(&fetched.found);
            all.sources.extend(fetched.sources);
            all.problems.extend(fetched.problems);
        }
        all
    }

    /// Is the state known, now and from after `fresh_since`?
    fn is_enough(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        found: &Material,
        fresh_since: Option<OffsetDateTime>,
    ) -> bool {
        let (now, memory) = ((self.shared.clock)(), &self.shared.memory);
        let answer = check_revocation(certificate, issuer, &found.revocation(), &found.certificates, now, memory);
        gather::is_enough(&answer, fresh_since)
    }

    /// Answers the questions until what there is is `enough`: by what is known, else from all addresses, the first with a
    /// head start.
    fn collect(
        &self,
        questions: Vec<Question>,
        fresh_since: Option<OffsetDateTime>,
        enough: &dyn Fn(&Material) -> bool,
        fetched: &mut Fetched,
    ) {
        let now = (self.shared.clock)();
        for question in &questions {
            if let Some((known, source)) = self.shared.memo.known(question, |known| known.answers(fresh_since, now)) {
                fetched.add(&known, source);
            } else if let Some(kept) = self.shared.cache.get(question, now) {
                fetched.add(&kept, Source::Cache);
                self.shared.memo.keep(question, &kept);
            }
        }
        if questions.is_empty() || enough(&fetched.found) {
            return;
        }
        let begun = Instant::now();
        let task = |question: Question| {
            let online = self.clone();
            move || online.ask(&question, fresh_since)
        };
        // A posted question may be asked again by GET, after another has been waited for.
        let until = begun + 3 * self.shared.timeout;
        race(questions.into_iter().map(task).collect(), HEAD_START, until, |answer| match answer {
            Ok(found) => {
                fetched.add(&found, Source::Online);
                enough(&fetched.found)
            }
            Err(problem) => {
                fetched.problems.push(problem);
                false
            }
        });
        self.allowance.waited(begun);
    }

    /// One question to one address, at most once in this run while the answer holds.
    fn ask(&self, question: &Question, fresh_since: Option<OffsetDateTime>) -> Result<Material, FetchProblem> {
        let shared = &self.shared;
        let now = (shared.clock)();
        shared.memo.once(
            question,
            |known| known.answers(fresh_since, now),
            || {
                if !self.allowance.take() {
                    return Err(FetchProblem::limit(question.url(), "one document asks for more than it may"));
                }
                info!(url = %net::shown(question.url()), kind = question.kind(), "fetching");
                let (bytes, found) = question.ask(&shared.client)?;
                shared.cache.put(question, &bytes);
                Ok(found)
            },
        )
    }
}

/// The first addresses, each once; a certificate with more has them to do harm.
fn some<'a>(urls: impl Iterator<Item = &'a str>, fetched: &mut Fetched) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for url in urls {
        if all.iter().any(|known| known == url) {
            continue;
        }
        if all.len() == MOST_ADDRESSES {
            fetched.problems.push(FetchProblem::limit(url, "a certificate names more addresses than are asked"));
            break;
        }
        all.push(url.to_owned());
    }
    all
}

/// Where changes to the lists that were found are listed: by the certificate, and by the lists (RFC 5280 §4.2.1.15, §5.2.6).
fn changes_of(certificate: &Certificate, found: &Material) -> Vec<String> {
    let own = certificate.extensions().freshest_crl_urls().filter(|_| !found.crls.is_empty());
    own.chain(found.crls.iter().flat_map(Crl::freshest_urls)).map(str::to_owned).collect()
}
