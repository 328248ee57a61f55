//! The parts of a recommendation for a principal: what it holds, and what becomes needless.

use serde::{Deserialize, Serialize};

use super::super::refs::{Principal, Role};
use super::super::text::{Guid, Id, ScopePath};
use super::sets::{Action, actions};
use crate::minimize::{self, HeldThrough, Removability, Since};
use crate::report::GivenReport;
use crate::report::view::recommend::given::command;

/// What a principal holds of the requirement.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct GivenAccess {
    /// The principal that gets the roles.
    pub(crate) principal: Principal,
    /// The moment at which what it holds counts, where one was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) when: Option<String>,
    /// What it holds.
    pub(crate) held: Vec<Held>,
    /// What deny assignments block: no role helps.
    pub(crate) blocked: Vec<Blocked>,
    /// What it perhaps holds, and isn't counted.
    pub(crate) open: Vec<Open>,
}

impl From<&GivenReport> for GivenAccess {
    fn from(report: &GivenReport) -> Self {
        let given = &report.given;
        let held = given.held.iter().map(|row| Held {
            scope: (&row.scope).into(),
            operations: actions(&row.operations),
            through: (row.through.iter())
                .map(|through| Through::new(through, report))
                .collect(),
        });
        let blocked = given.blocked.iter().map(|row| Blocked {
            scope: (&row.scope).into(),
            operations: actions(&row.operations),
            deny_assignments: row.denies.iter().map(Id::from).collect(),
        });
        let open = given.open.iter().map(|row| Open {
            scope: (&row.scope).into(),
            operations: actions(&row.operations),
            because: row.because.into(),
            through: row.through.iter().map(Id::from).collect(),
        });
        Self {
            principal: (&report.principal).into(),
            when: report.when.map(|when| when.to_string()),
            held: held.collect(),
            blocked: blocked.collect(),
            open: open.collect(),
        }
    }
}

/// Held operations at a scope.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Held {
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// The operations.
    pub(crate) operations: Vec<Action>,
    /// By which assignments.
    pub(crate) through: Vec<Through>,
}

/// Blocked operations at a scope.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Blocked {
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// The operations.
    pub(crate) operations: Vec<Action>,
    /// The deny assignments.
    pub(crate) deny_assignments: Vec<Id>,
}

words! {
    /// Why operations aren't counted as held.
    Openness of minimize::Openness {
        Condition = "condition",
        Eligible = "eligible",
        TimeBound = "timeBound",
        PossibleDeny = "possibleDeny",
    }
}

/// Operations at a scope that aren't counted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Open {
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// The operations.
    pub(crate) operations: Vec<Action>,
    /// Why they don't count as held.
    pub(crate) because: Openness,
    /// The records it depends on.
    pub(crate) through: Vec<Id>,
}

/// An assignment by which something is held.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Through {
    /// The assignment.
    pub(crate) role_assignment: Id,
    /// Its role.
    pub(crate) role: Role,
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// The group by which it is held, if one.
    pub(crate) group: Option<NamedGroup>,
}

impl Through {
    fn new(through: &HeldThrough, report: &GivenReport) -> Self {
        let name = report.group(through).map(str::to_owned);
        Self {
            role_assignment: (&through.assignment).into(),
            role: Role {
                id: through.role_id.map(Guid::from),
                name: through.role.to_string(),
            },
            scope: (&through.scope).into(),
            group: through
                .group
                .as_ref()
                .zip(name)
                .map(|(id, name)| NamedGroup {
                    id: id.into(),
                    name,
                }),
        }
    }
}

/// A group by id and name.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct NamedGroup {
    /// Its object id.
    pub(crate) id: Id,
    /// Its name, or its id.
    pub(crate) name: String,
}

/// A needless assignment.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Redundant {
    /// The assignment.
    #[serde(flatten)]
    pub(crate) assignment: Through,
    /// Whether it can go without asking further.
    pub(crate) removable: bool,
    /// Why not; null if it can go.
    pub(crate) because: Option<KeptBecause>,
    /// Whether it is needless today, without the set.
    pub(crate) already: bool,
    /// The command that deletes it, if it can go.
    pub(crate) command: Option<String>,
}

impl Redundant {
    /// A needless assignment, with the name of its group.
    pub(super) fn new(row: &minimize::RedundantAssignment, report: &GivenReport) -> Self {
        let because = match row.removability {
            Removability::Safe => None,
            Removability::OfGroup => Some(KeptBecause::Group),
            Removability::Conditional => Some(KeptBecause::Condition),
            Removability::Eligible => Some(KeptBecause::Eligible),
            Removability::TimeBound => Some(KeptBecause::TimeBound),
            Removability::NotAnAssignment => Some(KeptBecause::NotAnAssignment),
        };
        Self {
            assignment: Through::new(&row.assignment, report),
            removable: because.is_none(),
            because,
            already: row.since == Since::Already,
            command: command(row),
        }
    }
}

/// Why a needless assignment can't simply go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) enum KeptBecause {
    Group,
    Condition,
    Eligible,
    TimeBound,
    NotAnAssignment,
}
