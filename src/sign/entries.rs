//! What of a document has to be provable for ever: its signatures and time-stamps, by whom, and from which time on an answer
//! about a certificate says something.
//!
//! A revocation answer from before a signature proves nothing of it (VERDICT §9); the earliest sound time-stamp over the
//! signature tells what «before» is, for a time-stamp its own genTime. Whose paths lead to an anchor is not known here.

use time::OffsetDateTime;

use crate::cms::{self, SignedData, attributes};
use crate::hash::{Hash, Prefixes};
use crate::pdf::{Document, SignatureDictionary};
use crate::text::hex;
use crate::tsa::Token;
use crate::x509::{Certificate, Scheme};

use super::error::Error;

/// A signature or a document time-stamp, with what it carries.
#[derive(Debug)]
pub(super) struct Entry {
    /// Fully qualified name of its field.
    pub(super) field: String,
    /// One after the last byte that it covers.
    end: i64,
    /// Its key in /VRI.
    pub(super) vri: String,
    /// Is it a document time-stamp?
    pub(super) is_timestamp: bool,
    /// Whose signature it is; nothing for a document time-stamp, and where nobody can say.
    pub(super) signer: Option<Certificate>,
    /// The sound time-stamps inside a signature; of a document time-stamp its own token.
    pub(super) stamps: Vec<Stamp>,
    /// Does it cover a security store? Then it is there to keep that, and proves what the store says.
    pub(super) is_archival: bool,
    /// Certificates in its CMS and its tokens.
    pub(super) certificates: Vec<Certificate>,
}

/// A sound time-stamp: everything about it holds that needs no trust.
#[derive(Clone, Debug)]
pub(super) struct Stamp {
    /// The authority's.
    pub(super) certificate: Certificate,
    /// When it was made.
    pub(super) gen_time: OffsetDateTime,
    /// Of its signature.
    pub(super) scheme: Option<Scheme>,
    /// Of its imprint.
    pub(super) hash: Option<Hash>,
}

/// All signatures and document time-stamps of the form, the one that covers least first.
///
/// # Errors
/// [`Error::Pdf`] where the form cannot be read.
pub(super) fn entries(
    document: &Document<'_>,
    prefixes: Prefixes<'_>,
    pool: &[Certificate],
) -> Result<Vec<Entry>, Error> {
    let view = document.latest();
    let mut found = Vec::new();
    for field in view.fields()?.signatures() {
        if let Some(dictionary) = SignatureDictionary::of_field(&view, field)? {
            let is_archival = document.at(dictionary.revision).dss()?.is_some();
            found.push(Entry::read(field.name.clone(), &dictionary, prefixes, pool, is_archival));
        }
    }
    found.sort_by_key(|entry: &Entry| entry.end);
    Ok(found)
}

/// The time-stamps that prove the existence of the entry at `place`: its own, and the document time-stamps after it.
pub(super) fn proofs(entries: &[Entry], place: usize) -> impl Iterator<Item = &Stamp> {
    let (own, later) =
        entries.split_at(place).1.split_first().map_or((None, &[][..]), |(own, later)| (Some(own), later));
    let later = later.iter().filter(|entry| entry.is_timestamp);
    own.into_iter().chain(later).flat_map(|entry| &entry.stamps)
}

impl Entry {
    fn read(
        field: String,
        dictionary: &SignatureDictionary,
        prefixes: Prefixes<'_>,
        pool: &[Certificate],
        is_archival: bool,
    ) -> Self {
        let range = dictionary.byte_range.as_deref().and_then(|range| <[i64; 4]>::try_from(range).ok());
        let mut entry = Self {
            field,
            end: range.map_or(i64::MAX, |[_, _, tail, length]| tail.saturating_add(length)),
            vri: hex(&Hash::Sha1.digest(&dictionary.contents)).to_uppercase(),
            is_timestamp: false,
            signer: None,
            stamps: Vec::new(),
            is_archival: false,
            certificates: Vec::new(),
        };
        let Ok(data) = SignedData::parse(&dictionary.contents) else { return entry };
        if cms::is_timestamp(&data) {
            let around = range.and_then(|[start, head, tail, length]| {
                let ends = [start, head, tail, tail.checked_add(length)?];
                Some(ends.map(|end| usize::try_from(end).unwrap_or(usize::MAX)))
            });
            let covered = |hash| around.and_then(|around| prefixes.digest_around(hash, around)).unwrap_or_default();
            (entry.is_timestamp, entry.is_archival) = (true, is_archival);
            entry.stamp(&dictionary.contents, &covered, pool);
        } else {
            entry.signature(&data, pool);
        }
        entry
    }

    fn signature(&mut self, data: &SignedData, pool: &[Certificate]) {
        self.keep(data);
        let [signer] = &data.signers[..] else { return };
        // Only whose it is counts here; whether it is good is the verifier's word.
        self.signer = cms::judge(data, signer, &|_| Vec::new(), pool).certificate;
        for token in signer.unsigned_values(attributes::SIGNATURE_TIMESTAMP) {
            self.stamp(token, &|hash| hash.digest(&signer.signature), pool);
        }
    }

    fn stamp(&mut self, token: &[u8], imprint: &dyn Fn(Hash) -> Vec<u8>, pool: &[Certificate]) {
        let Ok(token) = Token::parse(token) else { return };
        let facts = token.facts(pool);
        if !token.problems(facts.as_ref(), imprint).is_empty() {
            return;
        }
        self.keep(&token.data);
        let Some(facts) = facts else { return };
        let (gen_time, scheme, hash) = (token.info.gen_time, facts.scheme, token.info.hash);
        self.stamps.extend(facts.certificate.map(|certificate| Stamp { certificate, gen_time, scheme, hash }));
    }

    fn keep(&mut self, data: &SignedData) {
        self.certificates.extend(data.certificates.iter().filter_map(|der| Certificate::from_der(der).ok()));
    }
}
