//! What templates give of access (azure-rbac.md §4.4): role definitions, role assignments, deny
//! assignments, and requests of Privileged Identity Management.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::fragment::Fragment;
use super::record::OPEN_PERMISSIONS;
use super::template::{Deployed, Names, Resource, Visitor, brief, is_template, walk};
use super::typed::record;
use crate::ids::RoleId;
use crate::model::{InputKind, ResourceKind, name_of_unnamed};
use crate::span::{Diagnostic, Position};
use crate::text;
use crate::time::Timestamp;

/// Reads a template; what only the deployment knows is kept as a symbol and said.
pub(super) fn read(fragment: &mut Fragment, template: &Value) {
    if !is_template(template) {
        fragment.count(InputKind::Unrecognised);
        let message = "a document with `$schema` that is not the template of a deployment";
        let note = Diagnostic::warning("unrecognised-document", message);
        let help = "for the parameters of a deployment, give its template: `az bicep build`";
        return fragment.note_document(note.help(help).records_lost());
    }
    let before = fragment.records();
    let mut reader = Reader {
        fragment,
        is_silent: true,
    };
    walk(template, "", &Deployed::Always, &mut reader);
    if reader.is_silent && fragment.records() == before {
        fragment.count(InputKind::Unrecognised);
        let message = "an ARM template without role definitions or role assignments";
        fragment.note_document(Diagnostic::info("unrecognised-document", message));
    }
}

/// Reads the template that a deployment at a scope deploys, as its `properties` hold it.
pub(super) fn deployment(fragment: &mut Fragment, name: &str, scope: &str, properties: &Value) {
    let template = template_with(name, scope, properties);
    let mut reader = Reader {
        fragment,
        is_silent: true,
    };
    walk(&template, "", &Deployed::Always, &mut reader);
}

/// A template that has nothing but a deployment at a scope, with these `properties`.
pub(super) fn template_with(name: &str, scope: &str, properties: &Value) -> Value {
    let mut properties = properties.clone();
    if let Some(properties) = properties.as_object_mut() {
        // Nothing stands around the template whose parameters it could mean.
        let inner = record([("scope", Some("inner".into()))]);
        properties.insert("expressionEvaluationOptions".to_owned(), inner);
    }
    let deployment = record([
        ("type", Some("Microsoft.Resources/deployments".into())),
        ("name", Some(name.into())),
        ("scope", Some(scope.into())),
        ("properties", Some(properties)),
    ]);
    let schema = "https://schema.management.azure.com/schemas/2018-05-01/subscriptionDeploymentTemplate.json#";
    record([
        ("$schema", Some(schema.into())),
        ("contentVersion", Some("1.0.0.0".into())),
        ("resources", Some(Value::from_iter([deployment]))),
    ])
}

struct Reader<'f> {
    fragment: &'f mut Fragment,
    /// Whether nothing was said of the template so far.
    is_silent: bool,
}

impl Visitor for Reader<'_> {
    fn resource(&mut self, resource: &Resource<'_>) {
        if resource.is_existing {
            return;
        }
        if text::same(resource.kind, "Microsoft.Resources/deploymentStacks") {
            return self.stack(resource);
        }
        let is_cluster = text::same(resource.kind, ResourceKind::Cluster.resource_type());
        if !gives_access(resource.kind) && !is_cluster {
            return;
        }
        let what = format!("`{}`", resource.label());
        let unresolved = |message: String| Diagnostic::warning("unresolved-expression", message);
        match &resource.deployed {
            Deployed::Always => {}
            Deployed::NotByDefault(why) => {
                let message =
                    format!("{what} is not deployed with the defaults of the parameters: {why}");
                let note = Diagnostic::warning("not-deployed-by-default", message);
                return self.note(resource.pointer, note.may_change_answer());
            }
            Deployed::Open(why) => {
                let message = format!("it is not known whether {what} is deployed: {why}");
                return self.note(resource.pointer, unresolved(message).grant_lost());
            }
        }
        let placed = match resource.place {
            Ok(placed) => placed,
            Err(why) => {
                let message = format!("it is not known where {what} is deployed: {why}");
                return self.note(resource.pointer, unresolved(message).grant_lost());
            }
        };
        if is_cluster {
            return self.cluster(resource, &placed.id);
        }
        let written = Written {
            kind: resource.kind,
            name: resource.name,
            name_is_open: resource.name_is_open,
            scope: &placed.scope,
            properties: resource.body.get("properties").unwrap_or(&Value::Null),
        };
        match written.record(resource.within.names) {
            Ok((record, note)) => {
                if let Some(note) = note {
                    self.note(resource.pointer, note);
                }
                self.fragment
                    .value(&record, Position::Pointer(Arc::from(resource.pointer)));
            }
            Err(note) => self.note(resource.pointer, note),
        }
    }

    fn outside(&mut self, kind: &str, pointer: &str) {
        if text::starts_with(kind, "Microsoft.Graph/") {
            let message =
                format!("`{kind}` of the template is not read: it may say who is in a group");
            let note = Diagnostic::warning("outside-azure-rbac", message);
            self.note(pointer, note.may_change_answer());
        }
    }

    fn note(&mut self, pointer: &str, note: Diagnostic) {
        self.is_silent = false;
        self.fragment.note_at(pointer, note);
    }
}

