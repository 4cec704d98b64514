//! The evidence file: everything that one verification stood on, to be judged again without the document (Circular
//! 15/2025/TT-BKHCN, Articles 5 and 6).
//!
//! One line of JSON, schema `kyso.evidence/1`:
//!
//! ```text
//! {"schema":"kyso.evidence/1","sha256":"…","body":{"tool":…,"looked_at":…,"document":{…},"carried":[…],"anchors":[…],"report":{…}}}
//! ```
//!
//! `document` is what the document says ([`super::facts`]), `carried` the certificates, lists and answers that it did not
//! bring itself, `anchors` what was trusted then, `report` what was said then. Whoever judges again names their own anchors:
//! those in the file are a record, for nobody proves who wrote it.
//!
//! `sha256` is over the octets of `body` as they stand. It finds damage, and no forgery: whoever can write the file can write
//! another digest, and digests of a document that nobody signed. So every report says that the document was not looked at.
//!
//! No page and no stream of the document is in it but the DSS, and no password or PIN. There are the signatures themselves (with
//! all that their makers put into /Contents), the names of fields, keys and objects that changed and never their values, and
//! what the signature dictionaries say: name, reason, place, contact; of a locked document as well.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use time::OffsetDateTime;

use crate::hash::Hash;
use crate::text::{hex, unhex};
use crate::x509::{Certificate, Crl, OcspResponse};

use super::changes::{Later, NAMED};
use super::facts::{DocumentFacts, EntryFacts, StoredKind};
use super::store::Store;
use super::terms::EntryType;
use super::verdict::{EvidenceReport, Report, Then};
use super::{Context, wire};

/// The schema that is written and read.
const SCHEMA: &str = "kyso.evidence/1";
/// What it has in common with those of other versions.
const FAMILY: &str = "kyso.evidence/";
/// How a file begins that this program wrote.
const BEGINNING: &[u8] = b"{\"schema\":\"kyso.evidence/";

/// A nation's revocation list has some megabytes, and a file stands on a few.
const LARGEST: usize = 128 << 20;
/// Commas, which stand between all values: what is read must fit into memory, and the smallest values grow most.
const VALUES: usize = 4 << 20;
/// A file signed and stamped daily for twenty years; every entry is compared with every other.
const ENTRIES: usize = 16 << 10;
/// Signatures times document time-stamps: a report says each beside each.
const PAIRS: usize = 1 << 18;

/// Why an evidence file cannot be used, or made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvidenceError {
    /// More than is read.
    #[error("the evidence has {bytes} bytes or too many values, more than this program reads ({LARGEST} bytes)")]
    TooLarge {
        /// How many.
        bytes: usize,
    },
    /// Something else.
    #[error("not an evidence file of this program")]
    Foreign,
    /// Of another version.
    #[error("an evidence file of the schema {schema:?}, this version reads {SCHEMA}")]
    Version {
        /// As found.
        schema: String,
    },
    /// Cut off, or changed.
    #[error("the evidence file is damaged: {reason}")]
    Damaged {
        /// How that is known.
        reason: String,
    },
    /// Whole, and not as the schema has it.
    #[error("the evidence file is not as {SCHEMA} has it: {reason}")]
    Malformed {
        /// What is wrong.
        reason: String,
    },
    /// Not written, for it would not be read.
    #[error("the evidence cannot be kept: {reason}")]
    NotKept {
        /// What is wrong with the document.
        reason: &'static str,
    },
}

impl EvidenceError {
    /// A stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "EVIDENCE_TOO_LARGE",
            Self::Foreign => "EVIDENCE_FOREIGN",
            Self::Version { .. } => "EVIDENCE_VERSION",
            Self::Damaged { .. } => "EVIDENCE_DAMAGED",
            Self::Malformed { .. } => "EVIDENCE_MALFORMED",
            Self::NotKept { .. } => "EVIDENCE_NOT_KEPT",
        }
    }
}

impl From<serde_json::Error> for EvidenceError {
    fn from(error: serde_json::Error) -> Self {
        Self::Malformed { reason: error.to_string() }
    }
}

/// Something that a verification stood on and the document does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Carried {
    pub(super) kind: StoredKind,
    pub(super) source: Home,
    #[serde(with = "wire::base64")]
    pub(super) der: Vec<u8>,
}

/// Where it came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Home {
    File,
    Cache,
    Online,
}

impl Home {
    /// The name in reports.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Cache => "cache",
            Self::Online => "online",
        }
    }

    /// Of what was fetched.
    fn fetched(name: &str) -> Option<Self> {
        [Self::Cache, Self::Online].into_iter().find(|home| home.name() == name)
    }
}

