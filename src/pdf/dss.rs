//! The document security store (ISO 32000-2 §12.8.4.3): certificates, CRLs and OCSP answers kept in the file.

use super::error::Error;
use super::object::{Dictionary, Object, ObjectId, Stream};
use super::view::View;

/// One decoded stream of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The stream object.
    pub id: ObjectId,
    /// Its decoded data: one DER value.
    pub der: Vec<u8>,
    /// One after the last byte in the file that it was read from: who covers that, covers it.
    pub end: usize,
}

/// Validation-related information of one signature (Table 262).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Vri {
    /// The key: upper-case hexadecimal SHA-1 of the signature's /Contents.
    pub key: String,
    /// /Cert.
    pub certificates: Vec<Evidence>,
    /// /CRL.
    pub crls: Vec<Evidence>,
    /// /OCSP.
    pub ocsps: Vec<Evidence>,
    /// /TU as it stands.
    pub updated: Option<String>,
    /// /TS decoded.
    pub timestamp: Option<Evidence>,
}

/// The store (Table 261).
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct Dss {
    /// Where the dictionary lives, if it is indirect.
    pub id: Option<ObjectId>,
    /// /Certs.
    pub certificates: Vec<Evidence>,
    /// /CRLs.
    pub crls: Vec<Evidence>,
    /// /OCSPs.
    pub ocsps: Vec<Evidence>,
    /// /VRI.
    pub vri: Vec<Vri>,
    /// Streams named but not readable.
    pub damaged: Vec<ObjectId>,
}

/// Entries of /VRI: one a signature, and a file signed daily for ten years has 3,650.
const ENTRIES: usize = 4096;

impl View<'_, '_> {
    /// The store as of this revision; `None` where the catalog names none.
    ///
    /// # Errors
    /// Where the catalog cannot be read, or the store is beyond the limits; damaged streams are listed in [`Dss::damaged`].
    pub fn dss(&self) -> Result<Option<Dss>, Error> {
        let catalog = self.catalog()?;
        let value = self.lookup(catalog.dictionary(), b"DSS")?;
        let Some(dictionary) = value.as_dict() else { return Ok(None) };
        let mut dss = Dss { id: value.id(), ..Dss::default() };
        dss.certificates = self.evidence(dictionary, b"Certs", &mut dss.damaged)?;
        dss.crls = self.evidence(dictionary, b"CRLs", &mut dss.damaged)?;
        dss.ocsps = self.evidence(dictionary, b"OCSPs", &mut dss.damaged)?;
        let vri = self.lookup(dictionary, b"VRI")?;
        let entries = vri.as_dict().map(|vri| vri.entries.as_slice()).unwrap_or_default();
        if entries.len() > ENTRIES {
            return Err(Error::Limit { what: "entries of /VRI", limit: ENTRIES as u64 });
        }
        for entry in entries {
            let Ok(value) = self.resolve(&entry.value) else { continue };
            let Some(own) = value.as_dict() else { continue };
            let updated = self.lookup(own, b"TU").ok().and_then(|time| time.as_string().map(super::text::decode_text));
            dss.vri.push(Vri {
                key: entry.key.to_text(),
                certificates: self.evidence(own, b"Cert", &mut dss.damaged)?,
                crls: self.evidence(own, b"CRL", &mut dss.damaged)?,
                ocsps: self.evidence(own, b"OCSP", &mut dss.damaged)?,
                updated,
                timestamp: match own.get(b"TS") {
                    Some(stamp) => self.one(stamp, &mut dss.damaged)?,
                    None => None,
                },
            });
        }
        Ok(Some(dss))
    }

    fn evidence(
        &self,
        dictionary: &Dictionary,
        key: &[u8],
        damaged: &mut Vec<ObjectId>,
    ) -> Result<Vec<Evidence>, Error> {
        let Ok(list) = self.lookup(dictionary, key) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for item in list.as_array().unwrap_or_default() {
            found.extend(self.one(&item.value, damaged)?);
        }
        Ok(found)
    }

