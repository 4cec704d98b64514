//! A period beside an earlier one: which, and where its buckets lie.

use time::{Date, Duration, Month};

use super::dates::Period;

/// Months since the year 0.
fn months(day: Date) -> i32 {
    day.year() * 12 + i32::from(u8::from(day.month())) - 1
}

/// The first day of a month counted by [`months`].
fn first_of(months: i32) -> Option<Date> {
    let month = Month::try_from(u8::try_from(months.rem_euclid(12) + 1).ok()?).ok()?;
    Date::from_calendar_date(months.div_euclid(12), month, 1).ok()
}

impl Period {
    /// The period of the same length that ends the day before this one begins.
    ///
    /// Whole months stay whole months: before 2020-03 is 2020-02, although it is two days shorter. Nothing for an open one.
    pub fn previous(&self) -> Option<Self> {
        let (from, to) = (self.from?, self.to?);
        let (last, after) = (from.previous_day()?, to.next_day()?);
        let start = if from.day() == 1 && after.day() == 1 {
            first_of(2 * months(from) - months(after))?
        } else {
            from.checked_sub(Duration::days(i64::from(after.to_julian_day() - from.to_julian_day())))?
        };
        Some(Self { from: Some(start), to: Some(last) })
    }

    /// Does any day belong to it?
    pub fn is_possible(&self) -> bool {
        self.from.zip(self.to).is_none_or(|(from, to)| from <= to)
    }

    /// How many months after `earlier` it begins: what lies so far apart in both is compared. Nothing for open ones.
    pub(super) fn months_after(&self, earlier: &Self) -> Option<i32> {
        Some(months(self.from?) - months(earlier.from?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_period_before_has_the_same_length() {
        let before = |text: &str| Period::parse(text).unwrap().previous().unwrap().name();
        assert_eq!(before("2018"), "2017-01-01/2017-12-31");
        assert_eq!(before("2018-H1"), "2017-07-01/2017-12-31");
        assert_eq!(before("2018-Q1"), "2017-10-01/2017-12-31");
        assert_eq!(before("2020-03"), "2020-02-01/2020-02-29");
        let days = |from: &str, to: &str| {
            let day = |text: &str| Date::parse(text, time::macros::format_description!("[year]-[month]-[day]")).ok();
            Period { from: day(from), to: day(to) }
        };
        assert_eq!(days("2018-01-01", "2018-05-31").previous().unwrap().name(), "2017-08-01/2017-12-31");
        assert_eq!(days("2018-03-08", "2018-03-14").previous().unwrap().name(), "2018-03-01/2018-03-07");
        assert_eq!(days("2018-03-01", "2018-03-01").previous().unwrap().name(), "2018-02-28/2018-02-28");
        assert_eq!(Period::default().previous(), None);
        assert!(!days("2018-03-02", "2018-03-01").is_possible());
        let year = |text| Period::parse(text).unwrap();
        assert_eq!(year("2018").months_after(&year("2016-Q3")), Some(18));
    }
}
