//! `recommend`: the set, its price, its proof, and what else there is.

pub(crate) mod assigned;
pub(crate) mod derived;
pub(crate) mod emit;
pub(crate) mod findings;
pub(crate) mod given;
pub(crate) mod others;
pub(crate) mod scopes;
pub(crate) mod tasks;
pub(crate) mod words;

use crate::catalog::{Evidence, Task};
use crate::import::DerivedOperation;
use crate::minimize::{Advice, Excess, Objective, OtherSets, Recommendation, RecommendedRole};
use crate::model::{Plane, RoleKind};
use crate::report::page::{Page, Table, Tone};
use crate::report::v1::{ChosenFrom, Words};
use crate::report::view::recommend::assigned::{advised, of_set, stand_ins};
use crate::report::view::recommend::derived::add_derived;
use crate::report::view::recommend::emit::{Assignee, Definitions, az_commands};
use crate::report::view::recommend::given::{GivenReport, given_blocks, redundant_blocks};
use crate::report::view::recommend::others::{add_others, meant_for};
use crate::report::view::recommend::scopes::{
    custom_role_blocks, distinct_names, excess_table, frontier_names, placed_names, roles_table,
    wider_points,
};
use crate::report::view::recommend::words::heard_table;

/// A recommendation with what it was asked for.
#[derive(Clone, Debug)]
pub(crate) struct RecommendReport {
    /// The tasks asked for.
    pub(crate) tasks: Vec<Task>,
    /// What the words of the question were taken for.
    pub(crate) words: Option<Words>,
    /// Which roles came into question.
    pub(crate) chosen_from: ChosenFrom,
    /// The answer.
    pub(crate) recommendation: Recommendation,
    /// What it would be with other candidates.
    pub(crate) others: OtherSets,
    /// What follows from deployments, required or not.
    pub(crate) derived: Vec<DerivedOperation>,
    /// Who gets the roles.
    pub(crate) assignee: Assignee,
    /// What they hold already, where that is known.
    pub(crate) given: Option<GivenReport>,
    /// What is required and not in the catalogue: the action, and a sentence about it.
    pub(crate) unknown: Vec<(String, String)>,
}

/// Whether the set is proven to be minimal.
pub(crate) fn is_optimal(found: &Recommendation) -> bool {
    found.needed.is_none() && found.minimum.is_optimal(found.objective)
}

/// How much of each list is shown on a terminal.
const LINES: usize = 12;

/// How many published roles are named beside the custom role that is advised.
const MOST_INSTEAD: usize = 8;

/// How many rows say what words were taken for.
const MOST_WORDS: usize = 12;

