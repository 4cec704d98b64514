//! Signing rates as a report.
//!
//! A [`Report`] decides once what every output shows: title and period, which columns there are ([`columns`]), in which
//! order the rows stand, what each figure means, and what could not be counted. [`Report::text`], [`Report::html`],
//! [`Report::svg`], [`Report::xlsx`] and [`Report::pdf`] only draw it; nothing is counted here. What a register only declares is marked
//! with an asterisk wherever it stands, and the mark is explained: a declared figure never looks like a verified one.
//! Names come from files and certificates: each output escapes them in its own way.

mod chart;
mod columns;
mod html;
mod listing;
mod pdf;
mod svg;
mod text;
mod words;
mod xlsx;

use time::OffsetDateTime;

use crate::messages::{Lang, figures};
use crate::stats::{Figures, Statistics};
use crate::text::Untrusted;

use columns::{Column, Value};
use words::{Twin, count, named, of};

/// What is drawn.
#[derive(Debug)]
pub struct Report<'s> {
    statistics: &'s Statistics,
    lang: Lang,
    made: OffsetDateTime,
    columns: Vec<&'static Column>,
    rows: Vec<Line<'s>>,
    groups: Vec<Line<'s>>,
    total: Line<'s>,
}

/// One row as it is drawn.
#[derive(Debug)]
struct Line<'s> {
    figures: &'s Figures,
    /// What it is called; strangers' words escaped.
    name: String,
    /// Is it a sum of others?
    sum: bool,
}

/// Something that a reader of the figures must know.
struct Remark {
    what: String,
    count: u64,
    /// Places, strangers' words escaped.
    examples: String,
}

impl<'s> Report<'s> {
    /// `made` is the time it says it was made at.
    pub fn new(statistics: &'s Statistics, lang: Lang, made: OffsetDateTime) -> Self {
        let by = statistics.by;
        let rows = in_order(&statistics.rows).into_iter();
        let rows = rows.map(|figures| Line { figures, name: name(figures, by, lang), sum: false }).collect();
        // Sums by group stand beside rows of agencies only.
        let groups = statistics.groups.iter().filter(|_| by == "agency");
        let groups = groups.map(|figures| Line { figures, name: name(figures, "group", lang), sum: true }).collect();
        let total = of(lang, ("Tổng cộng", "Total")).to_owned();
        let total = Line { figures: &statistics.total, name: total, sum: true };
        Self { statistics, lang, made, columns: columns::of(statistics), rows, groups, total }
    }

