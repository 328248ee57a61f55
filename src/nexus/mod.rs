//! Managed identities of Operator Nexus clusters: check, plan, simulate (nexus.md §2 to §4).
//!
//! Everything here is a function of a [`Cluster`], of [`Resources`] where they are given, and of
//! an [`AccessIndex`](crate::AccessIndex) over role assignments. What the inputs don't say comes
//! out as unknown, with the export that would settle it.

mod api_version;
mod attachment;
mod cluster;
mod command_line;
mod identity_set;
mod json;
mod patch;
mod resource_id;
mod rule;
mod setting;
mod shorthand;
mod simulate;
mod words;

pub use api_version::{ApiVersion, ParseApiVersionError};
pub use attachment::BrokenSetting;
pub use cluster::{AttachedIdentity, Cluster, ClusterIdentity, Deployment};
pub use command_line::{ClusterCommand, ClusterVerb, CommandContext, ParseCommandError};
pub use identity_set::{
    EntryChange, IdentityAlternative, IdentityChange, IdentityChangeError, IdentityFlags,
    IdentityOutcome, IdentityPatch, IdentitySet, IdentityType, LostIdentities, SystemIdentity,
    change_identities,
};
pub use json::ReadClusterError;
pub use patch::{ClusterPatch, ParsePatchError};
pub use resource_id::ResourceId;
pub use rule::{Rule, RuleSeverity};
pub use setting::{
    AssociatedIdentity, COMMAND_OUTPUT_TYPES, OutputOverride, Setting, SettingChange,
    SettingIdentityType, SettingKind, Slot,
};
pub use simulate::{ClusterChange, Simulation, simulate};
pub use words::UnclosedQuoteError;
