use time::macros::datetime;

use super::*;
use crate::ledger::{Ledger, Sqlite};

fn incoming(content: &str, received: OffsetDateTime) -> Incoming {
    Incoming {
        received,
        arrived: day_of(received),
        file: format!("{content}.pdf"),
        sha256: content.to_owned(),
        content: content.to_owned(),
        policy: "nd30/1".to_owned(),
        reasons: Vec::new(),
        entry: Entry::default(),
    }
}

fn ledger() -> (tempfile::TempDir, Sqlite) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Sqlite::open(&folder.path().join("ledger.db")).unwrap();
    (folder, ledger)
}

fn number(ledger: &Sqlite, incoming: &Incoming) -> (u32, i32) {
    let arrival = ledger.arrive(incoming).unwrap().arrival;
    (arrival.number.unwrap(), arrival.year)
}

/// Two documents before midnight in Ha Noi and one after it: 17:00 in Greenwich.
#[test]
fn on_new_years_eve_the_numbers_begin_anew_at_midnight_in_viet_nam() {
    let (_folder, ledger) = ledger();
    let at = |time| number(&ledger, &incoming(&format!("{time}"), time));
    assert_eq!(at(datetime!(2026-12-31 16:59:58 UTC)), (1, 2026));
    assert_eq!(at(datetime!(2026-12-31 16:59:59 UTC)), (2, 2026));
    assert_eq!(at(datetime!(2026-12-31 17:00:00 UTC)), (1, 2027));
    assert_eq!(at(datetime!(2027-12-31 16:00:00 UTC)), (2, 2027));
}

/// The register on paper went to 250; the next year begins at 1 again.
#[test]
fn a_year_begins_where_the_paper_register_ended_as_long_as_no_number_is_given() {
    let (_folder, ledger) = ledger();
    assert_eq!(ledger.first_number(2026).unwrap(), 1);
    ledger.number_from(2026, 2510).unwrap();
    ledger.number_from(2026, 251).unwrap();
    let now = datetime!(2026-11-28 3:00 UTC);
    let refused = Incoming { reasons: vec!["NO_SIGNATURE".to_owned()], ..incoming("aa", now) };
    ledger.arrive(&refused).unwrap();
    assert_eq!(number(&ledger, &incoming("bb", now)), (251, 2026));
    ledger.number_from(2026, 251).unwrap();
    let late = ledger.number_from(2026, 300).unwrap_err();
    assert!(matches!(late, Error::NumbersGiven { year: 2026, first: 251, last: 251 }), "{late:?}");
    assert_eq!(number(&ledger, &incoming("cc", now)), (252, 2026));
    assert_eq!(number(&ledger, &incoming("dd", now + time::Duration::days(60))), (1, 2027));
    ledger.number_from(2027, 1).unwrap();
    assert!(ledger.number_from(2027, 2).is_err());
    assert_eq!(ledger.first_number(2026).unwrap(), 251);
}

#[test]
fn what_is_refused_takes_no_number_and_is_noted_once() {
    let (_folder, ledger) = ledger();
    let now = datetime!(2026-11-28 3:00 UTC);
    let refused = Incoming { reasons: vec!["NO_SIGNATURE".to_owned()], ..incoming("aa", now) };
    assert_eq!(ledger.arrive(&refused).unwrap().arrival.number, None);
    assert!(ledger.arrive(&refused).unwrap().was_known);
    assert_eq!(number(&ledger, &incoming("bb", now)), (1, 2026));
    let all = ledger.arrivals(Some(2026)).unwrap();
    assert_eq!(all.iter().map(|arrival| arrival.number).collect::<Vec<_>>(), [None, Some(1)]);
    assert!(ledger.arrivals(Some(2025)).unwrap().is_empty());
    // The sender signs and sends the same bytes? Those are others. But a list that came late may change the judgement.
    assert_eq!(number(&ledger, &incoming("aa", now)), (2, 2026));
}

#[test]
fn a_document_keeps_its_number_and_its_open_columns_are_filled_once() {
    let (_folder, ledger) = ledger();
    let now = datetime!(2026-11-28 3:00 UTC);
    assert_eq!(number(&ledger, &incoming("aa", now)), (1, 2026));
    let with = |subject: &str| Incoming {
        entry: Entry { subject: Some(subject.to_owned()), ..Entry::default() },
        ..incoming("aa", now + time::Duration::days(400))
    };
    let again = ledger.arrive(&with("Báo cáo")).unwrap();
    assert!(again.was_known);
    assert_eq!((again.arrival.number, again.arrival.year), (Some(1), 2026));
    ledger.arrive(&with("Khác")).unwrap();
    let known = ledger.registered("aa").unwrap().unwrap();
    assert_eq!(known.entry.subject.as_deref(), Some("Báo cáo"), "what is written is not overwritten");
    assert_eq!(known.received_on(), time::macros::date!(2026 - 11 - 28));
}

#[test]
fn another_document_under_the_same_number_is_registered_and_said() {
    let (_folder, ledger) = ledger();
    let now = datetime!(2026-11-28 3:00 UTC);
    let coded = |content, code: &str| Incoming {
        entry: Entry {
            organ_id: Some("H02.01".to_owned()),
            code_number: Some(code.to_owned()),
            code_notation: Some("QĐ-SNV".to_owned()),
            issued_date: Some(time::macros::date!(2026 - 11 - 27)),
            ..Entry::default()
        },
        ..incoming(content, now)
    };
    assert_eq!(ledger.arrive(&coded("aa", "05")).unwrap().same_code, None);
    assert_eq!(ledger.arrive(&coded("bb", "5")).unwrap().same_code, Some((1, 2026)));
    assert_eq!(ledger.arrive(&coded("cc", "6")).unwrap().same_code, None);
    // Filled in later, or corrected.
    ledger.arrive(&incoming("dd", now)).unwrap();
    assert_eq!(ledger.arrive(&coded("dd", "6")).unwrap().same_code, Some((3, 2026)));
    assert_eq!(ledger.arrive(&coded("dd", "6")).unwrap().same_code, None, "said once");
    let mut corrected = coded("cc", "5");
    corrected.entry.correcting = Some(day_of(now));
    let receipt = ledger.arrive(&corrected).unwrap();
    assert_eq!((receipt.same_code, receipt.arrival.entry.corrections[0].was.as_str()), (Some((1, 2026)), "6"));
    assert_eq!(ledger.registered("cc").unwrap().unwrap(), receipt.arrival);
}

#[test]
fn many_at_once_get_every_number_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ledger.db");
    let now = datetime!(2026-11-28 3:00 UTC);
    std::thread::scope(|scope| {
        for clerk in 0..8 {
            let path = &path;
            scope.spawn(move || {
                let ledger = Sqlite::open(path).unwrap();
                for n in 0..10 {
                    ledger.arrive(&incoming(&format!("{clerk}-{n}"), now)).unwrap();
                }
            });
        }
    });
    let ledger = Sqlite::open(&path).unwrap();
    let numbers: Vec<_> = ledger.arrivals(None).unwrap().iter().map(|arrival| arrival.number.unwrap()).collect();
    assert_eq!(numbers, (1..=80).collect::<Vec<_>>(), "in the order of writing, without a gap");
}
