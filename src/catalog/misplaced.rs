//! Patterns in a list of the wrong plane: they grant nothing, and Azure refuses them.

use super::{ActionList, Catalog};
use crate::model::{Plane, RoleDefinition};
use crate::pattern::ActionPattern;
use crate::span::Diagnostic;
use crate::text::NameMap;

/// A pattern that matches operations of the other plane only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MisplacedPattern {
    /// The position of its permission.
    pub permission: usize,
    /// The list that holds it.
    pub list: ActionList,
    /// Its position there.
    pub position: usize,
    /// The pattern.
    pub pattern: ActionPattern,
    /// How many operations of the other plane it matches.
    pub operations: usize,
}

impl MisplacedPattern {
    /// Says so, at the place of the role.
    pub(crate) fn diagnostic(&self, role: &RoleDefinition) -> Diagnostic {
        let other = match self.list {
            ActionList::Actions => ActionList::DataActions,
            ActionList::NotActions => ActionList::NotDataActions,
            ActionList::DataActions => ActionList::Actions,
            ActionList::NotDataActions => ActionList::NotActions,
        };
        let message = format!(
            "`{}` in `{}` of role `{}` matches operations of the {} plane only",
            self.pattern,
            self.list.as_str(),
            role.name,
            other.plane()
        );
        let mut diagnostic = Diagnostic::warning("wrong-plane", message).help(format!(
            "it has no effect there; `{}` is the list for it",
            other.as_str()
        ));
        diagnostic.place = role.place.clone();
        diagnostic
    }
}

impl Catalog {
    /// The patterns of a role that match no operation of the plane of their list, and some of the
    /// other.
    pub fn misplaced_patterns(&self, role: &RoleDefinition) -> Vec<MisplacedPattern> {
        let mut found = Vec::new();
        let mut known: NameMap<(&ActionPattern, Plane), usize> = NameMap::default();
        for (permission, entry) in role.permissions.iter().enumerate() {
            for list in ActionList::ALL {
                for (position, pattern) in list.of(entry).iter().enumerate() {
                    let plane = list.plane();
                    let operations = *known
                        .entry((pattern, plane))
                        .or_insert_with(|| self.in_other_plane_only(pattern, plane));
                    if operations > 0 {
                        found.push(MisplacedPattern {
                            permission,
                            list,
                            position,
                            pattern: pattern.clone(),
                            operations,
                        });
                    }
                }
            }
        }
        found
    }

    fn in_other_plane_only(&self, pattern: &ActionPattern, plane: Plane) -> usize {
        // Most patterns match something where they are.
        if self.count_matching(pattern, plane) > 0 {
            return 0;
        }
        let other = self.count_matching(pattern, plane.other());
        match plane {
            Plane::Control => other,
            // What nothing states the plane of is taken for control, so it tells nothing here.
            Plane::Data if other > 0 && self.is_uncertain(pattern) => 0,
            Plane::Data => other,
        }
    }

    fn is_uncertain(&self, pattern: &ActionPattern) -> bool {
        let operations = self.expand(pattern, Plane::Control);
        operations.iter().any(|at| self.plane_is_uncertain(at))
    }
}
