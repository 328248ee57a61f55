use super::super::subject::{Report, Subject};
use crate::catalog::effects::ASSIGNS_ROLES;
use crate::condition::ValueRef;
use crate::condition::Verdict;
use crate::condition::{AttributeRef, AttributeSource, RoleAssignmentAttribute};
use crate::condition::{ConditionContext, Supplied};
use crate::ids::RoleId;
use crate::rule::{Rule, Severity};

/// Delegation of every role but some: privileged roles that aren't listed, and custom roles made
/// later, escape.
pub(super) const RULE: Rule = Rule::new(
    "deny-list-delegation",
    "a delegation of every role but some",
    Severity::High,
)
.of_clause("AB-46");

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    let listed = listed_roles(subject);
    if listed.is_empty() || !subject.may_grant(ASSIGNS_ROLES) {
        return;
    }
    // A role made tomorrow: an id the text doesn't name.
    let Some(unlisted) = (1..).map(RoleId::from_u128).find(|id| !listed.contains(id)) else {
        return;
    };
    let excludes = |&role: &RoleId| !may_be_assigned(subject, role);
    if !may_be_assigned(subject, unlisted) || !listed.iter().any(excludes) {
        return;
    }
    let privileged = subject.context.privileged_roles.iter();
    let escaping: Vec<String> = privileged
        .filter(|&&role| may_be_assigned(subject, role))
        .map(|role| format!("`{role}`"))
        .collect();
    let (severity, message) = if escaping.is_empty() {
        (
            Severity::Medium,
            "the condition lists the roles that can't be assigned: every other role can, custom roles made later included".to_owned(),
        )
    } else {
        (
            Severity::High,
            format!(
                "the condition lists the roles that can't be assigned and leaves out privileged ones: {}",
                escaping.join(", ")
            ),
        )
    };
    report.add(
        severity,
        subject.whole(),
        message,
        Some("list the roles that can be assigned, with `ForAnyOfAnyValues:GuidEquals`"),
    );
}

/// The ids of roles that the condition compares the new role assignment with.
pub(super) fn listed_roles(subject: &Subject<'_>) -> Vec<RoleId> {
    let compared = subject.condition.ids_compared_with(
        AttributeSource::Request,
        RoleAssignmentAttribute::RoleDefinitionId,
    );
    compared.ids.into_iter().map(RoleId::from_u128).collect()
}

/// Whether the condition lets the role be assigned to somebody.
pub(super) fn may_be_assigned(subject: &Subject<'_>, role: RoleId) -> bool {
    let attributes =
        |attribute: &AttributeRef| match (attribute.source(), attribute.as_role_assignment()) {
            (AttributeSource::Request, Some(RoleAssignmentAttribute::RoleDefinitionId)) => {
                Supplied::Value(ValueRef::Guid(role.to_u128()))
            }
            // What is written isn't there yet.
            (AttributeSource::Resource, Some(_)) => Supplied::Missing,
            _ => Supplied::NotSupplied,
        };
    let context = ConditionContext::new()
        .action(ASSIGNS_ROLES)
        .attributes(attributes);
    subject.condition.verdict(&context) != Verdict::NotMet
}
