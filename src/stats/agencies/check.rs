//! What rows of a file of agencies mean, and everything that is wrong with them, found in one reading.
//!
//! No check compares every agency with every other: twenty thousand of them are a nation's.

use std::collections::HashMap;

use time::Date;

use super::agency::{Agency, Level, Life};
use super::codes;
use super::fault::{DEEPEST, Fault, FaultKind};
use super::file::{Column, Row};
use super::rules::{Rule, Rules, clashes};
use super::succession;
use super::tree::{Tree, circles};
use crate::stats::dates::date;
use crate::stats::text::folded;

/// A row that was understood as far as it can be.
struct Draft<'r> {
    row: &'r Row,
    key: String,
    level: Option<Level>,
    life: Life,
    rule: Rule,
    parent: Option<usize>,
    successors: Vec<usize>,
}

impl Draft<'_> {
    fn code(&self) -> &str {
        self.row.get(Column::Code)
    }

    fn agency(self) -> Option<Agency> {
        let given = |column| self.row.given(column).map(str::to_owned);
        Some(Agency {
            code: given(Column::Code)?,
            name: given(Column::Name)?,
            parent: given(Column::Parent),
            level: self.level?,
            group: given(Column::Group),
            valid_from: self.life.from,
            valid_to: self.life.to,
            successors: succession::listed(self.row.get(Column::Successor)).map(str::to_owned).collect(),
            rule: self.rule,
        })
    }
}

/// Agencies that can be used, with their tree and rules.
pub(super) type Sound = (Vec<Agency>, Tree, Rules);

/// The agencies of `rows` with their tree and rules, where nothing but warnings was found, and every fault in the order of lines.
pub(super) fn check(rows: &[Row]) -> (Option<Sound>, Vec<Fault>) {
    let mut faults = Vec::new();
    let mut drafts: Vec<_> = rows.iter().map(|row| draft(row, &mut faults)).collect();
    link(&mut drafts, &mut faults);
    let parents: Vec<_> = drafts.iter().map(|draft| draft.parent).collect();
    let tree = Tree::new(&parents);
    let rules = Rules::new(drafts.iter().map(|draft| &draft.rule));
    lines(&drafts, &parents, &mut faults);
    for (index, draft) in drafts.iter().enumerate().filter(|(index, _)| tree.depth(*index) > DEEPEST) {
        faults.push(draft.row.fault(Column::Parent, FaultKind::TooDeep(tree.depth(index))));
    }
    heirs(&drafts, &mut faults);
    namesakes(&drafts, &mut faults);
    for clash in clashes(&rules, &tree, &|index| drafts[index].life) {
        let other = &drafts[clash.other];
        let (code, line) = (other.code().to_owned(), other.row.line());
        let kind = FaultKind::RuleTwice { value: clash.value, code, line };
        faults.push(drafts[clash.one].row.fault(clash.column, kind));
    }
    faults.sort_by_key(|fault| fault.line);
    let sound = faults.iter().all(|fault| fault.kind.is_warning());
    let sound = sound.then(|| (drafts.into_iter().filter_map(Draft::agency).collect(), tree, rules));
    (sound, faults)
}

/// What a row says by itself.
fn draft<'r>(row: &'r Row, faults: &mut Vec<Fault>) -> Draft<'r> {
    for column in [Column::Code, Column::Name, Column::Level] {
        if row.get(column).is_empty() {
            faults.push(row.fault(column, FaultKind::Empty));
        }
    }
    if let Some((code, Err(why))) = row.given(Column::Code).map(|code| (code, codes::canonical(code))) {
        faults.push(row.fault(Column::Code, FaultKind::Code(code.to_owned(), why)));
    }
    let level = row.given(Column::Level).and_then(|text| {
        let level = Level::ALL.into_iter().find(|level| level.code() == folded(text));
        if level.is_none() {
            faults.push(row.fault(Column::Level, FaultKind::Level(text.to_owned())));
        }
        level
    });
    let mut day = |column| -> Option<Date> {
        let text = row.given(column)?;
        let day = date(text);
        if day.is_none() {
            faults.push(row.fault(column, FaultKind::Date(text.to_owned())));
        }
        day
    };
    let life = Life { from: day(Column::ValidFrom), to: day(Column::ValidTo) };
    if life.from.zip(life.to).is_some_and(|(from, to)| to < from) {
        faults.push(row.fault(Column::ValidTo, FaultKind::EndsBeforeItBegins));
    }
    let rule = Rule::of(row).unwrap_or_else(|(column, kind)| {
        faults.push(row.fault(column, kind));
        Rule::default()
    });
    Draft { row, key: codes::key(row.get(Column::Code)), level, life, rule, parent: None, successors: Vec::new() }
}

