//! The result is judged by our own verifier before it appears: a file that does not verify is never written.
//!
//! Trust is not needed for that: structure, digest, value and ESS binding must hold for the new entry, and no entry that was
//! there before may come off worse than it was.

use time::OffsetDateTime;

use crate::hash::Prefixes;
use crate::pdf::Document;
use crate::verify::{Context, Coverage, EntryType, Integrity, Policy, Reach, SignatureReport, Subject, rules};

use super::error::Error;
use super::guard;

/// What no anchors, no CRLs and no time-stamp trust leave open.
const OPEN: [&str; 8] = [
    rules::CERTIFICATE_PATH.code,
    rules::CERTIFICATE_VALIDITY.code,
    rules::PATH_CONSTRAINTS.code,
    rules::REVOCATION_DATA.code,
    rules::ALGORITHM_STRENGTH.code,
    rules::KEY_USAGE.code,
    rules::ALGORITHM_KNOWN.code,
    rules::TIMESTAMP_IN_FUTURE.code,
];

/// What was appended to a document.
pub(super) struct Growth<'g> {
    /// The new entries.
    pub(super) fields: &'g [String],
    /// How many updates; the last one ends the file.
    pub(super) updates: usize,
    /// Length of the document before.
    pub(super) old: usize,
}

/// Judges `whole`, which came of a document by `growth`.
///
/// The old bytes were hashed when they were copied, and `prefixes` know it; they are not read again, whoever signed them
/// before. In a very large document only the form is looked through, where the new entries are.
///
/// # Errors
/// [`Error::SelfCheck`] with the finding.
pub(super) fn self_check(
    whole: &Document<'_>,
    prefixes: Prefixes<'_>,
    growth: &Growth<'_>,
    password: Option<&[u8]>,
) -> Result<(), Error> {
    let failed = |finding: String| Error::SelfCheck { finding };
    let context = Context::new(
        Policy::built_in("default")
            .ok_or_else(|| failed("no policy".to_owned()))?
            .map_err(|error| failed(error.to_string()))?,
        OffsetDateTime::now_utc(),
    );
    let reach = Reach::affordable(whole, Reach::Signatures);
    let after = context.judge_open("", Subject { document: whole, prefixes, reach });
    if let Some(error) = &after.error {
        return Err(failed(error.code.clone()));
    }
    let (new, others): (Vec<_>, Vec<_>) = after.signatures.iter().partition(|entry| is_new(entry, whole, growth));
    new_ones(&new, growth).map_err(failed)?;
    earlier_ones(&context, whole, prefixes, growth, password, &others).map_err(failed)
}

/// Does the entry stand in one of the new fields, and in a new revision?
fn is_new(entry: &SignatureReport, whole: &Document<'_>, growth: &Growth<'_>) -> bool {
    growth.fields.contains(&entry.field) && entry.revision + growth.updates > whole.revisions().len()
}

/// Every new entry is there and sound; the last one covers the file, but for a later update of the store.
fn new_ones(new: &[&SignatureReport], growth: &Growth<'_>) -> Result<(), String> {
    for field in growth.fields {
        let entry = new.iter().find(|entry| entry.field == *field).ok_or("the field is not there")?;
        if let Some(reason) = entry.reasons.iter().find(|reason| !OPEN.contains(&reason.code)) {
            return Err(reason.code.to_owned());
        }
        let last = growth.updates == 1;
        let covers = entry.coverage == Coverage::WholeFile || !last && entry.coverage == Coverage::WholeRevision;
        if entry.integrity != Integrity::Intact || !covers {
            return Err(format!("{:?}, {:?}", entry.integrity, entry.coverage));
        }
    }
    Ok(())
}

/// No entry that was there before came off worse, or is lost.
fn earlier_ones(
    context: &Context,
    whole: &Document<'_>,
    prefixes: Prefixes<'_>,
    growth: &Growth<'_>,
    password: Option<&[u8]>,
    after: &[&SignatureReport],
) -> Result<(), String> {
    let entry = |field: &str| after.iter().find(|entry| entry.field == field);
    let harmed = |field: &str| Err(format!("the earlier signature «{field}» is no longer what it was"));
    // A repaired document is a single revision with the first update, and was refused if it had signatures.
    let Some(before) = whole.revisions().len().checked_sub(growth.updates + 1) else {
        return after.first().map_or(Ok(()), |other| harmed(&other.field));
    };
    let before = whole.at(before);
    let signed = guard::signatures(before).map_err(|error| error.to_string())?;
    if let Some((lost, _)) = signed.iter().find(|(field, _)| entry(field).is_none()) {
        return harmed(lost);
    }
    // Only where something is not well now is it asked what it was before.
    if after.iter().all(|entry| is_well(entry)) {
        return Ok(());
    }
    let old = &whole.bytes()[..growth.old];
    let before = Document::open_with(old, *whole.limits(), password).map_err(|error| error.to_string())?;
    let prefixes = prefixes.of_beginning(old.len());
    let was = context
        .judge_open("", Subject { document: &before, prefixes, reach: Reach::affordable(whole, Reach::Signatures) });
    match was.signatures.iter().find(|old| !entry(&old.field).is_some_and(|now| is_well(now) || is_unharmed(old, now)))
    {
        Some(old) => harmed(&old.field),
        None => Ok(()),
    }
}

/// Nothing worse can be said of it than was before. Usage rights are no signature (ISO 32000-2 §12.8.6): any change ends
/// them, and most stand in the catalog itself, which every update writes anew.
fn is_well(entry: &SignatureReport) -> bool {
    let sound = entry.integrity == Integrity::Intact && entry.coverage != Coverage::Invalid && !is_forbidden(entry);
    sound || entry.entry_type == EntryType::UsageRights
}

/// Came something after it that it forbids? What is not judged counts as nothing here: our own update is known to be harmless
/// from how it is made, and what others appended was there before.
fn is_forbidden(entry: &SignatureReport) -> bool {
    entry.reasons.iter().any(|reason| reason.code == rules::CHANGED_AFTER_SIGNING.code)
}

/// Nothing about it got worse. What had no sound ByteRange before has nothing to lose.
fn is_unharmed(old: &SignatureReport, now: &SignatureReport) -> bool {
    old.coverage == Coverage::Invalid
        || now.integrity == old.integrity
            && now.coverage != Coverage::Invalid
            && (!is_forbidden(now) || is_forbidden(old))
}
