//! What a policy asks beyond the standards: certificate policies (RFC 5280 §4.2.1.4) and statements (EN 319 412-5 §4) of a
//! signer, a day on which the reliance on an anchor ends, and how long a revocation may take until it is told.
//!
//! An anchor after its day is no anchor at the current time (EN 319 102-1 §5.2.6.4, steps 1 and 3). What existed before that
//! day may pass all the same: past validation does not ask about it (§5.6.2.1.4, step 2) and starts to slide there (§5.6.2.2.4,
//! step 1).

use serde::Deserialize;
use time::{Date, Duration, OffsetDateTime};

use crate::text::{duration, unhex};
use crate::x509::{Certificate, Failure, Path, PathInputs, oids};

use super::algorithms::date;
use super::fault::Fault;
use super::findings::{Findings, Rule};
use super::policy::{Policy, Rules};
use super::rules;
use super::terms::SubIndication;
use super::xcv::{Asks, Purpose, Question};

/// An object identifier in dotted decimal.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Oid(String);

impl TryFrom<String> for Oid {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        oids::dotted(&text).map(Self).ok_or_else(|| format!("{text:?} is no object identifier, such as 2.16.840.1.101"))
    }
}

/// A statement of a qualified certificate, or one of the types that a QcType names, in dotted decimal.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct QcStatement(Oid);

/// EN 319 412-5 §4.2.1, §4.2.2, §4.2.3.
const STATEMENTS: [(&str, &str); 4] = [
    ("qc-compliance", "0.4.0.1862.1.1"),
    ("qc-sscd", "0.4.0.1862.1.4"),
    ("qc-type-esign", "0.4.0.1862.1.6.1"),
    ("qc-type-eseal", "0.4.0.1862.1.6.2"),
];

impl TryFrom<String> for QcStatement {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if let Some((_, oid)) = STATEMENTS.iter().find(|(word, _)| *word == text) {
            return Ok(Self(Oid((*oid).to_owned())));
        }
        let words = STATEMENTS.map(|(word, _)| word).join(", ");
        Oid::try_from(text).map(Self).map_err(|error| format!("{error}, and none of {words}"))
    }
}

impl QcStatement {
    fn is_made_by(&self, certificate: &Certificate) -> bool {
        let said = certificate.extensions();
        said.qc_statements.iter().chain(&said.qc_types).any(|oid| *oid == self.0.0)
    }

    /// Its name and number.
    fn name(&self) -> String {
        let Self(Oid(oid)) = self;
        oids::name_of(oid).map_or_else(|| oid.clone(), |name| format!("{name} ({oid})"))
    }
}

/// A day on which the reliance on an anchor ends.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sunset {
    /// Of the anchor's certificate.
    #[serde(deserialize_with = "fingerprint")]
    sha256: [u8; 32],
    /// The first day (UTC) on which it is no longer relied on.
    #[serde(deserialize_with = "day")]
    until: Date,
}

fn fingerprint<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<[u8; 32], D::Error> {
    let text = String::deserialize(deserializer)?;
    let digest = unhex(&text).and_then(|digest| digest.try_into().ok());
    digest.ok_or_else(|| serde::de::Error::custom(format!("{text:?} is no SHA-256 of 64 hexadecimal digits")))
}

fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    date(&String::deserialize(deserializer)?).map_err(serde::de::Error::custom)
}

/// How long a revocation may take until it is told: an answer about a signer counts if it was issued so long after the proven
/// time of the signature, or later.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Grace(Duration);

impl TryFrom<String> for Grace {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let grace = duration(&text)?;
        Duration::try_from(grace).map(Self).map_err(|error| error.to_string())
    }
}

impl Grace {
    /// Is there none?
    pub fn is_none(self) -> bool {
        self.0.is_zero()
    }

    /// When it is over for what was made by `time`.
    pub fn after(self, time: OffsetDateTime) -> OffsetDateTime {
        time.saturating_add(self.0)
    }
}

impl Rules {
    /// When the reliance on `anchor` ends, if a day is set.
    pub(super) fn sunset(&self, anchor: &Certificate) -> Option<OffsetDateTime> {
        let own = self.anchor.iter().filter(|sunset| sunset.sha256 == *anchor.fingerprint());
        own.map(|sunset| sunset.until.midnight().assume_utc()).min()
    }
}

impl Asks {
    /// What `policy` asks of a signer's path.
    pub(super) fn of_signers(policy: &Policy) -> Self {
        let asks = Self { inputs: PathInputs::ANY, policies: Vec::new(), revocation: true, strength: true };
        asks.demanding(&policy.rules)
    }

    /// The same, and one of the policies that `rules` name: RFC 5280's user-initial-policy-set with explicit policy, where the
    /// caller names none himself.
    pub(super) fn demanding(mut self, rules: &Rules) -> Self {
        self.policies = rules.certificate_policies.iter().map(|Oid(oid)| oid.clone()).collect();
        if !self.policies.is_empty() {
            self.inputs.explicit_policy = true;
            if self.inputs.policies.is_empty() {
                self.inputs.policies.clone_from(&self.policies);
            }
        }
        self
    }

    /// Is `path` valid for one of the policies that are demanded?
    fn are_met(&self, path: &Path) -> bool {
        let demanded = |policy: &String| {
            let names = |other: &String| other == policy || other == oids::ANY_POLICY;
            policy == oids::ANY_POLICY || self.policies.iter().any(names)
        };
        self.policies.is_empty() || path.valid_policies.iter().any(demanded)
    }
}

