//! Which certificate is whose: rules over the parsed attributes of a subject, never over their order.
//!
//! `match_cn` is the agency's own certificate, `match_o` and `match_ou` that of one of its people. Values are compared whole, in
//! NFC and without case; `|` stands between several; all given must hold. An agency's own certificate names no unit of
//! it: `match_ou` is there for its people. An agency's own goes before a person's.
//!
//! A province's rule (its O) fits the people of its departments too: of agencies above one another the lowest is taken.
//! A certificate that otherwise fits two agencies fits none: a guess would be counted as a fact.
//!
//! A certificate outlives an office. As of a day only agencies of that day are taken; what fits an agency that had ended (or
//! not begun) is [`Match::Outside`], also where the rule of a living one above it would hold: a seal of a district that is
//! gone is no person of the province.

use std::collections::HashMap;

use time::{Date, OffsetDateTime};

use super::Agencies;
use super::agency::{Agency, Life};
use super::fault::FaultKind;
use super::file::{Column, Row};
use super::tree::Tree;
use crate::stats::day;
use crate::stats::text::folded;
use crate::verify::Role;
use crate::x509::Name;

/// More names of one agency are a mistake.
const MOST: usize = 100;

/// How certificates of one agency are known; folded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rule {
    cn: Vec<String>,
    o: Vec<String>,
    ou: Vec<String>,
}

impl Rule {
    /// As the row has it.
    ///
    /// # Errors
    ///
    /// The first column that is no rule.
    pub(super) fn of(row: &Row) -> Result<Self, (Column, FaultKind)> {
        let values = |column| {
            let text = row.get(column);
            let values: Vec<_> = text.split('|').map(folded).filter(|value| !value.is_empty()).collect();
            match values.len() {
                0 if !text.is_empty() => Err((column, FaultKind::RuleEmpty)),
                count if count > MOST => Err((column, FaultKind::RuleTooLong(MOST))),
                _ => Ok(values),
            }
        };
        Ok(Self { cn: values(Column::MatchCn)?, o: values(Column::MatchO)?, ou: values(Column::MatchOu)? })
    }

    /// Nothing given matches nothing.
    pub(super) fn is_empty(&self) -> bool {
        self.cn.is_empty() && self.o.is_empty() && self.ou.is_empty()
    }

    /// CN and O of its own certificates; no O is any.
    fn own(&self) -> impl Iterator<Item = Pair> {
        self.cn.iter().flat_map(|cn| any(&self.o).map(|o| (Some(cn.clone()), o)))
    }

    /// O and OU of its people's; none is any, of one of them.
    fn people(&self) -> impl Iterator<Item = Pair> {
        let given = !self.o.is_empty() || !self.ou.is_empty();
        any(&self.o).filter(move |_| given).flat_map(|o| any(&self.ou).map(move |ou| (o.clone(), ou)))
    }
}

#[cfg(test)]
impl Rule {
    /// CN, O and OU of certificates that hold what it asks for and nothing more: its own and its people's.
    pub(super) fn least(&self) -> Vec<(Option<&str>, Option<&str>, Option<&str>)> {
        let (o, ou) = (self.o.first().map(String::as_str), self.ou.first().map(String::as_str));
        let seals = self.cn.iter().map(|cn| (Some(cn.as_str()), o, None));
        seals.chain((o.is_some() || ou.is_some()).then_some((None, o, ou))).collect()
    }
}

/// Two values that must hold together; nothing is any.
type Pair = (Option<String>, Option<String>);

/// Each value; where there is none, any.
fn any(values: &[String]) -> impl Iterator<Item = Option<String>> {
    let none = values.is_empty().then_some(None);
    values.iter().cloned().map(Some).chain(none)
}

/// A subject as it is compared.
#[derive(Clone, Debug, Default)]
struct Subject {
    cn: Option<String>,
    o: Option<String>,
    ou: Vec<String>,
}

impl Subject {
    fn of(cn: Option<&str>, o: Option<&str>, ou: &[&str]) -> Self {
        Self { cn: cn.map(folded), o: o.map(folded), ou: ou.iter().map(|ou| folded(ou)).collect() }
    }
}

