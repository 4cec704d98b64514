//! What `kyso inspect` shows: everything that can be read, and every key of it documented.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;
#[path = "bombs/paper.rs"]
#[allow(dead_code)] // Bombs need more of it.
mod paper;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use desk::{Desk, text};
use kyso::messages::{Lang, inspection::KEYS};
use paper::Paper;
use serde_json::Value;

/// A form with everything that a form can have, made by hand.
fn full_form() -> Vec<u8> {
    let dss = "/DSS<</Certs[8 0 R 99 0 R]/VRI<</AA<</Cert[8 0 R]/TU(D:20240501)>>>>>>";
    let form = "/AcroForm<</Fields[4 0 R 5 0 R]/SigFlags 3>>/Perms<</UR3 7 0 R>>";
    let mut paper = Paper::one_page(&format!("{dss}{form}"));
    paper.object(4, "<</FT/Tx/T(a)/V(b)>>");
    paper.object(5, "<</FT/Sig/T(s)/V 7 0 R/Lock<</Action/Include/Fields[(a)]>>>>");
    paper.object(6, "<</K 1/K 2>>");
    paper.object(7, "<</Type/Sig/Filter/X/SubFilter/Y/Contents<00>/ByteRange[0 1 2 3]/K 1/K 2>>");
    paper.stream(8, "", b"0\x00");
    paper.table("/Root 1 0 R")
}

/// The same with usage rights of their own.
fn usage_rights() -> Vec<u8> {
    let mut paper = Paper::one_page("/Perms<</UR3 4 0 R>>");
    paper.object(4, "<</Type/Sig/Filter/X/Contents<00>/ByteRange[0 1 2 3]>>");
    paper.table("/Root 1 0 R")
}

fn signed(desk: &Desk, document: &Path) -> PathBuf {
    let (key, output) = (desk.lab.p12("leader-3"), desk.path("signed.pdf"));
    let (p12, passphrase) = (text(&key.path), text(&key.passphrase_file));
    let sign = ["sign", "--level", "b-b", "--ledger", "none", "--p12", &p12, "--pin-file", &passphrase, "-o"];
    desk.kyso([&sign[..], &[&text(&output), &text(document)]].concat()).exits(0);
    output
}

fn encrypted(desk: &Desk, document: &Path) -> PathBuf {
    let output = desk.path("encrypted.pdf");
    let arguments = ["--encrypt", "", "owner", "256", "--modify=form", "--"];
    assert!(Command::new("qpdf").args(arguments).arg(document).arg(&output).status().unwrap().success());
    output
}

/// Every path of keys in `value`, `[]` for items.
fn paths(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(pairs) => {
            for (key, value) in pairs {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                paths(value, &path, found);
                // The dictionary outside of fields is documented once.
                if path == "outside[].signature" {
                    found.retain(|known| !known.starts_with("outside[].signature."));
                }
                found.insert(path);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| paths(item, &format!("{path}[]"), found)),
        _ => {}
    }
}

/// A developer reads the manual page and finds each key in the output, and each key of the output in the page.
#[test]
fn every_key_is_documented_and_every_documented_key_is_printed() {
    let desk = Desk::new();
    let archived = desk.document("02-cong-van-libreoffice-pdfa-1b.pdf");
    let broken = Paper::one_page(&format!("/DSS {}", "[".repeat(1000))).table("/Root 1 0 R");
    let files = [
        signed(&desk, &archived),
        encrypted(&desk, &archived),
        desk.write("form.pdf", full_form()),
        desk.write("rights.pdf", usage_rights()),
        desk.write("broken.pdf", broken),
    ];
    let mut printed = BTreeSet::new();
    for file in files {
        let answer = desk.kyso(["inspect", "--json", &text(&file)]);
        paths(&answer.json()[0], "", &mut printed);
    }
    let documented: BTreeSet<String> = KEYS.iter().map(|key| key.path.to_owned()).collect();
    assert_eq!(printed, documented);
    for key in KEYS {
        assert!(!key.text(Lang::Vi).is_empty() && !key.text(Lang::En).is_empty(), "{}", key.path);
    }
}

/// A clerk wants to know what is in a letter before she signs it.
#[test]
fn a_signed_letter_is_described_in_vietnamese() {
    let desk = Desk::new();
    let letter = signed(&desk, &desk.document("02-cong-van-libreoffice-pdfa-1b.pdf"));
    let answer = desk.kyso(["inspect", "--lang", "vi", &text(&letter)]).exits(0);
    answer.shows("PDF/A-1A").shows("trang").shows("Signature1").shows("whole-file").shows("đối tượng");
}

/// One part of the file is damaged: the others are shown, and the reason is said.
#[test]
fn what_can_be_read_of_a_damaged_file_is_shown() {
    let desk = Desk::new();
    let mut paper = Paper::one_page("/AcroForm<</Fields[4 0 R]>>/DSS 5 0 R");
    paper.object(4, "<</FT/Sig/T(s)>>");
    paper.object(5, "[".repeat(1000));
    let file = desk.write("deep.pdf", paper.table("/Root 1 0 R"));
    let answer = desk.kyso(["inspect", "--json", &text(&file)]).exits(7);
    let facts = &answer.json()[0];
    assert_eq!(facts["fields"][0]["name"], "s");
    assert_eq!(facts["pages"], 1);
    assert_eq!(facts["error"]["code"], "LIMIT_EXCEEDED");
    desk.kyso(["inspect", &text(&desk.write("no.pdf", "no PDF"))]).exits(7);
}

/// Facts that an engineer asks for first.
#[test]
fn form_store_and_findings_are_listed() {
    let desk = Desk::new();
    let facts = desk.kyso(["inspect", "--json", &text(&desk.write("form.pdf", full_form()))]).json().remove(0);
    let kinds: Vec<&Value> = facts["fields"].as_array().unwrap().iter().map(|field| &field["type"]).collect();
    assert_eq!(kinds, ["text", "signature"]);
    assert_eq!(facts["fields"][1]["lock"]["action"], "include");
    assert_eq!(facts["fields"][1]["signature"]["coverage_problem"], "BYTE_RANGE_GAP");
    assert_eq!((&facts["dss"]["certificates"], &facts["dss"]["damaged"]), (&1.into(), &1.into()));
    assert_eq!(facts["findings"][0]["code"], "DUPLICATE_KEY");
    let encrypted = encrypted(&desk, &desk.document("05-to-trinh-xelatex-fields.pdf"));
    let facts = desk.kyso(["inspect", "--json", &text(&encrypted)]).exits(0).json().remove(0);
    assert_eq!(facts["encryption"]["revision"], 6);
    assert_eq!(facts["encryption"]["allows"], serde_json::json!(["fill"]));
}
