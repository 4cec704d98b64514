//! What one office kept of a verdict, another judges again: without the document, without a network, under its own rules.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

#[path = "support/again.rs"]
mod again;
mod desk;

use std::fs;
use std::path::{Path, PathBuf};

use desk::{Desk, text};
use kyso::verify::{Context, Policy};
use kyso::x509::{read_certificates, read_crls};
use serde_json::Value;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

const REPORT: &str = "03-bao-cao-libreoffice-pdfa-2b.pdf";

/// A signed report, and the evidence that the office kept of its verdict.
struct Office {
    desk: Desk,
    document: PathBuf,
    evidence: String,
}

impl Office {
    fn new() -> Self {
        let desk = Desk::new();
        let document = desk.sign(desk.lab.leader_token(), &desk.document(REPORT), "ky.pdf");
        let evidence = text(&desk.path("ky.json"));
        let office = Self { desk, document, evidence };
        office.verify(&[&text(&office.document), "--evidence", &office.evidence]).exits(0);
        office
    }

    /// `kyso verify`, with the laboratory trusted and its lists at hand.
    fn verify(&self, arguments: &[&str]) -> desk::Answer {
        let trust = self.desk.trust();
        self.desk.kyso(["verify"].into_iter().chain(arguments.iter().copied()).chain(trust.iter().map(String::as_str)))
    }

    /// `kyso verify --evidence`, with the root trusted and nothing else known.
    fn again(&self, arguments: &[&str]) -> desk::Answer {
        let root = text(&self.desk.lab.root_pem());
        let first = ["verify", "--evidence", &self.evidence, "--trust", &root];
        self.desk.kyso(first.into_iter().chain(arguments.iter().copied()))
    }

    /// The same of `bytes` in the place of the evidence.
    fn of(&self, bytes: impl AsRef<[u8]>) -> desk::Answer {
        let file = text(&self.desk.write("other.json", bytes));
        self.desk.kyso(["verify", "--json", "--evidence", &file])
    }
}

/// A report but for when and on what it was made.
fn said(answer: &desk::Answer) -> Value {
    let mut report = answer.json().remove(0);
    for key in ["tool", "validated_at", "evidence"] {
        report.as_object_mut().unwrap().remove(key);
    }
    report
}

/// The document is gone; another office, with no network and no list of its own, says what was said of it.
#[test]
fn a_verdict_is_told_again_without_its_document() {
    let office = Office::new();
    // In an hour every clock has passed the time-stamp with its accuracy.
    let soon = (OffsetDateTime::now_utc() + time::Duration::hours(1)).format(&Rfc3339).unwrap();
    let (soon, late) = (["--json", "--at", &soon], ["--json", "--at", "2099-01-01T00:00:00Z"]);
    let directly = |at: [&str; 3]| office.verify(&[&text(&office.document), at[0], at[1], at[2]]);
    let (now, later) = (directly(soon).exits(0), directly(late).exits(3));
    fs::remove_file(&office.document).unwrap();
    let again = office.again(&soon).exits(0);
    assert_eq!(said(&again), said(&now));
    assert_eq!(said(&office.again(&late).exits(3)), said(&later));
    let report = again.json().remove(0);
    assert_eq!(
        (&report["status"], &report["evidence"]["then"]["status"]),
        (&"total-passed".into(), &"total-passed".into())
    );
    let digest = kyso::hash::Hash::Sha256.digest(&fs::read(&office.evidence).unwrap());
    assert_eq!(report["evidence"]["sha256"], kyso::text::hex(&digest));
    // The decree asks for the agency's seal too.
    let decree = office.again(&["--json", "--policy", "nd30"]).exits(3).json().remove(0);
    assert_eq!(decree["policy"]["name"], "nd30");
    assert_eq!(decree["status"], "indeterminate");
}

/// Anybody can write such a file: whoever reads a report is told what it rests on, and nobody trusts whom it names.
#[test]
fn every_report_says_that_the_document_was_not_looked_at() {
    let office = Office::new();
    office.again(&[]).exits(0).shows("the document itself was not looked at").shows("Evidence file");
    office.again(&["--lang", "vi"]).exits(0).shows("không xem chính văn bản");
    office.again(&["--report", "html"]).exits(0).shows("the document itself was not looked at");
    office.again(&["--report", "etsi"]).exits(0).shows("EVIDENCE_FILE").shows("the document was not looked at");
    office.desk.kyso(["verify", "--evidence", &office.evidence]).exits(3).shows("not enough information");
}

