//! What a change does to the managed identities of a cluster (nexus.md §3): a pure function on
//! identity sets.

use super::resource_id::ResourceId;
use crate::text;

/// `identity.type` of a cluster. Not to be mixed up with
/// [`SettingIdentityType`](super::SettingIdentityType), the words that a setting uses.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum IdentityType {
    /// No managed identity.
    None,
    /// The system-assigned one.
    SystemAssigned,
    /// User-assigned ones.
    UserAssigned,
    /// Both.
    SystemAndUserAssigned,
}

impl IdentityType {
    /// Reads the type, in any case, with or without a blank after the comma (§2.1).
    pub fn parse(input: &str) -> Option<Self> {
        let words: Vec<&str> = input.split(',').map(str::trim).collect();
        let is = |at: usize, name: &str| text::same(words[at], name);
        match words.len() {
            1 if is(0, "None") => Some(Self::None),
            1 if is(0, "SystemAssigned") => Some(Self::SystemAssigned),
            1 if is(0, "UserAssigned") => Some(Self::UserAssigned),
            2 if is(0, "SystemAssigned") && is(1, "UserAssigned")
                || is(0, "UserAssigned") && is(1, "SystemAssigned") =>
            {
                Some(Self::SystemAndUserAssigned)
            }
            _ => None,
        }
    }

    /// The type as the service writes it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::SystemAssigned => "SystemAssigned",
            Self::UserAssigned => "UserAssigned",
            Self::SystemAndUserAssigned => "SystemAssigned,UserAssigned",
        }
    }

    /// Whether the system-assigned identity is part of it.
    pub fn has_system(self) -> bool {
        matches!(self, Self::SystemAssigned | Self::SystemAndUserAssigned)
    }

    /// Whether user-assigned identities are part of it.
    pub fn has_user(self) -> bool {
        matches!(self, Self::UserAssigned | Self::SystemAndUserAssigned)
    }
}

/// The managed identities of a cluster: at most one system-assigned, any number of
/// user-assigned, each once however it is spelled (I5, I7).
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct IdentitySet {
    system: bool,
    user: Vec<ResourceId>,
}

impl IdentitySet {
    /// A set; a repeated id counts once, in its first spelling.
    pub fn new(system: bool, user: impl IntoIterator<Item = ResourceId>) -> Self {
        let mut set = Self {
            system,
            user: Vec::new(),
        };
        for id in user {
            set.attach(id);
        }
        set
    }

    /// The `identity.type` of the set.
    pub fn kind(&self) -> IdentityType {
        match (self.system, self.user.is_empty()) {
            (false, true) => IdentityType::None,
            (false, false) => IdentityType::UserAssigned,
            (true, true) => IdentityType::SystemAssigned,
            (true, false) => IdentityType::SystemAndUserAssigned,
        }
    }

    /// Whether the system-assigned identity is in it.
    pub fn has_system(&self) -> bool {
        self.system
    }

    /// The user-assigned identities, in the order attached.
    pub fn user_assigned(&self) -> &[ResourceId] {
        &self.user
    }

    /// Whether a user-assigned identity is in it.
    pub fn contains(&self, id: &ResourceId) -> bool {
        self.user.contains(id)
    }

    fn attach(&mut self, id: ResourceId) {
        if !self.contains(&id) {
            self.user.push(id);
        }
    }

    pub(super) fn lost_to(&self, after: &Self) -> LostIdentities {
        LostIdentities {
            system: self.has_system() && !after.has_system(),
            user: self
                .user
                .iter()
                .filter(|id| !after.contains(id))
                .cloned()
                .collect(),
        }
    }
}

/// The identities that a change takes away.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LostIdentities {
    /// Whether the system-assigned identity is among them.
    pub system: bool,
    /// The user-assigned ones, as they were spelled before.
    pub user: Vec<ResourceId>,
}

impl LostIdentities {
    /// Whether nothing is lost.
    pub fn is_empty(&self) -> bool {
        !self.system && self.user.is_empty()
    }
}

/// `--mi-system-assigned` and `--mi-user-assigned` of `az networkcloud cluster create|update`. An
/// empty list or a false flag counts as not given.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct IdentityFlags {
    /// `--mi-system-assigned`.
    pub system: bool,
    /// The ids of `--mi-user-assigned`.
    pub user: Vec<ResourceId>,
}

impl IdentityFlags {
    /// Whether neither flag is given: an update then sends no identity block.
    pub fn is_empty(&self) -> bool {
        !self.system && self.user.is_empty()
    }

