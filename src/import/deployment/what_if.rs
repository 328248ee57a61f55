//! What a deployment needs by the answer of what-if.

use std::sync::Arc;

use serde_json::Value;

use super::collector::{Collector, Origin};
use super::derived::{Because, Certainty};
use super::links::{parent_of_id, type_of_id};
use super::resource::{Standing, Verb, require_verb};
use super::template::links_of_body;
use crate::import::what_if::{self, Change, Does};
use crate::span::Diagnostic;

/// Reads the answer; false for what is none.
pub(super) fn read(document: &Value, found: &mut Collector<'_>) -> bool {
    let Some(what_if) = what_if::read(document) else {
        return false;
    };
    for change in &what_if.changes {
        read_change(change, found);
    }
    for (pointer, note) in what_if.notes {
        found.note(&pointer, note);
    }
    let origin = origin("the deployment", "", Certainty::Certain);
    let mut deploys = |kind: &str, operations: &[&str]| {
        for what in operations {
            let operation = format!("Microsoft.Resources/{kind}/{what}");
            found.add(
                &operation,
                Because::Deploys,
                Certainty::Certain,
                &origin,
                None,
            );
        }
    };
    deploys(
        "deployments",
        &["write", "read", "validate/action", "whatIf/action"],
    );
    if let Some(stack) = what_if.stack {
        deploys("deploymentStacks", &["write", "read", "validate/action"]);
        if stack.denies {
            deploys("deploymentStacks", &["manageDenySetting/action"]);
        }
    }
    found.register("the deployment");
    true
}

fn origin(from: &str, pointer: &str, certainty: Certainty) -> Origin {
    Origin {
        from: Arc::from(from),
        pointer: Arc::from(pointer),
        certainty,
    }
}

fn read_change(change: &Change<'_>, found: &mut Collector<'_>) {
    let id = change.id;
    let verbs: &[Verb] = match change.does {
        Does::Create => &[Verb::Create, Verb::Read],
        Does::Write => &[Verb::Update, Verb::Read],
        Does::Delete => &[Verb::Delete, Verb::Read],
        Does::Leave | Does::Detach => return,
        Does::Unknown => {
            let message = format!("what-if could not tell what happens to `{id}`");
            let diagnostic = Diagnostic::warning("unsupported-change", message).grant_lost();
            return found.note(&change.pointer, diagnostic);
        }
    };
    let Some(kind) = type_of_id(id) else {
        let message = format!("it is not known what `{id}` is");
        let diagnostic = Diagnostic::warning("unsupported-change", message).grant_lost();
        return found.note(&change.pointer, diagnostic);
    };
    if change.does == Does::Create {
        found.makes_group(id);
    }
    let certainty = match change.is_certain {
        true => Certainty::Certain,
        false => Certainty::Uncertain,
    };
    let origin = origin(id, &change.pointer, certainty);
    for &verb in verbs {
        let scope = match verb {
            Verb::Create => parent_of_id(id),
            _ => Some(id),
        };
        require_verb(found, &kind, Standing::Own, verb, &origin, scope);
    }
    if verbs[0] != Verb::Delete
        && let Some(Value::Object(after)) = change.after
    {
        let mut after = after.clone();
        for name in ["id", "name", "type", "apiVersion", "tags"] {
            after.remove(name);
        }
        links_of_body(&Value::Object(after), &kind, found, &origin);
    }
}
