use super::Catalog;
use crate::bits::OperationSet;
use crate::ids::RoleIx;
use crate::model::{Plane, RoleDefinition, RoleKind};
use crate::pattern::{PatternLanguage, StateLimit};

/// The built-in roles that may stand for a custom one: those that aren't meant for Microsoft
/// services and don't hold a bare `*`, each with what it grants without a condition.
pub(crate) struct BuiltInContainers<'c> {
    catalog: &'c Catalog,
    candidates: Vec<(RoleIx, [OperationSet; 2])>,
}

/// A built-in role that grants all that another one does.
pub(crate) struct Container {
    /// The built-in role.
    pub(crate) role: RoleIx,
    /// What it grants beyond the other one today, by plane.
    pub(crate) more: [OperationSet; 2],
    /// Whether it grants the same, now and in future.
    pub(crate) is_equal: bool,
}

impl Container {
    /// How many operations it grants beyond.
    pub(crate) fn excess(&self) -> usize {
        self.more.iter().map(OperationSet::len).sum()
    }
}

impl<'c> BuiltInContainers<'c> {
    /// Those of a catalogue.
    pub(crate) fn of(catalog: &'c Catalog) -> Self {
        let services = catalog.risk().service_roles();
        let meant_for_people = |at: &RoleIx| {
            let id = catalog.role_id(*at);
            catalog.role_kind(*at) == RoleKind::BuiltIn
                && !services.iter().any(|service| Some(service.id) == id)
        };
        let candidates = catalog
            .roles()
            .filter(meant_for_people)
            .map(|at| {
                let free = Plane::BOTH.map(|plane| catalog.granted_by_condition(at, plane).0);
                (at, free)
            })
            .collect();
        Self {
            catalog,
            candidates,
        }
    }

    /// The container of a role with the fewest operations today; of equal ones the first by name.
    /// A role that grants nothing known has none.
    ///
    /// # Errors
    ///
    /// When patterns are too many to be compared.
    pub(crate) fn smallest(&self, role: &RoleDefinition) -> Result<Option<Container>, StateLimit> {
        let catalog = self.catalog;
        let own = sides(catalog, role, |_| true);
        if own.iter().all(|side| side.today.is_empty()) {
            return Ok(None);
        }
        let mut found: Vec<(usize, String, RoleIx, [OperationSet; 2])> = self
            .candidates
            .iter()
            .filter(|(at, _)| catalog.role_id(*at) != role.id)
            .filter(|(_, free)| {
                let sides = own.iter().zip(free);
                sides
                    .into_iter()
                    .all(|(own, free)| own.today.is_subset(free))
            })
            .map(|(at, [control, data])| {
                let more = [control.minus(&own[0].today), data.minus(&own[1].today)];
                let excess = more.iter().map(OperationSet::len).sum();
                (excess, catalog.role_name(*at), *at, more)
            })
            .collect();
        found.sort_by(|a, b| (a.0, &a.1, a.2).cmp(&(b.0, &b.1, b.2)));
        for (_, _, at, more) in found {
            let other = catalog.role(at);
            if has_bare_star(&other) {
                continue;
            }
            let theirs = sides(catalog, &other, |bound| !bound);
            let mut is_equal = !role.is_conditional();
            let mut contains = true;
            for (own, theirs) in own.iter().zip(&theirs) {
                contains = contains && own.language.difference(&theirs.language)?.is_none();
                is_equal = is_equal && theirs.language.difference(&own.language)?.is_none();
            }
            if contains {
                return Ok(Some(Container {
                    role: at,
                    more,
                    is_equal,
                }));
            }
        }
        Ok(None)
    }
}

struct Side {
    language: PatternLanguage,
    today: OperationSet,
}

/// What the wanted permissions of a role grant, by plane; `wanted` is given whether one is bound by
/// a condition.
fn sides(catalog: &Catalog, role: &RoleDefinition, wanted: fn(bool) -> bool) -> [Side; 2] {
    Plane::BOTH.map(|plane| {
        let sets = || {
            let permissions = role.permissions.iter();
            permissions
                .filter(|p| wanted(p.condition.is_some()))
                .map(|p| p.plane(plane))
        };
        let mut today = OperationSet::new(catalog.operation_count());
        for set in sets() {
            today.union_with(&catalog.expand_set(set, plane));
        }
        Side {
            language: PatternLanguage::new(sets(), catalog.wildcards()),
            today,
        }
    })
}

fn has_bare_star(role: &RoleDefinition) -> bool {
    let mut patterns = role.permissions.iter().flat_map(|p| p.control.granted());
    patterns.any(|pattern| pattern.folded() == "*")
}
