//! Searching bytes.

/// First place of `needle` in `data[from..to]`.
pub(crate) fn find(data: &[u8], needle: &[u8], from: usize, to: usize) -> Option<usize> {
    let (&first, rest) = needle.split_first()?;
    let window = data.get(from..to.min(data.len()))?;
    let mut at = 0;
    while let Some(step) = window.get(at..)?.iter().position(|&byte| byte == first) {
        at += step;
        if window[at + 1..].starts_with(rest) {
            return Some(from + at);
        }
        at += 1;
    }
    None
}

/// Last place of `needle` in `data[from..to]`.
pub(crate) fn rfind(data: &[u8], needle: &[u8], from: usize, to: usize) -> Option<usize> {
    let (&first, rest) = needle.split_first()?;
    let window = data.get(from..to.min(data.len()))?;
    let mut end = window.len();
    while let Some(at) = window[..end].iter().rposition(|&byte| byte == first) {
        if window[at + 1..].starts_with(rest) {
            return Some(from + at);
        }
        end = at;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ends_are_found() {
        let data = b"xx%%EOF..%%EOF";
        assert_eq!(find(data, b"%%EOF", 0, data.len()), Some(2));
        assert_eq!(rfind(data, b"%%EOF", 0, data.len()), Some(9));
        assert_eq!(rfind(data, b"%%EOF", 0, 13), Some(2));
        assert_eq!(find(data, b"%%EOG", 0, data.len()), None);
        assert_eq!(find(data, b"%%EOF", 99, 3), None);
    }
}
