//! From any level to a higher one (EN 319 142-1 §6.3), by appending alone.
//!
//! | to | step |
//! |---|---|
//! | B-T | a document time-stamp, where a signature has no time-stamp: /Contents is never touched |
//! | B-LT | the evidence about every signer and time-stamping authority, into the security store |
//! | B-LTA | a document time-stamp over all of it |
//!
//! Renewal is the same course once more: the store gains what proves the last document time-stamp, and the new one covers it.

use time::OffsetDateTime;

use crate::hash::{Hash, Prefixes};
use crate::online::Material;
use crate::pdf::{Additions, Document};
use crate::tsa::{self, TimestampSource};
use crate::verify::{Context, Level};
use crate::x509::OcspResponse;

use super::entries::{Entry, entries, proofs};
use super::error::Error;
use super::evidence::Collection;
use super::pipeline;
use super::store::store;
use super::workpiece::Workpiece;

/// What documents are raised with.
pub struct Raise<'s> {
    /// Anchors, and material beyond what a document holds.
    pub context: &'s Context,
    /// For document time-stamps.
    pub tsa: Option<&'s dyn TimestampSource>,
    /// Of document time-stamps.
    pub hash: Hash,
    /// Write /VRI too?
    pub vri: bool,
    /// A step that may succeed later is left for later.
    pub defer: bool,
    /// The field of the one signature that is to get there: who signs is answerable for no other. Without, every one.
    pub only: Option<&'s str>,
}

/// How far a document came.
#[derive(Debug)]
pub struct Raised {
    /// What every signature has reached at least.
    pub level: Level,
    /// genTime of the last document time-stamp that was made.
    pub timestamp_time: Option<OffsetDateTime>,
    /// Field of it.
    pub field: Option<String>,
    /// Why it came no further (`defer`).
    pub shortfall: Option<Error>,
}

impl Raise<'_> {
    /// Raises what `work` holds to `target`; `now` is when.
    ///
    /// # Errors
    /// What stopped a step; with [`Raise::defer`] only what will stop it for ever. Then the draft must not be used.
    pub fn to(&self, target: Level, work: &mut Workpiece<'_>, now: OffsetDateTime) -> Result<Raised, Error> {
        let mut raised = Raised { level: Level::BB, timestamp_time: None, field: None, shortfall: None };
        for level in [Level::BT, Level::BLt, Level::BLta].into_iter().filter(|level| *level <= target) {
            let step = match level {
                Level::BB | Level::BT => self.time(work, &mut raised),
                Level::BLt => self.prove(work, target, now),
                Level::BLta => self.stamp(work, &mut raised),
            };
            match step {
                Ok(()) => raised.level = level,
                Err(error) if self.defer && error.is_passing() => {
                    raised.shortfall = Some(error);
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(raised)
    }

    /// A document time-stamp, if a signature lacks any that leads to an anchor; then this one has to.
    fn time(&self, work: &mut Workpiece<'_>, raised: &mut Raised) -> Result<(), Error> {
        if self.is_timed(work)? {
            return Ok(());
        }
        self.stamp(work, raised)?;
        if self.is_timed(work)? { Ok(()) } else { Err(Error::UntrustedTsa) }
    }

    /// Has every signature that is to be raised a time-stamp by an authority with a path to an anchor?
    fn is_timed(&self, work: &Workpiece<'_>) -> Result<bool, Error> {
        work.look(|document, draft| {
            let (entries, collection) = self.begin(document, draft.prefixes())?;
            if entries.is_empty() {
                return Err(Error::NothingSigned);
            }
            let timed =
                |place| proofs(&entries, place).any(|stamp| collection.is_trusted(&stamp.certificate, stamp.gen_time));
            let mut wanted = entries.iter().enumerate().filter(|(_, entry)| !entry.is_timestamp && self.wants(entry));
            Ok(wanted.all(|(place, _)| timed(place)))
        })
    }

    fn prove(&self, work: &mut Workpiece<'_>, target: Level, now: OffsetDateTime) -> Result<(), Error> {
        let tail = work.look(|document, draft| {
            let additions = self.evidence(document, draft.prefixes(), target, now)?;
            store(document, draft.trails(), &additions)
        })?;
        tail.map_or(Ok(()), |tail| work.grow(&tail))
    }

    fn stamp(&self, work: &mut Workpiece<'_>, raised: &mut Raised) -> Result<(), Error> {
        let tsa = self.tsa.ok_or(tsa::Error::NoTsa)?;
        let sealed = work.look(|document, draft| pipeline::timestamp(document, draft.trails(), tsa, self.hash))?;
        let signed = work.append(sealed)?;
        (raised.timestamp_time, raised.field) = (signed.timestamp_time, Some(signed.field));
        Ok(())
    }

    /// Everything that the store has to hold for `target`. The last archive time-stamp needs no proof before it is renewed.
    fn evidence(
        &self,
        document: &Document<'_>,
        prefixes: Prefixes<'_>,
        target: Level,
        now: OffsetDateTime,
    ) -> Result<Additions, Error> {
        let (entries, mut collection) = self.begin(document, prefixes)?;
        let last = entries.len().saturating_sub(1);
        for (place, entry) in entries.iter().enumerate() {
            let is_last_archival = place == last && entry.is_archival;
            if self.wants(entry) && !(is_last_archival && target < Level::BLta) {
                collection.add(&entries, place, now, self.vri)?;
            }
        }
        Ok(collection.finish())
    }

    fn wants(&self, entry: &Entry) -> bool {
        self.only.is_none_or(|only| only == entry.field)
    }

    /// The document's entries, and what it holds.
    fn begin(&self, document: &Document<'_>, prefixes: Prefixes<'_>) -> Result<(Vec<Entry>, Collection<'_>), Error> {
        let mut known = Material::default();
        if let Some(dss) = document.latest().dss()? {
            let memory = &self.context.memory;
            let vri = || dss.vri.iter();
            let certificates = dss.certificates.iter().chain(vri().flat_map(|vri| &vri.certificates));
            known.certificates.extend(certificates.filter_map(|it| memory.certificate(&it.der).ok()));
            let crls = dss.crls.iter().chain(vri().flat_map(|vri| &vri.crls));
            known.crls.extend(crls.filter_map(|it| memory.crl(&it.der).ok()));
            let ocsps = dss.ocsps.iter().chain(vri().flat_map(|vri| &vri.ocsps));
            known.ocsps.extend(ocsps.filter_map(|it| OcspResponse::from_der(&it.der).ok()));
        }
        let pool: Vec<_> = known.certificates.iter().chain(&self.context.intermediates).cloned().collect();
        let entries = entries(document, prefixes, &pool)?;
        known.certificates.extend(entries.iter().flat_map(|entry| entry.certificates.iter().cloned()));
        Ok((entries, Collection::new(self.context, known)))
    }
}
