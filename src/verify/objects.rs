//! What a verdict was built of, kept for whoever must show it later (Circular 15/2025/TT-BKHCN, Articles 5 and 6): the
//! signatures, time-stamps, certificates, CRLs and OCSP answers themselves, each with the time by which it is proven to have
//! existed (EN 319 102-1 §5.6.2.3).

use std::collections::HashMap;

use time::OffsetDateTime;

use crate::cms::attributes;
use crate::hash::Hash;
use crate::text::hex;
use crate::x509::Certificate;

use super::facts::{DocumentFacts, EntryFacts};
use super::poe::Proofs;
use super::store::Store;
use super::terms::EntryType;
use super::verdict::{ObjectKind, ObjectReport};
use super::{Context, utc};

impl Context {
    /// Everything in `store` and `entries`, each once; the anchors too, for a path ends at them.
    pub(super) fn objects(&self, store: &Store, facts: &DocumentFacts, proofs: &Proofs) -> Vec<ObjectReport> {
        let mut objects = Vec::new();
        let listed = listed(facts);
        for entry in &facts.entries {
            objects.extend(of_entry(entry, proofs));
        }
        let from_store = |kind, der: &[u8], print: &[u8; 32]| {
            let origin = store.origin(print);
            let (sha256, proven) = (hex(print), utc(proofs.of(origin.place)));
            let vri = listed.get(print).cloned().unwrap_or_default();
            ObjectReport { kind, field: None, source: origin.source, sha256, der: der.to_vec(), proven, vri }
        };
        let anchors = self.trust.iter().chain(&self.tsa_trust);
        let mut seen = std::collections::HashSet::new();
        let certificates: Vec<&Certificate> =
            store.pool.all().iter().chain(anchors).filter(|it| seen.insert(*it.fingerprint())).collect();
        objects.extend(certificates.iter().map(|it| from_store(ObjectKind::Certificate, it.der(), it.fingerprint())));
        for data in [&store.data, &store.later] {
            objects.extend(data.all().crls.iter().map(|it| from_store(ObjectKind::Crl, it.der(), it.fingerprint())));
            objects.extend(data.all().ocsps.iter().map(|it| from_store(ObjectKind::Ocsp, it.der(), it.fingerprint())));
        }
        objects
    }
}

/// By the fingerprint of what a VRI lists: the fields of the signatures that it is for. Its key is the SHA-1 of the whole value
/// of /Contents (ISO 32000-2 §12.8.4.4).
fn listed(facts: &DocumentFacts) -> HashMap<[u8; 32], Vec<String>> {
    let mut fields: HashMap<String, Vec<&str>> = HashMap::new();
    for entry in facts.entries.iter().filter(|_| facts.dss.iter().any(|stored| stored.vri.is_some())) {
        let key = hex(&Hash::Sha1.digest(&entry.contents.bytes)).to_uppercase();
        fields.entry(key).or_default().push(&entry.field);
    }
    let mut listed: HashMap<[u8; 32], Vec<String>> = HashMap::new();
    for stored in &facts.dss {
        let Some(fields) = stored.vri.as_ref().and_then(|key| fields.get(&key.to_uppercase())) else { continue };
        let Ok(print) = <[u8; 32]>::try_from(Hash::Sha256.digest(&stored.der)) else { continue };
        let known = listed.entry(print).or_default();
        let new = fields.iter().filter(|field| !known.iter().any(|own| own == *field));
        let new: Vec<_> = new.map(|field| (*field).to_owned()).collect();
        known.extend(new);
    }
    listed
}

/// The CMS of an entry, and the time-stamps inside it.
fn of_entry(entry: &EntryFacts, proofs: &Proofs) -> Vec<ObjectReport> {
    let Ok(data) = &entry.contents.cms else { return Vec::new() };
    let proven = utc(proofs.of(entry.end));
    let object = |kind, der: &[u8], proven: OffsetDateTime| ObjectReport {
        kind,
        field: Some(entry.field.clone()),
        source: "cms",
        sha256: hex(&Hash::Sha256.digest(der)),
        der: der.to_vec(),
        proven,
        vri: Vec::new(),
    };
    // Without the padding.
    let cms = entry.contents.bytes.get(..data.length).unwrap_or_default();
    let kind = match entry.kind {
        EntryType::DocTimestamp => ObjectKind::Timestamp,
        EntryType::Signature | EntryType::UsageRights => ObjectKind::Signature,
    };
    let tokens = data.signers.iter().flat_map(|signer| {
        let content = signer.signed.iter().flat_map(|signed| signed.values(attributes::CONTENT_TIMESTAMP));
        signer.unsigned_values(attributes::SIGNATURE_TIMESTAMP).into_iter().chain(content)
    });
    let tokens = tokens.map(|token| object(ObjectKind::Timestamp, token, proven));
    std::iter::once(object(kind, cms, proven)).chain(tokens).collect()
}
