//! `kyso bundle`: what an air-gapped room needs, as one signed file.

use std::fs;
use std::path::Path;

use time::OffsetDateTime;

use crate::bundle::{self, Bundle, Opened};
use crate::cli::{BundleCommand, BundleMakeArgs};
use crate::config::{Config, Key};
use crate::exit::Code;
use crate::hash::Hash;
use crate::messages::{MaterialProblem, Problem};
use crate::online::FetchProblem;
use crate::report::bundle::BundleLine;
use crate::text::hex;
use crate::trust::Use;
use crate::verify::algorithms::Algorithms;
use crate::x509::Certificate;

use super::Call;
use super::key::KeySource;
use super::outputs::Target;
use super::{material, network, trust, verify};

/// Does what was asked for.
pub(super) fn run(call: &Call, command: &BundleCommand) -> anyhow::Result<Code> {
    match command {
        BundleCommand::Make(args) => make(call, args),
        BundleCommand::Show { file } => show(call, file),
    }
}

fn make(call: &Call, args: &BundleMakeArgs) -> anyhow::Result<Code> {
    let config = &call.config;
    let (trust, tsa_trust) = verify::anchors(config)?;
    let mut intermediates = material::certificates(&config.paths(Key::Intermediate))?;
    intermediates.extend(trust::store().certificates(Use::Intermediate)?);
    let now = OffsetDateTime::now_utc();
    let mut bundle = Bundle {
        created: now.replace_nanosecond(0).unwrap_or(now),
        trust,
        tsa_trust,
        intermediates,
        crls: material::crls(&config.paths(Key::Crl))?,
        ocsps: material::ocsps(&config.paths(Key::Ocsp))?,
        algorithms: Algorithms::TEXT.to_owned(),
    };
    let target = Target::File { path: args.output.clone(), replace: args.force };
    // Before the token is touched.
    if !args.force && fs::symlink_metadata(&args.output).is_ok() {
        return Err(Problem::OutputExists { path: args.output.clone() }.into());
    }
    let problems = network::afresh(config)?.map(|online| bundle.fetch_lists(&online, now)).unwrap_or_default();
    let file =
        KeySource::of(call, &args.key, None, None)?.with(1, &|_, _| Ok(()), |key| Ok(bundle.sign(key.signer)?))?;
    target.write(&file, None, || Ok(()))?;
    say(call, &args.output, &problems)?;
    Ok(if problems.is_empty() { Code::Ok } else { Code::Network })
}

fn show(call: &Call, path: &Path) -> anyhow::Result<Code> {
    say(call, path, &[])?;
    Ok(Code::Ok)
}

/// What is in the bundle, and what could not be had for it.
fn say(call: &Call, path: &Path, problems: &[FetchProblem]) -> anyhow::Result<()> {
    let file = read(path).map_err(Problem::of_input)?;
    let opened = Opened::read(&file)?;
    let table = Algorithms::parse(&opened.bundle.algorithms).map(|table| table.table).unwrap_or_default();
    let known = is_relied_on(&opened.signer)?;
    let name = path.display().to_string();
    let line = BundleLine::of(&name, digest(&file), &opened, known, table, OffsetDateTime::now_utc());
    let line = line.lacking(problems);
    let mut console = call.console();
    if console.json {
        console.json_line(&line)?;
    } else {
        console.result(&line.text(call.lang, call.config.time_zone()))?;
    }
    Ok(())
}

/// The bundle that the settings name, from a signer that is relied on, with its digest.
///
/// # Errors
/// [`bundle::Error`], [`Problem::Material`].
pub(super) fn configured(config: &Config) -> anyhow::Result<Option<(Opened, String)>> {
    let Some(path) = config.path(Key::Bundle) else { return Ok(None) };
    let file = read(&path)?;
    let opened = Opened::read(&file)?;
    if !is_relied_on(&opened.signer)? {
        let signer = &opened.signer;
        let (subject, sha256) = (signer.subject().to_rfc4514(), hex(signer.fingerprint()));
        return Err(bundle::Error::Stranger { subject, sha256 }.into());
    }
    Ok(Some((opened, digest(&file))))
}

fn is_relied_on(signer: &Certificate) -> anyhow::Result<bool> {
    Ok(trust::store().certificates(Use::Bundle)?.contains(signer))
}

fn digest(file: &[u8]) -> String {
    hex(&Hash::Sha256.digest(file))
}

fn read(path: &Path) -> Result<Vec<u8>, Problem> {
    let unusable = |error: std::io::Error| Problem::Material {
        path: path.to_path_buf(),
        why: MaterialProblem::Io(std::sync::Arc::new(error)),
    };
    if fs::metadata(path).map_err(unusable)?.len() > bundle::LARGEST {
        return Err(unusable(std::io::ErrorKind::FileTooLarge.into()));
    }
    fs::read(path).map_err(unusable)
}
