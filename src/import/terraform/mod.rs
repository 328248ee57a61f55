//! Terraform states and plans (azure-rbac.md §4.5): `terraform show -json` and the state file
//! itself.

mod azapi;
mod data_source;
mod directory;

use std::collections::{BTreeSet, HashMap};

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::import::fragment::Fragment;
use crate::import::record::OPEN_PERMISSIONS;
use crate::import::typed::{Object, WrongTypes, record};
use crate::model::{InputKind, Timestamp};
use crate::span::{Diagnostic, Position};
use crate::text;

/// Reads a state or plan. What a plan doesn't know yet is said.
pub(super) fn read(fragment: &mut Fragment, document: &Value) {
    let before = fragment.records();
    let wrong = WrongTypes::default();
    if let Some(document) = wrong.object(document, "") {
        note_unfinished(fragment, &document);
        let mut reader = Reader {
            unknown: unknown(&document),
            changed: changed(&document),
            fragment,
        };
        reader.forgotten(&document);
        let root = |part| document.object(part)?.object("root_module");
        let prior = document.object("prior_state");
        let prior = prior.and_then(|state| state.object("values")?.object("root_module"));
        if let Some(module) = prior {
            reader.module(&module, Take::DataSources, 0);
        }
        if let Some(module) = root("planned_values").or_else(|| root("values")) {
            reader.module(&module, Take::All, 0);
        } else if document.get("modules").is_some() {
            return old_state(fragment);
        } else if document.get("resources").is_some() {
            reader.state_file(&document);
        } else {
            reader.changes(&document);
        }
    }
    for (position, note) in wrong.diagnostics() {
        let place = fragment.place(position);
        fragment.note(note.at(place));
    }
    if fragment.records() == before {
        fragment.count(InputKind::Unrecognised);
        let message = "a Terraform state or plan without roles, assignments or management groups";
        fragment.note_document(Diagnostic::info("unrecognised-document", message));
    }
}

/// Says that a plan is not all of what will be there.
fn note_unfinished(fragment: &mut Fragment, document: &Object<'_>) {
    let is = |field: &str, flag: bool| document.get(field) == Some(&Value::Bool(flag));
    let is_deferred = document.objects("deferred_changes").next().is_some();
    if is("complete", false) || is("errored", true) || is_deferred {
        let message = "this plan is not whole: it failed, or leaves changes to a later one";
        let note = Diagnostic::warning("unfinished-plan", message).records_lost();
        fragment.note_document(note.help("plan again, or read the state after applying"));
    }
}

/// The attributes of each resource of which a plan knows something only after it is applied.
fn unknown<'v>(document: &Object<'v>) -> HashMap<&'v str, Vec<&'v str>> {
    let mut all: HashMap<&str, Vec<&str>> = HashMap::new();
    // That a schedule starts when it is applied says nothing of its end.
    let is_open = |(field, value): &(&String, &Value)| match field.as_str() {
        "schedule" => **value == Value::Bool(true) || holds_true(value, |key| key == "expiration"),
        _ => holds_true(value, |_| true),
    };
    for change in document.objects("resource_changes") {
        let Some(address) = change.text("address") else {
            continue;
        };
        let unknown = change
            .object("change")
            .and_then(|c| c.object("after_unknown"));
        let fields = unknown.into_iter().flat_map(|unknown| unknown.fields());
        let open = fields.filter(is_open);
        let open = open.map(|(field, _)| field.as_str());
        all.entry(address).or_default().extend(open);
    }
    all
}

/// Whether something is true below one of these keys.
fn holds_true(value: &Value, is_telling: fn(&str) -> bool) -> bool {
    match value {
        Value::Bool(flag) => *flag,
        Value::Array(items) => items.iter().any(|item| holds_true(item, is_telling)),
        Value::Object(fields) => {
            let mut telling = fields.iter().filter(|(key, _)| is_telling(key));
            telling.any(|(_, inner)| holds_true(inner, |_| true))
        }
        _ => false,
    }
}

/// What a plan changes or deletes.
#[derive(Default)]
struct Changed {
    /// The ids, folded.
    ids: BTreeSet<String>,
    /// The types of resources.
    kinds: BTreeSet<String>,
}

