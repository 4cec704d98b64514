//! What flows over pages: paragraphs, lists of terms, tables whose heading is repeated.
//!
//! The page number stands in the middle of the top margin from the second page on (Decree 30/2020/ND-CP, Annex I). A table
//! takes the largest letters that it fits with; text wraps, figures never do.

#![allow(clippy::cast_precision_loss)] // Lines of a page, columns of a table: a thousand at most.

use crate::appearance::Font;

use super::{As, Element, HEIGHT, MM, Paper, Role, Style, WIDTH};

/// Decree 30/2020, Annex I: left 30 to 35 mm, right 15 to 20, top and bottom 20 to 25.
pub(crate) const LEFT: f64 = 30.0 * MM;
pub(crate) const RIGHT: f64 = WIDTH - 15.0 * MM;
const TOP: f64 = 20.0 * MM;
const BOTTOM: f64 = HEIGHT - 20.0 * MM;
/// The page number's base line and letters.
const NUMBER: f64 = 12.0 * MM;
const NUMBERED: Style = Style { bold: false, size: 13.0 };
/// Letters of a table, the best first.
const SIZES: [f64; 6] = [10.5, 10.0, 9.0, 8.0, 7.0, 6.5];
/// Between a cell's edge and its text.
const PAD: f64 = 3.0;
/// From base line to base line.
const LEADING: f64 = 1.2;
const TINT: [f64; 3] = [0.87, 0.91, 0.95];
const BAR: [f64; 3] = [0.61, 0.76, 0.90];

/// A paper that is written from top to bottom.
pub(crate) struct Flow<'f> {
    pub(crate) paper: Paper<'f>,
    /// Where the next thing may begin.
    y: f64,
}

/// What a column of a table holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Figures: on the right, in one line.
    Figure,
    /// Text: on the left, in several lines if it must be.
    Text,
    /// Text that says what its row is.
    Name,
}

/// One row.
#[derive(Debug, Default)]
pub(crate) struct Row {
    /// One for each column; a band has one for all.
    pub(crate) cells: Vec<String>,
    /// Bars under cells, in thousandths of their width.
    pub(crate) bars: Vec<Option<u64>>,
    /// A sum of others.
    pub(crate) sum: bool,
    /// The title of the rows below it, across the table.
    pub(crate) band: bool,
}

/// A table as it is to be drawn.
#[derive(Debug)]
pub(crate) struct Table {
    pub(crate) headings: Vec<String>,
    pub(crate) kinds: Vec<Kind>,
    pub(crate) rows: Vec<Row>,
}

/// Where its columns are.
#[derive(Debug)]
pub(crate) struct Grid {
    /// The left edge of each, and the right edge of the last.
    edges: Vec<f64>,
    size: f64,
}

/// A text between its edges.
#[derive(Clone, Copy)]
pub(crate) struct Strip<'t> {
    pub(crate) text: &'t str,
    pub(crate) style: Style,
    pub(crate) element: Element,
    pub(crate) from: f64,
    pub(crate) to: f64,
}

impl<'f> Flow<'f> {
    /// At the top of the first page.
    pub(crate) fn new(fonts: &'f [Font; 2]) -> Self {
        Self { paper: Paper::new(fonts), y: TOP }
    }

    /// Goes to a new page if less than this is left.
    pub(crate) fn need(&mut self, height: f64) -> bool {
        let full = self.y + height > BOTTOM && self.y > TOP;
        if full {
            let number = self.paper.turn().to_string();
            let x = (LEFT + RIGHT - self.paper.width(&number, NUMBERED)) / 2.0;
            self.paper.write(&[(x, NUMBER, &number)], NUMBERED, As::Artifact);
            self.y = TOP;
        }
        full
    }

    /// Leaves room.
    pub(crate) fn skip(&mut self, height: f64) {
        self.y += height;
    }

    /// A text across the page, in the middle or from the left.
    pub(crate) fn paragraph(&mut self, text: &str, style: Style, role: Role, centred: bool) {
        let element = self.paper.element(role, self.paper.root());
        self.strips(&[Strip { text, style, element, from: LEFT, to: RIGHT }], centred);
    }

