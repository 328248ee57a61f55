//! What a recommendation would be with other candidates, in words.

use crate::minimize::{OtherSet, RecommendedRole};
use crate::report::page::Page;
use crate::report::view::recommend::scopes::placed_names;
use crate::report::view::recommend::{RecommendReport, mark};

/// Adds what there is to tell.
pub(crate) fn add_others(page: &mut Page, report: &RecommendReport) {
    if let Some(set) = &report.others.assignable {
        page.text(assignable(set));
    }
    if let Some(set) = &report.others.any_role {
        // It may leave out what no role covers.
        let what = if set.uncovered.is_empty() {
            "it"
        } else {
            "as much"
        };
        page.text(format!(
            "Also covers {what}, with {} operations beyond the requirement ({} that lead to more rights): {}.",
            set.excess.total(),
            set.excess.escalation,
            placed_names(&set.roles),
        ));
        let foreign = set.roles.iter().filter(|role| role.is_foreign);
        let mut points: Vec<String> = foreign.map(meant_for).collect();
        points.dedup();
        page.bullets(points);
    }
    if let Some(set) = &report.others.left_out {
        let found = &report.recommendation.excess;
        page.text(format!(
            "Left out, being meant for Microsoft services: {} would grant {} operations beyond the requirement ({} that lead to more rights) in place of {} ({}).",
            placed_names(&set.roles),
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

/// What a foreign role is meant for.
pub(crate) fn meant_for(role: &RecommendedRole) -> String {
    let home = match &role.home[..] {
        [] => "something else".to_owned(),
        [several @ .., last] if several.len() < SHOWN => {
            let several: Vec<&str> = several.iter().map(String::as_str).collect();
            match several.is_empty() {
                true => last.clone(),
                false => format!("{} and {last}", several.join(", ")),
            }
        }
        many => format!(
            "{} and {} others",
            many[..SHOWN].join(", "),
            many.len() - SHOWN
        ),
    };
    format!("{} is meant for {home}", role.name)
}

/// How many namespaces of a role are named.
const SHOWN: usize = 3;

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
        placed_names(&set.roles),
        set.excess.total(),
        set.excess.escalation,
    )
}

fn lower_first(sentence: &str) -> String {
    let mut letters = sentence.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}