fn changed(document: &Object<'_>) -> Changed {
    let mut changed = Changed::default();
    for resource in document.objects("resource_changes") {
        let change = resource.object("change");
        let actions = change.as_ref().map(|change| change.texts("actions"));
        let is_change = |action: &&str| !["no-op", "read"].contains(action);
        if !actions.is_some_and(|actions| actions.iter().any(is_change)) {
            continue;
        }
        let before = change.and_then(|change| change.object("before"));
        let id = before.as_ref().and_then(|before| before.text("id"));
        changed.ids.extend(id.map(changed_id));
        // What is only created takes nothing away.
        let kind = resource.text("type").filter(|_| before.is_some());
        changed.kinds.extend(kind.map(str::to_owned));
    }
    changed
}

/// An id as it tells one thing from others: of roles and assignments, their GUID, which every spelling has.
fn changed_id(id: &str) -> String {
    let id = id.split('|').next().unwrap_or(id);
    let last = id.rsplit('/').next().unwrap_or(id);
    let is_guid = crate::ids::parse_guid(last).is_some();
    text::fold(if is_guid { last } else { id }).into_owned()
}

/// Says that a state is of a version that is not read, which Terraform wrote before 0.12.
fn old_state(fragment: &mut Fragment) {
    fragment.count(InputKind::Unrecognised);
    let message = "this is a state of Terraform before 0.12, which is not read";
    let note = Diagnostic::error("unreadable-form", message).records_lost();
    fragment.note_document(note.help(NEWER_STATE));
}

const NEWER_STATE: &str = "a newer Terraform writes it anew with `terraform apply -refresh-only`: then `terraform show -json`";

struct Reader<'d, 'f> {
    fragment: &'f mut Fragment,
    unknown: HashMap<&'d str, Vec<&'d str>>,
    changed: Changed,
}

/// Which resources of a module are read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Take {
    All,
    DataSources,
}

/// How deep modules may nest.
const DEPTH: usize = 32;

