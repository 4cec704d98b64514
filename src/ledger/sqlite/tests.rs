//! The file, as its users meet it.

use rusqlite::Connection;
use time::macros::{date, datetime};

use super::*;
use crate::ledger::testing::{signed, verdict};
use crate::ledger::{Counted, Facts, Flags, Kind, check, open};

fn record(sha256: &str, status: &str, day: i64) -> Record {
    verdict(sha256, status, day, &[])
}

fn new() -> (tempfile::TempDir, Sqlite) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Sqlite::open(&folder.path().join("ledger.db")).unwrap();
    (folder, ledger)
}

/// What the cells say: agency or name, flags, how many.
fn said(ledger: &Sqlite, span: Span, split: Split) -> Vec<(String, Flags, u64)> {
    let name = |cell: &Cell| cell.office.code.clone().or(cell.office.name.clone()).unwrap_or_default();
    let mut said: Vec<_> =
        ledger.cells(span, split).unwrap().iter().map(|cell| (name(cell), cell.flags, cell.n)).collect();
    said.sort();
    said
}

fn is_sound(ledger: &Sqlite) {
    let checked = check(ledger, &[], Some(&mut |_, _| ())).unwrap();
    assert_eq!((checked.broken, checked.sums), (None, Some(vec![])));
}

#[test]
fn a_first_verdict_is_kept_with_its_day_and_survives_reopening() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite:{}", folder.path().join("new/folder/ledger.db").display());
    let ledger = open(&url).unwrap().unwrap();
    ledger.record(&record("aa", "error", 0)).unwrap();
    ledger.record(&record("aa", "total-passed", 1)).unwrap();
    ledger.record(&record("aa", "indeterminate", 900)).unwrap();
    drop(ledger);
    let ledger = open(&url).unwrap().unwrap();
    assert_eq!(ledger.verdict_of("aa", "nd30/1").unwrap(), Some(record("aa", "total-passed", 1)));
    assert_eq!(ledger.verdict_of("aa", "default/1").unwrap(), None);
    assert_eq!(ledger.records(Range::default()).unwrap().len(), 2);
    let range = Range { from: Some(datetime!(2018-05-15 0:00 UTC)), to: Some(datetime!(2018-05-16 0:00 UTC)) };
    assert_eq!(ledger.records(range).unwrap(), [record("aa", "total-passed", 1)]);
}

#[test]
fn a_verdict_without_anchors_is_not_the_last_word() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Sqlite::open(&folder.path().join("ledger.db")).unwrap();
    let signed = Record {
        action: Action::Sign,
        no_check: true,
        sha256_out: Some("bb".to_owned()),
        ..record("aa", "indeterminate", 0)
    };
    ledger.record(&signed).unwrap();
    assert_eq!(ledger.verdict_of("bb", "nd30/1").unwrap(), None);
    for (status, second) in [("indeterminate", 1), ("indeterminate", 2), ("total-passed", 3), ("total-failed", 4)] {
        ledger.record(&record("bb", status, second)).unwrap();
    }
    ledger.record(&signed).unwrap();
    assert_eq!(ledger.verdict_of("bb", "nd30/1").unwrap(), Some(record("bb", "total-passed", 3)));
    let written: Vec<_> = ledger.records(Range::default()).unwrap().into_iter().map(|record| record.status).collect();
    assert_eq!(written, ["indeterminate", "indeterminate", "total-passed", "indeterminate"]);
}

/// An archive of three files is looked at while somebody else writes; what nobody else wrote is known to be all there is.
#[test]
fn a_batch_says_between_which_ends_of_the_chain_it_stands() {
    let (_folder, ledger) = new();
    let first = [record("aa", "total-passed", 0), record("bb", "indeterminate", 0), record("aa", "total-failed", 1)];
    let beginning = ledger.head().unwrap();
    let [before, after] = ledger.record_batch(&first).unwrap();
    assert_eq!((before, after.count, ledger.head().unwrap()), (beginning, 2, after), "no second verdict on aa");
    ledger.record(&record("cc", "total-passed", 2)).unwrap();
    let [before, after] = ledger.record_batch(&[record("bb", "total-passed", 3)]).unwrap();
    assert_eq!((before.count, after.count), (3, 4), "somebody wrote in between");
    assert_eq!(ledger.record_batch(&[]).unwrap(), [after, after]);
    is_sound(&ledger);
}

