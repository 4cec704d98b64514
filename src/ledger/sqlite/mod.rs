//! The ledger in one SQLite file.
//!
//! WAL mode, so that statistics can read while documents are signed; a writer waits ten seconds for another one. What was
//! signed, time-stamped or received is on the disk when it is acknowledged (`synchronous = FULL`): it cannot be done again as it
//! was, and a signature takes longer than the wait. A verdict can be given again, so the loss of power (never that of the
//! process) may take the last moments' with it.
//! `user_version` says which schema the file has: 0 with no tables is a new file, 1 is made 2, anything unknown is refused.

mod arrivals;
mod migrate;
mod read;
mod sieve;
mod write;

#[cfg(test)]
mod tests;

use std::cell::Cell as Mutable;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior, params};

use super::arrivals::Register as _;
use super::chain::Head;
use super::check::Link;
use super::rollup::{Deltas, Span, Split};
use super::schema::{DERIVED_TABLES, VERSION};
use super::seen::Seen;
use super::store::{Store as _, Writer, count_again, counts};
use super::{
    Action, Added, Arrival, Cell, Certificate, Delay, Each, EachDelay, EachPosting, EachStanding, Error, Incoming,
    Kind, Ledger, Office, Posting, Range, Receipt, Record, Seal, Sum,
};

use arrivals::Arrivals;
use read::Reader;
use sieve::Sieve;
use write::Page;

/// Whoever waits for another writer looks so often, so many times: for ten seconds.
const LOOK: Duration = Duration::from_millis(5);
const LOOKS: i32 = 2000;
/// Statements that are kept ready.
const STATEMENTS: usize = 64;
/// Records of a bulk that become visible, and durable, together, and how long others wait for them at most; then it is their turn.
const BULK: usize = 200_000;
const TURN: Duration = Duration::from_secs(4);
/// Pages that are kept in memory, and in the log, while a bulk is written: 256 MB and 512 MB. An index over digests is
/// touched everywhere.
const BULK_SETTINGS: &str = "PRAGMA cache_size = -262144; PRAGMA wal_autocheckpoint = 131072;";
const SETTINGS: &str = "PRAGMA cache_size = -2000; PRAGMA wal_autocheckpoint = 1000; PRAGMA shrink_memory;";

/// One file.
#[derive(Debug)]
pub struct Sqlite {
    connection: Connection,
    /// Does a commit wait for the disk?
    waits: Mutable<bool>,
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
        let cannot = |source: rusqlite::Error| Error::Open { path: path.to_owned(), source: source.into() };
        let mut connection = Connection::open(path).map_err(cannot)?;
        connection.busy_handler(Some(wait)).map_err(cannot)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // The check comes before WAL: a stranger's database is left as it is.
        match settled_version(&mut connection).map_err(cannot)? {
            Some(VERSION) => {}
            None | Some(1) => migrate::make(&connection)?,
            Some(found) => return Err(Error::Schema { ledger: path.display().to_string(), found, known: VERSION }),
        }
        write_ahead(&connection).map_err(cannot)?;
        connection.pragma_update(None, "synchronous", "NORMAL").map_err(cannot)?;
        Ok(Self { connection, waits: Mutable::new(false) })
    }

    fn wait_for_disk(&self, wait: bool) -> Result<(), Error> {
        if self.waits.replace(wait) == wait {
            return Ok(());
        }
        let word = if wait { "FULL" } else { "NORMAL" };
        self.connection.pragma_update(None, "synchronous", word).map_err(failed)
    }

    fn bulks(&self, postings: &mut dyn Iterator<Item = Result<Posting, Error>>) -> Result<Added, Error> {
        let (mut added, mut sieve) = (Added::default(), None);
        let mut postings = postings.peekable();
        while postings.peek().is_some() {
            added += self.write(true, |page| {
                page.sieve = Sieve::ready(sieve.take(), &self.connection, page.head()?.count, added.added)?;
                let added = bulk(page, &mut postings.by_ref().take(BULK))?;
                sieve = page.sieve.take();
                Ok(added)
            })?;
            thread::sleep(2 * LOOK);
        }
        Ok(added)
    }

    /// Does `work` in a transaction that nobody else writes beside; where it fails nothing is written.
    fn write<T>(&self, wait: bool, work: impl FnOnce(&mut Page<'_>) -> Result<T, Error>) -> Result<T, Error> {
        self.wait_for_disk(wait)?;
        let transaction =
            Transaction::new_unchecked(&self.connection, TransactionBehavior::Immediate).map_err(failed)?;
        let done = work(&mut Page::new(&self.connection))?;
        transaction.commit().map_err(failed)?;
        Ok(done)
    }
}

