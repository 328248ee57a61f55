//! What can be said of records of two snapshots: which are new, gone or different.

/// One of the two snapshots.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Side {
    /// The earlier one.
    Old,
    /// The later one.
    New,
}

impl Side {
    /// The other one.
    pub(super) fn other(self) -> Self {
        match self {
            Self::Old => Self::New,
            Self::New => Self::Old,
        }
    }
}

/// Records of one kind that are new, gone or different.
#[derive(Clone, Debug)]
pub struct RecordChanges<T> {
    /// Only in the later snapshot.
    pub added: Vec<T>,
    /// Only in the earlier one.
    pub removed: Vec<T>,
    /// In both, with other content.
    pub changed: Vec<ChangedRecord<T>>,
}

impl<T> Default for RecordChanges<T> {
    fn default() -> Self {
        Self {
            added: Vec::new(),
            removed: Vec::new(),
            changed: Vec::new(),
        }
    }
}

impl<T> RecordChanges<T> {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.changed.is_empty()
    }

    /// Those of one snapshot that the other doesn't have likewise.
    pub fn of(&self, side: Side) -> impl Iterator<Item = &T> {
        let own = match side {
            Side::Old => &self.removed,
            Side::New => &self.added,
        };
        let changed = self.changed.iter().map(move |change| match side {
            Side::Old => &change.before,
            Side::New => &change.after,
        });
        own.iter().chain(changed)
    }

    /// Keeps the changes of which either record is wanted, and tells how many are left out.
    pub(super) fn retain(&mut self, is_wanted: impl Fn(&T) -> bool) -> usize {
        let count =
            |changes: &Self| changes.added.len() + changes.removed.len() + changes.changed.len();
        let before = count(self);
        self.added.retain(&is_wanted);
        self.removed.retain(&is_wanted);
        let either =
            |change: &ChangedRecord<T>| is_wanted(&change.before) || is_wanted(&change.after);
        self.changed.retain(either);
        before - count(self)
    }

    /// Every record that is not the same in both, as either snapshot has it.
    pub(super) fn all(&self) -> impl Iterator<Item = &T> {
        let changed = self.changed.iter().flat_map(|c| [&c.before, &c.after]);
        self.added.iter().chain(&self.removed).chain(changed)
    }
}

/// A record before and after.
#[derive(Clone, Debug)]
pub struct ChangedRecord<T> {
    /// As the earlier snapshot has it.
    pub before: T,
    /// As the later one has it.
    pub after: T,
    /// What differs.
    pub fields: Vec<ChangedField>,
}

/// A part of a record that differs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum ChangedField {
    /// Who holds it.
    Principal,
    /// The role that it gives.
    Role,
    /// The scope that it is made at.
    Scope,
    /// Its condition, or the version of it.
    Condition,
    /// Start or end.
    Window,
    /// What a schedule instance gives.
    Kind,
    /// The permissions of a deny assignment.
    Permissions,
    /// Whom a deny assignment binds.
    Principals,
    /// Whom a deny assignment spares.
    ExcludedPrincipals,
    /// Whether a deny assignment blocks, and how far down.
    Effect,
    /// The display name.
    Name,
}

impl ChangedField {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Principal => "principal",
            Self::Role => "role",
            Self::Scope => "scope",
            Self::Condition => "condition",
            Self::Window => "window",
            Self::Kind => "kind",
            Self::Permissions => "permissions",
            Self::Principals => "principals",
            Self::ExcludedPrincipals => "excludePrincipals",
            Self::Effect => "effect",
            Self::Name => "name",
        }
    }
}
