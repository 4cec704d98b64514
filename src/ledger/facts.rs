//! From a record to what is counted of it.
//!
//! A pure function of the record: its signatures carry the role and agency that the agencies file of that day gave them, so
//! a ledger can roll up what it takes in, and count itself anew, without asking anybody. Whoever wants it by another
//! agencies file changes the roles and agencies of the record first.

use crate::text::in_zone;
use std::collections::BTreeSet;

use time::macros::offset;
use time::{Date, OffsetDateTime};

use super::{Counted, Flags, Kind, Record, SignatureRecord};

pub(super) const PASSED: &str = "total-passed";
const FAILED: &str = "total-failed";
const ERROR: &str = "error";

/// Days are those of Viet Nam.
pub fn day(time: OffsetDateTime) -> Date {
    in_zone(time, offset!(+7)).date()
}

/// One signature, as far as it says whose a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// Code of the agency that it is of.
    pub agency: Option<String>,
    /// It is a person's; one that is neither a person's nor an agency's own is in no role.
    pub person: bool,
    /// It is the agency's own.
    pub seal: bool,
    /// It is total-passed.
    pub passed: bool,
}

/// What is counted of one judged file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// What the signatures prove.
    pub flags: Flags,
    /// Code of the agency whose signature it bears: the agency's own, or its person's.
    pub organ: Option<String>,
    /// What to call the office by where it has no code: the last OU of its signer, else O, else CN.
    pub office: Option<String>,
    /// CN of the first person who signed.
    pub signer: Option<String>,
    /// When the first person signed: proven, otherwise claimed.
    pub leader_time: Option<OffsetDateTime>,
    /// When the agency signed: proven, otherwise claimed.
    pub agency_time: Option<OffsetDateTime>,
    /// The earliest time of a signature.
    pub time: Option<OffsetDateTime>,
    /// CN of a signer whom several agencies' rules fit: none of them is taken.
    pub ambiguous: Option<String>,
    /// The code of an agency whose certificate was used on a day that is none of its own, and that day: it is named in
    /// `organ`, and the signature is in no role.
    pub ended: Option<(String, Date)>,
    /// Every signature, passed or not.
    pub signed: Vec<Signed>,
}

impl Facts {
    /// By the roles and agencies that the record keeps. One that is no verdict (`no_check`) proves nothing of its signatures.
    pub fn of_record(record: &Record) -> Self {
        let is = |status: &str| record.status == status && !record.no_check;
        let judged = [(Flags::VALID, is(PASSED)), (Flags::INVALID, is(FAILED)), (Flags::UNREADABLE, is(ERROR))];
        let flags = judged.into_iter().fold(Flags::default(), |flags, (flag, given)| flags.with(flag, given));
        let all: Vec<_> = record.signatures.iter().filter(|signature| signature.kind == "signature").collect();
        let mut facts = Self { flags, ..Self::default() };
        facts.passed(all.iter().copied().filter(|signature| signature.indication == PASSED && !record.no_check));
        facts.named(&all);
        facts.signed = all
            .iter()
            .map(|signature| Signed {
                agency: signature.agency.clone(),
                person: signature.role.as_deref() == Some("person"),
                seal: signature.role.as_deref() == Some("agency"),
                passed: signature.indication == PASSED && !record.no_check,
            })
            .collect();
        facts
    }

