//! The document security store (ISO 32000-2 §12.8.4.3, §12.8.4.4): validation data may come and go at any permission.
//!
//! Each piece of evidence is judged when it is used. Here only the shape counts: a store is lists of streams, so that nothing
//! else can be brought in under its name.

use crate::pdf::{Dictionary, Error, Object};

use super::kinds;
use super::walk::{Walk, dictionary};

/// Table 261, Table 262.
const LISTS: [&[u8]; 6] = [b"Certs", b"CRLs", b"OCSPs", b"Cert", b"CRL", b"OCSP"];

impl Walk<'_, '_> {
    /// /DSS of the catalog.
    pub(super) fn store(&mut self, old: &Object, new: &Object) -> Result<(), Error> {
        if self.compare.same(old, new)? {
            return Ok(());
        }
        let (_, value) = self.resolve(old, new)?;
        let sound = match dictionary(&value) {
            None => false,
            Some(store) => self.is_store(store, true)?,
        };
        self.report(if sound { kinds::DSS_UPDATED } else { kinds::CATALOG_CHANGED }, "DSS");
        Ok(())
    }

    fn is_store(&self, store: &Dictionary, with_vri: bool) -> Result<bool, Error> {
        for entry in &store.entries {
            let value = self.after.resolve(&entry.value)?;
            let sound = match entry.key.as_bytes() {
                key if LISTS.contains(&key) => self.are_streams(&value)?,
                b"VRI" if with_vri => self.is_vri(&value)?,
                // Kept from the time before the stream's own standard; read by nobody.
                b"Type" | b"TU" => matches!(&*value, Object::Name(_) | Object::String(_)),
                b"TS" => value.as_stream().is_some(),
                _ => value.is_null(),
            };
            if !sound {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn is_vri(&self, value: &Object) -> Result<bool, Error> {
        let Some(vri) = value.as_dict() else { return Ok(value.is_null()) };
        for entry in vri.entries.iter().filter(|entry| entry.key.as_bytes() != b"Type") {
            let own = self.after.resolve(&entry.value)?;
            if !matches!(&*own, Object::Dictionary(own) if self.is_store(own, false)?) {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn are_streams(&self, value: &Object) -> Result<bool, Error> {
        let Some(items) = value.as_array() else { return Ok(value.is_null()) };
        for item in items {
            let evidence = self.after.resolve(&item.value)?;
            if !(evidence.is_null() || evidence.as_stream().is_some()) {
                return Ok(false);
            }
        }
        Ok(true)
    }
}
