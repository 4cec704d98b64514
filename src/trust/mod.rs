//! Which certificates are relied on where nobody names any: a store of plain files, and the authorities known by digest.
//!
//! A store is a folder with a folder for each use, `signature`, `timestamp`, `intermediate` and `bundle`; in each stands one DER file a
//! certificate, named by its SHA-256, so that an administrator can look at it, copy it and compare it with any tool. A file
//! whose content does not fit its name ends the call: judging with half of the anchors would be another judgement. There is
//! a store of the machine's, which is only read, and one's own. The operating system's store is never looked at: what a
//! browser trusts is not what an office trusts.

mod known;
mod store;

pub use known::{Authority, Part, authorities, authority, read_authorities};
pub use store::{Entry, Error, Store, Use, digits, folders};
