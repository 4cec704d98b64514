//! The ledger of an office: many write it at once, somebody pulls the plug, somebody opens it with another program, and what
//! it holds goes to the province and into a lake.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

mod desk;
#[path = "support/killed.rs"]
mod killed;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use desk::{Desk, answer, documents, python, script, text};
use killed::shown_before_the_kill;
use kyso::ledger::{Action, Ledger, Range, Record, SignatureRecord, Sqlite};
use rusqlite::Connection;
use serde_json::{Value, json};
use time::macros::datetime;

/// A desk with a ledger.
struct Office {
    desk: Desk,
}

impl Office {
    fn new() -> Self {
        Self { desk: Desk::new() }
    }

    fn url(name: &str) -> String {
        format!("sqlite:{name}")
    }

    fn open(&self, name: &str) -> Sqlite {
        Sqlite::open(&self.desk.path(name)).unwrap()
    }

    fn sql(&self, name: &str, sql: &str) {
        Connection::open(self.desk.path(name)).unwrap().execute_batch(sql).unwrap();
    }

    /// `kyso ledger WORDS --ledger sqlite:NAME`.
    fn ledger<'a>(&self, name: &str, words: impl IntoIterator<Item = &'a str>) -> desk::Answer {
        let mut words: Vec<String> = words.into_iter().map(str::to_owned).collect();
        words.insert(0, "ledger".to_owned());
        words.extend(["--ledger".to_owned(), Self::url(name)]);
        self.desk.kyso(words)
    }

    fn check(&self, name: &str, code: i32, more: &[&str]) -> Value {
        let words = ["check", "--json"].into_iter().chain(more.iter().copied());
        self.ledger(name, words).exits(code).json().remove(0)
    }

    /// Documents of `who`, each with other bytes.
    fn papers(&self, who: &str, count: usize) -> Vec<PathBuf> {
        let bytes = fs::read(documents().join("01-quyet-dinh-libreoffice.pdf")).unwrap();
        let paper = |n| {
            self.desk.write(&format!("{who}/{n:03}.pdf"), [&bytes[..], format!("%{who}-{n}\n").as_bytes()].concat())
        };
        (0..count).map(paper).collect()
    }

    /// The figures of a ledger.
    fn figures(&self, name: &str) -> Value {
        let url = Self::url(name);
        let words = ["stats", "--json", "--period", "2018", "--by", "agency", "--ledger", &url];
        let mut said = self.desk.kyso(words).exits(0).json().remove(0);
        said["warnings"].take();
        said
    }
}

const OFFICES: [&str; 3] = ["H02.05", "H02.06", "=HYPERLINK(\"x\")"];

/// The n-th document of an office in 2018, signed by its leader and, every other one, by its clerk.
fn record(n: u32) -> Record {
    let time = datetime!(2018-01-01 2:00 UTC) + time::Duration::hours(i64::from(n) * 7 % 8000);
    let office = OFFICES[n as usize % OFFICES.len()];
    let signature = |role: &str, cn: String, minutes: i64| SignatureRecord {
        field: role.to_owned(),
        kind: "signature".to_owned(),
        role: Some(role.to_owned()),
        agency: Some(office.to_owned()),
        cn: Some(cn),
        o: Some("UBND tỉnh Bắc Giang".to_owned()),
        ou: vec!["Sở Tư pháp; \"Phòng\" 1".to_owned()],
        serial: Some("0a".to_owned()),
        issuer: Some("CN=CA,O=Ban Cơ yếu".to_owned()),
        fingerprint: Some(format!("{:064x}", n % 7)),
        not_after: Some(datetime!(2020-01-01 0:00 UTC)),
        indication: "total-passed".to_owned(),
        best_time: Some(time + time::Duration::minutes(minutes)),
        timestamped: true,
        ..SignatureRecord::default()
    };
    let leader = signature("person", format!("+Lãnh đạo {}", n % 5), 0);
    let seal = signature("agency", office.to_owned(), i64::from(n % 300));
    Record {
        time,
        action: if n.is_multiple_of(4) { Action::Sign } else { Action::Verify },
        file: ["công văn.pdf", "=cmd|'/C calc'!A0.pdf", "'đã có nháy.pdf", "hai\r\ndòng,\"ngoặc\".pdf"][n as usize % 4]
            .to_owned(),
        sha256_in: format!("{n:064x}"),
        sha256_out: n.is_multiple_of(4).then(|| format!("f{n:063x}")),
        status: if n.is_multiple_of(11) { "total-failed" } else { "total-passed" }.to_owned(),
        level: (!n.is_multiple_of(3)).then(|| "B-T".to_owned()),
        no_check: n.is_multiple_of(13),
        judged_on: time,
        policy: "nd30/1".to_owned(),
        signatures: if n.is_multiple_of(2) { vec![leader] } else { vec![leader, seal] },
        tool: "kyso 0.1.0".to_owned(),
        agencies: n.is_multiple_of(5).then(|| "ab".repeat(32)),
    }
}

