//! Format checking (EN 319 102-1 §5.2.2; ISO 32000-2 §12.8.1 with errata): dictionary, ByteRange, /Contents, coverage.
//!
//! What is observed here is the same under every policy; what it counts for is weighed by [`Observed::weigh`].

use crate::pdf::{self, ByteRange, Document, ShapeError};

use super::entry::Entry;
use super::observed::Observed;
use super::rules;
use super::terms::{Coverage, EntryType};

/// Values that must be direct, because the arithmetic depends on them.
const DIRECT: [&str; 4] = ["ByteRange", "Contents", "Filter", "SubFilter"];

/// Looks at the dictionary and its ranges; says how far the signature reaches, and what was observed.
pub(super) fn look(document: &Document<'_>, entry: &Entry) -> (Coverage, Observed) {
    let mut observed = Observed::default();
    dictionary(entry, &mut observed);
    contents(document, entry, &mut observed);
    let coverage = ranges(document, entry, &mut observed);
    let met = document.findings();
    let ciphers_and_streams = met.into_iter().filter(|finding| {
        matches!(finding.kind, pdf::FindingKind::EncryptionChanged | pdf::FindingKind::StreamData { structure: true })
    });
    for finding in document.ambiguities().into_iter().chain(ciphers_and_streams) {
        match finding.kind {
            pdf::FindingKind::HybridConflict
            | pdf::FindingKind::XrefOverlap
            | pdf::FindingKind::EncryptionChanged
            | pdf::FindingKind::StreamData { .. } => {
                let object = finding.object.map(|id| format!("object {id}"));
                observed.break_rule(rules::AMBIGUOUS_SYNTAX, object);
            }
            _ => {}
        }
    }
    match &entry.scrutiny {
        Some(Ok(found)) => syntax(found, &mut observed),
        Some(Err(error)) => observed.break_rule(rules::AMBIGUOUS_SYNTAX, error.code().to_owned()),
        None => {}
    }
    (coverage, observed)
}

/// Reasons of one kind that a report holds; more of them help nobody.
const REASONS: usize = 8;

/// VERDICT §4: may two readers show two documents?
fn syntax(found: &[pdf::Finding], observed: &mut Observed) {
    let (ambiguous, others): (Vec<_>, Vec<_>) = found.iter().partition(|finding| finding.kind.is_ambiguous());
    for finding in ambiguous.iter().take(REASONS) {
        observed.break_rule(rules::AMBIGUOUS_SYNTAX, place(finding));
    }
    if ambiguous.is_empty() {
        observed.pass(rules::AMBIGUOUS_SYNTAX);
    }
    if !others.is_empty() {
        observed.warn(rules::LOOSE_SYNTAX);
    }
}

/// `WRONG_LENGTH, object 5 0, byte 1234`
fn place(finding: &pdf::Finding) -> String {
    let object = finding.object.map(|id| format!(", object {id}")).unwrap_or_default();
    format!("{}{object}, byte {}", finding.kind.code(), finding.offset)
}

fn dictionary(entry: &Entry, observed: &mut Observed) {
    let dictionary = &entry.dictionary;
    // In an object stream no range could leave /Contents out.
    let sound = dictionary.in_file && dictionary.filter.is_some() && !entry.contents.bytes.is_empty();
    if entry.in_field {
        observed.check(rules::SIGNATURE_DICTIONARY, sound);
    } else {
        observed.break_rule(rules::SIGNATURE_DICTIONARY, "not the value of a signature field".to_owned());
    }
    let (vital, others): (Vec<_>, Vec<_>) = dictionary.indirect.iter().partition(|key| DIRECT.contains(&key.as_str()));
    match vital.first() {
        Some(key) => observed.break_rule(rules::DIRECT_VALUES, (*key).clone()),
        None => observed.pass(rules::DIRECT_VALUES),
    }
    if !others.is_empty() {
        observed.warn(rules::INDIRECT_VALUES);
    }
    match dictionary.duplicates.first() {
        Some(key) => observed.break_rule(rules::DUPLICATE_KEYS, key.clone()),
        None => observed.pass(rules::DUPLICATE_KEYS),
    }
    let expected = if entry.kind == EntryType::DocTimestamp { "DocTimeStamp" } else { "Sig" };
    if dictionary.kind.as_deref().is_some_and(|kind| kind != expected) {
        observed.warn(rules::TYPE_MISMATCH);
    }
    if entry.widgets > 1 {
        observed.warn(rules::SEVERAL_WIDGETS);
    }
    let etsi = dictionary.sub_filter.as_deref().is_some_and(|sub_filter| sub_filter.starts_with("ETSI."));
    if etsi && !dictionary.certificates.is_empty() {
        observed.warn(rules::CERT_ENTRY_IGNORED);
    }
}

