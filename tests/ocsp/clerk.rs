//! Answers as files: what a clerk in a room without a network brings on a stick.

use std::fs;
use std::path::{Path, PathBuf};

use kyso_lab::Lab;

use super::desk::{Desk, text};
use super::peer::openssl;

/// What the laboratory's responder says of the leader's certificate, in a folder of its own.
fn fetched(desk: &Desk) -> PathBuf {
    let folder = desk.path("stick");
    fs::create_dir(&folder).unwrap();
    let lab: &Lab = &desk.lab;
    let (url, issuer) = (format!("{}/ocsp/sub", lab.base_url()), text(&lab.intermediates()[0]));
    let signer = text(&lab.person("leader-1"));
    let said = openssl(
        &folder,
        &["ocsp", "-url", &url, "-issuer", &issuer, "-cert", &signer, "-respout", "leader-1.ors", "-noverify"],
    );
    assert!(folder.join("leader-1.ors").is_file(), "{said}");
    folder
}

fn signed(desk: &Desk) -> String {
    let (input, output) = (desk.document("01-quyet-dinh-libreoffice.pdf"), desk.path("ky.pdf"));
    let p12 = desk.lab.p12("leader-1");
    let arguments = ["sign", &text(&input), "-o", &text(&output), "--p12", &text(&p12.path), "--pin-file"];
    let secrets = [text(&p12.passphrase_file), "--ledger".into(), "none".into()];
    desk.kyso(arguments.iter().map(|a| (*a).to_owned()).chain(secrets)).exits(0);
    text(&output)
}

/// The root answers by its list alone, the CA below it by its responder.
#[test]
fn a_clerk_brings_the_responders_answer_on_a_stick() {
    let desk = Desk::new();
    let document = signed(&desk);
    let list = text(&desk.lab.crls()[0]);
    let verify = |more: &[&str]| {
        let trust = text(&desk.lab.root_pem());
        let all = [&["verify", &document, "--trust", &trust, "--crl", &list, "--json"][..], more].concat();
        desk.kyso(all.iter().map(|a| (*a).to_owned()))
    };
    assert_eq!(verify(&[]).exits(3).json()[0]["signatures"][0]["sub_indication"], "TRY_LATER");

    let stick = text(&fetched(&desk));
    let report = &verify(&["--ocsp", &stick]).exits(0).json()[0];
    assert_eq!(report["status"], "total-passed");
    let heard = report["signatures"][0]["revocation"].as_array().unwrap();
    let answer = heard.iter().find(|one| one["kind"] == "ocsp").unwrap();
    assert_eq!(
        (&answer["source"], &answer["outcome"], &answer["used"]),
        (&"file".into(), &"good".into(), &true.into())
    );
}

#[test]
fn a_file_that_is_no_answer_says_what_it_is() {
    let desk = Desk::new();
    let document = desk.document("01-quyet-dinh-libreoffice.pdf");
    let verify = |name: &str, content: &[u8]| {
        let file = desk.path(name);
        fs::write(&file, content).unwrap();
        desk.kyso(["verify", &text(&document), "--ocsp", &text(&file)]).exits(2)
    };
    verify("try-later.ors", &[0x30, 3, 0x0a, 1, 3]).complains("tryLater").complains("Ask the responder again");
    verify("note.txt", b"OCSP").complains("no OCSP response");
    verify("list.crl", &fs::read(Path::new(&text(&desk.lab.crls()[0]))).unwrap()).complains("OCSP response");
}
