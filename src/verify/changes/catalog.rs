//! Trailer and catalog (ISO 32000-2 §7.5.5, §7.7.2): what each entry may do, and who judges it.

use crate::pdf::{Dictionary, Error, Object, pairs};

use super::kinds::{self, Kind};
use super::walk::{Walk, dictionary, key_text};

impl Walk<'_, '_> {
    /// The trailer: where the walk begins.
    pub(super) fn trailer(&mut self) -> Result<(), Error> {
        let (old, new) = (self.before.trailer(), self.after.trailer());
        for (key, old, new) in pairs(old, new) {
            match key {
                b"Root" => {
                    let (old, new) = self.judge(old, new)?;
                    match (old.as_dict(), new.as_dict()) {
                        (Some(old), Some(new)) => self.catalog(old, new)?,
                        _ => self.report(kinds::CATALOG_CHANGED, "Root"),
                    }
                }
                b"Info" => self.info(old, new)?,
                // §14.4: the second identifier is made anew with each update. Each section describes itself (Tables 15 and
                // 17); /AuthCode is ISO/TS 32004's.
                b"ID" | b"Size" | b"Prev" | b"XRefStm" | b"Type" | b"W" | b"Index" | b"Length" | b"Filter"
                | b"DecodeParms" | b"AuthCode" | b"DocChecksum" => {}
                b"AdditionalStreams" => self.additional_streams(old, new)?,
                // What is gone says nothing, but for the encryption.
                _ if new.is_null() && key != b"Encrypt" => {}
                _ => self.unchanged(kinds::TRAILER_CHANGED, &key_text(key), key, old, new)?,
            }
        }
        Ok(())
    }

    /// The source of a hybrid document, which its office suite opens in place of the pages. Some writers of updates leave
    /// numbers there that lead to no stream.
    fn additional_streams(&mut self, old: &Object, new: &Object) -> Result<(), Error> {
        if self.compare.same(old, new)? {
            return Ok(());
        }
        let list = self.after.resolve(new)?;
        for item in list.as_array().unwrap_or_default() {
            if self.after.resolve(&item.value)?.as_stream().is_some() {
                self.report(kinds::ATTACHMENTS_CHANGED, "AdditionalStreams");
            }
        }
        Ok(())
    }

    fn catalog(&mut self, old: &Dictionary, new: &Dictionary) -> Result<(), Error> {
        if !new.duplicates().is_empty() && old.duplicates().is_empty() {
            self.report(kinds::CATALOG_CHANGED, "Root");
        }
        // The form first: its fields explain annotations, and these the structure.
        let of = |key: &[u8]| (old.get(key).unwrap_or(&Object::Null), new.get(key).unwrap_or(&Object::Null));
        let (old_form, new_form) = of(b"AcroForm");
        self.form(old_form, new_form)?;
        let (old_pages, new_pages) = of(b"Pages");
        self.page_tree(old_pages, new_pages)?;
        for (key, old, new) in pairs(old, new) {
            match key {
                b"AcroForm" | b"Pages" => {}
                b"DSS" => self.store(old, new)?,
                b"Metadata" => self.metadata(old, new)?,
                b"Perms" => self.permissions(old, new)?,
                b"StructTreeRoot" => self.structure(old, new)?,
                b"Extensions" => self.extensions(old, new)?,
                b"Version" => self.version(old, new)?,
                b"Names" => self.names(old, new)?,
                _ => self.unchanged(kind_of(key), &key_text(key), key, old, new)?,
            }
        }
        Ok(())
    }

    /// §14.3.3: entries are text, names and dates, which show in no page.
    fn info(&mut self, old: &Object, new: &Object) -> Result<(), Error> {
        if self.compare.same(old, new)? {
            return Ok(());
        }
        let (_, value) = self.resolve(old, new)?;
        let simple = match dictionary(&value) {
            None => false,
            Some(info) => info.entries.iter().try_fold(true, |simple, entry| {
                let value = self.after.resolve(&entry.value)?;
                Ok::<_, Error>(
                    simple && !matches!(&*value, Object::Dictionary(_) | Object::Array(_) | Object::Stream(_)),
                )
            })?,
        };
        self.report(if simple { kinds::METADATA_UPDATED } else { kinds::TRAILER_CHANGED }, "Info");
        Ok(())
    }

