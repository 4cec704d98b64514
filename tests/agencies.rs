//! Agencies through the reform of July 2025: what a report lists of each year, and whose a certificate is on which day.
//!
//! The tree and the registers are written by `fixtures/statistics/reform.sh`; the documents are signed by people and seals of
//! the laboratory's other world, whose clock stands where a story needs it, and judged by the program.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;
#[allow(dead_code)] // Documents of any date; their validation data are other tests' business.
#[path = "time_machine/paper.rs"]
mod paper;

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use desk::{Desk, peer, text};
use kyso_lab::clock::{Draft, List, Party, Token, Usage};
use paper::{By, Paper};
use serde_json::{Value, json};
use time::macros::datetime;
use time::{Duration, OffsetDateTime};

/// The department in charge: its tree of agencies and its registers.
struct Department {
    desk: Desk,
}

impl Department {
    fn new() -> Self {
        let desk = Desk::new();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/statistics/reform.sh");
        peer("sh", [text(&script), text(&desk.path("."))]).exits(0);
        Self { desk }
    }

    fn register(&self, year: u16) -> PathBuf {
        self.desk.path(&format!("van-ban-{year}.csv"))
    }

    /// `kyso stats` over these registers, which are taken at their word.
    fn counted(&self, registers: &[PathBuf], options: &[&str]) -> Value {
        let mut arguments = ["stats", "--json", "--ledger", "none", "--agencies", "agencies.csv", "--trust-register"]
            .map(str::to_owned)
            .to_vec();
        arguments.extend(registers.iter().flat_map(|register| ["--register".to_owned(), text(register)]));
        arguments.extend(options.iter().map(|&option| option.to_owned()));
        self.desk.kyso(arguments).exits(0).json().remove(0)
    }
}

/// Of each row, what `key` says and how many documents.
fn rows(counted: &Value, key: &str) -> Vec<(String, u64)> {
    let rows = counted["rows"].as_array().unwrap().iter();
    rows.map(|row| (row[key].as_str().unwrap_or("?").to_owned(), row["documents"].as_u64().unwrap())).collect()
}

fn warning<'v>(counted: &'v Value, code: &str) -> Option<&'v Value> {
    counted["warnings"].as_array().unwrap().iter().find(|warning| warning["code"] == code)
}

/// Every agency sends one document a month. 2024 had three districts; 2026 has two tiers; 2025 has both, each for its half.
#[test]
fn a_year_lists_the_agencies_that_it_had() {
    let department = Department::new();
    let year =
        |year| department.counted(&[department.register(year)], &["--period", &year.to_string(), "--by", "level"]);
    let levels = |counted: &Value| {
        rows(counted, "level").into_iter().map(|(level, n)| format!("{level} {n}")).collect::<Vec<_>>()
    };
    // 2, 5, 3 and 5 agencies, twelve months.
    assert_eq!(levels(&year(2024)), ["province 24", "department 60", "district 36", "commune 60"]);
    // One province for half a year; a department for two months; five old communes and three new ones, half a year each.
    assert_eq!(levels(&year(2025)), ["province 18", "department 38", "district 18", "commune 48"]);
    assert_eq!(levels(&year(2026)), ["province 12", "department 24", "commune 36"]);

    let by_agency = |year: u16| {
        let counted = department.counted(&[department.register(year)], &["--period", &year.to_string()]);
        assert_eq!(counted["warnings"], json!([]), "{year}");
        rows(&counted, "agency").into_iter().map(|(code, _)| code).collect::<Vec<_>>()
    };
    assert_eq!(by_agency(2024).len(), 15, "communes that come later are not listed");
    assert_eq!(by_agency(2026), ["H05", "H05.01", "H05.03", "H05.41", "H05.42", "H05.43"]);
    assert_eq!(by_agency(2025).len(), 18);
}

