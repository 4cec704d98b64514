//! The chain of records: each hash is over the one before it and over what the record says.
//!
//! Whoever changes, removes, inserts or moves a record breaks it, unless he computes every later hash anew; and then the head
//! is another one. So the head is what is to be kept elsewhere: written down, or time-stamped. Without that nothing shows
//! that the last records were cut off.

use std::fmt;
use std::str::FromStr;

use super::row::{Digest, netstring, sha256};
use crate::text::{hex, unhex};

/// The last record's number and hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many records there are.
    pub count: u64,
    /// The hash of the last one.
    pub hash: [u8; 32],
}

impl Head {
    /// Of a ledger without records. The chain says how many of them are older than it is.
    pub(super) fn empty(older: u64) -> Self {
        let mut form = String::new();
        netstring(&mut form, Some("kyso ledger chain 1"));
        netstring(&mut form, Some(&older.to_string()));
        Self { count: 0, hash: sha256(form.as_bytes()) }
    }

    /// With one more record.
    #[must_use]
    pub(super) fn after(&self, content: &Digest) -> Self {
        Self { count: self.count + 1, hash: link(&self.hash, content) }
    }
}

/// The hash of a record that stands after the one with `previous`.
pub(super) fn link(previous: &Digest, content: &Digest) -> Digest {
    sha256(&[*previous, *content].concat())
}

/// `1204:5f2c…`, for a person to write down.
impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.count, hex(&self.hash))
    }
}

impl FromStr for Head {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let read = || {
            let (count, hash) = text.split_once(':')?;
            Some(Self { count: count.parse().ok()?, hash: unhex(hash)?.try_into().ok()? })
        };
        read().ok_or_else(|| "COUNT:SHA256".to_owned())
    }
}
