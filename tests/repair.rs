//! Damaged files: what `--repair` makes of them, and what it leaves alone.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use desk::{Answer, Desk, answer, peer, python, text};

/// The end of a download that broke off: the trailer and the cross-reference are gone.
fn cut(desk: &Desk, name: &str, document: &str) -> PathBuf {
    let bytes = fs::read(desk.document(document)).unwrap();
    let end = last(&bytes, b"startxref").unwrap();
    desk.write(name, &bytes[..end])
}

/// As a mail gateway does that turns CR LF into LF, or an editor that adds a line: no offset holds any more.
fn shifted(desk: &Desk, name: &str, document: &str) -> PathBuf {
    let mut bytes = fs::read(desk.document(document)).unwrap();
    let line = bytes.iter().position(|&byte| byte == b'\n').unwrap() + 1;
    bytes.splice(line..line, b"% ".iter().chain(&[b'x'; 300]).chain(b"\n").copied());
    desk.write(name, bytes)
}

fn last(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).rposition(|window| window == word)
}

fn sign(desk: &Desk, input: &Path, output: &str, more: &[&str]) -> Answer {
    let mut arguments: Vec<_> = ["sign", "--level", "b-b", "--no-check"].map(str::to_owned).to_vec();
    arguments.extend(desk.key(desk.lab.leader_token()));
    arguments.extend(more.iter().map(|&more| more.to_owned()));
    arguments.extend(["-o".to_owned(), text(&desk.path(output)), text(input)]);
    desk.kyso(arguments)
}

/// Lan's download broke off. She is told of --repair, and what comes of it is valid for everybody.
#[test]
fn a_file_that_lost_its_cross_reference_is_signed_when_a_repair_is_asked_for() {
    let desk = Desk::new();
    // A plain table, one of object streams, a linearized one.
    let documents = ["09-bao-cao-cairo.pdf", "18-ho-so-qpdf-merged.pdf", "17-ke-hoach-qpdf-linearized-streams.pdf"];
    for (number, document) in documents.into_iter().enumerate() {
        for (kind, damaged) in [
            ("cut", cut(&desk, &format!("cut-{number}.pdf"), document)),
            ("shifted", shifted(&desk, &format!("shifted-{number}.pdf"), document)),
        ] {
            let name = format!("signed-{kind}-{number}.pdf");
            sign(&desk, &damaged, &name, &[]).exits(7).complains("--repair");
            assert!(!desk.path(&name).exists());
            sign(&desk, &damaged, &name, &["--repair"]).exits(0);
            accepted_by_all(&desk, &damaged, &desk.path(&name));
        }
    }
}

fn accepted_by_all(desk: &Desk, input: &Path, signed: &Path) {
    assert!(fs::read(signed).unwrap().starts_with(&fs::read(input).unwrap()), "{}", signed.display());
    let said = peer("pdfsig", ["-nocert", &text(signed)]);
    assert!(said.out.contains("Signature is Valid") && said.out.contains("Total document signed"), "{}", said.out);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/peers/validate.py");
    let mut pyhanko = std::process::Command::new(python());
    pyhanko.arg(script).arg("--trust").arg(desk.lab.root_pem()).arg(signed);
    let said = answer(&mut pyhanko).exits(0).json().remove(0);
    assert_eq!(said["signatures"][0]["intact"], true, "pyHanko: {said}");
    let (_, report) = desk.verify(signed);
    assert_eq!(report["signatures"][0]["integrity"], "intact", "{report}");
    assert_eq!(report["signatures"][0]["coverage"], "whole-file", "{report}");
}

