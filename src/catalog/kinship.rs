//! How close published roles are to what is required: kin, plain, or foreign (docs/recommend.md).

use super::Catalog;
use super::purpose::{Home, Purpose, lies_in};
use crate::bits::OperationSet;
use crate::ids::RoleIx;
use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::text;

/// How close a published role is to what is required.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kinship {
    /// It is meant for it.
    Kin,
    /// It is for anything.
    Plain,
    /// It is meant for it among much else: foreign (docs/recommend.md).
    Near,
    /// It is meant for something else.
    Foreign,
}

/// What is required, for asking which roles are kin to it.
pub(crate) struct RequiredOperations<'c> {
    catalog: &'c Catalog,
    operations: OperationSet,
    /// What the catalogue doesn't hold.
    texts: Vec<(String, Plane)>,
    /// The names of all, folded, in order.
    names: Vec<String>,
    /// The roles that documentation names for it.
    documented_roles: Vec<String>,
}

impl<'c> RequiredOperations<'c> {
    pub(crate) fn new(
        catalog: &'c Catalog,
        operations: OperationSet,
        texts: impl IntoIterator<Item = (String, Plane)>,
    ) -> Self {
        let texts: Vec<(String, Plane)> = texts.into_iter().collect();
        let names = operations.iter().map(|at| catalog.operation(at).name);
        let names = names.chain(texts.iter().map(|(text, _)| text.clone()));
        let mut names: Vec<String> = names.map(|name| text::fold(&name).into_owned()).collect();
        names.sort_unstable();
        Self {
            names,
            documented_roles: Vec::new(),
            catalog,
            operations,
            texts,
        }
    }

    /// Says which roles documentation names for it: they are never foreign.
    pub(crate) fn documented_with(mut self, roles: &[String]) -> Self {
        self.documented_roles = roles.to_vec();
        self
    }

    /// How close a role is to it. Custom roles are kin.
    pub(crate) fn kinship(&self, role: RoleIx) -> Kinship {
        match self.catalog.purpose(role) {
            Some(purpose) if purpose.is_plain => Kinship::Plain,
            Some(purpose) => self.kinship_of(&purpose),
            None => Kinship::Kin,
        }
    }

    /// Whether a role is meant for something else.
    pub(crate) fn is_foreign(&self, role: RoleIx) -> bool {
        let is_it = |named: &String| text::same(named, &self.catalog.role_name(role));
        let is_named = self.documented_roles.iter().any(is_it);
        !is_named && matches!(self.kinship(role), Kinship::Near | Kinship::Foreign)
    }

    /// Whether something required lies in a namespace or a type.
    fn reach(&self, around: &str) -> bool {
        let start = format!("{}/", text::fold(around));
        let at = self.names.partition_point(|name| *name < start);
        self.names
            .get(at)
            .is_some_and(|name| name.starts_with(&start))
    }

    /// Whether a pattern covers something that is required and lies in one of some namespaces and types.
    fn has_covered(&self, (action, plane): &(ActionPattern, Plane), home: &[String]) -> bool {
        let mut covered = self.catalog.expand(action, *plane);
        covered.intersect_with(&self.operations);
        let of_text = |(text, of): &(String, Plane)| {
            of == plane && lies_in(text, home) && action.matches(text, self.catalog.wildcards())
        };
        let is_at_home = |at| lies_in(&self.catalog.operation(at).name, home);
        covered.iter().any(is_at_home) || self.texts.iter().any(of_text)
    }

    /// How close a role is, by how its home is known.
    fn kinship_of(&self, purpose: &Purpose) -> Kinship {
        if !purpose.home.iter().any(|home| self.reach(home)) {
            return Kinship::Foreign;
        }
        let mut own = purpose.own.iter();
        let has_covered = own.any(|own| self.has_covered(own, &purpose.home));
        match purpose.known {
            Home::Around => return Kinship::Kin,
            Home::Stated | Home::Counted if !has_covered => return Kinship::Foreign,
            Home::Stated => return Kinship::Kin,
            Home::Counted => {}
        }
        let at_home = |home: &String| {
            let home = std::slice::from_ref(home);
            let own = purpose.own.iter();
            own.filter(|(action, _)| lies_in(action.as_str(), home))
                .count()
        };
        let all: usize = purpose.home.iter().map(at_home).sum();
        let wanted = purpose.home.iter().filter(|home| self.reach(home));
        match wanted.map(at_home).sum::<usize>() * 2 >= all {
            true => Kinship::Kin,
            false => Kinship::Near,
        }
    }
}
