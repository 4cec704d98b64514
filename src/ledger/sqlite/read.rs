//! What is asked of the file.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Row as Stored, params};
use time::OffsetDateTime;

use super::super::chain::Head;
use super::super::check::Link;
use super::super::histogram::Packed;
use super::super::rollup::{Grain, Part, Span, Split, date, number, parts};
use super::super::row::{self, Row};
use super::super::{
    Cell, Certificate, Delay, Each, EachDelay, EachPosting, EachStanding, Error, Flags, Histogram, Kind, Office,
    Posting, Range, Record, Sum,
};
use super::failed;
use crate::text::{hex, unhex};

const COLUMNS: &str = "id, time, action, file, sha256_in, sha256_out, status, level, no_check, judged_on, policy,
     signatures, tool, agencies";

/// A connection that is read.
pub(super) struct Reader<'c>(pub(super) &'c Connection);

/// What sums are told apart by: whose, and the first day of which month or year.
type Key = (i64, Option<i32>);

/// The columns of [`COLUMNS`].
fn row_of(stored: &Stored<'_>) -> Result<(i64, Row), rusqlite::Error> {
    let row = Row {
        time: stored.get(1)?,
        action: stored.get(2)?,
        file: stored.get(3)?,
        sha256_in: stored.get(4)?,
        sha256_out: stored.get(5)?,
        status: stored.get(6)?,
        level: stored.get(7)?,
        no_check: stored.get(8)?,
        judged_on: stored.get(9)?,
        policy: stored.get(10)?,
        signatures: stored.get(11)?,
        tool: stored.get(12)?,
        agencies: stored.get(13)?,
    };
    Ok((stored.get(0)?, row))
}

/// What stands in a column that is none of its values.
fn damaged(stored: &Stored<'_>, error: rusqlite::Error) -> Error {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
    let (FromSqlConversionFailure(at, ..)
    | IntegralValueOutOfRange(at, _)
    | InvalidColumnType(at, ..)
    | Utf8Error(at, _)) = error
    else {
        return failed(error);
    };
    let column = at.checked_sub(1).and_then(|at| row::COLUMNS.get(at)).unwrap_or(&"content");
    Error::Damaged { id: stored.get(0).unwrap_or_default(), column }
}

/// The columns of [`COLUMNS`], and the digest after them.
fn posting_of(stored: &Stored<'_>) -> Result<(i64, Posting), Error> {
    let (id, row) = row_of(stored).map_err(|error| damaged(stored, error))?;
    let content = stored.get(14).map_err(|error| damaged(stored, error))?;
    Ok((id, Posting::stored(row, content).map_err(|column| Error::Damaged { id, column })?))
}

fn record_of(stored: &Stored<'_>) -> Result<(i64, Record), Error> {
    let (id, row) = row_of(stored).map_err(|error| damaged(stored, error))?;
    Ok((id, row.record().map_err(|column| Error::Damaged { id, column })?))
}

