//! `recommend`: the set, its price, its proof, and what else there is.

use serde_json::{Value, json};

use super::page::{Page, Table, Tone};
use super::recommend_derived::{add_derived, derived_json};
use super::recommend_others::{add_others, others_json};
use crate::catalog::{Evidence, Task};
use crate::import::DerivedOperation;
use crate::minimize::{CustomRole, Excess, Objective, OtherSets, Recommendation, RecommendedRole};
use crate::model::{Plane, RoleKind};

/// A recommendation with what it was asked for.
#[derive(Clone, Debug)]
pub(crate) struct RecommendReport {
    /// The tasks asked for.
    pub(crate) tasks: Vec<Task>,
    /// The answer.
    pub(crate) recommendation: Recommendation,
    /// What it would be with other candidates.
    pub(crate) others: OtherSets,
    /// What follows from deployments, required or not.
    pub(crate) derived: Vec<DerivedOperation>,
    /// Where the roles are to be assigned.
    pub(crate) scope: Option<String>,
}

/// The word of an objective.
pub(super) fn objective_word(objective: Objective) -> &'static str {
    match objective {
        Objective::Risk => "risk",
        Objective::Roles => "roles",
        Objective::Excess => "excess",
    }
}

pub(super) fn excess_json(excess: &Excess) -> Value {
    json!({
        "total": excess.total(),
        "escalation": excess.escalation,
        "data": excess.data,
        "write": excess.write,
        "read": excess.read,
    })
}

pub(super) fn role_json(role: &RecommendedRole, scope: Option<&str>) -> Value {
    json!({
        "id": role.id.map(|id| id.to_string()),
        "name": role.name,
        "scope": scope,
        "covers": role.covers,
        "published": role.kind != RoleKind::Documented,
    })
}

/// A custom role as `az role definition create` takes it.
pub(super) fn custom_role_json(role: &CustomRole, scope: Option<&str>) -> Value {
    json!({
        "Name": role.name,
        "IsCustom": true,
        "Description": "Exactly what the requirement names",
        "Actions": role.actions,
        "NotActions": [],
        "DataActions": role.data_actions,
        "NotDataActions": [],
        "AssignableScopes": [scope.unwrap_or("/subscriptions/SUBSCRIPTION_ID")],
    })
}

/// The `result` of `rolecall/recommend/1`.
pub(crate) fn recommend_json(report: &RecommendReport) -> Value {
    let found = &report.recommendation;
    let [assignable, left_out] = others_json(report);
    let scope = report.scope.as_deref();
    let required: Vec<Value> = found
        .required
        .iter()
        .map(|(required, operations)| {
            json!({
                "action": required.action.as_str(),
                "plane": required.plane.as_str(),
                "operations": operations,
            })
        })
        .collect();
    let frontier: Vec<Value> = found
        .frontier
        .iter()
        .map(|point| {
            json!({
                "roleCount": point.roles.len(),
                "roles": point.roles,
                "excess": excess_json(&point.excess),
            })
        })
        .collect();
    let uncovered: Vec<Value> = found
        .uncovered
        .iter()
        .map(|(action, plane)| json!({ "action": action, "plane": plane.as_str() }))
        .collect();
    let alternatives: Vec<Value> = found
        .alternatives
        .iter()
        .map(|roles| {
            json!(
                roles
                    .iter()
                    .map(|r| role_json(r, scope))
                    .collect::<Vec<_>>()
            )
        })
        .collect();
    json!({
        "tasks": report.tasks.iter().map(|task| task.id.as_str()).collect::<Vec<_>>(),
        "inferred": inferred(report).map(|task| task.id.as_str()).collect::<Vec<_>>(),
        "required": required,
        "derived": derived_json(&report.derived),
        "minimize": objective_word(found.objective),
        "recommendation": {
            "roles": found.roles.iter().map(|r| role_json(r, scope)).collect::<Vec<_>>(),
            "roleCount": found.roles.len(),
            "excess": excess_json(&found.excess),
            "optimal": is_optimal(found),
            "alternatives": alternatives,
            "certificate": {
                "lowerBound": found.minimum.lower_bound,
                "nodes": found.minimum.nodes,
            },
        },
        "assignable": assignable,
        "leftOut": left_out,
        "frontier": frontier,
        "customRole": custom_role_json(&found.custom_role, scope),
        "uncovered": uncovered,
        "commands": commands(report),
    })
}

pub(super) fn is_optimal(found: &Recommendation) -> bool {
    found.minimum.is_optimal(found.objective)
}

fn commands(report: &RecommendReport) -> Vec<String> {
    let scope = report.scope.as_deref().unwrap_or("SCOPE");
    let mut commands = Vec::new();
    for role in &report.recommendation.roles {
        let name = match role.id {
            Some(id) => id.to_string(),
            None => {
                commands.push(
                    "az role definition create --role-definition custom-role.json".to_owned(),
                );
                shell_word(&report.recommendation.custom_role.name)
            }
        };
        commands.push(format!(
            "az role assignment create --assignee-object-id PRINCIPAL_OBJECT_ID --role {name} --scope {scope}"
        ));
    }
    commands
}

