//! The settings there are: name, environment variable, default, and what a value looks like.

use std::env;
use std::ffi::OsStr;
use std::path::Path;

use crate::cli::{ColorWhen, SignLevel, rate, zone_offset};
use crate::ledger;
use crate::messages::{Expected, Lang, Problem};
use crate::net::Allowed;
use crate::text::duration;
use crate::text::nearest;
use crate::verify::policy::Policy;

use super::Origin;

/// One setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs)] // The table below says what each is.
pub enum Key {
    Lang,
    Color,
    TimeZone,
    Jobs,
    Module,
    Key,
    Level,
    PasswordFile,
    TsaUrl,
    TsaUser,
    TsaPasswordFile,
    TsaTimeout,
    TsaTries,
    TsaRate,
    Trust,
    TsaTrust,
    Intermediate,
    Crl,
    Ocsp,
    Bundle,
    Policy,
    Ledger,
    Agencies,
    Font,
    Proxy,
    Online,
    NetTimeout,
    NetAllow,
}

/// Name in files, environment variable, default, what a value looks like.
type Row = (Key, &'static str, &'static str, Option<&'static str>, Expected);

/// In the order of [`Key`].
const ROWS: [Row; 28] = [
    // The default language is the locale's.
    (Key::Lang, "lang", "KYSO_LANG", None, Expected::OneOf(Lang::CODES)),
    (Key::Color, "color", "KYSO_COLOR", Some("auto"), Expected::OneOf(ColorWhen::WORDS)),
    // Viet Nam has one zone, and no daylight saving time.
    (Key::TimeZone, "time_zone", "KYSO_TIME_ZONE", Some("+07:00"), Expected::ZoneOffset),
    (Key::Jobs, "jobs", "KYSO_JOBS", None, Expected::Count(256)),
    (Key::Module, "module", "KYSO_PKCS11_MODULE", None, Expected::Paths),
    (Key::Key, "key", "KYSO_KEY", None, Expected::Text),
    (Key::Level, "level", "KYSO_LEVEL", None, Expected::OneOf(SignLevel::WORDS)),
    (Key::PasswordFile, "password_file", "KYSO_PASSWORD_FILE", None, Expected::Path),
    (Key::TsaUrl, "tsa.url", "KYSO_TSA_URL", None, Expected::Texts),
    (Key::TsaUser, "tsa.user", "KYSO_TSA_USER", None, Expected::Text),
    (Key::TsaPasswordFile, "tsa.password_file", "KYSO_TSA_PASSWORD_FILE", None, Expected::Path),
    // The official authority has been measured at 2 to 131 seconds a time-stamp.
    (Key::TsaTimeout, "tsa.timeout", "KYSO_TSA_TIMEOUT", Some("180s"), Expected::Duration),
    (Key::TsaTries, "tsa.tries", "KYSO_TSA_TRIES", Some("3"), Expected::Count(20)),
    (Key::TsaRate, "tsa.rate", "KYSO_TSA_RATE", None, Expected::Rate),
    (Key::Trust, "trust", "KYSO_TRUST", None, Expected::Paths),
    (Key::TsaTrust, "tsa_trust", "KYSO_TSA_TRUST", None, Expected::Paths),
    (Key::Intermediate, "intermediate", "KYSO_INTERMEDIATE", None, Expected::Paths),
    (Key::Crl, "crl", "KYSO_CRL", None, Expected::Paths),
    (Key::Ocsp, "ocsp", "KYSO_OCSP", None, Expected::Paths),
    (Key::Bundle, "bundle", "KYSO_BUNDLE", None, Expected::Path),
    (Key::Policy, "policy", "KYSO_POLICY", Some("default"), Expected::Policy),
    (Key::Ledger, "ledger", "KYSO_LEDGER", None, Expected::Ledger),
    (Key::Agencies, "agencies", "KYSO_AGENCIES", None, Expected::Path),
    // Without it the best of those that the machine has.
    (Key::Font, "font", "KYSO_FONT", None, Expected::Path),
    (Key::Proxy, "proxy", "KYSO_PROXY", None, Expected::Text),
    // A stranger's file makes no connection unless asked for.
    (Key::Online, "online", "KYSO_ONLINE", Some("false"), Expected::Flag),
    // For one address out of a certificate; others are asked beside it. CRLs of several MiB come over slow lines.
    (Key::NetTimeout, "net.timeout", "KYSO_NET_TIMEOUT", Some("15s"), Expected::Duration),
    (Key::NetAllow, "net.allow", "KYSO_NET_ALLOW", None, Expected::Hosts),
];

impl Key {
    /// Every setting, in the order they are shown.
    pub const ALL: [Self; ROWS.len()] = {
        let mut all = [Self::Lang; ROWS.len()];
        let mut at = 0;
        while at < ROWS.len() {
            all[at] = ROWS[at].0;
            at += 1;
        }
        all
    };

    /// The name in files.
    pub fn name(self) -> &'static str {
        ROWS[self as usize].1
    }

    /// The environment variable.
    pub fn variable(self) -> &'static str {
        ROWS[self as usize].2
    }

    /// What holds where nobody said anything.
    pub(super) fn default_value(self) -> Option<&'static str> {
        ROWS[self as usize].3
    }

    /// What a value looks like.
    pub(super) fn expected(self) -> Expected {
        ROWS[self as usize].4
    }

    /// The setting of that name in files.
    pub fn of_name(name: &str) -> Option<Self> {
        ROWS.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// The name that is spelt most like `name`.
    pub fn nearest(name: &str) -> &'static str {
        nearest(name, ROWS.iter().map(|row| row.1)).unwrap_or(ROWS[0].1)
    }

    /// May the setting have several values, or is it a path?
    pub(super) fn is_list(self) -> bool {
        matches!(self.expected(), Expected::Texts | Expected::Paths | Expected::Hosts)
    }

    pub(super) fn is_path(self) -> bool {
        matches!(self.expected(), Expected::Path | Expected::Paths)
    }

    /// A variable's text as values: paths as in PATH, other lists by white space, hosts by commas too.
    pub(super) fn split(self, text: &OsStr) -> Vec<String> {
        match self.expected() {
            Expected::Paths => env::split_paths(text).map(|path| path.to_string_lossy().into_owned()).collect(),
            Expected::Hosts => text
                .to_string_lossy()
                .split(separates_hosts)
                .filter(|host| !host.is_empty())
                .map(str::to_owned)
                .collect(),
            Expected::Texts => text.to_string_lossy().split_whitespace().map(str::to_owned).collect(),
            _ => vec![text.to_string_lossy().into_owned()],
        }
    }

    /// Is it a value that the setting can have?
    pub(super) fn check(self, value: &[String], origin: &Origin) -> Result<(), Problem> {
        let expected = self.expected();
        let wrong = value.iter().find(|text| !fits(expected, text));
        match wrong {
            None => Ok(()),
            Some(text) => Err(Problem::SettingValue {
                origin: origin.to_string(),
                key: self.name(),
                // The address of a server may hold a password.
                value: format!("'{}'", if expected == Expected::Ledger { ledger::shown(text) } else { text.clone() }),
                expected,
            }),
        }
    }
}

