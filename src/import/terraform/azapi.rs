//! Resources of the provider `azapi`, which have the shape of REST: type with version, parent, and body as
//! text or object.

use std::sync::Arc;

use serde_json::Value;

use super::{MANAGEMENT_GROUP, Reader, Resource, child};
use crate::import::arm::{self, Written};
use crate::import::forms::Places;
use crate::import::template::without_names;
use crate::import::typed::record;
use crate::model::ResourceKind;
use crate::span::{Diagnostic, Position};
use crate::text;

/// What a type of resource says of access.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Says {
    /// It is a record of access itself.
    Access,
    /// It asks Privileged Identity Management for one.
    Request,
    /// What it deploys may be one.
    Deployment,
    /// What it deploys may be one, and it may deny.
    Stack,
    /// Where scopes stand.
    ManagementGroup,
    /// Which management group a subscription is in.
    Association,
    /// A resource that other answers are made of.
    Cluster,
}

fn says(kind: &str) -> Option<Says> {
    let is = |known: &str| text::same(known, kind);
    let of_access = |name: &str| is(&format!("Microsoft.Authorization/{name}"));
    if ["roleDefinitions", "roleAssignments", "denyAssignments"]
        .iter()
        .any(|name| of_access(name))
        || is("Microsoft.ManagedServices/registrationDefinitions")
        || is("Microsoft.ManagedServices/registrationAssignments")
    {
        Some(Says::Access)
    } else if [
        "roleAssignmentScheduleRequests",
        "roleEligibilityScheduleRequests",
    ]
    .iter()
    .any(|name| of_access(name))
    {
        Some(Says::Request)
    } else if is("Microsoft.Resources/deployments") {
        Some(Says::Deployment)
    } else if is("Microsoft.Resources/deploymentStacks") {
        Some(Says::Stack)
    } else if is(MANAGEMENT_GROUP) {
        Some(Says::ManagementGroup)
    } else if is("Microsoft.Management/managementGroups/subscriptions") {
        Some(Says::Association)
    } else if is(ResourceKind::Cluster.resource_type()) {
        Some(Says::Cluster)
    } else {
        None
    }
}

/// The type without its version.
fn type_of<'v>(of: &Resource<'v>) -> &'v str {
    let kind = of.values.text("type").unwrap_or_default();
    kind.split('@').next().unwrap_or(kind)
}

/// A body, or an answer, which may be written as the text of its JSON; a state keeps what may be of any type beside its
/// type.
fn json_of(value: Option<&Value>) -> Value {
    match value {
        Some(Value::String(text)) => serde_json::from_str(text).unwrap_or_default(),
        Some(Value::Object(typed)) if typed.len() == 2 && typed.contains_key("type") => {
            typed.get("value").or(value).cloned().unwrap_or_default()
        }
        Some(value) => value.clone(),
        None => Value::Null,
    }
}