/// The recommendation as a page.
pub(crate) fn recommend_page(report: &RecommendReport) -> Page {
    let found = &report.recommendation;
    let mut page = Page::default();
    page.cut_on_terminals(LINES);
    let what = what_for(report);
    let blocked = (report.given.as_ref()).is_some_and(|own| !own.given.blocked.is_empty());
    if let Some(needed) = &found.needed {
        page.verdict(Tone::Bad, "none", format!("for {what}: {needed}"));
        let fewest = found.frontier.first();
        page.bullets(
            fewest
                .map(|point| {
                    let names = frontier_names(point).join(" + ");
                    format!("with {}: {names}", point.roles.len())
                })
                .into_iter()
                .collect(),
        );
    } else if found.roles.is_empty() {
        let (tone, word, text) = match (&report.given, found.uncovered.is_empty(), blocked) {
            (_, false, _) | (None, ..) if found.advice == Advice::CreateCustomRole => (
                Tone::Open,
                "create",
                format!("the custom role below for {what}: {}", why_custom(found)),
            ),
            (_, false, _) | (None, ..) => (
                Tone::Bad,
                "none",
                format!("no role covers anything of {what}"),
            ),
            (Some(_), true, true) => (
                Tone::Bad,
                "blocked",
                format!("deny assignments block what is missing of {what}"),
            ),
            (Some(own), true, false) => (
                Tone::Good,
                "held",
                format!(
                    "{} holds all of {what}: no role is missing",
                    own.principal.label()
                ),
            ),
        };
        page.verdict(tone, word, text);
    } else {
        let names = distinct_names(found);
        let is_sure = found.uncovered.is_empty() && report.unknown.is_empty();
        let tone = if is_sure && !blocked {
            Tone::Good
        } else {
            Tone::Open
        };
        let mut points = Vec::new();
        if found.advice == Advice::CreateCustomRole {
            let why = why_custom(found);
            page.verdict(
                tone,
                "create",
                format!("the custom role below for {what}: {why}"),
            );
            let what = match (found.uncovered.is_empty(), has_unpublished(found)) {
                (true, false) => "what is published and covers it",
                (true, true) => "what is documented and covers it",
                (false, _) => "what covers the rest",
            };
            let listed = match names.len() {
                few if few <= MOST_INSTEAD => names.join(" + "),
                many => format!(
                    "{} and {} more",
                    names[..MOST_INSTEAD].join(" + "),
                    many - MOST_INSTEAD
                ),
            };
            points.push(format!("{what}: {listed}"));
        } else {
            page.verdict(tone, "assign", format!("{} for {what}", names.join(" + ")));
        }
        points.extend([excess_sentence(&found.excess), proof_sentence(found)]);
        points.extend(withheld_sentence(report));
        points.extend(given_sentence(found));
        for role in found.roles.iter().filter(|role| role.stand_in.is_some()) {
            let point = format!(
                "{} is documented but not published: nobody can assign it; create the custom role below in its place",
                role.name
            );
            if !points.contains(&point) {
                points.push(point);
            }
        }
        let is_instead = found.advice == Advice::CreateCustomRole && names.len() > MOST_INSTEAD;
        let foreign = found
            .roles
            .iter()
            .filter(|role| role.is_foreign && !is_instead);
        for role in foreign {
            let point = meant_for(role);
            if !points.contains(&point) {
                points.push(point);
            }
        }
        points.extend(wider_points(found));
        if let Some(own) = report.given.as_ref().filter(|own| own.held() > 0) {
            points.push(format!(
                "covers what is missing: {} of the required operations are held already",
                own.held()
            ));
        }
        for alternative in &found.alternatives {
            points.push(format!("as good: {}", placed_names(alternative)));
        }
        page.bullets(points);
        page.table(roles_table(found));
        page.table(excess_table(found));
    }
    if let Some(words) = &report.words {
        page.heading("What the words were taken for");
        page.first_rows(heard_table(words), MOST_WORDS);
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
    if let Some(given) = &report.given {
        given_blocks(&mut page, given);
    }
    if !found.uncovered.is_empty() {
        page.heading("No role covers");
        page.bullets(
            found
                .uncovered
                .iter()
                .zip(&found.uncovered_at)
                .map(|((name, plane), scope)| match scope {
                    Some(scope) => format!("{name} ({plane} plane) at {scope}"),
                    None => format!("{name} ({plane} plane)"),
                })
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
                    frontier_names(point).join("\n"),
                ]
            })
            .collect();
        page.table(Table {
            caption: "Frontier".to_owned(),
            columns: vec!["roles", "excess", "escalation", "names"],
            rows,
        });
    }
    custom_role_blocks(&mut page, found);
    let commands = az_commands(&advised(found), &report.assignee, Definitions::InFile);
    let of_set = az_commands(&of_set(found), &report.assignee, Definitions::InFile);
    let assigned = advised(found);
    let held = assigned.iter().filter_map(|role| {
        let held = role.held.as_ref()?;
        let does = match role.condition {
            Some(_) => "replaces the condition",
            None => "takes the condition off",
        };
        Some(format!(
            "{} is held at {} under a condition, by {}. Azure keeps one assignment of a role to a principal at a scope: change its condition so that it covers what is required. The command {does}",
            role.name, held.scope, held.id
        ))
    });
    page.bullets(held.collect());
    add_commands(&mut page, "Commands", &commands);
    let has_others = of_set != commands && found.uncovered.is_empty();
    if has_others && found.roles.len() > MOST_INSTEAD {
        page.text(format!(
            "`--published-only` prints the commands for the {} published roles instead.",
            found.roles.len()
        ));
    } else if has_others {
        add_commands(
            &mut page,
            "Commands for the published roles instead",
            &of_set,
        );
    }
    let (definitions, _) = stand_ins(&advised(found));
    let files = match definitions.len() {
        0 => None,
        1 => Some(
            "`custom-role.json` is the definition above; `--emit az` prints commands that hold it.",
        ),
        _ => Some(
            "The files `custom-role-….json` are the definitions above, in their order; `--emit az` prints commands that hold them.",
        ),
    };
    if let Some(files) = files {
        let lacks =
            |placeholder: &str| commands.iter().any(|command| command.contains(placeholder));
        page.text(
            match (lacks("PRINCIPAL_OBJECT_ID"), lacks("--scope SCOPE")) {
                (true, true) => format!("{files} `--for` and `--at` fill in who and where."),
                (true, false) => format!("{files} `--for` fills in who."),
                (false, true) => format!("{files} `--at` fills in where."),
                (false, false) => files.to_owned(),
            },
        );
    }
    if let Some(given) = &report.given {
        redundant_blocks(&mut page, given);
    }
    for (_, said) in &report.unknown {
        page.caution("unknown", said);
    }
    page
}

