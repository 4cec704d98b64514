//! What is known of an archive from the run before: one file, read in one go.
//!
//! `kyso archive 1`, SHA-256 of the rest, then what the rows are by, the certificates, and the rows in the order of paths, each
//! path as far as it differs from the one before. A file that is damaged, or another version's, is as none: everything is then
//! looked at anew, and the ledger still has the verdicts.

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use time::Date;

use super::super::expiring::{Seen, Sighted};
use super::super::facts::Facts;
use super::codec::{Damaged, Reader, Writer};
use super::row::{Known, Row};
use super::stamp::Stamp;
use crate::atomic::OutputFile;
use crate::hash::Hash;
use crate::ledger::{Flags, Signed};
use crate::state::make_private;

const MAGIC: &[u8] = b"kyso archive 1\n";

/// The rows of the run before, and what they are by.
#[derive(Default)]
pub(super) struct Memory {
    /// Digest of what verdicts and their counting are by; nothing where that was not known.
    pub(super) basis: Option<[u8; 32]>,
    /// Digest of what open verdicts hang on.
    pub(super) material: Option<[u8; 32]>,
    pub(super) rows: Vec<Row>,
    /// Each once.
    pub(super) certificates: Vec<Sighted>,
    places: HashMap<Sighted, u32>,
}

/// Finds rows by path.
pub(super) struct Index<'m> {
    rows: &'m [Row],
    places: HashMap<&'m [u8], u32, foldhash::fast::RandomState>,
}

impl Index<'_> {
    /// The place of the row of this file, if the file is as it was.
    pub(super) fn same(&self, below: &[u8], stamp: &Stamp) -> Option<u32> {
        let place = *self.places.get(below)?;
        (self.rows[place as usize].stamp == *stamp).then_some(place)
    }
}

impl Memory {
    /// What the file at `path` says; nothing where it is none of ours, or damaged.
    pub(super) fn read(path: &Path) -> Self {
        let read = || {
            let bytes = fs::read(path).ok()?;
            let (digest, rest) = bytes.strip_prefix(MAGIC)?.split_at_checked(32)?;
            (Hash::Sha256.digest(rest) == digest).then(|| decode(rest).ok()).flatten()
        };
        read().unwrap_or_default()
    }

    /// Keeps `rows`. What cannot be kept is looked at again by the next run.
    pub(super) fn write(&self, path: &Path, rows: &[Row]) {
        let rest = self.encode(rows);
        let write = || {
            path.parent().map_or(Ok(()), make_private)?;
            let mut file = OutputFile::create(path, true)?;
            file.write_all(MAGIC)?;
            file.write_all(&Hash::Sha256.digest(&rest))?;
            file.write_all(&rest)?;
            file.commit()
        };
        if let Err(error) = write() {
            tracing::warn!(path = %path.display(), %error, "what is known of the archive cannot be kept");
        }
    }

    pub(super) fn index(&self) -> Index<'_> {
        let places = self.rows.iter().zip(0..).map(|(row, place)| (&row.below[..], place)).collect();
        Index { rows: &self.rows, places }
    }

    /// The place of a certificate, which it is given where it has none.
    pub(super) fn place(&mut self, sighted: Sighted) -> u32 {
        if self.places.len() != self.certificates.len() {
            self.places = self.certificates.iter().cloned().zip(0..).collect();
        }
        let next = self.certificates.len() as u32;
        *self.places.entry(sighted).or_insert_with_key(|sighted| {
            self.certificates.push(sighted.clone());
            next
        })
    }

    fn encode(&self, rows: &[Row]) -> Vec<u8> {
        let mut out = Writer::default();
        out.digest(self.basis.as_ref());
        out.digest(self.material.as_ref());
        out.several(&self.certificates, certificate);
        let kept = || rows.iter().filter(|row| row.settled);
        out.number(kept().count() as u64);
        let mut before = &[][..];
        for row in kept() {
            let shared = row.below.iter().zip(before).take_while(|(a, b)| a == b).count();
            out.number(shared as u64);
            out.number((row.below.len() - shared) as u64);
            out.raw(&row.below[shared..]);
            self::row(&mut out, row);
            before = &row.below;
        }
        out.finish()
    }
}

fn certificate(out: &mut Writer, Sighted { fingerprint, seen }: &Sighted) {
    let Seen { agency, cn, o, ou, serial, issuer, not_after } = seen;
    out.text(Some(fingerprint));
    for text in [agency, cn, o, serial, issuer] {
        out.text(text.as_deref());
    }
    out.several(ou, |out, text| out.text(Some(text)));
    out.time(Some(*not_after));
}

