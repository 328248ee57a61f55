//! `conditions delegation`: who may assign which role to whom, and the ways to more.

use serde::{Deserialize, Serialize};

use super::can::roles;
use super::refs::{Principal, Role};
use super::text::{Guid, Id, ScopePath};
use super::words::Verdict;
use crate::audit::breakout_words;
use crate::condition;
use crate::delegation::{self as inner, PrincipalType, RoleReach};
use crate::report::{self, DelegationReport};

/// The `result` of `rolecall/conditions/delegation/1`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct DelegationResult {
    /// Who was asked about; null for roles.
    pub(crate) principal: Option<Principal>,
    /// The roles that were asked about.
    pub(crate) roles: Vec<Role>,
    /// Whether it can get to more than it was given, anywhere.
    pub(crate) breaks_out: Verdict,
    /// What the principal may assign, scope by scope.
    pub(crate) delegations: Vec<DelegationAt>,
}

impl From<&DelegationReport> for DelegationResult {
    fn from(report: &DelegationReport) -> Self {
        Self {
            principal: report.principal.as_ref().map(Principal::from),
            roles: roles(&report.roles),
            breaks_out: report.breaks_out().into(),
            delegations: report.answers.iter().map(DelegationAt::from).collect(),
        }
    }
}

/// What may be done with role assignments at a scope, by what is active.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct DelegationAt {
    /// What may be done.
    #[serde(flatten)]
    pub(crate) current: Delegation,
    /// Where; null when only roles were asked about.
    pub(crate) scope: Option<ScopePath>,
    /// The same once everything eligible is activated, where that is more.
    pub(crate) activated: Option<Delegation>,
}

impl From<&report::DelegationAt> for DelegationAt {
    fn from(at: &report::DelegationAt) -> Self {
        Self {
            current: (&at.current).into(),
            scope: at.scope.as_ref().map(ScopePath::from),
            activated: at.activated.as_ref().map(Delegation::from),
        }
    }
}

/// What may be done with role assignments.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "camelCase")]
pub(crate) struct Delegation {
    /// Assignments that may be written.
    pub(crate) assign: Reach,
    /// Assignments that may be deleted.
    pub(crate) remove: Reach,
    /// Whether it can get to more than it was given.
    pub(crate) breaks_out: Verdict,
    /// The ways to more.
    #[serde(rename = "roads")]
    pub(crate) breakouts: Vec<Breakout>,
}

impl From<&inner::Delegation> for Delegation {
    fn from(found: &inner::Delegation) -> Self {
        Self {
            assign: (&found.assign).into(),
            remove: (&found.remove).into(),
            breaks_out: found.breaks_out().into(),
            breakouts: found.breakouts.iter().map(Breakout::from).collect(),
        }
    }
}

/// Of which roles assignments may be written or deleted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "camelCase")]
pub(crate) enum Reach {
    /// No role may be assigned.
    None {},
    /// Of any role.
    Any {
        /// To whom.
        to: Audience,
    },
    /// It is not known of which.
    Unknown {
        /// To whom.
        to: Audience,
    },
    /// These roles may be assigned.
    Roles {
        /// Roles that may be.
        allowed: Vec<ReachedRole>,
        /// Roles that perhaps may be.
        unknown: Vec<ReachedRole>,
        /// To whom a role that no condition names may be assigned.
        unlisted: Audience,
        /// Roles that may not be, where others than the named may.
        #[serde(skip_serializing_if = "Option::is_none")]
        refused: Option<Vec<DelegatedRole>>,
    },
}

impl From<&RoleReach> for Reach {
    fn from(reach: &RoleReach) -> Self {
        let reached = |roles: &[inner::ReachedRole]| roles.iter().map(ReachedRole::from).collect();
        match reach {
            RoleReach::Nothing => Self::None {},
            RoleReach::AnyRole { to } => Self::Any { to: (&**to).into() },
            RoleReach::Undetermined { to } => Self::Unknown { to: (&**to).into() },
            RoleReach::Roles {
                allowed,
                unknown,
                refused,
                unlisted,
            } => Self::Roles {
                allowed: reached(allowed),
                unknown: reached(unknown),
                unlisted: (&**unlisted).into(),
                refused: (unlisted.best() != condition::Verdict::NotMet)
                    .then(|| refused.iter().map(DelegatedRole::from).collect()),
            },
        }
    }
}

/// A role that a delegate may assign or remove.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct DelegatedRole {
    /// The role's GUID.
    pub(crate) id: Guid,
    /// Its name; null if the catalogue doesn't hold it.
    pub(crate) name: Option<String>,
    /// The operation of it that leads to more rights, if any.
    pub(crate) privilege: Option<String>,
}

impl From<&inner::DelegatedRole> for DelegatedRole {
    fn from(role: &inner::DelegatedRole) -> Self {
        Self {
            id: role.id.into(),
            name: role.name.as_deref().map(str::to_owned),
            privilege: role.privilege.as_deref().map(str::to_owned),
        }
    }
}

