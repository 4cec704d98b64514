//! Incoming documents: registered with the next number, returned with a letter, or held.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;
#[allow(dead_code)]
#[path = "time_machine/paper.rs"]
mod paper;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use desk::{Answer, Desk, answer, documents, text};
use kyso_lab::clock::{Draft, List, Token, Usage};
use kyso_lab::edxml::{E_DOC, Package, Part, QCVN, zip_of_zeros};
use paper::{By, Paper};
use serde_json::{Value, json};
use time::OffsetDateTime;

const DECISION: &str = "01-quyet-dinh-libreoffice.pdf";

/// The records office of a commune.
struct Clerk(Desk);

impl Clerk {
    fn new() -> Self {
        Self(Desk::new())
    }

    /// `kyso sign` by somebody's key file, at B-T; `what` is a file or a folder.
    fn signed_by(&self, who: &str, what: &Path, to: &str) -> PathBuf {
        self.signed_with(who, what, to, &[])
    }

    fn signed_with(&self, who: &str, what: &Path, to: &str, more: &[&str]) -> PathBuf {
        let (p12, output) = (self.0.lab.p12(who), self.0.path(to));
        let mut words: Vec<String> =
            ["sign", "--level", "b-t", "--no-check", "--ledger", "none", "--p12"].map(str::to_owned).to_vec();
        words.extend([text(&p12.path), "--pin-file".to_owned(), text(&p12.passphrase_file)]);
        words.extend(more.iter().map(|word| (*word).to_owned()));
        words.extend(self.0.tsa());
        let place = if what.is_dir() { "-d" } else { "-o" };
        words.extend([place.to_owned(), text(&output), text(what)]);
        self.0.kyso(words).exits(0);
        output
    }

    /// Signed by the leader and sealed by the agency of the first office.
    fn genuine(&self, name: &str) -> PathBuf {
        let approved = self.signed_by("leader-1", &self.0.document(DECISION), &format!("approved-{name}"));
        self.signed_by("agency-1", &approved, name)
    }

    /// A folder of `count` such documents.
    fn genuine_folder(&self, count: usize) -> PathBuf {
        for n in 0..count {
            let bytes = fs::read(documents().join(DECISION)).unwrap();
            self.0.write(&format!("plain/{n:02}.pdf"), bytes);
        }
        let approved = self.signed_by("leader-1", &self.0.path("plain"), "approved");
        self.signed_by("agency-1", &approved, "incoming")
    }

    fn agencies(&self) -> Vec<String> {
        vec!["--agencies".to_owned(), text(&self.0.lab.dir().join("agencies.csv"))]
    }

    fn command(&self, options: &[String], inputs: &[&Path]) -> Command {
        let mut command = self.0.command();
        command.arg("receive").arg("--json").args(options).args(inputs);
        command
    }

    /// `kyso receive --json` with everything that the office knows.
    fn receives(&self, input: &Path, more: &[&str]) -> (i32, Value) {
        let mut options = [self.0.trust(), self.agencies()].concat();
        options.extend(more.iter().map(|word| (*word).to_owned()));
        let answer = answer(&mut self.command(&options, &[input]));
        let line = answer.json().first().cloned().unwrap_or_else(|| panic!("{}{}", answer.out, answer.err));
        (answer.code, line)
    }

    fn register(&self, more: &[&str]) -> Answer {
        self.0.kyso(["receive", "--list"].into_iter().chain(more.iter().copied()))
    }

    /// The numbers of the register, in the order of writing.
    fn numbers(&self) -> Vec<u64> {
        self.register(&["--json"]).exits(0).json().iter().filter_map(|line| line["ArrivalNumber"].as_u64()).collect()
    }
}

fn sha256(bytes: &[u8]) -> String {
    kyso::text::hex(&kyso::hash::Hash::Sha256.digest(bytes))
}

fn codes(grounds: &Value) -> Vec<&str> {
    grounds.as_array().unwrap().iter().map(|ground| ground["code"].as_str().unwrap()).collect()
}

