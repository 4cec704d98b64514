//! `kyso completions`.

use clap_complete::Shell;

use crate::cli;
use crate::exit::Code;

use super::Call;

/// Prints the completion script for `shell`, described in the call's language.
pub(super) fn run(call: &Call, shell: Shell) -> anyhow::Result<Code> {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut cli::command(call.lang), "kyso", &mut script);
    call.console().print(&String::from_utf8_lossy(&script))?;
    Ok(Code::Ok)
}
