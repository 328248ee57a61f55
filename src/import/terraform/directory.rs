//! What the provider `azuread` knows of the directory, as resources and as data sources: users, groups, service
//! principals and registrations.

use serde_json::Value;

use crate::import::typed::{Object, record};

/// The records of a resource of the directory; none for any other. `is_open` says that the members of a group
/// are not all known yet.
pub(super) fn records(kind: &str, values: &Object<'_>, is_open: bool) -> Vec<Value> {
    match kind {
        "azuread_group" => group(values, is_open),
        // Its members are resources of their own.
        "azuread_group_without_members" => group(values, true),
        "azuread_user" => user(values).into_iter().collect(),
        "azuread_users" => values.objects("users").filter_map(|v| user(&v)).collect(),
        "azuread_service_principal" => service_principal(values).into_iter().collect(),
        "azuread_service_principals" => values
            .objects("service_principals")
            .filter_map(|values| service_principal(&values))
            .collect(),
        "azuread_application" | "azuread_application_registration" => {
            application(values).into_iter().collect()
        }
        _ => Vec::new(),
    }
}

/// The object id, which ends the id too: `/users/{object id}`.
fn object_id(values: &Object<'_>) -> Option<Value> {
    let of_id = || values.text("id")?.rsplit('/').next();
    values.text("object_id").or_else(of_id).map(Value::from)
}

/// The application id, by its name before version 3 of the provider too.
fn app_id(values: &Object<'_>) -> Option<Value> {
    let app_id = values.text("client_id");
    app_id
        .or_else(|| values.text("application_id"))
        .map(Value::from)
}

fn given(values: &Object<'_>, field: &str) -> Option<Value> {
    let value = values.get(field);
    value.filter(|value| value.as_str() != Some("")).cloned()
}

fn user(values: &Object<'_>) -> Option<Value> {
    Some(record([
        ("@odata.type", Some("#microsoft.graph.user".into())),
        ("id", Some(object_id(values)?)),
        ("displayName", given(values, "display_name")),
        ("userPrincipalName", given(values, "user_principal_name")),
        ("mail", given(values, "mail")),
        ("userType", given(values, "user_type")),
        ("accountEnabled", given(values, "account_enabled")),
    ]))
}

fn service_principal(values: &Object<'_>) -> Option<Value> {
    let kind = "#microsoft.graph.servicePrincipal";
    Some(record([
        ("@odata.type", Some(kind.into())),
        ("id", Some(object_id(values)?)),
        ("displayName", given(values, "display_name")),
        ("appId", app_id(values)),
        ("servicePrincipalType", given(values, "type")),
        ("accountEnabled", given(values, "account_enabled")),
        ("alternativeNames", given(values, "alternative_names")),
    ]))
}

fn application(values: &Object<'_>) -> Option<Value> {
    Some(record([
        ("@odata.type", Some("#microsoft.graph.application".into())),
        ("id", object_id(values)),
        ("displayName", given(values, "display_name")),
        ("appId", Some(app_id(values)?)),
    ]))
}

/// A group, and its members where they are given.
fn group(values: &Object<'_>, is_open: bool) -> Vec<Value> {
    let Some(id) = object_id(values) else {
        return Vec::new();
    };
    let kind = || Some("#microsoft.graph.group".into());
    let named = record([
        ("@odata.type", kind()),
        ("id", Some(id.clone())),
        ("displayName", values.get("display_name").cloned()),
    ]);
    let is_transitive = values.get("include_transitive_members") == Some(&Value::Bool(true));
    let list = match is_transitive {
        true => "transitiveMembers",
        false => "members",
    };
    // Without its name: with one, a list of 20 is taken for a part of the members that Graph expands.
    let listed = values.get("members").filter(|_| !is_open);
    let listed = listed.map(|members| {
        record([
            ("@odata.type", kind()),
            ("id", Some(id)),
            (list, Some(members.clone())),
        ])
    });
    std::iter::once(named).chain(listed).collect()
}
