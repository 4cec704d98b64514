//! Reports of ETSI TS 119 102-2: strict for a reader that has classes of the schema, and of one word with the JSON.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;
mod openssl;

use std::fs;
use std::path::{Path, PathBuf};

use desk::{Answer, Desk, peer, python, script, text};
use serde_json::{Value, json};

const DECISION: &str = "01-quyet-dinh-libreoffice.pdf";

/// `kyso verify` with everything that is to know.
fn verify(desk: &Desk, further: &[&str], files: &[&Path]) -> Answer {
    let mut arguments = vec!["verify".to_owned()];
    arguments.extend(desk.offline(&desk.published()));
    arguments.extend(further.iter().map(|&option| option.to_owned()));
    arguments.extend(files.iter().map(|file| text(file)));
    desk.kyso(arguments)
}

/// The strict reader's word on reports.
#[track_caller]
fn read(reports: &[PathBuf]) -> Vec<Value> {
    let arguments = std::iter::once(script("etsi.py")).chain(reports.iter().map(|report| text(report)));
    peer(&text(&python()), arguments.collect::<Vec<_>>()).exits(0).json()
}

/// The verdicts of the JSON on entries of `kind`, in the words of the report.
fn verdicts(report: &Value, kind: &str, short: bool) -> Vec<Value> {
    let entries = report["signatures"].as_array().unwrap().iter().filter(|entry| entry["type"] == kind);
    let word = |entry: &Value| {
        let main = entry["indication"].as_str().unwrap();
        json!([if short { main.trim_start_matches("total-") } else { main }, entry["sub_indication"]])
    };
    entries.map(word).collect()
}

/// A clerk keeps a report beside each document of a case: a good one, a raised one, one that was changed.
#[test]
fn every_document_of_a_case_has_a_report_that_a_strict_reader_agrees_with() {
    let desk = Desk::new();
    let good = desk.sign(desk.lab.leader_token(), &desk.document(DECISION), "good.pdf");
    let raised = desk.path("raised.pdf");
    let mut arguments = ["extend", "--level", "b-lta"].map(str::to_owned).to_vec();
    arguments.extend(desk.tsa());
    arguments.extend(desk.offline(&desk.published()));
    arguments.extend(["-o".to_owned(), text(&raised), text(&good)]);
    desk.kyso(arguments).exits(0);
    let mut bytes = fs::read(&good).unwrap();
    let at = bytes.windows(6).position(|window| window == b"/Pages").unwrap();
    bytes[at + 1] = b'Q';
    let changed = desk.write("changed.pdf", bytes);

    let files = [good.as_path(), &raised, &changed];
    let folder = desk.path("reports");
    let answer = verify(&desk, &["--report", "etsi", "--report-dir", &text(&folder), "--json"], &files);
    let reports: Vec<_> =
        ["good", "raised", "changed"].iter().map(|name| folder.join(format!("{name}.pdf.xml"))).collect();
    for ((json, etsi), name) in answer.json().iter().zip(read(&reports)).zip(["good", "raised", "changed"]) {
        assert_eq!(etsi["signatures"], json!(verdicts(json, "signature", false)), "{name}");
        let stamped = etsi["timestamps"].as_array().unwrap();
        for verdict in verdicts(json, "doc-timestamp", true) {
            assert!(stamped.contains(&verdict), "{name}: {etsi}");
        }
        let count = json["signatures"][0]["timestamps"].as_array().unwrap().len();
        assert_eq!(stamped.len(), count, "{name}: {etsi}");
        let signature = &json["signatures"][0];
        assert_eq!(etsi["best"][0], signature["best_time"], "{name}");
    }
    let etsi = read(&reports);
    assert_eq!(etsi[0]["signatures"][0][0], "total-passed");
    assert_eq!(etsi[1]["processes"], json!(["LTA"]));
    assert_eq!(etsi[2]["signatures"][0][0], "total-failed");
    assert_eq!(etsi[1]["objects"], json!(["CRL", "certificate", "signedData", "timestamp"]));
}

/// What the document says of itself is in the report, and nothing of it can end an element.
#[test]
fn what_the_signer_says_is_quoted() {
    let desk = Desk::new();
    let (input, output) = (desk.document(DECISION), desk.path("signed.pdf"));
    let mut arguments =
        ["sign", "--level", "b-b", "--no-check", "--reason", "</Reason><MainIndication>&"].map(str::to_owned).to_vec();
    arguments.extend(desk.key(desk.lab.leader_token()));
    arguments.extend(["-o".to_owned(), text(&output), text(&input)]);
    desk.kyso(arguments).exits(0);
    let shown = verify(&desk, &["--report", "etsi"], &[&output]);
    assert!(
        shown.out.contains("<ReasonElement>&lt;/Reason&gt;&lt;MainIndication&gt;&amp;</ReasonElement>"),
        "{}",
        shown.out
    );
    let report = desk.write("report.xml", &shown.out);
    assert_eq!(read(&[report])[0]["processes"], json!(["Basic"]));
}

