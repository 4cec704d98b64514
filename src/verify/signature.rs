//! A signature proper through its blocks: arithmetic (EN 319 102-1 §5.2.7), path and revocation (§5.2.6), acceptance (§5.2.8),
//! and the time at which it is proven to have existed (§5.5).

use time::{Duration, OffsetDateTime};

use crate::cms::{self, Facts, SignedData, SignerInfo, attributes};
use crate::hash::Hash;

use super::accept::{self, Profile};
use super::algorithms::key_family;
use super::chain::{Answer, Question};
use super::covered::Covered;
use super::entry::{Entry, Past};
use super::findings::Findings;
use super::policy::Policy;
use super::store::Store;
use super::timestamps::{Judged, Material, content_timestamps, not_before, signature_timestamps};
use super::verdict::{Form, Indication, KeyReport, SignatureReport, SignerReport, SubIndication};
use super::{Context, declared, is_signature, legacy, rules, utc};

impl Context {
    /// Judges a signature, or usage rights, into its report.
    pub(super) fn judge_signature(
        &self,
        entry: &Entry,
        covered: &Covered<'_>,
        store: &Store,
        past: &Past,
        report: &mut SignatureReport,
        findings: &mut Findings,
    ) {
        report.timestamps.clone_from(&past.timestamps);
        let profile = match entry.dictionary.sub_filter.as_deref() {
            Some("ETSI.CAdES.detached") => Profile::Pades,
            Some("adbe.pkcs7.detached") => Profile::Pkcs7,
            Some("adbe.pkcs7.sha1") => Profile::Pkcs7Sha1,
            Some("adbe.x509.rsa_sha1") => {
                let facts = legacy::x509_rsa_sha1(entry, &|hash| covered.digest(hash), &self.policy, findings);
                let store = &store.with_certificates(&entry.dictionary.certificates);
                return self.conclude_signature(entry, facts, None, store, past.proof, report, findings);
            }
            other => {
                findings.break_rule(rules::SUB_FILTER, other.map(str::to_owned));
                report.form = Form::Unknown;
                // The arithmetic is still of use to whoever reads the report.
                Profile::Pkcs7
            }
        };
        if profile != Profile::Pades && report.form != Form::Unknown {
            findings.warn(rules::LEGACY_SUB_FILTER);
        }
        match SignedData::parse(&entry.dictionary.contents) {
            Err(error) => findings.break_rule(rules::CMS_SYNTAX, error.to_string()),
            Ok(data) => self.judge_cms(entry, &data, profile, covered, store, past.proof, report, findings),
        }
    }

    #[allow(clippy::too_many_arguments)] // What is judged, with what, and where it goes.
    fn judge_cms(
        &self,
        entry: &Entry,
        data: &SignedData,
        profile: Profile,
        covered: &Covered<'_>,
        store: &Store,
        proven: Option<OffsetDateTime>,
        report: &mut SignatureReport,
        findings: &mut Findings,
    ) {
        let rest = entry.dictionary.contents.get(data.length..);
        trailing_data(rest.unwrap_or_default(), &self.policy, findings);
        accept::content(data, profile, &|| covered.digest(Hash::Sha1), findings);
        if data.odd_unsigned_part() {
            findings.warn(rules::UNSIGNED_PART);
        }
        let [signer] = &data.signers[..] else {
            return findings.break_rule(rules::ONE_SIGNER, data.signers.len().to_string());
        };
        findings.pass(rules::ONE_SIGNER);
        let store = store.with(data, signer);
        let digest = |hash: Hash| match (profile, &data.content) {
            (Profile::Pkcs7Sha1, Some(content)) => hash.digest(content),
            _ => covered.digest(hash),
        };
        let mut facts = cms::judge(data, signer, &digest, &store.pool);
        if signer.signed.is_none() && covered.head().is_some_and(cms::begins_as_attributes) {
            facts.oddities.push(cms::Oddity::AttributeConfusion);
        }
        if !covered.is_known() {
            (facts.digest_ok, facts.value_ok) = (None, None);
        }
        accept::facts(&facts, profile, &self.policy, findings);
        if let Some(signed) = &signer.signed {
            declared::judge(signed, entry.dictionary.reason.is_some(), &self.policy, findings);
        }
        if profile == Profile::Pkcs7Sha1 && data.content.as_deref() != Some(&covered.digest(Hash::Sha1)[..]) {
            facts.digest_ok = Some(false);
        }
        claimed_time(signer, report);
        self.conclude_signature(entry, Some(facts), Some(signer), &store, proven, report, findings);
        let material = Material {
            context: self,
            pool: &store.pool,
            evidence: &store.evidence,
            proven,
            online: store.online.as_ref(),
        };
        let stamps = content_timestamps(signer, &material, &|hash| covered.digest(hash));
        not_before(&stamps, report, findings);
    }

