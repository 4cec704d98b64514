//! English for what is wrong with a call.

use std::path::Path;

use crate::messages::{Expected, Explanation, Known, Lang, MaterialProblem, OwnCertificate, Problem, codes};
use crate::text::Untrusted;

use super::English;
use crate::messages::Words;

/// What went wrong and what to do.
pub(super) fn problem(problem: &Problem) -> Explanation {
    match problem {
        Problem::OptionValue { option, value, expected: want } => {
            Explanation::new(format!("{option} cannot be '{}'", Untrusted(value)), expected(*want))
        }
        Problem::OptionNeeds { option, needs } => Explanation::new(format!("{option} needs {needs}"), ""),
        Problem::UnknownKey { file, line, key, nearest } => Explanation::new(
            format!("{}:{line}: unknown key '{}'", Untrusted(&file.to_string_lossy()), Untrusted(key)),
            format!("Did you mean '{nearest}'?"),
        ),
        Problem::SettingValue { origin, key, value, expected: want } => Explanation::new(
            format!("{}: '{key}' cannot be {}", Untrusted(origin), Untrusted(value)),
            if value == "''" { "It cannot be empty.".into() } else { expected(*want) },
        ),
        Problem::ConfigSyntax { file, line, message } => Explanation::new(
            format!("{}:{line}: {}", Untrusted(&file.to_string_lossy()), Untrusted(message)),
            "A configuration file is TOML.",
        ),
        Problem::ConfigUnreadable { file, source } => Explanation::new(
            format!("cannot read configuration {}: {}", Untrusted(&file.to_string_lossy()), English.io(source)),
            "",
        ),
        Problem::BinaryToTerminal => Explanation::new(
            "this format is not for a terminal",
            "Give -o FILE, or send stdout to a file or a program.",
        ),
        Problem::SheetFull { rows } => Explanation::new(
            format!("{rows} rows do not fit into a sheet, which ends after 1,048,576"),
            "Choose fewer rows with --by or --period, or --format csv.",
        ),
        Problem::LedgerNeeded => Explanation::new(
            "the register is kept in a ledger, and there is none",
            "Give --ledger sqlite:PATH or postgres://…, or set it in the configuration.",
        ),
        Problem::NotRegistered { file } => Explanation::new(
            format!("{} is not in the register of incoming documents", Untrusted(file)),
            "Receive it without --correct, or give the very file that was registered.",
        ),
        Problem::OneDocumentOnly { option, inputs } => Explanation::new(
            format!("{option} describes one document, but there are {inputs} inputs"),
            "Receive that document by itself.",
        ),
        Problem::DayInFuture { option, day } => {
            Explanation::new(format!("{option} {day} has not come yet"), "Check the day: it is written as 2026-11-28.")
        }
        _ => files(problem),
    }
}

