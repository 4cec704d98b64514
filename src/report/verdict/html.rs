//! The facts as a page of its own: no script, nothing fetched, readable on a phone, on paper, in the light and in the dark.
//!
//! Everything that comes from a document or a certificate is escaped, and the page forbids a browser to load or run anything
//! (Content-Security-Policy), should something be overlooked.

use std::fmt::Write as _;

use crate::messages::{Label, Lang};
use crate::report::markup::escaped;
use crate::report::style::Mark;
use crate::text::Untrusted;
use crate::verify::{EntryType, Report, SignatureReport, Status};

use super::View;
use super::facts::{Fact, Item, unsigned_fields};
use super::text::counts;

/// The page up to the first file.
pub fn begin(lang: Lang) -> String {
    let words = lang.words();
    format!(
        "<!doctype html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>{}</title>\n<style>\n{}</style>\n</head>\n<body>\n<main>\n",
        lang.code(),
        words.label(Label::ReportTitle),
        include_str!("style.css"),
    )
}

/// The page after the last file.
pub fn end(lang: Lang) -> String {
    format!("</main>\n<footer>{}</footer>\n</body>\n</html>\n", escaped(lang.words().label(Label::ReportNote)))
}

impl View {
    /// One file, as a part of the page.
    pub fn html(self, report: &Report) -> String {
        // A page has room for everything, and folds up what only some want to know.
        let view = Self { detail: true, ..self };
        let (mark, word) = view.verdict(report);
        let (signatures, timestamps) = counts(report);
        let mut page = format!(
            "<article class=\"{}\">\n<header><h1><span class=\"mark\">{} {}</span> {}</h1>",
            class(mark),
            mark.sign(),
            escaped(word),
            escaped(&Untrusted(&report.file).to_string()),
        );
        if signatures + timestamps > 0 {
            let _ = write!(page, "<div class=\"note\">{}</div>", escaped(&view.words().counts(signatures, timestamps)));
        }
        page.push_str("</header>\n");
        if let Some(error) = &report.error {
            let _ = writeln!(page, "<p>{} {}</p>", escaped(&view.error(error)), escaped(&error.advice));
        }
        let mut facts: Vec<_> = report.evidence.iter().map(|evidence| view.evidence(evidence, report)).collect();
        facts.extend(report.bundle.iter().map(|bundle| view.bundle(bundle)));
        facts.extend(report.policy.requirements.iter().map(|requirement| view.requirement(requirement)));
        if !report.unsigned_fields.is_empty() {
            facts.push(unsigned_fields(&report.unsigned_fields));
        }
        page.push_str(&view.rows(&facts));
        if report.status != Status::NoSignature && report.uncovered_bytes > 0 {
            let _ = writeln!(page, "<p>{}</p>", escaped(&view.words().uncovered(report.uncovered_bytes)));
        }
        for signature in &report.signatures {
            page.push_str(&view.section(signature));
        }
        let unseen: Vec<_> = view.unseen(&report.content).into_iter().collect();
        page.push_str(&view.folded(Label::Unseen, &unseen));
        page.push_str(&view.folded(Label::About, &view.about(report)));
        page.push_str("</article>\n");
        page
    }

    fn section(self, signature: &SignatureReport) -> String {
        let words = self.words();
        let mark = Mark::from(signature.indication);
        let mut section = format!(
            "<section>\n<h2><span class=\"mark {}\">{} {}</span> {} <span class=\"note\">({})</span></h2>\n",
            class(mark),
            mark.sign(),
            escaped(words.indication(signature.indication)),
            escaped(&Untrusted(&signature.field).to_string()),
            escaped(words.entry_type(signature.entry_type)),
        );
        if signature.entry_type != EntryType::UsageRights {
            section.push_str(&self.rows(&self.main_facts(signature)));
            section.push_str(&self.folded(Label::Further, &self.further_facts(signature)));
            let checks: Vec<_> = self.checks(signature).into_iter().collect();
            section.push_str(&self.folded(Label::Checks, &checks));
        }
        section.push_str("</section>\n");
        section
    }

    /// What was judged, by what and when.
    fn about(self, report: &Report) -> Vec<Fact> {
        let fact = |label, text: String| Fact { label, text, items: Vec::new() };
        let policy = &report.policy;
        let anchors = report.trust.iter().map(|anchor| Item {
            mark: None,
            text: format!("{} ({})", Untrusted(&anchor.subject), anchor.usage),
            note: anchor.sha256.clone(),
        });
        let mut facts: Vec<_> = report.sha256.iter().map(|digest| fact(Label::Sha256, digest.clone())).collect();
        facts.extend(report.size.map(|size| fact(Label::Size, size.to_string())));
        facts.push(fact(Label::JudgedAt, format!("{} ({})", self.time(report.validated_at), report.tool)));
        facts.push(fact(Label::AsOf, self.time(report.at)));
        let name = Untrusted(&policy.name);
        facts.push(fact(Label::Policy, format!("{name} {} ({})", Untrusted(&policy.version), policy.sha256)));
        facts.push(fact(Label::AlgorithmTable, Untrusted(&policy.algorithm_table).to_string()));
        facts.push(Fact { items: anchors.collect(), ..fact(Label::Anchors, report.trust.len().to_string()) });
        facts
    }

    fn rows(self, facts: &[Fact]) -> String {
        if facts.is_empty() {
            return String::new();
        }
        let row = |fact: &Fact| {
            let items: String = fact.items.iter().map(item).collect();
            let items = if items.is_empty() { items } else { format!("<ul>{items}</ul>") };
            let label = self.words().label(fact.label);
            format!("<dt>{}</dt><dd>{}{items}</dd>\n", escaped(label), escaped(&fact.text))
        };
        format!("<dl>\n{}</dl>\n", facts.iter().map(row).collect::<String>())
    }

    /// Shown when somebody asks; nothing where there is nothing.
    fn folded(self, label: Label, facts: &[Fact]) -> String {
        match facts {
            [] => String::new(),
            // The list's own label is the summary.
            [Fact { label: own, text, items }] if *own == label && text.is_empty() => {
                let items: String = items.iter().map(item).collect();
                self.details(label, &format!("<ul>{items}</ul>\n"))
            }
            facts => self.details(label, &self.rows(facts)),
        }
    }

    fn details(self, label: Label, inside: &str) -> String {
        format!("<details><summary>{}</summary>\n{inside}</details>\n", escaped(self.words().label(label)))
    }
}

fn item(Item { mark, text, note }: &Item) -> String {
    let mark = mark.map(|mark| format!("<span class=\"mark {}\">{}</span> ", class(mark), mark.sign()));
    let note = if note.is_empty() { String::new() } else { format!(" <span class=\"note\">{}</span>", escaped(note)) };
    format!("<li>{}{}{note}</li>", mark.unwrap_or_default(), escaped(text))
}

fn class(mark: Mark) -> &'static str {
    match mark {
        Mark::Good => "good",
        Mark::Bad => "bad",
        Mark::Unsure => "unsure",
        Mark::Nothing => "nothing",
    }
}
