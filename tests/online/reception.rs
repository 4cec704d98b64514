//! An office's reception: documents by signers with addresses of one's choice in their certificates, judged with `--online`.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use kyso_lab::{Addresses, Lab, P12};
use serde_json::Value;

use crate::desk::{Desk, answer, text};

/// Where the documents come in.
pub(crate) struct Reception {
    desk: Desk,
    /// Are the authorities' certificates at hand?
    intermediates: bool,
}

impl Reception {
    pub(crate) fn new() -> Self {
        Self { desk: Desk::new(), intermediates: true }
    }

    pub(crate) fn without_intermediates() -> Self {
        Self { desk: Desk::new(), intermediates: false }
    }

    pub(crate) fn lab(&self) -> &Lab {
        &self.desk.lab
    }

    /// The laboratory's address.
    pub(crate) fn base(&self) -> String {
        self.desk.lab.base_url()
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.desk.path(name)
    }

    /// What was fetched lies here.
    pub(crate) fn cache(&self) -> PathBuf {
        self.desk.path("home/kyso/revocation")
    }

    /// Options for the root's list: for those to whom the laboratory is not reachable.
    pub(crate) fn root_list(&self) -> Vec<String> {
        vec!["--crl".to_owned(), text(&self.desk.lab.crls()[0])]
    }

    /// A document by a signer whose certificate names these addresses.
    pub(crate) fn signed(&self, name: &str, addresses: &Addresses) -> PathBuf {
        self.signed_by(name, addresses, false)
    }

    /// The same, by one who was revoked yesterday.
    pub(crate) fn signed_by_revoked(&self, name: &str, addresses: &Addresses) -> PathBuf {
        self.signed_by(name, addresses, true)
    }

    /// `kyso cert verify --online` of a new certificate that names these addresses: exit code and line.
    #[track_caller]
    pub(crate) fn judge_certificate(&self, addresses: &Addresses, options: &[&str]) -> (i32, Value) {
        let certificate = self.issue("certificate", addresses, false).path.with_file_name("cert.pem");
        let mut command = self.desk.command();
        command.env("KYSO_NET_ALLOW", "127.0.0.1").args(["cert", "verify", "--json", "--online", "--trust"]);
        command.arg(self.desk.lab.root_pem()).args(options).arg(certificate);
        let answer = answer(&mut command);
        (answer.code, answer.json().remove(0))
    }

    fn issue(&self, name: &str, addresses: &Addresses, revoked: bool) -> P12 {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let slug = format!("{name}-{}", NUMBER.fetch_add(1, Ordering::Relaxed));
        self.desk.lab.issue(&slug, addresses, revoked).unwrap()
    }

    fn signed_by(&self, name: &str, addresses: &Addresses, revoked: bool) -> PathBuf {
        let key = self.issue(name, addresses, revoked);
        let input = self.desk.document("10-thong-bao-cairo-1-4.pdf");
        let output = self.desk.path(&format!("{name}.pdf"));
        let files = [&key.path, &key.passphrase_file, &output, &input].map(|path| text(path));
        let [p12, passphrase, to, from] = files.each_ref().map(String::as_str);
        let options = ["sign", "--level", "b-b", "--no-check", "--ledger", "none", "--p12", p12];
        self.desk.kyso(options.into_iter().chain(["--pin-file", passphrase, "-o", to, from])).exits(0);
        output
    }

    /// `kyso cert verify` of a certificate that names these addresses, the laboratory's allowed.
    pub(crate) fn verify_certificate(&self, name: &str, addresses: &Addresses, options: &[&str]) -> (i32, Value) {
        let key = self.desk.lab.issue(name, addresses, false).unwrap();
        let (certificate, passphrase) = (self.desk.path(&format!("{name}.pem")), text(&key.passphrase_file));
        let mut openssl = Command::new("openssl");
        openssl.args([
            "pkcs12",
            "-clcerts",
            "-nokeys",
            "-passin",
            &format!("file:{passphrase}"),
            "-in",
            &text(&key.path),
        ]);
        answer(openssl.args(["-out", &text(&certificate)])).exits(0);
        let mut command = self.desk.command();
        command.env("KYSO_NET_ALLOW", "127.0.0.1").args(["cert", "verify", "--json", "--trust"]);
        let answer = answer(command.arg(self.desk.lab.root_pem()).args(options).arg(certificate));
        (answer.code, answer.json().remove(0))
    }

    /// `kyso verify --online` with the laboratory's addresses allowed.
    #[track_caller]
    pub(crate) fn verify(&self, file: &Path) -> Verdict {
        self.verify_with(file, &[], &[])
    }

    /// The same, with variables and options of one's choice.
    #[track_caller]
    pub(crate) fn verify_with(&self, file: &Path, variables: &[(&str, &str)], options: &[String]) -> Verdict {
        let options: Vec<_> = options.iter().map(String::as_str).collect();
        let answer = answer(&mut self.command(file, variables, &options));
        Verdict { code: answer.code, line: answer.json().remove(0) }
    }

    /// Without `--online`.
    #[track_caller]
    pub(crate) fn verify_offline(&self, file: &Path) -> Verdict {
        self.verify_with(file, &[("KYSO_ONLINE", "false")], &[])
    }

