use crate::model::parts_of_unnamed;
use crate::text::shell_word;

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
