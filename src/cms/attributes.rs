//! Attributes of a signer (RFC 5652 §11, RFC 5035, RFC 6211, EN 319 122-1).

use crate::hash::Hash;
use crate::x509::{Certificate, Scheme, hash_from_oid, hash_to_algorithm, scheme_to_algorithm};

use super::ber::{self, Element, INTEGER, OCTET_STRING, Reader, SEQUENCE, SET, context, oid, tlv};
use super::signed_data::Algorithm;

/// id-contentType.
pub const CONTENT_TYPE: &str = "1.2.840.113549.1.9.3";
/// id-messageDigest.
pub const MESSAGE_DIGEST: &str = "1.2.840.113549.1.9.4";
/// id-signingTime.
pub const SIGNING_TIME: &str = "1.2.840.113549.1.9.5";
/// id-countersignature.
pub const COUNTER_SIGNATURE: &str = "1.2.840.113549.1.9.6";
/// id-aa-signingCertificate (RFC 2634).
pub const SIGNING_CERTIFICATE: &str = "1.2.840.113549.1.9.16.2.12";
/// id-aa-signingCertificateV2 (RFC 5035).
pub const SIGNING_CERTIFICATE_V2: &str = "1.2.840.113549.1.9.16.2.47";
/// id-aa-signatureTimeStampToken (RFC 3161).
pub const SIGNATURE_TIMESTAMP: &str = "1.2.840.113549.1.9.16.2.14";
/// id-aa-ets-contentTimestamp: the only proof that a signature was not made before (EN 319 122-1 §5.2.8).
pub const CONTENT_TIMESTAMP: &str = "1.2.840.113549.1.9.16.2.20";
/// id-aa-CMSAlgorithmProtection (RFC 6211).
pub const ALGORITHM_PROTECTION: &str = "1.2.840.113549.1.9.52";
/// adbe-revocationInfoArchival.
pub const REVOCATION_INFO_ARCHIVAL: &str = "1.2.840.113583.1.1.8";
/// revocation-values (EN 319 122-1 §A.1.2.2): in time-stamps of many makers, where a PAdES signature has none.
pub const REVOCATION_VALUES: &str = "1.2.840.113549.1.9.16.2.24";
/// id-pdfMacData: the integrity code of an encrypted document, with its signature (ISO/TS 32004).
pub const PDF_MAC_DATA: &str = "1.0.32004.1.2";
/// Attributes that do not belong into a PAdES CMS (EN 319 142-1 §6.3): counter-signature, archive-time-stamps, certificate-values.
pub const FOREIGN: [&str; 5] = [
    COUNTER_SIGNATURE,
    "1.2.840.113549.1.9.16.2.48",
    "0.4.0.1733.2.4",
    "1.2.840.113549.1.9.16.2.23",
    REVOCATION_VALUES,
];

/// Unsigned attributes that are known here.
pub const UNSIGNED: [&str; 7] =
    [SIGNATURE_TIMESTAMP, PDF_MAC_DATA, FOREIGN[0], FOREIGN[1], FOREIGN[2], FOREIGN[3], FOREIGN[4]];

/// One attribute: its type and its values as received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// Dotted decimal.
    pub oid: String,
    /// Each value, its whole encoding.
    pub values: Vec<Vec<u8>>,
}

impl Attribute {
    /// Reads `SEQUENCE { attrType, attrValues SET OF }`.
    pub(super) fn read(element: Element<'_>) -> Option<Self> {
        let mut fields = element.inside();
        let oid = fields.read()?.oid()?;
        let values = fields.expect(SET)?.inside().all()?;
        let well_formed = element.tag == SEQUENCE && fields.is_empty();
        well_formed.then(|| Self { oid, values: values.iter().map(|value| value.raw.to_vec()).collect() })
    }

    /// The attribute in DER.
    pub(super) fn encode(oid: &str, value: &[u8]) -> Vec<u8> {
        tlv(SEQUENCE, &[&ber::oid(oid), &tlv(SET, &[value])])
    }
}

/// Which certificate the signer says it used: one ESSCertID or ESSCertIDv2.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EssCertId {
    /// The hash; nothing if it is not known.
    pub hash: Option<Hash>,
    /// Of the whole certificate.
    pub digest: Vec<u8>,
    /// DER of the issuer's name (the one directoryName) and the serial's content octets.
    pub issuer_serial: Option<(Vec<u8>, Vec<u8>)>,
}

impl EssCertId {
    /// The first of the list in the value of a signing-certificate attribute; `v2` tells RFC 5035 from RFC 2634.
    pub fn first(value: &[u8], v2: bool) -> Option<Self> {
        let mut list = Reader(value).expect(SEQUENCE)?.inside().expect(SEQUENCE)?.inside();
        let mut fields = list.expect(SEQUENCE)?.inside();
        let hash = match (v2, fields.take(SEQUENCE)) {
            (false, None) => Some(Hash::Sha1),
            (true, None) => Some(Hash::Sha256),
            (true, Some(algorithm)) => hash_from_oid(&algorithm.inside().read()?.oid()?),
            (false, Some(_)) => return None,
        };
        let digest =
            fields.read().filter(|field| field.tag & !ber::CONSTRUCTED == OCTET_STRING)?.octets()?.into_owned();
        let issuer_serial = match fields.take(SEQUENCE) {
            Some(pair) => Some(issuer_serial(pair)?),
            None => None,
        };
        Some(Self { hash, digest, issuer_serial })
    }

