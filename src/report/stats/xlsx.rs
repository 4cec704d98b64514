//! A report as a workbook (ISO/IEC 29500) for an office that goes on computing with it.
//!
//! Figures are numbers, shown by the reader's own locale; rates and sums are formulas, written together with the values they
//! have, so that a reader who does not compute sees them too. A formula is written only where it gives what was counted: a
//! rate that rests on something else (a register that does not say what is electronic) stays a number. Strangers' text is
//! written as strings, never as formulas (CWE-1236). It prints on A4 with the margins of Decree 30/2020/ND-CP, its heading
//! on every page. The same report at the same time gives the same bytes.

use std::collections::HashMap;

use rust_xlsxwriter::{
    Color, ConditionalFormatDataBar, ConditionalFormatDataBarDirection, ConditionalFormatType, DocProperties,
    ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Workbook, Worksheet, XlsxError,
};

use crate::stats::Rate;

use super::columns::{Column, Value};
use super::listing::{Entry, Listing};
use super::{Line, Remark, Report};

/// A4 (ISO/IEC 29500-1 §18.3.1.63).
const A4: u8 = 9;
/// Decree 30/2020, Annex I: left 30 to 35 mm, right 15 to 20, top and bottom 20 to 25; in inches, as the format has them.
const MARGINS: [f64; 4] = [30.0 / 25.4, 15.0 / 25.4, 20.0 / 25.4, 20.0 / 25.4];
/// Nobody reads more in a cell; the format allows 32,767.
const LONGEST: usize = 8_000;
/// In points: room for four lines.
const HEADING_HEIGHT: f64 = 60.0;
/// Title, period, mark of what is declared, then the heading.
const HEADING: u32 = 3;

/// The looks of cells.
struct Looks {
    title: Format,
    note: Format,
    heading: Format,
    text: Format,
    /// As many decimals as there are.
    general: Format,
    count: Format,
    decimal: Format,
    change: Format,
}

impl Looks {
    fn new() -> Self {
        let cell = || Format::new().set_font_name("Times New Roman").set_font_size(11).set_align(FormatAlign::Top);
        let framed = || cell().set_border(FormatBorder::Thin);
        Self {
            title: cell().set_bold().set_font_size(14),
            note: cell().set_italic(),
            heading: framed()
                .set_bold()
                .set_align(FormatAlign::Center)
                .set_align(FormatAlign::VerticalCenter)
                .set_text_wrap()
                .set_background_color(Color::RGB(0x00DD_E8F3)),
            general: framed(),
            text: framed().set_text_wrap(),
            // The separators are those of whoever reads it.
            count: framed().set_num_format("#,##0"),
            decimal: framed().set_num_format("0.0"),
            change: framed().set_num_format("+0.0;-0.0;0.0"),
        }
    }
}

/// A sheet of figures in the making.
struct Table<'r> {
    report: &'r Report<'r>,
    columns: Vec<&'static Column>,
    looks: &'r Looks,
    /// Of the columns, by key.
    places: HashMap<&'static str, u16>,
}

