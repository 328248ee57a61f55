//! Role definitions as `az role definition create` takes them.

use serde_json::{Map, Value, json};

use super::page::Page;
use crate::audit::Finding;
use crate::lint::Fix;
use crate::model::{Plane, RoleDefinition};
use crate::pattern::ActionPattern;

/// One definition as an object, several as a list of them, ending in a newline. A definition has to
/// have one permission without a condition: that is all a create takes (ME-4).
pub(crate) fn create_text(roles: &[&RoleDefinition]) -> String {
    let value = match roles {
        [role] => create_json(role),
        roles => roles.iter().map(|role| create_json(role)).collect(),
    };
    let mut text = serde_json::to_string_pretty(&value).unwrap_or_default();
    text.push('\n');
    text
}

/// A definition as a create takes it.
pub(super) fn create_json(role: &RoleDefinition) -> Value {
    let texts = |patterns: fn(&RoleDefinition) -> Vec<&ActionPattern>| -> Vec<&str> {
        patterns(role)
            .into_iter()
            .map(ActionPattern::as_str)
            .collect()
    };
    let mut value = Map::new();
    value.insert("Name".to_owned(), json!(&*role.name));
    if let Some(id) = role.id {
        value.insert("Id".to_owned(), json!(id.to_string()));
    }
    value.insert("IsCustom".to_owned(), json!(true));
    let description = role.description.as_deref().unwrap_or_default();
    value.insert("Description".to_owned(), json!(description));
    let lists = [
        ("Actions", texts(|r| granted(r, Plane::Control))),
        ("NotActions", texts(|r| excluded(r, Plane::Control))),
        ("DataActions", texts(|r| granted(r, Plane::Data))),
        ("NotDataActions", texts(|r| excluded(r, Plane::Data))),
    ];
    for (key, list) in lists {
        value.insert(key.to_owned(), json!(list));
    }
    let scopes: Vec<&str> = role.assignable_scopes.iter().map(AsRef::as_ref).collect();
    value.insert("AssignableScopes".to_owned(), json!(scopes));
    Value::Object(value)
}

fn granted(role: &RoleDefinition, plane: Plane) -> Vec<&ActionPattern> {
    let permissions = role.permissions.iter();
    permissions.flat_map(|p| p.plane(plane).granted()).collect()
}

fn excluded(role: &RoleDefinition, plane: Plane) -> Vec<&ActionPattern> {
    let permissions = role.permissions.iter();
    permissions
        .flat_map(|p| p.plane(plane).excluded())
        .collect()
}

/// What was done to some definitions, and what the rules still find.
pub(crate) fn fix_page(fixes: &[Fix], findings: &[Finding]) -> Page {
    let mut page = Page::default();
    page.bullets(fixes.iter().map(fix_sentence).collect());
    if !findings.is_empty() {
        page.heading("What is left to do");
        let said = |f: &Finding| format!("{} {}: {}", f.severity.as_str(), f.rule, f.title);
        page.bullets(findings.iter().map(said).collect());
    }
    page
}

fn fix_sentence(fix: &Fix) -> String {
    let name = &fix.role.name;
    match fix.removed {
        0 => format!("`{name}`: sorted; proven to grant the same"),
        1 => format!("`{name}`: 1 entry removed; proven to grant the same"),
        n => format!("`{name}`: {n} entries removed; proven to grant the same"),
    }
}
