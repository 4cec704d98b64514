//! The result is judged by our own verifier before it appears: a file that does not verify is never written.
//!
//! Trust is not needed for that: structure, digest, value and ESS binding must hold for the new entry, and no entry that was
//! there before may come off worse than it was.

use std::ptr;

use time::OffsetDateTime;

use crate::hash::Prefixes;
use crate::pdf::Document;
use crate::verify::{Context, Coverage, Integrity, Modifications, Policy, Reach, Report, SignatureReport, rules};

use super::error::Error;
use super::guard;

/// What no anchors, no CRLs and no time-stamp trust leave open.
const OPEN: [&str; 9] = [
    rules::CERTIFICATE_PATH.code,
    rules::CERTIFICATE_VALIDITY.code,
    rules::PATH_CONSTRAINTS.code,
    rules::PATH_UNPROCESSED.code,
    rules::REVOCATION_DATA.code,
    rules::ALGORITHM_STRENGTH.code,
    rules::KEY_USAGE.code,
    rules::ALGORITHM_KNOWN.code,
    rules::TIMESTAMP_IN_FUTURE.code,
];

/// Judges `whole`, whose last `tail` bytes are the update; `field` is the new entry.
///
/// Only the form is looked through, where the new entry is: that costs nothing in a document of a million pages. The old
/// bytes were hashed when they were copied, and `prefixes` know it; they are not read again, whoever signed them before.
///
/// # Errors
/// [`Error::SelfCheck`] with the finding.
pub(super) fn self_check(
    whole: &Document<'_>,
    prefixes: Prefixes<'_>,
    tail: usize,
    password: Option<&[u8]>,
    field: &str,
) -> Result<(), Error> {
    let failed = |finding: String| Error::SelfCheck { finding };
    let context = Context {
        at: OffsetDateTime::now_utc(),
        policy: Policy::built_in("default")
            .ok_or_else(|| failed("no policy".to_owned()))?
            .map_err(|error| failed(error.to_string()))?,
        trust: Vec::new(),
        tsa_trust: Vec::new(),
        intermediates: Vec::new(),
        crls: Vec::new(),
        agency_of: None,
    };
    let after = context.judge_document("", whole, prefixes, Reach::Form);
    if let Some(error) = &after.error {
        return Err(failed(error.code.clone()));
    }
    let new = after.signatures.iter().find(|entry| entry.field == field);
    let new = new.ok_or_else(|| failed("the field is not there".to_owned()))?;
    if let Some(reason) = new.reasons.iter().find(|reason| !OPEN.contains(&reason.code)) {
        return Err(failed(reason.code.to_owned()));
    }
    if new.integrity != Integrity::Intact || new.coverage != Coverage::WholeFile {
        return Err(failed(format!("{:?}, {:?}", new.integrity, new.coverage)));
    }
    earlier_ones(&context, whole, prefixes, tail, password, &after, new).map_err(failed)
}

/// No entry that was there before came off worse, or is lost.
fn earlier_ones(
    context: &Context,
    whole: &Document<'_>,
    prefixes: Prefixes<'_>,
    tail: usize,
    password: Option<&[u8]>,
    after: &Report,
    new: &SignatureReport,
) -> Result<(), String> {
    let entry = |field: &str| after.signatures.iter().find(|entry| entry.field == field && !ptr::eq(*entry, new));
    let harmed = |field: &str| Err(format!("the earlier signature «{field}» is no longer what it was"));
    let before = whole.at(whole.revisions().len().saturating_sub(2));
    let signed = guard::signatures(before).map_err(|error| error.to_string())?;
    if let Some((lost, _)) = signed.iter().find(|(field, _)| entry(field).is_none()) {
        return harmed(lost);
    }
    // Only where something is not well now is it asked what it was before.
    if after.signatures.iter().all(|entry| ptr::eq(entry, new) || is_well(entry)) {
        return Ok(());
    }
    let old = &whole.bytes()[..whole.bytes().len() - tail];
    let before = Document::open_with(old, *whole.limits(), password).map_err(|error| error.to_string())?;
    let was = context.judge_document("", &before, prefixes.of_beginning(old.len()), Reach::Form);
    match was.signatures.iter().find(|old| !entry(&old.field).is_some_and(|now| is_unharmed(old, now))) {
        Some(old) => harmed(&old.field),
        None => Ok(()),
    }
}

/// Nothing worse can be said of it than was before.
fn is_well(entry: &SignatureReport) -> bool {
    entry.integrity == Integrity::Intact
        && entry.coverage != Coverage::Invalid
        && entry.modifications != Modifications::NotChecked
}

/// What was not judged before may stay so; everything else must not get worse.
fn is_unharmed(old: &SignatureReport, now: &SignatureReport) -> bool {
    let covered = old.coverage == Coverage::Invalid || now.coverage != Coverage::Invalid;
    let judged = old.modifications == Modifications::NotChecked || now.modifications != Modifications::NotChecked;
    now.integrity == old.integrity && covered && judged
}
