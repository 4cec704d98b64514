//! The bytes of a document: a small one in memory, a large one mapped.
//!
//! What is read into memory is ours alone. What is mapped costs memory only while it is looked at, but somebody else may
//! write to the file meanwhile, or cut it off; so whoever worked on a mapped file asks [`Content::unchanged`] before the
//! result counts. A signature is made over a private copy, a [`Draft`], and needs no such trust in others.

mod copy;
mod draft;
mod mapped;

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

pub use draft::Draft;
use mapped::Mapped;

/// Up to this size a document is read into memory to be looked at.
pub const IN_MEMORY: u64 = 64 << 20;
/// Up to this size it is read into memory to be signed. Beyond, the private copy is made where the result will be: it has to
/// be written there anyway, and costs no memory besides.
pub const DRAFT_IN_MEMORY: u64 = 4 << 20;

/// Why a document cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What the system says.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Somebody wrote to the file, cut it off or put another in its place.
    #[error("the file was changed while it was read")]
    Changed,
    /// The private copy cannot be written.
    #[error("the copy cannot be written: {0}")]
    Copy(io::Error),
}

/// A document that was read, or is being read.
pub struct Content {
    bytes: Bytes,
    /// The file that others may change; nothing for a stream.
    origin: Option<Origin>,
}

enum Bytes {
    Memory(Vec<u8>),
    Mapped { file: File, map: Mapped },
}

struct Origin {
    path: PathBuf,
    stamp: Stamp,
}

impl Content {
    /// The file at `path`, in memory up to `in_memory` bytes.
    ///
    /// # Errors
    /// [`Error::Io`], also for what is no file: a device or a pipe by name would never end. [`Error::Changed`].
    pub fn read(path: &Path, in_memory: u64) -> Result<Self, Error> {
        let stamp = Stamp::of(&fs::metadata(path)?)?;
        let mut file = File::open(path)?;
        if Stamp::of(&file.metadata()?)? != stamp {
            return Err(Error::Changed);
        }
        let length = stamp.length;
        let bytes = if length <= in_memory {
            let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
            file.read_to_end(&mut bytes)?;
            Bytes::Memory(bytes)
        } else {
            Bytes::Mapped { map: Mapped::new(&file)?, file }
        };
        let content = Self { bytes, origin: Some(Origin { path: path.to_path_buf(), stamp }) };
        content.unchanged()?;
        if content.bytes().len() as u64 == length { Ok(content) } else { Err(Error::Changed) }
    }

    /// All of `stream`; what does not fit into `in_memory` bytes goes to a file without a name.
    ///
    /// # Errors
    /// What the system says.
    pub fn of_stream(stream: &mut dyn Read, in_memory: u64) -> io::Result<Self> {
        let mut bytes = Vec::new();
        // One byte more tells whether there is more.
        stream.take(in_memory.saturating_add(1)).read_to_end(&mut bytes)?;
        if bytes.len() as u64 <= in_memory {
            return Ok(Self { bytes: Bytes::Memory(bytes), origin: None });
        }
        let mut file = tempfile::tempfile()?;
        file.write_all(&bytes)?;
        drop(bytes);
        io::copy(stream, &mut file)?;
        Ok(Self { bytes: Bytes::Mapped { map: Mapped::new(&file)?, file }, origin: None })
    }

    /// The whole document.
    pub fn bytes(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Memory(bytes) => bytes,
            Bytes::Mapped { map, .. } => map.bytes(),
        }
    }

    /// Can nobody else change these bytes?
    pub fn is_private(&self) -> bool {
        matches!(self.bytes, Bytes::Memory(_)) || self.origin.is_none()
    }

    /// Is the file still the one that was read, and was every byte read from it?
    ///
    /// # Errors
    /// [`Error::Changed`] if not, [`Error::Io`] if it is gone.
    pub fn unchanged(&self) -> Result<(), Error> {
        let broken = matches!(&self.bytes, Bytes::Mapped { map, .. } if map.is_broken());
        let same = match &self.origin {
            Some(Origin { path, stamp }) => Stamp::of(&fs::metadata(path)?)? == *stamp,
            None => true,
        };
        if same && !broken { Ok(()) } else { Err(Error::Changed) }
    }
}

