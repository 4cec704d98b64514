//! The connection to a server, which may go away: work is done again on a new one.

use std::cell::RefCell;
use std::thread;
use std::time::{Duration, Instant};

use postgres::{Client, IsolationLevel, Transaction};

use super::super::Error;
use super::failure::failed;
use super::line::{Line, Statements};
use super::place::Place;
use super::{migrate, read};

/// A server that restarts is there again within this.
const RESTART: Duration = Duration::from_secs(30);

/// What is written one after the other.
#[derive(Clone, Copy)]
pub(super) enum Turn {
    Documents,
    Arrivals,
}

/// A server, with a connection to it.
pub(super) struct Server {
    place: Place,
    session: RefCell<Session>,
}

struct Session {
    client: Client,
    statements: Statements,
}

impl Session {
    fn open(place: &Place) -> Result<Self, Error> {
        let mut client = place.connect()?;
        migrate::settle(&mut client, place)?;
        Ok(Self { client, statements: Statements::new() })
    }
}

impl Server {
    pub(super) fn open(url: &str) -> Result<Self, Error> {
        let place = Place::of_url(url)?;
        let session = RefCell::new(Session::open(&place)?);
        Ok(Self { place, session })
    }

    /// Does `work`; where the connection is lost, once more on a new one. `work` is told whether it may have been done before.
    fn lasting<T>(&self, mut work: impl FnMut(&mut Session, bool) -> Result<T, Error>) -> Result<T, Error> {
        let mut again = false;
        loop {
            let done = work(&mut self.session.borrow_mut(), again);
            match done {
                Err(Error::Lost(_)) if !again => {
                    again = true;
                    self.reconnect()?;
                }
                done => return done,
            }
        }
    }

    /// Waits for a server that restarts.
    fn reconnect(&self) -> Result<(), Error> {
        let deadline = Instant::now() + RESTART;
        loop {
            match Session::open(&self.place) {
                Err(Error::Connect { .. } | Error::Lost(_)) if Instant::now() < deadline => {
                    thread::sleep(Duration::from_millis(200));
                }
                Ok(session) => {
                    *self.session.borrow_mut() = session;
                    return Ok(());
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// Asks.
    pub(super) fn ask<T>(&self, mut work: impl FnMut(&mut Line<'_, Client>) -> Result<T, Error>) -> Result<T, Error> {
        self.lasting(|Session { client, statements }, _| work(&mut Line { client, statements }))
    }

    /// Asks several questions of one moment.
    pub(super) fn ask_at_once<T>(
        &self,
        mut work: impl FnMut(&mut Line<'_, Transaction<'_>>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.lasting(|Session { client, statements }, _| {
            let moment = client.build_transaction().isolation_level(IsolationLevel::RepeatableRead).read_only(true);
            let mut transaction = moment.start().map_err(failed)?;
            let said = work(&mut Line { client: &mut transaction, statements })?;
            transaction.commit().map_err(failed)?;
            Ok(said)
        })
    }

    /// Does `work` in a transaction that nobody else writes beside; where it fails nothing is written.
    pub(super) fn write<T>(
        &self,
        turn: Turn,
        mut work: impl FnMut(&mut Line<'_, Transaction<'_>>, bool) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.lasting(|Session { client, statements }, again| {
            // Whatever the server's default is: what was written before the turn came has to be seen.
            let transaction =
                client.build_transaction().isolation_level(IsolationLevel::ReadCommitted).read_only(false);
            let mut transaction = transaction.start().map_err(failed)?;
            let mut line = Line { client: &mut transaction, statements };
            let name = match turn {
                Turn::Documents => "documents",
                Turn::Arrivals => "arrivals",
            };
            line.query("SELECT name FROM turns WHERE name = $1 FOR UPDATE", &[&name])?;
            let done = work(&mut line, again)?;
            transaction.commit().map_err(failed)?;
            Ok(done)
        })
    }

    /// All that `fetch` gives, page by page, each after the number of the last one; between pages others may use the connection.
    pub(super) fn pages<T>(
        &self,
        fetch: impl Fn(&mut Line<'_, Client>, i64) -> Result<Vec<(i64, T)>, Error>,
        each: &mut dyn FnMut(i64, T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut at = i64::MIN;
        loop {
            let page = self.ask(|line| fetch(line, at))?;
            let is_last = page.len() < read::PAGE;
            for (id, it) in page {
                at = id;
                each(id, it)?;
            }
            if is_last {
                return Ok(());
            }
        }
    }
}