/// The department's decision comes in, is registered and passed on; the next one gets the next number.
#[test]
fn a_genuine_decision_is_registered_and_acknowledged() {
    let clerk = Clerk::new();
    let first = clerk.genuine("15-QD-SNV.pdf");
    let described = [
        "--number",
        "15/QĐ-SNV",
        "--date",
        "2026-01-05",
        "--type",
        "Quyết định",
        "--subject",
        "về việc thử nghiệm",
        "--to",
        "Phòng Tổng hợp",
        "--note",
        "hỏa tốc",
    ];
    let (code, line) = clerk.receives(&first, &described);
    assert_eq!((code, &line["status"], &line["number"]), (0, &json!("registered"), &json!(1)), "{line:#}");
    assert_eq!(line["schema"], "kyso.receive/1");
    let office = &clerk.0.lab.offices()[0];
    let entry = &line["entry"];
    assert_eq!((&entry["OrganId"], &entry["OrganName"]), (&json!(office.code), &json!(office.name)), "by its seal");
    assert_eq!((&entry["CodeNumber"], &entry["CodeNotation"]), (&json!("15"), &json!("QĐ-SNV")));
    assert_eq!(line["status_code"], "03");
    assert_eq!(line["acknowledge_by"], line["received_on"]);
    assert_eq!(line["documents"][0]["verdict"]["status"], "total-passed");
    let letter = line["letter"]["vi"].as_str().unwrap();
    assert!(
        letter.contains("đã tiếp nhận văn bản số 15/QĐ-SNV ngày 05/01/2026, trích yếu «về việc thử nghiệm», số đến 1"),
        "{letter}"
    );
    assert!(codes(&line["remarks"]).is_empty(), "{line:#}");

    let second = clerk.genuine("16-QD-SNV.pdf");
    let (_, line) = clerk.receives(&second, &["--number", "15", "--notation", "QĐ-SNV", "--date", "2026-02-01"]);
    assert_eq!(line["number"], 2);
    assert_eq!(codes(&line["remarks"]), ["TITLE_SAYS", "SAME_CODE", "ENTRY_INCOMPLETE"]);
    assert_eq!(line["entry"]["Subject"], Value::Null, "what a PDF calls itself is shown, and not believed");
    assert_eq!(line["remarks"][1]["object"].as_str().unwrap().split('/').next(), Some("1"));

    let csv = clerk.register(&["--csv", "--lang", "vi"]).exits(0).out;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(
        reader.headers().unwrap().iter().collect::<Vec<_>>()[..4],
        ["Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu"]
    );
    let rows: Vec<Vec<String>> = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    assert_eq!(rows[0][1..6], ["1", &office.name, "15/QĐ-SNV", "05/01/2026", "Quyết định về việc thử nghiệm"]);
    assert_eq!(
        (rows[0][6].as_str(), rows[0][7] == rows[0][0], rows[0][9].as_str()),
        ("Phòng Tổng hợp", true, "hỏa tốc")
    );
    assert_eq!(rows.len(), 2);
    let file = clerk.0.path("so.csv");
    clerk.0.kyso(["receive", "--register", &text(&file), "--lang", "vi"]).exits(0);
    assert_eq!(fs::read_to_string(&file).unwrap(), format!("\u{feff}{csv}"));
    clerk.0.kyso(["receive", "--register", &text(&file)]).exits(7).complains("--force");
    clerk.register(&["--lang", "vi"]).exits(0).shows("SỔ ĐĂNG KÝ VĂN BẢN ĐẾN NĂM").shows("Phòng Tổng hợp");
    clerk.register(&["--year", "1999"]).exits(0).shows("No document yet");
}

/// What fails is returned: changed, not signed, signed by the leader alone. None of them takes a number.
#[test]
fn what_fails_is_returned_with_a_letter_and_takes_no_number() {
    let clerk = Clerk::new();
    let genuine = clerk.genuine("genuine.pdf");
    let mut bytes = fs::read(&genuine).unwrap();
    bytes[1000] ^= 1;
    let changed = clerk.0.write("changed.pdf", bytes);
    let approved = clerk.0.path("approved-genuine.pdf");
    let sealed = clerk.signed_by("agency-1", &clerk.0.document(DECISION), "sealed.pdf");
    let plain = clerk.0.document(DECISION);
    let torn = clerk.0.write("torn.pdf", "no PDF at all");
    let by_revoked = clerk.signed_by("revoked", &clerk.0.document(DECISION), "by-revoked.pdf");
    let by_revoked = clerk.signed_by("agency-1", &by_revoked, "revoked.pdf");
    for (file, exit, reason, ask) in [
        (&changed, 1, "MESSAGE_DIGEST", "send-as-signed"),
        (&plain, 4, "NO_SIGNATURE", "sign"),
        (&approved, 3, "AGENCY_SIGNATURE_MISSING", "sign-by-agency"),
        (&sealed, 3, "PERSON_SIGNATURE_MISSING", "sign-by-person"),
        (&torn, 7, "NOT_PDF", "send-readable"),
        (&by_revoked, 1, "NOT_REVOKED", "sign-anew"),
    ] {
        let (code, line) = clerk.receives(file, &[]);
        assert_eq!((code, &line["status"], &line["number"]), (exit, &json!("refused"), &Value::Null), "{line:#}");
        assert!(codes(&line["reasons"]).contains(&reason), "{line:#}");
        assert_eq!(line["reasons"][0]["ask"], ask);
        assert_eq!(line["status_code"], "02");
        let letter = line["letter"]["vi"].as_str().unwrap();
        assert!(letter.contains("trả lại") && letter.contains("Nghị định số 30/2020/NĐ-CP"), "{letter}");
        assert!(letter.contains(line["sha256"].as_str().unwrap()), "which document");
    }
    // Said once more, noted once.
    assert_eq!(clerk.receives(&plain, &[]).1["status"], "refused");
    let listed = clerk.register(&["--json"]).exits(0).json();
    assert_eq!(listed.iter().filter(|line| line["status"] == "refused").count(), 6);
    assert_eq!(clerk.numbers(), Vec::<u64>::new());
    assert_eq!(clerk.receives(&genuine, &[]).1["number"], 1);
    let said = clerk.0.kyso(
        [vec!["receive".to_owned(), "--lang".to_owned(), "vi".to_owned(), text(&plain)], clerk.0.trust()].concat(),
    );
    said.exits(4).shows("trả lại").shows("Kính gửi").shows("văn bản không có chữ ký số");
}

