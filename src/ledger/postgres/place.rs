//! A database, and how to get there within a time limit: by its address, encrypted as that says.
//!
//! To any host but this one the connection is encrypted and the server's certificate checked (`verify-full`) unless `sslmode`
//! says otherwise.

use std::fmt;
use std::path::PathBuf;
use std::sync::mpsc::sync_channel;
use std::time::Duration;
use std::{env, io, thread};

use postgres::config::SslMode;
use postgres::{Client, Config};
use zeroize::Zeroizing;

use super::super::Error;
use super::super::error::Source;
use super::address::{Parts, address};
use super::failure;
use super::tls::{Check, Connector};
use crate::secret::Secret;

/// After so long without an answer the other side is asked whether it is still there.
const SILENCE: Duration = Duration::from_secs(30);

/// A database, and how to get there.
#[derive(Debug)]
pub(super) struct Place {
    host: String,
    port: u16,
    user: Option<String>,
    database: Option<String>,
    password: Option<Secret>,
    mode: Mode,
    roots: Option<PathBuf>,
    timeout: Duration,
}

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Not at all.
    Plain,
    /// Encrypted where the server can: to this machine alone.
    AsTheServerCan,
    /// Encrypted.
    Encrypted(Check),
}

/// Host, port and database; never who asks, or with which password.
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let database = self.database.as_deref().or(self.user.as_deref()).unwrap_or_default();
        write!(f, "{}:{}/{database}", self.host, self.port)
    }
}

impl Place {
    /// Reads `url`, and what the environment says of what it leaves open.
    pub(super) fn of_url(url: &str) -> Result<Self, Error> {
        let mut parts = Parts::of_url(url, &|name| env::var(name).ok())?;
        let default = if parts.is_here() { Mode::AsTheServerCan } else { Mode::Encrypted(Check::Full) };
        let mode = match parts.mode.as_deref() {
            // A root is given to be used.
            None if parts.roots.is_some() => Mode::Encrypted(Check::Full),
            None => default,
            Some("disable") => Mode::Plain,
            Some("require") if parts.roots.is_none() => Mode::Encrypted(Check::Nothing),
            Some("require" | "verify-ca") => Mode::Encrypted(Check::Chain),
            Some("verify-full") => Mode::Encrypted(Check::Full),
            Some(_) => return Err(address("sslmode")),
        };
        let password = match parts.password.take() {
            Some(password) => Some(password),
            None => parts.stored_password()?,
        };
        let secret = |password: Zeroizing<String>| Secret::new(password.as_bytes().to_vec());
        Ok(Self {
            password: password.map(secret).transpose().map_err(|_| address("password"))?,
            // A local socket is never encrypted.
            mode: if parts.host.starts_with('/') { Mode::Plain } else { mode },
            host: parts.host,
            port: parts.port,
            user: parts.user,
            database: parts.database,
            roots: parts.roots.or_else(usual_roots),
            timeout: parts.timeout,
        })
    }

    /// A new connection, or why there is none, within the time limit.
    pub(super) fn connect(&self) -> Result<Client, Error> {
        let connector = self.connector()?;
        let config = self.config();
        let (give, take) = sync_channel(1);
        // The driver limits how long connecting takes, but not how long the server may then be silent.
        thread::spawn(move || {
            // Whoever has given up does not take it.
            let _ = give.send(config.connect(connector));
        });
        let silent = |_| self.unreachable(io::Error::from(io::ErrorKind::TimedOut).into());
        take.recv_timeout(self.timeout).map_err(silent)?.map_err(|error| failure::connecting(self, error))
    }

    pub(super) fn unreachable(&self, source: Source) -> Error {
        Error::Connect { server: self.to_string(), source }
    }

    /// Who asks, for people.
    pub(super) fn user(&self) -> &str {
        self.user.as_deref().unwrap_or_default()
    }

    fn connector(&self) -> Result<Connector, Error> {
        let check = match self.mode {
            Mode::Plain | Mode::AsTheServerCan => Check::Nothing,
            Mode::Encrypted(check) => check,
        };
        let roots = self.roots.as_deref().filter(|_| check != Check::Nothing);
        if check != Check::Nothing && roots.is_none() {
            return Err(Error::NoRoot { server: self.to_string() });
        }
        Connector::new(check, roots).map_err(|source| Error::Tls { server: self.to_string(), source })
    }

    /// The driver keeps a copy of the password while it connects.
    fn config(&self) -> Config {
        let mut config = Config::new();
        #[cfg(unix)]
        if self.host.starts_with('/') {
            config.host_path(&self.host);
        } else {
            config.host(&self.host);
        }
        #[cfg(not(unix))]
        config.host(&self.host);
        config.port(self.port).application_name("kyso").connect_timeout(self.timeout);
        config
            .keepalives_idle(SILENCE)
            .keepalives_interval(SILENCE / 3)
            .keepalives_retries(3)
            .tcp_user_timeout(SILENCE * 2);
        config.ssl_mode(match self.mode {
            Mode::Encrypted(_) => SslMode::Require,
            Mode::AsTheServerCan => SslMode::Prefer,
            Mode::Plain => SslMode::Disable,
        });
        self.user.as_deref().map(|user| config.user(user));
        self.database.as_deref().map(|database| config.dbname(database));
        self.password.as_ref().map(|password| config.password(password.bytes()));
        config
    }
}

/// Where libpq looks for them.
fn usual_roots() -> Option<PathBuf> {
    Some(PathBuf::from(env::var_os("HOME")?).join(".postgresql/root.crt")).filter(|path| path.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_shown_without_the_password() {
        assert!(matches!(Place::of_url("postgres://h/x?sslmode=prefer"), Err(Error::Address { .. })));
        let place = Place::of_url("postgres://lan:secret@h/x?sslmode=disable").unwrap();
        assert!(!format!("{place} {place:?}").contains("secret"));
    }
}
