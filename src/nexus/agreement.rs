//! Descriptions of one cluster: whether they say the same, however they spell it.

use super::cluster::{Cluster, ClusterIdentity, IDENTITY};
use super::resource_id::ResourceId;
use super::setting::{ClusterSetting, SettingKind, SettingSlot};
use super::target::Target;
use crate::ids::PrincipalId;
use crate::text;

impl Cluster {
    /// The fields that another description of the cluster gives differently. What one leaves out, it
    /// doesn't deny.
    pub(crate) fn differences(&self, other: &Self) -> Vec<&'static str> {
        let mut fields = Vec::new();
        if !self.identity.agrees(&other.identity) {
            fields.push(IDENTITY);
        }
        for kind in SettingKind::ALL {
            let agree = match (self.setting(kind), other.setting(kind)) {
                (Some(one), Some(other)) => one.agrees(kind, other),
                (None, Some(_)) => !self.named.contains(&kind),
                (Some(_), None) => !other.named.contains(&kind),
                (None, None) => true,
            };
            if !agree {
                fields.push(kind.json_name());
            }
        }
        fields
    }

    /// Takes another description of the same cluster: that which was changed last counts.
    pub(super) fn merged(self, mut later: Self) -> Self {
        if later.is_newer_than(&self) {
            return later;
        }
        later.has_undated |= self.has_undated;
        let mut disputed = self.differences(&later);
        if disputed.is_empty() && self.disputed.is_empty() {
            return later;
        }
        disputed.extend(&self.disputed);
        disputed.sort_unstable();
        disputed.dedup();
        let mut otherwise = self.otherwise.clone();
        otherwise.push(Self {
            otherwise: Vec::new(),
            ..self
        });
        Self {
            disputed,
            otherwise,
            ..later
        }
    }
}

impl ClusterIdentity {
    /// Whether two descriptions say the same.
    fn agrees(&self, other: &Self) -> bool {
        let same = |one: &Option<PrincipalId>, other: &Option<PrincipalId>| {
            one.as_ref()
                .zip(other.as_ref())
                .is_none_or(|(one, other)| one == other)
        };
        let entries = |of: &Self| {
            let mut ids: Vec<ResourceId> = of.attached.iter().map(|e| e.id.clone()).collect();
            ids.sort();
            ids.dedup();
            ids
        };
        let mut attached = self.attached.iter();
        self.kind().ok() == other.kind().ok()
            && same(&self.principal, &other.principal)
            && entries(self) == entries(other)
            && attached.all(|entry| {
                let theirs = other.find(&entry.id);
                theirs.is_none_or(|theirs| same(&entry.principal, &theirs.principal))
            })
    }
}

impl ClusterSetting {
    /// Whether two descriptions of a block say the same, however they spell it.
    fn agrees(&self, kind: SettingKind, other: &Self) -> bool {
        let same = |one: &SettingSlot<'_>, other: &SettingSlot<'_>| {
            same_target(kind, one.target, other.target)
                && one.identity.kind() == other.identity.kind()
                && one.identity.resource_id == other.identity.resource_id
        };
        let (one, other): (Vec<_>, Vec<_>) =
            (self.slots(kind).collect(), other.slots(kind).collect());
        one.len() == other.len() && one.iter().zip(&other).all(|(one, other)| same(one, other))
    }
}

fn same_target(kind: SettingKind, one: Option<&str>, other: Option<&str>) -> bool {
    let (Some(one), Some(other)) = (one, other) else {
        return one.is_some() == other.is_some();
    };
    match (Target::parse(kind, one), Target::parse(kind, other)) {
        (Ok(one), Ok(other)) => one == other,
        _ => text::same(one.trim(), other.trim()),
    }
}
