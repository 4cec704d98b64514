//! Locked documents: opened with a password, signed without being unlocked, and read by every peer.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use desk::{Answer, Desk, answer, documents, peer, python, text};
use kyso::pdf::{Document, Limits};
use serde_json::{Value, json};

/// Who reads the documents of these stories, and who made them.
const USER: &str = "nguoi doc";
const OWNER: &str = "chu so huu";
const DECISION: &str = "01-quyet-dinh-libreoffice.pdf";
/// Objects in object streams, and a cross-reference stream.
const STREAMS: &str = "17-ke-hoach-qpdf-linearized-streams.pdf";

fn script(name: &str) -> String {
    text(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers").join(name))
}

/// A desk with the passwords in files.
fn locked_desk() -> Desk {
    let desk = Desk::new();
    desk.write("user", format!("{USER}\n"));
    desk.write("owner", format!("{OWNER}\n"));
    desk
}

/// qpdf encrypts with both passwords, or with those given.
#[track_caller]
fn by_qpdf(desk: &Desk, name: &str, document: &str, passwords: [&str; 2], options: &str) -> PathBuf {
    let output = desk.path(name);
    let mut command = Command::new("qpdf");
    // Known weak ciphers are what old documents have.
    command.args(["--allow-weak-crypto", "--password-mode=bytes", "--encrypt"]).args(passwords);
    command.args(options.split_whitespace()).arg("--").arg(documents().join(document)).arg(&output);
    answer(&mut command).exits(0);
    output
}

/// pyHanko encrypts with the passwords in the desk's files.
#[track_caller]
fn by_pyhanko(desk: &Desk, name: &str, document: &str, options: &str) -> PathBuf {
    let output = desk.path(name);
    let mut command = Command::new(python());
    command.arg(script("encrypt.py")).args(options.split_whitespace());
    command.arg("--user-file").arg(desk.path("user")).arg("--owner-file").arg(desk.path("owner"));
    answer(command.arg(documents().join(document)).arg(&output)).exits(0);
    output
}

/// `kyso sign` with a key file and a password file; further options come last.
fn sign(desk: &Desk, password: &str, options: &[&str]) -> Answer {
    let p12 = desk.lab.p12("leader-1");
    let (key, pin) = (text(&p12.path), text(&p12.passphrase_file));
    let fixed = ["sign", "--level", "b-b", "--p12", &key, "--pin-file", &pin, "--ledger", "none", "--no-check"];
    let password = ["--password-file", password];
    desk.kyso(fixed.iter().chain(if password[1].is_empty() { &[][..] } else { &password }).chain(options))
}

/// `kyso verify --json` with the laboratory trusted and a password file.
#[track_caller]
fn verify(desk: &Desk, password: &str, file: &Path) -> (i32, Value) {
    let mut arguments = ["verify", "--json", "--password-file", password].map(str::to_owned).to_vec();
    arguments.extend(desk.trust());
    arguments.push(text(file));
    let answer = desk.kyso(arguments);
    (answer.code, answer.json().remove(0))
}

/// pyHanko's word on locked files.
#[track_caller]
fn pyhanko(desk: &Desk, password: &str, files: &[PathBuf]) -> Vec<Value> {
    let mut command = Command::new(python());
    command.arg(script("validate.py")).arg("--trust").arg(desk.lab.root_pem());
    for crl in desk.lab.crls() {
        command.arg("--crl").arg(crl);
    }
    answer(command.arg("--password-file").arg(desk.path(password)).args(files)).exits(0).json()
}

/// Old and new ciphers, by both producers, as table and as streams.
fn every_cipher(desk: &Desk) -> Vec<PathBuf> {
    let qpdf = [
        ("r2", "40"),
        ("r3", "128 --use-aes=n"),
        ("r4-rc4", "128 --force-V4"),
        ("r4-aes", "128 --use-aes=y"),
        ("r4-clear-metadata", "128 --use-aes=y --cleartext-metadata"),
        ("r5", "256 --force-R5"),
        ("r6", "256"),
        ("r6-clear-metadata", "256 --cleartext-metadata"),
    ];
    let pyhanko = [
        ("r2", "--kind rc4-40"),
        ("r3", "--kind rc4-128"),
        ("r4", "--kind aes-128 --clear-metadata"),
        ("r4-identity", "--kind identity-strings"),
        ("r6", "--kind aes-256"),
        ("r7", "--kind aes-gcm"),
    ];
    let mut made = Vec::new();
    for (kind, document) in [("table", DECISION), ("streams", STREAMS)] {
        for (name, options) in qpdf {
            made.push(by_qpdf(desk, &format!("qpdf-{name}-{kind}.pdf"), document, [USER, OWNER], options));
        }
    }
    made.extend(pyhanko.map(|(name, options)| by_pyhanko(desk, &format!("pyhanko-{name}.pdf"), DECISION, options)));
    made
}

/// A ministry sends old and new locked files; Lan signs them all with one password and one login, and they stay locked.
#[test]
fn documents_of_every_cipher_are_signed_and_every_peer_reads_them() {
    let desk = locked_desk();
    let inputs = every_cipher(&desk);
    let names: Vec<String> = inputs.iter().map(|path| text(path)).collect();
    let mut options = vec!["--reason", "Phê duyệt", "--name", "Nguyen Van A", "-q", "-d", "signed"];
    options.extend(names.iter().map(String::as_str));
    sign(&desk, "owner", &options).exits(0);
    let signed: Vec<PathBuf> = inputs.iter().map(|path| desk.path("signed").join(path.file_name().unwrap())).collect();
    for (file, input) in signed.iter().zip(&inputs) {
        let name = file.file_name().unwrap().to_str().unwrap();
        let (before, after) = (fs::read(input).unwrap(), fs::read(file).unwrap());
        assert!(after.starts_with(&before), "{name}: every earlier byte is where it was");
        let new = String::from_utf8_lossy(&after[before.len()..]).into_owned();
        assert!(new.contains("/Contents<30"), "{name}: the signature value is not encrypted: {new}");
        let clear = new.contains("Nguyen Van A");
        assert_eq!(clear, name.contains("identity"), "{name}: strings are encrypted as the document's are");
        for password in ["user", "owner"] {
            let (code, report) = verify(&desk, password, file);
            assert_eq!((code, &report["status"]), (0, &json!("total-passed")), "{name}: {report:#}");
        }
        // Poppler and qpdf do not know AES-GCM.
        if !name.contains("r7") {
            let said = peer("pdfsig", ["-nocert", "-upw", USER, &text(file)]);
            let valid = said.out.contains("Signature is Valid") && said.out.contains("Total document signed");
            assert!(valid && said.out.contains("Signing Time: "), "pdfsig, {name}: {}{}", said.out, said.err);
            let checked = peer("qpdf", [&format!("--password={USER}"), "--check", &text(file)]);
            assert!(checked.code == 0, "qpdf, {name}: {}{}", checked.out, checked.err);
        }
    }
    // pyHanko does not know R5, which never was a standard.
    let known: Vec<PathBuf> = signed.into_iter().filter(|file| !text(file).contains("-r5-")).collect();
    for said in pyhanko(&desk, "user", &known) {
        let entry = &said["signatures"][0];
        assert_eq!((&entry["valid"], &entry["trusted"]), (&json!(true), &json!(true)), "pyHanko: {said}");
        assert_eq!(entry["coverage"], "ENTIRE_FILE", "pyHanko: {said}");
        assert_eq!((&entry["reason"], &entry["name"]), (&json!("Phê duyệt"), &json!("Nguyen Van A")), "{said}");
        assert!(entry["claimed"].as_str().unwrap().starts_with("D:20"), "{said}");
    }
}

/// The other way round: pyHanko signs locked documents, AES-GCM among them.
#[test]
fn locked_documents_that_pyhanko_signed_are_valid() {
    let desk = locked_desk();
    let p12 = desk.lab.p12("leader-1");
    for options in
        ["--kind rc4-128", "--kind aes-128", "--kind aes-256 --mac", "--kind aes-gcm", "--kind aes-gcm --mac"]
    {
        let (input, output) = (by_pyhanko(&desk, "input.pdf", DECISION, options), desk.path("output.pdf"));
        let mut command = Command::new(python());
        command.arg(script("sign.py")).arg("--p12").arg(&p12.path).arg("--passphrase-file").arg(&p12.passphrase_file);
        command.arg("--password-file").arg(desk.path("user"));
        for path in desk.lab.intermediates() {
            command.arg("--chain").arg(path);
        }
        answer(command.arg(&input).arg(&output)).exits(0);
        let (code, report) = verify(&desk, "user", &output);
        assert_eq!((code, &report["status"]), (0, &json!("total-passed")), "{options}: {report:#}");
        assert_eq!(report["signatures"][0]["claimed_time_source"], "M", "{options}");
        let code = report["signatures"][0]["checks"].as_array().unwrap();
        let judged = code.iter().any(|check| check["code"] == "INTEGRITY_CODE" && check["result"] == "passed");
        assert_eq!(judged, options.contains("--mac"), "{options}: {report:#}");
    }
}

/// Vietnamese passwords: SASLprep'd where the standard asks for it, the very bytes where old producers take them.
#[test]
fn a_vietnamese_password_opens_what_peers_locked_with_it() {
    let desk = Desk::new();
    let composed = "mật khẩu Đà Nẵng";
    // As a Mac's keyboard gives it: letters and marks apart.
    let apart = "ma\u{323}\u{302}t kha\u{302}\u{309}u Đa\u{300} Na\u{306}\u{303}ng";
    desk.write("owner", format!("{OWNER}\n"));
    desk.write("user", format!("{composed}\n"));
    let files = [
        by_qpdf(&desk, "qpdf-r6.pdf", DECISION, [composed, OWNER], "256"),
        by_qpdf(&desk, "qpdf-r4.pdf", DECISION, [composed, OWNER], "128 --use-aes=y"),
        by_pyhanko(&desk, "pyhanko-r6.pdf", DECISION, "--kind aes-256"),
        by_pyhanko(&desk, "pyhanko-r7.pdf", DECISION, "--kind aes-gcm"),
        // PDFDocEncoding has these letters.
        by_qpdf(&desk, "qpdf-latin.pdf", DECISION, ["caf\u{e9}", OWNER], "128 --use-aes=n --"),
    ];
    for password in [composed, apart] {
        desk.write("password", password);
        for file in &files[..4] {
            desk.kyso(["inspect", "--password-file", "password", &text(file)]).exits(0).shows("encrypted");
        }
    }
    desk.write("password", "caf\u{e9}");
    desk.kyso(["inspect", "--password-file", "password", &text(&files[4])]).exits(0);
    desk.write("password", "cafe");
    desk.kyso(["inspect", "--password-file", "password", &text(&files[4])]).exits(7).complains("password is wrong");
}

/// What the author did not allow their readers, a reader's password cannot do, and the author's own can.
#[test]
fn permissions_bind_readers_and_not_the_owner() {
    let desk = locked_desk();
    for options in ["128 --use-aes=y --modify=none", "256 --modify=none", "256 --modify=form"] {
        let locked = text(&by_qpdf(&desk, "locked.pdf", DECISION, [USER, OWNER], options));
        sign(&desk, "user", &["-o", "by-user.pdf", &locked]).exits(8).complains("--password-file");
        assert!(!desk.path("by-user.pdf").exists());
        sign(&desk, "owner", &["--force", "-o", "by-owner.pdf", &locked]).exits(0);
        let open = text(&by_qpdf(&desk, "open.pdf", DECISION, ["", OWNER], options));
        sign(&desk, "", &["-o", "by-anybody.pdf", &open]).exits(8);
        sign(&desk, "owner", &["--force", "-o", "by-owner.pdf", &open]).exits(0);
        let (code, _) = desk.verify(&desk.path("by-owner.pdf"));
        assert_eq!(code, 0, "{options}: whoever may open it may verify it");
    }
    // Without an owner's password everybody would be the owner: nobody is.
    let nobody = text(&by_qpdf(&desk, "nobody.pdf", DECISION, ["", ""], "256 --allow-insecure --modify=none"));
    sign(&desk, "", &["-o", "by-nobody.pdf", &nobody]).exits(8);
}

/// A script has no password, or a wrong one: it is told so, and nothing waits for an answer.
#[test]
fn a_script_is_told_what_is_missing() {
    let desk = locked_desk();
    let locked = text(&by_qpdf(&desk, "locked.pdf", DECISION, [USER, OWNER], "256"));
    for command in ["inspect", "verify", "sign"] {
        let run = |password: &str| match command {
            "sign" => sign(&desk, password, &["-o", "out.pdf", &locked]),
            _ if password.is_empty() => desk.kyso([command, &locked]),
            _ => desk.kyso([command, "--password-file", password, &locked]),
        };
        let (missing, wrong) = (run(""), run(&text(&desk.write("wrong", "mat khau khac"))));
        let said = format!("{}{}", missing.out, missing.err);
        assert!(missing.code == 7 && said.contains("needs a password"), "{command}: {said}");
        assert!(said.contains("--password-file"), "{command}: what to do is said: {said}");
        let said = format!("{}{}", wrong.out, wrong.err);
        assert!(wrong.code == 7 && said.contains("password is wrong"), "{command}: {said}");
        assert!(!said.contains("mat khau khac"), "no password is ever shown");
    }
    desk.write("empty", "\n");
    desk.kyso(["inspect", "--password-file", "empty", &locked]).exits(2).complains("empty");
    let verdict = desk.kyso(["verify", "--json", &locked]).exits(7).json();
    assert_eq!(verdict[0]["error"]["code"], "NEEDS_PASSWORD");
    // A setting will do as well.
    desk.write("home/kyso/config.toml", format!("password_file = \"{}\"\n", text(&desk.path("user"))));
    desk.kyso(["inspect", &locked]).exits(0);
}

/// At the terminal it is asked for once, and the next document is opened with what was typed.
#[test]
fn a_password_is_asked_for_once_for_all_documents() {
    let desk = locked_desk();
    for name in ["a.pdf", "b.pdf", "c.pdf"] {
        by_qpdf(&desk, name, DECISION, [USER, OWNER], "256");
    }
    let program = env!("CARGO_BIN_EXE_kyso");
    let mut command = desk.command();
    let home = command.get_envs().map(|(name, value)| (name.to_owned(), value.map(ToOwned::to_owned)));
    let mut terminal = Command::new("script");
    terminal.env_clear().current_dir(desk.path(""));
    for (name, value) in home.collect::<Vec<_>>() {
        terminal.env(name, value.unwrap_or_default());
    }
    terminal.args(["-qec", &format!("{program} verify --json a.pdf b.pdf c.pdf"), "/dev/null"]);
    let mut running = terminal.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut keyboard = running.stdin.take().unwrap();
    keyboard.write_all(format!("{USER}\n").as_bytes()).unwrap();
    let seen = running.wait_with_output().unwrap();
    drop(keyboard);
    let seen = String::from_utf8_lossy(&seen.stdout).into_owned();
    assert_eq!(seen.matches("Password of").count(), 1, "{seen}");
    assert_eq!(seen.matches("\"status\":\"no-signature\"").count(), 3, "{seen}");
    let _ = command.stdin(Stdio::null());
}

/// A document for certificates' owners, not for passwords, is refused by name.
#[test]
fn a_document_encrypted_for_certificates_is_refused_clearly() {
    let desk = locked_desk();
    let (key, certificate) = (text(&desk.path("key.pem")), text(&desk.path("certificate.pem")));
    let made =
        ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=Lan", "-keyout", &key, "-out", &certificate];
    peer("openssl", made.into_iter().chain(["-addext", "keyUsage=critical,keyEncipherment"])).exits(0);
    let file = by_pyhanko(&desk, "sealed.pdf", DECISION, &format!("--kind certificate --certificate {certificate}"));
    desk.kyso(["inspect", &text(&file)]).exits(7).complains("Adobe.PubSec");
    sign(&desk, "user", &["-o", "out.pdf", &text(&file)]).exits(7);
}

/// The integrity code (ISO/TS 32004) covers the last byte of the file: signing, sealing and stamping make it anew each time.
#[test]
fn every_update_gets_a_new_integrity_code() {
    let desk = locked_desk();
    for kind in ["aes-256", "aes-gcm"] {
        let input = by_pyhanko(&desk, &format!("{kind}.pdf"), DECISION, &format!("--mac --kind {kind}"));
        let (first, second, third) = (desk.path("1.pdf"), desk.path("2.pdf"), desk.path("3.pdf"));
        let [tsa, url] = desk.tsa();
        sign(&desk, "user", &["--force", "-o", &text(&first), &text(&input)]).exits(0);
        let stamped =
            ["--level", "b-t", &tsa, &url, "--digest", "sha512", "--force", "-o", &text(&second), &text(&first)];
        let mut again = vec!["sign", "--p12"];
        let p12 = desk.lab.p12("leader-1");
        let (key, pin) = (text(&p12.path), text(&p12.passphrase_file));
        again.extend([&key[..], "--pin-file", &pin, "--ledger", "none", "--no-check", "--password-file", "user"]);
        desk.kyso(again.iter().chain(&stamped)).exits(0);
        let options =
            ["timestamp", "--password-file", "user", &tsa, &url, "--force", "-o", &text(&third), &text(&second)];
        desk.kyso(options).exits(0);
        for file in [&first, &second, &third] {
            let (code, report) = verify(&desk, "user", file);
            assert_eq!((code, &report["status"]), (0, &json!("total-passed")), "{report:#}");
            assert_eq!(report["signatures"][0]["warnings"], json!([]), "{report:#}");
        }
        for said in pyhanko(&desk, "user", &[first, second, third]) {
            for entry in said["signatures"].as_array().unwrap_or_else(|| panic!("{said}")) {
                assert_eq!((&entry["mac"], &entry["valid"]), (&json!("SUCCESSFUL"), &json!(true)), "{said}");
            }
        }
    }
}

/// The newest cross-reference section, written again after the file with its trailer changed: an update that touches nothing.
fn empty_update(file: &Path, trailer: impl FnOnce(String) -> String) -> Vec<u8> {
    let mut bytes = fs::read(file).unwrap();
    let at = |bytes: &[u8], word: &[u8]| bytes.windows(word.len()).rposition(|window| window == word).unwrap();
    let start: usize = {
        let tail = String::from_utf8_lossy(&bytes[at(&bytes, b"startxref") + 9..]).into_owned();
        tail.split_whitespace().next().unwrap().parse().unwrap()
    };
    let old: String =
        bytes[at(&bytes, b"trailer")..at(&bytes, b"startxref")].iter().map(|&byte| char::from(byte)).collect();
    let previous = old.find("/Prev ").unwrap();
    let digits = old[previous + 6..].find(|c: char| !c.is_ascii_digit()).unwrap();
    let old = format!("{}/Prev {start}{}", &old[..previous], &old[previous + 6 + digits..]);
    let here = bytes.len();
    bytes.extend_from_slice(b"xref\n0 0\n");
    bytes.extend(trailer(old).chars().map(|c| u8::try_from(c).unwrap()));
    bytes.extend_from_slice(format!("startxref\n{here}\n%%EOF\n").as_bytes());
    bytes
}

fn without(trailer: &str, key: &str, end: &str) -> String {
    let start = trailer.find(key).unwrap();
    let length = trailer[start..].find(end).unwrap() + end.len();
    format!("{}{}", &trailer[..start], &trailer[start + length..])
}

#[track_caller]
fn is_not_valid(desk: &Desk, file: &Path, rule: &str, detail: Option<&str>) {
    let (code, report) = verify(desk, "user", file);
    assert_ne!((code, &report["status"]), (0, &json!("total-passed")), "{report:#}");
    let reasons = report["signatures"][0]["reasons"].as_array().unwrap();
    let found = reasons.iter().any(|reason| reason["code"] == rule && detail.is_none_or(|it| reason["object"] == it));
    assert!(found, "no {rule} {detail:?} in {report:#}");
}

/// Somebody without the password adds an update: the signature would not notice, the integrity code does.
#[test]
fn an_update_without_its_integrity_code_is_never_valid_nor_signed() {
    let desk = locked_desk();
    let input = by_pyhanko(&desk, "input.pdf", DECISION, "--mac --kind aes-256");
    let signed = desk.path("signed.pdf");
    sign(&desk, "user", &["-o", &text(&signed), &text(&input)]).exits(0);
    let missing = desk.write("missing.pdf", empty_update(&signed, |old| without(&old, "/AuthCode", ">>")));
    is_not_valid(&desk, &missing, "INTEGRITY_CODE", Some("MAC_MISSING"));
    let stale = desk.write("stale.pdf", empty_update(&signed, |old| old));
    is_not_valid(&desk, &stale, "INTEGRITY_CODE", Some("MAC_COVERAGE"));
    for file in [&missing, &stale] {
        sign(&desk, "owner", &["--force", "-o", "out.pdf", &text(file)]).exits(8).complains("integrity code");
    }
    // One flipped bit in the unsigned attribute itself: the arithmetic of the signature holds, the code does not.
    let mut bytes = fs::read(&signed).unwrap();

    let oid = b"06062881fa040102"; // id-pdfMacData (1.0.32004.1.2) in hexadecimal.
    let at = bytes.windows(oid.len()).position(|window| window == oid).unwrap();
    let mac = bytes[at..].windows(4).position(|window| window == b"0420").unwrap() + at;
    let last = bytes[mac..].windows(8).position(|window| window == b"00000000").unwrap() + mac - 4;
    bytes[last] = if bytes[last] == b'0' { b'1' } else { b'0' };
    is_not_valid(&desk, &desk.write("flipped.pdf", bytes), "INTEGRITY_CODE", Some("MAC_WRONG"));
}

/// An update that says the document is not encrypted: readers would see other strings than the signer did.
#[test]
fn a_document_whose_encryption_changes_after_signing_is_not_valid() {
    let desk = locked_desk();
    let input = by_pyhanko(&desk, "input.pdf", DECISION, "--kind aes-128");
    let signed = desk.path("signed.pdf");
    sign(&desk, "user", &["-o", &text(&signed), &text(&input)]).exits(0);
    let same = desk.write("same.pdf", empty_update(&signed, |old| old));
    let (code, report) = verify(&desk, "user", &same);
    assert_eq!(code, 0, "an update that touches nothing is none: {report:#}");
    let open = desk.write("open.pdf", empty_update(&signed, |old| without(&old, "/Encrypt", " R")));
    is_not_valid(&desk, &open, "AMBIGUOUS_SYNTAX", None);
}

/// The file's key, as qpdf computes it, for every revision of the handler and both passwords.
#[test]
fn both_passwords_yield_the_key_that_qpdf_computes() {
    let desk = locked_desk();
    for options in
        ["40", "128 --use-aes=n", "128 --use-aes=y", "128 --use-aes=y --cleartext-metadata", "256 --force-R5", "256"]
    {
        let file = by_qpdf(&desk, "locked.pdf", DECISION, [USER, OWNER], options);
        let password = format!("--password={USER}");
        let said = peer("qpdf", ["--show-encryption", "--show-encryption-key", &password, &text(&file)]).exits(0);
        let key = said.out.lines().find_map(|line| line.strip_prefix("Encryption key = ")).unwrap().to_owned();
        let bytes = fs::read(&file).unwrap();
        for (password, owner) in [(USER, false), (OWNER, true)] {
            let document = Document::open_with(&bytes, Limits::default(), Some(password.as_bytes())).unwrap();
            let encryption = document.encryption().unwrap();
            let ours = kyso::text::hex(encryption.file_key());
            assert_eq!((ours, encryption.is_owner), (key.clone(), owner), "{options}");
        }
    }
}
