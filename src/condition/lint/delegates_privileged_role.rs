use super::deny_list_delegation::{listed_roles, may_be_assigned};
use super::{LintSeverity, Report, Rule, Subject, WRITE};

/// Delegation that names a privileged role among those that can be assigned.
pub(super) const RULE: Rule = Rule {
    name: "delegates-privileged-role",
    clause: "AB-46",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
    if !subject.may_grant(WRITE) {
        return;
    }
    for role in listed_roles(subject) {
        if subject.context.privileged_roles.contains(&role) && may_be_assigned(subject, role) {
            report.add(
                LintSeverity::High,
                subject.whole(),
                format!("the condition lets the privileged role `{role}` be assigned"),
                Some("whoever may assign it can assign it to themselves"),
            );
        }
    }
}
