//! Documents whose level is lower than was asked for, to be raised later (`--defer`).
//!
//! One line of JSON a document, in `deferred.jsonl`: for people to read, and to take out. Lines are only added, so that a
//! night of ten thousand documents costs ten thousand lines: a later line of the same file stands for the earlier, and one
//! that says `settled` takes it out. What has no use any more is cleared away when a process first writes. A lock beside
//! it keeps processes apart; a line that cannot be read is kept and passed over.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;

use super::{Error, at, make_private, private};

/// One document to be raised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its absolute path.
    pub file: PathBuf,
    /// What was asked for: `b-t`, `b-lt`, `b-lta`.
    pub level: String,
    /// Before this there is no use in trying, where that is known.
    #[serde(with = "time::serde::rfc3339::option", default)]
    pub not_before: Option<OffsetDateTime>,
    /// The code of the error that stopped it.
    pub reason: String,
    /// When it was noted.
    #[serde(with = "time::serde::rfc3339")]
    pub noted: OffsetDateTime,
}

/// One line of the list.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Settled {
        file: PathBuf,
        #[serde(with = "time::serde::rfc3339")]
        settled: OffsetDateTime,
    },
    Noted(Entry),
}

impl Line {
    fn file(&self) -> &Path {
        match self {
            Self::Settled { file, .. } | Self::Noted(Entry { file, .. }) => file,
        }
    }
}

/// The list in one folder.
#[derive(Debug)]
pub struct Deferred {
    folder: PathBuf,
    /// The files on the list, once this process has written to it.
    waiting: Mutex<Option<HashSet<PathBuf>>>,
}

impl Deferred {
    /// The list in `folder` (which [`super::folder`] finds); it is made when it is needed.
    ///
    /// # Errors
    /// [`Error::NoFolder`] without one.
    pub fn new(folder: Option<PathBuf>) -> Result<Self, Error> {
        Ok(Self { folder: folder.ok_or(Error::NoFolder)?, waiting: Mutex::default() })
    }

    /// Every entry, in the order in which they were noted; of one file the newest alone.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn entries(&self) -> Result<Vec<Entry>, Error> {
        let (mut places, mut entries) = (HashMap::new(), BTreeMap::new());
        for (place, line) in self.lines()?.iter().enumerate() {
            let Some(line) = read(line) else { continue };
            if let Some(earlier) = places.insert(line.file().to_path_buf(), place) {
                entries.remove(&earlier);
            }
            if let Line::Noted(entry) = line {
                entries.insert(place, entry);
            }
        }
        Ok(entries.into_values().collect())
    }

    /// Notes a document, in place of what was noted of it before.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn note(&self, entry: &Entry) -> Result<(), Error> {
        let mut waiting = self.waiting()?;
        self.append(&Line::Noted(entry.clone()))?;
        waiting.get_or_insert_default().insert(entry.file.clone());
        Ok(())
    }

    /// Takes a document out: it was raised.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn settle(&self, file: &Path, now: OffsetDateTime) -> Result<(), Error> {
        let mut waiting = self.waiting()?;
        if waiting.get_or_insert_default().remove(file) {
            self.append(&Line::Settled { file: file.to_path_buf(), settled: now })?;
        }
        Ok(())
    }

    fn path(&self) -> PathBuf {
        self.folder.join("deferred.jsonl")
    }

    fn lines(&self) -> Result<Vec<String>, Error> {
        let path = self.path();
        match fs::read_to_string(&path) {
            Ok(text) => Ok(text.lines().map(str::to_owned).collect()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(at(&path)(error)),
        }
    }

    /// The files on the list; read once, and cleared of what has no use where that is most of it.
    fn waiting(&self) -> Result<MutexGuard<'_, Option<HashSet<PathBuf>>>, Error> {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.is_none() {
            let entries = self.entries()?;
            if self.lines()?.len() > 2 * entries.len() + 100 {
                self.clear()?;
            }
            *waiting = Some(entries.into_iter().map(|entry| entry.file).collect());
        }
        Ok(waiting)
    }

    fn append(&self, line: &Line) -> Result<(), Error> {
        make_private(&self.folder).map_err(at(&self.folder))?;
        let _lock = self.lock()?;
        // Paths that are not UTF-8 have no JSON.
        let text = serde_json::to_string(line).map_err(io::Error::from).map_err(at(line.file()))?;
        let path = self.path();
        let write = || {
            let mut file = private().append(true).create(true).open(&path)?;
            file.write_all((text + "\n").as_bytes())?;
            file.sync_data()
        };
        write().map_err(at(&path))
    }

    /// Leaves the newest line of each file that waits, and what people wrote.
    fn clear(&self) -> Result<(), Error> {
        let _lock = self.lock()?;
        let waiting: HashSet<_> = self.entries()?.into_iter().map(|entry| entry.file).collect();
        let (mut kept, mut seen) = (Vec::new(), HashSet::new());
        for text in self.lines()?.into_iter().rev() {
            let line = read(&text);
            if line.is_none_or(|line| waiting.contains(line.file()) && seen.insert(line.file().to_path_buf())) {
                kept.push(text + "\n");
            }
        }
        let path = self.path();
        let write = || {
            let mut temporary = tempfile::NamedTempFile::new_in(&self.folder)?;
            for line in kept.iter().rev() {
                temporary.write_all(line.as_bytes())?;
            }
            temporary.as_file().sync_all()?;
            temporary.persist(&path)?;
            Ok::<_, io::Error>(())
        };
        write().map_err(at(&path))
    }

    /// Held while the returned file lives.
    fn lock(&self) -> Result<File, Error> {
        let path = self.folder.join("deferred.lock");
        let file = private().write(true).create(true).truncate(false).open(&path).map_err(at(&path))?;
        file.lock().map_err(at(&path))?;
        Ok(file)
    }
}

