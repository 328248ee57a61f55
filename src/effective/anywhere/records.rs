use super::entries::OrderedScopes;
use crate::access::{AccessIndex, HeldBy, Weigher, Weight, WeightsIx};
use crate::directory::{Placement, ScopeIx, ScopeTree};
use crate::model::{DenyAssignment, DenyReach, Grant, Moment};
use crate::scope::{Scope, ScopeKind};
use crate::text::{NameMap, NameSet};

/// The records that bear on what is asked, and the scopes at which they do.
pub(super) struct Records<'a> {
    pub(super) scopes: OrderedScopes,
    pub(super) grants: Vec<Weighty<Grant<'a>>>,
    /// Those of groups in which anyone may be.
    pub(super) of_strangers: Vec<Weighty<Grant<'a>>>,
    pub(super) denies: Vec<DenyRecord<'a>>,
}

/// A record with where it bears on what is asked, and what it weighs there: at its own scope, and
/// where the inputs don't say whether it reaches.
pub(super) struct Weighty<R> {
    pub(super) record: R,
    pub(super) own: (ScopeIx, WeightsIx),
    pub(super) unplaced: Vec<(ScopeIx, WeightsIx)>,
}

/// A deny assignment, for those whom it binds and for those whom it may.
pub(super) struct DenyRecord<'a> {
    pub(super) deny: &'a DenyAssignment,
    pub(super) at: ScopeIx,
    pub(super) certain: WeightsIx,
    pub(super) open: WeightsIx,
    pub(super) unplaced: Vec<ScopeIx>,
}

impl<R> Weighty<R> {
    /// Each scope with the weights there.
    pub(super) fn marks(&self) -> impl Iterator<Item = (ScopeIx, WeightsIx)> + '_ {
        std::iter::once(self.own).chain(self.unplaced.iter().copied())
    }
}

impl<'a> Records<'a> {
    pub(super) fn tree(&self) -> &ScopeTree {
        &self.scopes.tree
    }

    pub(super) fn new(
        index: &'a AccessIndex<'_>,
        weigher: &mut Weigher<'a, '_>,
        moment: Moment,
    ) -> Self {
        let weigh = |weigher: &mut Weigher<'a, '_>, grant: &Grant<'a>, by| {
            let own = weigher.grant(grant, Placement::Within, by);
            (own != WeightsIx::NONE).then_some(own)
        };
        let mut grants: Vec<(Grant<'a>, HeldBy, WeightsIx)> = Vec::new();
        for grant in index.grants(moment) {
            let own = weigh(weigher, &grant, HeldBy::Itself);
            grants.extend(own.map(|own| (grant, HeldBy::Itself, own)));
        }
        let of_holders = grants.len();
        for (grant, by) in index.grants_of_strangers(moment) {
            let own = weigh(weigher, &grant, by);
            grants.extend(own.map(|own| (grant, by, own)));
        }
        let denies = index.tenant().deny_assignments.iter().filter_map(|deny| {
            let weights = [true, false].map(|is_certain| weigher.deny(deny, is_certain));
            (weights[0] != WeightsIx::NONE).then_some((deny, weights))
        });
        let denies: Vec<(&DenyAssignment, [WeightsIx; 2])> = denies.collect();
        let inherited = denies.iter().map(|(deny, _)| *deny);
        let inherited = inherited.filter(|deny| deny.reach == DenyReach::SelfAndChildren);
        let granted = grants.iter().map(|(grant, ..)| grant.scope);
        let unplaced = unplaced(index, granted.chain(inherited.map(|deny| &deny.scope)));
        let granted = grants.iter().map(|(grant, ..)| grant.scope);
        let denied = denies.iter().map(|(deny, _)| &deny.scope);
        let tops = unplaced.values().flatten();
        let tree = ScopeTree::new(index.hierarchy(), granted.chain(denied).chain(tops));
        let places = |scope: &Scope| {
            let tops = unplaced.get(scope).into_iter().flatten();
            tops.filter_map(|top| tree.find(top))
        };
        let mut weighty = |(grant, by, own): (Grant<'a>, HeldBy, WeightsIx)| {
            let mut unplaced = Vec::new();
            for at in places(grant.scope) {
                let open = weigher.grant(&grant, Placement::Unknown, by);
                unplaced.push((at, open));
            }
            Some(Weighty {
                own: (tree.find(grant.scope)?, own),
                unplaced,
                record: grant,
            })
        };
        let strangers = grants.split_off(of_holders);
        let of_strangers = strangers.into_iter().filter_map(&mut weighty).collect();
        let grants = grants.into_iter().filter_map(&mut weighty).collect();
        let denies = denies.into_iter().filter_map(|(deny, [certain, open])| {
            let unplaced = match deny.reach {
                DenyReach::SelfAndChildren => places(&deny.scope).collect(),
                DenyReach::SelfOnly => Vec::new(),
            };
            Some(DenyRecord {
                at: tree.find(&deny.scope)?,
                deny,
                certain,
                open,
                unplaced,
            })
        });
        Self {
            denies: denies.collect(),
            grants,
            of_strangers,
            scopes: OrderedScopes::new(tree),
        }
    }
}

/// Of each management group among these scopes, those scopes of the inputs that it may hold, for all
/// that the inputs say: the highest ones (SCP-3).
fn unplaced<'s>(
    index: &AccessIndex<'_>,
    scopes: impl Iterator<Item = &'s Scope>,
) -> NameMap<Scope, Vec<Scope>> {
    let is_group = |scope: &&Scope| scope.kind() == ScopeKind::ManagementGroup;
    let groups: NameSet<&Scope> = scopes.filter(is_group).collect();
    let mut found: NameMap<Scope, Vec<Scope>> = NameMap::default();
    if groups.is_empty() {
        return found;
    }
    let hierarchy = index.hierarchy();
    for top in tops(index) {
        let ancestors = hierarchy.ancestors(&top);
        let may_hold = |group: &&&Scope| hierarchy.reach(&ancestors, group) == Placement::Unknown;
        for group in groups.iter().filter(may_hold) {
            found.entry((*group).clone()).or_default().push(top.clone());
        }
    }
    found
}

/// The highest scopes above those of the inputs, whenever they matter: management groups that nobody
/// placed, and subscriptions.
pub(super) fn tops(index: &AccessIndex<'_>) -> Vec<Scope> {
    let hierarchy = index.hierarchy();
    let granted = index.grants_ever().map(|grant| grant.scope);
    let denied = index.tenant().deny_assignments.iter().map(|d| &d.scope);
    let listed = hierarchy.parents().map(|(scope, _)| scope);
    let scopes = granted.chain(denied).chain(listed);
    let tops: NameSet<Scope> = scopes
        .filter_map(|scope| hierarchy.top_above(scope))
        .collect();
    let mut tops: Vec<Scope> = tops.into_iter().collect();
    tops.sort();
    tops
}

/// What is open about a grant: it may grant, or may make eligible.
pub(super) const OPEN: Weight = Weight::MAY_GRANT.and(Weight::MAY_MAKE_ELIGIBLE);
/// What stands for a path.
pub(super) const GRANTING: Weight = Weight::GRANTED
    .and(Weight::CONDITIONAL)
    .and(Weight::ELIGIBLE);
/// What is open about deny assignments.
pub(super) const OPEN_DENY: Weight = Weight::MAY_DENY.and(Weight::AUDITED);
