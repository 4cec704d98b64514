//! A story: a file with a past, who judges it when with what, and what the standard says to that.

use std::path::Path;

use kyso::verify::policy::PolicyError;
use kyso::verify::{Context, Indication, Level, Policy, Report, SubIndication};
use kyso::x509::{Certificate, Crl, OcspResponse};
use kyso_lab::clock::{Entry, Party};
use serde_json::{Value, json};
use time::format_description::well_known::Rfc3339;
use time::{Duration, OffsetDateTime};

use crate::cast::CAST;
use crate::paper::Paper;

/// An indication and why.
pub(crate) type Verdict = (Indication, Option<SubIndication>);

/// Nothing is wrong.
pub(crate) const PASSED: Verdict = (Indication::TotalPassed, None);

/// Nobody can say.
pub(crate) const fn open(sub: SubIndication) -> Verdict {
    (Indication::Indeterminate, Some(sub))
}

/// Certainly wrong.
pub(crate) const fn failed(sub: SubIndication) -> Verdict {
    (Indication::TotalFailed, Some(sub))
}

/// One story.
#[derive(Clone)]
pub(crate) struct Story {
    /// What it is called.
    pub(crate) name: &'static str,
    /// What happened, in one sentence.
    pub(crate) tells: &'static str,
    /// The file.
    pub(crate) file: Vec<u8>,
    /// When it is judged.
    pub(crate) at: OffsetDateTime,
    /// Anchors (DER), for signatures and time-stamps alike.
    pub(crate) trust: Vec<Vec<u8>>,
    /// What the judge brings (DER).
    pub(crate) certificates: Vec<Vec<u8>>,
    /// Lists that the judge brings (DER).
    pub(crate) lists: Vec<Vec<u8>>,
    /// OCSP answers that the judge brings (DER).
    pub(crate) answers: Vec<Vec<u8>>,
    /// `(key, value)` of the policy that differ from the default one.
    pub(crate) policy: Vec<(&'static str, String)>,
    /// What the standard says of each signature, in their order.
    pub(crate) expected: Vec<Verdict>,
    /// Why, by clause.
    pub(crate) because: &'static str,
    /// The level of the first signature, where the story is about it.
    pub(crate) level: Option<Level>,
    /// Where the best signature time comes from, where the story is about it.
    pub(crate) proof: Option<&'static str>,
}

impl Story {
    pub(crate) fn new(name: &'static str, tells: &'static str, paper: Paper) -> Self {
        Self {
            name,
            tells,
            file: paper.bytes,
            at: OffsetDateTime::UNIX_EPOCH,
            trust: vec![CAST.root.certificate.clone(), CAST.root_2.certificate.clone()],
            certificates: Vec::new(),
            lists: Vec::new(),
            answers: Vec::new(),
            policy: Vec::new(),
            expected: Vec::new(),
            because: "",
            level: None,
            proof: None,
        }
    }

    /// Judged then, by somebody who has the lists of an hour before from every authority that still lives.
    pub(crate) fn judged(self, at: OffsetDateTime) -> Self {
        self.judged_knowing(at, &[])
    }

    /// The same, where those lists name these.
    pub(crate) fn judged_knowing(self, at: OffsetDateTime, revoked: &[(&Party, Entry)]) -> Self {
        self.judged_with(at, CAST.lists(at - Duration::hours(1), revoked))
    }

    /// Judged then, with these lists.
    pub(crate) fn judged_with(mut self, at: OffsetDateTime, lists: Vec<Vec<u8>>) -> Self {
        (self.at, self.lists) = (at, lists);
        self
    }

    /// With these OCSP answers too.
    pub(crate) fn answered(mut self, answers: Vec<Vec<u8>>) -> Self {
        self.answers = answers;
        self
    }

    /// With these certificates too.
    pub(crate) fn knowing(mut self, certificates: &[&Party]) -> Self {
        self.certificates.extend(certificates.iter().map(|party| party.certificate.clone()));
        self
    }

    /// By somebody who trusts these instead.
    pub(crate) fn trusting(mut self, anchors: &[&Party]) -> Self {
        self.trust = anchors.iter().map(|party| party.certificate.clone()).collect();
        self
    }

    /// Under the default policy with another value for `key`.
    pub(crate) fn under(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.policy.push((key, value.into()));
        self
    }

    /// What the standard says to that.
    pub(crate) fn says(self, expected: Verdict, because: &'static str) -> Self {
        self.says_of_each(&[expected], because)
    }

    /// What the standard says of each signature.
    pub(crate) fn says_of_each(mut self, expected: &[Verdict], because: &'static str) -> Self {
        (self.expected, self.because) = (expected.to_vec(), because);
        self
    }

    /// The level that the first signature has.
    pub(crate) fn at_level(mut self, level: Level) -> Self {
        self.level = Some(level);
        self
    }

    /// Where the best signature time comes from.
    pub(crate) fn proven_by(mut self, source: &'static str) -> Self {
        self.proof = Some(source);
        self
    }

    /// What kyso says; an error where it knows no such policy.
    pub(crate) fn judge(&self) -> Result<Report, PolicyError> {
        Ok(self.context()?.judge(self.name, &self.file, None))
    }

    /// Who judges, and by what; an error where there is no such policy.
    pub(crate) fn context(&self) -> Result<Context, PolicyError> {
        let read = |all: &[Vec<u8>]| -> Vec<_> { all.iter().map(|der| Certificate::from_der(der).unwrap()).collect() };
        Ok(Context {
            trust: read(&self.trust),
            tsa_trust: read(&self.trust),
            intermediates: read(&self.certificates),
            crls: self.lists.iter().map(|der| Crl::from_der(der).unwrap()).collect(),
            ocsps: self.answers.iter().map(|der| OcspResponse::from_der(der).unwrap()).collect(),
            ..Context::new(Policy::parse("default", &self.policy_text())?, self.at)
        })
    }

    /// Writes the story into `folder` for others to judge; its entry of the index.
    pub(crate) fn export(&self, folder: &Path) -> Value {
        let write = |kind: &str, all: &[Vec<u8>]| -> Vec<String> {
            let names = (0..all.len()).map(|at| format!("{}-{kind}-{at}.der", self.name));
            let written = names.zip(all).inspect(|(name, der)| std::fs::write(folder.join(name), der).unwrap());
            written.map(|(name, _)| name).collect()
        };
        let file = format!("{}.pdf", self.name);
        std::fs::write(folder.join(&file), &self.file).unwrap();
        json!({
            "name": self.name,
            "file": file,
            "at": self.at.format(&Rfc3339).unwrap(),
            "soft": self.policy.iter().any(|(key, value)| *key == "revocation" && value == "\"soft\""),
            "trust": write("trust", &self.trust),
            "certificates": write("certificates", &self.certificates),
            "lists": write("lists", &self.lists),
            "answers": write("answers", &self.answers),
        })
    }

    /// The policy's text.
    pub(crate) fn policy_text(&self) -> String {
        let text = include_str!("../../src/verify/data/default.toml");
        let key = |line: &str| line.split(" = ").next().unwrap_or_default().to_owned();
        let change = |line: &str| {
            let other = self.policy.iter().find(|(name, _)| *name == key(line));
            other.map_or_else(|| line.to_owned(), |(key, value)| format!("{key} = {value}"))
        };
        let added = self.policy.iter().filter(|(name, _)| text.lines().all(|line| key(line) != *name));
        let added = added.map(|(key, value)| format!("{key} = {value}"));
        added.chain(text.lines().map(change)).collect::<Vec<_>>().join("\n")
    }
}
