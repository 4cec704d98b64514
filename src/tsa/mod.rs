//! Time-stamp protocol (RFC 3161).

use crate::hash::Hash;

/// Where time-stamp tokens come from: TSAs over HTTP, or a test's clock.
pub trait TimestampSource: Sync {
    /// A time-stamp token (the ContentInfo, bytes as received) over `digest`, fully checked against the request.
    ///
    /// # Errors
    /// What the last TSA asked answered, or why none could be asked.
    fn timestamp(&self, hash: Hash, digest: &[u8]) -> Result<Vec<u8>, Error>;
}

/// Why no time-stamp was had.
#[derive(Debug, thiserror::Error)]
pub enum Error {}
