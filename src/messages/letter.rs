//! What is sent back about an incoming document: that it is there, that it was taken in, or why it is returned.
//!
//! The words are the twins' own; the states are those of the messages that offices exchange (QCVN 102:2016/BTTTT): 01, 02, 03.

use std::fmt;

use time::Date;

use crate::ledger::Entry;
use crate::receive::{Ask, Ground};
use crate::text::Untrusted;

use super::{Lang, codes};

/// The state that the sender is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LetterKind {
    /// 01: it is there, and not yet judged to the end.
    Arrived,
    /// 02: it is returned.
    Refused,
    /// 03: it is registered.
    Accepted,
}

impl LetterKind {
    /// The code of the state.
    pub fn code(self) -> &'static str {
        match self {
            Self::Arrived => "01",
            Self::Refused => "02",
            Self::Accepted => "03",
        }
    }
}

/// What a letter is about.
#[derive(Clone, Copy, Debug)]
pub struct Letter<'a> {
    /// Which state.
    pub kind: LetterKind,
    /// The document, as far as it is known.
    pub entry: &'a Entry,
    /// The name of its file.
    pub file: &'a str,
    /// SHA-256 of the file.
    pub sha256: &'a str,
    /// The day of reception, which is the day of the letter.
    pub received: Date,
    /// The day it came in.
    pub arrived: Date,
    /// Its number.
    pub number: Option<u32>,
    /// Why it is returned.
    pub grounds: &'a [Ground],
}

impl Letter<'_> {
    /// What the sender is asked to do, each once.
    pub(super) fn asks(&self) -> Vec<Ask> {
        let mut asks: Vec<_> =
            self.grounds.iter().map(|ground| ground.ask).filter(|ask| *ask != Ask::Nothing).collect();
        asks.sort_unstable();
        asks.dedup();
        asks
    }

    /// `15/QĐ-SNV`.
    pub(super) fn code(&self) -> Option<String> {
        code_of(self.entry)
    }
}

/// Number and notation as they are written on a document: `15/QĐ-SNV`.
pub fn code_of(entry: &Entry) -> Option<String> {
    let parts: Vec<_> = [&entry.code_number, &entry.code_notation].into_iter().flatten().map(String::as_str).collect();
    (!parts.is_empty()).then(|| parts.join("/"))
}

/// A day as offices write it: `28/11/2026`.
pub struct Day(pub Date);

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}/{:02}/{}", self.0.day(), u8::from(self.0.month()), self.0.year())
    }
}

/// A reason in words, with what it is about.
pub fn ground(ground: &Ground, lang: Lang) -> String {
    let about: Vec<_> = [&ground.document, &ground.field, &ground.object].into_iter().flatten().collect();
    let text = codes::text(&ground.code, lang);
    if about.is_empty() {
        return text;
    }
    let about: Vec<_> = about.into_iter().map(|text| Untrusted(text).to_string()).collect();
    format!("{text} ({})", about.join("; "))
}
