//! What published roles are for, as far as their patterns tell, or as `roles/purposes.json` says
//! (docs/recommend.md).

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

/// A namespace that isn't shared is supporting where at least one role in so many names it.
const SUPPORT: usize = 20;

/// What tells nothing of what the published roles of a catalogue are for, and what is known of single
/// roles.
#[derive(Debug)]
pub(crate) struct Purposes {
    /// The namespaces, in order, as they are written.
    pub(crate) shared: Vec<String>,
    /// The namespaces that other services are built on: a role that names further ones is for those.
    pub(crate) supporting: Vec<String>,
    /// The patterns.
    pub(crate) common: Vec<String>,
    /// Operations that count as escalation, and lend only what their holder has.
    lends: Vec<String>,
    /// The namespaces and types that roles in documentation only are for, by their names.
    documented: BTreeMap<String, Vec<String>>,
    /// What is shared, supporting and common, folded.
    folded: Shared,
    corrections: HashMap<RoleId, Correction>,
}

/// What is shared by many roles, folded.
#[derive(Debug)]
struct Shared {
    namespaces: BTreeSet<String>,
    supporting: BTreeSet<String>,
    patterns: BTreeSet<String>,
}

/// What a published role is for.
#[derive(Debug)]
pub(crate) struct Purpose {
    /// Whether it is for anything, as Owner and Reader are.
    pub(crate) is_plain: bool,
    /// The namespaces that it is for, as they are written in its patterns, or what the file says:
    /// namespaces and types.
    pub(crate) home: Vec<String>,
    /// The namespaces and types that documentation names it for.
    pub(crate) documented_for: Vec<String>,
    pub(super) known: Home,
    /// Its patterns but `*` and `*/read`, and but the common ones where its home is counted.
    pub(super) own: Vec<(ActionPattern, Plane)>,
}

/// How the home of a role is known, and what makes it kin.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Home {
    /// From its patterns: half of those there must lie in the required namespaces, and one of them
    /// must cover something required there.
    Counted,
    /// From the file: it must cover something required there.
    Stated,
    /// It is documented and not published, and helps with what is required there.
    Around,
}

#[derive(Deserialize)]
struct File {
    shared: Vec<String>,
    supporting: Vec<String>,
    common: Vec<String>,
    lends: Vec<String>,
    documented: BTreeMap<String, Vec<String>>,
    roles: BTreeMap<String, Correction>,
}

/// What the file says of a role.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Correction {
    home: Option<Vec<String>>,
    #[serde(default)]
    documented_for: Vec<String>,
}

/// Whether an operation, or a pattern, lies in one of some namespaces and types.
pub(super) fn lies_in(action: &str, home: &[String]) -> bool {
    home.iter().any(|around| {
        let (start, rest) = action.split_at_checked(around.len()).unwrap_or(("", ""));
        rest.starts_with('/') && text::same(start, around)
    })
}

/// The namespace of an operation or a pattern; none where it is left open.
fn namespace(action: &str) -> Option<&str> {
    let (namespace, _) = action.split_once('/')?;
    (!namespace.contains('*')).then_some(namespace)
}

fn is_everything(pattern: &ActionPattern) -> bool {
    matches!(pattern.folded(), "*" | "*/read")
}

