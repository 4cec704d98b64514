//! Settings with their origin: flag, environment, user file, system file, default.
//!
//! A setting is known by its [`Key`]; the first layer that has it wins, as a whole (lists are not merged). Files are TOML
//! and come from fixed places only, never from the current folder: a document's folder must not decide what is trusted.
//! Values are checked when they are read, so that a slip is found with its file and line and not in the middle of a run.

mod file;
mod keys;
mod show;

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use time::UtcOffset;

use crate::cli::{Rate, rate, zone_offset};
use crate::messages::{Lang, Problem};
use crate::text::duration;

pub use keys::Key;
pub use show::Shown;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// An option on the command line.
    Flag(&'static str),
    /// An environment variable.
    Environment(&'static str),
    /// A configuration file.
    File {
        /// Which.
        path: PathBuf,
        /// From 1.
        line: usize,
    },
    /// Nobody said anything.
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(name) | Self::Environment(name) => f.write_str(name),
            Self::File { path, line } => write!(f, "{}:{line}", path.display()),
            Self::Default => f.write_str("default"),
        }
    }
}

/// One value as written (several for a list), and where.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Sourced {
    value: Vec<String>,
    origin: Origin,
}

/// All settings of a run.
#[derive(Clone, Debug)]
pub struct Config {
    values: BTreeMap<Key, Sourced>,
}

/// How the environment is asked; in tests a table.
pub type Environment<'a> = &'a dyn Fn(&str) -> Option<OsString>;

impl Config {
    /// Reads environment and files; flags are added by [`Config::set`].
    ///
    /// `given` is `--config`: then no other file is read, and it must exist.
    ///
    /// # Errors
    /// [`Problem`] for an unreadable file, an unknown key or a value that cannot be.
    pub fn load(given: Option<&Path>, environment: Environment) -> Result<Self, Problem> {
        let mut config = Self::defaults(environment);
        let files = match given {
            Some(path) => vec![(path.to_path_buf(), true)],
            None => Self::files(environment).into_iter().rev().map(|path| (path, false)).collect(),
        };
        for (path, must_exist) in files {
            for (key, value, line) in file::read(&path, must_exist)? {
                config.put(key, value, Origin::File { path: path.clone(), line })?;
            }
        }
        for key in Key::ALL {
            if let Some(value) = environment(key.variable()).filter(|value| !value.is_empty()) {
                config.put(key, key.split(&value), Origin::Environment(key.variable()))?;
            }
        }
        Ok(config)
    }

    /// What holds where nobody said anything; the language comes from the locale.
    pub fn defaults(environment: Environment) -> Self {
        let lang = Lang::of_environment(|name| environment(name).and_then(|value| value.into_string().ok()));
        let with_default = Key::ALL.into_iter().filter_map(|key| Some((key, key.default_value()?.to_owned())));
        let values = with_default
            .chain([(Key::Lang, lang.code().to_owned())])
            .map(|(key, value)| (key, Sourced { value: vec![value], origin: Origin::Default }))
            .collect();
        Self { values }
    }

    /// The configuration files that are looked for, strongest first.
    ///
    /// A relative XDG_CONFIG_HOME is ignored, as the XDG base directory specification asks.
    pub fn files(environment: Environment) -> Vec<PathBuf> {
        let absolute = |name| environment(name).map(PathBuf::from).filter(|path: &PathBuf| path.is_absolute());
        let user = absolute("XDG_CONFIG_HOME").or_else(|| absolute("HOME").map(|home| home.join(".config")));
        user.into_iter().chain([PathBuf::from("/etc")]).map(|folder| folder.join("kyso").join("config.toml")).collect()
    }

    /// A flag's value, over everything else; an empty list is no flag.
    ///
    /// # Errors
    /// [`Problem::SettingValue`] for a value that cannot be.
    pub fn set(&mut self, key: Key, flag: &'static str, value: Vec<String>) -> Result<(), Problem> {
        if value.is_empty() { Ok(()) } else { self.put(key, value, Origin::Flag(flag)) }
    }

