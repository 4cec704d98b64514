//! The certificates that signatures were made with.
//!
//! Thousands of signatures are made with one certificate. So what a record says of its certificates is made small where it is
//! understood ([`Glimpse`]), and the signature itself is looked at once for each certificate, agency and role ([`Sight`]).

use std::collections::HashMap;

use super::rollup::number;
use super::row::{Digest, Row, netstring, sha256};
use super::{Record, SignatureRecord, day, facts};
use crate::text::unhex;

/// A certificate of a signature of a record, on the day of the signature.
#[derive(Clone, Copy, Debug)]
pub(super) struct Glimpse {
    /// Over fingerprint, agency and role; nothing where the fingerprint is no SHA-256: what came in from elsewhere may have
    /// anything there.
    key: Option<Digest>,
    /// Which of the record's signatures it is.
    at: usize,
    passed: bool,
    day: i32,
}

impl Glimpse {
    /// Those of a record.
    pub(super) fn all(record: &Record) -> Vec<Self> {
        let signatures = record.signatures.iter().enumerate().filter(|(_, signature)| signature.kind == "signature");
        let glimpse = |(at, signature): (usize, &SignatureRecord)| {
            let digits = signature.fingerprint.as_deref()?;
            let mut form = String::with_capacity(128);
            for text in [Some(digits), signature.agency.as_deref(), signature.role.as_deref()] {
                netstring(&mut form, text);
            }
            Some(Self {
                key: fingerprint(digits).map(|_| sha256(form.as_bytes())),
                at,
                passed: signature.indication == facts::PASSED,
                day: number(day(signature.time().unwrap_or(record.time))),
            })
        };
        signatures.filter_map(glimpse).collect()
    }
}

fn fingerprint(digits: &str) -> Option<Digest> {
    unhex(digits)?.try_into().ok()
}

/// How a certificate was seen in an agency and role: a signature of it, whether one of them passed, and the first and the last
/// day.
#[derive(Debug)]
pub(super) struct Sight {
    pub(super) fingerprint: Digest,
    pub(super) signature: SignatureRecord,
    pub(super) passed: bool,
    pub(super) first: i32,
    pub(super) last: i32,
}

/// What was seen in a transaction.
#[derive(Debug, Default)]
pub(super) struct Seen {
    sights: HashMap<Digest, Sight>,
    /// Signatures whose certificate has no digest.
    unlisted: u64,
}

impl Seen {
    /// What a row says, of which `glimpses` are.
    pub(super) fn note(&mut self, row: &Row, glimpses: &[Glimpse]) {
        for glimpse in glimpses {
            let Some(key) = glimpse.key else {
                self.unlisted += 1;
                continue;
            };
            if let Some(sight) = self.sights.get_mut(&key) {
                sight.passed |= glimpse.passed;
                sight.first = sight.first.min(glimpse.day);
                sight.last = sight.last.max(glimpse.day);
            } else if let Some(sight) = Sight::of(row, *glimpse) {
                self.sights.insert(key, sight);
            }
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Sight> {
        self.sights.values()
    }

    /// How many signatures there were whose certificate has no digest.
    pub(super) fn unlisted(&self) -> u64 {
        self.unlisted
    }
}

impl Sight {
    fn of(row: &Row, Glimpse { at, passed, day, .. }: Glimpse) -> Option<Self> {
        let signature = row.signatures().ok()?.into_iter().nth(at)?;
        let fingerprint = fingerprint(signature.fingerprint.as_deref()?)?;
        Some(Self { fingerprint, signature, passed, first: day, last: day })
    }
}
