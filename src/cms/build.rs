//! Making a SignedData: one signer, detached, as PAdES wants it (EN 319 142-1 §6.3).
//!
//! The stages use each other up: [`ToBeSigned`] → [`Signed`] → DER.

use der::Encode;

use crate::hash::Hash;
use crate::x509::{Certificate, Scheme, hash_to_algorithm, scheme_to_algorithm};

use super::attributes::{self, Attribute};
use super::ber::{Element, INTEGER, OCTET_STRING, Reader, SEQUENCE, SET, context, oid, set_of, tlv};
use super::error::Error;
use super::signed_data::{ID_DATA, ID_SIGNED_DATA};

/// The signed attributes, ready for the key.
pub struct ToBeSigned {
    hash: Hash,
    scheme: Scheme,
    sorted: Vec<Vec<u8>>,
}

impl ToBeSigned {
    /// The attributes of a PAdES signature over content with `digest` by `hash`, bound to `certificate` (DER).
    ///
    /// # Errors
    /// If the scheme has no AlgorithmIdentifier.
    pub fn pades(digest: &[u8], hash: Hash, scheme: Scheme, certificate: &[u8]) -> der::Result<Self> {
        let mut sorted = attributes::pades(ID_DATA, digest, hash, scheme, certificate)?;
        sorted.sort();
        Ok(Self { hash, scheme, sorted })
    }

    /// What the key signs: the attributes as SET OF (0x31), not under the `[0]` they travel with (RFC 5652 §5.4).
    pub fn message(&self) -> Vec<u8> {
        tlv(SET, &[&self.sorted.concat()])
    }

    /// The attributes with their `signature` and the `chain` of certificates (DER), the signer's first.
    pub fn signed(self, signature: Vec<u8>, chain: Vec<Vec<u8>>) -> Signed {
        Signed { attributes: self, signature, chain, unsigned: Vec::new() }
    }
}

/// A complete signature, to which a time-stamp can be added.
pub struct Signed {
    attributes: ToBeSigned,
    signature: Vec<u8>,
    chain: Vec<Vec<u8>>,
    /// Each in DER.
    unsigned: Vec<Vec<u8>>,
}

impl Signed {
    /// What a signature time-stamp is over: the octets of SignerInfo.signature only (RFC 3161 Annex A).
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// With the time-stamp `token`, its bytes kept as the TSA sent them: a re-encoded token no longer verifies.
    #[must_use]
    pub fn with_timestamp(mut self, token: &[u8]) -> Self {
        self.unsigned.push(Attribute::encode(attributes::SIGNATURE_TIMESTAMP, token));
        self
    }

    /// With the integrity code of an encrypted document (ISO/TS 32004).
    #[must_use]
    pub fn with_pdf_mac(mut self, token: &[u8]) -> Self {
        self.unsigned.push(Attribute::encode(attributes::PDF_MAC_DATA, token));
        self
    }

    /// The ContentInfo.
    ///
    /// # Errors
    /// If the signer's certificate cannot be read or an algorithm has no identifier.
    pub fn to_der(&self) -> Result<Vec<u8>, BuildError> {
        let signer = self.chain.first().ok_or(BuildError::NoCertificate)?;
        let signer = Certificate::from_der(signer)?;
        let digest_algorithm = hash_to_algorithm(self.attributes.hash)?.to_der()?;
        let sid = tlv(SEQUENCE, &[signer.issuer().der(), &tlv(INTEGER, &[signer.serial()])]);
        let unsigned = (!self.unsigned.is_empty()).then(|| set_of(context(1), self.unsigned.clone()));
        let signer_info = tlv(
            SEQUENCE,
            &[
                &tlv(INTEGER, &[&[1]]),
                &sid,
                &digest_algorithm,
                &tlv(context(0), &[&self.attributes.sorted.concat()]),
                &scheme_to_algorithm(self.attributes.scheme)?.to_der()?,
                &tlv(OCTET_STRING, &[&self.signature]),
                unsigned.as_deref().unwrap_or_default(),
            ],
        );
        let signed_data = tlv(
            SEQUENCE,
            &[
                &tlv(INTEGER, &[&[1]]),
                &tlv(SET, &[&digest_algorithm]),
                &tlv(SEQUENCE, &[&oid(ID_DATA)]),
                &set_of(context(0), self.chain.clone()),
                &tlv(SET, &[&signer_info]),
            ],
        );
        Ok(tlv(SEQUENCE, &[&oid(ID_SIGNED_DATA), &tlv(context(0), &[&signed_data])]))
    }
}

