//! `audit --paths`: roads of escalation as JSON, as a page and as a table.

use super::html::{DrawnHop, DrawnRoad};
use super::page::{Page, Table, Tone};
use super::road_words::{Names, confidence_of, in_short, path_sentence, step_sentence, stop, way};
use super::shell::on_lines;
use crate::audit::{eligibility_removal, shell_word};
use crate::model::{PrincipalKind, Standing, Tenant};
use crate::roads::{CutProof, EscalationRoad, RoadGoal, RoadGrant, RoadStep, Roads};
use crate::scope::Scope;

/// How many roads the page tells step by step; JSON and CSV have all.
const TOLD_IN_FULL: usize = 25;

/// How many roads the table of the page lists.
const LISTED: usize = 200;

/// How many principals have a road.
pub(super) fn principals(roads: &Roads) -> usize {
    let mut ids: Vec<_> = roads.roads.iter().map(|road| &road.principal).collect();
    ids.sort();
    ids.dedup();
    ids.len()
}

/// The records that show a step.
pub(super) fn evidence(names: &Names<'_>, step: &RoadStep) -> Vec<String> {
    let record = step
        .grant
        .map(|grant| names.roads.grant(grant).place.to_string());
    let others = step.places.iter().map(ToString::to_string);
    let mut places: Vec<String> = record.into_iter().chain(others).collect();
    places.dedup();
    places
}

/// The command that takes a record away.
pub(super) fn removal(grant: &RoadGrant) -> String {
    match grant.standing {
        Standing::Active => {
            format!("az role assignment delete --ids {}", shell_word(&grant.id))
        }
        Standing::Eligible => {
            let role = grant.role_id.map(|id| id.to_string());
            let role = role.unwrap_or_else(|| grant.role.to_string());
            eligibility_removal(&grant.scope, &grant.principal, &role)
        }
    }
}

/// The roads as a page: what to remove first, then the roads, each in its steps.
pub(crate) fn roads_page(roads: &Roads, tenant: &Tenant) -> Page {
    let names = Names { roads, tenant };
    let mut page = Page::default();
    if roads.roads.is_empty() {
        page.verdict(
            Tone::Good,
            "no roads",
            format!(
                "nobody gets to {} but by its own assignments, as far as the inputs show",
                goal(roads)
            ),
        );
        owners_blocks(&mut page, &names);
        return page;
    }
    let firm = roads.roads.iter().any(|road| confidence_of(road) != "low");
    let scopes: std::collections::BTreeSet<&Scope> = roads
        .roads
        .iter()
        .filter_map(EscalationRoad::scope)
        .collect();
    page.verdict(
        if firm { Tone::Bad } else { Tone::Open },
        &counted(roads.roads.len(), "road"),
        format!(
            "from {} to {} at {}",
            counted(principals(roads), "principal"),
            goal(roads),
            counted(scopes.len(), "scope")
        ),
    );
    cut_blocks(&mut page, &names);
    page.heading("Roads");
    page.table(roads_table(&names));
    if roads.roads.len() > LISTED {
        page.text(format!(
            "{} more are in `--format json` and `--format csv`.",
            roads.roads.len() - LISTED
        ));
    }
    for road in ranked(&names).into_iter().take(TOLD_IN_FULL) {
        page.heading(format!(
            "{} to {}: {}, {} confidence",
            names.principal(&road.principal),
            stop(&names, &road.target),
            counted(road.steps.len(), "step"),
            confidence_of(road),
        ));
        let told = |step: &RoadStep| {
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
        page.bullets(road.steps.iter().map(told).collect());
    }
    owners_blocks(&mut page, &names);
    page
}

/// The roads for a page that draws them, in the order in which people want to read them.
pub(crate) fn drawn_roads(roads: &Roads, tenant: &Tenant) -> Vec<DrawnRoad> {
    let names = Names { roads, tenant };
    let hop = |step: &RoadStep| DrawnHop {
        from: stop(&names, &step.from).replace('`', ""),
        to: stop(&names, &step.to).replace('`', ""),
        label: in_short(step.kind).to_owned(),
        because: step_sentence(&names, step),
        evidence: evidence(&names, step),
    };
    ranked(&names)
        .into_iter()
        .map(|road| DrawnRoad {
            title: format!(
                "{} to {}, {} confidence",
                names.principal(&road.principal),
                stop(&names, &road.target),
                confidence_of(road)
            ),
            hops: road.steps.iter().map(hop).collect(),
        })
        .collect()
}

fn goal(roads: &Roads) -> &'static str {
    match roads.goal {
        RoadGoal::Owner => "owner-like access",
        RoadGoal::Keys => "keys",
    }
}

