//! One transaction that writes.

use std::collections::HashMap;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, params};
use time::OffsetDateTime;

use super::super::chain::Head;
use super::super::histogram::Packed;
use super::super::rollup::{Deltas, Placed};
use super::super::row::{Digest, Row};
use super::super::seen::Seen;
use super::super::standing::Standing;
use super::super::store::Store;
use super::super::{Error, Flags, Kind};
use super::failed;
use super::read::Reader;
use super::sieve::Sieve;

/// The beginning of a digest that is not there is NULL, not an empty one.
pub(super) const STANDINGS: &str = "
    SELECT id, content, CASE WHEN sha256_out <> sha256_in AND sha256_in <> x'' THEN sha256_in END,
    action, status, policy, no_check, judged_on FROM documents
    WHERE substr(coalesce(sha256_out, sha256_in), 1, 8) IS substr(?1, 1, 8)
    AND coalesce(sha256_out, sha256_in) = ?1 AND (?1 <> x'' OR file = ?2)";

pub(super) const SUPERSEDED: &str = "
    SELECT 1 FROM documents WHERE substr(sha256_in, 1, 8) = substr(?1, 1, 8) AND sha256_in = ?1
    AND sha256_out IS NOT NULL AND sha256_out <> sha256_in AND ?1 <> x'' LIMIT 1";

pub(super) const OUTPUTS: &str = "
    SELECT sha256_out FROM documents WHERE substr(sha256_in, 1, 8) = substr(?1, 1, 8) AND sha256_in = ?1
    AND sha256_out IS NOT NULL AND sha256_out <> sha256_in AND ?1 <> x''";

const APPEND: &str = "
    INSERT INTO documents (id, time, action, file, sha256_in, sha256_out, status, level, no_check, judged_on, policy,
    signatures, tool, agencies, content, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)";

const COUNT: &str = "
    INSERT INTO counted (id, office, signer, day, kind, flags, minutes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";

/// A transaction in work.
pub(super) struct Page<'c> {
    connection: &'c Connection,
    /// Offices that have their number already.
    offices: HashMap<Vec<u8>, i64>,
    key: Vec<u8>,
    /// What need not be looked for, in a bulk.
    pub(super) sieve: Option<Sieve>,
    /// What every record asks and says.
    often: Often<'c>,
}

#[derive(Default)]
struct Often<'c> {
    standings: Held<'c>,
    superseded: Held<'c>,
    append: Held<'c>,
    count: Held<'c>,
}

/// A statement that is prepared when it is first used, and kept.
#[derive(Default)]
struct Held<'c>(Option<CachedStatement<'c>>);

impl<'c> Held<'c> {
    fn get(&mut self, connection: &'c Connection, sql: &str) -> Result<&mut CachedStatement<'c>, Error> {
        let statement = match self.0.take() {
            Some(statement) => statement,
            None => connection.prepare_cached(sql).map_err(failed)?,
        };
        Ok(self.0.insert(statement))
    }
}

impl<'c> Page<'c> {
    pub(super) fn new(connection: &'c Connection) -> Self {
        Self { connection, offices: HashMap::new(), key: Vec::new(), sieve: None, often: Often::default() }
    }

    /// Does the ledger certainly know nothing of these bytes?
    fn lacks(&self, sha256: &[u8]) -> bool {
        self.sieve.as_ref().is_some_and(|sieve| !sieve.may_hold(sha256))
    }

    fn prepare(&self, sql: &str) -> Result<CachedStatement<'c>, Error> {
        self.connection.prepare_cached(sql).map_err(failed)
    }

    fn execute(&self, sql: &str, values: impl Params) -> Result<(), Error> {
        self.prepare(sql)?.execute(values).map(drop).map_err(failed)
    }
}

/// What [`Page::uncount`] takes away: kind and flags are checked when they are read.
pub(super) fn placed(
    (office, signer, day): (i64, i64, i32),
    (kind, flags, minutes): (u8, u32, Option<i64>),
) -> Result<Placed, Error> {
    let kind = *Kind::ALL.get(usize::from(kind)).ok_or(Error::Sums { table: "counted" })?;
    Ok(Placed { office, signer, day, kind, flags: Flags(flags), minutes })
}

