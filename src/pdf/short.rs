//! Bytes that are few: names and numbers. A page has hundreds of them, and each would be a piece of memory of its own.

use std::hash::{Hash, Hasher};
use std::ops::Deref;

/// As many bytes as fit beside the length without making [`Short`] larger than a `Vec`. Few names of the standard are longer.
const INLINE: usize = 22;

/// Bytes, kept in place up to [`INLINE`] of them.
#[derive(Clone, Debug)]
pub struct Short(Kept);

#[derive(Clone, Debug)]
enum Kept {
    Here { length: u8, bytes: [u8; INLINE] },
    Apart(Box<[u8]>),
}

impl From<&[u8]> for Short {
    fn from(from: &[u8]) -> Self {
        let mut bytes = [0; INLINE];
        Self(match (bytes.get_mut(..from.len()), u8::try_from(from.len())) {
            (Some(place), Ok(length)) => {
                place.copy_from_slice(from);
                Kept::Here { length, bytes }
            }
            _ => Kept::Apart(from.into()),
        })
    }
}

impl Deref for Short {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Kept::Here { length, bytes } => bytes.get(..usize::from(*length)).unwrap_or_default(),
            Kept::Apart(bytes) => bytes,
        }
    }
}

// One sequence of bytes is kept in one way, but what is not used of the place may differ.
impl PartialEq for Short {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Short {}

impl PartialOrd for Short {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Short {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (**self).cmp(&**other)
    }
}

impl Hash for Short {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_length_comes_back_as_it_was() {
        for length in [0, 1, INLINE - 1, INLINE, INLINE + 1, 255, 256, 1000] {
            let bytes = vec![7; length];
            assert_eq!(*Short::from(&bytes[..]), bytes[..], "{length}");
        }
        assert_eq!(size_of::<Short>(), size_of::<Vec<u8>>());
    }
}
