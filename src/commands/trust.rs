//! `kyso trust`: which certificates are relied on where no `--trust` says so.

use std::env;
use std::io::{self, IsTerminal, Write};

use crate::cli::{TrustAddArgs, TrustCommand, TrustUse};
use crate::exit::Code;
use crate::messages::{Problem, TrustWord};
use crate::report::trust::TrustLine;
use crate::text::{Untrusted, hex};
use crate::trust::{self, Entry, Store, Use, authority};
use crate::x509::Certificate;

use super::Call;
use super::console::Console;
use super::material;

/// One's own store and the machine's.
pub(super) fn store() -> Store {
    Store::new(trust::folders(|name| env::var_os(name)))
}

/// Does what was asked for.
pub(super) fn run(call: &Call, command: &TrustCommand) -> anyhow::Result<Code> {
    let mut console = call.console();
    match command {
        TrustCommand::Add(args) => add(call, &mut console, args)?,
        TrustCommand::List => {
            let entries = store().entries()?;
            for entry in &entries {
                show(call, &mut console, &TrustLine::kept(entry), false)?;
            }
            if entries.is_empty() {
                console.remark(&format!("{}\n", call.lang.words().trust(TrustWord::Empty)));
            }
        }
        TrustCommand::Show { digest } => show(call, &mut console, &TrustLine::kept(&store().find(digest)?), true)?,
        TrustCommand::Remove { digest, usage } => {
            let Entry { certificate, uses, .. } = store().find(digest)?;
            let mut removed = Vec::new();
            for usage in usage.map_or(uses, |usage| uses_of(usage).to_vec()) {
                if store().remove(&certificate, usage)? {
                    removed.push(usage);
                }
            }
            show(call, &mut console, &TrustLine::of("removed", &certificate, &removed), false)?;
        }
    }
    Ok(Code::Ok)
}

fn add(call: &Call, console: &mut Console, args: &TrustAddArgs) -> anyhow::Result<()> {
    let certificates = material::certificates(&args.files)?;
    let wanted: Vec<_> = args.sha256.iter().map(|digest| trust::digits(digest)).collect();
    // All or none: a wrong digest must not leave half of the anchors behind.
    if let Some(missing) = wanted.iter().find(|digest| !certificates.iter().any(|certificate| has(certificate, digest)))
    {
        return Err(trust::Error::Absent { digest: missing.clone() }.into());
    }
    for certificate in &certificates {
        let known = authority(certificate);
        let certain = args.yes || known.is_some() || wanted.iter().any(|digest| has(certificate, digest));
        if !certain && !wanted.is_empty() {
            continue;
        }
        if !certain && !asked(call, console, certificate)? {
            continue;
        }
        let uses = match (args.usage, known) {
            (Some(usage), _) => uses_of(usage),
            (None, Some(known)) => known.uses(),
            (None, None) => uses_of(TrustUse::Both),
        };
        let mut added = false;
        for usage in uses {
            added |= store().add(certificate, *usage)?;
        }
        let status = if added { "added" } else { "present" };
        show(call, console, &TrustLine::of(status, certificate, uses), false)?;
    }
    Ok(())
}

fn has(certificate: &Certificate, digest: &str) -> bool {
    hex(certificate.fingerprint()) == digest
}

/// Somebody at the terminal is shown the digest and asked; in a script nobody can answer.
fn asked(call: &Call, console: &mut Console, certificate: &Certificate) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(Problem::OptionNeeds { option: "trust add", needs: "--sha256 or --yes" }.into());
    }
    let words = call.lang.words();
    let subject = certificate.subject().to_rfc4514();
    console.complain(&format!(
        "{}\n    SHA-256: {}\n{} ",
        Untrusted(&subject),
        hex(certificate.fingerprint()),
        words.trust(TrustWord::Question)
    ));
    io::stderr().flush()?;
    let mut answer = String::new();
    io::stdin().read_line(&mut answer)?;
    Ok(["yes", "y", "có", "co", "c"].contains(&answer.trim().to_lowercase().as_str()))
}

fn uses_of(usage: TrustUse) -> &'static [Use] {
    match usage {
        TrustUse::Signature => &[Use::Signature],
        TrustUse::Timestamp => &[Use::Timestamp],
        TrustUse::Both => &[Use::Signature, Use::Timestamp],
        TrustUse::Intermediate => &[Use::Intermediate],
        TrustUse::Bundle => &[Use::Bundle],
    }
}

fn show(call: &Call, console: &mut Console, line: &TrustLine, detail: bool) -> io::Result<()> {
    if console.json {
        console.json_line(line)
    } else {
        console.result(&line.text(call.lang, call.config.time_zone(), detail))
    }
}
