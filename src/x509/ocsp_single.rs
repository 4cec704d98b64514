//! One certificate's part of an OCSP answer (RFC 6960 §4.2.1), and how a certificate is named in it (§4.1.1).

use time::OffsetDateTime;

use super::algorithm::identifier;
use super::crl::{extensions, time};
use super::crl_entries::{Reason, reason};
use super::key::key_bits;
use super::tlv::{self, Tlv, wrap};
use super::{Certificate, hash_from_algorithm, oids};
use crate::hash::Hash;

/// Names a certificate by its issuer's name and key, hashed, and its serial number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertId {
    /// The hash; nothing if it is not known here, or broken (MD5): then it names no certificate.
    pub hash: Option<Hash>,
    /// Of the DER of the issuer's name.
    pub issuer_name_hash: Vec<u8>,
    /// Of the issuer's key, the BIT STRING without tag, length and unused bits.
    pub issuer_key_hash: Vec<u8>,
    /// The content of the INTEGER.
    pub serial: Vec<u8>,
}

impl CertId {
    /// Is this `certificate`, issued by `issuer`?
    pub fn names(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let Some(hash) = self.hash.filter(|_| certificate.has_serial(&self.serial)) else { return false };
        // The issuer's name may be encoded in two ways in two certificates; the responder hashed one of them.
        let name_fits = |der: &[u8]| hash.digest(der) == self.issuer_name_hash;
        (name_fits(certificate.issuer().der()) || name_fits(issuer.subject().der()))
            && key_bits(issuer.spki()).is_some_and(|key| hash.digest(key) == self.issuer_key_hash)
    }

    fn read(element: Tlv<'_>) -> Option<Self> {
        let mut fields = element.expect(0x30)?.inside();
        let (oid, parameters) = identifier(fields.read()?.raw)?;
        let broken = |hash: &Hash| matches!(hash, Hash::Md5 | Hash::Ripemd160);
        let read = Self {
            hash: hash_from_algorithm(&oid, parameters).filter(|hash| !broken(hash)),
            issuer_name_hash: fields.read()?.expect(0x04)?.content.to_vec(),
            issuer_key_hash: fields.read()?.expect(0x04)?.content.to_vec(),
            serial: fields.read()?.expect(0x02)?.content.to_vec(),
        };
        fields.is_empty().then_some(read)
    }
}

/// What a responder says of a certificate (RFC 6960 §2.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertStatus {
    /// Not revoked, as far as it knows; that it was ever issued is not said, unless by [`CertHash`].
    Good,
    /// Revoked or suspended.
    Revoked {
        /// Since when.
        time: OffsetDateTime,
        /// Why; nothing where it does not say.
        reason: Option<Reason>,
    },
    /// It does not know the certificate.
    Unknown,
}

/// The certificate that the responder means, hashed: a positive statement (Common PKI part 4 §3.1.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertHash {
    /// The hash; nothing if it is not known here.
    pub hash: Option<Hash>,
    /// Of the certificate's DER.
    pub digest: Vec<u8>,
}

impl CertHash {
    /// Is it this certificate's? Nothing if the hash is not known here.
    pub fn fits(&self, certificate: &Certificate) -> Option<bool> {
        self.hash.map(|hash| hash.digest(certificate.der()) == self.digest)
    }
}

/// The answer about one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingleResponse {
    /// Which certificate.
    pub cert_id: CertId,
    /// What is said of it.
    pub status: CertStatus,
    /// The newest moment at which the status is known to have been right.
    pub this_update: OffsetDateTime,
    /// When newer information comes at the latest; nothing if there may be some at any time.
    pub next_update: Option<OffsetDateTime>,
    /// Since when the key is suspect, a CRL entry extension (RFC 6960 §4.4.5).
    pub invalidity_date: Option<OffsetDateTime>,
    /// Certificates that expired since then are still answered for (§4.4.4).
    pub archive_cutoff: Option<OffsetDateTime>,
    /// Which certificate the responder has before it.
    pub cert_hash: Option<CertHash>,
    /// Critical extensions that are not known here.
    pub unknown_critical: Vec<String>,
}

