//! What a certificate may be used for: signing documents, or time-stamps (RFC 5280 §4.2.1.3 and §4.2.1.12, RFC 9336, RFC 3161 §2.3).

use super::{Certificate, oids};

/// What the policy asks beyond the standards.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SigningRules {
    /// Only nonRepudiation will do; digitalSignature alone is not enough.
    pub require_non_repudiation: bool,
}

/// Why a certificate is not for this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UsageFailure {
    /// It has no key usage extension: by RFC 5280 anything goes, by ETSI EN 319 412-2 §4.3.2 it must be there.
    KeyUsageAbsent,
    /// Neither of the usages asked for is among those it has.
    KeyUsage {
        /// The usages it has.
        found: Vec<&'static str>,
        /// Those of which one is needed.
        needed: &'static [&'static str],
    },
    /// Its extended key usages allow no signing of documents.
    ExtendedKeyUsage {
        /// Those it has, in dotted decimal.
        found: Vec<String>,
    },
    /// It is an OCSP responder's (id-pkix-ocsp-nocheck): nobody checks whether it was revoked.
    OcspNocheck,
    /// A time-stamping authority's certificate has no extended key usage.
    TimeStampingAbsent,
    /// Its extended key usage is not timeStamping and nothing else.
    TimeStampingNotSole {
        /// Those it has, in dotted decimal.
        found: Vec<String>,
    },
    /// Its extended key usage is not critical.
    TimeStampingNotCritical,
    /// An extension that decides this is malformed or occurs twice: its type.
    Malformed {
        /// In dotted decimal.
        oid: String,
    },
}

impl UsageFailure {
    /// A stable code for reports.
    pub fn code(&self) -> &'static str {
        match self {
            Self::KeyUsageAbsent => "KEY_USAGE_ABSENT",
            Self::KeyUsage { .. } => "KEY_USAGE",
            Self::ExtendedKeyUsage { .. } => "EXTENDED_KEY_USAGE",
            Self::OcspNocheck => "OCSP_NOCHECK_ON_SIGNER",
            Self::TimeStampingAbsent => "TIMESTAMPING_USAGE_ABSENT",
            Self::TimeStampingNotSole { .. } => "TIMESTAMPING_USAGE_NOT_SOLE",
            Self::TimeStampingNotCritical => "TIMESTAMPING_USAGE_NOT_CRITICAL",
            Self::Malformed { .. } => "USAGE_EXTENSION_MALFORMED",
        }
    }
}

/// Extended key usages under which a document may be signed.
const FOR_DOCUMENTS: [&str; 5] = [
    oids::EKU_DOCUMENT_SIGNING,
    oids::EKU_MS_DOCUMENT_SIGNING,
    oids::EKU_ADOBE_AUTHENTIC_DOCUMENTS,
    oids::EKU_EMAIL_PROTECTION,
    oids::EKU_ANY,
];

/// Why `certificate` may not sign documents; empty if it may.
///
/// Key usage nonRepudiation or digitalSignature; extended key usage, if present, one that covers documents; no
/// ocsp-nocheck. An absent key usage is a failure of its own kind, so that a policy can forgive it.
pub fn document_signing(certificate: &Certificate, rules: SigningRules) -> Vec<UsageFailure> {
    let extensions = certificate.extensions();
    let mut failures = malformed(certificate);
    let needed: &[&str] =
        if rules.require_non_repudiation { &["nonRepudiation"] } else { &["nonRepudiation", "digitalSignature"] };
    match extensions.key_usage {
        None => failures.push(UsageFailure::KeyUsageAbsent),
        Some(usage) if !usage.names().iter().any(|name| needed.contains(name)) => {
            failures.push(UsageFailure::KeyUsage { found: usage.names(), needed });
        }
        Some(_) => {}
    }
    if let Some(found) = &extensions.extended_key_usage
        && !found.iter().any(|usage| FOR_DOCUMENTS.contains(&usage.as_str()))
    {
        failures.push(UsageFailure::ExtendedKeyUsage { found: found.clone() });
    }
    if extensions.ocsp_nocheck {
        failures.push(UsageFailure::OcspNocheck);
    }
    failures
}

