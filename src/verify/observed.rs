//! What was observed of a rule, before a policy says what it counts for.

use serde::{Deserialize, Serialize};

use super::findings::{Findings, Rule};
use super::wire;

/// One observation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Observation {
    #[serde(with = "wire::rule")]
    rule: Rule,
    outcome: Outcome,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Outcome {
    Holds,
    /// Odd, and usually no more than that.
    Odd,
    /// It does not hold; what it is about.
    Broken(Option<String>),
}

/// Observations in the order in which they were made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Observed(Vec<Observation>);

impl Observed {
    /// `rule` holds.
    pub(super) fn pass(&mut self, rule: Rule) {
        self.0.push(Observation { rule, outcome: Outcome::Holds });
    }

    /// `rule` does not hold; the object is what it is about.
    pub(super) fn break_rule(&mut self, rule: Rule, object: impl Into<Option<String>>) {
        self.0.push(Observation { rule, outcome: Outcome::Broken(object.into()) });
    }

    /// Something to warn of.
    pub(super) fn warn(&mut self, rule: Rule) {
        self.0.push(Observation { rule, outcome: Outcome::Odd });
    }

    /// Does `rule` hold?
    pub(super) fn check(&mut self, rule: Rule, holds: bool) {
        if holds { self.pass(rule) } else { self.break_rule(rule, None) }
    }

    /// What they count for, into `findings`.
    pub(super) fn weigh(&self, findings: &mut Findings) {
        for Observation { rule, outcome } in &self.0 {
            match outcome {
                Outcome::Holds => findings.pass(*rule),
                Outcome::Odd => findings.warn(*rule),
                Outcome::Broken(object) => findings.break_rule(*rule, object.clone()),
            }
        }
    }
}
