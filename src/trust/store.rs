//! The store itself: certificates in folders, each file named by the SHA-256 of what is in it.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use time::OffsetDateTime;

use crate::atomic::OutputFile;
use crate::text::{hex, toml_fault};
use crate::x509::Certificate;

/// A certificate is a few kilobytes; nobody's has a megabyte.
const LARGEST: u64 = 1 << 20;

/// What a certificate is kept for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Use {
    /// An anchor for signatures.
    Signature,
    /// An anchor for time-stamps.
    Timestamp,
    /// No anchor: a step on the way to one.
    Intermediate,
    /// No anchor: whoever signs bundles.
    Bundle,
}

impl Use {
    /// All of them, in the order they are shown.
    pub const ALL: [Self; 4] = [Self::Signature, Self::Timestamp, Self::Intermediate, Self::Bundle];

    /// The name in reports, and of the folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Timestamp => "timestamp",
            Self::Intermediate => "intermediate",
            Self::Bundle => "bundle",
        }
    }
}

/// Why a store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Neither XDG_DATA_HOME nor HOME says where.
    #[error("no folder for trusted certificates: neither XDG_DATA_HOME nor HOME is set")]
    NoFolder,
    /// The file system refused.
    #[error("{path}: {reason}", path = path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        reason: io::Error,
    },
    /// A file holds something other than the certificate that its name promises.
    #[error("{path} does not hold the certificate that its name promises", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
    },
    /// No certificate in the store has a digest that begins so.
    #[error("no certificate in the store has a SHA-256 that begins with {digest:?}")]
    Absent {
        /// As asked for.
        digest: String,
    },
    /// None of the certificates that were given has this digest.
    #[error("no certificate in these files has the SHA-256 {digest:?}")]
    OtherDigest {
        /// As asked for.
        digest: String,
    },
    /// Too few digits to take something away by.
    #[error("{digest:?} is too short to remove a certificate by")]
    Short {
        /// As asked for.
        digest: String,
    },
    /// Several have.
    #[error("{count} certificates in the store have a SHA-256 that begins with {digest:?}")]
    Ambiguous {
        /// As asked for.
        digest: String,
        /// How many.
        count: usize,
    },
    /// What was fetched is not the certificate that is known.
    #[error("{url} has no certificate with the SHA-256 {sha256} ({name})")]
    Pin {
        /// Where it was fetched.
        url: String,
        /// What the authority is called.
        name: String,
        /// What it should be.
        sha256: String,
    },
    /// A list of authorities that is none.
    #[error("{path}: {}", toml_fault(.source), path = path.display())]
    Authorities {
        /// The file.
        path: PathBuf,
        /// What is wrong, with line and column.
        source: toml::de::Error,
    },
    /// It stands in the machine's store, which only an administrator changes.
    #[error("{path} belongs to the machine's store", path = path.display())]
    OfTheMachine {
        /// The file.
        path: PathBuf,
    },
}

impl Error {
    /// A stable name for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoFolder => "TRUST_NO_FOLDER",
            Self::File { .. } => "TRUST_STORE_FILE",
            Self::Damaged { .. } => "TRUST_STORE_DAMAGED",
            Self::Absent { .. } => "TRUST_NOT_THERE",
            Self::OtherDigest { .. } => "TRUST_OTHER_DIGEST",
            Self::Short { .. } => "TRUST_DIGEST_SHORT",
            Self::Ambiguous { .. } => "TRUST_AMBIGUOUS",
            Self::Pin { .. } => "TRUST_PIN",
            Self::Authorities { .. } => "TRUST_AUTHORITIES",
            Self::OfTheMachine { .. } => "TRUST_OF_THE_MACHINE",
        }
    }
}

/// One certificate of a store.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The certificate.
    pub certificate: Certificate,
    /// What it is kept for, in the order of [`Use::ALL`].
    pub uses: Vec<Use>,
    /// Does it stand in the machine's store?
    pub of_the_machine: bool,
    /// When it was added, as far as the file system knows.
    pub added: Option<OffsetDateTime>,
}

/// One's own store and the machine's.
#[derive(Clone, Debug)]
pub struct Store {
    own: Option<PathBuf>,
    machine: PathBuf,
}