/// The sender packs the unsigned decision once more, under another number. The letter is about what came now.
#[test]
fn what_is_returned_again_is_told_of_as_it_came_now() {
    let clerk = Clerk::new();
    let plain = fs::read(documents().join(DECISION)).unwrap();
    let first = Package::new(QCVN).with(Part::new("1", "van-ban.pdf", &plain));
    let (_, line) = clerk.receives(&clerk.0.write("first.edxml", first.to_xml()), &[]);
    assert_eq!((&line["status"], codes(&line["remarks"])), (&json!("refused"), vec![]), "{line:#}");
    let mut second = first.clone();
    second.code.0 = "16".to_owned();
    let second = second.to_xml();
    let (code, line) = clerk.receives(&clerk.0.write("second.edxml", &second), &["--arrived", "2026-01-02"]);
    assert_eq!((code, &line["status"], &line["number"]), (4, &json!("refused"), &Value::Null));
    assert_eq!((&line["sha256"], &line["entry"]["CodeNumber"]), (&json!(sha256(second.as_bytes())), &json!("16")));
    assert_eq!((&line["arrived_on"], line["days_late"].as_i64() > Some(0)), (&json!("2026-01-02"), true));
    let letter = line["letter"]["vi"].as_str().unwrap();
    assert!(letter.contains("số 16/QĐ-SNV") && letter.contains(&sha256(second.as_bytes())), "{letter}");
    assert!(letter.contains("second.edxml"), "{letter}");
    assert_eq!(codes(&line["remarks"]), ["ARRIVED_EARLIER", "REFUSED_BEFORE"], "it was, and on which day");
    assert_eq!(line["remarks"][1]["object"], line["received_on"]);
    assert_eq!(clerk.register(&["--json"]).exits(0).json().len(), 1, "noted once");
}

/// Friday's inbox: the letters go into a folder, ready to be sent, and each speaks of what its receiver knows.
#[test]
fn letters_are_written_ready_to_be_sent() {
    let clerk = Clerk::new();
    let genuine = clerk.genuine("den/van-ban.pdf");
    fs::rename(clerk.0.path("approved-den/van-ban.pdf"), clerk.0.path("den/chua-dong-dau.pdf")).unwrap();
    let mut bytes = fs::read(&genuine).unwrap();
    bytes[1000] ^= 1;
    clerk.0.write("den/sub/bi-sua.pdf", bytes);
    let receive = |more: &[&str]| {
        let options = [clerk.0.trust(), clerk.agencies()].concat();
        let words = ["receive", "--lang", "vi", "den", "--letters", "gui-lai"]
            .iter()
            .chain(more)
            .map(|word| (*word).to_owned());
        clerk.0.kyso(words.chain(options))
    };
    let first = receive(&[]).exits(1).shows("gui-lai/van-ban.pdf.txt").shows("gui-lai/sub/bi-sua.pdf.txt");
    let first = first.shows("lý do: thiếu chữ ký số của cơ quan, tổ chức").complains("3 tệp: 1 đã vào sổ, 2 trả lại");
    assert!(!first.out.contains("Kính gửi"), "it stands in the file: {}", first.out);
    let letter = |name: &str| fs::read_to_string(clerk.0.path("gui-lai").join(name)).unwrap();
    let office = &clerk.0.lab.offices()[0].name;
    let accepted = letter("van-ban.pdf.txt");
    assert!(accepted.starts_with("THÔNG BÁO ĐÃ TIẾP NHẬN VĂN BẢN"), "{accepted}");
    assert!(accepted.contains("số đến 1") && accepted.contains("Tệp: van-ban.pdf;"), "{accepted}");
    let unsealed = letter("chua-dong-dau.pdf.txt");
    assert!(unsealed.contains(&format!("Kính gửi: {office}.")), "by its leader: {unsealed}");
    assert!(unsealed.contains("1. thiếu chữ ký số của cơ quan, tổ chức.\n"), "{unsealed}");
    let changed = letter("sub/bi-sua.pdf.txt");
    assert!(changed.contains("1. nội dung đã bị thay đổi sau khi ký (chữ ký Signature1, Signature2).\n"), "{changed}");
    assert!(changed.contains("Tệp: bi-sua.pdf;") && !changed.contains("2. "), "no folder of ours: {changed}");

    receive(&[]).exits(7).complains("--force");
    assert_eq!(clerk.numbers(), [1], "nothing was done");
    let again = receive(&["--force"]).exits(1).complains("3 tệp: 1 đã có trong sổ, 2 trả lại");
    again.shows("đã có trong sổ, số đến 1 ngày").shows("văn bản này đã bị trả lại trước đó với cùng lý do");
    assert_eq!(letter("van-ban.pdf.txt"), accepted, "the same letter again");
    clerk.register(&["--lang", "vi"]).exits(0).shows("Văn bản đã trả lại: 2");
    clerk.0.kyso(["receive", "--list", "--force"]).exits(2).complains("--letters");
}

