//! Verification by the blocks of ETSI EN 319 102-1.
//!
//! bytes → revisions → facts (`look`, the only part that reads a PDF, format checking §5.2.2 included) → each entry:
//! identification (§5.2.3) → cryptographic verification (§5.2.7) → time-stamps (§5.4) → best-signature-time (§5.5, §5.6) →
//! acceptance (§5.2.8) → path and revocation (§5.2.6), now or in the past (§5.6.2) → one [`Report`]. Entries are judged from the newest to the oldest, because a document time-stamp proves
//! what it covers.
//!
//! | process | where |
//! |---|---|
//! | basic (§5.3), long-term (§5.5) | `signature`, `best_time`, `xcv`, `revocation`, `hearing` |
//! | time-stamps (§5.4) | `timestamps` |
//! | archival (§5.6): proofs of existence, past validation, time sliding | `poe`, `past` |

mod accept;
pub mod algorithms;
mod best_time;
mod certificate;
mod chain_report;
pub(crate) mod changes;
mod content;
mod covered;
mod declared;
pub mod demands;
mod entry;
mod evidence;
mod facts;
mod fault;
mod fetch;
pub mod findings;
mod format;
mod hearing;
mod integrity_code;
mod judge;
mod kept;
mod legacy;
mod level;
mod look;
mod objects;
mod observed;
mod past;
pub(crate) mod permissions;
mod poe;
pub mod policy;
mod revocation;
pub mod rules;
mod seal;
mod shelf;
mod signature;
mod status;
mod store;
mod terms;
mod timestamps;
mod verdict;
mod wire;
mod xcv;

use std::sync::Arc;

use time::OffsetDateTime;

use crate::hash::{Prefixes, Trails};
use crate::online::Online;
use crate::pdf::{self, Document};
use crate::text::{hex, in_zone};
use crate::x509::{Certificate, Crl, Memory, Name, OcspResponse};

pub use certificate::{CertificateOrder, CertificateReport, Usage};
pub use content::{ContentReport, content};
pub use evidence::{Evidence, EvidenceError, EvidenceFile};
pub use integrity_code::IntegrityCodeError;
pub(crate) use integrity_code::check as integrity_code;
pub use policy::{Policy, PolicyError, Role};
pub(crate) use status::decision as decision_on;
pub use verdict::*;

use evidence::Carried;
use facts::{DocumentFacts, EntryFacts, Unread};
use judge::Past;
use store::Store;

/// Finds the agency that a certificate's subject belonged to at a time: its code and in what capacity it signs.
pub type AgencyOf = dyn Fn(&Name, OffsetDateTime) -> Option<(String, Role)> + Send + Sync;

/// An open file to judge.
#[derive(Clone, Copy)]
pub struct Subject<'d, 'a> {
    /// The file.
    pub document: &'d Document<'a>,
    /// The digests of its bytes.
    pub prefixes: Prefixes<'a>,
    /// How much of it is looked at.
    pub reach: Reach,
}

/// How much of a file is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everything that the document shows, also in search of a second reading (VERDICT §4) and of what no signer could see.
    Everywhere,
    /// Every signature and every change: a signature field may hang on a page only, a change may be anywhere.
    Signatures,
    /// Signatures of the form and of /Perms, each with the bytes it covers; no verdict on the file.
    Form,
}

impl Reach {
    /// What signing may cost: `most` in a document of up to a hundred thousand objects; beyond, reading a million of them
    /// for one new signature would cost many times what making it does.
    pub fn affordable(document: &Document<'_>, most: Self) -> Self {
        if document.latest().highest() > 100_000 { Self::Form } else { most }
    }
}

/// Everything that a verification is made with, beside the file.
#[derive(Clone)]
pub struct Context {
    /// The current time of the process (EN 319 102-1).
    pub at: OffsetDateTime,
    /// When this runs: nothing was made later.
    pub clock: OffsetDateTime,
    /// The rules.
    pub policy: Policy,
    /// Anchors for signatures.
    pub trust: Vec<Certificate>,
    /// Anchors for time-stamps.
    pub tsa_trust: Vec<Certificate>,
    /// Certificates beyond those in the file.
    pub intermediates: Vec<Certificate>,
    /// CRLs beyond those in the file.
    pub crls: Vec<Crl>,
    /// OCSP answers beyond those in the file.
    pub ocsps: Vec<OcspResponse>,
    /// The network, where what the file lacks may be fetched.
    pub online: Option<Online>,
    /// The agencies, where there is a file of them.
    pub agency_of: Option<Arc<AgencyOf>>,
    /// What was computed for other files.
    pub memory: Arc<Memory>,
    /// The bundle that some of this comes from.
    pub bundle: Option<BundleReport>,
    /// Does the report keep what it was built of ([`Report::objects`])?
    pub keeps_objects: bool,
    /// Does the report keep what can be judged again ([`Report::kept`])?
    pub keeps_evidence: bool,
}

impl Context {
    /// The same at another time: what is made during a run is younger than its beginning.
    #[must_use]
    pub fn as_of(&self, at: OffsetDateTime) -> Self {
        Self { at, ..self.clone() }
    }

