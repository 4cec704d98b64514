//! What must not be seen: PINs, passphrases, passwords. How they are read, and how they are kept while they live.
//!
//! A [`Secret`] is wiped when dropped, kept out of swap where the system allows it, and has neither `Debug` nor `Display`
//! of its content. No error tells a secret or its length.
//!
//! Of a file, a descriptor or a variable only the first line counts, without its line break (and without a byte order mark,
//! which editors on Windows put in front): nothing else is trimmed, because a space can belong to a secret.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zeroize::{Zeroize, Zeroizing};

/// Most bytes of a secret.
pub const LIMIT: usize = 1024;

/// A PIN, passphrase or password: not empty, at most [`LIMIT`] bytes.
pub struct Secret(Zeroizing<Box<[u8]>>);

/// Why there is no secret.
#[derive(Debug, thiserror::Error)]
pub enum SecretError {
    /// The first line is empty.
    #[error("nothing in the first line")]
    Empty,
    /// The first line is longer than any secret.
    #[error("more than {LIMIT} bytes in the first line")]
    TooLong,
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

impl Secret {
    /// Takes `bytes` over as they are and wipes them.
    ///
    /// # Errors
    /// [`SecretError::Empty`] or [`SecretError::TooLong`].
    pub fn new(mut bytes: Vec<u8>) -> Result<Self, SecretError> {
        let kept = match bytes.len() {
            0 => Err(SecretError::Empty),
            1..=LIMIT => Ok(Self(Zeroizing::new(bytes.as_slice().into()))),
            _ => Err(SecretError::TooLong),
        };
        bytes.zeroize();
        if let Ok(secret) = &kept {
            keep_in_memory(secret.bytes());
        }
        kept
    }

    /// The first line of `bytes`, which are wiped.
    ///
    /// # Errors
    /// As [`Secret::new`].
    pub fn first_line(mut bytes: Zeroizing<Vec<u8>>) -> Result<Self, SecretError> {
        let end = bytes.iter().position(|&byte| byte == b'\n').unwrap_or(bytes.len());
        let line = bytes[..end].strip_suffix(b"\r").unwrap_or(&bytes[..end]);
        let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line).to_vec();
        bytes.zeroize();
        Self::new(line)
    }

    /// The first line of a file, and the file's mode where others may read it.
    ///
    /// # Errors
    /// As [`Secret::new`], and where the file cannot be read.
    pub fn of_file(path: &Path) -> Result<(Self, Option<OpenFile>), SecretError> {
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        let secret = Self::first_line(read(file)?)?;
        Ok((secret, too_open(path, &metadata)))
    }

    /// The first line that an open file descriptor gives.
    ///
    /// # Errors
    /// As [`Secret::new`], and where there is no such descriptor.
    pub fn of_descriptor(number: i32) -> Result<Self, SecretError> {
        Self::first_line(read_descriptor(number)?)
    }

    /// Somebody is asked `text` at the terminal, and types without echo.
    ///
    /// # Errors
    /// As [`Secret::new`], and where there is no terminal or the question was cancelled.
    pub fn typed(text: &str) -> Result<Self, SecretError> {
        Self::new(rpassword::prompt_password(text)?.into_bytes())
    }

    /// The secret itself, for the one call that needs it.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Another one of the same content, kept as well as this.
    #[must_use]
    pub fn duplicate(&self) -> Self {
        let copy = Self(self.0.clone());
        keep_in_memory(copy.bytes());
        copy
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

/// A file with a secret that others may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenFile {
    /// The file.
    pub path: PathBuf,
    /// Its permission bits.
    pub mode: u32,
}

/// Keeps `bytes` out of swap. An allowance that is used up is no reason to refuse: the secret is wiped soon.
fn keep_in_memory(bytes: &[u8]) {
    #[cfg(unix)]
    // SAFETY: the range is one live allocation; locking pages changes nothing in them.
    unsafe {
        libc::mlock(bytes.as_ptr().cast(), bytes.len());
    }
    #[cfg(not(unix))]
    let _ = bytes;
}

#[cfg(unix)]
fn too_open(path: &Path, metadata: &std::fs::Metadata) -> Option<OpenFile> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o777;
    (metadata.is_file() && mode & 0o077 != 0).then(|| OpenFile { path: path.to_path_buf(), mode })
}

#[cfg(not(unix))]
fn too_open(_: &Path, _: &std::fs::Metadata) -> Option<OpenFile> {
    None
}

#[cfg(unix)]
fn read_descriptor(number: i32) -> io::Result<Zeroizing<Vec<u8>>> {
    use std::os::fd::BorrowedFd;
    if number < 0 {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    // SAFETY: not -1. Only duplicated, which fails with EBADF where no such descriptor is open.
    let duplicate = unsafe { BorrowedFd::borrow_raw(number) }.try_clone_to_owned()?;
    read(File::from(duplicate))
}

#[cfg(not(unix))]
fn read_descriptor(_: i32) -> io::Result<Zeroizing<Vec<u8>>> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Up to a little more than a secret can be, into memory that is never moved (a moved buffer leaves a copy behind).
fn read(mut from: impl Read) -> io::Result<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(vec![0; LIMIT + 4]);
    let mut filled = 0;
    while filled < bytes.len() && !bytes[..filled].contains(&b'\n') {
        match from.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn from_file(content: &[u8]) -> Result<Vec<u8>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pin");
        std::fs::write(&path, content).unwrap();
        Secret::of_file(&path).map(|(secret, _)| secret.bytes().to_vec()).map_err(|error| error.to_string())
    }

    #[test]
    fn a_file_gives_its_first_line_and_nothing_is_trimmed() {
        let empty = || Err("nothing in the first line".to_owned());
        assert_eq!(from_file(b"12 34 "), Ok(b"12 34 ".to_vec()));
        assert_eq!(from_file(b"1234\n"), Ok(b"1234".to_vec()));
        assert_eq!(from_file(b"1234\r\n"), Ok(b"1234".to_vec()));
        assert_eq!(from_file(b"\xef\xbb\xbf1234\nsecond line\n"), Ok(b"1234".to_vec()));
        assert_eq!(from_file(b""), empty());
        assert_eq!(from_file(b"\n1234"), empty());
        assert_eq!(from_file(&[b'1'; LIMIT + 1]), Err("more than 1024 bytes in the first line".to_owned()));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_mentioned() {
        use std::os::unix::fs::PermissionsExt;
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "1234").unwrap();
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644)).unwrap();
        let open = OpenFile { path: file.path().to_path_buf(), mode: 0o644 };
        assert_eq!(Secret::of_file(file.path()).unwrap().1, Some(open));
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(Secret::of_file(file.path()).unwrap().1, None);
    }

    #[test]
    fn no_secret_is_ever_printed() {
        assert_eq!(format!("{:?}", Secret::new(b"739154".to_vec()).unwrap()), "Secret");
    }
}
