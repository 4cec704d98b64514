//! The valid policies of a path as a graph (RFC 9618, which replaces the tree of RFC 5280 §6.1.2 (a)).
//!
//! A tree has a node for every way to a policy, and mappings double the ways with every certificate (CVE-2023-0464). In a
//! graph a policy stands once at each depth, with all its parents: as many nodes as the certificates name policies, as many
//! edges as they name mappings. Each node and edge is paid for all the same.
//!
//! Only the last depth decides what comes next, so nodes that lost their children stay where they are until the end; the
//! graph is NULL as soon as its last depth is empty. Qualifiers are not gathered.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::name_constraints::OutOfWork;
use super::{PolicyMapping, oids};

#[derive(Debug)]
struct Node<'a> {
    policy: &'a str,
    /// expected_policy_set; nothing where it is the policy itself.
    expected: Option<Vec<&'a str>>,
    /// Places in the depth above.
    parents: Vec<usize>,
}

impl<'a> Node<'a> {
    fn expected(&self) -> &[&'a str] {
        self.expected.as_deref().unwrap_or(std::slice::from_ref(&self.policy))
    }
}

/// valid_policy_graph: its nodes by depth, the anchor's first.
#[derive(Debug)]
pub(super) struct PolicyGraph<'a> {
    depths: Vec<Vec<Node<'a>>>,
}

impl<'a> PolicyGraph<'a> {
    /// One node, anyPolicy (RFC 9618 §5.2).
    pub(super) fn new() -> Self {
        Self { depths: vec![vec![Node { policy: oids::ANY_POLICY, expected: None, parents: Vec::new() }]] }
    }

    /// Is nothing valid any more?
    pub(super) fn is_null(&self) -> bool {
        self.last().is_empty()
    }

    fn last(&self) -> &[Node<'a>] {
        self.depths.last().map_or(&[], Vec::as_slice)
    }

    /// A certificate without the extension (§6.1.3 (e)).
    pub(super) fn end(&mut self) {
        self.depths.push(Vec::new());
    }

    /// A certificate's policies (RFC 9618 §5.3, in the place of §6.1.3 (d)); `any` where its anyPolicy is heard.
    pub(super) fn descend(&mut self, policies: &'a [String], any: bool, work: &mut u32) -> Result<(), OutOfWork> {
        let mut parents: BTreeMap<&'a str, Vec<usize>> = BTreeMap::new();
        for (place, node) in self.last().iter().enumerate() {
            for expected in node.expected() {
                pay(work)?;
                parents.entry(expected).or_default().push(place);
            }
        }
        let any_above = self.last().iter().position(|node| node.policy == oids::ANY_POLICY);
        let mut seen = HashSet::new();
        let mut nodes = Vec::new();
        for policy in policies.iter().map(String::as_str).filter(|policy| *policy != oids::ANY_POLICY) {
            pay(work)?;
            if !seen.insert(policy) {
                continue;
            }
            match (parents.get(policy), any_above) {
                (Some(parents), _) => nodes.push(Node { policy, expected: None, parents: parents.clone() }),
                (None, Some(any)) => nodes.push(Node { policy, expected: None, parents: vec![any] }),
                (None, None) => {}
            }
        }
        if any && policies.iter().any(|policy| policy == oids::ANY_POLICY) {
            let unnamed = parents.into_iter().filter(|(policy, _)| !seen.contains(policy));
            nodes.extend(unnamed.map(|(policy, parents)| Node { policy, expected: None, parents }));
        }
        self.depths.push(nodes);
        Ok(())
    }

    /// A certificate's mappings (RFC 9618 §5.4, in the place of §6.1.4 (b)); where they are not `allowed`, what they would
    /// map is no longer valid.
    pub(super) fn map(
        &mut self,
        mappings: &'a [PolicyMapping],
        allowed: bool,
        work: &mut u32,
    ) -> Result<(), OutOfWork> {
        let mut equals: BTreeMap<&'a str, BTreeSet<&'a str>> = BTreeMap::new();
        for mapping in mappings {
            pay(work)?;
            equals.entry(&mapping.issuer).or_default().insert(&mapping.subject);
        }
        let Some(last) = self.depths.last_mut() else { return Ok(()) };
        if !allowed {
            last.retain(|node| !equals.contains_key(node.policy));
            return Ok(());
        }
        let place: HashMap<&str, usize> = last.iter().enumerate().map(|(place, node)| (node.policy, place)).collect();
        // The new node stands beside the anyPolicy of this depth, below the same parent.
        let any = place.get(oids::ANY_POLICY).map(|place| last[*place].parents.clone());
        for (issuer, subjects) in equals {
            let expected = Some(subjects.into_iter().collect());
            match (place.get(issuer), &any) {
                (Some(place), _) => last[*place].expected = expected,
                (None, Some(parents)) => last.push(Node { policy: issuer, expected, parents: parents.clone() }),
                (None, None) => {}
            }
        }
        Ok(())
    }

