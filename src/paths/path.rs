use std::sync::Arc;

use crate::access::Target;
use crate::ids::{PrincipalId, RoleId};
use crate::model::Standing;
use crate::scope::Scope;
use crate::span::Place;

/// A record that grants a role: an assignment or an eligibility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathGrant {
    /// Its full id.
    pub id: Arc<str>,
    /// The principal that holds it.
    pub principal: PrincipalId,
    /// The role's name.
    pub role: Arc<str>,
    /// The role's GUID, where it has one.
    pub role_id: Option<RoleId>,
    /// The scope of the grant.
    pub scope: Scope,
    /// Whether it must be activated first.
    pub standing: Standing,
    /// Where it was read.
    pub place: Place,
}

/// The number of a [`PathGrant`] among [`super::EscalationPaths::grants`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PathGrantIx(pub(super) u32);

/// How a step is known, surest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Basis {
    /// The inputs show it.
    Shown,
    /// It follows from how the service works, not from the inputs alone.
    Inferred,
    /// It depends on a condition whose attributes aren't known.
    Conditional,
    /// The inputs don't say which resource runs as an identity, or that a principal is controlled.
    Assumed,
}

impl Basis {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Shown => "shown",
            Self::Inferred => "inferred",
            Self::Conditional => "conditional",
            Self::Assumed => "assumed",
        }
    }

    /// How sure that is: `high`, `medium` or `low`, as for findings.
    pub fn confidence(self) -> &'static str {
        match self {
            Self::Shown => "high",
            Self::Inferred => "medium",
            Self::Conditional | Self::Assumed => "low",
        }
    }
}

/// What a step does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum StepKind {
    /// A member acts with the rights of its group (EV-2).
    MemberOf,
    /// An eligible role is activated (PI-1).
    Activates,
    /// A role assignment is written: without a condition, or past one (AB-46).
    AssignsRole,
    /// A role is held that writes role assignments without a condition.
    Owns,
    /// The definition of a custom role that is held is widened.
    RewritesRole,
    /// A deny assignment is removed (DN-8).
    LiftsDeny,
    /// A directory administrator takes access at the root (EA-1).
    ElevatesAccess,
    /// Compute is created, to attach an identity to.
    MakesCompute,
    /// A user-assigned identity is attached to compute.
    AssignsIdentity,
    /// An outside issuer is trusted to sign in as a user-assigned identity.
    FederatesIdentity,
    /// Code is run on a resource.
    RunsCode,
    /// Code on a resource acts as its managed identity.
    ActsAs,
    /// Keys are handed out.
    ListsKeys,
}

impl StepKind {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MemberOf => "memberOf",
            Self::Activates => "activates",
            Self::AssignsRole => "assignsRole",
            Self::Owns => "owns",
            Self::RewritesRole => "rewritesRole",
            Self::LiftsDeny => "liftsDeny",
            Self::ElevatesAccess => "elevatesAccess",
            Self::MakesCompute => "makesCompute",
            Self::AssignsIdentity => "assignsIdentity",
            Self::FederatesIdentity => "federatesIdentity",
            Self::RunsCode => "runsCode",
            Self::ActsAs => "actsAs",
            Self::ListsKeys => "listsKeys",
        }
    }
}

/// Where a step begins or ends.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum PathNode {
    /// Acting as a principal.
    Principal(PrincipalId),
    /// Holding a role at a scope.
    Role {
        /// Its name.
        name: Arc<str>,
        /// The scope that the role is held at.
        scope: Scope,
    },
    /// Writing the definition of a role that the writer holds.
    Definition {
        /// The role's name.
        name: Arc<str>,
        /// Who writes it.
        by: PrincipalId,
    },
    /// Running code on a resource.
    Resource(Scope),
    /// Running code on compute that a principal created for the purpose.
    OwnCompute(PrincipalId),
    /// Owner-like access: any role may be assigned at the scope and below.
    Owner(Scope),
    /// The keys of what is at a scope and below.
    Keys(Scope),
}

/// A step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PathStep {
    /// What is done.
    pub kind: StepKind,
    /// From where.
    pub from: PathNode,
    /// To where.
    pub to: PathNode,
    /// The operation that permits it, if one does.
    pub operation: Option<Target>,
    /// The record that grants the operation; none where the role was assigned by an earlier step.
    pub grant: Option<PathGrantIx>,
    /// How it is known.
    pub basis: Basis,
    /// Where the member lists, resources and deny assignments that it uses were read; the record that
    /// grants it has a place of its own.
    pub places: Vec<Place>,
}

/// How a principal gets from what it was granted to more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EscalationPath {
    /// The principal that the path starts from.
    pub principal: PrincipalId,
    /// How many principals it stands for: more than one where a group stands for its members.
    pub members: usize,
    /// To what: [`PathNode::Owner`] or [`PathNode::Keys`].
    pub target: PathNode,
    /// The steps of the path, in order.
    pub steps: Vec<PathStep>,
}

impl EscalationPath {
    /// How the least sure step is known.
    pub fn basis(&self) -> Basis {
        let each = self.steps.iter().map(|step| step.basis);
        each.max().unwrap_or(Basis::Shown)
    }

    /// The records that the path needs, each once.
    pub fn grants(&self) -> Vec<PathGrantIx> {
        let mut grants: Vec<PathGrantIx> =
            self.steps.iter().filter_map(|step| step.grant).collect();
        grants.sort_unstable();
        grants.dedup();
        grants
    }

    /// The scope of the target.
    pub fn scope(&self) -> Option<&Scope> {
        match &self.target {
            PathNode::Owner(scope) | PathNode::Keys(scope) => Some(scope),
            _ => None,
        }
    }
}
