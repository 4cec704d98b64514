//! One configuration file: TOML, known keys only, every value with its line.

use std::fs;
use std::io;
use std::path::Path;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::messages::Problem;

use super::Key;

/// A setting as the file has it, with its line.
type Found = (Key, Vec<String>, usize);

/// The settings of a file; none where it does not exist and need not.
pub(super) fn read(path: &Path, must_exist: bool) -> Result<Vec<Found>, Problem> {
    match fs::read_to_string(path) {
        Ok(text) => Reader { path, text: &text }.settings(),
        Err(error) if !must_exist && error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(Problem::ConfigUnreadable { file: path.to_path_buf(), source: source.into() }),
    }
}

struct Reader<'a> {
    path: &'a Path,
    text: &'a str,
}

impl Reader<'_> {
    fn settings(&self) -> Result<Vec<Found>, Problem> {
        let table = DeTable::parse(self.text).map_err(|error| Problem::ConfigSyntax {
            file: self.path.to_path_buf(),
            line: self.line(error.span().map_or(0, |span| span.start)),
            message: error.message().to_owned(),
        })?;
        let mut found = Vec::new();
        self.table("", table.get_ref(), &mut found)?;
        Ok(found)
    }

    /// The settings of a table; `tsa.url` is the key `url` of the table `tsa`. Known names have one dot at most, and so
    /// has the nesting that is followed.
    fn table(&self, prefix: &str, table: &DeTable, found: &mut Vec<Found>) -> Result<(), Problem> {
        for (key, value) in table {
            let line = self.line(key.span().start);
            let name = format!("{prefix}{}", key.get_ref());
            match (Key::of_name(&name), value.get_ref()) {
                (Some(known), _) => found.push((known, self.values(known, value, line)?, line)),
                (None, DeValue::Table(inner)) if prefix.is_empty() && !inner.is_empty() => {
                    self.table(&format!("{name}."), inner, found)?;
                }
                (None, _) => {
                    let nearest = Key::nearest(&name);
                    return Err(Problem::UnknownKey { file: self.path.to_path_buf(), line, key: name, nearest });
                }
            }
        }
        Ok(())
    }

    /// One value or a list of them, as text.
    fn values(&self, key: Key, value: &Spanned<DeValue>, line: usize) -> Result<Vec<String>, Problem> {
        let single = |value: &Spanned<DeValue>| match value.get_ref() {
            DeValue::String(text) => Some(text.to_string()),
            DeValue::Boolean(flag) if !key.is_list() => Some(flag.to_string()),
            DeValue::Integer(number) if !key.is_list() => Some(number.to_string()),
            _ => None,
        };
        let all = match value.get_ref() {
            DeValue::Array(items) if key.is_list() => items.iter().map(single).collect::<Option<Vec<_>>>(),
            _ => single(value).map(|text| vec![text]),
        };
        let all = all.ok_or_else(|| Problem::SettingValue {
            origin: format!("{}:{line}", self.path.display()),
            key: key.name(),
            value: self.text.get(value.span()).unwrap_or_default().to_owned(),
            expected: key.expected(),
        })?;
        let is_path = |text: &String| key.is_path() || (key == Key::Policy && super::keys::is_policy_file(text));
        Ok(all.into_iter().map(|text| if is_path(&text) { self.beside(text) } else { text }).collect())
    }

    /// A relative path is relative to the file that names it, whatever the current folder is.
    fn beside(&self, path: String) -> String {
        match self.path.parent() {
            Some(folder) if Path::new(&path).is_relative() => folder.join(path).to_string_lossy().into_owned(),
            _ => path,
        }
    }

    fn line(&self, offset: usize) -> usize {
        1 + self.text.get(..offset).unwrap_or_default().matches('\n').count()
    }
}
