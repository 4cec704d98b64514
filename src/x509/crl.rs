//! Certificate revocation lists (RFC 5280 §5).
//!
//! A list may hold a million entries and be asked about thousands of certificates: where an entry lies is kept, and it is
//! read when it is found.

use std::collections::HashSet;
use std::fmt;
use std::sync::Arc;

use time::OffsetDateTime;
use x509_parser::prelude::FromDer;
use x509_parser::time::ASN1Time;
use x509_parser::x509::AlgorithmIdentifier;

use super::certificate::{outer, same_algorithm, sha256};
use super::crl_entries::{Entries, RevokedEntry};
use super::extensions::authority_key_id;
use super::tlv::{self, Reader, Tlv, oid_text};
use super::{AuthorityKeyId, DistributionPoint, Error, Name, PublicKey, Scheme, Scope, oids, scheme_from_algorithm};

/// A certificate revocation list. Cloning shares it.
#[derive(Clone)]
pub struct Crl(Arc<Fields>);

struct Fields {
    der: Vec<u8>,
    tbs: std::ops::Range<usize>,
    scheme: Result<Scheme, Error>,
    signature: Vec<u8>,
    list: List,
    fingerprint: [u8; 32],
}

/// What the signed part says.
struct List {
    issuer: Name,
    this_update: OffsetDateTime,
    next_update: Option<OffsetDateTime>,
    entries: Entries,
    number: Option<Vec<u8>>,
    authority_key_id: Option<AuthorityKeyId>,
    scope: Option<Scope>,
    /// BaseCRLNumber of a delta list, the content of the INTEGER.
    base_number: Option<Vec<u8>>,
    freshest: Vec<DistributionPoint>,
    expired_certs_from: Option<OffsetDateTime>,
    unknown_critical: Vec<String>,
}

impl Crl {
    /// Reads the DER of one list, with nothing after it.
    ///
    /// # Errors
    /// [`Error::Crl`], [`Error::TrailingData`], [`Error::Name`] or [`Error::AlgorithmMismatch`].
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let malformed = |reason: &str| Error::Crl { reason: reason.to_owned() };
        let mut reader = Reader(der);
        reader.read().ok_or_else(|| malformed("not DER"))?;
        if !reader.is_empty() {
            return Err(Error::TrailingData { object: "CRL", len: reader.0.len() });
        }
        let outer = outer(der).ok_or_else(|| malformed("not three parts"))?;
        let tbs = tlv::single(&der[outer.tbs.clone()]).and_then(|tbs| tbs.expect(0x30));
        let tbs = tbs.ok_or_else(|| malformed("the signed part is no sequence"))?;
        let (_, outside) = AlgorithmIdentifier::from_der(&der[outer.tbs.end..]).map_err(|_| malformed("algorithm"))?;
        Ok(Self(Arc::new(Fields {
            list: List::read(tbs, &outside)?,
            scheme: scheme_from_algorithm(&outer.oid, outer.parameters, None),
            signature: outer.signature.to_vec(),
            tbs: outer.tbs,
            fingerprint: sha256(der),
            der: der.to_vec(),
        })))
    }

    /// The whole encoding.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The signed part.
    pub fn tbs(&self) -> &[u8] {
        &self.0.der[self.0.tbs.clone()]
    }

    /// Who issued it.
    pub fn issuer(&self) -> &Name {
        &self.0.list.issuer
    }

    /// When it was issued.
    pub fn this_update(&self) -> OffsetDateTime {
        self.0.list.this_update
    }

    /// When the next one comes at the latest (RFC 5280 §5.1.2.5 requires it; some leave it out).
    pub fn next_update(&self) -> Option<OffsetDateTime> {
        self.0.list.next_update
    }

    /// How it is signed.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`] with the identifier.
    pub fn scheme(&self) -> Result<Scheme, Error> {
        self.0.scheme.clone()
    }

    /// The content octets of its number (RFC 5280 §5.2.3).
    pub fn number(&self) -> Option<&[u8]> {
        self.0.list.number.as_deref()
    }

    /// A hint at the key that signed it.
    pub fn authority_key_id(&self) -> Option<&AuthorityKeyId> {
        self.0.list.authority_key_id.as_ref()
    }

    /// What it covers; nothing where it does not say, which is everything of its issuer.
    pub fn scope(&self) -> Option<&Scope> {
        self.0.list.scope.as_ref()
    }

    /// Does it list changes only (RFC 5280 §5.2.4)?
    pub fn is_delta(&self) -> bool {
        self.0.list.base_number.is_some()
    }

    /// The number of the oldest list that these changes complete (BaseCRLNumber, §5.2.4).
    pub fn base_number(&self) -> Option<&[u8]> {
        self.0.list.base_number.as_deref()
    }

    /// Where its deltas are found (§5.2.6).
    pub fn freshest_urls(&self) -> impl Iterator<Item = &str> {
        self.0.list.freshest.iter().flat_map(DistributionPoint::urls)
    }

    /// Certificates that expired since then are still listed (X.509 §9.5.2.8).
    pub fn expired_certs_from(&self) -> Option<OffsetDateTime> {
        self.0.list.expired_certs_from
    }

    /// Critical extensions of the list or of any entry that are not known here (RFC 5280 §5.2, §5.3).
    pub fn unknown_critical(&self) -> &[String] {
        &self.0.list.unknown_critical
    }

    /// How many entries.
    pub fn len(&self) -> usize {
        self.0.list.entries.len()
    }

    /// Does it list nothing?
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The entry of the certificate that `issuer` issued under this serial number (INTEGER content).
    ///
    /// In an indirect list entries belong to the certificateIssuer last named, before that to the list's own issuer
    /// (§5.3.3).
    pub fn find(&self, issuer: &Name, serial: &[u8]) -> Option<RevokedEntry> {
        self.0.list.entries.find(self.tbs(), self.issuer(), issuer, serial)
    }

    /// SHA-256 of the encoding.
    pub fn fingerprint(&self) -> &[u8; 32] {
        &self.0.fingerprint
    }

    /// Does `key` verify its signature value?
    ///
    /// # Errors
    /// An algorithm that is not computed, or not this key's.
    pub fn signed_by(&self, key: &PublicKey) -> Result<bool, Error> {
        key.verify(self.scheme()?, self.tbs(), &self.0.signature)
    }
}

