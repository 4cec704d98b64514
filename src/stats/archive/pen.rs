//! The ledger, as an archive is looked at: asked for verdicts, and written to many at a time.
//!
//! Who reads the ledger between two batches sees whole batches. A run that is killed has lost at most the last second's verdicts,
//! and gives them again.

use std::mem;
use std::time::{Duration, Instant};

use super::super::Error;
use crate::ledger::{Head, Ledger, Record};

/// Records of one transaction at most.
const BATCH: usize = 1000;
/// How long a verdict may wait for others.
pub(super) const PATIENCE: Duration = Duration::from_secs(1);

/// A ledger, and what is to be written into it.
pub(super) struct Pen<'l> {
    ledger: &'l dyn Ledger,
    policy: &'l str,
    /// The end of the chain as we know it.
    head: Head,
    /// Nobody else wrote meanwhile.
    alone: bool,
    pending: Vec<Record>,
    since: Instant,
}

impl<'l> Pen<'l> {
    pub(super) fn new(ledger: &'l dyn Ledger, policy: &'l str) -> Result<Self, Error> {
        let head = ledger.head()?;
        Ok(Self { ledger, policy, head, alone: true, pending: Vec::new(), since: Instant::now() })
    }

    /// The end of the chain, up to which everything that was asked is known.
    pub(super) fn head(&self) -> Head {
        self.head
    }

    /// Is there anything that could be asked for?
    pub(super) fn remembers(&self) -> bool {
        self.head.count > 0
    }

    /// The first verdict on these bytes under the policy in force.
    pub(super) fn verdict(&self, sha256: &str) -> Result<Option<Record>, Error> {
        Ok(self.ledger.verdict_of(sha256, self.policy)?)
    }

    /// Writes a record, sooner or later.
    pub(super) fn put(&mut self, record: Record) -> Result<(), Error> {
        if self.pending.is_empty() {
            self.since = Instant::now();
        }
        self.pending.push(record);
        let due = self.pending.len() >= BATCH || self.since.elapsed() >= PATIENCE;
        if due { self.flush() } else { Ok(()) }
    }

    /// Writes what waits.
    pub(super) fn flush(&mut self) -> Result<(), Error> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let [before, after] = self.ledger.record_batch(&mem::take(&mut self.pending))?;
        self.alone &= before == self.head;
        self.head = after;
        Ok(())
    }

    /// The end of the chain; nothing where somebody else wrote what we do not know.
    pub(super) fn finish(mut self) -> Result<Option<Head>, Error> {
        self.flush()?;
        Ok(self.alone.then_some(self.head))
    }
}
