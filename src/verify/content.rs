//! What the signers could not have seen (VERDICT §11): reported beside the verdict, never part of it.

use serde::{Deserialize, Serialize};

use crate::pdf::{CONTENT_OBJECTS, Document, Occurrence};

use super::Reach;
use super::wire;

/// A code of [`crate::pdf::ContentKind`]. By another name: of what looks like a borrowed text, serde wants the input itself.
type Code = &'static str;

/// A class of content that a signer could not have seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContentReport {
    /// Stable, `CONTENT_…`.
    #[serde(deserialize_with = "wire::content")]
    pub code: Code,
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
