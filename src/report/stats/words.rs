//! The words of a report on signing rates, and its numbers as the reader writes them.
//!
//! Each text stands beside its twin. Percentages have a decimal comma in Vietnamese; a year, a quarter or a month is called
//! what an office calls it.

use time::Date;
use time::macros::format_description;

use crate::messages::Lang;
use crate::stats::{Period, Rate, Warning};
use crate::text::Untrusted;

/// One text in Vietnamese and English.
pub(super) type Twin = (&'static str, &'static str);

pub(super) fn of(lang: Lang, (vi, en): Twin) -> &'static str {
    match lang {
        Lang::Vi => vi,
        Lang::En => en,
    }
}

/// `77.855` in Vietnamese, `77,855` in English.
pub(super) fn count(number: u64, lang: Lang) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(of(lang, (".", ",")));
        }
        text.push(digit);
    }
    text
}

/// `92,7` in Vietnamese, `92.7` in English.
pub(super) fn rate(rate: Rate, lang: Lang) -> String {
    rate.to_string().replace('.', of(lang, (",", ".")))
}

/// With one decimal, as [`rate`].
pub(super) fn decimal(number: f64, lang: Lang) -> String {
    format!("{number:.1}").replace('.', of(lang, (",", "."))).replace('-', "−")
}

/// Points won or lost: `+1,2`, `−0,5`, `0,0`.
pub(super) fn change(points: f64, lang: Lang) -> String {
    let text = decimal(points, lang);
    if points > 0.0 { format!("+{text}") } else { text }
}

/// What the rows of a table are.
pub(super) fn by(code: &str) -> Twin {
    match code {
        "agency" => ("Cơ quan", "Agency"),
        "group" => ("Nhóm", "Group"),
        "level" => ("Cấp", "Level"),
        "signer" => ("Người ký", "Signer"),
        "kind" => ("Loại", "Kind"),
        _ => ("Kỳ", "Period"),
    }
}

/// Is a row a span of time?
pub(super) fn is_time(by: &str) -> bool {
    matches!(by, "month" | "quarter" | "half" | "year")
}

/// What a row is called that our own codes name: a level, a kind, a span of time. Strangers' names stay as they are.
pub(super) fn named(by: &str, code: &str, lang: Lang) -> Option<String> {
    let twin = match (by, code) {
        ("level", "central") => ("Trung ương", "Central"),
        ("level", "province") => ("Cấp tỉnh", "Province"),
        ("level", "department") => ("Sở, ban, ngành", "Department"),
        ("level", "district") => ("Cấp huyện", "District"),
        ("level", "commune") => ("Cấp xã", "Commune"),
        ("level", "unit") => ("Đơn vị trực thuộc", "Unit"),
        ("kind", "document") => ("Văn bản", "Documents"),
        ("kind", "dossier") => ("Hồ sơ", "Dossiers"),
        (by, code) if is_time(by) => return span(code, lang),
        _ => return None,
    };
    Some(of(lang, twin).to_owned())
}

/// `2018-Q1` is «Quý 1/2018».
fn span(code: &str, lang: Lang) -> Option<String> {
    let Some((year, part)) = code.split_once('-') else { return Some(code.to_owned()) };
    let name = match (lang, part) {
        (Lang::Vi, "H1") => format!("6 tháng đầu năm {year}"),
        (Lang::Vi, "H2") => format!("6 tháng cuối năm {year}"),
        (Lang::Vi, part) if part.starts_with('Q') => format!("Quý {}/{year}", &part[1..]),
        (Lang::Vi, month) => format!("Tháng {month}/{year}"),
        (Lang::En, part) if part.starts_with(['H', 'Q']) => format!("{part} {year}"),
        (Lang::En, month) => format!("{} {year}", MONTHS.get(month.parse::<usize>().ok()?.checked_sub(1)?)?),
    };
    Some(name)
}

