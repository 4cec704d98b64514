//! adbe.x509.rsa_sha1 (ISO 32000-1 §12.8.3.2, deprecated): judged, never skipped.

use crate::cms::Facts;
use crate::cms::ber::{CONSTRUCTED, Element, OCTET_STRING, Reader};
use crate::hash::Hash;
use crate::x509::{Certificate, Scheme};

use super::accept::{self, Profile};
use super::entry::Entry;
use super::findings::Findings;
use super::policy::Policy;
use super::rules;
use super::signature::trailing_data;

/// The facts of a bare PKCS#1 signature: /Contents is a DER OCTET STRING, /Cert holds the signer's certificate first.
pub(super) fn x509_rsa_sha1(
    entry: &Entry,
    covered: &dyn Fn(Hash) -> Vec<u8>,
    policy: &Policy,
    findings: &mut Findings,
) -> Option<Facts> {
    findings.warn(rules::LEGACY_SUB_FILTER);
    let mut contents = Reader(&entry.dictionary.contents);
    let value = contents.read().filter(|string| string.tag & !CONSTRUCTED == OCTET_STRING).and_then(Element::octets);
    let Some(value) = value else {
        findings.break_rule(rules::CMS_SYNTAX, None);
        return None;
    };
    trailing_data(contents.0, policy, findings);
    let certificate = entry.dictionary.certificates.first().and_then(|der| Certificate::from_der(der).ok());
    let key = certificate.as_ref().and_then(|certificate| certificate.public_key().ok());
    // The name says SHA-1, PKCS#1's DigestInfo says which hash it was; later writers used stronger ones.
    let fits = |hash| key.and_then(|key| key.verify_digest(Scheme::RsaPkcs1(hash), &covered(hash), &value).ok());
    let hashes = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512, Hash::Ripemd160, Hash::Md5];
    let hash = hashes.into_iter().find(|hash| fits(*hash) == Some(true)).unwrap_or(Hash::Sha1);
    let value_ok = fits(hash);
    let facts = Facts {
        certificate,
        hash: Some(hash),
        scheme: Some(Scheme::RsaPkcs1(hash)),
        digest_ok: value_ok,
        value_ok,
        re_encoded: false,
        oddities: Vec::new(),
    };
    accept::facts(&facts, Profile::Pkcs7, policy, findings);
    Some(facts)
}