    /// As [`Config::set`], for paths; they are relative to the current folder.
    ///
    /// # Errors
    /// [`Problem::SettingValue`] for a path that is not UTF-8.
    pub fn set_paths<'p>(
        &mut self,
        key: Key,
        flag: &'static str,
        paths: impl IntoIterator<Item = &'p PathBuf>,
    ) -> Result<(), Problem> {
        let texts = paths.into_iter().map(|path| path.to_string_lossy().into_owned()).collect();
        self.set(key, flag, texts)
    }

    fn put(&mut self, key: Key, value: Vec<String>, origin: Origin) -> Result<(), Problem> {
        key.check(&value, &origin)?;
        self.values.insert(key, Sourced { value, origin });
        Ok(())
    }

    /// A list; empty where nothing is set.
    pub fn list(&self, key: Key) -> &[String] {
        self.values.get(&key).map_or(&[], |sourced| &sourced.value)
    }

    /// A single text.
    pub fn text(&self, key: Key) -> Option<&str> {
        self.list(key).first().map(String::as_str)
    }

    /// A list of paths.
    pub fn paths(&self, key: Key) -> Vec<PathBuf> {
        self.list(key).iter().map(PathBuf::from).collect()
    }

    /// A single path.
    pub fn path(&self, key: Key) -> Option<PathBuf> {
        self.text(key).map(PathBuf::from)
    }

    /// A whole number; [`Key::check`] has seen that it is one.
    pub fn count(&self, key: Key) -> Option<u32> {
        self.text(key)?.parse().ok()
    }

    /// A switch; off where nothing is set.
    pub fn flag(&self, key: Key) -> bool {
        self.text(key) == Some("true")
    }

    /// How many documents are worked on side by side; where nothing is set, the command decides.
    pub fn jobs(&self) -> Option<usize> {
        self.count(Key::Jobs).map(|jobs| jobs as usize)
    }

    /// A duration.
    pub fn duration(&self, key: Key) -> Option<Duration> {
        duration(self.text(key)?).ok()
    }

    /// A rate.
    pub fn rate(&self, key: Key) -> Option<Rate> {
        rate(self.text(key)?).ok()
    }

    /// The offset at which times are shown to people.
    pub fn time_zone(&self) -> UtcOffset {
        self.text(Key::TimeZone).and_then(|text| zone_offset(text).ok()).unwrap_or(UtcOffset::UTC)
    }

    /// The language people are spoken to in.
    pub fn lang(&self) -> Lang {
        self.text(Key::Lang).and_then(Lang::of_code).unwrap_or_default()
    }

    /// Where a setting comes from; nothing where it is not set.
    pub fn origin(&self, key: Key) -> Option<&Origin> {
        self.values.get(&key).map(|sourced| &sourced.origin)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    struct Home {
        folder: tempfile::TempDir,
        variables: Vec<(&'static str, OsString)>,
    }

    impl Home {
        fn with(config: &str) -> Self {
            let folder = tempfile::tempdir().unwrap();
            fs::create_dir(folder.path().join("kyso")).unwrap();
            fs::write(folder.path().join("kyso/config.toml"), config).unwrap();
            let variables = vec![("XDG_CONFIG_HOME", folder.path().into())];
            Self { folder, variables }
        }

        fn variable(mut self, name: &'static str, value: &str) -> Self {
            self.variables.push((name, value.into()));
            self
        }

        fn load(&self) -> Result<Config, Problem> {
            Config::load(None, &|name| self.variables.iter().find(|(n, _)| *n == name).map(|(_, v)| v.clone()))
        }
    }

    #[test]
    fn the_strongest_layer_wins_and_says_so() {
        let home = Home::with("policy = \"nd30\"\n[tsa]\nurl = \"http://file/\"\ntimeout = \"90s\"\n")
            .variable("KYSO_TSA_URL", "http://one/ http://two/");
        let mut config = home.load().unwrap();
        assert_eq!(config.list(Key::TsaUrl), ["http://one/", "http://two/"]);
        assert_eq!(config.origin(Key::TsaUrl), Some(&Origin::Environment("KYSO_TSA_URL")));
        let file = home.folder.path().join("kyso/config.toml");
        assert_eq!(config.origin(Key::TsaTimeout), Some(&Origin::File { path: file, line: 4 }));
        assert_eq!(config.duration(Key::TsaTimeout), Some(Duration::from_secs(90)));
        config.set(Key::Policy, "--policy", vec!["default".into()]).unwrap();
        assert_eq!(config.text(Key::Policy), Some("default"));
        assert_eq!(config.origin(Key::TsaTries), Some(&Origin::Default));
    }

    #[test]
    fn a_key_that_is_spelt_wrong_is_named_with_its_line_and_neighbour() {
        let error = Home::with("lang = \"vi\"\n\n[tsa]\ntimeuot = \"3m\"\n").load().unwrap_err();
        assert!(
            matches!(&error, Problem::UnknownKey { line: 4, key, nearest: "tsa.timeout", .. } if key == "tsa.timeuot"),
            "{error:?}"
        );
    }

    #[test]
    fn a_value_that_cannot_be_is_named_with_its_place() {
        let error = Home::with("\njobs = 0\n").load().unwrap_err();
        assert!(
            matches!(&error, Problem::SettingValue { origin, key: "jobs", .. } if origin.ends_with(":2")),
            "{error:?}"
        );
        let error = Home::with("").variable("KYSO_LANG", "fr").load().unwrap_err();
        assert!(matches!(&error, Problem::SettingValue { origin, .. } if origin == "KYSO_LANG"), "{error:?}");
    }

    #[test]
    fn a_relative_path_in_a_file_is_relative_to_the_file() {
        let home = Home::with("trust = [\"ca\", \"/abs/root.pem\"]\n");
        let folder = home.folder.path().join("kyso");
        assert_eq!(home.load().unwrap().paths(Key::Trust), [folder.join("ca"), PathBuf::from("/abs/root.pem")]);
    }

    #[test]
    fn no_file_is_looked_for_in_the_current_folder() {
        let relative = |name: &str| (name == "XDG_CONFIG_HOME").then(|| OsString::from("."));
        assert_eq!(Config::files(&relative), [PathBuf::from("/etc/kyso/config.toml")]);
    }

    #[test]
    fn the_file_of_config_must_exist() {
        let error = Config::load(Some(Path::new("/nowhere/kyso.toml")), &|_| None).unwrap_err();
        assert!(matches!(error, Problem::ConfigUnreadable { .. }));
    }
}
