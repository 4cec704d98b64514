//! Verification by the blocks of ETSI EN 319 102-1.

mod verdict;

pub use verdict::*;