fn contents(document: &Document<'_>, entry: &Entry, observed: &mut Observed) {
    let Some(span) = entry.dictionary.contents_span else { return };
    observed.check(rules::CONTENTS_HEX, entry.dictionary.contents_clean);
    let digits = span.of(document.bytes());
    // Every byte is looked at, whatever was found before: many at a time.
    let lower = digits.iter().fold(false, |found, digit| found | digit.is_ascii_lowercase());
    let upper = digits.iter().fold(false, |found, digit| found | digit.is_ascii_uppercase());
    if lower && upper {
        observed.warn(rules::CONTENTS_HEX_CASE);
    }
}

fn ranges(document: &Document<'_>, entry: &Entry, observed: &mut Observed) -> Coverage {
    let range = match &entry.range {
        Ok(range) => range,
        Err(error) => {
            let gap = matches!(error, ShapeError::GapNotContents { .. });
            let rule = if gap { rules::BYTE_RANGE_GAP } else { rules::BYTE_RANGE_SHAPE };
            observed.break_rule(rule, error.code().to_owned());
            return Coverage::Invalid;
        }
    };
    observed.pass(rules::BYTE_RANGE_SHAPE);
    // The gap is the token of *that* dictionary as the signer's reader saw it: parsed in `file[..end]` (VERDICT §4).
    observed.check(rules::BYTE_RANGE_GAP, is_own_token(document, entry, range));
    if range.start() > 0 {
        observed.warn(rules::BYTES_BEFORE_HEADER);
    }
    coverage(document, entry, range, observed)
}

fn coverage(document: &Document<'_>, entry: &Entry, range: &ByteRange, observed: &mut Observed) -> Coverage {
    // The dictionary must belong to what it signs: defined in the revision that it ends, or in one before.
    if range.revision(document).is_some_and(|revision| entry.dictionary.revision > revision) {
        observed.break_rule(rules::BYTE_RANGE_SHAPE, "BYTE_RANGE_END".to_owned());
        return Coverage::Invalid;
    }
    match range.coverage(document) {
        pdf::Coverage::WholeFile { uncovered } => {
            observed.pass(rules::COVERAGE);
            if uncovered > 0 {
                observed.warn(rules::UNCOVERED_EOL);
            }
            Coverage::WholeFile
        }
        pdf::Coverage::WholeRevision { .. } => {
            observed.pass(rules::COVERAGE);
            Coverage::WholeRevision
        }
        pdf::Coverage::Partial { end } => {
            observed.break_rule(rules::COVERAGE, format!("byte {end}"));
            Coverage::Partial
        }
    }
}

/// Does the signed revision, read as a document of its own, hold this dictionary with its /Contents in the gap?
fn is_own_token(document: &Document<'_>, entry: &Entry, range: &ByteRange) -> bool {
    if range.end() == document.bytes().len() {
        return true;
    }
    let (Some(id), Some(revision)) = (entry.dictionary.id, range.revision(document)) else { return true };
    let view = document.at(revision);
    let then = pdf::SignatureDictionary::read(&view, &pdf::Object::Reference(id), Some(id));
    then.is_ok_and(|then| then.is_some_and(|then| then.contents_span.is_some_and(|span| span == range.gap())))
}

/// Bytes that no sound range covers: before the earliest start and after the latest end.
pub(super) fn uncovered(document: &Document<'_>, entries: &[Entry]) -> u64 {
    let sound = || entries.iter().filter_map(|entry| entry.range.as_ref().ok());
    let end = sound().map(ByteRange::end).max().unwrap_or(0);
    let start = sound().map(ByteRange::start).min().unwrap_or(0);
    (document.bytes().len() - end + start) as u64
}
