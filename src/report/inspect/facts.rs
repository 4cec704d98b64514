//! Gathers the facts. Each part is read on its own, so that a damaged one takes no other with it.

use crate::pdf::{
    ByteRange, Coverage, Document, Dss, Error, Field, FieldKind, FieldLock, Finding, LockAction, Outside, Revision,
    SignatureDictionary, View, Vri, XrefKind, outside_fields,
};

use super::{
    DssFacts, EncryptionFacts, ErrorFacts, FieldFacts, FindingFacts, Inspection, LockFacts, OutsideFacts, PdfAFacts,
    RevisionFacts, SignatureFacts, VriFacts,
};

/// The first error of several parts.
#[derive(Default)]
struct Gaps {
    first: Option<Error>,
}

impl Gaps {
    /// The value, or nothing and a note of why.
    fn some<T>(&mut self, result: Result<T, Error>) -> Option<T> {
        result.map_err(|error| self.first.get_or_insert(error)).ok()
    }
}

impl Inspection {
    /// What is in `document`, which was named `file`.
    pub fn of(file: &str, document: &Document<'_>) -> Self {
        let view = document.latest();
        let mut gaps = Gaps::default();
        let (major, minor) = view.version();
        let mut pages = 0;
        let counted = view.each_page(|_| pages += 1);
        let counted = gaps.some(counted);
        let form = gaps.some(view.acro_form()).flatten();
        let tree = gaps.some(view.all_fields());
        // A damaged page tree hides no field of the form.
        let tree = tree.or_else(|| gaps.some(view.fields())).unwrap_or_default();
        let fields = tree.fields.iter().map(|field| field_facts(&view, field, &mut gaps)).collect();
        let outside = gaps.some(outside_fields(&view, &tree)).unwrap_or_default();
        let mut facts = Self {
            schema: "kyso.inspect/1",
            file: file.to_owned(),
            size: document.bytes().len() as u64,
            version: format!("{major}.{minor}"),
            header_offset: document.header_offset(),
            linearized: document.is_linearized(),
            pages: counted.map(|()| pages),
            pdf_a: view.pdf_a().map(|(part, conformance)| PdfAFacts { part, conformance }),
            tagged: view.is_tagged(),
            xfa: form.is_some_and(|form| form.xfa),
            encryption: encryption(document),
            certification: gaps.some(view.doc_mdp()).flatten().map(|(_, permission)| permission),
            revisions: revisions(document),
            fields,
            outside: outside.into_iter().map(|(place, signature)| outside_facts(document, place, signature)).collect(),
            dss: gaps.some(view.dss()).flatten().as_ref().map(dss_facts),
            findings: Vec::new(),
            error: None,
        };
        // These come last: reading is what finds.
        gaps.some(document.within_limits());
        facts.findings = document.findings().iter().chain(&document.ambiguities()).map(finding_facts).collect();
        facts.error = gaps.first.map(|error| ErrorFacts { code: error.code(), message: error.to_string() });
        facts
    }
}

fn encryption(document: &Document<'_>) -> Option<EncryptionFacts> {
    let encryption = document.encryption()?;
    let permissions = encryption.permissions;
    let allows = [("modify", permissions.modify()), ("annotate", permissions.annotate()), ("fill", permissions.fill())];
    Some(EncryptionFacts {
        version: encryption.version,
        revision: encryption.revision,
        permissions: permissions.0,
        allows: allows.into_iter().filter_map(|(name, allowed)| allowed.then_some(name)).collect(),
    })
}

fn revisions(document: &Document<'_>) -> Vec<RevisionFacts> {
    let facts = |(at, revision): (usize, &Revision)| RevisionFacts {
        number: at + 1,
        start: revision.start,
        end: revision.end,
        xref: match revision.kind {
            XrefKind::Table => "table",
            XrefKind::Stream => "stream",
            XrefKind::Hybrid => "hybrid",
        },
        objects: document.touched(at).len(),
    };
    document.revisions().iter().enumerate().map(facts).collect()
}

fn field_facts(view: &View<'_, '_>, field: &Field, gaps: &mut Gaps) -> FieldFacts {
    let signature = if field.is_signature() { gaps.some(SignatureDictionary::of_field(view, field)) } else { None };
    FieldFacts {
        name: field.name.clone(),
        kind: field.kind.map(|kind| match kind {
            FieldKind::Button => "button",
            FieldKind::Text => "text",
            FieldKind::Choice => "choice",
            FieldKind::Signature => "signature",
        }),
        filled: field.is_filled(),
        in_form: field.in_tree,
        widgets: field.widgets.len(),
        lock: field.lock.as_ref().map(lock_facts),
        signature: signature.flatten().map(|signature| signature_facts(view.document(), signature)),
    }
}

fn lock_facts(lock: &FieldLock) -> LockFacts {
    let action = lock.action.map(|action| match action {
        LockAction::All => "all",
        LockAction::Include => "include",
        LockAction::Exclude => "exclude",
    });
    LockFacts { action, fields: lock.fields.clone() }
}

fn signature_facts(document: &Document<'_>, signature: SignatureDictionary) -> SignatureFacts {
    let range = ByteRange::new(signature.byte_range.as_deref(), signature.contents_span, document);
    let coverage = match range.as_ref().map(|range| range.coverage(document)) {
        Ok(Coverage::WholeFile { .. }) => "whole-file",
        Ok(Coverage::WholeRevision { .. }) => "whole-revision",
        Ok(Coverage::Partial { .. }) => "partial",
        Err(_) => "invalid",
    };
    SignatureFacts {
        revision: signature.revision + 1,
        coverage,
        coverage_problem: range.err().map(|error| error.code()),
        cms_bytes: signature.contents_trimmed().len(),
        contents_bytes: signature.contents.len(),
        certification: signature.certification(),
        kind: signature.kind,
        filter: signature.filter,
        sub_filter: signature.sub_filter,
        byte_range: signature.byte_range,
        claimed_time: signature.claimed_time,
        name: signature.name,
        reason: signature.reason,
        location: signature.location,
        contact: signature.contact,
    }
}

fn outside_facts(document: &Document<'_>, place: Outside, signature: SignatureDictionary) -> OutsideFacts {
    let place = match place {
        Outside::UsageRights => "usage-rights".to_owned(),
        Outside::DocMdp => "doc-mdp".to_owned(),
        Outside::Field(name) => name,
    };
    OutsideFacts { place, signature: signature_facts(document, signature) }
}

fn dss_facts(dss: &Dss) -> DssFacts {
    let vri = |vri: &Vri| VriFacts {
        key: vri.key.clone(),
        certificates: vri.certificates.len(),
        ocsp: vri.ocsps.len(),
        crls: vri.crls.len(),
        updated: vri.updated.clone(),
        timestamp: vri.timestamp.is_some(),
    };
    DssFacts {
        certificates: dss.certificates.len(),
        ocsp: dss.ocsps.len(),
        crls: dss.crls.len(),
        damaged: dss.damaged.len(),
        vri: dss.vri.iter().map(vri).collect(),
    }
}

fn finding_facts(finding: &Finding) -> FindingFacts {
    FindingFacts {
        code: finding.kind.code(),
        offset: finding.offset,
        object: finding.object.map(|id| id.to_string()),
        ambiguous: finding.kind.is_ambiguous(),
    }
}
