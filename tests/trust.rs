//! The store of trusted certificates, as clerks and scripts use it.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::fs;
use std::path::Path;

use desk::{Desk, text};

fn fingerprint(desk: &Desk, root: &Path) -> String {
    let added = desk.kyso(["trust", "add", &text(root), "--yes", "--json"]).exits(0).json();
    added[0]["sha256"].as_str().unwrap().to_owned()
}

/// A signed document on the desk.
fn signed(desk: &Desk) -> String {
    let (input, output) = (desk.document("01-quyet-dinh-libreoffice.pdf"), desk.path("ky.pdf"));
    let p12 = desk.lab.p12("leader-1");
    let arguments = ["sign", &text(&input), "-o", &text(&output), "--p12", &text(&p12.path), "--pin-file"];
    desk.kyso(arguments.iter().map(|a| (*a).to_owned()).chain([
        text(&p12.passphrase_file),
        "--ledger".into(),
        "none".into(),
    ]))
    .exits(0);
    text(&output)
}

/// The root is added once; from then on nobody types --trust.
#[test]
fn a_clerk_adds_the_root_once_and_verifies_ever_after() {
    let desk = Desk::new();
    let document = signed(&desk);
    let crls: Vec<String> = desk.lab.crls().iter().flat_map(|crl| ["--crl".to_owned(), text(crl)]).collect();
    let verify = || desk.kyso([vec!["verify".to_owned(), document.clone(), "--json".into()], crls.clone()].concat());
    assert_eq!(verify().exits(3).json()[0]["trust"], serde_json::json!([]));
    desk.kyso(["trust", "list"]).exits(0).complains("kyso trust add");

    let sha256 = fingerprint(&desk, &desk.lab.root_pem());
    let report = &verify().exits(0).json()[0];
    assert_eq!(report["status"], "total-passed");
    let uses: Vec<_> = report["trust"].as_array().unwrap().iter().map(|anchor| anchor["use"].clone()).collect();
    assert_eq!(uses, ["signature", "timestamp"]);

    desk.kyso(["trust", "list"]).exits(0).shows(&sha256).shows("signatures, time-stamps");
    desk.kyso(["trust", "list", "--lang", "vi"]).exits(0).shows("chữ ký, dấu thời gian");
    desk.kyso(["trust", "show", &sha256[..8]]).exits(0).shows("Serial");
    desk.kyso(["trust", "remove", &sha256[..8], "--use", "timestamp"]).exits(0);
    desk.kyso(["trust", "remove", &sha256]).exits(0).shows("removed");
    verify().exits(3);
}

/// --trust replaces the store: what it names is all that is relied on.
#[test]
fn an_anchor_that_is_named_replaces_the_store() {
    let desk = Desk::new();
    let document = signed(&desk);
    fingerprint(&desk, &desk.lab.root_pem());
    let other = desk.write("khac.pem", include_bytes!("../fixtures/x509/certificates.pem"));
    let report = desk.kyso(["verify", &document, "--trust", &text(&other), "--json"]).exits(3).json();
    assert_eq!(report[0]["signatures"][0]["sub_indication"], "NO_CERTIFICATE_CHAIN_FOUND");
}

#[test]
fn a_script_says_which_digest_it_means() {
    let desk = Desk::new();
    let root = text(&desk.lab.root_pem());
    desk.kyso(["trust", "add", &root]).exits(2).complains("--sha256 | --yes");
    desk.kyso(["trust", "add", &root, "--sha256", &"0".repeat(64)]).exits(2).complains("no certificate in these files");
    assert!(desk.kyso(["trust", "list", "--json"]).exits(0).json().is_empty(), "nothing was added");
    let sha256 = fingerprint(&desk, &desk.lab.root_pem());
    desk.kyso(["trust", "remove", &sha256]).exits(0);
    let upper = sha256.to_uppercase();
    let added = desk.kyso(["trust", "add", &root, "--sha256", &upper, "--use", "signature", "--json"]).exits(0).json();
    assert_eq!((added[0]["status"].as_str(), &added[0]["use"]), (Some("added"), &serde_json::json!(["signature"])));
    desk.kyso(["trust", "show", "0000"]).exits(2).complains("kyso trust list");
}

