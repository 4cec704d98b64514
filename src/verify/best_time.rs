//! Best-signature-time (EN 319 102-1 §5.5.4, §5.6.3): by when, and not before when, a signature is proven to have been made.
//!
//! It starts as the current time and is only lowered, by time-stamps that passed themselves: those over the signature, and
//! the document time-stamps that came later. A content time-stamp says the opposite: the signature was made after it.

use time::OffsetDateTime;

use super::findings::Findings;
use super::rules;
use super::timestamps::Judged;
use super::verdict::SignatureReport;

/// By when the signature is proven to have existed; `document` is what document time-stamps say.
pub(super) fn prove(
    stamps: &[Judged],
    document: Option<OffsetDateTime>,
    report: &mut SignatureReport,
    findings: &mut Findings,
) -> Option<OffsetDateTime> {
    report.best_time_source = Some(if document.is_some() { "document-timestamp" } else { "current-time" });
    let mut proven = document;
    for stamp in stamps {
        match (stamp.broken, stamp.proof) {
            (_, Some(proof)) => {
                findings.pass(rules::SIGNATURE_TIMESTAMP);
                // Several TSAs may stamp one signature, in any order: the earliest counts.
                if proven.is_none_or(|proven| proof <= proven) {
                    (proven, report.best_time_source) = (Some(proof), Some("signature-timestamp"));
                }
            }
            // It says that it was made after a document time-stamp that covers it.
            (false, None) if stamp.findings.broke(rules::TIMESTAMP_ORDER) => {
                findings.break_at(rules::TIMESTAMP_ORDER, None, stamp.report.time);
            }
            // Broken: changed, or put there for something else. Else it is by somebody unknown, and just proves nothing.
            (true, None) => findings.break_at(rules::SIGNATURE_TIMESTAMP, None, stamp.report.time),
            (false, None) => findings.warn(rules::TIMESTAMP_NOT_USABLE),
        }
        findings.absorb_warnings(&stamp.findings);
    }
    report.timestamps.splice(0..0, stamps.iter().map(|stamp| stamp.report.clone()));
    proven
}

/// The signature was made after its content time-stamps, so nothing may prove that it existed before them (§5.5.4). Returns
/// the latest of their times.
pub(super) fn not_before(
    stamps: &[Judged],
    report: &mut SignatureReport,
    findings: &mut Findings,
) -> Option<OffsetDateTime> {
    for stamp in stamps {
        match (stamp.broken, stamp.earliest) {
            (_, Some(earliest)) if report.best_time.is_some_and(|best| best < earliest) => {
                findings.break_at(rules::TIMESTAMP_ORDER, None, stamp.report.time);
            }
            (_, Some(_)) => findings.pass(rules::CONTENT_TIMESTAMP),
            (true, None) => findings.break_at(rules::CONTENT_TIMESTAMP, None, stamp.report.time),
            (false, None) => findings.warn(rules::TIMESTAMP_NOT_USABLE),
        }
        findings.absorb_warnings(&stamp.findings);
    }
    report.timestamps.splice(0..0, stamps.iter().map(|stamp| stamp.report.clone()));
    stamps.iter().filter_map(|stamp| stamp.earliest).max()
}
