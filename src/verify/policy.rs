//! Policies: which findings fail, which warn, and what a file must carry.
//!
//! A policy is a TOML text; the built-in ones are `data/default.toml` and `data/nd30.toml`, and a text of somebody's own
//! may extend one of them. Its name, version and digest stand in every report, so that a verdict can be traced to the rules
//! it was made by.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::{fs, io};

use serde::Deserialize;

use crate::hash::Hash;
use crate::text::{hex, nearest, toml_fault};

use super::algorithms::{AlgorithmRows, Algorithms};
use super::demands::{Grace, Oid, QcStatement, Sunset};
use super::findings::Rule;
use super::rules;

/// The rules of one verification.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The constraints.
    pub rules: Rules,
    /// SHA-256 of the policy's text, lower-case hex.
    pub sha256: String,
    /// Until when which algorithm may be relied on.
    pub algorithms: Algorithms,
    /// What findings count for, where not as usual.
    pub constraints: Constraints,
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
    /// How old an answer about the signer may be.
    pub revocation_freshness: RevocationFreshness,
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
    /// Must a signer's key usage be nonRepudiation, digitalSignature alone not being enough?
    #[serde(default)]
    pub require_non_repudiation: bool,
    /// Certificate policies of which a signer's path must be valid for one; nothing is asked where there are none.
    #[serde(default)]
    pub certificate_policies: Vec<Oid>,
    /// Statements that a signer's certificate must make, all of them.
    #[serde(default)]
    pub qc_statements: Vec<QcStatement>,
    /// Anchors that are relied on until a day.
    #[serde(default)]
    pub anchor: Vec<Sunset>,
    /// How long after a signature the answers about its signer must be issued.
    #[serde(default)]
    pub revocation_grace: Grace,
    /// What findings count for, by their codes, where not as usual.
    #[serde(default)]
    pub constraints: BTreeMap<String, Severity>,
    /// Rows that replace those of the dated table.
    #[serde(default)]
    pub algorithms: Option<AlgorithmRows>,
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
    /// Every certificate valid at the current time; a proof of existence takes its place (§5.5, §5.6).
    Shell,
    /// Every certificate valid when it was used: the signer's for the signature, an issuer's for the certificate below it.
    Chain,
    /// Every certificate valid when the signature is proven to have existed.
    Hybrid,
}

/// How old an answer about the signer's certificate may be once it is no longer current (EN 319 102-1 §5.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RevocationFreshness {
    /// Not older than the signature: who was revoked just before it signs no more (VERDICT §9).
    AfterSignature,
    /// Current when the signature was made.
    NextUpdate,
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

/// What a finding counts for where the policy says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// The signature does not pass.
    Fail,
    /// It is said, and costs nothing.
    Warn,
    /// It is not even said.
    Ignore,
}

/// By the codes of rules; what is not named counts as the rules say.
pub type Constraints = Arc<BTreeMap<&'static str, Severity>>;

/// Why a policy cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PolicyError {
    /// The file cannot be read.
    #[error("policy {name}: {source}")]
    Unreadable {
        /// The name it was asked for by.
        name: String,
        /// What the system says.
        source: io::Error,
    },
    /// No TOML, an unknown key, a value that cannot be, or a key that is missing.
    #[error("policy {name}: {}", toml_fault(.source))]
    Syntax {
        /// The name it was asked for by.
        name: String,
        /// What is wrong, with line and column where they are known.
        source: toml::de::Error,
    },
    /// It extends what is no built-in policy.
    #[error("policy {name}: it extends {extends:?}, which is neither default nor nd30")]
    Base {
        /// The name it was asked for by.
        name: String,
        /// As written.
        extends: String,
    },
    /// A constraint on a rule that there is not.
    #[error("policy {name}: there is no rule {code:?}; the nearest is {nearest}")]
    NoSuchRule {
        /// The name it was asked for by.
        name: String,
        /// As written.
        code: String,
        /// The rule that is spelt most alike.
        nearest: &'static str,
    },
    /// A grace, where answers from before the signature will do.
    #[error("policy {name}: a revocation_grace needs revocation_freshness = \"after-signature\"")]
    Grace {
        /// The name it was asked for by.
        name: String,
    },
    /// A constraint that would let something false pass.
    #[error("policy {name}: {code} always fails a signature; no policy can weaken it")]
    Firm {
        /// The name it was asked for by.
        name: String,
        /// The rule.
        code: &'static str,
    },
}

