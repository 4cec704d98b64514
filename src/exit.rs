//! Exit codes: what each means, and which of many wins.
//!
//! Scripts decide by these numbers, so the whole idea lives here. With several inputs the worst result is the exit code,
//! and there are two orders of «worst»: one for judging, one for doing.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::cli::Refusal;
use crate::messages::{self, Known, Lang};
use crate::verify::Status;
use crate::{ledger, net, sign, stats, tsa};

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Code {
    /// Everything asked for was done; every signature of every file is total-passed.
    Ok = 0,
    /// verify: a signature is total-failed.
    Invalid = 1,
    /// The command line or configuration is wrong.
    Usage = 2,
    /// verify: something is indeterminate, or a requirement of the policy is not met.
    Indeterminate = 3,
    /// verify: a file carries no signature.
    Unsigned = 4,
    /// Token, key, PIN or certificate.
    Token = 5,
    /// A network service was needed and failed.
    Network = 6,
    /// An input, an output or the ledger.
    File = 7,
    /// The document forbids it.
    Forbidden = 8,
    /// Interrupted; finished work is kept.
    Interrupted = 130,
}

/// From best to worst, for commands that judge.
const JUDGING: [Code; 7] =
    [Code::Ok, Code::Unsigned, Code::Indeterminate, Code::File, Code::Invalid, Code::Usage, Code::Interrupted];
/// From best to worst, for commands that do something.
const DOING: [Code; 7] =
    [Code::Ok, Code::Network, Code::Forbidden, Code::File, Code::Token, Code::Usage, Code::Interrupted];

impl Code {
    /// The worse of two, for `verify` and its like.
    #[must_use]
    pub fn worse_judging(self, other: Self) -> Self {
        worse(&JUDGING, self, other)
    }

    /// The worse of two, for `sign`, `timestamp` and their like.
    #[must_use]
    pub fn worse_doing(self, other: Self) -> Self {
        worse(&DOING, self, other)
    }

    /// The number that the shell sees.
    pub fn number(self) -> u8 {
        self as u8
    }
}

/// A code that an order does not know cannot come from its command; if it does, it is not hidden.
fn worse(order: &[Code], a: Code, b: Code) -> Code {
    let rank = |code| order.iter().position(|c| *c == code).unwrap_or(order.len());
    if rank(b) > rank(a) { b } else { a }
}

impl From<Code> for ExitCode {
    fn from(code: Code) -> Self {
        Self::from(code.number())
    }
}

impl From<Status> for Code {
    fn from(status: Status) -> Self {
        match status {
            Status::TotalPassed => Self::Ok,
            Status::Indeterminate => Self::Indeterminate,
            Status::TotalFailed => Self::Invalid,
            Status::NoSignature => Self::Unsigned,
            Status::Error => Self::File,
        }
    }
}

/// The exit code of an error: that of the first cause whose type is known.
pub fn code(error: &anyhow::Error) -> Code {
    Known::in_chain(error).map_or(Code::File, code_of)
}

fn code_of(error: Known) -> Code {
    match error {
        Known::Call(problem) => problem.exit(),
        Known::Token(_) => Code::Token,
        // An address or a period that is none was typed or configured; what the configuration stands on cannot be used.
        Known::Stats(
            stats::Error::Period(_)
            | stats::Error::NoDays(_)
            | stats::Error::NoPrevious(_)
            | stats::Error::NoHeading { .. }
            | stats::Error::SeveralOffices { .. }
            | stats::Error::NoOffice(_),
        )
        | Known::Ledger(
            ledger::Error::Url(_)
            | ledger::Error::NoPostgres
            | ledger::Error::NoParquet
            | ledger::Error::Address { .. }
            | ledger::Error::NoRoot { .. }
            | ledger::Error::NumbersGiven { .. },
        )
        | Known::Tsa(tsa::Error::NoTsa)
        | Known::Net(net::Error::Address { .. })
        | Known::Trust(_)
        | Known::Bundle(_)
        | Known::Policy(_) => Code::Usage,
        Known::Tsa(_)
        | Known::Net(_)
        | Known::Ledger(ledger::Error::Connect { .. } | ledger::Error::Lost(_) | ledger::Error::Tls { .. }) => {
            Code::Network
        }
        Known::Pdf(_)
        | Known::Cms(_)
        | Known::X509(_)
        | Known::Edxml(_)
        | Known::Io(_)
        | Known::Ledger(_)
        | Known::Evidence(_)
        | Known::Stats(_)
        | Known::Appearance(_) => Code::File,
        Known::Sign(error) => code_of_signing(error),
    }
}

