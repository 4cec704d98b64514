//! `kyso help`.

use crate::cli;
use crate::exit::Code;
use crate::messages::{Expected, Problem};

use super::Call;

/// Prints the long help of a command: `kyso help token list`.
pub(super) fn run(call: &Call, words: &[String]) -> anyhow::Result<Code> {
    let mut command = cli::command(call.lang);
    for word in words {
        let next = command.find_subcommand(word).cloned();
        command = next.ok_or_else(|| Problem::OptionValue {
            option: "help",
            value: words.join(" "),
            expected: Expected::Command,
        })?;
    }
    call.console().print(&format!("{}\n", command.render_long_help().ansi()))?;
    Ok(Code::Ok)
}
