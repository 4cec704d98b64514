//! Where a command writes: results to stdout, everything else to stderr.
//!
//! Nothing here panics on a closed pipe, as `println!` does: the error goes up and ends the run quietly.

use std::io::{self, IsTerminal, Stderr, Stdout, Write};

use anstream::{AutoStream, ColorChoice};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use crate::messages::{Lang, Notice};

/// The two streams, and how they are used.
pub(super) struct Console {
    /// The language people are spoken to in.
    pub lang: Lang,
    /// JSON Lines on stdout.
    pub json: bool,
    /// Errors only.
    pub quiet: bool,
    out: AutoStream<Stdout>,
    err: AutoStream<Stderr>,
    progress: ProgressBar,
}

impl Console {
    /// Opens both streams.
    pub(super) fn new(lang: Lang, json: bool, quiet: bool, color: ColorChoice) -> Self {
        Self {
            lang,
            json,
            quiet,
            out: AutoStream::new(io::stdout(), color),
            err: AutoStream::new(io::stderr(), color),
            progress: ProgressBar::hidden(),
        }
    }

    /// A result for people, to stdout. Under `--json` and `--quiet` there is none.
    ///
    /// # Errors
    /// What the system says, a closed pipe included.
    pub(super) fn result(&mut self, text: &str) -> io::Result<()> {
        if self.json || self.quiet { Ok(()) } else { self.print(text) }
    }

    /// One line of JSON, flushed.
    ///
    /// # Errors
    /// What the system says, a closed pipe included.
    pub(super) fn json_line(&mut self, object: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(object)?;
        line.push(b'\n');
        // JSON escapes ESC: there is no sequence in it to take out.
        let out = self.out.as_inner();
        self.progress.suspend(|| {
            let mut out = out.lock();
            out.write_all(&line)?;
            out.flush()
        })
    }

    /// Text to stdout whatever the mode: a completion script, a table that was asked for.
    ///
    /// # Errors
    /// What the system says, a closed pipe included.
    pub(super) fn print(&mut self, text: &str) -> io::Result<()> {
        let out = &mut self.out;
        self.progress.suspend(|| {
            out.write_all(text.as_bytes())?;
            out.flush()
        })
    }

    /// A remark for people, to stderr; not under `--quiet`. Nobody may be reading, and that is no error.
    pub(super) fn remark(&mut self, text: &str) {
        if !self.quiet {
            self.complain(text);
        }
    }

    /// An error for people, to stderr, whatever the mode.
    pub(super) fn complain(&mut self, text: &str) {
        let err = &mut self.err;
        self.progress.suspend(|| {
            let _ = err.write_all(text.as_bytes());
        });
    }

    /// What was noticed about the inputs.
    pub(super) fn notices(&mut self, notices: &[Notice]) {
        for notice in notices {
            let text = format!("{}: {}\n", self.lang.help().terms.warning, self.lang.words().notice(notice));
            self.remark(&text);
        }
    }

    /// Shows progress over `count` inputs on stderr, where it is a terminal and there is more than one.
    pub(super) fn start_progress(&mut self, count: usize) {
        if self.quiet || count < 2 || !io::stderr().is_terminal() {
            return;
        }
        let bar = ProgressBar::with_draw_target(Some(count as u64), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len}  {elapsed} → {eta}") {
            bar.set_style(style);
        }
        self.progress = bar;
    }

    /// One more is done.
    pub(super) fn advance(&self) {
        self.progress.inc(1);
    }

    /// Takes the bar away.
    pub(super) fn end_progress(&mut self) {
        self.progress.finish_and_clear();
        self.progress = ProgressBar::hidden();
    }
}
