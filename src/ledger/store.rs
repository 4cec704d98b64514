//! How a record gets into a ledger: the same for every store.
//!
//! A [`Store`] is one transaction that nobody else writes beside. A [`Writer`] appends records to the chain, decides which of
//! each document's records counts, and gathers what that changes of the sums; [`Writer::finish`] writes those. What a store
//! has to be able to do is small, and knows nothing of chains, verdicts and counting.

use super::chain::Head;
use super::lineage::{descendants, kind};
use super::rollup::{Deltas, Placed, number};
use super::row::{Digest, Row};
use super::seen::Seen;
use super::standing::{Standing, best, says_nothing_new};
use super::{Counted, Error, Kind, Posting, Record};

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
    pub(super) fn record(&mut self, posting: &Posting) -> Result<(), Error> {
        let known = self.store.standings(posting.row.sha256(), &posting.row.file)?;
        if says_nothing_new(&posting.row, &known) { Ok(()) } else { self.put(posting, known) }
    }

    /// What another ledger recorded; what is here already is left out. Says whether it was added.
    pub(super) fn import(&mut self, posting: &Posting) -> Result<bool, Error> {
        let known = self.store.standings(posting.row.sha256(), &posting.row.file)?;
        let new = !known.iter().any(|it| it.content == posting.content);
        if new {
            self.put(posting, known)?;
        }
        Ok(new)
    }

    /// What an older version of this ledger recorded.
    pub(super) fn take_over(&mut self, posting: &Posting) -> Result<(), Error> {
        let known = self.store.standings(posting.row.sha256(), &posting.row.file)?;
        self.put(posting, known)
    }

    /// Appends a record, and counts its document anew.
    fn put(&mut self, posting: &Posting, mut known: Vec<Standing>) -> Result<(), Error> {
        let Posting { row, content, counted, glimpses } = posting;
        let made_of = row.superseded().map(|input| self.counting(input)).transpose()?.flatten();
        let head = self.head.after(content);
        let id = i64::try_from(head.count).map_err(|_| Error::Unfit { column: "id" })?;
        self.store.append(id, row, content, &head.hash)?;
        self.head = head;
        if let Some(id) = made_of {
            self.uncount(id)?;
        }
        self.seen.note(row, glimpses);
        let (before, was) = (best(&known).map(|it| it.id), kind(self.store, &known)?);
        known.push(Standing::of(id, row, *content));
        let (stands, is) = (best(&known).is_some_and(|it| it.id == id), kind(self.store, &known)?);
        if self.store.is_superseded(row.sha256())? {
            return if was == is { Ok(()) } else { self.hand_down(row.sha256()) };
        }
        if stands {
            if let Some(before) = before {
                self.uncount(before)?;
            }
            let placed = place(self.store, counted, is)?;
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
        self.seen.unlisted()
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
pub(super) fn place(store: &mut impl Store, counted: &Counted, kind: Kind) -> Result<Placed, Error> {
    let code = counted.organ.as_deref().unwrap_or_default();
    // An office that has a code needs no name: the agencies file has it.
    let name = counted.office.as_deref().filter(|_| code.is_empty()).unwrap_or_default();
    Ok(Placed {
        office: store.office(code, name, None)?,
        signer: store.office(code, name, Some(counted.signer.as_deref().unwrap_or_default()))?,
        day: number(counted.day),
        kind,
        flags: counted.flags,
        minutes: counted.minutes,
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
    let Posting { row, counted, glimpses, .. } = Posting::of(record)?;
    seen.note(&row, &glimpses);
    if let Some(kind) = counts(store, id, &row)? {
        let placed = place(store, &counted, kind)?;
        store.count(id, &placed)?;
        deltas.add(&placed, 1);
    }
    Ok(())
}