    fn say(&self, twin: Twin) -> &'static str {
        of(self.lang, twin)
    }

    fn title(&self) -> &'static str {
        let ranked = self.has("rank");
        self.say(if ranked {
            ("Bảng xếp hạng ký số văn bản điện tử", "Ranking: signing of electronic documents")
        } else {
            ("Tỷ lệ ký số văn bản điện tử", "Signing rates of electronic documents")
        })
    }

    fn period(&self) -> String {
        words::period(&self.statistics.period, self.lang)
    }

    /// In Viet Nam's time.
    fn made(&self) -> String {
        let format = time::macros::format_description!("[day]/[month]/[year] [hour]:[minute]");
        let time = self.made.to_offset(time::macros::offset!(+7));
        let english = time::macros::format_description!("[year]-[month]-[day] [hour]:[minute] +07:00");
        let shown = if self.lang == Lang::Vi { time.format(format) } else { time.format(english) };
        format!("{} {}", self.say(("Lập lúc", "Made")), shown.unwrap_or_else(|_| time.to_string()))
    }

    fn has(&self, key: &str) -> bool {
        self.columns.iter().any(|column| column.key == key)
    }

    /// The heading of a column, with the mark of what is only declared.
    fn heading(&self, column: &Column) -> String {
        let heading = if column.key == "name" { words::by(self.statistics.by) } else { column.heading };
        let mark = if column.declarable && self.statistics.declared { MARK } else { "" };
        format!("{}{mark}", self.say(heading))
    }

    /// What stands in a cell.
    fn value<'l>(column: &Column, line: &'l Line) -> Value<'l> {
        match column.key {
            "name" => Value::Text(&line.name),
            "group" if line.sum => Value::Nothing,
            _ => (column.value)(line.figures),
        }
    }

    /// A cell for people; each output escapes what means something to it.
    fn cell(&self, column: &Column, line: &Line) -> String {
        match Self::value(column, line) {
            Value::Nothing if matches!(column.key, "rank" | "agency" | "group") => String::new(),
            Value::Nothing => "–".to_owned(),
            Value::Text(text) => Untrusted(text).to_string(),
            Value::Count(number) => count(number, self.lang),
            Value::Rate(rate) => words::rate(rate, self.lang),
            Value::Decimal(number) => words::decimal(number, self.lang),
            Value::Change(points) => words::change(points, self.lang),
        }
    }

    /// Groups have no code, no rank and no group above them.
    fn group_columns(&self) -> Vec<&'static Column> {
        let of_agencies = ["rank", "agency", "group"];
        self.columns.iter().copied().filter(|column| !of_agencies.contains(&column.key)).collect()
    }

    /// What the asterisk means, where there is one.
    fn declared(&self) -> Option<&'static str> {
        self.statistics.declared.then(|| self.say(DECLARED))
    }

    /// The meaning of each figure that is shown: its heading, its definition.
    fn definitions(&self) -> Vec<(String, String)> {
        let known = figures::definitions(self.lang, self.statistics.declared);
        let pair = |column: &&Column| Some((self.heading(column), (*known.get(column.key)?).to_owned()));
        self.columns.iter().filter_map(pair).collect()
    }

    /// What could not be counted, and what a reader must know else.
    fn remarks(&self) -> Vec<Remark> {
        let statistics = self.statistics;
        let uncounted = [
            (
                statistics.total.missing,
                ("Tệp ghi trong sổ nhưng không có", "Files that the register names and are not there"),
            ),
            (statistics.total.unreadable, ("Tệp không đọc được", "Files that could not be read")),
            (
                statistics.unmatched.files,
                ("Tệp không khớp với dòng hoặc cơ quan nào", "Files that fit no row or agency"),
            ),
            (
                statistics.unmatched.records,
                ("Dòng sổ, bản ghi không khớp với tệp hoặc cơ quan nào", "Rows and records that fit no file or agency"),
            ),
        ];
        let uncounted = uncounted.into_iter().filter(|(count, _)| *count > 0);
        let remark = |(count, twin)| Remark { what: self.say(twin).to_owned(), count, examples: String::new() };
        let warnings = statistics.warnings.iter().map(|warning| Remark {
            what: words::warned(warning.code).map_or(warning.code, |twin| self.say(twin)).to_owned(),
            count: warning.count,
            examples: words::examples(warning),
        });
        uncounted.map(remark).chain(warnings).collect()
    }
}

/// Behind the name of a figure that a register only declares, and what it means.
const MARK: &str = "\u{a0}*";
const DECLARED: Twin = (
    "* Số liệu theo khai báo trong sổ đăng ký, chưa được kiểm tra trên văn bản.",
    "* Declared by the register, not verified on the documents.",
);
/// An office, a signer, a group that has no name.
const UNKNOWN: Twin = ("(không rõ)", "(unknown)");

/// What a row is called.
fn name(row: &Figures, by: &str, lang: Lang) -> String {
    let Some(name) = row.name.as_deref() else { return of(lang, UNKNOWN).to_owned() };
    named(by, name, lang).unwrap_or_else(|| Untrusted(name).to_string())
}

/// Ranked rows stand as they are ranked: level by level, group by group, the first first. Others as they were counted.
fn in_order(rows: &[Figures]) -> Vec<&Figures> {
    let mut ordered: Vec<_> = rows.iter().collect();
    if rows.iter().any(|row| row.rank.is_some()) {
        let mut classes = Vec::new();
        ordered.sort_by_cached_key(|row| {
            let class = (row.level, row.group.as_deref());
            let place = classes.iter().position(|known| *known == class);
            let place = place.unwrap_or_else(|| {
                classes.push(class);
                classes.len() - 1
            });
            (place, row.rank.unwrap_or(u64::MAX))
        });
    }
    ordered
}
