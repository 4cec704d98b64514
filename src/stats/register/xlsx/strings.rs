//! What cells share: their texts, and which formats show a number as a date (ISO/IEC 29500-1 §18.4, §18.8).

use std::collections::HashSet;

use quick_xml::events::Event;

use super::super::fault::FaultKind;
use super::package::{Package, add, attribute, next};

/// Memory that all texts together may take.
const TEXTS: usize = 512 << 20;

/// The shared texts, one after the other in one piece of memory.
#[derive(Default)]
pub(super) struct Strings {
    text: String,
    ends: Vec<usize>,
}

impl Strings {
    /// # Errors
    ///
    /// The part is none, or larger than any.
    pub(super) fn read(package: &mut Package, part: &str) -> Result<Self, FaultKind> {
        let mut strings = Self::default();
        let mut xml = package.xml(part)?;
        let (mut buffer, mut inside, mut spoken) = (Vec::new(), false, false);
        loop {
            match next(&mut xml, &mut buffer)? {
                Event::Start(element) => match element.local_name().as_ref() {
                    b"t" => inside = !spoken,
                    // How a text is spoken, of East Asian scripts.
                    b"rPh" => spoken = true,
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    b"t" => inside = false,
                    b"rPh" => spoken = false,
                    b"si" => strings.end(),
                    _ => {}
                },
                Event::Empty(element) if element.local_name().as_ref() == b"si" => strings.end(),
                Event::Eof => return Ok(strings),
                event if inside => add(&mut strings.text, &event)?,
                _ => {}
            }
            if strings.text.len() + strings.ends.len() * size_of::<usize>() > TEXTS {
                return Err(FaultKind::TooBig { part: part.to_owned(), limit: TEXTS as u64 });
            }
        }
    }

    fn end(&mut self) {
        let start = self.ends.last().copied().unwrap_or_default();
        if let Some(plain) = unescaped(&self.text[start..]) {
            self.text.replace_range(start.., &plain);
        }
        self.ends.push(self.text.len());
    }

    pub(super) fn get(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)?;
        let start = index.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..end)
    }
}

/// `_x000D_` is what XML cannot hold as it is (ISO/IEC 29500-1 §22.9.2.19, ST_Xstring); nothing where there is none.
pub(super) fn unescaped(text: &str) -> Option<String> {
    let mut rest = text.split_once("_x").map(|_| text)?;
    let mut plain = String::with_capacity(text.len());
    while let Some((before, after)) = rest.split_once("_x") {
        plain.push_str(before);
        let code = after.get(..5).and_then(|code| code.strip_suffix('_'));
        let said = code.and_then(|code| char::from_u32(u32::from_str_radix(code, 16).ok()?));
        (plain, rest) = match said {
            Some(c) => (plain + c.encode_utf8(&mut [0; 4]), &after[5..]),
            None => (plain + "_x", after),
        };
    }
    plain.push_str(rest);
    Some(plain)
}

/// Which styles of cells show dates.
#[derive(Default)]
pub(super) struct Styles(Vec<bool>);

impl Styles {
    /// # Errors
    ///
    /// The part is none, or larger than any.
    pub(super) fn read(package: &mut Package, part: &str) -> Result<Self, FaultKind> {
        let (mut styles, mut dates) = (Self::default(), HashSet::new());
        let mut xml = package.xml(part)?;
        let (mut buffer, mut cells) = (Vec::new(), false);
        loop {
            let event = next(&mut xml, &mut buffer)?;
            match &event {
                Event::Eof => return Ok(styles),
                Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                    b"numFmt" => {
                        let id = attribute(element, "numFmtId").and_then(|id| id.parse::<u32>().ok());
                        let date = attribute(element, "formatCode").is_some_and(|code| shows_dates(&code));
                        dates.extend(id.filter(|_| date));
                    }
                    b"cellXfs" => cells = matches!(event, Event::Start(_)),
                    b"xf" if cells => {
                        let id =
                            attribute(element, "numFmtId").and_then(|id| id.parse::<u32>().ok()).unwrap_or_default();
                        styles.0.push(is_built_in_date(id) || dates.contains(&id));
                    }
                    _ => {}
                },
                Event::End(element) if element.local_name().as_ref() == b"cellXfs" => cells = false,
                _ => {}
            }
        }
    }

    pub(super) fn shows_dates(&self, style: usize) -> bool {
        self.0.get(style).copied().unwrap_or_default()
    }
}

/// §18.8.30: 14–17 and 22 are dates everywhere, 27–36 and 50–58 in East Asia.
fn is_built_in_date(id: u32) -> bool {
    matches!(id, 14..=17 | 22 | 27..=31 | 34..=36 | 50..=54 | 57..=58)
}

/// Has the format a day or a year? What is quoted, escaped or in brackets is no part of it.
fn shows_dates(code: &str) -> bool {
    let (mut quoted, mut bracket, mut escaped) = (false, false, false);
    for c in code.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' | '_' | '*' if !quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => bracket = true,
            ']' => bracket = false,
            'd' | 'D' | 'y' | 'Y' if !quoted && !bracket => return true,
            ';' if !quoted => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_show_a_day_are_known() {
        for code in [
            "dd/mm/yyyy",
            "d/m/yy;@",
            "[$-42A]dd mmmm yyyy",
            "\"ngày\" dd \"tháng\" mm",
            "yyyy\\-mm\\-dd",
            "DD/MM/YYYY",
        ] {
            assert!(shows_dates(code), "{code}");
        }
        for code in ["General", "0.00", "#,##0 \"ngày\"", "[Red]0", "hh:mm:ss", "0\\d", "_d0", "0;d", "[$đ-42A]#,##0"]
        {
            assert!(!shows_dates(code), "{code}");
        }
    }

    #[test]
    fn what_xml_cannot_hold_is_escaped() {
        assert_eq!(unescaped("Ngày_x000D_\ntháng").as_deref(), Some("Ngày\r\ntháng"));
        assert_eq!(unescaped("a_x005F_x000D_b").as_deref(), Some("a_x000D_b"));
        assert_eq!(unescaped("_xyz_ và _x12"), Some("_xyz_ và _x12".to_owned()));
        assert_eq!(unescaped("plain"), None);
    }
}
