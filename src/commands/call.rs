//! One call of the program: what was typed, in which language, under which settings.

use std::env;
use std::ffi::OsString;

use anstream::ColorChoice;

use crate::cli::{self, Args, Command, Early, Refusal};
use crate::config::{Config, Key};
use crate::messages::{self, Lang, Problem};

use super::console::Console;
use super::flags;

/// What was typed, and under which settings.
#[derive(Debug)]
pub struct Call {
    /// The command line.
    pub args: Args,
    /// The language people are spoken to in.
    pub lang: Lang,
    /// The settings, flags included.
    pub config: Config,
}

impl Call {
    /// Reads the command line (program name first), environment and configuration files.
    ///
    /// # Errors
    /// [`Refusal`] with what to show instead: help, or what is wrong.
    pub fn read(words: &[OsString]) -> Result<Self, Refusal> {
        let early = Early::scan(words);
        let loaded = Config::load(early.config.as_deref(), &|name| env::var_os(name));
        let fallback = || Config::defaults(&|name| env::var_os(name));
        let lang = early.lang.unwrap_or_else(|| loaded.as_ref().map_or_else(|_| fallback().lang(), Config::lang));
        let args = cli::parse(words, lang)?;
        // Help must be had even where the configuration is broken.
        let config = if needs_no_settings(&args.command) { Ok(loaded.unwrap_or_else(|_| fallback())) } else { loaded };
        let refuse = |problem: Problem| Refusal::Wrong(messages::explain(&problem.into(), lang).render(lang));
        let mut config = config.map_err(refuse)?;
        flags::apply(&args, &mut config).map_err(refuse)?;
        Ok(Self { args, lang, config })
    }

    /// Where this call writes.
    pub(super) fn console(&self) -> Console {
        let color = match self.config.text(Key::Color) {
            Some("always") => ColorChoice::Always,
            Some("never") => ColorChoice::Never,
            _ => ColorChoice::Auto,
        };
        Console::new(self.lang, self.args.global.json, self.args.global.quiet, color)
    }

    /// With -v, what happens goes to stderr; with -vv, more of it. A PIN or a document's content is never logged.
    pub(super) fn start_logging(&self) {
        let level = match self.args.global.verbose {
            0 => return,
            1 => tracing::Level::INFO,
            _ => tracing::Level::DEBUG,
        };
        let ansi =
            self.config.text(Key::Color) != Some("never") && anstream::stderr().current_choice() != ColorChoice::Never;
        // A second call in one process (a test) keeps the first logger: nothing to do about it.
        let _ = tracing_subscriber::fmt().with_writer(std::io::stderr).with_ansi(ansi).with_max_level(level).try_init();
    }
}

fn needs_no_settings(command: &Command) -> bool {
    matches!(command, Command::Help { .. } | Command::Completions { .. } | Command::Man { .. })
}
