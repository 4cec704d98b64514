//! New fields (ISO 32000-2 §12.7.5.5, §12.8.5): signature fields and nothing else.

use crate::pdf::{Dictionary, Error, FieldKind, Object, ObjectId, Rect, View};

use super::fields::{Above, widget_of};
use super::kinds;
use super::walk::Walk;

/// Hidden or NoView (Table 167).
pub(super) const UNSEEN: i64 = 2 | 32;

impl Walk<'_, '_> {
    /// A field that was not there, with everything below it.
    pub(super) fn new_field(&mut self, new: &Object, above: &Above) -> Result<(), Error> {
        self.compare.step()?;
        self.compare.judged(new);
        let id = new.as_reference();
        id.map(|id| self.fields.insert(id));
        let value = self.after.resolve(new)?;
        if value.is_null() {
            return Ok(());
        }
        let Object::Dictionary(field) = &*value else {
            self.report_field(kinds::FIELD_ADDED, &above.name, false, false, id);
            return Ok(());
        };
        let own = above.of(self, true, field)?;
        if self.overwrites(id)? {
            self.report_field(kinds::FIELD_CHANGED, &own.name, false, false, id);
        }
        if own.depth > 64 {
            return Err(Error::Limit { what: "depth of the field tree", limit: 64 });
        }
        let kids = self.after.lookup(field, b"Kids")?;
        let kids = kids.as_array().unwrap_or_default();
        let mut below = Vec::new();
        for kid in kids {
            let value = self.after.resolve(&kid.value)?;
            if value.as_dict().is_some_and(|kid| kid.get(b"T").is_some() || kid.get(b"Kids").is_some()) {
                self.new_field(&kid.value, &own)?;
            } else {
                below.push(kid);
            }
        }
        if kids.len() > below.len() && below.is_empty() {
            return Ok(());
        }
        self.new_terminal(field, id, &own, &below)
    }

    fn new_terminal(
        &mut self,
        field: &Dictionary,
        id: Option<ObjectId>,
        own: &Above,
        kids: &[&crate::pdf::Item],
    ) -> Result<(), Error> {
        let first = widget_of(field, id);
        // A widget that came to a field of before has that field's kind, and nobody may add one.
        let named = field.get(b"T").is_some();
        if own.kind != Some(FieldKind::Signature) || !named || self.existed(&own.name)? {
            self.report_field(kinds::FIELD_ADDED, &own.name, false, false, first);
            return Ok(());
        }
        let mut visible = self.is_visible(field)?;
        let mut covers = self.widget_hides(field, id)?;
        let mut shown = field.get(b"AP").is_some();
        let mut acts = field.get(b"AA").is_some() || field.get(b"A").is_some();
        for kid in kids {
            let value = self.after.resolve(&kid.value)?;
            if let Some(widget) = value.as_dict() {
                visible |= self.is_visible(widget)?;
                covers |= self.widget_hides(widget, kid.value.as_reference())?;
                shown |= widget.get(b"AP").is_some();
                acts |= widget.get(b"AA").is_some() || widget.get(b"A").is_some();
            }
            if self.overwrites(kid.value.as_reference())? {
                self.report_field(kinds::FIELD_CHANGED, &own.name, false, false, first);
            }
            if let Some(id) = kid.value.as_reference() {
                self.compare.judged(&kid.value);
                self.new_widgets.insert(id);
                self.fields.insert(id);
            }
        }
        self.new_widgets.extend(id);
        if acts {
            self.report_field(kinds::ACTIONS_CHANGED, &own.name, false, false, first);
        }
        match field.get(b"V") {
            Some(value) if !self.after.resolve(value)?.is_null() => {
                self.signed(&own.name, value, false, covers, (field, first))?;
            }
            // Who has not signed has nothing to show.
            _ if shown && visible => self.report_field(kinds::FIELD_ADDED, &own.name, false, covers, first),
            _ => self.report_field(kinds::SIGNATURE_FIELD_ADDED, &own.name, false, covers, first),
        }
        Ok(())
    }

