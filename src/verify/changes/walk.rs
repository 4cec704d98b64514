//! The two documents side by side, from the trailer inwards.
//!
//! Each rule is given the same place of both documents, explains what differs there and passes on what lies deeper. So an
//! object that serves two purposes is judged for both: one that is a field's appearance and a page's image is not excused
//! by the field having been filled in. What no rule knows has to be the same.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use crate::pdf::ink::Ink;
use crate::pdf::{ChangeKind, Comparison, Dictionary, Document, Error, Object, ObjectId, Value, View, changed_objects};

use super::super::wire;
use super::History;
use super::kinds::{self, Kind};

static EMPTY: Dictionary = Dictionary { entries: Vec::new(), span: crate::pdf::Span { start: 0, end: 0 } };

/// Changes named; beyond, the verdict is clear and the walk stops.
pub(in crate::verify) const NAMED: usize = 500;

/// Objects read to see whether links lead to a changed one; honest updates change none that only links lead to.
const LINKS_FOLLOWED: usize = 1 << 20;

/// One thing that changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Found {
    #[serde(with = "wire::change")]
    pub(crate) kind: Kind,
    /// From 1, where it is on a page.
    pub(crate) page: Option<usize>,
    /// A field's name, or the keys that lead there.
    pub(crate) what: String,
    /// The field that it is about was there before, under this name.
    pub(crate) field: bool,
    /// Something new can be seen on a page, and may lie over what was signed.
    pub(crate) covers: bool,
    /// The annotation, for its page.
    #[serde(skip)]
    widget: Option<ObjectId>,
}

/// The walk and what it has found.
pub(super) struct Walk<'d, 'a> {
    pub(super) before: View<'d, 'a>,
    pub(super) after: View<'d, 'a>,
    pub(super) compare: Comparison<'d, 'a>,
    pub(super) found: Vec<Found>,
    /// Fields and widgets that the form's rules have judged, as in the later document.
    pub(super) fields: HashSet<ObjectId>,
    /// Widgets of signature fields that were made or signed: they may come to a page.
    pub(super) new_widgets: HashSet<ObjectId>,
    /// Elements of the structure that were judged.
    pub(super) elements: HashSet<ObjectId>,
    /// Where annotations were met.
    pub(super) page_of: HashMap<ObjectId, usize>,
    /// What the pages of before paint, as far as it was asked.
    pub(super) ink: HashMap<usize, Ink>,
    /// Names of the fields of before.
    names: Option<HashSet<String>>,
}

/// Everything that changed from revision `index` to now.
pub(super) fn differences(document: &Document<'_>, index: usize, history: &History) -> Result<Vec<Found>, Error> {
    let (before, after) = (document.at(index), document.latest());
    let changed = changed_objects(&before, &after);
    let references = history.references(document)?;
    let affected = references.leading_to(changed.iter().map(|change| change.id.number));
    let compare = Comparison::new(before, after, affected);
    let mut walk = Walk {
        before,
        after,
        compare,
        found: Vec::new(),
        fields: HashSet::new(),
        new_widgets: HashSet::new(),
        elements: HashSet::new(),
        page_of: HashMap::new(),
        ink: HashMap::new(),
        names: None,
    };
    walk.trailer()?;
    walk.linked()?;
    // What only links lead to may still show: a field's parent that the form does not list, an object that a name of the
    // page's resources leads to.
    let mut budget = LINKS_FOLLOWED;
    for change in &changed {
        let number = change.id.number;
        let unjudged = match change.kind {
            ChangeKind::Added => references.is_linked(&before, number, &mut budget)?,
            _ => !walk.compare.was_met(number) && references.is_linked(&after, number, &mut budget)?,
        };
        if unjudged {
            walk.unexplained(number)?;
        }
    }
    Ok(walk.named())
}

