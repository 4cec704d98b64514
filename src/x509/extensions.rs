//! Certificate extensions (RFC 5280 §4.2): as they stand, and the ones this program understands, typed.
//!
//! An extension that is malformed or occurs twice is remembered as such; path processing then refuses the
//! certificate, but it can still be shown.

use x509_parser::extensions as parsed;
use x509_parser::prelude::{FromDer, X509Extension};

use super::tlv::{self, oid_text};
use super::{
    DistributionPoint, GeneralName, Name, NameConstraints, PolicyConstraints, PolicyMapping, constraints, oids,
};

/// One extension as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extension {
    /// Its type, in dotted decimal.
    pub oid: String,
    /// Must it be understood?
    pub critical: bool,
    /// The DER inside its OCTET STRING.
    pub value: Vec<u8>,
}

/// Basic constraints (RFC 5280 §4.2.1.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BasicConstraints {
    /// May it issue certificates?
    pub ca: bool,
    /// How many intermediates may follow below it, self-issued ones not counted.
    pub path_len: Option<u32>,
}

/// Key usage (RFC 5280 §4.2.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeyUsage(u16);

impl KeyUsage {
    /// Each usage by its name in RFC 5280, in the order of the bits.
    const NAMES: [&str; 9] = [
        "digitalSignature",
        "nonRepudiation",
        "keyEncipherment",
        "dataEncipherment",
        "keyAgreement",
        "keyCertSign",
        "cRLSign",
        "encipherOnly",
        "decipherOnly",
    ];

    fn has(self, bit: u8) -> bool {
        self.0 >> bit & 1 == 1
    }

    /// Bit 0.
    pub fn digital_signature(self) -> bool {
        self.has(0)
    }

    /// Bit 1, also called contentCommitment.
    pub fn non_repudiation(self) -> bool {
        self.has(1)
    }

    /// Bit 5.
    pub fn key_cert_sign(self) -> bool {
        self.has(5)
    }

    /// Bit 6.
    pub fn crl_sign(self) -> bool {
        self.has(6)
    }

    /// The names of the usages that are set.
    pub fn names(self) -> Vec<&'static str> {
        (0..).zip(Self::NAMES).filter(|(bit, _)| self.has(*bit)).map(|(_, name)| name).collect()
    }
}

/// Authority key identifier (RFC 5280 §4.2.1.1): a hint at the issuer, never a proof.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuthorityKeyId {
    /// The issuer's subject key identifier.
    pub key_id: Option<Vec<u8>>,
    /// The serial number of the issuer's certificate.
    pub serial: Option<Vec<u8>>,
}

/// All extensions of a certificate.
#[derive(Clone, Debug, Default)]
pub struct Extensions {
    /// Every one, in order.
    pub all: Vec<Extension>,
    /// Types of those that are malformed or occur twice (RFC 5280 §4.2).
    pub malformed: Vec<String>,
    /// Key usage.
    pub key_usage: Option<KeyUsage>,
    /// Extended key usages, in dotted decimal.
    pub extended_key_usage: Option<Vec<String>>,
    /// Basic constraints.
    pub basic_constraints: Option<BasicConstraints>,
    /// Subject key identifier.
    pub subject_key_id: Option<Vec<u8>>,
    /// Authority key identifier.
    pub authority_key_id: Option<AuthorityKeyId>,
    /// CRL distribution points; nothing where the extension is absent.
    pub crl_distribution_points: Option<Vec<DistributionPoint>>,
    /// Where changes to those CRLs are found (RFC 5280 §4.2.1.15).
    pub freshest_crl: Vec<DistributionPoint>,
    /// Addresses of OCSP responders, in order.
    pub ocsp_urls: Vec<String>,
    /// Addresses of the issuer's certificate, in order.
    pub ca_issuer_urls: Vec<String>,
    /// Certificate policies, in dotted decimal.
    pub policies: Vec<String>,
    /// Subject alternative names.
    pub subject_alt_names: Vec<GeneralName>,
    /// Name constraints.
    pub name_constraints: Option<NameConstraints>,
    /// Policy mappings.
    pub policy_mappings: Vec<PolicyMapping>,
    /// Policy constraints.
    pub policy_constraints: PolicyConstraints,
    /// Inhibit anyPolicy: after how many certificates.
    pub inhibit_any_policy: Option<u32>,
    /// Types of qualified certificate statements, in dotted decimal.
    pub qc_statements: Vec<String>,
    /// What a QcType among them names: signatures, seals, web sites (EN 319 412-5 §4.2.3), in dotted decimal.
    pub qc_types: Vec<String>,
    /// id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1).
    pub ocsp_nocheck: bool,
}