/// An anchor of then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Anchor {
    #[serde(rename = "use")]
    usage: Cow<'static, str>,
    #[serde(with = "wire::base64")]
    der: Vec<u8>,
}

/// What can be judged again.
#[derive(Clone, Debug)]
pub struct Evidence {
    document: DocumentFacts,
    carried: Vec<Carried>,
    anchors: Vec<Anchor>,
    looked_at: OffsetDateTime,
}

/// The file but for what tells that it is one.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Body<D, C, R> {
    tool: String,
    #[serde(with = "time::serde::rfc3339")]
    looked_at: OffsetDateTime,
    document: D,
    carried: C,
    anchors: Vec<Anchor>,
    report: R,
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Envelope<'a> {
    #[serde(rename = "schema")]
    _schema: String,
    sha256: String,
    #[serde(borrow)]
    body: &'a RawValue,
}

/// What tells whose file it is.
#[derive(Deserialize)]
struct Head {
    schema: Option<String>,
}

impl Evidence {
    /// What `context` judged `document` by; `store` holds all that was found.
    pub(super) fn of(document: DocumentFacts, store: &Store, context: &Context) -> Self {
        let anchors = |list: &[Certificate], usage: &'static str| {
            let anchor = |it: &Certificate| Anchor { usage: Cow::Borrowed(usage), der: it.der().to_vec() };
            list.iter().map(anchor).collect::<Vec<_>>()
        };
        let anchors = [anchors(&context.trust, "signature"), anchors(&context.tsa_trust, "timestamp")].concat();
        Self { document, carried: carried(store, context), anchors, looked_at: super::utc(context.clock) }
    }

    /// The file, with what was said.
    ///
    /// # Errors
    /// [`EvidenceError::TooLarge`] and [`EvidenceError::NotKept`]: nobody could read it again. [`EvidenceError::Malformed`] for a
    /// time that JSON cannot have.
    pub fn write(&self, report: &Report) -> Result<Vec<u8>, EvidenceError> {
        sound(&self.document).map_err(|reason| EvidenceError::NotKept { reason })?;
        let body = Body {
            tool: report.tool.clone(),
            looked_at: self.looked_at,
            document: &self.document,
            carried: &self.carried,
            anchors: self.anchors.clone(),
            report,
        };
        let body = serde_json::to_string(&body)?;
        let sha256 = hex(&Hash::Sha256.digest(body.as_bytes()));
        let file = format!("{{\"schema\":\"{SCHEMA}\",\"sha256\":\"{sha256}\",\"body\":{body}}}\n").into_bytes();
        bounded(&file)?;
        Ok(file)
    }
}

/// What the judge brought, then what was fetched.
fn carried(store: &Store, context: &Context) -> Vec<Carried> {
    let thing = |kind, source, der: &[u8]| Carried { kind, source, der: der.to_vec() };
    let certificate = |home, it: &Certificate| thing(StoredKind::Certificate, home, it.der());
    let crl = |home, it: &Crl| thing(StoredKind::Crl, home, it.der());
    let ocsp = |home, it: &OcspResponse| thing(StoredKind::Ocsp, home, it.der());
    let mut all: Vec<_> = context.intermediates.iter().map(|it| certificate(Home::File, it)).collect();
    all.extend(context.crls.iter().map(|it| crl(Home::File, it)));
    all.extend(context.ocsps.iter().map(|it| ocsp(Home::File, it)));
    let home = |print: &[u8; 32]| Home::fetched(store.origin(print).source);
    all.extend(store.pool.all().iter().filter_map(|it| Some(certificate(home(it.fingerprint())?, it))));
    for data in [store.data.all(), store.later.all()] {
        all.extend(data.crls.iter().filter_map(|it| Some(crl(home(it.fingerprint())?, it))));
        all.extend(data.ocsps.iter().filter_map(|it| Some(ocsp(home(it.fingerprint())?, it))));
    }
    all
}

/// An evidence file that was read.
#[derive(Clone, Debug)]
pub struct EvidenceFile {
    evidence: Evidence,
    about: EvidenceReport,
}

