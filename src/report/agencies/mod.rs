//! The tree of agencies for people and as JSON Lines: what is wrong with its file, how it stands, whose a certificate is.
//!
//! Names come from the file and from certificates: every one passes through [`Untrusted`] before it reaches a terminal.

mod check;
mod matching;
mod tree;

pub use check::Checked;
pub use matching::{Holder, Matched, Whose};
pub use tree::{Drawn, drawn};

use crate::messages::{AgencyWord, Lang};
use crate::stats::Agencies;
use crate::stats::agencies::Agency;
use crate::text::Untrusted;

/// `H02.05  Sở Tư pháp`
fn named(agency: &Agency) -> String {
    format!("{}  {}", Untrusted(&agency.code), Untrusted(&agency.name))
}

/// `2018-01-01 → 2025-06-30 → H05`: its days where any is given, and who came after.
fn days(agency: &Agency, agencies: &Agencies, lang: Lang) -> String {
    let word = |word| lang.words().agency(word);
    let mut text = match (agency.valid_from, agency.valid_to) {
        (None, None) => String::new(),
        (Some(from), None) => format!("{} {from}", word(AgencyWord::From)),
        (None, Some(to)) => format!("{} {to}", word(AgencyWord::Until)),
        (Some(from), Some(to)) => format!("{from} – {to}"),
    };
    let successors: Vec<_> = agencies.successors(agency).map(named).collect();
    if !successors.is_empty() {
        text = format!("{text} → {}", successors.join("; "));
    }
    text
}