impl PartialEq for Crl {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.der == other.0.der
    }
}

impl Eq for Crl {}

impl fmt::Debug for Crl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crl({} of {}, {} entries)", self.issuer(), self.this_update(), self.len())
    }
}

impl List {
    /// TBSCertList (RFC 5280 §5.1.2).
    fn read(tbs: Tlv<'_>, outside: &AlgorithmIdentifier<'_>) -> Result<Self, Error> {
        let malformed = |reason: &str| Error::Crl { reason: reason.to_owned() };
        let mut fields = tbs.inside();
        fields.read_if(0x02); // version, absent in v1
        let algorithm = fields.read().ok_or_else(|| malformed("no algorithm"))?;
        let (_, inside) = AlgorithmIdentifier::from_der(algorithm.raw).map_err(|_| malformed("algorithm"))?;
        same_algorithm(&inside, outside)?;
        let issuer = Name::from_der(fields.read().ok_or_else(|| malformed("no issuer"))?.raw)?;
        let this_update = fields.read().and_then(time).ok_or_else(|| malformed("thisUpdate"))?;
        let next_update = match fields.0.first() {
            Some(0x17 | 0x18) => Some(fields.read().and_then(time).ok_or_else(|| malformed("nextUpdate"))?),
            _ => None,
        };
        let revoked = fields.read_if(0x30).map_or(0, |revoked| revoked.content.len());
        let end = tbs.raw.len() - fields.0.len();
        let scanned = Entries::scan(tbs.raw, end - revoked..end);
        let (entries, mut unknown_critical) = scanned.ok_or_else(|| malformed("entries"))?;
        let mut list = Self {
            issuer,
            this_update,
            next_update,
            entries,
            number: None,
            authority_key_id: None,
            scope: None,
            base_number: None,
            freshest: Vec::new(),
            expired_certs_from: None,
            unknown_critical: Vec::new(),
        };
        if let Some(extensions) = fields.read_if(0xa0) {
            list.read_extensions(extensions).ok_or_else(|| malformed("extensions"))?;
        }
        list.unknown_critical.append(&mut unknown_critical);
        // Entries of others have no place in a list that is not indirect (§5.3.3): whose they are is not known.
        if list.entries.name_issuers() && list.scope.as_ref().is_none_or(|scope| !scope.indirect) {
            list.unknown_critical.push(oids::CERTIFICATE_ISSUER.to_owned());
        }
        if fields.is_empty() { Ok(list) } else { Err(malformed("something after the extensions")) }
    }

    fn read_extensions(&mut self, tagged: Tlv<'_>) -> Option<()> {
        extensions(tagged)?.iter().try_for_each(|extension| self.understand(extension))
    }

