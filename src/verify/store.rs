//! Everything that a verdict may be built of: certificates, CRLs and OCSP answers, where they came from and where they stand.
//!
//! One store serves all signatures of a file. What the file holds comes first: the DSS and its VRI, then what travels in the
//! signatures and time-stamps themselves; then what the user brought. Each thing is kept once, at its first place.

use std::collections::hash_map::Entry as Slot;
use std::collections::{HashMap, HashSet};

use time::Duration;

use crate::cms::{SignedData, SignerInfo, attributes};
use crate::online::{FetchProblem, Online, Source, gather, gather_path};
use crate::x509::{Certificate, Evidence, Memory};

use super::Context;
use super::evidence::Carried;
use super::facts::{DocumentFacts, EntryFacts, Stored, StoredKind};
use super::fetch::{Leaf, leaves};
use super::poe::Place;
use super::revocation::CLOCK_TOLERANCE;
use super::shelf::{Pool, Shelf};

/// Certificates, CRLs and OCSP answers at hand.
#[derive(Default)]
pub(super) struct Store {
    /// Certificates that may be in a path.
    pub(super) pool: Pool,
    /// Issued by the current time.
    pub(super) data: Shelf,
    /// Issued after the current time: heard only for revocations up to it (VERDICT §1).
    pub(super) later: Shelf,
    /// By fingerprint.
    origins: HashMap<[u8; 32], Origin>,
    /// What the judge brought, whether or not the file has it too.
    brought: HashSet<[u8; 32]>,
    /// By the fingerprint of what it was for: what could not be fetched.
    unfetched: HashMap<[u8; 32], Vec<FetchProblem>>,
}

/// Where something was found first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Origin {
    /// `dss`, `cms`, `file`, `cache`, `online`.
    pub(super) source: &'static str,
    /// Where it stands in the file.
    pub(super) place: Place,
}

impl Store {
    /// Everything in the file, then what was `carried` along with its facts, and what the context has.
    pub(super) fn of(facts: &DocumentFacts, carried: &[Carried], context: &Context) -> Self {
        let mut store = Self::default();
        let mut filler = Filler { store: &mut store, context };
        filler.dss(&facts.dss);
        for entry in &facts.entries {
            filler.entry(entry);
        }
        for thing in carried {
            filler.read(thing.kind, &thing.der, Origin { source: thing.source.name(), place: None });
        }
        filler.context();
        if context.online.is_some() {
            filler.network(leaves(&facts.entries, filler.store.pool.all(), context));
        }
        store
    }

    /// Certificates that came together with `leaf`, and everything in the context.
    pub(super) fn beside(certificates: &[Certificate], leaf: Leaf<'_>, context: &Context) -> Self {
        let mut store = Self::default();
        let mut filler = Filler { store: &mut store, context };
        for certificate in certificates {
            filler.keep(certificate.clone(), Origin { source: "file", place: None });
        }
        filler.context();
        filler.network(vec![leaf]);
        store
    }

    /// Where the thing with this fingerprint was found.
    pub(super) fn origin(&self, fingerprint: &[u8; 32]) -> Origin {
        self.origins.get(fingerprint).copied().unwrap_or(Origin { source: "file", place: None })
    }

    /// Did the judge bring it, from a file of their own or from the network?
    pub(super) fn is_brought(&self, fingerprint: &[u8; 32]) -> bool {
        self.brought.contains(fingerprint)
    }

    /// What could not be fetched for the path of `leaf`.
    pub(super) fn unfetched(&self, leaf: &Certificate) -> &[FetchProblem] {
        self.unfetched.get(leaf.fingerprint()).map_or(&[], Vec::as_slice)
    }

    /// What may stand above the signer of `evidence`; an OCSP answer brings some of it along.
    pub(super) fn above(&self, signer: &Certificate, evidence: &Evidence) -> Vec<Certificate> {
        let mut above = self.pool.above(signer);
        if let Evidence::Ocsp(answer) = evidence {
            above.extend_from_slice(answer.certificates());
        }
        above
    }

    /// Is this new? If not, the earlier place of the two counts.
    fn note(&mut self, fingerprint: [u8; 32], origin: Origin) -> bool {
        // What stands in a signature of no sound range has no place either, and was brought by nobody but the file.
        if !matches!(origin.source, "dss" | "cms") {
            self.brought.insert(fingerprint);
        }
        match self.origins.entry(fingerprint) {
            Slot::Vacant(slot) => {
                slot.insert(origin);
                true
            }
            Slot::Occupied(mut known) => {
                let known = &mut known.get_mut().place;
                *known = [*known, origin.place].into_iter().flatten().min();
                false
            }
        }
    }
}

/// Fills a store.
struct Filler<'a> {
    store: &'a mut Store,
    context: &'a Context,
}