    /// What the signatures prove for one agency; nothing where none of them is its own, and one is another's.
    ///
    /// `own` says of the code of an agency if what it signed is that agency's. What others signed beside it proves nothing for
    /// it; a signer whom no agency is known of contradicts nobody.
    pub fn for_agency(&self, own: &dyn Fn(&str) -> bool) -> Option<Flags> {
        let owned = |it: &&Signed| it.agency.as_deref().is_some_and(own);
        let nobodys = |it: &&Signed| it.agency.is_none();
        let all = || self.signed.iter();
        if all().any(|it| it.agency.is_some()) && !all().any(|it| owned(&it)) {
            return None;
        }
        let passed = || all().filter(|it| it.passed);
        let seals: Vec<_> = passed().filter(|it| it.seal && owned(it)).filter_map(|it| it.agency.as_deref()).collect();
        // Beside the agency's own seal whoever signed may sign for it.
        let leader = passed().any(|it| it.person && (owned(&it) || !seals.is_empty()));
        let full = passed().any(|it| it.person && it.agency.as_deref().is_some_and(|code| seals.contains(&code)));
        let signed = passed().any(|it| owned(&it) || nobodys(&it));
        let of_file = Flags(self.flags.0 & (Flags::VALID.0 | Flags::INVALID.0 | Flags::UNREADABLE.0));
        let of_seals = of_file.with(Flags::AGENCY, !seals.is_empty()).with(Flags::FULLY, full);
        let stamped = signed && self.flags.has(Flags::TIMESTAMPED);
        Some(of_seals.with(Flags::LEADER, leader).with(Flags::SIGNED, signed).with(Flags::TIMESTAMPED, stamped))
    }

    /// What signatures prove that passed.
    fn passed<'a>(&mut self, signatures: impl Iterator<Item = &'a SignatureRecord>) {
        let (mut people, mut seals) = (BTreeSet::new(), BTreeSet::new());
        for signature in signatures {
            self.flags = self.flags.with(Flags::SIGNED, true).with(Flags::TIMESTAMPED, signature.timestamped);
            let time = signature.time();
            match signature.role.as_deref() {
                Some("person") => {
                    self.flags = self.flags.with(Flags::LEADER, true);
                    self.leader_time = self.leader_time.or(time);
                    people.extend(signature.agency.as_deref());
                }
                Some("agency") => {
                    self.flags = self.flags.with(Flags::AGENCY, true);
                    self.agency_time = self.agency_time.or(time);
                    seals.extend(signature.agency.as_deref());
                }
                _ => {}
            }
        }
        self.flags = self.flags.with(Flags::FULLY, !people.is_disjoint(&seals));
    }

    /// Whose it is, and of when; a signature that did not pass says that too.
    fn named(&mut self, all: &[&SignatureRecord]) {
        let with = |role| all.iter().filter(move |signature| signature.role.as_deref() == Some(role));
        let outside = || all.iter().filter(|signature| signature.role.is_none() && signature.agency.is_some());
        self.ended = outside().find_map(|signature| signature.agency.clone().zip(signature.time().map(day)));
        self.organ = with("agency").chain(with("person")).chain(outside()).find_map(|it| it.agency.clone());
        let signatory = with("agency").chain(with("person")).chain(all).next();
        self.office = signatory.and_then(|it| it.ou.last().or(it.o.as_ref()).or(it.cn.as_ref()).cloned());
        self.signer = with("person").chain(all).find_map(|signature| signature.cn.clone());
        self.time = all.iter().filter_map(|signature| signature.time()).min();
    }

    /// Minutes from the leader's signature to the agency's.
    pub fn minutes(&self) -> Option<i64> {
        Some((self.agency_time? - self.leader_time?).whole_minutes())
    }

    /// Days from `date` to the leader's signature.
    pub fn days_since(&self, date: Date) -> Option<i32> {
        Some(day(self.leader_time?).to_julian_day() - date.to_julian_day())
    }

    /// What `record`, which these facts are of, counts as where no register says more of it: the file is there, so it is
    /// electronic. What came in is the receiver's.
    pub fn counted(self, record: &Record, kind: Kind) -> Counted {
        Counted {
            day: day(self.time.unwrap_or(record.time)),
            kind,
            flags: self.flags.with(Flags::ELECTRONIC, true).with(Flags::MEDIUM_SAID, true),
            days: None,
            minutes: self.minutes().filter(|_| kind != Kind::Incoming),
            organ: self.organ,
            office: self.office,
            signer: self.signer,
        }
    }
}
