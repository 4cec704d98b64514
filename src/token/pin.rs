//! PINs: where they come from, and how they are kept while they live.
//!
//! A [`Pin`] is wiped when dropped, kept out of swap where the system allows it, and has neither `Debug` nor
//! `Display` of its content. No error tells a PIN or its length.
//!
//! A source is unattended where nobody is there to think before the next try: a file, a descriptor, the environment.
//! Of those only the first line counts, without its line break (and without a byte order mark, which editors on
//! Windows put in front): nothing else is trimmed, because a space can belong to a PIN.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use zeroize::{Zeroize, Zeroizing};

use super::{Error, TokenInfo};

/// Most bytes of a PIN or passphrase.
const LIMIT: usize = 1024;

/// A PIN or passphrase.
pub struct Pin(Zeroizing<Box<[u8]>>);

impl Pin {
    /// Takes `bytes` over as they are and wipes them.
    ///
    /// # Errors
    /// [`Error::PinEmpty`] or [`Error::PinTooLong`]; `source_kind` is named in them.
    pub fn new(mut bytes: Vec<u8>, source_kind: &'static str) -> Result<Self, Error> {
        let kept = if bytes.is_empty() {
            Err(Error::PinEmpty { source_kind })
        } else if bytes.len() > LIMIT {
            Err(Error::PinTooLong { source_kind, limit: LIMIT })
        } else {
            Ok(Self(Zeroizing::new(bytes.as_slice().into())))
        };
        bytes.zeroize();
        if let Ok(pin) = &kept {
            keep_in_memory(pin.bytes());
        }
        kept
    }

    /// The first line of `bytes`, which are wiped.
    fn first_line(mut bytes: Zeroizing<Vec<u8>>, source_kind: &'static str) -> Result<Self, Error> {
        let end = bytes.iter().position(|&byte| byte == b'\n').unwrap_or(bytes.len());
        let line = bytes[..end].strip_suffix(b"\r").unwrap_or(&bytes[..end]);
        let line = line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line).to_vec();
        bytes.zeroize();
        Self::new(line, source_kind)
    }

    /// Takes the PIN out of the environment variable `name`, so that no child process and no `/proc` entry shows it.
    /// Nothing if it is not set.
    ///
    /// # Errors
    /// [`Error::PinEmpty`] or [`Error::PinTooLong`].
    ///
    /// # Safety
    /// To be called before any other thread is started: the environment is shared and has no lock outside Rust.
    pub unsafe fn take_from_environment(name: &str) -> Result<Option<Self>, Error> {
        let Some(value) = std::env::var_os(name) else { return Ok(None) };
        let bytes = Zeroizing::new(value.into_encoded_bytes());
        #[cfg(unix)]
        if let Ok(name) = std::ffi::CString::new(name) {
            // SAFETY: no other thread (see above); the string belongs to the environment and ends with NUL.
            unsafe {
                let value = libc::getenv(name.as_ptr());
                if !value.is_null() {
                    std::slice::from_raw_parts_mut(value.cast::<u8>(), libc::strlen(value)).zeroize();
                }
            }
        }
        // SAFETY: no other thread, by this function's contract.
        unsafe { std::env::remove_var(name) };
        Self::first_line(bytes, "environment").map(Some)
    }

    /// The PIN itself, for the one call that needs it.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    pub(super) fn duplicate(&self) -> Self {
        let copy = Self(self.0.clone());
        keep_in_memory(copy.bytes());
        copy
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin")
    }
}

/// Keeps `bytes` out of swap. An allowance that is used up is no reason to refuse: the PIN is wiped soon.
fn keep_in_memory(bytes: &[u8]) {
    #[cfg(unix)]
    // SAFETY: the range is one live allocation; locking pages changes nothing in them.
    unsafe {
        libc::mlock(bytes.as_ptr().cast(), bytes.len());
    }
    #[cfg(not(unix))]
    let _ = bytes;
}

/// What a source gave: the PIN, and a file mode that is too open.
pub(super) type Obtained = (Pin, Option<OpenFile>);

/// A PIN file that others may read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenFile {
    /// The file.
    pub path: PathBuf,
    /// Its permission bits.
    pub mode: u32,
}

type Ask = dyn Fn(&TokenInfo) -> Result<Pin, Error> + Send + Sync;

/// Where a PIN comes from. A token with a PIN pad is never given one, whatever the source.
pub enum PinSource {
    /// Somebody is asked, each time anew.
    Interactive(Box<Ask>),
    /// The first line of a file.
    File(PathBuf),
    /// The first line that an open file descriptor gives.
    Descriptor(i32),
    /// Taken out of the environment at the start ([`Pin::take_from_environment`]).
    Environment(Pin),
    /// No source: a token that needs a PIN typed here is an error.
    None,
}

impl fmt::Debug for PinSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kind())
    }
}

impl PinSource {
    /// A prompt at the terminal without echo; `text` makes the question from what the token says of itself, which is
    /// strangers' text.
    pub fn prompt(text: impl Fn(&TokenInfo) -> String + Send + Sync + 'static) -> Self {
        Self::Interactive(Box::new(move |token| ask(&text(token), token)))
    }