impl Walk<'_, '_> {
    /// The same place of both documents, references followed, where what is there is judged whatever else it is.
    pub(super) fn judge<'o>(&mut self, old: &'o Object, new: &'o Object) -> Result<(Value<'o>, Value<'o>), Error> {
        self.compare.judged(new);
        self.resolve(old, new)
    }

    /// The same place of both documents, references followed.
    pub(super) fn resolve<'o>(&mut self, old: &'o Object, new: &'o Object) -> Result<(Value<'o>, Value<'o>), Error> {
        let (old, new) = (self.before.resolve(old)?, self.after.resolve(new)?);
        self.compare.steps(1 + size(&old) + size(&new))?;
        Ok((old, new))
    }

    /// Records a change.
    pub(super) fn report(&mut self, kind: Kind, what: impl Into<String>) {
        self.push(Found { kind, page: None, what: what.into(), field: false, covers: false, widget: None });
    }

    /// Records a change on a page.
    pub(super) fn report_on(&mut self, page: usize, kind: Kind, what: impl Into<String>) {
        self.push(Found { kind, page: Some(page), what: what.into(), field: false, covers: false, widget: None });
    }

    /// Records a change of a field with its first widget.
    pub(super) fn report_field(
        &mut self,
        kind: Kind,
        name: &str,
        was_there: bool,
        covers: bool,
        widget: Option<ObjectId>,
    ) {
        self.push(Found { kind, page: None, what: name.to_owned(), field: was_there, covers, widget });
    }

    /// Records something new that is seen on a page.
    pub(super) fn report_over(&mut self, page: usize, kind: Kind, what: String) {
        self.push(Found { kind, page: Some(page), what, field: false, covers: true, widget: None });
    }

    fn push(&mut self, found: Found) {
        if self.found.len() < NAMED && !self.found.contains(&found) {
            self.found.push(found);
        }
    }

    /// Reports `kind` unless both are the same.
    pub(super) fn unchanged(
        &mut self,
        kind: Kind,
        what: &str,
        key: &[u8],
        old: &Object,
        new: &Object,
    ) -> Result<(), Error> {
        if !self.compare.same_entry(key, old, new)? {
            self.report(kind, what);
        }
        Ok(())
    }

    /// Objects that were met by links only have to be the same.
    fn linked(&mut self) -> Result<(), Error> {
        while let Some(id) = self.compare.next_linked() {
            self.unexplained(id.number)?;
        }
        Ok(())
    }

    fn unexplained(&mut self, number: u32) -> Result<(), Error> {
        let (old, new) = (self.before.get_number(number)?, self.after.get_number(number)?);
        let reference = |object: Option<ObjectId>| object.map_or(Object::Null, Object::Reference);
        let (old, new) = (reference(old.map(|object| object.id)), reference(new.map(|object| object.id)));
        if !self.compare.same(&old, &new)? {
            self.report(kinds::OBJECT_CHANGED, format!("{number} 0"));
        }
        Ok(())
    }

    /// Did a field of this name exist? Two fields of one name are one field (ISO 32000-2 §12.7.4.2).
    pub(super) fn existed(&mut self, name: &str) -> Result<bool, Error> {
        if self.names.is_none() {
            let tree = self.before.fields()?;
            self.names = Some(tree.fields.into_iter().map(|field| field.name).collect());
        }
        Ok(self.names.as_ref().is_some_and(|names| names.contains(name)))
    }

    /// What was found, with the pages of widgets, each once.
    fn named(self) -> Vec<Found> {
        let mut named: Vec<Found> = Vec::new();
        for mut found in self.found {
            found.page = found.page.or_else(|| self.page_of.get(&found.widget.take()?).copied());
            if !named.contains(&found) {
                named.push(found);
            }
        }
        named
    }
}

/// Entries or items.
fn size(value: &Object) -> usize {
    value.as_array().map_or_else(|| value.as_dict().map_or(0, |dictionary| dictionary.entries.len()), <[_]>::len)
}

/// The dictionary of a resolved value, an empty one for null; nothing for another type.
pub(super) fn dictionary<'v>(value: &'v Value<'_>) -> Option<&'v Dictionary> {
    match &**value {
        Object::Null => Some(&EMPTY),
        Object::Dictionary(dictionary) => Some(dictionary),
        _ => None,
    }
}

/// A path for people.
pub(super) fn key_text(key: &[u8]) -> String {
    String::from_utf8_lossy(key).into_owned()
}
