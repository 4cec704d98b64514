//! Puts a language's words on the command: help texts, headings, examples.
//!
//! clap writes some words itself («Options:», «[default: …]», «Print help»). In Vietnamese those are hidden and ours put
//! in their place; in English clap's stand, so that kyso looks like its neighbours.

use clap::{Arg, ArgAction, Command, CommandFactory};
use std::fmt::Write as _;

use crate::messages::{HelpText, Lang};

use super::Args;

/// Heading that [`super::Global`] gives its options.
const GLOBAL_HEADING: &str = "Global options";

/// The whole command in `lang`, ready to parse or to be shown.
pub fn command(lang: Lang) -> Command {
    let help = lang.help();
    let mut root = dress(Args::command(), "", &help);
    // Global options are handed down and synopses made here, so that what is shown is what is parsed.
    root.build();
    root
}

/// Every command below `root` with its path (`token list`), the root itself under the empty path.
pub fn walk(root: &Command) -> Vec<(String, &Command)> {
    let mut all = vec![(String::new(), root)];
    let mut at = 0;
    while let Some((path, command)) = all.get(at).cloned() {
        all.extend(command.get_subcommands().map(|sub| (join(&path, sub.get_name()), sub)));
        at += 1;
    }
    all
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path} {name}") }
}

/// One command and those below it.
fn dress(command: Command, path: &str, help: &HelpText) -> Command {
    let mut command = command
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .disable_version_flag(true)
        .arg(help_flag(help))
        .mut_args(|arg| argument(arg, path, help))
        .mut_subcommands(|sub| {
            let path = join(path, sub.get_name());
            dress(sub, &path, help)
        });
    if path.is_empty() {
        command = command.arg(version_flag(help));
    }
    if let Some(examples) = help.examples_of(path) {
        command = command.after_long_help(format!("{}:\n{examples}", help.terms.examples));
    }
    if help.texts.is_none() {
        return command;
    }
    if let Some(text) = help.of(path, "") {
        command = command.about(first_paragraph(text)).long_about(text);
    }
    command.subcommand_help_heading(help.terms.commands).subcommand_value_name("LỆNH").help_template(format!(
        "{{before-help}}{{about-with-newline}}\n{}: {{usage}}\n\n{{all-args}}{{after-help}}",
        help.terms.usage
    ))
}

/// One argument: its text, heading, and what clap would add in English.
fn argument(arg: Arg, path: &str, help: &HelpText) -> Arg {
    if help.texts.is_none() {
        return arg;
    }
    let heading = match arg.get_help_heading() {
        Some(GLOBAL_HEADING) => help.terms.global_options,
        _ if arg.is_positional() => help.terms.arguments,
        _ => help.terms.options,
    };
    let Some(text) = help.of(path, name(&arg)) else { return arg };
    let facts = facts(&arg, help);
    let short = [first_paragraph(text), &facts].join("");
    let long = [text, if facts.is_empty() { "" } else { "\n\n" }, facts.trim_start()].join("");
    let valued = arg.get_action().takes_values();
    let arg = arg.help(short).long_help(long).help_heading(heading);
    if valued { arg.hide_possible_values(true).hide_default_value(true) } else { arg }
}

/// The name of an argument in the tables: its long option, else its id.
pub(super) fn name(arg: &Arg) -> &str {
    arg.get_long().unwrap_or_else(|| arg.get_id().as_str())
}

/// ` [mặc định: sha256] [giá trị: sha256, sha384]`
fn facts(arg: &Arg, help: &HelpText) -> String {
    let mut facts = String::new();
    if !arg.get_action().takes_values() {
        return facts;
    }
    let values: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if !values.is_empty() {
        let _ = write!(facts, " [{}: {}]", help.terms.possible, values.join(", "));
    }
    let defaults: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
    if !defaults.is_empty() {
        let _ = write!(facts, " [{}: {}]", help.terms.default, defaults.join(", "));
    }
    facts
}

fn first_paragraph(text: &str) -> &str {
    text.split("\n\n").next().unwrap_or(text)
}

/// clap's own flag says «Print help» in English only.
fn help_flag(help: &HelpText) -> Arg {
    Arg::new("help")
        .short('h')
        .long("help")
        .action(ArgAction::Help)
        .help(help.terms.help_flag)
        .help_heading(Some(if help.texts.is_none() { GLOBAL_HEADING } else { help.terms.global_options }))
}

fn version_flag(help: &HelpText) -> Arg {
    Arg::new("version")
        .short('V')
        .long("version")
        .action(ArgAction::Version)
        .help(help.terms.version_flag)
        .help_heading(Some(if help.texts.is_none() { GLOBAL_HEADING } else { help.terms.global_options }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_and_argument_speaks_vietnamese() {
        let root = command(Lang::Vi);
        let help = Lang::Vi.help();
        let mut silent = Vec::new();
        for (path, command) in walk(&root) {
            if help.of(&path, "").is_none() {
                silent.push(path.clone());
            }
            let own = command.get_arguments().filter(|arg| !["help", "version"].contains(&arg.get_id().as_str()));
            silent.extend(
                own.filter(|arg| help.of(&path, name(arg)).is_none()).map(|arg| format!("{path} --{}", name(arg))),
            );
        }
        assert!(silent.is_empty(), "no Vietnamese text for: {silent:#?}");
    }

    #[test]
    fn no_vietnamese_text_is_left_over() {
        let root = command(Lang::Vi);
        let commands = walk(&root);
        for (path, id, _) in Lang::Vi.help().texts.unwrap_or_default() {
            let used = commands.iter().any(|(command, clap)| {
                (path.is_empty() || command == path)
                    && (id.is_empty() || clap.get_arguments().any(|arg| name(arg) == *id))
            });
            assert!(used, "'{path}' '{id}' is in no command");
        }
    }

    #[test]
    fn examples_belong_to_commands_that_exist_in_both_languages() {
        let root = command(Lang::En);
        let paths: Vec<String> = walk(&root).into_iter().map(|(path, _)| path).collect();
        let of = |lang: Lang| lang.help().examples.iter().map(|(path, _)| *path).collect::<Vec<_>>();
        assert_eq!(of(Lang::En), of(Lang::Vi));
        for path in of(Lang::En) {
            assert!(paths.iter().any(|p| p == path), "{path}");
        }
    }

    #[test]
    fn the_definitions_hold_together() {
        command(Lang::En).debug_assert();
        command(Lang::Vi).debug_assert();
    }
}
