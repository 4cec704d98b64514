//! Number and notation, in one cell or in two.
//!
//! `15/STP-VP`, `Số: 15/QĐ-UBND`, `15a/BC-SNV`, `15-QĐ/TU`, and `15/2018/QĐ-UBND` of a normative document, whose year is part
//! of what tells it from 15/QĐ-UBND. Number cells come from spreadsheets as `15.0` and with thousands apart.

use std::borrow::Cow;

use super::super::dates::date;
use super::super::text::{bare, folded};

/// What identifies a document within its agency and year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Code<'a> {
    /// `15`, `15a`.
    pub(super) number: Cow<'a, str>,
    /// The year between number and notation.
    pub(super) year: Option<u16>,
    /// `QĐ-UBND`.
    pub(super) notation: &'a str,
}

/// Both in one cell. A day is none: spreadsheets make one of `15/3`.
pub(super) fn code(text: &str) -> Option<Code<'_>> {
    if date(text).is_some() {
        return None;
    }
    let (number, rest) = number_of(text)?;
    let rest = rest.trim_start();
    let rest = rest.strip_prefix(['/', '-', '–', '.']).unwrap_or(rest).trim();
    let (year, notation) = year_of(rest);
    Some(Code { number, year, notation })
}

/// In two cells. The first may hold both where the second is empty or says the same once more.
pub(super) fn pair<'a>(number: &'a str, notation: &'a str) -> Option<Code<'a>> {
    if number.bytes().all(|byte| byte.is_ascii_digit()) && !number.is_empty() {
        let (year, notation) = year_of(notation.trim_start_matches('/').trim());
        return Some(Code { number: Cow::Borrowed(number), year, notation });
    }
    if let Some(number) = number.split_once('.').filter(|(_, rest)| is_zeros(rest)).map(|(number, _)| number) {
        return pair(number, notation);
    }
    if let Some(number) = spaced(number) {
        return Some(Code { number: Cow::Owned(number), ..pair("0", notation)? });
    }
    let first = code(number)?;
    let second = pair("0", notation)?;
    let said = [first.year.is_some(), !first.notation.is_empty()];
    let same =
        first.notation.is_empty() || second.notation.is_empty() || folded(first.notation) == folded(second.notation);
    let years = [first.year, second.year].into_iter().flatten().collect::<Vec<_>>();
    if said == [false, false] || (same && years.windows(2).all(|pair| pair[0] == pair[1])) {
        let notation = if second.notation.is_empty() { first.notation } else { second.notation };
        return Some(Code { number: first.number, year: years.first().copied(), notation });
    }
    None
}

fn is_zeros(text: &str) -> bool {
    !text.is_empty() && text.len() <= 2 && text.bytes().all(|byte| byte == b'0')
}

/// `1 234`: spaces, plain or not, between thousands.
fn spaced(text: &str) -> Option<String> {
    let groups: Vec<_> = text.split(char::is_whitespace).collect();
    let whole = thousands(&groups)?;
    Some(whole)
}

/// Groups of three digits but the first.
fn thousands(groups: &[&str]) -> Option<String> {
    let digits = |group: &str| group.bytes().all(|byte| byte.is_ascii_digit());
    let (first, rest) = groups.split_first()?;
    let fits = (1..=3).contains(&first.len()) && digits(first) && !first.starts_with('0') && !rest.is_empty();
    (fits && rest.iter().all(|group| group.len() == 3 && digits(group))).then(|| groups.concat())
}

