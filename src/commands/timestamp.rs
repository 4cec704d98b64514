//! `kyso timestamp`.

use crate::cli::TimestampArgs;
use crate::exit::Code;
use crate::hash::Hash;
use crate::messages::Doing;
use crate::pdf::Document;
use crate::{sign, tsa};

use super::Call;
use super::inputs::Inputs;
use super::outputs;
use super::produce::{Product, Run};

/// Adds a document time-stamp to every input.
pub(super) fn run(call: &Call, args: &TimestampArgs) -> anyhow::Result<Code> {
    let inputs = Inputs::resolve(&args.inputs)?;
    let targets = outputs::plan(&inputs.items, &args.output, call.args.global.json)?;
    let pool = super::authority::pool(&call.config)?.ok_or(tsa::Error::NoTsa)?;
    let run = Run { call, inputs: &inputs, targets, jobs: call.config.jobs(), doing: Doing::Timestamp };
    run.all(
        |_, bytes| {
            let document = Document::open(bytes)?;
            let signed = sign::timestamp(&document, None, &pool, Hash::Sha256)?;
            Ok(Product {
                bytes: Some(signed.file.to_vec()),
                timestamp_time: signed.timestamp_time,
                ..Product::of(signed.field)
            })
        },
        |_| Ok(()),
    )
}
