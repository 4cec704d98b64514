//! adbe.x509.rsa_sha1 (ISO 32000-1 §12.8.3.2, deprecated): judged, never skipped.

use crate::cms::Facts;
use crate::cms::ber::{CONSTRUCTED, Element, OCTET_STRING, Reader};
use crate::hash::Hash;
use crate::x509::{Certificate, Scheme};

use super::accept::{self, Profile};
use super::facts::EntryFacts;
use super::findings::Findings;
use super::policy::Policy;
use super::rules;
use super::signature::trailing_data;

/// /SubFilter.
pub(super) const SUB_FILTER: &str = "adbe.x509.rsa_sha1";

/// The name says SHA-1, PKCS#1's DigestInfo says which hash it was; later writers used stronger ones.
const HASHES: [Hash; 6] = [Hash::Sha1, Hash::Sha256, Hash::Sha384, Hash::Sha512, Hash::Ripemd160, Hash::Md5];

/// The facts of a bare PKCS#1 signature: /Contents is a DER OCTET STRING, /Cert holds the signer's certificate first.
pub(super) fn x509_rsa_sha1(entry: &EntryFacts, policy: &Policy, findings: &mut Findings) -> Option<Facts> {
    findings.warn(rules::LEGACY_SUB_FILTER);
    let Some((_, rest)) = value(&entry.contents.bytes) else {
        findings.break_rule(rules::CMS_SYNTAX, None);
        return None;
    };
    trailing_data(rest, policy, findings);
    // Of a range that names no bytes, the digest is that of nothing.
    let digests = &entry.digests;
    let digest =
        |hash| digests.get(hash).map(<[u8]>::to_vec).or_else(|| (!digests.is_known()).then(|| hash.digest(&[])));
    let (hash, value_ok) = fitting(&entry.contents.bytes, &entry.certificates, digest);
    let facts = Facts {
        certificate: certificate(&entry.certificates),
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

/// The first hash by which the value fits, SHA-1 if none does; and whether it fits, if that could be computed. `digest` is
/// asked for no more digests of the covered bytes than it takes.
pub(super) fn fitting(
    contents: &[u8],
    certificates: &[Vec<u8>],
    mut digest: impl FnMut(Hash) -> Option<Vec<u8>>,
) -> (Hash, Option<bool>) {
    let certificate = certificate(certificates);
    let key = certificate.as_ref().and_then(|certificate| certificate.public_key().ok());
    let (Some((value, _)), Some(key)) = (value(contents), key) else { return (Hash::Sha1, None) };
    let mut fits = |hash| key.verify_digest(Scheme::RsaPkcs1(hash), &digest(hash)?, &value).ok();
    let first = fits(Hash::Sha1);
    if first == Some(true) {
        return (Hash::Sha1, first);
    }
    let other = HASHES.into_iter().skip(1).find(|hash| fits(*hash) == Some(true));
    other.map_or((Hash::Sha1, first), |hash| (hash, Some(true)))
}

/// The signature value, and what follows it.
fn value(contents: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut contents = Reader(contents);
    let string = contents.read().filter(|string| string.tag & !CONSTRUCTED == OCTET_STRING)?;
    Some((Element::octets(string)?.into_owned(), contents.0))
}

fn certificate(certificates: &[Vec<u8>]) -> Option<Certificate> {
    certificates.first().and_then(|der| Certificate::from_der(der).ok())
}
