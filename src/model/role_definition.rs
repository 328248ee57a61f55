use std::sync::Arc;

use super::{Permission, Timestamp};
use crate::ids::RoleId;
use crate::span::Place;

/// Where a role definition comes from.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum RoleKind {
    /// Published by Azure.
    BuiltIn,
    /// Made in the tenant.
    Custom,
    /// In documentation only: nobody can assign it as it stands.
    Documented,
}

impl RoleKind {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::BuiltIn => "builtIn",
            Self::Custom => "custom",
            Self::Documented => "documented",
        }
    }
}

/// Why it is not known what a role grants.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum RoleGap {
    /// Nothing defines it.
    Undefined,
    /// The inputs list it without its permissions.
    Unlisted,
    /// The export cut its permissions off.
    CutOff,
    /// Several exports define it with different permissions, none of them newer.
    Contradicted,
    /// It was changed after the moment asked about, and no log has what it was before.
    Changed,
}

/// A role definition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RoleDefinition {
    /// Its GUID; a role that is only documented, or a definition not created yet, has none.
    pub id: Option<RoleId>,
    /// The display name (`roleName`).
    pub name: Arc<str>,
    /// Other names that documentation uses.
    pub aliases: Vec<Arc<str>>,
    /// Where it comes from.
    pub kind: RoleKind,
    /// For a documented list: the published role it describes.
    pub published_as: Option<RoleId>,
    /// The description, where the source gives one.
    pub description: Option<Arc<str>>,
    /// Its permissions, in the order of the source.
    pub permissions: Vec<Permission>,
    /// Where it may be assigned, as written (CRL-1).
    pub assignable_scopes: Vec<Arc<str>>,
    /// When it was last changed, as the source prints it.
    pub updated_on: Option<Arc<str>>,
    /// Why its permissions are not certain; never [`RoleGap::Undefined`].
    pub gap: Option<RoleGap>,
    /// Where it was read; `None` for the core catalogue.
    pub place: Option<Place>,
}

impl RoleDefinition {
    /// Whether Azure publishes the role, so that it can be assigned.
    pub fn is_published(&self) -> bool {
        self.kind == RoleKind::BuiltIn
    }

    /// When it was last changed, where the source says it.
    pub fn last_changed(&self) -> Option<Timestamp> {
        Timestamp::parse(self.updated_on.as_deref()?).ok()
    }

    /// Whether any permission has a condition.
    pub fn is_conditional(&self) -> bool {
        self.permissions
            .iter()
            .any(|permission| permission.condition.is_some())
    }
}