/// By which a change shows.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
    /// Device, inode, and the change of the inode, which no program can set back.
    identity: [i64; 4],
}

impl Stamp {
    fn of(facts: &Metadata) -> io::Result<Self> {
        if facts.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if !facts.is_file() {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
        }
        Ok(Self { length: facts.len(), modified: facts.modified().ok(), identity: identity(facts) })
    }
}

#[cfg(unix)]
fn identity(facts: &Metadata) -> [i64; 4] {
    use std::os::unix::fs::MetadataExt;
    [facts.dev().cast_signed(), facts.ino().cast_signed(), facts.ctime(), facts.ctime_nsec()]
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> [i64; 4] {
    [0; 4]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document of three pages' memory on a desk of its own.
    fn document() -> (tempfile::TempDir, PathBuf) {
        let desk = tempfile::tempdir().unwrap();
        let path = desk.path().join("a.pdf");
        fs::write(&path, vec![b'x'; 20_000]).unwrap();
        (desk, path)
    }

    #[test]
    fn a_file_and_a_stream_are_the_same_in_memory_and_mapped() {
        let (_desk, path) = document();
        for in_memory in [19_999, 20_000] {
            let content = Content::read(&path, in_memory).unwrap();
            assert_eq!(content.bytes(), vec![b'x'; 20_000]);
            assert_eq!(content.is_private(), in_memory == 20_000);
            content.unchanged().unwrap();
            let streamed = Content::of_stream(&mut &vec![b'x'; 20_000][..], in_memory).unwrap();
            assert_eq!(streamed.bytes(), vec![b'x'; 20_000]);
            assert!(streamed.is_private(), "nobody knows the file");
        }
    }

    /// While a clerk verifies a large file, its author saves a shorter one over it.
    #[test]
    fn a_file_cut_off_while_it_is_read_is_changed_and_no_crash() {
        let (_desk, path) = document();
        let (content, other) = (Content::read(&path, 0).unwrap(), Content::read(&path, 0).unwrap());
        File::options().write(true).open(&path).unwrap().set_len(5000).unwrap();
        assert_eq!(content.bytes()[..5000], [b'x'; 5000]);
        assert!(content.bytes()[8192..].iter().all(|&byte| byte == 0));
        assert!(matches!(content.unchanged(), Err(Error::Changed)));
        // Restoring length and time hides nothing: these bytes were not all the file's.
        assert!(matches!(&content.bytes, Bytes::Mapped { map, .. } if map.is_broken()));
        assert!(matches!(&other.bytes, Bytes::Mapped { map, .. } if !map.is_broken()), "it was not read yet");
    }

    /// Somebody overwrites bytes in place and sets the time back.
    #[cfg(unix)]
    #[test]
    fn a_file_rewritten_with_its_old_time_is_changed() {
        let (_desk, path) = document();
        let content = Content::read(&path, 0).unwrap();
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(20));
        let mut file = File::options().write(true).open(&path).unwrap();
        file.write_all(b"y").unwrap();
        file.set_modified(before).unwrap();
        assert!(matches!(content.unchanged(), Err(Error::Changed)));
    }

    /// An editor saves by renaming: the path names another file of the same size and time.
    #[cfg(unix)]
    #[test]
    fn another_file_in_its_place_is_a_change() {
        let (desk, path) = document();
        let content = Content::read(&path, u64::MAX).unwrap();
        let other = desk.path().join("b.pdf");
        fs::write(&other, vec![b'x'; 20_000]).unwrap();
        let before = fs::metadata(&path).unwrap().modified().unwrap();
        File::options().write(true).open(&other).unwrap().set_modified(before).unwrap();
        fs::rename(&other, &path).unwrap();
        assert!(matches!(content.unchanged(), Err(Error::Changed)));
    }
}
