//! What verification says: one [`Report`] a file, one [`SignatureReport`] a signature.
//!
//! The shapes are those of `kyso verify --json` (schema `kyso.verify/1`); field names and codes are a contract and
//! are never translated. Times are UTC in RFC 3339, digests and serials lower-case hex, names RFC 4514.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::text::hex;
use crate::x509::Certificate;

use super::content::ContentReport;
use super::evidence::Evidence;
pub use super::terms::{
    Block, CheckResult, Coverage, Decision, EntryType, Form, Indication, Integrity, Level, Modifications, Status,
    SubIndication,
};

/// One judged file.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// `kyso.verify/1`.
    pub schema: &'static str,
    /// Name and version of this program.
    pub tool: String,
    /// The input as it was named.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: Option<String>,
    /// Bytes.
    pub size: Option<u64>,
    /// When this verification ran.
    #[serde(with = "time::serde::rfc3339")]
    pub validated_at: OffsetDateTime,
    /// The current time of the process (EN 319 102-1), `--at`.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The file's status.
    pub status: Status,
    /// The policy's reading; nothing for a file without signatures or with an error.
    pub decision: Option<Decision>,
    /// Under which policy.
    pub policy: PolicyReport,
    /// The bundle that some of what was judged with comes from.
    pub bundle: Option<BundleReport>,
    /// The anchors that could be used.
    pub trust: Vec<TrustReport>,
    /// Number of revisions.
    pub revisions: usize,
    /// Bytes that no signature or time-stamp covers.
    pub uncovered_bytes: u64,
    /// Empty signature fields.
    pub unsigned_fields: Vec<String>,
    /// Field of the certification signature.
    pub certified_by: Option<String>,
    /// What the signers could not have seen; no part of the verdict.
    pub content: Vec<ContentReport>,
    /// In revision order.
    pub signatures: Vec<SignatureReport>,
    /// The evidence file that was judged in the place of the document, which nobody looked at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence: Option<EvidenceReport>,
    /// What all this was built of; nothing unless it was asked for.
    #[serde(skip)]
    pub objects: Vec<ObjectReport>,
    /// What can be judged again without the document; nothing unless it was asked for.
    #[serde(skip)]
    pub kept: Option<Arc<Evidence>>,
    /// Why the file could not be judged.
    pub error: Option<ErrorReport>,
}

/// One thing that a verdict was built of.
#[derive(Clone, Debug)]
pub struct ObjectReport {
    /// What it is.
    pub kind: ObjectKind,
    /// The field of the signature that it is or stands in; nothing for what serves all of them.
    pub field: Option<String>,
    /// `dss`, `cms`, `file`, `cache`, `online`.
    pub source: &'static str,
    /// Of `der`, lower-case hexadecimal.
    pub sha256: String,
    /// As it was found.
    pub der: Vec<u8>,
    /// By when it is proven to have existed; the current time of the process where nothing proves more.
    pub proven: OffsetDateTime,
    /// The fields of the signatures for which the security store names it (/VRI).
    pub vri: Vec<String>,
}

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum ObjectKind {
    Signature,
    Timestamp,
    Certificate,
    Crl,
    Ocsp,
}

/// The policy in force.
#[derive(Clone, Debug, Serialize)]
pub struct PolicyReport {
    /// `default`, `nd30`.
    pub name: String,
    /// Of the policy's text.
    pub version: String,
    /// Of the policy's text.
    pub sha256: String,
    /// Which dated algorithm table.
    pub algorithm_table: String,
    /// Requirements on the whole file.
    pub requirements: Vec<Requirement>,
}

/// A requirement of the policy on the whole file.
#[derive(Clone, Debug, Serialize)]
pub struct Requirement {
    /// `PERSON_SIGNATURE`, `AGENCY_SIGNATURE`.
    pub code: &'static str,
    /// Is it met?
    pub met: bool,
    /// By which fields.
    pub fields: Vec<String>,
}

/// A bundle of anchors, lists and algorithms, and how old it is.
#[derive(Clone, Debug, Serialize)]
pub struct BundleReport {
    /// Of the file.
    pub sha256: String,
    /// By the clock of whoever made it.
    #[serde(with = "time::serde::rfc3339")]
    pub created: OffsetDateTime,
    /// Whole days since then.
    pub age_days: i64,
    /// Who signed it, RFC 4514.
    pub signer: String,
}

/// The evidence file that stands for a document.
#[derive(Clone, Debug, Serialize)]
pub struct EvidenceReport {
    /// Of the evidence file.
    pub sha256: String,
    /// Name and version of the program that wrote it.
    pub tool: String,
    /// When it says that the document was looked at.
    #[serde(with = "time::serde::rfc3339")]
    pub looked_at: OffsetDateTime,
    /// What was said then.
    pub then: Then,
}

