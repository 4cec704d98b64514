//! Digests of the beginnings of one file, all together for one pass over it.
//!
//! A signature covers the file up to its gap and a little after it; a file signed N times is N such beginnings, and its own
//! digest is one more. A [`Trail`] keeps the running digest at every [`STEP`], so that after one pass any beginning costs at
//! most one step, and at the places that were [announced](Prefixes::announce), which cost nothing. What was kept stays true
//! when the file grows: an update only appends.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use super::{Hash, Hasher};

/// Distance of the states kept: 2 MiB of them for a file of 5 GiB, and less than a millisecond to go.
const STEP: usize = 256 << 10;

/// A running digest that remembers where it came by.
struct Trail {
    /// The state after so many bytes: every step, and what was announced before it was passed.
    marks: BTreeMap<usize, Hasher>,
    /// The state after `length` bytes.
    now: Hasher,
    length: usize,
}

impl Trail {
    fn new(hash: Hash) -> Self {
        Self { marks: BTreeMap::new(), now: hash.hasher(), length: 0 }
    }

    fn update(&mut self, mut bytes: &[u8], announced: &BTreeSet<usize>) {
        while !bytes.is_empty() {
            let step = (self.length / STEP + 1) * STEP;
            let next = announced.range(self.length + 1..).next().map_or(step, |place| step.min(*place));
            let (now, later) = bytes.split_at(bytes.len().min(next - self.length));
            self.now.update(now);
            self.length += now.len();
            if self.length == next {
                self.marks.insert(next, self.now.clone());
            }
            bytes = later;
        }
    }

    /// The state after `end` bytes of `file`, of which this trail has seen the beginning.
    fn at(&mut self, hash: Hash, file: &[u8], end: usize, announced: &BTreeSet<usize>) -> Hasher {
        if let Some(new) = file.get(self.length..end) {
            self.update(new, announced);
            return self.now.clone();
        }
        let mark = self.marks.range(..=end).next_back();
        let (from, mut state) = mark.map_or_else(|| (0, hash.hasher()), |(from, state)| (*from, state.clone()));
        state.update(&file[from..end]);
        state
    }
}

/// What is known of the beginnings of one file, by hash function.
#[derive(Default)]
pub struct Trails {
    trails: RefCell<BTreeMap<Hash, Trail>>,
    /// Lengths of beginnings that will be asked for.
    announced: RefCell<BTreeSet<usize>>,
}

impl Trails {
    /// Nothing known yet, but that `hashes` will be asked for: [`Trails::update`] feeds those.
    pub fn of(hashes: &[Hash]) -> Self {
        let trails = hashes.iter().map(|hash| (*hash, Trail::new(*hash))).collect();
        Self { trails: RefCell::new(trails), ..Self::default() }
    }

    /// The next `bytes` of the file, as they pass by.
    pub fn update(&self, bytes: &[u8]) {
        let announced = self.announced.borrow();
        self.trails.borrow_mut().values_mut().for_each(|trail| trail.update(bytes, &announced));
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

    /// Says at which `ends` a beginning will be asked for, so that whatever pass goes by remembers them.
    pub fn announce(self, ends: impl IntoIterator<Item = usize>) {
        self.trails.announced.borrow_mut().extend(ends);
    }

    /// The running digest after the first `end` bytes, or after all if there are fewer.
    pub fn state(self, hash: Hash, end: usize) -> Hasher {
        let (mut trails, announced) = (self.trails.trails.borrow_mut(), self.trails.announced.borrow());
        let trail = trails.entry(hash).or_insert_with(|| Trail::new(hash));
        trail.at(hash, self.file, end.min(self.file.len()), &announced)
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
        let prefixes = Prefixes::new(&file, &trails);
        prefixes.announce([2 * STEP + 9, 5, STEP, 8 * STEP]);
        trails.update(&file[..STEP + 5]);
        for hash in [Hash::Sha256, Hash::Sha512, Hash::Sha3_256] {
            for end in
                [0, 1, STEP - 1, STEP, STEP + 4, STEP + 5, STEP + 6, 3 * STEP, file.len(), 2 * STEP, 2 * STEP + 9, 7, 5]
            {
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
        Prefixes::new(&file, &trails).announce([STEP + 9]);
        let before = Prefixes::new(&file, &trails).digest(Hash::Sha256, usize::MAX);
        assert_eq!(before, Hash::Sha256.digest(&file));
        // Read again, these would change the digests.
        let announced = Hash::Sha256.digest(&file[..STEP + 9]);
        let whole = Hash::Sha256.digest(&[&file[..], b"tail"].concat());
        file[..2 * STEP].fill(8);
        file.extend_from_slice(b"tail");
        assert_eq!(Prefixes::new(&file, &trails).digest(Hash::Sha256, file.len()), whole);
        assert_eq!(Prefixes::new(&file, &trails).digest(Hash::Sha256, STEP + 9), announced);
    }
}
