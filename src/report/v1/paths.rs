//! `audit --paths`: escalation paths, and what would close them.

use serde::{Deserialize, Serialize};

use super::refs::Principal;
use super::text::{Id, ScopePath};
use super::words::{Confidence, Plane, PrincipalType, Standing};
use crate::ids::PrincipalId;
use crate::model::{PrincipalKind, Tenant};
use crate::paths::{self, EscalationPaths, PathGrantIx, PathNode};
use crate::report::view::paths::words::{Names, path_sentence, step_sentence};
use crate::report::view::paths::{evidence, removal};

/// The `result` of `rolecall/audit/paths/2`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PathsResult {
    /// How many paths there are, and how many principals have one.
    pub(crate) summary: PathsSummary,
    /// The paths, from a principal to what it was not given.
    pub(crate) paths: Vec<EscalationPath>,
    /// Principals that need no path, since they hold the goal.
    pub(crate) owners: Vec<Owner>,
    /// The fewest assignments without which no path is left.
    pub(crate) cut: Cut,
}

impl PathsResult {
    /// The paths, with the names of principals.
    pub(crate) fn new(found: &EscalationPaths, tenant: &Tenant) -> Self {
        let names = Names {
            paths: found,
            tenant,
        };
        let count = |wanted: Confidence| {
            let each = found.paths.iter();
            each.filter(|path| confidence(path.basis()) == wanted)
                .count()
        };
        let owners = found.owners.iter().map(|owner| Owner {
            principal: principal(&names, &owner.principal),
            scope: (&owner.scope).into(),
        });
        let cut = found.cut.grants.iter();
        Self {
            summary: PathsSummary {
                paths: found.paths.len(),
                principals: found.principals,
                by_confidence: ByConfidence {
                    high: count(Confidence::High),
                    medium: count(Confidence::Medium),
                    low: count(Confidence::Low),
                },
            },
            paths: found
                .paths
                .iter()
                .map(|path| EscalationPath::new(path, &names))
                .collect(),
            owners: owners.collect(),
            cut: Cut {
                assignments: cut.map(|cut| CutAssignment::new(cut, &names)).collect(),
                exact: found.cut.is_smallest,
                at_least: found.cut.at_least,
                paths_cut: found.paths.len(),
            },
        }
    }
}

fn principal(names: &Names<'_>, id: &PrincipalId) -> Principal {
    let known = names.tenant.principal(id);
    Principal {
        id: id.into(),
        name: names.principal(id),
        kind: known
            .map_or(PrincipalKind::Unknown, |found| found.kind)
            .into(),
    }
}

/// How sure a step is that is known in this way.
fn confidence(basis: paths::Basis) -> Confidence {
    match basis {
        paths::Basis::Shown => Confidence::High,
        paths::Basis::Inferred => Confidence::Medium,
        paths::Basis::Conditional | paths::Basis::Assumed => Confidence::Low,
    }
}

/// How many paths there are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct PathsSummary {
    /// How many paths.
    pub(crate) paths: usize,
    /// How many principals have one.
    pub(crate) principals: usize,
    /// Paths by how sure they are.
    pub(crate) by_confidence: ByConfidence,
}

/// Paths by how sure they are.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ByConfidence {
    /// Of confidence high.
    pub(crate) high: usize,
    /// Of confidence medium.
    pub(crate) medium: usize,
    /// Of confidence low.
    pub(crate) low: usize,
}

/// An escalation path.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct EscalationPath {
    /// Where it begins.
    pub(crate) principal: Principal,
    /// How many principals get there in this way; only where there are so many paths that a group
    /// stands for its members.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) members: Option<usize>,
    /// Where it leads.
    pub(crate) target: Stop,
    /// How many steps it has.
    pub(crate) length: usize,
    /// How sure it is.
    pub(crate) confidence: Confidence,
    /// The path in words.
    pub(crate) because: String,
    /// The steps.
    pub(crate) steps: Vec<PathStep>,
}

impl EscalationPath {
    fn new(path: &paths::EscalationPath, names: &Names<'_>) -> Self {
        Self {
            principal: principal(names, &path.principal),
            members: names.paths.by_holder.then_some(path.members),
            target: Stop::new(&path.target, names),
            length: path.steps.len(),
            confidence: confidence(path.basis()),
            because: path_sentence(names, path),
            steps: path
                .steps
                .iter()
                .map(|step| PathStep::new(step, names))
                .collect(),
        }
    }
}

words! {
    /// What a step does.
    PathStepKind of paths::StepKind {
        MemberOf = "memberOf",
        Activates = "activates",
        AssignsRole = "assignsRole",
        Owns = "owns",
        RewritesRole = "rewritesRole",
        LiftsDeny = "liftsDeny",
        ElevatesAccess = "elevatesAccess",
        MakesCompute = "makesCompute",
        AssignsIdentity = "assignsIdentity",
        FederatesIdentity = "federatesIdentity",
        RunsCode = "runsCode",
        ActsAs = "actsAs",
        ListsKeys = "listsKeys",
    }
    /// How a step is known.
    Basis of paths::Basis {
        Shown = "shown",
        Inferred = "inferred",
        Conditional = "conditional",
        Assumed = "assumed",
    }
}

/// A step of a path.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PathStep {
    /// What is done.
    pub(crate) kind: PathStepKind,
    /// Where it begins.
    pub(crate) from: Stop,
    /// Where it ends.
    pub(crate) to: Stop,
    /// The operation that does it, if one does.
    pub(crate) operation: Option<String>,
    /// Its plane.
    pub(crate) plane: Option<Plane>,
    /// The assignment that grants it, if one does.
    pub(crate) assignment: Option<PathAssignment>,
    /// How it is known.
    pub(crate) basis: Basis,
    /// How sure it is.
    pub(crate) confidence: Confidence,
    /// The step in words.
    pub(crate) because: String,
    /// The records that show it, as file and JSON pointer.
    pub(crate) evidence: Vec<String>,
}

