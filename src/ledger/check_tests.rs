//! Somebody opens the ledger with another program.

use rusqlite::Connection;

use super::testing::{signed, verdict};
use super::{Break, Checked, Damage, Head, Ledger, Mark, Sqlite, check};

const LAN: (&str, &str, &str) = ("person", "H02.05", "Nguyễn Thị Lan");

/// A ledger of nine records, and what its administrator can do to it.
struct Desk {
    _folder: tempfile::TempDir,
    ledger: Sqlite,
    database: Connection,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        let ledger = Sqlite::open(&path).unwrap();
        for n in 1..10 {
            ledger.record(&signed(&format!("a{n}"), &format!("b{n}"), n, &[LAN])).unwrap();
        }
        Self { ledger, database: Connection::open(&path).unwrap(), _folder: folder }
    }

    fn does(&self, sql: &str) -> &Self {
        self.database.execute_batch(sql).unwrap();
        self
    }

    fn checked(&self, marks: &[Head]) -> Checked {
        check(&self.ledger, marks, Some(&mut |_, _| ())).unwrap()
    }

    fn broken(&self) -> Break {
        self.checked(&[]).broken.unwrap()
    }
}

/// What is shown: what happened, at which record, between which.
fn shown(found: &Break) -> (Damage, i64, Option<i64>, Option<i64>) {
    let id = |it: &Option<super::Neighbour>| it.as_ref().map(|it| it.id);
    (found.damage, found.at.id, id(&found.before), id(&found.after))
}

#[test]
fn an_untouched_ledger_is_whole() {
    let desk = Desk::new();
    let checked = desk.checked(&[]);
    assert_eq!((checked.records, checked.broken, checked.sums), (9, None, Some(vec![])));
    assert_eq!(checked.head, desk.ledger.head().unwrap());
}

#[test]
fn a_changed_record_is_named() {
    for change in ["status = 'total-failed'", "file = 'x.pdf'", "level = NULL", "judged_on = 0", "agencies = x'00'"] {
        let desk = Desk::new();
        desk.does(&format!("UPDATE documents SET {change} WHERE id = 4"));
        let found = desk.broken();
        assert_eq!(shown(&found), (Damage::Changed, 4, Some(3), Some(5)), "{change}");
        assert_ne!(found.expected, found.found);
    }
    // Whoever computes the record's own digest again, or its hash too, is found as well.
    let desk = Desk::new();
    desk.does("UPDATE documents SET content = x'00' WHERE id = 4");
    assert_eq!(shown(&desk.broken()).1, 4);
    let desk = Desk::new();
    desk.does("UPDATE documents SET hash = zeroblob(32) WHERE id = 4");
    assert_eq!(shown(&desk.broken()), (Damage::Changed, 4, Some(3), Some(5)));
    let desk = Desk::new();
    desk.does("UPDATE documents SET file = CAST(x'ff' AS TEXT) WHERE id = 4");
    assert_eq!(shown(&desk.broken()), (Damage::Changed, 4, Some(3), Some(5)), "no text at all");
}

/// Not even the digest can be read any more, of a record whose document has another one: it is named with its file, and the sums
/// are told all the same.
#[test]
fn a_record_with_a_damaged_digest_is_named() {
    for damage in ["content = x'00'", "hash = x'00'", "content = x'', hash = x''"] {
        let desk = Desk::new();
        desk.ledger.record(&verdict("b4", "total-passed", 20, &[LAN])).unwrap();
        desk.does(&format!("UPDATE documents SET {damage} WHERE id = 4"));
        let checked = desk.checked(&[]);
        let found = checked.broken.unwrap();
        assert_eq!(shown(&found), (Damage::Changed, 4, Some(3), Some(5)), "{damage}");
        assert_eq!(found.at.file, "cong-van-b4.pdf");
        let wrong = checked.sums.unwrap();
        assert_eq!(
            wrong.is_empty(),
            damage.starts_with("hash"),
            "it counts as nothing where its digest is none: {damage}"
        );
    }
}

/// The sums of a ledger whose chain is broken are looked at too, and so are those that are none.
#[test]
fn sums_are_told_whatever_became_of_the_chain() {
    let desk = Desk::new();
    desk.does("UPDATE documents SET file = 'x.pdf' WHERE id = 4");
    let checked = desk.checked(&[]);
    assert_eq!(
        (checked.broken.map(|it| it.at.id), checked.sums),
        (Some(4), Some(vec![])),
        "they are those of the records"
    );
    desk.does("UPDATE rollup SET n = n + 1 WHERE grain = 0");
    let checked = desk.checked(&[]);
    assert_eq!((checked.broken.map(|it| it.at.id), checked.sums.map(|sums| sums.len())), (Some(4), Some(1)));
    for (damage, table) in [
        ("UPDATE rollup SET n = -1 WHERE grain = 0", "rollup"),
        ("UPDATE rollup SET grain = 900 WHERE grain = 0", "rollup"),
        ("UPDATE rollup SET kind = 7", "rollup"),
        ("DELETE FROM offices", "offices"),
        ("INSERT INTO delays VALUES (0, 20180101, 1, x'80')", "delays"),
    ] {
        let desk = Desk::new();
        desk.does(damage).does("UPDATE documents SET file = 'x.pdf' WHERE id = 4");
        let checked = desk.checked(&[]);
        assert_eq!(checked.broken.map(|it| it.at.id), Some(4), "{damage}");
        assert_eq!((checked.sums, checked.unreadable), (None, Some(table)), "{damage}");
    }
}

