//! A signature proper through its blocks: arithmetic (EN 319 102-1 §5.2.7), time-stamps (§5.4), the time by which it is proven
//! to have existed (§5.5.4, §5.6.3), acceptance (§5.2.8), path and revocation (§5.2.6).

use crate::cms::{self, Facts, SignedData, SignerInfo, attributes};
use crate::hash::Hash;

use super::accept::{self, Profile};
use super::algorithms::key_family;
use super::best_time::{not_before, prove};
use super::demands::statements;
use super::facts::EntryFacts;
use super::fault;
use super::findings::Findings;
use super::judge::Past;
use super::kept::{Kept, kept};
use super::policy::Policy;
use super::revocation::CLOCK_TOLERANCE;
use super::store::Store;
use super::terms::{Form, Indication, SubIndication};
use super::timestamps::{Judged, Material, content_timestamps, signature_timestamps};
use super::verdict::{KeyReport, SignatureReport, SignerReport};
use super::xcv::{Asks, Chain, Purpose, Question};
use super::{Context, declared, is_signature, legacy, rules, utc};

/// The signer of a CMS and what was made around the signature.
struct Made<'a> {
    facts: Facts,
    /// Time-stamps over the signature.
    stamps: Vec<Judged>,
    /// Time-stamps that the signature covers.
    content: Vec<Judged>,
    /// The sub-filter and what else the dictionary says.
    entry: &'a EntryFacts,
}

