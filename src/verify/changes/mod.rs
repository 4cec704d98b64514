//! What came after a signature (ISO 32000-2 §12.8.2.2, §12.8.2.4, §12.7.5.5, §12.8.4.3, §12.8.5), by whitelist.
//!
//! The signed document and the present one are walked side by side ([`walk`]); each rule names what differs in its place:
//! trailer and catalog, DSS, form and fields, pages, annotations, structure. A change has a kind, and the kind a level
//! ([`kinds`]). What is allowed is said by the signature and those before it ([`super::permissions`]), else by the policy.
//!
//! What is not known to be harmless is `other`. `not-checked` stands only where the comparison itself could not be made.

mod annotations;
mod catalog;
mod cover;
mod fields;
mod form;
pub(crate) mod kinds;
mod new_fields;
mod pages;
mod store;
mod structure;
mod walk;

use std::cell::OnceCell;

use serde::{Deserialize, Serialize};

use crate::pdf::{Document, Error, References};

use super::entry::Entry;
use super::facts::EntryFacts;
use super::findings::{Findings, Rule};
use super::permissions::{Restrictions, allowed};
use super::policy::{AcceptChanges, Policy};
use super::rules;
use super::terms::{EntryType, Indication, Modifications, SubIndication};
use super::verdict::{Change, SignatureReport};
use walk::Found;

/// Changes that are named after one signature.
pub(super) use walk::NAMED;

/// What came after a signature, whatever a policy makes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Later {
    /// Nobody looked.
    NotLooked,
    /// The signature ends no revision that anything could come after.
    NoRevision,
    /// Both documents were compared.
    Compared {
        /// Fields that the signature locks, as far as they existed.
        locked_fields: Vec<String>,
        /// Everything that changed.
        found: Vec<Found>,
    },
    /// They could not be.
    Failed {
        /// As before.
        locked_fields: Vec<String>,
        /// Why not.
        error: String,
    },
}

/// What all signatures of a file share when what came later is looked at.
#[derive(Default)]
pub(super) struct History {
    references: OnceCell<Result<References, Error>>,
}

impl History {
    /// Who refers to whom; read when it is first asked for, since a signature at the end of its file needs nothing.
    fn references(&self, document: &Document<'_>) -> Result<&References, Error> {
        self.references.get_or_init(|| References::of(document)).as_ref().map_err(Clone::clone)
    }
}

/// Looks at what came after `entry`, which allows what `own` says.
pub(super) fn look(document: &Document<'_>, entry: &Entry, own: &Restrictions, history: &History) -> Later {
    let revision = entry.range.as_ref().ok().and_then(|range| range.revision(document));
    let Some(revision) = revision else { return Later::NoRevision };
    let locked_fields = locked_fields(document, revision, entry, own);
    if revision + 1 == document.revisions().len() {
        return Later::Compared { locked_fields, found: Vec::new() };
    }
    match walk::differences(document, revision, history) {
        Ok(found) => Later::Compared { locked_fields, found },
        Err(error) => Later::Failed { locked_fields, error: error.to_string() },
    }
}

/// Judges what came after `entry`, one of `entries`, into its report.
pub(super) fn judge(
    entry: &EntryFacts,
    entries: &[EntryFacts],
    policy: &Policy,
    report: &mut SignatureReport,
    findings: &mut Findings,
) {
    if entry.later == Later::NotLooked {
        return;
    }
    let own = &entry.restrictions;
    if own.lock_without_reference {
        findings.warn(rules::LOCK_WITHOUT_REFERENCE);
    }
    certification_order(entry, entries, findings);
    let (Later::Compared { locked_fields, .. } | Later::Failed { locked_fields, .. }) = &entry.later else { return };
    report.locked_fields.clone_from(locked_fields);
    let permission = permission(entry, entries);
    if own.permission > permission {
        findings.warn(rules::PERMISSION_IGNORED);
    }
    match &entry.later {
        Later::NotLooked | Later::NoRevision => {}
        Later::Compared { found, .. } => {
            conclude(found, permission, entry, policy, report, findings);
            // Allowed by the letter, and the way in which certified documents were made to show what nobody certified.
            let covers = found.iter().zip(&report.changes).find(|(found, change)| found.covers && change.permitted);
            match covers {
                Some((found, _)) if is_certified(entry, entries) => {
                    findings.break_rule(rules::COVERS_CERTIFIED, name(found, entry));
                }
                Some(_) => findings.warn(rules::COVERS_SIGNED),
                None => {}
            }
        }
        Later::Failed { error, .. } => {
            let what = error.clone();
            report.changes =
                vec![Change { page: None, kind: kinds::NOT_CHECKED.code, what: what.clone(), permitted: false }];
            findings.break_rule(rules::CHANGES_NOT_CHECKED, what);
        }
    }
}

