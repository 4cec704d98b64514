//! Documents whose level is lower than was asked for, to be raised later (`--defer`).
//!
//! One line of JSON a document, in `deferred.jsonl`: for people to read, and to take out. A lock beside it keeps processes
//! apart; a line that cannot be read is kept and passed over.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

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

/// The list in one folder.
#[derive(Clone, Debug)]
pub struct Deferred {
    folder: PathBuf,
}

impl Deferred {
    /// The list in `folder` (which [`super::folder`] finds); it is made when it is needed.
    ///
    /// # Errors
    /// [`Error::NoFolder`] without one.
    pub fn new(folder: Option<PathBuf>) -> Result<Self, Error> {
        Ok(Self { folder: folder.ok_or(Error::NoFolder)? })
    }

    /// Every entry, oldest first; of one file the newest alone.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn entries(&self) -> Result<Vec<Entry>, Error> {
        let entries: Vec<_> = self.lines()?.iter().filter_map(|line| read(line)).collect();
        let is_newest = |place: usize| !entries[place + 1..].iter().any(|later| later.file == entries[place].file);
        Ok((0..entries.len()).filter(|place| is_newest(*place)).map(|place| entries[place].clone()).collect())
    }

    /// Notes a document, in place of what was noted of it before.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn note(&self, entry: &Entry) -> Result<(), Error> {
        self.rewrite(&entry.file, Some(entry))
    }

    /// Takes a document out: it was raised.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn settle(&self, file: &Path) -> Result<(), Error> {
        if self.lines()?.iter().any(|line| read(line).is_some_and(|entry| entry.file == file)) {
            self.rewrite(file, None)?;
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

    /// All lines but those of `file`, and `entry` after them, as a whole.
    fn rewrite(&self, file: &Path, entry: Option<&Entry>) -> Result<(), Error> {
        make_private(&self.folder).map_err(at(&self.folder))?;
        let _lock = self.lock()?;
        let mut lines = self.lines()?;
        lines.retain(|line| read(line).is_none_or(|entry| entry.file != file));
        // Paths that are not UTF-8 have no JSON.
        let new = entry.map(|entry| serde_json::to_string(entry).map_err(io::Error::from)).transpose();
        lines.extend(new.map_err(at(file))?);
        let path = self.path();
        let write = || {
            let mut temporary = tempfile::NamedTempFile::new_in(&self.folder)?;
            for line in &lines {
                writeln!(temporary, "{line}")?;
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

fn read(line: &str) -> Option<Entry> {
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
        list.settle(Path::new("/a.pdf")).unwrap();
        list.note(&entry("/a.pdf", "b-lt")).unwrap();
        list.note(&entry("/b.pdf", "b-lt")).unwrap();
        fs::write(list.path(), fs::read_to_string(list.path()).unwrap() + "a person's remark\n").unwrap();
        list.settle(Path::new("/a.pdf")).unwrap();
        list.note(&entry("/b.pdf", "b-lta")).unwrap();
        assert_eq!(list.entries().unwrap(), [entry("/b.pdf", "b-lta")]);
        assert!(fs::read_to_string(list.path()).unwrap().contains("a person's remark"));
    }
}