    /// §14.3.2: XMP, which shows in no page.
    pub(super) fn metadata(&mut self, old: &Object, new: &Object) -> Result<(), Error> {
        if self.compare.same(old, new)? {
            return Ok(());
        }
        let (_, value) = self.resolve(old, new)?;
        let xmp =
            value.is_null() || value.as_stream().is_some_and(|stream| stream.dictionary.is_name(b"Subtype", b"XML"));
        self.report(if xmp { kinds::METADATA_UPDATED } else { kinds::CATALOG_CHANGED }, "Metadata");
        Ok(())
    }

    /// §7.7.2: an update may raise the version.
    fn version(&mut self, old: &Object, new: &Object) -> Result<(), Error> {
        if !self.compare.same(old, new)? {
            let known = new.as_name().is_some_and(|name| matches!(name, [b'1'..=b'2', b'.', b'0'..=b'9']));
            let raised = known && self.after.version() >= self.before.version();
            self.report(if raised { kinds::VERSION_UPDATED } else { kinds::CATALOG_CHANGED }, "Version");
        }
        Ok(())
    }

    /// §7.12: what was declared stays so, at the same level or a higher one.
    fn extensions(&mut self, old: &Object, new: &Object) -> Result<(), Error> {
        if self.compare.same(old, new)? {
            return Ok(());
        }
        let (old, new) = self.resolve(old, new)?;
        let mut kept = false;
        if let (Some(old), Some(new)) = (dictionary(&old), dictionary(&new)) {
            kept = true;
            for entry in &old.entries {
                let other = new.get(entry.key.as_bytes()).unwrap_or(&Object::Null);
                let same = self.compare.same(&entry.value, other)?;
                kept &= same || self.extension_level(&entry.value, other)?;
            }
        }
        self.report(if kept { kinds::VERSION_UPDATED } else { kinds::CATALOG_CHANGED }, "Extensions");
        Ok(())
    }

    fn extension_level(&self, old: &Object, new: &Object) -> Result<bool, Error> {
        let (old, new) = (self.before.resolve(old)?, self.after.resolve(new)?);
        let level = |value: &Object| value.as_dict()?.get(b"ExtensionLevel")?.as_integer();
        Ok(matches!((level(&old), level(&new)), (Some(old), Some(new)) if old <= new))
    }

    /// §12.8.6: a certification is the first signature, so none may come later; usage rights may be given up.
    fn permissions(&mut self, old: &Object, new: &Object) -> Result<(), Error> {
        let (old, new) = self.resolve(old, new)?;
        let (Some(old), Some(new)) = (dictionary(&old), dictionary(&new)) else {
            self.report(kinds::PERMISSIONS_CHANGED, "Perms");
            return Ok(());
        };
        for (key, old, new) in pairs(old, new) {
            match key {
                b"UR" | b"UR3" if new.is_null() => {}
                b"DocMDP" if old.is_null() && !new.is_null() => self.report(kinds::CERTIFICATION_ADDED, "Perms/DocMDP"),
                _ => self.unchanged(kinds::PERMISSIONS_CHANGED, &format!("Perms/{}", key_text(key)), key, old, new)?,
            }
        }
        Ok(())
    }

    /// §7.7.4: names lead to actions, attached files, destinations.
    fn names(&mut self, old: &Object, new: &Object) -> Result<(), Error> {
        let (old, new) = self.resolve(old, new)?;
        let (Some(old), Some(new)) = (dictionary(&old), dictionary(&new)) else {
            self.report(kinds::CATALOG_CHANGED, "Names");
            return Ok(());
        };
        for (key, old, new) in pairs(old, new) {
            self.unchanged(kind_of(key), &format!("Names/{}", key_text(key)), key, old, new)?;
        }
        Ok(())
    }
}

/// What an entry of the catalog or of /Names is about.
fn kind_of(key: &[u8]) -> Kind {
    match key {
        b"OpenAction" | b"AA" | b"JavaScript" | b"URI" => kinds::ACTIONS_CHANGED,
        b"AF" | b"EmbeddedFiles" | b"Collection" => kinds::ATTACHMENTS_CHANGED,
        b"OCProperties" => kinds::OPTIONAL_CONTENT,
        b"MarkInfo" | b"Lang" => kinds::STRUCTURE_CHANGED,
        _ => kinds::CATALOG_CHANGED,
    }
}
