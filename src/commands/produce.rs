//! The shared course of `sign`, `timestamp` and `extend`: read, do, write whole, say what became of it, one document after another.
//!
//! Each document has its own result; the exit code is the worst of them. What is done stays done when the run is stopped.

use std::path::Path;
use std::time::Instant;

use time::OffsetDateTime;

use crate::content::{DRAFT_IN_MEMORY, Draft, IN_MEMORY};
use crate::exit::{self, Code};
use crate::hash::Hash;
use crate::ledger::Record;
use crate::messages::{self, Doing, Explanation, Lang, Problem};
use crate::report::sign::{DocumentLine, Outcome};
use crate::state::deferred::Entry;
use crate::text::hex;
use crate::verify::{ErrorReport, Level, SignerReport};

use super::Call;
use super::batch::{self, Ending, Panicked};
use super::inputs::{Input, Inputs};
use super::outputs::{Output, Target};
use super::password::Passwords;

/// What was done to a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// It has grown.
    Changed,
    /// It is already what was asked for: where a result is awaited in another place, that is the document as it is.
    Unchanged,
    /// It was looked at, and no result is awaited.
    Looked,
}

/// What a use case made of one document, beside the draft that it appended to.
pub(super) struct Product {
    /// The field that was signed.
    pub field: String,
    /// What was reached; nothing for a document time-stamp.
    pub level: Option<Level>,
    /// From the certificate.
    pub signer: Option<SignerReport>,
    /// The claimed time.
    pub signing_time: Option<OffsetDateTime>,
    /// genTime.
    pub timestamp_time: Option<OffsetDateTime>,
    /// When its last time-stamp ends.
    pub due: Option<OffsetDateTime>,
    /// What is to be done later.
    pub deferred: Option<Entry>,
    /// Codes of what is noteworthy.
    pub warnings: Vec<&'static str>,
    /// What was done.
    pub deed: Deed,
    /// For the ledger.
    pub record: Option<Record>,
}

impl Product {
    /// Nothing but the field is known.
    pub(super) fn of(field: String) -> Self {
        Self {
            field,
            level: None,
            signer: None,
            signing_time: None,
            timestamp_time: None,
            due: None,
            deferred: None,
            warnings: Vec::new(),
            deed: Deed::Changed,
            record: None,
        }
    }

    /// What is told of it.
    fn line(self, input: &Input, draft: &Draft, status: Outcome) -> DocumentLine {
        let length = draft.input_length();
        DocumentLine {
            field: Some(self.field).filter(|field| !field.is_empty()),
            level: self.level,
            signer: self.signer,
            signing_time: self.signing_time,
            timestamp_time: self.timestamp_time,
            sha256_in: Some(hex(&draft.prefixes().digest(Hash::Sha256, length))),
            bytes_in: Some(length as u64),
            due: self.due,
            deferred: self.deferred,
            warnings: self.warnings,
            record: self.record,
            ..DocumentLine::of(&input.name, status)
        }
    }
}

/// A run over many documents.
pub(super) struct Run<'a> {
    pub call: &'a Call,
    pub inputs: &'a Inputs,
    /// In the order of the inputs.
    pub targets: Vec<Result<Target, Problem>>,
    pub jobs: usize,
    pub doing: Doing,
    /// What is asked for of the documents' digests, beside SHA-256.
    pub hash: Hash,
    /// Is this only a rehearsal, that writes nothing?
    pub dry: bool,
}

/// One document on its way.
struct Item<'a> {
    input: &'a Input,
    target: Result<Target, Problem>,
}

impl Run<'_> {
    /// Does `work` on a draft of every document, with the password that opens it: `work` opens first and then appends. `done` sees each line, in order, on the calling thread: the place for
    /// the ledger.
    ///
    /// # Errors
    /// What `done` or stdout fail with.
    pub(super) fn all(
        self,
        work: impl Fn(&Input, &mut Draft, Option<&[u8]>) -> anyhow::Result<Product> + Sync,
        mut done: impl FnMut(&DocumentLine) -> anyhow::Result<()> + Send,
    ) -> anyhow::Result<Code> {
        let (call, zone) = (self.call, self.call.config.time_zone());
        let mut console = call.console();
        console.notices(&self.inputs.notices);
        console.start_progress(self.inputs.items.len());
        let stop = batch::stop_flag()?;
        let items: Vec<Item> =
            self.inputs.items.iter().zip(self.targets).map(|(input, target)| Item { input, target }).collect();
        let (mut worst, mut tally, mut broken) = (Code::Ok, [0; 3], None);
        let order = Order { doing: self.doing, hash: self.hash, dry: self.dry, lang: call.lang };
        let passwords = Passwords::of(call)?;
        let work = |input: &Input, draft: &mut Draft| {
            passwords.unlocking(&input.name, |password| work(input, &mut *draft, password))
        };
        let one = |item: &Item| order.document(item, &work);
        let ending = batch::run(&items, self.jobs, &stop, one, |item, result| {
            let (line, code) = result.unwrap_or_else(|Panicked| internal(item.input));
            worst = worst.worse_doing(code);
            tally[usize::from(line.status == Outcome::Skipped) + 2 * usize::from(line.error.is_some())] += 1;
            if broken.is_none() {
                broken = done(&line).err();
            }
            show(&mut console, &line, zone)
        });
        console.end_progress();
        let ending = ending?;
        if let Some(error) = broken {
            return Err(error);
        }
        let [good, skipped, failed] = tally;
        if items.len() > 1 {
            let summary = call.lang.words().doing_summary(self.doing, good, skipped, failed);
            console.remark(&format!("{summary}\n"));
        }
        Ok(match ending {
            Ending::Complete => worst,
            Ending::Interrupted { done } => {
                console.complain(&format!("{}\n", call.lang.words().interrupted(done, items.len())));
                Code::Interrupted
            }
            Ending::ReaderGone => worst.worse_doing(Code::File),
        })
    }
}

