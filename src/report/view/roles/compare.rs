//! `roles compare`: the relation, and what each side has alone.

use std::collections::BTreeMap;

use crate::bits::OperationSet;
use crate::catalog::{ByPlane, Catalog, PlaneComparison, RoleComparison};
use crate::model::{OperationClass, Permission, Plane, RoleDefinition};
use crate::pattern::{RelationKind, Wildcards};
use crate::report::page::{Page, Table, Tone};
use crate::report::view::words::capitalised;
use crate::span::Diagnostic;
use crate::text;

/// Two roles and how they compare.
#[derive(Clone, Debug)]
pub(crate) struct CompareReport {
    /// The first role.
    pub(crate) a: RoleDefinition,
    /// The second role.
    pub(crate) b: RoleDefinition,
    /// The comparison.
    pub(crate) comparison: RoleComparison,
    /// The same under the other reading of WC-5.
    pub(crate) other: RoleComparison,
}

impl CompareReport {
    /// What is to be said about the comparison as a whole.
    pub(crate) fn diagnostics(&self, catalog: &Catalog) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let (here, there) = (&self.comparison.free, &self.other.free);
        let differs = Plane::BOTH.into_iter().any(|plane| {
            let (here, there) = (here.plane(plane), there.plane(plane));
            here.relation.kind != there.relation.kind || here.today != there.today
        });
        if differs {
            let flag = match catalog.wildcards() {
                Wildcards::Azure => "with `--strict-wildcards`",
                Wildcards::Strict => "without `--strict-wildcards`",
            };
            diagnostics.push(
                Diagnostic::info(
                    "wildcard-mode",
                    format!(
                        "the relation depends on WC-5 (`/*/` may match one slash): {flag} it is `{}`, and `{}` today",
                        self.other.relation.as_str(),
                        today(&self.other.free).as_str(),
                    ),
                )
                .help("Azure's documentation is silent here"),
            );
        }
        diagnostics
    }
}

/// The relation of both planes together, among the operations of the catalogue.
fn today(planes: &ByPlane) -> RelationKind {
    use RelationKind::{Disjoint, Equal, Overlapping, Subset, Superset};
    let both = [&planes.control, &planes.data];
    let a = both.iter().all(|p| p.only_in_a.is_empty());
    let b = both.iter().all(|p| p.only_in_b.is_empty());
    match (a, b) {
        (true, true) => Equal,
        (true, false) => Subset,
        (false, true) => Superset,
        (false, false) if both.iter().all(|p| p.today == Disjoint) => Disjoint,
        (false, false) => Overlapping,
    }
}

fn conditional(role: &RoleDefinition) -> impl Iterator<Item = (usize, &Permission)> {
    let permissions = role.permissions.iter().enumerate();
    permissions.filter(|(_, permission)| permission.condition.is_some())
}

/// The comparison as a page.
pub(crate) fn compare_page(report: &CompareReport, catalog: &Catalog) -> Page {
    let (a, b) = labels(report);
    let comparison = &report.comparison;
    let mut page = Page::default();
    page.cut_on_terminals(LINES);
    page.verdict(
        Tone::Plain,
        comparison.relation.as_str(),
        format!(
            "{}{}",
            sentence(comparison.relation, &a, &b),
            if comparison.conditional.is_some() {
                ", conditions aside"
            } else {
                ""
            }
        ),
    );
    for plane in Plane::BOTH {
        let compared = comparison.free.plane(plane);
        page.heading(format!("{} plane", capitalised(plane.as_str())));
        plane_blocks(&mut page, compared, (&a, &b), catalog);
    }
    let Some(planes) = &comparison.conditional else {
        return page;
    };
    page.heading("Under conditions, compared apart");
    let mut points = Vec::new();
    for (label, role) in [(&a, &report.a), (&b, &report.b)] {
        for (at, permission) in conditional(role) {
            points.push(condition_sentence(label, at, permission));
        }
    }
    page.bullets(points);
    for plane in Plane::BOTH {
        let compared = planes.plane(plane);
        if compared.relation.kind == RelationKind::Equal {
            continue;
        }
        page.heading(format!(
            "{} plane, under conditions",
            capitalised(plane.as_str())
        ));
        plane_blocks(&mut page, compared, (&a, &b), catalog);
    }
    page
}

/// The names of the roles; where both have one name, with where they come from.
fn labels(report: &CompareReport) -> (String, String) {
    let name = |role: &RoleDefinition| role.name.to_string();
    if !text::same(&report.a.name, &report.b.name) {
        return (name(&report.a), name(&report.b));
    }
    let placed = |role: &RoleDefinition, letter: &str| {
        let place = role.place.as_ref();
        let place = place.map_or_else(|| "the catalogue".to_owned(), ToString::to_string);
        format!("{letter} ({} of {place})", role.name)
    };
    (placed(&report.a, "A"), placed(&report.b, "B"))
}

fn sentence(kind: RelationKind, a: &str, b: &str) -> String {
    match kind {
        RelationKind::Equal => format!("{a} and {b} grant the same, now and in future"),
        RelationKind::Subset => format!("{b} grants all that {a} grants or ever could, and more"),
        RelationKind::Superset => format!("{a} grants all that {b} grants or ever could, and more"),
        RelationKind::Overlapping => {
            format!("{a} and {b} share some operations, and each has its own")
        }
        RelationKind::Disjoint => format!("{a} and {b} have no operation in common, now or ever"),
    }
}

