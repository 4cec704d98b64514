//! The program: parse, run, explain, exit.

use std::process::ExitCode;

use kyso::commands::{self, Call};
use kyso::exit;

fn main() -> ExitCode {
    kyso::token::harden();
    let words: Vec<_> = std::env::args_os().collect();
    let call = match Call::read(&words) {
        Ok(call) => call,
        Err(refusal) => return exit::refuse(&refusal),
    };
    match commands::run(&call) {
        Ok(code) => code.into(),
        Err(error) => exit::explain(&error, call.lang),
    }
}
