//! The documents themselves, from an archive or a ledger, and which row of a register each belongs to.
//!
//! A row names its file, or its number, notation and agency stand in the file's path: `H02.05/15-STP-VP.pdf` is number
//! 15, notation STP-VP of H02.05. Two files that fit a row equally are not guessed between.
//!
//! One document proves one row: the next row that names it proves nothing by it, and copies of it, byte for byte, are the
//! same document. Nor does a document prove anything for an agency that did not sign it: the agency of a row, one below it, or
//! its successor must be among the signers (see [`Facts::for_agency`]); it is left to the row of the agency that did.

use std::collections::{HashMap, HashSet};

use super::agencies::{Agencies, codes};
use super::expiring::Certificates;
use super::facts::{Facts, attribute};
use super::register::Row;
use super::text::{bare, folded};
use super::{Error, day};
use crate::ledger::{Flags, Kind, Ledger, Record};
use crate::text::unhex;

/// One document that was looked at.
pub(super) struct Document {
    /// Below the archive, or as the ledger has it.
    pub(super) path: String,
    pub(super) facts: Facts,
    /// When it was recorded: the day of a document without signatures.
    pub(super) recorded: time::OffsetDateTime,
    /// When it was judged.
    pub(super) judged_on: time::OffsetDateTime,
    /// Number of the ledger's record, where a ledger stands for the documents.
    pub(super) record: Option<i64>,
    /// SHA-256 of what was judged; nothing where that could not be read.
    pub(super) sha256: Option<[u8; 32]>,
    /// What rows are matched with; nothing where there are none.
    tokens: Vec<String>,
    /// The first of the same bytes: itself, where there is no other.
    original: usize,
    taken: bool,
}

impl Document {
    /// `times`: when it was recorded, and when it was judged.
    pub(super) fn new(path: String, facts: Facts, times: [time::OffsetDateTime; 2], sha256: Option<[u8; 32]>) -> Self {
        let [recorded, judged_on] = times;
        let tokens = Vec::new();
        Self { path, facts, recorded, judged_on, record: None, sha256, tokens, original: 0, taken: false }
    }
}

/// What a row's search came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Search {
    None,
    /// This document, which proves so much for the row.
    One(usize, Flags),
    Several,
    /// Another row has it.
    Taken,
    /// Others signed it.
    Anothers,
}

#[derive(Default)]
pub(super) struct Documents {
    pub(super) all: Vec<Document>,
    pub(super) certificates: Certificates,
    /// Rows will be matched with them.
    sought: bool,
    by_path: HashMap<String, Vec<usize>>,
    by_pair: HashMap<(String, String), Vec<usize>>,
    by_digest: HashMap<[u8; 32], usize, foldhash::fast::RandomState>,
}

/// `015` is number 15.
fn tokens(text: &str) -> Vec<String> {
    let parts = text.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(bare).map(|part| plain(&part).to_owned()).collect()
}

fn plain(token: &str) -> &str {
    let number = !token.is_empty() && token.bytes().all(|b| b.is_ascii_digit());
    if number { token.trim_start_matches('0') } else { token }
}

fn path_key(path: &str) -> String {
    folded(path.replace('\\', "/").trim_start_matches("./").trim_start_matches('/'))
}

fn holds(tokens: &[String], pattern: &[String]) -> bool {
    !pattern.is_empty() && tokens.windows(pattern.len()).any(|window| window == pattern)
}

impl Documents {
    /// None yet. Rows will be matched with them where `sought` says so.
    pub(super) fn new(sought: bool) -> Self {
        Self { sought, ..Self::default() }
    }

    fn add(&mut self, id: i64, record: &Record, agencies: Option<&Agencies>) {
        let mut today = record.clone();
        let ambiguous = agencies.and_then(|agencies| attribute(&mut today, agencies));
        self.certificates.take(&today);
        let facts = Facts { ambiguous, ..Facts::of_record(&today) };
        let sha256 = unhex(record.sha256()).and_then(|digest| digest.try_into().ok());
        let document = Document::new(record.file.clone(), facts, [record.time, record.judged_on], sha256);
        self.put(Document { record: Some(id), ..document });
    }

