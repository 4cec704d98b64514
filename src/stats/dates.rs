//! Dates as registers write them, and periods as people ask for them.

use time::{Date, Month};

use super::Error;

/// `dd/MM/yyyy`, `d/M/yyyy` (also with `-` or `.`), or ISO 8601 with or without a time of day.
pub(super) fn date(text: &str) -> Option<Date> {
    // Nearly every date of a register; the rest is for all others.
    if let [d, day, b'/', m, month, b'/', y, ye, yea, year] = text.as_bytes() {
        let two = |tens: &u8, ones: &u8| {
            (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
        };
        let year = i32::from(two(y, ye)?) * 100 + i32::from(two(yea, year)?);
        return Date::from_calendar_date(year, Month::try_from(two(m, month)?).ok()?, two(d, day)?).ok();
    }
    let text = text.split(['T', ' ']).next()?;
    let mut parts = text.split(['/', '-', '.']);
    let (first, month, last) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, day) = if first.len() == 4 { (first, last) } else { (last, first) };
    if year.len() != 4 {
        return None;
    }
    let digits = |text: &str, most| {
        (text.len() <= most && text.bytes().all(|b| b.is_ascii_digit())).then(|| text.parse::<u16>().ok()).flatten()
    };
    let month = Month::try_from(u8::try_from(digits(month, 2)?).ok()?).ok()?;
    Date::from_calendar_date(i32::from(digits(year, 4)?), month, u8::try_from(digits(day, 2)?).ok()?).ok()
}

/// Both days belong to it; nothing is open.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Period {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

impl Period {
    /// `2018`, `2018-H1`, `2018-Q3`, `2018-05`.
    ///
    /// # Errors
    ///
    /// [`Error::Period`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        Self::months(text).ok_or_else(|| Error::Period(text.to_owned()))
    }

    fn months(text: &str) -> Option<Self> {
        let (year, part) = text.split_once('-').map_or((text, None), |(year, part)| (year, Some(part)));
        if year.len() != 4 || !year.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let year = year.parse().ok()?;
        let (first, last): (u8, u8) = match part {
            None => (1, 12),
            Some("H1") => (1, 6),
            Some("H2") => (7, 12),
            Some(quarter) if quarter.starts_with('Q') => {
                let quarter: u8 = quarter[1..].parse().ok().filter(|quarter| (1..=4).contains(quarter))?;
                (quarter * 3 - 2, quarter * 3)
            }
            Some(month) => {
                let month = month.parse().ok().filter(|_| month.len() == 2 && !month.starts_with('+'))?;
                (month, month)
            }
        };
        let from = Date::from_calendar_date(year, Month::try_from(first).ok()?, 1).ok()?;
        let last = Month::try_from(last).ok()?;
        let to = Date::from_calendar_date(year, last, last.length(year)).ok()?;
        Some(Self { from: Some(from), to: Some(to) })
    }

    /// Is this day in it?
    pub fn contains(&self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// `2018-01-01/2018-12-31`; an open end is `..` (ISO 8601-2).
    pub fn name(&self) -> String {
        let end = |day: Option<Date>| day.map_or_else(|| "..".to_owned(), |day| day.to_string());
        format!("{}/{}", end(self.from), end(self.to))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date as day;

    #[test]
    fn dates_are_read_as_clerks_write_them() {
        for text in ["04/05/2018", "4/5/2018", "04-05-2018", "2018-05-04", "2018-05-04T08:30:00+07:00", "4.5.2018"] {
            assert_eq!(date(text), Some(day!(2018 - 05 - 04)), "{text}");
        }
        for text in ["", "31/02/2018", "5/2018", "4/5/18", "2018/13/01", "+4/5/2018", "mai"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn periods_end_on_the_last_day() {
        let ends = |text| Period::parse(text).map(|period| period.name()).unwrap_or_default();
        assert_eq!(ends("2018"), "2018-01-01/2018-12-31");
        assert_eq!(ends("2018-H1"), "2018-01-01/2018-06-30");
        assert_eq!(ends("2018-Q3"), "2018-07-01/2018-09-30");
        assert_eq!(ends("2020-02"), "2020-02-01/2020-02-29");
        for text in ["18", "2018-Q5", "2018-Q0", "2018-H3", "2018-5", "2018-13", "2018-Qa", "+018", ""] {
            assert!(Period::parse(text).is_err(), "{text}");
        }
    }
}