fn counted(count: usize, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn cut_blocks(page: &mut Page, names: &Names<'_>) {
    let cut = &names.roads.cut;
    page.heading("What to remove");
    let proof = match cut.proof {
        CutProof::Smallest => "No smaller set does, unless owners lose what is theirs.",
        CutProof::Open => "A smaller set was not ruled out.",
    };
    let what = if cut.grants.len() == 1 {
        "Without this assignment".to_owned()
    } else {
        format!("Without these {} assignments", cut.grants.len())
    };
    page.text(format!("{what} no road is left. {proof}"));
    let rows = cut.grants.iter().map(|cut| {
        let grant = names.roads.grant(cut.grant);
        vec![
            names.principal(&grant.principal),
            grant.role.to_string(),
            grant.scope.to_string(),
            grant.standing.as_str().to_owned(),
            cut.roads.to_string(),
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
            "on roads",
            "cuts alone",
        ],
        rows: rows.collect(),
    });
    let commands: Vec<String> = cut
        .grants
        .iter()
        .map(|cut| removal(names.roads.grant(cut.grant)))
        .collect();
    page.code("sh", on_lines(&commands));
}

/// The roads as people want to read them: the surest first, to the widest scopes, the shortest.
fn ranked<'r>(names: &Names<'r>) -> Vec<&'r EscalationRoad> {
    let mut ranked: Vec<&EscalationRoad> = names.roads.roads.iter().collect();
    ranked.sort_by_cached_key(|road| {
        let confidence = match confidence_of(road) {
            "high" => 0,
            "medium" => 1,
            _ => 2,
        };
        let width = road.scope().map(Scope::kind);
        let who = names.principal(&road.principal);
        (
            confidence,
            width,
            road.steps.len(),
            who,
            road.scope().cloned(),
        )
    });
    ranked
}

fn roads_table(names: &Names<'_>) -> Table {
    let rows = ranked(names).into_iter().take(LISTED).map(|road| {
        vec![
            names.principal(&road.principal),
            road.scope().map(ToString::to_string).unwrap_or_default(),
            road.steps.len().to_string(),
            confidence_of(road).to_owned(),
            way(names, road),
        ]
    });
    Table {
        caption: format!("Roads to {}", goal(names.roads)),
        columns: vec!["principal", "target", "steps", "confidence", "by way of"],
        rows: rows.collect(),
    }
}

fn owners_blocks(page: &mut Page, names: &Names<'_>) {
    let owners = &names.roads.owners;
    if owners.is_empty() {
        return;
    }
    page.heading(match names.roads.goal {
        RoadGoal::Owner => "Owners by assignments alone",
        RoadGoal::Keys => "Who lists keys by assignments alone",
    });
    page.text("No road is told to what these have already.");
    let rows = owners.iter().take(LISTED);
    let rows = rows.map(|owner| vec![names.principal(&owner.principal), owner.scope.to_string()]);
    page.table(Table {
        caption: "By assignments alone".to_owned(),
        columns: vec!["principal", "scope"],
        rows: rows.collect(),
    });
    if owners.len() > LISTED {
        page.text(format!(
            "{} more are in `--format json`.",
            owners.len() - LISTED
        ));
    }
}

/// All roads, a row each, for CSV.
pub(crate) fn roads_csv(roads: &Roads, tenant: &Tenant) -> Table {
    let names = Names { roads, tenant };
    let rows = roads.roads.iter().map(|road| {
        let known = tenant.principal(&road.principal);
        let kind = known.map_or(PrincipalKind::Unknown, |found| found.kind);
        let kinds: Vec<&str> = road.steps.iter().map(|step| step.kind.as_str()).collect();
        let ids: Vec<&str> = road.grants().iter().map(|g| &*roads.grant(*g).id).collect();
        let places: Vec<String> = road
            .steps
            .iter()
            .flat_map(|step| evidence(&names, step))
            .collect();
        vec![
            road.principal.to_string(),
            names.principal(&road.principal),
            kind.as_str().to_owned(),
            road.scope().map(ToString::to_string).unwrap_or_default(),
            road.steps.len().to_string(),
            confidence_of(road).to_owned(),
            kinds.join(" "),
            path_sentence(&names, road),
            ids.join(" "),
            places.join(" "),
        ]
    });
    Table {
        caption: format!("Roads to {}", goal(roads)),
        columns: vec![
            "principalId",
            "principalName",
            "principalType",
            "target",
            "length",
            "confidence",
            "steps",
            "because",
            "assignments",
            "evidence",
        ],
        rows: rows.collect(),
    }
}
