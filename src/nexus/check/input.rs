use crate::access::AccessIndex;
use crate::ids::PrincipalId;
use crate::nexus::api_version::ApiVersion;
use crate::nexus::cluster::Cluster;
use crate::nexus::resources::ClusterResources;

/// What a check looks at.
#[derive(Clone, Copy, Debug)]
pub struct CheckInput<'a> {
    /// The cluster.
    pub cluster: &'a Cluster,
    /// The resources that the inputs describe.
    pub resources: &'a ClusterResources,
    /// The role assignments, if the inputs hold any.
    pub access: Option<&'a AccessIndex<'a>>,
    /// The API version that the settings are sent with.
    pub api_version: Option<ApiVersion>,
    /// The object id of the platform's service principal, if the user knows it (A4).
    pub platform: Option<&'a PrincipalId>,
}