impl PolicyError {
    /// A stable name for scripts.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "POLICY_UNREADABLE",
            Self::Syntax { .. } => "POLICY_SYNTAX",
            Self::Base { .. } => "POLICY_BASE",
            Self::NoSuchRule { .. } => "POLICY_NO_SUCH_RULE",
            Self::Grace { .. } => "POLICY_GRACE",
            Self::Firm { .. } => "POLICY_FIRM_RULE",
        }
    }
}

/// Rules whose failure a policy may take for a warning. Of all others the failure stands: arithmetic, coverage, changes, paths
/// and revocation are what a verdict is made of, and the table of algorithms has dates of its own.
const YIELDING: [Rule; 6] = [
    rules::KEY_USAGE,
    rules::QC_STATEMENTS,
    rules::COVERS_CERTIFIED,
    rules::SIGNATURE_TIMESTAMP,
    rules::CONTENT_TIMESTAMP,
    rules::SIGNATURE_POLICY_NOT_ACCEPTED,
];

impl Policy {
    /// The names of the built-in policies.
    pub const NAMES: [&'static str; 2] = ["default", "nd30"];

    /// A policy by its built-in name; nothing if there is none of that name.
    pub fn built_in(name: &str) -> Option<Result<Self, PolicyError>> {
        Some(Self::parse(name, built_in(name)?))
    }

    /// A policy from a file.
    ///
    /// # Errors
    /// [`PolicyError`].
    pub fn from_file(path: &Path) -> Result<Self, PolicyError> {
        let name = path.display().to_string();
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&name, &text),
            Err(source) => Err(PolicyError::Unreadable { name, source }),
        }
    }

    /// The same policy over another table of algorithms than the program's own.
    ///
    /// # Errors
    /// [`PolicyError::Syntax`] where `text` is no such table.
    pub fn over(self, text: &str) -> Result<Self, PolicyError> {
        let name = self.rules.name.clone();
        let algorithms = table(&self.rules, text).map_err(|source| PolicyError::Syntax { name, source })?;
        Ok(Self { algorithms, ..self })
    }

    /// A policy from its text.
    ///
    /// # Errors
    /// [`PolicyError`] but `Unreadable`.
    pub fn parse(name: &str, text: &str) -> Result<Self, PolicyError> {
        let syntax = |source| PolicyError::Syntax { name: name.to_owned(), source };
        let mut own: toml::Table = toml::from_str(text).map_err(syntax)?;
        let rules: Rules = match own.remove("extends") {
            // A text of its own keeps the places of its mistakes.
            None => toml::from_str(text).map_err(syntax)?,
            Some(base) => {
                let extends = base.as_str().unwrap_or_default();
                let unknown = || PolicyError::Base { name: name.to_owned(), extends: base.to_string() };
                let mut whole: toml::Table = toml::from_str(built_in(extends).ok_or_else(unknown)?).map_err(syntax)?;
                whole.extend(own);
                whole.try_into().map_err(syntax)?
            }
        };
        if !rules.revocation_grace.is_none() && rules.revocation_freshness == RevocationFreshness::NextUpdate {
            return Err(PolicyError::Grace { name: name.to_owned() });
        }
        let algorithms = table(&rules, Algorithms::TEXT).map_err(syntax)?;
        Ok(Self {
            constraints: constraints(name, &rules.constraints)?,
            rules,
            sha256: hex(&Hash::Sha256.digest(text.as_bytes())),
            algorithms,
        })
    }
}

/// The table `text` with the policy's own rows.
fn table(rules: &Rules, text: &str) -> Result<Algorithms, toml::de::Error> {
    let mut table = Algorithms::parse(text)?;
    if let Some(rows) = &rules.algorithms {
        table.change(rows, &rules.name);
    }
    Ok(table)
}

fn built_in(name: &str) -> Option<&'static str> {
    match name {
        "default" => Some(include_str!("data/default.toml")),
        "nd30" => Some(include_str!("data/nd30.toml")),
        _ => None,
    }
}

