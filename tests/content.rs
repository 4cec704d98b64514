//! What a signer cannot see in a document is said before signing and when verifying, and changes no verdict.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::fmt::Write as _;

use desk::{Desk, text};
use serde_json::{Value, json};

/// A page with a script on it, a link to the internet, and a font of the reader's machine.
fn lively() -> Vec<u8> {
    let objects = [
        "<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>",
        "<</Type/Page/Parent 2 0 R/Annots[4 0 R]/Resources<</Font<</F 5 0 R>>>>>>",
        "<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(http://example.org)>>>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>",
    ];
    let (mut file, mut rows) = (String::from("%PDF-1.7\n"), String::new());
    for (at, object) in objects.iter().enumerate() {
        let _ = writeln!(rows, "{:010} 00000 n ", file.len());
        let _ = write!(file, "{} 0 obj\n{object}\nendobj\n", at + 1);
    }
    let start = file.len();
    let _ = write!(
        file,
        "xref\n0 6\n0000000000 65535 f \n{rows}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    file.into_bytes()
}

const CODES: [&str; 3] = ["CONTENT_JAVASCRIPT", "CONTENT_URI_ACTION", "CONTENT_FONT_NOT_EMBEDDED"];

#[test]
fn a_signer_is_told_before_the_key_is_asked() {
    let desk = Desk::new();
    let input = text(&desk.write("lively.pdf", lively()));
    let mut arguments: Vec<_> = ["sign", "--dry-run", "--no-check", "--json"].map(str::to_owned).to_vec();
    arguments.extend(desk.key(desk.lab.leader_token()));
    arguments.extend(["-o".to_owned(), text(&desk.path("out.pdf")), input.clone()]);
    let line = desk.kyso(arguments.clone()).exits(0).json().remove(0);
    let warnings: Vec<_> = line["warnings"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(CODES.iter().all(|code| warnings.contains(code)), "{line}");
    arguments.retain(|argument| argument != "--json");
    desk.kyso(arguments).exits(0).complains("the document holds scripts");
}

#[test]
fn a_reader_is_told_and_the_verdict_stays() {
    let desk = Desk::new();
    let input = desk.write("lively.pdf", lively());
    let signed = desk.sign(desk.lab.leader_token(), &input, "signed.pdf");
    let (code, report) = desk.verify(&signed);
    assert_eq!(code, 0, "{report:#}");
    let content = report["content"].as_array().unwrap();
    let codes: Vec<_> = content.iter().filter_map(|content| content["code"].as_str()).collect();
    assert_eq!(codes, CODES);
    assert_eq!(content[0], json!({"code": "CONTENT_JAVASCRIPT", "count": 1, "object": "1 0"}));

    let mut arguments = vec!["verify".to_owned(), "-v".to_owned(), "--lang".to_owned(), "vi".to_owned()];
    arguments.extend(desk.trust());
    arguments.push(text(&signed));
    let said = desk.kyso(arguments).exits(0);
    said.shows("Nội dung người ký có thể không nhìn thấy").shows("văn bản có chứa mã lệnh");
}

/// A sample document as offices make them has its fonts inside and nothing to say.
#[test]
fn an_honest_document_is_not_accused() {
    let desk = Desk::new();
    let (_, report) = desk.verify(&desk.document("02-cong-van-libreoffice-pdfa-1b.pdf"));
    assert_eq!(report["content"], json!([]));
}

/// Whoever wrote the contract put a second one beside it, for later: a page that no page tree has, and another version of
/// the content, which no cross-reference names.
#[test]
fn a_second_contract_in_the_file_is_found_before_it_is_shown() {
    let desk = Desk::new();
    let shown = "BT /F 12 Tf 70 700 Td (Price: 10 000) Tj ET";
    let hidden = shown.replace("10 000", "90 000");
    let content = |number: u32, data: &str| {
        format!("{number} 0 obj\n<</Length {}>>\nstream\n{data}\nendstream\nendobj\n", data.len())
    };
    let named = [
        "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n".to_owned(),
        "2 0 obj\n<</Type/Pages/Kids[3 0 R]/Count 1/MediaBox[0 0 595 842]>>\nendobj\n".to_owned(),
        "3 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R>>\nendobj\n".to_owned(),
        content(4, shown),
        "5 0 obj\n<</Type/Page/Parent 2 0 R/Contents 4 0 R>>\nendobj\n".to_owned(),
    ];
    let (mut file, mut rows) = (String::from("%PDF-1.7\n"), String::new());
    for object in named {
        let _ = writeln!(rows, "{:010} 00000 n ", file.len());
        file.push_str(&object);
    }
    file.push_str(&content(4, &hidden));
    let start = file.len();
    let _ = write!(
        file,
        "xref\n0 6\n0000000000 65535 f \n{rows}trailer\n<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    );
    let input = desk.write("shadow.pdf", file);
    let mut arguments: Vec<_> = ["sign", "--dry-run", "--no-check", "--json"].map(str::to_owned).to_vec();
    arguments.extend(desk.key(desk.lab.leader_token()));
    arguments.extend(["-o".to_owned(), text(&desk.path("out.pdf")), text(&input)]);
    let line = desk.kyso(arguments).exits(0).json().remove(0);
    assert_eq!(
        line["warnings"],
        json!(["OWN_CERTIFICATE_NOT_CHECKED", "CONTENT_UNUSED_PAGE", "CONTENT_SECOND_VERSION"])
    );

    let (_, report) = desk.verify(&desk.sign(desk.lab.leader_token(), &input, "signed.pdf"));
    assert_eq!(report["status"], "total-passed", "{report:#}");
    assert_eq!(
        report["content"],
        json!([
            {"code": "CONTENT_UNUSED_PAGE", "count": 1, "object": "5 0"},
            {"code": "CONTENT_SECOND_VERSION", "count": 1, "object": "4 0"},
        ])
    );
}
