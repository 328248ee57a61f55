//! `catalog`: what a catalogue holds, and what changed.

use crate::access::{Impact, RoleChange};
use crate::catalog::{
    Catalog, CatalogDiff, CatalogSource, ChangeCause, ChangedRole, ClassCounts, ListedPattern,
};
use crate::model::{OperationClass, Plane, RoleDefinition, RoleKind, Tenant, Timestamp};
use crate::report::page::{Page, Table, Tone};
use crate::report::view::words::counted;

/// How many rows of each list the human formats show.
const SHOWN: usize = 20;

/// The age in days from which on a catalogue is old.
const OLD: i64 = 90;

/// The moment at which the age of a catalogue is judged. No clock is read.
#[derive(Clone, Copy)]
pub(crate) enum CatalogDay {
    /// The one that the question is about.
    Asked(Timestamp),
    /// That of the newest record of the inputs.
    OfInputs(Timestamp),
    /// Nothing says it.
    Unknown,
}

impl CatalogDay {
    /// The moment asked about, else that of the newest record.
    pub(crate) fn of(asked: Option<Timestamp>, tenant: &Tenant) -> Self {
        let asked = asked.map(Self::Asked);
        let of_inputs = || tenant.newest_record().map(Self::OfInputs);
        asked.or_else(of_inputs).unwrap_or(Self::Unknown)
    }
}

/// Which catalogue an answer goes by, and that it is old, as a clause.
pub(crate) fn catalog_note(catalog: &Catalog, day: CatalogDay) -> String {
    let source = catalog.source().as_str();
    let mut note = format!("judged by the {source} catalogue of {}", catalog.date());
    if let Some(share) = share_words(catalog) {
        note.push_str(&format!(", with {share} of the inputs"));
    }
    let (moment, what) = match day {
        CatalogDay::Asked(moment) => (moment, "the day asked about"),
        CatalogDay::OfInputs(moment) => (moment, "the newest record of the inputs"),
        CatalogDay::Unknown => return note,
    };
    let age = Timestamp::parse(catalog.date())
        .ok()
        .map(|day| moment.seconds_since(day) / 86_400);
    if let Some(age) = age.filter(|age| *age > OLD) {
        note.push_str(&format!(
            "; it is {age} days older than {what}: `rolecall catalog update` makes a new one"
        ));
    }
    note
}

/// How many roles and operations come from the inputs, if any do.
fn share_words(catalog: &Catalog) -> Option<String> {
    let share = catalog.input_share();
    let parts = [(share.roles, "role"), (share.operations, "operation")];
    let counts = parts.iter().filter(|(count, _)| *count > 0);
    let counts: Vec<String> = counts.map(|(count, noun)| counted(*count, noun)).collect();
    (!counts.is_empty()).then(|| counts.join(" and "))
}

/// What the catalogue holds, as a page.
pub(crate) fn info_page(catalog: &Catalog) -> Page {
    let mut page = Page::default();
    let counts = Counts::of(catalog);
    let (word, place) = match path(catalog) {
        Some(path) => ("imported", format!("from {path}")),
        None => ("core", "the catalogue inside the program".to_owned()),
    };
    page.verdict(
        Tone::Plain,
        word,
        format!("{place}, facts of {}", catalog.date()),
    );
    let mut points = vec![
        format!(
            "{} roles: {} published, {} custom, {} in documentation only; {} with a condition",
            catalog.role_count(),
            counts.roles[0],
            counts.roles[1],
            counts.roles[2],
            counts.conditional,
        ),
        format!(
            "{} operations: {} of the control plane, {} of the data plane{}",
            catalog.operation_count(),
            counts.planes[0],
            counts.planes[1],
            match counts.uncertain {
                0 => String::new(),
                n => format!("; no source states the plane of {n}"),
            }
        ),
        format!("{} tasks", catalog.tasks().len()),
        format!("{} KiB", catalog.image_size().div_ceil(1024)),
    ];
    let purposes = catalog.purposes();
    points.push(format!(
        "too many roles name these to tell what one is meant for: the namespaces {}; the patterns {}",
        purposes.shared.join(", "),
        purposes.common.join(", "),
    ));
    points.push(format!(
        "a role that names other namespaces too is not meant for these, which services are built on: {}",
        purposes.supporting.join(", "),
    ));
    if let Some(share) = share_words(catalog) {
        points.push(format!("of these, the inputs hold {share}"));
    }
    page.bullets(points);
    if *catalog.source() == CatalogSource::Core {
        page.text("The whole of Azure, with the custom roles of your tenant, comes with `rolecall catalog update`.");
    }
    page
}

