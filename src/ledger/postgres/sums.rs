//! What is asked of the sums: the answer to a report.

use std::collections::HashMap;
use std::sync::Arc;

use postgres::{GenericClient, Row as Stored};
use time::OffsetDateTime;

use super::super::histogram::Packed;
use super::super::rollup::{Grain, Part, Span, Split, date, parts};
use super::super::{Cell, Certificate, Delay, Error, Flags, Histogram, Kind, Office, Sum};
use super::line::{Line, column, text, text_or_none};
use crate::text::hex;

/// What sums are told apart by: whose, and the first day of which month or year.
type Key = (i64, Option<i32>);
/// Grain, start, whose, kind, flags.
pub(super) type SumKey = (i16, i32, i64, i16, i64);

/// Before every sum.
pub(super) const FIRST: SumKey = (i16::MIN, i32::MIN, i64::MIN, i16::MIN, i64::MIN);

const CELLS: &str = "SELECT start, who, kind, flags, n FROM rollup WHERE grain = $1 AND start BETWEEN $2 AND $3";
const DELAYS: &str = "SELECT start, who, minutes FROM delays WHERE grain = $1 AND start BETWEEN $2 AND $3";
/// Who counted in single days is told by the counted records themselves, found by office and day.
const CELLS_OF_RECORDS: &str = "
    SELECT 0, c.signer, c.kind, c.flags, 1::bigint FROM offices o JOIN counted c ON c.office = o.id
    WHERE o.whole AND c.day BETWEEN $1 AND $2";
const DELAYS_OF_RECORDS: &str = "
    SELECT 0, c.signer, c.minutes FROM offices o JOIN counted c ON c.office = o.id
    WHERE o.whole AND c.day BETWEEN $1 AND $2 AND c.minutes IS NOT NULL AND c.kind <> 2";

fn rows_of<C: GenericClient>(
    line: &mut Line<'_, C>,
    part: &Part,
    split: Split,
    (of_sums, of_records): (&str, &str),
) -> Result<(bool, Vec<Stored>), Error> {
    let (first, last) = (part.starts.start(), part.starts.end());
    let are_records = split == Split::Signer && part.grain == Grain::Day;
    let rows = if are_records {
        line.query(of_records, &[first, last])?
    } else {
        line.query(of_sums, &[&i16::from(part.grain.code()), first, last])?
    };
    Ok((are_records, rows))
}

pub(super) fn cells<C: GenericClient>(line: &mut Line<'_, C>, span: Span, split: Split) -> Result<Vec<Cell>, Error> {
    let mut sums = HashMap::<(Key, i16, i64), u64>::new();
    for part in parts(span, split) {
        for row in rows_of(line, &part, split, (CELLS, CELLS_OF_RECORDS))?.1 {
            let key = (column(&row, 1)?, period(column(&row, 0)?, split));
            let n = u64::try_from(column::<i64>(&row, 4)?).map_err(|_| Error::Sums { table: "rollup" })?;
            *sums.entry((key, column(&row, 2)?, column(&row, 3)?)).or_default() += n;
        }
    }
    sums.retain(|_, n| *n > 0);
    let offices = offices(line, sums.keys().map(|((who, _), ..)| *who))?;
    let mut cells = Vec::with_capacity(sums.len());
    for (((who, start), kind, flags), n) in sums {
        let office = offices.get(&who).cloned().ok_or(Error::Sums { table: "offices" })?;
        cells.push(Cell { office, day: start.and_then(date), kind: kind_of(kind)?, flags: flags_of(flags)?, n });
    }
    cells.sort_unstable_by(|a, b| (&a.office, a.day, a.kind, a.flags).cmp(&(&b.office, b.day, b.kind, b.flags)));
    Ok(cells)
}

pub(super) fn delays<C: GenericClient>(line: &mut Line<'_, C>, span: Span, split: Split) -> Result<Vec<Delay>, Error> {
    let mut sums = HashMap::<Key, Histogram>::new();
    for part in parts(span, split) {
        let (are_records, rows) = rows_of(line, &part, split, (DELAYS, DELAYS_OF_RECORDS))?;
        for row in rows {
            let histogram = sums.entry((column(&row, 1)?, period(column(&row, 0)?, split))).or_default();
            if are_records {
                histogram.add(column(&row, 2)?, 1);
            } else {
                histogram.take(packed(&row, 2)?);
            }
        }
    }
    let offices = offices(line, sums.keys().map(|(who, _)| *who))?;
    let delay = |((who, start), minutes): (Key, Histogram)| {
        let office = offices.get(&who).cloned().ok_or(Error::Sums { table: "offices" })?;
        Ok(Delay { office, day: start.and_then(date), minutes })
    };
    sums.into_iter().filter(|(_, minutes)| !minutes.is_empty()).map(delay).collect()
}

fn offices<C: GenericClient>(
    line: &mut Line<'_, C>,
    ids: impl Iterator<Item = i64>,
) -> Result<HashMap<i64, Arc<Office>>, Error> {
    let mut ids: Vec<_> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    let rows = line.query("SELECT id, code, name, signer FROM offices WHERE id = ANY($1)", &[&ids])?;
    rows.iter().map(|row| Ok((column(row, 0)?, Arc::new(office_of(row, 1)?)))).collect()
}

