//! `roles list`, `search`, `show` and `expand`.

pub(crate) mod compact;
pub(crate) mod compare;
pub(crate) mod export;
pub(crate) mod fix;

use crate::access::{Outcome, RoleHolder, Target};
use crate::bits::OperationSet;
use crate::catalog::{
    Bound, Catalog, HeldEscalation, PublishedDifference, RoleHit, RoleOverview, WordFound,
};
use crate::ids::RoleIx;
use crate::model::{Plane, RoleDefinition, RoleKind};
use crate::report::page::{Page, Table, Tone};
use crate::report::view::catalog::{counts_words, id_of};
use crate::report::view::words::counted;

/// How many rows the human format shows where a list may be very long.
const SHOWN: usize = 20;

/// Roles as a page.
pub(crate) fn roles_page(catalog: &Catalog, roles: &[RoleIx]) -> Page {
    let mut page = Page::default();
    page.cut_listing_on_terminals();
    let row = |&role: &RoleIx| {
        let definition = catalog.role(role);
        let sets = Plane::BOTH.map(|plane| catalog.granted_by_condition(role, plane));
        vec![
            definition.name.to_string(),
            id_of(&definition),
            kind_word(definition.kind).to_owned(),
            sets[0].0.len().to_string(),
            sets[1].0.len().to_string(),
            (sets[0].1.len() + sets[1].1.len()).to_string(),
        ]
    };
    if roles.is_empty() {
        page.text("No role of this kind.");
    }
    page.table(Table {
        caption: "Roles".to_owned(),
        columns: vec!["role", "id", "kind", "control", "data", "conditional"],
        rows: roles.iter().map(row).collect(),
    });
    if !roles.is_empty() {
        page.text(format!("{}.", counted(roles.len(), "role")));
    }
    page
}

fn kind_word(kind: RoleKind) -> &'static str {
    match kind {
        RoleKind::BuiltIn => "built-in",
        RoleKind::Custom => "custom",
        RoleKind::Documented => "documented",
    }
}

/// The roles that hold an operation or a part of a pattern, in one plane.
#[derive(Clone, Debug)]
pub(crate) struct HoldersReport {
    /// What was asked for.
    pub(crate) target: Target,
    /// How many operations it stands for today.
    pub(crate) operations: usize,
    /// The roles.
    pub(crate) holders: Vec<RoleHolder>,
}

/// The roles that hold an operation, as a page.
pub(crate) fn holders_page(catalog: &Catalog, reports: &[HoldersReport]) -> Page {
    let mut page = Page::default();
    page.cut_listing_on_terminals();
    for report in reports {
        let count = |outcome| {
            let same = |holder: &&RoleHolder| holder.outcome == outcome;
            report.holders.iter().filter(same).count()
        };
        let words: Vec<String> = [
            (Outcome::Allowed, "grant it"),
            (Outcome::Conditional, "grant it under a condition"),
            (Outcome::Partial, "grant part of it"),
            (Outcome::Undetermined, "may grant it"),
        ]
        .into_iter()
        .filter(|(outcome, _)| count(*outcome) > 0)
        .map(|(outcome, words)| format!("{} {words}", count(outcome)))
        .collect();
        let (tone, said) = match &words[..] {
            [] => (Tone::Bad, "no role grants it".to_owned()),
            _ => (Tone::Plain, words.join(", ")),
        };
        page.verdict(
            tone,
            &format!("{} roles", report.holders.len()),
            format!(
                "{} ({} plane): {said}",
                report.target.action, report.target.plane
            ),
        );
        page.table(holders_table(catalog, std::slice::from_ref(report)));
    }
    page
}

/// All holders of all planes as one table.
pub(crate) fn holders_table(catalog: &Catalog, reports: &[HoldersReport]) -> Table {
    let mut rows = Vec::new();
    for report in reports {
        for holder in &report.holders {
            let definition = catalog.role(holder.role);
            let (free, bound) = catalog.granted_in_both(holder.role);
            let patterns: Vec<&str> = holder
                .patterns
                .iter()
                .map(crate::pattern::ActionPattern::as_str)
                .collect();
            let outcome = match holder.outcome {
                Outcome::Partial => format!("{} of {}", holder.granted, report.operations),
                outcome => outcome.as_str().to_owned(),
            };
            rows.push(vec![
                definition.name.to_string(),
                id_of(&definition),
                kind_word(definition.kind).to_owned(),
                outcome,
                report.target.plane.to_string(),
                patterns.join("\n"),
                (free.len() + bound.len()).to_string(),
            ]);
        }
    }
    Table {
        caption: "Roles that grant it".to_owned(),
        columns: vec!["role", "id", "kind", "grants", "plane", "by", "operations"],
        rows,
    }
}

