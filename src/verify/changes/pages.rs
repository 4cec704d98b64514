//! Pages (ISO 32000-2 §7.7.3): only their annotations may change, whatever the permission.
//!
//! What a page inherits may be written into it (iText 5 does so with every page that it touches), and what it has anyway.

use crate::pdf::{Dictionary, Error, Object, pairs};

use super::kinds::{self, Kind};
use super::walk::{Walk, dictionary, key_text};

/// Depth of the page tree; balanced ones of a million pages stay below ten.
const DEPTH: usize = 64;

/// What a page may have from a node above it (Table 31).
const INHERITED: [&[u8]; 4] = [b"Resources", b"MediaBox", b"CropBox", b"Rotate"];
const MEDIA_BOX: usize = 1;

/// The values of these, before and now.
struct Inherited([(Object, Object); 4]);

impl Inherited {
    /// Nothing yet.
    const NONE: Self = Self([const { (Object::Null, Object::Null) }; 4]);

    /// What holds at a node and below it.
    fn below(&self, was: &Dictionary, is: &Dictionary) -> Self {
        let own = |node: &Dictionary, place: usize, above: &Object| {
            node.get(INHERITED[place]).filter(|value| !value.is_null()).unwrap_or(above).clone()
        };
        let place = |place: usize| {
            let (old, new) = &self.0[place];
            (own(was, place, old), own(is, place, new))
        };
        Self(std::array::from_fn(place))
    }

    /// Is the attribute `key` the same, with what holds where it is absent?
    fn same(&self, walk: &mut Walk<'_, '_>, key: &[u8]) -> Result<bool, Error> {
        let Some(place) = INHERITED.iter().position(|inherited| *inherited == key) else { return Ok(false) };
        let (default_old, default_new) = match key {
            b"CropBox" => self.0[MEDIA_BOX].clone(),
            b"Rotate" => (Object::Integer(0), Object::Integer(0)),
            _ => (Object::Null, Object::Null),
        };
        let (old, new) = &self.0[place];
        let or = |value: &Object, default| if value.is_null() { default } else { value.clone() };
        walk.compare.same(&or(old, default_old), &or(new, default_new))
    }
}

impl Walk<'_, '_> {
    /// The page tree.
    pub(super) fn page_tree(&mut self, old: &Object, new: &Object) -> Result<(), Error> {
        let mut number = 1;
        self.page_node(old, new, &mut number, 0, &Inherited::NONE)
    }

    /// One node before and now; `number` counts the pages passed.
    fn page_node(
        &mut self,
        old: &Object,
        new: &Object,
        number: &mut usize,
        depth: usize,
        above: &Inherited,
    ) -> Result<(), Error> {
        if depth > DEPTH {
            return Err(Error::Limit { what: "depth of the page tree", limit: DEPTH as u64 });
        }
        if self.compare.untouched(old, new) {
            *number += self.leaves(new)?;
            return Ok(());
        }
        let (old_value, new_value) = self.judge(old, new)?;
        let (Some(was), Some(is)) = (dictionary(&old_value), dictionary(&new_value)) else {
            self.report_on(*number, kinds::PAGE_CHANGED, "Page");
            *number += 1;
            return Ok(());
        };
        if is.duplicates().len() > was.duplicates().len() {
            self.report_on(*number, kinds::PAGE_CHANGED, "Page");
        }
        let own = above.below(was, is);
        if was.get(b"Kids").is_none() && is.get(b"Kids").is_none() {
            self.compare.judged_page(old, new);
            self.page(was, is, *number, &own)?;
            *number += 1;
            return Ok(());
        }
        for (key, old, new) in pairs(was, is) {
            match key {
                b"Kids" | b"Parent" => {}
                // What pages inherit shows on all of them.
                _ if !self.compare.same_entry(key, old, new)? => {
                    self.report_on(*number, kind_of(key), key_text(key));
                }
                _ => {}
            }
        }
        let kids = |dictionary: &Dictionary| dictionary.get(b"Kids").cloned().unwrap_or(Object::Null);
        let (old_kids, new_kids) = (kids(was), kids(is));
        let (old_kids, new_kids) = self.resolve(&old_kids, &new_kids)?;
        let (old_kids, new_kids) = (old_kids.as_array().unwrap_or_default(), new_kids.as_array().unwrap_or_default());
        for place in 0..old_kids.len().max(new_kids.len()) {
            match (old_kids.get(place), new_kids.get(place)) {
                (Some(old), Some(new)) => self.page_node(&old.value, &new.value, number, depth + 1, &own)?,
                (None, Some(_)) => {
                    self.report_on(*number, kinds::PAGE_ADDED, "Kids");
                    *number += 1;
                }
                _ => {
                    self.report_on(*number, kinds::PAGE_REMOVED, "Kids");
                    *number += 1;
                }
            }
        }
        Ok(())
    }

    /// Pages below a node that is the same.
    fn leaves(&self, node: &Object) -> Result<usize, Error> {
        let node = self.after.resolve(node)?;
        let count =
            node.as_dict().and_then(|node| node.get(b"Count")).map(|count| self.after.resolve(count)).transpose()?;
        Ok(count.and_then(|count| usize::try_from(count.as_integer()?).ok()).unwrap_or(1))
    }

    fn page(&mut self, was: &Dictionary, is: &Dictionary, number: usize, own: &Inherited) -> Result<(), Error> {
        for (key, old, new) in pairs(was, is) {
            match key {
                b"Annots" => self.annotations(old, new, number)?,
                b"Parent" => {}
                _ if self.compare.same_entry(key, old, new)? || own.same(self, key)? => {}
                // The order of annotations for the keyboard (§12.5.1), and when the page was last edited (§14.5).
                b"Tabs" if new.as_name().is_some() => {}
                b"LastModified" if new.as_string().is_some() => {}
                b"StructParents" if self.is_new_number(old, new)? => {}
                b"Metadata" => self.metadata(old, new)?,
                _ => self.report_on(number, kind_of(key), key_text(key)),
            }
        }
        Ok(())
    }
}

fn kind_of(key: &[u8]) -> Kind {
    match key {
        b"Contents" => kinds::PAGE_CONTENT,
        b"Resources" => kinds::PAGE_RESOURCES,
        b"AA" => kinds::ACTIONS_CHANGED,
        b"AF" => kinds::ATTACHMENTS_CHANGED,
        _ => kinds::PAGE_CHANGED,
    }
}
