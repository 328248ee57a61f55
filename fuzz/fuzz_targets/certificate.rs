//! A small cover problem by the first bytes, another one near it by the next, then changes to the
//! answer. The answer to the first is accepted, and is the optimum that trying every choice finds;
//! of the answer to the other, and of any change, only what is true is accepted.
#![cfg_attr(not(test), no_main)]

use rolecall::OperationSet;
use rolecall::minimize::{
    self, Cost, CoverProblem, Excess, ExtraClasses, Minimum, Objective, Proven, RequirementSet,
    SearchLimits, minimize,
};
use rolecall::model::OperationClass;

#[cfg(not(test))]
libfuzzer_sys::fuzz_target!(|data: &[u8]| run(data));

const CLASSES: [OperationClass; 4] = [
    OperationClass::Escalation,
    OperationClass::Write,
    OperationClass::Data,
    OperationClass::Read,
];

/// Sets as bits: at most eight rows, eight items, seven candidates.
#[derive(Clone, Debug)]
struct Small {
    rows: usize,
    classes: [usize; 8],
    free: u8,
    candidates: Vec<(u8, u8, u32)>,
    max_roles: Option<usize>,
}

struct Bytes<'a>(std::slice::Iter<'a, u8>);

impl Bytes<'_> {
    fn byte(&mut self) -> u8 {
        self.0.next().copied().unwrap_or(0)
    }

    fn below(&mut self, end: usize) -> usize {
        usize::from(self.byte()) % end.max(1)
    }
}

fn bits(mask: u8, end: usize) -> impl Iterator<Item = usize> {
    (0..end).filter(move |bit| mask >> bit & 1 == 1)
}

impl Small {
    fn drawn(bytes: &mut Bytes<'_>) -> Self {
        let rows = 1 + bytes.below(8);
        let most = bytes.below(9);
        let candidates = 1 + bytes.below(7);
        Self {
            rows,
            classes: std::array::from_fn(|_| bytes.below(4)),
            free: bytes.byte(),
            candidates: (0..candidates)
                .map(|_| (bytes.byte(), bytes.byte(), bytes.below(3) as u32))
                .collect(),
            max_roles: (most < 5).then_some(most),
        }
    }

