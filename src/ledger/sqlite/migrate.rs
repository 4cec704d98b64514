//! A new file, and an old one made new.
//!
//! All in one transaction: whoever is stopped in it leaves the file as it was. Records of version 1 were not chained; they are
//! now, in the order in which they were written, and the chain begins with how many they are, so that nobody can take that
//! note away. What happened to them before that nothing shows.

use rusqlite::{Connection, Row as Stored, Transaction, TransactionBehavior};

use super::super::row::Row;
use super::super::schema::{DERIVED, DOCUMENTS, VERSION};
use super::super::store::Writer;
use super::super::{Error, Posting};
use super::write::Page;
use super::{arrivals, failed, version};
use crate::text::unhex;

/// Two processes may meet in a new file, or in an old one: the second finds it made.
pub(super) fn make(connection: &Connection) -> Result<(), Error> {
    let transaction = Transaction::new_unchecked(connection, TransactionBehavior::Immediate).map_err(failed)?;
    match version(connection).map_err(failed)? {
        None => create(connection, 0)?,
        Some(1) => from_1(connection)?,
        Some(_) => {}
    }
    transaction.commit().map_err(failed)
}

fn create(connection: &Connection, older: i64) -> Result<(), Error> {
    connection.execute_batch(DOCUMENTS).map_err(failed)?;
    connection.execute_batch(DERIVED).map_err(failed)?;
    connection.execute_batch(arrivals::SCHEMA).map_err(failed)?;
    let note = "INSERT INTO notes (name, value) VALUES ('older', ?)";
    connection.execute(note, [older.to_string()]).map_err(failed)?;
    connection.pragma_update(None, "user_version", VERSION).map_err(failed)
}

fn from_1(connection: &Connection) -> Result<(), Error> {
    let older = connection.query_row("SELECT count(*) FROM documents", [], |row| row.get(0)).map_err(failed)?;
    connection.execute_batch("ALTER TABLE documents RENAME TO documents_1").map_err(failed)?;
    create(connection, older)?;
    {
        let sql = "SELECT id, time, action, file, sha256_in, sha256_out, status, level, no_check, judged_on, policy,
                   signatures, tool FROM documents_1 ORDER BY id";
        let mut select = connection.prepare(sql).map_err(failed)?;
        let mut rows = select.query([]).map_err(failed)?;
        let mut page = Page::new(connection);
        let mut writer = Writer::new(&mut page)?;
        while let Some(stored) = rows.next().map_err(failed)? {
            writer.take_over(&posting(stored)?)?;
        }
        writer.finish()?;
    }
    connection.execute_batch("DROP TABLE documents_1").map_err(failed)
}

/// A row of version 1, where digests were texts.
fn posting(stored: &Stored<'_>) -> Result<Posting, Error> {
    let id: i64 = stored.get(0).map_err(failed)?;
    let damaged = |column| Error::Damaged { id, column };
    let digest = |digits: String, column| unhex(&digits).ok_or(damaged(column));
    let read = || {
        Ok((
            Row {
                time: stored.get(1)?,
                action: stored.get(2)?,
                file: stored.get(3)?,
                status: stored.get(6)?,
                level: stored.get(7)?,
                no_check: stored.get(8)?,
                judged_on: stored.get(9)?,
                policy: stored.get(10)?,
                signatures: stored.get(11)?,
                tool: stored.get(12)?,
                ..Row::default()
            },
            stored.get::<_, String>(4)?,
            stored.get::<_, Option<String>>(5)?,
        ))
    };
    let (row, sha256_in, sha256_out) = read().map_err(failed)?;
    let row = Row {
        sha256_in: digest(sha256_in, "sha256_in")?,
        sha256_out: sha256_out.map(|digits| digest(digits, "sha256_out")).transpose()?,
        ..row
    };
    Posting::of_row(row).map_err(damaged)
}
