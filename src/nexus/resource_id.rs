//! Ids of Azure resources as people and exports write them.

use std::cmp::Ordering;
use std::fmt;

use crate::scope::Scope;
use crate::text;

/// The id of a resource: compared without case and without a trailing slash (nexus.md §2.2).
/// Holds any text, since a pasted command may carry a bare name or a shell variable;
/// [`ResourceId::scope`] says whether it is well formed.
#[derive(Clone)]
pub struct ResourceId(String);

impl ResourceId {
    /// The id as written, less surrounding blanks and trailing slashes.
    pub fn new(text: &str) -> Self {
        Self(text.trim().trim_end_matches('/').to_owned())
    }

    /// The id of a user-assigned identity by its parts.
    pub fn user_assigned(subscription: &str, resource_group: &str, name: &str) -> Self {
        Self(format!(
            "/subscriptions/{subscription}/resourceGroups/{resource_group}/providers/\
             Microsoft.ManagedIdentity/userAssignedIdentities/{name}"
        ))
    }

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last segment: the name of the resource.
    pub fn name(&self) -> &str {
        self.0.rsplit('/').next().unwrap_or(&self.0)
    }

    /// The id as a scope, when it is well formed.
    pub fn scope(&self) -> Option<Scope> {
        Scope::parse(&self.0).ok()
    }

    /// The segment after `subscriptions`.
    pub fn subscription(&self) -> Option<&str> {
        self.after("subscriptions")
    }

    /// The segment after `resourceGroups`.
    pub fn resource_group(&self) -> Option<&str> {
        self.after("resourceGroups")
    }

    /// The segment that follows the first segment `name`.
    pub fn after(&self, name: &str) -> Option<&str> {
        let mut segments = self.0.split('/');
        segments.find(|segment| text::same(segment, name))?;
        segments.next().filter(|segment| !segment.is_empty())
    }

    /// Whether this is the id of a resource of that type, such as
    /// `Microsoft.KeyVault/vaults`: a resource of a resource group, not a child of one.
    pub fn is_of_type(&self, resource_type: &str) -> bool {
        let segments: Vec<&str> = self.0.split('/').collect();
        let [
            "",
            subscriptions,
            _,
            groups,
            _,
            providers,
            namespace,
            kind,
            name,
        ] = segments[..]
        else {
            return false;
        };
        text::same(subscriptions, "subscriptions")
            && text::same(groups, "resourceGroups")
            && text::same(providers, "providers")
            && text::same(&format!("{namespace}/{kind}"), resource_type)
            && !name.is_empty()
            && self.scope().is_some()
    }
}

impl PartialEq for ResourceId {
    fn eq(&self, other: &Self) -> bool {
        text::same(&self.0, &other.0)
    }
}

impl Eq for ResourceId {}

impl PartialOrd for ResourceId {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for ResourceId {
    fn cmp(&self, other: &Self) -> Ordering {
        text::fold(&self.0).cmp(&text::fold(&other.0))
    }
}

impl std::hash::Hash for ResourceId {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        text::fold(&self.0).hash(state);
    }
}

impl fmt::Display for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ResourceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const U1: &str = "/subscriptions/S/resourcegroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/u1";

    #[test]
    fn ids_compare_without_case_and_trailing_slash() {
        assert_eq!(
            ResourceId::new(U1),
            ResourceId::user_assigned("s", "RG", "U1")
        );
        assert_eq!(ResourceId::new(&format!("{U1}/")), ResourceId::new(U1));
        assert_ne!(
            ResourceId::new(U1),
            ResourceId::user_assigned("s", "rg", "u10")
        );
        assert_eq!(ResourceId::new(U1).name(), "u1");
        assert_eq!(ResourceId::new(U1).resource_group(), Some("rg"));
        assert_eq!(ResourceId::new("u1").subscription(), None);
    }

    #[test]
    fn the_type_is_that_of_a_whole_id() {
        let kind = "Microsoft.ManagedIdentity/userAssignedIdentities";
        assert!(ResourceId::new(U1).is_of_type(kind));
        assert!(ResourceId::new(U1).is_of_type("microsoft.managedidentity/USERassignedIdentities"));
        assert!(!ResourceId::new(U1).is_of_type("Microsoft.KeyVault/vaults"));
        assert!(!ResourceId::new(&format!("{U1}/x/y")).is_of_type(kind));
        assert!(!ResourceId::new("u1").is_of_type(kind));
    }
}
