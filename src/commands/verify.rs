//! `kyso verify`.

use std::sync::Arc;

use time::OffsetDateTime;

use crate::cli::{ReportFormat, VerifyArgs};
use crate::config::{Config, Key};
use crate::exit::Code;
use crate::ledger::Action;
use crate::messages::{Expected, Problem};
use crate::stats::record_of;
use crate::verify::{Context, Policy};

use super::Call;
use super::inputs::Inputs;
use super::judge::Judging;
use super::material;
use super::record::Book;

/// Judges every input.
pub(super) fn run(call: &Call, args: &VerifyArgs) -> anyhow::Result<Code> {
    let inputs = Inputs::resolve(&args.inputs)?;
    let context = context(&call.config, args.at.unwrap_or_else(OffsetDateTime::now_utc))?;
    let json = call.args.global.json || args.report == ReportFormat::Json;
    let book = Book::open(&call.config, false)?;
    let judging = Judging { call, inputs: &inputs, jobs: call.config.jobs(), json };
    judging.all(
        |input, bytes, password| context.judge(&input.name, bytes, password),
        |input, error| context.unreadable(&input.name, &error.code, error.message),
        |report| Ok(book.record(&record_of(report, Action::Verify, None))?),
    )
}

/// Everything that a judgement is made with, by the settings.
pub(super) fn context(config: &Config, at: OffsetDateTime) -> anyhow::Result<Context> {
    let name = config.text(Key::Policy).unwrap_or("default");
    let unknown = || Problem::OptionValue {
        option: "--policy",
        value: name.to_owned(),
        expected: Expected::OneOf(&Policy::NAMES),
    };
    let policy = Policy::built_in(name).ok_or_else(unknown)??;
    let trust = material::certificates(&config.paths(Key::Trust))?;
    let tsa_paths = config.paths(Key::TsaTrust);
    let tsa_trust = if tsa_paths.is_empty() { trust.clone() } else { material::certificates(&tsa_paths)? };
    Ok(Context {
        at,
        policy,
        trust,
        tsa_trust,
        intermediates: material::certificates(&config.paths(Key::Intermediate))?,
        crls: material::crls(&config.paths(Key::Crl))?,
        agency_of: super::record::agency_of(config)?,
        memory: Arc::default(),
    })
}