/// The register on paper went to 250; from now on it is kept here.
#[test]
fn an_office_that_begins_in_mid_year_goes_on_from_its_paper_register() {
    let clerk = Clerk::new();
    let year = OffsetDateTime::now_utc().to_offset(time::macros::offset!(+7)).year();
    clerk.0.kyso(["receive", "--first-number", "0"]).exits(2);
    clerk.0.kyso(["receive", "--first-number", "1000"]).exits(0);
    // A slip, seen in time.
    let begun = clerk.0.kyso(["receive", "--first-number", "251", "--lang", "vi"]).exits(0);
    begun.shows(&format!("NĂM {year}, từ số 251"));
    let json = clerk.0.kyso(["receive", "--first-number", "251", "--json"]).exits(0).json();
    assert_eq!(
        (&json[0]["schema"], &json[0]["year"], &json[0]["first_number"]),
        (&json!("kyso.numbering/1"), &json!(year), &json!(251))
    );
    clerk.register(&["--lang", "vi"]).exits(0).shows("từ số 251");
    let plain = clerk.0.document(DECISION);
    assert_eq!(clerk.receives(&plain, &[]).1["status"], "refused", "takes no number");
    let more = ["--first-number", "251"];
    assert_eq!(clerk.receives(&clerk.genuine("1.pdf"), &[]).1["number"], 251);
    clerk.0.kyso(["receive", "--first-number", "251"]).exits(0);
    let answer =
        answer(clerk.command(&[clerk.0.trust(), clerk.agencies()].concat(), &[&clerk.genuine("2.pdf")]).args(more));
    assert_eq!(answer.exits(0).json()[1]["number"], 252, "with what is received in the same call");
    let late = clerk.0.kyso(["receive", "--first-number", "300", "--lang", "vi"]).exits(2);
    late.complains("252").complains("số đến đầu tiên");
    clerk.0.kyso(["receive", "--first-number", "1"]).exits(2).complains("252");
    assert_eq!(clerk.numbers(), [251, 252]);
    clerk.register(&["--csv"]).exits(0).shows(",251,");
}

/// Too little is known: no lists, a stranger's authority, no agencies file, a locked document. It waits, and says for what.
#[test]
fn what_is_not_known_is_held_and_registered_once_it_is() {
    let clerk = Clerk::new();
    let genuine = clerk.genuine("genuine.pdf");
    let held = |options: Vec<String>, missing: &str| {
        let answer = answer(&mut clerk.command(&options, &[&genuine])).exits(3);
        let line = answer.json().remove(0);
        assert_eq!((&line["status"], &line["status_code"]), (&json!("held"), &json!("01")), "{line:#}");
        assert!(codes(&line["missing"]).contains(&missing), "{line:#}");
        assert!(codes(&line["reasons"]).is_empty());
    };
    let no_lists = vec!["--trust".to_owned(), text(&clerk.0.lab.root_pem())];
    held([no_lists, clerk.agencies()].concat(), "REVOCATION_DATA");
    held(clerk.agencies(), "CERTIFICATE_PATH");
    held(clerk.0.trust(), "AGENCIES_FILE_MISSING");
    let strangers = clerk.0.write("others.csv", "code,name,level,match_cn\nH02,UBND khác,province,UBND khác\n");
    held([clerk.0.trust(), vec!["--agencies".to_owned(), text(&strangers)]].concat(), "SIGNER_NOT_IN_AGENCIES");
    assert!(clerk.register(&["--json"]).exits(0).json().is_empty(), "what waits stands nowhere");
    let said = clerk.0.kyso([vec!["receive".to_owned(), text(&genuine)], clerk.0.trust()].concat());
    said.exits(3).shows("held").shows("--agencies");
    assert_eq!(clerk.receives(&genuine, &[]).1["number"], 1);

    let locked = clerk.0.path("locked.pdf");
    let mut qpdf = Command::new("qpdf");
    qpdf.args(["--encrypt", "mo", "chu", "256", "--"]).arg(documents().join(DECISION)).arg(&locked);
    answer(&mut qpdf).exits(0);
    let password = clerk.0.write("password", "chu\n");
    let (code, line) = clerk.receives(&locked, &[]);
    assert_eq!((code, &line["status"]), (7, &json!("held")), "{line:#}");
    assert_eq!(codes(&line["missing"]), ["NEEDS_PASSWORD"]);
    let more = ["--password-file", &text(&password)];
    let (code, line) = clerk.receives(&locked, &more);
    assert_eq!((code, codes(&line["reasons"])), (4, vec!["NO_SIGNATURE"]), "opened, it turns out not to be signed");
    let approved = clerk.signed_with("leader-1", &locked, "approved-locked.pdf", &more);
    let sealed = clerk.signed_with("agency-1", &approved, "sealed-locked.pdf", &more);
    assert_eq!(clerk.receives(&sealed, &[]).1["status"], "held");
    assert_eq!(clerk.receives(&sealed, &more).1["number"], 2);
}

