//! English.

mod errors;
mod examples;
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
    stats_about: "what offices are measured by in kyso stats: targets and scores",
    targets_story: "A file of targets is given with --targets. It is TOML with a table [[target]] for each, where its name ends in .toml, otherwise CSV with these keys as its heading. Where several targets for one rate apply to an office, the nearest counts: its own, its group's, its level's, everybody's. A target is met by the exact fraction, not by what is shown of it; a group, a level or an agency that is not there is an error.",
    scores_story: "A file of scores is given with --scores. It is TOML with a table [[criterion]] for each rate. A criterion gives points × rate ÷ full; the score is the exact sum, rounded once, half up. With --rank offices are ranked by it before it is rounded.",
    figures: "FIGURES",
    figures_story: "As JSON and CSV name them. Rates have one decimal, half up, and are computed from whole numbers; nothing is shown where nothing is divided by. Days are those of Viet Nam (+07:00).",
    targets: "TARGETS",
    scores: "SCORES",
    headings: &[],
    error: "error",
    hint: "hint",
    warning: "warning",
};
