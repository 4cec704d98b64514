//! Adding to the document security store (ISO 32000-2 §12.8.4.3, §12.8.4.4) in an appended update.
//!
//! What the store holds already is not written again, whoever put it there and wherever in the store it hangs: a stream is
//! known by the bytes that it decodes to. The store itself is edited as text, like everything that exists, so that keys of
//! other writers stay. New streams are compressed where that pays (certificates are mostly keys and hardly shrink, lists of
//! revocations do), and encrypted as the file's crypt filters say.

use std::collections::{HashMap, HashSet};
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use time::OffsetDateTime;

use super::dss::{Dss, Evidence};
use super::error::Error;
use super::object::ObjectId;
use super::text::format_date;
use super::update::Update;
use super::write::Dict;

/// Certificates, CRLs and OCSP answers to be kept, each one DER value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Additions {
    /// For /Certs.
    pub certificates: Vec<Vec<u8>>,
    /// For /CRLs.
    pub crls: Vec<Vec<u8>>,
    /// For /OCSPs: whole OCSPResponse values.
    pub ocsps: Vec<Vec<u8>>,
    /// For /VRI, which is optional (Table 261): some older viewers look there alone.
    pub vri: Vec<VriAddition>,
}

/// What belongs to one signature (Table 262). Its evidence must be among that of the [`Additions`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VriAddition {
    /// Upper-case hexadecimal SHA-1 of the decoded /Contents with its padding.
    pub key: String,
    /// When it was gathered: /TU.
    pub updated: OffsetDateTime,
    /// As in [`Additions`].
    pub certificates: Vec<Vec<u8>>,
    /// As in [`Additions`].
    pub crls: Vec<Vec<u8>>,
    /// As in [`Additions`].
    pub ocsps: Vec<Vec<u8>>,
}

/// One kind of evidence: its keys in the store and in /VRI.
#[derive(Clone, Copy)]
struct Kind {
    key: &'static [u8],
    vri_key: &'static [u8],
}

const CERTIFICATES: Kind = Kind { key: b"Certs", vri_key: b"Cert" };
const CRLS: Kind = Kind { key: b"CRLs", vri_key: b"CRL" };
const OCSPS: Kind = Kind { key: b"OCSPs", vri_key: b"OCSP" };

impl Update<'_, '_> {
    /// Adds to the store what it lacks, making it where there is none; says whether anything was lacking.
    ///
    /// # Errors
    /// Where the store that is there cannot be read, is of another shape, or goes beyond the limits.
    pub fn add_evidence(&mut self, additions: &Additions) -> Result<bool, Error> {
        let view = self.view();
        let catalog = view.catalog()?.id;
        let there = view.dss()?;
        let store = there.unwrap_or_default();
        let mut lacking = Vec::new();
        let mut known = [HashMap::new(), HashMap::new(), HashMap::new()];
        for ((kind, wanted), known) in additions.by_kind().into_iter().zip(&mut known) {
            *known = store.known(kind);
            let listed: HashSet<&[u8]> = store.listed(kind).iter().map(|evidence| &evidence.der[..]).collect();
            let mut seen = HashSet::new();
            let new = wanted.iter().filter(|der| !listed.contains(&der[..]) && seen.insert(&der[..]));
            lacking.extend(new.map(|der| (kind, der)));
        }
        if lacking.is_empty() && additions.vri.iter().all(|vri| store.vri.iter().any(|there| there.key == vri.key)) {
            return Ok(false);
        }
        if view.lookup(view.catalog()?.dictionary(), b"DSS")?.as_dict().is_none() {
            let made = self.add(&Dict::new().name("Type", "DSS").finish())?;
            self.set(catalog, &[b"DSS"], format!("{made} R").as_bytes())?;
        }
        for (kind, der) in lacking {
            let place = &mut known[kind.place()];
            let id = match place.get(der) {
                Some(id) => *id,
                None => self.add_der(der)?,
            };
            place.insert(der.clone(), id);
            self.push(catalog, &[b"DSS", kind.key], format!("{id} R").as_bytes())?;
        }
        for vri in &additions.vri {
            self.add_vri(catalog, vri, &known)?;
        }
        Ok(true)
    }

    fn add_der(&mut self, der: &[u8]) -> Result<ObjectId, Error> {
        let packed = deflate(der);
        // The pair /Filter/FlateDecode has to be earned too.
        if packed.len() + 20 < der.len() {
            self.add_stream(Dict::new().name("Filter", "FlateDecode"), &packed)
        } else {
            self.add_stream(Dict::new(), der)
        }
    }

    /// An entry of this key that is there is replaced: it would say less.
    fn add_vri(
        &mut self,
        catalog: ObjectId,
        vri: &VriAddition,
        known: &[HashMap<Vec<u8>, ObjectId>; 3],
    ) -> Result<(), Error> {
        let mut entry = Dict::new().name("Type", "VRI");
        let kinds = [(CERTIFICATES, &vri.certificates), (CRLS, &vri.crls), (OCSPS, &vri.ocsps)];
        for (kind, ders) in kinds {
            let ids: Vec<_> = ders.iter().filter_map(|der| known[kind.place()].get(der).copied()).collect();
            if !ids.is_empty() {
                entry = entry.references(&String::from_utf8_lossy(kind.vri_key), &ids);
            }
        }
        let entry = entry.text("TU", &format_date(vri.updated));
        self.set(catalog, &[b"DSS", b"VRI", vri.key.as_bytes()], &entry.finish())
    }
}

