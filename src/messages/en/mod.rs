//! English.

mod agencies;
mod errors;
mod examples;
mod letters;
mod problems;
mod registers;
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
    agencies_about: "the tree of agencies and their certificates, as a file",
    agencies_story: &[
        "A file of agencies is CSV (between commas, semicolons or tabs; UTF-8, UTF-16 or Windows-1258), or TOML with a table [[agency]] for each and the same keys, where its name ends in .toml. It is given with --agencies or in the configuration (agencies = \"co-quan.csv\"). Other columns of CSV are the office's own. 'kyso agencies check FILE' tells what is wrong with it: an error stops whatever stands on the file, a warning does not.",
        "A certificate is compared by its parsed attributes, never by their order. Values are compared whole, in Unicode NFC and without case; | stands between several. match_cn means a certificate of the agency itself, match_o and match_ou that of one of its people; all that is given must hold, and nothing given matches nothing. Of agencies above one another the lowest that fits is taken; of others that fit at the same time none is.",
        "A certificate is compared as of a day: that of the signature, by its time-stamp or else by its own claim. What fits an agency that had ended by then is nobody's signature in its name: it is listed under that agency and warned of (ENDED_AGENCY). A successor takes certificates over where its own rule fits them.",
        "A successor that begins later than the day after the last day is a warning, and so is one of another name that begins at most 31 days before it: one that is older has taken the agency in. A successor of the same name must begin after the last day.",
    ],
    headings: &[],
    error: "error",
    hint: "hint",
    warning: "warning",
};
