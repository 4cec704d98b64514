//! The field tree of the interactive form (ISO 32000-2 §12.7.4), with signature fields in view.
//!
//! Names are joined with full stops, /FT, /V, /Ff and /Lock are inherited where the standard says so. Widgets
//! of signature fields that only a page's /Annots names are listed too, marked as outside of the tree.

use super::error::{Error, FindingKind};
use super::object::{Dictionary, Object, ObjectId};
use super::pages::Rect;
use super::signature;
use super::text::decode_text;
use super::view::View;
use std::collections::HashSet;
use std::ops::ControlFlow;

/// /FT (Table 226).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// `Btn`.
    Button,
    /// `Tx`.
    Text,
    /// `Ch`.
    Choice,
    /// `Sig`.
    Signature,
}

/// /Action of a lock (Table 236).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LockAction {
    /// Every field.
    All,
    /// The named fields.
    Include,
    /// All but the named fields.
    Exclude,
}

/// /Lock of a signature field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldLock {
    /// Which way /Fields counts; `None` for an unknown action.
    pub action: Option<LockAction>,
    /// Fully qualified names.
    pub fields: Vec<String>,
    /// /P of PDF 2.0: 1, 2 or 3.
    pub permission: Option<u8>,
}

/// One appearance of a field on a page.
#[derive(Clone, Debug, PartialEq)]
pub struct Widget {
    /// The annotation; `None` if it is a direct object.
    pub id: Option<ObjectId>,
    /// /P, the page it says it is on.
    pub page: Option<ObjectId>,
    /// /Rect.
    pub rect: Option<Rect>,
    /// /F, annotation flags (Table 167).
    pub flags: i64,
}

/// A terminal field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its object; `None` if it is a direct object in /Fields or /Kids.
    pub id: Option<ObjectId>,
    /// Fully qualified name.
    pub name: String,
    /// /FT, own or inherited.
    pub kind: Option<FieldKind>,
    /// /Ff, own or inherited.
    pub flags: i64,
    /// /V as it stands, often a reference; `None` if absent.
    pub value: Option<Object>,
    /// The object /V stands in.
    pub value_owner: Option<ObjectId>,
    /// Its widgets; the field itself if they are merged.
    pub widgets: Vec<Widget>,
    /// /Lock of a signature field.
    pub lock: Option<FieldLock>,
    /// /SV of a signature field, resolved (Table 237).
    pub seed_value: Option<Object>,
    /// Whether /Fields of the form leads to it.
    pub in_tree: bool,
}

impl Field {
    /// Whether it is a signature field.
    pub fn is_signature(&self) -> bool {
        self.kind == Some(FieldKind::Signature)
    }

    /// Whether it holds a value.
    pub fn is_filled(&self) -> bool {
        self.value.is_some()
    }
}

/// All terminal fields in the order of the tree.
#[derive(Clone, Debug, Default)]
pub struct FieldTree {
    /// The fields.
    pub fields: Vec<Field>,
}

impl FieldTree {
    /// Signature fields, empty and signed.
    pub fn signatures(&self) -> impl Iterator<Item = &Field> {
        self.fields.iter().filter(|field| field.is_signature())
    }

    /// The field with this fully qualified name.
    pub fn by_name(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }
}

/// What a node passes on to its kids.
#[derive(Clone, Default)]
struct Inherited {
    name: String,
    kind: Option<FieldKind>,
    flags: i64,
    value: Option<(Object, Option<ObjectId>)>,
    depth: usize,
}

impl View<'_, '_> {
    /// The form's terminal fields; empty where there is no form. Damaged nodes are findings.
    ///
    /// # Errors
    /// Where the catalog cannot be read, or the tree is larger than the limits.
    pub fn fields(&self) -> Result<FieldTree, Error> {
        let mut walk = Walk { view: *self, tree: FieldTree::default(), seen: HashSet::new(), visited: 0 };
        if let Some(form) = self.acro_form()? {
            let roots = self.lookup(&form.dictionary, b"Fields")?;
            for root in roots.as_array().unwrap_or_default() {
                walk.node(&root.value, &Inherited::default())?;
            }
        }
        Ok(walk.tree)
    }