impl Store for Page<'_> {
    fn head(&mut self) -> Result<Head, Error> {
        Reader(self.connection).head()
    }

    fn standings(&mut self, sha256: &[u8], file: &str) -> Result<Vec<Standing>, Error> {
        if self.lacks(sha256) {
            return Ok(Vec::new());
        }
        let select = self.often.standings.get(self.connection, STANDINGS)?;
        let standings = select.query_map(params![sha256, file], |row| {
            Ok(Standing {
                id: row.get(0)?,
                content: row.get(1)?,
                made_of: row.get(2)?,
                action: row.get(3)?,
                status: row.get(4)?,
                policy: row.get(5)?,
                no_check: row.get(6)?,
                judged_on: row.get(7)?,
            })
        });
        standings.map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }

    fn is_superseded(&mut self, sha256: &[u8]) -> Result<bool, Error> {
        if self.lacks(sha256) {
            return Ok(false);
        }
        let select = self.often.superseded.get(self.connection, SUPERSEDED)?;
        select.exists([sha256]).map_err(failed)
    }

    fn outputs(&mut self, sha256: &[u8]) -> Result<Vec<Vec<u8>>, Error> {
        let mut select = self.prepare(OUTPUTS)?;
        let outputs = select.query_map([sha256], |row| row.get(0)).map_err(failed)?;
        outputs.collect::<Result<_, _>>().map_err(failed)
    }

    fn append(&mut self, id: i64, row: &Row, content: &Digest, hash: &Digest) -> Result<(), Error> {
        if let Some(sieve) = &mut self.sieve {
            sieve.note(id, row);
        }
        let insert = self.often.append.get(self.connection, APPEND)?;
        insert
            .execute(params![
                id,
                row.time,
                row.action,
                row.file,
                row.sha256_in,
                row.sha256_out,
                row.status,
                row.level,
                row.no_check,
                row.judged_on,
                row.policy,
                row.signatures,
                row.tool,
                row.agencies,
                content,
                hash
            ])
            .map(drop)
            .map_err(failed)
    }

    fn office(&mut self, code: &str, name: &str, signer: Option<&str>) -> Result<i64, Error> {
        self.key.clear();
        for text in [code, name].into_iter().chain(signer) {
            self.key.extend((text.len() as u64).to_le_bytes());
            self.key.extend(text.as_bytes());
        }
        if let Some(id) = self.offices.get(&self.key) {
            return Ok(*id);
        }
        let values = params![code, name, signer.is_none(), signer.unwrap_or_default()];
        let known = "SELECT id FROM offices WHERE code = ? AND name = ? AND whole = ? AND signer = ?";
        let known = self.prepare(known)?.query_row(values, |row| row.get(0)).optional().map_err(failed)?;
        let id = if let Some(id) = known {
            id
        } else {
            self.execute("INSERT INTO offices (code, name, whole, signer) VALUES (?, ?, ?, ?)", values)?;
            self.connection.last_insert_rowid()
        };
        self.offices.insert(self.key.clone(), id);
        Ok(id)
    }

    fn count(&mut self, id: i64, placed: &Placed) -> Result<(), Error> {
        let Placed { office, signer, day, kind, flags, minutes } = *placed;
        let insert = self.often.count.get(self.connection, COUNT)?;
        insert.execute(params![id, office, signer, day, kind as u8, flags.0, minutes]).map(drop).map_err(failed)
    }

    fn uncount(&mut self, id: i64) -> Result<Option<Placed>, Error> {
        let sql = "DELETE FROM counted WHERE id = ? RETURNING office, signer, day, kind, flags, minutes";
        let taken = self.prepare(sql)?.query_row([id], |row| {
            Ok(((row.get(0)?, row.get(1)?, row.get(2)?), (row.get(3)?, row.get(4)?, row.get(5)?)))
        });
        taken.optional().map_err(failed)?.map(|(place, what)| placed(place, what)).transpose()
    }

    fn add(&mut self, deltas: &Deltas) -> Result<(), Error> {
        for (((grain, start, who), kind, flags), n) in deltas.cells() {
            let sql = "INSERT INTO rollup (grain, start, who, kind, flags, n) VALUES (?, ?, ?, ?, ?, ?)
                       ON CONFLICT DO UPDATE SET n = n + excluded.n";
            self.execute(sql, params![grain.code(), start, who, kind, flags, n])?;
        }
        for ((grain, start, who), values) in deltas.delays() {
            let place = params![grain.code(), start, who];
            let sql = "SELECT minutes FROM delays WHERE grain = ? AND start = ? AND who = ?";
            let known = self.prepare(sql)?.query_row(place, |row| row.get::<_, Vec<u8>>(0)).optional();
            let known = known.map_err(failed)?.unwrap_or_default();
            let known = Packed::read(&known).ok_or(Error::Sums { table: "delays" })?;
            let changed = known.changed(&values);
            let sql = "INSERT INTO delays (grain, start, who, minutes) VALUES (?, ?, ?, ?)
                       ON CONFLICT DO UPDATE SET minutes = excluded.minutes";
            self.execute(sql, params![grain.code(), start, who, changed.bytes()])?;
        }
        Ok(())
    }

    fn see(&mut self, seen: &Seen) -> Result<(), Error> {
        for sight in seen.iter() {
            let it = &sight.signature;
            let ou = serde_json::to_string(&it.ou).map_err(|_| Error::Unfit { column: "signatures" })?;
            let sql = "INSERT INTO certificates
                 (fingerprint, agency, role, passed, cn, o, ou, serial, issuer, not_after, first, last)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                 ON CONFLICT DO UPDATE SET passed = max(passed, excluded.passed), first = min(first, excluded.first),
                 last = max(last, excluded.last), not_after = coalesce(not_after, excluded.not_after)";
            self.execute(
                sql,
                params![
                    sight.fingerprint,
                    it.agency.as_deref().unwrap_or_default(),
                    it.role.as_deref().unwrap_or_default(),
                    sight.passed,
                    it.cn,
                    it.o,
                    ou,
                    it.serial,
                    it.issuer,
                    it.not_after.map(OffsetDateTime::unix_timestamp),
                    sight.first,
                    sight.last
                ],
            )?;
        }
        Ok(())
    }
}
