//! A report as a page of its own: charts, tables that can be sorted, definitions; nothing fetched, readable on a phone, on
//! paper, in the light and in the dark.
//!
//! Everything that comes from a file or a certificate is escaped, and the page's policy (Content-Security-Policy) lets run
//! the one script that sorts, known by its SHA-256, and nothing else, should something be overlooked. Without the script
//! the page loses its sorting only.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::hash::Hash;
use crate::report::markup::escaped;
use crate::stats::Rate;

use super::columns::{Column, Value};
use super::listing::{Entry, Listing};
use super::words::count;
use super::{Line, Remark, Report};

const SCRIPT: &str = include_str!("page.js");
/// More bars than these are folded up until somebody wants them.
const FOLDED: usize = 40;

impl Report<'_> {
    /// The page.
    pub fn html(&self) -> String {
        let mut page = self.head();
        page.push_str(&self.key_figures());
        page.push_str(&self.charts());
        let title = self.say(("Bảng số liệu", "Table"));
        page.push_str(&self.sortable(title, &self.columns, &self.rows));
        if !self.groups.is_empty() {
            page.push_str(&self.sortable(self.say(("Theo nhóm", "By group")), &self.group_columns(), &self.groups));
        }
        for listing in self.listings() {
            page.push_str(&listed(&listing));
        }
        page.push_str(&self.meaning());
        let _ = write!(
            page,
            "</main>\n<footer>{}</footer>\n<script>{SCRIPT}</script>\n</body>\n</html>\n",
            escaped(&self.made())
        );
        page
    }

    fn head(&self) -> String {
        let digest = STANDARD.encode(Hash::Sha256.digest(SCRIPT.as_bytes()));
        let (title, period) = (escaped(self.title()), escaped(&self.period()));
        format!(
            "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; \
             script-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n<title>{title}, {period}</title>\n<style>\n{}</style>\n</head>\n\
             <body>\n<main>\n<h1>{title}, {period}</h1>\n",
            self.lang.code(),
            include_str!("page.css"),
        )
    }

    /// The total's counts and rates, large.
    fn key_figures(&self) -> String {
        let keys = ["documents", "electronic_rate", "signed_rate", "fully_signed_rate", "dossiers", "dossier_rate"];
        let mut list = String::from("<dl class=\"key\">\n");
        for column in self.columns.iter().filter(|column| keys.contains(&column.key)) {
            let cell = self.cell(column, &self.total);
            let _ = writeln!(list, "<div><dt>{}</dt><dd>{}</dd></div>", escaped(&self.heading(column)), escaped(&cell));
        }
        list.push_str("</dl>\n");
        if let Some(declared) = self.declared() {
            let _ = writeln!(list, "<p class=\"note\">{}</p>", escaped(declared));
        }
        list
    }

    fn charts(&self) -> String {
        let mut charts = format!("<h2>{}</h2>\n<div class=\"charts\">\n", self.say(("Biểu đồ", "Charts")));
        if let Some(groups) = self.chart_of_groups() {
            charts.push_str(&self.drawn_chart(&groups, "groups"));
        }
        let rows = self.chart();
        let drawn = self.drawn_chart(&rows, "rows");
        if !rows.over_time && rows.marks.len() > FOLDED {
            let summary = escaped(&format!("{} ({})", rows.title, count(rows.marks.len() as u64, self.lang)));
            let _ = write!(charts, "<details><summary>{summary}</summary>\n{drawn}</details>\n");
        } else {
            charts.push_str(&drawn);
        }
        charts.push_str("</div>\n");
        charts
    }

    fn sortable(&self, title: &str, columns: &[&Column], lines: &[Line]) -> String {
        let heading = |column: &&Column| {
            let first = if column.key == "rank" { " data-first=\"1\"" } else { "" };
            format!(
                "<th scope=\"col\" class=\"{}\" aria-sort=\"none\"{first}><button type=\"button\">{}</button></th>",
                class(column),
                escaped(&self.heading(column)),
            )
        };
        format!(
            "<h2>{title}</h2>\n<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\">\n\
             <table class=\"sortable\">\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n<tfoot>\n{}</tfoot>\n</table>\n</div>\n",
            columns.iter().map(heading).collect::<String>(),
            lines.iter().map(|line| self.row(columns, line)).collect::<String>(),
            self.row(columns, &self.total),
            title = escaped(title),
        )
    }

    fn row(&self, columns: &[&Column], line: &Line) -> String {
        let cell = |column: &&Column| {
            let text = escaped(&self.cell(column, line));
            if column.key == "name" {
                return format!("<th scope=\"row\" class=\"name text\">{text}</th>");
            }
            let value = Self::value(column, line);
            let style = match value {
                Value::Rate(rate) => format!(" style=\"--v:{}\"", Rate(rate.0.min(1000))),
                _ => String::new(),
            };
            let sorted = sorted_by(value).map_or_else(String::new, |number| format!(" data-v=\"{number}\""));
            format!("<td class=\"{}\"{sorted}{style}>{text}</td>", class(column))
        };
        format!("<tr>{}</tr>\n", columns.iter().map(cell).collect::<String>())
    }

    fn meaning(&self) -> String {
        let mut text = format!("<h2>{}</h2>\n<dl class=\"words\">\n", self.say(("Định nghĩa", "Definitions")));
        for (term, meaning) in self.definitions() {
            let _ = writeln!(text, "<dt>{}</dt><dd>{}</dd>", escaped(&term), escaped(&meaning));
        }
        text.push_str("</dl>\n");
        let remarks = self.remarks();
        if remarks.is_empty() {
            return text;
        }
        let _ = writeln!(text, "<h2>{}</h2>\n<ul>", self.say(("Cảnh báo", "Warnings")));
        for Remark { what, count: number, examples } in &remarks {
            let note = if examples.is_empty() {
                String::new()
            } else {
                format!("<br><span class=\"note\">{}</span>", escaped(examples))
            };
            let _ = writeln!(text, "<li>{}: {}{note}</li>", escaped(what), count(*number, self.lang));
        }
        text.push_str("</ul>\n");
        text
    }
}

