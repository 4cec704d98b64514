//! SignedData (RFC 5652 §5) as it was received.

use crate::hash::Hash;
use crate::x509::{hash_from_algorithm, hash_parameters_fit};

use super::attributes::Attribute;
use super::ber::{self, Element, INTEGER, OCTET_STRING, OID, Reader, SEQUENCE, SET, context};
use super::error::Error;

/// id-data.
pub const ID_DATA: &str = "1.2.840.113549.1.7.1";
/// id-signedData.
pub const ID_SIGNED_DATA: &str = "1.2.840.113549.1.7.2";
/// id-ct-TSTInfo (RFC 3161).
pub const ID_TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";

/// A SignedData with everything that its judge needs.
#[derive(Clone, Debug)]
pub struct SignedData {
    /// CMSVersion.
    pub version: u64,
    /// digestAlgorithms, by OID.
    pub digest_algorithms: Vec<String>,
    /// eContentType.
    pub content_type: String,
    /// eContent, its pieces joined.
    pub content: Option<Vec<u8>>,
    /// Each X.509 certificate as received.
    pub certificates: Vec<Vec<u8>>,
    /// How many entries of the certificate bag are something else (attribute certificates).
    pub other_certificates: usize,
    /// Each CRL as received.
    pub crls: Vec<Vec<u8>>,
    /// Each OCSPResponse beside them (id-ri-ocsp-response, RFC 5940 §2.1).
    pub ocsps: Vec<Vec<u8>>,
    /// One, in a signature that is well formed.
    pub signers: Vec<SignerInfo>,
    /// Is all of it DER (lengths, strings)?
    pub is_der: bool,
    /// How many of the bytes given it took.
    pub length: usize,
    odd_digest_parameters: bool,
    /// What the entries beside certificates and CRLs ask of `version`.
    least_version: u64,
}

/// Who signed and how (RFC 5652 §5.3).
#[derive(Clone, Debug)]
pub struct SignerInfo {
    /// CMSVersion.
    pub version: u64,
    /// Which certificate.
    pub sid: SignerIdentifier,
    /// digestAlgorithm.
    pub digest_algorithm: Algorithm,
    /// signedAttrs, where there are any.
    pub signed: Option<SignedAttributes>,
    /// signatureAlgorithm.
    pub signature_algorithm: Algorithm,
    /// The signature value.
    pub signature: Vec<u8>,
    /// unsignedAttrs.
    pub unsigned: Vec<Attribute>,
}

/// Names a certificate (RFC 5652 §5.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignerIdentifier {
    /// DER of the issuer's name, content octets of the serial.
    IssuerAndSerial {
        /// The whole encoding of the name.
        issuer: Vec<u8>,
        /// Content octets.
        serial: Vec<u8>,
    },
    /// subjectKeyIdentifier.
    KeyIdentifier(Vec<u8>),
}

/// An AlgorithmIdentifier as received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Algorithm {
    /// Dotted decimal.
    pub oid: String,
    /// The whole encoding of the parameters.
    pub parameters: Option<Vec<u8>>,
}

/// The signed attributes, and their bytes.
#[derive(Clone, Debug)]
pub struct SignedAttributes {
    /// In the order received.
    pub attributes: Vec<Attribute>,
    octets: Vec<u8>,
}

impl SignedAttributes {
    /// Reads a SET OF Attribute, whatever tag it travels under.
    pub(super) fn read(set: Element<'_>) -> Option<Self> {
        Some(Self { attributes: attributes(set)?, octets: set.content.to_vec() })
    }

    /// The values of the attribute `oid`, over all its occurrences.
    pub fn values(&self, oid: &str) -> Vec<&[u8]> {
        let found = self.attributes.iter().filter(|attribute| attribute.oid == oid);
        found.flat_map(|attribute| attribute.values.iter().map(Vec::as_slice)).collect()
    }

    /// The single value of the attribute `oid`.
    pub fn value(&self, oid: &str) -> Option<&[u8]> {
        match self.values(oid)[..] {
            [value] => Some(value),
            _ => None,
        }
    }

    /// What was signed: the octets as received under a definite-length SET OF tag (0x31), not under the `[0]` they
    /// travel with (RFC 5652 §5.4). An indefinite-length `[0]` is never hashed as it stands.
    pub fn as_received(&self) -> Vec<u8> {
        ber::tlv(SET, &[&self.octets])
    }

    /// What should have been signed: the DER encoding, sorted (RFC 5652 §5.4).
    pub fn re_encoded(&self) -> Option<Vec<u8>> {
        let parts: Option<Vec<_>> = Reader(&self.octets).all()?.into_iter().map(ber::to_der).collect();
        Some(ber::set_of(SET, parts?))
    }
}

/// id-ri-ocsp-response (RFC 5940 §2.1).
const ID_RI_OCSP_RESPONSE: &str = "1.3.6.1.5.5.7.16.2";