fn add_commands(page: &mut Page, heading: &str, commands: &[String]) {
    if !commands.is_empty() {
        page.heading(heading);
        page.code("sh", commands.join("\n"));
    }
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
    let unknown = match (report.unknown.len(), operations) {
        (0, _) => String::new(),
        (1, 1) => " that the catalogue doesn't hold".to_owned(),
        (unknown, _) => format!(", {unknown} of which the catalogue doesn't hold"),
    };
    match &report.tasks[..] {
        [] => format!("{operations} required {noun}{unknown}"),
        tasks => {
            let titles: Vec<String> = tasks.iter().map(|task| format!("`{}`", task.id)).collect();
            format!(
                "{} ({operations} required {noun}{unknown})",
                titles.join(", ")
            )
        }
    }
}

/// What to do, in a sentence; none where nothing is to be done.
pub(crate) fn advice_sentence(found: &Recommendation) -> Option<String> {
    match found.advice {
        Advice::Assign => Some(format!("assign {}", distinct_names(found).join(" and "))),
        Advice::CreateCustomRole => {
            let why = why_custom(found);
            Some(format!("create the custom role: {why}"))
        }
        Advice::Nothing => None,
    }
}

/// Why the custom role is what to take.
fn why_custom(found: &Recommendation) -> String {
    let is_foreign = found.roles.iter().any(|role| role.is_foreign);
    let more = grave_excess(&found.grave);
    let allowed = match found.withheld.is_empty() {
        true => "",
        false => " without what must not be granted",
    };
    if found.roles.is_empty() {
        format!("no published role covers it{allowed}")
    } else if !found.uncovered.is_empty() {
        format!("no published roles cover all of it{allowed}")
    } else if has_unpublished(found) {
        "what fits is documented and not published, so that nobody can assign it".to_owned()
    } else if more.is_empty() {
        "no published role that is meant for it covers it".to_owned()
    } else if is_foreign {
        format!("no published role that is meant for it covers it; others grant {more} more")
    } else {
        format!("no published role fits without granting {more} more")
    }
}

/// Whether the set holds a role that nobody can assign.
fn has_unpublished(found: &Recommendation) -> bool {
    let mut roles = found.roles.iter();
    roles.any(|role| role.kind == RoleKind::Documented)
}

/// How many roles were left out since they grant what must not be granted.
fn withheld_sentence(report: &RecommendReport) -> Option<String> {
    let without = report.chosen_from.without.join("`, `");
    match report.recommendation.withheld.len() {
        0 => None,
        1 => Some(format!(
            "left out: a role that would cover some of it and grants `{without}`"
        )),
        count => Some(format!(
            "left out: {count} roles that would cover some of it and grant `{without}`"
        )),
    }
}

/// To which roles giving roles is limited.
fn given_sentence(found: &Recommendation) -> Option<String> {
    let names: Vec<&str> = found.gives.iter().map(|(_, name)| &**name).collect();
    let names = names.join(", ");
    (!names.is_empty()).then(|| {
        format!("the commands assign it with a condition: it gives and takes no role but {names}")
    })
}

/// An excess but for what reads, in words; empty where there is none.
fn grave_excess(excess: &Excess) -> String {
    let parts = [
        (
            excess.escalation,
            "operation that leads to more rights",
            "operations that lead to more rights",
        ),
        (excess.write, "write", "writes"),
        (excess.data, "data operation", "data operations"),
    ];
    let there = parts.into_iter().filter(|(count, ..)| *count > 0);
    let mut words: Vec<String> = there
        .map(|(count, one, several)| format!("{count} {}", if count == 1 { one } else { several }))
        .collect();
    let last = words.pop().unwrap_or_default();
    match words.is_empty() {
        true => last,
        false => format!("{} and {last}", words.join(", ")),
    }
}

fn excess_sentence(excess: &Excess) -> String {
    if excess.total() == 0 {
        return "grants nothing beyond the requirement".to_owned();
    }
    format!(
        "grants {} {} beyond the requirement: {} that lead to more rights, {} data, {} write, {} read",
        excess.total(),
        match excess.total() {
            1 => "operation",
            _ => "operations",
        },
        excess.escalation,
        excess.data,
        excess.write,
        excess.read
    )
}

fn proof_sentence(found: &Recommendation) -> String {
    let what = match found.objective {
        Objective::Risk => {
            "fewest roles meant for something else, then least escalation, then least write and data, then fewest roles"
        }
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
pub(crate) fn label(role: &RecommendedRole) -> String {
    if role.kind == RoleKind::Documented {
        format!("{} (not published)", role.name)
    } else {
        role.name.clone()
    }
}

/// The name of an operation, marked when it is of the data plane.
pub(crate) fn mark(name: &str, plane: Plane) -> String {
    if plane == Plane::Data {
        format!("{name} (data)")
    } else {
        name.to_owned()
    }
}
