//! Why not: what stopped an assignment, what would allow it, and what the inputs lack.

use serde::{Deserialize, Serialize};

use super::refs::Role;
use super::text::{Guid, Id, ScopePath};
use crate::access;
use crate::ids::RoleId;
use crate::model::Protection;
use crate::pattern::ActionPattern;

words! {
    /// The first reason that stopped an assignment.
    Reason of access::Reason {
        Scope = "scope",
        Plane = "plane",
        NoMatch = "noMatch",
        NotAction = "notAction",
        Condition = "condition",
        Expired = "expired",
        EligibleOnly = "eligibleOnly",
        DeniedBy = "deniedBy",
        UnresolvedRole = "unresolvedRole",
        UnknownHierarchy = "unknownHierarchy",
        UnknownTime = "unknownTime",
        Contradicted = "contradictingExports",
    }
}

/// An assignment that was looked at and why it does not allow.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct WhyNot {
    /// The assignment; null when a role was asked about.
    pub(crate) role_assignment: Option<Id>,
    /// The role's name, or its id where it is not known.
    pub(crate) role: String,
    /// Where it is assigned.
    pub(crate) scope: Option<ScopePath>,
    /// The first reason that stopped it.
    pub(crate) because: Reason,
    /// The pattern that matters.
    pub(crate) pattern: Option<String>,
    /// Where it was read: a file and, after `#`, a JSON pointer into it.
    pub(crate) source: Option<String>,
}

impl From<&access::WhyNot> for WhyNot {
    fn from(row: &access::WhyNot) -> Self {
        Self {
            role_assignment: row.assignment.as_ref().map(Id::from),
            role: row.role.to_string(),
            scope: row.scope.as_ref().map(ScopePath::from),
            because: row.because.into(),
            pattern: row.pattern.as_ref().map(ActionPattern::to_string),
            source: row.place.as_ref().map(ToString::to_string),
        }
    }
}

/// A smallest change that would allow it.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(crate) enum Repair {
    /// Activate an eligible assignment.
    ActivateRole {
        /// The role's name.
        role: String,
        /// Where: a full scope.
        scope: ScopePath,
        /// The eligible instance.
        schedule_instance: Id,
        /// The deny assignments that have to be lifted as well.
        deny_assignments: Vec<DenyInTheWay>,
    },
    /// Change the condition of an assignment: the role is held at the scope under it.
    ChangeCondition {
        /// The assignment.
        role_assignment: Id,
        /// The role's name.
        role: String,
        /// Where it is assigned.
        scope: ScopePath,
        /// The deny assignments that have to be lifted as well.
        deny_assignments: Vec<DenyInTheWay>,
    },
    /// Assign a role.
    AssignRole {
        /// The role's name.
        role: String,
        /// The role's GUID; null for a role that has none.
        role_id: Option<Guid>,
        /// Where; null when only roles were asked about.
        scope: Option<ScopePath>,
        /// How many operations it grants besides.
        excess: usize,
        /// How many of those lead to more rights.
        escalation: usize,
        /// The deny assignments that have to be lifted as well.
        deny_assignments: Vec<DenyInTheWay>,
    },
    /// Remove a deny assignment, or exclude the principal from it.
    LiftDeny {
        /// The deny assignment.
        deny_assignment: Id,
        /// Its name.
        name: String,
        /// Whether Azure made it: then what made it must change.
        system_protected: bool,
    },
}

/// A deny assignment that blocks what is asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct DenyInTheWay {
    /// The deny assignment.
    pub(crate) deny_assignment: Id,
    /// Its name.
    pub(crate) name: String,
    /// Whether Azure made it: then what made it must change.
    pub(crate) system_protected: bool,
}

impl From<&access::DenyInTheWay> for DenyInTheWay {
    fn from(deny: &access::DenyInTheWay) -> Self {
        Self {
            deny_assignment: (&deny.assignment).into(),
            name: deny.name.to_string(),
            system_protected: deny.protection == Protection::System,
        }
    }
}

