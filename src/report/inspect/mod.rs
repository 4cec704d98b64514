//! What is in a PDF, as `kyso inspect` shows it: facts as found, nothing judged.
//!
//! [`Inspection::of`] gathers what can be read; what cannot leaves its part empty, and `error` says so. The JSON is the
//! serialised structs; every key of it is described in [`crate::messages::inspection`], and from there in
//! kyso-inspect(1).

mod facts;
mod text;

use serde::Serialize;
use time::OffsetDateTime;

/// One PDF.
#[derive(Clone, Debug, Serialize)]
pub struct Inspection {
    /// `kyso.inspect/1`.
    pub schema: &'static str,
    /// The input as it was named.
    pub file: String,
    /// Bytes.
    pub size: u64,
    /// `1.7`: the higher of header and catalog.
    pub version: String,
    /// Bytes before the header.
    pub header_offset: usize,
    /// Is it linearized (ISO 32000-2 Annex F), or was it before an update?
    pub linearized: bool,
    /// Pages of the newest revision; null if they cannot be counted.
    pub pages: Option<usize>,
    /// What the metadata claim of ISO 19005.
    pub pdf_a: Option<PdfAFacts>,
    /// Does it call itself tagged?
    pub tagged: bool,
    /// Has it an XFA form?
    pub xfa: bool,
    /// How it is encrypted.
    pub encryption: Option<EncryptionFacts>,
    /// P of the certification that /Perms names: 1, 2 or 3.
    pub certification: Option<u8>,
    /// Oldest first.
    pub revisions: Vec<RevisionFacts>,
    /// Every field, in the order of the form.
    pub fields: Vec<FieldFacts>,
    /// Signature dictionaries that no signature field holds.
    pub outside: Vec<OutsideFacts>,
    /// The document security store.
    pub dss: Option<DssFacts>,
    /// What the standard forbids and was read past, as far as things were looked at here.
    pub findings: Vec<FindingFacts>,
    /// Why this is not all; null if it is.
    pub error: Option<ErrorFacts>,
}

/// ISO 19005 as claimed.
#[derive(Clone, Debug, Serialize)]
pub struct PdfAFacts {
    /// 1 to 4.
    pub part: u8,
    /// `A`, `B`, `U`, `E`, `F`; empty in part 4 without one.
    pub conformance: String,
}

/// The encryption dictionary (ISO 32000-2 §7.6.2).
#[derive(Clone, Debug, Serialize)]
pub struct EncryptionFacts {
    /// /V.
    pub version: i64,
    /// /R.
    pub revision: i64,
    /// /P as it stands.
    pub permissions: i64,
    /// Of `modify`, `annotate`, `fill`: what it allows.
    pub allows: Vec<&'static str>,
}

/// What one save of the file added.
#[derive(Clone, Debug, Serialize)]
pub struct RevisionFacts {
    /// From 1.
    pub number: usize,
    /// Offset of its first byte.
    pub start: usize,
    /// Offset after its last byte.
    pub end: usize,
    /// `table`, `stream`, `hybrid`.
    pub xref: &'static str,
    /// Objects that it defines or frees.
    pub objects: usize,
}

/// A field of the form.
#[derive(Clone, Debug, Serialize)]
pub struct FieldFacts {
    /// Fully qualified.
    pub name: String,
    /// `signature`, `text`, `button`, `choice`; null if it has no type.
    #[serde(rename = "type")]
    pub kind: Option<&'static str>,
    /// Has it a value?
    pub filled: bool,
    /// Does the form lead to it, or only a page?
    pub in_form: bool,
    /// Widgets.
    pub widgets: usize,
    /// What signing it locks.
    pub lock: Option<LockFacts>,
    /// What it holds, if it is a signature field.
    pub signature: Option<SignatureFacts>,
}

/// /Lock of a signature field (ISO 32000-2 Table 236).
#[derive(Clone, Debug, Serialize)]
pub struct LockFacts {
    /// `all`, `include`, `exclude`; null for another.
    pub action: Option<&'static str>,
    /// The names that count.
    pub fields: Vec<String>,
}

/// A signature dictionary as it stands.
#[derive(Clone, Debug, Serialize)]
pub struct SignatureFacts {
    /// The revision that brought it, from 1.
    pub revision: usize,
    /// /Type.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// /Filter.
    pub filter: Option<String>,
    /// /SubFilter.
    pub sub_filter: Option<String>,
    /// /ByteRange as found.
    pub byte_range: Option<Vec<i64>>,
    /// `whole-file`, `whole-revision`, `partial`, `invalid`.
    pub coverage: &'static str,
    /// Why the range is invalid.
    pub coverage_problem: Option<&'static str>,
    /// Bytes of /Contents without its padding.
    pub cms_bytes: usize,
    /// Bytes of /Contents.
    pub contents_bytes: usize,
    /// /M: claimed, proves nothing.
    #[serde(with = "time::serde::rfc3339::option")]
    pub claimed_time: Option<OffsetDateTime>,
    /// /Name.
    pub name: Option<String>,
    /// /Reason.
    pub reason: Option<String>,
    /// /Location.
    pub location: Option<String>,
    /// /ContactInfo.
    pub contact: Option<String>,
    /// P of a certification: 1, 2 or 3.
    pub certification: Option<u8>,
}

/// A signature dictionary that no signature field holds.
#[derive(Clone, Debug, Serialize)]
pub struct OutsideFacts {
    /// `usage-rights`, `doc-mdp`, or the name of a field of another type.
    pub place: String,
    /// The dictionary.
    pub signature: SignatureFacts,
}

/// The document security store (ISO 32000-2 §12.8.4.3).
#[derive(Clone, Debug, Serialize)]
pub struct DssFacts {
    /// Certificates in it.
    pub certificates: usize,
    /// OCSP answers in it.
    pub ocsp: usize,
    /// Revocation lists in it.
    pub crls: usize,
    /// Streams that it names and that cannot be read.
    pub damaged: usize,
    /// Its parts for single signatures.
    pub vri: Vec<VriFacts>,
}

/// Validation-related information of one signature.
#[derive(Clone, Debug, Serialize)]
pub struct VriFacts {
    /// SHA-1 of the signature's /Contents in hexadecimal digits.
    pub key: String,
    /// Certificates.
    pub certificates: usize,
    /// OCSP answers.
    pub ocsp: usize,
    /// Revocation lists.
    pub crls: usize,
    /// /TU as it stands.
    pub updated: Option<String>,
    /// Has it a time-stamp (/TS)?
    pub timestamp: bool,
}

/// What was read past.
#[derive(Clone, Debug, Serialize)]
pub struct FindingFacts {
    /// As kyso-codes(7) has it.
    pub code: &'static str,
    /// Offset in the file; of an object in an object stream, in its decoded data.
    pub offset: u64,
    /// The object's number and generation.
    pub object: Option<String>,
    /// May other readers understand the same bytes differently?
    pub ambiguous: bool,
}

/// Why something could not be read.
#[derive(Clone, Debug, Serialize)]
pub struct ErrorFacts {
    /// As kyso-codes(7) has it.
    pub code: &'static str,
    /// What it was.
    pub message: String,
}
