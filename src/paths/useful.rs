use super::effects::EffectSet;
use crate::directory::{ScopeIx, ScopeTree};

/// The effects that have something to apply to at each scope of a tree or below it.
#[derive(Debug)]
pub(super) struct UsefulEffects(Vec<EffectSet>);

impl UsefulEffects {
    /// None anywhere.
    pub(super) fn new(tree: &ScopeTree) -> Self {
        Self(tree.all().map(|_| EffectSet::default()).collect())
    }

    /// Notes that these effects apply to something at a scope.
    pub(super) fn note(&mut self, tree: &ScopeTree, at: ScopeIx, effects: EffectSet) {
        for at in tree.upwards(at) {
            let known = &mut self.0[at.index()];
            if known.union(effects) == *known {
                return;
            }
            *known = known.union(effects);
        }
    }

    pub(super) fn at(&self, at: ScopeIx) -> EffectSet {
        self.0[at.index()]
    }
}
