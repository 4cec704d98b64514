//! The catalog and what hangs on it (ISO 32000-2 §7.7.2): version, AcroForm, DocMDP, tagging, PDF/A.

use super::error::Error;
use super::indirect::Indirect;
use super::object::{Dictionary, Object, ObjectId, Span};
use super::scan;
use super::signature::{Transform, references};
use super::view::View;
use std::sync::Arc;

/// Where a value lives: decides which object an update has to change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is not there.
    Absent,
    /// Directly in its owner.
    Direct,
    /// In an object of its own.
    Indirect(ObjectId),
}

/// The interactive form dictionary (§12.7.3, Table 224).
#[derive(Clone, Debug)]
pub struct AcroForm {
    /// Where it lives.
    pub place: Place,
    /// /SigFlags: bit 1 signatures exist, bit 2 append only.
    pub sig_flags: i64,
    /// /NeedAppearances.
    pub need_appearances: bool,
    /// An XFA form is there.
    pub xfa: bool,
    /// The dictionary.
    pub dictionary: Dictionary,
}

/// The catalog: an object that is a dictionary.
#[derive(Clone, Debug)]
pub struct Catalog {
    /// Its id.
    pub id: ObjectId,
    object: Arc<Indirect>,
}

impl Catalog {
    /// The dictionary.
    pub fn dictionary(&self) -> &Dictionary {
        static EMPTY: Dictionary = Dictionary { entries: Vec::new(), span: Span { start: 0, end: 0 } };
        self.object.value.as_dict().unwrap_or(&EMPTY)
    }

    /// The object.
    pub fn object(&self) -> &Arc<Indirect> {
        &self.object
    }
}

impl View<'_, '_> {
    /// The catalog that the trailer's /Root names.
    ///
    /// # Errors
    /// [`Error::Missing`] or [`Error::WrongType`] where it is no dictionary.
    pub fn catalog(&self) -> Result<Catalog, Error> {
        let missing = || Error::Missing { place: "Root".to_owned() };
        let id = self.trailer().get(b"Root").and_then(Object::as_reference).ok_or_else(missing)?;
        let object = self.get(id)?.ok_or_else(missing)?;
        if object.value.as_dict().is_none() {
            let found = object.value.kind();
            return Err(Error::WrongType { place: "Root".to_owned(), expected: "dictionary", found });
        }
        Ok(Catalog { id, object })
    }

    /// The PDF version in force: the higher of header and catalog (§7.2.2 of the Version entry, Table 29).
    pub fn version(&self) -> (u8, u8) {
        let header = self.document().header_version();
        let catalog = self.catalog().ok().and_then(|catalog| {
            let value = self.lookup(catalog.dictionary(), b"Version").ok()?;
            match value.as_name()? {
                [major @ b'0'..=b'9', b'.', minor @ b'0'..=b'9'] => Some((major - b'0', minor - b'0')),
                _ => None,
            }
        });
        catalog.map_or(header, |version| version.max(header))
    }

    /// The form, `None` where the catalog names none (a null or dangling reference is none).
    ///
    /// # Errors
    /// [`Error::WrongType`] where it is something else than a dictionary.
    pub fn acro_form(&self) -> Result<Option<AcroForm>, Error> {
        let catalog = self.catalog()?;
        let value = self.lookup(catalog.dictionary(), b"AcroForm")?;
        if value.is_null() {
            return Ok(None);
        }
        let Some(dictionary) = value.as_dict() else {
            let place = "Root/AcroForm".to_owned();
            return Err(Error::WrongType { place, expected: "dictionary", found: value.kind() });
        };
        Ok(Some(AcroForm {
            place: value.id().map_or(Place::Direct, Place::Indirect),
            sig_flags: self.lookup(dictionary, b"SigFlags")?.as_integer().unwrap_or(0),
            need_appearances: self.lookup(dictionary, b"NeedAppearances")?.as_bool().unwrap_or(false),
            xfa: !self.lookup(dictionary, b"XFA")?.is_null(),
            dictionary: dictionary.clone(),
        }))
    }

