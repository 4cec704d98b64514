//! What verdicts are built of, and what became of fetching it.

use std::collections::HashMap;

use crate::net;
use crate::text::Untrusted;
use crate::x509::{self, Certificate, Crl, OcspResponse, RevocationData};

/// Certificates and revocation data; nothing is in it twice.
#[derive(Clone, Debug, Default)]
pub struct Material {
    /// Certificates.
    pub certificates: Vec<Certificate>,
    /// Revocation lists.
    pub crls: Vec<Crl>,
    /// OCSP answers.
    pub ocsps: Vec<OcspResponse>,
}

impl Material {
    /// What is known about revocation.
    pub fn revocation(&self) -> RevocationData {
        RevocationData { crls: self.crls.clone(), ocsps: self.ocsps.clone() }
    }

    /// Takes over what is not there yet.
    pub fn absorb(&mut self, other: &Self) {
        absorb(&mut self.certificates, &other.certificates);
        absorb(&mut self.crls, &other.crls);
        absorb(&mut self.ocsps, &other.ocsps);
    }

    /// Each thing in it by the SHA-256 of its encoding.
    fn fingerprints(&self) -> impl Iterator<Item = [u8; 32]> {
        let certificates = self.certificates.iter().map(Certificate::fingerprint);
        let crls = self.crls.iter().map(Crl::fingerprint);
        certificates.chain(crls).chain(self.ocsps.iter().map(OcspResponse::fingerprint)).copied()
    }
}

pub(super) fn absorb<T: Clone + PartialEq>(all: &mut Vec<T>, more: &[T]) {
    for one in more {
        if !all.contains(one) {
            all.push(one.clone());
        }
    }
}

/// Where something came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Fetched in an earlier run.
    Cache,
    /// Fetched in this run.
    Online,
}

impl Source {
    /// The name in reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cache => "cache",
            Self::Online => "online",
        }
    }
}

/// By the SHA-256 of the encoding: where each thing came from.
pub type Sources = HashMap<[u8; 32], Source>;

/// What came of asking.
#[derive(Clone, Debug, Default)]
pub struct Fetched {
    /// What came.
    pub found: Material,
    /// Where each thing came from.
    pub sources: Sources,
    /// What did not come.
    pub problems: Vec<FetchProblem>,
}

impl Fetched {
    pub(super) fn add(&mut self, found: &Material, source: Source) {
        self.sources.extend(found.fingerprints().map(|fingerprint| (fingerprint, source)));
        self.found.absorb(found);
    }
}

/// An address that gave nothing of use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchProblem {
    /// Which, without a password in it. A stranger's text.
    pub url: String,
    /// Why, as a stable code.
    pub code: &'static str,
    /// Why, in English, address included; safe to show.
    pub text: String,
    /// May it be otherwise a little later?
    pub is_passing: bool,
}

impl FetchProblem {
    fn new(url: &str, code: &'static str, text: &str) -> Self {
        Self { url: net::shown(url), code, text: Untrusted(text).to_string(), is_passing: false }
    }

    /// A bound on what documents may cost.
    pub(super) fn limit(url: &str, what: &str) -> Self {
        Self::new(url, "ONLINE_LIMIT", &format!("{}: not asked: {what}", net::shown(url)))
    }

    /// A connection that ended without an answer: the system gave no thread, or time ran out.
    pub(super) fn net(url: &str, error: &net::Error) -> Self {
        Self { is_passing: error.is_passing(), ..Self::new(url, error.code(), &error.to_string()) }
    }

    /// An answer that is not what was asked for.
    pub(super) fn x509(url: &str, error: &x509::Error) -> Self {
        let is_passing = matches!(error, x509::Error::OcspStatus { .. });
        Self { is_passing, ..Self::new(url, error.code(), &format!("{}: {error}", net::shown(url))) }
    }

    /// An OCSP answer to another question.
    pub(super) fn other_answer(url: &str, code: &'static str, what: &str) -> Self {
        Self::new(url, code, &format!("{}: {what}", net::shown(url)))
    }
}