/// In September 2025 somebody still registers documents under a district's code, in its older spelling, and under a commune's
/// that was merged.
#[test]
fn what_is_done_in_the_name_of_an_ended_agency_is_counted_as_its_and_told() {
    let department = Department::new();
    let late = "Mã định danh;Số;Ký hiệu;Ngày tháng văn bản;Hình thức\n000.00.31.H02;90;VB-UBND;15/09/2025;điện tử\n\
        H02.31.01;91;VB-UBND;16/09/2025;điện tử\nH05.41;1;VB-UBND;15/06/2025;điện tử\n";
    let late = department.desk.write("muon.csv", late);
    let counted = department.counted(&[department.register(2025), late.clone()], &["--period", "2025-Q3"]);
    let districts: Vec<_> = rows(&counted, "agency").into_iter().filter(|(code, _)| code.starts_with("H02")).collect();
    assert_eq!(districts, [("H02.31".to_owned(), 1), ("H02.31.01".to_owned(), 1)], "of the others nothing is counted");
    let ended = warning(&counted, "ENDED_AGENCY").unwrap();
    assert_eq!(ended["count"], 2);
    let told = |place: usize| ended["examples"][place].as_str().unwrap().to_owned();
    assert!(told(0).ends_with("muon.csv:2 90/VB-UBND 000.00.31.H02: H02.31 (2025-06-30)"), "{}", told(0));
    assert!(told(1).ends_with("H02.31.01 (2025-06-30 → H05.41)"), "{}", told(1));
    let early = department.counted(&[late], &["--period", "2025-Q2"]);
    assert_eq!(warning(&early, "AGENCY_NOT_BEGUN").unwrap()["count"], 1);
}

/// A commune was split over two: its year stays its own, and whoever still writes under its code is told both.
#[test]
fn a_commune_that_was_split_names_both_heirs() {
    let desk = Desk::new();
    let agencies = "code;name;level;valid_from;valid_to;successor\nH02.31;UBND xã A;commune;;30/06/2025;\"H02.41;H02.42\"\n\
        H02.41;UBND xã B;commune;01/07/2025;;\nH02.42;UBND xã C;commune;01/07/2025;;\n";
    desk.write("agencies.csv", agencies);
    desk.kyso(["agencies", "check", "agencies.csv"]).exits(0);
    let tree =
        desk.kyso(["agencies", "tree", "--agencies", "agencies.csv", "--on", "2025-06-30", "--json"]).exits(0).json();
    let split = tree.iter().find(|node| node["agency"] == "H02.31").unwrap();
    assert_eq!(split["successor"], "H02.41;H02.42");
    let register = "Mã định danh;Số;Ký hiệu;Ngày;Hình thức\nH02.31;1;UBND;30/06/2025;điện tử\n\
        H02.31;2;UBND;15/09/2025;điện tử\nH02.41;1;UBND;15/09/2025;điện tử\n";
    desk.write("so.csv", register);
    let arguments = ["stats", "--json", "--ledger", "none", "--agencies", "agencies.csv", "--register", "so.csv"];
    let counted = desk.kyso(arguments).exits(0).json().remove(0);
    let documents: Vec<_> = counted["rows"].as_array().unwrap().iter().map(|row| &row["documents"]).collect();
    assert_eq!(documents, [2, 1, 0]);
    let ended = warning(&counted, "ENDED_AGENCY").unwrap();
    assert!(ended["examples"][0].as_str().unwrap().ends_with("H02.31 (2025-06-30 → H02.41, H02.42)"), "{ended}");
}

/// Authorities, people and seals, all valid from 2023 to 2035.
struct World {
    root: Party,
    authority: Party,
    stamper: Party,
}

impl World {
    fn new() -> Self {
        let of = |name, usage| Draft::new(name, usage, datetime!(2023-01-01 0:00 UTC), datetime!(2035-01-01 0:00 UTC));
        let root = of("Root", Usage::Authority).root();
        let authority = of("Sub CA", Usage::Authority).by(&root);
        let stamper = of("TSA", Usage::TimeStamping).by(&authority);
        Self { root, authority, stamper }
    }

    fn certificate(&self, cn: &str, o: &str, ou: &[&str]) -> Party {
        let (from, to) = (datetime!(2023-06-01 0:00 UTC), datetime!(2034-01-01 0:00 UTC));
        Draft::new(cn, Usage::Signing, from, to).of(o, ou).by(&self.authority)
    }

    /// Signed by each, one hour after the other, with a time-stamp.
    fn paper(&self, at: OffsetDateTime, signers: &[&Party]) -> Vec<u8> {
        let hours = (0_i64..).map(|hour| at + Duration::hours(hour));
        let papers = hours.zip(signers).fold(Paper::new(), |paper, (at, signer)| {
            paper.signed(&By::new(signer, at).stamped(Token::new(&self.stamper, at)))
        });
        papers.bytes
    }

    /// Options that trust the root and know what was revoked until today: nobody.
    fn trust(&self, desk: &Desk) -> Vec<String> {
        let root = desk.write("root.der", &self.root.certificate);
        let mut options = vec!["--trust".to_owned(), text(&root)];
        for (name, authority) in [("root", &self.root), ("sub", &self.authority)] {
            let list = List::at(OffsetDateTime::now_utc() - Duration::hours(1)).by(authority);
            options.extend(["--crl".to_owned(), text(&desk.write(&format!("{name}.crl"), list))]);
        }
        options
    }
}

