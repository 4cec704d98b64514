//! The PIN: presented once, never again unattended, and nowhere to be seen.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;
#[path = "support/shim.rs"]
mod shim;

use std::fs;
use std::path::Path;

use desk::{Desk, answer, text};
use shim::shim;

const WRONG: &str = "13579-wrong-PIN";

/// `kyso sign` of one document through the shim.
fn sign(desk: &Desk, module: &Path, pin_file: &Path, name: &str) -> std::process::Command {
    let token = desk.lab.leader_token();
    let document = desk.document("10-thong-bao-cairo-1-4.pdf");
    let mut command = desk.command();
    command.env("KYSO_SHIM_TARGET", &token.module).env("KYSO_SHIM_LOG", desk.path("calls"));
    command.args(["sign", "-vv", "--level", "b-b", "--ledger", "none", "--module", &text(module), "-k", &token.uri]);
    command.args(["--pin-file", &text(pin_file), "-o", &text(&desk.path(name)), &text(&document)]);
    command
}

fn logins(desk: &Desk) -> usize {
    let calls = fs::read_to_string(desk.path("calls")).unwrap();
    calls.lines().filter(|line| line.split_whitespace().next() == Some("C_Login")).count()
}

/// A script with a wrong PIN runs eleven times: one try, and everybody is told. The right PIN by hand is needed first.
#[test]
fn a_wrong_pin_costs_one_login_however_often_the_script_runs() {
    let desk = Desk::new();
    let wrong = desk.write("wrong.pin", format!("{WRONG}\n"));
    let first = answer(&mut sign(&desk, shim(), &wrong, "a.pdf")).exits(5);
    assert_eq!(logins(&desk), 1, "{}", first.err);
    for _ in 0..10 {
        let again = answer(&mut sign(&desk, shim(), &wrong, "a.pdf")).exits(5);
        assert!(!again.err.contains(WRONG), "{}", again.err);
    }
    assert_eq!(logins(&desk), 1);
    assert!(!desk.path("a.pdf").exists());
    let shown = desk.kyso(["token", "list", "--json", "--module", &text(&desk.lab.leader_token().module)]).exits(0);
    let token =
        shown.json().into_iter().find(|line| line["token"]["label"] == desk.lab.leader_token().label.as_str()).unwrap();
    assert_eq!(token["token"]["pin_count_low"], true, "SoftHSM shows that somebody was wrong: {token}");
    // Whoever comes next finds the token as it was.
    let marker_free = Desk::new();
    answer(&mut sign(&marker_free, shim(), &desk.lab.leader_token().pin_file, "b.pdf")).exits(0);
}

/// Everything that the program writes, sends or starts is looked at: neither the right PIN nor a wrong one is in it.
#[test]
fn no_pin_is_written_sent_or_logged() {
    let desk = Desk::new();
    let token = desk.lab.multi_token();
    let right = fs::read_to_string(&token.pin_file).unwrap();
    let document = desk.document("10-thong-bao-cairo-1-4.pdf");
    let trace = desk.path("trace");
    let mut command = std::process::Command::new("strace");
    command.args(["-f", "-s", "4096", "-e", "trace=execve,write,writev,pwrite64,sendto,sendmsg", "-o", &text(&trace)]);
    let kyso = desk.command();
    command.arg(kyso.get_program()).env_clear().envs(kyso.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.args([
        "sign",
        "-vv",
        "--level",
        "b-b",
        "--ledger",
        "none",
        "--module",
        &text(&token.module),
        "-k",
        &token.uri,
    ]);
    command.args(["--pin-file", &text(&token.pin_file), "-o", &text(&desk.path("s.pdf")), &text(&document)]);
    let said = answer(&mut command).exits(0);
    let traced = fs::read_to_string(&trace).unwrap();
    assert!(traced.contains("execve"), "strace saw nothing");
    for (where_, text) in [("strace", &traced), ("stdout", &said.out), ("stderr", &said.err)] {
        assert!(!text.contains(right.trim()), "the PIN is in what {where_} shows");
    }
}
