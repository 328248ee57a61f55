//! What people type who know `az`, and what to type here instead.

use std::ffi::OsString;
use std::path::Path;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory, Error};

use super::Cli;
use crate::cli::complain::Complaint;

/// A complaint in place of that of the parser, where the word that it doesn't take is one of `az`.
pub(crate) fn instead(error: &Error, words: &[OsString]) -> Option<Complaint> {
    let root = Cli::command();
    let unknown = said(error, ContextKind::InvalidSubcommand);
    let (path, command) = command_of(&root, words, unknown);
    match error.kind() {
        ErrorKind::UnknownArgument => {
            let option = said(error, ContextKind::InvalidArg)?;
            if !option.starts_with('-') {
                return for_path(option, &path, command);
            }
            let help = for_option(option, &path, command)?;
            Some(Complaint::usage(format!("`rolecall {path}` takes no `{option}`")).help(help))
        }
        ErrorKind::InvalidSubcommand => {
            let word = unknown?;
            let help = for_command(word)?;
            let whole = format!("{path} {word}");
            let whole = whole.trim_start();
            Some(Complaint::usage(format!("there is no command `rolecall {whole}`")).help(help))
        }
        _ => None,
    }
}

/// The first example of the command that the words name, or of the nearest above it that has one, in their helps.
pub(crate) fn example(error: &Error, words: &[OsString]) -> Option<String> {
    let root = Cli::command();
    let unknown = said(error, ContextKind::InvalidSubcommand);
    let (path, _) = command_of(&root, words, unknown);
    let mut above = vec![&root];
    for name in path.split(' ').filter(|name| !name.is_empty()) {
        let next = above
            .last()
            .and_then(|command| command.find_subcommand(name));
        above.extend(next);
    }
    let of_path = above
        .iter()
        .rev()
        .find_map(|command| example_of(command, &path));
    of_path.or_else(|| {
        above
            .iter()
            .rev()
            .find_map(|command| example_of(command, ""))
    })
}

/// The first of the examples below the long help of a command that runs the command of a path; a line that ends
/// with `\` goes on in the next.
fn example_of(command: &Command, path: &str) -> Option<String> {
    let help = command.get_after_long_help()?.to_string();
    let (_, examples) = help.split_once("Examples:\n")?;
    let whole = examples.replace("\\\n", " ").replace("|\n", "| ");
    let runs = format!("rolecall {path}");
    let mut examples = whole.lines().filter(|line| line.contains(runs.trim_end()));
    let words: Vec<&str> = examples.next()?.split_whitespace().collect();
    Some(words.join(" "))
}

fn said(error: &Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind)? {
        ContextValue::String(word) => Some(word),
        _ => None,
    }
}

/// The command that the words name, up to one that is none, with its path.
fn command_of<'c>(
    root: &'c Command,
    words: &[OsString],
    unknown: Option<&str>,
) -> (String, &'c Command) {
    let (mut path, mut command) = (String::new(), root);
    let words = words.iter().skip(1).filter_map(|word| word.to_str());
    for word in words.take_while(|word| Some(*word) != unknown) {
        if let Some(below) = command.find_subcommand(word) {
            path.push_str(if path.is_empty() { "" } else { " " });
            path.push_str(below.get_name());
            command = below;
        }
    }
    (path, command)
}

/// A path without an option, where the command takes exports.
fn for_path(word: &str, path: &str, command: &Command) -> Option<Complaint> {
    let takes_inputs = command
        .get_arguments()
        .any(|arg| arg.get_long() == Some("input"));
    if !takes_inputs || !Path::new(word).exists() {
        return None;
    }
    let said = format!("`rolecall {path}` takes no exports without an option: `{word}`");
    Some(Complaint::usage(said).help(format!("`-i {word}` reads them")))
}

