//! Outputs that appear whole or not at all: a temporary file in the same folder, fsync, rename, fsync of the folder.
//!
//! Who may read one: as the umask says, where it replaces a file as that file says, and where it is made of another file as that
//! one says. Until then nobody else may, so that a draft is not open to others while it is signed.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

/// An output in the making. Dropped without [`OutputFile::commit`], it leaves nothing behind.
pub struct OutputFile {
    temporary: NamedTempFile,
    target: PathBuf,
    replace: bool,
}

impl OutputFile {
    /// Begins `target`. With `replace`, an existing file gives way at [`OutputFile::commit`] and leaves its permissions; without,
    /// it is an error there and here.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] if `target` exists and may not be replaced; otherwise what the file system says.
    pub fn create(target: &Path, replace: bool) -> io::Result<Self> {
        let output = Self::begin(target, replace, &mut as_the_umask_says(temporary()))?;
        #[cfg(unix)]
        if let Ok(old) = fs::metadata(&output.target)
            && old.is_file()
        {
            output.temporary.as_file().set_permissions(old.permissions())?;
        }
        Ok(output)
    }

    /// The same for what is made of another file: nobody else may read it before [`OutputFile::copy_permissions`].
    ///
    /// # Errors
    /// As [`OutputFile::create`].
    pub fn create_private(target: &Path, replace: bool) -> io::Result<Self> {
        Self::begin(target, replace, &mut temporary())
    }

    fn begin(target: &Path, replace: bool, temporary: &mut tempfile::Builder<'_, '_>) -> io::Result<Self> {
        if !replace && fs::symlink_metadata(target).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        // A link is followed, so that --in-place rewrites the file it names and not the link.
        let target = if replace {
            fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf())
        } else {
            target.to_path_buf()
        };
        let temporary = temporary.tempfile_in(folder(&target))?;
        Ok(Self { temporary, target, replace })
    }

    /// Gives the output the permissions of `model`, the input it comes from.
    ///
    /// # Errors
    /// What the file system says.
    pub fn copy_permissions(&self, model: &File) -> io::Result<()> {
        self.temporary.as_file().set_permissions(model.metadata()?.permissions())
    }

    /// The file that will be the output, to write to and to read.
    ///
    /// # Errors
    /// What the file system says.
    pub fn handle(&self) -> io::Result<File> {
        self.temporary.as_file().try_clone()
    }

    /// Makes the output appear under its name, durably.
    ///
    /// # Errors
    /// What the file system says; the target is then as it was.
    pub fn commit(self) -> io::Result<()> {
        self.temporary.as_file().sync_all()?;
        if self.replace {
            self.temporary.persist(&self.target)?;
        } else {
            self.temporary.persist_noclobber(&self.target)?;
        }
        // The name is durable only when the folder is.
        #[cfg(unix)]
        File::open(folder(&self.target))?.sync_all()?;
        Ok(())
    }
}

impl Write for OutputFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.temporary.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.temporary.flush()
    }
}

fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".kyso-").suffix(".tmp");
    builder
}

/// Temporary files are made private; this one is on its way to be an ordinary file.
fn as_the_umask_says(mut builder: tempfile::Builder<'static, 'static>) -> tempfile::Builder<'static, 'static> {
    #[cfg(unix)]
    builder.permissions(<fs::Permissions as std::os::unix::fs::PermissionsExt>::from_mode(0o666));
    builder
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