#[test]
fn what_was_valid_when_it_was_signed_stays_so() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Sqlite::open(&folder.path().join("ledger.db")).unwrap();
    let signed = Record { action: Action::Sign, sha256_out: Some("bb".to_owned()), ..record("aa", "total-passed", 0) };
    ledger.record(&signed).unwrap();
    ledger.record(&record("bb", "total-failed", 900)).unwrap();
    assert_eq!(ledger.verdict_of("bb", "nd30/1").unwrap(), Some(signed));
}

#[test]
fn two_processes_write_the_same_ledger() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let write = |mark: char| {
        let ledger = Sqlite::open(&path).unwrap();
        (0..50).for_each(|n| ledger.record(&record(&format!("{mark}a{n:02}"), "total-passed", n)).unwrap());
    };
    std::thread::scope(|scope| {
        scope.spawn(|| write('a'));
        scope.spawn(|| write('b'));
    });
    assert_eq!(Sqlite::open(&path).unwrap().records(Range::default()).unwrap().len(), 100);
}

#[test]
fn strangers_databases_and_other_kinds_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("other.db");
    Connection::open(&path).unwrap().execute_batch("CREATE TABLE mail (id INTEGER)").unwrap();
    assert!(matches!(Sqlite::open(&path), Err(Error::Schema { found: 0, known: 2, .. })));
    let server = open("postgres://db/kyso?sslrootcert=/no/such/file").err();
    if cfg!(feature = "postgres") {
        assert!(matches!(server, Some(Error::Tls { .. })), "{server:?}");
    } else {
        assert!(matches!(server, Some(Error::NoPostgres)), "{server:?}");
    }
    assert!(matches!(open("ledger.db").err(), Some(Error::Url(_))));
    assert!(open("none").unwrap().is_none());
}

/// A province takes in a file that does not end; a clerk signs meanwhile.
#[test]
fn whoever_writes_one_record_gets_in_between_bulks() {
    let (_folder, ledger) = new();
    let path = ledger.connection.path().unwrap().to_owned();
    let signed_it = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        let many = scope.spawn(|| {
            let ledger = Sqlite::open(std::path::Path::new(&path)).unwrap();
            let more = |n: &u32| *n < 1000 || !signed_it.load(std::sync::atomic::Ordering::Relaxed);
            let postings =
                (0..).take_while(more).map(|n: u32| Posting::of(&record(&format!("{n:08x}"), "total-passed", 0)));
            ledger.record_all(&mut postings.into_iter()).unwrap().added
        });
        let clerk = Sqlite::open(std::path::Path::new(&path)).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(100));
        clerk.record(&signed("aa", "bb", 0, &[LAN])).unwrap();
        signed_it.store(true, std::sync::atomic::Ordering::Relaxed);
        assert!(many.join().unwrap() >= 1000);
    });
    assert_eq!(ledger.records(Range::default()).unwrap().iter().filter(|it| it.action == Action::Sign).count(), 1);
    assert!(check(&ledger, &[], None).unwrap().broken.is_none());
}

const LAN: (&str, &str, &str) = ("person", "H02.05", "Nguyễn Thị Lan");
const SEAL: (&str, &str, &str) = ("agency", "H02.05", "Sở Tư pháp");

