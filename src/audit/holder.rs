//! Assignments with their role resolved, as rules look at them.

use std::sync::Arc;

use super::finding::{Confidence, Finding, FindingPrincipal, FindingRole, Remediation, Severity};
use crate::access::AccessIndex;
use crate::ids::PrincipalId;
use crate::model::{ConditionText, Plane, PrincipalKind, RoleAssignment, RoleDefinition};
use crate::pattern::ActionPattern;
use crate::scope::ScopeKind;

/// A role assignment with its definition.
#[derive(Clone, Copy)]
pub(super) struct Holding<'a> {
    pub(super) assignment: &'a RoleAssignment,
    pub(super) role: &'a RoleDefinition,
}

/// How firmly a role gives an operation.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Hold {
    Unconditional,
    Conditional,
}

/// Every assignment whose role is known, in the order of the inputs.
pub(super) fn holdings<'a>(index: &'a AccessIndex<'_>) -> impl Iterator<Item = Holding<'a>> {
    index
        .tenant()
        .role_assignments
        .iter()
        .filter_map(|assignment| {
            Some(Holding {
                assignment,
                role: index.role(&assignment.role)?,
            })
        })
}

impl Holding<'_> {
    /// How firmly the assignment gives a concrete operation, if it does.
    pub(super) fn gives(
        &self,
        index: &AccessIndex<'_>,
        action: &str,
        plane: Plane,
    ) -> Option<Hold> {
        let outer = self.assignment.condition.as_ref();
        role_gives(index, self.role, outer, action, plane)
    }

    /// Whether the role holds every control operation that Azure could ever name, less at most
    /// what an own exclusion takes: a bare `*`.
    pub(super) fn is_owner_like(&self, index: &AccessIndex<'_>) -> bool {
        let probe = [
            "Microsoft.Authorization/roleAssignments/write",
            "Microsoft.Resources/subscriptions/resourceGroups/delete",
            "Microsoft.Compute/virtualMachines/write",
        ];
        probe
            .iter()
            .all(|action| self.gives(index, action, Plane::Control) == Some(Hold::Unconditional))
            && self.role.permissions.iter().any(|p| {
                p.control
                    .granted()
                    .iter()
                    .any(|pattern| pattern.literal_prefix().is_empty())
            })
    }

    pub(super) fn is_broad(&self) -> bool {
        matches!(
            self.assignment.scope.kind(),
            ScopeKind::Root | ScopeKind::ManagementGroup | ScopeKind::Subscription
        )
    }

    /// A finding about this assignment, to be completed.
    pub(super) fn finding(&self, index: &AccessIndex<'_>, rule: &'static str) -> Finding {
        Finding {
            rule,
            severity: Severity::Medium,
            confidence: Confidence::High,
            title: String::new(),
            because: String::new(),
            principal: Some(principal(
                index,
                &self.assignment.principal,
                self.assignment.principal_kind,
            )),
            role: Some(FindingRole {
                id: self.role.id,
                name: self.role.name.to_string(),
            }),
            scope: Some(self.assignment.scope.clone()),
            detail: Arc::from(""),
            evidence: vec![self.assignment.place.clone()],
            remediation: Remediation::default(),
        }
    }

    /// The command that removes the assignment.
    pub(super) fn removal(&self) -> String {
        format!(
            "az role assignment delete --ids {}",
            quoted(&self.assignment.id)
        )
    }
}

/// How firmly a role gives a concrete operation under the condition of its assignment.
pub(super) fn role_gives(
    index: &AccessIndex<'_>,
    role: &RoleDefinition,
    outer: Option<&ConditionText>,
    action: &str,
    plane: Plane,
) -> Option<Hold> {
    let wildcards = index.catalog().wildcards();
    role.permissions
        .iter()
        .filter(|p| p.plane(plane).matches(action, wildcards))
        .map(|p| {
            if p.condition.is_some() || outer.is_some() {
                Hold::Conditional
            } else {
                Hold::Unconditional
            }
        })
        .min()
}

/// A principal as findings show it.
pub(super) fn principal(
    index: &AccessIndex<'_>,
    id: &PrincipalId,
    printed: PrincipalKind,
) -> FindingPrincipal {
    let known = index.tenant().principal(id);
    FindingPrincipal {
        id: id.clone(),
        name: known.map_or_else(|| id.to_string(), |p| p.label().to_owned()),
        kind: known
            .map(|p| p.kind)
            .filter(|k| *k != PrincipalKind::Unknown)
            .unwrap_or(printed),
    }
}

/// A text as one word of a POSIX shell.
pub(crate) fn quoted(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "/-_.:@".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// Whether a pattern reaches past one resource type: a star before its last two segments.
pub(crate) fn is_wide(pattern: &ActionPattern) -> bool {
    let text = pattern.folded();
    text.find('*')
        .is_some_and(|at| text[..at].matches('/').count() <= 1)
}
