//! A PKI in a few lines, for the tests of this module: certificates and lists written byte by byte on P-256 keys.
//!
//! Good ones are made elsewhere by other code; here one can also write what no honest tool writes.

use der::Encode;
use p256::ecdsa::SigningKey;
use p256::ecdsa::signature::Signer;
use spki::{EncodePublicKey, ObjectIdentifier};
use time::{Date, Month, OffsetDateTime};

pub(super) use super::tlv::wrap;
use super::{Certificate, Crl, oids};

pub(super) fn oid(text: &str) -> Vec<u8> {
    ObjectIdentifier::new(text).unwrap().to_der().unwrap()
}

/// A name of one commonName.
pub(super) fn name(cn: &str) -> Vec<u8> {
    let pair = wrap(0x30, &[&oid(oids::CN), &wrap(0x0c, &[cn.as_bytes()])]);
    wrap(0x30, &[&wrap(0x31, &[&pair])])
}

pub(super) fn extension(kind: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag: &[u8] = if critical { &[0x01, 0x01, 0xff] } else { &[] };
    wrap(0x30, &[&oid(kind), flag, &wrap(0x04, &[value])])
}

/// Midnight, the first of January.
pub(super) fn year(year: i32) -> OffsetDateTime {
    Date::from_calendar_date(year, Month::January, 1).unwrap().midnight().assume_utc()
}

fn time(year: i32) -> Vec<u8> {
    wrap(0x18, &[format!("{year:04}0101000000Z").as_bytes()])
}

pub(super) struct Key(SigningKey);

impl Key {
    pub(super) fn new(seed: u8) -> Self {
        Self(SigningKey::from_slice(&[seed.max(1); 32]).unwrap())
    }

    fn spki(&self) -> Vec<u8> {
        self.0.verifying_key().to_public_key_der().unwrap().into_vec()
    }

    /// SIGNED{tbs}.
    fn seal(&self, tbs: &[u8]) -> Vec<u8> {
        let signature: p256::ecdsa::DerSignature = self.0.sign(tbs);
        wrap(0x30, &[tbs, &algorithm(), &wrap(0x03, &[&[0], signature.as_bytes()])])
    }
}

fn algorithm() -> Vec<u8> {
    wrap(0x30, &[&oid("1.2.840.10045.4.3.2")])
}

/// Key usage of `bits`, counted from digitalSignature = 0.
pub(super) fn key_usage(bits: &[u8]) -> Vec<u8> {
    let octet = bits.iter().fold(0_u8, |octet, bit| octet | 0x80 >> bit);
    extension(oids::KEY_USAGE, true, &wrap(0x03, &[&[0, octet]]))
}

pub(super) fn extended_key_usage(critical: bool, usages: &[&str]) -> Vec<u8> {
    let usages: Vec<u8> = usages.iter().flat_map(|usage| oid(usage)).collect();
    extension(oids::EXTENDED_KEY_USAGE, critical, &wrap(0x30, &[&usages]))
}

pub(super) fn basic_constraints(ca: bool, path_len: Option<u8>) -> Vec<u8> {
    let ca: &[u8] = if ca { &[1, 1, 0xff] } else { &[] };
    let limit = path_len.map_or(Vec::new(), |limit| vec![2, 1, limit]);
    extension(oids::BASIC_CONSTRAINTS, true, &wrap(0x30, &[ca, &limit]))
}

/// CRL distribution points of one address.
pub(super) fn distribution_point(url: &str) -> Vec<u8> {
    let value = wrap(0x30, &[&wrap(0x30, &[&point(url)])]);
    extension(oids::CRL_DISTRIBUTION_POINTS, false, &value)
}

/// A CRL distribution point that somebody else issues the list of, for some reasons.
pub(super) fn issued_by(issuer: &str, reasons: &[u8]) -> Vec<u8> {
    let issuer = wrap(0xa2, &[&wrap(0xa4, &[&name(issuer)])]);
    let value = wrap(0x30, &[&wrap(0x30, &[reasons, &issuer])]);
    extension(oids::CRL_DISTRIBUTION_POINTS, false, &value)
}

/// DistributionPointName under its tag [0].
pub(super) fn point(url: &str) -> Vec<u8> {
    wrap(0xa0, &[&wrap(0xa0, &[&wrap(0x86, &[url.as_bytes()])])])
}

/// A certificate to be.
#[derive(Clone)]
pub(super) struct Draft {
    pub(super) subject: String,
    /// The whole name, where it is more than a commonName.
    pub(super) name: Option<Vec<u8>>,
    pub(super) serial: Vec<u8>,
    pub(super) years: (i32, i32),
    pub(super) extensions: Vec<Vec<u8>>,
}

impl Draft {
    pub(super) fn ca(subject: &str) -> Self {
        Self::new(subject).with(basic_constraints(true, None)).with(key_usage(&[5, 6]))
    }