impl Report<'_> {
    /// The workbook's bytes.
    ///
    /// # Errors
    /// More rows than a sheet holds (1,048,576).
    pub fn xlsx(&self) -> Result<Vec<u8>, XlsxError> {
        let looks = Looks::new();
        let mut book = Workbook::new();
        book.set_properties(&self.properties()?);
        Table::new(self, self.columns.clone(), &looks)
            .write(self.sheet(&mut book, ("Báo cáo", "Report"), &looks)?, &self.rows)?;
        if !self.groups.is_empty() {
            let sheet = self.sheet(&mut book, ("Nhóm", "Groups"), &looks)?;
            Table::new(self, self.group_columns(), &looks).write(sheet, &self.groups)?;
        }
        for listing in self.listings() {
            self.listing(&mut book, &looks, &listing)?;
        }
        self.meaning_sheets(&mut book, &looks)?;
        book.save_to_buffer()
    }

    fn properties(&self) -> Result<DocProperties, XlsxError> {
        let seconds = self.made.unix_timestamp();
        Ok(DocProperties::new()
            .set_title(format!("{}, {}", self.title(), self.period()))
            .set_creation_datetime(&ExcelDateTime::from_timestamp(seconds)?))
    }

    /// A sheet with its title, ready to print.
    fn sheet<'b>(
        &self,
        book: &'b mut Workbook,
        name: super::Twin,
        looks: &Looks,
    ) -> Result<&'b mut Worksheet, XlsxError> {
        let [left, right, top, bottom] = MARGINS;
        let sheet = book.add_worksheet().set_name(self.say(name))?;
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0);
        sheet.set_margins(left, right, top, bottom, 10.0 / 25.4, 10.0 / 25.4);
        // The number stands in the middle of the top margin (Decree 30/2020, Annex I).
        sheet.set_header("&C&\"Times New Roman\"&13&P");
        sheet.write_string_with_format(0, 0, format!("{}, {}", self.title(), self.period()), &looks.title)?;
        sheet.write_string_with_format(
            1,
            0,
            self.declared().map_or_else(|| self.made(), |mark| format!("{}. {mark}", self.made())),
            &looks.note,
        )?;
        Ok(sheet)
    }

    fn listing(&self, book: &mut Workbook, looks: &Looks, listing: &Listing) -> Result<(), XlsxError> {
        let sheet = self.sheet(book, listing.name, looks)?;
        sheet.write_string_with_format(1, 0, shortened(&listing.title), &looks.note)?;
        for (column, heading) in (0..).zip(&listing.headings) {
            sheet.write_string_with_format(HEADING, column, shortened(heading), &looks.heading)?;
            let numbers = listing.rows.iter().all(|row| matches!(row[usize::from(column)], Entry::Number(..)));
            sheet.set_column_width(column, if numbers { 10.0 } else { 22.0 })?;
        }
        for (row, cells) in (HEADING + 1..).zip(&listing.rows) {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    Entry::Text(text) => sheet.write_string_with_format(row, column, shortened(text), &looks.text)?,
                    Entry::Number(_, number) => sheet.write_number_with_format(row, column, *number, &looks.general)?,
                };
            }
        }
        let last = HEADING + u32::try_from(listing.rows.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
        for (row, note) in (last + 2..).zip(&listing.notes) {
            sheet.write_string_with_format(row, 0, shortened(note), &looks.note)?;
        }
        let columns = u16::try_from(listing.headings.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
        sheet.autofilter(HEADING, 0, last, columns.saturating_sub(1))?;
        sheet.set_repeat_rows(HEADING, HEADING)?.set_freeze_panes(HEADING + 1, 0)?;
        Ok(())
    }

    /// What the figures mean, and what could not be counted.
    fn meaning_sheets(&self, book: &mut Workbook, looks: &Looks) -> Result<(), XlsxError> {
        let sheet = self.sheet(book, ("Định nghĩa", "Definitions"), looks)?;
        let rows = self.definitions().into_iter().map(|(term, meaning)| vec![term, meaning]).collect::<Vec<_>>();
        self.list(sheet, looks, &[("Số liệu", "Figure"), ("Định nghĩa", "Definition")], &rows)?;
        let sheet = self.sheet(book, ("Cảnh báo", "Warnings"), looks)?;
        let headings = [("Nội dung", "What"), ("Ví dụ", "Examples"), ("Số lượng", "How many")];
        let remarks = self.remarks();
        let rows: Vec<_> =
            remarks.iter().map(|Remark { what, examples, .. }| vec![what.clone(), examples.clone()]).collect();
        self.list(sheet, looks, &headings, &rows)?;
        for (row, remark) in (HEADING + 1..).zip(&remarks) {
            sheet.write_number_with_format(row, 2, number(remark.count), &looks.count)?;
        }
        Ok(())
    }

    fn list(
        &self,
        sheet: &mut Worksheet,
        looks: &Looks,
        headings: &[super::Twin],
        rows: &[Vec<String>],
    ) -> Result<(), XlsxError> {
        for (column, heading) in (0..).zip(headings) {
            sheet.write_string_with_format(HEADING, column, self.say(*heading), &looks.heading)?;
            sheet.set_column_width(column, if column == 1 { 90 } else { 28 })?;
        }
        for (row, cells) in (HEADING + 1..).zip(rows) {
            for (column, cell) in (0..).zip(cells) {
                sheet.write_string_with_format(row, column, shortened(cell), &looks.text)?;
            }
        }
        sheet.set_repeat_rows(HEADING, HEADING)?.set_freeze_panes(HEADING + 1, 0)?;
        Ok(())
    }
}

