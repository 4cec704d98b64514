//! Digests of the beginnings of one file, all together for one pass over it.
//!
//! A signature covers the file up to its gap and a little after it; a file signed N times is N such beginnings, and its own
//! digest is one more. A [`Trail`] keeps the running digest at every [`STEP`], so that after one pass any beginning costs at
//! most one step. What was kept stays true when the file grows: an update only appends.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::{Hash, Hasher};

/// Distance of the states kept: 2 MiB of them for a file of 5 GiB, and less than a millisecond to go.
const STEP: usize = 256 << 10;

/// A running digest that remembers where it came by.
struct Trail {
    /// The state after so many steps.
    marks: Vec<Hasher>,
    /// The state after `length` bytes.
    now: Hasher,
    length: usize,
}

impl Trail {
    fn new(hash: Hash) -> Self {
        Self { marks: vec![hash.hasher()], now: hash.hasher(), length: 0 }
    }

    fn update(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() {
            let (now, later) = bytes.split_at(bytes.len().min(STEP - self.length % STEP));
            self.now.update(now);
            self.length += now.len();
            if self.length.is_multiple_of(STEP) {
                self.marks.push(self.now.clone());
            }
            bytes = later;
        }
    }

    /// The state after `end` bytes of `file`, of which this trail has seen the beginning.
    fn at(&mut self, file: &[u8], end: usize) -> Hasher {
        if let Some(new) = file.get(self.length..end) {
            self.update(new);
            return self.now.clone();
        }
        // Every step up to `length` has its mark.
        let mark = end / STEP;
        let mut state = self.marks[mark].clone();
        state.update(&file[mark * STEP..end]);
        state
    }
}

/// What is known of the beginnings of one file, by hash function.
#[derive(Default)]
pub struct Trails(RefCell<BTreeMap<Hash, Trail>>);

impl Trails {
    /// Nothing known yet, but that `hashes` will be asked for: [`Trails::update`] feeds those.
    pub fn of(hashes: &[Hash]) -> Self {
        Self(RefCell::new(hashes.iter().map(|hash| (*hash, Trail::new(*hash))).collect()))
    }

    /// The next `bytes` of the file, as they pass by.
    pub fn update(&self, bytes: &[u8]) {
        self.0.borrow_mut().values_mut().for_each(|trail| trail.update(bytes));
    }
}

/// A file and what is known of its beginnings.
#[derive(Clone, Copy)]
pub struct Prefixes<'a> {
    file: &'a [u8],
    trails: &'a Trails,
}

impl<'a> Prefixes<'a> {
    /// `trails` must have seen no other bytes than the first of `file`.
    pub fn new(file: &'a [u8], trails: &'a Trails) -> Self {
        Self { file, trails }
    }

    /// The file.
    pub fn file(self) -> &'a [u8] {
        self.file
    }

    /// The same for the first `end` bytes of the file.
    #[must_use]
    pub fn of_beginning(self, end: usize) -> Self {
        Self { file: self.file.get(..end).unwrap_or(self.file), ..self }
    }

    /// The running digest after the first `end` bytes, or after all if there are fewer.
    pub fn state(self, hash: Hash, end: usize) -> Hasher {
        let mut trails = self.trails.0.borrow_mut();
        trails.entry(hash).or_insert_with(|| Trail::new(hash)).at(self.file, end.min(self.file.len()))
    }

    /// The digest of the first `end` bytes.
    pub fn digest(self, hash: Hash, end: usize) -> Vec<u8> {
        self.state(hash, end).finish()
    }

    /// The digest of two ranges, as a ByteRange has them: `file[start..head]` and `file[tail..end]`; nothing where one of
    /// them is not in the file.
    pub fn digest_around(self, hash: Hash, [start, head, tail, end]: [usize; 4]) -> Option<Vec<u8>> {
        let (first, second) = (self.file.get(start..head)?, self.file.get(tail..end)?);
        let mut state = if start == 0 { self.state(hash, head) } else { hash.hasher() };
        if start > 0 {
            state.update(first);
        }
        state.update(second);
        Some(state.finish())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file that is signed twice: its own digest and both signatures' are what one pass each would give.
    #[test]
    fn every_beginning_has_the_digest_of_its_bytes() {
        let file: Vec<u8> = (0..3 * STEP + 77).map(|at| (at % 251) as u8).collect();
        let trails = Trails::of(&[Hash::Sha256]);
        trails.update(&file[..STEP + 5]);
        let prefixes = Prefixes::new(&file, &trails);
        for hash in [Hash::Sha256, Hash::Sha512, Hash::Sha3_256] {
            for end in [0, 1, STEP - 1, STEP, STEP + 4, STEP + 5, STEP + 6, 3 * STEP, file.len(), 2 * STEP, 7] {
                assert_eq!(prefixes.digest(hash, end), hash.digest(&file[..end]), "{hash}, {end}");
            }
            for [start, head, tail, end] in [[0, 10, 20, STEP], [0, STEP + 5, 2 * STEP, file.len()], [3, 9, 9, STEP]] {
                let covered = [&file[start..head], &file[tail..end]].concat();
                let digest = prefixes.digest_around(hash, [start, head, tail, end]);
                assert_eq!(digest, Some(hash.digest(&covered)), "{hash}, {start} {head} {tail} {end}");
            }
        }
        assert_eq!(prefixes.digest_around(Hash::Sha256, [0, 5, 9, file.len() + 1]), None);
        assert_eq!(prefixes.digest_around(Hash::Sha256, [0, 5, 9, 8]), None);
    }

    /// What was kept of the input still holds for the longer output.
    #[test]
    fn a_file_that_grew_is_not_read_again() {
        let mut file = vec![7; 2 * STEP + 1];
        let trails = Trails::default();
        let before = Prefixes::new(&file, &trails).digest(Hash::Sha256, usize::MAX);
        assert_eq!(before, Hash::Sha256.digest(&file));
        // Read again, these would change the digest.
        let whole = Hash::Sha256.digest(&[&file[..], b"tail"].concat());
        file[..2 * STEP].fill(8);
        file.extend_from_slice(b"tail");
        assert_eq!(Prefixes::new(&file, &trails).digest(Hash::Sha256, file.len()), whole);
    }
}
