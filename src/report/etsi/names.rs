//! The URIs that ETSI TS 119 102-2 names things by, and those of XML Signature for algorithms (RFC 9231).

use crate::hash::Hash;
use crate::verify::{Indication, ObjectKind, SubIndication};

use super::xml::Node;

/// TS 119 102-2.
pub(super) const NAMESPACE: &str = "http://uri.etsi.org/19102/v1.2.1#";
/// XML Signature.
pub(super) const XMLDSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// XAdES (EN 319 132-1), for policy identifiers.
pub(super) const XADES: &str = "http://uri.etsi.org/01903/v1.3.2#";
/// Of a constraint that was looked at.
pub(super) const APPLIED: &str = "urn:etsi:019102:constraintStatus:applied";
/// A proof of existence that this validation came to.
pub(super) const BY_VALIDATION: &str = "urn:etsi:019102:poetype:validation";
/// EU DSS's, for the standard has none.
pub(super) const NO_SIGNATURE: &str = "urn:cef:dss:mainindication:noSignatureFound";
pub(super) const PASSED: &str = "urn:etsi:019102:mainindication:passed";
pub(super) const FAILED: &str = "urn:etsi:019102:mainindication:failed";
pub(super) const INDETERMINATE: &str = "urn:etsi:019102:mainindication:indeterminate";
/// The signer's document.
pub(super) const SIGNED_DATA: &str = "urn:etsi:019102:validationObject:signedData";

/// A signature's main indication.
pub(super) fn of_signature(indication: Indication) -> &'static str {
    match indication {
        Indication::TotalPassed => "urn:etsi:019102:mainindication:total-passed",
        Indication::TotalFailed => "urn:etsi:019102:mainindication:total-failed",
        Indication::Indeterminate => INDETERMINATE,
    }
}

/// The main indication of an object: only signatures pass or fail in total.
pub(super) fn of_object(indication: Indication) -> &'static str {
    match indication {
        Indication::TotalPassed => PASSED,
        Indication::TotalFailed => FAILED,
        Indication::Indeterminate => INDETERMINATE,
    }
}

/// The standard's word, as the JSON has it.
pub(super) fn sub(sub: SubIndication) -> Option<String> {
    serde_json::to_value(sub).ok()?.as_str().map(str::to_owned)
}

/// Which process concluded.
pub(super) fn process(name: &str) -> &'static str {
    match name {
        "archival" => "urn:etsi:019102:validationprocess:LTA",
        "long-term" => "urn:etsi:019102:validationprocess:LTVM",
        _ => "urn:etsi:019102:validationprocess:Basic",
    }
}

/// What kind of object; a signature is none, it has a report.
pub(super) fn object_type(kind: ObjectKind) -> Option<&'static str> {
    Some(match kind {
        ObjectKind::Signature => return None,
        ObjectKind::Timestamp => "urn:etsi:019102:validationObject:timestamp",
        ObjectKind::Certificate => "urn:etsi:019102:validationObject:certificate",
        ObjectKind::Crl => "urn:etsi:019102:validationObject:CRL",
        ObjectKind::Ocsp => "urn:etsi:019102:validationObject:OCSPResponse",
    })
}

/// The hash with this name in reports.
pub(super) fn hash(name: &str) -> Option<Hash> {
    Hash::ALL.into_iter().find(|hash| hash.name() == name)
}

/// A digest and how it was computed, as the content of `DigestAlgAndValueType` and its like.
pub(super) fn digest(hash: Hash, value: &[u8]) -> [Node; 2] {
    [Node::new("ds:DigestMethod").attribute("Algorithm", digest_method(hash)), Node::bytes("ds:DigestValue", value)]
}

