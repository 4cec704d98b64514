//! From a verdict to what is counted of it.

use std::collections::BTreeSet;

use serde::Serialize;
use time::OffsetDateTime;

use super::agencies::{Agencies, Match};
use crate::ledger::{Action, Record, SignatureRecord};
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
        indication: word(&report.indication),
        sub_indication: report.sub_indication.as_ref().map(word),
        best_time: report.best_time,
        claimed_time: report.claimed_time,
        timestamped: report.timestamps.iter().any(|stamp| stamp.indication == Indication::TotalPassed),
    }
}

/// What is counted of one judged file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[allow(clippy::struct_excessive_bools)] // Each is one column.
pub struct Facts {
    /// At least one signature is total-passed.
    pub signed: bool,
    /// A person's is.
    pub leader: bool,
    /// An agency's is.
    pub agency: bool,
    /// A person's and that of their agency are.
    pub fully: bool,
    /// A passed signature has a passed time-stamp.
    pub timestamped: bool,
    /// The file is total-passed.
    pub valid: bool,
    /// The file is total-failed.
    pub invalid: bool,
    /// The file could not be judged.
    pub unreadable: bool,
    /// Code of the agency whose signature it bears: the agency's own, or its person's.
    pub organ: Option<String>,
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
}

/// Who signed: `person` or `agency`, and of which code.
#[derive(Default)]
struct Party<'a> {
    role: Option<&'a str>,
    agency: Option<&'a str>,
    ambiguous: bool,
}

impl<'a> Party<'a> {
    /// The agencies file of today goes before that of the day of the record, which may have had none.
    fn of(signature: &'a SignatureRecord, agencies: Option<&'a Agencies>) -> Self {
        let then = Self { role: signature.role.as_deref(), agency: signature.agency.as_deref(), ambiguous: false };
        let Some(agencies) = agencies else { return then };
        let ou: Vec<_> = signature.ou.iter().map(String::as_str).collect();
        match agencies.find(signature.cn.as_deref(), signature.o.as_deref(), &ou) {
            Match::None => then,
            Match::One(agency, role) => Self { role: Some(role.code()), agency: Some(&agency.code), ambiguous: false },
            Match::Ambiguous(_) => Self { ambiguous: true, ..Self::default() },
        }
    }
}

impl Facts {
    /// A record that is no verdict (`no_check`) proves nothing of its signatures. Without agencies the roles are those that the record keeps.
    pub fn of(record: &Record, agencies: Option<&Agencies>) -> Self {
        let is = |status: Status| record.status == word(&status) && !record.no_check;
        let mut facts = Self {
            valid: is(Status::TotalPassed),
            invalid: is(Status::TotalFailed),
            unreadable: is(Status::Error),
            ..Self::default()
        };
        let signatures = record.signatures.iter().filter(|signature| signature.kind == "signature");
        let all: Vec<_> = signatures.map(|signature| (signature, Party::of(signature, agencies))).collect();
        let passed = word(&Indication::TotalPassed);
        let (mut people, mut seals) = (BTreeSet::new(), BTreeSet::new());
        let counts = |signature: &SignatureRecord| signature.indication == passed && !record.no_check;
        for (signature, party) in all.iter().filter(|(signature, _)| counts(signature)) {
            facts.signed = true;
            facts.timestamped |= signature.timestamped;
            let time = time_of(signature);
            match party.role {
                Some("person") => {
                    facts.leader = true;
                    facts.leader_time = facts.leader_time.or(time);
                    people.extend(party.agency);
                }
                Some("agency") => {
                    facts.agency = true;
                    facts.agency_time = facts.agency_time.or(time);
                    seals.extend(party.agency);
                }
                _ => {}
            }
        }
        facts.fully = !people.is_disjoint(&seals);
        let with = |role: &'static str| all.iter().filter(move |(_, party)| party.role == Some(role));
        facts.organ = with("agency").chain(with("person")).find_map(|(_, party)| party.agency.map(str::to_owned));
        facts.signer = with("person").chain(&all).find_map(|(signature, _)| signature.cn.clone());
        facts.time = all.iter().filter_map(|(signature, _)| time_of(signature)).min();
        let ambiguous = all.iter().find(|(_, party)| party.ambiguous);
        facts.ambiguous = ambiguous.map(|(signature, _)| signature.cn.clone().unwrap_or_default());
        facts
    }
}

fn time_of(signature: &SignatureRecord) -> Option<OffsetDateTime> {
    // Without a proof the best time is when it was judged: the claim says more of when it was signed.
    if signature.timestamped { signature.best_time } else { signature.claimed_time.or(signature.best_time) }
}
