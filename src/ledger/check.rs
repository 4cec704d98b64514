//! Is the ledger as it was written?

use super::row::{Digest, Row};

/// A record as it is stored.
#[derive(Clone, Debug)]
pub struct Link {
    pub(super) id: i64,
    pub(super) row: Row,
    /// What is stored as the digest of the row.
    pub(super) content: Digest,
    /// What is stored as its hash.
    pub(super) hash: Digest,
}
