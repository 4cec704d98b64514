//! Form fields of before (ISO 32000-2 §12.7.4): filled in, signed, or changed in a way that nobody may.
//!
//! A field may show something else only with another value: /AP of a field whose value is as it was shows what nobody filled
//! in. A field is looked for by its object, then by its name; an object that was renumbered is the same field.

use std::collections::HashSet;

use crate::pdf::{Dictionary, Error, FieldKind, Item, NOT_PLAIN_TEXT, Object, ObjectId, decode_text, pairs};

use super::kinds;
use super::walk::{Walk, key_text};

/// Depth of the field tree; the reader of fields has the same.
const DEPTH: usize = 64;

/// What a field has from those above it.
#[derive(Clone, Default)]
pub(super) struct Above {
    pub(super) name: String,
    pub(super) kind: Option<FieldKind>,
    /// It, or one above it, was given another value.
    filled: bool,
    /// That value, if it is a text.
    text: Option<String>,
    /// It, or one above it, was signed.
    signed: bool,
    /// It holds a value that is the same.
    sealed: bool,
    pub(super) depth: usize,
}

impl Above {
    /// What `field` passes on to its kids, but for what changed.
    pub(super) fn of(&self, walk: &Walk<'_, '_>, later: bool, field: &Dictionary) -> Result<Self, Error> {
        let view = if later { walk.after } else { walk.before };
        let partial = view.lookup(field, b"T")?.as_string().map(decode_text);
        let name = match partial {
            Some(partial) if self.name.is_empty() => partial,
            Some(partial) => format!("{}.{partial}", self.name),
            None => self.name.clone(),
        };
        let kind = match view.lookup(field, b"FT")?.as_name() {
            Some(b"Btn") => Some(FieldKind::Button),
            Some(b"Tx") => Some(FieldKind::Text),
            Some(b"Ch") => Some(FieldKind::Choice),
            Some(b"Sig") => Some(FieldKind::Signature),
            _ => self.kind,
        };
        Ok(Self { name, kind, depth: self.depth + 1, ..self.clone() })
    }
}

impl Walk<'_, '_> {
    /// /Fields of the form.
    pub(super) fn roots(&mut self, old: &Object, new: &Object) -> Result<(), Error> {
        self.field_list(old, new, &Above::default())
    }