impl Extensions {
    pub(super) fn read(extensions: &[X509Extension<'_>], issuer: &Name) -> Self {
        let mut read = Self::default();
        for extension in extensions {
            let oid = oid_text(extension.oid.as_bytes());
            let twice = read.get(&oid).is_some();
            if (twice || read.understand(&oid, extension.value, issuer).is_none()) && !read.malformed.contains(&oid) {
                read.malformed.push(oid.clone());
            }
            read.all.push(Extension { oid, critical: extension.critical, value: extension.value.to_vec() });
        }
        read
    }

    /// The first extension of a type.
    pub fn get(&self, oid: &str) -> Option<&Extension> {
        self.all.iter().find(|extension| extension.oid == oid)
    }

    /// Is there one of this type, and critical?
    pub fn is_critical(&self, oid: &str) -> bool {
        self.get(oid).is_some_and(|extension| extension.critical)
    }

    /// HTTP and other addresses of CRLs, in order.
    pub fn crl_urls(&self) -> impl Iterator<Item = &str> {
        self.crl_distribution_points.iter().flatten().flat_map(DistributionPoint::urls)
    }

    /// Addresses of delta CRLs, in order.
    pub fn freshest_crl_urls(&self) -> impl Iterator<Item = &str> {
        self.freshest_crl.iter().flat_map(DistributionPoint::urls)
    }

    /// Types of critical extensions that neither path processing nor the usage rules know (RFC 5280 §4.2).
    pub fn unknown_critical(&self) -> Vec<&str> {
        const KNOWN: [&str; 12] = [
            oids::KEY_USAGE,
            oids::EXTENDED_KEY_USAGE,
            oids::BASIC_CONSTRAINTS,
            oids::SUBJECT_ALT_NAME,
            oids::ISSUER_ALT_NAME,
            oids::CRL_DISTRIBUTION_POINTS,
            oids::CERTIFICATE_POLICIES,
            oids::NAME_CONSTRAINTS,
            oids::POLICY_CONSTRAINTS,
            oids::POLICY_MAPPINGS,
            oids::INHIBIT_ANY_POLICY,
            oids::OCSP_NOCHECK,
        ];
        let critical = self.all.iter().filter(|extension| extension.critical);
        let unknown = critical.map(|extension| extension.oid.as_str()).filter(|oid| !KNOWN.contains(oid));
        unknown.filter(|oid| *oid != oids::QC_STATEMENTS || !self.qc_statements_known()).collect()
    }

    /// If the extension is critical, so is every statement in it (RFC 3739 §3.2.6): those of ETSI EN 319 412-5 and of
    /// the RFC itself say what kind of certificate it is, and are reported.
    fn qc_statements_known(&self) -> bool {
        let known = |oid: &String| oid.starts_with("0.4.0.1862.1.") || oid.starts_with("1.3.6.1.5.5.7.11.");
        self.qc_statements.iter().all(known)
    }

    /// Reads one value into its field; nothing if it is malformed.
    fn understand(&mut self, oid: &str, value: &[u8], issuer: &Name) -> Option<()> {
        match oid {
            oids::KEY_USAGE => self.key_usage = Some(KeyUsage(whole::<parsed::KeyUsage>(value)?.flags)),
            oids::EXTENDED_KEY_USAGE => self.extended_key_usage = Some(oid_list(value)?),
            oids::BASIC_CONSTRAINTS => {
                let read = whole::<parsed::BasicConstraints>(value)?;
                self.basic_constraints = Some(BasicConstraints { ca: read.ca, path_len: read.path_len_constraint });
            }
            oids::SUBJECT_KEY_ID => self.subject_key_id = Some(tlv::single(value)?.expect(0x04)?.content.to_vec()),
            oids::AUTHORITY_KEY_ID => self.authority_key_id = Some(authority_key_id(value)?),
            oids::CRL_DISTRIBUTION_POINTS => {
                self.crl_distribution_points = Some(DistributionPoint::read_all(value, issuer)?);
            }
            oids::FRESHEST_CRL => self.freshest_crl = DistributionPoint::read_all(value, issuer)?,
            oids::AUTHORITY_INFO_ACCESS => {
                self.ocsp_urls = access_urls(value, oids::ACCESS_OCSP)?;
                self.ca_issuer_urls = access_urls(value, oids::ACCESS_CA_ISSUERS)?;
            }
            oids::CERTIFICATE_POLICIES => self.policies = first_oids(value)?,
            oids::SUBJECT_ALT_NAME => {
                self.subject_alt_names = GeneralName::read_all(tlv::single(value)?.expect(0x30)?.content)?;
            }
            oids::NAME_CONSTRAINTS => self.name_constraints = Some(NameConstraints::read(value)?),
            oids::POLICY_MAPPINGS => self.policy_mappings = PolicyMapping::read_all(value)?,
            oids::POLICY_CONSTRAINTS => self.policy_constraints = PolicyConstraints::read(value)?,
            oids::INHIBIT_ANY_POLICY => self.inhibit_any_policy = Some(constraints::inhibit_any_policy(value)?),
            oids::QC_STATEMENTS => {
                self.qc_statements = first_oids(value)?;
                self.qc_types = qc_types(value).unwrap_or_default();
            }
            oids::OCSP_NOCHECK => self.ocsp_nocheck = true,
            _ => {}
        }
        Some(())
    }
}

/// A value that is one whole `T`.
fn whole<'a, T: FromDer<'a, x509_parser::error::X509Error>>(value: &'a [u8]) -> Option<T> {
    T::from_der(value).ok().filter(|(rest, _)| rest.is_empty()).map(|(_, read)| read)
}

pub(super) fn authority_key_id(value: &[u8]) -> Option<AuthorityKeyId> {
    let mut id = AuthorityKeyId::default();
    for field in tlv::single(value)?.expect(0x30)?.inside().all()? {
        match field.tag {
            0x80 => id.key_id = Some(field.content.to_vec()),
            0x82 => id.serial = Some(field.content.to_vec()),
            _ => {}
        }
    }
    Some(id)
}

/// SEQUENCE OF OBJECT IDENTIFIER.
fn oid_list(value: &[u8]) -> Option<Vec<String>> {
    let oids = tlv::single(value)?.expect(0x30)?.inside().all()?;
    oids.into_iter().map(|oid| Some(oid_text(oid.expect(0x06)?.content))).collect()
}

/// The first identifier of each element: policies (§4.2.1.4), statements (RFC 3739 §3.2.6).
fn first_oids(value: &[u8]) -> Option<Vec<String>> {
    let elements = tlv::single(value)?.expect(0x30)?.inside().all()?;
    elements.into_iter().map(|e| Some(oid_text(e.expect(0x30)?.inside().read()?.expect(0x06)?.content))).collect()
}

/// `QcType ::= SEQUENCE OF OBJECT IDENTIFIER`, of the first such statement.
fn qc_types(value: &[u8]) -> Option<Vec<String>> {
    let statements = tlv::single(value)?.expect(0x30)?.inside().all()?;
    statements.into_iter().find_map(|statement| {
        let mut fields = statement.inside();
        let oid = oid_text(fields.read()?.expect(0x06)?.content);
        (oid == oids::QC_TYPE).then(|| oid_list(fields.read()?.raw)).flatten()
    })
}

/// The addresses under one access method (RFC 5280 §4.2.2.1).
fn access_urls(value: &[u8], method: &str) -> Option<Vec<String>> {
    let mut urls = Vec::new();
    for description in tlv::single(value)?.expect(0x30)?.inside().all()? {
        let mut fields = description.expect(0x30)?.inside();
        let found = oid_text(fields.read()?.expect(0x06)?.content);
        if let GeneralName::Uri(url) = GeneralName::read(fields.read()?)
            && found == method
        {
            urls.push(url);
        }
    }
    Some(urls)
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Draft, Key, extension, oid, wrap};
    use super::*;