/// The roles found, as a page; `total` counts those beyond the limit too.
pub(crate) fn search_page(catalog: &Catalog, hits: &[RoleHit], total: usize) -> Page {
    let mut page = Page::default();
    if total == 0 {
        page.verdict(Tone::Bad, "none", "no role fits all the words");
        return page;
    }
    let row = |hit: &RoleHit| {
        let definition = catalog.role(hit.role);
        let (free, bound) = catalog.granted_in_both(hit.role);
        vec![
            definition.name.to_string(),
            id_of(&definition),
            (free.len() + bound.len()).to_string(),
            found_words(&hit.found),
        ]
    };
    page.table(Table {
        caption: "Roles found".to_owned(),
        columns: vec!["role", "id", "operations", "because"],
        rows: hits.iter().map(row).collect(),
    });
    more(&mut page, hits.len(), total);
    page
}

pub(crate) fn more(page: &mut Page, shown: usize, total: usize) {
    if total > shown {
        page.text(format!(
            "and {} more; `--limit N` shows more",
            total - shown
        ));
    }
}

fn found_words(found: &[WordFound]) -> String {
    let mut places: Vec<(String, Vec<&str>)> = Vec::new();
    for word in found {
        let place = match word.place {
            crate::catalog::WordPlace::Name => "its name".to_owned(),
            crate::catalog::WordPlace::Synonym => format!("`{}`, by another word", word.text),
            place => format!("{} `{}`", place.as_str(), word.text),
        };
        match places.iter_mut().find(|(known, _)| *known == place) {
            Some((_, words)) => words.push(&word.word),
            None => places.push((place, vec![&word.word])),
        }
    }
    let parts: Vec<String> = places
        .iter()
        .map(|(place, words)| format!("{} in {place}", words.join(", ")))
        .collect();
    parts.join("; ")
}

/// A role as a page.
pub(crate) fn show_page(catalog: &Catalog, overview: &RoleOverview) -> Page {
    let role = &overview.role;
    let mut page = Page::default();
    page.cut_on_terminals(LINES);
    page.verdict(Tone::Plain, &role.name, standing(role));
    let mut points = Vec::new();
    if let Some(id) = role.id {
        points.push(format!("id {id}"));
    }
    if !role.aliases.is_empty() {
        let aliases: Vec<&str> = role.aliases.iter().map(|a| &**a).collect();
        points.push(format!("also called {}", aliases.join(", ")));
    }
    if let Some(service) = &overview.service {
        points.push(format!("not meant for people: {}", service.reason));
    }
    if overview.is_plain {
        points.push("for anything, not for one kind of resource".to_owned());
    } else if !overview.home.is_empty() {
        points.push(format!("meant for {}", overview.home.join(", ")));
    }
    if !overview.documented_for.is_empty() {
        points.push(format!(
            "named by documentation for {}",
            overview.documented_for.join(", ")
        ));
    }
    if role.kind == RoleKind::Custom {
        points.push(format!(
            "assignable at {}",
            role.assignable_scopes.join(", ")
        ));
    }
    points.push(format!(
        "operations today: {} ({})",
        overview.free.total(),
        counts_words(&overview.free)
    ));
    if overview.conditional.total() > 0 {
        points.push(format!(
            "and only under a condition: {} ({})",
            overview.conditional.total(),
            counts_words(&overview.conditional)
        ));
    }
    page.bullets(points);
    if let Some(description) = role.description.as_deref().filter(|d| !d.is_empty()) {
        page.text(description);
    }
    permission_blocks(&mut page, overview);
    escalation_blocks(&mut page, catalog, &overview.escalation);
    for difference in &overview.differences {
        difference_blocks(&mut page, catalog, role, difference);
    }
    page
}

fn standing(role: &RoleDefinition) -> &'static str {
    match (role.kind, role.published_as) {
        (RoleKind::BuiltIn, _) => "published by Azure",
        (RoleKind::Custom, _) => "custom role",
        (RoleKind::Documented, Some(_)) => {
            "a list in the documentation; the role that Azure publishes under this name is another"
        }
        (RoleKind::Documented, None) => {
            "in the documentation only: Azure publishes no role like it, so it can't be assigned as it stands"
        }
    }
}