impl<'c> Reader<'c> {
    fn prepare(&self, sql: &str) -> Result<CachedStatement<'c>, Error> {
        self.0.prepare_cached(sql).map_err(failed)
    }

    pub(super) fn each_posting(&self, range: Range, each: &mut EachPosting<'_>) -> Result<(), Error> {
        let from = range.from.map_or(i64::MIN, OffsetDateTime::unix_timestamp);
        let to = range.to.map_or(i64::MAX, OffsetDateTime::unix_timestamp);
        let sql = format!("SELECT {COLUMNS}, content FROM documents WHERE time >= ? AND time < ? ORDER BY id");
        let mut select = self.prepare(&sql)?;
        let mut rows = select.query(params![from, to]).map_err(failed)?;
        while let Some(stored) = rows.next().map_err(failed)? {
            let (id, posting) = posting_of(stored)?;
            each(id, posting)?;
        }
        Ok(())
    }

    pub(super) fn posting(&self, id: i64) -> Result<Option<Posting>, Error> {
        let mut select = self.prepare(&format!("SELECT {COLUMNS}, content FROM documents WHERE id = ?"))?;
        let found = select.query_row([id], |stored| Ok(posting_of(stored))).optional().map_err(failed)?;
        Ok(found.transpose()?.map(|(_, posting)| posting))
    }

    pub(super) fn verdict_of(&self, sha256: &str, policy: &str) -> Result<Option<Record>, Error> {
        let Some(sha256) = unhex(sha256).filter(|digest| !digest.is_empty()) else { return Ok(None) };
        let sql = verdict_sql();
        let mut select = self.prepare(&sql)?;
        let found = select.query_row(params![sha256, policy], |row| Ok(record_of(row)));
        Ok(found.optional().map_err(failed)?.transpose()?.map(|(_, record)| record))
    }

    pub(super) fn head(&self) -> Result<Head, Error> {
        let mut select = self.prepare(HEAD)?;
        let last =
            select.query_row([], |row| Ok(Head { count: row.get::<_, i64>(0)?.unsigned_abs(), hash: row.get(1)? }));
        last.optional().map_err(failed)?.map_or_else(|| self.beginning(), Ok)
    }

    /// The end of a chain that has no record yet.
    pub(super) fn beginning(&self) -> Result<Head, Error> {
        let sql = "SELECT value FROM notes WHERE name = 'older'";
        let older: Option<String> = self.prepare(sql)?.query_row([], |row| row.get(0)).optional().map_err(failed)?;
        Ok(Head::empty(older.and_then(|older| older.parse().ok()).unwrap_or_default()))
    }

    pub(super) fn cells(&self, span: Span, split: Split) -> Result<Vec<Cell>, Error> {
        let mut sums = HashMap::<(Key, u8, u32), u64>::new();
        for part in parts(span, split) {
            let mut select = self.prepare(cells_sql(&part, split))?;
            let mut rows = select.query(bounds(&part)).map_err(failed)?;
            while let Some(row) = rows.next().map_err(failed)? {
                let read = || Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get::<_, i64>(4)?));
                let (start, who, kind, flags, n): (i32, i64, u8, u32, i64) = read().map_err(failed)?;
                let n = u64::try_from(n).map_err(|_| Error::Sums { table: "rollup" })?;
                *sums.entry(((who, period(start, split)), kind, flags)).or_default() += n;
            }
        }
        let mut offices = HashMap::new();
        let mut cells = Vec::with_capacity(sums.len());
        for (((who, start), kind, flags), n) in sums.into_iter().filter(|(_, n)| *n > 0) {
            let office = self.office(who, &mut offices)?;
            cells.push(Cell { office, day: start.and_then(date), kind: kind_of(kind)?, flags: Flags(flags), n });
        }
        cells.sort_unstable_by(|a, b| (&a.office, a.day, a.kind, a.flags).cmp(&(&b.office, b.day, b.kind, b.flags)));
        Ok(cells)
    }

    pub(super) fn delays(&self, span: Span, split: Split) -> Result<Vec<Delay>, Error> {
        let mut sums = HashMap::<Key, Histogram>::new();
        for part in parts(span, split) {
            let mut select = self.prepare(delays_sql(&part, split))?;
            let mut rows = select.query(bounds(&part)).map_err(failed)?;
            while let Some(row) = rows.next().map_err(failed)? {
                let key = (row.get(1).map_err(failed)?, period(row.get(0).map_err(failed)?, split));
                let histogram = sums.entry(key).or_default();
                if part.grain == Grain::Day && split == Split::Signer {
                    histogram.add(row.get(2).map_err(failed)?, 1);
                } else {
                    let bytes = row.get_ref(2).map_err(failed)?.as_blob().unwrap_or_default();
                    histogram.take(packed(bytes)?);
                }
            }
        }
        let mut offices = HashMap::new();
        let delay = |((who, start), minutes): (Key, Histogram)| {
            Ok(Delay { office: self.office(who, &mut offices)?, day: start.and_then(date), minutes })
        };
        sums.into_iter().filter(|(_, minutes)| !minutes.is_empty()).map(delay).collect()
    }

    fn office(&self, id: i64, known: &mut HashMap<i64, Arc<Office>>) -> Result<Arc<Office>, Error> {
        if let Some(office) = known.get(&id) {
            return Ok(office.clone());
        }
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let mut select = self.prepare("SELECT code, name, signer FROM offices WHERE id = ?")?;
        let office = select.query_row([id], |row| {
            Ok(Office { code: given(row.get(0)?), name: given(row.get(1)?), signer: given(row.get(2)?) })
        });
        let office = Arc::new(office.optional().map_err(failed)?.ok_or(Error::Sums { table: "offices" })?);
        known.insert(id, office.clone());
        Ok(office)
    }

    pub(super) fn certificates(&self) -> Result<Vec<Certificate>, Error> {
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let mut select = self.prepare(
            "SELECT fingerprint, agency, role, passed, cn, o, ou, serial, issuer, not_after, first, last FROM certificates",
        )?;
        let all = select.query_map([], |row| {
            let ou: String = row.get(6)?;
            let not_after: Option<i64> = row.get(9)?;
            Ok(Certificate {
                fingerprint: hex(&row.get::<_, Vec<u8>>(0)?),
                agency: given(row.get(1)?),
                role: given(row.get(2)?),
                passed: row.get(3)?,
                cn: row.get(4)?,
                o: row.get(5)?,
                ou: serde_json::from_str(&ou).unwrap_or_default(),
                serial: row.get(7)?,
                issuer: row.get(8)?,
                not_after: not_after.and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok()),
                first: date(row.get(10)?).unwrap_or(time::Date::MIN),
                last: date(row.get(11)?).unwrap_or(time::Date::MAX),
            })
        });
        all.map_err(failed)?.collect::<Result<_, _>>().map_err(failed)
    }

    pub(super) fn each_counted(&self, office: &Office, span: Span, each: &mut Each<'_>) -> Result<(), Error> {
        let from = span.from.map_or(i32::MIN, number);
        let to = span.to.map_or(i32::MAX, number);
        let code = office.code.as_deref().unwrap_or_default();
        let name = office.name.as_deref().filter(|_| code.is_empty()).unwrap_or_default();
        let mut select = self.prepare(EACH_COUNTED)?;
        let mut rows = select.query(params![code, name, from, to]).map_err(failed)?;
        while let Some(stored) = rows.next().map_err(failed)? {
            let (id, record) = record_of(stored)?;
            each(id, record)?;
        }
        Ok(())
    }

    pub(super) fn each_standing(&self, each: &mut EachStanding<'_>) -> Result<(), Error> {
        let sql = format!("SELECT {COLUMNS}, kind FROM counted JOIN documents USING (id) ORDER BY id");
        let mut select = self.prepare(&sql)?;
        let mut rows = select.query([]).map_err(failed)?;
        while let Some(stored) = rows.next().map_err(failed)? {
            let (id, record) = record_of(stored)?;
            each(id, kind_of(stored.get(14).map_err(failed)?)?, record)?;
        }
        Ok(())
    }

    pub(super) fn walk(&self, each: &mut dyn FnMut(Link) -> Result<(), Error>) -> Result<(), Error> {
        let sql = format!("SELECT {COLUMNS}, content, hash FROM documents ORDER BY id");
        let mut select = self.prepare(&sql)?;
        let mut rows = select.query([]).map_err(failed)?;
        while let Some(stored) = rows.next().map_err(failed)? {
            let id = stored.get(0).map_err(failed)?;
            // What cannot be read does not say what was written: it fits no digest, and is none.
            let row = row_of(stored).map(|(_, row)| row).unwrap_or_default();
            let digest = |column| stored.get(column).unwrap_or_default();
            each(Link { id, row, content: digest(14), hash: digest(15) })?;
        }
        Ok(())
    }

    pub(super) fn each_sum(&self, each: &mut dyn FnMut(Sum<'_>) -> Result<(), Error>) -> Result<(), Error> {
        let mut offices = HashMap::new();
        let mut select = self.prepare("SELECT grain, start, who, kind, flags, n FROM rollup WHERE n <> 0")?;
        let mut rows = select.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let read = || Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get::<_, i64>(5)?));
            let (grain, start, who, kind, flags, n) =
                read().map_err(|_: rusqlite::Error| Error::Sums { table: "rollup" })?;
            let (grain, kind) = (grain_of(grain)?, kind_of(kind)?);
            let office = self.office(who, &mut offices)?;
            let n = u64::try_from(n).map_err(|_| Error::Sums { table: "rollup" })?;
            each(Sum { grain, start, office: &office, kind, flags: Flags(flags), n })?;
        }
        Ok(())
    }

    pub(super) fn each_delay(&self, each: &mut EachDelay<'_>) -> Result<(), Error> {
        let mut offices = HashMap::new();
        let mut select = self.prepare("SELECT grain, start, who, minutes FROM delays")?;
        let mut rows = select.query([]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            let read = || Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, Vec<u8>>(3)?));
            let (grain, start, who, minutes) = read().map_err(|_: rusqlite::Error| Error::Sums { table: "delays" })?;
            let (grain, office) = (grain_of(grain)?, self.office(who, &mut offices)?);
            for (value, n) in packed(&minutes)?.values() {
                each(grain, start, &office, value, n)?;
            }
        }
        Ok(())
    }
}

