//! `kyso verify --evidence`: what a verdict stands on goes into a file, or is judged again out of one.

use std::path::Path;

use time::OffsetDateTime;

use crate::cli::{ReportFormat, VerifyArgs};
use crate::exit::Code;
use crate::messages::{Expected, Problem};
use crate::verify::EvidenceFile;

use super::inputs::{Input, Inputs};
use super::judge::Judging;
use super::outputs::Target;
use super::produce::error_report;
use super::{Call, outputs, verify};

/// Where the evidence of each input goes: `to` is a file for one of them, or a folder; never where a report goes.
///
/// # Errors
/// [`Problem::OptionNeeds`] for one file and several inputs; as [`outputs::reports`].
pub(super) fn places(inputs: &[Input], to: &Path, force: bool, reports: &[Target]) -> Result<Vec<Target>, Problem> {
    let typed = to.to_string_lossy();
    if typed == "-" {
        return Err(Problem::OptionValue { option: "--evidence", value: "-".into(), expected: Expected::Path });
    }
    let targets = match inputs {
        _ if to.is_dir() || typed.ends_with(std::path::is_separator) => {
            outputs::reports(inputs, to, "evidence.json", force)?
        }
        [input] => vec![outputs::single(input, to, force)?],
        _ => return Err(Problem::OptionNeeds { option: "--evidence FILE INPUT INPUT...", needs: "--evidence DIR/" }),
    };
    match targets.iter().find(|target| reports.contains(target)).and_then(Target::path) {
        Some(path) => {
            let (first, second) = ("--report-dir".to_owned(), "--evidence".to_owned());
            Err(Problem::OutputsCollide { first, second, output: path.to_path_buf() })
        }
        None => Ok(targets),
    }
}

/// Judges an evidence file in the place of its document. No ledger records it: nobody looked at the document.
pub(super) fn judge_again(call: &Call, args: &VerifyArgs, file: &Path) -> anyhow::Result<Code> {
    refuse_what_needs_a_document(args)?;
    let inputs = Inputs::one(file);
    let mut context = verify::context(&call.config, args.at.unwrap_or_else(OffsetDateTime::now_utc))?;
    context.keeps_objects = args.report == ReportFormat::Etsi;
    let (shown, written) = verify::reports(call, args, &inputs)?;
    let judging = Judging { call, inputs: &inputs, jobs: 1, shown, written, evidence: Vec::new() };
    judging.all(
        |input, bytes, _| match EvidenceFile::read(bytes) {
            Ok(file) => context.judge_evidence(&file),
            Err(error) => context.unreadable(&input.name, error_report(&error.into(), call.lang)),
        },
        |input, error| context.unreadable(&input.name, error),
        |_| Ok(()),
    )
}

/// What would be accepted and do nothing is refused.
fn refuse_what_needs_a_document(args: &VerifyArgs) -> Result<(), Problem> {
    let given = [
        ("--online", args.trust.online),
        ("--password-file", args.password.password_file.is_some()),
        ("--ledger", args.ledger.is_some()),
        ("--jobs", args.jobs.is_some()),
    ];
    if let Some((option, _)) = given.into_iter().find(|(_, given)| *given) {
        return Err(Problem::OptionNeeds { option, needs: "INPUT" });
    }
    if args.force && args.report_dir.is_none() {
        return Err(Problem::OptionNeeds { option: "--force", needs: "--report-dir" });
    }
    Ok(())
}