    fn as_set(&self) -> IdentitySet {
        IdentitySet::new(self.system, self.user.iter().cloned())
    }
}

/// What an entry of `userAssignedIdentities` in a PATCH asks for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EntryChange {
    /// `{}`: attach it, or keep it.
    Attach,
    /// `null`: detach it.
    Detach,
}

/// The `identity` block of a PATCH body.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct IdentityPatch {
    /// `type`; required.
    pub kind: Option<IdentityType>,
    /// The entries of `userAssignedIdentities`, in the order written.
    pub entries: Vec<(ResourceId, EntryChange)>,
}

/// A change of the identity set.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum IdentityChange {
    /// `az networkcloud cluster create`.
    Create(IdentityFlags),
    /// `az networkcloud cluster update`: a PATCH with every listed id as `{}` and no nulls.
    Update(IdentityFlags),
    /// A PATCH; `None` where the body has no `identity`.
    Patch(Option<IdentityPatch>),
}

/// Why the service refuses a change.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum IdentityChangeError {
    /// A PATCH with an `identity` block that has no `type`.
    #[error("type is required")]
    TypeMissing,
    /// The change would leave the type UserAssigned without any identity.
    #[error("type names UserAssigned but no user identity would remain")]
    NoUserIdentityLeft,
}

/// What a change comes to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdentityOutcome {
    /// The set afterwards, as the documentation says.
    pub after: IdentitySet,
    /// What is gone from the set before.
    pub lost: LostIdentities,
    /// The set afterwards if the service merges user-assigned identities instead of replacing
    /// them, where that differs: the sources contradict each other on it.
    pub alternative: Option<IdentityAlternative>,
}

/// The other reading of the documentation.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IdentityAlternative {
    /// The set afterwards.
    pub after: IdentitySet,
    /// What is gone from the set before.
    pub lost: LostIdentities,
}

/// Works out what a change does to `before` (§3).
///
/// # Errors
///
/// When the service would refuse it; the set then stays as it is.
pub fn change_identities(
    before: &IdentitySet,
    change: &IdentityChange,
) -> Result<IdentityOutcome, IdentityChangeError> {
    let (after, merged) = match change {
        IdentityChange::Create(flags) => (flags.as_set(), None),
        IdentityChange::Update(flags) if flags.is_empty() => (before.clone(), None),
        IdentityChange::Update(flags) => (flags.as_set(), merged_update(before, flags)),
        IdentityChange::Patch(None) => (before.clone(), None),
        IdentityChange::Patch(Some(patch)) => (patched(before, patch)?, None),
    };
    let alternative = merged
        .filter(|merged| merged.user.iter().any(|id| !after.contains(id)))
        .map(|merged| IdentityAlternative {
            lost: before.lost_to(&merged),
            after: merged,
        });
    Ok(IdentityOutcome {
        lost: before.lost_to(&after),
        after,
        alternative,
    })
}

fn merged_update(before: &IdentitySet, flags: &IdentityFlags) -> Option<IdentitySet> {
    (!flags.user.is_empty()).then(|| {
        let mut merged = IdentitySet::new(flags.system, before.user.iter().cloned());
        for id in &flags.user {
            merged.attach(id.clone());
        }
        merged
    })
}

fn patched(
    before: &IdentitySet,
    patch: &IdentityPatch,
) -> Result<IdentitySet, IdentityChangeError> {
    let kind = patch.kind.ok_or(IdentityChangeError::TypeMissing)?;
    let system = kind.has_system();
    if !kind.has_user() {
        return Ok(IdentitySet::new(system, []));
    }
    let mut after = IdentitySet::new(system, before.user.iter().cloned());
    for (id, entry) in &patch.entries {
        match entry {
            EntryChange::Attach => after.attach(id.clone()),
            EntryChange::Detach => after.user.retain(|known| known != id),
        }
    }
    if after.user.is_empty() {
        return Err(IdentityChangeError::NoUserIdentityLeft);
    }
    Ok(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_is_read_in_every_spelling() {
        for (text, kind) in [
            ("None", Some(IdentityType::None)),
            ("systemassigned", Some(IdentityType::SystemAssigned)),
            (
                "SystemAssigned, UserAssigned",
                Some(IdentityType::SystemAndUserAssigned),
            ),
            (
                "UserAssigned,SystemAssigned",
                Some(IdentityType::SystemAndUserAssigned),
            ),
            ("SystemAssignedIdentity", None),
            ("UserAssigned,UserAssigned", None),
            ("", None),
        ] {
            assert_eq!(IdentityType::parse(text), kind, "{text}");
        }
    }
}