/// The clerk mistook a 5 for a 6, and the wrong unit got it. Nothing is rubbed out of a register.
#[test]
fn a_slip_of_the_pen_is_corrected_and_stays_legible() {
    let clerk = Clerk::new();
    let genuine = clerk.genuine("genuine.pdf");
    let typed = ["--number", "16/QĐ-SNV", "--date", "2026-11-27", "--subject", "Báo cáo", "--to", "Phòng A"];
    let correct = |more: &[&str]| clerk.receives(&genuine, &[&["--correct"][..], more].concat());
    let (code, line) = correct(&["--number", "15"]);
    assert_eq!((code, &line["error"]["code"]), (7, &json!("NOT_REGISTERED")));
    assert_eq!(clerk.receives(&genuine, &typed).1["number"], 1);
    let (code, line) = correct(&["--number", "15", "--to", "Phòng B", "--subject", "Báo cáo"]);
    assert_eq!((code, &line["status"], &line["number"]), (0, &json!("already-registered"), &json!(1)));
    assert_eq!(codes(&line["remarks"]), ["ENTRY_CORRECTED"]);
    assert_eq!(line["remarks"][0]["object"], "CodeNumber, Recipient");
    let corrections = &line["entry"]["Corrections"];
    assert_eq!((&corrections[0]["Column"], &corrections[0]["Was"]), (&json!("CodeNumber"), &json!("16")));
    assert_eq!(corrections[0]["CorrectedOn"], line["received_on"]);
    assert_eq!(codes(&clerk.receives(&genuine, &["--number", "17"]).1["remarks"]), ["ENTRY_STAYS"]);
    let csv = clerk.register(&["--csv", "--lang", "vi"]).exits(0).shows(",15/QĐ-SNV,27/11/2026,");
    csv.shows("Phòng B").shows("đính chính ngày").shows("số «16»").shows("«Phòng A»");
    clerk.0.kyso(["receive", "--correct", &text(&genuine)]).exits(2).complains("--correct needs --number");
}

/// By mail in the morning, again in the afternoon, and once more from the bus.
#[test]
fn the_same_document_keeps_its_number_and_open_columns_can_be_filled_in() {
    let clerk = Clerk::new();
    let genuine = clerk.genuine("genuine.pdf");
    let (_, line) = clerk.receives(&genuine, &[]);
    assert_eq!(
        (&line["number"], codes(&line["remarks"])),
        (&json!(1), vec!["TITLE_SAYS", "ENTRY_INCOMPLETE"]),
        "{line:#}"
    );
    let copy = clerk.0.write("copy.pdf", fs::read(&genuine).unwrap());
    let (code, line) = clerk.receives(&copy, &["--number", "15/QĐ-SNV", "--subject", "Báo cáo"]);
    assert_eq!((code, &line["status"], &line["number"]), (0, &json!("already-registered"), &json!(1)));
    assert_eq!((&line["entry"]["CodeNumber"], &line["entry"]["Subject"]), (&json!("15"), &json!("Báo cáo")));
    let (_, line) = clerk.receives(&copy, &["--subject", "Khác", "--number", "15"]);
    assert_eq!(line["entry"]["Subject"], "Báo cáo", "what is written stays");
    assert_eq!((codes(&line["remarks"])[0], &line["remarks"][0]["object"]), ("ENTRY_STAYS", &json!("Subject")));
    let said = clerk.0.kyso(["receive", "--lang", "vi", &text(&copy), "--subject", "Khác"]).exits(0);
    said.shows("cột đã ghi trong sổ được giữ nguyên, muốn đính chính thì thêm --correct (trích yếu --subject)");
    let package = Package::new(QCVN).with(Part::new("1", "van-ban.pdf", &fs::read(&genuine).unwrap()));
    let (code, line) = clerk.receives(&clerk.0.write("bus.edxml", package.to_xml()), &[]);
    assert_eq!((code, &line["status"], &line["number"]), (0, &json!("already-registered"), &json!(1)));
    assert_eq!(line["sha256"], sha256(package.to_xml().as_bytes()), "of the file that came now");
    let said = clerk.0.kyso(["receive", "--lang", "vi", &text(&copy)]).exits(0);
    said.shows("đã có trong sổ, số đến 1 ngày");
    assert_eq!(clerk.numbers(), [1]);
}

/// It lay in the inbox over the weekend.
#[test]
fn what_is_received_late_says_so() {
    let clerk = Clerk::new();
    let (code, line) = clerk.receives(&clerk.genuine("late.pdf"), &["--arrived", "2026-01-02"]);
    assert_eq!((code, &line["arrived_on"]), (0, &json!("2026-01-02")));
    assert!(line["days_late"].as_i64().unwrap() > 0);
    assert_eq!(codes(&line["remarks"])[0], "ARRIVED_EARLIER");
    assert!(line["letter"]["vi"].as_str().unwrap().contains("(đến ngày 02/01/2026)"));
    clerk.register(&["--csv", "--lang", "vi"]).exits(0).shows("02/01/2026,1,").shows("tiếp nhận ngày");
    let plain = text(&clerk.0.document(DECISION));
    clerk.0.kyso(["receive", "--arrived", "9000-01-01", &plain]).exits(2).complains("has not come yet");
}