fn constraints(name: &str, written: &BTreeMap<String, Severity>) -> Result<Constraints, PolicyError> {
    let mut constraints = BTreeMap::new();
    for (code, severity) in written {
        let codes = || rules::ALL.iter().map(|rule| rule.code);
        let Some(rule) = rules::ALL.iter().find(|rule| rule.code == code) else {
            let nearest = nearest(code, codes()).unwrap_or_default();
            return Err(PolicyError::NoSuchRule { name: name.to_owned(), code: code.clone(), nearest });
        };
        if *severity != Severity::Fail && rule.otherwise.is_some() && !YIELDING.contains(rule) {
            return Err(PolicyError::Firm { name: name.to_owned(), code: rule.code });
        }
        constraints.insert(rule.code, *severity);
    }
    Ok(Arc::new(constraints))
}

#[cfg(test)]
mod tests {
    use super::*;
    use time::macros::datetime;

    #[test]
    fn the_built_in_policies_are_well_formed() {
        for name in Policy::NAMES {
            assert_eq!(Policy::built_in(name).unwrap().unwrap().rules.name, name);
        }
    }

    #[test]
    fn an_unknown_key_is_refused() {
        let text = include_str!("data/default.toml").replace("require ", "requires ");
        assert!(Policy::parse("mine", &text).unwrap_err().to_string().contains("requires"));
        let error = Policy::parse("mine", "extends = \"default\"\nname = \"mine\"\nrevokation = \"soft\"").unwrap_err();
        assert!(error.to_string().contains("revokation"), "{error}");
    }

    fn mine(text: &str) -> Result<Policy, PolicyError> {
        Policy::parse("mine", &format!("extends = \"nd30\"\nname = \"mine\"\nversion = \"2\"\n{text}"))
    }

    #[test]
    fn an_office_changes_what_it_wants_and_keeps_the_rest() {
        let policy = mine("revocation = \"soft\"\n[constraints]\nLEGACY_SUB_FILTER = \"fail\"\n").unwrap();
        assert_eq!((policy.rules.name.as_str(), policy.rules.revocation), ("mine", Revocation::Soft));
        assert_eq!(policy.rules.require, [Role::Person, Role::Agency], "as in nd30");
        assert_eq!(policy.constraints.get("LEGACY_SUB_FILTER"), Some(&Severity::Fail));
    }

    #[test]
    fn the_dates_of_algorithms_can_be_an_offices_own_and_the_table_says_so() {
        let rows = "[[algorithms.digest]]\nname = \"sha1\"\nevaluation = [{ end = \"2014-01-01\" }]\n";
        let table = mine(rows).unwrap().algorithms;
        assert!(table.accepts_digest(Hash::Sha1, datetime!(2013-06-01 00:00 UTC)));
        assert!(table.accepts_digest(Hash::Sha256, datetime!(2013-06-01 00:00 UTC)), "other rows stay");
        assert!(table.table.ends_with("+ mine"), "{}", table.table);
    }

    /// EU DSS ships most of these as warnings, or ignores them.
    #[test]
    fn what_a_verdict_is_made_of_cannot_be_weakened() {
        for code in [
            "MESSAGE_DIGEST",
            "SIGNATURE_VALUE",
            "CHANGED_AFTER_SIGNING",
            "CHANGES_NOT_CHECKED",
            "PATH_CONSTRAINTS",
            "NOT_REVOKED",
            "REVOCATION_DATA",
            "ESS_SIGNING_CERTIFICATE",
            "ALGORITHM_STRENGTH",
            "COVERAGE",
        ] {
            for weaker in ["warn", "ignore"] {
                let error = mine(&format!("[constraints]\n{code} = \"{weaker}\"\n")).unwrap_err();
                assert_eq!(error.code(), "POLICY_FIRM_RULE", "{code}");
            }
            assert!(mine(&format!("[constraints]\n{code} = \"fail\"\n")).is_ok());
        }
    }

    #[test]
    fn a_rule_that_is_spelt_wrong_is_named_with_its_neighbour() {
        let error = mine("[constraints]\nKEY_USEAGE = \"warn\"\n").unwrap_err();
        assert!(error.to_string().ends_with("the nearest is KEY_USAGE"), "{error}");
        assert_eq!(Policy::parse("x", "extends = \"eidas\"").unwrap_err().code(), "POLICY_BASE");
    }
}
