//! Who needs an assignment for clusters to work (A1 to A4).

use super::check::CheckInput;
use super::cluster::Cluster;
use super::grant::platform::{Platform, find};
use super::requirement::{Needed, NeededBy, principal_of, requirements};
use super::resources::ClusterResources;
use super::rule::ClusterRule;
use crate::access::AccessIndex;
use crate::directory::Placement;
use crate::ids::PrincipalId;
use crate::model::Grant;
use crate::scope::Scope;
use crate::text::NameSet;

/// A cluster that needs somebody to hold a role somewhere.
#[derive(Debug)]
pub(crate) struct ClusterNeed {
    /// The name of the cluster.
    pub(crate) cluster: String,
    /// The rule that asks for it.
    pub(crate) rule: ClusterRule,
    /// Who needs it, and the groups of that: what a group holds is theirs.
    holders: NameSet<PrincipalId>,
    /// Where; `None` where no input says.
    at: Option<Scope>,
}

impl ClusterNeed {
    /// What the settings of every cluster of the inputs ask for, of holders that the inputs know.
    pub(crate) fn all_of(index: &AccessIndex<'_>) -> Vec<Self> {
        let clusters = Cluster::all_of(index.tenant());
        if clusters.is_empty() {
            return Vec::new();
        }
        let resources = ClusterResources::of(index.tenant());
        let mut needs = Vec::new();
        for (cluster, _) in clusters {
            let input = CheckInput {
                cluster: &cluster,
                resources: &resources,
                access: Some(index),
                api_version: None,
                platform: None,
            };
            for requirement in requirements(&cluster) {
                let holder = match (&requirement.holder, find(&input, Some(index))) {
                    (NeededBy::Platform, Platform::Known(platform)) => Some(platform),
                    (NeededBy::Platform, Platform::Namesake(_) | Platform::Unknown) => None,
                    (holder, _) => principal_of(&cluster, &resources, holder),
                };
                let at = match &requirement.on {
                    Needed::Resource(target) => {
                        let id = target.resource_id(&resources, Some(index));
                        id.and_then(|id| target.scope(&id))
                    }
                    Needed::Identity(id) => id.scope(),
                };
                needs.extend(holder.map(|holder| Self {
                    cluster: cluster.label().to_owned(),
                    rule: requirement.rule,
                    holders: index.groups().closure(&holder).ids().cloned().collect(),
                    at,
                }));
            }
        }
        needs
    }

    /// Whether an assignment may be what meets it: of the holder or a group of it, and such that it reaches the
    /// place or lies in it.
    pub(crate) fn may_rest_on(&self, grant: &Grant<'_>, index: &AccessIndex<'_>) -> bool {
        let tree = index.hierarchy();
        self.holders.contains(grant.holder)
            && self.at.as_ref().is_none_or(|at| {
                let places = [
                    tree.placement(at, grant.scope),
                    tree.placement(grant.scope, at),
                ];
                places.iter().any(|place| *place != Placement::Outside)
            })
    }
}
