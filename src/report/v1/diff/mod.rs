//! `diff`: what changed between two snapshots of a tenant.

mod records;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::catalog::PatternChanges;
use super::compare::{ComparedPlanes, Relation};
use super::counts::ClassCounts;
use super::operations::OperationClass;
use super::refs::{ListedPrincipal, RoleDefinition};
use super::text::{Id, ScopePath};
use super::words::{Outcome, Plane};
use crate::diff::{self as inner, AccessReach, AccessTurn, DefinitionChange, DefinitionFate};
use crate::report::{DiffPart, DiffReport};
use records::{
    Assignment, Changes, DenyAssignment, Memberships, Move, ScheduleInstance, principal,
};

/// The `result` of `rolecall/diff/1`; a part that `--only` leaves out is null.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(
    feature = "schema",
    derive(schemars::JsonSchema),
    schemars(extend("dependentRequired" = {
        "scope": ["elsewhere"],
        "elsewhere": ["scope"],
    }))
)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DiffResult {
    /// The path of the old snapshot.
    pub(crate) old: String,
    /// The path of the new one.
    pub(crate) new: String,
    /// The scope that the answer is of alone: what is at it, below it, or reaches it from above. Role definitions,
    /// memberships and moves are of the whole tenant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) scope: Option<ScopePath>,
    /// How many changes of access and of records with a scope are elsewhere and left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) elsewhere: Option<usize>,
    /// Role definitions.
    pub(crate) definitions: Option<Vec<Definition>>,
    /// Role assignments.
    pub(crate) assignments: Option<Changes<Assignment>>,
    /// Deny assignments.
    pub(crate) deny_assignments: Option<Changes<DenyAssignment>>,
    /// Schedule instances of privileged identity management.
    pub(crate) schedule_instances: Option<Changes<ScheduleInstance>>,
    /// Direct members of groups.
    pub(crate) memberships: Option<Memberships>,
    /// Management groups and subscriptions that are elsewhere in the tree.
    pub(crate) moves: Option<Vec<Move>>,
    /// Whose access changed.
    pub(crate) effective: EffectiveAccess,
}

impl From<&DiffReport<'_>> for DiffResult {
    fn from(report: &DiffReport<'_>) -> Self {
        let diff = report.diff;
        let shows = |part| report.shows(part);
        let definitions = diff.definitions.iter();
        Self {
            old: report.paths[0].clone(),
            new: report.paths[1].clone(),
            scope: report.part.as_ref().map(|part| (&part.scope).into()),
            elsewhere: report.part.as_ref().map(|part| part.elsewhere),
            definitions: shows(DiffPart::Definitions).then(|| {
                definitions
                    .map(|change| Definition::new(change, report))
                    .collect()
            }),
            assignments: shows(DiffPart::Assignments)
                .then(|| Changes::new(&diff.assignments, report, Assignment::new)),
            deny_assignments: shows(DiffPart::Denies)
                .then(|| Changes::new(&diff.denies, report, DenyAssignment::new)),
            schedule_instances: shows(DiffPart::Schedules)
                .then(|| Changes::new(&diff.schedules, report, ScheduleInstance::new)),
            memberships: shows(DiffPart::Memberships)
                .then(|| Memberships::new(&diff.memberships, report)),
            moves: shows(DiffPart::Moves).then(|| diff.moves.iter().map(Move::from).collect()),
            effective: report.into(),
        }
    }
}

/// A role definition that is new, gone or different.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Definition {
    /// The role.
    #[serde(flatten)]
    pub(crate) role: RoleDefinition,
    /// Where the definition is; null in the catalogue.
    pub(crate) source: Option<String>,
    /// What happened to it.
    #[serde(flatten)]
    pub(crate) fate: Fate,
}

impl Definition {
    fn new(change: &DefinitionChange, report: &DiffReport<'_>) -> Self {
        Self {
            role: (&change.role).into(),
            source: change.role.place.as_ref().map(ToString::to_string),
            fate: Fate::new(&change.fate, report),
        }
    }
}

/// What happened to a role definition.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "change",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(crate) enum Fate {
    /// It is new.
    Added {},
    /// It is gone.
    Removed {},
    /// It is different.
    Changed {
        /// Its name in the old snapshot.
        name_before: String,
        /// Entries of its permissions.
        patterns: PatternChanges,
        /// Where it may be assigned.
        assignable_scopes: TextChanges,
        /// How what the old one grants compares to what the new one grants, conditions left aside;
        /// null if the patterns are too many to tell.
        relation: Option<Relation>,
        /// By plane, the old one first: what permissions without a condition grant.
        free: Option<Box<ComparedPlanes>>,
        /// By plane: what permissions with a condition name; null if neither has one.
        conditional: Option<Box<ComparedPlanes>>,
    },
}

impl Fate {
    fn new(fate: &DefinitionFate, report: &DiffReport<'_>) -> Self {
        match fate {
            DefinitionFate::Added => Self::Added {},
            DefinitionFate::Removed => Self::Removed {},
            DefinitionFate::Changed {
                before,
                added,
                removed,
                scopes_added,
                scopes_removed,
                relation,
            } => {
                let catalog = report.new.catalog();
                let relation = relation.as_ref();
                let conditional = relation.and_then(|compared| compared.conditional.as_ref());
                Self::Changed {
                    name_before: before.name.to_string(),
                    patterns: PatternChanges::new(added, removed),
                    assignable_scopes: TextChanges::new(scopes_added, scopes_removed),
                    relation: relation.map(|compared| compared.relation.into()),
                    free: relation
                        .map(|compared| Box::new(ComparedPlanes::new(&compared.free, catalog))),
                    conditional: conditional
                        .map(|planes| Box::new(ComparedPlanes::new(planes, catalog))),
                }
            }
        }
    }
}

