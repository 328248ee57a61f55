//! What published roles are for, as far as their patterns tell: a role is plain, kin to a requirement,
//! or foreign to it (cli.md §4).

use std::collections::{BTreeMap, BTreeSet, HashMap};

use serde::Deserialize;

use super::Catalog;
use crate::bits::OperationSet;
use crate::ids::{RoleId, RoleIx};
use crate::model::{Plane, RoleDefinition, RoleKind};
use crate::pattern::ActionPattern;
use crate::text;

/// The file that says what is shared where a catalogue holds too few roles to tell.
const FILE: &str = include_str!("../../roles/purposes.json");

/// Fewer published roles than this tell too little: what is shared comes from the file then.
const FEWEST: usize = 300;

/// A namespace is shared, and a pattern common, where at least one role in so many names it.
const SHARE: usize = 12;

/// What tells nothing of what the published roles of a catalogue are for, and what is known of single
/// roles.
#[derive(Debug)]
pub(crate) struct Purposes {
    /// The namespaces, in order, as they are written.
    pub(crate) shared: Vec<String>,
    /// The patterns.
    pub(crate) common: Vec<String>,
    /// Operations that count as escalation, and lend only what their holder has.
    lends: Vec<String>,
    /// The shared namespaces and the common patterns, folded.
    folded: Shared,
    corrections: HashMap<RoleId, Correction>,
}

/// What is shared by many roles, folded.
#[derive(Debug)]
struct Shared {
    namespaces: BTreeSet<String>,
    patterns: BTreeSet<String>,
}

/// What a published role is for.
#[derive(Debug)]
pub(crate) struct Purpose {
    /// Whether it is for anything, as Owner and Reader are.
    pub(crate) is_plain: bool,
    /// The namespaces that it is for, as they are written in its patterns.
    pub(crate) home: Vec<String>,
    /// Its patterns but the common ones, `*` and `*/read`.
    own: Vec<(ActionPattern, Plane)>,
}

/// How close a published role is to what is required.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kinship {
    /// It is meant for it.
    Kin,
    /// It is for anything.
    Plain,
    /// It is meant for it among much else: foreign (cli.md §4).
    Near,
    /// It is meant for something else.
    Foreign,
}

#[derive(Deserialize)]
struct File {
    shared: Vec<String>,
    common: Vec<String>,
    lends: Vec<String>,
    roles: BTreeMap<String, Correction>,
}

/// What the file says of a role.
#[derive(Debug, Deserialize)]
struct Correction {
    #[serde(default)]
    plain: bool,
    home: Option<Vec<String>>,
}

/// What is required, for asking which roles are kin to it.
pub(crate) struct RequiredOperations<'c> {
    catalog: &'c Catalog,
    operations: OperationSet,
    /// What the catalogue doesn't hold.
    texts: Vec<(String, Plane)>,
    /// Folded.
    namespaces: BTreeSet<String>,
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
        let namespaces = names.filter_map(|name| Some(text::fold(namespace(&name)?).into_owned()));
        Self {
            namespaces: namespaces.collect(),
            catalog,
            operations,
            texts,
        }
    }

    /// How close a role is to it. Roles that aren't published are kin.
    pub(crate) fn kinship(&self, role: RoleIx) -> Kinship {
        match self.catalog.purpose(role) {
            Some(purpose) if purpose.is_plain => Kinship::Plain,
            Some(purpose) => purpose.kinship(self),
            None => Kinship::Kin,
        }
    }

    /// Whether a role is published and meant for something else.
    pub(crate) fn is_foreign(&self, role: RoleIx) -> bool {
        matches!(self.kinship(role), Kinship::Near | Kinship::Foreign)
    }
}

/// The namespace of an operation or a pattern; none where it is left open.
fn namespace(action: &str) -> Option<&str> {
    let (namespace, _) = action.split_once('/')?;
    (!namespace.contains('*')).then_some(namespace)
}

fn is_everything(pattern: &ActionPattern) -> bool {
    matches!(pattern.folded(), "*" | "*/read")
}

/// The patterns that a role grants, each once.
fn patterns(role: &RoleDefinition) -> Vec<(ActionPattern, Plane)> {
    let of = |plane| {
        let permissions = role.permissions.iter();
        permissions.flat_map(move |p| p.plane(plane).granted().iter().map(move |a| (a, plane)))
    };
    let mut seen = BTreeSet::new();
    let all = of(Plane::Control).chain(of(Plane::Data));
    let new = all.filter(|(action, plane)| seen.insert((action.folded().to_owned(), *plane)));
    new.map(|(action, plane)| (action.clone(), plane)).collect()
}

impl Purposes {
    pub(super) fn of_roles(catalog: &Catalog) -> Self {
        let file: File = serde_json::from_str(FILE)
            .unwrap_or_else(|fault| unreachable!("`roles/purposes.json`: {fault}"));
        let roles = catalog.roles();
        let published = roles.filter(|role| catalog.role_kind(*role) == RoleKind::BuiltIn);
        let published: Vec<RoleIx> = published.collect();
        let (shared, common) = match published.len() < FEWEST {
            true => (file.shared, file.common),
            false => counted(published.iter().map(|role| patterns(&catalog.role(*role)))),
        };
        let folded = |list: &[String]| -> BTreeSet<String> {
            let folded = list.iter().map(|name| text::fold(name).into_owned());
            folded.collect()
        };
        let roles = file.roles.into_iter();
        Self {
            folded: Shared {
                namespaces: folded(&shared),
                patterns: folded(&common),
            },
            shared,
            common,
            lends: file.lends,
            corrections: roles
                .filter_map(|(id, correction)| Some((RoleId::parse(&id)?, correction)))
                .collect(),
        }
    }
}