/// Lan signs, the clerk seals it, a time-stamp is added: one document, counted as what it is in the end.
#[test]
fn one_document_is_counted_once_in_its_last_state() {
    let (_folder, ledger) = new();
    ledger.record(&signed("a0", "a1", 0, &[LAN])).unwrap();
    let all = Span::default();
    let base = Flags::ELECTRONIC.0 | Flags::MEDIUM_SAID.0 | Flags::SIGNED.0 | Flags::TIMESTAMPED.0 | Flags::VALID.0;
    let leader = Flags(base | Flags::LEADER.0);
    assert_eq!(said(&ledger, all, Split::None), [("H02.05".to_owned(), leader, 1)]);
    ledger.record(&signed("a1", "a2", 0, &[LAN, SEAL])).unwrap();
    let both = Flags(leader.0 | Flags::AGENCY.0 | Flags::FULLY.0);
    assert_eq!(said(&ledger, all, Split::None), [("H02.05".to_owned(), both, 1)]);
    // The state that only Lan had signed is verified later: it is not the last one, whoever looks at it.
    ledger.record(&verdict("a1", "total-passed", 9, &[LAN])).unwrap();
    assert_eq!(said(&ledger, all, Split::None), [("H02.05".to_owned(), both, 1)]);
    // A verdict that says nothing was known does not count beside one that does, whichever came first.
    ledger.record(&verdict("b0", "indeterminate", 1, &[("", "", "Trần Văn Bình")])).unwrap();
    ledger.record(&verdict("b0", "total-failed", 2, &[("", "", "Trần Văn Bình")])).unwrap();
    let unknown = Flags(Flags::ELECTRONIC.0 | Flags::MEDIUM_SAID.0 | Flags::INVALID.0);
    let expected = [("H02.05".to_owned(), both, 1), ("Phòng Trần Văn Bình".to_owned(), unknown, 1)];
    assert_eq!(said(&ledger, all, Split::None), expected);
    for split in [Split::Year, Split::Month, Split::Signer] {
        assert_eq!(said(&ledger, all, split), expected);
    }
    let delays = ledger.delays(all, Split::None).unwrap();
    assert_eq!(delays.iter().map(|delay| delay.minutes.median_tenths(60)).collect::<Vec<_>>(), [Some(15)]);
    is_sound(&ledger);
}

/// Whatever is asked, the sums say what counting the records one by one says.
#[test]
fn sums_of_any_span_are_those_of_the_records() {
    let (_folder, ledger) = new();
    let offices = [LAN, ("person", "H02.06", "Lê Văn An"), ("", "", "Phạm Thị Hoa")];
    let records: Vec<_> = (0..400_u16)
        .map(|n| {
            let place = usize::from(n);
            let parties = [offices[place % 3], SEAL];
            let status = ["total-passed", "total-failed", "indeterminate"][place % 7 % 3];
            verdict(&format!("{n:04x}"), status, i64::from(n) * 37 % 900, &parties[..=place % 2])
        })
        .collect();
    for record in &records {
        ledger.record(record).unwrap();
    }
    let spans = [
        (date!(2018 - 01 - 01), date!(2018 - 12 - 31)),
        (date!(2018 - 05 - 20), date!(2019 - 02 - 03)),
        (date!(2019 - 07 - 01), date!(2019 - 09 - 30)),
        (date!(2018 - 08 - 08), date!(2018 - 08 - 08)),
        (date!(2017 - 01 - 01), date!(2030 - 01 - 01)),
    ];
    for (from, to) in spans {
        let span = Span { from: Some(from), to: Some(to) };
        let counted = records.iter().map(|record| Facts::of_record(record).counted(record, Kind::Document));
        let counted: Vec<Counted> = counted.filter(|it| from <= it.day && it.day <= to).collect();
        let mut expected = std::collections::BTreeMap::new();
        for it in &counted {
            let name = it.organ.clone().or(it.office.clone()).unwrap_or_default();
            *expected.entry((name, it.flags)).or_insert(0u64) += 1;
        }
        let expected: Vec<_> = expected.into_iter().map(|((name, flags), n)| (name, flags, n)).collect();
        assert_eq!(said(&ledger, span, Split::None), expected, "{from} {to}");
        for split in [Split::Year, Split::Month, Split::Signer] {
            let n: u64 = said(&ledger, span, split).iter().map(|(_, _, n)| n).sum();
            assert_eq!(n, counted.len() as u64, "{split:?} {from} {to}");
        }
        let minutes: Vec<_> = counted.iter().filter_map(|it| it.minutes).collect();
        let of_sums = ledger.delays(span, Split::None).unwrap();
        let of_sums: u64 = of_sums.iter().flat_map(|delay| delay.minutes.values().into_values()).sum();
        assert_eq!(of_sums, minutes.len() as u64);
        let mut drilled = 0;
        for (code, name) in [(Some("H02.05"), None), (Some("H02.06"), None), (None, Some("Phòng Phạm Thị Hoa"))] {
            let office = Office { code: code.map(str::to_owned), name: name.map(str::to_owned), signer: None };
            ledger
                .each_counted(&office, span, &mut |_, _| {
                    drilled += 1;
                    Ok(())
                })
                .unwrap();
        }
        assert_eq!(drilled, counted.len());
    }
    is_sound(&ledger);
}

