//! One entry — signature, document time-stamp or usage rights — through all the blocks, into its report.
//!
//! Entries are judged from the newest to the oldest: what a document time-stamp proves, it proves of everything before it.

use crate::hash::{Hash, Prefixes};
use crate::pdf::Document;
use crate::text::hex;
use crate::tsa::Token;

use super::changes::{self, History};
use super::covered::Covered;
use super::entry::Entry;
use super::findings::Findings;
use super::integrity_code::{self, IntegrityCodeError};
use super::kept::Kept;
use super::poe::Proofs;
use super::signature::trailing_data;
use super::store::Store;
use super::terms::{EntryType, Form, Indication, Modifications};
use super::timestamps::{Judged, Material};
use super::verdict::{Said, SignatureReport, TimestampReport};
use super::{Context, Reach, Subject, accept, format, level, rules, utc};

/// What the whole file, and the entries judged so far (the later ones), prove of the earlier ones.
pub(super) struct Past {
    /// Whether the integrity code holds that an encrypted document promises.
    integrity_code: Option<Result<(), IntegrityCodeError>>,
    /// What the document time-stamps that passed prove.
    pub(super) proofs: Proofs,
    /// The document time-stamps, newest first.
    pub(super) timestamps: Vec<TimestampReport>,
    /// What the file keeps of the chain of the oldest of those that passed.
    pub(super) kept: Option<Kept>,
}

impl Past {
    /// Before any entry is judged.
    pub(super) fn of(document: &Document<'_>, prefixes: Prefixes<'_>, context: &Context) -> Self {
        Self {
            integrity_code: integrity_code::check(document, prefixes),
            proofs: Proofs::at(context.at),
            timestamps: Vec::new(),
            kept: None,
        }
    }
}

impl Context {
    /// Judges one entry; entries that cover more have been judged before.
    pub(super) fn judge_entry(
        &self,
        subject: Subject<'_, '_>,
        entry: &Entry,
        store: &Store,
        history: &History<'_>,
        past: &mut Past,
    ) -> SignatureReport {
        let Subject { document, prefixes, reach } = subject;
        let mut report = blank(entry);
        let mut findings = Findings::under(&self.policy.constraints);
        let covered = Covered::new(entry.dictionary.byte_range.as_deref(), prefixes);
        report.coverage = format::judge(document, entry, &mut findings);
        report.signed_sha256 = covered.is_known().then(|| hex(&covered.digest(Hash::Sha256)));
        revisions(document, entry, &mut report);
        if history
            .entries
            .iter()
            .any(|other| !std::ptr::eq(other, entry) && other.end() == entry.end() && other.range.is_ok())
        {
            findings.break_rule(rules::BYTE_RANGE_GROWS, entry.field.clone());
        }
        match past.integrity_code {
            Some(Ok(())) => findings.pass(rules::INTEGRITY_CODE),
            Some(Err(error)) => findings.break_rule(rules::INTEGRITY_CODE, error.code().to_owned()),
            None => {}
        }
        let kept = match entry.kind {
            EntryType::DocTimestamp => {
                self.judge_timestamp(entry, &covered, store, past, &mut report, &mut findings);
                None
            }
            EntryType::Signature | EntryType::UsageRights => {
                self.judge_signature(entry, &covered, store, past, &mut report, &mut findings)
            }
        };
        if entry.kind != EntryType::UsageRights && (reach != Reach::Form || report.revisions_after == 0) {
            changes::judge(document, entry, history, &self.policy, &mut report, &mut findings);
        }
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
        entry: &Entry,
        covered: &Covered<'_>,
        store: &Store,
        past: &mut Past,
        report: &mut SignatureReport,
        findings: &mut Findings,
    ) {
        let material = Material { context: self, store, proofs: &past.proofs, place: entry.place() };
        let token = Token::parse(&entry.dictionary.contents);
        let judged = material.judge("document", &token, &|hash| covered.digest(hash));
        if let Ok(token) = &token {
            let rest = entry.dictionary.contents.get(token.data.length..);
            trailing_data(rest.unwrap_or_default(), &self.policy, findings);
            let facts = judged.facts.as_ref();
            let imprint = token.info.hash.map(|hash| covered.is_known() && covered.digest(hash) == token.info.imprint);
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
            if chain.past {
                report.process = "archival";
            }
        }
        match (proof, entry.place()) {
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

fn revisions(document: &Document<'_>, entry: &Entry, report: &mut SignatureReport) {
    let revision = entry.range.as_ref().ok().and_then(|range| range.revision(document));
    let revision = revision.unwrap_or(entry.dictionary.revision);
    report.revision = revision + 1;
    report.revisions_after = document.revisions().len().saturating_sub(revision + 1);
}

fn blank(entry: &Entry) -> SignatureReport {
    let dictionary = &entry.dictionary;
    let four = dictionary.byte_range.as_deref().and_then(|range| <[i64; 4]>::try_from(range).ok());
    let form = match dictionary.sub_filter.as_deref() {
        Some("ETSI.CAdES.detached") => Form::PadesBaseline,
        Some("adbe.pkcs7.detached" | "adbe.pkcs7.sha1") => Form::Pkcs7,
        Some("adbe.x509.rsa_sha1") => Form::X509Rsa,
        Some("ETSI.RFC3161") => Form::PadesExtended,
        _ => Form::Unknown,
    };
    SignatureReport {
        field: entry.field.clone(),
        entry_type: entry.kind,
        sub_filter: dictionary.sub_filter.clone(),
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
        coverage: super::Coverage::Invalid,
        byte_range: four.and_then(|range| {
            let mut numbers = [0; 4];
            for (number, value) in numbers.iter_mut().zip(range) {
                *number = u64::try_from(value).ok()?;
            }
            Some(numbers)
        }),
        signed_sha256: None,
        revision: 0,
        revisions_after: 0,
        modifications: Modifications::NotChecked,
        changes: Vec::new(),
        certification: entry.certification().map(changes::certification_name),
        locked_fields: Vec::new(),
        signer: None,
        key: None,
        digest: None,
        algorithm: None,
        claimed_time: dictionary.claimed_time.map(utc),
        claimed_time_source: dictionary.claimed_time.map(|_| "M"),
        best_time: None,
        best_time_source: None,
        process: "basic",
        chain: Vec::new(),
        revocation: Vec::new(),
        timestamps: Vec::new(),
        warnings: Vec::new(),
        said: Said {
            filter: dictionary.filter.clone(),
            name: dictionary.name.clone(),
            reason: dictionary.reason.clone(),
            location: dictionary.location.clone(),
            contact: dictionary.contact.clone(),
        },
    }
}