/// The number at the start, after «Số:» where that is there, and what follows it.
fn number_of(text: &str) -> Option<(Cow<'_, str>, &str)> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    if start > 0 && !["", "so", "no", "vanbanso"].contains(&&*bare(&text[..start])) {
        return None;
    }
    let text = &text[start..];
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let grouped = text.find(|c: char| !c.is_ascii_digit() && !['.', ','].contains(&c)).unwrap_or(text.len());
    for separator in ['.', ','] {
        let groups: Vec<_> = text[..grouped].trim_end_matches(separator).split(separator).collect();
        if let Some(number) = thousands(&groups) {
            return Some((Cow::Owned(number), &text[grouped..]));
        }
    }
    let letter = text[end..].chars().next().filter(|c| c.is_alphabetic()).map_or(0, char::len_utf8);
    let letter = if text[end..].starts_with("bis") { 3 } else { letter };
    // `15a` is a number of its own; of `15QĐ-UBND` the letters are the notation.
    let alone = text[end + letter..].chars().next().is_none_or(|next| !next.is_alphanumeric());
    let end = if alone { end + letter } else { end };
    Some((Cow::Borrowed(&text[..end]), &text[end..]))
}

/// `2018/QĐ-UBND`.
fn year_of(notation: &str) -> (Option<u16>, &str) {
    let Some(digits) = notation.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit())) else {
        return (None, notation);
    };
    let year = digits.parse().ok().filter(|year| (1945..=2099).contains(year));
    match (year, notation[4..].trim_start()) {
        (Some(year), "") => (Some(year), ""),
        (Some(year), rest) if rest.starts_with(['/', '-']) => (Some(year), rest[1..].trim_start()),
        _ => (None, notation),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(code: Option<Code<'_>>) -> String {
        code.map_or("none".to_owned(), |code| {
            let year = code.year.map_or(String::new(), |year| format!(" [{year}]"));
            format!("{}{year} {}", code.number, code.notation).trim_end().to_owned()
        })
    }

    #[test]
    fn number_and_notation_in_one_cell() {
        for (text, expected) in [
            ("15/STP-VP", "15 STP-VP"),
            ("Số: 15/QĐ-UBND", "15 QĐ-UBND"),
            ("SỐ 05 / TB-VP", "05 TB-VP"),
            ("So:15/QD-UBND", "15 QD-UBND"),
            ("15/2018/QĐ-UBND", "15 [2018] QĐ-UBND"),
            ("15/2018", "15 [2018]"),
            ("15a/BC-SNV", "15a BC-SNV"),
            ("15đ/BC", "15đ BC"),
            ("15bis/BC", "15bis BC"),
            ("15-QĐ/TU", "15 QĐ/TU"),
            ("15QĐ-UBND", "15 QĐ-UBND"),
            ("1.234/STP-VP", "1234 STP-VP"),
            ("12,345/STP", "12345 STP"),
            ("15", "15"),
            ("15/", "15"),
            ("15/1234/QĐ", "15 1234/QĐ"),
            ("QĐ-15/UBND", "none"),
            ("2018-03-15", "none"),
            ("15/3/2018", "none"),
            ("/STP-VP", "none"),
            ("", "none"),
        ] {
            assert_eq!(shown(code(text)), expected, "{text}");
        }
    }

    #[test]
    fn number_and_notation_in_two_cells() {
        for (number, notation, expected) in [
            ("15", "STP-VP", "15 STP-VP"),
            ("15.0", "STP-VP", "15 STP-VP"),
            ("1.234", "STP-VP", "1234 STP-VP"),
            ("1,234", "STP-VP", "1234 STP-VP"),
            ("1\u{a0}234", "STP-VP", "1234 STP-VP"),
            ("15", "/STP-VP", "15 STP-VP"),
            ("15", "2018/QĐ-UBND", "15 [2018] QĐ-UBND"),
            ("15/2018", "QĐ-UBND", "15 [2018] QĐ-UBND"),
            ("15/STP-VP", "", "15 STP-VP"),
            ("15/STP-VP", "stp-vp", "15 stp-vp"),
            ("15a", "STP", "15a STP"),
            ("15/STP", "VP", "none"),
            ("15/2018", "2017/QĐ", "none"),
            ("abc", "STP", "none"),
        ] {
            assert_eq!(shown(pair(number, notation)), expected, "{number} {notation}");
        }
    }
}
