//! Annotations (ISO 32000-2 §12.5, §12.8.2.2.2): made, changed and deleted where P is 3; widgets belong to their fields.

use std::collections::HashSet;

use crate::pdf::{Dictionary, Error, Item, Object, ObjectId, pairs};

use super::kinds;
use super::walk::{Walk, key_text};

/// Entries of annotations that a reader's program writes (Tables 166, 172–190). Those that mean something in a graphics state
/// too (/CA, /ca, /BM) are left out: an annotation can be drawn with by the page.
const ENTRIES: [&[u8]; 50] = [
    b"AP",
    b"AS",
    b"BE",
    b"BS",
    b"Border",
    b"C",
    b"CL",
    b"CO",
    b"CP",
    b"Cap",
    b"Contents",
    b"CreationDate",
    b"DA",
    b"DS",
    b"Dest",
    b"A",
    b"ExData",
    b"F",
    b"H",
    b"IC",
    b"IRT",
    b"IT",
    b"InkList",
    b"L",
    b"LE",
    b"LL",
    b"LLE",
    b"LLO",
    b"Lang",
    b"M",
    b"NM",
    b"Name",
    b"Open",
    b"P",
    b"Parent",
    b"Popup",
    b"Q",
    b"QuadPoints",
    b"RC",
    b"RD",
    b"RT",
    b"Rect",
    b"State",
    b"StateModel",
    b"StructParent",
    b"Subj",
    b"T",
    b"Vertices",
    b"Subtype",
    b"Type",
];

impl Walk<'_, '_> {
    /// /Annots of page `number`.
    pub(super) fn annotations(&mut self, old: &Object, new: &Object, number: usize) -> Result<(), Error> {
        if self.compare.untouched(old, new) {
            return Ok(());
        }
        let (old, new) = self.resolve(old, new)?;
        let (old, new) = (old.as_array().unwrap_or_default(), new.as_array().unwrap_or_default());
        let before: HashSet<ObjectId> = old.iter().filter_map(|item| item.value.as_reference()).collect();
        let after: HashSet<ObjectId> = new.iter().filter_map(|item| item.value.as_reference()).collect();
        let in_both =
            |item: &&Item| item.value.as_reference().is_some_and(|id| before.contains(&id) && after.contains(&id));
        let (kept, gone): (Vec<_>, Vec<_>) = old.iter().partition(in_both);
        let (stayed, came): (Vec<_>, Vec<_>) = new.iter().partition(in_both);
        for item in new {
            item.value.as_reference().map(|id| self.page_of.entry(id).or_insert(number));
        }
        if kept.iter().map(|item| &item.value).ne(stayed.iter().map(|item| &item.value)) {
            // The later one lies over the earlier one.
            self.report_on(number, kinds::ANNOTATION_CHANGED, "Annots");
        }
        for item in kept {
            self.annotation(&item.value, &item.value, number)?;
        }
        self.came_and_gone(gone, came, number)
    }

    /// What was written under another number is the same annotation; the rest was made or deleted.
    fn came_and_gone(&mut self, gone: Vec<&Item>, mut came: Vec<&Item>, number: usize) -> Result<(), Error> {
        for old in gone {
            let was = self.before.resolve(&old.value)?;
            let Object::Dictionary(was) = &*was else { continue };
            let mut place = None;
            for (at, new) in came.iter().enumerate() {
                self.compare.step()?;
                let is = self.after.resolve(&new.value)?;
                let field = new
                    .value
                    .as_reference()
                    .is_some_and(|id| self.fields.contains(&id) && !self.new_widgets.contains(&id));
                if let Object::Dictionary(is) = &*is
                    && (field && is_widget(was) || self.compare.same_but(was, is, &[b"Parent", b"P"])?)
                {
                    self.compare.judged(&new.value);
                    place = Some(at);
                    break;
                }
            }
            match place {
                Some(at) => drop(came.remove(at)),
                None if is_widget(was) => self.report_on(number, kinds::FIELD_REMOVED, "Annots"),
                None => self.report_on(number, kinds::ANNOTATION_DELETED, subtype(was)),
            }
        }
        for new in came {
            self.new_annotation(&new.value, number)?;
        }
        Ok(())
    }

