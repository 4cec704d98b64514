//! `kyso timestamp`.

use time::OffsetDateTime;

use crate::cli::TimestampArgs;
use crate::exit::Code;
use crate::hash::Hash;
use crate::ledger::Action;
use crate::messages::Doing;
use crate::pdf::{Document, Limits};
use crate::{sign, tsa};

use super::Call;
use super::inputs::Inputs;
use super::outputs;
use super::produce::{Product, Run};
use super::record::{Book, output_record};

/// Adds a document time-stamp to every input.
pub(super) fn run(call: &Call, args: &TimestampArgs) -> anyhow::Result<Code> {
    let inputs = Inputs::resolve(&args.inputs)?;
    let targets = outputs::plan(&inputs.items, &args.output, call.args.global.json)?;
    let pool = super::authority::pool(&call.config)?.ok_or(tsa::Error::NoTsa)?;
    // Where a ledger is configured, the stamped document is known to be the signed one.
    let book = Book::open(&call.config, false)?;
    let context = super::verify::context(&call.config, OffsetDateTime::now_utc())?;
    let hash = Hash::Sha256;
    let run = Run {
        call,
        inputs: &inputs,
        targets,
        jobs: call.config.jobs().unwrap_or(1),
        doing: Doing::Timestamp,
        hash,
        dry: false,
    };
    run.all(
        |input, draft, password| {
            let document = super::inputs::open(draft.bytes(), args.repair, password)?;
            let warnings = document.is_rebuilt().then_some("CROSS_REFERENCE_REBUILT").into_iter().collect();
            let sealed = sign::timestamp(&document, draft.trails(), &pool, hash)?;
            draft.append(sealed.tail())?;
            let whole = Document::open_with(draft.bytes(), Limits::default(), password)?;
            let signed = sealed.check(&whole, draft.prefixes(), password)?;
            let record = book.is_kept().then(|| {
                let input_length = draft.input_length();
                output_record(&context, Action::Timestamp, &input.name, &whole, draft.prefixes(), input_length)
            });
            Ok(Product { record, warnings, timestamp_time: signed.timestamp_time, ..Product::of(signed.field) })
        },
        |line| Ok(line.record.as_ref().map_or(Ok(()), |record| book.record(record))?),
    )
}