#[test]
fn a_removed_record_is_named() {
    let desk = Desk::new();
    desk.does("DELETE FROM documents WHERE id IN (4, 5)");
    let found = desk.broken();
    assert_eq!((shown(&found), found.count), ((Damage::Removed, 6, Some(3), Some(7)), Some(2)));
    // The numbers after it are made to fit.
    desk.does("UPDATE documents SET id = id - 2 WHERE id > 5");
    let found = desk.broken();
    assert_eq!((shown(&found), found.count), ((Damage::Removed, 4, Some(3), Some(5)), None));
    let desk = Desk::new();
    desk.does("DELETE FROM documents WHERE id = 1");
    assert_eq!(shown(&desk.broken()), (Damage::Removed, 2, None, Some(3)));
}

#[test]
fn an_inserted_record_is_named() {
    let make_room = "UPDATE documents SET id = -id - 1 WHERE id >= 4; UPDATE documents SET id = -id WHERE id < 0;";
    let forged = super::Posting::of(&verdict("ee", "total-passed", 4, &[LAN])).unwrap();
    let put = |desk: &Desk, hash: [u8; 32]| {
        let row = &forged.row;
        let sql = "INSERT INTO documents VALUES (4, ?, ?, ?, ?, NULL, ?, ?, 0, ?, ?, ?, ?, NULL, ?, ?)";
        let values = rusqlite::params![
            row.time,
            row.action,
            row.file,
            row.sha256_in,
            row.status,
            row.level,
            row.judged_on,
            row.policy,
            row.signatures,
            row.tool,
            forged.content,
            hash
        ];
        desk.does(make_room).database.execute(sql, values).unwrap();
    };
    let desk = Desk::new();
    put(&desk, [7; 32]);
    let found = desk.broken();
    assert_eq!((shown(&found), found.count), ((Damage::Inserted, 4, Some(3), Some(5)), Some(1)));
    // One that fits what stands before it is found by what stands after it.
    let desk = Desk::new();
    let mut before = [0; 32];
    desk.ledger
        .walk(&mut |link| {
            if link.id == 3 {
                before = link.hash;
            }
            Ok(())
        })
        .unwrap();
    put(&desk, super::chain::link(&before, &forged.content));
    let found = desk.broken();
    assert_eq!((shown(&found), found.count), ((Damage::Inserted, 4, Some(3), Some(5)), Some(1)));
}

#[test]
fn records_that_changed_places_are_named() {
    let desk = Desk::new();
    desk.does(
        "UPDATE documents SET id = -4 WHERE id = 4; UPDATE documents SET id = 4 WHERE id = 5;
               UPDATE documents SET id = 5 WHERE id = -4;",
    );
    let found = desk.broken();
    assert_eq!((shown(&found), found.belongs_after), ((Damage::Moved, 4, Some(3), Some(5)), Some(5)));
    let desk = Desk::new();
    desk.does("UPDATE documents SET id = 90 WHERE id = 9");
    let found = desk.broken();
    assert_eq!((shown(&found), found.belongs_after), ((Damage::Moved, 90, Some(8), None), Some(8)));
}

#[test]
fn a_tail_that_was_cut_off_is_found_by_a_head_that_was_kept() {
    let desk = Desk::new();
    let kept: Head = desk.ledger.head().unwrap().to_string().parse().unwrap();
    assert_eq!(desk.checked(&[kept]).marks, [Mark::Passed]);
    desk.does("DELETE FROM documents WHERE id > 7");
    let checked = desk.checked(&[kept, Head { count: 7, ..kept }]);
    assert_eq!((checked.broken, checked.marks), (None, vec![Mark::Cut, Mark::Rewritten]));
    // The sums still say what was there, until somebody counts anew.
    assert_eq!(checked.sums.unwrap().len(), 5);
    desk.ledger.recount("", &mut |_| ()).unwrap();
    assert_eq!(desk.checked(&[]).sums, Some(vec![]));
    assert!("7:abc".parse::<Head>().is_err());
}

#[test]
fn sums_that_were_changed_are_found() {
    let changes = [
        ("UPDATE rollup SET n = n + 1 WHERE grain = 0", "year"),
        ("UPDATE rollup SET start = 20180101 WHERE grain = 2 AND start = 20180517", "day"),
        ("DELETE FROM rollup WHERE grain = 4", "signer-month"),
        ("UPDATE rollup SET flags = 3 WHERE grain = 1", "month"),
    ];
    for (change, grain) in changes {
        let desk = Desk::new();
        let sums = desk.does(change).checked(&[]).sums.unwrap();
        assert_eq!(sums.iter().map(|it| (it.grain, it.year)).collect::<Vec<_>>(), [(grain, 2018)], "{change}");
    }
}
