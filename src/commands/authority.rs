//! The time-stamping authorities that a command asks, by the settings.

use std::fs;
use std::path::Path;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::config::{Config, Key};
use crate::messages::{MaterialProblem, Problem};
use crate::net::Credentials;
use crate::tsa::{Pool, Rate, Settings, SystemClock};

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
    let failed = |error| Problem::Material { path: path.to_path_buf(), why: MaterialProblem::Io(Arc::new(error)) };
    let text = Zeroizing::new(fs::read_to_string(path).map_err(failed)?);
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}
