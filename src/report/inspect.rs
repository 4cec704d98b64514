//! What is in a PDF, as `kyso inspect` shows it: facts as found, nothing judged.

use serde::Serialize;
use time::{OffsetDateTime, UtcOffset};

use crate::messages::{Label, Lang};
use crate::text::Untrusted;

use super::style::{bold, dim};
use super::text::show_time;

/// One PDF.
#[derive(Clone, Debug, Serialize)]
pub struct Inspection {
    /// The input as it was named.
    pub file: String,
    /// Bytes.
    pub size: u64,
    /// `1.7`: the higher of header and catalog.
    pub version: String,
    /// Is it encrypted?
    pub encrypted: bool,
    /// Oldest first.
    pub revisions: Vec<RevisionFacts>,
    /// Every signature field, empty or signed, in the order of the form.
    pub fields: Vec<FieldFacts>,
    /// The document security store, where there is one.
    pub dss: Option<DssFacts>,
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
}

/// A signature field.
#[derive(Clone, Debug, Serialize)]
pub struct FieldFacts {
    /// Fully qualified.
    pub name: String,
    /// What it holds; null if it is empty.
    pub signature: Option<SignatureFacts>,
}

/// A signature dictionary as it stands.
#[derive(Clone, Debug, Serialize)]
pub struct SignatureFacts {
    /// The revision that brought it, from 1.
    pub revision: usize,
    /// /Type, /Filter, /SubFilter as found.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// /Filter.
    pub filter: Option<String>,
    /// /SubFilter.
    pub sub_filter: Option<String>,
    /// /ByteRange as found.
    pub byte_range: Option<Vec<i64>>,
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

/// The document security store (ISO 32000-2 §12.8.4.3).
#[derive(Clone, Debug, Serialize)]
pub struct DssFacts {
    /// Certificates in it.
    pub certificates: usize,
    /// OCSP answers in it.
    pub ocsp: usize,
    /// Revocation lists in it.
    pub crls: usize,
}

impl Inspection {
    /// For people.
    pub fn text(&self, lang: Lang, zone: UtcOffset) -> String {
        let words = lang.words();
        let encrypted = if self.encrypted { format!(", {}", words.label(Label::Encrypted)) } else { String::new() };
        let name = bold(&Untrusted(&self.file).to_string());
        let mut lines =
            vec![format!("{name}  {}", dim(&format!("(PDF {}, {} byte{encrypted})", self.version, self.size)))];
        let revision = words.label(Label::Revision);
        for facts in &self.revisions {
            lines.push(format!("  {revision} {}: {}–{} ({})", facts.number, facts.start, facts.end, facts.xref));
        }
        for field in &self.fields {
            lines.push(format!("  {}", bold(&Untrusted(&field.name).to_string())));
            match &field.signature {
                None => lines.push(format!("    {}", words.label(Label::EmptyField))),
                Some(signature) => lines.extend(signature.lines(lang, zone)),
            }
        }
        if let Some(dss) = &self.dss {
            lines.push(format!("  DSS: {} certificates, {} OCSP, {} CRL", dss.certificates, dss.ocsp, dss.crls));
        }
        lines.join("\n") + "\n"
    }
}

impl SignatureFacts {
    fn lines(&self, lang: Lang, zone: UtcOffset) -> Vec<String> {
        let claimed = lang.words().label(Label::ClaimedTime);
        let texts = [
            ("SubFilter", self.sub_filter.clone()),
            ("ByteRange", self.byte_range.as_ref().map(|range| format!("{range:?}"))),
            ("Contents", Some(format!("{} / {}", self.cms_bytes, self.contents_bytes))),
            (lang.words().label(Label::Revision), Some(self.revision.to_string())),
            (claimed, self.claimed_time.map(|time| show_time(time, zone))),
            ("Name", self.name.clone()),
            ("Reason", self.reason.clone()),
            ("Location", self.location.clone()),
            ("ContactInfo", self.contact.clone()),
            ("DocMDP P", self.certification.map(|p| p.to_string())),
        ];
        let line = |(label, text): (&str, Option<String>)| {
            let text = text.filter(|text| !text.is_empty())?;
            Some(format!("    {}: {}", dim(label), Untrusted(&text)))
        };
        texts.into_iter().filter_map(line).collect()
    }
}
