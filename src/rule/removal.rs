use serde_json::json;

use crate::model::{PrincipalKind, RoleAssignment, parts_of_unnamed};
use crate::scope::Scope;
use crate::text::shell_word;

/// The command that gives a role assignment another condition, or none: az takes the whole assignment as it is
/// to be, in JSON. None where the source had no id of it.
pub(crate) fn condition_update(record: &RoleAssignment, condition: Option<&str>) -> Option<String> {
    if parts_of_unnamed(&record.id).is_some() {
        return None;
    }
    let around = record.scope.subscription();
    let around = around.as_ref().map_or("", Scope::as_str);
    let definition = format!(
        "{around}/providers/Microsoft.Authorization/roleDefinitions/{}",
        record.role
    );
    let kind = match record.principal_kind {
        PrincipalKind::Unknown => None,
        PrincipalKind::ManagedIdentity => Some(PrincipalKind::ServicePrincipal),
        kind => Some(kind),
    };
    let whole = json!({
        "id": record.id,
        "name": record.name(),
        "scope": record.scope.as_str(),
        "principalId": record.principal.as_str(),
        "principalType": kind.map(PrincipalKind::as_str),
        "roleDefinitionId": definition,
        "description": record.description,
        "condition": condition,
        "conditionVersion": condition.map(|_| "2.0"),
    });
    Some(format!(
        "az role assignment update --role-assignment {}",
        shell_word(&whole.to_string())
    ))
}

/// The command that removes a role assignment: by its id, or by what it gives to whom where the
/// source had no id.
pub(crate) fn assignment_removal(id: &str) -> String {
    match parts_of_unnamed(id) {
        None => format!("az role assignment delete --ids {}", shell_word(id)),
        Some((scope, principal, role)) => format!(
            "az role assignment delete --assignee-object-id {} --role {} --scope {}",
            shell_word(&principal),
            shell_word(&role),
            shell_word(scope)
        ),
    }
}
