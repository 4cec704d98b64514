//! One file a command: open, call one use case, report.

mod agencies;
mod archive;
mod authority;
mod batch;
mod bundle;
mod call;
mod cert;
mod completions;
mod config;
mod console;
mod defer;
mod evidence;
mod extend;
mod flags;
mod help;
mod inputs;
mod inspect;
mod judge;
mod key;
mod ledger;
mod man;
mod material;
mod network;
mod outputs;
mod password;
mod produce;
mod receive;
mod record;
mod sign;
mod stats;
mod stats_report;
mod timestamp;
mod token;
mod trust;
mod verify;

pub use call::Call;

use crate::cli::{Command, ConfigCommand};
use crate::exit::Code;

/// Does what was asked for.
///
/// # Errors
/// Why the call as a whole could not be done; what is wrong with one input is part of its report.
pub fn run(call: &Call) -> anyhow::Result<Code> {
    call.start_logging();
    match &call.args.command {
        Command::Token(command) => token::run(call, command),
        Command::Sign(args) => sign::run(call, args),
        Command::Timestamp(args) => timestamp::run(call, args),
        Command::Extend(args) => extend::run(call, args),
        Command::Verify(args) => verify::run(call, args),
        Command::Agencies(command) => agencies::run(call, command),
        Command::Inspect(args) => inspect::inspect(call, args),
        Command::Extract(args) => inspect::extract(call, args),
        Command::Cert(command) => cert::run(call, command),
        Command::Trust(command) => trust::run(call, command),
        Command::Bundle(command) => bundle::run(call, command),
        Command::Config(ConfigCommand::Show) => config::show(call),
        Command::Completions { shell } => completions::run(call, *shell),
        Command::Man { folder, force } => man::run(folder, *force),
        Command::Help { command } => help::run(call, command),
        Command::Ledger(command) => ledger::run(call, command),
        Command::Receive(args) => receive::run(call, args),
        Command::Stats(args) => stats::run(call, args),
    }
}
