//! An OCSP answer in the making: honest as it begins, and every part of it can be made otherwise.

use kyso::cms::ber::{OCTET_STRING, SEQUENCE, context, oid, tlv};
use kyso::hash::Hash;
use kyso::x509::hash_oid;

use super::pki::{Party, algorithm, day, extension, name};

/// What is said of one certificate.
#[derive(Clone)]
pub(crate) struct Single {
    hash: Hash,
    issuer_name: Vec<u8>,
    issuer_key: Vec<u8>,
    serial: Vec<u8>,
    status: Vec<u8>,
    this: &'static str,
    next: Option<&'static str>,
    extensions: Vec<Vec<u8>>,
}

impl Single {
    /// Good in June 2024 and for long.
    pub(crate) fn about(serial: &[u8], issuer: &Party) -> Self {
        Self {
            hash: Hash::Sha1,
            issuer_name: name(&issuer.cn),
            issuer_key: issuer.key.bits(),
            serial: serial.to_vec(),
            status: vec![0x80, 0],
            this: "2024-06-01",
            next: Some("2089-01-01"),
            extensions: Vec::new(),
        }
    }

    pub(crate) fn hashed(mut self, hash: Hash) -> Self {
        self.hash = hash;
        self
    }

    pub(crate) fn issuer_name(mut self, der: Vec<u8>) -> Self {
        self.issuer_name = der;
        self
    }

    pub(crate) fn issuer_key(mut self, bits: Vec<u8>) -> Self {
        self.issuer_key = bits;
        self
    }

    pub(crate) fn revoked(mut self, when: &str, reason: Option<u8>) -> Self {
        let reason = reason.map_or(Vec::new(), |reason| tlv(context(0), &[&[0x0a, 1, reason]]));
        self.status = tlv(context(1), &[&day(when), &reason]);
        self
    }

    pub(crate) fn status(mut self, der: &[u8]) -> Self {
        self.status = der.to_vec();
        self
    }

    pub(crate) fn unknown(self) -> Self {
        self.status(&[0x82, 0])
    }

    pub(crate) fn from(mut self, this: &'static str) -> Self {
        self.this = this;
        self
    }

    pub(crate) fn until(mut self, next: Option<&'static str>) -> Self {
        self.next = next;
        self
    }

    pub(crate) fn with(mut self, kind: &str, critical: bool, value: &[u8]) -> Self {
        self.extensions.push(extension(kind, critical, value));
        self
    }

    /// The hash of the certificate itself (Common PKI part 4 §3.1.2).
    pub(crate) fn knowing(self, algorithm: &str, digest: &[u8]) -> Self {
        let value = tlv(SEQUENCE, &[&tlv(SEQUENCE, &[&oid(algorithm)]), &tlv(OCTET_STRING, &[digest])]);
        self.with("1.3.36.8.3.13", false, &value)
    }

    fn der(&self) -> Vec<u8> {
        let hashed = |bytes: &[u8]| tlv(OCTET_STRING, &[&self.hash.digest(bytes)]);
        let algorithm = tlv(SEQUENCE, &[&oid(hash_oid(self.hash)), &[5, 0]]);
        let (name, key) = (hashed(&self.issuer_name), hashed(&self.issuer_key));
        let cert_id = tlv(SEQUENCE, &[&algorithm, &name, &key, &tlv(0x02, &[&self.serial])]);
        let next = self.next.map_or(Vec::new(), |next| tlv(context(0), &[&day(next)]));
        let extensions = extensions(1, &self.extensions);
        tlv(SEQUENCE, &[&cert_id, &self.status, &day(self.this), &next, &extensions])
    }
}

fn extensions(tag: u8, all: &[Vec<u8>]) -> Vec<u8> {
    if all.is_empty() { Vec::new() } else { tlv(context(tag), &[&tlv(SEQUENCE, &[&all.concat()])]) }
}

/// How the answer names its responder.
#[derive(Clone)]
pub(crate) enum Named {
    Subject(String),
    /// The hash that stands there.
    Key(Vec<u8>),
}

