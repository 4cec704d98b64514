//! One certificate judged by itself (EN 319 102-1 §5.2.6), for people who ask about a certificate and not a document.
//!
//! It is the same block as for a signature, with RFC 5280's own inputs: the policies and names that are asked for. Without a
//! policy of signatures nothing else counts; strength of algorithms is a matter of such a policy. Nothing is proven to
//! have existed before the current time.

use std::cell::RefCell;

use serde::Serialize;

use crate::hash::Hash;
use crate::x509::{
    Certificate, KeyType, PathInputs, Scheme, SigningRules, UsageFailure, document_signing, oids, time_stamping,
};

use super::demands::statements;
use super::fault::{self, Fault};
use super::fetch::Leaf;
use super::findings::Findings;
use super::poe::Proofs;
use super::store::Store;
use super::terms::{Indication, SubIndication};
use super::verdict::{ChainElement, ErrorReport, Reason, RevocationReport};
use super::xcv::{Asks, Purpose, Question};
use super::{Context, rules};

/// The scheme of RSA that lasts longest.
const PSS: Scheme = Scheme::RsaPss { hash: Hash::Sha512, mgf: Hash::Sha512, salt: 64 };

/// What a certificate is to be used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// Signing documents.
    Sign,
    /// Signing time-stamps; the anchors are those for time-stamps.
    Timestamp,
    /// Signing OCSP answers.
    Ocsp,
    /// Anything.
    Any,
}

impl Usage {
    /// The code in reports.
    fn code(self) -> &'static str {
        match self {
            Self::Sign => "sign",
            Self::Timestamp => "timestamp",
            Self::Ocsp => "ocsp",
            Self::Any => "any",
        }
    }
}

/// What is asked about a certificate.
#[derive(Clone, Debug)]
pub struct CertificateOrder {
    /// What for.
    pub usage: Usage,
    /// RFC 5280 §6.1.1.
    pub inputs: PathInputs,
    /// Is revocation asked about at all? How hard, says the policy.
    pub revocation: bool,
    /// Is the strength of algorithms judged?
    pub strength: bool,
}

/// What came out: one line of `kyso cert verify --json`.
#[derive(Clone, Debug, Serialize)]
pub struct CertificateReport {
    /// `kyso.certificate/1`.
    pub schema: &'static str,
    /// The file as it was named.
    pub file: String,
    /// What it was judged for: `sign`, `timestamp`, `ocsp`, `any`.
    pub usage: &'static str,
    /// Nothing where the file could not be read.
    pub indication: Option<Indication>,
    /// The standard's word for why.
    pub sub_indication: Option<SubIndication>,
    /// What is wrong or not known, the weightiest first.
    pub reasons: Vec<Reason>,
    /// From the certificate to the anchor.
    pub chain: Vec<ChainElement>,
    /// The policies, in the anchor's terms, for which the path is valid (RFC 9618 §5.5).
    pub valid_policies: Vec<String>,
    /// Every revocation answer that was looked at.
    pub revocation: Vec<RevocationReport>,
    /// Codes.
    pub warnings: Vec<&'static str>,
    /// Why there is no verdict.
    pub error: Option<ErrorReport>,
}

impl CertificateReport {
    /// Nothing known yet of `file`.
    pub fn blank(file: &str, usage: Usage) -> Self {
        Self {
            schema: "kyso.certificate/1",
            file: file.to_owned(),
            usage: usage.code(),
            indication: None,
            sub_indication: None,
            reasons: Vec::new(),
            chain: Vec::new(),
            valid_policies: Vec::new(),
            revocation: Vec::new(),
            warnings: Vec::new(),
            error: None,
        }
    }
}

