//! What is kept between runs: where; about a token's PIN, that an unattended one was wrong; and [`deferred`], what is to be
//! raised later.
//!
//! A token counts wrong PINs and locks itself after a few; a timer that runs kyso every minute with a PIN that was
//! changed would lock it before lunch. So a wrong unattended PIN leaves a *marker* for that token, and while there is
//! a marker no unattended PIN is presented, by any process of this user, until somebody logs in by hand.
//!
//! How no second try can be spent, whatever happens:
//!
//! 1. Around marker and login stands an exclusive lock on a file per token ([`PinState::lock`]). The system drops it
//!    when the process ends, however it ends. Two processes never present a PIN to one token at the same time.
//! 2. The marker is written and synchronised to disk *before* the PIN is presented ([`PinGuard::begin`]), and taken
//!    away only when the PIN is known to be right, or never to have been judged ([`PinGuard::clear`]). A process that is
//!    killed in between, or a machine that loses power, leaves the marker behind: the outcome is unknown, and
//!    unknown is treated as wrong. Taking away is not synchronised: what a crash can bring back is a marker too many.
//! 3. Where lock or marker cannot be written, an unattended PIN is not presented at all.
//!
//! Lock and marker are one file. Its content is `clear`, `attempt` or `wrong`, always eight bytes, so that a change
//! overwrites one sector and costs one synchronisation; anything but `clear` or nothing is a marker, damage included. Its
//! name is a digest that the caller makes of the token; nothing in it comes from the PIN. kyso never removes it, since a
//! file removed under a waiting process would let two of them hold «the» lock; a person may.
//!
//! Limits: other users have other markers; a folder on a network file system is as safe as its locks are.

pub mod deferred;

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Why the state could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Neither XDG_STATE_HOME nor HOME says where.
    #[error("no folder for what is kept between runs: neither XDG_STATE_HOME nor HOME is set")]
    NoFolder,
    /// The file system refused.
    #[error("cannot keep what is needed between runs in {path}: {reason}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// Another process has been logging in all the while.
    #[error("another process has been logging in to the token for {} seconds", .waited.as_secs())]
    Busy {
        /// How long was waited.
        waited: Duration,
    },
}

impl Error {
    /// A stable name for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoFolder => "STATE_NO_FOLDER",
            Self::File { .. } => "STATE_UNWRITABLE",
            Self::Busy { .. } => "LOGIN_BUSY",
        }
    }
}

/// The folder for state: `$XDG_STATE_HOME/kyso`, else `~/.local/state/kyso`; nothing where neither variable is an
/// absolute path (XDG Base Directory Specification). `variable` looks one up.
pub fn folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    below("XDG_STATE_HOME", ".local/state", variable)
}

/// The folder for what can be had again: `$XDG_CACHE_HOME/kyso`, else `~/.cache/kyso`, as [`folder`].
pub fn cache_folder(variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    below("XDG_CACHE_HOME", ".cache", variable)
}

fn below(name: &str, usual: &str, variable: impl Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let path = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = path(name).or_else(|| Some(path("HOME")?.join(usual)))?;
    Some(base.join("kyso"))
}

/// Markers of wrong unattended PINs in one folder.
#[derive(Clone, Debug)]
pub struct PinState {
    folder: Option<PathBuf>,
}

impl PinState {
    /// Markers below `folder` (which [`folder`] finds); it is made when it is needed. Without one, locking fails.
    pub fn new(folder: Option<PathBuf>) -> Self {
        Self { folder: folder.map(|folder| folder.join("pin")) }
    }

    /// Locks `token`, a file name that the caller makes of what identifies it, for as long as the guard lives. Waits
    /// up to `patience` for other processes.
    ///
    /// # Errors
    /// [`Error::NoFolder`], [`Error::File`], [`Error::Busy`].
    pub fn lock(&self, token: &str, patience: Duration) -> Result<PinGuard, Error> {
        let folder = self.folder.as_deref().ok_or(Error::NoFolder)?;
        make_private(folder).map_err(at(folder))?;
        let path = folder.join(format!("{token}.pin"));
        let file = private().read(true).write(true).create(true).truncate(false).open(&path).map_err(at(&path))?;
        let begun = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(PinGuard { path, file }),
                Err(TryLockError::Error(reason)) => return Err(at(&path)(reason)),
                Err(TryLockError::WouldBlock) if begun.elapsed() >= patience => {
                    return Err(Error::Busy { waited: begun.elapsed() });
                }
                Err(TryLockError::WouldBlock) => std::thread::sleep(Duration::from_millis(20)),
            }
        }
    }
}

/// The lock on one token. Dropping it lets the next process in.
#[derive(Debug)]
pub struct PinGuard {
    path: PathBuf,
    file: File,
}

