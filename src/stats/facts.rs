//! From a verdict to what is counted of it.

use std::collections::BTreeSet;

use serde::Serialize;
use time::{Date, OffsetDateTime};

use super::agencies::{Agencies, Match};
use super::day;
use crate::ledger::{Action, Counted, Flags, Kind, Record, SignatureRecord};
use crate::verify::{Indication, Report, SignatureReport, Status};

/// The word of a value that serialises as a string, as in `kyso verify --json`.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Name and version of the policy of a report, as ledgers keep it.
pub fn policy_of(report: &Report) -> String {
    format!("{}/{}", report.policy.name, report.policy.version)
}

/// The record of a verdict. `sha256_in` is the input's where the report is about an output of kyso.
pub fn record_of(report: &Report, action: Action, sha256_in: Option<&str>) -> Record {
    let sha256 = report.sha256.clone().unwrap_or_default();
    let level = report.signatures.iter().filter_map(|signature| signature.level).min();
    Record {
        time: report.validated_at,
        action,
        file: report.file.clone(),
        sha256_in: sha256_in.map_or_else(|| sha256.clone(), str::to_owned),
        sha256_out: sha256_in.map(|_| sha256),
        status: word(&report.status),
        level: level.map(|level| word(&level)),
        no_check: false,
        judged_on: report.validated_at,
        policy: policy_of(report),
        signatures: report.signatures.iter().map(signature).collect(),
        tool: report.tool.clone(),
    }
}

fn signature(report: &SignatureReport) -> SignatureRecord {
    let signer = report.signer.as_ref();
    SignatureRecord {
        field: report.field.clone(),
        kind: word(&report.entry_type),
        role: signer.and_then(|signer| signer.role.map(str::to_owned)),
        agency: signer.and_then(|signer| signer.agency.clone()),
        cn: signer.and_then(|signer| signer.cn.clone()),
        o: signer.and_then(|signer| signer.o.clone()),
        ou: signer.map(|signer| signer.ou.clone()).unwrap_or_default(),
        serial: signer.map(|signer| signer.serial.clone()),
        issuer: signer.map(|signer| signer.issuer.clone()),
        fingerprint: signer.map(|signer| signer.fingerprint_sha256.clone()),
        not_after: report.chain.first().map(|certificate| certificate.not_after),
        indication: word(&report.indication),
        sub_indication: report.sub_indication.as_ref().map(word),
        best_time: report.best_time,
        claimed_time: report.claimed_time,
        timestamped: report.timestamps.iter().any(|stamp| stamp.indication == Indication::TotalPassed),
    }
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
}

/// Who signed: `person` or `agency`, and of which code.
#[derive(Default)]
pub(super) struct Party<'a> {
    role: Option<&'a str>,
    pub(super) agency: Option<&'a str>,
    ambiguous: bool,
    pub(super) ended: Option<(&'a str, Date)>,
}

impl<'a> Party<'a> {
    /// The agencies file of today goes before that of the day of the record, which may have had none.
    pub(super) fn of(signature: &'a SignatureRecord, agencies: Option<&'a Agencies>) -> Self {
        let then = Self { role: signature.role.as_deref(), agency: signature.agency.as_deref(), ..Self::default() };
        let Some(agencies) = agencies else { return then };
        let ou: Vec<_> = signature.ou.iter().map(String::as_str).collect();
        let on = time_of(signature).map(day);
        match agencies.find(signature.cn.as_deref(), signature.o.as_deref(), &ou, on) {
            Match::None => then,
            Match::One(agency, role) => Self { role: Some(role.code()), agency: Some(&agency.code), ..Self::default() },
            Match::Outside(agency, _) => Self { ended: Some(&*agency.code).zip(on), ..Self::default() },
            Match::Ambiguous(_) => Self { ambiguous: true, ..Self::default() },
        }
    }
}