    /// Is it an object of before that was made into something else?
    fn overwrites(&mut self, new: Option<ObjectId>) -> Result<bool, Error> {
        let Some(id) = new else { return Ok(false) };
        let was_there = self.before.get(id)?.is_some_and(|old| !old.value.is_null());
        let reference = Object::Reference(id);
        Ok(was_there && !self.compare.same(&reference, &reference)?)
    }

    /// A signature came into the field `name`.
    pub(super) fn signed(
        &mut self,
        name: &str,
        value: &Object,
        was_there: bool,
        covers: bool,
        (field, widget): (&Dictionary, Option<ObjectId>),
    ) -> Result<(), Error> {
        let resolved = self.after.resolve(value)?;
        let Some(signature) = resolved.as_dict() else {
            self.report_field(kinds::SIGNATURE_CHANGED, name, was_there, covers, widget);
            return Ok(());
        };
        // A signature of before in another field is no new signature.
        let recycled = match value.as_reference() {
            Some(id) => self
                .before
                .get(id)?
                .is_some_and(|old| old.value.as_dict().is_some_and(|old| old.get(b"Contents").is_some())),
            None => false,
        };
        self.compare.judged(value);
        let seen = self.any_visible(field)?;
        let kind = match signature.is_name(b"SubFilter", b"ETSI.RFC3161") {
            _ if recycled => kinds::SIGNATURE_CHANGED,
            // One that shows something is more than a time-stamp needs.
            true if !seen => kinds::TIMESTAMP_ADDED,
            _ => kinds::SIGNATURE_ADDED,
        };
        self.report_field(kind, name, was_there, covers, widget);
        Ok(())
    }

    /// Does the field, or one of its widgets, show on a page of the later document?
    fn any_visible(&self, field: &Dictionary) -> Result<bool, Error> {
        let kids = self.after.lookup(field, b"Kids")?;
        kids.as_array().unwrap_or_default().iter().try_fold(self.is_visible(field)?, |seen, kid| {
            let kid = self.after.resolve(&kid.value)?;
            Ok(seen || kid.as_dict().map(|kid| self.is_visible(kid)).transpose()?.unwrap_or(false))
        })
    }

    /// Does a widget of a signed field show now, and did not before, over something that was painted?
    pub(super) fn is_placed(&mut self, was: &Dictionary, is: &Dictionary, id: Option<ObjectId>) -> Result<bool, Error> {
        let seen_before = was.get(b"Rect").is_some() && self.was_visible(was)?;
        if !seen_before && self.widget_hides(is, id)? {
            return Ok(true);
        }
        let kids = self.after.lookup(is, b"Kids")?;
        for kid in kids.as_array().unwrap_or_default() {
            let (old, new) = (self.before.resolve(&kid.value)?, self.after.resolve(&kid.value)?);
            let seen = old.as_dict().map(|kid| self.was_visible(kid)).transpose()?.unwrap_or(false);
            if let Some(new) = new.as_dict().filter(|_| !seen)
                && self.widget_hides(new, kid.value.as_reference())?
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Does a widget of the later document show on its page?
    pub(super) fn is_visible(&self, widget: &Dictionary) -> Result<bool, Error> {
        shows(&self.after, widget)
    }

    /// Did a widget of the earlier document show on its page?
    pub(super) fn was_visible(&self, widget: &Dictionary) -> Result<bool, Error> {
        shows(&self.before, widget)
    }
}

fn shows(view: &View<'_, '_>, widget: &Dictionary) -> Result<bool, Error> {
    let area = widget.get(b"Rect").and_then(|rect| Rect::read(view, rect));
    let flags = view.lookup(widget, b"F")?.as_integer().unwrap_or(0);
    Ok(flags & UNSEEN == 0 && area.is_some_and(|area| area.width() > 0.0 && area.height() > 0.0))
}
