//! What a recommendation would be with other candidates, in words.

use serde_json::{Value, json};

use super::page::Page;
use super::recommend::{RecommendReport, excess_json, mark, role_json};
use crate::minimize::{Excess, OtherSet};

/// `assignable` and `leftOut` of `rolecall/recommend/1`; null where there is nothing to tell.
pub(super) fn others_json(report: &RecommendReport) -> [Value; 2] {
    let others = &report.others;
    let assignable = others.assignable.as_ref().map(set_json);
    let left_out = others.left_out.as_ref().map(|set| {
        let mut value = set_json(set);
        let services = others.services.iter().map(|service| {
            json!({ "id": service.id.to_string(), "name": service.name, "reason": service.reason })
        });
        value["serviceRoles"] = services.collect();
        value["saved"] = saved_json(&report.recommendation.excess, &set.excess);
        value
    });
    [assignable, left_out].map(Option::unwrap_or_default)
}

fn set_json(set: &OtherSet) -> Value {
    let uncovered = set.uncovered.iter();
    json!({
        "roles": set.roles.iter().map(role_json).collect::<Vec<_>>(),
        "roleCount": set.roles.len(),
        "excess": excess_json(&set.excess),
        "uncovered": uncovered
            .map(|(action, plane)| json!({ "action": action, "plane": plane.as_str() }))
            .collect::<Vec<_>>(),
    })
}

/// How much less another set grants; below zero where it grants more.
fn saved(found: u64, other: u64) -> i64 {
    i64::try_from(found).unwrap_or(i64::MAX) - i64::try_from(other).unwrap_or(i64::MAX)
}

fn saved_json(found: &Excess, other: &Excess) -> Value {
    json!({
        "total": saved(found.total(), other.total()),
        "escalation": saved(found.escalation, other.escalation),
        "data": saved(found.data, other.data),
        "write": saved(found.write, other.write),
        "read": saved(found.read, other.read),
    })
}

/// Adds what there is to tell.
pub(super) fn add_others(page: &mut Page, report: &RecommendReport) {
    if let Some(set) = &report.others.assignable {
        page.text(assignable(set));
    }
    if let Some(set) = &report.others.left_out {
        let found = &report.recommendation.excess;
        page.text(format!(
            "Left out, being meant for Microsoft services: {} would grant {} operations beyond the requirement ({} that lead to more rights) in place of {} ({}).",
            names(set),
            set.excess.total(),
            set.excess.escalation,
            found.total(),
            found.escalation,
        ));
        let services = report.others.services.iter();
        page.bullets(
            services
                .map(|service| format!("{}: {}", service.name, lower_first(&service.reason)))
                .collect(),
        );
    }
}

fn assignable(set: &OtherSet) -> String {
    if set.roles.is_empty() {
        return "No role that can be assigned as it is covers anything of it.".to_owned();
    }
    let uncovered: Vec<String> = set.uncovered.iter().map(|(n, p)| mark(n, *p)).collect();
    let lacks = match uncovered.is_empty() {
        true => String::new(),
        false => format!(", without {}", uncovered.join(", ")),
    };
    format!(
        "Without a custom role: {}{lacks}, which grants {} operations beyond the requirement ({} that lead to more rights).",
        names(set),
        set.excess.total(),
        set.excess.escalation,
    )
}

fn names(set: &OtherSet) -> String {
    let names: Vec<&str> = set.roles.iter().map(|role| role.name.as_str()).collect();
    names.join(" + ")
}

fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