/// Agencies by what their rules ask for, so that a certificate is compared with few of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Rules {
    own: HashMap<Pair, Vec<usize>>,
    people: HashMap<Pair, Vec<usize>>,
}

impl Rules {
    pub(super) fn new<'a>(rules: impl Iterator<Item = &'a Rule>) -> Self {
        let mut all = Self::default();
        for (index, rule) in rules.enumerate() {
            rule.own().for_each(|pair| all.own.entry(pair).or_default().push(index));
            rule.people().for_each(|pair| all.people.entry(pair).or_default().push(index));
        }
        all
    }

    /// Whose own certificate it may be.
    fn seals(&self, subject: &Subject) -> Vec<usize> {
        let pairs = subject.cn.iter().flat_map(|cn| {
            let o = subject.o.is_some().then(|| (Some(cn.clone()), subject.o.clone()));
            o.into_iter().chain([(Some(cn.clone()), None)])
        });
        found(&self.own, pairs)
    }

    /// Whose people's it may be.
    fn people(&self, subject: &Subject) -> Vec<usize> {
        let o = || subject.o.iter().cloned().map(Some).chain([None]);
        let ou = subject.ou.iter().cloned().map(Some).chain([None]);
        found(&self.people, ou.flat_map(|ou| o().map(move |o| (o, ou.clone()))))
    }
}

fn found(rules: &HashMap<Pair, Vec<usize>>, pairs: impl Iterator<Item = Pair>) -> Vec<usize> {
    let mut found: Vec<_> = pairs.filter_map(|pair| rules.get(&pair)).flatten().copied().collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Whose certificate it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Match<'a> {
    /// No agency's.
    None,
    /// One agency's.
    One(&'a Agency, Role),
    /// One agency's that did not exist on that day.
    Outside(&'a Agency, Role),
    /// It fits several: none is taken.
    Ambiguous(Vec<&'a Agency>),
}

/// One attribute that a rule asked for and found.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Held {
    /// `match_cn`, `match_o`, `match_ou`.
    pub column: &'static str,
    /// As the certificate has it.
    pub value: String,
}

impl Agencies {
    /// Whose certificate has this subject, as of `on`? Without a day agencies of all times are compared.
    pub fn find(&self, cn: Option<&str>, o: Option<&str>, ou: &[&str], on: Option<Date>) -> Match<'_> {
        let subject = Subject::of(cn, o, ou);
        let seals = self.rules.seals(&subject);
        if seals.is_empty() {
            self.only(&self.rules.people(&subject), Role::Person, on)
        } else {
            self.only(&seals, Role::Agency, on)
        }
    }

    /// What verification asks for: the code and role of the one agency that a subject fits, on the day of `at` in Viet Nam.
    pub fn agency_of(&self, subject: &Name, at: OffsetDateTime) -> Option<(String, Role)> {
        match self.find(subject.cn(), subject.o(), &subject.ou(), Some(day(at))) {
            Match::One(agency, role) => Some((agency.code.clone(), role)),
            Match::None | Match::Outside(..) | Match::Ambiguous(_) => None,
        }
    }

    fn only(&self, found: &[usize], role: Role, on: Option<Date>) -> Match<'_> {
        let (living, others): (Vec<_>, Vec<_>) =
            found.iter().partition(|index| on.is_none_or(|day| self.all[**index].life().contains(day)));
        let one = |index: usize| Match::One(&self.all[index], role);
        let outside = |others: Vec<usize>| match self.lowest(&self.nearest(others, on)) {
            Ok(index) => Match::Outside(&self.all[index], role),
            Err(several) => several,
        };
        match (living.is_empty(), others.is_empty()) {
            (true, true) => Match::None,
            (true, false) => outside(others),
            (false, _) => match self.lowest(&living) {
                Ok(index) => {
                    let lower = |other: &usize| self.tree.is_above(index, *other);
                    let lower: Vec<_> = others.into_iter().filter(lower).collect();
                    if lower.is_empty() { one(index) } else { outside(lower) }
                }
                Err(several) => several,
            },
        }
    }

    /// The one that all others are above.
    fn lowest(&self, found: &[usize]) -> Result<usize, Match<'_>> {
        let lowest = found.iter().max_by_key(|index| self.tree.depth(**index));
        let line = lowest.filter(|lowest| found.iter().all(|other| self.tree.is_above(*other, **lowest)));
        line.copied().ok_or_else(|| Match::Ambiguous(found.iter().map(|index| &self.all[*index]).collect()))
    }

    /// Of agencies that did not live on a day those that ended last before it, else those that began first after it.
    fn nearest(&self, others: Vec<usize>, on: Option<Date>) -> Vec<usize> {
        let ended = |index: &usize| self.all[*index].valid_to.filter(|last| on.is_some_and(|day| *last < day));
        let last = others.iter().filter_map(ended).max();
        let first = others.iter().filter_map(|index| self.all[*index].valid_from).min();
        let near = |index: &usize| match last {
            Some(_) => ended(index) == last,
            None => self.all[*index].valid_from == first,
        };
        others.into_iter().filter(near).collect()
    }

    /// Agencies of which a part of a rule holds and another does not: why a certificate is nobody's.
    pub fn near(&self, cn: Option<&str>, o: Option<&str>, ou: &[&str]) -> impl Iterator<Item = (&Agency, Role)> {
        let subject = Subject::of(cn, o, ou);
        let within = |wanted: &[String], value: &Option<String>| value.as_ref().is_some_and(|v| wanted.contains(v));
        self.all.iter().filter_map(move |agency| {
            let rule = &agency.rule;
            if within(&rule.cn, &subject.cn) {
                return Some((agency, Role::Agency));
            }
            let unit = subject.ou.iter().any(|ou| rule.ou.contains(ou));
            (unit || within(&rule.o, &subject.o)).then_some((agency, Role::Person))
        })
    }
}

