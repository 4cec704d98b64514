//! The same question is asked once in a run: ten thousand documents of one office name the same list.
//!
//! A failure holds for a minute, so that a dead responder does not cost every document its patience; an answer for as long as
//! it is current. Threads that ask the same at the same time wait for the one that asks. A host that two questions in a row
//! found dead is not asked by others for that minute either.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use time::OffsetDateTime;

use super::question::Question;
use super::{FetchProblem, Material, Source};

/// How long a failure is remembered, and an answer that does not say how long it is current.
const HOLDS: Duration = Duration::from_mins(1);
/// Questions remembered; then all are forgotten.
const MOST: usize = 4096;
/// Bytes of answers remembered; a list above this comes from the disk again.
const MOST_BYTES: usize = 128 << 20;
/// Failures in a row after which a host counts as dead.
const DEAD: u32 = 2;

/// What became of a question.
pub(super) struct Known {
    /// When it was asked; nothing for what was kept from another run.
    asked: Option<Instant>,
    answer: Result<Material, FetchProblem>,
}

impl Known {
    /// Is it an answer to who asks at `now` for something no older than `fresh_since`?
    pub(super) fn answers(&self, fresh_since: Option<OffsetDateTime>, now: OffsetDateTime) -> bool {
        let recent = self.asked.is_some_and(|asked| asked.elapsed() < HOLDS);
        let Ok(found) = &self.answer else { return recent };
        match (found.crls.first(), found.ocsps.first()) {
            (Some(crl), _) => {
                let fits = fresh_since.is_none_or(|fresh| crl.this_update() >= fresh);
                // Who publishes daily has nothing newer a second later, and the list may be large.
                recent || (fits && crl.next_update().is_some_and(|next| now <= next))
            }
            (_, Some(ocsp)) => {
                let fits = fresh_since.is_none_or(|fresh| ocsp.this_update() >= fresh);
                fits && (recent || ocsp.next_update().is_some_and(|next| now <= next))
            }
            // Certificates: they do not change.
            _ => true,
        }
    }

    fn bytes(&self) -> usize {
        let crls = |found: &Material| found.crls.iter().map(|crl| crl.der().len()).sum();
        self.answer.as_ref().map_or(0, crls)
    }
}

type Slot = Arc<Mutex<Option<Known>>>;

#[derive(Default)]
pub(super) struct Memo {
    slots: Mutex<HashMap<String, Slot>>,
    bytes: Mutex<usize>,
    /// By host and port: failures in a row, and the last of them.
    hosts: Mutex<HashMap<String, (u32, Instant, FetchProblem)>>,
}

impl Memo {
    /// What is known already, and from where, if it `fits`; nothing while somebody is asking.
    pub(super) fn known(&self, question: &Question, fits: impl Fn(&Known) -> bool) -> Option<(Material, Source)> {
        let slot = lock(&self.slots).get(&question.key())?.clone();
        let known = slot.try_lock().ok()?;
        let known = known.as_ref().filter(|known| fits(known))?;
        let source = if known.asked.is_some() { Source::Online } else { Source::Cache };
        Some((known.answer.clone().ok()?, source))
    }

    /// Remembers what was kept from another run, unless somebody has asked, or is asking.
    pub(super) fn keep(&self, question: &Question, kept: &Material) {
        let slot = self.slot(question);
        if let Ok(mut known) = slot.try_lock()
            && known.is_none()
        {
            self.put(&mut known, Known { asked: None, answer: Ok(kept.clone()) });
        }
    }

    /// The answer that is known already if it `fits`; else that of `ask`, which is remembered.
    pub(super) fn once(
        &self,
        question: &Question,
        fits: impl Fn(&Known) -> bool,
        ask: impl FnOnce() -> Result<Material, FetchProblem>,
    ) -> Result<Material, FetchProblem> {
        let slot = self.slot(question);
        let mut known = lock(&slot);
        if let Some(known) = known.as_ref().filter(|known| fits(known)) {
            return known.answer.clone();
        }
        let host = host(question.url());
        let answer = match self.dead(&host) {
            Some(problem) => return Err(FetchProblem { url: crate::net::shown(question.url()), ..problem }),
            None => ask(),
        };
        self.note(host, &answer);
        // What a document was not allowed to ask the next one may.
        if !matches!(&answer, Err(FetchProblem { code: "ONLINE_LIMIT", .. })) {
            self.put(&mut known, Known { asked: Some(Instant::now()), answer: answer.clone() });
        }
        answer
    }

    fn put(&self, slot: &mut Option<Known>, known: Known) {
        let replaced = slot.take().map_or(0, |known| known.bytes());
        *slot = self.has_room(replaced, known.bytes()).then_some(known);
    }

    fn slot(&self, question: &Question) -> Slot {
        let mut slots = lock(&self.slots);
        if slots.len() >= MOST {
            slots.clear();
            *lock(&self.bytes) = 0;
        }
        slots.entry(question.key()).or_default().clone()
    }