/// Those about inputs and outputs.
fn files(problem: &Problem) -> Explanation {
    match problem {
        Problem::OutputNeeded => {
            Explanation::new("where should the result go?", "Give -o FILE, -d DIR, or --in-place to replace the input.")
        }
        Problem::OneOutputForMany { inputs } => Explanation::new(
            format!("-o names one file, but there are {inputs} inputs"),
            "Give -d DIR to write each result into a folder.",
        ),
        Problem::OutputsCollide { first, second, output } => Explanation::new(
            format!(
                "{} and {} would both become {}; nothing was done",
                Untrusted(first),
                Untrusted(second),
                Untrusted(&output.to_string_lossy())
            ),
            "Name the folder that holds both instead, so that their relative paths are kept.",
        ),
        Problem::JsonWithPdf => {
            Explanation::new("--json and a PDF cannot both go to stdout", "Give -o FILE for the PDF.")
        }
        Problem::StdinTwice => Explanation::new("stdin cannot be both the PDF and the PIN", "Give --pin-file FILE."),
        Problem::NoInput => Explanation::new("there is no PDF among the inputs", "Folders are searched for *.pdf."),
        Problem::Unreadable { path, source } => Explanation::new(
            format!("cannot read {}: {}", Untrusted(&path.to_string_lossy()), English.io(source)),
            "Check the name, and whether you may read it.",
        ),
        Problem::Changed { path } => Explanation::new(
            format!("{} was changed while it was worked on", Untrusted(&path.to_string_lossy())),
            "Run it again.",
        ),
        Problem::ListEntry { path, line } => Explanation::new(
            format!("{}:{line}: not a path in UTF-8", Untrusted(&path.to_string_lossy())),
            "A list holds one path a line.",
        ),
        Problem::OutputExists { path } => Explanation::new(
            format!("{} exists already", Untrusted(&path.to_string_lossy())),
            "Give --force to replace it.",
        ),
        Problem::OutputOfBefore { path } => Explanation::new(
            format!("nothing was written to {}: there is no evidence of this run", Untrusted(&path.to_string_lossy())),
            "What stands there is of an earlier run.",
        ),
        Problem::OutputIsInput { path } => Explanation::new(
            format!("writing {} would change an input", Untrusted(&path.to_string_lossy())),
            "Choose another name or --suffix; to replace the input on purpose, give --in-place.",
        ),
        Problem::Unwritable { path, source } => {
            Explanation::new(format!("cannot write {}: {}", Untrusted(&path.to_string_lossy()), English.io(source)), "")
        }
        Problem::Material { path, why } => material(path, why),
        Problem::NoCertificate { path } => Explanation::new(
            format!("{}: no certificate in this folder", Untrusted(&path.to_string_lossy())),
            "In a folder .pem, .crt, .cer, .der, .p7b and .p7c are read, not its subfolders.",
        ),
        Problem::OwnCertificate { subject, why } => {
            let why = match why {
                OwnCertificate::Expired { not_after } => format!("it expired on {}", not_after.date()),
                OwnCertificate::NotYetValid { not_before } => format!("it is not valid before {}", not_before.date()),
                OwnCertificate::NotForSigning { .. } => "it is not for signing documents".to_owned(),
                OwnCertificate::Revoked { subject, time } => {
                    format!("{} was revoked on {}", Untrusted(subject), time.date())
                }
                OwnCertificate::OnHold { subject, time } => {
                    format!("{} is suspended since {}", Untrusted(subject), time.date())
                }
                OwnCertificate::BadPath { code } => format!("its path to a trusted root is not sound ({code})"),
                OwnCertificate::Demand { code } => format!("by the policy, {}", codes::text(code, Lang::En)),
                OwnCertificate::Unknown => {
                    "whether it is still good cannot be found out, and the policy asks for it".to_owned()
                }
            };
            Explanation::new(
                format!("certificate {} cannot be used: {why}", Untrusted(subject)),
                "Renew it or choose another with --key; to sign all the same, give --no-check.",
            )
        }
        Problem::NoRevision { name } => Explanation::new(
            format!("the signature in field '{}' covers no revision of the file", Untrusted(name)),
            "'kyso verify' says what is wrong with it.",
        ),
        Problem::NoSuchField { name } => Explanation::new(
            format!("no signature in a field named '{}'", Untrusted(name)),
            "'kyso inspect' lists the fields.",
        ),
        Problem::Interrupted => Explanation::new("interrupted", "Finished work is kept."),
        other => Explanation::new(other.to_string(), ""),
    }
}

/// About a file that a call stands on.
fn material(path: &Path, why: &MaterialProblem) -> Explanation {
    let Explanation { problem, advice } = match why {
        MaterialProblem::Io(error) => Explanation::new(English.io(error), ""),
        MaterialProblem::X509(error) => English.known(Known::X509(error)),
        MaterialProblem::NoPassword => Explanation::new("the first line, which should be a password, is empty", ""),
        MaterialProblem::PasswordTooLong => Explanation::new("the first line is too long for a password", ""),
    };
    Explanation::new(format!("{}: {problem}", Untrusted(&path.to_string_lossy())), advice)
}

/// What a value should look like.
fn expected(expected: Expected) -> String {
    match expected {
        Expected::OneOf(words) => format!("It can be: {}.", words.join(", ")),
        Expected::Text => "It is a text in quotes.".into(),
        Expected::Texts => "It is a text in quotes, or a list of them: [\"a\", \"b\"].".into(),
        Expected::Path => "It is a path in quotes.".into(),
        Expected::Paths => "It is a path in quotes, or a list of them: [\"a\", \"b\"].".into(),
        Expected::Count(most) => format!("It is a whole number from 1 to {most}."),
        Expected::Flag => "It is true or false.".into(),
        Expected::Hosts => {
            "It is a host (ca.example.vn, .example.vn), an address, a block (10.1.0.0/16), private, or a list of them."
                .into()
        }
        Expected::Duration => "It is a duration such as 30s, 2m or 500ms.".into(),
        Expected::Rate => "It is a number in a time, such as 20/20m.".into(),
        Expected::ZoneOffset => "It is an offset from UTC such as +07:00.".into(),
        Expected::Policy => "It is default, nd30, or the path of a policy file (kyso-policy(5)).".into(),
        Expected::Ledger => "It is sqlite:PATH, postgres://USER@HOST/DATABASE or none.".into(),
        Expected::Command => "The commands are listed by 'kyso --help'.".into(),
    }
}
