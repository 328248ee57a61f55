//! Why: paths that grant or deny.

use serde::{Deserialize, Serialize};

use super::text::{Clause, Guid, Id, ScopePath};
use super::words::{AssignmentType, ConditionOwner, Outcome, Truth, Verdict};
use crate::access;
use crate::scope::Scope;

/// One path that grants or denies.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Derivation {
    /// What it leads to.
    pub(crate) outcome: Outcome,
    /// The path, from the principal on.
    #[cfg_attr(feature = "schema", schemars(length(min = 1)))]
    pub(crate) steps: Vec<Step>,
}

impl Derivation {
    /// A path of an answer about a scope.
    pub(crate) fn new(derivation: &access::Derivation, asked: Option<&Scope>) -> Self {
        let steps = derivation.steps.iter();
        Self {
            outcome: derivation.outcome.into(),
            steps: steps.map(|step| Step::new(step, asked)).collect(),
        }
    }
}

/// A step of a derivation.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(crate) enum Step {
    /// A principal is a member of a group.
    GroupMembership {
        /// The member.
        from: Id,
        /// The group.
        to: Id,
        /// The group's name.
        name: Option<String>,
        /// Where it was read: a file and, after `#`, a JSON pointer into it.
        source: String,
    },
    /// A role is assigned.
    RoleAssignment {
        /// The assignment.
        id: Id,
        /// Where: a full scope.
        scope: ScopePath,
        /// Whether it is above the scope that was asked about.
        inherited: bool,
        /// Where it was read: a file and, after `#`, a JSON pointer into it.
        source: String,
    },
    /// A role is eligible, activated or assigned through privileged identity management.
    ScheduleInstance {
        /// The schedule instance.
        id: Id,
        /// What kind of instance.
        assignment_type: AssignmentType,
        /// Where: a full scope.
        scope: ScopePath,
        /// Whether it is above the scope that was asked about.
        inherited: bool,
        /// Where it was read: a file and, after `#`, a JSON pointer into it.
        source: String,
    },
    /// A deny assignment matches.
    DenyAssignment {
        /// The deny assignment.
        id: Id,
        /// Its name.
        name: String,
        /// Where: a full scope.
        scope: ScopePath,
        /// Whether it is above the scope that was asked about.
        inherited: bool,
        /// Which of its permissions, from 0.
        permission: usize,
        /// The pattern that matches.
        pattern: String,
        /// By which clause.
        rule: Clause,
        /// Where it was read: a file and, after `#`, a JSON pointer into it.
        source: String,
    },
    /// A role definition grants it.
    RoleDefinition {
        /// The role's GUID; null for a role that has none.
        id: Option<Guid>,
        /// The role's name.
        name: String,
        /// Which of its permissions, from 0.
        permission: usize,
        /// The pattern that matches.
        pattern: String,
        /// By which clause.
        rule: Clause,
        /// Where it was read; `catalog` for a role of the catalogue.
        source: String,
    },
    /// A condition decides.
    Condition {
        /// What carries the condition.
        on: ConditionOwner,
        /// Its text.
        condition: String,
        /// Its version.
        version: String,
        /// What it comes to.
        value: Verdict,
        /// What is left of it when it is unknown.
        residual: Option<String>,
        /// The attributes to give for an answer.
        needs: Vec<String>,
        /// The parts that decided.
        deciding: Vec<DecidingPart>,
        /// Clauses on which the documentation is silent and that the value depends on.
        undocumented: Vec<Clause>,
    },
}

impl Step {
    fn new(step: &access::Step, asked: Option<&Scope>) -> Self {
        let inherited = |scope| asked.is_some_and(|asked| asked != scope);
        match step {
            access::Step::GroupMembership {
                from,
                to,
                name,
                place,
            } => Self::GroupMembership {
                from: from.into(),
                to: to.into(),
                name: name.as_deref().map(str::to_owned),
                source: place.to_string(),
            },
            access::Step::RoleAssignment { id, scope, place } => Self::RoleAssignment {
                id: id.into(),
                scope: scope.into(),
                inherited: inherited(scope),
                source: place.to_string(),
            },
            access::Step::Schedule {
                id,
                kind,
                scope,
                place,
            } => Self::ScheduleInstance {
                id: id.into(),
                assignment_type: (*kind).into(),
                scope: scope.into(),
                inherited: inherited(scope),
                source: place.to_string(),
            },
            access::Step::DenyAssignment {
                id,
                name,
                scope,
                permission,
                pattern,
                rule,
                place,
            } => Self::DenyAssignment {
                id: id.into(),
                name: name.to_string(),
                scope: scope.into(),
                inherited: inherited(scope),
                permission: *permission,
                pattern: pattern.to_string(),
                rule: rule.clause().into(),
                source: place.to_string(),
            },
            access::Step::RoleDefinition {
                id,
                name,
                permission,
                pattern,
                rule,
                place,
            } => Self::RoleDefinition {
                id: id.map(Guid::from),
                name: name.to_string(),
                permission: *permission,
                pattern: pattern.to_string(),
                rule: rule.clause().into(),
                source: place
                    .as_ref()
                    .map_or_else(|| "catalog".to_owned(), ToString::to_string),
            },
            access::Step::Condition {
                condition,
                on,
                verdict,
                residual,
                needs,
                deciding,
                undocumented,
            } => Self::Condition {
                on: (*on).into(),
                condition: condition.text.to_string(),
                version: condition.version.to_string(),
                value: (*verdict).into(),
                residual: residual.clone(),
                needs: needs.clone(),
                deciding: deciding
                    .iter()
                    .map(|(text, truth)| DecidingPart {
                        text: text.clone(),
                        value: (*truth).into(),
                    })
                    .collect(),
                undocumented: undocumented.iter().map(|&clause| clause.into()).collect(),
            },
        }
    }
}

/// A comparison or function that decided.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct DecidingPart {
    /// Its text in the condition.
    pub(crate) text: String,
    /// What it came to.
    pub(crate) value: Truth,
}
