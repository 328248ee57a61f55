//! `docs/tasks.md`: every task with its minimal role sets.

use std::fmt::Write;
use std::path::Path;

use rolecall::catalog::{Catalog, Evidence, Task, import_catalog};
use rolecall::import::{self, InputSource};
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
something else or isn't published, or where what published roles don't grant as usual leads to more
rights or is more than ten writes and data operations for each that is required. A set of roles that
documentation names for the task is to be assigned all the same, and what a role grants that it names for
something required doesn't count.
`rolecall recommend --task ID` gives the same answer with its alternatives, the custom role that fits
exactly, and the commands. Then comes the least risk and what to do with the whole of Azure imported.
*Signed* is what somebody says of it who reads it as the reviewer of a request for access
(`roles/readings.json`): whether the roles are to be signed, or why the custom role is.

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

/// The whole page. What comes out with the whole of Azure is found anew where its facts are, beside the
/// project; else what the page says of it stays.
pub(crate) fn page(root: &Path) -> String {
    let catalog = Catalog::core(Wildcards::Azure);
    let whole = whole_of_azure(root, &catalog);
    let written = std::fs::read_to_string(root.join(TARGET)).unwrap_or_default();
    let readings = readings(root);
    let tasks = catalog.tasks();
    let mut text = String::from(INTRODUCTION);
    let _ = write!(
        text,
        "\n| task | what | operations | least risk | what to do | with the whole of Azure | signed |\n|{}\n",
        " --- |".repeat(7)
    );
    let mut sections = String::new();
    for task in &tasks {
        let rows = rows(&catalog, task);
        let best = rows.first().map(Row::answer).unwrap_or_default();
        let with_all = match &whole {
            Some(whole) => match least_risk(whole, task).map(|row| row.answer()) {
                Some(answer) if answer != best => format!("{}: {}", answer.0, answer.1),
                _ => "the same".to_owned(),
            },
            None => cell_of_azure(&written, &task.id)
                .unwrap_or_default()
                .to_owned(),
        };
        let _ = writeln!(
            text,
            "| [{0}](#{0}) | {1} | {2} | {3} | {4} | {with_all} | {5} |",
            task.id,
            task.title,
            task.evidence.as_str(),
            best.0,
            best.1,
            readings["readings"][&task.id]["says"]
                .as_str()
                .unwrap_or_default(),
        );
        section(&mut sections, task, &rows);
    }
    text + &sections
}

/// The whole of Azure by the facts beside the project.
pub(crate) fn whole_of_azure(root: &Path, core: &Catalog) -> Option<Catalog> {
    let shared = std::env::var_os("ROLECALL_SHARED");
    let shared = shared.map_or_else(|| root.join("../shared"), Into::into);
    let files = [
        "facts/az-role-definition-list.json",
        "facts/az-provider-operation-list.json",
    ];
    let files = files.map(|file| shared.join(file));
    if !files.iter().all(|file| file.exists()) {
        return None;
    }
    let tenant = import::read(&files.map(InputSource::Path));
    let image = import_catalog(&tenant, core, "2026-08-22").ok()?;
    Catalog::open(image, "the whole of Azure", Wildcards::Azure).ok()
}

/// What a reviewer says of the recommendations.
fn readings(root: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(root.join("roles/readings.json")).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

/// The cell of the whole of Azure in the row of a task.
fn cell_of_azure<'p>(page: &'p str, task: &str) -> Option<&'p str> {
    let start = format!("| [{task}](");
    let row = page.lines().find(|line| line.starts_with(&start))?;
    row.trim_end_matches(" |").rsplit(" | ").nth(1)
}

impl Row {
    /// The roles, and what to do.
    fn answer(&self) -> (String, &'static str) {
        let advice = match self.advice {
            Advice::Assign => "assign",
            Advice::CreateCustomRole => "custom role",
            Advice::Nothing => "",
        };
        (names(&self.roles), advice)
    }
}

fn least_risk(catalog: &Catalog, task: &Task) -> Option<Row> {
    let (requirement, limits) = (requirement(task), SearchLimits::default());
    let candidates = Candidates::default();
    let objective = Objective::Risk;
    let found = recommend(catalog, &requirement, &candidates, objective, None, limits).ok()?;
    Some(Row {
        name: "risk",
        uncovered: found.uncovered.len(),
        advice: found.advice,
        excess: found.excess,
        roles: found.roles,
    })
}

fn requirement(task: &Task) -> Requirement {
    let mut requirement = Requirement::default();
    requirement
        .documented_roles
        .extend(task.documented_role.clone());
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
    requirement
}

fn rows(catalog: &Catalog, task: &Task) -> Vec<Row> {
    let requirement = requirement(task);
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
    if let Some(role) = &task.documented_role {
        let _ = writeln!(text, "\nThe documentation names a role for it: {role}.");
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