/// The verdict that an evidence file was written with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Then {
    /// The current time of the process.
    #[serde(with = "time::serde::rfc3339")]
    pub at: OffsetDateTime,
    /// The file's status.
    pub status: Status,
    /// The policy's reading.
    pub decision: Option<Decision>,
}

/// A trust anchor.
#[derive(Clone, Debug, Serialize)]
pub struct TrustReport {
    /// Of the certificate.
    pub sha256: String,
    /// RFC 4514.
    pub subject: String,
    /// `signature` or `timestamp`.
    #[serde(rename = "use")]
    pub usage: &'static str,
}

/// Why a file could not be judged.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorReport {
    /// Stable.
    pub code: String,
    /// For people.
    pub message: String,
    /// What people can do about it, where that is known; machines have the code.
    #[serde(skip)]
    pub advice: String,
}

impl ErrorReport {
    /// Without advice.
    pub fn new(code: &str, message: String) -> Self {
        Self { code: code.to_owned(), message, advice: String::new() }
    }
}

/// One judged signature, document time-stamp or usage-rights entry.
#[derive(Clone, Debug, Serialize)]
pub struct SignatureReport {
    /// Fully qualified field name.
    pub field: String,
    /// What kind of entry.
    #[serde(rename = "type")]
    pub entry_type: EntryType,
    /// As found.
    pub sub_filter: Option<String>,
    /// By SubFilter and content.
    pub form: Form,
    /// The highest whose conditions hold and whose proofs passed.
    pub level: Option<Level>,
    /// Why not higher.
    pub level_missing: Vec<LevelMissing>,
    /// The main indication.
    pub indication: Indication,
    /// The standard's word for why.
    pub sub_indication: Option<SubIndication>,
    /// Our own reasons.
    pub reasons: Vec<Reason>,
    /// Each check made.
    pub checks: Vec<Check>,
    /// Arithmetic only.
    pub integrity: Integrity,
    /// Covered bytes against message-digest.
    pub hash_ok: Option<bool>,
    /// Signature value against the key.
    pub value_ok: Option<bool>,
    /// How far it reaches.
    pub coverage: Coverage,
    /// As found, if four numbers.
    pub byte_range: Option<[u64; 4]>,
    /// SHA-256 of the covered bytes.
    pub signed_sha256: Option<String>,
    /// From 1.
    pub revision: usize,
    /// Revisions that came later.
    pub revisions_after: usize,
    /// The highest level of what changed since.
    pub modifications: Modifications,
    /// Each change.
    pub changes: Vec<Change>,
    /// `no-changes`, `form-filling`, `annotations`.
    pub certification: Option<&'static str>,
    /// Fields that this signature locks.
    pub locked_fields: Vec<String>,
    /// From the certificate, never from the appearance.
    pub signer: Option<SignerReport>,
    /// The signer's key.
    pub key: Option<KeyReport>,
    /// Hash of the covered bytes.
    pub digest: Option<String>,
    /// Signature algorithm.
    pub algorithm: Option<String>,
    /// Proves nothing.
    #[serde(with = "time::serde::rfc3339::option")]
    pub claimed_time: Option<OffsetDateTime>,
    /// `M` or `signing-time`.
    pub claimed_time_source: Option<&'static str>,
    /// Best signature time: the earliest time at which the signature is proven to have existed.
    #[serde(with = "time::serde::rfc3339::option")]
    pub best_time: Option<OffsetDateTime>,
    /// `current-time`, `signature-timestamp`, `document-timestamp`.
    pub best_time_source: Option<&'static str>,
    /// `basic`, `long-term`, `archival`.
    pub process: &'static str,
    /// Leaf first.
    pub chain: Vec<ChainElement>,
    /// The policies, in the anchor's terms, for which the path is valid (RFC 9618 §5.5).
    pub valid_policies: Vec<String>,
    /// Each source looked at.
    pub revocation: Vec<RevocationReport>,
    /// Time-stamps inside the signature and over it.
    pub timestamps: Vec<TimestampReport>,
    /// Codes.
    pub warnings: Vec<&'static str>,
    /// What the signature dictionary says beside; it is signed, and proves nothing.
    #[serde(skip)]
    pub said: Said,
}

/// Texts of a signature dictionary (ISO 32000-2 Table 255).
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(missing_docs)]
pub struct Said {
    pub filter: Option<String>,
    pub name: Option<String>,
    pub reason: Option<String>,
    pub location: Option<String>,
    pub contact: Option<String>,
}

/// Why a signature is not at the next level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LevelMissing {
    /// Of EN 319 142-1.
    pub clause: &'static str,
    /// A code.
    pub what: &'static str,
}

/// One of our reasons for an indication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Reason {
    /// Stable.
    pub code: &'static str,
    /// Of the standard named.
    pub clause: &'static str,
    /// What it is about: a subject, an object number, a field.
    pub object: Option<String>,
    /// A time that matters to it.
    #[serde(with = "time::serde::rfc3339::option")]
    pub time: Option<OffsetDateTime>,
}

