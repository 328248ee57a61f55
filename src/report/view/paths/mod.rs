//! `audit --paths`: escalation paths as JSON, as a page and as a table.

pub(crate) mod words;

use crate::audit::eligibility_removal;
use crate::model::{PrincipalKind, Standing, Tenant};
use crate::paths::{EscalationPath, EscalationPaths, PathGoal, PathGrant, PathStep};
use crate::report::columns::{Columns, Rows};
use crate::report::format::html::{self, DrawnHop, DrawnPath};
use crate::report::page::{Block, Cut, Page, Section, Table, Tone};
use crate::report::shell::first_on_lines;
use crate::report::view::paths::words::{
    Names, confidence_of, in_short, node, path_sentence, step_sentence, way,
};
use crate::report::view::words::counted;
use crate::rule::assignment_removal;
use crate::scope::Scope;

/// How many paths the page shows step by step where not all are asked for.
const SHOWN_IN_FULL: usize = 3;

/// How much the page shows of each list: with the verdict before and after a few screens.
const CUT: Cut = Cut {
    rows: 200,
    lines: 9,
};

/// The records that show a step.
pub(crate) fn evidence(names: &Names<'_>, step: &PathStep) -> Vec<String> {
    let record = step
        .grant
        .map(|grant| names.paths.grant(grant).place.to_string());
    let others = step.places.iter().map(ToString::to_string);
    let mut places: Vec<String> = record.into_iter().chain(others).collect();
    places.dedup();
    places
}

/// The command that removes a record.
pub(crate) fn removal(grant: &PathGrant) -> String {
    match grant.standing {
        Standing::Active => assignment_removal(&grant.id),
        Standing::Eligible => {
            let role = grant.role_id.map(|id| id.to_string());
            let role = role.unwrap_or_else(|| grant.role.to_string());
            eligibility_removal(&grant.scope, &grant.principal, &role)
        }
    }
}

/// The paths as a page: what to remove first, then the paths, each in its steps.
pub(crate) fn paths_page(paths: &EscalationPaths, tenant: &Tenant, all: bool) -> Page {
    let names = Names { paths, tenant };
    let mut page = Page {
        cut: Some(CUT),
        ..Page::default()
    };
    if paths.paths.is_empty() {
        page.verdict(
            Tone::Good,
            "no paths",
            format!(
                "nobody gets {} except by assignments that give it, as far as the inputs show",
                goal(paths)
            ),
        );
        owners_blocks(&mut page, &names);
        return page;
    }
    let firm = paths.paths.iter().any(|path| confidence_of(path) != "low");
    let scopes: std::collections::BTreeSet<&Scope> = paths
        .paths
        .iter()
        .filter_map(EscalationPath::scope)
        .collect();
    page.verdict(
        if firm { Tone::Bad } else { Tone::Open },
        &counted(paths.paths.len(), "path"),
        format!(
            "from {} to {} at {}",
            counted(paths.principals, "principal"),
            goal(paths),
            counted(scopes.len(), "scope")
        ),
    );
    cut_blocks(&mut page, &names, all);
    page.heading("Escalation paths");
    page.table(paths_table(&names));
    let in_full = match all {
        true => usize::MAX,
        false => SHOWN_IN_FULL,
    };
    let section = |path: &EscalationPath| {
        let heading = format!(
            "{} to {}: {}, {} confidence",
            names.start(path),
            node(&names, &path.target),
            counted(path.steps.len(), "step"),
            confidence_of(path),
        );
        let bullet = |step: &PathStep| {
            let operation = step.operation.as_ref();
            let operation = operation.map(|target| format!(" (`{}`)", target.action));
            let places = evidence(&names, step);
            let places = if places.is_empty() {
                String::new()
            } else {
                format!("\nevidence: {}", places.join(", "))
            };
            let sentence = step_sentence(&names, step);
            format!("{sentence}{}{places}", operation.unwrap_or_default())
        };
        let points = path.steps.iter().map(bullet).collect();
        Section {
            heading,
            points,
            ..Section::default()
        }
    };
    let sections: Vec<Section> = ranked(&names)
        .into_iter()
        .take(in_full)
        .map(section)
        .collect();
    let others = paths.paths.len() - sections.len();
    page.push(Block::Sections(sections, others));
    owners_blocks(&mut page, &names);
    page
}

/// The paths for a page that draws them, in the order in which people want to read them: as many as
/// the page shows.
pub(crate) fn drawn_paths(paths: &EscalationPaths, tenant: &Tenant) -> Vec<DrawnPath> {
    let names = Names { paths, tenant };
    let hop = |step: &PathStep| DrawnHop {
        from: node(&names, &step.from).replace('`', ""),
        to: node(&names, &step.to).replace('`', ""),
        label: in_short(step.kind).to_owned(),
        because: step_sentence(&names, step),
        evidence: evidence(&names, step),
    };
    ranked(&names)
        .into_iter()
        .take(html::PATHS)
        .map(|path| DrawnPath {
            title: format!(
                "{} to {}, {} confidence",
                names.start(path),
                node(&names, &path.target),
                confidence_of(path)
            ),
            hops: path.steps.iter().map(hop).collect(),
        })
        .collect()
}

fn goal(paths: &EscalationPaths) -> &'static str {
    match paths.goal {
        PathGoal::Owner => "owner-like access",
        PathGoal::Keys => "keys",
    }
}

