//! An archive is counted every night: what did not change is not opened, what did is judged, and the first verdicts stand.

#![allow(clippy::unwrap_used, clippy::format_push_string)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use kyso::content::Content;
use kyso::hash::Hash;
use kyso::ledger::{Action, Ledger, Range, Record, SignatureRecord, Sqlite};
use kyso::stats::{Error, Judge, Order, Statistics, run};
use kyso::text::hex;
use kyso::verify::{Context, ErrorReport, Policy, Report};
use kyso_lab::edxml::{Package, Part, QCVN};
use time::OffsetDateTime;
use time::macros::datetime;

/// The engine, with a note of what it was asked.
struct Engine {
    context: Context,
    material: Option<[u8; 32]>,
    read: Mutex<Vec<String>>,
    judged: AtomicUsize,
    /// Somebody writes to the file of this name while it is read.
    disturbed: Option<&'static str>,
}

impl Engine {
    fn new(policy: &str, material: u8) -> Self {
        let context = Context::new(Policy::built_in(policy).unwrap().unwrap(), OffsetDateTime::now_utc());
        let (read, judged) = (Mutex::default(), AtomicUsize::new(0));
        Self { context, material: Some([material; 32]), read, judged, disturbed: None }
    }

    /// The names of files that were read since, in order, and how many documents were judged.
    fn asked(&self) -> (Vec<String>, usize) {
        let mut read = std::mem::take(&mut *self.read.lock().unwrap());
        read.sort();
        (read, self.judged.swap(0, Ordering::Relaxed))
    }
}

impl Judge for Engine {
    fn read(&self, path: &Path, work: &mut dyn FnMut(&[u8])) -> Result<(), ErrorReport> {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        self.read.lock().unwrap().push(name.clone());
        let failed = |error: kyso::content::Error| ErrorReport::new("CHANGED", error.to_string());
        let content = Content::read(path, 0).map_err(failed)?;
        work(content.bytes());
        if self.disturbed.is_some_and(|disturbed| name == disturbed) {
            fs::write(path, "another version, shorter").unwrap();
        }
        content.unchanged().map_err(failed)
    }

    fn judge(&self, name: &str, bytes: &[u8]) -> Report {
        self.judged.fetch_add(1, Ordering::Relaxed);
        self.context.judge(name, bytes, None)
    }

    fn unread(&self, name: &str, error: ErrorReport) -> Report {
        self.context.unreadable(name, error)
    }

    fn material(&self) -> Option<[u8; 32]> {
        self.material
    }
}

/// A folder of documents, a ledger, and the memory of the runs before.
struct Cellar {
    folder: tempfile::TempDir,
    ledger: Sqlite,
    agencies: Option<&'static str>,
    jobs: usize,
}

/// A document of its own, without a signature.
fn document(mark: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/documents/20-thong-bao-weasyprint.pdf");
    [fs::read(path).unwrap(), format!("% {mark}\n").into_bytes()].concat()
}

/// So long that a change after it has another time on every file system.
fn wait() {
    std::thread::sleep(Duration::from_millis(2100));
}

impl Cellar {
    fn new(files: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Sqlite::open(&folder.path().join("ledger.db")).unwrap();
        let cellar = Self { folder, ledger, agencies: None, jobs: 2 };
        for file in files {
            cellar.put(file, &document(file));
        }
        cellar
    }

    fn path(&self, below: &str) -> PathBuf {
        self.folder.path().join("archive").join(below)
    }

