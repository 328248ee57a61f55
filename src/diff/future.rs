//! Operations to come: names that patterns grant on one side and not on the other, whatever the
//! catalogue holds.

use super::content::{Bearing, Contents, GrantKey, Hold, degree};
use super::records::Side;
use crate::access::Target;
use crate::model::Plane;
use crate::pattern::{ActionPattern, PatternLanguage, PatternSet, StateLimit};

/// Whether a name is granted on one side only.
pub(super) enum Foreseen {
    /// None was found.
    Nothing,
    /// This one.
    Name(String),
    /// The patterns are too many stars to tell.
    Undecided,
}

/// Which grants of a bearing count.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Grants {
    /// Those without a condition, standing.
    Free,
    /// All.
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
    let in_less = |grant: &GrantKey| less.grants.contains(grant);
    let blocked = |deny: &u32| more.denies.contains(deny);
    if more.grants.iter().all(in_less) && less.denies.iter().all(blocked) {
        return Foreseen::Nothing;
    }
    let wildcards = contents.judge().catalog().wildcards();
    let language = |sets: Vec<&PatternSet>| PatternLanguage::new(sets, wildcards);
    let denied = |bearing: &Bearing| deny_sets(contents, bearing, plane);
    let candidate = |grants: Grants| -> Result<Option<String>, StateLimit> {
        let granted = language(grant_sets(contents, more, plane, grants));
        let mut against = grant_sets(contents, less, plane, grants);
        against.extend(denied(more));
        granted.difference(&language(against))
    };
    let lifted = || language(denied(less)).difference(&language(denied(more)));
    let rises = |name: &String| {
        let target = Target {
            action: ActionPattern::literal(name),
            plane,
        };
        let [before, after] = [less, more].map(|side| degree(contents.outcome(side, &target)));
        after > before
    };
    let found = [candidate(Grants::Free), candidate(Grants::Any), lifted()];
    let mut undecided = Foreseen::Nothing;
    for candidate in found {
        match candidate {
            Ok(Some(name)) if rises(&name) => return Foreseen::Name(name),
            Ok(_) => {}
            Err(StateLimit { .. }) => undecided = Foreseen::Undecided,
        }
    }
    undecided
}

fn grant_sets<'c>(
    contents: &'c Contents<'_, '_>,
    bearing: &Bearing,
    plane: Plane,
    grants: Grants,
) -> Vec<&'c PatternSet> {
    let mut sets = Vec::new();
    for grant in &bearing.grants {
        let outer = grant.condition.is_none() && grant.hold == Hold::Standing;
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
    bearing: &Bearing,
    plane: Plane,
) -> Vec<&'c PatternSet> {
    let denies = bearing.denies.iter();
    denies
        .flat_map(|deny| &contents.deny(*deny).permissions)
        .map(|permission| permission.plane(plane))
        .collect()
}
