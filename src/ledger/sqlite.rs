//! The ledger in one SQLite file.
//!
//! WAL mode, so that statistics can read while documents are signed; a writer waits ten seconds for another one.
//! Signatures are kept as one JSON text in the document's row, so that a document is one row and one transaction.
//! `user_version` says which schema the file has: 0 with no tables is a new file, anything unknown is refused.

use std::fs;
use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OptionalExtension, Row, TransactionBehavior, params};
use time::OffsetDateTime;

use super::{Action, Arrival, Error, Incoming, Ledger, Range, Receipt, Record, SignatureRecord, arrivals};

const VERSION: i64 = 1;
const BUSY: Duration = Duration::from_secs(10);

/// `sha256` is that of the bytes the verdict is about. Rows are only ever added, so that a later schema can chain them.
const SCHEMA: &str = "
CREATE TABLE documents (
    id INTEGER PRIMARY KEY, time INTEGER NOT NULL, action TEXT NOT NULL, file TEXT NOT NULL,
    sha256_in TEXT NOT NULL, sha256_out TEXT, sha256 TEXT NOT NULL, status TEXT NOT NULL, level TEXT,
    no_check INTEGER NOT NULL, judged_on INTEGER NOT NULL, policy TEXT NOT NULL, signatures TEXT NOT NULL,
    tool TEXT NOT NULL
) STRICT;
CREATE INDEX documents_time ON documents (time);
CREATE INDEX documents_verdict ON documents (sha256, policy) WHERE no_check = 0;
";
const COLUMNS: &str =
    "id, time, action, file, sha256_in, sha256_out, status, level, no_check, judged_on, policy, signatures, tool";

/// One file.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
}

impl Sqlite {
    /// Opens the file, making it and its folder where they are not there.
    ///
    /// # Errors
    ///
    /// [`Error::Folder`], [`Error::Open`], [`Error::Schema`].
    pub fn open(path: &Path) -> Result<Self, Error> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::create_dir_all(folder).map_err(|source| Error::Folder { path: folder.to_owned(), source })?;
        }
        let cannot = |source| Error::Open { path: path.to_owned(), source };
        let mut connection = Connection::open(path).map_err(cannot)?;
        connection.busy_timeout(BUSY).map_err(cannot)?;
        // The check comes before WAL: a stranger's database is left as it is.
        match settled_version(&mut connection).map_err(cannot)? {
            Some(VERSION) => {}
            None => create(&mut connection).map_err(cannot)?,
            Some(found) => return Err(Error::Schema { path: path.to_owned(), found, known: VERSION }),
        }
        write_ahead(&connection).map_err(cannot)?;
        connection.pragma_update(None, "synchronous", "NORMAL").map_err(cannot)?;
        connection.execute_batch(arrivals::SCHEMA).map_err(cannot)?;
        Ok(Self { connection })
    }
}

/// [`version`] of one moment: another process may be making the file just now.
fn settled_version(connection: &mut Connection) -> Result<Option<i64>, rusqlite::Error> {
    let transaction = connection.transaction()?;
    let found = version(&transaction)?;
    transaction.commit()?;
    Ok(found)
}

/// WAL; the change of mode does not wait by itself while another process opens the file, so it is asked for again.
fn write_ahead(connection: &Connection) -> Result<(), rusqlite::Error> {
    let mut tries_left = 100;
    loop {
        match connection.pragma_update(None, "journal_mode", "WAL") {
            Err(error) if tries_left > 0 && error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy) => {
                tries_left -= 1;
                std::thread::sleep(std::time::Duration::from_millis(20));
            }
            done => return done,
        }
    }
}

/// `user_version`; nothing for a database without tables. The schema is read first: it takes the lock that holds both still.
fn version(connection: &Connection) -> Result<Option<i64>, rusqlite::Error> {
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
    Ok((found != 0 || tables != 0).then_some(found))
}

/// Two processes may meet in a new file: the second finds it made.
fn create(connection: &mut Connection) -> Result<(), rusqlite::Error> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    if version(&transaction)?.is_none() {
        transaction.execute_batch(SCHEMA)?;
        transaction.pragma_update(None, "user_version", VERSION)?;
    }
    transaction.commit()
}

pub(super) fn failed(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy(error),
        _ => Error::Store(error),
    }
}

