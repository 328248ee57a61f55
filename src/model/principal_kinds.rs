//! Of what kind a principal is: what each source says, and which outweighs which.

use super::PrincipalKind;

/// Whether an id names a group, as far as the inputs say (PR-2).
///
/// What the directory says (a record of the principal, a typed member of a group, a member list of
/// its own) outweighs what role assignments and schedule instances print, and that outweighs the
/// word in a deny assignment. The order in which the inputs are read plays no part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum GroupKnowledge {
    /// It is a group: whoever is in it has what it has.
    Group,
    /// It is a user, a service principal or a device, or stands for everyone (PR-5).
    NotGroup,
    /// The inputs don't say.
    Unknown,
    /// Sources of the same weight contradict each other, and nothing outweighs them.
    Contradicted,
}

impl GroupKnowledge {
    /// Whether it is a group, or might be one.
    pub fn may_be_group(self) -> bool {
        self != Self::NotGroup
    }
}

/// A source that says something of a principal, the least telling first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum PrincipalSource {
    /// A deny assignment that names it.
    DenyAssignment,
    /// A role assignment or schedule instance that names it.
    Assignment,
    /// A resource that runs as it.
    Resource,
    /// The directory.
    Directory,
}

/// Kinds, each at most once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct KindSet(u8);

impl KindSet {
    /// The kind alone; nothing for [`PrincipalKind::Unknown`].
    fn of(kind: PrincipalKind) -> Self {
        match kind {
            PrincipalKind::Unknown => Self::default(),
            kind => Self(1 << kind as u8),
        }
    }

    fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    fn contains(self, kind: PrincipalKind) -> bool {
        self.0 & Self::of(kind).0 != 0
    }

    fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The one kind that all of them can mean.
    fn agreed(self) -> PrincipalKind {
        const KINDS: [PrincipalKind; 6] = [
            PrincipalKind::User,
            PrincipalKind::Group,
            PrincipalKind::ServicePrincipal,
            PrincipalKind::ManagedIdentity,
            PrincipalKind::ForeignGroup,
            PrincipalKind::Device,
        ];
        // The second kind of each pair is a special case of the first.
        const SPECIAL: [(PrincipalKind, PrincipalKind); 2] = [
            (
                PrincipalKind::ServicePrincipal,
                PrincipalKind::ManagedIdentity,
            ),
            (PrincipalKind::Group, PrincipalKind::ForeignGroup),
        ];
        let alone = KINDS.into_iter().find(|kind| self == Self::of(*kind));
        let special = SPECIAL.into_iter().find_map(|(general, special)| {
            (self == Self::of(general).with(Self::of(special))).then_some(special)
        });
        alone.or(special).unwrap_or_default()
    }

    /// What they say of groups; `None` for nothing.
    fn group_knowledge(self) -> Option<GroupKnowledge> {
        let groups = Self::of(PrincipalKind::Group).with(Self::of(PrincipalKind::ForeignGroup));
        match (self.0 & groups.0 != 0, self.0 & !groups.0 != 0) {
            (true, true) => Some(GroupKnowledge::Contradicted),
            (true, false) => Some(GroupKnowledge::Group),
            (false, true) => Some(GroupKnowledge::NotGroup),
            (false, false) => None,
        }
    }
}

/// The kinds that the inputs give a principal, by the weight of the source. Taking in what a source
/// says gives the same in every order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct KindsSaid {
    directory: KindSet,
    assignments: KindSet,
    denies: KindSet,
}

impl KindsSaid {
    pub(super) fn by(source: PrincipalSource, kind: PrincipalKind) -> Self {
        let kind = KindSet::of(kind);
        let mut said = Self::default();
        match source {
            PrincipalSource::Directory | PrincipalSource::Resource => said.directory = kind,
            PrincipalSource::Assignment => said.assignments = kind,
            PrincipalSource::DenyAssignment => said.denies = kind,
        }
        said
    }

    #[must_use]
    pub(super) fn with(self, other: Self) -> Self {
        Self {
            directory: self.directory.with(other.directory),
            assignments: self.assignments.with(other.assignments),
            denies: self.denies.with(other.denies),
        }
    }

