//! Until when an algorithm may be relied on: a dated table (ETSI TS 119 312), never a judgement in code.
//!
//! The table is data in the terms of ETSI TS 119 322: algorithms with evaluations, each with a least length and an end. A
//! signature is as good as its weakest part: the digest of the content, the hash of the scheme, the scheme with its key.

use crate::text::in_zone;
use serde::Deserialize;
use time::{Date, OffsetDateTime};

use crate::hash::Hash;
use crate::x509::{KeyType, PublicKey, Scheme};

/// The dated table.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Algorithms {
    /// Its name and edition.
    pub table: String,
    digest: Vec<Algorithm>,
    signature: Vec<Algorithm>,
}

/// Rows that a policy has of its own.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AlgorithmRows {
    #[serde(default)]
    digest: Vec<Algorithm>,
    #[serde(default)]
    signature: Vec<Algorithm>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Algorithm {
    name: String,
    evaluation: Vec<Evaluation>,
}

/// RFC 5698 §4: accepted for keys of `min` bits at least, before `end`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Evaluation {
    #[serde(default)]
    min: u32,
    #[serde(default, deserialize_with = "day")]
    end: Option<Date>,
}

fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    date(&String::deserialize(deserializer)?).map(Some).map_err(serde::de::Error::custom)
}

/// A day, as `2030-03-05`.
pub(super) fn date(text: &str) -> Result<Date, time::error::Parse> {
    Date::parse(text, time::macros::format_description!("[year]-[month]-[day]"))
}

impl Algorithms {
    /// The table that comes with this program, as its text.
    pub const TEXT: &str = include_str!("data/algorithms.toml");

    /// A table from its text.
    ///
    /// # Errors
    /// What is no TOML, an unknown key or a value that cannot be.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        toml::from_str(text)
    }

    /// Puts the rows of the policy `by` in the place of those of the same names; the table's name says so.
    pub(super) fn change(&mut self, rows: &AlgorithmRows, by: &str) {
        for (own, changed) in [(&mut self.digest, &rows.digest), (&mut self.signature, &rows.signature)] {
            own.retain(|row| changed.iter().all(|other| other.name != row.name));
            own.extend(changed.iter().cloned());
        }
        self.table = format!("{} + {by}", self.table);
    }

    /// May a digest by `hash` be relied on at `at`?
    pub fn accepts_digest(&self, hash: Hash, at: OffsetDateTime) -> bool {
        accepts(&self.digest, hash.name(), 0, at)
    }

    /// What of a signature under `scheme` with `key` may not be relied on at `at`, if anything: `sha1`, `rsa 1024`.
    pub fn weakness(&self, scheme: Scheme, key: &PublicKey, at: OffsetDateTime) -> Option<String> {
        let hash = scheme.hash().filter(|hash| !self.accepts_digest(*hash, at));
        let too_short = || !accepts(&self.signature, scheme.name(), key.bits().unwrap_or(0), at);
        hash.map(|hash| hash.name().to_owned()).or_else(|| too_short().then(|| key.describe()))
    }

    /// Before when a signature under `scheme` with `key` may be relied on; nothing where no end is set. What was never good
    /// has ended long ago.
    pub fn end(&self, scheme: Scheme, key: &PublicKey) -> Option<OffsetDateTime> {
        let hash = scheme.hash().map_or(Until::Always, |hash| until(&self.digest, hash.name(), 0));
        hash.min(until(&self.signature, scheme.name(), key.bits().unwrap_or(0))).moment()
    }

    /// Before when a digest by `hash` may be relied on; nothing where no end is set.
    pub fn end_of_digest(&self, hash: Hash) -> Option<OffsetDateTime> {
        until(&self.digest, hash.name(), 0).moment()
    }
}

/// How long something may be relied on, the shortest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Until {
    Never,
    Day(Date),
    Always,
}

impl Until {
    fn moment(self) -> Option<OffsetDateTime> {
        match self {
            Self::Never => Some(time::PrimitiveDateTime::MIN.assume_utc()),
            Self::Day(day) => Some(day.midnight().assume_utc()),
            Self::Always => None,
        }
    }
}

fn until(rows: &[Algorithm], name: &str, bits: u32) -> Until {
    let evaluations = rows.iter().filter(|row| row.name == name).flat_map(|row| &row.evaluation);
    let reached = evaluations.filter(|evaluation| evaluation.min <= bits);
    reached.map(|evaluation| evaluation.end.map_or(Until::Always, Until::Day)).max().unwrap_or(Until::Never)
}

