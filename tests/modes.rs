//! Who may read what the program writes: as the umask says, and a signed document as the document that was signed.

#![cfg(unix)]
#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use desk::{Answer, Desk, answer, text};

const DECISION: &str = "01-quyet-dinh-libreoffice.pdf";

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

fn set(path: &Path, mode: u32) {
    fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
}

/// Runs the program under this umask.
fn under(umask: &str, desk: &Desk, arguments: &[&str]) -> Answer {
    let kyso = desk.command();
    let mut shell = Command::new("sh");
    shell.args(["-c", "umask \"$1\"; shift; exec \"$@\"", "sh", umask]).arg(kyso.get_program()).args(arguments);
    shell.env_clear().current_dir(desk.path("")).stdin(Stdio::null());
    shell.envs(kyso.get_envs().filter_map(|(name, value)| Some((name, value?))));
    answer(&mut shell)
}

/// Colleagues read reports, evidence and registers of the office; whoever keeps them to themselves has another umask.
#[test]
fn what_is_made_anew_has_the_mode_that_the_umask_says() {
    let desk = Desk::new();
    let signed = desk.sign(desk.lab.leader_token(), &desk.document(DECISION), "ky.pdf");
    set(&signed, 0o600);
    let signed = text(&signed);
    let places = [
        ["verify", &signed, "--report", "html", "--report-dir", "reports"],
        ["verify", &signed, "--evidence", "ky.json", "--lang", "en"],
        ["receive", "--register", "so.csv", "--ledger", "sqlite:so.db", "--force"],
        ["stats", "--ledger", "sqlite:so.db", "-o", "bao-cao.html", "--format=html"],
        ["stats", "--ledger", "sqlite:so.db", "-o", "bao-cao.xlsx", "--format=xlsx"],
        ["ledger", "export", "--ledger", "sqlite:so.db", "-o", "so-ghi.csv"],
    ];
    let files = ["reports/ky.pdf.html", "ky.json", "so.csv", "bao-cao.html", "bao-cao.xlsx", "so-ghi.csv"];
    for (umask, expected) in [("022", 0o644), ("027", 0o640), ("077", 0o600)] {
        for (arguments, file) in places.iter().zip(files) {
            let said = under(umask, &desk, arguments);
            let file = desk.path(file);
            assert!(file.exists(), "{arguments:?}\n{}{}", said.out, said.err);
            assert_eq!(mode(&file), expected, "{arguments:?} under {umask}");
            fs::remove_file(file).unwrap();
        }
    }
}

/// An office closed a report to others; making it again does not open it.
#[test]
fn a_file_that_is_replaced_keeps_its_mode() {
    let desk = Desk::new();
    let signed = text(&desk.sign(desk.lab.leader_token(), &desk.document(DECISION), "ky.pdf"));
    under("022", &desk, &["verify", &signed, "--evidence", "ky.json"]);
    set(&desk.path("ky.json"), 0o600);
    under("022", &desk, &["verify", &signed, "--evidence", "ky.json", "--force"]);
    assert_eq!(mode(&desk.path("ky.json")), 0o600);
}

/// A draft that only its author may read stays so when it is signed.
#[test]
fn a_signed_document_has_the_mode_of_what_was_signed() {
    let desk = Desk::new();
    let draft = desk.document(DECISION);
    let key = desk.key(desk.lab.leader_token());
    for (umask, closed) in [("022", 0o600), ("077", 0o644), ("022", 0o440)] {
        set(&draft, closed);
        let output = desk.path("ky.pdf");
        let mut words = vec!["sign", "--level", "b-b", "--no-check", "--force", "-o", "ky.pdf", DECISION];
        words.extend(key.iter().map(String::as_str));
        under(umask, &desk, &words).exits(0);
        assert_eq!(mode(&output), closed, "under {umask}");
        fs::remove_file(output).unwrap();
    }
}
