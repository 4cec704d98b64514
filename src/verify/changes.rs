//! What came after a signature (ISO 32000-2 §12.8.2.2, §12.8.2.4, §12.8.4.3, §12.8.5), by whitelist.
//!
//! Accepted are further signatures and document time-stamps (field, widget, appearance, dictionary), the entries that lead
//! to them in AcroForm /Fields and a page's /Annots, and the DSS. Every object that was replaced must be explained key by
//! key, and no new object may fill a place that an old one already pointed to. Whatever is not explained is `not-checked`
//! and never passes: which changes are harmless, and which forbidden, is judged in a later version.

use std::collections::BTreeSet;

use crate::pdf::{
    ChangeKind, Dictionary, Document, Error, Graph, Item, Object, ObjectId, Transform, View, changed_objects,
    same_value,
};

use super::entry::Entry;
use super::findings::Findings;
use super::policy::{AcceptChanges, Policy};
use super::rules;
use super::verdict::{Change, Modifications, SignatureReport};

/// Ways to one object that are followed when asking whether only the DSS leads there.
const WAYS: usize = 256;

/// Judges what came after `entry` into its report.
pub(super) fn judge(
    document: &Document<'_>,
    entry: &Entry,
    entries: &[Entry],
    policy: &Policy,
    report: &mut SignatureReport,
    findings: &mut Findings,
) {
    report.locked_fields = locked_fields(document, entry);
    let revision = entry.range.as_ref().ok().and_then(|range| range.revision(document));
    let Some(revision) = revision else { return };
    let difference = if revision + 1 == document.revisions().len() {
        Difference::default()
    } else {
        Comparison::of(document, revision)
            .and_then(Comparison::explain)
            .unwrap_or_else(|error| Difference { unexplained: vec![error.to_string()], ..Difference::default() })
    };
    report.modifications = difference.level();
    let permission = effective_permission(entry, entries);
    report.changes = difference.changes(permission, &report.locked_fields);
    if let Some(forbidden) = report.changes.iter().find(|change| !change.permitted && change.kind != "not-checked") {
        findings.break_rule(rules::CHANGED_AFTER_SIGNING, forbidden.what.clone());
    } else if report.modifications == Modifications::NotChecked {
        findings.break_rule(rules::CHANGES_NOT_CHECKED, difference.unexplained.first().cloned());
    } else if report.modifications > accepted(policy) {
        findings.break_rule(rules::CHANGED_AFTER_SIGNING, entry.field.clone());
    } else {
        findings.pass(rules::CHANGED_AFTER_SIGNING);
    }
}

fn accepted(policy: &Policy) -> Modifications {
    match policy.rules.accept_changes {
        AcceptChanges::LtaUpdates => Modifications::LtaUpdates,
        AcceptChanges::Signatures => Modifications::Signatures,
        AcceptChanges::FormFilling => Modifications::FormFilling,
    }
}

/// The least of all P of this signature and the ones before it (VERDICT §10); a larger later one is ignored.
fn effective_permission(entry: &Entry, entries: &[Entry]) -> Option<u8> {
    let earlier = entries.iter().filter(|other| other.end() <= entry.end());
    earlier.filter_map(Entry::certification).min()
}

/// The name of a P in reports.
pub(super) fn certification_name(permission: u8) -> &'static str {
    match permission {
        1 => "no-changes",
        3 => "annotations",
        _ => "form-filling",
    }
}

/// Fields that this signature's FieldMDP locks, of those that existed when it was made.
fn locked_fields(document: &Document<'_>, entry: &Entry) -> Vec<String> {
    let revision = entry.range.as_ref().ok().and_then(|range| range.revision(document));
    let existing = || -> Vec<String> {
        let tree = revision.and_then(|revision| document.at(revision).fields().ok());
        tree.map(|tree| tree.fields.into_iter().map(|field| field.name).collect()).unwrap_or_default()
    };
    let locks = entry.dictionary.references.iter().filter_map(|reference| match &reference.transform {
        Transform::FieldMdp { action, fields } => Some((action.as_str(), fields)),
        _ => None,
    });
    let names = locks.flat_map(|(action, fields)| match action {
        "Include" => fields.clone(),
        "Exclude" => existing().into_iter().filter(|name| !fields.contains(name)).collect(),
        _ => existing(),
    });
    let others: BTreeSet<_> = names.filter(|name| *name != entry.field).collect();
    others.into_iter().collect()
}