/// No page, no stream, no PIN: the pages' text and the file's own bytes are not there.
#[test]
fn the_document_itself_is_not_in_it() {
    let office = Office::new();
    let evidence = fs::read_to_string(&office.evidence).unwrap();
    let document = fs::read(&office.document).unwrap();
    assert!(evidence.len() < document.len(), "{} of {}", evidence.len(), document.len());
    let pin = fs::read_to_string(&office.desk.lab.leader_token().pin_file).unwrap();
    assert!(!evidence.contains(&format!("\"{}\"", pin.trim())));
    let keys = serde_json::from_str::<Value>(&evidence).unwrap();
    assert_eq!(keys["schema"], "kyso.evidence/1");
    let names: Vec<_> = keys["body"]["document"].as_object().unwrap().keys().map(String::as_str).collect();
    let expected = [
        "content",
        "dss",
        "entries",
        "error",
        "file",
        "integrity_code",
        "revisions",
        "sha256",
        "size",
        "uncovered_bytes",
        "unsigned_fields",
    ];
    assert_eq!(names, expected);
}

/// Damage on the way is found, wherever it is.
#[test]
fn a_damaged_file_is_refused() {
    let office = Office::new();
    let honest = fs::read(&office.evidence).unwrap();
    let code = |answer: &desk::Answer| answer.json()[0]["error"]["code"].as_str().unwrap_or_default().to_owned();
    for at in (0..honest.len()).step_by(honest.len() / 23) {
        let cut = office.of(&honest[..at]).exits(7);
        assert!(["EVIDENCE_DAMAGED", "EVIDENCE_FOREIGN"].contains(&code(&cut).as_str()), "{at}: {}", code(&cut));
        let mut flipped = honest.clone();
        flipped[at] ^= 1;
        let flipped = office.of(&flipped).exits(7);
        assert!(code(&flipped).starts_with("EVIDENCE_"), "{at}: {}", code(&flipped));
    }
    let pretty: Value = serde_json::from_slice(&honest).unwrap();
    let pretty = office.of(serde_json::to_vec_pretty(&pretty).unwrap()).exits(7);
    assert_eq!(code(&pretty), "EVIDENCE_DAMAGED");
    let file = text(&office.desk.path("other.json"));
    office.desk.kyso(["verify", "--evidence", &file, "--lang", "vi"]).exits(7).shows("bị hỏng");
}

/// Other people's files, other versions, and files that would fill the memory.
#[test]
fn what_is_no_evidence_is_refused_in_little_time() {
    let office = Office::new();
    let code = |bytes: &[u8]| office.of(bytes).exits(7).json()[0]["error"]["code"].as_str().unwrap().to_owned();
    let report = office.verify(&[&text(&office.document), "--json"]).out;
    for foreign in [&b""[..], b"[]", b"{}", b"null", b"{\"schema\":7}", report.as_bytes(), b"%PDF-1.7", &[0xff; 99]] {
        assert_eq!(code(foreign), "EVIDENCE_FOREIGN");
    }
    assert_eq!(code(&fs::read(&office.document).unwrap()), "EVIDENCE_FOREIGN");
    assert_eq!(code(b"{\"schema\":\"kyso.evidence/2\",\"sha256\":\"\",\"body\":{\"new\":1}}"), "EVIDENCE_VERSION");
    for depth in [100, 1_000_000] {
        let deep = ["[".repeat(depth), "]".repeat(depth)].concat();
        let deep = format!("{{\"schema\":\"kyso.evidence/1\",\"sha256\":\"{}\",\"body\":{deep}}}", digest(&deep));
        assert_eq!(code(deep.as_bytes()), "EVIDENCE_MALFORMED");
    }
    let many = ["\"\",".repeat(8 << 20), "\"\"".to_owned()].concat();
    assert_eq!(code(format!("{{\"schema\":\"kyso.evidence/1\",\"x\":[{many}]}}").as_bytes()), "EVIDENCE_TOO_LARGE");
    assert_eq!(code(&vec![b'{'; 200 << 20]), "EVIDENCE_TOO_LARGE");
    office.desk.kyso(["verify", "--evidence", "gone.json"]).exits(7).shows("gone.json");
}

