//! Text strings and dates (ISO 32000-2 §7.9.2, §7.9.4), both ways.
//!
//! Vietnamese names need UTF-16BE or, in PDF 2.0, UTF-8; ASCII stays ASCII so that a dictionary reads plainly.

use time::{Date, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcOffset};

/// PDFDocEncoding from 0x80 to 0xA0 (Annex D.3); 0x9F is undefined.
const UPPER: [char; 33] = [
    '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚', '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ',
    'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{FFFD}', '€',
];
/// PDFDocEncoding from 0x18 to 0x1F.
const LOWER: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];

/// A text string's characters: UTF-16BE or UTF-8 by their marks (UTF-16LE too, which occurs), else PDFDocEncoding.
pub fn decode_text(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(&[0xFE, 0xFF]) {
        return utf16(rest, u16::from_be_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xFF, 0xFE]) {
        return utf16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xEF, 0xBB, 0xBF]) {
        return String::from_utf8_lossy(rest).into_owned();
    }
    bytes.iter().map(|&byte| from_doc_encoding(byte)).collect()
}

fn from_doc_encoding(byte: u8) -> char {
    match byte {
        0x18..=0x1F => LOWER[usize::from(byte - 0x18)],
        0x7F | 0xAD => '\u{FFFD}',
        0x80..=0xA0 => UPPER[usize::from(byte - 0x80)],
        _ => char::from(byte),
    }
}

/// Language escapes (ESC … ESC, §7.9.2.2.1) are dropped; they are no text.
fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> String {
    let mut escaped = false;
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).filter(|&unit| {
        if unit == 0x1B {
            escaped = !escaped;
            return false;
        }
        !escaped
    });
    char::decode_utf16(units.collect::<Vec<_>>()).map(|unit| unit.unwrap_or('\u{FFFD}')).collect()
}

/// `text` as a text string's bytes: ASCII as it is, all else as UTF-16BE with its mark.
pub fn encode_text(text: &str) -> Vec<u8> {
    if text.bytes().all(|byte| matches!(byte, 0x20..=0x7E | b'\n' | b'\r' | b'\t')) {
        return text.as_bytes().to_vec();
    }
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    bytes
}

/// `text` in PDFDocEncoding; nothing where a character is not in it, as most Vietnamese ones are not.
pub(crate) fn encode_doc(text: &str) -> Option<Vec<u8>> {
    let byte = |c: char| (0..=u8::MAX).find(|&byte| c != '\u{FFFD}' && from_doc_encoding(byte) == c);
    text.chars().map(byte).collect()
}

/// `D:YYYYMMDDHHmmSSOHH'mm'`, every part but the year optional, the last apostrophe as well.
///
/// A date without zone is taken as UTC; `None` where the parts are no date.
pub fn parse_date(text: &str) -> Option<OffsetDateTime> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '\0');
    let text = text.strip_prefix("D:").unwrap_or(text);
    if !text.is_ascii() {
        return None;
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count().min(14);
    let (stamp, zone) = text.split_at(digits);
    if digits < 4 || digits % 2 == 1 {
        return None;
    }
    let part = |at: usize, default: u8| match stamp.get(at..at + 2) {
        Some(two) => two.parse().ok(),
        None => Some(default),
    };
    let date =
        Date::from_calendar_date(stamp[..4].parse().ok()?, Month::try_from(part(4, 1)?).ok()?, part(6, 1)?).ok()?;
    let time = Time::from_hms(part(8, 0)?, part(10, 0)?, part(12, 0)?).ok()?;
    Some(PrimitiveDateTime::new(date, time).assume_offset(offset(zone)?))
}

fn offset(zone: &str) -> Option<UtcOffset> {
    let sign: i8 = match zone.bytes().next() {
        None | Some(b'Z') => return Some(UtcOffset::UTC),
        Some(b'+') => 1,
        Some(b'-') => -1,
        _ => return None,
    };
    let mut parts = zone[1..].split('\'').filter(|part| !part.is_empty());
    let first = parts.next()?;
    // `+0700` without apostrophes occurs.
    let (hours, minutes) = if first.len() == 4 { first.split_at(2) } else { (first, parts.next().unwrap_or("0")) };
    let (hours, minutes): (i8, i8) = (hours.parse().ok()?, minutes.parse().ok()?);
    UtcOffset::from_hms(sign.checked_mul(hours)?, sign.checked_mul(minutes)?, 0).ok()
}

/// `time` as a PDF date with its zone, e.g. `D:20240501093000+07'00'`.
pub fn format_date(time: OffsetDateTime) -> String {
    let (hours, minutes, _) = time.offset().as_hms();
    let sign = if hours < 0 || minutes < 0 { '-' } else { '+' };
    format!(
        "D:{:04}{:02}{:02}{:02}{:02}{:02}{sign}{:02}'{:02}'",
        time.year(),
        u8::from(time.month()),
        time.day(),
        time.hour(),
        time.minute(),
        time.second(),
        hours.unsigned_abs(),
        minutes.unsigned_abs()
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn a_vietnamese_name_survives_the_file() {
        for name in ["Nguyễn Văn Ánh", "Le Van A", "Ủy ban nhân dân tỉnh 😀"] {
            assert_eq!(decode_text(&encode_text(name)), name);
        }
        assert_eq!(decode_text(b"\xEF\xBB\xBFT\xC3\xAD"), "Tí");
        assert_eq!(decode_text(b"caf\xE9 \x80 \xA0"), "café • €");
        assert_eq!(decode_text(b"\xFE\xFF\0\x1Bv\0i\0"), decode_text(b"\xFE\xFF"));
    }

    #[test]
    fn dates_keep_their_zone() {
        let hanoi = datetime!(2024-05-01 09:30:00 +7);
        assert_eq!(format_date(hanoi), "D:20240501093000+07'00'");
        for text in ["D:20240501093000+07'00'", "D:20240501093000+07'00", "20240501093000+0700", "D:20240501093000+07"]
        {
            assert_eq!(parse_date(text), Some(hanoi), "{text}");
        }
        assert_eq!(parse_date("D:2024"), Some(datetime!(2024-01-01 00:00 UTC)));
        assert_eq!(parse_date("D:20240501093000-03'30'"), Some(datetime!(2024-05-01 09:30:00 -3:30)));
        for text in ["", "D:2024133", "D:20241301", "D:20240501093000+99'00'", "yesterday"] {
            assert_eq!(parse_date(text), None, "{text}");
        }
    }
}
