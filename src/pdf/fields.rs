//! The field tree of the interactive form (ISO 32000-2 §12.7.4), with signature fields in view.
//!
//! Names are joined with full stops, /FT, /V, /Ff and /Lock are inherited where the standard says so. Widgets
//! of signature fields that only a page's /Annots names are listed too, marked as outside of the tree.

use super::error::{Error, FindingKind};
use super::field::{Field, FieldKind, FieldLock, FieldTree, LockAction, Widget};
use super::indirect::Value;
use super::object::{Dictionary, Object, ObjectId};
use super::pages::{Page, Rect};
use super::signature;
use super::text::decode_text;
use super::view::View;
use std::collections::HashSet;
use std::rc::Rc;
use std::sync::Arc;

/// What a node passes on to its kids.
#[derive(Clone, Default)]
struct Inherited {
    name: String,
    kind: Option<FieldKind>,
    flags: i64,
    /// The value, the object it stands in, and the length of its text.
    value: Option<Rc<(Object, Option<ObjectId>, usize)>>,
    depth: usize,
}

impl View<'_, '_> {
    /// The form's terminal fields; empty where there is no form. Damaged nodes are findings.
    ///
    /// # Errors
    /// Where the catalog cannot be read, or the tree is larger than the limits.
    pub fn fields(&self) -> Result<FieldTree, Error> {
        let mut walk = Walk::new(*self);
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
        let signatures = tree.signatures().filter(|field| field.is_filled()).count();
        let mut walk = Walk { tree, seen: known, signatures, ..Walk::new(*self) };
        let mut result = Ok(());
        self.each_page(|page| {
            if result.is_ok() {
                result = walk.strays(page);
            }
        })?;
        result.map(|()| walk.tree)
    }
}

struct Walk<'d, 'a> {
    view: View<'d, 'a>,
    tree: FieldTree,
    seen: HashSet<ObjectId>,
    visited: usize,
    /// Signature fields with a value.
    signatures: usize,
}

/// Depth of the field tree; names would be unreadable long before.
const DEPTH: usize = 64;

impl<'d, 'a> Walk<'d, 'a> {
    fn new(view: View<'d, 'a>) -> Self {
        Self { view, tree: FieldTree::default(), seen: HashSet::new(), visited: 0, signatures: 0 }
    }
}

impl Walk<'_, '_> {
    fn visit(&mut self) -> Result<(), Error> {
        self.visited += 1;
        let limit = self.view.document().limits().visited;
        if self.visited > limit { Err(self.view.limit("form fields", limit)) } else { Ok(()) }
    }

