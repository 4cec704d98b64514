//! Making a SignedData: one signer, detached, as PAdES wants it (EN 319 142-1 §6.3).
//!
//! The stages use each other up: [`ToBeSigned`] → [`Signed`] → DER.

use der::Encode;

use crate::hash::Hash;
use crate::x509::{Certificate, Scheme, hash_to_algorithm, scheme_to_algorithm};

use super::attributes::{self, Attribute};
use super::ber::{INTEGER, OCTET_STRING, SEQUENCE, SET, context, oid, set_of, tlv};
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
        Signed { attributes: self, signature, chain, timestamp: None }
    }
}

/// A complete signature, to which a time-stamp can be added.
pub struct Signed {
    attributes: ToBeSigned,
    signature: Vec<u8>,
    chain: Vec<Vec<u8>>,
    timestamp: Option<Vec<u8>>,
}

impl Signed {
    /// What a signature time-stamp is over: the octets of SignerInfo.signature only (RFC 3161 Annex A).
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// With the time-stamp `token`, its bytes kept as the TSA sent them: a re-encoded token no longer verifies.
    #[must_use]
    pub fn with_timestamp(mut self, token: Vec<u8>) -> Self {
        self.timestamp = Some(token);
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
        let unsigned = self
            .timestamp
            .as_ref()
            .map(|token| tlv(context(1), &[&Attribute::encode(attributes::SIGNATURE_TIMESTAMP, token)]));
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