    /// Critical statements are common on qualified certificates of Austria and Switzerland.
    #[test]
    fn critical_statements_are_known_one_by_one() {
        let unknown = |statements: &[&str]| {
            let content: Vec<u8> = statements.iter().flat_map(|statement| wrap(0x30, &[&oid(statement)])).collect();
            let extension = extension(oids::QC_STATEMENTS, true, &wrap(0x30, &[&content]));
            let certificate = Draft::leaf("Lan").with(extension).self_signed(&Key::new(1));
            certificate.extensions().unknown_critical().len()
        };
        assert_eq!(unknown(&["0.4.0.1862.1.1", "1.3.6.1.5.5.7.11.1"]), 0);
        assert_eq!(unknown(&["0.4.0.1862.1.1", "1.2.3"]), 1);
    }

    #[test]
    fn a_seal_says_that_it_is_one() {
        let types = wrap(0x30, &[&oid(oids::QC_TYPE), &wrap(0x30, &[&oid("0.4.0.1862.1.6.2")])]);
        let compliance = wrap(0x30, &[&oid("0.4.0.1862.1.1")]);
        let value = wrap(0x30, &[&compliance, &types]);
        let seal = Draft::leaf("Sở").with(extension(oids::QC_STATEMENTS, false, &value)).self_signed(&Key::new(1));
        assert_eq!(seal.extensions().qc_statements, ["0.4.0.1862.1.1", oids::QC_TYPE]);
        assert_eq!(seal.extensions().qc_types, ["0.4.0.1862.1.6.2"]);
    }
}
