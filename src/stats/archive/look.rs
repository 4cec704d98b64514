//! Files read and judged side by side.
//!
//! Threads take the next file as they become free, and say what came of it to the one that has the ledger; they wait where it is far
//! behind, so that memory is bounded. Before a document is judged, that one is asked for a verdict on its bytes.

use std::fs;
use std::io::ErrorKind;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::thread;

use super::super::Error;
use super::super::agencies::Agencies;
use super::super::facts::record_of;
use super::Judge;
use super::pen::{PATIENCE, Pen};
use super::row::Made;
use super::walk::Found;
use crate::edxml;
use crate::hash::Hash;
use crate::ledger::{Action, Record};
use crate::text::hex;
use crate::verify::{ErrorReport, Report};

/// So many files may be judged and not yet written.
const AHEAD: usize = 2048;

/// What files are judged with.
pub(super) struct Desk<'a> {
    pub(super) judge: &'a dyn Judge,
    /// With SHA-256 of their file, in hex.
    pub(super) agencies: Option<&'a (&'a Agencies, String)>,
    /// A ledger may know a verdict.
    pub(super) asks: bool,
}

/// A file that was looked at: its documents, and whether all its bytes were read.
pub(super) type Looked = (Vec<Made>, bool);

/// What the threads say.
enum Word {
    /// Is there a verdict on the bytes of this digest?
    Ask(String, SyncSender<Option<Record>>),
    /// The file of this place was looked at; nothing: it is gone.
    Done(usize, Option<Looked>),
}

/// Looks at every file; `done` has each, in no order.
///
/// # Errors
/// Those of the ledger; what was written before stays.
pub(super) fn all<'f>(
    desk: &Desk<'_>,
    files: &'f [Found],
    jobs: usize,
    mut pen: Option<&mut Pen<'_>>,
    mut done: impl FnMut(&'f Found, Looked),
) -> Result<(), Error> {
    let next = AtomicUsize::new(0);
    let (say, hear) = mpsc::sync_channel(AHEAD);
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, files.len().max(1)) {
            let (say, next) = (say.clone(), &next);
            scope.spawn(move || while desk.next(files, next, &say) {});
        }
        drop(say);
        // Where this ends early nobody hears the threads any more, and they end too.
        let hear = hear;
        loop {
            match hear.recv_timeout(PATIENCE) {
                Ok(Word::Ask(sha256, answer)) => {
                    let known = pen.as_deref().map(|pen| pen.verdict(&sha256)).transpose()?.flatten();
                    // Whoever asked waits for it.
                    let _ = answer.send(known);
                }
                Ok(Word::Done(_, None)) => {}
                Ok(Word::Done(place, Some((mut made, whole)))) => {
                    for record in made.iter_mut().filter_map(|made| made.record.take()) {
                        pen.as_deref_mut().map_or(Ok(()), |pen| pen.put(record))?;
                    }
                    done(&files[place], (made, whole));
                }
                Err(RecvTimeoutError::Timeout) => pen.as_deref_mut().map_or(Ok(()), Pen::flush)?,
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    })
}

impl Desk<'_> {
    /// Looks at the next file; false where there is none, or nobody hears.
    fn next(&self, files: &[Found], next: &AtomicUsize, say: &SyncSender<Word>) -> bool {
        let place = next.fetch_add(1, Ordering::Relaxed);
        let Some(file) = files.get(place) else { return false };
        // A hostile file that finds a bug must not take the others with it.
        let looked = panic::catch_unwind(AssertUnwindSafe(|| self.file(file, say)));
        let broken = |_| {
            let error = ErrorReport::new("INTERNAL", "internal error".to_owned());
            Some((vec![self.unread(&file.path.display().to_string(), error)], false))
        };
        say.send(Word::Done(place, looked.unwrap_or_else(broken))).is_ok()
    }

    fn file(&self, file: &Found, say: &SyncSender<Word>) -> Option<Looked> {
        let name = file.path.display().to_string();
        let mut made = Vec::new();
        match self.judge.read(&file.path, &mut |bytes| made = self.documents(&name, bytes, say)) {
            Ok(()) => Some((made, true)),
            // It went away since it was listed.
            Err(_) if fs::symlink_metadata(&file.path).is_err_and(|error| error.kind() == ErrorKind::NotFound) => None,
            Err(error) => Some((vec![self.unread(&name, error)], false)),
        }
    }

    /// The document, or those of a package.
    fn documents(&self, name: &str, bytes: &[u8], say: &SyncSender<Word>) -> Vec<Made> {
        if !edxml::is_xml(bytes) {
            return vec![self.document(name, None, bytes, say)];
        }
        match edxml::documents(bytes) {
            Ok(package) => {
                let documents = package.attachments.iter().filter(|file| file.is_pdf());
                let whole = |inner: &str| format!("{name}#{inner}");
                documents.map(|it| self.document(&whole(&it.name), Some(&it.name), &it.bytes, say)).collect()
            }
            Err(error) => vec![self.unread(name, ErrorReport::new(error.code(), error.to_string()))],
        }
    }

    fn document(&self, name: &str, inner: Option<&str>, bytes: &[u8], say: &SyncSender<Word>) -> Made {
        let known = self.asks.then(|| ask(bytes, say)).flatten();
        // What was not known may be known now.
        if let Some(record) = known.filter(|record| record.status != "indeterminate") {
            return Made::of(&record, inner, self.agencies.map(|(agencies, _)| *agencies));
        }
        self.made(&self.judge.judge(name, bytes), inner)
    }

    fn unread(&self, name: &str, error: ErrorReport) -> Made {
        self.made(&self.judge.unread(name, error), None)
    }

    fn made(&self, report: &Report, inner: Option<&str>) -> Made {
        let agencies = self.agencies.map(|(_, digest)| digest.clone());
        let record = Record { agencies, ..record_of(report, Action::Verify, None) };
        let mut made = Made::of(&record, inner, self.agencies.map(|(agencies, _)| *agencies));
        made.known.reason = report.error.as_ref().map(|error| error.code.clone());
        made.record = Some(record);
        made
    }
}

/// What the ledger knows of these bytes.
fn ask(bytes: &[u8], say: &SyncSender<Word>) -> Option<Record> {
    let (answer, wait) = mpsc::sync_channel(1);
    say.send(Word::Ask(hex(&Hash::Sha256.digest(bytes)), answer)).ok()?;
    wait.recv().ok()?
}