impl Facts {
    /// A record that is no verdict (`no_check`) proves nothing of its signatures. Without agencies the roles are those that the record keeps.
    pub fn of(record: &Record, agencies: Option<&Agencies>) -> Self {
        let is = |status: Status| record.status == word(&status) && !record.no_check;
        let mut facts = Self::default();
        let judged = [
            (Flags::VALID, is(Status::TotalPassed)),
            (Flags::INVALID, is(Status::TotalFailed)),
            (Flags::UNREADABLE, is(Status::Error)),
        ];
        let mut flags = judged.into_iter().fold(Flags::default(), |flags, (flag, given)| flags.with(flag, given));
        let signatures = record.signatures.iter().filter(|signature| signature.kind == "signature");
        let all: Vec<_> = signatures.map(|signature| (signature, Party::of(signature, agencies))).collect();
        let passed = word(&Indication::TotalPassed);
        let (mut people, mut seals) = (BTreeSet::new(), BTreeSet::new());
        let counts = |signature: &SignatureRecord| signature.indication == passed && !record.no_check;
        for (signature, party) in all.iter().filter(|(signature, _)| counts(signature)) {
            flags = flags.with(Flags::SIGNED, true).with(Flags::TIMESTAMPED, signature.timestamped);
            let time = time_of(signature);
            match party.role {
                Some("person") => {
                    flags = flags.with(Flags::LEADER, true);
                    facts.leader_time = facts.leader_time.or(time);
                    people.extend(party.agency);
                }
                Some("agency") => {
                    flags = flags.with(Flags::AGENCY, true);
                    facts.agency_time = facts.agency_time.or(time);
                    seals.extend(party.agency);
                }
                _ => {}
            }
        }
        facts.flags = flags.with(Flags::FULLY, !people.is_disjoint(&seals));
        let with = |role: &'static str| all.iter().filter(move |(_, party)| party.role == Some(role));
        facts.ended = all.iter().find_map(|(_, party)| party.ended).map(|(code, day)| (code.to_owned(), day));
        let organ = with("agency").chain(with("person")).find_map(|(_, party)| party.agency.map(str::to_owned));
        facts.organ = organ.or_else(|| facts.ended.as_ref().map(|(code, _)| code.clone()));
        let signatory = with("agency").chain(with("person")).chain(&all).map(|(signature, _)| signature).next();
        facts.office = signatory.and_then(|s| s.ou.last().or(s.o.as_ref()).or(s.cn.as_ref()).cloned());
        facts.signer = with("person").chain(&all).find_map(|(signature, _)| signature.cn.clone());
        facts.time = all.iter().filter_map(|(signature, _)| time_of(signature)).min();
        let ambiguous = all.iter().find(|(_, party)| party.ambiguous);
        facts.ambiguous = ambiguous.map(|(signature, _)| signature.cn.clone().unwrap_or_default());
        facts
    }

    /// Minutes from the leader's signature to the agency's.
    pub(super) fn minutes(&self) -> Option<i64> {
        Some((self.agency_time? - self.leader_time?).whole_minutes())
    }

    /// Days from `date` to the leader's signature.
    pub(super) fn days_since(&self, date: Date) -> Option<i32> {
        Some(day(self.leader_time?).to_julian_day() - date.to_julian_day())
    }
}

/// What a record counts as where no register says more of it: the file is there, so it is electronic.
pub fn counted(record: &Record, agencies: Option<&Agencies>) -> Counted {
    let facts = Facts::of(record, agencies);
    Counted {
        day: day(facts.time.unwrap_or(record.time)),
        kind: Kind::Document,
        flags: facts.flags.with(Flags::ELECTRONIC, true).with(Flags::MEDIUM_SAID, true),
        days: None,
        minutes: facts.minutes(),
        organ: facts.organ,
        office: facts.office,
    }
}

fn time_of(signature: &SignatureRecord) -> Option<OffsetDateTime> {
    // Without a proof the best time is when it was judged: the claim says more of when it was signed.
    if signature.timestamped { signature.best_time } else { signature.claimed_time.or(signature.best_time) }
}
