//! Searching bytes.

use memchr::memmem;

/// First place of `needle` in `data[from..to]`.
pub(crate) fn find(data: &[u8], needle: &[u8], from: usize, to: usize) -> Option<usize> {
    memmem::find(data.get(from..to.min(data.len()))?, needle).map(|at| from + at)
}

/// Last place of `needle` in `data[from..to]`.
pub(crate) fn rfind(data: &[u8], needle: &[u8], from: usize, to: usize) -> Option<usize> {
    memmem::rfind(data.get(from..to.min(data.len()))?, needle).map(|at| from + at)
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
