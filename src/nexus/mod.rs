//! Managed identities of Operator Nexus clusters: check, plan, simulate (nexus.md §2 to §4).
//!
//! Everything here is a function of a [`Cluster`], of [`ClusterResources`] where they are given, and of
//! an [`AccessIndex`](crate::access::AccessIndex) over role assignments. What the inputs don't say comes
//! out as unknown, with the export that would settle it.

mod address;
mod agreement;
mod api_version;
mod attachment;
mod body_names;
mod check;
mod cluster;
mod command_line;
mod commands;
mod grant;
mod identity_choice;
mod identity_set;
mod inputs;
mod json;
mod needs;
mod network;
mod patch;
mod plan;
mod requirement;
mod resource_id;
mod resources;
mod rule;
mod setting;
mod simulate;
mod standing;
mod target;
mod to_know;
mod ungranted;
mod write;

pub(crate) use address::shown;
pub use api_version::ApiVersion;
pub(crate) use attachment::BrokenSetting;
#[doc(hidden)]
pub use check::ClusterCheck;
pub use check::{CheckInput, CheckResult, check_cluster};
pub(crate) use check::{CheckedCluster, overall_verdict};
#[doc(hidden)]
pub use cluster::AttachedIdentity;
pub use cluster::Cluster;
pub use command_line::{ClusterCommand, CommandContext};
#[doc(hidden)]
pub use command_line::{ClusterVerb, ParseCommandError};
pub use grant::RuleStatus;
#[doc(hidden)]
pub use identity_set::{
    IdentityChange, IdentityFlags, IdentitySet, IdentityType, LostIdentities, change_identities,
};
pub(crate) use needs::ClusterNeed;
pub use patch::ClusterPatch;
pub use plan::{Plan, PlanGoal, PlanNames, PlanRequest, plan_identities};
#[doc(hidden)]
pub use plan::{PlanFlow, Removal};
pub(crate) use plan::{
    PlanScript, PlanStep, ScriptPart, ScriptPiece, ScriptStatement, ScriptValue, ScriptWord,
};
pub(crate) use requirement::NeededRole;
#[doc(hidden)]
pub use requirement::{PLATFORM_APPLICATION, PLATFORM_NAME};
pub use resource_id::ResourceId;
pub use resources::ClusterResources;
pub use rule::ClusterRule;
pub(crate) use setting::{AssociatedIdentity, ClusterSetting, OutputOverride};
#[doc(hidden)]
pub use setting::{SettingChange, SettingIdentityType, SettingKind};
pub use simulate::{ClusterChange, Simulation, simulate_change, simulate_changes};
pub(crate) use ungranted::ungranted_identities;