/// A file that cannot be opened is tried every night: it is one, and another one is another.
#[test]
fn what_cannot_be_read_is_counted_once_by_its_name() {
    let (_folder, ledger) = new();
    let unreadable = |file: &str, day| Record { file: file.to_owned(), ..verdict("", "error", day, &[]) };
    for (file, night) in [("a.pdf", 0), ("b.pdf", 0), ("a.pdf", 1), ("a.pdf", 2)] {
        ledger.record(&unreadable(file, night)).unwrap();
    }
    assert_eq!(ledger.records(Range::default()).unwrap().len(), 2);
    let n: u64 = ledger.cells(Span::default(), Split::None).unwrap().iter().map(|cell| cell.n).sum();
    assert_eq!(n, 2);
    is_sound(&ledger);
}

/// What came in is the receiver's register, and no work of the agency that signed it.
#[test]
fn what_was_received_is_told_apart() {
    let (_folder, ledger) = new();
    ledger.record(&Record { action: Action::Receive, ..verdict("aa", "total-passed", 0, &[LAN, SEAL]) }).unwrap();
    let cells = ledger.cells(Span::default(), Split::None).unwrap();
    assert_eq!(cells.iter().map(|cell| (cell.kind, cell.n)).collect::<Vec<_>>(), [(Kind::Incoming, 1)]);
}

fn kinds(ledger: &Sqlite) -> Vec<(Kind, u64)> {
    let cells = ledger.cells(Span::default(), Split::None).unwrap();
    let mut kinds = std::collections::BTreeMap::new();
    for cell in cells {
        *kinds.entry(cell.kind).or_default() += cell.n;
    }
    kinds.into_iter().collect()
}

fn received(sha256: &str, status: &str, day: i64) -> Record {
    Record { action: Action::Receive, ..verdict(sha256, status, day, &[LAN, SEAL]) }
}

fn renewed(action: Action, input: &str, output: &str, day: i64) -> Record {
    Record { action, ..signed(input, output, day, &[LAN, SEAL]) }
}

