//! How often each delay occurs: as exact as the values themselves, and the sum of two is one again.
//!
//! A ledger keeps one for each office and period, so a year's report sums thousands, and most of each is never looked at: a
//! [`Packed`] one is a run of blocks of neighbouring values with a count before each, and a median opens one block of each
//! alone.
//!
//! A block is: its number less the last one's (zigzag), how many values fall into it, its length in bytes, and then for each
//! value what it is above the last one and how often it occurs. All numbers are LEB128.

use std::collections::BTreeMap;
use std::sync::Arc;

/// Values in a block.
const WIDTH: i64 = 256;

/// How often each value occurs.
#[derive(Clone, Debug, Default)]
pub struct Histogram {
    loose: BTreeMap<i64, u64>,
    packed: Vec<Packed>,
}

impl Histogram {
    /// `n` more of `value`.
    pub fn add(&mut self, value: i64, n: u64) {
        *self.loose.entry(value).or_default() += n;
    }

    /// All of another one.
    pub fn merge(&mut self, other: &Self) {
        other.loose.iter().for_each(|(value, n)| self.add(*value, *n));
        self.packed.extend(other.packed.iter().cloned());
    }

    /// All of a stored one.
    pub(super) fn take(&mut self, packed: Packed) {
        self.packed.push(packed);
    }

    /// Is there no value?
    pub fn is_empty(&self) -> bool {
        self.loose.is_empty() && self.packed.iter().all(|packed| packed.blocks().next().is_none())
    }

    /// Each value with how often it occurs, ascending.
    pub fn values(&self) -> BTreeMap<i64, u64> {
        let mut values = self.loose.clone();
        for (value, n) in self.packed.iter().flat_map(Packed::values) {
            *values.entry(value).or_default() += n;
        }
        values
    }

    /// The middle one in tenths of a unit, half up; of an even number the mean of the two in the middle. `unit` values are
    /// one unit: 60 for hours from minutes.
    pub fn median_tenths(&self, unit: i64) -> Option<i64> {
        let mut blocks = BTreeMap::<i64, u64>::new();
        self.loose.iter().for_each(|(value, n)| *blocks.entry(value.div_euclid(WIDTH)).or_default() += n);
        for block in self.packed.iter().flat_map(Packed::blocks) {
            *blocks.entry(block.number).or_default() += block.n;
        }
        let total: u64 = blocks.values().sum();
        let upper = self.at(&blocks, total / 2)?;
        let lower = if total.is_multiple_of(2) { self.at(&blocks, (total / 2).checked_sub(1)?)? } else { upper };
        Some(((lower + upper) * 10 + unit).div_euclid(2 * unit))
    }

    /// The value at a place in the ascending order.
    fn at(&self, blocks: &BTreeMap<i64, u64>, place: u64) -> Option<i64> {
        let (number, before) = place_in(blocks, place)?;
        let first = number.checked_mul(WIDTH)?;
        let mut values: BTreeMap<i64, u64> =
            self.loose.range(first..=first + (WIDTH - 1)).map(|(value, n)| (*value, *n)).collect();
        for block in self.packed.iter().filter_map(|packed| packed.blocks().find(|block| block.number == number)) {
            block.values().for_each(|(value, n)| *values.entry(value).or_default() += n);
        }
        place_in(&values, place - before).map(|(value, _)| value)
    }
}

/// Which key the place falls on, and how many there are before that key.
fn place_in(counts: &BTreeMap<i64, u64>, place: u64) -> Option<(i64, u64)> {
    let mut before = 0;
    counts.iter().find_map(|(key, n)| {
        let here = (*key, before);
        before += n;
        (before > place).then_some(here)
    })
}

impl PartialEq for Histogram {
    fn eq(&self, other: &Self) -> bool {
        self.values() == other.values()
    }
}

impl Eq for Histogram {}

/// A histogram as ledgers store it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Packed(Arc<[u8]>);

struct Block<'a> {
    number: i64,
    n: u64,
    inside: &'a [u8],
}

