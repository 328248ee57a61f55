//! The parts of a recommendation for a principal: what it holds, and what becomes needless.

use crate::minimize::{
    Given, HeldThrough, Openness, PlacedOperation, RedundantAssignment, Removability, Since,
};
use crate::model::{Plane, Principal, Tenant};
use crate::report::page::{Page, Table};
use crate::rule::assignment_removal;
use crate::time::Timestamp;

/// What a recommendation takes as given.
#[derive(Clone, Debug)]
pub(crate) struct GivenReport {
    /// The principal that gets the roles.
    pub(crate) principal: Principal,
    /// When, where a moment was named.
    pub(crate) when: Option<Timestamp>,
    /// What it holds of the requirement.
    pub(crate) given: Given,
    /// Which of its assignments are needless with the recommendation.
    pub(crate) redundant: Vec<RedundantAssignment>,
    /// The names of the groups that hold something.
    pub(crate) groups: Vec<(String, String)>,
}

impl GivenReport {
    /// A report with the names of the groups in it.
    pub(crate) fn new(
        principal: Principal,
        when: Option<Timestamp>,
        given: Given,
        redundant: Vec<RedundantAssignment>,
        tenant: &Tenant,
    ) -> Self {
        let held = given.held.iter().flat_map(|row| &row.through);
        let rows = redundant.iter().map(|row| &row.assignment);
        let mut groups: Vec<(String, String)> = held
            .chain(rows)
            .filter_map(|through| through.group.as_ref())
            .filter_map(|id| Some((id.to_string(), tenant.principal(id)?.label().to_owned())))
            .collect();
        groups.sort();
        groups.dedup();
        Self {
            principal,
            when,
            given,
            redundant,
            groups,
        }
    }

    /// The name of the group by which something is held, or its id.
    pub(crate) fn group<'a>(&'a self, through: &'a HeldThrough) -> Option<&'a str> {
        let id = through.group.as_ref()?.as_str();
        let named = self.groups.iter().find(|(of, _)| of == id);
        Some(named.map_or(id, |(_, name)| name))
    }

    fn through(&self, through: &HeldThrough) -> String {
        let of = match self.group(through) {
            Some(group) => format!(" of group {group}"),
            None => String::new(),
        };
        format!("{} at {}{of}", through.role, through.scope)
    }

    /// How many required operations are held.
    pub(crate) fn held(&self) -> usize {
        self.given.held.iter().map(|row| row.operations.len()).sum()
    }
}

/// The command that deletes an assignment that can go.
pub(crate) fn command(row: &RedundantAssignment) -> Option<String> {
    (row.removability == Removability::Safe).then(|| assignment_removal(row.id()))
}

fn names(operations: &[PlacedOperation]) -> String {
    let line = |(name, plane): &PlacedOperation| match plane {
        Plane::Control => name.clone(),
        Plane::Data => format!("{name} (data)"),
    };
    let lines: Vec<String> = operations.iter().map(line).collect();
    lines.join("\n")
}

/// What is held, what isn't counted, and what no role gives.
pub(crate) fn given_blocks(page: &mut Page, report: &GivenReport) {
    let who = report.principal.label();
    if !report.given.blocked.is_empty() {
        page.heading("Blocked by deny assignments: no role helps");
        let rows = report.given.blocked.iter().map(|row| {
            let operations = names(&row.operations);
            vec![row.scope.to_string(), operations, row.denies.join("\n")]
        });
        page.table(Table {
            caption: "Blocked".to_owned(),
            columns: vec!["scope", "operations", "deny assignment"],
            rows: rows.collect(),
        });
    }
    if !report.given.held.is_empty() {
        page.heading(format!("Held by {who} already"));
        let rows = report.given.held.iter().map(|row| {
            let through: Vec<String> = row.through.iter().map(|t| report.through(t)).collect();
            vec![
                row.scope.to_string(),
                names(&row.operations),
                through.join("\n"),
            ]
        });
        page.table(Table {
            caption: "Held already".to_owned(),
            columns: vec!["scope", "operations", "through"],
            rows: rows.collect(),
        });
    }
    let open = report.given.open.iter().map(|row| {
        let count = row.operations.len();
        let (noun, verb) = if count == 1 {
            ("operation", "is")
        } else {
            ("operations", "are")
        };
        let hang = match row.because {
            Openness::Condition => "granted only under a condition, by",
            Openness::Eligible => "granted only once activated, by",
            Openness::TimeBound => "granted only until a date, by",
            Openness::PossibleDeny => "perhaps blocked, by deny assignment",
        };
        format!(
            "{count} {noun} at {} {verb} {hang} {}: not counted as held",
            row.scope,
            row.through.join(", ")
        )
    });
    page.bullets(open.collect());
}

/// What is needless once the roles are assigned.
pub(crate) fn redundant_blocks(page: &mut Page, report: &GivenReport) {
    if report.redundant.is_empty() {
        return;
    }
    let already = report
        .redundant
        .iter()
        .all(|row| row.since == Since::Already);
    page.heading(if already {
        "Needless already"
    } else {
        "No longer needed once these roles are assigned"
    });
    let rows = report.redundant.iter().map(|row| {
        let note = match row.removability {
            Removability::Safe => "can go",
            Removability::OfGroup => "stays: other members of the group may need it",
            Removability::Conditional => "look at its condition first",
            Removability::Eligible => "eligible only",
            Removability::TimeBound => "ends by itself",
            Removability::NotAnAssignment => "can't be deleted as a role assignment",
        };
        let since = match row.since {
            Since::Already => "already today",
            Since::Recommendation => "with the recommendation",
        };
        vec![
            report.through(&row.assignment),
            since.to_owned(),
            note.to_owned(),
        ]
    });
    page.table(Table {
        caption: "Needless".to_owned(),
        columns: vec!["assignment", "since", "and"],
        rows: rows.collect(),
    });
    let commands: Vec<String> = report.redundant.iter().filter_map(command).collect();
    if !commands.is_empty() {
        page.code("sh", commands.join("\n"));
    }
}