/// Why `certificate` may not sign time-stamps; empty if it may.
///
/// RFC 3161 §2.3: extended key usage timeStamping, alone, and critical. Key usage, if present, digitalSignature or
/// nonRepudiation.
pub fn time_stamping(certificate: &Certificate) -> Vec<UsageFailure> {
    let extensions = certificate.extensions();
    let mut failures = malformed(certificate);
    match &extensions.extended_key_usage {
        None => failures.push(UsageFailure::TimeStampingAbsent),
        Some(found) if *found != [oids::EKU_TIME_STAMPING] => {
            failures.push(UsageFailure::TimeStampingNotSole { found: found.clone() });
        }
        Some(_) if !extensions.is_critical(oids::EXTENDED_KEY_USAGE) => {
            failures.push(UsageFailure::TimeStampingNotCritical);
        }
        Some(_) => {}
    }
    if let Some(usage) = extensions.key_usage
        && !usage.digital_signature()
        && !usage.non_repudiation()
    {
        failures.push(UsageFailure::KeyUsage { found: usage.names(), needed: &["digitalSignature", "nonRepudiation"] });
    }
    failures
}

fn malformed(certificate: &Certificate) -> Vec<UsageFailure> {
    let decisive = [oids::KEY_USAGE, oids::EXTENDED_KEY_USAGE];
    let malformed = certificate.extensions().malformed.iter();
    malformed
        .filter(|oid| decisive.contains(&oid.as_str()))
        .map(|oid| UsageFailure::Malformed { oid: oid.clone() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::testing::{Draft, Key, extended_key_usage, extension, key_usage};
    use super::*;

    fn codes(draft: &Draft, of: impl Fn(&Certificate) -> Vec<UsageFailure>) -> Vec<&'static str> {
        of(&draft.self_signed(&Key::new(1))).iter().map(UsageFailure::code).collect()
    }

    fn signing(draft: &Draft) -> Vec<&'static str> {
        codes(draft, |certificate| document_signing(certificate, SigningRules::default()))
    }

    #[test]
    fn who_may_sign_documents() {
        let signer = || Draft::new("Lan").with(key_usage(&[0]));
        assert_eq!(signing(&signer()), [""; 0]);
        for usage in FOR_DOCUMENTS {
            assert_eq!(
                signing(&signer().with(extended_key_usage(false, &["1.3.6.1.5.5.7.3.2", usage]))),
                [""; 0],
                "{usage}"
            );
        }
        let client = extended_key_usage(false, &["1.3.6.1.5.5.7.3.2"]);
        assert_eq!(signing(&signer().with(client)), ["EXTENDED_KEY_USAGE"]);
        assert_eq!(signing(&Draft::new("Lan").with(key_usage(&[2]))), ["KEY_USAGE"]);
        assert_eq!(signing(&Draft::new("Lan")), ["KEY_USAGE_ABSENT"]);
        assert_eq!(signing(&signer().with(extension(oids::OCSP_NOCHECK, false, &[5, 0]))), ["OCSP_NOCHECK_ON_SIGNER"]);
        assert_eq!(signing(&signer().with(key_usage(&[1]))), ["USAGE_EXTENSION_MALFORMED"], "twice");
        let strict = SigningRules { require_non_repudiation: true };
        assert_eq!(codes(&signer(), |certificate| document_signing(certificate, strict)), ["KEY_USAGE"]);
    }

    #[test]
    fn who_may_stamp_times() {
        let tsa = |usage| codes(&Draft::new("TSA").with(key_usage(&[0])).with(usage), time_stamping);
        let other = "1.3.6.1.5.5.7.3.4";
        assert_eq!(tsa(extended_key_usage(true, &[oids::EKU_TIME_STAMPING])), [""; 0]);
        assert_eq!(tsa(extended_key_usage(false, &[oids::EKU_TIME_STAMPING])), ["TIMESTAMPING_USAGE_NOT_CRITICAL"]);
        assert_eq!(tsa(extended_key_usage(true, &[oids::EKU_TIME_STAMPING, other])), ["TIMESTAMPING_USAGE_NOT_SOLE"]);
        assert_eq!(codes(&Draft::new("TSA"), time_stamping), ["TIMESTAMPING_USAGE_ABSENT"]);
    }
}
