//! Certificates, keys, paths and revocation lists (RFC 5280).

mod scheme;

pub use scheme::Scheme;
