//! The tree of agencies, and which of them a certificate belongs to.
//!
//! A file of agencies says who exists (code, name, parent, level, group, from when to when, and what became of it) and
//! how its certificates are known: `match_cn` is the agency's own certificate, `match_o` and `match_ou` that of one of
//! its people. Values are compared whole, in NFC and without case; `|` stands between several; all given must hold. An
//! agency's own certificate names no unit of it: `match_ou` is there for its people.
//! A province's rule (its O) fits the people of its departments too: of agencies above one another the lowest is taken.
//! A certificate that otherwise fits two agencies fits none: a guess would be counted as a fact.

use std::collections::HashMap;

use time::Date;

use super::agencies_file::Entry;
pub use super::agencies_file::{Fault, FaultKind};
use super::text::folded;
use crate::verify::Role;
use crate::x509::Name;

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
}

/// One agency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agency {
    /// Its identifier (QCVN 102:2016/BTTTT, Decision 20/2020/QD-TTg), as in `H02.01`.
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
    /// Code of the agency that took its place.
    pub successor: Option<String>,
    /// Names in its own certificates.
    match_cn: Vec<String>,
    match_o: Vec<String>,
    match_ou: Vec<String>,
}

/// Whose certificate it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match<'a> {
    /// No agency's.
    None,
    /// One agency's.
    One(&'a Agency, Role),
    /// It fits several: none is taken.
    Ambiguous(Vec<&'a Agency>),
}

/// The agencies of one file.
#[derive(Clone, Debug, Default)]
pub struct Agencies {
    all: Vec<Agency>,
    by_code: HashMap<String, usize>,
    by_cn: HashMap<String, Vec<usize>>,
    people: HashMap<String, Vec<usize>>,
}

impl Agencies {
    pub(super) fn new(entries: Vec<Entry>) -> Self {
        let mut agencies = Self::default();
        for entry in entries {
            let index = agencies.all.len();
            let agency = Agency::from(entry);
            agencies.by_code.insert(folded(&agency.code), index);
            for cn in &agency.match_cn {
                agencies.by_cn.entry(cn.clone()).or_default().push(index);
            }
            // Looked up by O where one is asked for, so that a certificate is compared with few agencies.
            let keys = if agency.match_o.is_empty() { &agency.match_ou } else { &agency.match_o };
            for key in keys {
                agencies.people.entry(key.clone()).or_default().push(index);
            }
            agencies.all.push(agency);
        }
        agencies
    }

    /// In the file's order.
    pub fn iter(&self) -> impl Iterator<Item = &Agency> {
        self.all.iter()
    }

    /// By its code, without case.
    pub fn get(&self, code: &str) -> Option<&Agency> {
        self.by_code.get(&folded(code)).map(|index| &self.all[*index])
    }

    /// Whose certificate has this subject? The agency's own certificate goes before a person's.
    ///
    /// The agency's own: match_cn holds, and match_o where it is given; match_ou is about persons, an agency's certificate has
    /// no OU of its own. A person's: match_o and match_ou hold, as far as they are given.
    pub fn find(&self, cn: Option<&str>, o: Option<&str>, ou: &[&str]) -> Match<'_> {
        let cn = cn.map(folded);
        let o = o.map(folded);
        let ou: Vec<_> = ou.iter().map(|ou| folded(ou)).collect();
        let within =
            |agency: &Agency| agency.match_o.is_empty() || o.as_ref().is_some_and(|o| agency.match_o.contains(o));
        let person = |agency: &Agency| {
            within(agency) && (agency.match_ou.is_empty() || agency.match_ou.iter().any(|given| ou.contains(given)))
        };
        let own = cn.iter().filter_map(|cn| self.by_cn.get(cn)).flatten();
        match self.only(own.copied(), &within) {
            Match::None => {}
            Match::One(agency, _) => return Match::One(agency, Role::Agency),
            several @ Match::Ambiguous(_) => return several,
        }
        let people = o.iter().chain(&ou).filter_map(|name| self.people.get(name)).flatten();
        self.only(people.copied(), &person)
    }

    fn only(&self, found: impl Iterator<Item = usize>, holds: &dyn Fn(&Agency) -> bool) -> Match<'_> {
        let mut found: Vec<_> = found.filter(|index| holds(&self.all[*index])).collect();
        found.sort_unstable();
        found.dedup();
        match found[..] {
            [] => Match::None,
            [index] => Match::One(&self.all[index], Role::Person),
            _ => match found.iter().find(|index| self.is_below(**index, &found)) {
                Some(index) => Match::One(&self.all[*index], Role::Person),
                None => Match::Ambiguous(found.iter().map(|index| &self.all[*index]).collect()),
            },
        }
    }

    /// Are all the others on its way up the tree? The file was checked: no way up is a circle.
    fn is_below(&self, index: usize, others: &[usize]) -> bool {
        let parent = |agency: &&Agency| self.get(agency.parent.as_deref()?);
        let above: Vec<_> = std::iter::successors(Some(&self.all[index]), parent).map(|agency| &agency.code).collect();
        others.iter().all(|other| above.contains(&&self.all[*other].code))
    }

    /// What verification asks for: the code and role of the one agency that a subject fits.
    pub fn agency_of(&self, subject: &Name) -> Option<(String, Role)> {
        match self.find(subject.cn(), subject.o(), &subject.ou()) {
            Match::One(agency, role) => Some((agency.code.clone(), role)),
            Match::None | Match::Ambiguous(_) => None,
        }
    }
}

