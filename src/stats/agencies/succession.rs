//! Who came after whom: an agency that ended may name the one that took its place.
//!
//! A code that was issued anew is an agency of its own with the same name; a merger is several agencies with one successor,
//! which may have existed long before. What ended without an heir, as the districts did in July 2025, names none.

use time::{Date, Duration};

use super::Agencies;
use super::agency::{Agency, Life};
use super::fault::FaultKind;

/// A successor that begins so many days before the end is more likely a slip than a merger into what was there before.
const SLIP: Duration = Duration::days(31);

/// What is wrong between the days of an agency and those of its successor, whose code is `code`.
pub(super) fn between(life: Life, successor: Life, code: &str, same_name: bool) -> Option<FaultKind> {
    let code = code.to_owned();
    let Some(end) = life.to else { return Some(FaultKind::SuccessorWithoutEnd(code)) };
    if let Some(gone) = successor.to.filter(|gone| *gone <= end) {
        return Some(FaultKind::SuccessorGone(code, gone));
    }
    match successor.from {
        begins if same_name && begins.is_none_or(|begins| begins <= end) => {
            Some(FaultKind::SuccessorOverlaps(code, begins))
        }
        Some(begins) if begins <= end && end - begins <= SLIP => Some(FaultKind::SuccessorEarly(code, begins)),
        Some(begins) if begins - end > Duration::DAY => Some(FaultKind::SuccessorLate(code, begins)),
        _ => None,
    }
}

impl Agencies {
    /// Who has taken the place of the agency with this code by `day`: itself while it lives, otherwise the first of its
    /// successors that lives then. Nobody before its first day, or where it ended without an heir.
    pub fn successor_on(&self, code: &str, day: Date) -> Option<&Agency> {
        let mut agency = self.get(code)?;
        // The file was checked: no way from successor to successor is a circle.
        while agency.valid_to.is_some_and(|last| last < day) {
            agency = self.get(agency.successor.as_deref()?)?;
        }
        agency.life().contains(day).then_some(agency)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    fn life(from: Option<Date>, to: Option<Date>) -> Life {
        Life { from, to }
    }

    #[test]
    fn an_heir_begins_the_day_after_or_was_there_before() {
        let ended = life(Some(date!(2008 - 08 - 01)), Some(date!(2025 - 06 - 30)));
        let told = |from, to, same| between(ended, life(from, to), "H05", same).map(|kind| kind.code());
        assert_eq!(told(Some(date!(2025 - 07 - 01)), None, true), None, "a code issued anew");
        assert_eq!(told(None, None, false), None, "merged into what was always there");
        assert_eq!(told(Some(date!(1997 - 01 - 01)), None, false), None, "merged into an older one");
        assert_eq!(told(Some(date!(2025 - 06 - 30)), None, true), Some("SUCCESSOR_OVERLAPS"));
        assert_eq!(told(None, None, true), Some("SUCCESSOR_OVERLAPS"));
        assert_eq!(told(Some(date!(2025 - 06 - 30)), None, false), Some("SUCCESSOR_EARLY"));
        assert_eq!(told(Some(date!(2025 - 07 - 02)), None, false), Some("SUCCESSOR_LATE"));
        assert_eq!(told(None, Some(date!(2025 - 06 - 30)), false), Some("SUCCESSOR_GONE"));
        assert_eq!(between(life(None, None), life(None, None), "H05", false).unwrap().code(), "SUCCESSOR_WITHOUT_END");
    }

    #[test]
    fn successors_are_followed_to_the_one_of_the_day() {
        let file = "code,name,level,valid_from,valid_to,successor\n\
            H02,UBND tỉnh A,province,,2025-06-30,H05\n\
            H05,UBND tỉnh B,province,,2026-12-31,H06\n\
            H06,UBND tỉnh B mới,province,2027-01-01,,\n\
            H02.31,UBND huyện,district,,2025-06-30,\n";
        let agencies = Agencies::parse(file.as_bytes(), false).unwrap();
        let on = |code, day| agencies.successor_on(code, day).map(|agency| agency.code.as_str());
        assert_eq!(on("H02", date!(2025 - 06 - 30)), Some("H02"));
        assert_eq!(on("000.00.00.H02", date!(2025 - 07 - 01)), Some("H05"));
        assert_eq!(on("H02", date!(2027 - 01 - 01)), Some("H06"));
        assert_eq!(on("H06", date!(2026 - 12 - 31)), None, "before its first day");
        assert_eq!(on("H02.31", date!(2025 - 07 - 01)), None, "no heir");
        assert_eq!(on("H99", date!(2025 - 07 - 01)), None);
    }
}