    fn with<T>(&self, run: impl FnOnce(&CoverProblem<'_>) -> T) -> T {
        let classes = ExtraClasses::new(self.classes.map(|class| CLASSES[class]));
        let items = |mask| OperationSet::of(8, bits(mask, 8).map(Into::into));
        let grants: Vec<OperationSet> = self.candidates.iter().map(|c| items(c.1)).collect();
        let mut problem = CoverProblem::new(self.rows, &classes);
        problem.set_free(&items(self.free));
        for ((covers, _, rank), grants) in self.candidates.iter().zip(&grants) {
            let covers = RequirementSet::of(self.rows, bits(*covers, self.rows).map(Into::into));
            let at = problem.push(covers, grants, *rank);
            if is_foreign(*rank) {
                problem.set_foreign(at);
            }
        }
        if let Some(most) = self.max_roles {
            problem.set_max_roles(most);
        }
        run(&problem)
    }

    fn covered(&self, choice: u8) -> u8 {
        let all =
            bits(choice, self.candidates.len()).fold(0, |all, at| all | self.candidates[at].0);
        all & (0xff >> (8 - self.rows))
    }

    fn cost(&self, choice: u8) -> Cost {
        let granted =
            bits(choice, self.candidates.len()).fold(0, |all, at| all | self.candidates[at].1);
        let mut excess = Excess::default();
        for item in bits(granted & !self.free, 8) {
            *match CLASSES[self.classes[item]] {
                OperationClass::Escalation => &mut excess.escalation,
                OperationClass::Write => &mut excess.write,
                OperationClass::Data => &mut excess.data,
                OperationClass::Read => &mut excess.read,
            } += 1;
        }
        let chosen = bits(choice, self.candidates.len());
        let foreign = chosen.filter(|&at| is_foreign(self.candidates[at].2));
        Cost {
            count: u64::from(choice.count_ones()),
            foreign: foreign.count() as u64,
            excess,
        }
    }

    /// Whether a choice covers all that can be covered, with no more roles than allowed.
    fn is_cover(&self, choice: u8) -> bool {
        let few = |most| choice.count_ones() as usize <= most;
        self.covered(choice) == self.covered(0xff) && self.max_roles.is_none_or(few)
    }

    fn optimum(&self, objective: Objective) -> Option<Vec<u64>> {
        let choices = 0..=u8::MAX >> (8 - self.candidates.len());
        let covers = choices.filter(|&choice| self.is_cover(choice));
        covers.map(|choice| objective.key(&self.cost(choice))).min()
    }

    /// What is accepted is true.
    fn judge(&self, objective: Objective, claim: &Minimum) -> bool {
        let Ok(proven) = self.with(|problem| minimize::verify(problem, objective, claim)) else {
            return false;
        };
        let optimum = self.optimum(objective).expect("a cover was accepted");
        for cover in &claim.covers {
            let choice = cover
                .candidates
                .iter()
                .fold(0, |choice, at| choice | 1 << at);
            assert!(self.is_cover(choice), "{self:?} {claim:?}");
            assert_eq!(
                self.cost(choice).excess,
                cover.cost.excess,
                "{self:?} {claim:?}"
            );
            assert_eq!(cover.candidates.len() as u64, cover.cost.count);
            let best = objective.key(&cover.cost) == optimum;
            assert!(best || proven == Proven::Bounded, "{self:?} {claim:?}");
        }
        assert!(claim.lower_bound <= optimum, "{self:?} {claim:?}");
        true
    }
}

/// Whether the candidate of a rank is foreign.
fn is_foreign(rank: u32) -> bool {
    rank.is_multiple_of(3)
}

pub(crate) fn run(data: &[u8]) {
    let mut bytes = Bytes(data.iter());
    let objective = [Objective::Risk, Objective::Roles, Objective::Excess][bytes.below(3)];
    let small = Small::drawn(&mut bytes);
    let solve =
        |small: &Small| small.with(|problem| minimize(problem, objective, SearchLimits::default()));
    let found = solve(&small);
    assert_eq!(
        found.is_ok(),
        small.optimum(objective).is_some(),
        "{small:?}"
    );
    if let Ok(found) = &found {
        assert!(small.judge(objective, found), "{small:?} {found:?}");
        assert_eq!(
            Some(objective.key(&found.best().cost)),
            small.optimum(objective)
        );
        assert!(found.is_optimal(objective));
    }

    let mut other = small.clone();
    for _ in 0..bytes.below(4) {
        let at = bytes.below(other.candidates.len());
        match bytes.below(5) {
            0 => other.candidates[at].0 ^= bytes.byte(),
            1 => other.candidates[at].1 ^= bytes.byte(),
            2 => other.candidates.push((bytes.byte(), bytes.byte(), 0)),
            3 if other.candidates.len() > 1 => drop(other.candidates.remove(at)),
            _ => other.rows = 1 + bytes.below(8),
        }
        other.candidates.truncate(7);
    }
    let Ok(mut claim) = solve(&other) else { return };
    small.judge(objective, &claim);
    let rest = bits(!small.covered(0xff), small.rows);
    claim.uncovered = RequirementSet::of(small.rows, rest.map(Into::into));
    for cover in &mut claim.covers {
        cover.candidates.retain(|&at| at < small.candidates.len());
        cover.cost = small.with(|problem| problem.cost(&cover.candidates));
    }
    small.judge(objective, &claim);
    while bytes.0.len() > 0 {
        let mut changed = claim.clone();
        let cover = bytes.below(changed.covers.len());
        match (bytes.below(6), changed.covers.get_mut(cover)) {
            (0, _) => changed.lower_bound = objective.key(&changed.best().cost),
            (1, _) => {
                let at = bytes.below(changed.lower_bound.len());
                changed.lower_bound[at] = bytes.byte().into();
            }
            (2, _) => drop(changed.lower_bound.pop()),
            (3, Some(cover)) => cover.candidates = vec![bytes.below(9); bytes.below(3)],
            (4, Some(cover)) => cover.cost.count = bytes.byte().into(),
            (_, Some(_)) => drop(changed.covers.remove(cover)),
            (_, None) => {}
        }
        small.judge(objective, &changed);
        if changed.lower_bound.is_empty() || changed.covers.is_empty() {
            return;
        }
        claim = changed;
    }
}