    /// Path, time-stamps and time, once the arithmetic is known.
    #[allow(clippy::too_many_arguments)]
    fn conclude_signature(
        &self,
        entry: &Entry,
        facts: Option<Facts>,
        signer: Option<&SignerInfo>,
        store: &Store,
        proven: Option<OffsetDateTime>,
        report: &mut SignatureReport,
        findings: &mut Findings,
    ) {
        let Some(facts) = facts else { return };
        // Without signed attributes the value is over the content itself: one computation answers both.
        let no_attributes = facts.digest_ok.is_none() && facts.has(cms::Oddity::NoSignedAttributes);
        report.hash_ok = if no_attributes { facts.value_ok } else { facts.digest_ok };
        report.value_ok = facts.value_ok;
        report.integrity = accept::integrity(report.hash_ok, report.value_ok);
        self.describe(Some(&facts), report);
        let material = Material {
            context: self,
            pool: &store.pool,
            evidence: &store.evidence,
            proven,
            online: store.online.as_ref(),
        };
        let stamps = signer.map(|signer| signature_timestamps(signer, &material)).unwrap_or_default();
        let proven = prove(&stamps, proven, report, findings);
        report.best_time = Some(utc(proven.unwrap_or(self.at)));
        accept::usage(&facts, &self.policy, findings);
        // The name promises SHA-1 (ISO 32000-1 §12.8.3.3.1): whatever hash the signer's attributes have, the bytes hang on it.
        let sha1 = entry.dictionary.sub_filter.as_deref() == Some("adbe.pkcs7.sha1");
        let digests = if sha1 { &[Hash::Sha1][..] } else { &[] };
        accept::strength(&facts, digests, &self.policy, proven, self.at, findings);
        let Some(certificate) = &facts.certificate else { return };
        let question = Question {
            leaf: certificate,
            pool: &store.pool,
            anchors: &self.trust,
            evidence: &store.evidence,
            at: self.at,
            proven,
            policy: &self.policy,
            memory: &self.memory,
        };
        let Answer { elements, revocation } = question.judge_with(store.online.as_ref(), findings);
        (report.chain, report.revocation) = (elements, revocation);
        if let Some(claimed) = report.claimed_time {
            if !certificate.is_valid_at(claimed) {
                findings.warn(rules::CLAIMED_TIME_OUTSIDE_VALIDITY);
            }
            if proven.is_some_and(|proven| claimed > proven + CLOCK_TOLERANCE) {
                findings.warn(rules::CLAIMED_TIME_AFTER_PROOF);
            }
        }
        if self.policy.rules.trust_claimed_time && proven.is_none() && is_signature(entry) {
            findings.warn(rules::CLAIMED_TIME_ONLY);
        }
    }

    /// Who, with which key, by which algorithm: from the certificate only.
    pub(super) fn describe(&self, facts: Option<&Facts>, report: &mut SignatureReport) {
        let Some(facts) = facts else { return };
        report.digest = facts.hash.map(|hash| hash.name().to_owned()).or(report.digest.take());
        report.algorithm = facts.scheme.map(crate::x509::Scheme::name).map(str::to_owned);
        let Some(certificate) = &facts.certificate else { return };
        let subject = certificate.subject();
        let agency = self.agency_of.as_ref().and_then(|agency_of| agency_of(subject));
        report.signer = Some(SignerReport {
            role: agency.as_ref().map(|(_, role)| role.code()),
            agency: agency.map(|(code, _)| code),
            ..SignerReport::of(certificate)
        });
        report.key = certificate.public_key().ok().map(|key| KeyReport {
            key_type: key_family(key).to_owned(),
            bits: key.bits(),
            curve: key.curve(),
        });
    }
}

/// Clocks of signers may be a little ahead of a TSA's.
const CLOCK_TOLERANCE: Duration = Duration::minutes(5);

/// EN 319 102-1 §5.5.4: best-signature-time is only lowered, by time-stamps that themselves passed.
fn prove(
    stamps: &[Judged],
    document: Option<OffsetDateTime>,
    report: &mut SignatureReport,
    findings: &mut Findings,
) -> Option<OffsetDateTime> {
    report.best_time_source = Some(if document.is_some() { "document-timestamp" } else { "current-time" });
    let mut proven = document;
    for stamp in stamps {
        match (stamp.broken, stamp.proof) {
            (_, Some(proof)) => {
                findings.pass(rules::SIGNATURE_TIMESTAMP);
                if document.is_some_and(|document| proof > document) {
                    findings.break_at(rules::TIMESTAMP_ORDER, None, stamp.report.time);
                } else if proven.is_none_or(|proven| proof <= proven) {
                    // Several TSAs may stamp one signature, in any order: the earliest counts.
                    (proven, report.best_time_source) = (Some(proof), Some("signature-timestamp"));
                }
            }
            // Broken: changed, or put there for something else. Else it is by somebody unknown, and just proves nothing.
            (true, None) => findings.break_at(rules::SIGNATURE_TIMESTAMP, None, stamp.report.time),
            (false, None) => findings.warn(rules::TIMESTAMP_NOT_USABLE),
        }
        findings.absorb_warnings(&stamp.findings);
    }
    report.timestamps.splice(0..0, stamps.iter().map(|stamp| stamp.report.clone()));
    if proven.is_some() {
        report.process = "long-term";
    }
    proven
}

/// What follows the signature value in /Contents: zeros, or a finding.
pub(super) fn trailing_data(rest: &[u8], policy: &Policy, findings: &mut Findings) {
    if rest.iter().any(|&byte| byte != 0) {
        if policy.rules.trailing_data_fails {
            let (indication, sub) = (Indication::TotalFailed, SubIndication::FormatFailure);
            findings.break_as(rules::CONTENTS_TRAILING_DATA, indication, sub, None, None);
        } else {
            findings.warn(rules::CONTENTS_TRAILING_DATA);
        }
    }
}

fn claimed_time(signer: &SignerInfo, report: &mut SignatureReport) {
    if report.claimed_time.is_none() {
        let value = signer.signed.as_ref().and_then(|signed| signed.value(attributes::SIGNING_TIME));
        if let Some(time) = value.and_then(attributes::time) {
            (report.claimed_time, report.claimed_time_source) = (Some(time), Some("signing-time"));
        }
    }
}
