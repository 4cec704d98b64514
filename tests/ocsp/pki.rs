//! Keys, certificates and revocation lists, written byte by byte: also what no honest tool writes.

use kyso::cms::ber::{OCTET_STRING, SEQUENCE, context, oid, tlv};
use kyso::x509::Certificate;
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::EncodePublicKey;

pub(crate) const BASIC_CONSTRAINTS: &str = "2.5.29.19";
pub(crate) const KEY_USAGE: &str = "2.5.29.15";
pub(crate) const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
pub(crate) const OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
pub(crate) const NO_CHECK: &str = "1.3.6.1.5.5.7.48.1.5";

/// GeneralizedTime, midnight of `2024-06-01`.
pub(crate) fn day(date: &str) -> Vec<u8> {
    tlv(0x18, &[format!("{}000000Z", date.replace('-', "")).as_bytes()])
}

pub(crate) fn extension(kind: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
    tlv(SEQUENCE, &[&oid(kind), flag, &tlv(OCTET_STRING, &[value])])
}

/// A name of one commonName, in a string type.
pub(crate) fn name_as(string_type: u8, cn: &str) -> Vec<u8> {
    let pair = tlv(SEQUENCE, &[&oid("2.5.4.3"), &tlv(string_type, &[cn.as_bytes()])]);
    tlv(SEQUENCE, &[&tlv(0x31, &[&pair])])
}

pub(crate) fn name(cn: &str) -> Vec<u8> {
    name_as(0x0c, cn)
}

/// A key on P-256, the same for the same number.
#[derive(Clone)]
pub(crate) struct Key(SigningKey);

impl Key {
    pub(crate) fn new(number: u8) -> Self {
        Self(SigningKey::from_slice(&[number; 32]).unwrap())
    }

    pub(crate) fn spki(&self) -> Vec<u8> {
        self.0.verifying_key().to_public_key_der().unwrap().into_vec()
    }

    /// The content of its BIT STRING.
    pub(crate) fn bits(&self) -> Vec<u8> {
        self.0.verifying_key().to_sec1_point(false).as_bytes().to_vec()
    }

    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let value: DerSignature = self.0.sign(message);
        value.as_bytes().to_vec()
    }

    pub(crate) fn seal(&self, tbs: &[u8]) -> Vec<u8> {
        tlv(SEQUENCE, &[tbs, &algorithm(), &tlv(0x03, &[&[0], &self.sign(tbs)])])
    }
}

/// ecdsa-with-SHA256.
pub(crate) fn algorithm() -> Vec<u8> {
    tlv(SEQUENCE, &[&oid("1.2.840.10045.4.3.2")])
}

/// Somebody with a key and a certificate.
#[derive(Clone)]
pub(crate) struct Party {
    pub(crate) cn: String,
    pub(crate) key: Key,
    pub(crate) der: Vec<u8>,
}

impl Party {
    pub(crate) fn certificate(&self) -> Certificate {
        Certificate::from_der(&self.der).unwrap()
    }
}

/// A certificate to be.
#[derive(Clone)]
pub(crate) struct Draft {
    cn: String,
    serial: Vec<u8>,
    from: &'static str,
    to: &'static str,
    extensions: Vec<Vec<u8>>,
    issuer_string_type: u8,
}

impl Draft {
    pub(crate) fn new(cn: &str) -> Self {
        let (from, to) = ("2020-01-01", "2090-01-01");
        Self { cn: cn.into(), serial: vec![1], from, to, extensions: Vec::new(), issuer_string_type: 0x0c }
    }

    pub(crate) fn ca(cn: &str) -> Self {
        let draft = Self::new(cn).with(BASIC_CONSTRAINTS, true, &tlv(SEQUENCE, &[&[1, 1, 0xff]]));
        draft.usage(0b0000_0110)
    }

    /// A responder that its CA appointed.
    pub(crate) fn responder(cn: &str) -> Self {
        Self::new(cn).usage(0b1000_0000).purpose(OCSP_SIGNING)
    }

    pub(crate) fn with(mut self, kind: &str, critical: bool, value: &[u8]) -> Self {
        self.extensions.push(extension(kind, critical, value));
        self
    }

    /// Key usage, the first bit being digitalSignature.
    pub(crate) fn usage(self, bits: u8) -> Self {
        self.with(KEY_USAGE, true, &tlv(0x03, &[&[0, bits]]))
    }

    pub(crate) fn purpose(self, usage: &str) -> Self {
        self.with(EXTENDED_KEY_USAGE, false, &tlv(SEQUENCE, &[&oid(usage)]))
    }

    pub(crate) fn serial(mut self, serial: &[u8]) -> Self {
        self.serial = serial.to_vec();
        self
    }

    pub(crate) fn valid(mut self, from: &'static str, to: &'static str) -> Self {
        (self.from, self.to) = (from, to);
        self
    }

    pub(crate) fn issuer_as(mut self, string_type: u8) -> Self {
        self.issuer_string_type = string_type;
        self
    }

    /// Issued to the holder of `key` by somebody of this name and key.
    pub(crate) fn issue(&self, key: &Key, issuer: &str, issuer_key: &Key) -> Party {
        let extensions = tlv(SEQUENCE, &[&self.extensions.concat()]);
        let extensions = if self.extensions.is_empty() { Vec::new() } else { tlv(context(3), &[&extensions]) };
        let tbs = tlv(
            SEQUENCE,
            &[
                &[0xa0, 3, 2, 1, 2],
                &tlv(0x02, &[&self.serial]),
                &algorithm(),
                &name_as(self.issuer_string_type, issuer),
                &tlv(SEQUENCE, &[&day(self.from), &day(self.to)]),
                &name(&self.cn),
                &key.spki(),
                &extensions,
            ],
        );
        Party { cn: self.cn.clone(), key: key.clone(), der: issuer_key.seal(&tbs) }
    }

    pub(crate) fn by(&self, key: &Key, issuer: &Party) -> Party {
        self.issue(key, &issuer.cn, &issuer.key)
    }
}

/// A revocation list of `issuer`: serial number, day and reason of each entry.
pub(crate) fn list(issuer: &Party, this: &str, next: &str, entries: &[(&[u8], &str, u8)]) -> Vec<u8> {
    let entry = |(serial, when, reason): &(&[u8], &str, u8)| {
        let extensions = tlv(SEQUENCE, &[&extension("2.5.29.21", false, &[0x0a, 1, *reason])]);
        tlv(SEQUENCE, &[&tlv(0x02, &[serial]), &day(when), &extensions])
    };
    let entries: Vec<u8> = entries.iter().flat_map(entry).collect();
    let entries = if entries.is_empty() { entries } else { tlv(SEQUENCE, &[&entries]) };
    issuer.key.seal(&tlv(SEQUENCE, &[&[2, 1, 1], &algorithm(), &name(&issuer.cn), &day(this), &day(next), &entries]))
}
