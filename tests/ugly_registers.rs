//! Registers as offices really keep them: the same 62 documents of three offices in a dozen ugly shapes, right to the last figure
//! or refused with the sheet, the row, the column and what to do.

#![allow(clippy::unwrap_used, clippy::format_push_string)] // A test stops where it stands.

#[path = "ugly/raw.rs"]
mod raw;
#[path = "ugly/truth.rs"]
mod truth;

use std::fs;
use std::path::PathBuf;

use kyso::messages::{Lang, explain};
use kyso::stats::{Error, Field, Order, Period, Statistics, run};
use proptest::prelude::*;
use proptest::sample::Index;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet, XlsxError};
use tempfile::TempDir;
use truth::{AGENCIES, COUNTED, Entry, cross, entries};

/// A desk with a file of agencies and registers.
struct Desk {
    folder: TempDir,
    order: Order,
}

impl Desk {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let agencies = folder.path().join("agencies.csv");
        fs::write(&agencies, AGENCIES).unwrap();
        let period = Period::parse("2018").unwrap();
        Self { folder, order: Order { agencies: Some(agencies), trust_register: true, period, ..Order::default() } }
    }

    fn with(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let mut desk = Self::new();
        desk.add(name, bytes);
        desk
    }

    fn add(&mut self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.folder.path().join(name);
        fs::write(&path, bytes).unwrap();
        self.order.registers.push(path.clone());
        path
    }

    fn count(&self) -> Result<Statistics, Error> {
        run(&self.order, None, None)
    }

    /// Asserts that every figure is the one counted by hand, and that these warnings came so often.
    #[track_caller]
    fn counts(&self, warnings: &[(&str, u64)]) {
        let counted = self.count().unwrap_or_else(|error| panic!("{error}"));
        let mut figures = Vec::new();
        for row in counted.rows.iter().filter(|row| row.documents > 0) {
            let signed = (row.declared_leader_signed, row.declared_agency_signed);
            figures.push((row.agency.as_deref().unwrap_or("?"), row.documents, row.electronic, signed.0, signed.1));
        }
        assert_eq!(figures, COUNTED, "{:?}", counted.warnings);
        let warned: Vec<_> = counted.warnings.iter().map(|warning| (warning.code, warning.count)).collect();
        assert_eq!(warned, warnings, "{:?}", counted.warnings);
    }

    /// Asserts that counting stops with these words, and these in Vietnamese.
    #[track_caller]
    fn refuses(&self, code: &str, english: &str, vietnamese: &str) {
        let error = self.count().unwrap_err();
        assert_eq!(error.code(), code, "{error}");
        let shown = |lang, error: &anyhow::Error| {
            let said = explain(error, lang);
            assert!(!said.advice.is_empty(), "what to do: {}", said.problem);
            said.problem.replace(&format!("{}/", self.folder.path().display()), "")
        };
        let error = anyhow::Error::new(error);
        assert_eq!(shown(Lang::En, &error), english);
        assert_eq!(shown(Lang::Vi, &error), vietnamese);
    }
}

