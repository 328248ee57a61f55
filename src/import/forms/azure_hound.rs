//! Output of AzureHound: `{"data": [{"kind", "data"}], "meta"}`. Role assignments stand inside of what they
//! were asked for by; kinds are those of its `enums/kind.go`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Value, json};

use super::places::Places;
use super::unwrapped::{Part, Unwrapped};
use crate::span::{Diagnostic, Position};

/// How deep a role assignment may stand in a record.
const DEPTH: usize = 6;

pub(super) fn output(document: &Value) -> Unwrapped {
    let (above, list) = match document {
        Value::Array(list) => ("", Some(list)),
        document => ("/data", document.get("data").and_then(Value::as_array)),
    };
    let mut found = Found::default();
    for (at, entry) in list.into_iter().flatten().enumerate() {
        let kind = entry
            .get("kind")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let data = entry.get("data").unwrap_or(&Value::Null);
        found.take(kind, data, &format!("{above}/{at}"));
    }
    let mut unwrapped = Unwrapped::default();
    if !found.others.is_empty() {
        let others: Vec<String> = found
            .others
            .iter()
            .map(|(kind, count)| format!("{kind} ({count})"))
            .collect();
        let message = format!(
            "not read, since no answer is made of them: {}",
            others.join(", ")
        );
        let note = Diagnostic::info("no-grant", message);
        unwrapped.notes.push((Position::Whole, note));
    }
    unwrapped.notes.append(&mut found.notes);
    unwrapped.parts.push(Part {
        json: Value::Array(found.records).to_string().into_bytes(),
        places: Places::Each {
            list: "",
            at: found.at,
        },
    });
    unwrapped
}

#[derive(Default)]
struct Found {
    records: Vec<Value>,
    at: Vec<Position>,
    others: BTreeMap<String, usize>,
    notes: Vec<(Position, Diagnostic)>,
}

impl Found {
    fn push(&mut self, record: Value, pointer: &str) {
        self.records.push(record);
        self.at.push(Position::Pointer(Arc::from(pointer)));
    }

    fn take(&mut self, kind: &str, data: &Value, pointer: &str) {
        let pointer = format!("{pointer}/data");
        match kind {
            "AZUser" => self.principal(data, "user", &pointer),
            "AZGroup" => self.principal(data, "group", &pointer),
            "AZServicePrincipal" => self.principal(data, "servicePrincipal", &pointer),
            "AZGroupMember" => self.members(data, &pointer),
            "AZRole" => self.typed(data, "unifiedRoleDefinition", &pointer),
            "AZRoleAssignment" | "AZRoleEligibilityScheduleInstance" => {
                self.typed(data, "unifiedRoleAssignment", &pointer);
            }
            "AZManagementGroup" => self.push(data.clone(), &pointer),
            "AZManagementGroupDescendant" => {
                self.descendant(data.get("descendant").unwrap_or(data), &pointer);
            }
            _ => {
                let before = self.records.len();
                self.assignments(data, &pointer, 0);
                let is_access = ["RoleAssignment", "Owner", "Admin", "Contributor"]
                    .iter()
                    .any(|word| kind.contains(word));
                if self.records.len() > before {
                } else if is_arm(data) {
                    self.push(data.clone(), &pointer);
                } else if is_access && !kind.starts_with("AZApp") && lists_any(data) {
                    self.unread(kind, &pointer);
                } else {
                    *self.others.entry(kind.to_owned()).or_default() += 1;
                }
            }
        }
    }

    fn principal(&mut self, data: &Value, kind: &str, pointer: &str) {
        self.typed(data, kind, pointer);
    }

    /// A record of Graph, with the type that the kind tells.
    fn typed(&mut self, data: &Value, kind: &str, pointer: &str) {
        let mut record = data.clone();
        if let Some(object) = record.as_object_mut() {
            object.insert(
                "@odata.type".to_owned(),
                json!(format!("#microsoft.graph.{kind}")),
            );
        }
        self.push(record, pointer);
    }

    /// `{"groupId", "members": [{"groupId", "member": {…}}]}`.
    fn members(&mut self, data: &Value, pointer: &str) {
        let members = data.get("members").and_then(Value::as_array);
        let members: Vec<Value> = members
            .into_iter()
            .flatten()
            .map(|member| member.get("member").unwrap_or(member).clone())
            .collect();
        let record = json!({ "id": data.get("groupId"), "members": members });
        self.push(record, pointer);
    }

    /// A management group or subscription with its parent.
    fn descendant(&mut self, data: &Value, pointer: &str) {
        let Some(parent) = data.pointer("/properties/parent/id") else {
            return self.unread("AZManagementGroupDescendant", pointer);
        };
        let record = json!({
            "id": parent,
            "type": "Microsoft.Management/managementGroups",
            "children": [{
                "id": data.get("id"),
                "type": data.get("type"),
                "displayName": data.pointer("/properties/displayName"),
            }],
        });
        self.push(record, pointer);
    }

    /// Role assignments in the shape of REST, wherever they stand.
    fn assignments(&mut self, value: &Value, pointer: &str, depth: usize) {
        if depth > DEPTH {
            return;
        }
        match value {
            Value::Object(object) => {
                let has = |field: &str| value.pointer(&format!("/properties/{field}")).is_some();
                if has("principalId") && has("roleDefinitionId") {
                    let mut record = value.clone();
                    if let Some(object) = record.as_object_mut() {
                        let kind = json!("Microsoft.Authorization/roleAssignments");
                        object.insert("type".to_owned(), kind);
                        let inner = object.get_mut("properties").and_then(Value::as_object_mut);
                        // It prints an empty condition where there is none.
                        if let Some(inner) = inner {
                            inner.retain(|_, value| value.as_str() != Some(""));
                        }
                    }
                    return self.push(record, pointer);
                }
                for (key, inner) in object {
                    self.assignments(inner, &format!("{pointer}/{key}"), depth + 1);
                }
            }
            Value::Array(list) => {
                for (at, inner) in list.iter().enumerate() {
                    self.assignments(inner, &format!("{pointer}/{at}"), depth + 1);
                }
            }
            _ => {}
        }
    }

    fn unread(&mut self, kind: &str, pointer: &str) {
        let message = format!("this record of AzureHound, `{kind}`, is of no form that is read");
        let note = Diagnostic::warning("unrecognised-record", message).records_lost();
        let position = Position::Pointer(Arc::from(pointer));
        self.notes.push((position, note));
    }
}

/// Whether a record is a resource of Azure, which may run as a managed identity.
fn is_arm(data: &Value) -> bool {
    let text = |field: &str| data.get(field).and_then(Value::as_str).unwrap_or_default();
    text("id").starts_with('/') && text("type").contains('/')
}

/// Whether a record holds a list that is not empty.
fn lists_any(data: &Value) -> bool {
    let mut values = data
        .as_object()
        .into_iter()
        .flat_map(|object| object.values());
    values.any(|value| value.as_array().is_some_and(|list| !list.is_empty()))
}