impl Context {
    /// Judges `leaf`, found in `file` together with `others`.
    pub fn judge_certificate(
        &self,
        file: &str,
        leaf: &Certificate,
        others: &[Certificate],
        order: &CertificateOrder,
    ) -> CertificateReport {
        let timestamp = order.usage == Usage::Timestamp;
        let anchors = if timestamp { &self.tsa_trust } else { &self.trust };
        let wanted = Leaf { certificate: leaf.clone(), anchors, fresh_since: None, revocation: order.revocation };
        let store = Store::beside(others, wanted, self);
        let (inputs, policies) = (order.inputs.clone(), Vec::new());
        let asks = Asks { inputs, policies, revocation: order.revocation, strength: order.strength };
        let signs = order.usage == Usage::Sign;
        let asks = if signs { asks.demanding(&self.policy.rules) } else { asks };
        let question = Question {
            context: self,
            store: &store,
            proofs: &Proofs::at(self.at),
            leaf,
            anchors,
            purpose: Purpose::Nothing,
            bound: false,
            proven: None,
            stamped: false,
            made: None,
            not_before: None,
            asks: &asks,
            standing: RefCell::default(),
        };
        let mut chain = question.judge();
        if let Some(what) = self.weakness(leaf).filter(|_| order.strength) {
            let sub = SubIndication::CryptoConstraintsFailureNoPoe;
            chain.faults.push(Fault::lasting(rules::ALGORITHM_STRENGTH, sub, leaf).at(self.at).saying(&what));
        }
        let mut findings = Findings::under(&self.policy.constraints);
        chain.warn(&mut findings);
        fault::report_all(chain.faults, &chain.demanded, &mut findings);
        if signs {
            statements(leaf, &self.policy.rules, &mut findings);
        }
        for failure in self.usage(leaf, order.usage) {
            findings.break_rule(rules::KEY_USAGE, failure.to_owned());
        }
        let (indication, sub_indication) = findings.indication();
        CertificateReport {
            indication: Some(indication),
            sub_indication,
            reasons: findings.reasons(),
            chain: chain.elements,
            valid_policies: chain.path.map(|path| path.valid_policies).unwrap_or_default(),
            revocation: chain.revocation,
            warnings: findings.warnings,
            ..CertificateReport::blank(file, order.usage)
        }
    }

    /// Is its own key too weak for whatever it may sign?
    fn weakness(&self, leaf: &Certificate) -> Option<String> {
        let Ok(key) = leaf.public_key() else { return Some("?".to_owned()) };
        let strong = Hash::Sha512;
        let schemes = match key.key_type() {
            KeyType::Rsa => vec![Scheme::RsaPkcs1(strong), PSS],
            KeyType::RsaPss => vec![PSS],
            KeyType::Dsa => vec![Scheme::Dsa(strong)],
            KeyType::Ed25519 => vec![Scheme::Ed25519],
            KeyType::Ed448 => vec![Scheme::Ed448],
            KeyType::MlDsa44 => vec![Scheme::MlDsa44],
            KeyType::MlDsa65 => vec![Scheme::MlDsa65],
            KeyType::MlDsa87 => vec![Scheme::MlDsa87],
            _ => vec![Scheme::Ecdsa(strong)],
        };
        let weak = |scheme: &Scheme| self.policy.algorithms.weakness(*scheme, key, self.at).is_some();
        schemes.iter().all(weak).then(|| key.describe())
    }

    /// What keeps the certificate from this use: codes.
    fn usage(&self, leaf: &Certificate, usage: Usage) -> Vec<&'static str> {
        let failures = match usage {
            Usage::Any => return Vec::new(),
            Usage::Ocsp if leaf.has_extended_key_usage(oids::EKU_OCSP_SIGNING) => return Vec::new(),
            Usage::Ocsp => return vec!["OCSP_RESPONDER_USAGE"],
            Usage::Sign => {
                let require_non_repudiation = self.policy.rules.require_non_repudiation;
                document_signing(leaf, SigningRules { require_non_repudiation })
            }
            Usage::Timestamp => time_stamping(leaf),
        };
        failures.iter().map(UsageFailure::code).collect()
    }
}
