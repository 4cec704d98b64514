//! Object identifiers by name, in dotted decimal.

/// PKCS#1 key, and «rsaEncryption» as a CMS signature algorithm (RFC 3370 §3.2).
pub const RSA_ENCRYPTION: &str = "1.2.840.113549.1.1.1";
/// DSA key, and «id-dsa» as a CMS signature algorithm (RFC 3279 §2.3.2, RFC 3370 §3.1).
pub const DSA: &str = "1.2.840.10040.4.1";
/// RSASSA-PSS (RFC 4055 §3).
pub const RSASSA_PSS: &str = "1.2.840.113549.1.1.10";
/// MGF1 (RFC 4055 §2.2).
pub const MGF1: &str = "1.2.840.113549.1.1.8";
/// Elliptic-curve key (RFC 5480 §2.1.1).
pub const EC_PUBLIC_KEY: &str = "1.2.840.10045.2.1";
/// Curve P-256.
pub const P256: &str = "1.2.840.10045.3.1.7";
/// Curve P-384.
pub const P384: &str = "1.3.132.0.34";
/// Curve P-521.
pub const P521: &str = "1.3.132.0.35";
/// Curve brainpoolP256r1 (RFC 5639 §3.4).
pub const BRAINPOOL_P256R1: &str = "1.3.36.3.3.2.8.1.1.7";
/// Curve brainpoolP384r1 (RFC 5639 §3.6).
pub const BRAINPOOL_P384R1: &str = "1.3.36.3.3.2.8.1.1.11";
/// Ed448 (RFC 8410 §3).
pub const ED448: &str = "1.3.101.113";
/// ML-DSA-44 (RFC 9881 §2).
pub const ML_DSA_44: &str = "2.16.840.1.101.3.4.3.17";
/// ML-DSA-65 (RFC 9881 §2).
pub const ML_DSA_65: &str = "2.16.840.1.101.3.4.3.18";
/// ML-DSA-87 (RFC 9881 §2).
pub const ML_DSA_87: &str = "2.16.840.1.101.3.4.3.19";
/// Ed25519 (RFC 8410 §3).
pub const ED25519: &str = "1.3.101.112";

/// PKCS#7 signed-data (RFC 5652 §5.1).
pub const SIGNED_DATA: &str = "1.2.840.113549.1.7.2";