impl Agency {
    /// Which attributes of a subject hold this agency's rule in a role; what it asks for and does not find is in the second
    /// list, by its column.
    pub fn held(&self, role: Role, cn: Option<&str>, o: Option<&str>, ou: &[&str]) -> (Vec<Held>, Vec<&'static str>) {
        let Rule { cn: own_names, o: above, ou: units } = &self.rule;
        let own = (Column::MatchCn, own_names, cn.into_iter().collect::<Vec<_>>());
        let of = (Column::MatchO, above, o.into_iter().collect());
        let unit = (Column::MatchOu, units, ou.to_vec());
        let asked = if role == Role::Agency { [own, of] } else { [of, unit] };
        let (mut held, mut missing) = (Vec::new(), Vec::new());
        for (column, wanted, there) in asked.into_iter().filter(|(_, wanted, _)| !wanted.is_empty()) {
            match there.into_iter().find(|value| wanted.contains(&folded(value))) {
                Some(value) => held.push(Held { column: column.name(), value: value.to_owned() }),
                None => missing.push(column.name()),
            }
        }
        (held, missing)
    }
}

/// Two rows of which no certificate can tell whose it is.
#[derive(Debug)]
pub(super) struct Clash {
    pub(super) one: usize,
    pub(super) other: usize,
    pub(super) column: Column,
    pub(super) value: String,
}

