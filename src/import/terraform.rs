//! Terraform states and plans (azure-rbac.md §4.5): `terraform show -json` and the state file
//! itself.

use serde_json::{Map, Value, json};

use super::fragment::Fragment;
use crate::model::{InputKind, Timestamp};
use crate::span::Diagnostic;
use crate::text;

/// Reads a state or plan. What a plan doesn't know yet is said.
pub(super) fn read(fragment: &mut Fragment, document: &Value) {
    let before = fragment.records();
    let mut reader = Reader { fragment, document };
    if let Some(module) = document.pointer("/planned_values/root_module") {
        reader.module(module, "/planned_values/root_module", 0);
    } else if let Some(module) = document.pointer("/values/root_module") {
        reader.module(module, "/values/root_module", 0);
    } else if let Some(resources) = document.get("resources").and_then(Value::as_array) {
        reader.state_file(resources);
    } else if let Some(changes) = document.get("resource_changes").and_then(Value::as_array) {
        reader.changes(changes);
    }
    if fragment.records() == before {
        fragment.count(InputKind::Unrecognised);
        let message = "a Terraform state or plan without roles, assignments or management groups";
        fragment.note_document(Diagnostic::info("unrecognised-document", message));
    }
}

struct Reader<'d, 'f> {
    fragment: &'f mut Fragment,
    document: &'d Value,
}

/// How deep modules may nest.
const DEPTH: usize = 32;

impl Reader<'_, '_> {
    fn module(&mut self, module: &Value, pointer: &str, depth: usize) {
        let list = |field| module.get(field).and_then(Value::as_array);
        for (at, resource) in list("resources").into_iter().flatten().enumerate() {
            let pointer = format!("{pointer}/resources/{at}");
            self.resource(resource, resource.get("values"), &pointer);
        }
        if depth < DEPTH {
            for (at, child) in list("child_modules").into_iter().flatten().enumerate() {
                self.module(child, &format!("{pointer}/child_modules/{at}"), depth + 1);
            }
        }
    }

    fn state_file(&mut self, resources: &[Value]) {
        for (at, resource) in resources.iter().enumerate() {
            let instances = resource.get("instances").and_then(Value::as_array);
            for (n, instance) in instances.into_iter().flatten().enumerate() {
                let pointer = format!("/resources/{at}/instances/{n}");
                self.resource(resource, instance.get("attributes"), &pointer);
            }
        }
    }

    fn changes(&mut self, changes: &[Value]) {
        for (at, change) in changes.iter().enumerate() {
            let after = change.pointer("/change/after").filter(|v| v.is_object());
            self.resource(change, after, &format!("/resource_changes/{at}"));
        }
    }

    fn resource(&mut self, resource: &Value, values: Option<&Value>, pointer: &str) {
        let field = |name: &str| resource.get(name).and_then(Value::as_str);
        // A data source only reads what is managed elsewhere.
        if field("mode").is_some_and(|mode| mode == "data") {
            return;
        }
        let Some(values) = values.and_then(Value::as_object) else {
            return;
        };
        let address = field("address")
            .or_else(|| field("name"))
            .unwrap_or_default();
        let of = Resource {
            address,
            values,
            unknown: self.unknown(address),
        };
        match field("type").unwrap_or_default() {
            "azurerm_role_definition" => {
                let value = role_definition(values);
                self.fragment.value(&value, pointer);
            }
            "azurerm_role_assignment" => {
                self.assignment(&of, "Microsoft.Authorization/roleAssignments", pointer);
            }
            "azurerm_pim_active_role_assignment" => self.assignment(
                &of,
                "Microsoft.Authorization/roleAssignmentScheduleInstances",
                pointer,
            ),
            "azurerm_pim_eligible_role_assignment" => self.assignment(
                &of,
                "Microsoft.Authorization/roleEligibilityScheduleInstances",
                pointer,
            ),
            "azurerm_management_group" => {
                let value = management_group(values);
                self.fragment.value(&value, pointer);
            }
            "azurerm_management_group_subscription_association" => {
                let value = json!({
                    "id": values.get("management_group_id"),
                    "type": "Microsoft.Management/managementGroups",
                    "children": [{ "id": values.get("subscription_id"), "type": "/subscriptions" }],
                });
                self.fragment.value(&value, pointer);
            }
            "azurerm_user_assigned_identity" if values.get("principal_id").is_some() => {
                let value = json!({
                    "id": values.get("id"),
                    "name": values.get("name"),
                    "type": "Microsoft.ManagedIdentity/userAssignedIdentities",
                    "principalId": values.get("principal_id"),
                    "clientId": values.get("client_id"),
                });
                self.fragment.value(&value, pointer);
            }
            "azapi_resource" => self.azapi(&of, pointer),
            _ => {}
        }
    }