    pub(crate) fn command(&self, file: &Path, variables: &[(&str, &str)], options: &[&str]) -> Command {
        let mut command = self.desk.command();
        command.env("KYSO_ONLINE", "true").env("KYSO_NET_ALLOW", "127.0.0.1 127.0.0.2").envs(variables.iter().copied());
        command.args(["verify", "--json", "--trust", &text(&self.desk.lab.root_pem())]);
        for file in self.desk.lab.intermediates().iter().filter(|_| self.intermediates) {
            command.args(["--intermediate", &text(file)]);
        }
        command.args(options).arg(file);
        command
    }

    /// strace in this desk's world.
    pub(crate) fn strace(&self) -> Command {
        let here = self.desk.command();
        let mut command = Command::new("strace");
        command.env_clear().envs(here.get_envs().filter_map(|(name, value)| Some((name, value?))));
        command
    }
}

/// A judgement of one file.
pub(crate) struct Verdict {
    code: i32,
    line: Value,
}

impl Verdict {
    fn signature(&self) -> &Value {
        &self.line["signatures"][0]
    }

    #[track_caller]
    pub(crate) fn passes(self) -> Self {
        assert_eq!((self.code, &self.line["status"]), (0, &Value::from("total-passed")), "{:#}", self.signature());
        self
    }

    /// Indeterminate, exit 3, with this sub-indication.
    #[track_caller]
    pub(crate) fn is(self, sub_indication: &str) -> Self {
        let found = (self.code, &self.signature()["sub_indication"]);
        assert_eq!(found, (3, &Value::from(sub_indication)), "{:#}", self.signature());
        self
    }

    /// A reason has this text in it.
    #[track_caller]
    pub(crate) fn blames(self, text: &str) -> Self {
        let reasons = self.signature()["reasons"].to_string();
        assert!(reasons.contains(text), "no «{text}» in {reasons}");
        self
    }

    #[track_caller]
    pub(crate) fn warns(self, code: &str) -> Self {
        let warnings = &self.signature()["warnings"];
        assert!(warnings.as_array().unwrap().iter().any(|warning| warning == code), "no {code} in {warnings}");
        self
    }

    pub(crate) fn revocation(&self) -> &[Value] {
        self.signature()["revocation"].as_array().unwrap()
    }

    fn used(&self, key: &str) -> Vec<&str> {
        self.revocation().iter().filter(|one| one["used"] == true).map(|one| one[key].as_str().unwrap()).collect()
    }

    /// Where the used answers came from.
    pub(crate) fn sources(&self) -> Vec<&str> {
        self.used("source")
    }

    /// What kinds of answers were used.
    pub(crate) fn kinds(&self) -> Vec<&str> {
        self.used("kind")
    }

    pub(crate) fn source_of(&self, kind: &str) -> &str {
        let found = self.revocation().iter().find(|one| one["kind"] == kind);
        found.unwrap_or_else(|| panic!("no {kind} in {:?}", self.revocation()))["source"].as_str().unwrap()
    }
}

/// A text as part of a query.
pub(crate) fn at(url: &str) -> String {
    url.replace('%', "%25").replace('?', "%3F").replace('=', "%3D").replace('&', "%26")
}

/// A port nobody listens at.
pub(crate) fn closed_port() -> u16 {
    TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap().port()
}

/// A responder in front of the laboratory's, which keeps the first line of each request.
pub(crate) struct Front {
    port: u16,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Front {
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/ocsp/sub", self.port)
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        self.lines.lock().unwrap().clone()
    }

    /// Hands on what `takes` of a first line, and refuses the rest with 405.
    fn start(behind: &str, takes: fn(&str) -> bool) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = listener.local_addr().unwrap().port();
        let behind = behind.trim_start_matches("http://").to_owned();
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let kept = lines.clone();
        // It ends with the test binary.
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (behind, kept) = (behind.clone(), kept.clone());
                thread::spawn(move || {
                    let _ = relay(stream.unwrap(), &behind, takes, &kept);
                });
            }
        });
        Self { port, lines }
    }
}

/// A responder that knows GET alone.
pub(crate) fn get_only_responder(behind: &str) -> Front {
    Front::start(behind, |line| line.starts_with("GET "))
}

/// A responder that counts.
pub(crate) fn counting(behind: &str) -> Front {
    Front::start(behind, |_| true)
}

fn relay(
    mut stream: TcpStream,
    behind: &str,
    takes: fn(&str) -> bool,
    lines: &Mutex<Vec<String>>,
) -> std::io::Result<()> {
    let mut request = Vec::new();
    let mut part = [0; 4096];
    // Head and body of these small requests come within two packets.
    loop {
        let length = stream.read(&mut part)?;
        request.extend_from_slice(&part[..length]);
        let text = String::from_utf8_lossy(&request).to_lowercase();
        let Some(end) = text.find("\r\n\r\n") else { continue };
        let body = text.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse::<usize>().ok());
        if length == 0 || request.len() >= end + 4 + body.unwrap_or(0) {
            break;
        }
    }
    let line = String::from_utf8_lossy(&request).lines().next().unwrap_or_default().to_owned();
    lines.lock().unwrap().push(line.clone());
    if !takes(&line) {
        return stream.write_all(b"HTTP/1.1 405 no\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    }
    let mut inner = TcpStream::connect(behind)?;
    inner.write_all(&request)?;
    let mut answer = Vec::new();
    inner.read_to_end(&mut answer)?;
    stream.write_all(&answer)
}
