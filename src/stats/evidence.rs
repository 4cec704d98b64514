//! The documents themselves, from an archive or a ledger, and which row of a register each belongs to.
//!
//! A row names its file, or its number, notation and agency stand in the file's path: `H02.05/15-STP-VP.pdf` is number
//! 15, notation STP-VP of H02.05. Two files that fit a row equally are not guessed between.

use std::collections::HashMap;

use super::Error;
use super::agencies::{Agencies, codes};
use super::expiring::Certificates;
use super::facts::{Facts, attribute};
use super::register::Row;
use super::text::{bare, folded};
use crate::ledger::{Kind, Ledger, Record};

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
    /// SHA-256 of what was judged, lower-case hex.
    pub(super) sha256: String,
    /// What rows are matched with; nothing where there are none.
    tokens: Vec<String>,
    taken: bool,
}

impl Document {
    /// `times`: when it was recorded, and when it was judged.
    pub(super) fn new(path: String, facts: Facts, times: [time::OffsetDateTime; 2], sha256: String) -> Self {
        let [recorded, judged_on] = times;
        Self { path, facts, recorded, judged_on, record: None, sha256, tokens: Vec::new(), taken: false }
    }
}

/// What a row's search came to.
pub(super) enum Search {
    None,
    One(usize),
    Several,
}

#[derive(Default)]
pub(super) struct Documents {
    pub(super) all: Vec<Document>,
    pub(super) certificates: Certificates,
    /// Rows will be matched with them.
    sought: bool,
    by_path: HashMap<String, usize>,
    by_pair: HashMap<(String, String), Vec<usize>>,
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
        let times = [record.time, record.judged_on];
        let document = Document::new(record.file.clone(), facts, times, record.sha256().to_owned());
        self.put(Document { record: Some(id), ..document });
    }

    /// One more, after those that are there.
    pub(super) fn put(&mut self, mut document: Document) {
        if self.sought {
            let (index, path) = (self.all.len(), &document.path);
            let stem = path.rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem);
            document.tokens = tokens(stem);
            for pair in document.tokens.windows(2) {
                self.by_pair.entry((pair[0].clone(), pair[1].clone())).or_default().push(index);
            }
            self.by_path.insert(path_key(path), index);
        }
        self.all.push(document);
    }

    /// The document of this row; it is taken, and belongs to no other row.
    pub(super) fn take(&mut self, row: &Row<'_>) -> Search {
        if self.all.is_empty() {
            return Search::None;
        }
        let found = match row.file {
            Some(path) => self.by_path.get(&path_key(path)).map_or(Search::None, |index| Search::One(*index)),
            None => self.by_name(row),
        };
        if let Search::One(index) = found {
            if self.all[index].taken && row.file.is_none() {
                return Search::None;
            }
            self.all[index].taken = true;
        }
        found
    }

    fn by_name(&self, row: &Row<'_>) -> Search {
        let mut pattern = tokens(&row.number);
        pattern.extend(row.year.map(|year| year.to_string()));
        pattern.extend(tokens(row.notation));
        let [first, second, ..] = &pattern[..] else { return Search::None };
        let Some(near) = self.by_pair.get(&(first.clone(), second.clone())) else { return Search::None };
        let organ = tokens(row.organ);
        let fits = |document: &Document| {
            let signed =
                document.facts.organ.as_deref().is_some_and(|organ| codes::key(organ) == codes::key(row.organ));
            !document.taken && holds(&document.tokens, &pattern) && (signed || holds(&document.tokens, &organ))
        };
        let mut found: Vec<_> = near.iter().copied().filter(|index| fits(&self.all[*index])).collect();
        found.dedup();
        if found.len() > 1 {
            let year = row.date.year().to_string();
            found.retain(|index| self.all[*index].tokens.contains(&year));
            return if let [index] = found[..] { Search::One(index) } else { Search::Several };
        }
        found.first().map_or(Search::None, |index| Search::One(*index))
    }

    /// Those that no row took.
    pub(super) fn left(&self) -> impl Iterator<Item = &Document> {
        self.all.iter().filter(|document| !document.taken)
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