    /// The attributes that a plan will know only after it is applied.
    fn unknown(&self, address: &str) -> Vec<String> {
        let changes = self
            .document
            .get("resource_changes")
            .and_then(Value::as_array);
        changes
            .into_iter()
            .flatten()
            .filter(|change| change.get("address").and_then(Value::as_str) == Some(address))
            .filter_map(|change| change.pointer("/change/after_unknown")?.as_object())
            .flat_map(|unknown| unknown.iter().filter(|(_, value)| **value == json!(true)))
            .map(|(key, _)| key.clone())
            .collect()
    }

    fn assignment(&mut self, of: &Resource<'_>, kind: &str, pointer: &str) {
        let values = of.values;
        let text = |field: &str| values.get(field).and_then(Value::as_str);
        let mut open = Vec::new();
        let mut symbol = |field: &str| -> Value {
            match text(field) {
                Some(text) if !text.is_empty() => json!(text),
                _ if of.unknown.iter().any(|unknown| unknown == field) => {
                    open.push(format!("`{field}`"));
                    json!(format!("{{{}.{field}}}", of.address))
                }
                _ => Value::Null,
            }
        };
        let principal = symbol("principal_id");
        let scope = symbol("scope");
        let role = match text("role_definition_name") {
            Some(_) if text("role_definition_id").is_none() => Value::Null,
            _ => symbol("role_definition_id"),
        };
        // A delegated identity's assignment carries `|{tenant}`.
        let id = text("id").map(|id| id.split('|').next().unwrap_or(id));
        let is_placed = scope.as_str().is_none_or(|scope| !scope.starts_with('{'));
        if !open.is_empty() {
            let message = format!(
                "`{}` is planned with {} not known until it is applied",
                of.address,
                open.join(" and ")
            );
            let note = Diagnostic::warning("unresolved-expression", message)
                .help("read the state after applying: `terraform show -json`")
                .may_change_answer();
            let note = if is_placed { note } else { note.grant_lost() };
            self.fragment.note_at(pointer, note);
        }
        if !is_placed {
            return;
        }
        let pim = kind.ends_with("Instances");
        let (start, end) = values.get("schedule").map(window).unwrap_or_default();
        let value = json!({
            // The PIM resources have ids of their own making: `scope|role|principal`.
            "id": match (pim, id) {
                (false, Some(id)) => json!(id),
                _ => json!(format!("{}/providers/{kind}/{}", scope.as_str().unwrap_or_default().trim_end_matches('/'), of.address)),
            },
            "name": values.get("name"),
            "type": kind,
            "scope": scope,
            "principalId": principal,
            "principalType": values.get("principal_type"),
            "roleDefinitionId": role,
            "roleDefinitionName": values.get("role_definition_name"),
            "condition": values.get("condition").filter(|c| c.as_str().is_some_and(|c| !c.is_empty())),
            "conditionVersion": values.get("condition_version"),
            "description": values.get("description"),
            "assignmentType": pim.then_some("Assigned"),
            "startDateTime": start,
            "endDateTime": end,
        });
        self.fragment.value(&value, pointer);
    }

