//! Lines that are no entries: totals, headings once more, notes, signatures.
//!
//! Only a line that cannot be read as an entry is looked at here. What has a number and a date is an entry, or wrong.

use super::super::text::{bare, folded};

/// How a total begins, in NFC and lower case.
const TOTALS: [&str; 6] = ["tổng cộng", "tổng số", "luỹ kế", "lũy kế", "tong cong", "tong so"];
/// Words that are a total by themselves or before what they sum up: «Cộng trang 3», not «Cộng tác viên».
const SHORT: [&str; 5] = ["tổng", "cộng", "tong", "cong", "total"];
const OF: [&str; 5] = ["trang", "tháng", "quý", "năm", ":"];
/// How those who sign the register are announced.
const SIGNERS: [&str; 8] =
    ["người lập", "người vào sổ", "thủ trưởng", "xác nhận", "văn thư", "ký, ghi rõ", "(ký", "người kiểm tra"];

/// A line that is no entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Passed {
    /// Nothing is lost with it.
    Blank,
    /// The code of the warning that says so.
    Told(&'static str),
}

/// What the line is; nothing where it ought to be an entry. `entry` says that it has a number or a date; `heading` are the texts
/// of the heading as [`bare`] gives them.
pub(super) fn passed(cells: &[&str], entry: bool, heading: &[String]) -> Option<Passed> {
    let written: Vec<&str> = cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    if written.is_empty() || numbered(&written) {
        return Some(Passed::Blank);
    }
    if written.len() > 1 && written.iter().all(|cell| heading.contains(&bare(cell))) {
        return Some(Passed::Told("HEADING_REPEATED"));
    }
    let begins = |cell: &str, words: &[&str]| {
        let cell = folded(cell);
        let word = |word: &str| cell.strip_prefix(word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric));
        words.iter().any(|w| word(w))
    };
    // A number of a section may stand before it: «II», «Tổng số», …
    if written.iter().take(2).any(|cell| begins(cell, &TOTALS) || sum(&folded(cell))) {
        return Some(Passed::Told("TOTAL_ROW_SKIPPED"));
    }
    let signed = written.iter().any(|cell| begins(cell, &SIGNERS));
    (signed || written.len() == 1 || !entry).then_some(Passed::Told("NOTE_SKIPPED"))
}

fn sum(cell: &str) -> bool {
    SHORT.iter().filter_map(|word| cell.strip_prefix(word)).any(|rest| {
        let digit = rest.trim_start().starts_with(|c: char| c.is_ascii_digit());
        let apart = rest.starts_with([' ', ':']);
        rest.is_empty() || (apart && (digit || OF.iter().any(|of| rest.trim_start().starts_with(of))))
    })
}

/// The numbers of the columns under a heading: `(1) (2) (3)`, `1 2 3`, `A B 1 2`, `(5)=(3)+(4)`.
fn numbered(written: &[&str]) -> bool {
    let plain = |cell: &str| {
        let cell = cell.split('=').next().unwrap_or_default();
        cell.trim_matches(|c: char| "()[] ".contains(c)).to_owned()
    };
    let (mut letters, mut last) = (0_u8, 0_u32);
    written.len() > 2
        && written.iter().map(|cell| plain(cell)).all(|cell| match (cell.parse::<u32>(), cell.as_bytes()) {
            (Ok(number), _) => {
                last += 1;
                number == last
            }
            (Err(_), [letter]) if last == 0 => {
                letters += 1;
                letter.eq_ignore_ascii_case(&(b'A' + letters - 1))
            }
            _ => false,
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADING: [&str; 4] = ["stt", "so", "ngaythang", "trichyeu"];

    fn of(line: &str, entry: bool) -> Option<Passed> {
        let cells: Vec<_> = line.split('|').collect();
        passed(&cells, entry, &HEADING.map(str::to_owned))
    }

    #[test]
    fn what_stands_between_and_below_the_entries_is_known() {
        for (line, expected) in [
            (" | | |", None),
            ("(1)|(2)|(3)|(4)", None),
            ("A|B|1|2|3=1+2", None),
            ("STT|Số|Ngày tháng|Trích yếu", Some("HEADING_REPEATED")),
            ("Tổng cộng: 15 văn bản||15|", Some("TOTAL_ROW_SKIPPED")),
            ("|Cộng|1.234|", Some("TOTAL_ROW_SKIPPED")),
            ("Cộng trang 3|12||", Some("TOTAL_ROW_SKIPPED")),
            ("II|TỔNG SỐ|12|", Some("TOTAL_ROW_SKIPPED")),
            ("|Người lập biểu||Bắc Giang, ngày 31 tháng 12 năm 2018", Some("NOTE_SKIPPED")),
            ("(Ký, ghi rõ họ tên)|||(Ký tên, đóng dấu)", Some("NOTE_SKIPPED")),
            ("Quý I năm 2018|||", Some("NOTE_SKIPPED")),
        ] {
            assert_eq!(of(line, true), Some(expected.map_or(Passed::Blank, Passed::Told)), "{line}");
        }
        assert_eq!(of("|Nguyễn Văn A||Trần Thị B", false), Some(Passed::Told("NOTE_SKIPPED")));
    }

    #[test]
    fn a_faulty_entry_is_not_passed_over() {
        for line in ["1|15||Về công chứng", "3|15|31/2/2018|Tổng hợp", "1|Cộng tác viên|1/2/2018|", "1|15|x|y"]
        {
            assert_eq!(of(line, true), None, "{line}");
        }
    }
}