fn digest_method(hash: Hash) -> &'static str {
    match hash {
        Hash::Md5 => "http://www.w3.org/2001/04/xmldsig-more#md5",
        Hash::Ripemd160 => "http://www.w3.org/2001/04/xmlenc#ripemd160",
        Hash::Sha1 => "http://www.w3.org/2000/09/xmldsig#sha1",
        Hash::Sha224 => "http://www.w3.org/2001/04/xmldsig-more#sha224",
        Hash::Sha256 => "http://www.w3.org/2001/04/xmlenc#sha256",
        Hash::Sha384 => "http://www.w3.org/2001/04/xmldsig-more#sha384",
        Hash::Sha512 => "http://www.w3.org/2001/04/xmlenc#sha512",
        Hash::Sha3_256 => "http://www.w3.org/2007/05/xmldsig-more#sha3-256",
        Hash::Sha3_384 => "http://www.w3.org/2007/05/xmldsig-more#sha3-384",
        Hash::Sha3_512 => "http://www.w3.org/2007/05/xmldsig-more#sha3-512",
        // XML Signature has no name for it.
        Hash::Shake256 => "urn:oid:2.16.840.1.101.3.4.2.12",
    }
}

/// A signature algorithm by its names in reports; nothing where XML Signature has no URI and the name alone no OID.
pub(super) fn signature_method(algorithm: &str, digest: Option<&str>) -> Option<String> {
    let hash = digest.unwrap_or_default();
    Some(match (algorithm, hash) {
        ("rsa-pkcs1", "sha1") => "http://www.w3.org/2000/09/xmldsig#rsa-sha1".to_owned(),
        ("rsa-pkcs1", "sha3-256") => "urn:oid:2.16.840.1.101.3.4.3.14".to_owned(),
        ("rsa-pkcs1", "sha3-384") => "urn:oid:2.16.840.1.101.3.4.3.15".to_owned(),
        ("rsa-pkcs1", "sha3-512") => "urn:oid:2.16.840.1.101.3.4.3.16".to_owned(),
        ("rsa-pkcs1", _) => format!("http://www.w3.org/2001/04/xmldsig-more#rsa-{hash}"),
        ("rsa-pss", _) => format!("http://www.w3.org/2007/05/xmldsig-more#{hash}-rsa-MGF1"),
        ("dsa", "sha1") => "http://www.w3.org/2000/09/xmldsig#dsa-sha1".to_owned(),
        ("dsa", _) => format!("http://www.w3.org/2009/xmldsig11#dsa-{hash}"),
        ("ecdsa", "sha3-256" | "sha3-384" | "sha3-512") => {
            format!("http://www.w3.org/2021/04/xmldsig-more#ecdsa-{hash}")
        }
        ("ecdsa", "ripemd160") => "http://www.w3.org/2007/05/xmldsig-more#ecdsa-ripemd160".to_owned(),
        ("ecdsa", _) => format!("http://www.w3.org/2001/04/xmldsig-more#ecdsa-{hash}"),
        ("ed25519" | "ed448", _) => format!("http://www.w3.org/2021/04/xmldsig-more#eddsa-{algorithm}"),
        ("ml-dsa-44", _) => "urn:oid:2.16.840.1.101.3.4.3.17".to_owned(),
        ("ml-dsa-65", _) => "urn:oid:2.16.840.1.101.3.4.3.18".to_owned(),
        ("ml-dsa-87", _) => "urn:oid:2.16.840.1.101.3.4.3.19".to_owned(),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_is_the_standards() {
        assert_eq!(
            sub(SubIndication::CryptoConstraintsFailureNoPoe).as_deref(),
            Some("CRYPTO_CONSTRAINTS_FAILURE_NO_POE")
        );
        assert_eq!(sub(SubIndication::NoPoe).as_deref(), Some("NO_POE"));
        let method = |algorithm, digest| signature_method(algorithm, Some(digest)).unwrap();
        assert_eq!(method("rsa-pkcs1", "sha256"), "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256");
        assert_eq!(method("rsa-pss", "sha512"), "http://www.w3.org/2007/05/xmldsig-more#sha512-rsa-MGF1");
        assert_eq!(method("ed25519", "sha512"), "http://www.w3.org/2021/04/xmldsig-more#eddsa-ed25519");
        assert_eq!(signature_method("another", None), None);
    }
}
