//! `kyso token`: what is plugged in, whose certificates are on it, and does a key work.

use crate::cli::{KeyArgs, TokenCommand};
use crate::exit::Code;
use crate::messages;
use crate::report::token::{CertificateLine, CheckLine, TokenLine};
use crate::token::{self, Discovery, certificates};
use crate::x509::{Certificate, Scheme};

use super::Call;
use super::key::{self, KeySource};

/// Does what was asked for.
pub(super) fn run(call: &Call, command: &TokenCommand) -> anyhow::Result<Code> {
    match command {
        TokenCommand::List { .. } => list(call),
        TokenCommand::Certs { .. } => certs(call),
        TokenCommand::Check { key } => check(call, key),
    }
}

fn list(call: &Call) -> anyhow::Result<Code> {
    let mut console = call.console();
    let discovery = discovered(call, &mut console)?;
    let mut tokens = 0;
    for module in &discovery.modules {
        for slot in module.slots()? {
            let line = TokenLine::of(module, &slot);
            tokens += usize::from(slot.token.is_some());
            if console.json {
                console.json_line(&line)?;
            } else {
                console.result(&line.text(call.lang))?;
            }
        }
    }
    if tokens == 0 {
        return Err(token::Error::NoToken { modules: discovery.modules.len(), slots: 0 }.into());
    }
    Ok(Code::Ok)
}

fn certs(call: &Call) -> anyhow::Result<Code> {
    let mut console = call.console();
    let discovery = discovered(call, &mut console)?;
    let mut found = 0;
    for module in &discovery.modules {
        for slot in module.slots()? {
            for entry in certificates(&slot)? {
                found += 1;
                let line = CertificateLine::of(&entry);
                if console.json {
                    console.json_line(&line)?;
                } else {
                    console.result(&line.text(call.lang, call.config.time_zone()))?;
                }
            }
        }
    }
    if found == 0 {
        return Err(token::Error::NoCertificate { tokens: discovery.modules.len(), uri: None }.into());
    }
    Ok(Code::Ok)
}

/// Modules that cannot be used are said, and the rest is used.
fn discovered(call: &Call, console: &mut super::console::Console) -> anyhow::Result<Discovery> {
    let discovery = key::modules(&call.config)?;
    for finding in &discovery.findings {
        tracing::info!(module = %finding.path.display(), error = %finding.error, "module not used");
    }
    if discovery.modules.is_empty() {
        for finding in discovery.findings {
            console.complain(&messages::explain(&finding.error.into(), call.lang).render(call.lang));
        }
        return Err(token::Error::NoModules { failed: 0 }.into());
    }
    Ok(discovery)
}

fn check(call: &Call, args: &KeyArgs) -> anyhow::Result<Code> {
    let source = KeySource::of(call, args, None, None)?;
    let mut console = call.console();
    source.with(1, &|_, _| Ok(()), |opened| {
        let certificate = Certificate::from_der(opened.signer.chain().first().map(Vec::as_slice).unwrap_or_default())?;
        let public = certificate.public_key()?;
        let scheme = Scheme::usual(public.key_type());
        let proof = token::check(opened.signer, scheme)?;
        let works = public.verify(scheme, &proof.message, &proof.signature)?;
        let line = CheckLine::of(&certificate, scheme, works, opened.login.as_ref());
        if console.json {
            console.json_line(&line)?;
        } else {
            console.result(&line.text(call.lang))?;
        }
        Ok(if works { Code::Ok } else { Code::Token })
    })
}
