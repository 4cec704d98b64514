//! From a verdict to what is counted of it.

use std::collections::BTreeSet;

use serde::Serialize;
use time::OffsetDateTime;

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
        subject: signer.map(|signer| signer.subject.clone()),
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
}

impl Facts {
    /// A record that was not judged proves nothing of its signatures.
    pub fn of(record: &Record) -> Self {
        let is = |status: Status| record.status == word(&status) && !record.no_check;
        let mut facts = Self {
            valid: is(Status::TotalPassed),
            invalid: is(Status::TotalFailed),
            unreadable: is(Status::Error),
            ..Self::default()
        };
        let all = || record.signatures.iter().filter(|signature| signature.kind == "signature");
        let passed = word(&Indication::TotalPassed);
        for signature in all().filter(|signature| signature.indication == passed && !record.no_check) {
            facts.signed = true;
            facts.timestamped |= signature.timestamped;
            let time = time_of(signature);
            match signature.role.as_deref() {
                Some("person") => {
                    facts.leader = true;
                    facts.leader_time = facts.leader_time.or(time);
                }
                Some("agency") => {
                    facts.agency = true;
                    facts.agency_time = facts.agency_time.or(time);
                }
                _ => {}
            }
        }
        let codes = |role: &str| -> BTreeSet<&str> {
            let passed = all().filter(|s| s.indication == passed && s.role.as_deref() == Some(role));
            passed.filter_map(|signature| signature.agency.as_deref()).collect()
        };
        facts.fully = facts.signed && !codes("person").is_disjoint(&codes("agency"));
        let with = |role: &'static str| all().filter(move |signature| signature.role.as_deref() == Some(role));
        facts.organ = with("agency").chain(with("person")).find_map(|signature| signature.agency.clone());
        facts.signer = with("person").chain(all()).find_map(|signature| signature.cn.clone());
        facts.time = all().filter_map(time_of).min();
        facts
    }
}

fn time_of(signature: &SignatureRecord) -> Option<OffsetDateTime> {
    // Without a proof the best time is when it was judged: the claim says more of when it was signed.
    if signature.timestamped { signature.best_time } else { signature.claimed_time.or(signature.best_time) }
}