    fn one(&self, object: &Object, damaged: &mut Vec<ObjectId>) -> Result<Option<Evidence>, Error> {
        let Some(id) = object.as_reference() else { return Ok(None) };
        let read = || {
            let object = self.get(id).ok()??;
            let stream = object.value.as_stream()?;
            Some(Evidence { id, der: self.decode(id, stream).ok()?, end: self.end_of(stream) })
        };
        let found = read();
        if found.is_none() {
            damaged.push(id);
        }
        // Every entry of /VRI may name the same streams again.
        self.document().budget.copied(found.as_ref().map_or(0, |found| found.der.len()))?;
        Ok(found)
    }

    /// One after the last byte that says what `stream` holds: its data, or what its dictionary refers to for how to read
    /// them, which a later revision could have replaced.
    fn end_of(&self, stream: &Stream) -> usize {
        let mut end = stream.data.end;
        let keys: [&[u8]; 5] = [b"Length", b"Filter", b"DecodeParms", b"F", b"DP"];
        let mut open: Vec<&Object> = keys.iter().filter_map(|key| stream.dictionary.get(key)).collect();
        while let Some(object) = open.pop() {
            match object {
                Object::Array(items) => open.extend(items.iter().map(|item| &item.value)),
                Object::Dictionary(inner) => open.extend(inner.entries.iter().map(|entry| &entry.value)),
                Object::Reference(id) => {
                    // Filters and their parameters are small; whatever refers further, or is gone by now, counts as late.
                    let named = self.get(*id).ok().flatten();
                    let plain = named.filter(|named| named.in_file() && !refers(&named.value, 8));
                    end = end.max(plain.map_or(self.revision().end, |named| named.span.end));
                }
                _ => {}
            }
        }
        end
    }
}

/// Does a value hold a reference? Beyond `depth` it may.
fn refers(object: &Object, depth: usize) -> bool {
    match object {
        Object::Reference(_) => true,
        Object::Array(items) => depth == 0 || items.iter().any(|item| refers(&item.value, depth - 1)),
        Object::Dictionary(inner) => depth == 0 || inner.entries.iter().any(|entry| refers(&entry.value, depth - 1)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use crate::pdf::Document;
    use crate::pdf::samples::Sample;

    /// The words of a store can be turned later without touching it: what its reading hangs on counts with it.
    #[test]
    fn evidence_stands_where_the_last_word_on_it_stands() {
        let mut sample = Sample::one_page();
        sample.object(1, "<< /Type /Catalog /Pages 2 0 R /DSS << /Certs [10 0 R 11 0 R] >> >>");
        sample.object(10, "<< /Length 4 >>\nstream\nDER1\nendstream");
        sample.object(11, "<< /Length 12 0 R /Filter 13 0 R >>\nstream\n44455232>\nendstream");
        sample.object(12, "9");
        sample.object(13, "/ASCIIHexDecode");
        sample.table("/Root 1 0 R");
        let before = sample.bytes.len();
        let ends = |bytes: &[u8]| {
            let document = Document::open(bytes).unwrap();
            let store = document.latest().dss().unwrap().unwrap();
            let all = store.certificates.iter().map(|it| (String::from_utf8(it.der.clone()).unwrap(), it.end));
            all.collect::<Vec<_>>()
        };
        let [first, second] = &ends(&sample.bytes)[..] else { panic!("two certificates") };
        assert_eq!((&*first.0, &*second.0), ("DER1", "DER2"));
        assert!(first.1 < second.1 && second.1 < before, "{first:?} {second:?}");
        sample.object(13, "[/ASCIIHexDecode]");
        sample.table("/Root 1 0 R");
        let late = &ends(&sample.bytes)[1];
        assert_eq!((&*late.0, late.1 > before), ("DER2", true));
    }
}
