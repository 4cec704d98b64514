//! Certificates by themselves: what Lan's says, and when it is valid.
//!
//! The certificates are OpenSSL's (fixtures/x509): a root, Lan's below it, and a list that revokes hers for a compromised key.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

use std::path::PathBuf;
use std::process::Command;

use kyso::x509::{Certificate, read_certificates};
use serde_json::{Value, json};
use tempfile::TempDir;

/// Within the validity of all of them, and of the list.
const AT: &str = "2026-12-01T00:00:00Z";

/// A folder with each certificate in a file of its own.
struct Folder(TempDir);

struct Answer {
    code: i32,
    out: String,
    err: String,
}

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        let [root, lan, old, pss] = all().try_into().unwrap();
        for (name, certificate) in [("root.crt", root), ("lan.crt", lan), ("old.crt", old), ("pss.crt", pss)] {
            std::fs::write(folder.path(name), certificate.der()).unwrap();
        }
        folder
    }

    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    /// `kyso cert …`, with `{}` before a name standing for this folder.
    fn cert(&self, arguments: &[&str]) -> Answer {
        let arguments =
            arguments.iter().map(|word| word.strip_prefix("{}").map_or((*word).into(), |name| self.path(name)));
        let mut kyso = Command::new(env!("CARGO_BIN_EXE_kyso"));
        // Nobody's own configuration or store has a say.
        let output = kyso.env_clear().env("HOME", self.0.path()).arg("cert").args(arguments).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Answer { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// `kyso cert verify --json` of Lan's certificate below the root.
    fn verify(&self, more: &[&str]) -> (i32, Value) {
        let own = ["verify", "--json", "{}lan.crt", "--trust", "{}root.crt"];
        let at: &[&str] = if more.contains(&"--at") { &[] } else { &["--at", AT] };
        let answer = self.cert(&[&own, at, more].concat());
        (answer.code, serde_json::from_str(&answer.out).unwrap_or_else(|_| panic!("{}{}", answer.out, answer.err)))
    }
}

fn fixture(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fixtures/x509").join(name)
}

fn all() -> Vec<Certificate> {
    read_certificates(&std::fs::read(fixture("certificates.pem")).unwrap()).unwrap()
}

fn crl() -> String {
    fixture("crl.pem").to_str().unwrap().to_owned()
}

/// Exit code, indication, sub-indication and the reasons' codes.
fn verdict((code, said): &(i32, Value)) -> (i32, &str, Option<&str>, Vec<&str>) {
    let reasons = said["reasons"].as_array().unwrap().iter();
    let codes = reasons.map(|reason| reason["code"].as_str().unwrap()).collect();
    (*code, said["indication"].as_str().unwrap(), said["sub_indication"].as_str(), codes)
}

#[test]
fn a_certificate_is_shown_as_it_stands() {
    let folder = Folder::new();
    let answer = folder.cert(&["show", "{}lan.crt"]);
    assert_eq!(answer.code, 0);
    for line in [
        "UID=CCCD:001+CN=Nguyễn Thị Lan,OU=Sở Nội vụ,O=UBND tỉnh Bắc Ninh\\, VN,L=Bắc Ninh,C=VN",
        "    Issued by: CN=Gốc thử,O=Ban Cơ yếu Chính phủ,C=VN",
        "    Serial: a1b2c3",
        "    Key: rsa 2048",
        "    Signed with: ecdsa sha256",
        "    May issue certificates: no",
        "    Key usage: digitalSignature, nonRepudiation",
        "    Extended key usage: emailProtection (1.3.6.1.5.5.7.3.4)",
        "      – documentSigning (1.3.6.1.5.5.7.3.36)",
        "    Policies: 1.3.6.1.4.1.30339.1",
        "    Qualified statements: QcCompliance (0.4.0.1862.1.1)",
        "    Revocation lists: http://ca.btc/btc.crl",
        "      – http://ca.example/btc.crl",
        "    OCSP: http://ocsp.example",
        "    Issuer's certificate: http://ca.example/ca.crt",
    ] {
        assert!(answer.out.lines().any(|found| found == line), "{line}\n{}", answer.out);
    }
    let root = folder.cert(&["show", "{}root.crt", "--lang", "vi"]);
    assert!(root.out.contains("Được cấp chứng thư: có; nhiều nhất 1 tổ chức chứng thực cấp dưới"), "{}", root.out);
}

#[test]
fn each_certificate_of_a_file_is_a_line_of_json() {
    let folder = Folder::new();
    let pem = fixture("certificates.pem");
    let answer = folder.cert(&["show", "--json", pem.to_str().unwrap(), "{}nowhere.crt"]);
    let lines: Vec<Value> = answer.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((answer.code, lines.len()), (7, 5));
    assert_eq!(lines[1]["qc_statements"], json!(["0.4.0.1862.1.1"]));
    assert_eq!(lines[1]["policies"], json!(["1.3.6.1.4.1.30339.1"]));
    assert_eq!(lines[2]["version"], json!(1));
    assert_eq!(lines[0]["path_len"], json!(1));
    assert_eq!(lines[4]["error"]["code"], json!("MATERIAL_UNUSABLE"));
    let shown: Vec<_> = lines.iter().take(4).map(|line| line["sha256"].as_str().unwrap().to_owned()).collect();
    let own: Vec<String> = all().iter().map(|one| kyso::text::hex(one.fingerprint())).collect();
    assert_eq!(shown, own);
}

#[test]
fn without_a_word_on_revocation_nothing_is_certain() {
    let folder = Folder::new();
    let asked = folder.verify(&[]);
    assert_eq!(verdict(&asked), (3, "indeterminate", Some("TRY_LATER"), vec!["REVOCATION_DATA"]));
    let soft = folder.verify(&["--revocation", "soft"]);
    assert_eq!(verdict(&soft), (0, "total-passed", None, vec![]));
    assert_eq!(soft.1["warnings"], json!(["REVOCATION_UNKNOWN"]));
    let off = folder.verify(&["--revocation", "off"]);
    assert_eq!((verdict(&off), &off.1["warnings"]), ((0, "total-passed", None, vec![]), &json!([])));
    assert_eq!(off.1["chain"].as_array().unwrap().len(), 2);
    assert_eq!(off.1["valid_policies"], json!(["1.3.6.1.4.1.30339.1"]));
}

#[test]
fn a_revoked_certificate_is_revoked_however_softly_one_asks() {
    let folder = Folder::new();
    for how in ["require", "soft"] {
        let asked = folder.verify(&["--crl", &crl(), "--revocation", how]);
        assert_eq!(verdict(&asked), (3, "indeterminate", Some("REVOKED_NO_POE"), vec!["NOT_REVOKED"]), "{how}");
        let answer = &asked.1["revocation"][0];
        assert_eq!((&answer["outcome"], &answer["reason"]), (&json!("revoked"), &json!("keyCompromise")));
    }
    let people =
        folder.cert(&["verify", "{}lan.crt", "--trust", "{}root.crt", "--crl", &crl(), "--at", AT, "--lang", "vi"]);
    assert!(people.out.starts_with("? "), "{}", people.out);
    // It signed nothing that could be older.
    assert!(people.out.contains("Lý do: chứng thư số đã bị thu hồi từ 20"), "{}", people.out);
    assert!(!people.out.contains("chữ ký"), "{}", people.out);
}

#[test]
fn an_expired_certificate_and_one_that_is_not_valid_yet() {
    let folder = Folder::new();
    for at in ["2036-01-01T00:00:00Z", "2026-01-01T00:00:00Z"] {
        let asked = folder.verify(&["--at", at, "--revocation", "off"]);
        let expected = (3, "indeterminate", Some("OUT_OF_BOUNDS_NO_POE"), vec!["CERTIFICATE_VALIDITY"]);
        assert_eq!(verdict(&asked), expected, "{at}");
    }
}

#[test]
fn a_stranger_says_whose_issuer_is_missing() {
    let folder = Folder::new();
    let answer = folder.cert(&["verify", "--json", "{}lan.crt", "--trust", "{}pss.crt", "--at", AT]);
    let said: Value = serde_json::from_str(&answer.out).unwrap();
    assert_eq!((answer.code, &said["sub_indication"]), (3, &json!("NO_CERTIFICATE_CHAIN_FOUND")));
    let object = said["reasons"][0]["object"].as_str().unwrap();
    assert_eq!(object, "NO_ISSUER_FOUND: CN=Gốc thử,O=Ban Cơ yếu Chính phủ,C=VN");
    let people = folder.cert(&["verify", "{}lan.crt", "--trust", "{}pss.crt", "--at", AT, "--lang", "vi"]);
    assert!(people.out.contains("không tìm thấy chứng thư của nơi cấp: CN=Gốc thử"), "{}", people.out);
}

#[test]
fn what_a_certificate_is_for() {
    let folder = Folder::new();
    let usage = |usage| folder.verify(&["--revocation", "off", "--usage", usage]);
    let wrong = (3, "indeterminate", Some("CHAIN_CONSTRAINTS_FAILURE"));
    for (name, codes) in [("any", 0), ("sign", 0), ("timestamp", 1), ("ocsp", 1)] {
        let asked = usage(name);
        let (code, indication, sub, reasons) = verdict(&asked);
        let expected = if codes == 0 { (0, "total-passed", None) } else { wrong };
        assert_eq!(((code, indication, sub), reasons.len()), (expected, codes), "{name}");
        assert!(reasons.iter().all(|reason| *reason == "KEY_USAGE"));
    }
    for (usage, what) in
        [("timestamp", "không dùng để ký dấu thời gian"), ("ocsp", "không dùng để ký câu trả lời OCSP")]
    {
        let own = ["verify", "{}lan.crt", "--trust", "{}root.crt", "--at", AT, "--revocation", "off", "--lang", "vi"];
        let people = folder.cert(&[&own[..], &["--usage", usage]].concat());
        assert!(people.out.contains(what) && !people.out.contains("văn bản"), "{}", people.out);
    }
}

/// For time-stamps the anchors are those of --tsa-trust.
#[test]
fn a_time_stamping_certificate_stands_on_the_anchors_for_time_stamps() {
    let folder = Folder::new();
    let asked = folder.verify(&["--revocation", "off", "--usage", "timestamp", "--tsa-trust", "{}pss.crt"]);
    assert_eq!(verdict(&asked).2, Some("NO_CERTIFICATE_CHAIN_FOUND"));
}

#[test]
fn names_that_a_caller_permits_and_excludes() {
    let folder = Folder::new();
    let office = "O=UBND tỉnh Bắc Ninh\\, VN,L=Bắc Ninh,C=VN";
    let ask = |option: &str, subtree: &str| {
        let asked = folder.verify(&["--revocation", "off", option, subtree]);
        let object = asked.1["reasons"][0]["object"].as_str().unwrap_or("ok").to_owned();
        (asked.0, object.split(':').next().unwrap().to_owned())
    };
    let said = |code, what: &str| (code, what.to_owned());
    assert_eq!(ask("--permit-subtree", &format!("dn:{office}")), said(0, "ok"));
    assert_eq!(ask("--exclude-subtree", &format!("dn:{office}")), said(3, "NAME_EXCLUDED"));
    assert_eq!(ask("--permit-subtree", "dn:O=Another office,C=VN"), said(3, "NAME_NOT_PERMITTED"));
    // Forms that the certificate has no name of.
    for subtree in ["dns:example.vn", "email:example.vn", "uri:.example.vn", "ip:192.0.2.0/24"] {
        assert_eq!(ask("--permit-subtree", subtree), said(0, "ok"), "{subtree}");
    }
}

#[test]
fn policies_that_a_caller_requires() {
    let folder = Folder::new();
    let own = "1.3.6.1.4.1.30339.1";
    let ask = |more: &[&str]| {
        let asked = folder.verify(&[&["--revocation", "off"], more].concat());
        (asked.0, asked.1["valid_policies"].clone())
    };
    assert_eq!(ask(&["--policy-oid", own, "--explicit-policy"]), (0, json!([own])));
    assert_eq!(ask(&["--policy-oid", "1.2.3"]), (0, json!([])), "asked about, not required");
    assert_eq!(ask(&["--policy-oid", "1.2.3", "--explicit-policy"]), (3, json!([])));
    assert_eq!(ask(&["--policy-oid", "1.2.3", "--policy-oid", own, "--explicit-policy"]), (0, json!([own])));
}

/// RFC 5280 alone knows no weak algorithm; a policy of signatures does.
#[test]
fn strength_is_a_matter_of_a_policy() {
    let folder = Folder::new();
    let ask = |more: &[&str]| folder.verify(&[&["--revocation", "off", "--at", "2030-01-01T00:00:00Z"], more].concat());
    assert_eq!(verdict(&ask(&[])), (0, "total-passed", None, vec![]));
    let weak = ask(&["--policy", "default"]);
    let expected = (3, "indeterminate", Some("CRYPTO_CONSTRAINTS_FAILURE_NO_POE"), vec!["ALGORITHM_STRENGTH"]);
    assert_eq!(verdict(&weak), expected, "{}", weak.1);
    assert!(weak.1["reasons"][0]["object"].as_str().unwrap().starts_with("rsa 2048: "), "her own key: {}", weak.1);
}

/// A chain in one file is one question, whichever end it begins at.
#[test]
fn a_chain_in_one_file_may_begin_at_either_end() {
    let folder = Folder::new();
    let [root, lan] = ["root.crt", "lan.crt"].map(|name| std::fs::read(folder.path(name)).unwrap());
    let pem = |der: &[u8]| pem_rfc7468::encode_string("CERTIFICATE", pem_rfc7468::LineEnding::LF, der).unwrap();
    for chain in [[&root, &lan], [&lan, &root]] {
        std::fs::write(folder.path("chain.pem"), chain.map(|der| pem(der)).concat()).unwrap();
        let answer = folder.cert(&[
            "verify",
            "--json",
            "{}chain.pem",
            "--trust",
            "{}root.crt",
            "--at",
            AT,
            "--revocation",
            "off",
        ]);
        let said: Value = serde_json::from_str(&answer.out).unwrap();
        assert_eq!((answer.code, said["chain"][0]["serial"].as_str()), (0, Some("a1b2c3")));
    }
}

#[test]
fn each_file_has_its_verdict_and_the_worst_is_the_exit_code() {
    let folder = Folder::new();
    let asked = |files: &[&str]| {
        let more = ["--json", "--trust", "{}root.crt", "--at", AT, "--revocation", "off"];
        let answer = folder.cert(&[&["verify"], files, &more].concat());
        let lines: Vec<Value> = answer.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        (answer.code, lines)
    };
    let (code, lines) = asked(&["{}lan.crt", "{}pss.crt", "{}root.crt", "{}old.crt"]);
    let indications: Vec<_> = lines.iter().map(|line| line["indication"].as_str().unwrap()).collect();
    assert_eq!((code, indications), (3, vec!["total-passed", "indeterminate", "total-passed", "total-passed"]));
    let (code, lines) = asked(&["{}nowhere.crt", "{}pss.crt"]);
    assert_eq!(
        (code, lines[0]["error"]["code"].as_str(), &lines[0]["indication"]),
        (7, Some("MATERIAL_UNUSABLE"), &Value::Null)
    );
}

#[test]
fn a_value_that_is_none_is_a_wrong_command_line() {
    let folder = Folder::new();
    for wrong in [
        ["--permit-subtree", "example.vn"],
        ["--exclude-subtree", "ip:1.2.3.4/40"],
        ["--policy-oid", "policy"],
        ["--usage", "nothing"],
        ["--revocation", "maybe"],
        ["--policy", "no-such-policy.toml"],
    ] {
        let answer = folder.cert(&[&["verify", "{}lan.crt", "--lang", "vi"][..], &wrong].concat());
        assert_eq!((answer.code, answer.out.as_str()), (2, ""), "{wrong:?}: {}", answer.err);
        assert!(!answer.err.is_empty());
    }
}

/// What a policy of signatures asks of signers is asked of a certificate that is to sign, and of no other; what it says of a
/// root counts for all.
#[test]
fn a_policy_asks_for_policies_statements_and_a_root_that_lasts() {
    let folder = Folder::new();
    let root = kyso::text::hex(all()[0].fingerprint());
    let under = |usage: &str, demand: &str| {
        let policy = folder.path("policy.toml");
        let text = format!("extends = \"default\"\nname = \"mine\"\nrevocation = \"soft\"\n{demand}");
        std::fs::write(&policy, text).unwrap();
        folder.verify(&["--policy", &policy, "--usage", usage])
    };
    let wrong = |sub, code| (3, "indeterminate", Some(sub), vec![code]);
    let passed = (0, "total-passed", None, vec![]);
    let theirs = "certificate_policies = [\"1.3.6.1.4.1.30339.1\"]";
    let others = "certificate_policies = [\"1.3.6.1.4.1.30339.2\"]";
    assert_eq!(verdict(&under("sign", theirs)), passed);
    assert_eq!(verdict(&under("sign", others)), wrong("CHAIN_CONSTRAINTS_FAILURE", "CERTIFICATE_POLICIES"));
    assert_eq!(verdict(&under("any", others)), passed);
    let wanted = "qc_statements = [\"qc-sscd\"]";
    assert_eq!(verdict(&under("sign", wanted)), wrong("CHAIN_CONSTRAINTS_FAILURE", "QC_STATEMENTS"));
    let warned = under("sign", &format!("{wanted}\nconstraints = {{ QC_STATEMENTS = \"warn\" }}"));
    assert_eq!(verdict(&warned), passed);
    assert!(warned.1["warnings"].as_array().unwrap().contains(&json!("QC_STATEMENTS")), "{}", warned.1);
    let until = |day| format!("anchor = [{{ sha256 = \"{root}\", until = \"{day}\" }}]");
    assert_eq!(verdict(&under("any", &until("2039-01-01"))), passed);
    let ended = under("any", &until("2026-01-01"));
    assert_eq!(verdict(&ended), wrong("NO_CERTIFICATE_CHAIN_FOUND_NO_POE", "ANCHOR_SUNSET"));
    assert_eq!(ended.1["reasons"][0]["time"], "2026-01-01T00:00:00Z");
}
