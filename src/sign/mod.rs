//! Signing: bytes → prepared update → CMS → sealed file → checked by our own verifier (EN 319 142-1 §6.3).
//!
//! [`sign`] makes PAdES B-B and B-T, [`timestamp`] a document time-stamp; [`prepare`] is the half before a key is asked.
//! [`Raise`] takes what is signed to B-T, B-LT and B-LTA, and renews it. All of them only append. What may be signed is decided
//! in `guard` before a key is asked; what comes out is judged in `self_check` before anybody sees it.

mod due;
mod entries;
mod error;
mod evidence;
mod field;
mod guard;
mod integrity_code;
mod order;
mod pipeline;
mod prepare;
mod raise;
mod self_check;
mod standing;
mod store;
mod widget;
mod workpiece;

pub use due::due;
pub use error::{Error, FieldProblem, Forbidden};
pub use evidence::{EvidenceError, Missing};
pub use order::{Certify, Entries, LockFields, Order};
pub use pipeline::{Sealed, Signed, prepare, sign, timestamp};
pub use prepare::Prepared;
pub use raise::{Raise, Raised};
pub use standing::{Standing, Unknown, standing};
pub use workpiece::{Workpiece, confirm};
