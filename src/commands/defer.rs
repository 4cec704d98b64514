//! What `--defer` leaves for later: noted when the result is in its place, taken out when it was raised.

use std::collections::HashMap;
use std::env;
use std::fs;
use std::path::PathBuf;

use time::OffsetDateTime;

use crate::report::sign::{DocumentLine, Outcome};
use crate::sign::{self, Missing};
use crate::state;
use crate::state::deferred::{Deferred, Entry};
use crate::verify::Level;

/// The warning of a document that had its level before.
pub(super) const REACHED: &str = "LEVEL_REACHED_ALREADY";

/// The list of this user.
pub(super) struct Later {
    list: Result<Deferred, state::Error>,
}

impl Later {
    /// Where it is; that there is no place for it is told when it is needed.
    pub(super) fn new() -> Self {
        Self { list: Deferred::new(state::folder(|name| env::var_os(name))) }
    }

    /// What is to be noted of a document that came no further for `error`; its file is not known yet.
    pub(super) fn entry(target: Level, error: &sign::Error) -> Entry {
        let not_before = match error {
            sign::Error::Evidence(error) => match error.missing {
                // Before a grace is over, no answer will do.
                Missing::Older { next, wanted, .. } => next.max(Some(wanted).filter(|wanted| *wanted > now())),
                _ => None,
            },
            _ => None,
        };
        let level = word(target).to_owned();
        Entry { file: PathBuf::new(), level, not_before, reason: error.code().to_owned(), noted: now() }
    }

    /// Notes what `line` leaves for later, or takes its document out.
    ///
    /// # Errors
    /// Where the list cannot be written: the promise of `--defer` would be empty.
    pub(super) fn settle_or_note(&self, line: &DocumentLine) -> anyhow::Result<()> {
        let untouched = Some(&line.file).filter(|_| line.status == Outcome::Skipped);
        let is_reached = line.status != Outcome::Skipped || line.warnings.contains(&REACHED);
        let place = line.output.as_ref().or(untouched);
        // A result on stdout is in nobody's place.
        let Some(file) = place.and_then(|path| fs::canonicalize(path).ok()) else { return Ok(()) };
        match &line.deferred {
            Some(entry) => Ok(self.list()?.note(&Entry { file, ..entry.clone() })?),
            None if line.error.is_none() && is_reached => {
                self.list.as_ref().map_or(Ok(()), |list| Ok(list.settle(&file, now())?))
            }
            None => Ok(()),
        }
    }

    /// The documents that may be raised by `now`, and to which level.
    ///
    /// # Errors
    /// Where the list cannot be read.
    pub(super) fn whose_time_has_come(&self, now: OffsetDateTime) -> anyhow::Result<HashMap<PathBuf, Level>> {
        let entries = self.list()?.entries()?.into_iter();
        let ready = entries.filter(|entry| entry.not_before.is_none_or(|time| time <= now));
        Ok(ready.filter_map(|entry| Some((entry.file, level(&entry.level)?))).collect())
    }

    fn list(&self) -> anyhow::Result<&Deferred> {
        self.list.as_ref().map_err(|_| state::Error::NoFolder.into())
    }
}

/// In whole seconds.
fn now() -> OffsetDateTime {
    let now = OffsetDateTime::now_utc();
    now.replace_nanosecond(0).unwrap_or(now)
}

/// As options spell it.
fn word(level: Level) -> &'static str {
    match level {
        Level::BB => "b-b",
        Level::BT => "b-t",
        Level::BLt => "b-lt",
        Level::BLta => "b-lta",
    }
}

fn level(text: &str) -> Option<Level> {
    [Level::BT, Level::BLt, Level::BLta].into_iter().find(|level| word(*level) == text)
}
