//! The records of the field as plain data, each with the place it came from. No input or output
//! here, and no wire format.

mod activity;
mod application;
mod assignment_id;
mod deny_assignment;
mod grant;
mod host;
mod lighthouse;
mod operation;
mod past;
mod permission;
mod principal;
mod principal_kinds;
mod principals;
mod resource;
mod role_assignment;
mod role_definition;
mod schedule;
mod tenant;

#[doc(hidden)]
pub use activity::{Activity, ActivityStatus};
pub(crate) use application::Application;
pub(crate) use assignment_id::{assignment_id, name_of_unnamed, parts_of_unnamed};
pub use deny_assignment::DenyAssignment;
pub(crate) use deny_assignment::{DenyEffect, DenySubject};
#[doc(hidden)]
pub use deny_assignment::{DenyReach, Protection};
pub use grant::Moment;
#[doc(hidden)]
pub use grant::Standing;
pub(crate) use grant::{Grant, GrantIx, Origin, Timing, Window};
pub(crate) use host::{HostKind, HostedIdentity, IdentityHost};
#[doc(hidden)]
pub use lighthouse::LighthouseDelegation;
pub(crate) use lighthouse::{LighthouseAuthorization, LighthouseOffer};
#[doc(hidden)]
pub use operation::ProviderOperation;
pub use operation::{Operation, OperationClass, Plane};
pub(crate) use past::{Past, PastLoss};
#[doc(hidden)]
pub use permission::ConditionText;
pub use permission::Permission;
pub use principal::PrincipalKind;
pub(crate) use principal::{AccountState, Principal};
#[doc(hidden)]
pub use principal_kinds::GroupKnowledge;
pub(crate) use principal_kinds::PrincipalSource;
pub(crate) use principals::Principals;
#[doc(hidden)]
pub use resource::{ResourceKind, ResourceRecord};
pub(crate) use role_assignment::PrincipalFound;
pub use role_assignment::{RoleAssignment, RoleReference};
#[doc(hidden)]
pub use role_definition::RoleGap;
pub use role_definition::{RoleDefinition, RoleKind};
pub(crate) use schedule::Schedule;
#[doc(hidden)]
pub use schedule::ScheduleKind;
pub(crate) use tenant::SubscriptionName;
pub use tenant::Tenant;
pub(crate) use tenant::{GroupMembers, InputFile, ManagementGroup, MembershipReach};
#[doc(hidden)]
pub use tenant::{InputKind, ManagementGroupChild};

pub(crate) use crate::time::Timestamp;
