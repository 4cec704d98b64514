//! A draft on its way to a level: each step appends one update, the next one opens what came of it.
//!
//! Nothing is copied in between, and the digests of the old bytes stay known. Nobody sees the result before
//! [`Workpiece::check`] has judged it.

use crate::content::Draft;
use crate::hash::Prefixes;
use crate::pdf::{Document, Limits};
use crate::verify::{Context, EntryType, Indication, Level, Reach, SignatureReport, Subject};

use super::error::Error;
use super::pipeline::{Sealed, Signed};
use super::self_check::{Growth, self_check};

/// A draft and what was appended to it.
pub struct Workpiece<'w> {
    draft: &'w mut Draft,
    password: Option<&'w [u8]>,
    fields: Vec<String>,
    updates: usize,
}

impl<'w> Workpiece<'w> {
    /// Nothing appended yet; `password` opens an encrypted document.
    pub fn new(draft: &'w mut Draft, password: Option<&'w [u8]>) -> Self {
        Self { draft, password, fields: Vec::new(), updates: 0 }
    }

    /// Appends a signature or a document time-stamp.
    ///
    /// # Errors
    /// [`Error::Draft`]; the draft is of no more use then.
    pub fn append(&mut self, sealed: Sealed) -> Result<Signed, Error> {
        let (tail, signed) = sealed.into_parts();
        self.grow(&tail)?;
        self.fields.push(signed.field.clone());
        Ok(signed)
    }

    /// Appends an update without a new field.
    ///
    /// # Errors
    /// As [`Workpiece::append`].
    pub(super) fn grow(&mut self, tail: &[u8]) -> Result<(), Error> {
        self.draft.append(tail)?;
        self.updates += 1;
        Ok(())
    }

    /// Was anything appended?
    pub fn has_grown(&self) -> bool {
        self.updates > 0
    }

    /// The draft as it is now.
    pub fn draft(&self) -> &Draft {
        self.draft
    }

    /// Does `work` with the document as it is now.
    ///
    /// # Errors
    /// Where it cannot be opened, and what `work` says.
    pub fn look<T>(&self, work: impl FnOnce(&Document<'_>, &Draft) -> Result<T, Error>) -> Result<T, Error> {
        let document = Document::open_with(self.draft.bytes(), Limits::default(), self.password)?;
        work(&document, self.draft)
    }

    /// Judges the whole by our own verifier, without trust: every new entry must hold, and no old one be worse off. What passes
    /// is shown to `then`.
    ///
    /// # Errors
    /// [`Error::SelfCheck`]: such a file must not be written. What `then` says.
    pub fn check<T>(&self, then: impl FnOnce(&Document<'_>, &Draft) -> Result<T, Error>) -> Result<T, Error> {
        let growth = Growth { fields: &self.fields, updates: self.updates, old: self.draft.input_length() };
        self.look(|whole, draft| {
            self_check(whole, draft.prefixes(), &growth, self.password)?;
            then(whole, draft)
        })
    }
}

/// Judges `whole` by `context` as of its time: has every signature, or the one in the field `only`, reached `level`? The lowest
/// of their levels; nothing where one is of a form that has no baseline level (EN 319 142-1 §6) and passes all the same.
///
/// # Errors
/// [`Error::Unreached`] for the first that has not.
pub fn confirm(
    context: &Context,
    whole: &Document<'_>,
    prefixes: Prefixes<'_>,
    level: Level,
    only: Option<&str>,
) -> Result<Option<Level>, Error> {
    let reach = Reach::affordable(whole, Reach::Signatures);
    let report = context.judge_open("", Subject { document: whole, prefixes, reach });
    let wanted = |entry: &&SignatureReport| {
        entry.entry_type == EntryType::Signature && only.is_none_or(|only| only == entry.field)
    };
    let mut lowest = Some(Level::BLta);
    for entry in report.signatures.iter().filter(wanted) {
        // What is lacking about the time-stamp's own certificate is B-LT's to bring.
        let is_stamped = level == Level::BT && entry.indication != Indication::TotalFailed;
        let passes = entry.indication == Indication::TotalPassed && entry.process != "basic";
        if entry.level < Some(level) && !is_stamped && !(entry.level.is_none() && passes) {
            let reason = entry.reasons.first().map(|reason| reason.code);
            let missing = entry.level_missing.first().map(|missing| missing.what);
            let finding = reason.or(missing).unwrap_or("?").to_owned();
            return Err(Error::Unreached { field: entry.field.clone(), wanted: level, reached: entry.level, finding });
        }
        lowest = lowest.min(entry.level.map(|reached| reached.max(level)));
    }
    Ok(lowest)
}