impl<'d> Reader<'d, '_> {
    fn module(&mut self, module: &Object<'d>, take: Take, depth: usize) {
        for resource in module.objects("resources") {
            if take == Take::All || resource.text("mode") == Some("data") {
                self.resource(&resource, resource.object("values"), resource.pointer());
            }
        }
        for child in module.objects("child_modules") {
            if depth < DEPTH {
                self.module(&child, take, depth + 1);
            }
        }
    }

    fn state_file(&mut self, state: &Object<'d>) {
        for resource in state.objects("resources") {
            for instance in resource.objects("instances") {
                let values = instance.object("attributes");
                if values.is_none() && instance.get("attributes_flat").is_some() {
                    let message = "this resource is kept as Terraform before 0.12 wrote it, which is not read";
                    let note = Diagnostic::warning("unreadable-form", message).records_lost();
                    self.fragment
                        .note_at(instance.pointer(), note.help(NEWER_STATE));
                }
                self.resource(&resource, values, instance.pointer());
            }
        }
    }

    fn changes(&mut self, plan: &Object<'d>) {
        for resource in plan.objects("resource_changes") {
            let change = resource.object("change");
            let after = change.and_then(|change| change.object("after"));
            self.resource(&resource, after, resource.pointer());
        }
    }

    /// Says which resources of access stay in Azure, though the plan lets go of them.
    fn forgotten(&mut self, plan: &Object<'d>) {
        for resource in plan.objects("resource_changes") {
            let change = resource.object("change");
            let actions = change.map(|change| change.texts("actions"));
            let is_forgotten = actions.is_some_and(|actions| actions.contains(&"forget"));
            let kind = resource.text("type").unwrap_or_default();
            if is_forgotten && kind.contains("role_assignment") {
                let message = "a role assignment that the plan forgets stays in Azure";
                let note = Diagnostic::warning("unsupported-change", message);
                self.fragment.note_at(resource.pointer(), note.grant_lost());
            }
        }
    }

    /// Says what only the deployment knows of a resource.
    fn note_open(&mut self, of: &Resource<'d>, what: &str, pointer: &str) {
        let message = format!(
            "`{}` is planned with {what} not known until it is applied",
            of.address
        );
        let note = Diagnostic::warning("unresolved-expression", message)
            .help("read the state after applying: `terraform show -json`");
        self.fragment.note_at(pointer, note.may_change_answer());
    }

    fn is_open(&self, of: &Resource<'d>, field: &str) -> bool {
        let unknown = self.unknown.get(of.address);
        unknown.is_some_and(|unknown| unknown.contains(&field))
    }

    fn resource(&mut self, resource: &Object<'d>, values: Option<Object<'d>>, pointer: &str) {
        let kind = resource.demanded("type").unwrap_or_default();
        let address = resource.text("address").or_else(|| resource.text("name"));
        let Some(values) = values else {
            return;
        };
        let of = Resource {
            address: address.unwrap_or_default(),
            values,
        };
        let at = || Position::Pointer(Arc::from(pointer));
        if resource.text("mode") == Some("data") {
            for value in self.data_source(kind, &of, pointer) {
                self.fragment.value(&value, at());
            }
            return;
        }
        let value = match kind {
            "azurerm_role_definition" => {
                let is_open = self.is_open(&of, "permissions");
                if is_open {
                    self.note_open(&of, "`permissions`", pointer);
                }
                Some(role_definition(&of.values, is_open))
            }
            "azuread_group_member" => {
                let message = "a member of a group in a state or plan is not read";
                let note = Diagnostic::warning("unsupported-change", message).grant_lost();
                let note = note.help("export the members: `az ad group member list --group GROUP`");
                self.fragment.note_at(pointer, note);
                None
            }
            kind if kind.starts_with("azurerm_") && kind.ends_with("_template_deployment") => {
                let message = format!("the template of `{}` is not read", of.address);
                let note = Diagnostic::warning("template-not-read", message).grant_lost();
                self.fragment
                    .note_at(pointer, note.help("add the template to the inputs"));
                None
            }
            "azurerm_role_assignment" => {
                self.assignment(&of, "Microsoft.Authorization/roleAssignments", pointer)
            }
            "azurerm_pim_active_role_assignment" => self.assignment(
                &of,
                "Microsoft.Authorization/roleAssignmentSchedules",
                pointer,
            ),
            "azurerm_pim_eligible_role_assignment" => self.assignment(
                &of,
                "Microsoft.Authorization/roleEligibilitySchedules",
                pointer,
            ),
            "azurerm_management_group" => Some(management_group(&of.values)),
            "azurerm_management_group_subscription_association" => {
                Some(association(of.values.fields()))
            }
            "azurerm_user_assigned_identity" if of.values.get("principal_id").is_some() => {
                Some(identity(of.values.fields()))
            }
            "azurerm_lighthouse_definition" => Some(lighthouse_definition(&of.values)),
            "azurerm_lighthouse_assignment" => Some(lighthouse_assignment(&of.values)),
            "azapi_resource" => self.azapi(&of, pointer),
            "azapi_resource_action" => self.azapi_action(&of, pointer),
            "azapi_update_resource" => {
                self.azapi_update(&of, pointer);
                None
            }
            kind => {
                // A list of which a part is not known yet is none.
                let is_open = self.is_open(&of, "members");
                for value in directory::records(kind, &of.values, is_open) {
                    self.fragment.value(&value, at());
                }
                None
            }
        };
        if let Some(value) = value {
            self.fragment.value(&value, at());
        }
    }

    fn assignment(&mut self, of: &Resource<'d>, kind: &str, pointer: &str) -> Option<Value> {
        let values = &of.values;
        let unknown = self.unknown.get(of.address).map_or(&[][..], Vec::as_slice);
        let mut open = Vec::new();
        let mut symbol = |field: &str| -> Option<Value> {
            let given = values.get(field).filter(|value| value.as_str() != Some(""));
            if given.is_none() && unknown.contains(&field) {
                open.push(format!("`{field}`"));
                return Some(Value::from(format!("{{{}.{field}}}", of.address)));
            }
            given.cloned()
        };
        let principal = symbol("principal_id");
        let scope = symbol("scope");
        let is_named = values.text("role_definition_name").is_some();
        let role = match is_named && values.text("role_definition_id").is_none() {
            true => None,
            false => symbol("role_definition_id"),
        };
        // A delegated identity's assignment carries `|{tenant}`.
        let id = values
            .text("id")
            .map(|id| id.split('|').next().unwrap_or(id));
        let at = scope.as_ref().and_then(Value::as_str).unwrap_or_default();
        let is_symbol = |value: &Option<Value>| {
            let text = value.as_ref().and_then(Value::as_str);
            text.is_some_and(|text| text.starts_with('{'))
        };
        let is_placed = !is_symbol(&scope);
        let is_eligible = kind.ends_with("/roleEligibilitySchedules");
        if !open.is_empty() {
            let message = format!(
                "`{}` is planned with {} not known until it is applied",
                of.address,
                open.join(" and ")
            );
            let note = Diagnostic::warning("unresolved-expression", message)
                .help("read the state after applying: `terraform show -json`");
            // It may be anybody's, or anywhere.
            let note = match !is_eligible && (is_symbol(&principal) || !is_placed) {
                true => note.grant_lost(),
                false => note.may_change_answer(),
            };
            self.fragment.note_at(pointer, note);
        }
        if !is_placed {
            return None;
        }
        let is_pim = kind.ends_with("Schedules");
        let (start, mut end) = values
            .block("schedule")
            .map(|block| window(&block))
            .unwrap_or_default();
        if is_pim && end.is_none() && self.is_open(of, "schedule") {
            end = Some(format!("{{{}.schedule}}", of.address).into());
        }
        // The PIM resources have ids of their own making: `scope|role|principal`.
        let made = || {
            let scope = at.trim_end_matches('/');
            let id = format!("{scope}/providers/{kind}/{}", of.address);
            (!at.is_empty()).then_some(id)
        };
        let id = id.filter(|_| !is_pim).map(str::to_owned).or_else(made);
        let condition = values.get("condition").filter(|c| c.as_str() != Some(""));
        let mut condition = condition.cloned();
        if condition.is_none() && self.is_open(of, "condition") {
            self.note_open(of, "`condition`", pointer);
            condition = Some(format!("{{{}.condition}}", of.address).into());
        }
        Some(record([
            ("id", id.map(Value::from)),
            ("name", values.get("name").cloned()),
            ("type", Some(kind.into())),
            ("scope", scope.clone()),
            ("principalId", principal),
            ("principalType", values.get("principal_type").cloned()),
            ("roleDefinitionId", role),
            (
                "roleDefinitionName",
                values.get("role_definition_name").cloned(),
            ),
            ("condition", condition),
            ("conditionVersion", values.get("condition_version").cloned()),
            ("description", values.get("description").cloned()),
            ("assignmentType", is_pim.then(|| "Assigned".into())),
            ("status", is_pim.then(|| "Provisioned".into())),
            ("startDateTime", start),
            ("endDateTime", end),
        ]))
    }
}

