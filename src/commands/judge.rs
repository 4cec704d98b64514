//! The course of `verify` over many documents: read, judge, say so, in the order of the inputs.

use crate::cli::ReportFormat;
use crate::exit::{self, Code};
use crate::messages::{self, Lang, Problem, Tally};
use crate::pdf;
use crate::report::etsi;
use crate::report::verdict::{View, html};
use crate::verify::{Decision, ErrorReport, Report, Status};

use super::Call;
use super::batch::{self, Ending, Panicked};
use super::console::Console;
use super::inputs::{Input, Inputs};
use super::outputs::Target;
use super::password::Passwords;
use super::produce::{self, error_report};

/// A run over many documents.
pub(super) struct Judging<'a> {
    pub call: &'a Call,
    pub inputs: &'a Inputs,
    pub jobs: usize,
    /// What stdout shows.
    pub shown: ReportFormat,
    /// What is written of each document.
    pub written: Option<Written>,
    /// Where the evidence of each goes; nothing where none is kept.
    pub evidence: Vec<Target>,
}

/// A report of each document beside what stdout shows.
pub(super) struct Written {
    pub format: ReportFormat,
    /// One for each input.
    pub places: Vec<Target>,
}

impl Judging<'_> {
    /// Judges every document. `judge` has the bytes and the password that opens them; `unread` makes the report of what could not be read; `done` sees each
    /// report, in order, one at a time: the place for the ledger.
    ///
    /// # Errors
    /// What `done` or stdout fail with.
    pub(super) fn all(
        &self,
        judge: impl Fn(&Input, &[u8], Option<&[u8]>) -> Report + Sync,
        unread: impl Fn(&Input, ErrorReport) -> Report + Sync,
        mut done: impl FnMut(&Report) -> anyhow::Result<()> + Send,
    ) -> anyhow::Result<Code> {
        let (call, items) = (self.call, &self.inputs.items);
        let view = View { lang: call.lang, zone: call.config.time_zone(), detail: call.args.global.verbose > 0 };
        let mut console = call.console();
        let mut places = self.written.iter().flat_map(|written| &written.places);
        let mut evidence_places = self.evidence.iter();
        console.notices(&self.inputs.notices);
        console.start_progress(items.len());
        if self.shown == ReportFormat::Html {
            console.result(&html::begin(call.lang))?;
        }
        let stop = batch::stop_flag()?;
        let (mut worst, mut tally, mut broken) = (Code::Ok, Tally::default(), None);
        let passwords = Passwords::of(call)?;
        let one = |input: &Input| {
            let unlock = |bytes: &[u8]| passwords.unlocking(&input.name, |password| judge(input, bytes, password));
            let judged = input.look(unlock).map(|report| explained(report, call.lang));
            judged.unwrap_or_else(|problem| unread(input, error_report(&problem.into(), call.lang)))
        };
        let ending = batch::run(items, self.jobs, &stop, one, |input, result| {
            let report = result.unwrap_or_else(|Panicked| unread(input, produce::internal_error()));
            worst = worst.worse_judging(report.status.into());
            count(&mut tally, &report);
            let (place, written) = (evidence_places.next(), places.next());
            if broken.is_none() {
                let (kept, missing) = evidence(place, &report);
                for error in missing {
                    worst = worst.worse_judging(exit::code(&error));
                    console.complain(&messages::explain(&error, call.lang).render(call.lang));
                }
                let write = || keep(kept).and_then(|()| self.write(written, view, &report));
                broken = done(&report).and_then(|()| write()).err();
            }
            console.advance();
            self.show(&mut console, view, &report)
        });
        console.end_progress();
        if self.shown == ReportFormat::Html {
            console.result(&html::end(call.lang))?;
        }
        let ending = ending?;
        if let Some(error) = broken {
            return Err(error);
        }
        if items.len() > 1 {
            console.remark(&format!("{}\n", call.lang.words().verify_summary(&tally)));
        }
        Ok(match ending {
            Ending::Complete => worst,
            Ending::Interrupted { done } => {
                console.complain(&format!("{}\n", call.lang.words().interrupted(done, items.len())));
                Code::Interrupted
            }
            // Not everything was judged, and nobody may take it for that.
            Ending::ReaderGone => worst.worse_judging(Code::File),
        })
    }

    fn show(&self, console: &mut Console, view: View, report: &Report) -> std::io::Result<()> {
        match self.shown {
            // What could not be judged at all is an error, and errors are said under --quiet too.
            ReportFormat::Text if console.quiet && report.error.is_some() => {
                console.complain(&view.file(report));
                Ok(())
            }
            ReportFormat::Text => console.result(&view.file(report)),
            ReportFormat::Json => console.json_line(report),
            ReportFormat::Html => console.result(&view.html(report)),
            ReportFormat::Etsi => console.result(&etsi::document(report)?),
        }
    }

    /// Writes the report of one document, whole or not at all.
    fn write(&self, place: Option<&Target>, view: View, report: &Report) -> anyhow::Result<()> {
        let (Some(Written { format, .. }), Some(place)) = (&self.written, place) else { return Ok(()) };
        let text = match format {
            ReportFormat::Text => anstream::adapter::strip_str(&view.file(report)).to_string(),
            ReportFormat::Json => serde_json::to_string(report)? + "\n",
            ReportFormat::Html => [html::begin(view.lang), view.html(report), html::end(view.lang)].concat(),
            ReportFormat::Etsi => etsi::document(report)?,
        };
        place.write(text.as_bytes(), None, || Ok(()))
    }
}

/// An evidence file that is to be written, and where.
type Kept<'t> = (&'t Target, Vec<u8>);

/// What a report stands on. Of what could not be opened there is nothing; then what an earlier run left in that place stays, and
/// is told of, so that nobody takes it for that of this run.
fn evidence<'t>(place: Option<&'t Target>, report: &Report) -> (Option<Kept<'t>>, Vec<anyhow::Error>) {
    let Some(place) = place else { return (None, Vec::new()) };
    let mut missing = Vec::new();
    match report.kept.as_ref().map(|kept| kept.write(report)) {
        Some(Ok(bytes)) => return (Some((place, bytes)), missing),
        Some(Err(error)) => missing.push(anyhow::Error::new(error).context(report.file.clone())),
        None => {}
    }
    let old = place.path().filter(|path| path.exists());
    missing.extend(old.map(|path| Problem::OutputOfBefore { path: path.to_path_buf() }.into()));
    (None, missing)
}

fn keep(kept: Option<Kept<'_>>) -> anyhow::Result<()> {
    kept.map_or(Ok(()), |(place, bytes)| place.write(&bytes, None, || Ok(())))
}

/// Whoever has a locked document is told what to do, in their language.
pub(super) fn explained(mut report: Report, lang: Lang) -> Report {
    let problem = match report.error.as_ref().map(|error| error.code.as_str()) {
        Some("NEEDS_PASSWORD") => pdf::Error::NeedsPassword,
        Some("WRONG_PASSWORD") => pdf::Error::WrongPassword,
        _ => return report,
    };
    report.error = Some(error_report(&problem.into(), lang));
    report
}

fn count(tally: &mut Tally, report: &Report) {
    let place = match (report.status, report.decision) {
        (Status::Error, _) => &mut tally.errors,
        (Status::NoSignature, _) | (_, None) => &mut tally.unsigned,
        (_, Some(Decision::Valid)) => &mut tally.valid,
        (_, Some(Decision::Invalid)) => &mut tally.invalid,
        (_, Some(Decision::NotEnoughInformation)) => &mut tally.unsure,
    };
    *place += 1;
}
