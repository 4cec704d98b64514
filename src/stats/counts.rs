//! Counters: what one thing counts for is said once, by its kind and flags.
//!
//! A figure is the number of things for which [`Count::holds`]. Tables add them up, a drill lists them, and both ask here,
//! so that every figure can be traced to its rows.

use super::register::Row;
use super::tally::{Delays, Histogram};
use crate::ledger::{Flags, Kind};

/// What a file is to a row.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found {
    /// No documents were looked at.
    NotSought,
    /// Looked for, not there.
    Missing,
    /// Judged: what it proves for the row.
    Judged(Flags),
}

/// One counter. Those with a [`Count::key`] are columns of `kyso stats`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // kyso-stats(1) says what each is.
pub enum Count {
    Documents,
    Electronic,
    Signed,
    LeaderSigned,
    AgencySigned,
    FullySigned,
    DeclaredLeaderSigned,
    DeclaredAgencySigned,
    Timestamped,
    Valid,
    Invalid,
    Unreadable,
    Missing,
    Dossiers,
    DossiersElectronic,
    /// Electronic, and declared signed by the leader.
    DeclaredLeader,
    /// Electronic, and declared signed by the agency.
    DeclaredAgency,
    /// Electronic, and declared signed by the leader or the agency.
    DeclaredSigned,
    /// Electronic, and declared signed by both.
    DeclaredFullySigned,
    /// Documents whose source does not say whether they are electronic.
    MediumNotSaid,
}

impl Count {
    /// All.
    pub const ALL: [Self; 20] = [
        Self::Documents,
        Self::Electronic,
        Self::Signed,
        Self::LeaderSigned,
        Self::AgencySigned,
        Self::FullySigned,
        Self::DeclaredLeaderSigned,
        Self::DeclaredAgencySigned,
        Self::Timestamped,
        Self::Valid,
        Self::Invalid,
        Self::Unreadable,
        Self::Missing,
        Self::Dossiers,
        Self::DossiersElectronic,
        Self::DeclaredLeader,
        Self::DeclaredAgency,
        Self::DeclaredSigned,
        Self::DeclaredFullySigned,
        Self::MediumNotSaid,
    ];

    /// Those that are columns.
    pub fn columns() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|count| !count.key().is_empty())
    }

    /// Its name as a column; nothing for what only stands behind other figures.
    pub fn key(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Electronic => "electronic",
            Self::Signed => "signed",
            Self::LeaderSigned => "leader_signed",
            Self::AgencySigned => "agency_signed",
            Self::FullySigned => "fully_signed",
            Self::DeclaredLeaderSigned => "declared_leader_signed",
            Self::DeclaredAgencySigned => "declared_agency_signed",
            Self::Timestamped => "timestamped",
            Self::Valid => "valid",
            Self::Invalid => "invalid",
            Self::Unreadable => "unreadable",
            Self::Missing => "missing",
            Self::Dossiers => "dossiers",
            Self::DossiersElectronic => "dossiers_electronic",
            Self::DeclaredLeader
            | Self::DeclaredAgency
            | Self::DeclaredSigned
            | Self::DeclaredFullySigned
            | Self::MediumNotSaid => "",
        }
    }

    /// What stands in this column where registers are taken at their word.
    #[must_use]
    pub fn trusting(self, trust: bool) -> Self {
        match self {
            Self::Signed if trust => Self::DeclaredSigned,
            Self::FullySigned if trust => Self::DeclaredFullySigned,
            other => other,
        }
    }

    /// Does a thing of this kind with these properties count here?
    ///
    /// What came in is the receiver's register, no work of an agency: it counts nowhere.
    pub fn holds(self, kind: Kind, flags: Flags) -> bool {
        let has = |flag| flags.has(flag);
        let (leader, agency) = (has(Flags::DECLARED_LEADER), has(Flags::DECLARED_AGENCY));
        match (self, kind) {
            (Self::Documents, Kind::Document) | (Self::Dossiers, Kind::Dossier) => true,
            (Self::Electronic, Kind::Document) | (Self::DossiersElectronic, Kind::Dossier) => has(Flags::ELECTRONIC),
            (_, Kind::Dossier | Kind::Incoming) | (Self::Dossiers | Self::DossiersElectronic, Kind::Document) => false,
            (Self::Signed, _) => has(Flags::SIGNED),
            (Self::LeaderSigned, _) => has(Flags::LEADER),
            (Self::AgencySigned, _) => has(Flags::AGENCY),
            (Self::FullySigned, _) => has(Flags::FULLY),
            (Self::DeclaredLeaderSigned, _) => leader,
            (Self::DeclaredAgencySigned, _) => agency,
            (Self::Timestamped, _) => has(Flags::TIMESTAMPED),
            (Self::Valid, _) => has(Flags::VALID),
            (Self::Invalid, _) => has(Flags::INVALID),
            (Self::Unreadable, _) => has(Flags::UNREADABLE),
            (Self::Missing, _) => has(Flags::MISSING),
            (Self::DeclaredLeader, _) => has(Flags::ELECTRONIC) && leader,
            (Self::DeclaredAgency, _) => has(Flags::ELECTRONIC) && agency,
            (Self::DeclaredSigned, _) => has(Flags::ELECTRONIC) && (leader || agency),
            (Self::DeclaredFullySigned, _) => has(Flags::ELECTRONIC) && leader && agency,
            (Self::MediumNotSaid, _) => !has(Flags::MEDIUM_SAID),
        }
    }
}

