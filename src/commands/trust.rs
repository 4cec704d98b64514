//! `kyso trust`: which certificates are relied on where no `--trust` says so.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::Duration;
use std::{env, fs, slice};

use crate::cli::{TrustAddArgs, TrustCommand, TrustUse};
use crate::config::Key;
use crate::exit::Code;
use crate::messages::{self, Problem, TrustWord};
use crate::net::Client;
use crate::report::trust::TrustLine;
use crate::text::{Untrusted, hex};
use crate::trust::{self, Authority, Entry, Store, Use, authority};
use crate::x509::{Certificate, read_certificates};

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
        TrustCommand::Fetch { list } => return fetch(call, &mut console, list),
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
            let Entry { certificate, uses, .. } = store().find_to_remove(digest)?;
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
    let mut certificates = Vec::new();
    for file in &args.files {
        let found = material::certificates(slice::from_ref(file)).map_err(Problem::of_input)?;
        // A folder may hold none; who adds one means its certificates.
        if found.is_empty() {
            return Err(Problem::NoCertificate { path: file.clone() }.into());
        }
        certificates.extend(found.into_iter().filter(|it| !certificates.contains(it)).collect::<Vec<_>>());
    }
    let wanted: Vec<_> = args.sha256.iter().map(|digest| trust::digits(digest)).collect();
    // All or none: a wrong digest must not leave half of the anchors behind.
    if let Some(missing) = wanted.iter().find(|digest| !certificates.iter().any(|certificate| has(certificate, digest)))
    {
        return Err(trust::Error::OtherDigest { digest: missing.clone() }.into());
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
        if !certificate.is_ca() && uses.iter().any(|usage| matches!(usage, Use::Signature | Use::Timestamp)) {
            // It may be meant: an office may rely on one signer alone. It must not happen unseen.
            let (subject, word) = (certificate.subject().to_rfc4514(), call.lang.words().trust(TrustWord::NoAuthority));
            console.complain(&format!("{}: {word}\n", Untrusted(&subject)));
        }
        keep(call, console, certificate, uses)?;
    }
    Ok(())
}

/// Each authority of a list; one that cannot be had leaves the others.
fn fetch(call: &Call, console: &mut Console, list: &Path) -> anyhow::Result<Code> {
    let client = Client::new(PATIENCE, call.config.text(Key::Proxy))?;
    let mut worst = Code::Ok;
    for authority in listed(list)? {
        let have = store().entries()?.into_iter().map(|entry| entry.certificate);
        if authority.addresses.is_empty() && !have.into_iter().any(|it| has(&it, &authority.sha256)) {
            let why = call.lang.words().trust(TrustWord::NoAddress);
            console.remark(&format!("{}: {why}\n", Untrusted(&authority.name)));
            continue;
        }
        match found(&client, &authority) {
            Ok(Some(certificate)) => keep(call, console, &certificate, authority.uses())?,
            Ok(None) => {}
            Err(reasons) => {
                for error in reasons {
                    console.complain(&messages::explain(&error, call.lang).render(call.lang));
                }
                worst = Code::Network;
            }
        }
    }
    Ok(worst)
}

/// An authority publishes its certificate within seconds, or not now.
const PATIENCE: Duration = Duration::from_secs(30);
/// A bag of certificates of a whole hierarchy has some ten kilobytes.
const LARGEST: u64 = 1 << 20;

fn listed(list: &Path) -> anyhow::Result<Vec<Authority>> {
    if let Some(known) = list.to_str().and_then(trust::authorities) {
        return Ok(known.to_vec());
    }
    let text = fs::read_to_string(list).map_err(|error| Problem::unreadable(list, error))?;
    let malformed = |source| trust::Error::Authorities { path: list.to_path_buf(), source };
    Ok(trust::read_authorities(&text).map_err(malformed)?)
}

/// The certificate with the pin, from the first address that has it; nothing where there is no address, and where none has it,
/// why not of each.
fn found(client: &Client, authority: &Authority) -> Result<Option<Certificate>, Vec<anyhow::Error>> {
    let mut why = Vec::new();
    for url in &authority.addresses {
        match client.get(url, LARGEST).map(|answer| read_certificates(&answer.body)) {
            Ok(Ok(all)) => match all.into_iter().find(|it| has(it, &authority.sha256)) {
                Some(certificate) => return Ok(Some(certificate)),
                None => why.push(pin(authority, url)),
            },
            Ok(Err(_)) => why.push(pin(authority, url)),
            Err(error) => why.push(error.into()),
        }
    }
    if why.is_empty() { Ok(None) } else { Err(why) }
}

fn pin(authority: &Authority, url: &str) -> anyhow::Error {
    let (name, sha256) = (authority.name.clone(), authority.sha256.clone());
    trust::Error::Pin { url: url.to_owned(), name, sha256 }.into()
}

/// Keeps a certificate, and says so.
fn keep(call: &Call, console: &mut Console, certificate: &Certificate, uses: &[Use]) -> anyhow::Result<()> {
    let mut added = false;
    for usage in uses {
        added |= store().add(certificate, *usage)?;
    }
    let status = if added { "added" } else { "present" };
    Ok(show(call, console, &TrustLine::of(status, certificate, uses), false)?)
}

fn has(certificate: &Certificate, digest: &str) -> bool {
    hex(certificate.fingerprint()) == digest
}

/// Somebody at the terminal is shown the digest and asked; in a script nobody can answer.
fn asked(call: &Call, console: &mut Console, certificate: &Certificate) -> anyhow::Result<bool> {
    if !io::stdin().is_terminal() || !io::stderr().is_terminal() {
        return Err(Problem::OptionNeeds { option: "trust add", needs: "--sha256 | --yes" }.into());
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
