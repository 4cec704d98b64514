//! The settings as `kyso config show` prints them.

use serde::Serialize;
use serde_json::Value;

use crate::ledger;
use crate::messages::Expected;

use super::{Config, Key};

/// One setting, its value and where it comes from.
#[derive(Clone, Debug, Serialize)]
pub struct Shown {
    /// The name in files.
    pub key: &'static str,
    /// The environment variable.
    pub variable: &'static str,
    /// Text, number or list; null where it is not set.
    pub value: Value,
    /// A flag, a variable, a file and line, or `default`; null where it is not set.
    pub origin: Option<String>,
}

impl Config {
    /// Every setting, set or not, in the order of [`Key::ALL`].
    pub fn shown(&self) -> Vec<Shown> {
        Key::ALL
            .into_iter()
            .map(|key| Shown {
                key: key.name(),
                variable: key.variable(),
                value: self.json(key),
                origin: self.origin(key).map(ToString::to_string),
            })
            .collect()
    }

    fn json(&self, key: Key) -> Value {
        match (self.text(key), key.expected()) {
            (None, _) => Value::Null,
            (Some(_), Expected::Texts | Expected::Paths | Expected::Hosts) => self.list(key).into(),
            (Some(_), Expected::Flag) => self.flag(key).into(),
            (Some(_), Expected::Count(_)) => self.count(key).into(),
            (Some(url), Expected::Ledger) => ledger::shown(url).into(),
            (Some(text), _) => text.into(),
        }
    }
}