struct Resource<'v> {
    address: &'v str,
    values: Object<'v>,
}

/// The start and the end of a `schedule` block, which may give a duration in place of an end.
fn window(schedule: &Object<'_>) -> (Option<Value>, Option<Value>) {
    let start = schedule.get("start_date_time").cloned();
    let Some(expiry) = schedule.block("expiration") else {
        return (start, None);
    };
    let end = expiry
        .get("end_date_time")
        .filter(|end| end.as_str() != Some(""));
    if let Some(end) = end {
        return (start, Some(end.clone()));
    }
    let number = |field: &str| expiry.number(field).unwrap_or(0);
    let days = number("duration_days").saturating_mul(24);
    let hours = days.saturating_add(number("duration_hours"));
    if hours == 0 {
        return (start, None);
    }
    let begins = start.as_ref().and_then(Value::as_str);
    let begins = begins.and_then(|start| start.parse::<Timestamp>().ok());
    let end = begins.and_then(|begins| begins.plus_seconds(hours.saturating_mul(3600)));
    let end = match end {
        Some(end) => end.to_string(),
        None => format!("{hours} hours after a start that is not known"),
    };
    (start, Some(end.into()))
}

fn role_definition(values: &Object<'_>, is_open: bool) -> Value {
    // The id is `{role definition id}|{scope}`.
    let whole = values.text("id").and_then(|id| id.split('|').next());
    let id = values.get("role_definition_id").cloned();
    let scopes = values.get("assignable_scopes").cloned();
    let is_given = |scopes: &Value| scopes.as_array().is_none_or(|scopes| !scopes.is_empty());
    let scope = || Some(Value::from_iter([values.get("scope")?.clone()]));
    record([
        ("id", id.or_else(|| Some(whole?.into()))),
        ("roleName", values.get("name").cloned()),
        ("roleType", Some("CustomRole".into())),
        (
            "type",
            Some("Microsoft.Authorization/roleDefinitions".into()),
        ),
        ("description", values.get("description").cloned()),
        // Text there means that what it grants is not known.
        (
            "permissions",
            match is_open {
                true => Some(OPEN_PERMISSIONS.into()),
                false => values
                    .get("permissions")
                    .cloned()
                    .map(without_empty_conditions),
            },
        ),
        ("assignableScopes", scopes.filter(is_given).or_else(scope)),
    ])
}