fn plane_sentence(compared: &PlaneComparison, a: &str, b: &str) -> String {
    match compared.relation.kind {
        RelationKind::Equal if !compared.share_a_name() => "Neither grants anything".to_owned(),
        RelationKind::Subset if !compared.share_a_name() => format!("Only {b} grants anything"),
        RelationKind::Superset if !compared.share_a_name() => format!("Only {a} grants anything"),
        kind => sentence(kind, a, b),
    }
}

fn plane_blocks(
    page: &mut Page,
    compared: &PlaneComparison,
    (a, b): (&str, &str),
    catalog: &Catalog,
) {
    let mut said = plane_sentence(compared, a, b);
    if compared.today != compared.relation.kind {
        said.push_str(&format!(
            "; of the operations known today the relation is {}",
            compared.today.as_str()
        ));
    }
    page.text(format!("{said}."));
    let sides = [
        (a, &compared.relation.only_in_a, &compared.only_in_a),
        (b, &compared.relation.only_in_b, &compared.only_in_b),
    ];
    for (label, witness, operations) in sides {
        let Some(witness) = witness else { continue };
        if operations.is_empty() {
            page.text(format!(
                "Only {label} would grant `{witness}`; no operation known today tells them apart on this side."
            ));
            continue;
        }
        let noun = if operations.len() == 1 {
            "operation"
        } else {
            "operations"
        };
        let known = operations
            .iter()
            .any(|at| text::same(&catalog.operation(at).name, witness));
        let to_come = if known {
            String::new()
        } else {
            format!("; the shortest that could come is `{witness}`")
        };
        page.text(format!(
            "Only in {label}: {} {noun} today{to_come}.",
            operations.len()
        ));
        groups(page, format!("Only in {label}"), operations, catalog);
    }
}

/// How many groups of one side the human format lists.
const GROUPS_SHOWN: usize = 40;

/// The operations by class, gravest first, and resource type.
fn groups(page: &mut Page, caption: String, operations: &OperationSet, catalog: &Catalog) {
    let mut groups: BTreeMap<(OperationClass, String), Vec<(String, String)>> = BTreeMap::new();
    let classes = catalog.classes();
    for at in operations.iter() {
        let name = catalog.operation(at).name;
        let (kind, verb) = resource_type(&name);
        let key = (classes[at.index()], text::fold(kind).into_owned());
        groups
            .entry(key)
            .or_default()
            .push((kind.to_owned(), verb.to_owned()));
    }
    let rows = groups
        .into_iter()
        .map(|((class, _), members)| {
            let verbs: Vec<&str> = members.iter().map(|(_, verb)| verb.as_str()).collect();
            let kind = members.first().map(|(kind, _)| kind.clone());
            vec![
                class.as_str().to_owned(),
                kind.unwrap_or_default(),
                verbs.join(", "),
            ]
        })
        .collect();
    let table = Table {
        caption,
        columns: vec!["class", "resource type", "operations"],
        rows,
    };
    page.first_rows(table, GROUPS_SHOWN);
}

/// An operation's resource type and what is done to it: `…/read`, or `…/start/action`.
fn resource_type(name: &str) -> (&str, &str) {
    let Some((rest, verb)) = name.rsplit_once('/') else {
        return ("", name);
    };
    match rest.rsplit_once('/') {
        Some((kind, _)) if text::same(verb, "action") && kind.contains('/') => {
            (kind, &name[kind.len() + 1..])
        }
        _ => (rest, verb),
    }
}

fn condition_sentence(label: &str, at: usize, permission: &Permission) -> String {
    let patterns: Vec<String> = permission
        .control
        .granted()
        .iter()
        .chain(permission.data.granted())
        .map(|pattern| format!("`{pattern}`"))
        .collect();
    let condition = permission.condition.as_ref().map_or("", |c| c.text.trim());
    format!(
        "{label}, permission {}, grants {} only if: {condition}",
        at + 1,
        patterns.join(", ")
    )
}

/// Every operation of one side only, a row each.
pub(crate) fn compare_csv(report: &CompareReport, catalog: &Catalog) -> Table {
    let classes = catalog.classes();
    let comparison = &report.comparison;
    let mut rows = Vec::new();
    let parts = [
        ("no", Some(&comparison.free)),
        ("yes", comparison.conditional.as_ref()),
    ];
    for (condition, planes) in parts {
        for plane in planes.into_iter().flat_map(|p| [&p.control, &p.data]) {
            let sides = [
                ("A", &report.a, &plane.only_in_a),
                ("B", &report.b, &plane.only_in_b),
            ];
            for (side, role, only) in sides {
                for at in only.iter() {
                    let operation = catalog.operation(at);
                    rows.push(vec![
                        side.to_owned(),
                        role.name.to_string(),
                        operation.plane.as_str().to_owned(),
                        classes[at.index()].as_str().to_owned(),
                        condition.to_owned(),
                        operation.name,
                    ]);
                }
            }
        }
    }
    Table {
        caption: "Operations of one role only".to_owned(),
        columns: vec![
            "onlyIn",
            "role",
            "plane",
            "class",
            "conditional",
            "operation",
        ],
        rows,
    }
}

/// How many lines of each of its lists are shown on a terminal.
const LINES: usize = 12;