const PROVINCE: &str = "UBND tỉnh Bắc Giang";
const NEW_PROVINCE: &str = "UBND tỉnh Bắc Ninh";
const DISTRICT: &str = "UBND huyện Mẫu Một";
const COMMUNE: &str = "UBND xã Mẫu Mới Một";

/// A district's leader and seal before and after the reform, the commune that came, and an office that nobody knows.
fn archive(desk: &Desk, world: &World) {
    let leader = world.certificate("Nguyễn Văn Mẫu", PROVINCE, &[DISTRICT]);
    let seal = world.certificate(DISTRICT, PROVINCE, &[]);
    let new_leader = world.certificate("Trần Thị Mẫu", NEW_PROVINCE, &[COMMUNE]);
    let new_seal = world.certificate(COMMUNE, NEW_PROVINCE, &[]);
    let stranger = world.certificate("Văn phòng đại diện", "Công ty Mẫu", &["Chi nhánh lạ"]);
    desk.write("kho/2024.pdf", world.paper(datetime!(2024-05-06 2:00 UTC), &[&leader, &seal]));
    // The last evening of the districts in Viet Nam, which is still June in London too; and half an hour past midnight.
    desk.write("kho/2025-06-30.pdf", world.paper(datetime!(2025-06-30 15:00 UTC), &[&leader, &seal]));
    desk.write("kho/2025-07-01.pdf", world.paper(datetime!(2025-06-30 17:30 UTC), &[&seal]));
    desk.write("kho/2025-09-cu.pdf", world.paper(datetime!(2025-09-15 2:00 UTC), &[&leader, &seal]));
    desk.write("kho/2025-09-moi.pdf", world.paper(datetime!(2025-09-15 2:00 UTC), &[&new_leader, &new_seal]));
    desk.write("kho/2025-10-la.pdf", world.paper(datetime!(2025-10-01 2:00 UTC), &[&stranger]));
    desk.write("dau-huyen.der", &seal.certificate);
    desk.write("lanh-dao-huyen.der", &leader.certificate);
    desk.write("la.der", &stranger.certificate);
}

#[test]
fn a_districts_certificate_counts_as_long_as_there_is_a_district() {
    let department = Department::new();
    let (desk, world) = (&department.desk, World::new());
    archive(desk, &world);
    let counted = |period: &str| {
        let mut arguments = ["stats", "--json", "--agencies", "agencies.csv", "--archive", "kho", "--period", period]
            .map(str::to_owned)
            .to_vec();
        arguments.extend(world.trust(desk));
        desk.kyso(arguments).exits(0).json().remove(0)
    };
    let of = |counted: &Value, code: &str| {
        let rows = counted["rows"].as_array().unwrap();
        let row = rows.iter().find(|row| row["agency"] == code).unwrap_or_else(|| panic!("{code} in {counted:#}"));
        ["documents", "signed", "leader_signed", "agency_signed", "fully_signed"].map(|key| row[key].as_u64().unwrap())
    };
    let before = counted("2024");
    assert_eq!(of(&before, "H02.31"), [1, 1, 1, 1, 1]);
    assert_eq!(of(&counted("2025-06"), "H02.31"), [1, 1, 1, 1, 1], "its last day");

    let after = counted("2025-H2");
    // Two documents of a district that was gone: signatures that hold, in nobody's name.
    assert_eq!(of(&after, "H02.31"), [2, 2, 0, 0, 0]);
    assert_eq!(of(&after, "H05.41"), [1, 1, 1, 1, 1], "the commune's own certificates");
    assert_eq!(of(&after, "H05"), [0; 5], "the province takes nothing of theirs");
    let ended = warning(&after, "ENDED_AGENCY").unwrap();
    let told = ended["examples"].as_array().unwrap().iter();
    let told: Vec<_> = told.map(|example| example.as_str().unwrap()).collect();
    assert_eq!(told, ["2025-07-01.pdf: H02.31 (2025-06-30)", "2025-09-cu.pdf: H02.31 (2025-06-30)"]);

    // Who is in no file of agencies is listed by the name that the certificate has, without a code, and counted in the total.
    let rows = after["rows"].as_array().unwrap();
    let unknown: Vec<_> = rows.iter().filter(|row| row["agency"].is_null()).collect();
    assert_eq!(unknown.len(), 1, "{after:#}");
    assert_eq!((&unknown[0]["name"], &unknown[0]["documents"]), (&json!("Chi nhánh lạ"), &json!(1)));
    assert_eq!(after["total"]["documents"], 4);
    assert_eq!(warning(&after, "NO_AGENCY").unwrap()["examples"], json!(["2025-10-la.pdf"]));
}

