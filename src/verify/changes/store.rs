//! The document security store (ISO 32000-2 §12.8.4.3, §12.8.4.4): validation data may come and go at any permission.
//!
//! Each piece of evidence is judged when it is used. Here only the shape counts: a store holds streams, and dictionaries and
//! lists that lead to them. Some writers nest more of these than the standard knows.

use crate::pdf::{Error, Object};

use super::kinds;
use super::walk::Walk;

/// Store, VRI, its entries, their lists, and what some writers put between.
const DEPTH: usize = 8;

impl Walk<'_, '_> {
    /// /DSS of the catalog.
    pub(super) fn store(&mut self, old: &Object, new: &Object) -> Result<(), Error> {
        if self.compare.same(old, new)? {
            return Ok(());
        }
        let (_, value) = self.resolve(old, new)?;
        let sound = matches!(&*value, Object::Dictionary(_)) && self.is_evidence(&value, 0)?;
        self.report(if sound { kinds::DSS_UPDATED } else { kinds::CATALOG_CHANGED }, "DSS");
        Ok(())
    }

    fn is_evidence(&mut self, value: &Object, depth: usize) -> Result<bool, Error> {
        self.compare.step()?;
        let value = self.after.resolve(value)?;
        let mut inner = match &*value {
            Object::Array(items) => items.iter().map(|item| &item.value).collect::<Vec<_>>(),
            Object::Dictionary(dictionary) => dictionary.entries.iter().map(|entry| &entry.value).collect(),
            _ => return Ok(true),
        }
        .into_iter();
        inner.try_fold(depth < DEPTH, |sound, value| Ok(sound && self.is_evidence(value, depth + 1)?))
    }
}
