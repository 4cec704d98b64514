//! What lies in an archive: its folders side by side, level by level, and each file held against what is known of it.
//!
//! Kinds of entries come with their names; only files that may be documents are asked for size and times. What cannot be
//! listed, and every link that seems to lead to documents, is told by name: a loop ends nowhere, and a document is counted
//! where it lies.

use std::ffi::OsStr;
use std::fs::{self, DirEntry, FileType};
use std::io;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::super::Error;
use super::Told;
use super::memory::{Index, Memory};
use super::stamp::Stamp;

/// Endings of names, in any case: documents, and packages of them.
const ENDINGS: [&str; 2] = ["pdf", "edxml"];
/// So many entries of a folder are looked at by one thread.
const SHARE: usize = 256;

/// A file that is to be looked at.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    /// Its path below the archive, with `/` between names, in the system's bytes.
    pub(super) below: Vec<u8>,
    pub(super) stamp: Stamp,
}

/// What lies there.
#[derive(Debug, Default)]
pub(super) struct Walked {
    /// Places of rows of the memory whose files are as they were.
    pub(super) same: Vec<u32>,
    pub(super) found: Vec<Found>,
    pub(super) told: Vec<Told>,
}

/// Every document below `root`.
///
/// # Errors
/// [`Error::Archive`] where `root` itself cannot be listed; below it that is told.
pub(super) fn walk(root: &Path, memory: &Memory) -> Result<Walked, Error> {
    let cannot = |error: io::Error| Error::Archive { path: root.to_owned(), why: error.to_string() };
    let known = memory.index();
    let mut walked = Walked::default();
    let mut level = vec![Vec::new()];
    fs::read_dir(root).map_err(cannot)?;
    while !level.is_empty() {
        let listed: Vec<_> = level.par_iter().map(|folder| list(root, folder, &known)).collect();
        level.clear();
        for (folders, files) in listed {
            level.extend(folders);
            walked.same.extend(files.same);
            walked.found.extend(files.found);
            walked.told.extend(files.told);
        }
    }
    Ok(walked)
}

/// What a name turned out to be.
enum Entry {
    Folder(Vec<u8>),
    Same(u32),
    Found(Found),
    Told(Told),
}

type Listed = (Vec<Vec<u8>>, Walked);

/// Goes through one folder, `below` the archive.
fn list(root: &Path, below: &[u8], known: &Index<'_>) -> Listed {
    let (mut folders, mut walked) = Listed::default();
    let path = root.join(name_of(below));
    let unread = |error: &io::Error| ("ARCHIVE_UNREADABLE", format!("{}: {error}", text_of(below.to_vec())));
    let entries: Vec<_> = match fs::read_dir(&path) {
        Ok(entries) => entries.collect(),
        // It went away meanwhile, and its files with it.
        Err(error) if error.kind() == io::ErrorKind::NotFound => return (folders, walked),
        Err(error) => vec![Err(error)],
    };
    let look = |entry: &io::Result<DirEntry>| match entry {
        Ok(entry) => self::entry(entry, below, known).unwrap_or_else(|error| Some(Entry::Told(unread(&error)))),
        Err(error) => Some(Entry::Told(unread(error))),
    };
    let seen: Vec<_> = entries.par_iter().with_min_len(SHARE).filter_map(look).collect();
    for entry in seen {
        match entry {
            Entry::Folder(below) => folders.push(below),
            Entry::Same(place) => walked.same.push(place),
            Entry::Found(found) => walked.found.push(found),
            Entry::Told(told) => walked.told.push(told),
        }
    }
    (folders, walked)
}

/// Nothing for what is no document.
fn entry(entry: &DirEntry, folder: &[u8], known: &Index<'_>) -> io::Result<Option<Entry>> {
    let (kind, name) = (entry.file_type()?, entry.file_name());
    let below = || [folder, if folder.is_empty() { b"" } else { b"/" }, name.as_encoded_bytes()].concat();
    if kind.is_dir() {
        return Ok(Some(Entry::Folder(below())));
    }
    if !kind.is_file() {
        let tells = is_document(&name) || kind.is_symlink() && leads_to_folder(&entry.path());
        return Ok(tells.then(|| Entry::Told((told_of(kind), text_of(below())))));
    }
    if !is_document(&name) {
        return Ok(None);
    }
    let stamp = match entry.metadata() {
        Ok(facts) => Stamp::of(&facts),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let below = below();
    Ok(Some(match known.same(&below, &stamp) {
        Some(place) => Entry::Same(place),
        None => Entry::Found(Found { path: entry.path(), below, stamp }),
    }))
}

fn told_of(kind: FileType) -> &'static str {
    if kind.is_symlink() { "ARCHIVE_LINK" } else { "ARCHIVE_NO_FILE" }
}

/// A link that leads nowhere, or in a circle, may have led to one.
fn leads_to_folder(link: &Path) -> bool {
    fs::metadata(link).map_or(true, |facts| facts.is_dir())
}

fn is_document(name: &OsStr) -> bool {
    let ending = Path::new(name).extension();
    ending.is_some_and(|ending| ENDINGS.iter().any(|wanted| ending.eq_ignore_ascii_case(wanted)))
}

/// The path that bytes of [`Found::below`] stand for.
#[cfg(unix)]
pub(super) fn name_of(below: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(below).into()
}

/// The path that bytes of [`Found::below`] stand for.
#[cfg(not(unix))]
pub(super) fn name_of(below: &[u8]) -> PathBuf {
    String::from_utf8_lossy(below).into_owned().into()
}

/// The same for people; the archive itself is `.`.
pub(super) fn text_of(below: Vec<u8>) -> String {
    if below.is_empty() {
        return ".".to_owned();
    }
    String::from_utf8(below).unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}