const CLEAR: [u8; 8] = *b"clear  \n";
const ATTEMPT: [u8; 8] = *b"attempt\n";
const WRONG: [u8; 8] = *b"wrong  \n";

impl PinGuard {
    /// The marker, if it is there.
    ///
    /// # Errors
    /// [`Error::File`] if that cannot be known.
    pub fn marker(&self) -> Result<Option<&Path>, Error> {
        let content = self.read().map_err(at(&self.path))?;
        let clear = content.is_empty() || content == CLEAR;
        Ok((!clear).then_some(&self.path))
    }

    /// Notes durably that an unattended PIN is about to be presented.
    ///
    /// # Errors
    /// [`Error::File`]; the PIN must not be presented then.
    pub fn begin(&self) -> Result<(), Error> {
        self.begin_durably().map_err(at(&self.path))
    }

    fn begin_durably(&self) -> io::Result<()> {
        let is_new = self.file.metadata()?.len() == 0;
        self.write(ATTEMPT)?;
        self.file.sync_data()?;
        // A new name is durable only when its folder is.
        #[cfg(unix)]
        if let Some(folder) = self.path.parent().filter(|_| is_new) {
            File::open(folder)?.sync_all()?;
        }
        Ok(())
    }

    /// Notes that the PIN was wrong. The marker is there already, so a failure changes nothing.
    pub fn wrong(&self) {
        let _ = self.write(WRONG);
    }

    /// Takes the marker away: the PIN was right, or was never judged.
    ///
    /// # Errors
    /// [`Error::File`].
    pub fn clear(&self) -> Result<(), Error> {
        let is_new = self.file.metadata().map_err(at(&self.path))?.len() == 0;
        if is_new { Ok(()) } else { self.write(CLEAR).map_err(at(&self.path)) }
    }

    fn read(&self) -> io::Result<Vec<u8>> {
        let mut content = Vec::new();
        (&self.file).seek(SeekFrom::Start(0))?;
        (&self.file).take(64).read_to_end(&mut content)?;
        Ok(content)
    }

    fn write(&self, content: [u8; 8]) -> io::Result<()> {
        (&self.file).seek(SeekFrom::Start(0))?;
        (&self.file).write_all(&content)
    }
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_path_buf();
    move |reason| Error::File { path, reason }
}

/// Makes a folder that only its owner may enter, and those above it.
pub(crate) fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOON: Duration = Duration::from_millis(60);

    #[test]
    fn a_marker_outlives_the_process_that_began_and_not_the_one_that_succeeded() {
        let home = tempfile::tempdir().unwrap();
        let state = PinState::new(Some(home.path().join("kyso")));
        let guard = state.lock("token", SOON).unwrap();
        assert_eq!(guard.marker().unwrap(), None);
        guard.begin().unwrap();
        drop(guard); // as when it is killed now
        let guard = state.lock("token", SOON).unwrap();
        assert!(guard.marker().unwrap().is_some());
        assert!(state.lock("other", SOON).unwrap().marker().unwrap().is_none(), "each token has its own");
        guard.wrong();
        assert!(guard.marker().unwrap().is_some());
        guard.clear().unwrap();
        assert_eq!(guard.marker().unwrap(), None);
        fs::write(&guard.path, "??").unwrap();
        assert!(guard.marker().unwrap().is_some(), "what cannot be understood is a marker");
    }

    #[test]
    fn two_never_log_in_at_the_same_time() {
        let home = tempfile::tempdir().unwrap();
        let state = PinState::new(Some(home.path().to_path_buf()));
        let first = state.lock("token", SOON).unwrap();
        assert_eq!(state.lock("token", SOON).unwrap_err().code(), "LOGIN_BUSY");
        drop(first);
        state.lock("token", SOON).unwrap();
    }

    #[test]
    fn where_nothing_can_be_written_nothing_is_locked() {
        assert_eq!(PinState::new(None).lock("token", SOON).unwrap_err().code(), "STATE_NO_FOLDER");
        let file = tempfile::NamedTempFile::new().unwrap();
        let state = PinState::new(Some(file.path().to_path_buf()));
        assert_eq!(state.lock("token", SOON).unwrap_err().code(), "STATE_UNWRITABLE");
    }

    #[test]
    fn the_folder_is_never_relative() {
        let home = |name: &str| (name == "HOME").then(|| OsString::from("/home/lan"));
        assert_eq!(folder(home), Some("/home/lan/.local/state/kyso".into()));
        let relative = |name: &str| (name == "XDG_STATE_HOME").then(|| OsString::from("state"));
        assert_eq!(folder(relative), None);
        assert_eq!(cache_folder(home), Some("/home/lan/.cache/kyso".into()));
    }
}
