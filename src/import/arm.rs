//! ARM templates, compiled Bicep among them (azure-rbac.md §4.4): role definitions and role
//! assignments, nested deployments included.

use serde_json::{Map, Value, json};

use super::arm_expression::Names;
use super::fragment::Fragment;
use crate::model::InputKind;
use crate::span::Diagnostic;
use crate::text;
use crate::time::Timestamp;

/// Reads a template; what only the deployment knows is kept as a symbol and said.
pub(super) fn read(fragment: &mut Fragment, template: &Value) {
    let schema = template.get("$schema").and_then(Value::as_str);
    let before = fragment.records();
    let mut reader = Reader {
        fragment,
        target: target(schema.unwrap_or_default()).to_owned(),
        depth: 0,
    };
    reader.template(template, "");
    if fragment.records() == before {
        fragment.count(InputKind::Unrecognised);
        let message = "an ARM template without role definitions or role assignments";
        fragment.note_document(Diagnostic::info("unrecognised-document", message));
    }
}

/// The scope of a deployment of this schema.
pub(super) fn target(schema: &str) -> &'static str {
    let schema = text::fold(schema);
    if schema.contains("/tenantdeploymenttemplate") {
        "/"
    } else if schema.contains("/managementgroupdeploymenttemplate") {
        "/providers/Microsoft.Management/managementGroups/{managementGroup}"
    } else if schema.contains("/subscriptiondeploymenttemplate") {
        "/subscriptions/{subscription}"
    } else {
        "/subscriptions/{subscription}/resourceGroups/{resourceGroup}"
    }
}

struct Reader<'f> {
    fragment: &'f mut Fragment,
    /// Where the template is deployed.
    target: String,
    depth: usize,
}

/// How deep deployments may nest.
const DEPTH: usize = 16;

impl Reader<'_> {
    fn template(&mut self, template: &Value, pointer: &str) {
        let names = Names {
            parameters: template.get("parameters"),
            variables: template.get("variables"),
        };
        let Some(resources) = template.get("resources") else {
            return;
        };
        self.resources(resources, names, &format!("{pointer}/resources"));
    }

    fn resources(&mut self, resources: &Value, names: Names<'_>, pointer: &str) {
        if self.depth > DEPTH {
            return;
        }
        self.depth += 1;
        match resources {
            Value::Array(list) => {
                for (at, resource) in list.iter().enumerate() {
                    self.resource(resource, names, &format!("{pointer}/{at}"));
                }
            }
            // Templates with symbolic names hold an object.
            Value::Object(named) => {
                for (key, resource) in named {
                    let key = key.replace('~', "~0").replace('/', "~1");
                    self.resource(resource, names, &format!("{pointer}/{key}"));
                }
            }
            _ => {}
        }
        self.depth -= 1;
    }

    fn resource(&mut self, resource: &Value, names: Names<'_>, pointer: &str) {
        let kind = resource
            .get("type")
            .and_then(Value::as_str)
            .unwrap_or_default();
        if text::same(kind, "Microsoft.Authorization/roleDefinitions") {
            self.take(resource, names, pointer, &[]);
        } else if text::ends_with(kind, "/roleAssignments")
            && text::starts_with(kind, "Microsoft.Authorization/")
        {
            self.take(
                resource,
                names,
                pointer,
                &["principalId", "roleDefinitionId"],
            );
        } else if let Some(made) = made_by_request(kind) {
            if let Some(schedule) = requested(resource, made, names) {
                self.take(
                    &schedule,
                    names,
                    pointer,
                    &["principalId", "roleDefinitionId"],
                );
            }
        } else if text::same(kind, "Microsoft.Resources/deployments")
            && let Some(nested) = resource.pointer("/properties/template")
        {
            let there = self.deployed_to(resource, nested, names);
            let before = std::mem::replace(&mut self.target, there);
            self.depth += 1;
            if self.depth <= DEPTH {
                self.template(nested, &format!("{pointer}/properties/template"));
            }
            self.depth -= 1;
            self.target = before;
        }
        if let Some(children) = resource.get("resources") {
            self.resources(children, names, &format!("{pointer}/resources"));
        }
    }

    /// The scope that a deployment within a template names, else that of the template around it.
    fn deployed_to(&self, deployment: &Value, nested: &Value, names: Names<'_>) -> String {
        let given = |field: &str| {
            let value = deployment.get(field).and_then(Value::as_str)?;
            Some(names.evaluate(value).text)
        };
        if let Some(scope) = given("scope") {
            return match scope.starts_with('/') {
                true => scope,
                false => format!("/providers/{scope}"),
            };
        }
        let of_template = self.target.strip_prefix("/subscriptions/");
        let of_template = of_template.and_then(|rest| rest.split('/').next());
        let subscription = given("subscriptionId");
        let subscription = subscription
            .as_deref()
            .or(of_template)
            .unwrap_or("{subscription}");
        if let Some(group) = given("resourceGroup") {
            return format!("/subscriptions/{subscription}/resourceGroups/{group}");
        }
        let schema = nested.get("$schema").and_then(Value::as_str);
        let usual = target(schema.unwrap_or_default());
        // Only deployments above resource groups have a location.
        if given("subscriptionId").is_some() || usual == "/subscriptions/{subscription}" {
            format!("/subscriptions/{subscription}")
        } else if deployment.get("location").is_some() {
            usual.to_owned()
        } else {
            self.target.clone()
        }
    }

    /// Hands a resource on with its expressions evaluated, in the shape of REST.
    fn take(&mut self, resource: &Value, names: Names<'_>, pointer: &str, telling: &[&str]) {
        let Some(properties) = resource.get("properties").and_then(Value::as_object) else {
            return;
        };
        let mut open: Vec<String> = Vec::new();
        let mut plain = Map::new();
        for (key, value) in properties {
            plain.insert(key.clone(), evaluated(value, names));
            if let Some(source) = value.as_str()
                && telling.iter().any(|field| text::same(field, key))
            {
                let found = names.evaluate(source);
                let is_role = text::same(key, "roleDefinitionId");
                // A role is known by its GUID, whatever stands before it (G6).
                if found.symbolic && !(is_role && crate::ids::RoleId::parse(&found.text).is_some())
                {
                    open.push(format!("`{key}` is `{source}`"));
                    if is_role && let Some(guid) = guid_in(source) {
                        plain.insert(key.clone(), json!(guid));
                        open.pop();
                    }
                }
            }
        }
        let scope = match resource.get("scope").and_then(Value::as_str) {
            Some(scope) => {
                let found = names.evaluate(scope);
                if found.text.starts_with('/') {
                    found.text
                } else {
                    format!("{}/providers/{}", self.target, found.text.trim_matches('/'))
                }
            }
            None => self.target.clone(),
        };
        let name = resource
            .get("name")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let name = names.evaluate(name).text;
        let kind = resource.get("type").cloned().unwrap_or_default();
        if !telling.is_empty() {
            if scope.contains('{') {
                open.push(format!("the scope is `{scope}`"));
            }
            plain.insert("scope".to_owned(), json!(scope));
        }
        let whole = json!({
            "id": match telling.is_empty() {
                true => Value::Null,
                false => json!(format!("{}/providers/{}/{name}", scope.trim_end_matches('/'), kind.as_str().unwrap_or_default())),
            },
            "name": name,
            "type": kind,
            "properties": plain,
        });
        if !open.is_empty() {
            self.fragment.note_at(
                pointer,
                Diagnostic::warning(
                    "unresolved-expression",
                    format!(
                        "the template leaves it to the deployment: {}",
                        open.join(", ")
                    ),
                )
                .help("export what was deployed with `az role assignment list --all`")
                .may_change_answer(),
            );
        }
        self.fragment.value(&whole, pointer);
    }
}

