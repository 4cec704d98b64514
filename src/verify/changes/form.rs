//! The interactive form (ISO 32000-2 §12.7.3, Table 224): what is said of all fields.

use crate::pdf::{Error, Object, pairs};

use super::kinds;
use super::walk::{Walk, dictionary, key_text};

impl Walk<'_, '_> {
    /// /AcroForm of the catalog; an absent one is an empty one.
    pub(super) fn form(&mut self, old: &Object, new: &Object) -> Result<(), Error> {
        if self.compare.untouched(old, new) {
            return Ok(());
        }
        let (old, new) = self.judge(old, new)?;
        let (Some(old), Some(new)) = (dictionary(&old), dictionary(&new)) else {
            self.report(kinds::FORM_CHANGED, "AcroForm");
            return Ok(());
        };
        if !new.duplicates().is_empty() && old.duplicates().is_empty() {
            self.report(kinds::FORM_CHANGED, "AcroForm");
        }
        for (key, old, new) in pairs(old, new) {
            let what = || format!("AcroForm/{}", key_text(key));
            match key {
                b"Fields" => self.roots(old, new)?,
                // Bits 1 and 2 are set by whoever signs.
                b"SigFlags" => {
                    let (old, new) = self.resolve(old, new)?;
                    let (old, new) = (old.as_integer().unwrap_or(0), new.as_integer().unwrap_or(0));
                    if new != old | (new & 3) {
                        self.report(kinds::FORM_CHANGED, what());
                    }
                }
                // For fields to come: those that are there said how they look.
                b"DA" | b"Q" if old.is_null() => self.report(kinds::FORM_RESOURCES, what()),
                // Viewers draw the fields anew from their values.
                b"NeedAppearances" | b"DA" | b"Q" => self.unchanged(kinds::FORM_APPEARANCE, &what(), key, old, new)?,
                b"DR" => self.form_resources(old, new)?,
                // The order of calculation names fields, which are judged for themselves.
                b"CO" if !old.is_null() && self.lists_the_same(old, new)? => {}
                _ => self.unchanged(kinds::FORM_CHANGED, &what(), key, old, new)?,
            }
        }
        Ok(())
    }

    /// /DR: what appearances are made from. It may grow; forms and images of it may change, since an appearance brings its own.
    fn form_resources(&mut self, old: &Object, new: &Object) -> Result<(), Error> {
        if self.compare.same(old, new)? {
            return Ok(());
        }
        let (old, new) = self.resolve(old, new)?;
        let (Some(old), Some(new)) = (dictionary(&old), dictionary(&new)) else {
            self.report(kinds::FORM_CHANGED, "AcroForm/DR");
            return Ok(());
        };
        for (category, old, new) in pairs(old, new) {
            if category == b"ProcSet" || self.compare.same(old, new)? {
                continue;
            }
            let (old, new) = self.resolve(old, new)?;
            let grown = match (dictionary(&old), dictionary(&new)) {
                (Some(old), Some(new)) => pairs(old, new).try_fold(true, |grown, (_, old, new)| {
                    Ok::<_, Error>(grown && (old.is_null() || self.compare.same(old, new)?))
                })?,
                _ => false,
            };
            let sound = grown || category == b"XObject" && !self.appearances_lean_on_form()?;
            let kind = if sound { kinds::FORM_RESOURCES } else { kinds::FORM_CHANGED };
            self.report(kind, format!("AcroForm/DR/{}", key_text(category)));
        }
        Ok(())
    }

    /// Does something show without resources of its own? Some viewers take those of the form then.
    fn appearances_lean_on_form(&mut self) -> Result<bool, Error> {
        let view = self.before;
        for widget in view.fields()?.fields.iter().flat_map(|field| &field.widgets) {
            self.compare.step()?;
            let Some(object) = widget.id.map(|id| view.get(id)).transpose()?.flatten() else { return Ok(true) };
            let Some(dictionary) = object.value.as_dict() else { continue };
            if !self.was_visible(dictionary)? {
                continue;
            }
            let appearances = view.lookup(dictionary, b"AP")?;
            let Some(appearances) = appearances.as_dict() else { continue };
            for entry in &appearances.entries {
                let states = view.resolve(&entry.value)?;
                let states = match &*states {
                    Object::Dictionary(states) => states.entries.iter().map(|state| state.value.clone()).collect(),
                    _ => vec![entry.value.clone()],
                };
                self.compare.steps(states.len())?;
                for state in states {
                    let stream = view.resolve(&state)?;
                    if stream.as_stream().is_some_and(|stream| stream.dictionary.get(b"Resources").is_none()) {
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
    }

    /// Whether both are lists of the same references.
    pub(super) fn lists_the_same(&self, old: &Object, new: &Object) -> Result<bool, Error> {
        let (old, new) = (self.before.resolve(old)?, self.after.resolve(new)?);
        let ids = |list: &Object| -> Option<Vec<_>> {
            list.as_array()?.iter().map(|item| item.value.as_reference()).collect()
        };
        Ok(matches!((ids(&old), ids(&new)), (Some(old), Some(new)) if old == new))
    }
}
