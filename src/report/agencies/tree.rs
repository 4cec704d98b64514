//! The tree of agencies, drawn with lines.

use serde::Serialize;
use time::Date;

use super::{days, named};
use crate::messages::Lang;
use crate::report::style::dim;
use crate::stats::Agencies;
use crate::stats::agencies::{Agency, Level};
use crate::text::Untrusted;

/// One agency in its place: one line of `kyso agencies tree --json`.
#[derive(Clone, Debug, Serialize)]
pub struct Drawn<'a> {
    /// Its code.
    pub agency: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Its level.
    pub level: Level,
    /// What it is compared with.
    pub group: Option<&'a str>,
    /// The agency that it is drawn below.
    pub parent: Option<&'a str>,
    /// Its first day.
    pub valid_from: Option<String>,
    /// Its last day.
    pub valid_to: Option<String>,
    /// Does it exist on the day that was asked for, or today?
    pub exists: bool,
    /// Who took its place, by the file.
    pub successor: Option<String>,
    #[serde(skip)]
    of: &'a Agency,
    #[serde(skip)]
    lines: String,
}

/// Who is drawn below whom.
struct Node<'a> {
    agency: &'a Agency,
    parent: Option<usize>,
    children: Vec<usize>,
}

/// The agencies that existed `on` a day, or all; of one level with those above them, or of all. `today` is the day by which
/// an agency exists where no other is asked for.
pub fn drawn(agencies: &Agencies, on: Option<Date>, level: Option<Level>, today: Date) -> Vec<Drawn<'_>> {
    let mut nodes = nodes(agencies, &|agency| on.is_none_or(|day| agency.life().contains(day)));
    if let Some(level) = level {
        keep_lines_to(&mut nodes, level);
    }
    let mut rows = Vec::new();
    let roots: Vec<_> = (0..nodes.len()).filter(|index| nodes[*index].parent.is_none()).collect();
    // What is to be drawn, the next one last: which node, what stands before it, and what before those below it.
    let mut waiting: Vec<_> = roots.into_iter().rev().map(|root| (root, String::new(), String::new())).collect();
    while let Some((index, lines, below)) = waiting.pop() {
        let Node { agency, parent, children } = &nodes[index];
        for (place, child) in children.iter().rev().enumerate() {
            let (last, rest) = if place == 0 { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            waiting.push((*child, format!("{below}{last}"), format!("{below}{rest}")));
        }
        let parent = parent.map(|parent| nodes[parent].agency.code.as_str());
        rows.push(Drawn::new(agency, parent, agency.life().contains(on.unwrap_or(today)), lines));
    }
    rows
}

/// Those that are shown, each below the nearest agency above it that is shown.
fn nodes<'a>(agencies: &'a Agencies, shown: &dyn Fn(&Agency) -> bool) -> Vec<Node<'a>> {
    let mut nodes: Vec<Node<'a>> = Vec::new();
    let mut waiting: Vec<(&Agency, Option<usize>)> = agencies.roots().map(|root| (root, None)).collect();
    waiting.reverse();
    while let Some((agency, mut parent)) = waiting.pop() {
        if shown(agency) {
            let index = nodes.len();
            if let Some(parent) = parent {
                nodes[parent].children.push(index);
            }
            nodes.push(Node { agency, parent, children: Vec::new() });
            parent = Some(index);
        }
        let below: Vec<_> = agencies.children(agency).map(|child| (child, parent)).collect();
        waiting.extend(below.into_iter().rev());
    }
    nodes
}

/// Takes away what is not of `level` nor above such an agency.
fn keep_lines_to(nodes: &mut [Node<'_>], level: Level) {
    let mut kept = vec![false; nodes.len()];
    // Whoever is below comes later.
    for index in (0..nodes.len()).rev() {
        kept[index] |= nodes[index].agency.level == level;
        if let Some(parent) = nodes[index].parent.filter(|_| kept[index]) {
            kept[parent] = true;
        }
    }
    for (index, node) in nodes.iter_mut().enumerate() {
        node.children.retain(|child| kept[*child]);
        if !kept[index] {
            // Nobody's child and no root: it is not drawn.
            node.parent = Some(index);
        }
    }
}

impl<'a> Drawn<'a> {
    fn new(of: &'a Agency, parent: Option<&'a str>, exists: bool, lines: String) -> Self {
        let day = |day: Option<Date>| day.map(|day| day.to_string());
        Self {
            agency: &of.code,
            name: &of.name,
            level: of.level,
            group: of.group.as_deref(),
            parent,
            valid_from: day(of.valid_from),
            valid_to: day(of.valid_to),
            exists,
            successor: (!of.successors.is_empty()).then(|| of.successors.join(";")),
            of,
            lines,
        }
    }

    /// For people.
    pub fn text(&self, agencies: &Agencies, lang: Lang) -> String {
        let group = self.group.map(|group| format!("  [{}]", Untrusted(group))).unwrap_or_default();
        let days = Some(days(self.of, agencies, lang)).filter(|days| !days.is_empty());
        let days = days.map(|days| format!("  ({days})")).unwrap_or_default();
        let lines = dim(&self.lines);
        if self.exists {
            format!("{lines}{}{}\n", named(self.of), dim(&format!("{group}{days}")))
        } else {
            format!("{lines}{}\n", dim(&format!("{}{group}{days}", named(self.of))))
        }
    }
}