/// The schedule that a request of Privileged Identity Management makes when it is deployed.
fn made_by_request(kind: &str) -> Option<&'static str> {
    if text::same(
        kind,
        "Microsoft.Authorization/roleEligibilityScheduleRequests",
    ) {
        Some("Microsoft.Authorization/roleEligibilitySchedules")
    } else {
        text::same(
            kind,
            "Microsoft.Authorization/roleAssignmentScheduleRequests",
        )
        .then_some("Microsoft.Authorization/roleAssignmentSchedules")
    }
}

/// A request as the schedule that comes of it; `None` for one that takes access back.
fn requested(request: &Value, made: &str, names: Names<'_>) -> Option<Value> {
    let at = |pointer: &str| {
        let value = request.pointer(pointer).and_then(Value::as_str)?;
        Some(names.evaluate(value).text)
    };
    let kind = at("/properties/requestType").unwrap_or_default();
    if text::ends_with(&kind, "Remove") || text::ends_with(&kind, "Deactivate") {
        return None;
    }
    let start = at("/properties/scheduleInfo/startDateTime");
    let expiration = |field: &str| at(&format!("/properties/scheduleInfo/expiration/{field}"));
    let started: Option<Timestamp> = start.as_deref().and_then(|text| text.parse().ok());
    let end = expiration("endDateTime").or_else(|| {
        let length = expiration("duration")?;
        let end = started.and_then(|start| start.after(&length));
        // No moment: when the schedule is current is then not known, and said.
        Some(end.map_or_else(
            || format!("{length} after its start"),
            |end| end.to_string(),
        ))
    });
    let mut schedule = request.clone();
    let object = schedule.as_object_mut()?;
    object.insert("type".to_owned(), json!(made));
    let properties = object.get_mut("properties")?.as_object_mut()?;
    properties.remove("scheduleInfo");
    properties.remove("requestType");
    properties.insert("assignmentType".to_owned(), json!("Assigned"));
    properties.insert("status".to_owned(), json!("Provisioned"));
    let start = started.map(|start| start.to_string());
    properties.insert("startDateTime".to_owned(), json!(start));
    properties.insert("endDateTime".to_owned(), json!(end));
    Some(schedule)
}

/// A value with every text in it evaluated.
fn evaluated(value: &Value, names: Names<'_>) -> Value {
    match value {
        Value::String(text) => Value::String(names.evaluate(text).text),
        Value::Array(list) => list.iter().map(|item| evaluated(item, names)).collect(),
        Value::Object(map) => Value::Object(
            map.iter()
                .map(|(key, value)| (key.clone(), evaluated(value, names)))
                .collect(),
        ),
        other => other.clone(),
    }
}

/// The first GUID written out in a text.
fn guid_in(source: &str) -> Option<&str> {
    source
        .split(|c: char| !(c.is_ascii_hexdigit() || c == '-'))
        .find(|word| word.len() == 36 && crate::ids::parse_guid(word).is_some())
}
