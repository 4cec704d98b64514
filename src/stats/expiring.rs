//! Certificates that must be renewed soon.
//!
//! Only certificates of signatures that passed are looked at: a name in a certificate that nobody vouches for is no agency's.
//! A certificate is renewed when a later one of the same holder was seen; the holder is known by agency, CN, O and OU, for
//! nothing more of a subject is kept.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use time::{Date, Duration, OffsetDateTime};

use super::day;
use super::text::folded;
use crate::ledger::{Certificate, Record, SignatureRecord};

/// How far ahead is looked.
pub const DAYS: i64 = 90;

/// One certificate as it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Seen {
    /// Code of its agency.
    pub(super) agency: Option<String>,
    pub(super) cn: Option<String>,
    pub(super) o: Option<String>,
    pub(super) ou: Vec<String>,
    pub(super) serial: Option<String>,
    pub(super) issuer: Option<String>,
    pub(super) not_after: OffsetDateTime,
}

impl Seen {
    fn holder(&self) -> impl Ord + use<> {
        let name = |text: &Option<String>| text.as_deref().map(folded);
        let units: BTreeSet<_> = self.ou.iter().map(|ou| folded(ou)).collect();
        (name(&self.agency), name(&self.cn), name(&self.o), units)
    }
}

/// A certificate to be renewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Expiring {
    /// Code of its agency; nothing for an unknown office.
    pub agency: Option<String>,
    /// Its holder.
    pub cn: Option<String>,
    /// Hex.
    pub serial: Option<String>,
    /// RFC 4514.
    pub issuer: Option<String>,
    /// Its last moment.
    #[serde(with = "time::serde::rfc3339")]
    pub not_after: OffsetDateTime,
    /// From the reference day to its last day, in Viet Nam.
    pub days: i64,
}

/// A certificate with its SHA-256, in hex.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Sighted {
    pub(super) fingerprint: String,
    pub(super) seen: Seen,
}

impl Sighted {
    /// The signers' certificates of a record, where it is a verdict and they passed.
    pub(super) fn of(record: &Record) -> impl Iterator<Item = Self> {
        let passed = |signature: &&SignatureRecord| {
            !record.no_check && signature.kind == "signature" && signature.indication == "total-passed"
        };
        record.signatures.iter().filter(passed).filter_map(|signature| {
            let seen = Seen {
                agency: signature.agency.clone(),
                cn: signature.cn.clone(),
                o: signature.o.clone(),
                ou: signature.ou.clone(),
                serial: signature.serial.clone(),
                issuer: signature.issuer.clone(),
                not_after: signature.not_after?,
            };
            Some(Self { fingerprint: signature.fingerprint.clone()?, seen })
        })
    }
}

/// Every certificate once, by its fingerprint.
#[derive(Clone, Debug, Default)]
pub(super) struct Certificates(BTreeMap<String, Seen>);

impl Certificates {
    /// Takes the signers' certificates of a record, where it is a verdict and they passed.
    pub(super) fn take(&mut self, record: &Record) {
        Sighted::of(record).for_each(|sighted| self.sight(sighted));
    }

    /// Takes one; the first of several counts.
    pub(super) fn sight(&mut self, Sighted { fingerprint, seen }: Sighted) {
        self.0.entry(fingerprint).or_insert(seen);
    }

    /// Takes a certificate of a signature that passed, as a ledger has seen it.
    pub(super) fn see(&mut self, certificate: &Certificate) {
        let Some(not_after) = certificate.not_after else { return };
        let seen = Seen {
            agency: certificate.agency.clone(),
            cn: certificate.cn.clone(),
            o: certificate.o.clone(),
            ou: certificate.ou.clone(),
            serial: certificate.serial.clone(),
            issuer: certificate.issuer.clone(),
            not_after,
        };
        self.sight(Sighted { fingerprint: certificate.fingerprint.clone(), seen });
    }

    /// Those that expire from `from` on within [`DAYS`] and are not renewed: the first to expire first.
    pub(super) fn expiring(&self, from: Date) -> Vec<Expiring> {
        let mut latest = BTreeMap::new();
        for seen in self.0.values() {
            let known = latest.entry(seen.holder()).or_insert(seen.not_after);
            *known = (*known).max(seen.not_after);
        }
        let to = from.saturating_add(Duration::days(DAYS));
        let due = |seen: &&Seen| {
            (from..=to).contains(&day(seen.not_after)) && latest.get(&seen.holder()) == Some(&seen.not_after)
        };
        let mut all: Vec<_> = self.0.values().filter(due).map(|seen| expiring(seen, from)).collect();
        all.sort_by(|a, b| (a.not_after, &a.agency, &a.cn, &a.serial).cmp(&(b.not_after, &b.agency, &b.cn, &b.serial)));
        all
    }
}

fn expiring(seen: &Seen, from: Date) -> Expiring {
    Expiring {
        agency: seen.agency.clone(),
        cn: seen.cn.clone(),
        serial: seen.serial.clone(),
        issuer: seen.issuer.clone(),
        not_after: seen.not_after,
        days: (day(seen.not_after) - from).whole_days(),
    }
}

#[cfg(test)]
mod tests {
    use time::macros::{date, datetime};

    use super::*;

    fn seen(fingerprint: &str, cn: &str, not_after: OffsetDateTime) -> Sighted {
        let (agency, cn) = (Some("H1".to_owned()), Some(cn.to_owned()));
        let seen = Seen { agency, cn, o: None, ou: Vec::new(), serial: None, issuer: None, not_after };
        Sighted { fingerprint: fingerprint.to_owned(), seen }
    }

    #[test]
    fn who_must_renew_is_found_and_who_did_is_not() {
        let mut all = Certificates::default();
        let due = datetime!(2026-12-31 16:59:59 UTC);
        all.sight(seen("01", "An", due));
        all.sight(seen("01", "An", due));
        all.sight(seen("02", "Bình", due));
        all.sight(seen("03", "BÌNH", datetime!(2031-12-31 16:59:59 UTC)));
        all.sight(seen("04", "Cúc", datetime!(2026-09-30 0:00 UTC)));
        all.sight(seen("05", "Dũng", datetime!(2027-01-29 17:00 UTC)));
        let names = |from| all.expiring(from).into_iter().map(|c| (c.cn.unwrap(), c.days)).collect::<Vec<_>>();
        // In Viet Nam An's ends on 31/12/2026, 60 days after the first of these, Dũng's on 30/01/2027.
        assert_eq!(names(date!(2026 - 11 - 01)), [("An".to_owned(), 60), ("Dũng".to_owned(), 90)]);
        assert_eq!(names(date!(2026 - 10 - 31)), [("An".to_owned(), 61)]);
        assert_eq!(names(date!(2026 - 12 - 31)), [("An".to_owned(), 0), ("Dũng".to_owned(), 30)]);
        assert_eq!(names(date!(2027 - 01 - 31)), []);
    }
}
