//! Cryptographic Message Syntax (RFC 5652) as PDF signatures and time-stamps use it.
//!
//! [`SignedData`] reads what others made, BER included, and keeps the octets that were signed; [`judge`] does the
//! arithmetic and says facts; [`ToBeSigned`] makes what we sign. Nothing here knows PDF, trust or the current time.

pub mod attributes;
mod authenticated_data;
pub mod ber;
mod build;
mod error;
mod pdf_mac;
mod policy;
mod signed_data;
mod verify;

pub use build::{BuildError, Signed, ToBeSigned, with_unsigned_attribute};
pub use error::Error;
pub use pdf_mac::{MacKek, MacProblem, PdfMac, pdf_mac};
pub use policy::{
    COMMITMENT_TYPE, SIGNATURE_POLICY, SIGNER_ATTRIBUTES, SignaturePolicy, claimed_roles, commitment_type,
};
pub use signed_data::{
    Algorithm, ID_DATA, ID_SIGNED_DATA, ID_TST_INFO, SignedAttributes, SignedData, SignerIdentifier, SignerInfo,
};
pub use verify::{Facts, Oddity, begins_as_attributes, is_timestamp, judge, signing_certificate};