/// One's own folder, `$XDG_DATA_HOME/kyso/trust` (else below `~/.local/share`), and the machine's, `/etc/kyso/trust`.
/// `variable` looks one up.
pub fn folders(variable: impl Fn(&str) -> Option<OsString>) -> (Option<PathBuf>, PathBuf) {
    let path = |name| variable(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let base = path("XDG_DATA_HOME").or_else(|| Some(path("HOME")?.join(".local/share")));
    (base.map(|base| base.join("kyso/trust")), PathBuf::from("/etc/kyso/trust"))
}

impl Store {
    /// The store in these folders; neither has to exist.
    pub fn new((own, machine): (Option<PathBuf>, PathBuf)) -> Self {
        Self { own, machine }
    }

    /// Every certificate kept for `usage`, one's own first, each once.
    ///
    /// # Errors
    /// [`Error::File`], [`Error::Damaged`].
    pub fn certificates(&self, usage: Use) -> Result<Vec<Certificate>, Error> {
        let mut found: Vec<Certificate> = Vec::new();
        for folder in self.own.iter().chain([&self.machine]) {
            for path in files(&folder.join(usage.name()))? {
                let certificate = read(&path)?;
                if !found.contains(&certificate) {
                    found.push(certificate);
                }
            }
        }
        Ok(found)
    }

    /// Every certificate with what it is kept for, one's own first, then the machine's; by subject.
    ///
    /// # Errors
    /// As [`Store::certificates`].
    pub fn entries(&self) -> Result<Vec<Entry>, Error> {
        let mut entries: Vec<Entry> = Vec::new();
        let folders = self.own.iter().map(|own| (own, false)).chain([(&self.machine, true)]);
        for (folder, of_the_machine) in folders {
            for usage in Use::ALL {
                for path in files(&folder.join(usage.name()))? {
                    let certificate = read(&path)?;
                    let same =
                        |entry: &&mut Entry| entry.certificate == certificate && entry.of_the_machine == of_the_machine;
                    match entries.iter_mut().find(same) {
                        Some(entry) => entry.uses.push(usage),
                        None => {
                            entries.push(Entry { certificate, uses: vec![usage], of_the_machine, added: added(&path) });
                        }
                    }
                }
            }
        }
        entries.sort_by_key(|entry| (entry.of_the_machine, entry.certificate.subject().to_rfc4514()));
        Ok(entries)
    }

    /// The one whose SHA-256 begins with `digest` (hexadecimal, colons and spaces allowed).
    ///
    /// # Errors
    /// [`Error::Absent`], [`Error::Ambiguous`], and as [`Store::certificates`].
    pub fn find(&self, digest: &str) -> Result<Entry, Error> {
        let wanted = digits(digest);
        let fits = |entry: &Entry| !wanted.is_empty() && hex(entry.certificate.fingerprint()).starts_with(&wanted);
        let mut found: Vec<_> = self.entries()?.into_iter().filter(fits).collect();
        let different = found.iter().any(|entry| entry.certificate != found[0].certificate);
        match found.len() {
            0 => Err(Error::Absent { digest: digest.to_owned() }),
            count if different => Err(Error::Ambiguous { digest: digest.to_owned(), count }),
            _ => Ok(found.remove(0)),
        }
    }

    /// As [`Store::find`], for taking it away: one mistyped digit must not name another.
    ///
    /// # Errors
    /// [`Error::Short`] too.
    pub fn find_to_remove(&self, digest: &str) -> Result<Entry, Error> {
        if digits(digest).len() < 8 {
            return Err(Error::Short { digest: digest.to_owned() });
        }
        self.find(digest)
    }

    /// Keeps `certificate` for `usage` in one's own store; false if it is kept for that already.
    ///
    /// # Errors
    /// [`Error::NoFolder`], [`Error::File`].
    pub fn add(&self, certificate: &Certificate, usage: Use) -> Result<bool, Error> {
        let folder = self.own.as_deref().ok_or(Error::NoFolder)?.join(usage.name());
        let path = place(&folder, certificate);
        if path.is_file() {
            read(&path)?;
            return Ok(false);
        }
        fs::create_dir_all(&folder).map_err(|reason| Error::File { path: folder.clone(), reason })?;
        let written = || {
            let mut file = OutputFile::create(&path, true)?;
            file.write_all(certificate.der())?;
            file.commit()
        };
        written().map_err(|reason| Error::File { path: path.clone(), reason })?;
        Ok(true)
    }

    /// Keeps `certificate` no longer for `usage`; false if it was not kept for that.
    ///
    /// # Errors
    /// [`Error::OfTheMachine`] where only an administrator can, [`Error::NoFolder`], [`Error::File`].
    pub fn remove(&self, certificate: &Certificate, usage: Use) -> Result<bool, Error> {
        let path = place(&self.own.as_deref().ok_or(Error::NoFolder)?.join(usage.name()), certificate);
        match fs::remove_file(&path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let path = place(&self.machine.join(usage.name()), certificate);
                if path.exists() { Err(Error::OfTheMachine { path }) } else { Ok(false) }
            }
            Err(reason) => Err(Error::File { path, reason }),
        }
    }
}

