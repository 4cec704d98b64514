//! Digests of what one signature covers, each computed once, all of one file's for one pass over it.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::hash::{Hash, Prefixes};

/// The bytes that one ByteRange names.
pub(super) struct Covered<'a> {
    prefixes: Prefixes<'a>,
    /// First and one after the last byte of both ranges; nothing where the array names no bytes of the file.
    range: Option<[usize; 4]>,
    known: RefCell<BTreeMap<Hash, Vec<u8>>>,
}

impl<'a> Covered<'a> {
    /// What `array` covers, sound or not: integrity is arithmetic.
    pub(super) fn new(array: Option<&[i64]>, prefixes: Prefixes<'a>) -> Self {
        let file = prefixes.file();
        let ends = |start: i64, length: i64| {
            let start = usize::try_from(start).ok()?;
            let end = start.checked_add(usize::try_from(length).ok()?)?;
            file.get(start..end).map(|_| (start, end))
        };
        let range = || {
            let &[start, head, tail, rest] = array? else { return None };
            let ((start, head), (tail, end)) = (ends(start, head)?, ends(tail, rest)?);
            Some([start, head, tail, end])
        };
        Self { prefixes, range: range(), known: RefCell::default() }
    }

    /// Are there any?
    pub(super) fn is_known(&self) -> bool {
        self.range.is_some()
    }

    /// The bytes before the gap.
    pub(super) fn head(&self) -> Option<&'a [u8]> {
        self.range.and_then(|[start, head, ..]| self.prefixes.file().get(start..head))
    }

    /// Their digest; that of nothing where there are none.
    pub(super) fn digest(&self, hash: Hash) -> Vec<u8> {
        let compute = || self.range.and_then(|range| self.prefixes.digest_around(hash, range));
        let mut known = self.known.borrow_mut();
        known.entry(hash).or_insert_with(|| compute().unwrap_or_else(|| hash.digest(&[]))).clone()
    }
}
