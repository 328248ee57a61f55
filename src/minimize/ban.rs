//! What must not be granted.

use crate::bits::OperationSet;
use crate::catalog::Catalog;
use crate::ids::RoleIx;
use crate::model::{Plane, RoleDefinition};
use crate::pattern::{ActionPattern, PatternLanguage, PatternSet};

/// Patterns that nothing may grant, in either plane and be it under a condition.
///
/// What the catalogue knows is judged by its operations. Where it knows nothing under a pattern, or
/// nothing of the namespace that a role names, the texts decide: what could be granted counts.
pub(crate) struct Ban<'a> {
    catalog: &'a Catalog,
    patterns: &'a [ActionPattern],
    operations: [OperationSet; 2],
}

impl<'a> Ban<'a> {
    /// The ban of some patterns.
    pub(crate) fn new(catalog: &'a Catalog, patterns: &'a [ActionPattern]) -> Self {
        let operations = Plane::BOTH.map(|plane| {
            let mut under = OperationSet::new(catalog.operation_count());
            for pattern in patterns {
                under.union_with(&catalog.expand(pattern, plane));
            }
            under
        });
        Self {
            catalog,
            patterns,
            operations,
        }
    }

    /// Whether a role of the catalogue grants something of it.
    pub(crate) fn is_broken_by(&self, role: RoleIx) -> bool {
        if self.patterns.is_empty() {
            return false;
        }
        let by_operation = Plane::BOTH
            .iter()
            .zip(&self.operations)
            .any(|(plane, ban)| {
                let (free, bound) = self.catalog.granted_by_condition(role, *plane);
                !free.is_disjoint(ban) || !bound.is_disjoint(ban)
            });
        by_operation || self.is_broken_by_text(&self.catalog.role(role))
    }

    /// The operations of a plane that are banned.
    pub(crate) fn operations(&self, plane: Plane) -> &OperationSet {
        &self.operations[usize::from(plane == Plane::Data)]
    }

    /// Whether an operation, which the catalogue need not know, is banned.
    pub(crate) fn holds(&self, operation: &str) -> bool {
        let wildcards = self.catalog.wildcards();
        let mut patterns = self.patterns.iter();
        patterns.any(|pattern| pattern.matches(operation, wildcards))
    }

    /// Whether something under a pattern is banned of which the catalogue can't tell.
    pub(crate) fn may_hold(&self, pattern: &ActionPattern) -> bool {
        let set = PatternSet::new(vec![pattern.clone()], Vec::new());
        self.patterns
            .iter()
            .any(|ban| self.is_open(ban, pattern) && self.meets(ban, &set))
    }

    fn is_broken_by_text(&self, role: &RoleDefinition) -> bool {
        role.permissions.iter().any(|permission| {
            Plane::BOTH.into_iter().any(|plane| {
                let set = permission.plane(plane);
                self.patterns.iter().any(|ban| {
                    let open = set
                        .granted()
                        .iter()
                        .filter(|granted| self.is_open(ban, granted));
                    let open: Vec<ActionPattern> = open.cloned().collect();
                    let open = PatternSet::new(open, set.excluded().to_vec());
                    !open.granted().is_empty() && self.meets(ban, &open)
                })
            })
        })
    }

    /// Whether the catalogue says nothing of what a grant and the ban have in common.
    fn is_open(&self, ban: &ActionPattern, granted: &ActionPattern) -> bool {
        let knows_ban = Plane::BOTH
            .into_iter()
            .any(|plane| !self.catalog.expand(ban, plane).is_empty());
        !knows_ban || !self.catalog.knows_namespace(granted.as_str())
    }

    /// Whether a set grants something under a pattern, known or not. Sets too large to tell do.
    fn meets(&self, ban: &ActionPattern, set: &PatternSet) -> bool {
        let wildcards = self.catalog.wildcards();
        if ban.is_concrete() {
            return set.matches(ban.as_str(), wildcards);
        }
        let ban = PatternLanguage::of(ban, wildcards);
        let granted = PatternLanguage::new(std::slice::from_ref(set), wildcards);
        !matches!(ban.intersection(&granted), Ok(None))
    }
}
