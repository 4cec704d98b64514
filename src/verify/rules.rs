//! Everything that is checked of a signature: code, block, clause, and what its failure means (VERDICT: one table).
//!
//! A rule without an outcome is a warning. Some rules have an outcome that the case at hand replaces
//! ([`super::findings::Findings::break_as`]); the one given here is the usual one.

use super::findings::Rule;
use super::terms::{Block, Indication, SubIndication};

macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident: $block:ident, $clause:literal $(=> $indication:ident $sub:ident)?;)*) => {
        $($(#[$doc])* pub const $name: Rule = Rule {
            code: stringify!($name),
            block: Block::$block,
            clause: $clause,
            otherwise: rules!(@outcome $($indication $sub)?),
        };)*
        /// Every rule, for `kyso-codes(7)`.
        pub const ALL: &[Rule] = &[$($name),*];
    };
    (@outcome) => { None };
    (@outcome $indication:ident $sub:ident) => { Some((Indication::$indication, SubIndication::$sub)) };
}

rules! {
    // Format checking (EN 319 102-1 §5.2.2).
    /// The dictionary has what a signature needs, each of the right type.
    SIGNATURE_DICTIONARY: FormatChecking, "ISO 32000-2 12.8.1, Table 255" => TotalFailed FormatFailure;
    /// /SubFilter is one that can be judged.
    SUB_FILTER: FormatChecking, "ISO 32000-2 12.8.3" => TotalFailed FormatFailure;
    /// The values that a signature depends on are direct objects.
    DIRECT_VALUES: FormatChecking, "ISO 32000-2 12.8.1" => TotalFailed FormatFailure;
    /// Every other value of the dictionary is direct too.
    INDIRECT_VALUES: FormatChecking, "ISO 32000-2 12.8.1";
    /// No key stands twice in the dictionary.
    DUPLICATE_KEYS: FormatChecking, "ISO 32000-2 7.3.7" => TotalFailed FormatFailure;
    /// ByteRange is two ranges from the header to the end of the update.
    BYTE_RANGE_SHAPE: FormatChecking, "ISO 32000-2 12.8.1" => TotalFailed FormatFailure;
    /// The gap is the /Contents of this dictionary, delimiters included.
    BYTE_RANGE_GAP: FormatChecking, "ISO 32000-2 12.8.1" => TotalFailed FormatFailure;
    /// Each signature covers more than the one before it.
    BYTE_RANGE_GROWS: FormatChecking, "ISO 32000-2 12.8.1" => TotalFailed FormatFailure;
    /// Every byte of the signature's own revision is covered.
    COVERAGE: FormatChecking, "ISO 32000-2 12.8.1" => Indeterminate SigConstraintsFailure;
    /// Only white space or NUL follows the last covered byte.
    UNCOVERED_EOL: FormatChecking, "ISO 32000-2 7.5.5";
    /// Bytes stand before the header.
    BYTES_BEFORE_HEADER: FormatChecking, "ISO 32000-2 7.5.2";
    /// The signed revision can be read in one way only.
    AMBIGUOUS_SYNTAX: FormatChecking, "ISO 32000-2 7.3, 7.5" => Indeterminate SigConstraintsFailure;
    /// The integrity code that an encrypted document promises holds for the whole file.
    INTEGRITY_CODE: FormatChecking, "ISO/TS 32004" => Indeterminate SigConstraintsFailure;
    /// What departs from the syntax is read alike by all.
    LOOSE_SYNTAX: FormatChecking, "ISO 32000-2 7.3, 7.5";
    /// /Type fits what the signature is.
    TYPE_MISMATCH: FormatChecking, "ISO 32000-2 12.8.1, Table 255";
    /// The signature field has one widget.
    SEVERAL_WIDGETS: FormatChecking, "ISO 32000-2 12.7.5.5";
    /// /Contents is hexadecimal digits and nothing else.
    CONTENTS_HEX: FormatChecking, "ISO 32000-2 7.3.4.3, 12.8.1" => TotalFailed FormatFailure;
    /// The digits of /Contents are of one case.
    CONTENTS_HEX_CASE: FormatChecking, "ISO 32000-2 7.3.4.3";
    /// Nothing but zeros follows the CMS in /Contents.
    CONTENTS_TRAILING_DATA: FormatChecking, "ISO 32000-2 12.8.3.3.1";
    /// /Contents holds a CMS that can be read.
    CMS_SYNTAX: FormatChecking, "RFC 5652 5.1" => TotalFailed FormatFailure;
    /// Exactly one signer.
    ONE_SIGNER: FormatChecking, "ISO 32000-2 12.8.3.3.1" => TotalFailed FormatFailure;
    /// The content is detached: id-data without eContent (for time-stamps id-ct-TSTInfo).
    ENCAPSULATED_CONTENT: FormatChecking, "EN 319 142-1 6.3; RFC 5652 5.2" => TotalFailed FormatFailure;
    /// eContent is absent, not merely empty.
    EMPTY_CONTENT: FormatChecking, "RFC 5652 5.2";
    /// The CMS is DER.
    NOT_DER: FormatChecking, "ISO 32000-2 12.8.3.3.1";
    /// What no signature protects (versions, unused parameters, unknown unsigned attributes) is as the standard wants it.
    UNSIGNED_PART: FormatChecking, "RFC 5652 5.1, 5.3";
    /// The signed attributes are DER.
    SIGNED_ATTRIBUTES_NOT_DER: FormatChecking, "RFC 5652 5.3";
    /// The signature fits the signed attributes as they were sent.
    SIGNED_ATTRIBUTES_RE_ENCODED: FormatChecking, "RFC 5652 5.4";
    /// /Cert is not used with ETSI SubFilters.
    CERT_ENTRY_IGNORED: FormatChecking, "EN 319 142-1 6.3";

    // Identification of the signing certificate (§5.2.3).
    /// The signer's certificate is known.
    SIGNING_CERTIFICATE: IdentificationOfTheSigningCertificate, "EN 319 102-1 5.2.3" => Indeterminate NoSigningCertificateFound;
    /// The certificate is the one that was signed for.
    ESS_SIGNING_CERTIFICATE: IdentificationOfTheSigningCertificate, "RFC 5035 3; EN 319 102-1 5.2.3" => Indeterminate NoSigningCertificateFound;
    /// Exactly one attribute names the signing certificate.
    ESS_REPEATED: IdentificationOfTheSigningCertificate, "EN 319 142-1 6.3, Table 1";
    /// The signing certificate travels in the CMS.
    CERTIFICATE_OUTSIDE_CMS: IdentificationOfTheSigningCertificate, "EN 319 142-1 6.3, Table 1";

    // Validation context initialization (§5.2.4).
    /// A signature policy is named that is not applied.
    SIGNATURE_POLICY: ValidationContextInitialization, "EN 319 102-1 5.2.4; EN 319 122-1 5.2.9";
    /// The signature policy is one that the policy in force accepts, with its digest.
    SIGNATURE_POLICY_NOT_ACCEPTED: ValidationContextInitialization, "EN 319 102-1 5.2.4" => Indeterminate SignaturePolicyNotAvailable;

    // Cryptographic verification (§5.2.7).
    /// The covered bytes hash to what was signed.
    MESSAGE_DIGEST: CryptographicVerification, "EN 319 102-1 5.2.7; RFC 5652 5.4" => TotalFailed HashFailure;
    /// The signature value fits the signer's key.
    SIGNATURE_VALUE: CryptographicVerification, "EN 319 102-1 5.2.7; RFC 5652 5.6" => TotalFailed SigCryptoFailure;
    /// The algorithm can be computed by this program.
    ALGORITHM_KNOWN: CryptographicVerification, "EN 319 102-1 5.2.7" => Indeterminate CryptoConstraintsFailure;
    /// A signature without signed attributes covers no encoded attributes.
    ATTRIBUTE_CONFUSION: CryptographicVerification, "RFC 5652 5.4" => TotalFailed SigCryptoFailure;

    // X.509 certificate validation (§5.2.6).
    /// A path leads to a trust anchor.
    CERTIFICATE_PATH: X509CertificateValidation, "RFC 5280 6.1; EN 319 102-1 5.2.6" => Indeterminate NoCertificateChainFound;
    /// The anchor of the path is still relied on, by the day that the policy sets.
    ANCHOR_SUNSET: X509CertificateValidation, "EN 319 102-1 5.2.6.4, 5.6.2.2.4" => Indeterminate NoCertificateChainFoundNoPoe;
    /// The signer's path is valid for one of the certificate policies that the policy asks for.
    CERTIFICATE_POLICIES: X509CertificateValidation, "RFC 5280 6.1.1, 6.1.5; EN 319 102-1 5.2.6.4" => Indeterminate ChainConstraintsFailure;
    /// The signer's certificate makes every statement that the policy asks for.
    QC_STATEMENTS: X509CertificateValidation, "EN 319 412-5 4; EN 319 102-1 5.2.6.4" => Indeterminate ChainConstraintsFailure;
    /// Every constraint of the path holds.
    PATH_CONSTRAINTS: X509CertificateValidation, "RFC 5280 6.1.3, 6.1.4, 6.1.5" => Indeterminate CertificateChainGeneralFailure;
    /// The time judged lies within the validity of every certificate.
    CERTIFICATE_VALIDITY: X509CertificateValidation, "RFC 5280 6.1.3" => Indeterminate OutOfBoundsNoPoe;
    /// No certificate of the path was revoked.
    NOT_REVOKED: X509CertificateValidation, "RFC 5280 6.3; EN 319 102-1 5.2.6" => Indeterminate RevokedNoPoe;
    /// Usable revocation data is there.
    REVOCATION_DATA: X509CertificateValidation, "EN 319 102-1 5.2.5, 5.2.6" => Indeterminate TryLater;
    /// What the file lacks was fetched from the addresses in the certificates.
    FETCH: X509CertificateValidation, "RFC 5280 4.2.1.13, 4.2.2.1; EN 319 102-1 5.2.6" => Indeterminate TryLater;
    /// An address in a certificate leads where documents may not send anybody.
    FETCH_REFUSED: X509CertificateValidation, "RFC 5280 8";
    /// A certificate is on hold.
    ON_HOLD: X509CertificateValidation, "RFC 5280 5.3.1" => Indeterminate TryLater;
    /// Revocation data is missing where the policy asks for it softly.
    REVOCATION_UNKNOWN: X509CertificateValidation, "EN 319 102-1 5.2.6";
    /// The certificate is for signing documents.
    KEY_USAGE: X509CertificateValidation, "RFC 5280 4.2.1.3, 4.2.1.12; RFC 9336" => Indeterminate ChainConstraintsFailure;

    // Signature acceptance (§5.2.8).
    /// The mandatory signed attributes are there, each once, with one value.
    SIGNED_ATTRIBUTES: SignatureAcceptance, "RFC 5652 11; EN 319 142-1 6.3" => Indeterminate SigConstraintsFailure;
    /// Without signed attributes, nothing but the bytes is signed.
    NO_SIGNED_ATTRIBUTES: SignatureAcceptance, "RFC 5652 5.3";
    /// commitment-type-indication does not stand beside /Reason.
    COMMITMENT_AND_REASON: SignatureAcceptance, "EN 319 142-1 6.3";
    /// The signer claims roles or attributes, which are not judged.
    SIGNER_ATTRIBUTES: SignatureAcceptance, "EN 319 122-1 5.2.6.1";
    /// content-type is that of the content.
    CONTENT_TYPE: SignatureAcceptance, "RFC 5652 11.1" => TotalFailed FormatFailure;
    /// CMSAlgorithmProtection names the algorithms that were used.
    ALGORITHM_PROTECTION: SignatureAcceptance, "RFC 6211 2" => TotalFailed SigCryptoFailure;
    /// digestAlgorithm is listed in the SignedData.
    DIGEST_ALGORITHM_LISTED: SignatureAcceptance, "RFC 5652 5.1";
    /// Hashes and keys may be relied on at the time judged.
    ALGORITHM_STRENGTH: SignatureAcceptance, "ETSI TS 119 312; EN 319 102-1 5.2.8.4.2" => Indeterminate CryptoConstraintsFailureNoPoe;
    /// PAdES carries the claimed time in /M, not in signing-time.
    SIGNING_TIME_ATTRIBUTE: SignatureAcceptance, "EN 319 142-1 6.3";
    /// The claimed time lies within the certificate's validity.
    CLAIMED_TIME_OUTSIDE_VALIDITY: SignatureAcceptance, "EN 319 102-1 5.2.8";
    /// The claimed time is later than the proof of the signature's existence.
    CLAIMED_TIME_AFTER_PROOF: SignatureAcceptance, "EN 319 102-1 5.5.4";
    /// The sub-filter is an old one.
    LEGACY_SUB_FILTER: SignatureAcceptance, "ISO 32000-2 12.8.3.3";
    /// An attribute that PAdES does not allow.
    FOREIGN_ATTRIBUTE: SignatureAcceptance, "EN 319 142-1 6.3";

    // Changes after signing.
    /// What came later is allowed.
    CHANGED_AFTER_SIGNING: SignatureAcceptance, "ISO 32000-2 12.8.2.2, 12.8.2.4, 12.7.5.5" => TotalFailed FormatFailure;
    /// What came later was judged.
    CHANGES_NOT_CHECKED: SignatureAcceptance, "ISO 32000-2 12.8.2.2" => Indeterminate SigConstraintsFailure;
    /// Nothing new can lie over a page that was certified.
    COVERS_CERTIFIED: SignatureAcceptance, "ISO 32000-2 12.8.2.2.2" => Indeterminate SigConstraintsFailure;
    /// Nothing new can lie over what was signed.
    COVERS_SIGNED: SignatureAcceptance, "ISO 32000-2 12.8.2.2.2";
    /// A field that was filled in shows what it holds.
    FIELD_LOOK: SignatureAcceptance, "ISO 32000-2 12.7.4.3";
    /// A certification is the first signature.
    CERTIFICATION_ORDER: SignatureAcceptance, "ISO 32000-2 12.8.2.2.1";
    /// A signature allows no more than those before it.
    PERMISSION_IGNORED: SignatureAcceptance, "ISO 32000-2 12.7.5.5, Table 236";
    /// What the field's /Lock asks for stands in the signature too.
    LOCK_WITHOUT_REFERENCE: SignatureAcceptance, "ISO 32000-2 12.7.5.5";

    // Time-stamps.
    /// The time-stamp passed and proves that the signature existed.
    SIGNATURE_TIMESTAMP: Timestamps, "RFC 3161; EN 319 102-1 5.4, 5.5" => Indeterminate SigConstraintsFailure;
    /// The content time-stamp passed: the signature was not made before.
    CONTENT_TIMESTAMP: Timestamps, "EN 319 122-1 5.2.8" => Indeterminate SigConstraintsFailure;
    /// Time-stamps are in the order of what they cover.
    TIMESTAMP_ORDER: Timestamps, "EN 319 102-1 5.5.4" => Indeterminate TimestampOrderFailure;
    /// genTime lies after the current time.
    TIMESTAMP_IN_FUTURE: Timestamps, "RFC 3161 2.4.2" => Indeterminate SigConstraintsFailure;
    /// A time-stamp inside the signature cannot be relied on and proves nothing.
    TIMESTAMP_NOT_USABLE: Timestamps, "EN 319 102-1 5.4, 5.5";
    /// A document time-stamp did not pass and proves nothing.
    DOCUMENT_TIMESTAMP_BROKEN: Timestamps, "ISO 32000-2 12.8.5";
    /// The imprint is over what the time-stamp is for.
    MESSAGE_IMPRINT: Timestamps, "RFC 3161 2.4.2" => TotalFailed HashFailure;
    /// The time-stamp token is well formed and by a TSA's certificate.
    TIMESTAMP_TOKEN: Timestamps, "RFC 3161 2.3, 2.4.2; RFC 5816" => Indeterminate SigConstraintsFailure;
    /// The policy reads the claimed time, which nothing proves.
    CLAIMED_TIME_ONLY: Timestamps, "EN 319 102-1 5.5.4";
}
