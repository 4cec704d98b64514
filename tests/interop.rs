//! Both ways with the peers: what we sign, pdfsig, pyHanko, qpdf, OpenSSL and mutool accept; what they sign, we judge rightly.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Command, Stdio};

use desk::{Desk, answer, documents, peer, python, script, text};
use serde_json::{Value, json};

/// How many documents go through every peer.
const COUNT: usize = 100;

/// pyHanko's word on files, one JSON line each.
fn pyhanko(desk: &Desk, files: &[PathBuf]) -> Vec<Value> {
    let mut command = Command::new(python());
    command.arg(script("validate.py")).arg("--trust").arg(desk.lab.root_pem());
    for crl in desk.lab.crls() {
        command.arg("--crl").arg(crl);
    }
    answer(command.args(files)).exits(0).json()
}

fn complaints(qpdf: &str) -> Vec<String> {
    // Object numbers and offsets differ; what is complained of must not.
    let strip = |line: &str| line.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    qpdf.lines().filter(|line| line.contains("WARNING") || line.contains("ERROR")).map(strip).collect()
}

/// A hundred documents of all kinds, signed at B-T with one login: every peer accepts every one.
#[test]
fn a_hundred_documents_signed_with_the_token_are_valid_for_every_peer() {
    let desk = Desk::new();
    let inputs = desk.path("inputs");
    fs::create_dir(&inputs).unwrap();
    kyso_lab::documents(&documents(), &inputs, COUNT).unwrap();
    let token = desk.lab.leader_token();
    let mut arguments: Vec<_> = ["sign", "--level", "b-t", "-j", "2", "-q", "-d", "signed"].map(str::to_owned).to_vec();
    arguments.extend(desk.key(token));
    arguments.extend(desk.tsa());
    arguments.push(text(&inputs));
    desk.kyso(arguments).exits(0);
    let mut signed: Vec<PathBuf> =
        fs::read_dir(desk.path("signed")).unwrap().map(|entry| entry.unwrap().path()).collect();
    signed.sort();
    assert_eq!(signed.len(), COUNT);

    for file in &signed {
        let name = file.file_name().unwrap().to_str().unwrap();
        let said = peer("pdfsig", ["-nocert", &text(file)]);
        assert!(
            said.out.contains("Signature is Valid") && said.out.contains("Total document signed"),
            "pdfsig, {name}: {}",
            said.out
        );
        let (before, after) =
            (peer("qpdf", ["--check", &text(&inputs.join(name))]), peer("qpdf", ["--check", &text(file)]));
        let new: Vec<_> =
            complaints(&after.err).into_iter().filter(|line| !complaints(&before.err).contains(line)).collect();
        assert!(new.is_empty(), "qpdf, {name}: {new:?}");
        let bytes = fs::read(file).unwrap();
        assert!(bytes.starts_with(&fs::read(inputs.join(name)).unwrap()), "{name}: an earlier byte was moved");
    }
    for said in pyhanko(&desk, &signed) {
        let entry = &said["signatures"][0];
        assert_eq!((&entry["intact"], &entry["trusted"]), (&json!(true), &json!(true)), "pyHanko: {said}");
        assert_eq!(entry["timestamp"], json!({"valid": true, "intact": true, "trusted": true}), "pyHanko: {said}");
    }
    let (code, _) = desk.verify(&signed[0]);
    assert_eq!(code, 0);
}

/// OpenSSL checks the CMS itself, over the bytes that ByteRange names.
#[test]
fn openssl_and_mutool_accept_what_we_sign() {
    let desk = Desk::new();
    let signed = desk.sign(desk.lab.leader_token(), &desk.document("09-bao-cao-cairo.pdf"), "signed.pdf");
    let (_, report) = desk.verify(&signed);
    let field = report["signatures"][0]["field"].as_str().unwrap();
    let cms = desk.path("signature.der");
    desk.kyso(["extract", &text(&signed), "--field", field, "--cms", "-o", &text(&cms)]).exits(0);
    let range: Vec<usize> = report["signatures"][0]["byte_range"]
        .as_array()
        .unwrap()
        .iter()
        .map(|number| number.as_u64().unwrap() as usize)
        .collect();
    let bytes = fs::read(&signed).unwrap();
    let content = desk.write("content.bin", [&bytes[..range[1]], &bytes[range[2]..]].concat());
    let (cms, content, root) = (text(&cms), text(&content), text(&desk.lab.root_pem()));
    let arguments = [
        "cms", "-verify", "-binary", "-inform", "DER", "-in", &cms, "-content", &content, "-CAfile", &root, "-purpose",
        "any", "-cades",
    ];
    peer("openssl", arguments.into_iter().chain(["-out", "/dev/null"])).exits(0);
    peer("mutool", ["sign", "-v", &text(&signed)]).shows("The document is unchanged since signing");
}