/// Those of some namespaces of which patterns grant the whole, or all reading.
fn whole(own: &[(ActionPattern, Plane)], namespaces: &[String], rest: &str) -> Vec<String> {
    let is_whole = |name: &&String| {
        let all = format!("{}/{rest}", text::fold(name));
        own.iter().any(|(action, _)| action.folded() == all)
    };
    namespaces.iter().filter(is_whole).cloned().collect()
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
        let (shared, supporting, common) = match published.len() < FEWEST {
            true => (file.shared, file.supporting, file.common),
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
                supporting: folded(&supporting),
                patterns: folded(&common),
            },
            shared,
            supporting,
            common,
            lends: file.lends,
            documented: file.documented,
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

/// The namespaces that at least one role in [`SHARE`] names, the further ones that one in [`SUPPORT`]
/// does, and the patterns that one in [`SHARE`] names.
fn counted(
    roles: impl ExactSizeIterator<Item = Vec<(ActionPattern, Plane)>>,
) -> (Vec<String>, Vec<String>, Vec<String>) {
    let [shared, supporting] = [SHARE, SUPPORT].map(|one_in| roles.len().div_ceil(one_in).max(1));
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
    let named = |counts: &BTreeMap<String, (String, usize)>, by: std::ops::Range<usize>| {
        let named = counts.values().filter(|(_, count)| by.contains(count));
        named.map(|(name, _)| name.clone()).collect::<Vec<_>>()
    };
    let mut common = named(&patterns, shared..usize::MAX);
    common.retain(|pattern| !["*", "*/read"].contains(&pattern.as_str()));
    (
        named(&namespaces, shared..usize::MAX),
        named(&namespaces, supporting..shared),
        common,
    )
}

impl Catalog {
    /// What a published or a documented role is for; none for a custom one.
    pub(crate) fn purpose(&self, role: RoleIx) -> Option<Purpose> {
        let purposes = self.purposes();
        match self.role_kind(role) {
            RoleKind::BuiltIn => {}
            RoleKind::Documented => {
                let home = purposes.documented.get(&self.role_name(role));
                return home.cloned().map(Purpose::around);
            }
            RoleKind::Custom => return None,
        }
        let definition = self.role(role);
        let correction = definition.id.and_then(|id| purposes.corrections.get(&id));
        let patterns = patterns(&definition);
        Some(Purpose::new(patterns, &purposes.folded, correction))
    }
}

impl Purpose {
    fn around(home: Vec<String>) -> Self {
        Self {
            is_plain: false,
            home,
            documented_for: Vec::new(),
            known: Home::Around,
            own: Vec::new(),
        }
    }

    fn new(
        patterns: Vec<(ActionPattern, Plane)>,
        shared: &Shared,
        correction: Option<&Correction>,
    ) -> Self {
        let is_wide = |(action, plane): &(ActionPattern, Plane)| {
            *plane == Plane::Control && is_everything(action)
        };
        let is_for_anything = patterns.iter().any(is_wide);
        let mut own = patterns;
        own.retain(|(action, _)| !is_everything(action));
        let documented_for = correction.map_or_else(Vec::new, |c| c.documented_for.clone());
        if let Some(home) = correction.and_then(|correction| correction.home.as_ref()) {
            return Self {
                is_plain: false,
                home: home.clone(),
                documented_for,
                known: Home::Stated,
                own,
            };
        }
        own.retain(|(action, _)| !shared.patterns.contains(action.folded()));
        let mut named: BTreeMap<String, String> = BTreeMap::new();
        for (action, _) in &own {
            if let Some(name) = namespace(action.as_str()) {
                let folded = text::fold(name).into_owned();
                named.entry(folded).or_insert_with(|| name.to_owned());
            }
        }
        let beyond = |left_out: &[&BTreeSet<String>]| -> Vec<String> {
            let is_in = |name: &String| !left_out.iter().any(|set| set.contains(name));
            let left = named.iter().filter(|(folded, _)| is_in(folded));
            left.map(|(_, name)| name.clone()).collect()
        };
        let further = beyond(&[&shared.namespaces, &shared.supporting]);
        let all_beyond = beyond(&[&shared.namespaces]);
        let is_plain = is_for_anything && all_beyond.is_empty();
        let homes = [
            whole(&own, &further, "*"),
            whole(&own, &further, "*/read"),
            further,
            all_beyond,
            beyond(&[]),
        ];
        Self {
            is_plain,
            home: homes
                .into_iter()
                .find(|home| !home.is_empty())
                .unwrap_or_default(),
            documented_for,
            known: Home::Counted,
            own,
        }
    }

    /// Whether documentation names the role for one of some operations.
    pub(crate) fn is_documented_for(&self, operations: &[String]) -> bool {
        operations
            .iter()
            .any(|name| lies_in(name, &self.documented_for))
    }
}
