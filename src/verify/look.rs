//! Looking at a document: the one place of verification that reads a PDF. What it finds are facts; what they are worth is
//! said elsewhere.

use time::OffsetDateTime;

use crate::cms::begins_as_attributes;
use crate::pdf::{self, Document, Evidence};

use super::changes::{self, History};
use super::covered::{Covered, Digests};
use super::entry::{self, Entry};
use super::facts::{DocumentFacts, EntryFacts, IntegrityCode, Stored, StoredKind, Unread};
use super::terms::EntryType;
use super::verdict::Said;
use super::{Reach, Subject, content, format, integrity_code, legacy, utc};

/// Looks at a whole document, named `file`.
pub(super) fn look(file: &str, subject: Subject<'_, '_>) -> DocumentFacts {
    let mut facts = DocumentFacts {
        file: file.to_owned(),
        revisions: subject.document.revisions().len(),
        ..DocumentFacts::default()
    };
    facts.error = read(subject, &mut facts).err().as_ref().map(Unread::of);
    facts.measured(subject.prefixes)
}

fn read(subject: Subject<'_, '_>, facts: &mut DocumentFacts) -> Result<(), pdf::Error> {
    let Subject { document, prefixes, reach } = subject;
    let entries = entry::collect(document, reach, &mut facts.unsigned_fields)?;
    facts.uncovered_bytes = format::uncovered(document, &entries);
    prefixes.announce(entries.iter().filter_map(|entry| Some(entry.range.as_ref().ok()?.gap().start)));
    facts.dss = dss(document);
    facts.integrity_code = integrity_code::check(document, prefixes).map(|checked| match checked {
        Ok(()) => IntegrityCode::Holds,
        Err(error) => IntegrityCode::Fails(error.code().to_owned()),
    });
    let history = History::default();
    facts.entries = entries.into_iter().rev().map(|entry| look_at(entry, subject, &history)).collect();
    facts.entries.reverse();
    // What could not be read for its cost may hold anything; what comes after this is no part of the verdict.
    document.within_limits()?;
    // Who looks at the form alone is in a hurry, and shows nobody what else there is.
    if reach == Reach::Everywhere {
        facts.content = content(document, reach);
    }
    Ok(())
}

/// The DSS, then its VRI.
fn dss(document: &Document<'_>) -> Vec<Stored> {
    let Ok(Some(dss)) = document.latest().dss() else { return Vec::new() };
    let stored = |kind, vri: Option<String>| {
        move |stream: Evidence| Stored { kind, end: stream.end, der: stream.der, vri: vri.clone() }
    };
    let mut all = [Vec::new(), Vec::new(), Vec::new()];
    let mut take = |streams: [Vec<Evidence>; 3], vri: Option<&str>| {
        let kinds = [StoredKind::Certificate, StoredKind::Crl, StoredKind::Ocsp];
        for ((all, streams), kind) in all.iter_mut().zip(streams).zip(kinds) {
            all.extend(streams.into_iter().map(stored(kind, vri.map(str::to_owned))));
        }
    };
    take([dss.certificates, dss.crls, dss.ocsps], None);
    for vri in dss.vri {
        take([vri.certificates, vri.crls, vri.ocsps], Some(&vri.key));
    }
    all.concat()
}

fn look_at(entry: Entry, subject: Subject<'_, '_>, history: &History) -> EntryFacts {
    let Subject { document, prefixes, reach } = subject;
    let covered = Covered::new(entry.dictionary.byte_range.as_deref(), prefixes);
    let (coverage, format) = format::look(document, &entry);
    let revision = entry.range.as_ref().ok().and_then(|range| range.revision(document));
    let revision = revision.unwrap_or(entry.dictionary.revision);
    let revisions_after = document.revisions().len().saturating_sub(revision + 1);
    let restrictions = entry.restrictions();
    let looks = entry.kind != EntryType::UsageRights && (reach != Reach::Form || revisions_after == 0);
    let later = if looks { changes::look(document, &entry, &restrictions, history) } else { changes::Later::NotLooked };
    let digests = digests(&entry, &covered);
    EntryFacts {
        kind: entry.kind,
        claimed_time: entry.dictionary.claimed_time.map(utc).filter(is_writable),
        byte_range: entry.dictionary.byte_range.as_deref().and_then(four),
        certification: entry.certification(),
        certifies: entry.certifies,
        end: entry.place(),
        revision: revision + 1,
        revisions_after,
        coverage,
        format,
        digests,
        begins_as_attributes: is_confusing(&entry, &covered),
        later,
        restrictions,
        field: entry.field,
        sub_filter: entry.dictionary.sub_filter,
        said: Said {
            filter: entry.dictionary.filter,
            name: entry.dictionary.name,
            reason: entry.dictionary.reason,
            location: entry.dictionary.location,
            contact: entry.dictionary.contact,
        },
        contents: entry.contents,
        certificates: entry.dictionary.certificates,
    }
}

/// The digests that judging asks for, and no others: large files are slow to hash.
fn digests(entry: &Entry, covered: &Covered<'_>) -> Digests {
    let sub_filter = entry.dictionary.sub_filter.as_deref();
    let mut digests = covered.digests(&entry.contents.asks_for(entry.kind, sub_filter));
    if sub_filter == Some(legacy::SUB_FILTER) {
        let (contents, certificates) = (&entry.contents.bytes, &entry.dictionary.certificates);
        legacy::fitting(contents, certificates, |hash| covered.add(hash, &mut digests).map(<[u8]>::to_vec));
    }
    digests
}

/// Without signed attributes, what was signed may have been the attributes of another signature.
fn is_confusing(entry: &Entry, covered: &Covered<'_>) -> bool {
    let bare = |data: &crate::cms::SignedData| data.signers.iter().any(|signer| signer.signed.is_none());
    entry.contents.cms.as_ref().is_ok_and(bare) && covered.head().is_some_and(begins_as_attributes)
}

fn four(range: &[i64]) -> Option<[u64; 4]> {
    let mut numbers = [0; 4];
    let range = <[i64; 4]>::try_from(range).ok()?;
    for (number, value) in numbers.iter_mut().zip(range) {
        *number = u64::try_from(value).ok()?;
    }
    Some(numbers)
}

/// RFC 3339 has four digits for the year.
fn is_writable(time: &OffsetDateTime) -> bool {
    (0..=9999).contains(&time.year())
}
