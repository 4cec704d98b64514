//! Where each result goes, decided for all inputs before anything is done.
//!
//! No input is ever written to, unless `--in-place` asks for it; no two results share a place; what exists stays without
//! `--force`. The last is an error of one input only, the others go on.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::atomic::OutputFile;
use crate::cli::OutputArgs;
use crate::content::{self, Content, Draft};
use crate::hash::Hash;
use crate::messages::Problem;
use crate::sign;

use super::inputs::{Input, Source};

/// Where one result goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// To stdout.
    Stdout,
    /// To a file.
    File {
        /// Which.
        path: PathBuf,
        /// May a file of that name be replaced?
        replace: bool,
    },
}

impl Target {
    /// The file's path; nothing for stdout.
    pub(super) fn path(&self) -> Option<&Path> {
        match self {
            Self::Stdout => None,
            Self::File { path, .. } => Some(path),
        }
    }

    /// Writes a whole result; a file appears complete, with the permissions of the input it is made of, or not at all. `check`
    /// has the last word before it does.
    ///
    /// # Errors
    /// [`Problem::OutputExists`] or [`Problem::Unwritable`]; for stdout what the system says; what `check` says.
    pub(super) fn write(
        &self,
        bytes: &[u8],
        input: Option<&Path>,
        check: impl Fn() -> Result<(), Problem>,
    ) -> anyhow::Result<()> {
        let Self::File { path, replace } = self else {
            check()?;
            let mut stdout = io::stdout().lock();
            stdout.write_all(bytes)?;
            return Ok(stdout.flush()?);
        };
        let mut output = begin(path, *replace, input).map_err(|source| self.problem(source))?;
        let written = output.write_all(bytes);
        // Before the error of writing: bytes that were cut off meanwhile cannot be written.
        check()?;
        written.and_then(|()| finish(output, input)).map_err(|source| self.problem(source).into())
    }

    /// What went wrong with the input or the output.
    fn problem_with(&self, input: &Input, error: content::Error) -> Problem {
        match error {
            content::Error::Copy(source) => self.problem(source),
            error => input.problem(error),
        }
    }

    /// What went wrong with the output.
    fn problem(&self, source: io::Error) -> Problem {
        match self {
            Self::File { path, .. } if source.kind() == io::ErrorKind::AlreadyExists => {
                Problem::OutputExists { path: path.clone() }
            }
            Self::File { path, .. } => Problem::Unwritable { path: path.clone(), source: source.into() },
            Self::Stdout => Problem::Unwritable { path: env::temp_dir(), source: source.into() },
        }
    }
}

/// One result in the making.
pub(super) struct Output<'t> {
    /// The copy of the input that the result is made of.
    pub draft: Draft,
    target: &'t Target,
    /// Where a large one is being written already.
    file: Option<OutputFile>,
}

impl<'t> Output<'t> {
    /// Begins the result of `content`, the bytes of `input`, with the digests that `hashes` name.
    ///
    /// # Errors
    /// [`Problem::Changed`] and [`Problem::Unreadable`] for the input; as [`Target::write`] for the output.
    pub(super) fn begin(target: &'t Target, input: &Input, content: Content, hashes: &[Hash]) -> Result<Self, Problem> {
        let mut file = None;
        let place = || match target {
            // Nobody else finds a file without a name.
            Target::Stdout => tempfile::tempfile(),
            Target::File { path, replace } => file.insert(begin(path, *replace, input.path())?).handle(),
        };
        let draft = Draft::copy(content, hashes, place).map_err(|error| target.problem_with(input, error))?;
        Ok(Self { draft, target, file })
    }

    /// `error` as it came of working on the draft, with the name of the file that it is about.
    pub(super) fn explain(&self, input: &Input, error: anyhow::Error) -> anyhow::Error {
        match error.downcast() {
            Ok(sign::Error::Draft(error)) => self.target.problem_with(input, error).into(),
            Ok(error) => error.into(),
            Err(error) => error,
        }
    }

    /// Makes the result appear, if the input is still the one that was read: what somebody saved while the token was busy
    /// must not be lost.
    ///
    /// # Errors
    /// As [`Target::write`].
    pub(super) fn commit(self, input: &Input) -> anyhow::Result<()> {
        let check = || self.draft.unchanged().map_err(|error| input.problem(error));
        match self.file {
            None => self.target.write(self.draft.bytes(), input.path(), check),
            Some(file) => {
                check()?;
                finish(file, input.path()).map_err(|source| self.target.problem(source).into())
            }
        }
    }
}

fn begin(path: &Path, replace: bool, input: Option<&Path>) -> io::Result<OutputFile> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        // A file that stands where the folder should is there already, but it is not the output.
        fs::create_dir_all(folder).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => io::ErrorKind::NotADirectory.into(),
            _ => error,
        })?;
    }
    if input.is_some() { OutputFile::create_private(path, replace) } else { OutputFile::create(path, replace) }
}