/// One check that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// A building block of EN 319 102-1 §5.2.
    pub block: Block,
    /// Stable.
    pub code: &'static str,
    /// What came out.
    pub result: CheckResult,
    /// Of the standard named.
    pub clause: &'static str,
}

/// One change after a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// From 1, where it is on a page.
    pub page: Option<usize>,
    /// A code.
    pub kind: &'static str,
    /// What was changed: an object path or a field.
    pub what: String,
    /// By the permissions in force.
    pub permitted: bool,
}

/// Who signed, from the certificate.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct SignerReport {
    pub cn: Option<String>,
    pub o: Option<String>,
    pub ou: Vec<String>,
    pub title: Option<String>,
    pub subject: String,
    pub serial: String,
    pub issuer: String,
    pub fingerprint_sha256: String,
    /// The certificate policies that it names, in dotted decimal.
    pub policies: Vec<String>,
    /// The statements that it makes (EN 319 412-5), in dotted decimal.
    pub qc_statements: Vec<String>,
    /// What it says it is for (EN 319 412-5 §4.2.3), in dotted decimal.
    pub qc_types: Vec<String>,
    /// Code of the agency, by the agencies file.
    pub agency: Option<String>,
    /// `person` or `agency`, by the agencies file.
    pub role: Option<&'static str>,
}

impl SignatureReport {
    /// The best answer to when it was signed, for what is no judgement: whose office it was.
    ///
    /// Without a time-stamp of its own the claim says more than a document time-stamp of years later, or than today.
    pub fn signed_at(&self) -> Option<OffsetDateTime> {
        let stamped = self.best_time.filter(|_| self.best_time_source == Some("signature-timestamp"));
        stamped.or(self.claimed_time).or(self.best_time)
    }
}

impl SignerReport {
    /// What the certificate says; agency and role come from the agencies file.
    pub fn of(certificate: &Certificate) -> Self {
        let (subject, extensions) = (certificate.subject(), certificate.extensions());
        let owned = |text: Option<&str>| text.map(str::to_owned);
        Self {
            cn: owned(subject.cn()),
            o: owned(subject.o()),
            ou: subject.ou().into_iter().map(str::to_owned).collect(),
            title: owned(subject.title()),
            subject: subject.to_rfc4514(),
            serial: certificate.serial_hex(),
            issuer: certificate.issuer().to_rfc4514(),
            fingerprint_sha256: hex(certificate.fingerprint()),
            policies: extensions.policies.clone(),
            qc_statements: extensions.qc_statements.clone(),
            qc_types: extensions.qc_types.clone(),
            agency: None,
            role: None,
        }
    }
}

/// The signer's key.
#[derive(Clone, Debug, Serialize)]
pub struct KeyReport {
    /// `RSA`, `EC`, `Ed25519`, or an OID.
    #[serde(rename = "type")]
    pub key_type: String,
    /// Length in bits.
    pub bits: Option<u32>,
    /// `P-256` and so on.
    pub curve: Option<&'static str>,
    /// Until when signatures of this kind with it are relied on; nothing where the algorithm table sets no end.
    #[serde(skip)]
    pub relied_on_until: Option<OffsetDateTime>,
}

/// One certificate of the path.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct ChainElement {
    /// `leaf`, `intermediate`, `root`.
    pub role: &'static str,
    pub subject: String,
    pub serial: String,
    pub sha256: String,
    #[serde(with = "time::serde::rfc3339")]
    pub not_before: OffsetDateTime,
    #[serde(with = "time::serde::rfc3339")]
    pub not_after: OffsetDateTime,
    pub indication: Indication,
    pub sub_indication: Option<SubIndication>,
}

/// One revocation answer that was looked at.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RevocationReport {
    /// SHA-256 of the certificate it is about.
    pub cert: String,
    /// `crl` or `ocsp`.
    pub kind: &'static str,
    /// `dss`, `cms`, `file`, `cache`, `online`.
    pub source: &'static str,
    #[serde(with = "time::serde::rfc3339::option")]
    pub this_update: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub next_update: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub produced_at: Option<OffsetDateTime>,
    /// `good`, `revoked`, `on-hold`, `unknown`, `stale`, `no-information`, `unusable`, `none`.
    pub outcome: &'static str,
    pub reason: Option<String>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub revocation_time: Option<OffsetDateTime>,
    pub fresh: bool,
    pub used: bool,
    pub sha256: String,
}

/// One time-stamp inside or over a signature.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct TimestampReport {
    /// `content`, `signature`, `document`.
    pub kind: &'static str,
    #[serde(with = "time::serde::rfc3339::option")]
    pub time: Option<OffsetDateTime>,
    pub accuracy_s: Option<f64>,
    pub policy_oid: Option<String>,
    /// Subject of the TSA's certificate.
    pub tsa: Option<String>,
    pub indication: Indication,
    pub sub_indication: Option<SubIndication>,
}