    fn node(&mut self, object: &Object, above: &Inherited) -> Result<(), Error> {
        self.visit()?;
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
        let own = self.own(dictionary, id, above)?;
        let kids = self.view.lookup(dictionary, b"Kids").ok();
        let kids = kids.as_ref().and_then(|kids| kids.as_array()).unwrap_or_default();
        let mut widgets = Vec::new();
        let mut has_fields = false;
        for kid in kids {
            self.visit()?;
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
                widgets.push((kid.value.as_reference(), resolved));
            }
        }
        if has_fields && widgets.is_empty() {
            return Ok(());
        }
        self.terminal(dictionary, id, own, &widgets, true)
    }

    fn own(&self, dictionary: &Dictionary, id: Option<ObjectId>, above: &Inherited) -> Result<Inherited, Error> {
        let lookup = |key: &[u8]| self.view.lookup(dictionary, key).ok();
        let partial = lookup(b"T").and_then(|name| name.as_string().map(decode_text));
        let name = match (partial, above.name.is_empty()) {
            (Some(partial), true) => partial,
            (Some(partial), false) => format!("{}.{partial}", above.name),
            (None, _) => above.name.clone(),
        };
        let value = dictionary.entry(b"V").filter(|entry| !entry.value.is_null());
        let value = value.map(|entry| Rc::new((entry.value.clone(), id, entry.span.len())));
        let value = value.or_else(|| above.value.clone());
        // Every field has the names above it in its own, and a copy of the value it inherits.
        self.view.document().budget.copied(name.len() + value.as_ref().map_or(0, |value| value.2))?;
        Ok(Inherited {
            name,
            kind: self.kind(dictionary).or(above.kind),
            flags: lookup(b"Ff").and_then(|flags| flags.as_integer()).unwrap_or(above.flags),
            value,
            depth: above.depth + 1,
        })
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
        kids: &[(Option<ObjectId>, Value<'_>)],
        in_tree: bool,
    ) -> Result<(), Error> {
        let mut own = own;
        // A widget's own /V or /FT, where the field has none: only a broken writer puts them there.
        let kids: Vec<_> = kids.iter().filter_map(|(id, kid)| Some((*id, kid.as_dict()?))).collect();
        for (kid, inner) in &kids {
            own.kind = own.kind.or_else(|| self.kind(inner));
            if own.value.is_none() {
                own.value = inner.get(b"V").map(|value| Rc::new((value.clone(), *kid, 0)));
            }
        }
        let merged =
            dictionary.is_name(b"Subtype", b"Widget") || (kids.is_empty() && dictionary.get(b"Rect").is_some());
        let mut widgets: Vec<Widget> = kids.iter().map(|(id, inner)| self.widget(*id, inner)).collect();
        if merged && kids.is_empty() {
            widgets.push(self.widget(id, dictionary));
        }
        let signature = own.kind == Some(FieldKind::Signature);
        let (value, value_owner) = own.value.map_or((None, None), |value| (Some(value.0.clone()), value.1));
        // A reference to nothing is no value (§7.3.10).
        let value = value.filter(|value| self.view.resolve(value).map_or(true, |value| !value.is_null()));
        if signature && value.is_some() {
            self.count_signature()?;
        }
        let lock = dictionary.get(b"Lock").filter(|_| signature).map(|lock| self.lock(lock)).transpose()?.flatten();
        self.tree.fields.push(Field {
            id,
            name: own.name,
            kind: own.kind,
            flags: own.flags,
            value,
            value_owner,
            widgets,
            lock,
            seed_value: dictionary
                .get(b"SV")
                .filter(|_| signature)
                .and_then(|seed| self.view.resolve_deep(seed, 6).ok()),
            in_tree,
        });
        Ok(())
    }

    /// One signature a revision, and some more: each of them costs its covered bytes.
    fn count_signature(&mut self) -> Result<(), Error> {
        self.signatures += 1;
        let document = self.view.document();
        let limit = document.revisions().len().saturating_add(document.limits().signatures);
        if self.signatures > limit { Err(self.view.limit("signatures", limit)) } else { Ok(()) }
    }

    fn widget(&self, id: Option<ObjectId>, dictionary: &Dictionary) -> Widget {
        Widget {
            id,
            page: dictionary.get(b"P").and_then(Object::as_reference),
            rect: dictionary.get(b"Rect").and_then(|rect| Rect::read(&self.view, rect)),
            flags: self.view.lookup(dictionary, b"F").ok().and_then(|flags| flags.as_integer()).unwrap_or(0),
        }
    }

    fn lock(&self, object: &Object) -> Result<Option<FieldLock>, Error> {
        let Ok(value) = self.view.resolve(object) else { return Ok(None) };
        let Some(dictionary) = value.as_dict() else { return Ok(None) };
        let (action, fields) = match signature::lock(&self.view, dictionary) {
            Ok(lock) => lock,
            Err(limit @ Error::Limit { .. }) => return Err(limit),
            Err(_) => return Ok(None),
        };
        let action = match action.as_str() {
            "All" => Some(LockAction::All),
            "Include" => Some(LockAction::Include),
            "Exclude" => Some(LockAction::Exclude),
            _ => None,
        };
        let permission = self.view.lookup(dictionary, b"P").ok().and_then(|p| u8::try_from(p.as_integer()?).ok());
        Ok(Some(FieldLock { action, fields, permission }))
    }

    /// The annotations of one page, each met once.
    fn strays(&mut self, page: &Page) -> Result<(), Error> {
        let Ok((_, annotations)) = page.annotations(&self.view) else { return Ok(()) };
        for id in annotations {
            self.visit()?;
            if self.seen.insert(id) {
                self.stray(id)?;
            }
        }
        Ok(())
    }

    /// A signature widget outside of the tree: its own dictionary and, for names, its parents.
    fn stray(&mut self, id: ObjectId) -> Result<(), Error> {
        let Ok(Some(object)) = self.view.get(id) else { return Ok(()) };
        let Some(dictionary) = object.value.as_dict() else { return Ok(()) };
        if !dictionary.is_name(b"Subtype", b"Widget") {
            return Ok(());
        }
        let parent = |child: &Object| child.as_dict()?.get(b"Parent")?.as_reference();
        let mut line = vec![Arc::clone(&object)];
        while let Some(parent) = line.last().and_then(|child| parent(&child.value)) {
            if line.len() > DEPTH || line.iter().any(|seen| seen.id == parent) {
                break;
            }
            let Ok(Some(object)) = self.view.get(parent) else { break };
            line.push(object);
        }
        let mut own = Inherited::default();
        for object in line.iter().rev() {
            if let Some(dictionary) = object.value.as_dict() {
                own = self.own(dictionary, Some(object.id), &own)?;
            }
        }
        if own.kind == Some(FieldKind::Signature) {
            self.terminal(dictionary, Some(id), own, &[], false)?;
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "fields_tests.rs"]
mod tests;