/// The archive time-stamps what came in, and again three years later: it stays what came in, in whichever order the ledgers of
/// the desk and of the archive are put together.
#[test]
fn what_came_in_stays_so_however_often_it_is_time_stamped() {
    let records = [
        received("a0", "indeterminate", 0),
        verdict("a0", "total-passed", 1, &[LAN, SEAL]),
        renewed(Action::Extend, "a0", "a1", 2),
        renewed(Action::Timestamp, "a1", "a2", 900),
    ];
    let whole = Office { code: Some("H02.05".to_owned()), ..Office::default() };
    for turn in 0..24 {
        let mut order: Vec<_> = records.iter().collect();
        (1..4).fold(turn, |turn, n| {
            order.swap(n, turn % (n + 1));
            turn / (n + 1)
        });
        let (_folder, ledger) = new();
        for record in order {
            ledger.record(record).unwrap();
        }
        assert_eq!(kinds(&ledger), [(Kind::Incoming, 1)], "{turn}");
        assert!(ledger.delays(Span::default(), Split::None).unwrap().is_empty());
        is_sound(&ledger);
        let mut standing = Vec::new();
        ledger
            .each_standing(&mut |_, kind, record| {
                standing.push((kind, record.sha256().to_owned()));
                Ok(())
            })
            .unwrap();
        assert_eq!(standing, [(Kind::Incoming, "a2".to_owned())]);
        ledger.recount("", &mut |_| ()).unwrap();
        assert_eq!(kinds(&ledger), [(Kind::Incoming, 1)]);
        // The author's own ledger comes too: there it was signed, and is the author's document, with its delay.
        ledger.record(&signed("00", "a0", 0, &[LAN, SEAL])).unwrap();
        assert_eq!(kinds(&ledger), [(Kind::Document, 1)], "{turn}");
        let delays = ledger.delays(Span::default(), Split::None).unwrap();
        assert_eq!(
            delays.iter().map(|it| (&*it.office, it.minutes.median_tenths(60))).collect::<Vec<_>>(),
            [(&whole, Some(15))]
        );
        is_sound(&ledger);
    }
    // What the leader signed after it came in is his.
    let (_folder, ledger) = new();
    ledger.record(&received("a0", "total-passed", 0)).unwrap();
    ledger.record(&signed("a0", "a1", 1, &[LAN])).unwrap();
    assert_eq!(kinds(&ledger), [(Kind::Document, 1)]);
}

/// Records that make each other come from nobody's ledger: they are no endless way.
#[test]
fn a_circle_of_records_ends() {
    let (_folder, ledger) = new();
    ledger.record(&renewed(Action::Extend, "a0", "a1", 0)).unwrap();
    ledger.record(&renewed(Action::Extend, "a1", "a0", 0)).unwrap();
    ledger.record(&received("a0", "total-passed", 0)).unwrap();
    assert_eq!(kinds(&ledger), []);
    is_sound(&ledger);
}

/// The digest of an input is not known: it is not that of every file whose digest is not known.
#[test]
fn an_unknown_input_supersedes_nothing() {
    let (_folder, ledger) = new();
    ledger.record(&Record { file: "a.pdf".to_owned(), ..verdict("", "error", 0, &[]) }).unwrap();
    ledger.record(&Record { file: "a.pdf".to_owned(), ..signed("", "b1", 1, &[LAN]) }).unwrap();
    ledger.record(&Record { file: "c.pdf".to_owned(), ..verdict("", "error", 2, &[]) }).unwrap();
    assert_eq!(kinds(&ledger), [(Kind::Document, 3)]);
    is_sound(&ledger);
}