fn path(catalog: &Catalog) -> Option<&str> {
    match catalog.source() {
        CatalogSource::Core => None,
        CatalogSource::Imported(path) => Some(path),
    }
}

/// What a catalogue holds, counted.
pub(crate) struct Counts {
    /// Built in, custom, documented.
    pub(crate) roles: [usize; 3],
    pub(crate) conditional: usize,
    /// Control, data.
    pub(crate) planes: [usize; 2],
    pub(crate) uncertain: usize,
}

impl Counts {
    pub(crate) fn of(catalog: &Catalog) -> Self {
        let mut counts = Self {
            roles: [0; 3],
            conditional: 0,
            planes: [0; 2],
            uncertain: 0,
        };
        for role in catalog.roles() {
            counts.roles[match catalog.role_kind(role) {
                RoleKind::BuiltIn => 0,
                RoleKind::Custom => 1,
                RoleKind::Documented => 2,
            }] += 1;
            counts.conditional += usize::from(catalog.role(role).is_conditional());
        }
        catalog.for_each_operation(|at, _, plane| {
            counts.planes[usize::from(plane == Plane::Data)] += 1;
            counts.uncertain += usize::from(catalog.plane_is_uncertain(at));
        });
        counts
    }
}

/// What an import made.
#[derive(Clone, Debug)]
pub(crate) struct ImportReport<'a> {
    /// Where the image was written.
    pub(crate) path: String,
    /// The catalogue it holds.
    pub(crate) catalog: &'a Catalog,
    /// The catalogue that was in use.
    pub(crate) before: &'a Catalog,
    /// What changed.
    pub(crate) diff: &'a CatalogDiff,
}

/// What an import made, as a page.
pub(crate) fn import_page(report: &ImportReport<'_>) -> Page {
    let mut page = Page::default();
    page.verdict(
        Tone::Good,
        "imported",
        format!(
            "{} roles and {} operations of {} into {}",
            report.catalog.role_count(),
            report.catalog.operation_count(),
            report.catalog.date(),
            report.path
        ),
    );
    let before = match report.before.source() {
        CatalogSource::Core => "the core catalogue".to_owned(),
        CatalogSource::Imported(path) => path.to_string(),
    };
    page.text(format!(
        "Against {before} of {}: {}.",
        report.before.date(),
        summary(report.diff)
    ));
    // Beside the core nearly everything is new: the counts say it.
    if *report.before.source() != CatalogSource::Core {
        diff_tables(&mut page, report.diff);
    }
    page
}

