//! The answer of what-if: every resource with what a deployment would do to it.

use std::sync::Arc;

use serde_json::Value;

use super::collector::{Collector, Origin};
use super::derived::Certainty;
use super::links::{parent_of_id, type_of_id};
use super::resource::{Standing, Verb, require_verb};
use super::template;
use crate::span::Diagnostic;
use crate::text;

/// Reads the answer; false for what is none.
pub(super) fn read(document: &Value, found: &mut Collector<'_>) -> bool {
    let changes = ["/changes", "/properties/changes"]
        .iter()
        .find_map(|pointer| Some((*pointer, document.pointer(pointer)?.as_array()?)));
    let Some((pointer, changes)) = changes else {
        return false;
    };
    if !changes
        .iter()
        .all(|change| change.get("changeType").is_some())
    {
        return false;
    }
    for (at, change) in changes.iter().enumerate() {
        read_change(change, &format!("{pointer}/{at}"), found);
    }
    let origin = origin("the deployment", "");
    for what in ["write", "read", "validate/action", "whatIf/action"] {
        let operation = format!("Microsoft.Resources/deployments/{what}");
        found.add(
            &operation,
            super::Because::Deploys,
            Certainty::Certain,
            &origin,
            None,
        );
    }
    found.register("the deployment");
    true
}

fn origin(from: &str, pointer: &str) -> Origin {
    Origin {
        from: Arc::from(from),
        pointer: Arc::from(pointer),
        certainty: Certainty::Certain,
    }
}

fn read_change(change: &Value, pointer: &str, found: &mut Collector<'_>) {
    let field = |name: &str| change.get(name).and_then(Value::as_str);
    let Some(id) = field("resourceId") else {
        return;
    };
    let what = field("changeType").unwrap_or_default();
    let verbs: &[Verb] = match what {
        _ if text::same(what, "Create") => &[Verb::Create, Verb::Read],
        // What stays the same is written all the same.
        _ if ["Modify", "Deploy", "NoChange", "NoEffect"]
            .iter()
            .any(|word| text::same(word, what)) =>
        {
            &[Verb::Update, Verb::Read]
        }
        _ if text::same(what, "Delete") => &[Verb::Delete, Verb::Read],
        _ if text::same(what, "Ignore") => return,
        _ => {
            let message = format!("what-if could not tell what happens to `{id}`");
            let diagnostic = Diagnostic::warning("unsupported-change", message).may_change_answer();
            return found.note(pointer, diagnostic);
        }
    };
    let Some(kind) = type_of_id(id) else {
        return;
    };
    let origin = origin(id, pointer);
    for &verb in verbs {
        let scope = match verb {
            Verb::Create => parent_of_id(id),
            _ => Some(id),
        };
        require_verb(found, &kind, Standing::Own, verb, &origin, scope);
    }
    if verbs[0] != Verb::Delete
        && let Some(Value::Object(after)) = change.get("after")
    {
        let mut after = after.clone();
        for name in ["id", "name", "type", "apiVersion", "tags"] {
            after.remove(name);
        }
        template::links_of_body(&Value::Object(after), &kind, found, &origin);
    }
}
