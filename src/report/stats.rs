//! Signing rates for people: a table, the meaning of its figures under it, and what could not be counted.
//!
//! Percentages have a decimal comma in Vietnamese. What a register only declares is marked with an asterisk, and the
//! mark is explained under the table: a declared figure never looks like a verified one.

use comfy_table::{CellAlignment, ColumnConstraint, ContentArrangement, LineStyle, Table, TableStyle, Width};

use super::style::{bold, dim};
use crate::messages::Lang;
use crate::stats::{Figures, Rate, Statistics, Warning};
use crate::text::Untrusted;

/// Lines around and under the heading; none between rows, of which there may be hundreds.
const STYLE: TableStyle = TableStyle::new()
    .top_border(LineStyle::none().fill('─').junction('─'))
    .header_separator(LineStyle::none().fill('─').junction('─'))
    .bottom_border(LineStyle::none().fill('─').junction('─'));

/// One column: its heading in Vietnamese and English, and its cell.
type Column = (&'static str, &'static str, fn(&Figures, Lang) -> String);

const CODE: &[Column] = &[("Mã", "Code", |row, _| Untrusted(row.agency.as_deref().unwrap_or_default()).to_string())];
const RANK: &[Column] = &[("Hạng", "Rank", |row, _| row.rank.map_or_else(String::new, |rank| rank.to_string()))];
const COUNTED: &[Column] = &[
    ("Văn bản", "Documents", |row, lang| count(row.documents, lang)),
    ("Điện tử", "Electronic", |row, lang| count(row.electronic, lang)),
    ("% điện tử", "% electronic", |row, lang| rate(row.electronic_rate, lang)),
];
const VERIFIED: &[Column] = &[
    ("Lãnh đạo ký", "By a leader", |row, lang| count(row.leader_signed, lang)),
    ("Cơ quan ký", "By the agency", |row, lang| count(row.agency_signed, lang)),
];
const DECLARED: &[Column] = &[
    ("Lãnh đạo ký", "By a leader", |row, lang| count(row.declared_leader_signed, lang)),
    ("Cơ quan ký", "By the agency", |row, lang| count(row.declared_agency_signed, lang)),
];
const SIGNED: &[Column] = &[
    ("Ký đủ", "Fully signed", |row, lang| count(row.fully_signed, lang)),
    ("Đã ký số", "Signed", |row, lang| count(row.signed, lang)),
    ("% ký số", "% signed", |row, lang| rate(row.signed_rate, lang)),
    ("% ký đủ", "% fully signed", |row, lang| rate(row.fully_signed_rate, lang)),
];
const DOSSIERS: &[Column] = &[
    ("Hồ sơ", "Dossiers", |row, lang| count(row.dossiers, lang)),
    ("% hồ sơ điện tử", "% dossiers electronic", |row, lang| rate(row.dossier_rate, lang)),
];

fn of(lang: Lang, vi: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}

/// `77.855` in Vietnamese, `77,855` in English.
fn count(number: u64, lang: Lang) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(of(lang, ".", ","));
        }
        text.push(digit);
    }
    text
}

/// `92,7` in Vietnamese, `92.7` in English; a dash where there is nothing to divide by.
fn rate(rate: Option<Rate>, lang: Lang) -> String {
    rate.map_or_else(|| "–".to_owned(), |rate| rate.to_string().replace('.', of(lang, ",", ".")))
}

/// The whole text. `width` is that of the terminal; nothing is as wide as needed.
pub fn text(statistics: &Statistics, lang: Lang, width: Option<u16>) -> String {
    let mut parts = vec![heading(statistics, lang), table(statistics, lang, width), String::new()];
    if statistics.declared {
        parts.push(
            of(
                lang,
                "* Số liệu theo khai báo trong sổ đăng ký, chưa được kiểm tra trên văn bản.",
                "* Declared by the register, not verified on the documents.",
            )
            .to_owned(),
        );
    }
    parts.extend(definitions(statistics, lang).iter().map(|line| dim(line)));
    parts.extend(uncounted(statistics, lang));
    parts.join("\n") + "\n"
}

fn heading(statistics: &Statistics, lang: Lang) -> String {
    if statistics.period == "../.." {
        return bold(of(lang, "Tỷ lệ ký số, toàn bộ thời gian", "Signing rates, all time"));
    }
    bold(&format!("{} {}", of(lang, "Tỷ lệ ký số, kỳ", "Signing rates, period"), statistics.period))
}

/// Left out one after the other where the terminal is too narrow: JSON and CSV have every figure.
const DISPENSABLE: [&str; 7] =
    ["By the agency", "By a leader", "Fully signed", "Code", "Dossiers", "Electronic", "% electronic"];
/// Room for names; longer ones take several lines.
const NAMES: u16 = 24;

/// One column as it is drawn, and the width below which a figure would be broken.
struct Drawn {
    key: &'static str,
    heading: String,
    cells: Vec<String>,
    least: usize,
}

