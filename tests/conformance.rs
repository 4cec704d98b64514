//! A file that claims PDF/A or PDF/UA stays what it claims, signature after signature.
//!
//! No validator of these standards can be had everywhere, so the rules that an invisible signature touches are a list of
//! names and clauses in `tests/peers/conformance.py`, asked with qpdf's eyes and not ours.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::path::PathBuf;
use std::process::Command;

use desk::{Desk, answer, python, script, text};
use serde_json::{Value, json};

/// PDF/A-1b, PDF/A-2b, PDF/UA, tagged by another producer, and tagged in object streams.
const SAMPLES: [&str; 5] = [
    "02-cong-van-libreoffice-pdfa-1b.pdf",
    "03-bao-cao-libreoffice-pdfa-2b.pdf",
    "04-ke-hoach-libreoffice-pdfua.pdf",
    "07-giay-moi-chromium.pdf",
    "17-ke-hoach-qpdf-linearized-streams.pdf",
];

/// The rules asked of each step from one file to the next.
fn rules(steps: &[[&PathBuf; 2]]) -> Vec<Value> {
    let mut command = Command::new(python());
    answer(command.arg(script("conformance.py")).args(steps.iter().flatten())).exits(0).json()
}

/// A leader signs, the agency seals, the time of issue is set: nothing is lost on the way, and every signature stays valid
/// for pyHanko and for us.
#[test]
fn archived_and_accessible_documents_stay_so_through_two_signatures_and_a_time_stamp() {
    let desk = Desk::new();
    let mut files = Vec::new();
    for name in SAMPLES {
        let input = desk.document(name);
        let leader = desk.sign(desk.lab.leader_token(), &input, &format!("1-{name}"));
        let agency = desk.sign(desk.lab.agency_token(), &leader, &format!("2-{name}"));
        let issued = desk.path(&format!("3-{name}"));
        let order = ["timestamp", "-o", &text(&issued), &text(&agency)].map(str::to_owned);
        desk.kyso(order.into_iter().chain(desk.tsa())).exits(0);
        files.push([input, leader, agency, issued]);
    }
    let steps: Vec<[&PathBuf; 2]> = files.iter().flat_map(|[a, b, c, d]| [[a, b], [b, c], [c, d]]).collect();
    for said in rules(&steps) {
        assert_eq!(said["broken"], json!({}), "{said:#}");
        assert!(said["asked"].as_u64() >= Some(5), "{said:#}");
    }

    let mut command = Command::new(python());
    command.arg(script("validate.py")).arg("--trust").arg(desk.lab.root_pem());
    let said = answer(command.args(files.iter().map(|[.., issued]| issued))).exits(0).json();
    for (said, name) in said.iter().zip(SAMPLES) {
        // PDF/A-1 alone wants an appearance of the time-stamp too, which pyHanko counts as filling in a form.
        let last = if name.contains("pdfa-1") { "FORM_FILLING" } else { "LTA_UPDATES" };
        let levels: Vec<_> =
            said["signatures"].as_array().unwrap().iter().map(|entry| &entry["modification"]).collect();
        assert_eq!(levels, ["FORM_FILLING", last, "NONE"], "pyHanko: {said}");
    }
    for [.., issued] in &files {
        let (code, report) = desk.verify(issued);
        let entries = report["signatures"].as_array().unwrap();
        let levels: Vec<_> = entries.iter().map(|entry| entry["modifications"].as_str().unwrap()).collect();
        assert_eq!((code, &levels[..]), (0, &["signatures", "lta-updates", "none"][..]), "{report:#}");
    }
}

/// The rules can be broken: a signer that knows nothing of tagging breaks those of tagging, and no others.
#[test]
fn the_rules_notice_a_signer_that_does_not_tag() {
    let desk = Desk::new();
    let (p12, input) = (desk.lab.p12("leader-1"), desk.document(SAMPLES[2]));
    let output = desk.path("untagged.pdf");
    let mut command = Command::new(python());
    command.arg(script("sign.py")).arg("--p12").arg(&p12.path).arg("--passphrase-file").arg(&p12.passphrase_file);
    answer(command.args([&input, &output])).exits(0);
    let said = rules(&[[&input, &output]]).remove(0);
    let broken: Vec<_> = said["broken"].as_object().unwrap().keys().map(String::as_str).collect();
    for name in
        ["alternate-name", "element-reached-from-the-root", "element-reached-from-the-widget", "tab-order-by-structure"]
    {
        assert!(broken.contains(&name), "{name}: {said:#}");
    }
}
