//! Where a principal's access is compared.

use std::collections::BTreeSet;

use super::access::AccessReach;
use super::holding::{Holding, Snapshot};
use super::tree::{GroupMove, parents};
use crate::access::AccessIndex;
use crate::ids::PrincipalId;
use crate::model::{DenyAssignment, DenyReach};
use crate::scope::{Scope, ScopeKind};
use crate::text::NameMap;

/// A place where a principal's access is compared: the scope at which it is, and the one shown.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Spot {
    pub(super) scope: Scope,
    pub(super) reach: AccessReach,
    /// The scope to decide at.
    pub(super) probe: Scope,
}

/// What the spots of every principal have in common.
pub(super) struct Map {
    /// What stands elsewhere in the tree than before.
    moved: BTreeSet<Scope>,
    /// The management groups and subscriptions directly below a scope, in either tree.
    children: NameMap<Scope, BTreeSet<Scope>>,
    /// Positions, on each side, of the deny assignments that the other side doesn't have likewise:
    /// with the same scope, reach, content and subjects.
    unlike: [Vec<usize>; 2],
}

impl Map {
    pub(super) fn new(snapshots: &[Snapshot<'_, '_>; 2], moves: &[GroupMove]) -> Self {
        let mut children: NameMap<Scope, BTreeSet<Scope>> = NameMap::default();
        for snapshot in snapshots {
            let tenant = snapshot.index.tenant();
            for (child, parent) in parents(tenant) {
                let parent = parent.unwrap_or_else(Scope::root);
                children.entry(parent).or_default().insert(child);
            }
            let scopes = tenant.role_assignments.iter().map(|a| &a.scope);
            let below_root = children.entry(Scope::root()).or_default();
            below_root.extend(scopes.filter_map(Scope::subscription));
        }
        let [old, new] = snapshots;
        Self {
            moved: moves.iter().map(|change| change.scope.clone()).collect(),
            children,
            unlike: [unlike(old, new), unlike(new, old)],
        }
    }

    /// Every scope where what reaches the principal can have changed otherwise than above it, wider
    /// scopes first. A deny assignment that both sides have takes back the same of what came above
    /// it, so that its scope needs no look of its own.
    pub(super) fn spots(
        &self,
        snapshots: &[Snapshot<'_, '_>; 2],
        holdings: &[Holding; 2],
    ) -> Vec<Spot> {
        let mut scopes = self.moved.clone();
        let same_groups = holdings[0].closure == holdings[1].closure;
        for (side, (snapshot, holding)) in snapshots.iter().zip(holdings).enumerate() {
            let held = holding.held.iter();
            scopes.extend(held.map(|held| snapshot.facts(held.record).scope.clone()));
            let denies = &snapshot.index.tenant().deny_assignments;
            let mut look = |deny: &DenyAssignment| {
                if deny.binds(|id| holding.closure.contains(id)) {
                    scopes.insert(deny.scope.clone());
                }
            };
            if same_groups {
                self.unlike[side].iter().for_each(|&at| look(&denies[at]));
            } else {
                denies.iter().for_each(look);
            }
        }
        // Where a deny assignment is for the scope alone, what is below it is another matter.
        let hollow: Vec<Scope> = scopes
            .iter()
            .filter(|scope| {
                let mut sides = snapshots.iter().zip(holdings);
                sides.any(|(snapshot, holding)| snapshot.is_hollow(scope, &holding.closure))
            })
            .cloned()
            .collect();
        for scope in &hollow {
            // What lies directly below stands for all that is not named.
            scopes.extend(self.children.get(scope).into_iter().flatten().cloned());
        }
        let at = |scope: &Scope| Spot {
            scope: scope.clone(),
            reach: AccessReach::ScopeAndBelow,
            probe: scope.clone(),
        };
        let below = |scope: &Scope| {
            let probe = Scope::parse(&format!("{scope}/providers/below/any/any")).ok()?;
            let plain = matches!(
                scope.kind(),
                ScopeKind::Subscription | ScopeKind::ResourceGroup | ScopeKind::Resource
            );
            plain.then(|| Spot {
                scope: scope.clone(),
                reach: AccessReach::Below,
                probe,
            })
        };
        let mut spots: Vec<Spot> = scopes.iter().map(at).collect();
        spots.extend(hollow.iter().filter_map(below));
        // Ancestors come before what they hold, in either tree.
        spots.sort_by_cached_key(|spot| {
            let depths = snapshots
                .each_ref()
                .map(|snapshot| depth(snapshot.index, &spot.probe));
            (depths[0].max(depths[1]), spot.clone())
        });
        spots
    }
}

fn depth(index: &AccessIndex<'_>, scope: &Scope) -> usize {
    let mut depth = 0;
    index.hierarchy().for_each_ancestor(scope, |_| depth += 1);
    depth
}

/// What a deny assignment says and whom it binds, for comparison.
type Likeness<'d> = (
    &'d Scope,
    u32,
    DenyReach,
    BTreeSet<&'d PrincipalId>,
    BTreeSet<&'d PrincipalId>,
);

fn unlike(own: &Snapshot<'_, '_>, other: &Snapshot<'_, '_>) -> Vec<usize> {
    fn likeness<'d>(snapshot: &'d Snapshot<'_, '_>, at: usize) -> Likeness<'d> {
        let deny = &snapshot.index.tenant().deny_assignments[at];
        let ids = |list: &'d [crate::model::DenySubject]| list.iter().map(|s| &s.id).collect();
        (
            &deny.scope,
            snapshot.deny_number(at),
            deny.reach,
            ids(&deny.principals),
            ids(&deny.exclude_principals),
        )
    }
    let there: BTreeSet<Likeness<'_>> = other.enforced().map(|at| likeness(other, at)).collect();
    let differs = |at: &usize| !there.contains(&likeness(own, *at));
    own.enforced().filter(differs).collect()
}
