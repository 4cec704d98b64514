//! The ledger of a province on a PostgreSQL server, from version 12 on.
//!
//! The records, their chain and their sums are those of a SQLite file: an export of one imported into the other gives the same
//! chain. How records get in is the same too (`store`), but a question costs a way over the network, so `Page` fetches what a
//! batch of records needs with a few of them, works in memory, and writes the whole with COPY.
//!
//! Writers take turns: each locks a row of `turns` for the length of its transaction. A server that goes away in the middle of it
//! is waited for, and the transaction done again; a record that had got in after all is not added twice.
//!
//! A connection pooler has to give one session to one process («session pooling»): statements are prepared.

mod address;
mod arrivals;
mod bulk;
mod failure;
mod known;
mod line;
mod migrate;
mod page;
mod place;
mod post;
mod read;
mod schema;
mod server;
mod sums;
mod tls;

use std::cell::RefCell;
use std::{iter, slice};

use postgres::Client;

use super::arrivals::Register as _;
use super::chain::Head;
use super::check::Link;
use super::rollup::{Span, Split};
use super::store::{Store as _, Writer, counts};
use super::{
    Added, Arrival, Cell, Certificate, Delay, Each, EachDelay, EachPosting, EachStanding, Error, Incoming, Kind,
    Ledger, Office, Posting, Range, Receipt, Record, Seal, Sum,
};

use known::{Around, keys_of};
use line::{Line, column};
use page::Page;
use server::{Server, Turn};

pub(super) use schema::script;

/// Records of a bulk that become visible, and durable, together.
const BULK: usize = 20_000;
/// A ledger in a database.
pub struct Postgres {
    server: Server,
    /// Of the records that are gone through just now: what else is known of their bytes.
    around: RefCell<Around>,
}

impl Postgres {
    /// Connects, making the tables where there are none and the user may.
    ///
    /// # Errors
    ///
    /// [`Error::Address`], [`Error::Connect`], [`Error::Tls`], [`Error::Login`], [`Error::Schema`], [`Error::NotMade`].
    pub fn open(url: &str) -> Result<Self, Error> {
        Ok(Self { server: Server::open(url)?, around: RefCell::default() })
    }

    /// The number of the last record: those that are written meanwhile are not gone through.
    fn last(&self) -> Result<i64, Error> {
        let row = self.server.ask(|line| line.first("SELECT max(id) FROM documents", &[]))?;
        Ok(row.map_or(Ok(None), |row| column::<Option<i64>>(&row, 0))?.unwrap_or(0))
    }
}

impl Ledger for Postgres {
    fn record(&self, record: &Record) -> Result<(), Error> {
        self.record_batch(slice::from_ref(record)).map(drop)
    }

    fn record_batch(&self, records: &[Record]) -> Result<[Head; 2], Error> {
        let postings: Vec<_> = records.iter().map(Posting::of).collect::<Result<_, _>>()?;
        self.server.write(Turn::Documents, |line, again| {
            let mut page = Page::new(line);
            page.fetch(keys_of(postings.iter().map(|posting| &posting.row)))?;
            let before = page.head()?;
            let mut writer = Writer::new(&mut page)?;
            for posting in &postings {
                // What got in before the connection was lost is known by its content.
                if again {
                    writer.import(posting)?;
                } else {
                    writer.record(posting)?;
                }
            }
            let after = writer.finish()?;
            page.finish()?;
            Ok([before, after])
        })
    }

    fn record_all(&self, postings: &mut dyn Iterator<Item = Result<Posting, Error>>) -> Result<Added, Error> {
        let mut added = Added::default();
        loop {
            let mut fault = None;
            let mut next = || postings.next()?.map_err(|error| fault = Some(error)).ok();
            let these: Vec<_> = iter::from_fn(&mut next).take(BULK).collect();
            if !these.is_empty() {
                added += self.server.write(Turn::Documents, |line, _| bulk::import(line, &these))?;
            }
            match fault {
                Some(error) => return Err(error),
                None if these.is_empty() => return Ok(added),
                None => {}
            }
        }
    }

    fn arrive(&self, incoming: &Incoming) -> Result<Receipt, Error> {
        self.server.write(Turn::Arrivals, |line, _| super::arrivals::arrive(line, incoming))
    }

    fn number_from(&self, year: i32, first: u32) -> Result<(), Error> {
        self.server.write(Turn::Arrivals, |line, _| super::arrivals::number_from(line, year, first))
    }

    fn first_number(&self, year: i32) -> Result<u32, Error> {
        self.server.ask(|line| line.first_number(year))
    }

    fn arrivals(&self, year: Option<i32>) -> Result<Vec<Arrival>, Error> {
        self.server.ask(|line| arrivals::all(line, year))
    }

    fn registered(&self, content: &str) -> Result<Option<Arrival>, Error> {
        self.server.ask(|line| line.registered(content))
    }

    fn each_posting(&self, range: Range, each: &mut EachPosting<'_>) -> Result<(), Error> {
        let last = self.last()?;
        self.server.pages(|line, at| read::postings(line, range, (at, last)), &mut |id, posting| each(id, posting?))
    }

    fn posting(&self, id: i64) -> Result<Option<Posting>, Error> {
        self.server.ask(|line| read::posting(line, id))
    }

