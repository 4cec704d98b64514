//! PAdES baseline levels (EN 319 142-1 §6.3, Table 1): the highest whose conditions hold and whose proofs passed.

use super::entry::Entry;
use super::findings::Findings;
use super::rules;
use super::verdict::{EntryType, Form, Integrity, Level, LevelMissing, SignatureReport};

const CLAUSE: &str = "EN 319 142-1 6.3, Table 1";

/// What keeps a signature from B-B, each with its word for `level_missing`.
const BASELINE: [(super::findings::Rule, &str); 13] = [
    (rules::SIGNATURE_DICTIONARY, "DICTIONARY"),
    (rules::SIGNING_TIME_ATTRIBUTE, "NO_SIGNING_TIME_ATTRIBUTE"),
    (rules::ENCAPSULATED_CONTENT, "ID_DATA_DETACHED"),
    (rules::EMPTY_CONTENT, "ID_DATA_DETACHED"),
    (rules::ESS_SIGNING_CERTIFICATE, "ONE_ESS_ATTRIBUTE"),
    (rules::ESS_REPEATED, "ONE_ESS_ATTRIBUTE"),
    (rules::CERTIFICATE_OUTSIDE_CMS, "CERTIFICATE_IN_CMS"),
    (rules::COMMITMENT_AND_REASON, "COMMITMENT_OR_REASON"),
    (rules::SIGNED_ATTRIBUTES, "SIGNED_ATTRIBUTES"),
    (rules::SIGNED_ATTRIBUTES_NOT_DER, "DER"),
    (rules::CONTENTS_TRAILING_DATA, "ZERO_PADDING"),
    (rules::CERT_ENTRY_IGNORED, "NO_CERT_ENTRY"),
    (rules::FOREIGN_ATTRIBUTE, "ATTRIBUTES_OF_PADES"),
];

/// Fills in `level`, `level_missing` and `form`.
pub(super) fn judge(entry: &Entry, report: &mut SignatureReport, findings: &Findings) {
    if entry.kind != EntryType::Signature || report.integrity != Integrity::Intact {
        return;
    }
    let missing = baseline(entry, report, findings);
    let baseline = missing.is_empty();
    if !baseline && report.form == Form::PadesBaseline {
        report.form = Form::PadesExtended;
    }
    // A time proven by a time-stamp that passed. Other forms have the levels from T on too (VERDICT §9).
    let timed = matches!(report.best_time_source, Some("signature-timestamp" | "document-timestamp"));
    let pkcs7 = report.form == Form::Pkcs7;
    report.level = match (baseline || pkcs7, timed) {
        (true, true) => Some(Level::BT),
        (true, false) if baseline => Some(Level::BB),
        _ => None,
    };
    report.level_missing = missing;
    if report.level.is_some() {
        let what = if timed { "VALIDATION_DATA_NOT_JUDGED" } else { "TIMESTAMP" };
        report.level_missing.push(LevelMissing { clause: CLAUSE, what });
    }
}

fn baseline(entry: &Entry, report: &SignatureReport, findings: &Findings) -> Vec<LevelMissing> {
    let mut missing = Vec::new();
    let mut lacks = |what| missing.push(LevelMissing { clause: CLAUSE, what });
    if entry.dictionary.sub_filter.as_deref() != Some("ETSI.CAdES.detached") {
        lacks("SUB_FILTER");
    }
    if report.claimed_time_source != Some("M") {
        lacks("M");
    }
    for (rule, what) in BASELINE {
        if findings.broke(rule) || findings.warnings.contains(&rule.code) {
            lacks(what);
        }
    }
    missing
}
