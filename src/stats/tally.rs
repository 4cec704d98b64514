//! What was counted: how many things of which office, month and signer, of what kind and with which properties.
//!
//! A row of figures, whatever it is made of, is a sum over cells: offices give agencies, groups and levels, months give
//! quarters, halves and years. So sources are gone through once and know of no view. A cell's key is a few numbers; texts
//! are kept once, and are known by their place.

use std::collections::HashMap;
use std::sync::Arc;

use time::Date;

use super::dates::Period;
pub(super) use crate::ledger::Histogram;
use crate::ledger::{Flags, Kind};

/// In which of the asked periods a day lies: a set, for a period and the one it is compared with may overlap.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Slots(pub u8);

impl Slots {
    /// The period.
    pub(super) const PERIOD: Self = Self(1);
    /// The period that it is compared with.
    pub(super) const COMPARED: Self = Self(2);

    /// Those that `day` lies in.
    pub(super) fn of(day: Date, period: &Period, compared: Option<&Period>) -> Self {
        let of = |slot: Self, within: bool| if within { slot.0 } else { 0 };
        let compared = compared.is_some_and(|period| period.contains(day));
        Self(of(Self::PERIOD, period.contains(day)) | of(Self::COMPARED, compared))
    }

    /// Are all of `other` here?
    pub(super) fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

/// Whose it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Who {
    /// By the place in the agencies file.
    Known(u32),
    /// By its name or code in [`Tally::text`], where it has one.
    Unknown(Option<u32>),
}

/// Where something is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Bucket {
    pub(super) slots: Slots,
    pub(super) who: Who,
    /// Months since the year 0.
    pub(super) month: i32,
    /// In [`Tally::text`]; only where rows are made of signers.
    pub(super) signer: Option<u32>,
}

impl Bucket {
    /// The month of `day` as buckets have it.
    pub(super) fn month_of(day: Date) -> i32 {
        day.year() * 12 + i32::from(u8::from(day.month())) - 1
    }
}

/// Delays of one bucket's documents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Delays {
    /// Days from the document's date to the leader's signature.
    pub(super) days: Histogram,
    /// Minutes from the leader's signature to the agency's.
    pub(super) minutes: Histogram,
}

/// Everything that was counted in one run.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    cells: HashMap<(Bucket, Kind, Flags), u64, foldhash::fast::RandomState>,
    delays: HashMap<(Bucket, Kind), Delays>,
    texts: Vec<Arc<str>>,
    places: HashMap<Arc<str>, u32>,
}

impl Tally {
    /// Counts `n` things.
    pub(super) fn add(&mut self, bucket: Bucket, kind: Kind, flags: Flags, n: u64) {
        *self.cells.entry((bucket, kind, flags)).or_default() += n;
    }

    /// Counts the delays of one thing.
    pub(super) fn delay(&mut self, bucket: Bucket, kind: Kind, days: Option<i32>, minutes: Option<i64>) {
        if days.is_none() && minutes.is_none() {
            return;
        }
        let delays = self.delays.entry((bucket, kind)).or_default();
        for (histogram, value) in [(&mut delays.days, days.map(i64::from)), (&mut delays.minutes, minutes)] {
            if let Some(value) = value {
                histogram.add(value, 1);
            }
        }
    }

    /// Counts the delays of many documents, from the leader's signature to the agency's.
    pub(super) fn delayed(&mut self, bucket: Bucket, minutes: &Histogram) {
        self.delays.entry((bucket, Kind::Document)).or_default().minutes.merge(minutes);
    }

    /// The place of this text.
    pub(super) fn place(&mut self, text: &str) -> u32 {
        if let Some(place) = self.places.get(text) {
            return *place;
        }
        let (text, place) = (Arc::<str>::from(text), self.texts.len() as u32);
        self.texts.push(text.clone());
        self.places.insert(text, place);
        place
    }

    /// The text at this place.
    pub(super) fn text(&self, place: u32) -> &str {
        self.texts.get(place as usize).map_or("", |text| text)
    }

    /// What was counted, in no order.
    pub(super) fn cells(&self) -> impl Iterator<Item = (Bucket, Kind, Flags, u64)> {
        self.cells.iter().map(|((bucket, kind, flags), n)| (*bucket, *kind, *flags, *n))
    }

    /// Delays, in no order.
    pub(super) fn delays(&self) -> impl Iterator<Item = (Bucket, Kind, &Delays)> {
        self.delays.iter().map(|((bucket, kind), delays)| (*bucket, *kind, delays))
    }
}

#[cfg(test)]
mod tests {
    use time::macros::date;

    use super::*;

    #[test]
    fn things_of_one_kind_meet_in_one_cell_and_texts_are_kept_once() {
        let mut tally = Tally::default();
        let name = tally.place("Hội Luật gia");
        assert_eq!((tally.place("Hội Luật gia"), tally.place(""), tally.text(name)), (name, name + 1, "Hội Luật gia"));
        let month = Bucket::month_of(date!(2018 - 12 - 31));
        let bucket = Bucket { slots: Slots::PERIOD, who: Who::Unknown(Some(name)), month, signer: None };
        assert_eq!(month, 2018 * 12 + 11);
        tally.add(bucket, Kind::Document, Flags::SIGNED, 2);
        tally.add(bucket, Kind::Document, Flags::SIGNED, 1);
        tally.add(bucket, Kind::Dossier, Flags::SIGNED, 1);
        let mut cells: Vec<_> = tally.cells().map(|(_, kind, _, n)| (kind, n)).collect();
        cells.sort_unstable();
        assert_eq!(cells, [(Kind::Document, 3), (Kind::Dossier, 1)]);
        tally.delay(bucket, Kind::Document, None, None);
        assert_eq!(tally.delays().count(), 0);
        tally.delay(bucket, Kind::Document, Some(-1), None);
        tally.delay(bucket, Kind::Document, Some(-1), Some(90));
        let (_, _, delays) = tally.delays().next().unwrap();
        assert_eq!((delays.days.values(), delays.minutes.values()), ([(-1, 2)].into(), [(90, 1)].into()));
    }
}
