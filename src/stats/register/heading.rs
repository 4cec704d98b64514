//! Where the heading of a register is.
//!
//! Above it stand titles («CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM», «SỔ VĂN BẢN ĐI», «Năm 2018»); it may be of two or three rows,
//! «Văn bản» over «Số» and «Ngày»; its cells may say more in brackets. Of the first rows those are the heading that name the
//! most fields, the fewest that do and the first of equals.

use super::super::text::bare;
use super::columns::{Columns, Field};

/// So many rows are looked at.
pub(super) const ROWS: usize = 60;
/// The most rows of one heading.
const DEEP: usize = 3;
/// Below another text these say nothing by themselves: «Cơ quan» under «Chữ ký» is no agency.
const VAGUE: [&str; 3] = ["coquan", "donvi", "dientu"];

/// A heading that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Heading {
    /// Rows before the first entry.
    pub(super) rows: usize,
    /// What stands above it.
    pub(super) titles: Vec<String>,
    /// How each column is called: the texts above one another.
    pub(super) names: Vec<String>,
    /// Every text of it, as [`bare`] gives it.
    pub(super) texts: Vec<String>,
    pub(super) columns: Columns,
}

/// The heading among these rows; if none has a number and a date, the best that there is. Nothing where no two fields are
/// named.
pub(super) fn find(rows: &[Vec<String>], given: &[(String, Field)]) -> Option<Heading> {
    let rows = &rows[..rows.len().min(ROWS)];
    let spans = (1..=DEEP).flat_map(|deep| (0..rows.len()).map(move |first| (first, deep)));
    let mut best: Option<(usize, usize, Columns)> = None;
    let weight = |columns: &Columns| (columns.lacking().is_none(), columns.count());
    for (first, deep) in spans.filter(|(first, deep)| first + deep <= rows.len()) {
        let columns = Columns::of(&labels(&rows[first..first + deep]), given);
        if columns.count() >= 2 && best.as_ref().is_none_or(|(.., known)| weight(known) < weight(&columns)) {
            best = Some((first, deep, columns));
        }
    }
    let (first, deep, columns) = best?;
    let span = &rows[first..first + deep];
    let titles = rows[..first].iter().flatten().flat_map(|cell| cell.lines()).map(|line| line.trim().to_owned());
    let texts = span.iter().flatten().map(|cell| bare(cell)).filter(|text| !text.is_empty());
    Some(Heading {
        rows: first + deep,
        titles: titles.filter(|line| !line.is_empty()).collect(),
        names: stacks(span).into_iter().map(|stack| stack.join(" / ")).collect(),
        texts: texts.collect(),
        columns,
    })
}

/// What stands above one another in each column. A text over several columns is written once, at the left.
fn stacks(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let text = |row: &[String], column: usize| {
        row.get(column).map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" ")).unwrap_or_default()
    };
    let wide = rows.iter().map(Vec::len).max().unwrap_or_default();
    let stack = |column: usize| {
        let mut stack: Vec<String> = Vec::new();
        for (at, row) in rows.iter().enumerate() {
            let below = rows[at + 1..].iter().any(|row| !text(row, column).is_empty());
            let mut found = text(row, column);
            if found.is_empty() && below {
                found = (0..column).rev().map(|left| text(row, left)).find(|left| !left.is_empty()).unwrap_or_default();
            }
            if !found.is_empty() && stack.last() != Some(&found) {
                stack.push(found);
            }
        }
        stack
    };
    (0..wide).map(stack).collect()
}

/// How each column may be called: all its texts together, the last alone; with and without what is in brackets.
fn labels(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let names = |stack: Vec<String>| {
        let plain: Vec<_> = stack.iter().map(|text| unbracketed(text)).filter(|text| !text.is_empty()).collect();
        let last = |stack: &[String]| {
            let last = stack.last().map(|text| bare(text)).unwrap_or_default();
            if stack.len() > 1 && VAGUE.contains(&&*last) { String::new() } else { last }
        };
        let mut names = vec![bare(&stack.concat()), bare(&plain.concat()), last(&stack), last(&plain)];
        names.retain(|name| !name.is_empty());
        names.dedup();
        names
    };
    stacks(rows).into_iter().map(names).collect()
}

fn unbracketed(text: &str) -> String {
    let mut depth = 0_u32;
    text.chars()
        .filter(|c| {
            match c {
                '(' | '[' => depth += 1,
                ')' | ']' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// What a person sees who looks for it.
pub(super) fn seen(rows: &[Vec<String>]) -> String {
    let cells = rows.iter().flatten().map(|cell| cell.trim()).filter(|cell| !cell.is_empty());
    let shown: Vec<String> = cells.take(12).map(|cell| cell.chars().take(40).collect()).collect();
    shown.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Option<(usize, Vec<(Field, usize)>)> {
        let rows: Vec<Vec<String>> = text.lines().map(|row| row.split('|').map(str::to_owned).collect()).collect();
        let heading = find(&rows, &[])?;
        let fields =
            [Field::OrganId, Field::CodeNumber, Field::CodeNotation, Field::Code, Field::IssuedDate, Field::Medium]
                .into_iter()
                .chain([Field::SignedLeader, Field::SignedAgency]);
        Some((heading.rows, fields.filter_map(|field| heading.columns.get(field).map(|at| (field, at))).collect()))
    }

    #[test]
    fn titles_stand_above_and_the_numbers_of_columns_below() {
        let text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM||||\nSỔ VĂN BẢN ĐI||||\nNăm 2018||||\n||||\n\
                    STT|Mã định danh|Số, ký hiệu|Ngày tháng\nvăn bản|Hình thức (điện tử, giấy)\n";
        let text = text.replace("tháng\nvăn bản", "tháng văn bản") + "(1)|(2)|(3)|(4)|(5)\n1|H1|1/A|1/2/2018|giấy\n";
        let expected = vec![(Field::OrganId, 1), (Field::Code, 2), (Field::IssuedDate, 3), (Field::Medium, 4)];
        assert_eq!(found(&text), Some((5, expected)));
    }

    #[test]
    fn a_heading_of_two_rows_is_read_downwards() {
        let text = "STT|Mã cơ quan|Văn bản|||Ký số||Ghi chú\n||Số|Ký hiệu|Ngày tháng|Lãnh đạo|Cơ quan|\n1|H1|1|A|1/2/2018|x||\n";
        let expected = vec![
            (Field::OrganId, 1),
            (Field::CodeNumber, 2),
            (Field::CodeNotation, 3),
            (Field::IssuedDate, 4),
            (Field::SignedLeader, 5),
            (Field::SignedAgency, 6),
        ];
        assert_eq!(found(text), Some((2, expected)));
    }

    #[test]
    fn rows_of_entries_are_no_heading() {
        assert_eq!(found("1|H1|1/A|1/2/2018|giấy\n2|H1|2/A|1/2/2018|giấy\n"), None);
        assert_eq!(found(""), None);
    }
}
