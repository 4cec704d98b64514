//! The register of incoming documents of a year: «sổ đăng ký văn bản đến», ten columns (Decree 30/2020/ND-CP, Annex IV).
//!
//! What was returned has no number and no row; it is counted below the table, and `--list --json` names it.

use std::io;

use comfy_table::{ContentArrangement, Table};
use serde::Serialize;

use crate::ledger::{Arrival, Correction, Entry};
use crate::messages::letter::{Day, code_of, day_text};
use crate::messages::{Lang, ReceiveWord, sentence};
use crate::report::style::bold;
use crate::text::{Untrusted, no_formula};

/// One document as JSON: a line of `kyso receive --list --json`, by the names of Annex VI.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
#[allow(missing_docs)]
pub struct RegisterLine<'a> {
    #[serde(rename = "schema")]
    pub schema: &'static str,
    /// `registered` or `refused`.
    #[serde(rename = "status")]
    pub status: &'static str,
    #[serde(rename = "year")]
    pub year: i32,
    pub arrival_date: String,
    pub arrival_number: Option<u32>,
    #[serde(flatten)]
    pub entry: &'a Entry,
    #[serde(rename = "received_on")]
    pub received_on: String,
    /// Why it was returned.
    #[serde(rename = "reasons")]
    pub reasons: &'a [String],
    #[serde(rename = "policy")]
    pub policy: &'a str,
    #[serde(rename = "file")]
    pub file: &'a str,
    #[serde(rename = "sha256")]
    pub sha256: &'a str,
}

impl<'a> RegisterLine<'a> {
    /// Of one row.
    pub fn of(arrival: &'a Arrival) -> Self {
        Self {
            schema: "kyso.register/1",
            status: if arrival.number.is_some() { "registered" } else { "refused" },
            year: arrival.year,
            arrival_date: arrival.arrived.to_string(),
            arrival_number: arrival.number,
            entry: &arrival.entry,
            received_on: arrival.received_on().to_string(),
            reasons: &arrival.reasons,
            policy: &arrival.policy,
            file: &arrival.file,
            sha256: &arrival.sha256,
        }
    }
}

/// The ten cells of a row.
fn cells(arrival: &Arrival, lang: Lang) -> [String; 10] {
    let Entry { organ_name, organ_id, issued_date, type_name, subject, recipient, passed_on, note, .. } =
        &arrival.entry;
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let day = |day: &Option<time::Date>| day.map(|day| Day(day).to_string()).unwrap_or_default();
    let joined = |parts: [&Option<String>; 2], by: &str| {
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(by)
    };
    let received = arrival.received_on();
    let mut notes = Vec::from_iter(
        (received != arrival.arrived)
            .then(|| format!("{} {}", lang.words().receive(ReceiveWord::ReceivedOn), Day(received))),
    );
    notes.extend(note.clone());
    notes.extend(arrival.entry.corrections.iter().map(|one| correction(one, lang)));
    [
        Day(arrival.arrived).to_string(),
        arrival.number.map(|number| number.to_string()).unwrap_or_default(),
        text(if organ_name.is_some() { organ_name } else { organ_id }),
        code_of(&arrival.entry).unwrap_or_default(),
        day(issued_date),
        joined([type_name, subject], " "),
        text(recipient),
        day(passed_on),
        // Whoever takes it over signs here, on the print.
        String::new(),
        notes.join("; "),
    ]
}

/// `corrected on 29/11/2026: number 15`: what stood there.
fn correction(one: &Correction, lang: Lang) -> String {
    let words = lang.words();
    let column = words.entry_column(&one.column);
    // Without its option: nobody types anything on a print.
    let column = column.split(" --").next().unwrap_or(column);
    let day = one.corrected_on.map(|day| Day(day).to_string()).unwrap_or_default();
    format!("{} {day}: {column} «{}»", words.receive(ReceiveWord::CorrectedOn), day_text(&one.was))
}

fn registered(arrivals: &[Arrival]) -> impl Iterator<Item = &Arrival> {
    arrivals.iter().filter(|arrival| arrival.number.is_some())
}