    /// Is `certificate` the one meant? The digest decides; issuerSerial, where given, must fit too (RFC 5035 §5.4.1).
    pub fn fits(&self, certificate: &Certificate) -> bool {
        let same = |(issuer, serial): &(Vec<u8>, Vec<u8>)| {
            certificate.has_serial(serial)
                && (issuer.is_empty()
                    || crate::x509::Name::from_der(issuer).is_ok_and(|name| name == *certificate.issuer()))
        };
        let digest = |hash| match hash {
            // Known of every certificate.
            Hash::Sha256 => certificate.fingerprint().to_vec(),
            other => other.digest(certificate.der()),
        };
        self.hash.is_some_and(|hash| digest(hash) == self.digest) && self.issuer_serial.as_ref().is_none_or(same)
    }
}

/// `IssuerSerial ::= SEQUENCE { issuer GeneralNames, serialNumber }`; an issuer that is no directoryName comes back empty.
fn issuer_serial(pair: Element<'_>) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut fields = pair.inside();
    let names = fields.expect(SEQUENCE)?.inside().all()?;
    let directory = names.iter().find(|name| name.tag == context(4)).map_or(&[][..], |name| name.content);
    Some((directory.to_vec(), fields.expect(INTEGER)?.content.to_vec()))
}

/// `CMSAlgorithmProtection` (RFC 6211 §2): the digest and the signature algorithm it names.
///
/// Nothing if it cannot be read or names a MAC, which signs nothing.
pub fn algorithm_protection(value: &[u8]) -> Option<(Algorithm, Algorithm)> {
    let mut fields = Reader(value).expect(SEQUENCE)?.inside();
    let digest = Algorithm::read(fields.expect(SEQUENCE)?)?;
    // IMPLICIT: [1] stands in the place of the SEQUENCE tag.
    let signature = Algorithm::read(Element { tag: SEQUENCE, ..fields.expect(context(1))? })?;
    fields.is_empty().then_some((digest, signature))
}

/// A UTCTime or GeneralizedTime in UTC, as signing-time has it (RFC 5652 §11.3).
pub fn time(value: &[u8]) -> Option<time::OffsetDateTime> {
    use time::macros::format_description;
    let element = Reader(value).read()?;
    let text = std::str::from_utf8(element.content).ok()?.strip_suffix('Z')?;
    let format = format_description!("[year][month][day][hour][minute][second]");
    let full = match element.tag {
        // RFC 5280 §4.1.2.5.1: 50 and above is 19YY.
        0x17 => format!("{}{text}", if text.as_bytes().first()? >= &b'5' { "19" } else { "20" }),
        0x18 => text.split('.').next()?.to_owned(),
        _ => return None,
    };
    time::PrimitiveDateTime::parse(&full, format).ok().map(time::PrimitiveDateTime::assume_utc)
}

/// The signed attributes of a PAdES signature, each in DER, unsorted: content-type, message-digest, signing-certificate-v2,
/// CMSAlgorithmProtection.
///
/// No signing-time: PAdES carries the claimed time in /M (EN 319 142-1 §6.3). issuerSerial is left out, as EN 319 122-1
/// §5.2.2.3 prefers.
///
/// # Errors
/// If the scheme has no AlgorithmIdentifier.
pub(super) fn pades(
    content_type: &str,
    digest: &[u8],
    hash: Hash,
    scheme: Scheme,
    certificate: &[u8],
) -> der::Result<Vec<Vec<u8>>> {
    use der::Encode;
    let certificate_hash = tlv(OCTET_STRING, &[&Hash::Sha256.digest(certificate)]);
    let signing_certificate = tlv(SEQUENCE, &[&tlv(SEQUENCE, &[&tlv(SEQUENCE, &[&certificate_hash])])]);
    let digest_algorithm = hash_to_algorithm(hash)?.to_der()?;
    let signature_algorithm = scheme_to_algorithm(scheme)?.to_der()?;
    let inside = Reader(&signature_algorithm).read().map_or(&[][..], |algorithm| algorithm.content);
    let protection = tlv(SEQUENCE, &[&digest_algorithm, &tlv(context(1), &[inside])]);
    Ok(vec![
        Attribute::encode(CONTENT_TYPE, &oid(content_type)),
        Attribute::encode(MESSAGE_DIGEST, &tlv(OCTET_STRING, &[digest])),
        Attribute::encode(SIGNING_CERTIFICATE_V2, &signing_certificate),
        Attribute::encode(ALGORITHM_PROTECTION, &protection),
    ])
}

/// Are these the algorithms that CMSAlgorithmProtection names, parameters included (RFC 6211 §3)?
pub(super) fn protection_fits(value: &[u8], digest: &Algorithm, signature: &Algorithm) -> bool {
    algorithm_protection(value).is_some_and(|named| named.0.is_same(digest) && named.1.is_same(signature))
}

/// CRLs and OCSP responses of Adobe's revocationInfoArchival, or of revocation-values, which are built alike; each in DER.
pub fn revocation_info(value: &[u8]) -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let list = |n: u8| -> Vec<Vec<u8>> {
        let found = Reader(value).expect(SEQUENCE).and_then(|all| all.inside().all()).unwrap_or_default();
        let part = found.iter().find(|part| part.tag == context(n));
        let entries = part.and_then(|part| part.inside().expect(SEQUENCE)?.inside().all()).unwrap_or_default();
        entries.iter().map(|entry| entry.raw.to_vec()).collect()
    };
    (list(0), list(1))
}