impl<'d> Reader<'d, '_> {
    /// A resource that azapi makes as a whole.
    pub(super) fn azapi(&mut self, of: &Resource<'d>, pointer: &str) -> Option<Value> {
        let values = &of.values;
        let id = values.text("id");
        let name = values.text("name").or_else(|| id?.rsplit('/').next());
        let parent = values.text("parent_id").unwrap_or_default();
        self.whole(of, (id, name.unwrap_or(of.address), parent), pointer)
    }

    /// A call that writes a resource is read as the resource; any other that may change access is reported.
    pub(super) fn azapi_action(&mut self, of: &Resource<'d>, pointer: &str) -> Option<Value> {
        let values = &of.values;
        let kind = type_of(of);
        let id = values.text("resource_id").unwrap_or_default();
        let method = values.text("method").unwrap_or("POST");
        let is = |known: &str| text::same(known, method);
        let action = values.text("action");
        if is("GET") || is("HEAD") {
            return None;
        }
        if is("PUT")
            && action.is_none()
            && says(kind).is_some()
            && values.text("when").is_none_or(|when| when == "apply")
            && let Some((parent, _)) = id.rsplit_once("/providers/")
        {
            let name = id.rsplit('/').next().unwrap_or(id);
            return self.whole(of, (Some(id), name, parent), pointer);
        }
        let namespace = kind.split('/').next().unwrap_or(kind);
        let elevates = action.is_some_and(|action| text::same(action, "elevateAccess"));
        let is_of_access = ["Microsoft.Authorization", "Microsoft.ManagedServices"]
            .iter()
            .any(|known| text::same(known, namespace));
        if elevates || is_of_access || says(kind).is_some_and(|says| says != Says::Cluster) {
            let what = action.unwrap_or(id);
            let message = format!(
                "what `{}` changes by {method} of `{what}` is not read",
                of.address
            );
            self.unread(pointer, message);
        }
        None
    }

    /// What changes a resource that stands elsewhere.
    pub(super) fn azapi_update(&mut self, of: &Resource<'d>, pointer: &str) {
        let kind = type_of(of);
        if says(kind).is_some_and(|says| says != Says::Cluster) {
            let name = of.values.text("name").unwrap_or_default();
            let id = of.values.text("resource_id").unwrap_or(name);
            let message = format!(
                "what `{}` changes of `{id}` (`{kind}`) is not read",
                of.address
            );
            self.unread(pointer, message);
        }
    }

    fn unread(&mut self, pointer: &str, message: String) {
        let note = Diagnostic::warning("unsupported-change", message).records_lost();
        let note = note.help("export what is there after applying: `az role assignment list --all`, `az role definition list`");
        self.fragment.note_at(pointer, note);
    }

    fn whole(
        &mut self,
        of: &Resource<'d>,
        (id, name, parent): (Option<&str>, &str, &str),
        pointer: &str,
    ) -> Option<Value> {
        let kind = type_of(of);
        let says = says(kind)?;
        if self.is_open(of, "body") {
            let message = format!(
                "the body of `{}` is not known until it is applied",
                of.address
            );
            let note = Diagnostic::warning("unresolved-expression", message);
            self.fragment.note_at(pointer, note.records_lost());
        }
        let body = json_of(of.values.get("body"));
        let properties = body.get("properties").cloned().unwrap_or_default();
        let made = format!("{}/providers/{kind}/{name}", parent.trim_end_matches('/'));
        let id = id.map_or(made, str::to_owned);
        let whole = |properties: Value| {
            record([
                ("id", Some(id.as_str().into())),
                ("name", Some(name.into())),
                ("type", Some(kind.into())),
                ("properties", Some(properties)),
            ])
        };
        match says {
            Says::Access => {
                let mut properties = properties;
                if let Some(properties) = properties.as_object_mut()
                    && !parent.is_empty()
                {
                    properties.entry("scope").or_insert_with(|| parent.into());
                }
                Some(whole(properties))
            }
            Says::Request => {
                let written = Written {
                    kind,
                    name,
                    name_is_open: false,
                    scope: parent,
                    properties: &properties,
                };
                let (record, note) = match without_names(|names| written.record(names)) {
                    Ok((record, note)) => (Some(record), note),
                    Err(note) => (None, Some(note)),
                };
                if let Some(note) = note {
                    self.fragment.note_at(pointer, note);
                }
                record
            }
            Says::Deployment => {
                self.deployed(of, parent, &properties, pointer);
                None
            }
            Says::Stack => {
                let scope = properties.get("deploymentScope").and_then(Value::as_str);
                self.deployed(of, scope.unwrap_or(parent), &properties, pointer);
                let mut fields = properties.as_object().cloned().unwrap_or_default();
                // What it manages, and what is denied there, only Azure's answer says.
                let answer = json_of(of.values.get("output"));
                let answer = answer.get("properties").and_then(Value::as_object);
                fields.extend(answer.cloned().unwrap_or_default());
                Some(whole(Value::Object(fields)))
            }
            Says::ManagementGroup => Some(whole(properties)),
            Says::Association => Some(record([
                ("id", Some(parent.into())),
                ("type", Some(MANAGEMENT_GROUP.into())),
                (
                    "children",
                    Some(Value::from_iter([child(
                        format!("/subscriptions/{name}").into(),
                    )])),
                ),
            ])),
            Says::Cluster => {
                let mut cluster = whole(properties);
                if let Some(cluster) = cluster.as_object_mut() {
                    let others = body.as_object().into_iter().flatten();
                    for (field, value) in others.chain(of.values.fields().get_key_value("identity"))
                    {
                        cluster
                            .entry(field.clone())
                            .or_insert_with(|| value.clone());
                    }
                }
                Some(cluster)
            }
        }
    }

    /// The template that a deployment deploys.
    fn deployed(&mut self, of: &Resource<'d>, scope: &str, properties: &Value, pointer: &str) {
        let at = Position::Pointer(Arc::from(pointer));
        self.fragment.enter(Places::At(at));
        arm::deployment(self.fragment, of.address, scope, properties);
        self.fragment.leave();
    }
}
