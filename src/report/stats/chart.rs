//! What a chart shows: rates of rows against each other as bars, or over time as lines.

use crate::stats::Rate;

use super::columns::{Column, Value};
use super::words::{Twin, count, is_time, short};
use super::{Line, Report};

/// More bars than anybody looks at, and than a browser draws with ease; a chart says what it leaves out.
const MOST_BARS: usize = 1_000;
/// What bars compare: the first two that these figures have.
const COMPARED: [&str; 4] = ["signed_rate", "fully_signed_rate", "dossier_rate", "electronic_rate"];
/// What lines follow: the first three.
const FOLLOWED: [&str; 4] = ["signed_rate", "fully_signed_rate", "electronic_rate", "dossier_rate"];

/// Rates, ready to be drawn.
#[derive(Debug)]
pub(super) struct Chart {
    /// Of the whole chart.
    pub(super) title: String,
    /// What somebody is told who cannot see it.
    pub(super) description: String,
    /// Headings of what is compared: one at least, three at most.
    pub(super) measures: Vec<String>,
    /// What is compared.
    pub(super) marks: Vec<Mark>,
    /// What the mark of a target is called, where there are any.
    pub(super) target: Option<String>,
    /// Under the chart: what it leaves out, whose word the figures are.
    pub(super) notes: Vec<String>,
    /// Over time, and hence lines?
    pub(super) over_time: bool,
}

/// One bar, or one point of each line.
#[derive(Debug)]
pub(super) struct Mark {
    pub(super) label: String,
    /// The label where there is little room.
    pub(super) tick: String,
    /// For each measure.
    pub(super) rates: Vec<Option<Rate>>,
    /// Of the first measure.
    pub(super) target: Option<Rate>,
}

impl Report<'_> {
    /// Of the rows.
    pub(super) fn chart(&self) -> Chart {
        let over_time = is_time(self.statistics.by);
        let title = format!("{}, {}", self.title(), self.period());
        self.chart_of(title, over_time, &self.rows)
    }

    /// Of the groups, where there are several.
    pub(super) fn chart_of_groups(&self) -> Option<Chart> {
        let title = format!("{}, {}", self.say(("Theo nhóm", "By group")), self.period());
        (self.groups.len() > 1).then(|| self.chart_of(title, false, &self.groups))
    }

    fn chart_of(&self, title: String, over_time: bool, lines: &[Line]) -> Chart {
        let columns = if over_time { self.measures(&FOLLOWED, 3) } else { self.measures(&COMPARED, 2) };
        // A row's target is of signed_rate wherever that has one.
        let aimed = columns.first().is_some_and(|column| column.key == "signed_rate")
            && self.statistics.targets.iter().any(|target| target.indicator == "signed_rate");
        let mut marks: Vec<_> = lines
            .iter()
            .map(|line| Mark {
                label: line.name.clone(),
                tick: short(line.figures.name.as_deref().unwrap_or_default()),
                rates: rates(&columns, line),
                target: line.figures.target.filter(|_| aimed).map(tenths),
            })
            .collect();
        let mut notes: Vec<_> = self.declared().map(str::to_owned).into_iter().collect();
        if !over_time {
            let before = marks.len();
            marks.retain(|mark| mark.rates.iter().any(Option::is_some));
            notes.extend(self.left_out(before - marks.len(), ("không có số liệu", "without figures")));
            // Stable: equals stay in the order of the report.
            marks.sort_by(|a, b| b.rates.cmp(&a.rates));
            notes.extend(self.left_out(marks.len().saturating_sub(MOST_BARS), ("không vẽ", "not drawn")));
            marks.truncate(MOST_BARS);
        }
        let measures: Vec<_> = columns.iter().map(|column| self.heading(column)).collect();
        let description = self.described(&measures, &marks);
        let target = marks.iter().any(|mark| mark.target.is_some());
        let target = target.then(|| self.say(("Chỉ tiêu", "Target")).to_owned());
        Chart { title, description, measures, marks, target, notes, over_time }
    }

    fn measures(&self, keys: &[&str], most: usize) -> Vec<&Column> {
        let shown = keys.iter().filter_map(|key| self.columns.iter().copied().find(|column| column.key == *key));
        let with_figures = |column: &&Column| self.rows.iter().any(|line| Self::value(column, line) != Value::Nothing);
        shown.filter(with_figures).take(most).collect()
    }

    fn left_out(&self, number: usize, what: Twin) -> Option<String> {
        (number > 0).then(|| format!("+ {} {}", count(number as u64, self.lang), self.say(what)))
    }

    /// «% ký số: Sở Nội vụ 97,0; …» of the first and the last.
    fn described(&self, measures: &[String], marks: &[Mark]) -> String {
        let Some(measure) = measures.first() else {
            return self.say(("Không có số liệu", "No figures")).to_owned();
        };
        let said = |mark: &Mark| format!("{} {}", mark.label, self.percent(mark.rates[0]));
        match marks {
            [] => self.say(("Không có số liệu", "No figures")).to_owned(),
            [only] => format!("{measure}: {}", said(only)),
            [first, .., last] => format!("{measure}: {} … {}", said(first), said(last)),
        }
    }

    /// As it stands beside a bar.
    pub(super) fn percent(&self, rate: Option<Rate>) -> String {
        rate.map_or_else(|| "–".to_owned(), |rate| super::words::rate(rate, self.lang))
    }
}

/// A percentage to the nearest tenth, as charts draw them.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // From 0 to 100.
fn tenths(percent: f64) -> Rate {
    Rate((percent.clamp(0.0, 100.0) * 10.0).round() as u64)
}

fn rates(columns: &[&Column], line: &Line) -> Vec<Option<Rate>> {
    let rate = |column: &&Column| match Report::value(column, line) {
        Value::Rate(rate) => Some(rate),
        _ => None,
    };
    columns.iter().map(rate).collect()
}
