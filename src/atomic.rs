//! Outputs that appear whole or not at all: a temporary file in the same folder, fsync, rename, fsync of the folder.

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
    /// Begins `target`. With `replace`, an existing file gives way at [`OutputFile::commit`]; without, it is an error there and here.
    ///
    /// # Errors
    /// [`io::ErrorKind::AlreadyExists`] if `target` exists and may not be replaced; otherwise what the file system says.
    pub fn create(target: &Path, replace: bool) -> io::Result<Self> {
        if !replace && fs::symlink_metadata(target).is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        // A link is followed, so that --in-place rewrites the file it names and not the link.
        let target = if replace {
            fs::canonicalize(target).unwrap_or_else(|_| target.to_path_buf())
        } else {
            target.to_path_buf()
        };
        let temporary = tempfile::Builder::new().prefix(".kyso-").suffix(".tmp").tempfile_in(folder(&target))?;
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

fn folder(path: &Path) -> &Path {
    path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
