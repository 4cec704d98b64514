//! `kyso timestamp`.

use time::OffsetDateTime;

use crate::cli::TimestampArgs;
use crate::exit::Code;
use crate::hash::Hash;
use crate::ledger::Action;
use crate::messages::Doing;
use crate::sign::{self, Workpiece};
use crate::tsa;

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
            let (sealed, warnings) = {
                let document = super::inputs::open(draft.bytes(), args.repair, password)?;
                let warnings = document.is_rebuilt().then_some("CROSS_REFERENCE_REBUILT").into_iter().collect();
                (sign::timestamp(&document, draft.trails(), &pool, hash)?, warnings)
            };
            let mut work = Workpiece::new(draft, password);
            let signed = work.append(sealed)?;
            let record = work.check(|whole, draft| {
                let (context, length) = (context.as_of(OffsetDateTime::now_utc()), draft.input_length());
                let record =
                    || output_record(&context, Action::Timestamp, &input.name, whole, draft.prefixes(), length);
                Ok(book.is_kept().then(record))
            })?;
            Ok(Product { record, warnings, timestamp_time: signed.timestamp_time, ..Product::of(signed.field) })
        },
        |line| Ok(line.record.as_ref().map_or(Ok(()), |record| book.record(record))?),
    )
}
