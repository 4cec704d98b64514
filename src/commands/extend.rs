//! `kyso extend`: to a higher level, and on with the archive before its last time-stamp ends.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use time::OffsetDateTime;

use crate::cli::{ExtendArgs, ExtendLevel};
use crate::content::Draft;
use crate::exit::Code;
use crate::hash::Hash;
use crate::ledger::Action;
use crate::messages::{Doing, Label, Problem, sentence};
use crate::sign::{self, Raise, Raised, Workpiece};
use crate::text::{Untrusted, in_zone};
use crate::tsa::{Pool, TimestampSource};
use crate::verify::{Context, Level};

use super::Call;
use super::defer::{Later, REACHED};
use super::inputs::{Input, Inputs};
use super::outputs;
use super::produce::{Deed, Product, Run};
use super::record::{Book, output_record};

/// So many files are shown that end next; --json has all.
const SHOWN: usize = 10;

/// Raises or renews every input.
pub(super) fn run(call: &Call, args: &ExtendArgs) -> anyhow::Result<Code> {
    let now = OffsetDateTime::now_utc();
    let later = Later::new();
    let waiting = if args.deferred { later.whose_time_has_come(now)? } else { HashMap::new() };
    let inputs = if args.deferred {
        let files: Vec<PathBuf> = waiting.keys().cloned().collect();
        if files.is_empty() {
            call.console().remark(call.lang.words().nothing_deferred());
            return Ok(Code::Ok);
        }
        Inputs::resolve(&files)?
    } else {
        Inputs::resolve(&args.inputs)?
    };
    let targets = outputs::plan(&inputs.items, &args.output, call.args.global.json)?;
    let pool = super::authority::pool(&call.config)?;
    let context = super::verify::context(&call.config, now)?;
    if context.trust.is_empty() {
        // Without anchors nobody can say which certificates a level needs.
        return Err(Problem::OptionNeeds { option: "extend", needs: "--trust" }.into());
    }
    // Where a ledger is configured, the raised document is known to be the signed one.
    let book = Book::open(&call.config, false)?;
    let (jobs, doing, hash) = (call.config.jobs().unwrap_or(1), Doing::Extend, Hash::Sha256);
    let job = Job { args, pool, context, waiting, is_recorded: book.is_kept() };
    let run = Run { call, inputs: &inputs, targets, jobs, doing, hash, dry: false };
    let mut ends = Vec::new();
    let code = run.all(
        |input, draft, password| job.one(input, draft, password),
        |line| {
            later.settle_or_note(line)?;
            ends.extend(line.due.map(|due| (due, line.file.clone())));
            Ok(line.record.as_ref().map_or(Ok(()), |record| book.record(record))?)
        },
    )?;
    if args.due.is_some() {
        tell_next(call, ends);
    }
    Ok(code)
}

/// Which files end next, the first of them.
fn tell_next(call: &Call, mut ends: Vec<(OffsetDateTime, String)>) {
    if ends.is_empty() {
        return;
    }
    ends.sort();
    let (words, zone) = (call.lang.words(), call.config.time_zone());
    let mut text = format!("{}:\n", sentence(words.label(Label::NextDue)));
    for (end, file) in ends.iter().take(SHOWN) {
        let _ = writeln!(text, "  {}  {}", in_zone(*end, zone).date(), Untrusted(file));
    }
    if ends.len() > SHOWN {
        let _ = writeln!(text, "  {}", words.more(ends.len() - SHOWN));
    }
    call.console().remark(&text);
}

/// What all documents of a run share.
struct Job<'a> {
    args: &'a ExtendArgs,
    pool: Option<Pool>,
    context: Context,
    /// With `--deferred`: the level that each file waits for.
    waiting: HashMap<PathBuf, Level>,
    is_recorded: bool,
}

impl Job<'_> {
    fn one(&self, input: &Input, draft: &mut Draft, password: Option<&[u8]>) -> anyhow::Result<Product> {
        let (now, mut warnings) = (OffsetDateTime::now_utc(), Vec::new());
        let due = {
            let document = super::inputs::open(draft.bytes(), false, password)?;
            if document.latest().doc_mdp()?.is_some_and(|(_, permission)| permission == 1) {
                warnings.push("CERTIFIED_NO_CHANGES");
            }
            sign::due(&document, draft.prefixes(), &self.context)?
        };
        if let Some(within) = self.args.due
            && due.is_none_or(|due| due > now + within)
        {
            return Ok(Product { due, deed: Deed::Looked, ..Product::of(String::new()) });
        }
        let target = self.target(input);
        let raise = self.raise();
        let mut work = Workpiece::new(draft, password);
        let raised = raise.to(target, &mut work, now)?;
        let deferred = raised.shortfall.as_ref().map(|error| Later::entry(target, error));
        if deferred.is_some() {
            warnings.push("LEVEL_DEFERRED");
        }
        if !work.has_grown() {
            // What is not due, or waits for its evidence, stays where it lies.
            let deed = if self.args.due.is_some() || deferred.is_some() { Deed::Looked } else { Deed::Unchanged };
            if deed == Deed::Unchanged {
                warnings.push(REACHED);
            }
            return Ok(Product { due, deferred, warnings, deed, ..Product::of(String::new()) });
        }
        self.finish(input, &work, raised, warnings).map(|product| Product { deferred, ..product })
    }

    fn raise(&self) -> Raise<'_> {
        Raise {
            context: &self.context,
            tsa: self.pool.as_ref().map(|pool| pool as &dyn TimestampSource),
            hash: Hash::Sha256,
            vri: self.args.vri,
            defer: self.args.defer,
            only: None,
        }
    }

    /// Looks at the result with our own verifier, and tells of it.
    fn finish(
        &self,
        input: &Input,
        work: &Workpiece<'_>,
        raised: Raised,
        mut warnings: Vec<&'static str>,
    ) -> anyhow::Result<Product> {
        let context = self.context.as_of(OffsetDateTime::now_utc());
        let (level, due, record) = work.check(|whole, draft| {
            let prefixes = draft.prefixes();
            let level = sign::confirm(&context, whole, prefixes, raised.level, None)?;
            let due = sign::due(whole, prefixes, &context)?;
            let length = draft.input_length();
            let record = || output_record(&context, Action::Extend, &input.name, whole, prefixes, length);
            Ok((level, due, self.is_recorded.then(record)))
        })?;
        if level.is_none() {
            warnings.push("NO_BASELINE_LEVEL");
        }
        Ok(Product {
            // A higher one than was asked for stays unsaid, where a document time-stamp stood there already.
            level: level.map(|level| level.min(raised.level)),
            timestamp_time: raised.timestamp_time,
            due,
            warnings,
            record,
            ..Product::of(raised.field.unwrap_or_default())
        })
    }

    /// What was asked for, of this file or of all; what is due goes to B-LTA.
    fn target(&self, input: &Input) -> Level {
        let waiting = input.path().and_then(|path| self.waiting.get(path)).copied();
        waiting.unwrap_or_else(|| self.args.level.map_or(Level::BLta, Level::from))
    }
}

impl From<ExtendLevel> for Level {
    fn from(level: ExtendLevel) -> Self {
        match level {
            ExtendLevel::BT => Self::BT,
            ExtendLevel::BLt => Self::BLt,
            ExtendLevel::BLta => Self::BLta,
        }
    }
}
