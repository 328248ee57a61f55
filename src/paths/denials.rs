//! Deny assignments on a path (DN-1 to DN-8). Principals bound by the same ones share a class, so
//! that a group or a role is looked at once for each class and not for each member.

use std::cell::RefCell;

use super::effects::{EffectIx, Effects};
use crate::access::AccessIndex;
use crate::condition::Verdict;
use crate::directory::{ScopeIx, ScopeTree};
use crate::ids::PrincipalId;
use crate::model::{DenyAssignment, DenyEffect, DenyReach, Protection};
use crate::text::NameMap;

/// The number of a deny assignment that denies an effect.
pub(super) type DenyIx = u32;

/// The number of a set of deny assignments that bind the same principals.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct ClassIx(u32);

/// The class of principals that no deny assignment binds.
pub(super) const UNBOUND: ClassIx = ClassIx(0);

/// The deny assignments that deny an effect.
pub(super) struct Denials<'a> {
    denies: Vec<&'a DenyAssignment>,
    at: NameMap<ScopeIx, Vec<DenyIx>>,
    /// Where each comes in the tree, in that order.
    positions: Vec<(ScopeIx, DenyIx)>,
    everyone: Vec<DenyIx>,
    bearing: NameMap<&'a PrincipalId, Bearing>,
    verdicts: Vec<Vec<Verdict>>,
    classes: RefCell<Classes>,
    /// The class of everyone who is in a group or named.
    class_of: NameMap<&'a PrincipalId, ClassIx>,
}

/// The deny assignments that name a principal or one of its groups, ascending.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
struct Bearing {
    named: Vec<DenyIx>,
    excluded: Vec<DenyIx>,
}

impl Bearing {
    fn join(&mut self, other: &Self) {
        for (own, more) in [
            (&mut self.named, &other.named),
            (&mut self.excluded, &other.excluded),
        ] {
            if !more.is_empty() {
                own.extend(more);
                own.sort_unstable();
                own.dedup();
            }
        }
    }
}

#[derive(Default)]
struct Classes {
    /// Ascending.
    members: Vec<Vec<DenyIx>>,
    numbers: NameMap<Vec<DenyIx>, ClassIx>,
    /// What is left of a class at a scope.
    at: NameMap<(ClassIx, ScopeIx), ClassIx>,
}

impl<'a> Denials<'a> {
    /// The deny assignments that are enforced and deny an effect.
    pub(super) fn of(
        index: &'a AccessIndex<'_>,
        effects: &Effects,
        scope_tree: &ScopeTree,
    ) -> Self {
        let mut found = Self {
            denies: Vec::new(),
            at: NameMap::default(),
            positions: Vec::new(),
            everyone: Vec::new(),
            bearing: NameMap::default(),
            verdicts: Vec::new(),
            classes: RefCell::default(),
            class_of: NameMap::default(),
        };
        found.intern(Vec::new());
        let tenant = index.tenant();
        for deny in &tenant.deny_assignments {
            if deny.effect != DenyEffect::Enforced {
                continue;
            }
            let verdicts: Vec<Verdict> = effects
                .iter()
                .map(|(_, effect)| index.deny_matches(deny, &effect.target))
                .collect();
            let Some(scope) = scope_tree.find(&deny.scope) else {
                continue;
            };
            if verdicts.iter().all(|verdict| *verdict == Verdict::NotMet) {
                continue;
            }
            let number = DenyIx::try_from(found.denies.len()).unwrap_or(DenyIx::MAX);
            found.denies.push(deny);
            found.verdicts.push(verdicts);
            found.at.entry(scope).or_default().push(number);
            found.positions.push((scope, number));
            if deny.principals.iter().any(|s| s.id.is_all_principals()) {
                found.everyone.push(number);
            }
            for subject in &deny.principals {
                let bearing = found.bearing.entry(&subject.id).or_default();
                bearing.named.push(number);
            }
            for subject in &deny.exclude_principals {
                let bearing = found.bearing.entry(&subject.id).or_default();
                bearing.excluded.push(number);
            }
        }
        found.positions.sort_unstable();
        if !found.denies.is_empty() {
            found.number_classes(index);
        }
        found
    }

    /// The classes of DN-2: groups that are in each other together, after the groups they are in.
    fn number_classes(&mut self, index: &'a AccessIndex<'_>) {
        let mut of_component: Vec<Bearing> = Vec::new();
        let mut known: NameMap<Bearing, ClassIx> = NameMap::default();
        let mut class_of: NameMap<&'a PrincipalId, ClassIx> = NameMap::default();
        let mut number = |bearing: &Bearing| {
            if let Some(class) = known.get(bearing) {
                return *class;
            }
            let class = self.intern(self.bound(bearing));
            known.insert(bearing.clone(), class);
            class
        };
        for component in index.groups().components() {
            let mut bearing = Bearing::default();
            for above in &component.above {
                bearing.join(&of_component[*above]);
            }
            for member in &component.members {
                if let Some(own) = self.bearing.get(member) {
                    bearing.join(own);
                }
            }
            let class = number(&bearing);
            class_of.extend(component.members.iter().map(|member| (*member, class)));
            of_component.push(bearing);
        }
        for (principal, bearing) in &self.bearing {
            class_of.entry(principal).or_insert_with(|| {
                let mut own = Bearing::default();
                own.join(bearing);
                number(&own)
            });
        }
        self.class_of = class_of;
    }