    fn put(&self, below: &str, bytes: &[u8]) {
        let path = self.path(below);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    fn memory(&self) -> PathBuf {
        self.folder.path().join("cache/archive")
    }

    fn counted(&self, engine: &Engine) -> Statistics {
        self.counted_into(engine, Some(&self.ledger)).unwrap()
    }

    fn counted_into(&self, engine: &Engine, ledger: Option<&dyn Ledger>) -> Result<Statistics, Error> {
        let agencies = self.agencies.map(|text| {
            let path = self.folder.path().join("agencies.csv");
            fs::write(&path, text).unwrap();
            path
        });
        let rules = &engine.context.policy.rules;
        let order = Order {
            agencies,
            archive: Some(self.path("")),
            memory: Some(self.memory()),
            jobs: self.jobs,
            policy: Some(format!("{}/{}", rules.name, rules.version)),
            as_of: Some(time::macros::date!(2018 - 06 - 01)),
            ..Order::default()
        };
        run(&order, ledger, Some(engine))
    }

    /// What the ledger has of each file, by its name.
    fn records(&self) -> BTreeMap<String, Vec<Record>> {
        let mut records = BTreeMap::<_, Vec<_>>::new();
        for record in self.ledger.records(Range::default()).unwrap() {
            let name = Path::new(&record.file).file_name().unwrap().to_string_lossy().into_owned();
            records.entry(name).or_default().push(record);
        }
        records
    }
}

fn words(statistics: &Statistics) -> serde_json::Value {
    serde_json::to_value(statistics).unwrap()
}

fn warned(statistics: &Statistics) -> Vec<(&'static str, u64, Vec<String>)> {
    let warnings = statistics.warnings.iter();
    warnings.map(|it| (it.code, it.count, it.examples.clone())).filter(|(code, ..)| *code != "NO_AGENCY").collect()
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// Monday everything is judged. Tuesday nothing is opened. Wednesday one was replaced, one came, one moved, one went.
#[test]
fn only_what_changed_is_looked_at_again() {
    let cellar = Cellar::new(&["a.pdf", "2018/b.PDF", "2018/05/c.pdf", "2018/05/d.pdf", "2018/notes.txt"]);
    wait();
    let engine = Engine::new("default", 1);
    let monday = cellar.counted(&engine);
    assert_eq!(monday.total.documents, 4);
    assert_eq!(engine.asked(), (names(&["a.pdf", "b.PDF", "c.pdf", "d.pdf"]), 4));
    let tuesday = cellar.counted(&engine);
    assert_eq!((engine.asked(), words(&tuesday)), ((vec![], 0), words(&monday)));

    fs::write(cellar.path("2018/b.PDF"), document("b, as it was sent")).unwrap();
    cellar.put("2018/06/new.pdf", &document("new"));
    fs::rename(cellar.path("2018/05/c.pdf"), cellar.path("2018/06/moved.pdf")).unwrap();
    fs::remove_file(cellar.path("a.pdf")).unwrap();
    wait();
    let wednesday = cellar.counted(&engine);
    assert_eq!(wednesday.total.documents, 4);
    assert_eq!(engine.asked(), (names(&["b.PDF", "moved.pdf", "new.pdf"]), 2), "what moved was judged before");
    let thursday = cellar.counted(&engine);
    assert_eq!((engine.asked(), words(&thursday)), ((vec![], 0), words(&wednesday)));
}

/// A copy and its change a moment later may have the same time: the file is read until its time is old.
#[test]
fn a_file_changed_within_the_clocks_grain_is_not_missed() {
    let cellar = Cellar::new(&["a.pdf"]);
    let engine = Engine::new("default", 1);
    cellar.counted(&engine);
    assert_eq!(engine.asked().1, 1);
    cellar.counted(&engine);
    assert_eq!(engine.asked(), (names(&["a.pdf"]), 0), "read again, and known by its bytes");
    wait();
    cellar.counted(&engine);
    assert_eq!(engine.asked().0, names(&["a.pdf"]));
    cellar.counted(&engine);
    assert_eq!(engine.asked().0, names(&[]));
    // Of the same length, with the time set back: the inode tells.
    let before = fs::metadata(cellar.path("a.pdf")).unwrap().modified().unwrap();
    let file = fs::File::options().write(true).open(cellar.path("a.pdf")).unwrap();
    std::os::unix::fs::FileExt::write_at(&file, b"%PDF-1.4", 0).unwrap();
    file.set_modified(before).unwrap();
    cellar.counted(&engine);
    assert_eq!(engine.asked(), (names(&["a.pdf"]), 1));
}

/// Somebody cleans the cache, a disk damages it, and another version leaves its own there.
#[test]
fn a_memory_that_is_lost_or_damaged_costs_reading_and_no_verdict() {
    let cellar = Cellar::new(&["a.pdf", "b.pdf"]);
    wait();
    let engine = Engine::new("default", 1);
    let counted = words(&cellar.counted(&engine));
    let whole = fs::read(cellar.memory()).unwrap();
    engine.asked();
    let mut damaged: Vec<Vec<u8>> = (0..whole.len()).step_by(37).map(|at| flipped(&whole, at)).collect();
    damaged.extend([
        vec![],
        whole[..whole.len() - 1].to_vec(),
        b"kyso archive 2\n".to_vec(),
        [&whole[..], b"\0"].concat(),
    ]);
    for bytes in damaged {
        fs::write(cellar.memory(), bytes).unwrap();
        assert_eq!(words(&cellar.counted(&engine)), counted);
        assert_eq!(engine.asked(), (names(&["a.pdf", "b.pdf"]), 0));
    }
    fs::remove_dir_all(cellar.memory().parent().unwrap()).unwrap();
    assert_eq!(words(&cellar.counted(&engine)), counted);
    assert_eq!(engine.asked(), (names(&["a.pdf", "b.pdf"]), 0));
    assert!(cellar.records().values().all(|records| records.len() == 1));
}

fn flipped(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 1;
    bytes
}

/// A file that was judged in 2018 by the agencies of 2018; the file of agencies is mended, and the file on the disk is not opened.
#[test]
fn another_agencies_file_counts_anew_without_opening_anything() {
    const HEADING: &str = "code,name,level,match_cn\n";
    let mut cellar = Cellar::new(&["a.pdf", "b.pdf"]);
    for file in ["a.pdf", "b.pdf"] {
        cellar.ledger.record(&signed_in_2018(&document(file), "total-passed")).unwrap();
    }
    wait();
    let engine = Engine::new("default", 1);
    cellar.agencies = Some("code,name,level,match_cn\nH02,Sở Nội vụ,department,Sở Tư pháp\n");
    assert_eq!(cellar.counted(&engine).total.agency_signed, 0);
    assert_eq!(engine.asked(), (names(&["a.pdf", "b.pdf"]), 0));
    cellar.agencies = Some("code,name,level,match_cn\nH02,Sở Nội vụ,department,Sở Nội vụ\n");
    let mended = cellar.counted(&engine);
    assert!(cellar.agencies.unwrap().starts_with(HEADING));
    assert_eq!((mended.rows[0].agency_signed, mended.total.valid), (2, 2));
    let expiring = mended.expiring.as_ref().unwrap();
    assert_eq!((expiring.len(), expiring[0].agency.as_deref(), expiring[0].days), (1, Some("H02"), 30));
    assert_eq!(engine.asked(), (vec![], 0));
    assert_eq!(words(&cellar.counted(&engine)), words(&mended), "certificates too are remembered");
    let used: Vec<_> = cellar.records().into_values().flatten().map(|record| record.agencies).collect();
    assert_eq!(used, [None, None], "a verdict is not written twice");
}

fn signed_in_2018(bytes: &[u8], status: &str) -> Record {
    let signature = SignatureRecord {
        kind: "signature".to_owned(),
        cn: Some("Sở Nội vụ".to_owned()),
        fingerprint: Some("ab".repeat(32)),
        not_after: Some(datetime!(2018-07-01 0:00 UTC)),
        indication: status.to_owned(),
        best_time: Some(datetime!(2018-05-05 3:00 UTC)),
        timestamped: true,
        ..SignatureRecord::default()
    };
    Record {
        time: datetime!(2018-05-06 0:00 UTC),
        action: Action::Verify,
        file: "2018.pdf".to_owned(),
        sha256_in: hex(&Hash::Sha256.digest(bytes)),
        sha256_out: None,
        status: status.to_owned(),
        level: None,
        no_check: false,
        judged_on: datetime!(2018-05-06 0:00 UTC),
        policy: "default/1".to_owned(),
        signatures: vec![signature],
        tool: "kyso".to_owned(),
        agencies: None,
    }
}

/// Valid in 2018: no later run asks again, under no other anchors, on no other day. Another policy and another ledger ask.
#[test]
fn a_first_verdict_stands_with_its_day_in_its_ledger_and_under_its_policy() {
    let cellar = Cellar::new(&["a.pdf"]);
    cellar.ledger.record(&signed_in_2018(&document("a.pdf"), "total-passed")).unwrap();
    wait();
    for material in 1..4 {
        let engine = Engine::new("default", material);
        assert_eq!(cellar.counted(&engine).total.valid, 1);
        assert_eq!(engine.asked().1, 0);
    }
    let strict = Engine::new("nd30", 1);
    assert_eq!(cellar.counted(&strict).total.valid, 0, "it bears no signature that this engine finds");
    assert_eq!(strict.asked(), (names(&["a.pdf"]), 1));
    let other = Sqlite::open(&cellar.folder.path().join("other.db")).unwrap();
    let engine = Engine::new("default", 1);
    assert_eq!(cellar.counted_into(&engine, Some(&other)).unwrap().total.valid, 0);
    assert_eq!(engine.asked(), (names(&["a.pdf"]), 1));
    assert_eq!(cellar.counted_into(&engine, None).unwrap().total.valid, 0);
    assert_eq!(engine.asked().1, 1, "without a ledger nothing is remembered");
    assert_eq!(cellar.counted(&engine).total.valid, 1);
}

/// Without its revocation list a file was neither valid nor invalid; the same night asks once, with the list it is asked again.
#[test]
fn what_is_open_is_judged_again_when_something_is_new() {
    let cellar = Cellar::new(&["a.pdf", "b.pdf"]);
    cellar.put("broken.pdf", b"%PDF-1.7 and no more");
    cellar.ledger.record(&signed_in_2018(&document("a.pdf"), "indeterminate")).unwrap();
    wait();
    let engine = Engine::new("default", 1);
    let counted = cellar.counted(&engine);
    assert_eq!((counted.total.documents, counted.total.unreadable), (3, 1));
    assert_eq!(engine.asked().1, 3, "an open verdict is none that stands");
    cellar.counted(&engine);
    assert_eq!(engine.asked().0, names(&[]));
    let with_list = Engine::new("default", 2);
    cellar.counted(&with_list);
    assert_eq!(with_list.asked(), (names(&["broken.pdf"]), 1), "the other two are settled");
    let online = Engine { material: None, ..Engine::new("default", 2) };
    cellar.counted(&online);
    cellar.counted(&online);
    assert_eq!(online.asked(), (names(&["broken.pdf", "broken.pdf"]), 2), "what a network says may change");
}

/// While it was counted somebody else signed into the same ledger: what is there is asked for again.
#[test]
fn what_others_write_into_the_ledger_is_seen() {
    let cellar = Cellar::new(&["a.pdf"]);
    wait();
    let engine = Engine::new("default", 1);
    assert_eq!(cellar.counted(&engine).total.valid, 0);
    assert_eq!(engine.asked().1, 1);
    // A colleague's ledger is taken in: there the file was valid already in 2018.
    let posting = kyso::ledger::Posting::of(&signed_in_2018(&document("a.pdf"), "total-passed"));
    cellar.ledger.record_all(&mut std::iter::once(posting)).unwrap();
    assert_eq!(cellar.counted(&engine).total.valid, 1);
    assert_eq!(engine.asked(), (vec![], 0));
}

/// What an archive of ten years holds beside documents.
#[test]
fn what_cannot_be_judged_is_counted_or_told_by_name() {
    let cellar = Cellar::new(&["a.pdf", "deep/b.pdf"]);
    cellar.put("broken.pdf", b"not a document");
    cellar.put("torn.edxml", b"<edXML><edXMLEnvelope>");
    symlink(cellar.path(""), cellar.path("deep/loop")).unwrap();
    symlink("nowhere", cellar.path("circle")).unwrap();
    symlink(cellar.path("a.pdf"), cellar.path("again.pdf")).unwrap();
    symlink(cellar.path("deep/notes"), cellar.path("deep/notes.txt")).unwrap();
    fs::create_dir(cellar.path("folder.pdf")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(cellar.path("socket.pdf")).unwrap();
    let engine = Engine { disturbed: Some("b.pdf"), ..Engine::new("default", 1) };
    let counted = cellar.counted(&engine);
    assert_eq!((counted.total.documents, counted.total.unreadable), (4, 3));
    let links = ["again.pdf", "circle", "deep/loop", "deep/notes.txt"];
    let unreadable = ["broken.pdf: NOT_PDF", "deep/b.pdf: CHANGED", "torn.edxml: NOT_EDXML"];
    assert_eq!(
        warned(&counted),
        [
            ("ARCHIVE_LINK", 4, names(&links)),
            ("ARCHIVE_NO_FILE", 1, names(&["socket.pdf"])),
            ("UNREADABLE_FILE", 3, names(&unreadable)),
        ]
    );
    wait();
    let engine = Engine::new("default", 1);
    assert_eq!(cellar.counted(&engine).total.unreadable, 3);
    assert!(engine.asked().0.contains(&"b.pdf".to_owned()), "what changed while it was read is read again");
    let missing = Cellar::new(&[]);
    assert!(matches!(missing.counted_into(&engine, None), Err(Error::Archive { .. })));
}

/// Packages of the bus lie beside documents: each PDF in them is one.
#[test]
fn the_documents_of_a_package_are_counted() {
    let cellar = Cellar::new(&["a.pdf"]);
    let sheet = Part::new("3", "bang.xlsx", b"PK");
    let package = Package::new(QCVN).with(Part::new("1", "van-ban.pdf", &document("main")));
    let package = package.with(Part::new("2", "phu-luc.pdf", &document("annex"))).with(sheet);
    cellar.put("bus/15-QD.edxml", package.to_xml().as_bytes());
    wait();
    let engine = Engine::new("default", 1);
    assert_eq!(cellar.counted(&engine).total.documents, 3);
    assert_eq!(engine.asked(), (names(&["15-QD.edxml", "a.pdf"]), 3));
    let written: Vec<_> = cellar.records().into_keys().collect();
    assert_eq!(written, ["15-QD.edxml#phu-luc.pdf", "15-QD.edxml#van-ban.pdf", "a.pdf"]);
    assert_eq!(cellar.counted(&engine).total.documents, 3);
    assert_eq!(engine.asked(), (vec![], 0));
}

/// However many hands there are, and in whatever order they finish.
#[test]
fn the_figures_do_not_depend_on_who_judged_what_when() {
    let files: Vec<_> = (0..40).map(|number| format!("{}/{number}.pdf", number % 7)).collect();
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    let figures = [1, 2, 8].map(|jobs| {
        let mut cellar = Cellar::new(&files);
        cellar.jobs = jobs;
        let counted = cellar.counted(&Engine::new("default", 1));
        let examples: Vec<_> = counted.warnings.iter().map(|warning| warning.examples.clone()).collect();
        assert_eq!(cellar.records().values().map(Vec::len).sum::<usize>(), 40);
        (words(&counted)["total"].clone(), examples)
    });
    assert_eq!(figures[0], figures[1]);
    assert_eq!(figures[0], figures[2]);
    assert_eq!(figures[0].0["documents"], 40);
}

/// The machine goes down while a large archive is counted for the first time; the next run goes on from there.
#[test]
fn what_was_judged_before_a_kill_is_kept() {
    const FILES: usize = 1500;
    let files: Vec<_> = (0..FILES).map(|number| format!("{}/{number}.pdf", number % 7)).collect();
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    let cellar = Cellar::new(&files);
    let url = format!("sqlite:{}", cellar.folder.path().join("ledger.db").display());
    let run = || {
        let mut kyso = Command::new(env!("CARGO_BIN_EXE_kyso"));
        for variable in ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"] {
            kyso.env(variable, cellar.folder.path().join("home"));
        }
        kyso.args(["stats", "--json", "--ledger", &url, "--archive"]).arg(cellar.path("")).stdout(Stdio::piped());
        kyso.spawn().unwrap()
    };
    let mut killed = run();
    while cellar.ledger.head().unwrap().count == 0 {
        assert!(killed.try_wait().unwrap().is_none(), "it wrote nothing before its end");
        std::thread::sleep(Duration::from_millis(5));
    }
    killed.kill().unwrap();
    killed.wait().unwrap();
    let kept = cellar.ledger.records(Range::default()).unwrap();
    let output = run().wait_with_output().unwrap();
    let counted: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(counted["total"]["documents"], FILES);
    let all = cellar.ledger.records(Range::default()).unwrap();
    assert_eq!((all.len(), &all[..kept.len()]), (FILES, &kept[..]), "each once, and the first as they were");
}