impl From<&access::Repair> for Repair {
    fn from(repair: &access::Repair) -> Self {
        match repair {
            access::Repair::ActivateRole {
                schedule,
                role,
                scope,
                denies,
            } => Self::ActivateRole {
                role: role.clone(),
                scope: scope.into(),
                schedule_instance: schedule.into(),
                deny_assignments: denies.iter().map(DenyInTheWay::from).collect(),
            },
            access::Repair::ChangeCondition {
                assignment,
                role,
                scope,
                denies,
            } => Self::ChangeCondition {
                role_assignment: assignment.into(),
                role: role.clone(),
                scope: scope.into(),
                deny_assignments: denies.iter().map(DenyInTheWay::from).collect(),
            },
            access::Repair::AssignRole {
                id,
                role,
                scope,
                excess,
                escalation,
                denies,
            } => Self::AssignRole {
                role: role.clone(),
                role_id: id.map(Guid::from),
                scope: scope.as_ref().map(ScopePath::from),
                excess: *excess,
                escalation: *escalation,
                deny_assignments: denies.iter().map(DenyInTheWay::from).collect(),
            },
            access::Repair::LiftDeny(deny) => {
                let DenyInTheWay {
                    deny_assignment,
                    name,
                    system_protected,
                } = deny.into();
                Self::LiftDeny {
                    deny_assignment,
                    name,
                    system_protected,
                }
            }
        }
    }
}

/// Something that the inputs lack and that could change the answer (docs/output.md).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(crate) enum Missing {
    /// The members of a group.
    GroupMembers {
        /// The role assignment, schedule instance or deny assignment that would matter.
        assignment: String,
        /// The group whose members are not listed.
        principal: Id,
    },
    /// Whether a principal is a group.
    PrincipalType {
        /// The role assignment, schedule instance or deny assignment that would matter.
        assignment: String,
        /// The principal that may be a group.
        principal: Id,
    },
    /// Whose name it is that a record gives in place of an id.
    PrincipalIdentity {
        /// The role assignment, schedule instance or deny assignment that would matter.
        assignment: String,
        /// The name.
        principal: Id,
    },
    /// The tree of management groups.
    ManagementGroups {
        /// The role assignment, schedule instance or deny assignment that would matter.
        assignment: String,
        /// The management group that may hold the scope.
        scope: ScopePath,
    },
    /// The definition of a role.
    RoleDefinition {
        /// The role assignment, schedule instance or deny assignment that would matter.
        assignment: String,
        /// The role that is not defined, cut off, or defined differently by several exports.
        role: Role,
    },
    /// A start or an end that can be read.
    Time {
        /// The role assignment, schedule instance or deny assignment that would matter.
        assignment: String,
    },
    /// What to believe of exports that contradict each other.
    ContradictingExports {
        /// The role assignment, schedule instance or deny assignment that would matter.
        assignment: String,
    },
    /// What a record says that the export cut off.
    CutOffRecord {
        /// The deny assignment, or the role.
        assignment: String,
    },
    /// Whether a deny assignment that only audits blocks.
    AuditDeny {
        /// The role assignment, schedule instance or deny assignment that would matter.
        assignment: String,
    },
}

impl From<&access::Doubt> for Missing {
    fn from(doubt: &access::Doubt) -> Self {
        use access::Doubt;
        let assignment = doubt.assignment().to_string();
        match doubt {
            Doubt::MissingMembers { group, .. } => Self::GroupMembers {
                assignment,
                principal: group.into(),
            },
            Doubt::UnknownKind { principal, .. } => Self::PrincipalType {
                assignment,
                principal: principal.into(),
            },
            Doubt::UnknownIdentity { principal, .. } => Self::PrincipalIdentity {
                assignment,
                principal: principal.into(),
            },
            Doubt::UnknownHierarchy { scope, .. } => Self::ManagementGroups {
                assignment,
                scope: scope.into(),
            },
            Doubt::UnresolvedRole {
                role, reference, ..
            } => Self::RoleDefinition {
                assignment,
                role: Role {
                    id: RoleId::parse(reference).map(Guid::from),
                    name: role.clone(),
                },
            },
            Doubt::UnknownTime { .. } => Self::Time { assignment },
            Doubt::Contradicted { .. } => Self::ContradictingExports { assignment },
            Doubt::CutOff { .. } => Self::CutOffRecord { assignment },
            Doubt::AuditDeny { .. } => Self::AuditDeny { assignment },
        }
    }
}

/// What the inputs lack, where anything.
pub(super) fn missing<'d>(doubts: impl IntoIterator<Item = &'d access::Doubt>) -> Vec<Missing> {
    doubts.into_iter().map(Missing::from).collect()
}
