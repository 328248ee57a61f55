//! Operations that lead to more than a role seems to give, as most rules on escalation report
//! them (azure-rbac.md §6): who may use one, by which assignment, and what it leads to.

use super::holder::{Hold, Holding};
use super::survey::Survey;
use crate::catalog::effects::RuleOperations;
use crate::rule::{Confidence, Finding, Remediation, Rule, Severity, listed};
use crate::scope::{Scope, ScopeKind};
use crate::text;

/// Namespaces of resources that belong to resources of any type.
const EXTENSIONS: [&str; 4] = [
    "Microsoft.Authorization/",
    "Microsoft.Insights/diagnosticSettings/",
    "Microsoft.PolicyInsights/",
    "Microsoft.Security/",
];

/// The namespace of management groups.
const HIERARCHY: &str = "Microsoft.Management/managementGroups/";

/// The namespace of subscriptions as wholes.
const SUBSCRIPTIONS: &str = "Microsoft.Subscription/";

/// How many operations a sentence names.
const NAMED: usize = 3;

/// Something that a principal may do and that leads further.
///
/// An assignment that gives nothing beside another of the same principal and role is left out:
/// duplicate-assignment reports it. So is one that a cluster of Operator Nexus asks for. Who may do
/// everything or may assign any role is left out too: a finding of its own reports those, and each
/// of these operations follows from it. Who is eligible for a role counts as a holder of it, with a
/// severity one severity lower.
pub(super) struct Capability {
    /// What lets a holder do it.
    pub(super) by: RuleOperations,
    /// What a holder may do: `read the keys of storage accounts`.
    pub(super) may: &'static str,
    /// What that leads to, as a clause: `a key opens all data of the account`.
    pub(super) leads_to: &'static str,
    /// What to do instead.
    pub(super) instead: &'static str,
    /// Whether removing the assignment is what to do; mostly it has to stay where it isn't.
    pub(super) is_fixed_by_removal: bool,
    /// Whether only assignments at a subscription or wider are a fault.
    pub(super) only_if_broad: bool,
    /// Operations whose holders another rule reports in graver words.
    pub(super) unless: &'static [&'static str],
}

impl Capability {
    /// A finding for each assignment and each eligibility that gives one of the operations.
    pub(super) fn findings(&self, survey: &Survey<'_>, rule: &Rule) -> Vec<Finding> {
        let given = self.by_role(survey);
        let findings = survey
            .holdings()
            .iter()
            .enumerate()
            .filter_map(|(at, holding)| {
                let operations = given.get(holding.role_at)?.as_slice();
                let fits = !self.only_if_broad || holding.is_broad();
                if operations.is_empty()
                    || !fits
                    || survey.shadowed_by_itself(at).is_some()
                    || survey.is_asked_for(holding)
                {
                    return None;
                }
                self.finding(survey, rule, holding, operations)
            });
        let eligible = survey.eligible().iter().filter_map(|holding| {
            let operations = given.get(holding.role_at)?.as_slice();
            let fits = !self.only_if_broad || holding.is_broad();
            if operations.is_empty() || !fits {
                return None;
            }
            self.finding(survey, rule, holding, operations)
        });
        findings.chain(eligible).collect()
    }

    /// The operations that each held role gives, most telling first.
    fn by_role(&self, survey: &Survey<'_>) -> Vec<Vec<&'static str>> {
        let gives = |role, action: &str| survey.role_gives(role, None, action, self.by.plane);
        survey
            .roles()
            .iter()
            .map(|role| {
                let applies = role.is_everything
                    || role.delegates == Some(Hold::Unconditional)
                    || self
                        .unless
                        .iter()
                        .any(|action| gives(role.definition, action) == Some(Hold::Unconditional));
                if applies {
                    return Vec::new();
                }
                let operations = self.by.operations.iter().copied();
                operations
                    .filter(|action| gives(role.definition, action).is_some())
                    .collect()
            })
            .collect()
    }

    fn finding(
        &self,
        survey: &Survey<'_>,
        rule: &Rule,
        holding: &Holding<'_>,
        operations: &[&'static str],
    ) -> Option<Finding> {
        let scope = holding.grant.scope;
        let operations: Vec<&'static str> = operations
            .iter()
            .copied()
            .filter(|action| applies(action, scope))
            .collect();
        let hold = operations
            .iter()
            .filter_map(|action| holding.gives(survey, action, self.by.plane))
            .min()?;
        let mut finding = holding.finding(survey, rule);
        finding.severity = holding.weigh(weighed(rule.severity, scope.kind(), hold));
        if hold == Hold::Conditional {
            finding.confidence = Confidence::Medium;
        }
        let holder = holding.holder(survey, &mut finding);
        let limit = match hold {
            Hold::Unconditional => "",
            Hold::Conditional => ", under a condition",
        };
        finding.title = format!("{} may {}, by {}", finding.who(), self.may, holding.means());
        let because = format!(
            "{holder} may {} {}, because {} grants {}{limit}; {}",
            self.may,
            reach(holding),
            holding.grantor(),
            listed(&operations, NAMED),
            self.leads_to
        );
        let remediation = Remediation {
            text: self.instead.to_owned(),
            commands: match self.is_fixed_by_removal {
                true => vec![holding.removal()],
                false => Vec::new(),
            },
        };
        Some(finding.build(because, remediation))
    }
}

/// Whether an operation can be used at a scope or on what lies below it: management groups lie
/// below no subscription, subscriptions below no resource group, and a resource holds what its type
/// says.
pub(super) fn applies(action: &str, scope: &Scope) -> bool {
    if text::starts_with(action, HIERARCHY) {
        return matches!(scope.kind(), ScopeKind::Root | ScopeKind::ManagementGroup);
    }
    if text::starts_with(action, SUBSCRIPTIONS) {
        return matches!(
            scope.kind(),
            ScopeKind::Root | ScopeKind::ManagementGroup | ScopeKind::Subscription
        );
    }
    let Some(resource_type) = scope.resource_type() else {
        return true;
    };
    let below = |rest: &str| rest.starts_with('/');
    text::fold(action)
        .strip_prefix(&*text::fold(&resource_type))
        .is_some_and(below)
        || EXTENSIONS
            .iter()
            .any(|extension| text::starts_with(action, extension))
}

/// A severity that holds at a subscription, at another scope and under a condition.
pub(super) fn weighed(usual: Severity, scope: ScopeKind, hold: Hold) -> Severity {
    let by_scope = match scope {
        ScopeKind::Root | ScopeKind::ManagementGroup => usual.graver(),
        ScopeKind::Subscription => usual,
        ScopeKind::TenantResource | ScopeKind::ResourceGroup | ScopeKind::Resource => {
            usual.milder()
        }
    };
    match hold {
        Hold::Unconditional => by_scope,
        Hold::Conditional => by_scope.milder(),
    }
}

/// Where an assignment reaches, in words.
pub(super) fn reach(holding: &Holding<'_>) -> String {
    let scope = holding.grant.scope;
    match scope.kind() {
        ScopeKind::Root => "everywhere".to_owned(),
        ScopeKind::Resource | ScopeKind::TenantResource => format!("at {scope}"),
        _ => format!("at {scope} and below"),
    }
}
