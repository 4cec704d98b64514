//! Certificates, keys, paths and revocation lists (RFC 5280).
//!
//! What is read here was written by strangers: a malformed certificate is an [`Error`] or a fact about that
//! certificate, never a panic, and nothing found wrong is repaired. Judging is left to `verify`: this module says
//! what is so ([`Path`], [`Outcome`], [`UsageFailure`]), with the values on both sides.
//!
//! | question | where |
//! |---|---|
//! | what does a certificate say | [`Certificate`], [`Extensions`], [`Name`] |
//! | does a key make this signature | [`PublicKey`], [`Scheme`] |
//! | who issued it, up to which anchor (RFC 5280 §6.1) | [`build_path`] |
//! | what was computed already, for all files | [`Memory`] |
//! | is it revoked (RFC 5280 §6.3, direct CRLs) | [`Crl`], [`check_with_crls`] |
//! | may it sign documents, or time-stamps | [`document_signing`], [`time_stamping`] |
//!
//! Not yet: name constraints, policies, delta and indirect CRLs; where they occur they are reported as unprocessed.

mod algorithm;
mod build;
mod bundle;
mod certificate;
mod crl;
mod crl_entries;
mod elliptic;
mod error;
mod extensions;
mod failure;
mod general_name;
mod key;
mod key_type;
mod memory;
mod name;
mod name_match;
pub mod oids;
mod path;
mod revocation;
mod rsa_value;
mod scheme;
mod tlv;
mod usage;
mod whole_message;

#[cfg(test)]
mod testing;

pub use algorithm::{
    hash_from_algorithm, hash_from_oid, hash_oid, hash_parameters_fit, hash_to_algorithm, scheme_from_algorithm,
    scheme_to_algorithm,
};
pub use build::build_path;
pub use bundle::{read_certificates, read_crls};
pub use certificate::Certificate;
pub use crl::{Crl, Scope};
pub use crl_entries::{Reason, RevokedEntry};
pub use error::Error;
pub use extensions::{AuthorityKeyId, BasicConstraints, Extension, Extensions, KeyUsage};
pub use failure::{Failure, Unprocessed};
pub use general_name::{DistributionPoint, GeneralName};
pub use key::PublicKey;
pub use key_type::KeyType;
pub use memory::Memory;
pub use name::{Attribute, Name};
pub use path::{Budget, Element, Path, PathReport, PathStatus, Role};
pub use revocation::{Considered, Outcome, RevocationAnswer, Unusable, check_with_crls};
pub use scheme::Scheme;
pub use tlv::oid_text;
pub use usage::{SigningRules, UsageFailure, document_signing, time_stamping};