/// What was added since a revision, and what could not be explained.
#[derive(Default)]
struct Difference {
    signatures: Vec<String>,
    timestamps: Vec<String>,
    dss: bool,
    unexplained: Vec<String>,
}

impl Difference {
    fn level(&self) -> Modifications {
        if !self.unexplained.is_empty() {
            Modifications::NotChecked
        } else if !self.signatures.is_empty() {
            Modifications::Signatures
        } else if !self.timestamps.is_empty() || self.dss {
            Modifications::LtaUpdates
        } else {
            Modifications::None
        }
    }

    /// Each change; DSS and time-stamps are none at any P (ISO 32000-2 Table 257).
    fn changes(&self, permission: Option<u8>, locked: &[String]) -> Vec<Change> {
        let change = |kind, what: &String, permitted| Change { page: None, kind, what: what.clone(), permitted };
        let allowed = |field: &String| permission != Some(1) && !locked.contains(field);
        let signatures = self.signatures.iter().map(|field| change("signature-added", field, allowed(field)));
        let timestamps = self.timestamps.iter().map(|field| change("timestamp-added", field, true));
        let store = self.dss.then(|| change("dss-updated", &"DSS".to_owned(), true));
        let unexplained = self.unexplained.iter().map(|what| change("not-checked", what, false));
        signatures.chain(timestamps).chain(store).chain(unexplained).collect()
    }
}

/// Two views of one file, and everything that differs between them.
struct Comparison<'d, 'a> {
    before: View<'d, 'a>,
    after: View<'d, 'a>,
    old: Graph,
    new: Graph,
    added: BTreeSet<ObjectId>,
    replaced: BTreeSet<ObjectId>,
    difference: Difference,
}

impl<'d, 'a> Comparison<'d, 'a> {
    fn of(document: &'d Document<'a>, revision: usize) -> Result<Self, Error> {
        let (before, after) = (document.at(revision), document.latest());
        let mut comparison = Self {
            before,
            after,
            old: before.graph()?,
            new: after.graph()?,
            added: BTreeSet::new(),
            replaced: BTreeSet::new(),
            difference: Difference::default(),
        };
        for change in changed_objects(&before, &after) {
            // What the trailer reaches neither before nor after shows nowhere.
            if !comparison.old.reaches(change.id) && !comparison.new.reaches(change.id) {
                continue;
            }
            match change.kind {
                ChangeKind::Added if comparison.old.reaches(change.id) => {
                    comparison.unexplained(change.id, "fills an old reference");
                }
                ChangeKind::Added => drop(comparison.added.insert(change.id)),
                ChangeKind::Replaced => drop(comparison.replaced.insert(change.id)),
                ChangeKind::Freed => comparison.unexplained(change.id, "freed"),
                ChangeKind::Unreadable => comparison.unexplained(change.id, "unreadable"),
            }
        }
        Ok(comparison)
    }

    fn unexplained(&mut self, id: ObjectId, why: &str) {
        let path = self.new.path(id).or(self.old.path(id)).unwrap_or_default();
        self.difference.unexplained.push(format!("object {id} ({path}): {why}"));
    }