impl Additions {
    fn by_kind(&self) -> [(Kind, &Vec<Vec<u8>>); 3] {
        [(CERTIFICATES, &self.certificates), (CRLS, &self.crls), (OCSPS, &self.ocsps)]
    }
}

impl Kind {
    /// Its place among the three.
    fn place(self) -> usize {
        match self.key {
            b"Certs" => 0,
            b"CRLs" => 1,
            _ => 2,
        }
    }
}

impl Dss {
    fn listed(&self, kind: Kind) -> &[Evidence] {
        [&self.certificates, &self.crls, &self.ocsps][kind.place()]
    }

    /// Every stream of the kind, those that only /VRI names too.
    fn known(&self, kind: Kind) -> HashMap<Vec<u8>, ObjectId> {
        let vri = self.vri.iter().flat_map(|vri| [&vri.certificates, &vri.crls, &vri.ocsps][kind.place()]);
        self.listed(kind).iter().chain(vri).map(|evidence| (evidence.der.clone(), evidence.id)).collect()
    }
}

fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::best());
    // Writing to memory does not fail; if it did, what was not compressed would be longer and not be taken.
    match encoder.write_all(bytes) {
        Ok(()) => encoder.finish().unwrap_or_else(|_| bytes.to_vec()),
        Err(_) => bytes.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::Document;
    use super::super::samples::{Sample, hybrid, packed};
    use super::*;

    fn evidence(byte: u8) -> Vec<u8> {
        vec![byte; 300]
    }

    fn with(bytes: &[u8], additions: &Additions) -> Option<Vec<u8>> {
        let document = Document::open(bytes).unwrap();
        let mut update = Update::new(&document).unwrap();
        update.add_evidence(additions).unwrap().then(|| update.finish().unwrap().to_vec())
    }

    fn ders(evidence: &[Evidence]) -> Vec<&[u8]> {
        evidence.iter().map(|evidence| &evidence.der[..]).collect()
    }

    /// A file is made fit for its archive, and ten years later once more: what is there is not written again.
    #[test]
    fn a_store_grows_by_what_it_lacks() {
        let first =
            Additions { certificates: vec![evidence(1), evidence(2)], crls: vec![evidence(3)], ..Additions::default() };
        for sample in [Sample::one_page().bytes, packed().bytes, hybrid().bytes] {
            let once = with(&sample, &first).unwrap();
            assert!(once.starts_with(&sample));
            assert_eq!(with(&once, &first), None, "nothing is lacking");
            let more = Additions {
                ocsps: vec![evidence(4)],
                certificates: vec![evidence(2), evidence(5)],
                ..Additions::default()
            };
            let twice = with(&once, &more).unwrap();
            let document = Document::open(&twice).unwrap();
            let store = document.latest().dss().unwrap().unwrap();
            assert_eq!(ders(&store.certificates), [evidence(1), evidence(2), evidence(5)]);
            assert_eq!((ders(&store.crls), ders(&store.ocsps)), (vec![&evidence(3)[..]], vec![&evidence(4)[..]]));
            assert_eq!((store.damaged, document.findings().len()), (vec![], 0));
        }
    }

    /// Evidence that only /VRI names is referred to, and a key of another writer stays.
    #[test]
    fn what_others_put_into_the_store_stays_and_is_used() {
        let vri = VriAddition {
            key: "0123456789ABCDEF0123456789ABCDEF01234567".to_owned(),
            updated: time::macros::datetime!(2026-11-28 15:00 UTC),
            certificates: vec![evidence(1)],
            crls: vec![],
            ocsps: vec![],
        };
        let first = Additions { certificates: vec![evidence(1)], vri: vec![vri], ..Additions::default() };
        let once = with(&Sample::one_page().bytes, &first).unwrap();
        let document = Document::open(&once).unwrap();
        let catalog = document.latest().catalog().unwrap().id;
        let mut update = Update::new(&document).unwrap();
        update.remove(catalog, &[b"DSS", b"Certs"]).unwrap();
        update.set(catalog, &[b"DSS", b"Mine"], b"(x)").unwrap();
        let foreign = update.finish().unwrap().to_vec();
        let again = with(&foreign, &Additions { vri: vec![], ..first }).unwrap();
        let document = Document::open(&again).unwrap();
        let store = document.latest().dss().unwrap().unwrap();
        assert_eq!(store.certificates[0].id, store.vri[0].certificates[0].id);
        assert_eq!(store.vri[0].updated.as_deref(), Some("D:20261128150000+00'00'"));
        let dictionary = document.latest().get(store.id.unwrap()).unwrap().unwrap();
        assert!(dictionary.value.as_dict().unwrap().get(b"Mine").is_some());
    }
}