fn fill(ledger: &Sqlite, numbers: impl IntoIterator<Item = u32>) {
    numbers.into_iter().for_each(|n| ledger.record(&record(n)).unwrap());
}

fn records(ledger: &Sqlite) -> Vec<Record> {
    ledger.records(Range::default()).unwrap()
}

/// Sixteen clerks verify at the same moment, into one ledger that is not there yet.
#[test]
fn sixteen_processes_lose_nothing() {
    let office = Office::new();
    let clerks: Vec<_> = (0..16)
        .map(|clerk| {
            let papers = office.papers(&format!("clerk{clerk}"), 12);
            let mut command = office.desk.command();
            command.args(["verify", "--json", "--jobs", "1", "--ledger", "sqlite:ledger.db"]).args(papers);
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        })
        .collect();
    for clerk in clerks {
        let done = clerk.wait_with_output().unwrap();
        assert_eq!(done.status.code(), Some(4), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let checked = office.check("ledger.db", 0, &[]);
    assert_eq!((&checked["records"], &checked["status"], &checked["sums"]), (&json!(192), &json!("whole"), &json!([])));
    let mut files: Vec<_> = records(&office.open("ledger.db")).into_iter().map(|record| record.file).collect();
    files.sort();
    files.dedup();
    assert_eq!(files.len(), 192);
}

/// The plug is pulled (SIGKILL) while verdicts are written: every verdict that was shown is in the ledger, which is whole.
#[test]
fn what_was_acknowledged_survives_a_kill() {
    let office = Office::new();
    let mut shown = Vec::new();
    for round in 0..6 {
        let papers = office.papers(&format!("round{round}"), 60);
        let mut command = office.desk.command();
        command.args(["verify", "--json", "--jobs", "2", "--ledger", "sqlite:ledger.db"]).args(&papers);
        shown.extend(shown_before_the_kill(&mut command, round * 5 + 1));
    }
    let kept: Vec<_> = records(&office.open("ledger.db")).into_iter().map(|record| record.sha256_in).collect();
    let lost: Vec<_> = shown.iter().filter(|sha256| !kept.contains(sha256)).collect();
    assert!(lost.is_empty(), "{} of {} are lost", lost.len(), shown.len());
    assert!(shown.len() < 360, "nobody was killed in the middle of it");
    office.check("ledger.db", 0, &[]);
}

/// An administrator makes a failure a success, and takes a record away.
#[test]
fn what_an_administrator_changed_is_named() {
    let office = Office::new();
    fill(&office.open("ledger.db"), 1..40);
    let told = office.ledger("ledger.db", ["check"]).exits(0);
    told.shows("✔ the ledger is as it was written: 39 records")
        .shows("nothing shows whether the last records were cut off");
    office.sql("ledger.db", "UPDATE documents SET status = 'total-passed' WHERE id = 11");
    let told = office.ledger("ledger.db", ["check"]).exits(1);
    told.shows("record 11 was changed: #11").shows("Before it: #10").shows("After it: #12  ");
    let told = office.ledger("ledger.db", ["check", "--lang", "vi"]).exits(1);
    told.shows("bản ghi 11 đã bị sửa: #11").shows("Bản ghi trước: #10");
    let checked = office.check("ledger.db", 1, &[]);
    let broken = &checked["broken"];
    assert_eq!(
        (&broken["damage"], &broken["id"], &broken["before"]["id"]),
        (&json!("changed"), &json!(11), &json!(10))
    );
    office.sql("ledger.db", "DELETE FROM documents WHERE id = 7");
    office.ledger("ledger.db", ["check"]).exits(1).shows("a record before record 8 was removed: #8");
    office.ledger("no-such.db", ["check"]).exits(7).complains("no-such.db");
}

/// The head is time-stamped; later the last records are cut off, or the whole ledger is written anew.
#[test]
fn a_seal_shows_what_was_cut_off() {
    let office = Office::new();
    let desk = &office.desk;
    fill(&office.open("ledger.db"), 1..20);
    office.ledger("ledger.db", ["seal", "--tsa", &desk.lab.tsa_url()]).exits(0).complains("sealed 19 records");
    fill(&office.open("ledger.db"), 20..25);
    let written_down = office.ledger("ledger.db", ["head"]).exits(0).out.trim().to_owned();
    let trust = desk.offline(&desk.published());
    let trust: Vec<&str> = trust.iter().map(String::as_str).collect();
    let checked = office.check("ledger.db", 0, &trust);
    let seal = &checked["seals"][0];
    assert_eq!((&seal["mark"], &seal["timestamp"]["indication"]), (&json!("passed"), &json!("total-passed")));
    office
        .ledger("ledger.db", ["check"].into_iter().chain(trust.iter().copied()))
        .exits(0)
        .shows("seal over 19 records: everything");
    // Without an anchor the seal says nothing for certain.
    assert_eq!(office.check("ledger.db", 3, &[])["seals"][0]["timestamp"]["indication"], "indeterminate");
    // The seal does not reach the last records, the head that was written down does.
    office.sql("ledger.db", "DELETE FROM documents WHERE id > 22");
    office.ledger("ledger.db", ["recount"]).exits(0);
    assert_eq!(office.check("ledger.db", 0, &trust)["status"], "whole", "nothing can show this");
    let with_head: Vec<&str> = ["--head", &written_down].into_iter().chain(trust.iter().copied()).collect();
    assert_eq!(office.check("ledger.db", 1, &with_head)["heads"][0]["mark"], "cut");
    office.sql("ledger.db", "DELETE FROM documents WHERE id > 18");
    office.ledger("ledger.db", ["recount"]).exits(0);
    assert_eq!(office.check("ledger.db", 1, &trust)["seals"][0]["mark"], "cut");
    // Somebody writes a ledger of his own and puts the seal into it.
    fill(&office.open("forged.db"), (1..20).map(|n| n + 100));
    let copy = format!("ATTACH '{}' AS old; INSERT INTO seals SELECT * FROM old.seals", text(&desk.path("ledger.db")));
    office.sql("forged.db", &copy);
    assert_eq!(office.check("forged.db", 1, &trust)["seals"][0]["mark"], "rewritten");
    // And writes his own head beside the token.
    let head = office.open("forged.db").head().unwrap();
    let hash = kyso::text::hex(&head.hash);
    office.sql("forged.db", &format!("UPDATE seals SET hash = x'{hash}'"));
    let checked = office.check("forged.db", 1, &trust);
    assert_eq!(checked["seals"][0]["timestamp"]["sub_indication"], "HASH_FAILURE");
}

/// Two offices send their ledgers to the province, one of them twice; nothing is lost and nothing counted twice.
#[test]
fn ledgers_are_exported_and_merged() {
    let office = Office::new();
    fill(&office.open("a.db"), 0..150);
    fill(&office.open("b.db"), 100..260);
    let mut exports = vec!["csv"];
    if cfg!(feature = "parquet") {
        exports.push("parquet");
    }
    for format in exports {
        let (a, b, both) = (format!("a.{format}"), format!("b.{format}"), format!("both-{format}.db"));
        office.ledger("a.db", ["export", "--format", format, "-o", &a]).exits(0).complains("exported 150 records");
        office.ledger("b.db", ["export", "--format", format, "-o", &b]).exits(0);
        office.ledger("a.db", ["export", "--format", format, "-o", &a]).exits(7);
        // Back into a new ledger: the same records, the same chain, the same figures.
        let copy = format!("copy-{format}.db");
        office.ledger(&copy, ["import", &a]).exits(0).complains("150 records added, 0 known already");
        assert_eq!(records(&office.open(&copy)), records(&office.open("a.db")));
        assert_eq!(office.open(&copy).head().unwrap(), office.open("a.db").head().unwrap());
        assert_eq!(office.figures(&copy), office.figures("a.db"));
        // Twice the same file, and files that overlap.
        office
            .ledger(&both, ["import", &a, &b])
            .exits(0)
            .complains("150 records added")
            .complains("110 records added, 50 known");
        office.ledger(&both, ["import", &b]).exits(0).complains("0 records added, 160 known already");
        let turned = format!("turned-{format}.db");
        office.ledger(&turned, ["import", &b, &a]).exits(0);
        assert_eq!(office.figures(&both), office.figures(&turned), "in whichever order they come");
        assert_eq!(office.figures(&both)["total"]["documents"], office.figures(&turned)["total"]["documents"]);
        office.check(&both, 0, &[]);
        // One file for each year and agency.
        let lake = format!("lake-{format}");
        office.ledger("a.db", ["export", "--format", format, "--partition", "-o", &lake]).exits(0);
        let file = format!("{lake}/year=2018/agency=H02.05/ledger.{format}");
        assert!(office.desk.path(&file).is_file(), "{file}");
        let back = format!("back-{format}.db");
        office.ledger(&back, ["import", &lake]).exits(0);
        assert_eq!(office.figures(&back), office.figures("a.db"));
        assert_eq!(records(&office.open(&back)).len(), 150);
    }
    // A spreadsheet that opens the CSV computes nothing.
    let csv = fs::read_to_string(office.desk.path("a.csv")).unwrap();
    assert!(csv.contains(",'=cmd|'/C calc'!A0.pdf,") && !csv.contains(",=cmd"), "{}", &csv[..900]);
}

/// Another program wrote a fingerprint of its own kind: the record is taken in, and what is missing is told.
#[test]
fn a_fingerprint_that_is_none_is_told() {
    let office = Office::new();
    fill(&office.open("a.db"), 1..9);
    office.ledger("a.db", ["export", "-o", "a.csv"]).exits(0).complains("exported 8 records");
    let csv = fs::read_to_string(office.desk.path("a.csv")).unwrap();
    let sha1 = csv.replace(&format!("{:064x}", 3), &"ab".repeat(20));
    assert_ne!(csv, sha1);
    office.desk.write("b.csv", sha1);
    office.ledger("b.db", ["import", "b.csv"]).exits(0).complains("8 records added").complains("those of 2 signatures");
    office.ledger("b.db", ["import", "b.csv", "--lang", "vi"]).exits(0).complains("8 bản ghi đã có sẵn\n");
    let certificates = |name: &str| office.open(name).certificates().unwrap().len();
    assert!(certificates("b.db") < certificates("a.db"));
    office.check("b.db", 0, &[]);
}

/// Two folders have an a.pdf that nobody can open: they are two, each counted once however often it is tried.
#[test]
fn unreadable_files_of_two_folders_are_two() {
    let office = Office::new();
    for (folder, night) in [("one", 1), ("one", 2), ("two", 1)] {
        fs::create_dir_all(office.desk.path(folder)).unwrap();
        let ledger = format!("sqlite:{}", text(&office.desk.path("ledger.db")));
        let mut command = office.desk.command();
        command.current_dir(office.desk.path(folder)).args(["verify", "a.pdf", "--ledger", &ledger]);
        assert_eq!(command.output().unwrap().status.code(), Some(7), "{folder} {night}");
    }
    let mut files: Vec<_> = records(&office.open("ledger.db")).into_iter().map(|record| record.file).collect();
    files.sort();
    assert_eq!(files, [text(&office.desk.path("one/a.pdf")), text(&office.desk.path("two/a.pdf"))]);
    let cells = office.open("ledger.db").cells(kyso::ledger::Span::default(), kyso::ledger::Split::None).unwrap();
    assert_eq!(cells.iter().map(|cell| cell.n).sum::<u64>(), 2);
}

/// Somebody writes nonsense over a digest, and nonsense into the sums: both are told, in both languages.
#[test]
fn whatever_is_damaged_is_told() {
    let office = Office::new();
    fill(&office.open("ledger.db"), 1..40);
    office.sql("ledger.db", "UPDATE documents SET content = x'00' WHERE id = 11; UPDATE rollup SET kind = 9");
    office
        .ledger("ledger.db", ["check"])
        .exits(1)
        .shows("record 11 was changed")
        .shows("the sums cannot be read (rollup)");
    office.ledger("ledger.db", ["check", "--lang", "vi"]).exits(1).shows("không đọc được số liệu tổng hợp (rollup)");
    let checked = office.check("ledger.db", 1, &[]);
    assert_eq!((&checked["sums"], &checked["sums_unreadable"]), (&Value::Null, &json!("rollup")));
    office.ledger("ledger.db", ["recount"]).exits(7).complains("record 11 of the ledger is damaged: content");
}

/// What is no export is refused with its place, and what came before it stays.
#[test]
fn a_damaged_export_is_refused_with_its_place() {
    let office = Office::new();
    fill(&office.open("a.db"), 0..9);
    office.ledger("a.db", ["export", "-o", "a.csv"]).exits(0);
    let csv = fs::read_to_string(office.desk.path("a.csv")).unwrap();
    for (from, to, says) in [
        ("2018-01-01T23:00:00Z", "yesterday", "a.csv: record 5 is none: time"),
        ("judged_on", "judged", "a.csv has no column judged_on"),
        ("[{\"\"field", "[{\"\"fields", "is none: signatures"),
        (&format!("{:064x}", 3), "xyz", "record 5 is none: sha256_in"),
    ] {
        assert!(csv.contains(from), "{from}");
        office.desk.write("bad.csv", csv.replacen("a.csv", "bad.csv", 1).replace(from, to));
        let _ = fs::remove_file(office.desk.path("new.db"));
        let says = says.replace("a.csv", "bad.csv");
        office.ledger("new.db", ["import", "bad.csv"]).exits(7).complains(&says);
        office.ledger("new.db", ["import", "bad.csv", "--lang", "vi"]).exits(7);
    }
    // A quotation mark that never ends.
    office.desk.write("endless.csv", [csv.as_bytes(), b"\"", &vec![b'x'; 40 << 20]].concat());
    office.ledger("other.db", ["import", "endless.csv"]).exits(7);
    office.desk.write("a.parquet", b"PAR1 and nothing more");
    office.ledger("other.db", ["import", "a.parquet"]).exits(if cfg!(feature = "parquet") { 7 } else { 2 });
}

/// A Parquet file with a flipped byte, or cut off, is an error or what it was: never a crash.
#[cfg(feature = "parquet")]
#[test]
fn damaged_parquet_is_never_a_crash() {
    let office = Office::new();
    fill(&office.open("a.db"), 0..40);
    office.ledger("a.db", ["export", "--format", "parquet", "-o", "a.parquet"]).exits(0);
    let whole = fs::read(office.desk.path("a.parquet")).unwrap();
    let path = office.desk.path("bad.parquet");
    for at in (0..whole.len()).step_by(whole.len() / 300) {
        let mut bad = whole.clone();
        bad[at] ^= 0x55;
        fs::write(&path, &bad).unwrap();
        let ledger = office.open("bad.db");
        let _ = kyso::ledger::exchange::import(&ledger, &path);
        fs::write(&path, &whole[..at]).unwrap();
        let _ = kyso::ledger::exchange::import(&ledger, &path);
    }
}

/// DuckDB counts the exported files like the ledger itself.
#[cfg(feature = "parquet")]
#[test]
fn duckdb_reads_the_lake() {
    let office = Office::new();
    fill(&office.open("a.db"), 0..300);
    office.ledger("a.db", ["export", "--format", "parquet", "--partition", "-o", "lake"]).exits(0);
    office.ledger("a.db", ["export", "-o", "a.csv"]).exits(0);
    let said = answer(Command::new(python()).arg(script("ledger_lake.py")).arg(office.desk.path("")));
    let said: Value = serde_json::from_str(&said.exits(0).out).unwrap();
    assert_eq!(said["parquet"], said["csv"], "the same records in both");
    assert_eq!(said["agencies"]["H02.05"], 100);
    assert_eq!(said["columns"]["time"], "TIMESTAMP WITH TIME ZONE");
    assert_eq!(said["signatures"], 450, "JSON that DuckDB takes apart");
}

/// An auditor computes the chain with another program, by what the manual says.
#[test]
fn the_chain_can_be_computed_by_others() {
    let office = Office::new();
    fill(&office.open("a.db"), 0..50);
    let said = answer(Command::new(python()).arg(script("ledger_chain.py")).arg(office.desk.path("a.db")));
    assert_eq!(said.exits(0).out.trim(), office.ledger("a.db", ["head"]).out.trim());
}

/// The agencies file is changed: the ledger is counted anew, and checked by that file.
#[test]
fn a_ledger_is_counted_anew_by_another_agencies_file() {
    let office = Office::new();
    fill(&office.open("a.db"), 0..30);
    office.desk.write(
        "agencies.csv",
        "code,name,parent,level,group,valid_from,valid_to,successor,match_cn,match_o,match_ou\n\
         H02,UBND tỉnh Bắc Giang,,province,,,,,,UBND tỉnh Bắc Giang,\n",
    );
    office.ledger("a.db", ["recount", "--agencies", "agencies.csv"]).exits(0).complains("counted 30 records anew");
    let cells = office.open("a.db").cells(kyso::ledger::Span::default(), kyso::ledger::Split::None).unwrap();
    assert!(cells.iter().all(|cell| cell.office.code.as_deref() == Some("H02")), "{cells:?}");
    assert_eq!(office.check("a.db", 0, &[])["sums"], Value::Null);
    assert_eq!(office.check("a.db", 0, &["--agencies", "agencies.csv"])["sums"], json!([]));
    fill(&office.open("a.db"), 30..40);
    assert_eq!(office.check("a.db", 0, &["--agencies", "agencies.csv"])["sums"], json!([]), "later ones by their own");
    office.ledger("a.db", ["recount"]).exits(0);
    assert_eq!(office.check("a.db", 0, &[])["sums"], json!([]));
}

/// A person's number in a certificate, a PIN, a document's words: nothing of it is in the file.
#[test]
fn nothing_personal_beyond_names_is_kept() {
    let office = Office::new();
    let leader = &office.desk.lab.offices()[0].leader;
    let (p12, passphrase) = (text(&leader.p12), text(&leader.passphrase_file));
    let input = text(&office.desk.document("01-quyet-dinh-libreoffice.pdf"));
    let agencies = office.desk.write(
        "agencies.csv",
        "code,name,parent,level,group,valid_from,valid_to,successor,match_cn,match_o,match_ou\n\
         H02,UBND,,province,,,,,,UBND,\n",
    );
    let words = ["sign", "--level", "b-b", "--no-check", "--p12", &p12, "--pin-file", &passphrase, "-o", "signed.pdf"];
    office
        .desk
        .kyso(words.into_iter().chain(["--agencies", &text(&agencies), "--ledger", "sqlite:ledger.db", &input]))
        .exits(0);
    let secret = fs::read_to_string(Path::new(&passphrase)).unwrap();
    let mut kept = Vec::new();
    for name in ["ledger.db", "ledger.db-wal"] {
        kept.extend(fs::read(office.desk.path(name)).unwrap_or_default());
    }
    let holds = |what: &[u8]| kept.windows(what.len()).any(|window| window == what);
    assert!(holds(b"01-quyet-dinh-libreoffice.pdf") && !holds(secret.trim().as_bytes()));
    assert!(!holds(b"CCCD") && !holds(b"%PDF") && !holds(b"BEGIN"));
    let by = kyso::text::hex(&kyso::hash::Hash::Sha256.digest(&fs::read(agencies).unwrap()));
    assert_eq!(records(&office.open("ledger.db"))[0].agencies, Some(by), "by which agencies file offices were told");
}
