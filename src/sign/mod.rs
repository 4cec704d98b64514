//! Signing: bytes, prepared update, CMS, sealed file.

mod error;
mod order;

pub use error::{Error, FieldProblem, Forbidden};
pub use order::{Certify, Entries, LockFields, Order};