#[test]
fn the_program_says_whose_a_certificate_is_and_why() {
    let department = Department::new();
    let (desk, world) = (&department.desk, World::new());
    archive(desk, &world);
    let matched = |files: &[&str], options: &[&str]| {
        let base = ["agencies", "match", "--agencies", "agencies.csv"];
        let arguments = base.iter().chain(files).chain(options).map(|&word| word.to_owned());
        desk.kyso(arguments)
    };
    let json = matched(&["dau-huyen.der", "lanh-dao-huyen.der"], &["--on", "2025-06-30", "--json"]).exits(0).json();
    let one = |value: &Value| ["outcome", "agency", "role"].map(|key| value[key].as_str().unwrap_or("-").to_owned());
    assert_eq!(one(&json[0]), ["one", "H02.31", "agency"]);
    assert_eq!(
        json[0]["rule"],
        json!([{"column": "match_cn", "value": DISTRICT}, {"column": "match_o", "value": PROVINCE}])
    );
    assert_eq!(one(&json[1]), ["one", "H02.31", "person"]);

    // Today: the district is gone, and its people are not the province's, although its O would hold.
    let json = matched(&["dau-huyen.der", "lanh-dao-huyen.der", "la.der"], &["--json"]).exits(3).json();
    assert_eq!(one(&json[0]), ["outside", "H02.31", "agency"]);
    assert_eq!(one(&json[1]), ["outside", "H02.31", "person"]);
    assert_eq!(one(&json[2]), ["none", "-", "-"]);

    // Of documents every signer, on the day of the signature.
    let json = matched(&["kho/2024.pdf"], &["--json"]).exits(0).json();
    assert_eq!(json.iter().map(one).collect::<Vec<_>>(), [["one", "H02.31", "person"], ["one", "H02.31", "agency"]]);
    assert_eq!((&json[0]["on"], &json[0]["file"]), (&json!("2024-05-06"), &json!("kho/2024.pdf")));
    let json = matched(&["kho/2025-07-01.pdf"], &["--json"]).exits(3).json();
    assert_eq!((one(&json[0])[0].as_str(), &json[0]["on"]), ("outside", &json!("2025-07-01")), "the day in Viet Nam");

    let vi = ["--lang", "vi"];
    matched(&["kho/2025-09-cu.pdf"], &vi).exits(3).shows("cơ quan không tồn tại vào ngày đó: đến 2025-06-30");
    matched(&["la.der"], &vi).exits(3).shows("không khớp với quy tắc của cơ quan nào");
    matched(&["agencies.csv"], &["--json"]).exits(7);
}

#[test]
fn a_certificate_that_nearly_fits_is_told_what_is_missing() {
    let department = Department::new();
    let (desk, world) = (&department.desk, World::new());
    let elsewhere = world.certificate(DISTRICT, "UBND tỉnh khác", &[]);
    desk.write("noi-khac.der", &elsewhere.certificate);
    let answer = desk.kyso(["agencies", "match", "noi-khac.der", "--agencies", "agencies.csv", "--json"]).exits(3);
    let candidates = &answer.json()[0]["candidates"];
    assert_eq!(candidates[0]["agency"], "H02.31");
    assert_eq!(candidates[0]["missing"], json!(["match_o"]));
    desk.write("hai.csv", "code,name,level,match_o\nH01,Sở A,department,Sở\nH02,Sở B,department,Sở\n");
    let answer = desk.kyso(["agencies", "match", "noi-khac.der", "--agencies", "hai.csv"]).exits(7);
    assert!(answer.err.contains("'kyso agencies check' tells all"), "{}", answer.err);
}