impl Catalog {
    /// What speaks against no role that grants it unasked: what the common patterns grant, which most
    /// published roles have, and what lends only what its holder has.
    pub(crate) fn granted_as_usual(&self) -> OperationSet {
        let purposes = self.purposes();
        let mut granted = OperationSet::new(self.operation_count());
        for pattern in &purposes.common {
            let pattern = ActionPattern::literal(pattern);
            granted.union_with(&self.expand(&pattern, Plane::Control));
        }
        for name in &purposes.lends {
            for operation in self.find_operation(name) {
                granted.insert(operation);
            }
        }
        granted
    }
}

/// The namespaces and the patterns that at least one role in [`SHARE`] names.
fn counted(
    roles: impl ExactSizeIterator<Item = Vec<(ActionPattern, Plane)>>,
) -> (Vec<String>, Vec<String>) {
    let least = roles.len().div_ceil(SHARE).max(1);
    let mut namespaces: BTreeMap<String, (String, usize)> = BTreeMap::new();
    let mut patterns: BTreeMap<String, (String, usize)> = BTreeMap::new();
    for role in roles {
        let actions: BTreeSet<&str> = role.iter().map(|(action, _)| action.as_str()).collect();
        let names: BTreeSet<&str> = actions.iter().filter_map(|a| namespace(a)).collect();
        for (count, named) in [(&mut namespaces, names), (&mut patterns, actions)] {
            let folded: BTreeMap<_, _> = named.iter().map(|n| (text::fold(n), *n)).collect();
            for (folded, name) in folded {
                let (_, count) = count
                    .entry(folded.into_owned())
                    .or_insert_with(|| (name.to_owned(), 0));
                *count += 1;
            }
        }
    }
    let most = |counts: BTreeMap<String, (String, usize)>| -> Vec<String> {
        let shared = counts.into_values().filter(|(_, count)| *count >= least);
        shared.map(|(name, _)| name).collect()
    };
    let mut common = most(patterns);
    common.retain(|pattern| !["*", "*/read"].contains(&pattern.as_str()));
    (most(namespaces), common)
}

impl Catalog {
    /// What a published role is for; none for other roles.
    pub(crate) fn purpose(&self, role: RoleIx) -> Option<Purpose> {
        if self.role_kind(role) != RoleKind::BuiltIn {
            return None;
        }
        let purposes = self.purposes();
        let definition = self.role(role);
        let mut purpose = Purpose::of_patterns(patterns(&definition), &purposes.folded);
        let correction = definition.id.and_then(|id| purposes.corrections.get(&id));
        if let Some(correction) = correction {
            purpose.is_plain = correction.plain;
            if let Some(home) = &correction.home {
                purpose.home.clone_from(home);
            }
        }
        Some(purpose)
    }
}

impl Purpose {
    fn of_patterns(patterns: Vec<(ActionPattern, Plane)>, shared: &Shared) -> Self {
        let is_wide = |(action, plane): &(ActionPattern, Plane)| {
            *plane == Plane::Control && is_everything(action)
        };
        let is_for_anything = patterns.iter().any(is_wide);
        let own = patterns.into_iter();
        let own: Vec<(ActionPattern, Plane)> = own
            .filter(|(action, _)| {
                !is_everything(action) && !shared.patterns.contains(action.folded())
            })
            .collect();
        let spaces = |is_beyond: bool| {
            let named = own
                .iter()
                .filter_map(|(action, _)| namespace(action.as_str()));
            let mut names: BTreeMap<String, String> = BTreeMap::new();
            for name in named {
                let folded = text::fold(name).into_owned();
                if !is_beyond || !shared.namespaces.contains(&folded) {
                    names.entry(folded).or_insert_with(|| name.to_owned());
                }
            }
            names.into_values().collect::<Vec<String>>()
        };
        let beyond = spaces(true);
        Self {
            is_plain: is_for_anything && beyond.is_empty(),
            home: match beyond.is_empty() {
                true => spaces(false),
                false => beyond,
            },
            own,
        }
    }

    /// Kin where at least half of its patterns at home lie in the required namespaces, and one of its
    /// own covers a required operation.
    fn kinship(&self, required: &RequiredOperations<'_>) -> Kinship {
        let at_home = |action: &ActionPattern| {
            let space = namespace(action.as_str())?;
            self.home
                .iter()
                .any(|home| text::same(home, space))
                .then(|| text::fold(space).into_owned())
        };
        let homes: Vec<String> = self
            .own
            .iter()
            .filter_map(|(action, _)| at_home(action))
            .collect();
        let is_wanted = |home: &&String| required.namespaces.contains(*home);
        let wanted = homes.iter().filter(is_wanted).count();
        if wanted == 0 {
            return Kinship::Foreign;
        }
        let catalog = required.catalog;
        let covers = self.own.iter().any(|(action, plane)| {
            let of_text = |(text, of): &(String, Plane)| {
                of == plane && action.matches(text, catalog.wildcards())
            };
            !catalog
                .expand(action, *plane)
                .is_disjoint(&required.operations)
                || required.texts.iter().any(of_text)
        });
        match covers {
            true if wanted * 2 >= homes.len() => Kinship::Kin,
            true => Kinship::Near,
            false => Kinship::Foreign,
        }
    }
}
