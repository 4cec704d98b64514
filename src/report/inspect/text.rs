//! The facts for people.

use time::UtcOffset;

use crate::messages::{Label, Lang};
use crate::text::Untrusted;

use super::{DssFacts, FieldFacts, Inspection, RevisionFacts, SignatureFacts};
use crate::report::style::{bold, dim};
use crate::report::verdict::show_time;

impl Inspection {
    /// For people.
    pub fn text(&self, lang: Lang, zone: UtcOffset) -> String {
        let words = lang.words();
        let name = bold(&Untrusted(&self.file).to_string());
        let mut lines = vec![format!("{name}  {}", dim(&format!("({})", self.summary(lang).join(", "))))];
        if let Some(encryption) = &self.encryption {
            let (label, allows) = (words.label(Label::Encrypted), encryption.allows.join(", "));
            lines.push(format!(
                "  {label}: V {}, R {}, P {} ({allows})",
                encryption.version, encryption.revision, encryption.permissions
            ));
        }
        if let Some(permission) = self.certification {
            lines.push(format!("  {}: P {permission}", words.label(Label::Certification)));
        }
        lines.extend(self.revisions.iter().map(|revision| revision.line(lang)));
        for field in &self.fields {
            lines.extend(field.lines(lang, zone));
        }
        for outside in &self.outside {
            lines.push(format!("  {}", bold(&Untrusted(&outside.place).to_string())));
            lines.extend(outside.signature.lines(lang, zone));
        }
        lines.extend(self.dss.iter().flat_map(|dss| dss.lines(lang)));
        if !self.findings.is_empty() {
            lines.push(format!("  {}:", words.label(Label::Findings)));
        }
        for finding in &self.findings {
            let object = finding.object.as_ref().map(|object| format!(" ({object} obj)")).unwrap_or_default();
            lines.push(format!("    {} {}{object}", finding.code, dim(&format!("@{}", finding.offset))));
        }
        if let Some(error) = &self.error {
            let message = Untrusted(&error.message);
            lines.push(format!("  {}: {message} [{}]", words.label(Label::NotAllRead), error.code));
        }
        lines.join("\n") + "\n"
    }

    /// What fits behind the name.
    fn summary(&self, lang: Lang) -> Vec<String> {
        let label = |label| lang.words().label(label);
        let mut parts = vec![format!("PDF {}", self.version), format!("{} byte", self.size)];
        parts.extend(self.pages.map(|pages| format!("{pages} {}", label(Label::Pages))));
        parts.extend(self.pdf_a.as_ref().map(|claim| format!("PDF/A-{}{}", claim.part, Untrusted(&claim.conformance))));
        let flags = [(self.tagged, Label::Tagged), (self.linearized, Label::Linearized)];
        parts.extend(flags.into_iter().filter(|(set, _)| *set).map(|(_, flag)| label(flag).to_owned()));
        parts.extend(self.xfa.then(|| "XFA".to_owned()));
        parts
    }
}

impl RevisionFacts {
    fn line(&self, lang: Lang) -> String {
        let (revision, objects) = (lang.words().label(Label::Revision), lang.words().label(Label::Objects));
        format!("  {revision} {}: {}–{} ({}, {} {objects})", self.number, self.start, self.end, self.xref, self.objects)
    }
}

impl FieldFacts {
    fn lines(&self, lang: Lang, zone: UtcOffset) -> Vec<String> {
        let name = bold(&Untrusted(&self.name).to_string());
        let mut lines = vec![format!("  {name} {}", dim(&format!("({})", self.kind.unwrap_or("?"))))];
        match &self.signature {
            Some(signature) => lines.extend(signature.lines(lang, zone)),
            None if !self.filled => lines.push(format!("    {}", lang.words().label(Label::EmptyField))),
            None => {}
        }
        lines
    }
}

impl SignatureFacts {
    fn lines(&self, lang: Lang, zone: UtcOffset) -> Vec<String> {
        let label = |label| lang.words().label(label);
        let texts = [
            ("SubFilter", self.sub_filter.clone()),
            ("ByteRange", self.byte_range.as_ref().map(|range| format!("{range:?}"))),
            (label(Label::Coverage), Some([self.coverage, self.coverage_problem.unwrap_or("")].join(" "))),
            ("Contents", Some(format!("{} / {}", self.cms_bytes, self.contents_bytes))),
            (label(Label::Revision), Some(self.revision.to_string())),
            (label(Label::ClaimedTime), self.claimed_time.map(|time| show_time(time, zone))),
            ("Name", self.name.clone()),
            ("Reason", self.reason.clone()),
            ("Location", self.location.clone()),
            ("ContactInfo", self.contact.clone()),
            ("DocMDP P", self.certification.map(|p| p.to_string())),
        ];
        let line = |(label, text): (&str, Option<String>)| {
            let text = text.filter(|text| !text.trim().is_empty())?;
            Some(format!("    {}: {}", dim(label), Untrusted(text.trim())))
        };
        texts.into_iter().filter_map(line).collect()
    }
}

impl DssFacts {
    fn lines(&self, lang: Lang) -> Vec<String> {
        let certificates = lang.words().label(Label::Certificates);
        let counts = |certificates_there: usize, ocsp: usize, crls: usize| {
            format!("{certificates_there} {certificates}, {ocsp} OCSP, {crls} CRL")
        };
        let mut lines = vec![format!("  DSS: {}", counts(self.certificates, self.ocsp, self.crls))];
        let vri = self.vri.iter();
        lines.extend(
            vri.map(|vri| format!("    VRI {}: {}", Untrusted(&vri.key), counts(vri.certificates, vri.ocsp, vri.crls))),
        );
        lines
    }
}