impl SingleResponse {
    pub(super) fn read(element: Tlv<'_>) -> Option<Self> {
        let mut fields = element.expect(0x30)?.inside();
        let mut read = Self {
            cert_id: CertId::read(fields.read()?)?,
            status: status(fields.read()?)?,
            this_update: generalized_time(fields.read()?)?,
            next_update: None,
            invalidity_date: None,
            archive_cutoff: None,
            cert_hash: None,
            unknown_critical: Vec::new(),
        };
        if let Some(next) = fields.read_if(0xa0) {
            read.next_update = Some(generalized_time(tlv::single(next.content)?)?);
        }
        if let Some(list) = fields.read_if(0xa1) {
            for extension in extensions(list)? {
                let value = || tlv::single(extension.value);
                match extension.oid.as_str() {
                    oids::OCSP_ARCHIVE_CUTOFF => read.archive_cutoff = Some(generalized_time(value()?)?),
                    oids::INVALIDITY_DATE => read.invalidity_date = Some(time(value()?)?),
                    oids::COMMON_PKI_CERT_HASH => read.cert_hash = Some(cert_hash(value()?)?),
                    // They repeat what the status says, or where it was looked up (§4.4.2, §4.4.5).
                    oids::REASON_CODE | oids::OCSP_CRL_REFERENCES => {}
                    _ if extension.critical => read.unknown_critical.push(extension.oid),
                    _ => {}
                }
            }
        }
        fields.is_empty().then_some(read)
    }
}

/// CertStatus: good and unknown are an implicit NULL.
fn status(choice: Tlv<'_>) -> Option<CertStatus> {
    match (choice.tag, choice.content) {
        (0x80, []) => Some(CertStatus::Good),
        (0x82, []) => Some(CertStatus::Unknown),
        (0xa1, _) => {
            let mut fields = choice.inside();
            let time = generalized_time(fields.read()?)?;
            let reason = match fields.read_if(0xa0) {
                Some(code) => Some(reason(tlv::single(code.content)?)?),
                None => None,
            };
            fields.is_empty().then_some(CertStatus::Revoked { time, reason })
        }
        _ => None,
    }
}

fn cert_hash(value: Tlv<'_>) -> Option<CertHash> {
    let mut fields = value.expect(0x30)?.inside();
    let (oid, parameters) = identifier(fields.read()?.raw)?;
    let digest = fields.read()?.expect(0x04)?.content.to_vec();
    fields.is_empty().then(|| CertHash { hash: hash_from_algorithm(&oid, parameters), digest })
}

/// GeneralizedTime alone (RFC 6960 §4.2.2.1).
pub(super) fn generalized_time(element: Tlv<'_>) -> Option<OffsetDateTime> {
    element.expect(0x18).and_then(time)
}

/// The DER of an OCSPRequest (RFC 6960 §4.1.1) about `certificate`, issued by `issuer`.
///
/// The certID is by SHA-1, the only one that every responder knows (RFC 5019 §2.1.1); it is a name, no protection.
/// `nonce` is sent as it is: 32 octets by RFC 9654 §2.1.
pub fn ocsp_request(certificate: &Certificate, issuer: &Certificate, nonce: Option<&[u8]>) -> Vec<u8> {
    // id-sha1 with the NULL that responders compare with.
    let sha1 = [0x30, 0x09, 0x06, 0x05, 0x2b, 0x0e, 0x03, 0x02, 0x1a, 0x05, 0x00];
    let octets = |bytes: &[u8]| wrap(0x04, &[&Hash::Sha1.digest(bytes)]);
    let name = octets(certificate.issuer().der());
    let key = octets(key_bits(issuer.spki()).unwrap_or_default());
    let cert_id = wrap(0x30, &[&sha1, &name, &key, &wrap(0x02, &[certificate.serial()])]);
    let list = wrap(0x30, &[&wrap(0x30, &[&cert_id])]);
    let extensions = nonce.map_or(Vec::new(), |nonce| {
        // id-pkix-ocsp-nonce, 1.3.6.1.5.5.7.48.1.2.
        let oid = wrap(0x06, &[&[0x2b, 6, 1, 5, 5, 7, 0x30, 1, 2]]);
        let extension = wrap(0x30, &[&oid, &wrap(0x04, &[&wrap(0x04, &[nonce])])]);
        wrap(0xa2, &[&wrap(0x30, &[&extension])])
    });
    wrap(0x30, &[&wrap(0x30, &[&list, &extensions])])
}
