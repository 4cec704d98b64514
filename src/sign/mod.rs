//! Signing: bytes → prepared update → CMS → sealed file → checked by our own verifier (EN 319 142-1 §6.3).
//!
//! [`sign`] makes PAdES B-B and B-T, [`timestamp`] a document time-stamp; [`prepare`] is the half before a key is asked. Both only append. What may be signed is decided
//! in `guard` before a key is asked; what comes out is judged in `self_check` before anybody sees it.

mod error;
mod field;
mod guard;
mod integrity_code;
mod order;
mod pipeline;
mod prepare;
mod self_check;
mod widget;

pub use error::{Error, FieldProblem, Forbidden};
pub use order::{Certify, Entries, LockFields, Order};
pub use pipeline::{Sealed, Signed, prepare, sign, timestamp};
pub use prepare::Prepared;
