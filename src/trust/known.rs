//! Authorities whose certificates are recognised by their digest, with the addresses where they are published.

use std::sync::LazyLock;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::text::hex;
use crate::x509::Certificate;

use super::Use;

/// An authority that is known beforehand.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    /// What people call it.
    pub name: String,
    /// Of the certificate, lower-case hexadecimal: the pin.
    #[serde(deserialize_with = "pin")]
    pub sha256: String,
    /// Does a path end at it, or lead through it?
    pub role: Part,
    /// Where it is published, in the order in which they are tried; empty where no address is known.
    pub addresses: Vec<String>,
}

/// What part of a path an authority is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Its end.
    Anchor,
    /// Between.
    Intermediate,
}

impl Authority {
    /// What its certificate is kept for.
    pub fn uses(&self) -> &'static [Use] {
        match self.role {
            Part::Anchor => &[Use::Signature, Use::Timestamp],
            Part::Intermediate => &[Use::Intermediate],
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    authority: Vec<Authority>,
}

/// 64 hexadecimal digits, in lower case; a shorter one would let other certificates pass.
fn pin<'de, D: Deserializer<'de>>(source: D) -> Result<String, D::Error> {
    let text = String::deserialize(source)?;
    let digits: String = text.chars().filter(|c| !matches!(c, ':' | ' ')).collect::<String>().to_ascii_lowercase();
    if digits.len() == 64 && digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return Ok(digits);
    }
    Err(D::Error::custom("a sha256 of 64 hexadecimal digits is needed"))
}

static VIET_NAM: LazyLock<Vec<Authority>> = LazyLock::new(|| {
    // The text is part of the program, and a test reads it.
    read_authorities(include_str!("data/vn.toml")).unwrap_or_default()
});

/// A list of authorities that somebody made, in the form of the one for Viet Nam (`data/vn.toml`).
///
/// # Errors
/// What is no TOML, an unknown key, or a key that is missing.
pub fn read_authorities(text: &str) -> Result<Vec<Authority>, toml::de::Error> {
    Ok(toml::from_str::<Table>(text)?.authority)
}

/// The authorities of a country by its code; nothing for one whose are not known.
pub fn authorities(country: &str) -> Option<&'static [Authority]> {
    (country == "vn").then(|| VIET_NAM.as_slice())
}

/// Whose certificate this is, if its digest is known.
pub fn authority(certificate: &Certificate) -> Option<&'static Authority> {
    let digest = hex(certificate.fingerprint());
    VIET_NAM.iter().find(|authority| authority.sha256 == digest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        let all = authorities("vn").unwrap();
        assert_eq!(all.iter().filter(|authority| authority.role == Part::Anchor).count(), 3);
        for authority in all {
            let digits = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
            assert!(authority.sha256.len() == 64 && authority.sha256.chars().all(digits), "{}", authority.name);
        }
        assert!(authorities("fr").is_none());
        let list =
            |pin: &str| format!("[[authority]]\nname = \"CA\"\nsha256 = \"{pin}\"\nrole = \"anchor\"\naddresses = []");
        assert!(read_authorities(&list("afcc")).is_err(), "a cut pin would let others pass");
        assert_eq!(read_authorities(&list(&"AF:".repeat(32))).unwrap()[0].sha256, "af".repeat(32));
    }
}