/// The signer's certificate ended a year ago; a time-stamp proves that the signature is older, and the file brings the rest.
#[test]
fn a_signature_older_than_the_end_of_its_certificate_is_taken_in() {
    let clerk = Clerk::new();
    let now = OffsetDateTime::now_utc();
    let years = |years: i64| now + time::Duration::days(365 * years);
    let root = Draft::new("Root", Usage::Authority, years(-10), years(10)).root();
    let ca = Draft::new("CA", Usage::Authority, years(-9), years(9)).by(&root);
    let tsa = Draft::new("TSA", Usage::TimeStamping, years(-6), years(5)).by(&ca);
    let an = Draft::new("An", Usage::Signing, years(-5), years(-1)).by(&ca);
    let lists = |at| [List::at(at).by(&root), List::at(at).by(&ca)];
    let then = years(-3);
    let hours = |n| then + time::Duration::hours(n);
    let signed = Paper::of(fs::read(documents().join(DECISION)).unwrap())
        .signed(&By::new(&an, then).stamped(Token::new(&tsa, then)))
        .stored(&lists(hours(1)))
        .archived(&tsa, hours(2));
    let proven = clerk.0.write("proven.pdf", signed.bytes);
    let bare = Paper::of(fs::read(documents().join(DECISION)).unwrap()).signed(&By::new(&an, then));
    let bare = clerk.0.write("bare.pdf", bare.bytes);
    let mut options = vec!["--policy".to_owned(), "default".to_owned()];
    options.extend(["--trust".to_owned(), text(&clerk.0.write("root.der", root.certificate.clone()))]);
    for (n, list) in lists(now - time::Duration::hours(1)).iter().enumerate() {
        options.extend(["--crl".to_owned(), text(&clerk.0.write(&format!("{n}.crl"), list))]);
    }
    let answer = answer(&mut clerk.command(&options, &[&proven, &bare])).exits(3);
    let lines = answer.json();
    assert_eq!((&lines[0]["status"], &lines[0]["number"]), (&json!("registered"), &json!(1)), "{:#}", lines[0]);
    assert_eq!(lines[1]["status"], "held", "nothing proves when it was signed: {:#}", lines[1]);
}

/// From the bus, in either namespace: the sender's words fill the columns, each PDF is judged, an enclosure needs the seal alone.
#[test]
fn a_package_is_unpacked_judged_and_registered_as_one() {
    let clerk = Clerk::new();
    let main = fs::read(clerk.genuine("main.pdf")).unwrap();
    let sealed = fs::read(clerk.signed_by("agency-1", &clerk.0.document(DECISION), "sealed.pdf")).unwrap();
    for (number, namespace) in [(1, QCVN), (2, E_DOC)] {
        let enclosure = [&sealed[..], if number == 1 { b"" } else { b"\n" }].concat();
        let mut package = Package::new(namespace)
            .with(Part::new("a", "phu-luc.pdf", &enclosure))
            .with(Part::new("b", "van-ban.pdf", &main))
            .with(Part::new("c", "bang.xlsx", b"PK no PDF"));
        package.extra = "<s:Signature xmlns:s=\"http://www.w3.org/2000/09/xmldsig#\"/>".to_owned();
        let (code, line) = clerk.receives(&clerk.0.write(&format!("{number}.edxml"), package.to_xml()), &[]);
        assert_eq!((code, &line["status"], &line["number"]), (0, &json!("registered"), &json!(number)), "{line:#}");
        let entry = &line["entry"];
        assert_eq!((&entry["CodeNumber"], &entry["IssuedDate"]), (&json!("15"), &json!("2026-11-27")));
        assert_eq!(entry["Subject"], "Về việc thử nghiệm & kiểm tra");
        assert_eq!(line["package"]["namespace"], namespace);
        let mut remarks = codes(&line["remarks"]);
        assert_eq!(remarks.remove(0), "XML_SIGNATURE_NOT_CHECKED");
        assert_eq!(remarks[0], "FILE_NOT_JUDGED");
        assert_eq!(remarks.contains(&"SAME_CODE"), number == 2, "{remarks:?}");
    }
    let unsigned = fs::read(documents().join(DECISION)).unwrap();
    let package =
        Package::new(QCVN).with(Part::new("a", "van-ban.pdf", &main)).with(Part::new("b", "phu-luc.pdf", &unsigned));
    let (code, line) = clerk.receives(&clerk.0.write("bare.edxml", package.to_xml()), &[]);
    assert_eq!((code, codes(&line["reasons"])), (4, vec!["NO_SIGNATURE"]), "an enclosure without the seal: {line:#}");
    assert_eq!(line["reasons"][0]["document"], "phu-luc.pdf");
    // What another agency sealed is no enclosure of this document: it would need its own leader.
    let foreign = clerk.signed_by("agency-2", &clerk.0.document(DECISION), "foreign.pdf");
    let package = Package::new(QCVN).with(Part::new("a", "van-ban.pdf", &main)).with(Part::new(
        "b",
        "cua-co-quan-khac.pdf",
        &fs::read(foreign).unwrap(),
    ));
    let (code, line) = clerk.receives(&clerk.0.write("foreign.edxml", package.to_xml()), &[]);
    assert_eq!((code, codes(&line["reasons"])), (3, vec!["PERSON_SIGNATURE_MISSING"]), "{line:#}");
    assert_eq!(line["reasons"][0]["document"], "cua-co-quan-khac.pdf");
    let mut recall = Package::new(QCVN).with(Part::new("a", "van-ban.pdf", &sealed));
    recall.business = 1;
    let (code, line) = clerk.receives(&clerk.0.write("recall.edxml", recall.to_xml()), &[]);
    assert_eq!((code, codes(&line["missing"])), (3, vec!["RECALLED"]));
    assert_eq!(clerk.numbers(), [1, 2]);
}