/// A SignedData that somebody else made, with one more unsigned attribute; every signed byte stays as it was.
///
/// # Errors
/// [`Error`] where it is no SignedData with one signer.
pub fn with_unsigned_attribute(signed_data: &[u8], oid: &str, value: &[u8]) -> Result<Vec<u8>, Error> {
    let malformed = |at| Error::Malformed { at };
    let mut info = Reader(signed_data).expect(SEQUENCE).ok_or(malformed("ContentInfo"))?.inside();
    let content_type = info.read().ok_or(malformed("contentType"))?.raw;
    let content = info.expect(context(0)).and_then(|content| content.inside().expect(SEQUENCE));
    let (head, signers) = last(content, SET).ok_or(malformed("signerInfos"))?;
    let signer = signers.inside().all().and_then(|all| if let [one] = all[..] { Some(one) } else { None });
    let signer = signer.ok_or(malformed("signerInfos"))?;
    let added = Attribute::encode(oid, value);
    let (fields, unsigned) = match last(Some(signer), context(1)) {
        Some((fields, set)) => (fields, set.inside().all().ok_or(malformed("unsignedAttrs"))?),
        None => (signer.content.to_vec(), Vec::new()),
    };
    let unsigned = unsigned.iter().map(|attribute| attribute.raw.to_vec()).chain([added]).collect();
    let signer = tlv(SEQUENCE, &[&fields, &set_of(context(1), unsigned)]);
    let content = tlv(SEQUENCE, &[&head, &tlv(SET, &[&signer])]);
    Ok(tlv(SEQUENCE, &[content_type, &tlv(context(0), &[&content])]))
}

/// The last element inside, if it carries `tag`, and the bytes of those before it.
fn last(element: Option<Element<'_>>, tag: u8) -> Option<(Vec<u8>, Element<'_>)> {
    let inside = element?.inside().all()?;
    let (last, head) = inside.split_last().filter(|(last, _)| last.tag == tag)?;
    Some((head.iter().flat_map(|element| element.raw).copied().collect(), *last))
}

/// Why a SignedData cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The chain is empty.
    #[error("no signing certificate")]
    NoCertificate,
    /// The signer's certificate cannot be read.
    #[error(transparent)]
    Certificate(#[from] crate::x509::Error),
    /// An algorithm has no identifier.
    #[error("the signature cannot be encoded: {0}")]
    Encoding(#[from] der::Error),
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A SignedData by its outline: `signer` stands for everything that a signer signed.
    fn outline(signer: &[&[u8]]) -> Vec<u8> {
        let signers = tlv(SET, &[&tlv(SEQUENCE, signer)]);
        let data = tlv(SEQUENCE, &[&tlv(INTEGER, &[&[1]]), &signers]);
        tlv(SEQUENCE, &[&oid(ID_SIGNED_DATA), &tlv(context(0), &[&data])])
    }

    #[test]
    fn an_attribute_is_added_beside_those_there_and_nothing_else_moves() {
        let signature = tlv(OCTET_STRING, &[b"value"]);
        let code = Attribute::encode(attributes::PDF_MAC_DATA, &signature);
        let stamp = Attribute::encode(attributes::SIGNATURE_TIMESTAMP, &signature);
        let add = |to: &[u8]| with_unsigned_attribute(to, attributes::PDF_MAC_DATA, &signature);
        let alone = outline(&[&signature, &tlv(context(1), &[&code])]);
        assert_eq!(add(&outline(&[&signature])), Ok(alone));
        let both = outline(&[&signature, &set_of(context(1), vec![code, stamp.clone()])]);
        assert_eq!(add(&outline(&[&signature, &tlv(context(1), &[&stamp])])), Ok(both));
        assert!(add(&outline(&[])[..10]).is_err());
        assert!(add(&tlv(SEQUENCE, &[&oid(ID_SIGNED_DATA)])).is_err());
    }
}
