//! State of Pulumi: `pulumi stack export`, and the file that a local backend keeps.

use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::places::Places;
use super::unwrapped::{Part, Unwrapped};
use crate::span::Position;

/// The resources of a state. Those of `azure-native` have the shape of ARM, those of the other providers that
/// of the provider of Terraform that they are made of.
pub(super) fn state(document: &Value) -> Unwrapped {
    let lists = ["/deployment/resources", "/checkpoint/latest/resources"];
    let found = lists
        .iter()
        .find_map(|list| Some((*list, document.pointer(list)?.as_array()?)));
    let (list, resources) = found.unwrap_or((lists[0], &EMPTY));
    let mut native = (Vec::new(), Vec::new());
    let mut bridged = (Vec::new(), Vec::new());
    for (at, resource) in resources.iter().enumerate() {
        let kind = resource.get("type").and_then(Value::as_str);
        let Some((provider, kind)) = kind.and_then(|kind| kind.split_once(':')) else {
            continue;
        };
        let position = Position::Pointer(Arc::from(format!("{list}/{at}")));
        let (place, record) = match provider {
            "azure-native" => (&mut native, arm(resource)),
            "azure" | "azuread" => (&mut bridged, terraform(resource, provider, kind)),
            _ => continue,
        };
        if let Some(record) = record {
            place.0.push(record);
            place.1.push(position);
        }
    }
    let mut unwrapped = Unwrapped::default();
    // An empty state is read as one.
    if bridged.0.is_empty() || !native.0.is_empty() {
        unwrapped.parts.push(Part {
            json: Value::Array(native.0).to_string().into_bytes(),
            places: Places::Each {
                list: "",
                at: native.1,
            },
        });
    }
    if !bridged.0.is_empty() {
        let state = json!({
            "terraform_version": "",
            "values": { "root_module": { "resources": bridged.0 } },
        });
        unwrapped.parts.push(Part {
            json: state.to_string().into_bytes(),
            places: Places::Each {
                list: "/values/root_module/resources",
                at: bridged.1,
            },
        });
    }
    unwrapped
}

static EMPTY: Vec<Value> = Vec::new();

/// A resource of `azure-native`: what Azure answered, without the id, which stands beside it.
fn arm(resource: &Value) -> Option<Value> {
    let outputs = resource.get("outputs")?.as_object()?;
    let mut record = outputs.clone();
    let id = resource.get("id").and_then(Value::as_str)?;
    record.insert("id".to_owned(), json!(id));
    Some(Value::Object(record))
}

/// A resource of a provider that is made of one of Terraform.
fn terraform(resource: &Value, provider: &str, kind: &str) -> Option<Value> {
    let name = kind.rsplit(':').next()?;
    let kind = match (provider, name) {
        ("azure", "Assignment") => "azurerm_role_assignment",
        ("azure", "RoleDefinition") => "azurerm_role_definition",
        ("azure", "ActiveRoleAssignment") => "azurerm_pim_active_role_assignment",
        ("azure", "EligibleRoleAssignment") => "azurerm_pim_eligible_role_assignment",
        ("azure", "Group") if kind.starts_with("management/") => "azurerm_management_group",
        ("azure", "GroupSubscriptionAssociation") => {
            "azurerm_management_group_subscription_association"
        }
        ("azure", "UserAssignedIdentity") => "azurerm_user_assigned_identity",
        ("azuread", "Group") => "azuread_group",
        _ => return None,
    };
    let outputs = resource.get("outputs")?.as_object()?;
    let urn = resource.get("urn").and_then(Value::as_str);
    let mut values = snake(outputs);
    values.insert(
        "id".to_owned(),
        resource.get("id").cloned().unwrap_or_default(),
    );
    Some(json!({
        "address": urn.and_then(|urn| urn.rsplit("::").next()),
        "mode": "managed",
        "type": kind,
        "values": values,
    }))
}

/// Keys as Terraform writes them.
fn snake(object: &Map<String, Value>) -> Map<String, Value> {
    let key = |key: &str| {
        let mut snake = String::with_capacity(key.len() + 4);
        for letter in key.chars() {
            if letter.is_ascii_uppercase() {
                snake.push('_');
            }
            snake.push(letter.to_ascii_lowercase());
        }
        snake
    };
    fn value(of: &Value) -> Value {
        match of {
            Value::Object(object) => Value::Object(snake(object)),
            Value::Array(list) => list.iter().map(value).collect(),
            other => other.clone(),
        }
    }
    let entries = object.iter();
    entries
        .map(|(name, entry)| (key(name), value(entry)))
        .collect()
}
