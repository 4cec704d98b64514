//! A certificate's own verdict at a terminal.

use crate::messages::Label;
use crate::report::style::{Mark, bold, dim};
use crate::text::Untrusted;
use crate::verify::CertificateReport;

use super::View;
use super::facts::{Fact, REASONS, fact, list};

impl View {
    /// The whole text for one certificate.
    pub fn certificate_report(self, report: &CertificateReport) -> String {
        let words = self.words();
        let name = bold(&Untrusted(&report.file).to_string());
        let verdict = match report.indication {
            Some(indication) => Mark::from(indication).with(words.indication(indication)),
            None => Mark::Bad.with(words.not_judged()),
        };
        let mut lines = vec![format!("{verdict}  {name}")];
        if let Some(error) = &report.error {
            lines.push(format!("    {}", Untrusted(&error.message)));
            lines.extend((!error.advice.is_empty()).then(|| format!("    {}", dim(&error.advice))));
        }
        lines.extend(self.certificate_facts(report).iter().flat_map(|fact| self.lines(4, fact)));
        lines.join("\n") + "\n"
    }

    /// What keeps the certificate from passing; it signed nothing that could be older.
    fn state(self, report: &CertificateReport) -> String {
        let since = report.reasons.first().and_then(|reason| reason.time).map(|time| self.time(time));
        let sub = report.sub_indication.map(|sub| self.words().state_of_certificate(sub, since.as_deref()));
        sub.unwrap_or_default()
    }

    fn certificate_facts(self, report: &CertificateReport) -> Vec<Fact> {
        let state = self.state(report);
        let most = if self.detail { usize::MAX } else { REASONS };
        let reasons = report.reasons.iter().take(most).map(|reason| match reason.code {
            "KEY_USAGE" => self.reason_saying(reason, self.words().unfit_for(report.usage).to_owned(), ""),
            _ => self.reason(reason, &state),
        });
        let why = Fact { items: reasons.collect(), ..fact(Label::Why, state.clone()) };
        let mut facts: Vec<_> = (!report.reasons.is_empty()).then_some(why).into_iter().collect();
        let chain = report.chain.iter().map(|element| {
            let why = element.sub_indication.map(|sub| self.words().state_of_certificate(sub, None));
            self.element_saying(element, why)
        });
        facts.extend(list(Label::Chain, chain));
        if !report.valid_policies.is_empty() {
            facts.push(fact(Label::ValidPolicies, Untrusted(&report.valid_policies.join(", ")).to_string()));
        }
        if self.detail {
            facts.extend(list(Label::Revocation, report.revocation.iter().map(|answer| self.revocation(answer))));
        }
        facts.extend(list(Label::Warnings, report.warnings.iter().map(|code| self.warning(code))));
        facts
    }
}
