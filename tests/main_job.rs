//! The main job: leaders sign, agencies seal, the time is stamped, clerks verify.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::fs;

use desk::{Desk, text};
use serde_json::{Value, json};

const DECISION: &str = "01-quyet-dinh-libreoffice.pdf";

fn of<'a>(report: &'a Value, field: &str) -> Vec<&'a Value> {
    report["signatures"].as_array().unwrap().iter().map(|signature| &signature[field]).collect()
}

/// The director approves, the clerk seals, the time of issue is stamped: three entries, each unharmed by the next.
#[test]
fn a_decision_goes_out_signed_sealed_and_stamped() {
    let desk = Desk::new();
    let document = desk.document(DECISION);
    let approved = desk.sign(desk.lab.leader_token(), &document, "approved.pdf");
    let sealed = desk.sign(desk.lab.agency_token(), &approved, "sealed.pdf");
    let issued = desk.path("issued.pdf");
    let mut arguments = vec!["timestamp".to_owned()];
    arguments.extend(desk.tsa());
    arguments.extend(["-o".to_owned(), text(&issued), text(&sealed)]);
    desk.kyso(arguments).exits(0);

    let (code, report) = desk.verify(&issued);
    assert_eq!((code, &report["status"]), (0, &json!("total-passed")), "{report:#}");
    assert_eq!(of(&report, "type"), [&json!("signature"), &json!("signature"), &json!("doc-timestamp")]);
    assert_eq!(of(&report, "indication"), [&json!("total-passed"); 3]);
    assert_eq!(of(&report, "modifications"), [&json!("signatures"), &json!("lta-updates"), &json!("none")]);
    assert_eq!(of(&report, "level")[..2], [&json!("B-T"), &json!("B-T")]);
    let cn = report["signatures"][0]["signer"]["cn"].as_str().unwrap();
    assert_eq!(cn, desk.lab.offices()[0].leader.cn);
    let bytes = fs::read(&issued).unwrap();
    assert!(bytes.starts_with(&fs::read(&document).unwrap()), "every earlier byte is where it was");
}

/// Somebody changes one byte of what was signed.
#[test]
fn a_changed_byte_is_found() {
    let desk = Desk::new();
    let signed = desk.sign(desk.lab.leader_token(), &desk.document(DECISION), "signed.pdf");
    let mut bytes = fs::read(&signed).unwrap();
    bytes[1000] ^= 1;
    let (code, report) = desk.verify(&desk.write("changed.pdf", bytes));
    assert_eq!((code, &report["status"]), (1, &json!("total-failed")));
    assert_eq!(report["signatures"][0]["sub_indication"], "HASH_FAILURE");
    assert_eq!(report["signatures"][0]["integrity"], "broken");
}

/// A document that was damaged before it came is sealed all the same: the seal holds, the old signature is no worse than it was.
#[test]
fn a_broken_signature_does_not_keep_others_from_signing() {
    let desk = Desk::new();
    let signed = desk.sign(desk.lab.leader_token(), &desk.document(DECISION), "signed.pdf");
    let mut bytes = fs::read(&signed).unwrap();
    bytes[1000] ^= 1;
    let sealed = desk.sign(desk.lab.agency_token(), &desk.write("changed.pdf", bytes), "sealed.pdf");
    let (code, report) = desk.verify(&sealed);
    assert_eq!((code, &report["status"]), (1, &json!("total-failed")));
    assert_eq!(of(&report, "integrity"), [&json!("broken"), &json!("intact")]);
    assert_eq!(of(&report, "indication"), [&json!("total-failed"), &json!("total-passed")]);
}

/// Nobody told the clerk whom to trust: not invalid, but not known.
#[test]
fn without_trust_nothing_is_valid_and_nothing_is_invalid() {
    let desk = Desk::new();
    let signed = desk.sign(desk.lab.leader_token(), &desk.document(DECISION), "signed.pdf");
    let answer = desk.kyso(["verify", "--json", &text(&signed)]).exits(3);
    let report = &answer.json()[0];
    assert_eq!(report["signatures"][0]["sub_indication"], "NO_CERTIFICATE_CHAIN_FOUND");
    assert_eq!(report["signatures"][0]["integrity"], "intact");
    assert_eq!(report["decision"], "not-enough-information");
}

/// A document that nobody signed has an exit code of its own.
#[test]
fn an_unsigned_document_is_said_to_be_unsigned() {
    let desk = Desk::new();
    let (code, report) = desk.verify(&desk.document(DECISION));
    assert_eq!((code, &report["status"]), (4, &json!("no-signature")));
}

/// The revoked director's old signature: indeterminate by the standard, invalid for a clerk under nd30.
#[test]
fn a_revoked_signer_is_invalid_for_clerks() {
    let desk = Desk::new();
    let token = desk.lab.refused_token();
    let key = token.keys.iter().find(|key| key.name == "revoked").unwrap();
    let signed = desk.path("signed.pdf");
    let mut arguments = vec!["sign".to_owned(), "--level".to_owned(), "b-b".to_owned(), "--no-check".to_owned()];
    let mut options = desk.key(token);
    let at = options.iter().position(|option| *option == token.uri).unwrap();
    options[at].clone_from(&key.uri);
    arguments.extend(options);
    arguments.extend(["-o".to_owned(), text(&signed), text(&desk.document(DECISION))]);
    desk.kyso(arguments).exits(0);
    let (code, report) = desk.verify(&signed);
    assert_eq!((code, &report["signatures"][0]["sub_indication"]), (3, &json!("REVOKED_NO_POE")), "{report:#}");
    let mut arguments: Vec<_> = ["verify", "--json", "--policy", "nd30"].map(str::to_owned).to_vec();
    arguments.extend(desk.trust());
    arguments.push(text(&signed));
    assert_eq!(desk.kyso(arguments).json()[0]["decision"], "invalid");
}

/// An expired certificate, and one for a web server, do not sign.
#[test]
fn certificates_that_may_not_sign_are_refused_before_the_token_signs() {
    let desk = Desk::new();
    let token = desk.lab.refused_token();
    let document = desk.document(DECISION);
    for name in ["expired", "wrong-usage"] {
        let key = token.keys.iter().find(|key| key.name == name).unwrap();
        let output = desk.path("never.pdf");
        let pin = text(&token.pin_file);
        let module = text(&token.module);
        let arguments = [
            "sign",
            "--level",
            "b-b",
            "--ledger",
            "none",
            "--module",
            &module,
            "-k",
            &key.uri,
            "--pin-file",
            &pin,
            "-o",
        ];
        let arguments: Vec<String> =
            arguments.into_iter().map(str::to_owned).chain([text(&output), text(&document)]).collect();
        desk.kyso(arguments).exits(5);
        assert!(!output.exists());
    }
}

/// The verdict a clerk reads is in Vietnamese and names the person.
#[test]
fn the_clerk_reads_a_verdict_in_vietnamese() {
    let desk = Desk::new();
    let signed = desk.sign(desk.lab.leader_token(), &desk.document(DECISION), "signed.pdf");
    let mut arguments: Vec<_> = ["verify", "--lang", "vi"].map(str::to_owned).to_vec();
    arguments.extend(desk.trust());
    arguments.push(text(&signed));
    desk.kyso(arguments).exits(0).shows("hợp lệ").shows(&desk.lab.offices()[0].leader.cn);
}
