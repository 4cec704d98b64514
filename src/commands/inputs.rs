//! What a command works on: files, folders, lists and stdin, each once, in a fixed order.
//!
//! A folder is searched for `*.pdf` in any case of letters, sorted by path, and keeps the relative paths for `-d`. Links to
//! files are followed, links to folders are not: a loop or a link to `/` must not be walked. A list (`@list.txt`) holds one
//! path a line in UTF-8, relative to the current folder; a line may name a folder, empty lines do not count, and there are
//! no comments. A file whose name begins with `@` is given as `./@name`. An input that cannot be read does not stop the
//! others: it becomes an input with its error.

use std::collections::HashMap;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use crate::content::{self, Content};
use crate::messages::{Notice, Problem};
use crate::pdf::{self, Document, Limits};

/// Where the bytes of an input are.
#[derive(Debug)]
pub(super) enum Source {
    /// In a file.
    File(PathBuf),
    /// On stdin.
    Stdin,
    /// Nowhere: it could not even be looked at.
    Broken(Problem),
}

/// One PDF to work on.
#[derive(Debug)]
pub(super) struct Input {
    /// As a person would name it.
    pub name: String,
    /// Where its bytes are.
    pub source: Source,
    /// Its path below an output folder.
    pub relative: PathBuf,
}

impl Input {
    fn file(path: PathBuf, relative: PathBuf) -> Self {
        Self { name: path.to_string_lossy().into_owned(), source: Source::File(path), relative }
    }

    /// One input that is a file or, as `-`, stdin.
    pub(super) fn single(path: &Path) -> Self {
        if path.as_os_str() == "-" {
            return Self { name: "-".into(), source: Source::Stdin, relative: PathBuf::from("stdin.pdf") };
        }
        Self::file(path.to_path_buf(), path.file_name().map(PathBuf::from).unwrap_or_default())
    }

    fn broken(path: PathBuf, source: io::Error) -> Self {
        let name = path.to_string_lossy().into_owned();
        Self { name, relative: PathBuf::new(), source: Source::Broken(Problem::unreadable(path, source)) }
    }

    /// The file's path; nothing for stdin.
    pub(super) fn path(&self) -> Option<&Path> {
        match &self.source {
            Source::File(path) => Some(path),
            Source::Stdin | Source::Broken(_) => None,
        }
    }

    /// All its bytes, in memory up to `in_memory` of them. Stdin can be read once.
    ///
    /// # Errors
    /// [`Problem::Unreadable`], also for what is no file: a device or a pipe by name would never end.
    /// [`Problem::Changed`] if somebody wrote to it meanwhile.
    pub(super) fn read(&self, in_memory: u64) -> Result<Content, Problem> {
        match &self.source {
            Source::File(path) => Content::read(path, in_memory),
            Source::Stdin => Content::of_stream(&mut io::stdin().lock(), in_memory).map_err(Into::into),
            Source::Broken(problem) => return Err(problem.clone()),
        }
        .map_err(|error| self.problem(error))
    }

    /// Does `work` with all its bytes; what came of bytes that others changed meanwhile does not count.
    ///
    /// # Errors
    /// As [`Input::read`].
    pub(super) fn look<T>(&self, work: impl FnOnce(&[u8]) -> T) -> Result<T, Problem> {
        let content = self.read(content::IN_MEMORY)?;
        let result = work(content.bytes());
        if !content.is_private() {
            content.unchanged().map_err(|error| self.problem(error))?;
        }
        Ok(result)
    }

    /// What went wrong with its bytes, in words.
    pub(super) fn problem(&self, error: content::Error) -> Problem {
        let path = self.path().unwrap_or(Path::new("-"));
        match error {
            content::Error::Io(source) | content::Error::Copy(source) => Problem::unreadable(path, source),
            content::Error::Changed => Problem::Changed { path: path.to_path_buf() },
        }
    }
}

/// All inputs of a command, and what was noticed on the way.
#[derive(Debug, Default)]
pub(super) struct Inputs {
    /// Each once, in the order given, folders sorted.
    pub items: Vec<Input>,
    /// Duplicates and empty folders.
    pub notices: Vec<Notice>,
    seen: HashMap<PathBuf, String>,
    /// What a folder is searched for.
    endings: &'static [&'static str],
}

