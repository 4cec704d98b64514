//! English.

mod errors;
mod examples;
mod ledger;
mod problems;
mod tokens;
mod words;

use super::Terms;

pub(super) use examples::EXAMPLES;

/// The words of [`super::Lang::En`].
pub(super) struct English;

pub(super) static TERMS: Terms = Terms {
    usage: "Usage",
    commands: "Commands",
    arguments: "Arguments",
    options: "Options",
    global_options: "Global options",
    examples: "Examples",
    default: "default",
    possible: "possible values",
    env: "env",
    help_flag: "Print help: short with -h, with examples with --help",
    version_flag: "Print the version",
    more: "For more, try '--help'.",
    manual: "kyso manual",
    codes_about: "every code in the JSON output of kyso, and what it means",
    policy_about: "the rules by which kyso verify judges, as a file",
    policy_story: "A policy file is TOML and its name ends in .toml. It is given with --policy or in the configuration (policy = \"office.toml\"). Its name, its version and the SHA-256 of its text stand in every report. An unknown key or rule is an error.",
    headings: &[],
    error: "error",
    hint: "hint",
    warning: "warning",
};
