//! The documents themselves, from an archive or a ledger, and which row of a register each belongs to.
//!
//! A row names its file, or its number, notation and agency stand in the file's path: `H02.05/15-STP-VP.pdf` is number
//! 15, notation STP-VP of H02.05. Two files that fit a row equally are not guessed between.
//!
//! One document proves one row: the next row that names it proves nothing by it, and copies of it, byte for byte, are the
//! same document. Nor does a document prove anything for an agency that did not sign it: the agency of a row, one below it, or
//! its successor must be among the signers (see [`Facts::for_agency`]); it is left to the row of the agency that did.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::agencies::{Agencies, codes};
use super::expiring::Certificates;
use super::facts::{Facts, attribute, policy_of, record_of};
use super::register::Row;
use super::text::{bare, folded};
use super::{Error, Judge, day};
use crate::hash::Hash;
use crate::ledger::{Action, Flags, Kind, Ledger, Record};
use crate::text::hex;

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
    tokens: Vec<String>,
    /// The first of the same bytes: itself, where there is no other.
    original: usize,
    taken: bool,
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
    by_path: HashMap<String, Vec<usize>>,
    by_pair: HashMap<(String, String), Vec<usize>>,
    by_digest: HashMap<String, usize>,
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
    pub(super) fn add(&mut self, path: String, id: Option<i64>, record: &Record, agencies: Option<&Agencies>) {
        let index = self.all.len();
        let stem = path.rsplit_once('.').map_or(path.as_str(), |(stem, _)| stem);
        let tokens = tokens(stem);
        for pair in tokens.windows(2) {
            self.by_pair.entry((pair[0].clone(), pair[1].clone())).or_default().push(index);
        }
        self.by_path.entry(path_key(&path)).or_default().push(index);
        let sha256 = record.sha256().to_owned();
        // What could not be read is like nothing.
        let copied = (!sha256.is_empty()).then(|| *self.by_digest.entry(sha256.clone()).or_insert(index));
        let mut today = record.clone();
        let ambiguous = agencies.and_then(|agencies| attribute(&mut today, agencies));
        self.certificates.take(&today);
        self.all.push(Document {
            path,
            facts: Facts { ambiguous, ..Facts::of_record(&today) },
            recorded: record.time,
            judged_on: record.judged_on,
            record: id,
            sha256,
            tokens,
            original: copied.unwrap_or(index),
            taken: false,
        });
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

    /// Every PDF below `folder`, in the order of paths; a file whose bytes the ledger knows is not judged again.
    pub(super) fn of_archive(
        folder: &Path,
        agencies: Option<&Agencies>,
        policy: Option<&str>,
        ledger: Option<&dyn Ledger>,
        judge: &Judge<'_>,
    ) -> Result<Self, Error> {
        let mut documents = Self::default();
        for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
            let entry = entry.map_err(|error| Error::Archive { path: folder.to_owned(), why: error.to_string() })?;
            let pdf = entry.path().extension().is_some_and(|extension| extension.eq_ignore_ascii_case("pdf"));
            if !entry.file_type().is_file() || !pdf {
                continue;
            }
            let below = entry.path().strip_prefix(folder).unwrap_or(entry.path()).to_string_lossy().into_owned();
            let record = verdict(entry.path(), policy, ledger, judge)?;
            documents.add(below, None, &record, agencies);
        }
        Ok(documents)
    }

    /// The last state of every document in the ledger: what was signed again, or time-stamped, is one document. What was
    /// received is none of the agency's that signed it.
    pub(super) fn of_ledger(ledger: &dyn Ledger, agencies: Option<&Agencies>) -> Result<Self, Error> {
        let mut documents = Self::default();
        ledger.each_standing(&mut |id, kind, record| {
            if kind != Kind::Incoming {
                documents.add(record.file.clone(), Some(id), &record, agencies);
            }
            Ok(())
        })?;
        Ok(documents)
    }
}

impl Document {
    /// What it proves for the agency of a row; nothing where others signed it.
    fn for_row(&self, row: &Row<'_>, agencies: Option<&Agencies>) -> Option<Flags> {
        let signed = self.facts.agency_time.or(self.facts.time).map(day);
        let on = signed.map_or(row.date, |signed| signed.max(row.date));
        self.facts.for_agency(&|signer, person| match agencies {
            // A rule that asks for the organisation alone takes people of the agencies below it for its own.
            Some(agencies) => {
                agencies.is_of(row.organ, signer, on) || (person && agencies.is_of(signer, row.organ, on))
            }
            None => is_below(row.organ, signer) || (person && is_below(signer, row.organ)),
        })
    }
}

/// By their codes alone; what is no code may be anybody.
fn is_below(above: &str, below: &str) -> bool {
    let (Ok(above), Ok(below)) = (codes::canonical(above), codes::canonical(below)) else { return true };
    below.strip_prefix(&above).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn verdict(path: &Path, policy: Option<&str>, ledger: Option<&dyn Ledger>, judge: &Judge<'_>) -> Result<Record, Error> {
    if let (Some(ledger), Some(policy)) = (ledger, policy) {
        // What cannot be read is the judge's to report; what was not known may be known now.
        let known = sha256(path).ok().map(|sha256| ledger.verdict_of(&sha256, policy)).transpose()?.flatten();
        if let Some(record) = known.filter(|record| record.status != "indeterminate") {
            return Ok(record);
        }
    }
    let report = judge(path);
    let record = record_of(&report, Action::Verify, None);
    debug_assert_eq!(record.policy, policy_of(&report));
    if let Some(ledger) = ledger {
        ledger.record(&record)?;
    }
    Ok(record)
}

fn sha256(path: &Path) -> std::io::Result<String> {
    let (mut file, mut hasher) = (File::open(path)?, Hash::Sha256.hasher());
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hex(&hasher.finish())),
            read => hasher.update(&buffer[..read]),
        }
    }
}
