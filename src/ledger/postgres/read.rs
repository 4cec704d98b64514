//! What is asked of the records.

use postgres::{GenericClient, Row as Stored};
use time::OffsetDateTime;

use super::super::chain::Head;
use super::super::check::Link;
use super::super::rollup::{Span, number};
use super::super::row::Row;
use super::super::standing::Standing;
use super::super::{Error, Kind, Office, Posting, Range, Record};
use super::line::{Line, column, kept, text, text_or_none};
use super::sums::kind_of;
use crate::text::unhex;

/// Records that are fetched together.
pub(super) const PAGE: usize = 1000;
/// The same, as the server counts.
const ROWS: i64 = 1000;

/// What a row says, where it says anything.
type Read<T> = Result<T, Error>;

/// The columns of a record, in the order of [`row_of`].
macro_rules! select {
    ($more:literal, $rest:expr) => {
        concat!(
            "SELECT d.id, d.time, d.action, d.file, d.sha256_in, d.sha256_out, d.status, d.level, d.no_check, d.judged_on,
             d.policy, d.signatures, d.tool, d.agencies",
            $more,
            " FROM ",
            $rest
        )
    };
}

fn row_of(stored: &Stored) -> Result<(i64, Row), Error> {
    let row = Row {
        time: column(stored, 1)?,
        action: text(stored, 2)?,
        file: text(stored, 3)?,
        sha256_in: column(stored, 4)?,
        sha256_out: column(stored, 5)?,
        status: text(stored, 6)?,
        level: text_or_none(stored, 7)?,
        no_check: column(stored, 8)?,
        judged_on: column(stored, 9)?,
        policy: text(stored, 10)?,
        signatures: text(stored, 11)?,
        tool: text(stored, 12)?,
        agencies: column(stored, 13)?,
    };
    Ok((column(stored, 0)?, row))
}

fn digest(stored: &Stored, at: usize) -> Result<[u8; 32], Error> {
    // What is no digest is that of nothing.
    Ok(column::<Vec<u8>>(stored, at)?.try_into().unwrap_or_default())
}

fn posting_of(stored: &Stored) -> Result<(i64, Result<Posting, Error>), Error> {
    let (id, row) = row_of(stored)?;
    let content = digest(stored, 14)?;
    Ok((id, Posting::stored(row, content).map_err(|column| Error::Damaged { id, column })))
}

fn record_of(stored: &Stored) -> Result<(i64, Result<Record, Error>), Error> {
    let (id, row) = row_of(stored)?;
    Ok((id, row.record().map_err(|column| Error::Damaged { id, column })))
}

/// The first eight columns.
pub(super) fn standing_of(stored: &Stored) -> Result<Standing, Error> {
    Ok(Standing {
        id: column(stored, 0)?,
        content: digest(stored, 1)?,
        made_of: column(stored, 2)?,
        action: text(stored, 3)?,
        status: text(stored, 4)?,
        policy: text(stored, 5)?,
        no_check: column(stored, 6)?,
        judged_on: column(stored, 7)?,
    })
}

/// Those with a number after the first and up to the second of `between`.
pub(super) fn postings<C: GenericClient>(
    line: &mut Line<'_, C>,
    range: Range,
    between: (i64, i64),
) -> Result<Vec<(i64, Read<Posting>)>, Error> {
    let from = range.from.map_or(i64::MIN, OffsetDateTime::unix_timestamp);
    let to = range.to.map_or(i64::MAX, OffsetDateTime::unix_timestamp);
    let sql = select!(
        ", d.content",
        "documents d WHERE id > $1 AND id <= $2 AND time >= $3 AND time < $4 ORDER BY id LIMIT $5"
    );
    line.query(sql, &[&between.0, &between.1, &from, &to, &ROWS])?.iter().map(posting_of).collect()
}

pub(super) fn posting<C: GenericClient>(line: &mut Line<'_, C>, id: i64) -> Result<Option<Posting>, Error> {
    let found = line.first(select!(", d.content", "documents d WHERE id = $1"), &[&id])?;
    found.map(|stored| posting_of(&stored)?.1).transpose()
}

