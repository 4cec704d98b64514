//! A desk with a SoftHSM2 token of its own, and errands run in processes of their own.
//!
//! SoftHSM2 reads SOFTHSM2_CONF once a process, the shim counts calls a process, and a PIN's marker is about what the
//! *next* process does: so each errand is this test program started again, with the one test `errand` and an order in
//! the environment. What it did comes back as JSON in a file.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::shim::shim;

pub(crate) const PIN: &str = "739154";
pub(crate) const WRONG_PIN: &str = "112233";
const SOFTHSM: [&str; 2] = ["/usr/lib/softhsm/libsofthsm2.so", "/usr/lib64/pkcs11/libsofthsm2.so"];

/// Somebody's desk: a token, and a folder for everything else.
pub(crate) struct Desk {
    folder: TempDir,
}

/// One thing to do, in a process of its own.
pub(crate) struct Errand {
    command: Command,
    order: Value,
    folder: PathBuf,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Outcome {
    pub(crate) result: Value,
    log: Vec<String>,
}

impl Desk {
    /// A token labelled `Lan`, without keys.
    pub(crate) fn new() -> Self {
        let desk = Self { folder: tempfile::tempdir().unwrap() };
        fs::create_dir(desk.path("tokens")).unwrap();
        let text = format!("directories.tokendir = {}\nlog.level = ERROR\n", desk.path("tokens").display());
        fs::write(desk.path("softhsm2.conf"), text).unwrap();
        desk.add_token("Lan");
        desk
    }

    pub(crate) fn add_token(&self, label: &str) {
        self.tool("softhsm2-util", &["--init-token", "--free", "--label", label, "--so-pin", "12345678", "--pin", PIN]);
    }

