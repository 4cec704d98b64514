//! One entry of a file — signature, document time-stamp or usage rights — through all the blocks.

use std::collections::BTreeMap;

use time::OffsetDateTime;

use crate::cms::{self, SignedData};
use crate::hash::{Hash, Prefixes};
use crate::pdf::{self, ByteRange, Document, Field, FieldLock, Outside, ShapeError, SignatureDictionary};
use crate::text::hex;

use super::changes::{self, History};
use super::covered::Covered;
use super::findings::Findings;
use super::integrity_code::{self, IntegrityCodeError};
use super::permissions::Restrictions;
use super::signature::trailing_data;
use super::store::Store;
use super::timestamps::Material;
use super::verdict::{EntryType, Form, Indication, Modifications, SignatureReport, TimestampReport};
use super::{Context, Reach, Subject, accept, format, level, rules, utc};

/// One signature dictionary and where it hangs.
pub(super) struct Entry {
    pub(super) field: String,
    pub(super) kind: EntryType,
    pub(super) dictionary: SignatureDictionary,
    pub(super) range: Result<ByteRange, ShapeError>,
    pub(super) widgets: usize,
    /// Does a signature field hold it? Usage rights need none.
    pub(super) in_field: bool,
    /// Does /Perms /DocMDP name it?
    pub(super) certifies: bool,
    /// /Lock of its field.
    lock: Option<FieldLock>,
    /// What was read past in all that the signed revision shows; nothing where nobody looked.
    pub(super) scrutiny: Option<Result<Vec<pdf::Finding>, pdf::Error>>,
}

impl Entry {
    fn new(
        document: &Document<'_>,
        field: String,
        dictionary: SignatureDictionary,
        widgets: usize,
        usage_rights: bool,
    ) -> Self {
        let range = ByteRange::new(dictionary.byte_range.as_deref(), dictionary.contents_span, document);
        let timestamp = match dictionary.sub_filter.as_deref() {
            Some(sub_filter) => sub_filter == "ETSI.RFC3161",
            // Without a SubFilter the content tells (VERDICT §2).
            None => SignedData::parse(&dictionary.contents).is_ok_and(|data| cms::is_timestamp(&data)),
        };
        let kind = match (usage_rights, timestamp) {
            (true, _) => EntryType::UsageRights,
            (false, true) => EntryType::DocTimestamp,
            (false, false) => EntryType::Signature,
        };
        Self { field, kind, dictionary, range, widgets, in_field: true, certifies: false, lock: None, scrutiny: None }
    }

    /// Is the sub-filter one of ETSI's?
    pub(super) fn is_etsi(&self) -> bool {
        self.dictionary.sub_filter.as_deref().is_some_and(|sub_filter| sub_filter.starts_with("ETSI."))
    }

    /// The permission of its DocMDP reference.
    pub(super) fn certification(&self) -> Option<u8> {
        self.dictionary.certification()
    }

    /// What it allows to happen after it.
    pub(super) fn restrictions(&self) -> Restrictions {
        Restrictions::of(&self.dictionary, self.lock.as_ref())
    }

    /// One after the last covered byte, for the order of revisions; entries without a sound range come last.
    pub(super) fn end(&self) -> usize {
        self.range.as_ref().map_or(usize::MAX, ByteRange::end)
    }
}

/// All entries within `reach` in revision order; the names of empty signature fields go to `unsigned`.
pub(super) fn collect(
    document: &Document<'_>,
    reach: Reach,
    unsigned: &mut Vec<String>,
) -> Result<Vec<Entry>, pdf::Error> {
    let view = document.latest();
    let everywhere = (reach != Reach::Form).then(|| view.all_fields().ok()).flatten();
    // A damaged page tree hides no field of the form.
    let tree = everywhere.map_or_else(|| view.fields(), Ok)?;
    let mut entries = Vec::new();
    let certification = view.doc_mdp().ok().flatten().and_then(|(id, _)| id);
    for field in tree.signatures() {
        match SignatureDictionary::of_field(&view, field) {
            Ok(Some(dictionary)) => {
                let mut entry = Entry::new(document, field.name.clone(), dictionary, field.widgets.len(), false);
                entry.lock.clone_from(&field.lock);
                entry.certifies = entry.dictionary.id.is_some() && entry.dictionary.id == certification;
                entries.push(entry);
            }
            Ok(None) if field.value.is_none() || is_null(&view, field) => unsigned.push(field.name.clone()),
            // Something stands there that is no dictionary: a damaged signature is a verdict, not a silence.
            _ => entries.push(Entry::new(document, field.name.clone(), no_dictionary(), field.widgets.len(), false)),
        }
    }
    for (place, dictionary) in pdf::outside_fields(&view, &tree)? {
        let (field, usage_rights) = match place {
            Outside::UsageRights => ("UR3".to_owned(), true),
            Outside::DocMdp => ("DocMDP".to_owned(), false),
            Outside::Field(name) => (name, false),
        };
        let mut entry = Entry::new(document, field, dictionary, 1, usage_rights);
        entry.in_field = usage_rights;
        entries.push(entry);
    }
    entries.sort_by_key(Entry::end);
    if reach == Reach::Everywhere {
        scrutinize(document, &mut entries);
    }
    Ok(entries)
}

