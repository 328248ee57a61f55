use std::cmp::Reverse;
use std::sync::Arc;

use super::GroupKnowledge;
use super::principal_kinds::{KindsSaid, PrincipalSource};
use crate::ids::{PrincipalId, parse_guid};

/// What kind of principal (PR-2). Never decides access; ids do.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Default)]
pub enum PrincipalKind {
    /// A person, guests included.
    User,
    /// A group.
    Group,
    /// A service principal.
    ServicePrincipal,
    /// A service principal that Azure manages for a resource.
    ManagedIdentity,
    /// A group of another tenant.
    ForeignGroup,
    /// A device.
    Device,
    /// Not said, or not one of these.
    #[default]
    Unknown,
}

impl PrincipalKind {
    /// Whether it may activate what it is eligible for: applications and devices can't (PI-4).
    pub(crate) fn can_activate(self) -> bool {
        !matches!(
            self,
            Self::ServicePrincipal | Self::ManagedIdentity | Self::Device
        )
    }

    /// Reads the labels of every tool, in any case.
    pub fn parse(label: &str) -> Self {
        match label.to_ascii_lowercase().as_str() {
            "user" | "#microsoft.graph.user" => Self::User,
            "group" | "#microsoft.graph.group" => Self::Group,
            "serviceprincipal" | "application" | "#microsoft.graph.serviceprincipal" => {
                Self::ServicePrincipal
            }
            "msi" | "managedidentity" => Self::ManagedIdentity,
            "foreigngroup" => Self::ForeignGroup,
            "device" | "#microsoft.graph.device" => Self::Device,
            _ => Self::Unknown,
        }
    }

    /// The label that Azure uses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::User => "User",
            Self::Group => "Group",
            Self::ServicePrincipal => "ServicePrincipal",
            Self::ManagedIdentity => "ManagedIdentity",
            Self::ForeignGroup => "ForeignGroup",
            Self::Device => "Device",
            Self::Unknown => "Unknown",
        }
    }
}

/// Whether the directory lets a principal sign in (`accountEnabled`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Default)]
pub enum AccountState {
    /// The inputs don't say, or say both.
    #[default]
    NotSaid,
    /// It may sign in.
    Enabled,
    /// It may not, until someone enables it again.
    Disabled,
}

/// A principal, as far as the inputs describe it.
///
/// Several sources may describe one; what is known in the end doesn't depend on their order. Of two
/// names, that of the more telling source counts (the directory before a resource that runs as the
/// principal, that before assignments), then the one that comes first by its letters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Principal {
    /// The object id.
    pub id: PrincipalId,
    /// What kind, as the most telling source says; [`PrincipalKind::Unknown`] where sources
    /// contradict each other. Whether it is a group: [`Principal::group_knowledge`].
    pub kind: PrincipalKind,
    /// Display name.
    pub display_name: Option<Arc<str>>,
    /// User principal name, or what an export prints in its place.
    pub sign_in_name: Option<Arc<str>>,
    /// Application (client) id: never the key of an assignment (PR-1).
    pub app_id: Option<Arc<str>>,
    /// The resource that a managed identity belongs to.
    pub resource_id: Option<Arc<str>>,
    /// `Guest` or `Member`, for users.
    pub user_type: Option<Arc<str>>,
    /// What kind the directory itself says, where it was read: assignments may be wrong (PR-2).
    pub listed_kind: PrincipalKind,
    /// Whether it may sign in.
    pub account: AccountState,
    /// Whether `id` is a name that an export prints in place of an object id (a classic
    /// administrator, CL-1) and no user of the inputs is known to have it: this may be any user of
    /// the tenant, those of the inputs included.
    pub unidentified: bool,
    pub(crate) said: WhatIsSaid,
}

/// Who says what of a principal: what it takes to join what sources say in any order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct WhatIsSaid {
    kinds: KindsSaid,
    display_name: PrincipalSource,
    sign_in_name: PrincipalSource,
    resource_id: PrincipalSource,
    accounts: AccountsSaid,
}

/// Which states of the account were said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct AccountsSaid {
    enabled: bool,
    disabled: bool,
}

impl Principal {
    /// A principal of which only the id is known.
    pub fn new(id: PrincipalId) -> Self {
        let nobody = PrincipalSource::DenyAssignment;
        Self::reported_by(nobody, id, PrincipalKind::Unknown)
    }

    /// A principal of which a source says no more than its kind.
    pub(crate) fn reported_by(
        source: PrincipalSource,
        id: PrincipalId,
        kind: PrincipalKind,
    ) -> Self {
        let kinds = KindsSaid::by(source, kind);
        Self {
            id,
            kind: kinds.kind(),
            display_name: None,
            sign_in_name: None,
            app_id: None,
            resource_id: None,
            user_type: None,
            listed_kind: kinds.listed_kind(),
            account: AccountState::NotSaid,
            unidentified: false,
            said: WhatIsSaid {
                kinds,
                display_name: source,
                sign_in_name: source,
                resource_id: source,
                accounts: AccountsSaid::default(),
            },
        }
    }

    /// Which source says the sign-in name.
    pub(crate) fn sign_in_name_by(&self) -> PrincipalSource {
        self.said.sign_in_name
    }

    /// Adds whether the source says that the principal may sign in.
    pub(crate) fn account_enabled(&mut self, enabled: bool) {
        let said = &mut self.said.accounts;
        said.enabled |= enabled;
        said.disabled |= !enabled;
        self.account = said.state();
    }