/// Cells between `delimiter`, quoted where they have to be.
fn csv(delimiter: char, rows: &[Vec<String>]) -> String {
    let cell = |cell: &String| {
        let quoted = cell.contains([delimiter, '"', '\n']);
        if quoted { format!("\"{}\"", cell.replace('"', "\"\"")) } else { cell.clone() }
    };
    let line = |row: &Vec<String>| row.iter().map(cell).collect::<Vec<_>>().join(&delimiter.to_string());
    rows.iter().map(|row| line(row) + "\r\n").collect()
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

const PLAIN: [&str; 9] = [
    "STT",
    "Mã định danh",
    "Số",
    "Ký hiệu",
    "Ngày tháng văn bản",
    "Trích yếu",
    "Hình thức",
    "Ký số lãnh đạo",
    "Ký số cơ quan",
];

/// The entry under [`PLAIN`].
fn plain(entry: &Entry) -> Vec<String> {
    let Entry { code, number, notation, leader, agency, .. } = *entry;
    let (number, date, subject) = (number.to_string(), entry.date(), entry.subject());
    row([&number, code, &number, notation, &date, &subject, entry.medium(), cross(leader), cross(agency)])
}

#[test]
fn a_printed_book_with_titles_totals_and_signatures() {
    let mut rows = vec![
        row(["UBND TỈNH BẮC GIANG", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"]),
        row(["VĂN PHÒNG", "", "", "Độc lập - Tự do - Hạnh phúc"]),
        row([""]),
        row(["SỔ VĂN BẢN ĐI"]),
        row(["Năm: 2018; quyển số 1, 2, 3"]),
        row(PLAIN),
        row(["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)", "(8)", "(9)"]),
    ];
    for entry in entries() {
        rows.push(plain(&entry));
        if entry.number % 7 == 0 {
            rows.push(row(["", "", "", "", "", "", "", "", ""]));
        }
    }
    rows.push(row(["Tổng cộng: 62 văn bản", "", "62", "", "", "", "50", "33", "37"]));
    rows.push(row([""]));
    rows.push(row(["", "", "", "", "", "Bắc Giang, ngày 31 tháng 12 năm 2018"]));
    rows.push(row(["", "NGƯỜI LẬP BIỂU", "", "", "THỦ TRƯỞNG CƠ QUAN"]));
    rows.push(row(["", "(Ký, ghi rõ họ tên)", "", "", "(Ký tên, đóng dấu)"]));
    rows.push(row(["", "Nguyễn Thị Bình", "", "", "Trần Văn An"]));
    let desk = Desk::with("so.csv", "\u{feff}".to_owned() + &csv(';', &rows));
    desk.counts(&[("NOTE_SKIPPED", 4), ("TOTAL_ROW_SKIPPED", 1)]);
}

#[test]
fn pages_repeat_their_heading_and_sum_up() {
    let mut rows = vec![row(PLAIN)];
    for (at, entry) in entries().iter().enumerate() {
        if at % 20 == 19 {
            rows.push(row(["", "Cộng trang", "20"]));
            rows.push(row([&format!("Trang {}", at / 20 + 2)]));
            rows.push(row(PLAIN));
            rows.push(row(["1", "2", "3", "4", "5", "6", "7", "8", "9"]));
        }
        rows.push(plain(entry));
    }
    let counted = [("HEADING_REPEATED", 3), ("NOTE_SKIPPED", 3), ("TOTAL_ROW_SKIPPED", 3)];
    Desk::with("so.csv", csv(',', &rows)).counts(&counted);
}

#[test]
fn windows_1258_with_short_years() {
    let mut rows =
        vec![row(["mã cơ quan", "số, ký hiệu", "ngày tháng", "hình thức", "lãnh đạo ký số", "cơ quan ký số"])];
    for entry in entries() {
        let code = format!("Số: {:02}/{}", entry.number, entry.notation);
        let date = format!("{}/{}/18", entry.day.day(), u8::from(entry.day.month()));
        rows.push(row([entry.code, &code, &date, entry.medium(), cross(entry.leader), cross(entry.agency)]));
    }
    // Tones stand behind their letters in this code page.
    let text: String = csv('\t', &rows).chars().map(apart).collect();
    let (bytes, _, lost) = encoding_rs::WINDOWS_1258.encode(&text);
    assert!(!lost);
    Desk::with("so.txt", bytes).counts(&[]);
}

/// The letter, and its tone behind it.
fn apart(c: char) -> String {
    let tones = ["\u{300}", "\u{301}", "\u{303}", "\u{309}", "\u{323}"];
    let letters = "aăâeêioôơuưyAĂÂEÊIOÔƠUƯY".chars();
    let made = letters.flat_map(|letter| tones.map(|tone| format!("{letter}{tone}")));
    made.into_iter()
        .find(|made| unicode_normalization::UnicodeNormalization::nfc(&**made).eq([c]))
        .unwrap_or(c.to_string())
}

#[test]
fn unicode_text_out_of_a_spreadsheet() {
    let mut rows = vec![row([
        "Tên cơ quan",
        "Số và ký hiệu",
        "Ngày ban hành",
        "Dạng văn bản",
        "Chữ ký số cá nhân",
        "Chữ ký số tổ chức",
    ])];
    for entry in entries() {
        let code = format!("{}/{}", entry.number, entry.notation);
        let date = entry.date().replace('/', ".");
        rows.push(row([
            &entry.office.to_uppercase(),
            &code,
            &date,
            entry.medium(),
            cross(entry.leader),
            cross(entry.agency),
        ]));
    }
    let text = csv('\t', &rows);
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    Desk::with("so.txt", [&b"\xFF\xFE"[..], &wide].concat()).counts(&[]);
    Desk::with("so.txt", wide).counts(&[]);
}

#[test]
fn dates_in_words_and_numbers_with_thousands_apart() {
    let mut rows =
        vec![row(["Cơ quan ban hành", "Số", "Ký hiệu", "Ngày văn bản", "Văn bản", "", "Đã ký số", "", "Ghi chú"])];
    rows.push(row(["", "", "", "", "Điện tử", "Giấy", "Lãnh đạo", "Cơ quan", ""]));
    for entry in entries() {
        let number = format!("1.{:03}", entry.number);
        let date = format!("ngày {:02} tháng {} năm 2018", entry.day.day(), u8::from(entry.day.month()));
        let media = [cross(entry.electronic), cross(!entry.electronic)];
        rows.push(row([
            entry.office,
            &number,
            entry.notation,
            &date,
            media[0],
            media[1],
            cross(entry.leader),
            cross(entry.agency),
            "",
        ]));
    }
    Desk::with("so.csv", "sep=|\r\n".to_owned() + &csv('|', &rows)).counts(&[]);
}

#[test]
fn what_a_program_exported() {
    let mut rows = vec![row([
        "",
        "OrganId",
        "CodeNumber",
        "CodeNotation",
        "IssuedDate",
        "Subject",
        "Medium",
        "SignedLeader",
        "SignedAgency",
    ])];
    for (at, entry) in entries().iter().enumerate() {
        let said = |said: bool| if said { "True" } else { "False" };
        let number = format!("{}.0", entry.number);
        let date = format!("{} 00:00:00", entry.day);
        let subject = entry.subject() + "\nvà các đơn vị";
        let medium = if entry.electronic { "1" } else { "0" };
        let signed = [said(entry.leader), said(entry.agency)];
        rows.push(row([
            &at.to_string(),
            entry.code,
            &number,
            entry.notation,
            &date,
            &subject,
            medium,
            signed[0],
            signed[1],
        ]));
    }
    Desk::with("so.csv", csv(',', &rows)).counts(&[]);
}

/// One register for each office, none with a column that says whose it is.
#[test]
fn a_register_of_one_office_names_it_above_or_is_told() {
    let heading = ["Số", "Ký hiệu", "Ngày", "Hình thức", "Ký số lãnh đạo", "Ký số cơ quan"];
    let of = |code: &str, titles: &[&str]| {
        let mut rows: Vec<_> = titles.iter().map(|title| row([title])).collect();
        rows.push(row(heading));
        for entry in entries().iter().filter(|entry| entry.code == code) {
            let cells =
                [entry.notation, &entry.serial().to_string(), entry.medium(), cross(entry.leader), cross(entry.agency)];
            rows.push(row([&entry.number.to_string(), cells[0], cells[1], cells[2], cells[3], cells[4]]));
        }
        csv(';', &rows)
    };
    let mut desk = Desk::new();
    desk.add("tu-phap.csv", of("H02.05", &["UBND TỈNH BẮC GIANG", "SỞ TƯ PHÁP", "", "SỔ VĂN BẢN ĐI NĂM 2018"]));
    desk.add("noi-vu.csv", of("H02.06", &["SỔ VĂN BẢN ĐI", "Đơn vị: Sở Nội vụ"]));
    desk.add("y-te.csv", of("H02.07", &["SỔ VĂN BẢN ĐI"]));
    desk.refuses(
        "REGISTER_COLUMN_MISSING",
        "y-te.csv: the register has no column OrganId; its headings are: Số, Ký hiệu, Ngày, Hình thức, Ký số lãnh đạo, Ký số cơ quan",
        "y-te.csv: sổ thiếu cột OrganId; các cột hiện có: Số, Ký hiệu, Ngày, Hình thức, Ký số lãnh đạo, Ký số cơ quan",
    );
    desk.order.registers.pop();
    desk.add("y-te.csv", of("H02.07", &["SỔ VĂN BẢN ĐI"]));
    let told = &mut desk.order;
    told.registers.retain(|path| path.ends_with("y-te.csv"));
    told.constants.push((Field::OrganId, "H02.07".to_owned()));
    let figures = desk.count().unwrap();
    assert_eq!(figures.rows.iter().map(|row| row.documents).collect::<Vec<_>>(), [0, 0, 0, 12]);
    let several = Desk::with("so.csv", of("H02.05", &["Sở Tư pháp", "Sở Y tế"]));
    several.refuses(
        "REGISTER_AGENCY",
        "so.csv: the titles name several agencies: Sở Tư pháp, Sở Y tế",
        "so.csv: phần đầu sổ có tên nhiều cơ quan: Sở Tư pháp, Sở Y tế",
    );
}

/// Writes these cells as text.
fn texts(sheet: &mut Worksheet, at: u32, cells: &[&str]) {
    for (column, cell) in (0..).zip(cells) {
        sheet.write(at, column, *cell).unwrap();
    }
}

#[test]
fn a_workbook_with_merged_titles_and_a_heading_of_two_rows() {
    let (center, day) = (Format::new(), Format::new().set_num_format("dd/mm/yyyy"));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Sổ VB đi").unwrap();
    sheet.merge_range(0, 0, 0, 9, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", &center).unwrap();
    sheet.merge_range(1, 0, 1, 9, "SỔ ĐĂNG KÝ VĂN BẢN ĐI", &center).unwrap();
    sheet.merge_range(2, 0, 2, 9, "Năm 2018", &center).unwrap();
    sheet.merge_range(4, 0, 5, 0, "STT", &center).unwrap();
    sheet.merge_range(4, 1, 5, 1, "Mã định danh", &center).unwrap();
    sheet.merge_range(4, 2, 4, 5, "Văn bản", &center).unwrap();
    texts(sheet, 5, &["", "", "Số", "Ký hiệu", "Ngày tháng\n(dd/mm/yyyy)", "Trích yếu"]);
    sheet.merge_range(4, 6, 5, 6, "Hình thức\n(điện tử, giấy)", &center).unwrap();
    sheet.merge_range(4, 7, 4, 8, "Ký số", &center).unwrap();
    sheet.write(5, 7, "Lãnh đạo").unwrap().write(5, 8, "Cơ quan").unwrap();
    let mut at = 6;
    for (column, number) in (0..9).zip(1..) {
        sheet.write(at, column, number).unwrap();
    }
    for entry in entries() {
        at += 1;
        sheet.write(at, 0, at - 6).unwrap().write(at, 1, entry.code).unwrap();
        sheet.write(at, 2, entry.number).unwrap().write(at, 3, entry.notation).unwrap();
        #[allow(clippy::cast_precision_loss)] // A few ten thousand.
        sheet.write_number_with_format(at, 4, entry.serial() as f64, &day).unwrap();
        sheet.write(at, 5, entry.subject()).unwrap().write(at, 6, entry.medium()).unwrap();
        sheet.write(at, 7, cross(entry.leader)).unwrap().write(at, 8, entry.agency).unwrap();
    }
    sheet.merge_range(at + 1, 0, at + 1, 1, "Tổng cộng", &center).unwrap();
    sheet.write_formula(at + 1, 2, Formula::new("=COUNTA(C8:C69)").set_result("62")).unwrap();
    sheet.merge_range(at + 3, 5, at + 3, 8, "Bắc Giang, ngày 31 tháng 12 năm 2018", &center).unwrap();
    texts(sheet, at + 4, &["", "Người lập biểu", "", "", "Thủ trưởng đơn vị"]);
    Desk::with("so.xlsx", book.save_to_buffer().unwrap()).counts(&[("NOTE_SKIPPED", 2), ("TOTAL_ROW_SKIPPED", 1)]);
}

#[test]
fn an_agency_written_once_beside_all_its_documents() {
    let plain = Format::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    texts(
        sheet,
        0,
        &["Đơn vị ban hành", "Số, ký hiệu", "Ngày ban hành", "Hình thức", "Lãnh đạo ký số", "Cơ quan ký số"],
    );
    let entries = entries();
    for (at, entry) in (1..).zip(&entries) {
        sheet.write(at, 1, format!("{:02}/{}", entry.number, entry.notation)).unwrap();
        sheet.write(at, 2, entry.date()).unwrap().write(at, 3, entry.medium()).unwrap();
        sheet.write(at, 4, cross(entry.leader)).unwrap().write(at, 5, cross(entry.agency)).unwrap();
    }
    let mut first = 1;
    for (_, documents, ..) in COUNTED {
        let last = first + u32::try_from(documents).unwrap() - 1;
        sheet.merge_range(first, 0, last, 0, entries[first as usize - 1].office, &plain).unwrap();
        first = last + 1;
    }
    Desk::with("so.xlsx", book.save_to_buffer().unwrap()).counts(&[]);
}

#[test]
fn a_sheet_for_every_month_and_others_that_are_none() {
    let mut book = Workbook::new();
    texts(book.add_worksheet().set_name("Hướng dẫn").unwrap(), 3, &["Nhập theo mẫu", "Không sửa tiêu đề"]);
    for month in 1..=12 {
        let sheet = book.add_worksheet();
        sheet.set_name(format!("Tháng {month}")).unwrap();
        texts(sheet, 0, &[&format!("SỔ VĂN BẢN ĐI THÁNG {month}")]);
        texts(sheet, 1, &PLAIN);
        let entries = entries();
        let sent: Vec<_> = entries.iter().filter(|entry| u8::from(entry.day.month()) == month).collect();
        for (at, entry) in (2..).zip(sent) {
            for (column, cell) in (0..).zip(plain(entry)) {
                sheet.write(at, column, cell).unwrap();
            }
            // Somebody filtered the paper away.
            if !entry.electronic {
                sheet.set_row_hidden(at).unwrap();
            }
        }
    }
    let old = book.add_worksheet().set_name("Nháp").unwrap().set_hidden(true);
    texts(old, 0, &PLAIN);
    for (column, cell) in (0..).zip(plain(&entries()[0])) {
        old.write(1, column, cell.replace("STP", "CŨ")).unwrap();
    }
    book.add_worksheet().set_name("Sheet15").unwrap();
    Desk::with("so.xlsx", book.save_to_buffer().unwrap()).counts(&[("HIDDEN_ROW_COUNTED", 12), ("SHEET_SKIPPED", 2)]);
}

#[test]
fn a_workbook_from_1904_of_texts_formulas_and_cells_without_places() {
    let texts =
        ["Mã cơ quan", "Số", "Ký hiệu", "Ngày_x000D_&#10;tháng", "Hình thức", "Ký số &amp; lãnh đạo", "Ký số cơ quan"];
    let shared = |at: usize| format!("<c t='s'><v>{at}</v></c>");
    let mut rows = format!("<row>{}</row>", (0..7).map(shared).collect::<String>());
    for entry in entries() {
        let word = |text: &str| format!("<c t='inlineStr'><is><r><t>{text}</t></r><rPh><t>đọc</t></rPh></is></c>");
        let formula = format!("<c t='str'><f>A1&amp;B1</f><v>{}</v></c>", entry.notation);
        // Every other day is a number that nothing shows to be one, as text or not.
        let day = entry.serial() - 1462;
        let day = if entry.number % 2 == 0 {
            format!("<c s='1'><v>{day}.75</v></c>")
        } else {
            format!("<c><v>{day}</v></c>")
        };
        rows += &format!("<row>{}{}{formula}{day}", word(entry.code), word(&format!("{}.0", entry.number)));
        rows += &format!("{}<c t='b'><v>{}</v></c>", word(entry.medium()), u8::from(entry.leader));
        rows += &format!("{}</row>", if entry.agency { word("x") } else { "<c/>".to_owned() });
    }
    let sheet = format!(
        "<worksheet><dimension ref='A1:XFD1048576'/><sheetData>{rows}</sheetData>\
         <mergeCells><mergeCell ref='XFD1:XFD1048576'/></mergeCells></worksheet>"
    );
    let items = texts.map(|text| format!("<si><t xml:space='preserve'>{text}</t></si>")).concat();
    let styles = "<styleSheet><numFmts><numFmt numFmtId='170' formatCode='[$-42A]dd/mm/yyyy;@'/></numFmts>\
                  <cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='170'/></cellXfs></styleSheet>";
    let book = raw::workbook("<x:workbookPr date1904='1'/>", &sheet, &format!("<sst>{items}</sst>"), styles);
    let mut desk = Desk::with("so.xlsx", book);
    desk.order.columns.push(("KÝ SỐ & LÃNH ĐẠO".to_owned(), Field::SignedLeader));
    desk.counts(&[]);
}

#[test]
fn dossiers_of_a_one_stop_office() {
    let mut rows = vec![
        row(["BỘ PHẬN TIẾP NHẬN VÀ TRẢ KẾT QUẢ"]),
        row(["Mã hồ sơ", "Cơ quan", "Ngày tiếp nhận", "Hình thức nộp", "Hình thức trả kết quả"]),
    ];
    for number in 0..40 {
        let (office, day) =
            (["Sở Tư pháp", "Sở Y tế"][number % 2], format!("{:02}/03/2018 08:3{}", number % 28 + 1, number % 10));
        let number = format!("000.00.05.H02-1803{number:02}-0{number:03}");
        let via = [
            ["Trực tuyến", "Trực tuyến", "Trực tiếp", "Bưu chính"][rows.len() % 4],
            ["Điện tử", "Giấy"][rows.len() % 3 / 2],
        ];
        rows.push(row([&number, office, &day, via[0], via[1]]));
    }
    let counted = Desk::with("ho-so.csv", csv(';', &rows)).count().unwrap();
    // Of twelve in a row six come in online, and four of those are answered electronically: three times four, and the 38th.
    assert_eq!((counted.total.documents, counted.total.dossiers, counted.total.dossiers_electronic), (0, 40, 13));
}

/// A receipt number stands beside the dossier's; a document is kept in a dossier. Nothing is taken for the other in silence.
#[test]
fn dossiers_are_dossiers_wherever_their_number_stands() {
    let counted = |heading: &str, columns: &[(&str, Field)]| {
        let text = format!("Cơ quan,{heading},Ngày\nSở Y tế,000.00.05.H02-180301-0001,15,STP,1/3/2018\n");
        let mut desk = Desk::with("so.csv", text);
        desk.order.columns = columns.iter().map(|(name, field)| ((*name).to_owned(), *field)).collect();
        let counted = desk.count().unwrap();
        let told = counted.warnings.into_iter().filter(|warning| warning.code == "HEADING_AMBIGUOUS");
        let told: Vec<_> = told.flat_map(|warning| warning.examples).collect();
        let told = told.iter().map(|example| example.rsplit_once(": ").unwrap().1.to_owned()).collect::<Vec<_>>();
        (counted.total.documents, counted.total.dossiers, told.join("; "))
    };
    assert_eq!(counted("Mã hồ sơ,Số,Trích yếu", &[]), (0, 1, "Mã hồ sơ, Số".to_owned()));
    assert_eq!(counted("Mã hồ sơ,Số,Ký hiệu", &[]), (1, 0, "Mã hồ sơ, Số".to_owned()));
    assert_eq!(counted("Mã hồ sơ,Số,Ký hiệu", &[("Mã hồ sơ", Field::DossierCode)]), (0, 1, String::new()));
    assert_eq!(counted("Mã hồ sơ,Số,Trích yếu", &[("Số", Field::CodeNumber)]), (1, 0, String::new()));
    assert_eq!(counted("Số biên nhận,STT,Trích yếu", &[]), (0, 1, String::new()));
}

#[test]
fn a_cell_that_is_wrong_is_named_by_sheet_row_and_letter() {
    let with = |change: &dyn Fn(&mut Worksheet) -> Result<&mut Worksheet, XlsxError>| {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name("VB đi").unwrap();
        texts(sheet, 0, &["SỔ VĂN BẢN ĐI"]);
        texts(sheet, 2, &PLAIN);
        for (column, cell) in (0..).zip(plain(&entries()[0])) {
            sheet.write(3, column, cell).unwrap();
        }
        change(sheet).unwrap();
        Desk::with("so.xlsx", book.save_to_buffer().unwrap())
    };
    with(&|sheet| sheet.write(3, 4, "31/02/2018")).refuses(
        "REGISTER_CELL",
        "so.xlsx, sheet VB đi, row 4, column E (Ngày tháng văn bản): \"31/02/2018\" is not a date, as in 31/12/2018 or 2018-12-31",
        "so.xlsx, trang tính VB đi, dòng 4, cột E (Ngày tháng văn bản): '31/02/2018' không phải ngày, như 31/12/2018 hoặc 2018-12-31",
    );
    with(&|sheet| sheet.write_formula(3, 1, Formula::new("=VLOOKUP(1,A1:B2,2)").set_result("#N/A"))).refuses(
        "REGISTER_CELL",
        "so.xlsx, sheet VB đi, row 4, column B (Mã định danh): the cell holds the error #N/A",
        "so.xlsx, trang tính VB đi, dòng 4, cột B (Mã định danh): ô mang giá trị lỗi #N/A",
    );
    for error in ["#N/A", "#GETTING_DATA", "Err:502"] {
        with(&|sheet| sheet.write(3, 3, error)).refuses(
            "REGISTER_CELL",
            &format!("so.xlsx, sheet VB đi, row 4, column D (Ký hiệu): the cell holds the error {error}"),
            &format!("so.xlsx, trang tính VB đi, dòng 4, cột D (Ký hiệu): ô mang giá trị lỗi {error}"),
        );
    }
    let dossiers = "Mã hồ sơ,Cơ quan,Ngày tiếp nhận,Hình thức nộp\n#N/A,Sở Y tế,1/2/2018,Trực tuyến\n";
    Desk::with("so.csv", dossiers).refuses(
        "REGISTER_CELL",
        "so.csv, row 2, column Mã hồ sơ: the cell holds the error #N/A",
        "so.csv, dòng 2, cột Mã hồ sơ: ô mang giá trị lỗi #N/A",
    );
    // 15/3 was typed, and the spreadsheet made it the fifteenth of March.
    let day = Format::new().set_num_format("d-mmm");
    with(&|sheet| sheet.write_number_with_format(3, 2, 43_174.0, &day)).refuses(
        "REGISTER_CELL",
        "so.xlsx, sheet VB đi, row 4, column C (Số): \"2018-03-15\" is not a number, as in 15 or 15a",
        "so.xlsx, trang tính VB đi, dòng 4, cột C (Số): '2018-03-15' không phải số văn bản, như 15 hoặc 15a",
    );
    with(&|sheet| sheet.write(3, 6, "fax")).refuses(
        "REGISTER_CELL",
        "so.xlsx, sheet VB đi, row 4, column G (Hình thức): \"fax\" is not điện tử or giấy",
        "so.xlsx, trang tính VB đi, dòng 4, cột G (Hình thức): 'fax' không phải điện tử hoặc giấy",
    );
    with(&|sheet| sheet.write(2, 4, "Thời gian")).refuses(
        "REGISTER_COLUMN_MISSING",
        "so.xlsx, sheet VB đi: the register has no column IssuedDate; its headings are: STT, Mã định danh, Số, Ký hiệu, Thời gian, Trích yếu, Hình thức, Ký số lãnh đạo, Ký số cơ quan",
        "so.xlsx, trang tính VB đi: sổ thiếu cột IssuedDate; các cột hiện có: STT, Mã định danh, Số, Ký hiệu, Thời gian, Trích yếu, Hình thức, Ký số lãnh đạo, Ký số cơ quan",
    );
}

#[test]
fn a_workbook_without_a_register_lists_its_sheets() {
    let mut book = Workbook::new();
    texts(book.add_worksheet().set_name("Tổng hợp").unwrap(), 0, &["Đơn vị", "Số văn bản", "Tỷ lệ"]);
    texts(book.add_worksheet().set_name("Ghi chú").unwrap(), 0, &["Ghi chú"]);
    texts(book.add_worksheet().set_name("Sổ cũ").unwrap().set_hidden(true), 0, &PLAIN);
    Desk::with("so.xlsx", book.save_to_buffer().unwrap()).refuses(
        "REGISTER_SHEET",
        "so.xlsx: no sheet is a register; there are: Tổng hợp, Ghi chú, Sổ cũ (hidden)",
        "so.xlsx: không trang tính nào là sổ đăng ký; tệp có: Tổng hợp, Ghi chú, Sổ cũ (ẩn)",
    );
}

#[test]
fn what_is_no_register_is_told_by_name() {
    let ole = |name: &str| {
        let name: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", &[0; 2000][..], &name].concat()
    };
    let arrivals = "Ngày đến,Số đến,Tác giả,Số ký hiệu,Ngày tháng,Trích yếu\n1/2/2018,1,Bộ Tư pháp,5/BTP,1/2/2018,a\n";
    let open = format!("{}\nH02.05,1,A,\"4/5/2018,giấy\n", ["OrganId", "Số", "Ký hiệu", "Ngày", "Hình thức"].join(","));
    for (name, bytes, code, english, vietnamese) in [
        (
            "so.xlsx",
            ole("EncryptedPackage"),
            "REGISTER_ENCRYPTED",
            "the workbook is locked with a password",
            "bảng tính đặt mật khẩu",
        ),
        (
            "so.xls",
            ole("Workbook"),
            "REGISTER_FORMAT",
            "a file of Excel 97-2003 (.xls), which is not read",
            "tệp Excel 97-2003 (.xls), loại này không đọc",
        ),
        (
            "so.ods",
            raw::package(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", "<a/>")]),
            "REGISTER_FORMAT",
            "a file of OpenDocument (.ods), which is not read",
            "tệp OpenDocument (.ods), loại này không đọc",
        ),
        (
            "so.xls",
            b"<html><table><tr><td>1</td></tr></table>".to_vec(),
            "REGISTER_FORMAT",
            "a file of HTML, which is not read",
            "tệp HTML, loại này không đọc",
        ),
        (
            "so.csv",
            arrivals.into(),
            "REGISTER_INCOMING",
            "this is a register of incoming documents",
            "đây là sổ văn bản đến",
        ),
        (
            "so.csv",
            b"M\xB7, S\xE8, k\xFD hi\xD6u, Ng\xB5y th\xB8ng\n".to_vec(),
            "REGISTER_ENCODING",
            "the letters are those of an old font (TCVN3 or VNI), no Unicode",
            "chữ theo phông cũ (TCVN3, VNI), không phải Unicode",
        ),
        (
            "so.csv",
            "Sá»‘, kÃ½ hiá»‡u\n".into(),
            "REGISTER_HEADING",
            "the text was saved in a wrong encoding: Sá»‘, kÃ½ hiá»‡u",
            "chữ bị lưu sai bảng mã: Sá»‘, kÃ½ hiá»‡u",
        ),
        (
            "so.csv",
            b"ngay mai\n".to_vec(),
            "REGISTER_HEADING",
            "no heading of a register is found; it begins: ngay mai",
            "không thấy dòng tiêu đề của sổ; đầu tệp là: ngay mai",
        ),
    ] {
        Desk::with(name, bytes).refuses(code, &format!("{name}: {english}"), &format!("{name}: {vietnamese}"));
    }
    assert!(Desk::with("so.csv", open).count().is_err());
}

#[test]
fn bombs_do_not_go_off() {
    let heading = "<row><c t='inlineStr'><is><t>Mã cơ quan</t></is></c><c t='inlineStr'><is><t>Số</t></is></c>\
                   <c t='inlineStr'><is><t>Ngày</t></is></c></row>";
    let sheet = |rows: &str| format!("<worksheet><sheetData>{heading}{rows}</sheetData></worksheet>");
    let one = "<row><c t='inlineStr'><is><t>H02.05</t></is></c><c><v>1</v></c><c s='1'><v>43224</v></c></row>";
    let (strings, styles) = ("<sst/>", "<styleSheet><cellXfs><xf/><xf numFmtId='14'/></cellXfs></styleSheet>");

    // Ten gigabytes of zeros.
    let zeros = raw::zeros("_rels/.rels", 10 << 10);
    assert!(zeros.len() < 12 << 20);
    Desk::with("so.xlsx", zeros).refuses(
        "REGISTER_TOO_BIG",
        "so.xlsx: _rels/.rels is larger than 1048576 bytes unpacked",
        "so.xlsx: _rels/.rels giải nén ra lớn hơn 1048576 byte",
    );
    // A million styles: read, and no harm done.
    let many =
        format!("<styleSheet><cellXfs><xf/><xf numFmtId='14'/>{}</cellXfs></styleSheet>", "<xf/>".repeat(1_000_000));
    let counted = Desk::with("so.xlsx", raw::workbook("", &sheet(one), strings, &many)).count().unwrap();
    assert_eq!(counted.total.documents, 1);
    // One long text that stands in ten thousands of cells.
    let long = format!("<sst><si><t>{}</t></si></sst>", "a".repeat(120_000));
    let rows = format!("<row>{}</row>", "<c t='s'><v>0</v></c>".repeat(1000)).repeat(20);
    Desk::with("so.xlsx", raw::workbook("", &sheet(&rows), &long, styles)).refuses(
        "REGISTER_CSV",
        "so.xlsx, sheet VB đi, row 2: a row of more than 1048576 bytes",
        "so.xlsx, trang tính VB đi, dòng 2: một dòng dài quá 1048576 byte",
    );
    // A text without end, an entity of one's own, more files than a workbook has.
    let endless = sheet(&format!("<row><c t='inlineStr'><is><t>{}</t></is></c></row>", "&amp;".repeat(200_000)));
    let laughs = format!("<!DOCTYPE a [<!ENTITY b 'c'>]>{}", sheet(one));
    for sheet in [endless, laughs] {
        assert_eq!(
            Desk::with("so.xlsx", raw::workbook("", &sheet, strings, styles)).count().unwrap_err().code(),
            "REGISTER_WORKBOOK"
        );
    }
    let names: Vec<_> = (0..10_001).map(|at| at.to_string()).collect();
    let parts: Vec<_> = names.iter().map(|name| (name.as_str(), "")).collect();
    assert_eq!(Desk::with("so.xlsx", raw::package(&parts)).count().unwrap_err().code(), "REGISTER_TOO_BIG");
    // Four gigabytes in one line.
    let desk = Desk::with("so.csv", "OrganId,Số,Ngày\nH02.05,1,4/5/2018\n");
    let file = fs::OpenOptions::new().append(true).open(&desk.order.registers[0]).unwrap();
    file.set_len(4 << 30).unwrap();
    assert_eq!(desk.count().unwrap_err().code(), "REGISTER_CSV");
}

const STYLES: &str = "<styleSheet><cellXfs><xf/><xf numFmtId='14'/></cellXfs></styleSheet>";

/// A heading, and rows of one document each.
fn rows_of(numbers: std::ops::Range<u32>) -> String {
    let word = |text: &str| format!("<c t='inlineStr'><is><t>{text}</t></is></c>");
    let heading = format!("<row>{}</row>", ["Mã cơ quan", "Số", "Ngày"].map(word).concat());
    let row = |number| format!("<row>{}<c><v>{number}</v></c><c s='1'><v>43224</v></c></row>", word("H02.05"));
    heading + &numbers.map(row).collect::<String>()
}

/// Of a workbook that is not whole a part is not counted as if it were all.
#[test]
fn what_a_workbook_lost_is_told() {
    let whole = format!("<worksheet><sheetData>{}</sheetData></worksheet>", rows_of(1..4));
    assert_eq!(Desk::with("so.xlsx", raw::workbook("", &whole, "<sst/>", STYLES)).count().unwrap().total.documents, 3);
    let cut = whole.find("<row><c t='inlineStr'><is><t>H02.05").unwrap();
    for end in [cut, whole.len() - "</sheetData></worksheet>".len(), whole.len() - "</worksheet>".len()] {
        Desk::with("so.xlsx", raw::workbook("", &whole[..end], "<sst/>", STYLES)).refuses(
            "REGISTER_WORKBOOK",
            "so.xlsx, sheet VB đi: the workbook is damaged (xl/worksheets/sheet1.xml is cut off)",
            "so.xlsx, trang tính VB đi: bảng tính bị hỏng (xl/worksheets/sheet1.xml is cut off)",
        );
    }
    // An empty sheet, and rows of a drawing behind the rows.
    let drawn = whole.replace("</sheetData>", "</sheetData><controls><row r='9'/><row>5</row></controls>");
    let counted = Desk::with("so.xlsx", raw::workbook("", &drawn, "<sst/>", STYLES)).count().unwrap();
    assert_eq!((counted.total.documents, counted.warnings.len()), (3, 1), "the medium is not said");
    let sheet = |name: &str, id: &str| format!("<x:sheet name='{name}' sheetId='1' r:id='{id}'/>");
    let with = |sheets: &str, relations: &str| {
        Desk::with("so.xlsx", raw::with_sheets(("", sheets, relations), &whole, "<sst/>", STYLES))
    };
    let chart = raw::relation("c1", "chartsheet", "charts/1.xml");
    let sheets = sheet("VB đi", "s1") + &sheet("Biểu đồ", "c1");
    assert_eq!(with(&sheets, &chart).count().unwrap().total.documents, 3, "a chart has no rows");
    with(&(sheet("VB đi", "s1") + &sheet("Tháng 2", "s9")), "").refuses(
        "REGISTER_WORKBOOK",
        "so.xlsx: the workbook is damaged (Tháng 2: r:id \"s9\")",
        "so.xlsx: bảng tính bị hỏng (Tháng 2: r:id \"s9\")",
    );
    with(&sheet("VB đi", "s1").repeat(1001), "").refuses(
        "REGISTER_TOO_BIG",
        "so.xlsx: the workbook has more than 1000 sheets",
        "so.xlsx: bảng tính có hơn 1000 trang tính",
    );
    let many: String = (0..10_001).map(|at| raw::relation(&format!("t{at}"), "theme", "a.xml")).collect();
    with(&sheet("VB đi", "s1"), &many).refuses(
        "REGISTER_TOO_BIG",
        "so.xlsx: the workbook has more than 10000 relations",
        "so.xlsx: bảng tính có hơn 10000 liên kết",
    );
}

/// Many cells, each no longer than a cell may be; in one row, or merged from rows above.
#[test]
fn a_row_without_an_end_does_not_fill_the_memory() {
    let long = format!("<c t='inlineStr'><is><t>{}</t></is></c>", "a".repeat(120_000));
    let one = format!("<row>{}</row>", long.repeat(20));
    let (mut stairs, mut merged) = (String::new(), String::new());
    for (line, column) in (2..).zip('D'..='W') {
        stairs += &format!("<row>{}</row>", long.replace("<c ", &format!("<c r='{column}{line}' ")));
        merged += &format!("<mergeCell ref='{column}{line}:{column}99'/>");
    }
    for (rows, merged, line) in [(one, String::new(), 2), (stairs, merged, 10)] {
        let sheet = format!(
            "<worksheet><sheetData>{}{rows}</sheetData><mergeCells>{merged}</mergeCells></worksheet>",
            rows_of(0..0)
        );
        Desk::with("so.xlsx", raw::workbook("", &sheet, "<sst/>", STYLES)).refuses(
            "REGISTER_CSV",
            &format!("so.xlsx, sheet VB đi, row {line}: a row of more than 1048576 bytes"),
            &format!("so.xlsx, trang tính VB đi, dòng {line}: một dòng dài quá 1048576 byte"),
        );
    }
}

/// A small register as CSV, and the parts of one as a workbook.
fn small() -> (String, String) {
    let rows: Vec<_> =
        [row(["SỔ VĂN BẢN ĐI"]), row(PLAIN)].into_iter().chain(entries().iter().take(4).map(plain)).collect();
    let cell = |cell: &String| format!("<c t='inlineStr'><is><t>{}</t></is></c>", cell.replace('&', "&amp;"));
    let line = |row: &Vec<String>| format!("<row>{}</row>", row.iter().map(cell).collect::<Vec<_>>().concat());
    let data = rows.iter().map(line).collect::<Vec<_>>().concat();
    let merged = "<mergeCells><mergeCell ref='B3:B6'/></mergeCells>";
    (csv(';', &rows), format!("<worksheet><sheetData>{data}</sheetData>{merged}</worksheet>"))
}

/// Puts `pieces` into `bytes`, over what is there.
fn damaged(mut bytes: Vec<u8>, pieces: &[(Index, Vec<u8>)]) -> Vec<u8> {
    for (at, piece) in pieces {
        let at = at.index(bytes.len());
        let end = (at + piece.len() / 2).min(bytes.len());
        bytes.splice(at..end, piece.iter().copied());
    }
    bytes
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 200, ..ProptestConfig::default() })]

    /// Damage is an answer or an error, never a panic; and what is counted was there.
    #[test]
    fn damaged_registers_are_counted_or_refused(
        pieces in prop::collection::vec((any::<Index>(), prop::collection::vec(any::<u8>(), 0..6)), 1..6),
    ) {
        let (text, sheet) = small();
        let book = |sheet: &[u8]| raw::workbook("", &String::from_utf8_lossy(sheet), "<sst/>", "<styleSheet/>");
        let whole = book(sheet.as_bytes());
        for (name, bytes) in [
            ("so.csv", damaged(text.into_bytes(), &pieces)),
            ("so.xlsx", book(&damaged(sheet.into_bytes(), &pieces))),
            ("so.xlsx", damaged(whole, &pieces)),
        ] {
            if let Ok(counted) = Desk::with(name, bytes).count() {
                prop_assert!(counted.total.documents <= 4);
            }
        }
    }
}
