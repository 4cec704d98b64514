//! Cells that were made one: an agency written once beside all its documents.
//!
//! Merged cells stand behind the rows in a sheet's part (ISO/IEC 29500-1 §18.3.1.55), rows are needed from the first on: so the
//! part is gone through once for them, as bytes, before it is read.

use std::io::Read;

use super::super::fault::{FaultKind, Many};
use super::package::{Package, broken};
use super::rows::reference;

/// What one sheet may have: more than rows in the largest.
const MOST: usize = 1 << 20;
/// The longest tag that is looked for.
const TAG: usize = 256;

/// From a cell down to a row: column, first and last row, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Merged {
    pub(super) first: u32,
    pub(super) last: u32,
    pub(super) column: u32,
}

/// All that go over more than one row, from the top.
///
/// # Errors
///
/// The part is larger than any, or has more merged cells than rows.
pub(super) fn read(package: &mut Package, part: &str) -> Result<Vec<Merged>, FaultKind> {
    let mut stream = package.part(part)?;
    let (mut all, mut piece, mut kept) = (Vec::new(), vec![0; 1 << 16], 0);
    let finder = memchr::memmem::Finder::new(b"mergeCell ");
    loop {
        stream.passed();
        let read = stream.read(&mut piece[kept..]).map_err(|error| broken(&error))?;
        let bytes = &piece[..kept + read];
        // A tag may be cut in two: what begins near the end is looked at with what follows.
        let whole = if read == 0 { bytes.len() } else { bytes.len().saturating_sub(TAG) };
        all.extend(finder.find_iter(bytes).take_while(|at| *at < whole).filter_map(|at| merged(bytes, at)));
        if all.len() > MOST {
            return Err(FaultKind::TooMany { what: Many::MergedCells, limit: MOST as u64 });
        }
        if read == 0 {
            all.sort_unstable();
            return Ok(all);
        }
        let (whole, end) = (whole, bytes.len());
        piece.copy_within(whole..end, 0);
        kept = end - whole;
    }
}

/// The tag at `at`, `<mergeCell ref="B4:B9"/>` with or without a prefix.
fn merged(bytes: &[u8], at: usize) -> Option<Merged> {
    let before = &bytes[at.saturating_sub(16)..at];
    let prefix = &before[before.iter().rposition(|byte| *byte == b'<')? + 1..];
    let named =
        prefix.is_empty() || prefix.strip_suffix(b":").is_some_and(|name| name.iter().all(u8::is_ascii_alphanumeric));
    let tag = str::from_utf8(&bytes[at..][..bytes[at..].iter().take(TAG).position(|byte| *byte == b'>')?]).ok()?;
    let (_, value) = tag.split_once("ref=").filter(|_| named)?;
    let (first, last) = value.get(1..)?.split(['"', '\'']).next()?.split_once(':')?;
    let ((first, column), (last, _)) = (reference(first)?, reference(last)?);
    (first < last).then_some(Merged { first, last, column })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_of_merged_cells_are_told_from_text() {
        let of = |text: &str| merged(text.as_bytes(), text.find("mergeCell ").unwrap());
        let wanted = Some(Merged { first: 3, last: 8, column: 1 });
        assert_eq!(of("<mergeCell ref=\"B4:B9\"/>"), wanted);
        assert_eq!(of("<x:mergeCell foo='1' ref='B4:C9' />"), wanted);
        assert_eq!(of("<t>mergeCell ref=\"B4:B9\"</t>"), None);
        assert_eq!(of("<mergeCell ref=\"B4:E4\"/>"), None, "over one row");
        assert_eq!(of("<mergeCell ref=\"B4\"/>"), None);
    }
}
