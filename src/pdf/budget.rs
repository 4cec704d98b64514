//! What the reading of one file has cost so far, held against its [`Limits`].
//!
//! Whatever is done over and over at a stranger's bidding is charged here: decoding, and reading the same long text as
//! many objects. What fails is charged as what succeeds; otherwise a bomb that is refused could be set off again and again.
//! The first limit that was met is remembered: a reader who goes on with what there is can still say that it is not all.

use super::error::Error;
use super::limits::Limits;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Text shorter than this is not counted; see [`Limits::text_bytes`].
const SHORT: usize = 4096;
/// What keeping a copy costs beside its bytes.
const COPY: usize = 64;

/// Counters of one document.
#[derive(Debug)]
pub(crate) struct Budget {
    decoded: AtomicU64,
    text: AtomicU64,
    copied: AtomicU64,
    copied_limit: u64,
    decoded_limit: u64,
    text_limit: u64,
    met: OnceLock<Error>,
}

impl Budget {
    /// For a file of `size` bytes.
    pub(crate) fn new(limits: &Limits, size: usize) -> Self {
        let size = size as u64;
        Self {
            decoded: AtomicU64::new(0),
            text: AtomicU64::new(0),
            copied: AtomicU64::new(0),
            copied_limit: limits.text_bytes.saturating_add(size.saturating_mul(4)),
            decoded_limit: limits.total_bytes.max(size.saturating_mul(16)),
            text_limit: limits.text_bytes.saturating_add(size.saturating_mul(32)),
            met: OnceLock::new(),
        }
    }

    /// Charges decoded bytes.
    pub(crate) fn decoded(&self, bytes: usize) -> Result<(), Error> {
        self.charge(&self.decoded, bytes, self.decoded_limit, "decoded bytes of the file")
    }

    /// Charges the text of one object, or a search through the file; no bytes at all ask whether any are left.
    pub(crate) fn text(&self, bytes: usize) -> Result<(), Error> {
        let bytes = if bytes < SHORT { 0 } else { bytes };
        self.charge(&self.text, bytes, self.text_limit, "bytes read as overlapping objects")
    }

    /// Charges text copied out of the file into fields and lists of names, which may refer to one text many times.
    pub(crate) fn copied(&self, bytes: usize) -> Result<(), Error> {
        self.charge(&self.copied, bytes + COPY, self.copied_limit, "bytes of names and values copied")
    }

    /// Remembers `error`, if it is a limit and the first one.
    pub(crate) fn remember(&self, error: &Error) {
        if matches!(error, Error::Limit { .. }) {
            self.met.get_or_init(|| error.clone());
        }
    }

    /// The first limit that was met.
    pub(crate) fn met(&self) -> Option<&Error> {
        self.met.get()
    }

    fn charge(&self, counter: &AtomicU64, bytes: usize, limit: u64, what: &'static str) -> Result<(), Error> {
        let before = counter.fetch_add(bytes as u64, Ordering::Relaxed);
        if before.saturating_add(bytes as u64) <= limit {
            return Ok(());
        }
        let error = Error::Limit { what, limit };
        self.remember(&error);
        Err(error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_larger_file_may_cost_more() {
        let limits = Limits { text_bytes: 10_000, ..Limits::default() };
        assert!(Budget::new(&limits, 0).text(10_001).is_err());
        let budget = Budget::new(&limits, 1000);
        assert!(budget.text(10_001).is_ok() && budget.text(30_000).is_ok());
        assert!(budget.text(SHORT - 1).is_ok(), "short texts are free");
        assert!(budget.met().is_none());
        assert_eq!(budget.text(5000).unwrap_err().code(), "LIMIT_EXCEEDED");
        assert!(budget.text(0).is_err(), "nothing is left, and nobody has to try");
        assert!(budget.met().is_some());
    }
}