impl Reader<'_> {
    /// Says that a stack denies at what it deploys: which resources those are, Azure's answer says.
    fn stack(&mut self, stack: &Resource<'_>) {
        let properties = stack.body.get("properties").unwrap_or(&Value::Null);
        let settings = stack.within.names.value(properties);
        let mode = settings.value.pointer("/denySettings/mode");
        let mode = mode.and_then(Value::as_str);
        if mode.is_none_or(|mode| text::same(mode, "none")) {
            return;
        }
        let message = format!(
            "what `{}` denies at the resources that it deploys is not read",
            stack.label()
        );
        let note = Diagnostic::warning("incomplete-record", message).records_lost();
        let note = note.help("export the stack that was deployed: `az stack sub show -o json`");
        self.note(stack.pointer, note);
    }

    fn cluster(&mut self, cluster: &Resource<'_>, id: &str) {
        let mut record = cluster.body.clone();
        for (field, value) in &mut record {
            if ["properties", "identity", "name", "location"].contains(&field.as_str()) {
                *value = Value::clone(&cluster.within.names.value(value).value);
            }
        }
        record.insert("type".to_owned(), cluster.kind.into());
        record.insert("id".to_owned(), id.into());
        self.fragment.value(
            &Value::Object(record),
            Position::Pointer(Arc::from(cluster.pointer)),
        );
    }
}

/// What a resource says of access.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    RoleDefinition,
    /// It holds at a scope.
    Held,
    /// A request of Privileged Identity Management, and what it makes when it is deployed.
    Request(&'static str),
}

impl Kind {
    fn of(kind: &str) -> Option<Self> {
        let (namespace, name) = kind.split_once('/')?;
        if text::same(namespace, "Microsoft.ManagedServices") {
            return text::starts_with(name, "registration").then_some(Self::Held);
        }
        if !text::same(namespace, "Microsoft.Authorization") {
            return None;
        }
        [
            ("roleDefinitions", Self::RoleDefinition),
            ("roleAssignments", Self::Held),
            ("denyAssignments", Self::Held),
            (
                "roleEligibilityScheduleRequests",
                Self::Request("Microsoft.Authorization/roleEligibilitySchedules"),
            ),
            (
                "roleAssignmentScheduleRequests",
                Self::Request("Microsoft.Authorization/roleAssignmentSchedules"),
            ),
        ]
        .into_iter()
        .find_map(|(known, kind)| text::same(known, name).then_some(kind))
    }
}

/// Whether a resource of a type says anything of access.
pub(super) fn gives_access(kind: &str) -> bool {
    Kind::of(kind).is_some()
}

/// A resource that says something of access, as it is written.
pub(super) struct Written<'r> {
    pub(super) kind: &'r str,
    pub(super) name: &'r str,
    /// Whether only the deployment knows the name.
    pub(super) name_is_open: bool,
    pub(super) scope: &'r str,
    pub(super) properties: &'r Value,
}

/// The fields that say whom something is for.
const WHOSE: [&str; 3] = ["principalId", "principals", "excludePrincipals"];

/// The fields that decide who may do what.
const TELLING: [&str; 8] = [
    "principalId",
    "roleDefinitionId",
    "condition",
    "permissions",
    "principals",
    "excludePrincipals",
    "requestType",
    "scheduleInfo",
];

