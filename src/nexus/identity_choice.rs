//! Whether a setting's choice of identity is well formed (S1 to S5).

use super::identity_set::IdentityType;
use super::rule::ClusterRule;
use super::setting::{AssociatedIdentity, SettingIdentityType, SettingSlot};

/// The type of user-assigned identities.
pub(super) const IDENTITY_TYPE: &str = "Microsoft.ManagedIdentity/userAssignedIdentities";

/// A rule about the choice: whom it is about, and what is wrong with a slot.
pub(super) struct ChoiceRule {
    pub(super) rule: ClusterRule,
    pub(super) applies: fn(&AssociatedIdentity) -> bool,
    pub(super) fault: fn(&SettingSlot<'_>) -> Option<String>,
}

/// The five rules.
pub(super) const CHOICE_RULES: [ChoiceRule; 5] = [
    ChoiceRule {
        rule: ClusterRule::S1,
        applies: |identity| identity.identity_type.is_some() || identity.resource_id.is_none(),
        fault: unknown_word,
    },
    ChoiceRule {
        rule: ClusterRule::S2,
        applies: |identity| identity.kind() == Some(SettingIdentityType::User),
        fault: |slot| {
            slot.identity.resource_id.is_none().then(|| {
                "`UserAssignedIdentity` without `userAssignedIdentityResourceId`; the CLI refuses \
                 it"
                .to_owned()
            })
        },
    },
    ChoiceRule {
        rule: ClusterRule::S3,
        applies: |identity| identity.kind() == Some(SettingIdentityType::System),
        fault: |slot| {
            let id = slot.identity.resource_id.as_ref()?;
            Some(format!(
                "`SystemAssignedIdentity` and the id `{id}` exclude each other"
            ))
        },
    },
    ChoiceRule {
        rule: ClusterRule::S4,
        applies: |identity| identity.resource_id.is_some(),
        fault: |slot| {
            slot.identity.identity_type.is_none().then(|| {
                "an identity resource id without `identityType`: the choice is incomplete, and \
                 the CLI does not notice"
                    .to_owned()
            })
        },
    },
    ChoiceRule {
        rule: ClusterRule::S5,
        applies: |identity| identity.resource_id.is_some(),
        fault: |slot| {
            let id = slot.identity.resource_id.as_ref()?;
            (!id.is_of_type(IDENTITY_TYPE))
                .then(|| format!("`{id}` is not the id of a resource of type `{IDENTITY_TYPE}`"))
        },
    },
];

impl ChoiceRule {
    /// The one of the five that judges by this rule.
    pub(super) fn of(rule: ClusterRule) -> Option<&'static Self> {
        CHOICE_RULES.iter().find(|choice| choice.rule == rule)
    }
}

fn unknown_word(slot: &SettingSlot<'_>) -> Option<String> {
    if slot.identity.kind().is_some() {
        return None;
    }
    let Some(word) = slot.identity.identity_type.as_deref() else {
        return Some(
            "no identityType: neither `SystemAssignedIdentity` nor `UserAssignedIdentity`"
                .to_owned(),
        );
    };
    let hint = match IdentityType::parse(word) {
        Some(IdentityType::SystemAssigned) => {
            "; that word belongs to `identity.type` of the cluster, a setting says \
             `SystemAssignedIdentity`"
        }
        Some(IdentityType::UserAssigned) => {
            "; that word belongs to `identity.type` of the cluster, a setting says \
             `UserAssignedIdentity`"
        }
        Some(_) => "; that word belongs to `identity.type` of the cluster",
        None => "",
    };
    Some(format!(
        "identityType `{word}` is neither `SystemAssignedIdentity` nor `UserAssignedIdentity`{hint}"
    ))
}