    fn verdict_of(&self, sha256: &str, policy: &str) -> Result<Option<Record>, Error> {
        self.server.ask(|line| read::verdict_of(line, sha256, policy))
    }

    fn head(&self) -> Result<Head, Error> {
        self.server.ask(read::head)
    }

    fn beginning(&self) -> Result<Head, Error> {
        self.server.ask(read::beginning)
    }

    fn cells(&self, span: Span, split: Split) -> Result<Vec<Cell>, Error> {
        self.server.ask_at_once(|line| sums::cells(line, span, split))
    }

    fn delays(&self, span: Span, split: Split) -> Result<Vec<Delay>, Error> {
        self.server.ask_at_once(|line| sums::delays(line, span, split))
    }

    fn certificates(&self) -> Result<Vec<Certificate>, Error> {
        self.server.ask(sums::certificates)
    }

    fn each_counted(&self, office: &Office, span: Span, each: &mut Each<'_>) -> Result<(), Error> {
        let mut day = i32::MIN;
        let fetch = |line: &mut Line<'_, Client>, at: (i32, i64)| read::counted(line, office, span, at);
        let mut at = 0;
        loop {
            let page = self.server.ask(|line| fetch(line, (day, at)))?;
            let is_last = page.len() < read::PAGE;
            for (on, id, record) in page {
                (day, at) = (on, id);
                each(id, record?)?;
            }
            if is_last {
                return Ok(());
            }
        }
    }

    fn each_standing(&self, each: &mut EachStanding<'_>) -> Result<(), Error> {
        self.server.pages(read::standing, &mut |id, (kind, record)| each(id, kind?, record?))
    }

    fn walk(&self, each: &mut dyn FnMut(Link) -> Result<(), Error>) -> Result<(), Error> {
        let last = self.last()?;
        let fetch = |line: &mut Line<'_, Client>, at| {
            let links = read::links(line, (at, last))?;
            self.around.replace(Around::of(&links));
            Ok(links)
        };
        let done = self.server.pages(fetch, &mut |_, link| each(link));
        self.around.take();
        done
    }

    fn counts(&self, record: &Link) -> Result<Option<Kind>, Error> {
        let around = &mut *self.around.borrow_mut();
        self.server.ask(|line| {
            let mut page = Page::new(line);
            page.known = std::mem::take(&mut around.known);
            // Those of the whole page of records together, at the first question.
            page.fetch(around.keys.drain(..))?;
            let counts = counts(&mut page, record.id, &record.row);
            around.known = page.known;
            counts
        })
    }

    fn at_once(&self, work: &mut dyn FnMut() -> Result<(), Error>) -> Result<(), Error> {
        self.server.ask(|line| line.batch("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"))?;
        let done = work();
        self.server.ask(|line| line.batch("COMMIT"))?;
        done
    }

    fn each_sum(&self, each: &mut dyn FnMut(Sum<'_>) -> Result<(), Error>) -> Result<(), Error> {
        let mut at = sums::FIRST;
        while let Some(page) = self.server.ask(|line| sums::page(line, &at)).map(Some)?.filter(|page| !page.is_empty())
        {
            for (key, office, n) in &page {
                each(sums::sum(key, office, *n)?)?;
                at = *key;
            }
        }
        Ok(())
    }

    fn each_delay(&self, each: &mut EachDelay<'_>) -> Result<(), Error> {
        let mut at = sums::FIRST;
        loop {
            let page = self.server.ask(|line| sums::delay_page(line, &at))?;
            let Some(last) = page.last() else { return Ok(()) };
            at = last.0;
            for (key, office, minutes) in &page {
                let grain = sums::grain_of(key.0)?;
                for (value, n) in minutes.values() {
                    each(grain, key.1, office, value, n)?;
                }
            }
        }
    }

    fn recount(&self, digest: &str, by: &mut dyn FnMut(&mut Record)) -> Result<u64, Error> {
        self.server.write(Turn::Documents, |line, _| bulk::recount(line, digest, by))
    }

    fn note(&self, name: &str) -> Result<Option<String>, Error> {
        self.server.ask(|line| read::note(line, name))
    }

    fn seal(&self, seal: &Seal) -> Result<(), Error> {
        let count = i64::try_from(seal.head.count).map_err(|_| Error::Unfit { column: "count" })?;
        let hash = seal.head.hash.as_slice();
        self.server.write(Turn::Documents, |line, again| {
            let sql = "SELECT FROM seals WHERE count = $1 AND hash = $2 AND token = $3";
            if again && line.first(sql, &[&count, &hash, &seal.token])?.is_some() {
                return Ok(());
            }
            line.execute("INSERT INTO seals (count, hash, token) VALUES ($1, $2, $3)", &[&count, &hash, &seal.token])
        })
    }

    fn seals(&self) -> Result<Vec<Seal>, Error> {
        let rows = self.server.ask(|line| line.query("SELECT count, hash, token FROM seals ORDER BY id", &[]))?;
        let seal = |row| {
            let hash = column::<Vec<u8>>(row, 1)?.try_into().unwrap_or_default();
            Ok(Seal { head: Head { count: column::<i64>(row, 0)?.unsigned_abs(), hash }, token: column(row, 2)? })
        };
        rows.iter().map(seal).collect()
    }
}