    /// Texts beside each other, as one block of lines that a page's end may divide.
    pub(crate) fn strips(&mut self, strips: &[Strip], centred: bool) {
        let lines = |strip: &Strip| self.paper.lines(strip.text, strip.style, strip.to - strip.from);
        let lines: Vec<_> = strips.iter().map(lines).collect();
        let size = strips.iter().map(|strip| strip.style.size).fold(0.0, f64::max);
        for row in 0..lines.iter().map(Vec::len).max().unwrap_or_default() {
            self.need(size * LEADING);
            let base = self.y + size;
            for (strip, lines) in strips.iter().zip(&lines) {
                let Some(line) = lines.get(row) else { continue };
                let slack = strip.to - strip.from - self.paper.width(line, strip.style);
                let x = strip.from + if centred { slack / 2.0 } else { 0.0 };
                self.paper.write(&[(x, base, line)], strip.style, As::Part(strip.element));
            }
            self.y += size * LEADING;
        }
    }

    /// Where the columns are with the largest letters that they fit with.
    pub(crate) fn fit(&self, table: &Table) -> Option<Grid> {
        SIZES.into_iter().find_map(|size| Some(Grid { edges: self.edges(table, size)?, size }))
    }

    fn edges(&self, table: &Table, size: f64) -> Option<Vec<f64>> {
        let rooms: Vec<_> = (0..table.headings.len()).map(|place| self.room(table, place, size)).collect();
        let slack = RIGHT - LEFT - rooms.iter().map(|(least, _)| least).sum::<f64>();
        let mut shares = shared(slack, &rooms.iter().map(|(least, want)| want - least).collect::<Vec<_>>());
        let unwanted = slack - shares.iter().sum::<f64>();
        let flexible = table.kinds.iter().filter(|kind| **kind != Kind::Figure).count();
        for (share, kind) in shares.iter_mut().zip(&table.kinds) {
            // What nobody wants goes to texts, or to all where there are none.
            if *kind != Kind::Figure || flexible == 0 {
                *share += unwanted / if flexible == 0 { rooms.len() } else { flexible } as f64;
            }
        }
        let ends = rooms.iter().zip(&shares).scan(LEFT, |x, ((least, _), share)| {
            *x += least + share;
            Some(*x)
        });
        (slack >= 0.0).then(|| [LEFT].into_iter().chain(ends).collect())
    }

    /// The least that a column can do with, and what it would like.
    fn room(&self, table: &Table, place: usize, size: f64) -> (f64, f64) {
        let heading = table.headings[place].split(' ');
        let heading = heading.map(|word| self.paper.width(word, Style { bold: true, size })).fold(0.0, f64::max);
        let rows = table.rows.iter().filter(|row| !row.band);
        let cells = rows.map(|row| self.paper.width(&row.cells[place], Style { bold: row.sum, size }));
        let want = cells.fold(heading, f64::max);
        let least = match table.kinds[place] {
            Kind::Figure => want,
            Kind::Text => want.min(heading.max(size * 4.5)),
            Kind::Name => want.min(heading.max(size * 12.0)),
        };
        (least + 2.0 * PAD, want + 2.0 * PAD)
    }

    /// The table, over as many pages as it takes.
    pub(crate) fn table(&mut self, table: &Table, grid: &Grid) {
        let element = self.paper.element(Role::Table, self.paper.root());
        self.heading(table, grid, Some(element));
        for row in &table.rows {
            if row.band {
                self.band(table, grid, element, &row.cells[0]);
            } else {
                self.row(table, grid, element, row);
            }
        }
    }

    /// On the first page a part of the table, on others a reminder.
    fn heading(&mut self, table: &Table, grid: &Grid, of: Option<Element>) {
        let style = Style { bold: true, size: grid.size };
        let cells = self.wrapped(&table.headings, grid, style);
        let lines = cells.iter().map(Vec::len).max().unwrap_or(1);
        let height = grid.height(lines);
        if of.is_some() {
            // Not alone at the foot of a page.
            self.need(height * 2.0 + grid.height(1));
        }
        let row = of.map(|table| self.paper.element(Role::Tr, table));
        self.paper.fill([LEFT, self.y, RIGHT - LEFT, height], TINT);
        for (cell, (from, to)) in cells.iter().zip(grid.rooms()) {
            let what = row.map_or(As::Artifact, |row| As::Part(self.paper.element(Role::ColumnHeading, row)));
            let down = (lines - cell.len()) as f64 * grid.size * LEADING / 2.0;
            let x = |line: &str| from + (to - from - self.paper.width(line, style)) / 2.0;
            let placed = placed(cell, x, |at| self.y + down + grid.base(at));
            self.paper.write(&placed, style, what);
        }
        self.frame(grid, height, true);
    }