fn grain_of(code: u8) -> Result<Grain, Error> {
    Grain::ALL.get(usize::from(code)).copied().ok_or(Error::Sums { table: "rollup" })
}

fn kind_of(code: u8) -> Result<Kind, Error> {
    Kind::ALL.get(usize::from(code)).copied().ok_or(Error::Sums { table: "rollup" })
}

fn packed(bytes: &[u8]) -> Result<Packed, Error> {
    Packed::read(bytes).ok_or(Error::Sums { table: "delays" })
}

fn verdict_sql() -> String {
    format!(
        "SELECT {COLUMNS} FROM documents WHERE substr(coalesce(sha256_out, sha256_in), 1, 8) = substr(?1, 1, 8)
         AND coalesce(sha256_out, sha256_in) = ?1 AND policy = ?2 AND no_check = 0 AND status <> 'error'
         ORDER BY status = 'indeterminate', judged_on, id LIMIT 1"
    )
}

/// The first day of the year or month that sums of a split are about; nothing where they are not told apart.
fn period(start: i32, split: Split) -> Option<i32> {
    match split {
        Split::None | Split::Signer => None,
        Split::Year => Some(Grain::Year.start(start)),
        Split::Month => Some(Grain::Month.start(start)),
    }
}

/// Grain (where sums are asked), first and last start.
fn bounds(part: &Part) -> [i64; 3] {
    [i64::from(part.grain.code()), i64::from(*part.starts.start()), i64::from(*part.starts.end())]
}