/// A span of time where there is little room: `01/2018`, `Q1/2018`.
pub(super) fn short(code: &str) -> String {
    code.split_once('-').map_or_else(|| code.to_owned(), |(year, part)| format!("{part}/{year}"))
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A period as [`Period::name`] gives it, in words: «năm 2018».
pub(super) fn period(name: &str, lang: Lang) -> String {
    let day = |text: &str| Date::parse(text, format_description!("[year]-[month]-[day]")).ok();
    let (from, to) = name.split_once('/').map_or((None, None), |(from, to)| (day(from), day(to)));
    let shown = |day: Date| {
        let order = match lang {
            Lang::Vi => day.format(format_description!("[day]/[month]/[year]")),
            Lang::En => day.format(format_description!("[year]-[month]-[day]")),
        };
        order.unwrap_or_else(|_| day.to_string())
    };
    match (from, to) {
        (None, None) => of(lang, ("toàn bộ thời gian", "all time")).to_owned(),
        (Some(from), None) => format!("{} {}", of(lang, ("từ ngày", "from")), shown(from)),
        (None, Some(to)) => format!("{} {}", of(lang, ("đến ngày", "up to")), shown(to)),
        (Some(from), Some(to)) => whole(from, to, lang).unwrap_or_else(|| match lang {
            Lang::Vi => format!("từ ngày {} đến ngày {}", shown(from), shown(to)),
            Lang::En => format!("{} to {}", shown(from), shown(to)),
        }),
    }
}

/// A whole year, half, quarter or month.
fn whole(from: Date, to: Date, lang: Lang) -> Option<String> {
    let (year, month) = (from.year(), u8::from(from.month()));
    let (half, quarter) = (month.div_ceil(6), month.div_ceil(3));
    let is = |code: &str| Period::parse(code).is_ok_and(|period| period.from == Some(from) && period.to == Some(to));
    let codes =
        [year.to_string(), format!("{year}-H{half}"), format!("{year}-Q{quarter}"), format!("{year}-{month:02}")];
    let place = codes.iter().position(|code| is(code))?;
    match (lang, place) {
        (Lang::Vi, 0) => Some(format!("năm {year}")),
        (Lang::Vi, 1) => span(&codes[1], lang),
        (Lang::Vi, 2) => Some(format!("quý {quarter} năm {year}")),
        (Lang::Vi, _) => Some(format!("tháng {month} năm {year}")),
        (Lang::En, place) => span(&codes[place], lang),
    }
}

/// What a warning is about.
pub(super) fn warned(code: &str) -> Option<Twin> {
    Some(match code {
        "UNKNOWN_AGENCY" => ("Mã cơ quan không có trong danh sách", "Codes that the agencies file lacks"),
        "DUPLICATE_ROW" => ("Dòng trùng số, ký hiệu, chỉ tính một lần", "Rows given twice, counted once"),
        "PAPER_DECLARED_SIGNED" => ("Bản giấy được ghi là đã ký số", "Paper that is declared signed"),
        "SEVERAL_FILES_FIT" => ("Dòng khớp với nhiều tệp", "Rows that several files fit"),
        "FILE_OF_ANOTHER_ROW" => (
            "Dòng ghi tệp của dòng khác, không tính là đã ký",
            "Rows that name the file of another row, not counted as signed",
        ),
        "FILE_OF_ANOTHER_AGENCY" => (
            "Dòng khớp với tệp do cơ quan khác ký, không tính là đã ký",
            "Rows whose file another agency signed, not counted as signed",
        ),
        "FILE_COPIED" => ("Tệp giống hệt tệp khác, chỉ tính một lần", "Files like others byte for byte, counted once"),
        "MEDIUM_NOT_SAID" => {
            ("Sổ không có cột hình thức (điện tử, giấy)", "The register does not say which are electronic")
        }
        "NO_FILE_FITS" => ("Dòng không khớp với tệp nào", "Rows that no file fits"),
        "AMBIGUOUS_SIGNER" => ("Người ký khớp với nhiều cơ quan", "Signers whom several agencies' rules fit"),
        "ENDED_AGENCY" => (
            "Cơ quan đã kết thúc trước ngày đó (ngày cuối → cơ quan kế thừa)",
            "Agencies that had ended by then (last day → successor)",
        ),
        "AGENCY_NOT_BEGUN" => ("Cơ quan chưa bắt đầu vào ngày đó", "Agencies that had not begun by then"),
        "TOTAL_ROW_SKIPPED" => ("Dòng cộng của sổ, không tính", "Rows of totals, not counted"),
        "HEADING_REPEATED" => ("Dòng tiêu đề lặp lại giữa sổ", "Headings once more within a register"),
        "HEADING_AMBIGUOUS" => (
            "Sổ có nhiều cột cùng nghĩa, đã chọn một; chỉ rõ bằng --columns 'TÊN CỘT=TRƯỜNG'",
            "Columns that may mean the same, of which one was taken; say which with --columns 'HEADING=FIELD'",
        ),
        "NOTE_SKIPPED" => {
            ("Dòng ghi chú, chữ ký, không có số và ngày, không tính", "Notes and signatures, not counted")
        }
        "SHEET_SKIPPED" => ("Trang tính không phải sổ đăng ký hoặc bị ẩn", "Sheets that are hidden or no registers"),
        "HIDDEN_ROW_COUNTED" => ("Dòng bị ẩn trong bảng tính, vẫn tính", "Hidden rows, counted all the same"),
        "NOT_IN_REGISTER" => ("Tệp không có trong sổ đăng ký", "Files that are in no register"),
        "LEDGER_COUNTED_SLOWLY" => (
            "Sổ ghi được đếm theo danh mục khác nên phải xem từng bản ghi; 'kyso ledger recount --agencies TỆP' để nhanh lại",
            "The ledger's sums are by another agencies file, so its records were gone through; 'kyso ledger recount --agencies FILE' makes it fast",
        ),
        "UNREADABLE_FILE" => ("Tệp không đọc được (vì sao)", "Files that cannot be judged (why)"),
        "ARCHIVE_UNREADABLE" => (
            "Chỗ trong kho không xem được, tệp ở đó không tính",
            "Places of the archive that cannot be listed; what lies there is not counted",
        ),
        "ARCHIVE_LINK" => ("Liên kết trong kho, không đi theo", "Links in the archive, not followed"),
        "ARCHIVE_NO_FILE" => ("Không phải tệp thường, không tính", "Not regular files, not counted"),
        "NO_AGENCY" => ("Tệp không rõ của cơ quan nào", "Files of no known agency"),
        _ => return None,
    })
}

/// The examples of a warning, in one line.
pub(super) fn examples(warning: &Warning) -> String {
    let examples: Vec<_> = warning.examples.iter().map(|example| Untrusted(example).to_string()).collect();
    examples.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_written_as_the_reader_writes_them() {
        let eighty = Rate::of(63_744, 77_855).unwrap();
        let shown = |lang| (rate(eighty, lang), count(77_855, lang), count(999, lang), change(1.25, lang));
        assert_eq!(shown(Lang::Vi), ("81,9".into(), "77.855".into(), "999".into(), "+1,2".into()));
        assert_eq!(shown(Lang::En), ("81.9".into(), "77,855".into(), "999".into(), "+1.2".into()));
        assert_eq!((change(-0.5, Lang::Vi), change(0.0, Lang::Vi)), ("−0,5".into(), "0,0".into()));
    }

    #[test]
    fn periods_are_called_what_an_office_calls_them() {
        let shown = |text: &str, lang| period(&Period::parse(text).unwrap().name(), lang);
        let both = |text| (shown(text, Lang::Vi), shown(text, Lang::En));
        assert_eq!(both("2018"), ("năm 2018".into(), "2018".into()));
        assert_eq!(both("2018-H2"), ("6 tháng cuối năm 2018".into(), "H2 2018".into()));
        assert_eq!(both("2018-Q3"), ("quý 3 năm 2018".into(), "Q3 2018".into()));
        assert_eq!(both("2018-05"), ("tháng 5 năm 2018".into(), "May 2018".into()));
        assert_eq!(period("../..", Lang::Vi), "toàn bộ thời gian");
        assert_eq!(period("2018-01-02/..", Lang::Vi), "từ ngày 02/01/2018");
        assert_eq!(period("2018-01-02/2018-02-03", Lang::Vi), "từ ngày 02/01/2018 đến ngày 03/02/2018");
        assert_eq!(named("quarter", "2018-Q1", Lang::Vi).as_deref(), Some("Quý 1/2018"));
        assert_eq!(named("month", "2018-01", Lang::En).as_deref(), Some("January 2018"));
    }
}
