//! The parts of a recommendation that know of scopes.

use crate::minimize::{self, FrontierPoint, Recommendation, RecommendedRole};
use crate::report::page::{Page, Table};
use crate::report::v1::CustomRole;
use crate::report::view::recommend::assigned::{of_set, stand_ins};
use crate::scope::Scope;

fn text(scope: Option<&Scope>) -> Option<&str> {
    scope.map(Scope::as_str)
}

/// Whether the scopes of the answer need telling.
fn has_several(found: &Recommendation) -> bool {
    found.excess_by_scope.len() > 1
}

/// The names of the roles, each once.
pub(crate) fn distinct_names(found: &Recommendation) -> Vec<&str> {
    let mut names: Vec<&str> = found.roles.iter().map(|role| role.name.as_str()).collect();
    names.dedup();
    names
}

/// The roles of a set, with their scopes where they have one.
pub(crate) fn placed_names(roles: &[RecommendedRole]) -> String {
    let several = roles.iter().any(|role| role.scope != roles[0].scope);
    let names: Vec<String> = roles
        .iter()
        .map(|role| match &role.scope {
            Some(scope) if several => format!("{} at {scope}", role.name),
            _ => role.name.clone(),
        })
        .collect();
    names.join(" + ")
}

/// The roles of a point, with their scopes where those differ.
pub(crate) fn frontier_names(point: &FrontierPoint) -> Vec<String> {
    let several = point.scopes.iter().any(|scope| *scope != point.scopes[0]);
    let names = point.roles.iter().zip(&point.scopes);
    names
        .map(|(name, scope)| match scope {
            Some(scope) if several => format!("{name} at {scope}"),
            _ => name.clone(),
        })
        .collect()
}

/// The roles with all that they cover.
pub(crate) fn roles_table(found: &Recommendation) -> Table {
    let scoped = found.roles.iter().any(|role| role.scope.is_some());
    let rows = found.roles.iter().map(|role| {
        let mut row = vec![
            role.name.clone(),
            role.id
                .map_or_else(|| "none".to_owned(), |id| id.to_string()),
            role.covers.join("\n"),
        ];
        if scoped {
            let scope = text(role.scope.as_ref()).unwrap_or_default();
            row.insert(2, scope.to_owned());
        }
        row
    });
    Table {
        caption: "Roles".to_owned(),
        columns: if scoped {
            vec!["role", "id", "scope", "covers"]
        } else {
            vec!["role", "id", "covers"]
        },
        rows: rows.collect(),
    }
}

/// What the set grants beyond the requirement at each scope; no row where there is one scope.
pub(crate) fn excess_table(found: &Recommendation) -> Table {
    let rows = found.excess_by_scope.iter().map(|(scope, excess)| {
        let mut row = vec![text(scope.as_ref()).unwrap_or_default().to_owned()];
        let counts = [
            excess.total(),
            excess.escalation,
            excess.data,
            excess.write,
            excess.read,
        ];
        row.extend(counts.map(|count| count.to_string()));
        row
    });
    Table {
        caption: "Beyond the requirement, by scope".to_owned(),
        columns: vec!["scope", "excess", "escalation", "data", "write", "read"],
        rows: rows.filter(|_| has_several(found)).collect(),
    }
}

/// What assignments add that stand above everything that is required.
pub(crate) fn wider_points(found: &Recommendation) -> Vec<String> {
    let required = |scope: &Scope| {
        found
            .required
            .iter()
            .any(|(required, _)| required.scope.as_ref() == Some(scope))
    };
    let mut points: Vec<String> = Vec::new();
    for role in &found.roles {
        let Some(scope) = role.scope.as_ref().filter(|scope| !required(scope)) else {
            continue;
        };
        let excess = found
            .excess_by_scope
            .iter()
            .find(|(at, _)| at.as_ref() == Some(scope))
            .map_or(0, |(_, excess)| excess.total());
        let point = format!(
            "nothing is required at {scope} itself: what is assigned there adds {excess} operations at that scope and at everything else below it"
        );
        if !points.contains(&point) {
            points.push(point);
        }
    }
    points
}

/// The custom roles that fit, and those that stand in for documented ones.
pub(crate) fn custom_role_blocks(page: &mut Page, found: &Recommendation) {
    if found.custom_roles.is_empty() {
        return;
    }
    page.heading(match found.custom_roles.len() {
        1 => "Custom role that fits exactly",
        _ => "Custom roles that fit exactly, each for its scopes",
    });
    let shown = |role: &minimize::CustomRole| {
        serde_json::to_string_pretty(&CustomRole::from(role)).unwrap_or_default()
    };
    for role in &found.custom_roles {
        page.code("json", shown(role));
    }
    for role in stand_ins(&of_set(found)).0 {
        if !found.custom_roles.iter().any(|own| own.grants_as(&role)) {
            page.heading("Custom role in the place of a documented one");
            page.code("json", shown(&role));
        }
    }
}
