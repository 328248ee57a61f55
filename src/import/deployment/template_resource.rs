//! The contents of a resource of a template: what its properties link to, and what they call.

use std::collections::BTreeMap;

use serde_json::Value;

use super::collector::{Collector, Origin};
use super::derived::{Because, Certainty};
use super::links::{Link, require_link, type_of_id, type_of_property, walk};
use crate::import::arm_expression::Names;
use crate::text;

/// Adds what the links below a value take.
pub(super) fn links_of(
    value: &Value,
    own: &str,
    names: Names<'_>,
    found: &mut Collector<'_>,
    origin: &Origin,
) {
    let mut links = Vec::new();
    walk(value, &mut Vec::new(), None, &mut |path, text, _| {
        if is_no_link(path) {
            return;
        }
        let evaluated = names.evaluate(text);
        let by_value = type_of_id(&evaluated.text);
        let id = by_value.is_some().then(|| evaluated.text.clone());
        // What only the deployment knows links to what the property is for.
        let by_property = || {
            let open = evaluated.symbolic && evaluated.text.starts_with('{');
            let for_id = path.last().is_some_and(|last| {
                text::ends_with(last, "id") || type_of_property(&[last]).is_some()
            });
            (open && for_id)
                .then(|| type_of_property(path).map(str::to_owned))
                .flatten()
        };
        let Some(resource_type) = by_value.or_else(by_property) else {
            return;
        };
        let manual = path
            .iter()
            .any(|name| text::starts_with(name, "manualPrivateLink"));
        links.push(Link {
            path: path.iter().map(|step| (*step).to_owned()).collect(),
            resource_type,
            id,
            manual,
        });
    });
    for link in &links {
        require_link(found, link, own, origin);
    }
}

fn is_no_link(path: &[&str]) -> bool {
    const NAMES: [&str; 6] = [
        "roleDefinitionId",
        "policyDefinitionId",
        "assignableScopes",
        "scope",
        "scopes",
        "parent_id",
    ];
    path.iter()
        .any(|name| NAMES.iter().any(|known| text::same(known, name)))
}

/// Adds what the functions take that the expressions below a value call: `reference` reads a
/// resource, `list…` is an operation of it.
pub(super) fn calls_of(
    value: &Value,
    names: Names<'_>,
    symbols: &BTreeMap<String, String>,
    found: &mut Collector<'_>,
    origin: &Origin,
) {
    walk(value, &mut Vec::new(), None, &mut |_, text, _| {
        for (function, arguments) in names.calls(text) {
            let is_list =
                text::starts_with(&function, "list") && !text::same(&function, "listPropertyKeys");
            if !is_list && !text::same(&function, "reference") {
                continue;
            }
            let Some(what) = arguments.first() else {
                continue;
            };
            let symbol = symbols.get(&*text::fold(&what.text)).cloned();
            let Some(kind) = type_of_id(&what.text).or(symbol) else {
                continue;
            };
            let scope = what.text.starts_with('/').then_some(what.text.as_str());
            let operation = if is_list {
                format!("{kind}/{function}/action")
            } else {
                format!("{kind}/read")
            };
            let because = Because::Calls { function };
            found.add(&operation, because, Certainty::Certain, origin, scope);
        }
    });
}
