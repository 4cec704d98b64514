//! Which documents a ledger certainly knows nothing of.
//!
//! Most records of a bulk are about such, and to look for each in indices over digests costs more than to write it. A sieve (a
//! Bloom filter) answers from memory: what it does not hold the ledger does not hold; what it may hold is looked for. It is made
//! when a bulk has grown to a part of the ledger, so that a few records do not wait for a look at all.

use rusqlite::Connection;

use super::failed;
use crate::ledger::Error;
use crate::ledger::row::Row;

/// Records that are looked through at once, and the part of a larger ledger that a bulk has to come to.
const AT_ONCE: u64 = 50_000;
const PART: u64 = 2;
/// Bits for each digest; one of several hundred is looked for in vain.
const BITS: u64 = 16;
const LEAST: u64 = 1 << 22;

#[derive(Debug)]
pub(super) struct Sieve {
    bits: Vec<u64>,
    /// Digests that it holds, and that it has room for.
    held: u64,
    room: u64,
    /// The last record that it knows.
    upto: i64,
}

/// The beginnings of the digests, as the indices have them. The first reads no row; the second looks at those that made others.
const BEGINNINGS: [&str; 2] = [
    "SELECT substr(coalesce(sha256_out, sha256_in), 1, 8) FROM documents INDEXED BY documents_sha256",
    "SELECT substr(sha256_in, 1, 8) FROM documents INDEXED BY documents_superseded WHERE sha256_out IS NOT NULL",
];

impl Sieve {
    /// The one to go on with in a transaction, if one is worth its while: `last` is the ledger's last record, of which `added`
    /// are the bulk's.
    pub(super) fn ready(
        this: Option<Self>,
        connection: &Connection,
        last: u64,
        added: u64,
    ) -> Result<Option<Self>, Error> {
        let worth = last <= AT_ONCE.max(added.saturating_mul(PART));
        match this {
            Some(mut sieve) if sieve.held < sieve.room => sieve.catch_up(connection).map(|()| Some(sieve)),
            _ if worth => Self::of(connection, last).map(Some),
            _ => Ok(None),
        }
    }

    fn of(connection: &Connection, last: u64) -> Result<Self, Error> {
        let room = last.saturating_mul(4).max(LEAST);
        let words = usize::try_from((room * BITS).next_power_of_two() / 64).unwrap_or(1 << 14);
        let mut sieve = Self { bits: vec![0; words], held: 0, room, upto: last.cast_signed() };
        for sql in BEGINNINGS {
            let mut select = connection.prepare(sql).map_err(failed)?;
            let mut rows = select.query([]).map_err(failed)?;
            while let Some(row) = rows.next().map_err(failed)? {
                // An empty digest has no beginning; it is always looked for.
                if let Ok(beginning) = row.get_ref(0).map_err(failed)?.as_blob() {
                    sieve.take(beginning);
                }
            }
        }
        Ok(sieve)
    }

    /// What others wrote in between.
    fn catch_up(&mut self, connection: &Connection) -> Result<(), Error> {
        let sql = "SELECT id, sha256_in, sha256_out FROM documents WHERE id > ?";
        let mut select = connection.prepare_cached(sql).map_err(failed)?;
        let mut rows = select.query([self.upto]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            self.upto = row.get(0).map_err(failed)?;
            for digest in [row.get_ref(1), row.get_ref(2)] {
                if let Ok(digest) = digest.map_err(failed)?.as_blob() {
                    self.take(digest);
                }
            }
        }
        Ok(())
    }

    /// What a record is written about.
    pub(super) fn note(&mut self, id: i64, row: &Row) {
        self.upto = id;
        self.take(&row.sha256_in);
        row.sha256_out.iter().for_each(|digest| self.take(digest));
    }

    fn take(&mut self, digest: &[u8]) {
        self.held += 1;
        for place in self.places(digest) {
            self.bits[place / 64] |= 1 << (place % 64);
        }
    }

    /// Is there perhaps a record about these bytes, or of what was made of them?
    pub(super) fn may_hold(&self, digest: &[u8]) -> bool {
        digest.is_empty() || self.places(digest).into_iter().all(|place| self.bits[place / 64] >> (place % 64) & 1 == 1)
    }

    /// Four places by the beginning of a digest, which is chance itself.
    fn places(&self, digest: &[u8]) -> [usize; 4] {
        let mut beginning = [0; 8];
        beginning.iter_mut().zip(digest).for_each(|(to, from)| *to = *from);
        let (first, step) = (u64::from_le_bytes(beginning), u64::from_be_bytes(beginning) | 1);
        let mask = self.bits.len() as u64 * 64 - 1;
        // A mask of the length of the memory fits its addresses.
        [0, 1, 2, 3].map(|n: u64| (first.wrapping_add(step.wrapping_mul(n)) & mask) as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::testing::signed;
    use crate::ledger::{Ledger, Sqlite};
    use crate::text::hex;

    #[test]
    fn a_sieve_holds_what_it_was_given_and_little_else() {
        let mut sieve = Sieve { bits: vec![0; 1 << 12], held: 0, room: 1 << 14, upto: 0 };
        let digest = |n: u32| crate::ledger::row::sha256(&n.to_le_bytes());
        (0..1 << 14).for_each(|n| sieve.take(&digest(n)[..8]));
        assert!((0..1 << 14).all(|n| sieve.may_hold(&digest(n))));
        let wrong = (1 << 14..1 << 17).filter(|n| sieve.may_hold(&digest(*n))).count();
        assert!(wrong < 1000, "{wrong} of {}", (1 << 17) - (1 << 14));
        assert!(sieve.may_hold(b""), "nothing is known of what is not known");
    }

    /// A ledger that others write to between two bulks, and a larger one that a few records are taken into.
    #[test]
    fn a_sieve_knows_what_others_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.db");
        let (ledger, other) = (Sqlite::open(&path).unwrap(), Connection::open(&path).unwrap());
        let digest = |n: u8| [n; 32];
        let write = |input: u8, output: u8| {
            ledger.record(&signed(&hex(&digest(input)), &hex(&digest(output)), 0, &[])).unwrap();
        };
        write(1, 2);
        let sieve = Sieve::ready(None, &other, 1, 0).unwrap().unwrap();
        let holds = |sieve: &Sieve| (1..5).map(|n| sieve.may_hold(&digest(n))).collect::<Vec<_>>();
        assert_eq!(holds(&sieve), [true, true, false, false]);
        write(3, 4);
        let sieve = Sieve::ready(Some(sieve), &other, 2, 0).unwrap().unwrap();
        assert_eq!(holds(&sieve), [true; 4]);
        assert!(Sieve::ready(None, &other, 1_000_000, 499_999).unwrap().is_none());
        assert!(Sieve::ready(None, &other, 1_000_000, 500_000).unwrap().is_some());
        let mut explain = other.prepare(&format!("EXPLAIN QUERY PLAN {}", BEGINNINGS[0])).unwrap();
        let step: String = explain.query_row([], |row| row.get(3)).unwrap();
        assert!(step.contains("USING COVERING INDEX"), "{step}");
    }
}