/// The result says what was done, so that somebody looks at it.
#[test]
fn a_repair_is_reported() {
    let desk = Desk::new();
    let damaged = cut(&desk, "cut.pdf", "09-bao-cao-cairo.pdf");
    let said = sign(&desk, &damaged, "signed.pdf", &["--repair", "--json"]).exits(0).json().remove(0);
    assert_eq!(said["warnings"][0], "CROSS_REFERENCE_REBUILT", "{said}");
    let sound = desk.document("09-bao-cao-cairo.pdf");
    let said = sign(&desk, &sound, "sound.pdf", &["--repair", "--json"]).exits(0).json().remove(0);
    assert_eq!(said["warnings"].as_array().unwrap().len(), 1, "{said}");
}

/// A signed file whose end was lost is never judged by guess, and never signed over.
#[test]
fn a_signed_file_that_lost_its_cross_reference_is_neither_valid_nor_repaired() {
    let desk = Desk::new();
    let signed = desk.sign(desk.lab.leader_token(), &desk.document("09-bao-cao-cairo.pdf"), "signed.pdf");
    let mut bytes = fs::read(signed).unwrap();
    let end = last(&bytes, b"startxref").unwrap() + 10;
    bytes[end..end + 5].fill(b'9');
    let damaged = desk.write("damaged.pdf", bytes);
    let (code, report) = desk.verify(&damaged);
    assert_eq!((code, report["status"].as_str()), (7, Some("error")), "{report}");
    sign(&desk, &damaged, "again.pdf", &["--repair", "--json"]).exits(7).shows("REPAIR_SIGNED");
    assert!(!desk.path("again.pdf").exists());
}

/// A time-stamp can be set on what was repaired, too.
#[test]
fn a_damaged_file_is_stamped_when_a_repair_is_asked_for() {
    let desk = Desk::new();
    let damaged = cut(&desk, "cut.pdf", "09-bao-cao-cairo.pdf");
    let [tsa, url] = desk.tsa();
    let stamp = |more: &[&str]| {
        let fixed = ["timestamp", &tsa, &url, "-o", "stamped.pdf", &text(&damaged)].map(str::to_owned);
        desk.kyso(fixed.into_iter().chain(more.iter().map(|&more| more.to_owned())))
    };
    stamp(&[]).exits(7).complains("--repair");
    stamp(&["--repair"]).exits(0);
    let said = peer("pdfsig", ["-nocert", &text(&desk.path("stamped.pdf"))]);
    assert!(said.out.contains("Total document signed"), "{}", said.out);
}

/// A page whose content ends at one place for who trusts /Length and at another for who looks for the end.
fn with_two_readings(length: usize) -> Vec<u8> {
    let content = "BT (pay 1000) Tj ET\n";
    let objects = [
        "<</Type/Catalog/Pages 2 0 R>>".to_owned(),
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 200 200]>>".to_owned(),
        "<</Type/Page/Parent 2 0 R/Contents 4 0 R>>".to_owned(),
        format!("<</Length {length}>>\nstream\n{content}endstream"),
    ];
    let (mut text, mut table) = (String::from("%PDF-1.7\n"), String::from("xref\n0 5\n0000000000 65535 f \n"));
    for (object, number) in objects.iter().zip(1..) {
        writeln!(table, "{:010} 00000 n ", text.len()).unwrap();
        write!(text, "{number} 0 obj\n{object}\nendobj\n").unwrap();
    }
    let at = text.len();
    format!("{text}{table}trailer\n<</Size 5/Root 1 0 R>>\nstartxref\n{at}\n%%EOF\n").into_bytes()
}

/// Nobody can say which of the two was signed.
#[test]
fn a_document_that_can_be_read_in_two_ways_is_never_valid() {
    let desk = Desk::new();
    for (length, code) in [(20, 0), (11, 3)] {
        let document = desk.write(&format!("{length}.pdf"), with_two_readings(length));
        let signed = desk.sign(desk.lab.leader_token(), &document, &format!("signed-{length}.pdf"));
        let (exit, report) = desk.verify(&signed);
        let reasons = report["signatures"][0]["reasons"].to_string();
        assert_eq!((exit, reasons.contains("AMBIGUOUS_SYNTAX")), (code, code == 3), "{report}");
    }
}
