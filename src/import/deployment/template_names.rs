//! The types, ids and scopes of the resources of a template, and whether they are deployed.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::import::arm::target;
use crate::import::arm_expression::Names;
use crate::text;

/// Whether a resource is deployed.
pub(super) enum Condition {
    Always,
    Never,
    Open,
}

pub(super) fn condition(resource: &Value, names: Names<'_>) -> Condition {
    let none = resource.pointer("/copy/count").and_then(Value::as_u64) == Some(0);
    if none {
        return Condition::Never;
    }
    let decided = |text: &str| match text {
        _ if text::same(text, "true") || text::same(text, "true()") => Some(true),
        _ if text::same(text, "false") || text::same(text, "false()") => Some(false),
        _ => None,
    };
    match resource.get("condition") {
        None | Some(Value::Bool(true)) => Condition::Always,
        Some(Value::Bool(false)) => Condition::Never,
        Some(Value::String(text)) => {
            let inner = text
                .trim()
                .trim_start_matches('[')
                .trim_end_matches(']')
                .trim();
            match decided(inner).or_else(|| names.flag(text)) {
                Some(true) => Condition::Always,
                Some(false) if decided(inner).is_some() => Condition::Never,
                _ => Condition::Open,
            }
        }
        Some(_) => Condition::Open,
    }
}

/// The parameters with the values from outside in place of their defaults.
pub(super) fn with_values(parameters: Option<&Value>, given: &Map<String, Value>) -> Value {
    let mut parameters = parameters.cloned().unwrap_or_else(|| json!({}));
    if let Some(fields) = parameters.as_object_mut() {
        for (name, value) in given {
            let known = fields.keys().find(|key| text::same(key, name)).cloned();
            let entry = fields.entry(known.unwrap_or_else(|| name.clone()));
            let parameter = entry.or_insert_with(|| json!({}));
            if let Some(parameter) = parameter.as_object_mut() {
                parameter.insert("defaultValue".to_owned(), value.clone());
            }
        }
    }
    parameters
}

pub(super) fn symbols(resources: Option<&Value>) -> BTreeMap<String, String> {
    let named = resources.and_then(Value::as_object);
    let kind = |resource: &Value| Some(resource.get("type")?.as_str()?.to_owned());
    named
        .into_iter()
        .flatten()
        .filter_map(|(name, resource)| Some((text::fold(name).into_owned(), kind(resource)?)))
        .collect()
}

/// The whole type of a resource: of a child with its parent's, of an old-style extension with the
/// namespace that its name carries.
pub(super) fn full_type(written: &str, name: &str, parent: Option<&str>) -> String {
    let written = written.split('@').next().unwrap_or(written);
    if let Some((_, extension)) = written.split_once("/providers/") {
        let namespace = name
            .split('/')
            .find(|part| part.contains('.') && text::starts_with(part, "Microsoft."));
        return match namespace {
            _ if extension.contains('/') => extension.to_owned(),
            Some(namespace) => format!("{namespace}/{extension}"),
            None => format!("Microsoft.Authorization/{extension}"),
        };
    }
    match parent {
        Some(parent) if !written.contains('.') => format!("{parent}/{written}"),
        _ => written.to_owned(),
    }
}

fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// The scope of a resource: the one it names, its parent, that of the deployment.
pub(super) fn scope_of(
    given: Option<String>,
    target: &str,
    parent: Option<(&str, &str)>,
) -> String {
    match given {
        Some(scope) if scope.starts_with('/') => scope,
        Some(scope) if !scope.starts_with('{') && scope.contains('/') => {
            let scope = scope.trim_matches('/');
            let (kind, names) = type_and_names(scope);
            id_of(target, &kind, &names)
        }
        _ => parent.map_or_else(|| target.to_owned(), |(_, id)| id.to_owned()),
    }
}

/// `Microsoft.X/a/{name}/b/{name}` cut into type and names.
fn type_and_names(scope: &str) -> (String, String) {
    let mut parts = scope.split('/');
    let mut kind = parts.next().unwrap_or_default().to_owned();
    let mut names = Vec::new();
    while let Some(part) = parts.next() {
        kind.push('/');
        kind.push_str(part);
        names.extend(parts.next());
    }
    (kind, names.join("/"))
}

/// The id of a resource, its scope put before it.
pub(super) fn full_id(
    written: &str,
    kind: &str,
    name: &str,
    scope: &str,
    parent: Option<(&str, &str)>,
) -> String {
    if let Some((extended, _)) = written.split_once("/providers/") {
        let cut = name.find("/Microsoft.").unwrap_or(name.len());
        let base = id_of(scope, extended, &name[..cut]);
        return id_of(&base, kind, last(name));
    }
    match parent {
        Some((outer, id)) if !written.contains('.') => {
            let within = kind.get(outer.len() + 1..).unwrap_or(written);
            let mut whole = id.to_owned();
            // A name may repeat that of the parent.
            let count = within.split('/').count();
            let names: Vec<&str> = name.split('/').collect();
            let own = &names[names.len().saturating_sub(count)..];
            for (segment, name) in within.split('/').zip(own) {
                whole.push_str(&format!("/{segment}/{name}"));
            }
            whole
        }
        _ => id_of(scope, kind, name),
    }
}

/// The scope of a nested deployment: another group or subscription where it names one.
pub(super) fn nested_target(resource: &Value, names: Names<'_>, outer: &str) -> String {
    let schema = resource
        .pointer("/properties/template/$schema")
        .and_then(Value::as_str);
    let named = |field: &str| {
        let text = resource.get(field).and_then(Value::as_str)?;
        Some(names.evaluate(text).text)
    };
    let (group, subscription) = (named("resourceGroup"), named("subscriptionId"));
    let elsewhere = ["location", "scope"]
        .iter()
        .any(|field| resource.get(field).is_some());
    if group.is_none() && subscription.is_none() && !elsewhere {
        return outer.to_owned();
    }
    let mut whole = match (schema, &group) {
        (_, Some(_)) => target("").to_owned(),
        (Some(schema), None) => target(schema).to_owned(),
        (None, None) => outer.to_owned(),
    };
    if let Some(subscription) = subscription {
        whole = whole.replace("{subscription}", &subscription);
    }
    if let Some(group) = group {
        whole = whole.replace("{resourceGroup}", &group);
    }
    whole
}

/// The id of a resource below a scope: the names put between the segments of the type.
fn id_of(scope: &str, kind: &str, name: &str) -> String {
    let scope = scope.trim_end_matches('/');
    if text::same(kind, "Microsoft.Resources/resourceGroups") {
        return format!("{scope}/resourceGroups/{name}");
    }
    let mut segments = kind.split('/');
    let mut id = format!("{scope}/providers/{}", segments.next().unwrap_or_default());
    let mut names = name.split('/');
    for segment in segments {
        let name = names
            .next()
            .filter(|name| !name.is_empty())
            .unwrap_or("{name}");
        id.push_str(&format!("/{segment}/{name}"));
    }
    id
}
