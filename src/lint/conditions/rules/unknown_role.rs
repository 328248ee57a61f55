use super::super::subject::{Report, Subject, role_assignment_source};
use crate::condition::RoleAssignmentAttribute;
use crate::condition::ValueRef;
use crate::condition::ast::Operand;
use crate::ids::RoleId;
use crate::rule::{Rule, Severity};

/// A role id that no role of the catalogue has.
pub(super) const RULE: Rule = Rule::new(
    "unknown-role",
    "a role id that no role of the catalogue has",
    Severity::Medium,
)
.of_clause("AB-46");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    let Some(exists) = subject.context.role_exists else {
        return;
    };
    for (comparison, _) in subject.root.comparisons() {
        let about_roles = comparison
            .operands()
            .into_iter()
            .filter_map(role_assignment_source)
            .any(|(_, which)| which == RoleAssignmentAttribute::RoleDefinitionId);
        if !about_roles {
            continue;
        }
        for literal in comparison
            .operands()
            .into_iter()
            .flat_map(Operand::literals)
        {
            let role = ValueRef::from(literal).guid().map(RoleId::from_u128);
            if let Some(role) = role.filter(|&role| !exists(role)) {
                report.add(
                    Severity::Medium,
                    literal.span,
                    format!("no role with the id `{role}` is known"),
                    Some("check the id for a slip, or import the custom roles of the tenant"),
                );
            }
        }
    }
}
