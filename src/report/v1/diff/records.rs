//! `diff`: the records that changed.

use serde::{Deserialize, Serialize};

use super::super::refs::ListedPrincipal;
use super::super::text::{Id, ScopePath};
use super::super::words::AssignmentType;
use crate::diff::{self as inner, RecordChanges, Side};
use crate::ids::PrincipalId;
use crate::model::{self, ConditionText};
use crate::report::DiffReport;

/// A principal with the record of it in either snapshot.
pub(super) fn principal(report: &DiffReport<'_>, id: &PrincipalId) -> ListedPrincipal {
    ListedPrincipal::new(id, report.principal(id))
}

fn text(condition: Option<&ConditionText>) -> Option<String> {
    condition.map(|condition| condition.text.to_string())
}

/// Records that are new, gone or different.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "{R}Changes")
)]
pub(crate) struct Changes<R> {
    /// Only in the new snapshot.
    pub(crate) added: Vec<R>,
    /// Only in the old one.
    pub(crate) removed: Vec<R>,
    /// In both, with other content.
    pub(crate) changed: Vec<Changed<R>>,
}

impl<R> Changes<R> {
    /// Records with the names of principals and roles.
    pub(super) fn new<T>(
        changes: &RecordChanges<T>,
        report: &DiffReport<'_>,
        record: impl Fn(&T, Side, &DiffReport<'_>) -> R,
    ) -> Self {
        let list = |records: &[T], side| {
            let each = records.iter();
            each.map(|found| record(found, side, report)).collect()
        };
        let changed = changes.changed.iter().map(|change| Changed {
            fields: change.fields.iter().map(|&field| field.into()).collect(),
            before: record(&change.before, Side::Old, report),
            after: record(&change.after, Side::New, report),
        });
        Self {
            added: list(&changes.added, Side::New),
            removed: list(&changes.removed, Side::Old),
            changed: changed.collect(),
        }
    }
}

/// A record before and after.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(rename = "Changed{R}")
)]
pub(crate) struct Changed<R> {
    /// The fields in which the two records differ.
    pub(crate) fields: Vec<ChangedField>,
    /// In the old snapshot.
    pub(crate) before: R,
    /// In the new one.
    pub(crate) after: R,
}

words! {
    /// What differs between two versions of a record.
    ChangedField of inner::ChangedField {
        Principal = "principal",
        Role = "role",
        Scope = "scope",
        Condition = "condition",
        Window = "window",
        Kind = "kind",
        Permissions = "permissions",
        Principals = "principals",
        ExcludedPrincipals = "excludePrincipals",
        Effect = "effect",
        Name = "name",
    }
}

/// The role of an assignment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct AssignedRole {
    /// Its GUID, or its name where the source names it so.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
}

/// A role assignment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Assignment {
    /// Its id.
    pub(crate) id: Id,
    /// The principal that holds the role.
    pub(crate) principal: ListedPrincipal,
    /// The role.
    pub(crate) role: AssignedRole,
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// Its condition.
    pub(crate) condition: Option<String>,
    /// Where it was read: a file and, after `#`, a JSON pointer into it.
    pub(crate) source: String,
}

impl Assignment {
    /// A record of a side.
    pub(super) fn new(record: &model::RoleAssignment, side: Side, report: &DiffReport<'_>) -> Self {
        Self {
            id: (&record.id).into(),
            principal: principal(report, &record.principal),
            role: AssignedRole {
                id: record.role.to_string(),
                name: report.role(record, side),
            },
            scope: (&record.scope).into(),
            condition: text(record.condition.as_ref()),
            source: record.place.to_string(),
        }
    }
}

/// A schedule instance.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct ScheduleInstance {
    /// Its id.
    pub(crate) id: Id,
    /// What it gives.
    pub(crate) assignment_type: AssignmentType,
    /// The principal that holds the role, or may activate it.
    pub(crate) principal: ListedPrincipal,
    /// The role.
    pub(crate) role: AssignedRole,
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// Its first moment.
    pub(crate) start: Option<String>,
    /// The first moment after it.
    pub(crate) end: Option<String>,
    /// Its condition.
    pub(crate) condition: Option<String>,
    /// Where it was read: a file and, after `#`, a JSON pointer into it.
    pub(crate) source: String,
}

impl ScheduleInstance {
    /// A record of a side.
    pub(super) fn new(record: &model::Schedule, side: Side, report: &DiffReport<'_>) -> Self {
        Self {
            id: (&record.id).into(),
            assignment_type: record.kind.into(),
            principal: principal(report, &record.principal),
            role: AssignedRole {
                id: record.role.to_string(),
                name: report.index(side).role_label(&record.role, None),
            },
            scope: (&record.scope).into(),
            start: record.start.map(|moment| moment.to_string()),
            end: record.end.map(|moment| moment.to_string()),
            condition: text(record.condition.as_ref()),
            source: record.place.to_string(),
        }
    }
}

/// A deny assignment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct DenyAssignment {
    /// Its id.
    pub(crate) id: Id,
    /// Its name.
    pub(crate) name: String,
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// Whom it binds.
    pub(crate) principals: Vec<ListedPrincipal>,
    /// Whom it spares.
    pub(crate) exclude_principals: Vec<ListedPrincipal>,
    /// Its condition.
    pub(crate) condition: Option<String>,
    /// Where it was read: a file and, after `#`, a JSON pointer into it.
    pub(crate) source: String,
}

impl DenyAssignment {
    /// A record of a side.
    pub(super) fn new(record: &model::DenyAssignment, _: Side, report: &DiffReport<'_>) -> Self {
        let principals = |list: &[model::DenySubject]| {
            let each = list.iter();
            each.map(|subject| principal(report, &subject.id)).collect()
        };
        Self {
            id: (&record.id).into(),
            name: record.name.to_string(),
            scope: (&record.scope).into(),
            principals: principals(&record.principals),
            exclude_principals: principals(&record.exclude_principals),
            condition: text(record.condition.as_ref()),
            source: record.place.to_string(),
        }
    }
}

/// Members that groups got or lost.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Memberships {
    /// Only in the new snapshot.
    pub(crate) added: Vec<Membership>,
    /// Only in the old one.
    pub(crate) removed: Vec<Membership>,
}

/// A direct member of a group.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Membership {
    /// The group.
    pub(crate) group: ListedPrincipal,
    /// The member.
    pub(crate) member: ListedPrincipal,
}

/// A management group or subscription with another parent.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Move {
    /// What moved.
    pub(crate) scope: ScopePath,
    /// Its parent in the old snapshot.
    pub(crate) before: Option<String>,
    /// Its parent in the new one.
    pub(crate) after: Option<String>,
}

impl Memberships {
    /// Members with their names.
    pub(super) fn new(changes: &[inner::MembershipChange], report: &DiffReport<'_>) -> Self {
        let members = |side| {
            let rows = changes.iter().filter(move |change| change.only_in == side);
            let member = |change: &inner::MembershipChange| Membership {
                group: principal(report, &change.group),
                member: principal(report, &change.member),
            };
            rows.map(member).collect()
        };
        Self {
            added: members(Side::New),
            removed: members(Side::Old),
        }
    }
}

impl From<&inner::GroupMove> for Move {
    fn from(found: &inner::GroupMove) -> Self {
        Self {
            scope: (&found.scope).into(),
            before: found.before.as_ref().map(ToString::to_string),
            after: found.after.as_ref().map(ToString::to_string),
        }
    }
}
