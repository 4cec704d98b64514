//! How results are shown: text for people; JSON is the results' own shape.

pub mod agencies;
pub mod bundle;
pub mod cert;
pub mod config;
pub mod etsi;
pub mod inspect;
pub mod ledger;
pub mod lists;
pub mod man;
mod markup;
mod paper;
pub mod receive;
pub mod sign;
pub mod stats;
mod style;
pub mod token;
pub mod trust;
pub mod verdict;

pub use style::Mark;