/// A clerk whose certificate was revoked signed all the same: the report says when and why, and shows who says so.
#[test]
fn a_revoked_signer_is_named_with_the_list_that_says_so() {
    let desk = Desk::new();
    let (input, output, p12) = (desk.document(DECISION), desk.path("signed.pdf"), desk.lab.p12("revoked"));
    let mut arguments = ["sign", "--level", "b-b", "--no-check", "--ledger", "none"].map(str::to_owned).to_vec();
    arguments.extend(["--p12".to_owned(), text(&p12.path), "--pin-file".to_owned(), text(&p12.passphrase_file)]);
    arguments.extend(["-o".to_owned(), text(&output), text(&input)]);
    desk.kyso(arguments).exits(0);
    let folder = desk.path("reports");
    let answer = verify(&desk, &["--report", "etsi", "--report-dir", &text(&folder), "--json"], &[&output]);
    let (json, etsi) = (answer.json().remove(0), &read(&[folder.join("signed.pdf.xml")])[0]);
    assert_eq!(etsi["signatures"], json!(verdicts(&json, "signature", false)));
    let answers = json["signatures"][0]["revocation"].as_array().unwrap();
    let said = answers.iter().find(|answer| answer["outcome"] == "revoked").unwrap();
    let expected = json!([said["cert"], said["revocation_time"], said["reason"], said["sha256"]]);
    assert_eq!(etsi["revoked"], json!([expected]));
}

/// An archive stamps a document that nobody signed.
#[test]
fn a_document_with_a_time_stamp_alone_is_not_signed_and_its_time_stamp_is_judged() {
    let desk = Desk::new();
    let (input, output) = (desk.document(DECISION), desk.path("stamped.pdf"));
    let mut arguments = vec!["timestamp".to_owned()];
    arguments.extend(desk.tsa());
    arguments.extend(["-o".to_owned(), text(&output), text(&input)]);
    desk.kyso(arguments).exits(0);
    let report = desk.write("report.xml", verify(&desk, &["--report", "etsi"], &[&output]).out);
    let etsi = &read(&[report])[0];
    assert_eq!(etsi["signatures"], json!([["noSignatureFound", null]]));
    assert_eq!(etsi["timestamps"], json!([["passed", null]]));
}

/// Two reports after each other are no XML document; a file without a signature has a report that says so.
#[test]
fn one_document_has_one_report() {
    let desk = Desk::new();
    let (first, second) = (desk.document(DECISION), desk.document("17-ke-hoach-qpdf-linearized-streams.pdf"));
    verify(&desk, &["--report", "etsi"], &[&first, &second]).exits(2).complains("--report-dir");
    let shown = verify(&desk, &["--report", "etsi"], &[&first]);
    assert!(shown.out.contains(":mainindication:noSignatureFound<"), "{}", shown.out);
    let torn = desk.write("torn.pdf", "no document");
    let shown = verify(&desk, &["--report", "etsi"], &[&torn]);
    assert!(shown.out.contains(":mainindication:indeterminate<"), "{}", shown.out);
    assert!(shown.out.contains(":subindication:SIGNED_DATA_NOT_FOUND<"), "{}", shown.out);
}

/// The store names for each signature what proves it (/VRI): so does the report; and everything in it has a time.
#[test]
fn what_the_store_names_for_a_signature_is_referred_to() {
    let desk = Desk::new();
    let good = desk.sign(desk.lab.leader_token(), &desk.document(DECISION), "good.pdf");
    let raised = |name: &str, vri: &[&str]| {
        let output = desk.path(name);
        let mut arguments = ["extend", "--level", "b-lt"].map(str::to_owned).to_vec();
        arguments.extend(vri.iter().map(|&option| option.to_owned()));
        arguments.extend(desk.tsa());
        arguments.extend(desk.offline(&desk.published()));
        arguments.extend(["-o".to_owned(), text(&output), text(&good)]);
        desk.kyso(arguments).exits(0);
        desk.write(&format!("{name}.xml"), verify(&desk, &["--report", "etsi"], &[&output]).out)
    };
    let etsi = read(&[raised("vri.pdf", &["--vri"]), raised("dss.pdf", &[])]);
    assert_eq!((&etsi[0]["vri"], &etsi[1]["vri"]), (&json!([[[5, 3, 0]]]), &json!([[]])));
    assert_eq!((&etsi[0]["unproven"], &etsi[1]["unproven"]), (&json!([]), &json!([])));
}

/// A role that a signer claims is in the report as a claim.
#[test]
fn a_role_that_is_claimed_is_called_a_claim() {
    use kyso::cms::ber::{self, SEQUENCE, SET, context, tlv};
    use openssl::forge::attribute;
    use openssl::paper::Paper;
    use openssl::verdict::{PADES, lan};
    let office = lan();
    let role = tlv(SEQUENCE, &[&ber::oid("2.5.4.72"), &tlv(SET, &[&tlv(0x0c, &["Phó Giám đốc".as_bytes()])])]);
    let roles = tlv(SEQUENCE, &[&tlv(context(0), &[&tlv(SEQUENCE, &[&role])])]);
    let file = Paper::new(PADES).signed(|covered| {
        let mut attributes = office.attributes(covered);
        attributes.push(attribute("0.4.0.19122.1.1", &[&roles]));
        attributes.sort();
        office.cms_of(&attributes)
    });
    let report = office.judge(&file, "default", |context| context.keeps_objects = true);
    let desk = Desk::new();
    let report = desk.write("report.xml", kyso::report::etsi::document(&report).unwrap());
    assert_eq!(read(&[report])[0]["roles"], json!([[["Phó Giám đốc", "claimed", true]]]));
}