    /// As [`View::fields`], and signature widgets that only pages name; costs every page and annotation.
    ///
    /// # Errors
    /// As [`View::fields`] and [`View::pages`].
    pub fn all_fields(&self) -> Result<FieldTree, Error> {
        let tree = self.fields()?;
        let known: HashSet<ObjectId> = tree
            .fields
            .iter()
            .flat_map(|field| field.id.into_iter().chain(field.widgets.iter().filter_map(|widget| widget.id)))
            .collect();
        let mut walk = Walk { view: *self, tree, seen: known, visited: 0 };
        // One page at a time: a million of them are never held together.
        self.walk_pages(false, |page| {
            for id in page.annotations(self).map(|(_, annotations)| annotations).unwrap_or_default() {
                walk.stray(id);
            }
            ControlFlow::Continue(())
        })?;
        Ok(walk.tree)
    }
}

struct Walk<'d, 'a> {
    view: View<'d, 'a>,
    tree: FieldTree,
    seen: HashSet<ObjectId>,
    visited: usize,
}

/// Depth of the field tree; names would be unreadable long before.
const DEPTH: usize = 64;

impl Walk<'_, '_> {
    fn node(&mut self, object: &Object, above: &Inherited) -> Result<(), Error> {
        self.visited += 1;
        if self.visited > self.view.document().limits().visited {
            return Err(Error::Limit { what: "form fields", limit: self.view.document().limits().visited as u64 });
        }
        let id = object.as_reference();
        let damaged = |walk: &Self| walk.view.document().say(0, id, FindingKind::FieldTree);
        if above.depth > DEPTH || id.is_some_and(|id| !self.seen.insert(id)) {
            damaged(self);
            return Ok(());
        }
        let Ok(value) = self.view.resolve(object) else {
            damaged(self);
            return Ok(());
        };
        let Some(dictionary) = value.as_dict() else {
            if !value.is_null() {
                damaged(self);
            }
            return Ok(());
        };
        let own = self.own(dictionary, id, above);
        let kids = self.view.lookup(dictionary, b"Kids").ok();
        let kids = kids.as_ref().and_then(|kids| kids.as_array()).unwrap_or_default();
        let mut widgets = Vec::new();
        let mut has_fields = false;
        for kid in kids {
            let Ok(resolved) = self.view.resolve(&kid.value) else {
                damaged(self);
                continue;
            };
            let Some(inner) = resolved.as_dict() else { continue };
            // A kid with a partial name is a field, one without is a widget (§12.7.4.1); some widgets of signed
            // files carry their own /V or /FT, which makes them fields all the same.
            if inner.get(b"T").is_some() || inner.get(b"Kids").is_some() {
                has_fields = true;
                self.node(&kid.value, &own)?;
            } else {
                if let Some(id) = kid.value.as_reference() {
                    self.seen.insert(id);
                }
                widgets.push((kid.value.as_reference(), inner.clone()));
            }
        }
        if has_fields && widgets.is_empty() {
            return Ok(());
        }
        self.terminal(dictionary, id, own, &widgets, true);
        Ok(())
    }

    fn own(&self, dictionary: &Dictionary, id: Option<ObjectId>, above: &Inherited) -> Inherited {
        let lookup = |key: &[u8]| self.view.lookup(dictionary, key).ok();
        let partial = lookup(b"T").and_then(|name| name.as_string().map(decode_text));
        let name = match (partial, above.name.is_empty()) {
            (Some(partial), true) => partial,
            (Some(partial), false) => format!("{}.{partial}", above.name),
            (None, _) => above.name.clone(),
        };
        Inherited {
            name,
            kind: self.kind(dictionary).or(above.kind),
            flags: lookup(b"Ff").and_then(|flags| flags.as_integer()).unwrap_or(above.flags),
            value: dictionary.get(b"V").map(|value| (value.clone(), id)).or_else(|| above.value.clone()),
            depth: above.depth + 1,
        }
    }

    fn kind(&self, dictionary: &Dictionary) -> Option<FieldKind> {
        match self.view.lookup(dictionary, b"FT").ok()?.as_name()? {
            b"Btn" => Some(FieldKind::Button),
            b"Tx" => Some(FieldKind::Text),
            b"Ch" => Some(FieldKind::Choice),
            b"Sig" => Some(FieldKind::Signature),
            _ => None,
        }
    }