impl SignedData {
    /// Reads a ContentInfo with a SignedData from the beginning of `bytes`; what follows it is the caller's business.
    ///
    /// # Errors
    /// [`Error`] with the field that cannot be read.
    pub fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let info = Reader(bytes).expect(SEQUENCE).ok_or(malformed("ContentInfo"))?;
        let mut fields = info.inside();
        let oid = fields.read().and_then(Element::oid).ok_or(malformed("contentType"))?;
        if oid != ID_SIGNED_DATA {
            return Err(Error::NotSignedData { oid });
        }
        let content = fields
            .expect(context(0))
            .and_then(|content| content.inside().expect(SEQUENCE))
            .ok_or(malformed("content"))?;
        end(fields, "ContentInfo")?;
        let mut data = Self::fields(content)?;
        data.is_der = ber::is_der(info);
        data.length = info.raw.len();
        Ok(data)
    }

    fn fields(content: Element<'_>) -> Result<Self, Error> {
        let mut fields = content.inside();
        let version = fields.read().and_then(Element::small_integer).ok_or(malformed("version"))?;
        let digests = fields.expect(SET).and_then(|set| set.inside().all()).ok_or(malformed("digestAlgorithms"))?;
        let digests: Option<Vec<_>> = digests.into_iter().map(Algorithm::read).collect();
        let digests = digests.ok_or(malformed("digestAlgorithms"))?;
        let encapsulated = fields.expect(SEQUENCE).ok_or(malformed("encapContentInfo"))?;
        let (content_type, content) = encapsulated_content(encapsulated)?;
        let (certificates, other_certificates) = bag(fields.take(context(0))).ok_or(malformed("certificates"))?;
        let (crls, other_revocation) = bag(fields.take(context(1))).ok_or(malformed("crls"))?;
        let signers = fields.expect(SET).and_then(|set| set.inside().all()).ok_or(malformed("signerInfos"))?;
        let signers: Result<Vec<_>, _> = signers.into_iter().map(SignerInfo::read).collect();
        end(fields, "SignedData")?;
        Ok(Self {
            version,
            odd_digest_parameters: digests.iter().any(Algorithm::has_odd_parameters),
            digest_algorithms: digests.into_iter().map(|digest| digest.oid).collect(),
            content_type,
            content,
            least_version: least_version(&other_certificates, !other_revocation.is_empty()),
            certificates,
            other_certificates: other_certificates.len(),
            ocsps: other_revocation.iter().filter_map(|entry| ocsp_response(*entry)).collect(),
            crls,
            signers: signers?,
            is_der: false,
            length: 0,
        })
    }
}

impl SignedData {
    /// Is something that no signature protects not as RFC 5652 wants it: a version (§5.1, §5.3), digest parameters other than
    /// NULL (RFC 5754 §2), an unsigned attribute that is not known here?
    pub fn odd_unsigned_part(&self) -> bool {
        let keyed = self.signers.iter().any(|signer| matches!(signer.sid, SignerIdentifier::KeyIdentifier(_)));
        let expected = if keyed || self.content_type != ID_DATA { 3 } else { 1 };
        self.version != expected.max(self.least_version)
            || self.odd_digest_parameters
            || self.signers.iter().any(SignerInfo::is_odd)
    }
}

/// OtherRevocationInfoFormat that holds an OCSPResponse (RFC 5940 §2.1).
fn ocsp_response(entry: Element<'_>) -> Option<Vec<u8>> {
    let mut fields = entry.inside();
    let format = fields.expect(OID).and_then(Element::oid)?;
    let info = fields.read()?;
    (entry.tag == context(1) && format == ID_RI_OCSP_RESPONSE).then(|| info.raw.to_vec())
}

/// The entries of a bag that are plain SEQUENCEs, as received, and all others.
fn bag(set: Option<Element<'_>>) -> Option<(Vec<Vec<u8>>, Vec<Element<'_>>)> {
    let (mut plain, mut others) = (Vec::new(), Vec::new());
    for entry in set.map_or(Some(Vec::new()), |set| set.inside().all())? {
        if entry.tag == SEQUENCE { plain.push(entry.raw.to_vec()) } else { others.push(entry) }
    }
    Some((plain, others))
}

