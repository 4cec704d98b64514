//! The file, as its users meet it.

use time::macros::datetime;

use super::*;
use crate::ledger::{SignatureRecord, open};

fn record(sha256: &str, status: &str, day: i64) -> Record {
    let time = datetime!(2018-05-14 08:00 UTC) + time::Duration::days(day);
    Record {
        time,
        action: Action::Verify,
        file: "cong-van-1.pdf".to_owned(),
        sha256_in: sha256.to_owned(),
        sha256_out: None,
        status: status.to_owned(),
        level: Some("B-T".to_owned()),
        no_check: false,
        judged_on: time,
        policy: "nd30/1".to_owned(),
        signatures: vec![SignatureRecord { field: "S1".to_owned(), best_time: Some(time), ..Default::default() }],
        tool: "kyso 0.1.0".to_owned(),
        agencies: None,
    }
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
    let written: Vec<_> =
        ledger.records(Range::default()).unwrap().into_iter().map(|record| record.status).collect();
    assert_eq!(written, ["indeterminate", "indeterminate", "total-passed", "indeterminate"]);
}

#[test]
fn what_was_valid_when_it_was_signed_stays_so() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Sqlite::open(&folder.path().join("ledger.db")).unwrap();
    let signed =
        Record { action: Action::Sign, sha256_out: Some("bb".to_owned()), ..record("aa", "total-passed", 0) };
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
    assert!(matches!(open("postgres://db/kyso").err(), Some(Error::NoPostgres)));
    assert!(matches!(open("ledger.db").err(), Some(Error::Url(_))));
    assert!(open("none").unwrap().is_none());
}
