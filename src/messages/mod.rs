//! Words for people, in Vietnamese and English.
//!
//! Everything a person reads is made here: the twins [`en`] and [`vi`] answer the same trait, [`Words`], so that a
//! language cannot lag behind the other and still compile. Machine words (codes, keys, JSON) are never translated.

pub mod agency_columns;
pub mod codes;
mod en;
mod explain;
pub mod figures;
mod help;
pub mod inspection;
mod known;
mod ledger;
pub mod letter;
pub mod policy_keys;
mod problem;
pub mod stats_keys;
mod vi;
mod words;

use std::fmt;
use std::fmt::Write as _;

use crate::text::Untrusted;

pub use explain::explain;
pub use help::{Entry, HelpText, Terms};
pub use known::Known;
pub use ledger::LedgerWord;
pub use problem::{Expected, MaterialProblem, OwnCertificate, Problem};
pub use words::{
    AgencyWord, BundleWord, CertWord, Doing, Label, Notice, ReceiveTally, ReceiveWord, Tally, TokenWord, TrustWord,
    Words, sentence,
};

/// The language people are spoken to in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    /// Vietnamese.
    Vi,
    /// English.
    #[default]
    En,
}

impl Lang {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Vi, Self::En];
    /// The codes of both, as options and settings spell them.
    pub const CODES: &'static [&'static str] = &["vi", "en"];

    /// The language of a POSIX locale name: `vi_VN.UTF-8` is Vietnamese, anything else English.
    pub fn of_locale(name: &str) -> Self {
        let language = name.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("vi") { Self::Vi } else { Self::En }
    }

    /// The language of the first of LC_ALL, LC_MESSAGES and LANG that is set and not empty (POSIX.1-2017 §8.2).
    pub fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let first = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(variable).find(|value| !value.is_empty());
        first.map_or(Self::En, |name| Self::of_locale(&name))
    }

    /// `vi` or `en`; nothing for any other word.
    pub fn of_code(code: &str) -> Option<Self> {
        match code {
            "vi" => Some(Self::Vi),
            "en" => Some(Self::En),
            _ => None,
        }
    }

    /// `vi` or `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Vi => "vi",
            Self::En => "en",
        }
    }

    /// The words of this language.
    pub fn words(self) -> &'static dyn Words {
        match self {
            Self::Vi => &vi::Vietnamese,
            Self::En => &en::English,
        }
    }

    /// The help texts of this language, by command and argument; in English those of the clap structs stand.
    pub fn help(self) -> HelpText {
        match self {
            Self::Vi => HelpText { texts: Some(vi::HELP), examples: vi::EXAMPLES, terms: &vi::TERMS },
            Self::En => HelpText { texts: None, examples: en::EXAMPLES, terms: &en::TERMS },
        }
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// What clap finds wrong, as stderr shows it; nothing where clap's own English text stands.
pub fn usage(error: &clap::Error, lang: Lang) -> Option<String> {
    if lang == Lang::En {
        return None;
    }
    let terms = lang.help().terms;
    let mut text = vi::usage(error)?.render(lang);
    if let Some(clap::error::ContextValue::StyledStr(usage)) = error.get(clap::error::ContextKind::Usage) {
        let _ = write!(text, "\n{}\n", usage.to_string().replacen("Usage", terms.usage, 1));
    }
    let _ = write!(text, "\n{}\n", terms.more);
    Some(text)
}

/// What went wrong, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What went wrong: a clause, no full stop.
    pub problem: String,
    /// What to do: sentences; empty where the problem says it all.
    pub advice: String,
}

impl Explanation {
    /// A problem and what to do.
    pub fn new(problem: impl Into<String>, advice: impl Into<String>) -> Self {
        Self { problem: problem.into(), advice: advice.into() }
    }

    /// A problem with the strangers' texts that it is about below it, one a line, to be copied.
    fn listing(problem: &str, items: &[String], advice: &str) -> Self {
        let below = items.iter().fold(problem.to_owned(), |text, item| text + "\n    " + &Untrusted(item).to_string());
        Self::new(below, advice)
    }

    /// As stderr shows it: the problem on a line of its own, the advice on the next.
    pub fn render(&self, lang: Lang) -> String {
        let terms = lang.help().terms;
        let mut text = format!("{}: {}\n", terms.error, self.problem);
        if !self.advice.is_empty() {
            let _ = writeln!(text, "  {}: {}", terms.hint, self.advice);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang_with(variables: &[(&str, &str)]) -> Lang {
        Lang::of_environment(|name| variables.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
    }

    #[test]
    fn a_vietnamese_locale_is_spoken_to_in_vietnamese() {
        assert_eq!(lang_with(&[("LANG", "vi_VN.UTF-8")]), Lang::Vi);
        assert_eq!(lang_with(&[("LANG", "vi")]), Lang::Vi);
        assert_eq!(lang_with(&[("LANG", "fr_FR.UTF-8")]), Lang::En);
        assert_eq!(lang_with(&[("LANG", "C")]), Lang::En);
        assert_eq!(lang_with(&[]), Lang::En);
    }

    #[test]
    fn the_stronger_variable_wins_and_an_empty_one_does_not_count() {
        assert_eq!(lang_with(&[("LC_ALL", "en_US"), ("LANG", "vi_VN")]), Lang::En);
        assert_eq!(lang_with(&[("LC_ALL", ""), ("LC_MESSAGES", "vi_VN"), ("LANG", "en_US")]), Lang::Vi);
    }
}
