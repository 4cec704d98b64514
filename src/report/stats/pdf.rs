//! A report as a PDF to be signed: the ranking as offices print it, its definitions and warnings after it.
//!
//! The table takes the largest letters that it fits with; where even the smallest are too large, it loses columns in the
//! order in which a narrow terminal does, and says so. Ranked rows stand under the name of their group. The heading is
//! repeated on every page, the page number stands in the top margin from the second page on (Decree 30/2020/ND-CP,
//! Annex I).

#![allow(clippy::cast_precision_loss)] // Lines of a page, columns of a table, a thousand at most.

use crate::appearance::{self, Font};
use crate::report::paper::{About, As, Element, HEIGHT, MM, Paper, Role, Style, WIDTH};
use crate::stats::Rate;

use super::columns::{Column, DISPENSABLE, Value};
use super::words::count;
use super::{Line, Remark, Report};

/// Decree 30/2020, Annex I: left 30 to 35 mm, right 15 to 20, top and bottom 20 to 25.
const LEFT: f64 = 30.0 * MM;
const RIGHT: f64 = WIDTH - 15.0 * MM;
const TOP: f64 = 20.0 * MM;
const BOTTOM: f64 = HEIGHT - 20.0 * MM;
/// The page number's base line.
const NUMBER: f64 = 12.0 * MM;
/// Letters of the table, the best first.
const SIZES: [f64; 5] = [10.5, 10.0, 9.0, 8.0, 7.0];
/// Least room for names.
const NAMES: f64 = 120.0;
/// Between a cell's edge and its text.
const PAD: f64 = 3.0;
/// From base line to base line.
const LEADING: f64 = 1.2;
const BODY: Style = Style { bold: false, size: 11.0 };
const TITLE: Style = Style { bold: true, size: 14.0 };
const PART: Style = Style { bold: true, size: 12.0 };
const TINT: [f64; 3] = [0.87, 0.91, 0.95];
const BAR: [f64; 3] = [0.61, 0.76, 0.90];
/// Room for terms beside their definitions.
const TERMS: f64 = 150.0;

/// The table's columns, fitted.
struct Grid {
    columns: Vec<&'static Column>,
    /// The left edge of each, and the right edge of the last.
    edges: Vec<f64>,
    size: f64,
    /// Were columns left out?
    less: bool,
}

/// The report on its way onto paper.
struct Press<'r, 'f> {
    report: &'r Report<'r>,
    paper: Paper<'f>,
    /// Where the next thing may begin.
    y: f64,
}

impl Report<'_> {
    /// The file, drawn with these fonts.
    ///
    /// # Errors
    /// A font that cannot be embedded.
    pub fn pdf(&self, fonts: &[Font; 2]) -> Result<Vec<u8>, appearance::Error> {
        let mut press = Press { report: self, paper: Paper::new(fonts), y: TOP };
        press.front();
        press.table();
        press.definitions();
        press.remarks();
        let title = format!("{}, {}", self.title(), self.period());
        press.paper.finish(About { title: &title, lang: self.lang.code(), made: self.made })
    }
}

impl Press<'_, '_> {
    /// Goes to a new page if less than this is left.
    fn need(&mut self, height: f64) -> bool {
        let full = self.y + height > BOTTOM;
        if full {
            let number = self.paper.turn().to_string();
            let style = Style { bold: false, size: 13.0 };
            let x = (LEFT + RIGHT - self.paper.width(&number, style)) / 2.0;
            self.paper.write(&[(x, NUMBER, &number)], style, As::Artifact);
            self.y = TOP;
        }
        full
    }

    /// Lines of a text across the page, in the middle or from the left.
    fn paragraph(&mut self, text: &str, style: Style, role: Role, centred: bool) {
        let element = self.paper.element(role, self.paper.root());
        self.block(&[(text, style, element, LEFT, RIGHT)], centred);
    }

    /// Texts beside each other, each between its edges, as one block of lines that a page's end may divide.
    fn block(&mut self, texts: &[(&str, Style, Element, f64, f64)], centred: bool) {
        let lines: Vec<_> =
            texts.iter().map(|(text, style, _, from, to)| self.paper.lines(text, *style, to - from)).collect();
        let size = texts.iter().map(|(_, style, ..)| style.size).fold(0.0, f64::max);
        for row in 0..lines.iter().map(Vec::len).max().unwrap_or_default() {
            self.need(size * LEADING);
            let base = self.y + size;
            for ((_, style, element, from, to), lines) in texts.iter().zip(&lines) {
                let Some(line) = lines.get(row) else { continue };
                let slack = if centred { (to - from - self.paper.width(line, *style)) / 2.0 } else { 0.0 };
                self.paper.write(&[(from + slack, base, line)], *style, As::Part(*element));
            }
            self.y += size * LEADING;
        }
    }

    fn front(&mut self) {
        let report = self.report;
        self.paragraph(&format!("{}, {}", report.title(), report.period()), TITLE, Role::H1, true);
        self.paragraph(&report.made(), BODY, Role::P, true);
        if let Some(mark) = report.declared() {
            self.paragraph(mark, BODY, Role::P, true);
        }
        self.y += 8.0;
    }

