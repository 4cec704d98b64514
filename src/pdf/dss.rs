//! The document security store (ISO 32000-2 §12.8.4.3): certificates, CRLs and OCSP answers kept in the file.

use super::error::Error;
use super::object::{Dictionary, Object, ObjectId};
use super::view::View;

/// One decoded stream of the store.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Evidence {
    /// The stream object.
    pub id: ObjectId,
    /// Its decoded data: one DER value.
    pub der: Vec<u8>,
    /// One after its last byte in the file: who covers that, covers it.
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
            Some(Evidence { id, der: self.decode(id, stream).ok()?, end: stream.data.end })
        };
        let found = read();
        if found.is_none() {
            damaged.push(id);
        }
        // Every entry of /VRI may name the same streams again.
        self.document().budget.copied(found.as_ref().map_or(0, |found| found.der.len()))?;
        Ok(found)
    }
}
