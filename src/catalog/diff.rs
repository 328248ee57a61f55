//! What changed between two catalogues: roles by GUID, operations by folded name and plane.

use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap};

use super::Catalog;
use crate::bits::OperationSet;
use crate::ids::{OperationIx, RoleIx};
use crate::model::{Operation, OperationClass, Permission, Plane, RoleDefinition};
use crate::text;

/// What is new, gone, renamed and changed from one catalogue to another.
#[derive(Clone, Debug, Default)]
pub struct CatalogDiff {
    /// Roles that only the newer catalogue holds, by name.
    pub roles_added: Vec<RoleDefinition>,
    /// Roles that only the older one holds, by name.
    pub roles_removed: Vec<RoleDefinition>,
    /// Roles that kept their GUID and changed their name, by new name.
    pub roles_renamed: Vec<RenamedRole>,
    /// Roles whose definition changed, or that grant other operations than before with the same
    /// definition, by name.
    pub roles_changed: Vec<ChangedRole>,
    /// Operations that only the newer catalogue holds.
    pub operations_added: Vec<Operation>,
    /// Operations that only the older one holds.
    pub operations_removed: Vec<Operation>,
}

/// A role under its old and its new name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenamedRole {
    /// The role in the newer catalogue.
    pub role: RoleDefinition,
    /// The name in the older one.
    pub before: String,
}

/// Why a role grants something else than before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ChangeCause {
    /// Its definition changed.
    Definition,
    /// Its patterns are the same, and the operations under them are not (WC-10).
    Operations,
}

impl ChangeCause {
    /// The word used in every output format.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Definition => "definition",
            Self::Operations => "operations",
        }
    }
}

/// A role that grants something else than before.
#[derive(Clone, Debug)]
pub struct ChangedRole {
    /// The role in the newer catalogue.
    pub role: RoleDefinition,
    /// Why its answers change.
    pub cause: ChangeCause,
    /// Entries that only the newer definition has.
    pub added: Vec<ListedPattern>,
    /// Entries that only the older definition has.
    pub removed: Vec<ListedPattern>,
    /// Operations it grants now and did not grant before, or only under a condition.
    pub gained: ClassCounts,
    /// Operations it granted before and does not grant now, or only under a condition.
    pub lost: ClassCounts,
}

/// An entry of one of the four lists of a permission, with the condition that binds it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListedPattern {
    /// The list that the pattern is in.
    pub list: ActionList,
    /// The entry.
    pub pattern: String,
    /// The condition of its permission.
    pub condition: Option<String>,
}

/// The four lists of a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ActionList {
    /// `actions`
    Actions,
    /// `notActions`
    NotActions,
    /// `dataActions`
    DataActions,
    /// `notDataActions`
    NotDataActions,
}

impl ActionList {
    /// All four, in the order of the wire formats.
    pub const ALL: [Self; 4] = [
        Self::Actions,
        Self::NotActions,
        Self::DataActions,
        Self::NotDataActions,
    ];

    /// The name of the field.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Actions => "actions",
            Self::NotActions => "notActions",
            Self::DataActions => "dataActions",
            Self::NotDataActions => "notDataActions",
        }
    }

    /// The plane whose operations it names.
    pub fn plane(self) -> Plane {
        match self {
            Self::Actions | Self::NotActions => Plane::Control,
            Self::DataActions | Self::NotDataActions => Plane::Data,
        }
    }

    /// This list of a permission.
    pub fn of(self, permission: &Permission) -> &[crate::pattern::ActionPattern] {
        let patterns = permission.plane(self.plane());
        match self {
            Self::Actions | Self::DataActions => patterns.granted(),
            Self::NotActions | Self::NotDataActions => patterns.excluded(),
        }
    }
}

/// How many operations, by class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ClassCounts {
    counts: [usize; 4],
}

impl ClassCounts {
    /// How many of one class.
    pub fn of(&self, class: OperationClass) -> usize {
        self.counts[class as usize]
    }

    /// How many in all.
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Counts one more.
    pub fn add(&mut self, class: OperationClass) {
        self.counts[class as usize] += 1;
    }

    /// Counts the operations of a set.
    pub fn of_set(set: &OperationSet, classes: &[OperationClass]) -> Self {
        let mut counts = Self::default();
        for at in set.iter() {
            if let Some(class) = classes.get(at.index()) {
                counts.add(*class);
            }
        }
        counts
    }
}