/// The counters of one bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    n: [u64; Count::ALL.len()],
    /// Days from the document's date to the leader's signature.
    pub days: Histogram,
    /// Minutes from the leader's signature to the agency's.
    pub minutes: Histogram,
}

impl Counts {
    pub(super) fn get(&self, count: Count) -> u64 {
        self.n[count as usize]
    }

    /// Counts `n` things of one kind and the same properties.
    pub(super) fn add(&mut self, kind: Kind, flags: Flags, n: u64) {
        for count in Count::ALL {
            self.n[count as usize] += if count.holds(kind, flags) { n } else { 0 };
        }
    }

    /// Counts delays.
    pub(super) fn delayed(&mut self, delays: &Delays) {
        for (mine, theirs) in [(&mut self.days, &delays.days), (&mut self.minutes, &delays.minutes)] {
            mine.merge(theirs);
        }
    }
}

/// What a row counts as.
pub(super) fn flags_of(row: &Row<'_>, found: Found) -> Flags {
    if row.kind == Kind::Dossier {
        return Flags::default().with(Flags::ELECTRONIC, row.electronic == Some(true));
    }
    let judged = matches!(found, Found::Judged(_));
    // A register without the column says nothing of paper: what has a file is electronic.
    let electronic = row.electronic.unwrap_or(judged || row.file.is_some());
    let flags = Flags::default()
        .with(Flags::ELECTRONIC, electronic)
        .with(Flags::MEDIUM_SAID, row.electronic.is_some())
        .with(Flags::DECLARED_LEADER, row.signed_leader == Some(true))
        .with(Flags::DECLARED_AGENCY, row.signed_agency == Some(true));
    match found {
        Found::Judged(proven) => flags.with(proven, electronic),
        Found::Missing => flags.with(Flags::MISSING, electronic),
        Found::NotSought => flags,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counters_are_in_their_places_and_what_came_in_counts_nowhere() {
        for (place, count) in Count::ALL.into_iter().enumerate() {
            assert_eq!(count as usize, place);
        }
        let signed = Flags::ELECTRONIC.with(Flags::SIGNED, true);
        let mut counts = Counts::default();
        counts.add(Kind::Document, signed, 2);
        counts.add(Kind::Document, Flags::ELECTRONIC, 3);
        counts.add(Kind::Incoming, signed, 7);
        assert_eq!([Count::Documents, Count::Electronic, Count::Signed].map(|c| counts.get(c)), [5, 5, 2]);
    }
}
