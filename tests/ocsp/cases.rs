//! The cases by name, each with the answer that a responder gave, what it is worth, and what OpenSSL says of it.
//!
//! Lan's certificate is number 7 of a CA below a root; a responder that the CA appointed answers for it in June 2024, and
//! it is asked at the beginning of 2025.

use super::answer::{Answer, Single};
use super::pki::{Draft, Key, Party};
use super::{shape, what, who};

pub(crate) const ARCHIVE_CUTOFF: &str = "1.3.6.1.5.5.7.48.1.6";

pub(crate) struct World {
    pub(crate) root: Party,
    pub(crate) ca: Party,
    pub(crate) lan: Party,
    pub(crate) responder: Party,
}

impl World {
    pub(crate) fn new() -> Self {
        let (root_key, ca_key) = (Key::new(1), Key::new(2));
        let root = Draft::ca("Root").issue(&root_key, "Root", &root_key);
        let ca = Draft::ca("CA").by(&ca_key, &root);
        let lan = Draft::new("Lan").serial(&[7]).usage(0b1100_0000).by(&Key::new(3), &ca);
        let responder = Draft::responder("Responder").by(&Key::new(4), &ca);
        Self { root, ca, lan, responder }
    }

    /// Good, about Lan's certificate.
    pub(crate) fn single(&self) -> Single {
        Single::about(&[7], &self.ca)
    }

    pub(crate) fn answer(&self, single: Single) -> Answer {
        Answer::by(&self.responder, &[single])
    }

    /// Lan's number in a certificate of other dates.
    pub(crate) fn lan_of(&self, from: &'static str, to: &'static str) -> Party {
        Draft::new("Lan").serial(&[7]).valid(from, to).usage(0b1100_0000).by(&Key::new(3), &self.ca)
    }
}

/// What a person can read of one case.
pub(crate) struct Case {
    pub(crate) name: &'static str,
    pub(crate) der: Vec<u8>,
    /// What it is worth.
    pub(crate) says: &'static str,
    /// What OpenSSL says.
    pub(crate) openssl: &'static str,
    /// Why OpenSSL says something else; nothing where it agrees.
    pub(crate) because: Option<&'static str>,
    pub(crate) asked: Option<Party>,
    pub(crate) issuer: Option<Party>,
    pub(crate) pool: Vec<Party>,
    /// The option of OpenSSL for the hash of the certID.
    pub(crate) digest: &'static str,
}

pub(crate) fn case(name: &'static str, der: impl Into<Der>, says: &'static str, openssl: &'static str) -> Case {
    let (asked, issuer, pool) = (None, None, Vec::new());
    Case { name, der: der.into().0, says, openssl, because: None, asked, issuer, pool, digest: "-sha1" }
}

pub(crate) struct Der(Vec<u8>);

impl From<Answer> for Der {
    fn from(answer: Answer) -> Self {
        Self(answer.der())
    }
}

impl From<Vec<u8>> for Der {
    fn from(der: Vec<u8>) -> Self {
        Self(der)
    }
}

impl Case {
    pub(crate) fn because(mut self, why: &'static str) -> Self {
        self.because = Some(why);
        self
    }

    pub(crate) fn about(mut self, asked: Party) -> Self {
        self.asked = Some(asked);
        self
    }

    pub(crate) fn issued_by(mut self, issuer: Party) -> Self {
        self.issuer = Some(issuer);
        self
    }

    pub(crate) fn with(mut self, pool: &[&Party]) -> Self {
        self.pool = pool.iter().map(|party| (*party).clone()).collect();
        self
    }

    pub(crate) fn digest(mut self, digest: &'static str) -> Self {
        self.digest = digest;
        self
    }
}

/// Every case.
pub(crate) fn all(w: &World) -> Vec<Case> {
    let who = [who::signers(w), who::delegates(w), who::impostors(w), who::names(w)];
    let what = [what::several(w), what::statuses(w), what::times(w), what::expired(w)];
    let shape = [shape::shapes(w), shape::unreadable(w)];
    who.into_iter().chain(what).chain(shape).flatten().collect()
}
