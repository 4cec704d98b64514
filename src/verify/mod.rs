//! Verification by the blocks of ETSI EN 319 102-1.

pub mod algorithms;
pub mod chain;
pub mod findings;
pub mod policy;
pub mod rules;
mod verdict;

pub use verdict::*;
