//! What a ledger answers: sums, certificates, seals.

use std::ops::AddAssign;
use std::sync::Arc;

use time::{Date, OffsetDateTime};

use super::rollup::Grain;
use super::{Flags, Head, Histogram, Kind};

/// Whose sums are.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Office {
    /// Of the agency; nothing for an office that no agencies file knows.
    pub code: Option<String>,
    /// What an office without a code is called.
    pub name: Option<String>,
    /// CN of the first person who signed, where sums are told apart by that.
    pub signer: Option<String>,
}

/// How many things of one office, kind and set of properties there are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// Whose.
    pub office: Arc<Office>,
    /// The first day of the month or year, where sums are told apart by that.
    pub day: Option<Date>,
    /// What they are.
    pub kind: Kind,
    /// Their properties.
    pub flags: Flags,
    /// How many.
    pub n: u64,
}

/// One row of the sums.
#[derive(Clone, Copy, Debug)]
pub struct Sum<'a> {
    pub(super) grain: Grain,
    pub(super) start: i32,
    pub(super) office: &'a Office,
    pub(super) kind: Kind,
    pub(super) flags: Flags,
    pub(super) n: u64,
}

/// How long it took from the leader's signature to the agency's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delay {
    /// Whose.
    pub office: Arc<Office>,
    /// The first day of the month or year, where delays are told apart by that.
    pub day: Option<Date>,
    /// In minutes.
    pub minutes: Histogram,
}

/// A certificate that signatures were made with, and whose it was taken to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// SHA-256, hex.
    pub fingerprint: String,
    /// Code of the agency.
    pub agency: Option<String>,
    /// `person` or `agency`.
    pub role: Option<String>,
    /// Did a signature pass?
    pub passed: bool,
    /// CN of its subject.
    pub cn: Option<String>,
    /// O of its subject.
    pub o: Option<String>,
    /// Every OU of its subject.
    pub ou: Vec<String>,
    /// Hex.
    pub serial: Option<String>,
    /// RFC 4514.
    pub issuer: Option<String>,
    /// Its last moment.
    pub not_after: Option<OffsetDateTime>,
    /// The first day of a signature.
    pub first: Date,
    /// The last day of a signature.
    pub last: Date,
}

/// A time-stamp (RFC 3161) over the head of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// What it is over.
    pub head: Head,
    /// The token, DER.
    pub token: Vec<u8>,
}

/// What became of records that were taken in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Added {
    /// New ones.
    pub added: u64,
    /// Those that were here already.
    pub known: u64,
    /// Signatures of new ones whose certificates are in no list: their fingerprint is no SHA-256.
    pub unlisted: u64,
}

impl Added {
    pub(super) fn count(&mut self, new: bool) {
        self.added += u64::from(new);
        self.known += u64::from(!new);
    }
}

impl AddAssign for Added {
    fn add_assign(&mut self, other: Self) {
        self.added += other.added;
        self.known += other.known;
        self.unlisted += other.unlisted;
    }
}