impl<'r> Table<'r> {
    fn new(report: &'r Report<'r>, columns: Vec<&'static Column>, looks: &'r Looks) -> Self {
        let places = (0..).zip(&columns).map(|(place, column)| (column.key, place)).collect();
        Self { report, columns, looks, places }
    }

    /// Heading, rows, total.
    fn write(&self, sheet: &mut Worksheet, lines: &[Line]) -> Result<(), XlsxError> {
        let first = HEADING + 1;
        let total = first + u32::try_from(lines.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
        for (place, column) in (0..).zip(&self.columns) {
            sheet.write_string_with_format(HEADING, place, self.report.heading(column), &self.looks.heading)?;
            sheet.set_column_width(place, width(column))?;
        }
        sheet.set_row_height(HEADING, HEADING_HEIGHT)?;
        for (row, line) in (first..).zip(lines) {
            for (place, column) in (0..).zip(&self.columns) {
                self.cell(sheet, (row, place), column, line)?;
            }
        }
        self.total(sheet, total, lines)?;
        let last = total.saturating_sub(1).max(HEADING);
        let columns = u16::try_from(self.columns.len()).map_err(|_| XlsxError::RowColumnLimitError)?;
        sheet.autofilter(HEADING, 0, last, columns.saturating_sub(1))?;
        sheet.set_freeze_panes(first, self.places["name"] + 1)?.set_repeat_rows(HEADING, HEADING)?;
        if !lines.is_empty() {
            self.bars(sheet, first, last)?;
        }
        Ok(())
    }

    fn cell(&self, sheet: &mut Worksheet, at: (u32, u16), column: &Column, line: &Line) -> Result<(), XlsxError> {
        let value = Report::value(column, line);
        match (self.formula(column, line, at.0), value) {
            (Some(formula), _) => sheet.write_formula_with_format(at.0, at.1, formula, self.look(value))?,
            (None, Value::Nothing) => sheet.write_blank(at.0, at.1, &self.looks.decimal)?,
            (None, Value::Text(_)) => return self.text(sheet, at, &self.report.cell(column, line)),
            (None, Value::Count(count)) => {
                sheet.write_number_with_format(at.0, at.1, number(count), &self.looks.count)?
            }
            (None, Value::Rate(rate)) => {
                sheet.write_number_with_format(at.0, at.1, tenths(rate), &self.looks.decimal)?
            }
            (None, Value::Decimal(number) | Value::Change(number)) => {
                sheet.write_number_with_format(at.0, at.1, number, self.look(value))?
            }
        };
        Ok(())
    }

    fn text(&self, sheet: &mut Worksheet, (row, column): (u32, u16), text: &str) -> Result<(), XlsxError> {
        sheet.write_string_with_format(row, column, shortened(text), &self.looks.text)?;
        Ok(())
    }

    fn look(&self, value: Value) -> &Format {
        match value {
            Value::Count(_) => &self.looks.count,
            Value::Change(_) => &self.looks.change,
            _ => &self.looks.decimal,
        }
    }

    /// The formula that gives the figure from others of its row, if there is one.
    fn formula(&self, column: &Column, line: &Line, row: u32) -> Option<Formula> {
        match (Report::value(column, line), column.of) {
            (Value::Rate(rate), Some(of)) => self.rate(rate, of, line, row),
            (Value::Change(points), _) => self.change(points, line, row),
            _ => None,
        }
    }

    fn rate(&self, rate: Rate, [part, whole]: [&str; 2], line: &Line, row: u32) -> Option<Formula> {
        let (Value::Count(parts), Value::Count(wholes)) = (self.value(part, line)?, self.value(whole, line)?) else {
            return None;
        };
        let (part, whole) = (self.place(part, row)?, self.place(whole, row)?);
        // Tenths are rounded as whole numbers: a half is exact in binary there, and rounds up in every program.
        let formula = format!("=IF({whole}=0,\"\",ROUND(1000*{part}/{whole},0)/10)");
        (Rate::of(parts, wholes) == Some(rate)).then(|| Formula::new(formula).set_result(rate.to_string()))
    }

    fn change(&self, points: f64, line: &Line, row: u32) -> Option<Formula> {
        let (now, before) = ("signed_rate", "previous");
        let (Value::Rate(rate), Value::Rate(earlier)) = (self.value(now, line)?, self.value(before, line)?) else {
            return None;
        };
        let formula = format!("=ROUND({}-{},1)", self.place(now, row)?, self.place(before, row)?);
        let same = (tenths(rate) - tenths(earlier) - points).abs() < 0.01;
        same.then(|| Formula::new(formula).set_result(points.to_string()))
    }

    /// What stands in the column of this key.
    fn value<'l>(&self, key: &str, line: &'l Line) -> Option<Value<'l>> {
        let column = self.columns.iter().find(|column| column.key == key)?;
        Some(Report::value(column, line))
    }

    /// Its cell in this row: `B7`.
    fn place(&self, key: &str, row: u32) -> Option<String> {
        Some(cell(row, *self.places.get(key)?))
    }

    /// Sums of the rows above, rates of the sums.
    fn total(&self, sheet: &mut Worksheet, row: u32, lines: &[Line]) -> Result<(), XlsxError> {
        let total = &self.report.total;
        for (place, column) in (0..).zip(&self.columns) {
            match Report::value(column, total) {
                Value::Count(count) if !lines.is_empty() && sum(column, lines) == Some(count) => {
                    let range = format!("=SUM({}:{})", cell(HEADING + 1, place), cell(row - 1, place));
                    sheet.write_formula_with_format(
                        row,
                        place,
                        Formula::new(range).set_result(count.to_string()),
                        &self.looks.count,
                    )?;
                }
                _ => self.cell(sheet, (row, place), column, total)?,
            }
        }
        Ok(())
    }

    fn bars(&self, sheet: &mut Worksheet, first: u32, last: u32) -> Result<(), XlsxError> {
        for (place, _) in (0..).zip(&self.columns).filter(|(_, column)| column.of.is_some()) {
            let bar = ConditionalFormatDataBar::new()
                .set_minimum(ConditionalFormatType::Number, 0)
                .set_maximum(ConditionalFormatType::Number, 100)
                .set_direction(ConditionalFormatDataBarDirection::LeftToRight)
                .set_fill_color(Color::RGB(0x00C6_DDF2))
                .set_solid_fill(true);
            sheet.add_conditional_format(first, place, last, place, &bar)?;
        }
        Ok(())
    }
}

/// What the column sums to over the rows; nothing where a row has no such number.
fn sum(column: &Column, lines: &[Line]) -> Option<u64> {
    lines.iter().try_fold(0_u64, |sum, line| match Report::value(column, line) {
        Value::Count(count) => sum.checked_add(count),
        _ => None,
    })
}

/// `B7`.
fn cell(row: u32, column: u16) -> String {
    rust_xlsxwriter::utility::row_col_to_cell(row, column)
}

fn width(column: &Column) -> f64 {
    match column.key {
        "name" => 32.0,
        "agency" => 14.0,
        "group" => 15.0,
        "rank" => 6.0,
        _ => 8.5,
    }
}

/// A count below 2^53 is exact.
#[allow(clippy::cast_precision_loss)]
fn number(count: u64) -> f64 {
    count as f64
}

fn tenths(rate: Rate) -> f64 {
    number(rate.0) / 10.0
}

fn shortened(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}
