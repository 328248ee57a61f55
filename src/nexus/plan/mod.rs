//! The ordered steps to a working identity: user-assigned, system-assigned, from one to the
//! other, and removal (nexus.md §4.2 to §4.4). What the inputs show as done is marked so.

mod blueprint;
mod flows;
mod removal;
mod script;
mod step;
mod steps;

use super::cluster::Cluster;
use super::command_line::UnclosedQuoteError;
use super::resource_id::ResourceId;
use super::resources::ClusterResources;
use super::setting::SettingIdentityType;
use crate::access::AccessIndex;
use crate::ids::PrincipalId;
use blueprint::Blueprint;
use script::ScriptNames;
pub(crate) use script::{
    Part as ScriptPart, Piece as ScriptPiece, PlanScript, Statement as ScriptStatement,
    Value as ScriptValue, Word as ScriptWord,
};
pub(crate) use step::PlanStep;

/// Which kind of identity the plan is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum PlanFlow {
    /// User-assigned managed identities.
    UserAssigned,
    /// The system-assigned managed identity.
    SystemAssigned,
}

impl PlanFlow {
    /// The word of the command line and of JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::UserAssigned => "uami",
            Self::SystemAssigned => "sami",
        }
    }

    /// The flow that a cluster is in: that of the settings, else of the identities.
    pub fn of(cluster: &Cluster) -> Self {
        let slots = cluster.slots();
        let uses = |kind| slots.iter().any(|slot| slot.identity.kind() == Some(kind));
        if uses(SettingIdentityType::User) {
            Self::UserAssigned
        } else if uses(SettingIdentityType::System)
            || cluster.identity.has_system() && cluster.identity.attached.is_empty()
        {
            Self::SystemAssigned
        } else {
            Self::UserAssigned
        }
    }
}

/// What the plan is to reach.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlanGoal {
    /// Settings that use user-assigned identities.
    UserAssigned {
        /// Whether each resource gets an identity of its own: the fine-grained variant.
        per_resource: bool,
    },
    /// Settings that use the system-assigned identity.
    SystemAssigned {
        /// Whether a new cluster gets its settings by an update after the grants, as on the base
        /// page. Else at creation, as pages from June 2025 on need it; that works in the older
        /// reading too.
        settings_after_grants: bool,
    },
    /// Identities taken away.
    Remove(Removal),
}

/// What to remove.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Removal {
    /// Every identity.
    All,
    /// The user-assigned identities.
    UserAssigned,
    /// The system-assigned identity.
    SystemAssigned,
    /// One user-assigned identity.
    One(ResourceId),
}

/// Names for what the inputs don't name; placeholders stand for the rest.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PlanNames {
    /// The cluster.
    pub cluster: Option<String>,
    /// Its resource group; also that of new resources.
    pub resource_group: Option<String>,
    /// The subscription.
    pub subscription: Option<String>,
    /// The region.
    pub location: Option<String>,
    /// User-assigned identities, by name or id: one, or one each for storage, workspace, vault.
    pub identities: Vec<String>,
    /// The storage account.
    pub storage_account: Option<String>,
    /// The container.
    pub container: Option<String>,
    /// The workspace.
    pub workspace: Option<String>,
    /// The vault.
    pub vault: Option<String>,
}

/// What a plan is made from.
#[derive(Clone, Debug)]
pub struct PlanRequest<'a> {
    /// What to reach.
    pub goal: PlanGoal,
    /// The cluster, where it exists.
    pub cluster: Option<&'a Cluster>,
    /// Names for what the cluster doesn't name.
    pub names: &'a PlanNames,
    /// The resources that the inputs describe.
    pub resources: &'a ClusterResources,
    /// The role assignments, if the inputs hold any.
    pub access: Option<&'a AccessIndex<'a>>,
    /// The object id of the platform's service principal, if the user knows it.
    pub platform: Option<&'a PrincipalId>,
    /// Whether identities and settings are updated at once, as pages from June 2025 on have it. Else
    /// first the identities, then the settings: right in every reading (O4).
    pub one_update: bool,
}

/// The steps, in order.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// Which kind of identity it is about.
    pub flow: PlanFlow,
    /// The steps.
    pub steps: Vec<PlanStep>,
    /// What the commands are made of.
    names: ScriptNames,
}

impl Plan {
    /// What is still to do as a script.
    ///
    /// # Errors
    ///
    /// When a command of a step can't be taken apart: no step is left out.
    pub(crate) fn script(&self) -> Result<PlanScript, UnclosedQuoteError> {
        script::of(&self.steps, &self.names)
    }
}

/// Works out the steps to a goal.
pub fn plan_identities(request: &PlanRequest<'_>) -> Plan {
    match &request.goal {
        PlanGoal::UserAssigned { per_resource } => {
            let blueprint = Blueprint::user_assigned(request, *per_resource);
            Plan {
                flow: PlanFlow::UserAssigned,
                steps: flows::user_assigned(&blueprint),
                names: blueprint.script_names(),
            }
        }
        PlanGoal::SystemAssigned {
            settings_after_grants,
        } => {
            let blueprint = Blueprint::system_assigned(request);
            Plan {
                flow: PlanFlow::SystemAssigned,
                steps: flows::system_assigned(&blueprint, *settings_after_grants),
                names: blueprint.script_names(),
            }
        }
        PlanGoal::Remove(removal) => removal::plan(request, removal),
    }
}
