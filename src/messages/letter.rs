//! What is sent back about an incoming document: that it is there, that it was taken in, or why it is returned.
//!
//! The words are the twins' own; the states are those of the messages that offices exchange (QCVN 102:2016/BTTTT): 01, 02, 03.

use std::fmt;
use std::path::Path;

use time::Date;
use time::macros::format_description;

use crate::ledger::Entry;
use crate::receive::{Ask, Ground};
use crate::text::Untrusted;

use super::{Lang, ReceiveWord, codes};

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

    /// Why it is returned, in words.
    pub(super) fn reasons(&self, lang: Lang) -> Vec<String> {
        grounds(self.grounds, self.file, lang)
    }

    /// The file as its sender knows it: in which folder it lay here is nobody else's business.
    pub(super) fn file_name(&self) -> String {
        let name = Path::new(self.file).file_name().map(|name| name.to_string_lossy().into_owned());
        Untrusted(name.as_deref().unwrap_or(self.file)).to_string()
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

/// What may be a day, `2026-11-28`, as offices write it.
pub fn day_text(text: &str) -> String {
    let day = Date::parse(text, format_description!("[year]-[month]-[day]"));
    day.map_or_else(|_| Untrusted(text).to_string(), |day| Day(day).to_string())
}

/// Reasons in words, with what they are about. One reason is said once of all signatures that it holds for, and `file`, of which
/// everything is said, is not named again.
pub fn grounds(all: &[Ground], file: &str, lang: Lang) -> Vec<String> {
    let same = |a: &Ground, b: &Ground| (&a.code, &a.document, &a.object) == (&b.code, &b.document, &b.object);
    let first = all.iter().enumerate().filter(|(at, one)| !all[..*at].iter().any(|other| same(other, one)));
    first
        .map(|(_, one)| {
            let fields = all.iter().filter(|other| same(other, one)).filter_map(|other| other.field.as_deref());
            ground(one, &fields.collect::<Vec<_>>(), file, lang)
        })
        .collect()
}

fn ground(ground: &Ground, fields: &[&str], file: &str, lang: Lang) -> String {
    let shown = |text: &str| Untrusted(text).to_string();
    let mut about: Vec<_> = ground.document.as_deref().filter(|name| *name != file).map(shown).into_iter().collect();
    if !fields.is_empty() {
        let fields: Vec<_> = fields.iter().map(|field| shown(field)).collect();
        about.push(format!("{} {}", lang.words().receive(ReceiveWord::Signature), fields.join(", ")));
    }
    about.extend(ground.object.as_deref().map(|object| match &*ground.code {
        "ENTRY_INCOMPLETE" | "ENTRY_STAYS" | "ENTRY_CORRECTED" => columns(object, lang),
        _ => day_text(object),
    }));
    let text = codes::text(&ground.code, lang);
    if about.is_empty() { text } else { format!("{text} ({})", about.join("; ")) }
}

/// Names of Annex VI as the clerk knows them, with the options that fill them in.
fn columns(names: &str, lang: Lang) -> String {
    names.split(", ").map(|name| lang.words().entry_column(name)).collect::<Vec<_>>().join(", ")
}