    fn terminal(
        &mut self,
        dictionary: &Dictionary,
        id: Option<ObjectId>,
        own: Inherited,
        kids: &[(Option<ObjectId>, Dictionary)],
        in_tree: bool,
    ) {
        let mut own = own;
        // A widget's own /V or /FT, where the field has none: only a broken writer puts them there.
        for (kid, inner) in kids {
            own.kind = own.kind.or_else(|| self.kind(inner));
            if own.value.is_none() {
                own.value = inner.get(b"V").map(|value| (value.clone(), *kid));
            }
        }
        let merged =
            dictionary.is_name(b"Subtype", b"Widget") || (kids.is_empty() && dictionary.get(b"Rect").is_some());
        let mut widgets: Vec<Widget> = kids.iter().map(|(id, inner)| self.widget(*id, inner)).collect();
        if merged && kids.is_empty() {
            widgets.push(self.widget(id, dictionary));
        }
        let signature = own.kind == Some(FieldKind::Signature);
        let (value, value_owner) = own.value.map_or((None, None), |(value, owner)| (Some(value), owner));
        // A reference to nothing is no value (§7.3.10).
        let value = value.filter(|value| self.view.resolve(value).map_or(true, |value| !value.is_null()));
        self.tree.fields.push(Field {
            id,
            name: own.name,
            kind: own.kind,
            flags: own.flags,
            value,
            value_owner,
            widgets,
            lock: dictionary.get(b"Lock").filter(|_| signature).and_then(|lock| self.lock(lock)),
            seed_value: dictionary
                .get(b"SV")
                .filter(|_| signature)
                .and_then(|seed| self.view.resolve_deep(seed, 6).ok()),
            in_tree,
        });
    }

    fn widget(&self, id: Option<ObjectId>, dictionary: &Dictionary) -> Widget {
        Widget {
            id,
            page: dictionary.get(b"P").and_then(Object::as_reference),
            rect: dictionary.get(b"Rect").and_then(|rect| Rect::read(&self.view, rect)),
            flags: self.view.lookup(dictionary, b"F").ok().and_then(|flags| flags.as_integer()).unwrap_or(0),
        }
    }

    fn lock(&self, object: &Object) -> Option<FieldLock> {
        let value = self.view.resolve(object).ok()?;
        let dictionary = value.as_dict()?;
        let (action, fields) = signature::lock(&self.view, dictionary).ok()?;
        let action = match action.as_str() {
            "All" => Some(LockAction::All),
            "Include" => Some(LockAction::Include),
            "Exclude" => Some(LockAction::Exclude),
            _ => None,
        };
        let permission = self.view.lookup(dictionary, b"P").ok()?.as_integer().and_then(|p| u8::try_from(p).ok());
        Some(FieldLock { action, fields, permission })
    }

    /// A signature widget outside of the tree: its own dictionary and, for names, its parents.
    fn stray(&mut self, id: ObjectId) {
        if self.seen.contains(&id) {
            return;
        }
        let Ok(Some(object)) = self.view.get(id) else { return };
        let Some(dictionary) = object.value.as_dict() else { return };
        if !dictionary.is_name(b"Subtype", b"Widget") {
            return;
        }
        let mut line = vec![(id, dictionary.clone())];
        while let Some(parent) = line.last().and_then(|(_, child)| child.get(b"Parent")).and_then(Object::as_reference)
        {
            if line.len() > DEPTH || line.iter().any(|(seen, _)| *seen == parent) {
                break;
            }
            let Ok(Some(object)) = self.view.get(parent) else { break };
            let Some(parent_dictionary) = object.value.as_dict() else { break };
            line.push((parent, parent_dictionary.clone()));
        }
        let own = line
            .iter()
            .rev()
            .fold(Inherited::default(), |above, (id, dictionary)| self.own(dictionary, Some(*id), &above));
        if own.kind == Some(FieldKind::Signature) && self.seen.insert(id) {
            self.terminal(dictionary, Some(id), own, &[], false);
        }
    }
}

#[cfg(test)]
#[path = "fields_tests.rs"]
mod tests;
