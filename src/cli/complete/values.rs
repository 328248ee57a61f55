//! The names that stand for an argument's value, found by what the help calls the value.

use std::ffi::OsStr;
use std::sync::Arc;

use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use crate::audit::rules;
use crate::catalog::Catalog;
use crate::lint::{self, condition_rules};
use crate::model::Plane;
use crate::nexus::ClusterRule;
use crate::rule::Rule;

/// Stands for a path.
pub(super) const PATH: char = '\u{1}';
/// Stands for a text that nobody can foresee.
pub(super) const TEXT: char = '\u{2}';

/// The commands, with every value that can be foreseen.
pub(super) fn attached(command: Command, catalog: &Arc<Catalog>) -> Command {
    below("", command, catalog)
}

/// Those of a command below another.
fn below(above: &str, command: Command, catalog: &Arc<Catalog>) -> Command {
    let path = format!("{above} {}", command.get_name());
    command
        .mut_args(|arg| with_values(&path, arg, catalog))
        .mut_subcommands(|command| below(&path, command, catalog))
}

fn with_values(command: &str, arg: Arg, catalog: &Arc<Catalog>) -> Arg {
    let takes_values = arg.get_action().takes_values();
    if !takes_values || arg.get_value_parser().possible_values().is_some() {
        return arg;
    }
    let called = arg.get_value_names().and_then(<[_]>::first);
    let called = called.map_or("", |name| name.as_str()).to_owned();
    let planes = match arg.get_id().as_str() {
        "data_action" => [Plane::Data].as_slice(),
        "action" if command.ends_with(" recommend") => &[Plane::Control],
        _ => &[Plane::Control, Plane::Data],
    };
    let (command, catalog) = (command.to_owned(), Arc::clone(catalog));
    arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
        let typed = typed.to_string_lossy();
        let mut found = Vec::new();
        for kind in called.split('|') {
            match kind {
                "ROLE" => found.extend(roles(&catalog, &typed)),
                // Two roles to compare, each a name or a file.
                "A" | "B" => {
                    found.extend(roles(&catalog, &typed));
                    found.push(CompletionCandidate::new(PATH.to_string()));
                }
                "ACTION" | "PATTERN" => found.extend(operations(&catalog, &typed, planes)),
                "TASK" => found.extend(tasks(&catalog, &typed)),
                "RULE" => found.extend(rule_ids(&command, &typed)),
                "FILE" | "DIR" | "PATH" | "OLD" | "NEW" => {
                    found.push(CompletionCandidate::new(PATH.to_string()));
                }
                word if !word.is_empty() && word.chars().all(|c| c.is_ascii_lowercase()) => {
                    found.extend(begins(word, &typed).then(|| CompletionCandidate::new(word)));
                }
                _ => {}
            }
        }
        found.push(CompletionCandidate::new(TEXT.to_string()));
        found
    }))
}

fn begins(name: &str, typed: &str) -> bool {
    name.get(..typed.len())
        .is_some_and(|head| head.eq_ignore_ascii_case(typed))
}

fn candidate(value: &str, help: String) -> CompletionCandidate {
    CompletionCandidate::new(value).help((!help.is_empty()).then(|| help.into()))
}

fn roles(catalog: &Catalog, typed: &str) -> Vec<CompletionCandidate> {
    let mut found: Vec<(String, String)> = catalog
        .roles()
        .map(|role| (catalog.role_name(role), catalog.role_id(role)))
        .map(|(name, id)| (name, id.map(|id| id.to_string()).unwrap_or_default()))
        .filter(|(name, _)| begins(name, typed))
        .collect();
    found.sort();
    found.dedup_by(|a, b| a.0 == b.0);
    let candidates = found.into_iter().map(|(name, id)| candidate(&name, id));
    candidates.collect()
}

/// The operations that begin so, up to the next `/`.
fn operations(catalog: &Catalog, typed: &str, planes: &[Plane]) -> Vec<CompletionCandidate> {
    let mut found: Vec<String> = Vec::new();
    // They come sorted by folded name, so what begins alike comes together.
    catalog.for_each_operation(|at, name, plane| {
        if !planes.contains(&plane) || !begins(name, typed) {
            return;
        }
        let end = name[typed.len()..].find('/');
        let end = end.map_or(name.len(), |slash| typed.len() + slash + 1);
        let known = found
            .last()
            .is_some_and(|last| last.len() == end && last.eq_ignore_ascii_case(&name[..end]));
        if !known {
            let written = catalog.operation(at).name;
            found.push(written.get(..end).unwrap_or(&written).to_owned());
        }
    });
    found.iter().map(CompletionCandidate::new).collect()
}

fn tasks(catalog: &Catalog, typed: &str) -> Vec<CompletionCandidate> {
    let mut tasks = catalog.tasks();
    tasks.sort_by(|a, b| a.id.cmp(&b.id));
    let begun = tasks.iter().filter(|task| begins(&task.id, typed));
    begun
        .map(|task| candidate(&task.id, task.title.clone()))
        .collect()
}

fn rule_ids(command: &str, typed: &str) -> Vec<CompletionCandidate> {
    let ids = |rules: &[Rule]| rules.iter().map(|rule| rule.id).collect();
    let ids: Vec<&str> = if command.ends_with(" roles lint") {
        ids(lint::rules())
    } else if command.ends_with(" conditions lint") {
        ids(condition_rules())
    } else if command.ends_with(" nexus check") {
        ClusterRule::ALL.iter().map(|rule| rule.rule().id).collect()
    } else {
        ids(rules())
    };
    let begun = ids.into_iter().filter(|id| begins(id, typed));
    begun.map(CompletionCandidate::new).collect()
}
