//! Marks and colours, the same everywhere. Colour is never the only carrier of a meaning.

use std::fmt;

use anstyle::{AnsiColor, Style};

use crate::verify::{Decision, Indication};

/// The mark in front of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// ✔
    Good,
    /// ✘
    Bad,
    /// ?
    Unsure,
    /// –
    Nothing,
}

impl Mark {
    /// The sign alone, without colour.
    pub(super) fn sign(self) -> char {
        match self {
            Self::Good => '✔',
            Self::Bad => '✘',
            Self::Unsure => '?',
            Self::Nothing => '–',
        }
    }

    fn style(self) -> Style {
        let color = match self {
            Self::Good => AnsiColor::Green,
            Self::Bad => AnsiColor::Red,
            Self::Unsure => AnsiColor::Yellow,
            Self::Nothing => return Style::new().bold(),
        };
        color.on_default().bold()
    }

    /// The mark and a word after it, in its colour.
    pub fn with(self, word: &str) -> String {
        let style = self.style();
        format!("{style}{} {word}{style:#}", self.sign())
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let style = self.style();
        write!(f, "{style}{}{style:#}", self.sign())
    }
}

impl From<Decision> for Mark {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Valid => Self::Good,
            Decision::NotEnoughInformation => Self::Unsure,
            Decision::Invalid => Self::Bad,
        }
    }
}

impl From<Indication> for Mark {
    fn from(indication: Indication) -> Self {
        match indication {
            Indication::TotalPassed => Self::Good,
            Indication::Indeterminate => Self::Unsure,
            Indication::TotalFailed => Self::Bad,
        }
    }
}

/// Less important.
pub(super) fn dim(text: &str) -> String {
    let style = Style::new().dimmed();
    format!("{style}{text}{style:#}")
}

/// More important.
pub(super) fn bold(text: &str) -> String {
    let style = Style::new().bold();
    format!("{style}{text}{style:#}")
}
