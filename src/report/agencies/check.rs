//! What is wrong with a file of agencies.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::messages::Lang;
use crate::report::style::{Mark, bold, dim};
use crate::stats::Agencies;
use crate::stats::agencies::{Fault, Level};
use crate::text::Untrusted;
use crate::verify::ErrorReport;

/// One file: one line of `kyso agencies check --json`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Checked {
    /// As it was named.
    pub file: String,
    /// How many there are; null where there are errors.
    pub agencies: Option<usize>,
    /// How many of each level.
    pub levels: BTreeMap<Level, usize>,
    /// How many have no match rule: no certificate is theirs.
    pub without_rule: usize,
    /// How many faults stop everything that stands on the file.
    pub errors: usize,
    /// How many do not.
    pub warnings: usize,
    /// All, in the order of lines.
    pub faults: Vec<FaultLine>,
    /// Why the file could not be read.
    pub error: Option<ErrorReport>,
}

/// One fault.
#[derive(Clone, Debug, Serialize)]
pub struct FaultLine {
    /// From 1.
    pub line: u64,
    /// As in the heading; null where it is about the whole line.
    pub column: Option<&'static str>,
    /// Stable.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: &'static str,
    /// For people: what, and what to do.
    pub message: String,
}

impl Checked {
    /// A file of agencies that can be used.
    pub fn sound(file: &str, agencies: &Agencies, lang: Lang) -> Self {
        let mut levels = BTreeMap::new();
        agencies.iter().for_each(|agency| *levels.entry(agency.level).or_default() += 1);
        Self {
            agencies: Some(agencies.iter().count()),
            levels,
            without_rule: agencies.iter().filter(|agency| !agency.has_rule()).count(),
            ..Self::faulty(file, agencies.warnings(), lang)
        }
    }

    /// One with faults.
    pub fn faulty(file: &str, faults: &[Fault], lang: Lang) -> Self {
        let warnings = faults.iter().filter(|fault| fault.kind.is_warning()).count();
        let line = |fault: &Fault| FaultLine {
            line: fault.line,
            column: Some(fault.column).filter(|column| !column.is_empty()),
            code: fault.kind.code(),
            severity: if fault.kind.is_warning() { "warning" } else { "error" },
            message: lang.words().fault(&fault.kind),
        };
        Self {
            file: file.to_owned(),
            errors: faults.len() - warnings,
            warnings,
            faults: faults.iter().map(line).collect(),
            ..Self::default()
        }
    }

    /// One that could not be read.
    pub fn unread(file: &str, error: ErrorReport) -> Self {
        Self { file: file.to_owned(), error: Some(error), ..Self::default() }
    }

    /// For people.
    pub fn text(&self, lang: Lang) -> String {
        let words = lang.words();
        let file = bold(&Untrusted(&self.file).to_string());
        if let Some(error) = &self.error {
            return format!("{}  {file}\n    {}\n", Mark::Bad.with(words.not_judged()), Untrusted(&error.message));
        }
        let mark = if self.errors > 0 { Mark::Bad } else { Mark::Good };
        let mut text =
            format!("{mark} {file}  {}\n", words.agencies_counted(self.agencies, self.errors, self.warnings));
        for fault in &self.faults {
            let mark = if fault.severity == "warning" { Mark::Unsure } else { Mark::Bad };
            let place = words.fault_place(fault.line, fault.column);
            text = format!("{text}    {mark} {}  {}\n", dim(&place), Untrusted(&fault.message));
        }
        if self.agencies.is_some() && self.without_rule > 0 {
            text = format!("{text}    {}\n", dim(&words.agencies_without_rule(self.without_rule)));
        }
        text
    }
}