/// The whole.
#[derive(Clone)]
pub(crate) struct Answer {
    singles: Vec<Single>,
    signer: Party,
    named: Named,
    produced: Vec<u8>,
    version: Vec<u8>,
    extensions: Vec<Vec<u8>>,
    certificates: Vec<Vec<u8>>,
    algorithm: Vec<u8>,
    flip: bool,
    after_singles: Vec<u8>,
}

impl Answer {
    /// Signed by `signer` in June 2024, with its certificate in it.
    pub(crate) fn by(signer: &Party, singles: &[Single]) -> Self {
        Self {
            singles: singles.to_vec(),
            signer: signer.clone(),
            named: Named::Subject(signer.cn.clone()),
            produced: day("2024-06-01"),
            version: Vec::new(),
            extensions: Vec::new(),
            certificates: vec![signer.der.clone()],
            algorithm: algorithm(),
            flip: false,
            after_singles: Vec::new(),
        }
    }

    pub(crate) fn named(mut self, named: Named) -> Self {
        self.named = named;
        self
    }

    /// By the SHA-1 of the signer's key.
    pub(crate) fn by_key(self) -> Self {
        let hash = Hash::Sha1.digest(&self.signer.key.bits());
        self.named(Named::Key(hash))
    }

    pub(crate) fn carrying(mut self, certificates: &[&Party]) -> Self {
        self.certificates = certificates.iter().map(|party| party.der.clone()).collect();
        self
    }

    pub(crate) fn produced(mut self, time: Vec<u8>) -> Self {
        self.produced = time;
        self
    }

    pub(crate) fn version(mut self, der: &[u8]) -> Self {
        self.version = der.to_vec();
        self
    }

    pub(crate) fn with(mut self, kind: &str, critical: bool, value: &[u8]) -> Self {
        self.extensions.push(extension(kind, critical, value));
        self
    }

    pub(crate) fn algorithm(mut self, der: Vec<u8>) -> Self {
        self.algorithm = der;
        self
    }

    pub(crate) fn flipped(mut self) -> Self {
        self.flip = true;
        self
    }

    pub(crate) fn after_singles(mut self, bytes: &[u8]) -> Self {
        self.after_singles = bytes.to_vec();
        self
    }

    /// BasicOCSPResponse.
    pub(crate) fn basic(&self) -> Vec<u8> {
        let responder = match &self.named {
            Named::Subject(cn) => tlv(context(1), &[&name(cn)]),
            Named::Key(hash) => tlv(context(2), &[&tlv(OCTET_STRING, &[hash])]),
        };
        let singles: Vec<u8> = self.singles.iter().flat_map(Single::der).collect();
        let extensions = extensions(1, &self.extensions);
        let list = tlv(SEQUENCE, &[&singles]);
        let parts = [&self.version, &responder, &self.produced, &list, &extensions, &self.after_singles];
        let tbs = tlv(SEQUENCE, &parts.map(Vec::as_slice));
        let mut value = self.signer.key.sign(&tbs);
        if self.flip {
            *value.last_mut().unwrap() ^= 1;
        }
        let bag = tlv(context(0), &[&tlv(SEQUENCE, &[&self.certificates.concat()])]);
        let bag = if self.certificates.is_empty() { Vec::new() } else { bag };
        tlv(SEQUENCE, &[&tbs, &self.algorithm, &tlv(0x03, &[&[0], &value]), &bag])
    }

    /// OCSPResponse.
    pub(crate) fn der(&self) -> Vec<u8> {
        response(0, "1.3.6.1.5.5.7.48.1.1", &self.basic())
    }
}

/// OCSPResponse with that status, around an answer of that type.
pub(crate) fn response(status: u8, kind: &str, answer: &[u8]) -> Vec<u8> {
    let bytes = tlv(SEQUENCE, &[&oid(kind), &tlv(OCTET_STRING, &[answer])]);
    tlv(SEQUENCE, &[&[0x0a, 1, status], &tlv(context(0), &[&bytes])])
}

/// OCSPResponse without an answer.
pub(crate) fn refusal(status: u8) -> Vec<u8> {
    tlv(SEQUENCE, &[&[0x0a, 1, status]])
}
