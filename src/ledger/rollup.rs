//! What is counted, summed up as records arrive: by office, kind and properties for each day, month and year.
//!
//! A report reads a few of these sums and no record. Any span of days is some days, months and years, so the fewest rows are
//! read; how many there are grows with the number of offices, not with that of their documents. Signers have sums of their
//! own, for months and years alone: for single days there would be as many as documents.
//!
//! All of it is derived: it can be counted anew from the records.

use std::collections::{BTreeMap, HashMap};
use std::ops::RangeInclusive;

use time::{Date, Month};

use super::{Flags, Kind};

/// Days, both ends inclusive; nothing is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Span {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

/// What cells are told apart by, beside office, kind and properties.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Split {
    /// Nothing.
    #[default]
    None,
    /// Years.
    Year,
    /// Months; quarters and halves are sums of them.
    Month,
    /// Signers.
    Signer,
}

/// What a sum is of. Stores keep the code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
#[allow(missing_docs)]
pub enum Grain {
    Year,
    Month,
    Day,
    SignerYear,
    SignerMonth,
}

impl Grain {
    /// All.
    pub(super) const ALL: [Self; 5] = [Self::Year, Self::Month, Self::Day, Self::SignerYear, Self::SignerMonth];

    pub(super) fn code(self) -> u8 {
        self as u8
    }

    pub(super) fn name(self) -> &'static str {
        ["year", "month", "day", "signer-year", "signer-month"][self as usize]
    }

    pub(super) fn is_of_signers(self) -> bool {
        matches!(self, Self::SignerYear | Self::SignerMonth)
    }

    /// It, and what is summed up of it.
    fn with_larger(self) -> &'static [Self] {
        if self.is_of_signers() {
            &[Self::SignerYear, Self::SignerMonth]
        } else {
            &[Self::Year, Self::Month, Self::Day]
        }
    }

    /// The first day of the year, month or day that `day` belongs to.
    pub(super) fn start(self, day: i32) -> i32 {
        match self {
            Self::Day => day,
            Self::Month | Self::SignerMonth => day - day.rem_euclid(100) + 1,
            Self::Year | Self::SignerYear => day - day.rem_euclid(10_000) + 101,
        }
    }
}

/// A day as stores keep it: 20180514.
pub(super) fn number(day: Date) -> i32 {
    day.year() * 10_000 + i32::from(u8::from(day.month())) * 100 + i32::from(day.day())
}

/// The day that a store keeps as `number`.
pub(super) fn date(number: i32) -> Option<Date> {
    let month = Month::try_from((number.rem_euclid(10_000) / 100) as u8).ok()?;
    Date::from_calendar_date(number.div_euclid(10_000), month, number.rem_euclid(100) as u8).ok()
}

/// Sums whose first days lie in the range.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) grain: Grain,
    pub(super) starts: RangeInclusive<i32>,
}

/// The fewest sums that make up `span`: months and single days at its ends, years between them.
///
/// With [`Split::Month`] there are no years. With [`Split::Signer`] single days are days of offices: who signed then is told
/// by the counted records.
pub(super) fn parts(span: Span, split: Split) -> Vec<Part> {
    let mut parts = Vec::new();
    let (first, last) = (span.from.unwrap_or(Date::MIN), span.to.unwrap_or(Date::MAX));
    if last < first {
        return parts;
    }
    let (year, month) = match split {
        Split::Signer => (Grain::SignerYear, Grain::SignerMonth),
        Split::None | Split::Year | Split::Month => (Grain::Year, Grain::Month),
    };
    let whole = |grain, unit: fn(Date) -> (Date, Date), first: Date, last: Date| {
        let from = if unit(first).0 == first { Some(first) } else { unit(first).1.next_day() };
        let to = if unit(last).1 == last { Some(last) } else { unit(last).0.previous_day() };
        let (from, to) = (from?, to?);
        (from <= to).then_some((grain, from, to))
    };
    let mut rest = vec![(first, last)];
    let coarse = [(year, year_of as fn(Date) -> (Date, Date)), (month, month_of)];
    for (grain, unit) in coarse.into_iter().skip(usize::from(split == Split::Month)) {
        let mut left = Vec::new();
        for (first, last) in rest {
            match whole(grain, unit, first, last) {
                Some((grain, from, to)) => {
                    parts.push(Part { grain, starts: number(from)..=number(to) });
                    left.extend(from.previous_day().filter(|end| first <= *end).map(|end| (first, end)));
                    left.extend(to.next_day().filter(|start| *start <= last).map(|start| (start, last)));
                }
                None => left.push((first, last)),
            }
        }
        rest = left;
    }
    parts
        .extend(rest.into_iter().map(|(first, last)| Part { grain: Grain::Day, starts: number(first)..=number(last) }));
    parts
}

/// First and last day of its year.
fn year_of(day: Date) -> (Date, Date) {
    let ends = |month, of| Date::from_calendar_date(day.year(), month, of).unwrap_or(day);
    (ends(Month::January, 1), ends(Month::December, 31))
}

/// First and last day of its month.
fn month_of(day: Date) -> (Date, Date) {
    let last = day.month().length(day.year());
    (day.replace_day(1).unwrap_or(day), day.replace_day(last).unwrap_or(day))
}