impl Drawn {
    fn new((vi, en, show): &Column, declared: bool, rows: &[&Figures], lang: Lang) -> Self {
        let heading = format!("{}{}", of(lang, vi, en), mark(declared));
        let cells: Vec<_> = rows.iter().map(|row| show(row, lang)).collect();
        let texts = cells.iter().map(String::as_str).chain(heading.split(' '));
        let least = texts.map(|text| text.chars().count()).max().unwrap_or_default() + 2;
        Self { key: en, heading, cells, least }
    }
}

fn columns(statistics: &Statistics, rows: &[&Figures], lang: Lang, width: usize) -> Vec<Drawn> {
    let figures = |columns: &'static [Column], shown: bool| columns.iter().filter(move |_| shown);
    let by_whom = if statistics.declared { DECLARED } else { VERIFIED };
    let before = figures(CODE, statistics.by == "agency").chain(COUNTED).map(|column| (column, false));
    let signed = by_whom.iter().chain(SIGNED).map(|column| (column, statistics.declared));
    let ranked = statistics.rows.iter().any(|row| row.rank.is_some());
    let after = figures(DOSSIERS, statistics.total.dossiers > 0).chain(figures(RANK, ranked));
    let all = before.chain(signed).chain(after.map(|column| (column, false)));
    let mut drawn: Vec<_> = all.map(|(column, declared)| Drawn::new(column, declared, rows, lang)).collect();
    for key in DISPENSABLE {
        // One more each for the gap to the next.
        if usize::from(NAMES) + drawn.iter().map(|column| column.least + 1).sum::<usize>() > width {
            drawn.retain(|column| column.key != key);
        }
    }
    drawn
}

fn table(statistics: &Statistics, lang: Lang, width: Option<u16>) -> String {
    let groups = statistics.groups.iter().filter(|_| statistics.by == "agency");
    let mut rows: Vec<_> = statistics.rows.iter().chain(groups).map(|row| (row, name(row, lang))).collect();
    rows.push((&statistics.total, of(lang, "Tổng cộng", "Total").to_owned()));
    let figures: Vec<_> = rows.iter().map(|(row, _)| *row).collect();
    let columns = columns(statistics, &figures, lang, width.map_or(usize::MAX, usize::from));
    let mut table = Table::new();
    let headings = columns.iter().map(|column| column.heading.as_str());
    table.load_style(STYLE).set_header(std::iter::once(by(statistics.by, lang)).chain(headings));
    if let Some(width) = width {
        table.set_width(width).set_content_arrangement(ContentArrangement::Dynamic);
    }
    for (place, (_, name)) in rows.iter().enumerate() {
        if place == statistics.rows.len() {
            table.add_row([""]); // The sums stand apart.
        }
        let cells = columns.iter().map(|column| column.cells[place].as_str());
        table.add_row(std::iter::once(name.as_str()).chain(cells));
    }
    if let Some(names) = table.column_mut(0) {
        names.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(NAMES)));
    }
    for (index, drawn) in (1..).zip(&columns) {
        if let Some(column) = table.column_mut(index) {
            let least = Width::Fixed(u16::try_from(drawn.least).unwrap_or(u16::MAX));
            column.set_cell_alignment(CellAlignment::Right);
            column.set_constraint(ColumnConstraint::LowerBoundary(least));
        }
    }
    table.to_string()
}

fn mark(declared: bool) -> &'static str {
    if declared { "\u{a0}*" } else { "" }
}

fn name(row: &Figures, lang: Lang) -> String {
    let name = row.name.as_deref().unwrap_or_else(|| of(lang, "(không rõ)", "(unknown)"));
    Untrusted(name).to_string()
}

fn by(code: &str, lang: Lang) -> &'static str {
    match code {
        "agency" => of(lang, "Cơ quan", "Agency"),
        "group" => of(lang, "Nhóm", "Group"),
        "level" => of(lang, "Cấp", "Level"),
        "signer" => of(lang, "Người ký", "Signer"),
        "kind" => of(lang, "Loại", "Kind"),
        _ => of(lang, "Kỳ", "Period"),
    }
}

fn definitions(statistics: &Statistics, lang: Lang) -> Vec<String> {
    let signed = match (lang, statistics.declared) {
        (Lang::Vi, false) => "Đã ký số: văn bản điện tử có ít nhất một chữ ký số hợp lệ theo chính sách đang áp dụng.",
        (Lang::Vi, true) => "Đã ký số: văn bản điện tử mà sổ đăng ký ghi lãnh đạo hoặc cơ quan đã ký số.",
        (Lang::En, false) => {
            "Signed: electronic documents with at least one signature that passed under the policy in force."
        }
        (Lang::En, true) => "Signed: electronic documents that the register says the leader or the agency signed.",
    };
    let fully = match (lang, statistics.declared) {
        (Lang::Vi, false) => "Ký đủ: có chữ ký số hợp lệ của người có thẩm quyền và của chính cơ quan đó.",
        (Lang::Vi, true) => "Ký đủ: sổ đăng ký ghi cả lãnh đạo và cơ quan đã ký số.",
        (Lang::En, false) => "Fully signed: with a passed signature of a person and of their agency.",
        (Lang::En, true) => "Fully signed: the register says both the leader and the agency signed.",
    };
    let rates = of(
        lang,
        "% điện tử tính trên văn bản; % ký số và % ký đủ tính trên văn bản điện tử; % hồ sơ điện tử tính trên hồ sơ.",
        "% electronic is of documents; % signed and % fully signed of electronic documents; % dossiers of dossiers.",
    );
    vec![signed.to_owned(), fully.to_owned(), rates.to_owned()]
}