fn code_of_signing(error: &sign::Error) -> Code {
    match error {
        sign::Error::Field { reason: sign::FieldProblem::Name, .. } | sign::Error::Scheme { .. } => Code::Usage,
        sign::Error::Forbidden(_) | sign::Error::Field { .. } => Code::Forbidden,
        // What the same question can answer tomorrow is the network's; what it will not is the certificate's.
        sign::Error::Evidence(_) if error.is_passing() => Code::Network,
        sign::Error::Token(_)
        | sign::Error::Certificate(_)
        | sign::Error::Cms(_)
        | sign::Error::Evidence(_)
        | sign::Error::UntrustedTsa => Code::Token,
        sign::Error::Tsa(_) => Code::Network,
        sign::Error::Pdf(_)
        | sign::Error::SelfCheck { .. }
        | sign::Error::InputChanged
        | sign::Error::Draft(_)
        | sign::Error::NothingSigned
        | sign::Error::Unreached { .. } => Code::File,
    }
}

/// The name in JSON of a fault of this program itself.
pub const INTERNAL: &str = "INTERNAL";

/// The stable name of an error for `error.code`: that of the first cause whose type is known.
pub fn name(error: &anyhow::Error) -> &'static str {
    Known::in_chain(error).map_or(INTERNAL, Known::code)
}

/// Shows help that was asked for, or what is wrong with the command line.
pub fn refuse(refusal: &Refusal) -> ExitCode {
    // If nobody reads it, the exit code still speaks.
    match refusal {
        Refusal::Asked(text) => {
            let _ = anstream::stdout().lock().write_all(text.as_bytes());
            Code::Ok.into()
        }
        Refusal::Wrong(text) => {
            let _ = anstream::stderr().lock().write_all(text.as_bytes());
            Code::Usage.into()
        }
    }
}

/// Did whoever reads our output go away? Then there is nobody to tell, and nothing is wrong.
pub fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe))
}

/// Tells a person what went wrong and what to do, and gives the exit code.
pub fn explain(error: &anyhow::Error, lang: Lang) -> ExitCode {
    if is_closed_pipe(error) {
        return Code::Ok.into();
    }
    let text = messages::explain(error, lang).render(lang);
    // If even stderr is gone, the exit code still speaks.
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
    code(error).into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::Problem;

    #[test]
    fn among_judged_files_a_failed_one_outweighs_an_unreadable_one() {
        assert_eq!(Code::File.worse_judging(Code::Invalid), Code::Invalid);
        assert_eq!(Code::Indeterminate.worse_judging(Code::File), Code::File);
        assert_eq!(Code::Unsigned.worse_judging(Code::Ok), Code::Unsigned);
        assert_eq!(Code::Unsigned.worse_judging(Code::Indeterminate), Code::Indeterminate);
    }

    #[test]
    fn among_signed_files_the_token_outweighs_a_bad_file() {
        let seen = [Code::Ok, Code::Network, Code::Forbidden, Code::File, Code::Token];
        assert_eq!(seen.into_iter().fold(Code::Ok, Code::worse_doing), Code::Token);
        assert_eq!(Code::Forbidden.worse_doing(Code::File), Code::File);
        assert_eq!(Code::Network.worse_doing(Code::Forbidden), Code::Forbidden);
    }

    #[test]
    fn a_cause_deep_in_the_chain_decides() {
        let error = anyhow::Error::new(Problem::OutputNeeded).context("a.pdf").context("signing");
        assert_eq!(code(&error), Code::Usage);
    }
}