/// What one record counts as, with the store's numbers for its office and signer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    pub(super) office: i64,
    pub(super) signer: i64,
    pub(super) day: i32,
    pub(super) kind: Kind,
    pub(super) flags: Flags,
    pub(super) minutes: Option<i64>,
}

/// Of a sum: its grain, its first day, whose it is.
pub(super) type Place = (Grain, i32, i64);

/// What a transaction changes of the sums. What is added is gathered for the smallest sums alone: the larger ones are sums of
/// those.
#[derive(Debug, Default)]
pub(super) struct Deltas {
    cells: HashMap<(Place, u8, u32), i64>,
    delays: HashMap<Place, BTreeMap<i64, i64>>,
}

impl Deltas {
    /// Counts once more, or once less. How long it took others is no delay of the house.
    pub(super) fn add(&mut self, placed: &Placed, n: i64) {
        let Placed { office, signer, day, kind, flags, minutes } = *placed;
        for place in [(Grain::Day, day, office), (Grain::SignerMonth, Grain::SignerMonth.start(day), signer)] {
            *self.cells.entry((place, kind as u8, flags.0)).or_default() += n;
            if let Some(minutes) = minutes.filter(|_| kind != Kind::Incoming) {
                *self.delays.entry(place).or_default().entry(minutes).or_default() += n;
            }
        }
    }

    /// Cells that change, in the order of their keys.
    pub(super) fn cells(&self) -> Vec<((Place, u8, u32), i64)> {
        let mut cells = HashMap::<(Place, u8, u32), i64>::new();
        for (((grain, start, who), kind, flags), n) in &self.cells {
            for grain in grain.with_larger() {
                *cells.entry(((*grain, grain.start(*start), *who), *kind, *flags)).or_default() += n;
            }
        }
        let mut cells: Vec<_> = cells.into_iter().filter(|(_, n)| *n != 0).collect();
        cells.sort_unstable();
        cells
    }

    /// Delays that change, in the order of their keys.
    pub(super) fn delays(&self) -> BTreeMap<Place, BTreeMap<i64, i64>> {
        let mut delays = BTreeMap::<Place, BTreeMap<i64, i64>>::new();
        for ((grain, start, who), values) in &self.delays {
            for grain in grain.with_larger() {
                let sum = delays.entry((*grain, grain.start(*start), *who)).or_default();
                for (value, n) in values {
                    *sum.entry(*value).or_default() += n;
                }
            }
        }
        delays
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use time::macros::date as day;

    use super::*;

    fn shown(from: Date, to: Date, split: Split) -> Vec<String> {
        let parts = parts(Span { from: Some(from), to: Some(to) }, split);
        parts.iter().map(|part| format!("{:?} {}-{}", part.grain, part.starts.start(), part.starts.end())).collect()
    }

    #[test]
    fn a_span_is_made_of_few_sums() {
        assert_eq!(shown(day!(2018 - 01 - 01), day!(2018 - 12 - 31), Split::None), ["Year 20180101-20181231"]);
        assert_eq!(shown(day!(2018 - 01 - 01), day!(2018 - 12 - 31), Split::Month), ["Month 20180101-20181231"]);
        assert_eq!(shown(day!(2018 - 01 - 01), day!(2018 - 12 - 31), Split::Signer), ["SignerYear 20180101-20181231"]);
        assert_eq!(
            shown(day!(2017 - 11 - 05), day!(2020 - 02 - 10), Split::None),
            [
                "Year 20180101-20191231",
                "Month 20171201-20171231",
                "Month 20200101-20200131",
                "Day 20171105-20171130",
                "Day 20200201-20200210"
            ]
        );
        assert_eq!(shown(day!(2018 - 05 - 04), day!(2018 - 05 - 04), Split::None), ["Day 20180504-20180504"]);
        assert_eq!(shown(day!(2018 - 05 - 04), day!(2018 - 05 - 03), Split::None), [""; 0]);
        assert_eq!(parts(Span::default(), Split::None).len(), 1, "everything is years");
    }

    #[test]
    fn days_are_numbers_that_a_person_can_read() {
        for day in [day!(2018 - 05 - 14), day!(0000 - 01 - 01), day!(-0001 - 12 - 31), Date::MIN, Date::MAX] {
            assert_eq!(date(number(day)), Some(day));
        }
        assert_eq!(number(day!(2018 - 05 - 14)), 20_180_514);
        assert_eq!(date(20_180_230), None);
        assert_eq!(Grain::Month.start(number(day!(-0001 - 12 - 31))), number(day!(-0001 - 12 - 01)));
        assert_eq!(Grain::Year.start(number(day!(-0001 - 12 - 31))), number(day!(-0001 - 01 - 01)));
    }

    proptest! {
        #[test]
        fn every_day_is_in_exactly_one_part(from in 2_457_000i32..2_460_000, length in 0i32..1500, by_month in any::<bool>()) {
            let split = if by_month { Split::Month } else { Split::None };
            let at = |julian| Date::from_julian_day(julian).unwrap();
            let parts = parts(Span { from: Some(at(from)), to: Some(at(from + length)) }, split);
            for julian in from - 400..from + length + 400 {
                let day = number(at(julian));
                let n = parts.iter().filter(|part| part.starts.contains(&part.grain.start(day))).count();
                prop_assert_eq!(n, usize::from((from..=from + length).contains(&julian)));
            }
        }
    }
}
