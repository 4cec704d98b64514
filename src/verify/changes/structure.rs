//! The structure tree of a tagged document (ISO 32000-2 §14.7): new annotations bring their elements, the rest stays.
//!
//! An element that holds an annotation and nothing else may come with it and go with it. One that holds page content says what
//! the page is to people who hear it: it may not come, go or change.

use std::collections::BTreeMap;

use crate::pdf::{Dictionary, Error, Item, Object, View, pairs};

use super::kinds;
use super::walk::{Walk, dictionary, key_text};

/// Depth of the structure tree that is followed.
const DEPTH: usize = 200;

impl Walk<'_, '_> {
    /// /StructTreeRoot of the catalog.
    pub(super) fn structure(&mut self, old: &Object, new: &Object) -> Result<(), Error> {
        if self.compare.untouched(old, new) {
            return Ok(());
        }
        let (old, new) = self.judge(old, new)?;
        let (Some(old), Some(new)) = (dictionary(&old), dictionary(&new)) else {
            self.report(kinds::STRUCTURE_CHANGED, "StructTreeRoot");
            return Ok(());
        };
        for (key, old, new) in pairs(old, new) {
            match key {
                b"K" => self.elements(old, new, 0)?,
                b"ParentTree" => self.parent_tree(old, new)?,
                b"ParentTreeNextKey" if new.as_integer() >= old.as_integer() => {}
                _ => {
                    let what = format!("StructTreeRoot/{}", key_text(key));
                    self.unchanged(kinds::STRUCTURE_CHANGED, &what, key, old, new)?;
                }
            }
        }
        Ok(())
    }

    /// /K of the root or of an element: one kid or a list of them.
    fn elements(&mut self, old: &Object, new: &Object, depth: usize) -> Result<(), Error> {
        if self.compare.untouched(old, new) {
            return Ok(());
        }
        if depth > DEPTH {
            return Err(Error::Limit { what: "depth of the structure tree", limit: DEPTH as u64 });
        }
        let (old, new) = (self.kids(self.before, old)?, self.kids(self.after, new)?);
        let mut rest = &new[..];
        for kid in &old {
            if let Some(place) = rest.iter().position(|other| is_the_same(kid, other)) {
                // What stands before it came.
                self.came(&rest[..place])?;
                self.element(kid, &rest[place], depth)?;
                rest = &rest[place + 1..];
            } else {
                self.compare.steps(rest.len())?;
                if !self.only_annotations(self.before, kid, 0)? {
                    self.structure_differs("K");
                }
            }
        }
        self.came(rest)
    }

    fn came(&mut self, kids: &[Object]) -> Result<(), Error> {
        for kid in kids {
            self.compare.judged(kid);
            if !self.only_annotations(self.after, kid, 0)? {
                self.structure_differs("K");
            }
        }
        Ok(())
    }

    /// One kid before and now: the same reference, number or direct dictionary.
    fn element(&mut self, old: &Object, new: &Object, depth: usize) -> Result<(), Error> {
        if self.compare.untouched(old, new) || new.as_reference().is_some_and(|id| !self.elements.insert(id)) {
            return Ok(());
        }
        let (old, new) = self.judge(old, new)?;
        let (Object::Dictionary(was), Object::Dictionary(is)) = (&*old, &*new) else {
            if !self.compare.same(&old, &new)? {
                self.structure_differs("K");
            }
            return Ok(());
        };
        for (key, old, new) in pairs(was, is) {
            match key {
                b"K" => self.elements(old, new, depth + 1)?,
                _ if !self.compare.same_entry(key, old, new)? => self.structure_differs(&key_text(key)),
                _ => {}
            }
        }
        Ok(())
    }

    fn structure_differs(&mut self, what: &str) {
        self.report(kinds::STRUCTURE_CHANGED, format!("StructTreeRoot/{what}"));
    }

    /// §14.7.5.4: which element each piece of content belongs to.
    fn parent_tree(&mut self, old: &Object, new: &Object) -> Result<(), Error> {
        if self.compare.untouched(old, new) {
            return Ok(());
        }
        self.compare.judged(new);
        let (mut was, mut is) = (BTreeMap::new(), BTreeMap::new());
        self.numbers(self.before, old, 0, &mut was)?;
        self.numbers(self.after, new, 0, &mut is)?;
        for (key, old) in &was {
            let sound = match is.get(key) {
                Some(new) => self.belongs_to_the_same(old, new)?,
                None => self.has_annotation(self.before, old)?,
            };
            if !sound {
                self.structure_differs("ParentTree");
            }
        }
        for new in is.iter().filter(|(key, _)| !was.contains_key(key)).map(|(_, new)| new) {
            if !self.has_annotation(self.after, new)? {
                self.structure_differs("ParentTree");
            }
        }
        Ok(())
    }

