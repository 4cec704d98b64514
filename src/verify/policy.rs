//! Policies: which findings fail, which warn, and what a file must carry.
//!
//! A policy is a TOML text; the built-in ones are `data/default.toml` and `data/nd30.toml`. Its name, version and
//! digest stand in every report, so that a verdict can be traced to the rules it was made by.

use serde::Deserialize;

use crate::hash::Hash;
use crate::text::hex;

use super::algorithms::Algorithms;

/// The rules of one verification.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The constraints.
    pub rules: Rules,
    /// SHA-256 of the policy's text, lower-case hex.
    pub sha256: String,
    /// Until when which algorithm may be relied on.
    pub algorithms: Algorithms,
}

/// The constraints of a policy, as written.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(clippy::struct_excessive_bools)] // Each is a key of the file.
pub struct Rules {
    /// The policy's name.
    pub name: String,
    /// The version of its text.
    pub version: String,
    /// What a missing revocation answer means.
    pub revocation: Revocation,
    /// How the dates of a path are read.
    pub validity_model: ValidityModel,
    /// Changes after a signature that are accepted without DocMDP.
    pub accept_changes: AcceptChanges,
    /// Signatures that a file must carry.
    pub require: Vec<Role>,
    /// Does the claimed time decide what people read?
    pub trust_claimed_time: bool,
    /// Are a revoked signer, weak algorithms and constraint failures «invalid» for people?
    pub doubts_are_invalid: bool,
    /// Must an old form (adbe.*) have signed attributes too?
    pub require_signed_attributes: bool,
    /// Signature policies that a signature may name.
    pub signature_policies: AcceptedPolicies,
    /// Are non-zero bytes after the CMS a failure?
    pub trailing_data_fails: bool,
    /// What it means before signing that too little is known of one's own certificate.
    pub own_certificate: Revocation,
}

/// Which signature policies are accepted (EN 319 102-1 §5.2.4): `"any"`, which applies none of them, or a list.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum AcceptedPolicies {
    /// These, and signatures that name none.
    Listed(Vec<AcceptedPolicy>),
    /// Any.
    #[serde(with = "any")]
    Any,
}

/// A signature policy.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AcceptedPolicy {
    /// Dotted decimal.
    pub oid: String,
    /// Of the policy document, in hexadecimal, as signatures have it.
    pub digest: Option<String>,
}

/// The word `any`.
mod any {
    use serde::Deserialize;

    pub(super) fn deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<(), D::Error> {
        match String::deserialize(deserializer)?.as_str() {
            "any" => Ok(()),
            other => Err(serde::de::Error::custom(format!("neither \"any\" nor a list of policies: {other}"))),
        }
    }
}

/// What a missing revocation answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Revocation {
    /// Indeterminate, TRY_LATER.
    Hard,
    /// A warning.
    Soft,
}

/// How the dates of a path are read (EN 319 102-1 §5.2.6).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ValidityModel {
    /// Every certificate valid at the time judged.
    Shell,
}

/// Changes that are accepted where no DocMDP says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AcceptChanges {
    /// DSS and document time-stamps.
    LtaUpdates,
    /// Further signatures too.
    Signatures,
    /// Filled-in fields too.
    FormFilling,
    /// Annotations too.
    Annotations,
}

/// In what capacity somebody signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// The person who has the authority (Decree 30/2020, Art 5).
    Person,
    /// The agency, in place of its seal.
    Agency,
}

impl Role {
    /// The code in reports.
    pub fn code(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Agency => "agency",
        }
    }
}

/// Why a policy cannot be used.
#[derive(Debug, thiserror::Error)]
#[error("policy {name}: {source}")]
pub struct PolicyError {
    /// The name it was asked for by.
    pub name: String,
    /// What is wrong, with line and column.
    pub source: toml::de::Error,
}

impl Policy {
    /// The names of the built-in policies.
    pub const NAMES: [&'static str; 2] = ["default", "nd30"];

    /// A policy by its built-in name; nothing if there is none of that name.
    pub fn built_in(name: &str) -> Option<Result<Self, PolicyError>> {
        let text = match name {
            "default" => include_str!("data/default.toml"),
            "nd30" => include_str!("data/nd30.toml"),
            _ => return None,
        };
        Some(Self::parse(name, text))
    }

    /// A policy from its text.
    ///
    /// # Errors
    /// [`PolicyError`] for what is no TOML, an unknown key or value, or a key that is missing.
    pub fn parse(name: &str, text: &str) -> Result<Self, PolicyError> {
        let error = |source| PolicyError { name: name.to_owned(), source };
        Ok(Self {
            rules: toml::from_str(text).map_err(error)?,
            sha256: hex(&Hash::Sha256.digest(text.as_bytes())),
            algorithms: Algorithms::built_in().map_err(error)?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_policies_are_well_formed() {
        for name in Policy::NAMES {
            assert_eq!(Policy::built_in(name).unwrap().unwrap().rules.name, name);
        }
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let text = include_str!("data/default.toml").replace("require", "requires");
        assert!(Policy::parse("mine", &text).unwrap_err().to_string().contains("requires"));
    }
}
