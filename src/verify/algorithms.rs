//! Until when an algorithm may be relied on: a dated table (ETSI TS 119 312), never a judgement in code.

use serde::Deserialize;
use time::{Date, OffsetDateTime};

use crate::hash::Hash;
use crate::x509::{KeyType, PublicKey};

/// The dated table.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Algorithms {
    /// Its name and edition.
    pub table: String,
    digest: Vec<Entry>,
    key: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    name: String,
    #[serde(default)]
    bits: u32,
    #[serde(default, deserialize_with = "day")]
    until: Option<Date>,
}

fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let format = time::macros::format_description!("[year]-[month]-[day]");
    Date::parse(&text, format).map(Some).map_err(serde::de::Error::custom)
}

impl Algorithms {
    /// The table that comes with this program.
    pub(super) fn built_in() -> Result<Self, toml::de::Error> {
        toml::from_str(include_str!("data/algorithms.toml"))
    }

    /// May a digest by `hash` be relied on at `at`?
    pub fn accepts_digest(&self, hash: Hash, at: OffsetDateTime) -> bool {
        self.digest.iter().find(|entry| entry.name == hash.name()).is_some_and(|entry| entry.holds_at(at))
    }

    /// May this key be relied on at `at`?
    pub fn accepts_public_key(&self, key: &PublicKey, at: OffsetDateTime) -> bool {
        self.accepts_key(key_family(key), key.bits(), at)
    }

    /// May a key of this type (`RSA`, `EC`, `Ed25519`) and length in bits be relied on at `at`?
    pub fn accepts_key(&self, key_type: &str, bits: u32, at: OffsetDateTime) -> bool {
        let reached = self.key.iter().filter(|entry| entry.name == key_type && entry.bits <= bits);
        reached.max_by_key(|entry| entry.bits).is_some_and(|entry| entry.holds_at(at))
    }
}

/// The table's name for the type of a key.
pub(super) fn key_family(key: &PublicKey) -> &'static str {
    match key.key_type() {
        KeyType::Rsa | KeyType::RsaPss => "RSA",
        KeyType::P256 | KeyType::P384 | KeyType::P521 => "EC",
        KeyType::Ed25519 => "Ed25519",
    }
}

impl Entry {
    fn holds_at(&self, at: OffsetDateTime) -> bool {
        self.until.is_none_or(|until| at.to_offset(time::UtcOffset::UTC).date() < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn sha1_was_good_until_its_date() {
        let table = Algorithms::built_in().unwrap();
        assert!(table.accepts_digest(Hash::Sha1, datetime!(2012-07-31 23:59:59 UTC)));
        assert!(!table.accepts_digest(Hash::Sha1, datetime!(2012-08-01 00:00 UTC)));
    }

    #[test]
    fn a_key_is_judged_by_the_longest_length_it_reaches() {
        let table = Algorithms::built_in().unwrap();
        let today = datetime!(2026-11-23 00:00 UTC);
        assert!(table.accepts_key("RSA", 2048, today));
        assert!(!table.accepts_key("RSA", 1024, today));
        assert!(!table.accepts_key("RSA", 512, datetime!(2001-01-01 00:00 UTC)));
        assert!(table.accepts_key("EC", 256, today));
        assert!(!table.accepts_key("ML-DSA", 1312, today));
    }

    #[test]
    fn every_hash_has_a_row() {
        let table = Algorithms::built_in().unwrap();
        for hash in Hash::ALL {
            assert!(table.digest.iter().any(|entry| entry.name == hash.name()), "{hash}");
        }
    }
}
