//! Is the ledger as it was written?
//!
//! [`check`] goes through all records in the order of their numbers and computes the chain anew from what they say. The first
//! place where that is not what is stored is a [`Break`]; which kind it is follows from where the stored hashes still fit
//! together. Whoever can write the file can also compute every hash anew: against that a head that was written down, or
//! time-stamped, is a [`Mark`] that the chain has to pass. Without one nobody can see that the last records were cut off.
//!
//! The sums are compared with the records after that, be the chain whole or not, by a sum of hashes for each year that needs no memory.

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};

use serde::Serialize;
use time::OffsetDateTime;

use super::chain::{Head, link};
use super::report::Sum;
use super::rollup::{Grain, number};
use super::row::{Digest, Row};
use super::{Error, Facts, Kind, Ledger, Office, Record};
use crate::text::hex;

/// A record as it is stored.
#[derive(Clone, Debug, Default)]
pub struct Link {
    pub(super) id: i64,
    pub(super) row: Row,
    /// What is stored as the digest of the row.
    pub(super) content: Digest,
    /// What is stored as its hash.
    pub(super) hash: Digest,
}

/// What happened to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Damage {
    /// It says something else than when it was written.
    Changed,
    /// One or more are missing before it.
    Removed,
    /// It was put in later.
    Inserted,
    /// It stands where another one stood.
    Moved,
}

/// A record by which a person finds a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Neighbour {
    /// Its number.
    pub id: i64,
    /// When it was recorded.
    #[serde(with = "time::serde::rfc3339::option")]
    pub time: Option<OffsetDateTime>,
    /// As its file was named.
    pub file: String,
}

/// The first place where the chain is broken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Break {
    /// What happened.
    pub damage: Damage,
    /// The record at that place.
    #[serde(flatten)]
    pub at: Neighbour,
    /// How many records are missing or were put in, where that can be told.
    pub count: Option<u64>,
    /// The record that it was written after, if it was moved.
    pub belongs_after: Option<i64>,
    /// What its hash has to be.
    pub expected: String,
    /// What it is.
    pub found: String,
    /// The record before it.
    pub before: Option<Neighbour>,
    /// The record after it.
    pub after: Option<Neighbour>,
}

/// Sums that are not those of the records.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct WrongSums {
    /// `year`, `month`, `day`; `signer-year`, `signer-month`.
    pub grain: &'static str,
    /// In which year.
    pub year: i32,
}

/// Does the chain pass a head that was kept?
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mark {
    /// It does: everything up to there is as it was.
    Passed,
    /// There are fewer records: the last ones were cut off.
    Cut,
    /// It has another hash there: records were changed and the chain computed anew.
    Rewritten,
    /// The chain is broken before.
    NotReached,
}

/// What [`check`] found.
#[derive(Clone, Debug)]
pub struct Checked {
    /// Of the records that there are.
    pub records: u64,
    /// The end of the chain, as far as it is whole.
    pub head: Head,
    /// The first place where it is not.
    pub broken: Option<Break>,
    /// Sums that are wrong; nothing where they could not be compared.
    pub sums: Option<Vec<WrongSums>>,
    /// The table of the sums that says what no sums can say.
    pub unreadable: Option<&'static str>,
    /// One for each head that was given.
    pub marks: Vec<Mark>,
}

/// Gives the signatures of a record, known by its number too, other roles and agencies.
pub type Attribute<'a> = dyn FnMut(i64, &mut Record) + 'a;

/// Goes through `ledger`. `marks` are heads that were kept; `by` gives the signatures of a record the roles and agencies that
/// it was counted by, where those are not its own; without it the sums of a ledger that was counted anew are not compared.
///
/// # Errors
///
/// The store cannot be read.
pub fn check(ledger: &dyn Ledger, marks: &[Head], mut by: Option<&mut Attribute<'_>>) -> Result<Checked, Error> {
    let mut checked = None;
    // Others may write meanwhile: records and sums are those of one moment.
    ledger.at_once(&mut || {
        checked = Some(check_now(ledger, marks, by.take())?);
        Ok(())
    })?;
    checked.ok_or(Error::Unfit { column: "check" })
}