impl Inputs {
    /// Resolves what was typed.
    ///
    /// # Errors
    /// [`Problem::Unreadable`] or [`Problem::ListEntry`] for a list; [`Problem::NoInput`] if nothing is left.
    pub(super) fn resolve(given: &[PathBuf]) -> Result<Self, Problem> {
        Self::resolve_with(given, &["pdf"])
    }

    /// The same, where folders are searched for files with these endings.
    ///
    /// # Errors
    /// As [`Inputs::resolve`].
    pub(super) fn resolve_with(given: &[PathBuf], endings: &'static [&'static str]) -> Result<Self, Problem> {
        let mut inputs = Self { endings, ..Self::default() };
        for argument in given {
            match list_name(argument) {
                Some(list) => inputs.add_list(&list)?,
                None if argument.as_os_str() == "-" => inputs.add_stdin(),
                None => inputs.add_path(argument),
            }
        }
        if inputs.items.is_empty() { Err(Problem::NoInput) } else { Ok(inputs) }
    }

    /// One file that is no PDF, or stdin.
    pub(super) fn one(path: &Path) -> Self {
        Self { items: vec![Input::single(path)], ..Self::default() }
    }

    /// Is one of them stdin?
    pub(super) fn has_stdin(&self) -> bool {
        self.items.iter().any(|input| matches!(input.source, Source::Stdin))
    }

    fn add_stdin(&mut self) {
        if self.is_new(PathBuf::from("-"), "-") {
            self.items.push(Input::single(Path::new("-")));
        }
    }

    fn add_list(&mut self, list: &Path) -> Result<(), Problem> {
        let content = Input::file(list.to_path_buf(), PathBuf::new()).read(content::IN_MEMORY)?;
        // Windows editors put a byte order mark in front and end lines with CR LF.
        let bytes = content.bytes().strip_prefix(b"\xEF\xBB\xBF").unwrap_or(content.bytes());
        for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            if !line.is_empty() {
                let path = std::str::from_utf8(line)
                    .map_err(|_| Problem::ListEntry { path: list.to_path_buf(), line: at + 1 })?;
                self.add_path(Path::new(path));
            }
        }
        Ok(())
    }

    fn add_path(&mut self, path: &Path) {
        if path.is_dir() {
            self.add_folder(path);
        } else {
            let relative = path.file_name().map(PathBuf::from).unwrap_or_default();
            self.add_file(path.to_path_buf(), relative);
        }
    }

    fn add_folder(&mut self, folder: &Path) {
        let before = self.items.len() + self.notices.len();
        let real_folder = fs::canonicalize(folder);
        for entry in WalkDir::new(folder).sort_by_file_name() {
            match entry {
                Ok(entry) if is_wanted(&entry, self.endings) => {
                    let relative = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_path_buf();
                    // No link leads to a folder of the walk, so only the file itself can be one.
                    match &real_folder {
                        Ok(real) if !entry.path_is_symlink() => {
                            self.add_real(real.join(&relative), entry.into_path(), relative);
                        }
                        _ => self.add_file(entry.into_path(), relative),
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    let path = error.path().unwrap_or(folder).to_path_buf();
                    let source = error.into_io_error().unwrap_or_else(|| io::ErrorKind::Other.into());
                    self.items.push(Input::broken(path, source));
                }
            }
        }
        if self.items.len() + self.notices.len() == before {
            self.notices.push(Notice::EmptyFolder { path: folder.to_string_lossy().into_owned() });
        }
    }

    /// One file under two names would be signed twice, or two workers would write one output.
    fn add_file(&mut self, path: PathBuf, relative: PathBuf) {
        let real = fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        self.add_real(real, path, relative);
    }

    fn add_real(&mut self, real: PathBuf, path: PathBuf, relative: PathBuf) {
        if self.is_new(real, &path.to_string_lossy()) {
            self.items.push(Input::file(path, relative));
        }
    }

    fn is_new(&mut self, real: PathBuf, name: &str) -> bool {
        if let Some(first) = self.seen.get(&real) {
            self.notices.push(Notice::Duplicate { path: name.to_owned(), first: first.clone() });
            return false;
        }
        self.seen.insert(real, name.to_owned());
        true
    }
}

/// `@list.txt` names a list.
fn list_name(argument: &Path) -> Option<PathBuf> {
    let name = argument.to_str()?.strip_prefix('@')?;
    (!name.is_empty()).then(|| PathBuf::from(name))
}