    /// A resource in the shape of REST: type with version, parent, body as text or object.
    fn azapi(&mut self, of: &Resource<'_>, pointer: &str) {
        let values = of.values;
        let kind = values
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let kind = kind.split('@').next().unwrap_or(kind);
        let wanted = ["roleDefinitions", "roleAssignments", "denyAssignments"]
            .iter()
            .any(|name| text::same(kind, &format!("Microsoft.Authorization/{name}")));
        if !wanted {
            return;
        }
        let body = match values.get("body") {
            Some(Value::String(body)) => serde_json::from_str(body).unwrap_or_default(),
            Some(body) => body.clone(),
            None => Value::Null,
        };
        let name = values
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or(of.address);
        let parent = values
            .get("parent_id")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let id = values.get("id").cloned().filter(Value::is_string);
        let made = format!("{}/providers/{kind}/{name}", parent.trim_end_matches('/'));
        let mut properties = body.get("properties").cloned().unwrap_or_default();
        if let Some(properties) = properties.as_object_mut()
            && !parent.is_empty()
        {
            properties.entry("scope").or_insert_with(|| json!(parent));
        }
        let value = json!({
            "id": id.unwrap_or_else(|| json!(made)),
            "name": name,
            "type": kind,
            "properties": properties,
        });
        self.fragment.value(&value, pointer);
    }
}

struct Resource<'v> {
    address: &'v str,
    values: &'v Map<String, Value>,
    unknown: Vec<String>,
}

/// The start and the end of a `schedule` block, which may give a duration in place of an end.
fn window(schedule: &Value) -> (Option<Value>, Option<Value>) {
    let first = schedule.get(0).unwrap_or(schedule);
    let start = first.get("start_date_time").cloned();
    let Some(expiry) = first.get("expiration").map(|e| e.get(0).unwrap_or(e)) else {
        return (start, None);
    };
    let end = expiry
        .get("end_date_time")
        .filter(|end| end.as_str() != Some(""));
    if let Some(end) = end.filter(|end| !end.is_null()) {
        return (start, Some(end.clone()));
    }
    let number = |field: &str| expiry.get(field).and_then(Value::as_i64).unwrap_or(0);
    let hours = number("duration_days")
        .saturating_mul(24)
        .saturating_add(number("duration_hours"));
    if hours == 0 {
        return (start, None);
    }
    let begins = start
        .as_ref()
        .and_then(Value::as_str)
        .and_then(|start| start.parse::<Timestamp>().ok());
    let end = begins.and_then(|begins| begins.plus_seconds(hours.saturating_mul(3600)));
    let end = match end {
        Some(end) => end.to_string(),
        None => format!("{hours} hours after a start that is not known"),
    };
    (start, Some(json!(end)))
}

fn role_definition(values: &Map<String, Value>) -> Value {
    // The id is `{role definition id}|{scope}`.
    let id = values.get("role_definition_id").filter(|id| !id.is_null());
    let whole = values.get("id").and_then(Value::as_str);
    let id = id.cloned().or_else(|| {
        let whole = whole?;
        Some(json!(whole.split('|').next().unwrap_or(whole)))
    });
    json!({
        "id": id,
        "roleName": values.get("name"),
        "roleType": "CustomRole",
        "type": "Microsoft.Authorization/roleDefinitions",
        "description": values.get("description"),
        "permissions": values.get("permissions"),
        "assignableScopes": match values.get("assignable_scopes") {
            Some(Value::Array(scopes)) if !scopes.is_empty() => json!(scopes),
            _ => json!(values.get("scope").into_iter().collect::<Vec<_>>()),
        },
    })
}

fn management_group(values: &Map<String, Value>) -> Value {
    let name = values
        .get("name")
        .and_then(Value::as_str)
        .unwrap_or_default();
    let made = json!(format!(
        "/providers/Microsoft.Management/managementGroups/{name}"
    ));
    let subscriptions = values.get("subscription_ids").and_then(Value::as_array);
    let children = subscriptions.into_iter().flatten().filter_map(|id| {
        let id = id.as_str()?;
        let id = id.trim_start_matches("/subscriptions/");
        Some(json!({ "id": format!("/subscriptions/{id}"), "type": "/subscriptions" }))
    });
    let parent = values
        .get("parent_management_group_id")
        .and_then(Value::as_str)
        .filter(|parent| !parent.is_empty());
    json!({
        "id": values.get("id").filter(|id| id.is_string()).unwrap_or(&made),
        "name": name,
        "type": "Microsoft.Management/managementGroups",
        "displayName": values.get("display_name"),
        "details": { "parent": parent.map(|id| json!({ "id": id })) },
        "children": children.collect::<Vec<_>>(),
    })
}
