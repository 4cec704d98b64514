//! Days as registers write them.
//!
//! The day always stands before the month; what cannot be a day of the calendar so read is no date, and never turned
//! round. Of a year of two digits 00–79 are 2000–2079 and 80–99 are 1980–1999: what agencies keep in computers is no older.

use crate::text::in_zone;
use time::format_description::well_known::Rfc3339;
use time::macros::{date, offset};
use time::{Date, Duration, Month, OffsetDateTime};

use super::super::dates::date as plain;
use super::super::text::folded;

/// From which day a workbook counts (ISO/IEC 29500-1 §18.17.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Epoch {
    /// 1 is 1 January 1900, and 60 the 29 February that year did not have.
    #[default]
    Y1900,
    /// 0 is 1 January 1904.
    Y1904,
}

impl Epoch {
    /// The day of a serial number. Those before 1954 are no dates of documents: they are other numbers.
    pub(super) fn day(self, serial: f64) -> Option<Date> {
        let first = match self {
            Self::Y1900 => date!(1899 - 12 - 30),
            Self::Y1904 => date!(1904 - 01 - 01),
        };
        if !(0.0..100_000.0).contains(&serial) {
            return None;
        }
        let day = first + Duration::days(serial as i64);
        (date!(1954 - 01 - 01)..=date!(2099 - 12 - 31)).contains(&day).then_some(day)
    }
}

/// `31/12/2018`, `5/4/18`, `31.12.2018`, `2018-12-31`, with or without a time of day; `ngày 05 tháng 3 năm 2018`; a number
/// that a spreadsheet shows as a date.
pub(super) fn day(text: &str, epoch: Epoch) -> Option<Date> {
    let alone = !text.bytes().any(|byte| byte == b' ' || byte == b'T');
    alone.then(|| plain(text)).flatten().or_else(|| other(text, epoch))
}

fn other(text: &str, epoch: Epoch) -> Option<Date> {
    if let Ok(time) = OffsetDateTime::parse(text, &Rfc3339) {
        return Some(in_zone(time, offset!(+7)).date());
    }
    if text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.')
        && let Some(day) = text.parse().ok().filter(|_| text.len() >= 5).and_then(|serial| epoch.day(serial))
    {
        return Some(day);
    }
    words(text).or_else(|| among(text))
}

/// `ngày 05 tháng 3 năm 2018`, also with a place before it.
fn words(text: &str) -> Option<Date> {
    let text = folded(text);
    let (_, rest) = text.split_once("ngày").or_else(|| text.split_once("ngay")).unwrap_or(("", &text));
    let mut words = rest.split_whitespace();
    let day = words.next()?;
    words.next().filter(|word| ["tháng", "thang"].contains(word))?;
    let month = words.next()?.trim_end_matches(',');
    words.next().filter(|word| ["năm", "nam"].contains(word))?;
    let year = words.next()?.trim_end_matches('.');
    if words.next().is_some() { None } else { numbers(day, month, year) }
}

/// One date, and beside it nothing but a time of day.
fn among(text: &str) -> Option<Date> {
    let mut found = None;
    for word in text.split_whitespace().flat_map(|word| word.split_once('T').map_or([word, ""], |(a, b)| [a, b])) {
        let time = word.bytes().all(|byte| byte.is_ascii_digit() || b":.".contains(&byte)) && word.contains(':');
        let half = ["", "AM", "PM", "SA", "CH"].contains(&&*word.to_uppercase());
        if !time && !half {
            let day = plain(word).or_else(|| short(word))?;
            if found.replace(day).is_some() {
                return None;
            }
        }
    }
    found
}

/// A year of two digits, or spaces between the parts: `5/4/18`.
fn short(text: &str) -> Option<Date> {
    let mut parts = text.split(['/', '-', '.']);
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() || year.len() != 2 { None } else { numbers(day, month, year) }
}

fn numbers(day: &str, month: &str, year: &str) -> Option<Date> {
    let number = |text: &str, most| {
        let digits = (1..=most).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| text.parse::<u16>().ok()).flatten()
    };
    let year = match (year.len(), number(year, 4)?) {
        (2, year @ 0..=79) => 2000 + year,
        (2, year) => 1900 + year,
        (4, year) => year,
        _ => return None,
    };
    let month = Month::try_from(u8::try_from(number(month, 2)?).ok()?).ok()?;
    Date::from_calendar_date(i32::from(year), month, u8::try_from(number(day, 2)?).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_however_an_office_writes_it() {
        for text in [
            "04/05/2018",
            "4/5/2018",
            "4.5.2018",
            "04-05-2018",
            "2018-05-04",
            "2018/05/04",
            "4/5/18",
            "04-05-18",
            "4.5.18",
            "ngày 04 tháng 5 năm 2018",
            "Ngày 4 tháng 05 năm 2018.",
            "04 tháng 05 năm 2018",
            "ngay 4 thang 5 nam 2018",
            "Bắc Giang, ngày 04 tháng 5 năm 2018",
            "04/05/2018 08:30",
            "08:30:15 04/05/2018",
            "4/5/2018 8:30:00 SA",
            "2018-05-04T08:30:00+07:00",
            "2018-05-04T08:30:00",
            "2018-05-04 00:00:00",
            "43224",
            "43224.354",
            "43224.0",
        ] {
            assert_eq!(day(text, Epoch::Y1900), Some(date!(2018 - 05 - 04)), "{text}");
        }
    }

    #[test]
    fn what_is_no_day_is_not_made_one() {
        for text in [
            "",
            "31/02/2018",
            "12/31/2018",
            "5/2018",
            "4/5/018",
            "4/5/20018",
            "15",
            "2018",
            "4",
            "99999",
            "1234567",
            "ngày tháng 5 năm 2018",
            "mai",
            "4/5/2018 và 5/5/2018",
            "4/5/2018 sửa",
            "+4/5/2018",
            "43224x",
            "08:30",
        ] {
            assert_eq!(day(text, Epoch::Y1900), None, "{text}");
        }
    }

    #[test]
    fn a_time_in_another_zone_is_a_day_of_viet_nam() {
        assert_eq!(day("2018-05-04T20:00:00Z", Epoch::Y1900), Some(date!(2018 - 05 - 05)));
    }

    #[test]
    fn years_of_two_digits_have_one_century_each() {
        for (text, year) in [("1/1/00", 2000), ("1/1/79", 2079), ("1/1/80", 1980), ("1/1/99", 1999)] {
            assert_eq!(day(text, Epoch::Y1900).map(Date::year), Some(year), "{text}");
        }
    }

    #[test]
    fn workbooks_count_from_1900_or_1904() {
        assert_eq!(day("41762", Epoch::Y1904), Some(date!(2018 - 05 - 04)));
        assert_eq!(Epoch::Y1900.day(43_831.99), Some(date!(2020 - 01 - 01)));
        for serial in [f64::NAN, f64::INFINITY, -1.0, 60.0, 1e300] {
            assert_eq!(Epoch::Y1900.day(serial), None);
        }
    }
}
