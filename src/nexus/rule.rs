//! The rules of nexus.md §2.3 by name, each with its severity and what it is about.

use std::fmt;

use crate::rule::{Rule, Severity};

macro_rules! cluster_rules {
    ($($id:ident $severity:ident $title:literal),* $(,)?) => {
        /// A rule of nexus.md §2.3.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum ClusterRule {
            $(#[doc = $title] $id),*
        }

        impl ClusterRule {
            /// Every rule, in the order of the specification.
            pub const ALL: &'static [Self] = &[$(Self::$id),*];

            /// What the rule says of itself; its title is what must hold.
            pub fn rule(self) -> &'static Rule {
                match self {
                    $(Self::$id => &const { Rule::new(stringify!($id), $title, Severity::$severity) }),*
                }
            }
        }
    };
}

cluster_rules! {
    S1 High "a setting's identityType is SystemAssignedIdentity or UserAssignedIdentity",
    S2 High "UserAssignedIdentity comes with an identity resource id",
    S3 High "SystemAssignedIdentity comes without an identity resource id",
    S4 High "an identity resource id comes with an identityType",
    S5 High "the identity resource id is that of a user-assigned identity",
    S6 High "a settings block names its target",
    S7 High "each override has its own type, container and identity",
    S8 Medium "a setting and its deprecated field are not both set",
    S9 Medium "no deprecated field stands alone",
    I1 High "a user-assigned identity that a setting names is attached to the cluster",
    I2 High "the cluster has the system-assigned identity that a setting names",
    I3 High "identity.type and userAssignedIdentities agree",
    I4 Info "every attached identity is used by a setting",
    I5 Medium "no two attached identities differ only in case",
    I6 Medium "every attached identity shows its principal id",
    I7 Info "at most one system-assigned identity, any number of user-assigned ones",
    A1 High "the storage identity has Storage Blob Data Contributor on the container",
    A2 High "the analytics identity has Log Analytics Contributor on the workspace",
    A3 High "the vault identity has Operator Nexus Key Vault Writer Service Role (Preview) on the vault",
    A4 High "the platform has Managed Identity Operator on the vault's user-assigned identity",
    A5 Medium "who may read the output data may read the storage account too",
    A6 Medium "the grant is by the named role, not by a wider one",
    A7 High "no role without data actions is relied on for storage or vault",
    A8 High "the role is assigned to the identity's principal id",
    A9 Medium "the role assignment has no condition",
    A10 Info "an identity that serves several resources is judged for each of them",
    R1 High "the vault takes role assignments (enableRbacAuthorization)",
    R2 High "a vault limited to networks lets trusted services through",
    R3 High "a storage account limited to networks lets trusted services through",
    R4 High "the container exists",
    R5 High "every target is well formed, and what it names is there and in order",
    R6 Info "switching a vault to role assignments needs rights of its own",
    V1 High "the API version knows storage settings with an identity",
    V2 High "the API version knows workspace and vault settings with an identity",
    V3 Info "the API version can remove identities by PATCH",
    V4 High "the API version knows overrides",
    V5 Info "the CLI extension that speaks the API version",
    V6 Medium "the API version is one that is known",
    O1 Medium "new cluster, user-assigned identity: everything is granted before deployment",
    O2 Medium "new cluster, system-assigned identity: everything is granted between creation and deployment",
    O3 Info "a change of the workspace interrupts metrics for a short time",
    O4 Info "an existing cluster is updated in two steps: identities, then settings",
    O5 Medium "storage settings that leave a user-assigned identity are cleared first",
    O6 Medium "an identity is attached before a setting names it, and detached after",
}

impl fmt::Display for ClusterRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.rule().id)
    }
}
