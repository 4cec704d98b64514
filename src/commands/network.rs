//! The network for what documents do not carry, by the settings.

use std::env;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use time::OffsetDateTime;

use crate::config::{Config, Key};
use crate::messages::{Expected, Problem};
use crate::net::Allowed;
use crate::online::{Online, Settings};
use crate::state;
use crate::x509::Memory;

/// The network, if it may be used.
///
/// # Errors
/// For a proxy that is none.
pub(super) fn online(config: &Config, memory: &Arc<Memory>) -> anyhow::Result<Option<Online>> {
    let folder = || state::cache_folder(|name| env::var_os(name)).map(|folder| folder.join("revocation"));
    config.flag(Key::Online).then(|| connected(config, memory, folder())).transpose()
}

/// The same, for what is published now: nothing that was fetched before.
///
/// # Errors
/// For a proxy that is none.
pub(super) fn afresh(config: &Config) -> anyhow::Result<Option<Online>> {
    config.flag(Key::Online).then(|| connected(config, &Arc::default(), None)).transpose()
}

fn connected(config: &Config, memory: &Arc<Memory>, cache: Option<PathBuf>) -> anyhow::Result<Online> {
    let wrong = |value| Problem::OptionValue { option: Key::NetAllow.name(), value, expected: Expected::Hosts };
    let settings = Settings {
        timeout: config.duration(Key::NetTimeout).unwrap_or(DEFAULT_TIMEOUT),
        proxy: config.text(Key::Proxy).map(str::to_owned),
        allowed: Allowed::new(config.list(Key::NetAllow)).map_err(wrong)?,
        cache,
        clock: OffsetDateTime::now_utc,
        memory: memory.clone(),
    };
    Ok(Online::new(settings)?)
}

/// Never used: the setting has a default.
const DEFAULT_TIMEOUT: Duration = Duration::from_secs(15);
