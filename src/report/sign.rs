//! What became of each document that was to be signed, time-stamped or raised: one line of JSON, one line for people.

use serde::Serialize;
use time::OffsetDateTime;

use crate::ledger::Record;
use crate::messages::{Label, Lang, codes};
use crate::state::deferred::Entry;
use crate::text::{Untrusted, in_zone};
use crate::verify::{ErrorReport, Level, SignerReport};

use super::style::{Mark, bold, dim};
use super::verdict::show_time;

/// What became of one document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// A signature was added.
    Signed,
    /// A document time-stamp was added.
    Timestamped,
    /// Its signatures were raised to a higher level, or renewed.
    Extended,
    /// Everything was checked, nothing was done.
    Skipped,
    /// See `error`.
    Error,
}

/// One line of `kyso sign --json`, `kyso timestamp --json` and `kyso extend --json`.
#[derive(Clone, Debug, Serialize)]
pub struct DocumentLine {
    /// The input as it was named.
    pub file: String,
    /// The result; null where it went to stdout or there is none.
    pub output: Option<String>,
    /// What became of it.
    pub status: Outcome,
    /// Why not.
    pub error: Option<ErrorReport>,
    /// The field that was signed.
    pub field: Option<String>,
    /// What was reached.
    pub level: Option<Level>,
    /// From the certificate.
    pub signer: Option<SignerReport>,
    /// The claimed time in /M.
    #[serde(with = "time::serde::rfc3339::option")]
    pub signing_time: Option<OffsetDateTime>,
    /// genTime of the time-stamp.
    #[serde(with = "time::serde::rfc3339::option")]
    pub timestamp_time: Option<OffsetDateTime>,
    /// When its last time-stamp ends; `extend` alone says it.
    #[serde(with = "time::serde::rfc3339::option", skip_serializing_if = "Option::is_none")]
    pub due: Option<OffsetDateTime>,
    /// What is to be done later (`--defer`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deferred: Option<Entry>,
    /// SHA-256 of the input.
    pub sha256_in: Option<String>,
    /// SHA-256 of the result.
    pub sha256_out: Option<String>,
    /// Bytes of the input.
    pub bytes_in: Option<u64>,
    /// Bytes of the result.
    pub bytes_out: Option<u64>,
    /// From reading to the result in its place.
    pub ms: u64,
    /// Codes of what is noteworthy and no error.
    pub warnings: Vec<&'static str>,
    /// For the ledger; no part of the line.
    #[serde(skip)]
    pub record: Option<Record>,
}

impl DocumentLine {
    /// A document of which nothing is known yet.
    pub fn of(file: &str, status: Outcome) -> Self {
        Self {
            file: file.to_owned(),
            output: None,
            status,
            error: None,
            field: None,
            level: None,
            signer: None,
            signing_time: None,
            timestamp_time: None,
            due: None,
            deferred: None,
            sha256_in: None,
            sha256_out: None,
            bytes_in: None,
            bytes_out: None,
            ms: 0,
            warnings: Vec::new(),
            record: None,
        }
    }

    /// A document that could not be worked on.
    pub fn failed(file: &str, error: ErrorReport) -> Self {
        Self { error: Some(error), ..Self::of(file, Outcome::Error) }
    }

    /// The line for people: `✔ van-ban.pdf → da-ky/van-ban.pdf  (PAdES B-T, 2026-11-23 17:33:36 +07:00)`
    pub fn text(&self, lang: Lang, zone: time::UtcOffset) -> String {
        let words = lang.words();
        let name = bold(&Untrusted(&self.file).to_string());
        if let Some(error) = &self.error {
            let advice = match error.advice.as_str() {
                "" => String::new(),
                advice => format!("  {}: {advice}\n", lang.help().terms.hint),
            };
            return format!("{} {name}: {}\n{advice}", Mark::Bad, Untrusted(&error.message));
        }
        let output = self.output.as_deref().map(|path| format!(" → {}", Untrusted(path))).unwrap_or_default();
        if self.status == Outcome::Skipped {
            let due = self.due_text(lang, zone).map(|due| format!(" ({due})")).unwrap_or_default();
            let nothing = words.label(Label::NothingDone);
            return format!("{} {name}{output}: {nothing}{due}\n{}", Mark::Nothing, self.notes(lang));
        }
        let mut facts = Vec::new();
        if matches!(self.status, Outcome::Signed | Outcome::Extended) {
            facts.push(words.level(self.level).to_owned());
        }
        facts.extend(self.timestamp_time.or(self.signing_time).map(|time| show_time(time, zone)));
        facts.extend(self.due_text(lang, zone));
        format!("{} {name}{output}  {}\n{}", Mark::Good, dim(&format!("({})", facts.join(", "))), self.notes(lang))
    }

    fn due_text(&self, lang: Lang, zone: time::UtcOffset) -> Option<String> {
        self.due.map(|due| lang.words().due(&in_zone(due, zone).date().to_string()))
    }

    /// The warnings in words, one a line: what the signer could not have seen, and what was left out.
    fn notes(&self, lang: Lang) -> String {
        let note = |code: &&'static str| format!("    – {}  {}\n", codes::text(code, lang), dim(&format!("[{code}]")));
        self.warnings.iter().map(note).collect()
    }
}
