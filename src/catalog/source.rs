//! What an image is made from.

use crate::model::{Plane, RoleKind};

/// An operation to write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SourceOperation {
    pub(crate) name: String,
    pub(crate) plane: Plane,
    /// Whether the plane is taken for control since no source says it.
    pub(crate) plane_is_uncertain: bool,
    /// What it does.
    pub(crate) description: Option<String>,
}

/// A permission to write: actions, not actions, data actions, not data actions; then the
/// condition and its version.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub(crate) struct SourcePermission {
    pub(crate) lists: [Vec<String>; 4],
    pub(crate) condition: Option<(String, String)>,
}

/// A role to write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct SourceRole {
    pub(crate) id: Option<u128>,
    pub(crate) name: String,
    pub(crate) aliases: Vec<String>,
    pub(crate) kind: RoleKind,
    pub(crate) published_as: Option<u128>,
    pub(crate) description: Option<String>,
    pub(crate) assignable_scopes: Vec<String>,
    pub(crate) permissions: Vec<SourcePermission>,
    pub(crate) updated_on: Option<String>,
}

impl SourceRole {
    /// Every pattern of the role.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = &str> {
        self.permissions
            .iter()
            .flat_map(|p| p.lists.iter().flatten())
            .map(String::as_str)
    }
}

/// The content of an image.
#[derive(Clone, Default, Debug)]
pub(crate) struct Source {
    pub(crate) label: String,
    pub(crate) date: String,
    pub(crate) operations: Vec<SourceOperation>,
    pub(crate) roles: Vec<SourceRole>,
    /// JSON texts of the sections that are decoded only when a question needs them.
    pub(crate) tasks: String,
    pub(crate) escalation: String,
    pub(crate) service_roles: String,
    pub(crate) remarks: String,
}