    /// `prompt`, `file`, `descriptor`, `environment` or `none`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Interactive(_) => "prompt",
            Self::File(_) => "file",
            Self::Descriptor(_) => "descriptor",
            Self::Environment(_) => "environment",
            Self::None => "none",
        }
    }

    /// Is nobody there to think before another try?
    pub fn is_unattended(&self) -> bool {
        matches!(self, Self::File(_) | Self::Descriptor(_) | Self::Environment(_))
    }

    /// The passphrase of a key file, asked for or read now.
    ///
    /// # Errors
    /// As for a PIN.
    pub fn passphrase(&self, path: &Path) -> Result<Pin, Error> {
        Ok(self.obtain(&TokenInfo::of_file(path))?.0)
    }

    /// The PIN, asked for or read now.
    pub(super) fn obtain(&self, token: &TokenInfo) -> Result<Obtained, Error> {
        match self {
            Self::Interactive(ask) => Ok((ask(token)?, None)),
            Self::File(path) => read_file(path),
            Self::Descriptor(number) => Ok((read_descriptor(*number)?, None)),
            Self::Environment(pin) => Ok((pin.duplicate(), None)),
            Self::None => Err(Error::NoPin { token: token.label.clone() }),
        }
    }
}

fn ask(text: &str, token: &TokenInfo) -> Result<Pin, Error> {
    let typed = rpassword::prompt_password(text).map_err(|reason| match reason.kind() {
        io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof => {
            Error::LoginCancelled { token: token.label.clone() }
        }
        // No terminal to ask at.
        _ => Error::PinUnreadable { origin: "the terminal".to_owned(), reason },
    })?;
    Pin::new(typed.into_bytes(), "prompt")
}

fn read_file(path: &Path) -> Result<Obtained, Error> {
    let unreadable = |reason| Error::PinUnreadable { origin: path.display().to_string(), reason };
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    let pin = Pin::first_line(read(file).map_err(unreadable)?, "file")?;
    Ok((pin, too_open(path, &metadata)))
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
fn read_descriptor(number: i32) -> Result<Pin, Error> {
    use std::os::fd::BorrowedFd;
    let unreadable = |reason| Error::PinUnreadable { origin: format!("descriptor {number}"), reason };
    if number < 0 {
        return Err(unreadable(io::ErrorKind::InvalidInput.into()));
    }
    // SAFETY: not -1. Only duplicated, which fails with EBADF where no such descriptor is open.
    let duplicate = unsafe { BorrowedFd::borrow_raw(number) }.try_clone_to_owned().map_err(unreadable)?;
    Pin::first_line(read(File::from(duplicate)).map_err(unreadable)?, "descriptor")
}

#[cfg(not(unix))]
fn read_descriptor(number: i32) -> Result<Pin, Error> {
    let reason = io::ErrorKind::Unsupported.into();
    Err(Error::PinUnreadable { origin: format!("descriptor {number}"), reason })
}

/// Up to a little more than a PIN can be, into memory that is never moved (a moved buffer leaves a copy behind).
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

    fn from_file(content: &[u8]) -> Result<Vec<u8>, &'static str> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pin");
        std::fs::write(&path, content).unwrap();
        read_file(&path).map(|(pin, _)| pin.bytes().to_vec()).map_err(|error| error.code())
    }

    #[test]
    fn a_file_gives_its_first_line_and_nothing_is_trimmed() {
        assert_eq!(from_file(b"12 34 "), Ok(b"12 34 ".to_vec()));
        assert_eq!(from_file(b"1234\n"), Ok(b"1234".to_vec()));
        assert_eq!(from_file(b"1234\r\n"), Ok(b"1234".to_vec()));
        assert_eq!(from_file(b"\xef\xbb\xbf1234\nsecond line\n"), Ok(b"1234".to_vec()));
        assert_eq!(from_file(b""), Err("PIN_EMPTY"));
        assert_eq!(from_file(b"\n1234"), Err("PIN_EMPTY"));
        assert_eq!(from_file(&[b'1'; LIMIT + 1]), Err("PIN_TOO_LONG"));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_mentioned() {
        use std::os::unix::fs::PermissionsExt;
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "1234").unwrap();
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o644)).unwrap();
        let open = OpenFile { path: file.path().to_path_buf(), mode: 0o644 };
        assert_eq!(read_file(file.path()).unwrap().1, Some(open));
        file.as_file().set_permissions(std::fs::Permissions::from_mode(0o600)).unwrap();
        assert_eq!(read_file(file.path()).unwrap().1, None);
    }

    #[cfg(unix)]
    #[test]
    fn a_descriptor_that_is_not_open_is_an_error() {
        assert_eq!(read_descriptor(-1).unwrap_err().code(), "PIN_UNREADABLE");
        assert_eq!(read_descriptor(9999).unwrap_err().code(), "PIN_UNREADABLE");
    }

    #[test]
    fn no_pin_is_ever_printed() {
        let pin = Pin::new(b"739154".to_vec(), "file").unwrap();
        let shown = format!("{pin:?} {:?}", PinSource::Environment(pin.duplicate()));
        assert_eq!(shown, "Pin environment");
    }
}
