//! A year's documents of five offices, really signed with their tokens, counted by the program and by hand.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::fmt::Write;
use std::fs;
use std::path::PathBuf;

use desk::{Desk, documents, text};
use kyso_lab::Identity;
use serde_json::json;

const OFFICES: usize = 5;
/// Of each office: twelve go out; the leader signs ten, the seal is put on eight, one is changed afterwards.
const DOCUMENTS: usize = 12;
const APPROVED: usize = 10;
const SEALED: usize = 8;

/// Signs `inputs` into `folder` with one login.
fn sign(desk: &Desk, who: &Identity, inputs: &[PathBuf], folder: &str) {
    let list: String = inputs.iter().map(|path| text(path) + "\n").collect();
    let list = desk.write("list.txt", list);
    let module = text(&desk.lab.leader_token().module);
    let pin = text(&who.pin_file);
    let list = format!("@{}", text(&list));
    let arguments =
        ["sign", "-q", "--level", "b-b", "--ledger", "none", "--module", &module, "-k", &who.uri, "--pin-file", &pin];
    desk.kyso(arguments.into_iter().chain(["-d", folder, &list])).exits(0);
}

#[test]
fn sixty_documents_of_five_offices_are_counted_as_by_hand() {
    let desk = Desk::new();
    let drafts = desk.path("drafts");
    fs::create_dir(&drafts).unwrap();
    let (mut register, mut agencies) = (
        String::from("Mã định danh,Số,Ký hiệu,Ngày tháng văn bản,Hình thức,Tệp\n"),
        String::from("code,name,parent,level,group,valid_from,valid_to,successor,match_cn,match_o,match_ou\n"),
    );
    let source = fs::read(documents().join("10-thong-bao-cairo-1-4.pdf")).unwrap();
    for (at, office) in desk.lab.offices().iter().take(OFFICES).enumerate() {
        let (code, name) = (&office.code, &office.name);
        writeln!(agencies, "{code},{name},,department,sở ngành,,,,{},,{name}", office.agency.cn).unwrap();
        let names: Vec<_> = (1..=DOCUMENTS).map(|number| format!("{at}-{number:02}.pdf")).collect();
        for (number, file) in (1..).zip(&names) {
            // Signed in one second the same draft would become the same file.
            fs::write(drafts.join(file), [&source[..], format!("% {file}\n").as_bytes()].concat()).unwrap();
            writeln!(register, "{code},{number},TB-{at},{:02}/03/2026,điện tử,{file}", number + 1).unwrap();
        }
        let drafts: Vec<_> = names.iter().map(|name| drafts.join(name)).collect();
        sign(&desk, &office.leader, &drafts[..APPROVED], "approved");
        let approved: Vec<_> = names.iter().map(|name| desk.path("approved").join(name)).collect();
        sign(&desk, &office.agency, &approved[..SEALED], "archive");
        // Approved but never sealed; the last of them was changed by somebody.
        for (place, name) in names.iter().enumerate().skip(SEALED) {
            let mut bytes = fs::read(if place < APPROVED { &approved[place] } else { &drafts[place] }).unwrap();
            if place == APPROVED - 1 {
                bytes[700] ^= 1;
            }
            fs::write(desk.path("archive").join(name), bytes).unwrap();
        }
    }
    let (register, agencies) = (desk.write("register.csv", register), desk.write("agencies.csv", agencies));
    let mut arguments: Vec<_> =
        ["stats", "--json", "--rank", "--period", "2026", "--archive", "archive"].map(str::to_owned).to_vec();
    arguments.extend(["--register".to_owned(), text(&register), "--agencies".to_owned(), text(&agencies)]);
    arguments.extend(desk.trust());
    let counted = desk.kyso(arguments).exits(0).json().remove(0);

    let row = json!({
        "documents": 12, "electronic": 12, "signed": 9, "leader_signed": 9, "agency_signed": 8, "fully_signed": 8,
        "invalid": 1, "missing": 0, "unreadable": 0, "signed_rate": 75.0, "fully_signed_rate": 66.7, "rank": 1,
    });
    assert_eq!(counted["rows"].as_array().unwrap().len(), OFFICES);
    for office in counted["rows"].as_array().unwrap() {
        for (name, expected) in row.as_object().unwrap() {
            assert_eq!(&office[name], expected, "{name} of {}: {office:#}", office["agency"]);
        }
    }
    let total = &counted["total"];
    assert_eq!((&total["documents"], &total["signed"], &total["fully_signed"]), (&json!(60), &json!(45), &json!(40)));
    assert_eq!(counted["unmatched"], json!({"files": 0, "records": 0}));
}

/// The department prints the year's ranking, its director signs it, the seal is put on it.
#[test]
fn a_printed_ranking_is_signed_and_sealed_as_any_document() {
    let desk = Desk::new();
    let register =
        desk.write("so.csv", "Mã định danh,Số,Ký hiệu,Ngày tháng văn bản,Hình thức\nH02.01,1,VP,05/03/2026,điện tử\n");
    let arguments = ["stats", "--lang", "vi", "--rank", "--period", "2026", "--format", "pdf", "-o", "xep-hang.pdf"];
    desk.kyso(arguments.into_iter().chain(["--ledger", "none", "--register", &text(&register)])).exits(0);
    let signed = desk.sign(desk.lab.leader_token(), &desk.path("xep-hang.pdf"), "da-ky.pdf");
    let sealed = desk.sign(desk.lab.agency_token(), &signed, "da-dong-dau.pdf");
    let (code, report) = desk.verify(&sealed);
    assert_eq!((code, &report["status"]), (0, &json!("total-passed")), "{report:#}");
    let peer = desk::peer("pdfsig", ["-nocert", &text(&sealed)]).exits(0);
    assert_eq!(peer.out.matches("Signature Validation: Signature is Valid.").count(), 2, "{}", peer.out);
    desk::peer("qpdf", ["--check", &text(&sealed)]).exits(0);
}
