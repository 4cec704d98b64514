//! One agency: what the file says of it, and on which days it lived.

use time::Date;

use super::rules::Rule;

/// The levels of the administration, from the top.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)]
pub enum Level {
    Central,
    Province,
    Department,
    District,
    Commune,
    Unit,
}

impl Level {
    /// All, from the top.
    pub const ALL: [Self; 6] =
        [Self::Central, Self::Province, Self::Department, Self::District, Self::Commune, Self::Unit];

    /// As in the file.
    pub fn code(self) -> &'static str {
        match self {
            Self::Central => "central",
            Self::Province => "province",
            Self::Department => "department",
            Self::District => "district",
            Self::Commune => "commune",
            Self::Unit => "unit",
        }
    }

    /// May an agency of this level stand below one of `above`? A unit may have units of its own.
    pub(super) fn fits_below(self, above: Self) -> bool {
        self > above || (self, above) == (Self::Unit, Self::Unit)
    }
}

/// From the first day to the last, both of them part of it; an end that is not given is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Life {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
}

impl Life {
    /// Is this day part of it?
    pub fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.to.is_none_or(|to| day <= to)
    }

    /// Have both a day in common?
    pub(super) fn meets(self, other: Self) -> bool {
        let begins = |one: Self, other: Self| one.from.zip(other.to).is_none_or(|(from, to)| from <= to);
        begins(self, other) && begins(other, self)
    }

    /// Does it end later?
    pub(super) fn lasts_longer(self, other: Self) -> bool {
        other.to.is_some_and(|end| self.to.is_none_or(|to| to > end))
    }
}

/// One agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Its identifier as the file writes it, as in `H02.01`.
    pub code: String,
    /// Its full name.
    pub name: String,
    /// Code of the agency above it.
    pub parent: Option<String>,
    /// Its level.
    pub level: Level,
    /// What it is compared with; its level where none is given.
    pub group: Option<String>,
    /// Its first day.
    pub valid_from: Option<Date>,
    /// Its last day.
    pub valid_to: Option<Date>,
    /// Codes of the agencies that took its place: of several each has a part of it.
    pub successors: Vec<String>,
    /// How its certificates are known.
    pub(super) rule: Rule,
}

impl Agency {
    /// Its days.
    pub fn life(&self) -> Life {
        Life { from: self.valid_from, to: self.valid_to }
    }

    /// Its code, with its first and last day where it has any: `H02.31 (2012-01-01 – 2025-06-30)`.
    pub(in crate::stats) fn dated(&self) -> String {
        let day = |day: Option<Date>| day.map_or_else(|| "…".to_owned(), |day| day.to_string());
        match (self.valid_from, self.valid_to) {
            (None, None) => self.code.clone(),
            (from, to) => format!("{} ({} – {})", self.code, day(from), day(to)),
        }
    }

    /// Can any certificate be its own or that of one of its people?
    pub fn has_rule(&self) -> bool {
        !self.rule.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    #[test]
    fn the_last_day_is_part_of_a_life() {
        let district = Life { from: None, to: Some(date!(2025 - 06 - 30)) };
        let ward = Life { from: Some(date!(2025 - 07 - 01)), to: None };
        assert!(district.contains(date!(2025 - 06 - 30)) && !district.contains(date!(2025 - 07 - 01)));
        assert!(!district.meets(ward) && !ward.meets(district) && ward.meets(ward));
        assert!(district.meets(Life { from: Some(date!(2025 - 06 - 30)), to: None }));
        assert!(district.meets(Life::default()));
    }

    #[test]
    fn units_have_units_and_provinces_no_provinces() {
        assert!(Level::Unit.fits_below(Level::Unit) && Level::Commune.fits_below(Level::Province));
        assert!(!Level::Province.fits_below(Level::Province) && !Level::Department.fits_below(Level::Commune));
    }
}