impl From<Entry> for Agency {
    fn from(entry: Entry) -> Self {
        let rule = |text: &str| text.split('|').map(folded).filter(|value| !value.is_empty()).collect();
        Self {
            code: entry.code,
            name: entry.name,
            parent: entry.parent,
            level: entry.level,
            group: entry.group,
            valid_from: entry.valid_from,
            valid_to: entry.valid_to,
            successor: entry.successor,
            match_cn: rule(&entry.match_cn),
            match_o: rule(&entry.match_o),
            match_ou: rule(&entry.match_ou),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = "code,name,parent,level,match_cn,match_o,match_ou\n\
        H02,UBND tỉnh,,province,UBND tỉnh,UBND tỉnh,\n\
        H02.01,Sở Tư pháp,H02,department,Sở Tư pháp,UBND tỉnh,Sở Tư pháp|STP\n\
        H02.02,Văn phòng,H02,department,,UBND tỉnh,Văn phòng\n\
        H02.03,Văn phòng khác,H02,department,,UBND tỉnh,Văn phòng\n";

    fn found(cn: &str, o: &str, ou: &[&str]) -> String {
        let agencies = Agencies::parse(FILE.as_bytes(), false).unwrap();
        match agencies.find(Some(cn), Some(o), ou) {
            Match::None => "nobody".to_owned(),
            Match::One(agency, role) => format!("{} {}", agency.code, role.code()),
            Match::Ambiguous(several) => format!("{} fit", several.len()),
        }
    }

    #[test]
    fn one_row_describes_the_seal_and_the_people_of_an_office() {
        assert_eq!(found("SỞ TƯ PHÁP", "UBND tỉnh", &[]), "H02.01 agency", "a seal's certificate has no OU");
        assert_eq!(found("Sở Tư pháp", "UBND tỉnh khác", &[]), "nobody", "a namesake elsewhere");
        assert_eq!(found("Nguyễn Văn An", "UBND tỉnh", &["Phòng 1", "stp"]), "H02.01 person");
    }

    #[test]
    fn the_lowest_of_one_line_is_taken_and_of_two_lines_none() {
        assert_eq!(found("Nguyễn Văn An", "UBND tỉnh", &[]), "H02 person");
        assert_eq!(found("Nguyễn Văn An", "UBND tỉnh", &["Văn phòng"]), "3 fit");
        assert_eq!(found("Nguyễn Văn An", "UBND huyện", &["Sở Tư pháp"]), "nobody");
    }
}