impl Catalog {
    /// What changed from this catalogue to a newer one, each under the meaning of `X/*/Y` that it was
    /// opened with.
    pub fn changes_to(&self, newer: &Self) -> CatalogDiff {
        let operations = Alignment::new(self, newer);
        let mut diff = CatalogDiff {
            operations_added: (operations.added.iter())
                .map(|&at| newer.operation(at))
                .collect(),
            operations_removed: (operations.removed.iter())
                .map(|&at| self.operation(at))
                .collect(),
            ..CatalogDiff::default()
        };
        let (classes, newer_classes) = (self.classes(), newer.classes());
        let mut known: HashMap<String, RoleIx> =
            self.roles().map(|at| (self.role_key(at), at)).collect();
        for at in newer.roles() {
            let Some(before) = known.remove(&newer.role_key(at)) else {
                diff.roles_added.push(newer.role(at));
                continue;
            };
            let (old, new) = (self.role(before), newer.role(at));
            let (was, is) = (entries(&old), entries(&new));
            let same = was.keys().eq(is.keys());
            let cause = if old.permissions.len() == new.permissions.len() && same {
                ChangeCause::Operations
            } else {
                ChangeCause::Definition
            };
            let mut change = ChangedRole {
                role: new,
                cause,
                added: only_in(&is, &was),
                removed: only_in(&was, &is),
                gained: ClassCounts::default(),
                lost: ClassCounts::default(),
            };
            for plane in Plane::BOTH {
                let before = Holding::new(self, before, plane);
                let after = Holding::new(newer, at, plane);
                operations.compare(&before, &after, |side, at| match side {
                    Side::Gained => change.gained.add(newer_classes[at.index()]),
                    Side::Lost => change.lost.add(classes[at.index()]),
                });
            }
            if !text::same(&old.name, &change.role.name) {
                diff.roles_renamed.push(RenamedRole {
                    role: change.role.clone(),
                    before: old.name.to_string(),
                });
            }
            if cause == ChangeCause::Definition || change.gained.total() + change.lost.total() > 0 {
                diff.roles_changed.push(change);
            }
        }
        diff.roles_removed = known.into_values().map(|at| self.role(at)).collect();
        let by_name = |a: &RoleDefinition, b: &RoleDefinition| {
            text::order(&a.name, &b.name).then(a.id.cmp(&b.id))
        };
        diff.roles_added.sort_by(by_name);
        diff.roles_removed.sort_by(by_name);
        diff.roles_renamed.sort_by(|a, b| by_name(&a.role, &b.role));
        diff.roles_changed.sort_by(|a, b| by_name(&a.role, &b.role));
        diff
    }

    /// What a role is the same by in another catalogue: its GUID, else its name.
    fn role_key(&self, role: RoleIx) -> String {
        match self.role_id(role) {
            Some(id) => id.to_string(),
            None => text::fold(&self.role_name(role)).into_owned(),
        }
    }
}

/// What a role grants in one plane, without and only with a condition.
struct Holding {
    free: OperationSet,
    bound: OperationSet,
}

impl Holding {
    fn new(catalog: &Catalog, role: RoleIx, plane: Plane) -> Self {
        let (free, bound) = catalog.granted_by_condition(role, plane);
        Self { free, bound }
    }

    /// 0 not granted, 1 under a condition, 2 granted.
    fn degree(&self, at: OperationIx) -> u8 {
        if self.free.contains(at) {
            2
        } else {
            u8::from(self.bound.contains(at))
        }
    }
}

enum Side {
    Gained,
    Lost,
}

/// Which operation of one catalogue is which of the other.
struct Alignment {
    /// Older index, newer index, of operations that both hold.
    both: Vec<(OperationIx, OperationIx)>,
    added: Vec<OperationIx>,
    removed: Vec<OperationIx>,
}

impl Alignment {
    fn new(older: &Catalog, newer: &Catalog) -> Self {
        let keys = |catalog: &Catalog| {
            let mut keys = Vec::with_capacity(catalog.operation_count());
            catalog.for_each_operation(|_, name, plane| {
                keys.push((text::fold(name).into_owned(), plane));
            });
            keys
        };
        let (old, new) = (keys(older), keys(newer));
        let (mut both, mut added, mut removed) = (Vec::new(), Vec::new(), Vec::new());
        let (mut a, mut b) = (0, 0);
        while a < old.len() || b < new.len() {
            let order = match (old.get(a), new.get(b)) {
                (Some(x), Some(y)) => x.cmp(y),
                (Some(_), None) => Ordering::Less,
                (None, _) => Ordering::Greater,
            };
            match order {
                Ordering::Less => removed.push(OperationIx::new(a)),
                Ordering::Greater => added.push(OperationIx::new(b)),
                Ordering::Equal => both.push((OperationIx::new(a), OperationIx::new(b))),
            }
            a += usize::from(order != Ordering::Greater);
            b += usize::from(order != Ordering::Less);
        }
        Self {
            both,
            added,
            removed,
        }
    }

    fn compare(&self, before: &Holding, after: &Holding, mut say: impl FnMut(Side, OperationIx)) {
        for &(old, new) in &self.both {
            match before.degree(old).cmp(&after.degree(new)) {
                Ordering::Less => say(Side::Gained, new),
                Ordering::Greater => say(Side::Lost, old),
                Ordering::Equal => {}
            }
        }
        for &new in &self.added {
            if after.degree(new) > 0 {
                say(Side::Gained, new);
            }
        }
        for &old in &self.removed {
            if before.degree(old) > 0 {
                say(Side::Lost, old);
            }
        }
    }
}

/// The entries that only the later of two definitions has, and those that only the earlier has.
pub(crate) fn changed_patterns(
    before: &RoleDefinition,
    after: &RoleDefinition,
) -> (Vec<ListedPattern>, Vec<ListedPattern>) {
    let (was, is) = (entries(before), entries(after));
    (only_in(&is, &was), only_in(&was, &is))
}

/// Every entry of a definition's lists, by what it is without case.
fn entries(role: &RoleDefinition) -> BTreeMap<ListedPattern, ListedPattern> {
    let mut entries = BTreeMap::new();
    for permission in &role.permissions {
        for list in ActionList::ALL {
            for pattern in list.of(permission) {
                let entry = |pattern: &str| ListedPattern {
                    list,
                    pattern: pattern.to_owned(),
                    condition: permission.condition.as_ref().map(|c| c.text.to_string()),
                };
                entries.insert(entry(pattern.folded()), entry(pattern.as_str()));
            }
        }
    }
    entries
}

fn only_in(
    entries: &BTreeMap<ListedPattern, ListedPattern>,
    others: &BTreeMap<ListedPattern, ListedPattern>,
) -> Vec<ListedPattern> {
    let only = entries.iter().filter(|(key, _)| !others.contains_key(key));
    only.map(|(_, entry)| entry.clone()).collect()
}
