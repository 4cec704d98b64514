//! By which a change of a file shows without opening it.

use std::fs::Metadata;
use std::time::{SystemTime, UNIX_EPOCH};

/// Nanoseconds within which two changes may have the same time: FAT's two seconds are the coarsest of file systems in use.
const GRAIN: i64 = 2_000_000_000;

/// Size, times and inode of a file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) length: u64,
    /// When its bytes changed, in nanoseconds since 1970.
    pub(super) modified: i64,
    /// When its inode changed, which no program can set back; 0 where the system does not say.
    pub(super) changed: i64,
    /// 0 where the system does not say.
    pub(super) inode: u64,
}

impl Stamp {
    pub(super) fn of(facts: &Metadata) -> Self {
        let modified = facts.modified().map_or(0, nanoseconds);
        let (changed, inode) = inode(facts);
        Self { length: facts.len(), modified, changed, inode }
    }

    /// Would a change after the time `look` give another stamp? One within the clock's grain of the last might not.
    pub(super) fn would_show(&self, look: i64) -> bool {
        self.modified.max(self.changed).saturating_add(GRAIN) < look
    }
}

#[cfg(unix)]
fn inode(facts: &Metadata) -> (i64, u64) {
    use std::os::unix::fs::MetadataExt;
    (facts.ctime().saturating_mul(1_000_000_000).saturating_add(facts.ctime_nsec()), facts.ino())
}

#[cfg(not(unix))]
fn inode(_: &Metadata) -> (i64, u64) {
    (0, 0)
}

/// The time, in nanoseconds since 1970.
pub(super) fn now() -> i64 {
    nanoseconds(SystemTime::now())
}

fn nanoseconds(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanoseconds| -nanoseconds),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_as_young_as_the_look_is_looked_at_again() {
        let stamp = Stamp { modified: 10_000_000_000, changed: 11_000_000_000, ..Stamp::default() };
        assert!(!stamp.would_show(11_000_000_000));
        assert!(!stamp.would_show(13_000_000_000));
        assert!(stamp.would_show(13_000_000_001));
        assert!(!Stamp { modified: i64::MAX, ..stamp }.would_show(now()), "a time in the future says nothing");
    }
}
