//! Digests of what one signature covers, each computed once, all of one file's for one pass over it.

use std::collections::BTreeMap;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::hash::{Hash, Prefixes};
use crate::text::{hex, unhex};

/// The bytes that one ByteRange names.
pub(super) struct Covered<'a> {
    prefixes: Prefixes<'a>,
    /// First and one after the last byte of both ranges; nothing where the array names no bytes of the file.
    range: Option<[usize; 4]>,
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
        Self { prefixes, range: range() }
    }

    /// The bytes before the gap.
    pub(super) fn head(&self) -> Option<&'a [u8]> {
        self.range.and_then(|[start, head, ..]| self.prefixes.file().get(start..head))
    }

    /// Their digests by `hashes`.
    pub(super) fn digests(&self, hashes: &[Hash]) -> Digests {
        let mut digests = Digests(self.range.map(|_| BTreeMap::new()));
        for hash in hashes {
            self.add(*hash, &mut digests);
        }
        digests
    }

    /// Their digest by `hash`, into `digests` too; nothing where there are no bytes.
    pub(super) fn add<'d>(&self, hash: Hash, digests: &'d mut Digests) -> Option<&'d [u8]> {
        let (Some(known), Some(range)) = (&mut digests.0, self.range) else { return None };
        let compute = || self.prefixes.digest_around(hash, range).unwrap_or_default();
        Some(known.entry(hash).or_insert_with(compute))
    }
}

/// Digests of the bytes that one ByteRange names; nothing where it names no bytes of the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Digests(Option<BTreeMap<Hash, Vec<u8>>>);

impl Digests {
    /// Are there any?
    pub(super) fn is_known(&self) -> bool {
        self.0.is_some()
    }

    /// That by `hash`, if it was asked for when the document was looked at.
    pub(super) fn get(&self, hash: Hash) -> Option<&[u8]> {
        self.0.as_ref()?.get(&hash).map(Vec::as_slice)
    }

    /// The same; that of nothing where there are none.
    pub(super) fn digest(&self, hash: Hash) -> Vec<u8> {
        self.get(hash).map_or_else(|| hash.digest(&[]), <[u8]>::to_vec)
    }

    /// Are all of `hashes` there, if any are?
    pub(super) fn answer(&self, hashes: &[Hash]) -> bool {
        !self.is_known() || hashes.iter().all(|hash| self.get(*hash).is_some())
    }
}

impl Serialize for Digests {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let named = self.0.as_ref().map(|known| known.iter().map(|(hash, digest)| (hash.name(), hex(digest))));
        named.map(Iterator::collect::<BTreeMap<_, _>>).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Digests {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Some(named) = Option::<BTreeMap<String, String>>::deserialize(deserializer)? else { return Ok(Self(None)) };
        let read = |(name, digits): (String, String)| {
            let hash = Hash::ALL.into_iter().find(|hash| hash.name() == name)?;
            Some((hash, unhex(&digits).filter(|digest| digest.len() == hash.len())?))
        };
        let all: Option<BTreeMap<_, _>> = named.into_iter().map(read).collect();
        all.map(|all| Self(Some(all))).ok_or_else(|| D::Error::custom("a digest that is none"))
    }
}
