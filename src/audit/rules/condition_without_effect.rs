//! # condition-without-effect
//!
//! **What.** The condition of a role assignment limits nothing: it targets no action of the role,
//! or is met by every request.
//!
//! **Why it matters.** The assignment looks narrowed and isn't: reviewers count it as safe.
//!
//! **Evidence.** The assignment. A condition limits only the actions that its `ActionMatches`
//! names; a comparison that excludes several values with `ForAnyOfAnyValues` is true of all.
//!
//! **Remediation.** Fix the condition, `rolecall conditions lint` shows where, or remove it, so
//! that the assignment shows what it gives.
//!
//! **False positives.** A condition written ahead of a change of the role.

use super::super::guarded::guarded;
use super::super::holder::{Hold, Holding};
use super::super::survey::Survey;
use crate::catalog::effects::{ASSIGNS_ROLES, REMOVES_ROLES};
use crate::condition::{Condition, Verdict};
use crate::delegation::{Audience, PrincipalType, RoleReach, delegation_by_grant};
use crate::lint::{ConditionFinding, LintContext, RoleActions, lint_condition};
use crate::model::{Plane, RoleDefinition};
use crate::pattern::{ActionPattern, PatternSet};
use crate::rule::{Finding, Remediation, Rule, Severity};
use crate::text;

pub(super) const RULE: Rule = Rule::new(
    "condition-without-effect",
    "the condition of an assignment limits nothing",
    Severity::Medium,
);

/// An operation of no role: only a condition without targets limits it.
const NOBODYS: &str = "None.None/none/none";

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    survey.holdings().iter()
        .filter_map(|holding| {
            let text = holding.grant.condition?;
            let condition = survey.condition(text)?;
            let why = idle(survey, holding, &condition)?;
            let mut finding = holding.finding(survey, &RULE);
            let who = finding.principal.as_ref().map(|p| p.name.clone()).unwrap_or_default();
            let role = &holding.role.name;
            let delegates = holding.gives(survey, ASSIGNS_ROLES, Plane::Control).is_some();
            finding.severity = if delegates { Severity::High } else { Severity::Medium };
            finding.title = format!("the condition on {role} for {who} limits nothing");
            let because = format!(
                "{who} holds {role} at {} as if it had no condition, because {why}",
                holding.grant.scope
            );
            let remediation = Remediation::advice("fix the condition, `rolecall conditions lint` shows where, or remove it to show what the assignment gives");
            Some(finding.build(because, remediation))
        })
        .collect()
}

/// Why the condition limits nothing that the role grants; `None` where it limits something.
fn idle(survey: &Survey<'_>, holding: &Holding<'_>, condition: &Condition) -> Option<String> {
    let (control, data) = (
        all(holding.role, Plane::Control),
        all(holding.role, Plane::Data),
    );
    let context = LintContext {
        role: Some(RoleActions {
            control: &control,
            data: &data,
        }),
        ..LintContext::default()
    };
    let findings = lint_condition(condition, &context);
    let untargeted = |finding: &ConditionFinding| {
        finding.rule == "no-targeted-action" && finding.severity == Severity::High
    };
    if findings.iter().any(untargeted) {
        let targets: Vec<String> = condition
            .targets()
            .iter()
            .map(|t| format!("`{t}`"))
            .collect();
        return Some(format!(
            "it targets only {}, which {} doesn't grant",
            targets.join(", "),
            holding.role.name
        ));
    }
    if condition.is_always_met() {
        return Some("it is met by every request".to_owned());
    }
    if condition.is_guarded_for(NOBODYS)
        || holding.gives(survey, ASSIGNS_ROLES, Plane::Control) != Some(Hold::Conditional)
    {
        return None;
    }
    let guarded = guarded(survey, holding, condition)?;
    if !guarded.iter().all(|name| {
        [ASSIGNS_ROLES, REMOVES_ROLES]
            .iter()
            .any(|other| text::same(name, other))
    }) {
        return None;
    }
    let roster = survey.roster();
    let found = delegation_by_grant(survey.index(), roster, &holding.grant, holding.role);
    let free = |action: &str, reach: &RoleReach| {
        let limited = guarded.iter().any(|name| text::same(name, action));
        !limited || matches!(reach, RoleReach::AnyRole { to } if is_everybody(to))
    };
    (free(ASSIGNS_ROLES, &found.assign) && free(REMOVES_ROLES, &found.remove))
        .then(|| "every role passes it, for every principal".to_owned())
}

/// What all permissions of a role grant together, exclusions left out: never too little.
fn all(role: &RoleDefinition, plane: Plane) -> PatternSet {
    let granted = role
        .permissions
        .iter()
        .flat_map(|p| p.plane(plane).granted());
    let granted: Vec<ActionPattern> = granted.cloned().collect();
    let excluded = match role.permissions.as_slice() {
        [only] => only.plane(plane).excluded().to_vec(),
        _ => Vec::new(),
    };
    PatternSet::new(granted, excluded)
}

fn is_everybody(to: &Audience) -> bool {
    to.own == Verdict::Met
        && to.anyone.with(Verdict::Met).count() == PrincipalType::ALL.len()
        && to
            .named
            .iter()
            .all(|(_, types)| types.with(Verdict::Met).count() > 0)
}
