//! OCSP answers (RFC 6960 §4.2): who says what about which certificates, and when.
//!
//! An [`OcspResponse`] is read once and shared. Reading is exact about the shape, since whatever is skipped here could be
//! a revocation; what an answer is worth for one certificate is [`super::check_revocation`]'s to say. An answer of a
//! responder that could not or would not answer (RFC 6960 §4.2.1) is an error with its status: it says nothing.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use time::OffsetDateTime;

use super::algorithm::identifier;
use super::certificate::{Outer, sha256};
use super::crl::extensions;
use super::key::key_bits;
use super::ocsp_single::{SingleResponse, generalized_time};
use super::tlv::{self, Reader, Tlv, oid_text, wrap};
use super::{Certificate, Error, Name, PublicKey, Scheme, oids, scheme_from_algorithm};
use crate::hash::Hash;

/// What a responder says instead of an answer (RFC 6960 §4.2.1), by code.
const STATUSES: [(u8, &str); 5] =
    [(1, "malformedRequest"), (2, "internalError"), (3, "tryLater"), (5, "sigRequired"), (6, "unauthorized")];

/// How an answer names its responder (RFC 6960 §4.2.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ResponderId {
    /// By the subject of its certificate.
    ByName(Name),
    /// By the SHA-1 of its key, the BIT STRING without tag, length and unused bits.
    ByKey(Vec<u8>),
}

impl ResponderId {
    /// Could this be the responder's certificate? A hint, no proof.
    pub fn names(&self, certificate: &Certificate) -> bool {
        match self {
            Self::ByName(name) => certificate.subject() == name,
            Self::ByKey(hash) => key_bits(certificate.spki()).is_some_and(|key| Hash::Sha1.digest(key) == *hash),
        }
    }
}

/// A successful OCSP response with a basic answer in it. Cloning shares it.
#[derive(Clone)]
pub struct OcspResponse(Arc<Fields>);

struct Fields {
    der: Vec<u8>,
    tbs: Range<usize>,
    scheme: Result<Scheme, Error>,
    signature: Vec<u8>,
    data: Data,
    certificates: Vec<Certificate>,
    fingerprint: [u8; 32],
}

/// What the signed part says.
struct Data {
    responder: ResponderId,
    produced_at: OffsetDateTime,
    singles: Vec<SingleResponse>,
    nonce: Option<Vec<u8>>,
    unknown_critical: Vec<String>,
}

