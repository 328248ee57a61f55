use crate::catalog::effects::{ASSIGNS_ROLES, REMOVES_ROLES};
use crate::condition::AttributeSource;
use crate::model::PrincipalKind;

/// What is done with a role assignment.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum Act {
    /// Made: its attributes are those of the request.
    Write,
    /// Removed: its attributes are those of the resource.
    Delete,
}

impl Act {
    pub(super) fn operation(self) -> &'static str {
        match self {
            Self::Write => ASSIGNS_ROLES,
            Self::Delete => REMOVES_ROLES,
        }
    }

    /// Where the attributes of the role assignment are; elsewhere they are missing (AB-45).
    pub(super) fn source(self) -> AttributeSource {
        match self {
            Self::Write => AttributeSource::Request,
            Self::Delete => AttributeSource::Resource,
        }
    }
}

/// The type of a principal, as the attribute `PrincipalType` has it (§3.4): a managed identity is
/// a service principal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum PrincipalType {
    /// A person.
    User,
    /// A group.
    Group,
    /// A service principal or managed identity.
    ServicePrincipal,
}

impl PrincipalType {
    /// Every type.
    pub const ALL: [Self; 3] = [Self::User, Self::Group, Self::ServicePrincipal];

    /// The value of the attribute.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
            Self::ServicePrincipal => "ServicePrincipal",
        }
    }

    /// The type of a kind of principal, where it is known to have one.
    pub fn of(kind: PrincipalKind) -> Option<Self> {
        match kind {
            PrincipalKind::User => Some(Self::User),
            PrincipalKind::Group => Some(Self::Group),
            PrincipalKind::ServicePrincipal | PrincipalKind::ManagedIdentity => {
                Some(Self::ServicePrincipal)
            }
            PrincipalKind::ForeignGroup | PrincipalKind::Device | PrincipalKind::Unknown => None,
        }
    }
}

/// An id in a proposal.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) enum ProposedId {
    /// The one with this id.
    Named(u128),
    /// One that no condition names and that nobody knows yet.
    Unlisted,
}

/// A role assignment that might be made or removed.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub(super) struct Proposal {
    pub(super) role: ProposedId,
    pub(super) principal: ProposedId,
    pub(super) principal_type: PrincipalType,
}
