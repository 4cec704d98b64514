//! What a certificate says: for people and as JSON Lines. Nothing is judged.
//!
//! Every text in it is a stranger's and passes through [`Untrusted`] before it reaches a terminal.

use serde::Serialize;
use sha1::Digest as _;
use time::{OffsetDateTime, UtcOffset};

use crate::messages::{CertWord, Lang};
use crate::text::{Untrusted, hex};
use crate::verify::ErrorReport;
use crate::x509::{Certificate, GeneralName, KeyUsage, PublicKey, Scheme, Subtree, oids};

use super::style::{Mark, bold, dim};
use super::verdict::show_time;

/// One certificate: one line of `kyso cert show --json`. Names by RFC 4514, types in dotted decimal, digests and numbers in
/// lower-case hexadecimal.
#[derive(Clone, Debug, Default, Serialize)]
#[allow(missing_docs)] // The names are RFC 5280's.
pub struct CertificateFacts {
    pub file: String,
    pub subject: String,
    pub issuer: String,
    pub serial: String,
    /// 1, 2 or 3.
    pub version: u32,
    #[serde(with = "time::serde::rfc3339::option")]
    pub not_before: Option<OffsetDateTime>,
    #[serde(with = "time::serde::rfc3339::option")]
    pub not_after: Option<OffsetDateTime>,
    pub sha256: String,
    pub sha1: String,
    /// `rsa 2048`, `p256`; null where it is not known here.
    pub key: Option<String>,
    /// How its issuer signed it: `rsa-pkcs1 sha256`; null where it is not known here.
    pub algorithm: Option<String>,
    pub ca: bool,
    pub path_len: Option<u32>,
    pub key_usage: Option<Vec<&'static str>>,
    pub extended_key_usage: Option<Vec<String>>,
    pub subject_alt_names: Vec<String>,
    pub policies: Vec<String>,
    pub qc_statements: Vec<String>,
    /// What a QcType statement says it is for (EN 319 412-5 §4.2.3).
    pub qc_types: Vec<String>,
    pub permitted_subtrees: Vec<String>,
    pub excluded_subtrees: Vec<String>,
    /// Issuer's and subject's policy.
    pub policy_mappings: Vec<[String; 2]>,
    pub require_explicit_policy: Option<u32>,
    pub inhibit_policy_mapping: Option<u32>,
    pub inhibit_any_policy: Option<u32>,
    pub crl_urls: Vec<String>,
    pub ocsp_urls: Vec<String>,
    pub ca_issuer_urls: Vec<String>,
    pub subject_key_id: Option<String>,
    pub authority_key_id: Option<String>,
    pub ocsp_nocheck: bool,
    /// Critical extensions that no rule here knows.
    pub unknown_critical: Vec<String>,
    /// Extensions that are damaged or occur twice.
    pub malformed: Vec<String>,
    /// Why the file could not be read.
    pub error: Option<ErrorReport>,
}

impl CertificateFacts {
    /// A file that could not be read.
    pub fn unread(file: &str, error: ErrorReport) -> Self {
        Self { file: file.to_owned(), error: Some(error), ..Self::default() }
    }

    /// What `certificate`, found in `file`, says.
    pub fn of(file: &str, certificate: &Certificate) -> Self {
        let says = certificate.extensions();
        let constraints = says.name_constraints.as_ref();
        let subtrees = |subtrees: &[Subtree]| subtrees.iter().map(|subtree| subtree.base.to_string()).collect();
        Self {
            file: file.to_owned(),
            subject: certificate.subject().to_rfc4514(),
            issuer: certificate.issuer().to_rfc4514(),
            serial: certificate.serial_hex(),
            version: certificate.version(),
            not_before: Some(certificate.not_before()),
            not_after: Some(certificate.not_after()),
            sha256: hex(certificate.fingerprint()),
            sha1: hex(&sha1::Sha1::digest(certificate.der())),
            key: certificate.public_key().ok().map(PublicKey::describe),
            algorithm: certificate.scheme().ok().map(algorithm),
            ca: certificate.is_ca(),
            path_len: says.basic_constraints.and_then(|constraints| constraints.path_len),
            key_usage: says.key_usage.map(KeyUsage::names),
            extended_key_usage: says.extended_key_usage.clone(),
            subject_alt_names: says.subject_alt_names.iter().map(GeneralName::to_string).collect(),
            policies: says.policies.clone(),
            qc_statements: says.qc_statements.clone(),
            qc_types: says.qc_types.clone(),
            permitted_subtrees: constraints.map(|list| subtrees(&list.permitted)).unwrap_or_default(),
            excluded_subtrees: constraints.map(|list| subtrees(&list.excluded)).unwrap_or_default(),
            policy_mappings: says
                .policy_mappings
                .iter()
                .map(|mapping| [mapping.issuer.clone(), mapping.subject.clone()])
                .collect(),
            require_explicit_policy: says.policy_constraints.require_explicit_policy,
            inhibit_policy_mapping: says.policy_constraints.inhibit_policy_mapping,
            inhibit_any_policy: says.inhibit_any_policy,
            crl_urls: says.crl_urls().map(str::to_owned).collect(),
            ocsp_urls: says.ocsp_urls.clone(),
            ca_issuer_urls: says.ca_issuer_urls.clone(),
            subject_key_id: says.subject_key_id.as_deref().map(hex),
            authority_key_id: says.authority_key_id.as_ref().and_then(|id| id.key_id.as_deref()).map(hex),
            ocsp_nocheck: says.ocsp_nocheck,
            unknown_critical: says.unknown_critical().into_iter().map(str::to_owned).collect(),
            malformed: says.malformed.clone(),
            error: None,
        }
    }

