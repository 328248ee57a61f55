//! Data sources: what is managed elsewhere, as it was when the state was written or the plan was made.

use serde_json::Value;

use super::{Reader, Resource, directory, identity, role_definition};
use crate::import::typed::{Object, record};
use crate::span::Diagnostic;

impl<'d> Reader<'d, '_> {
    pub(super) fn data_source(
        &mut self,
        kind: &str,
        of: &Resource<'d>,
        pointer: &str,
    ) -> Vec<Value> {
        let values = &of.values;
        let listed_by = match kind {
            "azuread_group" => Some("azuread_group_member"),
            "azurerm_role_assignments" => Some("azurerm_pim_active_role_assignment"),
            _ => None,
        };
        if let Some(changed) = listed_by.filter(|kind| self.changed.kinds.contains(*kind)) {
            let message = format!(
                "`{}` lists what was there before the plan, which changes or deletes resources of type `{changed}`",
                of.address
            );
            let note = Diagnostic::warning("unsupported-change", message).records_lost();
            let note = note.help("export what is there after applying");
            self.fragment.note_at(pointer, note);
        }
        let found = match kind {
            "azurerm_role_assignments" => values
                .objects("role_assignments")
                .map(|a| role_assignment(&a))
                .collect(),
            // Without permissions it was read before its role was there.
            "azurerm_role_definition" if values.objects("permissions").next().is_some() => {
                let mut role = role_definition(values, false);
                if let (Some(role), Some(kind)) = (role.as_object_mut(), values.get("type")) {
                    role.insert("roleType".to_owned(), kind.clone());
                }
                vec![role]
            }
            "azurerm_user_assigned_identity" if values.get("principal_id").is_some() => {
                vec![identity(values.fields())]
            }
            _ => directory::records(kind, values, false),
        };
        // What the plan itself changes is as the plan has it.
        let is_changed = |record: &Value| {
            let id = record.get("id").and_then(Value::as_str).unwrap_or_default();
            self.changed.ids.contains(&super::changed_id(id))
        };
        found
            .into_iter()
            .filter(|record| !is_changed(record))
            .collect()
    }
}

fn role_assignment(values: &Object<'_>) -> Value {
    let given = |field: &str| {
        let value = values.get(field);
        value.filter(|value| value.as_str() != Some("")).cloned()
    };
    record([
        ("id", given("role_assignment_id")),
        ("name", given("role_assignment_name")),
        (
            "type",
            Some("Microsoft.Authorization/roleAssignments".into()),
        ),
        ("scope", given("role_assignment_scope")),
        ("principalId", given("principal_id")),
        ("principalType", given("principal_type")),
        ("roleDefinitionId", given("role_definition_id")),
        ("condition", given("condition")),
        ("conditionVersion", given("condition_version")),
        ("description", given("description")),
        (
            "delegatedManagedIdentityResourceId",
            given("delegated_managed_identity_resource_id"),
        ),
    ])
}
