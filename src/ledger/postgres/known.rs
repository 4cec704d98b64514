//! What is known of some bytes: fetched for many records with two or three questions.

use std::collections::{HashMap, HashSet};

use postgres::GenericClient;

use super::super::Error;
use super::super::check::Link;
use super::super::row::Row;
use super::super::standing::Standing;
use super::line::{Line, column, kept, text};
use super::read;

/// The digest of some bytes; without one the name of the file.
pub(super) type Key = (Vec<u8>, String);

pub(super) fn key(sha256: Vec<u8>, file: &str) -> Key {
    let file = if sha256.is_empty() { file.to_owned() } else { String::new() };
    (sha256, file)
}

/// What has to be known to write these records.
pub(super) fn keys_of<'r>(rows: impl IntoIterator<Item = &'r Row>) -> Vec<Key> {
    let both = |row: &'r Row| {
        [Some(key(row.sha256().to_vec(), &row.file)), row.superseded().map(|input| key(input.to_vec(), ""))]
            .into_iter()
            .flatten()
    };
    rows.into_iter().flat_map(both).collect()
}

/// What is known of the bytes that were asked for.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) fetched: HashSet<Key>,
    pub(super) standings: HashMap<Key, Vec<Standing>>,
    /// What records made of bytes.
    pub(super) outputs: HashMap<Vec<u8>, Vec<Vec<u8>>>,
    /// The records that were found, where nobody asked yet whether they count.
    pub(super) found: Vec<i64>,
}

impl Known {
    /// Asks for what is not known yet, and for what that was made of: where a document came from may be asked next.
    pub(super) fn fetch<C: GenericClient>(
        &mut self,
        line: &mut Line<'_, C>,
        keys: impl IntoIterator<Item = Key>,
    ) -> Result<(), Error> {
        let mut next: Vec<Key> = keys.into_iter().collect();
        while !next.is_empty() {
            let new: HashSet<Key> = next.into_iter().filter(|key| self.fetched.insert(key.clone())).collect();
            next = self.fetch_new(line, &new)?;
        }
        Ok(())
    }

    /// Asks, and says what came up.
    fn fetch_new<C: GenericClient>(&mut self, line: &mut Line<'_, C>, new: &HashSet<Key>) -> Result<Vec<Key>, Error> {
        let start = |(sha256, _): &'_ Key| sha256[..sha256.len().min(8)].to_vec();
        let starts: Vec<_> = new.iter().map(start).filter(|start| !start.is_empty()).collect();
        let files: Vec<_> = new.iter().filter(|(sha256, _)| sha256.is_empty()).map(|(_, file)| kept(file)).collect();
        let mut rows = Vec::new();
        if !starts.is_empty() {
            rows = line.query(STANDINGS, &[&starts])?;
            for row in line.query(OUTPUTS, &[&starts])? {
                // Some begin alike and are others.
                let input = key(column(&row, 0)?, "");
                if new.contains(&input) {
                    self.outputs.entry(input.0).or_default().push(column(&row, 1)?);
                }
            }
        }
        if !files.is_empty() {
            rows.extend(line.query(UNREAD, &[&files])?);
        }
        let mut more = Vec::new();
        for row in &rows {
            let key = key(column(row, 8)?, &text(row, 9)?);
            if new.contains(&key) {
                let standing = read::standing_of(row)?;
                self.found.push(standing.id);
                more.extend(standing.made_of.iter().map(|input| (input.clone(), String::new())));
                self.standings.entry(key).or_default().push(standing);
            }
        }
        Ok(more)
    }
}

/// The records around one that is looked at.
#[derive(Debug, Default)]
pub(super) struct Around {
    /// What has to be fetched before the first answer.
    pub(super) keys: Vec<Key>,
    pub(super) known: Known,
}

impl Around {
    pub(super) fn of(links: &[(i64, Link)]) -> Self {
        Self { keys: keys_of(links.iter().map(|(_, link)| &link.row)), known: Known::default() }
    }
}

/// The beginnings of digests are in an index.
const STANDINGS: &str = "
    SELECT id, content, CASE WHEN sha256_out <> sha256_in AND sha256_in <> '' THEN sha256_in END, action, status, policy,
    no_check, judged_on, coalesce(sha256_out, sha256_in), ''
    FROM documents WHERE substr(coalesce(sha256_out, sha256_in), 1, 8) = ANY($1)";

const UNREAD: &str = "
    SELECT id, content, CASE WHEN sha256_out <> sha256_in AND sha256_in <> '' THEN sha256_in END, action, status, policy,
    no_check, judged_on, ''::bytea, file
    FROM documents WHERE coalesce(sha256_out, sha256_in) = '' AND file = ANY($1)";

const OUTPUTS: &str = "
    SELECT sha256_in, sha256_out FROM documents WHERE substr(sha256_in, 1, 8) = ANY($1)
    AND sha256_out IS NOT NULL AND sha256_out <> sha256_in";
