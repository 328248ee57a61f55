//! The operations by which a principal gets to more than its assignments say (azure-rbac.md §6), as
//! `roles/effects.json` lists them. Where nothing is said of a class of §6, its operations give no
//! identity and no right by themselves: guards (D), and of the granting ones (G) those that ask for
//! Owner already, such as moving a subscription or delegating it through Lighthouse.

use super::path::Basis;
use crate::access::Target;
use crate::catalog::effects::{EffectKind, paths};
use crate::model::HostKind;
use crate::pattern::ActionPattern;

impl EffectKind {
    /// Whether it runs code where an identity of which nothing else is known may well be: not on
    /// the bare metal of a cluster, nor in a policy or blueprint.
    pub(super) fn is_common(self) -> bool {
        !matches!(
            self,
            Self::RunsCode(HostKind::NexusCluster | HostKind::PolicyAssignment | HostKind::Other)
        )
    }
}

/// An operation and what it lets its holder do.
#[derive(Clone, Debug)]
pub(super) struct Effect {
    pub(super) target: Target,
    pub(super) kind: EffectKind,
    /// Whether it can make a resource that did not exist, with an identity of one's choice.
    pub(super) creates: bool,
    pub(super) basis: Basis,
}

/// The number of an effect.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub(super) struct EffectIx(pub(super) u16);

/// Stands for all effects that run code, on whatever resource.
pub(super) const ANY_CODE: EffectIx = EffectIx(COUNT);

#[allow(clippy::cast_possible_truncation)]
const COUNT: u16 = paths().len() as u16;
const _: () = assert!(
    paths().len() < u16::MAX as usize,
    "more effects than numbers"
);

/// How many words hold a bit for each effect and for [`ANY_CODE`].
const WORDS: usize = COUNT as usize / 64 + 1;

/// A set of effects, as large as their list.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct EffectSet<const W: usize = WORDS>([u64; W]);

impl<const W: usize> Default for EffectSet<W> {
    fn default() -> Self {
        Self([0; W])
    }
}

impl<const W: usize> EffectSet<W> {
    pub(super) fn add(&mut self, effect: EffectIx) {
        let at = usize::from(effect.0);
        self.0[at / 64] |= 1 << (at % 64);
    }

    pub(super) fn holds(self, effect: EffectIx) -> bool {
        let at = usize::from(effect.0);
        self.0[at / 64] >> (at % 64) & 1 == 1
    }

    pub(super) fn is_empty(self) -> bool {
        self.0 == [0; W]
    }

    pub(super) fn union(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] | other.0[at]))
    }

    pub(super) fn both(self, other: Self) -> Self {
        Self(std::array::from_fn(|at| self.0[at] & other.0[at]))
    }

    pub(super) fn iter(self) -> impl Iterator<Item = EffectIx> {
        let words = (0u16..).zip(self.0);
        words.flat_map(|(at, word)| {
            let bits = (0..64).filter(move |bit| word >> bit & 1 == 1);
            bits.map(move |bit| EffectIx(at * 64 + bit))
        })
    }
}

/// Every effect there is.
#[derive(Debug)]
pub(super) struct Effects(Vec<Effect>);

impl Effects {
    pub(super) fn all() -> Self {
        let effects = paths().iter().map(|path| Effect {
            target: Target {
                action: ActionPattern::literal(path.action),
                plane: path.plane,
            },
            kind: path.effect,
            creates: path.creates,
            basis: if path.is_inferred {
                Basis::Inferred
            } else {
                Basis::Shown
            },
        });
        Self(effects.collect())
    }

    pub(super) fn get(&self, effect: EffectIx) -> &Effect {
        &self.0[usize::from(effect.0)]
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (EffectIx, &Effect)> {
        (0..).map(EffectIx).zip(&self.0)
    }

    /// The effects that make compute, with an identity of one's choice.
    pub(super) fn makers(&self) -> EffectSet {
        self.which(|effect| effect.creates)
    }

    /// The effects that a test picks.
    pub(super) fn which(&self, picks: impl Fn(&Effect) -> bool) -> EffectSet {
        let mut set = EffectSet::default();
        for (at, _) in self.iter().filter(|(_, effect)| picks(effect)) {
            set.add(at);
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_as_many_effects_as_it_has_bits() {
        let all = || (0..320).map(EffectIx);
        let mut set = EffectSet::<5>::default();
        assert!(set.is_empty());
        for effect in all() {
            assert!(!set.holds(effect));
            set.add(effect);
            assert!(set.holds(effect));
        }
        assert!(set.iter().eq(all()));
        assert_eq!(set.both(set.union(EffectSet::default())), set);
        let mut last = EffectSet::<5>::default();
        last.add(EffectIx(319));
        assert_eq!(set.both(last), last);
    }

    #[test]
    fn every_effect_and_any_code_have_a_bit() {
        let effects = Effects::all();
        let mut all = effects.which(|_| true);
        assert_eq!(all.iter().count(), paths().len());
        assert!(!all.holds(ANY_CODE));
        all.add(ANY_CODE);
        assert_eq!(all.iter().last(), Some(ANY_CODE));
    }
}