impl Ledger for Sqlite {
    fn record(&self, record: &Record) -> Result<(), Error> {
        // Strings, booleans and times in range: serialising them cannot fail.
        let signatures = serde_json::to_string(&record.signatures).unwrap_or_else(|_| "[]".to_owned());
        // One statement is one transaction: two processes cannot both write the last word.
        self.connection
            .prepare_cached(
                "INSERT INTO documents (time, action, file, sha256_in, sha256_out, sha256, status, level,
                 no_check, judged_on, policy, signatures, tool)
                 SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 WHERE ?2 <> 'verify' OR ?6 = ''
                 OR NOT EXISTS (SELECT 1 FROM documents WHERE no_check = 0 AND sha256 = ?6 AND policy = ?11
                 AND (status NOT IN ('indeterminate', 'error') OR (action = 'verify' AND status = ?7)))",
            )
            .and_then(|mut insert| {
                insert.execute(params![
                    record.time.unix_timestamp(),
                    record.action.name(),
                    record.file,
                    record.sha256_in,
                    record.sha256_out,
                    record.sha256(),
                    record.status,
                    record.level,
                    record.no_check,
                    record.judged_on.unix_timestamp(),
                    record.policy,
                    signatures,
                    record.tool,
                ])
            })
            .map(drop)
            .map_err(failed)
    }

    fn records(&self, range: Range) -> Result<Vec<Record>, Error> {
        let from = range.from.map_or(i64::MIN, OffsetDateTime::unix_timestamp);
        let to = range.to.map_or(i64::MAX, OffsetDateTime::unix_timestamp);
        let sql = format!("SELECT {COLUMNS} FROM documents WHERE time >= ? AND time < ? ORDER BY id");
        let mut select = self.connection.prepare_cached(&sql).map_err(failed)?;
        let mut rows = select.query(params![from, to]).map_err(failed)?;
        let mut records = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            records.push(read(row)?);
        }
        Ok(records)
    }

    fn verdict_of(&self, sha256: &str, policy: &str) -> Result<Option<Record>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM documents WHERE no_check = 0 AND sha256 = ? AND policy = ?
             AND status <> 'error' ORDER BY status = 'indeterminate', id LIMIT 1"
        );
        let mut select = self.connection.prepare_cached(&sql).map_err(failed)?;
        select.query_row(params![sha256, policy], |row| Ok(read(row))).optional().map_err(failed)?.transpose()
    }

    fn arrive(&self, incoming: &Incoming) -> Result<Receipt, Error> {
        arrivals::arrive(&self.connection, incoming)
    }

    fn arrivals(&self, year: Option<i32>) -> Result<Vec<Arrival>, Error> {
        arrivals::all(&self.connection, year)
    }

    fn registered(&self, content: &str) -> Result<Option<Arrival>, Error> {
        arrivals::registered(&self.connection, content)
    }
}

fn read(row: &Row<'_>) -> Result<Record, Error> {
    let id = row.get(0).map_err(failed)?;
    let damaged = |column| Error::Damaged { id, column };
    let moment = |index, column| {
        let seconds = row.get(index).map_err(failed)?;
        OffsetDateTime::from_unix_timestamp(seconds).map_err(|_| damaged(column))
    };
    let signatures: String = row.get(11).map_err(failed)?;
    Ok(Record {
        time: moment(1, "time")?,
        action: Action::of_name(&row.get::<_, String>(2).map_err(failed)?).ok_or_else(|| damaged("action"))?,
        file: row.get(3).map_err(failed)?,
        sha256_in: row.get(4).map_err(failed)?,
        sha256_out: row.get(5).map_err(failed)?,
        status: row.get(6).map_err(failed)?,
        level: row.get(7).map_err(failed)?,
        no_check: row.get(8).map_err(failed)?,
        judged_on: moment(9, "judged_on")?,
        policy: row.get(10).map_err(failed)?,
        signatures: serde_json::from_str::<Vec<SignatureRecord>>(&signatures).map_err(|_| damaged("signatures"))?,
        tool: row.get(12).map_err(failed)?,
    })
}

#[cfg(test)]
mod tests {
    use time::macros::datetime;

    use super::*;
    use crate::ledger::open;

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
            (0..50).for_each(|n| ledger.record(&record(&format!("{mark}{n}"), "total-passed", n)).unwrap());
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
        assert!(matches!(Sqlite::open(&path), Err(Error::Schema { found: 0, known: 1, .. })));
        assert!(matches!(open("postgres://db/kyso").err(), Some(Error::NoPostgres)));
        assert!(matches!(open("ledger.db").err(), Some(Error::Url(_))));
        assert!(open("none").unwrap().is_none());
    }
}
