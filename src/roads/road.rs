use std::sync::Arc;

use crate::access::Target;
use crate::ids::{PrincipalId, RoleId};
use crate::model::Standing;
use crate::scope::Scope;
use crate::span::Place;

/// A record that gives a role: an assignment, or an eligibility.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoadGrant {
    /// Its full id.
    pub id: Arc<str>,
    /// To whom.
    pub principal: PrincipalId,
    /// The role's name.
    pub role: Arc<str>,
    /// The role's GUID, where it has one.
    pub role_id: Option<RoleId>,
    /// Where.
    pub scope: Scope,
    /// Whether it must be activated first.
    pub standing: Standing,
    /// Where it was read.
    pub place: Place,
}

/// The number of a [`RoadGrant`] among [`super::Roads::grants`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RoadGrantIx(pub(super) u32);

/// On what a step rests, firmest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Basis {
    /// The inputs show it.
    Shown,
    /// It follows from how the service works, not from the inputs alone.
    Inferred,
    /// It hangs on a condition whose attributes aren't known.
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
    /// Compute of one's own is made, to attach an identity to.
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
pub enum RoadStop {
    /// Acting as a principal.
    Principal(PrincipalId),
    /// Holding a role at a scope.
    Role {
        /// Its name.
        name: Arc<str>,
        /// Where.
        scope: Scope,
    },
    /// Writing the definition of a role that one holds.
    Definition {
        /// The role's name.
        name: Arc<str>,
        /// Who writes it.
        by: PrincipalId,
    },
    /// Running code on a resource.
    Resource(Scope),
    /// Running code on compute that a principal made for the purpose.
    OwnCompute(PrincipalId),
    /// Access as of an owner: any role may be assigned at the scope and below.
    Owner(Scope),
    /// The keys of what lies at a scope and below.
    Keys(Scope),
}

/// A step of a road.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoadStep {
    /// What is done.
    pub kind: StepKind,
    /// From where.
    pub from: RoadStop,
    /// To where.
    pub to: RoadStop,
    /// The operation that permits it, if one does.
    pub operation: Option<Target>,
    /// The record that grants the operation; none where a role is used that was assigned on the
    /// way.
    pub grant: Option<RoadGrantIx>,
    /// On what it rests.
    pub basis: Basis,
    /// Where member lists, resources and deny assignments stand that it goes by; the records that
    /// grant have places of their own.
    pub places: Vec<Place>,
}

/// A way from what a principal was given to more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EscalationRoad {
    /// Who.
    pub principal: PrincipalId,
    /// To what: [`RoadStop::Owner`] or [`RoadStop::Keys`].
    pub target: RoadStop,
    /// How.
    pub steps: Vec<RoadStep>,
}

impl EscalationRoad {
    /// On what the weakest step rests.
    pub fn basis(&self) -> Basis {
        let each = self.steps.iter().map(|step| step.basis);
        each.max().unwrap_or(Basis::Shown)
    }

    /// The records that the road needs, each once.
    pub fn grants(&self) -> Vec<RoadGrantIx> {
        let mut grants: Vec<RoadGrantIx> =
            self.steps.iter().filter_map(|step| step.grant).collect();
        grants.sort_unstable();
        grants.dedup();
        grants
    }

    /// The scope that it leads to.
    pub fn scope(&self) -> Option<&Scope> {
        match &self.target {
            RoadStop::Owner(scope) | RoadStop::Keys(scope) => Some(scope),
            _ => None,
        }
    }
}