/// RFC 5652 §5.1: attribute certificates of version 1 and 2 ask for 3 and 4, formats of other kinds for 5.
fn least_version(certificates: &[Element<'_>], other_revocation: bool) -> u64 {
    let of_certificates = certificates.iter().map(|entry| match entry.tag {
        tag if tag == context(3) => 5,
        tag if tag == context(2) => 4,
        _ => 3,
    });
    of_certificates.chain(other_revocation.then_some(5)).max().unwrap_or(1)
}

/// eContentType and eContent. PKCS#7 files may carry the content under another tag than OCTET STRING: then its whole encoding.
pub(super) fn encapsulated_content(info: Element<'_>) -> Result<(String, Option<Vec<u8>>), Error> {
    let mut fields = info.inside();
    let oid = fields.expect(OID).and_then(Element::oid).ok_or(malformed("eContentType"))?;
    let wrapped = fields.take(context(0));
    end(fields, "encapContentInfo")?;
    let Some(wrapped) = wrapped else { return Ok((oid, None)) };
    let mut inside = wrapped.inside();
    let content = inside.read().ok_or(malformed("eContent"))?;
    end(inside, "eContent")?;
    let octets = if content.tag & !ber::CONSTRUCTED == OCTET_STRING {
        content.octets().ok_or(malformed("eContent"))?.into_owned()
    } else {
        content.raw.to_vec()
    };
    Ok((oid, Some(octets)))
}

impl SignerInfo {
    fn read(element: Element<'_>) -> Result<Self, Error> {
        if element.tag != SEQUENCE {
            return Err(malformed("signerInfos"));
        }
        let mut fields = element.inside();
        let version = fields.read().and_then(Element::small_integer).ok_or(malformed("SignerInfo.version"))?;
        let sid = fields.read().and_then(SignerIdentifier::read).ok_or(malformed("sid"))?;
        let digest_algorithm = fields.read().and_then(Algorithm::read).ok_or(malformed("digestAlgorithm"))?;
        let signed = match fields.take(context(0)) {
            Some(set) => Some(SignedAttributes::read(set).ok_or(malformed("signedAttrs"))?),
            None => None,
        };
        let signature_algorithm = fields.read().and_then(Algorithm::read).ok_or(malformed("signatureAlgorithm"))?;
        let signature = fields.read().filter(|field| field.tag & !ber::CONSTRUCTED == OCTET_STRING);
        let signature = signature.and_then(Element::octets).ok_or(malformed("signature"))?.into_owned();
        let unsigned = match fields.take(context(1)) {
            Some(set) => attributes(set).ok_or(malformed("unsignedAttrs"))?,
            None => Vec::new(),
        };
        // What follows would be neither signed nor known: an unsigned attribute hidden under another tag.
        end(fields, "SignerInfo")?;
        Ok(Self { version, sid, digest_algorithm, signed, signature_algorithm, signature, unsigned })
    }

    fn is_odd(&self) -> bool {
        let version = if matches!(self.sid, SignerIdentifier::KeyIdentifier(_)) { 3 } else { 1 };
        self.version != version
            || self.digest_algorithm.has_odd_parameters()
            || self.unsigned.iter().any(|attribute| !super::attributes::UNSIGNED.contains(&attribute.oid.as_str()))
    }

    /// The values of the unsigned attribute `oid`.
    pub fn unsigned_values(&self, oid: &str) -> Vec<&[u8]> {
        let found = self.unsigned.iter().filter(|attribute| attribute.oid == oid);
        found.flat_map(|attribute| attribute.values.iter().map(Vec::as_slice)).collect()
    }
}

impl SignerIdentifier {
    fn read(element: Element<'_>) -> Option<Self> {
        match element.tag {
            SEQUENCE => {
                let mut fields = element.inside();
                let issuer = fields.expect(SEQUENCE)?.raw.to_vec();
                Some(Self::IssuerAndSerial { issuer, serial: fields.expect(INTEGER)?.content.to_vec() })
            }
            tag if tag & !ber::CONSTRUCTED == 0x80 => Some(Self::KeyIdentifier(element.octets()?.into_owned())),
            _ => None,
        }
    }
}

impl Algorithm {
    pub(super) fn read(element: Element<'_>) -> Option<Self> {
        (element.tag == SEQUENCE).then_some(())?;
        let mut fields = element.inside();
        let oid = fields.read()?.oid()?;
        let parameters = if fields.is_empty() { None } else { Some(fields.read()?.raw.to_vec()) };
        fields.is_empty().then_some(Self { oid, parameters })
    }

    /// The hash it names, if it is known.
    pub fn hash(&self) -> Option<Hash> {
        hash_from_algorithm(&self.oid, self.parameters.as_deref())
    }

    /// Are there parameters that this hash does not have?
    fn has_odd_parameters(&self) -> bool {
        !hash_parameters_fit(&self.oid, self.parameters.as_deref())
    }

    /// Are both the same, NULL and absent parameters too?
    pub(super) fn is_same(&self, other: &Self) -> bool {
        self.oid == other.oid && self.significant_parameters() == other.significant_parameters()
    }

    /// The parameters, where they say something: NULL and absence mean the same (RFC 5754 §2, RFC 4055 §2.1).
    pub fn significant_parameters(&self) -> Option<&[u8]> {
        self.parameters.as_deref().filter(|parameters| *parameters != [ber::NULL, 0])
    }
}

fn attributes(set: Element<'_>) -> Option<Vec<Attribute>> {
    set.inside().all()?.into_iter().map(Attribute::read).collect()
}

/// A structure must hold nothing after what is known of it.
pub(super) fn end(fields: Reader<'_>, at: &'static str) -> Result<(), Error> {
    if fields.is_empty() { Ok(()) } else { Err(malformed(at)) }
}

pub(super) fn malformed(at: &'static str) -> Error {
    Error::Malformed { at }
}