fn check_now(ledger: &dyn Ledger, marks: &[Head], by: Option<&mut Attribute<'_>>) -> Result<Checked, Error> {
    let mut walk = Walk::new(ledger.beginning()?, marks);
    ledger.walk(&mut |record| {
        walk.step(record);
        Ok(())
    })?;
    let broken = walk.suspect.take().map(|suspect| suspect.explain(ledger)).transpose()?;
    let marks = marks.iter().map(|mark| walk.mark(mark, broken.is_some())).collect();
    let (sums, unreadable) = match by.map(|by| compared(ledger, broken.is_some(), by)).transpose() {
        Ok(sums) => (sums, None),
        Err(Error::Sums { table }) => (None, Some(table)),
        Err(error) => return Err(error),
    };
    Ok(Checked { records: walk.records, head: walk.head, broken, sums, unreadable, marks })
}

/// Where the sums are not those of the records as they are now, in a ledger whose chain is `broken` too: what a damaged record
/// counts as nobody can say, so it counts as nothing.
fn compared(ledger: &dyn Ledger, broken: bool, by: &mut Attribute<'_>) -> Result<Vec<WrongSums>, Error> {
    let mut sums = Sums::default();
    ledger.walk(&mut |record| {
        let kind = match ledger.counts(&record) {
            Err(Error::Store(_) | Error::Damaged { .. }) if broken => None,
            known => known?,
        };
        if let (Some(kind), Ok(mut said)) = (kind, record.row.record()) {
            by(record.id, &mut said);
            sums.of_record(&said, kind);
        }
        Ok(())
    })?;
    sums.wrong(ledger)
}

/// The chain as it is computed on the way.
struct Walk<'m> {
    beginning: Head,
    head: Head,
    last: Option<Neighbour>,
    records: u64,
    suspect: Option<Suspect>,
    marks: &'m [Head],
    /// The hashes at the marks' places.
    passed: BTreeMap<u64, Digest>,
}

impl<'m> Walk<'m> {
    fn new(beginning: Head, marks: &'m [Head]) -> Self {
        Self { beginning, head: beginning, last: None, records: 0, suspect: None, marks, passed: BTreeMap::new() }
    }

    fn step(&mut self, record: Link) {
        self.records += 1;
        if let Some(suspect) = &mut self.suspect {
            suspect.after.get_or_insert_with(|| Neighbour::of(&record));
            return;
        }
        let content = record.row.content();
        let next = self.head.after(&content);
        let in_place = i64::try_from(next.count).is_ok_and(|count| count == record.id);
        if !in_place || content != record.content || next.hash != record.hash {
            let (head, before) = (self.head, self.last.take());
            self.suspect = Some(Suspect { head, before, expected: next.hash, content, record, after: None });
            return;
        }
        self.head = next;
        self.last = Some(Neighbour::of(&record));
        if self.marks.iter().any(|mark| mark.count == next.count) {
            self.passed.insert(next.count, next.hash);
        }
    }

    fn mark(&self, mark: &Head, broken: bool) -> Mark {
        let hash = if mark.count == 0 { Some(&self.beginning.hash) } else { self.passed.get(&mark.count) };
        match hash {
            Some(hash) if *hash == mark.hash => Mark::Passed,
            Some(_) => Mark::Rewritten,
            None if broken => Mark::NotReached,
            None => Mark::Cut,
        }
    }
}

/// The first record that does not fit.
struct Suspect {
    /// The chain before it.
    head: Head,
    before: Option<Neighbour>,
    record: Link,
    /// What it says, and what its hash has to be by that.
    content: Digest,
    expected: Digest,
    after: Option<Neighbour>,
}

impl Suspect {
    /// What happened to it shows in where the stored hashes fit together.
    fn explain(self, ledger: &dyn Ledger) -> Result<Break, Error> {
        let traces = Traces::of(&self, ledger)?;
        let gap = u64::try_from(self.record.id).ok().and_then(|id| id.checked_sub(self.head.count + 1));
        let at = Neighbour::of(&self.record);
        let found = Break {
            damage: Damage::Changed,
            count: None,
            belongs_after: None,
            expected: hex(&self.expected),
            found: hex(&self.record.hash),
            at: at.clone(),
            before: self.before,
            after: self.after,
        };
        let written_after = traces.written_after.as_ref().map(|it| it.id);
        if self.content != self.record.content {
            return Ok(found);
        }
        Ok(match (traces.resumes, written_after) {
            // What was written after the record before stands further on.
            (Some(_), Some(place)) => Break { damage: Damage::Moved, belongs_after: Some(place), ..found },
            (Some(resumes), None) => {
                Break { damage: Damage::Inserted, count: u64::try_from(resumes - at.id).ok(), ..found }
            }
            // It follows on the one before, but has not the number after it.
            _ if self.expected == self.record.hash => {
                let place = i64::try_from(self.head.count).ok();
                Break { damage: Damage::Moved, belongs_after: place, ..found }
            }
            // It was written after one further up: what stands between was put there.
            (None, Some(place)) if place < at.id => Break {
                damage: Damage::Inserted,
                count: u64::try_from(at.id - 1 - place).ok(),
                at: found.before.clone().unwrap_or_else(|| at.clone()),
                before: traces.written_after,
                after: Some(at),
                ..found
            },
            (None, Some(place)) => Break { damage: Damage::Moved, belongs_after: Some(place), ..found },
            // The next one was written after a record with the hash that this one has to have.
            (None, None) if traces.follows => found,
            (None, None) => Break { damage: Damage::Removed, count: gap.filter(|gap| *gap > 0), ..found },
        })
    }
}