    /// The kinds by weight, the most telling first.
    fn by_weight(self) -> [KindSet; 3] {
        [self.directory, self.assignments, self.denies]
    }

    /// The kind that the most telling source gives, where it doesn't contradict itself.
    pub(super) fn kind(self) -> PrincipalKind {
        let best = self.by_weight().into_iter().find(|kinds| !kinds.is_empty());
        match best.map_or(PrincipalKind::Unknown, KindSet::agreed) {
            // A managed identity is a service principal to most sources.
            PrincipalKind::ServicePrincipal
                if (self.by_weight().into_iter())
                    .any(|kinds| kinds.contains(PrincipalKind::ManagedIdentity)) =>
            {
                PrincipalKind::ManagedIdentity
            }
            kind => kind,
        }
    }

    /// The kind that the directory gives, where it gives one.
    pub(super) fn listed_kind(self) -> PrincipalKind {
        self.directory.agreed()
    }

    pub(super) fn group_knowledge(self) -> GroupKnowledge {
        let mut said = self.by_weight().into_iter();
        said.find_map(KindSet::group_knowledge)
            .unwrap_or(GroupKnowledge::Unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use PrincipalKind::{
        Device, ForeignGroup, Group, ManagedIdentity, ServicePrincipal, Unknown, User,
    };
    use PrincipalSource::{Assignment, DenyAssignment, Directory, Resource};

    /// What is said, in every order.
    fn in_every_order(said: &[(PrincipalSource, PrincipalKind)]) -> Vec<KindsSaid> {
        if said.is_empty() {
            return vec![KindsSaid::default()];
        }
        let firsts = 0..said.len();
        let orders = firsts.flat_map(|at| {
            let mut rest = said.to_vec();
            let (source, kind) = rest.remove(at);
            let rest = in_every_order(&rest).into_iter();
            rest.map(move |rest| rest.with(KindsSaid::by(source, kind)))
        });
        orders.collect()
    }

    #[test]
    fn the_most_telling_source_says_whether_an_id_is_a_group() {
        use GroupKnowledge as Known;
        for (said, kind, known) in [
            (&[][..], Unknown, Known::Unknown),
            (&[(Assignment, Unknown)], Unknown, Known::Unknown),
            (&[(Assignment, Group)], Group, Known::Group),
            (
                &[(Assignment, Group), (Assignment, Unknown)],
                Group,
                Known::Group,
            ),
            (&[(Assignment, User)], User, Known::NotGroup),
            (
                &[
                    (Assignment, User),
                    (Assignment, Group),
                    (Assignment, Unknown),
                ],
                Unknown,
                Known::Contradicted,
            ),
            // That it is one of two things that are no group is enough.
            (
                &[(Assignment, User), (Assignment, ServicePrincipal)],
                Unknown,
                Known::NotGroup,
            ),
            (
                &[(Assignment, Group), (Assignment, ForeignGroup)],
                ForeignGroup,
                Known::Group,
            ),
            (
                &[
                    (Directory, Group),
                    (Assignment, User),
                    (DenyAssignment, Device),
                ],
                Group,
                Known::Group,
            ),
            (
                &[
                    (Directory, User),
                    (Assignment, Group),
                    (Assignment, User),
                    (DenyAssignment, Group),
                ],
                User,
                Known::NotGroup,
            ),
            (
                &[(Directory, User), (Directory, Group), (Assignment, Group)],
                Unknown,
                Known::Contradicted,
            ),
            (
                &[(Assignment, User), (DenyAssignment, Group)],
                User,
                Known::NotGroup,
            ),
            (&[(DenyAssignment, Group)], Group, Known::Group),
            (
                &[(DenyAssignment, Group), (DenyAssignment, User)],
                Unknown,
                Known::Contradicted,
            ),
            (
                &[(Directory, ServicePrincipal), (Resource, ManagedIdentity)],
                ManagedIdentity,
                Known::NotGroup,
            ),
            (
                &[(Directory, ServicePrincipal), (Assignment, ManagedIdentity)],
                ManagedIdentity,
                Known::NotGroup,
            ),
        ] {
            for in_order in in_every_order(said) {
                assert_eq!(in_order.kind(), kind, "{said:?}");
                assert_eq!(in_order.group_knowledge(), known, "{said:?}");
            }
        }
    }
}