/// Where the numbers of a year begin, as JSON.
#[derive(Debug, Serialize)]
#[allow(missing_docs)]
pub struct NumberingLine {
    pub schema: &'static str,
    pub year: i32,
    pub first_number: u32,
}

impl NumberingLine {
    /// Of this year.
    pub fn of(year: i32, first_number: u32) -> Self {
        Self { schema: "kyso.numbering/1", year, first_number }
    }

    /// The name of the register, and where it begins if that is not at 1.
    pub fn text(&self, lang: Lang) -> String {
        let word = |word| lang.words().receive(word);
        let Self { year, first_number, .. } = self;
        let from = (*first_number > 1).then(|| format!(", {} {first_number}", word(ReceiveWord::FromNumber)));
        format!("{} {year}{}", word(ReceiveWord::Register), from.unwrap_or_default())
    }
}

/// As a table for people; `width` is that of the terminal.
pub fn table(arrivals: &[Arrival], year: &NumberingLine, lang: Lang, width: Option<u16>) -> String {
    let words = lang.words();
    let title = bold(&year.text(lang));
    let returned = arrivals.iter().filter(|arrival| arrival.number.is_none()).count();
    let returned = if returned == 0 {
        String::new()
    } else {
        format!("{}: {returned} (--json)\n", sentence(words.receive(ReceiveWord::Returned)))
    };
    if registered(arrivals).next().is_none() {
        return format!("{title}\n{}\n{returned}", sentence(words.receive(ReceiveWord::Empty)));
    }
    let mut table = Table::new();
    table.set_header(words.register_columns());
    if let Some(width) = width {
        table.set_width(width).set_content_arrangement(ContentArrangement::Dynamic);
    }
    for arrival in registered(arrivals) {
        table.add_row(cells(arrival, lang).iter().map(|cell| Untrusted(cell).to_string()));
    }
    format!("{title}\n{table}\n{returned}")
}

/// A cell may have several lines. What would move a cursor is shown: such a file is looked at in terminals too.
fn lines(cell: &str) -> String {
    cell.split('\n').map(|line| Untrusted(line).to_string()).collect::<Vec<_>>().join("\n")
}

/// As CSV (RFC 4180, UTF-8).
///
/// # Errors
/// The writer's.
pub fn csv(arrivals: &[Arrival], lang: Lang, out: &mut dyn io::Write) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(lang.words().register_columns())?;
    for arrival in registered(arrivals) {
        writer.write_record(cells(arrival, lang).iter().map(|cell| no_formula(&lines(cell))))?;
    }
    writer.flush()
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    fn arrival() -> Arrival {
        let entry = Entry {
            organ_name: Some("=HYPERLINK(1)".to_owned()),
            code_number: Some("15".to_owned()),
            code_notation: Some("QĐ-SNV".to_owned()),
            issued_date: Some(date!(2026 - 11 - 05)),
            type_name: Some("Quyết định".to_owned()),
            subject: Some("về việc\n«thử»".to_owned()),
            note: Some("hoả tốc".to_owned()),
            ..Entry::default()
        };
        Arrival {
            number: Some(7),
            year: 2026,
            received: datetime!(2026-11-28 3:00 UTC),
            arrived: date!(2026 - 11 - 26),
            file: "a.pdf".to_owned(),
            sha256: "aa".to_owned(),
            content: "aa".to_owned(),
            policy: "nd30/1".to_owned(),
            reasons: Vec::new(),
            entry,
        }
    }

    #[test]
    fn the_register_has_the_ten_columns_and_a_name_is_no_formula() {
        let mut out = Vec::new();
        let refused = Arrival { number: None, ..arrival() };
        csv(&[arrival(), refused], Lang::Vi, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(reader.headers().unwrap().len(), 10);
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        let cells: Vec<_> = rows[0].iter().collect();
        assert_eq!(cells[..5], ["26/11/2026", "7", "'=HYPERLINK(1)", "15/QĐ-SNV", "05/11/2026"]);
        assert_eq!(cells[5..], ["Quyết định về việc\n«thử»", "", "", "", "tiếp nhận ngày 28/11/2026; hoả tốc"]);
        assert_eq!(rows.len(), 1, "what was returned has no row");
    }
}