impl Written<'_> {
    /// The record in the shape of REST, its expressions evaluated, with what of it only the deployment
    /// knows; the reason why there is none.
    pub(super) fn record(
        &self,
        names: &Names<'_>,
    ) -> Result<(Value, Option<Diagnostic>), Diagnostic> {
        let kind = Kind::of(self.kind);
        let lost = |message: String| Diagnostic::warning("incomplete-record", message).grant_lost();
        let evaluated = names.value(self.properties);
        let Value::Object(mut properties) = Value::clone(&evaluated.value) else {
            let message = format!("a resource `{}` without properties was left out", self.kind);
            return Err(lost(message));
        };
        let mut open = Vec::new();
        let (mut is_anyones, mut has_open_permissions) = (false, false);
        for (field, value) in &properties {
            let is_telling = TELLING.iter().any(|telling| text::same(telling, field));
            let written = self.properties.get(field);
            let found = written.map_or_else(|| evaluated.part(value), |value| names.value(value));
            // A role is known by its GUID, whatever stands before it (G6).
            let is_role = text::same(field, "roleDefinitionId");
            let is_known = is_role && RoleId::parse(&found.text()).is_some();
            if is_telling && found.is_open && !is_known {
                is_anyones |= WHOSE.iter().any(|whose| text::same(whose, field));
                has_open_permissions |= text::same("permissions", field);
                open.push(format!(
                    "`{field}` is `{}`",
                    brief(written.unwrap_or(value))
                ));
            }
        }
        let mut kind_made = self.kind;
        if let Some(Kind::Request(made)) = kind {
            properties = requested(properties)?;
            kind_made = made;
        }
        let known_name = (!self.name_is_open).then_some(self.name);
        let mut fields = Map::from_iter([
            ("type".to_owned(), kind_made.into()),
            ("name".to_owned(), known_name.into()),
        ]);
        if kind != Some(Kind::RoleDefinition) {
            if self.scope.contains('{') {
                open.push(format!("the scope is `{}`", self.scope));
            }
            let text = |field: &str| {
                properties
                    .get(field)
                    .and_then(Value::as_str)
                    .unwrap_or_default()
            };
            // Those without a name are told apart by what they give to whom.
            let (principal, role) = (text("principalId"), text("roleDefinitionId"));
            let name = match self.name_is_open && !principal.is_empty() {
                true => name_of_unnamed(principal, role.rsplit('/').next().unwrap_or(role)),
                false => self.name.to_owned(),
            };
            let scope = self.scope.trim_end_matches('/');
            let id = format!("{scope}/providers/{kind_made}/{name}");
            fields.insert("id".to_owned(), id.into());
            properties.insert("scope".to_owned(), self.scope.into());
        }
        // Text there means that what it grants or denies is not known.
        if has_open_permissions {
            properties.insert("permissions".to_owned(), OPEN_PERMISSIONS.into());
        }
        fields.insert("properties".to_owned(), properties.into());
        let note = (!open.is_empty()).then(|| {
            let message = format!(
                "only the deployment knows, of a resource `{}`: {}",
                self.kind,
                open.join(", ")
            );
            let note = Diagnostic::warning("unresolved-expression", message)
                .help("export with `az role assignment list --all` what was deployed");
            let is = |kind: &str| text::ends_with(kind_made, kind);
            if is_anyones && is("/denyAssignments") {
                note.records_lost()
            } else if is_anyones && (is("/roleAssignments") || is("/roleAssignmentSchedules")) {
                note.grant_lost()
            } else {
                note.may_change_answer()
            }
        });
        Ok((fields.into(), note))
    }
}

/// The properties of the schedule that a request makes when it is deployed.
fn requested(mut properties: Map<String, Value>) -> Result<Map<String, Value>, Diagnostic> {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
    let kind = text(properties.get("requestType")).unwrap_or_default();
    if text::ends_with(&kind, "Remove") || text::ends_with(&kind, "Deactivate") {
        let message = format!(
            "`{kind}` takes back what a schedule gives: what other inputs say of it may be over"
        );
        return Err(Diagnostic::warning("takes-back", message).records_lost());
    }
    if kind.contains('{') {
        let message = format!("what a request asks for is not known: `{kind}`");
        return Err(Diagnostic::warning("unresolved-expression", message).grant_lost());
    }
    let info = properties.remove("scheduleInfo").unwrap_or_default();
    let expiration = info.get("expiration");
    let is_wrong = |value: &Value| !value.is_object() && !value.is_null();
    let wrong = [Some(&info), expiration]
        .into_iter()
        .flatten()
        .find(|value| is_wrong(value));
    let given = |value: Option<&Value>| value.filter(|value| !value.is_null()).cloned();
    let of_expiration =
        |field: &str| given(expiration.and_then(|expiration| expiration.get(field)));
    let start = given(info.get("startDateTime"));
    let started: Option<Timestamp> = text(start.as_ref()).and_then(|start| start.parse().ok());
    let end = wrong
        .cloned()
        .or_else(|| of_expiration("endDateTime"))
        .or_else(|| {
            let length = brief(&of_expiration("duration")?);
            let end = started.and_then(|start| start.after(&length));
            // No moment: when the schedule is current is then not known, and said.
            let end = end.map_or_else(
                || format!("{length} after its start"),
                |end| end.to_string(),
            );
            Some(end.into())
        });
    // One that starts when it is deployed has started.
    let is_open = text(start.as_ref()).is_some_and(|start| start.contains('{'));
    properties.insert(
        "startDateTime".to_owned(),
        start.filter(|_| !is_open).unwrap_or_default(),
    );
    properties.insert("endDateTime".to_owned(), end.unwrap_or_default());
    properties.insert("assignmentType".to_owned(), "Assigned".into());
    properties.insert("status".to_owned(), "Provisioned".into());
    properties.remove("requestType");
    Ok(properties)
}