    fn understand(&mut self, extension: &RawExtension<'_>) -> Option<()> {
        let value = extension.value;
        match extension.oid.as_str() {
            oids::CRL_NUMBER => self.number = Some(tlv::single(value)?.expect(0x02)?.content.to_vec()),
            oids::AUTHORITY_KEY_ID => self.authority_key_id = Some(authority_key_id(value)?),
            oids::DELTA_CRL_INDICATOR => self.base_number = Some(tlv::single(value)?.expect(0x02)?.content.to_vec()),
            oids::FRESHEST_CRL => self.freshest = DistributionPoint::read_all(value, &self.issuer)?,
            oids::ISSUING_DISTRIBUTION_POINT => self.scope = Some(Scope::read(value, &self.issuer)?),
            oids::EXPIRED_CERTS_ON_CRL => self.expired_certs_from = Some(time(tlv::single(value)?)?),
            oids::ISSUER_ALT_NAME | oids::AUTHORITY_INFO_ACCESS => {}
            _ if extension.critical => self.unknown_critical.push(extension.oid.clone()),
            _ => {}
        }
        Some(())
    }
}

/// UTCTime or GeneralizedTime (RFC 5280 §5.1.2.4).
pub(super) fn time(element: Tlv<'_>) -> Option<OffsetDateTime> {
    ASN1Time::from_der(element.raw).ok().map(|(_, time)| time.to_datetime())
}

/// An extension before it is understood.
pub(super) struct RawExtension<'a> {
    pub(super) oid: String,
    pub(super) critical: bool,
    pub(super) value: &'a [u8],
}

/// Extensions under their tag; nothing if one is malformed or occurs twice (RFC 5280 §4.2).
pub(super) fn extensions(tagged: Tlv<'_>) -> Option<Vec<RawExtension<'_>>> {
    let elements = tlv::single(tagged.content)?.expect(0x30)?.inside().all()?;
    let read: Vec<_> = elements.into_iter().map(extension).collect::<Option<_>>()?;
    let different: HashSet<_> = read.iter().map(|extension| &extension.oid).collect();
    (different.len() == read.len()).then_some(read)
}

pub(super) fn extension(element: Tlv<'_>) -> Option<RawExtension<'_>> {
    let mut fields = element.expect(0x30)?.inside();
    let oid = oid_text(fields.read()?.expect(0x06)?.content);
    let critical = fields.read_if(0x01).is_some_and(|flag| flag.content.iter().any(|&b| b != 0));
    let value = fields.read()?.expect(0x04)?.content;
    fields.is_empty().then_some(RawExtension { oid, critical, value })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Draft, Key, ListDraft, extension, point};
    use super::super::{read_certificates, read_crls};
    use super::*;

    #[test]
    fn what_openssl_lists_is_read() {
        let list = &read_crls(include_bytes!("../../fixtures/x509/crl.pem")).unwrap()[0];
        let root = &read_certificates(include_bytes!("../../fixtures/x509/certificates.pem")).unwrap()[0];
        assert_eq!(list.issuer(), root.subject());
        assert_eq!((list.len(), list.number(), list.is_delta(), list.scope()), (1, Some(&[0x10][..]), false, None));
        assert_eq!(list.next_update(), Some(list.this_update() + time::Duration::days(30)));
        assert_eq!(list.authority_key_id().unwrap().key_id, root.extensions().subject_key_id);
        assert_eq!(list.signed_by(root.public_key().unwrap()), Ok(true));
        let other = Draft::ca("x").self_signed(&Key::new(9));
        assert_eq!(
            list.signed_by(other.public_key().unwrap()),
            Ok(false),
            "the answer for one key is not given for another"
        );
    }

    /// Every single-byte change of a list either fails to parse or parses; nothing panics.
    #[test]
    fn damage_is_never_a_crash() {
        let mut list = ListDraft::new(2024, 2026).scoped(&point("http://ca/1.crl"));
        list = list.with(extension(oids::CRL_NUMBER, false, &[2, 1, 1])).revoking(&[7], 2023, Some(1));
        let der = list.der(("CA", &Key::new(1)));
        for at in 0..der.len() {
            for value in [0x00, 0x7f, 0x80, 0xff, der[at] ^ 1] {
                let mut damaged = der.clone();
                damaged[at] = value;
                if let Ok(list) = Crl::from_der(&damaged) {
                    let _ = (list.find(list.issuer(), &[7]), list.find(list.issuer(), &[]));
                }
            }
        }
        assert_eq!(Crl::from_der(&[&der[..], &[0]].concat()), Err(Error::TrailingData { object: "CRL", len: 1 }));
    }
}