/// From what was found to what it means.
fn conclude(
    found: &[Found],
    permission: Option<u8>,
    entry: &EntryFacts,
    policy: &Policy,
    report: &mut SignatureReport,
    findings: &mut Findings,
) {
    report.modifications = found.iter().map(|found| found.kind.level).max().unwrap_or(Modifications::None);
    let limit = permission.map_or_else(|| accepted(policy), allowed);
    let permitted = |found: &Found| {
        found.kind.level <= limit && !(found.field && entry.restrictions.locks(&found.what) && locked(found))
    };
    report.changes = found
        .iter()
        .map(|found| Change {
            page: found.page,
            kind: found.kind.code,
            what: found.what.clone(),
            permitted: permitted(found),
        })
        .collect();
    // Nobody allowed or forbade annotations: they show on the page, and may cover it.
    let doubtful = |found: &Found| permission.is_none() && found.kind.level == Modifications::Annotations;
    let refused = || found.iter().filter(|found| !permitted(found));
    let forbidden = refused().filter(|found| !doubtful(found)).max_by_key(|found| found.kind.level);
    if found.iter().any(|found| found.kind == kinds::FIELD_LOOK) {
        findings.warn(rules::FIELD_LOOK);
    }
    match (forbidden, refused().next()) {
        (Some(found), _) => findings.break_rule(rule(found), name(found, entry)),
        (None, Some(found)) => {
            let (indication, sub) = (Indication::Indeterminate, SubIndication::SigConstraintsFailure);
            findings.break_as(rule(found), indication, sub, name(found, entry), None);
        }
        (None, None) => findings.pass(rules::CHANGED_AFTER_SIGNING),
    }
}

/// The rule that a change breaks, with the clause that the change is about.
fn rule(found: &Found) -> Rule {
    Rule { clause: found.kind.clause, ..rules::CHANGED_AFTER_SIGNING }
}

fn name(found: &Found, entry: &EntryFacts) -> String {
    if found.what.is_empty() { entry.field.clone() } else { found.what.clone() }
}

/// A lock is on what fields say; a document time-stamp is no change of a field.
fn locked(found: &Found) -> bool {
    found.kind.level > Modifications::LtaUpdates
}

fn accepted(policy: &Policy) -> Modifications {
    match policy.rules.accept_changes {
        AcceptChanges::LtaUpdates => Modifications::LtaUpdates,
        AcceptChanges::Signatures => Modifications::Signatures,
        AcceptChanges::FormFilling => Modifications::FormFilling,
        AcceptChanges::Annotations => Modifications::Annotations,
    }
}

/// The least of all P of this signature and the ones before it; a larger later one is ignored (Table 236).
fn permission(entry: &EntryFacts, entries: &[EntryFacts]) -> Option<u8> {
    let earlier = entries.iter().filter(|other| other.order() <= entry.order());
    earlier.filter_map(|other| other.restrictions.permission).min()
}

/// Was the document certified by this signature or one before it?
fn is_certified(entry: &EntryFacts, entries: &[EntryFacts]) -> bool {
    entries.iter().any(|other| other.order() <= entry.order() && other.certification.is_some())
}

/// ISO 32000-2 §12.8.2.2.1: a certification is the first signature of its document.
fn certification_order(entry: &EntryFacts, entries: &[EntryFacts], findings: &mut Findings) {
    let earlier = || entries.iter().any(|other| other.order() < entry.order() && other.kind != EntryType::UsageRights);
    if entry.certification.is_some() && entry.certifies && earlier() {
        findings.warn(rules::CERTIFICATION_ORDER);
    }
}

/// The name of a P in reports.
pub(super) fn certification_name(permission: u8) -> &'static str {
    match permission {
        0 | 1 => "no-changes",
        3 => "annotations",
        _ => "form-filling",
    }
}

/// Fields that this signature locks, of those that existed when it was made; names that are locked without existing too.
fn locked_fields(document: &Document<'_>, revision: usize, entry: &Entry, own: &Restrictions) -> Vec<String> {
    if own.locks.is_empty() {
        return Vec::new();
    }
    let tree = document.at(revision).fields().unwrap_or_default();
    let names = tree.fields.into_iter().map(|field| field.name);
    let mut names: Vec<String> = names.filter(|name| own.locks(name) && *name != entry.field).collect();
    names.sort();
    names.dedup();
    names
}
