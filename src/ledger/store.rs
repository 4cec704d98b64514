//! How a record gets into a ledger: the same for every store.
//!
//! A [`Store`] is one transaction that nobody else writes beside. A [`Writer`] appends records to the chain, decides which of
//! each document's records counts, and gathers what that changes of the sums; [`Writer::finish`] writes those. What a store
//! has to be able to do is small, and knows nothing of chains, verdicts and counting.

use std::collections::HashMap;

use super::chain::Head;
use super::lineage::{descendants, kind};
use super::rollup::{Deltas, Placed, number};
use super::row::{Digest, Row};
use super::standing::{Standing, best, says_nothing_new};
use super::{Error, Facts, Kind, Posting, Record, SignatureRecord, day, facts};
use crate::text::unhex;

/// One transaction of a store.
pub(super) trait Store {
    /// The end of the chain.
    fn head(&mut self) -> Result<Head, Error>;
    /// Every record about these bytes; where there is no digest, about the file of that name.
    fn standings(&mut self, sha256: &[u8], file: &str) -> Result<Vec<Standing>, Error>;
    /// Did a record make other bytes of these?
    fn is_superseded(&mut self, sha256: &[u8]) -> Result<bool, Error>;
    /// The bytes that records made of these.
    fn outputs(&mut self, sha256: &[u8]) -> Result<Vec<Vec<u8>>, Error>;
    /// Adds a record.
    fn append(&mut self, id: i64, row: &Row, content: &Digest, hash: &Digest) -> Result<(), Error>;
    /// The number of an office, or of one of its signers; it is given one where it has none.
    fn office(&mut self, code: &str, name: &str, signer: Option<&str>) -> Result<i64, Error>;
    /// Notes that a record counts.
    fn count(&mut self, id: i64, placed: &Placed) -> Result<(), Error>;
    /// Notes that it counts no longer, and says as what it did.
    fn uncount(&mut self, id: i64) -> Result<Option<Placed>, Error>;
    /// Changes the sums.
    fn add(&mut self, deltas: &Deltas) -> Result<(), Error>;
    /// Notes certificates, or the days on which they were seen.
    fn see(&mut self, seen: &Seen) -> Result<(), Error>;
}

/// Certificates by fingerprint, agency and role, with a signature of each, whether one of them passed, and the first and the
/// last day.
#[derive(Debug, Default)]
pub(super) struct Seen {
    sights: HashMap<Digest, Vec<Sight>>,
    /// Signatures whose certificate has no digest: what came in from elsewhere may have anything there.
    unlisted: u64,
}

/// How a certificate was seen.
#[derive(Debug)]
pub(super) struct Sight {
    pub(super) fingerprint: Digest,
    pub(super) signature: SignatureRecord,
    pub(super) passed: bool,
    pub(super) first: i32,
    pub(super) last: i32,
}

impl Seen {
    /// Every certificate of a record, on the day of its signature.
    pub(super) fn note(&mut self, record: &Record) {
        for signature in record.signatures.iter().filter(|signature| signature.kind == "signature") {
            let Some(digits) = &signature.fingerprint else { continue };
            let Some(fingerprint) = unhex(digits).and_then(|digest| Digest::try_from(digest).ok()) else {
                self.unlisted += 1;
                continue;
            };
            let day = number(day(signature.time().unwrap_or(record.time)));
            let passed = signature.indication == facts::PASSED;
            let sights = self.sights.entry(fingerprint).or_default();
            let same = |it: &Sight| it.signature.agency == signature.agency && it.signature.role == signature.role;
            if let Some(sight) = sights.iter_mut().find(|it| same(it)) {
                sight.passed |= passed;
                sight.first = sight.first.min(day);
                sight.last = sight.last.max(day);
            } else {
                sights.push(Sight { fingerprint, signature: signature.clone(), passed, first: day, last: day });
            }
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Sight> {
        self.sights.values().flatten()
    }
}

/// Puts records into a store.
pub(super) struct Writer<'s, S: Store> {
    store: &'s mut S,
    head: Head,
    deltas: Deltas,
    seen: Seen,
}

impl<'s, S: Store> Writer<'s, S> {
    pub(super) fn new(store: &'s mut S) -> Result<Self, Error> {
        let head = store.head()?;
        Ok(Self { store, head, deltas: Deltas::default(), seen: Seen::default() })
    }

    /// What was done just now; a verification that says nothing new is left out.
    pub(super) fn record(&mut self, record: &Record) -> Result<(), Error> {
        let row = Row::of(record)?;
        let known = self.store.standings(row.sha256(), &row.file)?;
        if says_nothing_new(record, &known) { Ok(()) } else { self.put(record, &row, row.content(), known) }
    }

    /// What another ledger recorded; what is here already is left out. Says whether it was added.
    pub(super) fn import(&mut self, Posting { record, row, content }: &Posting) -> Result<bool, Error> {
        let known = self.store.standings(row.sha256(), &row.file)?;
        let new = !known.iter().any(|it| it.content == *content);
        if new {
            self.put(record, row, *content, known)?;
        }
        Ok(new)
    }

