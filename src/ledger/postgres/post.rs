//! Writes what a transaction changes of the sums: one statement for each table, however many rows.

use std::collections::{BTreeMap, HashMap};

use postgres::GenericClient;
use time::OffsetDateTime;

use super::super::histogram::Packed;
use super::super::rollup::Place as Sum;
use super::super::row::{Digest, netstring, sha256};
use super::super::seen::{Seen, Sight};
use super::super::{Error, SignatureRecord};
use super::line::{Line, Value, column, kept};
use crate::text::hex;

/// Kind and flags of a sum, and how many more or fewer there are.
type Cells = BTreeMap<(Sum, u8, u32), i64>;
/// How often each value occurs more or less.
type Delays = BTreeMap<Sum, BTreeMap<i64, i64>>;

pub(super) fn cells<C: GenericClient>(line: &mut Line<'_, C>, cells: &Cells) -> Result<(), Error> {
    if cells.is_empty() {
        return Ok(());
    }
    let grains: Vec<_> = cells.keys().map(|((grain, ..), ..)| i16::from(grain.code())).collect();
    let starts: Vec<_> = cells.keys().map(|((_, start, _), ..)| *start).collect();
    let whose: Vec<_> = cells.keys().map(|((.., who), ..)| *who).collect();
    let kinds: Vec<_> = cells.keys().map(|(_, kind, _)| i16::from(*kind)).collect();
    let flags: Vec<_> = cells.keys().map(|(.., flags)| i64::from(*flags)).collect();
    let counts: Vec<_> = cells.values().copied().collect();
    let sql = "INSERT INTO rollup AS r (grain, start, who, kind, flags, n) SELECT * FROM
               unnest($1::smallint[], $2::integer[], $3::bigint[], $4::smallint[], $5::bigint[], $6::bigint[])
               ON CONFLICT (grain, start, who, kind, flags) DO UPDATE SET n = r.n + excluded.n";
    line.execute(sql, &[&grains, &starts, &whose, &kinds, &flags, &counts])
}

pub(super) fn delays<C: GenericClient>(line: &mut Line<'_, C>, delays: &Delays) -> Result<(), Error> {
    if delays.is_empty() {
        return Ok(());
    }
    let grains: Vec<_> = delays.keys().map(|(grain, ..)| i16::from(grain.code())).collect();
    let starts: Vec<_> = delays.keys().map(|(_, start, _)| *start).collect();
    let whose: Vec<_> = delays.keys().map(|(.., who)| *who).collect();
    let sql = "SELECT grain, start, who, minutes FROM unnest($1::smallint[], $2::integer[], $3::bigint[])
               AS asked (grain, start, who) JOIN delays USING (grain, start, who)";
    let mut known = HashMap::<(i16, i32, i64), Packed>::new();
    for row in line.query(sql, &[&grains, &starts, &whose])? {
        let minutes = Packed::read(&column::<Vec<u8>>(&row, 3)?).ok_or(Error::Sums { table: "delays" })?;
        known.insert((column(&row, 0)?, column(&row, 1)?, column(&row, 2)?), minutes);
    }
    let changed = delays.iter().map(|((grain, start, who), values)| {
        known.remove(&(i16::from(grain.code()), *start, *who)).unwrap_or_default().changed(values)
    });
    let changed: Vec<Packed> = changed.collect();
    let minutes: Vec<&[u8]> = changed.iter().map(Packed::bytes).collect();
    let sql = "INSERT INTO delays (grain, start, who, minutes) SELECT * FROM
               unnest($1::smallint[], $2::integer[], $3::bigint[], $4::bytea[])
               ON CONFLICT (grain, start, who) DO UPDATE SET minutes = excluded.minutes";
    line.execute(sql, &[&grains, &starts, &whose, &minutes])
}

pub(super) fn certificates<C: GenericClient>(line: &mut Line<'_, C>, seen: &Seen) -> Result<(), Error> {
    let mut sights = BTreeMap::<Digest, (&Sight, bool, i32, i32)>::new();
    for sight in seen.iter() {
        let it = &sight.signature;
        let (agency, role) = (it.agency.as_deref().unwrap_or_default(), it.role.as_deref().unwrap_or_default());
        let key = digest_of(&[Some(&hex(&sight.fingerprint)), Some(agency), Some(role)]);
        // No agency and an empty one are the same.
        let (_, passed, first, last) = sights.entry(key).or_insert((sight, false, sight.first, sight.last));
        *passed |= sight.passed;
        *first = (*first).min(sight.first);
        *last = (*last).max(sight.last);
    }
    if sights.is_empty() {
        return Ok(());
    }
    let texts = |of: fn(&SignatureRecord) -> Option<&str>| {
        sights.values().map(|(sight, ..)| of(&sight.signature).map(kept)).collect::<Vec<_>>()
    };
    let keys: Vec<&[u8]> = sights.keys().map(Digest::as_slice).collect();
    let fingerprints: Vec<&[u8]> = sights.values().map(|(sight, ..)| sight.fingerprint.as_slice()).collect();
    let agencies = texts(|it| Some(it.agency.as_deref().unwrap_or_default()));
    let roles = texts(|it| Some(it.role.as_deref().unwrap_or_default()));
    let passed: Vec<_> = sights.values().map(|(_, passed, ..)| *passed).collect();
    let (cns, os) = (texts(|it| it.cn.as_deref()), texts(|it| it.o.as_deref()));
    let ous = sights.values().map(|(sight, ..)| serde_json::to_string(&sight.signature.ou));
    let ous: Vec<_> = ous.collect::<Result<_, _>>().map_err(|_| Error::Unfit { column: "signatures" })?;
    let (serials, issuers) = (texts(|it| it.serial.as_deref()), texts(|it| it.issuer.as_deref()));
    let ends = sights.values().map(|(sight, ..)| sight.signature.not_after.map(OffsetDateTime::unix_timestamp));
    let ends: Vec<_> = ends.collect();
    let firsts: Vec<_> = sights.values().map(|(.., first, _)| *first).collect();
    let lasts: Vec<_> = sights.values().map(|(.., last)| *last).collect();
    let columns: [Value<'_>; 13] =
        [&keys, &fingerprints, &agencies, &roles, &passed, &cns, &os, &ous, &serials, &issuers, &ends, &firsts, &lasts];
    line.execute(SEE, &columns)
}

/// Of texts that could be longer than an index can hold.
pub(super) fn digest_of(texts: &[Option<&str>]) -> Digest {
    let mut form = String::new();
    for text in texts {
        netstring(&mut form, *text);
    }
    sha256(form.as_bytes())
}

/// A certificate that is seen on a day already known is left as it stands: every change leaves a dead row behind.
const SEE: &str = "
    INSERT INTO certificates AS c (key, fingerprint, agency, role, passed, cn, o, ou, serial, issuer, not_after, first, last)
    SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::text[], $4::text[], $5::boolean[], $6::text[], $7::text[], $8::text[],
    $9::text[], $10::text[], $11::bigint[], $12::integer[], $13::integer[]) ON CONFLICT (key) DO UPDATE SET
    passed = c.passed OR excluded.passed, first = least(c.first, excluded.first), last = greatest(c.last, excluded.last),
    not_after = coalesce(c.not_after, excluded.not_after)
    WHERE excluded.passed > c.passed OR excluded.first < c.first OR excluded.last > c.last
    OR c.not_after IS NULL AND excluded.not_after IS NOT NULL";
