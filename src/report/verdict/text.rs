//! The facts at a terminal: one line a file, the signatures indented under it.

use crate::messages::{Lang, codes};
use crate::report::style::{Mark, bold, dim};
use crate::text::Untrusted;
use crate::verify::{EntryType, ErrorReport, Report, SignatureReport, Status};

use super::View;
use super::facts::{Fact, Item, unsigned_fields};

impl View {
    /// The whole text for one file.
    pub fn file(self, report: &Report) -> String {
        let mut lines = vec![self.headline(report)];
        if let Some(error) = &report.error {
            lines.push(format!("    {}", self.error(error)));
            lines.extend((!error.advice.is_empty()).then(|| format!("    {}", dim(&error.advice))));
        }
        lines.extend(report.evidence.iter().flat_map(|evidence| self.lines(4, &self.evidence(evidence, report))));
        lines.extend(report.bundle.iter().flat_map(|bundle| self.lines(4, &self.bundle(bundle))));
        for requirement in report.policy.requirements.iter().filter(|requirement| self.detail || !requirement.met) {
            lines.extend(self.lines(4, &self.requirement(requirement)));
        }
        if report.status != Status::NoSignature && report.uncovered_bytes > 0 {
            lines.push(format!("    {}", self.words().uncovered(report.uncovered_bytes)));
        }
        if !report.unsigned_fields.is_empty() && (self.detail || report.status == Status::NoSignature) {
            lines.extend(self.lines(4, &unsigned_fields(&report.unsigned_fields)));
        }
        for signature in &report.signatures {
            lines.extend(self.signature(signature));
        }
        lines.extend(self.remedies(report).iter().map(|remedy| format!("    {}", dim(remedy))));
        if self.detail {
            lines.extend(self.unseen(&report.content).iter().flat_map(|fact| self.lines(4, fact)));
        }
        lines.join("\n") + "\n"
    }

    /// What the reader can do to know more: each once for the whole file.
    fn remedies(self, report: &Report) -> Vec<&'static str> {
        let mut remedies = Vec::new();
        for reason in report.signatures.iter().flat_map(|signature| &signature.reasons) {
            let remedy = self.words().remedy(reason.code);
            remedies.extend(remedy.filter(|remedy| !remedies.contains(remedy)));
        }
        remedies
    }

    /// `✔ hợp lệ  van-ban.pdf  (2 chữ ký số)`
    fn headline(self, report: &Report) -> String {
        let (mark, word) = self.verdict(report);
        let (signatures, timestamps) = counts(report);
        let (verdict, name) = (mark.with(word), bold(&Untrusted(&report.file).to_string()));
        if signatures + timestamps == 0 {
            return format!("{verdict}  {name}");
        }
        format!("{verdict}  {name}  {}", dim(&format!("({})", self.words().counts(signatures, timestamps))))
    }

    /// The mark and the word for a file.
    pub(super) fn verdict(self, report: &Report) -> (Mark, &'static str) {
        match (report.status, report.decision) {
            (Status::Error, _) => (Mark::Bad, self.words().not_judged()),
            (Status::NoSignature, _) | (_, None) => (Mark::Nothing, self.words().no_signature()),
            (_, Some(decision)) => (Mark::from(decision), self.words().decision(decision)),
        }
    }

    /// The code's words where the message may be in another language; the message itself is English or the call's.
    pub(super) fn error(self, error: &ErrorReport) -> String {
        let message = Untrusted(&error.message).to_string();
        match codes::known(&error.code, self.lang) {
            // Whoever gave advice spoke the call's language.
            _ if !error.advice.is_empty() => message,
            Some(text) if self.lang != Lang::En && !self.detail => text.to_owned(),
            Some(text) if self.lang != Lang::En => format!("{text} ({message})"),
            _ => message,
        }
    }

    fn signature(self, signature: &SignatureReport) -> Vec<String> {
        let words = self.words();
        let kind = words.entry_type(signature.entry_type);
        let verdict = Mark::from(signature.indication).with(words.indication(signature.indication));
        let mut lines = vec![format!("    {verdict}  {} ({kind})", bold(&Untrusted(&signature.field).to_string()))];
        if signature.entry_type == EntryType::UsageRights {
            return lines;
        }
        lines.extend(self.main_facts(signature).iter().flat_map(|fact| self.lines(6, fact)));
        if self.detail {
            lines.extend(self.further_facts(signature).iter().flat_map(|fact| self.lines(6, fact)));
        }
        lines
    }

    pub(super) fn lines(self, indent: usize, fact: &Fact) -> Vec<String> {
        let label = dim(self.words().label(fact.label));
        let line = format!("{:indent$}{label}: {}", "", fact.text).trim_end().to_owned();
        let item = |Item { mark, text, note }: &Item| {
            let mark = mark.map(|mark| format!("{mark} ")).unwrap_or_default();
            let gap = if text.is_empty() || note.is_empty() { "" } else { "  " };
            let note = if note.is_empty() { String::new() } else { dim(note) };
            format!("{:width$}– {mark}{text}{gap}{note}", "", width = indent + 4)
        };
        std::iter::once(line).chain(fact.items.iter().map(item)).collect()
    }
}

/// Signatures and document time-stamps.
pub(super) fn counts(report: &Report) -> (usize, usize) {
    let of = |kind| report.signatures.iter().filter(|signature| signature.entry_type == kind).count();
    (of(EntryType::Signature), of(EntryType::DocTimestamp))
}