impl Context {
    /// Judges a signature, or usage rights, into its report. Returns what the file keeps of its chain and its time-stamp's.
    pub(super) fn judge_signature(
        &self,
        entry: &EntryFacts,
        store: &Store,
        past: &Past,
        report: &mut SignatureReport,
        findings: &mut Findings,
    ) -> Option<Kept> {
        report.timestamps.clone_from(&past.timestamps);
        let profile = match entry.sub_filter.as_deref() {
            Some("ETSI.CAdES.detached") => Profile::Pades,
            Some("adbe.pkcs7.detached") => Profile::Pkcs7,
            Some("adbe.pkcs7.sha1") => Profile::Pkcs7Sha1,
            Some(legacy::SUB_FILTER) => {
                let facts = legacy::x509_rsa_sha1(entry, &self.policy, findings)?;
                let made = Made { facts, stamps: Vec::new(), content: Vec::new(), entry };
                return self.conclude_signature(&made, store, past, report, findings);
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
        match &entry.contents.cms {
            Err(error) => {
                findings.break_rule(rules::CMS_SYNTAX, error.to_string());
                None
            }
            Ok(data) => {
                let facts = self.judge_cms(entry, data, profile, store, report, findings)?;
                let material = Material { context: self, store, proofs: &past.proofs, place: entry.end };
                let [signer] = &data.signers[..] else { return None };
                let stamps = signature_timestamps(signer, &material);
                let content = content_timestamps(signer, &material, &|hash| entry.digests.digest(hash));
                let made = Made { facts, stamps, content, entry };
                self.conclude_signature(&made, store, past, report, findings)
            }
        }
    }

    /// The form of the CMS and the arithmetic of its one signer.
    #[allow(clippy::too_many_arguments)] // What is judged, with what, and where it goes.
    fn judge_cms(
        &self,
        entry: &EntryFacts,
        data: &SignedData,
        profile: Profile,
        store: &Store,
        report: &mut SignatureReport,
        findings: &mut Findings,
    ) -> Option<Facts> {
        let rest = entry.contents.bytes.get(data.length..);
        trailing_data(rest.unwrap_or_default(), &self.policy, findings);
        accept::content(data, profile, &|| entry.digests.digest(Hash::Sha1), findings);
        if data.odd_unsigned_part() {
            findings.warn(rules::UNSIGNED_PART);
        }
        let [signer] = &data.signers[..] else {
            findings.break_rule(rules::ONE_SIGNER, data.signers.len().to_string());
            return None;
        };
        findings.pass(rules::ONE_SIGNER);
        let digest = |hash: Hash| match (profile, &data.content) {
            (Profile::Pkcs7Sha1, Some(content)) => hash.digest(content),
            _ => entry.digests.digest(hash),
        };
        let mut facts = cms::judge(data, signer, &digest, store.pool.all());
        if signer.signed.is_none() && entry.begins_as_attributes {
            facts.oddities.push(cms::Oddity::AttributeConfusion);
        }
        if !entry.digests.is_known() {
            (facts.digest_ok, facts.value_ok) = (None, None);
        }
        accept::facts(&facts, profile, &self.policy, findings);
        if let Some(signed) = &signer.signed {
            declared::judge(signed, entry.said.reason.is_some(), &self.policy, findings);
        }
        if profile == Profile::Pkcs7Sha1 && data.content.as_deref() != Some(&entry.digests.digest(Hash::Sha1)[..]) {
            facts.digest_ok = Some(false);
        }
        claimed_time(signer, report);
        Some(facts)
    }

    /// Time, strength and path, once the arithmetic and the time-stamps are known.
    fn conclude_signature(
        &self,
        made: &Made<'_>,
        store: &Store,
        past: &Past,
        report: &mut SignatureReport,
        findings: &mut Findings,
    ) -> Option<Kept> {
        let Made { facts, entry, .. } = made;
        // Without signed attributes the value is over the content itself: one computation answers both.
        let no_attributes = facts.digest_ok.is_none() && facts.has(cms::Oddity::NoSignedAttributes);
        report.hash_ok = if no_attributes { facts.value_ok } else { facts.digest_ok };
        report.value_ok = facts.value_ok;
        report.integrity = accept::integrity(report.hash_ok, report.value_ok);
        let document = past.proofs.proven(entry.end);
        let proven = prove(&made.stamps, document, report, findings);
        report.best_time = Some(utc(proven.unwrap_or(self.at)));
        self.describe(Some(facts), report);
        let earliest = not_before(&made.content, report, findings);
        accept::usage(facts, &self.policy, findings);
        // The name promises SHA-1 (ISO 32000-1 §12.8.3.3.1): whatever hash the signer's attributes have, the bytes hang on it.
        let sha1 = entry.sub_filter.as_deref() == Some("adbe.pkcs7.sha1");
        let digests = if sha1 { &[Hash::Sha1][..] } else { &[] };
        let strength = |findings: &mut Findings| {
            accept::strength(facts, digests, &self.policy, proven.unwrap_or(self.at), earliest, findings);
        };
        let Some(certificate) = facts.certificate.as_ref() else {
            strength(findings);
            return None;
        };
        statements(certificate, &self.policy.rules, findings);
        let asks = Asks::of_signers(&self.policy);
        let question = Question {
            context: self,
            store,
            proofs: &past.proofs,
            leaf: certificate,
            anchors: &self.trust,
            purpose: Purpose::Signature,
            bound: !facts.has(cms::Oddity::EssAbsent) && !facts.has(cms::Oddity::NoSignedAttributes),
            proven,
            stamped: report.best_time_source == Some("signature-timestamp"),
            made: None,
            not_before: earliest,
            asks: &asks,
            standing: std::cell::RefCell::default(),
        };
        let chain = question.judge();
        let kept = own_kept(&question, &chain, made, past, report);
        report_chain(chain, document.is_some(), proven.is_some(), report, findings);
        strength(findings);
        for stamp in &made.stamps {
            report.revocation.extend(stamp.chain.iter().flat_map(|chain| chain.revocation.iter().cloned()));
        }
        self.judge_claimed_time(entry, facts, proven, report, findings);
        kept
    }

    fn judge_claimed_time(
        &self,
        entry: &EntryFacts,
        facts: &Facts,
        proven: Option<time::OffsetDateTime>,
        report: &SignatureReport,
        findings: &mut Findings,
    ) {
        if let Some(claimed) = report.claimed_time {
            if facts.certificate.as_ref().is_some_and(|certificate| !certificate.is_valid_at(claimed)) {
                findings.warn(rules::CLAIMED_TIME_OUTSIDE_VALIDITY);
            }
            if proven.is_some_and(|proven| claimed > proven.saturating_add(CLOCK_TOLERANCE)) {
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
        let signed = report.signed_at().unwrap_or(self.at);
        let agency = self.agency_of.as_ref().and_then(|agency_of| agency_of(subject, signed));
        report.signer = Some(SignerReport {
            role: agency.as_ref().map(|(_, role)| role.code()),
            agency: agency.map(|(code, _)| code),
            ..SignerReport::of(certificate)
        });
        report.key = certificate.public_key().ok().map(|key| KeyReport {
            key_type: key_family(key).to_owned(),
            bits: key.bits(),
            curve: key.curve(),
            // What was never good has no end that anybody could name.
            relied_on_until: facts
                .scheme
                .and_then(|scheme| self.policy.algorithms.end(scheme, key))
                .filter(|end| end.year() > 0),
        });
    }
}

/// What the file keeps of the signer's chain, and of the chain of the time-stamp that the time comes from.
fn own_kept(
    question: &Question<'_>,
    chain: &Chain,
    made: &Made<'_>,
    past: &Past,
    report: &SignatureReport,
) -> Option<Kept> {
    let stamps = match report.best_time_source {
        Some("document-timestamp") => past.kept?,
        Some("signature-timestamp") => {
            let passed = made.stamps.iter().filter(|stamp| stamp.proof.is_some());
            passed.map(|stamp| stamp.kept).try_fold(None, |all: Option<Kept>, kept| {
                let kept = kept?;
                Some(Some(all.map_or(kept, |all| all.and(kept))))
            })??
        }
        _ => return None,
    };
    // What a signature of an old form carries in its attributes counts for it; a baseline one keeps it in the DSS.
    let sources = if report.form == Form::Pkcs7 { &["dss", "cms"][..] } else { &["dss"] };
    let own = kept(question, chain.path.as_ref()?, question.best(), sources);
    let signature = question.proofs.proven(made.entry.end).is_some();
    Some(Kept { covered: own.covered && signature, ..own }.and(stamps))
}

/// Puts the chain into the report, and says which process concluded (§5.3, §5.5, §5.6).
fn report_chain(chain: Chain, archived: bool, timed: bool, report: &mut SignatureReport, findings: &mut Findings) {
    report.process = match (chain.past || archived, timed) {
        (true, _) => "archival",
        (false, true) => "long-term",
        (false, false) => "basic",
    };
    chain.warn(findings);
    (report.chain, report.revocation) = (chain.elements, chain.revocation);
    report.valid_policies = chain.path.map(|path| path.valid_policies).unwrap_or_default();
    fault::report_all(chain.faults, &chain.demanded, findings);
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