    fn bound(&self, bearing: &Bearing) -> Vec<DenyIx> {
        let mut bound = self.everyone.clone();
        bound.extend(&bearing.named);
        bound.sort_unstable();
        bound.dedup();
        bound.retain(|deny| bearing.excluded.binary_search(deny).is_err());
        bound
    }

    /// The class of a principal: DN-2 over its groups.
    pub(super) fn class_of(&self, principal: &PrincipalId) -> ClassIx {
        if self.denies.is_empty() {
            return UNBOUND;
        }
        match self.class_of.get(principal) {
            Some(class) => *class,
            None => self.intern(self.everyone.clone()),
        }
    }

    /// The class of what happens at a scope: the deny assignments there, above and below. Most bear on
    /// few scopes, so that at the others all principals are of one class.
    pub(super) fn class_at(
        &self,
        scope_tree: &ScopeTree,
        class: ClassIx,
        scope: ScopeIx,
    ) -> ClassIx {
        if class == UNBOUND {
            return UNBOUND;
        }
        if let Some(known) = self.classes.borrow().at.get(&(class, scope)) {
            return *known;
        }
        let span = scope_tree.below(scope);
        let from = self.positions.partition_point(|(at, _)| *at < span.start);
        let here = self.positions[from..].iter();
        let here = here
            .take_while(|(at, _)| *at < span.end)
            .map(|(_, deny)| deny);
        let above = scope_tree.upwards(scope).skip(1);
        let above = above.flat_map(|at| self.at.get(&at).into_iter().flatten());
        let mut bearing: Vec<DenyIx> = here.chain(above).copied().collect();
        bearing.retain(|deny| self.binds(class, *deny));
        bearing.sort_unstable();
        let found = self.intern(bearing);
        self.classes.borrow_mut().at.insert((class, scope), found);
        found
    }

    fn intern(&self, members: Vec<DenyIx>) -> ClassIx {
        let mut classes = self.classes.borrow_mut();
        if let Some(known) = classes.numbers.get(&members) {
            return *known;
        }
        let number = ClassIx(u32::try_from(classes.members.len()).unwrap_or(u32::MAX));
        classes.members.push(members.clone());
        classes.numbers.insert(members, number);
        number
    }

    fn binds(&self, class: ClassIx, deny: DenyIx) -> bool {
        let classes = self.classes.borrow();
        class != UNBOUND
            && classes.members[class.0 as usize]
                .binary_search(&deny)
                .is_ok()
    }

    /// The deny assignments of a class that people may remove, each with the class that is left.
    pub(super) fn removable(&self, class: ClassIx) -> Vec<(&'a DenyAssignment, ClassIx)> {
        if class == UNBOUND {
            return Vec::new();
        }
        let members = self.classes.borrow().members[class.0 as usize].clone();
        let removable = members.iter().filter_map(|deny| {
            let record = self.denies[*deny as usize];
            (record.protection == Protection::User).then_some((*deny, record))
        });
        let removed = removable.map(|(deny, record)| {
            let rest = members.iter().copied().filter(|other| *other != deny);
            (record, self.intern(rest.collect()))
        });
        removed.collect()
    }

    /// Whether an effect is denied to a class at a scope.
    pub(super) fn at(
        &self,
        scope_tree: &ScopeTree,
        effect: EffectIx,
        scope: ScopeIx,
        class: ClassIx,
    ) -> Verdict {
        if class == UNBOUND {
            return Verdict::NotMet;
        }
        let above = scope_tree.upwards(scope).map(|at| {
            if at == scope {
                self.here(effect, at, class, |_| true)
            } else {
                self.below(effect, at, class)
            }
        });
        above.fold(Verdict::NotMet, Verdict::or)
    }

    /// Whether an effect is denied to a class at a scope and everything below it.
    pub(super) fn inherited(
        &self,
        scope_tree: &ScopeTree,
        effect: EffectIx,
        scope: ScopeIx,
        class: ClassIx,
    ) -> Verdict {
        if class == UNBOUND {
            return Verdict::NotMet;
        }
        let above = scope_tree.upwards(scope);
        above
            .map(|at| self.below(effect, at, class))
            .fold(Verdict::NotMet, Verdict::or)
    }

    /// Whether the deny assignments of one scope deny an effect to a class there and below.
    pub(super) fn below(&self, effect: EffectIx, scope: ScopeIx, class: ClassIx) -> Verdict {
        self.here(effect, scope, class, |deny| {
            deny.reach == DenyReach::SelfAndChildren
        })
    }

    /// Whether the deny assignments of one scope deny an effect to a class on the scope itself alone.
    pub(super) fn only_here(&self, effect: EffectIx, scope: ScopeIx, class: ClassIx) -> Verdict {
        self.here(effect, scope, class, |deny| {
            deny.reach == DenyReach::SelfOnly
        })
    }

    fn here(
        &self,
        effect: EffectIx,
        scope: ScopeIx,
        class: ClassIx,
        counts: impl Fn(&DenyAssignment) -> bool,
    ) -> Verdict {
        let here = self.at.get(&scope).into_iter().flatten();
        let bearing =
            here.filter(|deny| counts(self.denies[**deny as usize]) && self.binds(class, **deny));
        bearing
            .map(|deny| self.verdicts[*deny as usize][usize::from(effect.0)])
            .fold(Verdict::NotMet, Verdict::or)
    }
}