    /// A judgement under `policy` as of `at`, with nothing to stand on yet.
    pub fn new(policy: Policy, at: OffsetDateTime) -> Self {
        Self {
            at,
            clock: OffsetDateTime::now_utc(),
            policy,
            trust: Vec::new(),
            tsa_trust: Vec::new(),
            intermediates: Vec::new(),
            crls: Vec::new(),
            ocsps: Vec::new(),
            online: None,
            agency_of: None,
            memory: Arc::default(),
            bundle: None,
            keeps_objects: false,
            keeps_evidence: false,
        }
    }

    /// Judges `bytes`, named `file` in the report; `password` opens an encrypted document.
    pub fn judge(&self, file: &str, bytes: &[u8], password: Option<&[u8]>) -> Report {
        let trails = Trails::default();
        let prefixes = Prefixes::new(bytes, &trails);
        match Document::open_with(bytes, pdf::Limits::default(), password) {
            Ok(document) => self.judge_open(file, Subject { document: &document, prefixes, reach: Reach::Everywhere }),
            Err(error) => {
                let error = Some(Unread::of(&error));
                let facts = DocumentFacts { file: file.to_owned(), error, ..DocumentFacts::default() };
                self.judge_facts(&facts.measured(prefixes), &[]).0
            }
        }
    }

    /// Judges an open file, named `file` in the report.
    pub fn judge_open(&self, file: &str, subject: Subject<'_, '_>) -> Report {
        let facts = look::look(file, subject);
        let (mut report, store) = self.judge_facts(&facts, &[]);
        if self.keeps_evidence {
            report.kept = Some(Arc::new(Evidence::of(facts, &store, self)));
        }
        report
    }

    /// Judges what a document says. Returns all that it was judged with too.
    fn judge_facts(&self, facts: &DocumentFacts, carried: &[Carried]) -> (Report, Store) {
        let mut report = self.blank(&facts.file);
        (report.size, report.sha256) = (Some(facts.size), Some(facts.sha256.clone()));
        report.revisions = facts.revisions;
        report.uncovered_bytes = facts.uncovered_bytes;
        report.unsigned_fields.clone_from(&facts.unsigned_fields);
        report.content.clone_from(&facts.content);
        let store = Store::of(facts, carried, self);
        let mut past = Past::of(self);
        // From the newest to the oldest: a time-stamp is a proof for everything that it covers.
        let judged = |entry| self.judge_entry(entry, facts, &store, &mut past);
        report.signatures = facts.entries.iter().rev().map(judged).collect();
        report.signatures.reverse();
        if self.keeps_objects {
            report.objects = self.objects(&store, facts, &past.proofs);
        }
        let certifies = |entry: &&EntryFacts| entry.certification.is_some();
        report.certified_by = facts.entries.iter().find(certifies).map(|entry| entry.field.clone());
        report.error = facts.error.as_ref().map(|error| ErrorReport::new(&error.code, error.message.clone()));
        status::conclude(&mut report, &self.policy);
        (report, store)
    }

    /// A report of `file` that could not be read at all.
    pub fn unreadable(&self, file: &str, error: ErrorReport) -> Report {
        let mut report = self.blank(file);
        report.error = Some(error);
        status::conclude(&mut report, &self.policy);
        report
    }

    fn blank(&self, file: &str) -> Report {
        let anchors = |list: &[Certificate], usage| -> Vec<TrustReport> {
            let report = |anchor: &Certificate| TrustReport {
                sha256: hex(anchor.fingerprint()),
                subject: anchor.subject().to_rfc4514(),
                usage,
            };
            list.iter().map(report).collect()
        };
        Report {
            schema: "kyso.verify/1",
            tool: concat!("kyso ", env!("CARGO_PKG_VERSION")).to_owned(),
            file: file.to_owned(),
            sha256: None,
            size: None,
            validated_at: utc(OffsetDateTime::now_utc()),
            at: utc(self.at),
            status: Status::Error,
            decision: None,
            policy: PolicyReport {
                name: self.policy.rules.name.clone(),
                version: self.policy.rules.version.clone(),
                sha256: self.policy.sha256.clone(),
                algorithm_table: self.policy.algorithms.table.clone(),
                requirements: Vec::new(),
            },
            bundle: self.bundle.clone(),
            trust: [anchors(&self.trust, "signature"), anchors(&self.tsa_trust, "timestamp")].concat(),
            revisions: 0,
            uncovered_bytes: 0,
            unsigned_fields: Vec::new(),
            certified_by: None,
            content: Vec::new(),
            signatures: Vec::new(),
            evidence: None,
            objects: Vec::new(),
            kept: None,
            error: None,
        }
    }
}

/// Reports are in UTC and whole seconds: RFC 3339 without a fraction.
fn utc(time: OffsetDateTime) -> OffsetDateTime {
    in_zone(time, time::UtcOffset::UTC).replace_nanosecond(0).unwrap_or(time)
}

/// Is this entry a signature by its type?
fn is_signature(entry: &EntryFacts) -> bool {
    entry.kind == EntryType::Signature
}