/// A ledger of last year's version is opened: its records are there, chained, and counted.
#[test]
fn a_ledger_of_version_1_is_made_new_where_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(
        r#"CREATE TABLE documents (
            id INTEGER PRIMARY KEY, time INTEGER NOT NULL, action TEXT NOT NULL, file TEXT NOT NULL,
            sha256_in TEXT NOT NULL, sha256_out TEXT, sha256 TEXT NOT NULL, status TEXT NOT NULL, level TEXT,
            no_check INTEGER NOT NULL, judged_on INTEGER NOT NULL, policy TEXT NOT NULL, signatures TEXT NOT NULL,
            tool TEXT NOT NULL
        ) STRICT;
        CREATE INDEX documents_time ON documents (time);
        CREATE INDEX documents_verdict ON documents (sha256, policy) WHERE no_check = 0;
        PRAGMA journal_mode = WAL;
        PRAGMA user_version = 1;
        INSERT INTO documents VALUES (1, 1526284800, 'sign', 'a.pdf', 'a0', 'a1', 'a1', 'total-passed', 'B-T', 0,
            1526284800, 'nd30/1', '[{"field":"S1","kind":"signature","role":"person","agency":"H02.05","cn":"Lan",
            "serial":"01","issuer":"CN=CA","fingerprint":"f1","indication":"total-passed","sub_indication":null,
            "best_time":"2018-05-14T08:00:00Z","claimed_time":null,"timestamped":true}]', 'kyso 0.1.0');
        INSERT INTO documents VALUES (2, 1526288400, 'sign', 'a.pdf', 'a1', 'a2', 'a2', 'total-passed', NULL, 0,
            1526288400, 'nd30/1', '[]', 'kyso 0.1.0');
        INSERT INTO documents VALUES (5, 1526292000, 'verify', 'gone.pdf', '', NULL, '', 'error', NULL, 0,
            1526292000, 'nd30/1', '[]', 'kyso 0.1.0');"#,
    )
    .unwrap();
    drop(old);
    let ledger = Sqlite::open(&path).unwrap();
    let records = ledger.records(Range::default()).unwrap();
    assert_eq!(records.iter().map(|record| record.file.as_str()).collect::<Vec<_>>(), ["a.pdf", "a.pdf", "gone.pdf"]);
    assert_eq!(records[0].signatures[0].cn.as_deref(), Some("Lan"));
    assert_eq!(ledger.note("older").unwrap().as_deref(), Some("3"));
    assert_eq!(ledger.verdict_of("a1", "nd30/1").unwrap().unwrap(), records[0]);
    let n: u64 = ledger.cells(Span::default(), Split::None).unwrap().iter().map(|cell| cell.n).sum();
    assert_eq!(n, 2, "the document that was signed twice, and the one that could not be read");
    is_sound(&ledger);
    // The note is part of the chain: without it all those records would look as if they had been chained from the first day.
    ledger.connection.execute("UPDATE notes SET value = '0' WHERE name = 'older'", []).unwrap();
    assert!(check(&ledger, &[], None).unwrap().broken.is_some());
}

/// A record that cannot be read stops the migration, and the file stays as it was.
#[test]
fn a_damaged_ledger_of_version_1_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let old = Connection::open(&path).unwrap();
    old.execute_batch(
        "CREATE TABLE documents (
            id INTEGER PRIMARY KEY, time INTEGER NOT NULL, action TEXT NOT NULL, file TEXT NOT NULL,
            sha256_in TEXT NOT NULL, sha256_out TEXT, sha256 TEXT NOT NULL, status TEXT NOT NULL, level TEXT,
            no_check INTEGER NOT NULL, judged_on INTEGER NOT NULL, policy TEXT NOT NULL, signatures TEXT NOT NULL,
            tool TEXT NOT NULL) STRICT;
        PRAGMA user_version = 1;
        INSERT INTO documents VALUES (7, 1526284800, 'sign', 'a.pdf', 'xyz', NULL, 'xyz', 'total-passed', NULL, 0,
            1526284800, 'nd30/1', '[]', 'kyso 0.1.0');",
    )
    .unwrap();
    assert!(matches!(Sqlite::open(&path), Err(Error::Damaged { id: 7, column: "sha256_in" })));
    assert_eq!(version(&old).unwrap(), Some(1));
    let tables = "SELECT count(*) FROM sqlite_schema";
    assert_eq!(old.query_row(tables, [], |row| row.get::<_, i64>(0)).unwrap(), 1);
}

/// No question of a report goes through all records.
#[test]
fn every_question_of_a_report_is_answered_by_sums_or_an_index() {
    let (_folder, ledger) = new();
    for (n, sql) in read::questions().into_iter().enumerate() {
        let mut explain = ledger.connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let nothing = vec![rusqlite::types::Value::Null; explain.parameter_count()];
        let steps = explain.query_map(rusqlite::params_from_iter(nothing), |row| row.get::<_, String>(3)).unwrap();
        let steps: Vec<String> = steps.map(Result::unwrap).collect();
        assert!(!steps.is_empty());
        let big = ["documents", "counted", "rollup", "delays", "d", "c"];
        let whole = |step: &String| big.iter().any(|table| step.split(' ').take(2).eq(["SCAN", table]));
        assert!(!steps.iter().any(whole), "question {n}: {sql}\n{}", steps.join("\n"));
    }
}
