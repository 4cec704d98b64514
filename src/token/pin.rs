//! PINs: where they come from.
//!
//! A source is unattended where nobody is there to think before the next try: a file, a descriptor, the environment.
//! How a PIN is read and kept is [`crate::secret`]'s.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use zeroize::{Zeroize, Zeroizing};

use crate::secret::{self, OpenFile, Secret, SecretError};

use super::{Error, TokenInfo};

/// A PIN or passphrase.
pub struct Pin(Secret);

impl Pin {
    /// Takes `bytes` over as they are and wipes them.
    ///
    /// # Errors
    /// [`Error::PinEmpty`] or [`Error::PinTooLong`]; `source_kind` is named in them.
    pub fn new(bytes: Vec<u8>, source_kind: &'static str) -> Result<Self, Error> {
        Self::of(Secret::new(bytes), source_kind, || source_kind.to_owned())
    }

    /// What was read from `origin`, of the kind `source_kind`.
    fn of(
        secret: Result<Secret, SecretError>,
        source_kind: &'static str,
        origin: impl FnOnce() -> String,
    ) -> Result<Self, Error> {
        secret.map(Self).map_err(|error| match error {
            SecretError::Empty => Error::PinEmpty { source_kind },
            SecretError::TooLong => Error::PinTooLong { source_kind, limit: secret::LIMIT },
            SecretError::Io(reason) => Error::PinUnreadable { origin: origin(), reason },
        })
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
        Self::of(Secret::first_line(bytes), "environment", || name.to_owned()).map(Some)
    }

    /// The PIN itself, for the one call that needs it.
    pub(super) fn bytes(&self) -> &[u8] {
        self.0.bytes()
    }

    pub(super) fn duplicate(&self) -> Self {
        Self(self.0.duplicate())
    }
}

impl fmt::Debug for Pin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pin")
    }
}

/// What a source gave: the PIN, and a file mode that is too open.
pub(super) type Obtained = (Pin, Option<OpenFile>);

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
    let typed = Secret::typed(text);
    if let Err(SecretError::Io(reason)) = &typed
        && matches!(reason.kind(), io::ErrorKind::Interrupted | io::ErrorKind::UnexpectedEof)
    {
        return Err(Error::LoginCancelled { token: token.label.clone() });
    }
    Pin::of(typed, "prompt", || "the terminal".to_owned())
}

fn read_file(path: &Path) -> Result<Obtained, Error> {
    let (secret, open) =
        Secret::of_file(path).map_or_else(|error| (Err(error), None), |(secret, open)| (Ok(secret), open));
    Ok((Pin::of(secret, "file", || path.display().to_string())?, open))
}

fn read_descriptor(number: i32) -> Result<Pin, Error> {
    Pin::of(Secret::of_descriptor(number), "descriptor", || format!("descriptor {number}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_empty_first_line_is_no_pin() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("pin");
        std::fs::write(&path, "\n1234").unwrap();
        assert_eq!(read_file(&path).unwrap_err().code(), "PIN_EMPTY");
        std::fs::write(&path, [b'1'; secret::LIMIT + 1]).unwrap();
        assert_eq!(read_file(&path).unwrap_err().code(), "PIN_TOO_LONG");
        assert_eq!(read_file(&folder.path().join("none")).unwrap_err().code(), "PIN_UNREADABLE");
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