/// A regular file, or a link to one, with the right ending.
fn is_wanted(entry: &DirEntry, endings: &[&str]) -> bool {
    let ending = entry.path().extension().and_then(OsStr::to_str);
    let is_file = || entry.file_type().is_file() || entry.path_is_symlink() && entry.path().is_file();
    ending.is_some_and(|ending| endings.iter().any(|wanted| ending.eq_ignore_ascii_case(wanted))) && is_file()
}

/// The document of `bytes`, opened with `password` if it is locked; with `repair`, a lost cross-reference is made anew.
///
/// # Errors
/// As [`Document::open_with`].
pub(super) fn open<'b>(bytes: &'b [u8], repair: bool, password: Option<&[u8]>) -> Result<Document<'b>, pdf::Error> {
    let open = if repair { Document::open_repairing } else { Document::open_with };
    open(bytes, Limits::default(), password)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn desk(files: &[&str]) -> tempfile::TempDir {
        let desk = tempfile::tempdir().unwrap();
        for file in files {
            let path = desk.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, b"%PDF-1.7").unwrap();
        }
        desk
    }

    fn relatives(inputs: &Inputs) -> Vec<&str> {
        inputs.items.iter().map(|input| input.relative.to_str().unwrap()).collect()
    }

    #[test]
    fn a_folder_is_searched_in_a_fixed_order_whatever_the_case() {
        let desk = desk(&["b.PDF", "a.pdf", "sub/c.Pdf", "notes.txt"]);
        let inputs = Inputs::resolve(&[desk.path().to_path_buf()]).unwrap();
        assert_eq!(relatives(&inputs), ["a.pdf", "b.PDF", "sub/c.Pdf"]);
    }

    #[test]
    fn a_file_named_twice_is_taken_once_and_said_so() {
        let desk = desk(&["a.pdf", "sub/b.pdf"]);
        let again = desk.path().join("sub/../a.pdf");
        let inputs = Inputs::resolve(&[desk.path().join("a.pdf"), again, desk.path().to_path_buf()]).unwrap();
        assert_eq!(relatives(&inputs), ["a.pdf", "sub/b.pdf"]);
        assert_eq!(inputs.notices.len(), 2);
    }

    #[test]
    fn a_list_from_windows_is_read() {
        let desk = desk(&["a.pdf", "b.pdf"]);
        let list = desk.path().join("list.txt");
        let line = |name| desk.path().join(name).to_string_lossy().into_owned();
        fs::write(&list, format!("\u{feff}{}\r\n\r\n{}\r\n", line("b.pdf"), line("a.pdf"))).unwrap();
        let given = PathBuf::from(format!("@{}", list.display()));
        assert_eq!(relatives(&Inputs::resolve(&[given]).unwrap()), ["b.pdf", "a.pdf"]);
    }

    #[test]
    fn a_list_that_is_no_text_is_refused_with_its_line() {
        let desk = desk(&[]);
        let list = desk.path().join("list.txt");
        fs::write(&list, b"a.pdf\n\xff\xfe.pdf\n").unwrap();
        let error = Inputs::resolve(&[PathBuf::from(format!("@{}", list.display()))]).unwrap_err();
        assert!(matches!(error, Problem::ListEntry { line: 2, .. }));
    }

    #[test]
    fn a_missing_file_does_not_stop_the_others() {
        let desk = desk(&["a.pdf"]);
        let inputs = Inputs::resolve(&[desk.path().join("gone.pdf"), desk.path().join("a.pdf")]).unwrap();
        assert!(matches!(inputs.items[0].read(content::IN_MEMORY), Err(Problem::Unreadable { .. })));
        assert_eq!(inputs.items[1].read(content::IN_MEMORY).unwrap().bytes(), b"%PDF-1.7");
    }

    #[test]
    fn a_folder_without_a_pdf_is_no_success() {
        let desk = desk(&["notes.txt"]);
        assert!(matches!(Inputs::resolve(&[desk.path().to_path_buf()]), Err(Problem::NoInput)));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_to_a_folder_is_not_walked() {
        let desk = desk(&["in/a.pdf"]);
        std::os::unix::fs::symlink(desk.path(), desk.path().join("in/loop")).unwrap();
        std::os::unix::fs::symlink(desk.path().join("in/a.pdf"), desk.path().join("in/link.pdf")).unwrap();
        let inputs = Inputs::resolve(&[desk.path().join("in")]).unwrap();
        assert_eq!(relatives(&inputs), ["a.pdf"], "the link is the same file");
    }
}