    /// Takes every replaced object that a rule explains out of the set; what remains is unexplained.
    fn explain(mut self) -> Result<Difference, Error> {
        self.trailer();
        let (old, new) = (self.before.catalog()?, self.after.catalog()?);
        if self.replaced.remove(&new.id)
            && !differs_only_in(old.dictionary(), new.dictionary(), &["AcroForm", "DSS", "Extensions"])
        {
            self.unexplained(new.id, "the catalog was changed");
        }
        self.form(old.dictionary(), new.dictionary())?;
        self.pages()?;
        self.store(new.dictionary());
        self.extensions(old.dictionary(), new.dictionary());
        for id in std::mem::take(&mut self.replaced) {
            self.unexplained(id, "replaced");
        }
        Ok(self.difference)
    }

    /// A changed /Root, /Info or /Encrypt shows another document.
    fn trailer(&mut self) {
        for key in ["Root", "Info", "Encrypt"] {
            let (old, new) = (self.before.trailer().get(key.as_bytes()), self.after.trailer().get(key.as_bytes()));
            if !same_option(old, new) {
                self.difference.unexplained.push(format!("trailer /{key}"));
            }
        }
    }

    /// AcroForm: /Fields grows, /SigFlags is set; every new field is a signature field.
    fn form(&mut self, old: &Dictionary, new: &Dictionary) -> Result<(), Error> {
        let (old_form, new_form) = (self.before.lookup(old, b"AcroForm")?, self.after.lookup(new, b"AcroForm")?);
        let empty = Dictionary::default();
        let (old_dictionary, new_dictionary) =
            (old_form.as_dict().unwrap_or(&empty), new_form.as_dict().unwrap_or(&empty));
        if !differs_only_in(old_dictionary, new_dictionary, &["Fields", "SigFlags"]) {
            self.difference.unexplained.push("AcroForm".to_owned());
        }
        new_form.id().map(|id| self.replaced.remove(&id));
        let (old_fields, new_fields) =
            (self.before.lookup(old_dictionary, b"Fields")?, self.after.lookup(new_dictionary, b"Fields")?);
        new_fields.id().map(|id| self.replaced.remove(&id));
        let added = appended(old_fields.as_array().unwrap_or_default(), new_fields.as_array().unwrap_or_default());
        match added {
            Some(added) => added.into_iter().for_each(|field| self.new_field(field)),
            None => self.difference.unexplained.push("AcroForm/Fields".to_owned()),
        }
        self.filled_fields()
    }

    fn new_field(&mut self, field: Option<ObjectId>) {
        let Some(id) = field.filter(|id| self.added.contains(id)) else {
            return self.difference.unexplained.push("AcroForm/Fields: an entry that is no new object".to_owned());
        };
        let tree = self.after.fields().unwrap_or_default();
        match tree.signatures().find(|candidate| candidate.id == Some(id)) {
            Some(field) => self.signed_field(&field.name.clone(), field.value.as_ref()),
            None => self.unexplained(id, "a new field that is no signature field"),
        }
    }

    /// An empty signature field that was signed: only /V and the appearance came to it.
    fn filled_fields(&mut self) -> Result<(), Error> {
        let tree = self.after.fields()?;
        for field in tree.signatures() {
            let Some(id) = field.id.filter(|id| self.replaced.contains(id)) else { continue };
            let (old, new) = (self.before.get(id)?, self.after.get(id)?);
            let pair =
                old.as_ref().and_then(|old| old.value.as_dict()).zip(new.as_ref().and_then(|new| new.value.as_dict()));
            if pair.is_some_and(|(old, new)| old.get(b"V").is_none() && differs_only_in(old, new, &["V", "AP"])) {
                self.replaced.remove(&id);
                self.signed_field(&field.name, field.value.as_ref());
            }
        }
        Ok(())
    }

    fn signed_field(&mut self, name: &str, value: Option<&Object>) {
        let value = value.and_then(|value| self.after.resolve(value).ok());
        let Some(dictionary) = value.as_ref().and_then(|value| value.as_dict()) else { return };
        if dictionary.is_name(b"SubFilter", b"ETSI.RFC3161") {
            self.difference.timestamps.push(name.to_owned());
        } else {
            self.difference.signatures.push(name.to_owned());
        }
    }

