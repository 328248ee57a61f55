//! The clusters of a tenant, and the resources that its inputs describe.

use serde_json::Value;

use super::cluster::Cluster;
use super::resources::ClusterResources;
use crate::model::{ResourceKind, ResourceRecord, Tenant};
use crate::span::Place;

impl ClusterResources {
    /// The resources that the inputs of a tenant describe.
    pub fn of(tenant: &Tenant) -> Self {
        let mut resources = Self::default();
        for record in &tenant.resources {
            if record.kind != ResourceKind::Cluster
                && let Some(value) = json_of(record)
            {
                resources.take(&value);
            }
        }
        resources
    }
}

impl Cluster {
    /// The clusters that the inputs of a tenant describe, each with its place, in the order of
    /// their ids. A cluster that several inputs describe is the one that was changed last; where they
    /// don't say when, the snapshot has a diagnostic, and the rules about what differs stay open. What
    /// only lists it among all resources doesn't describe it.
    pub fn all_of(tenant: &Tenant) -> Vec<(Self, Place)> {
        let clusters = Self::described(tenant).into_iter();
        clusters
            .map(|(cluster, record)| (cluster, record.place.clone()))
            .collect()
    }

    /// The same, each with its record.
    pub(crate) fn described(tenant: &Tenant) -> Vec<(Self, &ResourceRecord)> {
        let mut clusters: Vec<(Self, &ResourceRecord)> = Vec::new();
        for record in &tenant.resources {
            let Some(cluster) = Self::of_description(record) else {
                continue;
            };
            let known = cluster.id.as_ref().and_then(|id| {
                let mut known = clusters.iter_mut();
                known.find(|(other, _)| other.id.as_ref() == Some(id))
            });
            match known {
                Some(known) => {
                    let before = std::mem::take(&mut known.0);
                    *known = (before.merged(cluster), record);
                }
                None => clusters.push((cluster, record)),
            }
        }
        clusters
    }

    /// The cluster that a record describes; `None` where it is of something else, or only lists one.
    pub(crate) fn of_description(record: &ResourceRecord) -> Option<Self> {
        if record.kind != ResourceKind::Cluster {
            return None;
        }
        let value = json_of(record).filter(|value| !is_outline(value))?;
        Self::from_json(&value).ok()
    }

    /// The cluster of a record whose texts were replaced, as disputed as the one that it was.
    pub(crate) fn renamed(&self, record: &ResourceRecord) -> Self {
        let renamed = json_of(record).and_then(|value| Self::from_json(&value).ok());
        Self {
            disputed: self.disputed.clone(),
            ..renamed.unwrap_or_default()
        }
    }
}

fn json_of(record: &ResourceRecord) -> Option<Value> {
    serde_json::from_str(&record.json).ok()
}

/// Whether a record of a cluster has only what `az resource list` gives of every resource: which
/// settings the cluster has, it doesn't say.
fn is_outline(value: &Value) -> bool {
    const OF_EVERY_RESOURCE: [&str; 17] = [
        "changedTime",
        "createdTime",
        "etag",
        "extendedLocation",
        "id",
        "identity",
        "kind",
        "location",
        "managedBy",
        "name",
        "plan",
        "provisioningState",
        "resourceGroup",
        "sku",
        "systemData",
        "tags",
        "type",
    ];
    let fields = value.as_object().into_iter().flatten();
    let mut given = fields.filter(|(_, value)| !value.is_null());
    given.all(|(name, _)| OF_EVERY_RESOURCE.contains(&name.as_str()))
}