    fn table(&mut self) {
        let report = self.report;
        // Bands say the group where rows stand group by group.
        let banded = report.has("rank") && report.has("group");
        let columns = report.columns.iter().copied().filter(|column| !(banded && column.key == "group"));
        let grid = self.fitted(columns.collect());
        if grid.less {
            let note = report.say((
                "Bảng này không đủ chỗ cho mọi cột; các cột còn lại có trong bản XLSX, CSV và JSON.",
                "There is no room for all columns here; XLSX, CSV and JSON have the others.",
            ));
            self.paragraph(note, BODY, Role::P, false);
        }
        let table = self.paper.element(Role::Table, self.paper.root());
        self.heading(&grid, Some(table));
        let mut group = None;
        for line in &report.rows {
            let own = line.figures.group.as_deref();
            if banded && group != Some(own) {
                group = Some(own);
                let name = own.map_or_else(
                    || report.say(("(không có nhóm)", "(no group)")).to_owned(),
                    |name| crate::text::Untrusted(name).to_string(),
                );
                self.band(&grid, table, &name);
            }
            self.row(&grid, table, line);
        }
        for line in report.groups.iter().chain([&report.total]) {
            self.row(&grid, table, line);
        }
        self.y += 12.0;
    }

    /// The largest letters with which the columns fit; without the least needed ones, if it must be.
    fn fitted(&self, mut columns: Vec<&'static Column>) -> Grid {
        let mut less = false;
        let mut dispensable = DISPENSABLE.iter();
        loop {
            for size in SIZES {
                if let Some(edges) = self.edges(&columns, size) {
                    return Grid { columns, edges, size, less };
                }
            }
            let Some(key) = dispensable.next() else {
                let size = SIZES[SIZES.len() - 1];
                let even = (0..=columns.len()).map(|at| LEFT + (RIGHT - LEFT) * at as f64 / columns.len() as f64);
                return Grid { edges: even.collect(), columns, size, less };
            };
            less |= columns.iter().any(|column| column.key == *key);
            columns.retain(|column| column.key != *key);
        }
    }

