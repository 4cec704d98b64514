//! What was fetched, kept for the next run: one file an answer, as it came.
//!
//! The name is made of the question, so nothing else has to be kept, and a file says by itself until when it is current. Nothing
//! in the folder is believed: an entry is read and judged as if it had just come over the wire, and one that is damaged, or
//! about something else, is as good as none and replaced by the next answer. Files appear whole; any number of processes may
//! share the folder. When it has grown beyond [`MOST_BYTES`] the oldest go.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::SystemTime;

use time::{Duration, OffsetDateTime};
use tracing::debug;

use super::Material;
use super::question::Question;

/// Some hundred thousand answers, or a few of the largest lists.
const MOST_BYTES: u64 = 512 << 20;
/// Where an issuer's certificate lies a newer one may lie one day.
const ISSUERS_HOLD: Duration = Duration::days(7);
/// Nothing larger was ever written.
const LARGEST: u64 = 64 << 20;

/// The folder.
#[derive(Debug)]
pub(super) struct Cache {
    folder: Option<PathBuf>,
    /// Bytes that may still be written before somebody looks how large it has grown; nothing at first.
    before_sweep: AtomicU64,
}

impl Cache {
    /// In `folder`, which is made when it is needed; without one nothing is kept.
    pub(super) fn new(folder: Option<PathBuf>) -> Self {
        Self { folder, before_sweep: AtomicU64::new(0) }
    }

    /// What is kept as an answer to `question`, whether or not it is still current.
    pub(super) fn get(&self, question: &Question, now: OffsetDateTime) -> Option<Material> {
        let path = self.folder.as_ref()?.join(question.name());
        let about = fs::metadata(&path).ok()?;
        let kept = OffsetDateTime::from(about.modified().ok()?);
        let aged = matches!(question, Question::Issuers(_)) && now - kept > ISSUERS_HOLD;
        if aged || about.len() > LARGEST || !about.is_file() {
            return None;
        }
        question.read(&fs::read(&path).ok()?).ok()
    }

    /// Keeps `bytes`. What cannot be written is only not kept.
    pub(super) fn put(&self, question: &Question, bytes: &[u8]) {
        let Some(folder) = &self.folder else { return };
        if let Err(error) = self.write(folder, &question.name(), bytes) {
            debug!(folder = %folder.display(), %error, "nothing is kept");
        }
    }

    fn write(&self, folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
        crate::state::make_private(folder)?;
        self.sweep_sometimes(folder, bytes.len() as u64);
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.persist(folder.join(name)).map(drop).map_err(|error| error.error)
    }

    /// At the first entry, and whenever a sixteenth of what there may be was written since.
    fn sweep_sometimes(&self, folder: &Path, bytes: u64) {
        let left = self.before_sweep.load(Ordering::Relaxed);
        if let Some(left) = left.checked_sub(bytes) {
            return self.before_sweep.store(left, Ordering::Relaxed);
        }
        self.before_sweep.store(MOST_BYTES / 16, Ordering::Relaxed);
        if let Err(error) = sweep(folder, MOST_BYTES) {
            debug!(folder = %folder.display(), %error, "not swept");
        }
    }
}

/// Removes the oldest files until the others have at most `most` bytes.
fn sweep(folder: &Path, most: u64) -> io::Result<()> {
    let mut files: Vec<(SystemTime, u64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        if about.is_file() {
            files.push((about.modified()?, about.len(), entry.path()));
        }
    }
    files.sort();
    let mut left: u64 = files.iter().map(|(_, length, _)| length).sum();
    for (_, length, path) in files {
        if left <= most {
            break;
        }
        // Another process may have been quicker.
        let _ = fs::remove_file(path);
        left -= length;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PEM: &[u8] = include_bytes!("../../fixtures/x509/certificates.pem");

    fn issuers() -> Question {
        Question::Issuers("http://ca.vn/ca.crt".into())
    }

    #[test]
    fn what_was_kept_is_found_by_the_same_question_until_it_is_old() {
        let home = tempfile::tempdir().unwrap();
        let cache = Cache::new(Some(home.path().join("kyso/revocation")));
        let now = OffsetDateTime::now_utc();
        assert!(cache.get(&issuers(), now).is_none());
        cache.put(&issuers(), PEM);
        assert_eq!(cache.get(&issuers(), now).unwrap().certificates.len(), 4);
        assert!(cache.get(&Question::Issuers("http://ca.vn/".into()), now).is_none());
        assert!(cache.get(&Question::Crl("http://ca.vn/ca.crt".into()), now).is_none());
        assert!(cache.get(&issuers(), now + Duration::days(8)).is_none());
    }

    #[test]
    fn a_damaged_entry_is_none_and_is_replaced() {
        let home = tempfile::tempdir().unwrap();
        let cache = Cache::new(Some(home.path().to_path_buf()));
        let now = OffsetDateTime::now_utc();
        fs::write(home.path().join(issuers().name()), &PEM[..100]).unwrap();
        assert!(cache.get(&issuers(), now).is_none());
        cache.put(&issuers(), PEM);
        assert!(cache.get(&issuers(), now).is_some());
    }

    #[test]
    fn where_nothing_can_be_written_nothing_is_kept() {
        let file = tempfile::NamedTempFile::new().unwrap();
        for folder in [None, Some(file.path().to_path_buf())] {
            let cache = Cache::new(folder);
            cache.put(&issuers(), PEM);
            assert!(cache.get(&issuers(), OffsetDateTime::now_utc()).is_none());
        }
    }

    #[test]
    fn the_oldest_go_first() {
        let home = tempfile::tempdir().unwrap();
        for (name, age) in [("new", 1), ("old", 3), ("middle", 2)] {
            let path = home.path().join(name);
            fs::write(&path, [0; 100]).unwrap();
            let when = SystemTime::now() - std::time::Duration::from_hours(age);
            fs::File::options().write(true).open(path).unwrap().set_modified(when).unwrap();
        }
        sweep(home.path(), 250).unwrap();
        let left = |name: &str| home.path().join(name).exists();
        assert!(left("new") && left("middle") && !left("old"));
    }
}