impl OcspResponse {
    /// Reads the DER of an OCSPResponse, or of a bare BasicOCSPResponse as CMS attributes carry it; nothing after it.
    ///
    /// # Errors
    /// [`Error::OcspStatus`] if the responder did not answer, [`Error::Ocsp`], [`Error::TrailingData`].
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let mut reader = Reader(der);
        let whole = reader.read().and_then(|whole| whole.expect(0x30)).ok_or_else(|| malformed("not DER"))?;
        if !reader.is_empty() {
            return Err(Error::TrailingData { object: "OCSP response", len: reader.0.len() });
        }
        // An OCSPResponse begins with its status, an ENUMERATED; a basic answer with its signed part.
        if whole.content.first() != Some(&0x0a) {
            let bytes = wrap(0x30, &[&oid_der(), &wrap(0x04, &[der])]);
            return Self::from_der(&wrap(0x30, &[&[0x0a, 1, 0], &wrap(0xa0, &[&bytes])]));
        }
        // Nothing follows the basic answer at any depth: it ends where the whole ends.
        let start = der.len() - basic(whole)?.len();
        Self::read(der, start..der.len())
    }

    fn read(der: &[u8], basic: Range<usize>) -> Result<Self, Error> {
        let (outer, certificates) = parts(&der[basic.clone()]).ok_or_else(|| malformed("not a basic answer"))?;
        let tbs = basic.start + outer.tbs.start..basic.start + outer.tbs.end;
        let signed = tlv::single(&der[tbs.clone()]).and_then(|tbs| tbs.expect(0x30));
        Ok(Self(Arc::new(Fields {
            data: Data::read(signed.ok_or_else(|| malformed("the signed part is no sequence"))?)?,
            scheme: scheme_from_algorithm(&outer.oid, outer.parameters, None),
            signature: outer.signature.to_vec(),
            certificates,
            fingerprint: sha256(der),
            tbs,
            der: der.to_vec(),
        })))
    }

    /// The whole OCSPResponse, as a DSS holds it (ISO 32000-2 Table 261).
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The signed part.
    pub fn tbs(&self) -> &[u8] {
        &self.0.der[self.0.tbs.clone()]
    }

    /// How it is signed.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`] with the identifier.
    pub fn scheme(&self) -> Result<Scheme, Error> {
        self.0.scheme.clone()
    }

    /// Who answers.
    pub fn responder(&self) -> &ResponderId {
        &self.0.data.responder
    }

    /// When the answer was signed.
    pub fn produced_at(&self) -> OffsetDateTime {
        self.0.data.produced_at
    }

    /// What it says, certificate by certificate; at least one.
    pub fn singles(&self) -> &[SingleResponse] {
        &self.0.data.singles
    }

    /// The newest moment for which it knows a status.
    pub fn this_update(&self) -> OffsetDateTime {
        self.singles().iter().map(|single| single.this_update).max().unwrap_or(self.produced_at())
    }

    /// Until when all of it is current; nothing where one part does not say.
    pub fn next_update(&self) -> Option<OffsetDateTime> {
        let ends: Option<Vec<_>> = self.singles().iter().map(|single| single.next_update).collect();
        ends?.into_iter().min()
    }

    /// The nonce of the question it answers (RFC 9654 §2.1).
    pub fn nonce(&self) -> Option<&[u8]> {
        self.0.data.nonce.as_deref()
    }

    /// Critical extensions of the whole that are not known here.
    pub fn unknown_critical(&self) -> &[String] {
        &self.0.data.unknown_critical
    }

    /// The certificates it carries: the responder's, and what may stand above it.
    pub fn certificates(&self) -> &[Certificate] {
        &self.0.certificates
    }

    /// SHA-256 of the whole encoding.
    pub fn fingerprint(&self) -> &[u8; 32] {
        &self.0.fingerprint
    }

    /// Does it say anything about `certificate`, issued by `issuer`? The signature is not looked at.
    pub fn is_about(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        self.singles().iter().any(|single| single.cert_id.names(certificate, issuer))
    }

    /// Does `key` verify its signature value?
    ///
    /// # Errors
    /// An algorithm that is not computed, or not this key's.
    pub fn signed_by(&self, key: &PublicKey) -> Result<bool, Error> {
        key.verify(self.scheme()?, self.tbs(), &self.0.signature)
    }
}

impl PartialEq for OcspResponse {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.der == other.0.der
    }
}

impl Eq for OcspResponse {}

impl fmt::Debug for OcspResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OcspResponse({:?} of {}, {} answers)", self.responder(), self.produced_at(), self.singles().len())
    }
}

pub(super) fn malformed(reason: &str) -> Error {
    Error::Ocsp { reason: reason.to_owned() }
}

fn oid_der() -> Vec<u8> {
    // id-pkix-ocsp-basic, 1.3.6.1.5.5.7.48.1.1.
    wrap(0x06, &[&[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 1]])
}