    /// The authorities' constrained policy set (RFC 9618 §5.5, in the place of §6.1.5 (g)): the policies, in the anchor's
    /// terms, that lead to the end.
    pub(super) fn authorities_set(&self) -> BTreeSet<&'a str> {
        let mut set = BTreeSet::new();
        let mut alive: HashSet<usize> = (0..self.last().len()).collect();
        for depth in (1..self.depths.len()).rev() {
            let (nodes, above) = (&self.depths[depth], &self.depths[depth - 1]);
            let mut reached = HashSet::new();
            for node in alive.iter().filter_map(|place| nodes.get(*place)) {
                reached.extend(node.parents.iter().copied());
                let top = matches!(node.parents[..], [parent] if above[parent].policy == oids::ANY_POLICY);
                let any_at_the_end = depth + 1 == self.depths.len();
                if top && (node.policy != oids::ANY_POLICY || any_at_the_end) {
                    set.insert(node.policy);
                }
            }
            alive = reached;
        }
        set
    }

    /// Nodes and edges there are.
    #[cfg(test)]
    pub(super) fn size(&self) -> usize {
        self.depths.iter().flatten().map(|node| 1 + node.parents.len()).sum()
    }
}

fn pay(work: &mut u32) -> Result<(), OutOfWork> {
    *work = work.checked_sub(1).ok_or(OutOfWork)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mapping(issuer: &str, subject: &str) -> PolicyMapping {
        PolicyMapping { issuer: issuer.into(), subject: subject.into() }
    }

    fn names(policies: &[&str]) -> Vec<String> {
        policies.iter().map(|policy| (*policy).to_owned()).collect()
    }

    fn paid(budget: u32, left: u32) -> u32 {
        budget - left
    }

    #[test]
    fn a_policy_that_every_certificate_names_is_valid() {
        let (a, both) = (names(&["1.1"]), names(&["1.2", "1.1"]));
        let mut graph = PolicyGraph::new();
        for policies in [&both, &a, &both] {
            graph.descend(policies, true, &mut 100).ok().unwrap();
        }
        assert_eq!(graph.authorities_set(), BTreeSet::from(["1.1"]));
        graph.end();
        assert!(graph.is_null());
    }

    #[test]
    fn a_mapped_policy_is_valid_under_the_name_the_anchor_knows() {
        let (ours, theirs) = (names(&["1.1"]), names(&["9.9"]));
        let mappings = [mapping("1.1", "9.9"), mapping("1.2", "9.9")];
        let descend = |allowed| {
            let mut graph = PolicyGraph::new();
            graph.descend(&ours, true, &mut 100).ok().unwrap();
            graph.map(&mappings, allowed, &mut 100).ok().unwrap();
            graph.descend(&theirs, true, &mut 100).ok().unwrap();
            graph.authorities_set().into_iter().map(str::to_owned).collect::<Vec<_>>()
        };
        assert_eq!(descend(true), ["1.1"]);
        assert_eq!(descend(false), [""; 0]);
    }

    /// CVE-2023-0464: each certificate names two policies and maps each to both; a tree has 2ⁿ nodes after n certificates.
    #[test]
    fn mappings_that_double_a_tree_add_a_line_to_the_graph() {
        let policies = names(&["1.1", "1.2"]);
        let mappings: Vec<_> =
            ["1.1", "1.2"].iter().flat_map(|issuer| [mapping(issuer, "1.1"), mapping(issuer, "1.2")]).collect();
        let (mut graph, budget) = (PolicyGraph::new(), 10_000);
        let mut left = budget;
        for _ in 0..100 {
            graph.descend(&policies, true, &mut left).ok().unwrap();
            graph.map(&mappings, true, &mut left).ok().unwrap();
        }
        assert_eq!(graph.authorities_set(), BTreeSet::from(["1.1", "1.2"]));
        assert_eq!(graph.size(), 1 + 4 + 99 * 6, "nodes and edges");
        assert_eq!(paid(budget, left), 3 + 99 * 6 + 100 * 4);
    }

    #[test]
    fn ten_thousand_policies_under_ten_thousand_mappings_cost_their_sum() {
        let policies: Vec<String> = (0..10_000).map(|n| format!("1.{n}")).collect();
        let mappings: Vec<_> = policies.iter().map(|policy| mapping("1.1", policy)).collect();
        let (mut graph, budget) = (PolicyGraph::new(), 250_000);
        let mut left = budget;
        for _ in 0..4 {
            graph.descend(&policies, true, &mut left).ok().unwrap();
            graph.map(&mappings, true, &mut left).ok().unwrap();
        }
        assert!(paid(budget, left) < 4 * 40_000, "{}", paid(budget, left));
        let mut poor = 9_999;
        assert!(PolicyGraph::new().descend(&policies, true, &mut poor).is_err());
    }
}