    /// The name to show: sign-in name, else display name, else the id. Where exports print an
    /// application id in place of a sign-in name, as `az` does for service principals (§4.6), the
    /// display name comes first.
    pub fn label(&self) -> &str {
        let sign_in = self.sign_in_name.as_deref();
        let display = self.display_name.as_deref();
        let application = sign_in.is_some_and(|name| parse_guid(name).is_some());
        let [first, second] = if application {
            [display, sign_in]
        } else {
            [sign_in, display]
        };
        first.or(second).unwrap_or_else(|| self.id.as_str())
    }

    /// The name of a group: its display name, else what assignments print.
    pub(crate) fn group_name(&self) -> Option<&Arc<str>> {
        self.display_name.as_ref().or(self.sign_in_name.as_ref())
    }

    /// Whether it is a group, as far as the inputs say (PR-2).
    pub fn group_knowledge(&self) -> GroupKnowledge {
        if self.id.is_all_principals() {
            return GroupKnowledge::NotGroup;
        }
        self.said.kinds.group_knowledge()
    }

    /// Adds what other sources say of the same principal.
    pub fn complete_from(&mut self, other: Self) {
        let (mine, theirs) = (&mut self.said, other.said);
        let named = [
            (
                (&mut self.display_name, &mut mine.display_name),
                (other.display_name, theirs.display_name),
            ),
            (
                (&mut self.sign_in_name, &mut mine.sign_in_name),
                (other.sign_in_name, theirs.sign_in_name),
            ),
            (
                (&mut self.resource_id, &mut mine.resource_id),
                (other.resource_id, theirs.resource_id),
            ),
        ];
        for ((name, source), other) in named {
            take_better(name, source, other);
        }
        take_first(&mut self.app_id, other.app_id);
        take_first(&mut self.user_type, other.user_type);
        mine.kinds = mine.kinds.with(theirs.kinds);
        self.kind = mine.kinds.kind();
        self.listed_kind = mine.kinds.listed_kind();
        mine.accounts.enabled |= theirs.accounts.enabled;
        mine.accounts.disabled |= theirs.accounts.disabled;
        self.account = mine.accounts.state();
        self.unidentified |= other.unidentified;
    }
}

impl AccountsSaid {
    fn state(self) -> AccountState {
        match (self.enabled, self.disabled) {
            (true, false) => AccountState::Enabled,
            (false, true) => AccountState::Disabled,
            _ => AccountState::NotSaid,
        }
    }
}

/// Takes a name if its source is more telling, or as telling and the name first by its letters.
fn take_better(
    name: &mut Option<Arc<str>>,
    source: &mut PrincipalSource,
    (other, other_source): (Option<Arc<str>>, PrincipalSource),
) {
    let better = match (&*name, &other) {
        (Some(_), None) => false,
        // Nobody says the name: who didn't must not depend on the order either.
        (None, None) => other_source < *source,
        (None, Some(_)) => true,
        (Some(mine), Some(theirs)) => (other_source, Reverse(theirs)) > (*source, Reverse(mine)),
    };
    if better {
        (*name, *source) = (other, other_source);
    }
}

fn take_first(mine: &mut Option<Arc<str>>, theirs: Option<Arc<str>>) {
    if mine.is_none() || theirs.as_ref().is_some_and(|t| Some(t) < mine.as_ref()) {
        *mine = theirs;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(source: PrincipalSource, kind: PrincipalKind, name: &str) -> Principal {
        let mut who = Principal::reported_by(source, PrincipalId::new("someone"), kind);
        who.display_name = Some(Arc::from(name));
        who.sign_in_name = (source != PrincipalSource::Resource).then(|| Arc::from(name));
        who
    }

    #[test]
    fn what_is_known_does_not_depend_on_who_speaks_first() {
        use PrincipalSource::{Assignment, DenyAssignment, Directory, Resource};
        let mut off = named(Directory, PrincipalKind::User, "Zoe");
        off.account_enabled(false);
        let mut on = named(Directory, PrincipalKind::Unknown, "Yan");
        on.account_enabled(true);
        on.user_type = Some(Arc::from("Member"));
        off.user_type = Some(Arc::from("Guest"));
        let said = [
            named(Assignment, PrincipalKind::Group, "Ada"),
            named(Resource, PrincipalKind::Unknown, "Bea"),
            named(DenyAssignment, PrincipalKind::Device, "Abe"),
            off,
            on,
        ];
        let joined = |order: &[usize]| {
            let mut parts = order.iter().map(|&at| said[at].clone());
            let mut whole = parts.next().unwrap();
            parts.for_each(|part| whole.complete_from(part));
            whole
        };
        let first = joined(&[0, 1, 2, 3, 4]);
        assert_eq!(first.label(), "Yan");
        assert_eq!(first.kind, PrincipalKind::User);
        assert_eq!(first.account, AccountState::NotSaid);
        assert_eq!(first.user_type.as_deref(), Some("Guest"));
        for order in [
            [4, 3, 2, 1, 0],
            [2, 4, 0, 3, 1],
            [3, 0, 4, 1, 2],
            [1, 2, 3, 4, 0],
        ] {
            assert_eq!(joined(&order), first, "{order:?}");
        }
        // Nor on whether some were joined before.
        let (mut left, right) = (joined(&[3, 1]), joined(&[4, 0, 2]));
        left.complete_from(right);
        assert_eq!(left, first);
    }
}
