//! Until when a document proves itself: before its last time-stamp ends, a new one must cover it (EN 319 142-1 §5.5).
//!
//! A time-stamp ends with the certificate of its authority, or sooner with an algorithm that it stands on, by the dated
//! table of the policy.

use time::OffsetDateTime;

use crate::hash::Prefixes;
use crate::pdf::Document;
use crate::verify::{Context, Policy};

use super::entries::{Entry, Stamp, entries};
use super::error::Error;

/// When the last time-stamp of `document` ends; nothing where there is none. Without document time-stamps each signature
/// stands on its own, and the first to end counts.
///
/// # Errors
/// [`Error::Pdf`] where the form cannot be read.
pub fn due(
    document: &Document<'_>,
    prefixes: Prefixes<'_>,
    context: &Context,
) -> Result<Option<OffsetDateTime>, Error> {
    let entries = entries(document, prefixes, &context.intermediates)?;
    let ends = |entry: &Entry| entry.stamps.iter().map(|stamp| end(stamp, &context.policy)).max();
    let archive = entries.iter().rev().find(|entry| entry.is_timestamp).map(ends);
    Ok(archive.unwrap_or_else(|| entries.iter().filter_map(ends).min()))
}

fn end(stamp: &Stamp, policy: &Policy) -> OffsetDateTime {
    let algorithms = &policy.algorithms;
    let signature = stamp.scheme.zip(stamp.certificate.public_key().ok());
    let signature = signature.and_then(|(scheme, key)| algorithms.end(scheme, key));
    let digest = stamp.hash.and_then(|hash| algorithms.end_of_digest(hash));
    signature.into_iter().chain(digest).fold(stamp.certificate.not_after(), OffsetDateTime::min)
}