    /// The edges of the columns, if they fit.
    fn edges(&self, columns: &[&'static Column], size: f64) -> Option<Vec<f64>> {
        let widths: Vec<_> = columns.iter().map(|column| self.room(column, size)).collect();
        let slack = RIGHT - LEFT - widths.iter().sum::<f64>();
        let mut x = LEFT;
        let mut edges = vec![x];
        for (column, width) in columns.iter().zip(&widths) {
            // Names take what the figures leave.
            x += width + if column.key == "name" { slack } else { 0.0 };
            edges.push(x);
        }
        (slack >= 0.0).then_some(edges)
    }

    fn room(&self, column: &Column, size: f64) -> f64 {
        let report = self.report;
        let style = |bold| Style { bold, size };
        let heading = report.heading(column);
        let heading = heading.split(' ').map(|word| self.paper.width(word, style(true))).fold(0.0, f64::max);
        let lines = report.rows.iter().chain(&report.groups).chain([&report.total]);
        let cells = lines.map(|line| self.paper.width(&report.cell(column, line), style(line.sum)));
        match column.key {
            "name" => NAMES,
            "group" => heading.max(60.0) + 2.0 * PAD,
            _ => cells.fold(heading, f64::max) + 2.0 * PAD,
        }
    }

    /// On the first page a part of the table, on others a reminder.
    fn heading(&mut self, grid: &Grid, table: Option<Element>) {
        let style = Style { bold: true, size: grid.size };
        let row = table.map(|table| self.paper.element(Role::Tr, table));
        let cells: Vec<_> = grid.columns.iter().map(|column| self.report.heading(column)).collect();
        let cells: Vec<_> =
            cells.iter().zip(grid.rooms()).map(|(cell, (from, to))| self.paper.lines(cell, style, to - from)).collect();
        let lines = cells.iter().map(Vec::len).max().unwrap_or(1);
        let height = grid.height(lines);
        if table.is_some() {
            // Not alone at the foot of a page.
            self.need(height * 3.0);
        }
        self.paper.fill([LEFT, self.y, RIGHT - LEFT, height], TINT);
        for (cell, (from, to)) in cells.iter().zip(grid.rooms()) {
            let what = row.map_or(As::Artifact, |row| As::Part(self.paper.element(Role::ColumnHeading, row)));
            let down = (lines - cell.len()) as f64 * grid.size * LEADING / 2.0;
            let placed: Vec<_> = (0..)
                .zip(cell)
                .map(|(at, line)| {
                    let x = from + (to - from - self.paper.width(line, style)) / 2.0;
                    (x, self.y + down + grid.base(at), line.as_str())
                })
                .collect();
            self.paper.write(&placed, style, what);
        }
        self.frame(grid, height, true);
    }

    fn band(&mut self, grid: &Grid, table: Element, name: &str) {
        let style = Style { bold: true, size: grid.size };
        let lines = self.paper.lines(name, style, RIGHT - LEFT - 2.0 * PAD);
        let height = grid.height(lines.len());
        // With at least one row of its group.
        if self.need(height * 2.0) {
            self.heading(grid, None);
        }
        let row = self.paper.element(Role::Tr, table);
        let cell = self.paper.element(Role::RowHeading, row);
        let placed: Vec<_> =
            (0..).zip(&lines).map(|(at, line)| (LEFT + PAD, self.y + grid.base(at), line.as_str())).collect();
        self.paper.write(&placed, style, As::Part(cell));
        self.frame(grid, height, false);
    }

    fn row(&mut self, grid: &Grid, table: Element, line: &Line) {
        let style = Style { bold: line.sum, size: grid.size };
        let cells: Vec<_> = grid.columns.iter().map(|column| self.report.cell(column, line)).collect();
        let cells: Vec<_> =
            cells.iter().zip(grid.rooms()).map(|(cell, (from, to))| self.paper.lines(cell, style, to - from)).collect();
        let height = grid.height(cells.iter().map(Vec::len).max().unwrap_or(1));
        if self.need(height) {
            self.heading(grid, None);
        }
        if line.sum {
            self.paper.fill([LEFT, self.y, RIGHT - LEFT, height], TINT);
        }
        let row = self.paper.element(Role::Tr, table);
        for ((column, cell), (from, to)) in grid.columns.iter().zip(&cells).zip(grid.rooms()) {
            if let Value::Rate(rate) = Report::value(column, line) {
                self.bar(rate, from, to, self.y + height);
            }
            let role = if column.key == "name" { Role::RowHeading } else { Role::Td };
            let element = self.paper.element(role, row);
            let left = matches!(column.key, "name" | "agency" | "group");
            let placed: Vec<_> = (0..)
                .zip(cell)
                .map(|(at, text)| {
                    let x = if left { from } else { to - self.paper.width(text, style) };
                    (x, self.y + grid.base(at), text.as_str())
                })
                .collect();
            self.paper.write(&placed, style, As::Part(element));
        }
        self.frame(grid, height, true);
    }

    fn bar(&mut self, rate: Rate, from: f64, to: f64, bottom: f64) {
        let width = (to - from) * rate.0.min(1000) as f64 / 1000.0;
        if width > 0.0 {
            self.paper.fill([from, bottom - 2.2, width, 1.7], BAR);
        }
    }

    /// Lines around what was drawn, between the cells too; then goes below it.
    fn frame(&mut self, grid: &Grid, height: f64, cells: bool) {
        let (top, bottom) = (self.y, self.y + height);
        let mut lines = vec![[LEFT, top, RIGHT, top], [LEFT, bottom, RIGHT, bottom]];
        let last = grid.edges.len() - 1;
        let edges = grid.edges.iter().enumerate().filter(|(at, _)| cells || *at == 0 || *at == last);
        lines.extend(edges.map(|(_, x)| [*x, top, *x, bottom]));
        self.paper.rule(&lines);
        self.y = bottom;
    }

    fn definitions(&mut self) {
        let definitions = self.report.definitions();
        if definitions.is_empty() {
            return;
        }
        self.part(("Định nghĩa", "Definitions"));
        let list = self.paper.element(Role::L, self.paper.root());
        for (term, meaning) in &definitions {
            let item = self.paper.element(Role::Li, list);
            let (label, body) = (self.paper.element(Role::Lbl, item), self.paper.element(Role::LBody, item));
            let bold = Style { bold: true, ..BODY };
            let middle = LEFT + TERMS;
            self.block(&[(term, bold, label, LEFT, middle - 2.0 * PAD), (meaning, BODY, body, middle, RIGHT)], false);
            self.y += 2.0;
        }
        self.y += 8.0;
    }

    fn remarks(&mut self) {
        let remarks = self.report.remarks();
        if remarks.is_empty() {
            return;
        }
        self.part(("Cảnh báo", "Warnings"));
        for Remark { what, count: number, examples } in &remarks {
            let examples = if examples.is_empty() { String::new() } else { format!(" ({examples})") };
            let text = format!("{what}: {}{examples}", count(*number, self.report.lang));
            self.paragraph(&text, BODY, Role::P, false);
        }
    }

    fn part(&mut self, title: super::Twin) {
        // Not alone at the foot of a page.
        self.need(4.0 * PART.size * LEADING);
        self.paragraph(self.report.say(title), PART, Role::H2, false);
        self.y += 2.0;
    }
}

impl Grid {
    /// Where the text of each column begins and ends.
    fn rooms(&self) -> impl Iterator<Item = (f64, f64)> + use<> {
        let rooms: Vec<_> = self.edges.windows(2).map(|pair| (pair[0] + PAD, pair[1] - PAD)).collect();
        rooms.into_iter()
    }

    /// Of a row with so many lines.
    fn height(&self, lines: usize) -> f64 {
        lines.max(1) as f64 * self.size * LEADING + 2.0 * PAD
    }

    /// The base line of a line, below the row's upper edge.
    fn base(&self, line: usize) -> f64 {
        PAD + self.size * (0.92 + line as f64 * LEADING)
    }
}
