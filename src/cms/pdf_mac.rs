//! Integrity codes of encrypted documents: the PDF MAC token (ISO/TS 32004), an AuthenticatedData over two digests.
//!
//! What is under the MAC is the digest of the document and, where the token travels inside a signature, that of the
//! signature value. The MAC's key is random and wrapped with one derived from the document's, so that only who can open
//! the document can make a code. Whose bytes the digests are of, the caller knows.

use aes_kw::KwAes256;
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use der::Encode;

use crate::hash::Hash;
use crate::x509::{hash_from_oid, hash_to_algorithm};

use super::attributes::{ALGORITHM_PROTECTION, Attribute, CONTENT_TYPE, MESSAGE_DIGEST};
use super::authenticated_data::{AuthenticatedData, ID_AUTH_DATA, password_recipient};
use super::ber::{self, Element, INTEGER, OCTET_STRING, Reader, SEQUENCE, SET, context, oid, tlv};
use super::signed_data::Algorithm;

/// id-pdfMacIntegrityInfo.
const INTEGRITY_INFO: &str = "1.0.32004.1.0";
/// id-pdfMacWrapKdf.
const WRAP_KDF: &str = "1.0.32004.1.1";
/// id-aes256-wrap (RFC 3565).
const AES256_WRAP: &str = "2.16.840.1.101.3.4.1.45";
/// id-hmacWithSHA256 (RFC 8018).
const HMAC_SHA256: &str = "1.2.840.113549.2.9";
/// Bytes of every key here.
const KEY: usize = 32;
/// What RFC 3394 adds to a wrapped key.
const WRAPPED: usize = KEY + 8;

/// The key that wraps those of the codes.
pub struct MacKek(Zeroizing<[u8; KEY]>);

impl MacKek {
    /// HKDF with SHA-256 over the file encryption key and /KDFSalt.
    pub fn derive(file_key: &[u8], salt: &[u8]) -> Self {
        let mut key = Zeroizing::new([0; KEY]);
        // HKDF yields up to 255 blocks: one cannot fail.
        let _ = Hkdf::<Sha256>::new(Some(salt), file_key).expand(b"PDFMAC", &mut *key);
        Self(key)
    }
}

