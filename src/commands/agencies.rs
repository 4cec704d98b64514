//! `kyso agencies`: the file of agencies by itself, and whose a certificate is.

use std::path::{Path, PathBuf};

use time::{Date, OffsetDateTime};

use crate::cli::{AgenciesCommand, AgenciesMatchArgs, AgenciesTreeArgs};
use crate::config::Key;
use crate::exit::Code;
use crate::messages::{MaterialProblem, Problem};
use crate::report::agencies::{Checked, Holder, Matched, drawn};
use crate::stats::{self, Agencies, day};
use crate::verify::{Context, EntryType, ErrorReport, Report, SignerReport};
use crate::x509::Certificate;

use super::Call;
use super::cert;
use super::inputs::Input;
use super::password::Passwords;
use super::produce::error_report;

/// Does what was asked for.
pub(super) fn run(call: &Call, command: &AgenciesCommand) -> anyhow::Result<Code> {
    match command {
        AgenciesCommand::Check { .. } => check(call),
        AgenciesCommand::Tree(args) => tree(call, args),
        AgenciesCommand::Match(args) => whose(call, args),
    }
}

/// The file that was named, or is configured.
fn path(call: &Call, command: &'static str, needs: &'static str) -> Result<PathBuf, Problem> {
    call.config.path(Key::Agencies).ok_or(Problem::OptionNeeds { option: command, needs })
}

fn today() -> Date {
    day(OffsetDateTime::now_utc())
}

fn check(call: &Call) -> anyhow::Result<Code> {
    let path = path(call, "agencies check", "FILE")?;
    let file = path.display().to_string();
    let checked = match Agencies::read(&path) {
        Ok(agencies) => Checked::sound(&file, &agencies, call.lang),
        Err(stats::Error::Agencies { faults, .. }) => Checked::faulty(&file, &faults, call.lang),
        Err(error) => Checked::unread(&file, error_report(&error.into(), call.lang)),
    };
    let mut console = call.console();
    if console.json {
        console.json_line(&checked)?;
    } else {
        console.result(&checked.text(call.lang))?;
    }
    Ok(if checked.agencies.is_some() { Code::Ok } else { Code::File })
}

fn tree(call: &Call, args: &AgenciesTreeArgs) -> anyhow::Result<Code> {
    let agencies = Agencies::read(&path(call, "agencies tree", "--agencies FILE")?)?;
    let mut console = call.console();
    let rows = drawn(&agencies, args.on, args.level, today());
    if console.json {
        rows.iter().try_for_each(|row| console.json_line(row))?;
    } else {
        console.result(&rows.iter().map(|row| row.text(&agencies, call.lang)).collect::<String>())?;
    }
    Ok(Code::Ok)
}

fn whose(call: &Call, args: &AgenciesMatchArgs) -> anyhow::Result<Code> {
    let agencies = Agencies::read(&path(call, "agencies match", "--agencies FILE")?)?;
    let context = super::verify::context(&call.config, OffsetDateTime::now_utc())?;
    let passwords = Passwords::of(call)?;
    let mut console = call.console();
    let mut worst = Code::Ok;
    for file in &args.files {
        let name = file.display().to_string();
        let matched = match holders(file, &context, &passwords, args.on) {
            Ok(holders) => {
                holders.into_iter().map(|(holder, on)| Matched::of(holder, &agencies, on, call.lang)).collect()
            }
            Err(Unread::Problem(problem)) => {
                vec![Matched::unread(&name, error_report(&problem.into(), call.lang))]
            }
            Err(Unread::Report(error)) => vec![Matched::unread(&name, error)],
        };
        if matched.is_empty() {
            worst = worst.worse_judging(Code::Unsigned);
            console.remark(&format!("{name}: {}\n", call.lang.words().no_signature()));
        }
        for one in &matched {
            worst = worst.worse_judging(code(one));
            if console.json {
                console.json_line(one)?;
            } else {
                console.result(&one.text(call.lang))?;
            }
        }
    }
    Ok(worst)
}

fn code(matched: &Matched) -> Code {
    match matched.outcome {
        Some("one") => Code::Ok,
        Some(_) => Code::Indeterminate,
        None => Code::File,
    }
}

/// Why nobody can be asked about.
enum Unread {
    Problem(Problem),
    Report(ErrorReport),
}

/// Whose certificates are in the file, and as of which day each is asked about.
fn holders(
    file: &Path,
    context: &Context,
    passwords: &Passwords,
    on: Option<Date>,
) -> Result<Vec<(Holder, Date)>, Unread> {
    let name = file.display().to_string();
    let looked = Input::single(file).look(|bytes| {
        // ISO 32000-2 Annex I: a header may stand anywhere in the first 1024 bytes.
        if bytes[..bytes.len().min(1024)].windows(5).any(|window| window == b"%PDF-") {
            return signers(&name, passwords.unlocking(&name, |password| context.judge(&name, bytes, password)), on);
        }
        let unusable = |error| Problem::Material { path: file.to_path_buf(), why: MaterialProblem::X509(error) };
        let certificate = cert::leaf(bytes).map_err(|error| Unread::Problem(unusable(error)))?;
        Ok(vec![(holder(&name, &certificate), on.unwrap_or_else(today))])
    });
    looked.unwrap_or_else(|problem| Err(Unread::Problem(problem)))
}

fn holder(file: &str, certificate: &Certificate) -> Holder {
    let subject = certificate.subject();
    Holder {
        file: file.to_owned(),
        subject: Some(subject.to_rfc4514()),
        cn: subject.cn().map(str::to_owned),
        o: subject.o().map(str::to_owned),
        ou: subject.ou().into_iter().map(str::to_owned).collect(),
        ..Holder::default()
    }
}

/// Who signed a document, each as of the day of the signature.
fn signers(name: &str, report: Report, on: Option<Date>) -> Result<Vec<(Holder, Date)>, Unread> {
    if let Some(error) = report.error {
        return Err(Unread::Report(error));
    }
    let signatures = report.signatures.into_iter().filter(|signature| signature.entry_type == EntryType::Signature);
    let asked = signatures.filter_map(|signature| {
        let at = signature.signed_at().map(day);
        let SignerReport { subject, cn, o, ou, .. } = signature.signer?;
        let field = Some(signature.field);
        let holder = Holder { file: name.to_owned(), field, subject: Some(subject), cn, o, ou, on: None };
        Some((holder, on.or(at).unwrap_or_else(today)))
    });
    Ok(asked.collect())
}
