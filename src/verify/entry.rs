//! One entry of a file — signature, document time-stamp or usage rights — through all the blocks.

use time::{Duration, OffsetDateTime};

use crate::cms::{self, Facts, SignedData, SignerInfo, attributes};
use crate::hash::{Hash, Prefixes};
use crate::pdf::{self, ByteRange, Document, Field, Outside, ShapeError, SignatureDictionary};
use crate::text::hex;
use crate::x509::{Certificate, Crl};

use super::accept::{self, Profile};
use super::algorithms::key_family;
use super::chain::{Answer, Question, SourcedCrl};
use super::changes;
use super::covered::Covered;
use super::findings::Findings;
use super::timestamps::{Judged, Material, certificates_in, signature_timestamps};
use super::verdict::{
    EntryType, Form, Indication, KeyReport, Modifications, SignatureReport, SignerReport, TimestampReport,
};
use super::{Context, Reach, format, is_signature, legacy, level, rules, utc};

/// One signature dictionary and where it hangs.
pub(super) struct Entry {
    pub(super) field: String,
    pub(super) kind: EntryType,
    pub(super) dictionary: SignatureDictionary,
    pub(super) range: Result<ByteRange, ShapeError>,
    pub(super) widgets: usize,
    /// Does a signature field hold it? Usage rights need none.
    pub(super) in_field: bool,
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
        Self { field, kind, dictionary, range, widgets, in_field: true }
    }

    /// Is the sub-filter one of ETSI's?
    pub(super) fn is_etsi(&self) -> bool {
        self.dictionary.sub_filter.as_deref().is_some_and(|sub_filter| sub_filter.starts_with("ETSI."))
    }

    /// The permission of its DocMDP reference.
    pub(super) fn certification(&self) -> Option<u8> {
        self.dictionary.certification()
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
    let everywhere = (reach == Reach::Everywhere).then(|| view.all_fields().ok()).flatten();
    // A damaged page tree hides no field of the form.
    let tree = everywhere.map_or_else(|| view.fields(), Ok)?;
    let mut entries = Vec::new();
    for field in tree.signatures() {
        match SignatureDictionary::of_field(&view, field) {
            Ok(Some(dictionary)) => {
                entries.push(Entry::new(document, field.name.clone(), dictionary, field.widgets.len(), false));
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
    Ok(entries)
}

fn is_null(view: &pdf::View<'_, '_>, field: &Field) -> bool {
    field.value.as_ref().is_some_and(|value| view.resolve(value).is_ok_and(|value| value.is_null()))
}

fn no_dictionary() -> SignatureDictionary {
    SignatureDictionary::default()
}

/// Certificates and CRLs that the file and the user bring.
pub(super) struct Store {
    pub(super) pool: Vec<Certificate>,
    pub(super) crls: Vec<SourcedCrl>,
}

impl Store {
    /// Everything in the DSS and in the context.
    pub(super) fn of(document: &Document<'_>, context: &Context) -> Self {
        let mut store = Self { pool: context.intermediates.clone(), crls: Vec::new() };
        store.crls.extend(context.crls.iter().map(|crl| SourcedCrl { source: "file", crl: crl.clone() }));
        if let Ok(Some(dss)) = document.latest().dss() {
            let vri = dss.vri.iter();
            let certificates = dss.certificates.iter().chain(vri.clone().flat_map(|vri| &vri.certificates));
            store.pool.extend(certificates.filter_map(|evidence| Certificate::from_der(&evidence.der).ok()));
            let crls = dss.crls.iter().chain(vri.flat_map(|vri| &vri.crls));
            store.add_crls("dss", crls.map(|evidence| &evidence.der[..]));
        }
        store
    }

    fn add_crls<'a>(&mut self, source: &'static str, ders: impl Iterator<Item = &'a [u8]>) {
        self.crls.extend(ders.filter_map(|der| Crl::from_der(der).ok()).map(|crl| SourcedCrl { source, crl }));
    }

    /// With what a CMS carries itself.
    fn with(&self, data: &SignedData, signer: &SignerInfo) -> Self {
        let mut store = Self { pool: certificates_in(data), crls: self.crls.clone() };
        store.pool.extend(self.pool.iter().cloned());
        store.add_crls("cms", data.crls.iter().map(Vec::as_slice));
        let archival = signer.signed.iter().flat_map(|signed| signed.values(attributes::REVOCATION_INFO_ARCHIVAL));
        for value in archival {
            let (crls, _) = attributes::revocation_info(value);
            store.add_crls("cms", crls.iter().map(Vec::as_slice));
        }
        store
    }
}

/// What the entries judged so far (the later ones) prove of the earlier ones.
#[derive(Default)]
pub(super) struct Past {
    /// The earliest upper bound of a document time-stamp that passed.
    proof: Option<OffsetDateTime>,
    /// The document time-stamps, newest first.
    timestamps: Vec<TimestampReport>,
}

impl Context {
    /// Judges one entry; entries that cover more have been judged before.
    pub(super) fn judge_entry(
        &self,
        document: &Document<'_>,
        prefixes: Prefixes<'_>,
        entry: &Entry,
        entries: &[Entry],
        store: &Store,
        past: &mut Past,
    ) -> SignatureReport {
        let mut report = blank(entry);
        let mut findings = Findings::default();
        let covered = Covered::new(entry.dictionary.byte_range.as_deref(), prefixes);
        report.coverage = format::judge(document, entry, &mut findings);
        report.signed_sha256 = covered.is_known().then(|| hex(&covered.digest(Hash::Sha256)));
        revisions(document, entry, &mut report);
        if entries.iter().any(|other| !std::ptr::eq(other, entry) && other.end() == entry.end() && other.range.is_ok())
        {
            findings.break_rule(rules::BYTE_RANGE_GROWS, entry.field.clone());
        }
        match entry.kind {
            EntryType::DocTimestamp => self.judge_timestamp(entry, &covered, store, past, &mut report, &mut findings),
            EntryType::Signature | EntryType::UsageRights => {
                self.judge_signature(entry, &covered, store, past, &mut report, &mut findings);
            }
        }
        if entry.kind != EntryType::UsageRights {
            changes::judge(document, entry, entries, &self.policy, &mut report, &mut findings);
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
        let material = Material { context: self, pool: &store.pool, crls: &store.crls, proven: past.proof };
        let judged = material.judge("document", &entry.dictionary.contents, &|hash| covered.digest(hash));
        if let Ok(token) = crate::tsa::Token::parse(&entry.dictionary.contents) {
            trailing_data(&entry.dictionary.contents, token.data.length, self, findings);
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

    fn judge_signature(
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
                let facts = legacy::x509_rsa_sha1(entry, &|hash| covered.digest(hash), findings);
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
        trailing_data(&entry.dictionary.contents, data.length, self, findings);
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
        accept::facts(&facts, profile, findings);
        if profile == Profile::Pkcs7Sha1 && data.content.as_deref() != Some(&covered.digest(Hash::Sha1)[..]) {
            facts.digest_ok = Some(false);
        }
        claimed_time(signer, report);
        self.conclude_signature(entry, Some(facts), Some(signer), &store, proven, report, findings);
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
        let material = Material { context: self, pool: &store.pool, crls: &store.crls, proven };
        let stamps = signer.map(|signer| signature_timestamps(signer, &material)).unwrap_or_default();
        let proven = prove(&stamps, proven, report, findings);
        report.best_time = Some(utc(proven.unwrap_or(self.at)));
        accept::usage(&facts, findings);
        // The name promises SHA-1 (ISO 32000-1 §12.8.3.3.1): whatever hash the signer's attributes have, the bytes hang on it.
        let sha1 = entry.dictionary.sub_filter.as_deref() == Some("adbe.pkcs7.sha1");
        let digests = if sha1 { &[Hash::Sha1][..] } else { &[] };
        accept::strength(&facts, digests, &self.policy, proven, self.at, findings);
        let Some(certificate) = &facts.certificate else { return };
        let question = Question {
            leaf: certificate,
            pool: &store.pool,
            anchors: &self.trust,
            crls: &store.crls,
            at: self.at,
            proven,
            policy: &self.policy,
        };
        let Answer { elements, revocation } = question.judge(findings);
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
    fn describe(&self, facts: Option<&Facts>, report: &mut SignatureReport) {
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
                if proven.is_none_or(|proven| proof <= proven) {
                    (proven, report.best_time_source) = (Some(proof), Some("signature-timestamp"));
                } else {
                    findings.break_at(rules::TIMESTAMP_ORDER, None, stamp.report.time);
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

fn trailing_data(contents: &[u8], length: usize, context: &Context, findings: &mut Findings) {
    if contents.get(length..).is_some_and(|rest| rest.iter().any(|&byte| byte != 0)) {
        if context.policy.rules.trailing_data_fails {
            let (indication, sub) = (Indication::TotalFailed, super::SubIndication::FormatFailure);
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