/// Who counted in single days is told by the counted records themselves, found by office and day.
fn is_of_records(part: &Part, split: Split) -> bool {
    split == Split::Signer && part.grain == Grain::Day
}

fn cells_sql(part: &Part, split: Split) -> &'static str {
    if is_of_records(part, split) {
        "SELECT ?1 * 0, signer, kind, flags, 1 FROM counted WHERE office IN (SELECT id FROM offices WHERE whole = 1)
         AND day BETWEEN ?2 AND ?3"
    } else {
        "SELECT start, who, kind, flags, n FROM rollup WHERE grain = ?1 AND start BETWEEN ?2 AND ?3"
    }
}

fn delays_sql(part: &Part, split: Split) -> &'static str {
    if is_of_records(part, split) {
        "SELECT ?1 * 0, signer, minutes FROM counted WHERE office IN (SELECT id FROM offices WHERE whole = 1)
         AND day BETWEEN ?2 AND ?3 AND minutes IS NOT NULL AND kind <> 2"
    } else {
        "SELECT start, who, minutes FROM delays WHERE grain = ?1 AND start BETWEEN ?2 AND ?3"
    }
}

/// One row, the last: the reader stops there.
const HEAD: &str = "SELECT id, hash FROM documents WHERE id = (SELECT max(id) FROM documents)";

const EACH_COUNTED: &str = "
    SELECT d.id, d.time, d.action, d.file, d.sha256_in, d.sha256_out, d.status, d.level, d.no_check, d.judged_on, d.policy,
    d.signatures, d.tool, d.agencies FROM offices o CROSS JOIN counted c CROSS JOIN documents d
    WHERE o.code = ?1 AND o.name = ?2 AND o.whole = 1 AND o.signer = '' AND c.office = o.id AND c.day BETWEEN ?3 AND ?4
    AND d.id = c.id ORDER BY c.day, c.id";

/// What a report asks, and what a new record asks: none may go through all records.
#[cfg(test)]
pub(super) fn questions() -> Vec<String> {
    let part = |grain| Part { grain, starts: 0..=0 };
    let parts = [
        (Grain::Year, Split::None),
        (Grain::Month, Split::Month),
        (Grain::Day, Split::None),
        (Grain::Day, Split::Signer),
    ];
    let sums =
        parts.iter().flat_map(|(grain, split)| [cells_sql(&part(*grain), *split), delays_sql(&part(*grain), *split)]);
    let verdict = verdict_sql();
    sums.chain([
        EACH_COUNTED,
        HEAD,
        verdict.as_str(),
        super::write::STANDINGS,
        super::write::SUPERSEDED,
        super::write::OUTPUTS,
    ])
    .map(str::to_owned)
    .collect()
}
