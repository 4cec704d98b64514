//! Which rows are there twice.
//!
//! What makes a row unique is hashed where it is read, side by side, and remembered in the file's order: the first of equals
//! counts. Hashes have 96 bits and keys of their own in every run: among ten million rows two that differ are taken for equals
//! with a chance below 10⁻¹⁵ (64 bits: 3 × 10⁻⁶), and nobody can write a register so that they are. Numbers follow each other,
//! so 32 neighbours share one hash, and a bit tells each: a register of ten million rows takes megabytes, or, where no two
//! numbers are neighbours, 17 to 34 bytes a row.

use std::collections::HashMap;
use std::hash::{BuildHasher, Hash, Hasher, RandomState};

use super::register::Row;
use super::tally::Who;
use super::text::folded;

/// Makes keys; shared by threads.
#[derive(Default)]
pub(super) struct Keys([RandomState; 2]);

/// What makes a row unique: a hash of 32 neighbours, and which of them it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Key {
    neighbours: [u32; 3],
    at: u8,
}

impl Keys {
    /// Of a row: kind, year, number and notation. Its agency is told apart by [`Keys::of_office`]. `bytes` is memory to use.
    pub(super) fn of_row(&self, row: &Row<'_>, bytes: &mut Vec<u8>) -> Key {
        // Decree 30 writes 05 for the fifth document, many registers 5.
        let (stem, tail) = split(row.number.trim_start_matches('0'));
        let place: u32 = tail.parse().unwrap_or_default();
        // A code of a dossier keeps its zeros: 1-01 is not 1-1.
        let width = if stem.is_empty() { 0 } else { tail.len() as u8 };
        bytes.clear();
        bytes.extend_from_slice(&[row.kind as u8, width]);
        bytes.extend_from_slice(&row.date.year().to_le_bytes());
        bytes.extend_from_slice(&row.year.unwrap_or_default().to_le_bytes());
        bytes.extend_from_slice(&(place / 32).to_le_bytes());
        as_read(row.notation, bytes);
        // No text has it: it stands between two.
        bytes.push(0xFF);
        as_read(stem, bytes);
        Key { neighbours: self.hash(bytes), at: (place % 32) as u8 }
    }

    /// Of an agency.
    pub(super) fn of_office(&self, who: Who) -> [u32; 3] {
        let (known, place) = match who {
            Who::Known(place) => (2, place),
            Who::Unknown(Some(place)) => (1, place),
            Who::Unknown(None) => (0, 0),
        };
        self.hash(&[&[known], &place.to_le_bytes()[..]].concat())
    }

    fn hash(&self, bytes: &[u8]) -> [u32; 3] {
        let hashed = |state: &RandomState| {
            let mut hasher = state.build_hasher();
            hasher.write(bytes);
            hasher.finish()
        };
        let (first, second) = (hashed(&self.0[0]), hashed(&self.0[1]));
        [first as u32, (first >> 32) as u32, second as u32]
    }
}

/// Adds what a person reads: NFC, without case, spaces and the length of dashes. Đ is not D: HĐ is a contract and HD
/// guidelines, ĐA a scheme and DA a project (Decree 30/2020, Annex III).
fn as_read(text: &str, bytes: &mut Vec<u8>) {
    let start = bytes.len();
    for c in text.chars() {
        match c {
            'Đ' | 'đ' => bytes.extend_from_slice("đ".as_bytes()),
            c if c.is_ascii_whitespace() => {}
            c if c.is_ascii() => bytes.push(c.to_ascii_lowercase() as u8),
            // Seldom: the whole of it anew.
            _ => {
                bytes.truncate(start);
                let read = folded(text).replace(['–', '—', '‐', '‑', '−'], "-").replace(' ', "");
                return bytes.extend_from_slice(read.as_bytes());
            }
        }
    }
}

/// The digits at the end, as many as a number surely holds, and what is before them.
fn split(number: &str) -> (&str, &str) {
    let digits = number.bytes().rev().take(9).take_while(u8::is_ascii_digit).count();
    number.split_at(number.len() - digits)
}

/// The rows that were met.
#[derive(Default)]
pub(super) struct Seen(HashMap<Neighbours, u32, Plain>);

impl Seen {
    /// Is it the first of its agency?
    pub(super) fn first(&mut self, office: [u32; 3], key: Key) -> bool {
        // Two hashes of 96 bits, and so is what they make: of all pairs as few are alike.
        let both = std::array::from_fn(|at| key.neighbours[at] ^ office[at]);
        let met = self.0.entry(Neighbours(both)).or_default();
        let bit = 1 << key.at;
        let first = *met & bit == 0;
        *met |= bit;
        first
    }
}

#[derive(PartialEq, Eq)]
struct Neighbours([u32; 3]);

impl Hash for Neighbours {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(u64::from(self.0[0]) << 32 | u64::from(self.0[1]));
    }
}

/// Hashes are not hashed again.
#[derive(Clone, Copy, Default)]
struct Plain;

impl BuildHasher for Plain {
    type Hasher = AsItIs;

    fn build_hasher(&self) -> AsItIs {
        AsItIs(0)
    }
}

struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use time::macros::date;

    use super::super::register::{At, Place};
    use super::*;
    use crate::ledger::Kind;

    #[test]
    fn rows_of_one_number_are_told_from_their_neighbours() {
        let (keys, mut seen) = (Keys::default(), Seen::default());
        let mut first = |office: u32, number: &str, notation| {
            let place = Place { path: "so.csv".into(), sheet: None };
            let row = Row {
                at: At { place: &place, line: 1 },
                organ: "H1",
                number: Cow::Borrowed(number),
                year: None,
                notation,
                date: date!(2018 - 05 - 04),
                signer: None,
                kind: Kind::Document,
                electronic: None,
                signed_leader: None,
                signed_agency: None,
                file: None,
            };
            seen.first(keys.of_office(Who::Known(office)), keys.of_row(&row, &mut Vec::new()))
        };
        let numbers = (1..2000).map(|number| number.to_string());
        let others = [
            "15a",
            "a15",
            "1-01",
            "1-1",
            "1-001",
            "1234567890",
            "234567890",
            "4294967296",
            "99999999999999999999",
            "0",
        ];
        for number in numbers.chain(others.map(str::to_owned)) {
            assert!(first(1, &number, "STP"), "{number}");
            assert!(first(2, &number, "STP"), "{number} of another agency");
            assert!(first(1, &number, "VP"), "{number} of another notation");
            assert!(!first(1, &number, "STP"), "{number} again");
        }
        for number in ["015", "0001", "00", "", "0234567890"] {
            assert!(!first(1, number, "STP"), "{number} is there without its zeros");
        }
        assert!(first(1, "a015", "STP") && first(1, "01-01-", "STP"));
        assert!(!first(1, "15A", "STP"), "15a is there");
        assert!(first(1, "15", "QĐ-UBND"));
        for written in ["qđ-ubnd", "QĐ - UBND", "QĐ–UBND", "QĐ\u{a0}-UBND", "Qđ-Ubnd"] {
            assert!(!first(1, "15", written), "{written} is read as QĐ-UBND");
        }
        assert!(first(1, "15", "QD-UBND"), "D is another letter: HD is no HĐ");
        assert!(first(1, "15", "TB-HĐND-Cổ") && !first(1, "15", "TB-HĐND-CO\u{302}\u{309}"), "NFC");
    }
}
