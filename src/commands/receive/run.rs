//! The course of `receive` over many files: look at them side by side, settle one after the other, write what is sent back.

use crate::commands::batch::{self, Ending, Panicked};
use crate::commands::inputs::Inputs;
use crate::commands::outputs::Target;
use crate::commands::produce::internal_error;
use crate::exit::{self, Code};
use crate::messages::{self, Lang, Problem, ReceiveTally};
use crate::report::receive::{ReceiveLine, Standing};

use super::Desk;

impl Desk<'_> {
    /// Receives all of them; `letters` is where the letter about each goes, if they are to be written.
    pub(super) fn all(&self, inputs: &Inputs, letters: &[Target], jobs: usize) -> anyhow::Result<Code> {
        let mut console = self.call.console();
        console.notices(&inputs.notices);
        console.start_progress(inputs.items.len());
        let stop = batch::stop_flag()?;
        let (mut worst, mut broken, mut tally) = (Code::Ok, None, ReceiveTally::default());
        let mut letters = letters.iter();
        let ending = batch::run(
            &inputs.items,
            jobs,
            &stop,
            |input| self.look(input),
            |input, looked| {
                let line =
                    looked.unwrap_or_else(|Panicked| Ok(Err(ReceiveLine::failed(&input.name, internal_error()))));
                let settled = line.and_then(|looked| match looked {
                    Ok(looked) => self.settle(input, looked),
                    Err(line) => Ok((line, Code::File)),
                });
                let place = letters.next();
                let (mut line, code) = match settled {
                    Ok(settled) => settled,
                    Err(error) => {
                        // What cannot be written down is not received: nothing more is tried.
                        broken.get_or_insert(error);
                        return Err(std::io::ErrorKind::Interrupted.into());
                    }
                };
                worst = worst.worse_judging(code);
                *count_of(&mut tally, line.status) += 1;
                console.advance();
                // The number is given; a letter that cannot be written is shown all the same.
                if let Err(error) = write_letter(place, &mut line, self.call.lang) {
                    worst = worst.worse_judging(exit::code(&error));
                    console.complain(&messages::explain(&error, self.call.lang).render(self.call.lang));
                }
                if console.quiet && line.status == Standing::Error {
                    console.complain(&line.text(self.call.lang));
                }
                if console.json { console.json_line(&line) } else { console.result(&line.text(self.call.lang)) }
            },
        );
        console.end_progress();
        if let Some(error) = broken {
            return Err(error);
        }
        if inputs.items.len() > 1 {
            console.remark(&format!("{}\n", self.call.lang.words().receive_summary(&tally)));
        }
        Ok(match ending? {
            Ending::Complete => worst,
            Ending::Interrupted { done } => {
                console.complain(&format!("{}\n", self.call.lang.words().interrupted(done, inputs.items.len())));
                Code::Interrupted
            }
            Ending::ReaderGone => worst.worse_judging(Code::File),
        })
    }
}

fn count_of(tally: &mut ReceiveTally, status: Standing) -> &mut usize {
    match status {
        Standing::Registered => &mut tally.registered,
        Standing::AlreadyRegistered => &mut tally.known,
        Standing::Refused => &mut tally.returned,
        Standing::Held => &mut tally.held,
        Standing::Error => &mut tally.errors,
    }
}

/// Writes what is sent back, if there is something and a place for it.
fn write_letter(place: Option<&Target>, line: &mut ReceiveLine, lang: Lang) -> anyhow::Result<()> {
    let Some(place) = place else { return Ok(()) };
    let Some(letter) = line.letter(lang) else {
        // What an earlier run left there is not about this one.
        let old = place.path().filter(|path| path.exists());
        return old.map_or(Ok(()), |path| Err(Problem::OutputOfBefore { path: path.to_path_buf() }.into()));
    };
    place.write(letter.as_bytes(), None, || Ok(()))?;
    line.letter_file = place.path().map(|path| path.display().to_string());
    Ok(())
}
