//! The engine of `kyso verify`, as `kyso stats --archive` judges with it.

use std::path::{Path, PathBuf};
use std::{env, fs};

use time::OffsetDateTime;

use crate::config::{Config, Key};
use crate::hash::Hash;
use crate::state;
use crate::stats::{Judge, day};
use crate::text::hex;
use crate::verify::{Context, ErrorReport, Report};
use crate::x509::{Crl, OcspResponse};

use super::Call;
use super::inputs::Input;
use super::password::Passwords;
use super::record::ledger_url;

/// Judges the documents of an archive.
pub(super) struct Bench {
    context: Context,
    passwords: Passwords,
    material: Option<[u8; 32]>,
}

impl Bench {
    /// By the settings.
    ///
    /// # Errors
    /// What they name and cannot be read.
    pub(super) fn new(call: &Call, context: Context) -> anyhow::Result<Self> {
        // Thousands of documents may lie there: nobody is asked for a password at each.
        let passwords = Passwords::unattended(call)?;
        Ok(Self { material: material(&call.config, &context), context, passwords })
    }
}

impl Judge for Bench {
    fn read(&self, path: &Path, work: &mut dyn FnMut(&[u8])) -> Result<(), ErrorReport> {
        Input::single(path).look(work).map_err(|problem| ErrorReport::new(problem.code(), problem.to_string()))
    }

    fn judge(&self, name: &str, bytes: &[u8]) -> Report {
        self.passwords.unlocking(name, |password| self.context.judge(name, bytes, password))
    }

    fn unread(&self, name: &str, error: ErrorReport) -> Report {
        self.context.unreadable(name, error)
    }

    fn material(&self) -> Option<[u8; 32]> {
        self.material
    }
}

/// The day, the anchors, lists and passwords, the policy's text. Nothing on the network: what it says may be another at any time.
fn material(config: &Config, context: &Context) -> Option<[u8; 32]> {
    if context.online.is_some() {
        return None;
    }
    let Context { policy, trust, tsa_trust, intermediates, crls, ocsps, .. } = context;
    let mut hasher = Hash::Sha256.hasher();
    let passwords = config.path(Key::PasswordFile).and_then(|path| fs::metadata(path).ok()?.modified().ok());
    let bundle = context.bundle.as_ref().map(|bundle| &bundle.sha256);
    let words = (day(OffsetDateTime::now_utc()), &policy.sha256, &policy.algorithms.table, bundle, passwords);
    hasher.update(format!("{words:?}").as_bytes());
    for certificates in [trust, tsa_trust, intermediates] {
        hasher.update(&certificates.len().to_le_bytes());
        for certificate in certificates {
            hasher.update(certificate.fingerprint());
        }
    }
    for answer in crls.iter().map(Crl::fingerprint).chain(ocsps.iter().map(OcspResponse::fingerprint)) {
        hasher.update(answer);
    }
    hasher.finish().try_into().ok()
}

/// Where what is known of `archive` is kept between runs: a file for each ledger.
pub(super) fn memory(config: &Config, archive: &Path) -> Option<PathBuf> {
    let real = fs::canonicalize(archive).ok()?;
    let name = [real.as_os_str().as_encoded_bytes(), b"\0", ledger_url(config)?.as_bytes()].concat();
    let folder = state::cache_folder(|name| env::var_os(name))?;
    Some(folder.join("archives").join(hex(&Hash::Sha256.digest(&name))))
}