    /// The signature that certifies the document: /Perms /DocMDP (§12.8.6), with its permission P (1, 2 or 3).
    ///
    /// # Errors
    /// As [`View::get`].
    pub fn doc_mdp(&self) -> Result<Option<(Option<ObjectId>, u8)>, Error> {
        let catalog = self.catalog()?;
        let perms = self.lookup(catalog.dictionary(), b"Perms")?;
        let Some(perms) = perms.as_dict() else { return Ok(None) };
        let signature = self.lookup(perms, b"DocMDP")?;
        let Some(dictionary) = signature.as_dict() else { return Ok(None) };
        let permission = references(self, dictionary)?.into_iter().find_map(|reference| match reference.transform {
            Transform::DocMdp { permission } => Some(permission),
            _ => None,
        });
        // Without a transform the default of P holds (Table 257).
        Ok(Some((signature.id(), permission.unwrap_or(2))))
    }

    /// The usage rights signature of Adobe's readers (/Perms /UR3 or /UR).
    ///
    /// # Errors
    /// As [`View::get`].
    pub fn usage_rights(&self) -> Result<Option<Object>, Error> {
        let catalog = self.catalog()?;
        let perms = self.lookup(catalog.dictionary(), b"Perms")?;
        let raw = perms.as_dict().and_then(|perms| perms.get(b"UR3").or(perms.get(b"UR")));
        Ok(raw.cloned())
    }

    /// Whether the file calls itself tagged (/MarkInfo /Marked, §14.7.1).
    pub fn is_tagged(&self) -> bool {
        let marked = || -> Result<bool, Error> {
            let catalog = self.catalog()?;
            let info = self.lookup(catalog.dictionary(), b"MarkInfo")?;
            let Some(info) = info.as_dict() else { return Ok(false) };
            Ok(self.lookup(info, b"Marked")?.as_bool().unwrap_or(false))
        };
        marked().unwrap_or(false)
    }

    /// The PDF/A part (1 to 4) and conformance that the XMP metadata claims (ISO 19005), e.g. `(1, "B")`.
    pub fn pdf_a(&self) -> Option<(u8, String)> {
        let xmp = self.xmp()?;
        let part = xmp_value(&xmp, b"pdfaid:part")?.parse().ok()?;
        Some((part, xmp_value(&xmp, b"pdfaid:conformance").unwrap_or_default()))
    }

    /// The PDF/UA part (1 or 2) that the XMP metadata claims (ISO 14289).
    pub fn pdf_ua(&self) -> Option<u8> {
        xmp_value(&self.xmp()?, b"pdfuaid:part")?.parse().ok()
    }

    /// The document's XMP metadata (§14.3.2).
    fn xmp(&self) -> Option<Vec<u8>> {
        let catalog = self.catalog().ok()?;
        let metadata = self.lookup(catalog.dictionary(), b"Metadata").ok()?;
        self.decode(metadata.id()?, metadata.as_stream()?).ok()
    }
}

/// The value of a simple XMP property, written as element or attribute; namespaces are taken by their usual prefix.
fn xmp_value(xmp: &[u8], property: &[u8]) -> Option<String> {
    let at = scan::find(xmp, property, 0, xmp.len())? + property.len();
    let rest: &[u8] = xmp.get(at..)?.trim_ascii_start();
    let rest = match rest.first()? {
        b'>' => &rest[1..],
        b'=' => rest[1..].trim_ascii_start().get(1..)?,
        _ => return None,
    };
    let value: Vec<u8> =
        rest.iter().copied().take_while(|byte| !matches!(byte, b'<' | b'"' | b'\'')).take(16).collect();
    Some(String::from_utf8(value).ok()?.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pdf_a_is_read_from_both_ways_of_writing() {
        let element = b"<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>";
        let attribute = b"<rdf:Description pdfaid:part='3' pdfaid:conformance=\"U\"/>";
        assert_eq!(xmp_value(element, b"pdfaid:part").as_deref(), Some("2"));
        assert_eq!(xmp_value(attribute, b"pdfaid:part").as_deref(), Some("3"));
        assert_eq!(xmp_value(attribute, b"pdfaid:conformance").as_deref(), Some("U"));
    }
}
