use super::super::ast::Operand;
use super::super::attribute::RoleAssignmentAttribute;
use super::super::value::ValueRef;
use super::{LintSeverity, Report, Rule, Subject, role_assignment_source};
use crate::ids::RoleId;

/// A role id that no role of the catalogue has.
pub(super) const RULE: Rule = Rule {
    name: "unknown-role",
    clause: "AB-46",
    check,
};

fn check(subject: &Subject<'_>, report: &mut Report<'_>) {
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
                    LintSeverity::Warning,
                    literal.span,
                    format!("no role with the id `{role}` is known"),
                    Some("check the id for a slip, or import the custom roles of the tenant"),
                );
            }
        }
    }
}
