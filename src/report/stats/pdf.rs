//! A report as a PDF to be signed: the ranking as offices print it, the lists that belong to it, definitions and warnings.
//!
//! Where even the smallest letters are too large for a table, it loses columns in the order in which a narrow terminal does,
//! and says so. Ranked rows stand under the name of their group.

use crate::appearance::{self, Font};
use crate::report::paper::{About, Flow, Grid, Kind, LEFT, RIGHT, Role, Row, Strip, Style, Table};
use crate::text::Untrusted;

use super::columns::{Column, DISPENSABLE, Value};
use super::listing::{Entry, Listing};
use super::words::count;
use super::{Line, Remark, Report};

const BODY: Style = Style { bold: false, size: 11.0 };
const TERM: Style = Style { bold: true, size: 11.0 };
const PART: Style = Style { bold: true, size: 12.0 };
const TITLE: Style = Style { bold: true, size: 14.0 };
/// Room for terms beside their definitions.
const TERMS: f64 = 150.0;

impl Report<'_> {
    /// The file, drawn with these fonts.
    ///
    /// # Errors
    /// A font that cannot be embedded.
    pub fn pdf(&self, fonts: &[Font; 2]) -> Result<Vec<u8>, appearance::Error> {
        let mut flow = Flow::new(fonts);
        let title = format!("{}, {}", self.title(), self.period());
        flow.paragraph(&title, TITLE, Role::H1, true);
        flow.paragraph(&self.made(), BODY, Role::P, true);
        if let Some(mark) = self.declared() {
            flow.paragraph(mark, BODY, Role::P, true);
        }
        flow.skip(8.0);
        self.print_table(&mut flow);
        for listing in self.listings() {
            print_listing(&mut flow, &listing);
        }
        self.print_definitions(&mut flow);
        self.print_remarks(&mut flow);
        flow.paper.finish(About { title: &title, lang: self.lang.code(), made: self.made })
    }

    fn print_table(&self, flow: &mut Flow) {
        // Bands say the group where rows stand group by group.
        let banded = self.has("rank") && self.has("group");
        let shown = |column: &&&Column| !(column.detail || banded && column.key == "group");
        let mut columns: Vec<_> = self.columns.iter().filter(shown).copied().collect();
        let all = columns.len();
        let mut dispensable = DISPENSABLE.iter();
        let (table, grid) = loop {
            let table = self.printed(&columns, banded);
            if let Some(grid) = flow.fit(&table) {
                break (table, grid);
            }
            let Some(key) = dispensable.next() else { break (table, Grid::even(columns.len())) };
            columns.retain(|column| column.key != *key);
        };
        if columns.len() < all {
            let note = self.say((
                "Bảng này không đủ chỗ cho mọi cột; các cột còn lại có trong bản XLSX, CSV và JSON.",
                "There is no room for all columns here; XLSX, CSV and JSON have the others.",
            ));
            flow.paragraph(note, BODY, Role::P, false);
        }
        flow.table(&table, &grid);
        flow.skip(12.0);
    }

    fn printed(&self, columns: &[&Column], banded: bool) -> Table {
        let kind = |column: &&Column| match column.key {
            "name" => Kind::Name,
            "group" => Kind::Text,
            _ => Kind::Figure,
        };
        let mut rows = Vec::new();
        let mut group = None;
        for line in &self.rows {
            let own = line.figures.group.as_deref();
            if banded && group != Some(own) {
                group = Some(own);
                let none = self.say(("(không có nhóm)", "(no group)"));
                let title = Untrusted(own.unwrap_or(none)).to_string();
                rows.push(Row { cells: vec![title], band: true, ..Row::default() });
            }
            rows.push(self.printed_row(columns, line));
        }
        rows.extend(self.groups.iter().chain([&self.total]).map(|line| self.printed_row(columns, line)));
        Table {
            headings: columns.iter().map(|column| self.heading(column)).collect(),
            kinds: columns.iter().map(kind).collect(),
            rows,
        }
    }

    fn printed_row(&self, columns: &[&Column], line: &Line) -> Row {
        let bar = |column: &&Column| match Self::value(column, line) {
            Value::Rate(rate) if column.of.is_some() => Some(rate.0),
            _ => None,
        };
        Row {
            cells: columns.iter().map(|column| self.cell(column, line)).collect(),
            bars: columns.iter().map(bar).collect(),
            sum: line.sum,
            band: false,
        }
    }

    fn print_definitions(&self, flow: &mut Flow) {
        part(flow, self.say(("Định nghĩa", "Definitions")));
        let list = flow.paper.element(Role::L, flow.paper.root());
        for (term, meaning) in &self.definitions() {
            let item = flow.paper.element(Role::Li, list);
            let (label, body) = (flow.paper.element(Role::Lbl, item), flow.paper.element(Role::LBody, item));
            let middle = LEFT + TERMS;
            let term = Strip { text: term, style: TERM, element: label, from: LEFT, to: middle - 6.0 };
            let meaning = Strip { text: meaning, style: BODY, element: body, from: middle, to: RIGHT };
            flow.strips(&[term, meaning], false);
            flow.skip(2.0);
        }
        flow.skip(8.0);
    }

    fn print_remarks(&self, flow: &mut Flow) {
        let remarks = self.remarks();
        if remarks.is_empty() {
            return;
        }
        part(flow, self.say(("Cảnh báo", "Warnings")));
        for Remark { what, count: number, examples } in &remarks {
            let examples = if examples.is_empty() { String::new() } else { format!(" ({examples})") };
            let text = format!("{what}: {}{examples}", count(*number, self.lang));
            flow.paragraph(&text, BODY, Role::P, false);
        }
    }
}

/// A list, under its title and notes.
fn print_listing(flow: &mut Flow, Listing { title, headings, rows, notes, .. }: &Listing) {
    // With a row of its table.
    flow.need(130.0);
    part(flow, title);
    for note in notes {
        flow.paragraph(note, BODY, Role::P, false);
    }
    flow.skip(2.0);
    let figures = |place: usize| rows.iter().any(|row| matches!(row[place], Entry::Number(..)));
    let kind = |place: usize| if figures(place) { Kind::Figure } else { Kind::Text };
    let row =
        |row: &Vec<Entry>| Row { cells: row.iter().map(|entry| entry.shown().to_owned()).collect(), ..Row::default() };
    let table = Table {
        headings: headings.clone(),
        kinds: (0..headings.len()).map(kind).collect(),
        rows: rows.iter().map(row).collect(),
    };
    if !rows.is_empty() {
        let grid = flow.fit(&table).unwrap_or_else(|| Grid::even(headings.len()));
        flow.table(&table, &grid);
    }
    flow.skip(12.0);
}

/// The title of a part; not alone at the foot of a page.
fn part(flow: &mut Flow, title: &str) {
    flow.need(4.0 * PART.size);
    flow.paragraph(title, PART, Role::H2, false);
    flow.skip(2.0);
}
