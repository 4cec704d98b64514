//! Certificates (RFC 5280 §4.1), read once and shared.
//!
//! Reading is exact about the outer shape (one DER object, nothing after it) and patient inside: versions 1 to 3,
//! negative serials, unknown algorithms and keys are kept and shown, and only fail where they are used.

use std::fmt;
use std::hash::{Hash as StdHash, Hasher};
use std::sync::{Arc, OnceLock};

use time::OffsetDateTime;
use x509_parser::certificate::{TbsCertificate, X509CertificateParser};
use x509_parser::nom::Parser;
use x509_parser::x509::AlgorithmIdentifier;

use super::algorithm::identifier;
use super::tlv::{self, oid_text};
use super::{Error, Extensions, Name, PublicKey, Scheme, scheme_from_algorithm};
use crate::hash::Hash;
use crate::text::hex;

/// A certificate. Cloning shares it; two are equal if their bytes are.
#[derive(Clone)]
pub struct Certificate(Arc<Fields>);

#[derive(Clone)]
struct Fields {
    der: Vec<u8>,
    tbs: std::ops::Range<usize>,
    version: u32,
    serial: Vec<u8>,
    issuer: Name,
    subject: Name,
    not_before: OffsetDateTime,
    not_after: OffsetDateTime,
    spki: Vec<u8>,
    scheme: Result<Scheme, Error>,
    signature: Vec<u8>,
    extensions: Extensions,
    fingerprint: [u8; 32],
    key: OnceLock<Result<PublicKey, Error>>,
}