    /// One more, after those that are there.
    pub(super) fn put(&mut self, mut document: Document) {
        let index = self.all.len();
        // What could not be read is like nothing.
        let copied = document.sha256.map(|digest| *self.by_digest.entry(digest).or_insert(index));
        document.original = copied.unwrap_or(index);
        if self.sought {
            let path = &document.path;
            let stem = path.rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem);
            document.tokens = tokens(stem);
            for pair in document.tokens.windows(2) {
                self.by_pair.entry((pair[0].clone(), pair[1].clone())).or_default().push(index);
            }
            self.by_path.entry(path_key(path)).or_default().push(index);
        }
        self.all.push(document);
    }

    /// Room for so many.
    pub(super) fn reserve(&mut self, documents: usize) {
        self.all.reserve(documents);
        self.by_digest.reserve(documents);
    }

    /// The document of this row; it is taken, and belongs to no other row.
    pub(super) fn take(&mut self, row: &Row<'_>, agencies: Option<&Agencies>) -> Search {
        let mut found = row.file.map_or_else(|| self.by_name(row), |path| self.by_path(path));
        if found.len() > 1 {
            let year = row.date.year().to_string();
            found.retain(|index| row.file.is_none() && self.all[*index].tokens.contains(&year));
            if found.len() != 1 {
                return Search::Several;
            }
        }
        let Some(index) = found.first().map(|index| self.all[*index].original) else { return Search::None };
        match self.all[index].for_row(row, agencies) {
            None => Search::Anothers,
            Some(_) if self.all[index].taken => Search::Taken,
            Some(flags) => {
                self.all[index].taken = true;
                Search::One(index, flags)
            }
        }
    }

    /// Of names that differ in their case alone that which is written so; of a ledger's the last.
    fn by_path(&self, path: &str) -> Vec<usize> {
        let found = self.by_path.get(&path_key(path)).cloned().unwrap_or_default();
        let written = found.iter().rev().find(|index| self.all[**index].path == path).copied();
        self.documents(written.map_or(found, |index| vec![index]))
    }

    fn by_name(&self, row: &Row<'_>) -> Vec<usize> {
        if self.all.is_empty() {
            return Vec::new();
        }
        let mut pattern = tokens(&row.number);
        pattern.extend(row.year.map(|year| year.to_string()));
        pattern.extend(tokens(row.notation));
        let [first, second, ..] = &pattern[..] else { return Vec::new() };
        let Some(near) = self.by_pair.get(&(first.clone(), second.clone())) else { return Vec::new() };
        let organ = tokens(row.organ);
        let fits = |document: &Document| {
            let signed =
                document.facts.organ.as_deref().is_some_and(|organ| codes::key(organ) == codes::key(row.organ));
            let taken = self.all[document.original].taken;
            !taken && holds(&document.tokens, &pattern) && (signed || holds(&document.tokens, &organ))
        };
        self.documents(near.iter().copied().filter(|index| fits(&self.all[*index])).collect())
    }

    /// Of copies the first.
    fn documents(&self, mut found: Vec<usize>) -> Vec<usize> {
        let mut met = HashSet::new();
        found.retain(|index| met.insert(self.all[*index].original));
        found
    }

    /// Those that no row took; of copies the first.
    pub(super) fn left(&self) -> impl Iterator<Item = &Document> {
        let documents = self.all.iter().enumerate().filter(|(index, document)| document.original == *index);
        documents.map(|(_, document)| document).filter(|document| !document.taken)
    }

    /// Copies, each with the path of the document that it is.
    pub(super) fn copies(&self) -> impl Iterator<Item = (&Document, &str)> {
        let documents = self.all.iter().enumerate().filter(|(index, document)| document.original != *index);
        documents.map(|(_, document)| (document, self.all[document.original].path.as_str()))
    }

    /// The last state of every document in the ledger: what was signed again, or time-stamped, is one document. What was
    /// received is none of the agency's that signed it.
    pub(super) fn of_ledger(mut self, ledger: &dyn Ledger, agencies: Option<&Agencies>) -> Result<Self, Error> {
        ledger.each_standing(&mut |id, kind, record| {
            if kind != Kind::Incoming {
                self.add(id, &record, agencies);
            }
            Ok(())
        })?;
        Ok(self)
    }
}

impl Document {
    /// What it proves for the agency of a row; nothing where others signed it.
    fn for_row(&self, row: &Row<'_>, agencies: Option<&Agencies>) -> Option<Flags> {
        let signed = self.facts.agency_time.or(self.facts.time).map(day);
        let on = signed.map_or(row.date, |signed| signed.max(row.date));
        self.facts.for_agency(&|signer| match agencies {
            Some(agencies) => agencies.is_of(row.organ, signer, on),
            None => is_below(row.organ, signer),
        })
    }
}

/// By their codes alone; what is no code may be anybody.
fn is_below(above: &str, below: &str) -> bool {
    let (Ok(above), Ok(below)) = (codes::canonical(above), codes::canonical(below)) else { return true };
    below.strip_prefix(&above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}