    /// A token with one key and its certificate, both with id 01 and the label `sign`.
    pub(crate) fn with_key(kind: &str) -> Self {
        let desk = Self::new();
        desk.add_key(kind, "key", "01", "sign");
        desk.add_certificate("key", "01", "sign");
        desk
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Makes a key (`rsa:2048`, `P-256`) with a self-signed certificate and puts the key on the token.
    pub(crate) fn add_key(&self, kind: &str, name: &str, id: &str, label: &str) {
        self.add_key_to("Lan", kind, name, id, label);
    }

    pub(crate) fn add_key_to(&self, token: &str, kind: &str, name: &str, id: &str, label: &str) {
        self.make_key(kind, name);
        let (pem, subject) = (self.text(&format!("{name}.pem")), format!("/CN={name}"));
        let certificate = self.text(&format!("{name}.crt"));
        let days = ["-days", "30", "-addext", "keyUsage=critical,digitalSignature,nonRepudiation"];
        let request = ["req", "-x509", "-key", &pem, "-subj", &subject, "-outform", "DER", "-out", &certificate];
        self.tool("openssl", &[&request[..], &days].concat());
        self.import(token, name, id, label);
    }

    pub(crate) fn make_key(&self, kind: &str, name: &str) {
        let pem = self.text(&format!("{name}.pem"));
        let curve = format!("ec_paramgen_curve:{kind}");
        let how = match kind.strip_prefix("rsa:") {
            Some(bits) => vec!["RSA".to_owned(), "-pkeyopt".into(), format!("rsa_keygen_bits:{bits}")],
            None => vec!["EC".to_owned(), "-pkeyopt".into(), curve],
        };
        let how: Vec<&str> = how.iter().map(String::as_str).collect();
        self.tool("openssl", &[&["genpkey", "-out", &pem, "-algorithm"], &how[..]].concat());
    }

    pub(crate) fn import(&self, token: &str, name: &str, id: &str, label: &str) {
        let pem = self.text(&format!("{name}.pem"));
        let import = ["--import", &pem, "--token", token, "--label", label, "--id", id, "--pin", PIN];
        self.tool("softhsm2-util", &import);
    }

    /// Puts the certificate of `name` on the token.
    pub(crate) fn add_certificate(&self, name: &str, id: &str, label: &str) {
        self.add_certificate_to("Lan", name, id, label);
    }

    pub(crate) fn add_certificate_to(&self, token: &str, name: &str, id: &str, label: &str) {
        let certificate = self.text(&format!("{name}.crt"));
        let object = ["--write-object", &certificate, "--type", "cert", "--id", id, "--label", label];
        let module = softhsm();
        let login = ["--module", module.to_str().unwrap(), "--token-label", token, "--login", "--pin", PIN];
        self.tool("pkcs11-tool", &[&login[..], &object].concat());
    }

    pub(crate) fn tool(&self, program: &str, arguments: &[&str]) {
        let mut command = Command::new(program);
        let output = command.args(arguments).env("SOFTHSM2_CONF", self.path("softhsm2.conf")).output();
        let output = output.unwrap_or_else(|error| panic!("{program}: {error}"));
        assert!(output.status.success(), "{program} {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    /// An errand through the shim: one RSA PKCS#1 signature with SHA-256, with the right PIN from a file.
    pub(crate) fn sign(&self) -> Errand {
        let mut command = Command::new(env::current_exe().unwrap());
        command
            .args(["--exact", "errand::errand", "--nocapture", "--test-threads=1"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command.env("SOFTHSM2_CONF", self.path("softhsm2.conf"));
        command.env("KYSO_SHIM_TARGET", softhsm()).env("KYSO_SHIM_PIN", PIN);
        let folder = tempfile::tempdir_in(self.folder.path()).unwrap().keep();
        command.env("KYSO_SHIM_LOG", folder.join("calls"));
        let order = json!({
            "module": shim(), "scheme": "rsa", "count": 1, "threads": 1, "state": self.path("state"),
            "result": folder.join("result"),
        });
        Errand { command, order, folder }.pin_file(PIN)
    }
}

impl Errand {
    pub(crate) fn shim(mut self, behaviour: &str) -> Self {
        self.command.env("KYSO_SHIM_BEHAVIOUR", behaviour);
        self
    }

    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.order[key] = value.into();
        self
    }

    pub(crate) fn env(mut self, name: &str, value: &str) -> Self {
        self.command.env(name, value);
        self
    }

    pub(crate) fn stdin(mut self, file: fs::File) -> Self {
        self.command.stdin(file);
        self
    }

    /// The PIN comes from a file.
    pub(crate) fn pin_file(mut self, pin: &str) -> Self {
        let path = self.folder.join("pin");
        fs::write(&path, format!("{pin}\n")).unwrap();
        self.order["pin"] = json!({ "file": path });
        self
    }

    /// Somebody types the PIN.
    pub(crate) fn typed(self, pin: &str) -> Self {
        self.with("pin", json!({ "typed": pin }))
    }

    pub(crate) fn start(&mut self) -> Child {
        self.command.env("KYSO_ERRAND", self.order.to_string()).spawn().unwrap()
    }

    pub(crate) fn run(mut self) -> Outcome {
        let child = self.start();
        self.finish(child)
    }

    pub(crate) fn finish(self, child: Child) -> Outcome {
        let output = child.wait_with_output().unwrap();
        let stderr = String::from_utf8_lossy(&output.stderr);
        let text = fs::read_to_string(self.folder.join("result"))
            .unwrap_or_else(|_| panic!("the errand left no result ({}): {stderr}", output.status));
        for pin in [PIN, WRONG_PIN] {
            assert!(!text.contains(pin) && !stderr.contains(pin), "a PIN in an error: {text} {stderr}");
        }
        Outcome { result: serde_json::from_str(&text).unwrap(), log: self.log() }
    }

    pub(crate) fn log(&self) -> Vec<String> {
        let log = fs::read_to_string(self.folder.join("calls")).unwrap_or_default();
        log.lines().map(str::to_owned).collect()
    }
}

impl Outcome {
    /// How often a function was called.
    pub(crate) fn calls(&self, function: &str) -> usize {
        self.log.iter().filter(|line| line.split(' ').next() == Some(function)).count()
    }

    /// How many lines of the log hold `text`.
    pub(crate) fn noted(&self, text: &str) -> usize {
        self.log.iter().filter(|line| line.contains(text)).count()
    }

    /// # Panics
    /// Unless that many signatures were made and verified.
    pub(crate) fn signed(self, count: u64) -> Self {
        assert_eq!(self.result["signed"], count, "{:?}", self.result);
        self
    }

    /// # Panics
    /// Unless it failed with that code.
    pub(crate) fn fails(self, code: &str) -> Self {
        assert_eq!(self.result["error"], code, "{:?}", self.result);
        self
    }
}

/// SoftHSM2, where distributions put it.
pub(crate) fn softhsm() -> PathBuf {
    let found = SOFTHSM.iter().map(Path::new).find(|path| path.exists());
    found.expect("SoftHSM2 is installed (apt-get install softhsm2 opensc)").to_path_buf()
}