/// Reads what each signed revision shows, once for all entries of one revision.
fn scrutinize(document: &Document<'_>, entries: &mut [Entry]) {
    let mut known = BTreeMap::new();
    for entry in entries {
        let revision = entry.range.as_ref().ok().and_then(|range| range.revision(document));
        let view = revision.map_or(document.latest(), |revision| document.at(revision));
        let found = known.entry(view.index()).or_insert_with(|| view.scrutinize());
        entry.scrutiny = Some(found.clone());
    }
}

fn is_null(view: &pdf::View<'_, '_>, field: &Field) -> bool {
    field.value.as_ref().is_some_and(|value| view.resolve(value).is_ok_and(|value| value.is_null()))
}

fn no_dictionary() -> SignatureDictionary {
    SignatureDictionary::default()
}

/// What the whole file, and the entries judged so far (the later ones), prove of the earlier ones.
#[derive(Default)]
pub(super) struct Past {
    /// Whether the integrity code holds that an encrypted document promises.
    integrity_code: Option<Result<(), IntegrityCodeError>>,
    /// The earliest upper bound of a document time-stamp that passed.
    pub(super) proof: Option<OffsetDateTime>,
    /// The document time-stamps, newest first.
    pub(super) timestamps: Vec<TimestampReport>,
}

impl Past {
    /// Before any entry is judged.
    pub(super) fn of(document: &Document<'_>, prefixes: Prefixes<'_>) -> Self {
        Self { integrity_code: integrity_code::check(document, prefixes), ..Self::default() }
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
        match entry.kind {
            EntryType::DocTimestamp => self.judge_timestamp(entry, &covered, store, past, &mut report, &mut findings),
            EntryType::Signature | EntryType::UsageRights => {
                self.judge_signature(entry, &covered, store, past, &mut report, &mut findings);
            }
        }
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
        level::judge(entry, &mut report, &findings);
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
        let material = Material {
            context: self,
            pool: &store.pool,
            evidence: &store.evidence,
            proven: past.proof,
            online: store.online.as_ref(),
        };
        let judged = material.judge("document", &entry.dictionary.contents, &|hash| covered.digest(hash));
        if let Ok(token) = crate::tsa::Token::parse(&entry.dictionary.contents) {
            let rest = entry.dictionary.contents.get(token.data.length..);
            trailing_data(rest.unwrap_or_default(), &self.policy, findings);
            let facts = token.facts(&store.pool);
            let imprint = token.info.hash.map(|hash| covered.is_known() && covered.digest(hash) == token.info.imprint);
            report.digest = token.info.hash.map(|hash| hash.name().to_owned());
            report.hash_ok = imprint;
            report.value_ok = facts.as_ref().and_then(|facts| Some(facts.value_ok? && facts.digest_ok?));
            report.integrity = accept::integrity(report.hash_ok, report.value_ok);
            self.describe(facts.as_ref(), report);
        }
        findings.absorb(judged.findings);
        if findings.indication().0 == Indication::TotalPassed {
            if let Some(proof) = judged.proof {
                report.best_time = Some(utc(proof));
                report.best_time_source = Some("document-timestamp");
                past.proof = Some(past.proof.map_or(proof, |earlier| earlier.min(proof)));
            }
        } else {
            findings.warn(rules::DOCUMENT_TIMESTAMP_BROKEN);
        }
        report.timestamps = vec![judged.report.clone()];
        past.timestamps.push(judged.report);
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
    }
}