/// Called when another one writes, for the n-th time.
fn wait(n: i32) -> bool {
    thread::sleep(LOOK);
    n < LOOKS
}

fn bulk(page: &mut Page<'_>, postings: &mut dyn Iterator<Item = Result<Posting, Error>>) -> Result<Added, Error> {
    let (start, mut added) = (Instant::now(), Added::default());
    let mut writer = Writer::new(page)?;
    while start.elapsed() < TURN {
        let Some(posting) = postings.next() else { break };
        added.count(writer.import(&posting?)?);
    }
    added.unlisted = writer.unlisted();
    writer.finish()?;
    Ok(added)
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
                thread::sleep(Duration::from_millis(20));
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

pub(super) fn failed(error: rusqlite::Error) -> Error {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy(error.into()),
        _ => Error::Store(error.into()),
    }
}

impl Ledger for Sqlite {
    fn record(&self, record: &Record) -> Result<(), Error> {
        self.write(record.action != Action::Verify, |page| {
            let mut writer = Writer::new(page)?;
            writer.record(&Posting::of(record)?)?;
            writer.finish().map(drop)
        })
    }

    fn record_batch(&self, records: &[Record]) -> Result<[Head; 2], Error> {
        self.write(records.iter().any(|record| record.action != Action::Verify), |page| {
            let before = page.head()?;
            let mut writer = Writer::new(page)?;
            records.iter().try_for_each(|record| writer.record(&Posting::of(record)?))?;
            Ok([before, writer.finish()?])
        })
    }

    fn record_all(&self, postings: &mut dyn Iterator<Item = Result<Posting, Error>>) -> Result<Added, Error> {
        self.connection.execute_batch(BULK_SETTINGS).map_err(failed)?;
        let added = self.bulks(postings);
        self.connection.execute_batch(SETTINGS).map_err(failed)?;
        added
    }

    fn arrive(&self, incoming: &Incoming) -> Result<Receipt, Error> {
        self.write(true, |_| super::arrivals::arrive(&mut Arrivals(&self.connection), incoming))
    }

    fn number_from(&self, year: i32, first: u32) -> Result<(), Error> {
        self.write(true, |_| super::arrivals::number_from(&mut Arrivals(&self.connection), year, first))
    }

    fn arrivals(&self, year: Option<i32>) -> Result<Vec<Arrival>, Error> {
        Arrivals(&self.connection).all(year)
    }

    fn registered(&self, content: &str) -> Result<Option<Arrival>, Error> {
        Arrivals(&self.connection).registered(content)
    }

    fn each_posting(&self, range: Range, each: &mut EachPosting<'_>) -> Result<(), Error> {
        Reader(&self.connection).each_posting(range, each)
    }

    fn posting(&self, id: i64) -> Result<Option<Posting>, Error> {
        Reader(&self.connection).posting(id)
    }

    fn verdict_of(&self, sha256: &str, policy: &str) -> Result<Option<Record>, Error> {
        Reader(&self.connection).verdict_of(sha256, policy)
    }

    fn head(&self) -> Result<Head, Error> {
        Reader(&self.connection).head()
    }

    fn cells(&self, span: Span, split: Split) -> Result<Vec<Cell>, Error> {
        Reader(&self.connection).cells(span, split)
    }

