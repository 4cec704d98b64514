//! The result is judged by our own verifier before it appears: a file that does not verify is never written.
//!
//! Trust is not needed for that: structure, digest, value and ESS binding must hold for the new entry, and no entry that was
//! there before may come off worse than it was.

use time::OffsetDateTime;

use crate::pdf::{Appended, Document};
use crate::verify::{Context, Coverage, Integrity, Modifications, Policy, SignatureReport, rules};

use super::error::Error;

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

/// Judges the new file; `field` is the new entry.
///
/// # Errors
/// [`Error::SelfCheck`] with the finding.
pub(super) fn self_check(
    before: &Document<'_>,
    password: Option<&[u8]>,
    file: &Appended<'_>,
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
        thorough: false,
        agency_of: None,
    };
    let after = context.judge("", &file.to_vec(), password);
    let new = after
        .signatures
        .iter()
        .find(|entry| entry.field == field)
        .ok_or_else(|| failed("the field is not there".to_owned()))?;
    if let Some(reason) = new.reasons.iter().find(|reason| !OPEN.contains(&reason.code)) {
        return Err(failed(reason.code.to_owned()));
    }
    if new.integrity != Integrity::Intact || new.coverage != Coverage::WholeFile {
        return Err(failed(format!("{:?}, {:?}", new.integrity, new.coverage)));
    }
    if after.signatures.len() == 1 {
        return Ok(());
    }
    let was = context.judge("", before.bytes(), password);
    for old in &was.signatures {
        let now = after.signatures.iter().find(|entry| entry.field == old.field);
        if !now.is_some_and(|now| is_unharmed(old, now)) {
            return Err(failed(format!("the earlier signature «{}» is no longer what it was", old.field)));
        }
    }
    Ok(())
}

/// What was not judged before may stay so; everything else must not get worse.
fn is_unharmed(old: &SignatureReport, now: &SignatureReport) -> bool {
    let judged = old.modifications == Modifications::NotChecked || now.modifications != Modifications::NotChecked;
    now.integrity == old.integrity && now.coverage != Coverage::Invalid || old.coverage == Coverage::Invalid && judged
}