impl Question<'_> {
    /// What of the policy's demands `path` does not meet.
    pub(super) fn unmet(&self, path: &Path) -> Vec<Fault> {
        let mut faults = Vec::new();
        if let Some((anchor, until)) = self.sunset(path).filter(|(_, until)| *until <= self.now()) {
            let sub = SubIndication::NoCertificateChainFoundNoPoe;
            faults.push(Fault::timely(rules::ANCHOR_SUNSET, sub, anchor).at(until));
        }
        if !self.asks.are_met(path) {
            let sub = SubIndication::ChainConstraintsFailure;
            faults.push(Fault::lasting(rules::CERTIFICATE_POLICIES, sub, self.leaf));
        }
        faults
    }

    /// Is `failure` said already where the demanded policies are missing?
    pub(super) fn is_demand(&self, failure: &Failure) -> bool {
        !self.asks.policies.is_empty() && matches!(failure, Failure::NoValidPolicy { .. })
    }

    /// The rules that the policy adds for `path`.
    pub(super) fn demanded(&self, path: &Path) -> Vec<Rule> {
        let policies = (!self.asks.policies.is_empty()).then_some(rules::CERTIFICATE_POLICIES);
        let sunset = self.sunset(path).map(|_| rules::ANCHOR_SUNSET);
        policies.into_iter().chain(sunset).collect()
    }

    /// The anchor of `path` and its day, if it has one.
    pub(super) fn sunset<'p>(&self, path: &'p Path) -> Option<(&'p Certificate, OffsetDateTime)> {
        let anchor = &path.elements.last()?.certificate;
        self.context.policy.rules.sunset(anchor).map(|until| (anchor, until))
    }

    /// The anchors that are still relied on.
    pub(super) fn lasting_anchors(&self) -> Vec<Certificate> {
        let rules = &self.context.policy.rules;
        let lasts = |anchor: &&Certificate| rules.sunset(anchor).is_none_or(|until| self.now() < until);
        self.anchors.iter().filter(lasts).cloned().collect()
    }

    /// From when on an answer about the signer of a document counts, where a grace is set. A signature that no time-stamp proves
    /// is as young as the current time, and its grace never over.
    pub(super) fn graced(&self, leaf: bool) -> Option<OffsetDateTime> {
        let grace = self.context.policy.rules.revocation_grace;
        (leaf && self.purpose == Purpose::Signature && !grace.is_none()).then(|| grace.after(self.best()))
    }
}

/// The statements that the policy wants a signer's `certificate` to make.
pub(super) fn statements(certificate: &Certificate, rules: &Rules, findings: &mut Findings) {
    let missing: Vec<_> = rules.qc_statements.iter().filter(|wanted| !wanted.is_made_by(certificate)).collect();
    if missing.is_empty() && !rules.qc_statements.is_empty() {
        findings.pass(rules::QC_STATEMENTS);
    }
    for wanted in missing {
        findings.break_rule(rules::QC_STATEMENTS, wanted.name());
    }
}

#[cfg(test)]
mod tests {
    use super::super::policy::PolicyError;
    use super::*;

    fn mine(text: &str) -> Result<Policy, PolicyError> {
        Policy::parse("mine", &format!("extends = \"nd30\"\nname = \"mine\"\n{text}"))
    }

    #[test]
    fn a_demand_that_cannot_be_meant_is_refused() {
        for (text, says) in [
            ("certificate_policies = [\"1.2.x\"]", "no object identifier"),
            ("qc_statements = [\"qc-ssdc\"]", "qc-sscd"),
            ("anchor = [{ sha256 = \"ab\", until = \"2030-03-05\" }]", "64 hexadecimal digits"),
            ("anchor = [{ sha256 = \"{}\", until = \"2030-03-05T00:00:00Z\" }]", "unexpected trailing characters"),
            ("anchor = [{ sha256 = \"{}\" }]", "until"),
            ("anchor = [{ sha256 = \"{}\", until = \"2030-03-05\", from = 1 }]", "from"),
            ("revocation_grace = \"a day\"", "500ms"),
            ("revocation_grace = \"0s\"", "500ms"),
            ("revocation_grace = \"30s\"\nrevocation_freshness = \"next-update\"", "revocation_freshness"),
            ("[constraints]\nCERTIFICATE_POLICIES = \"warn\"", "no policy can weaken"),
            ("[constraints]\nANCHOR_SUNSET = \"ignore\"", "no policy can weaken"),
        ] {
            let error = mine(&text.replace("{}", &"ab".repeat(32))).unwrap_err().to_string();
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn of_two_days_for_one_root_the_earlier_counts() {
        use super::super::super::x509::read_certificates;
        let all = read_certificates(include_bytes!("../../fixtures/x509/certificates.pem")).unwrap();
        let print = crate::text::hex(all[0].fingerprint());
        let row = |day: &str| format!("[[anchor]]\nsha256 = \"{print}\"\nuntil = \"{day}\"\n");
        let policy = mine(&[row("2031-01-01"), row("2030-03-05")].concat()).unwrap();
        assert_eq!(policy.rules.sunset(&all[0]), Some(time::macros::datetime!(2030-03-05 00:00 UTC)));
        assert_eq!(policy.rules.sunset(&all[1]), None);
    }
}
