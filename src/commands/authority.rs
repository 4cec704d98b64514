//! The time-stamping authorities that a command asks, by the settings.

use std::io;
use std::path::Path;

use zeroize::Zeroizing;

use crate::config::{Config, Key};
use crate::messages::Problem;
use crate::net::Credentials;
use crate::secret::SecretError;
use crate::tsa::{Pool, Rate, Settings, SystemClock};

use super::password;

/// The authorities, if any is set.
///
/// # Errors
/// For an unreadable password file or a proxy that is none.
pub(super) fn pool(config: &Config) -> anyhow::Result<Option<Pool>> {
    let urls = config.list(Key::TsaUrl).to_vec();
    if urls.is_empty() {
        return Ok(None);
    }
    let rate = config.rate(Key::TsaRate).map(|rate| Rate { requests: rate.count as usize, per: rate.per });
    let settings = Settings {
        urls,
        credentials: credentials(config)?,
        timeout: config.duration(Key::TsaTimeout).unwrap_or(DEFAULT_TIMEOUT),
        tries: config.count(Key::TsaTries).unwrap_or(1),
        rate,
        proxy: config.text(Key::Proxy).map(str::to_owned),
    };
    Ok(Some(Pool::new(settings, Box::new(SystemClock))?))
}

/// Never used: the setting has a default. A request without an end would hold a whole batch.
const DEFAULT_TIMEOUT: std::time::Duration = std::time::Duration::from_mins(3);

fn credentials(config: &Config) -> Result<Option<Credentials>, Problem> {
    match (config.text(Key::TsaUser), config.path(Key::TsaPasswordFile)) {
        (None, None) => Ok(None),
        (Some(user), Some(file)) => Ok(Some(Credentials { user: user.to_owned(), password: first_line(&file)? })),
        (Some(_), None) => Err(Problem::OptionNeeds { option: "tsa.user", needs: "tsa.password_file" }),
        (None, Some(_)) => Err(Problem::OptionNeeds { option: "tsa.password_file", needs: "tsa.user" }),
    }
}

fn first_line(path: &Path) -> Result<Zeroizing<String>, Problem> {
    let (secret, _) = password::of_file(path)?;
    let not_utf8 = |_| io::Error::from(io::ErrorKind::InvalidData);
    let text = str::from_utf8(secret.bytes())
        .map_err(not_utf8)
        .map_err(|error| password::unusable(path, SecretError::Io(error).into()))?;
    Ok(Zeroizing::new(text.to_owned()))
}
