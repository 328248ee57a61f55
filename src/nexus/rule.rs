//! The rules of nexus.md §2.3 by name, each with its severity and what it is about.

use std::fmt;

/// How grave it is when a rule doesn't hold.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum RuleSeverity {
    /// Worth knowing.
    Info,
    /// Works, but should be changed, or may not work.
    Warning,
    /// Something does not work.
    Error,
}

impl RuleSeverity {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

macro_rules! rules {
    ($($id:ident $severity:ident $title:literal),* $(,)?) => {
        /// A rule of nexus.md §2.3.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
        pub enum ClusterRule {
            $(#[doc = $title] $id),*
        }

        impl ClusterRule {
            /// Every rule, in the order of the specification.
            pub const ALL: &'static [Self] = &[$(Self::$id),*];

            /// The id, as in the specification.
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$id => stringify!($id)),*
                }
            }

            /// What must hold.
            pub fn title(self) -> &'static str {
                match self {
                    $(Self::$id => $title),*
                }
            }

            /// How grave it is when the rule doesn't hold.
            pub fn severity(self) -> RuleSeverity {
                match self {
                    $(Self::$id => RuleSeverity::$severity),*
                }
            }
        }
    };
}

rules! {
    S1 Error "a setting's identityType is SystemAssignedIdentity or UserAssignedIdentity",
    S2 Error "UserAssignedIdentity comes with an identity resource id",
    S3 Error "SystemAssignedIdentity comes without an identity resource id",
    S4 Error "an identity resource id comes with an identityType",
    S5 Error "the identity resource id is that of a user-assigned identity",
    S6 Error "a settings block names its target",
    S7 Error "each override has its own type, container and identity",
    S8 Warning "a setting and its deprecated field are not both set",
    S9 Warning "no deprecated field stands alone",
    I1 Error "a user-assigned identity that a setting names is attached to the cluster",
    I2 Error "the cluster has the system-assigned identity that a setting names",
    I3 Error "identity.type and userAssignedIdentities agree",
    I4 Info "every attached identity is used by a setting",
    I5 Warning "no two attached identities differ only in case",
    I6 Warning "every attached identity shows its principal id",
    I7 Info "at most one system-assigned identity, any number of user-assigned ones",
    A1 Error "the storage identity has Storage Blob Data Contributor on the container",
    A2 Error "the analytics identity has Log Analytics Contributor on the workspace",
    A3 Error "the vault identity has Operator Nexus Key Vault Writer Service Role (Preview) on the vault",
    A4 Error "the platform has Managed Identity Operator on the vault's user-assigned identity",
    A5 Warning "who may read the output data may read the storage account too",
    A6 Warning "the grant is by the named role, not by a wider one",
    A7 Error "no role without data actions is relied on for storage or vault",
    A8 Error "the role is assigned to the identity's principal id",
    A9 Warning "the role assignment has no condition",
    A10 Info "an identity that serves several resources is judged for each of them",
    R1 Error "the vault takes role assignments (enableRbacAuthorization)",
    R2 Error "a vault limited to networks lets trusted services through",
    R3 Error "a storage account limited to networks lets trusted services through",
    R4 Error "the container exists",
    R5 Error "the workspace exists and every target is well formed",
    R6 Info "switching a vault to role assignments needs rights of its own",
    V1 Error "the API version knows storage settings with an identity",
    V2 Error "the API version knows workspace and vault settings with an identity",
    V3 Info "the API version can remove identities by PATCH",
    V4 Error "the API version knows overrides",
    V5 Info "the CLI extension that speaks the API version",
    V6 Warning "the API version is one that is known",
    O1 Warning "new cluster, user-assigned identity: everything is granted before deployment",
    O2 Warning "new cluster, system-assigned identity: everything is granted between creation and deployment",
    O3 Info "a change of the workspace interrupts metrics for a short time",
    O4 Info "an existing cluster is updated in two steps: identities, then settings",
    O5 Warning "storage settings that leave a user-assigned identity are cleared first",
    O6 Warning "an identity is attached before a setting names it, and detached after",
}

impl fmt::Display for ClusterRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
