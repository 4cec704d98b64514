//! Reading the files that say what is expected of offices: targets and scores (kyso-stats(5)).
//!
//! Every fault is found in one reading, with its place; a target that fits nobody is a fault, since a misspelt group would
//! otherwise be a group that met everything.

use std::fmt;
use std::fs;
use std::path::Path;

use serde::de::DeserializeOwned;

use super::Error;
use super::decimal::{Decimal, Written};
use super::indicators::Indicator;
use super::register::delimiter::delimiter;

/// What is wrong at one place of such a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slip {
    /// Line of a CSV; of a TOML the number of the table; 0 for the file itself.
    pub place: u64,
    /// The key or column; empty for the whole.
    pub key: &'static str,
    /// What.
    pub kind: SlipKind,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum SlipKind {
    /// The file is no CSV or TOML, from this line on.
    Syntax {
        line: u64,
        why: String,
    },
    /// It says nothing.
    Nothing,
    Indicator(String),
    /// No number, or not between these.
    Number {
        found: String,
        least: Decimal,
        most: Decimal,
    },
    Level(String),
    UnknownAgency(String),
    UnknownGroup(String),
    /// Agency, group and level: at most one.
    TwoScopes,
    /// The same was said before.
    Twice(u64),
    /// Not one of these words.
    Word {
        found: String,
        known: &'static str,
    },
}

impl fmt::Display for Slip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.place, self.key) {
            (0, "") => {}
            (0, key) => write!(f, "{key}: ")?,
            (place, "") => write!(f, "entry {place}: ")?,
            (place, key) => write!(f, "entry {place}, {key}: ")?,
        }
        match &self.kind {
            SlipKind::Syntax { line, why } => write!(f, "line {line}: {why}"),
            SlipKind::Nothing => write!(f, "nothing is given"),
            SlipKind::Indicator(found) => {
                write!(f, "{found:?} is no rate; use one of {}", Indicator::ALL.map(Indicator::key).join(", "))
            }
            SlipKind::Number { found, least, most } => write!(f, "{found:?} is no number from {least} to {most}"),
            SlipKind::Level(found) => write!(f, "{found:?} is no level"),
            SlipKind::UnknownAgency(code) => write!(f, "no agency has the code {code:?}"),
            SlipKind::UnknownGroup(name) => write!(f, "no agency is of the group {name:?}"),
            SlipKind::TwoScopes => write!(f, "give at most one of agency, group and level"),
            SlipKind::Twice(place) => write!(f, "entry {place} says it too"),
            SlipKind::Word { found, known } => write!(f, "{found:?} is none of {known}"),
        }
    }
}

/// The text of a file; is it TOML?
pub(super) fn text(path: &Path) -> Result<(String, bool), Error> {
    let bytes = fs::read(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    let toml = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    let line = |at: usize| bytes.iter().take(at).filter(|byte| **byte == b'\n').count() as u64 + 1;
    let text = std::str::from_utf8(&bytes).map_err(|error| syntax(path, line(error.valid_up_to()), &"no UTF-8"))?;
    Ok((text.trim_start_matches('\u{feff}').to_owned(), toml))
}

fn syntax(path: &Path, line: u64, why: &dyn fmt::Display) -> Error {
    slips(path, vec![Slip { place: 0, key: "", kind: SlipKind::Syntax { line, why: why.to_string() } }])
}

/// The tables of a TOML file.
pub(super) fn toml<T: DeserializeOwned>(path: &Path, text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| {
        let before = error.span().and_then(|span| text.get(..span.start)).unwrap_or_default();
        syntax(path, before.matches('\n').count() as u64 + 1, &error.message())
    })
}

/// The rows of a CSV file.
pub(super) fn rows<T: DeserializeOwned>(path: &Path, text: &str) -> Result<Vec<T>, Error> {
    let delimiter = delimiter(text.as_bytes());
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).trim(csv::Trim::All).from_reader(text.as_bytes());
    let wrong = |error: csv::Error| {
        let why = match error.kind() {
            csv::ErrorKind::Deserialize { err, .. } => err.kind().to_string(),
            _ => error.to_string(),
        };
        syntax(path, error.position().map_or(1, csv::Position::line), &why)
    };
    reader.deserialize().collect::<Result<_, _>>().map_err(wrong)
}

pub(super) fn slips(path: &Path, slips: Vec<Slip>) -> Error {
    Error::Yardstick { path: path.to_owned(), slips }
}

/// Values of one entry, and what is wrong with them.
pub(super) struct Entry<'s> {
    pub(super) place: u64,
    pub(super) slips: &'s mut Vec<Slip>,
}

impl Entry<'_> {
    pub(super) fn slip(&mut self, key: &'static str, kind: SlipKind) {
        self.slips.push(Slip { place: self.place, key, kind });
    }

    pub(super) fn indicator(&mut self, text: &str) -> Option<Indicator> {
        let found = Indicator::of_key(text.trim());
        if found.is_none() {
            self.slip("indicator", SlipKind::Indicator(text.to_owned()));
        }
        found
    }

    pub(super) fn number(&mut self, key: &'static str, written: &Written, least: Decimal, most: Decimal) -> Decimal {
        let found = written.text();
        let number = Decimal::parse(&found).filter(|number| (least..=most).contains(number));
        number.unwrap_or_else(|| {
            self.slip(key, SlipKind::Number { found, least, most });
            least
        })
    }
}
