use super::super::attribute::RoleAssignmentAttribute;
use super::{DELEGATION_DOORS, LintSeverity, Report, Rule, Subject, WRITE};

/// Delegation is limited on a role that can hand out rights by another way.
pub(super) const RULE: Rule = Rule {
    name: "open-side-door",
    clause: "AB-47",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    let (condition, Some(role)) = (subject.condition, subject.context.role) else {
        return;
    };
    let delegates = condition.attributes().iter().any(|attribute| {
        attribute.as_role_assignment() == Some(RoleAssignmentAttribute::RoleDefinitionId)
    });
    if !delegates || !role.grants(WRITE) || !condition.is_guarded_for(WRITE) {
        return;
    }
    let open: Vec<String> = DELEGATION_DOORS
        .iter()
        .filter(|door| role.grants(door) && !condition.is_guarded_for(door))
        .map(|door| format!("`{door}`"))
        .collect();
    if !open.is_empty() {
        report.add(
            LintSeverity::High,
            subject.whole(),
            format!(
                "the condition limits role assignments, and the role leaves other ways to hand out rights: {}",
                open.join(", ")
            ),
            Some("use a role that holds no more of Microsoft.Authorization than role assignments, such as Role Based Access Control Administrator"),
        );
    }
}