#[test]
fn the_tree_is_drawn_as_it_stood_on_a_day() {
    let department = Department::new();
    let drawn = |options: &[&str]| {
        let base = ["agencies", "tree", "--agencies", "agencies.csv", "--color", "never"];
        department.desk.kyso(base.iter().chain(options)).exits(0).out
    };
    let all = drawn(&[]);
    assert_eq!(all.lines().count(), 18);
    assert!(all.contains("├─ H02.31  UBND huyện Mẫu Một  [UBND huyện]  (until 2025-06-30)\n"), "{all}");
    let line = "│  └─ H02.31.02  UBND xã Mẫu B  [UBND xã]  (until 2025-06-30 → H05.41  UBND xã Mẫu Mới Một)\n";
    assert!(all.contains(line), "{all}");
    let reformed = drawn(&["--on", "2025-07-01"]);
    assert_eq!(reformed.lines().count(), 6, "{reformed}");
    assert!(!reformed.contains("huyện"), "{reformed}");
    let districts = drawn(&["--on", "2025-06-30", "--level", "district"]);
    assert_eq!(districts.lines().count(), 5, "two provinces and three districts:\n{districts}");
    let json = department.desk.kyso(["agencies", "tree", "--agencies", "agencies.csv", "--json"]).exits(0).json();
    assert_eq!((&json[4]["agency"], &json[4]["exists"]), (&json!("H02.31"), &json!(false)));
    assert_eq!(json[5]["successor"], "H05.41");
}

#[test]
fn a_file_of_agencies_is_checked_with_every_fault_in_both_languages() {
    let desk = Desk::new();
    let sound = Department::new();
    sound.desk.kyso(["agencies", "check", "agencies.csv"]).exits(0).shows("18 agencies");
    let file = "code;name;parent;level;valid_to;successor\nH02;UBND tỉnh;;province;;\nH2.01;Sở A;H02;department;;\n\
        H02.02;Sở B;H02;department;30/06/2025;H02.03\nH02.03;Sở B;H02;department;;\n";
    let path = text(&desk.write("sai.csv", file));
    let found = desk.kyso(["agencies", "check", &path, "--json"]).exits(7).json().remove(0);
    let faults = found["faults"].as_array().unwrap().iter();
    let faults: Vec<_> =
        faults.map(|fault| [&fault["line"], &fault["column"], &fault["code"]].map(Value::clone)).collect();
    assert_eq!(
        faults,
        [
            [json!(3), json!("code"), json!("CODE_MALFORMED")],
            [json!(3), json!("code"), json!("CODE_NOT_BELOW")],
            [json!(4), json!("successor"), json!("SUCCESSOR_OVERLAPS")],
            [json!(5), json!("name"), json!("NAME_TWICE")],
        ]
    );
    assert_eq!((&found["errors"], &found["warnings"], &found["agencies"]), (&json!(2), &json!(2), &Value::Null));
    desk.kyso(["agencies", "check", &path, "--lang", "vi"])
        .exits(7)
        .shows("2 lỗi, 2 cảnh báo")
        .shows("dòng 4, cột successor")
        .shows("cơ quan kế thừa H02.03 cùng tên không có ngày đầu");
    // As Excel saves «Unicode text»: UTF-16 between tabs.
    let excel = "\u{feff}code\tname\tlevel\nH02\tUBND tỉnh\tprovince\n";
    let excel: Vec<u8> = excel.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let excel = text(&desk.write("excel.txt", excel));
    desk.kyso(["agencies", "tree", "--agencies", &excel]).exits(0).shows("H02  UBND tỉnh");
    // Whatever stands on the file stops, and says where to look.
    desk.kyso(["stats", "--ledger", "none", "--agencies", &path, "--register", &path, "--lang", "vi"])
        .exits(7)
        .complains("có 2 lỗi; lỗi đầu tiên: dòng 3, cột code")
        .complains("kyso agencies check");
    desk.kyso(["agencies", "check"]).exits(2);
    desk.kyso(["agencies", "check", "khong-co.csv", "--json"]).exits(7).shows("STATS_CANNOT_READ");
}

/// More than a nation has; the person's unit is the second of two.
#[test]
fn twenty_thousand_agencies_are_checked_and_asked_at_once() {
    let desk = Desk::new();
    let mut file = String::from(
        "code,name,parent,level,match_cn,match_o,match_ou\nH02,UBND tỉnh,,province,UBND tỉnh,UBND tỉnh,\n",
    );
    for n in 1..20_000 {
        writeln!(file, "H02.{n:05},UBND xã {n},H02,commune,UBND xã {n},UBND tỉnh,UBND xã {n}|Xã {n}").unwrap();
    }
    desk.write("nhieu.csv", file);
    desk.kyso(["agencies", "check", "nhieu.csv"]).exits(0).shows("20000 agencies");
    let person = World::new().certificate("Nguyễn Văn Mẫu", "UBND tỉnh", &["Văn phòng", "Xã 12345"]);
    fs::write(desk.path("nguoi.der"), &person.certificate).unwrap();
    desk.kyso(["agencies", "match", "nguoi.der", "--agencies", "nhieu.csv"]).exits(0).shows("H02.12345");
}