fn read(line: &str) -> Option<Line> {
    serde_json::from_str(line).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    fn entry(file: &str, level: &str) -> Entry {
        Entry {
            file: file.into(),
            level: level.to_owned(),
            not_before: Some(datetime!(2026-11-29 00:00 UTC)),
            reason: "EVIDENCE_TOO_OLD".to_owned(),
            noted: datetime!(2026-11-28 15:00 UTC),
        }
    }

    /// Two documents wait for the authority's next list; one is raised, the other is asked for more.
    #[test]
    fn what_is_noted_is_there_until_it_is_settled() {
        let home = tempfile::tempdir().unwrap();
        let list = Deferred::new(Some(home.path().join("kyso"))).unwrap();
        assert_eq!(list.entries().unwrap(), []);
        let now = datetime!(2026-11-30 00:00 UTC);
        list.settle(Path::new("/a.pdf"), now).unwrap();
        list.note(&entry("/a.pdf", "b-lt")).unwrap();
        list.note(&entry("/b.pdf", "b-lt")).unwrap();
        fs::write(list.path(), fs::read_to_string(list.path()).unwrap() + "a person's remark\n").unwrap();
        let now = datetime!(2026-11-30 00:00 UTC);
        list.settle(Path::new("/a.pdf"), now).unwrap();
        list.note(&entry("/b.pdf", "b-lta")).unwrap();
        assert_eq!(list.entries().unwrap(), [entry("/b.pdf", "b-lta")]);
        assert!(fs::read_to_string(list.path()).unwrap().contains("a person's remark"));
    }

    /// Every night the same documents are tried, and wait on: the list does not grow with the nights.
    #[test]
    fn what_has_no_use_any_more_is_cleared_away() {
        let home = tempfile::tempdir().unwrap();
        let list = || Deferred::new(Some(home.path().join("kyso"))).unwrap();
        for night in 0..40 {
            let list = list();
            for document in 0..20 {
                list.note(&entry(&format!("/{document}.pdf"), "b-lt")).unwrap();
            }
            list.settle(Path::new("/7.pdf"), datetime!(2026-11-30 00:00 UTC)).unwrap();
            if night == 0 {
                fs::write(list.path(), fs::read_to_string(list.path()).unwrap() + "a person's remark\n").unwrap();
            }
        }
        assert_eq!(list().entries().unwrap().len(), 19);
        assert!(list().lines().unwrap().len() < 200, "{}", list().lines().unwrap().len());
        assert!(fs::read_to_string(list().path()).unwrap().contains("a person's remark"));
    }
}