/// A package of several files is known by all of them: in whatever order they come, and by none of them alone.
#[test]
fn a_package_is_the_same_by_its_files() {
    let clerk = Clerk::new();
    let main = fs::read(clerk.genuine("main.pdf")).unwrap();
    let enclosure = fs::read(clerk.signed_by("agency-1", &clerk.0.document(DECISION), "sealed.pdf")).unwrap();
    let (a, b) = (Part::new("a", "van-ban.pdf", &main), Part::new("b", "phu-luc.pdf", &enclosure));
    let received = |name: &str, package: &Package| {
        let line = clerk.receives(&clerk.0.write(name, package.to_xml()), &[]).1;
        (line["status"].as_str().unwrap().to_owned(), line["number"].as_u64())
    };
    let is = |status: &str, number| (status.to_owned(), number);
    let both = Package::new(QCVN).with(a.clone()).with(b.clone());
    assert_eq!(received("1.edxml", &both), is("registered", Some(1)));
    let mut turned = Package::new(E_DOC).with(b).with(a.clone());
    turned.subject = "Gửi lại".to_owned();
    assert_eq!(received("2.edxml", &turned), is("already-registered", Some(1)));
    assert_eq!(received("3.edxml", &Package::new(QCVN).with(a.clone())), is("registered", Some(2)), "one file less");
    // A recall that brings the registered document along is about it, and no copy of it.
    let mut recall = Package::new(QCVN).with(a.clone());
    recall.business = 1;
    assert_eq!(received("4.edxml", &recall), is("held", None));
    let mut state = Package::new(QCVN).with(a);
    state.extra = "<edXML:Status><edXML:StatusCode>02</edXML:StatusCode></edXML:Status>".to_owned();
    assert_eq!(received("5.edxml", &state), is("held", None));
    // Whoever names a file like the digest of a package has a file.
    assert_eq!(clerk.numbers(), [1, 2]);
}

/// Ten gibibytes of zeros, entities in entities, a file that is not there: returned or held at once, and nothing is written anywhere.
#[test]
fn a_package_that_is_a_trap_is_not_registered() {
    let clerk = Clerk::new();
    let part = || Part::new("a", "van-ban.pdf", b"%PDF-1.7");
    let mut entities = Package::new(QCVN).with(part());
    entities.prologue = "<!DOCTYPE edXML [<!ENTITY a SYSTEM \"file:///etc/passwd\">]>".to_owned();
    let mut absent = Package::new(QCVN).with(part());
    absent.parts[0].attachment = None;
    for (name, package, status, reason) in [
        (
            "bomb",
            Package::new(QCVN).with(part().carrying(&zip_of_zeros(10 << 10, u32::MAX - 1))),
            "held",
            "EDXML_LIMIT",
        ),
        ("entities", entities, "refused", "EDXML_DOCTYPE"),
        ("absent", absent, "refused", "EDXML_FILE_ABSENT"),
        ("path", Package::new(QCVN).with(Part::new("a", "../van-ban.pdf", b"%PDF-1.7")), "refused", "EDXML_NAME"),
        ("empty", Package::new(QCVN), "refused", "NO_PDF_IN_PACKAGE"),
    ] {
        let (code, line) = clerk.receives(&clerk.0.write(&format!("{name}.edxml"), package.to_xml()), &[]);
        assert_eq!(line["status"], status, "{line:#}");
        let list = if status == "held" { &line["missing"] } else { &line["reasons"] };
        assert_eq!(codes(list), [reason]);
        assert_eq!(code, if reason == "NO_PDF_IN_PACKAGE" { 4 } else { 7 }, "{name}");
    }
    let (_, line) = clerk.receives(&clerk.0.path("entities.edxml"), &["--lang", "vi"]);
    assert!(line["error"]["message"].as_str().unwrap().contains("gói edXML"), "in the clerk's language: {line:#}");
    let vi = clerk.0.kyso(["receive", "--lang", "vi", &text(&clerk.0.path("bomb.edxml"))]).exits(7);
    vi.shows("gói edXML vượt một giới hạn an toàn");
    assert!(!clerk.0.path("../van-ban.pdf").exists());
    assert_eq!(clerk.numbers(), Vec::<u64>::new());
}