/// A failure goes to stderr, in JSON to stdout with the rest; a PDF on stdout must not be mixed with words.
fn show(console: &mut super::console::Console, line: &DocumentLine, zone: time::UtcOffset) -> std::io::Result<()> {
    console.advance();
    let text = line.text(console.lang, zone);
    if console.json {
        return console.json_line(line);
    }
    match (&line.error, &line.output) {
        (Some(_), _) => console.complain(&text),
        (None, None) => console.remark(&text),
        (None, Some(_)) => return console.result(&text),
    }
    Ok(())
}

/// What is done to each document, and how it is told.
struct Order {
    doing: Doing,
    hash: Hash,
    dry: bool,
    lang: Lang,
}

impl Order {
    /// One document, from reading to its place, with the code it leads to.
    fn document(
        &self,
        item: &Item,
        work: &impl Fn(&Input, &mut Draft) -> anyhow::Result<Product>,
    ) -> (DocumentLine, Code) {
        let start = Instant::now();
        let (mut line, code) = match self.attempt(item, work) {
            Ok(line) => (line, Code::Ok),
            Err(error) => (DocumentLine::failed(&item.input.name, error_report(&error, self.lang)), exit::code(&error)),
        };
        line.ms = elapsed(start);
        (line, code)
    }

    fn attempt(
        &self,
        item: &Item,
        work: &impl Fn(&Input, &mut Draft) -> anyhow::Result<Product>,
    ) -> anyhow::Result<DocumentLine> {
        let Item { input, target } = item;
        let target = target.as_ref().map_err(Problem::clone)?;
        if self.dry {
            let mut draft = Draft::view(input.read(IN_MEMORY)?);
            let product = work(input, &mut draft)?;
            return Ok(product.line(input, &draft, Outcome::Skipped));
        }
        let content = input.read(DRAFT_IN_MEMORY)?;
        let mut output = Output::begin(target, input, content, &[Hash::Sha256, self.hash])?;
        let product = work(input, &mut output.draft).map_err(|error| output.explain(input, error))?;
        let status = match self.doing {
            _ if product.deed != Deed::Changed => Outcome::Skipped,
            Doing::Sign => Outcome::Signed,
            Doing::Timestamp => Outcome::Timestamped,
            Doing::Extend => Outcome::Extended,
        };
        let is_in_place = target.path().is_some_and(|path| Some(path) == input.path());
        if product.deed == Deed::Looked || product.deed == Deed::Unchanged && is_in_place {
            return Ok(product.line(input, &output.draft, status));
        }
        let mut line = product.line(input, &output.draft, status);
        let length = output.draft.bytes().len();
        line.output = target.path().map(Path::to_string_lossy).map(String::from);
        line.sha256_out = Some(hex(&output.draft.prefixes().digest(Hash::Sha256, length)));
        line.bytes_out = Some(length as u64);
        output.commit(input)?;
        Ok(line)
    }
}

/// The error for JSON: a stable code, and words in the language of the call.
pub(super) fn error_report(error: &anyhow::Error, lang: Lang) -> ErrorReport {
    let Explanation { problem, advice } = messages::explain(error, lang);
    ErrorReport { advice, ..ErrorReport::new(exit::name(error), problem) }
}

fn internal(input: &Input) -> (DocumentLine, Code) {
    (DocumentLine::failed(&input.name, internal_error()), Code::File)
}

/// A worker broke down: our fault, and said so.
pub(super) fn internal_error() -> ErrorReport {
    ErrorReport::new(exit::INTERNAL, "internal error".to_owned())
}

fn elapsed(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX)
}
