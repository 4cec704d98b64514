//! Evidence that is kept of one judgement and judged again, without the document.

use kyso::verify::{Context, EvidenceFile, Report};
use serde_json::Value;

/// What is kept of `file` when `context` judges it; nothing of what is no PDF.
pub(crate) fn kept(context: &Context, name: &str, file: &[u8]) -> Option<Vec<u8>> {
    let keeping = Context { keeps_evidence: true, ..context.clone() };
    let report = keeping.judge(name, file, None);
    report.kept.clone().map(|kept| kept.write(&report).unwrap())
}

/// A report but for when and by which program it was made, and on what it rests.
pub(crate) fn said(report: &Report) -> Value {
    let mut said = serde_json::to_value(report).unwrap();
    for key in ["tool", "validated_at", "evidence"] {
        said.as_object_mut().unwrap().remove(key);
    }
    said
}

/// Says `context` of the evidence what it says of `file` itself, to the letter?
#[track_caller]
pub(crate) fn says_the_same(context: &Context, name: &str, file: &[u8], evidence: &[u8]) {
    let again = context.judge_evidence(&EvidenceFile::read(evidence).unwrap());
    let directly = context.judge(name, file, None);
    assert!(again.evidence.is_some() && directly.evidence.is_none());
    let (again, directly) = (said(&again), said(&directly));
    assert_eq!(serde_json::to_string(&again).unwrap(), serde_json::to_string(&directly).unwrap(), "{name}");
}
