//! What can be said of a SignedData by arithmetic: facts, not a verdict.
//!
//! Which indication a fact leads to is `verify`'s business. Nothing here knows trust, time or PDF.

use crate::hash::Hash;
use crate::x509::{Certificate, Scheme, scheme_from_algorithm};

use super::attributes::{self, EssCertId};
use super::ber::{CONSTRUCTED, OCTET_STRING, Reader};
use super::signed_data::{Algorithm, ID_TST_INFO, SignedAttributes, SignedData, SignerIdentifier, SignerInfo};

/// What a signature's arithmetic says.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The signer's certificate, of those in the SignedData and the pool.
    pub certificate: Option<Certificate>,
    /// digestAlgorithm; nothing if it is not known.
    pub hash: Option<Hash>,
    /// The scheme; nothing if it is not known or its parameters are not allowed.
    pub scheme: Option<Scheme>,
    /// message-digest against the content; without signed attributes nothing.
    pub digest_ok: Option<bool>,
    /// The signature value against the certificate's key; nothing if it could not be computed.
    pub value_ok: Option<bool>,
    /// The signature fitted only the DER encoding of the signed attributes, not the octets received.
    pub re_encoded: bool,
    /// Everything else that is not as it should be, each once.
    pub oddities: Vec<Oddity>,
}

impl Facts {
    /// Is `oddity` among the facts?
    pub fn has(&self, oddity: Oddity) -> bool {
        self.oddities.contains(&oddity)
    }
}

/// Something in a SignedData that is not as the standards want it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Oddity {
    /// No signed attributes at all.
    NoSignedAttributes,
    /// Without signed attributes, and the hashed bytes begin as a DER SET OF Attribute: attributes passed off as content.
    AttributeConfusion,
    /// content-type is absent.
    ContentTypeAbsent,
    /// content-type differs from eContentType (RFC 5652 §11.1).
    ContentTypeDiffers,
    /// message-digest is absent.
    MessageDigestAbsent,
    /// message-digest has another length than its hash.
    MessageDigestLength,
    /// A signed attribute stands twice, or has not exactly one value.
    AttributeRepeated,
    /// Neither signing-certificate nor signing-certificate-v2.
    EssAbsent,
    /// Both signing-certificate and signing-certificate-v2.
    EssTwice,
    /// The signer's certificate is none of those in the SignedData.
    CertificateOutside,
    /// An ESS attribute names another certificate, or cannot be read.
    EssDiffers,
    /// CMSAlgorithmProtection names other algorithms than those used (RFC 6211).
    ProtectionDiffers,
    /// digestAlgorithm is not among the SignedData's digestAlgorithms.
    DigestAlgorithmUnlisted,
    /// sid names the certificate's issuer in another encoding than the certificate itself.
    SidEncoding,
    /// The signature algorithm's hash is not digestAlgorithm, or digestAlgorithm is none that goes with the scheme
    /// ([`Scheme::goes_with`]).
    HashesDiffer,
    /// The signed attributes were not sent in DER.
    AttributesNotDer,
    /// A signing-time attribute (PAdES wants none).
    SigningTime,
    /// An attribute that PAdES does not allow.
    ForeignAttribute,
}

/// Judges the one signer `signer` of `data`.
///
/// `content` hashes what was signed: the covered bytes, or eContent. `pool` holds certificates beyond those inside.
pub fn judge(data: &SignedData, signer: &SignerInfo, content: &dyn Fn(Hash) -> Vec<u8>, pool: &[Certificate]) -> Facts {
    let hash = signer.digest_algorithm.hash();
    let scheme = scheme(&signer.signature_algorithm, hash);
    let certificate = signing_certificate(data, signer, pool);
    let mut oddities = Vec::new();
    if !data.digest_algorithms.contains(&signer.digest_algorithm.oid) {
        oddities.push(Oddity::DigestAlgorithmUnlisted);
    }
    if let (SignerIdentifier::IssuerAndSerial { issuer, serial }, Some(certificate)) = (&signer.sid, &certificate)
        && (issuer != certificate.issuer().der() || serial != certificate.serial())
    {
        oddities.push(Oddity::SidEncoding);
    }
    if certificate.as_ref().is_some_and(|it| !data.certificates.iter().any(|der| der == it.der())) {
        oddities.push(Oddity::CertificateOutside);
    }
    if signer.unsigned.iter().any(|attribute| attributes::FOREIGN.contains(&attribute.oid.as_str())) {
        oddities.push(Oddity::ForeignAttribute);
    }
    // Without signed attributes, a scheme over the message has no digest to agree with.
    let digested = signer.signed.is_some() || scheme.is_some_and(|scheme| scheme.hash().is_some());
    if digested && scheme.zip(hash).is_some_and(|(scheme, hash)| !scheme.goes_with(hash)) {
        oddities.push(Oddity::HashesDiffer);
    }
    let mut facts = Facts { certificate, hash, scheme, digest_ok: None, value_ok: None, re_encoded: false, oddities };
    match &signer.signed {
        Some(attrs) => with_attributes(&mut facts, data, signer, attrs, content),
        None => without_attributes(&mut facts, data, signer, content),
    }
    facts
}