impl Filler<'_> {
    fn memory(&self) -> &Memory {
        &self.context.memory
    }

    fn dss(&mut self, dss: &[Stored]) {
        for stored in dss {
            self.read(stored.kind, &stored.der, Origin { source: "dss", place: Some(stored.end) });
        }
    }

    fn read(&mut self, kind: StoredKind, der: &[u8], origin: Origin) {
        match kind {
            StoredKind::Certificate => self.certificate(der, origin),
            StoredKind::Crl => self.list(der, origin),
            StoredKind::Ocsp => self.answer(der, origin),
        }
    }

    /// What a signature or time-stamp carries itself. /Cert counts where the form has no other home for certificates.
    fn entry(&mut self, entry: &EntryFacts) {
        let origin = Origin { source: "cms", place: entry.end };
        if let Ok(data) = &entry.contents.cms {
            self.cms(data, origin);
        }
        if !entry.is_etsi() {
            self.bags(&entry.certificates, &[], &[], origin);
        }
    }

    fn cms(&mut self, data: &SignedData, origin: Origin) {
        self.bags(&data.certificates, &data.crls, &data.ocsps, origin);
        for signer in &data.signers {
            let signed = |oid| signer.signed.iter().flat_map(move |signed| signed.values(oid));
            for value in signed(attributes::REVOCATION_INFO_ARCHIVAL) {
                self.revocation_info(value, origin);
            }
            self.revocation_values(signer, origin);
            let stamps = signer.unsigned_values(attributes::SIGNATURE_TIMESTAMP).into_iter();
            for token in stamps.chain(signed(attributes::CONTENT_TIMESTAMP)) {
                // One level: a time-stamp inside a time-stamp's signature is no part of PAdES.
                if let Ok(token) = SignedData::parse(token) {
                    self.bags(&token.certificates, &token.crls, &token.ocsps, origin);
                    token.signers.iter().for_each(|signer| self.revocation_values(signer, origin));
                }
            }
        }
    }

    fn revocation_values(&mut self, signer: &SignerInfo, origin: Origin) {
        for value in signer.unsigned_values(attributes::REVOCATION_VALUES) {
            self.revocation_info(value, origin);
        }
    }

    fn revocation_info(&mut self, value: &[u8], origin: Origin) {
        let (crls, ocsps) = attributes::revocation_info(value);
        self.bags(&[], &crls, &ocsps, origin);
    }

    fn bags(&mut self, certificates: &[Vec<u8>], crls: &[Vec<u8>], ocsps: &[Vec<u8>], origin: Origin) {
        for der in certificates {
            self.certificate(der, origin);
        }
        for der in crls {
            self.list(der, origin);
        }
        for der in ocsps {
            self.answer(der, origin);
        }
    }

    fn context(&mut self) {
        let context = self.context;
        let origin = Origin { source: "file", place: None };
        for certificate in &context.intermediates {
            self.keep(certificate.clone(), origin);
        }
        for crl in &context.crls {
            self.evidence(Evidence::Crl(crl.clone()), origin);
        }
        for answer in &context.ocsps {
            self.evidence(Evidence::Ocsp(answer.clone()), origin);
        }
    }

    fn network(&mut self, leaves: Vec<Leaf<'_>>) {
        let Some(online) = self.context.online.as_ref().map(Online::for_document) else { return };
        for Leaf { certificate, anchors, fresh_since, revocation } in leaves {
            let (known, at, memory) = (self.store.material(), self.context.at, self.memory());
            let found = if revocation {
                gather(&certificate, &known, anchors, at, fresh_since, Some(&online), memory)
            } else {
                gather_path(&certificate, &known, anchors, at, Some(&online), memory)
            };
            // What has no source was known.
            let origin =
                |print: &[u8; 32]| found.sources.get(print).map(|it| Origin { source: it.name(), place: None });
            for issuer in &found.used.certificates {
                if let Some(origin) = origin(issuer.fingerprint()) {
                    self.keep(issuer.clone(), origin);
                }
            }
            let crls = found.used.crls.iter().cloned().map(Evidence::Crl);
            for evidence in crls.chain(found.used.ocsps.iter().cloned().map(Evidence::Ocsp)) {
                if let Some(origin) = origin(evidence.fingerprint()) {
                    self.evidence(evidence, origin);
                }
            }
            self.store.unfetched.entry(*certificate.fingerprint()).or_default().extend(found.problems);
        }
    }

    // What cannot be read, and a responder that did not answer, say nothing.

    fn certificate(&mut self, der: &[u8], origin: Origin) {
        if let Ok(certificate) = self.memory().certificate(der) {
            self.keep(certificate, origin);
        }
    }

    fn keep(&mut self, certificate: Certificate, origin: Origin) {
        if self.store.note(*certificate.fingerprint(), origin) {
            self.store.pool.put(certificate);
        }
    }

    fn list(&mut self, der: &[u8], origin: Origin) {
        if let Ok(crl) = self.memory().crl(der) {
            self.evidence(Evidence::Crl(crl), origin);
        }
    }

    fn answer(&mut self, der: &[u8], origin: Origin) {
        if let Ok(answer) = self.memory().ocsp(der) {
            self.evidence(Evidence::Ocsp(answer), origin);
        }
    }

    fn evidence(&mut self, evidence: Evidence, origin: Origin) {
        if !self.store.note(*evidence.fingerprint(), origin) {
            return;
        }
        // While the network answers, time goes on, and the responder's clock is another.
        let fetched = origin.source == Source::Online.name();
        let now = self.context.at.saturating_add(if fetched { CLOCK_TOLERANCE } else { Duration::ZERO });
        let later = evidence.this_update() > now;
        let place = if later { &mut self.store.later } else { &mut self.store.data };
        place.put(evidence);
    }
}