fn cut_blocks(page: &mut Page, names: &Names<'_>, all: bool) {
    let cut = &names.paths.cut;
    page.heading("What to remove");
    let proof = match cut.is_smallest {
        true => "No smaller set is enough, unless owners lose access of their own.".to_owned(),
        false if cut.at_least == 0 => {
            "The search for a smaller set stopped at its limit: one may be enough.".to_owned()
        }
        false => format!(
            "The search for a smaller set stopped at its limit: at least {} must be removed, unless owners lose access of their own.",
            cut.at_least
        ),
    };
    let what = if cut.grants.len() == 1 {
        "Without this assignment".to_owned()
    } else {
        format!("Without these {} assignments", cut.grants.len())
    };
    page.text(format!("{what} no path is left. {proof}"));
    let rows = cut.grants.iter().map(|cut| {
        let grant = names.paths.grant(cut.grant);
        vec![
            names.principal(&grant.principal),
            grant.role.to_string(),
            grant.scope.to_string(),
            grant.standing.as_str().to_owned(),
            cut.paths.to_string(),
            cut.alone.map(|count| count.to_string()).unwrap_or_default(),
        ]
    });
    page.table(Table {
        caption: "Assignments to remove".to_owned(),
        columns: vec![
            "principal",
            "role",
            "scope",
            "standing",
            "on paths",
            "cuts alone",
        ],
        rows: rows.collect(),
    });
    let commands: Vec<String> = cut
        .grants
        .iter()
        .map(|cut| removal(names.paths.grant(cut.grant)))
        .collect();
    page.code("sh", first_on_lines(&commands, all));
}

/// The paths as people want to read them: the surest first, to the widest scopes, the shortest.
fn ranked<'r>(names: &Names<'r>) -> Vec<&'r EscalationPath> {
    let mut ranked: Vec<&EscalationPath> = names.paths.paths.iter().collect();
    ranked.sort_by_cached_key(|path| {
        let confidence = match confidence_of(path) {
            "high" => 0,
            "medium" => 1,
            _ => 2,
        };
        let width = path.scope().map(Scope::kind);
        let who = names.principal(&path.principal);
        (
            confidence,
            width,
            path.steps.len(),
            who,
            path.scope().cloned(),
        )
    });
    ranked
}

/// The paths that the page lists.
fn paths_table(names: &Names<'_>) -> Table {
    let caption = format!("Paths to {}", goal(names.paths));
    path_columns(names.paths, names.tenant).table(caption, ranked(names))
}

/// All paths, a row each.
pub(crate) fn paths_rows<'a>(paths: &'a EscalationPaths, tenant: &'a Tenant) -> Rows<'a> {
    path_columns(paths, tenant).rows(paths.paths.iter())
}

fn path_columns<'a>(
    paths: &'a EscalationPaths,
    tenant: &'a Tenant,
) -> Columns<'a, &'a EscalationPath> {
    let names = Names { paths, tenant };
    Columns::new()
        .data("principalId", |path: &&EscalationPath| {
            path.principal.to_string()
        })
        .page("principal", move |path| names.start(path))
        .data("principalName", move |path| {
            names.principal(&path.principal)
        })
        .data("principalType", |path| {
            let known = tenant.principal(&path.principal);
            let kind = known.map_or(PrincipalKind::Unknown, |found| found.kind);
            kind.as_str().to_owned()
        })
        .both("target", |path| {
            path.scope().map(ToString::to_string).unwrap_or_default()
        })
        .named("steps", "length", |path| path.steps.len().to_string())
        .both("confidence", |path| confidence_of(path).to_owned())
        .page("by way of", move |path| way(&names, path))
        .data("steps", |path| {
            let kinds: Vec<&str> = path.steps.iter().map(|step| step.kind.as_str()).collect();
            kinds.join(" ")
        })
        .data("because", move |path| path_sentence(&names, path))
        .data("assignments", |path| {
            let grants = path.grants();
            let ids: Vec<&str> = grants.iter().map(|g| &*paths.grant(*g).id).collect();
            ids.join(" ")
        })
        .data("evidence", move |path| {
            let steps = path.steps.iter();
            let places: Vec<String> = steps.flat_map(|step| evidence(&names, step)).collect();
            places.join(" ")
        })
        .data("members", |path| path.members.to_string())
}

fn owners_blocks(page: &mut Page, names: &Names<'_>) {
    let owners = &names.paths.owners;
    if owners.is_empty() {
        return;
    }
    page.heading(match names.paths.goal {
        PathGoal::Owner => "Owners by assignments alone",
        PathGoal::Keys => "Who lists keys by assignments alone",
    });
    page.text("These hold it already, so no path to it is reported.");
    if names.paths.by_holder {
        page.text("A group stands for its members.");
    }
    let rows = owners
        .iter()
        .map(|owner| vec![names.principal(&owner.principal), owner.scope.to_string()]);
    page.table(Table {
        caption: "By assignments alone".to_owned(),
        columns: vec!["principal", "scope"],
        rows: rows.collect(),
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::PathsResult;

    /// Where the search stopped, readers and programs learn how many must be removed at least.
    #[test]
    fn the_bound_of_a_cut_is_told() {
        let mut paths = EscalationPaths::default();
        paths.cut.at_least = 3;
        let tenant = Tenant::default();
        let names = Names {
            paths: &paths,
            tenant: &tenant,
        };
        let mut page = Page::default();
        cut_blocks(&mut page, &names, true);
        let text = crate::report::to_markdown(&page);
        assert!(text.contains("at least 3 must be removed"), "{text}");
        let json = serde_json::to_value(PathsResult::new(&paths, &tenant)).unwrap();
        assert_eq!(json["cut"]["atLeast"], 3);
        assert_eq!(json["cut"]["exact"], false);
    }
}