impl EvidenceFile {
    /// Reads a file.
    ///
    /// # Errors
    /// [`EvidenceError`].
    pub fn read(file: &[u8]) -> Result<Self, EvidenceError> {
        bounded(file)?;
        let head: Head = serde_json::from_slice(file).map_err(|error| {
            let ours = file.starts_with(BEGINNING);
            if ours { EvidenceError::Damaged { reason: error.to_string() } } else { EvidenceError::Foreign }
        })?;
        match head.schema {
            Some(schema) if schema == SCHEMA => {}
            Some(schema) if schema.starts_with(FAMILY) => return Err(EvidenceError::Version { schema }),
            _ => return Err(EvidenceError::Foreign),
        }
        let envelope: Envelope<'_> = serde_json::from_slice(file)?;
        let body = envelope.body.get();
        let found = hex(&Hash::Sha256.digest(body.as_bytes()));
        if found != envelope.sha256 {
            let reason = format!("its digest is {found}, not {}", envelope.sha256);
            return Err(EvidenceError::Damaged { reason });
        }
        let body: Body<DocumentFacts, Vec<Carried>, Then> = serde_json::from_str(body)?;
        sound(&body.document).map_err(|reason| EvidenceError::Malformed { reason: reason.to_owned() })?;
        let Body { tool, looked_at, document, carried, anchors, report: then } = body;
        let sha256 = hex(&Hash::Sha256.digest(file));
        let about = EvidenceReport { sha256, tool, looked_at, then };
        Ok(Self { evidence: Evidence { document, carried, anchors, looked_at }, about })
    }
}

impl Context {
    /// Judges the evidence in the place of its document, offline. The report is the one that the document itself would have,
    /// and says that nobody looked at it.
    pub fn judge_evidence(&self, file: &EvidenceFile) -> Report {
        let offline = Self { online: None, ..self.clone() };
        let (mut report, _) = offline.judge_facts(&file.evidence.document, &file.evidence.carried);
        report.evidence = Some(file.about.clone());
        report
    }
}

/// Can it be read in little time and memory?
fn bounded(file: &[u8]) -> Result<(), EvidenceError> {
    let too_large = file.len() > LARGEST || memchr::memchr_iter(b',', file).count() > VALUES;
    if too_large { Err(EvidenceError::TooLarge { bytes: file.len() }) } else { Ok(()) }
}

/// What the judge may rely on, and JSON cannot say: the order of the entries, the digests that are asked for.
fn sound(document: &DocumentFacts) -> Result<(), &'static str> {
    let entries = &document.entries;
    if unhex(&document.sha256).is_none_or(|digest| digest.len() != Hash::Sha256.len()) {
        return Err("the document's digest is none");
    }
    // What was never opened is no evidence, and nobody shall be asked for its password.
    if document.error.as_ref().is_some_and(|error| matches!(error.code.as_str(), "NEEDS_PASSWORD" | "WRONG_PASSWORD")) {
        return Err("the document was never opened");
    }
    if entries.len() > ENTRIES {
        return Err("too many signatures");
    }
    // Each signature lists every later time-stamp.
    let stamps = entries.iter().filter(|entry| entry.kind == EntryType::DocTimestamp).count();
    if stamps.saturating_mul(entries.len() - stamps) > PAIRS {
        return Err("too many signatures and time-stamps");
    }
    if !entries.is_sorted_by_key(EntryFacts::order) {
        return Err("the signatures are out of order");
    }
    let asked = |entry: &EntryFacts| entry.contents.asks_for(entry.kind, entry.sub_filter.as_deref());
    if !entries.iter().all(|entry| entry.digests.answer(&asked(entry))) {
        return Err("a digest of the covered bytes is missing");
    }
    let named = |entry: &EntryFacts| match &entry.later {
        Later::Compared { found, .. } => found.len(),
        Later::NotLooked | Later::NoRevision | Later::Failed { .. } => 0,
    };
    if entries.iter().any(|entry| named(entry) > NAMED) {
        return Err("too many changes");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::verify::{ErrorReport, Policy};

    /// What would be refused when it is read is not written.
    #[test]
    fn what_could_not_be_read_again_is_not_written() {
        let context = Context::new(Policy::built_in("default").unwrap().unwrap(), OffsetDateTime::UNIX_EPOCH);
        let evidence = |document| Evidence {
            document,
            carried: Vec::new(),
            anchors: Vec::new(),
            looked_at: OffsetDateTime::UNIX_EPOCH,
        };
        let report = context.unreadable("a.pdf", ErrorReport::new("NOT_PDF", String::new()));
        let nothing = evidence(DocumentFacts::default()).write(&report).unwrap_err();
        assert_eq!(nothing, EvidenceError::NotKept { reason: "the document's digest is none" });
        let empty = DocumentFacts { sha256: "00".repeat(32), ..DocumentFacts::default() };
        let written = evidence(empty).write(&report).unwrap();
        assert_eq!(EvidenceFile::read(&written).unwrap().evidence.document.entries.len(), 0);
    }
}