fn row(out: &mut Writer, row: &Row) {
    let Stamp { length, modified, changed, inode } = row.stamp;
    out.number(length);
    out.signed(modified);
    out.signed(changed.wrapping_sub(modified));
    out.number(inode);
    out.several(&row.documents, document);
}

fn document(out: &mut Writer, known: &Known) {
    let Known { inner, sha256, open, reason, facts, recorded, judged_on, certificates } = known;
    out.text(inner.as_deref());
    out.digest(sha256.as_ref());
    out.number((*open).into());
    out.text(reason.as_deref());
    let Facts { flags, organ, office, signer, leader_time, agency_time, time, ambiguous, ended, signed } = facts;
    out.number(flags.0.into());
    for text in [organ, office, signer, ambiguous] {
        out.text(text.as_deref());
    }
    for time in [*leader_time, *agency_time, *time, Some(*recorded), Some(*judged_on)] {
        out.time(time);
    }
    out.text(ended.as_ref().map(|(code, _)| code.as_str()));
    if let Some((_, day)) = ended {
        out.signed(day.to_julian_day().into());
    }
    out.several(signed, |out, Signed { agency, person, seal, passed }| {
        out.text(agency.as_deref());
        out.number(u64::from(*person) | u64::from(*seal) << 1 | u64::from(*passed) << 2);
    });
    out.several(certificates, |out, place| out.number((*place).into()));
}

fn decode(bytes: &[u8]) -> Result<Memory, Damaged> {
    let mut input = Reader::new(bytes)?;
    let (basis, material) = (input.digest()?, input.digest()?);
    let certificates = input.several(read_certificate)?;
    let count = input.count()?;
    let (mut rows, mut below) = (Vec::with_capacity(count), Vec::new());
    for _ in 0..count {
        let (shared, length) = (input.small()?, input.count()?);
        if shared > below.len() {
            return Err(Damaged);
        }
        below.truncate(shared);
        below.extend_from_slice(input.raw(length)?);
        rows.push(read_row(&mut input, &below, certificates.len())?);
    }
    let memory = Memory { basis, material, rows, certificates, places: HashMap::new() };
    if input.is_done() { Ok(memory) } else { Err(Damaged) }
}

fn read_certificate(input: &mut Reader<'_>) -> Result<Sighted, Damaged> {
    let fingerprint = input.text()?.ok_or(Damaged)?;
    let [agency, cn, o, serial, issuer] = [input.text()?, input.text()?, input.text()?, input.text()?, input.text()?];
    let ou = input.several(|input| input.text()?.ok_or(Damaged))?;
    let seen = Seen { agency, cn, o, ou, serial, issuer, not_after: input.time()?.ok_or(Damaged)? };
    Ok(Sighted { fingerprint, seen })
}

fn read_row(input: &mut Reader<'_>, below: &[u8], certificates: usize) -> Result<Row, Damaged> {
    let (length, modified) = (input.number()?, input.signed()?);
    let changed = modified.wrapping_add(input.signed()?);
    let stamp = Stamp { length, modified, changed, inode: input.number()? };
    let documents = input.several(|input| read_document(input, certificates))?;
    Ok(Row { below: below.to_vec(), stamp, settled: true, documents })
}

fn read_signed(input: &mut Reader<'_>) -> Result<Signed, Damaged> {
    let (agency, bits) = (input.text()?, input.number()?);
    Ok(Signed { agency, person: bits & 1 != 0, seal: bits & 2 != 0, passed: bits & 4 != 0 })
}

fn read_document(input: &mut Reader<'_>, certificates: usize) -> Result<Known, Damaged> {
    let (inner, sha256, open, reason) = (input.text()?, input.digest()?, input.number()? == 1, input.text()?);
    let flags = Flags(input.small()?);
    let [organ, office, signer] = [input.text()?, input.text()?, input.text()?];
    let ambiguous = input.text()?;
    let [leader_time, agency_time, time] = [input.time()?, input.time()?, input.time()?];
    let (recorded, judged_on) = (input.time()?.ok_or(Damaged)?, input.time()?.ok_or(Damaged)?);
    let day = |input: &mut Reader<'_>| {
        let day = i32::try_from(input.signed()?).map_err(|_| Damaged)?;
        Date::from_julian_day(day).map_err(|_| Damaged)
    };
    let ended = input.text()?.map(|code| day(input).map(|day| (code, day))).transpose()?;
    let signatures = input.several(read_signed)?;
    let facts =
        Facts { flags, organ, office, signer, leader_time, agency_time, time, ambiguous, ended, signed: signatures };
    let place = |input: &mut Reader<'_>| match input.small::<u32>()? {
        place if (place as usize) < certificates => Ok(place),
        _ => Err(Damaged),
    };
    Ok(Known { inner, sha256, open, reason, facts, recorded, judged_on, certificates: input.several(place)? })
}
