//! State of Pulumi: `pulumi stack export`, and the file that a local backend keeps.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::places::Places;
use super::unwrapped::{Part, Unwrapped};
use crate::import::arm;
use crate::import::record::OPEN_PERMISSIONS;
use crate::import::typed::{Object, WrongTypes, record};
use crate::span::{Diagnostic, Position};

/// The resources of a state. Those of `azure-native` have the shape of ARM, those of the other providers that
/// of the provider of Terraform that they are made of.
pub(super) fn state(document: &Value) -> Unwrapped {
    let wrong = WrongTypes::default();
    let mut unwrapped = Unwrapped::default();
    let mut is_pending = false;
    if let Some(document) = wrong.object(document, "") {
        let export = document.object("deployment");
        let backend = || document.object("checkpoint")?.object("latest");
        if let Some(state) = export.or_else(backend) {
            unwrapped.parts = parts(&state, &mut unwrapped.notes);
            is_pending = state.objects("pending_operations").next().is_some();
        }
    }
    unwrapped.notes.extend(wrong.diagnostics());
    if is_pending {
        let message = "operations of this state are pending: what came of them is not known";
        let note = Diagnostic::warning("unfinished-plan", message).records_lost();
        let note = note.help("`pulumi refresh` settles them");
        unwrapped.notes.push((Position::Whole, note));
    }
    unwrapped
}

fn parts(state: &Object<'_>, notes: &mut Vec<(Position, Diagnostic)>) -> Vec<Part> {
    let mut native = (Vec::new(), Vec::new());
    let mut bridged = (Vec::new(), Vec::new());
    let mut templates = Vec::new();
    for resource in state.objects("resources") {
        let kind = resource
            .demanded("type")
            .and_then(|kind| kind.split_once(':'));
        let Some((provider, kind)) = kind else {
            continue;
        };
        let at = Position::Pointer(Arc::from(resource.pointer()));
        notes.extend(hidden_permissions(&resource).map(|note| (at.clone(), note)));
        let (place, record) = match provider {
            native_provider if is_native(native_provider) => {
                templates.extend(template(&resource, kind).map(|template| Part {
                    json: template.to_string().into_bytes(),
                    places: Places::At(at.clone()),
                }));
                (&mut native, arm(&resource))
            }
            "azure" | "azuread" => (&mut bridged, terraform(&resource, provider, kind)),
            _ => continue,
        };
        if let Some(record) = record {
            place.0.push(record);
            place.1.push(at);
        }
    }
    let mut parts = Vec::new();
    // An empty state is read as one.
    if bridged.0.is_empty() || !native.0.is_empty() {
        parts.push(Part {
            json: Value::Array(native.0).to_string().into_bytes(),
            places: Places::Each {
                list: "",
                at: native.1,
            },
        });
    }
    if !bridged.0.is_empty() {
        let module = record([("resources", Some(Value::Array(bridged.0)))]);
        let values = record([("root_module", Some(module))]);
        let state = record([
            ("terraform_version", Some("".into())),
            ("values", Some(values)),
        ]);
        parts.push(Part {
            json: state.to_string().into_bytes(),
            places: Places::Each {
                list: "/values/root_module/resources",
                at: bridged.1,
            },
        });
    }
    parts.append(&mut templates);
    parts
}

/// Whether a package has resources as ARM has them: that of all of Azure, or one of a single service and
/// version (`azure-native_authorization_v20220401`).
fn is_native(provider: &str) -> bool {
    provider == "azure-native" || provider.starts_with("azure-native_")
}

/// The template that a deployment or a deployment stack deploys: only what was asked for has it.
fn template(resource: &Object<'_>, kind: &str) -> Option<Value> {
    let name = kind.rsplit(':').next()?;
    let is_deployment = kind.starts_with("resources") && name.starts_with("Deployment");
    let id = resource.text("id").filter(|_| is_deployment)?;
    let (scope, _) = id.split_once("/providers/Microsoft.Resources/")?;
    let scope = if scope.is_empty() { "/" } else { scope };
    let inputs = resource.object("inputs");
    let properties = inputs.as_ref().map(|inputs| {
        let properties = inputs.object("properties");
        Value::Object(properties.as_ref().unwrap_or(inputs).fields().clone())
    });
    let name = id.rsplit('/').next().unwrap_or(id);
    Some(arm::template_with(
        name,
        scope,
        &properties.unwrap_or_default(),
    ))
}

/// By which Pulumi knows an encrypted value.
const SECRET: &str = "4dabf18193072939515e22adb298388d";

