//! Where a ledger on PostgreSQL is, and who asks: `postgres://USER:PASSWORD@HOST:PORT/DATABASE?PARAMETER=VALUE&…`.
//!
//! Every part may be left out, and what is left out is what libpq would take: the port is 5432, the host is the local socket in
//! /var/run/postgresql, the user is PGUSER or who is logged in, the database is named like the user. A host that begins with /
//! is the folder of a local socket. The password is that of the address, else PGPASSWORD, else that of the first fitting line of
//! PGPASSFILE or ~/.pgpass, which nobody else may read.
//!
//! Parameters: `host`, `port`, `user`, `dbname` for these parts, `sslmode`, `sslrootcert`, `passfile`, `connect_timeout` (in
//! seconds). A password given in the address is seen by whoever lists processes.

use std::net::IpAddr;
use std::path::PathBuf;
use std::time::Duration;
use std::{env, fs};

use zeroize::Zeroizing;

use super::super::Error;

/// A server that is there answers within this; a province's network is slow at times.
const LONGEST: u64 = 15;
const SOCKETS: &str = "/var/run/postgresql";

pub(super) fn address(part: &str) -> Error {
    Error::Address { part: part.to_owned() }
}

/// What an address says.
pub(super) struct Parts {
    pub(super) host: String,
    pub(super) port: u16,
    pub(super) user: Option<String>,
    pub(super) database: Option<String>,
    pub(super) password: Option<Zeroizing<String>>,
    password_file: Option<PathBuf>,
    pub(super) mode: Option<String>,
    pub(super) roots: Option<PathBuf>,
    pub(super) timeout: Duration,
}

impl Parts {
    pub(super) fn of_url(url: &str, variable: &dyn Fn(&str) -> Option<String>) -> Result<Self, Error> {
        let rest = url.split_once("://").map_or("", |(_, rest)| rest);
        let (rest, parameters) = rest.split_once('?').unwrap_or((rest, ""));
        let (authority, database) = rest.split_once('/').unwrap_or((rest, ""));
        let (login, host) = authority.rsplit_once('@').unwrap_or(("", authority));
        let (user, password) = login.split_once(':').map_or((login, None), |(user, password)| (user, Some(password)));
        let (host, port) = host_and_port(host);
        let given = |text: String| Some(text).filter(|text| !text.is_empty());
        let mut parts = Self {
            host: decoded(host, "host")?.to_string(),
            port: port.map_or(Ok(5432), str::parse).map_err(|_| address("port"))?,
            user: given(decoded(user, "user")?.to_string()),
            database: given(decoded(database, "database")?.to_string()),
            password: password.map(|password| decoded(password, "password")).transpose()?,
            password_file: variable("PGPASSFILE").map(PathBuf::from),
            mode: None,
            roots: None,
            timeout: Duration::from_secs(LONGEST),
        };
        for parameter in parameters.split('&').filter(|parameter| !parameter.is_empty()) {
            let (name, value) = parameter.split_once('=').ok_or_else(|| address("a parameter without ="))?;
            parts.set(name, decoded(value, name)?.to_string())?;
        }
        parts.user = parts.user.or_else(|| ["PGUSER", "USER", "LOGNAME"].into_iter().find_map(variable));
        parts.password = parts.password.or_else(|| variable("PGPASSWORD").map(Zeroizing::new));
        parts.password = parts.password.filter(|password| !password.is_empty());
        if parts.host.is_empty() {
            SOCKETS.clone_into(&mut parts.host);
        }
        if parts.host.contains(',') {
            return Err(address("one host alone"));
        }
        Ok(parts)
    }

    fn set(&mut self, name: &str, value: String) -> Result<(), Error> {
        match name {
            "host" => self.host = value,
            "port" => self.port = value.parse().map_err(|_| address(name))?,
            "user" => self.user = Some(value),
            "dbname" => self.database = Some(value),
            "passfile" => self.password_file = Some(value.into()),
            "sslmode" => self.mode = Some(value),
            "sslrootcert" => self.roots = Some(value.into()),
            "connect_timeout" => {
                let seconds = value.parse().ok().filter(|seconds| (1..=600).contains(seconds));
                self.timeout = Duration::from_secs(seconds.ok_or_else(|| address(name))?);
            }
            // Of what somebody typed the beginning alone may be shown: the rest may be a piece of a password.
            _ if name.chars().all(|c| c.is_ascii_lowercase() || c == '_') => return Err(address(name)),
            _ => return Err(address("a parameter")),
        }
        Ok(())
    }

    /// Is the server on this machine?
    pub(super) fn is_here(&self) -> bool {
        let bare = self.host.trim_start_matches('[').trim_end_matches(']');
        self.host.starts_with('/')
            || bare == "localhost"
            || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    }

    /// The password of the first line that fits.
    pub(super) fn stored_password(&self) -> Result<Option<Zeroizing<String>>, Error> {
        let usual = || Some(PathBuf::from(env::var_os("HOME")?).join(".pgpass"));
        let Some(path) = self.password_file.clone().or_else(usual) else { return Ok(None) };
        let Ok(metadata) = fs::metadata(&path) else { return Ok(None) };
        if let Some(mode) = too_open(&metadata) {
            return Err(Error::PasswordFile { path, mode });
        }
        let text = fs::read_to_string(&path).map(Zeroizing::new);
        let text = text.map_err(|source| Error::Read { path, source })?;
        let host = if self.host == SOCKETS { "localhost" } else { &self.host };
        let user = self.user.as_deref().unwrap_or_default();
        let database = self.database.as_deref().unwrap_or(user);
        let wanted = [host, &self.port.to_string(), database, user];
        Ok(text.lines().find_map(|line| fitting(line, &wanted)))
    }
}