/// The basic answer in an OCSPResponse (RFC 6960 §4.2.1).
fn basic(whole: Tlv<'_>) -> Result<&[u8], Error> {
    let mut fields = whole.inside();
    let status = fields.read().and_then(|status| status.expect(0x0a)).ok_or_else(|| malformed("no status"))?;
    match status.content {
        [0] => {}
        [code] => {
            let name = STATUSES.iter().find(|(known, _)| known == code).map_or("undefined", |(_, name)| name);
            return Err(Error::OcspStatus { code: *code, name });
        }
        _ => return Err(malformed("status")),
    }
    let bytes = fields.read().and_then(|bytes| tlv::single(bytes.expect(0xa0)?.content)?.expect(0x30));
    let mut bytes = bytes.ok_or_else(|| malformed("no responseBytes"))?.inside();
    let kind = bytes.read().and_then(|kind| kind.expect(0x06)).ok_or_else(|| malformed("no responseType"))?;
    if oid_text(kind.content) != oids::OCSP_BASIC {
        return Err(malformed("a responseType other than id-pkix-ocsp-basic"));
    }
    let answer = bytes.read().and_then(|answer| answer.expect(0x04)).ok_or_else(|| malformed("no response"))?;
    if bytes.is_empty() && fields.is_empty() {
        Ok(answer.content)
    } else {
        Err(malformed("something after the answer"))
    }
}

/// BasicOCSPResponse: SIGNED{ResponseData} and certificates. One that cannot be read is left out: nobody is bound to use it.
fn parts(der: &[u8]) -> Option<(Outer<'_>, Vec<Certificate>)> {
    let whole = tlv::single(der)?.expect(0x30)?;
    let mut fields = whole.inside();
    let tbs = fields.read()?;
    let (oid, parameters) = identifier(fields.read()?.raw)?;
    let signature = fields.read()?.expect(0x03)?.content.strip_prefix(&[0])?;
    let bag = match fields.read_if(0xa0) {
        Some(bag) => tlv::single(bag.content)?.expect(0x30)?.inside().all()?,
        None => Vec::new(),
    };
    let start = der.len() - whole.content.len();
    let outer = Outer { tbs: start..start + tbs.raw.len(), oid, parameters, signature };
    let certificates = bag.iter().filter_map(|element| Certificate::from_der(element.raw).ok()).collect();
    fields.is_empty().then_some((outer, certificates))
}

impl Data {
    /// ResponseData (RFC 6960 §4.2.1).
    fn read(tbs: Tlv<'_>) -> Result<Self, Error> {
        let mut fields = tbs.inside();
        if let Some(version) = fields.read_if(0xa0)
            && version.content != [2, 1, 0]
        {
            return Err(malformed("a version other than 1"));
        }
        let responder = fields.read().and_then(responder).ok_or_else(|| malformed("responderID"))?;
        let produced_at = fields.read().and_then(generalized_time).ok_or_else(|| malformed("producedAt"))?;
        let singles = fields.read().and_then(|singles| singles.expect(0x30)?.inside().all());
        let singles: Option<Vec<_>> = singles.into_iter().flatten().map(SingleResponse::read).collect();
        let singles = singles.filter(|singles| !singles.is_empty()).ok_or_else(|| malformed("responses"))?;
        let mut data = Self { responder, produced_at, singles, nonce: None, unknown_critical: Vec::new() };
        if let Some(list) = fields.read_if(0xa1) {
            for extension in extensions(list).ok_or_else(|| malformed("responseExtensions"))? {
                match extension.oid.as_str() {
                    oids::OCSP_NONCE => data.nonce = Some(nonce(extension.value).to_vec()),
                    // Then «on hold since 1970» means never issued (RFC 6960 §4.4.8); nothing else changes.
                    oids::OCSP_EXTENDED_REVOKE => {}
                    _ if extension.critical => data.unknown_critical.push(extension.oid),
                    _ => {}
                }
            }
        }
        if fields.is_empty() { Ok(data) } else { Err(malformed("something after the extensions")) }
    }
}

fn responder(choice: Tlv<'_>) -> Option<ResponderId> {
    match choice.tag {
        0xa1 => Name::from_der(choice.content).ok().map(ResponderId::ByName),
        0xa2 => Some(ResponderId::ByKey(tlv::single(choice.content)?.expect(0x04)?.content.to_vec())),
        _ => None,
    }
}

/// An OCTET STRING inside the extension's own (RFC 9654 §2.1); older responders leave the inner one out.
fn nonce(value: &[u8]) -> &[u8] {
    tlv::single(value).and_then(|inner| inner.expect(0x04)).map_or(value, |inner| inner.content)
}
