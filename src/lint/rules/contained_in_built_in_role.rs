//! # contained-in-built-in-role
//!
//! **What.** A built-in role grants the same as the custom role, or all that it grants, now and
//! for ever.
//!
//! **Why it matters.** A built-in role is maintained by Azure, exists in every tenant, and
//! doesn't count against the 5,000 custom roles. Where the built-in role grants the same, the
//! custom role is needless.
//!
//! **Evidence.** The relation of the two, decided over every well-formed operation name in each
//! plane, and how many operations the built-in role grants beyond today. Conditional permissions
//! of a built-in role don't count.
//!
//! **False positives.** A contained role is often made on purpose, to grant less: that is told as
//! a remark only. Roles that hold a bare `*` and roles that are meant for Microsoft services are
//! not named.

use super::super::registry::LintRule;
use super::super::subject::{Subject, advice, operations};
use crate::audit::{Finding, Severity};
use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::ids::RoleIx;
use crate::model::{Plane, RoleDefinition, RoleKind};
use crate::pattern::{PatternLanguage, StateLimit};

pub(in super::super) const RULE: LintRule = LintRule {
    id: "contained-in-built-in-role",
    title: "a built-in role grants all that the custom role does",
    run,
};

fn run(subject: &Subject<'_>) -> Result<Vec<Finding>, StateLimit> {
    let role = subject.role();
    if !subject.is_custom() || role.permissions.is_empty() {
        return Ok(Vec::new());
    }
    let Some(container) = smallest(subject.catalog, role)? else {
        return Ok(Vec::new());
    };
    let name = subject.catalog.role_name(container.role);
    let id = subject.catalog.role_id(container.role);
    let shown = id.map_or_else(String::new, |id| format!(" ({id})"));
    let severity = if container.is_equal {
        Severity::Medium
    } else {
        Severity::Info
    };
    let mut finding = subject.finding(&RULE, severity);
    if container.is_equal {
        finding.title = format!("{} is the built-in role {name}", role.name);
        finding.because = format!(
            "{name}{shown} grants the same as {}, now and for ever",
            role.name
        );
        finding.remediation = advice(format!("assign {name} and delete {}", role.name));
    } else {
        finding.title = format!("{} lies within the built-in role {name}", role.name);
        finding.because = format!(
            "{name}{shown} is the smallest built-in role that grants all of {}, and {} more today",
            role.name,
            operations(container.more)
        );
        finding.remediation = advice(format!(
            "keep {} if the difference matters; `rolecall roles compare` shows it",
            role.name
        ));
    }
    Ok(vec![finding])
}

/// A built-in role that grants all that the custom one does.
struct Container {
    role: RoleIx,
    more: usize,
    is_equal: bool,
}

/// The container with the fewest operations today; of equal ones the first by name.
fn smallest(catalog: &Catalog, role: &RoleDefinition) -> Result<Option<Container>, StateLimit> {
    let own = sides(catalog, role, |_| true);
    if own.iter().all(|side| side.today.is_empty()) {
        return Ok(None);
    }
    let services = catalog.risk().service_roles();
    let mut candidates: Vec<(usize, String, RoleIx)> = catalog
        .roles()
        .filter(|&at| catalog.role_kind(at) == RoleKind::BuiltIn)
        .filter(|&at| {
            let id = catalog.role_id(at);
            id != role.id && !services.iter().any(|service| Some(service.id) == id)
        })
        .filter_map(|at| {
            let mut more = 0;
            for (plane, side) in Plane::BOTH.into_iter().zip(&own) {
                let (free, _) = catalog.granted_by_condition(at, plane);
                if !side.today.is_subset(&free) {
                    return None;
                }
                more += free.minus(&side.today).len();
            }
            Some((more, catalog.role_name(at), at))
        })
        .collect();
    candidates.sort();
    for (more, _, at) in candidates {
        let other = catalog.role(at);
        if has_bare_star(&other) {
            continue;
        }
        let theirs = sides(catalog, &other, |bound| !bound);
        let mut is_equal = !role.is_conditional();
        let mut contains = true;
        for (own, theirs) in own.iter().zip(&theirs) {
            contains = contains && own.language.difference(&theirs.language)?.is_none();
            is_equal = is_equal && theirs.language.difference(&own.language)?.is_none();
        }
        if contains {
            return Ok(Some(Container {
                role: at,
                more,
                is_equal,
            }));
        }
    }
    Ok(None)
}

struct Side {
    language: PatternLanguage,
    today: OperationSet,
}

/// What the wanted permissions of a role grant, by plane; `wanted` is told whether one is bound by
/// a condition.
fn sides(catalog: &Catalog, role: &RoleDefinition, wanted: fn(bool) -> bool) -> [Side; 2] {
    Plane::BOTH.map(|plane| {
        let sets = || {
            let permissions = role.permissions.iter();
            permissions
                .filter(|p| wanted(p.condition.is_some()))
                .map(|p| p.plane(plane))
        };
        let mut today = OperationSet::new(catalog.operation_count());
        for set in sets() {
            today.union_with(&catalog.expand_set(set, plane));
        }
        Side {
            language: PatternLanguage::new(sets(), catalog.wildcards()),
            today,
        }
    })
}

fn has_bare_star(role: &RoleDefinition) -> bool {
    let mut patterns = role.permissions.iter().flat_map(|p| p.control.granted());
    patterns.any(|pattern| pattern.folded() == "*")
}