/// `host`, `host:port`, `[::1]:port`.
fn host_and_port(text: &str) -> (&str, Option<&str>) {
    if let Some((host, rest)) = text.strip_prefix('[').and_then(|inside| inside.split_once(']')) {
        return (host, rest.strip_prefix(':'));
    }
    text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)))
}

/// `%40` is `@`.
fn decoded(text: &str, part: &str) -> Result<Zeroizing<String>, Error> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let digit = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        bytes.push(match byte {
            b'%' => match (digit(rest.next()), digit(rest.next())) {
                (Some(high), Some(low)) => (high * 16 + low) as u8,
                _ => return Err(address(part)),
            },
            byte => byte,
        });
    }
    let text = str::from_utf8(&bytes).ok().filter(|text| !text.contains('\0'));
    text.map(|text| Zeroizing::new(text.to_owned())).ok_or_else(|| address(part))
}

/// The password of `host:port:database:user:password`, where `*` is anything and `\` stands before a colon.
fn fitting(line: &str, wanted: &[&str; 4]) -> Option<Zeroizing<String>> {
    let mut fields = vec![Zeroizing::new(String::new())];
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        let last = fields.len() - 1;
        match c {
            '#' if fields.len() == 1 && fields[0].is_empty() => return None,
            '\\' => fields[last].extend(characters.next()),
            // A colon in the password needs nothing before it.
            ':' if fields.len() < 5 => fields.push(Zeroizing::new(String::new())),
            c => fields[last].push(c),
        }
    }
    let password = if fields.len() == 5 { fields.pop()? } else { return None };
    let fits = fields.iter().zip(wanted).all(|(field, wanted)| field.as_str() == "*" || field.as_str() == *wanted);
    fits.then_some(password)
}

#[cfg(unix)]
fn too_open(metadata: &fs::Metadata) -> Option<u32> {
    use std::os::unix::fs::PermissionsExt;
    let mode = metadata.permissions().mode() & 0o777;
    (metadata.is_file() && mode & 0o077 != 0).then_some(mode)
}

#[cfg(not(unix))]
fn too_open(_: &fs::Metadata) -> Option<u32> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(url: &str) -> Result<Parts, Error> {
        Parts::of_url(url, &|name| (name == "USER").then(|| "lan".to_owned()))
    }

    fn fault(url: &str) -> String {
        parts(url).err().map_or_else(|| "none".to_owned(), |error| error.to_string())
    }

    #[test]
    fn an_address_is_read_as_libpq_reads_it() {
        let it = parts("postgresql://k%79so:p%40ss%3aw@db.bacgiang.gov.vn:6432/so%20cai?connect_timeout=3").unwrap();
        assert_eq!((it.user.as_deref(), it.host.as_str(), it.port), (Some("kyso"), "db.bacgiang.gov.vn", 6432));
        assert_eq!((it.database.as_deref(), it.timeout.as_secs()), (Some("so cai"), 3));
        assert_eq!(it.password.unwrap().as_str(), "p@ss:w");
        let it = parts("postgres:///").unwrap();
        assert_eq!((it.host.as_str(), it.user.as_deref(), &it.database), (SOCKETS, Some("lan"), &None));
        assert!(it.is_here());
        assert!(parts("postgres://[::1]:5433/x").unwrap().is_here());
        assert!(!parts("postgres://10.0.0.1/x").unwrap().is_here());
        assert_eq!(parts("postgres://%2Ftmp%2Fs/x").unwrap().host, "/tmp/s");
        assert_eq!(parts("postgres:///x?host=/tmp/s&user=an").unwrap().user.as_deref(), Some("an"));
    }

    #[test]
    fn what_is_wrong_with_an_address_is_said_without_the_password() {
        let said = |part: &str| format!("the address of the ledger: {part}");
        assert_eq!(fault("postgres://a:se/cret@h/x"), said("port"));
        assert_eq!(fault("postgres://a:secret%@h/x"), said("password"));
        assert_eq!(fault("postgres://a:secret@h:port/x"), said("port"));
        assert_eq!(fault("postgres://a:secret@h/x?sslcert=secret"), said("sslcert"));
        assert_eq!(fault("postgres://a:x?Secret1=2@h/x"), said("port"));
        assert_eq!(fault("postgres://h/x?Secret1=2"), said("a parameter"));
        assert_eq!(fault("postgres://h/x?connect_timeout=0"), said("connect_timeout"));
        assert_eq!(fault("postgres://h,i/x"), said("one host alone"));
    }

    #[test]
    fn the_first_fitting_line_of_a_password_file_counts() {
        let wanted = ["db", "5432", "so:cai", "lan"];
        let found = |line| fitting(line, &wanted).map(|password| password.to_string());
        assert_eq!(found(r"db:5432:so\:cai:lan:a\\b:c"), Some(r"a\b:c".to_owned()));
        assert_eq!(found("*:*:*:*:x"), Some("x".to_owned()));
        assert_eq!(found("db:5433:*:*:x"), None);
        assert_eq!(found("#*:*:*:*:x"), None);
        assert_eq!(found("*:*:*:x"), None);
    }
}
