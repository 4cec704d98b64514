//! What a signer committed to: signature policy and commitment type (EN 319 122-1 §5.2.9 and §5.2.3).
//!
//! Read here, judged by the policy in force. A policy document is never fetched: whoever has it compares its hash.

use crate::hash::Hash;
use crate::x509::hash_from_oid;

use super::ber::{CONSTRUCTED, Element, NULL, OCTET_STRING, OID, Reader, SEQUENCE, SET, context};

/// id-aa-ets-sigPolicyId.
pub const SIGNATURE_POLICY: &str = "1.2.840.113549.1.9.16.2.15";
/// id-aa-ets-commitmentType.
pub const COMMITMENT_TYPE: &str = "1.2.840.113549.1.9.16.2.16";
/// id-aa-ets-signerAttrV2: roles and attributes that the signer claims or has certified (EN 319 122-1 §5.2.6.1).
pub const SIGNER_ATTRIBUTES: &str = "0.4.0.19122.1.1";
/// id-spq-ets-uri: where the policy is published.
const POLICY_URI: &str = "1.2.840.113549.1.9.16.5.1";
/// IA5String.
const IA5_STRING: u8 = 0x16;
/// UTF8String, PrintableString, IA5String.
const TEXTS: [u8; 3] = [0x0c, 0x13, IA5_STRING];

/// Under which policy a signature was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignaturePolicy {
    /// One that both sides know without naming it; EN 319 122-1 no longer allows it.
    Implied,
    /// A named one.
    Explicit {
        /// Dotted decimal.
        oid: String,
        /// Of the policy document; nothing if the hash is not known.
        hash: Option<Hash>,
        /// The document's digest; all zero means «not given» (TS 101 733 §5.8.1).
        digest: Vec<u8>,
        /// Where the document is, in the signer's words.
        uri: Option<String>,
    },
}

impl SignaturePolicy {
    /// Reads the value of a signature-policy-identifier attribute; nothing if it is malformed.
    pub fn read(value: &[u8]) -> Option<Self> {
        let policy = Reader(value).read()?;
        match policy.tag {
            NULL => Some(Self::Implied),
            SEQUENCE => Self::explicit(policy),
            _ => None,
        }
    }

    fn explicit(policy: Element<'_>) -> Option<Self> {
        let mut fields = policy.inside();
        let oid = fields.expect(OID)?.oid()?;
        let mut imprint = fields.expect(SEQUENCE)?.inside();
        let hash = hash_from_oid(&imprint.expect(SEQUENCE)?.inside().read()?.oid()?);
        let digest = imprint.read().filter(|digest| digest.tag & !CONSTRUCTED == OCTET_STRING)?.octets()?.into_owned();
        let uris = match fields.take(SEQUENCE) {
            Some(qualifiers) => policy_uris(qualifiers)?,
            None => Vec::new(),
        };
        fields.is_empty().then(|| Self::Explicit { oid, hash, digest, uri: uris.into_iter().next() })
    }
}

/// Every SPuri among the qualifiers; nothing if one of those is malformed.
fn policy_uris(qualifiers: Element<'_>) -> Option<Vec<String>> {
    let mut uris = Vec::new();
    for qualifier in qualifiers.inside().all()? {
        let mut fields = qualifier.inside();
        let oid = fields.expect(OID)?.oid()?;
        let value = fields.read()?;
        if oid == POLICY_URI && value.tag == IA5_STRING {
            uris.push(String::from_utf8_lossy(value.content).into_owned());
        }
    }
    Some(uris)
}

/// Which commitment a commitment-type-indication makes (EN 319 122-1 §5.2.3): its OID; qualifiers are not read.
pub fn commitment_type(value: &[u8]) -> Option<String> {
    Reader(value).expect(SEQUENCE)?.inside().expect(OID)?.oid()
}

