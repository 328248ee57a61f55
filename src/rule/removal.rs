use crate::ids::parse_guid;
use crate::model::parts_of_unnamed;
use crate::text::{self, shell_word};

/// The command that removes a role assignment: by its id, or by what it gives to whom where the
/// source had no id.
pub(crate) fn assignment_removal(id: &str) -> String {
    match parts_of_unnamed(id) {
        None => format!("az role assignment delete --ids {}", shell_word(id)),
        // Of a GUID `az` makes the id of a role in a subscription, which assignments outside of it don't have.
        Some((scope, principal, role))
            if !text::starts_with(scope, "/subscriptions/") && are_guids([&principal, &role]) =>
        {
            format!(
                "az role assignment delete --ids \"$(az role assignment list --scope {} --query \"[?principalId=='{principal}' && ends_with(roleDefinitionId, '{role}')].id\" --output tsv)\"",
                shell_word(scope)
            )
        }
        Some((scope, principal, role)) => format!(
            "az role assignment delete --assignee-object-id {} --role {} --scope {}",
            shell_word(&principal),
            shell_word(&role),
            shell_word(scope)
        ),
    }
}

fn are_guids(texts: [&str; 2]) -> bool {
    texts.iter().all(|text| parse_guid(text).is_some())
}

#[cfg(test)]
mod tests {
    use super::assignment_removal;
    use crate::model::{assignment_id, name_of_unnamed};
    use crate::scope::Scope;

    const WHO: &str = "d3d3d3d3-0000-4000-8000-000000000001";
    const ROLE: &str = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

    fn removal(scope: &str, role: &str) -> String {
        let scope = Scope::parse(scope).unwrap();
        assignment_removal(&assignment_id(&scope, &name_of_unnamed(WHO, role)))
    }

    #[test]
    fn an_assignment_without_an_id_is_removed_by_what_it_gives() {
        let subscription = "/subscriptions/a2a2a2a2-0000-4000-8000-000000000001";
        let group = "/providers/Microsoft.Management/managementGroups/corp";
        let by_role = |scope, role| {
            format!(
                "az role assignment delete --assignee-object-id {WHO} --role {role} --scope {scope}"
            )
        };
        assert_eq!(removal(subscription, ROLE), by_role(subscription, ROLE));
        assert_eq!(removal(group, "Owner"), by_role(group, "Owner"));
        assert_eq!(
            removal(group, ROLE),
            format!(
                "az role assignment delete --ids \"$(az role assignment list --scope {group} --query \"[?principalId=='{WHO}' && ends_with(roleDefinitionId, '{ROLE}')].id\" --output tsv)\""
            )
        );
    }
}