    pub(super) fn leaf(subject: &str) -> Self {
        Self::new(subject).with(key_usage(&[0, 1]))
    }

    pub(super) fn new(subject: &str) -> Self {
        Self { subject: subject.into(), name: None, serial: vec![1], years: (2020, 2030), extensions: Vec::new() }
    }

    pub(super) fn with(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    pub(super) fn valid(mut self, from: i32, to: i32) -> Self {
        self.years = (from, to);
        self
    }

    pub(super) fn serial(mut self, serial: &[u8]) -> Self {
        self.serial = serial.to_vec();
        self
    }

    /// Issued to the holder of `key` by `issuer`.
    pub(super) fn der(&self, key: &Key, (issuer, issuer_key): (&str, &Key)) -> Vec<u8> {
        let extensions: Vec<u8> = self.extensions.concat();
        let extensions = if extensions.is_empty() { Vec::new() } else { wrap(0xa3, &[&wrap(0x30, &[&extensions])]) };
        let version: &[u8] = if extensions.is_empty() { &[] } else { &[0xa0, 3, 2, 1, 2] };
        let validity = wrap(0x30, &[&time(self.years.0), &time(self.years.1)]);
        issuer_key.seal(&wrap(
            0x30,
            &[
                version,
                &wrap(0x02, &[&self.serial]),
                &algorithm(),
                &name(issuer),
                &validity,
                &self.name.clone().unwrap_or_else(|| name(&self.subject)),
                &key.spki(),
                &extensions,
            ],
        ))
    }

    pub(super) fn issue(&self, key: &Key, issuer: (&str, &Key)) -> Certificate {
        Certificate::from_der(&self.der(key, issuer)).unwrap()
    }

    pub(super) fn self_signed(&self, key: &Key) -> Certificate {
        self.issue(key, (&self.subject, key))
    }
}

/// A revocation list to be: years of issue and of the next, entries and extensions.
pub(super) struct ListDraft {
    pub(super) issued: i32,
    pub(super) next: Option<i32>,
    pub(super) entries: Vec<Vec<u8>>,
    pub(super) extensions: Vec<Vec<u8>>,
}

impl ListDraft {
    pub(super) fn new(issued: i32, next: i32) -> Self {
        Self { issued, next: Some(next), entries: Vec::new(), extensions: Vec::new() }
    }

    pub(super) fn revoking(mut self, serial: &[u8], when: i32, reason: Option<u8>) -> Self {
        let reason = reason.map(|code| extension(oids::REASON_CODE, false, &[0x0a, 1, code]));
        let extensions = reason.map_or(Vec::new(), |reason| wrap(0x30, &[&reason]));
        self.entries.push(wrap(0x30, &[&wrap(0x02, &[serial]), &time(when), &extensions]));
        self
    }

    pub(super) fn with(mut self, extension: Vec<u8>) -> Self {
        self.extensions.push(extension);
        self
    }

    pub(super) fn numbered(self, number: u8) -> Self {
        self.with(extension(oids::CRL_NUMBER, false, &[2, 1, number]))
    }

    /// Changes to the list of that number, and to later ones.
    pub(super) fn changing(self, base: u8) -> Self {
        self.with(extension(oids::DELTA_CRL_INDICATOR, true, &[2, 1, base]))
    }

    /// Revokes number 7 of another issuer, or of none named: then of the issuer named last.
    pub(super) fn revoking_of(mut self, issuer: Option<&str>) -> Self {
        let names = issuer.map(|issuer| wrap(0x30, &[&wrap(0xa4, &[&name(issuer)])]));
        let extensions =
            names.map_or(Vec::new(), |names| wrap(0x30, &[&extension(oids::CERTIFICATE_ISSUER, true, &names)]));
        self.entries.push(wrap(0x30, &[&[2, 1, 7], &time(2023), &extensions]));
        self
    }

    /// With an issuing distribution point of these fields.
    pub(super) fn scoped(self, fields: &[u8]) -> Self {
        self.with(extension(oids::ISSUING_DISTRIBUTION_POINT, true, &wrap(0x30, &[fields])))
    }

    pub(super) fn der(&self, (issuer, key): (&str, &Key)) -> Vec<u8> {
        let entries: Vec<u8> = self.entries.concat();
        let entries = if entries.is_empty() { entries } else { wrap(0x30, &[&entries]) };
        let extensions: Vec<u8> = self.extensions.concat();
        let extensions = if extensions.is_empty() { extensions } else { wrap(0xa0, &[&wrap(0x30, &[&extensions])]) };
        let next = self.next.map_or(Vec::new(), time);
        key.seal(&wrap(
            0x30,
            &[&[2, 1, 1], &algorithm(), &name(issuer), &time(self.issued), &next, &entries, &extensions],
        ))
    }

    pub(super) fn issue(&self, issuer: (&str, &Key)) -> Crl {
        Crl::from_der(&self.der(issuer)).unwrap()
    }
}
