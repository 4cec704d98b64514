//! Verification by the blocks of ETSI EN 319 102-1.

pub mod algorithms;
pub mod policy;
mod verdict;

pub use verdict::*;