/// Codes are unique; parents and successors exist.
fn link(drafts: &mut [Draft<'_>], faults: &mut Vec<Fault>) {
    let mut by_key: HashMap<String, usize> = HashMap::new();
    for (index, draft) in drafts.iter().enumerate().filter(|(_, draft)| !draft.key.is_empty()) {
        if let Some(first) = by_key.get(&draft.key) {
            let kind = FaultKind::DuplicateCode(draft.code().to_owned(), drafts[*first].row.line());
            faults.push(draft.row.fault(Column::Code, kind));
        } else {
            by_key.insert(draft.key.clone(), index);
        }
    }
    let mut of = |row: &Row, code, column, unknown: fn(String) -> FaultKind| {
        let known = by_key.get(&codes::key(code)).copied();
        if known.is_none() {
            faults.push(row.fault(column, unknown(str::to_owned(code))));
        }
        known
    };
    for draft in drafts {
        let row = draft.row;
        let parent = row.given(Column::Parent);
        draft.parent = parent.and_then(|code| of(row, code, Column::Parent, FaultKind::UnknownParent));
        let successors = succession::listed(row.get(Column::Successor));
        let known = successors.filter_map(|code| of(row, code, Column::Successor, FaultKind::UnknownSuccessor));
        draft.successors = known.collect();
    }
}

/// Nobody is above themselves, and who is below somebody is below in code, level and days.
fn lines(drafts: &[Draft<'_>], parents: &[Option<usize>], faults: &mut Vec<Fault>) {
    for circle in circles(parents.len(), |index| parents[index].as_slice()) {
        faults.push(drafts[circle[0]].row.fault(Column::Parent, FaultKind::Cycle(around(&circle, drafts))));
    }
    for draft in drafts {
        let Some(parent) = draft.parent.map(|parent| &drafts[parent]) else { continue };
        if !codes::is_below(&draft.key, &parent.key) {
            let kind = FaultKind::CodeNotBelow(draft.code().to_owned(), parent.code().to_owned());
            faults.push(draft.row.fault(Column::Code, kind));
        }
        if let Some((level, above)) = draft.level.zip(parent.level).filter(|(level, above)| !level.fits_below(*above)) {
            faults.push(draft.row.fault(Column::Level, FaultKind::LevelNotBelow(level, above)));
        }
        if let Some(end) = parent.life.to.filter(|end| draft.life.to.is_none_or(|last| last > *end)) {
            faults.push(draft.row.fault(Column::Parent, FaultKind::ParentEnded(parent.code().to_owned(), end)));
        }
    }
}

/// Nobody succeeds themselves, and days of succession follow each other.
fn heirs(drafts: &[Draft<'_>], faults: &mut Vec<Fault>) {
    for circle in circles(drafts.len(), |index| &drafts[index].successors) {
        let kind = FaultKind::SuccessorCircle(around(&circle, drafts));
        faults.push(drafts[circle[0]].row.fault(Column::Successor, kind));
    }
    let pairs = drafts.iter().flat_map(|draft| draft.successors.iter().map(move |heir| (draft, &drafts[*heir])));
    for (draft, successor) in pairs {
        let same_name = folded(draft.row.get(Column::Name)) == folded(successor.row.get(Column::Name));
        if let Some(kind) = succession::between(draft.life, successor.life, successor.code(), same_name) {
            faults.push(draft.row.fault(Column::Successor, kind));
        }
    }
}

/// The codes of a circle, the first at both ends.
fn around(circle: &[usize], drafts: &[Draft<'_>]) -> Vec<String> {
    circle.iter().chain(circle.first()).map(|index| drafts[*index].code().to_owned()).collect()
}

/// Agencies of one name that lived at the same time. By their first days each is compared with the one before it that lasts longest.
fn namesakes(drafts: &[Draft<'_>], faults: &mut Vec<Fault>) {
    let mut by_name: HashMap<String, Vec<usize>> = HashMap::new();
    for (index, draft) in drafts.iter().enumerate() {
        by_name.entry(folded(draft.row.get(Column::Name))).or_default().push(index);
    }
    by_name.remove("");
    for mut same in by_name.into_values().filter(|same| same.len() > 1) {
        same.sort_by_key(|index| drafts[*index].life.from);
        let mut longest = same[0];
        for index in &same[1..] {
            if drafts[longest].life.meets(drafts[*index].life) {
                let (row, other) = (drafts[*index.max(&longest)].row, &drafts[*index.min(&longest)]);
                let kind = FaultKind::NameTwice(other.code().to_owned(), other.row.line());
                faults.push(row.fault(Column::Name, kind));
            }
            if drafts[*index].life.lasts_longer(drafts[longest].life) {
                longest = *index;
            }
        }
    }
}