/// A digest as somebody typed it, without colons and spaces, in lower case.
pub fn digits(text: &str) -> String {
    text.chars().filter(|c| !matches!(c, ':' | ' ')).map(|c| c.to_ascii_lowercase()).collect()
}

fn place(folder: &Path, certificate: &Certificate) -> PathBuf {
    folder.join(format!("{}.der", hex(certificate.fingerprint())))
}

/// The files of a folder that end in `.der`, by name; nothing where there is no folder.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |reason| Error::File { path: folder.to_owned(), reason };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(failed(error)),
    };
    let paths = entries.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<Vec<_>>>().map_err(failed)?;
    let mut paths: Vec<_> =
        paths.into_iter().filter(|path| path.extension().is_some_and(|ending| ending == "der")).collect();
    paths.sort();
    Ok(paths)
}

fn read(path: &Path) -> Result<Certificate, Error> {
    let failed = |reason| Error::File { path: path.to_owned(), reason };
    let damaged = || Error::Damaged { path: path.to_owned() };
    if fs::metadata(path).map_err(failed)?.len() > LARGEST {
        return Err(damaged());
    }
    let certificate = Certificate::from_der(&fs::read(path).map_err(failed)?).map_err(|_| damaged())?;
    let named = path.file_stem().is_some_and(|stem| *stem == *hex(certificate.fingerprint()));
    if named { Ok(certificate) } else { Err(damaged()) }
}

fn added(path: &Path) -> Option<OffsetDateTime> {
    fs::metadata(path).ok()?.modified().ok().map(OffsetDateTime::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::x509::read_certificates;

    struct Home {
        folder: tempfile::TempDir,
        store: Store,
        some: Vec<Certificate>,
    }

    fn home() -> Home {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::new((Some(folder.path().join("own")), folder.path().join("machine")));
        let some = read_certificates(include_bytes!("../../fixtures/x509/certificates.pem")).unwrap();
        Home { folder, store, some }
    }

    #[test]
    fn what_is_added_is_there_until_it_is_removed() {
        let Home { store, some, .. } = home();
        assert!(store.entries().unwrap().is_empty());
        assert!(store.add(&some[0], Use::Signature).unwrap());
        assert!(!store.add(&some[0], Use::Signature).unwrap(), "twice is once");
        assert_eq!(store.certificates(Use::Signature).unwrap(), [some[0].clone()]);
        assert!(store.certificates(Use::Timestamp).unwrap().is_empty());
        let colons: Vec<_> = some[0].fingerprint().iter().map(|byte| format!("{byte:02X}")).collect();
        assert_eq!(store.find(&colons.join(":")[..11]).unwrap().certificate, some[0]);
        assert!(store.remove(&some[0], Use::Signature).unwrap());
        assert!(!store.remove(&some[0], Use::Signature).unwrap());
        assert!(store.entries().unwrap().is_empty());
    }

    #[test]
    fn the_machines_store_is_read_and_never_written() {
        let Home { folder, store, some } = home();
        let machine = Store::new((Some(folder.path().join("machine")), folder.path().join("none")));
        machine.add(&some[0], Use::Timestamp).unwrap();
        store.add(&some[0], Use::Timestamp).unwrap();
        assert_eq!(store.certificates(Use::Timestamp).unwrap().len(), 1, "in both, and once");
        assert_eq!(store.entries().unwrap().len(), 2, "shown with where each stands");
        assert!(store.remove(&some[0], Use::Timestamp).unwrap());
        let error = store.remove(&some[0], Use::Timestamp).unwrap_err();
        assert_eq!(error.code(), "TRUST_OF_THE_MACHINE");
    }

    #[test]
    fn a_file_that_is_not_what_its_name_says_ends_the_call() {
        let Home { folder, store, some } = home();
        store.add(&some[0], Use::Signature).unwrap();
        let other = folder.path().join("own/signature").join(format!("{}.der", "0".repeat(64)));
        fs::write(&other, some[0].der()).unwrap();
        assert_eq!(store.certificates(Use::Signature).unwrap_err().code(), "TRUST_STORE_DAMAGED");
        fs::write(&other, b"no certificate").unwrap();
        assert_eq!(store.entries().unwrap_err().code(), "TRUST_STORE_DAMAGED");
    }
}
