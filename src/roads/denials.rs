//! Deny assignments on the way (DN-1 to DN-8). Who is bound by the same ones shares a class, so
//! that a group or a role is looked at once for each class and not for each member.

use std::cell::RefCell;

use super::effects::{EffectIx, Effects};
use super::terrain::{ScopeIx, Terrain};
use crate::access::AccessIndex;
use crate::condition::Verdict;
use crate::ids::PrincipalId;
use crate::model::{DenyAssignment, DenyEffect, DenyReach, Protection};
use crate::text::NameMap;

/// A deny assignment that matters, by its place among them.
pub(super) type DenyIx = u32;

/// A set of deny assignments that bind somebody.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct ClassIx(u32);

/// The class of those whom nothing binds.
pub(super) const UNBOUND: ClassIx = ClassIx(0);

/// The deny assignments that take back an effect.
pub(super) struct Denials<'a> {
    denies: Vec<&'a DenyAssignment>,
    at: NameMap<ScopeIx, Vec<DenyIx>>,
    everyone: Vec<DenyIx>,
    named: NameMap<&'a PrincipalId, Vec<DenyIx>>,
    spared: NameMap<&'a PrincipalId, Vec<DenyIx>>,
    verdicts: Vec<Vec<Verdict>>,
    classes: RefCell<Classes>,
}

#[derive(Default)]
struct Classes {
    members: Vec<Vec<DenyIx>>,
    numbers: NameMap<Vec<DenyIx>, ClassIx>,
}

impl<'a> Denials<'a> {
    /// Those that are enforced and deny an effect.
    pub(super) fn of(index: &'a AccessIndex<'_>, effects: &Effects, terrain: &Terrain) -> Self {
        let mut found = Self {
            denies: Vec::new(),
            at: NameMap::default(),
            everyone: Vec::new(),
            named: NameMap::default(),
            spared: NameMap::default(),
            verdicts: Vec::new(),
            classes: RefCell::default(),
        };
        found.intern(Vec::new());
        for deny in &index.tenant().deny_assignments {
            if deny.effect != DenyEffect::Enforced {
                continue;
            }
            let verdicts: Vec<Verdict> = effects
                .iter()
                .map(|(_, effect)| index.deny_matches(deny, &effect.target))
                .collect();
            let Some(scope) = terrain.find(&deny.scope) else {
                continue;
            };
            if verdicts.iter().all(|verdict| *verdict == Verdict::NotMet) {
                continue;
            }
            let number = DenyIx::try_from(found.denies.len()).unwrap_or(DenyIx::MAX);
            found.denies.push(deny);
            found.verdicts.push(verdicts);
            found.at.entry(scope).or_default().push(number);
            if deny.principals.iter().any(|s| s.id.is_all_principals()) {
                found.everyone.push(number);
            }
            for subject in &deny.principals {
                found.named.entry(&subject.id).or_default().push(number);
            }
            for subject in &deny.exclude_principals {
                found.spared.entry(&subject.id).or_default().push(number);
            }
        }
        found
    }

    /// The class of a principal: DN-2 over its groups.
    pub(super) fn class_of(&self, index: &AccessIndex<'_>, principal: &PrincipalId) -> ClassIx {
        if self.denies.is_empty() {
            return UNBOUND;
        }
        let mut bound = self.everyone.clone();
        let mut spared: Vec<DenyIx> = Vec::new();
        for id in index.groups().closure(principal).ids() {
            bound.extend(self.named.get(id).into_iter().flatten());
            spared.extend(self.spared.get(id).into_iter().flatten());
        }
        bound.sort_unstable();
        bound.dedup();
        bound.retain(|deny| !spared.contains(deny));
        self.intern(bound)
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
        class != UNBOUND && self.classes.borrow().members[class.0 as usize].contains(&deny)
    }

    /// Those that bind a class and that people may lift, each with the class that is left.
    pub(super) fn liftable(&self, class: ClassIx) -> Vec<(&'a DenyAssignment, ClassIx)> {
        if class == UNBOUND {
            return Vec::new();
        }
        let members = self.classes.borrow().members[class.0 as usize].clone();
        let liftable = members.iter().filter_map(|deny| {
            let record = self.denies[*deny as usize];
            (record.protection == Protection::User).then_some((*deny, record))
        });
        let lifted = liftable.map(|(deny, record)| {
            let rest = members.iter().copied().filter(|other| *other != deny);
            (record, self.intern(rest.collect()))
        });
        lifted.collect()
    }

    /// Whether an effect is denied to a class at a scope.
    pub(super) fn at(
        &self,
        terrain: &Terrain,
        effect: EffectIx,
        scope: ScopeIx,
        class: ClassIx,
    ) -> Verdict {
        if class == UNBOUND {
            return Verdict::NotMet;
        }
        let above = terrain.upwards(scope).map(|at| {
            if at == scope {
                self.here(effect, at, class, |_| true)
            } else {
                self.below(effect, at, class)
            }
        });
        above.fold(Verdict::NotMet, Verdict::or)
    }

    /// Whether an effect is denied to a class at a scope by what binds all that is below, too.
    pub(super) fn inherited(
        &self,
        terrain: &Terrain,
        effect: EffectIx,
        scope: ScopeIx,
        class: ClassIx,
    ) -> Verdict {
        if class == UNBOUND {
            return Verdict::NotMet;
        }
        let above = terrain.upwards(scope);
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

    /// Whether those of one scope deny an effect to a class on the scope itself alone.
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
