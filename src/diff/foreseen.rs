//! Operations to come: names that patterns grant on one side and not on the other, whatever the
//! catalogue holds.

use super::content::{Bearing, Contents, GrantKey};
use super::levels::{Growth, Levels};
use super::records::Side;
use crate::access::Target;
use crate::model::{Plane, Standing};
use crate::pattern::{ActionPattern, PatternLanguage, PatternSet, StateLimit};

/// What was found of names to come.
#[derive(Default)]
pub(super) struct Foreseen {
    /// A name to which there is more access on one side: certainly, if any was found; else
    /// possibly.
    pub(super) name: Option<String>,
    /// Whether the patterns hold too many stars to tell whether there is any.
    pub(super) undecided: bool,
}

/// Which grants of a bearing count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grants {
    /// Those without a condition, standing.
    Free,
    /// Every grant.
    Any,
}

/// A name that is granted towards one side, and less on the other.
pub(super) fn foreseen(
    contents: &Contents<'_, '_>,
    both: [&Bearing; 2],
    towards: Side,
    plane: Plane,
) -> Foreseen {
    let [old, new] = both;
    let (more, less) = match towards {
        Side::New => (new, old),
        Side::Old => (old, new),
    };
    let mine = |grant: &&GrantKey| !less.grants.contains(grant);
    let mine: Vec<GrantKey> = more.grants.iter().filter(mine).copied().collect();
    let lifted = |deny: &&u32| !more.denies.contains(deny);
    let lifted: Vec<u32> = less.denies.iter().filter(lifted).copied().collect();
    if mine.is_empty() && lifted.is_empty() {
        return Foreseen::default();
    }
    let wildcards = contents.judge().catalog().wildcards();
    let language = |sets: Vec<&PatternSet>| PatternLanguage::new(sets, wildcards);
    let granted = |grants: &[GrantKey], which| language(grant_sets(contents, grants, plane, which));
    let denied = |denies: &[u32]| deny_sets(contents, denies, plane);
    let outgrown = |which: Grants| -> Result<Option<String>, StateLimit> {
        let mut against = grant_sets(contents, &less.grants, plane, which);
        against.extend(denied(&more.denies));
        granted(&more.grants, which).difference(&language(against))
    };
    type Candidate<'c> = &'c dyn Fn() -> Result<Option<String>, StateLimit>;
    let candidates: [Candidate<'_>; 5] = [
        &|| outgrown(Grants::Free),
        &|| outgrown(Grants::Any),
        &|| language(denied(&less.denies)).difference(&language(denied(&more.denies))),
        // Where only conditions differ, the patterns are the same.
        &|| granted(&mine, Grants::Any).difference(&granted(&less.grants, Grants::Free)),
        &|| granted(&more.grants, Grants::Any).intersection(&language(denied(&lifted))),
    ];
    let mut found = Foreseen::default();
    for candidate in candidates {
        let name = match candidate() {
            Ok(Some(name)) => name,
            Ok(None) => continue,
            Err(StateLimit { .. }) => {
                found.undecided = true;
                continue;
            }
        };
        let target = Target {
            action: ActionPattern::literal(&name),
            plane,
        };
        let [less, more] = [less, more].map(|bearing| Levels::of(contents, bearing, &target));
        match more.growth_from(&less, contents, &name) {
            Growth::None => {}
            Growth::Possible => {
                found.name.get_or_insert(name);
            }
            Growth::Certain => {
                return Foreseen {
                    name: Some(name),
                    undecided: false,
                };
            }
        }
    }
    found
}

fn grant_sets<'c>(
    contents: &'c Contents<'_, '_>,
    of: &[GrantKey],
    plane: Plane,
    grants: Grants,
) -> Vec<&'c PatternSet> {
    let mut sets = Vec::new();
    for grant in of {
        let outer = grant.condition.is_none() && grant.standing == Standing::Active;
        for permission in &contents.role(*grant).permissions {
            if grants == Grants::Any || (outer && permission.condition.is_none()) {
                sets.push(permission.plane(plane));
            }
        }
    }
    sets
}

fn deny_sets<'c>(
    contents: &'c Contents<'_, '_>,
    denies: &[u32],
    plane: Plane,
) -> Vec<&'c PatternSet> {
    denies
        .iter()
        .flat_map(|deny| &contents.deny(*deny).permissions)
        .map(|permission| permission.plane(plane))
        .collect()
}