/// Permissions, where the provider writes an empty condition for none.
fn without_empty_conditions(mut permissions: Value) -> Value {
    let blocks = permissions.as_array_mut().into_iter().flatten();
    for block in blocks.filter_map(Value::as_object_mut) {
        block
            .retain(|field, value| !(field.starts_with("condition") && value.as_str() == Some("")));
    }
    permissions
}

fn management_group(values: &Object<'_>) -> Value {
    let name = values.text("name").unwrap_or_default();
    let made = format!("/providers/Microsoft.Management/managementGroups/{name}");
    let children = values.texts("subscription_ids").into_iter().map(|id| {
        let id = id.trim_start_matches("/subscriptions/");
        child(format!("/subscriptions/{id}").into())
    });
    let reference = |id: &str| record([("id", Some(id.into()))]);
    let parent = values.text("parent_management_group_id").map(reference);
    let id = values.text("id").map_or(made, str::to_owned);
    record([
        ("id", Some(id.into())),
        ("name", Some(name.into())),
        ("type", Some(MANAGEMENT_GROUP.into())),
        ("displayName", values.get("display_name").cloned()),
        ("details", Some(record([("parent", parent)]))),
        ("children", Some(children.collect())),
    ])
}

const MANAGEMENT_GROUP: &str = "Microsoft.Management/managementGroups";

/// A subscription in a management group.
fn child(subscription: Value) -> Value {
    record([
        ("id", Some(subscription)),
        ("type", Some("/subscriptions".into())),
    ])
}

fn association(values: &Map<String, Value>) -> Value {
    let subscription = values.get("subscription_id").cloned();
    record([
        ("id", values.get("management_group_id").cloned()),
        ("type", Some(MANAGEMENT_GROUP.into())),
        ("children", Some(Value::from_iter(subscription.map(child)))),
    ])
}

fn lighthouse_definition(values: &Object<'_>) -> Value {
    // The id is `{registration definition id}|{scope}`.
    let id = values.text("id").and_then(|id| id.split('|').next());
    let properties = record([
        ("registrationDefinitionName", values.get("name").cloned()),
        (
            "managedByTenantId",
            values.get("managing_tenant_id").cloned(),
        ),
        ("authorizations", values.get("authorization").cloned()),
        (
            "eligibleAuthorizations",
            values.get("eligible_authorization").cloned(),
        ),
    ]);
    let kind = "Microsoft.ManagedServices/registrationDefinitions";
    record([
        ("id", id.map(Value::from)),
        ("type", Some(kind.into())),
        ("properties", Some(properties)),
    ])
}

fn lighthouse_assignment(values: &Object<'_>) -> Value {
    let definition = values.text("lighthouse_definition_id");
    let definition = definition.and_then(|id| id.split('|').next());
    let properties = record([
        ("registrationDefinitionId", definition.map(Value::from)),
        ("scope", values.get("scope").cloned()),
    ]);
    let kind = "Microsoft.ManagedServices/registrationAssignments";
    record([
        ("id", values.get("id").cloned()),
        ("type", Some(kind.into())),
        ("properties", Some(properties)),
    ])
}

fn identity(values: &Map<String, Value>) -> Value {
    let kind = "Microsoft.ManagedIdentity/userAssignedIdentities";
    record([
        ("id", values.get("id").cloned()),
        ("name", values.get("name").cloned()),
        ("type", Some(kind.into())),
        ("principalId", values.get("principal_id").cloned()),
        ("clientId", values.get("client_id").cloned()),
    ])
}