fn for_option(option: &str, path: &str, command: &Command) -> Option<String> {
    let has = |long: &str| {
        command
            .get_arguments()
            .any(|arg| arg.get_long() == Some(long))
    };
    let said = match option {
        "--assignee" | "--assignee-object-id" | "--assignee-principal-id" | "--principal-id"
        | "--principal-name" | "--object-id" | "--sign-in-name" | "--upn-or-object-id"
        | "--user" | "--who" => match path {
            "can" => "WHO is the first word: `rolecall can alice@contoso.com ACTION`".to_owned(),
            "what" => "WHO is a word: `rolecall what alice@contoso.com`".to_owned(),
            _ if has("for") => "`--for WHO` says who".to_owned(),
            _ if has("of") => "`--of WHO` says who".to_owned(),
            _ => "`rolecall what WHO` lists all that one principal can do, `rolecall can WHO ACTION` answers for one action".to_owned(),
        },
        "--action" | "--actions" | "--operation" | "--permission" => match path {
            "can" => "ACTION is the second word: `rolecall can alice@contoso.com ACTION`".to_owned(),
            "who" => "ACTION is the first word: `rolecall who ACTION`".to_owned(),
            _ => return None,
        },
        "-g" | "--resource-group" | "--subscription" | "--scope" | "--at" if !has("at") => {
            for_scope(path)?.to_owned()
        }
        "-s" | "--scopes" | "--resource" | "--management-group" | "-m" if has("at") => {
            "`--at SCOPE` says where: an ARM id, or the name of a scope that the inputs hold once; `--scope` is the same".to_owned()
        }
        "--role" | "--role-name" | "--role-definition-name" => match path {
            "what" => "it lists every role that WHO holds; `rolecall can --role ROLE ACTION` asks about a role alone".to_owned(),
            _ => "`rolecall roles show ROLE` says what a role grants, `rolecall can --role ROLE ACTION` whether it grants an action".to_owned(),
        },
        "--name" | "-n" => match path.split_once(' ') {
            Some(("roles" | "operations" | "tasks" | "rules", "list" | "show" | "expand" | "export" | "search")) => {
                format!("the name is a word: `rolecall {path} NAME`")
            }
            _ => return None,
        },
        "--custom-role-only" if has("custom") => "`--custom` lists custom roles alone".to_owned(),
        "--include-inherited" | "--include-groups" | "--include-classic-administrators"
        | "--fill-principal-name" | "--fill-role-definition-name" => {
            "leave it out: inherited assignments, groups and names always count".to_owned()
        }
        "--verbose" | "--debug" | "--only-show-errors" => {
            "leave it out: what limits an answer is always said, on standard error".to_owned()
        }
        "-i" | "--input" => for_inputs(path)?.to_owned(),
        _ => return None,
    };
    Some(said)
}

/// How a command that is about no scope is asked about a part.
fn for_scope(path: &str) -> Option<&'static str> {
    Some(match path {
        "usage" => {
            "it reads whole logs: `rolecall rightsize -i PATH --logs LOGS --at SCOPE` judges what was used of the assignments there; `--query \"result.rows[?starts_with(scope, '/subscriptions/sub')]\" --format json` picks rows"
        }
        "replay" => {
            "it decides every logged call: `--query \"result.rows[?starts_with(scope, '/subscriptions/sub')]\" --format json` picks those of a scope"
        }
        "nexus check" => "`--cluster NAME` checks one cluster of the inputs alone",
        "nexus simulate" => "`--cluster FILE` says which cluster",
        "collect" => {
            "`--subscription` says which subscriptions; a smaller part would lack what reaches it from above: `-g GROUP` of the other commands asks about one resource group"
        }
        _ => return None,
    })
}

/// How a command that has no `-i` gets what it reads.
fn for_inputs(path: &str) -> Option<&'static str> {
    Some(match path {
        "usage" => {
            "it reads logs, which are named as words: `rolecall usage LOGS…`; exports go with the logs into `rolecall rightsize -i EXPORTS --logs LOGS`"
        }
        "diff" => "the exports are words, before and after: `rolecall diff OLD NEW`",
        "roles lint" => "the files are words: `rolecall roles lint FILE…`",
        "catalog import" => "the files are words: `rolecall catalog import FILE…`",
        "collect" => "it makes exports: `rolecall collect -o exports/`",
        "demo" => "its tenant is made up: `rolecall audit -i PATH` reads yours",
        _ => return None,
    })
}

fn for_command(word: &str) -> Option<&'static str> {
    Some(match word {
        "role" => {
            "`rolecall what WHO` is `az role assignment list --assignee WHO`, with groups and inheritance; `rolecall roles list` and `roles show ROLE` are `az role definition list`"
        }
        "assignment" | "assignments" => {
            "`rolecall what WHO` lists what a principal holds, `rolecall who ACTION` who can do something"
        }
        "definition" | "definitions" => {
            "`rolecall roles list` lists roles, `rolecall roles show ROLE` shows one"
        }
        "provider" | "providers" | "permissions" | "actions" => {
            "`rolecall operations list PATTERN` lists operations, `rolecall operations search WORDS` finds them"
        }
        "login" | "account" => {
            "it signs in nowhere: `az login`, then `rolecall collect -o exports/` gathers what the other commands read"
        }
        "version" => "`rolecall --version` prints it",
        _ => return None,
    })
}