fn uncounted(statistics: &Statistics, lang: Lang) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = |number: u64, vi, en| {
        if number > 0 {
            lines.push(format!("? {}: {}", of(lang, vi, en), count(number, lang)));
        }
    };
    line(
        statistics.total.missing,
        "Tệp ghi trong sổ nhưng không có",
        "Files that the register names and are not there",
    );
    line(statistics.total.unreadable, "Tệp không đọc được", "Files that could not be read");
    line(statistics.unmatched.files, "Tệp không khớp với dòng hoặc cơ quan nào", "Files that fit no row or agency");
    line(
        statistics.unmatched.records,
        "Dòng sổ, bản ghi không khớp với tệp hoặc cơ quan nào",
        "Rows and records that fit no file or agency",
    );
    lines.extend(statistics.warnings.iter().map(|warning| warned(warning, lang)));
    lines
}

fn warned(warning: &Warning, lang: Lang) -> String {
    let what = match warning.code {
        "UNKNOWN_AGENCY" => of(lang, "Mã cơ quan không có trong danh sách", "Codes that the agencies file lacks"),
        "DUPLICATE_ROW" => of(lang, "Dòng trùng số, ký hiệu, chỉ tính một lần", "Rows given twice, counted once"),
        "PAPER_DECLARED_SIGNED" => of(lang, "Bản giấy được ghi là đã ký số", "Paper that is declared signed"),
        "SEVERAL_FILES_FIT" => of(lang, "Dòng khớp với nhiều tệp", "Rows that several files fit"),
        "MEDIUM_NOT_SAID" => {
            of(lang, "Sổ không có cột hình thức (điện tử, giấy)", "The register does not say which are electronic")
        }
        "NO_FILE_FITS" => of(lang, "Dòng không khớp với tệp nào", "Rows that no file fits"),
        "AMBIGUOUS_SIGNER" => of(lang, "Người ký khớp với nhiều cơ quan", "Signers whom several agencies' rules fit"),
        "ENDED_AGENCY" => of(
            lang,
            "Cơ quan đã kết thúc trước ngày đó (ngày cuối → cơ quan kế thừa)",
            "Agencies that had ended by then (last day → successor)",
        ),
        "AGENCY_NOT_BEGUN" => of(lang, "Cơ quan chưa bắt đầu vào ngày đó", "Agencies that had not begun by then"),
        "TOTAL_ROW_SKIPPED" => of(lang, "Dòng cộng của sổ, không tính", "Rows of totals, not counted"),
        "HEADING_REPEATED" => of(lang, "Dòng tiêu đề lặp lại giữa sổ", "Headings once more within a register"),
        "NOTE_SKIPPED" => {
            of(lang, "Dòng ghi chú, chữ ký, không có số và ngày, không tính", "Notes and signatures, not counted")
        }
        "SHEET_SKIPPED" => {
            of(lang, "Trang tính không phải sổ đăng ký hoặc bị ẩn", "Sheets that are hidden or no registers")
        }
        "HIDDEN_ROW_COUNTED" => of(lang, "Dòng bị ẩn trong bảng tính, vẫn tính", "Hidden rows, counted all the same"),
        "NOT_IN_REGISTER" => of(lang, "Tệp không có trong sổ đăng ký", "Files that are in no register"),
        "LEDGER_COUNTED_SLOWLY" => of(
            lang,
            "Sổ ghi được đếm theo danh mục khác nên phải xem từng bản ghi; chạy 'kyso ledger recount --agencies TỆP' để nhanh lại",
            "The ledger's sums are by another agencies file, so its records were gone through; 'kyso ledger recount --agencies FILE' makes it fast",
        ),
        "NO_AGENCY" => of(lang, "Tệp không rõ của cơ quan nào", "Files of no known agency"),
        other => other,
    };
    let examples: Vec<_> = warning.examples.iter().map(|example| Untrusted(example).to_string()).collect();
    dim(&format!("  {what} ({}): {}", count(warning.count, lang), examples.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_the_reader_writes_them() {
        let shown = |lang| (rate(Rate::of(63_744, 77_855), lang), count(77_855, lang), count(999, lang));
        assert_eq!(shown(Lang::Vi), ("81,9".to_owned(), "77.855".to_owned(), "999".to_owned()));
        assert_eq!(shown(Lang::En), ("81.9".to_owned(), "77,855".to_owned(), "999".to_owned()));
        assert_eq!(rate(None, Lang::Vi), "–");
    }
}
