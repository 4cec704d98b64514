//! A desk in an office: a folder of one's own, the laboratory outside, and the real program to work with.

#![allow(dead_code)] // Each test binary uses its part.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, fs};

use kyso_lab::{Lab, Token};
use serde_json::Value;
use tempfile::TempDir;

/// One user's desk. Nothing outside its folder and the laboratory is read or changed.
pub(crate) struct Desk {
    /// The outside world, shared by the tests of one binary.
    pub(crate) lab: Arc<Lab>,
    folder: TempDir,
}

/// What the program answered.
pub(crate) struct Answer {
    /// Exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) out: String,
    /// Standard error.
    pub(crate) err: String,
}

impl Answer {
    /// Asserts the exit code, showing everything if it is another.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, code, "stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Asserts that stdout holds `text`.
    #[track_caller]
    pub(crate) fn shows(self, text: &str) -> Self {
        assert!(self.out.contains(text), "no «{text}» in stdout:\n{}\nstderr:\n{}", self.out, self.err);
        self
    }

    /// Asserts that stderr holds `text`.
    #[track_caller]
    pub(crate) fn complains(self, text: &str) -> Self {
        assert!(self.err.contains(text), "no «{text}» in stderr:\n{}\nstdout:\n{}", self.err, self.out);
        self
    }

    /// The JSON lines of stdout.
    #[track_caller]
    pub(crate) fn json(&self) -> Vec<Value> {
        let parse = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}"));
        self.out.lines().map(parse).collect()
    }
}

impl Desk {
    /// An empty desk.
    pub(crate) fn new() -> Self {
        Self { lab: Lab::shared().unwrap(), folder: tempfile::tempdir().unwrap() }
    }

    /// A file on the desk.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A sample document, copied onto the desk.
    pub(crate) fn document(&self, name: &str) -> PathBuf {
        let here = self.path(name);
        fs::copy(documents().join(name), &here).unwrap();
        here
    }

    /// Writes a file onto the desk.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let here = self.path(name);
        fs::create_dir_all(here.parent().unwrap()).unwrap();
        fs::write(&here, bytes).unwrap();
        here
    }

    /// The program, ready to run in this desk's world.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kyso"));
        command.current_dir(self.folder.path()).stdin(Stdio::null()).env_clear();
        for name in ["PATH", "HOME", "TMPDIR", "LD_LIBRARY_PATH"] {
            if let Some(value) = env::var_os(name) {
                command.env(name, value);
            }
        }
        for kind in ["CONFIG", "DATA", "STATE", "CACHE"] {
            command.env(format!("XDG_{kind}_HOME"), self.folder.path().join("home"));
        }
        command.env("SOFTHSM2_CONF", self.lab.softhsm_conf()).env("LC_ALL", "C.UTF-8");
        command
    }

    /// Runs the program.
    pub(crate) fn kyso<S: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = S>) -> Answer {
        answer(self.command().args(arguments))
    }

    /// Options that select `token` and its PIN file.
    #[allow(clippy::unused_self)] // It reads as the desk's.
    pub(crate) fn key(&self, token: &Token) -> Vec<String> {
        let (module, pin) = (text(&token.module), text(&token.pin_file));
        ["--module", &module, "-k", &token.uri, "--pin-file", &pin, "--ledger", "none"].map(str::to_owned).to_vec()
    }

    /// Options that name the laboratory's TSA.
    pub(crate) fn tsa(&self) -> [String; 2] {
        ["--tsa".to_owned(), self.lab.tsa_url()]
    }

    /// Options that trust the laboratory's root, with its CRLs.
    pub(crate) fn trust(&self) -> Vec<String> {
        let mut options = vec!["--trust".to_owned(), text(&self.lab.root_pem())];
        for crl in self.lab.crls() {
            options.extend(["--crl".to_owned(), text(&crl)]);
        }
        options
    }

    /// The authorities publish their lists once more; where they are.
    #[track_caller]
    pub(crate) fn published(&self) -> Vec<PathBuf> {
        static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
        let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
        let list = |ca: &&str| {
            let (config, list) = (self.lab.dir().join("pki").join(ca).join("ca.cnf"), self.path(&format!("{ca}.crl")));
            peer("openssl", ["ca", "-gencrl", "-crldays", "30", "-config", &text(&config), "-out", &text(&list)])
                .exits(0);
            list
        };
        ["root", "sub", "tsa-ca"].iter().map(list).collect()
    }

    /// Options that trust the root and know the lists, and nothing of a network.
    pub(crate) fn offline(&self, lists: &[PathBuf]) -> Vec<String> {
        let mut options = vec!["--trust".to_owned(), text(&self.lab.root_pem())];
        for ca in self.lab.intermediates() {
            options.extend(["--intermediate".to_owned(), text(&ca)]);
        }
        for list in lists {
            options.extend(["--crl".to_owned(), text(list)]);
        }
        options
    }

    /// Signs `input` with `token` at B-T; the result's path.
    #[track_caller]
    pub(crate) fn sign(&self, token: &Token, input: &Path, name: &str) -> PathBuf {
        let output = self.path(name);
        let mut arguments = vec!["sign".to_owned(), "--level".to_owned(), "b-t".to_owned(), "--no-check".to_owned()];
        arguments.extend(self.key(token));
        arguments.extend(self.tsa());
        arguments.extend(["-o".to_owned(), text(&output), text(input)]);
        self.kyso(arguments).exits(0);
        output
    }

    /// `kyso verify --json` with the laboratory trusted; its exit code is not looked at.
    #[track_caller]
    pub(crate) fn verify(&self, input: &Path) -> (i32, Value) {
        let mut arguments = vec!["verify".to_owned(), "--json".to_owned()];
        arguments.extend(self.trust());
        arguments.push(text(input));
        let answer = self.kyso(arguments);
        (answer.code, answer.json().remove(0))
    }
}

/// The sample documents.
pub(crate) fn documents() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/documents")
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}

/// Runs a command to its end.
pub(crate) fn answer(command: &mut Command) -> Answer {
    let output = command.output().unwrap();
    Answer {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Runs a peer by its name, which the test command has installed.
pub(crate) fn peer<S: AsRef<OsStr>>(program: &str, arguments: impl IntoIterator<Item = S>) -> Answer {
    answer(Command::new(program).args(arguments))
}

/// A script of the peers, for [`python`].
pub(crate) fn script(name: &str) -> String {
    text(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers").join(name))
}

/// The peers' Python.
pub(crate) fn python() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv/bin/python")
}
