//! Verification by the blocks of ETSI EN 319 102-1.
//!
//! bytes → revisions → each entry: format (§5.2.2) → identification (§5.2.3) → cryptographic verification (§5.2.7) →
//! acceptance (§5.2.8) → path and revocation (§5.2.6) → time (§5.5) → one [`Report`]. Document time-stamps are judged from
//! the newest to the oldest, because each proves what it covers. Long-term validation with past revocation data (§5.6) and
//! changes beyond further signatures are not judged yet and never read as valid.

mod accept;
pub mod algorithms;
mod chain;
mod changes;
mod covered;
mod entry;
pub mod findings;
mod format;
mod legacy;
mod level;
pub mod policy;
pub mod rules;
mod status;
mod timestamps;
mod verdict;

use time::OffsetDateTime;

use crate::hash::{Hash, Prefixes, Trails};
use crate::pdf::{self, Document};
use crate::text::hex;
use crate::x509::{Certificate, Crl, Name};

pub use chain::SourcedCrl;
pub use policy::{Policy, Role};
pub use verdict::*;

use entry::{Entry, Past};

/// Finds the agency of a certificate's subject: its code and in what capacity it signs.
pub type AgencyOf = dyn Fn(&Name) -> Option<(String, Role)> + Send + Sync;

/// How far signatures are looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Everywhere: a signature field may hang on a page only, so every page is read.
    Everywhere,
    /// In the form and /Perms, where signing puts them; no verdict on the whole file.
    Form,
}

/// Everything that a verification is made with, beside the file.
pub struct Context {
    /// The current time of the process (EN 319 102-1).
    pub at: OffsetDateTime,
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
    /// The agencies, where there is a file of them.
    pub agency_of: Option<Box<AgencyOf>>,
}

impl Context {
    /// Judges `bytes`, named `file` in the report; `password` opens an encrypted document.
    pub fn judge(&self, file: &str, bytes: &[u8], password: Option<&[u8]>) -> Report {
        let trails = Trails::default();
        let prefixes = Prefixes::new(bytes, &trails);
        match Document::open_with(bytes, pdf::Limits::default(), password) {
            Ok(document) => self.judge_document(file, &document, prefixes, Reach::Everywhere),
            Err(error) => self.conclude(self.begin(file, prefixes), Err(error)),
        }
    }

    /// Judges an open `document`, named `file` in the report; `prefixes` are those of its bytes.
    pub fn judge_document(&self, file: &str, document: &Document<'_>, prefixes: Prefixes<'_>, reach: Reach) -> Report {
        let mut report = self.begin(file, prefixes);
        report.revisions = document.revisions().len();
        let judged = self.judge_entries(document, prefixes, reach, &mut report);
        self.conclude(report, judged)
    }

    fn begin(&self, file: &str, prefixes: Prefixes<'_>) -> Report {
        let length = prefixes.file().len();
        let sha256 = hex(&prefixes.digest(Hash::Sha256, length));
        Report { size: Some(length as u64), sha256: Some(sha256), ..self.blank(file) }
    }

    fn conclude(&self, mut report: Report, judged: Result<(), pdf::Error>) -> Report {
        if let Err(error) = judged {
            report.error = Some(ErrorReport { code: error.code().to_owned(), message: error.to_string() });
        }
        status::conclude(&mut report, &self.policy);
        report
    }

    /// A report of `file` that could not be read at all.
    pub fn unreadable(&self, file: &str, code: &str, message: String) -> Report {
        let mut report = self.blank(file);
        report.error = Some(ErrorReport { code: code.to_owned(), message });
        status::conclude(&mut report, &self.policy);
        report
    }

    fn judge_entries(
        &self,
        document: &Document<'_>,
        prefixes: Prefixes<'_>,
        reach: Reach,
        report: &mut Report,
    ) -> Result<(), pdf::Error> {
        let entries = entry::collect(document, reach, &mut report.unsigned_fields)?;
        report.uncovered_bytes = format::uncovered(document, &entries);
        let store = entry::Store::of(document, self);
        let mut past = Past::default();
        // From the newest to the oldest: a time-stamp is a proof for everything that it covers.
        let judged = |entry| self.judge_entry(document, prefixes, entry, &entries, &store, &mut past);
        report.signatures = entries.iter().rev().map(judged).collect();
        report.signatures.reverse();
        report.certified_by =
            entries.iter().find(|entry| entry.certification().is_some()).map(|entry| entry.field.clone());
        // What could not be read for its cost may hold anything.
        document.within_limits()
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
            trust: [anchors(&self.trust, "signature"), anchors(&self.tsa_trust, "timestamp")].concat(),
            revisions: 0,
            uncovered_bytes: 0,
            unsigned_fields: Vec::new(),
            certified_by: None,
            signatures: Vec::new(),
            error: None,
        }
    }
}

/// Reports are in UTC and whole seconds: RFC 3339 without a fraction.
fn utc(time: OffsetDateTime) -> OffsetDateTime {
    time.to_offset(time::UtcOffset::UTC).replace_nanosecond(0).unwrap_or(time)
}

/// Is this entry a signature by its type?
fn is_signature(entry: &Entry) -> bool {
    entry.kind == EntryType::Signature
}