    fn has_room(&self, replaced: usize, bytes: usize) -> bool {
        let mut all = lock(&self.bytes);
        *all = all.saturating_sub(replaced);
        let fits = *all + bytes <= MOST_BYTES;
        *all += if fits { bytes } else { 0 };
        fits
    }

    /// Why a host is not asked now.
    fn dead(&self, host: &str) -> Option<FetchProblem> {
        let hosts = lock(&self.hosts);
        let (failures, last, problem) = hosts.get(host)?;
        (*failures >= DEAD && last.elapsed() < HOLDS).then(|| problem.clone())
    }

    fn note(&self, host: String, answer: &Result<Material, FetchProblem>) {
        let mut hosts = lock(&self.hosts);
        match answer {
            Err(problem) if matches!(problem.code, "NET_TIMEOUT" | "NET_CONNECTION") => {
                if hosts.len() >= MOST {
                    hosts.clear();
                }
                let failures = hosts.get(&host).map_or(0, |(failures, ..)| *failures);
                hosts.insert(host, (failures + 1, Instant::now(), problem.clone()));
            }
            Err(problem) if problem.code == "ONLINE_LIMIT" => {}
            _ => drop(hosts.remove(&host)),
        }
    }
}

/// Scheme, host and port.
fn host(url: &str) -> String {
    url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/").to_ascii_lowercase()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing under a lock is left half changed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    fn problem(code: &'static str) -> FetchProblem {
        FetchProblem { url: String::new(), code, text: String::new(), is_passing: false }
    }

    fn always(_: &Known) -> bool {
        true
    }

    #[test]
    fn the_same_question_is_asked_once_and_a_failure_remembered() {
        let (memo, asked) = (Memo::default(), Cell::new(0));
        for url in ["http://a/1", "http://a/1", "http://a/2"] {
            let answer = memo.once(&Question::Crl(url.into()), always, || {
                asked.set(asked.get() + 1);
                Err(problem("NET_STATUS"))
            });
            assert_eq!(answer.unwrap_err().code, "NET_STATUS");
        }
        assert_eq!(asked.get(), 2);
        memo.once(&Question::Issuers("http://a/1".into()), always, || Ok(Material::default())).unwrap();
    }

    #[test]
    fn a_host_that_is_dead_is_not_asked_again_and_others_are() {
        let (memo, asked) = (Memo::default(), Cell::new(0));
        let ask = |url: &str| {
            let answer = memo.once(&Question::Crl(url.into()), always, || {
                asked.set(asked.get() + 1);
                Err(problem("NET_TIMEOUT"))
            });
            answer.unwrap_err()
        };
        for path in 0..10 {
            let problem = ask(&format!("http://dead:80/{path}"));
            assert_eq!(problem.code, "NET_TIMEOUT");
        }
        assert_eq!(asked.get(), 2);
        assert_eq!(ask("http://dead:80/11").url, "http://dead:80/11");
        ask("http://other/");
        assert_eq!(asked.get(), 3);
    }

    #[test]
    fn what_is_known_is_known_at_once_and_a_failure_is_not_that() {
        let memo = Memo::default();
        let [good, bad] = ["http://a/good", "http://a/bad"].map(|url| Question::Crl(url.into()));
        assert!(memo.known(&good, always).is_none());
        memo.once(&good, always, || Ok(Material::default())).unwrap();
        memo.once(&bad, always, || Err(problem("NET_STATUS"))).unwrap_err();
        assert!(memo.known(&good, always).is_some() && memo.known(&bad, always).is_none());
        assert!(memo.known(&good, |_| false).is_none());
        let meanwhile = memo.once(
            &good,
            |_| false,
            || {
                assert!(memo.known(&good, always).is_none(), "somebody is asking");
                Ok(Material::default())
            },
        );
        meanwhile.unwrap();
    }

    #[test]
    fn what_was_kept_from_another_run_does_not_hide_what_was_asked_in_this_one() {
        let memo = Memo::default();
        let [new, dead] = ["http://a/new", "http://a/dead"].map(|url| Question::Crl(url.into()));
        memo.keep(&new, &Material::default());
        assert_eq!(memo.known(&new, always).unwrap().1, Source::Cache);
        memo.once(&new, |_| false, || Ok(Material::default())).unwrap();
        memo.keep(&new, &Material::default());
        assert_eq!(memo.known(&new, always).unwrap().1, Source::Online);
        memo.once(&dead, always, || Err(problem("NET_STATUS"))).unwrap_err();
        memo.keep(&dead, &Material::default());
        memo.once(&dead, always, || panic!("it was asked")).unwrap_err();
    }

    #[test]
    fn what_one_document_may_not_ask_the_next_may() {
        let memo = Memo::default();
        let question = Question::Crl("http://a/".into());
        memo.once(&question, always, || Err(problem("ONLINE_LIMIT"))).unwrap_err();
        memo.once(&question, always, || Ok(Material::default())).unwrap();
    }
}
