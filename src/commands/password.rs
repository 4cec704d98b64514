//! Passwords of documents: one from a file for a whole run, or what somebody types when a document asks for it.
//!
//! A document that the empty password opens is never asked about ([`crate::pdf::Document::open_with`] tries that first).
//! What was typed is kept, in memory that is wiped, for the documents that follow: a prompt comes again only for one that
//! nothing known opens, and once for each. In scripts nobody is asked; the document says that it needs a password.

use std::io::{self, IsTerminal};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use crate::config::Key;
use crate::exit;
use crate::messages::{Lang, MaterialProblem, Problem};
use crate::secret::{OpenFile, Secret};
use crate::verify::Report;

use super::Call;

/// The passwords that a run knows, and whether somebody can be asked for more.
pub(super) struct Passwords {
    lang: Lang,
    asks: bool,
    known: Mutex<Vec<Arc<Secret>>>,
}

/// What became of a document, as far as its password is concerned.
pub(super) trait Outcome {
    /// Did the password keep it closed?
    fn is_locked(&self) -> bool;
}

impl Outcome for Report {
    fn is_locked(&self) -> bool {
        self.error.as_ref().is_some_and(|error| is_password(&error.code))
    }
}

impl<T> Outcome for anyhow::Result<T> {
    fn is_locked(&self) -> bool {
        self.as_ref().is_err_and(|error| is_password(exit::name(error)))
    }
}

fn is_password(code: &str) -> bool {
    matches!(code, "NEEDS_PASSWORD" | "WRONG_PASSWORD")
}

impl Passwords {
    /// By `--password-file`, environment and settings; without one, whoever sits at the terminal is asked when it is needed.
    ///
    /// # Errors
    /// [`Problem::Material`] where the file holds no password.
    pub(super) fn of(call: &Call) -> Result<Self, Problem> {
        let mut passwords = Self::unattended(call)?;
        let known = passwords.known.get_mut().unwrap_or_else(PoisonError::into_inner);
        passwords.asks = known.is_empty() && (io::stdin().is_terminal() || io::stderr().is_terminal());
        Ok(passwords)
    }

    /// As [`Passwords::of`], but nobody is ever asked.
    ///
    /// # Errors
    /// As [`Passwords::of`].
    pub(super) fn unattended(call: &Call) -> Result<Self, Problem> {
        let mut known = Vec::new();
        if let Some(path) = call.config.path(Key::PasswordFile) {
            let (secret, open) = of_file(&path)?;
            if let Some(OpenFile { path, mode }) = open {
                tracing::warn!(path = %path.display(), mode = format!("{mode:o}"), "others may read the password file");
            }
            known.push(Arc::new(secret));
        }
        Ok(Self { lang: call.lang, asks: false, known: Mutex::new(known) })
    }

    /// Does `work` on the document `name` with the passwords there are, until one opens it.
    pub(super) fn unlocking<T: Outcome>(&self, name: &str, mut work: impl FnMut(Option<&[u8]>) -> T) -> T {
        let first = self.known().first().cloned();
        let mut result = work(first.as_ref().map(|secret| secret.bytes()));
        let (mut tried, mut asked) = (usize::from(first.is_some()), false);
        while result.is_locked() {
            match self.next(name, &mut tried, &mut asked) {
                Some(secret) => result = work(Some(secret.bytes())),
                None => break,
            }
        }
        result
    }

    /// A password not yet tried; where there is none, what is typed now. One question at a time.
    fn next(&self, name: &str, tried: &mut usize, asked: &mut bool) -> Option<Arc<Secret>> {
        let mut known = self.known();
        if *tried == known.len() {
            if *asked || !self.asks {
                return None;
            }
            *asked = true;
            known.push(Arc::new(Secret::typed(&self.lang.words().password_of(name)).ok()?));
        }
        *tried += 1;
        known.get(*tried - 1).cloned()
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Vec<Arc<Secret>>> {
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The first line of a file that holds a password.
///
/// # Errors
/// [`Problem::Material`].
pub(super) fn of_file(path: &Path) -> Result<(Secret, Option<OpenFile>), Problem> {
    Secret::of_file(path).map_err(|error| unusable(path, error.into()))
}

/// A file of passwords that is of no use.
pub(super) fn unusable(path: &Path, why: MaterialProblem) -> Problem {
    Problem::Material { path: path.to_path_buf(), why }
}