fn accepts(rows: &[Algorithm], name: &str, bits: u32, at: OffsetDateTime) -> bool {
    let evaluations = rows.iter().filter(|row| row.name == name).flat_map(|row| &row.evaluation);
    evaluations.into_iter().any(|evaluation| evaluation.min <= bits && evaluation.holds_at(at))
}

impl Evaluation {
    fn holds_at(&self, at: OffsetDateTime) -> bool {
        self.end.is_none_or(|end| in_zone(at, time::UtcOffset::UTC).date() < end)
    }
}

/// The name of a key's type in reports.
pub(super) fn key_family(key: &PublicKey) -> &'static str {
    match key.key_type() {
        KeyType::Rsa | KeyType::RsaPss => "RSA",
        KeyType::Dsa => "DSA",
        KeyType::Ed25519 => "Ed25519",
        KeyType::Ed448 => "Ed448",
        KeyType::MlDsa44 => "ML-DSA-44",
        KeyType::MlDsa65 => "ML-DSA-65",
        KeyType::MlDsa87 => "ML-DSA-87",
        _ => "EC",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    const TODAY: OffsetDateTime = datetime!(2026-11-23 00:00 UTC);

    fn table() -> Algorithms {
        Algorithms::parse(Algorithms::TEXT).unwrap()
    }

    #[test]
    fn sha1_was_good_until_its_date() {
        assert!(table().accepts_digest(Hash::Sha1, datetime!(2012-07-31 23:59:59 UTC)));
        assert!(!table().accepts_digest(Hash::Sha1, datetime!(2012-08-01 00:00 UTC)));
    }

    #[test]
    fn a_key_is_judged_with_its_scheme_by_the_longest_length_it_reaches() {
        let accepts = |name, bits, at| accepts(&table().signature, name, bits, at);
        assert!(accepts("rsa-pkcs1", 2048, TODAY));
        assert!(!accepts("rsa-pkcs1", 1024, TODAY));
        assert!(accepts("rsa-pkcs1", 1024, datetime!(2019-09-30 00:00 UTC)));
        assert!(!accepts("rsa-pkcs1", 512, datetime!(2001-01-01 00:00 UTC)));
        // PKCS#1 v1.5 is on its way out at any length.
        assert!(!accepts("rsa-pkcs1", 4096, datetime!(2029-01-01 00:00 UTC)));
        assert!(accepts("rsa-pss", 3072, datetime!(2029-01-01 00:00 UTC)));
        assert!(!accepts("rsa-pss", 2048, datetime!(2029-01-01 00:00 UTC)));
        assert!(accepts("ecdsa", 256, TODAY) && !accepts("ecdsa", 224, TODAY));
        assert!(!accepts("dsa", 2048, TODAY), "what has no row");
    }

    #[test]
    fn the_end_is_that_of_the_weaker_part() {
        let all = crate::x509::read_certificates(include_bytes!("../../fixtures/x509/certificates.pem")).unwrap();
        let lan = all.iter().filter_map(|one| one.public_key().ok()).find(|key| key.bits() == Some(2048)).unwrap();
        assert_eq!(table().end(Scheme::RsaPkcs1(Hash::Sha256), lan), Some(datetime!(2029-01-01 00:00 UTC)));
        assert_eq!(table().end(Scheme::RsaPkcs1(Hash::Sha1), lan), Some(datetime!(2012-08-01 00:00 UTC)));
        assert_eq!(table().end(Scheme::Ed25519, lan), None);
    }

    #[test]
    fn every_hash_and_scheme_has_a_row() {
        let any = Hash::Sha256;
        let schemes = [
            Scheme::RsaPkcs1(any),
            Scheme::RsaPss { hash: any, mgf: any, salt: 32 },
            Scheme::Ecdsa(any),
            Scheme::Ed25519,
            Scheme::Ed448,
            Scheme::MlDsa44,
            Scheme::MlDsa65,
            Scheme::MlDsa87,
        ];
        let table = table();
        let named = |rows: &[Algorithm], name| assert!(rows.iter().any(|row| row.name == name), "{name}");
        for hash in Hash::ALL {
            named(&table.digest, hash.name());
        }
        for scheme in schemes {
            named(&table.signature, scheme.name());
        }
    }
}