fn finish(output: OutputFile, input: Option<&Path>) -> io::Result<()> {
    if let Some(input) = input {
        output.copy_permissions(&fs::File::open(input)?)?;
    }
    output.commit()
}

/// Where each input's result goes, in the order of the inputs; for some an error of their own.
///
/// # Errors
/// What is wrong with the call as a whole: no output given, one for many, two results in one place, JSON beside a PDF.
pub(super) fn plan(inputs: &[Input], args: &OutputArgs, json: bool) -> Result<Vec<Result<Target, Problem>>, Problem> {
    let targets = inputs.iter().map(|input| target(input, inputs.len(), args)).collect::<Result<Vec<_>, _>>()?;
    if json && targets.contains(&Target::Stdout) {
        return Err(Problem::JsonWithPdf);
    }
    refuse_collisions(inputs, &targets)?;
    let sources = sources(inputs);
    Ok(targets.into_iter().map(|target| allow(target, &sources, args)).collect())
}

/// Where each input's report goes: into `folder`, the input's relative path with `.ending` after it.
///
/// # Errors
/// [`Problem::OutputExists`], [`Problem::OutputIsInput`], [`Problem::OutputsCollide`]: nothing is judged then.
pub(super) fn reports(inputs: &[Input], folder: &Path, ending: &str, replace: bool) -> Result<Vec<Target>, Problem> {
    let path = |input: &Input| {
        let mut name = folder.join(&input.relative).into_os_string();
        name.push(format!(".{ending}"));
        PathBuf::from(name)
    };
    let targets: Vec<_> = inputs.iter().map(|input| Target::File { path: path(input), replace }).collect();
    refuse_collisions(inputs, &targets)?;
    let args = OutputArgs::default();
    let sources = sources(inputs);
    targets.into_iter().map(|target| allow(target, &sources, &args)).collect()
}

/// The file at `path` for the one input that there is.
///
/// # Errors
/// As [`reports`].
pub(super) fn single(input: &Input, path: &Path, replace: bool) -> Result<Target, Problem> {
    let target = Target::File { path: path.to_path_buf(), replace };
    allow(target, &sources(std::slice::from_ref(input)), &OutputArgs::default())
}

fn sources(inputs: &[Input]) -> Vec<PathBuf> {
    inputs.iter().filter_map(Input::path).filter_map(|path| fs::canonicalize(path).ok()).collect()
}

fn target(input: &Input, count: usize, args: &OutputArgs) -> Result<Target, Problem> {
    let file = |path| Target::File { path, replace: args.force || args.in_place };
    if let Some(output) = &args.output {
        return match (count, output.as_os_str() == "-") {
            (1, true) => Ok(Target::Stdout),
            (1, false) => Ok(file(output.clone())),
            _ => Err(Problem::OneOutputForMany { inputs: count }),
        };
    }
    match (&args.output_dir, &input.source) {
        (Some(folder), _) => Ok(file(folder.join(suffixed(&input.relative, args.suffix.as_deref())))),
        (None, Source::Stdin) if count == 1 && !args.in_place => Ok(Target::Stdout),
        (None, Source::File(path)) if args.in_place => Ok(file(path.clone())),
        // It cannot be read, so nothing will be written: its own error comes when it is read.
        (None, Source::Broken(_)) if args.in_place => Ok(file(PathBuf::from(&input.name))),
        _ => Err(Problem::OutputNeeded),
    }
}

/// `sub/a.pdf` with `-signed` is `sub/a-signed.pdf`.
fn suffixed(relative: &Path, suffix: Option<&str>) -> PathBuf {
    let (Some(suffix), Some(stem)) = (suffix, relative.file_stem()) else { return relative.to_path_buf() };
    let mut name = stem.to_os_string();
    name.push(suffix);
    if let Some(ending) = relative.extension() {
        name.push(".");
        name.push(ending);
    }
    relative.with_file_name(name)
}

fn refuse_collisions(inputs: &[Input], targets: &[Target]) -> Result<(), Problem> {
    let mut taken: HashMap<PathBuf, &str> = HashMap::new();
    for (input, target) in inputs.iter().zip(targets) {
        let Some(path) = target.path().filter(|_| !matches!(input.source, Source::Broken(_))) else { continue };
        if let Some(first) = taken.insert(place(path), &input.name) {
            return Err(Problem::OutputsCollide {
                first: first.to_owned(),
                second: input.name.clone(),
                output: path.to_path_buf(),
            });
        }
    }
    Ok(())
}

/// The path without links and dots as far as it exists, so that two spellings of one place are equal.
fn place(path: &Path) -> PathBuf {
    if let Ok(real) = fs::canonicalize(path) {
        return real;
    }
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (fs::canonicalize(parent), path.file_name()) {
        (Ok(parent), Some(name)) => parent.join(name),
        _ => path.to_path_buf(),
    }
}