fn shell_word(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

/// The recommendation as a page.
pub(crate) fn recommend_page(report: &RecommendReport) -> Page {
    let found = &report.recommendation;
    let mut page = Page::default();
    let what = what_for(report);
    if found.roles.is_empty() {
        page.verdict(
            Tone::Bad,
            "none",
            format!("no role covers anything of {what}"),
        );
    } else {
        let names: Vec<&str> = found.roles.iter().map(|role| role.name.as_str()).collect();
        let tone = if found.uncovered.is_empty() {
            Tone::Good
        } else {
            Tone::Open
        };
        page.verdict(tone, &names.join(" + "), format!("for {what}"));
        let mut points = vec![excess_sentence(&found.excess), proof_sentence(found)];
        for role in found
            .roles
            .iter()
            .filter(|role| role.kind == RoleKind::Documented)
        {
            points.push(format!(
                "{} is documented but not published: nobody can assign it; create the custom role below in its place",
                role.name
            ));
        }
        for alternative in &found.alternatives {
            let names: Vec<&str> = alternative.iter().map(|role| role.name.as_str()).collect();
            points.push(format!("as good: {}", names.join(" + ")));
        }
        page.bullets(points);
        let rows = found
            .roles
            .iter()
            .map(|role| {
                vec![
                    role.name.clone(),
                    role.id
                        .map_or_else(|| "none".to_owned(), |id| id.to_string()),
                    role.covers.join("\n"),
                ]
            })
            .collect();
        page.table(Table {
            caption: "Roles".to_owned(),
            columns: vec!["role", "id", "covers"],
            rows,
        });
    }
    add_others(&mut page, report);
    for task in inferred(report) {
        page.text(format!(
            "The operations of `{}` were inferred, no page states them as a list.",
            task.id
        ));
    }
    for task in &report.tasks {
        if let Some(notes) = &task.notes {
            page.text(format!("`{}`: {notes}", task.id));
        }
    }
    if !found.uncovered.is_empty() {
        page.heading("No role covers");
        page.bullets(
            found
                .uncovered
                .iter()
                .map(|(name, plane)| format!("{name} ({plane} plane)"))
                .collect(),
        );
    }
    add_derived(&mut page, &report.derived);
    if found.frontier.len() > 1 {
        page.heading("Between few roles and little excess");
        let rows = found
            .frontier
            .iter()
            .map(|point| {
                vec![
                    point.roles.len().to_string(),
                    point.excess.total().to_string(),
                    point.excess.escalation.to_string(),
                    point.roles.join("\n"),
                ]
            })
            .collect();
        page.table(Table {
            caption: "Frontier".to_owned(),
            columns: vec!["roles", "excess", "escalation", "names"],
            rows,
        });
    }
    page.heading("Custom role that fits exactly");
    let json = custom_role_json(&found.custom_role, report.scope.as_deref());
    page.code(
        "json",
        serde_json::to_string_pretty(&json).unwrap_or_default(),
    );
    let commands = commands(report);
    if !commands.is_empty() {
        page.heading("Commands");
        page.code("sh", commands.join("\n"));
    }
    page
}

/// The tasks whose lists no page states.
fn inferred(report: &RecommendReport) -> impl Iterator<Item = &Task> {
    let tasks = report.tasks.iter();
    tasks.filter(|task| task.evidence == Evidence::Inferred)
}

fn what_for(report: &RecommendReport) -> String {
    let found = &report.recommendation;
    let operations: usize = found.required.iter().map(|(_, n)| (*n).max(1)).sum();
    let noun = if operations == 1 {
        "operation"
    } else {
        "operations"
    };
    match &report.tasks[..] {
        [] => format!("{operations} required {noun}"),
        tasks => {
            let titles: Vec<String> = tasks.iter().map(|task| format!("`{}`", task.id)).collect();
            format!("{} ({operations} required {noun})", titles.join(", "))
        }
    }
}

fn excess_sentence(excess: &Excess) -> String {
    if excess.total() == 0 {
        return "grants nothing beyond the requirement".to_owned();
    }
    format!(
        "grants {} operations beyond the requirement: {} that lead to more rights, {} data, {} write, {} read",
        excess.total(),
        excess.escalation,
        excess.data,
        excess.write,
        excess.read
    )
}

fn proof_sentence(found: &Recommendation) -> String {
    let what = match found.objective {
        Objective::Risk => "least escalation, then least write and data, then fewest roles",
        Objective::Roles => "fewest roles, then least excess",
        Objective::Excess => "least excess, then fewest roles",
    };
    if is_optimal(found) {
        format!("proven minimal: {what}")
    } else {
        format!(
            "best found, not proven minimal ({what}): nothing beats {:?}",
            found.minimum.lower_bound
        )
    }
}

/// The name of a role, marked when nobody can assign it.
pub(super) fn label(role: &RecommendedRole) -> String {
    if role.kind == RoleKind::Documented {
        format!("{} (not published)", role.name)
    } else {
        role.name.clone()
    }
}

/// The name of an operation, marked when it is of the data plane.
pub(super) fn mark(name: &str, plane: Plane) -> String {
    if plane == Plane::Data {
        format!("{name} (data)")
    } else {
        name.to_owned()
    }
}
