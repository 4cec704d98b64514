//! Who came after whom: an agency that ended may name the one that took its place.
//!
//! A code that was issued anew is an agency of its own with the same name; a merger is several agencies with one successor,
//! which may have existed long before; one that was split has several, `H02.41;H02.42`, and its figures stay its own. What ended
//! without an heir, as the districts did in July 2025, names none.

use std::collections::HashSet;

use time::{Date, Duration};

use super::agency::Life;
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

/// The codes of a cell of successors, `H02.41;H02.42`; between bars, as rules are, they are understood too.
pub(super) fn listed(cell: &str) -> impl Iterator<Item = &str> {
    cell.split([';', '|']).map(str::trim).filter(|code| !code.is_empty())
}

impl Agencies {
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

    /// Did `heir` take the place of `gone`, or a part of it, or that of who took it?
    fn inherits(&self, heir: usize, gone: usize) -> bool {
        // The file was checked: no way from successor to successor is a circle. Two ways may meet.
        let (mut met, mut left) = (HashSet::new(), vec![&self.all[gone]]);
        while let Some(agency) = left.pop() {
            let heirs = self.successors(agency).filter(|next| met.insert(next.code.as_str()));
            left.extend(heirs);
        }
        met.contains(self.all[heir].code.as_str())
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
    fn what_an_heir_signs_is_the_work_of_the_agency_that_ended() {
        let file = "code,name,parent,level,valid_from,valid_to,successor\n\
            H02,UBND tỉnh,,province,,,\n\
            H02.05,Sở Tư pháp,H02,department,,,\n\
            H02.05.01,Phòng công chứng,H02.05,unit,,,\n\
            H02.07,Sở Giao thông,H02,department,,2025-02-28,H02.08\n\
            H02.08,Sở Xây dựng,H02,department,,,\n\
            H02.09,Sở Quy hoạch,H02,department,,2025-02-28,H02.08\n\
            H02.41,UBND xã A,H02,commune,,2025-02-28,H02.42; H02.43\n\
            H02.42,UBND xã B,H02,commune,,,\n\
            H02.43,UBND xã C,H02,commune,,2025-06-30,H02.42\n";
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
            ("H02.41", "H02.42", after, true),
            ("H02.41", "H02.43", after, true),
            ("H02.42", "H02.43", after, false),
            ("H02.42", "H02.43", date!(2025 - 07 - 01), true),
            ("SỞ TƯ PHÁP", "H02.05", before, true),
            ("Hội Luật gia", "H02.05", before, false),
            ("H09", "h09", before, true),
        ] {
            assert_eq!(agencies.is_of(code, signer, day), expected, "{code} {signer} {day}");
        }
    }
}
