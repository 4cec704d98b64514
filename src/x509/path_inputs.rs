//! The inputs of path validation (RFC 5280 §6.1.1 (c), (e)–(i)), and what an anchor adds to them (RFC 5937).
//!
//! RFC 5937 leaves it to the caller whether an anchor's own constraints count; here they always do. An anchor is a
//! certificate, and what its owner wrote into it limits the trust in it: pathLenConstraint, name constraints, certificate
//! policies, policy constraints, inhibitAnyPolicy. What it says of itself is never loosened by the inputs. A number of
//! certificates to skip counts from the anchor; RFC 5937 knows only 0. An anchor that says of itself that it is no CA, or
//! that its key signs no certificates, issues none. Its mappings, dates, signature and unknown extensions are not looked at.

use std::collections::BTreeSet;

use super::{Certificate, Subtree, oids};

/// What the caller asks of a path. By default nothing: any policy, any name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PathInputs {
    /// user-initial-policy-set (c), in dotted decimal; none is any-policy.
    pub policies: Vec<String>,
    /// initial-policy-mapping-inhibit (e).
    pub inhibit_policy_mapping: bool,
    /// initial-explicit-policy (f).
    pub explicit_policy: bool,
    /// initial-any-policy-inhibit (g).
    pub inhibit_any_policy: bool,
    /// initial-permitted-subtrees (h): names must be in one of these, where any is of their form.
    pub permitted: Vec<Subtree>,
    /// initial-excluded-subtrees (i).
    pub excluded: Vec<Subtree>,
}

impl PathInputs {
    /// Nothing is asked.
    pub const ANY: Self = Self {
        policies: Vec::new(),
        inhibit_policy_mapping: false,
        explicit_policy: false,
        inhibit_any_policy: false,
        permitted: Vec::new(),
        excluded: Vec::new(),
    };

    /// user-initial-policy-set as the anchor narrows it; nothing is any-policy.
    pub(super) fn policy_set<'a>(&'a self, anchor: &'a Certificate) -> Option<BTreeSet<&'a str>> {
        let set = |policies: &'a [String]| {
            let any = policies.is_empty() || policies.iter().any(|policy| policy == oids::ANY_POLICY);
            (!any).then(|| policies.iter().map(String::as_str).collect::<BTreeSet<_>>())
        };
        match (set(&self.policies), set(&anchor.extensions().policies)) {
            (Some(asked), Some(own)) => Some(asked.intersection(&own).copied().collect()),
            (asked, own) => asked.or(own),
        }
    }

    /// explicit_policy, policy_mapping and inhibit_anyPolicy at the start of a path of `n` (§6.1.2 (d)–(f)).
    pub(super) fn counters(&self, anchor: &Certificate, n: u32) -> Counters {
        let own = anchor.extensions();
        let start = |asked: bool, own: Option<u32>| {
            let limit = if asked { 0 } else { n.saturating_add(1) };
            own.map_or(limit, |own| limit.min(own))
        };
        Counters {
            explicit_policy: start(self.explicit_policy, own.policy_constraints.require_explicit_policy),
            policy_mapping: start(self.inhibit_policy_mapping, own.policy_constraints.inhibit_policy_mapping),
            inhibit_any_policy: start(self.inhibit_any_policy, own.inhibit_any_policy),
        }
    }
}

/// Certificates until each begins to hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counters {
    pub(super) explicit_policy: u32,
    pub(super) policy_mapping: u32,
    pub(super) inhibit_any_policy: u32,
}

impl Counters {
    /// §6.1.4 (h)–(j): one certificate further down, and what that one asks.
    pub(super) fn prepare(&mut self, certificate: &Certificate) {
        let asked = certificate.extensions();
        let pass = |counter: &mut u32, asked: Option<u32>| {
            if !certificate.is_self_issued() {
                *counter = counter.saturating_sub(1);
            }
            *counter = asked.map_or(*counter, |asked| asked.min(*counter));
        };
        pass(&mut self.explicit_policy, asked.policy_constraints.require_explicit_policy);
        pass(&mut self.policy_mapping, asked.policy_constraints.inhibit_policy_mapping);
        pass(&mut self.inhibit_any_policy, asked.inhibit_any_policy);
    }

    /// §6.1.5 (a), (b): the last certificate.
    pub(super) fn wrap_up(&mut self, certificate: &Certificate) {
        self.explicit_policy = self.explicit_policy.saturating_sub(1);
        if certificate.extensions().policy_constraints.require_explicit_policy == Some(0) {
            self.explicit_policy = 0;
        }
    }
}
