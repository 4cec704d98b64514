//! Who came after whom: an agency that ended may name the one that took its place.
//!
//! A code that was issued anew is an agency of its own with the same name; a merger is several agencies with one successor,
//! which may have existed long before. What ended without an heir, as the districts did in July 2025, names none.

use time::{Date, Duration};

use super::agency::{Agency, Life};
use super::fault::FaultKind;
use super::{Agencies, codes};
use crate::stats::text::folded;

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

    /// Is what `signer` signed, seen on `day`, the work of the agency with this code? It is itself or below it, or one of
    /// both is the heir of the other and they did not live side by side on that day. Of an office that the file does not
    /// know it is if both are called the same.
    pub fn is_of(&self, code: &str, signer: &str, day: Date) -> bool {
        let places = |code| self.by_code.get(&codes::key(code)).copied();
        match (places(code), places(signer)) {
            (Some(own), Some(other)) if self.tree.is_above(own, other) => true,
            (Some(own), Some(other)) => {
                let side_by_side = [own, other].into_iter().all(|place| self.all[place].life().contains(day));
                !side_by_side && (self.inherits(own, other) || self.inherits(other, own))
            }
            (None, Some(other)) => folded(&self.all[other].name) == folded(code),
            _ => codes::key(code) == codes::key(signer),
        }
    }

    /// Did `heir` take the place of `gone`, or of who took it?
    fn inherits(&self, heir: usize, gone: usize) -> bool {
        let mut agency = &self.all[gone];
        while let Some(next) = self.successor(agency) {
            if next.code == self.all[heir].code {
                return true;
            }
            agency = next;
        }
        false
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

    #[test]
    fn what_an_heir_signs_is_the_work_of_the_agency_that_ended() {
        let file = "code,name,parent,level,valid_from,valid_to,successor\n\
            H02,UBND tỉnh,,province,,,\n\
            H02.05,Sở Tư pháp,H02,department,,,\n\
            H02.05.01,Phòng công chứng,H02.05,unit,,,\n\
            H02.07,Sở Giao thông,H02,department,,2025-02-28,H02.08\n\
            H02.08,Sở Xây dựng,H02,department,,,\n\
            H02.09,Sở Quy hoạch,H02,department,,2025-02-28,H02.08\n";
        let agencies = Agencies::parse(file.as_bytes(), false).unwrap();
        let (before, after) = (date!(2025 - 02 - 28), date!(2025 - 03 - 01));
        for (code, signer, day, expected) in [
            ("H02.05", "000.00.05.H02", before, true),
            ("H02.05", "H02.05.01", before, true),
            ("H02", "H02.05.01", before, true),
            ("H02.05", "H02", before, false),
            ("H02.05", "H02.08", before, false),
            ("H02.07", "H02.08", before, false),
            ("H02.07", "H02.08", after, true),
            ("H02.08", "H02.07", before, false),
            ("H02.08", "H02.07", after, true),
            ("H02.07", "H02.09", after, false),
            ("SỞ TƯ PHÁP", "H02.05", before, true),
            ("Hội Luật gia", "H02.05", before, false),
            ("H09", "h09", before, true),
        ] {
            assert_eq!(agencies.is_of(code, signer, day), expected, "{code} {signer} {day}");
        }
    }
}