/// Agencies that live at the same time, of which neither is above the other, and whose rules ask for the same: of each at
/// most one clash, with the value that both ask for.
pub(super) fn clashes(rules: &Rules, tree: &Tree, life: &dyn Fn(usize) -> Life) -> Vec<Clash> {
    let mut clashes: HashMap<usize, Clash> = HashMap::new();
    let mut tell = |one: usize, other: usize, (column, value): &(Column, String)| {
        let (one, other) = (one.max(other), one.min(other));
        let clash = Clash { one, other, column: *column, value: value.clone() };
        let order = |clash: &Clash| (clash.other, clash.column as usize, clash.value.clone());
        if clashes.get(&one).is_none_or(|known| order(&clash) < order(known)) {
            clashes.insert(one, clash);
        }
    };
    let apart = |one: usize, other: usize| one != other && life(one).meets(life(other)) && !tree.in_line(one, other);
    let (own, people) = ([Column::MatchCn, Column::MatchO], [Column::MatchO, Column::MatchOu]);
    for (by, [first, second]) in [(&rules.own, own), (&rules.people, people)] {
        for (pair, agencies) in by {
            let firsts = pair.0.clone().map(|value| (first, value));
            let seconds = pair.1.clone().map(|value| (second, value));
            // The name of a seal says more than what is above it, a unit more than its organisation.
            let narrow = if first == Column::MatchCn { &firsts } else { &seconds };
            if let Some(told) = narrow.as_ref().or(firsts.as_ref()) {
                for (one, other) in rivals(agencies, life, &apart) {
                    tell(one, other, told);
                }
            }
            // Whoever asks for less fits as well.
            let wider = [((pair.0.clone(), None), &firsts), ((None, pair.1.clone()), &seconds)];
            for (wide, told) in wider.iter().filter(|(wide, _)| wide != pair) {
                let (Some(others), Some(told)) = (by.get(wide), told) else { continue };
                for agency in agencies {
                    others.iter().find(|other| apart(*agency, **other)).inspect(|other| tell(*agency, **other, told));
                }
            }
            // Two that ask for a half each are told apart by nothing where somebody asks for both halves.
            if let (Some(_), Some(told)) = (&firsts, &seconds) {
                let of = |pair: &Pair| by.get(pair).map(Vec::as_slice).unwrap_or_default();
                let halves = (of(&(pair.0.clone(), None)), of(&(None, pair.1.clone())));
                let between = halves.0.iter().flat_map(|one| halves.1.iter().map(move |other| (*one, *other)));
                let mut apart = between.filter(|(one, other)| apart(*one, *other));
                apart.next().inspect(|(one, other)| tell(*one, *other, told));
            }
        }
    }
    clashes.into_values().collect()
}

