//! What is known of a certificate's revocation (RFC 5280 §6.3, RFC 6960), without collapsing the answers into yes and no.
//!
//! The judge gets facts: the time of revocation is returned as it stands, and whether it lies before the signature is asked
//! elsewhere. Who signed the evidence in the issuer's place is returned too, and is to be judged like any other
//! certificate.

use time::OffsetDateTime;

use super::{Certificate, Crl, OcspResponse, Reason, oids};

/// Lists and answers at hand.
#[derive(Clone, Debug, Default)]
pub struct RevocationData {
    /// Revocation lists.
    pub crls: Vec<Crl>,
    /// OCSP answers.
    pub ocsps: Vec<OcspResponse>,
}

/// One piece of revocation data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Evidence {
    /// A revocation list.
    Crl(Crl),
    /// An OCSP answer.
    Ocsp(OcspResponse),
}

impl Evidence {
    /// The name in reports.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Crl(_) => "crl",
            Self::Ocsp(_) => "ocsp",
        }
    }

    /// The newest moment it knows of.
    pub fn this_update(&self) -> OffsetDateTime {
        match self {
            Self::Crl(crl) => crl.this_update(),
            Self::Ocsp(answer) => answer.this_update(),
        }
    }

    /// Until when it is current.
    pub fn next_update(&self) -> Option<OffsetDateTime> {
        match self {
            Self::Crl(crl) => crl.next_update(),
            Self::Ocsp(answer) => answer.next_update(),
        }
    }

    /// When it was signed, if it says (OCSP only).
    pub fn produced_at(&self) -> Option<OffsetDateTime> {
        match self {
            Self::Crl(_) => None,
            Self::Ocsp(answer) => Some(answer.produced_at()),
        }
    }

    /// SHA-256 of the encoding.
    pub fn fingerprint(&self) -> &[u8; 32] {
        match self {
            Self::Crl(crl) => crl.fingerprint(),
            Self::Ocsp(answer) => answer.fingerprint(),
        }
    }

    /// The whole encoding.
    pub fn der(&self) -> &[u8] {
        match self {
            Self::Crl(crl) => crl.der(),
            Self::Ocsp(answer) => answer.der(),
        }
    }
}

/// What is known about a certificate's revocation. None of these may be folded into another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Current evidence says that it is not revoked.
    Good {
        /// The moment that the evidence speaks of.
        this_update: OffsetDateTime,
        /// Until when it is current.
        next_update: Option<OffsetDateTime>,
    },
    /// It is revoked, for good.
    Revoked {
        /// When it was revoked.
        time: OffsetDateTime,
        /// Why; nothing where the evidence does not say.
        reason: Option<Reason>,
        /// Since when the key is suspect.
        invalidity_date: Option<OffsetDateTime>,
    },
    /// Suspended (certificateHold): it may come back. In 1970: never issued, says the responder (RFC 6960 §4.4.8).
    OnHold {
        /// Since when.
        time: OffsetDateTime,
        /// The moment that the evidence speaks of.
        this_update: OffsetDateTime,
    },
    /// The responder does not know it (OCSP only).
    Unknown,
    /// The newest evidence does not call it revoked, but is no longer current.
    Stale {
        /// The moment that the evidence speaks of.
        this_update: OffsetDateTime,
        /// Until when it was current; nothing where it does not say, which counts as never.
        next_update: Option<OffsetDateTime>,
    },
    /// The evidence says nothing about it: from before it was issued, or after it expired.
    NoInformation {
        /// The moment that the evidence speaks of.
        this_update: OffsetDateTime,
    },
    /// There is evidence about it, and it may not be used.
    Unusable(Unusable),
    /// There is nothing.
    None,
}

/// Why a piece of evidence may not be used for a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unusable {
    /// The signature is not of the one who should have made it.
    Signature,
    /// Its signature algorithm, or the key, is not computed here: the error's text.
    Algorithm(String),
    /// The issuer's key usage lacks cRLSign (RFC 5280 §6.3.3 (f)).
    IssuerMayNotSign,
    /// No certificate at hand is the list issuer's.
    NoCrlIssuer,
    /// It lists changes only (§5.2.4), and no list at hand is the one they complete.
    Delta,
    /// Its issuer is another than the certificate's, and it does not say that it lists others' certificates (§5.2.5).
    NotIndirect,
    /// It covers some reasons only (§5.2.5), and no other list at hand covers the rest.
    SomeReasons,
    /// It is for attribute certificates (§5.2.5).
    AttributeCertificates,
    /// It is for end entities, and this is a CA (§6.3.3 (b)(2)(ii)).
    UserCertificatesOnly,
    /// It is for CAs, and this is none (§6.3.3 (b)(2)(iii)).
    CaCertificatesOnly,
    /// It is for another distribution point (§6.3.3 (b)(2)(i)).
    OtherDistributionPoint,
    /// A critical extension of the whole or of an entry is not known (§5.2, §5.3, RFC 6960 §4.4): its type.
    CriticalExtension(String),
    /// No certificate at hand is the responder's, and the issuer is not (RFC 6960 §4.2.2.2).
    NoResponder,
    /// The responder's certificate is not issued with the key that issued this one (RFC 6960 §4.2.2.2).
    ResponderNotDelegated,
    /// The responder's certificate lacks id-kp-OCSPSigning, or its key usage allows no signatures (RFC 6960 §4.2.2.2).
    ResponderUsage,
    /// The responder's certificate was outside its validity when it answered.
    ResponderValidity,
    /// It speaks of another certificate with this number (certHash).
    OtherCertificate,
    /// It is signed before the moment it speaks of, or its end lies before its beginning (RFC 6960 §2.4).
    Dates,
    /// It says two things of this certificate.
    Contradictory,
    /// So much is at hand that this was not looked at any more.
    TooMuch,
    /// The certificate's own key signed it: nobody vouches for himself.
    OwnWord,
    /// Who signed it in the issuer's place is not good himself: no path, revoked, or nothing is known of him.
    SignerNotGood,
    /// The certificate of who signed it in the issuer's place has ended, and nothing proves that the evidence is older.
    SignerExpired,
}