/// Texts that came and went.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct TextChanges {
    /// Only in the new definition.
    pub(crate) added: Vec<String>,
    /// Only in the old one.
    pub(crate) removed: Vec<String>,
}

impl TextChanges {
    fn new(added: &[Arc<str>], removed: &[Arc<str>]) -> Self {
        let texts = |list: &[Arc<str>]| list.iter().map(ToString::to_string).collect();
        Self {
            added: texts(added),
            removed: texts(removed),
        }
    }
}

/// Whose access changed.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct EffectiveAccess {
    /// Access that came, gravest first.
    pub(crate) gained: Option<Vec<AccessRow>>,
    /// Access that depends on conditions before and now, on others now: whether they let more
    /// through is not known.
    pub(crate) may_have_gained: Option<Vec<AccessRow>>,
    /// Access that went, gravest first.
    pub(crate) lost: Option<Vec<AccessRow>>,
    /// Access that depends on conditions before and now, on others now: whether they let less
    /// through is not known.
    pub(crate) may_have_lost: Option<Vec<AccessRow>>,
}

impl From<&DiffReport<'_>> for EffectiveAccess {
    fn from(report: &DiffReport<'_>) -> Self {
        let rows = |turn| {
            report.shows(DiffPart::of(turn)).then(|| {
                let changes = report.diff.effective.list(turn).iter();
                changes
                    .map(|change| AccessRow::new(change, report))
                    .collect()
            })
        };
        Self {
            gained: rows(AccessTurn::Gained),
            may_have_gained: rows(AccessTurn::MayHaveGained),
            lost: rows(AccessTurn::Lost),
            may_have_lost: rows(AccessTurn::MayHaveLost),
        }
    }
}

/// Operations whose outcome changed alike for a principal at a scope; what a row of a scope above
/// says is left out.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct AccessRow {
    /// The principal whose access changed.
    pub(crate) principal: ListedPrincipal,
    /// Where: the scope and what is below it.
    pub(crate) scope: ScopePath,
    /// Only below the scope, not at it.
    pub(crate) below: bool,
    /// The plane.
    pub(crate) plane: Plane,
    /// The outcome in the old snapshot.
    pub(crate) before: Outcome,
    /// The outcome in the new one.
    pub(crate) after: Outcome,
    /// How many operations of the catalogue.
    pub(crate) operations: usize,
    /// None today: the example is an operation that could come.
    pub(crate) future: bool,
    /// Operations that prove it, gravest first.
    pub(crate) examples: Vec<String>,
    /// The gravest class among them.
    pub(crate) class: OperationClass,
    /// The operations by class.
    pub(crate) classes: ClassCounts,
    /// The changes that made it.
    pub(crate) causes: Vec<Cause>,
}

impl AccessRow {
    fn new(row: &inner::AccessChange, report: &DiffReport<'_>) -> Self {
        Self {
            principal: principal(report, &row.principal),
            scope: (&row.scope).into(),
            below: row.reach == AccessReach::Below,
            plane: row.plane.into(),
            before: row.before.into(),
            after: row.after.into(),
            operations: row.operations.len(),
            future: row.operations.is_empty(),
            examples: row.examples.clone(),
            class: row.class.into(),
            classes: (&row.classes).into(),
            causes: row.causes.iter().map(Cause::from).collect(),
        }
    }
}

words! {
    /// What happened to a record.
    CauseKind of inner::CauseKind {
        AssignmentAdded = "assignmentAdded",
        AssignmentRemoved = "assignmentRemoved",
        AssignmentChanged = "assignmentChanged",
        ScheduleAdded = "scheduleAdded",
        ScheduleRemoved = "scheduleRemoved",
        ScheduleChanged = "scheduleChanged",
        ConditionRemoved = "conditionRemoved",
        ConditionAdded = "conditionAdded",
        ConditionChanged = "conditionChanged",
        DefinitionChanged = "definitionChanged",
        Membership = "membership",
        Moved = "managementGroupMoved",
        DenyAdded = "denyAdded",
        DenyLifted = "denyLifted",
        DenyChanged = "denyChanged",
    }
}

/// A change of a record.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Cause {
    /// What happened.
    pub(crate) kind: CauseKind,
    /// The record: an assignment, schedule instance or deny assignment, a role's GUID, a group, a
    /// scope.
    pub(crate) id: Id,
    /// Its name, or that of its role.
    pub(crate) name: Option<String>,
    /// Where it was read: a file and, after `#`, a JSON pointer into it.
    pub(crate) source: Option<String>,
}

impl From<&inner::AccessCause> for Cause {
    fn from(cause: &inner::AccessCause) -> Self {
        Self {
            kind: cause.kind.into(),
            id: (&cause.subject).into(),
            name: cause.name.as_deref().map(str::to_owned),
            source: cause.place.as_ref().map(ToString::to_string),
        }
    }
}

/// A line of `jsonl`: a row with the way that the access went.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct AccessLine<'r> {
    change: &'static str,
    #[serde(flatten)]
    row: &'r AccessRow,
}

impl EffectiveAccess {
    /// All rows, each with the way that it went.
    pub(crate) fn lines(&self) -> impl Iterator<Item = AccessLine<'_>> {
        AccessTurn::ALL.into_iter().flat_map(|turn| {
            let rows = match turn {
                AccessTurn::Gained => &self.gained,
                AccessTurn::MayHaveGained => &self.may_have_gained,
                AccessTurn::Lost => &self.lost,
                AccessTurn::MayHaveLost => &self.may_have_lost,
            };
            let change = turn.as_str();
            let rows = rows.iter().flatten();
            rows.map(move |row| AccessLine { change, row })
        })
    }
}
