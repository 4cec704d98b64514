//! `kyso verify`.

use std::path::Path;
use std::thread;

use time::OffsetDateTime;

use crate::bundle::Opened;
use crate::cli::{ReportFormat, VerifyArgs};
use crate::config::{Config, Key};
use crate::exit::Code;
use crate::ledger::Action;
use crate::messages::Problem;
use crate::stats::record_of;
use crate::trust::Use;
use crate::verify::{BundleReport, Context, Policy};
use crate::x509::Certificate;

use super::Call;
use super::inputs::Inputs;
use super::judge::{Judging, Written};
use super::outputs;
use super::record::Book;
use super::{bundle, evidence, material, network, trust};

/// Judges every input, or the evidence of one.
pub(super) fn run(call: &Call, args: &VerifyArgs) -> anyhow::Result<Code> {
    match &args.evidence {
        Some(file) if args.inputs.is_empty() => evidence::judge_again(call, args, file),
        _ => judge(call, args),
    }
}

fn judge(call: &Call, args: &VerifyArgs) -> anyhow::Result<Code> {
    let inputs = Inputs::resolve(&args.inputs)?;
    let mut context = context(&call.config, args.at.unwrap_or_else(OffsetDateTime::now_utc))?;
    context.keeps_objects = args.report == ReportFormat::Etsi;
    context.keeps_evidence = args.evidence.is_some();
    let (shown, written) = reports(call, args, &inputs)?;
    let reports = written.as_ref().map(|written| &written.places[..]).unwrap_or_default();
    let evidence = args.evidence.as_deref().map(|to| evidence::places(&inputs.items, to, args.force, reports));
    let evidence = evidence.transpose()?.unwrap_or_default();
    let book = Book::open(&call.config, false)?;
    let jobs = call.config.jobs().unwrap_or_else(cores);
    let judging = Judging { call, inputs: &inputs, jobs, shown, written, evidence };
    judging.all(
        |input, bytes, password| context.judge(&input.name, bytes, password),
        |input, error| context.unreadable(&input.name, error),
        |report| if book.is_kept() { Ok(book.record(&record_of(report, Action::Verify, None))?) } else { Ok(()) },
    )
}

/// How many threads the machine runs at once.
pub(super) fn cores() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// What stdout shows, and what is written where: with a folder for the reports, they do not go to stdout too.
pub(super) fn reports(
    call: &Call,
    args: &VerifyArgs,
    inputs: &Inputs,
) -> Result<(ReportFormat, Option<Written>), Problem> {
    let lines = if call.args.global.json { ReportFormat::Json } else { ReportFormat::Text };
    let Some(folder) = &args.report_dir else {
        if lines == ReportFormat::Json && !matches!(args.report, ReportFormat::Text | ReportFormat::Json) {
            return Err(Problem::OptionNeeds { option: "--report html --json", needs: "--report-dir" });
        }
        // Two XML documents after each other are none.
        if args.report == ReportFormat::Etsi && inputs.items.len() > 1 {
            return Err(Problem::OptionNeeds { option: "--report etsi INPUT INPUT...", needs: "--report-dir" });
        }
        return Ok((if lines == ReportFormat::Json { lines } else { args.report }, None));
    };
    let ending = match args.report {
        ReportFormat::Text => "txt",
        ReportFormat::Json => "json",
        ReportFormat::Html => "html",
        ReportFormat::Etsi => "xml",
    };
    let places = outputs::reports(&inputs.items, folder, ending, args.force)?;
    Ok((lines, Some(Written { format: args.report, places })))
}

/// Everything that a judgement is made with, by the settings.
pub(super) fn context(config: &Config, at: OffsetDateTime) -> anyhow::Result<Context> {
    let name = config.text(Key::Policy).unwrap_or("default");
    let policy = Policy::built_in(name).unwrap_or_else(|| Policy::from_file(Path::new(name)))?;
    let (trust, tsa_trust) = anchors(config)?;
    let mut intermediates = material::certificates(&config.paths(Key::Intermediate))?;
    intermediates.extend(trust::store().certificates(Use::Intermediate)?);
    let mut context = Context {
        trust,
        tsa_trust,
        intermediates,
        crls: material::crls(&config.paths(Key::Crl))?,
        ocsps: material::ocsps(&config.paths(Key::Ocsp))?,
        agency_of: super::record::agency_of(config)?,
        ..Context::new(policy, at)
    };
    context.online = network::online(config, &context.memory)?;
    match bundle::configured(config)? {
        Some((opened, sha256)) => with_bundle(context, opened, sha256, config),
        None => Ok(context),
    }
}

/// With everything that a bundle brings; its anchors only where none were named.
fn with_bundle(context: Context, opened: Opened, sha256: String, config: &Config) -> anyhow::Result<Context> {
    let Opened { bundle, signer } = opened;
    let created = bundle.created;
    let report = BundleReport {
        sha256,
        created,
        age_days: (OffsetDateTime::now_utc() - created).whole_days(),
        signer: signer.subject().to_rfc4514(),
    };
    let mut context = Context { policy: context.policy.over(&bundle.algorithms)?, bundle: Some(report), ..context };
    if config.paths(Key::Trust).is_empty() {
        add(&mut context.trust, bundle.trust);
        if config.paths(Key::TsaTrust).is_empty() {
            add(&mut context.tsa_trust, bundle.tsa_trust);
        }
    }
    context.intermediates.extend(bundle.intermediates);
    context.crls.extend(bundle.crls);
    context.ocsps.extend(bundle.ocsps);
    Ok(context)
}

/// Each once, for reports show them.
fn add(anchors: &mut Vec<Certificate>, more: Vec<Certificate>) {
    for anchor in more {
        if !anchors.contains(&anchor) {
            anchors.push(anchor);
        }
    }
}

/// The anchors for signatures and for time-stamps: those that were named, else those of the store.
pub(super) fn anchors(config: &Config) -> anyhow::Result<(Vec<Certificate>, Vec<Certificate>)> {
    let (paths, tsa_paths) = (config.paths(Key::Trust), config.paths(Key::TsaTrust));
    let named = !paths.is_empty();
    let trust = if named { material::certificates(&paths)? } else { trust::store().certificates(Use::Signature)? };
    let tsa_trust = match (tsa_paths.is_empty(), named) {
        (false, _) => material::certificates(&tsa_paths)?,
        (true, true) => trust.clone(),
        (true, false) => trust::store().certificates(Use::Timestamp)?,
    };
    Ok((trust, tsa_trust))
}