impl Unusable {
    /// The name in reports.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Signature => "EVIDENCE_SIGNATURE",
            Self::Algorithm(_) => "EVIDENCE_ALGORITHM",
            Self::CriticalExtension(_) => "EVIDENCE_CRITICAL_EXTENSION",
            Self::TooMuch => "EVIDENCE_TOO_MUCH",
            Self::OwnWord => "EVIDENCE_OWN_WORD",
            Self::SignerNotGood => "EVIDENCE_SIGNER_NOT_GOOD",
            Self::SignerExpired => "EVIDENCE_SIGNER_EXPIRED",
            Self::IssuerMayNotSign => "CRL_SIGN_NOT_ALLOWED",
            Self::NoCrlIssuer => "CRL_NO_ISSUER",
            Self::Delta => "CRL_DELTA_WITHOUT_BASE",
            Self::NotIndirect => "CRL_NOT_INDIRECT",
            Self::SomeReasons => "CRL_SOME_REASONS",
            Self::AttributeCertificates => "CRL_ATTRIBUTE_CERTIFICATES",
            Self::UserCertificatesOnly => "CRL_USER_CERTIFICATES",
            Self::CaCertificatesOnly => "CRL_CA_CERTIFICATES",
            Self::OtherDistributionPoint => "CRL_OTHER_POINT",
            Self::NoResponder => "OCSP_NO_RESPONDER",
            Self::ResponderNotDelegated => "OCSP_NOT_DELEGATED",
            Self::ResponderUsage => "OCSP_RESPONDER_USAGE",
            Self::ResponderValidity => "OCSP_RESPONDER_VALIDITY",
            Self::OtherCertificate => "OCSP_OTHER_CERTIFICATE",
            Self::Dates => "OCSP_DATES",
            Self::Contradictory => "OCSP_CONTRADICTORY",
        }
    }
}

/// One piece of evidence and what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Considered {
    /// The list or answer.
    pub evidence: Evidence,
    /// What it says of the certificate.
    pub outcome: Outcome,
    /// Who signed it in the issuer's place: a delegated responder, another CRL issuer. To be judged itself;
    /// two who sign for each other are the judge's to find.
    pub signer: Option<Certificate>,
    /// What else that outcome stands on: the list that a delta completes, the lists for other reasons.
    pub also: Vec<Companion>,
}

/// Evidence that other evidence cannot do without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Companion {
    /// The list.
    pub evidence: Evidence,
    /// Who signed it in the issuer's place; to be judged itself.
    pub signer: Option<Certificate>,
}

/// What all evidence together says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationAnswer {
    /// What is known.
    pub outcome: Outcome,
    /// The evidence it comes from.
    pub evidence: Option<Evidence>,
    /// Who signed that evidence in the issuer's place.
    pub signer: Option<Certificate>,
    /// What else it stands on.
    pub also: Vec<Companion>,
    /// Every piece that is about this certificate, with what it says alone.
    pub considered: Vec<Considered>,
}

impl RevocationAnswer {
    /// Each who signed in the issuer's place something that the outcome stands on, with what he signed: all of them must be
    /// good themselves for the outcome to hold.
    pub fn signers(&self) -> impl Iterator<Item = (&Evidence, &Certificate)> {
        let others = self.also.iter().map(|other| (&other.evidence, &other.signer));
        let all = self.evidence.iter().map(|evidence| (evidence, &self.signer)).chain(others);
        all.filter_map(|(evidence, signer)| Some((evidence, signer.as_ref()?)))
    }
}

/// Why revocation is not asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exemption {
    /// noRevAvail (RFC 9608): never on a CA's certificate.
    NoRevAvail,
    /// Validity assured, short term (EN 319 412-1 §5.2).
    ShortTerm,
    /// A responder's id-pkix-ocsp-nocheck (RFC 6960 §4.2.2.2.1).
    OcspNoCheck,
}

/// Is `certificate` one that revocation is not asked about?
///
/// id-pkix-ocsp-nocheck counts only beside id-kp-OCSPSigning. What an exemption means on a CA is the judge's to say.
pub fn revocation_exemption(certificate: &Certificate) -> Option<Exemption> {
    let extensions = certificate.extensions();
    let has = |oid| extensions.get(oid).is_some();
    let responder = extensions.ocsp_nocheck && certificate.has_extended_key_usage(oids::EKU_OCSP_SIGNING);
    let rules = [
        (has(oids::NO_REV_AVAIL), Exemption::NoRevAvail),
        (has(oids::VALIDITY_ASSURED_SHORT_TERM), Exemption::ShortTerm),
        (responder, Exemption::OcspNoCheck),
    ];
    rules.into_iter().find_map(|(holds, exemption)| holds.then_some(exemption))
}