/// Sixteen clerks at once: every number once, none left out.
#[test]
fn sixteen_processes_share_one_register() {
    let clerk = Clerk::new();
    let folder = clerk.genuine_folder(16);
    let options = [clerk.0.trust(), clerk.agencies()].concat();
    let start = |n: usize| {
        let file = folder.join(format!("{n:02}.pdf"));
        clerk.command(&options, &[&file]).stdout(Stdio::piped()).spawn().unwrap()
    };
    let children: Vec<_> = (0..16).map(start).collect();
    let mut given: Vec<u64> = children
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().unwrap();
            assert!(output.status.success());
            serde_json::from_slice::<Value>(&output.stdout).unwrap()["number"].as_u64().unwrap()
        })
        .collect();
    given.sort_unstable();
    assert_eq!(given, (1..=16).collect::<Vec<_>>());
    assert_eq!(clerk.numbers(), (1..=16).collect::<Vec<_>>());
}

/// Killed again and again in the middle of it: what was acknowledged stands, and no number is left out or given twice.
#[test]
fn a_killed_clerk_leaves_no_gap_and_loses_nothing() {
    let clerk = Clerk::new();
    let folder = clerk.genuine_folder(12);
    let options = [clerk.0.trust(), clerk.agencies(), vec!["-j".to_owned(), "1".to_owned()]].concat();
    let mut acknowledged = BTreeMap::new();
    let mut killed = 0;
    for round in 0_u64..40 {
        let mut child =
            clerk.command(&options, &[&folder]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(60 + 45 * round));
        // SIGKILL on Unix.
        killed += u32::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        let output = child.wait_with_output().unwrap();
        for line in String::from_utf8(output.stdout).unwrap().lines() {
            let Ok(line) = serde_json::from_str::<Value>(line) else { continue };
            let (sha256, number) = (line["sha256"].as_str().unwrap().to_owned(), line["number"].as_u64().unwrap());
            assert_eq!(*acknowledged.entry(sha256).or_insert(number), number, "a number never changes");
        }
        if acknowledged.len() == 12 {
            break;
        }
    }
    assert!(killed > 0, "nobody was killed");
    answer(&mut clerk.command(&options, &[&folder])).exits(0);
    assert_eq!(clerk.numbers(), (1..=12).collect::<Vec<_>>());
    let listed = clerk.register(&["--json"]).exits(0).json();
    for (sha256, number) in acknowledged {
        assert!(listed.iter().any(|line| line["sha256"] == sha256.as_str() && line["ArrivalNumber"] == number));
    }
}

/// A subject that would clear the screen of whoever looks at the register.
#[test]
fn a_subject_does_not_move_the_cursor() {
    let clerk = Clerk::new();
    let hostile = ["--subject", "Báo cáo\u{1b}[2J\u{202e}", "--note", "dòng 1\ndòng 2"];
    assert_eq!(clerk.receives(&clerk.genuine("genuine.pdf"), &hostile).1["number"], 1);
    let file = clerk.0.path("so.csv");
    clerk.0.kyso(["receive", "--register", &text(&file)]).exits(0);
    for shown in [clerk.register(&["--csv"]).exits(0).out, fs::read_to_string(file).unwrap()] {
        assert!(!shown.contains(['\u{1b}', '\u{202e}']), "{shown:?}");
        assert!(shown.contains("Báo cáo\\u{1b}[2J") && shown.contains("dòng 1\ndòng 2"), "{shown:?}");
    }
}

#[test]
fn slips_are_named() {
    let desk = Desk::new();
    let plain = text(&desk.document(DECISION));
    let other = text(&desk.document("06-cong-van-pdflatex.pdf"));
    desk.kyso(["receive", &plain, &other, "--number", "15"]).exits(2).complains("--number describes one document");
    desk.kyso(["receive", &plain, &other, "--subject", "a", "--lang", "vi"]).exits(2).complains("mô tả một văn bản");
    desk.kyso(["receive", &plain, "--ledger", "none"]).exits(2).complains("--ledger sqlite:PATH");
    desk.kyso(["receive", "--list", "--csv", "--json"]).exits(2);
    desk.kyso(["receive", &plain, "--year", "2026"]).exits(2).complains("--year needs --list");
    desk.kyso(["receive", "--first-number", "5", "--year", "2026"]).exits(2).complains("--year");
    let idle: [&[&str]; 4] = [&["--policy", "nd30"], &["--agencies", "a.csv"], &["--jobs", "2"], &["--trust", "ca"]];
    for option in idle {
        let list = desk.kyso(["receive", "--list"].iter().chain(option)).exits(2);
        list.complains(option[0]).complains("INPUT");
    }
    // Two kinds of text on one stream are neither.
    desk.kyso(["receive", &plain, "--register", "-"]).exits(2).complains("--register");
    desk.kyso(["receive", "--register", "-", "--json"]).exits(2).complains("--register");
    desk.kyso(["receive"]).exits(2);
    let answer = desk.kyso(["receive", "gone.pdf", "--json"]).exits(7);
    assert_eq!(
        (&answer.json()[0]["status"], &answer.json()[0]["error"]["code"]),
        (&json!("error"), &json!("INPUT_UNREADABLE"))
    );
}
