//! The records of the field as plain data, each with the place it came from. No input or output
//! here, and no wire format.

mod activity;
mod deny_assignment;
mod grant;
mod host;
mod lighthouse;
mod operation;
mod permission;
mod principal;
mod principal_kinds;
mod principals;
mod resource;
mod role_assignment;
mod role_definition;
mod schedule;
mod tenant;

pub use activity::{Activity, ActivityStatus};
pub use deny_assignment::{DenyAssignment, DenyEffect, DenyReach, DenySubject, Protection};
pub use grant::{Grant, GrantIx, Moment, Origin, Standing, Timing, Window};
pub use host::{HostKind, HostedIdentity, IdentityHost};
pub use lighthouse::{LighthouseAuthorization, LighthouseDelegation, LighthouseOffer};
pub use operation::{Operation, OperationClass, Plane};
pub use permission::{ConditionText, Permission};
pub use principal::{AccountState, Principal, PrincipalKind};
pub use principal_kinds::GroupKnowledge;
pub(crate) use principal_kinds::PrincipalSource;
pub use principals::Principals;
pub use resource::{ResourceKind, ResourceRecord};
pub use role_assignment::{PrincipalFound, RoleAssignment, RoleReference};
pub use role_definition::{RoleDefinition, RoleGap, RoleKind};
pub use schedule::{Schedule, ScheduleKind};
pub use tenant::{
    GroupMembers, InputFile, InputKind, ManagementGroup, ManagementGroupChild, MembershipReach,
    Tenant,
};

pub(crate) use crate::time::Timestamp;
