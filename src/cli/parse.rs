//! From words to [`Args`], or to what a person is shown instead.
//!
//! The language must be known before clap runs, because clap may fail: `--lang` and `--config` are looked for first.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::FromArgMatches;
use clap::error::ErrorKind;

use crate::messages::{Lang, usage};

use super::{Args, command};

/// What is looked for before clap runs.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Early {
    /// `--lang`, if it is a language.
    pub lang: Option<Lang>,
    /// `--config`.
    pub config: Option<PathBuf>,
}

impl Early {
    /// Looks through the words after the program's name, up to `--`. The last one given wins, as with clap.
    pub fn scan(words: &[OsString]) -> Self {
        let mut early = Self::default();
        let mut rest = words.iter().skip(1);
        while let Some(word) = rest.next() {
            let text = word.to_string_lossy();
            if text == "--" {
                break;
            }
            let (option, value) = match text.split_once('=') {
                Some((option, value)) => (option.to_owned(), Some(OsString::from(value))),
                None => (text.into_owned(), None),
            };
            match option.as_str() {
                "--lang" => {
                    let value = value.or_else(|| rest.next().cloned()).unwrap_or_default();
                    early.lang = value.to_str().and_then(Lang::of_code).or(early.lang);
                }
                "--config" => early.config = value.or_else(|| rest.next().cloned()).map(PathBuf::from),
                _ => {}
            }
        }
        early
    }
}

/// Text in place of a run.
#[derive(Debug)]
pub enum Refusal {
    /// Help or version, asked for: to stdout, and all is well.
    Asked(String),
    /// The command line is wrong: to stderr.
    Wrong(String),
}

/// The command line's meaning.
///
/// # Errors
/// [`Refusal`] with the text to show, ANSI styles included.
pub fn parse(words: &[OsString], lang: Lang) -> Result<Args, Refusal> {
    let matches = command(lang).try_get_matches_from(words).map_err(|error| refusal(&error, lang))?;
    Args::from_arg_matches(&matches).map_err(|error| refusal(&error, lang))
}

fn refusal(error: &clap::Error, lang: Lang) -> Refusal {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Refusal::Asked(error.render().ansi().to_string()),
        _ => Refusal::Wrong(usage(error, lang).unwrap_or_else(|| error.render().ansi().to_string())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scan(line: &str) -> Early {
        Early::scan(&line.split(' ').map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn the_language_is_known_even_where_the_rest_is_wrong() {
        assert_eq!(scan("kyso sign --lnag en --lang vi").lang, Some(Lang::Vi));
        assert_eq!(scan("kyso --lang=vi frobnicate").lang, Some(Lang::Vi));
        assert_eq!(scan("kyso verify -- --lang=vi").lang, None);
        assert_eq!(scan("kyso --lang klingon").lang, None);
        assert_eq!(scan("kyso --lang").lang, None);
    }

    #[test]
    fn the_configuration_file_is_known_early_too() {
        assert_eq!(scan("kyso config show --config a.toml").config, Some(PathBuf::from("a.toml")));
    }
}