fn scheme(algorithm: &Algorithm, hash: Option<Hash>) -> Option<Scheme> {
    scheme_from_algorithm(&algorithm.oid, algorithm.parameters.as_deref(), hash).ok()
}

/// RFC 5652 §5.4 with attributes: they are signed, and message-digest holds the content's digest.
fn with_attributes(
    facts: &mut Facts,
    data: &SignedData,
    signer: &SignerInfo,
    attrs: &SignedAttributes,
    content: &dyn Fn(Hash) -> Vec<u8>,
) {
    once_each(facts, attrs);
    facts.digest_ok = message_digest(facts, attrs, content);
    content_type(facts, attrs, &data.content_type);
    ess(facts, attrs);
    if let Some(value) = attrs.value(attributes::ALGORITHM_PROTECTION)
        && !attributes::protection_fits(value, &signer.digest_algorithm, &signer.signature_algorithm)
    {
        facts.oddities.push(Oddity::ProtectionDiffers);
    }
    if attrs.value(attributes::SIGNING_TIME).is_some() {
        facts.oddities.push(Oddity::SigningTime);
    }
    let received = attrs.as_received();
    // What cannot even be re-encoded is not DER either.
    let re_encoded = attrs.re_encoded();
    if re_encoded.as_ref() != Some(&received) {
        facts.oddities.push(Oddity::AttributesNotDer);
    }
    facts.value_ok = value_fits(facts, &received, &signer.signature);
    if let (Some(false), Some(encoded)) = (facts.value_ok, re_encoded) {
        facts.re_encoded = value_fits(facts, &encoded, &signer.signature) == Some(true);
        facts.value_ok = Some(facts.re_encoded);
    }
}

/// RFC 5652 §5.4 without attributes: the content itself is signed.
///
/// Ed25519, Ed448 and ML-DSA sign the content whole, of which only digests are known here: such a value is not computed.
fn without_attributes(facts: &mut Facts, data: &SignedData, signer: &SignerInfo, content: &dyn Fn(Hash) -> Vec<u8>) {
    facts.oddities.push(Oddity::NoSignedAttributes);
    if data.content.as_deref().is_some_and(begins_as_attributes) {
        facts.oddities.push(Oddity::AttributeConfusion);
    }
    let (Some(certificate), Some(scheme)) = (&facts.certificate, facts.scheme) else { return };
    let (Some(hash), Ok(key)) = (scheme.hash(), certificate.public_key()) else { return };
    facts.value_ok = key.verify_digest(scheme, &content(hash), &signer.signature).ok();
}

fn value_fits(facts: &Facts, message: &[u8], signature: &[u8]) -> Option<bool> {
    let key = facts.certificate.as_ref()?.public_key().ok()?;
    key.verify(facts.scheme?, message, signature).ok()
}

fn once_each(facts: &mut Facts, signed: &SignedAttributes) {
    let repeated = signed.attributes.iter().enumerate().any(|(at, attribute)| {
        let earlier = signed.attributes.get(..at).unwrap_or_default();
        attribute.values.len() != 1 || earlier.iter().any(|other| other.oid == attribute.oid)
    });
    if repeated {
        facts.oddities.push(Oddity::AttributeRepeated);
    }
    if signed.attributes.iter().any(|attribute| attributes::FOREIGN.contains(&attribute.oid.as_str())) {
        facts.oddities.push(Oddity::ForeignAttribute);
    }
}

fn message_digest(facts: &mut Facts, signed: &SignedAttributes, content: &dyn Fn(Hash) -> Vec<u8>) -> Option<bool> {
    let values = signed.values(attributes::MESSAGE_DIGEST);
    if values.is_empty() {
        facts.oddities.push(Oddity::MessageDigestAbsent);
        return None;
    }
    let hash = facts.hash?;
    let octets = |value: &[u8]| {
        let string = Reader(value).read().filter(|string| string.tag & !CONSTRUCTED == OCTET_STRING)?;
        Some(string.octets()?.into_owned())
    };
    let digests: Option<Vec<_>> = values.into_iter().map(octets).collect();
    let digests = digests?;
    if digests.iter().any(|digest| digest.len() != hash.len()) {
        facts.oddities.push(Oddity::MessageDigestLength);
    }
    let expected = content(hash);
    Some(digests.iter().all(|digest| *digest == expected))
}

