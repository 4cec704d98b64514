//! Strangers' text, and bytes as text.
//!
//! Subject names, /Reason, file names and a TSA's status text come from outside. Printed as they are they could
//! move the cursor, recolour a verdict or hide it: everything from outside goes through [`Untrusted`].

use std::fmt;
use std::time::Duration;

/// Text from a document, certificate or server. `Display` escapes what could move or forge terminal output.
#[derive(Clone, Copy, Debug)]
pub struct Untrusted<'a>(pub &'a str);

impl fmt::Display for Untrusted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        for c in self.0.chars() {
            if is_dangerous(c) {
                write!(f, "\\u{{{:x}}}", u32::from(c))?;
            } else {
                f.write_char(c)?;
            }
        }
        Ok(())
    }
}

/// Control characters, line and paragraph separators, and what reorders or hides text (Unicode UAX #9, CVE-2021-42574).
fn is_dangerous(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

/// Where and how a TOML text goes wrong, in one line: «line 2, column 7: unknown field …».
///
/// The parser draws the line and an arrow under it; in a message of one line they would be a riddle.
pub fn toml_fault(error: &toml::de::Error) -> String {
    let drawn = error.to_string();
    let place = drawn.lines().next().and_then(|line| line.strip_prefix("TOML parse error at "));
    let message = error.message().lines().collect::<Vec<_>>().join(", ");
    place.map_or_else(|| message.clone(), |place| format!("{place}: {message}"))
}

/// Bytes as lower-case hexadecimal digits.
pub fn hex(bytes: &[u8]) -> String {
    let digit = |value: u8| char::from(b"0123456789abcdef"[usize::from(value & 0xF)]);
    let mut digits = String::with_capacity(bytes.len() * 2);
    for byte in bytes {
        digits.push(digit(byte >> 4));
        digits.push(digit(*byte));
    }
    digits
}

/// The bytes that `digits` spell, or nothing if it is not an even number of hexadecimal digits.
pub fn unhex(digits: &str) -> Option<Vec<u8>> {
    let digits = digits.as_bytes();
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let nibble = |d: u8| char::from(d).to_digit(16);
    digits.chunks_exact(2).map(|pair| Some((nibble(pair[0])? << 4 | nibble(pair[1])?) as u8)).collect()
}

/// The one of `known` that is spelt most like `name`.
pub fn nearest<'k>(name: &str, known: impl Iterator<Item = &'k str>) -> Option<&'k str> {
    known.min_by_key(|known| distance(known, name))
}

/// Edits (insert, delete, replace) from one name to the other, in letters.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(from != *to);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

/// As clocks of this zone show it. A time of year 9999 or 0 may have no such day: documents and certificates say so, and
/// it stays as it is.
pub fn in_zone(time: time::OffsetDateTime, zone: time::UtcOffset) -> time::OffsetDateTime {
    time.checked_to_offset(zone).unwrap_or(time)
}

/// RFC 3339, as `2026-11-28T10:33:36Z`.
pub fn moment(time: time::OffsetDateTime) -> String {
    time.format(&time::format_description::well_known::Rfc3339).unwrap_or_else(|_| time.to_string())
}

/// A duration: a whole number and ms, s, m or h; seconds where no unit is given.
///
/// # Errors
/// What a duration looks like.
pub fn duration(text: &str) -> Result<Duration, String> {
    let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let parsed = digits.parse::<u64>().ok().and_then(|number| match &text[digits.len()..] {
        "ms" => Some(Duration::from_millis(number)),
        "s" | "" => Some(Duration::from_secs(number)),
        "m" => number.checked_mul(60).map(Duration::from_secs),
        "h" => number.checked_mul(3600).map(Duration::from_secs),
        _ => None,
    });
    parsed.filter(|duration| !duration.is_zero()).ok_or_else(|| "a duration is written as 500ms, 30s, 2m or 1h".into())
}

/// Text that a spreadsheet does not take for a formula: names and subjects are strangers' words (CWE-1236).
pub fn no_formula(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula { format!("'{text}") } else { text.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_clears_the_screen_is_shown_not_obeyed() {
        assert_eq!(Untrusted("An\u{1b}[2J\nHợp lệ").to_string(), "An\\u{1b}[2J\\u{a}Hợp lệ");
    }

    #[test]
    fn a_name_that_reads_backwards_is_shown_not_obeyed() {
        assert_eq!(Untrusted("a\u{202e}fdp.exe").to_string(), "a\\u{202e}fdp.exe");
    }

    #[test]
    fn hex_there_and_back() {
        assert_eq!(unhex(&hex(&[0, 0x7f, 0xff])), Some(vec![0, 0x7f, 0xff]));
        assert_eq!(unhex("0g"), None);
        assert_eq!(unhex("012"), None);
    }

    #[test]
    fn the_nearest_word() {
        assert_eq!(distance("kitten", "sitting"), 3);
        assert_eq!(nearest("KEY_USEAGE", ["KEY_USAGE", "COVERAGE"].into_iter()), Some("KEY_USAGE"));
    }

    #[test]
    fn the_last_second_of_year_9999_has_no_day_further_east_and_stays_what_it_is() {
        let last = time::macros::datetime!(9999-12-31 23:59:59 UTC);
        assert_eq!(in_zone(last, time::macros::offset!(+7)), last);
        let noon = time::macros::datetime!(2026-11-28 17:30 UTC);
        assert_eq!(in_zone(noon, time::macros::offset!(+7)).day(), 29);
    }

    #[test]
    fn what_a_spreadsheet_would_compute_is_text() {
        assert_eq!(no_formula("=1+1"), "'=1+1");
        assert_eq!(no_formula("Sở Nội vụ"), "Sở Nội vụ");
    }
}
