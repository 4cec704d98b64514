//! Documents for the archive: raised to B-LT and B-LTA, renewed, and proven by a peer that has nothing but the file and the
//! root.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use desk::{Answer, Desk, peer, python, script, text};
use kyso::pdf::Document;
use serde_json::{Value, json};

const DECISION: &str = "01-quyet-dinh-libreoffice.pdf";
/// Objects in object streams, and a cross-reference stream.
const STREAMS: &str = "17-ke-hoach-qpdf-linearized-streams.pdf";

/// The authorities publish their lists once more; where they are.
fn published(desk: &Desk) -> Vec<PathBuf> {
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    let list = |ca: &&str| {
        let (config, list) = (desk.lab.dir().join("pki").join(ca).join("ca.cnf"), desk.path(&format!("{ca}.crl")));
        peer("openssl", ["ca", "-gencrl", "-crldays", "30", "-config", &text(&config), "-out", &text(&list)]).exits(0);
        list
    };
    ["root", "sub", "tsa-ca"].iter().map(list).collect()
}

/// Options that trust the root and know the lists, and nothing of a network.
fn offline(desk: &Desk, lists: &[PathBuf]) -> Vec<String> {
    let mut options = vec!["--trust".to_owned(), text(&desk.lab.root_pem())];
    for ca in desk.lab.intermediates() {
        options.extend(["--intermediate".to_owned(), text(&ca)]);
    }
    for list in lists {
        options.extend(["--crl".to_owned(), text(list)]);
    }
    options
}

/// `kyso extend` with the laboratory's TSA and lists as of now.
fn extend(desk: &Desk, level: &str, input: &Path, output: &Path, further: &[&str]) -> Answer {
    let lists = published(desk);
    let mut arguments = ["extend", "--json", "--level", level].map(str::to_owned).to_vec();
    arguments.extend(desk.tsa());
    arguments.extend(offline(desk, &lists));
    arguments.extend(further.iter().map(|&option| option.to_owned()));
    arguments.extend(["-o".to_owned(), text(output), text(input)]);
    desk.kyso(arguments)
}

/// Lan signs at B-B with her token.
fn signed_b_b(desk: &Desk, document: &str, name: &str) -> PathBuf {
    let (input, output) = (desk.document(document), desk.path(name));
    let mut arguments = ["sign", "--level", "b-b", "--no-check"].map(str::to_owned).to_vec();
    arguments.extend(desk.key(desk.lab.leader_token()));
    arguments.extend(["-o".to_owned(), text(&output), text(&input)]);
    desk.kyso(arguments).exits(0);
    output
}

/// pyHanko's AdES validation with archival data, without a network or anything beside the file.
#[track_caller]
fn pyhanko(desk: &Desk, file: &Path, further: &[&str]) -> Value {
    let (script, root, file) = (script("long_term.py"), text(&desk.lab.root_pem()), text(file));
    let arguments = [&script[..], "--trust", &root].into_iter().chain(further.iter().copied()).chain([&file[..]]);
    peer(&text(&python()), arguments.collect::<Vec<_>>()).exits(0).json().remove(0)
}

/// Passed for pyHanko, sound for qpdf, its digests right for pdfsig; the store holds every kind of `expected` evidence.
#[track_caller]
fn is_provable(desk: &Desk, file: &Path, timestamps: u64) {
    let said = pyhanko(desk, file, &[]);
    for signature in said["signatures"].as_array().unwrap_or_else(|| panic!("{said}")) {
        assert_eq!(signature["sub_indication"], "OK", "{said}");
    }
    assert_eq!(said["timestamps"], timestamps, "{said}");
    peer("qpdf", ["--check", &text(file)]).exits(0);
    let said = peer("pdfsig", ["-nocert", &text(file)]);
    assert!(!said.out.contains("Invalid") && said.out.contains("Signature is Valid"), "{}", said.out);
}

/// The whole of the old file is the beginning of the new one.
#[track_caller]
fn has_grown_from(new: &Path, old: &Path) {
    let (new, old) = (fs::read(new).unwrap(), fs::read(old).unwrap());
    assert!(new.len() > old.len() && new.starts_with(&old));
}

/// A decision signed without a time-stamp is raised level by level; /Contents is never touched.
#[test]
fn a_signature_climbs_from_b_b_to_b_lta_and_is_renewed() {
    let desk = Desk::new();
    for document in [DECISION, STREAMS] {
        let b_b = signed_b_b(&desk, document, &format!("b-b-{document}"));
        let [b_t, b_lt, b_lta, renewed] =
            ["b-t", "b-lt", "b-lta", "renewed"].map(|level| desk.path(&format!("{level}-{document}")));
        let line = extend(&desk, "b-t", &b_b, &b_t, &[]).exits(0).json().remove(0);
        assert_eq!((&line["status"], &line["level"]), (&json!("extended"), &json!("B-T")), "{line}");
        has_grown_from(&b_t, &b_b);
        extend(&desk, "b-lt", &b_t, &b_lt, &[]).exits(0);
        has_grown_from(&b_lt, &b_t);
        is_provable(&desk, &b_lt, 1);
        let line = extend(&desk, "b-lta", &b_lt, &b_lta, &[]).exits(0).json().remove(0);
        assert_eq!(line["level"], "B-LTA", "{line}");
        has_grown_from(&b_lta, &b_lt);
        is_provable(&desk, &b_lta, 2);
        extend(&desk, "b-lta", &b_lta, &renewed, &[]).exits(0);
        has_grown_from(&renewed, &b_lta);
        is_provable(&desk, &renewed, 3);
        let bytes = fs::read(&renewed).unwrap();
        let document = Document::open(&bytes).unwrap();
        let store = document.latest().dss().unwrap().unwrap();
        assert!(store.damaged.is_empty() && store.certificates.len() >= 5 && store.crls.len() >= 3, "{store:#?}");
        assert_eq!(document.findings(), []);
    }
}
