use super::super::subject::{Report, Subject};
use super::deny_list_delegation::{listed_roles, may_be_assigned};
use crate::catalog::effects::ASSIGNS_ROLES;
use crate::rule::{Rule, Severity};

/// Delegation that names a privileged role among those that can be assigned.
pub(super) const RULE: Rule = Rule::new(
    "delegates-privileged-role",
    "a delegation that names a privileged role",
    Severity::High,
)
.of_clause("AB-46");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    if !subject.may_grant(ASSIGNS_ROLES) {
        return;
    }
    for role in listed_roles(subject) {
        if subject.context.privileged_roles.contains(&role) && may_be_assigned(subject, role) {
            report.add(
                Severity::High,
                subject.whole(),
                format!("the condition lets the privileged role `{role}` be assigned"),
                Some("whoever may assign it can assign it to themselves"),
            );
        }
    }
}