pub(super) fn verdict_of<C: GenericClient>(
    line: &mut Line<'_, C>,
    sha256: &str,
    policy: &str,
) -> Result<Option<Record>, Error> {
    let Some(sha256) = unhex(sha256).filter(|digest| !digest.is_empty()) else { return Ok(None) };
    let sql = select!(
        "",
        "documents d WHERE substr(coalesce(sha256_out, sha256_in), 1, 8) = substr($1::bytea, 1, 8)
         AND coalesce(sha256_out, sha256_in) = $1 AND policy = $2 AND NOT no_check AND status <> 'error'
         ORDER BY status = 'indeterminate', judged_on, id LIMIT 1"
    );
    let found = line.first(sql, &[&sha256, &kept(policy)])?;
    found.map(|stored| record_of(&stored)?.1).transpose()
}

pub(super) fn head<C: GenericClient>(line: &mut Line<'_, C>) -> Result<Head, Error> {
    match line.first("SELECT id, hash FROM documents ORDER BY id DESC LIMIT 1", &[])? {
        Some(last) => Ok(Head { count: column::<i64>(&last, 0)?.unsigned_abs(), hash: digest(&last, 1)? }),
        None => beginning(line),
    }
}

/// The end of a chain that has no record yet.
pub(super) fn beginning<C: GenericClient>(line: &mut Line<'_, C>) -> Result<Head, Error> {
    Ok(Head::empty(note(line, "older")?.and_then(|older| older.parse().ok()).unwrap_or_default()))
}

pub(super) fn note<C: GenericClient>(line: &mut Line<'_, C>, name: &str) -> Result<Option<String>, Error> {
    let found = line.first("SELECT value FROM notes WHERE name = $1", &[&name])?;
    found.map(|row| text(&row, 0)).transpose()
}

/// Records with day and number, after those of `at`.
type Days = Vec<(i32, i64, Result<Record, Error>)>;

/// What counted for an office.
pub(super) fn counted<C: GenericClient>(
    line: &mut Line<'_, C>,
    office: &Office,
    span: Span,
    at: (i32, i64),
) -> Result<Days, Error> {
    let (from, to) = (span.from.map_or(i32::MIN, number), span.to.map_or(i32::MAX, number));
    let code = office.code.as_deref().unwrap_or_default();
    let name = office.name.as_deref().filter(|_| code.is_empty()).unwrap_or_default();
    let sql = select!(
        ", c.day",
        "offices o JOIN counted c ON c.office = o.id JOIN documents d ON d.id = c.id WHERE o.code = $1 AND o.name = $2
         AND o.whole AND o.signer = '' AND c.day BETWEEN $3 AND $4 AND (c.day, c.id) > ($5, $6) ORDER BY c.day, c.id LIMIT $7"
    );
    let rows = line.query(sql, &[&kept(code), &kept(name), &from, &to, &at.0, &at.1, &ROWS])?;
    let read = |row| {
        let (id, record) = record_of(row)?;
        Ok((column(row, 14)?, id, record))
    };
    rows.iter().map(read).collect()
}

/// What a record counts as, and the record.
type Standings = Vec<(i64, (Result<Kind, Error>, Result<Record, Error>))>;

/// The records of documents that count.
pub(super) fn standing<C: GenericClient>(line: &mut Line<'_, C>, after: i64) -> Result<Standings, Error> {
    let sql = select!(", c.kind", "counted c JOIN documents d USING (id) WHERE c.id > $1 ORDER BY c.id LIMIT $2");
    let read = |row| {
        let (id, record) = record_of(row)?;
        Ok((id, (kind_of(column(row, 14)?), record)))
    };
    line.query(sql, &[&after, &ROWS])?.iter().map(read).collect()
}

/// Records as they are stored, as for [`postings`].
pub(super) fn links<C: GenericClient>(line: &mut Line<'_, C>, between: (i64, i64)) -> Result<Vec<(i64, Link)>, Error> {
    let sql = select!(", d.content, d.hash", "documents d WHERE id > $1 AND id <= $2 ORDER BY id LIMIT $3");
    let read = |stored: &Stored| {
        let whole = || {
            let (id, row) = row_of(stored)?;
            Ok(Link { id, row, content: digest(stored, 14)?, hash: digest(stored, 15)? })
        };
        // What cannot be read at all does not say what was written: it fits no digest.
        let id = column(stored, 0)?;
        Ok((id, whole().unwrap_or_else(|_: Error| Link { id, ..Link::default() })))
    };
    line.query(sql, &[&between.0, &between.1, &ROWS])?.iter().map(read).collect()
}
