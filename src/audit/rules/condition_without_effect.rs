//! # condition-without-effect
//!
//! **What.** The condition of a role assignment limits nothing: it targets no action of the role,
//! or is met by every request.
//!
//! **Why it matters.** The assignment looks narrowed and isn't: reviewers count it as safe.
//!
//! **Evidence.** The assignments: a condition is reported once for a role, whoever holds it. It limits
//! only the actions that its `ActionMatches` names; a comparison that excludes several values with
//! `ForAnyOfAnyValues` is true of all.
//!
//! **Remediation.** Fix the condition, `rolecall conditions lint` shows where, or remove it, so
//! that the assignment shows what it gives.
//!
//! **False positives.** A condition written ahead of a change of the role.

use std::sync::Arc;

use super::super::guarded::guarded;
use super::super::holder::{Hold, Holding};
use super::super::survey::Survey;
use super::super::tally;
use crate::catalog::effects::{ASSIGNS_ROLES, REMOVES_ROLES};
use crate::condition::{Condition, Verdict};
use crate::delegation::{Audience, PrincipalType, RoleReach};
use crate::ids::RoleId;
use crate::lint::{ConditionFinding, LintContext, RoleActions, lint_condition};
use crate::model::{Plane, RoleDefinition};
use crate::pattern::{ActionPattern, PatternSet};
use crate::rule::{Finding, FindingBuilder, FindingRole, Remediation, Rule, Severity};
use crate::span::Place;
use crate::text::{self, NameMap};

pub(super) const RULE: Rule = Rule::new(
    "condition-without-effect",
    "the condition of an assignment limits nothing",
    Severity::Medium,
);

/// An operation of no role: only a condition without targets limits it.
const NOBODYS: &str = "None.None/none/none";

pub(super) fn run(survey: &Survey<'_>) -> Vec<Finding> {
    let mut by_text: NameMap<(Option<RoleId>, &str, &str), Option<Idle>> = NameMap::default();
    let mut reported: Vec<(&Holding<'_>, String, Vec<Place>)> = Vec::new();
    let mut positions: NameMap<(Option<RoleId>, &str, &str), usize> = NameMap::default();
    for holding in survey.holdings() {
        let Some(text) = holding.grant.condition else {
            continue;
        };
        let key = (holding.role.id, &*holding.role.name, &*text.text);
        let idle = by_text.entry(key).or_insert_with(|| {
            let condition = survey.condition(text)?;
            idle(survey, holding, &condition)
        });
        let Some(why) = idle.as_ref().and_then(|idle| idle.why(survey, holding)) else {
            continue;
        };
        let next = reported.len();
        let at = *positions.entry(key).or_insert(next);
        if at == next {
            reported.push((holding, why, Vec::new()));
        }
        reported[at].2.push(holding.grant.place().clone());
    }
    let findings = reported.into_iter();
    findings
        .map(|(first, why, places)| finding(survey, first, &why, places))
        .collect()
}

/// One finding for a role and a condition, whoever holds them.
fn finding(survey: &Survey<'_>, first: &Holding<'_>, why: &str, places: Vec<Place>) -> Finding {
    let role = &first.role.name;
    let delegates = first.gives(survey, ASSIGNS_ROLES, Plane::Control).is_some();
    let held = tally::assignments(places.len());
    let mut finding = FindingBuilder::new(&RULE, places);
    finding.role = Some(FindingRole::of(first.role));
    if let Some(text) = first.grant.condition {
        finding.detail = Arc::clone(&text.text);
    }
    finding.severity = if delegates {
        Severity::High
    } else {
        Severity::Medium
    };
    finding.title = format!("a condition on {role} limits nothing");
    let because =
        format!("{held} of {role} under one condition gives as much as without it, because {why}");
    let remediation = Remediation::advice(
        "fix the condition, `rolecall conditions lint` shows where, or remove it to show what the assignment gives",
    );
    finding.build(because, remediation)
}

/// A condition that limits nothing that a role grants, or that may not.
enum Idle {
    /// Whoever holds it.
    Always(String),
    /// If every principal may be given every role: by conditions that name principals, that may depend
    /// on who holds it.
    IfAnyRole(Vec<String>),
}

impl Idle {
    /// Why the condition limits nothing for a holder; `None` where it limits something.
    fn why(&self, survey: &Survey<'_>, holding: &Holding<'_>) -> Option<String> {
        let guarded = match self {
            Self::Always(why) => return Some(why.clone()),
            Self::IfAnyRole(guarded) => guarded,
        };
        let found = survey.delegation(holding);
        let free = |action: &str, reach: &RoleReach| {
            let limited = guarded.iter().any(|name| text::same(name, action));
            !limited || matches!(reach, RoleReach::AnyRole { to } if is_everybody(to))
        };
        (free(ASSIGNS_ROLES, &found.assign) && free(REMOVES_ROLES, &found.remove))
            .then(|| "every role passes it, for every principal".to_owned())
    }
}

/// Why a condition limits nothing that a role grants; `None` where it limits something.
fn idle(survey: &Survey<'_>, holding: &Holding<'_>, condition: &Condition) -> Option<Idle> {
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
        return Some(Idle::Always(format!(
            "it targets only {}, which {} doesn't grant",
            targets.join(", "),
            holding.role.name
        )));
    }
    if condition.is_always_met() {
        return Some(Idle::Always("it is met by every request".to_owned()));
    }
    if condition.is_guarded_for(NOBODYS)
        || holding.gives(survey, ASSIGNS_ROLES, Plane::Control) != Some(Hold::Conditional)
    {
        return None;
    }
    let guarded = guarded(survey, holding, condition)?;
    let is_of_assignments = |name: &String| {
        let mut known = [ASSIGNS_ROLES, REMOVES_ROLES].into_iter();
        known.any(|other| text::same(name, other))
    };
    let all = guarded.iter().all(is_of_assignments);
    all.then_some(Idle::IfAnyRole(guarded))
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