    /// Pages: only /Annots may grow, and only by widgets of signature fields.
    fn pages(&mut self) -> Result<(), Error> {
        let tree = self.after.fields()?;
        let widgets: BTreeSet<_> = tree
            .signatures()
            .flat_map(|field| field.id.into_iter().chain(field.widgets.iter().filter_map(|widget| widget.id)))
            .collect();
        for page in self.after.pages()?.list {
            let replaced = self.replaced.contains(&page.id);
            let annotations = page.dictionary().get(b"Annots").and_then(Object::as_reference);
            let array = annotations.is_some_and(|id| self.replaced.contains(&id));
            if !replaced && !array {
                continue;
            }
            let Some(old) = self.before.get(page.id)? else { continue };
            let empty = Dictionary::default();
            let old = old.value.as_dict().unwrap_or(&empty);
            let (before, after) =
                (self.before.lookup(old, b"Annots")?, self.after.lookup(page.dictionary(), b"Annots")?);
            let added = appended(before.as_array().unwrap_or_default(), after.as_array().unwrap_or_default());
            let harmless = added.is_some_and(|added| {
                added.iter().all(|id| id.is_some_and(|id| self.added.contains(&id) && widgets.contains(&id)))
            });
            if harmless && differs_only_in(old, page.dictionary(), &["Annots"]) {
                self.replaced.remove(&page.id);
                annotations.map(|id| self.replaced.remove(&id));
            }
        }
        Ok(())
    }

    /// The DSS and what hangs on it alone (ISO 32000-2 §12.8.4.3).
    fn store(&mut self, catalog: &Dictionary) {
        if catalog.get(b"DSS").is_none() {
            return;
        }
        let only_there = |id: ObjectId, graph: &Graph| {
            !graph.reaches(id)
                || graph
                    .paths(id, WAYS)
                    .is_some_and(|ways| ways.iter().all(|way| way == "Root/DSS" || way.starts_with("Root/DSS/")))
        };
        let theirs: Vec<_> = self
            .replaced
            .iter()
            .copied()
            .filter(|id| only_there(*id, &self.old) && only_there(*id, &self.new))
            .collect();
        self.replaced.retain(|id| !theirs.contains(id));
        let new = self.added.iter().any(|id| self.new.path(*id).is_some_and(|path| path.starts_with("Root/DSS")));
        self.difference.dss = new || !theirs.is_empty();
    }

    /// /Extensions declares what an update uses (ISO 32000-2 §7.12).
    fn extensions(&mut self, old: &Dictionary, new: &Dictionary) {
        let id = new.get(b"Extensions").and_then(Object::as_reference);
        let same_place = id == old.get(b"Extensions").and_then(Object::as_reference);
        if let Some(id) = id.filter(|_| same_place)
            && self.new.referrers(id).len() == 1
        {
            self.replaced.remove(&id);
        }
    }
}

/// Do the two differ in no key but `keys`?
fn differs_only_in(old: &Dictionary, new: &Dictionary, keys: &[&str]) -> bool {
    let names: BTreeSet<_> = old.entries.iter().chain(&new.entries).map(|entry| entry.key.as_bytes()).collect();
    let unique = new.duplicates().is_empty();
    let same = |name: &[u8]| same_option(old.get(name), new.get(name));
    unique && names.into_iter().all(|name| keys.iter().any(|key| key.as_bytes() == name) || same(name))
}

fn same_option(old: Option<&Object>, new: Option<&Object>) -> bool {
    match (old, new) {
        (None, None) => true,
        (Some(old), Some(new)) => same_value(old, new),
        _ => false,
    }
}

/// What `new` has after all of `old`, each as the object it refers to; nothing if `old` is not its beginning.
fn appended(old: &[Item], new: &[Item]) -> Option<Vec<Option<ObjectId>>> {
    let same = old.len() <= new.len() && old.iter().zip(new).all(|(old, new)| same_value(&old.value, &new.value));
    same.then(|| new[old.len()..].iter().map(|item| item.value.as_reference()).collect())
}
