//! `can`, `who` and `what` as CSV: a row for each answer, principal or grant, with all that it holds.

use crate::access::{Derivation, Outcome, Step, Target};
use crate::effective::{HeldScope, HolderAnywhere};
use crate::ids::PrincipalId;
use crate::model::{Plane, Principal, Tenant};
use crate::report::format::csv::Rows;
use crate::report::page::Table;
use crate::report::view::can::CanReport;
use crate::report::view::effective::WhatReport;
use crate::report::view::who::{WhoFound, WhoReport};
use crate::report::view::words::{derivation_sentence, repair_sentence, why_not_sentence};
use crate::scope::Scope;

/// The answers of one or several `can`, a row for each action and plane.
pub(crate) fn can_csv<'r>(reports: impl IntoIterator<Item = &'r CanReport>) -> Table {
    let mut rows = Vec::new();
    for report in reports {
        let principal = report.principal.as_ref();
        let roles: Vec<&str> = report.roles.iter().map(|(_, name)| name.as_str()).collect();
        for answer in &report.answers {
            let coverage = answer.coverage.as_ref();
            rows.push(vec![
                answer.outcome.as_str().to_owned(),
                principal.map_or_else(String::new, |p| p.id.to_string()),
                principal.map_or_else(String::new, |p| p.label().to_owned()),
                roles.join("; "),
                answer.action.clone(),
                answer.plane.as_str().to_owned(),
                answer
                    .scope
                    .as_ref()
                    .map(Scope::to_string)
                    .unwrap_or_default(),
                yes_or_no(answer.is_known),
                coverage.map_or_else(String::new, |c| c.operations.len().to_string()),
                coverage.map_or_else(String::new, |c| c.granted.len().to_string()),
                sentences(&answer.derivations, answer.scope.as_ref()),
                lines(answer.why_not.iter().map(why_not_sentence)),
                answer.needs.join("\n"),
                lines(answer.repairs.iter().map(repair_sentence)),
            ]);
        }
    }
    Table {
        caption: "Answers".to_owned(),
        columns: vec![
            "outcome",
            "principalId",
            "principalName",
            "roles",
            "action",
            "plane",
            "scope",
            "known",
            "operations",
            "granted",
            "because",
            "whyNot",
            "needs",
            "repairs",
        ],
        rows,
    }
}

/// Everyone who can, a row for each principal, scope and plane.
pub(crate) fn who_csv<'a>(reports: &'a [WhoReport], tenant: &'a Tenant) -> Rows<'a> {
    let rows = reports
        .iter()
        .flat_map(move |report| -> Box<dyn Iterator<Item = Vec<String>>> {
            match &report.found {
                WhoFound::At(scope, holders) => Box::new(holders.iter().map(move |holder| {
                    let because = sentences(&holder.derivations, Some(scope));
                    let held = (holder.outcome, scope, because, String::new());
                    who_row(&report.target, &holder.principal, held, tenant)
                })),
                WhoFound::Anywhere(holders) => Box::new(holders.iter().flat_map(move |holder| {
                    let scopes = holder.scopes.iter();
                    scopes.map(move |held| {
                        let because = because_there(holder, held, tenant);
                        let except = lines(held.except.iter().map(|except| {
                            let only = if except.only_here { " itself" } else { "" };
                            format!("{} at {}{only}", except.outcome.as_str(), except.scope)
                        }));
                        let held = (held.outcome, &held.scope, because, except);
                        who_row(&report.target, &holder.principal, held, tenant)
                    })
                })),
            }
        });
    Rows {
        columns: vec![
            "outcome",
            "principal",
            "type",
            "id",
            "action",
            "plane",
            "scope",
            "because",
            "except",
        ],
        rows: Box::new(rows),
    }
}

fn who_row(
    target: &Target,
    principal: &PrincipalId,
    (outcome, scope, because, except): (Outcome, &Scope, String, String),
    tenant: &Tenant,
) -> Vec<String> {
    let known = tenant.principal(principal);
    vec![
        outcome.as_str().to_owned(),
        known.map_or_else(|| principal.to_string(), |p| p.label().to_owned()),
        known.map_or("", |p| p.kind.as_str()).to_owned(),
        principal.to_string(),
        target.action.to_string(),
        target.plane.as_str().to_owned(),
        scope.to_string(),
        because,
        except,
    ]
}

/// What a principal holds at a scope itself, and the groups through which it may have more.
fn because_there(holder: &HolderAnywhere, held: &HeldScope, tenant: &Tenant) -> String {
    let at = |step: &Step| match step {
        Step::RoleAssignment { scope, .. } | Step::Schedule { scope, .. } => *scope == held.scope,
        _ => false,
    };
    let own = holder.derivations.iter();
    let own = own.filter(|path| path.steps.iter().any(at));
    let own = own.map(|path| derivation_sentence(path, Some(&held.scope)));
    let label = |id| tenant.principal(id).map_or(id.as_str(), Principal::label);
    let groups = holder.through.iter();
    lines(own.chain(groups.map(|group| format!("member of group {}", label(group)))))
}

/// Everything a principal holds, a row for each grant; with `--expand`, a row for each operation
/// at each scope.
pub(crate) fn what_csv(
    report: &WhatReport,
    operation: impl Fn(crate::ids::OperationIx) -> String,
    tenant: &Tenant,
) -> Table {
    if let Some(expanded) = &report.expanded {
        let mut rows = Vec::new();
        for at in expanded {
            for (plane, operations) in [(Plane::Control, &at.control), (Plane::Data, &at.data)] {
                for &found in operations {
                    let plane = plane.as_str().to_owned();
                    rows.push(vec![at.scope.to_string(), plane, operation(found)]);
                }
            }
        }
        return Table {
            caption: "Operations".to_owned(),
            columns: vec!["scope", "plane", "operation"],
            rows,
        };
    }
    let label = |id| tenant.principal(id).map_or(id.as_str(), Principal::label);
    let rows = report.grants.iter().map(|grant| {
        vec![
            grant.scope.to_string(),
            grant.role.to_string(),
            grant.role_id.map(|id| id.to_string()).unwrap_or_default(),
            grant
                .plane
                .map(Plane::as_str)
                .unwrap_or_default()
                .to_owned(),
            grant.outcome.as_str().to_owned(),
            lines(grant.via.iter().map(|hop| label(&hop.group).to_owned())),
            lines(grant.patterns.granted().iter().map(ToString::to_string)),
            lines(grant.patterns.excluded().iter().map(ToString::to_string)),
            lines(grant.conditions.iter().map(|c| c.text.to_string())),
            grant.assignment.to_string(),
        ]
    });
    Table {
        caption: "Grants".to_owned(),
        columns: vec![
            "scope",
            "role",
            "roleId",
            "plane",
            "outcome",
            "via",
            "actions",
            "notActions",
            "condition",
            "roleAssignment",
        ],
        rows: rows.collect(),
    }
}

fn sentences(derivations: &[Derivation], scope: Option<&Scope>) -> String {
    lines(derivations.iter().map(|d| derivation_sentence(d, scope)))
}

fn lines(texts: impl Iterator<Item = String>) -> String {
    texts.collect::<Vec<_>>().join("\n")
}

fn yes_or_no(holds: bool) -> String {
    if holds { "yes" } else { "no" }.to_owned()
}
