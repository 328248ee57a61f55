use std::sync::Arc;

use crate::ids::{PrincipalId, parse_guid};

/// What kind of principal (PR-2). Never decides access; ids do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub enum PrincipalKind {
    /// A person, guests included.
    User,
    /// A group.
    Group,
    /// A service principal.
    ServicePrincipal,
    /// A service principal that Azure manages for a resource.
    ManagedIdentity,
    /// A group of another tenant.
    ForeignGroup,
    /// A device.
    Device,
    /// Not said, or not one of these.
    #[default]
    Unknown,
}

impl PrincipalKind {
    /// Reads the labels of every tool, in any case.
    pub fn parse(label: &str) -> Self {
        match label.to_ascii_lowercase().as_str() {
            "user" | "#microsoft.graph.user" => Self::User,
            "group" | "#microsoft.graph.group" => Self::Group,
            "serviceprincipal" | "application" | "#microsoft.graph.serviceprincipal" => {
                Self::ServicePrincipal
            }
            "msi" | "managedidentity" => Self::ManagedIdentity,
            "foreigngroup" => Self::ForeignGroup,
            "device" | "#microsoft.graph.device" => Self::Device,
            _ => Self::Unknown,
        }
    }

    /// The label that Azure uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
            Self::ServicePrincipal => "ServicePrincipal",
            Self::ManagedIdentity => "ManagedIdentity",
            Self::ForeignGroup => "ForeignGroup",
            Self::Device => "Device",
            Self::Unknown => "Unknown",
        }
    }
}

/// Whether an id is that of a group, by all that the inputs say of it (PR-2).
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum GroupKnowledge {
    /// It is one.
    Group,
    /// It is something else.
    NotGroup,
    /// No record says what it is.
    Unknown,
    /// Some records call it a group, others something else, and the directory doesn't settle it.
    Contradicted,
}

impl GroupKnowledge {
    /// Whether it is a group, or might be one.
    pub fn may_be_group(self) -> bool {
        self != Self::NotGroup
    }
}

/// Whether the directory lets a principal sign in (`accountEnabled`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum AccountState {
    /// The inputs don't say.
    #[default]
    NotSaid,
    /// It may sign in.
    Enabled,
    /// It may not, until someone enables it again.
    Disabled,
}

/// A principal, as far as the inputs tell of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The object id.
    pub id: PrincipalId,
    /// What kind.
    pub kind: PrincipalKind,
    /// Display name.
    pub display_name: Option<Arc<str>>,
    /// User principal name, or what an export prints in its place.
    pub sign_in_name: Option<Arc<str>>,
    /// Application (client) id: never the key of an assignment (PR-1).
    pub app_id: Option<Arc<str>>,
    /// The resource that a managed identity belongs to.
    pub resource_id: Option<Arc<str>>,
    /// `Guest` or `Member`, for users.
    pub user_type: Option<Arc<str>>,
    /// What kind the directory itself says, where it was read: assignments may be wrong (PR-2).
    pub listed_kind: PrincipalKind,
    /// Whether it may sign in.
    pub account: AccountState,
}

impl Principal {
    /// A principal of which only the id is known.
    pub fn new(id: PrincipalId) -> Self {
        Self {
            id,
            kind: PrincipalKind::Unknown,
            display_name: None,
            sign_in_name: None,
            app_id: None,
            resource_id: None,
            user_type: None,
            listed_kind: PrincipalKind::Unknown,
            account: AccountState::NotSaid,
        }
    }

    /// The name to show: sign-in name, else display name, else the id. Where exports print an
    /// application id in place of a sign-in name, as `az` does for service principals (§4.6), the
    /// display name comes first.
    pub fn label(&self) -> &str {
        let sign_in = self.sign_in_name.as_deref();
        let display = self.display_name.as_deref();
        let application = sign_in.is_some_and(|name| parse_guid(name).is_some());
        let [first, second] = if application {
            [display, sign_in]
        } else {
            [sign_in, display]
        };
        first.or(second).unwrap_or_else(|| self.id.as_str())
    }

    /// Takes over what `other` knows and this record lacks.
    pub fn complete_from(&mut self, other: Self) {
        if self.kind == PrincipalKind::Unknown
            || (self.kind == PrincipalKind::ServicePrincipal
                && other.kind == PrincipalKind::ManagedIdentity)
        {
            self.kind = other.kind;
        }
        if self.listed_kind == PrincipalKind::Unknown {
            self.listed_kind = other.listed_kind;
        }
        if self.account == AccountState::NotSaid {
            self.account = other.account;
        }
        let fill = |mine: &mut Option<Arc<str>>, theirs: Option<Arc<str>>| {
            if mine.is_none() {
                *mine = theirs;
            }
        };
        fill(&mut self.display_name, other.display_name);
        fill(&mut self.sign_in_name, other.sign_in_name);
        fill(&mut self.app_id, other.app_id);
        fill(&mut self.resource_id, other.resource_id);
        fill(&mut self.user_type, other.user_type);
    }
}