/// What changed, and for whom, as a page.
pub(crate) fn catalog_diff_page(
    diff: &CatalogDiff,
    access: Option<&[Impact<'_>]>,
    tenant: &Tenant,
) -> Page {
    let mut page = Page::default();
    let nothing = diff.roles_added.is_empty()
        && diff.roles_removed.is_empty()
        && diff.roles_renamed.is_empty()
        && diff.roles_changed.is_empty()
        && diff.operations_added.is_empty()
        && diff.operations_removed.is_empty();
    if nothing {
        page.verdict(
            Tone::Good,
            "same",
            "the two catalogues hold the same roles and operations",
        );
    } else {
        page.verdict(Tone::Plain, "changed", summary(diff));
    }
    if let Some(access) = access {
        access_blocks(&mut page, access, tenant);
    }
    diff_tables(&mut page, diff);
    page
}

fn summary(diff: &CatalogDiff) -> String {
    let defined = |cause| {
        diff.roles_changed
            .iter()
            .filter(|c| c.cause == cause)
            .count()
    };
    format!(
        "{} roles new, {} gone, {} renamed, {} changed, {} with the same patterns over other operations; {} operations new, {} gone",
        diff.roles_added.len(),
        diff.roles_removed.len(),
        diff.roles_renamed.len(),
        defined(ChangeCause::Definition),
        defined(ChangeCause::Operations),
        diff.operations_added.len(),
        diff.operations_removed.len(),
    )
}

fn diff_tables(page: &mut Page, diff: &CatalogDiff) {
    let changed: Vec<&ChangedRole> = diff
        .roles_changed
        .iter()
        .filter(|change| change.cause == ChangeCause::Definition)
        .collect();
    if !changed.is_empty() {
        page.heading("Changed definitions");
        capped(
            page,
            &["role", "gained", "lost", "patterns"],
            &changed,
            |change| {
                vec![
                    change.role.name.to_string(),
                    counts_words(&change.gained),
                    counts_words(&change.lost),
                    patterns_words(change),
                ]
            },
        );
    }
    let role_row = |role: &&RoleDefinition| vec![role.name.to_string(), id_of(role)];
    for (title, roles) in [
        ("New roles", &diff.roles_added),
        ("Roles gone", &diff.roles_removed),
    ] {
        let roles: Vec<&RoleDefinition> = roles.iter().collect();
        if !roles.is_empty() {
            page.heading(title);
            capped(page, &["role", "id"], &roles, role_row);
        }
    }
    if !diff.roles_renamed.is_empty() {
        page.heading("Renamed roles");
        capped(
            page,
            &["before", "now", "id"],
            &diff.roles_renamed,
            |renamed| {
                vec![
                    renamed.before.clone(),
                    renamed.role.name.to_string(),
                    id_of(&renamed.role),
                ]
            },
        );
    }
    for (title, operations) in [
        ("New operations", &diff.operations_added),
        ("Operations gone", &diff.operations_removed),
    ] {
        if !operations.is_empty() {
            page.heading(title);
            capped(page, &["operation", "plane"], operations, |operation| {
                vec![operation.name.clone(), operation.plane.to_string()]
            });
        }
    }
}

fn capped<T>(
    page: &mut Page,
    columns: &[&'static str],
    items: &[T],
    row: impl Fn(&T) -> Vec<String>,
) {
    let table = Table {
        caption: String::new(),
        columns: columns.to_vec(),
        rows: items.iter().map(row).collect(),
    };
    page.first_rows(table, SHOWN);
}

fn access_blocks(page: &mut Page, access: &[Impact<'_>], tenant: &Tenant) {
    page.heading("Whose access changed");
    let by_definition: Vec<&Impact<'_>> =
        access.iter().filter(|row| !only_operations(row)).collect();
    if by_definition.is_empty() {
        page.text("No assignment in the inputs is of a role whose definition changed.");
    } else {
        page.table(access_table(&by_definition, tenant));
    }
    let others = access.len() - by_definition.len();
    if others > 0 {
        page.text(format!(
            "{others} more assignments are of roles whose patterns stayed while operations came or went under them; `--format json` lists them."
        ));
    }
}

fn only_operations(row: &Impact<'_>) -> bool {
    matches!(row.change, RoleChange::Changed(change) if change.cause == ChangeCause::Operations)
}

/// The assignments of changed roles as a table, all of them.
pub(crate) fn access_csv(access: &[Impact<'_>], tenant: &Tenant) -> Table {
    access_table(&access.iter().collect::<Vec<_>>(), tenant)
}

fn access_table(access: &[&Impact<'_>], tenant: &Tenant) -> Table {
    let row = |row: &&Impact<'_>| {
        let (gained, lost) = match row.change {
            RoleChange::Changed(change) => {
                (counts_words(&change.gained), counts_words(&change.lost))
            }
            RoleChange::Gone(_) => (String::new(), "the role is gone".to_owned()),
        };
        let who = tenant.principal(&row.principal);
        vec![
            who.map_or_else(|| row.principal.to_string(), |p| p.label().to_owned()),
            row.change.role().name.to_string(),
            row.scope.to_string(),
            row.standing.as_str().to_owned(),
            gained,
            lost,
        ]
    };
    Table {
        caption: "Whose access changed".to_owned(),
        columns: vec!["principal", "role", "scope", "standing", "gained", "lost"],
        rows: access.iter().map(row).collect(),
    }
}

pub(crate) fn id_of(role: &RoleDefinition) -> String {
    role.id.map(|id| id.to_string()).unwrap_or_default()
}

/// `3 escalation, 12 read`, or a dash.
pub(crate) fn counts_words(counts: &ClassCounts) -> String {
    let words: Vec<String> = OperationClass::ALL
        .into_iter()
        .filter(|class| counts.of(*class) > 0)
        .map(|class| format!("{} {}", counts.of(class), class.as_str()))
        .collect();
    if words.is_empty() {
        "none".to_owned()
    } else {
        words.join(", ")
    }
}

fn patterns_words(change: &ChangedRole) -> String {
    let signed = |sign, entries: &[ListedPattern]| {
        entries
            .iter()
            .take(4)
            .map(|entry| {
                let condition = if entry.condition.is_some() {
                    " (condition)"
                } else {
                    ""
                };
                format!(
                    "{sign} {}: {}{condition}",
                    entry.list.as_str(),
                    entry.pattern
                )
            })
            .chain((entries.len() > 4).then(|| format!("{sign} {} more", entries.len() - 4)))
            .collect::<Vec<_>>()
    };
    let mut lines = signed('+', &change.added);
    lines.extend(signed('-', &change.removed));
    if lines.is_empty() {
        lines.push("the same entries, in other permissions".to_owned());
    }
    lines.join("\n")
}