    /// What an older version of this ledger recorded.
    pub(super) fn take_over(&mut self, Posting { record, row, content }: &Posting) -> Result<(), Error> {
        let known = self.store.standings(row.sha256(), &row.file)?;
        self.put(record, row, *content, known)
    }

    /// Appends a record, and counts its document anew.
    fn put(&mut self, record: &Record, row: &Row, content: Digest, mut known: Vec<Standing>) -> Result<(), Error> {
        let made_of = row.superseded().map(|input| self.counting(input)).transpose()?.flatten();
        let head = self.head.after(&content);
        let id = i64::try_from(head.count).map_err(|_| Error::Unfit { column: "id" })?;
        self.store.append(id, row, &content, &head.hash)?;
        self.head = head;
        if let Some(id) = made_of {
            self.uncount(id)?;
        }
        self.seen.note(record);
        let (before, was) = (best(&known).map(|it| it.id), kind(self.store, &known)?);
        known.push(Standing::of(id, row, content));
        let (stands, is) = (best(&known).is_some_and(|it| it.id == id), kind(self.store, &known)?);
        if self.store.is_superseded(row.sha256())? {
            return if was == is { Ok(()) } else { self.hand_down(row.sha256()) };
        }
        if stands {
            if let Some(before) = before {
                self.uncount(before)?;
            }
            let placed = place(self.store, record, is)?;
            self.store.count(id, &placed)?;
            self.deltas.add(&placed, 1);
        } else if let Some(before) = before.filter(|_| was != is) {
            self.count_as(before, is)?;
        }
        Ok(())
    }

    /// The record about these bytes that counts.
    fn counting(&mut self, sha256: &[u8]) -> Result<Option<i64>, Error> {
        if self.store.is_superseded(sha256)? {
            return Ok(None);
        }
        Ok(best(&self.store.standings(sha256, "")?).map(|it| it.id))
    }

    fn uncount(&mut self, id: i64) -> Result<Option<Placed>, Error> {
        let placed = self.store.uncount(id)?;
        if let Some(placed) = &placed {
            self.deltas.add(placed, -1);
        }
        Ok(placed)
    }

    /// Counts a record that counts already as another kind.
    fn count_as(&mut self, id: i64, kind: Kind) -> Result<(), Error> {
        let Some(placed) = self.uncount(id)? else { return Ok(()) };
        let placed = Placed { kind, ..placed };
        self.deltas.add(&placed, 1);
        self.store.count(id, &placed)
    }

    /// What was made of these bytes came in if they did: that may be known only now, where ledgers are merged.
    fn hand_down(&mut self, sha256: &[u8]) -> Result<(), Error> {
        for sha256 in descendants(self.store, sha256)? {
            if let Some(id) = self.counting(&sha256)? {
                let known = self.store.standings(&sha256, "")?;
                let kind = kind(self.store, &known)?;
                self.count_as(id, kind)?;
            }
        }
        Ok(())
    }

    /// Signatures so far whose certificates are in no list.
    pub(super) fn unlisted(&self) -> u64 {
        self.seen.unlisted
    }

    /// Writes what changed of the sums; the end of the chain is then this.
    pub(super) fn finish(self) -> Result<Head, Error> {
        self.store.add(&self.deltas)?;
        self.store.see(&self.seen)?;
        Ok(self.head)
    }
}

/// What a record counts as, in the store's numbers. What came in keeps its minutes, though no sum has them: it may turn out to
/// be a document of the house.
pub(super) fn place(store: &mut impl Store, record: &Record, kind: Kind) -> Result<Placed, Error> {
    let facts = Facts::of_record(record);
    let minutes = facts.minutes();
    let counted = facts.counted(record, kind);
    let code = counted.organ.as_deref().unwrap_or_default();
    // An office that has a code needs no name: the agencies file has it.
    let name = counted.office.as_deref().filter(|_| code.is_empty()).unwrap_or_default();
    Ok(Placed {
        office: store.office(code, name, None)?,
        signer: store.office(code, name, Some(counted.signer.as_deref().unwrap_or_default()))?,
        day: number(counted.day),
        kind,
        flags: counted.flags,
        minutes,
    })
}

/// What a record counts as; nothing where another one counts for its document.
pub(super) fn counts(store: &mut impl Store, id: i64, row: &Row) -> Result<Option<Kind>, Error> {
    let known = store.standings(row.sha256(), &row.file)?;
    let stands = best(&known).is_some_and(|it| it.id == id) && !store.is_superseded(row.sha256())?;
    stands.then(|| kind(store, &known)).transpose()
}

/// Counts a record of a store whose sums are being made anew: `record` may say other agencies than the store's row does.
pub(super) fn count_again(
    store: &mut impl Store,
    (id, record): (i64, &Record),
    deltas: &mut Deltas,
    seen: &mut Seen,
) -> Result<(), Error> {
    seen.note(record);
    if let Some(kind) = counts(store, id, &Row::of(record)?)? {
        let placed = place(store, record, kind)?;
        store.count(id, &placed)?;
        deltas.add(&placed, 1);
    }
    Ok(())
}