    /// For people.
    pub fn text(&self, lang: Lang, zone: UtcOffset) -> String {
        if let Some(error) = &self.error {
            let (file, what) = (bold(&Untrusted(&self.file).to_string()), Untrusted(&error.message));
            return format!("{}  {file}\n    {what}\n", Mark::Bad.with(lang.words().not_judged()));
        }
        let mut text = format!("{}\n", bold(&Untrusted(&self.subject).to_string()));
        for (word, values) in self.lines(lang, zone) {
            for (place, value) in values.iter().filter(|value| !value.is_empty()).enumerate() {
                // The label stands once, its further values below each other.
                let label = if place == 0 { format!("{}: ", lang.words().cert(word)) } else { "  – ".to_owned() };
                text = format!("{text}    {}{}\n", dim(&label), Untrusted(value));
            }
        }
        text
    }

    fn lines(&self, lang: Lang, zone: UtcOffset) -> Vec<(CertWord, Vec<String>)> {
        let word = |word| lang.words().cert(word).to_owned();
        let one = |value: &Option<String>| value.iter().cloned().collect::<Vec<_>>();
        let named = |values: &[String]| values.iter().map(|oid| with_name(oid)).collect::<Vec<_>>();
        let after = |skip: Option<u32>| skip.map(|skip| lang.words().after_certificates(skip)).into_iter().collect();
        let dates = self.not_before.zip(self.not_after);
        let dates = dates.map(|(from, to)| format!("{} → {}", show_time(from, zone), show_time(to, zone)));
        let ca = match (self.ca, self.path_len) {
            (false, _) => word(CertWord::No),
            (true, None) => word(CertWord::Yes),
            (true, Some(most)) => format!("{}; {}", word(CertWord::Yes), lang.words().path_length(most)),
        };
        let usage = self.key_usage.as_ref().map(|usage| usage.join(", "));
        let mappings = self.policy_mappings.iter().map(|[from, to]| format!("{from} → {to}")).collect();
        vec![
            (CertWord::Issuer, vec![self.issuer.clone()]),
            (CertWord::Serial, vec![self.serial.clone()]),
            (CertWord::Validity, one(&dates)),
            (CertWord::Sha256, vec![self.sha256.clone()]),
            (CertWord::Sha1, vec![self.sha1.clone()]),
            (CertWord::Key, vec![self.key.clone().unwrap_or_else(|| word(CertWord::NotKnown))]),
            (CertWord::SignedWith, vec![self.algorithm.clone().unwrap_or_else(|| word(CertWord::NotKnown))]),
            (CertWord::Ca, vec![ca]),
            (CertWord::KeyUsage, one(&usage)),
            (CertWord::ExtendedKeyUsage, named(self.extended_key_usage.as_deref().unwrap_or_default())),
            (CertWord::AlternativeNames, self.subject_alt_names.clone()),
            (CertWord::Policies, named(&self.policies)),
            (CertWord::QcStatements, named(&self.qc_statements)),
            (CertWord::QcTypes, named(&self.qc_types)),
            (CertWord::Permitted, self.permitted_subtrees.clone()),
            (CertWord::Excluded, self.excluded_subtrees.clone()),
            (CertWord::Mappings, mappings),
            (CertWord::RequireExplicitPolicy, after(self.require_explicit_policy)),
            (CertWord::InhibitPolicyMapping, after(self.inhibit_policy_mapping)),
            (CertWord::InhibitAnyPolicy, after(self.inhibit_any_policy)),
            (CertWord::Crls, self.crl_urls.clone()),
            (CertWord::Ocsp, self.ocsp_urls.clone()),
            (CertWord::CaIssuers, self.ca_issuer_urls.clone()),
            (CertWord::KeyId, one(&self.subject_key_id)),
            (CertWord::IssuerKeyId, one(&self.authority_key_id)),
            (CertWord::UnknownCritical, self.unknown_critical.clone()),
            (CertWord::Malformed, named(&self.malformed)),
        ]
    }
}

fn algorithm(scheme: Scheme) -> String {
    scheme.hash().map_or_else(|| scheme.name().to_owned(), |hash| format!("{} {hash}", scheme.name()))
}

/// A type in dotted decimal, with the name its standard gives it.
pub(super) fn with_name(oid: &str) -> String {
    oids::name_of(oid).map_or_else(|| oid.to_owned(), |name| format!("{name} ({oid})"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A name that clears the line and writes a verdict of its own.
    #[test]
    fn a_strangers_text_moves_no_cursor() {
        let evil = "CN=\u{1b}[2K\r✔ valid\u{202e}";
        let facts = CertificateFacts {
            subject: evil.into(),
            issuer: evil.into(),
            subject_alt_names: vec![evil.into()],
            crl_urls: vec![evil.into()],
            ..CertificateFacts::default()
        };
        let text = facts.text(Lang::En, UtcOffset::UTC);
        let plain = anstream::adapter::strip_str(&text).to_string();
        assert!(!plain.contains(['\u{1b}', '\r', '\u{202e}']), "{plain:?}");
        assert_eq!(plain.matches("\\u{1b}").count(), 4);
    }
}
