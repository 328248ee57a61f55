//! `diff`: what changed between two snapshots, and what can't be said of it; as lines and as a table.

pub(crate) mod page;
pub(crate) mod records;

use std::collections::BTreeSet;

use crate::access::AccessIndex;
use crate::condition::Condition;
use crate::diff::{AccessChange, AccessTurn, Side, TenantDiff};
use crate::ids::PrincipalId;
use crate::model::{Principal, PrincipalKind, RoleAssignment, RoleGap};
use crate::report::page::Table;
use crate::report::view::findings::ReportedPart;
use crate::report::view::words::{role_gap_advice, role_gap_words};
use crate::span::{Diagnostic, Place};

/// A part of a diff that can be asked for alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum DiffPart {
    Gained,
    Lost,
    Definitions,
    Assignments,
    Denies,
    Schedules,
    Memberships,
    Moves,
}

impl DiffPart {
    /// The part that shows access that went a way.
    pub(crate) fn of(turn: AccessTurn) -> Self {
        match turn.towards() {
            Side::New => Self::Gained,
            Side::Old => Self::Lost,
        }
    }
}

/// Two snapshots and what changed between them.
pub(crate) struct DiffReport<'a> {
    pub(crate) diff: &'a TenantDiff,
    pub(crate) old: &'a AccessIndex<'a>,
    pub(crate) new: &'a AccessIndex<'a>,
    /// The parts to show; all where none is named.
    pub(crate) parts: Vec<DiffPart>,
    /// The scope that it is of alone.
    pub(crate) part: Option<ReportedPart>,
    /// The paths of the two sides as given.
    pub(crate) paths: [String; 2],
}

impl DiffReport<'_> {
    pub(crate) fn shows(&self, part: DiffPart) -> bool {
        self.parts.is_empty() || self.parts.contains(&part)
    }

    pub(crate) fn principal(&self, id: &PrincipalId) -> Option<&Principal> {
        let new = self.new.tenant().principal(id);
        new.or_else(|| self.old.tenant().principal(id))
    }

    /// The name to show of a principal.
    pub(crate) fn label<'s>(&'s self, id: &'s PrincipalId) -> &'s str {
        if id.is_all_principals() {
            return "everyone";
        }
        self.principal(id).map_or(id.as_str(), Principal::label)
    }

    pub(crate) fn kind(&self, id: &PrincipalId) -> PrincipalKind {
        self.principal(id)
            .map_or(PrincipalKind::Unknown, |p| p.kind)
    }

    pub(crate) fn role(&self, assignment: &RoleAssignment, side: Side) -> String {
        let index = self.index(side);
        index.role_label(&assignment.role, assignment.role_name.as_deref())
    }

    /// Roles of grants that changed of which it isn't known what they grant, in the snapshot of a side.
    pub(crate) fn unresolved(&self, side: Side) -> Vec<(RoleGap, String, &Place)> {
        let index = self.index(side);
        let assignments = self.diff.assignments.of(side);
        let assignments = assignments.map(|a| (&a.role, a.role_name.as_deref(), &a.place));
        let schedules = self.diff.schedules.of(side);
        let schedules = schedules.map(|s| (&s.role, None, &s.place));
        let unknown = assignments
            .chain(schedules)
            .filter_map(|(role, name, place)| {
                Some((index.role_gap(role)?, index.role_label(role, name), place))
            });
        unknown.collect()
    }

    /// What the inputs don't say of rows of the diff.
    pub(crate) fn diagnostics(&self) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        let is_group = |id: &&PrincipalId| self.kind(id) == PrincipalKind::Group;
        let rows = self.diff.effective.rows().map(|row| &row.principal);
        let bound = self.diff.changed_subjects();
        let groups: BTreeSet<&PrincipalId> = rows.chain(bound).filter(is_group).collect();
        for group in groups {
            if let Some(unlisted) = self.new.groups().gap(group) {
                let whose = if unlisted == group {
                    "its members".to_owned()
                } else {
                    format!("the members of `{}` in it", self.label(unlisted))
                };
                let message = format!(
                    "what group `{}` holds or is denied changed, and {whose} are not in the inputs",
                    self.label(group),
                );
                diagnostics.push(
                    Diagnostic::warning("missing-group-members", message)
                        .help(format!("export them with `az rest --method get --url 'https://graph.microsoft.com/v1.0/groups/{unlisted}/transitiveMembers'` into `{unlisted}.json`"))
                        .may_change_answer(),
                );
            }
        }
        for (side, word) in [
            (Side::Old, "gone or changed"),
            (Side::New, "new or changed"),
        ] {
            for (gap, role, place) in self.unresolved(side) {
                let why = role_gap_words(gap);
                let message = format!("role `{role}` of an assignment that is {word} {why}");
                diagnostics.push(
                    Diagnostic::warning("unresolved-role", message)
                        .at(place.clone())
                        .help(role_gap_advice(gap, &[&role]))
                        .may_change_answer(),
                );
            }
        }
        diagnostics.extend(self.unparsable());
        diagnostics
    }

    /// Conditions of records that changed and that can't be parsed.
    fn unparsable(&self) -> Vec<Diagnostic> {
        let diff = self.diff;
        let assigned = diff.assignments.of(Side::New);
        let assigned = assigned.map(|a| (a.condition.as_ref(), &a.place));
        let scheduled = diff.schedules.of(Side::New);
        let scheduled = scheduled.map(|s| (s.condition.as_ref(), &s.place));
        let denied = diff.denies.of(Side::New);
        let denied = denied.map(|d| (d.condition.as_ref(), &d.place));
        let conditions = assigned.chain(scheduled).chain(denied);
        let broken = conditions.filter(|(condition, _)| {
            condition.is_some_and(|condition| Condition::parse(&condition.text).is_err())
        });
        let diagnostics = broken.map(|(_, place)| {
            let message = "the condition of a record that is new or changed can't be parsed: what it lets through is not known";
            Diagnostic::warning("unparsable-condition", message)
                .at(place.clone())
                .help("`rolecall conditions lint` says where it breaks")
                .may_change_answer()
        });
        diagnostics.collect()
    }

    pub(crate) fn index(&self, side: Side) -> &AccessIndex<'_> {
        match side {
            Side::Old => self.old,
            Side::New => self.new,
        }
    }
}

/// Effective access as one table.
pub(crate) fn diff_csv(report: &DiffReport<'_>) -> Table {
    let row = |change: &AccessChange| {
        vec![
            change.turn.as_str().to_owned(),
            change.principal.to_string(),
            report.label(&change.principal).to_owned(),
            report.kind(&change.principal).as_str().to_owned(),
            crate::report::view::diff::page::scope_words(change),
            change.plane.to_string(),
            change.before.as_str().to_owned(),
            change.after.as_str().to_owned(),
            change.class.as_str().to_owned(),
            change.operations.len().to_string(),
            change.examples.join(" "),
            crate::report::view::diff::page::causes_words(&change.causes).join("; "),
        ]
    };
    let rows = report.diff.effective.rows();
    let rows = rows
        .filter(|change| report.shows(DiffPart::of(change.turn)))
        .map(row);
    Table {
        caption: "Effective access".to_owned(),
        columns: vec![
            "change",
            "principalId",
            "principalName",
            "principalType",
            "scope",
            "plane",
            "before",
            "after",
            "class",
            "operations",
            "examples",
            "causes",
        ],
        rows: rows.collect(),
    }
}
