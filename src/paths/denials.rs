//! Deny assignments on a path (DN-1 to DN-8). Principals bound by the same ones share a class, so
//! that a group or a role is looked at once for each class and not for each member.

use std::cell::RefCell;

use super::effects::{EffectIx, Effects};
use super::scope_tree::{ScopeIx, ScopeTree};
use crate::access::AccessIndex;
use crate::condition::Verdict;
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
    everyone: Vec<DenyIx>,
    named: NameMap<&'a PrincipalId, Vec<DenyIx>>,
    excluded: NameMap<&'a PrincipalId, Vec<DenyIx>>,
    verdicts: Vec<Vec<Verdict>>,
    classes: RefCell<Classes>,
}

#[derive(Default)]
struct Classes {
    members: Vec<Vec<DenyIx>>,
    numbers: NameMap<Vec<DenyIx>, ClassIx>,
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
            everyone: Vec::new(),
            named: NameMap::default(),
            excluded: NameMap::default(),
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
            if deny.principals.iter().any(|s| s.id.is_all_principals()) {
                found.everyone.push(number);
            }
            for subject in &deny.principals {
                found.named.entry(&subject.id).or_default().push(number);
            }
            for subject in &deny.exclude_principals {
                found.excluded.entry(&subject.id).or_default().push(number);
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
        let mut excluded: Vec<DenyIx> = Vec::new();
        for id in index.groups().closure(principal).ids() {
            bound.extend(self.named.get(id).into_iter().flatten());
            excluded.extend(self.excluded.get(id).into_iter().flatten());
        }
        bound.sort_unstable();
        bound.dedup();
        bound.retain(|deny| !excluded.contains(deny));
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