/// Whoever adds a folder means what is in it: nothing in it is a mistake, not a success.
#[test]
fn a_folder_without_certificates_is_not_added_in_silence() {
    let desk = Desk::new();
    let folder = desk.path("goc");
    fs::create_dir(&folder).unwrap();
    desk.kyso(["trust", "add", &text(&folder), "--yes"]).exits(2).complains("no certificate in this folder");
    desk.kyso(["trust", "add", "gone.pem", "--yes"]).exits(7).complains("gone.pem");
    fs::copy(desk.lab.root_pem(), folder.join("goc.pem")).unwrap();
    desk.kyso(["trust", "add", &text(&folder), "--yes"]).exits(0).shows("added");
}

/// A clerk without roots or revocation data is told how to get them, once a file.
#[test]
fn what_is_not_known_comes_with_what_to_do() {
    let desk = Desk::new();
    let document = signed(&desk);
    desk.kyso(["verify", &document]).exits(3).shows("kyso trust add");
    desk.kyso(["verify", &document, "--lang", "vi"]).exits(3).shows("Hãy chỉ chứng thư gốc bằng --trust");
    fingerprint(&desk, &desk.lab.root_pem());
    let intermediates = desk.lab.intermediates();
    let known: Vec<String> = intermediates.iter().flat_map(|it| ["--intermediate".to_owned(), text(it)]).collect();
    let verify = [vec!["verify".to_owned(), document], known].concat();
    desk.kyso(&verify).exits(3).shows("Give --online");
}

/// Half of the anchors would be another judgement.
#[test]
fn a_damaged_store_is_said_and_nothing_is_judged() {
    let desk = Desk::new();
    let document = signed(&desk);
    let sha256 = fingerprint(&desk, &desk.lab.root_pem());
    fs::write(desk.path(&format!("home/kyso/trust/signature/{sha256}.der")), b"0").unwrap();
    desk.kyso(["verify", &document]).exits(2).complains("kyso trust add");
    desk.kyso(["verify", &document, "--lang", "vi"]).exits(2).complains("xóa tệp này");
}

/// A department's own list: what has the digest is kept for what it is, anything else is refused and the rest goes on.
#[test]
fn authorities_are_fetched_by_their_digests_and_nothing_else_is_kept() {
    let desk = Desk::new();
    let sha256 = fingerprint(&desk, &desk.lab.root_pem());
    desk.kyso(["trust", "remove", &sha256]).exits(0);
    let sub = desk.lab.intermediates().remove(0);
    let sub_sha256 = desk.kyso(["trust", "add", &text(&sub), "--yes", "--json"]).exits(0).json().remove(0);
    let sub_sha256 = sub_sha256["sha256"].as_str().unwrap();
    desk.kyso(["trust", "remove", sub_sha256]).exits(0);
    let base = desk.lab.base_url();
    let authority = |name: &str, sha256: &str, role: &str, addresses: &str| {
        format!(
            "[[authority]]\nname = \"{name}\"\nsha256 = \"{sha256}\"\nrole = \"{role}\"\naddresses = [{addresses}]\n"
        )
    };
    let gone = format!("\"{base}/aia/gone.crt\", \"{base}/aia/root.crt\"");
    let list = [
        authority("Lab root", &sha256, "anchor", &gone),
        authority("Lab sub-CA", sub_sha256, "intermediate", &format!("\"{base}/aia/sub.crt\"")),
        authority("Somebody else", &"0".repeat(64), "anchor", &format!("\"{base}/aia/root.crt\"")),
        authority("By hand", &"1".repeat(64), "anchor", ""),
    ];
    let list = text(&desk.write("danh-sach.toml", list.concat()));
    let answer = desk.kyso(["trust", "fetch", &list, "--json"]).exits(6);
    let lines = answer.json();
    let said: Vec<_> = lines.iter().map(|line| (line["status"].as_str().unwrap(), line["use"].to_string())).collect();
    assert_eq!(
        said,
        [("added", r#"["signature","timestamp"]"#.to_owned()), ("added", r#"["intermediate"]"#.to_owned())]
    );
    let answer = answer.complains("no certificate with the SHA-256 0000").complains("By hand: no address");
    assert_eq!(answer.err.matches("error:").count(), 1);
    assert_eq!(desk.kyso(["trust", "list", "--json"]).exits(0).json().len(), 2);
    desk.kyso(["trust", "fetch", "fr"]).exits(7);
    desk.kyso(["trust", "fetch", &text(&desk.write("x.toml", "[[authority]]\nname = 1\n"))])
        .exits(2)
        .complains("vn, or");
}
