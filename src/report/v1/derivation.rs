//! Why: paths that grant or deny.

use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
    #[cfg_attr(feature = "schema", schemars(with = "Vec<Step>"))]
    pub(crate) steps: Steps,
}

/// The steps of a path: read from an answer, or made one by one while they are written, since there may
/// be as many as there are groups.
#[derive(Clone, Debug)]
pub(crate) enum Steps {
    Read(Vec<Step>),
    Found(Arc<Vec<access::Step>>, Option<Scope>),
}

impl Steps {
    /// The steps of an answer that was read; none of one that is written.
    pub(crate) fn read(&self) -> &[Step] {
        match self {
            Self::Read(steps) => steps,
            Self::Found(..) => &[],
        }
    }
}

impl Serialize for Steps {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Read(steps) => steps.serialize(serializer),
            Self::Found(steps, asked) => {
                let each = steps.iter();
                serializer.collect_seq(each.map(|step| Step::new(step, asked.as_ref())))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Steps {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::deserialize(deserializer).map(Self::Read)
    }
}

impl Derivation {
    /// A path of an answer about a scope.
    pub(crate) fn new(derivation: &access::Derivation, asked: Option<&Scope>) -> Self {
        Self {
            outcome: derivation.outcome.into(),
            steps: Steps::Found(Arc::clone(&derivation.steps), asked.cloned()),
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
        /// The id of the member of the group.
        from: Id,
        /// The id of the group.
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
        /// The text of the condition.
        condition: String,
        /// The version that the condition was written in, such as `2.0`.
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
