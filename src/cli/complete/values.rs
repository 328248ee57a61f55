//! The names that stand for an argument's value, found by what the help calls the value.

use std::ffi::OsStr;
use std::sync::Arc;

use clap::{Arg, Command};
use clap_complete::engine::{ArgValueCompleter, CompletionCandidate};

use super::known::Known;
use crate::access::AccessIndex;
use crate::audit::{self, AuditSettings, rules};
use crate::catalog::Catalog;
use crate::cli::args::Format;
use crate::cli::moment::moment;
use crate::directory::ScopeNames;
use crate::lint::{self, condition_rules};
use crate::model::{Plane, Tenant};
use crate::nexus::ClusterRule;
use crate::report::Clause;
use crate::rule::Rule;
use crate::scope::ScopeKind;

/// Stands for a path.
pub(super) const PATH: char = '\u{1}';
/// Stands for a text that nobody can foresee.
pub(super) const TEXT: char = '\u{2}';

/// The commands, with every value that can be foreseen.
pub(super) fn attached(command: Command, known: &Arc<Known>) -> Command {
    below("", command, known)
}

/// Those of a command below another.
fn below(above: &str, command: Command, known: &Arc<Known>) -> Command {
    let path = format!("{above} {}", command.get_name());
    command
        .mut_args(|arg| with_values(&path, arg, known))
        .mut_subcommands(|command| below(&path, command, known))
}

fn with_values(command: &str, arg: Arg, known: &Arc<Known>) -> Arg {
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
    let (command, known) = (command.to_owned(), Arc::clone(known));
    arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
        let typed = typed.to_string_lossy();
        let catalog = &known.catalog;
        let mut found = Vec::new();
        for kind in called.split('|') {
            match kind {
                "ROLE" => found.extend(roles(catalog, &typed)),
                // Two roles to compare, each a name or a file.
                "A" | "B" => {
                    found.extend(roles(catalog, &typed));
                    found.push(CompletionCandidate::new(PATH.to_string()));
                }
                "ACTION" | "PATTERN" => found.extend(operations(catalog, &typed, planes)),
                "TASK" => found.extend(tasks(catalog, &typed)),
                "RULE" => found.extend(rule_ids(&command, &typed)),
                "CLAUSE" => found.extend(clauses(&typed)),
                "FINDING" => found.extend(findings(&known, &typed)),
                "FORMAT" => found.extend(formats(&typed)),
                "WHO" => found.extend(principals(known.tenant(), &typed)),
                "SCOPE" => found.extend(scopes(known.tenant(), &typed)),
                "SUBSCRIPTION" => {
                    found.extend(scope_names(known.tenant(), &typed, ScopeKind::Subscription));
                }
                "GROUP" => {
                    found.extend(scope_names(
                        known.tenant(),
                        &typed,
                        ScopeKind::ResourceGroup,
                    ));
                }
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

/// The principals of the inputs, by the names that a question takes.
fn principals(tenant: &Tenant, typed: &str) -> Vec<CompletionCandidate> {
    let mut found: Vec<(&str, &str)> = Vec::new();
    for principal in tenant.principals.values() {
        let names = [&principal.sign_in_name, &principal.display_name];
        let name = names.into_iter().flatten().find(|name| begins(name, typed));
        found.extend(name.map(|name| (&**name, principal.kind.as_str())));
    }
    found.sort_unstable();
    found.dedup();
    let candidates = found
        .into_iter()
        .map(|(name, kind)| candidate(name, kind.to_owned()));
    candidates.collect()
}

/// The scopes of the inputs: by id, up to the next `/`, where one is begun, else by name.
fn scopes(tenant: &Tenant, typed: &str) -> Vec<CompletionCandidate> {
    let names = ScopeNames::new(tenant);
    if !typed.starts_with('/') {
        let begun = names.iter().filter(|(name, _)| begins(name, typed));
        return begun
            .map(|(name, scope)| candidate(name, scope.to_string()))
            .collect();
    }
    let mut found: Vec<&str> = Vec::new();
    let records = tenant
        .role_assignments
        .iter()
        .map(|record| record.scope.as_str());
    for id in names.iter().map(|(_, scope)| scope.as_str()).chain(records) {
        if begins(id, typed) {
            let end = id[typed.len()..].find('/');
            found.push(&id[..end.map_or(id.len(), |slash| typed.len() + slash + 1)]);
        }
    }
    found.sort_unstable();
    found.dedup();
    found.into_iter().map(CompletionCandidate::new).collect()
}

/// The names of the scopes of one kind.
fn scope_names(tenant: &Tenant, typed: &str, kind: ScopeKind) -> Vec<CompletionCandidate> {
    let names = ScopeNames::new(tenant);
    let begun = names
        .iter()
        .filter(|(name, scope)| scope.kind() == kind && begins(name, typed));
    begun
        .map(|(name, scope)| candidate(name, scope.to_string()))
        .collect()
}

fn tasks(catalog: &Catalog, typed: &str) -> Vec<CompletionCandidate> {
    let mut tasks = catalog.tasks();
    tasks.sort_by(|a, b| a.id.cmp(&b.id));
    let begun = tasks.iter().filter(|task| begins(&task.id, typed));
    begun
        .map(|task| candidate(&task.id, task.title.clone()))
        .collect()
}

/// The clauses that answers name, each with what it says.
fn clauses(typed: &str) -> Vec<CompletionCandidate> {
    let clauses = Clause::all().filter(|clause| begins(clause.id, typed));
    let clauses = clauses.filter(|clause| !clause.id.contains(' '));
    clauses
        .map(|clause| candidate(clause.id, clause.rule.replace('`', "")))
        .collect()
}

/// The words that are a format and no file behind `-o`.
fn formats(typed: &str) -> Vec<CompletionCandidate> {
    let words = Format::words().filter(|word| begins(word, typed));
    words.map(CompletionCandidate::new).collect()
}

/// Of how many records an audit at each Tab takes no time.
const AUDITED: usize = 5_000;

/// The findings of the inputs, each with what it is.
fn findings(known: &Known, typed: &str) -> Vec<CompletionCandidate> {
    let tenant = known.tenant();
    if tenant
        .inputs
        .iter()
        .map(|input| input.records)
        .sum::<usize>()
        > AUDITED
    {
        return Vec::new();
    }
    let index = AccessIndex::new(tenant, &known.catalog);
    let settings = AuditSettings::default();
    let Ok(now) = moment(None) else {
        return Vec::new();
    };
    let found = audit::run_with(&index, rules(), &settings, now);
    let begun = found.iter().map(|finding| (finding.id(), finding));
    begun
        .filter(|(id, _)| begins(id, typed))
        .map(|(id, finding)| candidate(&id, finding.title.clone()))
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
