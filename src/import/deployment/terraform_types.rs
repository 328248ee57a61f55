//! What Terraform calls the resources of Azure: `roles/deployments/terraform.json`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::derived::Certainty;
use super::resource::{Standing, Verb};
use crate::model::Plane;

/// The data file.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct TerraformTypes {
    /// Types that are a resource of Azure.
    types: BTreeMap<String, String>,
    /// Types that are part of a resource of Azure.
    parts: BTreeMap<String, String>,
    /// What the provider does besides, or for what is no resource of Resource Manager.
    operations: BTreeMap<String, Vec<ProviderOperation>>,
    /// What data sources read that are no type of resource.
    data_sources: BTreeMap<String, Vec<String>>,
    /// What attributes link to, where a plan can't tell.
    attributes: BTreeMap<String, String>,
    /// Types of other providers that are known to need nothing of Azure RBAC.
    outside: Vec<Outside>,
}

/// Something that the provider does.
#[derive(Debug, Deserialize)]
pub(super) struct ProviderOperation {
    on: Vec<String>,
    /// The operation.
    pub(super) action: String,
    /// Its plane.
    #[serde(default = "control")]
    pub(super) plane: Plane,
    #[serde(default = "certain")]
    certain: bool,
    /// Why the provider does it.
    #[serde(default)]
    pub(super) why: Option<String>,
}

fn control() -> Plane {
    Plane::Control
}

fn certain() -> bool {
    true
}

/// Types that start with a prefix.
#[derive(Debug, Deserialize)]
struct Outside {
    prefix: String,
    #[serde(default)]
    why: Option<String>,
}

impl ProviderOperation {
    /// Whether it is done with this verb.
    pub(super) fn is_on(&self, verb: Verb) -> bool {
        self.on.iter().any(|on| on == verb.as_str())
    }

    /// Whether it is sure to be done.
    pub(super) fn certainty(&self) -> Certainty {
        if self.certain {
            Certainty::Certain
        } else {
            Certainty::Uncertain
        }
    }
}

/// The data file, read once.
pub(super) fn terraform_types() -> &'static TerraformTypes {
    static TYPES: OnceLock<TerraformTypes> = OnceLock::new();
    TYPES.get_or_init(|| {
        let json = include_str!("../../../roles/deployments/terraform.json");
        serde_json::from_str(json).unwrap_or_default()
    })
}

impl TerraformTypes {
    /// The resource type of Azure behind a type of Terraform.
    pub(super) fn resource_type(&self, name: &str) -> Option<(&str, Standing)> {
        let own = self
            .types
            .get(name)
            .map(|kind| (kind.as_str(), Standing::Own));
        own.or_else(|| Some((self.parts.get(name)?.as_str(), Standing::Part)))
    }

    /// What the provider does besides.
    pub(super) fn operations(&self, name: &str) -> &[ProviderOperation] {
        self.operations.get(name).map_or(&[], Vec::as_slice)
    }

    /// What a data source reads; `None` where it is named after a resource, or not known.
    pub(super) fn data_source(&self, name: &str) -> Option<&[String]> {
        self.data_sources.get(name).map(Vec::as_slice)
    }

    /// The resource type that an attribute links to.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// Whether a type is known to need nothing of Azure RBAC, and why, where that is worth telling.
    pub(super) fn outside(&self, name: &str) -> Option<Option<&str>> {
        let mut known = self.outside.iter();
        let found = known.find(|outside| name.starts_with(&outside.prefix));
        found.map(|outside| outside.why.as_deref())
    }
}
