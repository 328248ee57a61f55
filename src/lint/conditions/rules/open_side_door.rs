use super::super::subject::{Report, Subject};
use crate::catalog::effects::{ASSIGNS_ROLES, past_conditions};
use crate::condition::RoleAssignmentAttribute;
use crate::rule::{Rule, Severity};

/// Delegation is limited on a role that can hand out rights by another way.
pub(super) const RULE: Rule = Rule::new(
    "open-side-door",
    "a delegation on a role that can give rights in another way",
    Severity::High,
)
.of_clause("AB-47");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    let (condition, Some(role)) = (subject.condition, subject.context.role) else {
        return;
    };
    let delegates = condition.attributes().iter().any(|attribute| {
        attribute.as_role_assignment() == Some(RoleAssignmentAttribute::RoleDefinitionId)
    });
    if !delegates || !role.grants(ASSIGNS_ROLES) || !condition.is_guarded_for(ASSIGNS_ROLES) {
        return;
    }
    let open: Vec<String> = past_conditions()
        .iter()
        .filter(|door| role.grants(door) && !condition.is_guarded_for(door))
        .map(|door| format!("`{door}`"))
        .collect();
    if !open.is_empty() {
        report.add(
            Severity::High,
            subject.whole(),
            format!(
                "the condition limits role assignments, and the role leaves other ways to hand out rights: {}",
                open.join(", ")
            ),
            Some("use a role that holds no more of Microsoft.Authorization than role assignments, such as Role Based Access Control Administrator"),
        );
    }
}
