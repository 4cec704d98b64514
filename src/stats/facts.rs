//! From a verdict to its record, and from a record to what is counted of it by the agencies of today.

use serde::Serialize;

use super::agencies::{Agencies, Match};
use super::day;
pub use crate::ledger::Facts;
use crate::ledger::{Action, Record, SignatureRecord};
use crate::verify::{Indication, Report, SignatureReport};

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

/// The record of a verdict. `sha256_in` is the input's where the report is about an output of kyso. A file that could not be
/// read has nothing but its name to be known by, so that is its whole path: every folder may have an `a.pdf`.
pub fn record_of(report: &Report, action: Action, sha256_in: Option<&str>) -> Record {
    let sha256 = report.sha256.clone().unwrap_or_default();
    let level = report.signatures.iter().filter_map(|signature| signature.level).min();
    Record {
        time: report.validated_at,
        action,
        file: if sha256.is_empty() { whole_path(&report.file) } else { report.file.clone() },
        sha256_in: sha256_in.map_or_else(|| sha256.clone(), str::to_owned),
        sha256_out: sha256_in.map(|_| sha256),
        status: word(&report.status),
        level: level.map(|level| word(&level)),
        no_check: false,
        judged_on: report.validated_at,
        policy: policy_of(report),
        signatures: report.signatures.iter().map(signature).collect(),
        tool: report.tool.clone(),
        agencies: None,
    }
}

fn whole_path(file: &str) -> String {
    std::path::absolute(file).map_or_else(|_| file.to_owned(), |path| path.to_string_lossy().into_owned())
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

impl Facts {
    /// By the agencies file of today, which goes before that of the day of the record; without one, by the latter.
    pub fn of(record: &Record, agencies: Option<&Agencies>) -> Self {
        let Some(agencies) = agencies else { return Self::of_record(record) };
        let mut today = record.clone();
        let ambiguous = attribute(&mut today, agencies);
        Self { ambiguous, ..Self::of_record(&today) }
    }
}

/// Gives the signatures of a record the roles and agencies of `agencies`. The first signer whom several agencies' rules fit is
/// returned.
pub fn attribute(record: &mut Record, agencies: &Agencies) -> Option<String> {
    let signatures = record.signatures.iter_mut().filter(|signature| signature.kind == "signature");
    let ambiguous: Vec<_> = signatures.filter_map(|signature| attribute_one(signature, agencies)).collect();
    ambiguous.into_iter().next()
}

/// Gives a signature the role and agency of `agencies`, if they know its signer; the signer whom several agencies' rules fit
/// has none, and is returned.
fn attribute_one(signature: &mut SignatureRecord, agencies: &Agencies) -> Option<String> {
    let ou: Vec<_> = signature.ou.iter().map(String::as_str).collect();
    let on = signature.time().map(day);
    match agencies.find(signature.cn.as_deref(), signature.o.as_deref(), &ou, on) {
        Match::None => None,
        Match::One(agency, role) => {
            let (role, agency) = (role.code().to_owned(), agency.code.clone());
            (signature.role, signature.agency) = (Some(role), Some(agency));
            None
        }
        // A day that is none of its agency's own: whose certificate it is stays known, in no role.
        Match::Outside(agency, _) => {
            (signature.role, signature.agency) = (None, Some(agency.code.clone()));
            None
        }
        Match::Ambiguous(_) => {
            (signature.role, signature.agency) = (None, None);
            Some(signature.cn.clone().unwrap_or_default())
        }
    }
}
