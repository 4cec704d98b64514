//! What a document says, whoever judges it and when: everything of a verification that depends on neither policy nor time.
//!
//! [`super::look`] reads these facts out of a PDF, and the judge knows nothing else: no byte of the document. So they can be
//! kept ([`super::evidence`]) and judged again, by the very code that judges a document.

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use crate::cms::{self, SignedData, SignerInfo, attributes};
use crate::hash::{Hash, Prefixes};
use crate::pdf;
use crate::text::hex;
use crate::tsa::Token;
use crate::x509::scheme_from_algorithm;

use super::changes::Later;
use super::content::ContentReport;
use super::covered::Digests;
use super::observed::Observed;
use super::permissions::Restrictions;
use super::poe::Place;
use super::terms::{Coverage, EntryType};
use super::verdict::Said;
use super::wire;

/// One document.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentFacts {
    /// As it was named.
    pub(super) file: String,
    /// Bytes.
    pub(super) size: u64,
    /// Of the whole file.
    pub(super) sha256: String,
    /// How many revisions it has.
    pub(super) revisions: usize,
    /// Bytes that no signature or time-stamp covers.
    pub(super) uncovered_bytes: u64,
    /// Empty signature fields.
    pub(super) unsigned_fields: Vec<String>,
    /// What the signers could not have seen.
    pub(super) content: Vec<ContentReport>,
    /// What came of the integrity code that an encrypted document promises; nothing where none is promised.
    pub(super) integrity_code: Option<IntegrityCode>,
    /// The DSS and its VRI, in their order.
    pub(super) dss: Vec<Stored>,
    /// In revision order.
    pub(super) entries: Vec<EntryFacts>,
    /// Why not all of it could be read.
    pub(super) error: Option<Unread>,
}

impl DocumentFacts {
    /// With the size and the digest of the whole. Last: the digests of the signatures lie on the way to it.
    pub(super) fn measured(mut self, prefixes: Prefixes<'_>) -> Self {
        let length = prefixes.file().len();
        (self.size, self.sha256) = (length as u64, hex(&prefixes.digest(Hash::Sha256, length)));
        self
    }
}

/// ISO/TS 32004.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum IntegrityCode {
    /// It holds for the whole file.
    Holds,
    /// It does not; a code that says why.
    Fails(String),
}

/// An error of the document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Unread {
    /// Stable.
    pub(super) code: String,
    /// English.
    pub(super) message: String,
}

impl Unread {
    /// What the reader of the PDF said.
    pub(super) fn of(error: &pdf::Error) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string() }
    }
}

/// What a stored thing is taken for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[allow(missing_docs)]
pub(super) enum StoredKind {
    Certificate,
    Crl,
    Ocsp,
}

/// One stream of the DSS.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Stored {
    pub(super) kind: StoredKind,
    /// One after its last byte in the file: who covers that, covers it.
    pub(super) end: usize,
    #[serde(with = "wire::base64")]
    pub(super) der: Vec<u8>,
    /// The key of the VRI that lists it; nothing where the DSS itself does (ISO 32000-2 §12.8.4.4).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) vri: Option<String>,
}

/// One signature, document time-stamp or usage-rights entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EntryFacts {
    /// Fully qualified name of its field.
    pub(super) field: String,
    #[serde(rename = "type")]
    pub(super) kind: EntryType,
    pub(super) sub_filter: Option<String>,
    /// What else the dictionary says.
    pub(super) said: Said,
    /// /M in UTC.
    #[serde(with = "time::serde::rfc3339::option")]
    pub(super) claimed_time: Option<OffsetDateTime>,
    /// As found, if four numbers.
    pub(super) byte_range: Option<[u64; 4]>,
    /// /Contents.
    pub(super) contents: Contents,
    /// /Cert.
    #[serde(with = "wire::base64_list")]
    pub(super) certificates: Vec<Vec<u8>>,
    /// P of its DocMDP reference.
    pub(super) certification: Option<u8>,
    /// Does /Perms /DocMDP name it?
    pub(super) certifies: bool,
    /// What it allows to happen after it.
    pub(super) restrictions: Restrictions,
    /// One after the last covered byte, if its range is sound.
    pub(super) end: Place,
    /// From 1.
    pub(super) revision: usize,
    /// Revisions that came later.
    pub(super) revisions_after: usize,
    pub(super) coverage: Coverage,
    /// What format checking found (EN 319 102-1 §5.2.2).
    pub(super) format: Observed,
    /// Of the covered bytes, as far as they are asked for.
    pub(super) digests: Digests,
    /// Do the covered bytes begin as a SET OF Attribute (RFC 5652 §5.4)? Asked of signatures without signed attributes.
    pub(super) begins_as_attributes: bool,
    /// What came after it.
    pub(super) later: Later,
}

impl EntryFacts {
    /// Is the sub-filter one of ETSI's?
    pub(super) fn is_etsi(&self) -> bool {
        self.sub_filter.as_deref().is_some_and(|sub_filter| sub_filter.starts_with("ETSI."))
    }

    /// The end of its range, for the order of revisions; entries without a sound one come last.
    pub(super) fn order(&self) -> usize {
        self.end.unwrap_or(usize::MAX)
    }
}

/// /Contents, and the CMS in it.
#[derive(Clone, Debug)]
pub(super) struct Contents {
    /// Decoded, with what follows the CMS.
    pub(super) bytes: Vec<u8>,
    pub(super) cms: Result<SignedData, cms::Error>,
}

impl From<Vec<u8>> for Contents {
    fn from(bytes: Vec<u8>) -> Self {
        let cms = SignedData::parse(&bytes);
        Self { bytes, cms }
    }
}

impl Contents {
    /// All that counts of it: without the zeros that pad a CMS.
    pub(super) fn unpadded(&self) -> &[u8] {
        let Ok(data) = &self.cms else { return &self.bytes };
        let used = self.bytes.iter().rposition(|&byte| byte != 0).map_or(0, |last| last + 1);
        self.bytes.get(..used.max(data.length)).unwrap_or(&self.bytes)
    }

    /// The hashes of the covered bytes that judging them asks for; adbe.x509.rsa_sha1 tries its own.
    pub(super) fn asks_for(&self, kind: EntryType, sub_filter: Option<&str>) -> Vec<Hash> {
        let mut hashes = vec![Hash::Sha256];
        let Ok(data) = &self.cms else { return hashes };
        if kind == EntryType::DocTimestamp {
            hashes.extend(imprint(&self.bytes));
            return hashes;
        }
        let sha1 = sub_filter == Some("adbe.pkcs7.sha1");
        hashes.extend(sha1.then_some(Hash::Sha1));
        let [signer] = &data.signers[..] else { return hashes };
        if !(sha1 && data.content.is_some()) {
            hashes.extend(of_signer(signer));
        }
        let stamps = signer.signed.iter().flat_map(|signed| signed.values(attributes::CONTENT_TIMESTAMP));
        hashes.extend(stamps.filter_map(imprint));
        hashes
    }
}

/// The hash that message-digest is made with; without signed attributes, that of the signature scheme.
fn of_signer(signer: &SignerInfo) -> Option<Hash> {
    let digest = signer.digest_algorithm.hash();
    if signer.signed.is_some() {
        return digest;
    }
    let algorithm = &signer.signature_algorithm;
    scheme_from_algorithm(&algorithm.oid, algorithm.parameters.as_deref(), digest).ok()?.hash()
}

/// The hash of a time-stamp's imprint.
fn imprint(token: &[u8]) -> Option<Hash> {
    Token::parse(token).ok()?.info.hash
}
