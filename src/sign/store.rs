//! The update that brings evidence into the security store: no field, no signature, and for an encrypted document that has
//! one a new integrity code by itself (ISO/TS 32004).

use crate::hash::{Hash, Trails};
use crate::pdf::{Additions, Document, Update};

use super::error::Error;
use super::guard;
use super::integrity_code::IntegrityCode;
use super::prepare::{self, Prepared};

/// What is to be appended to `document`; nothing where its store lacks nothing.
///
/// # Errors
/// [`Error::Forbidden`] or [`Error::Pdf`].
pub(super) fn store(document: &Document<'_>, trails: &Trails, additions: &Additions) -> Result<Option<Vec<u8>>, Error> {
    guard::may_extend(document)?;
    let mut update = Update::new(document)?;
    if !update.add_evidence(additions)? {
        return Ok(None);
    }
    let view = update.view();
    prepare::declare_extension(&mut update, view, prepare::LONG_TERM)?;
    let Some(code) = IntegrityCode::of(document) else { return Ok(Some(update.finish()?.into_tail())) };
    // Nothing may follow the token, so its place is as long as it is: always the same.
    let hash = Hash::Sha256;
    update.add_auth_code(code.token(hash, &hash.digest(&[]), None)?.len())?;
    let prepared = Prepared::of(update)?;
    let token = code.token(hash, &prepared.digest(hash, trails), None)?;
    prepared.seal(&token).map(Some)
}
