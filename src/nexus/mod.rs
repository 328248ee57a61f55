//! Managed identities of Operator Nexus clusters: check, plan, simulate (nexus.md §2 to §4).
//!
//! Everything here is a function of a [`Cluster`], of [`ClusterResources`] where they are given, and of
//! an [`AccessIndex`](crate::AccessIndex) over role assignments. What the inputs don't say comes
//! out as unknown, with the export that would settle it.

mod api_version;
mod attachment;
mod check;
mod cluster;
mod command_line;
mod commands;
mod grant;
mod identity_set;
mod inputs;
mod json;
mod patch;
mod plan;
mod requirement;
mod resource_id;
mod resources;
mod rule;
mod setting;
mod simulate;
mod target;

pub use api_version::{ApiVersion, ParseApiVersionError};
pub use attachment::BrokenSetting;
pub use check::{CheckInput, CheckResult, ClusterCheck, check_cluster};
pub use cluster::{AttachedIdentity, Cluster, ClusterIdentity, Deployment};
pub use command_line::{
    ClusterCommand, ClusterVerb, CommandContext, ParseCommandError, UnclosedQuoteError,
};
pub use grant::RuleStatus;
pub use identity_set::{
    EntryChange, IdentityAlternative, IdentityChange, IdentityChangeError, IdentityFlags,
    IdentityOutcome, IdentityPatch, IdentitySet, IdentityType, LostIdentities, change_identities,
};
pub use json::ReadClusterError;
pub use patch::{ClusterPatch, ParsePatchError};
pub use plan::{
    Plan, PlanFlow, PlanGoal, PlanNames, PlanRequest, PlanStep, Removal, plan_identities,
};
pub use requirement::{NeededBy, NeededRole, PLATFORM_APPLICATION, PLATFORM_NAME};
pub use resource_id::ResourceId;
pub use resources::{
    BlobContainer, ClusterResources, KeyVault, NetworkAccess, StorageAccount, UserIdentity,
    VaultAuthorization, Workspace,
};
pub use rule::ClusterRule;
pub use setting::{
    AssociatedIdentity, COMMAND_OUTPUT_TYPES, ClusterSetting, OutputOverride, SettingChange,
    SettingIdentityType, SettingKind, SettingSlot,
};
pub use simulate::{ClusterChange, Simulation, simulate_change};
