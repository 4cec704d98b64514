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
//! | what may those below a CA be called, and under which policies | [`NameConstraints`], [`Subtree`], [`PathInputs`] |
//! | is it revoked (RFC 5280 §6.3, RFC 6960) | [`Crl`], [`OcspResponse`], [`check_revocation`] |
//! | may it sign documents, or time-stamps | [`document_signing`], [`time_stamping`] |

mod algorithm;
mod build;
mod bundle;
mod certificate;
mod constraints;
mod crl;
mod crl_entries;
mod crl_scope;
mod dsa_key;
mod elliptic;
mod error;
mod extensions;
mod failure;
mod general_name;
mod key;
mod key_type;
mod memory;
mod name;
mod name_constraints;
mod name_match;
mod name_text;
mod ocsp;
mod ocsp_single;
pub mod oids;
mod path;
mod path_inputs;
mod policy_graph;
mod process;
mod revocation;
mod revocation_check;
mod revocation_crl;
mod revocation_ocsp;
mod rsa_value;
mod scheme;
mod subtree;
mod tlv;
mod usage;
mod whole_message;

#[cfg(test)]
mod path_tests;
#[cfg(test)]
mod revocation_tests;
#[cfg(test)]
mod testing;

pub use algorithm::{
    hash_from_algorithm, hash_from_oid, hash_oid, hash_parameters_fit, hash_to_algorithm, scheme_from_algorithm,
    scheme_to_algorithm,
};
pub use build::build_path;
pub use bundle::{read_certificates, read_crls, read_ocsps};
pub use certificate::Certificate;
pub use constraints::{NameConstraints, PolicyConstraints, PolicyMapping};
pub use crl::Crl;
pub use crl_entries::{Reason, RevokedEntry};
pub use crl_scope::{Reasons, Scope};
pub use error::Error;
pub use extensions::{AuthorityKeyId, BasicConstraints, Extension, Extensions, KeyUsage};
pub use failure::Failure;
pub use general_name::{DistributionPoint, GeneralName};
pub use key::PublicKey;
pub use key_type::KeyType;
pub use memory::Memory;
pub use name::{Attribute, Name};
pub use ocsp::{OcspResponse, ResponderId};
pub use ocsp_single::{CertHash, CertId, CertStatus, SingleResponse, ocsp_request};
pub use path::{Budget, Element, Path, PathReport, PathStatus, Role};
pub use path_inputs::PathInputs;
pub use revocation::{
    Companion, Considered, Evidence, Exemption, Outcome, RevocationAnswer, RevocationData, Unusable,
    revocation_exemption,
};
pub use revocation_check::check_revocation;
pub use scheme::Scheme;
pub use subtree::Subtree;
pub use tlv::oid_text;
pub use usage::{SigningRules, UsageFailure, document_signing, time_stamping};
