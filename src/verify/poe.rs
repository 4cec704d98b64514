//! Proofs of existence (EN 319 102-1 §5.6.2.3): by when what stands in a file is proven to have existed.
//!
//! A document time-stamp that passed proves every byte of its own range, and nothing else: the signatures before it with
//! their time-stamps, and the certificates, CRLs and OCSP answers that stood in the file by then. So a proof is a place in
//! the file and a time, and whatever ends before that place has it. What comes from outside the file exists now.

use time::OffsetDateTime;

/// One after the last byte of something in the file; nothing for what came from elsewhere.
pub(super) type Place = Option<usize>;

/// What the document time-stamps judged so far, the later ones, prove.
pub(super) struct Proofs {
    now: OffsetDateTime,
    /// The ends of their ranges, falling, each with the earliest time that it and those before it in this list prove.
    stamps: Vec<(usize, OffsetDateTime)>,
}

impl Proofs {
    /// Nothing is proven but the current time.
    pub(super) fn at(now: OffsetDateTime) -> Self {
        Self { now, stamps: Vec::new() }
    }

    /// The current time of the process.
    pub(super) fn now(&self) -> OffsetDateTime {
        self.now
    }

    /// A document time-stamp over what stands before `end` passed, and was made by `time`. The newest comes first.
    pub(super) fn add(&mut self, end: usize, time: OffsetDateTime) {
        let known = self.stamps.last().map_or(self.now, |(_, known)| *known);
        self.stamps.push((end, time.min(known)));
    }

    /// The earliest time by which what stands at `place` is proven to have existed, if any time-stamp covers it.
    ///
    /// A range ends after its own token, which it leaves out: what ends where the range does is not covered.
    pub(super) fn proven(&self, place: Place) -> Option<OffsetDateTime> {
        let place = place?;
        let covering = self.stamps.partition_point(|(end, _)| *end > place);
        covering.checked_sub(1).map(|last| self.stamps[last].1)
    }

    /// The same; the current time where no time-stamp covers it.
    pub(super) fn of(&self, place: Place) -> OffsetDateTime {
        self.proven(place).unwrap_or(self.now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const NOW: OffsetDateTime = datetime!(2036-01-01 0:00 UTC);
    const FIRST: OffsetDateTime = datetime!(2026-01-01 0:00 UTC);
    const RENEWED: OffsetDateTime = datetime!(2030-01-01 0:00 UTC);

    /// Signed and time-stamped, renewed four years later; the newest time-stamp is judged first.
    #[test]
    fn each_byte_has_the_earliest_time_of_those_that_cover_it() {
        let mut proofs = Proofs::at(NOW);
        assert_eq!((proofs.proven(Some(0)), proofs.of(Some(0))), (None, NOW));
        proofs.add(2000, RENEWED);
        proofs.add(1000, FIRST);
        assert_eq!(proofs.of(Some(500)), FIRST);
        assert_eq!(proofs.of(Some(1500)), RENEWED, "the evidence that the renewal added");
        assert_eq!(proofs.of(Some(2500)), NOW);
        assert_eq!(proofs.of(None), NOW, "a list from elsewhere");
    }

    #[test]
    fn no_time_stamp_covers_its_own_token() {
        let mut proofs = Proofs::at(NOW);
        proofs.add(1000, FIRST);
        assert_eq!(proofs.proven(Some(1000)), None);
        assert_eq!(proofs.proven(Some(999)), Some(FIRST));
    }

    /// A later time-stamp with an earlier time: it covers more, and what it covers it proves.
    #[test]
    fn a_proof_is_never_raised() {
        let mut proofs = Proofs::at(NOW);
        proofs.add(2000, FIRST);
        proofs.add(1000, RENEWED);
        assert_eq!((proofs.of(Some(1)), proofs.of(Some(1500))), (FIRST, FIRST));
        proofs.add(500, datetime!(2040-01-01 0:00 UTC));
        assert_eq!(proofs.of(Some(1)), FIRST);
    }
}
