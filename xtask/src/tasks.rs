//! `docs/tasks.md`: every task with its minimal role sets.

use std::fmt::Write;

use rolecall::catalog::{Catalog, Evidence, Task};
use rolecall::minimize::{
    Advice, Candidates, Excess, Objective, RecommendedRole, Requirement, SearchLimits, other_sets,
    recommend,
};
use rolecall::model::Plane;
use rolecall::model::RoleKind;
use rolecall::pattern::ActionPattern;
use rolecall::pattern::Wildcards;

/// The file, below the root of the project.
pub(crate) const TARGET: &str = "docs/tasks.md";

const INTRODUCTION: &str = "# Tasks

Written by `cargo xtask docs` from `roles/tasks/`, over the core catalogue.

Each task of an operator of Nexus with the operations that it takes, and the least roles that cover
them, three times: for the **least risk** (first as few roles as can be that are meant for something
else, then as few operations that lead to more rights, then as few that write or touch data, then as
few roles), for the **fewest roles**, and for the **least excess** (operations beyond what the task
takes, of whatever kind). Every set is a proven minimum. *What to do* is to assign that of the least
risk, or to create the custom role that fits exactly: where the set holds a role that is meant for
something else, leads to more rights, or grants more than ten writes and data operations for each that
is required.
`rolecall recommend --task ID` gives the same answer with its alternatives, the custom role that fits
exactly, and the commands. With the whole of Azure imported, narrower roles may come up.

*Stated* means that a page states the operations; *inferred*, that they were worked out from what
pages say, so that a try on a test resource is worth its while. A role marked *not published* is in the
documentation of Operator Nexus, but can't be assigned: where an answer holds one, the row *assignable*
says what comes out without it.
";

/// A row of a task: an objective, or what can be assigned as it is.
struct Row {
    name: &'static str,
    roles: Vec<RecommendedRole>,
    excess: Excess,
    uncovered: usize,
    advice: Advice,
}

/// The whole page.
pub(crate) fn page() -> String {
    let catalog = Catalog::core(Wildcards::Azure);
    let tasks = catalog.tasks();
    let mut text = String::from(INTRODUCTION);
    let _ = write!(
        text,
        "\n| task | what | operations | least risk | what to do |\n| --- | --- | --- | --- | --- |\n"
    );
    let mut sections = String::new();
    for task in &tasks {
        let rows = rows(&catalog, task);
        let best = rows
            .first()
            .map(|row| names(&row.roles))
            .unwrap_or_default();
        let advice = match rows.first().map(|row| row.advice) {
            Some(Advice::Assign) => "assign",
            Some(Advice::CreateCustomRole) => "custom role",
            _ => "",
        };
        let _ = writeln!(
            text,
            "| [{0}](#{0}) | {1} | {2} | {best} | {advice} |",
            task.id,
            task.title,
            task.evidence.as_str(),
        );
        section(&mut sections, task, &rows);
    }
    text + &sections
}

fn rows(catalog: &Catalog, task: &Task) -> Vec<Row> {
    let mut requirement = Requirement::default();
    for (plane, list) in [
        (Plane::Control, &task.actions),
        (Plane::Data, &task.data_actions),
    ] {
        for action in list
            .iter()
            .filter_map(|text| ActionPattern::parse(text).ok())
        {
            requirement.add(action, plane);
        }
    }
    let candidates = Candidates::default();
    let limits = SearchLimits::default();
    let mut rows = Vec::new();
    for (name, objective) in [
        ("risk", Objective::Risk),
        ("roles", Objective::Roles),
        ("excess", Objective::Excess),
    ] {
        let Ok(found) = recommend(catalog, &requirement, &candidates, objective, None, limits)
        else {
            continue;
        };
        let others = other_sets(catalog, &requirement, &candidates, &found, None, limits);
        rows.push(Row {
            name,
            uncovered: found.uncovered.len(),
            advice: found.advice,
            excess: found.excess,
            roles: found.roles,
        });
        rows.extend(others.assignable.map(|set| Row {
            name: "assignable",
            advice: Advice::Nothing,
            uncovered: set.uncovered.len(),
            excess: set.excess,
            roles: set.roles,
        }));
    }
    rows
}

fn section(text: &mut String, task: &Task, rows: &[Row]) {
    let _ = write!(text, "\n## {}\n\n{}.", task.id, task.title);
    if let Some(principal) = &task.principal {
        let _ = write!(text, " Done by: {}.", words(principal));
    }
    if let Some(scope) = &task.scope {
        let _ = write!(text, " On: {}.", words(scope));
    }
    let known = match task.evidence {
        Evidence::Stated => "The operations are *stated* in",
        Evidence::Inferred => "The operations are *inferred* from",
    };
    let source = task.source.as_deref().unwrap_or("the documentation");
    let _ = writeln!(text, "\n{known}: {source}.\n");
    for action in &task.actions {
        let _ = writeln!(text, "- `{action}`");
    }
    for action in &task.data_actions {
        let _ = writeln!(text, "- `{action}` (data)");
    }
    if let Some(notes) = &task.notes {
        let _ = writeln!(text, "\n{notes}");
    }
    let _ = write!(
        text,
        "\n| least | roles | excess | escalation | data | write | read |\n|{}\n",
        " --- |".repeat(7)
    );
    for row in rows {
        let excess = &row.excess;
        let lacks = match row.uncovered {
            0 => String::new(),
            count => format!(" ({count} operations uncovered)"),
        };
        let _ = writeln!(
            text,
            "| {} | {}{lacks} | {} | {} | {} | {} | {} |",
            row.name,
            names(&row.roles),
            excess.total(),
            excess.escalation,
            excess.data,
            excess.write,
            excess.read
        );
    }
}

fn names(roles: &[RecommendedRole]) -> String {
    let names = roles.iter().map(|role| match role.kind {
        RoleKind::Documented => format!("{} (not published)", role.name),
        _ => role.name.clone(),
    });
    names.collect::<Vec<_>>().join(" + ")
}

/// `bareMetalMachine+storageAccount` as words.
fn words(name: &str) -> String {
    let mut words = String::new();
    for letter in name.chars() {
        match letter {
            '+' => words.push_str(" and "),
            letter if letter.is_ascii_uppercase() => {
                words.push(' ');
                words.push(letter.to_ascii_lowercase());
            }
            letter => words.push(letter),
        }
    }
    words
}