    fn delays(&self, span: Span, split: Split) -> Result<Vec<Delay>, Error> {
        Reader(&self.connection).delays(span, split)
    }

    fn certificates(&self) -> Result<Vec<Certificate>, Error> {
        Reader(&self.connection).certificates()
    }

    fn each_counted(&self, office: &Office, span: Span, each: &mut Each<'_>) -> Result<(), Error> {
        Reader(&self.connection).each_counted(office, span, each)
    }

    fn each_standing(&self, each: &mut EachStanding<'_>) -> Result<(), Error> {
        Reader(&self.connection).each_standing(each)
    }

    fn walk(&self, each: &mut dyn FnMut(Link) -> Result<(), Error>) -> Result<(), Error> {
        Reader(&self.connection).walk(each)
    }

    fn beginning(&self) -> Result<Head, Error> {
        Reader(&self.connection).beginning()
    }

    fn counts(&self, record: &Link) -> Result<Option<Kind>, Error> {
        counts(&mut Page::new(&self.connection), record.id, &record.row)
    }

    fn at_once(&self, work: &mut dyn FnMut() -> Result<(), Error>) -> Result<(), Error> {
        let transaction = self.connection.unchecked_transaction().map_err(failed)?;
        work()?;
        transaction.commit().map_err(failed)
    }

    fn each_sum(&self, each: &mut dyn FnMut(Sum<'_>) -> Result<(), Error>) -> Result<(), Error> {
        Reader(&self.connection).each_sum(each)
    }

    fn each_delay(&self, each: &mut EachDelay<'_>) -> Result<(), Error> {
        Reader(&self.connection).each_delay(each)
    }

    fn recount(&self, digest: &str, by: &mut dyn FnMut(&mut Record)) -> Result<u64, Error> {
        self.write(true, |page| {
            for table in DERIVED_TABLES {
                self.connection.execute(&format!("DELETE FROM {table}"), []).map_err(failed)?;
            }
            let (mut deltas, mut seen, mut count) = (Deltas::default(), Seen::default(), 0);
            Reader(&self.connection).each_posting(Range::default(), &mut |id, posting| {
                let mut record = posting.record()?;
                by(&mut record);
                count += 1;
                count_again(page, (id, &record), &mut deltas, &mut seen)
            })?;
            page.add(&deltas)?;
            page.see(&seen)?;
            let note = if digest.is_empty() { String::new() } else { format!("{digest} {}", page.head()?.count) };
            self.set_note("recounted", &note)?;
            Ok(count)
        })
    }

    fn note(&self, name: &str) -> Result<Option<String>, Error> {
        let sql = "SELECT value FROM notes WHERE name = ?";
        self.connection.query_row(sql, [name], |row| row.get(0)).optional().map_err(failed)
    }

    fn seal(&self, seal: &Seal) -> Result<(), Error> {
        self.write(true, |_| {
            let sql = "INSERT INTO seals (count, hash, token) VALUES (?, ?, ?)";
            let count = i64::try_from(seal.head.count).map_err(|_| Error::Unfit { column: "count" })?;
            self.connection.execute(sql, params![count, seal.head.hash, seal.token]).map_err(failed)?;
            Ok(())
        })
    }

    fn seals(&self) -> Result<Vec<Seal>, Error> {
        let mut select =
            self.connection.prepare("SELECT count, hash, token FROM seals ORDER BY rowid").map_err(failed)?;
        let seals = select.query_map([], |row| {
            // A hash that is none fits no chain.
            let hash = row.get(1).unwrap_or_default();
            Ok(Seal { head: Head { count: row.get::<_, i64>(0)?.unsigned_abs(), hash }, token: row.get(2)? })
        });
        seals.map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }
}

impl Sqlite {
    fn set_note(&self, name: &str, value: &str) -> Result<(), Error> {
        let sql = "INSERT INTO notes (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value";
        self.connection.execute(sql, [name, value]).map(drop).map_err(failed)
    }
}