/// A role and to whom it may be assigned.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct ReachedRole {
    /// The role.
    #[serde(flatten)]
    pub(crate) role: DelegatedRole,
    /// To whom.
    pub(crate) to: Audience,
}

impl From<&inner::ReachedRole> for ReachedRole {
    fn from(reached: &inner::ReachedRole) -> Self {
        Self {
            role: (&reached.role).into(),
            to: (&*reached.to).into(),
        }
    }
}

/// To whom a role may be assigned.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct Audience {
    /// To the delegate itself.
    #[serde(rename = "self")]
    pub(crate) own: Verdict,
    /// To anyone, by type.
    pub(crate) types: ByType,
    /// To principals that a condition names.
    pub(crate) principals: Vec<NamedPrincipal>,
}

impl From<&inner::Audience> for Audience {
    fn from(audience: &inner::Audience) -> Self {
        let named = audience.named.iter();
        Self {
            own: audience.own.into(),
            types: audience.anyone.into(),
            principals: named
                .map(|(id, types)| NamedPrincipal {
                    id: id.into(),
                    types: (*types).into(),
                })
                .collect(),
        }
    }
}

/// A principal that a condition names.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(crate) struct NamedPrincipal {
    /// Its object id.
    pub(crate) id: Id,
    /// Which types of principals may get a role.
    pub(crate) types: ByType,
}

/// Whether it may be done, by the type of the principal.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ByType {
    /// To a principal of type User.
    pub(crate) user: Verdict,
    /// To a principal of type Group.
    pub(crate) group: Verdict,
    /// To a principal of type ServicePrincipal.
    pub(crate) service_principal: Verdict,
}

impl From<inner::ByType> for ByType {
    fn from(types: inner::ByType) -> Self {
        Self {
            user: types.get(PrincipalType::User).into(),
            group: types.get(PrincipalType::Group).into(),
            service_principal: types.get(PrincipalType::ServicePrincipal).into(),
        }
    }
}

/// A way to more than was given.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(
    tag = "kind",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub(crate) enum Breakout {
    /// Privileged roles may be assigned.
    PrivilegedRoles {
        /// Whether the way is open.
        open: Verdict,
        /// Whether it leads to more than was given.
        breaks_out: Verdict,
        /// The way in words.
        because: String,
        /// The privileged roles on it.
        roles: Vec<DelegatedRole>,
        /// The principal that gets more rights.
        to: Beneficiary,
    },
    /// A role that no condition names may be assigned.
    UnlistedRole {
        /// Whether the way is open.
        open: Verdict,
        /// Whether it leads to more than was given.
        breaks_out: Verdict,
        /// The way in words.
        because: String,
        /// The principal that gets more rights.
        to: Beneficiary,
    },
    /// A role that may be assigned lets its holder assign more.
    Chain {
        /// Whether the way is open.
        open: Verdict,
        /// Whether it leads to more than was given.
        breaks_out: Verdict,
        /// The way in words.
        because: String,
        /// The role by which it goes on.
        through: DelegatedRole,
        /// The privileged roles on it.
        roles: Vec<DelegatedRole>,
    },
    /// Another operation gets around the condition.
    OtherOperation {
        /// Whether the way is open.
        open: Verdict,
        /// Whether it leads to more than was given.
        breaks_out: Verdict,
        /// The way in words.
        because: String,
        /// The operation.
        operation: String,
    },
    /// Assignments of any role may be deleted.
    UnguardedDelete {
        /// Whether the way is open.
        open: Verdict,
        /// Whether it leads to more than was given.
        breaks_out: Verdict,
        /// The way in words.
        because: String,
    },
}

impl From<&inner::Breakout> for Breakout {
    fn from(breakout: &inner::Breakout) -> Self {
        let open = breakout.open().into();
        let breaks_out = breakout.gains().into();
        let because = breakout_words(breakout);
        let each = |roles: &[inner::DelegatedRole]| roles.iter().map(DelegatedRole::from).collect();
        match breakout {
            inner::Breakout::PrivilegedRoles { roles, to, .. } => Self::PrivilegedRoles {
                open,
                breaks_out,
                because,
                roles: each(roles),
                to: (*to).into(),
            },
            inner::Breakout::UnlistedRole { to, .. } => Self::UnlistedRole {
                open,
                breaks_out,
                because,
                to: (*to).into(),
            },
            inner::Breakout::Chain { through, roles, .. } => Self::Chain {
                open,
                breaks_out,
                because,
                through: through.into(),
                roles: each(roles),
            },
            inner::Breakout::OtherOperation { operation, .. } => Self::OtherOperation {
                open,
                breaks_out,
                because,
                operation: (*operation).to_owned(),
            },
            inner::Breakout::RemovesMore { .. } => Self::UnguardedDelete {
                open,
                breaks_out,
                because,
            },
        }
    }
}

words! {
    /// Who gains by a way to more.
    Beneficiary of inner::Beneficiary {
        Own = "self",
        Others = "others",
    }
}
