//! Identities of a cluster that no role assignment names.

use super::cluster::Cluster;
use super::grant::has_assignments;
use super::requirement::{NeededBy, principal_of};
use super::resources::ClusterResources;
use crate::access::AccessIndex;
use crate::model::Moment;

/// What to know of the identities of a cluster that nothing is granted to, as far as the inputs say.
pub(crate) fn ungranted_identities(
    cluster: &Cluster,
    resources: &ClusterResources,
    access: &AccessIndex<'_>,
) -> Vec<String> {
    if !has_assignments(access) {
        return Vec::new();
    }
    let user = cluster.identity.attached.iter();
    let user = user.map(|entry| NeededBy::User(entry.id.clone()));
    let system = cluster.identity.has_system().then_some(NeededBy::System);
    let holders = system.into_iter().chain(user);
    holders
        .filter_map(|holder| {
            let principal = principal_of(cluster, resources, &holder)?;
            let closure = access.groups().closure(&principal);
            let mut grants = access.grants_through(&closure, Moment::AsExported);
            grants.next().is_none().then(|| {
                format!(
                    "{} (`{principal}`) has no role assignment in the inputs",
                    holder.label()
                )
            })
        })
        .collect()
}