/// Where the stored hashes fit together around a record.
struct Traces {
    /// The record whose hash goes into its hash; the beginning has number 0.
    written_after: Option<Neighbour>,
    /// The first record further on that was written after the record before it.
    resumes: Option<i64>,
    /// Was another one written after a record with the hash that it has to have?
    follows: bool,
}

impl Traces {
    fn of(Suspect { head, record, content, expected, .. }: &Suspect, ledger: &dyn Ledger) -> Result<Self, Error> {
        let beginning = link(&ledger.beginning()?.hash, content) == record.hash;
        let written_after = beginning.then(|| Neighbour { id: 0, time: None, file: String::new() });
        let mut traces = Self { written_after, resumes: None, follows: false };
        ledger.walk(&mut |other| {
            if link(&other.hash, content) == record.hash {
                traces.written_after = Some(Neighbour::of(&other));
            }
            if other.id > record.id {
                if traces.resumes.is_none() && link(&head.hash, &other.content) == other.hash {
                    traces.resumes = Some(other.id);
                }
                traces.follows |= link(expected, &other.content) == other.hash;
            }
            Ok(())
        })?;
        Ok(traces)
    }
}

impl Neighbour {
    fn of(record: &Link) -> Self {
        let time = OffsetDateTime::from_unix_timestamp(record.row.time).ok();
        Self { id: record.id, time, file: record.row.file.clone() }
    }
}

/// For each grain and year a sum of hashes, one for each thing that is counted: equal where the sums are.
#[derive(Default)]
struct Sums {
    hasher: RandomState,
    hashes: BTreeMap<(Grain, i32), u64>,
}

impl Sums {
    fn add(&mut self, grain: Grain, start: i32, what: (&Office, i64, u64), n: u64) {
        let hash = self.hasher.hash_one((grain, start, what)).wrapping_mul(n);
        let year = self.hashes.entry((grain, start.div_euclid(10_000))).or_default();
        *year = year.wrapping_add(hash);
    }

    fn of_record(&mut self, record: &Record, kind: Kind) {
        let counted = Facts::of_record(record).counted(record, kind);
        let (day, signer) = (number(counted.day), counted.signer);
        let whole =
            Office { name: counted.office.filter(|_| counted.organ.is_none()), code: counted.organ, signer: None };
        let theirs = Office { signer, ..whole.clone() };
        for grain in Grain::ALL {
            let office = if grain.is_of_signers() { &theirs } else { &whole };
            let kind = counted.kind as i64;
            self.add(grain, grain.start(day), (office, kind, u64::from(counted.flags.0)), 1);
            if let Some(minutes) = counted.minutes {
                self.add(grain, grain.start(day), (office, minutes, DELAY), 1);
            }
        }
    }

    /// Where the ledger's sums are others.
    fn wrong(mut self, ledger: &dyn Ledger) -> Result<Vec<WrongSums>, Error> {
        let mut theirs = Self { hasher: self.hasher.clone(), hashes: BTreeMap::new() };
        ledger.each_sum(&mut |Sum { grain, start, office, kind, flags, n }| {
            theirs.add(grain, start, (office, kind as i64, u64::from(flags.0)), n);
            Ok(())
        })?;
        ledger.each_delay(&mut |grain, start, office, minutes, n| {
            theirs.add(grain, start, (office, minutes, DELAY), n);
            Ok(())
        })?;
        for (place, hash) in theirs.hashes {
            let ours = self.hashes.entry(place).or_default();
            *ours = ours.wrapping_sub(hash);
        }
        let wrong = self.hashes.into_iter().filter(|(_, difference)| *difference != 0);
        Ok(wrong.map(|((grain, year), _)| WrongSums { grain: grain.name(), year }).collect())
    }
}

/// Stands where flags do, which have 32 bits.
const DELAY: u64 = 1 << 32;
