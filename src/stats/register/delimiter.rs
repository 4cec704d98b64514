//! What stands between the cells of a CSV file.

/// What is looked for, the usual first.
const KNOWN: [u8; 4] = *b",;\t|";
/// Titles stand above a heading, so more than one line must be asked; a few say what the rest are like.
const LINES: usize = 40;

/// Excel's own way of saying it, in a first line by itself: `sep=;`. What is said, and the bytes of that line.
pub(in crate::stats) fn said(bytes: &[u8]) -> Option<(u8, usize)> {
    let rest = bytes.strip_prefix(b"\"").unwrap_or(bytes);
    let delimiter = *rest.get(..4).filter(|start| start.eq_ignore_ascii_case(b"sep=")).and_then(|_| rest.get(4))?;
    let end = bytes.iter().position(|byte| *byte == b'\n').map_or(bytes.len(), |end| end + 1);
    let alone = end <= 5 + 2 + 2 && KNOWN.contains(&delimiter);
    alone.then_some((delimiter, end))
}

/// The one of `,` `;` tab and `|` that most stands in an ordinary line, by the median of the first lines; what is quoted is
/// text.
pub(in crate::stats) fn delimiter(bytes: &[u8]) -> u8 {
    let (mut lines, mut counts, mut quoted, mut written) = (Vec::new(), [0_usize; 4], false, false);
    for byte in bytes {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => {
                if written {
                    lines.push(counts);
                }
                (counts, written) = ([0; 4], false);
                if lines.len() == LINES {
                    break;
                }
            }
            byte if !quoted => {
                written = true;
                if let Some(at) = KNOWN.iter().position(|known| known == byte) {
                    counts[at] += 1;
                }
            }
            _ => written = true,
        }
    }
    if lines.is_empty() || (written && lines.len() < LINES) {
        lines.push(counts);
    }
    let median = |at: usize| {
        let mut counts: Vec<_> = lines.iter().map(|line| line[at]).collect();
        counts.sort_unstable();
        (counts[counts.len() / 2], counts.iter().sum::<usize>())
    };
    let most = (0..KNOWN.len()).rev().max_by_key(|at| median(*at)).unwrap_or_default();
    KNOWN[most]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_that_of_most_lines() {
        for (text, expected) in [
            ("a,b,c\n1,2,3\n", b','),
            ("SỔ VĂN BẢN ĐI, NĂM 2018, QUYỂN 1, 2, 3\n\na;b;c\n1;2,5;3\n4;5;6\n", b';'),
            ("a\tb\n\"x,y,z\"\t1\n", b'\t'),
            ("mã|số|ngày\nH1|1|1/2/2018\n", b'|'),
            ("\"Số, ký hiệu, ngày\";mã\n\"1;2;3\";4\n", b';'),
            ("một cột\n", b','),
            ("", b','),
        ] {
            assert_eq!(char::from(delimiter(text.as_bytes())), char::from(expected), "{text}");
        }
    }

    #[test]
    fn excel_may_say_it_in_a_line_of_its_own() {
        assert_eq!(said(b"sep=;\r\na;b\n"), Some((b';', 7)));
        assert_eq!(said(b"\"sep=\t\"\na\tb\n"), Some((b'\t', 8)));
        assert_eq!(said(b"SEP=|"), Some((b'|', 5)));
        for text in ["sep=x\n", "sep=;a;b;c;d\n", "separator\n", "sep", ""] {
            assert_eq!(said(text.as_bytes()), None, "{text}");
        }
    }
}