fn content_type(facts: &mut Facts, signed: &SignedAttributes, encapsulated: &str) {
    let values = signed.values(attributes::CONTENT_TYPE);
    if values.is_empty() {
        facts.oddities.push(Oddity::ContentTypeAbsent);
    } else if values
        .iter()
        .any(|value| Reader(value).read().and_then(super::ber::Element::oid).as_deref() != Some(encapsulated))
    {
        facts.oddities.push(Oddity::ContentTypeDiffers);
    }
}

/// RFC 5035 §5.4: the first ESSCertID is the signer's certificate; if both versions stand there they must agree.
fn ess(facts: &mut Facts, signed: &SignedAttributes) {
    let named = ess_cert_ids(signed);
    if named.is_empty() {
        facts.oddities.push(Oddity::EssAbsent);
    }
    if named.len() > 1 {
        facts.oddities.push(Oddity::EssTwice);
    }
    let fits = |named: &Option<EssCertId>| {
        named.as_ref().is_some_and(|ess| facts.certificate.as_ref().is_none_or(|certificate| ess.fits(certificate)))
    };
    if !named.iter().all(fits) {
        facts.oddities.push(Oddity::EssDiffers);
    }
}

/// The first ESSCertID of each ESS attribute; nothing for one that cannot be read.
fn ess_cert_ids(signed: &SignedAttributes) -> Vec<Option<EssCertId>> {
    let read = |oid, v2| signed.values(oid).into_iter().map(move |value| EssCertId::first(value, v2));
    read(attributes::SIGNING_CERTIFICATE, false).chain(read(attributes::SIGNING_CERTIFICATE_V2, true)).collect()
}

/// EN 319 102-1 §5.2.3: the certificate that sid names; of several, the one that the ESS attribute means.
pub fn signing_certificate(data: &SignedData, signer: &SignerInfo, pool: &[Certificate]) -> Option<Certificate> {
    // What the caller has read already is not read again.
    let known = |der: &[u8]| pool.iter().find(|certificate| certificate.der() == der).cloned();
    let inside = data.certificates.iter().filter_map(|der| known(der).or_else(|| Certificate::from_der(der).ok()));
    let named: Vec<_> =
        inside.chain(pool.iter().cloned()).filter(|certificate| names(&signer.sid, certificate)).collect();
    let ess = signer.signed.as_ref().map(ess_cert_ids).unwrap_or_default();
    let meant = named.iter().find(|certificate| ess.iter().flatten().all(|ess| ess.fits(certificate)));
    meant.or(named.first()).cloned()
}

fn names(sid: &SignerIdentifier, certificate: &Certificate) -> bool {
    match sid {
        SignerIdentifier::IssuerAndSerial { issuer, serial } => {
            certificate.has_serial(serial)
                && (certificate.issuer().der() == issuer
                    || crate::x509::Name::from_der(issuer).is_ok_and(|name| name == *certificate.issuer()))
        }
        SignerIdentifier::KeyIdentifier(id) => certificate.extensions().subject_key_id.as_ref() == Some(id),
    }
}

/// Does a signature without signed attributes cover bytes that read as a SET OF Attribute? Then what was signed may have been
/// the attributes of another signature (RFC 5652 §5.4; the attribute-confusion attack).
pub fn begins_as_attributes(head: &[u8]) -> bool {
    // SET, a length, then SEQUENCE, a length, OBJECT IDENTIFIER.
    let skip_length = |bytes: &[u8]| -> Option<usize> {
        let first = *bytes.first()?;
        Some(if first < 0x80 { 1 } else { 1 + usize::from(first & 0x7f) })
    };
    let walk = || -> Option<bool> {
        let set = head.strip_prefix(&[0x31])?;
        let inside = set.get(skip_length(set)?..)?;
        let sequence = inside.strip_prefix(&[0x30])?;
        Some(sequence.get(skip_length(sequence)?..)?.first() == Some(&0x06))
    };
    walk().unwrap_or(false)
}

/// Is this a time-stamp token?
pub fn is_timestamp(data: &SignedData) -> bool {
    data.content_type == ID_TST_INFO
}