/// A policy that is no built-in one is a file; its name says so.
pub(super) fn is_policy_file(text: &str) -> bool {
    Path::new(text).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"))
}

fn fits(expected: Expected, text: &str) -> bool {
    match expected {
        Expected::OneOf(words) => words.contains(&text),
        Expected::Count(most) => text.parse::<u32>().is_ok_and(|count| (1..=most).contains(&count)),
        Expected::Flag => matches!(text, "true" | "false"),
        Expected::Hosts => Allowed::new(&[text.to_owned()]).is_ok(),
        Expected::Duration => duration(text).is_ok(),
        Expected::Rate => rate(text).is_ok(),
        Expected::ZoneOffset => zone_offset(text).is_ok(),
        Expected::Ledger => ledger::is_url(text),
        Expected::Policy => Policy::NAMES.contains(&text) || is_policy_file(text),
        Expected::Text | Expected::Texts | Expected::Path | Expected::Paths | Expected::Command => !text.is_empty(),
    }
}

fn separates_hosts(letter: char) -> bool {
    letter == ',' || letter.is_whitespace()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_keys() {
        for (at, row) in ROWS.iter().enumerate() {
            assert_eq!(row.0 as usize, at, "{}", row.1);
        }
    }

    #[test]
    fn the_nearest_name() {
        assert_eq!(Key::nearest("tsa.urls"), "tsa.url");
        assert_eq!(Key::nearest("agences"), "agencies");
        assert_eq!(Key::nearest("modules"), "module");
    }

    #[test]
    fn every_default_is_a_value_that_fits() {
        for (_, name, _, default, expected) in ROWS {
            assert!(default.is_none_or(|value| fits(expected, value)), "{name}");
        }
    }
}