/// pyHanko signs, with a file and with our token, at B-B and B-T: we judge as it does.
#[test]
fn we_accept_what_pyhanko_signs() {
    let desk = Desk::new();
    let document = text(&desk.document("07-giay-moi-chromium.pdf"));
    let (p12, token) = (desk.lab.p12("leader-1"), desk.lab.agency_token());
    let chain: Vec<String> =
        desk.lab.intermediates().iter().flat_map(|path| ["--chain".to_owned(), text(path)]).collect();
    let file = vec!["--p12".to_owned(), text(&p12.path), "--passphrase-file".to_owned(), text(&p12.passphrase_file)];
    let id = format!("{:02x}", token.keys[0].id);
    let card: Vec<String> = [
        "--module",
        &text(&token.module),
        "--token",
        &token.label,
        "--pin-file",
        &text(&token.pin_file),
        "--cert-id",
        &id,
    ]
    .map(str::to_owned)
    .to_vec();
    let stamped = desk.tsa().to_vec();
    let cases = [
        ("b-b.pdf", file.clone(), vec![], "B-B"),
        ("b-t.pdf", file.clone(), stamped.clone(), "B-T"),
        ("token.pdf", card, stamped, "B-T"),
    ];
    for (name, key, options, level) in cases {
        let output = desk.path(name);
        let mut command = Command::new(python());
        command.env("SOFTHSM2_CONF", desk.lab.softhsm_conf()).arg(script("sign.py"));
        command.args(key).args(&chain).args(options).arg(&document).arg(&output);
        answer(&mut command).exits(0);
        let (code, report) = desk.verify(&output);
        assert_eq!(code, 0, "{name}: {report:#}");
        assert_eq!(report["signatures"][0]["level"], level, "{name}");
    }
}

/// A CMS by OpenSSL in a PDF by pyHanko's older way (adbe.pkcs7.detached): valid, with a warning that it is an old form.
#[test]
fn an_old_form_is_judged_and_said_to_be_old() {
    let desk = Desk::new();
    let p12 = desk.lab.p12("leader-1");
    let output = desk.path("old.pdf");
    let mut command = Command::new(python());
    command.arg(script("sign.py")).arg("--p12").arg(&p12.path).arg("--passphrase-file").arg(&p12.passphrase_file);
    for path in desk.lab.intermediates() {
        command.arg("--chain").arg(path);
    }
    command.args(["--subfilter", "pkcs7"]).arg(desk.document("10-thong-bao-cairo-1-4.pdf")).arg(&output);
    answer(&mut command).exits(0);
    let (code, report) = desk.verify(&output);
    assert_eq!(code, 0, "{report:#}");
    assert!(report["signatures"][0]["warnings"].as_array().unwrap().contains(&json!("LEGACY_SUB_FILTER")));
}

/// A CMS that OpenSSL made, kept in a PDF.
#[test]
fn we_accept_a_cms_by_openssl() {
    let desk = Desk::new();
    let leader = &desk.lab.offices()[0].leader;
    let output = desk.path("openssl.pdf");
    let mut command = Command::new(python());
    command.arg(script("openssl_cms.py")).arg(&leader.cert_pem).arg(&leader.key_pem).arg(&desk.lab.intermediates()[0]);
    answer(command.arg(desk.document("11-quyet-dinh-ghostscript-1-4.pdf")).arg(&output)).exits(0);
    let (code, report) = desk.verify(&output);
    assert_eq!(code, 0, "{report:#}");
}

/// Certomancer as the TSA, with the laboratory's certificate: its tokens are good for us, and for pyHanko in our file.
#[test]
fn we_accept_time_stamps_by_certomancer() {
    let desk = Desk::new();
    let certificate = desk.lab.tsa_pem();
    let mut server = Command::new(python())
        .arg(script("tsa.py"))
        .args([&certificate, &certificate.with_file_name("key.pem"), &desk.lab.intermediates()[1]])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut address = String::new();
    BufReader::new(server.stdout.take().unwrap()).read_line(&mut address).unwrap();
    let (document, output) = (desk.document("20-thong-bao-weasyprint.pdf"), desk.path("stamped.pdf"));
    let mut arguments: Vec<_> = ["sign", "--level", "b-t", "--tsa", address.trim()].map(str::to_owned).to_vec();
    arguments.extend(desk.key(desk.lab.leader_token()));
    arguments.extend(["-o".to_owned(), text(&output), text(&document)]);
    let signed = desk.kyso(arguments);
    drop(server.stdin.take());
    server.wait().unwrap();
    signed.exits(0);
    let (code, report) = desk.verify(&output);
    assert_eq!((code, &report["signatures"][0]["level"]), (0, &json!("B-T")), "{report:#}");
    assert_eq!(pyhanko(&desk, &[output])[0]["signatures"][0]["timestamp"]["valid"], true);
}
