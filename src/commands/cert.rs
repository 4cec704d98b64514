//! `kyso cert`: certificates by themselves.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use time::OffsetDateTime;

use crate::cli::{CertCommand, CertRevocation, CertUsage, CertVerifyArgs};
use crate::exit::Code;
use crate::messages::{MaterialProblem, Problem};
use crate::report::cert::CertificateFacts;
use crate::report::verdict::View;
use crate::verify::policy::Revocation;
use crate::verify::{CertificateOrder, CertificateReport, Context, Indication, Usage};
use crate::x509::{self, Certificate, PathInputs, read_certificates};

use super::Call;
use super::produce::error_report;
use super::verify;

/// Does what was asked for.
pub(super) fn run(call: &Call, command: &CertCommand) -> anyhow::Result<Code> {
    match command {
        CertCommand::Show { files } => show(call, files),
        CertCommand::Verify(args) => judge(call, args),
    }
}

fn show(call: &Call, files: &[PathBuf]) -> anyhow::Result<Code> {
    let mut console = call.console();
    let mut worst = Code::Ok;
    for file in files {
        let name = file.display().to_string();
        let facts = match certificates(file) {
            Ok(certificates) => certificates.iter().map(|one| CertificateFacts::of(&name, one)).collect(),
            Err(problem) => {
                worst = Code::File;
                vec![CertificateFacts::unread(&name, error_report(&problem.into(), call.lang))]
            }
        };
        for one in &facts {
            if console.json {
                console.json_line(one)?;
            } else {
                console.result(&one.text(call.lang, call.config.time_zone()))?;
            }
        }
    }
    Ok(worst)
}

fn judge(call: &Call, args: &CertVerifyArgs) -> anyhow::Result<Code> {
    let mut context = verify::context(&call.config, args.at.unwrap_or_else(OffsetDateTime::now_utc))?;
    match args.revocation {
        Some(CertRevocation::Require) => context.policy.rules.revocation = Revocation::Hard,
        Some(CertRevocation::Soft) => context.policy.rules.revocation = Revocation::Soft,
        Some(CertRevocation::Off) | None => {}
    }
    let order = order(args);
    let mut console = call.console();
    let view = View { lang: call.lang, zone: call.config.time_zone(), detail: call.args.global.verbose > 0 };
    let mut worst = Code::Ok;
    for file in &args.files {
        let report = judged(call, &context, file, &order);
        worst = worst.worse_judging(code(&report));
        if console.json {
            console.json_line(&report)?;
        } else {
            console.result(&view.certificate_report(&report))?;
        }
    }
    Ok(worst)
}

fn order(args: &CertVerifyArgs) -> CertificateOrder {
    CertificateOrder {
        usage: match args.usage {
            CertUsage::Sign => Usage::Sign,
            CertUsage::Timestamp => Usage::Timestamp,
            CertUsage::Ocsp => Usage::Ocsp,
            CertUsage::Any => Usage::Any,
        },
        inputs: PathInputs {
            policies: args.policy_oids.clone(),
            inhibit_policy_mapping: args.inhibit_policy_mapping,
            explicit_policy: args.explicit_policy,
            inhibit_any_policy: args.inhibit_any_policy,
            permitted: args.permitted.clone(),
            excluded: args.excluded.clone(),
        },
        revocation: args.revocation != Some(CertRevocation::Off),
        strength: args.policy.is_some(),
    }
}

fn judged(call: &Call, context: &Context, file: &Path, order: &CertificateOrder) -> CertificateReport {
    let name = file.display().to_string();
    match certificates(file) {
        Ok(certificates) => {
            let (leaf, others) = split(certificates);
            context.judge_certificate(&name, &leaf, &others, order)
        }
        Err(problem) => {
            let error = Some(error_report(&problem.into(), call.lang));
            CertificateReport { error, ..CertificateReport::blank(&name, order.usage) }
        }
    }
}

/// The certificate that is asked about in a file that may hold its chain as well.
pub(super) fn leaf(bytes: &[u8]) -> Result<Certificate, x509::Error> {
    read_certificates(bytes).map(|certificates| split(certificates).0)
}

/// The certificate that is asked about and the others: the first that issued none of them, whichever way a chain is written.
fn split(mut certificates: Vec<Certificate>) -> (Certificate, Vec<Certificate>) {
    let issues = |one: &Certificate| certificates.iter().any(|other| other != one && other.issuer() == one.subject());
    let leaf = certificates.iter().position(|one| !issues(one)).unwrap_or(0);
    let leaf = certificates.remove(leaf);
    (leaf, certificates)
}

fn code(report: &CertificateReport) -> Code {
    match report.indication {
        Some(Indication::TotalPassed) => Code::Ok,
        Some(Indication::Indeterminate) => Code::Indeterminate,
        Some(Indication::TotalFailed) => Code::Invalid,
        None => Code::File,
    }
}

/// Every certificate in a file; at least one.
fn certificates(file: &Path) -> Result<Vec<Certificate>, Problem> {
    let unusable = |why| Problem::Material { path: file.to_path_buf(), why };
    let bytes = fs::read(file).map_err(|error| unusable(MaterialProblem::Io(Arc::new(error))))?;
    read_certificates(&bytes).map_err(|error| unusable(MaterialProblem::X509(error)))
}