/// Subject key identifier (RFC 5280 §4.2.1.2).
pub const SUBJECT_KEY_ID: &str = "2.5.29.14";
/// Key usage (RFC 5280 §4.2.1.3).
pub const KEY_USAGE: &str = "2.5.29.15";
/// Subject alternative name (RFC 5280 §4.2.1.6).
pub const SUBJECT_ALT_NAME: &str = "2.5.29.17";
/// Issuer alternative name (RFC 5280 §4.2.1.7).
pub const ISSUER_ALT_NAME: &str = "2.5.29.18";
/// Basic constraints (RFC 5280 §4.2.1.9).
pub const BASIC_CONSTRAINTS: &str = "2.5.29.19";
/// CRL number (RFC 5280 §5.2.3).
pub const CRL_NUMBER: &str = "2.5.29.20";
/// Reason code of a CRL entry (RFC 5280 §5.3.1).
pub const REASON_CODE: &str = "2.5.29.21";
/// Invalidity date of a CRL entry (RFC 5280 §5.3.2).
pub const INVALIDITY_DATE: &str = "2.5.29.24";
/// Delta CRL indicator (RFC 5280 §5.2.4).
pub const DELTA_CRL_INDICATOR: &str = "2.5.29.27";
/// Issuing distribution point (RFC 5280 §5.2.5).
pub const ISSUING_DISTRIBUTION_POINT: &str = "2.5.29.28";
/// Certificate issuer of a CRL entry (RFC 5280 §5.3.3).
pub const CERTIFICATE_ISSUER: &str = "2.5.29.29";
/// Name constraints (RFC 5280 §4.2.1.10).
pub const NAME_CONSTRAINTS: &str = "2.5.29.30";
/// CRL distribution points (RFC 5280 §4.2.1.13).
pub const CRL_DISTRIBUTION_POINTS: &str = "2.5.29.31";
/// Certificate policies (RFC 5280 §4.2.1.4).
pub const CERTIFICATE_POLICIES: &str = "2.5.29.32";
/// Policy mappings (RFC 5280 §4.2.1.5).
pub const POLICY_MAPPINGS: &str = "2.5.29.33";
/// Authority key identifier (RFC 5280 §4.2.1.1).
pub const AUTHORITY_KEY_ID: &str = "2.5.29.35";
/// Policy constraints (RFC 5280 §4.2.1.11).
pub const POLICY_CONSTRAINTS: &str = "2.5.29.36";
/// Extended key usage (RFC 5280 §4.2.1.12).
pub const EXTENDED_KEY_USAGE: &str = "2.5.29.37";
/// Freshest CRL (RFC 5280 §4.2.1.15).
pub const FRESHEST_CRL: &str = "2.5.29.46";
/// Inhibit anyPolicy (RFC 5280 §4.2.1.14).
pub const INHIBIT_ANY_POLICY: &str = "2.5.29.54";
/// Expired certificates on CRL (X.509 §9.5.2.8).
pub const EXPIRED_CERTS_ON_CRL: &str = "2.5.29.60";
/// Authority information access (RFC 5280 §4.2.2.1).
pub const AUTHORITY_INFO_ACCESS: &str = "1.3.6.1.5.5.7.1.1";
/// Qualified certificate statements (RFC 3739 §3.2.6).
pub const QC_STATEMENTS: &str = "1.3.6.1.5.5.7.1.3";
/// What kind of qualified certificate (EN 319 412-5 §4.2.3).
pub const QC_TYPE: &str = "0.4.0.1862.1.6";
/// An OCSP responder's certificate that is not to be checked (RFC 6960 §4.2.2.2.1).
pub const OCSP_NOCHECK: &str = "1.3.6.1.5.5.7.48.1.5";
/// The basic kind of OCSP answer (RFC 6960 §4.2.1).
pub const OCSP_BASIC: &str = "1.3.6.1.5.5.7.48.1.1";
/// The nonce of question and answer (RFC 9654 §2.1).
pub const OCSP_NONCE: &str = "1.3.6.1.5.5.7.48.1.2";
/// Which CRL an answer was looked up in (RFC 6960 §4.4.2).
pub const OCSP_CRL_REFERENCES: &str = "1.3.6.1.5.5.7.48.1.3";
/// Since when expired certificates are still answered for (RFC 6960 §4.4.4).
pub const OCSP_ARCHIVE_CUTOFF: &str = "1.3.6.1.5.5.7.48.1.6";
/// «Revoked» is also said of certificates never issued (RFC 6960 §4.4.8).
pub const OCSP_EXTENDED_REVOKE: &str = "1.3.6.1.5.5.7.48.1.9";
/// The hash of the certificate that an answer is about (Common PKI part 4 §3.1.2).
pub const COMMON_PKI_CERT_HASH: &str = "1.3.36.8.3.13";
/// No revocation information is ever available (RFC 9608 §2).
pub const NO_REV_AVAIL: &str = "2.5.29.56";
/// Assured for a validity so short that revocation is not needed (EN 319 412-1 §5.2).
pub const VALIDITY_ASSURED_SHORT_TERM: &str = "0.4.0.194121.2.1";
/// Access method: OCSP (RFC 5280 §4.2.2.1).
pub const ACCESS_OCSP: &str = "1.3.6.1.5.5.7.48.1";
/// Access method: the issuer's certificate (RFC 5280 §4.2.2.1).
pub const ACCESS_CA_ISSUERS: &str = "1.3.6.1.5.5.7.48.2";

/// anyPolicy (RFC 5280 §4.2.1.4).
pub const ANY_POLICY: &str = "2.5.29.32.0";

/// Any extended key usage (RFC 5280 §4.2.1.12).
pub const EKU_ANY: &str = "2.5.29.37.0";
/// E-mail protection (RFC 5280 §4.2.1.12).
pub const EKU_EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";
/// Time stamping (RFC 3161 §2.3).
pub const EKU_TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
/// Signing OCSP answers (RFC 6960 §4.2.2.2).
pub const EKU_OCSP_SIGNING: &str = "1.3.6.1.5.5.7.3.9";
/// Document signing (RFC 9336).
pub const EKU_DOCUMENT_SIGNING: &str = "1.3.6.1.5.5.7.3.36";
/// Document signing as Microsoft has it.
pub const EKU_MS_DOCUMENT_SIGNING: &str = "1.3.6.1.4.1.311.10.3.12";
/// Authentic documents as Adobe has it.
pub const EKU_ADOBE_AUTHENTIC_DOCUMENTS: &str = "1.2.840.113583.1.1.5";

