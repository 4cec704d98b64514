//! Which record of a document counts.
//!
//! One document is counted once, in its last state. Bytes that a record made others of (`sha256_in` of a signature, a
//! time-stamp) are not the last state. Of several records about the same bytes the weightier counts: a verdict before none;
//! of equals that of whoever made them, then that of whoever received them, then the first that was given. That depends on which records there are and not on the order in which they came, so
//! that ledgers can be merged in any order.

use std::cmp::Ordering;

use super::Action;
use super::row::{Digest, Row};

/// What is known of a record about the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Standing {
    pub(super) id: i64,
    pub(super) content: Digest,
    /// The other bytes that it made these of.
    pub(super) made_of: Option<Vec<u8>>,
    pub(super) action: String,
    pub(super) status: String,
    pub(super) policy: String,
    pub(super) no_check: bool,
    pub(super) judged_on: i64,
}

impl Standing {
    pub(super) fn of(id: i64, row: &Row, content: Digest) -> Self {
        Self {
            id,
            content,
            made_of: row.superseded().map(<[u8]>::to_vec),
            action: row.action.clone(),
            status: row.status.clone(),
            policy: row.policy.clone(),
            no_check: row.no_check,
            judged_on: row.judged_on,
        }
    }

    fn weight(&self) -> u8 {
        match self.status.as_str() {
            "error" => 0,
            "indeterminate" => 1,
            _ if self.no_check => 1,
            _ => 2,
        }
    }

    /// Whoever made these bytes knows best what they are; what came in is no work of its signer's agency.
    fn closeness(&self) -> u8 {
        match Action::of_name(&self.action) {
            Some(Action::Sign | Action::Timestamp | Action::Extend) => 2,
            Some(Action::Receive) => 1,
            Some(Action::Verify) | None => 0,
        }
    }

    /// The one that counts is the greatest.
    fn rank(&self, other: &Self) -> Ordering {
        let first = |a: &Self, b: &Self| b.judged_on.cmp(&a.judged_on).then_with(|| b.content.cmp(&a.content));
        let close = self.closeness().cmp(&other.closeness());
        self.weight()
            .cmp(&other.weight())
            .then(close)
            .then_with(|| first(self, other))
            .then_with(|| other.id.cmp(&self.id))
    }
}

/// The one of them that counts.
pub(super) fn best(all: &[Standing]) -> Option<&Standing> {
    all.iter().max_by(|a, b| a.rank(b))
}

/// Is a row a verification, or a second reception, that says nothing new? Of the verdicts on the same bytes under the same policy the first
/// conclusive one stands; `indeterminate` and `error` are no last word, and each is written once.
pub(super) fn says_nothing_new(row: &Row, known: &[Standing]) -> bool {
    let last_word = |it: &Standing| !matches!(it.status.as_str(), "indeterminate" | "error");
    let again = |it: &Standing| it.action == row.action && it.status == row.status;
    let same = |it: &&Standing| !it.no_check && it.policy == row.policy;
    let settled = |it: &Standing| last_word(it) || again(it);
    match Action::of_name(&row.action) {
        Some(Action::Verify) => known.iter().filter(same).any(settled),
        Some(Action::Receive) => known.iter().filter(same).any(|it| it.action == row.action && settled(it)),
        Some(Action::Sign | Action::Timestamp | Action::Extend) | None => false,
    }
}