    fn new_annotation(&mut self, new: &Object, number: usize) -> Result<(), Error> {
        self.compare.judged(new);
        let value = self.after.resolve(new)?;
        let Some(annotation) = value.as_dict() else { return Ok(()) };
        if new.as_reference().is_some_and(|id| self.new_widgets.contains(&id)) {
            return Ok(());
        }
        if is_widget(annotation) || value.as_stream().is_some() {
            self.report_on(number, kinds::FIELD_ADDED, "Annots");
            return Ok(());
        }
        if self.acts(annotation)? {
            self.report_on(number, kinds::ACTIONS_CHANGED, subtype(annotation));
        }
        if self.hides(annotation, number)? {
            self.report_over(number, kinds::ANNOTATION_ADDED, subtype(annotation));
        } else {
            self.report_on(number, kinds::ANNOTATION_ADDED, subtype(annotation));
        }
        Ok(())
    }

    /// One annotation before and now.
    fn annotation(&mut self, old: &Object, new: &Object, number: usize) -> Result<(), Error> {
        let judged = new.as_reference().is_some_and(|id| self.fields.contains(&id));
        if judged || self.compare.untouched(old, new) {
            return Ok(());
        }
        let (old_value, new_value) = self.judge(old, new)?;
        let (was, is) = match (&*old_value, &*new_value) {
            (Object::Null, Object::Null) => return Ok(()),
            (Object::Null, _) => return self.new_annotation(new, number),
            (Object::Dictionary(was), Object::Dictionary(is)) => (was, is),
            (old, _) => {
                let kind =
                    if old.as_dict().is_some_and(is_widget) { kinds::FIELD_REMOVED } else { kinds::ANNOTATION_DELETED };
                self.report_on(number, kind, old.as_dict().map(subtype).unwrap_or_default());
                return Ok(());
            }
        };
        let widget = is_widget(was) || is_widget(is);
        for (key, old, new) in pairs(was, is) {
            if self.compare.same_entry(key, old, new)? {
                continue;
            }
            match key {
                _ if widget => self.report_on(number, kinds::FIELD_CHANGED, format!("Annots/{}", key_text(key))),
                b"A" | b"AA" if self.acts(is)? => self.report_on(number, kinds::ACTIONS_CHANGED, subtype(is)),
                b"OC" => self.report_on(number, kinds::OPTIONAL_CONTENT, subtype(is)),
                b"Subtype" | b"AP" | b"Rect" | b"F" | b"AS" | b"C" | b"Vertices" if self.hides(is, number)? => {
                    self.report_over(number, kinds::ANNOTATION_CHANGED, subtype(is));
                }
                _ if ENTRIES.contains(&key) => self.report_on(number, kinds::ANNOTATION_CHANGED, subtype(is)),
                _ => self.report_on(number, kinds::OBJECT_CHANGED, format!("Annots/{}", key_text(key))),
            }
        }
        Ok(())
    }

    /// Does it do more than go somewhere when somebody clicks on it?
    fn acts(&self, annotation: &Dictionary) -> Result<bool, Error> {
        if !self.after.lookup(annotation, b"AA")?.is_null() {
            return Ok(true);
        }
        let action = self.after.lookup(annotation, b"A")?;
        let Some(action) = action.as_dict() else { return Ok(!action.is_null()) };
        let kind = self.after.lookup(action, b"S")?;
        let goes = matches!(kind.as_name(), Some(b"GoTo" | b"GoToR" | b"GoToE" | b"URI" | b"Named"));
        Ok(!goes || action.get(b"Next").is_some())
    }
}

fn is_widget(annotation: &Dictionary) -> bool {
    annotation.is_name(b"Subtype", b"Widget")
}

fn subtype(annotation: &Dictionary) -> String {
    annotation.get(b"Subtype").and_then(Object::as_name).map(key_text).unwrap_or_default()
}