/// commonName (RFC 4519 §2.3).
pub const CN: &str = "2.5.4.3";
/// serialNumber of a subject (RFC 4519 §2.31).
pub const SERIAL_NUMBER: &str = "2.5.4.5";
/// countryName (RFC 4519 §2.2).
pub const C: &str = "2.5.4.6";
/// localityName (RFC 4519 §2.16).
pub const L: &str = "2.5.4.7";
/// stateOrProvinceName (RFC 4519 §2.33).
pub const ST: &str = "2.5.4.8";
/// organizationName (RFC 4519 §2.19).
pub const O: &str = "2.5.4.10";
/// organizationalUnitName (RFC 4519 §2.20).
pub const OU: &str = "2.5.4.11";
/// title (RFC 4519 §2.38).
pub const TITLE: &str = "2.5.4.12";
/// userId (RFC 4519 §2.39).
pub const UID: &str = "0.9.2342.19200300.100.1.1";
/// emailAddress (RFC 2985 §5.2.1).
pub const EMAIL: &str = "1.2.840.113549.1.9.1";

/// `text` as an object identifier in dotted decimal, if it is one.
pub fn dotted(text: &str) -> Option<String> {
    spki::ObjectIdentifier::new(text).map(|oid| oid.to_string()).ok()
}

/// The standard's own name of an extended key usage, a qualified statement or an extension, for people.
pub fn name_of(oid: &str) -> Option<&'static str> {
    Some(match oid {
        EKU_ANY => "anyExtendedKeyUsage",
        "1.3.6.1.5.5.7.3.1" => "serverAuth",
        "1.3.6.1.5.5.7.3.2" => "clientAuth",
        "1.3.6.1.5.5.7.3.3" => "codeSigning",
        EKU_EMAIL_PROTECTION => "emailProtection",
        EKU_TIME_STAMPING => "timeStamping",
        EKU_OCSP_SIGNING => "OCSPSigning",
        EKU_DOCUMENT_SIGNING => "documentSigning",
        EKU_MS_DOCUMENT_SIGNING => "szOID_KP_DOCUMENT_SIGNING",
        EKU_ADOBE_AUTHENTIC_DOCUMENTS => "authenticDocuments",
        "1.3.6.1.4.1.311.20.2.2" => "smartcardLogon",
        ANY_POLICY => "anyPolicy",
        // EN 319 412-5 §4.2, §4.3; RFC 3739 §3.2.6.
        "0.4.0.1862.1.1" => "QcCompliance",
        "0.4.0.1862.1.2" => "QcLimitValue",
        "0.4.0.1862.1.3" => "QcRetentionPeriod",
        "0.4.0.1862.1.4" => "QcSSCD",
        "0.4.0.1862.1.5" => "QcPDS",
        QC_TYPE => "QcType",
        "0.4.0.1862.1.7" => "QcCClegislation",
        "1.3.6.1.5.5.7.11.1" => "qcsPkixQCSyntax-v1",
        "1.3.6.1.5.5.7.11.2" => "qcsPkixQCSyntax-v2",
        "0.4.0.1862.1.6.1" => "esign",
        "0.4.0.1862.1.6.2" => "eseal",
        "0.4.0.1862.1.6.3" => "web",
        KEY_USAGE => "keyUsage",
        EXTENDED_KEY_USAGE => "extKeyUsage",
        BASIC_CONSTRAINTS => "basicConstraints",
        SUBJECT_ALT_NAME => "subjectAltName",
        NAME_CONSTRAINTS => "nameConstraints",
        CERTIFICATE_POLICIES => "certificatePolicies",
        POLICY_MAPPINGS => "policyMappings",
        POLICY_CONSTRAINTS => "policyConstraints",
        INHIBIT_ANY_POLICY => "inhibitAnyPolicy",
        CRL_DISTRIBUTION_POINTS => "cRLDistributionPoints",
        AUTHORITY_INFO_ACCESS => "authorityInfoAccess",
        AUTHORITY_KEY_ID => "authorityKeyIdentifier",
        SUBJECT_KEY_ID => "subjectKeyIdentifier",
        QC_STATEMENTS => "qcStatements",
        _ => return None,
    })
}