/// Why a code does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MacProblem {
    /// No AuthenticatedData, or not of the shape that the standard asks for.
    #[error("the integrity code is malformed at {0}")]
    Malformed(&'static str),
    /// An algorithm that the standard does not allow, or that is not known here.
    #[error("the integrity code uses an algorithm that is not allowed for {0}")]
    Algorithm(&'static str),
    /// It was made with another key.
    #[error("the integrity code was not made with this document's key")]
    Key,
    /// The MAC is wrong.
    #[error("the integrity code is wrong")]
    Value,
    /// The bytes are not those that it was made over.
    #[error("the document was changed after its integrity code was made")]
    DocumentDigest,
    /// The signature is not the one that it was made for.
    #[error("the integrity code was made for another signature")]
    SignatureDigest,
}

/// A PDF MAC token as it was received.
#[derive(Clone, Debug)]
pub struct PdfMac {
    data: AuthenticatedData,
    hash: Hash,
}

impl PdfMac {
    /// Reads a token; nothing may follow it.
    ///
    /// # Errors
    /// [`MacProblem::Malformed`], or [`MacProblem::Algorithm`] for a hash that is not allowed.
    pub fn parse(bytes: &[u8]) -> Result<Self, MacProblem> {
        let data = AuthenticatedData::parse(bytes).map_err(|_| MacProblem::Malformed("AuthenticatedData"))?;
        let named = data.digest_algorithm.as_ref().ok_or(MacProblem::Malformed("digestAlgorithm"))?;
        let hash = hash_from_oid(&named.oid).filter(|hash| *hash >= Hash::Sha256);
        Ok(Self { hash: hash.ok_or(MacProblem::Algorithm("digest"))?, data })
    }

    /// The hash of its digests.
    pub fn hash(&self) -> Hash {
        self.hash
    }

    /// Was it made with `kek` over a document with this `digest`, and for this `signature` value where it travels in one?
    ///
    /// # Errors
    /// [`MacProblem`]: the first thing that does not hold.
    pub fn check(&self, kek: &MacKek, digest: &[u8], signature: Option<&[u8]>) -> Result<(), MacProblem> {
        let attributes = self.data.authenticated.as_ref().ok_or(MacProblem::Malformed("authAttrs"))?;
        if self.data.has_unauthenticated {
            return Err(MacProblem::Malformed("unauthAttrs"));
        }
        if self.data.mac_algorithm.oid != HMAC_SHA256 {
            return Err(MacProblem::Algorithm("MAC"));
        }
        let key = self.key(kek)?;
        mac(&*key, &attributes.as_received()).verify_slice(&self.data.mac).map_err(|_| MacProblem::Value)?;
        // Only now is anything of it believed.
        let content = self.data.content.as_deref().ok_or(MacProblem::Malformed("eContent"))?;
        let value = |oid| attributes.value(oid).ok_or(MacProblem::Malformed("authAttrs"));
        let is_info = value(CONTENT_TYPE)? == oid(INTEGRITY_INFO) && self.data.content_type == INTEGRITY_INFO;
        if !is_info || value(MESSAGE_DIGEST)? != tlv(OCTET_STRING, &[&self.hash.digest(content)]) {
            return Err(MacProblem::Malformed("message-digest"));
        }
        if !self.protects(value(ALGORITHM_PROTECTION)?) {
            return Err(MacProblem::Malformed("CMSAlgorithmProtection"));
        }
        let (of_document, of_signature) =
            integrity_info(content).ok_or(MacProblem::Malformed("PdfMacIntegrityInfo"))?;
        if of_document != digest {
            return Err(MacProblem::DocumentDigest);
        }
        let expected = signature.map(|signature| self.hash.digest(signature));
        if of_signature == expected.as_deref() { Ok(()) } else { Err(MacProblem::SignatureDigest) }
    }

    /// The MAC's key, unwrapped (RFC 3394).
    fn key(&self, kek: &MacKek) -> Result<Zeroizing<[u8; KEY]>, MacProblem> {
        let recipient = self.data.recipient.as_ref().ok_or(MacProblem::Malformed("recipientInfos"))?;
        if recipient.derivation.as_ref().is_none_or(|algorithm| algorithm.oid != WRAP_KDF) {
            return Err(MacProblem::Algorithm("key derivation"));
        }
        if recipient.encryption.oid != AES256_WRAP {
            return Err(MacProblem::Algorithm("key encryption"));
        }
        let mut key = Zeroizing::new([0; KEY]);
        let wrapped = &recipient.encrypted_key[..];
        if wrapped.len() != WRAPPED {
            return Err(MacProblem::Malformed("encryptedKey"));
        }
        KwAes256::new(&(*kek.0).into()).unwrap_key(wrapped, &mut *key).map_err(|_| MacProblem::Key)?;
        Ok(key)
    }

    /// Does CMSAlgorithmProtection (RFC 6211 §2) name the algorithms that are used?
    fn protects(&self, value: &[u8]) -> bool {
        let named = || {
            let mut fields = Reader(value).expect(SEQUENCE)?.inside();
            let digest = Algorithm::read(fields.expect(SEQUENCE)?)?;
            let mac = Algorithm::read(Element { tag: SEQUENCE, ..fields.expect(context(2))? })?;
            fields.is_empty().then_some((digest, mac))
        };
        let used = self.data.digest_algorithm.as_ref();
        named().is_some_and(|(digest, mac)| {
            used.is_some_and(|used| digest.is_same(used)) && mac.is_same(&self.data.mac_algorithm)
        })
    }
}

/// `PdfMacIntegrityInfo ::= SEQUENCE { version, dataDigest OCTET STRING, signatureDigest [0] IMPLICIT OCTET STRING OPTIONAL }`
fn integrity_info(content: &[u8]) -> Option<(&[u8], Option<&[u8]>)> {
    let mut fields = Reader(content).expect(SEQUENCE)?.inside();
    (fields.expect(INTEGER)?.content == [0]).then_some(())?;
    let document = fields.expect(OCTET_STRING)?.content;
    let signature = fields.take(context(0) & !ber::CONSTRUCTED).map(|field| field.content);
    fields.is_empty().then_some((document, signature))
}

fn mac(key: &[u8], message: &[u8]) -> Hmac<Sha256> {
    // HMAC takes keys of every length (RFC 2104 §2).
    #[allow(clippy::expect_used)]
    let mut mac = Hmac::<Sha256>::new_from_slice(key).expect("a key of 32 bytes");
    mac.update(message);
    mac
}

/// Makes a token over a document with this `digest` by `hash`, for this `signature` value where it is to travel in one;
/// `mac_key` is fresh.
///
/// # Errors
/// If the hash has no AlgorithmIdentifier.
pub fn pdf_mac(
    kek: &MacKek,
    hash: Hash,
    digest: &[u8],
    signature: Option<&[u8]>,
    mac_key: &[u8; 32],
) -> der::Result<Vec<u8>> {
    let version = tlv(INTEGER, &[&[0]]);
    let for_signature =
        signature.map(|signature| tlv(context(0) & !ber::CONSTRUCTED, &[&hash.digest(signature)])).unwrap_or_default();
    let content = tlv(SEQUENCE, &[&version, &tlv(OCTET_STRING, &[digest]), &for_signature]);
    let digest_algorithm = hash_to_algorithm(hash)?.to_der()?;
    let inside = Reader(&digest_algorithm).read().map_or(&[][..], |algorithm| algorithm.content);
    let protection = tlv(SEQUENCE, &[&digest_algorithm, &tlv(context(2), &[&oid(HMAC_SHA256)])]);
    let mut attributes = [
        Attribute::encode(CONTENT_TYPE, &oid(INTEGRITY_INFO)),
        Attribute::encode(MESSAGE_DIGEST, &tlv(OCTET_STRING, &[&hash.digest(&content)])),
        Attribute::encode(ALGORITHM_PROTECTION, &protection),
    ];
    attributes.sort();
    let attributes = attributes.concat();
    let value = mac(mac_key, &tlv(SET, &[&attributes])).finalize().into_bytes();
    let mut wrapped = [0; WRAPPED];
    // RFC 3394 wraps every multiple of eight bytes from sixteen on.
    let _ = KwAes256::new(&(*kek.0).into()).wrap_key(mac_key, &mut wrapped);
    let authenticated = tlv(
        SEQUENCE,
        &[
            &version,
            &tlv(SET, &[&password_recipient(WRAP_KDF, AES256_WRAP, &wrapped)]),
            &tlv(SEQUENCE, &[&oid(HMAC_SHA256)]),
            &tlv(context(1), &[inside]),
            &tlv(SEQUENCE, &[&oid(INTEGRITY_INFO), &tlv(context(0), &[&tlv(OCTET_STRING, &[&content])])]),
            &tlv(context(2), &[&attributes]),
            &tlv(OCTET_STRING, &[&value]),
        ],
    );
    Ok(tlv(SEQUENCE, &[&oid(ID_AUTH_DATA), &tlv(context(0), &[&authenticated])]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DIGEST: [u8; 32] = [3; 32];

    fn kek() -> MacKek {
        MacKek::derive(&[1; 32], &[2; 32])
    }

    fn token(signature: Option<&[u8]>) -> Vec<u8> {
        pdf_mac(&kek(), Hash::Sha256, &DIGEST, signature, &[4; 32]).unwrap()
    }

    fn check(token: &[u8], kek: &MacKek, digest: &[u8], signature: Option<&[u8]>) -> Result<(), MacProblem> {
        PdfMac::parse(token)?.check(kek, digest, signature)
    }

    #[test]
    fn a_code_holds_for_its_document_and_its_signature_only() {
        let (alone, attached) = (token(None), token(Some(b"value")));
        assert_eq!(check(&alone, &kek(), &DIGEST, None), Ok(()));
        assert_eq!(check(&attached, &kek(), &DIGEST, Some(b"value")), Ok(()));
        assert_eq!(check(&alone, &kek(), &[9; 32], None), Err(MacProblem::DocumentDigest));
        assert_eq!(check(&attached, &kek(), &DIGEST, Some(b"other")), Err(MacProblem::SignatureDigest));
        assert_eq!(check(&attached, &kek(), &DIGEST, None), Err(MacProblem::SignatureDigest));
        assert_eq!(check(&alone, &kek(), &DIGEST, Some(b"value")), Err(MacProblem::SignatureDigest));
        let stranger = MacKek::derive(&[1; 32], &[5; 32]);
        assert_eq!(check(&alone, &stranger, &DIGEST, None), Err(MacProblem::Key));
    }

    #[test]
    fn no_flipped_bit_passes() {
        let token = token(Some(b"value"));
        for at in 0..token.len() {
            for bit in 0..8 {
                let mut flipped = token.clone();
                flipped[at] ^= 1 << bit;
                let result = check(&flipped, &kek(), &DIGEST, Some(b"value"));
                assert!(result.is_err(), "byte {at}, bit {bit}");
            }
        }
    }
}