/// May this be written at all?
fn allow(target: Target, sources: &[PathBuf], args: &OutputArgs) -> Result<Target, Problem> {
    let Target::File { path, replace } = &target else { return Ok(target) };
    if args.in_place {
        return Ok(target);
    }
    if sources.contains(&place(path)) {
        return Err(Problem::OutputIsInput { path: path.clone() });
    }
    // A dangling link counts as a file: writing would go where nobody looked.
    if !replace && fs::symlink_metadata(path).is_ok() {
        return Err(Problem::OutputExists { path: path.clone() });
    }
    Ok(target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::inputs::Inputs;

    struct Desk(tempfile::TempDir);

    impl Desk {
        fn with(files: &[&str]) -> Self {
            let desk = Self(tempfile::tempdir().unwrap());
            for file in files {
                fs::create_dir_all(desk.path(file).parent().unwrap()).unwrap();
                fs::write(desk.path(file), b"%PDF-1.7").unwrap();
            }
            desk
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn plan(&self, inputs: &[&str], args: &OutputArgs) -> Result<Vec<Result<Target, Problem>>, Problem> {
            let given: Vec<PathBuf> = inputs.iter().map(|name| self.path(name)).collect();
            plan(&Inputs::resolve(&given).unwrap().items, args, false)
        }
    }

    fn into(folder: PathBuf) -> OutputArgs {
        OutputArgs { output_dir: Some(folder), ..OutputArgs::default() }
    }

    #[test]
    fn a_folder_keeps_its_shape() {
        let desk = Desk::with(&["in/a.pdf", "in/sub/b.PDF"]);
        let args = OutputArgs { suffix: Some("-ky".into()), ..into(desk.path("out")) };
        let plan = desk.plan(&["in"], &args).unwrap();
        let paths: Vec<_> = plan.iter().map(|target| target.as_ref().unwrap().path().unwrap().to_path_buf()).collect();
        assert_eq!(paths, [desk.path("out/a-ky.pdf"), desk.path("out/sub/b-ky.PDF")]);
    }

    #[test]
    fn two_documents_of_one_name_are_refused_before_anything_is_done() {
        let desk = Desk::with(&["x/a.pdf", "y/a.pdf"]);
        let error = desk.plan(&["x/a.pdf", "y/a.pdf"], &into(desk.path("out"))).unwrap_err();
        assert!(matches!(error, Problem::OutputsCollide { .. }));
    }

    #[test]
    fn an_input_is_never_an_output_even_with_force() {
        let desk = Desk::with(&["a.pdf", "b.pdf"]);
        let same = OutputArgs { output: Some(desk.path("./a.pdf")), force: true, ..OutputArgs::default() };
        assert!(matches!(desk.plan(&["a.pdf"], &same).unwrap()[0], Err(Problem::OutputIsInput { .. })));
        let folder = OutputArgs { force: true, ..into(desk.path("")) };
        let plan = desk.plan(&["a.pdf", "b.pdf"], &folder).unwrap();
        assert!(plan.iter().all(|target| matches!(target, Err(Problem::OutputIsInput { .. }))));
    }

    #[test]
    fn what_exists_stays_without_force_and_the_others_go_on() {
        let desk = Desk::with(&["a.pdf", "b.pdf", "out/a.pdf"]);
        let plan = desk.plan(&["a.pdf", "b.pdf"], &into(desk.path("out"))).unwrap();
        assert!(matches!(plan[0], Err(Problem::OutputExists { .. })));
        assert!(plan[1].is_ok());
        let forced = OutputArgs { force: true, ..into(desk.path("out")) };
        assert!(desk.plan(&["a.pdf"], &forced).unwrap()[0].is_ok());
    }

    #[test]
    fn a_call_that_says_nothing_about_outputs_is_refused() {
        let desk = Desk::with(&["a.pdf", "b.pdf"]);
        assert!(matches!(desk.plan(&["a.pdf"], &OutputArgs::default()), Err(Problem::OutputNeeded)));
        let one = OutputArgs { output: Some(desk.path("c.pdf")), ..OutputArgs::default() };
        assert!(matches!(desk.plan(&["a.pdf", "b.pdf"], &one), Err(Problem::OneOutputForMany { inputs: 2 })));
    }

    #[test]
    fn stdin_goes_to_stdout_but_not_beside_json() {
        let stdin = Inputs::resolve(&[PathBuf::from("-")]).unwrap();
        let plan_of = |json| plan(&stdin.items, &OutputArgs::default(), json);
        assert_eq!(plan_of(false).unwrap().remove(0).unwrap(), Target::Stdout);
        assert!(matches!(plan_of(true), Err(Problem::JsonWithPdf)));
    }
}
