//! PAdES baseline levels (EN 319 142-1 §6.3, Table 1): the highest whose conditions hold and whose proofs passed.

use super::facts::EntryFacts;
use super::findings::Findings;
use super::kept::Kept;
use super::rules;
use super::terms::{EntryType, Form, Integrity, Level};
use super::verdict::{LevelMissing, SignatureReport};

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

/// Fills in `level`, `level_missing` and `form`; `kept` says what the file keeps of the chains.
pub(super) fn judge(entry: &EntryFacts, kept: Option<Kept>, report: &mut SignatureReport, findings: &Findings) {
    if entry.kind != EntryType::Signature || report.integrity != Integrity::Intact {
        return;
    }
    report.level_missing = baseline(entry, report, findings);
    let baseline = report.level_missing.is_empty();
    if !baseline && report.form == Form::PadesBaseline {
        report.form = Form::PadesExtended;
    }
    // Other forms have the levels from T on too (VERDICT §9).
    if !baseline && report.form != Form::Pkcs7 {
        return;
    }
    let (reached, lacking) = beyond(report, kept);
    report.level = reached.or(baseline.then_some(Level::BB));
    if report.level.is_some() {
        report.level_missing.extend(lacking.iter().map(|what| LevelMissing { clause: CLAUSE, what }));
    }
}

/// The highest level above B-B, and what the one above it lacks.
fn beyond(report: &SignatureReport, kept: Option<Kept>) -> (Option<Level>, Vec<&'static str>) {
    // A time proven by a time-stamp that passed.
    if !matches!(report.best_time_source, Some("signature-timestamp" | "document-timestamp")) {
        return (None, vec!["TIMESTAMP"]);
    }
    let kept = kept.unwrap_or(Kept { certificates: false, revocation: false, covered: false });
    let data = [(kept.certificates, "CERTIFICATES"), (kept.revocation, "REVOCATION_DATA_KEPT")];
    let lacking: Vec<_> = data.into_iter().filter_map(|(is_kept, what)| (!is_kept).then_some(what)).collect();
    if !lacking.is_empty() {
        return (Some(Level::BT), lacking);
    }
    if kept.covered { (Some(Level::BLta), Vec::new()) } else { (Some(Level::BLt), vec!["ARCHIVE_TIMESTAMP"]) }
}

fn baseline(entry: &EntryFacts, report: &SignatureReport, findings: &Findings) -> Vec<LevelMissing> {
    let mut missing = Vec::new();
    let mut lacks = |what| missing.push(LevelMissing { clause: CLAUSE, what });
    if entry.sub_filter.as_deref() != Some("ETSI.CAdES.detached") {
        lacks("SUB_FILTER");
    }
    if report.claimed_time_source != Some("M") {
        lacks("M");
    }
    for (rule, what) in BASELINE {
        if findings.found(rule) {
            lacks(what);
        }
    }
    missing
}