/// Code, name and signer, from the column `at` on.
fn office_of(row: &Stored, at: usize) -> Result<Office, Error> {
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    Ok(Office { code: given(text(row, at)?), name: given(text(row, at + 1)?), signer: given(text(row, at + 2)?) })
}

/// The sums after one, in the order of their keys.
pub(super) fn page<C: GenericClient>(
    line: &mut Line<'_, C>,
    after: &SumKey,
) -> Result<Vec<(SumKey, Office, i64)>, Error> {
    let sql = "SELECT grain, start, who, kind, flags, n, code, name, signer FROM rollup JOIN offices ON id = who
               WHERE (grain, start, who, kind, flags) > ($1, $2, $3, $4, $5) ORDER BY 1, 2, 3, 4, 5 LIMIT 5000";
    let (grain, start, who, kind, flags) = after;
    let read = |row| {
        let key = (column(row, 0)?, column(row, 1)?, column(row, 2)?, column(row, 3)?, column(row, 4)?);
        Ok((key, office_of(row, 6)?, column(row, 5)?))
    };
    line.query(sql, &[grain, start, who, kind, flags])?.iter().map(read).collect()
}

pub(super) fn sum<'o>(key: &SumKey, office: &'o Office, n: i64) -> Result<Sum<'o>, Error> {
    let (grain, start, _, kind, flags) = *key;
    let n = u64::try_from(n).map_err(|_| Error::Sums { table: "rollup" })?;
    Ok(Sum { grain: grain_of(grain)?, start, office, kind: kind_of(kind)?, flags: flags_of(flags)?, n })
}

/// The delays after one, in the order of their keys.
pub(super) fn delay_page<C: GenericClient>(
    line: &mut Line<'_, C>,
    after: &SumKey,
) -> Result<Vec<(SumKey, Office, Packed)>, Error> {
    let sql = "SELECT grain, start, who, minutes, code, name, signer FROM delays JOIN offices ON id = who
               WHERE (grain, start, who) > ($1, $2, $3) ORDER BY 1, 2, 3 LIMIT 1000";
    let read = |row| {
        let key = (column(row, 0)?, column(row, 1)?, column(row, 2)?, 0, 0);
        Ok((key, office_of(row, 4)?, packed(row, 3)?))
    };
    line.query(sql, &[&after.0, &after.1, &after.2])?.iter().map(read).collect()
}

pub(super) fn certificates<C: GenericClient>(line: &mut Line<'_, C>) -> Result<Vec<Certificate>, Error> {
    let sql =
        "SELECT fingerprint, agency, role, passed, cn, o, ou, serial, issuer, not_after, first, last FROM certificates
               ORDER BY fingerprint, agency COLLATE \"C\", role COLLATE \"C\"";
    let given = |text: String| Some(text).filter(|text| !text.is_empty());
    let read = |row| {
        let not_after = column::<Option<i64>>(row, 9)?;
        Ok(Certificate {
            fingerprint: hex(&column::<Vec<u8>>(row, 0)?),
            agency: given(text(row, 1)?),
            role: given(text(row, 2)?),
            passed: column(row, 3)?,
            cn: text_or_none(row, 4)?,
            o: text_or_none(row, 5)?,
            ou: serde_json::from_str(&text(row, 6)?).unwrap_or_default(),
            serial: text_or_none(row, 7)?,
            issuer: text_or_none(row, 8)?,
            not_after: not_after.and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok()),
            first: date(column(row, 10)?).unwrap_or(time::Date::MIN),
            last: date(column(row, 11)?).unwrap_or(time::Date::MAX),
        })
    };
    line.query(sql, &[])?.iter().map(read).collect()
}

/// The first day of the year or month that sums of a split are about; nothing where they are not told apart.
fn period(start: i32, split: Split) -> Option<i32> {
    match split {
        Split::None | Split::Signer => None,
        Split::Year => Some(Grain::Year.start(start)),
        Split::Month => Some(Grain::Month.start(start)),
    }
}

pub(super) fn grain_of(code: i16) -> Result<Grain, Error> {
    let grain = usize::try_from(code).ok().and_then(|code| Grain::ALL.get(code).copied());
    grain.ok_or(Error::Sums { table: "rollup" })
}

pub(super) fn kind_of(code: i16) -> Result<Kind, Error> {
    let kind = usize::try_from(code).ok().and_then(|code| Kind::ALL.get(code).copied());
    kind.ok_or(Error::Sums { table: "rollup" })
}

fn flags_of(flags: i64) -> Result<Flags, Error> {
    u32::try_from(flags).map(Flags).map_err(|_| Error::Sums { table: "rollup" })
}

fn packed(row: &Stored, at: usize) -> Result<Packed, Error> {
    Packed::read(&column::<Vec<u8>>(row, at)?).ok_or(Error::Sums { table: "delays" })
}
