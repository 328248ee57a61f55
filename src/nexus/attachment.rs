//! Whether the identity that a setting names is there (I1, I2).

use super::identity_set::IdentitySet;
use super::resource_id::ResourceId;
use super::rule::ClusterRule;
use super::setting::{SettingIdentityType, SettingSlot};

/// A setting whose identity the cluster doesn't have.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BrokenSetting {
    /// I1, I2, S1 to S6.
    pub rule: ClusterRule,
    /// The path of the setting in the cluster's JSON.
    pub setting: String,
    /// The user-assigned identity it names; `None` for the system-assigned one.
    pub identity: Option<ResourceId>,
    /// What is wrong.
    pub message: String,
}

/// The fault of a slot against an identity set, if it has one. A slot without a valid choice of
/// identity has none here: S1 to S5 judge that.
pub(super) fn fault(set: &IdentitySet, slot: &SettingSlot<'_>) -> Option<BrokenSetting> {
    let setting = slot.path();
    match slot.identity.kind()? {
        SettingIdentityType::System if !set.has_system() => Some(BrokenSetting {
            rule: ClusterRule::I2,
            message: format!(
                "`{setting}` uses `SystemAssignedIdentity`, but the cluster's identity type is \
                 `{}`",
                set.kind().as_str()
            ),
            setting,
            identity: None,
        }),
        SettingIdentityType::User => {
            let id = slot.identity.resource_id.as_ref()?;
            (!set.contains(id)).then(|| BrokenSetting {
                rule: ClusterRule::I1,
                message: format!("`{setting}` names `{id}`, which is not attached to the cluster"),
                setting,
                identity: Some(id.clone()),
            })
        }
        SettingIdentityType::System => None,
    }
}