    /// A page that had no content in the structure may be given a number of its own, as writers of annotations do.
    pub(super) fn is_new_number(&mut self, old: &Object, new: &Object) -> Result<bool, Error> {
        let (true, Some(number)) = (old.is_null(), new.as_integer()) else { return Ok(false) };
        let catalog = self.before.catalog()?;
        let root = self.before.lookup(catalog.dictionary(), b"StructTreeRoot")?;
        let Some(tree) = root.as_dict().and_then(|root| root.get(b"ParentTree")) else { return Ok(true) };
        let mut was = BTreeMap::new();
        self.numbers(self.before, tree, 0, &mut was)?;
        Ok(!was.contains_key(&number))
    }

    /// The same element, or lists of the same elements.
    fn belongs_to_the_same(&mut self, old: &Object, new: &Object) -> Result<bool, Error> {
        if self.compare.untouched(old, new) {
            return Ok(true);
        }
        let (was, is) = (self.before.resolve(old)?, self.after.resolve(new)?);
        if let (Object::Array(_), Object::Array(_)) = (&*was, &*is) {
            self.compare.judged(new);
            let (old, new) = (was.as_array().unwrap_or_default(), is.as_array().unwrap_or_default());
            return Ok(old.len() == new.len() && old.iter().zip(new).all(|(old, new)| old.value == new.value));
        }
        Ok(old.as_reference().is_some() && old == new && was.as_dict().is_some() && is.as_dict().is_some())
    }

    /// Does a kid hold annotations and nothing else?
    fn only_annotations(&mut self, view: View<'_, '_>, kid: &Object, depth: usize) -> Result<bool, Error> {
        self.compare.step()?;
        let value = view.resolve(kid)?;
        let Object::Dictionary(kid) = &*value else { return Ok(value.is_null()) };
        if kid.get(b"Obj").is_some() {
            let object = view.lookup(kid, b"Obj")?;
            return Ok(object.is_null()
                || object
                    .as_dict()
                    .is_some_and(|object| object.get(b"Subtype").is_some() && object.get(b"Rect").is_some()));
        }
        if depth > 16 || kid.get(b"S").is_none() {
            return Ok(false);
        }
        let below = self.kids(view, kid.get(b"K").unwrap_or(&Object::Null))?;
        below.iter().try_fold(!below.is_empty(), |all, kid| Ok(all && self.only_annotations(view, kid, depth + 1)?))
    }

    /// Does an element hold an annotation itself? Then the tree of parents says so of the annotation.
    fn has_annotation(&mut self, view: View<'_, '_>, element: &Object) -> Result<bool, Error> {
        let value = view.resolve(element)?;
        let Object::Dictionary(element) = &*value else { return Ok(value.is_null()) };
        for kid in self.kids(view, element.get(b"K").unwrap_or(&Object::Null))? {
            if view.resolve(&kid)?.as_dict().is_some_and(|kid| kid.get(b"Obj").is_some()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// /K as a list.
    fn kids(&mut self, view: View<'_, '_>, k: &Object) -> Result<Vec<Object>, Error> {
        let value = view.resolve(k)?;
        let kids = match &*value {
            Object::Null => Vec::new(),
            Object::Array(items) => items.iter().map(|Item { value, .. }| value.clone()).collect(),
            _ => vec![k.clone()],
        };
        self.compare.steps(1 + kids.len())?;
        Ok(kids)
    }

    /// The pairs of a number tree (§7.9.7).
    fn numbers(
        &mut self,
        view: View<'_, '_>,
        node: &Object,
        depth: usize,
        found: &mut BTreeMap<i64, Object>,
    ) -> Result<(), Error> {
        if depth > DEPTH {
            return Err(Error::Limit { what: "depth of a number tree", limit: DEPTH as u64 });
        }
        let node = view.resolve(node)?;
        let empty = Dictionary::default();
        let node = node.as_dict().unwrap_or(&empty);
        let (pairs, kids) = (view.lookup(node, b"Nums")?, view.lookup(node, b"Kids")?);
        let (pairs, kids) = (pairs.as_array().unwrap_or_default(), kids.as_array().unwrap_or_default());
        self.compare.steps(1 + pairs.len() + kids.len())?;
        for pair in pairs.chunks_exact(2) {
            if let Some(key) = view.resolve(&pair[0].value)?.as_integer() {
                found.insert(key, pair[1].value.clone());
            }
        }
        kids.iter().try_for_each(|kid| self.numbers(view, &kid.value, depth + 1, found))
    }
}

/// Whether two kids are one: the same object or number; direct dictionaries by their content.
fn is_the_same(old: &Object, new: &Object) -> bool {
    match (old, new) {
        (Object::Dictionary(old), Object::Dictionary(new)) => {
            pairs(old, new).all(|(_, old, new)| is_the_same(old, new))
        }
        (Object::Array(old), Object::Array(new)) => {
            old.len() == new.len() && old.iter().zip(new).all(|(old, new)| is_the_same(&old.value, &new.value))
        }
        _ => old == new,
    }
}