    fn band(&mut self, table: &Table, grid: &Grid, of: Element, title: &str) {
        let style = Style { bold: true, size: grid.size };
        let lines = self.paper.lines(title, style, RIGHT - LEFT - 2.0 * PAD);
        let height = grid.height(lines.len());
        // With at least one row of its own.
        if self.need(height + grid.height(2)) {
            self.heading(table, grid, None);
        }
        let row = self.paper.element(Role::Tr, of);
        let cell = self.paper.element(Role::Band(table.headings.len()), row);
        let placed = placed(&lines, |_| LEFT + PAD, |at| self.y + grid.base(at));
        self.paper.write(&placed, style, As::Part(cell));
        self.frame(grid, height, false);
    }

    fn row(&mut self, table: &Table, grid: &Grid, of: Element, row: &Row) {
        let style = Style { bold: row.sum, size: grid.size };
        let cells = self.wrapped(&row.cells, grid, style);
        let height = grid.height(cells.iter().map(Vec::len).max().unwrap_or(1));
        if self.need(height) {
            self.heading(table, grid, None);
        }
        if row.sum {
            self.paper.fill([LEFT, self.y, RIGHT - LEFT, height], TINT);
        }
        for (bar, (from, to)) in row.bars.iter().zip(grid.rooms()) {
            let width = (to - from) * bar.unwrap_or_default().min(1000) as f64 / 1000.0;
            if width > 0.0 {
                self.paper.fill([from, self.y + height - 2.2, width, 1.7], BAR);
            }
        }
        let parent = self.paper.element(Role::Tr, of);
        for ((kind, cell), (from, to)) in table.kinds.iter().zip(&cells).zip(grid.rooms()) {
            let role = if *kind == Kind::Name { Role::RowHeading } else { Role::Td };
            let element = self.paper.element(role, parent);
            let x = |line: &str| if *kind == Kind::Figure { to - self.paper.width(line, style) } else { from };
            let placed = placed(cell, x, |at| self.y + grid.base(at));
            self.paper.write(&placed, style, As::Part(element));
        }
        self.frame(grid, height, true);
    }

    fn wrapped(&self, cells: &[String], grid: &Grid, style: Style) -> Vec<Vec<String>> {
        // A hair more than measured: the sum of widths that made the room was rounded.
        let lines = |(cell, (from, to)): (&String, (f64, f64))| self.paper.lines(cell, style, to - from + 0.01);
        cells.iter().zip(grid.rooms()).map(lines).collect()
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
}

impl Grid {
    /// Equal columns with the smallest letters, for what fits in no other way.
    pub(crate) fn even(columns: usize) -> Self {
        let edge = |at: usize| LEFT + (RIGHT - LEFT) * at as f64 / columns.max(1) as f64;
        Self { edges: (0..=columns).map(edge).collect(), size: SIZES[SIZES.len() - 1] }
    }

    /// Where the text of each column begins and ends.
    fn rooms(&self) -> Vec<(f64, f64)> {
        self.edges.windows(2).map(|pair| (pair[0] + PAD, pair[1] - PAD)).collect()
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

/// Room among those who want it: who wants little gets it all, the others get equal parts of the rest.
fn shared(room: f64, wants: &[f64]) -> Vec<f64> {
    let mut shares = vec![0.0; wants.len()];
    let mut order: Vec<_> = (0..wants.len()).collect();
    order.sort_by(|a, b| wants[*a].total_cmp(&wants[*b]));
    let mut left = room.max(0.0);
    for (served, place) in order.into_iter().enumerate() {
        shares[place] = wants[place].min(left / (wants.len() - served) as f64);
        left -= shares[place];
    }
    shares
}

/// Lines with their places.
fn placed(lines: &[String], x: impl Fn(&str) -> f64, y: impl Fn(usize) -> f64) -> Vec<(f64, f64, &str)> {
    lines.iter().enumerate().map(|(at, line)| (x(line), y(at), line.as_str())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_does_not_break_a_short_code() {
        assert_eq!(shared(100.0, &[300.0, 10.0, 0.0, 200.0]), [45.0, 10.0, 0.0, 45.0]);
        assert_eq!(shared(100.0, &[30.0, 10.0]), [30.0, 10.0], "what nobody wants is left");
        assert_eq!(shared(-5.0, &[30.0]), [0.0]);
    }
}
