//! What the signers could not have seen (VERDICT §11): reported beside the verdict, never part of it.

use serde::Serialize;

use crate::pdf::{CONTENT_OBJECTS, Document, Occurrence};

use super::Reach;

/// A class of content that a signer could not have seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ContentReport {
    /// Stable, `CONTENT_…`.
    pub code: &'static str,
    /// How often it occurs.
    pub count: usize,
    /// Number and generation of the first object that has it.
    pub object: String,
}

/// What `document` as it stands holds of it. Who looks at the form alone is told that nothing else was looked at.
pub fn content(document: &Document<'_>, reach: Reach) -> Vec<ContentReport> {
    let objects = if reach == Reach::Form { 0 } else { CONTENT_OBJECTS };
    let report = |found: Occurrence| ContentReport {
        code: found.kind.code(),
        count: found.count,
        object: found.first.to_string(),
    };
    document.latest().unseen_content(objects).into_iter().map(report).collect()
}