/// Of agencies with one rule those that stand in each other's way. By their first days, each beside those still living.
fn rivals(
    agencies: &[usize],
    life: &dyn Fn(usize) -> Life,
    apart: &dyn Fn(usize, usize) -> bool,
) -> Vec<(usize, usize)> {
    let mut agencies = agencies.to_vec();
    agencies.sort_by_key(|agency| life(*agency).from);
    let (mut standing, mut rivals): (Vec<usize>, _) = (Vec::new(), Vec::new());
    for agency in agencies {
        standing.retain(|other| life(*other).meets(life(agency)));
        let Some(place) = standing.iter().position(|other| apart(agency, *other)) else {
            standing.push(agency);
            continue;
        };
        rivals.push((agency, standing[place]));
        // Who lasts longer stays, to meet those that come later.
        if life(agency).lasts_longer(life(standing[place])) {
            standing[place] = agency;
        }
    }
    rivals
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::date;

    const HEADING: &str = "code,name,parent,level,group,valid_from,valid_to,successor,match_cn,match_o,match_ou\n";
    const FILE: &str = "H02,UBND tỉnh,,province,,,,,UBND tỉnh,UBND tỉnh,\n\
        H02.01,Sở Tư pháp,H02,department,,,,,Sở Tư pháp,UBND tỉnh,Sở Tư pháp|STP\n\
        H02.02,Văn phòng,H02,department,,,,,,UBND tỉnh,Văn phòng\n\
        H02.03,Thanh tra,H02,department,,,,,,UBND tỉnh,Thanh tra\n\
        H02.04,Không rõ,H02,department,,,,,,,\n\
        H02.05,Sở Y tế,H02,department,,,,,Sở Y tế|So Y te,,\n";
    /// The two-tier reform: a district that ended and a ward whose code was issued anew.
    const REFORM: &str = "H05,UBND tỉnh,,province,,,,,UBND tỉnh,UBND tỉnh,\n\
        H05.31,UBND huyện,H05,district,,,2025-06-30,,UBND huyện,UBND tỉnh,UBND huyện\n\
        H05.40,UBND phường,H05,commune,,,2025-07-31,H05.99,UBND phường,UBND tỉnh,UBND phường\n\
        H05.99,UBND phường,H05,commune,,2025-08-01,,,UBND phường,UBND tỉnh,UBND phường\n";

    fn found(file: &str, (cn, o, ou): (&str, &str, &[&str]), on: Option<Date>) -> String {
        let agencies = Agencies::parse(format!("{HEADING}{file}").as_bytes(), false).unwrap();
        let given = |text| Some(text).filter(|text: &&str| !text.is_empty());
        match agencies.find(given(cn), given(o), ou, on) {
            Match::None => "nobody".to_owned(),
            Match::One(agency, role) => format!("{} {}", agency.code, role.code()),
            Match::Outside(agency, role) => format!("outside {} {}", agency.code, role.code()),
            Match::Ambiguous(several) => format!("{} fit", several.len()),
        }
    }

    #[test]
    fn one_row_describes_the_seal_and_the_people_of_an_office() {
        let found = |cn, o, ou| found(FILE, (cn, o, ou), None);
        assert_eq!(found("SỞ TƯ PHÁP", "UBND tỉnh", &[]), "H02.01 agency", "a seal's certificate has no OU");
        assert_eq!(found("Sở Tư pháp", "UBND tỉnh khác", &[]), "nobody", "a namesake elsewhere");
        assert_eq!(found("Nguyễn Văn An", "UBND tỉnh", &["Phòng 1", "stp"]), "H02.01 person");
        // Decomposed and in capitals is the same name.
        assert_eq!(found("SƠ\u{309} Y TẾ", "", &[]), "H02.05 agency", "no match_o is any");
        assert_eq!(found("So Y te", "UBND", &[]), "H02.05 agency");
        assert_eq!(found("Sơ Y tế", "", &[]), "nobody", "a mark makes another name");
        assert_eq!(found("Sở Y", "", &[]), "nobody", "names are compared whole");
    }

    #[test]
    fn the_lowest_of_one_line_is_taken_and_of_two_lines_none() {
        let found = |cn, o, ou| found(FILE, (cn, o, ou), None);
        assert_eq!(found("Nguyễn Văn An", "UBND tỉnh", &[]), "H02 person");
        assert_eq!(found("Nguyễn Văn An", "UBND tỉnh", &["Văn phòng", "Thanh tra"]), "3 fit");
        assert_eq!(found("Nguyễn Văn An", "UBND huyện", &["Sở Tư pháp"]), "nobody");
    }

    #[test]
    fn a_certificate_that_outlives_its_office_is_not_anothers() {
        let (before, after) = (Some(date!(2025 - 06 - 30)), Some(date!(2025 - 08 - 01)));
        let seal = ("UBND huyện", "UBND tỉnh", &[][..]);
        let person = ("Nguyễn Văn An", "UBND tỉnh", &["UBND huyện"][..]);
        assert_eq!(found(REFORM, seal, before), "H05.31 agency");
        assert_eq!(found(REFORM, seal, after), "outside H05.31 agency");
        assert_eq!(found(REFORM, person, before), "H05.31 person");
        assert_eq!(found(REFORM, person, after), "outside H05.31 person", "the province's rule would hold");
        assert_eq!(found(REFORM, person, None), "H05.31 person");
    }

    #[test]
    fn a_code_issued_anew_takes_the_certificates_over() {
        let seal = ("UBND phường", "UBND tỉnh", &[][..]);
        assert_eq!(found(REFORM, seal, Some(date!(2025 - 07 - 31))), "H05.40 agency");
        assert_eq!(found(REFORM, seal, Some(date!(2025 - 08 - 01))), "H05.99 agency");
        assert_eq!(found(REFORM, seal, None), "2 fit", "of all times");
    }

    #[test]
    fn what_holds_a_rule_and_what_does_not_is_told() {
        let agencies = Agencies::parse(format!("{HEADING}{FILE}").as_bytes(), false).unwrap();
        let office = agencies.get("H02.01").unwrap();
        let (held, missing) = office.held(Role::Person, None, Some("UBND TỈNH"), &["Phòng 1", "stp"]);
        let held: Vec<_> = held.iter().map(|held| (held.column, held.value.as_str())).collect();
        assert_eq!((held, missing), (vec![("match_o", "UBND TỈNH"), ("match_ou", "stp")], vec![]));
        let near: Vec<_> = agencies.near(Some("Sở Tư pháp"), Some("Nơi khác"), &[]).collect();
        assert_eq!(
            near.iter().map(|(near, role)| (near.code.as_str(), *role)).collect::<Vec<_>>(),
            [("H02.01", Role::Agency)]
        );
        assert_eq!(near[0].0.held(Role::Agency, Some("Sở Tư pháp"), Some("Nơi khác"), &[]).1, ["match_o"]);
    }
}
