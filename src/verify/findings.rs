//! From finding to indication: a [`Rule`] names what is checked and what its failure means; [`Findings`] gathers them.
//!
//! A rule is data: its code, the block of EN 319 102-1 it belongs to, its clause, and the indication of its failure.
//! The rules themselves stand in `rules.rs`; `kyso-codes(7)` is made from the same table.

use time::OffsetDateTime;

use super::policy::{Constraints, Severity};
use super::terms::{Block, CheckResult, Indication, SubIndication};
use super::verdict::{Check, Reason};

/// Something that is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable; what reports and `kyso-codes(7)` call it.
    pub code: &'static str,
    /// The building block it belongs to.
    pub block: Block,
    /// The standard's clause.
    pub clause: &'static str,
    /// What its failure means; nothing for a warning.
    pub otherwise: Option<(Indication, SubIndication)>,
}

/// What was checked of one signature, and what came out.
#[derive(Clone, Debug, Default)]
pub struct Findings {
    /// Every check, in the order it was made.
    pub checks: Vec<Check>,
    /// The warnings' codes, each once.
    pub warnings: Vec<&'static str>,
    constraints: Constraints,
    reasons: Vec<(Indication, SubIndication, Reason)>,
    /// Codes of what was found and the policy says nothing of.
    ignored: Vec<&'static str>,
}

impl Findings {
    /// Nothing found yet, under a policy whose `constraints` may change what a finding counts for.
    pub fn under(constraints: &Constraints) -> Self {
        Self { constraints: constraints.clone(), ..Self::default() }
    }

    /// Records that `rule` holds.
    pub fn pass(&mut self, rule: Rule) {
        self.push(rule, CheckResult::Passed);
    }

    /// Records that `rule` does not hold, with the object it is about.
    pub fn break_rule(&mut self, rule: Rule, object: impl Into<Option<String>>) {
        self.break_at(rule, object, None);
    }

    /// Records that `rule` does not hold, with the object and the time it is about.
    pub fn break_at(&mut self, rule: Rule, object: impl Into<Option<String>>, time: Option<OffsetDateTime>) {
        match rule.otherwise {
            Some((indication, sub)) => self.break_as(rule, indication, sub, object, time),
            None => self.warn(rule),
        }
    }

    /// Records that `rule` does not hold, where the case at hand decides what that means.
    pub fn break_as(
        &mut self,
        rule: Rule,
        indication: Indication,
        sub: SubIndication,
        object: impl Into<Option<String>>,
        time: Option<OffsetDateTime>,
    ) {
        match self.constraints.get(rule.code) {
            Some(Severity::Warn) => return self.record_warning(rule),
            Some(Severity::Ignore) => return self.ignored.push(rule.code),
            Some(Severity::Fail) | None => {}
        }
        let failed = indication == Indication::TotalFailed;
        self.push(rule, if failed { CheckResult::Failed } else { CheckResult::Indeterminate });
        let reason = Reason { code: rule.code, clause: rule.clause, object: object.into(), time };
        self.reasons.push((indication, sub, reason));
    }

    /// Records a warning; nothing, or a failure, where the policy says so.
    pub fn warn(&mut self, rule: Rule) {
        match self.constraints.get(rule.code) {
            Some(Severity::Fail) => {
                let (indication, sub) =
                    rule.otherwise.unwrap_or((Indication::Indeterminate, SubIndication::SigConstraintsFailure));
                self.break_as(rule, indication, sub, None, None);
            }
            Some(Severity::Ignore) => self.ignored.push(rule.code),
            Some(Severity::Warn) | None => self.record_warning(rule),
        }
    }

    fn record_warning(&mut self, rule: Rule) {
        self.push(rule, CheckResult::Warning);
        if !self.warnings.contains(&rule.code) {
            self.warnings.push(rule.code);
        }
    }

    /// Records `holds`.
    pub fn check(&mut self, rule: Rule, holds: bool) {
        if holds { self.pass(rule) } else { self.break_rule(rule, None) }
    }

    /// Takes over everything that was found elsewhere.
    pub fn absorb(&mut self, other: Self) {
        other.checks.into_iter().for_each(|check| {
            if !self.checks.contains(&check) {
                self.checks.push(check);
            }
        });
        other.warnings.into_iter().for_each(|code| {
            if !self.warnings.contains(&code) {
                self.warnings.push(code);
            }
        });
        self.reasons.extend(other.reasons);
    }

    /// Takes over the warnings alone, each with its check.
    pub fn absorb_warnings(&mut self, other: &Self) {
        let warned = other.checks.iter().filter(|check| check.result == CheckResult::Warning);
        let (checks, warnings) = (warned.cloned().collect(), other.warnings.clone());
        self.absorb(Self { checks, warnings, ..Self::default() });
    }

    /// The worst indication, with the first sub-indication that led to it.
    pub fn indication(&self) -> (Indication, Option<SubIndication>) {
        // `max_by_key` keeps the last of equals, the standard the first: reversed.
        let worst = self.reasons.iter().rev().max_by_key(|(indication, ..)| *indication);
        worst.map_or((Indication::TotalPassed, None), |(indication, sub, _)| (*indication, Some(*sub)))
    }

    /// The reasons, the weightiest first.
    pub fn reasons(&self) -> Vec<Reason> {
        let mut sorted: Vec<_> = self.reasons.iter().collect();
        sorted.sort_by_key(|(indication, ..)| std::cmp::Reverse(*indication));
        sorted.into_iter().map(|(.., reason)| reason.clone()).collect()
    }

    /// Does `rule` not hold, whatever the policy makes of that?
    pub fn found(&self, rule: Rule) -> bool {
        self.broke(rule) || self.warnings.contains(&rule.code) || self.ignored.contains(&rule.code)
    }

    /// Was `rule` broken?
    pub fn broke(&self, rule: Rule) -> bool {
        self.reasons.iter().any(|(.., reason)| reason.code == rule.code)
    }

    fn push(&mut self, rule: Rule, result: CheckResult) {
        let check = Check { block: rule.block, code: rule.code, result, clause: rule.clause };
        if !self.checks.contains(&check) {
            self.checks.push(check);
        }
    }
}
