//! Help in two languages: how the tables of `en` and `vi` are looked up.

/// One entry: the command's path (`sign`, `token list`; empty for all), the argument's id (empty: the command itself), the text.
///
/// The first paragraph is the short help; the whole is the long one.
pub type Entry = (&'static str, &'static str, &'static str);

/// The fixed words around help and messages.
#[derive(Debug)]
pub struct Terms {
    /// Heading before the synopsis.
    pub usage: &'static str,
    /// Heading over subcommands.
    pub commands: &'static str,
    /// Heading over positional arguments.
    pub arguments: &'static str,
    /// Heading over options.
    pub options: &'static str,
    /// Heading over options that every command has.
    pub global_options: &'static str,
    /// Heading over examples.
    pub examples: &'static str,
    /// Before a default value.
    pub default: &'static str,
    /// Before the words that a value may be.
    pub possible: &'static str,
    /// Before the name of an environment variable.
    pub env: &'static str,
    /// What -h does.
    pub help_flag: &'static str,
    /// What -V does.
    pub version_flag: &'static str,
    /// Where to read more.
    pub more: &'static str,
    /// The manual that the pages belong to.
    pub manual: &'static str,
    /// What `kyso-codes(7)` is about.
    pub codes_about: &'static str,
    /// What `kyso-policy(5)` is about.
    pub policy_about: &'static str,
    /// How a policy file is written.
    pub policy_story: &'static str,
    /// What `kyso-stats(5)` is about.
    pub stats_about: &'static str,
    /// How a file of targets is written.
    pub targets_story: &'static str,
    /// How a file of scores is written.
    pub scores_story: &'static str,
    /// The heading over what figures mean.
    pub figures: &'static str,
    /// How to read that list.
    pub figures_story: &'static str,
    /// The headings of `kyso-stats(5)`.
    pub targets: &'static str,
    /// Likewise.
    pub scores: &'static str,
    /// What `kyso-agencies(5)` is about.
    pub agencies_about: &'static str,
    /// How a file of agencies is written: paragraphs.
    pub agencies_story: &'static [&'static str],
    /// What `kyso-ledger(5)` is about.
    pub ledger_about: &'static str,
    /// What a ledger holds, and how its chain is computed: one paragraph each.
    pub ledger_story: &'static [&'static str],
    /// Headings of manual pages, with those of clap_mangen in front.
    pub headings: &'static [(&'static str, &'static str)],
    /// `error`.
    pub error: &'static str,
    /// `hint`.
    pub hint: &'static str,
    /// `warning`.
    pub warning: &'static str,
}

impl Terms {
    /// A heading of manual pages in this language; nothing where it stays as it is.
    pub fn heading(&self, heading: &str) -> Option<&'static str> {
        self.headings.iter().find(|(known, _)| *known == heading).map(|(_, text)| *text)
    }
}

/// The help texts of one language.
#[derive(Clone, Copy)]
pub struct HelpText {
    /// By command and argument; nothing where the clap structs' own texts stand.
    pub texts: Option<&'static [Entry]>,
    /// By command.
    pub examples: &'static [(&'static str, &'static str)],
    /// The fixed words.
    pub terms: &'static Terms,
}

impl HelpText {
    /// The text for an argument of a command, or for the command itself if `id` is empty.
    ///
    /// An argument that several commands share has one entry, under the empty command.
    pub fn of(&self, command: &str, id: &str) -> Option<&'static str> {
        let find =
            |command: &str| self.texts?.iter().find(|(c, i, _)| *c == command && *i == id).map(|(_, _, text)| *text);
        find(command).or_else(|| if id.is_empty() { None } else { find("") })
    }

    /// Examples of a command.
    pub fn examples_of(&self, command: &str) -> Option<&'static str> {
        self.examples.iter().find(|(c, _)| *c == command).map(|(_, text)| *text)
    }
}