fn digest(body: &str) -> String {
    kyso::text::hex(&kyso::hash::Hash::Sha256.digest(body.as_bytes()))
}

/// What a forger does to the body of a file.
type Forgery<'f> = &'f dyn Fn(&mut Value);

/// Whoever forges one can give it a digest; what the judge cannot rely on is refused, and what is said is said of a file.
#[test]
fn a_forged_file_is_marked_or_refused() {
    let office = Office::new();
    let honest: Value = serde_json::from_slice(&fs::read(&office.evidence).unwrap()).unwrap();
    let forged = |change: &dyn Fn(&mut Value)| {
        let mut body = honest["body"].clone();
        change(&mut body);
        let body = body.to_string();
        let file = format!("{{\"schema\":\"kyso.evidence/1\",\"sha256\":\"{}\",\"body\":{body}}}", digest(&body));
        office.of(file).json().remove(0)
    };
    let harmless = forged(&|_| {});
    assert_eq!((&harmless["error"], harmless["evidence"].is_object()), (&Value::Null, true));
    let refused: [(&str, Forgery<'_>); 9] = [
        ("digest", &|body| body["document"]["entries"][0]["digests"] = serde_json::json!({})),
        ("digest", &|body| body["document"]["sha256"] = "00".into()),
        ("order", &|body| {
            let entries = body["document"]["entries"].as_array_mut().unwrap();
            let mut first = entries[0].clone();
            first["end"] = 1.into();
            entries.push(first);
        }),
        ("rule", &|body| body["document"]["entries"][0]["format"][0]["rule"] = "NO_SUCH".into()),
        ("never opened", &|body| {
            body["document"]["error"] = serde_json::json!({"code": "NEEDS_PASSWORD", "message": ""});
        }),
        ("unknown field", &|body| body["document"]["more"] = 1.into()),
        ("missing field", &|body| drop(body["document"].as_object_mut().unwrap().remove("entries"))),
        ("many signatures", &|body| {
            let entries = body["document"]["entries"].as_array_mut().unwrap();
            let mut one = entries[0].clone();
            one["contents"] = "".into();
            *entries = vec![one; (16 << 10) + 1];
        }),
        ("signatures and time-stamps", &|body| pairs(body, 513)),
    ];
    for (word, change) in refused {
        let error = forged(change)["error"].clone();
        assert_eq!(error["code"], "EVIDENCE_MALFORMED", "{word}");
        assert!(error["message"].as_str().unwrap().contains(word), "{word}: {error}");
    }
}

/// As many broken time-stamps as signatures: a report names each beside each.
fn pairs(body: &mut Value, count: usize) {
    let entries = body["document"]["entries"].as_array_mut().unwrap();
    let mut signature = entries[0].clone();
    signature["contents"] = "".into();
    let mut stamp = signature.clone();
    stamp["type"] = "doc-timestamp".into();
    *entries = [vec![signature; count], vec![stamp; count]].concat();
}

/// Below the bound they are judged, in little time: the report grows with the pairs and stays one that can be read.
#[test]
fn signatures_beside_broken_time_stamps_are_judged_in_bounds() {
    let office = Office::new();
    let honest: Value = serde_json::from_slice(&fs::read(&office.evidence).unwrap()).unwrap();
    let mut body = honest["body"].clone();
    pairs(&mut body, 100);
    let body = body.to_string();
    let begun = std::time::Instant::now();
    let answer =
        office.of(format!("{{\"schema\":\"kyso.evidence/1\",\"sha256\":\"{}\",\"body\":{body}}}", digest(&body)));
    let report = answer.json().remove(0);
    assert_eq!(report["error"], Value::Null, "{:.300}", answer.out);
    assert_eq!(report["signatures"].as_array().unwrap().len(), 200);
    assert_ne!(report["status"], "total-passed");
    assert!(answer.out.len() < 32 << 20, "{}", answer.out.len());
    assert!(begun.elapsed().as_secs() < 30, "{:?}", begun.elapsed());
}

/// Yesterday's evidence, and a document that cannot be opened today: it does not become the evidence of today, and is not lost.
#[test]
fn evidence_of_an_earlier_run_is_never_taken_for_that_of_this_one() {
    let office = Office::new();
    let (document, evidence) = (text(&office.document), office.evidence.clone());
    let before = fs::read(&evidence).unwrap();
    office.desk.write("ky.pdf", b"%PDF-1.7 cut off");
    let again = office.verify(&[&document, "--evidence", &evidence, "--force"]).exits(7);
    again.complains("ky.json").complains("earlier");
    office.verify(&[&document, "--evidence", &evidence, "--force", "--lang", "vi"]).exits(7).complains("lần trước");
    assert_eq!(fs::read(&evidence).unwrap(), before);
    // Where nothing stood, nothing stands, and nothing has to be said.
    let nothing = office.verify(&[&document, "--evidence", "none.json"]).exits(7);
    assert!(!nothing.err.contains("none.json"), "{}", nothing.err);
    assert!(!office.desk.path("none.json").exists());
}

/// Every option does something, nothing that exists is lost, and a folder has a file for each document.
#[test]
fn evidence_is_written_once_and_where_it_was_asked_for() {
    let office = Office::new();
    let (document, evidence) = (text(&office.document), office.evidence.clone());
    let before = fs::read(&evidence).unwrap();
    office.verify(&[&document, "--evidence", &evidence]).exits(7).complains("exists");
    assert_eq!(fs::read(&evidence).unwrap(), before);
    office.verify(&[&document, "--evidence", &evidence, "--force"]).exits(0);
    office.verify(&[&document, "--evidence", &document, "--force"]).exits(7).complains("would change an input");
    office.verify(&[&document, "--evidence", "-"]).exits(2).complains("--evidence");
    let other = office.desk.write("sub/khac.pdf", fs::read(&document).unwrap());
    let broken = office.desk.write("hong.pdf", b"%PDF-1.7");
    office.verify(&[&document, &text(&other), "--evidence", "one.json"]).exits(2).complains("--evidence DIR/");
    office.verify(&[&document, &text(&other), &text(&broken), "--evidence", "all/"]).exits(7);
    let mut names: Vec<_> = fs::read_dir(office.desk.path("all")).unwrap().map(|it| it.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["khac.pdf.evidence.json", "ky.pdf.evidence.json"]);
    for (option, more) in [("--online", None), ("--force", None), ("--ledger", Some("none"))] {
        let arguments: Vec<_> = std::iter::once(option).chain(more).collect();
        office.again(&arguments).exits(2).complains(option);
    }
    office.desk.kyso(["verify"]).exits(2);
    office.again(&["--report-dir", "reports", "--report", "html"]).exits(0);
    assert!(office.desk.path("reports/ky.json.html").exists());
}

/// Whatever the workshop makes, honest or not, its evidence says the same as the file.
#[test]
fn evidence_says_what_the_file_says() {
    let desk = Desk::new();
    let folder = desk.path("workshop");
    kyso_attacks::make(&desk.lab, &folder).unwrap();
    let trust = read_certificates(&fs::read(desk.lab.root_pem()).unwrap()).unwrap();
    let lists = desk.lab.crls();
    let now = OffsetDateTime::now_utc();
    let policy = |name| Policy::built_in(name).unwrap().unwrap();
    let judge = Context {
        tsa_trust: trust.clone(),
        trust,
        crls: lists.iter().flat_map(|path| read_crls(&fs::read(path).unwrap()).unwrap()).collect(),
        ..Context::new(policy("default"), now)
    };
    let decree = Context { policy: policy("nd30"), ..judge.clone() };
    let later = decree.as_of(now + time::Duration::days(10_000));
    let mut told = 0;
    for path in pdfs(&folder).into_iter().chain(pdfs(&desk::documents())) {
        let (name, file) = (text(&path), fs::read(&path).unwrap());
        let Some(evidence) = again::kept(&judge, &name, &file) else { continue };
        for judge in [&judge, &decree, &later] {
            again::says_the_same(judge, &name, &file, &evidence);
        }
        told += 1;
    }
    assert!(told > 60, "{told}");
}

fn pdfs(folder: &Path) -> Vec<PathBuf> {
    let all = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().map(|entry| entry.unwrap().into_path());
    all.filter(|path| path.extension().is_some_and(|ending| ending == "pdf")).collect()
}
