//! A report for the terminal: a table, the meaning of its figures under it, and what could not be counted.
//!
//! A narrow terminal loses columns, never a digit; a wide one gets small bars beside the rates.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};

use crate::report::style::{bold, dim};
use crate::stats::Rate;

use super::columns::{Column, DISPENSABLE, Value};
use super::words::count;
use super::{Line, Remark, Report};

/// Lines around and under the heading; none between rows, of which there may be hundreds.
const STYLE: TableStyle = TableStyle::new()
    .top_border(LineStyle::none().fill('─').junction('─'))
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// Get bars one after the other where there is room.
const BARRED: [&str; 4] = ["signed_rate", "fully_signed_rate", "electronic_rate", "dossier_rate"];
/// Room for names; longer ones take several lines.
const NAMES: usize = 24;
/// Before there are bars, names get so much.
const WIDE_NAMES: usize = 44;
/// Characters of a bar.
const BAR: usize = 8;

/// One column as it is drawn, and the width below which a figure would be broken.
struct Drawn {
    key: &'static str,
    heading: String,
    cells: Vec<String>,
    least: usize,
}

impl Drawn {
    fn new(report: &Report, column: &Column, lines: &[&Line]) -> Self {
        let heading = report.heading(column);
        let cells: Vec<_> = lines.iter().map(|line| report.cell(column, line)).collect();
        let texts = cells.iter().map(String::as_str).chain(heading.split(' '));
        let widest = texts.map(|text| text.chars().count()).max().unwrap_or_default();
        // A name may be broken between its words.
        let least = if column.key == "name" { NAMES } else { widest + 2 };
        Self { key: column.key, heading, cells, least }
    }

    fn widest(&self) -> usize {
        self.cells.iter().map(|cell| cell.chars().count()).max().unwrap_or_default()
    }
}

impl Report<'_> {
    /// The whole text. `width` is that of the terminal; nothing is as wide as needed.
    pub fn text(&self, width: Option<u16>) -> String {
        let heading = bold(&format!("{}, {}", self.title(), self.period()));
        let mut parts = vec![heading, self.table(width), String::new()];
        parts.extend(self.declared().map(str::to_owned));
        parts.extend(self.definitions().iter().map(|(term, meaning)| dim(&format!("{term}: {meaning}"))));
        parts.extend(self.remarks().iter().map(|remark| self.remark(remark)));
        parts.join("\n") + "\n"
    }

    fn remark(&self, Remark { what, count: number, examples }: &Remark) -> String {
        let number = count(*number, self.lang);
        if examples.is_empty() {
            format!("? {what}: {number}")
        } else {
            dim(&format!("? {what} ({number}): {examples}"))
        }
    }

    fn table(&self, width: Option<u16>) -> String {
        let lines: Vec<_> = self.rows.iter().chain(&self.groups).chain([&self.total]).collect();
        let columns = self.drawn(&lines, width.map(usize::from));
        let mut table = Table::new();
        table.load_style(STYLE).set_header(columns.iter().map(|column| column.heading.as_str()));
        if let Some(width) = width {
            table.set_width(width).set_content_arrangement(ContentArrangement::Dynamic);
        }
        for place in 0..lines.len() {
            if place == self.rows.len() {
                table.add_row([""]); // The sums stand apart.
            }
            table.add_row(columns.iter().map(|column| column.cells[place].as_str()));
        }
        for (index, drawn) in columns.iter().enumerate() {
            let Some(column) = table.column_mut(index) else { continue };
            let least = Width::Fixed(u16::try_from(drawn.least).unwrap_or(u16::MAX));
            column.set_constraint(ColumnConstraint::LowerBoundary(least));
            if !matches!(drawn.key, "name" | "agency" | "group") {
                column.set_cell_alignment(CellAlignment::Right);
            }
        }
        table.to_string()
    }

    /// What fits, with bars where there is room for more.
    fn drawn(&self, lines: &[&Line], width: Option<usize>) -> Vec<Drawn> {
        let mut drawn: Vec<_> =
            self.columns.iter().filter(|column| !column.detail).map(|column| Drawn::new(self, column, lines)).collect();
        let Some(width) = width else { return drawn };
        // One more each for the gap to the next.
        let needed = |drawn: &[Drawn]| drawn.iter().map(|column| column.least + 1).sum::<usize>();
        for key in DISPENSABLE {
            if needed(&drawn) > width {
                drawn.retain(|column| column.key != key);
            }
        }
        let names = drawn.iter().find(|column| column.key == "name").map_or(0, Drawn::widest);
        let more = names.clamp(NAMES, WIDE_NAMES) - NAMES;
        for key in BARRED {
            let Some(at) = drawn.iter().position(|column| column.key == key) else { continue };
            if needed(&drawn) + more + BAR < width {
                self.add_bars(&mut drawn[at], lines);
            }
        }
        drawn
    }

    fn add_bars(&self, drawn: &mut Drawn, lines: &[&Line]) {
        let Some(column) = self.columns.iter().find(|column| column.key == drawn.key) else { return };
        let digits = drawn.widest();
        for (cell, line) in drawn.cells.iter_mut().zip(lines) {
            if let Value::Rate(rate) = Self::value(column, line) {
                *cell = format!("{:<BAR$} {cell:>digits$}", bar(rate));
            }
        }
        drawn.least += BAR + 1;
    }
}

/// In eighths of a character; what is not nothing is seen.
fn bar(rate: Rate) -> String {
    let whole = BAR as u64 * 8;
    let eighths = ((rate.0 * whole + 500) / 1000).clamp(u64::from(rate.0 > 0), whole) as usize;
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    "█".repeat(eighths / 8) + parts[eighths % 8]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_rate_and_no_longer_than_its_room() {
        let shown = |tenths| bar(Rate(tenths));
        assert_eq!([shown(0), shown(1), shown(500)], ["", "▏", "████"]);
        assert_eq!([shown(970), shown(1000), shown(1010)], ["███████▊", "████████", "████████"]);
    }
}