/// What a resource has, with the secrets that the export shows; permissions that it hides are open.
fn outputs(resource: &Object<'_>) -> Option<Map<String, Value>> {
    let outputs = resource.object("outputs")?;
    let fields = outputs.fields().iter().map(|(name, value)| {
        let value = match shown(value) {
            hidden if name == "permissions" && holds_secret(&hidden) => OPEN_PERMISSIONS.into(),
            value => value,
        };
        (name.clone(), value)
    });
    Some(fields.collect())
}

fn is_secret(value: &Value) -> bool {
    value.get(SECRET).is_some()
}

/// Whether a list is a secret, or holds one.
fn holds_secret(list: &Value) -> bool {
    is_secret(list)
        || list
            .as_array()
            .is_some_and(|list| list.iter().any(is_secret))
}

/// A value with the secrets that `pulumi stack export --show-secrets` decrypts.
fn shown(value: &Value) -> Value {
    match value {
        Value::Object(object) if is_secret(value) => {
            let plain = object.get("plaintext").and_then(Value::as_str);
            let plain = plain.and_then(|plain| serde_json::from_str(plain).ok());
            plain.unwrap_or_else(|| value.clone())
        }
        Value::Object(object) => {
            let fields = object.iter();
            Value::Object(
                fields
                    .map(|(name, value)| (name.clone(), shown(value)))
                    .collect(),
            )
        }
        Value::Array(list) => list.iter().map(shown).collect(),
        other => other.clone(),
    }
}

/// Says that the permissions of a role are a secret of the state.
fn hidden_permissions(resource: &Object<'_>) -> Option<Diagnostic> {
    let outputs = resource.object("outputs")?;
    let hidden = outputs.get("permissions").map(shown)?;
    let name = resource.text("urn").unwrap_or("a role");
    holds_secret(&hidden).then(|| {
        let message = format!("the permissions of `{name}` are a secret of this state: what the role grants is not known");
        let note = Diagnostic::warning("unresolved-expression", message).may_change_answer();
        note.help("`pulumi stack export --show-secrets` shows them")
    })
}

/// A resource of `azure-native`: what Azure answered, without the id, which stands beside it.
fn arm(resource: &Object<'_>) -> Option<Value> {
    let mut record = outputs(resource)?;
    let id = resource.text("id")?;
    record.insert("id".to_owned(), id.into());
    Some(Value::Object(record))
}

/// A resource of a provider that is made of one of Terraform.
fn terraform(resource: &Object<'_>, provider: &str, kind: &str) -> Option<Value> {
    let name = kind.rsplit(':').next()?;
    let kind = match (provider, name) {
        ("azure", "Assignment") if kind.starts_with("lighthouse/") => {
            "azurerm_lighthouse_assignment"
        }
        ("azure", "Definition") if kind.starts_with("lighthouse/") => {
            "azurerm_lighthouse_definition"
        }
        ("azure", "Assignment")
            if ["authorization/", "role/"]
                .iter()
                .any(|of| kind.starts_with(of)) =>
        {
            "azurerm_role_assignment"
        }
        ("azure", name) if name.ends_with("TemplateDeployment") => "azurerm_template_deployment",
        ("azure", "RoleDefinition") => "azurerm_role_definition",
        ("azure", "ActiveRoleAssignment") => "azurerm_pim_active_role_assignment",
        ("azure", "EligibleRoleAssignment") => "azurerm_pim_eligible_role_assignment",
        ("azure", "Group") if kind.starts_with("management/") => "azurerm_management_group",
        ("azure", "GroupSubscriptionAssociation") => {
            "azurerm_management_group_subscription_association"
        }
        ("azure", "UserAssignedIdentity") => "azurerm_user_assigned_identity",
        ("azuread", "Group") => "azuread_group",
        ("azuread", "GroupWithoutMembers") => "azuread_group_without_members",
        ("azuread", "User") => "azuread_user",
        ("azuread", "ServicePrincipal") => "azuread_service_principal",
        ("azuread", "Application") => "azuread_application",
        ("azuread", "ApplicationRegistration") => "azuread_application_registration",
        ("azuread", "GroupMember") => "azuread_group_member",
        _ => return None,
    };
    let mut values = snake(&outputs(resource)?);
    values.insert(
        "id".to_owned(),
        resource.get("id").cloned().unwrap_or_default(),
    );
    let address = resource.text("urn").and_then(|urn| urn.rsplit("::").next());
    Some(record([
        ("address", address.map(Value::from)),
        ("mode", Some("managed".into())),
        ("type", Some(kind.into())),
        ("values", Some(Value::Object(values))),
    ]))
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