fn listed(Listing { title, headings, rows, notes, .. }: &Listing) -> String {
    let number = |place: usize| rows.iter().any(|row| matches!(row[place], Entry::Number(..)));
    let class = |place: usize| if number(place) { "" } else { "text" };
    let heading = |(place, heading): (usize, &String)| {
        format!(
            "<th scope=\"col\" class=\"{}\" aria-sort=\"none\"><button type=\"button\">{}</button></th>",
            class(place),
            escaped(heading),
        )
    };
    let cell = |(place, entry): (usize, &Entry)| {
        let value = match entry {
            Entry::Number(_, number) => format!(" data-v=\"{number}\""),
            Entry::Text(_) => String::new(),
        };
        format!("<td class=\"{}\"{value}>{}</td>", class(place), escaped(entry.shown()))
    };
    let row = |row: &Vec<Entry>| format!("<tr>{}</tr>\n", row.iter().enumerate().map(cell).collect::<String>());
    let notes = notes.iter().fold(String::new(), |all, note| all + "<p class=\"note\">" + &escaped(note) + "</p>\n");
    format!(
        "<h2>{title}</h2>\n{notes}<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{title}\">\n\
         <table class=\"sortable list\">\n<thead><tr>{}</tr></thead>\n<tbody>\n{}</tbody>\n</table>\n</div>\n",
        headings.iter().enumerate().map(heading).collect::<String>(),
        rows.iter().map(row).collect::<String>(),
        title = escaped(title),
    )
}

fn class(column: &Column) -> &'static str {
    match column.key {
        "name" => "name text",
        "agency" | "group" => "text",
        _ if column.of.is_some() => "rate",
        _ => "",
    }
}

/// The number that a figure is sorted by.
fn sorted_by(value: Value) -> Option<String> {
    match value {
        Value::Nothing | Value::Text(_) => None,
        Value::Count(number) => Some(number.to_string()),
        Value::Rate(rate) => Some(rate.to_string()),
        Value::Decimal(number) | Value::Change(number) => Some(number.to_string()),
    }
}