    /// Two lists of fields or widgets: what is in both is compared, what is in one came or went.
    fn field_list(&mut self, old: &Object, new: &Object, above: &Above) -> Result<(), Error> {
        if self.compare.untouched(old, new) {
            return Ok(());
        }
        let (old, new) = self.resolve(old, new)?;
        let (old, new) = (old.as_array().unwrap_or_default(), new.as_array().unwrap_or_default());
        let ids = |list: &'_ [Item]| -> HashSet<ObjectId> {
            list.iter().filter_map(|item| item.value.as_reference()).collect()
        };
        let (before, after) = (ids(old), ids(new));
        let in_both =
            |item: &&Item| item.value.as_reference().is_some_and(|id| before.contains(&id) && after.contains(&id));
        let (kept, gone): (Vec<&Item>, Vec<&Item>) = old.iter().partition(in_both);
        let came = new.iter().filter(|item| !in_both(item)).collect();
        for item in kept {
            self.field(&item.value, &item.value, above)?;
        }
        self.renumbered(gone, came, above)
    }

    /// Pairs what is gone with what came by name, then by value.
    fn renumbered(&mut self, gone: Vec<&Item>, mut came: Vec<&Item>, above: &Above) -> Result<(), Error> {
        for old in gone {
            let was = self.before.resolve(&old.value)?;
            let Some(field) = was.as_dict() else { continue };
            let name = self.before.lookup(field, b"T")?.as_string().map(decode_text);
            let mut place = None;
            for (at, item) in came.iter().enumerate() {
                self.compare.step()?;
                let is = self.after.resolve(&item.value)?;
                let Some(other) = is.as_dict() else { continue };
                let other_name = self.after.lookup(other, b"T")?.as_string().map(decode_text);
                if name == other_name && (name.is_some() || self.compare.same_but(field, other, &[b"Parent", b"P"])?) {
                    place = Some(at);
                    break;
                }
            }
            if let Some(at) = place {
                let new = came.remove(at);
                self.field(&old.value, &new.value, above)?;
            } else {
                let name = above.of(self, false, field)?.name;
                self.report_field(kinds::FIELD_REMOVED, &name, true, false, old.value.as_reference());
            }
        }
        for new in came {
            self.new_field(&new.value, above)?;
        }
        Ok(())
    }

    /// One field, or one widget of a field, before and now.
    pub(super) fn field(&mut self, old: &Object, new: &Object, above: &Above) -> Result<(), Error> {
        if self.compare.untouched(old, new) || new.as_reference().is_some_and(|id| !self.fields.insert(id)) {
            return Ok(());
        }
        if above.depth > DEPTH {
            return Err(Error::Limit { what: "depth of the field tree", limit: DEPTH as u64 });
        }
        let widget = new.as_reference();
        let (old_value, new_value) = self.judge(old, new)?;
        if old_value.is_null() {
            return self.new_field(new, above);
        }
        let (Object::Dictionary(was), Object::Dictionary(is)) = (&*old_value, &*new_value) else {
            self.report_field(kinds::FIELD_REMOVED, &above.name, true, false, widget);
            return Ok(());
        };
        let mut own = above.of(self, false, was)?;
        let first = widget_of(is, widget);
        if is.duplicates().len() > was.duplicates().len() {
            self.report_field(kinds::FIELD_CHANGED, &own.name, true, false, first);
        }
        self.value(was, is, &mut own, first)?;
        if own.text.as_ref().is_some_and(|text| self.after.widget_lies(is, text)) {
            self.report_field(kinds::FIELD_LOOK, &own.name, true, false, widget);
        }
        for (key, old, new) in pairs(was, is) {
            let explained = match key {
                b"V" => true,
                b"Kids" => {
                    self.field_list(old, new, &own)?;
                    true
                }
                _ if self.compare.same_entry(key, old, new)? => true,
                _ => self.entry(key, old, new, is, &own)?,
            };
            // Who ticks a box chooses one of the looks that it has; a new one may show anything.
            if key == b"AP" && explained && self.redraws(old, new, &own)? {
                self.report_field(kinds::FIELD_LOOK, &own.name, true, false, widget);
            }
            if !explained {
                let kind = if key == b"AP" { kinds::APPEARANCE_REPLACED } else { kinds::FIELD_CHANGED };
                let what = if key == b"AP" { own.name.clone() } else { format!("{}/{}", own.name, key_text(key)) };
                self.report_field(kind, &what, false, false, first);
            }
        }
        Ok(())
    }

    /// /V, and /AS of a button: is it another, and may it be?
    fn value(
        &mut self,
        was: &Dictionary,
        is: &Dictionary,
        own: &mut Above,
        first: Option<ObjectId>,
    ) -> Result<(), Error> {
        let of = |field: &Dictionary, key: &[u8]| field.get(key).cloned().unwrap_or(Object::Null);
        let (old, new) = (of(was, b"V"), of(is, b"V"));
        let same = self.compare.same(&old, &new)?;
        let (old_value, new_value) = self.resolve(&old, &new)?;
        if own.kind == Some(FieldKind::Signature) {
            own.sealed |= !old_value.is_null();
            match (old_value.is_null(), new_value.is_null()) {
                _ if same => {}
                (true, false) => {
                    own.signed = true;
                    let placed = self.is_placed(was, is, first)?;
                    self.new_widgets.extend(first);
                    self.signed(&own.name, &new, true, placed, (is, first))?;
                }
                (_, true) => self.report_field(kinds::SIGNATURE_REMOVED, &own.name, true, false, first),
                _ => self.report_field(kinds::SIGNATURE_CHANGED, &own.name, true, false, first),
            }
            return Ok(());
        }
        let state = !self.compare.same(&of(was, b"AS"), &of(is, b"AS"))?;
        if !same || state && own.kind == Some(FieldKind::Button) {
            own.filled = true;
            own.text = new_value.as_string().map(decode_text).filter(|_| own.kind == Some(FieldKind::Text));
            // One that formats its value looks otherwise by right.
            let flags = self.after.lookup(is, b"Ff")?.as_integer().unwrap_or(0);
            own.text.take_if(|_| is.get(b"AA").is_some() || flags & NOT_PLAIN_TEXT != 0);
            // A dictionary is no value of such a field; one that looks like a signature least of all.
            let plain = !matches!(&*new_value, Object::Dictionary(_));
            let kind = if plain { kinds::FIELD_FILLED } else { kinds::FIELD_CHANGED };
            self.report_field(kind, &own.name, true, false, first);
        }
        Ok(())
    }

    /// Did a button that was filled in get another look than it had?
    fn redraws(&mut self, old: &Object, new: &Object, own: &Above) -> Result<bool, Error> {
        let had = !self.before.resolve(old)?.is_null();
        Ok(had && own.filled && own.kind == Some(FieldKind::Button) && !self.compare.same_entry(b"AP", old, new)?)
    }

    /// May this entry of a field or widget be another, given what happened to the field?
    fn entry(&mut self, key: &[u8], old: &Object, new: &Object, is: &Dictionary, own: &Above) -> Result<bool, Error> {
        let signature = own.kind == Some(FieldKind::Signature);
        let (was, now) = self.resolve(old, new)?;
        let touched = own.filled || own.signed;
        Ok(match key {
            b"Type" => was.is_null() && now.as_name() == Some(b"Annot"),
            b"P" => was.is_null(),
            // Who locks a field makes it read-only (§12.7.5.5).
            b"Ff" => now.as_integer().unwrap_or(0) == was.as_integer().unwrap_or(0) | 1,
            b"F" => {
                // Print, ReadOnly, Locked, LockedContents: nothing that was hidden may show (§12.5.3).
                const HARMLESS: i64 = 4 | 64 | 128 | 512;
                let (was, now) = (was.as_integer().unwrap_or(0), now.as_integer().unwrap_or(0));
                (was ^ now) & !HARMLESS == 0 || own.signed && !own.sealed && is.get(b"Rect").is_some()
            }
            b"AP" => own.filled || own.signed && !own.sealed || !signature && was.is_null() && self.paints_nothing(new),
            b"M" | b"MK" | b"DA" | b"DR" | b"DS" | b"Q" | b"BS" | b"Border" | b"AS" | b"RV" | b"I" | b"TI" => touched,
            // A field without a widget gets one as it is signed; whoever signs may lock others (§12.7.5.5).
            b"Lock" | b"Subtype" | b"Rect" | b"StructParent" | b"NM" | b"H" | b"C" => own.signed && was.is_null(),
            _ => false,
        })
    }
}

/// The widget that a field is itself, or its first kid.
pub(super) fn widget_of(field: &Dictionary, id: Option<ObjectId>) -> Option<ObjectId> {
    match field.get(b"Kids").and_then(Object::as_array) {
        Some([first, ..]) if field.get(b"Rect").is_none() => first.value.as_reference(),
        _ => id,
    }
}
