//! `kyso config show`.

use crate::exit::Code;
use crate::report;

use super::Call;

/// Prints every setting, its value and where it comes from.
pub(super) fn show(call: &Call) -> anyhow::Result<Code> {
    let mut console = call.console();
    let settings = call.config.shown();
    if console.json {
        for setting in &settings {
            console.json_line(setting)?;
        }
    } else {
        console.print(&report::config::text(&settings, call.lang))?;
    }
    Ok(Code::Ok)
}
