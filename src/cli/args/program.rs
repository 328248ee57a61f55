//! The program as its help shows it: commands in groups, each with the formats that it writes.

use clap::{Arg, Command, CommandFactory};

use super::Cli;
use super::format_help::options;

/// The commands as they belong together.
const GROUPS: [(&str, &[&str]); 6] = [
    (
        "Who can do what",
        &["can", "who", "what", "recommend", "verify"],
    ),
    ("What is wrong, what changed", &["audit", "diff", "nexus"]),
    (
        "What was used",
        &["usage", "rightsize", "replay", "history"],
    ),
    (
        "Exports and settings",
        &["demo", "collect", "init", "suppress", "catalog"],
    ),
    (
        "Look up",
        &[
            "roles",
            "operations",
            "tasks",
            "conditions",
            "rules",
            "explain",
        ],
    ),
    ("Shell", &["completions", "man", "help"]),
];

/// What stands below the commands where their options do not.
const MORE: &str = "\
Every command takes --format, -o, --query, and --all for the whole answer.
`rolecall COMMAND --help` shows all options of a command, with examples.";

/// The program with the texts of its help. `is_long` is asked of the program itself.
pub(crate) fn program(is_long: bool) -> Command {
    let root = described(Cli::command());
    let mut groups = groups(&root);
    let template = match is_long {
        true => format!("{HEAD}Options:\n{{options}}{{after-help}}"),
        false => HEAD.to_owned(),
    };
    if !is_long {
        groups.push_str(&format!("\n{MORE}"));
    }
    root.before_help(groups).help_template(template)
}

/// What stands first; the commands are what clap puts before the rest of a help.
const HEAD: &str = "{about-with-newline}\n{usage-heading} {usage}\n\n{before-help}";

/// The program and its commands with the formats that each writes. Parsing builds it: whoever reads it
/// unparsed does that first.
pub(crate) fn described(mut root: Command) -> Command {
    let all: Vec<Arg> = root.get_arguments().cloned().collect();
    describe(&mut root, "", &all);
    root
}

/// An option of all commands that one has itself goes before.
fn describe(command: &mut Command, path: &str, all: &[Arg]) {
    for below in command.get_subcommands_mut() {
        let path = format!("{path} {}", below.get_name());
        describe(below, path.trim_start(), all);
    }
    for own in options(path, command.has_subcommands(), all) {
        let given = std::mem::take(command);
        *command = match path {
            "" => given.mut_arg(own.get_id().clone(), |_| own),
            _ => given.arg(own),
        };
    }
}

/// What the command does that clap adds.
const HELP: &str = "Print this message or the help of the given subcommand(s)";

/// Each command in a line.
fn groups(root: &Command) -> String {
    let mut text = String::new();
    for (title, names) in GROUPS {
        text.push_str(&format!("{title}:\n"));
        for name in names {
            let command = root.find_subcommand(name);
            let about = command.and_then(Command::get_about);
            let about = about.map_or_else(|| HELP.to_owned(), ToString::to_string);
            text.push_str(&format!("  {name:<12} {about}\n"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_is_in_a_group_in_one_line() {
        let mut root = program(false);
        root.build();
        let mut grouped: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        let mut there: Vec<&str> = root
            .get_subcommands()
            .filter(|command| !command.is_hide_set())
            .map(Command::get_name)
            .collect();
        grouped.sort_unstable();
        there.sort_unstable();
        assert_eq!(grouped, there);
        let shown = program(false).render_help().to_string();
        let widest = shown.lines().skip(1).map(|line| line.chars().count()).max();
        assert!(widest <= Some(78), "{shown}");
        assert!(shown.lines().count() <= 45, "{shown}");
        let long = program(true).render_long_help().to_string();
        assert!(
            long.contains("--strict-wildcards") && long.contains("Exit code: 0"),
            "{long}"
        );
    }
}