impl PathStep {
    fn new(step: &paths::PathStep, names: &Names<'_>) -> Self {
        let operation = step.operation.as_ref();
        Self {
            kind: step.kind.into(),
            from: Stop::new(&step.from, names),
            to: Stop::new(&step.to, names),
            operation: operation.map(|target| target.action.to_string()),
            plane: operation.map(|target| target.plane.into()),
            assignment: step.grant.map(|grant| PathAssignment::new(grant, names)),
            basis: step.basis.into(),
            confidence: confidence(step.basis),
            because: step_sentence(names, step),
            evidence: evidence(names, step),
        }
    }
}

/// What a step leads from or to.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(untagged)]
pub(crate) enum Stop {
    /// A principal. Its `kind` comes last.
    Principal {
        /// Its object id.
        id: Id,
        /// Its name, or its id.
        name: String,
        /// Its kind.
        #[serde(rename = "type")]
        principal_type: PrincipalType,
        /// Which of the kinds it is.
        kind: PrincipalStop,
    },
    Other(OtherStop),
}

/// The kind of a stop that is a principal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) enum PrincipalStop {
    Principal,
}

/// A stop that is not a principal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(crate) enum OtherStop {
    /// A role held at a scope.
    Role {
        /// The role's name.
        name: String,
        /// Where: a full scope.
        scope: ScopePath,
    },
    /// A role definition that somebody may change.
    RoleDefinition {
        /// The role's name.
        name: String,
        /// Who may change it.
        by: Id,
    },
    /// A resource.
    Resource {
        /// Where: a full scope.
        scope: ScopePath,
    },
    /// Compute that a principal makes for itself.
    OwnCompute {
        /// The principal that writes it.
        by: Id,
    },
    /// The rights of an owner.
    Owner {
        /// Where: a full scope.
        scope: ScopePath,
    },
    /// Keys that are handed out.
    Keys {
        /// Where: a full scope.
        scope: ScopePath,
    },
}

impl Stop {
    fn new(stop: &PathNode, names: &Names<'_>) -> Self {
        Self::Other(match stop {
            PathNode::Principal(id) => {
                let Principal { id, name, kind } = principal(names, id);
                return Self::Principal {
                    id,
                    name,
                    principal_type: kind,
                    kind: PrincipalStop::Principal,
                };
            }
            PathNode::Role { name, scope } => OtherStop::Role {
                name: name.to_string(),
                scope: scope.into(),
            },
            PathNode::Definition { name, by } => OtherStop::RoleDefinition {
                name: name.to_string(),
                by: by.into(),
            },
            PathNode::Resource(id) => OtherStop::Resource { scope: id.into() },
            PathNode::OwnCompute(by) => OtherStop::OwnCompute { by: by.into() },
            PathNode::Owner(scope) => OtherStop::Owner {
                scope: scope.into(),
            },
            PathNode::Keys(scope) => OtherStop::Keys {
                scope: scope.into(),
            },
        })
    }
}

/// An assignment that a step takes.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct PathAssignment {
    /// The assignment or schedule instance.
    pub(crate) id: Id,
    /// The principal that holds the role.
    pub(crate) principal: Id,
    /// The role's name.
    pub(crate) role: String,
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// Active, or to be activated.
    pub(crate) standing: Standing,
    /// Where it was read: a file and, after `#`, a JSON pointer into it.
    pub(crate) source: String,
}

impl PathAssignment {
    fn new(grant: PathGrantIx, names: &Names<'_>) -> Self {
        let grant = names.paths.grant(grant);
        Self {
            id: (&grant.id).into(),
            principal: (&grant.principal).into(),
            role: grant.role.to_string(),
            scope: (&grant.scope).into(),
            standing: grant.standing.into(),
            source: grant.place.to_string(),
        }
    }
}

/// Somebody who holds the goal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Owner {
    /// The principal that has the access already.
    pub(crate) principal: Principal,
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
}

/// The fewest assignments without which no path is left.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Cut {
    /// What to remove.
    pub(crate) assignments: Vec<CutAssignment>,
    /// Whether it is proven that no smaller number will do.
    pub(crate) exact: bool,
    /// How many must be removed at least: their number, where that is proven to be the smallest.
    pub(crate) at_least: usize,
    /// How many paths that closes.
    pub(crate) paths_cut: usize,
}

/// An assignment to remove.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct CutAssignment {
    /// The assignment or schedule instance.
    pub(crate) id: Id,
    /// The principal that holds the role.
    pub(crate) principal: Principal,
    /// The role's name.
    pub(crate) role: String,
    /// Where: a full scope.
    pub(crate) scope: ScopePath,
    /// Active, or to be activated.
    pub(crate) standing: Standing,
    /// Where it was read: a file and, after `#`, a JSON pointer into it.
    pub(crate) source: String,
    /// How many paths go by it.
    pub(crate) paths: usize,
    /// How many pairs of principal and target its removal alone takes apart.
    pub(crate) pairs_cut_alone: Option<usize>,
    /// The command that removes it.
    pub(crate) command: String,
}

impl CutAssignment {
    fn new(cut: &paths::CutGrant, names: &Names<'_>) -> Self {
        let grant = names.paths.grant(cut.grant);
        let PathAssignment {
            id,
            role,
            scope,
            standing,
            source,
            ..
        } = PathAssignment::new(cut.grant, names);
        Self {
            id,
            principal: principal(names, &grant.principal),
            role,
            scope,
            standing,
            source,
            paths: cut.paths,
            pairs_cut_alone: cut.alone,
            command: removal(grant),
        }
    }
}