impl Certificate {
    /// Reads the DER of one certificate, with nothing after it.
    ///
    /// # Errors
    /// [`Error::Certificate`], [`Error::TrailingData`], [`Error::Name`], or [`Error::AlgorithmMismatch`] if the signed
    /// algorithm is another than the one beside the signature (RFC 5280 §4.1.1.2).
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let malformed = |reason: String| Error::Certificate { reason };
        let mut parser = X509CertificateParser::new().with_deep_parse_extensions(false);
        let (rest, parsed) = parser.parse(der).map_err(|error| malformed(error.to_string()))?;
        if !rest.is_empty() {
            return Err(Error::TrailingData { object: "certificate", len: rest.len() });
        }
        let outer = outer(der).ok_or_else(|| malformed("not three parts".into()))?;
        let tbs: &TbsCertificate<'_> = &parsed.tbs_certificate;
        same_algorithm(&tbs.signature, &parsed.signature_algorithm)?;
        let issuer = Name::from_der(tbs.issuer.as_raw())?;
        Ok(Self(Arc::new(Fields {
            tbs: outer.tbs,
            version: tbs.version.0.saturating_add(1),
            serial: tbs.raw_serial().to_vec(),
            subject: Name::from_der(tbs.subject.as_raw())?,
            not_before: tbs.validity.not_before.to_datetime(),
            not_after: tbs.validity.not_after.to_datetime(),
            spki: tbs.subject_pki.raw.to_vec(),
            scheme: scheme_from_algorithm(&outer.oid, outer.parameters, None),
            signature: parsed.signature_value.data.to_vec(),
            extensions: Extensions::read(tbs.extensions(), &issuer),
            fingerprint: sha256(der),
            key: OnceLock::new(),
            issuer,
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

    /// 1, 2 or 3; whatever else a stranger wrote.
    pub fn version(&self) -> u32 {
        self.0.version
    }

    /// The content octets of the serial number as they stand; may be negative or padded.
    pub fn serial(&self) -> &[u8] {
        &self.0.serial
    }

    /// The serial number in lower-case hexadecimal, without padding; a negative one as its octets, without a sign.
    pub fn serial_hex(&self) -> String {
        match tlv::shortest(&self.0.serial) {
            [0, rest @ ..] if !rest.is_empty() => hex(rest),
            serial => hex(serial),
        }
    }

    /// Is `serial`, the content of an INTEGER, this certificate's number?
    pub fn has_serial(&self, serial: &[u8]) -> bool {
        tlv::shortest(&self.0.serial) == tlv::shortest(serial)
    }

    /// Who issued it.
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// Whose it is.
    pub fn subject(&self) -> &Name {
        &self.0.subject
    }

    /// First moment of validity.
    pub fn not_before(&self) -> OffsetDateTime {
        self.0.not_before
    }

    /// Last moment of validity (inclusive: RFC 5280 §4.1.2.5).
    pub fn not_after(&self) -> OffsetDateTime {
        self.0.not_after
    }

    /// Is `at` within its validity?
    pub fn is_valid_at(&self, at: OffsetDateTime) -> bool {
        self.0.not_before <= at && at <= self.0.not_after
    }

    /// The SubjectPublicKeyInfo.
    pub fn spki(&self) -> &[u8] {
        &self.0.spki
    }

    /// The key, read when first asked for.
    ///
    /// # Errors
    /// What [`PublicKey::from_spki`] said of it.
    pub fn public_key(&self) -> Result<&PublicKey, Error> {
        self.0.key.get_or_init(|| PublicKey::from_spki(&self.0.spki)).as_ref().map_err(Clone::clone)
    }

    /// The same certificate with the parameters of the key of `issuer`, whose certificate it is (RFC 5280 §6.1.4 (e));
    /// nothing unless its own key asks for them.
    pub(super) fn inheriting(&self, issuer: &PublicKey) -> Option<Self> {
        if !matches!(self.public_key(), Err(Error::ParametersInherited { .. })) {
            return None;
        }
        let spki = issuer.parameters_for(&self.0.spki)?;
        let key = OnceLock::from(PublicKey::from_spki(&spki));
        Some(Self(Arc::new(Fields { key, ..(*self.0).clone() })))
    }

    /// Did its key take its parameters from another certificate? What it signed is then true of this path alone.
    pub(super) fn is_inheriting(&self) -> bool {
        matches!(self.0.key.get(), Some(Ok(key)) if key.spki() != self.0.spki)
    }

    /// How its issuer signed it.
    ///
    /// # Errors
    /// [`Error::UnsupportedAlgorithm`] with the identifier.
    pub fn scheme(&self) -> Result<Scheme, Error> {
        self.0.scheme.clone()
    }

    /// The issuer's signature value.
    pub fn signature(&self) -> &[u8] {
        &self.0.signature
    }

    /// Its extensions.
    pub fn extensions(&self) -> &Extensions {
        &self.0.extensions
    }

    /// SHA-256 of the encoding.
    pub fn fingerprint(&self) -> &[u8; 32] {
        &self.0.fingerprint
    }

    /// Are issuer and subject one name (RFC 5280 §3.2)?
    pub fn is_self_issued(&self) -> bool {
        self.0.issuer == self.0.subject
    }

    /// May it issue certificates, by its own extensions? Version 1 and 2 cannot say.
    pub fn is_ca(&self) -> bool {
        self.0.extensions.basic_constraints.is_some_and(|constraints| constraints.ca)
    }

    /// Has it this extended key usage, in dotted decimal?
    pub fn has_extended_key_usage(&self, oid: &str) -> bool {
        self.0.extensions.extended_key_usage.iter().flatten().any(|usage| usage == oid)
    }

    /// Does `key` verify its signature value? Names and constraints are not looked at.
    ///
    /// # Errors
    /// An algorithm that is not computed, or not this key's.
    pub fn signed_by(&self, key: &PublicKey) -> Result<bool, Error> {
        key.verify(self.scheme()?, self.tbs(), self.signature())
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl StdHash for Certificate {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.fingerprint.hash(state);
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({} {})", self.serial_hex(), self.0.subject)
    }
}

pub(super) fn sha256(bytes: &[u8]) -> [u8; 32] {
    use sha2::Digest;
    debug_assert_eq!(Hash::Sha256.len(), 32);
    sha2::Sha256::digest(bytes).into()
}

/// The three parts of SIGNED{…} (RFC 5280 §4.1, §5.1): where the signed part lies, and the outer algorithm.
pub(super) struct Outer<'a> {
    pub(super) tbs: std::ops::Range<usize>,
    pub(super) oid: String,
    pub(super) parameters: Option<&'a [u8]>,
    pub(super) signature: &'a [u8],
}

pub(super) fn outer(der: &[u8]) -> Option<Outer<'_>> {
    let whole = tlv::single(der)?.expect(0x30)?;
    let mut parts = whole.inside();
    let tbs = parts.read()?;
    let (oid, parameters) = identifier(parts.read()?.raw)?;
    let signature = parts.read()?.expect(0x03)?.content.get(1..)?;
    let start = der.len() - whole.content.len();
    parts.is_empty().then_some(Outer { tbs: start..start + tbs.raw.len(), oid, parameters, signature })
}

/// RFC 5280 §4.1.1.2. NULL and absent parameters are not told apart.
pub(super) fn same_algorithm(inner: &AlgorithmIdentifier<'_>, outer: &AlgorithmIdentifier<'_>) -> Result<(), Error> {
    let parameters = |algorithm: &AlgorithmIdentifier<'_>| {
        let any = algorithm.parameters.as_ref().map(|any| (any.header.tag().0, any.data.to_vec()));
        any.filter(|(tag, _)| *tag != 5)
    };
    if inner.algorithm.as_bytes() == outer.algorithm.as_bytes() && parameters(inner) == parameters(outer) {
        return Ok(());
    }
    let text = |algorithm: &AlgorithmIdentifier<'_>| oid_text(algorithm.algorithm.as_bytes());
    Err(Error::AlgorithmMismatch { inner: text(inner), outer: text(outer) })
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Draft, Key, extension, key_usage, name, wrap};
    use super::super::{GeneralName, KeyType, oids, read_certificates};
    use super::*;

    fn made_by_openssl() -> Vec<Certificate> {
        read_certificates(include_bytes!("../../fixtures/x509/certificates.pem")).unwrap()
    }

    #[test]
    fn a_signers_certificate_says_who_where_and_what_for() {
        let lan = &made_by_openssl()[1];
        let subject = "UID=CCCD:001+CN=Nguyễn Thị Lan,OU=Sở Nội vụ,O=UBND tỉnh Bắc Ninh\\, VN,L=Bắc Ninh,C=VN";
        assert_eq!(lan.subject().to_string(), subject);
        assert_eq!(lan.subject().uid(), ["CCCD:001"]);
        assert_eq!((lan.serial_hex().as_str(), lan.version()), ("a1b2c3", 3));
        assert!(lan.has_serial(&[0, 0, 0xa1, 0xb2, 0xc3]) && !lan.has_serial(&[0xa1, 0xb2, 0xc3]));
        let extensions = lan.extensions();
        assert_eq!(extensions.key_usage.unwrap().names(), ["digitalSignature", "nonRepudiation"]);
        assert_eq!(
            extensions.extended_key_usage.as_deref().unwrap(),
            [oids::EKU_EMAIL_PROTECTION, oids::EKU_DOCUMENT_SIGNING]
        );
        assert_eq!(extensions.crl_urls().collect::<Vec<_>>(), ["http://ca.btc/btc.crl", "http://ca.example/btc.crl"]);
        assert_eq!(extensions.ocsp_urls, ["http://ocsp.example"]);
        assert_eq!(extensions.ca_issuer_urls, ["http://ca.example/ca.crt"]);
        assert_eq!(extensions.policies, ["1.3.6.1.4.1.30339.1"]);
        assert_eq!(extensions.qc_statements, ["0.4.0.1862.1.1"]);
        assert_eq!(extensions.malformed, Vec::<String>::new());
        assert_eq!(
            (lan.public_key().unwrap().key_type(), lan.public_key().unwrap().bits()),
            (KeyType::Rsa, Some(2048))
        );
    }

    #[test]
    fn what_openssl_signed_verifies_with_its_issuers_key() {
        let [root, lan, v1, pss] = made_by_openssl().try_into().unwrap();
        let root_key = root.public_key().unwrap();
        for certificate in [&root, &lan, &v1] {
            assert_eq!(certificate.signed_by(root_key), Ok(true), "{certificate:?}");
        }
        assert_eq!(pss.signed_by(pss.public_key().unwrap()), Ok(true));
        assert!(pss.signed_by(root_key).is_err(), "an ECDSA key makes no PSS value");
        assert_eq!((v1.version(), v1.serial_hex().as_str(), v1.serial()), (1, "fb", &[0xfb][..]));
    }

    #[test]
    fn a_bag_holds_what_the_pem_file_holds() {
        let bag = read_certificates(include_bytes!("../../fixtures/x509/bag.p7b")).unwrap();
        assert_eq!(bag, made_by_openssl()[..2]);
        assert_eq!(read_certificates(b"no certificate").unwrap_err().code(), "NOTHING_FOUND");
    }

    #[test]
    fn one_byte_more_or_less_is_refused() {
        let der = made_by_openssl()[0].der().to_vec();
        assert_eq!(
            Certificate::from_der(&[&der[..], &[0]].concat()),
            Err(Error::TrailingData { object: "certificate", len: 1 })
        );
        assert!(Certificate::from_der(&der[..der.len() - 1]).is_err());
    }

    /// Every single-byte change of a certificate either fails to parse or parses; nothing panics.
    #[test]
    fn damage_is_never_a_crash() {
        let der = made_by_openssl()[1].der().to_vec();
        for at in 0..der.len() {
            for value in [0x00, 0x7f, 0x80, 0xff, der[at] ^ 1] {
                let mut damaged = der.clone();
                damaged[at] = value;
                if let Ok(certificate) = Certificate::from_der(&damaged) {
                    let _ = (certificate.public_key(), certificate.subject().to_string());
                }
            }
        }
    }

    #[test]
    fn the_algorithm_beside_the_signature_is_the_signed_one() {
        let mut der = made_by_openssl()[0].der().to_vec();
        let ecdsa_sha256 = [0x2a, 0x86, 0x48, 0xce, 0x3d, 4, 3, 2];
        let outer = der.windows(8).rposition(|window| window == ecdsa_sha256).unwrap();
        der[outer + 7] = 3;
        let error = Certificate::from_der(&der).unwrap_err();
        assert_eq!(
            error.to_string(),
            "signature algorithm is 1.2.840.10045.4.3.3 outside but 1.2.840.10045.4.3.2 inside the signed part"
        );
    }

    #[test]
    fn an_extension_twice_or_malformed_is_remembered() {
        let key = Key::new(1);
        let twice = Draft::leaf("x").with(key_usage(&[5])).self_signed(&key);
        assert_eq!(twice.extensions().malformed, [oids::KEY_USAGE]);
        let broken =
            Draft::new("x").with(extension(oids::CRL_DISTRIBUTION_POINTS, false, &[0x30, 1])).self_signed(&key);
        assert_eq!(broken.extensions().malformed, [oids::CRL_DISTRIBUTION_POINTS]);
    }

    #[test]
    fn a_distribution_point_below_the_issuer_gets_its_whole_name() {
        let cn = wrap(0x30, &[&[6, 3, 0x55, 4, 3], &wrap(0x0c, &[b"crl1"])]);
        let point = wrap(0x30, &[&wrap(0xa0, &[&wrap(0xa1, &[&cn])])]);
        let draft = Draft::new("x").with(extension(oids::CRL_DISTRIBUTION_POINTS, false, &wrap(0x30, &[&point])));
        let certificate = draft.issue(&Key::new(1), ("CA", &Key::new(2)));
        let points = certificate.extensions().crl_distribution_points.as_ref().unwrap();
        let Some([GeneralName::Directory(found)]) = points[0].names.as_deref() else { panic!("{points:?}") };
        assert_eq!(found.to_string(), "CN=crl1,CN=CA");
        assert_eq!(certificate.issuer().der(), name("CA"));
    }
}