impl Packed {
    /// Stored bytes; nothing where they are no histogram.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let packed = Self(bytes.into());
        let mut blocks = Blocks { rest: bytes, number: 0 };
        let sound = blocks.by_ref().all(|block| block.values().map(|(_, n)| n).sum::<u64>() == block.n);
        (sound && blocks.rest.is_empty()).then_some(packed)
    }

    /// Of counted values; what occurs no longer is left out.
    pub(super) fn of(values: &BTreeMap<i64, u64>) -> Self {
        let (mut bytes, mut last) = (Vec::new(), 0);
        let mut values = values.iter().filter(|(_, n)| **n > 0).peekable();
        while let Some((first, _)) = values.peek() {
            let number = first.div_euclid(WIDTH);
            let (mut inside, mut above, mut sum) = (Vec::new(), 0, 0);
            while let Some((value, n)) = values.next_if(|(value, _)| value.div_euclid(WIDTH) == number) {
                let offset = value.rem_euclid(WIDTH) as u64;
                write(&mut inside, offset - above);
                write(&mut inside, *n);
                above = offset;
                sum += n;
            }
            let step = number.wrapping_sub(last);
            write(&mut bytes, ((step << 1) ^ (step >> 63)).cast_unsigned());
            write(&mut bytes, sum);
            write(&mut bytes, inside.len() as u64);
            bytes.extend(inside);
            last = number;
        }
        Self(bytes.into())
    }

    /// Each value with how often it occurs, ascending.
    pub(super) fn values(&self) -> impl Iterator<Item = (i64, u64)> {
        self.blocks().flat_map(|block| block.values())
    }

    /// As stored.
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// With some more, and some fewer.
    pub(super) fn changed(&self, by: &BTreeMap<i64, i64>) -> Self {
        let mut values: BTreeMap<i64, u64> = self.values().collect();
        for (value, n) in by {
            let known = values.entry(*value).or_default();
            *known = known.saturating_add_signed(*n);
        }
        Self::of(&values)
    }

    fn blocks(&self) -> Blocks<'_> {
        Blocks { rest: &self.0, number: 0 }
    }
}

struct Blocks<'a> {
    rest: &'a [u8],
    number: i64,
}

impl<'a> Iterator for Blocks<'a> {
    type Item = Block<'a>;

    fn next(&mut self) -> Option<Block<'a>> {
        let mut rest = self.rest;
        let step = read(&mut rest)?;
        let n = read(&mut rest)?;
        let length = usize::try_from(read(&mut rest)?).ok()?;
        let (inside, rest) = rest.split_at_checked(length)?;
        self.rest = rest;
        self.number = self.number.wrapping_add((step >> 1).cast_signed() ^ -(step & 1).cast_signed());
        Some(Block { number: self.number, n, inside })
    }
}

impl<'a> Block<'a> {
    fn values(&self) -> impl Iterator<Item = (i64, u64)> + use<'a> {
        let (mut rest, mut value) = (self.inside, self.number.wrapping_mul(WIDTH));
        std::iter::from_fn(move || {
            value = value.wrapping_add(read(&mut rest)?.cast_signed());
            Some((value, read(&mut rest)?))
        })
    }
}

fn write(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn read(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn median(values: &[i64], unit: i64) -> Option<i64> {
        let mut histogram = Histogram::default();
        for value in values {
            histogram.add(*value, 1);
        }
        histogram.median_tenths(unit)
    }

    #[test]
    fn the_median_of_an_even_number_is_between() {
        assert_eq!(median(&[3, 1, 2], 1), Some(20));
        assert_eq!(median(&[1, 2], 1), Some(15));
        assert_eq!(median(&[5, 5, 9, 5], 1), Some(50));
        assert_eq!(median(&[90], 60), Some(15), "ninety minutes are 1.5 hours");
        assert_eq!(median(&[-1], 1), Some(-10), "signed on the day before its date");
        assert_eq!(median(&[255, 256], 1), Some(2555), "in two blocks");
        assert_eq!(median(&[], 1), None);
    }

    #[test]
    fn a_damaged_one_is_none() {
        let bytes = Packed::of(&[(3, 1), (700, 2)].into()).bytes().to_vec();
        assert!(Packed::read(&bytes).is_some());
        assert!(Packed::read(&bytes[..bytes.len() - 1]).is_none());
        assert!(Packed::read(&[0x80; 40]).is_none());
        let another = [&[0, 9], &bytes[2..]].concat();
        assert!(Packed::read(&another).is_none(), "the count of a block is not that of its values");
    }

    proptest! {
        #[test]
        fn packed_loose_and_merged_say_the_same(values in prop::collection::vec(-5000i64..5000, 0..200), cut in 0usize..200) {
            let cut = cut.min(values.len());
            let count = |values: &[i64]| values.iter().fold(BTreeMap::new(), |mut counts, value| {
                *counts.entry(*value).or_default() += 1;
                counts
            });
            let mut all = Histogram::default();
            all.take(Packed::read(Packed::of(&count(&values[..cut])).bytes()).unwrap());
            let mut rest = Histogram::default();
            values[cut..].iter().for_each(|value| rest.add(*value, 1));
            all.merge(&rest);
            prop_assert_eq!(all.values(), count(&values));
            prop_assert_eq!(all.median_tenths(60), median(&values, 60));
            let mut sorted = values.clone();
            sorted.sort_unstable();
            if let (false, Some(upper)) = (sorted.is_empty(), sorted.get(sorted.len() / 2)) {
                let lower = sorted[(sorted.len() - 1) / 2];
                prop_assert_eq!(all.median_tenths(1), Some((lower + upper) * 5));
            }
        }
    }
}
