//! Files that pyHanko made to last: B-LT, B-LTA and renewed, judged from nothing but what they hold, today and when the
//! revocation data in them has run out.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::path::Path;
use std::process::Command;
use std::{env, fs};

use desk::{Desk, text};
use serde_json::{Value, json};
use time::{Duration, OffsetDateTime};

/// The desk with the three files on it.
fn made_by_pyhanko() -> Desk {
    let desk = Desk::new();
    let leader = &desk.lab.offices()[0].leader;
    let document = desk.document("01-quyet-dinh-libreoffice.pdf");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut command = Command::new(root.join(".venv/bin/python"));
    command.arg(root.join("tests/peers/archive.py")).arg("--root").arg(desk.lab.root_pem());
    for certificate in desk.lab.intermediates() {
        command.arg("--other").arg(certificate);
    }
    command.arg("--p12").arg(&leader.p12).arg("--passphrase-file").arg(&leader.passphrase_file);
    command.args(["--tsa", &desk.lab.tsa_url()]).arg(&document).arg(desk.path(""));
    let said = command.output().unwrap();
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
    desk
}

/// What is said of the file `name` at `at` by somebody who has the root's certificate, `more`, and nothing else.
fn judged(desk: &Desk, name: &str, at: OffsetDateTime, more: &[&str]) -> Value {
    let at = at.format(&time::format_description::well_known::Rfc3339).unwrap();
    let (trust, file) = (text(&desk.lab.root_pem()), text(&desk.path(name)));
    let arguments = ["verify", "--json", "--ledger", "none", "--trust", &trust, "--at", &at];
    desk.kyso(arguments.iter().chain(more).chain(&[&*file])).json().remove(0)
}

fn of<'a>(report: &'a Value, field: &str) -> Vec<&'a Value> {
    report["signatures"].as_array().unwrap().iter().map(|signature| &signature[field]).collect()
}

/// Everything that the verdict needs is in the file, and no connection is made.
#[test]
fn what_pyhanko_made_to_last_passes_by_itself() {
    let desk = made_by_pyhanko();
    let now = OffsetDateTime::now_utc();
    for (name, level, process, stamps) in [
        ("lt.pdf", "B-LT", "long-term", 0),
        ("lta.pdf", "B-LTA", "archival", 1),
        ("renewed.pdf", "B-LTA", "archival", 2),
    ] {
        let report = judged(&desk, name, now, &[]);
        assert_eq!(report["status"], "total-passed", "{name}: {report:#}");
        assert_eq!(of(&report, "indication"), vec![&json!("total-passed"); 1 + stamps], "{name}");
        let signature = &report["signatures"][0];
        assert_eq!((&signature["level"], &signature["process"]), (&json!(level), &json!(process)), "{name}");
        assert_eq!(signature["best_time_source"], "signature-timestamp", "{name}");
        let answers = signature["revocation"].as_array().unwrap();
        assert!(answers.iter().all(|answer| answer["source"] == "dss" && answer["fresh"] == true), "{answers:#?}");
        let missing = signature["level_missing"].as_array().unwrap();
        let lacking: &[&str] = if stamps == 0 { &["ARCHIVE_TIMESTAMP"] } else { &[] };
        assert_eq!(missing.iter().map(|missing| missing["what"].as_str().unwrap()).collect::<Vec<_>>(), lacking);
    }
}

/// Two months later the lists in the file have run out. Nobody says whether the time-stamps' authority still stands: neither
/// valid nor invalid.
#[test]
fn what_has_run_out_is_asked_for_again() {
    let desk = made_by_pyhanko();
    let later = OffsetDateTime::now_utc() + Duration::days(60);
    for name in ["lt.pdf", "renewed.pdf"] {
        let report = judged(&desk, name, later, &[]);
        assert_eq!(
            (&report["status"], &report["decision"]),
            (&json!("indeterminate"), &json!("not-enough-information"))
        );
        assert!(of(&report, "sub_indication").iter().all(|sub| **sub == json!("TRY_LATER")), "{report:#}");
        assert_eq!(report["signatures"][0]["best_time_source"], "current-time", "no time-stamp proves anything now");
    }
}

/// The validation data is in a part of the file that was cut off: the signature passes with the judge's own, at B-T.
#[test]
fn without_its_data_a_signature_is_no_longer_at_b_lt() {
    let desk = made_by_pyhanko();
    let whole = fs::read(desk.path("lt.pdf")).unwrap();
    let report = judged(&desk, "lt.pdf", OffsetDateTime::now_utc(), &[]);
    let range = report["signatures"][0]["byte_range"].as_array().unwrap();
    let signed = usize::try_from(range[2].as_u64().unwrap() + range[3].as_u64().unwrap()).unwrap();
    desk.write("cut.pdf", &whole[..signed]);
    let lists: Vec<_> = desk.lab.crls().iter().map(|list| text(list)).collect();
    let intermediates: Vec<_> = desk.lab.intermediates().iter().map(|one| text(one)).collect();
    let mut more = Vec::new();
    for list in &lists {
        more.extend(["--crl", list]);
    }
    for one in &intermediates {
        more.extend(["--intermediate", one]);
    }
    let report = judged(&desk, "cut.pdf", OffsetDateTime::now_utc(), &more);
    let signature = &report["signatures"][0];
    assert_eq!((&signature["indication"], &signature["level"]), (&json!("total-passed"), &json!("B-T")), "{report:#}");
    let missing = signature["level_missing"].as_array().unwrap();
    assert!(missing.iter().any(|missing| missing["what"] == "REVOCATION_DATA_KEPT"), "{missing:?}");
}
