//! Documents for the archive: raised to B-LT and B-LTA, renewed, and proven by a peer that has nothing but the file and the
//! root.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;

use std::fs;
use std::path::{Path, PathBuf};

use desk::{Answer, Desk, answer, documents, peer, python, script, text};
use kyso::hash::Hash;
use kyso::pdf::{Document, SignatureDictionary};
use kyso::text::hex;
use kyso_lab::{Addresses, P12};
use serde_json::{Value, json};

const DECISION: &str = "01-quyet-dinh-libreoffice.pdf";
/// Objects in object streams, and a cross-reference stream.
const STREAMS: &str = "17-ke-hoach-qpdf-linearized-streams.pdf";

/// `kyso extend` with the laboratory's TSA and lists as of now.
fn extend(desk: &Desk, level: &str, input: &Path, output: &Path, further: &[&str]) -> Answer {
    let lists = desk.published();
    let mut arguments = ["extend", "--json", "--level", level].map(str::to_owned).to_vec();
    arguments.extend(desk.tsa());
    arguments.extend(desk.offline(&lists));
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

/// Passed for pyHanko with nothing beside the file, and sound for every peer.
#[track_caller]
fn is_provable(desk: &Desk, file: &Path, timestamps: u64) {
    let said = pyhanko(desk, file, &[]);
    let signatures = said["signatures"].as_array().unwrap_or_else(|| panic!("{said}"));
    assert!(!signatures.is_empty() && signatures.iter().all(|entry| entry["sub_indication"] == "OK"), "{said}");
    assert_eq!(said["timestamps"], timestamps, "{said}");
    is_sound(file);
}

/// Well formed for qpdf; its signatures whole for pdfsig.
#[track_caller]
fn is_sound(file: &Path) {
    peer("qpdf", ["--check", &text(file)]).exits(0);
    let said = peer("pdfsig", ["-nocert", &text(file)]).exits(0);
    assert!(!said.out.contains("Invalid") && said.out.contains("Signature is Valid"), "{}", said.out);
}

/// The whole of the old file is the beginning of the new one.
#[track_caller]
fn has_grown_from(new: &Path, old: &Path) {
    let (new, old) = (fs::read(new).unwrap(), fs::read(old).unwrap());
    assert!(new.len() > old.len() && new.starts_with(&old));
}

/// A decision signed with a time-stamp is made fit for the archive, and renewed before that ends.
#[test]
fn a_signature_is_raised_to_b_lt_and_b_lta_and_renewed() {
    let desk = Desk::new();
    for document in [DECISION, STREAMS] {
        let timed = desk.sign(desk.lab.leader_token(), &desk.document(document), &format!("b-t-{document}"));
        let [provable, archived, renewed] =
            ["b-lt", "b-lta", "renewed"].map(|level| desk.path(&format!("{level}-{document}")));
        let line = extend(&desk, "b-lt", &timed, &provable, &[]).exits(0).json().remove(0);
        assert_eq!((&line["status"], &line["level"]), (&json!("extended"), &json!("B-LT")), "{line}");
        has_grown_from(&provable, &timed);
        is_provable(&desk, &provable, 0);
        let line = extend(&desk, "b-lta", &provable, &archived, &[]).exits(0).json().remove(0);
        assert_eq!(line["level"], "B-LTA", "{line}");
        has_grown_from(&archived, &provable);
        is_provable(&desk, &archived, 1);
        extend(&desk, "b-lta", &archived, &renewed, &[]).exits(0);
        has_grown_from(&renewed, &archived);
        is_provable(&desk, &renewed, 2);
        let bytes = fs::read(&renewed).unwrap();
        let document = Document::open(&bytes).unwrap();
        let store = document.latest().dss().unwrap().unwrap();
        assert!(store.damaged.is_empty() && store.certificates.len() >= 5 && store.crls.len() >= 3, "{store:#?}");
        assert_eq!(document.findings(), []);
        // Asked for what is there, nothing is added; whoever waits for a result gets the document as it is, and is told why.
        let same = renewed.with_extension("same.pdf");
        let line = extend(&desk, "b-lt", &renewed, &same, &[]).exits(0).json().remove(0);
        assert_eq!(
            (&line["status"], &line["warnings"]),
            (&json!("skipped"), &json!(["LEVEL_REACHED_ALREADY"])),
            "{line}"
        );
        assert_eq!((&line["output"], fs::read(&same).unwrap() == bytes), (&json!(text(&same)), true), "{line}");
    }
}

/// A decision signed without a time-stamp: a document time-stamp proves when, and /Contents is never touched.
#[test]
fn a_signature_without_a_time_stamp_is_raised_by_a_document_time_stamp() {
    let desk = Desk::new();
    let bare = signed_b_b(&desk, DECISION, "b-b.pdf");
    let [timed, provable, archived] = ["b-t.pdf", "b-lt.pdf", "b-lta.pdf"].map(|name| desk.path(name));
    let line = extend(&desk, "b-t", &bare, &timed, &[]).exits(0).json().remove(0);
    assert_eq!((&line["level"], &line["field"]), (&json!("B-T"), &json!("Timestamp1")), "{line}");
    has_grown_from(&timed, &bare);
    extend(&desk, "b-lt", &timed, &provable, &[]).exits(0);
    has_grown_from(&provable, &timed);
    extend(&desk, "b-lta", &bare, &archived, &[]).exits(0);
    for (file, timestamps) in [(&timed, 1), (&provable, 1), (&archived, 2)] {
        is_sound(file);
        assert_eq!(pyhanko(&desk, file, &[])["timestamps"], timestamps);
        assert_eq!(desk.verify(file).1["status"], "total-passed");
    }
}

/// The authorities' lists are of this morning, the signature is of this afternoon: they prove nothing of it.
#[test]
fn answers_from_before_the_signature_are_no_proof_of_it() {
    let desk = Desk::new();
    let old = desk.published();
    std::thread::sleep(std::time::Duration::from_millis(1100));
    let timed = desk.sign(desk.lab.leader_token(), &desk.document(DECISION), "b-t.pdf");
    let output = desk.path("b-lt.pdf");
    let arguments = |further: &[&str]| {
        let mut arguments = ["extend", "--json", "--level", "b-lt"].map(str::to_owned).to_vec();
        arguments.extend(desk.offline(&old));
        arguments.extend(further.iter().map(|&option| option.to_owned()));
        arguments.extend(["-o".to_owned(), text(&output), text(&timed)]);
        arguments
    };
    let line = desk.kyso(arguments(&[])).exits(6).json().remove(0);
    assert_eq!(line["error"]["code"], "EVIDENCE_TOO_OLD", "{line}");
    assert!(!output.exists());
    // With --defer it is noted for the day of the next list, and the file says what it is.
    let line = desk.kyso(arguments(&["--defer"])).exits(0).json().remove(0);
    assert_eq!((&line["status"], &line["warnings"][0]), (&json!("skipped"), &json!("LEVEL_DEFERRED")), "{line}");
    assert!(line["deferred"]["not_before"].is_string() && !output.exists(), "{line}");
    let list = fs::read_to_string(desk.path("home/kyso/deferred.jsonl")).unwrap();
    assert!(list.contains("b-t.pdf") && list.lines().count() == 1, "{list}");
}

/// The office gives every revocation a day to be told: no answer of today proves a signature of today. A second is soon over.
#[test]
fn within_the_grace_of_a_policy_nothing_proves_a_signature() {
    let desk = Desk::new();
    let timed = desk.sign(desk.lab.leader_token(), &desk.document(DECISION), "b-t.pdf");
    std::thread::sleep(std::time::Duration::from_millis(2100));
    let policy = |grace: &str| {
        let rules = format!("extends = \"default\"\nname = \"grace\"\nrevocation_grace = \"{grace}\"\n");
        text(&desk.write(&format!("grace-{grace}.toml"), rules))
    };
    let (day, second) = (policy("24h"), policy("1s"));
    let output = desk.path("b-lt.pdf");
    let line = extend(&desk, "b-lt", &timed, &output, &["--policy", &day]).exits(6).json().remove(0);
    assert_eq!((&line["error"]["code"], output.exists()), (&json!("EVIDENCE_TOO_OLD"), false), "{line}");
    let line = extend(&desk, "b-lt", &timed, &output, &["--policy", &day, "--defer"]).exits(0).json().remove(0);
    let later = time::OffsetDateTime::now_utc() + time::Duration::hours(23);
    let moment = |value: &Value| {
        let format = &time::format_description::well_known::Rfc3339;
        time::OffsetDateTime::parse(value.as_str().unwrap(), format).unwrap()
    };
    assert!(moment(&line["deferred"]["not_before"]) > later, "{line}");
    let line = extend(&desk, "b-lt", &timed, &output, &["--policy", &second]).exits(0).json().remove(0);
    assert_eq!(line["level"], "B-LT", "{line}");
    let judged = |policy: &str| {
        let mut arguments = ["verify", "--json", "--policy", policy].map(str::to_owned).to_vec();
        arguments.extend(desk.offline(&desk.published()));
        arguments.push(text(&output));
        desk.kyso(arguments).json().remove(0)["signatures"][0].clone()
    };
    let (over, within) = (judged(&second), judged(&day));
    assert_eq!((&over["indication"], &over["level"]), (&json!("total-passed"), &json!("B-LT")), "{over}");
    assert_eq!((&within["sub_indication"], &within["level"]), (&json!("TRY_LATER"), &json!("B-T")), "{within}");
    let reason = &within["reasons"][0];
    assert!(reason["object"].as_str().unwrap().starts_with("WITHIN_GRACE: "), "{reason}");
    assert!(moment(&reason["time"]) > later, "{reason}");
}

/// A password for documents, in a file on the desk.
fn locked(desk: &Desk, name: &str, document: &str, options: &[&str]) -> PathBuf {
    desk.write("password", "mat khau\n");
    let (input, output) = (desk.document(document), desk.path(name));
    let mut arguments = vec![script("encrypt.py")];
    arguments.extend(options.iter().map(|&option| option.to_owned()));
    let password = text(&desk.path("password"));
    arguments.extend(["--user-file", &password, "--owner-file", &password].map(str::to_owned));
    arguments.extend([text(&input), text(&output)]);
    peer(&text(&python()), arguments).exits(0);
    output
}

/// A locked document, with and without an integrity code (ISO/TS 32004), stays locked on its way to the archive.
#[test]
fn a_locked_document_is_raised_without_being_unlocked() {
    let desk = Desk::new();
    for (name, options) in [
        ("aes.pdf", &["--kind", "aes-256"][..]),
        ("mac.pdf", &["--kind", "aes-256", "--mac"]),
        ("gcm.pdf", &["--kind", "aes-gcm", "--mac"]),
    ] {
        let input = locked(&desk, name, DECISION, options);
        let password = text(&desk.path("password"));
        let [timed, provable, archived, renewed] =
            ["t", "lt", "lta", "re"].map(|level| desk.path(&format!("{level}-{name}")));
        let p12 = desk.lab.p12("leader-1");
        let (key, pin) = (text(&p12.path), text(&p12.passphrase_file));
        let mut arguments = ["sign", "--level", "b-t", "--no-check", "--ledger", "none"].map(str::to_owned).to_vec();
        arguments.extend(["--p12", &key, "--pin-file", &pin, "--password-file", &password].map(str::to_owned));
        arguments.extend(desk.tsa());
        arguments.extend(["-o".to_owned(), text(&timed), text(&input)]);
        desk.kyso(arguments).exits(0);
        let unlock = ["--password-file", &password[..]];
        extend(&desk, "b-lt", &timed, &provable, &unlock).exits(0);
        extend(&desk, "b-lta", &provable, &archived, &unlock).exits(0);
        extend(&desk, "b-lta", &archived, &renewed, &unlock).exits(0);
        for (file, timestamps) in [(&provable, 0), (&archived, 1), (&renewed, 2)] {
            let said = pyhanko(&desk, file, &unlock);
            let signature = &said["signatures"][0];
            assert_eq!(
                (&signature["sub_indication"], &said["timestamps"]),
                (&json!("OK"), &json!(timestamps)),
                "{said}"
            );
            let has_code = options.contains(&"--mac");
            assert_eq!(said["mac"], if has_code { json!("SUCCESSFUL") } else { json!("NOT_APPLICABLE") }, "{said}");
        }
    }
}

/// Two people have signed, the second a day later; the archive proves both. A certified document is none the worse for it.
#[test]
fn two_signers_and_a_certified_document() {
    let desk = Desk::new();
    let one = desk.sign(desk.lab.leader_token(), &desk.document(DECISION), "one.pdf");
    let two = desk.sign(desk.lab.agency_token(), &one, "two.pdf");
    let both = desk.path("both.pdf");
    extend(&desk, "b-lta", &two, &both, &[]).exits(0);
    is_provable(&desk, &both, 1);
    assert_eq!(pyhanko(&desk, &both, &[])["signatures"].as_array().map(Vec::len), Some(2));

    let (input, certified, raised) = (desk.document(STREAMS), desk.path("certified.pdf"), desk.path("raised.pdf"));
    let mut arguments = ["sign", "--certify", "no-changes", "--no-check"].map(str::to_owned).to_vec();
    arguments.extend(desk.key(desk.lab.leader_token()));
    arguments.extend(desk.tsa());
    arguments.extend(["-o".to_owned(), text(&certified), text(&input)]);
    desk.kyso(arguments).exits(0);
    let line = extend(&desk, "b-lta", &certified, &raised, &[]).exits(0).json().remove(0);
    assert_eq!(line["warnings"], json!(["CERTIFIED_NO_CHANGES"]), "{line}");
    is_provable(&desk, &raised, 1);
    assert_eq!(desk.verify(&raised).1["signatures"][0]["modifications"], "lta-updates");
}

/// An archive of two documents: one ends within three years, with its time-stamp's certificate; asked about the next 90
/// days, nothing is due and the dates are told.
#[test]
fn an_archive_is_renewed_where_it_is_due() {
    let desk = Desk::new();
    let folder = desk.path("archive");
    fs::create_dir(&folder).unwrap();
    let timed = desk.sign(desk.lab.leader_token(), &desk.document(DECISION), "b-t.pdf");
    extend(&desk, "b-lta", &timed, &folder.join("a.pdf"), &[]).exits(0);
    fs::copy(documents().join(STREAMS), folder.join("unsigned.pdf")).unwrap();
    let before = fs::read(folder.join("a.pdf")).unwrap();
    let due = |days: &str| {
        let lists = desk.published();
        let mut arguments = ["extend", "--json", "--in-place", "--due", days].map(str::to_owned).to_vec();
        arguments.extend(desk.tsa());
        arguments.extend(desk.offline(&lists));
        arguments.push(text(&folder));
        desk.kyso(arguments).exits(0).json()
    };
    let lines = due("90d");
    assert_eq!((&lines[0]["status"], &lines[1]["status"]), (&json!("skipped"), &json!("skipped")), "{lines:?}");
    assert!(lines[0]["due"].is_string() && lines[1]["due"].is_null(), "{lines:?}");
    assert_eq!(fs::read(folder.join("a.pdf")).unwrap(), before);
    let lines = due("1000d");
    assert_eq!((&lines[0]["status"], &lines[1]["status"]), (&json!("extended"), &json!("skipped")), "{lines:?}");
    is_provable(&desk, &folder.join("a.pdf"), 2);
}

/// Before she signs, Lan's certificate is looked at: revoked, and she is told so before the token is asked. In a room where
/// nothing can be known she signs, and that is said and recorded.
#[test]
fn ones_own_certificate_is_looked_at_before_signing() {
    let desk = Desk::new();
    let input = desk.document(DECISION);
    let sign = |key: &str, name: &str, trust: &[String]| {
        let (p12, output) = (desk.lab.p12(key), desk.path(name));
        let mut arguments = ["sign", "--json", "--level", "b-b", "--ledger"].map(str::to_owned).to_vec();
        arguments.push(format!("sqlite:{}", text(&desk.path("ledger.db"))));
        arguments.extend(["--p12".to_owned(), text(&p12.path), "--pin-file".to_owned(), text(&p12.passphrase_file)]);
        arguments.extend(trust.iter().cloned());
        arguments.extend(["-o".to_owned(), text(&output), text(&input)]);
        desk.kyso(arguments)
    };
    let lists = desk.published();
    sign("revoked", "never.pdf", &desk.offline(&lists)).exits(5).complains("was revoked on");
    sign("expired", "never.pdf", &desk.offline(&lists)).exits(5).complains("it expired on");
    assert!(!desk.path("never.pdf").exists());
    let known = sign("leader-1", "known.pdf", &desk.offline(&lists)).exits(0).json().remove(0);
    assert_eq!(known["warnings"], json!([]), "{known}");
    for (name, trust) in [("no-anchors.pdf", vec![]), ("no-lists.pdf", desk.offline(&[]))] {
        let line = sign("revoked", name, &trust).exits(0).json().remove(0);
        assert_eq!(line["warnings"], json!(["OWN_CERTIFICATE_UNKNOWN"]), "{line}");
    }
    let policy = desk
        .write("hard.toml", "extends = \"default\"\nname = \"hard\"\nversion = \"1\"\nown_certificate = \"hard\"\n");
    let mut hard = desk.offline(&[]);
    hard.extend(["--policy".to_owned(), text(&policy)]);
    sign("leader-1", "never.pdf", &hard).exits(5).complains("the policy asks for it");
    // What every verifier under the policy would find is found before.
    for (demand, says) in [
        ("qc_statements = [\"qc-sscd\"]", "lacks a statement that is asked for"),
        ("certificate_policies = [\"1.2.3.4\"]", "valid for none of the certificate policies"),
    ] {
        let policy = desk.write("demand.toml", format!("extends = \"default\"\nname = \"mine\"\n{demand}\n"));
        let mut demanding = desk.offline(&lists);
        demanding.extend(["--policy".to_owned(), text(&policy)]);
        sign("leader-1", "never.pdf", &demanding).exits(5).complains(says);
    }
    assert!(!desk.path("never.pdf").exists());
}

/// `kyso sign` with a key file and the network, in one go.
fn sign_online(desk: &Desk, level: &str, key: &P12, output: &Path, further: &[&str]) -> Answer {
    let input = desk.document(DECISION);
    let mut arguments =
        ["sign", "--json", "--level", level, "--ledger", "none", "--online"].map(str::to_owned).to_vec();
    arguments.extend(["--p12".to_owned(), text(&key.path), "--pin-file".to_owned(), text(&key.passphrase_file)]);
    arguments.extend(["--trust".to_owned(), text(&desk.lab.root_pem())]);
    arguments.extend(further.iter().map(|&option| option.to_owned()));
    arguments.extend(["-o".to_owned(), text(output), text(&input)]);
    answer(desk.command().env("KYSO_NET_ALLOW", "127.0.0.1").args(arguments))
}

/// In an office with a network, one command makes a document for the archive: issuers, OCSP answers and lists are fetched
/// after the time-stamp, and nobody needs them again.
#[test]
fn with_a_network_one_command_signs_for_the_archive() {
    let desk = Desk::new();
    let (key, tsa) = (desk.lab.p12("leader-1"), desk.lab.tsa_url());
    for (level, name, timestamps) in [("b-lt", "B-LT", 0), ("b-lta", "B-LTA", 1)] {
        let output = desk.path(&format!("{level}.pdf"));
        let line = sign_online(&desk, level, &key, &output, &["--tsa", &tsa, "--vri"]).exits(0).json().remove(0);
        assert_eq!((&line["level"], &line["warnings"]), (&json!(name), &json!([])), "{line}");
        is_provable(&desk, &output, timestamps);
        let bytes = fs::read(&output).unwrap();
        let document = Document::open(&bytes).unwrap();
        let view = document.latest();
        let store = view.dss().unwrap().unwrap();
        assert!(store.ocsps.len() >= 2 && !store.crls.is_empty() && store.vri.len() == 1, "{store:#?}");
        let field = view.fields().unwrap();
        let signature = SignatureDictionary::of_field(&view, field.by_name("Signature1").unwrap()).unwrap().unwrap();
        assert_eq!(store.vri[0].key, hex(&Hash::Sha1.digest(&signature.contents)).to_uppercase());
        let catalog = peer("qpdf", ["--json", "--json-key=qpdf", &text(&output)]).exits(0).out;
        let esic: String = catalog.split("/ESIC").nth(1).unwrap().chars().take(120).collect();
        assert!(esic.contains("/ExtensionLevel\": 5"), "{esic}");
        let mut arguments = vec!["verify".to_owned(), "--json".to_owned(), "--trust".to_owned()];
        arguments.extend([text(&desk.lab.root_pem()), text(&output)]);
        let report = desk.kyso(arguments).exits(0).json().remove(0);
        assert_eq!(report["signatures"][0]["level"], name, "{report:#}");
    }
}

/// The responder is down, or the time-stamping authority: no document appears. With --defer one does, at the level that it
/// has, and is raised when the answers can be had.
#[test]
fn a_service_that_is_down_is_an_error_or_is_left_for_later() {
    let desk = Desk::new();
    let base = desk.lab.base_url();
    let addresses = Addresses {
        ocsp: vec![format!("{base}/ocsp/sub?fault=status:503")],
        crl: vec![format!("{base}/crl/sub.crl?fault=status:503")],
        issuers: vec![format!("{base}/aia/sub.crt")],
    };
    let (key, tsa) = (desk.lab.issue("silent", &addresses, false).unwrap(), desk.lab.tsa_url());
    let output = desk.path("signed.pdf");
    let line = sign_online(&desk, "b-lta", &key, &output, &["--tsa", &tsa]).exits(6).json().remove(0);
    assert_eq!(line["error"]["code"], "EVIDENCE_NONE", "{line}");
    let broken = format!("{tsa}?fault=status:503");
    let silent = ["--tsa", &broken[..], "--tsa-tries", "1"];
    sign_online(&desk, "b-lt", &desk.lab.p12("leader-1"), &output, &silent).exits(6);
    assert!(!output.exists());

    let line = sign_online(&desk, "b-lta", &key, &output, &["--tsa", &tsa, "--defer"]).exits(0).json().remove(0);
    assert_eq!((&line["level"], &line["deferred"]["level"]), (&json!("B-T"), &json!("b-lta")), "{line}");
    assert!(line["warnings"].as_array().unwrap().contains(&json!("LEVEL_DEFERRED")), "{line}");
    let lists = desk.published();
    let mut arguments = ["extend", "--json", "--deferred", "--in-place"].map(str::to_owned).to_vec();
    arguments.extend(desk.tsa());
    arguments.extend(desk.offline(&lists));
    let line = desk.kyso(&arguments).exits(0).json().remove(0);
    assert_eq!((&line["status"], &line["level"]), (&json!("extended"), &json!("B-LTA")), "{line}");
    is_provable(&desk, &output, 1);
    assert!(desk.kyso(&arguments).exits(0).err.contains("no document waits"), "it was taken out of the list");
}

/// What cannot be raised says so, and why.
#[test]
fn what_cannot_be_raised_is_refused() {
    let desk = Desk::new();
    let (unsigned, output) = (desk.document(DECISION), desk.path("never.pdf"));
    let line = extend(&desk, "b-lt", &unsigned, &output, &[]).exits(7).json().remove(0);
    assert_eq!(line["error"]["code"], "NOTHING_SIGNED", "{line}");
    let signed = signed_b_b(&desk, DECISION, "signed.pdf");
    let arguments = ["extend", "--level", "b-t", "-o", &text(&output), &text(&signed)].map(str::to_owned);
    desk.kyso(arguments).exits(2).complains("--trust");
    // The signer was revoked days ago: no time-stamp of today can help.
    let p12 = desk.lab.p12("revoked");
    let late = desk.path("late.pdf");
    let (key, pin) = (text(&p12.path), text(&p12.passphrase_file));
    let sign = ["sign", "--level", "b-b", "--no-check", "--ledger", "none", "--p12", &key, "--pin-file", &pin, "-o"];
    desk.kyso(sign.into_iter().chain([&text(&late)[..], &text(&unsigned)])).exits(0);
    let line = extend(&desk, "b-lt", &late, &output, &[]).exits(5).json().remove(0);
    assert_eq!(line["error"]["code"], "EVIDENCE_REVOKED", "{line}");
    assert!(!output.exists());
}

/// Somebody whose certificate was revoked signed before Lan did. Her own signature gets to the archive; the document as a whole
/// does not, and that is said.
#[test]
fn a_strangers_signature_does_not_keep_ones_own_from_the_archive() {
    let desk = Desk::new();
    let p12 = desk.lab.p12("revoked");
    let (key, pin, first) = (text(&p12.path), text(&p12.passphrase_file), desk.path("first.pdf"));
    let sign = ["sign", "--level", "b-b", "--no-check", "--ledger", "none", "--p12", &key, "--pin-file", &pin, "-o"];
    desk.kyso(sign.into_iter().chain([&text(&first)[..], &text(&desk.document(DECISION))])).exits(0);
    let (lan, both) = (desk.lab.p12("leader-1"), desk.path("both.pdf"));
    let mut arguments =
        ["sign", "--json", "--level", "b-lta", "--ledger", "none", "--online"].map(str::to_owned).to_vec();
    arguments.extend(["--p12".to_owned(), text(&lan.path), "--pin-file".to_owned(), text(&lan.passphrase_file)]);
    arguments.extend(["--trust".to_owned(), text(&desk.lab.root_pem())]);
    arguments.extend(desk.tsa());
    arguments.extend(["-o".to_owned(), text(&both), text(&first)]);
    let line = answer(desk.command().env("KYSO_NET_ALLOW", "127.0.0.1").args(arguments)).exits(0).json().remove(0);
    assert_eq!(line["level"], "B-LTA", "{line}");
    let report = desk.verify(&both).1;
    let levels: Vec<_> = report["signatures"].as_array().unwrap().iter().map(|entry| entry["level"].clone()).collect();
    assert_eq!(levels[1], "B-LTA", "{report:#}");
    let line = extend(&desk, "b-lta", &both, &desk.path("never.pdf"), &[]).exits(5).json().remove(0);
    assert_eq!(line["error"]["code"], "EVIDENCE_REVOKED", "{line}");
}