fn permission_blocks(page: &mut Page, overview: &RoleOverview) {
    let several = overview.permissions.len() > 1;
    for (at, permission) in overview.permissions.iter().enumerate() {
        page.heading(if several {
            format!("Permission {}", at + 1)
        } else {
            "Patterns".to_owned()
        });
        page.table(Table {
            caption: String::new(),
            columns: vec!["list", "pattern", "operations"],
            rows: permission
                .entries
                .iter()
                .map(|(list, pattern, count)| {
                    let count = match count {
                        0 => "none known".to_owned(),
                        n => n.to_string(),
                    };
                    vec![list.as_str().to_owned(), pattern.to_string(), count]
                })
                .collect(),
        });
        if let Some(condition) = &permission.permission.condition {
            page.text(format!(
                "Only under this condition ({} operations):",
                permission.control + permission.data
            ));
            page.code("", &*condition.text);
        }
    }
}

fn escalation_blocks(page: &mut Page, catalog: &Catalog, escalation: &[HeldEscalation]) {
    if escalation.is_empty() {
        return;
    }
    page.heading(format!("Leads to more rights ({})", escalation.len()));
    let row = |held: &HeldEscalation| {
        let name = catalog.operation(held.operation).name;
        let condition = match held.condition {
            Bound::ByCondition => " (under a condition)",
            Bound::Free => "",
        };
        vec![
            format!("{name}{condition}"),
            held.entry.kind.as_str().to_owned(),
            held.entry.why.clone(),
        ]
    };
    let table = Table {
        caption: String::new(),
        columns: vec!["operation", "class", "why"],
        rows: escalation.iter().map(row).collect(),
    };
    page.first_rows(table, SHOWN);
}

fn difference_blocks(
    page: &mut Page,
    catalog: &Catalog,
    role: &RoleDefinition,
    difference: &PublishedDifference,
) {
    let (other, here, there) = if role.kind == RoleKind::Documented {
        ("the published role", "documented", "published")
    } else {
        ("the documented list", "published", "documented")
    };
    page.heading(format!("Against {other} {}", difference.other.name));
    if difference.only_here.is_empty() && difference.only_there.is_empty() {
        page.text("Both grant the same operations today.");
        return;
    }
    for (what, set) in [
        (here, &difference.only_here),
        (there, &difference.only_there),
    ] {
        if set.is_empty() {
            continue;
        }
        page.text(format!("Only the {what} one grants {}:", set.len()));
        let mut names: Vec<String> = set
            .iter()
            .take(SHOWN)
            .map(|at| catalog.operation(at).name)
            .collect();
        if set.len() > SHOWN {
            names.push(format!("and {} more", set.len() - SHOWN));
        }
        page.bullets(names);
    }
}

/// The operations of a role by plane, without and only with a condition.
#[derive(Clone, Debug)]
pub(crate) struct Expansion {
    /// The role.
    pub(crate) role: RoleDefinition,
    /// Names by plane, control first.
    pub(crate) free: [Vec<String>; 2],
    /// Names that only permissions with a condition grant.
    pub(crate) conditional: [Vec<String>; 2],
}

impl Expansion {
    /// Expands a role.
    pub(crate) fn of(catalog: &Catalog, role: RoleIx) -> Self {
        let sets = Plane::BOTH.map(|plane| catalog.granted_by_condition(role, plane));
        let names = |set: &OperationSet| -> Vec<String> {
            set.iter().map(|at| catalog.operation(at).name).collect()
        };
        Self {
            role: catalog.role(role),
            free: [names(&sets[0].0), names(&sets[1].0)],
            conditional: [names(&sets[0].1), names(&sets[1].1)],
        }
    }

    /// The operations as a table.
    pub(crate) fn table(&self) -> Table {
        let mut rows = Vec::new();
        for (lists, condition) in [(&self.free, "no"), (&self.conditional, "yes")] {
            for (plane, names) in Plane::BOTH.into_iter().zip(lists) {
                rows.extend(
                    names
                        .iter()
                        .map(|name| vec![name.clone(), plane.to_string(), condition.to_owned()]),
                );
            }
        }
        Table {
            caption: format!("What {} grants", self.role.name),
            columns: vec!["operation", "plane", "conditional"],
            rows,
        }
    }

    /// The operations as a page.
    pub(crate) fn page(&self) -> Page {
        let mut page = Page::default();
        let count = |lists: &[Vec<String>; 2]| lists[0].len() + lists[1].len();
        let mut text = format!(
            "{} grants {} operations of the control plane and {} of the data plane",
            self.role.name,
            self.free[0].len(),
            self.free[1].len()
        );
        if count(&self.conditional) > 0 {
            text.push_str(&format!(
                ", and {} only under a condition",
                count(&self.conditional)
            ));
        }
        page.verdict(
            Tone::Plain,
            &(count(&self.free) + count(&self.conditional)).to_string(),
            text,
        );
        page.table(self.table());
        page
    }
}

/// How many lines of each of its lists are shown on a terminal.
const LINES: usize = 12;
