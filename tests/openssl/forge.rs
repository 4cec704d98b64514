//! CMS signatures put together piece by piece, the honest ones and those that nobody should accept.

#![allow(dead_code)] // Each test binary uses its part.

use kyso::cms::ToBeSigned;
use kyso::cms::ber::{self, Reader, SEQUENCE, SET, tlv};
use kyso::hash::Hash;
use kyso::x509::Scheme;

use super::{Desk, replaced};

const RSA: Scheme = Scheme::RsaPkcs1(Hash::Sha256);

impl Desk {
    /// The signature value of the RSA key `lan` over `message`.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.write("message", message);
        self.run("dgst -sha256 -sign lan.key message")
    }

    /// The attributes that kyso would sign over `content`, each in DER, sorted.
    pub(crate) fn attributes(&self, content: &[u8]) -> Vec<Vec<u8>> {
        let certificate = self.certificate("lan");
        let digest = Hash::Sha256.digest(content);
        let message = ToBeSigned::pades(&digest, Hash::Sha256, RSA, &certificate).unwrap().message();
        let all = Reader(&message).expect(SET).unwrap().inside().all().unwrap();
        all.iter().map(|attribute| attribute.raw.to_vec()).collect()
    }

    /// Lan's CMS with `sent` as the whole [0] of signed attributes and a signature over `signed`.
    pub(crate) fn forge(&self, sent: &[u8], signed: &[u8]) -> Vec<u8> {
        self.assemble(sent, self.sign(signed))
    }

    /// Lan's CMS with these signed attributes, in this order, sent as signed.
    pub(crate) fn cms_of(&self, attributes: &[Vec<u8>]) -> Vec<u8> {
        self.forge(&sent(attributes), &signed(attributes))
    }

    /// Lan's CMS with `sent` as the whole [0] of signed attributes and any signature `value`.
    pub(crate) fn assemble(&self, sent: &[u8], value: Vec<u8>) -> Vec<u8> {
        let certificate = self.certificate("lan");
        let whole = ToBeSigned::pades(&[0; 32], Hash::Sha256, RSA, &certificate).unwrap();
        let message = whole.message();
        let ours = whole.signed(value, vec![certificate]).to_der().unwrap();
        let placeholder = tlv(ber::context(0), &[Reader(&message).read().unwrap().content]);
        replaced(&ours, &placeholder, sent)
    }
}

/// `attributes` as they travel, in this order.
pub(crate) fn sent(attributes: &[Vec<u8>]) -> Vec<u8> {
    tlv(ber::context(0), &[&attributes.concat()])
}

/// `attributes` as they are signed, in this order.
pub(crate) fn signed(attributes: &[Vec<u8>]) -> Vec<u8> {
    tlv(SET, &[&attributes.concat()])
}

/// One attribute with these values.
pub(crate) fn attribute(oid: &str, values: &[&[u8]]) -> Vec<u8> {
    tlv(SEQUENCE, &[&ber::oid(oid), &tlv(SET, values)])
}

/// Where the attribute `oid` stands.
pub(crate) fn place(attributes: &[Vec<u8>], oid: &str) -> usize {
    attributes
        .iter()
        .position(|attribute| Reader(attribute).read().unwrap().content.starts_with(&ber::oid(oid)))
        .unwrap()
}
