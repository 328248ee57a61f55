//! Deployment stacks: what they deny at the resources that they manage (DN-7, DN-9). Of the stack's own
//! record, and of what-if.

use serde_json::Value;

use super::forms::field;
use super::typed::{Object, record};
use crate::span::Diagnostic;
use crate::text;

/// The deny settings of a stack.
#[derive(Debug)]
pub(super) struct DenySettings<'d> {
    /// The name of the stack.
    pub(super) stack: &'d str,
    /// `None` where they are not given.
    pub(super) settings: Option<&'d Value>,
}

impl DenySettings<'_> {
    /// The deny assignment at a resource by the status there, as an export would hold it; none where the
    /// stack denies nothing there. Whom it denies is left out where that is not certain.
    pub(super) fn at(&self, resource: &str, status: &str, is_certain: bool) -> Option<Value> {
        let is = |word: &str| text::same(word, status);
        let (actions, spared): (&str, &[&str]) = if is("denyDelete") {
            ("*/delete", &["Microsoft.Authorization/locks/delete"])
        } else if is("denyWriteAndDelete") {
            ("*", &["*/read", "Microsoft.Authorization/locks/delete"])
        } else if is("unknown") {
            ("*", &[])
        } else {
            // `none`, `removedBySystem`, and what can't be denied: `notSupported`, `inapplicable`.
            return None;
        };
        let setting = |name: &str| field(self.settings?, name);
        let text = |text: &str| Value::from(text);
        let list = |items: Vec<Value>| Some(Value::Array(items));
        let mut not_actions = setting("excludedActions")
            .cloned()
            .unwrap_or(Value::Array(Vec::new()));
        if let Some(list) = not_actions.as_array_mut() {
            list.extend(spared.iter().copied().map(text));
        }
        let excluded = match setting("excludedPrincipals") {
            Some(Value::Array(ids)) => list(
                ids.iter()
                    .map(|id| record([("id", Some(id.clone()))]))
                    .collect(),
            ),
            Some(other) => Some(other.clone()),
            None => list(Vec::new()),
        };
        let everyone = record([
            ("id", Some(text("00000000-0000-0000-0000-000000000000"))),
            ("type", Some(text("SystemDefined"))),
        ]);
        let is_certain = is_certain && !is("unknown") && self.settings.is_some();
        let stack = self.stack;
        let reaches_children = setting("applyToChildScopes").and_then(Value::as_bool) == Some(true);
        Some(record([
            (
                "id",
                Some(Value::from(format!(
                    "{resource}/providers/Microsoft.Authorization/denyAssignments/{stack}"
                ))),
            ),
            (
                "type",
                Some(text("Microsoft.Authorization/denyAssignments")),
            ),
            (
                "denyAssignmentName",
                Some(Value::from(format!("of deployment stack {stack}"))),
            ),
            ("scope", Some(text(resource))),
            (
                "permissions",
                list(vec![record([
                    ("actions", list(vec![text(actions)])),
                    ("notActions", Some(not_actions)),
                ])]),
            ),
            (
                "principals",
                is_certain.then(|| Value::Array(vec![everyone])),
            ),
            ("excludePrincipals", excluded),
            (
                "doNotApplyToChildScopes",
                Some(Value::Bool(!reaches_children)),
            ),
            ("isSystemProtected", Some(Value::Bool(true))),
        ]))
    }
}

/// The deny assignments of a stack by its own record, as REST, `az` and PowerShell print it, and what
/// isn't known of them.
pub(super) fn deny_assignments(stack: &Object<'_>) -> (Vec<Value>, Vec<Diagnostic>) {
    let properties = stack.object("properties");
    let properties = properties.as_ref().unwrap_or(stack);
    let id = stack.text("id").unwrap_or("stack");
    let settings = properties.object("denySettings");
    let mode = settings.as_ref().and_then(|settings| settings.text("mode"));
    if mode.is_some_and(|mode| text::same(mode, "none")) {
        return Default::default();
    }
    let denies = DenySettings {
        stack: id.rsplit('/').next().unwrap_or(id),
        settings: properties.get("denySettings"),
    };
    let open = |message: String| Diagnostic::warning("incomplete-record", message).records_lost();
    let mut notes = Vec::new();
    if settings.is_none() || properties.get("resources").is_none() {
        notes.push(open(format!(
            "deployment stack `{}` doesn't say what it denies, or at which resources",
            denies.stack
        )));
    }
    let mut found = Vec::new();
    for resource in properties.objects("resources") {
        let Some(id) = resource.text("id") else {
            notes.push(open(format!(
                "a resource of deployment stack `{}` has no id",
                denies.stack
            )));
            continue;
        };
        found.extend(denies.at(id, resource.text("denyStatus").unwrap_or("unknown"), true));
    }
    (found, notes)
}
