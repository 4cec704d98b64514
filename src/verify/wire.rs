//! How facts are written where JSON has no type for them: bytes in Base64, digests in hexadecimal, rules and kinds by their
//! codes. A code that this version does not know is an error, never a guess.

use ::base64::Engine;
use ::base64::engine::general_purpose::STANDARD;
use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::pdf::{ContentKind, LockAction};

/// Bytes.
pub(super) mod base64 {
    use super::{Deserializer, Serializer, bytes, text};

    pub(in crate::verify) fn serialize<S: Serializer>(value: &[u8], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&text(value))
    }

    pub(in crate::verify) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
        bytes(deserializer)
    }
}

/// Several of them.
pub(super) mod base64_list {
    use super::{Bytes, Deserialize, Deserializer, Serializer, text};

    pub(in crate::verify) fn serialize<S: Serializer>(list: &[Vec<u8>], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(list.iter().map(|bytes| text(bytes)))
    }

    pub(in crate::verify) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Vec<u8>>, D::Error> {
        Ok(Vec::<Bytes>::deserialize(deserializer)?.into_iter().map(|bytes| bytes.0).collect())
    }
}

/// A rule by its code.
pub(super) mod rule {
    use super::{Deserializer, Serializer, known};
    use crate::verify::findings::Rule;
    use crate::verify::rules;

    #[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature.
    pub(in crate::verify) fn serialize<S: Serializer>(rule: &Rule, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(rule.code)
    }

    pub(in crate::verify) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Rule, D::Error> {
        known(deserializer, "rule", |code| rules::ALL.iter().find(|rule| rule.code == code).copied())
    }
}

/// A kind of change by its code.
pub(super) mod change {
    use super::{Deserializer, Serializer, known};
    use crate::verify::changes::kinds::{ALL, Kind};

    pub(in crate::verify) fn serialize<S: Serializer>(kind: &Kind, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(kind.code)
    }

    pub(in crate::verify) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Kind, D::Error> {
        known(deserializer, "kind of change", |code| ALL.iter().find(|kind| kind.code == code).copied())
    }
}

/// A class of content by its code.
pub(super) fn content<'de, D: Deserializer<'de>>(deserializer: D) -> Result<&'static str, D::Error> {
    known(deserializer, "class of content", |code| {
        ContentKind::ALL.map(ContentKind::code).into_iter().find(|it| *it == code)
    })
}

/// /Action of a lock by its name in PDF.
pub(super) mod action {
    use super::{Deserializer, LockAction, Serializer, known};

    #[allow(clippy::trivially_copy_pass_by_ref)] // serde's signature.
    pub(in crate::verify) fn serialize<S: Serializer>(action: &LockAction, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(match action {
            LockAction::All => "All",
            LockAction::Include => "Include",
            LockAction::Exclude => "Exclude",
        })
    }

    pub(in crate::verify) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<LockAction, D::Error> {
        known(deserializer, "action of a lock", |name| match name {
            "All" => Some(LockAction::All),
            "Include" => Some(LockAction::Include),
            "Exclude" => Some(LockAction::Exclude),
            _ => None,
        })
    }
}

/// What a code stands for.
fn known<'de, D: Deserializer<'de>, T>(
    deserializer: D,
    what: &str,
    find: impl Fn(&str) -> Option<T>,
) -> Result<T, D::Error> {
    let code = String::deserialize(deserializer)?;
    find(&code).ok_or_else(|| D::Error::custom(format!("unknown {what} {code:?}")))
}

/// Bytes as JSON has them.
#[derive(Deserialize)]
struct Bytes(#[serde(with = "base64")] Vec<u8>);

/// Bytes as text.
pub(super) fn text(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Text as bytes.
pub(super) fn bytes<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<u8>, D::Error> {
    STANDARD.decode(String::deserialize(deserializer)?).map_err(D::Error::custom)
}

impl Serialize for super::facts::Contents {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&text(self.unpadded()))
    }
}

impl<'de> Deserialize<'de> for super::facts::Contents {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        bytes(deserializer).map(Self::from)
    }
}
