//! One entry — signature, document time-stamp or usage rights — through all the blocks, into its report.
//!
//! Entries are judged from the newest to the oldest: what a document time-stamp proves, it proves of everything before it.

use crate::hash::Hash;
use crate::text::hex;
use crate::tsa::Token;

use super::facts::{DocumentFacts, EntryFacts, IntegrityCode};
use super::findings::Findings;
use super::kept::Kept;
use super::poe::Proofs;
use super::signature::trailing_data;
use super::store::Store;
use super::terms::{EntryType, Form, Indication, Modifications};
use super::timestamps::{Judged, Material};
use super::verdict::{SignatureReport, TimestampReport};
use super::{Context, accept, changes, level, rules, utc};

/// What the entries judged so far (the later ones) prove of the earlier ones.
pub(super) struct Past {
    /// What the document time-stamps that passed prove.
    pub(super) proofs: Proofs,
    /// The document time-stamps, newest first.
    pub(super) timestamps: Vec<TimestampReport>,
    /// What the file keeps of the chain of the oldest of those that passed.
    pub(super) kept: Option<Kept>,
}

impl Past {
    /// Before any entry is judged.
    pub(super) fn of(context: &Context) -> Self {
        Self { proofs: Proofs::at(context.at), timestamps: Vec::new(), kept: None }
    }
}

impl Context {
    /// Judges one entry of a document; entries that cover more have been judged before.
    pub(super) fn judge_entry(
        &self,
        entry: &EntryFacts,
        document: &DocumentFacts,
        store: &Store,
        past: &mut Past,
    ) -> SignatureReport {
        let mut report = blank(entry);
        let mut findings = Findings::under(&self.policy.constraints);
        entry.format.weigh(&mut findings);
        let same_end =
            |other: &EntryFacts| !std::ptr::eq(other, entry) && other.end.is_some() && other.end == entry.end;
        if document.entries.iter().any(same_end) {
            findings.break_rule(rules::BYTE_RANGE_GROWS, entry.field.clone());
        }
        match &document.integrity_code {
            Some(IntegrityCode::Holds) => findings.pass(rules::INTEGRITY_CODE),
            Some(IntegrityCode::Fails(code)) => findings.break_rule(rules::INTEGRITY_CODE, code.clone()),
            None => {}
        }
        let kept = match entry.kind {
            EntryType::DocTimestamp => {
                self.judge_timestamp(entry, store, past, &mut report, &mut findings);
                None
            }
            EntryType::Signature | EntryType::UsageRights => {
                self.judge_signature(entry, store, past, &mut report, &mut findings)
            }
        };
        changes::judge(entry, &document.entries, &self.policy, &mut report, &mut findings);
        // Whatever the rules above missed: nothing passes whose arithmetic or whose later changes were not judged.
        if findings.indication().0 == Indication::TotalPassed {
            if report.integrity != super::Integrity::Intact {
                findings.break_rule(rules::ALGORITHM_KNOWN, entry.field.clone());
            }
            if report.modifications == Modifications::NotChecked {
                findings.break_rule(rules::CHANGES_NOT_CHECKED, entry.field.clone());
            }
        }
        level::judge(entry, kept, &mut report, &findings);
        (report.indication, report.sub_indication) = findings.indication();
        report.reasons = findings.reasons();
        report.checks = findings.checks;
        report.warnings = findings.warnings;
        report
    }

    /// A document time-stamp (ISO 32000-2 §12.8.5). It is a proof only if format and token pass.
    fn judge_timestamp(
        &self,
        entry: &EntryFacts,
        store: &Store,
        past: &mut Past,
        report: &mut SignatureReport,
        findings: &mut Findings,
    ) {
        let material = Material { context: self, store, proofs: &past.proofs, place: entry.end };
        let token = Token::parse(&entry.contents.bytes);
        let judged = material.judge("document", &token, &|hash| entry.digests.digest(hash));
        if let Ok(token) = &token {
            let rest = entry.contents.bytes.get(token.data.length..);
            trailing_data(rest.unwrap_or_default(), &self.policy, findings);
            let facts = judged.facts.as_ref();
            let imprint = token
                .info
                .hash
                .map(|hash| entry.digests.is_known() && entry.digests.digest(hash) == token.info.imprint);
            report.digest = token.info.hash.map(|hash| hash.name().to_owned());
            report.hash_ok = imprint;
            report.value_ok = facts.and_then(|facts| Some(facts.value_ok? && facts.digest_ok?));
            report.integrity = accept::integrity(report.hash_ok, report.value_ok);
            self.describe(facts, report);
        }
        let Judged { report: said, findings: found, proof, kept, chain, .. } = judged;
        findings.absorb(found);
        report.timestamps = vec![said.clone()];
        past.timestamps.push(said);
        if let Some(chain) = chain {
            (report.chain, report.revocation) = (chain.elements, chain.revocation);
            report.valid_policies = chain.path.map(|path| path.valid_policies).unwrap_or_default();
            if chain.past {
                report.process = "archival";
            }
        }
        match (proof, entry.end) {
            (Some(proof), Some(end)) if findings.indication().0 == Indication::TotalPassed => {
                report.best_time = Some(utc(proof));
                report.best_time_source = Some("document-timestamp");
                past.proofs.add(end, proof);
                past.kept = kept;
            }
            _ => findings.warn(rules::DOCUMENT_TIMESTAMP_BROKEN),
        }
    }
}

fn blank(entry: &EntryFacts) -> SignatureReport {
    let form = match entry.sub_filter.as_deref() {
        Some("ETSI.CAdES.detached") => Form::PadesBaseline,
        Some("adbe.pkcs7.detached" | "adbe.pkcs7.sha1") => Form::Pkcs7,
        Some("adbe.x509.rsa_sha1") => Form::X509Rsa,
        Some("ETSI.RFC3161") => Form::PadesExtended,
        _ => Form::Unknown,
    };
    SignatureReport {
        field: entry.field.clone(),
        entry_type: entry.kind,
        sub_filter: entry.sub_filter.clone(),
        form,
        level: None,
        level_missing: Vec::new(),
        indication: Indication::Indeterminate,
        sub_indication: None,
        reasons: Vec::new(),
        checks: Vec::new(),
        integrity: super::Integrity::Unreadable,
        hash_ok: None,
        value_ok: None,
        coverage: entry.coverage,
        byte_range: entry.byte_range,
        signed_sha256: entry.digests.get(Hash::Sha256).map(hex),
        revision: entry.revision,
        revisions_after: entry.revisions_after,
        modifications: Modifications::NotChecked,
        changes: Vec::new(),
        certification: entry.certification.map(changes::certification_name),
        locked_fields: Vec::new(),
        signer: None,
        key: None,
        digest: None,
        algorithm: None,
        claimed_time: entry.claimed_time,
        claimed_time_source: entry.claimed_time.map(|_| "M"),
        best_time: None,
        best_time_source: None,
        process: "basic",
        chain: Vec::new(),
        valid_policies: Vec::new(),
        revocation: Vec::new(),
        timestamps: Vec::new(),
        warnings: Vec::new(),
        said: entry.said.clone(),
    }
}
