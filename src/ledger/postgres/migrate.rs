//! A new ledger in a database, and an old one made new.
//!
//! All in one transaction: whoever is stopped in it leaves the database as it was. Two who start at once wait for each other, and
//! the second finds it made.

use postgres::{Client, GenericClient};

use super::super::Error;
use super::failure::failed;
use super::line::{Line, Statements, text};
use super::place::Place;
use super::schema::{STEPS, VERSION, mark};

/// A number for the lock, which is the database's: «kyso».
const LOCK: i64 = 0x6b79_736f;

/// What holds on every connection: where the tables are; that nobody waits for ever, for another writer or for one that went
/// away; that what is acknowledged is on the disk, whatever the server's own setting is.
const SETTINGS: &str = "
    SET search_path = kyso, pg_temp; SET lock_timeout = '60s'; SET idle_in_transaction_session_timeout = '120s';
    SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

/// Makes sure that the database has a ledger of this version.
pub(super) fn settle(client: &mut Client, place: &Place) -> Result<(), Error> {
    client.batch_execute(SETTINGS).map_err(failed)?;
    let found = match version(client)? {
        Some(VERSION) => return Ok(()),
        Some(found) => found,
        None => 0,
    };
    if !(0..VERSION).contains(&found) {
        return Err(Error::Schema { ledger: place.to_string(), found, known: VERSION });
    }
    let encoding = client.query_one("SHOW server_encoding", &[]).map_err(failed)?;
    let encoding = text(&encoding, 0)?;
    if encoding != "UTF8" {
        return Err(Error::Encoding { server: place.to_string(), encoding });
    }
    make(client).map_err(|error| match error {
        Error::Rights(source) => Error::NotMade { server: place.to_string(), source },
        other => other,
    })
}

fn make(client: &mut Client) -> Result<(), Error> {
    let mut transaction = client.transaction().map_err(failed)?;
    transaction.execute("SELECT pg_advisory_xact_lock($1)", &[&LOCK]).map_err(failed)?;
    let found = version(&mut transaction)?.unwrap_or(0);
    let has_schema = transaction.query("SELECT FROM pg_namespace WHERE nspname = 'kyso'", &[]).map_err(failed)?;
    // Even where it is there, IF NOT EXISTS asks for the right to make one.
    if has_schema.is_empty() {
        transaction.batch_execute("CREATE SCHEMA kyso").map_err(failed)?;
    }
    for step in STEPS.iter().skip(usize::try_from(found).unwrap_or(STEPS.len())) {
        transaction.batch_execute(step).map_err(failed)?;
    }
    transaction.batch_execute(&mark(VERSION)).map_err(failed)?;
    transaction.commit().map_err(failed)
}

/// The version of the ledger; nothing where there is none.
fn version(client: &mut impl GenericClient) -> Result<Option<i64>, Error> {
    let mut statements = Statements::new();
    let mut line = Line { client, statements: &mut statements };
    let sql = "SELECT FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace WHERE nspname = 'kyso' AND relname = 'notes'";
    if line.first(sql, &[])?.is_none() {
        return Ok(None);
    }
    let found = line.first("SELECT value FROM kyso.notes WHERE name = 'version'", &[])?;
    // Another program's schema: no version of ours.
    let found = found.map(|row| text(&row, 0)).transpose()?.and_then(|version| version.parse().ok());
    Ok(Some(found.unwrap_or(-1)))
}