/// The roles that a signer-attributes-v2 claims, as text: `ClaimedAttributes ::= SEQUENCE OF Attribute` under an explicit tag 0
/// (EN 319 122-1 §5.2.6.1). Values of other types, and what others certify, are not read; nothing if it is malformed.
pub fn claimed_roles(value: &[u8]) -> Option<Vec<String>> {
    let mut fields = Reader(value).expect(SEQUENCE)?.inside();
    let Some(claimed) = fields.take(context(0)) else { return Some(Vec::new()) };
    let mut roles = Vec::new();
    for attribute in claimed.inside().expect(SEQUENCE)?.inside().all()? {
        let mut parts = attribute.inside();
        parts.expect(OID)?;
        let texts = parts.expect(SET)?.inside().all()?;
        let texts = texts.into_iter().filter(|text| TEXTS.contains(&text.tag));
        roles.extend(texts.map(|text| String::from_utf8_lossy(text.content).into_owned()));
    }
    Some(roles)
}

#[cfg(test)]
mod tests {
    use super::super::ber::{oid, tlv};
    use super::*;

    const SHA256: &str = "2.16.840.1.101.3.4.2.1";

    fn policy(qualifiers: &[u8]) -> Vec<u8> {
        let imprint = tlv(SEQUENCE, &[&tlv(SEQUENCE, &[&oid(SHA256)]), &tlv(OCTET_STRING, &[&[7; 32]])]);
        tlv(SEQUENCE, &[&oid("1.2.704.1"), &imprint, qualifiers])
    }

    #[test]
    fn a_named_policy_says_where_and_what_it_is() {
        let address = tlv(SEQUENCE, &[&oid(POLICY_URI), &tlv(IA5_STRING, &[b"https://ca.gov.vn/p"])]);
        let notice = tlv(SEQUENCE, &[&oid("1.2.840.113549.1.9.16.5.2"), &tlv(SEQUENCE, &[])]);
        let read = SignaturePolicy::read(&policy(&tlv(SEQUENCE, &[&notice, &address]))).unwrap();
        let SignaturePolicy::Explicit { oid, hash, digest, uri } = read else { panic!("implied") };
        assert_eq!((oid.as_str(), hash, digest), ("1.2.704.1", Some(Hash::Sha256), vec![7; 32]));
        assert_eq!(uri.as_deref(), Some("https://ca.gov.vn/p"));
        assert!(matches!(SignaturePolicy::read(&policy(&[])), Some(SignaturePolicy::Explicit { uri: None, .. })));
        assert_eq!(SignaturePolicy::read(&[NULL, 0]), Some(SignaturePolicy::Implied));
    }

    #[test]
    fn claimed_roles_are_read_and_nothing_else() {
        let text = |text: &str| tlv(0x0c, &[text.as_bytes()]);
        let attribute = |values: &[&[u8]]| tlv(SEQUENCE, &[&oid("2.5.4.72"), &tlv(SET, values)]);
        let claims = [attribute(&[&text("Phó Giám đốc"), &[5, 0]]), attribute(&[&text("Người ủy quyền")])].concat();
        let claimed = tlv(context(0), &[&tlv(SEQUENCE, &[&claims])]);
        let whole = tlv(SEQUENCE, &[&claimed, &tlv(context(1), &[&tlv(SEQUENCE, &[])])]);
        assert_eq!(claimed_roles(&whole).unwrap(), ["Phó Giám đốc", "Người ủy quyền"]);
        assert_eq!(claimed_roles(&tlv(SEQUENCE, &[])).unwrap(), [""; 0]);
        for length in 0..whole.len() {
            assert_eq!(claimed_roles(&whole[..length]), None, "{length}");
        }
    }

    #[test]
    fn a_torn_policy_is_none() {
        let whole = policy(&[]);
        for length in 0..whole.len() {
            assert_eq!(SignaturePolicy::read(&whole[..length]), None);
        }
        assert_eq!(SignaturePolicy::read(&policy(&[5, 0])), None, "something after it");
        assert_eq!(commitment_type(&tlv(SEQUENCE, &[&oid("1.2.3")])).as_deref(), Some("1.2.3"));
    }
}
